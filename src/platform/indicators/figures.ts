import { sql, type RawBuilder } from 'kysely'
import { found, showDay, type Day, type Finding } from '../../kernel/index.ts'
import type { IndicatorDefinition } from '../../service/index.ts'
import type { Db } from '../db/index.ts'
import { inForce } from '../registers/index.ts'
import type { SourceKind } from './events.ts'

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
export async function indicatorValue(db: Db, definition: IndicatorDefinition, asked: Asked): Promise<Finding<Figures>> {
  const { rows } = await sql<Sum>`${sumsBySource(definition, asked, sql`null`)}`.execute(db)
  return explained(definition, asked, figuresOf(definition, rows))
}

/** The same for every unit at a depth of the tree (1 the province, 2 cities, 3 counties), by one query. Units without anything are absent. */
export async function indicatorTable(db: Db, definition: IndicatorDefinition, asked: Asked & { depth: number }): Promise<{ unit: string; figures: Figures }[]> {
  const { rows } = await sql<Sum>`${sumsBySource(definition, asked, sql`array_to_string((string_to_array(unit, '.'))[1:${sql.lit(asked.depth)}], '.')`)}`.execute(db)
  const units = [...new Set(rows.flatMap((row) => (row.unit && row.unit.split('.').length === asked.depth ? [row.unit] : [])))].sort()
  return units.map((unit) => ({ unit, figures: figuresOf(definition, rows.filter((row) => row.unit === unit)) }))
}

interface Sum { unit: string | null; source: SourceKind; n: number; part: number; amount: number; demo: number }

/** Count, amount and share of what an indicator is made from, by unit and source. */
function sumsBySource(definition: IndicatorDefinition, asked: Asked, unit: RawBuilder<unknown>): RawBuilder<Sum> {
  return sql<Sum>`select ${unit} as unit, source, count(*) as n, count(*) filter (where is_part) as part, coalesce(sum(amount), 0)::bigint as amount, count(*) filter (where demo) as demo
    from (${counted(definition, asked)}) made group by 1, 2`
}

/** One row for everything that counts: the ground of the figures and of their evidence alike, so that the two cannot differ. */
export function counted(definition: IndicatorDefinition, asked: Asked): RawBuilder<unknown> {
  const { from } = definition
  if ('register' in from) {
    const on = asked.asOf && asked.asOf < asked.to ? asked.asOf : asked.to
    // Of a stock the lines with the status count; of a ratio they are the part and all lines the whole.
    const isPart = from.status === undefined ? sql`true` : sql`f.status = ${from.status}`
    return sql`select 'entry' as what, f.id, f.from_day as on_day, f.unit, f.party_name, f.case_id, null::int as seq, null::bigint as amount, f.key as note, f.demo,
        case when f.case_id is null then 'verified' else 'system' end as source, ${isPart} as is_part
      from (${inForce(from.register, on, asked.asOf ?? farDay)}) f
      where ${within(asked.unit, 'f.unit')} ${definition.kind === 'ratio' ? sql`` : sql`and ${isPart}`}`
  }
  const kinds = 'events' in from ? from.events : [from.reported]
  const known = asked.asOf ?? farDay
  // Reports are about a period: of a stock, or when a unit reports the same period again, the newest of each unit counts.
  const isReported = 'reported' in from
  return sql`select ${isReported ? sql`distinct on (e.source, e.unit, e.kind ${definition.kind === 'stock' ? sql`` : sql`, e.on_day`})` : sql``}
      'event' as what, e.id, e.on_day, e.unit, e.party_name, e.case_id, e.seq, e.amount, coalesce(e.note, e.kind) as note, e.demo, e.source, e.kind = ${kinds[0]} as is_part
    from event e
    where e.kind in (${sql.join(kinds)}) and ${definition.kind === 'stock' ? sql`true` : sql`e.on_day >= ${asked.from}`} and e.on_day <= ${asked.to}
      and e.at < ${known}::date + 1 and ${within(asked.unit, 'e.unit')}
      and not exists (select from event_void v where v.event_id = e.id and v.at < ${known}::date + 1)
    ${isReported ? sql`order by e.source, e.unit, e.kind, ${definition.kind === 'stock' ? sql`` : sql`e.on_day,`} e.on_day desc, e.id desc` : sql``}`
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

function figureOf({ kind, from }: IndicatorDefinition, row: Sum): Figure {
  const { n: count, demo } = row
  if (kind === 'ratio') return { value: count === 0 ? 0 : row.part / count, of: { part: row.part, whole: count }, count, demo }
  const sums = 'reported' in from || ('events' in from && from.sum)
  return { value: sums ? row.amount : count, count, demo }
}

function explained(definition: IndicatorDefinition, asked: Asked, figures: Figures): Finding<Figures> {
  const { kind, from } = definition
  const days = kind === 'flow' || (kind === 'ratio' && !('register' in from)) ? `${showDay(asked.from)}至${showDay(asked.to)}` : `截至${showDay(asked.to)}`
  const made = order.flatMap((source) => {
    const figure = figures[source]
    if (!figure) return []
    const demo = figure.demo ? `（其中演示${figure.demo}条）` : ''
    const sum = figure.of ? `${figure.of.part}÷${figure.of.whole}` : `由${figure.count}条记录得出`
    return [`${sourceWords[source]}：${sum}${demo}`]
  })
  return found(figures, `口径（第${definition.version}版）：${definition.definition}`,
    `${days}${asked.unit ? `，${asked.unit}及所属` : ''}${asked.asOf ? `，按${showDay(asked.asOf)}日终所知` : ''}`, ...(made.length ? made : ['尚无记录']))
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
export async function evidence(db: Db, definition: IndicatorDefinition, asked: Asked, page: { source?: SourceKind; after?: { on: Day; id: number }; limit?: number } = {}): Promise<{ pieces: Piece[]; total: number; next?: { on: Day; id: number } }> {
  const { source, after, limit = 50 } = page
  const ground = sql`(${counted(definition, asked)}) made where ${source ? sql`made.source = ${source}` : sql`true`}`
  const { rows } = await sql<PieceRow>`select made.* from ${ground} ${after ? sql`and (made.on_day, made.id) < (${after.on}::date, ${after.id}::bigint)` : sql``}
    order by made.on_day desc, made.id desc limit ${limit + 1}`.execute(db)
  const counting = await sql<{ n: number }>`select count(*) as n from ${ground}`.execute(db)
  const pieces = rows.slice(0, limit).map((r): Piece => ({
    what: r.what, id: r.id, on: r.on_day, source: r.source, note: r.note, isPart: r.is_part, demo: r.demo,
    ...(r.unit === null ? {} : { unit: r.unit }), ...(r.party_name === null ? {} : { party: r.party_name }), ...(r.case_id === null ? {} : { caseId: r.case_id }),
    ...(r.seq === null ? {} : { seq: r.seq }), ...(r.amount === null ? {} : { amount: r.amount }),
  }))
  const last = pieces.at(-1)
  return { pieces, total: counting.rows[0]!.n, ...(rows.length > limit && last ? { next: { on: last.on, id: last.id } } : {}) }
}

interface PieceRow {
  what: 'event' | 'entry'; id: number; on_day: Day; source: SourceKind; unit: string | null; party_name: string | null; case_id: string | null
  seq: number | null; amount: number | null; note: string; is_part: boolean; demo: boolean
}
