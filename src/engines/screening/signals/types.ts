import type { Day, Fen, Finding } from '../../../kernel/index.ts'

/** Families of signals. Two that rest on the same records say one thing twice; only signals of different families bear each other out. */
export const signalFamilies = { text: '文本', capacity: '能力', network: '关联', transaction: '权属变动' } as const
export type SignalFamily = keyof typeof signalFamilies
export type Rule = 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6' | 'R7' | 'R8' | 'R9' | 'R10' | 'R11' | 'R12' | 'R13' | 'R14'

/** One application as far as it is known. What is not known is left out, and the signals say so. */
export interface Application {
  key: string
  type: 'invention' | 'utility-model' | 'design' | 'other'
  filed?: Day
  title: string
  abstract?: string
  /** Claims parted by newlines. Left out while the application is unpublished and nobody handed the text in. */
  claims?: string
  description?: string
  applicants: readonly string[]
  inventors: readonly string[]
  /** Main symbol first: G09G5/10. */
  ipc: readonly string[]
  agency?: string
  /** Of a divisional: the application it was divided from. */
  parent?: string
  /** Applications whose priority it claims. */
  priorities?: readonly string[]
  /** Withdrawn after it stood in a batch of the national office. */
  withdrawn?: { on: Day; batch: string }
  /** When the right to it passed on; `within` says why that is no dealing, e.g. a merger. */
  assignments?: readonly { on: Day; from: readonly string[]; to: readonly string[]; within?: string }[]
  inventorChanges?: readonly Day[]
}

/** Something two applicants share that strangers do not. */
export interface Link {
  applicant: string
  by: 'phone' | 'email' | 'address' | 'payer' | 'legalPerson' | 'contact'
  value: string
  /** The contact of a licensed agency, which its honest clients share too. */
  ofAgency?: true
  /** An address where many register lawfully: an incubator, a cluster. */
  hosted?: true
}
export interface AgencyRecord { agency: string; filed: number; listed: number; batches: number; /** The busiest of its agents in a year. */ busiest?: { agent: string; year: number; filed: number } }
export interface AddressRecord {
  text: string
  /** Filings of the subject that name it. */
  filings?: readonly string[]
  /** What the register of buildings says of it, and on whose word; nothing when nobody has looked. */
  building?: { from?: string; floors?: number; use?: 'residential' | 'business' | 'medical' | 'other' }
  road?: 'known' | 'unknown'
  /** Applicants that the library knows at the very same address, with the subject, and some of their filings. */
  shared?: { applicants: readonly string[]; filings: readonly string[] }
  /** What is known of it as a place where many register lawfully. */
  hosted?: string
}
export interface Firm {
  /** All who are insured or employed. */
  staff?: number
  researchers?: number
  /** Spent on research in the twelve months before. */
  spend?: Fen
  /** Of which year and on whose word the figures are. */
  from?: string
  /** Applications for each researcher, or for each of the staff, in twelve months at other firms of the same size and industry. */
  group?: { name: string; per: 'researchers' | 'staff'; ratios: readonly number[] }
  /** Industries of its business scope, GB/T 4754. */
  industries?: readonly string[]
}

/** All that is known of a subject on a day. Lists that nobody has looked up are left out; an empty list means nothing was found. */
export interface Given {
  day: Day
  subject: string
  filings: readonly Application[]
  /** Earlier documents of others that read alike. */
  nearby?: readonly Application[]
  /** Filings of others that share an inventor or a contact. */
  around?: readonly Application[]
  firm?: Firm
  /** IPC subclasses (G09G) that belong to an industry. */
  classesOf?: Readonly<Record<string, readonly string[]>>
  links?: readonly Link[]
  agencies?: readonly AgencyRecord[]
  addresses?: readonly AddressRecord[]
}

/** A text and the places in it that are meant. */
export interface Excerpt { key: string; part: 'claims' | 'description' | 'abstract'; text: string; marks: [from: number, to: number][] }
/** What a person is shown: which records, which words in both texts, which numbers. */
export interface Evidence { say: string; records: string[]; texts?: [Excerpt, Excerpt]; /** The one passage that is meant, where nothing stands against it. */ text?: Excerpt; numbers?: { label: string; value: number | string }[] }
/** What looked alike and has a good reason to. */
export interface Excused { records: string[]; why: string }

/** What one signal says of one subject: `seen`, `none` in what could be looked at, or `blind` for want of data. Blind is neither good nor bad. */
export interface Reading {
  rule: Rule
  family: SignalFamily
  outcome: 'seen' | 'none' | 'blind'
  /** How strongly, from 0 to 1; 0.5 at the threshold. */
  strength: number
  say: string
  evidence: Evidence[]
  excused: Excused[]
  /** What could not be looked at, and why. */
  gaps: string[]
}
export interface Signal {
  rule: Rule
  label: string
  family: SignalFamily
  /** Types of behaviour it may point to, by their number in notice 411. */
  behaviours: readonly number[]
  look: (given: Given) => Finding<Reading>
}
