import type { Ask } from './ask.ts'
import { foldLetters, placesOf } from './letters.ts'

/** Where a text shows what a query asked for in this field: places from, to in the text as given, in order, none overlapping. */
export function marksOf(ask: Ask, field: string, text: string): [number, number][] {
  const folded = foldLetters(text)
  const marks = termsOf(ask).filter((term) => !term.field || term.field === field)
    .flatMap(({ term, beginning }) => placesOf(term, folded, beginning).map((at): [number, number] => [at, at + term.length]))
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const out: [number, number][] = []
  for (const [from, to] of marks) {
    const last = out.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else out.push([from, to])
  }
  return out
}

/** The terms that a hit may show; what was excluded is not among them. */
function termsOf(ask: Ask): Extract<Ask, { is: 'text' }>[] {
  if (ask.is === 'text') return [ask]
  return ask.is === 'and' || ask.is === 'or' ? ask.of.flatMap(termsOf) : []
}
