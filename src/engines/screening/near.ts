import { pack, type Result, unpack, yes } from '../../kernel/index.ts'
import { grown } from './grown.ts'
import { lettersOf } from './letters.ts'
import { makeLists, openLists, type Lists } from './lists.ts'
import { makeStore, openStore, type Store } from './store.ts'

/** A text that says much the same: its likeness from 0 to 1, and how far that stands out from texts that are merely about the same thing. */
export interface Match {
  id: string
  /** Likeness less what the crowd around either text reaches by itself; above 0.08 about one question in a hundred meets a text that it has nothing to do with. */
  score: number
  likeness: number
  /** The words of the match as they are compared, so that what agrees can be shown. */
  text: string
}

/** An index of texts that finds the reworded copy of one of them; texts come and go one by one. */
export interface Near {
  readonly size: number
  has(id: string): boolean
  /** Adds a text, or puts it in the place of the one with this id. */
  put(id: string, text: string): void
  /** Whether there was such a text. */
  remove(id: string): boolean
  /** The texts most like this one, most outstanding first; a text that is itself in the index finds itself. */
  find(text: string, top: number): Match[]
  /** Bytes to be written one after another, for `loadNear`. They are views: write them before the index changes. */
  save(): Iterable<Uint8Array>
}

type Texts = Iterable<{ id: string; text: string }> | AsyncIterable<{ id: string; text: string }>

// Letters say as much as pairs of letters once a text has been reworded; how rare a feature is counts, but less than its full
// logarithm. How often a text says it does not count: a part named in every clause would drown the rest.
const letterWeight = 1.5, rarity = 0.75
const pairBits = 22, pairs = 1 << pairBits, features = pairs + 65_536
/** Texts above this likeness are the same text in other words; they are no crowd. */
const sameText = 0.6
const crowdSize = 10
/** Rare pairs of a text that lead to it, more where there is room, and the number of texts beyond which a pair leads nowhere. */
const leads = 64, leadsOfFew = 256, mostTexts = 1 << 14
const mostPostings = 40_000, shortlist = 80
/** Texts looked at before the first is packed, so that the letters they use most get the short codes. */
const first = 4096
/** So many texts are few: all are filed anew whenever they have doubled, for what is rare among few says little. */
const few = 1 << 16

const as = { magic: 0x4e58_5a58, version: 2 }
interface About { ledAt: number; chunks: number; lists: number }

const pairAt = (codes: Uint16Array, i: number): number => Math.imul(codes[i]! << 16 | codes[i + 1]!, 0x9e3779b1) >>> (32 - pairBits)

/** An index out of the bytes that `save` gave, which it goes on using; a damaged file or one of another version is refused: build it anew. */
export function loadNear(bytes: Uint8Array): Result<Near> {
  const read = unpack(as, bytes)
  if (!read.ok) return read
  const { next } = read.value, { ledAt, chunks, lists } = read.value.about as About
  const several = (n: number) => Array.from({ length: n }, () => next<Uint8Array>())
  const ids = JSON.parse(new TextDecoder().decode(next())) as (string | null)[]
  return yes(index({
    ledAt, ids: ids.map((id) => id ?? undefined), inTexts: next(),
    store: openStore({ letters: next(), starts: next(), lengths: next(), chunks: several(chunks) }),
    leading: openLists({ counts: next(), blocks: next(), ends: next(), lasts: next(), chunks: several(lists) }),
  }))
}

/** An index of these texts, to begin with. */
export async function makeNear(texts: Texts = []): Promise<Near> {
  const waiting: { id: string; codes: Uint16Array }[] = []
  let near: ReturnType<typeof index> | undefined
  const begin = () => {
    near = index(empty(makeStore(waiting.map(({ codes }) => codes))))
    for (const { id, codes } of waiting) near.fill(id, codes)
    waiting.length = 0
    return near
  }
  for await (const { id, text } of texts) {
    const { codes } = lettersOf(text)
    if (near) near.fill(id, codes)
    else if (waiting.push({ id, codes: codes.slice() }) === first) begin()
  }
  return (near ?? begin()).filled()
}

interface Parts { store: Store; ids: (string | undefined)[]; inTexts: Uint32Array; leading: Lists; ledAt: number }

const empty = (store: Store): Parts => ({ store, ids: [], inTexts: new Uint32Array(features), leading: makeLists(pairs), ledAt: 0 })

function index(parts: Parts): Near & { fill(id: string, codes: Uint16Array): void; filled(): Near } {
  const { inTexts } = parts
  let { store, ids, leading, ledAt } = parts
  const numbers = new Map<string, number>()
  for (const [no, id] of ids.entries()) if (id !== undefined) numbers.set(id, no)

  const met = new Uint8Array(features), touched: number[] = []
  /** The features of a text, each once; they stand in a list that the next call writes over. */
  const featuresOf = (codes: Uint16Array): number[] => {
    touched.length = 0
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i]!
      if (code === 0) continue
      if (!met[pairs + code]) { met[pairs + code] = 1; touched.push(pairs + code) }
      if (i + 1 < codes.length && codes[i + 1] !== 0) {
        const pair = pairAt(codes, i)
        if (!met[pair]) { met[pair] = 1; touched.push(pair) }
      }
    }
    for (const f of touched) met[f] = 0
    return touched
  }

  // What is common and what is rare moves slowly: it is taken anew when the index has grown by a twentieth.
  const rare = new Float32Array(features)
  let settledAt = 0
  const settle = () => {
    const n = numbers.size
    if (n <= settledAt * 1.05 + Math.min(64, settledAt / 4) && n * 1.5 >= settledAt) return
    settledAt = n
    const known = new Float32Array(1 << 16)
    for (let f = 0; f < features; f++) {
      const among = inTexts[f]!
      let is = among < known.length ? known[among]! : 0
      if (is === 0) is = Math.log(1 + n / (among + 0.5)) ** rarity
      if (among < known.length) known[among] = is
      rare[f] = is * (f < pairs ? 1 : letterWeight)
    }
  }

  /** Files a text under its rarest pairs. */
  const lead = (no: number) => {
    const rarest = featuresOf(store.read(no)).filter((f) => f < pairs && inTexts[f]! <= mostTexts).sort((a, b) => inTexts[a]! - inTexts[b]!)
    for (const f of rarest.slice(0, store.size <= few ? leadsOfFew : leads)) leading.add(f, no)
  }
  const leadAll = () => {
    leading = makeLists(pairs)
    ledAt = store.size
    for (let no = 0; no < store.size; no++) if (ids[no] !== undefined) lead(no)
  }

  let led = new Uint16Array(0)
  /** The texts that the rarest pairs of the question lead to, those led to most first. */
  const shortlistOf = (codes: Uint16Array, most: number): number[] => {
    const ways = featuresOf(codes).filter((f) => f < pairs && leading.count(f) > 0).sort((a, b) => leading.count(a) - leading.count(b))
    led = grown(led, store.size)
    led.fill(0)
    let read = 0
    for (const f of ways) {
      read += leading.count(f)
      if (read > mostPostings) break
      const worth = Math.round(rare[f]! ** 2)
      leading.each(f, (no) => { led[no]! += worth })
    }
    return greatest(led, most, (no) => ids[no] !== undefined)
  }

  // The texts in question as weighted features, of length one, numbered anew so that they lie close together.
  const numbered = new Int32Array(features)
  let which = new Uint32Array(0), weights = new Float32Array(0)
  /** Likeness of each of a few texts to all of them. */
  const compareAmong = (texts: Iterable<Uint16Array>) => {
    const ends = [0], known: number[] = []
    let end = 0
    for (const codes of texts) {
      const found = featuresOf(codes)
      let sum = 0
      // What no text of the index says cannot agree with any, and is left out of how long the question is.
      for (const f of found) if (inTexts[f]! > 0) sum += rare[f]! ** 2
      const length = Math.sqrt(sum) || 1
      which = grown(which, end + found.length)
      weights = grown(weights, end + found.length)
      for (const f of found) {
        which[end] = numbered[f] ||= known.push(f)
        weights[end++] = rare[f]! / length
      }
      ends.push(end)
    }
    for (const f of known) numbered[f] = 0
    const own = new Float32Array(known.length + 1), out = new Float32Array(ends.length - 1)
    return (one: number): Float32Array => {
      own.fill(0)
      for (let at = ends[one]!; at < ends[one + 1]!; at++) own[which[at]!] = weights[at]!
      for (let k = 0; k < out.length; k++) {
        let sum = 0
        for (let at = ends[k]!, until = ends[k + 1]!; at < until; at++) sum += own[which[at]!]! * weights[at]!
        out[k] = sum
      }
      return out
    }
  }

  const fill = (id: string, codes: Uint16Array): number => {
    remove(id)
    for (const f of featuresOf(codes)) inTexts[f]!++
    const no = store.size
    store.add(codes)
    ids[no] = id
    numbers.set(id, no)
    return no
  }
  const remove = (id: string): boolean => {
    const no = numbers.get(id)
    if (no === undefined) return false
    for (const f of featuresOf(store.read(no))) inTexts[f]!--
    numbers.delete(id)
    ids[no] = undefined
    return true
  }
  /** Once most of what is kept has gone, the rest moves together. */
  const tidy = () => {
    if (store.size <= 2 * numbers.size + first) return
    const old = store, kept = ids, nos = Array.from(numbers.values())
    store = makeStore(nos.slice(0, first).map((no) => old.read(no).slice()))
    ids = []
    for (const no of nos) {
      numbers.set(kept[no]!, store.size)
      ids.push(kept[no])
      store.add(old.read(no))
    }
    leadAll()
  }

  const out = {
    get size() { return numbers.size },
    has: (id: string) => numbers.has(id),
    put(id: string, text: string) {
      const { codes } = lettersOf(text), known = numbers.get(id)
      if (known !== undefined && same(store.read(known), codes)) return
      const no = fill(id, codes)
      if (store.size >= 2 * ledAt && store.size <= few) leadAll()
      else lead(no)
      if (known !== undefined) tidy()
    },
    remove(id: string) {
      if (!remove(id)) return false
      tidy()
      return true
    },
    find(text: string, top: number): Match[] {
      const codes = lettersOf(text).codes
      if (!codes.length || !numbers.size) return []
      settle()
      const some = shortlistOf(codes, Math.max(shortlist, 2 * top))
      const likeness = compareAmong((function* () {
        yield codes
        for (const no of some) yield store.read(no)
      })())
      const alike = likeness(0).slice(1), crowd = crowdIn(alike)
      return greatest(alike, top + 5, () => true).map((k) => {
        const own = likeness(k + 1)
        own[0] = own[k + 1] = 0
        return { no: some[k]!, id: ids[some[k]!]!, likeness: Math.min(1, alike[k]!), score: alike[k]! - (crowd + crowdIn(own)) / 2 }
      }).sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, top)
        .map(({ no, ...match }) => ({ ...match, text: String.fromCharCode(...store.read(no)).replaceAll('\0', '，') }))
    },
    save() {
      const texts = store.parts(), lists = leading.parts()
      return pack(as, { ledAt, chunks: texts.chunks.length, lists: lists.chunks.length } satisfies About, [
        new TextEncoder().encode(JSON.stringify(ids, (_, id) => id ?? null)), inTexts,
        texts.letters, texts.starts, texts.lengths, ...texts.chunks, lists.counts, lists.blocks, lists.ends, lists.lasts, ...lists.chunks,
      ])
    },
    fill,
    filled() {
      leadAll()
      return out
    },
  }
  return out
}

/** What texts reach that are merely about the same thing: the mean of the ten most alike, those left out that are the same text again. */
function crowdIn(likeness: Float32Array): number {
  const most = new Float32Array(crowdSize)
  for (const is of likeness) {
    if (is <= most[0]! || is >= sameText) continue
    let at = 0
    while (at + 1 < crowdSize && most[at + 1]! < is) { most[at] = most[at + 1]!; at++ }
    most[at] = is
  }
  return most.reduce((a, b) => a + b, 0) / Math.max(1, Math.min(crowdSize, likeness.length - 1))
}

function same(a: Uint16Array, b: Uint16Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Where the greatest of some numbers stand that are more than nothing, greatest first: a heap whose least goes when a greater comes. */
function greatest(of: Uint16Array | Float32Array, most: number, counts: (at: number) => boolean): number[] {
  const heap: number[] = []
  const sink = (i: number) => {
    for (;;) {
      let least = i
      if (2 * i + 1 < heap.length && of[heap[2 * i + 1]!]! < of[heap[least]!]!) least = 2 * i + 1
      if (2 * i + 2 < heap.length && of[heap[2 * i + 2]!]! < of[heap[least]!]!) least = 2 * i + 2
      if (least === i) return
      [heap[i], heap[least]] = [heap[least]!, heap[i]!]
      i = least
    }
  }
  let least = 0
  for (let at = 0; at < of.length; at++) {
    if (of[at]! <= least || !counts(at)) continue
    if (heap.length < most) {
      heap.push(at)
      if (heap.length < most) continue
      for (let i = most >> 1; i >= 0; i--) sink(i)
    } else {
      heap[0] = at
      sink(0)
    }
    least = of[heap[0]!]!
  }
  return heap.sort((a, b) => of[b]! - of[a]! || a - b)
}
