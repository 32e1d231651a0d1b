import { PassThrough, Readable } from 'node:stream'
import ExcelJS from 'exceljs'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { csvCell } from '../kernel/index.ts'

/** One column of a list, the same on the page, in CSV and in a spreadsheet. */
export interface Column<R> { key: string; label: string; of: (row: R) => Cell }
export type Cell = string | number | boolean | null | undefined
export interface Slice<R> { rows: R[]; next?: string; total?: number }

/** What every list can be asked: a page of it, or all of it as a table. */
export const listQuery = {
  cursor: z.string().max(500).optional().describe('上一页给出的 next'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('每页条数'),
  format: z.enum(['json', 'csv', 'xlsx']).default('json').describe('csv 或 xlsx 时给出全部结果，不分页'),
}
/** The answers of a list in the description of the interface; `beside` is what its pages carry besides rows. */
export const listOf = <R extends z.ZodType>(row: R, describe = '一页', beside: z.ZodRawShape = {}) => ({
  description: describe,
  content: {
    'application/json': { schema: z.object({ rows: z.array(row), next: z.string().optional().describe('下一页的 cursor，没有即末页'), total: z.number().int().optional().describe('全部条数'), ...beside }) },
    [csvType]: { schema: z.string().describe('CSV，UTF-8 带 BOM，首行为列名') },
    [xlsxType]: { schema: z.string().describe('Excel 工作簿') },
  },
})
const csvType = 'text/csv; charset=utf-8'
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** More than this is not read by a person; a list that long wants a narrower question. */
export const mostExported = 100_000

/** Sends one page, or the whole list as a table; `page` is asked again with each cursor. */
export async function sendList<R>(
  reply: FastifyReply, asked: { format: 'json' | 'csv' | 'xlsx'; cursor?: string; limit: number }, name: string,
  page: (of: { cursor?: string; limit: number }) => Promise<Slice<R>>, columns: readonly Column<NoInfer<R>>[],
): Promise<FastifyReply> {
  if (asked.format === 'json') return reply.send(await page({ limit: asked.limit, ...(asked.cursor ? { cursor: asked.cursor } : {}) }))
  // The first page is read before anything is sent, so that a fault is still an answer and not a broken file.
  const first = await page({ limit: 500 })
  const rows = (async function* () {
    let sent = 0
    for (let slice = first; ; slice = await page({ limit: 500, cursor: slice.next! })) {
      for (const row of slice.rows) {
        if (sent++ >= mostExported) return
        yield row
      }
      if (!slice.next) return
    }
  })()
  reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.${asked.format}`)}`).serializer(String)
  return asked.format === 'csv' ? reply.type(csvType).send(Readable.from(csvLines(columns, rows))) : reply.type(xlsxType).send(workbook(name, columns, rows))
}

/** The list as CSV text, line by line. */
export async function* csvLines<R>(columns: readonly Column<R>[], rows: AsyncIterable<R> | Iterable<R>): AsyncGenerator<string> {
  yield `\ufeff${columns.map((c) => csvCell(c.label)).join(',')}\r\n`
  let held = ''
  for await (const row of rows) {
    held += `${columns.map((c) => csvCell(c.of(row))).join(',')}\r\n`
    if (held.length > 32_768) {
      yield held
      held = ''
    }
  }
  if (held) yield held
}

function workbook<R>(name: string, columns: readonly Column<R>[], rows: AsyncIterable<R>): PassThrough {
  const out = new PassThrough()
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true })
  const write = async () => {
    const sheet = book.addWorksheet(name.replace(/[\\/*?:[\]]/g, ' ').slice(0, 31), { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.columns = columns.map((c) => ({ header: c.label, key: c.key, width: Math.max(12, c.label.length * 2 + 4) }))
    for await (const row of rows) {
      sheet.addRow(Object.fromEntries(columns.map((c) => { const v = c.of(row); return [c.key, typeof v === 'boolean' ? (v ? '是' : '否') : v ?? ''] }))).commit()
    }
    sheet.commit()
    await book.commit()
  }
  write().catch((error) => out.destroy(error))
  return out
}

/** A slice of rows already in hand; the cursor is where to go on. */
export function sliceOf<R>(rows: readonly R[], of: { cursor?: string; limit: number }): Slice<R> {
  const from = of.cursor && /^\d{1,9}$/.test(of.cursor) ? Number(of.cursor) : 0
  const page = rows.slice(from, from + of.limit)
  return { rows: page, total: rows.length, ...(from + page.length < rows.length ? { next: String(from + page.length) } : {}) }
}
