import { columnOf, mergeColumns, type Column } from './columns.ts'
import { foldLetters, type LongWords } from './letters.ts'
import { mergePacked, pack, type Packed } from './pack.ts'
import { mergePostings, postingsOf, type Postings } from './postings.ts'
import { firstPlace, roomFor, stringAt, stringsOf, type Strings } from './strings.ts'
import type { Times } from './times.ts'
import type { Doc, Schema } from './schema.ts'

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
  /** How many are dead, and how long the text fields of the others are together. */
  gone: number
  letters: number[]
  postings: Postings
  /** For each text field, about how long it is in each document, in steps. */
  lengths: Uint8Array[]
  /** The folded text of each document's text fields, one after another. */
  bodies: Packed
  keys: Column[]
  facets: Column[]
  days: Int32Array[]
}

/** Lengths up to 127 as they are, longer ones in eighths of a doubling. */
const lengthStep = (length: number): number => (length < 128 ? length : Math.min(255, 128 + Math.floor(8 * Math.log2(length / 128))))
export const stepLengths = Uint32Array.from({ length: 256 }, (_, step) => (step < 128 ? step : Math.round(128 * 2 ** ((step - 128) / 8))))

const hashOf = (id: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < id.length; i++) h = Math.imul(h ^ id.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** Which document of the segment has this id, dead or not; -1 when none. */
export function findId({ hashes, hashed, ids }: Segment, id: string): number {
  const hash = hashOf(id)
  for (let at = firstPlace(hashes.length, (no) => hashes[no]! < hash); at < hashes.length && hashes[at] === hash; at++) if (stringAt(ids, hashed[at]!) === id) return hashed[at]!
  return -1
}

/** Marks a document dead that is not. */
export function kill(segment: Segment, doc: number): void {
  segment.dead[doc] = 1
  segment.gone++
  for (const [f, lengths] of segment.lengths.entries()) segment.letters[f]! -= stepLengths[lengths[doc]!]!
}

/** What follows from the lengths and the dead. */
export function measured(lengths: Uint8Array[], dead: Uint8Array): Pick<Segment, 'dead' | 'gone' | 'letters' | 'lengths'> {
  let gone = 0
  for (let doc = 0; doc < dead.length; doc++) gone += dead[doc]!
  const letters = lengths.map((of) => {
    let sum = 0
    for (let doc = 0; doc < dead.length; doc++) if (!dead[doc]) sum += stepLengths[of[doc]!]!
    return sum
  })
  return { dead, gone, letters, lengths }
}

/** Documents as they came, made searchable; the name of the segment before them makes theirs one that no other bears. */
export function buildSegment(docs: readonly Doc[], { schema, times, long }: { schema: Schema; times: Times; long: LongWords }, after = ''): Segment {
  const texts = docs.flatMap((doc) => schema.texts.map((field) => foldLetters(doc.texts[field.name] ?? '')))
  const fields = schema.texts.length
  return {
    name: nameOf([after, JSON.stringify(docs)]),
    size: docs.length,
    ...idsOf(docs.map((doc) => doc.id)),
    ...measured(schema.texts.map((_, f) => Uint8Array.from(docs, (_, doc) => lengthStep(texts[doc * fields + f]!.length))), new Uint8Array(docs.length)),
    postings: postingsOf(texts, times, long),
    bodies: pack(texts),
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

/**
 * The living documents of several segments as one, in the order they came. It rests often, so that searches can be
 * answered meanwhile; those who died meanwhile are dead in the new one too.
 */
export function* mergeSegments(segments: readonly Segment[]): Generator<void, Segment> {
  let size = 0
  const name = nameOf(segments.flatMap((segment) => [segment.name, segment.gone ? String(Array.from(segment.dead.keys()).filter((doc) => segment.dead[doc])) : '']))
  const places = segments.map(({ dead }) => {
    const to = new Int32Array(dead.length)
    for (let doc = 0; doc < to.length; doc++) to[doc] = dead[doc] ? -1 : size++
    return to
  })
  // Of each document that goes on: which segment it comes from, and which it was there.
  const from = new Uint16Array(size), docs = new Uint32Array(size)
  for (const [s, of] of places.entries()) for (let doc = 0; doc < of.length; doc++) if (of[doc]! >= 0) { from[of[doc]!] = s; docs[of[doc]!] = doc }
  const gather = <T extends Uint8Array | Int32Array>(out: T, columnOf: (segment: Segment) => T): T => {
    const columns = segments.map(columnOf)
    for (let place = 0; place < size; place++) out[place] = columns[from[place]!]![docs[place]!]!
    return out
  }
  yield
  const { keys: { length: keyCount }, facets: { length: facetCount }, lengths: { length: fields } } = segments[0]!
  const postings = yield* mergePostings(segments.map((segment) => segment.postings), places, size)
  const bodies = yield* mergePacked(segments.map((segment) => segment.bodies), from, docs, fields)
  const keys: Column[] = [], facets: Column[] = []
  for (let k = 0; k < keyCount; k++) keys.push(yield* mergeColumns(segments.map((segment) => segment.keys[k]!), places, size))
  for (let k = 0; k < facetCount; k++) facets.push(yield* mergeColumns(segments.map((segment) => segment.facets[k]!), places, size))
  const ids = yield* mergeIds(segments, places, size)
  const lengths = segments[0]!.lengths.map((_, f) => gather(new Uint8Array(size), (segment) => segment.lengths[f]!))
  yield
  const days = segments[0]!.days.map((_, d) => gather(new Int32Array(size), (segment) => segment.days[d]!))
  yield
  const dead = new Uint8Array(size)
  for (const [s, { dead: now }] of segments.entries()) for (let doc = 0; doc < now.length; doc++) if (now[doc] && places[s]![doc]! >= 0) dead[places[s]![doc]!] = 1
  return { name, size, ...ids, ...measured(lengths, dead), postings, bodies, keys, facets, days }
}

/** The ids of each segment are in order by their hashes already: what is left is to take the least again and again. */
function* mergeIds(segments: readonly Segment[], places: readonly Int32Array[], size: number): Generator<void, Pick<Segment, 'ids' | 'hashes' | 'hashed'>> {
  const ids = roomFor(segments.map((segment) => segment.ids))
  for (const [s, segment] of segments.entries()) {
    for (let doc = 0; doc < segment.size; doc++) {
      if (places[s]![doc]! >= 0) ids.add(stringAt(segment.ids, doc))
      if (doc % 16_384 === 0) yield
    }
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
    if (at % 8192 === 0) yield
  }
  return { ids: ids.done(), hashes, hashed }
}
