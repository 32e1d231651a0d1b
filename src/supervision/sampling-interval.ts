/**
 * The exact interval of Clopper and Pearson (Biometrika 1934) for a share, of which `hits` in `n` were seen: below its lower end so many
 * hits or more, above its upper end so many or fewer, would come with a chance of at most half of what the confidence leaves.
 */
export function exactInterval(hits: number, n: number, confidence = 0.95): { from: number; to: number } {
  if (!Number.isInteger(hits) || !Number.isInteger(n) || n < 1 || hits < 0 || hits > n || confidence <= 0 || confidence >= 1) throw new Error(`no interval for ${hits} of ${n} at ${confidence}`)
  const tail = (1 - confidence) / 2
  return {
    from: hits === 0 ? 0 : bisect((p) => 1 - atMost(hits - 1, n, p) < tail),
    to: hits === n ? 1 : bisect((p) => atMost(hits, n, p) > tail),
  }
}

/** The largest share for which a condition that holds from 0 on still holds. */
function bisect(holds: (p: number) => boolean): number {
  let low = 0, high = 1
  for (let i = 0; i < 60; i++) { const middle = (low + high) / 2; if (holds(middle)) low = middle; else high = middle }
  return (low + high) / 2
}

/** The chance of at most k hits in n at a share of p; summed from logarithms, so that large n neither over- nor underflow. */
function atMost(k: number, n: number, p: number): number {
  if (p <= 0) return 1
  if (p >= 1) return k >= n ? 1 : 0
  let term = n * Math.log1p(-p), sum = Math.exp(term)
  for (let i = 1; i <= k; i++) {
    term += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p)
    sum += Math.exp(term)
  }
  return Math.min(1, sum)
}
