import { choice, day, defineRegister, longText, number, optional, patentNumber, text } from '../../service/index.ts'

export const adjudicators = defineRegister({
  id: 'adjudicators', name: '行政裁决人员名录', keyLabel: '证号',
  fields: {
    name: text('姓名'), unit: text('所在单位'), field: text('专业领域'), appointed: day('任命日'), certificateTo: day('证件有效期至'),
    hours: optional(number('本年度培训学时', { whole: true, min: 0 })),
  },
  public: ['name', 'unit', 'certificateTo'],
  statuses: { active: '在任', suspended: '暂停办案', ended: '已离任' },
  keptBy: ['protection', 'authority'],
})

export const adjudicationDecisions = defineRegister({
  id: 'adjudication-decisions', name: '专利侵权纠纷行政裁决公开', keyLabel: '案号',
  fields: {
    patent: patentNumber('专利号'), title: text('专利名称'), applicant: text('请求人'), respondent: text('被请求人'), decided: day('裁决日'),
    finding: choice('裁决结果', { infringed: '认定侵权', notInfringed: '不构成侵权', dismissed: '驳回请求' }), order: longText('裁决主文'),
  },
  public: ['patent', 'title', 'applicant', 'respondent', 'decided', 'finding', 'order'],
  statuses: { published: '已公开', withdrawn: '裁决被撤销，已撤下' },
})
