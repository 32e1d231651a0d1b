import { defineIndicator } from '../../service/index.ts'

const common = { carries: ['9.4'], owner: 'trademark', version: 1, direction: 'up' } as const

export const indicators = [
  defineIndicator({ ...common, id: 'gi-mark-users-in-use', name: '用标主体数', kind: 'stock', unit: '家',
    definition: '期末在合法使用人名录中状态为“使用中”的主体数；同一主体使用几个产品的标志按一家计；列入异常名录、整改中和暂停使用的不计。', from: { register: 'gi-mark-users', status: 'using', parties: true } }),
  defineIndicator({ ...common, id: 'gi-mark-users-approved', name: '新核准用标件数', kind: 'flow', unit: '件',
    definition: '统计期内发布核准公告的件数；同一主体不同产品分别计。', formula: '发布核准公告的件数', from: { events: ['mark-product.approved'] } }),
  defineIndicator({ ...common, id: 'gi-mark-report-rate', name: '用标年报率', kind: 'ratio', unit: '%',
    definition: '统计期内报送年度用标报告的主体数 ÷ 期末名录中状态为“使用中”的主体数。', from: { share: { events: ['mark-product.report'], parties: true }, of: { register: 'gi-mark-users', status: 'using', parties: true } } }),
  defineIndicator({ ...common, id: 'gi-mark-output-value', name: '用标产品产值（自报）', kind: 'flow', unit: '分', reported: true,
    definition: '统计期内各使用人在年度用标报告中自报的产值合计，按报送日归期；未经核验，不与核验数、系统数相加。', formula: '各年度用标报告所报产值之和', from: { events: ['mark-product.output-value'], sum: true } }),
  defineIndicator({ ...common, id: 'gi-mark-output-quantity', name: '用标产品产量（自报）', kind: 'flow', unit: '公斤', reported: true,
    definition: '统计期内各使用人在年度用标报告中自报的产量合计，按报送日归期；未经核验。', formula: '各年度用标报告所报产量之和', from: { events: ['mark-product.output-quantity'], sum: true } }),
  defineIndicator({ ...common, id: 'gi-mark-checks', name: '专用标志监督检查次数', kind: 'flow', unit: '次',
    definition: '统计期内对使用人的监督检查记录数，含双随机抽查、日常检查、投诉核查和抽样检验。', from: { events: ['mark-product.check'] } }),
  defineIndicator({ ...common, id: 'gi-mark-ended', name: '停止、注销用标件数', kind: 'flow', unit: '件', direction: 'down',
    definition: '统计期内停止使用和注销的件数；变更主体的不计。', formula: '停止使用件数 + 注销件数', from: { events: ['mark-product.ended'] } }),
]
