/** An inverted index of its own for Chinese texts: exact totals, ranks, facets over all hits, a query language, and bytes to keep it by. */
import { isNo, yes, type Result } from '../../kernel/index.ts'
import { readAsk, type Ask } from './ask.ts'
import { findIn, scoresOf, type Found, type Whole } from './find.ts'
import { load, toSave, type SavedSegment, type SegmentToSave } from './keep.ts'
import { foldLetters, type LongWords } from './letters.ts'
import { atOnce, buildSegment, findId, mergeSegments, stepLength, stringAt, type Segment } from './segment.ts'
import type { Doc, Schema } from './schema.ts'

export { readAsk, type Ask } from './ask.ts'
export type { SavedSegment, SegmentToSave } from './keep.ts'
export { marksOf } from './mark.ts'
export { patents, type Doc, type Schema } from './schema.ts'
export type { LongWords } from './letters.ts'

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
  facets: Record<string, { value: string; count: number }[]>
}

export interface SearchIndex {
  readonly size: number
  /** Adds documents, in place of those with the same ids; they can be found at once. Their segment stays as it is until joined. */
  put(docs: readonly Doc[]): void
  /** Takes documents out and says how many there were. */
  remove(ids: readonly string[]): number
  /** Joins small segments where they have become many, for about so many milliseconds; says whether there is more to do. */
  join(ms: number): boolean
  /** Makes one segment of all, however long that takes. */
  merge(): void
  search(search: Search): Result<Answer>
  /** The ids of all hits, the newest first, at most so many; the total is exact. */
  all(search: Pick<Search, 'query' | 'keys' | 'days'>, most: number): Result<{ total: number; ids: string[] }>
  /** The segments as they are now, in order. Those whose names are kept already need only their dead kept again. */
  segmentsToSave(): SegmentToSave[]
}

const joinAt = 8, most = 10_000

export function makeIndex(schema: Schema, dictionary: Dictionary, kept: readonly Segment[] = []): SearchIndex {
  let segments = kept
  let known: Whole | undefined
  const whole = () => (known ??= wholeOf(segments, schema))
  /** Joins under way, each of segments that stand together; the later is of younger and smaller ones and is done first. */
  let joins: { of: readonly Segment[]; work: Generator<void, Segment> }[] = []

  const drop = (ids: Iterable<string>): number => {
    let gone = 0
    for (const id of ids) {
      for (const segment of segments) {
        const doc = findId(segment, id)
        if (doc < 0 || segment.dead[doc]) continue
        segment.dead[doc] = 1
        segment.gone++
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
    const young = last ? free.slice(free.findLastIndex((segment) => segment.size >= last.size * joinAt) + 1) : []
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
    const narrowed = narrow(ask.value, search, schema)
    return yes(segments.map((segment) => findIn(segment, narrowed, schema, dictionary.long)))
  }
  return {
    get size() { return whole().size },
    put(docs) {
      const latest = new Map(docs.map((doc) => [doc.id, doc]))
      if (latest.size === 0) return
      drop(latest.keys())
      segments = [...segments, buildSegment([...latest.values()], schema, dictionary.long, segments.at(-1)?.name)]
    },
    remove: drop,
    join(ms) {
      const until = performance.now() + ms
      do {
        const of = toJoin()
        if (of) joins.push({ of, work: mergeSegments(of) })
        const last = joins.at(-1)
        if (!last) return false
        let step = last.work.next()
        while (!step.done && performance.now() < until) step = last.work.next()
        if (!step.done) return true
        replace(last.of, step.value)
        joins.pop()
      } while (performance.now() < until)
      return joins.length > 0 || toJoin() !== undefined
    },
    merge() {
      joins = []
      if (segments.length > 1 || segments.some(({ gone }) => gone > 0)) replace(segments, atOnce(mergeSegments(segments)))
    },
    search(search) {
      const found = find(search)
      return isNo(found) ? found : yes({ total: totalOf(found.value), hits: bestOf(found.value, search, schema, whole()), facets: facetsOf(found.value, search, schema) })
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

/** All that was found, the newest first and then by id. */
function newestOf(found: readonly Found[], most: number): string[] {
  const rows = found.flatMap(({ segment, docs }, s) => Array.from(docs, (doc) => ({ s, doc, day: segment.days[0]![doc]! })))
  const id = ({ s, doc }: { s: number; doc: number }) => stringAt(found[s]!.segment.ids, doc)
  return rows.sort((a, b) => b.day - a.day || (id(a) < id(b) ? -1 : 1)).slice(0, most).map(id)
}

function narrow(ask: Ask, { keys = {}, days = {} }: Search, schema: Schema): Ask {
  const of: Ask[] = ask.is === 'all' ? [] : [ask]
  for (const [field, values] of Object.entries(keys)) {
    const whole = schema.keys.find(({ name }) => name === field)?.match !== 'start'
    if (values.length) of.push({ is: 'or', of: values.map((value) => ({ is: 'key', field, value: foldLetters(value), whole })) })
  }
  for (const [field, { from = 1, to = 99_991_231 }] of Object.entries(days)) of.push({ is: 'day', field, from, to })
  return of.length === 0 ? { is: 'all' } : of.length === 1 ? of[0]! : { is: 'and', of }
}

function wholeOf(segments: readonly Segment[], schema: Schema): Whole {
  let size = 0
  const sums = schema.texts.map(() => 0)
  for (const segment of segments) {
    for (let doc = 0; doc < segment.size; doc++) {
      if (segment.dead[doc]) continue
      size++
      for (let f = 0; f < sums.length; f++) sums[f]! += stepLength(segment.texts[f]!.lengths[doc]!)
    }
  }
  return { size, lengths: sums.map((sum) => (sum || 1) / (size || 1)) }
}

interface Place { score: number; day: number; segment: Segment; doc: number }

/** The page of hits asked for, best or newest first; the newer before the older, then by id, so that the order never depends on segments. */
function bestOf(found: readonly Found[], { order = 'rank', skip = 0, take = 20 }: Search, schema: Schema, whole: Whole): Answer['hits'] {
  const room = Math.min(most, skip + take)
  if (room === 0) return []
  const scores = order === 'rank' ? scoresOf(found, schema, whole) : undefined
  const before = (a: Place, b: Place): boolean => {
    if (order === 'rank' && a.score !== b.score) return a.score > b.score
    if (a.day !== b.day) return a.day > b.day
    return stringAt(a.segment.ids, a.doc) < stringAt(b.segment.ids, b.doc)
  }
  // A heap whose top is the last of the best so far.
  const heap: Place[] = []
  const sink = (at: number) => {
    for (;;) {
      let low = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < heap.length && before(heap[low]!, heap[child]!)) low = child
      if (low === at) return
      const moved = heap[at]!
      heap[at] = heap[low]!
      heap[low] = moved
      at = low
    }
  }
  for (const [s, { segment, docs }] of found.entries()) {
    const days = segment.days[0]!, sums = scores?.[s]
    for (let i = 0; i < docs.length; i++) {
      const score = sums?.[i] ?? 0, day = days[docs[i]!]!
      if (heap.length === room) {
        const last = heap[0]!
        if (order === 'rank' ? score < last.score || (score === last.score && day < last.day) : day < last.day) continue
      }
      const place = { score, day, segment, doc: docs[i]! }
      if (heap.length < room) {
        heap.push(place)
        if (heap.length === room) for (let at = (room >> 1) - 1; at >= 0; at--) sink(at)
      } else if (before(place, heap[0]!)) {
        heap[0] = place
        sink(0)
      }
    }
  }
  return heap.sort((a, b) => (before(a, b) ? -1 : 1)).slice(skip).map(({ segment, doc, score }) => ({ id: stringAt(segment.ids, doc), score }))
}

function facetsOf(found: readonly Found[], { facets = {} }: Search, schema: Schema): Answer['facets'] {
  const cut = schema.keys.filter(({ facetLetters }) => facetLetters)
  return Object.fromEntries(Object.entries(facets).map(([name, top]) => {
    const key = schema.keys.findIndex((field) => field.name === name), short = cut.findIndex((field) => field.name === name)
    const day = schema.days.findIndex((field) => field.name === name)
    const tallies = found.map(({ segment, docs }): Tally => {
      if (day >= 0) return yearsOf(segment.days[day]!, docs)
      const { values, starts, codes } = short >= 0 ? segment.facets[short]! : segment.keys[key]!
      const counts = new Uint32Array(values.length)
      for (let d = 0; d < docs.length; d++) for (let i = starts[docs[d]!]!, end = starts[docs[d]! + 1]!; i < end; i++) counts[codes[i]!]!++
      return { values, counts }
    })
    return [name, mostOf(tallies.length === 1 ? tallies[0]! : together(tallies), top)]
  }))
}

interface Tally { values: readonly string[]; counts: Uint32Array }

function together(tallies: readonly Tally[]): Tally {
  const sums = new Map<string, number>()
  for (const { values, counts } of tallies) for (let v = 0; v < counts.length; v++) if (counts[v]) sums.set(values[v]!, (sums.get(values[v]!) ?? 0) + counts[v]!)
  return { values: [...sums.keys()], counts: Uint32Array.from(sums.values()) }
}

/** The most frequent values, without putting the many others in order. */
function mostOf({ values, counts }: Tally, top: number): { value: string; count: number }[] {
  const least = top < counts.length ? Math.max(1, counts.toSorted()[counts.length - top] ?? Infinity) : 1
  const most = [...counts.keys()].filter((v) => counts[v]! >= least).map((v) => ({ value: values[v]!, count: counts[v]! }))
  return most.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, top)
}

const yearNames = Array.from({ length: 10_000 }, (_, year) => String(year))
function yearsOf(days: Int32Array, docs: Uint32Array): Tally {
  const counts = new Uint32Array(10_000)
  for (let i = 0; i < docs.length; i++) counts[Math.trunc(days[docs[i]!]! / 10_000)]!++
  counts[0] = 0
  return { values: yearNames, counts }
}
