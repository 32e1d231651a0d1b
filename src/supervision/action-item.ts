import { addDays, type Day, type Instant, type Refusal, showDay } from '../kernel/index.ts'
import {
  type AnswersIn, choice, day, defineService, desk, files, form, longText, namedDesk, number, optional, rows, section, standstill, text, type Told, unit,
} from '../service/index.ts'
import { checkLimit, signInLimit, workLimit } from './parameters.ts'
import { openPeriod, readPeriod, type Reporting } from './periods.ts'
import { answered, backTo, isAsked, notesReturn, onward, returned, type Station, stations } from './returns.ts'
import { roleWords } from './types.ts'

/** The case of one action at one unit: 交办、签收、分解、反馈、核查、退回、延期、调整、中止、销号、归档、转下年度. */
const actionForm = form({
  task: section('分解任务', {
    list: text('清单代号', { maxLength: 60 }), listTitle: text('清单名称'), action: text('编号', { maxLength: 20 }), title: text('任务'), words: longText('举措原文'),
    unit: unit('责任单位'), unitName: text('单位简称', { maxLength: 60 }), role: choice('分工', roleWords), due: day('完成期限'), dueSaid: optional(text('期限说明')),
    checker: unit('核查单位'), issuer: optional(unit('交办单位')), continues: optional(text('承接上年办件')),
  }),
  part: section('市县分解', { weight: optional(number('占全市任务的比重', { unit: '%', min: 0.01, max: 100 })) }),
}, {
  checks: [{ at: 'task.checker', ok: (a) => a.task.checker !== a.task.unit, say: '核查须由责任单位以外的单位办理，请另选核查单位' }],
})
type Answers = AnswersIn<typeof actionForm>

const isCounty = (path: string) => path.split('.').length === 3
const above = (path: string) => path.split('.').slice(0, -1).join('.')
/** What no two cases share: the list, the action and the unit it is for. */
export const actionKey = (of: { list: string; action: string; unit: string }) => `${of.list}/${of.action}/${of.unit}`

/** Weights in hundredths of a percent, so that the sum is exact. */
const hundredths = (weight: number) => Math.round(weight * 100)
const isHundredths = (weight: number) => Math.abs(weight * 100 - hundredths(weight)) < 1e-6
export interface Part { unit: string; weight: number }
const parts = (c: Told): Part[] => c.memo.parts ?? []
const partRows = { parts: rows('分解', { unit: unit('县（市、区）'), weight: number('比重', { unit: '%', min: 0.01, max: 100 }) }, { least: 1, most: 30 }) }

/** The day it is due: as issued or as changed since, and later by the days it has stood still since that day was set. */
const dueOf = (c: Told): Day => addDays((c.memo.due ?? c.answers.task.due) as Day, standstill(c.suspensions, c.memo.dueSetOn))
/** The last moment of a day in China. */
const endOf = (on: Day) => `${on}T15:59:59.000Z` as Instant

const throughOf = (c: Told): Day | undefined => [c.memo.feedback?.through, c.memo.unchanged?.at(-1)?.through].filter(Boolean).toSorted().at(-1)
const dispatchedOn = (c: Told): Day => (c.doneOn.dispatch ?? c.doneOn.hand)!
const reporting = (c: Told): Reporting => ({ from: dispatchedOn(c), due: dueOf(c), dispatchedOn: dispatchedOn(c), through: throughOf(c), paused: c.suspensions })
const periodOf = (c: Told) => (c.input.period ? readPeriod(c.input.period) : openPeriod(reporting(c), c.today))

const feedback = {
  label: '反馈', by: 'doer',
  asks: {
    period: optional(text('反馈期间', { maxLength: 10, help: '不填即现在应报的季度；也可写季度或月份，例如 2022Q2 或 2022-06' })), says: longText('进展情况'),
    share: number('自报完成进度', { unit: '%', min: 0, max: 100 }), evidence: optional(files('佐证材料')),
  },
  to: onward(['checking'], () => 'checking'),
  when: (c: Told) => isAsked(c, 'feedback'),
  checks: (c: Told): Refusal[] => {
    const wrong: Refusal[] = []
    const period = periodOf(c)
    if (!period) wrong.push({ code: 'period-wrong', at: 'period', say: c.input.period ? '反馈期间请写季度或月份，例如 2022Q2 或 2022-06' : '应报的季度均已反馈；需要补充的，请写明反馈期间' })
    // A report on what has not begun would buy silence for the quarters to come.
    else if (period.from > c.today) wrong.push({ code: 'period-ahead', at: 'period', say: `${c.input.period}尚未开始，不能提前反馈` })
    if (c.input.share > (c.memo.verified?.share ?? 0) && !c.input.evidence?.length) wrong.push({ code: 'evidence-missing', at: 'evidence', say: `自报进度${c.input.share}%高于已核进度${c.memo.verified?.share ?? 0}%，请附佐证材料` })
    return wrong
  },
  notes: (c: Told) => { const period = periodOf(c)!; return { feedback: { period: period.name, through: period.to, share: c.input.share, on: c.today, by: c.by.id }, ...answered(c) } },
} as const
/** A period in which nothing changed needs no report: one step without questions, counted apart from what was reported. */
const noChange = {
  label: '本期无变化', by: 'doer', bulk: true,
  when: (c: Told) => {
    const open = openPeriod(reporting(c), c.today)
    if (isAsked(c, 'noChange') !== true) return isAsked(c, 'noChange')
    if (!c.memo.feedback) return '还没有反馈过，没有可以沿用的数字，请办理“反馈”'
    if (!open) return '应报的季度均已反馈'
    return open.to < c.today || `${open.name}至${showDay(open.to)}止，期满后方可报“本期无变化”`
  },
  notes: (c: Told) => { const open = openPeriod(reporting(c), c.today)!; return { unchanged: [...(c.memo.unchanged ?? []), { period: open.name, through: open.to, share: c.memo.feedback.share, on: c.today, by: c.by.id }] } },
} as const

interface Peer { state: string; marks: Record<string, string | number | boolean> }
export const overStates = ['closed', 'archived', 'terminated', 'merged', 'carried']
const askClose = {
  label: '申请销号', by: 'doer', to: onward(['closing'], () => 'closing'), asks: { says: longText('完成情况') },
  when: (c: Told) => {
    if (isAsked(c, 'askClose') !== true) return isAsked(c, 'askClose')
    const counties = ((c.facts.counties ?? []) as Peer[]).filter((k) => !overStates.includes(k.state))
    if (counties.length) return `还有${counties.length}个县（市、区）没有销号，全部销号后市里方可申请`
    return (c.memo.verified?.share ?? 0) >= 100 || `已核进度为${c.memo.verified?.share ?? 0}%，经核查达到100%后方可申请销号`
  },
  notes: answered,
} as const
const sendBack = (from: string) => ({ label: '退回交办', by: 'doer', to: 'sentBack', asks: { reason: longText('退回理由') }, when: (c: Told) => isAsked(c, 'sendBack'), notes: notesReturn(from, () => 'dispatch') }) as const
const sendBackFrom = { dispatched: sendBack('dispatched'), working: sendBack('working') }

/** Back to any earlier step; what is done again comes straight to whoever returned it. */
const returning = <const To extends readonly Station[]>(from: string, to: To, notBy: readonly string[]) => ({
  label: '退回', by: 'checker', notBy, to: backTo, notes: notesReturn(from, (c) => c.input.to),
  asks: { to: choice('退回到', Object.fromEntries(to.map((t) => [t, stations[t]])) as Record<To[number], string>, { help: '重新办理后直接回到退回的人，不再经过中间环节' }), reason: longText('退回理由') },
  checks: (c: Told): Refusal[] => (c.input.to === 'split' && !c.memo.parts ? [{ code: 'not-split', at: 'to', say: '本任务没有分解到县，不能退回到“分解”' }] : []),
}) as const

/** Work that was accepted is looked at again, for example when its evidence was drawn and found untrue: the share is verified anew. */
const reverify = {
  ...returning('working', ['accept'], []), label: '退回重新核查', when: (c: Told) => (!c.memo.verified ? '还没有核定过进度，没有可以重新核查的' : returned(c) ? isAsked(c, 'return') : true),
} as const

const askExtension = {
  label: '申请延期', by: 'doer', asks: { until: day('延至'), reason: longText('延期理由') },
  when: (c: Told) => (c.memo.asked ? `已申请延期至${c.memo.asked.until}，待批复` : c.today <= dueOf(c) || `完成期限${dueOf(c)}已过，延期须在届满前申请`),
  checks: (c: Told): Refusal[] => (c.input.until > dueOf(c) ? [] : [{ code: 'not-later', at: 'until', say: `延至的日期须晚于现期限${dueOf(c)}` }]),
  notes: (c: Told) => ({ asked: { until: c.input.until, reason: c.input.reason, on: c.today } }),
} as const
const answersExtension = {
  approveExtension: {
    label: '批准延期', by: 'approver', asks: { until: day('批准延至'), reason: longText('批复意见') },
    waits: (c: Told) => Boolean(c.memo.asked),
    when: (c: Told) => (!c.memo.asked ? '没有待批复的延期申请' : c.today <= dueOf(c) || `完成期限${dueOf(c)}已过，延期须在届满前批准`),
    checks: (c: Told): Refusal[] => (c.input.until > dueOf(c) ? [] : [{ code: 'not-later', at: 'until', say: `批准延至的日期须晚于现期限${dueOf(c)}` }]),
    notes: (c: Told) => ({ due: c.input.until, dueSetOn: c.today, asked: null, extended: [...(c.memo.extended ?? []), { from: dueOf(c), until: c.input.until, on: c.today, by: c.by.id }] }),
  },
  refuseExtension: {
    label: '不批准延期', by: 'approver', asks: { reason: longText('理由') },
    when: (c: Told) => (c.memo.asked ? true : '没有待批复的延期申请'), notes: () => ({ asked: null }),
  },
} as const

/** An approved act names its document; what was there before is kept beside it. */
const approved = { doc: text('批准文件文号', { maxLength: 60 }), reason: longText('理由') }
const into = (label: string) => text(label, { maxLength: 90 })
const acts = {
  adjust: {
    label: '调整期限', by: 'approver', asks: { ...approved, due: day('完成期限调整为') },
    when: (c: Told) => c.today <= dueOf(c) || `完成期限${dueOf(c)}已过，不能以调整代替延期`,
    checks: (c: Told): Refusal[] => (c.input.due === dueOf(c) ? [{ code: 'no-change', at: 'due', say: `现期限就是${dueOf(c)}` }] : c.input.due < c.today ? [{ code: 'day-past', at: 'due', say: '调整后的期限不得早于今日' }] : []),
    notes: (c: Told) => ({ due: c.input.due, dueSetOn: c.today, adjusted: [...(c.memo.adjusted ?? []), { doc: c.input.doc, reason: c.input.reason, from: dueOf(c), to: c.input.due, on: c.today, by: c.by.id }] }),
  },
  merge: { label: '合并', by: 'approver', to: 'merged', asks: { ...approved, into: into('并入的分解任务') }, danger: '合并后本件到此为止，进展由并入的任务继续；已有佐证留存', notes: (c: Told) => ({ ended: { doc: c.input.doc, into: c.input.into, on: c.today } }) },
  terminate: { label: '终止', by: 'approver', to: 'terminated', asks: approved, danger: '终止后本单位不再承担这项分解任务', notes: (c: Told) => ({ ended: { doc: c.input.doc, on: c.today } }) },
  carry: { label: '转下年度', by: 'approver', to: 'carried', asks: { ...approved, into: into('下年度清单和编号') }, danger: '转下年度后本件到此为止，由下年度清单的任务承接', notes: (c: Told) => ({ ended: { doc: c.input.doc, into: c.input.into, on: c.today } }) },
  // A county has its action from the city: what the city loses or splits anew, it loses with it.
  release: { label: '随市里的任务收回', by: 'clock', to: 'terminated', asks: { reason: longText('原因') }, notes: (c: Told) => ({ ended: { on: c.today } }) },
  reshare: { label: '比重随重新分解变动', by: 'clock', asks: { weight: number('比重', { unit: '%', min: 0.01, max: 100 }) }, notes: (c: Told) => ({ weight: c.input.weight }) },
} as const

const noteParts = (c: Told) => ({ parts: c.input.parts, splitBy: c.by.id, halted: null, splits: [...(c.memo.splits ?? []), { parts: c.input.parts, on: c.today, by: c.by.id, ...(c.input.doc ? { doc: c.input.doc, reason: c.input.reason } : {}) }] })
const toWork = { among: ['working', 'split'] as const, of: (c: Told) => (c.memo.parts ? 'split' as const : 'working' as const) }
const afterCheck = onward(toWork.among, toWork.of)
/** What is verified at less than the whole is not on its way to being closed, whoever returned it from there. */
const accepted = { ...afterCheck, of: (c: Told) => (c.input.share < 100 && ['closing', 'closed'].includes(returned(c)?.from ?? '') ? toWork.of(c) : afterCheck.of(c)) }

const sample: Answers = {
  task: {
    list: 'fujian-2022', listTitle: '2022年福建省推动知识产权高质量发展任务清单', action: '7.3', title: '建立完善质押融资风险分担机制', words: '建立完善知识产权质押融资风险分担机制',
    unit: 'fj.3501', unitName: '福州市', role: 'responsible', due: '2022-12-31', dueSaid: '清单未写期限，按年末计', checker: 'fj.use', issuer: 'fj.group', continues: undefined,
  },
  part: { weight: undefined },
}
const county: Answers = { ...sample, task: { ...sample.task, unit: 'fj.3501.350102', unitName: '鼓楼区', checker: 'fj.3501' }, part: { weight: 60 } }
const proof = [{ hash: 'b'.repeat(64), name: '风险池协议.pdf', size: 2048 }]
const report = (period: string, share: number) => ({ period, says: '已与三家银行签订风险分担协议', share, evidence: proof })

const parentKey = (a: Answers) => actionKey({ ...a.task, unit: above(a.task.unit) })
/** A place of its own, not a division of the province, which has no counties. */
const isCityItself = (c: Told) => c.handler.split('.').length === 2 && c.unitOf(`${c.handler.split('.')[1]}00`) === c.handler
export const suspensionReasons = { acceptance: '等待国家验收', 'third-party': '等待国家部门或第三方', policy: '上级政策调整', other: '其他经批准的情形' }

/** When a case stood still, written into one mark: from/to/reason, the last without its end while it does. */
const writeStops = (of: Told['suspensions']) => of.map((s) => `${s.from}/${s.to ?? ''}/${s.reason}`).join(';')
export const readStops = (mark: string | undefined): { from: Day; to?: Day; reason: string }[] =>
  (mark ?? '').split(';').filter(Boolean).map((s) => { const [from, to, reason] = s.split('/') as [Day, Day | '', string]; return { from, ...(to ? { to } : {}), reason } })

export const listAction = defineService({
  id: 'list-action', name: '清单分解任务办理', numbered: '任务', carries: [], basis: '2022年福建省推动知识产权高质量发展任务清单；交办、反馈、核查程序为业务惯例，待按正式文件核定', version: 1,
  guide: {
    who: '清单责任单位', brings: ['进展情况', '佐证材料'], fee: '不收费', gives: '经核查的进度和销号结论', where: '线上，由交办单位发起', complaint: '省知识产权工作领导小组办公室',
  },
  form: actionForm,
  desks: {
    group: desk('领导小组办公室', 'province', 'leading-group'),
    use: desk('运用处', 'province', 'use'), protection: desk('保护处', 'province', 'protection'), trademark: desk('商标处', 'province', 'trademark'),
    city: desk('市局', 'city', 'authority'),
    doer: desk('责任单位', 'handler', 'authority'),
    checker: namedDesk('核查单位', (a) => a.task?.checker),
    issuer: namedDesk('交办单位', (a) => a.task?.issuer ?? a.task?.checker),
    approver: namedDesk('批准人', (a) => a.task?.unit && above(a.task.unit), 'decide'),
  },
  parties: {},
  place: (a) => a.task.unit,
  // A division or centre of the province is a place of its own here; so is a city, so is a county.
  handledAt: 'county',
  openedElsewhere: true,
  transferable: false,
  start: 'draft',
  states: {
    draft: { label: '待交办', steps: {
      dispatch: {
        label: '交办', by: ['group', 'use', 'protection', 'trademark'], to: 'dispatched', asks: 'form',
        checks: (c) => (isCounty(c.answers.task.unit) ? [{ code: 'not-direct', at: 'task.unit', say: '县（市、区）的任务由所在市分解交办' }] : []),
      },
      hand: {
        label: '分解交办', by: 'city', to: 'dispatched', asks: 'form',
        checks: (c) => {
          const parent = (c.facts.parent as Peer[])[0]
          const share = parent?.marks[`part:${c.answers.task.unit}`]
          return share !== undefined && share === c.answers.part.weight && isCounty(c.answers.task.unit) ? [] : [{ code: 'not-split', at: 'task.unit', say: '本市的这项任务没有按此比重分解到该县（市、区），请先办理“分解”' }]
        },
      } } },
    dispatched: { label: '待签收', within: signInLimit, steps: {
      signIn: { label: '签收', by: 'doer', to: onward(['working'], () => 'working'), bulk: true, when: (c) => isAsked(c, 'signIn'), notes: answered },
      sendBack: sendBackFrom.dispatched, ...acts } },
    sentBack: { label: '已退回交办', steps: {
      resend: { label: '重新交办', by: 'issuer', to: onward(['dispatched'], () => 'dispatched'), asks: { answer: longText('对退回理由的答复') }, notes: answered },
      ...acts } },
    working: { label: '办理中', steps: {
      feedback, noChange,
      split: {
        label: '分解到县', by: 'doer', to: onward(['split'], () => 'split'), asks: partRows,
        when: (c) => {
          if (!isCityItself(c)) return '只有设区市可以把任务分解到县'
          if (c.memo.parts && returned(c)?.to !== 'split') return '本任务已经分解'
          return isAsked(c, 'split')
        },
        checks: (c) => splitFaults(c, c.input.parts),
        notes: (c) => ({ ...noteParts(c), ...answered(c) }),
      },
      askClose, sendBack: sendBackFrom.working, askExtension, ...answersExtension, return: reverify, ...acts } },
    split: { label: '县级办理中', steps: {
      feedback: { ...feedback, label: '汇总反馈' }, noChange,
      // The counties' cases are opened in the name of whoever split; one who has left the seat in between leaves it to the next.
      halt: { label: '分解未办完', by: 'clock', asks: { why: longText('原因') }, notes: (c) => ({ halted: { why: c.input.why, on: c.today } }) },
      splitOn: {
        label: '接着分解', by: 'doer', offered: (c) => Boolean(c.memo.halted), when: (c) => (c.memo.halted ? true : '分解已经办完，无须接着办'), notes: (c) => ({ splitBy: c.by.id, halted: null }),
      },
      resplit: {
        label: '调整分解', by: 'doer', asks: { ...approved, ...partRows }, when: (c) => isAsked(c, 'resplit'),
        checks: (c) => splitFaults(c, c.input.parts), notes: noteParts,
      },
      askClose, sendBack: sendBackFrom.working, askExtension, ...answersExtension, return: reverify, ...acts } },
    checking: { label: '待核查', within: checkLimit, steps: {
      accept: {
        label: '核查认可', by: 'checker', notBy: ['feedback'], asks: { share: number('核定完成进度', { unit: '%', min: 0, max: 100 }), opinion: longText('核查意见') },
        to: accepted, when: (c) => isAsked(c, 'accept'),
        checks: (c) => (c.input.share <= c.memo.feedback.share ? [] : [{ code: 'above-report', at: 'share', say: `核定进度不得高于自报进度${c.memo.feedback.share}%` }]),
        notes: (c) => ({ verified: { share: c.input.share, on: c.today, by: c.by.id }, checkedFeedback: c.memo.feedback, ...answered(c) }),
      },
      return: returning('checking', ['feedback', 'split', 'signIn', 'dispatch'], ['feedback']),
      ...answersExtension, ...acts } },
    closing: { label: '待销号', within: checkLimit, steps: {
      close: { label: '销号', by: 'checker', notBy: ['askClose'], to: 'closed', asks: { opinion: longText('销号意见') }, when: (c) => isAsked(c, 'close'), notes: answered },
      return: returning('closing', ['askClose', 'accept', 'feedback', 'split', 'signIn', 'dispatch'], ['askClose']),
      ...answersExtension, ...acts } },
    closed: { label: '已销号', settled: true, steps: {
      archive: { label: '归档', by: 'checker', to: 'archived', bulk: true },
      return: returning('closed', ['close', 'askClose', 'accept', 'feedback', 'split', 'signIn', 'dispatch'], []),
    } },
    archived: { label: '已归档', final: true, outcome: 'granted' },
    terminated: { label: '已终止', final: true, outcome: 'settled' },
    merged: { label: '已合并', final: true, outcome: 'settled' },
    carried: { label: '已转下年度', final: true, outcome: 'settled' },
  },
  line: ['dispatched', 'working', 'checking', 'closing', 'closed', 'archived'],
  clocks: {
    due: {
      label: '完成期限', limit: workLimit, of: 'office', starts: ['signIn', 'approveExtension', 'adjust'], stops: ['close', 'terminate', 'merge', 'carry', 'release'],
      before: (c) => endOf(dueOf(c)), moves: true,
    },
  },
  suspension: { by: ['approver'], reasons: suspensionReasons },
  needs: {
    parent: { from: 'peers', mark: 'key', equals: (c) => (c.answers.task?.unit && isCounty(c.answers.task.unit) ? parentKey(c.answers) : undefined) },
    counties: { from: 'peers', mark: 'parent', equals: (c) => (c.memo.parts ? actionKey(c.answers.task) : undefined) },
  },
  unique: { action: { key: (a) => actionKey(a.task), say: '这项分解任务已经交办该单位，不能重复交办' } },
  marks: (c) => {
    const { task, part } = c.answers, back = returned(c), first: Part[] | undefined = c.memo.splits?.length > 1 ? c.memo.splits[0].parts : undefined
    const weight = c.memo.weight ?? part.weight
    return {
      key: actionKey(task), list: task.list, action: task.action, unit: task.unit, checker: task.checker, due: dueOf(c), dispatchedOn: dispatchedOn(c),
      ...(isCounty(task.unit) ? { parent: parentKey(c.answers) } : {}),
      ...(task.issuer ? { issuer: task.issuer } : {}), ...(dueOf(c) === task.due ? {} : { firstDue: task.due }), ...(c.memo.adjusted ? { adjusted: c.memo.adjusted.at(-1).doc } : {}), ...(c.memo.extended ? { extended: true } : {}), ...(c.memo.asked ? { asked: c.memo.asked.until } : {}),
      ...(c.doneOn.signIn ? { signedOn: c.doneOn.signIn } : {}),
      ...(weight === undefined ? {} : { weight }), ...(c.memo.weight === undefined ? {} : { firstWeight: part.weight }),
      ...(c.memo.feedback ? { reported: c.memo.feedback.share, reportedOn: c.memo.feedback.on, reportedFor: c.memo.feedback.period, through: throughOf(c)! } : {}),
      ...(c.memo.unchanged ? { unchanged: c.memo.unchanged.length, unchangedFor: c.memo.unchanged.at(-1).period } : {}),
      ...(c.memo.verified ? { verified: c.memo.verified.share, verifiedOn: c.memo.verified.on } : {}),
      ...(back ? { returned: stations[back.to] } : {}), ...(c.doneOn.close && c.memo.verified?.share >= 100 ? { closedOn: c.doneOn.close } : {}),
      ...(c.memo.ended ? { endedOn: c.memo.ended.on, ...(c.memo.ended.into ? { into: c.memo.ended.into } : {}), ...(c.memo.ended.doc ? { endedBy: c.memo.ended.doc } : {}) } : {}),
      ...(c.suspensions.length ? { paused: writeStops(c.suspensions) } : {}),
      ...Object.fromEntries(parts(c).map((p) => [`part:${p.unit}`, p.weight])), ...Object.fromEntries((first ?? []).map((p) => [`first:${p.unit}`, p.weight])),
    }
  },
  titleOf: (a) => `${a.task.action} ${a.task.title} · ${a.task.unitName}`,
  examples: [
    { name: '交办一个设区市', on: '2022-03-01', raw: sample, expect: {} },
    { name: '自己核查自己，不予交办', on: '2022-03-01', raw: { ...sample, task: { ...sample.task, checker: 'fj.3501' } }, expect: { refusedAt: ['task.checker'] } },
    { name: '没有期限，不予交办', on: '2022-03-01', raw: { ...sample, task: { ...sample.task, due: '' } }, expect: { refusedAt: ['task.due'] } },
  ],
  walks: [
    { name: '签收、反馈、核查、销号、归档', on: '2022-03-01', raw: sample, ends: 'archived', steps: [
      { step: 'dispatch', as: 'group' }, { step: 'signIn', as: 'doer', after: 1 },
      { step: 'feedback', as: 'doer', after: 120, input: report('2022Q2', 60) }, { step: 'accept', as: 'checker', after: 3, input: { share: 50, opinion: '协议三份属实，一份未盖章' } },
      { step: 'feedback', as: 'doer', after: 90, input: report('2022Q3', 100) }, { step: 'accept', as: 'checker', after: 3, input: { share: 100, opinion: '属实' } },
      { step: 'askClose', as: 'doer', after: 1, input: { says: '机制已建立并运行' } }, { step: 'close', as: 'checker', after: 2, input: { opinion: '同意销号' } }, { step: 'archive', as: 'checker', after: 5 }] },
    { name: '退回后重新反馈，延期后完成', on: '2022-03-01', raw: sample, ends: 'archived', steps: [
      { step: 'dispatch', as: 'use' }, { step: 'sendBack', as: 'doer', after: 1, input: { reason: '任务应写明配合单位' } }, { step: 'resend', as: 'issuer', after: 1, input: { answer: '配合单位为人民银行福州中心支行' } },
      { step: 'signIn', as: 'doer', after: 1 }, { step: 'feedback', as: 'doer', after: 100, input: report('2022Q2', 80) }, { step: 'return', as: 'checker', after: 2, input: { to: 'feedback', reason: '佐证只有草稿' } },
      { step: 'feedback', as: 'doer', after: 5, input: report('2022Q2', 80) }, { step: 'accept', as: 'checker', after: 2, input: { share: 80, opinion: '属实' } },
      { step: 'askExtension', as: 'doer', after: 30, input: { until: '2023-03-31', reason: '等待财政资金下达' } }, { step: 'approveExtension', as: 'approver', after: 3, input: { until: '2023-03-31', reason: '同意' } },
      { step: 'feedback', as: 'doer', after: 150, input: report('2022Q4', 100) }, { step: 'accept', as: 'checker', after: 3, input: { share: 100, opinion: '属实' } },
      { step: 'askClose', as: 'doer', after: 1, input: { says: '完成' } }, { step: 'close', as: 'checker', after: 1, input: { opinion: '同意' } }, { step: 'archive', as: 'checker', after: 1 }] },
    { name: '市分解到县', on: '2022-03-01', raw: sample, ends: 'archived', steps: [
      { step: 'dispatch', as: 'group' }, { step: 'signIn', as: 'doer', after: 1 }, { step: 'split', as: 'doer', after: 2, input: { parts: [{ unit: 'fj.3501.350102', weight: 60 }, { unit: 'fj.3501.350104', weight: 40 }] } },
      { step: 'feedback', as: 'doer', after: 100, input: report('2022Q2', 100) }, { step: 'accept', as: 'checker', after: 3, input: { share: 100, opinion: '两区均已完成' } },
      { step: 'askClose', as: 'doer', after: 1, input: { says: '完成' } }, { step: 'close', as: 'checker', after: 1, input: { opinion: '同意' } }, { step: 'archive', as: 'checker', after: 1 }] },
    { name: '县级承接市里分解的任务', on: '2022-03-05', raw: county, facts: { parent: [{ marks: { 'part:fj.3501.350102': 60 } }] }, ends: 'archived', steps: [
      { step: 'hand', as: 'city' }, { step: 'signIn', as: 'doer', after: 1 }, { step: 'feedback', as: 'doer', after: 60, input: report('2022Q2', 100) }, { step: 'accept', as: 'checker', after: 3, input: { share: 100, opinion: '属实' } },
      { step: 'askClose', as: 'doer', after: 1, input: { says: '完成' } }, { step: 'close', as: 'checker', after: 1, input: { opinion: '同意' } }, { step: 'archive', as: 'checker', after: 1 }] },
    { name: '待销号时退回补正佐证，直接回到销号；归档前退回一次', on: '2022-03-01', raw: sample, ends: 'archived', steps: [
      { step: 'dispatch', as: 'group' }, { step: 'signIn', as: 'doer', after: 1 }, { step: 'feedback', as: 'doer', after: 100, input: report('2022Q2', 100) }, { step: 'accept', as: 'checker', after: 2, input: { share: 100, opinion: '属实' } },
      { step: 'askClose', as: 'doer', after: 1, input: { says: '完成' } }, { step: 'return', as: 'checker', after: 1, input: { to: 'feedback', reason: '缺第三家银行的协议' } }, { step: 'feedback', as: 'doer', after: 3, input: report('2022Q2', 100) },
      { step: 'close', as: 'checker', after: 1, input: { opinion: '同意' } }, { step: 'return', as: 'checker', after: 1, input: { to: 'askClose', reason: '完成情况没有写明金额' } },
      { step: 'askClose', as: 'doer', after: 1, input: { says: '完成，金额三百万元' } }, { step: 'archive', as: 'checker', after: 1 }] },
    { name: '抽查发现佐证不实，两次退回重新核查，销号后核减的重新办理', on: '2022-03-01', raw: sample, ends: 'archived', steps: [
      { step: 'dispatch', as: 'group' }, { step: 'signIn', as: 'doer', after: 1 }, { step: 'feedback', as: 'doer', after: 100, input: report('2022Q2', 80) }, { step: 'accept', as: 'checker', after: 2, input: { share: 80, opinion: '属实' } },
      { step: 'return', as: 'checker', after: 20, input: { to: 'accept', reason: '抽中的第三份协议不实' } }, { step: 'accept', as: 'checker', after: 1, input: { share: 50, opinion: '核减三成' } },
      { step: 'feedback', as: 'doer', after: 60, input: report('2022Q3', 100) }, { step: 'accept', as: 'checker', after: 2, input: { share: 100, opinion: '属实' } },
      { step: 'askClose', as: 'doer', after: 1, input: { says: '完成' } }, { step: 'close', as: 'checker', after: 1, input: { opinion: '同意' } },
      { step: 'return', as: 'checker', after: 1, input: { to: 'accept', reason: '又有一份协议不实' } }, { step: 'accept', as: 'checker', after: 1, input: { share: 90, opinion: '核减一成' } },
      { step: 'feedback', as: 'doer', after: 9, input: report('2022Q3', 100) }, { step: 'accept', as: 'checker', after: 2, input: { share: 100, opinion: '补签属实' } },
      { step: 'askClose', as: 'doer', after: 1, input: { says: '完成' } }, { step: 'close', as: 'checker', after: 1, input: { opinion: '同意' } }, { step: 'archive', as: 'checker', after: 1 }] },
    { name: '一季度以后无变化，等待国家验收时中止，恢复后完成', on: '2022-01-20', raw: sample, ends: 'archived', steps: [
      { step: 'dispatch', as: 'group' }, { step: 'signIn', as: 'doer', after: 1 }, { step: 'feedback', as: 'doer', after: 75, input: { ...report('2022Q1', 40), period: undefined } }, { step: 'accept', as: 'checker', after: 2, input: { share: 40, opinion: '属实' } },
      { step: 'noChange', as: 'doer', after: 88 }, { step: 'suspend', as: 'approver', after: 1, input: { reason: 'acceptance', from: '2022-07-06', note: '国家局排期在九月' } }, { step: 'resume', as: 'approver', after: 70, input: { to: '2022-09-13', reason: '已通过国家验收' } },
      { step: 'feedback', as: 'doer', after: 10, input: report('2022Q3', 100) }, { step: 'accept', as: 'checker', after: 2, input: { share: 100, opinion: '属实' } },
      { step: 'askClose', as: 'doer', after: 1, input: { says: '完成' } }, { step: 'close', as: 'checker', after: 1, input: { opinion: '同意' } }, { step: 'archive', as: 'checker', after: 1 }] },
    { name: '经批准终止', on: '2022-03-01', raw: sample, ends: 'terminated', steps: [
      { step: 'dispatch', as: 'group' }, { step: 'signIn', as: 'doer', after: 1 }, { step: 'terminate', as: 'approver', after: 60, input: { doc: '闽知领〔2022〕0号（示例）', reason: '国家试点取消' } }] },
    { name: '期限经批准调整，后并入另一项', on: '2022-03-01', raw: sample, ends: 'merged', steps: [
      { step: 'dispatch', as: 'group' }, { step: 'signIn', as: 'doer', after: 1 }, { step: 'adjust', as: 'approver', after: 30, input: { doc: '闽知领〔2022〕0号（示例）', due: '2022-09-30', reason: '配合国家中期评估' } },
      { step: 'merge', as: 'approver', after: 30, input: { doc: '闽知领〔2022〕00号（示例）', into: '7.1', reason: '与7.1同为质押融资，合并推进' } }] },
    { name: '年底没有办完，转下年度', on: '2022-03-01', raw: sample, ends: 'carried', steps: [
      { step: 'dispatch', as: 'group' }, { step: 'signIn', as: 'doer', after: 1 }, { step: 'carry', as: 'approver', after: 300, input: { doc: '闽知领〔2023〕0号（示例）', into: 'fujian-2023/7.2', reason: '财政资金次年到位' } }] },
  ],
})

/** What is wrong with a city's split: every share exact, every county its own, and together exactly the whole. */
export function splitFaults(c: Pick<Told, 'handler' | 'unitOf'>, given: readonly Part[]): Refusal[] {
  const wrong: Refusal[] = []
  for (const [i, p] of given.entries()) {
    if (above(p.unit) !== c.handler || c.unitOf(p.unit) !== p.unit) wrong.push({ code: 'not-yours', at: `parts.${i}.unit`, say: `第${i + 1}行：只能分解到本市的县（市、区）` })
    if (given.some((other, j) => j < i && other.unit === p.unit)) wrong.push({ code: 'twice', at: `parts.${i}.unit`, say: `第${i + 1}行：同一县（市、区）出现两次` })
    if (!isHundredths(p.weight)) wrong.push({ code: 'too-fine', at: `parts.${i}.weight`, say: `第${i + 1}行：比重最多两位小数` })
  }
  const sum = given.reduce((n, p) => n + hundredths(p.weight), 0)
  if (sum !== 10_000) wrong.push({ code: 'not-whole', at: 'parts', say: `各县（市、区）比重合计须为100%，现为${sum / 100}%` })
  return wrong
}
