import { type Day, foldName, type Instant, no, readCreditCode, type Result, yes } from '../../kernel/index.ts'
import { type Db, rows, wholeOrNothing } from '../db/index.ts'
import { createMember, type NewMember } from './accounts.ts'
import { randomUUID } from 'node:crypto'

/** A page of what an administrator looks through; the cursor is the name or id the page before ended with. */
export interface Asked { q?: string; after?: string; limit: number }
export interface Found<T> { rows: T[]; total: number; next?: string }

export interface MemberLine {
  id: string; name: string; username: string; partyId: string | null; partyName: string | null; partyAdmin: boolean; auditor: boolean; admin: boolean; active: boolean; demo: boolean
  seats: { id: number; unit: string; unitName: string; duties: string[]; from: Day; to: Day | null; basis: string }[]
}

/** Members by username, with every seat they have had; of one party or one unit and what lies below it, when asked. */
export async function listMembers(db: Db, of: Asked & { party?: string; unit?: string }): Promise<Found<MemberLine>> {
  const values = [likeOf(of.q), of.party ?? null, of.unit ?? null]
  const where = `($1::text is null or m.username ilike $1 or m.name ilike $1) and ($2::text is null or m.party_id = $2)
    and ($3::text is null or exists (select 1 from appointment a where a.member_id = m.id and (a.unit_id = $3 or starts_with(a.unit_id, $3 || '.'))))`
  const found = await rows<MemberLine>(db, `select m.id, m.name, m.username, m.party_id as "partyId", p.name as "partyName", m.party_admin as "partyAdmin", m.auditor, m.admin, m.active, m.demo,
      coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'unit', a.unit_id, 'unitName', u.name, 'duties', a.duties, 'from', a.from_day, 'to', a.to_day, 'basis', a.basis) order by a.from_day, a.id)
        from appointment a join unit u on u.id = a.unit_id where a.member_id = m.id), '[]') as seats
    from member m left join party p on p.id = m.party_id where ${where} and ($4::text is null or m.username > $4) order by m.username limit $5`, [...values, of.after ?? null, of.limit + 1])
  const [counted] = await rows<{ n: number }>(db, `select count(*) as n from member m where ${where}`, values)
  return pageOf(found, of.limit, counted!.n, (m) => m.username)
}

/** Changes what an account is; a closed account cannot sign in and its sessions end. A party opens again only what it closed itself. */
export async function changeMember(db: Db, id: string, to: { name?: string; active?: boolean; auditor?: boolean; admin?: boolean; partyAdmin?: boolean }, on: Day, by: 'administrator' | 'party' = 'administrator'): Promise<Result<void>> {
  if (to.active === false || to.admin === false) {
    const [others] = await rows<{ n: number }>(db, 'select count(*) as n from member where admin and active and id <> $1', [id])
    const [self] = await rows<{ admin: boolean }>(db, 'select admin from member where id = $1', [id])
    if (self?.admin && !others!.n) return no({ code: 'last-admin', at: 'member', say: '这是最后一个系统管理员，请先指定另一人' })
  }
  if (to.auditor) {
    const seated = await rows(db, 'select 1 from appointment where member_id = $1 and (to_day is null or to_day >= $2) limit 1', [id, on])
    if (seated.length) return no({ code: 'auditor-acts', at: 'auditor', say: '审计人员只查阅、不办理；请先结束其全部任职' })
  }
  const byParty = by === 'party'
  const changed = await rows(db, `update member set name = coalesce($2, name), active = coalesce($3, active), auditor = coalesce($4, auditor), admin = coalesce($5, admin), party_admin = coalesce($6, party_admin),
      closed_by_party = case when $3 then false when not $3 then $7 and (active or closed_by_party) else closed_by_party end
    where id = $1 and ($3 is not true or active or closed_by_party or not $7) returning id`,
  [id, to.name?.trim() || null, to.active ?? null, to.auditor ?? null, to.admin ?? null, to.partyAdmin ?? null, byParty])
  if (!changed.length && byParty) return no({ code: 'closed-by-administrator', at: 'active', say: '这个账号由系统管理员停用或尚待核实，须由系统管理员启用' })
  if (!changed.length) return no({ code: 'not-found', at: 'member', say: '没有这个人员' })
  if (to.active === false) await rows(db, 'delete from auth_session where user_id = $1', [id])
  return yes(undefined)
}

/** Ends a seat on a day; it stays in the record of who sat where. */
export async function endAppointment(db: Db, id: number, on: Day): Promise<Result<{ member: string }>> {
  const [ended] = await rows<{ member_id: string }>(db, 'update appointment set to_day = $2 where id = $1 and (to_day is null or to_day > $2) and from_day <= $2 returning member_id', [id, on])
  return ended ? yes({ member: ended.member_id }) : no({ code: 'not-found', at: 'appointment', say: '没有这项任职，或它在这一天之前已经结束' })
}

export interface PartyLine { id: string; kind: string; name: string; creditCode: string | null; region: string | null; members: number; demo: boolean }
export async function listParties(db: Db, of: Asked): Promise<Found<PartyLine>> {
  const like = likeOf(of.q)
  const where = '($1::text is null or p.name ilike $1 or p.credit_code ilike $1)'
  const found = await rows<PartyLine>(db, `select p.id, p.kind, p.name, p.credit_code as "creditCode", p.region, p.demo, (select count(*) from member m where m.party_id = p.id) as members
    from party p where ${where} and ($2::text is null or p.id > $2) order by p.id limit $3`, [like, of.after ?? null, of.limit + 1])
  const [counted] = await rows<{ n: number }>(db, `select count(*) as n from party p where ${where}`, [like])
  return pageOf(found, of.limit, counted!.n, (p) => p.id)
}

export interface Registration extends Pick<NewMember, 'name' | 'username' | 'password'> { party: string; creditCode: string; kind: 'enterprise' | 'university' | 'agency'; region: string }
/**
 * An enterprise registers itself by its credit code; its first member looks after the others. A party that cases already
 * name is not handed to whoever asks first: that account waits until an administrator has looked at the papers.
 */
export async function registerParty(db: Db, of: Registration, demo: boolean): Promise<Result<{ id: string; active: boolean }>> {
  const code = readCreditCode(of.creditCode)
  if (!code.ok) return no(...code.refusals.map((r) => ({ ...r, at: 'creditCode' })))
  const name = of.party.trim()
  if (!name || name.length > 120) return no({ code: 'name-wrong', at: 'party', say: '请填写单位全称，最多120字' })
  return wholeOrNothing(db, async (tx): Promise<Result<{ id: string; active: boolean }>> => {
    await rows(tx, 'select pg_advisory_xact_lock(hashtextextended($1, 11))', [code.value])
    const [known] = await rows<{ id: string; folded: string; members: number; cases: number }>(tx, `select p.id, p.folded, (select count(*) from member m where m.party_id = p.id) as members,
      (select count(*) from case_party c where c.party_id = p.id) as cases from party p where p.credit_code = $1`, [code.value])
    if (known?.members) return no({ code: 'party-registered', at: 'creditCode', say: '该单位已经注册，请联系本单位的管理员为您添加账号' })
    if (known && known.folded !== foldName(name)) return no({ code: 'party-name', at: 'party', say: '单位名称与该统一社会信用代码已登记的名称不符，请按营业执照核对' })
    const partyId = known?.id ?? randomUUID()
    if (!known) await rows(tx, 'insert into party (id, kind, name, folded, credit_code, region, demo) values ($1, $2, $3, $4, $5, $6, $7)', [partyId, of.kind, name, foldName(name), code.value, of.region, demo])
    const active = !known?.cases
    const made = await createMember(tx, { name: of.name, username: of.username, password: of.password, partyId, partyAdmin: true, demo, active })
    return made.ok ? yes({ id: made.value.id, active }) : made
  })
}

export interface AdminAct { id: number; at: Instant; by: string; what: string; about: string; detail: Record<string, unknown> }
/** Writes down what an administrator did. */
export async function noteAdmin(db: Db, by: { id: string; name: string }, at: Instant, what: string, about: string, detail: Record<string, unknown> = {}): Promise<void> {
  await rows(db, 'insert into admin_log (at, by_id, by_name, what, about, detail) values ($1, $2, $3, $4, $5, $6::jsonb)', [at, by.id, by.name, what, about, JSON.stringify(detail)])
}
export async function adminLog(db: Db, of: { after?: string; limit: number; about?: string }): Promise<Found<AdminAct>> {
  const before = of.after && /^\d{1,15}$/.test(of.after) ? Number(of.after) : Number.MAX_SAFE_INTEGER
  const found = await rows<AdminAct>(db, 'select id, at, by_name as by, what, about, detail from admin_log where id < $1 and ($2::text is null or about = $2) order by id desc limit $3', [before, of.about ?? null, of.limit + 1])
  const [counted] = await rows<{ n: number }>(db, 'select count(*) as n from admin_log where ($1::text is null or about = $1)', [of.about ?? null])
  return pageOf(found, of.limit, counted!.n, (a) => String(a.id))
}

export interface Reading { id: number; at: Instant; caseId: string; number: string; memberId: string; name: string; what: string }
/** Who read which confidential or masked case, newest first. */
export async function readings(db: Db, of: { after?: string; limit: number; caseId?: string; member?: string }): Promise<Found<Reading>> {
  const before = of.after && /^\d{1,15}$/.test(of.after) ? Number(of.after) : Number.MAX_SAFE_INTEGER
  const where = '($1::text is null or r.case_id = $1) and ($2::text is null or r.member_id = $2)'
  const values = [of.caseId ?? null, of.member ?? null]
  const found = await rows<Reading>(db, `select r.id, r.at, r.case_id as "caseId", coalesce(c.number, '') as number, r.member_id as "memberId", coalesce(m.name, '') as name, r.what
    from read_log r left join case_file c on c.id = r.case_id left join member m on m.id = r.member_id where ${where} and r.id < $3 order by r.id desc limit $4`, [...values, before, of.limit + 1])
  const [counted] = await rows<{ n: number }>(db, `select count(*) as n from read_log r where ${where}`, values)
  return pageOf(found, of.limit, counted!.n, (r) => String(r.id))
}

const likeOf = (q: string | undefined): string | null => (q?.trim() ? `%${q.trim().replace(/[\\%_]/g, (m) => `\\${m}`)}%` : null)
function pageOf<T>(found: T[], limit: number, total: number, keyOf: (row: T) => string): Found<T> {
  const page = found.slice(0, limit)
  return { rows: page, total, ...(found.length > limit ? { next: keyOf(page.at(-1)!) } : {}) }
}
