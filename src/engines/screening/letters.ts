/**
 * A text as it is compared: one code for every letter, 0 where punctuation or a sign parts them.
 * Width, case and spaces do not count; `at` leads from each code back to the place in the text as written.
 */
export interface Letters { codes: Uint16Array; at: Uint32Array }

const folded = new Uint16Array(65_536)
const space = 0xffff
/** Signs that stand for several letters, such as ㎏. */
const several = new Map<number, Uint16Array>()
for (let unit = 0; unit < 65_536; unit++) {
  if (unit >= 0xd800 && unit <= 0xdfff) { folded[unit] = unit; continue }
  if (/\s|[\u200b-\u200f\u2060\ufeff\u00ad]/.test(String.fromCharCode(unit))) { folded[unit] = space; continue }
  const plain = String.fromCharCode(unit).normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  if (plain.length) folded[unit] = plain.charCodeAt(0)
  if (plain.length > 1) several.set(unit, Uint16Array.from(plain, (c) => c.charCodeAt(0)))
}

/** Folds a text; gaps at either end and gaps after gaps are dropped. */
export function lettersOf(text: string): Letters {
  const codes = new Uint16Array(roomFor(text)), at = new Uint32Array(codes.length)
  let n = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i), code = folded[unit]!
    if (code === space) continue
    if (code === 0) {
      if (n > 0 && codes[n - 1] !== 0) { codes[n] = 0; at[n++] = i }
      continue
    }
    const more = several.get(unit)
    if (more) for (const c of more) { codes[n] = c; at[n++] = i }
    else { codes[n] = code; at[n++] = i }
  }
  if (n > 0 && codes[n - 1] === 0) n--
  return { codes: codes.subarray(0, n), at: at.subarray(0, n) }
}

function roomFor(text: string): number {
  let room = text.length
  for (let i = 0; i < text.length; i++) room += (several.get(text.charCodeAt(i))?.length ?? 1) - 1
  return room
}
