import { yes, type Result } from '../../kernel/index.ts'
import { grown } from './grown.ts'
import { readParts, writeParts, type Numbers } from './keep.ts'
import { lettersOf } from './letters.ts'
import { makeLists, openLists, type Lists } from './lists.ts'
import { makeStore, openStore, type Store } from './store.ts'

/** A text that says much the same: its likeness from 0 to 1, and how far that stands out from texts that are merely about the same thing. */
export interface Match {
  id: string
  /** Likeness less what the crowd around either text reaches by itself; above 0.12 on patent abstracts about one text in a hundred is wrong. */
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
  save(): Uint8Array[]
}

type Texts = Iterable<{ id: string; text: string }> | AsyncIterable<{ id: string; text: string }>

// Letters say as much as pairs of letters once a text has been reworded; how rare a feature is counts, but less than its full logarithm.
const letterWeight = 1.5, rarity = 0.75
const pairBits = 22, pairs = 1 << pairBits, features = pairs + 65_536
/** Texts above this likeness are the same text in other words; they are no crowd. */
const sameText = 0.6
const crowdSize = 10, sampleSize = 4096
/** Rare pairs of a text that lead to it, and the number of texts beyond which a pair leads nowhere. */
const leads = 64, mostTexts = 1 << 14
const mostPostings = 400_000, shortlist = 200

const pairAt = (codes: Uint16Array, i: number): number => Math.imul(codes[i]! << 16 | codes[i + 1]!, 0x9e3779b1) >>> (32 - pairBits)

/** An index out of the bytes that `save` gave, which it goes on using; a damaged file or one of another version is refused: build it anew. */
export function loadNear(bytes: Uint8Array): Result<Near> {
  const read = readParts(bytes)
  if (!read.ok) return read
  const { chunks, lists } = read.value.about as { chunks: number; lists?: number }, arrays = read.value.arrays[Symbol.iterator]()
  const next = <T extends Numbers>() => arrays.next().value as T
  const several = (n: number) => Array.from({ length: n }, () => next<Uint8Array>())
  const ids = JSON.parse(new TextDecoder().decode(next())) as (string | null)[]
  return yes(index({
    ids: ids.map((id) => id ?? undefined), inTexts: next(), lengths: next(),
    store: openStore({ letters: next(), starts: next(), lengths: next(), chunks: several(chunks) }),
    leading: lists === undefined ? undefined : openLists({ counts: next(), blocks: next(), ends: next(), lasts: next(), chunks: several(lists) }),
  }))
}

/** An index of these texts, to begin with. */
export async function makeNear(texts: Texts = []): Promise<Near> {
  const waiting: { id: string; codes: Uint16Array }[] = []
  let near: ReturnType<typeof index> | undefined
  const settle = () => {
    near = index(empty(makeStore(waiting.map(({ codes }) => codes))))
    for (const { id, codes } of waiting) near.fill(id, codes)
    waiting.length = 0
    return near
  }
  for await (const { id, text } of texts) {
    const { codes } = lettersOf(text)
    if (near) near.fill(id, codes)
    else if (waiting.push({ id, codes: codes.slice() }) === sampleSize) settle()
  }
  return (near ?? settle()).filled()
}

interface Parts { store: Store; ids: (string | undefined)[]; inTexts: Uint32Array; lengths: Float32Array; leading: Lists | undefined }

const empty = (store: Store): Parts => ({ store, ids: [], inTexts: new Uint32Array(features), lengths: new Float32Array(0), leading: undefined })

function index(parts: Parts): Near & { fill(id: string, codes: Uint16Array): void; filled(): Near } {
  const { inTexts } = parts
  let { store, ids, lengths, leading } = parts
  const numbers = new Map<string, number>()
  for (const [no, id] of ids.entries()) if (id !== undefined) numbers.set(id, no)

  const count = new Uint16Array(features), touched: number[] = []
  /** The features of a text, each once, with how often it stands there in `count`; to be wiped after use. */
  const featuresOf = (codes: Uint16Array): number[] => {
    touched.length = 0
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i]!
      if (code === 0) continue
      if (count[pairs + code]!++ === 0) touched.push(pairs + code)
      if (i + 1 < codes.length && codes[i + 1] !== 0) {
        const pair = pairAt(codes, i)
        if (count[pair]!++ === 0) touched.push(pair)
      }
    }
    return touched
  }
  const wipe = () => { for (const f of touched) count[f] = 0 }

  // What is common and what is rare moves slowly: it is taken anew when the index has grown by a twentieth.
  let settledAt = -1
  const rare = new Float32Array(features), from = new Uint32Array(features + 1)
  let sampled = new Uint32Array(0), of = new Uint16Array(0), weights = new Float32Array(0), near = new Float32Array(0)
  const crowds = new Map<number, number>()
  const settled = () => settledAt >= 0 && store.size <= settledAt * 1.05 + 64 && (leading !== undefined || numbers.size <= sampleSize)
  const settle = () => {
    const n = numbers.size
    const known = new Float32Array(1 << 16)
    for (let f = 0; f < features; f++) {
      const among = inTexts[f]!
      const rarityOf = among < known.length && known[among]! > 0 ? known[among]! : Math.log(1 + n / (among + 0.5)) ** rarity
      if (among < known.length) known[among] = rarityOf
      rare[f] = rarityOf * (f < pairs ? 1 : letterWeight)
    }
    settledAt = store.size
    if (!leading && n > sampleSize) {
      leading = makeLists(pairs)
      for (let no = 0; no < store.size; no++) if (ids[no] !== undefined) lead(no)
    }
    sample()
  }
  const sample = () => {
    const living = Uint32Array.from(numbers.values())
    sampled = Uint32Array.from({ length: Math.min(living.length, sampleSize) }, (_, k) => living[Math.floor((k * living.length) / Math.min(living.length, sampleSize))]!)
    near = new Float32Array(sampled.length)
    crowds.clear()
    from.fill(0)
    for (const no of sampled) {
      for (const f of featuresOf(store.read(no))) from[f + 1]!++
      wipe()
    }
    for (let f = 0; f < features; f++) from[f + 1]! += from[f]!
    of = new Uint16Array(from[features]!)
    weights = new Float32Array(of.length)
    const filled = from.slice()
    for (const [k, no] of sampled.entries()) {
      const found = featuresOf(store.read(no)), length = lengthOf(found)
      for (const f of found) {
        const at = filled[f]!++
        of[at] = k
        weights[at] = weight(f) / length
      }
      wipe()
    }
  }
  const often = Float32Array.from({ length: 256 }, (_, c) => (c ? 1 + Math.log(c) : 0))
  const weight = (f: number) => often[Math.min(count[f]!, 255)]! * rare[f]!
  const lengthOf = (found: readonly number[]) => {
    let sum = 0
    for (const f of found) sum += weight(f) ** 2
    return Math.sqrt(sum) || 1
  }
  /** Files a text under its rarest pairs. */
  const lead = (no: number) => {
    const found = featuresOf(store.read(no))
    lengths[no] = lengthOf(found)
    const rarest = found.filter((f) => f < pairs && inTexts[f]! <= mostTexts).sort((a, b) => inTexts[a]! - inTexts[b]!)
    for (const f of rarest.slice(0, leads)) leading!.add(f, no)
    wipe()
  }

  /** Likeness to every text of the sample, in `near`. */
  const compareAll = (codes: Uint16Array) => {
    near.fill(0)
    const found = featuresOf(codes), length = lengthOf(found)
    for (const f of found) {
      const w = weight(f) / length
      for (let at = from[f]!, end = from[f + 1]!; at < end; at++) near[of[at]!]! += w * weights[at]!
    }
    wipe()
  }
  /** What texts reach that are merely about the same thing: the mean of the ten most like it in the sample, itself and its like left out. */
  const crowdIn = (): number => {
    const most = new Float32Array(crowdSize)
    for (const likeness of near) {
      if (likeness <= most[0]! || likeness >= sameText) continue
      let at = 0
      while (at + 1 < crowdSize && most[at + 1]! < likeness) { most[at] = most[at + 1]!; at++ }
      most[at] = likeness
    }
    return most.reduce((a, b) => a + b, 0) / Math.max(1, Math.min(crowdSize, sampled.length - 1))
  }
  const crowdOf = (no: number): number => {
    const known = crowds.get(no)
    if (known !== undefined) return known
    compareAll(store.read(no))
    const crowd = crowdIn()
    if (crowds.size > 100_000) crowds.clear()
    crowds.set(no, crowd)
    return crowd
  }

  let led = new Float32Array(0)
  const asked = new Float32Array(features)
  /** The texts that the rarest pairs of the question lead to, those led to most first. */
  const shortlistOf = (codes: Uint16Array): number[] => {
    const lists = leading!
    const ways = featuresOf(codes).filter((f) => f < pairs && lists.count(f) > 0).sort((a, b) => lists.count(a) - lists.count(b))
    wipe()
    led = grown(led, store.size)
    const reached: number[] = []
    let read = 0
    for (const f of ways) {
      read += lists.count(f)
      if (read > mostPostings) break
      const worth = rare[f]! ** 2
      lists.each(f, (no) => {
        if (led[no] === 0) reached.push(no)
        led[no]! += worth
      })
    }
    const best = pick(reached, shortlist, (no) => led[no]!)
    for (const no of reached) led[no] = 0
    return best.filter((no) => ids[no] !== undefined)
  }

  /** Likeness to each of a few texts, in full. */
  const compareFew = (codes: Uint16Array, few: readonly number[]): Float32Array => {
    const own = featuresOf(codes).slice(), length = lengthOf(own)
    for (const f of own) asked[f] = weight(f) / length
    wipe()
    const out = Float32Array.from(few, (no) => {
      let sum = 0
      const found = featuresOf(store.read(no))
      for (const f of found) if (asked[f]! > 0) sum += asked[f]! * weight(f)
      const length = leading ? lengths[no]! : lengthOf(found)
      wipe()
      return sum / length
    })
    for (const f of own) asked[f] = 0
    return out
  }

  const fill = (id: string, codes: Uint16Array) => {
    remove(id)
    for (const f of featuresOf(codes)) inTexts[f]!++
    wipe()
    const no = store.size
    store.add(codes)
    ids[no] = id
    numbers.set(id, no)
    lengths = grown(lengths, store.size)
    return no
  }
  const remove = (id: string): boolean => {
    const no = numbers.get(id)
    if (no === undefined) return false
    for (const f of featuresOf(store.read(no))) inTexts[f]!--
    wipe()
    numbers.delete(id)
    ids[no] = undefined
    return true
  }
  /** Once most of what is kept has gone, the rest moves together. */
  const tidy = () => {
    if (store.size <= 2 * numbers.size + sampleSize) return
    const old = store, kept = ids
    const nos = Array.from(numbers.values())
    store = makeStore(nos.slice(0, sampleSize).map((no) => old.read(no).slice()))
    ids = []
    leading = undefined
    settledAt = -1
    for (const no of nos) {
      numbers.set(kept[no]!, store.size)
      ids.push(kept[no])
      store.add(old.read(no))
    }
  }

  const out = {
    get size() { return numbers.size },
    has: (id: string) => numbers.has(id),
    put(id: string, text: string) {
      const { codes } = lettersOf(text), known = numbers.get(id)
      if (known !== undefined && same(store.read(known), codes)) return
      const no = fill(id, codes)
      if (!leading) return
      if (!settled()) settle()
      lead(no)
    },
    remove(id: string) {
      if (!remove(id)) return false
      tidy()
      return true
    },
    find(text: string, top: number): Match[] {
      const codes = lettersOf(text).codes
      if (!codes.length || !numbers.size) return []
      if (!settled()) settle()
      compareAll(codes)
      const crowd = crowdIn(), alike = new Map<number, number>()
      let some: number[]
      if (leading) some = shortlistOf(codes)
      else {
        for (const [k, no] of sampled.entries()) if (ids[no] !== undefined) alike.set(no, near[k]!)
        some = ids.flatMap((id, no) => (id !== undefined && no >= settledAt ? no : []))
      }
      for (const [k, likeness] of compareFew(codes, some).entries()) alike.set(some[k]!, likeness)
      return pick(Array.from(alike.keys()).filter((no) => alike.get(no)! > 0), top + 5, (no) => alike.get(no)!)
        .map((no) => {
          const likeness = Math.min(1, alike.get(no)!)
          return { no, id: ids[no]!, likeness, score: likeness - (crowd + crowdOf(no)) / 2 }
        })
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, top)
        .map(({ no, ...match }) => ({ ...match, text: String.fromCharCode(...store.read(no)).replaceAll('\0', '，') }))
    },
    save(): Uint8Array[] {
      const texts = store.parts(), lists = leading?.parts()
      return writeParts({ chunks: texts.chunks.length, lists: lists?.chunks.length }, [
        new TextEncoder().encode(JSON.stringify(ids, (_, id) => id ?? null)), inTexts, lengths.subarray(0, store.size),
        texts.letters, texts.starts, texts.lengths, ...texts.chunks, ...(lists ? [lists.counts, lists.blocks, lists.ends, lists.lasts, ...lists.chunks] : []),
      ])
    },
    fill,
    filled() {
      settle()
      return out
    },
  }
  return out
}

function same(a: Uint16Array, b: Uint16Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The `k` greatest by a measure, greatest first. */
function pick(list: readonly number[], k: number, by: (no: number) => number): number[] {
  if (list.length > k * 8) {
    // A quick cut by value keeps the sort short.
    const sample = Float64Array.from(list, by).sort()
    const least = sample[sample.length - k]!
    list = list.filter((no) => by(no) >= least)
  }
  return [...list].sort((a, b) => by(b) - by(a) || a - b).slice(0, k)
}
