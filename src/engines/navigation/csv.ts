import { csvCell } from '../../kernel/index.ts'
import type { Figure } from './types.ts'

/** The table of a figure for other programs: a byte order mark for Excel, exact fractions beside rounded shares, formulas disarmed. */
export function csvOf(figure: Figure): string {
  const head = figure.columns.flatMap((c) => (c.kind === 'share' || c.kind === 'index' ? [c.label, `${c.label}（分数）`] : [c.label]))
  const lines = figure.lines.map((line) => figure.columns.flatMap((c, i) => {
    const cell = line.cells[i]!
    return c.kind === 'share' || c.kind === 'index' ? [cell.value, cell.exact ?? ''] : [cell.value]
  }))
  const about = [['图表', figure.title], ['口径', figure.definition], ['结论', figure.say], ['计算', figure.steps.join('；')], ...(figure.notes ?? []).map((note) => ['说明', note])]
  return `\ufeff${[head, ...lines, [], ...about].map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`
}
