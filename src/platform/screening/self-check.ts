import { agreeing, type Evidence, type Excerpt, readAll, type Reading, signals } from '../../engines/screening/index.ts'
import type { Day, Finding } from '../../kernel/index.ts'
import { type House, today } from '../house/index.ts'
import { type Patent, patentsOf } from '../library/index.ts'
import { nearTexts } from './near.ts'

/** What someone is about to file, as far as they care to show it. It is compared and forgotten: nothing of it is written anywhere. */
export interface Shown { abstract: string; claims?: string }
export interface Alike { key: string; title: string; applicants: string[]; day?: Day; likeness: number; texts: [own: Excerpt, theirs: Excerpt] }
export interface SelfChecked {
  compared: number
  /** The library has not been taken in wholly yet. */
  partial: boolean
  alike: Alike[]
  /** What the claims by themselves, and beside those found, may be asked about. */
  readings: { rule: string; label: string; outcome: Reading['outcome']; say: string; evidence: Evidence[]; steps: string[] }[]
}

// On patent abstracts about one text in a hundred that stands out so far is merely about the same thing; see the decision on near texts.
const standsOut = 0.12
const mostShown = 5, mostRead = 12
const ofClaims = ['R3', 'R12']

/** Compares a text with the public library as the workbench would, for whoever is about to file it. */
export async function selfCheck(house: House, own: Shown): Promise<SelfChecked> {
  const found = await nearTexts(house).find(own.abstract, mostRead), day = today(house)
  const near = new Map((await patentsOf(house.db, found.matches.map((m) => m.id))).map((p) => [p.key, p]))
  const alike = found.matches.filter((m) => m.score >= standsOut).slice(0, mostShown).flatMap((m): Alike[] => {
    const patent = near.get(m.id)
    return patent?.abstract ? [{ key: patent.key, title: patent.title, applicants: patent.applicants.map((a) => a.name), ...(dayOf(patent) ? { day: dayOf(patent)! } : {}), likeness: m.likeness, texts: side(own.abstract, patent) }] : []
  })
  const readings = own.claims ? readAll({
    day, subject: '本申请', filings: [{ key: '本申请', type: 'utility-model', filed: day, title: '', claims: own.claims, applicants: ['本申请'], inventors: [], ipc: [] }],
    nearby: [...near.values()].filter((p) => p.claims).map((p) => ({ key: p.key, type: p.type, title: p.title, claims: p.claims!, applicants: p.applicants.map((a) => a.name), inventors: p.inventors, ipc: [] })),
  }) : []
  return { compared: found.compared, partial: found.partial, alike, readings: readings.filter((r: Finding<Reading>) => ofClaims.includes(r.value.rule)).map((r) => ({ rule: r.value.rule, label: signals.find((s) => s.rule === r.value.rule)!.label, outcome: r.value.outcome, say: r.value.say, evidence: r.value.evidence, steps: r.steps })) }
}

const dayOf = (p: Patent): Day | undefined => p.publications.map((x) => x.day).filter((d) => d !== undefined).sort()[0]
function side(own: string, patent: Patent): [Excerpt, Excerpt] {
  const passages = agreeing(own, patent.abstract!)
  return [{ key: '本申请', part: 'abstract', text: own, marks: passages.map((p) => p.a) }, { key: patent.key, part: 'abstract', text: patent.abstract!, marks: passages.map((p) => p.b).sort((x, y) => x[0] - y[0]) }]
}
