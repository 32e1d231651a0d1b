import { foldLetters, wordsOf, type LongWords } from './letters.ts'
import { pack, unpack, type Packed } from './pack.ts'
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
  size: number
  ids: Strings
  /** Hashes of the ids in order, and whose they are. */
  hashes: Uint32Array
  hashed: Uint32Array
  dead: Uint8Array
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

/** Documents as they came, made searchable. */
export function buildSegment(docs: readonly Doc[], schema: Schema, long: LongWords): Segment {
  const folded = docs.map((doc) => schema.texts.map((field) => foldLetters(doc.texts[field.name] ?? '')))
  return {
    size: docs.length,
    ...idsOf(docs.map((doc) => doc.id)),
    dead: new Uint8Array(docs.length),
    texts: schema.texts.map((_, f) => postingsOf(folded.map((texts) => texts[f]!), long)),
    bodies: pack(docs.length * schema.texts.length, (no) => folded[Math.floor(no / schema.texts.length)]![no % schema.texts.length]!),
    keys: schema.keys.map((field) => columnOf(docs.map((doc) => doc.keys[field.name] ?? []))),
    facets: schema.keys.flatMap(({ name, facetLetters }) => (facetLetters ? [columnOf(docs.map((doc) => (doc.keys[name] ?? []).map((value) => value.slice(0, facetLetters))))] : [])),
    days: schema.days.map((field) => Int32Array.from(docs, (doc) => doc.days[field.name] ?? 0)),
  }
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

/** The living documents of several segments as one, in the order they came. */
export function mergeSegments(segments: readonly Segment[]): Segment {
  let size = 0
  const places = segments.map((segment) => Int32Array.from(segment.dead, (dead) => (dead ? -1 : size++)))
  const living = segments.flatMap((segment, s) => Array.from(places[s]!.keys()).filter((doc) => !segment.dead[doc]).map((doc) => [segment, doc] as const))
  const fields = segments[0]!.texts.length
  return {
    size,
    ...idsOf(living.map(([segment, doc]) => stringAt(segment.ids, doc))),
    dead: new Uint8Array(size),
    texts: segments[0]!.texts.map((_, f) => mergePostings(segments.map((segment) => segment.texts[f]!), places, size)),
    bodies: pack(size * fields, (no) => {
      const [segment, doc] = living[Math.floor(no / fields)]!
      return unpack(segment.bodies, doc * fields + (no % fields))
    }),
    keys: segments[0]!.keys.map((_, k) => mergeColumns(segments.map((segment) => segment.keys[k]!), places, size)),
    facets: segments[0]!.facets.map((_, k) => mergeColumns(segments.map((segment) => segment.facets[k]!), places, size)),
    days: segments[0]!.days.map((_, d) => Int32Array.from(living, ([segment, doc]) => segment.days[d]![doc]!)),
  }
}

function mergePostings(parts: readonly Postings[], places: readonly Int32Array[], size: number): Postings {
  const next = parts.map(() => 0)
  const heads = parts.map(({ words }) => (words.starts.length > 1 ? stringAt(words, 0) : undefined))
  const words: string[] = [], counts: number[] = [], starts = [0]
  const out = new Writer(parts.reduce((sum, { lists }) => sum + lists.length, 0))
  for (;;) {
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

function mergeColumns(parts: readonly Column[], places: readonly Int32Array[], size: number): Column {
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
    }
  }
  return { values: [...known.keys()], starts, codes: codes.slice(0, end) }
}
