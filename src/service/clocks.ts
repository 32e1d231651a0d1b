import { addDays, type Calendar, CalendarEnd, type Day, dayOf, daysBetween, due, dueHours, type Instant, type Period, type Reckoning } from '../kernel/index.ts'
import { correctionState, type Running, type ServiceItem, type Snapshot } from './item.ts'
import { showPeriod } from './limits.ts'

/** What a clock shows to both sides: the raw end for the office, the rolled-forward end for the parties. */
export interface ClockFace {
  name: string
  label: string
  of: 'office' | 'party'
  limit: string
  startedOn: Day
  /** Absent while the clock stands still. */
  target?: Day
  legal?: Day
  /** The exact moment, for limits in hours. */
  at?: Instant
  stoppedSince?: Day
  because?: string
  /** Why the end cannot be told yet, e.g. next year's calendar has not been published. */
  unknown?: string
  done?: Day
  /** A time that must pass; there is nothing to be late for. */
  least?: true
}

type Stop = { from: Day; to?: Day; reason: string }

/** The face of one running clock. Overlapping stops count once; an open stop leaves no end at all. */
export function face(name: string, running: Running, suspensions: Stop[], calendar: Calendar): ClockFace {
  const startedOn = dayOf(running.startedAt)
  const shown = { name, label: running.label, of: running.of, limit: [running.period, ...running.extensions].map(showPeriod).join('，另延长'), startedOn, ...(running.least ? { least: true as const } : {}) }
  if (running.stoppedAt) return { ...shown, done: dayOf(running.stoppedAt) }
  const stops = [...suspensions, ...running.paused]
  const open = stops.find((s) => s.to === undefined)
  if (running.period.unit === 'hour') {
    const n = [running.period, ...running.extensions].reduce((sum, p) => sum + p.n, 0)
    const at = dueHours(running.startedAt, n, running.before ? { before: running.before } : {})
    return { ...shown, at, target: dayOf(at), legal: dayOf(at) }
  }
  if (open) return { ...shown, stoppedSince: open.from, because: open.reason }
  const suspend = stops.map((s): [Day, Day] => [s.from, s.to!])
  // A limit in hours never gets here, and none is extended by hours.
  const parts = joined([running.period, ...running.extensions]) as Pick<Reckoning, 'n' | 'unit'>[]
  // Each part of another unit is counted from the raw end of the part before it.
  try {
    let end = due({ from: startedOn, ...parts[0]!, suspend }, calendar)
    for (const part of parts.slice(1)) end = due({ from: end.target, ...part, suspend }, calendar)
    const last = lastDay(running, suspensions)
    return last && last < end.legal ? { ...shown, target: last, legal: last } : { ...shown, target: end.target, legal: end.legal }
  } catch (error) {
    // A fixed last day needs no calendar.
    const last = lastDay(running, suspensions)
    if (error instanceof CalendarEnd) return last ? { ...shown, target: last, legal: last } : { ...shown, unknown: error.message }
    throw error
  }
}

/** The last day whatever the limit says; moved on by the days the case stood still since the clock began, where it is a promise. */
function lastDay(running: Running, suspensions: Stop[]): Day | undefined {
  const last = running.before && dayOf(running.before)
  return last && running.moves ? addDays(last, standstill(suspensions, dayOf(running.startedAt))) : last
}

/** Days on which a case stood still, from a day on; a stop that is still open counts when it ends. Overlapping stops count once. */
export function standstill(stops: readonly Stop[], since?: Day): number {
  let counted = since === undefined ? undefined : addDays(since, -1), days = 0
  for (const { from, to } of stops.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    if (to === undefined || (counted !== undefined && to <= counted)) continue
    days += daysBetween(counted !== undefined && counted >= from ? counted : addDays(from, -1), to)
    counted = to
  }
  return days
}

/** Whether a clock was stopped, or still runs, within its time. A clock that stands still is not late. */
export function keptBy(running: Running | undefined, suspensions: Stop[], calendar: Calendar, at: Instant): boolean {
  if (!running) return false
  const { stoppedAt, ...going } = running
  const shown = face('', going, suspensions, calendar), ended = stoppedAt ?? at
  return shown.at ? ended <= shown.at : shown.legal === undefined || dayOf(ended) <= shown.legal
}

/** Extensions in the unit of the limit lengthen it: 3个月 and 1个月 are 4个月 from the start, not a month from a day that was cut short. */
function joined(periods: Period[]): Period[] {
  return periods.reduce<Period[]>((all, p) => {
    const last = all.at(-1)
    return last?.unit === p.unit ? [...all.slice(0, -1), { n: last.n + p.n, unit: p.unit }] : [...all, p]
  }, [])
}

/** Every clock of the case that has begun, running ones first. */
export function clockFaces(_item: ServiceItem, s: Snapshot, calendar: Calendar): ClockFace[] {
  return Object.entries(s.clocks).map(([name, running]) => face(name, running, s.suspensions, calendar))
    .sort((a, b) => Number(Boolean(a.done)) - Number(Boolean(b.done)) || (a.legal ?? '9999-12-31').localeCompare(b.legal ?? '9999-12-31'))
}

/** The day or moment that hurts soonest, with whose clock it is. Nothing while stopped or without a limit. */
export function nextDue(item: ServiceItem, s: Snapshot, calendar: Calendar): ClockFace | undefined {
  return clockFaces(item, s, calendar).find((c) => !c.done && !c.least && c.legal !== undefined)
}

/** The duties of a standing right with the day each falls due next. */
export function standingDuties(item: ServiceItem, s: Snapshot, told: Parameters<NonNullable<ServiceItem['duties']>[string]['next']>[0]): { name: string; label: string; of: string; by: string; due: Day }[] {
  if (!s.standingSince || s.closedOn) return []
  return Object.entries(item.duties ?? {}).flatMap(([name, d]) => {
    const due = d.next(told, s.standingSince!)
    return due ? [{ name, label: d.label, of: d.of, by: d.by, due }] : []
  })
}

/** Whether the days spent in a state count for a clock. */
export const countsIn = (item: ServiceItem, clock: string, state: string): boolean =>
  state !== correctionState && !(item.clocks?.[clock]?.pausedIn ?? []).includes(state)

/** A stop that began and ended on the days given; a stop that ended the day it began cost nothing. */
export const stopBetween = (from: Day, resumedOn: Day, reason: string): Stop | undefined =>
  resumedOn > from ? { from: addDays(from, 1), to: resumedOn, reason } : undefined
