import ExcelJS from 'exceljs'
import { type LaidOut, layOut } from '../engines/tasklist/index.ts'
import { type Result, yes } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import { tableDocx } from '../platform/documents/index.ts'
import type { House } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import { findList } from './store.ts'
import type { Role } from './types.ts'

/** The list as a workbook of three columns, laid out so that importing it reads the same list again. */
export const listSheet = (house: House, who: Who, listId: string): Promise<Result<SentFile>> => sent(house, who, listId, 'xlsx', workbookOf)
/** The list as a Word document with the table it was issued with; importing it reads the same list again. */
export const listDocx = (house: House, who: Who, listId: string): Promise<Result<SentFile>> =>
  sent(house, who, listId, 'docx', (laid) => tableDocx({ title: laid.title, under: laid.under, organ: house.units.root.name, table: tableOf(laid) }))

export interface SentFile { name: string; bytes: Buffer }

async function sent(house: House, who: Who, listId: string, ending: string, write: (laid: LaidOut) => Promise<Buffer>): Promise<Result<SentFile>> {
  const found = await findList(house, who, listId)
  if (!found.ok) return found
  const [sections, tasks] = await Promise.all([
    rows<{ id: string; number: string | null; title: string; parent: string | null }>(house.db, 'select id, number, title, parent from list_section where list_id = $1 order by sort', [listId]),
    rows<{ id: string; number: string; title: string; section: string | null; parent: string | null; measures: string; units: { text: string; role: Role }[]; unitsPrinted: string; deadlines: string[]; scope: string | null }>(house.db,
      'select id, number, title, section_id as section, parent, measures, units, units_printed as "unitsPrinted", deadlines, scope from list_task where list_id = $1 order by sort', [listId]),
  ])
  const laid = layOut({ title: found.value.title, year: found.value.year, docNumber: found.value.docNumber, sections, tasks })
  return yes({ name: `${found.value.title}.${ending}`, bytes: await write(laid) })
}

const shares: Record<string, number> = { 任务清单: 32, 落实举措: 80, 责任部门: 40, 完成时限: 20, 适用范围: 20, 上级任务: 32 }
const shareOf = (column: string) => shares[column.replace(/（.*$/, '')] ?? 20

const tableOf = (laid: LaidOut) => ({
  kind: 'table' as const, columns: laid.columns.map((label) => ({ label, width: shareOf(label) })), rows: laid.rows.map((r) => (r.section === undefined ? r.cells : { over: r.section })),
})

const head = { bold: true }
const wrapped = { wrapText: true, vertical: 'top' } as const

async function workbookOf(laid: LaidOut): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('任务清单')
  sheet.columns = laid.columns.map((c) => ({ width: shareOf(c) }))
  const over = (words: string) => {
    const row = sheet.addRow([words])
    row.font = head
    sheet.mergeCells(row.number, 1, row.number, laid.columns.length)
    return row
  }
  over(laid.title).font = { ...head, size: 14 }
  for (const words of laid.under) over(words)
  sheet.addRow(laid.columns).font = head
  for (const r of laid.rows) {
    if (r.section !== undefined) over(r.section)
    else sheet.addRow(r.cells).alignment = wrapped
  }
  return Buffer.from(await book.xlsx.writeBuffer())
}
