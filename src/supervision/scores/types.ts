import type { Day } from '../../kernel/index.ts'
import type { Role } from '../types.ts'

export type Group = '设区市' | '县（市、区）' | '省直单位'
/** A number rounded to be read, and exactly as a fraction. */
export interface Exact { shown: string; exact: string }
interface Waived { caseId: string; number: string }
/** One action's part in the score, with what it was worked out from. */
export interface ActionPart {
  part: string
  action: string
  title: string
  caseId: string
  role: Role
  counted: boolean
  weight: Exact
  quality: Exact | null
  timeliness: Exact | null
  value: Exact | null
  say: string
  steps: string[]
  falsehood: { caseId: string; number: string; document: string } | null
  waived: Waived | null
}
export interface BonusPart { part: string; kind: 'praise' | 'practice'; what: string; document: string; caseId: string; number: string; points: Exact; waived: Waived | null }
export interface SheetPart { part: string; caseId: string; number: string; action: string; colour: 'blue' | 'orange' | 'red'; issuedOn: Day; points: Exact; waived: Waived | null }
export interface UnitScore {
  unit: string
  name: string
  group: Group
  /** Among the units of its group that own an action that counts; those of one score share it. */
  rank: number | null
  /** How many of its actions count. */
  counted: number
  base: Exact | null
  bonus: Exact
  deduction: Exact
  total: Exact | null
  actions: ActionPart[]
  bonuses: BonusPart[]
  sheets: SheetPart[]
  steps: string[]
}
export interface ScoreTable { list: { id: string; title: string; year: number }; asOf: Day; formula: string[]; rows: UnitScore[] }
export interface ScoreView extends ScoreTable {
  editions: EditionRow[]
  waiting: { objections: number; entries: number }
  /** What this person may do here. */
  may: { publish: boolean; finalise: boolean; simulate: boolean; object: string[] }
}
/** A table as it was shown to the units, or as it was finally settled. */
export interface EditionRow { caseId: string; number: string; asOf: Day; state: 'published' | 'deciding' | 'final' | 'recalled'; publishedOn: Day; until: Day; hash: string; finalOn: Day | null; finalHash: string | null; paper: string | null }
export interface ObjectionRow { caseId: string; number: string; unit: string; unitName: string; part: string; say: string; state: 'answering' | 'upheld' | 'dismissed'; answer: string | null }
export interface EditionView extends ScoreTable {
  edition: EditionRow
  objections: ObjectionRow[]
  /** Whether working it out again today from the same day gives the same. */
  same: boolean
}
export interface Simulation {
  parameter: string
  label: string
  now: string
  proposed: string
  asOf: Day
  rows: { unit: string; name: string; group: Group; before: { total: Exact | null; rank: number | null }; after: { total: Exact | null; rank: number | null }; change: string; moved: number }[]
  say: string
}
