import { choice, day, defineRegister, number, optional, text } from '../../service/index.ts'

/** Who may hear and decide patent disputes: a line in force is an appointment in its term; the certificate has an end of its own. */
export const adjudicators = defineRegister({
  id: 'adjudicators', name: '行政裁决人员名录', keyLabel: '证号',
  fields: {
    name: text('姓名', { maxLength: 40 }), unit: text('所在单位'), field: text('专业领域'), appointed: day('任命日'),
    certificateTo: day('证件有效期至', { help: '条目起止日即任期，任期三年（业务惯例，待按正式文件核定）；证件先到期的，到期后不能指派' }),
    law: optional(choice('法律职业资格', { held: '已取得', none: '未取得' })),
    hours: optional(number('本年度培训学时', { whole: true, min: 0 })),
  },
  public: ['name', 'unit', 'certificateTo'], statuses: { active: '在任', suspended: '暂停办案', ended: '已离任' }, lapsed: ['suspended', 'ended'], keptBy: ['protection', 'authority'],
})
