import { stringify } from 'csv-stringify/sync'
import type { Register } from '../../service/index.ts'
import type { Line } from './line.ts'
import { columnsOf } from './list.ts'

/** Lines as CSV that Excel opens in Chinese. A cell that a spreadsheet would run as a formula is kept as text. */
export function csvOf(register: Register, lines: readonly Line[], audience: 'office' | 'public'): string {
  const columns = columnsOf(register, audience)
  return stringify([columns.map((c) => c.title), ...lines.map((line) => columns.map((c) => c.of(line)))], { bom: true, escape_formulas: true, record_delimiter: 'windows' })
}
