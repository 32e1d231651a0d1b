import { patents, readAsk } from '../../engines/search/index.ts'
import { isNo } from '../../kernel/index.ts'

/** A query as it is asked, and as it reads in simplified characters where it was typed in others. */
export interface Read { query: string; simplified?: string }

/**
 * A query with each of its terms in both scripts, as the texts of the library are in simplified characters and a few in
 * traditional ones: 專利 非 電機 is asked as (專利 或 专利) 非 (電機 或 电机). What has no traditional characters, and what
 * cannot be read, stays as it was typed.
 */
export async function inBothScripts(typed: string): Promise<Read> {
  if (!/\p{Script=Han}/u.test(typed)) return { query: typed }
  const simple = await simplifier()
  // Terms as the query language parts them; the name of a field and a word such as 與 are no terms.
  const written = (term: (as: string, is: string) => string) => typed.replace(/["“”]([^"“”]*)["“”]|([^\s()（）"“”:：]+)([:：]?)/g, (as, _phrase, word?: string, colon?: string) => {
    const is = simple(as)
    return is === as || (word !== undefined && (colon || is.length === 1 && operators.includes(is))) ? is : term(as, is)
  })
  const simplified = written((_as, is) => is)
  if (simplified === typed) return { query: typed }
  const both = written((as, is) => `(${as} 或 ${is})`)
  if (!isNo(readAsk(both, patents))) return { query: both, simplified }
  // Too long in both, or not to be read: letter for letter as long as it was typed, a refusal names the right place.
  return { query: simplified, simplified }
}
const operators = '与或非'

/** What stands in simplified texts as it is, whatever a dictionary says: 显著, 噁唑, 么, 菸酰胺, 季鏻盐. */
const ownOfBoth = /[著噁么菸鏻]/

let loaded: Promise<(text: string) => string> | undefined
/** Letter by letter; read when the first Chinese query comes. */
const simplifier = () => (loaded ??= import('opencc-js/t2cn').then(({ ConverterFactory, Locale }) => {
  const convert = ConverterFactory(Locale.from.tw, Locale.to.cn)
  return (text) => {
    const to = convert(text)
    return to.length === text.length ? Array.from({ length: to.length }, (_, i) => (ownOfBoth.test(text[i]!) ? text[i] : to[i])).join('') : text
  }
}))
