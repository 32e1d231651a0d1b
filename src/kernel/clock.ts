import { CalendarEnd, type Calendar } from './calendar.ts'
import { dated } from './dated.ts'
import {
  addDays, addMonths, dayFromNumber, dayNumber, daysBetween, instantFromMs, instantMs, showDay,
  type Day, type Instant, type Interval,
} from './day.ts'
import { compareRatio, percent, ratio, showPercent } from './ratio.ts'

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

/** Why and when a clock stood still. `to` is the last day that does not count; without it the clock still stands. */
export interface Suspension { from: Day; to?: Day; reason: string }

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

/** The same days as few intervals in order, none touching another. */
export const mergeIntervals = (intervals: readonly Interval[]): Interval[] =>
  mergeNumbers(intervals).map(([first, last]) => [dayFromNumber(first), dayFromNumber(last)])

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

/** A running limit, by days; hours have dueHours. */
export interface Clock {
  period: Period & { unit: 'workday' | 'day' | 'month' }
  /** The day the period started to run; not itself counted. */
  from: Day
  suspensions: readonly Suspension[]
  /** Approved before the end; adds to the period, in its own unit when that differs. */
  extension?: Period & { unit: 'workday' | 'day' | 'month' }
  today: Day
}

export interface ClockState {
  /** Both are missing while the clock stands still. */
  target?: Day
  legal?: Day
  /** What `elapsed`, `remaining` and `total` count; a period of months is counted in its days. */
  unit: 'workday' | 'day'
  total: number
  elapsed: number
  /** Below zero when overdue: so many days past the target. */
  remaining: number
  isOverdue: boolean
  /** The first day of the suspension that is under way, and why. */
  stoppedSince?: Day
  reason?: string
  /** Why a date is missing although the clock runs: the calendar ends first. */
  unknown?: string
}

/** How a period stands on a day, the same for the party and the office. */
export function clockState(clock: Clock, calendar: Calendar): ClockState {
  const { suspensions, today } = clock
  const byStart = suspensions.filter((s) => s.from <= today).sort((a, b) => (a.from < b.from ? -1 : 1))
  const closed = suspensions.flatMap(({ from, to }): Interval[] => (to === undefined ? [] : [[from, to]]))
  const ends = endings(clock, closed, calendar)
  const count = counting(clock, closed, calendar)

  const open = byStart.find((s) => s.to === undefined)
  // A clock that had run out before it was stopped stays run out.
  if (open && (ends.target === undefined || open.from <= ends.target)) {
    const elapsed = Math.min(count.total, count.until(addDays(open.from, -1)))
    return {
      unit: count.unit, total: count.total, elapsed, remaining: count.total - elapsed, isOverdue: false,
      stoppedSince: open.from, reason: open.reason,
    }
  }
  const elapsed = count.until(today)
  const pause = byStart.find((s) => s.to !== undefined && today <= s.to)
  const last = ends.legal ?? ends.target
  return {
    ...ends, unit: count.unit, total: count.total, elapsed, remaining: count.total - elapsed,
    isOverdue: last !== undefined && today > last,
    ...(pause && { stoppedSince: pause.from, reason: pause.reason }),
  }
}

/** The ends as far as the calendar knows them; where it ends too early, the sentence that says so. */
function endings(clock: Clock, suspend: readonly Interval[], calendar: Calendar): Partial<Due> & { unknown?: string } {
  let target: Day | undefined
  try {
    target = legs(clock).reduce((from, leg) => dayFromNumber(endOf({ from, ...leg, suspend }, calendar)), clock.from)
    return { target, legal: calendar.rollForward(target) }
  } catch (error) {
    if (!(error instanceof CalendarEnd)) throw error
    return { ...(target && { target }), unknown: error.message }
  }
}

type DayPeriod = Clock['period']

/** An extension in the same unit makes one longer period; in another unit it runs on from where the first one ends. */
const legs = ({ period, extension }: Clock): DayPeriod[] =>
  extension === undefined ? [period]
    : extension.unit === period.unit ? [{ n: period.n + extension.n, unit: period.unit }]
      : [period, extension]

/** Counts a clock's days up to a day. Working days only where the whole period is in working days, else calendar days. */
function counting(clock: Clock, suspend: readonly Interval[], calendar: Calendar) {
  const parts = legs(clock)
  const [first, last] = [dayNumber(calendar.from) - 1, dayNumber(calendar.to)]
  const inWorkdays = parts.length === 1 && parts[0]!.unit === 'workday'
  // Working days are counted as far as the calendar goes; `unknown` has said that it ends.
  const through = inWorkdays ? (n: number) => calendar.countThrough(Math.min(last, Math.max(first, n))) : (n: number) => n
  const start = dayNumber(clock.from)
  const until = (day: Day): number => {
    const end = Math.max(start, dayNumber(day))
    return mergeNumbers(suspend).reduce((sum, [from, to]) => {
      const [a, b] = [Math.max(from - 1, start), Math.min(to, end)]
      return b > a ? sum - (through(b) - through(a)) : sum
    }, through(end) - through(start))
  }
  const total = inWorkdays ? parts[0]!.n : daysOf(clock, parts, calendar)
  return { unit: inWorkdays ? 'workday' as const : 'day' as const, total, until }
}

function daysOf(clock: Clock, parts: DayPeriod[], calendar: Calendar): number {
  try {
    return daysBetween(clock.from, parts.reduce((from, leg) => dayFromNumber(endOf({ from, ...leg }, calendar)), clock.from))
  } catch (error) {
    if (!(error instanceof CalendarEnd)) throw error
    // Seven days for five working days: only until the calendar is filled in, which `unknown` asks for.
    return parts.reduce((sum, { n, unit }) => sum + (unit === 'day' ? n : unit === 'month' ? n * 30 : Math.ceil(n * 1.4)), 0)
  }
}

/** 督办: when a running clock starts to warn. */
export const warningRule = dated('期限预警', '业务惯例（待按正式文件核定）：过半、过八成、最后三个工作日各提醒一次', {
  '2004-01-01': { half: percent(50), late: percent(80), soonWorkdays: 3 },
}, { show: ({ half, late, soonWorkdays }) => `期限过${showPercent(half)}、过${showPercent(late)}、到期前${soonWorkdays}个工作日` })

export type ClockWarning = 'none' | 'half' | 'late' | 'soon' | 'overdue'

/** The most pressing warning a clock gives on a day; a stopped clock gives none. */
export function clockWarning(state: ClockState, today: Day, calendar: Calendar): ClockWarning {
  if (state.isOverdue) return 'overdue'
  if (state.stoppedSince !== undefined || state.total === 0) return 'none'
  const rule = warningRule.on(today)
  if (state.target !== undefined && isSoon(state.target, today, rule.soonWorkdays, calendar)) return 'soon'
  const share = ratio(Math.max(0, state.elapsed), state.total)
  return compareRatio(share, rule.late) >= 0 ? 'late' : compareRatio(share, rule.half) >= 0 ? 'half' : 'none'
}

function isSoon(target: Day, today: Day, workdays: number, calendar: Calendar): boolean {
  if (target > calendar.to || target < calendar.from) return daysBetween(today, target) <= workdays
  return today >= calendar.addWorkdays(target, -workdays)
}

/** 期限至2022年5月5日，还剩3个工作日: the line both sides read. */
export function showClock(state: ClockState): string {
  const unit = state.unit === 'workday' ? '个工作日' : '日'
  if (state.target === undefined && state.stoppedSince !== undefined) {
    return `自${showDay(state.stoppedSince)}起停止计时（${state.reason}），还剩${state.remaining}${unit}，恢复后接着计算`
  }
  if (state.target === undefined) return state.unknown ?? ''
  const last = state.legal ?? state.target
  const rolled = last === state.target ? '' : `（逢休息日顺延至${showDay(last)}）`
  const left = state.isOverdue ? '，已超期' : state.remaining > 0 ? `，还剩${state.remaining}${unit}` : '，今日到期或处于顺延期内'
  const pause = state.stoppedSince === undefined ? '' : `；自${showDay(state.stoppedSince)}起停止计时（${state.reason}）`
  return `期限至${showDay(state.target)}${rolled}${left}${pause}`
}
