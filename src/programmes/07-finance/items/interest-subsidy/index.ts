/** 专利权质押融资贴息: a firm that repaid a loan pledged with patents gets part of the interest back, within one cap for all its cases. */
import { canonical, capitalYuan, type Day, type Fen, fen, minFen, type Refusal, showDay, showYuan, yearOf } from '../../../../kernel/index.ts'
import { barredBy, choice, consequenceRegister, day, defineService, desk, files, longText, money, number, publicity, publishes, text, type Told } from '../../../../service/index.ts'
import { examples, walks } from './examples.ts'
import { subsidyForm, settledOn, type SubsidyAnswers } from './form.ts'
import {
  amendLimit, bankLimit, cap, cityLimit, correctionLimit, decisionLimit, examinationLimit, intakeLimit, payLimit, performanceDue, promised, refundLimit, reviewLimit, shownFor,
} from './parameters.ts'
import { interestAid, withinCap } from './subsidy.ts'

/** A line of 拨付名录 and of 专利状态, as the needs deliver them. */
interface PaidLine { key: string; status: string; data: { kind: string; amount: Fen; recovered?: Fen; loans?: { bank: string; contract: string }[] } }
interface PatentLine { key: string; status: string; data: { pledgedOn?: Day; endedOn?: Day; abnormal?: 'no' | 'listed' } }
type Told1 = Told<SubsidyAnswers>

const firmOf = (c: Told1) => c.answers.applicant?.enterprise
/** A firm that is barred from aid gets none, whatever stands behind the loan. */
const barred = barredBy('subsidy', (c) => [firmOf(c)])
const paidLines = (c: Told) => (c.facts.paid ?? []) as PaidLine[]
const patentLines = (c: Told) => (c.facts.patents ?? []) as PatentLine[]
/** Whether the national office has spoken, of the firm or of a pledged patent: its word outlasts the time for which a consequence bars, and any consequence shows it. */
const identified = (c: Told): boolean => ((c.facts.identified ?? []) as { status: string }[]).some((l) => l.status === 'inForce') || patentLines(c).some((l) => l.data.abnormal === 'listed')
/** Cases of the firm that hold a share of the cap: approved and not yet in the payments register. */
const holding = ['publicity', 'payable']
const used = (c: Told) => ({
  paid: fen(paidLines(c).filter((l) => l.data.kind === 'interest-subsidy').reduce((sum, l) => sum + l.data.amount - (l.data.recovered ?? 0), 0)),
  granted: fen(((c.facts.others ?? []) as { state: string; marks: Record<string, any> }[]).filter((o) => holding.includes(o.state)).reduce((sum, o) => sum + Number(o.marks.approved ?? 0), 0)),
})

/** What the bank vouches for: when any of it changes, the bank must vouch again. */
const vouchedFor = (c: Told1) => canonical({ lender: c.answers.lender, loan: c.answers.loan })
const vouched = (c: Told): true | string => c.memo.vouched === vouchedFor(c) || '企业补正后贷款事项有变动，请先“退银行重新确认”'
const reconfirm = { label: '退银行重新确认', to: 'bank' as const, asks: { reason: longText('需重新确认的事项') } }
const outstanding = (c: Told) => fen((c.memo.paid ?? 0) - (c.memo.refunded ?? 0))
const show = (c: Told) => showYuan(c.computed.subsidy)

export const interestSubsidy = defineService({
  id: 'interest-subsidy', name: '专利权质押融资贴息', numbered: '贴息', carries: ['7.1'], version: 1,
  basis: '闽财行〔2021〕9号；闽市监办〔2022〕99号（比例、基准和上限见各参数的依据）',
  guide: {
    who: '在福建省（不含厦门市）注册，以专利权质押向银行贷款并已还清本息的企业',
    brings: ['借款合同、质押合同', '还本付息凭证', '专利权质押登记通知书', '保证保险单或者担保合同（有的）', '经办银行在线确认'],
    fee: '不收费', gives: '贴息资金核定通知书、拨付通知书和贴息资金', where: '网上申请；设区市知识产权局初审，省知识产权发展保护中心受理审核，省知识产权局审定',
    promise: promised, complaint: '省知识产权局运用促进处', places: '不含厦门市',
  },
  form: subsidyForm,
  desks: {
    city: desk('设区市局初审', 'city', 'authority'),
    cityLeader: desk('设区市局负责人', 'city', 'authority', 'decide'),
    centre: desk('发展保护中心', 'province', 'development-centre'),
    examiner: desk('运用处审核', 'province', 'use'),
    leader: desk('运用处负责人', 'province', 'use', 'decide'),
    payer: desk('资金拨付', 'province', 'use', 'pay'),
  },
  parties: {
    applicant: { label: '申请企业', from: (a) => a.applicant.enterprise },
    bank: { label: '贷款银行', from: (a) => a.lender.bank },
  },
  place: (a) => a.applicant.region,
  handledAt: 'city',
  jurisdiction: 'provincial-subsidy',
  start: 'draft',
  line: ['draft', 'bank', 'city', 'intake', 'review', 'examination', 'decision', 'publicity', 'payable', 'paid'],
  states: {
    draft: { label: '填报', steps: { submit: { label: '提交', by: 'applicant', to: 'bank', asks: 'form', gates: 'all' } } },
    bank: { label: '银行确认', within: bankLimit, clockOf: 'party', onExpiry: 'lapse-bank', steps: {
      'vouch': {
        label: '确认', by: 'bank', to: 'city', asks: { statement: longText('确认意见'), sealed: files('盖章的确认函') },
        notes: (c) => ({ vouched: vouchedFor(c) }),
      },
      'send-back': { label: '退回企业更正', by: 'bank', to: 'amending', asks: { reason: longText('需更正的内容') } },
      'deny': { label: '不予确认', by: 'bank', to: 'unconfirmed', asks: { reason: longText('不予确认的理由') }, danger: '不予确认后本件终结，企业可另行提交' },
      'lapse-bank': { label: '银行逾期未确认，退回企业', by: 'clock', to: 'amending' } } },
    amending: { label: '企业更正', within: amendLimit, clockOf: 'party', onExpiry: 'lapse-firm', steps: {
      'refile': { label: '更正后提交银行', by: 'applicant', to: 'bank', asks: 'form', gates: 'all', recomputes: true },
      'lapse-firm': { label: '企业逾期未更正，视为撤回', by: 'clock', to: 'withdrawn' } } },
    city: { label: '设区市初审', within: cityLimit, correctable: true, steps: {
      recommend: { label: '推荐', by: 'city', to: 'intake', asks: { opinion: longText('初审意见') }, when: vouched },
      reconfirm: { ...reconfirm, by: 'city' },
      decline: { label: '不予推荐', by: 'cityLeader', decides: true, to: 'refused', asks: { reason: longText('理由') }, issues: ['declined'] } } },
    intake: { label: '受理', within: intakeLimit, correctable: true, steps: {
      accept: { label: '受理', by: 'centre', to: 'review', when: vouched, gates: 'all', recomputes: true, issues: ['accepted'] },
      reconfirm: { ...reconfirm, by: 'centre' },
      oppose: {
        label: '建议不予贴息', by: 'centre', to: 'examination', asks: { opinion: longText('理由') },
        notes: (c) => ({ advice: 'oppose', opinion: c.input.opinion }), internal: true,
      } } },
    review: { label: '中心审核', within: reviewLimit, steps: {
      advise: { label: '提出审核意见', by: 'centre', to: 'examination', internal: true, recomputes: true, when: vouched,
        asks: { advice: choice('审核建议', { support: '建议按测算额贴息', oppose: '建议不予贴息' }), opinion: longText('审核意见') },
        notes: (c) => ({ advice: c.input.advice, opinion: c.input.opinion }) } } },
    examination: { label: '运用处审核', within: examinationLimit, correctable: true, steps: {
      pass: { label: '报请审定', by: 'examiner', to: 'decision', asks: { opinion: longText('审核意见') }, when: vouched, recomputes: true, internal: true },
      back: { label: '退中心复核', by: 'examiner', to: 'review', asks: { reason: longText('复核要求') }, internal: true },
      reconfirm: { ...reconfirm, by: 'examiner' } } },
    decision: { label: '审定', within: decisionLimit, steps: {
      // Cases of one firm are decided one after another with what the firm has by then, so that the cap holds.
      approve: { label: '同意贴息', by: 'leader', decides: true, to: 'publicity', notBy: ['pass'], gates: 'all', recomputes: true, alone: (c) => `interest-subsidy:${firmOf(c)!.creditCode}`,
        asks: { opinion: longText('审定意见') }, notes: (c) => ({ ...publishes(c), approved: c.computed.subsidy }),
        emits: (c) => [{ kind: 'interest-subsidy.approved', amount: c.computed.subsidy, party: c.parties.applicant! }] },
      again: { label: '退回再审', by: 'leader', to: 'examination', asks: { reason: longText('理由') }, internal: true },
      refuse: {
        label: '不予贴息', by: 'leader', decides: true, to: 'refused', notBy: ['pass'], asks: { reason: longText('理由') },
        issues: ['refused'],
      } } },
    publicity: publicity({
      label: '公示', within: shownFor, by: 'examiner', answers: 'leader', notBy: ['approve', 'pass'], to: 'payable', upheld: 'examination',
      confirm: { issues: ['award'] },
      shows: (c) => [
        { label: '企业名称', value: c.parties.applicant!.name }, { label: '贷款银行', value: c.parties.bank!.name },
        { label: '拟贴息金额', value: showYuan(c.memo.approved) },
      ],
    }),
    payable: { label: '待拨付', within: payLimit, settled: true, steps: {
      pay: { label: '拨付', by: 'payer', to: 'paid', gates: ['honest', 'consequences'], issues: ['payment'], danger: '拨付后只能依法追回',
        asks: { voucher: text('支付凭证号', { maxLength: 60 }), on: day('支付日') },
        checks: (c) => notAhead(c),
        notes: (c) => ({ paid: c.memo.approved, refunded: 0 }),
        records: (c) => [{ register: 'subsidy-payments', how: 'add', key: c.number, party: c.parties.applicant!, from: c.input.on, status: 'paid', data: {
          kind: 'interest-subsidy', amount: c.memo.approved, recovered: 0, voucher: c.input.voucher, loans: (c.answers as SubsidyAnswers).loan.loans.map((l) => ({
            bank: c.parties.bank!.creditCode, contract: l.contract,
          })) } }],
        emits: (c) => [{ kind: 'interest-subsidy.granted', amount: c.memo.approved, party: c.parties.applicant! }] },
      halt: { label: '停止拨付', by: 'leader', decides: true, to: 'refused', asks: { reason: longText('理由') }, issues: ['refused'] } } },
    paid: { label: '已拨付', standing: true, outcome: 'granted', steps: {
      account: { label: '报送资金绩效', by: 'applicant',
        asks: {
          used: longText('资金使用情况'), sales: money('质押专利产品当年销售收入'), taxes: money('当年纳税额'),
          jobs: number('新增就业', { unit: '人', whole: true, min: 0 }), renewed: choice('是否续贷', { yes: '已续贷', no: '未续贷' }),
        },
        when: (c) => c.memo.accounted === undefined || '已报送资金绩效',
        notes: (c) => ({ accounted: c.today }) },
      close: { label: '绩效评价办结', by: 'examiner', to: 'closed', asks: {
        rating: choice('评价等次', { good: '良好', fair: '一般', poor: '较差' }), opinion: longText('评价意见'),
      },
        when: (c) => c.memo.accounted !== undefined || '企业尚未报送资金绩效' },
      recall: { label: '责令退回资金', by: 'leader', decides: true, to: 'recovering', issues: ['recall'], notBy: ['pay'],
        asks: {
          ground: choice('事由', { false: '弄虚作假骗取资金', abnormal: '质押专利被认定为非正常申请', double: '同一贷款重复享受财政补助', overpaid: '核定有误多付' }),
          amount: money('应退回金额'), reason: longText('事实和理由'),
        },
        checks: (c) => [...within(c, '应退回金额'), ...(c.input.ground === 'abnormal' && !identified(c)
          ? [{ code: 'not-identified', at: 'ground', say: '后果台账（含期限已满的，不含已撤销的）没有该企业，专利法律状态核录也没有载明质押专利的认定：请先登记国家知识产权局的认定；评分、线索和正在核查的批次都不能作为追回的事由' }] : [])],
        notes: (c) => ({ recalled: c.input.amount }) } } },
    recovering: { label: '追回资金', within: refundLimit, clockOf: 'party', settled: true, steps: {
      refund: { label: '登记退回', by: 'payer', asks: { amount: money('退回金额'), voucher: text('退库凭证号', { maxLength: 60 }), on: day('退回日') },
        checks: (c) => [...within(c, '退回金额', fen(c.memo.recalled ?? 0)), ...notAhead(c)],
        to: {
          among: ['recovered', 'paid'],
          of: (c: Told) => (c.input.amount < c.memo.recalled ? undefined : c.input.amount === outstanding(c) ? 'recovered' : 'paid'),
        },
        notes: (c) => ({ refunded: (c.memo.refunded ?? 0) + c.input.amount, recalled: c.memo.recalled - c.input.amount }),
        records: (c) => [{
          register: 'subsidy-payments', how: 'change', key: c.number,
          ...(outstanding(c) === 0 ? { status: 'recovered' } : { status: 'part-recovered' }),
          data: { recovered: c.memo.refunded },
        }],
        emits: (c) => [{ kind: 'interest-subsidy.recovered', amount: c.input.amount, party: c.parties.applicant! }] },
      revoke: { label: '撤销退回决定', by: 'leader', decides: true, to: 'paid', asks: { reason: longText('理由') }, notes: () => ({ recalled: 0 }) } } },
    closed: { label: '已办结', final: true, outcome: 'granted' },
    recovered: { label: '资金已追回', final: true, outcome: 'settled' },
    unconfirmed: { label: '银行不予确认', final: true, outcome: 'refused' },
    refused: { label: '不予贴息', final: true, outcome: 'refused' },
  },
  clocks: {
    whole: { label: '办理期限', limit: promised, of: 'office', starts: ['accept'], stops: ['approve', 'refuse'], pausedIn: ['bank', 'amending'] },
  },
  duties: {
    performance: {
      label: '报送资金绩效', of: 'applicant', by: 'account',
      next: (c, since) => (c.memo.accounted ? undefined : `${yearOf(since) + 1}-${performanceDue.on(since)}` as Day),
    },
  },
  gates: {
    pledged: { label: '专利权质押登记', basis: '《专利权质押登记办法》（国家知识产权局公告第461号）：质权自登记时设立', holds: (c) => {
      const a = c.answers as SubsidyAnswers
      const wrong = a.loan.pledges.flatMap((p) => {
        const line = patentLines(c).find((l) => l.key === p.patent)
        if (line?.data.pledgedOn && line.data.pledgedOn !== p.on) return [`${p.patent}登记簿记载的质押登记日为${showDay(line.data.pledgedOn)}，所填为${showDay(p.on)}，请更正`]
        const settled = settledOn(a, p.contract)
        return line?.data.endedOn && line.data.endedOn < settled ? [`${p.patent}的专利权已于${showDay(line.data.endedOn)}终止，早于合同${p.contract}的还清日${showDay(settled)}`] : []
      })
      return wrong.length === 0 || wrong.join('；')
    } },
    honest: { label: '非正常申请', basis: '《关于规范申请专利行为的办法》（国家知识产权局公告第411号）：非正常申请不得享受资助和奖励', holds: (c) => {
      const named = patentLines(c).filter((l) => l.data.abnormal === 'listed').map((l) => l.key)
      return named.length === 0 || `${named.join('、')}经国家知识产权局认定为非正常申请，不能作为贴息依据；对认定不服的，请先依法申请行政复议或者提起诉讼`
    } },
    consequences: barred.gate,
    firstAid: { label: '同一贷款不重复享受', basis: '同一贷款不得重复享受财政补助', holds: (c) => {
      const a = c.answers as SubsidyAnswers
      const twice = a.loan.loans.filter((l) => paidLines(c).some((p) => p.key !== c.number && p.data.loans?.some((x) => x.bank === a.lender.bank.creditCode && x.contract === l.contract)))
      return twice.length === 0 || `合同${twice.map((l) => l.contract).join('、')}已享受过财政补助，请从申请中去掉`
    } },
    aided: { label: '有可贴息的利息', basis: '贴息自质押登记之日起算，每笔贷款不超过一年', holds: (c) => c.computed.worked > 0 || '按质押登记日、约定到期日和还清日，没有可贴息的日数，测算额为零' },
    room: { label: '累计上限', basis: cap.source, holds: (c) => {
      const { paid, granted } = used(c)
      const most = cap.on(c.ruleDay)
      return paid + granted < most || `贵企业已拨付 ${showYuan(paid)}，已审定待拨付 ${showYuan(granted)}，达到每户累计上限 ${showYuan(most)}`
    } },
  },
  needs: {
    paid: { from: 'register', register: 'subsidy-payments', party: firmOf },
    consequences: barred.need,
    identified: { ...barred.need, ended: true },
    others: { from: 'peers', mark: 'firm', equals: (c) => firmOf(c)?.creditCode },
    patents: { from: 'register', register: 'patent-status', keys: (c: Told1) => [...new Set((c.answers.loan?.pledges ?? []).map((p) => p.patent))] },
  },
  compute: {
    worked: (a, c) => interestAid(a, c.ruleDay),
    subsidy: (a, c) => withinCap(a, c.ruleDay, used(c)),
  },
  papers: {
    accepted: {
      title: '受理通知书', series: '贴受', organ: 'fj',
      lines: (c) => [`${c.parties.applicant!.name}：`, `你单位的专利权质押融资贴息申请（${c.number}）已受理，按所报材料测算为 ${show(c)}，以审定为准。`],
    },
    declined: {
      title: '不予推荐通知书', series: '贴退', organ: 'handler',
      lines: (c) => [`${c.parties.applicant!.name}：`, `你单位的专利权质押融资贴息申请（${c.number}）经初审不予推荐。`, `理由：${c.input.reason}`, '不服本决定的，可以依法申请行政复议或者提起行政诉讼。'],
    },
    refused: {
      title: '不予贴息决定书', series: '贴否', organ: 'fj',
      lines: (c) => [`${c.parties.applicant!.name}：`, `你单位的专利权质押融资贴息申请（${c.number}）不予贴息。`, `理由：${c.input.reason}`, '不服本决定的，可以依法申请行政复议或者提起行政诉讼。'],
    },
    award: {
      title: '贴息资金核定通知书', series: '贴', organ: 'fj', certificate: true,
      lines: (c) => [
        `${c.parties.applicant!.name}：`,
        `经审定并公示，核定你单位专利权质押融资贴息 ${showYuan(c.memo.approved)}（大写：${capitalYuan(c.memo.approved)}）。`,
        `贷款银行：${c.parties.bank!.name}；借款合同：${(c.answers as SubsidyAnswers).loan.loans.map((l) => l.contract).join('、')}。`,
      ],
    },
    payment: {
      title: '贴息资金拨付通知书', series: '贴拨', organ: 'fj',
      lines: (c) => [
        `${c.parties.applicant!.name}：`,
        `专利权质押融资贴息 ${showYuan(c.memo.approved)}（大写：${capitalYuan(c.memo.approved)}）已于${showDay(c.input.on)}拨付，支付凭证号${c.input.voucher}。`,
        `请于${performanceDue.show(performanceDue.on(c.today))}报送资金绩效。`,
      ],
    },
    recall: {
      title: '责令退回贴息资金决定书', series: '贴追', organ: 'fj',
      lines: (c) => [
        `${c.parties.applicant!.name}：`, `责令你单位退回专利权质押融资贴息资金 ${showYuan(c.input.amount)}。`, `事实和理由：${c.input.reason}`,
        '不服本决定的，可以依法申请行政复议或者提起行政诉讼。',
      ],
    },
  },
  unique: {
    loan: { key: (a) => a.loan.loans.map((l) => `${a.lender.bank.creditCode}/${l.contract.toUpperCase()}`), say: '该银行同一合同编号的贷款已有在办或已享受的贴息申请，不能重复申请' },
  },
  marks: (c) => ({ firm: firmOf(c)!.creditCode!, approved: c.memo.approved ?? 0, worked: c.computed.worked ?? 0 }),
  correction: { within: correctionLimit },
  registers: ['subsidy-payments', 'patent-status', consequenceRegister],
  titleOf: (a) => `${a.applicant.enterprise.name}贴息申请（${a.loan.loans.length}笔贷款）`,
  examples,
  walks,
})

function within(c: Told, label: string, most: Fen = outstanding(c)): Refusal[] {
  const top = minFen(most, outstanding(c))
  return c.input.amount > 0 && c.input.amount <= top ? [] : [{ code: 'amount-wrong', at: 'amount', say: `${label}须大于零，且不超过 ${showYuan(top)}` }]
}
const notAhead = (c: Told): Refusal[] => (c.input.on <= c.today ? [] : [{ code: 'day-ahead', at: 'on', say: '日期不得晚于今日' }])
