import { seeded } from '../kernel/index.ts'

/** What strata are made of, in this order. */
export const stratifiers = { unit: '责任单位', action: '分解任务', source: '来源' } as const
export type Stratifier = keyof typeof stratifiers
export const pieceSources = { file: '佐证材料', case: '办件', entry: '名录条目', event: '自报事件' } as const
export type PieceSource = keyof typeof pieceSources

/** One piece of evidence as it stood when the frame was fixed. */
export interface Piece { id: string; source: PieceSource; unit: string; action: string; caseId: string | null; hash: string | null; title: string; on: string; at: string }
export interface Stratum { key: string; of: number; drawn: number }
export interface SampleRule { percent: number; least: number; most: number }

/** How many are drawn from so many: a percentage, but not fewer than the least and not more than the most. */
export const sampleSize = (pieces: number, rule: SampleRule): number => Math.min(pieces, Math.max(rule.least, Math.min(rule.most, Math.ceil((pieces * rule.percent) / 100))))

/**
 * Draws so many pieces, spread over the strata in proportion. Anyone can do it again, by hand or by program:
 * 1. pieces stand in the order of their ids, strata in the order of their keys;
 * 2. each stratum gets the whole part of size × its pieces ÷ all pieces;
 * 3. one generator (kernel `seeded`) is started with the seed and shuffles the strata; what is left to give goes, one each, to the strata
 *    with the largest remainder, among equal remainders to the one that comes first in the shuffle;
 * 4. from each stratum in the order of its key so many pieces are taken without putting back.
 */
export function drawSample(frame: readonly Piece[], by: readonly Stratifier[], size: number, seed: string): { drawn: string[]; strata: Stratum[]; steps: string[] } {
  const order = (Object.keys(stratifiers) as Stratifier[]).filter((s) => by.includes(s))
  const pieces = [...frame].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const strata = [...Map.groupBy(pieces, (p) => order.map((s) => p[s]).join(' ') || '全部')].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const chance = seeded(seed)
  // Whole numbers throughout: size × pieces, divided by all with what remains.
  const shares = strata.map(([, own]) => ({ whole: Math.floor((size * own.length) / pieces.length), rest: (size * own.length) % pieces.length }))
  const left = size - shares.reduce((sum, s) => sum + s.whole, 0)
  for (const i of chance.shuffle(shares.map((_, i) => i)).sort((a, b) => shares[b]!.rest - shares[a]!.rest).slice(0, left)) shares[i]!.whole++
  const drawn = strata.flatMap(([, own], i) => chance.sample(own, shares[i]!.whole).map((p) => p.id))
  return {
    drawn, strata: strata.map(([key, own], i) => ({ key, of: own.length, drawn: shares[i]!.whole })),
    steps: [
      `抽样框${pieces.length}份，按编号排列；按${order.map((s) => stratifiers[s]).join('、') || '不'}分${strata.length}层，按层键排列`,
      `抽${size}份：每层先得“${size}×本层份数÷${pieces.length}”的整数部分，余下${left}份按余数从大到小各给一份，余数相同的按种子打乱的次序`,
      `种子“${seed}”，算法 sfc32（种子经 xmur3 展开，预转15轮），逐层不放回抽取`,
    ],
  }
}
