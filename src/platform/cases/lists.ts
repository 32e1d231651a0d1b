import { type CompiledQuery, sql } from 'kysely'
import { CalendarEnd, type Day, fold, type Instant, isInstant, no, type Result, yes } from '../../kernel/index.ts'
import { describe, type Limit, openSteps, publishedOn, type Snapshot, stateOf, type Told, told, type ServiceItem } from '../../service/index.ts'
import { foldedIn, rows } from '../db/index.ts'
import { type House, today, worldOf } from '../house/index.ts'
import type { Who } from '../people/index.ts'
import { blinded, drawnFor } from './blind.ts'
import { keptAt } from './keep.ts'
import { handlerName } from './seats.ts'
import { visibleTo } from './visible.ts'

export interface CaseRow {
  id: string; number: string; item: string; itemName: string; title: string; party: string; place: string; handler: string; state: string; stateLabel: string
  submittedAt: Instant; dueOn: Day | null; dueAt: Instant | null; dueOf: string | null; stoppedSince: Day | null; overdue: boolean; standing: boolean; closedOn: Day | null; outcome: string | null; demo: boolean; version: number
}
export interface CaseFilter { item?: string; state?: string; q?: string; unit?: string; open?: boolean; overdue?: boolean; outcome?: string; party?: string; from?: Day; to?: Day; ids?: string[]; cursor?: string; limit?: number }

export interface Page<T> { rows: T[]; next?: string; total: number }
const encode = (at: string, id: string) => Buffer.from(`${at}|${id}`).toString('base64url')
const decode = (cursor: string): [string, string] | undefined => {
  const [at, id] = Buffer.from(cursor, 'base64url').toString().split('|')
  return at && id && isInstant(at) && /^[0-9a-f-]{36}$/.test(id) ? [at, id] : undefined
}
const isPath = (unit: string) => unit.length <= 80 && /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/.test(unit)

const rowColumns = ['c.id', 'c.number', 'c.item', 'c.title', 'c.place', 'c.handler', 'c.state', 'c.submitted_at', 'c.due_on', 'c.due_at', 'c.due_of', 'c.stopped_since', 'c.standing', 'c.closed_on', 'c.outcome', 'c.demo', 'c.version', 'p.name as party'] as const
/** Of a case that this person was drawn to judge: the names a line of a list must not tell. */
const namesHidden = (who: Who) => sql<string[] | null>`(select json_agg(cp.name) from case_expert ce join case_party cp on cp.case_id = ce.case_id where ce.case_id = c.id and ce.member_id = ${who.id})`

const labelOf = (item: ServiceItem | undefined, state: string) => { try { return item ? stateOf(item, state).label : state } catch { return state } }

/** The cases a person may see, newest first, one page. */
export async function listCases(house: House, who: Who, filter: CaseFilter = {}): Promise<Page<CaseRow>> {
  const limit = Math.min(Math.max(filter.limit ?? 50, 1), 1000)
  let query = house.db.selectFrom('case_file as c').leftJoin('party as p', 'p.id', 'c.party_id').where(visibleTo(house, who))
  if (filter.item) query = query.where('c.item', '=', filter.item)
  if (filter.state) query = query.where('c.state', '=', filter.state)
  if (filter.outcome) query = query.where('c.outcome', '=', filter.outcome)
  // Neither a list nor a search of it tells an expert whose work it is.
  if (filter.party) query = query.where(sql<boolean>`(exists (select 1 from case_party cp where cp.case_id = c.id and cp.party_id = ${filter.party}) and not ${drawnFor(who)})`)
  if (filter.unit && isPath(filter.unit)) query = query.where(sql<boolean>`(c.place <@ ${filter.unit}::ltree or c.handler <@ ${filter.unit}::ltree) and not ${drawnFor(who)}`)
  if (filter.open === true) query = query.where('c.closed_on', 'is', null).where('c.standing', '=', false)
  if (filter.open === false) query = query.where(sql<boolean>`(c.closed_on is not null or c.standing)`)
  if (filter.overdue) query = query.where(sql<boolean>`(c.due_at < ${house.now()} or c.due_at is null and c.due_on < ${today(house)}) and c.closed_on is null`)
  if (filter.from) query = query.where(sql<boolean>`c.submitted_at >= ${filter.from}::date`)
  if (filter.to) query = query.where(sql<boolean>`c.submitted_at < ${filter.to}::date + 1`)
  if (filter.ids) query = query.where('c.id', 'in', filter.ids.length ? filter.ids : [''])
  if (filter.q?.trim()) {
    const like = `%${filter.q.trim().replace(/[\\%_]/g, (m) => `\\${m}`)}%`
    // Nobody types the brackets of a number as they are printed.
    const numbered = `%${fold(filter.q).replace(/[\\%_]/g, (m) => `\\${m}`)}%`
    query = query.where(sql<boolean>`(${foldedIn(sql`c.number`)} ilike ${numbered} or (c.title ilike ${like} or p.name ilike ${like}) and not ${drawnFor(who)})`)
  }
  const counted = await query.select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow()
  const after = filter.cursor ? decode(filter.cursor) : undefined
  if (after) query = query.where(sql<boolean>`(c.submitted_at, c.id) < (${after[0]}::timestamptz, ${after[1]})`)
  const found = await query.select(rowColumns).select(namesHidden(who).as('hidden'))
    .orderBy('c.submitted_at', 'desc').orderBy('c.id', 'desc').limit(limit + 1).execute()
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return { rows: page.map((r) => asRow(house, r)), total: Number(counted.n), ...(found.length > limit && last ? { next: encode(last.submitted_at, last.id) } : {}) }
}

/** Which of these cases a person may see. */
export async function visibleAmong(house: House, who: Who, ids: readonly string[]): Promise<Set<string>> {
  if (!ids.length || !who.id) return new Set()
  const found = await house.db.selectFrom('case_file as c').where('c.id', 'in', [...new Set(ids)]).where(visibleTo(house, who)).select('c.id').execute()
  return new Set(found.map((c) => c.id))
}

/** What lists show of one case, by one query; for programs that follow a case without drawing it. */
export async function caseRow(house: House, who: Who, id: string): Promise<Result<CaseRow>> {
  const remembered = linesOf.get(house) ?? linesOf.set(house, new Map()).get(house)!
  const ask = async (question: CompiledQuery): Promise<any> => (await rows(house.db, question.sql, question.parameters.map((p) => (p === wantedId ? id : p))))[0]
  const { stamp, whole } = questionsOf(house, who)
  const known = remembered.get(id)
  // The database says each time whether this person may see the case, and which writing of its line is the one that stands.
  const standing = known && await ask(stamp)
  if (known && standing?.stamp === known.stamp && !standing.drawn) {
    if (known.row.overdue !== isLate(house, known.line)) known.row = asRow(house, known.line)
    return yes(known.row)
  }
  const found = who.id ? await ask(whole) : undefined
  if (!found) return no({ code: 'no-such-case', at: 'case', say: '没有这件办件，或您无权查看' })
  if (remembered.size >= mostLines) remembered.delete(remembered.keys().next().value!)
  const line = { ...found, hidden: null }
  remembered.set(id, { stamp: found.stamp, line, row: asRow(house, line) })
  return yes(asRow(house, found))
}
const linesOf = new WeakMap<House, Map<string, { stamp: string; line: any; row: CaseRow }>>()
const mostLines = 5_000
const stampOf = sql<string>`c.xmin::text || coalesce((select '.' || named.xmin::text from party named where named.id = c.party_id), '')`

// What a person may see is put into words once for as long as they are remembered; only the id differs from case to case.
const wantedId = '\u0000id'
const questions = new WeakMap<Who, { stamp: CompiledQuery; whole: CompiledQuery }>()
function questionsOf(house: House, who: Who) {
  const known = questions.get(who)
  if (known) return known
  const seen = house.db.selectFrom('case_file as c').where('c.id', '=', wantedId).where(visibleTo(house, who)).select(stampOf.as('stamp'))
  const made = {
    stamp: seen.select(sql<boolean>`exists (select from case_expert ce where ce.case_id = c.id and ce.member_id = ${who.id})`.as('drawn')).compile(),
    whole: seen.leftJoin('party as p', 'p.id', 'c.party_id').select(rowColumns).select(namesHidden(who).as('hidden')).compile(),
  }
  questions.set(who, made)
  return made
}

function asRow(house: House, r: any): CaseRow {
  const item = house.items.get(r.item)
  const known = r.hidden ? { title: blinded(r.title, r.hidden), party: '', place: '', handler: '' } : { title: r.title, party: r.party ?? '', place: house.units.get(r.place)?.place ?? '', handler: handlerName(house, item, r.handler) }
  return {
    id: r.id, number: r.number, item: r.item, itemName: item?.name ?? r.item, ...known, state: r.state, stateLabel: labelOf(item, r.state),
    submittedAt: r.submitted_at, dueOn: r.due_on, dueAt: r.due_at, dueOf: r.due_of, stoppedSince: r.stopped_since, overdue: isLate(house, r), standing: r.standing, closedOn: r.closed_on, outcome: r.outcome, demo: r.demo, version: r.version,
  }
}
const isLate = (house: House, r: { due_on: string | null; due_at: string | null; closed_on: string | null }) => !r.closed_on && (r.due_at ? r.due_at < house.now() : r.due_on !== null && r.due_on < today(house))

export interface WorkRow extends CaseRow { seat: string; waitsFor: string; /** Of a publication: the first day on which there is something to do. Nobody is late after it. */ opensOn: Day | null; /** The step that may be done to several cases at once from here. */ bulk: { step: string; label: string } | null }
/** What waits for this person: at their seats, for their party, or as a drawn expert; what hurts soonest first. */
export async function worklist(house: House, who: Who, of: { cursor?: string; limit?: number } = {}): Promise<Page<WorkRow>> {
  if (!who.id) return { rows: [], total: 0 }
  const limit = Math.min(Math.max(of.limit ?? 100, 1), 1000)
  const offset = of.cursor && /^\d{1,7}$/.test(of.cursor) ? Number(of.cursor) : 0
  const pairs = who.seats.flatMap((s) => s.duties.map((d) => ({ unit: s.unit, duty: d })))
  const found = await rows<any>(house.db, `
    select c.*, p.name as party, (select json_agg(cp.name) from case_expert ce join case_party cp on cp.case_id = ce.case_id where ce.case_id = c.id and ce.member_id = $3) as hidden, w.seat, w.label as waits_for, w.due_on as w_due, w.due_at as w_at, count(*) over () as n
    from work w join case_file c on c.id = w.case_id left join party p on p.id = c.party_id
    where (w.unit_id, w.duty) in (select x.unit, x.duty from jsonb_to_recordset($1::jsonb) as x(unit text, duty text)) or ($2::text is not null and w.party_id = $2) or w.member_id = $3
    order by coalesce(w.due_at, w.due_on + interval '1 day') nulls last, c.changed_at, c.id, w.n limit $4 offset $5`, [JSON.stringify(pairs), who.partyId ?? null, who.id, limit, offset])
  return {
    rows: found.map((r) => {
      const opensOn = r.published && r.due_on === null ? r.w_due as Day | null : null
      return { ...asRow(house, { ...r, due_on: opensOn ? null : r.w_due, due_at: r.w_at }), seat: r.seat, waitsFor: r.waits_for, opensOn, bulk: bulkStep(house, who, r) }
    }),
    total: Number(found[0]?.n ?? 0), ...(offset + found.length < Number(found[0]?.n ?? 0) ? { next: String(offset + found.length) } : {}),
  }
}

/** Offered only where it is open; a step that looks at what a list does not load is taken case by case. */
function bulkStep(house: House, who: Who, r: { item: string; seat: string; snapshot: Snapshot }): WorkRow['bulk'] {
  const item = house.items.get(r.item)
  if (!item || !Object.values(item.states[r.snapshot.state]?.steps ?? {}).some((step) => step.bulk)) return null
  try {
    const open = openSteps(item, r.snapshot, [r.seat], worldOf(house, house.now()), { id: who.id, name: who.name }).find((o) => o.step.bulk && !o.step.asks && !o.blocked)
    return open ? { step: open.id, label: open.label } : null
  } catch { return null }
}

export interface PublishedCase { id: string; number: string; item: string; itemName: string; since: Day; /** Nothing while the working calendar does not reach so far. */ until: Day | null; shows: { label: string; value: string }[]; demo: boolean }
/** What lies open to everyone now, with the days of its publication. */
export async function publishedCases(house: House, of: { limit?: number } = {}): Promise<PublishedCase[]> {
  const found = await rows<{ id: string; version: number }>(house.db, 'select id, version from case_file where published and not confidential order by submitted_at desc limit $1', [of.limit ?? 100])
  return (await Promise.all(found.map(({ id, version }) => published(house, id, version)))).filter((x) => x !== undefined)
}
export async function publishedCase(house: House, id: string): Promise<Result<PublishedCase>> {
  const [known] = /^[0-9a-f-]{36}$/.test(id) ? await rows<{ version: number }>(house.db, 'select version from case_file where id = $1 and published and not confidential', [id]) : []
  const found = known && await published(house, id, known.version)
  return found ? yes(found) : no({ code: 'not-published', say: '没有这条公示，或公示已经结束' })
}
async function published(house: House, id: string, version: number): Promise<PublishedCase | undefined> {
  const kept = await keptAt(house, id, version)
  const state = kept && kept.item.states[kept.s.state]
  if (!kept || state?.kind !== 'publicity') return undefined
  const c = told(kept.item, kept.s, worldOf(house, house.now()))
  return { id, number: kept.s.number, item: kept.item.id, itemName: kept.item.name, ...daysOf(c, state.within!), shows: state.shows?.(c) ?? [], demo: kept.demo }
}

function daysOf(c: Told, within: Limit): { since: Day; until: Day | null } {
  try {
    const { first, last } = publishedOn(c, within)
    return { since: first, until: last }
  } catch (error) {
    if (error instanceof CalendarEnd) return { since: c.memo.publishedOn ?? c.today, until: null }
    throw error
  }
}

/** The catalogue of items, with the guide of each as the rules of today give it. */
export const catalogue = (house: House) => [...house.items.values()].map((item) => ({ ...describe(item, today(house)), programme: house.programmes.find((p) => p.items.includes(item))?.name ?? '' }))
