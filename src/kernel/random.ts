/** Chance that can be played again: the same seed draws the same things, on every machine, for ever. */
export interface Random {
  /** In [0, 1), with 53 random bits. */
  next(): number
  /** A whole number in [0, n), every one equally likely. */
  int(n: number): number
  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[]
  /** So many different items in the order drawn. */
  sample<T>(items: readonly T[], count: number): T[]
}

/**
 * sfc32 (Chris Doty-Humphrey, PractRand), its 128 bits of state filled from the seed text by xmur3 and run in for
 * 15 rounds. A draw that is published names its seed, so the algorithm may never change. Not for secrets.
 */
export function seeded(seed: string): Random {
  const fill = xmur3(seed)
  let a = fill(), b = fill(), c = fill(), d = fill()
  const bits = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum | 0
    return sum >>> 0
  }
  for (let i = 0; i < 15; i++) bits()

  const next = (): number => ((bits() >>> 5) * 0x4000000 + (bits() >>> 6)) / 0x20000000000000
  const int = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > 0x100000000) throw new Error(`int needs a whole number from 1 to 2^32, not ${n}`)
    // Numbers past the last full round of n would favour the low results, so they are drawn again.
    const limit = 0x100000000 - (0x100000000 % n)
    let drawn = bits()
    while (drawn >= limit) drawn = bits()
    return drawn % n
  }
  const sample = <T>(items: readonly T[], count: number): T[] => {
    if (!Number.isInteger(count) || count < 0 || count > items.length) throw new Error(`cannot draw ${count} of ${items.length}`)
    const pool = [...items]
    for (let i = 0; i < count; i++) {
      const at = i + int(pool.length - i)
      const taken = pool[at]!
      pool[at] = pool[i]!
      pool[i] = taken
    }
    return pool.slice(0, count)
  }
  return { next, int, sample, shuffle: (items) => sample(items, items.length) }
}

function xmur3(text: string): () => number {
  let h = 1_779_033_703 ^ text.length
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 3_432_918_353)
    h = (h << 13) | (h >>> 19)
  }
  return () => {
    h = Math.imul(h ^ (h >>> 16), 2_246_822_507)
    h = Math.imul(h ^ (h >>> 13), 3_266_489_909)
    h ^= h >>> 16
    return h | 0
  }
}
