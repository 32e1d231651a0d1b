/** Words of three letters and more that a dictionary finds in a text, wherever they stand and however they overlap. */
export type LongWords = (text: string) => readonly string[]

/** What a term is looked up under. Every document that has the term has these words; if `exact`, the converse holds too. */
export type Cover =
  | { words: string[]; exact: boolean }
  /** Some word with this beginning, of no more than so many letters. */
  | { start: string; longest: number; exact: boolean }

/** Letter by letter, so that places in the folded text are places in the text: full width to half, capitals to small. */
export function foldLetters(text: string): string {
  let out = '', from = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i), to = foldCode(code)
    if (to === code) continue
    out += text.slice(from, i) + String.fromCharCode(to)
    from = i + 1
  }
  return from ? out + text.slice(from) : text
}

function foldCode(code: number): number {
  if (code > 0xff00 && code < 0xff5f) code -= 0xfee0
  else if (code === 0x3000) code = 0x20
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code
}

/** Letters and digits that make a word only together: 20 is not in 2020. */
export const joins = (code: number): boolean => (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a)
/** Signs that end a word and are none: punctuation and spaces of either writing. */
const isSign = (code: number): boolean =>
  (code < 0x80 && !joins(code)) || (code >= 0x80 && code < 0xc0) || (code >= 0x2000 && code < 0x2070) || (code >= 0x3000 && code < 0x3040) || code >= 0xff00

/**
 * The words a folded text is filed under: Latin runs whole; of everything else each pair of neighbours, the last letter
 * of each run by itself, so that every letter begins a word, and what the dictionary knows.
 */
export function wordsOf(folded: string, long: LongWords): string[] {
  const words: string[] = []
  walkRuns(folded, (from, to, latin) => {
    if (latin) return void words.push(folded.slice(from, to))
    for (let i = from; i < to - 1; i++) words.push(folded.slice(i, i + 2))
    words.push(folded.slice(to - 1, to))
  })
  for (const word of long(folded)) if (isLong(word)) words.push(word)
  return words
}

/** How a folded term, or the beginning of a Latin word at its end, is looked up; nothing when it is all signs. */
export function coverOf(folded: string, long: LongWords, beginning = false): Cover | undefined {
  const words = new Set<string>()
  let bare: Cover | undefined, plain = true
  walkRuns(folded, (from, to, latin) => {
    const run = folded.slice(from, to)
    plain &&= run.length === folded.length
    if (latin && beginning && to === folded.length) bare = { start: run, longest: Infinity, exact: plain }
    else if (latin) words.add(run)
    else if (run.length > 1) for (let i = 0; i < run.length - 1; i++) words.add(run.slice(i, i + 2))
    // A single letter beside signs says too little to be looked up by if the term has anything better.
    else bare ??= { start: run, longest: 2, exact: plain }
  })
  if (words.size === 0) return bare
  const known = long(folded).filter(isLong)
  if (plain && known.includes(folded)) return { words: [folded], exact: true }
  const exact = plain && words.size === 1 && (joins(folded.charCodeAt(0)) || folded.length === 2)
  return { words: [...new Set([...known, ...words])], exact }
}

const isLong = (word: string): boolean => {
  if (word.length < 3) return false
  for (let i = 0; i < word.length; i++) if (joins(word.charCodeAt(i)) || isSign(word.charCodeAt(i))) return false
  return true
}

export function walkRuns(folded: string, take: (from: number, to: number, latin: boolean) => void): void {
  for (let i = 0; i < folded.length;) {
    const code = folded.charCodeAt(i), from = i++
    if (joins(code)) {
      while (i < folded.length && joins(folded.charCodeAt(i))) i++
      take(from, i, true)
    } else if (!isSign(code)) {
      while (i < folded.length && !joins(folded.charCodeAt(i)) && !isSign(folded.charCodeAt(i))) i++
      take(from, i, false)
    }
  }
}

/** Where a folded term stands in a folded text; Latin ends must be ends of a word there too, except where a beginning was asked for. */
export function placesOf(term: string, folded: string, beginning = false): number[] {
  const places: number[] = []
  const first = joins(term.charCodeAt(0)), last = !beginning && joins(term.charCodeAt(term.length - 1))
  for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + 1)) {
    if (first && at > 0 && joins(folded.charCodeAt(at - 1))) continue
    if (last && at + term.length < folded.length && joins(folded.charCodeAt(at + term.length))) continue
    places.push(at)
  }
  return places
}
