import type { Ask } from './ask.ts'
import { coverOf, foldLetters, joins, type Cover, type LongWords } from './letters.ts'
import { makeCounter } from './pack.ts'
import { eachPosting, placeIn, stringAt, stepLength, type Column, type Postings, type Segment } from './segment.ts'
import type { Schema } from './schema.ts'

/** Documents of a segment in order, with how often each has the term. */
interface Hits { docs: Uint32Array; times: Uint8Array }
type TextAsk = Extract<Ask, { is: 'text' }>
/** What a term found in a segment, field by field, kept for the scores. */
interface Leaf { ask: TextAsk; fields: { field: number; hits: Hits }[]; docs: Uint32Array }

/** What a query found in one segment: its documents in order, and where its terms stand that count for their rank. */
export interface Found { segment: Segment; docs: Uint32Array; leaves: Leaf[] }

/** The living documents of a segment that a query asks for. */
export function findIn(segment: Segment, ask: Ask, schema: Schema, long: LongWords): Found {
  const leaves: Leaf[] = []
  const find = (ask: Ask, counts: boolean): Uint32Array => {
    switch (ask.is) {
      case 'all': return living(segment)
      case 'text': {
        const leaf = leafOf(segment, ask, schema, long)
        if (counts) leaves.push(leaf)
        return leaf.docs
      }
      case 'key': return keyDocs(segment, ask, schema)
      case 'day': {
        const days = segment.days[schema.days.findIndex(({ name }) => name === ask.field)]!
        return pick(segment, (doc) => days[doc]! >= ask.from && days[doc]! <= ask.to)
      }
      case 'not': return without(living(segment), find(ask.of, false))
      case 'or': return ask.of.map((part) => find(part, counts)).reduce(union)
      case 'and': {
        // What is excluded is taken from the rest, never first made into a list of everything else.
        const kept = ask.of.filter((part) => part.is !== 'not').map((part) => find(part, counts)).sort((a, b) => a.length - b.length)
        const out = ask.of.flatMap((part) => (part.is === 'not' ? [find(part.of, false)] : []))
        return out.reduce(without, kept.length ? kept.reduce(both) : living(segment))
      }
    }
  }
  return { docs: find(ask, true), segment, leaves }
}

/** Numbers that a score needs from the whole index: living documents, and the mean length of each text field. */
export interface Whole { size: number; lengths: number[] }

const saturation = 1.2, lengthShare = 0.75

/** Scores of what was found, by BM25 with field weights; how rare a term is counts over all segments. */
export function scoresOf(found: readonly Found[], schema: Schema, whole: Whole): Float64Array[] {
  const scores = found.map(({ docs }) => new Float64Array(docs.length))
  const terms = found[0]?.leaves.length ?? 0
  for (let t = 0; t < terms; t++) {
    const having = found.reduce((sum, { leaves }) => sum + leaves[t]!.docs.length, 0)
    const rarity = Math.log(1 + (whole.size - having + 0.5) / (having + 0.5))
    for (const [f, { weight }] of schema.texts.entries()) {
      if (!found.some(({ leaves }) => leaves[t]!.fields.some(({ field }) => field === f))) continue
      // One number for each length and the usual numbers of times, worked out when first met; none is 0.
      const table = new Float64Array(16 * 256)
      const value = (times: number, step: number) => weight * rarity * times * (saturation + 1) / (times + saturation * (1 - lengthShare + lengthShare * stepLength(step) / whole.lengths[f]!))
      for (const [s, { segment, docs, leaves }] of found.entries()) {
        const hits = leaves[t]!.fields.find(({ field }) => field === f)?.hits
        if (!hits) continue
        const { lengths } = segment.texts[f]!, sums = scores[s]!
        for (let i = 0, k = 0; i < docs.length && k < hits.docs.length;) {
          const doc = docs[i]!, other = hits.docs[k]!
          if (doc === other) {
            const times = hits.times[k]!, step = lengths[doc]!
            sums[i]! += times > 15 ? value(times, step) : table[times * 256 + step]! || (table[times * 256 + step] = value(times, step))
            i++
            k++
          } else if (doc < other) i++
          else k++
        }
      }
    }
  }
  return scores
}

function leafOf(segment: Segment, ask: TextAsk, schema: Schema, long: LongWords): Leaf {
  const cover = coverOf(ask.term, long, ask.beginning)
  const fields = schema.texts.flatMap(({ name }, field) => {
    if (!cover || (ask.field && ask.field !== name)) return []
    const hits = lookUp(segment, field, schema.texts.length, ask, cover)
    return hits.docs.length ? [{ field, hits }] : []
  })
  return { ask, fields, docs: fields.length ? fields.map(({ hits }) => hits.docs).reduce(union) : new Uint32Array(0) }
}

function lookUp(segment: Segment, field: number, fields: number, ask: TextAsk, cover: Cover): Hits {
  const postings = segment.texts[field]!
  const candidates = 'start' in cover ? withStart(segment, postings, cover.start, cover.longest) : withWords(segment, postings, cover.words)
  if (cover.exact || candidates.docs.length === 0) return candidates
  const count = makeCounter(ask.term, ask.beginning, segment.bodies, joins)
  const { docs } = candidates, times = new Uint8Array(docs.length)
  let kept = 0
  for (const doc of docs) {
    const n = count(doc * fields + field)
    if (n === 0) continue
    docs[kept] = doc
    times[kept++] = Math.min(255, n)
  }
  return { docs: docs.subarray(0, kept), times: times.subarray(0, kept) }
}

/** Documents that have the words, or enough of them to look at the texts; the times are those of the rarest, right where there is but one. */
function withWords(segment: Segment, postings: Postings, words: readonly string[]): Hits {
  const numbers: number[] = []
  for (const word of words) {
    const no = placeIn(postings.words, word)
    if (no >= postings.counts.length || stringAt(postings.words, no) !== word) return { docs: new Uint32Array(0), times: new Uint8Array(0) }
    numbers.push(no)
  }
  const [rarest, ...others] = numbers.sort((a, b) => postings.counts[a]! - postings.counts[b]!)
  const hits = listOf(segment, postings, rarest!)
  for (const no of others) {
    // Reading a long list to the end costs more than looking at a few texts.
    if (postings.counts[no]! > hits.docs.length * 8) break
    hits.docs = hits.docs.subarray(0, keepListed(hits.docs, postings, no))
  }
  return hits
}

function listOf({ dead }: Segment, { lists, starts, counts }: Postings, no: number): Hits {
  const docs = new Uint32Array(counts[no]!), times = new Uint8Array(counts[no]!)
  let kept = 0, doc = -1
  for (let i = starts[no]!, end = starts[no + 1]!; i < end;) {
    let byte = lists[i++]!, n = byte & 127
    for (let scale = 128; byte > 127; scale *= 128) { byte = lists[i++]!; n += (byte & 127) * scale }
    doc += (n >>> 1) + 1
    const often = n & 1 ? lists[i++]! : 1
    if (dead[doc]) continue
    docs[kept] = doc
    times[kept++] = often
  }
  return kept === docs.length ? { docs, times } : { docs: docs.subarray(0, kept), times: times.subarray(0, kept) }
}

/** Moves those documents to the front that a list has too, and says how many they are; reads no further than it must. */
function keepListed(docs: Uint32Array, { lists, starts }: Postings, no: number): number {
  let kept = 0, next = 0, doc = -1
  for (let i = starts[no]!, end = starts[no + 1]!; i < end && next < docs.length;) {
    let byte = lists[i++]!, n = byte & 127
    for (let scale = 128; byte > 127; scale *= 128) { byte = lists[i++]!; n += (byte & 127) * scale }
    doc += (n >>> 1) + 1
    i += n & 1
    while (next < docs.length && docs[next]! < doc) next++
    if (next < docs.length && docs[next] === doc) docs[kept++] = docs[next++]!
  }
  return kept
}

function withStart(segment: Segment, postings: Postings, start: string, longest: number): Hits {
  const times = new Uint8Array(segment.size)
  for (let no = placeIn(postings.words, start); no < postings.counts.length; no++) {
    const word = stringAt(postings.words, no)
    if (!word.startsWith(start)) break
    if (word.length <= longest) eachPosting(postings, no, (doc, n) => { times[doc] = Math.min(255, times[doc]! + n) })
  }
  const docs = pick(segment, (doc) => times[doc]! > 0)
  return { docs, times: Uint8Array.from(docs, (doc) => times[doc]!) }
}

const matchable = new WeakMap<Column, string[]>()
/** A value as it is compared: folded, without spaces. */
export const keyForm = (value: string): string => foldLetters(value).replaceAll(' ', '')

function keyDocs(segment: Segment, { field, value, whole }: Extract<Ask, { is: 'key' }>, schema: Schema): Uint32Array {
  const at = schema.keys.findIndex(({ name }) => name === field)
  const column = segment.keys[at]!, { match } = schema.keys[at]!, sought = keyForm(value)
  let forms = matchable.get(column)
  if (!forms) matchable.set(column, forms = column.values.map(keyForm))
  const fits = whole || match === 'whole' ? (form: string) => form === sought : match === 'start' ? (form: string) => form.startsWith(sought) : (form: string) => form.includes(sought)
  const wanted = Uint8Array.from(forms, (form) => (fits(form) ? 1 : 0))
  const { starts, codes } = column
  return pick(segment, (doc) => {
    for (let i = starts[doc]!; i < starts[doc + 1]!; i++) if (wanted[codes[i]!]) return true
    return false
  })
}

const living = (segment: Segment): Uint32Array => pick(segment, () => true)

function pick({ size, dead }: Segment, wanted: (doc: number) => boolean): Uint32Array {
  const docs = new Uint32Array(size)
  let kept = 0
  for (let doc = 0; doc < size; doc++) if (!dead[doc] && wanted(doc)) docs[kept++] = doc
  return docs.subarray(0, kept)
}

function both(few: Uint32Array, many: Uint32Array): Uint32Array {
  const out = new Uint32Array(Math.min(few.length, many.length))
  let kept = 0
  for (let a = 0, b = 0; a < few.length && b < many.length;) {
    const gap = few[a]! - many[b]!
    if (gap === 0) { out[kept++] = few[a]!; a++; b++ } else if (gap < 0) a++
    else b++
  }
  return out.subarray(0, kept)
}

function union(one: Uint32Array, other: Uint32Array): Uint32Array {
  if (one.length === 0) return other
  if (other.length === 0) return one
  const out = new Uint32Array(one.length + other.length)
  let kept = 0, a = 0, b = 0
  while (a < one.length && b < other.length) {
    const x = one[a]!, y = other[b]!
    if (x <= y) a++
    if (y <= x) b++
    out[kept++] = x < y ? x : y
  }
  while (a < one.length) out[kept++] = one[a++]!
  while (b < other.length) out[kept++] = other[b++]!
  return out.subarray(0, kept)
}

function without(all: Uint32Array, gone: Uint32Array): Uint32Array {
  const out = new Uint32Array(all.length)
  let kept = 0
  for (let a = 0, b = 0; a < all.length; a++) {
    while (b < gone.length && gone[b]! < all[a]!) b++
    if (b >= gone.length || gone[b] !== all[a]) out[kept++] = all[a]!
  }
  return out.subarray(0, kept)
}
