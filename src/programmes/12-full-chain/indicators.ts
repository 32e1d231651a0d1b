import { defineIndicator } from '../../service/index.ts'

export const fairComplaintsAnswered = defineIndicator({
  id: 'fair-complaint-answered', name: '展会投诉答复数',
  definition: '当期答复的展会投诉件数。答复指受理并送达被投诉人、不予受理或者转场外处理；投诉人自行撤回的不计。', formula: '受理并送达件数 + 不予受理件数 + 转场外处理件数',
  carries: ['12.2'], owner: 'protection', version: 1, kind: 'flow', unit: '件', direction: 'up', from: { events: ['fair-complaint.answered'] },
})
export const fairComplaintsInTime = defineIndicator({
  id: 'fair-complaint-in-time', name: '展会投诉24小时答复率',
  definition: '当期答复的展会投诉中，在收到投诉后24小时内、且不晚于闭幕前规定时刻答复的比例；按钟表时间计算，夜间、周末和节假日都计入。', formula: '24小时内且不晚于规定时刻答复件数 ÷ 答复件数',
  carries: ['12.2'], owner: 'protection', version: 1, kind: 'ratio', unit: '%', direction: 'up',
  from: { share: { events: ['fair-complaint.answered-in-time'] }, of: { events: ['fair-complaint.answered'] } },
})
export const fairsStationed = defineIndicator({
  id: 'fairs-stationed', name: '派驻工作站的展会数',
  definition: '展会名录中状态为“已派驻工作站”的展会数。',
  carries: ['12.2'], owner: 'protection', version: 1, kind: 'stock', unit: '场', direction: 'up', from: { register: 'exhibitions', status: 'stationed' },
})
