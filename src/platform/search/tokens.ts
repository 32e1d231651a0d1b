// The words of the house's own index, written out for a server that only parts a text at spaces: letters folded, Latin runs
// whole, of everything else each pair of neighbours and the last letter of each run. A piece of text then stands there exactly
// where its words follow one another. tokens.test.ts holds them to those of engines/search.

/** Full width to half, capitals to small, letter by letter. */
export const folded = (text: string): string => text.replace(/[\uff01-\uff5e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ').replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** A value as it is compared whole, by its beginning or by a part: folded, without spaces. */
export const keyForm = (value: string): string => folded(value).replaceAll(' ', '')

const runs = /([0-9a-z]+)|([^\u0000-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uffff]+)/g

export function tokensOf(text: string): string[] {
  return [...folded(text).matchAll(runs)].flatMap(([run, latin]) => (latin ? [run] : [...pairsOf(run), run.at(-1)!]))
}

/** How a term is looked for: these words one after another, the last of them perhaps only begun. */
export interface Phrase { words: string[]; begun: boolean }

/** Signs between the runs of a term are passed over, as the server's words know none. */
export function phraseOf(term: string, beginning: boolean): Phrase {
  const found = [...folded(term).matchAll(runs)], last = found.at(-1)
  const words = found.flatMap((match) => {
    const [run, latin] = match
    // Where the term ends the text may go on, so that the last letter of its run is not the last there.
    return latin || run.length === 1 ? [run] : match === last ? pairsOf(run) : [...pairsOf(run), run.at(-1)!]
  })
  return { words, begun: last !== undefined && (last[1] ? beginning : last[0].length === 1) }
}

const pairsOf = (run: string): string[] => Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2))
