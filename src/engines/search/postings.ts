import { partOfDocs, roomForDocs } from './desk.ts'
import { wordsOf, type LongWords } from './letters.ts'
import { placeIn, roomFor, sizeOf, stringAt, stringsOf, type Strings, type StringsWriter } from './strings.ts'
import type { Times } from './times.ts'

/** For each word, in order, which documents have it and how often. */
export interface Postings {
  words: Strings
  /** How many documents have each word. */
  counts: Uint32Array
  /** Where what is known of each word begins, and the end of the last. */
  starts: Uint32Array
  /**
   * Of a word that many documents have, the times of every document, a byte for each; of any other the gaps between the
   * numbers of its documents, doubled, plus one if the times follow because they are not the usual ones.
   */
  lists: Uint8Array
  /** The times seen most often. */
  usual: number
}

/** A word that at least one document of so many has is kept with a byte for every document: to be looked up, not read. */
const denseShare = 8
/** About how many numbers are copied between two rests: a few milliseconds. */
export const restAfter = 50_000

/** Where a word stands among the words; -1 when no document has it. */
export function findWord({ words }: Postings, word: string): number {
  const no = placeIn(words, word)
  return no < sizeOf(words) && stringAt(words, no) === word ? no : -1
}

const isDense = (count: number, size: number): boolean => count * denseShare >= size

/** The times of every document, if the word is kept so. */
export const denseOf = ({ counts, starts, lists }: Postings, no: number, size: number): Uint8Array | undefined =>
  isDense(counts[no]!, size) ? lists.subarray(starts[no]!, starts[no]! + size) : undefined

/** Reads the list of a word that is not dense: its documents in order and their times. */
export function readList({ counts, starts, lists, usual }: Postings, no: number): { docs: Uint32Array; times: Uint8Array } {
  const count = counts[no]!, docs = new Uint32Array(count), times = new Uint8Array(count)
  for (let k = 0, i = starts[no]!, doc = -1; k < count; k++) {
    let byte = lists[i++]!, n = byte & 127
    for (let scale = 128; byte > 127; scale *= 128) { byte = lists[i++]!; n += (byte & 127) * scale }
    doc += (n >>> 1) + 1
    docs[k] = doc
    times[k] = n & 1 ? lists[i++]! : usual
  }
  return { docs, times }
}

/** Writes the times of a word that is not dense to where those of every document are. */
export function spreadList({ starts, lists, usual }: Postings, no: number, times: Uint8Array): Uint8Array {
  for (let i = starts[no]!, end = starts[no + 1]!, doc = -1; i < end;) {
    let byte = lists[i++]!, n = byte & 127
    for (let scale = 128; byte > 127; scale *= 128) { byte = lists[i++]!; n += (byte & 127) * scale }
    doc += (n >>> 1) + 1
    times[doc] = n & 1 ? lists[i++]! : usual
  }
  return times
}

/** Those of some documents that the list of a word has; reads no further than it must. */
export function keepListed({ starts, lists }: Postings, no: number, docs: Uint32Array): Uint32Array {
  const out = roomForDocs(docs.length)
  let kept = 0, next = 0
  for (let i = starts[no]!, end = starts[no + 1]!, doc = -1; i < end && next < docs.length;) {
    let byte = lists[i++]!, n = byte & 127
    for (let scale = 128; byte > 127; scale *= 128) { byte = lists[i++]!; n += (byte & 127) * scale }
    doc += (n >>> 1) + 1
    i += n & 1
    while (next < docs.length && docs[next]! < doc) next++
    if (docs[next] === doc) out[kept++] = doc
  }
  return partOfDocs(out, kept)
}

/** Words and their lists being written one after another. */
class Writer {
  readonly #size: number
  readonly #usual: number
  readonly #words: StringsWriter
  readonly #counts: Uint32Array
  readonly #starts: Uint32Array
  #bytes: Uint8Array
  #end = 0
  constructor(size: number, usual: number, words: StringsWriter, most: number, room: number) {
    this.#size = size
    this.#usual = usual
    this.#words = words
    this.#counts = new Uint32Array(most)
    this.#starts = new Uint32Array(most + 1)
    this.#bytes = new Uint8Array(room)
  }
  /** The next word in order, with so many documents and their times. */
  word(word: string, count: number, docs: Uint32Array, times: Uint8Array) {
    const dense = isDense(count, this.#size), need = this.#end + (dense ? this.#size : count * 6)
    if (need > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(need, this.#bytes.length * 1.5))
      wider.set(this.#bytes.subarray(0, this.#end))
      this.#bytes = wider
    }
    const bytes = this.#bytes
    if (dense) {
      for (let k = 0; k < count; k++) bytes[this.#end + docs[k]!] = times[k]!
      this.#end += this.#size
    } else {
      let at = this.#end
      for (let k = 0, before = -1; k < count; k++) {
        // Gaps reach 2^31 when doubled: a shift would lose the top bit.
        let n = (docs[k]! - before - 1) * 2 + (times[k] === this.#usual ? 0 : 1)
        before = docs[k]!
        while (n > 127) { bytes[at++] = (n % 128) | 128; n = Math.floor(n / 128) }
        bytes[at++] = n
        if (times[k] !== this.#usual) bytes[at++] = times[k]!
      }
      this.#end = at
    }
    this.#counts[this.#words.count] = count
    this.#words.add(word)
    this.#starts[this.#words.count] = this.#end
  }
  done(): Postings {
    const { count } = this.#words
    return { words: this.#words.done(), counts: this.#counts.subarray(0, count), starts: this.#starts.subarray(0, count + 1), lists: this.#bytes.subarray(0, this.#end), usual: this.#usual }
  }
}

/** Sorted by counting: every word of every text as a number, then text after text into the list of each; `fields` texts make a document. */
export function postingsOf(texts: readonly string[], { units, stepOf }: Times, long: LongWords): Postings {
  const known = new Map<string, number>(), fields = units.length
  const ends = new Uint32Array(texts.length)
  let seen = new Uint32Array(1024), end = 0
  for (let text = 0; text < texts.length; text++) {
    for (const word of wordsOf(texts[text]!, long)) {
      const no = known.get(word) ?? known.size
      if (no === known.size) known.set(word, no)
      if (end === seen.length) {
        const wider = new Uint32Array(seen.length * 2)
        wider.set(seen)
        seen = wider
      }
      seen[end++] = no
    }
    ends[text] = end
  }
  const words = [...known.keys()].sort()
  const rank = new Uint32Array(words.length)
  for (let place = 0; place < words.length; place++) rank[known.get(words[place]!)!] = place
  const from = new Uint32Array(words.length + 1)
  for (let i = 0; i < end; i++) from[rank[seen[i]!]! + 1]!++
  for (let w = 0; w < words.length; w++) from[w + 1]! += from[w]!
  const places = new Uint32Array(end), fill = from.slice()
  for (let text = 0, i = 0; text < texts.length; text++) for (; i < ends[text]!; i++) places[fill[rank[seen[i]!]!]!++] = text

  // Texts of a word into documents and times, where they lie.
  const counts = new Uint32Array(words.length), docs = places, times = new Uint8Array(end), often = new Uint32Array(256)
  for (let w = 0; w < words.length; w++) {
    let kept = from[w]!, last = -1
    for (let i = from[w]!; i < from[w + 1]!;) {
      const text = places[i]!, doc = Math.floor(text / fields), field = text % fields
      let n = 0
      while (i < from[w + 1]! && places[i] === text) { n++; i++ }
      if (doc !== last) { last = doc; docs[kept] = doc; times[kept++] = 0 }
      times[kept - 1]! += units[field]! * stepOf[field]![Math.min(255, n)]!
    }
    counts[w] = kept - from[w]!
    for (let k = from[w]!; k < kept; k++) often[times[k]!]!++
  }
  const out = new Writer(Math.ceil(texts.length / fields), often.indexOf(Math.max(...often)), roomFor([stringsOf(words)]), words.length, end * 2)
  for (let w = 0; w < words.length; w++) out.word(words[w]!, counts[w]!, docs.subarray(from[w], from[w + 1]), times.subarray(from[w], from[w + 1]))
  return out.done()
}

/** The postings of several segments of so many documents as one; `places` says where each document goes, or -1. */
export function* mergePostings(parts: readonly Postings[], places: readonly Int32Array[], size: number): Generator<void, Postings> {
  const next = parts.map(() => 0)
  const heads = parts.map(({ words }) => (sizeOf(words) ? stringAt(words, 0) : undefined))
  const out = new Writer(size, parts[0]!.usual, roomFor(parts.map(({ words }) => words)), parts.reduce((sum, { counts }) => sum + counts.length, 0), 2 * parts.reduce((sum, { lists }) => sum + lists.length, 0))
  const docs = new Uint32Array(size), times = new Uint8Array(size)
  for (let rested = 0, copied = 0; ;) {
    let word: string | undefined
    for (const head of heads) if (head !== undefined && (word === undefined || head < word)) word = head
    if (word === undefined) break
    let count = 0
    for (let p = 0; p < parts.length; p++) {
      if (heads[p] !== word) continue
      const part = parts[p]!, to = places[p]!, no = next[p]!++, dense = denseOf(part, no, to.length)
      if (dense) {
        for (let doc = 0; doc < dense.length; doc++) {
          if (dense[doc] === 0 || to[doc]! < 0) continue
          docs[count] = to[doc]!
          times[count++] = dense[doc]!
        }
      } else {
        const list = readList(part, no)
        for (let k = 0; k < list.docs.length; k++) {
          const place = to[list.docs[k]!]!
          if (place < 0) continue
          docs[count] = place
          times[count++] = list.times[k]!
        }
      }
      heads[p] = next[p]! < part.counts.length ? stringAt(part.words, next[p]!) : undefined
      copied += dense ? dense.length : 50
    }
    if (count) out.word(word, count, docs, times)
    copied += count
    if (copied - rested > restAfter) { rested = copied; yield }
  }
  return out.done()
}
