import { traditionalWords } from '../../kernel/index.ts'

let convert: Promise<(text: string) => string> | undefined
/** Loaded when someone first asks: the dictionary is large and most never need it. */
const converter = () => (convert ??= import('opencc-js/cn2t').then(({ ConverterFactory, Locale }) => ConverterFactory(Locale.from.cn, [...Locale.to.tw, traditionalWords])))

/** Elements whose text is what somebody typed or a machine reads. */
const untouched = /^<(textarea|script|style|code|pre)\b/i

/** The page in traditional characters: only what is read, never what a form holds, an address, or a code. */
export async function inTraditional(html: string): Promise<string> {
  const to = await converter()
  let inside = ''
  const parts = html.split(/(<[^>]*>)/)
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!
    if (i % 2) {
      if (inside) { if (part.toLowerCase().startsWith(`</${inside}`)) inside = '' }
      else {
        inside = untouched.exec(part)?.[1]?.toLowerCase() ?? ''
        parts[i] = part.replace(/ (aria-label|placeholder|title|alt)="([^"]*)"/g, (_, name: string, text: string) => ` ${name}="${to(text)}"`).replace('<html lang="zh-CN"', '<html lang="zh-Hant"')
      }
    } else if (part && !inside) parts[i] = to(part)
  }
  return parts.join('')
}
