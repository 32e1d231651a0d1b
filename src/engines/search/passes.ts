// What goes over up to a million documents at a time. Each is a function of nothing but a loop, which is what the compiler
// makes fast, and none asks "if", where the guesses of a processor would go wrong: copying costs less. What is kept is
// written to `out`, which has room for all; they say how many that is.

/**
 * A pass that is compiled by itself. Drawn into the function that calls it, as a compiler likes to do, a long loop stays
 * what the quick compiler makes of it, two to three times slower, since only what is called often is compiled again; this
 * one place that calls them all is drawn in instead.
 */
export function alone<A extends unknown[], R>(pass: (...of: A) => R): (...of: A) => R {
  return (...of) => pass(...of)
}

/** The documents whose byte fits. */
export const listFitting = alone((bytes: Uint8Array, fits: Uint8Array, out: Uint32Array): number => {
  let kept = 0
  for (let doc = 0; doc < bytes.length; doc++) { out[kept] = doc; kept += fits[bytes[doc]!]! }
  return kept
})
export const listLiving = alone((bytes: Uint8Array, fits: Uint8Array, dead: Uint8Array, out: Uint32Array): number => {
  let kept = 0
  for (let doc = 0; doc < bytes.length; doc++) { out[kept] = doc; kept += fits[bytes[doc]!]! & ~dead[doc]! }
  return kept
})
/** Those of some documents whose byte fits. */
export const keepFitting = alone((docs: Uint32Array, bytes: Uint8Array, fits: Uint8Array, out: Uint32Array): number => {
  let kept = 0
  for (let k = 0; k < docs.length; k++) { const doc = docs[k]!; out[kept] = doc; kept += fits[bytes[doc]!]! }
  return kept
})
/** Those that are alive and whose times, one for each, fit. */
export const keepLiving = alone((docs: Uint32Array, times: Uint8Array, fits: Uint8Array, dead: Uint8Array, out: Uint32Array): number => {
  let kept = 0
  for (let k = 0; k < docs.length; k++) { const doc = docs[k]!; out[kept] = doc; kept += fits[times[k]!]! & ~dead[doc]! }
  return kept
})
export const keepBetween = alone((docs: Uint32Array, days: Int32Array, from: number, to: number, out: Uint32Array): number => {
  const span = to - from
  let kept = 0
  for (let k = 0; k < docs.length; k++) { const doc = docs[k]!; out[kept] = doc; kept += (days[doc]! - from) >>> 0 <= span ? 1 : 0 }
  return kept
})
/** Those whose code has a mark, or who have one themselves. */
export const keepMarked = alone((docs: Uint32Array, codes: Uint32Array, marks: Uint8Array, also: Uint8Array, out: Uint32Array): number => {
  let kept = 0
  for (let k = 0; k < docs.length; k++) { const doc = docs[k]!; out[kept] = doc; kept += marks[codes[doc]!]! | also[doc]! }
  return kept
})
export const markMore = alone((docs: Uint32Array, codes: Uint32Array, marks: Uint8Array, also: Uint8Array): void => {
  for (let i = 0; i < docs.length; i++) also[docs[i]!]! |= marks[codes[i]!]!
})

export const mark = alone((docs: Uint32Array, marks: Uint8Array): void => {
  for (let k = 0; k < docs.length; k++) marks[docs[k]!] = 1
})
export const countCodes = alone((docs: Uint32Array, codes: Uint32Array, counts: Uint32Array): void => {
  for (let k = 0; k < docs.length; k++) counts[codes[docs[k]!]!]!++
})
export const countMore = alone((docs: Uint32Array, codes: Uint32Array, marks: Uint8Array, counts: Uint32Array): void => {
  for (let i = 0; i < docs.length; i++) counts[codes[i]!]! += marks[docs[i]!]!
})
export const countYears = alone((docs: Uint32Array, days: Int32Array, counts: Uint32Array): void => {
  for (let k = 0; k < docs.length; k++) counts[(days[docs[k]!]! / 10_000) | 0]!++
})

/** Adds what the bytes of some documents, or of all, stand for. */
export const addListed = alone((docs: Uint32Array, bytes: Uint8Array, of: Uint8Array, sums: Uint32Array): void => {
  for (let k = 0; k < docs.length; k++) sums[docs[k]!]! += of[bytes[k]!]!
})
export const addAll = alone((bytes: Uint8Array, of: Uint8Array, sums: Uint32Array): void => {
  for (let doc = 0; doc < bytes.length; doc++) sums[doc]! += of[bytes[doc]!]!
})
export const stepsInto = alone((sums: Uint32Array, stepOf: Uint8Array, unit: number, out: Uint8Array): void => {
  for (let doc = 0; doc < out.length; doc++) out[doc]! += unit * stepOf[Math.min(255, sums[doc]!)]!
})
