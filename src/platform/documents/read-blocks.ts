import { inflateRawSync } from 'node:zlib'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import type { Block, Document, Oddity, Paragraph, Table, TableCell } from '../../engines/tasklist/index.ts'
import { no, yes, type Result } from '../../kernel/index.ts'

/** What a file holds, as the list engine reads it, and what was odd about the file itself. */
export interface ReadFile {
  kind: 'txt' | 'docx' | 'xlsx' | 'html'
  document: Document
  oddities: Oddity[]
}

// A list has hundreds of lines. Reading goes on in the one thread that answers everybody, so what is far larger is not begun.
const most = { bytes: 50_000_000, unpacked: 20_000_000, entries: 5_000, text: 20_000_000, page: 5_000_000, lines: 20_000, ratio: 200, ratioFrom: 10_000_000 }
const tooLong = (say: string) => no({ code: 'list-too-long', at: 'file', say: `${say}，不像一份任务清单；请只上传清单本身` })

/** Reads a list as it was brought: text in any Chinese encoding, Word, Excel or a web page. The content decides, not the name. */
export function readBlocks(bytes: Uint8Array): Result<ReadFile> {
  if (bytes.length === 0) return no({ code: 'file-empty', at: 'file', say: '文件是空的，请重新选择文件' })
  if (bytes.length > most.bytes) return no({ code: 'file-too-large', at: 'file', say: `文件有 ${Math.round(bytes.length / 1_000_000)} MB，超过 ${most.bytes / 1_000_000} MB 的上限；请只上传清单本身` })
  const start = String.fromCharCode(...bytes.subarray(0, 8))
  if (start.startsWith('PK')) return readPackage(bytes)
  if (start.startsWith('%PDF')) return no({ code: 'file-kind', at: 'file', say: '暂不能从 PDF 读取清单；请改用 Word、Excel、网页或文本文件' })
  if (start.startsWith('\u00d0\u00cf\u0011\u00e0')) return no({ code: 'file-kind', at: 'file', say: '这是旧版 Word 或 Excel 文件（doc、xls）；请另存为 docx 或 xlsx 后再上传' })
  if (start.startsWith('{\\rtf')) return no({ code: 'file-kind', at: 'file', say: '这是 RTF 文件；请另存为 docx 后再上传' })
  const decoded = decode(bytes)
  if (!decoded.ok) return decoded
  const { text, oddities } = decoded.value
  if (text.length > most.text) return tooLong(`文件文字超过 ${most.text / 10_000} 万字`)
  if (/^\s*<(?:!doctype\s+html|html|head|body|table|div|p|h\d|meta|\?xml)[\s>]/i.test(text.slice(0, 500))) {
    if (text.length > most.page) return tooLong(`网页文字超过 ${most.page / 10_000} 万字`)
    return yes({ kind: 'html', document: { kind: 'blocks', blocks: htmlBlocks(text) }, oddities })
  }
  return yes({ kind: 'txt', document: { kind: 'text', text }, oddities })
}

/** UTF-8, UTF-16 or GB18030; a few broken characters are kept and pointed at, many are refused. */
function decode(bytes: Uint8Array): Result<{ text: string; oddities: Oddity[] }> {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return yes({ text: new TextDecoder('utf-16le').decode(bytes), oddities: [] })
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return yes({ text: new TextDecoder('utf-16be').decode(bytes), oddities: [] })
  const sample = bytes.subarray(0, 4096)
  const zeros = sample.reduce((n, b) => n + (b === 0 ? 1 : 0), 0)
  if (zeros > 0) {
    const odd = sample.reduce((n, b, i) => n + (b === 0 && i % 2 === 1 ? 1 : 0), 0)
    if (zeros > sample.length / 50 && (odd === zeros || odd === 0)) return yes({ text: new TextDecoder(odd === zeros ? 'utf-16le' : 'utf-16be').decode(bytes), oddities: [] })
    return no({ code: 'file-kind', at: 'file', say: '这不是文本、Word、Excel 或网页文件；请改用 txt、docx、xlsx 或 html' })
  }
  const utf8 = attempt('utf-8', bytes)
  if (utf8 !== undefined) return yes({ text: utf8, oddities: [] })
  const gb = attempt('gb18030', bytes)
  const loose = new TextDecoder('utf-8').decode(bytes)
  const broken = [...loose.matchAll(/\ufffd+/g)]
  const chinese = (text: string): number => (text.match(/[\u4e00-\u9fff，。、：；（）]/g) ?? []).length
  if (gb !== undefined && (broken.length > 20 || chinese(gb) >= chinese(loose))) return yes({ text: gb, oddities: [] })
  if (chinese(loose) > 0 && broken.length * 100 <= loose.length) {
    const lines = [...new Set(broken.map((m) => loose.slice(0, m.index).split('\n').length))]
    return yes({ text: loose, oddities: lines.slice(0, 20).map((n) => ({ at: `第${n}行`, say: '这一行有损坏的字符，原文无法还原，请对照原件补正' })) })
  }
  return no({ code: 'file-encoding', at: 'file', say: '文件的文字编码无法识别（既不是 UTF-8 也不是 GB18030，或内容已损坏）；请用记事本另存为 UTF-8 后再上传' })
}

function attempt(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function readPackage(bytes: Uint8Array): Result<ReadFile> {
  const broken = no({ code: 'file-broken', at: 'file', say: '文件已损坏或设有密码，无法读取；请重新保存后再上传' })
  const bomb = (why: string) => no({ code: 'file-bomb', at: 'file', say: `文件的压缩内容${why}，为保护系统不予接收；请只上传清单本身` })
  const entries = entriesOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (entries === undefined) return broken
  if (entries.size > most.entries) return bomb(`条目超过 ${most.entries} 个`)
  let total = 0
  for (const [name, e] of entries) {
    if (!/^(?:word|xl)\/.*\.(?:xml|rels)$/.test(name)) continue
    total += e.size
    if (total > most.unpacked) return bomb(`展开后超过 ${most.unpacked / 1_000_000} MB`)
    if (e.size > most.ratioFrom && e.size / Math.max(e.packed.length, 1) > most.ratio) return bomb(`压缩比超过 ${most.ratio} 倍`)
  }
  const unpacked = new Map<string, string>()
  const part = (name: string): string | undefined => {
    const e = entries.get(name), known = unpacked.get(name)
    if (!e || known !== undefined) return known
    // An entry may be larger than it says; it is given no more room than that, and all of it at once.
    const raw = e.isStored ? e.packed : inflateRawSync(e.packed, { maxOutputLength: Math.max(e.size, 1), chunkSize: Math.max(e.size, 64) })
    const text = raw.toString('utf8')
    unpacked.set(name, text)
    return text
  }
  try {
    const word = part('word/document.xml')
    // The shortest paragraph takes seven characters: a short text cannot hold too many.
    if (word !== undefined && word.length > most.lines * 7 && pieces(word, '<w:p>', '<w:p ') > most.lines) return tooLong(`文档超过 ${most.lines} 段`)
    if (word !== undefined) return yes({ kind: 'docx', document: { kind: 'blocks', blocks: wordBlocks(word, part) }, oddities: [] })
    if (entries.has('xl/workbook.xml')) {
      const rows = [...entries.keys()].filter((name) => /^xl\/worksheets\/[^/]+\.xml$/.test(name)).reduce((sum, name) => sum + pieces(part(name)!, '<row>', '<row '), 0)
      if (rows > most.lines) return tooLong(`工作表共有 ${rows} 行，超过 ${most.lines} 行`)
      const read = sheetBlocks(part)
      return yes({ kind: 'xlsx', document: { kind: 'blocks', blocks: read.blocks }, oddities: read.oddities })
    }
  } catch (error) {
    if (/^(?:Z_|ERR_BUFFER_TOO_LARGE)/.test((error as NodeJS.ErrnoException).code ?? '')) return broken
    throw error
  }
  return no({ code: 'file-kind', at: 'file', say: '压缩包里不是 Word 或 Excel 文档；请上传 docx、xlsx、html 或 txt' })
}

/** How often any of these stands in a text. */
function pieces(text: string, ...words: string[]): number {
  let count = 0
  for (const word of words) for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) count++
  return count
}

interface Entry { packed: Buffer; size: number; isStored: boolean }

/** The entries of a ZIP by its central directory; undefined when it is damaged or locked. */
function entriesOf(zip: Buffer): Map<string, Entry> | undefined {
  const end = zip.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  if (end < 0 || end + 22 > zip.length) return undefined
  const entries = new Map<string, Entry>()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) return undefined
    const [flags, method, packed, size] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)]
    const [nameLength, start] = [zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    if ((flags & 1) === 1 || (method !== 0 && method !== 8) || start + 30 > zip.length || zip.readUInt32LE(start) !== 0x04034b50) return undefined
    const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28)
    if (from + packed > zip.length) return undefined
    entries.set(name, { packed: zip.subarray(from, from + packed), size, isStored: method === 0 })
    if (entries.size > most.entries) return entries
  }
  return entries
}

// ── XML ──────────────────────────────────────────────────────────────────────

interface Walk {
  open: (name: string, attributes: string) => void
  close: (name: string) => void
  text: (raw: string) => void
  /** An element that is passed over whole, unless it holds this word. */
  passOver?: { name: string; unless: string }
}

/**
 * Walks over XML as it comes; what is broken is passed over. Prefixes are kept: w:p. It goes letter by letter: in a text that
 * holds Chinese, asking for the next place of a letter costs more than looking.
 */
function walk(xml: string, { open, close, text, passOver }: Walk): void {
  const closing = passOver ? `</${passOver.name}>` : ''
  let at = 0, closes = -1, word = -1
  for (;;) {
    let start = at
    while (start < xml.length && xml.charCodeAt(start) !== 60) start++
    if (start === xml.length) return
    if (start > at) text(xml.slice(at, start))
    const next = xml.charCodeAt(start + 1)
    if (next === 33 || next === 63) {
      const cdata = xml.startsWith('<![CDATA[', start)
      const end = xml.indexOf(cdata ? ']]>' : xml.startsWith('<!--', start) ? '-->' : '>', start)
      if (end < 0) return
      if (cdata) text(xml.slice(start + 9, end).replace(/&/g, '&amp;'))
      at = end + (xml.charCodeAt(end) === 62 ? 1 : 3)
      continue
    }
    const from = next === 47 ? start + 2 : start + 1
    let to = from, sum = 0, c = xml.charCodeAt(to)
    while (c > 32 && c !== 62 && c !== 47) { sum = (sum * 31 + c) | 0; c = xml.charCodeAt(++to) }
    let end = to
    while (end < xml.length && xml.charCodeAt(end) !== 62) end++
    if (end === xml.length) return
    const usual = usualNames.get(sum)
    const name = usual !== undefined && usual.length === to - from && xml.startsWith(usual, from) ? usual : xml.slice(from, to)
    if (name === passOver?.name && next !== 47 && c === 62) {
      if (closes < end) closes = placeOf(xml, closing, end)
      if (word < end) word = placeOf(xml, passOver.unless, end)
      if (closes < word) { at = closes + closing.length; continue }
    }
    if (next === 47) close(name)
    else {
      const isEmpty = xml.charCodeAt(end - 1) === 47
      open(name, to === end ? '' : xml.slice(to, isEmpty ? end - 1 : end))
      if (isEmpty) close(name)
    }
    at = end + 1
  }
}

const placeOf = (text: string, word: string, from: number): number => {
  const at = text.indexOf(word, from)
  return at < 0 ? Infinity : at
}

// The same few names stand thousands of times: they are known by the sum of their letters, and no text is made for them.
const usualNames = new Map(['w:p', 'w:r', 'w:t', 'w:b', 'w:bCs', 'w:pPr', 'w:rPr', 'w:rFonts', 'w:sz', 'w:szCs', 'w:pStyle', 'w:tbl', 'w:tr', 'w:tc', 'w:tcPr', 'w:tcW', 'row', 'c', 'v', 'si', 't', 'r', 'rPr']
  .map((name) => [Array.from(name).reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 0), name]))

const attribute = (attributes: string, name: string): string | undefined => {
  const at = attributes.indexOf(`${name}=`)
  if (at < 0) return undefined
  const quote = attributes[at + name.length + 1]!
  const end = attributes.indexOf(quote, at + name.length + 2)
  return end < 0 ? undefined : unescape(attributes.slice(at + name.length + 2, end))
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const unescape = (raw: string): string =>
  raw.includes('&') ? raw.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,5}));/gi, (whole, hex?: string, dec?: string, name?: string) => {
    const code = hex ? parseInt(hex, 16) : dec ? Number(dec) : undefined
    if (code !== undefined) return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
    return named[name!] ?? whole
  }) : raw

// ── Word ─────────────────────────────────────────────────────────────────────

interface Level { format: string; text: string; start: number }
interface Style { name: string; basedOn: string | undefined; outline: number | undefined; numId: string | undefined; level: number | undefined }
interface OpenCell { blocks: Block[]; span: number; merge: 'restart' | 'continue' | undefined }
interface OpenTable { rows: { cells: OpenCell[]; before: number }[] }

/** The paragraphs and tables of a Word document in their order, with automatic numbers written out. */
function wordBlocks(xml: string, part: (name: string) => string | undefined): Block[] {
  const styles = xml.includes('w:pStyle') ? readStyles(part('word/styles.xml') ?? '') : new Map<string, Style>()
  const numberOf = xml.includes('w:numPr') || [...styles.values()].some((s) => s.numId) ? readNumbering(part('word/numbering.xml') ?? '') : undefined
  const body: Block[] = []
  const containers: Block[][] = [body]
  const tables: OpenTable[] = []
  let origin = 0
  interface OpenParagraph { text: string; style: string | undefined; numId: string | undefined; level: number | undefined; outline: number | undefined }
  const paragraphs: OpenParagraph[] = []
  let skipped = 0
  let isText = false
  let isHidden = false
  let inRunProperties = false
  let inProperties = false

  const finish = (p: OpenParagraph): void => {
    const own = p.style === undefined ? undefined : styleOf(styles, p.style)
    const numId = p.numId ?? own?.numId
    const number = numId !== undefined && numId !== '0' && numberOf && p.text.trim() !== '' ? numberOf(numId, p.level ?? own?.level ?? 0) : ''
    const outline = p.outline ?? own?.outline
    const paragraph: Paragraph = { kind: 'paragraph', text: number + p.text }
    if (own && /^(?:title|标题)$/i.test(own.name)) paragraph.heading = 0
    else if (outline !== undefined && outline >= 0 && outline < 9) paragraph.heading = outline + 1
    containers.at(-1)!.push(paragraph)
  }

  walk(xml, {
    passOver: { name: 'w:rPr', unless: 'w:vanish' },
    open(name, attributes) {
      if (skipped > 0) { if (name === 'mc:Fallback' || name === 'w:moveFrom' || name === 'w:del') skipped++; return }
      const p = paragraphs.at(-1)
      switch (name) {
        case 'mc:Fallback': case 'w:moveFrom': case 'w:del': if (!inProperties && !inRunProperties) skipped++; break
        case 'w:p': paragraphs.push({ text: '', style: undefined, numId: undefined, level: undefined, outline: undefined }); break
        case 'w:pPr': inProperties = true; break
        case 'w:rPr': inRunProperties = true; break
        case 'w:r': isHidden = false; break
        case 'w:vanish': if (inRunProperties && !inProperties && attribute(attributes, 'w:val') !== '0' && attribute(attributes, 'w:val') !== 'false') isHidden = true; break
        case 'w:pStyle': if (p) p.style = attribute(attributes, 'w:val'); break
        case 'w:outlineLvl': if (p) p.outline = Number(attribute(attributes, 'w:val')); break
        case 'w:numId': if (p) p.numId = attribute(attributes, 'w:val'); break
        case 'w:ilvl': if (p) p.level = Number(attribute(attributes, 'w:val')); break
        case 'w:t': isText = true; break
        case 'w:tab': if (p && !inProperties) p.text += '\t'; break
        case 'w:br': case 'w:cr': if (p && !isHidden && attribute(attributes, 'w:type') !== 'page') p.text += '\n'; break
        case 'w:noBreakHyphen': if (p) p.text += '-'; break
        case 'w:txbxContent': containers.push([]); paragraphs.push({ text: '', style: undefined, numId: undefined, level: undefined, outline: undefined }); break
        case 'w:tbl': tables.push({ rows: [] }); break
        case 'w:tr': tables.at(-1)?.rows.push({ cells: [], before: 0 }); break
        case 'w:gridBefore': { const row = tables.at(-1)?.rows.at(-1); if (row) row.before = Math.min(60, Number(attribute(attributes, 'w:val')) || 0); break }
        case 'w:tc': {
          const row = tables.at(-1)?.rows.at(-1)
          const cell: OpenCell = { blocks: [], span: 1, merge: undefined }
          row?.cells.push(cell)
          containers.push(cell.blocks)
          break
        }
        case 'w:gridSpan': { const cell = tables.at(-1)?.rows.at(-1)?.cells.at(-1); if (cell) cell.span = Math.min(60, Number(attribute(attributes, 'w:val')) || 1); break }
        case 'w:vMerge': { const cell = tables.at(-1)?.rows.at(-1)?.cells.at(-1); if (cell) cell.merge = attribute(attributes, 'w:val') === 'restart' ? 'restart' : 'continue'; break }
        case 'w:hMerge': { const row = tables.at(-1)?.rows.at(-1); if (row && attribute(attributes, 'w:val') !== 'restart' && row.cells.length > 1) { row.cells.pop(); row.cells.at(-1)!.span++ } break }
      }
    },
    close(name) {
      if (skipped > 0) { if (name === 'mc:Fallback' || name === 'w:moveFrom' || name === 'w:del') skipped--; return }
      switch (name) {
        case 'w:p': { const p = paragraphs.pop(); if (p) finish(p); break }
        case 'w:pPr': inProperties = false; break
        case 'w:rPr': inRunProperties = false; break
        case 'w:t': isText = false; break
        case 'w:txbxContent': { paragraphs.pop(); const inside = containers.pop() ?? []; containers.at(-1)?.push(...inside); break }
        case 'w:tc': containers.pop(); break
        case 'w:tbl': { const made = tables.pop(); if (made) containers.at(-1)?.push(...tableBlocks(made, () => ++origin)); break }
      }
      if (containers.length === 0) containers.push(body)
    },
    text(raw) {
      if (isText && skipped === 0 && !isHidden) { const p = paragraphs.at(-1); if (p) p.text += unescape(raw) }
    },
  })
  return body
}

/** A table with one column only lays out a page: its content stands for itself. */
function tableBlocks(table: OpenTable, nextOrigin: () => number): Block[] {
  const width = Math.max(0, ...table.rows.map((r) => r.before + r.cells.reduce((n, c) => n + c.span, 0)))
  if (width <= 1 || table.rows.every((r) => r.cells.length <= 1)) {
    const wide = table.rows.length > 1 && table.rows.some((r) => r.cells.length > 1)
    if (!wide) return table.rows.flatMap((r) => r.cells.flatMap((c) => c.blocks))
  }
  let above: TableCell[] = []
  const rows = table.rows.map((r) => {
    const row: TableCell[] = []
    for (let k = 0; k < r.before; k++) row.push({ text: '', origin: nextOrigin() })
    for (const c of r.cells) {
      const held = above[row.length]
      const cell = c.merge === 'continue' && held ? held : { text: textOf(c.blocks), origin: nextOrigin() }
      for (let k = 0; k < c.span; k++) row.push(c.merge === 'continue' ? above[row.length] ?? cell : cell)
    }
    while (row.length < width) row.push({ text: '', origin: nextOrigin() })
    above = row
    return row
  })
  return [{ kind: 'table', rows }]
}

const textOf = (blocks: Block[]): string =>
  blocks.map((b) => (b.kind === 'paragraph' ? b.text : b.rows.map((r) => [...new Set(r)].map((c) => c.text).join('\t')).join('\n'))).join('\n').trim()

function readStyles(xml: string): Map<string, Style> {
  const styles = new Map<string, Style>()
  let now: Style | undefined
  walk(xml, {
    passOver: { name: 'w:rPr', unless: 'w:style' },
    open(name, a) {
      if (name === 'w:style') {
        const id = attribute(a, 'w:styleId')
        now = attribute(a, 'w:type') === 'paragraph' && id !== undefined ? { name: '', basedOn: undefined, outline: undefined, numId: undefined, level: undefined } : undefined
        if (now && id !== undefined) styles.set(id, now)
      } else if (now) {
        if (name === 'w:name') now.name = attribute(a, 'w:val') ?? ''
        else if (name === 'w:basedOn') now.basedOn = attribute(a, 'w:val')
        else if (name === 'w:outlineLvl') now.outline = Number(attribute(a, 'w:val'))
        else if (name === 'w:numId') now.numId = attribute(a, 'w:val')
        else if (name === 'w:ilvl') now.level = Number(attribute(a, 'w:val'))
      }
    },
    close(name) { if (name === 'w:style') now = undefined },
    text() {},
  })
  return styles
}

function styleOf(styles: Map<string, Style>, id: string): Style | undefined {
  const first = styles.get(id)
  if (!first) return undefined
  const out = { ...first }
  let at = first
  for (let depth = 0; depth < 10 && at.basedOn !== undefined; depth++) {
    const up = styles.get(at.basedOn)
    if (!up) break
    out.outline ??= up.outline
    out.numId ??= up.numId
    out.level ??= up.level
    at = up
  }
  const heading = /^(?:heading|标题)\s*(\d)$/i.exec(out.name)
  if (heading) out.outline ??= Number(heading[1]) - 1
  return out
}

/** Counts as Word counts: each list its own levels, a deeper level beginning again under a higher one. */
function readNumbering(xml: string): (numId: string, level: number) => string {
  const abstracts = new Map<string, Level[]>()
  const nums = new Map<string, { abstract: string; starts: Map<number, number> }>()
  let levels: Level[] | undefined
  let level: Level | undefined
  let num: { abstract: string; starts: Map<number, number> } | undefined
  let override = 0
  walk(xml, {
    open(name, a) {
      const value = attribute(a, 'w:val')
      switch (name) {
        case 'w:abstractNum': levels = []; abstracts.set(attribute(a, 'w:abstractNumId') ?? '', levels); break
        case 'w:lvl': level = { format: 'decimal', text: '', start: 1 }; if (levels && !num) levels[Math.min(20, Number(attribute(a, 'w:ilvl')) || 0)] = level; break
        case 'w:start': if (level) level.start = Number(value) || 0; break
        case 'w:numFmt': if (level) level.format = value ?? ''; break
        case 'w:lvlText': if (level) level.text = value ?? ''; break
        case 'w:num': num = { abstract: '', starts: new Map() }; nums.set(attribute(a, 'w:numId') ?? '', num); break
        case 'w:abstractNumId': if (num) num.abstract = value ?? ''; break
        case 'w:lvlOverride': override = Number(attribute(a, 'w:ilvl')) || 0; break
        case 'w:startOverride': if (num) num.starts.set(override, Number(value) || 1); break
      }
    },
    close(name) {
      if (name === 'w:abstractNum') levels = undefined
      else if (name === 'w:lvl') level = undefined
      else if (name === 'w:num') num = undefined
    },
    text() {},
  })
  const counts = new Map<string, (number | undefined)[]>()
  const begun = new Set<string>()
  return (numId, at) => {
    const list = nums.get(numId)
    const all = list && abstracts.get(list.abstract)
    const own = all?.[at]
    if (!list || !all || !own) return ''
    const count = counts.get(list.abstract) ?? []
    counts.set(list.abstract, count)
    if (!begun.has(numId)) {
      begun.add(numId)
      for (const [l, from] of list.starts) count[l] = from - 1
    }
    count[at] = (count[at] ?? own.start - 1) + 1
    for (let deeper = at + 1; deeper < count.length; deeper++) count[deeper] = undefined
    if (own.format === 'bullet' || own.format === 'none') return ''
    const text = own.text.replace(/%(\d)/g, (_, digit: string) => {
      const l = Number(digit) - 1
      return counted(count[l] ?? all[l]?.start ?? 1, all[l]?.format ?? 'decimal')
    })
    return text === '' ? '' : /[\d一-龥]$/.test(text) ? `${text} ` : text
  }
}

function counted(n: number, format: string): string {
  if (/^(?:chineseCounting|japaneseCounting|taiwaneseCounting|ideographDigital|koreanCounting|ideographTraditional|chineseLegal)/.test(format)) return chinese(n)
  if (format === 'decimalEnclosedCircle' || format === 'decimalEnclosedCircleChinese') return n <= 20 ? String.fromCharCode(0x245f + n) : String(n)
  if (format === 'upperLetter' || format === 'lowerLetter') { const c = String.fromCharCode(65 + ((n - 1) % 26)); return format === 'upperLetter' ? c : c.toLowerCase() }
  if (format === 'decimalZero') return String(n).padStart(2, '0')
  if (format === 'upperRoman' || format === 'lowerRoman') { const r = roman(n); return format === 'upperRoman' ? r : r.toLowerCase() }
  return String(n)
}

const ones = '零一二三四五六七八九'
const chinese = (n: number): string => {
  if (n < 10) return ones[n] ?? String(n)
  if (n < 20) return `十${n % 10 === 0 ? '' : ones[n % 10]}`
  if (n < 100) return `${ones[Math.floor(n / 10)]}十${n % 10 === 0 ? '' : ones[n % 10]}`
  if (n < 1000) return `${ones[Math.floor(n / 100)]}百${n % 100 === 0 ? '' : n % 100 < 10 ? `零${ones[n % 10]}` : n % 100 < 20 ? `一${chinese(n % 100)}` : chinese(n % 100)}`
  return String(n)
}

const roman = (n: number): string => {
  let out = ''
  for (const [value, sign] of [[50, 'L'], [40, 'XL'], [10, 'X'], [9, 'IX'], [5, 'V'], [4, 'IV'], [1, 'I']] as const) while (n >= value && out.length < 20) { out += sign; n -= value }
  return out
}

// ── Excel ────────────────────────────────────────────────────────────────────

function sheetBlocks(part: (name: string) => string | undefined): { blocks: Block[]; oddities: Oddity[] } {
  const targets = new Map<string, string>()
  walk(part('xl/_rels/workbook.xml.rels') ?? '', {
    open(name, a) { if (name === 'Relationship') targets.set(attribute(a, 'Id') ?? '', (attribute(a, 'Target') ?? '').replace(/^\/?(?:xl\/)?/, '')) },
    close() {}, text() {},
  })
  const sheets: { name: string; file: string; isHidden: boolean }[] = []
  walk(part('xl/workbook.xml') ?? '', {
    open(name, a) {
      if (name !== 'sheet') return
      sheets.push({ name: attribute(a, ' name') ?? '', file: targets.get(attribute(a, 'r:id') ?? '') ?? `worksheets/sheet${sheets.length + 1}.xml`, isHidden: /hidden/i.test(attribute(a, 'state') ?? '') })
    },
    close() {}, text() {},
  })
  const shared = sharedStrings(part('xl/sharedStrings.xml') ?? '')
  const isDate = dateStyles(part('xl/styles.xml') ?? '')
  const oddities: Oddity[] = []
  const read: { name: string; table: Table }[] = []
  for (const sheet of sheets) {
    const xml = part(`xl/${sheet.file}`)
    if (xml === undefined) continue
    if (sheet.isHidden) { oddities.push({ at: `工作表“${sheet.name}”`, say: '这张工作表是隐藏的，没有读取' }); continue }
    const table = sheetTable(xml, shared, isDate)
    if (table.rows.length > 0) read.push({ name: sheet.name, table })
  }
  const blocks: Block[] = []
  for (const { name, table } of read) {
    if (read.length > 1 && !/^sheet\s*\d*$/i.test(name)) blocks.push({ kind: 'paragraph', text: name, heading: 1 })
    if (table.rows[0]!.length === 1) blocks.push(...table.rows.map((r): Paragraph => ({ kind: 'paragraph', text: r[0]!.text })))
    else blocks.push(table)
  }
  return { blocks, oddities }
}

function sharedStrings(xml: string): string[] {
  const out: string[] = []
  let now = ''
  let isText = false
  let phonetic = false
  walk(xml, {
    passOver: { name: 'rPr', unless: '<t' },
    open(name) {
      if (name === 'si') now = ''
      else if (name === 't') isText = true
      else if (name === 'rPh') phonetic = true
    },
    close(name) {
      if (name === 'si') out.push(now)
      else if (name === 't') isText = false
      else if (name === 'rPh') phonetic = false
    },
    text(raw) { if (isText && !phonetic) now += unescape(raw) },
  })
  return out
}

/** Which cell styles show a number as a day. */
function dateStyles(xml: string): (style: number) => boolean {
  const custom = new Map<number, string>()
  const formats: number[] = []
  let inside = false
  walk(xml, {
    open(name, a) {
      if (name === 'numFmt') custom.set(Number(attribute(a, 'numFmtId')), attribute(a, 'formatCode') ?? '')
      else if (name === 'cellXfs') inside = true
      else if (name === 'xf' && inside) formats.push(Number(attribute(a, 'numFmtId')) || 0)
    },
    close(name) { if (name === 'cellXfs') inside = false },
    text() {},
  })
  return (style) => {
    const id = formats[style] ?? 0
    return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) || /[ymd年月日]/i.test((custom.get(id) ?? '').replace(/\[[^\]]*\]|"[^"]*"/g, (q) => (/[年月日]/.test(q) ? q : '')))
  }
}

const day = (serial: number): string => {
  const d = new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * 86_400_000)
  return `${d.getUTCFullYear()}年${d.getUTCMonth() + 1}月${d.getUTCDate()}日`
}

const columnOf = (reference: string): number => {
  let n = 0
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i) & ~32
    if (code < 65 || code > 90) break
    n = n * 26 + code - 64
  }
  return n - 1
}
const rowOf = (reference: string): number => Number(/\d+$/.exec(reference)?.[0] ?? '0')

function sheetTable(xml: string, shared: string[], isDate: (style: number) => boolean): Table {
  const cells = new Map<number, Map<number, string>>()
  const merges: { top: number; left: number; bottom: number; right: number }[] = []
  let row = 0
  let column = -1
  let type = ''
  let style = 0
  let value = ''
  let isValue = false
  const hidden = new Set<number>()
  walk(xml, {
    open(name, a) {
      if (name === 'row') { row = Number(attribute(a, ' r')) || row + 1; column = -1; if (attribute(a, 'hidden') === '1') hidden.add(row) }
      else if (name === 'c') {
        const reference = attribute(a, ' r')
        column = reference === undefined ? column + 1 : columnOf(reference)
        type = attribute(a, ' t') ?? ''
        style = Number(attribute(a, ' s')) || 0
        value = ''
      } else if (name === 'v' || name === 't') isValue = true
      else if (name === 'mergeCell') {
        const [from, to] = (attribute(a, 'ref') ?? '').split(':')
        if (from && to) merges.push({ top: rowOf(from), left: columnOf(from), bottom: rowOf(to), right: columnOf(to) })
      }
    },
    close(name) {
      if (name === 'v' || name === 't') isValue = false
      else if (name === 'c' && value !== '' && column >= 0 && column < 200) {
        const words = type === 's' ? shared[Number(value)] ?? '' : type === '' || type === 'n' ? (isDate(style) ? day(Number(value)) : value) : value
        if (words.trim() === '') return
        const line = cells.get(row) ?? new Map<number, string>()
        line.set(column, words)
        cells.set(row, line)
      }
    },
    text(raw) { if (isValue) value += unescape(raw) },
  })
  const numbers = [...cells.keys()].sort((a, b) => a - b)
  const width = Math.max(0, ...numbers.map((r) => Math.max(...cells.get(r)!.keys()) + 1))
  const left = Math.min(width, ...numbers.map((r) => Math.min(...cells.get(r)!.keys())))
  const place = new Map(numbers.map((r, k) => [r, k]))
  let origin = 0
  const rows: TableCell[][] = numbers.map((r) => Array.from({ length: width - left }, (_, k) => ({ text: (cells.get(r)!.get(k + left) ?? '').trim(), origin: ++origin })))
  for (const m of merges.slice(0, 100_000)) {
    const top = place.get(m.top)
    if (top === undefined) continue
    const cell = rows[top]![m.left - left]
    if (!cell) continue
    for (let k = top; k < rows.length && numbers[k]! <= m.bottom; k++) for (let c = m.left - left; c <= Math.min(m.right - left, width - left - 1); c++) rows[k]![c] = cell
  }
  return { kind: 'table', rows }
}

// ── HTML ─────────────────────────────────────────────────────────────────────

type Node = DefaultTreeAdapterTypes.ChildNode
type Element = DefaultTreeAdapterTypes.Element

const blockTags = new Set(['p', 'div', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'section', 'article', 'blockquote', 'pre', 'dt', 'dd', 'ul', 'ol', 'dl', 'header', 'footer', 'main', 'center', 'form', 'fieldset', 'address', 'figure', 'caption', 'tr', 'td', 'th', 'body'])
const silent = new Set(['script', 'style', 'head', 'template', 'noscript', 'iframe', 'object', 'svg', 'nav', 'select', 'button', 'textarea'])

function htmlBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let origin = 0
  let line = ''
  const flush = (into: Block[], heading?: number): void => {
    const words = line.replace(/[^\S\n\u3000\u00a0]*\n[^\S\n\u3000\u00a0]*/g, '\n').trim()
    line = ''
    if (words !== '') into.push({ kind: 'paragraph', text: words, ...(heading === undefined ? {} : { heading }) })
  }
  const attributeOf = (node: Element, name: string): string | undefined => node.attrs.find((a) => a.name === name)?.value

  function visit(node: Node, into: Block[], depth: number, counter: { n: number; isOrdered: boolean } | undefined): void {
    if (node.nodeName === '#text') {
      // Line ends of the source mean nothing between Chinese characters, and a blank elsewhere.
      line += (node as DefaultTreeAdapterTypes.TextNode).value.replace(/(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])/g, '').replace(/[ \t\r\n]+/g, ' ')
      return
    }
    if (!('tagName' in node) || depth > 400 || silent.has(node.tagName)) return
    if (attributeOf(node, 'hidden') !== undefined || /display\s*:\s*none/i.test(attributeOf(node, 'style') ?? '')) return
    const tag = node.tagName
    if (tag === 'br') { line += '\n'; return }
    if (tag === 'table') { flush(into); into.push(...htmlTable(node, depth)); return }
    if (blockTags.has(tag)) flush(into)
    if (tag === 'li' && counter?.isOrdered) line += `${++counter.n}.`
    const inside = tag === 'ol' || tag === 'ul' ? { n: Number(attributeOf(node, 'start') ?? 1) - 1, isOrdered: tag === 'ol' } : tag === 'li' ? undefined : counter
    for (const child of node.childNodes) visit(child, into, depth + 1, inside)
    if (blockTags.has(tag)) flush(into, /^h[1-6]$/.test(tag) ? Number(tag[1]) : undefined)
  }

  function htmlTable(table: Element, depth: number): Block[] {
    const rows: { cells: { blocks: Block[]; colspan: number; rowspan: number }[] }[] = []
    const captions: Block[] = []
    const collect = (node: Element): void => {
      for (const child of node.childNodes) {
        if (!('tagName' in child)) continue
        if (child.tagName === 'tr') {
          const cells = child.childNodes.filter((c): c is Element => 'tagName' in c && (c.tagName === 'td' || c.tagName === 'th'))
          rows.push({
            cells: cells.map((c) => {
              const inner: Block[] = []
              const held = line
              line = ''
              for (const n of c.childNodes) visit(n, inner, depth + 2, undefined)
              flush(inner)
              line = held
              const size = (name: string): number => Math.max(1, Math.min(200, Math.trunc(Number(attributeOf(c, name) ?? 1)) || 1))
              return { blocks: inner, colspan: size('colspan'), rowspan: size('rowspan') }
            }),
          })
        } else if (child.tagName === 'caption') { for (const n of child.childNodes) visit(n, captions, depth + 2, undefined); flush(captions) }
        else if (/^(?:thead|tbody|tfoot)$/.test(child.tagName)) collect(child)
      }
    }
    collect(table)
    if (rows.every((r) => r.cells.length <= 1)) return [...captions, ...rows.flatMap((r) => r.cells.flatMap((c) => c.blocks))]
    const isLayout = rows.some((r) => r.cells.some((c) => c.blocks.some((b) => b.kind === 'table' && b.rows.length > 2)))
    if (isLayout) return [...captions, ...rows.flatMap((r) => r.cells.flatMap((c) => c.blocks))]
    const grid: TableCell[][] = rows.map(() => [])
    rows.forEach((r, y) => {
      let x = 0
      for (const c of r.cells) {
        while (grid[y]![x]) x++
        const cell: TableCell = { text: textOf(c.blocks), origin: ++origin }
        for (let dy = 0; dy < c.rowspan && y + dy < grid.length; dy++) for (let dx = 0; dx < c.colspan; dx++) grid[y + dy]![x + dx] ??= cell
        x += c.colspan
      }
    })
    const width = Math.max(...grid.map((g) => g.length))
    for (const g of grid) for (let x = 0; x < width; x++) g[x] ??= { text: '', origin: ++origin }
    return [...captions, { kind: 'table', rows: grid }]
  }

  for (const child of parse(text).childNodes) visit(child, blocks, 0, undefined)
  flush(blocks)
  return blocks
}
