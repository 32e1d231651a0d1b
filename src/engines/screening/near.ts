import { lettersOf } from './letters.ts'
import { makeStore, type Store } from './store.ts'

/** A text that says much the same: its likeness from 0 to 1, and how far that stands out from texts that are merely about the same thing. */
export interface Match {
  id: string
  /** Likeness less what the crowd around either text reaches by itself; above 0.12 on patent abstracts about one text in a hundred is wrong. */
  score: number
  likeness: number
  /** The words of the match as they are compared, so that what agrees can be shown. */
  text: string
}

export interface Near {
  readonly size: number
  /** The texts most like this one, most outstanding first. */
  find(text: string, top: number): Match[]
}

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

/**
 * An index of texts that finds the reworded copy of one of them.
 *
 * Likeness is the cosine of letters and pairs of letters, weighted by how rare they are. A likeness of 0.3 means little among
 * texts of one small field and much among strangers; the score therefore takes off the mean likeness of the crowd
 * on both sides (cross-domain similarity local scaling, Conneau et al., arXiv:1710.04087), measured against a fixed sample.
 * Up to 4,096 texts every one is compared; above, the rarest pairs of the question lead to a shortlist that is then compared in full.
 */
export async function makeNear(texts: Iterable<{ id: string; text: string }> | AsyncIterable<{ id: string; text: string }>): Promise<Near> {
  const ids: string[] = []
  const waiting: Uint16Array[] = []
  let store: Store | undefined
  const settle = () => {
    store = makeStore(waiting)
    for (const codes of waiting) store.add(codes)
    waiting.length = 0
    return store
  }
  for await (const { id, text } of texts) {
    const { codes } = lettersOf(text)
    ids.push(id)
    if (store) store.add(codes)
    else if (waiting.push(codes.slice()) === sampleSize) settle()
  }
  return index(ids, store ?? settle())
}

function index(ids: string[], store: Store): Near {
  const n = store.size
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

  const inTexts = new Uint32Array(features)
  for (let no = 0; no < n; no++) {
    for (const f of featuresOf(store.read(no))) inTexts[f]!++
    wipe()
  }
  const rare = new Float32Array(features)
  for (let f = 0; f < features; f++) rare[f] = Math.log(1 + n / (inTexts[f]! + 0.5)) ** rarity * (f < pairs ? 1 : letterWeight)
  const often = Float32Array.from({ length: 256 }, (_, c) => (c ? 1 + Math.log(c) : 0))
  const weight = (f: number) => often[Math.min(count[f]!, 255)]! * rare[f]!
  const lengthOf = (found: readonly number[]) => {
    let sum = 0
    for (const f of found) sum += weight(f) ** 2
    return Math.sqrt(sum) || 1
  }

  const lengths = new Float32Array(n)
  const sampled = Uint32Array.from({ length: Math.min(n, sampleSize) }, (_, k) => Math.floor((k * n) / Math.min(n, sampleSize)))
  const full = makePostings(sampled.length, (no, tell) => {
    for (const f of featuresOf(store.read(sampled[no]!))) tell(f)
    wipe()
  })
  const leading = n > sampled.length ? makePostings(n, (no, tell) => {
    const found = featuresOf(store.read(no)).filter((f) => f < pairs && inTexts[f]! <= mostTexts)
    found.sort((a, b) => inTexts[a]! - inTexts[b]!)
    for (const f of found.slice(0, leads)) tell(f)
    wipe()
  }) : undefined
  for (let no = 0; no < n; no++) {
    lengths[no] = lengthOf(featuresOf(store.read(no)))
    wipe()
  }
  const fullWeights = new Float32Array(full.of.length)
  for (let k = 0, filled = full.from.slice(); k < sampled.length; k++) {
    for (const f of featuresOf(store.read(sampled[k]!))) fullWeights[filled[f]!++] = weight(f) / lengths[sampled[k]!]!
    wipe()
  }

  const near = new Float32Array(sampled.length)
  /** Likeness to every text of the sample, in `near`. */
  const compareAll = (codes: Uint16Array) => {
    near.fill(0)
    const found = featuresOf(codes), length = lengthOf(found)
    for (const f of found) {
      const w = weight(f) / length
      for (let at = full.from[f]!, end = full.from[f + 1]!; at < end; at++) near[full.of[at]!]! += w * fullWeights[at]!
    }
    wipe()
  }
  const crowds = new Map<number, number>()
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

  const led = new Float32Array(leading ? n : 0), asked = new Float32Array(features)
  /** The texts that the rarest pairs of the question lead to, those led to most first. */
  const shortlistOf = (codes: Uint16Array): number[] => {
    const { from, of } = leading!
    const ways = featuresOf(codes).filter((f) => f < pairs && from[f + 1]! > from[f]!).sort((a, b) => from[a + 1]! - from[a]! - from[b + 1]! + from[b]!)
    wipe()
    const reached: number[] = []
    let read = 0
    for (const f of ways) {
      read += from[f + 1]! - from[f]!
      if (read > mostPostings) break
      const worth = rare[f]! ** 2
      for (let at = from[f]!; at < from[f + 1]!; at++) {
        const no = of[at]!
        if (led[no] === 0) reached.push(no)
        led[no]! += worth
      }
    }
    const best = pick(reached, shortlist, (no) => led[no]!)
    for (const no of reached) led[no] = 0
    return best
  }

  /** Likeness to each of a few texts, in full. */
  const compareFew = (codes: Uint16Array, few: readonly number[]): Float32Array => {
    const own = featuresOf(codes).slice(), length = lengthOf(own)
    for (const f of own) asked[f] = weight(f) / length
    wipe()
    const out = Float32Array.from(few, (no) => {
      let sum = 0
      for (const f of featuresOf(store.read(no))) if (asked[f]! > 0) sum += asked[f]! * weight(f)
      wipe()
      return sum / lengths[no]!
    })
    for (const f of own) asked[f] = 0
    return out
  }

  return {
    size: n,
    find(text, top) {
      const codes = lettersOf(text).codes
      if (!codes.length || !n) return []
      compareAll(codes)
      const crowd = crowdIn()
      const some = leading ? shortlistOf(codes) : pick(Array.from(near.keys()), shortlist, (no) => near[no]!)
      const likeness = leading ? compareFew(codes, some) : Float32Array.from(some, (no) => near[no]!)
      const alike = new Map(some.map((no, k) => [no, Math.min(1, likeness[k]!)]))
      return pick(some.filter((no) => alike.get(no)! > 0), top + 5, (no) => alike.get(no)!)
        .map((no) => ({ no, id: ids[no]!, likeness: alike.get(no)!, score: alike.get(no)! - (crowd + crowdOf(no)) / 2 }))
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, top)
        .map(({ no, ...match }) => ({ ...match, text: String.fromCharCode(...store.read(no)).replaceAll('\0', '，') }))
    },
  }
}

/** Which texts hold a feature: `of[from[f]]` to before `of[from[f + 1]]`. */
function makePostings(n: number, each: (no: number, tell: (feature: number) => void) => void): { from: Uint32Array; of: Uint32Array } {
  const from = new Uint32Array(features + 1)
  for (let no = 0; no < n; no++) each(no, (f) => { from[f + 1]!++ })
  for (let f = 0; f < features; f++) from[f + 1]! += from[f]!
  const of = new Uint32Array(from[features]!), filled = from.slice()
  for (let no = 0; no < n; no++) each(no, (f) => { of[filled[f]!++] = no })
  return { from, of }
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
