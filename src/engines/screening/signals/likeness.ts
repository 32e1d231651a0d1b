import { lettersOf } from '../letters.ts'

/** The letters of a text without gaps: punctuation moved about changes nothing. */
const plain = (text: string): string => {
  let out = ''
  for (const code of lettersOf(text).codes) if (code) out += String.fromCharCode(code)
  return out
}

/** Runs of so many letters, each once. */
export function shinglesOf(text: string, length: number): Set<string> {
  const letters = plain(text), found = new Set<string>()
  for (let i = 0; i + length <= letters.length; i++) found.add(letters.slice(i, i + length))
  return found
}

/** The same runs as numbers, in order, each once: tens of thousands of them are told apart without making a text of any. Two that fall on one number are too few to matter. */
export function runsOf(text: string, length: number): Uint32Array {
  const codes = Array.from(lettersOf(text).codes).filter((code) => code !== 0), found = new Uint32Array(Math.max(0, codes.length - length + 1))
  for (let i = 0; i < found.length; i++) {
    let hash = 0
    for (let j = i; j < i + length; j++) { hash = Math.imul(hash ^ codes[j]!, 0x9e3779b1); hash ^= hash >>> 15 }
    found[i] = hash
  }
  found.sort()
  let n = 0
  for (let i = 0; i < found.length; i++) if (i === 0 || found[i] !== found[i - 1]) found[n++] = found[i]!
  return found.subarray(0, n)
}
/** What two texts share of the runs they have together. */
export function sharedOf(a: Uint32Array, b: Uint32Array): number {
  let both = 0
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const x = a[i]!, y = b[j]!
    if (x === y) both++
    if (x <= y) i++
    if (y <= x) j++
  }
  return both ? both / (a.length + b.length - both) : 0
}

export function jaccard<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  if (!a.size || !b.size) return 0
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  let both = 0
  for (const s of few) if (many.has(s)) both++
  return both / (a.size + b.size - both)
}

/** Cosine of pairs of letters, for titles. */
export function titleCosine(a: string, b: string): number {
  const count = (text: string) => {
    const letters = plain(text), of = new Map<string, number>()
    for (let i = 0; i + 2 <= letters.length; i++) of.set(letters.slice(i, i + 2), (of.get(letters.slice(i, i + 2)) ?? 0) + 1)
    return of
  }
  const x = count(a), y = count(b)
  let dot = 0, xx = 0, yy = 0
  for (const [pair, n] of x) { dot += n * (y.get(pair) ?? 0); xx += n * n }
  for (const n of y.values()) yy += n * n
  return xx && yy ? dot / Math.sqrt(xx * yy) : 0
}

/**
 * All pairs of sets whose Jaccard likeness reaches `least`, exactly. Two such sets must share one of the few rarest members of either
 * (prefix filtering, Bayardo et al. 2007), so only those that do are compared.
 */
export function alikePairs<T extends string | number>(sets: readonly ReadonlySet<T>[], least: number): { a: number; b: number; likeness: number }[] {
  const often = new Map<T, number>()
  for (const set of sets) for (const s of set) often.set(s, (often.get(s) ?? 0) + 1)
  const holders = new Map<T, number[]>()
  const found: { a: number; b: number; likeness: number }[] = []
  for (const [b, set] of sets.entries()) {
    if (!set.size) continue
    const members = [...set].sort((x, y) => often.get(x)! - often.get(y)! || (x < y ? -1 : 1))
    const prefix = members.slice(0, set.size - Math.ceil(least * set.size - 1e-9) + 1)
    const met = new Set<number>()
    for (const s of prefix) {
      const list = holders.get(s)
      if (list) for (const a of list) met.add(a)
      if (list) list.push(b)
      else holders.set(s, [b])
    }
    for (const a of met) {
      const likeness = jaccard(sets[a]!, set)
      if (likeness >= least) found.push({ a, b, likeness })
    }
  }
  return found.sort((x, y) => x.a - y.a || x.b - y.b)
}

/** Groups of whatever is joined, directly or through others; those of one are left out. */
export function joined(n: number, pairs: readonly (readonly [number, number])[]): number[][] {
  const above = Array.from({ length: n }, (_, i) => i)
  const top = (i: number): number => {
    while (above[i] !== i) i = above[i] = above[above[i]!]!
    return i
  }
  for (const [a, b] of pairs) above[top(b)] = top(a)
  const groups = new Map<number, number[]>()
  for (let i = 0; i < n; i++) groups.set(top(i), [...(groups.get(top(i)) ?? []), i])
  return [...groups.values()].filter((g) => g.length > 1)
}
