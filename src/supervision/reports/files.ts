import ExcelJS from 'exceljs'
import { showDay } from '../../kernel/index.ts'
import { type Writing, writingDocx, writingPdf } from '../../platform/documents/index.ts'
import { lightWords } from '../types.ts'
import { definitionsTable, placeColumns, placesTable } from './compose.ts'
import { type ReportContent, type ReportFormat, type ReportView, reportWords, sourceWords } from './types.ts'

/** What stands on every page of a report that is not an issued paper in force. */
const markOf = (r: ReportView): string | undefined =>
  [r.demo ? '演示数据' : '', r.number === null ? '预览稿，未印发' : '', r.voided ? '已作废' : ''].filter(Boolean).join('　') || undefined

/** The report as an official writing: the red head only with its number, the definitions as an attachment, the account laid across. */
export function writingOf(r: ReportView): Writing {
  const mark = markOf(r)
  return {
    title: r.title, organ: r.organ, on: r.on, body: r.body, ...(r.to ? { to: r.to } : {}), ...(mark ? { mark } : {}),
    ...(r.number ? { head: { number: r.number, ...(r.kind === 'brief' && r.issuedBy ? { signer: r.issuedBy } : {}) } } : {}),
    attachments: [
      { title: '指标数值、来源和口径', parts: [definitionsTable(r.figures)] },
      ...(r.kind === 'account' ? [{ title: `分解任务台账（截至${showDay(r.asOf)}）`, parts: [placesTable(r.places)], wide: true }] : []),
    ],
  }
}

const write: Record<ReportFormat, (r: ReportView) => Promise<Buffer>> = { docx: (r) => writingDocx(writingOf(r)), pdf: (r) => writingPdf(writingOf(r)), xlsx: workbookOf }

export const reportFile = async (r: ReportView, format: ReportFormat): Promise<{ name: string; bytes: Buffer }> => ({
  name: `${r.number ? `${r.number} ` : '预览 '}${r.title}.${format}`, bytes: await write[format](r),
})

/** Figures with their definitions, the account and the cities, each on a sheet; numbers stay numbers. */
async function workbookOf(r: ReportView): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const mark = markOf(r)
  const sheet = (name: string, columns: readonly { label: string; width: number }[], rows: readonly (string | number | null)[][]) => {
    const s = book.addWorksheet(name, { pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 } })
    s.columns = columns.map(({ width }) => ({ width }))
    const top = [r.title, `${reportWords[r.kind]}${r.number ? `　${r.number}` : ''}　截至${showDay(r.asOf)}${mark ? `　${mark}` : ''}`]
    for (const words of top) { const row = s.addRow([words]); row.font = { bold: true }; s.mergeCells(row.number, 1, row.number, columns.length) }
    s.addRow(columns.map((c) => c.label)).font = { bold: true }
    s.views = [{ state: 'frozen', ySplit: 3 }]
    for (const cells of rows) s.addRow(cells).alignment = { wrapText: true, vertical: 'top' }
  }
  sheet('指标和口径', [{ label: '指标', width: 20 }, { label: '数值', width: 12 }, { label: '单位', width: 8 }, { label: '来源', width: 12 }, { label: '口径', width: 80 }, { label: '截至日', width: 14 }],
    r.figures.map((f) => [f.name, f.value, f.unit, sourceWords[f.source], f.definition, f.asOf]))
  // The account keeps shares as numbers and the three sources in columns of their own.
  sheet('分解任务台账', [...placeColumns.slice(0, 8).map((label, i) => ({ label, width: [8, 30, 16, 8, 12, 12, 6, 60][i]! })),
    ...['已核进度（%）', '已核日', '自报进度（%）', '自报日', '系统生成：环节', '系统生成：名录行', '系统生成：最近一日'].map((label) => ({ label, width: 14 }))],
  r.places.map((x) => [x.action, x.title, x.unit, x.role, x.dueOn, x.state, lightWords[x.light], x.say, x.verified?.share ?? null, x.verified?.on ?? null, x.reported?.share ?? null, x.reported?.on ?? null, x.system.events, x.system.lines, x.system.last]))
  sheet('各市（按行政区划顺序）', [{ label: '市', width: 16 }, ...['承担分解任务', '红', '黄', '绿', '已办结', '未启动'].map((label) => ({ label, width: 12 })), { label: '亮红灯的', width: 50 }],
    r.cities.map((c) => [c.name, c.actions, c.lights.red, c.lights.yellow, c.lights.green, c.lights.blue, c.lights.grey, c.red.join('、')]))
  return Buffer.from(await book.xlsx.writeBuffer())
}

/** How many rows a document of this report would have; a workbook takes any number. */
export const rowsIn = (r: ReportContent): number => (r.kind === 'account' ? r.places.length : 0)
