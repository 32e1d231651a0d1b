import type { Calendar } from './calendar.ts'
import { addMonths, dayFromNumber, dayNumber, instantFromMs, instantMs, type Day, type Instant, type Interval } from './day.ts'

export type PeriodUnit = 'hour' | 'workday' | 'day' | 'month'

/** A limit as the rule writes it. One statute mixes units, so each limit carries its own. */
export interface Period { n: number; unit: PeriodUnit }

/** The two ends of a period: what officials are held to, and what protects the parties. */
export interface Due {
  /** The raw end. */
  target: Day
  /** The end rolled forward to a working day. */
  legal: Day
}

export interface Reckoning { from: Day; n: number; unit: 'workday' | 'day' | 'month'; suspend?: readonly Interval[] }

/**
 * When a period ends. The start day is not counted; neither is a suspended day, first and last included, and a day
 * suspended twice is left out once. Months are turned into days first (the same day number n months on, or that
 * month's last day), and it is those days that the suspension pushes on.
 * 《民事诉讼法》第85条、《专利法实施细则》第5条。
 */
export function due(reckoning: Reckoning, calendar: Calendar): Due {
  // Past its end the calendar says so itself, in words that help.
  if (reckoning.from > calendar.to) calendar.rollForward(reckoning.from)
  const target = dayFromNumber(endOf(reckoning, calendar))
  return { target, legal: calendar.rollForward(target) }
}

function endOf({ from, n, unit, suspend }: Reckoning, calendar: Calendar): number {
  if (!Number.isSafeInteger(n) || n < 0) throw new Error(`a period is a whole number, not ${n}`)
  const start = dayNumber(from)
  const stops = suspend && suspend.length > 0 ? mergeNumbers(suspend) : []
  if (unit === 'workday') return endOfWorkdays(start, n, stops, calendar)
  return endOfDays(start, unit === 'day' ? n : dayNumber(addMonths(from, n)) - start, stops)
}

function endOfDays(start: number, n: number, stops: readonly NumberInterval[]): number {
  let end = start + n
  for (const [first, last] of stops) {
    if (first > end || n === 0) break
    if (last > start) end += last - Math.max(first, start + 1) + 1
  }
  return end
}

function endOfWorkdays(start: number, n: number, stops: readonly NumberInterval[], calendar: Calendar): number {
  if (n === 0) { calendar.countThrough(start); return start }
  let rank = calendar.countThrough(start) + n
  for (const [first, last] of stops) {
    if (first > calendar.nthWorkday(rank)) break
    if (last > start) rank += calendar.countThrough(last) - calendar.countThrough(Math.max(first - 1, start))
  }
  return calendar.nthWorkday(rank)
}

type NumberInterval = [first: number, last: number]

function mergeNumbers(intervals: readonly Interval[]): NumberInterval[] {
  const sorted = intervals.map(([first, last]): NumberInterval => {
    const numbers: NumberInterval = [dayNumber(first), dayNumber(last)]
    if (numbers[1] < numbers[0]) throw new Error(`an interval cannot end (${last}) before it begins (${first})`)
    return numbers
  }).sort((a, b) => a[0] - b[0])
  const merged: NumberInterval[] = []
  for (const [first, last] of sorted) {
    const open = merged.at(-1)
    if (open && first <= open[1] + 1) open[1] = Math.max(open[1], last)
    else merged.push([first, last])
  }
  return merged
}

const hourMs = 3_600_000

/**
 * When a period of hours ends on the wall clock, nights and weekends included. `suspend` holds stretches from a moment
 * up to but without another; `before` is an end that comes first whatever is left, such as the closing of a fair.
 */
export function dueHours(
  from: Instant, n: number,
  { before, suspend = [] }: { before?: Instant; suspend?: readonly (readonly [Instant, Instant])[] } = {},
): Instant {
  if (!Number.isFinite(n) || n < 0) throw new Error(`a period of hours is a number, not ${n}`)
  const start = instantMs(from)
  let end = start + Math.round(n * hourMs)
  let counted = start
  for (const [first, last] of suspend.map(([a, b]) => [instantMs(a), instantMs(b)] as const).sort((a, b) => a[0] - b[0])) {
    const begin = Math.max(first, counted)
    if (begin >= end || n === 0) break
    if (last > begin) end += last - begin
    counted = Math.max(counted, last)
  }
  const ended = instantFromMs(end)
  return before !== undefined && before < ended ? before : ended
}
