import type { Found, Leaf, Rules } from './find.ts'
import { alone } from './passes.ts'
import { stepLengths, type Segment } from './segment.ts'
import { stringAt } from './strings.ts'

/** What a score needs from the whole index. */
export interface Whole {
  /** How many living documents there are, and how many letters they have in each text field. */
  size: number
  letters: number[]
  /** For each text field, what each step of times is worth in a text of each length, but for the rarity of the term. */
  worth: Float64Array[]
}

const saturation = 1.2, lengthShare = 0.75

/** Worth by BM25 with field weights. */
export function wholeOf(segments: readonly Segment[], { schema }: Rules): Whole {
  const size = segments.reduce((sum, segment) => sum + segment.size - segment.gone, 0)
  const letters = schema.texts.map((_, f) => segments.reduce((sum, segment) => sum + segment.letters[f]!, 0))
  const worth = schema.texts.map(({ weight, steps }, f) => {
    const out = new Float64Array((steps.length + 1) * 256), mean = (letters[f]! || 1) / (size || 1)
    for (let at = 256; at < out.length; at++) {
      const times = steps[(at >> 8) - 1]!
      out[at] = weight * times * (saturation + 1) / (times + saturation * (1 - lengthShare + lengthShare * stepLengths[at & 255]! / mean))
    }
    return out
  })
  return { size, letters, worth }
}

/** How rare a term is: by the living documents that have the rarest of what it is looked up by, in all segments. */
function rarityOf(leaves: readonly Leaf[], size: number): number {
  const having = Math.min(...leaves[0]!.lists.map((_, at) => leaves.reduce((sum, { lists }) => sum + lists[at]!.having(), 0)))
  return Math.log(1 + (size - having + 0.5) / (having + 0.5))
}

interface Place { score: number; day: number; segment: Segment; doc: number }

/** What stands from one place to another in the order asked for; the newer before the older of the same score, then by id, so that the order never depends on segments. */
export function bestOf(found: readonly Found[], order: 'rank' | 'newest', from: number, to: number, whole: Whole, rules: Rules): { id: string; score: number }[] {
  if (from >= to) return []
  const best = new Best(to), leaves = order === 'rank' ? (found[0]?.leaves ?? []) : []
  const terms = leaves.map(({ fields }, t) => worthOf(fields, rarityOf(found.map((one) => one.leaves[t]!), whole.size), whole, rules))
  for (const one of found) {
    if (one.docs.length === 0) continue
    if (terms.length) offerScored(one, terms, best)
    else offerAll(one, best)
  }
  return best.inOrder().slice(from).map(({ segment, doc, score }) => ({ id: stringAt(segment.ids, doc), score }))
}

const offerAll = alone(({ segment, docs }: Found, best: Best): void => {
  const days = segment.days[0]!
  for (let i = 0; i < docs.length; i++) {
    const doc = docs[i]!, day = days[doc]!
    if (day >= best.day) best.offer({ score: 0, day, segment, doc })
  }
})

/** What one term is worth in each field, by step and length. */
type Worth = { field: number; steps: Uint8Array; worth: Float64Array }[]

const worthOf = (fields: readonly number[], rarity: number, whole: Whole, { times: { steps } }: Rules): Worth =>
  fields.filter((field) => whole.letters[field]).map((field) => ({ field, steps: steps[field]!, worth: whole.worth[field]!.map((worth) => rarity * worth) }))

const stretch = 4096, scores = new Float64Array(stretch)

/** Stretch by stretch, so that what is added to is near. */
function offerScored({ segment, docs, leaves }: Found, terms: readonly Worth[], best: Best): void {
  const passes = terms.flatMap((fields, t) => fields.map(({ field, steps, worth }) => ({ times: leaves[t]!.timesOf(docs), lengths: segment.lengths[field]!, steps, worth })))
  for (let start = 0; start < docs.length; start += stretch) {
    const here = docs.subarray(start, start + stretch)
    scores.fill(0, 0, here.length)
    for (let p = 0; p < passes.length; p++) addScores(here, passes[p]!.times, passes[p]!.lengths, passes[p]!.steps, passes[p]!.worth)
    offerStretch(segment, here, segment.days[0]!, best)
  }
}
const offerStretch = alone((segment: Segment, docs: Uint32Array, days: Int32Array, best: Best): void => {
  let { score: least } = best
  for (let i = 0; i < docs.length; i++) {
    const score = scores[i]!
    if (score < least) continue
    const doc = docs[i]!, day = days[doc]!
    if (score > least || day >= best.day) best.offer({ score, day, segment, doc })
    least = best.score
  }
})
const addScores = alone((docs: Uint32Array, times: Uint8Array, lengths: Uint8Array, steps: Uint8Array, worth: Float64Array): void => {
  for (let i = 0; i < docs.length; i++) {
    const doc = docs[i]!
    scores[i]! += worth[(steps[times[doc]!]! << 8) + lengths[doc]!]!
  }
})

/** The best of many: a heap whose top is the last of them. */
class Best {
  readonly #room: number
  readonly #heap: Place[] = []
  /** What has a lower score, or the same and is older, is not among the best. */
  score = -Infinity
  day = -Infinity
  constructor(room: number) { this.#room = room }
  offer(place: Place): void {
    const heap = this.#heap
    if (heap.length < this.#room) {
      heap.push(place)
      if (heap.length < this.#room) return
      for (let at = (heap.length >> 1) - 1; at >= 0; at--) this.#sink(at)
    } else if (isBefore(place, heap[0]!)) {
      heap[0] = place
      this.#sink(0)
    }
    this.score = heap[0]!.score
    this.day = heap[0]!.day
  }
  inOrder(): Place[] { return this.#heap.sort((a, b) => (isBefore(a, b) ? -1 : 1)) }
  #sink(at: number): void {
    const heap = this.#heap
    for (;;) {
      let low = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < heap.length && isBefore(heap[low]!, heap[child]!)) low = child
      if (low === at) return
      const moved = heap[at]!
      heap[at] = heap[low]!
      heap[low] = moved
      at = low
    }
  }
}

function isBefore(a: Place, b: Place): boolean {
  if (a.score !== b.score) return a.score > b.score
  if (a.day !== b.day) return a.day > b.day
  return stringAt(a.segment.ids, a.doc) < stringAt(b.segment.ids, b.doc)
}

const lastDay = 99_991_231, places = 2 ** 26

/** The ids of what was found, at most so many, the newest first and of one day by id. */
export function newestOf(found: readonly Found[], most: number): string[] {
  const ends = found.map(() => 0)
  const total = found.reduce((sum, { docs }, s) => (ends[s] = sum + docs.length), 0)
  // Day and place in one number: numbers alone are sorted fast.
  const order = new Float64Array(total)
  let at = 0
  for (const { segment, docs } of found) for (let k = 0; k < docs.length; k++, at++) order[at] = (lastDay - segment.days[0]![docs[k]!]!) * places + at
  order.sort()
  const idOf = (place: number): string => {
    const s = ends.findIndex((end) => place < end), { segment, docs } = found[s]!
    return stringAt(segment.ids, docs[place - ends[s]! + docs.length]!)
  }
  const ids: string[] = []
  for (let from = 0, to = 0; from < total && ids.length < most; from = to) {
    const day = Math.floor(order[from]! / places)
    while (to < total && Math.floor(order[to]! / places) === day) to++
    ids.push(...Array.from(order.subarray(from, to), (number) => idOf(number % places)).sort())
  }
  return ids.slice(0, most)
}
