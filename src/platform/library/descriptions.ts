import { no, type Result, yes } from '../../kernel/index.ts'
import { csvRows, separatorOf } from './csv.ts'
import { detect, xmlRecords } from './detect.ts'
import { draftOfOwn, isOwnShape } from './json-lines.ts'
import { proposeMapping } from './mapping.ts'
import { packedPieces, piecesOf, refuseBroken } from './pieces.ts'
import { placesOf } from './places.ts'
import { readSt36, st36Records, st36Skipped } from './read-st36.ts'
import { readSt96, st96Skipped } from './read-st96.ts'
import { draft, patentFrom, type Draft } from './record.ts'
import { docOfNumber } from './row.ts'
import { headOf } from './head.ts'
import { all, textOf, tidy, xmlScanner, type XmlRecord } from './xml.ts'

/** The description of one application: the key of its record, and its publications where only those were told. */
export interface Description { key: string; docs: string[]; text: string }
type DescriptionRead = Description | { say: string; at: string }

const mostLetters = 400_000, mostLine = 16_000_000
const asked = new Set(['description', 'ftxt:description', 'Description', 'TechnicalField', 'BackgroundArt', 'Disclosure', 'InventionMode', 'DescriptionBag'])
const skipped = new Set([...st36Skipped, ...st96Skipped].filter((name) => !asked.has(name)))
const nowhere = placesOf([])
const header = /^(说明书(全文|文本|正文)?|description( text)?)$/i

/**
 * Descriptions out of a file of any format that carries them: full texts in XML, packed or not, tables and JSON lines with a column of that
 * name. The library itself keeps none; whoever asks for them keeps them where they are used. What carries none says so, one by one.
 */
export async function* descriptionsIn(path: string, name: string): AsyncGenerator<Result<DescriptionRead>> {
  try {
    const { head, packed } = await headOf(path), detected = detect(head, name)
    if (!detected.ok) return void (yield detected)
    const { format, encoding } = detected.value
    if (format === 'xml') yield* inXml(piecesOf(path, encoding, 0, packed))
    else if (format === 'zip') yield* inPackage(path)
    else if (format === 'csv') yield* inTable(piecesOf(path, encoding, 0, packed))
    else if (format === 'jsonl') yield* inLines(piecesOf(path, encoding, 0, packed))
    else yield no({ code: 'format-refused', at: 'file', say: '说明书过长，Excel 的一格放不下；请用全文 XML、压缩包、CSV 或 JSON 逐行' })
  } catch (error) {
    yield refuseBroken(error)
  }
}

async function* inXml(pieces: AsyncIterable<{ text: string }>): AsyncGenerator<Result<DescriptionRead>> {
  const scanner = xmlScanner({ records: xmlRecords, skipped })
  let n = 0
  const told = (found: Result<XmlRecord[]>): Result<DescriptionRead>[] => (found.ok ? found.value.map((record) => yes(ofRecord(record, `第${++n}条`))) : [found])
  for await (const piece of pieces) yield* told(scanner.push(piece.text))
  yield* told(scanner.end())
}

async function* inPackage(path: string): AsyncGenerator<Result<DescriptionRead>> {
  let scanner = xmlScanner({ records: xmlRecords, skipped }), decoder = new TextDecoder(), at = -1
  for await (const { entry, name, bytes, last } of packedPieces(path, (n) => /\.xml$/i.test(n))) {
    if (entry !== at) [scanner, decoder, at] = [xmlScanner({ records: xmlRecords, skipped }), new TextDecoder(), entry]
    const found = scanner.push(decoder.decode(bytes, { stream: !last })), rest = found.ok && last ? scanner.end() : yes<XmlRecord[]>([])
    for (const one of [found, rest]) {
      // One broken file costs itself and not the package.
      if (one.ok) yield* one.value.map((record) => yes(ofRecord(record, name)))
      else { yield yes({ say: one.refusals[0]!.say, at: name }); scanner = xmlScanner({ records: new Set() }) }
    }
  }
}

function ofRecord(record: XmlRecord, at: string): DescriptionRead {
  if ('refused' in record) return { say: record.refused.say, at }
  const { node } = record, whole = all(node, 'description')[0] ?? all(node, 'Description')[0] ?? all(node, 'DescriptionBag')[0]
  const paragraphs = [...all(whole, 'p'), ...all(whole, 'P'), ...all(whole, 'Paragraphs')]
  return described((st36Records.has(node.name) ? readSt36(node) : readSt96(node)).draft, paragraphs.length ? paragraphs.map((p) => textOf(p)).filter(Boolean).join('\n') : textOf(whole), at)
}

function described(of: Draft, text: string, at: string): DescriptionRead {
  const patent = patentFrom(of, nowhere)
  if (!patent.ok) return { say: patent.refusals.map((r) => r.say).join('；'), at }
  if (!text.trim()) return { say: `${patent.value.key}没有说明书`, at }
  return { key: patent.value.key, docs: patent.value.publications.map((p) => docOfNumber(p.number)), text: text.slice(0, mostLetters) }
}

async function* inTable(pieces: AsyncIterable<{ text: string }>): AsyncGenerator<Result<DescriptionRead>> {
  let csv: ReturnType<typeof csvRows> | undefined, columns: { number: number; text: number; isApplication: boolean } | undefined, headless = true
  const told = function* (rows: ReturnType<ReturnType<typeof csvRows>['push']>): Generator<Result<DescriptionRead>> {
    for (const { cells, line, broken } of rows) {
      if (headless) {
        headless = false
        const headers = cells.map((c) => c.replace('\ufeff', '').trim()), { columns: known } = proposeMapping(headers, 'patents').mapping
        const application = headers.findIndex((h) => known[h] === 'application'), publication = headers.findIndex((h) => known[h] === 'publication'), text = headers.findIndex((h) => header.test(h))
        if (text < 0 || (application < 0 && publication < 0)) return void (yield no({ code: 'columns-missing', at: 'file', say: '表头须有“申请号”或“公开号”一列，和“说明书”一列' }))
        columns = { number: application < 0 ? publication : application, text, isApplication: application >= 0 }
      } else if (broken) yield yes({ say: broken, at: `第${line}行` })
      else if (columns) yield yes(described(numbered(cells[columns.number] ?? '', columns.isApplication), cells[columns.text] ?? '', `第${line}行`))
    }
  }
  for await (const { text } of pieces) yield* told((csv ??= csvRows(separatorOf(text))).push(text))
  if (csv) yield* told(csv.end())
}

async function* inLines(pieces: AsyncIterable<{ text: string }>): AsyncGenerator<Result<DescriptionRead>> {
  let rest = '', n = 0
  const told = (line: string): Result<DescriptionRead>[] => {
    n++
    const text = line.replace('\ufeff', '').trim(), at = `第${n}行`
    if (!text) return []
    let object: Record<string, unknown>
    try { object = JSON.parse(text) as Record<string, unknown> } catch { return [yes({ say: '不是完整的 JSON 对象', at })] }
    const said = Object.entries(object).find(([name, value]) => header.test(name) && typeof value === 'string')?.[1] as string | undefined
    const { columns } = proposeMapping(Object.keys(object), 'patents').mapping, of = (field: string) => { const column = Object.keys(columns).find((c) => columns[c] === field); return column === undefined ? '' : String(object[column] ?? '') }
    return [yes(described(isOwnShape(object) ? draftOfOwn(object) : of('application') ? numbered(of('application'), true) : numbered(of('publication'), false), said ?? '', at))]
  }
  for await (const { text } of pieces) {
    // Only what has come is looked through: a line may come in many pieces.
    const [first, ...more] = text.split('\n') as [string, ...string[]]
    rest += first
    if (rest.length > mostLine) return void (yield no({ code: 'line-long', at: 'file', say: `第${n + 1}行超过${mostLine / 1_000_000} MB，不像一行一条的 JSON` }))
    if (!more.length) continue
    yield* told(rest)
    rest = more.pop()!
    for (const line of more) yield* told(line)
  }
  yield* told(rest)
}

function numbered(number: string, isApplication: boolean): Draft {
  const of = draft()
  if (isApplication) of.application = { number: tidy(number) }
  else of.publications.push({ number: tidy(number) })
  return of
}
