import { type Day, type Result, yes } from '../../kernel/index.ts'
import type { Unit } from '../people/index.ts'
import { csvRows, separatorOf } from './csv.ts'
import { detect, xmlRecords, type Format } from './detect.ts'
import { headOf } from './head.ts'
import { cellsOfObject, draftOfOwn, isOwnShape } from './json-lines.ts'
import { checkMapping, rowReader, type Mapping } from './mapping.ts'
import { nameFolding, type HolderName } from './names.ts'
import { packedPieces, piecesOf, plain, sayBroken } from './pieces.ts'
import { placesOf } from './places.ts'
import { packer, type Packed } from './reading.ts'
import { patentFrom, type Draft } from './record.ts'
import { readSt36, st36Records, st36Skipped } from './read-st36.ts'
import { legalRecords, readLegalStatus, readSt96, st96Skipped } from './read-st96.ts'
import type { RowContext } from './row.ts'
import { sheetRows } from './sheet.ts'
import { markReader, type Trademark } from './trademarks.ts'
import type { LegalEvent, Patent } from './types.ts'
import { xmlScanner, type XmlRecord } from './xml.ts'

/** A file that is taken in, and how far it was. */
export interface ImportRow { id: number; path: string; size: number; head: string; name: string; source: string; format: Format; mapping: Mapping | null; position: Position; records: number }
/** Where to go on: all before it is written. `skip` records after `byte` are written too. */
export interface Position { byte?: number; open?: string[]; line?: number; entry?: number; skip?: number; headers?: string[] }
export interface ReadAsked { row: ImportRow; units: readonly Pick<Unit, 'place' | 'code' | 'level'>[]; today: Day }

/** What is asked next of the file at hand: more of it, or to close it. */
export type ReadOn = 'next' | 'leave'

interface Reject { n: number; file: string | null; line: number | null; why: string; raw: string }
/** What has been read and is to be written at once, with the place in the file after it. */
export interface Batch {
  patents: Packed; names: HolderName[]; events: LegalEvent[]; marks: Trademark[]; rejects: Reject[]
  records: number; position: Position; read: number
  /** Nothing comes after it: the file is at its end, or cannot be read any further for this reason. */
  ends?: { say?: string }
}

const batchRecords = 2_000, batchLetters = 4_000_000

/** Reads a file from where the last durable batch ended, and makes of it what is to be written. */
export async function* batchesOf({ row, units, today }: ReadAsked): AsyncGenerator<Batch, void> {
  const places = placesOf(units), names = nameFolding()
  const context: RowContext = { today, source: row.source, importId: row.id, foldedName: names.fold }
  const patents = packer(context)
  let n = row.records, letters = 0, batch = none(row.position)
  const taken = (ends?: Batch['ends']): Batch => ({ ...batch, patents: patents.take(), ...(ends ? { ends } : {}) })
  try {
    for await (const step of stepsOf(row, places)) {
      if (!step.ok) return void (yield taken({ say: step.refusals.map((r) => r.say).join('；') }))
      const found: Patent[] = []
      for (const one of step.value.taken) {
        n++
        letters += one.letters
        if (one.say !== undefined) batch.rejects.push({ n, file: one.file ?? null, line: one.line ?? null, why: one.say, raw: (one.raw ?? '').slice(0, 2_000) })
        if (one.patent) found.push(one.patent)
        if (one.events) batch.events.push(...one.events)
        if (one.marks) batch.marks.push(...one.marks)
      }
      patents.add(found)
      batch.names.push(...names.fresh(found))
      batch.records += step.value.taken.length
      batch.position = step.value.position
      batch.read = step.value.read
      if (batch.records < batchRecords && letters < batchLetters) continue
      yield taken()
      letters = 0
      batch = none(batch.position)
    }
  } catch (error) {
    const say = sayBroken(error)
    if (!say) throw error
    batch = none(batch.position)
    patents.take()
    return void (yield taken({ say }))
  }
  batch.read = row.size
  yield taken(n === 0 ? { say: noRecords[row.format] } : {})
}
const none = (position: Position): Omit<Batch, 'patents'> => ({ names: [], events: [], marks: [], rejects: [], records: 0, position, read: 0 })
const noRecords: Record<Format, string> = {
  xml: '文件中没有认识的专利记录；支持 WIPO ST.36、ST.96、EPO DOCDB/OPS、美国2004年以后的 XML 和中国标准化全文 XML', csv: '表格里没有记录', xlsx: '表格里没有记录', jsonl: '文件里没有记录', zip: '压缩包里没有 XML 专利记录',
}

/** One record of the file and what came of it. */
interface Taken { letters: number; patent?: Patent; events?: LegalEvent[]; marks?: Trademark[]; say?: string; raw?: string; line?: number; file?: string }
type Head = Awaited<ReturnType<typeof headOf>>
type Step = Result<{ taken: Taken[]; position: Position; read: number }>

async function* stepsOf(row: ImportRow, places: ReturnType<typeof placesOf>): AsyncGenerator<Step> {
  const start = await headOf(row.path)
  const takeDraft = (of: Draft, events: LegalEvent[]): Omit<Taken, 'letters'> => {
    const patent = patentFrom(of, places)
    if (patent.ok) return { patent: patent.value, events }
    return { say: patent.refusals.map((r) => r.say).join('；') }
  }
  const takeXml = (record: XmlRecord): Taken => {
    const letters = record.to - record.from
    if ('refused' in record) return { letters, say: record.refused.say, raw: record.raw }
    const { node } = record
    if (legalRecords.has(node.name)) {
      const read = readLegalStatus(node)
      return 'event' in read ? { letters, events: [read.event] } : { letters, say: read.say, raw: shown(node) }
    }
    const { draft, events, lost } = st36Records.has(node.name) ? readSt36(node) : readSt96(node)
    const taken = takeDraft(draft, events)
    // A record whose events are lost is taken all the same; that they are is told.
    const say = taken.say ?? lost
    return say === undefined ? { letters, ...taken } : { letters, ...taken, say, raw: shown(node) }
  }
  if (row.format === 'xml') yield* xmlSteps(row, start, takeXml)
  else if (row.format === 'zip') yield* packageSteps(row, takeXml)
  else yield* tableSteps(row, start, places, takeDraft)
}

const shown = (node: { name: string; attributes: string; within: unknown[] }): string => JSON.stringify(node).slice(0, 2_000)

const scannerOf = (open: readonly string[] = []) => xmlScanner({ records: xmlRecords, skipped: skippedElements, open })
const skippedElements = new Set([...st36Skipped, ...st96Skipped])

async function* xmlSteps(row: ImportRow, { head, packed }: Head, take: (record: XmlRecord) => Taken): AsyncGenerator<Step> {
  const detected = detect(head, row.name)
  if (!detected.ok) return void (yield detected)
  const { byte = 0, open = [], skip = 0 } = row.position
  const scanner = scannerOf(open)
  let passed = 0, letters = 0, exact: Position = { byte, open, skip: 0 }, since = 0
  const step = (found: Result<XmlRecord[]>, piece: { text: string; byte: number }, read: number): Step => {
    if (!found.ok) return found
    const fresh = found.value.slice(Math.max(0, skip - passed))
    passed += found.value.length
    since += found.value.length
    const at = scanner.settled - letters
    // A place in the letters is a place in the bytes where every letter stands for the bytes it was read from.
    if (at >= 0 && !packed && detected.value.encoding === 'utf-8' && !piece.text.includes('\ufffd')) {
      exact = { byte: piece.byte + Buffer.byteLength(piece.text.slice(0, at)), open: [...scanner.open], skip: 0 }
      since = 0
    }
    letters += piece.text.length
    return yes({ taken: fresh.map(take), position: { ...exact, skip: since || (passed < skip ? skip : 0) }, read })
  }
  let read = 0
  for await (const piece of piecesOf(row.path, detected.value.encoding, packed ? 0 : byte, packed)) {
    read = piece.read
    const result = step(scanner.push(piece.text), piece, read)
    yield result
    if (!result.ok) return
  }
  yield step(scanner.end(), { text: '\ufffd', byte: 0 }, read)
}

async function* packageSteps(row: ImportRow, take: (record: XmlRecord) => Taken): AsyncGenerator<Step> {
  const { entry: first = 0, skip = 0 } = row.position
  let scanner = scannerOf(), decoder = new TextDecoder(), at = -1, passed = 0
  for await (const { entry, name, bytes, last, read } of packedPieces(row.path, (name, entry) => entry >= first && /\.xml$/i.test(name))) {
    if (entry !== at) [scanner, decoder, at, passed] = [scannerOf(), new TextDecoder(), entry, 0]
    const found = scanner.push(plain(decoder.decode(bytes, { stream: !last })))
    const rest = found.ok && last ? scanner.end() : yes<XmlRecord[]>([])
    const of = found.ok && rest.ok ? [...found.value, ...rest.value] : []
    const fresh = of.slice(entry === first ? Math.max(0, skip - passed) : 0).map((record) => ({ ...take(record), file: name }))
    passed += of.length
    // A file in the package that is no XML, or a hostile one, costs itself and not the package.
    const refusal = !found.ok ? found : !rest.ok ? rest : undefined
    if (refusal && !refusal.ok) fresh.push({ letters: 0, say: refusal.refusals[0]!.say, raw: '', file: name })
    yield yes({ taken: fresh, position: last || refusal ? { entry: entry + 1, skip: 0 } : { entry, skip: passed }, read })
    if (refusal) scanner = xmlScanner({ records: new Set() })
  }
}

type TakeDraft = (of: Draft, events: LegalEvent[]) => Omit<Taken, 'letters'>

async function* tableSteps(row: ImportRow, { head, packed }: Head, places: ReturnType<typeof placesOf>, takeDraft: TakeDraft): AsyncGenerator<Step> {
  let headers = row.position.headers
  let read: ((cells: readonly string[]) => Omit<Taken, 'letters'>) | undefined
  const mapping = row.mapping!
  const prepare = (): Result<void> => {
    const checked = checkMapping(mapping)
    if (!checked.ok) return checked
    if (mapping.what === 'trademarks') {
      const marks = markReader(headers!, mapping, places)
      read = (cells) => { const of = marks(cells); return of.ok ? { marks: of.value } : { say: of.refusals.map((r) => r.say).join('；') } }
    } else {
      const rowOf = rowReader(headers!, mapping)
      read = (cells) => {
        const { draft, event } = rowOf(cells)
        if (event && 'say' in event) return { say: event.say }
        const events = event ? [event.event] : []
        return draft ? takeDraft(draft, events) : { events }
      }
    }
    return yes(undefined)
  }
  const take = (cells: readonly string[], line: number, letters: number): Taken => {
    const taken = read!(cells)
    return taken.say === undefined ? { letters, ...taken } : { letters, line, ...taken, raw: cells.join(' | ') }
  }

  if (row.format === 'xlsx') {
    const { skip = 0 } = row.position
    let passed = 0
    for await (const step of sheetRows(row.path)) {
      if (!step.ok) return void (yield step)
      const taken: Taken[] = []
      let bytes = 0
      for (const { cells, line, read: at } of step.value) {
        bytes = at
        if (!cells.some((c) => c !== '')) continue
        if (!headers || !read) {
          headers ??= cells
          const ready = prepare()
          if (!ready.ok) return void (yield ready)
          if (headers === cells) continue
        }
        passed++
        if (passed > skip) taken.push(take(cells, line, cells.reduce((sum, c) => sum + c.length, 0)))
      }
      yield yes({ taken, position: { skip: Math.max(passed, skip) }, read: bytes })
    }
    return
  }

  const detected = detect(head, row.name)
  if (!detected.ok) return void (yield detected)
  const { encoding } = detected.value
  const isJson = row.format === 'jsonl'
  if (isJson) headers = Object.keys(mapping.columns)
  const { byte: start = 0, line = 1, skip = 0 } = row.position
  if (start > 0 && !isJson) {
    const ready = prepare()
    if (!ready.ok) return void (yield ready)
  }
  const csv = csvRows(separatorOf(new TextDecoder(encoding).decode(head, { stream: true })))
  csv.line = line
  const lines = isJson ? jsonLines(line) : csv
  let passed = 0, letters = 0, isHeader = start === 0 && !isJson, exact: Position = start > 0 ? { byte: start, line, headers: headers! } : {}, since = 0
  const takeLine = (text: string, at: number, size: number): Taken => {
    const object = parsed(text)
    if (!object) return { letters: size, line: at, say: '这一行不是 JSON 对象', raw: text }
    if (isOwnShape(object)) {
      const own = takeDraft(draftOfOwn(object), [])
      return own.say === undefined ? { letters: size, ...own } : { letters: size, line: at, ...own, raw: text }
    }
    if (!read) {
      const ready = prepare()
      if (!ready.ok) return { letters: size, line: at, say: ready.refusals[0]!.say, raw: text }
    }
    return take(cellsOfObject(object, mapping), at, size)
  }
  const step = (found: readonly { cells?: string[]; text?: string; line: number; from: number; to: number; broken?: string }[], piece: { text: string; byte: number }, done: number): Step => {
    const taken: Taken[] = []
    for (const one of found) {
      if (isHeader) {
        isHeader = false
        headers = one.cells!.map((c) => c.replace('\ufeff', '').trim())
        const ready = prepare()
        if (!ready.ok) return ready
        continue
      }
      passed++
      since++
      if (passed <= skip) continue
      const size = one.to - one.from
      if (one.broken) taken.push({ letters: size, line: one.line, say: one.broken, raw: '' })
      else if (one.cells) taken.push(take(one.cells, one.line, size))
      else taken.push(takeLine(one.text!, one.line, size))
    }
    // As with XML; where a place in the bytes is not known, records are counted.
    const settled = lines.settled - letters
    if (!packed && encoding === 'utf-8' && settled >= 0 && !isHeader && !piece.text.includes('\ufffd')) {
      exact = { byte: piece.byte + Buffer.byteLength(piece.text.slice(0, settled)), line: lines.line, ...(headers ? { headers } : {}) }
      since = 0
    }
    letters += piece.text.length
    return yes({ taken, position: { ...exact, skip: since || (passed < skip && exact.byte === start ? skip : 0) }, read: done })
  }
  let done = 0
  for await (const piece of piecesOf(row.path, encoding, packed ? 0 : start, packed)) {
    done = piece.read
    const result = step(lines.push(piece.text), piece, done)
    yield result
    if (!result.ok) return
  }
  yield step(lines.end(), { text: '\ufffd', byte: 0 }, done)
}

function jsonLines(from: number) {
  let text = '', base = 0, line = from
  const push = (piece: string, ended: boolean) => {
    text += piece
    const found: { text: string; line: number; from: number; to: number; broken?: string }[] = []
    let at = 0
    while (at < text.length) {
      const end = text.indexOf('\n', at)
      if (end < 0 && !ended) break
      const stop = end < 0 ? text.length : end
      const one = text.slice(at, stop).trim()
      if (one) found.push({ text: one.replace(/^\ufeff/, ''), line, from: base + at, to: base + stop })
      line++
      at = stop + 1
    }
    at = Math.min(at, text.length)
    text = text.slice(at)
    base += at
    if (text.length > 16_000_000) {
      found.push({ text: '', line, from: base, to: base + text.length, broken: '一行超过16 MB' })
      base += text.length
      text = ''
    }
    return found
  }
  return { push: (piece: string) => push(piece, false), end: () => push('', true), get settled() { return base }, get line() { return line } }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    // Halves of a letter and the character nought, which only JSON can write, are no text for a database.
    const object: unknown = /\\u(?:[dD][89a-fA-F]|0000)/.test(text) ? JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? plain(value.toWellFormed()) : value)) : JSON.parse(text)
    return typeof object === 'object' && object !== null && !Array.isArray(object) ? object as Record<string, unknown> : undefined
  } catch {
    return undefined
  }
}
