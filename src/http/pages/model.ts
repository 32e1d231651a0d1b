import type { Day, Instant } from '../../kernel/index.ts'
import type { CaseRow, CaseView, PublishedCase, WorkRow } from '../../platform/cases/index.ts'
import type { VerifiedNow } from '../verified.ts'
import type { Notice } from '../../platform/notices/index.ts'
import type { PublicLine } from '../../platform/registers/index.ts'
import type { FileRef, ReadBack } from '../../service/index.ts'
import type { HolderPage, PatentPage, PatentsPage } from './library-model.ts'
import type { SelfCheckPage } from './self-check-model.ts'
import type { ActionProgress, ActionView, PublicProgress, TaskView } from '../../supervision/index.ts'

/** Everything a page is drawn from: the frame around it and what it shows. Plain data, so that drawing decides nothing. */
export interface Model { site: Site; page: Page }

/** What surrounds every page: who looks, in which characters and size, and from when the demonstration's clock runs. */
export interface Site {
  today: Day
  todaySaid: string
  demo: boolean
  person?: { name: string; party?: string; official: boolean; unread: number }
  traditional: boolean
  large: boolean
  /** Address of this page, for coming back to it. */
  path: string
  assets: { scripts: string[]; styles: string[] }
}

/** One question as it is put: with what was answered, how that reads back, and what is wrong with it. */
export interface Question {
  /** Where the answer goes, e.g. `loan.loans.0.principal`. */
  path: string
  kind: string
  label: string
  help?: string
  optional: boolean
  /** Not put at present, because of another answer. */
  hidden: boolean
  value: string
  chosen: string[]
  said?: string
  error?: string
  options?: Choice[]
  unit?: string
  maxLength?: number
  accept?: string[]
  files?: FileRef[]
  party?: { name: string; creditCode: string; coded: boolean }
  rows?: Question[][]
}
export interface Choice { value: string; label: string; group?: string }
/** A wrong answer: where it stands and what to do. */
export interface Fault { say: string; href?: string }

export interface ItemBrief { id: string; name: string; programme: string; task: string; who: string; gives: string; fee: string; promise?: string; online: boolean }
export interface Guide extends ItemBrief {
  brings: string[]
  where: string
  complaint: string
  basis: string
  carries: { id: string; title: string }[]
  places?: string
  promiseSource?: string
  path: { label: string; within?: string; source?: string; by: string[] }[]
  clocks: { label: string; limit: string; source: string }[]
  correction?: string
  ends: string[]
  papers: { title: string; certificate: boolean }[]
  form: { title: string; questions: { label: string; help?: string; optional: boolean; sometimes: boolean }[] }[]
  example?: { name: string; steps: { on: Day; label: string; by: string; to: string }[]; answers: ReadBack[]; computed: { steps: string[] }[] }
}
export interface DraftBrief { id: string; itemName: string; updatedAt: Instant; missing: number; amends?: string; href: string }
export interface StepForm { id: string; label: string; seat: string; danger?: string; blocked?: string; whole: boolean; questions: Question[]; open: boolean }
export interface FoundLine extends PublicLine { register: string; registerName: string; keyLabel: string; /** How many patents its party has in the library. */ patents?: number }
export interface Applying { draft: string; item: { id: string; name: string }; version: number; sections: { name: string; title: string; state: 'now' | 'done' | 'todo' }[]; amends?: { id: string; number: string; step: string; label: string; asked?: AskedBack } }
/** What the office asked for when it gave a case back: the step and the words. */
export interface AskedBack { label: string; lines: { label: string; shown: string }[] }
/** An action as anyone may see it: what moves it and how far its units have come, without naming who is behind. */
export interface PublicAction extends Pick<ActionView, 'id' | 'title' | 'words' | 'dueOn' | 'dueSaid' | 'movedBy' | 'awaits' | 'pending'> { units: { name: string; role: ActionView['units'][number]['role'] }[]; counts: ActionProgress['counts']; system: ActionProgress['system'] }

export type Page =
  | { kind: 'front'; progress: PublicProgress | null; items: ItemBrief[]; published: PublishedCase[]; map: ProvinceMap }
  | { kind: 'progress'; progress: PublicProgress | null; printed: TaskView[]; map: ProvinceMap }
  | { kind: 'task'; list: { title: string; asOf: Day }; task: PublicProgress['tasks'][number]; section?: string; printed: Pick<TaskView, 'measures' | 'unitsPrinted' | 'pieces' | 'deadlines'>; actions: PublicAction[]; before?: { id: string; title: string }; after?: { id: string; title: string } }
  | { kind: 'items'; items: ItemBrief[]; q: string }
  | { kind: 'guide'; guide: Guide; drafts: DraftBrief[] }
  | { kind: 'section'; applying: Applying; title: string; questions: Question[]; faults: Fault[]; savedAt?: Instant; before?: string; isLast: boolean }
  | { kind: 'review'; applying: Applying; answers: { name: string; title: string; lines: ReadBack['lines'] }[]; faults: Fault[]; starts: { id: string; label: string }[] }
  | { kind: 'mine'; waiting: WorkRow[]; drafts: DraftBrief[]; cases: CaseRow[]; next?: string; total: number; notices: Notice[]; done?: string }
  | { kind: 'case'; view: CaseView; steps: StepForm[]; faults: Fault[]; done?: string }
  | { kind: 'published'; cases: PublishedCase[] }
  | { kind: 'publication'; case: PublishedCase; objection: { step: string; label: string; questions: Question[]; open: boolean } | null; faults: Fault[]; done: boolean }
  | { kind: 'check'; q: string; register: string; registers: { id: string; name: string; keyLabel: string }[]; exact: FoundLine[]; others: FoundLine[]; total: number; asked: boolean }
  | { kind: 'verify'; code: string; verified?: VerifiedNow; fault?: string }
  | { kind: 'signIn'; to: string; username: string; faults: Fault[]; needsCode: boolean; demo: { username: string; about: string }[] }
  | { kind: 'register'; questions: Question[]; faults: Fault[]; done?: { active: boolean } }
  | { kind: 'notices'; notices: Notice[]; next?: number }
  | PatentsPage | PatentPage | HolderPage | SelfCheckPage
  | { kind: 'help' }
  | { kind: 'refused'; title: string; says: string[]; ref?: string; ways: { href: string; label: string }[] }

/** The ten places of the province, as the installation's map draws them. */
export interface ProvinceMap { note: string; viewBox: string; cells: { unit: string; name: string; label: [number, number]; d: string }[] }
