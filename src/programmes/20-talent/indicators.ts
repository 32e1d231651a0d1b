import { defineIndicator } from '../../service/index.ts'

export const talentIndicators = [
  defineIndicator({
    id: 'adjudicators-in-office', name: '在任行政裁决人员数', carries: ['20.1'], owner: 'protection', version: 1, kind: 'stock', unit: '人', direction: 'up',
    definition: '行政裁决人员名录中状态为“在任”且在任期内的人员，不含暂停办案和已离任的；任期以条目起止日为准。', from: { register: 'adjudicators', status: 'active' },
  }),
]
