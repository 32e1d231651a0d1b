import { foldLetters, wordsOf, type LongWords } from './letters.ts'
import { mergePacked, pack, type Packed } from './pack.ts'
import type { Doc, Schema } from './schema.ts'

/** Many strings in one piece, in order where their owner says so. */
export interface Strings { letters: Uint16Array; starts: Uint32Array }

/** The words of one text field: for each word, in order, which documents have it and how often. */
export interface Postings {
  words: Strings
  /** How many documents each word has. */
  counts: Uint32Array
  /** Where the list of each word begins, and the end of the last. */
  starts: Uint32Array
  /** Gaps between document numbers, doubled, plus one if a byte with the number of times follows. */
  lists: Uint8Array
  /** About how long the field is in each document, in steps. */
  lengths: Uint8Array
}

/** A column of values: of document `d`, values[codes[starts[d]]] to values[codes[starts[d + 1] - 1]]. */
export interface Column { values: string[]; starts: Uint32Array; codes: Uint32Array }

/** A batch of documents, searchable, never changed but for those it marks dead. */
export interface Segment {
  /** The same for the same contents, so that what is kept under it need not be kept again. */
  name: string
  size: number
  ids: Strings
  /** Hashes of the ids in order, and whose they are. */
  hashes: Uint32Array
  hashed: Uint32Array
  dead: Uint8Array
  /** How many are dead. */
  gone: number
  texts: Postings[]
  /** The folded text of each document's text fields, one after another. */
  bodies: Packed
  keys: Column[]
  facets: Column[]
  days: Int32Array[]
}

export const stringAt = ({ letters, starts }: Strings, no: number): string => String.fromCharCode.apply(undefined, letters.subarray(starts[no]!, starts[no + 1]!) as unknown as number[])

export function stringsOf(of: readonly string[]): Strings {
  const starts = new Uint32Array(of.length + 1)
  for (const [no, text] of of.entries()) starts[no + 1] = starts[no]! + text.length
  const letters = new Uint16Array(starts[of.length]!)
  for (const [no, text] of of.entries()) for (let i = 0; i < text.length; i++) letters[starts[no]! + i] = text.charCodeAt(i)
  return { letters, starts }
}

/** The first place in ordered strings that is not before this one. */
export function placeIn(strings: Strings, text: string): number {
  let low = 0, high = strings.starts.length - 1
  while (low < high) {
    const mid = (low + high) >> 1
    if (isBefore(strings, mid, text)) low = mid + 1
    else high = mid
  }
  return low
}
function isBefore({ letters, starts }: Strings, no: number, text: string): boolean {
  const from = starts[no]!, length = starts[no + 1]! - from
  for (let i = 0; i < length && i < text.length; i++) {
    const gap = letters[from + i]! - text.charCodeAt(i)
    if (gap) return gap < 0
  }
  return length < text.length
}

/** Lengths up to 127 as they are, longer ones in eighths of a doubling. */
export const lengthStep = (length: number): number => (length < 128 ? length : Math.min(255, 128 + Math.floor(8 * Math.log2(length / 128))))
export const stepLength = (step: number): number => (step < 128 ? step : Math.round(128 * 2 ** ((step - 128) / 8)))

export const hashOf = (id: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < id.length; i++) h = Math.imul(h ^ id.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** Which document of the segment has this id, dead or not; -1 when none. */
export function findId(segment: Segment, id: string): number {
  const { hashes, hashed, ids } = segment
  const hash = hashOf(id)
  let low = 0, high = hashes.length
  while (low < high) {
    const mid = (low + high) >> 1
    if (hashes[mid]! < hash) low = mid + 1
    else high = mid
  }
  for (; low < hashes.length && hashes[low] === hash; low++) if (stringAt(ids, hashed[low]!) === id) return hashed[low]!
  return -1
}

/** Lists being written: grows as it must. */
class Writer {
  bytes: Uint8Array
  end = 0
  constructor(room: number) { this.bytes = new Uint8Array(Math.max(64, room)) }
  posting(gap: number, times: number) {
    if (this.end + 12 > this.bytes.length) {
      const wider = new Uint8Array(this.bytes.length * 2)
      wider.set(this.bytes)
      this.bytes = wider
    }
    // Gaps reach 2^31 when doubled: a shift would lose the top bit.
    let n = gap * 2 + (times > 1 ? 1 : 0)
    while (n > 127) { this.bytes[this.end++] = (n % 128) | 128; n = Math.floor(n / 128) }
    this.bytes[this.end++] = n
    if (times > 1) this.bytes[this.end++] = Math.min(255, times)
  }
}

/** Reads list number `no` to its end, calling for each document and how often it has the word. */
export function eachPosting({ lists, starts }: Postings, no: number, take: (doc: number, times: number) => void): void {
  let doc = -1
  for (let i = starts[no]!; i < starts[no + 1]!;) {
    let byte = lists[i++]!, n = byte & 127
    for (let scale = 128; byte > 127; scale *= 128) { byte = lists[i++]!; n += (byte & 127) * scale }
    doc += (n >>> 1) + 1
    take(doc, n & 1 ? lists[i++]! : 1)
  }
}

/** About how many numbers are copied between two rests: a few milliseconds. */
const restAfter = 50_000

/** Documents as they came, made searchable; the name of the segment before them makes theirs one that no other bears. */
export function buildSegment(docs: readonly Doc[], schema: Schema, long: LongWords, after = ''): Segment {
  const folded = docs.map((doc) => schema.texts.map((field) => foldLetters(doc.texts[field.name] ?? '')))
  return {
    name: nameOf([after, JSON.stringify(docs)]),
    size: docs.length,
    ...idsOf(docs.map((doc) => doc.id)),
    dead: new Uint8Array(docs.length),
    gone: 0,
    texts: schema.texts.map((_, f) => postingsOf(folded.map((texts) => texts[f]!), long)),
    bodies: pack(folded.flat()),
    keys: schema.keys.map((field) => columnOf(docs.map((doc) => doc.keys[field.name] ?? []))),
    facets: schema.keys.flatMap(({ name, facetLetters }) => (facetLetters ? [columnOf(docs.map((doc) => (doc.keys[name] ?? []).map((value) => value.slice(0, facetLetters))))] : [])),
    days: schema.days.map((field) => Int32Array.from(docs, (doc) => doc.days[field.name] ?? 0)),
  }
}

/** Two hashes of different starts over what it is made of; segments alive at once are a few dozen. */
function nameOf(of: readonly string[]): string {
  let a = 0x811c_9dc5, b = 0x2f0b_4c47
  for (const text of of) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      a = Math.imul(a ^ code, 0x0100_0193)
      b = Math.imul(b ^ code, 0x85eb_ca6b)
      b ^= b >>> 13
    }
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36)
}

function idsOf(ids: readonly string[]): Pick<Segment, 'ids' | 'hashes' | 'hashed'> {
  const all = Uint32Array.from(ids, hashOf)
  const hashed = Uint32Array.from(all.keys()).sort((a, b) => all[a]! - all[b]!)
  return { ids: stringsOf(ids), hashes: hashed.map((doc) => all[doc]!), hashed }
}

function columnOf(rows: readonly (readonly string[])[]): Column {
  const known = new Map<string, number>()
  const starts = new Uint32Array(rows.length + 1)
  const codes: number[] = []
  for (const [doc, row] of rows.entries()) {
    for (const value of new Set(row)) {
      const code = known.get(value) ?? known.size
      if (code === known.size) known.set(value, code)
      codes.push(code)
    }
    starts[doc + 1] = codes.length
  }
  return { values: [...known.keys()], starts, codes: Uint32Array.from(codes) }
}

/** Sorted by counting: every word of every document as a number, then document after document into the list of each. */
function postingsOf(texts: readonly string[], long: LongWords): Postings {
  const known = new Map<string, number>()
  const ends = new Uint32Array(texts.length)
  let seen = new Uint32Array(1024), end = 0
  for (const [doc, text] of texts.entries()) {
    for (const word of wordsOf(text, long)) {
      const no = known.get(word) ?? known.size
      if (no === known.size) known.set(word, no)
      if (end === seen.length) {
        const wider = new Uint32Array(seen.length * 2)
        wider.set(seen)
        seen = wider
      }
      seen[end++] = no
    }
    ends[doc] = end
  }
  const words = [...known.keys()].sort()
  const rank = new Uint32Array(words.length)
  for (const [place, word] of words.entries()) rank[known.get(word)!] = place
  const from = new Uint32Array(words.length + 1)
  for (let i = 0; i < end; i++) from[rank[seen[i]!]! + 1]!++
  for (let w = 0; w < words.length; w++) from[w + 1]! += from[w]!
  const docs = new Uint32Array(end), fill = from.slice()
  for (let doc = 0, i = 0; doc < texts.length; doc++) for (; i < ends[doc]!; i++) docs[fill[rank[seen[i]!]!]!++] = doc

  const counts = new Uint32Array(words.length), starts = new Uint32Array(words.length + 1)
  const out = new Writer(end * 2)
  for (let w = 0; w < words.length; w++) {
    let before = -1
    for (let i = from[w]!; i < from[w + 1]!;) {
      const doc = docs[i]!
      let times = 0
      while (i < from[w + 1]! && docs[i] === doc) { times++; i++ }
      out.posting(doc - before - 1, times)
      before = doc
      counts[w]!++
    }
    starts[w + 1] = out.end
  }
  return { words: stringsOf(words), counts, starts, lists: out.bytes.slice(0, out.end), lengths: Uint8Array.from(texts, (text) => lengthStep(text.length)) }
}

/**
 * The living documents of several segments as one, in the order they came. It rests often, so that searches can be
 * answered meanwhile; those who died meanwhile are dead in the new one too.
 */
export function* mergeSegments(segments: readonly Segment[]): Generator<void, Segment> {
  let size = 0
  const name = nameOf(segments.flatMap((segment) => [segment.name, segment.gone ? String(Array.from(segment.dead.keys()).filter((doc) => segment.dead[doc])) : '']))
  const places = segments.map((segment) => Int32Array.from(segment.dead, (dead) => (dead ? -1 : size++)))
  const fields = segments[0]!.texts.length
  const from = new Uint16Array(size), docs = new Uint32Array(size)
  for (const [s, of] of places.entries()) for (let doc = 0; doc < of.length; doc++) if (of[doc]! >= 0) { from[of[doc]!] = s; docs[of[doc]!] = doc }
  yield
  const texts: Postings[] = []
  for (let f = 0; f < fields; f++) texts.push(yield* mergePostings(segments.map((segment) => segment.texts[f]!), places, size))
  const bodies = yield* mergePacked(segments.map((segment) => segment.bodies), from, docs, fields)
  const keys: Column[] = [], facets: Column[] = []
  for (const k of segments[0]!.keys.keys()) keys.push(yield* mergeColumns(segments.map((segment) => segment.keys[k]!), places, size))
  for (const k of segments[0]!.facets.keys()) facets.push(yield* mergeColumns(segments.map((segment) => segment.facets[k]!), places, size))
  const ids = yield* mergeIds(segments, places, size)
  const days = segments[0]!.days.map((_, d) => Int32Array.from(docs, (doc, place) => segments[from[place]!]!.days[d]![doc]!))
  const dead = new Uint8Array(size)
  let gone = 0
  for (const [s, { dead: now }] of segments.entries()) for (let doc = 0; doc < now.length; doc++) if (now[doc] && places[s]![doc]! >= 0) { dead[places[s]![doc]!] = 1; gone++ }
  return { name, size, ...ids, dead, gone, texts, bodies, keys, facets, days }
}
/** Work that rests between its steps, done without rest. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

function* mergePostings(parts: readonly Postings[], places: readonly Int32Array[], size: number): Generator<void, Postings> {
  const next = parts.map(() => 0)
  const heads = parts.map(({ words }) => (words.starts.length > 1 ? stringAt(words, 0) : undefined))
  const words: string[] = [], counts: number[] = [], starts = [0]
  const out = new Writer(parts.reduce((sum, { lists }) => sum + lists.length, 0))
  for (let rested = 0; ;) {
    if (out.end - rested > restAfter) { rested = out.end; yield }
    let word: string | undefined
    for (const head of heads) if (head !== undefined && (word === undefined || head < word)) word = head
    if (word === undefined) break
    let before = -1, count = 0
    for (const [p, part] of parts.entries()) {
      if (heads[p] !== word) continue
      eachPosting(part, next[p]!, (doc, times) => {
        const place = places[p]![doc]!
        if (place < 0) return
        out.posting(place - before - 1, times)
        before = place
        count++
      })
      heads[p] = ++next[p]! < part.counts.length ? stringAt(part.words, next[p]!) : undefined
    }
    if (!count) continue
    words.push(word)
    counts.push(count)
    starts.push(out.end)
  }
  const lengths = new Uint8Array(size)
  for (const [p, part] of parts.entries()) for (const [doc, place] of places[p]!.entries()) if (place >= 0) lengths[place] = part.lengths[doc]!
  return { words: stringsOf(words), counts: Uint32Array.from(counts), starts: Uint32Array.from(starts), lists: out.bytes.slice(0, out.end), lengths }
}

/** The ids of each segment are in order by their hashes already: what is left is to take the least again and again. */
function* mergeIds(segments: readonly Segment[], places: readonly Int32Array[], size: number): Generator<void, Pick<Segment, 'ids' | 'hashes' | 'hashed'>> {
  const ids: Strings = { letters: new Uint16Array(segments.reduce((sum, segment) => sum + segment.ids.letters.length, 0)), starts: new Uint32Array(size + 1) }
  let end = 0
  for (const [s, { ids: { letters, starts } }] of segments.entries()) {
    const of = places[s]!
    for (let doc = 0; doc < of.length; doc++) {
      if (of[doc]! < 0) continue
      for (let i = starts[doc]!; i < starts[doc + 1]!; i++) ids.letters[end++] = letters[i]!
      ids.starts[of[doc]! + 1] = end
    }
    yield
  }
  const hashes = new Uint32Array(size), hashed = new Uint32Array(size), next = segments.map(() => 0)
  for (let at = 0; at < size;) {
    let least = -1
    for (const [s, segment] of segments.entries()) {
      while (next[s]! < segment.size && places[s]![segment.hashed[next[s]!]!]! < 0) next[s]!++
      if (next[s]! < segment.size && (least < 0 || segment.hashes[next[s]!]! < segments[least]!.hashes[next[least]!]!)) least = s
    }
    hashes[at] = segments[least]!.hashes[next[least]!]!
    hashed[at++] = places[least]![segments[least]!.hashed[next[least]!++]!]!
    if (at % restAfter === 0) yield
  }
  return { ids: { letters: ids.letters.slice(0, end), starts: ids.starts }, hashes, hashed }
}

function* mergeColumns(parts: readonly Column[], places: readonly Int32Array[], size: number): Generator<void, Column> {
  const known = new Map<string, number>()
  const starts = new Uint32Array(size + 1), codes = new Uint32Array(parts.reduce((sum, part) => sum + part.codes.length, 0))
  let end = 0
  for (const [p, part] of parts.entries()) {
    for (const [doc, place] of places[p]!.entries()) {
      if (place < 0) continue
      for (let i = part.starts[doc]!; i < part.starts[doc + 1]!; i++) {
        const value = part.values[part.codes[i]!]!
        const code = known.get(value) ?? known.size
        if (code === known.size) known.set(value, code)
        codes[end++] = code
      }
      starts[place + 1] = end
      if (place % restAfter === 0) yield
    }
  }
  return { values: [...known.keys()], starts, codes: codes.slice(0, end) }
}
