import { addMonths, type Day, foldName, no, type Refusal, type Result, seeded, showDay, yes } from '../../kernel/index.ts'
import type { Candidate, Drawn, Judged, Named, PanelRules } from './types.ts'

interface Draw { pool: readonly Candidate[]; size: number; seed: string; judged: Judged; mix?: Record<string, number>; on?: Day }

/**
 * Draws a panel so that a stranger with the published record gets the same one:
 * 1. the pool is put in order of its identifiers (by code unit, as computers compare text), each once;
 * 2. whoever is or may be tied to the case is left out, each with the reason;
 * 3. one generator (kernel `seeded`) is started with the seed;
 * 4. for each required field, in order of the field's name, so many are sampled from those left of that field;
 * 5. the seats still free are sampled from all who are left, again in order of identifiers.
 */
export function drawPanel(rules: PanelRules, of: Draw): Result<Drawn> {
  const pool = [...new Map(of.pool.map((p) => [p.id, p])).values()].sort(byId)
  const recused = pool.flatMap((p) => {
    const why = whyRecused(rules, p, of.judged, of.on)
    return why.length ? [{ id: p.id, name: p.name, why: why.join('；') }] : []
  })
  const out = new Set(recused.map((r) => r.id))
  const free = pool.filter((p) => !out.has(p.id))
  const mix = Object.entries(of.mix ?? {}).filter(([, n]) => n > 0).sort(([a], [b]) => (a < b ? -1 : 1))

  const required = mix.reduce((sum, [, n]) => sum + n, 0)
  if (required > of.size) throw new Error(`a panel of ${of.size} cannot hold the ${required} that its fields require`)
  const refusals: Refusal[] = mix.flatMap(([field, n]) => {
    const left = free.filter((p) => p.field === field).length
    return left >= n ? [] : [tooFew(`“${fieldLabel(rules, field)}”类专家须至少${n}名`, pool.filter((p) => p.field === field).length, left)]
  })
  if (free.length < of.size) refusals.push(tooFew(`须抽取${of.size}名专家`, pool.length, free.length))
  if (refusals.length) return no(...refusals)

  const chance = seeded(of.seed)
  const drawn: Candidate[] = []
  const steps = [
    `名单共${pool.length}名，按编号排序；回避${recused.length}名，可抽${free.length}名`,
    `随机种子“${of.seed}”，算法 sfc32（种子经 xmur3 展开，预转15轮），不放回抽样`,
  ]
  const take = (from: Candidate[], n: number, label: string) => {
    const taken = chance.sample(from, n)
    drawn.push(...taken)
    steps.push(`${label}：从${from.length}名中抽${n}名，得${taken.map((p) => p.id).join('、')}`)
  }
  for (const [field, n] of mix) take(free.filter((p) => p.field === field), n, `必备类别“${fieldLabel(rules, field)}”`)
  if (of.size > drawn.length) take(free.filter((p) => !drawn.includes(p)), of.size - drawn.length, '其余席位')
  return yes({ seed: of.seed, drawn: drawn.map((p) => p.id), recused, pool: pool.map((p) => p.id), steps })
}

/** Every tie that keeps a person off this panel, in words. Not knowing is a tie too. */
export function whyRecused(rules: PanelRules, p: Candidate, judged: Judged, on?: Day): string[] {
  const parties = new Set([...judged.names, ...judged.codes].map(foldName))
  const people = new Set(judged.people.map(foldName))
  const concerned = new Set([...parties, ...people])
  const why: string[] = []
  if (p.tiesKnown !== true) why.push('关系未核实，按有利害关系处理')
  if (p.unsettled?.some((t) => parties.has(foldName(nameOf(t))))) why.push('与本件当事人的关系未核实，按有利害关系处理')
  if (parties.has(foldName(p.employer))) why.push(`现任职于本件当事人“${p.employer}”`)
  for (const former of p.formerEmployers ?? []) {
    if (!parties.has(foldName(nameOf(former)))) continue
    const until = typeof former === 'string' ? undefined : former.until
    // An end nobody wrote down may lie within the years that count.
    if (until === undefined || on === undefined) why.push(`曾任职于本件当事人“${nameOf(former)}”，离职时间未核实`)
    else if (addMonths(until, rules.formerEmployerYears * 12) >= on) {
      why.push(`曾任职于本件当事人“${nameOf(former)}”，${showDay(until)}离职，未满${rules.formerEmployerYears}年`)
    }
  }
  if (p.agency && judged.agency && foldName(p.agency) === foldName(judged.agency)) why.push(`任职于本件代理机构“${p.agency}”`)
  if (judged.agency && foldName(p.employer) === foldName(judged.agency)) why.push(`现任职于本件代理机构“${p.employer}”`)
  for (const r of p.relatives ?? []) if (concerned.has(foldName(nameOf(r)))) why.push(`与“${nameOf(r)}”有亲属关系`)
  if (people.has(foldName(p.name))) why.push('与本件发明人或当事人同名，视为本人')
  for (const i of p.inventorOf ?? []) if (concerned.has(foldName(nameOf(i)))) why.push(`与“${nameOf(i)}”为共同发明人或系其发明人`)
  return why
}

const byId = (a: Candidate, b: Candidate) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
const nameOf = (n: Named): string => (typeof n === 'string' ? n : n.name)
const fieldLabel = (rules: PanelRules, field: string) => rules.fields[field] ?? field
const tooFew = (need: string, listed: number, left: number): Refusal => ({
  code: 'too-few-experts', at: 'seed',
  say: `${need}；名单${listed}名，应回避${listed - left}名，仅余${left}名。请补充专家，或逐项核实尚未核实的关系后再抽取`,
})
