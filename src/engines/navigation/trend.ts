import { addMonths, compareRatio, type Day, type Ratio, ratio, showPercent, subRatio, yearOf } from '../../kernel/index.ts'
import { counted, type Figure, groupKeys, holderSpellings, type NavigationRow, numbered, words } from './types.ts'

export interface LifeRules {
  /** Months from filing until an application lies open; years younger than this are not whole. */
  lag: number
  /** Years on each side of the comparison. */
  window: number
  /** Applications a year below which nothing has grown yet. */
  seedling: number
  /** Change of applications and applicants above which both grow, and below whose negative both fall. */
  change: Ratio
}
export type Stage = 'unknown' | 'seedling' | 'growth' | 'maturity' | 'decline' | 'recovery'
export const stageWords: Record<Stage, string> = {
  unknown: '不足以判断', seedling: '萌芽期', growth: '成长期', maturity: '成熟期', decline: '衰退期', recovery: '复苏期',
}

interface Year { year: number; filed: string[]; holders: number; published: string[]; granted: string[]; whole: boolean }

function yearsOf(rows: readonly NavigationRow[], today: Day, lag: number): Year[] {
  const name = holderSpellings(rows)
  const by = (day: (row: NavigationRow) => Day | undefined) => groupKeys(rows, (row) => { const d = day(row); return d ? [`${yearOf(d)}`] : [] })
  const filed = by((r) => r.filed), published = by((r) => r.published), granted = by((r) => r.granted)
  const holders = new Map<string, Set<string>>()
  for (const row of rows) {
    if (!row.filed) continue
    const year = `${yearOf(row.filed)}`
    const those = holders.get(year) ?? new Set()
    holders.set(year, those)
    for (const applicant of row.applicants) those.add(name(applicant.name))
  }
  const all = [...filed.keys(), ...published.keys(), ...granted.keys()].map(Number)
  if (all.length === 0) return []
  const lastWhole = lastWholeYear(today, lag)
  return Array.from({ length: Math.max(...all) - Math.min(...all) + 1 }, (_, i) => Math.min(...all) + i).map((year) => ({
    year, filed: filed.get(`${year}`) ?? [], holders: holders.get(`${year}`)?.size ?? 0,
    published: published.get(`${year}`) ?? [], granted: granted.get(`${year}`) ?? [], whole: year <= lastWhole,
  }))
}
/** The last year all of whose filings lie open today: those of its last day too. */
export const lastWholeYear = (today: Day, lag: number): number => yearOf(addMonths(today, -lag)) - 1

/** Applications, applicants, publications and grants a year. */
export function trend(rows: readonly NavigationRow[], today: Day, rules: Pick<LifeRules, 'lag'>): Figure {
  const years = yearsOf(rows, today, rules.lag), undated = rows.filter((row) => !row.filed).length
  const open = years.filter((y) => !y.whole && y.filed.length > 0)
  const top = years.filter((y) => y.whole).reduce<Year | undefined>((best, y) => (!best || y.filed.length > best.filed.length ? y : best), undefined)
  return {
    id: 'trend', title: '申请、公开和授权趋势',
    definition: `按申请日、最早公开日、授权日的年份各计一次。申请后${rules.lag}个月内的申请可能尚未公开，这些年份标“未公开完”，不用于判断。`,
    say: top ? `公开完整的年份里${top.year}年申请最多，${top.filed.length}件${open.length ? `；${open.map((y) => y.year).join('、')}年尚未公开完` : ''}` : '没有公开完整的年份',
    steps: [`共${rows.length}件`, ...(undated ? [`${undated}件没有申请日，不列入申请量`] : []), `完整年份截至${lastWholeYear(today, rules.lag)}年：该年最后一天申请的，到今天已满${rules.lag}个月`],
    columns: [
      { id: 'year', label: '年份', kind: 'text' }, { id: 'filed', label: '申请量', kind: 'count' }, { id: 'holders', label: '申请人数', kind: 'index' },
      { id: 'published', label: '公开量', kind: 'count' }, { id: 'granted', label: '授权量', kind: 'count' }, { id: 'whole', label: '是否公开完', kind: 'text' },
    ],
    lines: years.map((y) => ({ id: `${y.year}`, cells: [words(`${y.year}`), counted(y.filed), numbered(y.holders), counted(y.published), counted(y.granted), words(y.whole ? '是' : '未公开完')] })),
    over: rows.length,
  }
}

/** Applicants against applications, and the stage the two together show. */
export function lifeCycle(rows: readonly NavigationRow[], today: Day, rules: LifeRules): Figure & { stage: Stage } {
  const years = yearsOf(rows, today, rules.lag).filter((y) => y.whole)
  const { stage, steps } = stageOf(years.map((y) => ({ year: y.year, filed: y.filed.length, holders: y.holders })), rules)
  return {
    id: 'life-cycle', title: '技术生命周期（申请人数与申请量）', stage,
    definition: `只用公开完整的年份。比较最近${rules.window}年与此前${rules.window}年的年均申请量和年均申请人数（一年内同一申请人计一次）：最近年均申请不足${rules.seedling}件为萌芽期；两者都增长${showPercent(rules.change)}以上为成长期，此前曾两者都下降同样幅度的为复苏期；两者都下降${showPercent(rules.change)}以上为衰退期；其余为成熟期。`,
    say: `${stageWords[stage]}${steps.length ? `：${steps.at(-1)}` : ''}`, steps,
    columns: [{ id: 'year', label: '年份', kind: 'text' }, { id: 'holders', label: '申请人数', kind: 'index' }, { id: 'filed', label: '申请量', kind: 'count' }],
    lines: years.map((y) => ({ id: `${y.year}`, cells: [words(`${y.year}`), numbered(y.holders), counted(y.filed)] })),
    over: rows.length,
  }
}

/** The stage of yearly counts, all years whole and following each other. */
export function stageOf(years: readonly { year: number; filed: number; holders: number }[], rules: LifeRules): { stage: Stage; steps: string[] } {
  const n = rules.window
  if (years.length < 2 * n) return { stage: 'unknown', steps: [`公开完整的只有${years.length}年，至少要${2 * n}年才能比较`] }
  const last = years.slice(-n), before = years.slice(-2 * n, -n), earlier = years.slice(-3 * n, -2 * n)
  const total = (of: typeof last, what: 'filed' | 'holders') => of.reduce((sum, y) => sum + y[what], 0)
  const span = (of: typeof last) => `${of[0]!.year}至${of.at(-1)!.year}年`
  const grown = (now: number, then: number): Ratio | undefined => (then > 0 ? subRatio(ratio(now, then), ratio(1, 1)) : undefined)
  const steps = [`${span(last)}申请${total(last, 'filed')}件、申请人数各年合计${total(last, 'holders')}；${span(before)}申请${total(before, 'filed')}件、申请人数各年合计${total(before, 'holders')}`]
  if (total(last, 'filed') < rules.seedling * n) return { stage: 'seedling', steps: [...steps, `${span(last)}年均申请不足${rules.seedling}件`] }
  const filed = grown(total(last, 'filed'), total(before, 'filed')), holders = grown(total(last, 'holders'), total(before, 'holders'))
  if (!filed || !holders) return { stage: 'growth', steps: [...steps, `${span(before)}没有申请，此后才有`] }
  const said = `申请量${signed(filed)}，申请人数${signed(holders)}`
  const fall: Ratio = { part: -rules.change.part, whole: rules.change.whole }
  const both = (holds: (r: Ratio) => boolean, ...rates: Ratio[]) => rates.every(holds)
  if (both((r) => compareRatio(r, fall) <= 0, filed, holders)) return { stage: 'decline', steps: [...steps, said] }
  if (!both((r) => compareRatio(r, rules.change) >= 0, filed, holders)) return { stage: 'maturity', steps: [...steps, said] }
  const filedBefore = grown(total(before, 'filed'), total(earlier, 'filed')), holdersBefore = grown(total(before, 'holders'), total(earlier, 'holders'))
  const fellBefore = earlier.length === n && filedBefore && holdersBefore && both((r) => compareRatio(r, fall) <= 0, filedBefore, holdersBefore)
  return fellBefore
    ? { stage: 'recovery', steps: [...steps, `此前申请量${signed(filedBefore)}、申请人数${signed(holdersBefore)}`, said] }
    : { stage: 'growth', steps: [...steps, said] }
}
const signed = (r: Ratio): string => (r.part < 0n ? `下降${showPercent({ part: -r.part, whole: r.whole })}` : `增长${showPercent(r)}`)
