import { lettersOf, type Letters } from './letters.ts'

/** Words that two texts share: the places in either, from first to one past the last, and the words as the first has them. */
export interface Passage { a: [from: number, to: number]; b: [from: number, to: number]; text: string }

/** So many letters that two folded texts share, from place `i` of one and place `j` of the other. */
export interface Run { i: number; j: number; n: number }

const seed = 4, mostPlaces = 64

/**
 * The passages on which two texts agree letter by letter, longest first taken, none overlapping, in the order of the first text.
 * Width, case, spaces and the kind of punctuation do not count; runs shorter than `least` letters are left out.
 */
export function agreeing(a: string, b: string, least = 6): Passage[] {
  const one = lettersOf(a), other = lettersOf(b)
  return runsOf(one, other, least).map(({ i, j, n }) => {
    const from = one.at[i]!, to = one.at[i + n - 1]! + 1
    return { a: [from, to], b: [other.at[j]!, other.at[j + n - 1]! + 1], text: a.slice(from, to) }
  })
}

/** The same among folded texts. */
export function runsOf(one: Letters, other: Letters, least: number): Run[] {
  const places = new Map<number, number[]>()
  for (let i = 0; i + seed <= other.codes.length; i++) {
    const key = keyAt(other.codes, i)
    const list = places.get(key)
    if (list) list.push(i)
    else places.set(key, [i])
  }
  const runs: Run[] = []
  /** How far along each pair of shifted texts runs are already known. */
  const known = new Map<number, number>()
  for (let start = 0; start + seed <= one.codes.length; start++) {
    const meets = places.get(keyAt(one.codes, start))
    // Four letters said over and over lead nowhere by themselves; a run through them is found from its other letters.
    if (!meets || meets.length > mostPlaces) continue
    for (const place of meets) {
      if (start < (known.get(start - place) ?? 0)) continue
      let i = start, j = place, end = start
      while (i > 0 && j > 0 && one.codes[i - 1] === other.codes[j - 1]) { i--; j-- }
      while (end < one.codes.length && one.codes[end] === other.codes[j + end - i]) end++
      known.set(i - j, end)
      runs.push({ i, j, n: end - i })
    }
  }
  runs.sort((x, y) => y.n - x.n || x.i - y.i || x.j - y.j)
  const takenA = new Uint8Array(one.codes.length), takenB = new Uint8Array(other.codes.length)
  const found: Run[] = []
  for (const run of runs) {
    let { i, j, n } = run
    // What a longer passage has taken is cut off at both ends.
    while (n > 0 && (takenA[i] || takenB[j] || one.codes[i] === 0)) { i++; j++; n-- }
    let m = 0
    while (m < n && !takenA[i + m] && !takenB[j + m]) m++
    while (m > 0 && one.codes[i + m - 1] === 0) m--
    if (m < least) continue
    takenA.fill(1, i, i + m)
    takenB.fill(1, j, j + m)
    found.push({ i, j, n: m })
  }
  return found.sort((x, y) => x.i - y.i)
}

const keyAt = (codes: Uint16Array, i: number): number =>
  Math.imul(Math.imul(Math.imul(codes[i]!, 31_153) + codes[i + 1]!, 31_153) + codes[i + 2]!, 31_153) + codes[i + 3]! | 0
