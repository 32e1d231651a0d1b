import type { Answer, Search } from '../../engines/search/index.ts'
import { type Day, isNo, no, type Result, yes } from '../../kernel/index.ts'
import type { House } from '../house/index.ts'
import { type LegalFlag, type LegalStatus, numberOf, type Patent, patentsOf, type PatentType, statusWords, typeWords } from '../library/index.ts'
import { placeName } from './conditions.ts'
import { searchEngine } from './house.ts'
import { type Marked, shownIn } from './snippet.ts'

/** A question to the patent library: a query and what narrows it. Of each filter one of the values must hold. */
export interface PatentQuery {
  q: string
  ipc?: readonly string[]
  applicant?: readonly string[]
  region?: readonly string[]
  status?: readonly LegalStatus[]
  kind?: readonly PatentType[]
  /** Days of first publication, both included. */
  from?: Day
  to?: Day
}
export const facetFields = ['kind', 'status', 'published', 'filed', 'region', 'applicant', 'ipc'] as const
export type FacetField = (typeof facetFields)[number]
export interface Leafing { order?: 'rank' | 'newest'; skip?: number; take?: number; facets?: readonly FacetField[] }

export interface PatentLine {
  key: string
  /** What it is known by: its last publication, else its application. */
  number: string
  type: PatentType
  title: Marked
  snippet?: Marked
  applicants: string[]
  /** The day of its first publication. */
  day?: Day
  status: LegalStatus
  statusLabel: string
  flags: LegalFlag[]
  ipc: string[]
  demo: boolean
}
export interface PatentsFound {
  total: number
  hits: PatentLine[]
  facets: Partial<Record<FacetField, { value: string; label: string; count: number }[]>>
  /** What a reader must know of these figures. */
  say?: string
  /** The query in simplified characters, where it was typed in traditional ones: it was looked for in both. */
  simplified?: string
}

const topValues: Record<FacetField, number> = { kind: 4, status: 9, published: 60, filed: 60, region: 30, applicant: 30, ipc: 30 }
export const partialWords = '检索库正在建立，这里只有已经收进的部分，件数还不完整'

/** Asks the engine and draws the page of hits, with the places that show what was asked for. */
export async function searchPatents(house: House, asked: PatentQuery, { order, skip = 0, take = 20, facets = [] }: Leafing = {}): Promise<Result<PatentsFound>> {
  const search = searchOf(asked)
  if (isNo(search)) return search
  const found = await searchEngine(house).search({ ...search.value, order: order ?? (asked.q.trim() ? 'rank' : 'newest'), skip, take, facets: Object.fromEntries(facets.map((field) => [field, topValues[field]])) })
  if (isNo(found)) return found
  const { total, hits, partial, read } = found.value
  const patents = await patentsOf(house.db, hits.map(({ id }) => id))
  return yes({ total, hits: patents.map((patent) => lineOf(patent, read?.query ?? asked.q)), facets: labelled(house, found.value.facets), ...(partial ? { say: partialWords } : {}), ...(read?.simplified ? { simplified: read.simplified } : {}) })
}

/** A question in the words of the index. */
export function searchOf({ q, ipc, applicant, region, status, kind, from, to }: PatentQuery): Result<Pick<Search, 'query' | 'keys' | 'days'>> {
  if (from && to && from > to) return no({ code: 'query', at: 'from', say: '公开日的起日晚于止日，请对调' })
  const number = (day: Day) => Number(day.replaceAll('-', ''))
  const keys = Object.fromEntries(Object.entries({ ipc, applicant, region, status: status?.map((s) => statusWords[s]), kind: kind?.map((k) => typeWords[k]) }).flatMap(([field, values]) => (values?.length ? [[field, values]] : [])))
  return yes({ query: q, keys, ...(from || to ? { days: { published: { ...(from ? { from: number(from) } : {}), ...(to ? { to: number(to) } : {}) } } } : {}) })
}

export function lineOf(patent: Patent, q: string): PatentLine {
  const { key, type, applicants, publications, status, flags, ipc, demo } = patent
  const { title, snippet } = shownIn(q, patent)
  const day = publications.flatMap((p) => p.day ?? []).sort()[0]
  return {
    key, number: numberOf(patent), type, title, ...(snippet ? { snippet: { text: snippet.text, marks: snippet.marks } } : {}), applicants: applicants.map(({ name }) => name),
    ...(day ? { day } : {}), status, statusLabel: statusWords[status], flags, ipc: ipc.map(({ symbol }) => symbol), demo,
  }
}

const codeOf = (words: Record<string, string>, word: string) => Object.entries(words).find(([, said]) => said === word)?.[0] ?? word
/** Counted values as they are asked for and as they are read. */
function labelled(house: House, facets: Answer['facets']): PatentsFound['facets'] {
  return Object.fromEntries(Object.entries(facets).map(([field, values]) => [field, values.map(({ value, count }) => ({
    count, value: field === 'status' ? codeOf(statusWords, value) : field === 'kind' ? codeOf(typeWords, value) : value,
    label: field === 'region' ? placeName(house, value) : field === 'published' || field === 'filed' ? `${value}年` : value,
  }))]))
}
