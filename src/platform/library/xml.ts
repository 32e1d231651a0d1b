import { no, yes, type Refusal, type Result } from '../../kernel/index.ts'

/** An element of a record: local name, what stands in its start tag, and what is in it, in order. */
export interface XmlNode { name: string; attributes: string; within: (XmlNode | string)[] }

const nothing: (XmlNode | string)[] = []
/** Most elements hold one thing: a list of just that is made when it comes. */
function put(into: XmlNode, one: XmlNode | string): void {
  if (into.within === nothing) into.within = [one]
  else into.within.push(one)
}

/** A record as it was read, or why it could not be; `at` counts letters from where the scanner began. */
export type XmlRecord = { node: XmlNode; from: number; to: number } | { refused: Refusal; from: number; to: number; raw: string }

interface XmlOptions {
  /** Local names of the elements that are records. */
  records: ReadonlySet<string>
  /** Elements in which nothing is looked for: long texts that the library does not keep. */
  skipped?: ReadonlySet<string>
  /** The most letters a record, or anything outside of one that must be seen whole, may have. */
  most?: number
  /** The elements that are open where the text begins, when it does not begin at the beginning. */
  open?: readonly string[]
}

interface XmlScanner {
  /** Takes the next piece of the text and answers the records that end in it; a refusal ends the reading for good. */
  push(piece: string): Result<XmlRecord[]>
  /** No more comes. */
  end(): Result<XmlRecord[]>
  /** How far everything is dealt with, in letters from where the scanner began, and the elements open there. */
  readonly settled: number
  readonly open: readonly string[]
}

/** A name as it is written, without its prefix, and what it means here. */
interface Name { raw: string; local: string; isRecord: boolean; isSkipped: boolean }

const deepest = 256
const mostOutside = 1_000_000
const mostDoctype = 60_000
/** Letters of a refused record that are shown. */
const mostShown = 2_000

/**
 * Reads records out of XML that comes in pieces of any size. It knows the five entities and numbers, and nothing that a document could
 * define: no external file is ever fetched, a document that defines entities of its own is refused, and no record, tag or text can make it
 * hold more than `most` letters. Names are read without their prefix.
 */
export function xmlScanner({ records, skipped = new Set(), most = 16_000_000, open: opened = [] }: XmlOptions): XmlScanner {
  let text = '', base = 0, at = 0
  const open: Name[] = opened.map((local) => ({ raw: '', local, isRecord: false, isSkipped: false }))
  /** The record being read: its element, those open within it, and where it began. */
  let stack: XmlNode[] = [], from = 0, depthOfRecord = -1, head = ''
  let bad: Refusal | undefined
  /** What is being passed over: up to this text. */
  let until: { end: string; and: 'drop' | 'text' | 'close' } | undefined
  /** After a record whose elements do not close: everything up to the next beginning of its kind. */
  let lost: string | undefined
  let settled = 0, found: XmlRecord[] = []
  let names = Array.from({ length: 256 }, (): Name[] => []), known = 0

  /** The name that stands from one place to another, without cutting it out of the text: a document has few and repeats them. */
  const nameAt = (start: number, end: number): Name => {
    const alike = names[(text.charCodeAt(start) * 7 + text.charCodeAt(end - 1) * 31 + (end - start)) & 255]!
    for (let i = 0; i < alike.length; i++) { const name = alike[i]!; if (name.raw.length === end - start && text.startsWith(name.raw, start)) return name }
    if (++known > 5_000) [names, known] = [names.map(() => []), 0]
    // A copy: what is remembered must not hold the piece of the file it was cut from.
    const raw = Buffer.from(text.slice(start, end)).toString(), local = raw.slice(raw.indexOf(':') + 1)
    const name = { raw, local, isRecord: records.has(local), isSkipped: skipped.has(local) }
    alike.push(name)
    return name
  }
  const inRecord = () => depthOfRecord >= 0
  const refusal = (code: string, say: string): Refusal => ({ code: `xml-${code}`, say })
  const flaw = (code: string, say: string) => { bad ??= refusal(code, say) }

  const finish = (to: number) => {
    found.push(bad ? { refused: bad, from, to, raw: from < base ? head : text.slice(from - base, Math.min(to - base, from - base + mostShown)) } : { node: stack[0]!, from, to })
    stack = []
    bad = undefined
    depthOfRecord = -1
  }
  /** A record that cannot be read to its end: the next one of its kind is looked for. */
  const lose = (code: string, say: string) => {
    flaw(code, say)
    lost = open[depthOfRecord]!.local
    open.length = depthOfRecord
    finish(base + at)
    until = undefined
  }
  const addText = (piece: string) => {
    if (!piece || !stack.length || bad) return
    const read = piece.includes('&') ? decoded(piece) : piece
    if (typeof read !== 'string') return void (bad = read)
    put(stack[stack.length - 1]!, read)
  }

  const scan = (ended: boolean): Result<void> => {
    for (;;) {
      if (inRecord() && base + at - from > most) {
        lose('record-long', `一条记录超过${Math.round(most / 1_000_000)} MB，为保护系统不予读取`)
        continue
      }
      if (lost !== undefined) {
        const next = nextStart(text, lost, at)
        if (next < 0) {
          at = Math.max(at, text.length - lost.length - 64)
          return yes(undefined)
        }
        at = next
        lost = undefined
        settled = base + at
      }
      if (until) {
        const end = text.indexOf(until.end, at)
        const stop = end < 0 ? Math.max(at, text.length - until.end.length) : end
        if (until.and === 'text' && stack.length && !bad && stop > at) put(stack[stack.length - 1]!, text.slice(at, stop))
        at = stop
        if (end < 0) return yes(undefined)
        if (until.and === 'close') {
          // </description-of-drawings> does not end <description>.
          const after = text.charCodeAt(end + until.end.length)
          if (Number.isNaN(after)) return yes(undefined)
          if (after !== 62 && after > 32) {
            at = end + until.end.length
            continue
          }
        } else at = end + until.end.length
        until = undefined
        continue
      }
      const tag = text.indexOf('<', at)
      if (tag < 0) {
        // A long text is taken in pieces; one that may end in half a reference waits for its other half.
        const amp = text.lastIndexOf('&')
        const stop = !ended && amp >= at && text.length - amp < 12 && !text.includes(';', amp) ? amp : text.length
        addText(text.slice(at, stop))
        at = stop
        return yes(undefined)
      }
      if (tag > at) {
        addText(text.slice(at, tag))
        at = tag
      }
      const second = text.charCodeAt(tag + 1)
      if (Number.isNaN(second)) return yes(undefined)
      if (second === 33 /* ! */) {
        if (text.startsWith('<!--', tag)) { until = { end: '-->', and: 'drop' }; at = tag + 4; continue }
        if (text.startsWith('<![CDATA[', tag)) { until = { end: ']]>', and: 'text' }; at = tag + 9; continue }
        if (text.length - tag < 9 && !ended) return yes(undefined)
        if (!text.startsWith('<!DOCTYPE', tag)) {
          if (!inRecord()) return no(refusal('markup', '文件不是规范的 XML：出现无法识别的“<!”标记'))
          lose('markup', '记录中出现无法识别的“<!”标记')
          continue
        }
        if (inRecord()) { lose('doctype', '记录中间出现了文档类型声明'); continue }
        const end = doctypeEnd(text, tag + 9)
        if (typeof end !== 'number') return no(end)
        if (end < 0) return text.length - tag > mostDoctype ? no(refusal('doctype-long', '文档类型声明过长，不予读取')) : yes(undefined)
        at = end + 1
        continue
      }
      if (second === 63 /* ? */) {
        // A new document begins in the same file, as in the bulk files of the USPTO.
        if (text.startsWith('<?xml', tag) && text.charCodeAt(tag + 5) <= 32) {
          if (inRecord()) { lose('cut', '记录没有结束就开始了另一个文件'); continue }
          open.length = 0
        } else if (text.length - tag < 7 && !ended) return yes(undefined)
        until = { end: '?>', and: 'drop' }
        at = tag + 2
        continue
      }
      if (second === 47 && open.length) {
        // Most ends are written as their beginnings.
        const { raw } = open[open.length - 1]!
        if (raw && text.charCodeAt(tag + 2 + raw.length) === 62 && text.startsWith(raw, tag + 2)) {
          open.pop()
          at = tag + 3 + raw.length
          if (inRecord()) {
            if (open.length === depthOfRecord) finish(base + at)
            else if (stack.length > open.length - depthOfRecord) stack.pop()
          }
          if (!inRecord()) settled = base + at
          continue
        }
      }
      let nameEnd = tag + 1
      for (let code = second; code > 32 && code !== 47 && code !== 62; code = text.charCodeAt(nameEnd)) nameEnd++
      const end = text.charCodeAt(nameEnd) === 62 ? nameEnd : tagEnd(text, second === 47 ? tag + 2 : nameEnd)
      if (end < 0) {
        if (text.length - tag <= mostOutside) return yes(undefined)
        if (!inRecord()) return no(refusal('tag-long', '文件中有超过1 MB的标签，不予读取'))
        at = text.length
        lose('tag-long', '记录中有超过1 MB的标签')
        continue
      }
      if (second === 47 /* / */) {
        const raw = text.slice(tag + 2, end).trimEnd(), name = raw.slice(raw.indexOf(':') + 1)
        if (open.at(-1)?.local !== name) {
          if (!inRecord()) return no(refusal('unbalanced', `文件不是规范的 XML：“</${name.slice(0, 60)}>”没有对应的开始标签`))
          at = end + 1
          lose('unbalanced', `记录的标签不配对：“</${name.slice(0, 60)}>”处应为“</${open.at(-1)?.local}>”`)
          continue
        }
        open.pop()
        at = end + 1
        if (inRecord()) {
          if (open.length === depthOfRecord) finish(base + at)
          else if (stack.length > open.length - depthOfRecord) stack.pop()
        }
        if (!inRecord()) settled = base + at
        continue
      }
      const closed = text.charCodeAt(end - 1) === 47
      const name = nameAt(tag + 1, nameEnd)
      if (!name.local || open.length >= deepest || (second < 65 && second !== 58)) {
        const [code, say] = open.length >= deepest ? ['deep', `标签嵌套超过${deepest}层`] : ['name', '有不合规的标签']
        if (!inRecord()) return no(refusal(code!, `文件不是规范的 XML：${say}`))
        at = end + 1
        lose(code!, `记录的${say}`)
        continue
      }
      if (inRecord()) {
        if (!bad && !name.isSkipped) {
          const node: XmlNode = { name: name.local, attributes: nameEnd < end ? text.slice(nameEnd, closed ? end - 1 : end) : '', within: nothing }
          put(stack[stack.length - 1]!, node)
          if (!closed) stack.push(node)
        }
      } else if (name.isRecord) {
        from = base + tag
        depthOfRecord = open.length
        stack = [{ name: name.local, attributes: nameEnd < end ? text.slice(nameEnd, closed ? end - 1 : end) : '', within: nothing }]
      }
      at = end + 1
      if (closed) {
        if (inRecord() && open.length === depthOfRecord) finish(base + at)
        if (!inRecord()) settled = base + at
        continue
      }
      if (inRecord() && open.length > depthOfRecord && !bad && !name.isSkipped) {
        // Most elements hold a text and nothing else: both are taken at once, without opening what closes directly.
        const next = text.indexOf('<', at), { raw } = name
        if (next >= 0 && text.charCodeAt(next + 1) === 47 && text.charCodeAt(next + 2 + raw.length) === 62 && text.startsWith(raw, next + 2)) {
          addText(text.slice(at, next))
          stack.pop()
          at = next + 3 + raw.length
          continue
        }
      }
      open.push(name)
      if (inRecord()) { if (name.isSkipped) until = { end: `</${name.raw}`, and: 'close' } } else settled = base + at
    }
  }

  const push = (piece: string, ended = false): Result<XmlRecord[]> => {
    found = []
    // What is dealt with is let go; of a record its beginning is kept, which says what it was should it be refused.
    if (inRecord() && from >= base) head = Buffer.from(text.slice(from - base, from - base + mostShown)).toString()
    text = text.length > at ? text.slice(at) + piece : piece
    base += at
    at = 0
    const scanned = scan(ended)
    if (!scanned.ok) return scanned
    if (ended && inRecord()) {
      flaw('cut', '文件在这条记录中间就结束了，可能没有传完')
      finish(base + at)
    } else if (ended && open.length && lost === undefined) return found.length ? yes(found) : no(refusal('cut', `文件没有结束：缺“</${open.at(-1)!.local}>”，可能没有传完`))
    return yes(found)
  }
  return { push: (piece) => push(piece), end: () => push('', true), get settled() { return inRecord() ? from : settled }, get open() { return (inRecord() ? open.slice(0, depthOfRecord) : open).map(({ local }) => local) } }
}

/** The end of a tag: a “>” that stands in no value. */
function tagEnd(text: string, from: number): number {
  let end = text.indexOf('>', from)
  if (end < 0) return -1
  for (let i = from; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code !== 34 && code !== 39) continue
    const close = text.indexOf(code === 34 ? '"' : "'", i + 1)
    if (close < 0) return -1
    if (close > end) {
      end = text.indexOf('>', close)
      if (end < 0) return -1
    }
    i = close
  }
  return end
}

/** The end of a document type; entities it defines itself are how a small file becomes a large one, so they are refused. */
function doctypeEnd(text: string, from: number): number | Refusal {
  let inside = false
  for (let i = from; i < text.length; i++) {
    const c = text[i]!
    if (c === '"' || c === "'") {
      i = text.indexOf(c, i + 1)
      if (i < 0) return -1
    } else if (text.startsWith('<!--', i)) {
      i = text.indexOf('-->', i)
      if (i < 0) return -1
      i += 2
    } else if (text.startsWith('<!ENTITY', i)) {
      const end = tagEnd(text, i + 1)
      if (end < 0) return -1
      // Names of pictures, never fetched; anything else is a text or a file to be put in place of a name.
      if (!/^<!ENTITY\s+[^\s%"']+\s+(SYSTEM|PUBLIC)\s[\s\S]*\sNDATA\s/.test(text.slice(i, end))) {
        return { code: 'xml-entity', say: '文件自行定义了实体，可能被用来耗尽内存或读取别的文件，为保护系统不予读取' }
      }
      i = end
    } else if (c === '[') inside = true
    else if (c === ']') inside = false
    else if (c === '>' && !inside) return i
  }
  return -1
}

/** Where the next element of this name begins. */
function nextStart(text: string, name: string, from: number): number {
  for (let i = text.indexOf('<', from); i >= 0; i = text.indexOf('<', i + 1)) {
    let end = i + 1
    while (end < text.length && end - i < 200 && !/[\s/>]/.test(text[end]!)) end++
    if (end === text.length) return -1
    const full = text.slice(i + 1, end)
    if (full.slice(full.indexOf(':') + 1) === name || full === '?xml') return i
  }
  return -1
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text with its references read; a refusal names one that means nothing without a document type. */
export function decoded(text: string): string | Refusal {
  let out = '', from = 0
  for (let amp = text.indexOf('&'); amp >= 0; amp = text.indexOf('&', from)) {
    const end = text.indexOf(';', amp)
    const name = end > amp && end - amp < 40 ? text.slice(amp + 1, end) : ''
    const is = named[name] ?? (name.startsWith('#') ? numbered(name) : undefined)
    if (is === undefined) return { code: 'xml-reference', say: name ? `有未定义的字符实体“&${name};”（旧的 SGML 文件常见），请先转为 XML` : '有单独的“&”，应写作“&amp;”' }
    out += text.slice(from, amp) + is
    from = end + 1
  }
  return out + text.slice(from)
}

function numbered(name: string): string | undefined {
  const code = /^#x[0-9a-f]{1,6}$/i.test(name) ? Number.parseInt(name.slice(2), 16) : /^#\d{1,7}$/.test(name) ? Number(name.slice(1)) : Number.NaN
  const isCharacter = code === 9 || code === 10 || code === 13 || (code >= 32 && code < 0xd800) || (code >= 0xe000 && code <= 0x10ffff && code !== 0xfffe && code !== 0xffff)
  return isCharacter ? String.fromCodePoint(code) : undefined
}

/** The value of an attribute, by its local name. */
export function attribute(node: XmlNode, name: string): string | undefined {
  const { attributes } = node
  if (attributes === '') return undefined
  for (let i = attributes.indexOf(name); i >= 0; i = attributes.indexOf(name, i + 1)) {
    const before = attributes.charCodeAt(i - 1)
    if (i > 0 && before > 32 && before !== 58) continue
    let at = i + name.length
    while (attributes.charCodeAt(at) <= 32) at++
    if (attributes.charCodeAt(at) !== 61) continue
    at++
    while (attributes.charCodeAt(at) <= 32) at++
    const quote = attributes[at]
    const end = quote === '"' || quote === "'" ? attributes.indexOf(quote, at + 1) : -1
    if (end < 0) continue
    const text = attributes.slice(at + 1, end)
    const read = text.includes('&') ? decoded(text) : text
    return typeof read === 'string' ? read : text
  }
  return undefined
}

/** The first element of a name that stands directly within. */
export function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
  if (node) for (const one of node.within) if (typeof one !== 'string' && one.name === name) return one
  return undefined
}
/** Step by step down by first elements. */
export const down = (node: XmlNode | undefined, ...names: string[]): XmlNode | undefined => names.reduce<XmlNode | undefined>(child, node)

export function children(node: XmlNode | undefined, ...names: string[]): XmlNode[] {
  const found: XmlNode[] = []
  if (node) for (const one of node.within) if (typeof one !== 'string' && names.includes(one.name)) found.push(one)
  return found
}

/** Every element of a name at any depth; not within one that was found. */
export function all(node: XmlNode | undefined, name: string, found: XmlNode[] = []): XmlNode[] {
  if (node) for (const one of node.within) if (typeof one !== 'string') { if (one.name === name) found.push(one); else all(one, name, found) }
  return found
}

/** The text in an element and below it, spaces made single. */
export function textOf(node: XmlNode | undefined): string {
  if (!node) return ''
  const only = node.within
  return tidy(only.length === 1 && typeof only[0] === 'string' ? only[0] : raw(node))
}
const raw = (node: XmlNode): string => {
  let out = ''
  for (const one of node.within) out += typeof one === 'string' ? one : raw(one)
  return out
}
/** Spaces of any kind and number as one, none at the ends. Most texts have none to change, and those are seen at a glance. */
export function tidy(text: string): string {
  const { length } = text
  if (length === 0) return text
  const isOdd = length > 48 ? text.includes('\n') || text.includes('  ') || text.includes('\t') || text.includes('\r') || text.includes('\u00a0') || text.includes('\u3000') || text.includes('\u2003') : isOddShort(text)
  return isOdd || text.charCodeAt(0) <= 32 || text.charCodeAt(length - 1) <= 32 ? text.replace(/\s+/g, ' ').trim() : text
}
function isOddShort(text: string): boolean {
  let before = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code <= 32 ? code !== 32 || before === 32 : code === 0xa0 || code === 0x3000 || code === 0x2003) return true
    before = code
  }
  return false
}
