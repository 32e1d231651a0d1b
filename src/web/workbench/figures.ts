import type { SourceKind } from '../../http/index.ts'

/** A figure as people read it: money kept in fen is shown in yuan, a share in per cent. */
export function showFigure(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return '无记录'
  if (unit === '分') return `${(value / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}元`
  if (unit === '%') return `${(value * 100).toLocaleString('zh-CN', { maximumFractionDigits: 1 })}%`
  return `${value.toLocaleString('zh-CN')}${unit}`
}
/** The bare number of a chart's axis, and what that axis counts. */
export const plotted = (value: number, unit: string): number => (unit === '分' ? value / 100 : unit === '%' ? value * 100 : value)
export const plottedIn = (unit: string): string => (unit === '分' ? '元' : unit)

export const sourceKinds: SourceKind[] = ['system', 'verified', 'reported']
export const sourceWords: Record<SourceKind, string> = { system: '系统生成', verified: '已核', reported: '自报' }

/** The months of a year up to that of a day. */
export const monthsUntil = (day: string): string[] =>
  Array.from({ length: Number(day.slice(5, 7)) }, (_, i) => `${day.slice(0, 4)}-${String(i + 1).padStart(2, '0')}`)
