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
  may: { correct: boolean; adopt: boolean; dispatch: boolean; /** Approve acts on its actions. */ act: boolean }
}
export interface TaskView {
  id: string
  number: string
  title: string
  section: string | null
  /** The task it stands under, in a plan of two levels. */
  parent: string | null
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
  /** Who leads, where the list did not say and a person did; `unit` is null when it was decided that nobody does. */
  lead?: RoleDecided
  /** It is owed by two sides, province and city; who said so. */
  sides?: { by: string; why: string }
  /** Approved acts on it, oldest first; what it was issued with stays beside what it is now. */
  acts: ActView[]
  /** The day it was due when it was issued, where an act has changed it. */
  firstDue?: Day
  /** How it ended before it was done. */
  ended?: 'merge' | 'terminate' | 'carry'
  /** Who confirmed the split and what moves it; absent while it is only a proposal. */
  confirmedBy: string | null
  /** Why it was proposed so. */
  reasons: string[]
}
export interface ActionUnit { unit: string; name: string; role: Role; printed: string; basis: 'named' | 'expanded' | 'chosen'; chosenBy?: string; why?: string; /** Brought in or taken out by an act, from that day on. */ since?: Day; until?: Day; act?: string }
export interface RoleDecided { unit: string | null; name: string; of: 'task' | 'list'; by: string; why: string; on: Day }

export const actWords = { adjust: '调整', merge: '合并', terminate: '终止', carry: '转下年度' } as const
export type ActKind = keyof typeof actWords
/** An approved act on an action, with the document it rests on and both baselines. */
export interface ActView { id: string; kind: ActKind; doc: string; reason: string; on: Day; by: string; before: Baseline; after: Baseline; into: { list: string; action: string; title: string } | null; /** Cases that have not followed yet. */ open: boolean }
export interface Baseline { due: Day; units: string[] }
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
  /** A city that has split its action: its counties with their weights, now and as first split, and how each stands. */
  parts: PartProgress[]
  dueOn: Day
  extended: boolean
  /** The day it was due when it was dispatched, where it has been extended or changed since. */
  firstDue?: Day
  /** Who is waited for, and for what. */
  waits?: Waited
  /** Periods reported as unchanged, counted apart from feedback, and the last of them. */
  unchanged?: { n: number; period: string }
  /** The period that feedback is open for and the day it is due. */
  period?: { name: string; by: Day | null }
  /** Returned to this step and not yet done again. */
  returned?: string
  /** When it stood still with approval; no delay is counted. */
  paused?: { from: Day; to?: Day; reason: string }[]
  /** Supervision sheets issued to this unit for it. */
  sheets?: SheetSeen[]
  /** Its case of the year before, and the one that goes on with it. */
  previous?: CaseLink
  next?: CaseLink
}
export interface PartProgress { unit: string; name: string; weight: number; firstWeight?: number; verified: number | null; stateLabel: string; caseId: string | null; light: Light; say: string; dueOn: Day }
export interface Waited { unit: string; name: string; for: string }
export interface SheetSeen { caseId: string; number: string; colour: 'blue' | 'orange' | 'red'; issuedOn: Day; replyBy: Day; stateLabel: string }
export interface CaseLink { list: string; action: string; caseId: string }
/** One of the two sides that owe an action. */
export interface SideProgress { side: 'province' | 'city'; name: string; light: LightSaid; units: string[]; closed: boolean }
export interface ActionProgress {
  id: string
  task: string
  title: string
  light: LightSaid
  pending: boolean
  dueOn: Day
  dueSaid: string
  system: SystemMade
  counts: { units: number; dispatched: number; signed: number; reported: number; verified: number; closed: number; /** Units whose last period was reported as unchanged. */ unchanged: number }
  units: UnitProgress[]
  /** Who is waited for, with how many units. */
  waits: { unit: string; name: string; for: string; n: number }[]
  firstDue?: Day
  ended?: ActKind
  acts: ActView[]
  lead?: RoleDecided
  /** Both sides must be done where an action is owed by two. */
  sides?: SideProgress[]
  /** Actions that were merged into this one; their evidence stays with them. */
  mergedFrom?: { action: string; title: string; doc: string }[]
  /** The action of an earlier list that it goes on with, and that of the next list that goes on with it. */
  continues?: { list: string; action: string; title: string }[]
  continuedBy?: { list: string; action: string; title: string }
}
/** A dispatch of a whole list as it goes on. */
export interface RunView { id: string; list: string; by: string; startedAt: Instant; total: number; done: number; opened: number; already: number; refused: { action: string; unit: string; name: string; say: string }[]; endedAt: Instant | null }
/** What the list left open about roles, asked once, and what was decided. */
export interface RolesView {
  asks: { task: string; title: string; units: { unit: string; name: string }[] }[]
  decided: { task: string | null; action: string | null; kind: 'lead' | 'first' | 'none' | 'sides'; unit: string | null; name: string; why: string; by: string; at: Instant }[]
  may: boolean
}
export interface TaskProgress { id: string; number: string; title: string; section: string | null; parent: string | null; light: LightSaid; lights: Record<Light, number>; pending: number; actions: ActionProgress[] }
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

export interface PlaceLight { unit: string; name: string; light: Light; lights: Record<Light, number> }
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
  /** Who has to do the next thing, over everything this person looks into, the one with most first. */
  waits: { unit: string; name: string; for: string; n: number }[]
  tasks: { id: string; number: string; title: string; section: string | null; parent: string | null; light: Light; say: string; pending: number; actions: number; closed: number; cities: Light[] }[]
  cities: PlaceLight[]
  /** Counties that were given a share by their city, each with its worst light. */
  counties: PlaceLight[]
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
  /** Of each case the last link of its chain by that day: what it was, and when it was taken in. */
  heads: { id: string; hash: string; at: Instant }[]
  next?: string
  events: { id: number; kind: string; label: string; on: Day; unit: string; caseId: string | null; amount: number | null; source: string; at: Instant; hash: string | null }[]
  entries: { register: string; name: string; key: string; party: string | null; unit: string; from: Day; to: Day | null; status: string; caseId: string | null; at: Instant; hash: string | null }[]
  documents: { kind: 'paper' | 'file'; title: string; number: string | null; on: Day; caseId: string; hash: string | null; size: number | null; at: Instant }[]
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
