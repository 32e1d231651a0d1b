import type { Day, Instant } from '../kernel/index.ts'
import type { CaseRow, WorkRow } from '../platform/cases/index.ts'

/** What moves an action, or will once it is connected. */
export interface Mover { kind: 'item' | 'register' | 'indicator' | 'event'; id: string; say: string }
export type Role = 'lead' | 'cooperate' | 'responsible'
export const roleWords: Record<Role, string> = { lead: '牵头', cooperate: '配合', responsible: '负责' }

export interface ListRow { id: string; title: string; year: number; status: 'review' | 'adopted'; docNumber: string | null; fileName: string; importedBy: string; importedAt: Instant; adoptedBy: string | null; adoptedAt: Instant | null; tasks: number; actions: number; open: number }

/** A list as it was read and as people have corrected it. */
export interface ListView extends ListRow {
  sections: { id: string; number: string | null; title: string; parent: string | null }[]
  body: TaskView[]
  oddities: OddityView[]
  corrections: CorrectionView[]
  /** What still has to be settled before it can be adopted, in sentences. */
  blockers: { at: string; say: string }[]
  /** What this person may do with it. */
  may: { correct: boolean; adopt: boolean; dispatch: boolean }
}
export interface TaskView {
  id: string
  number: string
  title: string
  section: string | null
  measures: string
  unitsPrinted: string
  scope: string | null
  deadlines: string[]
  source: { from: number; to: number }
  /** The measure cut into pieces, in order; a piece without an action is a connective. */
  pieces: { action?: string; words: string }[]
  actions: ActionView[]
}
export interface ActionView {
  id: string
  task: string
  title: string
  words: string[]
  /** The day it is due, and what was printed or why that day is taken. */
  dueOn: Day
  dueSaid: string
  dueWritten: boolean
  carrier: string | null
  movedBy: Mover[]
  awaits: Mover[]
  /** Nothing moves it yet but its own case: 待接入. */
  pending: boolean
  units: ActionUnit[]
  /** Who confirmed the split and what moves it; absent while it is only a proposal. */
  confirmedBy: string | null
  /** Why it was proposed so. */
  reasons: string[]
}
export interface ActionUnit { unit: string; name: string; role: Role; printed: string; basis: 'named' | 'expanded' | 'chosen'; chosenBy?: string; why?: string }
export interface OddityView { no: number; kind: 'reading' | 'which-units' | 'unknown-unit'; at: string; task: string | null; printed: string | null; say: string; source: { from: number; to: number } | null; blocks: boolean; settledBy: string | null; settledAt: Instant | null; how: string | null }
export interface CorrectionView { path: string; before: unknown; after: unknown; by: string; at: Instant; why: string }

/** The source text on the left, what was read on the right. */
export interface SourceView { text: string; spans: { from: number; to: number; kind: 'section' | 'task' | 'oddity'; id: string; read: string; oddity?: number }[] }

export type Light = 'green' | 'yellow' | 'red' | 'grey' | 'blue'
export const lightWords: Record<Light, string> = { green: '绿', yellow: '黄', red: '红', grey: '灰', blue: '蓝' }
/** A light with the sentence that names its numbers and the one that says what would change it. */
export interface LightSaid { light: Light; say: string; change: string; /** No feedback by the reporting deadline: 未报. */ unreported?: true }

/** A figure made by the system from events or register lines. */
export interface SystemFigure { id: string; name: string; value: number | null; unit: string; kind: 'stock' | 'flow' | 'ratio'; definition: string; reported: boolean }
/** What the system has counted by itself. */
export interface SystemMade { events: number; lines: number; last: Day | null; figures: SystemFigure[] }

export interface UnitProgress {
  unit: string
  name: string
  role: Role
  caseId: string | null
  state: string | null
  stateLabel: string
  light: LightSaid
  system: { events: number; lines: number; last: Day | null }
  /** The unit's own word, in percent. */
  reported: { share: number; on: Day } | null
  /** What another unit has accepted, in percent. */
  verified: { share: number; on: Day } | null
  /** A city that has split its action: what its counties' accepted shares add up to by their weights. */
  parts: { unit: string; name: string; weight: number; verified: number | null; stateLabel: string }[]
  dueOn: Day
  extended: boolean
}
export interface ActionProgress {
  id: string
  task: string
  title: string
  light: LightSaid
  pending: boolean
  dueOn: Day
  dueSaid: string
  system: SystemMade
  counts: { units: number; dispatched: number; signed: number; reported: number; verified: number; closed: number }
  units: UnitProgress[]
}
export interface TaskProgress { id: string; number: string; title: string; section: string | null; light: LightSaid; lights: Record<Light, number>; pending: number; actions: ActionProgress[] }
export interface CityProgress { unit: string; name: string; light: LightSaid; lights: Record<Light, number> }
export interface Progress {
  list: { id: string; title: string; year: number; status: string }
  asOf: Day
  /** Elapsed share of the list's year, in percent. */
  elapsed: number
  sections: { id: string; number: string | null; title: string; light: LightSaid }[]
  tasks: TaskProgress[]
  cities: CityProgress[]
  lights: Record<Light, number>
  pending: number
}

export interface Front {
  list: { id: string; title: string; year: number; status: string } | null
  asOf: Day
  /** The day in one sentence. */
  say: string
  elapsed: number
  /** Red already: action × unit, worst first. */
  red: { action: string; title: string; unit: string; unitName: string; say: string; caseId: string | null }[]
  /** How many there are in all of either; the lists are cut short. */
  totals: { red: number; next: number }
  /** Will turn red by itself next if nothing happens, with the day. */
  next: { action: string; title: string; unit: string; unitName: string; on: Day; say: string; caseId: string | null }[]
  waiting: { total: number; rows: WorkRow[] }
  tasks: { id: string; number: string; title: string; section: string | null; light: Light; say: string; pending: number; actions: number; closed: number; cities: Light[] }[]
  cities: { unit: string; name: string; light: Light; lights: Record<Light, number> }[]
  lights: Record<Light, number>
  pending: number
}

/** What a number was made from, as far as this person may see it. */
export interface Evidence {
  action: { id: string; title: string }
  asOf: Day
  unit: string | null
  /** All that counts, whoever may see it, beside what is shown here. */
  totals: { cases: number; events: number; lines: number }
  visible: { cases: number }
  cases: CaseRow[]
  next?: string
  events: { id: number; kind: string; label: string; on: Day; unit: string; caseId: string | null; amount: number | null; source: string }[]
  entries: { register: string; name: string; key: string; party: string | null; unit: string; from: Day; to: Day | null; status: string; caseId: string | null }[]
  documents: { kind: 'paper' | 'file'; title: string; number: string | null; on: Day; caseId: string; hash: string | null; size: number | null }[]
}

/** What anyone may see of the list. */
export interface PublicProgress {
  list: { id: string; title: string; year: number }
  asOf: Day
  elapsed: number
  say: string
  actions: number
  started: number
  closed: number
  pending: number
  sections: { id: string; number: string | null; title: string }[]
  tasks: { id: string; number: string; title: string; section: string | null; actions: number; started: number; closed: number; system: { events: number; lines: number }; figures: SystemFigure[] }[]
  cities: { unit: string; name: string; actions: number; started: number; closed: number; events: number }[]
}
