/**
 * Text as it is matched, not as it is shown: one width, one kind of bracket and dash, single spaces.
 * Letters keep their case.
 */
export function fold(text: string): string {
  return text.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '').normalize('NFKC')
    .replace(/[〔【〖[{]/g, '(').replace(/[〕】〗\]}]/g, ')')
    .replace(/[\u2010-\u2015\u2212\u2500\ufe58]+/g, '-')
    .replace(/[“”„‟「」『』]/g, '"').replace(/[‘’‚‛]/g, "'")
    .replace(/[·•‧・∙⋅]/g, '·')
    .replace(/\s+/g, ' ').trim()
}

/** A company or unit name as it is matched: without spaces, brackets alike, letters in lower case. */
export const foldName = (text: string): string => fold(text).replace(/ /g, '').toLowerCase()

/** Columns a text takes in a fixed-width terminal: a Chinese character or full-width sign takes two. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += isZeroWidth.test(character) ? 0 : isWide.test(character) ? 2 : 1
  return width
}

const isZeroWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u
const isWide = new RegExp(
  '^[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\u4dbf\\u4e00-\\u9fff\\ua000-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff' +
  '\\ufe30-\\ufe4f\\uff01-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{1faff}\\u{20000}-\\u{3fffd}]$', 'u',
)
