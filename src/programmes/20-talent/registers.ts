import { choice, day, defineRegister, number, optional, text } from '../../service/index.ts'

/** Who may hear and decide patent disputes: a line in force is an appointment in its term, with a certificate that has not run out. */
export const adjudicators = defineRegister({
  id: 'adjudicators', name: '行政裁决人员名录', keyLabel: '人员编号',
  fields: {
    name: text('姓名', { maxLength: 40 }),
    unit: text('所在单位'),
    role: choice('担任', { adjudicator: '行政裁决员', clerk: '书记员', investigator: '技术调查官' }),
    certificate: text('执法证件号', { maxLength: 40 }),
    certificateTo: day('证件有效期至'),
    law: choice('法律职业资格', { held: '已取得', none: '未取得' }),
    profession: optional(text('技术专业')),
    appointment: text('任命文件', { help: '名录条目的起止日即任期，任期三年（业务惯例，待按正式文件核定）' }),
    trainingHours: optional(number('本年度裁决业务培训学时', { min: 0, unit: '学时' })),
  },
  public: ['name', 'unit', 'role'], statuses: { appointed: '在任', paused: '暂停履职', ended: '已卸任' }, keptBy: ['protection'],
})
