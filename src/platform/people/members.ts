import { randomUUID } from 'node:crypto'
import { type Day, foldName, no, type Result, yes } from '../../kernel/index.ts'
import type { Duty, PartyRef } from '../../service/index.ts'
import { type Db, rows } from '../db/index.ts'

/** Someone who is signed in: what they act for and where they sit today. */
export interface Who {
  id: string
  name: string
  username: string
  partyId?: string
  partyName?: string
  creditCode?: string
  seats: { unit: string; office: string; duties: (Duty | 'approve')[] }[]
  auditor: boolean
  admin: boolean
  demo: boolean
}
/** Someone who is not signed in. */
export const visitor: Who = { id: '', name: '访客', username: '', seats: [], auditor: false, admin: false, demo: false }
export const isOfficial = (who: Who) => who.seats.length > 0
/** Whoever works in an office or watches over it: the list, what comes of it and how it is judged are theirs to read. */
export const isInside = (who: Who) => isOfficial(who) || who.auditor || who.admin
/** The units a person sits at; everything below them in the tree is theirs to see. */
export const unitsOf = (who: Who) => who.seats.map((s) => s.unit)

export interface MemberRow { id: string; name: string; username: string; party_id: string | null; auditor: boolean; admin: boolean; active: boolean; demo: boolean }
export interface PartyRow { id: string; kind: string; name: string; credit_code: string | null; region: string | null; facts: Record<string, unknown>; demo: boolean }

/** The member with the seats held on a day; undefined when there is none or the account is closed. */
export async function findWho(db: Db, memberId: string, on: Day): Promise<Who | undefined> {
  const [found] = await rows<MemberRow & { party_name: string | null; credit_code: string | null; seats: Who['seats'] }>(db, `
    select m.*, p.name as party_name, p.credit_code,
      coalesce((select jsonb_agg(jsonb_build_object('unit', a.unit_id, 'office', u.office, 'duties', a.duties)) from appointment a join unit u on u.id = a.unit_id
        where a.member_id = m.id and a.from_day <= $2 and (a.to_day is null or a.to_day >= $2)), '[]') as seats
    from member m left join party p on p.id = m.party_id where m.id = $1 and m.active`, [memberId, on])
  if (!found) return undefined
  return {
    id: found.id, name: found.name, username: found.username, seats: found.seats, auditor: found.auditor, admin: found.admin, demo: found.demo,
    ...(found.party_id ? { partyId: found.party_id } : {}), ...(found.party_name ? { partyName: found.party_name } : {}), ...(found.credit_code ? { creditCode: found.credit_code } : {}),
  }
}

/** The known party that a reference means: by id, by credit code, or by a name where neither side has a code. A new one is written down when none is known. */
export async function linkParty(db: Db, ref: PartyRef, demo: boolean): Promise<string> {
  if (ref.id) {
    const [known] = await rows<{ id: string }>(db, 'select id from party where id = $1', [ref.id])
    if (known) return known.id
  }
  if (ref.creditCode) {
    const [known] = await rows<{ id: string }>(db, 'select id from party where credit_code = $1', [ref.creditCode])
    if (known) return known.id
  } else {
    // A name alone proves nobody: a firm that is known by its code takes part only where its code is given.
    const same = await rows<{ id: string }>(db, 'select id from party where folded = $1 and credit_code is null', [foldName(ref.name)])
    if (same.length === 1) return same[0]!.id
  }
  const id = randomUUID()
  const [made] = await rows<{ id: string }>(db, `insert into party (id, kind, name, folded, credit_code, region, demo) values ($1, 'enterprise', $2, $3, $4, $5, $6)
    on conflict (credit_code) where credit_code is not null do update set name = party.name returning id`, [id, ref.name, foldName(ref.name), ref.creditCode ?? null, ref.region ?? null, demo])
  return made!.id
}

export async function getParty(db: Db, id: string): Promise<PartyRow> {
  const [found] = await rows<PartyRow>(db, 'select * from party where id = $1', [id])
  if (!found) throw new Error(`no party ${id}`)
  return found
}

/** A new seat for a person. A centre is never given the duty to decide, and an auditor no seat at all. */
export async function appoint(db: Db, of: { member: string; unit: string; duties: Who['seats'][number]['duties']; from: Day; to?: Day; basis: string; demo?: boolean }): Promise<Result<void>> {
  const [unit] = await rows<{ name: string; decides: boolean; kind: string }>(db, 'select name, decides, kind from unit where id = $1', [of.unit])
  if (!unit) return no({ code: 'unit-unknown', at: 'unit', say: '没有这个单位' })
  if (of.duties.includes('decide') && unit.kind === 'centre') return no({ code: 'centre-decides', at: 'duties', say: `${unit.name}承担受理、审查和服务，不作行政决定，不能授予“决定”职责` })
  const [member] = await rows<{ auditor: boolean }>(db, 'select auditor from member where id = $1', [of.member])
  if (member?.auditor) return no({ code: 'auditor-acts', at: 'member', say: '审计人员只查阅、不办理，不能任职；改任办理工作的，请先取消其审计身份' })
  if (!of.basis.trim()) return no({ code: 'basis-missing', at: 'basis', say: '请写明任职或授权依据' })
  await rows(db, 'insert into appointment (member_id, unit_id, duties, from_day, to_day, basis, demo) values ($1, $2, $3, $4, $5, $6, $7)', [of.member, of.unit, of.duties, of.from, of.to ?? null, of.basis, of.demo ?? false])
  return yes(undefined)
}
