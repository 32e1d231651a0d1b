import { type Day, regionLevel, yearOf } from '../../../../kernel/index.ts'
import {
  type AnswersIn, choice, confirm, day, files, form, masked, money, number, optional, party, patentNumber, prefilled, region, rows, section, text, type ValuesOf,
} from '../../../../service/index.ts'
import { lprOfDecember, sizes } from './parameters.ts'

const loanRow = {
  contract: text('借款合同编号', { maxLength: 60 }),
  principal: money('贷款本金'),
  rate: number('合同执行年利率', { unit: '%', min: 0.01, max: 36 }),
  from: day('放款日'),
  due: day('合同约定到期日'),
  extendedTo: optional(day('展期后到期日', { help: '经银行同意展期的填写' })),
  cover: choice('保证保险或担保', { none: '无', insurance: '专利权质押贷款保证保险', guarantee: '政策性担保' }),
  covered: optional(money('保险或担保覆盖的本金')),
}
const repaymentRow = { contract: text('借款合同编号', { maxLength: 60 }), on: day('还款日'), amount: money('归还本金') }
const pledgeRow = { contract: text('借款合同编号', { maxLength: 60 }), patent: patentNumber('专利号'), registration: text('质押登记号', { maxLength: 60 }), on: day('质押登记日') }

export type Loan = ValuesOf<typeof loanRow>
interface Lending { loan: { loans: Loan[]; repayments: ValuesOf<typeof repaymentRow>[]; pledges: ValuesOf<typeof pledgeRow>[] } }

export const subsidyForm = form({
  applicant: section('申请企业', {
    enterprise: prefilled({ party: 'name' }, party('企业名称', { creditCode: 'required' })),
    region: prefilled({ party: 'region' }, region('注册地', { help: '厦门市是计划单列市，不在省级补助范围' })),
    size: prefilled({ party: 'size' }, choice('企业规模', sizes)),
    contact: prefilled({ party: 'contact' }, text('联系人', { maxLength: 60 })),
    phone: prefilled({ party: 'phone' }, masked(text('联系电话', { maxLength: 30 }))),
  }),
  lender: section('贷款银行', {
    bank: party('贷款银行', { creditCode: 'required', help: '一件申请对应一家经办银行，由该行在线确认；向几家银行贷款的，分别申请，共用累计上限' }),
  }),
  loan: section('贷款、还款和质押', {
    loans: rows('贷款', loanRow, { most: 30 }),
    repayments: rows('还本情况', repaymentRow, { most: 300, help: '分次归还的逐次填写，合计须等于贷款本金' }),
    pledges: rows('质押专利', pledgeRow, { most: 300 }),
  }),
  proof: section('证明材料', {
    contracts: files('借款合同、质押合同'),
    repaid: files('还本付息凭证'),
    registered: files('专利权质押登记通知书'),
    cover: files('保证保险单或者担保合同'),
    promise: confirm('同一贷款未享受其他财政贴息，所填情况属实，愿承担退回资金等责任'),
  }),
}, {
  asks: [{ at: 'proof.cover', when: (a) => a.loan.loans.some((l) => l.cover !== 'none') }],
  checks: [
    { at: 'applicant.region', ok: (a) => regionLevel(a.applicant.region) !== 'province', say: '注册地请选到设区市或者县（市、区），由所在设区市初审' },
    { at: 'loan.loans', ok: (a) => a.loan.loans.every((l) => l.principal > 0), say: '贷款本金须大于零' },
    { at: 'loan.loans', ok: (a) => new Set(a.loan.loans.map((l) => l.contract)).size === a.loan.loans.length, say: '同一借款合同编号填了两次，请合并为一行' },
    { at: 'loan.loans', ok: (a) => a.loan.loans.every((l) => l.due > l.from && (!l.extendedTo || l.extendedTo > l.due)), say: '到期日须晚于放款日，展期后到期日须晚于原到期日' },
    { at: 'loan.loans', ok: (a) => a.loan.loans.every((l) => (l.cover === 'none' ? !l.covered : (l.covered ?? 0) > 0 && l.covered! <= l.principal)), say: '有保证保险或担保的，请填写覆盖的本金，且不超过贷款本金；没有的，请不要填写' },
    { at: 'loan.repayments', ok: (a) => known(a, a.loan.repayments), say: '还本情况中有未列入“贷款”的合同编号' },
    { at: 'loan.repayments', ok: (a) => a.loan.repayments.every((r) => r.amount > 0 && r.on > (loanOf(a, r.contract)?.from ?? '')), say: '归还本金须大于零，还款日须晚于放款日' },
    { at: 'loan.repayments', ok: (a, on) => a.loan.repayments.every((r) => r.on <= on), say: '还款日不得晚于今日' },
    { at: 'loan.repayments', ok: (a) => a.loan.loans.every((l) => repaidOf(a, l.contract) === l.principal), say: (a) => `贷款还清后方可申请：${a.loan.loans.filter((l) => repaidOf(a, l.contract) !== l.principal).map((l) => `合同${l.contract}归还本金合计与贷款本金不一致`).join('；')}` },
    { at: 'loan.repayments', ok: (a, on) => unpublished(a, on).length === 0, say: (a, on) => `以还清当年12月1年期LPR为基准，${unpublished(a, on).join('、')}年12月的LPR尚未公布或录入，请在公布后申请` },
    { at: 'loan.pledges', ok: (a) => known(a, a.loan.pledges) && a.loan.loans.every((l) => a.loan.pledges.some((p) => p.contract === l.contract)), say: '每笔贷款都要填写质押的专利和登记日，合同编号须与“贷款”一致' },
    { at: 'loan.pledges', ok: (a, on) => a.loan.pledges.every((p) => p.on <= on), say: '质押登记日不得晚于今日' },
  ],
})
export type SubsidyAnswers = AnswersIn<typeof subsidyForm>

const loanOf = (a: Lending, contract: string) => a.loan.loans.find((l) => l.contract === contract)
const known = (a: Lending, named: readonly { contract: string }[]) => named.every((n) => loanOf(a, n.contract))
const repaidOf = (a: Lending, contract: string) => a.loan.repayments.filter((r) => r.contract === contract).reduce((sum, r) => sum + r.amount, 0)

/** The day the last of the principal came back. Only for loans that were repaid, which the form has checked. */
export const settledOn = (a: Lending, contract: string): Day => a.loan.repayments.filter((r) => r.contract === contract).map((r) => r.on).sort().at(-1)!

/** Years in which a loan was repaid whose December rate was not out on that day. */
function unpublished(a: Lending, on: Day): number[] {
  return [...new Set(a.loan.loans.filter((l) => repaidOf(a, l.contract) > 0).map((l) => yearOf(settledOn(a, l.contract))))].filter((year) => {
    const published = lprOfDecember.versions().find((v) => v.from.startsWith(`${year}-12`))
    return !published || published.from > on
  })
}
