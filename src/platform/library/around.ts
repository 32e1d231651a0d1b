import { type Day, foldName, readPatentNumber } from '../../kernel/index.ts'
import { rows, type Db } from '../db/index.ts'
import { eventColumns, eventOf, eventsOfAll, familyOf, patentsOf } from './read.ts'
import { docOfNumber, isPublished } from './row.ts'
import { type Standing, standing } from './standing.ts'
import type { LegalEvent, LegalEventKind, Patent } from './types.ts'

/** What stands around a record: its life, its relatives, and what it cites and is cited by. */
export interface Around {
  /** In order; the end of a term that is yet to come is among them only of a right in force. */
  events: LegalEvent[]
  /** How it stood on the day asked for, and how it stands today. */
  standing: Standing
  today: Standing
  parent?: Patent
  divisionals: Patent[]
  /** The rest of the family. */
  family: Patent[]
  cites: { number: string; by?: 'examiner' | 'applicant'; patent?: Patent }[]
  citedBy: { total: number; patents: Patent[] }
}
const mostCiting = 20

/** A record with all that stands around it, as whoever reads it sees it, on a page or through the interface. */
export async function aroundPatent(db: Db, patent: Patent, { on, today }: { on: Day; today: Day }): Promise<Around> {
  const [lives, family, { parent, children }, citedBy, known] = await Promise.all([
    eventsOfAll(db, [patent]), familyOf(db, patent), dividedFrom(db, patent), citing(db, patent, mostCiting), recordsOf(db, patent.cites.map((c) => c.number)),
  ])
  const events = lives.get(patent.key)!, now = standing(events, today), divided = new Set([parent?.key, ...children.map((c) => c.key)])
  return {
    events: events.filter((e) => e.day <= today || now.status === 'granted'), standing: standing(events, on), today: now,
    ...(parent ? { parent } : {}), divisionals: children, family: family.filter((p) => !divided.has(p.key)),
    cites: patent.cites.map((c) => { const cited = known.get(c.number); return cited ? { ...c, patent: cited } : c }), citedBy,
  }
}

/** The key of the record that a number of any kind stands for: application number with or without dot, publication number with or without kind. */
export async function keyOfNumber(db: Db, raw: string): Promise<string | undefined> {
  const plain = raw.normalize('NFKC').replace(/[\s\u200b\ufeff-]/g, '').toUpperCase().replace(/^ZL/, 'CN')
  const application = readPatentNumber(raw)
  const number = /^\d/.test(plain) ? `CN${plain}` : plain
  const keys = [...new Set([plain, number, ...(application.ok ? [`CN${application.value.number}${application.value.check}`] : [])])]
  const docs = [...new Set([plain, number].flatMap((n) => [n, docOfNumber(n)]))]
  const [found] = await rows<{ key: string }>(db, `
    select key from (select key, 1 as first from patent where key = any($1) union all select became, 2 from patent_gone where key = any($1) and became is not null
      union all select key, 3 from patent_number where doc = any($2)) of order by first limit 1`, [keys, docs])
  return found && (await patentsOf(db, [found.key])).length ? found.key : undefined
}

/** The records among these publications that the library has, by their numbers as given. */
async function recordsOf(db: Db, numbers: readonly string[]): Promise<Map<string, Patent>> {
  const docs = new Map((await rows<{ doc: string; key: string }>(db, 'select doc, key from patent_number where doc = any($1)', [numbers.map(docOfNumber)])).map((r) => [r.doc, r.key]))
  const patents = new Map((await patentsOf(db, [...new Set(docs.values())])).map((p) => [p.key, p]))
  return new Map(numbers.flatMap((number) => { const patent = patents.get(docs.get(docOfNumber(number)) ?? ''); return patent ? [[number, patent] as const] : [] }))
}

/** The records that cite any publication of this one, the latest filed first; the number of all of them is exact. */
async function citing(db: Db, patent: Patent, most: number): Promise<{ total: number; patents: Patent[] }> {
  const docs = patent.publications.map(({ number }) => docOfNumber(number))
  const found = await rows<{ key: string; total: number }>(db, `
    select key, count(*) over ()::int as total from patent where key in (select by_key from patent_citation where doc = any($1)) and ${isPublished} order by filed desc nulls last, key limit $2`, [docs, most])
  return { total: found[0]?.total ?? 0, patents: await patentsOf(db, found.map(({ key }) => key)) }
}

/** Divisional applications of this one, and what it was divided from. */
async function dividedFrom(db: Db, patent: Patent): Promise<{ parent?: Patent; children: Patent[] }> {
  const children = await rows<{ key: string }>(db, 'select key from patent where parent = $1 order by filed, key limit 100', [patent.key])
  const found = new Map((await patentsOf(db, [...children.map(({ key }) => key), ...(patent.parent ? [patent.parent] : [])])).map((p) => [p.key, p]))
  const parent = patent.parent ? found.get(patent.parent) : undefined
  return { ...(parent ? { parent } : {}), children: children.flatMap(({ key }) => found.get(key) ?? []) }
}

const moving: readonly LegalEventKind[] = ['transfer', 'licence', 'licence-end', 'pledge', 'pledge-end', 'open-licence', 'open-licence-end']

/** Transfers, licences and pledges of these records, and those in which one of these names took part, the latest first. */
export async function movesOf(db: Db, keys: readonly string[], names: readonly string[], most: number): Promise<{ event: LegalEvent; patent: Patent }[]> {
  const found = (await rows<Parameters<typeof eventOf>[0]>(db, `
    select ${eventColumns} from patent_event
    where kind = any($3) and (key = any($1) or from_names && $2 or to_names && $2) order by day desc, key limit $4`, [keys, names, moving, most])).map(eventOf)
  const patents = new Map((await patentsOf(db, [...new Set(found.map(({ key }) => key))])).map((p) => [p.key, p]))
  return found.flatMap((event) => { const patent = patents.get(event.key); return patent ? [{ event, patent }] : [] })
}

/** All names that stand for the same party as this one, itself first, as far as people have confirmed it. */
export async function namesOfSame(db: Db, name: string): Promise<string[]> {
  const others = await rows<{ name: string }>(db, `
    select other.name from holder_name own join holder_name other on other.party_id = own.party_id and other.folded <> own.folded
    where own.folded = $1 and own.state = 'confirmed' and other.state = 'confirmed' order by other.name limit 20`, [foldName(name)])
  return [name, ...others.map((o) => o.name)]
}

/** What each of these symbols means by the newest loaded classification that has it. */
export const classTitles = async (db: Db, codes: readonly string[]): Promise<Map<string, string>> =>
  new Map((await rows<{ code: string; title: string }>(db, `
    select distinct on (r.code) r.code, r.title from library_table_row r join library_table t on t.id = r.table_id where t.kind = 'ipc' and r.code = any($1) and r.title <> '' order by r.code, t.version desc`, [codes])).map((r) => [r.code, r.title]))
