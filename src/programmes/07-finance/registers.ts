import { choice, defineRegister, money, number, rows, text, optional } from '../../service/index.ts'

/** One ledger of every payment of subsidy, so that caps, double funding and recovery are judged by the same lines. */
export const subsidyPayments = defineRegister({
  id: 'subsidy-payments', name: '财政补助拨付名录', keyLabel: '办件编号',
  fields: {
    kind: choice('补助种类', { 'interest-subsidy': '专利权质押融资贴息', 'transfer-subsidy': '专利转化奖补', 'other': '其他知识产权补助' }),
    amount: money('拨付金额'),
    recovered: optional(money('已追回金额')),
    voucher: text('支付凭证号'),
    loans: optional(rows('所涉贷款', { bank: text('贷款银行统一社会信用代码'), contract: text('借款合同编号') })),
    year: optional(number('资金年度', { whole: true })),
  },
  public: ['kind', 'amount'],
  statuses: { 'paid': '已拨付', 'part-recovered': '部分追回', 'recovered': '已追回' }, lapsed: ['recovered'],
  keptBy: ['use'],
})

export const registers = [subsidyPayments]
