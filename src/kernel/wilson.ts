export type Confidence = 0.9 | 0.95 | 0.99
/** Two-sided quantiles of the normal distribution. */
const quantiles: Record<Confidence, number> = { 0.9: 1.6448536269514722, 0.95: 1.959963984540054, 0.99: 2.5758293035489004 }

/**
 * Wilson's interval for a share (JASA 1927). It keeps within 0 and 1 and holds for few trials and for shares near an end, where the
 * usual p ± z·s fails. The finite population is not corrected for, so the interval is rather too wide than too narrow.
 */
export function wilson(hits: number, of: number, confidence: Confidence): { from: number; to: number } {
  if (!Number.isInteger(hits) || !Number.isInteger(of) || of < 1 || hits < 0 || hits > of) throw new Error(`no share of ${hits} in ${of}`)
  const z = quantiles[confidence], z2 = z * z, p = hits / of
  const middle = (p + z2 / (2 * of)) / (1 + z2 / of)
  const half = (z / (1 + z2 / of)) * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of * of))
  return { from: hits === 0 ? 0 : Math.max(0, middle - half), to: hits === of ? 1 : Math.min(1, middle + half) }
}
