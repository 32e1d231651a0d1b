import type { Day } from '../../kernel/index.ts'

/** A name, with the day a tie ended where one is known. */
export type Named = string | { name: string; until?: Day }

/** A person who may be drawn. `unsettled` names parties whose relation to this person nobody has checked. */
export interface Candidate {
  id: string; name: string; field: string; employer: string; agency?: string
  formerEmployers?: readonly Named[]; relatives?: readonly Named[]; inventorOf?: readonly Named[]; unsettled?: readonly Named[]
  tiesKnown?: boolean
}
/** Those a panel judges: names of parties, their credit codes and patent numbers, their agency, the people behind the work. */
export interface Judged { names: string[]; codes: string[]; agency?: string; people: string[] }
/** The record of a draw: with the pool's fields it is enough to draw again. */
export interface Drawn { seed: string; drawn: string[]; recused: { id: string; name: string; why: string }[]; pool: string[]; steps?: string[] }

export interface Criterion { label: string; weight: number }
export interface ScoreSheet { expert: string; scores: Record<string, number>; remark: string }
/** `trimmed` is how many sheets were left out; `severity` is what was taken off each expert's total. */
export interface Tally {
  total: number
  raw: { expert: string; total: number; corrected: number; dropped?: true }[]
  trimmed: number
  severity: Record<string, number>
}

/** The numbers the method rests on; a programme may keep its own. */
export interface PanelRules {
  /** A former employer counts as a tie for so many years. */
  formerEmployerYears: number
  /** From so many sheets on, the highest and the lowest are left out. */
  trimFrom: number
  /** Fewer earlier panels than this say nothing about a person's severity. */
  enoughHistory: number
  fields: Record<string, string>
}
