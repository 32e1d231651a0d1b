import { lettersOf, type Letters } from './letters.ts'
import { runsOf, type Run } from './passages.ts'

/** A stretch that the texts have in common, or a gap with what each of them says there; nothing where a text cannot be laid beside the others. */
export type Part = { same: string } | { slots: (string | undefined)[] }

/** What several texts say alike, in the order of the first, with gaps where they differ. */
export interface Template {
  parts: Part[]
  /** The common stretches with 〔…〕 for every gap. */
  pattern: string
  /** How much of the first text, in letters, is common: 0 to 1. */
  share: number
}

/** So many of the texts must say a letter in the same place for it to be common: one that strays does not break the pattern. */
const most = 0.8
/** Shorter stretches between two gaps are chance. */
const leastRun = 2
const anchor = 6, mostCells = 1 << 20
const nowhere = -1

/** The pattern after which texts were made: what they share letter by letter, in order, and what each has in the gaps. */
export function templateOf(texts: readonly string[]): Template {
  const [first, ...others] = texts.map(lettersOf)
  if (!first || !first.codes.length) return { parts: [{ slots: [...texts] }], pattern: '〔…〕', share: 0 }
  const model = texts[0]!, length = first.codes.length
  const places = [Int32Array.from({ length }, (_, i) => i), ...others.map((other) => align(first, other))]
  const enough = Math.ceil(texts.length * most)
  const kept = (i: number) => first.codes[i] !== 0 && count(places, (to) => to[i] !== nowhere) >= enough
  const joined = (i: number) => count(places, (to) => to[i] !== nowhere && to[i + 1] === to[i]! + 1) >= enough

  const runs: [from: number, to: number][] = []
  for (let i = 0; i < length; i++) {
    if (!kept(i)) continue
    const from = i
    // Punctuation inside a common stretch belongs to it, whether or not the others have it too.
    while (i + 1 < length && (kept(i + 1) ? joined(i) : first.codes[i + 1] === 0 && i + 2 < length && kept(i + 2) && passes(places, i, enough))) i += kept(i + 1) ? 1 : 2
    if (i + 1 - from >= leastRun) runs.push([from, i + 1])
  }

  const codes = [first, ...others]
  const parts: Part[] = []
  let pattern = ''
  const gap = (after: [number, number] | undefined, before: [number, number] | undefined) => {
    const said = texts.map((text, k) => {
      const left = after ? lastPlace(places[k]!, after) : nowhere, right = before ? firstPlace(places[k]!, before) : codes[k]!.codes.length
      if ((after && left === nowhere) || right === nowhere || right < left) return undefined
      return text.slice(left === nowhere ? 0 : codes[k]!.at[left]! + 1, right < codes[k]!.codes.length ? codes[k]!.at[right]! : text.length)
    })
    const slots = said.map((words) => words?.replace(signs, ''))
    if (slots.every((words) => words === '')) pattern += said[0]
    else {
      parts.push({ slots })
      const [, open, close] = /^([^\p{L}\p{N}]*).*?([^\p{L}\p{N}]*)$/su.exec(said[0] ?? '')!
      pattern += `${open}〔…〕${close}`
    }
  }
  let before: [number, number] | undefined, common = 0
  for (const run of runs) {
    gap(before, run)
    const same = model.slice(first.at[run[0]]!, first.at[run[1] - 1]! + 1)
    parts.push({ same })
    pattern += same
    common += lettersIn(first, run)
    before = run
  }
  gap(before, undefined)
  return { parts, pattern, share: common / Math.max(1, lettersIn(first, [0, length])) }
}

/** Punctuation and spaces at either end. */
const signs = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu

const count = <T>(list: readonly T[], is: (item: T) => boolean): number => {
  let n = 0
  for (const item of list) if (is(item)) n++
  return n
}
const lettersIn = ({ codes }: Letters, [from, to]: [number, number]): number => {
  let n = 0
  for (let i = from; i < to; i++) if (codes[i] !== 0) n++
  return n
}
/** Whether the letters on either side of a sign stand side by side in enough texts, with or without a sign between them. */
const passes = (places: readonly Int32Array[], i: number, enough: number): boolean =>
  count(places, (to) => to[i] !== nowhere && to[i + 2] !== nowhere && to[i + 2]! > to[i]! && to[i + 2]! - to[i]! <= 2) >= enough

const lastPlace = (to: Int32Array, [from, end]: [number, number]): number => {
  for (let i = end - 1; i >= from; i--) if (to[i] !== nowhere) return to[i]!
  return nowhere
}
const firstPlace = (to: Int32Array, [from, end]: [number, number]): number => {
  for (let i = from; i < end; i++) if (to[i] !== nowhere) return to[i]!
  return nowhere
}

/** Where each letter of one text stands in another, rising throughout: long runs first, then what fits between them. */
function align(one: Letters, other: Letters): Int32Array {
  const to = new Int32Array(one.codes.length).fill(nowhere)
  let i = 0, j = 0
  for (const run of [...inOrder(runsOf(one, other, anchor)), { i: one.codes.length, j: other.codes.length, n: 0 }]) {
    between(one.codes, other.codes, [i, run.i], [j, run.j], to)
    for (let k = 0; k < run.n; k++) to[run.i + k] = run.j + k
    i = run.i + run.n
    j = run.j + run.n
  }
  return to
}

/** Of runs in the order of the first text, those that also follow one another in the second, as many letters as can be had. */
function inOrder(runs: readonly Run[]): Run[] {
  const best: number[] = [], from: number[] = []
  let last = nowhere
  for (const [k, run] of runs.entries()) {
    best[k] = run.n
    from[k] = nowhere
    for (let p = 0; p < k; p++) {
      if (runs[p]!.j + runs[p]!.n <= run.j && best[p]! + run.n > best[k]!) { best[k] = best[p]! + run.n; from[k] = p }
    }
    if (last === nowhere || best[k]! > best[last]!) last = k
  }
  const chain: Run[] = []
  for (let k = last; k !== nowhere; k = from[k]!) chain.push(runs[k]!)
  return chain.reverse()
}

/** The longest common subsequence of two short stretches; longer ones have nothing in common worth the search. */
function between(a: Uint16Array, b: Uint16Array, [aFrom, aTo]: [number, number], [bFrom, bTo]: [number, number], to: Int32Array): void {
  const n = aTo - aFrom, m = bTo - bFrom
  if (!n || !m || n * m > mostCells) return
  const wide = m + 1, longest = new Uint16Array((n + 1) * wide)
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      const same = a[aFrom + i] === b[bFrom + j]
      longest[i * wide + j] = same ? longest[(i + 1) * wide + j + 1]! + 1 : Math.max(longest[(i + 1) * wide + j]!, longest[i * wide + j + 1]!)
    }
  }
  for (let i = 0, j = 0; i < n && j < m;) {
    if (a[aFrom + i] === b[bFrom + j]) { to[aFrom + i] = bFrom + j; i++; j++ }
    else if (longest[(i + 1) * wide + j]! >= longest[i * wide + j + 1]!) i++
    else j++
  }
}
