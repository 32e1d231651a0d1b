import fc from 'fast-check'
import { expect, it } from 'vitest'
import { foldLetters, placesOf, wordsOf } from '../../engines/search/letters.ts'
import { phraseOf, tokensOf } from './tokens.ts'

const letters = fc.string({ unit: fc.constantFrom(...'风力发电机灯具AaZz09ＡＬ１，。 　-·“éΔ😀'), maxLength: 24 })

// The same rules in another hand.
const folded = (text: string) => text.replace(/[\uff01-\uff5e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ').replace(/[A-Z]/g, (letter) => letter.toLowerCase())
const parted = (text: string) => [...folded(text).matchAll(/([0-9a-z]+)|([^\u0000-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uffff]+)/g)]
  .flatMap(([run, latin]) => (latin ? [run] : [...Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)), run.at(-1)!]))

it('what a server is fed are the words that the index files', () => {
  fc.assert(fc.property(letters, (text) => {
    expect(folded(text)).toBe(foldLetters(text))
    expect(tokensOf(text)).toEqual(parted(text))
    expect(tokensOf(text)).toEqual(wordsOf(foldLetters(text), () => []))
  }), { numRuns: 500 })
})

it('a piece of text is found by its words following one another, and nothing else is', () => {
  const follows = (words: string[], { words: phrase, begun }: ReturnType<typeof phraseOf>) =>
    words.some((_, at) => phrase.every((word, i) => (begun && i === phrase.length - 1 ? words[at + i]?.startsWith(word) : words[at + i] === word)))
  // Of signs the server knows nothing, so that they are left out here.
  const plain = fc.string({ unit: fc.constantFrom(...'风力发电机灯ae1'), maxLength: 16 })
  fc.assert(fc.property(plain, plain.filter((term) => term.length > 0), (text, term) => {
    expect(follows(tokensOf(text), phraseOf(term, false))).toBe(placesOf(term, text).length > 0)
  }), { numRuns: 2000 })
})
