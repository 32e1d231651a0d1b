import { addDays, type Day, readPatentNumber, type Refusal, showDay, startOfDay, yearOf } from '../../../../kernel/index.ts'
import { barredBy, choice, confirm, consequenceRegister, day, defineService, desk, type EntryChange, type Fields, files, longText, optional, patentNumber, text, type Told } from '../../../../service/index.ts'
import { examples, walks } from './examples.ts'
import { preExaminationForm, symbolOf } from './form.ts'
import {
  acceptWithin, answerWithin, capacity, correctWithin, type DeductionCode, deductions, type FieldName, fields, fileWithin, leastReview, monthlyCap, returnWithin, reviewWithin, rounds, whitelist, yearlyPoints,
} from './parameters.ts'
import { assign, classify, forecast, type Forecast, type IpcFinding, type Reviewer } from './queue.ts'
import { deduct } from './score.ts'

const centre = 'fujian'
const ipcOf = (c: Told) => classify(symbolOf(c.answers.what.symbol), centre, whitelist.on(c.ruleDay))
/** The field that the class belongs to, or the one a person chose where the list does not say. */
const fieldOf = (c: Told): string => c.memo.field ?? ipcOf(c).value.field ?? 'machinery'
const codeOf = (c: Told): string | undefined => c.answers.who?.applicant?.creditCode
const barred = barredBy('pre-exam', (c) => [c.answers.who?.applicant])
const monthOf = (c: Told): string | undefined => (codeOf(c) ? `${codeOf(c)}|${(c.doneOn.submit ?? c.today).slice(0, 7)}` : undefined)
const assigned = (c: Told) => assign({ reviewers: c.facts.reviewers ?? [], peers: c.facts.queue ?? [], field: fieldOf(c), applicant: codeOf(c) ?? '' })

/** Only the one to whom the case was given reviews it; a wish of the applicant or a colleague changes nothing. */
const mine = (c: Told): true | string => {
  const reviewer = c.memo.reviewer as Reviewer | undefined
  return !reviewer || c.by.name === reviewer.name || c.by.id === reviewer.account || `本件已分配给${reviewer.name}，由其办理`
}
/** The last day for filing formally, moved to a working day: the limit protects the applicant. */
const fileBy = (c: Told): Day => c.calendar.rollForward(addDays(c.memo.passedOn, fileWithin.on(c.ruleDay).n))
const answerBy = (c: Told): Day => c.calendar.rollForward(addDays(c.memo.actionReceived, answerWithin.on(c.ruleDay).n))
const notAhead = (c: Told, ...names: string[]): Refusal[] => names.filter((n) => c.input[n] > c.today).map((at) => ({ code: 'day-ahead', at, say: '日期不得晚于今日' }))

const score = (c: Told, codes: readonly DeductionCode[]) => deduct(c.facts.entity?.data ?? { points: yearlyPoints.on(c.ruleDay), year: yearOf(c.today) }, codes, c.today, c.ruleDay)
/** The score of the subject after the deductions, and one line of the ledger for each; the agency bears half in its own ledger. */
function pointsEntries(c: Told, codes: readonly DeductionCode[]): EntryChange[] {
  const code = codeOf(c)
  if (codes.length === 0 || !code) return []
  const { value, steps } = score(c, codes), table = deductions.on(c.ruleDay), agency = c.answers.who.agency
  const { status, ...standing } = value
  const line = (subject: string, role: 'entity' | 'agency', d: DeductionCode, points: number, left?: number) =>
    ({ subject, role, reason: table[d].label, points, ...(left === undefined ? {} : { left }), caseNumber: c.number })
  return [
    { register: 'pre-exam-entities', how: 'change', key: code, status, data: { ...c.facts.entity?.data, ...standing, steps: steps.join('\n') } },
    ...codes.map((d): EntryChange => ({ register: 'pre-exam-points', how: 'add', key: `${c.number}-${d}`, party: c.parties.applicant!, from: c.today, status: 'counted', data: line(c.parties.applicant!.name, 'entity', d, table[d].points, value.points) })),
    ...(agency ? codes.filter((d) => table[d].points > 0).map((d): EntryChange => ({ register: 'pre-exam-points', how: 'add', key: `${c.number}-${d}-agency`, party: agency, from: c.today, status: 'counted', data: line(agency.name, 'agency', d, table[d].points / 2) })) : []),
  ]
}
/** What a step costs the subject: noted for the case, written to the registers. */
const costs = (codes: (c: Told) => readonly DeductionCode[]) => ({
  records: (c: Told) => pointsEntries(c, codes(c)),
  notes: (c: Told) => (codes(c).length ? { deductions: [...(c.memo.deductions ?? []), ...codes(c)], scoring: score(c, codes(c)).steps } : {}),
})

const filingCodes = (c: Told): DeductionCode[] => [
  ...(c.input.text === 'differs' ? ['textDiffers' as const] : []),
  ...(c.input.feePaid > c.input.filedOn ? ['feeLate' as const] : []),
  ...(c.today > c.calendar.addWorkdays(c.input.filedOn, returnWithin.on(c.ruleDay).n) ? ['numberLate' as const] : []),
]
const filing = costs(filingCodes)
const fileStep = {
  label: '回传正式申请号', by: 'applicant', to: 'filed',
  asks: { filedOn: day('正式提交日'), applicationNumber: patentNumber('申请号'), text: choice('提交文本', { same: '与预审合格文本一致', differs: '有改动' }), feePaid: day('缴费日'), receipt: optional(files('受理通知书')) },
  checks: (c: Told): Refusal[] => {
    const number = readPatentNumber(c.input.applicationNumber)
    return [
      ...notAhead(c, 'filedOn', 'feePaid'),
      ...(c.input.filedOn < c.memo.passedOn ? [{ code: 'filed-before', at: 'filedOn', say: `正式提交不得早于预审合格日（${showDay(c.memo.passedOn)}）` }] : []),
      ...(c.input.filedOn > fileBy(c) ? [{ code: 'filed-late', at: 'filedOn', say: `正式提交已超过期限（${showDay(fileBy(c))}），本件不再进入快速通道` }] : []),
      ...(number.ok && number.value.kind !== c.answers.what.kind ? [{ code: 'wrong-kind', at: 'applicationNumber', say: `申请号属于${number.value.kind}，本件预审的是${c.answers.what.kind}` }] : []),
    ]
  },
  notes: (c: Told) => ({ ...filing.notes(c), filing: { on: c.input.filedOn, number: c.input.applicationNumber } }),
  records: filing.records,
} as const
const concluded = (c: Told) => [{ kind: 'pre-examination.concluded' }, ...(c.inTime('review') ? [{ kind: 'pre-examination.concluded-in-time' }] : [])]
const late = costs(() => ['lateFiling'])
const unanswered = costs(() => ['answerLate'])
const liar = costs(() => ['falseMaterial'])
const importFields: Fields = { on: day('国家知识产权局作出日'), source: text('回传来源', { help: '如回传批次号或者通知书编号' }) }

const giveUp = costs((c) => (c.input.cause === 'none' ? ['dropped'] : []))
const giveUpStep = {
  label: '快速标记后撤回申请', by: 'applicant', to: 'dropped', danger: '无正当理由撤回的，扣减备案主体分数',
  asks: { cause: choice('撤回原因', { sound: '有正当理由', none: '无正当理由' }), reason: longText('说明') }, ...giveUp,
} as const
const abnormalStep = {
  label: '登记非正常申请认定', by: 'manager', to: 'lost', asks: { notice: text('认定通知编号'), on: day('认定日') }, checks: (c: Told) => notAhead(c, 'on'), issues: ['pointsNotice'], ...costs(() => ['abnormal']),
} as const
const falseStep = {
  label: '认定提供虚假材料', by: 'manager', to: 'unqualified', asks: { facts: longText('查明的情况'), proof: files('证据') }, issues: ['pointsNotice'], danger: '将取消该主体的预审备案', notBy: ['accept'],
  records: liar.records, notes: liar.notes, emits: concluded,
} as const
const lines = (c: Told) => `${c.parties.applicant!.name}的${c.answers.what.kind}预审请求（${c.number}）`
const notAPatent = '预审结论不是专利授权决定；是否授予专利权由国家知识产权局依法审查决定。'

/** 11.2 专利预审: the centre looks at an invention before it is filed; what passes may be marked for fast examination by the national office. */
export const preExamination = defineService({
  id: 'pre-examination', name: '专利预审', numbered: '预审', carries: ['11.2'], version: 1,
  basis: '国家知识产权局关于知识产权保护中心建设运行和专利预审管理的规定（国知办发保字〔2023〕49号等）；中心服务办法',
  guide: {
    who: '已在中国（福建）知识产权保护中心备案的企事业单位，拟申请的专利属于机械装备、电子信息领域',
    brings: ['请求书（在线填写）', '完整的申请文件', '自检和检索报告（如有）'], fee: '不收费', gives: '预审结论；合格的可进入快速审查通道，不等于授权',
    where: '中国（福建）知识产权保护中心', promise: reviewWithin, complaint: '省知识产权局保护处', places: '全省',
  },
  form: preExaminationForm,
  desks: {
    window: desk('受理检查', 'province', 'protection-centre'),
    reviewer: desk('预审员', 'province', 'protection-centre'),
    manager: desk('预审管理', 'province', 'protection-centre', 'inspect'),
  },
  parties: { applicant: { label: '申请人', from: (a) => a.who.applicant } },
  place: (a) => a.who.place,
  handledAt: 'province',
  confidential: 'need-to-know',
  // The title of an unpublished invention never stands in a list.
  titleOf: (a) => `${a.who.applicant.name}的${a.what.kind}预审请求`,
  start: 'draft',
  states: {
    draft: { label: '填写请求', steps: { submit: { label: '提交预审请求', by: 'applicant', to: 'acceptance', asks: 'form', gates: 'all', issues: ['queueNotice'] } } },
    acceptance: { label: '受理检查', within: acceptWithin, correctable: true, steps: {
      accept: {
        label: '受理并分配', by: 'window', to: 'reviewing', gates: ['entity', 'consequences', 'class'], issues: ['acceptanceNotice'],
        asks: { complete: confirm('申请文件齐全，无不予预审的情形'), field: optional(choice('名录未载明时确认的领域', fields)) },
        checks: (c) => {
          const { result } = ipcOf(c).value
          if ((result === 'partial-miss' || result === 'unknown') && !c.input.field) return [{ code: 'field-unknown', at: 'field', say: '名录不能确定本分类号是否属于服务领域，请人工确认领域' }]
          return assign({ reviewers: c.facts.reviewers ?? [], peers: c.facts.queue ?? [], field: c.input.field ?? fieldOf(c), applicant: codeOf(c) ?? '' }).value ? [] : [{ code: 'nobody', at: 'field', say: '本领域没有可以承办的预审员（已回避或者离岗），请先在预审员名录中补充' }]
        },
        notes: (c) => {
          const withField: Told = { ...c, memo: { ...c.memo, field: c.input.field ?? fieldOf(c) } }, given = assigned(withField)
          return { field: withField.memo.field, reviewer: given.value, assignment: given.steps }
        },
      },
      refuse: { label: '不予受理', by: 'window', to: 'unqualified', asks: { reason: longText('理由') }, issues: ['refusalNotice'] },
    } },
    reviewing: { label: '预审', correctable: true, steps: {
      pass: {
        label: '预审合格', by: 'reviewer', to: 'passed', when: mine, asks: { opinion: longText('预审意见'), prior: optional(longText('对比文件')) }, issues: ['passNotice'],
        notes: (c) => ({ passedOn: c.today }), emits: concluded,
      },
      fail: { label: '预审不合格', by: 'reviewer', to: 'unqualified', when: mine, asks: { opinion: longText('不合格的理由') }, issues: ['failNotice'], emits: concluded },
      reassign: {
        label: '按领域和负荷重新分配', by: 'manager', internal: true, asks: { reason: longText('理由', { help: '离岗、回避等；不因申请人要求而重新分配' }) },
        checks: (c) => (assigned(c).value ? [] : [{ code: 'nobody', at: 'reason', say: '本领域没有可以承办的预审员' }]),
        notes: (c) => ({ reviewer: assigned(c).value, assignment: assigned(c).steps }),
      },
      falsify: falseStep,
    } },
    passed: { label: '预审合格，待正式提交', within: fileWithin, clockOf: 'party', onExpiry: 'overdue', settled: true, steps: {
      file: fileStep,
      // What was filed on the last day may still be reported within the time for returning the number.
      overdue: { label: '提交期满', by: 'clock', to: 'returning' },
    } },
    returning: { label: '提交期满，待核对回传', within: returnWithin, clockOf: 'party', since: (c) => startOfDay(fileBy(c)), onExpiry: 'lose', settled: true, steps: {
      file: fileStep,
      lose: { label: '逾期未正式提交，失去快速通道', by: 'clock', to: 'lost', records: late.records, notes: late.notes },
    } },
    filed: { label: '已正式提交，待快速标记', settled: true, steps: {
      mark: { label: '登记快速标记', by: 'manager', to: 'examined', asks: importFields, checks: (c) => notAhead(c, 'on'), notes: (c) => ({ markedOn: c.input.on }) },
      unmarked: { label: '登记未获快速标记', by: 'manager', to: 'lost', asks: { ...importFields, reason: longText('国家知识产权局的理由') }, checks: (c) => notAhead(c, 'on') },
      abnormal: abnormalStep,
    } },
    examined: { label: '国家知识产权局审查', settled: true, steps: {
      action: { label: '登记审查意见通知书', by: ['applicant', 'manager'], to: 'answering', asks: { received: day('收到日'), number: text('发文序号') }, checks: (c) => notAhead(c, 'received'), notes: (c) => ({ actionReceived: c.input.received }) },
      granted: { label: '登记授权公告', by: 'manager', to: 'granted', asks: { ...importFields, announcement: text('授权公告号') }, checks: (c) => notAhead(c, 'on') },
      rejected: { label: '登记驳回决定', by: 'manager', to: 'rejected', asks: importFields, checks: (c) => notAhead(c, 'on') },
      giveUp: giveUpStep,
      abnormal: abnormalStep,
    } },
    answering: { label: '答复审查意见', within: answerWithin, clockOf: 'party', since: (c) => startOfDay(c.memo.actionReceived), onExpiry: 'silence', settled: true, steps: {
      answer: {
        label: '登记答复', by: 'applicant', to: 'examined', asks: { on: day('答复提交日'), files: optional(files('提交回执')) },
        checks: (c) => [
          ...notAhead(c, 'on'),
          ...(c.input.on < c.memo.actionReceived ? [{ code: 'day-before', at: 'on', say: '答复不得早于收到审查意见通知书之日' }] : []),
          ...(c.input.on > answerBy(c) ? [{ code: 'answered-late', at: 'on', say: `答复期限已于${showDay(answerBy(c))}届满` }] : []),
        ],
      },
      silence: { label: '逾期未答复，失去快速通道', by: 'clock', to: 'lost', records: unanswered.records, notes: unanswered.notes },
      giveUp: giveUpStep,
      abnormal: abnormalStep,
    } },
    granted: { label: '国家知识产权局已授权（登记）', final: true, outcome: 'settled' },
    rejected: { label: '国家知识产权局已驳回（登记）', final: true, outcome: 'settled' },
    unqualified: { label: '预审不合格', final: true, outcome: 'refused' },
    lost: { label: '失去快速通道', final: true, outcome: 'refused' },
    dropped: { label: '标记后撤回', final: true, outcome: 'withdrawn' },
  },
  clocks: { review: { label: '预审期限', limit: reviewWithin, of: 'office', starts: ['accept'], stops: ['pass', 'fail', 'falsify'] } },
  correction: { within: correctWithin, rounds },
  gates: {
    entity: {
      label: '备案主体', basis: '保护中心预审主体管理办法',
      holds: (c) => {
        const line = c.facts.entity as { status: string; data: { suspendedUntil?: Day; refileFrom?: Day } } | undefined
        if (!line) return '申请人尚未在保护中心备案，请先办理主体备案'
        if (line.status === 'cancelled') return `备案已取消${line.data.refileFrom ? `，${showDay(line.data.refileFrom)}后方可重新备案` : ''}`
        const until = line.data.suspendedUntil
        if (line.status === 'suspended' && (!until || until >= c.today)) return until ? `预审服务暂停至${showDay(until)}` : '预审服务已暂停'
        return true
      },
    },
    consequences: barred.gate,
    class: {
      label: '服务领域', basis: '保护中心服务领域批复和预审分类号名录',
      holds: (c) => {
        const { value, steps } = ipcOf(c)
        return value.result !== 'miss' || steps.join('；')
      },
    },
    cap: {
      label: '每月件数', basis: '保护中心预审服务办法',
      holds: (c) => {
        const most = monthlyCap.on(c.ruleDay), sent = (c.facts.mine ?? []).length
        return sent < most || `本月已提交${sent}件，达到每主体每月${most}件的上限，请下月再提交`
      },
    },
  },
  needs: {
    entity: { from: 'register', register: 'pre-exam-entities', key: (c) => codeOf(c) },
    consequences: barred.need,
    reviewers: { from: 'register', register: 'pre-exam-reviewers', all: true },
    queue: { from: 'peers', mark: 'centre', equals: () => centre },
    mine: { from: 'peers', mark: 'month', equals: (c) => monthOf(c) },
  },
  compute: {
    class: (_, c) => ipcOf(c),
    forecast: (_, c) => forecast({
      peers: c.facts.queue ?? [], field: fieldOf(c), perDay: capacity.on(c.ruleDay)[fieldOf(c) as FieldName], least: leastReview.on(c.ruleDay), today: c.today, calendar: c.calendar,
      promised: c.calendar.addWorkdays(c.calendar.addWorkdays(c.today, acceptWithin.on(c.ruleDay).n), reviewWithin.on(c.ruleDay).n),
    }),
  },
  papers: {
    queueNotice: { title: '预审请求回执', series: '预收', organ: 'fj.protcentre', lines: (c) => [`收到${lines(c)}。`, `在您之前待预审${(c.computed.forecast as Forecast).ahead}件，预计${showDay((c.computed.forecast as Forecast).on)}出结果；预审员按领域和在办件数分配，不接受指定。`] },
    acceptanceNotice: { title: '预审受理通知书', series: '预受', organ: 'fj.protcentre', lines: (c) => [`${lines(c)}已受理，分类号核对结果：${ipcOf(c).steps.join('；')}。`, '补正时间不计入预审期限。', notAPatent] },
    refusalNotice: { title: '预审不予受理通知书', series: '预不受', organ: 'fj.protcentre', lines: (c) => [`${lines(c)}不予受理。理由：${c.input.reason}`, '申请人可以直接向国家知识产权局提交申请。'] },
    passNotice: { title: '预审合格通知书', series: '预合', organ: 'fj.protcentre', lines: (c) => [`${lines(c)}预审合格。`, `请在${showDay(fileBy(c))}前以一致的文本向国家知识产权局正式提交并于当日缴费，提交后1个工作日内回传申请号。`, notAPatent, '快速审查标记由国家知识产权局作出。'] },
    failNotice: { title: '预审不合格通知书', series: '预不合', organ: 'fj.protcentre', lines: (c) => [`${lines(c)}预审不合格。理由：${c.input.opinion}`, '本结论不影响申请人直接向国家知识产权局提交申请。', notAPatent] },
    pointsNotice: { title: '预审主体扣分通知书', series: '预扣', organ: 'fj.protcentre', lines: (c) => [`${c.parties.applicant!.name}：`, ...(c.memo.scoring ?? []), '如有异议，请在5个工作日内提出。'] },
  },
  marks: (c) => ({
    centre, field: fieldOf(c), ...(codeOf(c) ? { applicant: codeOf(c)! } : {}), ...(monthOf(c) ? { month: monthOf(c)! } : {}),
    ...(c.memo.reviewer ? { reviewer: (c.memo.reviewer as Reviewer).key } : {}), class: (c.computed.class as IpcFinding | undefined)?.result ?? 'unknown',
  }),
  registers: ['pre-exam-entities', 'pre-exam-points', 'pre-exam-reviewers', consequenceRegister],
  examples, walks,
})
