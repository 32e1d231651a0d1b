import type { Fields } from './form.ts'

/** A register the province keeps: what a line holds, who may read it, and what of it is public. */
export interface Register {
  id: string
  name: string
  /** What identifies a line, e.g. 统一社会信用代码 or 专利号. */
  keyLabel: string
  fields: Fields
  /** The data fields anyone may read; `false` keeps the register within the office. */
  public: readonly string[] | false
  statuses: Record<string, string>
  /** Whether one party may read its own lines when the register is not public. */
  ownReadable?: boolean
  /** Officials of these offices may add and change lines by hand, with a reason; by default nobody may. */
  keptBy?: readonly string[]
}
export const defineRegister = (register: Register): Register => register

/** A written definition and what it counts, computable for any past day. */
export interface IndicatorDefinition {
  id: string
  name: string
  /** 口径: what counts and what does not, in words. */
  definition: string
  /** The list's actions it speaks for. */
  carries: readonly string[]
  owner: string
  version: number
  kind: 'stock' | 'flow' | 'ratio'
  unit: string
  direction: 'up' | 'down'
  /** System-made from events, from lines in force in a register, or from what units report. */
  from: { events: readonly string[]; sum?: true } | { register: string; status?: string } | { reported: string }
}
export const defineIndicator = (i: IndicatorDefinition): IndicatorDefinition => i

/** What a programme hands to the house. */
export interface Programme {
  id: string
  task: string
  name: string
  items: readonly import('./item.ts').ServiceItem[]
  registers: readonly Register[]
  indicators: readonly IndicatorDefinition[]
}
export const defineProgramme = (p: Programme): Programme => p
