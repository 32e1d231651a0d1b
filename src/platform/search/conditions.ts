import { isDay, showDay } from '../../kernel/index.ts'
import type { House } from '../house/index.ts'
import { type LegalStatus, type PatentType, provinceOf, statusWords, typeWords } from '../library/index.ts'
import type { PatentQuery } from './patents.ts'

/** One thing that narrows a search, in words. */
export interface Condition { field: 'kind' | 'status' | 'region' | 'applicant' | 'ipc' | 'published'; label: string; value: string; said: string }

/** What narrows a question besides its query, in the words of the pages. */
export function conditionsOf(house: Pick<House, 'units'>, { kind = [], status = [], region = [], applicant = [], ipc = [], from = '', to = '' }: Omit<PatentQuery, 'q' | 'from' | 'to'> & { from?: string; to?: string }): Condition[] {
  const each = (field: Condition['field'], label: string, values: readonly string[], say: (value: string) => string = (v) => v) => values.map((value) => ({ field, label, value, said: say(value) }))
  const span = showSpan(from, to)
  return [
    ...each('kind', '类型', kind, (v) => typeWords[v as PatentType] ?? v), ...each('status', '法律状态', status, (v) => statusWords[v as LegalStatus] ?? v), ...each('region', '申请人所在地', region, (v) => placeName(house, v)),
    ...each('applicant', '申请人', applicant), ...each('ipc', '分类号', ipc), ...(span ? [{ field: 'published' as const, label: '公开日', value: span, said: span }] : []),
  ]
}

function showSpan(from: string, to: string): string {
  if (from.slice(5) === '01-01' && to === `${from.slice(0, 4)}-12-31`) return `${from.slice(0, 4)}年`
  const show = (text: string) => (isDay(text) ? showDay(text) : text)
  return from && to ? `${show(from)}至${show(to)}` : from ? `${show(from)}起` : to ? `${show(to)}止` : ''
}

/** The name of a place by its code or the first digits of it; of other provinces only the province is known here. */
export function placeName({ units }: Pick<House, 'units'>, code: string): string {
  const whole = code.padEnd(6, '0')
  const own = units.all.find((u) => u.code === whole && u.place)?.place
  if (own) return own
  const province = provinceOf(code)
  return province ? (whole.endsWith('0000') ? province : `${province} ${code}`) : code
}
