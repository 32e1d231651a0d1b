import { addMonths, addDays, type Calendar, CalendarEnd, type Day } from '../kernel/index.ts'
import { feedbackLimit } from './parameters.ts'

/** A period that feedback speaks of: a quarter, or a month where a unit reports more often. */
export interface Period { name: string; from: Day; to: Day }

/** Reads 2022Q2, 2022-q2 or 2022-06. */
export function readPeriod(period: string): Period | undefined {
  const read = /^(\d{4})(?:-?Q([1-4])|-(0[1-9]|1[0-2]))$/.exec(period.normalize('NFKC').trim().toUpperCase())
  if (!read) return undefined
  const month = read[2] ? Number(read[2]) * 3 : Number(read[3])
  const to = new Date(Date.UTC(Number(read[1]), month, 0)).toISOString().slice(0, 10) as Day
  return { name: read[2] ? `${read[1]}Q${read[2]}` : `${read[1]}-${read[3]}`, from: addMonths(addDays(to, 1), read[2] ? -3 : -1), to }
}

const known = new Map<string, Period[]>()
/** The quarters that end between two days. */
export function quartersBetween(from: Day, due: Day): Period[] {
  const key = `${from}${due}`
  const found = known.get(key)
  if (found) return found
  const quarters: Period[] = []
  for (let year = Number(from.slice(0, 4)); year <= Number(due.slice(0, 4)); year++) {
    for (const q of [1, 2, 3, 4]) { const period = readPeriod(`${year}Q${q}`)!; if (period.to >= from && period.to <= due) quarters.push(period) }
  }
  if (known.size < 500) known.set(key, quarters)
  return quarters
}
export const showPeriodName = (p: Period) => (p.name.includes('Q') ? `${p.name.slice(0, 4)}年第${'一二三四'[Number(p.name.at(-1)) - 1]}季度` : `${p.name.slice(0, 4)}年${Number(p.name.slice(5))}月`)

/** What decides which feedback is owed. */
export interface Reporting { from: Day; due: Day; dispatchedOn?: Day; through?: Day; paused?: readonly { from: Day; to?: Day }[] }

/** A quarter that ended before the dispatch, or while the case stood still, owes nothing. */
export const isAsked = (s: Reporting, quarter: Day) => s.dispatchedOn !== undefined && s.dispatchedOn <= quarter && !s.paused?.some((p) => p.from <= quarter && (p.to === undefined || quarter <= p.to))

/** The quarter that feedback is open for: the last that is over and not yet reported, else the one that runs; nothing when that one is reported too. */
export function openPeriod(s: Reporting, today: Day): Period | undefined {
  const begun = quartersBetween(s.from, s.due).filter((q) => q.from <= today && isAsked(s, q.to))
  const last = begun.findLast((q) => q.to < today), now = begun.findLast((q) => q.to >= today)
  return [last, now].find((q) => q && !(s.through && s.through >= q.to))
}

/** Feedback on a period is due so many working days after its end. Nothing when the calendar does not reach so far. */
export function feedbackDue(period: Period, calendar: Calendar): Day | undefined {
  try { return calendar.addWorkdays(period.to, feedbackLimit.on(period.to)) } catch (error) {
    if (error instanceof CalendarEnd) return undefined
    throw error
  }
}

/** The latest quarter whose feedback was due and has not come. */
export function owedFeedback(s: Reporting, asOf: Day, calendar: Calendar): { quarter: Period; by: Day } | undefined {
  for (const quarter of quartersBetween(s.from, s.due).toReversed()) {
    if (quarter.to >= asOf || !isAsked(s, quarter.to)) continue
    const by = feedbackDue(quarter, calendar)
    if (by === undefined || asOf <= by) continue
    return s.through && s.through >= quarter.to ? undefined : { quarter, by }
  }
  return undefined
}
