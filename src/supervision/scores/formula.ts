import {
  addRatio, type Calendar, CalendarEnd, compareRatio, type Day, daysBetween, decimal, minRatio, mulRatio, percent, type Ratio, ratio, showDay, showPercent, showRatio, subRatio,
} from '../../kernel/index.ts'
import { span } from '../lights.ts'
import { checkLimit, sheetDeduction, signInLimit } from '../parameters.ts'
import { feedbackDue, isAsked, quartersBetween, showPeriodName } from '../periods.ts'
import { type Role, roleWords } from '../types.ts'
import { bonusPoints, lateFactors, returnCut, roleFactors, weights } from './parameters.ts'
import type { ActionPart, BonusPart, Exact, Group, SheetPart, UnitScore } from './types.ts'

/** What is known of one action at one unit on the day of the score. */
export interface ActionFact {
  action: string
  task: string
  title: string
  caseId: string
  role: Role
  state: string
  suspended: boolean
  paused: readonly { from: Day; to?: Day; reason: string }[]
  /** The plan begins with the list's year or on the day it reached the unit, ends when the action is due, and stands still while the case does. */
  from: Day
  due: Day
  dispatchedOn: Day
  signedOn?: Day
  /** What another unit has accepted, in percent. */
  verified?: number
  /** When feedback was given, and the last day it spoke of. */
  feedback: readonly { on: Day; through: Day }[]
  returns: number
  /** The day the unit asked for the closing that was, or is being, granted. */
  finishedOn?: Day
}
export interface SheetFact { caseId: string; number: string; action: string; colour: 'blue' | 'orange' | 'red'; issuedOn: Day }
export interface EntryFact { caseId: string; number: string; kind: 'praise' | 'practice' | 'falsehood'; action?: string; what: string; document: string }
/** A part that an objection has put aside: no longer counted, with the case that says why. */
export interface Waiver { part: string; caseId: string; number: string }
export interface UnitFacts { unit: string; name: string; group: Group; actions: readonly ActionFact[]; sheets: readonly SheetFact[]; entries: readonly EntryFact[]; waived: readonly Waiver[] }

/** The formula's numbers as they stood on a day. */
export const rulesOn = (day: Day) => ({
  weights: weights.on(day), roleFactors: roleFactors.on(day), returnCut: returnCut.on(day), lateFactors: lateFactors.on(day), bonusPoints: bonusPoints.on(day), sheetDeduction: sheetDeduction.on(day),
})
export type Rules = ReturnType<typeof rulesOn>

/** The published formula in words, with the numbers of a day. */
export const formulaOf = (r: Rules): string[] => [
  '得分＝Σ（权重×质量×时效）÷Σ权重×100＋加分－扣分',
  `权重：${weights.show(r.weights)}；分工系数：${roleFactors.show(r.roleFactors)}`,
  `质量：已核进度÷应达进度，不超过100%；${returnCut.show(r.returnCut)}。应达进度取反馈和核查期限都已过去的最近一个季度末的序时进度；认定弄虚作假的，该项记零`,
  `时效：按期签收、按期反馈的次数÷应签收、应反馈的次数；逾期完成的再乘逾期系数：${lateFactors.show(r.lateFactors)}`,
  `${bonusPoints.show(r.bonusPoints)}；${sheetDeduction.show(r.sheetDeduction)}`,
  '尚未到第一个核查节点、经批准暂停或终止的任务不计入；只有牵头或负责的单位参加排名，设区市、县（市、区）、省直单位分组排名，同分同名次',
]

const none = ratio(0, 1), whole = ratio(1, 1)
const inPoints = (hundredths: number): Ratio => ratio(hundredths, 100)
/** A number of points: two places for reading, and exactly. */
const points = (r: Ratio): Exact => ({ shown: showPercent(mulRatio(r, ratio(1, 100))).slice(0, -1), exact: showRatio(r) })
const share = (r: Ratio): Exact => ({ shown: showPercent(r), exact: showRatio(r) })

/** The score of every unit, with the raw parts it is made of; exact to the last, rounded only to be read. */
export function scoresOf(units: readonly UnitFacts[], asOf: Day, calendar: Calendar, rules: Rules): UnitScore[] {
  const scored = units.map((u) => scoreOf(u, asOf, calendar, rules))
  for (const group of Map.groupBy(scored.filter((s) => s.owns), (s) => s.row.group).values()) {
    for (const s of group) s.row.rank = 1 + group.filter((other) => compareRatio(other.total, s.total) > 0).length
  }
  return scored.map((s) => s.row).sort((a, b) => (a.group === b.group ? (a.rank ?? 9_999) - (b.rank ?? 9_999) : groups.indexOf(a.group) - groups.indexOf(b.group)) || (a.unit < b.unit ? -1 : 1))
}
export const groups: Group[] = ['设区市', '县（市、区）', '省直单位']

function scoreOf(u: UnitFacts, asOf: Day, calendar: Calendar, rules: Rules): { row: UnitScore; total: Ratio; owns: boolean } {
  const put = (part: string) => u.waived.find((w) => w.part === part)
  const worked = u.actions.map((a) => actionPart(a, u, asOf, calendar, rules))
  const counted = worked.filter((w) => w.part.counted)
  const weight = addRatio(...counted.map((w) => w.weight)), earned = addRatio(...counted.map((w) => mulRatio(w.weight, w.value)))
  const base = weight.part === 0n ? none : mulRatio(ratio(earned.part * weight.whole, earned.whole * weight.part), ratio(100, 1))
  const bonuses = u.entries.flatMap((e): BonusPart[] => (e.kind === 'falsehood' ? [] : [{ part: `bonus:${e.number}`, kind: e.kind, what: e.what, document: e.document, caseId: e.caseId, number: e.number, points: points(inPoints(rules.bonusPoints[e.kind])), waived: put(`bonus:${e.number}`) ?? null }]))
  const bonus = minRatio(inPoints(rules.bonusPoints.most), addRatio(...u.entries.filter((e) => e.kind !== 'falsehood' && !put(`bonus:${e.number}`)).map((e) => inPoints(rules.bonusPoints[e.kind as 'praise']))))
  const sheets = u.sheets.map((s): SheetPart => ({ part: `sheet:${s.number}`, ...s, points: points(inPoints(rules.sheetDeduction[s.colour])), waived: put(`sheet:${s.number}`) ?? null }))
  const deduction = addRatio(...u.sheets.filter((s) => !put(`sheet:${s.number}`)).map((s) => inPoints(rules.sheetDeduction[s.colour])))
  const total = subRatio(addRatio(base, bonus), deduction)
  // Who only helps with an action does not own it.
  const owns = counted.some((w) => w.owned)
  return {
    total, owns,
    row: {
      unit: u.unit, name: u.name, group: u.group, rank: null, counted: counted.length, actions: worked.map((w) => w.part), bonuses, sheets,
      base: counted.length ? points(base) : null, bonus: points(bonus), deduction: points(deduction), total: counted.length ? points(total) : null,
      steps: counted.length ? [`Σ（权重×质量×时效）＝${showRatio(earned)}，Σ权重＝${showRatio(weight)}，基础分${points(base).shown}`, `加分${points(bonus).shown}，扣分${points(deduction).shown}，得分${points(total).shown}`] : ['没有到考评节点的任务，不计分'],
    },
  }
}

function actionPart(a: ActionFact, u: UnitFacts, asOf: Day, calendar: Calendar, rules: Rules): { part: ActionPart; weight: Ratio; value: Ratio; owned: boolean } {
  const key = `action:${a.action}`
  const weight = mulRatio(decimal(weightOf(a, rules)), decimal(rules.roleFactors[a.role]))
  const out = (why: string) => ({ part: { ...named, counted: false, quality: null, timeliness: null, value: null, say: why, steps: [why] }, weight: none, value: none, owned: false })
  const waived = u.waived.find((w) => w.part === key)
  const named = { part: key, action: a.action, title: a.title, caseId: a.caseId, role: a.role, weight: { shown: showPercent(mulRatio(weight, ratio(1, 100)), 4).slice(0, -1), exact: showRatio(weight) }, falsehood: null as ActionPart['falsehood'], waived: waived ?? null }
  if (waived) return out(`异议成立（${waived.number}），本项不计入`)
  const falsehood = u.entries.find((e) => e.kind === 'falsehood' && e.action === a.action && !u.waived.some((w) => w.part === `falsehood:${e.number}`))
  if (falsehood) named.falsehood = { caseId: falsehood.caseId, number: falsehood.number, document: falsehood.document }
  const finished = a.state === 'closed' || a.state === 'archived'
  if (!falsehood && !finished) {
    if (!open.has(a.state)) return out('已终止或转出，不计入')
    if (a.suspended) return out('经批准暂停，不计入')
  }
  const judged = judgedShare(a, asOf, calendar)
  if (!falsehood && !finished && !judged) return out('尚未到第一个核查节点，不计入')
  const quality = falsehood ? none : qualityOf(a, finished, judged, rules)
  const timely = timelinessOf(a, asOf, calendar, rules)
  const value = mulRatio(quality, timely.value)
  const said = falsehood ? [`经认定弄虚作假（${falsehood.number}，${falsehood.document}），本项记零`]
    : [finished ? '已销号，进度按100%' : `已核${a.verified ?? 0}%，应达${showPercent(judged!.share)}（${judged!.said}）`, ...(a.returns ? [`退回${a.returns}次`] : []), `质量${showPercent(quality)}`]
  const steps = [`权重${showRatio(weight)}（${roleWords[a.role]}）`, ...said, ...timely.said, `权重×质量×时效＝${showRatio(mulRatio(weight, value))}`]
  return { part: { ...named, counted: true, quality: share(quality), timeliness: share(timely.value), value: share(value), say: [...said, ...timely.said].join('；'), steps }, weight, value, owned: a.role !== 'cooperate' }
}
const open = new Set(['dispatched', 'sentBack', 'working', 'split', 'checking', 'closing'])

const weightOf = (a: ActionFact, rules: Rules): number =>
  (rules.weights.find((w) => w.of === a.action) ?? rules.weights.find((w) => w.of === a.task) ?? rules.weights.find((w) => w.of === '全部'))?.weight ?? 1

/** The share that ought to have been accepted: of the plan at the last quarter end whose feedback and checking both had their time. */
function judgedShare(a: ActionFact, asOf: Day, calendar: Calendar): { share: Ratio; said: string } | undefined {
  const done = (after: Day | undefined) => after !== undefined && later(calendar, after, checkLimit.on(asOf).n) < asOf
  if (done(a.due)) return { share: whole, said: `完成期限${showDay(a.due)}已过` }
  const last = quartersBetween(a.from, a.due).findLast((q) => isAsked(a, q.to) && done(feedbackDue(q, calendar)))
  const days = last && span(a, last.to)
  return days && days.whole > 0 ? { share: minRatio(whole, ratio(Math.max(0, days.passed), days.whole)), said: `${showPeriodName(last)}末` } : undefined
}
function later(calendar: Calendar, day: Day, workdays: number): Day {
  try { return calendar.addWorkdays(day, workdays) } catch (error) {
    if (error instanceof CalendarEnd) return '9999-12-31'
    throw error
  }
}

function qualityOf(a: ActionFact, finished: boolean, judged: { share: Ratio } | undefined, rules: Rules): Ratio {
  const accepted = finished ? whole : percent(a.verified ?? 0)
  const reached = finished || !judged || judged.share.part === 0n ? whole : minRatio(whole, ratio(accepted.part * judged.share.whole, accepted.whole * judged.share.part))
  const left = subRatio(whole, mulRatio(rules.returnCut, ratio(a.returns, 1)))
  return compareRatio(left, none) <= 0 ? none : mulRatio(reached, left)
}

/** Signing in and each quarter's feedback count once they are owed; what is finished late is worth less. */
function timelinessOf(a: ActionFact, asOf: Day, calendar: Calendar, rules: Rules): { value: Ratio; said: string[] } {
  const signBy = later(calendar, a.dispatchedOn, signInLimit.on(a.dispatchedOn).n)
  const nodes = a.signedOn || asOf > signBy ? [{ said: '签收', ok: a.signedOn !== undefined && a.signedOn <= signBy }] : []
  for (const q of quartersBetween(a.from, a.due)) {
    const by = feedbackDue(q, calendar)
    if (!by || asOf <= by || !isAsked(a, q.to) || (a.finishedOn && a.finishedOn <= q.to)) continue
    nodes.push({ said: `${showPeriodName(q)}反馈`, ok: a.feedback.some((f) => f.through >= q.to && f.on <= by) })
  }
  const kept = nodes.filter((n) => n.ok).length, missed = nodes.filter((n) => !n.ok).map((n) => n.said)
  const late = daysBetween(a.due, a.finishedOn && a.finishedOn <= asOf ? a.finishedOn : asOf)
  const factor = late > 0 ? percent(rules.lateFactors.find((s) => late <= s.days)?.share ?? rules.lateFactors.at(-1)!.share) : whole
  return {
    value: mulRatio(nodes.length ? ratio(kept, nodes.length) : whole, factor),
    said: [`按期${kept}/${nodes.length}${missed.length ? `（未按期：${missed.join('、')}）` : ''}`, ...(late > 0 ? [`逾期${late}日，乘${showPercent(factor)}`] : [])],
  }
}
