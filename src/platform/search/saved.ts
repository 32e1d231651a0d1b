import { randomUUID } from 'node:crypto'
import { addDays, type Instant, instantFromMs, instantMs, isNo, no, type Result, startOfDay, weekday, yes } from '../../kernel/index.ts'
import { rows, type Tx } from '../db/index.ts'
import { type House, today } from '../house/index.ts'
import { type LegalStatus, patentsOf, statusWords } from '../library/index.ts'
import { notify } from '../notices/index.ts'
import type { Who } from '../people/index.ts'
import { type Condition, conditionsOf } from './conditions.ts'
import { searchEngine } from './house.ts'
import { lineOf, type PatentLine, type PatentQuery, searchOf } from './patents.ts'
import { inBothScripts } from './scripts.ts'

/** A question to the library that someone, or a unit, keeps and has asked again. */
export interface SavedQuery {
  id: string
  name: string
  asked: PatentQuery
  /** What narrows it besides its query, in words. */
  conditions: Condition[]
  /** Whose it is, where it is a unit's. */
  unit?: string
  unitName?: string
  alerts: Alerts
  nextAt?: Instant
  madeAt: Instant
  last?: QueryRunLine
  demo: boolean
}
export type Alerts = 'off' | 'daily' | 'weekly'
/** One asking and how it differs from the one before. */
export interface QueryRunLine { id: number; at: Instant; /** Asked by the job, not by a person. */ byJob: boolean; /** There was none before to differ from. */ first: boolean; total: number; added: number; gone: number; changed: number }
export interface QueryRun extends Omit<QueryRunLine, 'added' | 'gone' | 'changed'> {
  added: QueryRunPart<PatentLine>
  gone: QueryRunPart<PatentLine & { /** Still in the library, though no longer found. */ known: boolean }>
  changed: QueryRunPart<PatentLine & { from: string; to: string }>
}
/** All of them counted, the first of them drawn. */
export interface QueryRunPart<Line> { total: number; lines: Line[] }

/** More is a field of technology and not a question: its changes would be read by nobody. */
export const mostSeen = 20_000
const mostKept = 100, mostDrawn = 200, alertHour = 8

const noSuch = no({ code: 'not-found', say: '没有这个检索，或它不是您和您单位的' })

interface Row { id: string; name: string; asked: PatentQuery; member_id: string | null; unit_id: string | null; alerts: Alerts; next_at: Instant | null; made_at: Instant; demo: boolean }
interface RunRow { id: number; at: Instant; by_id: string | null; total: number; added: string[]; gone: Seen[]; changed: Change[]; first: boolean }
interface Seen { key: string; status: LegalStatus }
interface Change { key: string; from: LegalStatus; to: LegalStatus }

const unitsOf = (who: Who) => who.seats.map(({ unit }) => unit)
const runColumns = 'r.id, r.at, r.by_id, r.total, r.added, r.gone, r.changed, not exists (select from saved_run b where b.query_id = r.query_id and b.id < r.id) as first'

/** A person's own questions and those of their units, the newest first. */
export async function savedQueries(house: House, who: Who): Promise<SavedQuery[]> {
  const found = await rows<Row>(house.db, 'select * from saved_query where member_id = $1 or unit_id = any($2) order by made_at desc, id', [who.id, unitsOf(who)])
  const last = new Map((await rows<RunRow & { query_id: string }>(house.db, `select distinct on (r.query_id) r.query_id, ${runColumns} from saved_run r where r.query_id = any($1) order by r.query_id, r.id desc`, [found.map(({ id }) => id)])).map((run) => [run.query_id, run]))
  return found.map((row) => viewOf(house, row, last.get(row.id)))
}

export async function savedQuery(house: House, who: Who, id: string): Promise<Result<SavedQuery>> {
  const row = await ofTheirs(house, who, id)
  return row ? yes(viewOf(house, row, await lastRun(house, id))) : noSuch
}

/** Keeps a question and asks it for the first time, so that there is something to differ from. */
export async function saveQuery(house: House, who: Who, of: { name: string; asked: PatentQuery; unit?: string; alerts: Alerts }): Promise<Result<SavedQuery>> {
  const name = of.name.trim()
  if (!name) return no({ code: 'name-missing', at: 'name', say: '请给检索起个名字' })
  if (of.unit && !unitsOf(who).includes(of.unit)) return no({ code: 'not-allowed', at: 'unit', say: '只能存为自己或自己任职单位的检索' })
  const [kept] = await rows<{ n: number }>(house.db, 'select count(*) as n from saved_query where member_id = $1 and $2::text is null or unit_id = $2', [who.id, of.unit ?? null])
  if (kept!.n >= mostKept) return no({ code: 'too-many', say: `保存的检索最多${mostKept}个，请先删去不用的` })
  const found = await findAll(house, of.asked)
  if (isNo(found)) return found
  const id = randomUUID()
  await house.db.transaction().execute(async (tx) => {
    await rows(tx, 'insert into saved_query (id, member_id, unit_id, name, asked, alerts, next_at, made_by, made_at, demo) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
      [id, of.unit ? null : who.id, of.unit ?? null, name, JSON.stringify(of.asked), of.alerts, nextAt(house, of.alerts), who.id, house.now(), who.demo])
    await writeRun(tx, house, id, found.value, who.id)
  })
  return savedQuery(house, who, id)
}

export async function changeQuery(house: House, who: Who, id: string, to: { name?: string; alerts?: Alerts }): Promise<Result<SavedQuery>> {
  const row = await ofTheirs(house, who, id)
  if (!row) return noSuch
  if (to.name !== undefined && !to.name.trim()) return no({ code: 'name-missing', at: 'name', say: '请给检索起个名字' })
  const alerts = to.alerts ?? row.alerts
  await rows(house.db, 'update saved_query set name = $2, alerts = $3, next_at = $4 where id = $1', [id, to.name?.trim() ?? row.name, alerts, alerts === row.alerts ? row.next_at : nextAt(house, alerts)])
  return savedQuery(house, who, id)
}

export async function dropQuery(house: House, who: Who, id: string): Promise<Result<{ ok: true }>> {
  if (!(await ofTheirs(house, who, id))) return noSuch
  await rows(house.db, 'delete from saved_query where id = $1', [id])
  return yes({ ok: true })
}

/** Asks a kept question again and says what has come, gone and changed its legal status since it was last asked. */
export async function runSaved(house: House, who: Who, id: string): Promise<Result<QueryRun>> {
  const row = await ofTheirs(house, who, id)
  if (!row) return noSuch
  const found = await findAll(house, row.asked)
  if (isNo(found)) return found
  const run = await house.db.transaction().execute((tx) => writeRun(tx, house, id, found.value, who.id))
  return run ? runOf(house, who, id, run.id) : noSuch
}

/** Earlier askings, the newest first. */
export async function runsOf(house: House, who: Who, id: string, of: { before?: number; limit: number }): Promise<Result<QueryRunLine[]>> {
  if (!(await ofTheirs(house, who, id))) return noSuch
  return yes((await rows<RunRow>(house.db, `select ${runColumns} from saved_run r where r.query_id = $1 and r.id < $2 order by r.id desc limit $3`, [id, of.before ?? Number.MAX_SAFE_INTEGER, of.limit])).map(lineOfRun))
}

export async function runOf(house: House, who: Who, id: string, run: number): Promise<Result<QueryRun>> {
  const row = await ofTheirs(house, who, id)
  const [found] = row ? await rows<RunRow>(house.db, `select ${runColumns} from saved_run r where r.query_id = $1 and r.id = $2`, [id, run]) : []
  if (!row || !found) return noSuch
  const { added, gone, changed } = found
  const drawn = [...added.slice(0, mostDrawn), ...gone.slice(0, mostDrawn).map(({ key }) => key), ...changed.slice(0, mostDrawn).map(({ key }) => key)]
  const { query } = await inBothScripts(row.asked.q)
  const patents = new Map((await patentsOf(house.db, drawn)).map((patent) => [patent.key, lineOf(patent, query)]))
  const part = <T, L>(of: readonly T[], draw: (one: T) => L | L[]): QueryRunPart<L> => ({ total: of.length, lines: of.slice(0, mostDrawn).flatMap(draw) })
  return yes({
    id: found.id, at: found.at, byJob: found.by_id === null, first: found.first, total: found.total,
    added: part(added, (key) => patents.get(key) ?? []),
    gone: part(gone, ({ key, status }) => { const known = patents.get(key); return [{ ...(known ?? removedLine(key, status)), known: known !== undefined }] }),
    changed: part(changed, ({ key, from, to }) => { const known = patents.get(key); return known ? [{ ...known, from: statusWords[from], to: statusWords[to] }] : [] }),
  })
}

/** What an asking found, keys with their status then: what the last one found, and the changes since taken back one by one. */
export async function foundBy(house: House, who: Who, id: string, run: number): Promise<Result<Map<string, LegalStatus>>> {
  const row = await ofTheirs(house, who, id)
  const [seen] = row ? await rows<{ keys: string[]; statuses: LegalStatus[] }>(house.db, 'select keys, statuses from saved_seen where query_id = $1 and exists (select from saved_run where query_id = $1 and id = $2)', [id, run]) : []
  if (!seen) return noSuch
  const found = new Map(seen.keys.map((key, at) => [key, seen.statuses[at]!]))
  for (const { added, gone, changed } of await rows<Pick<RunRow, 'added' | 'gone' | 'changed'>>(house.db, 'select added, gone, changed from saved_run where query_id = $1 and id > $2 order by id desc', [id, run])) {
    for (const key of added) found.delete(key)
    for (const { key, status } of gone) found.set(key, status)
    for (const { key, from } of changed) found.set(key, from)
  }
  return yes(found)
}

/**
 * Asks again what is due and tells whose it is when something has changed. The turn, what was found and the notice are written
 * together: two processes, or one that dies in between, tell it once. A job calls it.
 */
export async function alertSaved(house: House): Promise<{ asked: number; told: number }> {
  let told = 0
  const due = await rows<Row>(house.db, 'select * from saved_query where next_at <= $1 order by next_at limit 500', [house.now()])
  for (const row of due) {
    const found = await findAll(house, row.asked)
    const changed = await house.db.transaction().execute(async (tx) => {
      const [mine] = await rows(tx, 'update saved_query set next_at = $3 where id = $1 and next_at = $2 returning 1', [row.id, row.next_at, isNo(found) ? later(house) : nextAt(house, row.alerts)])
      if (!mine || isNo(found)) return false
      const run = await writeRun(tx, house, row.id, found.value, null)
      return run !== undefined && await tell(tx, house, row, run)
    })
    if (changed) told++
  }
  return { asked: due.length, told }
}

async function tell(tx: Tx, house: House, row: Row, { added, gone, changed, first }: RunRow): Promise<boolean> {
  const parts = [[added.length, '件新进入'], [gone.length, '件不再符合'], [changed.length, '件法律状态有变化']] as const
  if (first || parts.every(([n]) => n === 0)) return false
  const titles = (await patentsOf(tx, [...added, ...changed.map(({ key }) => key)].slice(0, 3))).map(({ title }) => `“${title}”`)
  await notify(tx, {
    to: [row.unit_id ? { unit: row.unit_id } : { member: row.member_id! }], link: `/library/saved?id=${row.id}`, at: house.now(), demo: row.demo, kind: 'reminder', title: `检索“${row.name}”有变化`,
    say: `${parts.filter(([n]) => n > 0).map(([n, what]) => `${n}${what}`).join('，')}${titles.length ? `，如${titles.join('、')}` : ''}。`,
  })
  return true
}

/** Everything a question finds, with its status in the library; a refusal where that is not all of it or far too much. */
async function findAll(house: House, asked: PatentQuery): Promise<Result<Seen[]>> {
  const search = searchOf(asked)
  if (isNo(search)) return search
  const found = await searchEngine(house).all(search.value, mostSeen)
  if (isNo(found)) return found
  const { total, ids, partial } = found.value
  if (partial) return no({ code: 'search-partial', say: '检索库正在建立，结果还不完整；建好以后再运行，以免把还没有收进的当作不再符合' })
  if (total > mostSeen) return no({ code: 'too-many', at: 'q', say: `这个检索有${total.toLocaleString('zh-CN')}件，能跟踪变化的最多${mostSeen.toLocaleString('zh-CN')}件，请再收窄` })
  // What was taken out of the library since the index last heard of it is not found.
  return yes(await rows<Seen>(house.db, 'select p.key, p.status from unnest($1::text[]) with ordinality k (key, n) join patent p on p.key = k.key order by n', [ids]))
}

/** Writes down what was found and how it differs from the last time; nothing when the question has been dropped meanwhile. */
async function writeRun(tx: Tx, house: House, id: string, found: readonly Seen[], by: string | null): Promise<RunRow | undefined> {
  if (!(await rows(tx, 'select 1 from saved_query where id = $1 for update', [id])).length) return undefined
  const [seen] = await rows<{ keys: string[]; statuses: LegalStatus[] }>(tx, 'select keys, statuses from saved_seen where query_id = $1', [id])
  const before = new Map(seen?.keys.map((key, at) => [key, seen.statuses[at]!])), now = new Set(found.map(({ key }) => key))
  const added = seen ? found.flatMap(({ key }) => (before.has(key) ? [] : [key])) : []
  const gone = [...before].flatMap(([key, status]) => (now.has(key) ? [] : [{ key, status }]))
  const changed = found.flatMap(({ key, status }) => { const was = before.get(key); return was !== undefined && was !== status ? [{ key, from: was, to: status }] : [] })
  const [{ id: run }] = await rows<{ id: number }>(tx, 'insert into saved_run (query_id, at, by_id, total, added, gone, changed) values ($1, $2, $3, $4, $5, $6, $7) returning id',
    [id, house.now(), by, found.length, JSON.stringify(added), JSON.stringify(gone), JSON.stringify(changed)]) as [{ id: number }]
  await rows(tx, `insert into saved_seen (query_id, run_id, keys, statuses) values ($1, $2, $3, $4)
    on conflict (query_id) do update set run_id = excluded.run_id, keys = excluded.keys, statuses = excluded.statuses`, [id, run, found.map(({ key }) => key), found.map(({ status }) => status)])
  return { id: run, at: house.now(), by_id: by, total: found.length, added, gone, changed, first: !seen }
}

const ofTheirs = async (house: House, who: Who, id: string): Promise<Row | undefined> =>
  (await rows<Row>(house.db, 'select * from saved_query where id = $1 and (member_id = $2 or unit_id = any($3))', [id, who.id, unitsOf(who)]))[0]
const lastRun = async (house: House, id: string): Promise<RunRow | undefined> => (await rows<RunRow>(house.db, `select ${runColumns} from saved_run r where r.query_id = $1 order by r.id desc limit 1`, [id]))[0]

/** The next morning at eight, or the next Monday's. */
function nextAt(house: House, alerts: Alerts): Instant | null {
  if (alerts === 'off') return null
  const on = today(house), day = addDays(on, alerts === 'daily' ? 1 : ((8 - weekday(on)) % 7) || 7)
  return instantFromMs(instantMs(startOfDay(day)) + alertHour * 3_600_000)
}
const later = (house: House): Instant => instantFromMs(instantMs(house.now()) + 3_600_000)

const viewOf = (house: House, row: Row, last: RunRow | undefined): SavedQuery => ({
  id: row.id, name: row.name, asked: row.asked, conditions: conditionsOf(house, row.asked), ...(row.unit_id ? { unit: row.unit_id, unitName: house.units.name(row.unit_id) } : {}),
  alerts: row.alerts, ...(row.next_at ? { nextAt: row.next_at } : {}), madeAt: row.made_at, ...(last ? { last: lineOfRun(last) } : {}), demo: row.demo,
})
const lineOfRun = ({ id, at, by_id, total, added, gone, changed, first }: RunRow): QueryRunLine => ({ id, at, byJob: by_id === null, first, total, added: added.length, gone: gone.length, changed: changed.length })
const removedLine = (key: string, status: LegalStatus): PatentLine => ({ key, number: key, type: 'other', title: { text: key, marks: [] }, applicants: [], status, statusLabel: statusWords[status], flags: [], ipc: [], demo: false })
