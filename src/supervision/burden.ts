import { type Day, no, type Result, yes } from '../kernel/index.ts'
import { listCases, type CaseRow } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { isOfficial, type Who } from '../platform/people/index.ts'
import { questions, type ServiceItem } from '../service/index.ts'
import { looksInto } from './front.ts'
import { formTimeCap } from './parameters.ts'
import { unitLabel } from './store.ts'

/** What one unit’s forms and reports asked of people in one month, or in all the months asked. */
export interface BurdenLine {
  unit: string
  name: string
  month: string
  /** Whole forms handed in, and the questions in them. */
  forms: number
  asked: number
  /** Questions the house had answered already and people took over. */
  prefilled: number
  /** Single acts that asked something: reports, statements, receipts; and their questions. */
  answers: number
  questions: number
  /** Periods in which nothing had changed and nothing was reported, and the questions that were not put. */
  unchanged: number
  spared: number
  /** Of the forms so many were begun as a draft here; minutes are known of these alone. */
  timed: number
  minutes: number
}
export interface Burden {
  from: string
  to: string
  months: Omit<BurdenLine, 'unit' | 'name'>[]
  units: BurdenLine[]
  total: Omit<BurdenLine, 'unit' | 'name' | 'month'>
  /** How minutes are taken. */
  measured: string
  /** What each item asks, how much of it the house fills in, and what it asks all the same, with the reason. */
  items: { id: string; name: string; asks: number; prefilled: number; anew: { at: string; label: string; why: string }[] }[]
}
export interface BurdenAsked { from?: string; to?: string; unit?: string }

const isMonth = (text: string | undefined): boolean => text === undefined || /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
const monthsOf = (from: string, to: string): string[] => {
  const months: string[] = []
  for (let [y, m] = from.split('-').map(Number) as [number, number]; `${y}-${String(m).padStart(2, '0')}` <= to; m === 12 ? (y++, m = 1) : m++) months.push(`${y}-${String(m).padStart(2, '0')}`)
  return months
}
const mostMonths = 36
const insider = (who: Who) => isOfficial(who) || who.auditor || who.admin

/** Fields asked, minutes and repeats avoided, by unit and month: of the province its offices and cities, of a city its counties. */
export async function burdenOf(house: House, who: Who, of: BurdenAsked = {}): Promise<Result<Burden>> {
  const read = readAsked(house, who, of)
  if (!read.ok) return read
  const { from, to, depth } = read.value
  const lines = (await linesOf(house, read.value, depth)).filter((l) => looksInto(house, who, l.unit))
  const units = grouped(lines, (l) => l.unit).map(([unit, own]) => ({ ...sum(own), unit, name: unitLabel(house, unit), month: '' }))
  return yes({
    from, to, units: units.sort((a, b) => b.asked + b.questions - a.asked - a.questions || (a.unit < b.unit ? -1 : 1)), total: sum(lines),
    months: monthsOf(from, to).map((month) => ({ ...sum(lines.filter((l) => l.month === month)), month })),
    measured: `从打开草稿到提交的时间，一份最多计${formTimeCap.on(today(house))}分钟；不经草稿、由接口或代录提交的没有用时`,
    items: [...house.items.values()].map((item) => asksOf(item)).filter((i) => i.asks > 0),
  })
}

/** The same by unit and month, for tables. */
export async function burdenLines(house: House, who: Who, of: BurdenAsked = {}): Promise<Result<BurdenLine[]>> {
  const read = readAsked(house, who, of)
  if (!read.ok) return read
  return yes((await linesOf(house, read.value, read.value.depth)).filter((l) => looksInto(house, who, l.unit)).sort((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : a.unit < b.unit ? -1 : 1)))
}

/** The forms a line was made from, as far as this person sees their cases. */
export interface FormFilled { caseId: string; case: CaseRow; on: Day; asked: number; prefilled: number; minutes: number | null }
export async function formsBehind(house: House, who: Who, of: BurdenAsked): Promise<Result<{ rows: FormFilled[]; all: number }>> {
  const read = readAsked(house, who, of)
  if (!read.ok) return read
  const { first, last, unit } = read.value
  const found = await rows<{ case_id: string; on_day: Day; asked: number; prefilled: number; minutes: number | null }>(house.db, `select case_id, on_day, asked, prefilled, case when minutes is not null then least(minutes, $4) end as minutes from filling
    where on_day between $1 and $2 and ($3 = '' or unit = $3 or starts_with(unit, $3 || '.')) order by on_day desc, case_id, seq limit 500`, [first, last, unit, formTimeCap.on(today(house))])
  const cases = new Map((await listCases(house, who, { ids: [...new Set(found.map((f) => f.case_id))], limit: 500 })).rows.map((c) => [c.id, c]))
  return yes({ all: found.length, rows: found.flatMap((f) => (cases.has(f.case_id) ? [{ caseId: f.case_id, case: cases.get(f.case_id)!, on: f.on_day, asked: f.asked, prefilled: f.prefilled, minutes: f.minutes }] : [])) })
}

interface Read { from: string; to: string; first: Day; last: Day; unit: string; depth: number }
function readAsked(house: House, who: Who, of: BurdenAsked): Result<Read> {
  if (!insider(who)) return no({ code: 'not-yours', say: '填报负担由机关工作人员查看' })
  if (!isMonth(of.from) || !isMonth(of.to)) return no({ code: 'month-wrong', at: isMonth(of.from) ? 'to' : 'from', say: '请写月份，例如 2022-07' })
  const to = of.to ?? today(house).slice(0, 7), from = of.from ?? `${to.slice(0, 4)}-01`
  if (from > to) return no({ code: 'month-wrong', at: 'from', say: '起始月份不得晚于截止月份' })
  if (monthsOf(from, to).length > mostMonths) return no({ code: 'too-long', at: 'from', say: `一次最多看${mostMonths}个月` })
  const unit = of.unit ?? ''
  if (unit && !house.units.get(unit)) return no({ code: 'unit-unknown', at: 'unit', say: '没有这个单位' })
  if (unit && !looksInto(house, who, unit)) return no({ code: 'not-yours', at: 'unit', say: `${unitLabel(house, unit)}的填报情况由该单位、其上级和省级查看` })
  const [y, m] = to.split('-').map(Number) as [number, number]
  return yes({ from, to, first: `${from}-01` as Day, last: new Date(Date.UTC(y, m, 0)).toISOString().slice(0, 10) as Day, unit, depth: unit && unit !== house.units.root.id ? 3 : 2 })
}

const nothing = { forms: 0, asked: 0, prefilled: 0, answers: 0, questions: 0, unchanged: 0, spared: 0, timed: 0, minutes: 0 }
type Counts = typeof nothing
const sum = (lines: readonly Counts[]): Counts => Object.fromEntries(Object.keys(nothing).map((k) => [k, lines.reduce((n, l) => n + l[k as keyof Counts], 0)])) as Counts
const grouped = <T>(of: readonly T[], key: (one: T) => string): [string, T[]][] => [...Map.groupBy(of, key)]

async function linesOf(house: House, of: Read, depth: number): Promise<BurdenLine[]> {
  const acts = actsOf(house)
  const at = `array_to_string((string_to_array(unit, '.'))[1:$4::int], '.')`
  const within = `on_day between $1 and $2 and ($3 = '' or unit = $3 or starts_with(unit, $3 || '.'))`
  const [forms, answers] = await Promise.all([
    rows<{ unit: string; month: string; forms: number; asked: number; prefilled: number; timed: number; minutes: number }>(house.db, `select ${at} as unit, to_char(on_day, 'YYYY-MM') as month,
      count(*)::int as forms, sum(asked)::int as asked, sum(prefilled)::int as prefilled, count(minutes)::int as timed, coalesce(sum(least(minutes, $5)) filter (where minutes is not null), 0)::int as minutes from filling where ${within} group by 1, 2`,
    [of.first, of.last, of.unit, depth, formTimeCap.on(of.last)]),
    rows<{ unit: string; month: string; kind: string; n: number }>(house.db, `select ${at} as unit, to_char(on_day, 'YYYY-MM') as month, kind, count(*)::int as n from event
      where kind = any($5) and source = 'system' and ${within} group by 1, 2, 3`, [of.first, of.last, of.unit, depth, [...acts.keys()]]),
  ])
  const found: BurdenLine[] = [
    ...forms.map((f) => ({ ...nothing, ...f, name: '' })),
    ...answers.map(({ unit, month, kind, n }) => {
      const { asks, spares } = acts.get(kind)!
      return { ...nothing, unit, month, name: '', answers: n, questions: n * asks, ...(spares ? { unchanged: n, spared: n * spares } : {}) }
    }),
  ]
  return grouped(found, (l) => `${l.month} ${l.unit}`).map(([, own]) => ({ ...sum(own), unit: own[0]!.unit, month: own[0]!.month, name: unitLabel(house, own[0]!.unit) }))
}

/**
 * Acts of those who answer to an office, with the questions each puts: parties, and the unit responsible for an action. What an office
 * writes to decide is its work and no burden. An act that says that nothing has changed spares the questions of the report it stands for.
 */
function actsOf(house: House): Map<string, { asks: number; spares: number }> {
  const acts = new Map<string, { asks: number; spares: number }>()
  for (const item of house.items.values()) for (const state of Object.values(item.states)) for (const [id, step] of Object.entries(state.steps ?? {})) {
    const by = [step.by].flat()
    if (step.asks === 'form' || !by.some((b) => b in item.parties || b === responsible)) continue
    const report = state.steps?.feedback?.asks
    const spares = id === noChange && report && report !== 'form' ? Object.keys(report).length : 0
    if (step.asks || spares) acts.set(`${item.id}.${id}`, { asks: Object.keys(step.asks ?? {}).length, spares })
  }
  return acts
}
const responsible = 'doer', noChange = 'noChange'

const asksOf = (item: ServiceItem): Burden['items'][number] => {
  const all = item.openedElsewhere ? [] : questions(item.form)
  return { id: item.id, name: item.name, asks: all.length, prefilled: all.filter(({ field }) => field.from).length, anew: all.filter(({ field }) => field.anew).map(({ at, field }) => ({ at, label: field.label, why: field.anew! })) }
}
