// What goes over up to a million documents at a time. Each is a function of nothing but a loop, which is what the compiler
// makes fast, and none asks "if", where the guesses of a processor would go wrong: copying costs less. What is kept is
// written to `out`, which has room for all; they say how many that is.

/** The documents whose byte fits. */
export function listFitting(bytes: Uint8Array, fits: Uint8Array, out: Uint32Array): number {
  let kept = 0
  for (let doc = 0; doc < bytes.length; doc++) { out[kept] = doc; kept += fits[bytes[doc]!]! }
  return kept
}
export function listLiving(bytes: Uint8Array, fits: Uint8Array, dead: Uint8Array, out: Uint32Array): number {
  let kept = 0
  for (let doc = 0; doc < bytes.length; doc++) { out[kept] = doc; kept += fits[bytes[doc]!]! & ~dead[doc]! }
  return kept
}
/** Those of some documents whose byte fits. */
export function keepFitting(docs: Uint32Array, bytes: Uint8Array, fits: Uint8Array, out: Uint32Array): number {
  let kept = 0
  for (let k = 0; k < docs.length; k++) { const doc = docs[k]!; out[kept] = doc; kept += fits[bytes[doc]!]! }
  return kept
}
/** Those that are alive and whose times, one for each, fit. */
export function keepLiving(docs: Uint32Array, times: Uint8Array, fits: Uint8Array, dead: Uint8Array, out: Uint32Array): number {
  let kept = 0
  for (let k = 0; k < docs.length; k++) { const doc = docs[k]!; out[kept] = doc; kept += fits[times[k]!]! & ~dead[doc]! }
  return kept
}
export function keepBetween(docs: Uint32Array, days: Int32Array, from: number, to: number, out: Uint32Array): number {
  const span = to - from
  let kept = 0
  for (let k = 0; k < docs.length; k++) { const doc = docs[k]!; out[kept] = doc; kept += (days[doc]! - from) >>> 0 <= span ? 1 : 0 }
  return kept
}
/** Those whose code has a mark, or who have one themselves. */
export function keepMarked(docs: Uint32Array, codes: Uint32Array, marks: Uint8Array, also: Uint8Array, out: Uint32Array): number {
  let kept = 0
  for (let k = 0; k < docs.length; k++) { const doc = docs[k]!; out[kept] = doc; kept += marks[codes[doc]!]! | also[doc]! }
  return kept
}
export function markMore(docs: Uint32Array, codes: Uint32Array, marks: Uint8Array, also: Uint8Array): void {
  for (let i = 0; i < docs.length; i++) also[docs[i]!]! |= marks[codes[i]!]!
}

export function mark(docs: Uint32Array, marks: Uint8Array): void {
  for (let k = 0; k < docs.length; k++) marks[docs[k]!] = 1
}
export function countCodes(docs: Uint32Array, codes: Uint32Array, counts: Uint32Array): void {
  for (let k = 0; k < docs.length; k++) counts[codes[docs[k]!]!]!++
}
export function countMore(docs: Uint32Array, codes: Uint32Array, marks: Uint8Array, counts: Uint32Array): void {
  for (let i = 0; i < docs.length; i++) counts[codes[i]!]! += marks[docs[i]!]!
}
export function countYears(docs: Uint32Array, days: Int32Array, counts: Uint32Array): void {
  for (let k = 0; k < docs.length; k++) counts[(days[docs[k]!]! / 10_000) | 0]!++
}

/** Adds what the bytes of some documents, or of all, stand for. */
export function addListed(docs: Uint32Array, bytes: Uint8Array, of: Uint8Array, sums: Uint32Array): void {
  for (let k = 0; k < docs.length; k++) sums[docs[k]!]! += of[bytes[k]!]!
}
export function addAll(bytes: Uint8Array, of: Uint8Array, sums: Uint32Array): void {
  for (let doc = 0; doc < bytes.length; doc++) sums[doc]! += of[bytes[doc]!]!
}
export function stepsInto(sums: Uint32Array, stepOf: Uint8Array, unit: number, out: Uint8Array): void {
  for (let doc = 0; doc < out.length; doc++) out[doc]! += unit * stepOf[Math.min(255, sums[doc]!)]!
}
