import { type Day, daysBetween, yearOf } from '../../kernel/index.ts'
import type { History, Observation } from './types.ts'

/** One year as a curve: what had come together since its first day, at shares of the year between nought and one. */
export interface Curve {
  year: number
  /** The level it began with; nought for a flow. */
  start: number
  knots: readonly { t: number; v: number }[]
  /** Known to its end. */
  whole: boolean
}

export const shareOfYear = (on: Day): number => (daysBetween(`${yearOf(on)}-01-01`, on) + 1) / (daysBetween(`${yearOf(on)}-01-01`, `${yearOf(on)}-12-31`) + 1)
/** The last days of the months from January to November. */
export const monthEnds = (year: number): Day[] => Array.from({ length: 11 }, (_, m) => new Date(Date.UTC(year, m + 1, 0)).toISOString().slice(0, 10) as Day)

/** The years of a history as known on a day, oldest first. A stock begins each year at its last level before; the year it first appears in has none and is left out. */
export function curvesOf(history: History, until: Day): Curve[] {
  const last = new Map<Day, number>()
  for (const { on, value } of history.points) if (on <= until && Number.isFinite(value)) last.set(on, value)
  const points = [...last].map(([on, value]): Observation => ({ on, value })).sort((a, b) => (a.on < b.on ? -1 : 1))
  const curves: Curve[] = []
  let before: Observation | undefined
  for (const [year, own] of Map.groupBy(points, (p) => yearOf(p.on))) {
    const end = own.at(-1)!
    const start = history.kind === 'flow' ? 0 : before && yearOf(before.on) === year - 1 && before.on.slice(5, 7) === '12' ? before.value : undefined
    before = end
    if (start === undefined) continue
    const knots = [{ t: 0, v: 0 }, ...own.map((p) => ({ t: shareOfYear(p.on), v: p.value - start }))]
    const whole = end.on >= `${year}-12-15` && until >= `${year}-12-31`
    // What was last said in the second half of December stands for the end of the year.
    if (whole && knots.at(-1)!.t < 1) knots.push({ t: 1, v: end.value - start })
    curves.push({ year, start, knots, whole })
  }
  return curves
}

/** What had come together at a share of the year; on a straight line between what is known. */
export function at(c: Curve, t: number): number {
  const after = c.knots.findIndex((k) => k.t >= t)
  if (after === -1) return c.knots.at(-1)!.v
  if (after === 0) return c.knots[0]!.v
  const a = c.knots[after - 1]!, b = c.knots[after]!
  return a.v + ((b.v - a.v) * (t - a.t)) / (b.t - a.t)
}
export const total = (c: Curve): number => at(c, 1)
/** All that moved within the year, up and down: what errors are measured by. */
export const moved = (c: Curve): number => c.knots.slice(1).reduce((sum, k, i) => sum + Math.abs(k.v - c.knots[i]!.v), 0)
export const everFell = (c: Curve): boolean => c.knots.some((k, i) => i > 0 && k.v < c.knots[i - 1]!.v)
