import { addMonths, type Day, dayFromNumber, dayNumber, foldName, showDay, showYuan, yuan } from '../../../kernel/index.ts'
import { joined } from './likeness.ts'
import { signalParameters as p } from './parameters.ts'
import { all, blind, by, digits, isDated, monthOf, none, seen, shownOf, strengthOf, strengthTimes, undatedGap } from './read.ts'
import type { Application, Firm, Given, Signal } from './types.ts'

const lastYear = (given: Given) => given.filings.filter((f) => f.filed && f.filed > addMonths(given.day, -12) && f.filed <= given.day)

/** The value below which so many of a hundred lie (nearest rank). */
const percentileOf = (values: readonly number[], percent: number): number => [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil((percent / 100) * values.length) - 1)]!

export const capacityGap: Signal = {
  rule: 'R5', label: '申请量与研发能力不符', family: 'capacity', behaviours: [3],
  look(given) {
    const { day, firm } = given, recent = lastYear(given), least = p.groupLeast.on(day)
    // Nobody has more researchers than staff: with the staff instead a ratio only comes out lower, and so does everybody's in the group.
    const per = firm?.researchers === undefined && firm?.group?.per === 'staff' ? 'staff' : 'researchers', people = firm?.[per], who = per === 'staff' ? '参保人员' : '研发人员'
    const lacks = [people === undefined && '研发人员数', firm?.spend === undefined && '研发投入', !firm?.group && '同规模同行业企业的申请强度', firm?.group && firm.group.per !== per && `同组企业的${who}数`, firm?.group && firm.group.ratios.length < least && `同组企业只有${firm.group.ratios.length}家，不足${least}家`].filter((x) => typeof x === 'string')
    if (lacks.length) return blind(this, ...lacks)
    const { spend, group, from } = firm as { spend: number; group: NonNullable<Firm['group']>; from?: string }
    const ratio = recent.length / Math.max(1, people!), line = percentileOf(group.ratios, p.groupPercentile.on(day)), each = recent.length ? spend / recent.length : Infinity, floor = yuan(p.spendPerFiling.on(day))
    const said = `近12个月申请${recent.length}件，${who}${people}人，每人${digits(ratio, 2)}件；每件研发投入${recent.length ? showYuan(Math.floor(each) as never) : '—'}`
    const steps = [
      by(p.groupPercentile, day), by(p.spendPerFiling, day), ...(from ? [`企业数据：${from}`] : []), `${group.name}（${group.ratios.length}家）第${p.groupPercentile.on(day)}百分位为每人${digits(line, 2)}件`, `每人件数＝近12个月申请件数÷max（1，${who}数）；两项条件须同时满足`,
      ...(per === 'staff' ? ['没有研发人员数，以参保人数代：研发人员不会多于参保人员，每人件数只会偏低；同组企业按同样口径'] : []),
    ]
    if (ratio <= line || each >= floor) return none(this, { say: `${said}，未同时超出两项门槛`, steps, gaps: undatedGap(given.filings) })
    return seen(this, strengthTimes(ratio, Math.max(line, Number.EPSILON), day), {
      say: `${said}，超出同组企业`, steps, gaps: undatedGap(given.filings),
      evidence: [{ say: said, records: recent.map((f) => f.key), numbers: [{ label: '近12个月申请（件）', value: recent.length }, { label: `${who}（人）`, value: people! }, { label: '每人件数', value: digits(ratio, 2) }, { label: '同组门槛', value: digits(line, 2) }, { label: '每件研发投入', value: showYuan(Math.floor(each) as never) }] }],
    })
  },
}

const subclassOf = (f: Application): string | undefined => f.ipc[0]?.slice(0, 4)

export const breadth: Signal = {
  rule: 'R6', label: '技术领域过散或与经营范围无关', family: 'capacity', behaviours: [3],
  look(given) {
    const { day, firm } = given, least = p.breadthFilings.on(day), bits = p.breadthBits.on(day), few = p.breadthStaff.on(day)
    const classed = given.filings.filter((f) => subclassOf(f)), counts = new Map<string, number>()
    for (const f of classed) counts.set(subclassOf(f)!, (counts.get(subclassOf(f)!) ?? 0) + 1)
    const entropy = [...counts.values()].reduce((sum, n) => sum - (n / classed.length) * Math.log2(n / classed.length), 0)
    const industries = firm?.industries, known = industries?.length && given.classesOf ? industries.flatMap((i) => given.classesOf![i] ?? []) : undefined
    const gaps = [...(firm?.staff === undefined ? ['从业人员数'] : []), ...(known?.length ? [] : ['经营范围对应的技术领域']), ...(classed.length < given.filings.length ? [`${given.filings.length - classed.length}件没有国际专利分类号`] : [])]
    const steps = [by(p.breadthStaff, day), by(p.breadthBits, day), by(p.breadthFilings, day), `分散度＝−Σ各小类占比×log₂占比＝${digits(entropy, 2)}比特，${classed.length}件、${counts.size}个小类`]
    if (firm?.staff === undefined && !known?.length) return blind(this, ...gaps)
    const enough = classed.length >= least
    const scattered = enough && firm?.staff !== undefined && firm.staff <= few && entropy > bits
    const strange = enough && !!known?.length && ![...counts.keys()].some((c) => known.some((k) => c.startsWith(k)))
    const numbers = [{ label: '申请（件）', value: classed.length }, { label: '小类', value: counts.size }, { label: '分散度（比特）', value: digits(entropy, 2) }, ...(firm?.staff === undefined ? [] : [{ label: '从业人员（人）', value: firm.staff }])]
    if (!scattered && !strange) return none(this, { say: enough ? '技术领域的分散度和与经营范围的对应均未超出门槛' : `有分类号的申请${classed.length}件，不足${least}件，不作比较`, steps, gaps })
    const says = [scattered && `从业人员${firm!.staff}人，${classed.length}件申请分属${counts.size}个小类，分散度${digits(entropy, 2)}比特`, strange && `${classed.length}件申请的小类与经营范围（${industries!.join('、')}）没有对应`].filter(Boolean)
    return seen(this, Math.max(scattered ? strengthTimes(entropy, bits, day) : 0, strange ? 0.5 : 0), { say: says.join('；'), steps, gaps, evidence: [{ say: `各小类件数：${[...counts].sort((a, b) => b[1] - a[1]).map(([c, n]) => `${c} ${n}`).join('、')}`, records: classed.map((f) => f.key), numbers }] })
  },
}

export const inventorLoad: Signal = {
  rule: 'R7', label: '发明人申请过密或跨多个申请人', family: 'capacity', behaviours: [3, 7],
  look(given) {
    const { day } = given, perMonth = p.inventorMonth.on(day), perYear = p.inventorApplicants.on(day)
    const dated = given.filings.filter(isDated)
    if (!dated.length || !dated.some((f) => f.inventors.length)) return blind(this, '没有申请日或发明人')
    const months = new Map<string, { name: string; month: string; of: Application[] }>()
    for (const f of dated) for (const name of new Set(f.inventors.map(foldName))) {
      const id = `${name} ${monthOf(f.filed)}`, m = months.get(id) ?? { name, month: monthOf(f.filed), of: [] }
      m.of.push(f)
      months.set(id, m)
    }
    const busy = [...months.values()].filter((m) => m.of.length >= perMonth).sort((a, b) => b.of.length - a.of.length)
    const spread = given.around ? acrossApplicants(given, perYear) : []
    const steps = [by(p.inventorMonth, day), by(p.inventorApplicants, day), '按自然月计一名发明人的申请件数；按自然年计互无关联的申请人个数，曾共同申请或有相同联系方式的视为一个']
    const gaps = [...undatedGap(given.filings), ...(given.around ? ['姓名相同不等于同一人，跨申请人的须先核实身份'] : ['没有检索同名发明人在其他申请人处的申请'])]
    if (!busy.length && !spread.length) return none(this, { say: '没有一名发明人一个月内申请达到门槛', steps, gaps })
    return seen(this, Math.max(busy.length ? strengthTimes(busy[0]!.of.length, perMonth, day) : 0, spread.length ? strengthTimes(spread[0]!.applicants.length, perYear, day) / 2 : 0), {
      say: [busy.length && `${new Set(busy.map((m) => m.name)).size}名发明人曾在一个月内申请${perMonth}件以上，最多${busy[0]!.of.length}件`, spread.length && `${spread.length}个姓名一年内见于${perYear}个以上互无关联的申请人（是否同一人待核实，强度减半）`].filter(Boolean).join('；'), steps, gaps,
      evidence: [
        ...shownOf(busy, (m) => ({ say: `${m.name}在${m.month}为发明人的申请${m.of.length}件`, records: m.of.map((f) => f.key), numbers: [{ label: '件数', value: m.of.length }] })),
        ...shownOf(spread, (s) => ({ say: `${s.name}在${s.year}年见于${s.applicants.length}个互无关联的申请人：${s.applicants.join('、')}`, records: s.of, numbers: [{ label: '申请人', value: s.applicants.length }] })),
      ],
    })
  },
}

function acrossApplicants(given: Given, least: number) {
  const filings = all(given).filter(isDated), names = [...new Set(filings.flatMap((f) => f.applicants.map(foldName)))], place = new Map(names.map((n, i) => [n, i]))
  const shared = new Map<string, number[]>()
  for (const l of given.links ?? []) { const i = place.get(foldName(l.applicant)); if (i !== undefined && !l.ofAgency) shared.set(`${l.by} ${l.value}`, [...(shared.get(`${l.by} ${l.value}`) ?? []), i]) }
  const pairs = [...filings.map((f) => f.applicants.map((n) => place.get(foldName(n))!)), ...shared.values()].flatMap((g) => g.slice(1).map((i) => [g[0]!, i] as const))
  const groupOf = new Map(joined(names.length, pairs).flatMap((g) => g.map((i) => [i, g[0]!] as const)))
  interface Met { name: string; year: string; groups: Map<number, string>; of: string[] }
  const own = new Set(given.filings.flatMap((f) => f.inventors.map(foldName))), met = new Map<string, Met>()
  for (const f of filings) for (const name of new Set(f.inventors.map(foldName))) {
    if (!own.has(name)) continue
    const id = `${name} ${f.filed.slice(0, 4)}`, m: Met = met.get(id) ?? { name, year: f.filed.slice(0, 4), groups: new Map(), of: [] }
    for (const a of f.applicants) { const i = place.get(foldName(a))!, g = groupOf.get(i) ?? i; if (!m.groups.has(g)) m.groups.set(g, a) }
    m.of.push(f.key)
    met.set(id, m)
  }
  return [...met.values()].map(({ name, year, groups, of }) => ({ name, year, applicants: [...groups.values()], of })).filter((m) => m.applicants.length >= least).sort((a, b) => b.applicants.length - a.applicants.length)
}

const weekOf = (day: Day): number => Math.floor((dayNumber(day) + 3) / 7)
const mondayOf = (week: number): Day => dayFromNumber(week * 7 - 3)
const median = (of: readonly number[]): number => { const s = [...of].sort((a, b) => a - b), m = s.length >> 1; return s.length % 2 ? s[m]! : (s[m - 1]! + s[m]!) / 2 }

/** How far a week stands out from those before, in robust standard deviations; never less than the spread that chance alone gives small counts. */
export function deviationOf(history: readonly number[], count: number): { z: number; middle: number; spread: number } {
  const middle = median(history), mean = history.reduce((a, b) => a + b, 0) / history.length
  const spread = Math.max(1.4826 * median(history.map((n) => Math.abs(n - middle))), Math.sqrt(Math.max(mean, 1)))
  return { z: (count - middle) / spread, middle, spread }
}

export const burst: Signal = {
  rule: 'R8', label: '申请量突增', family: 'capacity', behaviours: [1, 6],
  look(given) {
    const { day } = given, span = p.burstWeeks.on(day), least = p.burstLeastWeeks.on(day), limit = p.burstDeviation.on(day)
    const dated = given.filings.filter(isDated).filter((f) => f.filed <= day)
    if (!dated.length) return blind(this, '没有申请日')
    const weeks = new Map<number, Application[]>()
    for (const f of dated) weeks.set(weekOf(f.filed), [...(weeks.get(weekOf(f.filed)) ?? []), f])
    const first = Math.min(...weeks.keys()), recent = weekOf(addMonths(day, -12))
    const looked = [...weeks].filter(([w]) => w >= recent && w - first >= least).map(([w, of]) => {
      const history = Array.from({ length: Math.min(span, w - first) }, (_, i) => weeks.get(w - 1 - i)?.length ?? 0)
      return { w, of, n: history.length, ...deviationOf(history, of.length) }
    }).sort((a, b) => b.z - a.z)
    if (!looked.length) return blind(this, `近12个月的申请之前不足${least}周往期，无从比较`)
    const out = looked.filter((x) => x.z >= limit)
    const steps = [by(p.burstDeviation, day), by(p.burstWeeks, day), by(p.burstLeastWeeks, day), '偏离＝（本周件数−往期中位数）÷max（1.4826×中位绝对偏差，√max（往期均值，1））']
    if (!out.length) return none(this, { say: `近12个月每周申请量偏离最高${digits(looked[0]!.z, 1)}，未达门槛`, steps, gaps: undatedGap(given.filings) })
    return seen(this, strengthOf(out[0]!.z, limit, limit * p.fullAt.on(day)), {
      say: `${out.length}周的申请量突增，最高偏离${digits(out[0]!.z, 1)}`, steps, gaps: undatedGap(given.filings),
      evidence: shownOf(out, (x) => ({ say: `${showDay(mondayOf(x.w))}起的一周申请${x.of.length}件，往期${x.n}周中位数${x.middle}件，偏离${digits(x.z, 1)}`, records: x.of.map((f) => f.key), numbers: [{ label: '本周件数', value: x.of.length }, { label: '往期中位数', value: x.middle }, { label: '偏离', value: digits(x.z, 1) }] })),
    })
  },
}
