import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { setImmediate as othersFirst } from 'node:timers/promises'
import { createGunzip } from 'node:zlib'
import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type Day, type Result, yes } from '../../kernel/index.ts'
import { housePool } from '../db/index.ts'
import type { Unit } from '../people/index.ts'
import { csvRows, separatorOf } from './csv.ts'
import { detect, xmlRecords, type Format } from './detect.ts'
import { cellsOfObject, draftOfOwn, isOwnShape } from './json-lines.ts'
import { checkMapping, rowReader, type Mapping } from './mapping.ts'
import { PackageBomb, packedPieces, piecesOf } from './pieces.ts'
import { placesOf } from './places.ts'
import { patentFrom, type Draft } from './record.ts'
import { readSt36, st36Records, st36Skipped } from './read-st36.ts'
import { legalRecords, readLegalStatus, readSt96, st96Skipped } from './read-st96.ts'
import { lock, nameFolding, writeBatch, type Sql } from './save.ts'
import { sheetRows } from './sheet.ts'
import { markReader, writeMarks, type Trademark } from './trademarks.ts'
import type { LegalEvent, Patent } from './types.ts'
import { xmlScanner, type XmlRecord } from './xml.ts'

/** What a thread is asked: to go on with an import until it is done, stopped, or the flag says to leave it for later. */
export interface RunAsked { url: string; id: number; units: readonly Pick<Unit, 'place' | 'code' | 'level'>[]; today: Day; pause?: Int32Array }
export type RunEnd = 'done' | 'stopped' | 'failed' | 'paused' | 'elsewhere'

interface Row { id: number; path: string; size: number; head: string; name: string; source: string; format: Format; mapping: Mapping | null; position: Position; records: number }
/** Where to go on: all before it is written. `skip` records after `byte` are written too. */
interface Position { byte?: number; open?: string[]; line?: number; entry?: number; skip?: number; headers?: string[] }

interface Reject { n: number; file: string | null; line: number | null; why: string; raw: string }
/** What has been read and not written yet. */
interface Batch { patents: Patent[]; events: LegalEvent[]; marks: Trademark[]; rejects: Reject[]; records: number; letters: number; position: Position; read: number }

const batchRecords = 2_000, batchLetters = 4_000_000

export const headOf = async (path: string): Promise<{ head: Buffer; packed: boolean; fingerprint: string; size: number }> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0)
    const raw = buffer.subarray(0, bytesRead)
    const packed = raw[0] === 0x1f && raw[1] === 0x8b
    const fingerprint = createHash('sha256').update(raw).digest('base64').slice(0, 22)
    return { head: packed ? await unpackedHead(path) : raw, packed, fingerprint, size: (await stat(path)).size }
  } finally {
    await file.close()
  }
}
async function unpackedHead(path: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  const file = createReadStream(path)
  for await (const part of file.pipe(createGunzip())) {
    parts.push(part as Buffer)
    size += (part as Buffer).length
    if (size >= 65_536) break
  }
  file.destroy()
  return Buffer.concat(parts).subarray(0, 65_536)
}

/** Takes a file in from where the last durable batch ended; every batch saves its records, its rejects and the place in one transaction. */
export async function runImport({ url, id, units, today, pause }: RunAsked): Promise<RunEnd> {
  const pool = housePool(url, 1)
  const client = await pool.connect()
  try {
    // Planned for the rows that will be there, not for the empty tables an import begins with.
    await client.query('set enable_seqscan = off')
    const [held] = (await client.query('select pg_try_advisory_lock(40, $1) as ok', [id])).rows
    if (!held.ok) return 'elsewhere'
    const [row] = (await client.query(`update library_import set state = case state when 'waiting' then 'running' else state end, at = now()
      where id = $1 and state in ('waiting', 'running', 'stopping') returning id, path, size, head, name, source, format, mapping, position, records`, [id])).rows as Row[]
    return row ? await takeIn(client, row, placesOf(units), today, pause) : 'elsewhere'
  } finally {
    client.release(true)
    await pool.end()
  }
}

async function takeIn(client: PoolClient, row: Row, places: ReturnType<typeof placesOf>, today: Day, pause?: Int32Array): Promise<RunEnd> {
  const sql = sqlOver(client), names = nameFolding()
  let from = performance.now()
  const ended = async (state: 'done' | 'failed', say?: string): Promise<RunEnd> => {
    await client.query(`update library_import set state = $2, say = $3, at = now(), spent_ms = spent_ms + $4 where id = $1`, [row.id, state, say ?? null, Math.round(performance.now() - from)])
    return state
  }
  const known = await headOf(row.path).catch(() => undefined)
  if (!known) return ended('failed', '文件已经不在原处，无法继续')
  if (known.size !== row.size || known.fingerprint !== row.head) return ended('failed', '文件在导入期间被改动过，请作为新的文件重新导入')

  const write = async (batch: Batch): Promise<string> => {
    await client.query(`begin; ${lock}`)
    try {
      const written = await writeBatch(sql, batch.patents, batch.events, { today, source: row.source, importId: row.id, names })
      if (batch.marks.length) {
        const marks = await writeMarks(sql, batch.marks, { source: row.source, importId: row.id, fold: names.fold })
        for (const count of ['added', 'changed', 'same'] as const) written[count] += marks[count]
      }
      if (batch.rejects.length) {
        await sql.rows(`insert into library_reject (import_id, n, file, line, why, raw) select $1, * from unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[]) on conflict do nothing`,
          [row.id, ...(['n', 'file', 'line', 'why', 'raw'] as const).map((c) => batch.rejects.map((r) => r[c]))])
      }
      const spent = performance.now()
      const [now] = await sql.rows<{ state: string }>(`update library_import set position = $2, done_bytes = $3, records = records + $4, added = added + $5, changed = changed + $6, same = same + $7,
        events = events + $8, rejected = rejected + $9, spent_ms = spent_ms + $10, at = now(), state = case state when 'stopping' then 'stopped' else state end where id = $1 returning state`,
      [row.id, JSON.stringify(batch.position), batch.read, batch.records, written.added, written.changed, written.same, written.events, batch.rejects.length, Math.round(spent - from)])
      await client.query('commit')
      from = spent
      return now?.state ?? 'stopped'
    } catch (error) {
      await client.query('rollback')
      throw error
    }
  }

  let batch: Batch = none(row.position)
  let inFlight: Promise<string> | undefined, n = row.records
  try {
    for await (const step of stepsOf(row, places, known)) {
      if (!step.ok) {
        await inFlight
        if (batch.records) await write(batch)
        return await ended('failed', step.refusals.map((r) => r.say).join('；'))
      }
      const { taken, position, read } = step.value
      for (const one of taken) {
        n++
        batch.letters += one.letters
        if (one.say !== undefined) batch.rejects.push({ n, file: one.file ?? null, line: one.line ?? null, why: one.say, raw: (one.raw ?? '').slice(0, 2_000).replaceAll('\0', '') })
        if (one.patent) batch.patents.push(one.patent)
        if (one.events) batch.events.push(...one.events)
        if (one.marks) batch.marks.push(...one.marks)
      }
      // The connection is served by this thread too: between two pieces of the file it gets its turn.
      if (inFlight) await othersFirst()
      batch.records += taken.length
      batch.position = position
      batch.read = read
      if (batch.records < batchRecords && batch.letters < batchLetters) continue
      // While the database takes one batch, the next is read.
      const state = await inFlight
      if (state === 'stopped') return 'stopped'
      if (pause && Atomics.load(pause, 0)) return 'paused'
      inFlight = write(batch)
      inFlight.catch(() => {})
      batch = none(position)
    }
    if (await inFlight === 'stopped') return 'stopped'
    batch.read = row.size
    await write(batch)
    if (n === 0) return await ended('failed', noRecords[row.format])
    return await ended('done')
  } catch (error) {
    await inFlight?.catch(() => {})
    if (error instanceof PackageBomb) return ended('failed', '压缩包展开后过大，为保护系统不予读取')
    const code = (error as NodeJS.ErrnoException).code
    if (code?.startsWith('Z_') || /invalid|unexpected EOF|zip/i.test((error as Error).message) && !('severity' in (error as object))) return ended('failed', '压缩包已损坏或不完整，无法读取')
    throw error
  }
}
const none = (position: Position): Batch => ({ patents: [], events: [], marks: [], rejects: [], records: 0, letters: 0, position, read: 0 })
const noRecords: Record<Format, string> = {
  xml: '文件中没有认识的专利记录；支持 WIPO ST.36、ST.96、EPO DOCDB/OPS、美国2004年以后的 XML 和中国标准化全文 XML', csv: '表格里没有记录', xlsx: '表格里没有记录', jsonl: '文件里没有记录', zip: '压缩包里没有 XML 专利记录',
}

function sqlOver(client: PoolClient): Sql {
  return {
    rows: async (text, values) => (await client.query(text, values as unknown[])).rows,
    copy: (text, lines) => lines === '' ? Promise.resolve() : new Promise((settle, fail) => {
      const stream = client.query(copyFrom(text))
      stream.on('finish', settle).on('error', fail)
      stream.end(Buffer.from(lines))
    }),
  }
}

/** One record of the file and what came of it. */
interface Taken { letters: number; patent?: Patent; events?: LegalEvent[]; marks?: Trademark[]; say?: string; raw?: string; line?: number; file?: string }
type Step = Result<{ taken: Taken[]; position: Position; read: number }>

async function* stepsOf(row: Row, places: ReturnType<typeof placesOf>, { packed }: { packed: boolean }): AsyncGenerator<Step> {
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
  if (row.format === 'xml') yield* xmlSteps(row, packed, takeXml)
  else if (row.format === 'zip') yield* packageSteps(row, takeXml)
  else yield* tableSteps(row, packed, places, takeDraft)
}

const shown = (node: { name: string; attributes: string; within: unknown[] }): string => JSON.stringify(node).slice(0, 2_000)

const scannerOf = (open: readonly string[] = []) => xmlScanner({ records: xmlRecords, skipped: skippedElements, open })
const skippedElements = new Set([...st36Skipped, ...st96Skipped])

async function* xmlSteps(row: Row, packed: boolean, take: (record: XmlRecord) => Taken): AsyncGenerator<Step> {
  const { head } = await headOf(row.path)
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

async function* packageSteps(row: Row, take: (record: XmlRecord) => Taken): AsyncGenerator<Step> {
  const { entry: first = 0, skip = 0 } = row.position
  let scanner = scannerOf(), decoder = new TextDecoder(), at = -1, passed = 0
  for await (const { entry, name, bytes, last, read } of packedPieces(row.path, (name, entry) => entry >= first && /\.xml$/i.test(name))) {
    if (entry !== at) [scanner, decoder, at, passed] = [scannerOf(), new TextDecoder(), entry, 0]
    const found = scanner.push(decoder.decode(bytes, { stream: !last }))
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

async function* tableSteps(row: Row, packed: boolean, places: ReturnType<typeof placesOf>, takeDraft: TakeDraft): AsyncGenerator<Step> {
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

  const { head } = await headOf(row.path)
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
    // Halves of a letter, which only JSON can write, are no text for a database.
    const object: unknown = /\\u[dD][89a-fA-F]/.test(text) ? JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value)) : JSON.parse(text)
    return typeof object === 'object' && object !== null && !Array.isArray(object) ? object as Record<string, unknown> : undefined
  } catch {
    return undefined
  }
}
