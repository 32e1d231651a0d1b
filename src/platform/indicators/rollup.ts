import type { Day } from '../../kernel/index.ts'
import { rows, type Db } from '../db/index.ts'
import type { SourceKind } from './events.ts'
import { foldEvents } from './fold.ts'

/** What is asked of the roll-up; without `from`, everything since the beginning. */
export interface RollAsked { kinds: readonly string[]; from?: Day | undefined; to: Day; asOf?: Day | undefined }

/** One kind of one source over the days asked for; each array holds one number per unit, in the order of `units`. */
export interface RollLine {
  kind: string
  source: SourceKind
  n: number[]
  /** How many of them are demonstration. */
  demo: number[]
  amount: number[]
  /** The amount of the newest; it says nothing where `n` is nought. */
  last: number[]
}
/** `units` are paths, with '' for what happened at no unit. A kind and source of which nothing is known has no line. */
export interface Roll { units: string[]; lines: RollLine[] }

/**
 * Counts, sums and newest values by kind, source and unit, from two rows of the roll-up for each and the events that are not in it yet, as
 * of one moment: what the asking transaction itself has written is counted. Nothing when the roll-up cannot say: it is not made yet, events
 * were taken away since, or it holds what was not yet known on the day asked for.
 */
export async function rollOf(db: Db, { kinds, from, to, asOf }: RollAsked): Promise<Roll | undefined> {
  const asked = [kinds, from ?? '-infinity', to, asOf ?? null]
  const known = db.isTransaction ? undefined : rememberedBy(db), key = JSON.stringify(asked.slice(0, 3))
  // Taken before asking: by the time of the answer another reader may have put a later fold in its place.
  const was = known?.get(key)
  const [read] = await rows<(Folded | { units: null }) & { tail: Tail[] }>(db, question, [...asked, was?.fold ?? null])
  if (!read) return undefined
  if (read.tail.length > longTail && !db.isTransaction) await foldEvents(db)
  const folded = read.units === null ? was! : read
  if (known) {
    known.delete(key)
    known.set(key, { fold: folded.fold, units: folded.units, upper: folded.upper, lower: folded.lower })
    if (known.size > mostRemembered) known.delete(known.keys().next().value!)
  }
  return together([...folded.units], folded.upper, folded.lower, read.tail, from)
}

/**
 * What the roll-up said of the last questions, and by which fold. Whether that is still the last fold is asked in the same snapshot as the
 * tail, so that a page many look at costs only its tail.
 */
const remembered = new WeakMap<Db, Map<string, Folded>>()
const mostRemembered = 24
function rememberedBy(db: Db): Map<string, Folded> {
  const known = remembered.get(db) ?? new Map<string, Folded>()
  remembered.set(db, known)
  return known
}
/** The two rows of each kind and source that a question is answered from. An answer without them means that they are those of the fold it was asked with. */
interface Folded { fold: string; units: string[]; upper: Stored[]; lower: Stored[] }

/** The same from the events themselves, however long that takes. */
async function recountOf(db: Db, { kinds, from, to, asOf }: RollAsked): Promise<Roll> {
  const counted = await rows<{ kind: string; source: SourceKind; unit: string; n: number; demo: number; amount: number; last: number }>(db, `
    select kind, source, coalesce(unit, '') as unit, count(*) as n, count(*) filter (where demo) as demo, coalesce(sum(amount), 0)::bigint as amount,
      (array_agg(coalesce(amount, 0) order by on_day desc, id desc))[1] as last
    from event e where ${asked} and ($4::date is null or e.at < $4::date + 1) and ${notVoid('e.id')} group by 1, 2, 3`, [kinds, from ?? '-infinity', to, asOf ?? null])
  const units = [...new Set(counted.map((c) => c.unit))], places = new Map(units.map((unit, at) => [unit, at]))
  const lines = new Map<string, RollLine>()
  for (const { kind, source, unit, ...figures } of counted) {
    const none = () => Array<number>(units.length).fill(0)
    const line = lines.get(`${source} ${kind}`) ?? { kind, source, n: none(), demo: none(), amount: none(), last: none() }
    lines.set(`${source} ${kind}`, line)
    for (const m of ['n', 'demo', 'amount', 'last'] as const) line[m][places.get(unit)!] = figures[m]
  }
  return { units, lines: [...lines.values()] }
}

/** What events of an indicator came to at every unit, in the order the units were given in; each unit with everything below it. */
export interface UnitRow { indicator: string; source: SourceKind; count: number[]; amount: number[]; last: number[] }

/** All indicators by all units in one reading: how many events, the sum of their amounts, and the newest amounts, the sources never added up. */
export async function unitMatrix(db: Db, indicators: readonly { id: string; kinds: readonly string[] }[], units: readonly string[], of: Omit<RollAsked, 'kinds'>): Promise<UnitRow[]> {
  const question = { ...of, kinds: [...new Set(indicators.flatMap((i) => i.kinds))] }
  const roll = await rollOf(db, question) ?? await recountOf(db, question)
  const places = new Map(units.map((unit, at) => [unit, at]))
  // Where what happened at a unit counts: there and at everything above it.
  const countsAt = roll.units.map((unit) => { const path = unit.split('.'); return path.flatMap((_, i) => places.get(path.slice(0, i + 1).join('.')) ?? []) })
  const ofKind = Map.groupBy(roll.lines, (line) => line.kind)
  return indicators.flatMap(({ id, kinds }) => {
    const found = new Map<SourceKind, UnitRow>()
    for (const line of kinds.flatMap((kind) => ofKind.get(kind) ?? [])) {
      const none = () => Array<number>(units.length).fill(0)
      const row = found.get(line.source) ?? { indicator: id, source: line.source, count: none(), amount: none(), last: none() }
      found.set(line.source, row)
      for (let at = 0; at < roll.units.length; at++) {
        const n = line.n[at]!
        if (!n) continue
        for (const place of countsAt[at]!) {
          row.count[place]! += n
          row.amount[place]! += line.amount[at]!
          row.last[place]! += line.last[at]!
        }
      }
    }
    return [...found.values()]
  })
}

/** A tail that long is folded at once by whoever had to read it. */
const longTail = 2000

type Stored = [kind: string, source: SourceKind, n: number[], demo: number[], amount: number[], last?: number[], lastId?: number[], lastOn?: number[]]
/** An event not folded yet, or one folded and taken back since (−1) with the newest that stands in its place. */
type Tail = [kind: string, source: SourceKind, unit: string, sign: 1 | -1, amount: number, demo: 0 | 1, on: Day, id: number, stands: [on: Day, id: number, amount: number] | null]

const edge = (bound: string, columns: string) => `(select coalesce(json_agg(json_build_array(r.kind, r.source, r.n, r.demo, r.amount ${columns})), '[]')
  from unnest($1::text[]) k cross join unnest('{system,verified,reported}'::text[]) s
  cross join lateral (select * from event_roll r where r.kind = k and r.source = s and r.day ${bound} order by r.day desc limit 1) r)`
const known = `($4::date is null or v.at < $4::date + 1)`
// Asked of each event by itself: of a few, the planner would otherwise read all that was ever taken back.
const stillStands = (id: string) => `(select true from event_void v where v.event_id = ${id} and ${known} limit 1) is null`
const notVoid = (id: string) => `not exists (select from event_void v where v.event_id = ${id} and ${known})`
const asked = 'e.kind = any($1) and e.on_day between $2::date and $3::date'
// Read before anything else is asked of them, by transaction alone: the planner cannot know how few they are. Between, so that it takes the index.
const sinceFold = (table: string, columns: string) => `as materialized (select ${columns} from ${table} where tx between (select watermark from event_roll_state) and '18446744073709551615'::xid8)`

// The transaction that last changed the state is the fold it is of.
const anew = (what: string) => `case when s.xmin::text is distinct from $5 then ${what} end`

const question = `with fresh ${sinceFold('event', 'id, kind, source, unit, on_day, at, amount, demo')}, back ${sinceFold('event_void', 'event_id, at')} select s.xmin::text as fold,
  ${anew(`(select coalesce(json_agg(unit order by at), '[]') from event_roll_unit)`)} as units,
  ${anew(edge('<= $3::date', ', r.last, r.last_id, r.last_on'))} as upper, ${anew(edge('< $2::date', ''))} as lower,
  (select coalesce(json_agg(json_build_array(t.kind, t.source, coalesce(t.unit, ''), t.sign, coalesce(t.amount, 0), t.demo::int, t.on_day, t.id, t.stands)), '[]') from (
    select e.kind, e.source, e.unit, 1 as sign, e.amount, e.demo, e.on_day, e.id, null::json as stands from fresh e
      where ${asked} and ($4::date is null or e.at < $4::date + 1) and ${stillStands('e.id')}
    union all
    select e.kind, e.source, e.unit, -1, e.amount, e.demo, e.on_day, e.id, (
        select json_build_array(n.on_day, n.id, coalesce(n.amount, 0)) from event n
        where n.kind = e.kind and n.source = e.source and n.unit is not distinct from e.unit and n.on_day between $2::date and $3::date
          and ($4::date is null or n.at < $4::date + 1) and ${stillStands('n.id')} order by n.on_day desc, n.id desc limit 1)
      from back v join event e on e.id = v.event_id
      where ${known} and e.tx < (select watermark from event_roll_state) and ${asked}) t) as tail
  from event_roll_state s
  where s.watermark is not null and not exists (select from event_roll_gone) and ($4::date is null or s.latest < $4::date + 1)`

/** A day as the roll-up writes it, 20220630. */
const written = (day: Day): number => Number(day.replaceAll('-', ''))

function together(units: string[], upper: readonly Stored[], lower: readonly Stored[], tail: readonly Tail[], from: Day | undefined): Roll {
  const lines = new Map<string, RollLine & { on: number[]; id: number[] }>()
  const lineOf = (kind: string, source: SourceKind) => {
    const known = lines.get(`${source} ${kind}`)
    if (known) return known
    const none = () => Array<number>(units.length).fill(0)
    const made = { kind, source, n: none(), demo: none(), amount: none(), last: none(), on: none(), id: none() }
    lines.set(`${source} ${kind}`, made)
    return made
  }
  for (const [kind, source, n, demo, amount, last, lastId, lastOn] of upper) {
    const line = lineOf(kind, source)
    for (const [to, of] of [[line.n, n], [line.demo, demo], [line.amount, amount], [line.last, last], [line.id, lastId], [line.on, lastOn]] as const) of?.forEach((x, at) => { to[at] = x })
  }
  for (const [kind, source, n, demo, amount] of lower) {
    const line = lineOf(kind, source)
    for (const [to, of] of [[line.n, n], [line.demo, demo], [line.amount, amount]] as const) of.forEach((x, at) => { to[at]! -= x })
  }
  const first = from ? written(from) : 0
  const places = new Map(units.map((unit, at) => [unit, at]))
  for (const [kind, source, unit, sign, amount, demo, day, id, stands] of tail) {
    const on = written(day)
    const line = lineOf(kind, source)
    let at = places.get(unit)
    if (at === undefined) {
      places.set(unit, at = units.push(unit) - 1)
      for (const l of lines.values()) for (const numbers of [l.n, l.demo, l.amount, l.last, l.on, l.id]) numbers.push(0)
    }
    line.n[at]! += sign
    line.demo[at]! += sign * demo
    line.amount[at]! += sign * amount
    const newest = sign === 1 ? [on, id, amount] as const : stands ? [written(stands[0]), stands[1], stands[2]] as const : [0, 0, 0] as const
    // What stands in place of an event taken back is the newest of all; a fresh event only may be.
    if (sign === -1 || line.on[at]! < first || on > line.on[at]! || (on === line.on[at]! && id > line.id[at]!)) [line.on[at], line.id[at], line.last[at]] = newest
  }
  return { units, lines: [...lines.values()].map(({ on: _on, id: _id, ...line }) => line) }
}
