import type { Calendar, Dated, Day, Finding, Instant, Period, Refusal } from '../kernel/index.ts'
import type { Fields, Form, PartyRef, ReadBack } from './form.ts'

/** A seat in an office that handles cases: whose seat it is follows the unit tree and the place of the case. */
export interface Desk {
  label: string
  /** Where the seat stands: a provincial office, the city or county of the case's place, the unit that has the case in hand, or one that the answers name. */
  at: 'province' | 'city' | 'county' | 'handler' | 'named'
  /** Which office of the province, also when the province itself is the handler; `authority` is a bureau itself. */
  office: string
  duty: Duty
  /** For a named seat: the path of the unit, from the answers. */
  names?: (answers: any) => string | undefined
}
/** What an appointed person does at a seat. Deciding is reserved to authorities: centres handle, they do not decide. */
export type Duty = 'handle' | 'inspect' | 'decide' | 'pay'
export const desk = (label: string, at: Desk['at'], office: string, duty: Duty = 'handle'): Desk => ({ label, at, office, duty })

/** A seat at a unit that the answers name, e.g. the one chosen to check. */
export const namedDesk = (label: string, names: NonNullable<Desk['names']>, duty: Duty = 'handle'): Desk => ({ label, at: 'named', office: 'authority', duty, names })

/** A limit of time as the rules of a day give it. */
export type Limit = Dated<Period>

/** What a declaration's functions are told. Nothing in it comes from the outside while deciding. */
export interface Told<A = any> {
  answers: A
  /** What the present step was given; empty while only asking whether the step is open. */
  input: any
  /** What earlier steps noted. */
  memo: Record<string, any>
  /** What the item said it needs to know from registers and other cases. */
  facts: Record<string, any>
  parties: Record<string, PartyRef>
  computed: Record<string, any>
  place: string
  handler: string
  number: string
  today: Day
  at: Instant
  /** The day whose rules the case is judged by: the day of submission unless the item says otherwise. */
  ruleDay: Day
  /** The day each step was last done, and by whom. */
  doneOn: Record<string, Day>
  doneBy: Record<string, string>
  /** Who acts now. */
  by: { id: string; name: string }
  /** The seats that person holds on the case; told only where a step is checked. */
  seats?: readonly string[]
  calendar: Calendar
  /** The path of the authority for a region code; a unit's own path is its own. Nothing for what is unknown. */
  unitOf: (region: string) => string | undefined
  /** When the case stood still and why; the last one is open while it does. */
  suspensions: Snapshot['suspensions']
  /** Whether a clock was kept: stopped, or still running, within its time. A clock that never began was not. */
  inTime: (clock: string) => boolean
}

/** A target that depends on what was decided; `undefined` leaves the case where it is. */
export interface Branch<S extends string> { among: readonly S[]; of: (c: Told) => S | undefined }
export interface Step<S extends string = string, B extends string = string> {
  label: string
  /** Who does it: a desk, a party, `public` for anyone signed in, `expert` for those drawn, `clock` for the passing of time. */
  by: B | readonly B[]
  /** Where the case goes; a step without a target leaves the case where it is. */
  to?: S | Branch<S>
  /** What is asked: the whole form, or a few questions. */
  asks?: 'form' | Fields
  /** Open only while this holds; otherwise the sentence that says why not. */
  when?: (c: Told) => true | string
  /** Not even mentioned while this does not hold: for what only a mishap calls for. */
  offered?: (c: Told) => boolean
  /** What the answers of this step must satisfy. */
  checks?: (c: Told) => Refusal[]
  /** Conditions of the item checked afresh at this step. */
  gates?: 'all' | readonly string[]
  /** It settles rights or duties; only a desk whose duty is to decide may do it. */
  decides?: true
  /** Papers numbered and issued by this step. */
  issues?: readonly string[]
  records?: (c: Told) => EntryChange[]
  emits?: (c: Told) => Happening[]
  /** What later steps must know of this one. */
  notes?: (c: Told) => Record<string, unknown>
  /** Who takes part from now on in whose place: a successor after a merger, a name that was changed. */
  seats?: (c: Told) => Record<string, PartyRef>
  /** Figures are worked out again with the answers and rules as they stand. */
  recomputes?: true
  /** Whoever did one of these steps may not do this one. */
  notBy?: readonly string[]
  /** What was written stays within the office. */
  internal?: true
  /** Effect said before a step that cannot be taken back. */
  danger?: string
  /** Cases that share this key take this step one after another, so that caps and quotas hold. */
  alone?: (c: Told) => string
  /** The case waits for this seat too while this holds; otherwise it waits for the seat of its first open step. */
  waits?: (c: Told) => boolean
  /** May be done to several cases at once from a list. */
  bulk?: true
}
export interface State<S extends string = string, B extends string = string> {
  label: string
  steps?: Record<string, Step<S, B>>
  final?: true
  /** How it ended, for counting: granted, refused, withdrawn, settled. */
  outcome?: Outcome
  /** The right has been given and lives on, with duties that fall due. */
  standing?: true
  /** Time allowed in this state, and on whose clock it runs. */
  within?: Limit
  clockOf?: 'office' | 'party'
  /** The last moment whatever the limit says, e.g. the closing of a fair. */
  before?: (c: Told) => Instant | undefined
  /** When the time began, if not with the step that led here: papers count from their receipt, not from its record. */
  since?: (c: Told) => Instant | undefined
  /** The step that the passing of the limit itself takes. */
  onExpiry?: string
  /** The applicant may be asked to correct from here. */
  correctable?: true
  /** Past withdrawing, suspending and handing over. */
  settled?: true
  kind?: 'publicity' | 'panel'
  /** What anyone may read while the case is published. */
  shows?: (c: Told) => { label: string; value: string }[]
}
export type Outcome = 'granted' | 'refused' | 'withdrawn' | 'settled' | 'transferred'

/** A limit that runs across states, with its own holder. */
export interface Clock {
  label: string
  limit: Limit
  of: 'office' | 'party'
  starts: readonly string[]
  stops: readonly string[]
  /** As for a state: the last moment, and when the time began if not with the step. */
  before?: (c: Told) => Instant | undefined
  since?: (c: Told) => Instant | undefined
  /** The last moment is a promise, not an event in the world: days on which the case stands still move it on. */
  moves?: true
  /** States whose days are not counted, beside ordered suspensions. Correction by the applicant never counts. */
  pausedIn?: readonly string[]
  extension?: { by: string; limit: Limit; times: number | Dated<number> }
}
/** A duty that falls due while a right lives on. */
export interface StandingDuty {
  label: string
  of: string
  /** The step that fulfils it. */
  by: string
  /** Days on which it falls due, given when the standing began and what has been noted. */
  next: (c: Told, since: Day) => Day | undefined
}
export interface Suspending { by: readonly string[]; reasons: Record<string, string>; checks?: (c: Told) => Refusal[]; papers?: { suspend?: readonly string[]; resume?: readonly string[] } }
export interface Gate { label: string; /** The rule it rests on; of rules that were replaced, the one of the day. */ basis: string | ((c: Told) => string); holds: (c: Told) => true | string }

/** A line written to a register, or a change to one. */
export interface EntryChange {
  register: string
  key: string
  party?: PartyRef
  from?: Day
  to?: Day
  status?: string
  data?: Record<string, unknown>
  /** `add` makes a line; `change` alters status, validity or data of the line in force under that key. */
  how: 'add' | 'change'
}
/** Something countable that happened, for indicators. */
export interface Happening {
  kind: string
  amount?: number
  unit?: string
  party?: PartyRef
  /** The party's own word, unchecked: it never adds up with what the system made. */
  reported?: true
}

/** What a case must know from outside before a step is decided. */
export type Need =
  | {
    from: 'register'; register: string; key?: (c: Told) => string | undefined; all?: true
    /** The lines of one party, or of any of several. */
    party?: (c: Told) => PartyRef | readonly PartyRef[] | undefined
    /** Several lines by their keys; like `party` and `all` it delivers a list, without the keys that are not on it. */
    keys?: (c: Told) => readonly string[]
    /** Those whose time is over too, not only those in force today. */
    ended?: true
  }
  | {
    from: 'peers'; mark: string; equals: (c: Told) => string | undefined
    /** Cases of another item, by its id; of the same item when not named. */
    item?: string
  }

export interface Paper {
  title: string
  /** The short word of the series within the organ's number: 闽知〔2022〕贴12号. */
  series: string
  /** The office whose number and seal it bears; `handler` is whoever has the case in hand. */
  organ: string
  lines: (c: Told) => string[]
  /** A certificate can be checked by anyone under its number. */
  certificate?: true
  /** Whom it is served on; by default the applicant. */
  servedOn?: readonly string[]
}

/** Questions and answers, as a citizen's guide needs them. */
export interface Guide { who: string; brings: string[]; fee: string; gives: string; where: string; promise?: Limit; complaint: string; places?: string }

/** Worked example: the answers, the day, and what must come of them. Feeds tests, the guide and demonstration data. */
export interface Example { name: string; on: Day; raw: any; facts?: Record<string, any>; expect: { refusedAt?: string[]; computed?: Record<string, unknown> } }
/** A case played from its first step to an end. `after` is days since the step before; `hours` may be given instead. */
export interface Walk {
  name: string
  on: Day
  /** Time of day of the first step, China time; 09:00 by default. */
  time?: string
  raw: any
  facts?: Record<string, any>
  steps: { step: string; as: string; after?: number; hours?: number; input?: any; facts?: Record<string, any>; who?: string }[]
  ends: string
  /** Played as demonstration data too, with these people. */
  demo?: true
}

/** A service item: what is asked, the path a case takes, what is worked out, and what it leaves behind. */
export interface ServiceItem<A = any, S extends string = string, B extends string = string> {
  id: string
  name: string
  /** The short word in the numbers of its cases, 闽知贴息〔2022〕12号; no other item's, and no series of papers. */
  numbered: string
  /** The line of the task list that this item carries out, e.g. `7.1`. */
  carries: readonly string[]
  /** The rules it rests on, in words. */
  basis: string
  version: number
  guide: Guide
  form: Form<A>
  desks: Record<string, Desk>
  /** Who takes part beside the office. `applicant` opens the case; others are named in the answers. */
  parties: Record<string, { label: string; from?: (answers: A, facts: Record<string, any>) => PartyRef | undefined }>
  /** The region code the case belongs to. */
  place: (answers: A) => string
  /** Who has the case in hand at first: the place's county or city, or the province. */
  handledAt: 'province' | 'city' | 'county' | ((c: Told<A>) => 'province' | 'city' | 'county')
  /** The name of the jurisdiction that a place must belong to. */
  jurisdiction?: string
  start: S
  /** The path drawn for a case, where the shortest way to the goal would mislead. */
  line?: readonly NoInfer<S>[]
  states: Record<S, State<S, B>>
  clocks?: Record<string, Clock>
  duties?: Record<string, StandingDuty>
  gates?: Record<string, Gate>
  needs?: Record<string, Need>
  compute?: Record<string, (answers: A, c: Told<A>) => Finding<any>>
  papers?: Record<string, Paper>
  /** Keys no two open or granted cases may share, with the sentence for the second; a case may hold several of a kind. */
  unique?: Record<string, { key: (answers: A) => string | readonly string[]; say: string }>
  /** Small facts kept beside the case for lists and for other cases of the same item. */
  marks?: (c: Told<A>) => Record<string, string | number | boolean>
  /** `false` when a case is for one unit and can be handed to no other. */
  transferable?: false
  /** How often and for how long the applicant may be asked to correct. */
  correction?: { within: Limit; rounds?: Dated<number> }
  /** Who may order the clock stopped and for what reasons, what must be shown for it, and the papers that say so. Nobody may when `by` is empty. */
  suspension?: Suspending
  /** `need-to-know` cases are seen by their parties and by those at whose desk they lie, and every reading is logged. */
  confidential?: 'need-to-know'
  /** Registers this item writes to or reads. */
  registers?: readonly string[]
  ruleDay?: (answers: A, submitted: Day) => Day
  /** Its cases are opened by another act than filling in the form, e.g. by dispatching a list; no page offers the bare form. */
  openedElsewhere?: true
  /** The title of a case in lists. */
  titleOf?: (answers: A) => string
  examples: readonly Example[]
  walks: readonly Walk[]
}

/** Something that happened to a case. The case is nothing but its actions, in order. */
export interface Action {
  seq: number
  step: string
  label: string
  from: string
  to: string
  at: Instant
  on: Day
  by: { id: string; name: string }
  /** The desk or party the person acted for. */
  as: string
  input?: any
  /** The questions and answers as they were read at this moment. */
  read?: ReadBack[]
  internal?: true
  /** What the decision worked out; kept so that replay needs nothing from outside. */
  set: Settings
}
/** The consequences of an action for the case, as decided then. */
export interface Settings {
  answers?: any
  parties?: Record<string, PartyRef>
  place?: string
  handler?: string
  number?: string
  ruleDay?: Day
  computed?: Record<string, Finding<any>>
  notes?: Record<string, unknown>
  /** Limits that began to run, with their length under the rules of the case. */
  begun?: Record<string, { label: string; period: Period; of: 'office' | 'party'; before?: Instant; since?: Instant; moves?: true; least?: true }>
  stopped?: string[]
  extended?: { clock: string; period: Period }
  /** When the time of the state ran out, for steps that time itself takes; it is recorded later than it happened. */
  ranOut?: Day
  suspended?: { from: Day; reason: string }
  resumed?: Day
  returnTo?: string
  marks?: Record<string, string | number | boolean>
  title?: string
}

/** The state of a case, folded from its actions. */
export interface Snapshot {
  item: string
  version: number
  state: string
  answers: any
  parties: Record<string, PartyRef>
  place: string
  handler: string
  number: string
  title: string
  ruleDay: Day
  submittedAt?: Instant
  enteredAt?: Instant
  standingSince?: Day
  computed: Record<string, Finding<any>>
  memo: Record<string, any>
  doneOn: Record<string, Day>
  doneBy: Record<string, string>
  marks: Record<string, string | number | boolean>
  clocks: Record<string, Running>
  suspensions: { from: Day; to?: Day; reason: string }[]
  corrections: number
  returnTo?: string
  closedOn?: Day
  outcome?: Outcome
}
export interface Running {
  label: string
  of: 'office' | 'party'
  period: Period
  startedAt: Instant
  extensions: Period[]
  /** Days that do not count beside suspensions of the case: stays in paused states. */
  paused: { from: Day; to?: Day; reason: string }[]
  /** A time that must have passed, like a publication; being past it is not being late. */
  least?: true
  before?: Instant
  /** Days of suspension move `before` on. */
  moves?: true
  stoppedAt?: Instant
}

/** What the world outside tells the decision; all of it plain data and pure functions. */
export interface World {
  at: Instant
  today: Day
  calendar: Calendar
  facts: Record<string, any>
  /** The path of the authority for a region code. */
  unitOf(region: string): string | undefined
  /** The path of a provincial office. */
  office(name: string): string | undefined
  /** Why a unit's place lies outside a jurisdiction, or nothing. */
  outside(jurisdiction: string, unit: string): string | undefined
}
export interface Attempt { step: string; by: { id: string; name: string }; as: readonly string[]; input?: any; number?: string }

/** What a decision asks the platform to store, beside the action itself. */
export interface Decision {
  action: Action
  next: Snapshot
  papers: { name: string; title: string; series: string; organ: string; lines: string[]; certificate: boolean; servedOn: readonly string[] }[]
  entries: EntryChange[]
  events: Happening[]
  alone?: string
  unique?: Record<string, readonly string[]>
  /** The paper that is declared void by its number, and whether the step that issued it is undone with it. */
  voids?: { number: string; step: boolean; reason: string }
}

/** The steps every item has without declaring them. */
export const builtIn = ['correct', 'resubmit', 'lapse', 'withdraw', 'suspend', 'resume', 'transfer', 'extend', 'voidPaper'] as const
export const correctionState = 'correction'
export const withdrawnState = 'withdrawn'

export function defineService<A, const S extends string, const D extends string, const P extends string>(
  item: Omit<ServiceItem<A, S, NoInfer<D | P | 'public' | 'expert' | 'clock'>>, 'desks' | 'parties' | 'start' | 'states' | 'clocks' | 'suspension' | 'duties'> & {
    desks: Record<D, Desk>
    parties: Record<P, { label: string; from?: (answers: A, facts: Record<string, any>) => PartyRef | undefined }>
    start: NoInfer<S>
    states: Record<S, State<NoInfer<S> | 'withdrawn', NoInfer<D | P> | 'public' | 'expert' | 'clock'>>
    clocks?: Record<string, Omit<Clock, 'pausedIn' | 'extension'> & { pausedIn?: readonly NoInfer<S>[]; extension?: { by: NoInfer<D>; limit: Limit; times: number | Dated<number> } }>
    suspension?: Suspending & { by: readonly NoInfer<D>[] }
    duties?: Record<string, StandingDuty & { of: NoInfer<P | D> }>
  },
): ServiceItem<A, S, string> {
  return item as unknown as ServiceItem<A, S, string>
}
