import type { Day } from '../kernel/index.ts'
import type { Fields } from './form.ts'
import type { ServiceItem } from './item.ts'

/** A register the province keeps: what a line holds, who may read it, and what of it is public. */
export interface Register {
  id: string
  name: string
  /** What identifies a line, e.g. 统一社会信用代码 or 专利号. */
  keyLabel: string
  /** How a key reads where it is made of codes of our own; otherwise the key is what people know. */
  keySaid?: (key: string, data: Record<string, any>) => string
  fields: Fields
  /** The data fields anyone may read; `false` keeps the register within the office. */
  public: readonly string[] | false
  statuses: Record<string, string>
  /** Statuses in which a line is kept though what it stood for may not be relied on: paused, revoked. */
  lapsed?: readonly string[]
  /** Fields by whose whole value a line is found too, beside key, name and credit code. Only public ones in a public register. */
  foundBy?: readonly string[]
  /** Whether one party may read its own lines when the register is not public. */
  ownReadable?: boolean
  /** Lines it opens with, taken from the rules or an announcement. */
  opens?: readonly { key: string; from: Day; to?: Day; status: string; data: Record<string, unknown> }[]
  /** Officials of these offices may add and change lines by hand, with a reason; by default nobody may. */
  keptBy?: readonly string[]
}
export const defineRegister = (register: Register): Register => register

/** What an indicator counts. With `parties`, each party counts once, however many events or lines it has. */
export type Counted = { events: readonly string[]; sum?: true; parties?: true } | { register: string; status?: string; parties?: true }
/** A written definition and what it counts, computable for any past day. */
export interface IndicatorDefinition {
  id: string
  name: string
  /** 口径: what counts and what does not, in words. */
  definition: string
  /** The sum in words, where what is counted does not say it by itself. */
  formula?: string
  /** The list's actions it speaks for. */
  carries: readonly string[]
  owner: string
  version: number
  /** The day from which figures go by this version; of the first it is not asked. Figures of days before keep the version of their day. */
  since?: Day
  kind: 'stock' | 'flow' | 'ratio'
  unit: string
  direction: 'up' | 'down'
  /** System-made from events, from lines in force in a register, from what units report, or one such figure as a share of another. */
  from: Counted | { reported: string } | { share: Counted; of: Counted }
  /** `true` when what is counted is the parties' own word: shown as 自报 and never added to system-made figures. */
  reported?: true
}
export const defineIndicator = (i: IndicatorDefinition): IndicatorDefinition => i

/** What a programme hands to the house. */
export interface Programme {
  id: string
  task: string
  name: string
  items: readonly ServiceItem[]
  registers: readonly Register[]
  indicators: readonly IndicatorDefinition[]
}
export const defineProgramme = (p: Programme): Programme => p
