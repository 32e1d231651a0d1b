import { wilson } from '../../kernel/index.ts'
import type { Rule } from '../../engines/screening/index.ts'

export const outcomeWords = { confirmed: '确认线索', excluded: '排除', doubtful: '存疑' } as const
export type HitOutcome = keyof typeof outcomeWords

/** What people said of one hit, in order. */
export interface Judged { rule: Rule; month: string; said: HitOutcome[] }
export interface Precision { rule: Rule | 'all'; hits: number; judged: number; confirmed: number; excluded: number; doubtful: number; /** Confirmed over confirmed and excluded; doubt counts on neither side. */ precision: number | null; low: number | null; high: number | null; /** Hits first confirmed and later not, over all first confirmed. */ reversed: number; firstConfirmed: number; reversal: number | null }

/** How far each signal was right, from what people found; hits nobody has judged count nowhere. */
export function precisionOf(hits: readonly Judged[]): Precision[] {
  const rate = (rule: Precision['rule'], of: readonly Judged[]): Precision => {
    const last = of.flatMap((h) => (h.said.length ? [h.said.at(-1)!] : [])), count = (o: HitOutcome) => last.filter((x) => x === o).length
    const confirmed = count('confirmed'), excluded = count('excluded'), sure = confirmed + excluded
    const first = of.filter((h) => h.said[0] === 'confirmed'), reversed = first.filter((h) => h.said.at(-1) !== 'confirmed').length
    // An interval is honest for few judgements.
    const { from: low, to: high } = sure ? wilson(confirmed, sure, 0.95) : { from: null, to: null }
    return { rule, hits: of.length, judged: last.length, confirmed, excluded, doubtful: count('doubtful'), precision: sure ? confirmed / sure : null, low, high, reversed, firstConfirmed: first.length, reversal: first.length ? reversed / first.length : null }
  }
  const rules = [...new Set(hits.map((h) => h.rule))].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
  return [rate('all', hits), ...rules.map((r) => rate(r, hits.filter((h) => h.rule === r)))]
}
export const byMonth = (hits: readonly Judged[]): { month: string; rows: Precision[] }[] =>
  [...new Set(hits.map((h) => h.month))].sort().reverse().map((month) => ({ month, rows: precisionOf(hits.filter((h) => h.month === month)) }))
