import { addMonths, type Day, type Instant, type Refusal } from '../kernel/index.ts'
import {
  type AnswersIn, choice, day, defineService, desk, files, form, longText, namedDesk, number, optional, rows, section, text, type Told, unit,
} from '../service/index.ts'
import { checkLimit, signInLimit, workLimit } from './parameters.ts'
import { roleWords } from './types.ts'

/** The case of one action at one unit: 交办、签收、分解、反馈、核查、销号、归档. */
const actionForm = form({
  task: section('分解任务', {
    list: text('清单代号', { maxLength: 60 }), listTitle: text('清单名称'), action: text('编号', { maxLength: 20 }), title: text('任务'), words: longText('举措原文'),
    unit: unit('责任单位'), unitName: text('单位简称', { maxLength: 60 }), role: choice('分工', roleWords), due: day('完成期限'), dueSaid: optional(text('期限说明')),
    checker: unit('核查单位'),
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
interface Part { unit: string; weight: number }
const parts = (c: Told): Part[] => c.memo.parts ?? []

/** The last day that a period of feedback speaks of: 2022Q2, 2022-06. */
export function periodEnd(period: string): Day | undefined {
  const read = /^(\d{4})(?:-?Q([1-4])|-(0[1-9]|1[0-2]))$/.exec(period.normalize('NFKC').trim().toUpperCase())
  if (!read) return undefined
  const month = read[2] ? Number(read[2]) * 3 : Number(read[3])
  return new Date(Date.UTC(Number(read[1]), month, 0)).toISOString().slice(0, 10) as Day
}

const dueOf = (c: Told): Day => (c.memo.due ?? c.answers.task.due) as Day
/** The last moment of a day in China. */
const endOf = (on: Day) => `${on}T15:59:59.000Z` as Instant

const feedbackFields = {
  period: text('反馈期间', { maxLength: 10, help: '季度或月份，例如 2022Q2 或 2022-06' }), says: longText('进展情况'),
  share: number('自报完成进度', { unit: '%', min: 0, max: 100 }), evidence: optional(files('佐证材料')),
}
const checksFeedback = (c: Told): Refusal[] => {
  const wrong: Refusal[] = []
  const end = periodEnd(c.input.period)
  if (!end) wrong.push({ code: 'period-wrong', at: 'period', say: '反馈期间请写季度或月份，例如 2022Q2 或 2022-06' })
  // A report on what has not begun would buy silence for the quarters to come.
  else if (addMonths(end, /Q/i.test(c.input.period) ? -3 : -1) >= c.today) wrong.push({ code: 'period-ahead', at: 'period', say: `${c.input.period}尚未开始，不能提前反馈` })
  if (c.input.share > (c.memo.verified?.share ?? 0) && !c.input.evidence?.length) wrong.push({ code: 'evidence-missing', at: 'evidence', say: `自报进度${c.input.share}%高于已核进度${c.memo.verified?.share ?? 0}%，请附佐证材料` })
  return wrong
}
const noteFeedback = (c: Told) => ({ feedback: { period: c.input.period, through: periodEnd(c.input.period), share: c.input.share, on: c.today, by: c.by.id }, returned: null })

const askClose = {
  label: '申请销号', by: 'doer', to: 'closing', asks: { says: longText('完成情况') },
  when: (c: Told) => ((c.memo.verified?.share ?? 0) >= 100 ? true : `已核进度为${c.memo.verified?.share ?? 0}%，经核查达到100%后方可申请销号`),
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
    notes: (c: Told) => ({ due: c.input.until, asked: null, extended: [...(c.memo.extended ?? []), { from: dueOf(c), until: c.input.until, on: c.today, by: c.by.id }] }),
  },
  refuseExtension: {
    label: '不批准延期', by: 'approver', asks: { reason: longText('理由') },
    when: (c: Told) => (c.memo.asked ? true : '没有待批复的延期申请'), notes: () => ({ asked: null }),
  },
} as const
const terminate = { label: '终止', by: 'approver', to: 'terminated', asks: { reason: longText('终止理由') }, danger: '终止后本单位不再承担这项分解任务' } as const

const sample: Answers = {
  task: {
    list: 'fujian-2022', listTitle: '2022年福建省推动知识产权高质量发展任务清单', action: '7.3', title: '建立完善质押融资风险分担机制', words: '建立完善知识产权质押融资风险分担机制',
    unit: 'fj.3501', unitName: '福州市', role: 'responsible', due: '2022-12-31', dueSaid: '清单未写期限，按年末计', checker: 'fj.use',
  },
  part: { weight: undefined },
}
const county: Answers = { ...sample, task: { ...sample.task, unit: 'fj.3501.350102', unitName: '鼓楼区', checker: 'fj.3501' }, part: { weight: 60 } }
const proof = [{ hash: 'b'.repeat(64), name: '风险池协议.pdf', size: 2048 }]
const report = (period: string, share: number) => ({ period, says: '已与三家银行签订风险分担协议', share, evidence: proof })

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
          const parent = (c.facts.parent as { marks: Record<string, unknown> }[])[0]
          const share = parent?.marks[`part:${c.answers.task.unit}`]
          return share !== undefined && share === c.answers.part.weight && isCounty(c.answers.task.unit) ? [] : [{ code: 'not-split', at: 'task.unit', say: '本市的这项任务没有按此比重分解到该县（市、区），请先办理“分解”' }]
        },
      } } },
    dispatched: { label: '待签收', within: signInLimit, steps: {
      signIn: { label: '签收', by: 'doer', to: 'working', bulk: true },
      sendBack: { label: '退回交办', by: 'doer', to: 'sentBack', asks: { reason: longText('退回理由') }, notes: (c) => ({ sentBack: { reason: c.input.reason, on: c.today } }) },
      terminate } },
    sentBack: { label: '已退回交办', steps: {
      resend: { label: '重新交办', by: 'checker', to: 'dispatched', asks: { answer: longText('对退回理由的答复') } },
      terminate } },
    working: { label: '办理中', steps: {
      split: {
        label: '分解到县', by: 'doer', to: 'split', asks: { parts: rows('分解', { unit: unit('县（市、区）'), weight: number('比重', { unit: '%', min: 0.01, max: 100 }) }, { least: 1, most: 30 }) },
        when: (c) => (c.handler.split('.').length === 2 && c.handler.length > 0 && c.unitOf(c.handler) === c.handler ? c.memo.parts ? '本任务已经分解' : true : '只有设区市可以把任务分解到县'),
        checks: (c) => splitFaults(c, c.input.parts),
        notes: (c) => ({ parts: c.input.parts }),
      },
      feedback: { label: '反馈', by: 'doer', to: 'checking', asks: feedbackFields, checks: checksFeedback, notes: noteFeedback },
      askClose, askExtension, ...answersExtension, terminate } },
    split: { label: '县级办理中', steps: {
      feedback: { label: '汇总反馈', by: 'doer', to: 'checking', asks: feedbackFields, checks: checksFeedback, notes: noteFeedback },
      askClose, askExtension, ...answersExtension, terminate } },
    checking: { label: '待核查', within: checkLimit, steps: {
      accept: {
        label: '核查认可', by: 'checker', notBy: ['feedback'], asks: { share: number('核定完成进度', { unit: '%', min: 0, max: 100 }), opinion: longText('核查意见') },
        to: { among: ['working', 'split'], of: (c: Told) => (c.memo.parts ? 'split' : 'working') },
        checks: (c) => (c.input.share <= c.memo.feedback.share ? [] : [{ code: 'above-report', at: 'share', say: `核定进度不得高于自报进度${c.memo.feedback.share}%` }]),
        notes: (c) => ({ verified: { share: c.input.share, on: c.today, by: c.by.id }, checkedFeedback: c.memo.feedback }),
      },
      return: {
        label: '退回', by: 'checker', notBy: ['feedback'], asks: { reason: longText('退回理由') },
        to: { among: ['working', 'split'], of: (c: Told) => (c.memo.parts ? 'split' : 'working') },
        notes: (c) => ({ returned: { reason: c.input.reason, on: c.today, by: c.by.id } }),
      },
      ...answersExtension, terminate } },
    closing: { label: '待销号', within: checkLimit, steps: {
      close: { label: '销号', by: 'checker', notBy: ['askClose'], to: 'closed', asks: { opinion: longText('销号意见') } },
      return: { label: '退回', by: 'checker', notBy: ['askClose'], asks: { reason: longText('退回理由') }, to: { among: ['working', 'split'], of: (c: Told) => (c.memo.parts ? 'split' : 'working') }, notes: (c) => ({ returned: { reason: c.input.reason, on: c.today, by: c.by.id } }) },
      terminate } },
    closed: { label: '已销号', settled: true, steps: { archive: { label: '归档', by: 'checker', to: 'archived', bulk: true } } },
    archived: { label: '已归档', final: true, outcome: 'granted' },
    terminated: { label: '已终止', final: true, outcome: 'settled' },
  },
  clocks: {
    due: {
      label: '完成期限', limit: workLimit, of: 'office', starts: ['signIn', 'approveExtension'], stops: ['close', 'terminate'],
      before: (c) => endOf(dueOf(c)),
    },
  },
  suspension: { by: ['approver'], reasons: { policy: '上级政策调整', 'third-party': '等待国家部门或第三方', other: '其他经批准的情形' } },
  needs: {
    parent: { from: 'peers', mark: 'key', equals: (c) => (c.answers.task?.unit && isCounty(c.answers.task.unit) ? actionKey({ ...c.answers.task, unit: above(c.answers.task.unit) }) : undefined) },
  },
  unique: { action: { key: (a) => actionKey(a.task), say: '这项分解任务已经交办该单位，不能重复交办' } },
  marks: (c) => ({
    key: actionKey(c.answers.task), list: c.answers.task.list, action: c.answers.task.action, unit: c.answers.task.unit, due: dueOf(c),
    dispatchedOn: (c.doneOn.dispatch ?? c.doneOn.hand)!,
    ...(c.doneOn.signIn ? { signedOn: c.doneOn.signIn } : {}),
    ...(c.answers.part.weight === undefined ? {} : { weight: c.answers.part.weight }),
    ...(c.memo.feedback ? { reported: c.memo.feedback.share, reportedOn: c.memo.feedback.on, through: c.memo.feedback.through } : {}),
    ...(c.memo.verified ? { verified: c.memo.verified.share, verifiedOn: c.memo.verified.on } : {}),
    ...(c.memo.extended ? { extended: true } : {}), ...(c.memo.returned ? { returned: true } : {}),
    ...Object.fromEntries(parts(c).map((p) => [`part:${p.unit}`, p.weight])),
  }),
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
      { step: 'dispatch', as: 'use' }, { step: 'sendBack', as: 'doer', after: 1, input: { reason: '任务应写明配合单位' } }, { step: 'resend', as: 'checker', after: 1, input: { answer: '配合单位为人民银行福州中心支行' } },
      { step: 'signIn', as: 'doer', after: 1 }, { step: 'feedback', as: 'doer', after: 100, input: report('2022Q2', 80) }, { step: 'return', as: 'checker', after: 2, input: { reason: '佐证只有草稿' } },
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
    { name: '经批准终止', on: '2022-03-01', raw: sample, ends: 'terminated', steps: [
      { step: 'dispatch', as: 'group' }, { step: 'signIn', as: 'doer', after: 1 }, { step: 'terminate', as: 'approver', after: 60, input: { reason: '国家试点取消，任务并入10.1' } }] },
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
