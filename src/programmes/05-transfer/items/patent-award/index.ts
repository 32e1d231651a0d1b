import { deviations, expertPanel } from '../../../../engines/panel/index.ts'
import { addFen, type Dated, type Fen, fen, found, showDay, showYuan, yearOf } from '../../../../kernel/index.ts'
import {
  choice, consequenceRegister, day, defineService, desk, longText, money, number, optional, panel, publicity, publishes, type State, type Step, text, type Told,
} from '../../../../service/index.ts'
import { awardExamples, awardWalks } from './examples.ts'
import { type AwardAnswers, awardForm, kindOf } from './form.ts'
import {
  correctionLimit, designCriteria, formCheckLimit, type Grade, grades, objectionLimit, panelMix, panelSize, payLimit, prizes, quotas, recommendLimit, reviewLimit, shownFor, technicalCriteria,
} from './parameters.ts'
import { splitPrize } from './split.ts'
import {
  atSubmission, awardGates, barred, belowEverything, carried, carriedRefusals, failing, gradeRefusals, isDesign, nothingLeft, quorumRefusals, scoreOf, voteRefusals,
} from './standing.ts'

const ballot = {
  members: number('应到委员', { whole: true, min: 1, unit: '人' }), present: number('到会委员', { whole: true, min: 1, unit: '人' }),
  agree: number('同意票', { whole: true, min: 0, unit: '票' }),
}
const minutes = longText('会议纪要要点')
const decision = { document: text('文号', { maxLength: 40, help: '例如 闽政文〔2022〕181号' }), decidedOn: day('发文日期') }
const decisionRefusals = (c: Told) => [
  ...(/〔\d{4}〕\d+号$/.test(c.input.document) ? [] : [{ code: 'document-number', at: 'document', say: '文号应写全，例如 闽政文〔2022〕181号' }]),
  ...(c.input.decidedOn <= c.today ? [] : [{ code: 'day-ahead', at: 'decidedOn', say: '发文日期不得晚于今日' }]),
]
function latest<T>(parameter: Dated<T>): string { return parameter.show(parameter.versions().at(-1)!.value) }
const roundKey = (c: Told) => `patent-award:${c.answers.award.round}`
const gradeOf = (c: Told) => grades[c.memo.grade as Grade]

/** At every stage a patent that lapsed, was attacked or turns out to have won before leaves the race. */
const disqualify = {
  label: '终止参评', by: 'leader', decides: true, to: 'disqualified', asks: { reason: longText('终止理由') }, issues: ['ended'], danger: '终止后本件终结',
  when: (c: Told) => failing(c).length > 0 || '各项申报条件现均符合，不得以此终止参评',
  notes: (c: Told) => ({ failing: failing(c) }),
} as const
const review = (label: string, criteria: typeof technicalCriteria | typeof designCriteria) =>
  withDisqualify(panel({
    label, within: reviewLimit, by: 'centre', size: panelSize, mix: panelMix, criteria, pool: inPool, history: severityHistory,
    method: expertPanel, to: 'committee', beside: { gates: 'all' },
    judged: (c) => ({
      names: [c.answers.award.applicant.name, ...c.answers.people.patentees.map((p: { name: string }) => p.name)],
      codes: [
        c.answers.award.applicant.creditCode, c.answers.patent.number,
        ...c.answers.people.patentees.flatMap((p: { creditCode?: string }) => p.creditCode ?? []),
      ],
      ...(c.answers.award.agency ? { agency: c.answers.award.agency } : {}),
      people: c.answers.people.inventors.map((i: { name: string }) => i.name),
    }),
  }))
interface ExpertLine { key: string; status: string; data: Record<string, unknown> }
const inPool = (c: Told) => ((c.facts.experts ?? []) as ExpertLine[]).filter((e) => e.status === 'active')
/** Each expert's distance from the panel in cases already summed up, of this round and earlier ones. */
function severityHistory(c: Told): Record<string, number[]> {
  const history: Record<string, number[]> = {}
  for (const { marks } of (c.facts.scored ?? []) as { marks: Record<string, string> }[]) {
    for (const [expert, away] of Object.entries(JSON.parse(marks.severity ?? '{}') as Record<string, number>)) (history[expert] ??= []).push(away)
  }
  return history
}
const work = (c: Told) => `“${c.answers.patent.title}”（${c.answers.patent.number}）`
const namesOf = (named: readonly { name: string }[]) => named.map((n) => n.name).join('、')
const patenteesOf = (c: Told) => namesOf(c.answers.people.patentees)
const inventorsOf = (c: Told) => namesOf(c.answers.people.inventors)
const shownInPublic = (c: Told) => [
  { label: '专利', value: work(c) }, { label: '申报单位', value: c.parties.applicant!.name },
  { label: '专利权人', value: patenteesOf(c) }, { label: '发明人（设计人）', value: inventorsOf(c) }, { label: '拟授等级', value: gradeOf(c) },
]
const revoke: Step<any, any> = {
  label: '撤销奖励', by: 'leader', decides: true, to: 'revoked', issues: ['revocation'], danger: '撤销后须追回奖金，获奖名录改为“已撤销”，不能恢复',
  asks: { cause: choice('撤销原因', { fraud: '弄虚作假、骗取奖励', invalidated: '专利被宣告无效' }), ...decision, recovered: optional(money('已追回奖金')), why: longText('查明的事实') },
  checks: (c) => [
    ...decisionRefusals(c),
    ...(c.input.cause !== 'invalidated' || c.facts.patent?.status === 'invalidated' ? []
      : [{ code: 'not-invalidated', at: 'cause', say: '专利法律状态核录中该专利未记为“宣告无效”，请先核录生效的无效宣告决定' }]),
  ],
  records: (c) => [{ register: 'award-winners', how: 'change', key: c.answers.patent.number, status: 'revoked' }],
  emits: (c) => [{ kind: 'patent-award.revoked', amount: c.memo.prize, party: c.parties.applicant }],
  notes: (c) => ({ revoked: c.input }),
}

export const patentAward = defineService({
  id: 'patent-award', name: '福建省专利奖申报', numbered: '专奖申', carries: ['5.1'], version: 1,
  basis: '《福建省专利奖评奖办法》（闽政办〔2010〕99号、闽政办〔2018〕58号；2025年12月12日起另有新办法）及年度申报通知；评审标准参照中国专利奖',
  guide: {
    who: '福建省内的专利权人（含厦门市、平潭综合实验区），专利在上一年度12月31日以前授权并已实施，未曾获中国专利奖或福建省专利奖；同一单位同一年度限报一项',
    brings: ['全体专利权人同意申报的证明', '近三年效益的专项审计报告', '奖金分配约定'], fee: '不收费',
    gives: `省政府授奖决定、专利奖证书和奖金：${latest(prizes)}`,
    where: '线上申报；由设区市（平潭综合实验区）知识产权管理部门推荐',
    complaint: '公示期内可实名提出异议；其他意见向省市场监督管理局（知识产权局）运用处反映',
    places: `每届${latest(quotas)}，可以空缺`,
  },
  form: awardForm,
  desks: {
    city: desk('设区市知识产权局', 'city', 'authority', 'decide'),
    centre: desk('发展保护中心', 'province', 'development-centre'),
    clerk: desk('运用处经办', 'province', 'use'),
    leader: desk('运用处负责人', 'province', 'use', 'decide'),
    finance: desk('运用处资金拨付', 'province', 'use', 'pay'),
  },
  parties: { applicant: { label: '申报单位', from: (a) => a.award.applicant } },
  place: (a) => a.award.place,
  handledAt: 'city',
  start: 'draft',
  states: {
    draft: { label: '填报', steps: { submit: { label: '提交', by: 'applicant', to: 'city', asks: 'form', gates: atSubmission } } },
    city: { label: '设区市推荐', within: recommendLimit, steps: {
      recommend: { label: '同意推荐', by: 'city', to: 'formCheck', gates: 'all', asks: { opinion: longText('推荐意见') } },
      decline: { label: '不予推荐', by: 'city', decides: true, to: 'notRecommended', asks: { reason: longText('理由') } },
      disqualify } },
    formCheck: { label: '形式审查', within: formCheckLimit, correctable: true, steps: {
      accept: {
        label: '受理，进入专家评审', by: 'centre', gates: 'all', issues: ['acceptance'], recomputes: true,
        to: { among: ['review', 'designReview'], of: (c) => (isDesign(c) ? 'designReview' : 'review') },
      },
      refuse: { label: '不予受理', by: 'leader', decides: true, to: 'notAccepted', asks: { reason: longText('理由') }, issues: ['refusal'] },
      disqualify } },
    review: review('专家评审', technicalCriteria),
    designReview: review('专家评审（外观设计）', designCriteria),
    committee: { label: '评审委员会评定', settled: true, steps: {
      propose: {
        label: '表决通过，拟授奖', by: 'clerk', to: 'shown', gates: 'all', alone: roundKey, internal: true,
        asks: { grade: choice('拟授等级', grades), ...ballot, minutes },
        checks: (c) => [...voteRefusals(c), ...quorumRefusals(c), ...carriedRefusals(c), ...gradeRefusals(c, c.input.grade)],
        notes: (c) => ({ ...publishes(c), grade: c.input.grade, vote: c.input }),
      },
      turnDown: {
        label: '表决未通过', by: 'leader', decides: true, to: 'notProposed', alone: roundKey, internal: true,
        asks: { why: choice('未通过原因', { votes: '同意票不足', floor: '得分低于各等级最低分', quota: '名额已用完' }), ...ballot, minutes },
        checks: (c) => [...voteRefusals(c), ...quorumRefusals(c), ...(({
          votes: carried(c) ? [{ code: 'carried', at: 'why', say: '同意票已达规定比例，不能以票数不足为由不予通过' }] : [],
          floor: belowEverything(c) ? [] : [{ code: 'above-floor', at: 'why', say: `评审得分${scoreOf(c)}，已达到授奖最低分` }],
          quota: nothingLeft(c) ? [] : [{ code: 'places-left', at: 'why', say: '得分所及的等级尚有名额' }],
        })[c.input.why as 'votes' | 'floor' | 'quota'])],
        notes: (c) => ({ vote: c.input }),
      },
      disqualify } },
    shown: withDisqualify(publicity({
      label: '公示', within: shownFor, by: 'clerk', answers: 'leader', notBy: ['propose'], to: 'government', upheld: 'rehearing',
      confirm: { label: '公示期满，报省政府', gates: 'all' }, shows: shownInPublic,
    })),
    rehearing: { label: '异议处理', within: objectionLimit, settled: true, steps: {
      maintain: {
        label: '维持原拟等级', by: 'leader', decides: true, notBy: ['propose'], to: 'shown', gates: 'all', issues: ['rehearingResult'],
        asks: { why: longText('处理意见') }, notes: (c) => ({ rehearing: { result: '维持', why: c.input.why } }),
      },
      regrade: {
        label: '调级并重新公示', by: 'leader', decides: true, notBy: ['propose'], to: 'shown', gates: 'all', alone: roundKey, issues: ['rehearingResult'],
        asks: { grade: choice('调整为', grades), why: longText('处理意见') },
        checks: (c) => (c.input.grade === c.memo.grade
          ? [{ code: 'same-grade', at: 'grade', say: '与原拟等级相同；如不调整请办理“维持原拟等级”' }] : gradeRefusals(c, c.input.grade)),
        notes: (c) => ({ ...publishes(c), grade: c.input.grade, rehearing: { result: `调整为${grades[c.input.grade as Grade]}`, why: c.input.why } }),
      },
      remove: {
        label: '撤下', by: 'leader', decides: true, notBy: ['propose'], to: 'removed', issues: ['rehearingResult'],
        asks: { why: longText('处理意见') }, notes: (c) => ({ rehearing: { result: '撤下，不予授奖', why: c.input.why } }),
      },
      disqualify } },
    government: { label: '报省政府决定', settled: true, steps: {
      grant: {
        label: '录入授奖决定', by: 'leader', decides: true, to: 'paying', gates: 'all', issues: ['certificate'],
        asks: { ...decision, basis: longText('决定依据') }, checks: decisionRefusals,
        notes: (c) => {
          const prize = prizes.on(c.ruleDay)[c.memo.grade as Grade]
          return { decision: c.input, prize, split: splitPrize(prize, c.answers.shares.parts) }
        },
        records: (c) => [{
          register: 'award-winners', how: 'add', key: c.answers.patent.number, party: c.parties.applicant,
          from: c.memo.decision.decidedOn, status: 'awarded',
          data: {
            title: c.answers.patent.title, unit: c.parties.applicant!.name, award: 'provincial', round: c.answers.award.round, grade: c.memo.grade,
            document: c.memo.decision.document, prize: c.memo.prize, split: c.memo.split.value, case: c.number,
          },
        }],
        emits: (c) => [{ kind: 'patent-award.granted', amount: c.memo.prize, party: c.parties.applicant }],
      },
      notGrant: { label: '省政府未批准', by: 'leader', decides: true, to: 'declined', asks: { document: text('文号或批示', { maxLength: 60 }), reason: longText('理由') } },
      disqualify } },
    paying: { label: '奖金拨付', within: payLimit, settled: true, steps: {
      pay: {
        label: '登记拨付', by: 'finance', to: 'awarded', gates: 'all', asks: { paidOn: day('拨付日期'), voucher: text('拨付凭证号', { maxLength: 60 }) },
        checks: (c) => {
          const decided = c.memo.decision.decidedOn
          if (c.input.paidOn > c.today) return [{ code: 'day-ahead', at: 'paidOn', say: '拨付日期不得晚于今日' }]
          return c.input.paidOn >= decided ? [] : [{ code: 'before-decision', at: 'paidOn', say: `拨付日期不得早于授奖决定（${showDay(decided)}）` }]
        },
        notes: (c) => ({ paid: c.input }), emits: (c) => [{ kind: 'patent-award.paid', amount: c.memo.prize, party: c.parties.applicant }],
      },
      revoke } },
    awarded: { label: '已授奖', standing: true, outcome: 'granted', steps: { revoke } },
    notRecommended: { label: '未获推荐', final: true, outcome: 'refused' },
    notAccepted: { label: '不予受理', final: true, outcome: 'refused' },
    disqualified: { label: '终止参评', final: true, outcome: 'refused' },
    notProposed: { label: '未获评', final: true, outcome: 'refused' },
    removed: { label: '撤下', final: true, outcome: 'refused' },
    declined: { label: '未获批准', final: true, outcome: 'refused' },
    revoked: { label: '已撤销奖励', final: true, outcome: 'settled' },
  },
  gates: awardGates,
  needs: {
    patent: { from: 'register', register: 'patent-status', key: (c) => c.answers.patent?.number },
    won: { from: 'register', register: 'award-winners', key: (c) => c.answers.patent?.number },
    consequences: barred.need,
    experts: { from: 'register', register: 'experts', all: true },
    sameRound: { from: 'peers', mark: 'round', equals: (c) => (c.answers.award ? `${c.answers.award.round}` : undefined) },
    scored: { from: 'peers', mark: 'scored', equals: () => 'yes' },
  },
  compute: {
    kind: (a) => found(kindOf(a), `专利号${a.patent.number}第五位表明为${kindOf(a)}`),
    benefit: (a) => benefit(a),
  },
  papers: {
    acceptance: {
      title: '专利奖申报受理通知书', series: '专奖受', organ: 'fj',
      lines: (c) => [`${c.parties.applicant!.name}：`, `你单位申报的${work(c)}经形式审查合格，予以受理，进入专家评审。`],
    },
    refusal: {
      title: '专利奖申报不予受理通知书', series: '专奖不受', organ: 'fj',
      lines: (c) => [`${c.parties.applicant!.name}：`, `你单位申报的${work(c)}不予受理。`, `理由：${c.input.reason}`],
    },
    ended: {
      title: '终止参评通知书', series: '专奖终', organ: 'fj',
      lines: (c) => [`${c.parties.applicant!.name}：`, `你单位申报的${work(c)}终止参评。`, ...c.memo.failing, `理由：${c.input.reason}`],
    },
    rehearingResult: {
      title: '专利奖异议处理决定书', series: '专奖异', organ: 'fj',
      lines: (c) => [`对${work(c)}所提异议，处理结果：${c.memo.rehearing.result}。`, c.memo.rehearing.why],
    },
    certificate: {
      title: '福建省专利奖证书', series: '专奖', organ: 'fj', certificate: true,
      lines: (c) => [
        `${work(c)}荣获${c.answers.award.round}年度福建省专利奖${gradeOf(c)}。`, `专利权人：${patenteesOf(c)}`, `发明人（设计人）：${inventorsOf(c)}`,
        `授奖决定：${c.memo.decision.document}（${showDay(c.memo.decision.decidedOn)}）`,
      ],
    },
    revocation: {
      title: '撤销专利奖决定书', series: '专奖撤', organ: 'fj',
      lines: (c) => [
        `撤销${work(c)}${c.answers.award.round}年度福建省专利奖${gradeOf(c)}，追回奖金${showYuan(c.memo.prize)}和证书。`,
        `依据：${c.memo.revoked.document}`, c.memo.revoked.why,
      ],
    },
  },
  unique: {
    patent: { key: (a) => a.patent.number, say: '该专利已有在办或已获奖的申报，一项专利只能申报一项' },
    unit: { key: (a) => `${a.award.applicant.creditCode} ${a.award.round}`, say: '本单位本年度已申报一项；同一单位同一年度限报一项' },
  },
  marks: (c) => ({
    round: `${c.answers.award.round}`, patent: c.answers.patent.number, ...(c.memo.grade ? { grade: c.memo.grade } : {}),
    ...(c.memo.tally ? { total: scoreOf(c), scored: 'yes', severity: JSON.stringify(deviations(c.memo.tally.value.raw)) } : {}),
  }),
  correction: { within: correctionLimit },
  registers: ['patent-status', 'award-winners', 'experts', consequenceRegister],
  titleOf: (a) => a.patent.title,
  examples: awardExamples,
  walks: awardWalks,
})

function withDisqualify(state: State<any, any>): State<any, any> {
  return { ...state, steps: { ...state.steps, disqualify } }
}

/** What the patent brought over three years, counting only the years in which it was worked. */
function benefit(a: AwardAnswers) {
  const worked = a.use.economics.filter((e) => e.year >= yearOf(a.use.since)).sort((x, y) => x.year - y.year)
  const sum = (of: 'sales' | 'profit' | 'exports'): Fen => addFen(fen(0), ...worked.map((e) => e[of]))
  const value = { sales: sum('sales'), profit: sum('profit'), exports: sum('exports') }
  return found(value,
    `专利自${showDay(a.use.since)}起实施，只计此后的年度：${worked.map((e) => e.year).join('、')}`,
    ...worked.map((e) => `${e.year}年：新增销售额 ${showYuan(e.sales)}，新增利润 ${showYuan(e.profit)}，出口额 ${showYuan(e.exports)}`),
    `合计：新增销售额 ${showYuan(value.sales)}，新增利润 ${showYuan(value.profit)}，出口额 ${showYuan(value.exports)}`)
}

