import { defineIndicator } from '../../service/index.ts'

const common = { carries: ['7.1'], owner: 'use', version: 1, kind: 'flow', direction: 'up' } as const

export const indicators = [
  defineIndicator({ ...common, id: 'interest-subsidy-amount', name: '专利权质押融资贴息金额', unit: '分',
    definition: '统计期内实际拨付的专利权质押融资贴息金额，按支付登记日统计；不含已审定未拨付的，追回的另计，不冲减。', formula: '登记支付的贴息数额合计', from: { events: ['interest-subsidy.granted'], sum: true } }),
  defineIndicator({ ...common, id: 'interest-subsidy-firms', name: '专利权质押融资贴息户数', unit: '户',
    definition: '统计期内获得贴息拨付的企业户数，同一企业多次获得的按一户计。', formula: '登记支付的贴息所涉企业数，同一企业计一户', from: { events: ['interest-subsidy.granted'], parties: true } }),
  defineIndicator({ ...common, id: 'interest-subsidy-approved', name: '专利权质押融资贴息审定金额', unit: '分',
    definition: '统计期内审定同意的贴息金额，含公示中和待拨付的；公示异议成立后重新审定的，再次计入当次审定额。', formula: '审定的贴息数额合计', from: { events: ['interest-subsidy.approved'], sum: true } }),
  defineIndicator({ ...common, id: 'interest-subsidy-recovered', name: '贴息资金追回金额', unit: '分', direction: 'down',
    definition: '统计期内登记退回的贴息资金。', formula: '登记退回的贴息数额合计', from: { events: ['interest-subsidy.recovered'], sum: true } }),
]
