import { defineIndicator } from '../../service/index.ts'

export const preExaminationsConcluded = defineIndicator({
  id: 'pre-examination-concluded', name: '专利预审办结数',
  definition: '当期作出预审合格或者不合格结论的件数；撤回的和补正中的不计。预审合格不是专利授权。', formula: '预审合格件数 + 预审不合格件数',
  carries: ['11.2'], owner: 'protection-centre', version: 1, kind: 'flow', unit: '件', direction: 'up', from: { events: ['pre-examination.concluded'] },
})
export const preExaminationsInTime = defineIndicator({
  id: 'pre-examination-in-time', name: '预审按时办结率',
  definition: '当期办结的预审件中，扣除申请人补正时间后在预审期限内作出结论的比例。', formula: '期限内作出结论件数 ÷ 作出结论件数',
  carries: ['11.2'], owner: 'protection-centre', version: 1, kind: 'ratio', unit: '%', direction: 'up',
  from: { share: { events: ['pre-examination.concluded-in-time'] }, of: { events: ['pre-examination.concluded'] } },
})
export const preExamEntitiesActive = defineIndicator({
  id: 'pre-exam-entities-active', name: '预审备案主体数',
  definition: '预审备案主体名录中状态为“有效”的主体数。',
  carries: ['11.2'], owner: 'protection-centre', version: 1, kind: 'stock', unit: '家', direction: 'up', from: { register: 'pre-exam-entities', status: 'active' },
})
export const preExaminedGranted = defineIndicator({
  id: 'pre-examination-granted', name: '预审后获授权数',
  definition: '经预审并快速标记的申请中，当期据国家知识产权局公告登记为授权的件数；授权由国家知识产权局作出，本指标只作登记。',
  carries: ['11.2'], owner: 'protection-centre', version: 1, kind: 'flow', unit: '件', direction: 'up', from: { events: ['pre-examination.granted'] },
})
