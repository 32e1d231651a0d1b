/** Folding that keeps every character at its place, so that a position in the folded text is a position in the source. */
const folds = new Uint16Array(0x10000)
const foldTo = (chars: string, to: string): void => { for (const c of chars) folds[c.charCodeAt(0)] = to.charCodeAt(0) }
for (let c = 0xff01; c <= 0xff5e; c++) folds[c] = c - 0xfee0
foldTo('\u3000\u00a0\t\v\f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f', ' ')
foldTo('〔【〖﹝', '[')
foldTo('〕】〗﹞', ']')
foldTo('﹙', '(')
foldTo('﹚', ')')
foldTo('﹕︰∶', ':')
foldTo('﹔', ';')
foldTo('﹐', ',')
foldTo('﹑､', '、')
foldTo('｡', '。')

export function fold(text: string): string {
  let i = 0
  while (i < text.length && folds[text.charCodeAt(i)] === 0) i++
  if (i === text.length) return text
  if (text.length < 600) {
    let short = ''
    let from = 0
    for (; i < text.length; i++) {
      const to = folds[text.charCodeAt(i)]!
      if (to === 0) continue
      short += text.slice(from, i) + String.fromCharCode(to)
      from = i + 1
    }
    return short + text.slice(from)
  }
  const codes = new Uint16Array(text.length - i)
  const kept = i
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i)
    codes[i - kept] = folds[code] || code
  }
  let out = text.slice(0, kept)
  for (let at = 0; at < codes.length; at += 8192) out += String.fromCharCode.apply(null, codes.subarray(at, at + 8192) as unknown as number[])
  return out
}

/** Line ends made one kind, invisible characters removed: the text all ranges of a reading point into. */
export function cleanText(text: string): string {
  const clean = text.replace(/\r\n?|\u2028|\u2029|\u0085/g, '\n').replace(/[\u200b-\u200d\u2060\ufeff\u00ad\u0000]/g, '')
  return mayHavePages.test(clean) ? clean.replace(pageNumber, '') : clean
}

/** A line that is only the number of its page (— 4 —, 第4页 共9页), with the empty lines around it. */
const mayHavePages = /\n[ \t\u3000]{0,40}(?:[-—–―]{1,2} ?[\d０-９]|第 ?\d{1,3} ?页)/
const pageNumber = /(?:\n[ \t\u3000]{0,40}){1,4}(?:[-—–―]{1,2} ?[\d０-９]{1,3} ?[-—–―]{1,2}|第 ?\d{1,3} ?页[，,、 /]{0,3}(?:共 ?\d{1,3} ?页)?)[ \t\u3000]{0,40}(?:\n[ \t\u3000]{0,40}){0,3}(?=\n|$)/g

/** A text without blanks, for comparing words that were set apart (主 要 内 容). */
export function dense(text: string): string {
  const folded = fold(text)
  return /\s/.test(folded) ? folded.replace(/\s+/g, '') : folded
}

const digits: Record<string, number> = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }

/** 二十五 → 25, 12 → 12; undefined when it is no number below a thousand. */
export function numeral(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text)
  let total = 0
  let digit: number | undefined
  for (const c of text) {
    if (c === '十') { total += (digit ?? 1) * 10; digit = undefined }
    else if (c === '百') { total += (digit ?? 1) * 100; digit = undefined }
    else {
      const d = digits[c]
      if (d === undefined) return undefined
      digit = d
    }
  }
  return text === '' ? undefined : total + (digit ?? 0)
}

export interface Bracket { open: number; close: number }

/** The outermost bracket pairs of a folded text between two places; one that is never closed ends with its line. */
export function brackets(folded: string, from: number, to: number): Bracket[] {
  const pairs: Bracket[] = []
  const opened: { at: number; kind: string }[] = []
  for (let i = from; i < to; i++) {
    const c = folded[i]
    if (c === '(' || c === '[') opened.push({ at: i, kind: c })
    else if (c === ')' || c === ']') {
      if (opened.length === 0) continue
      const want = c === ')' ? '(' : '['
      let depth = opened.length - 1
      while (depth > 0 && opened[depth]!.kind !== want) depth--
      if (opened[depth]!.kind !== want) depth = opened.length - 1
      const first = opened[depth]!
      opened.length = depth
      if (depth === 0) pairs.push({ open: first.at, close: i })
    } else if (c === '\n' && opened.length > 0 && closesLater(folded, i, to) === false) {
      pairs.push({ open: opened[0]!.at, close: i })
      opened.length = 0
    }
  }
  if (opened.length > 0) pairs.push({ open: opened[0]!.at, close: to })
  return pairs
}

/** A bracket may run over a line end, but not further than to the next one that opens. */
function closesLater(folded: string, from: number, to: number): boolean {
  const end = Math.min(to, from + 400)
  for (let i = from; i < end; i++) {
    const c = folded[i]
    if (c === ')' || c === ']') return true
    if (c === '(' || c === '[') { while (i < end && folded[i] !== ')' && folded[i] !== ']') i++ }
  }
  return false
}
