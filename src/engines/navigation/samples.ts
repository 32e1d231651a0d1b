import { compareRatio, type Confidence, found, type Finding, type Ratio, ratio, seeded, showPercent, wilson } from '../../kernel/index.ts'
import { inCodeOrder } from './types.ts'

export interface Share { hits: number; of: number; share: Ratio; from: number; to: number }

/** A sample that a stranger can draw again: from the keys in code order, with the seed as written. */
export function drawSample(keys: readonly string[], size: number, seed: string): Finding<string[]> {
  const pool = [...new Set(keys)].sort(inCodeOrder)
  const drawn = seeded(seed).sample(pool, Math.min(size, pool.length))
  return found(drawn, `检索结果${pool.length}件，按申请号排序`, `以种子“${seed}”不放回抽取${drawn.length}件${drawn.length < size ? `（不足${size}件，全部抽取）` : ''}`)
}

/** 查全率: of the seeds that experts say belong here, how many the strategy found. */
export function recall(seeds: readonly string[], result: ReadonlySet<string>, required: Ratio, confidence: Confidence = 0.95): Finding<Share & { missed: string[]; reached: boolean }> | undefined {
  const those = [...new Set(seeds)].sort(inCodeOrder), missed = those.filter((key) => !result.has(key))
  const of = recallOf(those.length - missed.length, those.length, required, confidence)
  return of && { value: { ...of.value, missed }, steps: of.steps }
}
/** The same from the two numbers alone; nothing can be said without a seed. */
export function recallOf(hits: number, seeds: number, required: Ratio, confidence: Confidence = 0.95): Finding<Share & { reached: boolean }> | undefined {
  if (seeds === 0) return undefined
  const share = shareOf(hits, seeds, confidence)
  return found({ ...share, reached: compareRatio(share.share, required) >= 0 }, ...stepsOf('查全率', '检中的种子专利', '种子专利', share, required, confidence))
}

/** 查准率: of the sample judged so far, how many belong here. A sample below the least size proves nothing yet. */
export function precision(judgements: readonly { relevant: boolean }[], required: Ratio, least: number, confidence: Confidence = 0.95) {
  return precisionOf(judgements.filter((j) => j.relevant).length, judgements.length, required, least, confidence)
}
export function precisionOf(hits: number, judged: number, required: Ratio, least: number, confidence: Confidence = 0.95): Finding<Share & { enough: boolean; reached: boolean }> | undefined {
  if (judged === 0) return undefined
  const share = shareOf(hits, judged, confidence), enough = judged >= least
  return found(
    { ...share, enough, reached: enough && compareRatio(share.share, required) >= 0 },
    ...stepsOf('查准率', '判为相关', '已判样本', share, required, confidence), enough ? `样本不少于${least}件` : `已判${judged}件，不足${least}件，还不能下结论`,
  )
}

function shareOf(hits: number, of: number, confidence: Confidence): Share {
  return { hits, of, share: ratio(hits, of), ...wilson(hits, of, confidence) }
}
const stepsOf = (name: string, hit: string, all: string, s: Share, required: Ratio, confidence: Confidence) => [
  `${name}＝${hit}${s.hits}÷${all}${s.of}＝${showPercent(s.share)}，要求不低于${showPercent(required)}`,
  `${confidence * 100}%置信区间（Wilson）：${(s.from * 100).toFixed(2)}%至${(s.to * 100).toFixed(2)}%`,
]
