import { defineIndicator } from '../../service/index.ts'

export const adjudicationsClosed = defineIndicator({
  id: 'adjudication-closed', name: '专利侵权纠纷行政裁决结案数',
  definition: '当期作出裁决、以调解结案或者因请求人无故缺席按撤回处理的专利侵权纠纷案件数；不予立案、移送和请求人主动撤回的不计。', formula: '作出裁决件数 + 调解结案件数 + 无故缺席按撤回处理件数',
  carries: ['10.3'], owner: 'protection', version: 1, kind: 'flow', unit: '件', direction: 'up', from: { events: ['adjudication.closed'] },
})
export const adjudicationsInTime = defineIndicator({
  id: 'adjudication-in-time', name: '行政裁决净时限内结案率',
  definition: '当期结案的专利侵权纠纷案件中，扣除中止、鉴定、公告和补正时间后，在办案期限（含已批准的延长）内结案的比例。', formula: '净时限内结案件数 ÷ 结案件数',
  carries: ['10.3'], owner: 'protection', version: 1, kind: 'ratio', unit: '%', direction: 'up',
  from: { share: { events: ['adjudication.closed-in-time'] }, of: { events: ['adjudication.closed'] } },
})
export const disputesSettled = defineIndicator({
  id: 'adjudication-settled', name: '行政裁决案件调解结案数',
  definition: '当期在行政裁决程序中双方达成调解协议并制发调解书的案件数。', formula: '达成调解协议并制发调解书的件数',
  carries: ['10.3'], owner: 'protection', version: 1, kind: 'flow', unit: '件', direction: 'up', from: { events: ['adjudication.settled'] },
})
