import ExcelJS from 'exceljs'
import { type Result, yes } from '../kernel/index.ts'
import type { House } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import { viewList } from './store.ts'
import type { ListView } from './types.ts'

/** The list as a workbook of three columns, laid out so that importing it reads the same list again. */
export async function listSheet(house: House, who: Who, listId: string): Promise<Result<{ name: string; bytes: Buffer }>> {
  const list = await viewList(house, who, listId)
  if (!list.ok) return list
  const book = new ExcelJS.Workbook()
  writeList(book.addWorksheet('任务清单'), list.value)
  return yes({ name: `${list.value.title}.xlsx`, bytes: Buffer.from(await book.xlsx.writeBuffer()) })
}

const head = { bold: true }
const wrapped = { wrapText: true, vertical: 'top' } as const

function writeList(sheet: ExcelJS.Worksheet, list: ListView): void {
  const isDated = list.body.some((t) => t.deadlines.length > 0)
  const columns = ['任务清单', '落实举措', '责任部门', ...(isDated ? ['完成时限'] : [])]
  sheet.columns = [32, 80, 40, ...(isDated ? [20] : [])].map((width) => ({ width }))
  sheet.addRow([list.title]).font = { ...head, size: 14 }
  sheet.mergeCells(1, 1, 1, columns.length)
  sheet.addRow(columns).font = head
  let section: string | null = null
  for (const t of list.body) {
    if (t.section !== section) {
      section = t.section
      const s = list.sections.find((x) => x.id === section)
      if (s) {
        const row = sheet.addRow([`${s.number ? `${s.number}、` : ''}${s.title}`])
        row.font = head
        sheet.mergeCells(row.number, 1, row.number, columns.length)
      }
    }
    sheet.addRow([`${t.number}.${t.title}`, t.measures, t.unitsPrinted, ...(isDated ? [t.deadlines.join('、')] : [])]).alignment = wrapped
  }
}
