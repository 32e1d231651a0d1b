import { choice, day, defineRegister, longText, patentNumber, text } from '../../service/index.ts'

export const adjudicationDecisions = defineRegister({
  id: 'adjudication-decisions', name: '专利侵权纠纷行政裁决公开', keyLabel: '案号',
  fields: {
    patent: patentNumber('专利号'), title: text('专利名称'), applicant: text('请求人'), respondent: text('被请求人'), decided: day('裁决日'),
    finding: choice('裁决结果', { infringed: '认定侵权', notInfringed: '不构成侵权', dismissed: '驳回请求' }), order: longText('裁决主文'),
  },
  public: ['patent', 'title', 'applicant', 'respondent', 'decided', 'finding', 'order'],
  statuses: { published: '已公开', withdrawn: '裁决被撤销，已撤下' }, lapsed: ['withdrawn'],
})
