import { addRatio, compareRatio, decimal, type Finding, found, mulRatio, ratio, type Ratio, subRatio } from '../../kernel/index.ts'
import type { Criterion, PanelRules, ScoreSheet, Tally } from './types.ts'

/**
 * Sums the sheets of a panel. Each sheet is its weighted mean; from it goes the expert's severity, the mean of how far
 * this person stood from the panel in earlier cases (`history`: own total minus the panel's mean, plus is lenient);
 * from five sheets on the highest and lowest are left out; the mean of the rest is rounded once, to two places.
 */
export function tallySheets(rules: PanelRules, of: {
  sheets: readonly ScoreSheet[]; criteria: Record<string, Criterion>; history: Record<string, readonly number[]>
}): Finding<Tally> {
  if (of.sheets.length === 0) throw new Error('no sheets to sum')
  const sheets = [...of.sheets].sort((a, b) => (a.expert < b.expert ? -1 : 1))
  const judged = sheets.map((sheet) => {
    const own = of.history[sheet.expert] ?? []
    const enough = own.length >= rules.enoughHistory
    const severity = enough ? mean(own.map(decimal)) : zero
    const raw = weighted(sheet.scores, of.criteria)
    return { expert: sheet.expert, raw, severity, enough, panels: own.length, corrected: subRatio(raw, severity) }
  })
  const ranked = [...judged].sort((a, b) => compareRatio(a.corrected, b.corrected) || (a.expert < b.expert ? -1 : 1))
  const kept = ranked.length >= rules.trimFrom ? ranked.slice(1, -1) : ranked
  const exact = mean(kept.map((j) => j.corrected))
  const bounded = compareRatio(exact, zero) < 0 ? zero : compareRatio(exact, hundred) > 0 ? hundred : exact
  const dropped = ranked.filter((j) => !kept.includes(j))

  const weights = Object.values(of.criteria)
  return found<Tally>({
    total: rounded(bounded),
    raw: judged.map((j) => ({
      expert: j.expert, total: rounded(j.raw), corrected: rounded(j.corrected), ...(dropped.includes(j) ? { dropped: true as const } : {}),
    })),
    trimmed: dropped.length,
    severity: Object.fromEntries(judged.map((j) => [j.expert, rounded(j.severity)])),
  },
  `权重：${weights.map((w) => `${w.label}${w.weight}`).join('、')}，合计${shown(sumOfWeights(of.criteria))}；每份评分表的总分＝Σ(单项分×权重)÷权重合计`,
  ...judged.map((j) => `${j.expert}：${Object.entries(of.criteria).map(([k, w]) => `${w.label}${sheetScore(sheets, j.expert, k)}`).join('、')}，总分${shown(j.raw)}；${
    j.enough ? `此前${j.panels}次评审平均偏离同组${signed(j.severity)}分，校正后${shown(j.corrected)}`
      : `此前只有${j.panels}次评审记录（满${rules.enoughHistory}次才校正），不作宽严校正`}`),
  dropped.length ? `满${rules.trimFrom}份，去掉一个最高分（${dropped[1]!.expert}，${shown(dropped[1]!.corrected)}）和一个最低分（${dropped[0]!.expert}，${shown(dropped[0]!.corrected)}）`
    : `不足${rules.trimFrom}份，不去掉最高分和最低分`,
  `${kept.length}份的平均分，只在此处四舍五入到两位小数：${shown(exact)}`,
  ...(bounded === exact ? [] : [`校正后超出百分制，按${shown(bounded)}分计`]))
}

/**
 * How far each expert stood from the mean of the panel, to be kept as that expert's history. Over one panel the
 * figures cancel out, so correcting by them moves no panel as a whole.
 */
export function deviations(totals: readonly { expert: string; total: number }[]): Record<string, number> {
  if (totals.length === 0) return {}
  const middle = mean(totals.map((t) => decimal(t.total)))
  return Object.fromEntries(totals.map((t) => [t.expert, rounded(subRatio(decimal(t.total), middle))]))
}

const zero = ratio(0, 1)
const hundred = ratio(100, 1)
const mean = (of: readonly Ratio[]): Ratio => mulRatio(addRatio(...of), ratio(1, of.length))
const sumOfWeights = (criteria: Record<string, Criterion>) => addRatio(...Object.values(criteria).map((c) => decimal(c.weight)))

function weighted(scores: Record<string, number>, criteria: Record<string, Criterion>): Ratio {
  const whole = sumOfWeights(criteria)
  const sum = addRatio(...Object.entries(criteria).map(([name, c]) => {
    if (scores[name] === undefined) throw new Error(`the sheet lacks a score for “${name}”`)
    return mulRatio(decimal(scores[name]), decimal(c.weight))
  }))
  return mulRatio(sum, { part: whole.whole, whole: whole.part })
}

const sheetScore = (sheets: readonly ScoreSheet[], expert: string, name: string) => sheets.find((s) => s.expert === expert)!.scores[name]

/** To hundredths, half up and symmetric about zero. */
function hundredths(r: Ratio): number {
  const size = (r.part < 0n ? -r.part : r.part) * 100n
  const up = (size * 2n + r.whole) / (r.whole * 2n)
  return Number(r.part < 0n ? -up : up)
}
const rounded = (r: Ratio): number => hundredths(r) / 100 || 0
const shown = (r: Ratio): string => `${rounded(r)}`
const signed = (r: Ratio): string => (r.part > 0n ? `+${shown(r)}` : shown(r))
