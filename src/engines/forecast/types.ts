import type { Day } from '../../kernel/index.ts'

/** What was known of a figure on a day: of a flow what had come together since the first of January, of a stock or ratio its level. */
export interface Observation { on: Day; value: number }
export interface History { kind: 'flow' | 'stock' | 'ratio'; points: readonly Observation[] }

/** Reached already; the whole range reaches the target; the target lies within the range; the whole range misses it; too little to say, or nothing to reach. */
export type Band = 'met' | 'likely' | 'risk' | 'unlikely' | 'unknown'
export const bandWords: Record<Band, string> = { met: '已达到', likely: '会完成', risk: '有风险', unlikely: '难完成', unknown: '依据不足' }

export interface Outlook {
  band: Band
  /** The reason in one sentence. */
  say: string
  /** How likely it is met, 0 to 1; absent when there is too little to say. */
  chance?: number
  now?: number
  /** What is expected on the day it is due, and the range that four in five such forecasts should hold. */
  point?: number
  low?: number
  high?: number
  /** How it was reached. */
  method?: string
  test?: BackTest
}

export interface MethodScore { method: string; own: boolean; error: number; hits: number }
export interface TestPoint { label: string; on: Day; point: number; low?: number; high?: number; actual: number }
/** The same method run from every earlier month-end with what was known then, beside two plain ones. */
export interface BackTest {
  /** Forecasts made, and whole years (or finished tasks) they were tried on. */
  origins: number
  trials: number
  /** Mean absolute error and the share of right calls of each method. */
  scores: MethodScore[]
  /** How often the range held what came; only counted where the range could be made of still earlier forecasts. */
  held: { inside: number; of: number }
  chosen: string
  say: string
  points: TestPoint[]
}

/** Four in five. */
export const edges = [0.1, 0.9] as const

/** The value below which that share of a sorted list lies, between its neighbours where it falls between. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share, low = Math.floor(at)
  const a = sorted[low]!, b = sorted[Math.min(low + 1, sorted.length - 1)]!
  return a + (b - a) * (at - low)
}
export const mean = (of: readonly number[]): number => (of.length ? of.reduce((sum, x) => sum + x, 0) / of.length : 0)
export const sorted = (of: readonly number[]): number[] => of.toSorted((a, b) => a - b)
/** The count of those that reach it as a share that is never quite nought or one. */
export const shareOf = (reached: number, of: number): number => (reached + 0.5) / (of + 1)
