import { addDays, type Calendar, CalendarEnd, type Day, dayOf, type Instant, instantMs, makeCalendar } from '../../kernel/index.ts'
import { inDays, inHours, type Rhythm, type Rung, speaksFrom } from './parameters.ts'

/** When something is due: a day, or a moment where an hour clock runs. */
export type DueAt = Day | Instant
export const isMoment = (due: DueAt): due is Instant => due.length > 10
/** Which rule speaks, for the how many-th time, and how far the end lies ahead (or behind, when negative), in the clock's own unit. */
export interface Occasion { rule: 'before' | 'at' | 'overdue'; n: number; left: number }

const hour = 3_600_000
/** The hour of the office's wall clock. */
const hourOf = (at: Instant) => new Date(instantMs(at) + 8 * hour).getUTCHours()

// No limit is reckoned here, only a kind word: beyond the calendar's end an ordinary week will do, and silence would be worse.
const ordinary = makeCalendar({ from: '2000-01-03', to: '2199-12-31', holidays: new Map(), workdays: new Map() })
/** Asks the calendar, and an ordinary week where the calendar does not reach. */
export function reckon<T>(calendar: Calendar, question: (calendar: Calendar) => T): T {
  try { return question(calendar) } catch (error) {
    if (error instanceof CalendarEnd) return question(ordinary)
    throw error
  }
}
/** Whether anyone is spoken to of limits in days: on a working day, from the hour on at which the office has begun. */
export const mayRemind = (now: Instant, calendar: Calendar): boolean =>
  hourOf(now) >= speaksFrom.on(dayOf(now)) && reckon(calendar, (c) => c.isWorkday(dayOf(now)))

/**
 * The one occasion that is up now, if any: the latest. What was missed while the house was closed is not made up for one by
 * one. `told` is when those waited for were last told of the case anyway; an occasion that was up by then is not repeated.
 */
export function occasionOf(due: DueAt, told: Instant, now: Instant, calendar: Calendar): Occasion | undefined {
  const on = dayOf(now)
  if (isMoment(due)) {
    const late = (instantMs(now) - instantMs(due)) / hour
    if (late >= 0) {
      const n = Math.floor(late / inHours.every.on(on))
      return n === 0 ? { rule: 'at', n, left: 0 } : { rule: 'overdue', n, left: -Math.floor(late) }
    }
    const n = nearest(inHours, on, -late)
    return n === undefined || instantMs(told) >= instantMs(due) - n * hour ? undefined : { rule: 'before', n, left: Math.ceil(-late) }
  }
  if (!mayRemind(now, calendar) || dayOf(told) === on) return undefined
  return reckon(calendar, (c): Occasion | undefined => {
    if (on > due) {
      const late = c.workdaysBetween(due, on)
      return { rule: 'overdue', n: 1 + Math.floor((late - 1) / inDays.every.on(on)), left: -late }
    }
    const left = c.workdaysBetween(on, due)
    if (left === 0) return { rule: 'at', n: 0, left }
    const n = nearest(inDays, on, left)
    // The last working day of the limit, from which the days before it are counted.
    const last = c.isWorkday(due) ? due : c.addWorkdays(due, -1)
    return n === undefined || dayOf(told) >= c.addWorkdays(last, -n) ? undefined : { rule: 'before', n, left }
  })
}
const nearest = (rhythm: Rhythm, on: Day, left: number) => rhythm.before.on(on).filter((n) => left <= n).sort((a, b) => a - b)[0]

/** How long something has been late, in working days or full hours; nothing while it is not. */
export function lateness(due: DueAt, now: Instant, calendar: Calendar): number {
  if (isMoment(due)) return Math.max(0, Math.floor((instantMs(now) - instantMs(due)) / hour))
  const on = dayOf(now)
  return on > due ? reckon(calendar, (c) => c.workdaysBetween(due, on)) : 0
}
/** The rungs of the ladder that a delay has reached; levels count from one. */
export function rungsReached(due: DueAt, now: Instant, calendar: Calendar): { level: number; to: Rung }[] {
  if (!isMoment(due) && !mayRemind(now, calendar)) return []
  const late = lateness(due, now, calendar)
  return (isMoment(due) ? inHours : inDays).ladder.on(dayOf(now)).flatMap(({ after, to }, i) => (late >= after ? [{ level: i + 1, to }] : []))
}
/** For the how many-th time an escalation that nobody has acknowledged is up again; 0 while it is not. */
export function timesAgain(urgent: boolean, since: Instant, now: Instant, calendar: Calendar): number {
  if (urgent) return Math.floor((instantMs(now) - instantMs(since)) / hour / inHours.again.on(dayOf(now)))
  if (!mayRemind(now, calendar)) return 0
  return Math.floor(reckon(calendar, (c) => c.workdaysBetween(dayOf(since), dayOf(now))) / inDays.again.on(dayOf(now)))
}
/** The last day whose limits need looking at today: the farthest warning, with room for the longest holiday. */
export const horizon = (on: Day): Day => addDays(on, Math.max(0, ...inDays.before.on(on)) * 2 + 21)
