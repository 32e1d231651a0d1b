import { type Day, type Dated, type Finding, found, showDay } from '../../../kernel/index.ts'
import { agreeing } from '../passages.ts'
import { signalParameters } from './parameters.ts'
import type { Application, Evidence, Excerpt, Excused, Given, Reading, Signal } from './types.ts'

/** How a threshold reads in the working: its name, value, since when and on whose word. */
export function by<T>(parameter: Dated<T>, day: Day): string {
  const { from, value, source } = parameter.versionOn(day)
  return `${parameter.label}：${parameter.show(value)}（自${showDay(from)}起，${source}）`
}

/** How strongly a measure speaks: 0.5 at its threshold, 1 where it can go no further. */
export const strengthOf = (value: number, threshold: number, full: number): number =>
  value < threshold ? 0 : full <= threshold ? 1 : Math.min(1, 0.5 + 0.5 * ((value - threshold) / (full - threshold)))
/** The same where there is no highest value: full at so many times the threshold. */
export const strengthTimes = (value: number, threshold: number, day: Day): number => strengthOf(value, threshold, threshold * signalParameters.fullAt.on(day))

export const digits = (n: number, places = 3): number => Math.round(n * 10 ** places) / 10 ** places
/** Cases listed in full; how many more there are is said. */
export const mostEvidence = 12
/** At most so many pieces of evidence, with a word on the rest. */
export function shownOf<T>(all: readonly T[], of: (one: T) => Evidence): Evidence[] {
  const shown = all.slice(0, mostEvidence).map(of)
  return all.length > shown.length ? [...shown, { say: `另有${all.length - shown.length}处相同情形未逐一列出`, records: [] }] : shown
}

type Said = { say: string; steps?: string[]; evidence?: Evidence[]; excused?: Excused[]; gaps?: string[] }
type About = Pick<Signal, 'rule' | 'family'>
export const seen = (of: About, strength: number, said: Said): Finding<Reading> => reading(of, 'seen', strength, said)
/** Nothing in what could be looked at; what could not be looked at is said with it. */
export const none = (of: About, said: Said): Finding<Reading> => reading(of, 'none', 0, said)
/** Without the data nothing can be said either way. */
export const blind = (of: About, ...lacks: string[]): Finding<Reading> => reading(of, 'blind', 0, { say: `缺数据，未作判断：${lacks.join('；')}`, gaps: lacks })

function reading({ rule, family }: About, outcome: Reading['outcome'], strength: number, { say, steps = [], evidence = [], excused = [], gaps = [] }: Said): Finding<Reading> {
  return found({ rule, family, outcome, strength: digits(strength), say, evidence, excused, gaps }, ...steps, ...excused.map((e) => `不计：${e.records.join('、')}，${e.why}`), ...gaps.map((g) => `未能比对：${g}`), say)
}

/** More of a text than this is not read side by side. */
const mostShown = 4000
/** A text by itself, nothing in it marked. */
export const alone = (part: Excerpt['part'], { key, text }: { key: string; text: string }): Excerpt => ({ key, part, text: text.length > mostShown ? `${text.slice(0, mostShown)}…（以下略）` : text, marks: [] })
/** Two texts beside each other with the words on which they agree marked in both. */
export function beside(part: Excerpt['part'], one: { key: string; text: string }, other: { key: string; text: string }): [Excerpt, Excerpt] {
  const [a, b] = [alone(part, one), alone(part, other)], passages = agreeing(a.text, b.text)
  return [{ ...a, marks: passages.map((p) => p.a) }, { ...b, marks: passages.map((p) => p.b).sort((x, y) => x[0] - y[0]) }]
}
export const partWords: Record<Excerpt['part'], string> = { claims: '权利要求', description: '说明书', abstract: '摘要' }

/** Filings whose text is there, and a sentence on those whose is not. */
export function withText(filings: readonly Application[], part: 'claims' | 'description'): { readable: Application[]; gaps: string[] } {
  const readable = filings.filter((f) => f[part])
  const lacking = filings.length - readable.length
  const what = part === 'claims' ? '权利要求' : '说明书'
  return { readable, gaps: lacking ? [`${filings.length}件中${lacking}件没有${what}文本（未公开或未入库），未公开文本无法比对`] : [] }
}

/** The first claim of a text of claims, without its number. */
export function claimOne(claims: string): string {
  const first = claims.split('\n').map((l) => l.trim()).find(Boolean) ?? ''
  return first.replace(/^1\s*[.．、]\s*/, '').split(/\s*2\s*[.．、]\s*(?=根据|如|按照|一种)/)[0]!.trim()
}
/** What a claim requires, piece by piece. */
export const featuresOf = (claim: string): string[] => claim.split(/[，,；;。：:]/).map((f) => f.trim()).filter((f) => f && !/^其特征(在于|是|为)?$/.test(f))

export const monthOf = (day: Day): string => day.slice(0, 7)
export const isDated = (f: Application): f is Application & { filed: Day } => f.filed !== undefined
export const undatedGap = (filings: readonly Application[]): string[] => {
  const n = filings.filter((f) => !f.filed).length
  return n ? [`${n}件没有申请日`] : []
}
export const all = (given: Given): readonly Application[] => [...new Map([...given.filings, ...(given.around ?? [])].map((f) => [f.key, f])).values()]
