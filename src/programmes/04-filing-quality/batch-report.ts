import ExcelJS from 'exceljs'
import { type Result, showDay, yes } from '../../kernel/index.ts'
import { tableDocx } from '../../platform/documents/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { type BatchView, lineStates, linesOf, viewBatch } from './batches.ts'

export type BatchFormat = 'docx' | 'xlsx'
/** The report on a batch, with what every count counts beside it; of a city, its own part. */
export async function batchReport(house: House, who: Who, id: string, format: BatchFormat): Promise<Result<{ name: string; bytes: Buffer }>> {
  const found = await viewBatch(house, who, id)
  if (!found.ok) return found
  const batch = found.value, title = `${batch.name}专利申请核查情况统计表`
  const under = [`来文：${batch.document}　核查期限：${showDay(batch.due)}　截至${showDay(today(house))}${batch.demo ? '　演示数据' : ''}`]
  if (format === 'xlsx') return yes({ name: `${title}.xlsx`, bytes: await workbook(house, who, batch, title, under) })
  return yes({ name: `${title}.docx`, bytes: await tableDocx({ title, under, organ: house.units.root.name, table: { kind: 'table', columns: heads.map(([label, width]) => ({ label, width })), rows: countRows(batch).map((r) => r.map(String)) } }) })
}

const heads = [['项目', 22], ['件（家）数', 12], ['占比及其分母', 40], ['计什么', 60]] as const
const countRows = (batch: BatchView): (string | number)[][] => batch.counts.map((c) => [c.label, c.count, c.shares.map((s) => `${s.percent}（${c.count}/${s.of}${s.count}）`).join('；'), c.definition])

async function workbook(house: House, who: Who, batch: BatchView, title: string, under: string[]): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheet = (name: string, top: string[], columns: readonly (readonly [string, number])[], lines: (string | number | null)[][]) => {
    const s = book.addWorksheet(name, { pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 } })
    s.columns = columns.map(([, width]) => ({ width }))
    for (const words of top) { const row = s.addRow([words]); row.font = { bold: true }; s.mergeCells(row.number, 1, row.number, columns.length) }
    s.addRow(columns.map(([label]) => label)).font = { bold: true }
    for (const cells of lines) s.addRow(cells).alignment = { wrapText: true, vertical: 'top' }
  }
  sheet('统计', [title, ...under], heads, countRows(batch))
  const lines = await linesOf(house, who, batch.id)
  sheet('名单', [title], [['行', 6], ['申请号', 20], ['名称', 40], ['申请人', 30], ['代理机构', 30], ['核查地', 20], ['状态', 10], ['疑点或不下发的理由', 50]],
    (lines.ok ? lines.value : []).map((l) => [l.line, l.number, l.title, l.applicant, l.agency, l.placeName, lineStates[l.state], l.leftOut ?? l.oddities.map((o) => o.say).join('；')]))
  return Buffer.from(await book.xlsx.writeBuffer())
}
