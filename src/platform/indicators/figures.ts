import { sql, type RawBuilder } from 'kysely'
import { addDays, addMonths, found, showDay, type Day, type Finding } from '../../kernel/index.ts'
import type { Counted, IndicatorDefinition } from '../../service/index.ts'
import type { Db } from '../db/index.ts'
import { inForce } from '../registers/index.ts'
import type { SourceKind } from './events.ts'
import { rollOf } from './rollup.ts'
import { definitionOn } from './versions.ts'

/** What is asked of an indicator: the days it covers, whose it is, and as it was known by the end of which day. */
export interface Asked {
  /** The path of a unit; its whole subtree counts. */
  unit?: string | undefined
  from: Day
  to: Day
  /** What was known by the end of this day; everything known now if absent. */
  asOf?: Day | undefined
}

/** A figure of one source. A ratio also says what it is a ratio of. */
export interface Figure { value: number; of?: { part: number; whole: number }; count: number; demo: number }

/** A figure for each source apart. What nobody reported or made is absent, which is not the same as nought. */
export type Figures = Partial<Record<SourceKind, Figure>>

export const sourceWords: Record<SourceKind, string> = { system: '系统生成', verified: '已核', reported: '自报' }
const order = Object.keys(sourceWords) as SourceKind[]

/** The indicator's figures, the three sources never added up, with how each was reached. */
export async function indicatorValue(db: Db, current: IndicatorDefinition, asked: Asked): Promise<Finding<Figures>> {
  const { definition, changes } = await definitionOn(db, current, asked.to, current.kind === 'stock' ? asked.to : asked.from)
  const rows = await rolledSums(db, definition, asked, () => '') ?? (await sql<Sum>`${sumsBySource(definition, asked, sql`null`)}`.execute(db)).rows
  return explained(definition, asked, figuresOf(definition, rows), changes)
}

/** A figure for each month up to a day, by the version in force at the end of each. */
export interface MonthFigure { month: string; to: Day; version: number; figures: Figures }
export async function indicatorTrend(db: Db, current: IndicatorDefinition, asked: Omit<Asked, 'from'> & { months: number }): Promise<MonthFigure[]> {
  const found: MonthFigure[] = []
  for (let back = asked.months - 1; back >= 0; back--) {
    const first = addMonths(`${asked.to.slice(0, 7)}-01` as Day, -back), month = first.slice(0, 7)
    const to = back === 0 ? asked.to : addDays(addMonths(first, 1), -1)
    const { definition } = await definitionOn(db, current, to)
    const { value } = await indicatorValue(db, current, { unit: asked.unit, asOf: asked.asOf, from: first, to })
    found.push({ month, to, version: definition.version, figures: value })
  }
  return found
}

/** The same for every unit at a depth of the tree (1 the province, 2 cities, 3 counties), by one query. Units without anything are absent. */
export async function indicatorTable(db: Db, current: IndicatorDefinition, asked: Asked & { depth: number }): Promise<{ unit: string; figures: Figures }[]> {
  const { definition } = await definitionOn(db, current, asked.to)
  const rows = await rolledSums(db, definition, asked, (unit) => unit.split('.').slice(0, asked.depth).join('.'))
    ?? (await sql<Sum>`${sumsBySource(definition, asked, sql`array_to_string((string_to_array(unit, '.'))[1:${sql.lit(asked.depth)}], '.')`)}`.execute(db)).rows
  const units = [...new Set(rows.flatMap((row) => (row.unit && row.unit.split('.').length === asked.depth ? [row.unit] : [])))].sort()
  return units.map((unit) => ({ unit, figures: figuresOf(definition, rows.filter((row) => row.unit === unit)) }))
}

interface Sum { unit: string | null; source: SourceKind; part: number; whole: number; n: number; demo: number }

/**
 * The same sums from the roll-up, where the definition and the question allow it: counts and sums of events and the newest of what units
 * report. Not parties counted once, not lines in force, not each day's newest report, and not what was known on a day before the last event.
 */
async function rolledSums(db: Db, definition: IndicatorDefinition, asked: Asked, under: (unit: string) => string): Promise<Sum[] | undefined> {
  const isStock = definition.kind === 'stock'
  const parts = sides(definition)
  if (parts.some((side) => 'register' in side || ('parties' in side && side.parties) || ('reported' in side && !isStock))) return undefined
  const kindsOf = (side: Side) => ('events' in side ? side.events : 'reported' in side ? [side.reported] : [])
  const roll = await rollOf(db, { kinds: [...new Set(parts.flatMap(kindsOf))], from: isStock ? undefined : asked.from, to: asked.to, asOf: asked.asOf })
  if (!roll) return undefined
  const inside = roll.units.map((unit) => asked.unit === undefined || unit === asked.unit || unit.startsWith(`${asked.unit}.`))
  const sums = new Map<string, Sum>()
  for (const [i, side] of parts.entries()) {
    for (const line of roll.lines) {
      if (!kindsOf(side).includes(line.kind)) continue
      const source = definition.reported && line.source !== 'verified' ? 'reported' : line.source
      for (const [at, unit] of roll.units.entries()) {
        const n = line.n[at]!
        if (!n || !inside[at]) continue
        // Whether the newest report itself is a demonstration the roll-up does not keep.
        if ('reported' in side && line.demo[at]) return undefined
        const key = `${source} ${under(unit)}`
        const sum = sums.get(key) ?? { unit: under(unit), source, part: 0, whole: 0, n: 0, demo: 0 }
        sums.set(key, sum)
        sum[i === 0 ? 'part' : 'whole'] += 'reported' in side ? line.last[at]! : 'sum' in side && side.sum ? line.amount[at]! : n
        sum.n += 'reported' in side ? 1 : n
        sum.demo += line.demo[at]!
      }
    }
  }
  return [...sums.values()]
}

/** What an indicator is made from, measured by unit and source. */
function sumsBySource(definition: IndicatorDefinition, asked: Asked, unit: RawBuilder<unknown>): RawBuilder<Sum> {
  const [part, whole] = sides(definition)
  return sql<Sum>`select ${unit} as unit, source, (${measure(part)} filter (where is_part))::bigint as part, (${whole ? measure(whole) : sql`count(*)`} filter (where not is_part))::bigint as whole,
      count(*) as n, count(*) filter (where demo) as demo
    from (${counted(definition, asked)}) made group by 1, 2`
}

type Side = Counted | { reported: string }
const sides = ({ from }: IndicatorDefinition): [part: Side] | [part: Side, whole: Side] => ('share' in from ? [from.share, from.of] : [from])

function measure(side: Side): RawBuilder<unknown> {
  if ('parties' in side && side.parties) return sql`count(distinct party)`
  return 'reported' in side || ('sum' in side && side.sum) ? sql`sum(amount)` : sql`count(*)`
}

/** One row for everything that counts: the ground of the figures and of their evidence alike, so that the two cannot differ. */
export function counted(definition: IndicatorDefinition, asked: Asked): RawBuilder<unknown> {
  const rows = sides(definition).map((side, i) => rowsOf(side, definition, asked, i === 0))
  return sql.join(rows, sql` union all `)
}

function rowsOf(side: Side, { kind, reported }: IndicatorDefinition, asked: Asked, isPart: boolean): RawBuilder<unknown> {
  const part = sql.lit(isPart)
  if ('register' in side) {
    const on = asked.asOf && asked.asOf < asked.to ? asked.asOf : asked.to
    const source = reported ? sql`'reported'` : sql`case when f.case_id is null then 'verified' else 'system' end`
    return sql`(select 'entry' as what, f.id, f.from_day as on_day, f.unit, coalesce(f.credit_code, f.party_id, f.party_name) as party, f.party_name, f.case_id, null::int as seq,
        null::bigint as amount, f.key as note, f.demo, ${source} as source, ${part} as is_part
      from (${inForce(side.register, on, asked.asOf ?? farDay)}) f
      where ${within(asked.unit, 'f.unit')} ${side.status === undefined ? sql`` : sql`and f.status = ${side.status}`})`
  }
  const known = asked.asOf ?? farDay
  const isStock = kind === 'stock'
  const source = reported ? sql`case e.source when 'verified' then 'verified' else 'reported' end` : sql`e.source`
  const where = sql`from event e
    where e.kind in (${sql.join('events' in side ? side.events : [side.reported])}) and ${isStock ? sql`true` : sql`e.on_day >= ${asked.from}`} and e.on_day <= ${asked.to}
      and e.at < ${known}::date + 1 and ${within(asked.unit, 'e.unit')}
      and not exists (select from event_void v where v.event_id = e.id and v.at < ${known}::date + 1)`
  // An amount that is not summed is no part of the figure: three million yuan are not three million firms.
  const amount = 'reported' in side || ('sum' in side && side.sum) ? sql`e.amount` : sql`null::bigint`
  const columns = sql`'event' as what, e.id, e.on_day, e.unit, coalesce(e.party_id, e.party_name) as party, e.party_name, e.case_id, e.seq, ${amount} as amount, coalesce(e.note, e.kind) as note, e.demo, ${source} as source, ${part} as is_part`
  if ('events' in side) return sql`(select ${columns} ${where})`
  // A report speaks for a period: when a unit reports the same again, the newest counts; of a stock only the newest of all.
  const same = isStock ? sql`e.source, e.unit` : sql`e.source, e.unit, e.on_day`
  return sql`(select distinct on (${same}) ${columns} ${where} order by ${same}, e.on_day desc, e.id desc)`
}

const farDay: Day = '9999-12-30'
const within = (unit: string | undefined, column: string): RawBuilder<unknown> =>
  unit === undefined ? sql`true` : sql`(${sql.ref(column)} = ${unit} or starts_with(${sql.ref(column)}, ${`${unit}.`}))`

function figuresOf(definition: IndicatorDefinition, rows: readonly Sum[]): Figures {
  return Object.fromEntries(order.flatMap((source) => {
    const row = rows.find((r) => r.source === source)
    return row ? [[source, figureOf(definition, row)]] : []
  }))
}

function figureOf({ from }: IndicatorDefinition, { part, whole, n, demo }: Sum): Figure {
  const p = part ?? 0
  const w = whole ?? 0
  return 'share' in from ? { value: w === 0 ? 0 : p / w, of: { part: p, whole: w }, count: n, demo } : { value: p, count: n, demo }
}

function explained(definition: IndicatorDefinition, asked: Asked, figures: Figures, changes: readonly string[]): Finding<Figures> {
  const days = definition.kind !== 'stock' ? `${showDay(asked.from)}至${showDay(asked.to)}` : `截至${showDay(asked.to)}`
  const made = order.flatMap((source) => {
    const figure = figures[source]
    if (!figure) return []
    const demo = figure.demo ? `（其中演示${figure.demo}条）` : ''
    const sum = figure.of ? `${figure.of.part}÷${figure.of.whole}` : `由${figure.count}条记录得出`
    return [`${sourceWords[source]}：${sum}${demo}`]
  })
  return found(figures, `口径（第${definition.version}版）：${definition.definition}`,
    `${days}${asked.unit ? `，${asked.unit}及所属` : ''}${asked.asOf ? `，按${showDay(asked.asOf)}日终所知` : ''}`, ...changes, ...(made.length ? made : ['尚无记录']))
}

/** One thing a figure was made from. */
export interface Piece {
  what: 'event' | 'entry'
  id: number
  on: Day
  source: SourceKind
  unit?: string
  party?: string
  caseId?: string
  seq?: number
  amount?: number
  note: string
  /** Of a ratio: whether it counts for the part or only for the whole. */
  isPart: boolean
  demo: boolean
}

/** What the figures were made from, newest first; `total` is exact, `next` begins the following page. */
export async function evidence(db: Db, current: IndicatorDefinition, asked: Asked, page: { source?: SourceKind; after?: { on: Day; id: number }; limit?: number } = {}): Promise<{ pieces: Piece[]; total: number; next?: { on: Day; id: number } }> {
  const { source, after, limit = 50 } = page
  const { definition } = await definitionOn(db, current, asked.to)
  const ground = sql`(${counted(definition, asked)}) made where ${source ? sql`made.source = ${source}` : sql`true`}`
  const { rows } = await sql<PieceRow>`select made.*, coalesce(made.party_name, (select name from party p where p.id = made.party)) as named from ${ground} ${after ? sql`and (made.on_day, made.id) < (${after.on}::date, ${after.id}::bigint)` : sql``}
    order by made.on_day desc, made.id desc limit ${limit + 1}`.execute(db)
  const counting = await sql<{ n: number }>`select count(*) as n from ${ground}`.execute(db)
  const pieces = rows.slice(0, limit).map((r): Piece => ({
    what: r.what, id: r.id, on: r.on_day, source: r.source, note: r.note, isPart: r.is_part, demo: r.demo,
    ...(r.unit === null ? {} : { unit: r.unit }), ...(r.named === null ? {} : { party: r.named }), ...(r.case_id === null ? {} : { caseId: r.case_id }),
    ...(r.seq === null ? {} : { seq: r.seq }), ...(r.amount === null ? {} : { amount: r.amount }),
  }))
  const last = pieces.at(-1)
  return { pieces, total: counting.rows[0]!.n, ...(rows.length > limit && last ? { next: { on: last.on, id: last.id } } : {}) }
}

interface PieceRow {
  what: 'event' | 'entry'; id: number; on_day: Day; source: SourceKind; unit: string | null; named: string | null; case_id: string | null
  seq: number | null; amount: number | null; note: string; is_part: boolean; demo: boolean
}
