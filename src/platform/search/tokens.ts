import { foldLetters, walkRuns, wordsOf } from '../../engines/search/index.ts'

// The words of the house's own index for a server that only parts a text at spaces: a piece of text then stands there exactly
// where its words follow one another.

export const tokensOf = (text: string): string[] => wordsOf(foldLetters(text), () => [])

/** How a term is looked for: these words one after another, the last of them perhaps only begun. */
export interface Phrase { words: string[]; begun: boolean }

/** Signs between the runs of a term are passed over, as the server's words know none. */
export function phraseOf(term: string, beginning: boolean): Phrase {
  const found: { run: string; latin: boolean }[] = [], letters = foldLetters(term)
  walkRuns(letters, (from, to, latin) => found.push({ run: letters.slice(from, to), latin }))
  const last = found.at(-1)
  const words = found.flatMap(({ run, latin }, at) => {
    // Where the term ends the text may go on, so that the last letter of its run is not the last there.
    const pairs = wordsOf(run, () => [])
    return latin || run.length === 1 || at < found.length - 1 ? pairs : pairs.slice(0, -1)
  })
  return { words, begun: last !== undefined && (last.latin ? beginning : last.run.length === 1) }
}
