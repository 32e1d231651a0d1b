import { defineIndicator } from '../../service/index.ts'

const flow = { carries: ['4.1'], owner: 'protection', version: 1, kind: 'flow' as const, unit: '件', direction: 'up' as const }
export const qualityIndicators = [
  defineIndicator({ ...flow, id: 'filings-to-verify', name: '下发核查的申请数', definition: '国家知识产权局批次中下发到本地核查的专利申请，按下发日计；移送外地的仍计在首次下发地。', from: { events: ['filing-verification.issue'] } }),
  defineIndicator({ ...flow, id: 'filings-verified', name: '完成核查的申请数', definition: '经省复核、有处置结果的申请，按复核日计，含撤回、申诉、失联、地址虚假、拒不撤回和未说明；非本辖区退回的不计。', from: { events: ['filing-verification.verified'] } }),
  defineIndicator({ ...flow, id: 'filings-retracted', name: '主动撤回的申请数', definition: '经省复核、申请人提交撤回声明的申请，按复核日计。', from: { events: ['filing-verification.retracted'] } }),
  defineIndicator({
    ...flow, id: 'filings-retracted-share', name: '核查后主动撤回率', kind: 'ratio', unit: '%', formula: '主动撤回的申请数÷完成核查的申请数', from: { share: { events: ['filing-verification.retracted'] }, of: { events: ['filing-verification.verified'] } },
    definition: '分母是完成核查的申请，不是下发的申请：尚未完成和非本辖区退回的不在分母中。两种分母都列在批次统计表里。',
  }),
  defineIndicator({ ...flow, id: 'consequences-voided', name: '撤销的处理后果数', definition: '认定被撤销后一并撤销的后果，按撤销日计。', from: { events: ['filing-verification.consequence-voided'] } }),
  defineIndicator({ ...flow, id: 'agencies-rectified', name: '完成整改的代理机构数', unit: '家次', definition: '整改报告验收通过的代理机构，按验收日计，一个批次一次。', from: { events: ['agency-rectification.accept'] } }),
  defineIndicator({ ...flow, id: 'source-education-kept', name: '源头教育记录数', carries: ['4.3'], kind: 'stock', unit: '条', definition: '源头教育台账中有效的告知书、承诺书、约谈和培训记录；网页自查不留任何记录，不计。', from: { register: 'source-education', status: 'kept' } }),
]
