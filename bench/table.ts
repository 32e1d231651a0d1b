import { displayWidth } from '../src/kernel/index.ts'
import type { Line } from './ground.ts'

const columns: [string, (line: Line) => string][] = [
  ['项目', (l) => l.what], ['极限', (l) => l.limit ?? ''], ['实测', (l) => l.value], ['比值', (l) => l.ratio?.toFixed(2) ?? ''], ['目标', (l) => l.goal ?? ''],
  ['', (l) => (l.met === undefined ? '' : l.met ? '达到' : '未达')],
]

/** One table of everything measured, columns aligned for Chinese. */
export function print(lines: readonly Line[]): void {
  const cells = [columns.map(([head]) => head), ...lines.map((line) => columns.map(([, of]) => of(line)))]
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => displayWidth(row[i]!))))
  for (const row of cells) console.log(row.map((cell, i) => cell + ' '.repeat(widths[i]! - displayWidth(cell))).join('  ').trimEnd())
}
