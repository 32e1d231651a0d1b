import type { Day } from '../../kernel/index.ts'
import type { LegalStatus, PatentType } from '../../platform/library/index.ts'
import type { Marked } from '../../platform/search/index.ts'

/** What is asked of the library. All of it stands in the address, so that a search can be sent to somebody. */
export interface LibraryAsked { q: string; kind: string[]; status: string[]; region: string[]; ipc: string[]; applicant: string[]; from: string; to: string; order: 'rank' | 'newest'; page: number }

/** A word on a page that may lead somewhere. */
export interface Named { label: string; href?: string }
export interface PatentStanding { value: LegalStatus; label: string }

/** A record in a list. */
export interface LineSeen { href: string; number: string; type: string; title: Marked; snippet?: Marked; applicants: Named[]; day?: Day; standing: PatentStanding; ipc?: Named; demo: boolean }

/** How far an index is that is still being made. */
export interface IndexBuilding { say: string; done: number; of: number }

/** The search and what it found; a bad query says where it cannot be read. */
export interface PatentsPage {
  kind: 'patents'
  asked: LibraryAsked
  lines: LineSeen[]
  total: number
  /** The place of the first line, and how many hits can be leafed through. */
  first: number
  reach: number
  /** Values of a field over all hits, each a way to the search narrowed to it. */
  facets: { field: string; label: string; values: { label: string; /** In full, where the label is cut. */ title?: string; count: number; href: string; chosen: boolean }[] }[]
  /** What narrows the search, each with the address that leaves it out. */
  chosen: { label: string; value: string; href: string }[]
  orders: { label: string; href: string; current: boolean }[]
  pages: { label: string; href?: string; current: boolean }[]
  places: { value: string; label: string; group?: string }[]
  examples: { query: string; about: string; href: string }[]
  fault?: { say: string; at?: number }
  building?: IndexBuilding
  /** The query as it was also looked for, where it was typed in traditional characters. */
  simplified?: string
  /** Where those signed in keep this search. */
  save?: string
}

/** One application with all that is known of it in public. */
export interface PatentPage {
  kind: 'patent'
  href: string
  number: string
  type: { value: PatentType; label: string }
  title: string
  demo: boolean
  /** The day looked at, and how the right stood on it; `now` where that is not today. */
  on: Day
  today: Day
  standing: PatentStanding & { sentence: string; flags: string[]; steps: string[] }
  now?: PatentStanding & { sentence: string }
  lines: { label: string; values: (Named & { note?: string })[] }[]
  abstract?: string
  claims: string[]
  /** Oldest first; `href` leads to how things stood on the day. */
  events: { day: Day; label: string; text: string; source: string; from: Named[]; to: Named[]; href?: string; isLater: boolean }[]
  publications: { number: string; kind: string; day?: Day }[]
  family: { number: string; title?: string; how?: string; href?: string; standing?: PatentStanding }[]
  cites: { number: string; title?: string; note?: string; href?: string }[]
  citedBy: { total: number; rows: { number: string; title?: string; note?: string; href?: string }[] }
}

/** What one holder has: every count leads to the search that yields exactly these records. */
export interface HolderPage {
  kind: 'holder'
  name: string
  about: string[]
  total: number
  all: string
  counts: { label: string; rows: { label: string; count: number; href: string }[] }[]
  newest: LineSeen[]
  moves: { day: Day; label: string; text: string; title: string; href: string; from: Named[]; to: Named[] }[]
  /** Holders whose names have what was asked for, when nobody is called exactly so. */
  others: { name: string; count: number; href: string }[]
  building?: IndexBuilding
}
