import { choice, creditCode, day, defineRegister, instant, number, optional, region, text } from '../../service/index.ts'

export const exhibitions = defineRegister({
  id: 'exhibitions', name: '展会名录', keyLabel: '展会编号',
  fields: {
    name: text('展会名称'), series: text('系列'), session: number('届次', { whole: true, min: 1 }), place: region('举办地'), venue: text('场馆'),
    opens: day('开幕日'), closes: instant('闭幕时刻'), organiser: text('主办方'), organiserCode: creditCode('主办方统一社会信用代码'), exhibitors: optional(number('参展商数', { whole: true })),
  },
  public: ['name', 'session', 'place', 'venue', 'opens', 'closes', 'organiser'],
  statuses: { registered: '已登记', stationed: '已派驻工作站', closed: '已闭幕' },
  keptBy: ['protection', 'authority'],
})
export const fairFindings = defineRegister({
  id: 'fair-findings', name: '参展商展会侵权记录', keyLabel: '记录编号',
  fields: {
    respondent: text('参展商'), exhibition: text('展会编号'), series: text('系列'), session: number('届次', { whole: true }), right: text('权利'),
    cause: choice('认定依据', { judged: '判断意见认为构成侵权可能性大', admitted: '参展商承认', effective: '已有生效法律文书' }),
  },
  public: false, statuses: { kept: '有效', revoked: '已撤销' }, ownReadable: true, keptBy: ['protection', 'authority'],
})
export const fairBars = defineRegister({
  id: 'fair-bars', name: '展会禁展名单', keyLabel: '参展商和届次',
  fields: { respondent: text('参展商'), series: text('系列'), session: number('禁止参加的届次', { whole: true }), because: text('事由') },
  public: false, statuses: { barred: '禁止参展', lifted: '已解除' }, ownReadable: true, keptBy: ['protection', 'authority'],
})
