import { inflateSync } from 'node:zlib'

/** What is inflated of one file at most, so that a small file cannot fill the memory. */
const mostUnpacked = 60_000_000

/**
 * The words of a PDF whose fonts say which character each code stands for (ToUnicode) or are plain Latin, page after page. Nothing when
 * most of what is written cannot be read: a scan, an encrypted file, fonts that keep their codes to themselves.
 */
export function pdfText(bytes: Uint8Array): string | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const objects = objectsOf(file)
  if (objects === undefined) return undefined
  const said = { text: '', lost: 0 }
  for (const page of objects.values()) {
    if (!/\/Type\s*\/Page(?![a-zA-Z])/.test(page.dict)) continue
    const fonts = fontsOf(page, objects)
    for (const content of refsIn(page.dict, 'Contents').map((ref) => objects.get(ref)).filter((o) => o?.stream)) write(content!.stream!, fonts, said)
    said.text += '\n'
  }
  const words = said.text.trim()
  return words === '' || said.lost > words.length / 4 ? undefined : words
}

interface Held { dict: string; stream?: string }
type Objects = Map<number, Held>

/** Every object of the file, those packed into streams too; undefined when it is locked or would unpack without end. */
function objectsOf(file: Buffer): Objects | undefined {
  const text = file.toString('latin1')
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(text)) return undefined
  const objects: Objects = new Map()
  let unpacked = 0
  for (const m of text.matchAll(/(?<!\d)(\d{1,9})\s+\d{1,5}\s+obj\b/g)) {
    const from = m.index + m[0].length, end = text.indexOf('endobj', from)
    if (end < 0) continue
    const at = /stream\r?\n/.exec(text.slice(from, Math.min(end, from + 20_000)))
    if (!at) { objects.set(Number(m[1]), { dict: text.slice(from, Math.min(end, from + 2_000_000)) }); continue }
    const dict = text.slice(from, from + at.index), start = from + at.index + at[0].length
    const length = /\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(dict)?.[1]
    const stop = length ? start + Number(length) : text.indexOf('endstream', start)
    if (/\/Subtype\s*\/Image|\/FontFile/.test(dict) || stop < 0) { objects.set(Number(m[1]), { dict }); continue }
    const raw = file.subarray(start, stop)
    const open = /\/FlateDecode/.test(dict) ? inflated(raw) : /\/Filter/.test(dict) ? undefined : raw
    if (open && (unpacked += open.length) > mostUnpacked) return undefined
    objects.set(Number(m[1]), { dict, ...(open ? { stream: open.toString('latin1') } : {}) })
  }
  for (const packed of [...objects.values()].filter((o) => o.stream && /\/Type\s*\/ObjStm/.test(o.dict))) {
    const first = Number(/\/First\s+(\d+)/.exec(packed.dict)?.[1] ?? 0)
    const places = [...packed.stream!.slice(0, first).matchAll(/(\d+)\s+(\d+)/g)].map((m) => [Number(m[1]), Number(m[2])] as const)
    places.forEach(([id, offset], i) => { if (!objects.has(id)) objects.set(id, { dict: packed.stream!.slice(first + offset, places[i + 1] ? first + places[i + 1]![1] : undefined) }) })
  }
  return objects
}
function inflated(raw: Buffer): Buffer | undefined {
  try { return inflateSync(raw, { maxOutputLength: mostUnpacked }) } catch { return undefined } // damaged: as good as not there
}

const refsIn = (dict: string, name: string): number[] => [...(new RegExp(`/${name}\\s*(\\[[^\\]]*\\]|\\d+\\s+\\d+\\s+R)`).exec(dict)?.[1] ?? '').matchAll(/(\d+)\s+\d+\s+R/g)].map((m) => Number(m[1]))

/** How a font turns the bytes of a string into characters; `undefined` for a code it does not tell. */
interface Font { wide: boolean; map: Map<number, string> | undefined }

function fontsOf(page: Held, objects: Objects): Map<string, Font> {
  const parents: Held[] = []
  for (let at: Held | undefined = page; at && parents.length < 20; at = objects.get(refsIn(at.dict, 'Parent')[0] ?? -1)) parents.push(at)
  const fonts = new Map<string, Font>()
  for (const at of parents) {
    const resources = objects.get(refsIn(at.dict, 'Resources')[0] ?? -1)?.dict ?? at.dict
    const listed = objects.get(refsIn(resources, 'Font')[0] ?? -1)?.dict ?? /\/Font\s*<<(.*?)>>/s.exec(resources)?.[1] ?? ''
    for (const m of listed.matchAll(/\/([^\s/<>[\]()]+)\s+(\d+)\s+\d+\s+R/g)) {
      const font = objects.get(Number(m[2]))
      if (font && !fonts.has(m[1]!)) fonts.set(m[1]!, { wide: /\/Subtype\s*\/Type0/.test(font.dict), map: codesOf(objects.get(refsIn(font.dict, 'ToUnicode')[0] ?? -1)?.stream) })
    }
  }
  return fonts
}

function codesOf(cmap: string | undefined): Map<number, string> | undefined {
  if (!cmap) return undefined
  const map = new Map<number, string>()
  const chars = (hex: string) => (hex.match(/.{4}/g) ?? []).map((h) => String.fromCharCode(parseInt(h, 16))).join('')
  for (const [, part] of cmap.matchAll(/beginbfchar(.*?)endbfchar/gs)) for (const m of part!.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) map.set(parseInt(m[1]!, 16), chars(m[2]!))
  for (const [, part] of cmap.matchAll(/beginbfrange(.*?)endbfrange/gs)) for (const m of part!.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(?:<([0-9a-fA-F]+)>|\[([^\]]*)\])/g)) {
    const from = parseInt(m[1]!, 16), to = Math.min(parseInt(m[2]!, 16), from + 65_535)
    const each = m[4] === undefined ? undefined : [...m[4].matchAll(/<([0-9a-fA-F]+)>/g)].map((x) => chars(x[1]!))
    for (let code = from; code <= to; code++) map.set(code, each ? each[code - from] ?? '' : chars(m[3]!.slice(0, -4)) + String.fromCharCode(parseInt(m[3]!.slice(-4), 16) + code - from))
  }
  return map
}

/** Goes through the drawing orders of a page and writes down what is shown as text. */
function write(content: string, fonts: Map<string, Font>, said: { text: string; lost: number }): void {
  let font: Font | undefined
  const show = (bytes: string) => {
    for (let i = 0; i < bytes.length; i += font?.wide ? 2 : 1) {
      const code = font?.wide ? (bytes.charCodeAt(i) << 8) | (bytes.charCodeAt(i + 1) || 0) : bytes.charCodeAt(i)
      const char = font?.map ? font.map.get(code) : font?.wide ? undefined : bytes[i]
      if (char === undefined) said.lost++
      else said.text += char
    }
  }
  const strings: string[] = []
  for (const [token] of content.matchAll(/\((?:\\[\s\S]|[^\\()]|\((?:\\[\s\S]|[^\\()])*\))*\)|<[0-9a-fA-F\s]*>|\/[^\s/<>[\]()]+|[A-Za-z'"*]+/g)) {
    if (token[0] === '(') strings.push(unescaped(token.slice(1, -1)))
    else if (token[0] === '<') strings.push(Buffer.from(token.replace(/[<>\s]/g, ''), 'hex').toString('latin1'))
    else if (token[0] === '/') font = fonts.get(token.slice(1)) ?? font
    else {
      if (['Tj', 'TJ', '\'', '"'].includes(token)) strings.forEach(show)
      if (['Td', 'TD', 'T*', 'ET', '\'', '"', 'Tm'].includes(token)) said.text += '\n'
      strings.length = 0
    }
  }
}
const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
const unescaped = (text: string): string => text.replace(/\\(\d{1,3}|\r\n|[\s\S])/g, (_, c: string) => (/^\d/.test(c) ? String.fromCharCode(parseInt(c, 8)) : c === '\n' || c === '\r\n' ? '' : escapes[c] ?? c))
