import { choice, type Consequence, consequenceRegister, consequences, day, defineRegister, longText, number, optional, text } from '../../service/index.ts'
import { gravities, recipients } from './items/filing-verification/parameters.ts'

/** What follows from a decision of the national office, line by line, so that whoever pays, awards or examines finds it by the party, and each can be undone. */
export const filingConsequences = defineRegister({
  id: consequenceRegister, name: '申请行为处理后果台账', keyLabel: '后果编号', keySaid: (key, data) => `${key.split(' ')[0]}（${consequences[data.kind as Consequence] ?? ''}）`,
  fields: {
    name: text('主体名称'), kind: choice('后果', consequences), filing: text('涉及申请'), batch: text('批次'), identifiedOn: optional(day('认定日')), gravity: optional(choice('情节', gravities)), recipient: choice('受送单位', recipients), document: text('依据文件'), case: text('办件编号'),
    voided: optional(longText('撤销理由')), voidedBy: optional(text('撤销依据')),
  },
  public: false, statuses: { inForce: '执行中', voided: '已撤销' }, lapsed: ['voided'], ownReadable: true,
})

/** Pledges taken, talks held and training given before anything was filed: what stops bad filing at its source. */
export const sourceEducation = defineRegister({
  id: 'source-education', name: '申请行为源头教育台账', keyLabel: '编号',
  fields: {
    kind: choice('方式', { notice: '告知书', pledge: '承诺书', interview: '约谈', training: '培训宣传' }), who: text('对象'), on: day('日期'), occasion: choice('场合', { subsidy: '申报资助', 'pre-exam': '提交预审', batch: '批次核查', other: '其他' }),
    people: optional(number('人数', { whole: true, min: 1, unit: '人' })), says: longText('内容'), by: text('经办人'),
  },
  public: false, statuses: { kept: '已登记', corrected: '登记有误，已作废' }, lapsed: ['corrected'], ownReadable: true, keptBy: ['protection', 'trademark', 'protection-centre', 'authority'],
})
