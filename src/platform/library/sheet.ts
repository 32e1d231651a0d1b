import { no, type Result, yes } from '../../kernel/index.ts'
import { packedPieces, plain } from './pieces.ts'
import { all, attribute, child, textOf, xmlScanner, type XmlNode } from './xml.ts'

const mostShared = 60_000_000
/** Rows of the first sheet of a workbook, as texts, with the number each has in the sheet. */
export async function* sheetRows(path: string): AsyncGenerator<Result<{ cells: string[]; line: number; read: number }[]>> {
  const shared: string[] = []
  let letters = 0
  for await (const read of nodesOf(path, /^xl\/sharedStrings\.xml$/i, 'si')) {
    if (!read.ok) return void (yield read)
    for (const node of read.value.nodes) {
      const text = textsOf(node)
      letters += text.length
      shared.push(Buffer.from(text).toString())
    }
    if (letters > mostShared) return void (yield no({ code: 'sheet-large', say: '表格的文字超过60 MB，请另存为 CSV 再导入' }))
  }
  for await (const read of nodesOf(path, /^xl\/worksheets\/sheet1\.xml$/i, 'row')) {
    if (!read.ok) return void (yield read)
    yield yes(read.value.nodes.map((row) => ({ cells: cellsOf(row, shared), line: Number(attribute(row, 'r') ?? 0), read: read.value.read })))
  }
}

async function* nodesOf(path: string, name: RegExp, record: string): AsyncGenerator<Result<{ nodes: XmlNode[]; read: number }>> {
  const scanner = xmlScanner({ records: new Set([record]) })
  const decoder = new TextDecoder()
  for await (const { bytes, read, last } of packedPieces(path, (entry) => name.test(entry))) {
    const found = scanner.push(plain(decoder.decode(bytes, { stream: !last })))
    if (!found.ok) return void (yield found)
    yield yes({ nodes: found.value.flatMap((r) => ('node' in r ? [r.node] : [])), read })
  }
}

// Hints of pronunciation stand beside the text and are none of it.
const textsOf = (node: XmlNode): string => all({ ...node, within: node.within.filter((w) => typeof w === 'string' || w.name !== 'rPh') }, 't').map((t) => t.within.filter((w) => typeof w === 'string').join('')).join('')

function cellsOf(row: XmlNode, shared: readonly string[]): string[] {
  const cells: string[] = []
  for (const cell of row.within) {
    if (typeof cell === 'string' || cell.name !== 'c') continue
    const at = columnOf(attribute(cell, 'r')) ?? cells.length
    while (cells.length < Math.min(at, 2_000)) cells.push('')
    const type = attribute(cell, 't'), value = textOf(child(cell, 'v'))
    cells.push(type === 's' ? shared[Number(value)] ?? '' : type === 'inlineStr' ? textsOf(cell) : value)
  }
  return cells
}

function columnOf(reference: string | undefined): number | undefined {
  if (!reference) return undefined
  let at = 0
  for (const letter of /^[A-Z]*/.exec(reference)![0]) at = at * 26 + letter.charCodeAt(0) - 64
  return at > 0 ? at - 1 : undefined
}
