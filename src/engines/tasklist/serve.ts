import { dense } from './fold.ts'

/** A text that carries something out, or asks for it. */
export interface Said { id: string; title: string; words: string }
/** What a text is probably carried out by, with how much of the shorter is said by the other, 0 to 1, and the words they share. */
export interface Served { from: string; to: string; likeness: number; reasons: string[] }

/** Below this likeness nothing is proposed, and of each text no more than so many are. */
export const enoughToServe = 0.3
const most = 3
const leastPhrase = 4

interface Known extends Said { bare: string; grams: Set<string> }
const knownOf = (s: Said): Known => {
  const bare = dense(`${s.title}。${s.words}`).replace(/[\p{S}\s]/gu, '')
  const grams = new Set<string>()
  for (let i = 0; i + 1 < bare.length; i++) { const g = bare.slice(i, i + 2); if (!/\p{P}/u.test(g)) grams.add(g) }
  return { ...s, bare, grams }
}

/**
 * Proposes what carries out what. Two texts of different length speak of the same thing when much of the shorter stands in the longer;
 * pairs of characters that stand in many texts weigh little. It is a proposal: a person confirms it or not.
 */
export function proposeServing(above: readonly Said[], below: readonly Said[]): Served[] {
  const upper = above.map(knownOf), lower = below.map(knownOf), all = [...upper, ...lower]
  const often = new Map<string, number>()
  for (const k of all) for (const g of k.grams) often.set(g, (often.get(g) ?? 0) + 1)
  const weight = (g: string) => Math.log(1 + all.length / often.get(g)!)
  const size = (k: Known) => [...k.grams].reduce((sum, g) => sum + weight(g), 0)
  const sizes = new Map(all.map((k) => [k, size(k)]))
  return upper.flatMap((u) => lower.map((l) => {
    let both = 0
    for (const g of u.grams.size < l.grams.size ? u.grams : l.grams) if (u.grams.has(g) && l.grams.has(g)) both += weight(g)
    return { u, l, likeness: both / Math.max(1, Math.min(sizes.get(u)!, sizes.get(l)!)) }
  }).filter((x) => x.likeness >= enoughToServe).sort((a, b) => b.likeness - a.likeness || (a.l.id < b.l.id ? -1 : 1)).slice(0, most).flatMap(({ u, l, likeness }): Served[] => {
    const phrases = sharedPhrases(u.bare, l.bare)
    return phrases.length === 0 ? [] : [{ from: u.id, to: l.id, likeness: Math.round(likeness * 1000) / 1000, reasons: [`相同的词句：${phrases.map((p) => `“${p}”`).join('、')}`, `较短一方的字词有${Math.round(likeness * 100)}%见于另一方`] }]
  }))
}

/** The longest runs of words two texts share, longest first, none within another. */
export function sharedPhrases(a: string, b: string, upTo = 3): string[] {
  const found: string[] = []
  let before = new Uint16Array(b.length + 1)
  for (let i = 1; i <= a.length; i++) {
    const now = new Uint16Array(b.length + 1)
    for (let j = 1; j <= b.length; j++) {
      if (a[i - 1] !== b[j - 1] || /[\p{P}]/u.test(a[i - 1]!)) continue
      now[j] = before[j - 1]! + 1
      const ends = i === a.length || j === b.length || a[i] !== b[j] || /[\p{P}]/u.test(a[i]!)
      if (ends && now[j]! >= leastPhrase) found.push(a.slice(i - now[j]!, i))
    }
    before = now
  }
  const longest = [...new Set(found)].sort((x, y) => y.length - x.length || (x < y ? -1 : 1))
  return longest.filter((p, i) => !longest.slice(0, i).some((o) => o.includes(p))).slice(0, upTo)
}
