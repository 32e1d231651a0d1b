import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { type Day, type Instant, no, type Result, yes } from '../kernel/index.ts'
import { filesIn, findKept, seatsOf, visibleAmong } from '../platform/cases/index.ts'
import { type Db, rows } from '../platform/db/index.ts'
import { openFile, wordsOf } from '../platform/documents/index.ts'
import type { House } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import { looksInto } from './front.ts'
import { findList, keepsLists, unitLabel } from './store.ts'

export const rulings = { shared: '可以共用', 'not-accepted': '不予采信' } as const
export type Ruling = keyof typeof rulings
/** Where a paper stands: an action at a unit. */
export interface Standpoint { list: string; action: string; unit: string; unitName: string; caseId: string; number: string; same: 'bytes' | 'words'; on: Day }
/** A paper that was offered for more than one action. It says so and where; what that means is for a person to say. */
export interface EvidenceFlag {
  paper: string
  name: string
  caseId: string
  unit: string
  unitName: string
  on: Day
  capturedAt: Instant
  elsewhere: Standpoint[]
  /** Where else it stands that this person may not see. */
  hidden: number
  say: string
  ruling: { verdict: Ruling; reason: string; by: string; at: Instant } | null
  may: { rule: boolean }
}

/** Cases whose papers prove something of the list. */
const proving = ['list-action', 'supervision-sheet']

interface Offered { case_id: string; item: string; number: string; hash: string; key: string; list: string; action: string; unit: string }
const offered = `select h.case_id, c.item, c.number, h.hash, coalesce(t.text_hash, h.hash) as key, c.marks ->> 'list' as list, c.marks ->> 'action' as action, c.handler::text as unit
  from case_file_hash h join case_file c on c.id = h.case_id left join evidence_text t on t.hash = h.hash`

/**
 * Papers of an action that stand for another action or another unit too, by their bytes, or by their words where these can be read. A city
 * may bring what its counties brought for the same action. Pictures that were saved again are not recognised.
 */
export async function evidenceFlags(house: House, who: Who, of: { list: string; action: string; unit?: string }): Promise<Result<EvidenceFlag[]>> {
  const list = await findList(house, who, of.list)
  if (!list.ok) return list
  if (of.unit !== undefined && !looksInto(house, who, of.unit)) return no({ code: 'not-yours', at: 'unit', say: `${unitLabel(house, of.unit)}的佐证由该单位、其上级和省级查看` })
  const own = (await rows<Offered>(house.db, `${offered} where c.item = 'list-action' and c.marks ->> 'list' = $1 and c.marks ->> 'action' = $2`, [of.list, of.action]))
    .filter((o) => (of.unit === undefined ? looksInto(house, who, o.unit) : house.units.isWithin(o.unit, of.unit)))
  if (own.length === 0) return yes([])
  const others = await standingFor(house.db, own)
  const seen = await visibleAmong(house, who, [...new Set([...own, ...others].map((o) => o.case_id))])
  const flags: EvidenceFlag[] = []
  for (const o of own) {
    if (!seen.has(o.case_id)) continue
    const elsewhere = others.filter((x) => (x.hash === o.hash || x.key === o.key) && isElsewhere(house, o, x)).sort((a, b) => Number(b.hash === o.hash) - Number(a.hash === o.hash))
    if (elsewhere.length === 0) continue
    const [offer, ruling, mayRule] = await Promise.all([nameOf(house.db, o), rulingOf(house.db, o), rules(house, who, o.case_id)])
    const shown = await Promise.all(elsewhere.filter((x) => seen.has(x.case_id)).map(async (x): Promise<Standpoint> => ({
      list: x.list, action: x.action, unit: x.unit, unitName: unitLabel(house, x.unit), caseId: x.case_id, number: x.number, same: x.hash === o.hash ? 'bytes' : 'words', on: (await nameOf(house.db, x)).on,
    })))
    const hidden = new Set(elsewhere.filter((x) => !seen.has(x.case_id)).map((x) => x.case_id)).size
    flags.push({
      paper: o.hash, name: offer.name, caseId: o.case_id, unit: o.unit, unitName: unitLabel(house, o.unit), on: offer.on, capturedAt: offer.at, elsewhere: shown, hidden,
      say: sentence(shown, hidden), ruling, may: { rule: mayRule },
    })
  }
  return yes(flags.sort((a, b) => Number(a.ruling !== null) - Number(b.ruling !== null) || (a.on < b.on ? 1 : -1)))
}

/** It never says who is at fault: a paper may well prove two things. */
function sentence(shown: readonly Standpoint[], hidden: number): string {
  const places = shown.map((s) => `${s.unitName} ${s.action}（${s.number}${s.same === 'words' ? '，文字相同、文件不同' : ''}）`)
  return `同一份材料还用于${[...places, ...(hidden ? [`另外${hidden}处（您无权查看）`] : [])].join('、')}，请核对是否可以共用`
}

async function standingFor(db: Db, own: readonly Offered[]): Promise<Offered[]> {
  const hashes = [...new Set(own.map((o) => o.hash))], keys = [...new Set(own.map((o) => o.key))]
  return rows<Offered>(db, `${offered} where c.item = any($1) and (h.hash = any($2) or t.text_hash = any($3)) order by c.submitted_at, c.id`, [proving, hashes, keys])
}
const isElsewhere = (house: House, a: Offered, b: Offered): boolean => a.case_id !== b.case_id && !(a.item === 'list-action' && b.item === 'supervision-sheet' && a.unit === b.unit && a.action === b.action)
  && !(a.list === b.list && a.action === b.action && (house.units.isWithin(a.unit, b.unit) || house.units.isWithin(b.unit, a.unit)))

/** What the case itself calls the paper, and the day it was brought. */
async function nameOf(db: Db, o: Pick<Offered, 'case_id' | 'hash'>): Promise<{ name: string; on: Day; at: Instant }> {
  const [found] = await rows<{ on_day: Day; at: Instant; action: string }>(db, 'select on_day, at, action from case_action where case_id = $1 and strpos(action, $2) > 0 order by seq limit 1', [o.case_id, o.hash])
  return { name: filesIn(JSON.parse(found!.action).input).find((f) => f.hash === o.hash)?.name ?? '材料', on: found!.on_day, at: found!.at }
}

async function rulingOf(db: Db, o: Pick<Offered, 'case_id' | 'hash'>): Promise<EvidenceFlag['ruling']> {
  const [found] = await rows<{ verdict: Ruling; reason: string; by: string; at: Instant }>(db, 'select verdict, reason, by_name as by, at from evidence_ruling where case_id = $1 and paper = $2 order by id desc limit 1', [o.case_id, o.hash])
  return found ?? null
}

/** Whoever checks the case, or keeps the list, says what a doubled paper means; whoever brought it does not. */
async function rules(house: House, who: Who, caseId: string): Promise<boolean> {
  const kept = await findKept(house, house.db, caseId)
  if (!kept || who.auditor) return false
  const seats = seatsOf(house, kept.item, kept.s, who)
  return !seats.includes('doer') && (seats.includes('checker') || keepsLists(house, who))
}

/** Keeps what a person says of a doubled paper in one case. What was said before stays beside it. */
export async function ruleOnPaper(house: House, who: Who, of: { caseId: string; paper: string; verdict: Ruling; reason: string }): Promise<Result<{ ok: true }>> {
  const seen = await visibleAmong(house, who, [of.caseId])
  const [held] = seen.has(of.caseId) ? await rows(house.db, 'select hash from case_file_hash where case_id = $1 and hash = $2', [of.caseId, of.paper]) : []
  if (!held) return no({ code: 'no-such-paper', at: 'paper', say: '这件办件里没有这份材料，或您无权查看' })
  if (!(await rules(house, who, of.caseId))) return no({ code: 'not-yours', say: '重复使用的材料由核查单位或清单管理单位认定，报送单位不能自己认定' })
  if (!of.reason.trim()) return no({ code: 'reason-missing', at: 'reason', say: '请写明认定的理由' })
  await rows(house.db, 'insert into evidence_ruling (paper, case_id, verdict, reason, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7)', [of.paper, of.caseId, of.verdict, of.reason.trim(), who.id, who.name, house.now()])
  return yes({ ok: true })
}

/** Shorter than this a text is a form of words, and being alike tells nothing. */
const leastWords = 30
/** The numbers of pages come and go with the program that drew them. */
const pageNumbers = /[—–－-]\s*\d{1,3}\s*[—–－-]|第\s*\d{1,3}\s*页(\s*共\s*\d{1,3}\s*页)?/g
/** How a text is told from others: without blanks, signs, width and the numbers of its pages. */
export const textHash = (text: string): string | undefined => {
  const bare = text.normalize('NFKC').replace(pageNumbers, '').toLowerCase().replace(/[\s\p{P}\p{S}\p{C}]/gu, '')
  return bare.length < leastWords ? undefined : createHash('sha256').update(bare).digest('hex')
}

/** Reads what has been brought as proof since it last ran; a job calls it. */
export async function readEvidenceTexts(house: House, most = 20): Promise<number> {
  const found = await rows<{ hash: string }>(house.db, `select distinct h.hash from case_file_hash h join case_file c on c.id = h.case_id
    where c.item = any($1) and not exists (select from evidence_text t where t.hash = h.hash) limit $2`, [proving, most])
  for (const { hash } of found) {
    const file = await openFile(house.db, house.dataDir, hash)
    const text = file && /\.(docx|xlsx|pdf|txt|html?)$/i.test(file.name) ? await wordsOf(await buffer(file.stream)) : undefined
    file?.stream.destroy()
    const said = text === undefined ? undefined : textHash(text)
    await rows(house.db, 'insert into evidence_text (hash, text_hash, chars, read_at) values ($1, $2, $3, $4) on conflict do nothing', [hash, said ?? null, text?.length ?? null, house.now()])
  }
  return found.length
}
