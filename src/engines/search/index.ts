/** An inverted index of its own for Chinese texts: exact totals, ranks, facets over all hits, a query language, and bytes to keep it by. */
import { isNo, yes, type Result } from '../../kernel/index.ts'
import { readAsk, type Ask } from './ask.ts'
import { clearDesk } from './desk.ts'
import { makeFacets, type Facets } from './facets.ts'
import { findIn, planOf, type Found, type Rules } from './find.ts'
import { load, toSave, type SavedSegment, type SegmentToSave } from './keep.ts'
import { foldLetters, type LongWords } from './letters.ts'
import { bestOf, newestOf, wholeOf, type Whole } from './rank.ts'
import { buildSegment, findId, kill, mergeSegments, type Segment } from './segment.ts'
import { timesOf } from './times.ts'
import type { Doc, Schema } from './schema.ts'

export { readAsk, type Ask } from './ask.ts'
export type { SavedSegment, SegmentToSave } from './keep.ts'
export { marksOf } from './mark.ts'
export { patents, type Doc, type Schema } from './schema.ts'
export { foldLetters, type LongWords, walkRuns, wordsOf } from './letters.ts'
export { keyForm, numberForm } from './columns.ts'

/** The dictionary: its words of three letters and more in a text, and a name that changes with it. */
export interface Dictionary { name: string; long: LongWords }

export interface Search {
  query: string
  /** Of each field one of these values: whole, or by its beginning where the field is matched so. */
  keys?: Record<string, readonly string[]>
  /** Of each day field from, to, both included. */
  days?: Record<string, { from?: number; to?: number }>
  order?: 'rank' | 'newest'
  skip?: number
  take?: number
  /** For each field how many of its most frequent values to count over all hits; day fields count by year. */
  facets?: Record<string, number>
}
export interface Answer {
  /** How many documents there are in all, counted. */
  total: number
  hits: { id: string; score: number }[]
  facets: Facets
}

export interface SearchIndex {
  readonly size: number
  /** Adds documents, in place of those with the same ids; they can be found at once. Their segment stays as it is until joined. */
  put(docs: readonly Doc[]): void
  /** Takes documents out and says how many there were. */
  remove(ids: readonly string[]): number
  /** Joins small segments where they have become many, for as long as there is time; says whether there is more to do. */
  join(isTime: () => boolean): boolean
  search(search: Search): Result<Answer>
  /** The ids of all hits, the newest first, at most so many; the total is exact. */
  all(search: Pick<Search, 'query' | 'keys' | 'days'>, most: number): Result<{ total: number; ids: string[] }>
  /** The segments as they are now, in order. Those whose names are kept already need only their dead kept again. */
  segmentsToSave(): SegmentToSave[]
}

/** How many segments make one, and how long the lists of one that is joined at most are: eight of them stay below what 32 bits can number. */
const joinAt = 8, largest = 2 ** 28
const most = 10_000

export function makeIndex(schema: Schema, dictionary: Dictionary, kept: readonly Segment[] = []): SearchIndex {
  const rules: Rules = { schema, times: timesOf(schema), long: dictionary.long }
  const facetsOf = makeFacets(schema)
  let segments = kept
  let known: Whole | undefined
  const whole = () => (known ??= wholeOf(segments, rules))
  /** Joins under way, each of segments that stand together; the later is of younger and smaller ones and is done first. */
  const joins: { of: readonly Segment[]; work: Generator<void, Segment> }[] = []

  const drop = (ids: Iterable<string>): number => {
    let gone = 0
    for (const id of ids) {
      for (const segment of segments) {
        const doc = findId(segment, id)
        if (doc < 0 || segment.dead[doc]) continue
        kill(segment, doc)
        gone++
        break
      }
    }
    known = undefined
    return gone
  }
  /** The last segments while there are many of about one size, so that each document is copied a few times in its life; else one that is mostly dead. */
  const toJoin = (): readonly Segment[] | undefined => {
    const joining = joins.at(-1)?.of.at(-1)
    const free = joining ? segments.slice(segments.indexOf(joining) + 1) : segments, last = free.at(-1)
    const young = last ? free.slice(free.findLastIndex(({ size, postings }) => size >= last.size * joinAt || postings.lists.length > largest) + 1) : []
    if (young.length >= joinAt) return young
    const dying = free.find(({ size, gone }) => gone * 2 > size)
    return dying && [dying]
  }
  const replace = (of: readonly Segment[], by: Segment) => {
    segments = segments.flatMap((segment) => (segment === of[0] && by.size ? [by] : of.includes(segment) ? [] : [segment]))
    known = undefined
  }
  const find = (search: Pick<Search, 'query' | 'keys' | 'days'>): Result<Found[]> => {
    const ask = readAsk(search.query, schema)
    if (isNo(ask)) return ask
    clearDesk()
    const plan = planOf(narrow(ask.value, search, schema), rules)
    return yes(segments.map((segment) => findIn(segment, plan, rules)))
  }
  return {
    get size() { return whole().size },
    put(docs) {
      const latest = new Map(docs.map((doc) => [doc.id, doc]))
      if (latest.size === 0) return
      drop(latest.keys())
      segments = [...segments, buildSegment([...latest.values()], rules, segments.at(-1)?.name)]
    },
    remove: drop,
    join(isTime) {
      do {
        const of = toJoin()
        if (of) joins.push({ of, work: mergeSegments(of) })
        const last = joins.at(-1)
        if (!last) return false
        let step = last.work.next()
        while (!step.done && isTime()) step = last.work.next()
        if (!step.done) return true
        replace(last.of, step.value)
        joins.pop()
      } while (isTime())
      return joins.length > 0 || toJoin() !== undefined
    },
    search(search) {
      const found = find(search)
      if (isNo(found)) return found
      const { order = 'rank', skip = 0, take = 20, facets = {} } = search
      return yes({ total: totalOf(found.value), hits: bestOf(found.value, order, skip, Math.min(most, skip + take), whole(), rules), facets: facetsOf(found.value, facets) })
    },
    all(search, most) {
      const found = find(search)
      return isNo(found) ? found : yes({ total: totalOf(found.value), ids: newestOf(found.value, most) })
    },
    segmentsToSave: () => segments.map((segment) => toSave(segment, schema, dictionary.name)),
  }
}

/** The index whose segments were kept, in their order; a refusal when bytes are damaged or were made by other rules. */
export function loadSegments(kept: readonly SavedSegment[], schema: Schema, dictionary: Dictionary): Result<SearchIndex> {
  const segments: Segment[] = []
  for (const one of kept) {
    const segment = load(one, schema, dictionary.name)
    if (isNo(segment)) return segment
    segments.push(segment.value)
  }
  return yes(makeIndex(schema, dictionary, segments))
}

const totalOf = (found: readonly Found[]): number => found.reduce((sum, { docs }) => sum + docs.length, 0)

function narrow(ask: Ask, { keys = {}, days = {} }: Search, schema: Schema): Ask {
  const of: Ask[] = ask.is === 'all' ? [] : [ask]
  for (const [field, values] of Object.entries(keys)) {
    const match = schema.keys.find(({ name }) => name === field)?.match, whole = match !== 'start' && match !== 'number'
    if (values.length) of.push({ is: 'or', of: values.map((value) => ({ is: 'key', field, value: foldLetters(value), whole })) })
  }
  for (const [field, { from = 1, to = 99_991_231 }] of Object.entries(days)) of.push({ is: 'day', field, from, to })
  return of.length === 0 ? { is: 'all' } : of.length === 1 ? of[0]! : { is: 'and', of }
}
