import { copyText, fieldsOf } from './copy-text.ts'
import { columns, docOfNumber, patentOf, rowOf, type PatentRow, type RowContext, type Stored } from './row.ts'
import type { Patent } from './types.ts'

/**
 * A record on its way into the library: what its place is found by, and its row as COPY takes it. Most records are new, and of those
 * nothing else is asked; one that meets another is read back from its line.
 */
export interface Reading {
  key: string
  /** Its publications, without their kind. */
  docs: readonly string[]
  /** It knows its application number, so that its key is for good. */
  isNumbered: boolean
  digest: string
  line: { of: Buffer; from: number; to: number }
}

/** Readings as they go from thread to thread, where few large things cost less than many small ones: the lines, and the rest as JSON. */
export interface Packed { heads: string; lines: Uint8Array<ArrayBuffer> }
type Head = [key: string, docs: string[], isNumbered: boolean, digest: string]
const headOf = (patent: Patent, { digest }: PatentRow): Head => [patent.key, docsOf(patent), patent.application !== undefined, digest]

/** Packs records some at a time; the room it writes in is used again, as a new one for each batch would have to be cleared away. */
export function packer(context: RowContext) {
  let heads: string[] = [], room = Buffer.alloc(1 << 20), length = 0
  return {
    add(patents: readonly Patent[]): void {
      if (!patents.length) return
      const rows: PatentRow[] = [], of: Head[] = []
      for (const patent of patents) {
        const row = rowOf(patent, [], context)
        rows.push(row)
        of.push(headOf(patent, row))
      }
      heads.push(JSON.stringify(of).slice(1, -1))
      const text = copyText(rows, columns), most = length + text.length * 3
      if (most > room.length) room = Buffer.concat([room.subarray(0, length)], most * 2)
      length += room.write(text, length)
    },
    take(): Packed {
      const packed = { heads: `[${heads.join(',')}]`, lines: new Uint8Array(room.subarray(0, length)) }
      // One huge record is no reason to keep so much.
      if (room.length > mostKept) room = Buffer.alloc(1 << 20)
      heads = []
      length = 0
      return packed
    },
  }
}
const mostKept = 32_000_000

const newline = 10

export function readingsOf({ heads, lines }: Packed): Reading[] {
  const of = Buffer.from(lines.buffer, lines.byteOffset, lines.length)
  let at = 0
  return (JSON.parse(heads) as Head[]).map(([key, docs, isNumbered, digest]) => {
    const from = at
    at = of.indexOf(newline, from) + 1
    return { key, docs, isNumbered, digest, line: { of, from, to: at } }
  })
}
export function readingOf(patent: Patent, row: PatentRow): Reading {
  const [key, docs, isNumbered, digest] = headOf(patent, row), of = Buffer.from(copyText([row], columns))
  return { key, docs, isNumbered, digest, line: { of, from: 0, to: of.length } }
}

/** The record a line was made from; what followed from its events is left to be worked out. */
export function patentIn({ line }: Reading): Patent {
  const fields = fieldsOf(line.of.toString('utf8', line.from, line.to - 1))
  const of = Object.fromEntries(columns.map((column, i) => [column, fields[i]])) as Record<string, string | null>
  return patentOf({ ...of, record: JSON.parse(of.record!) as unknown, demo: of.demo === 'true', status: 'unknown', status_day: null, flags: [] } as unknown as Stored)
}

/** The lines of all in their order, in as few pieces as they lie in. */
export function linesOf(readings: readonly Reading[]): Uint8Array[] {
  const runs: Reading['line'][] = []
  for (const { line } of readings) {
    const last = runs.at(-1)
    if (last && last.of === line.of && last.to === line.from) last.to = line.to
    else runs.push({ ...line })
  }
  return runs.map(({ of, from, to }) => of.subarray(from, to))
}

function docsOf({ publications }: Patent): string[] {
  const docs: string[] = []
  for (const { number } of publications) docs.push(docOfNumber(number))
  return docs
}
