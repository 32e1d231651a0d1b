import { choice, day, defineRegister, longText, number, optional, region, several, text } from '../../service/index.ts'
import { fields } from './items/pre-examination/parameters.ts'

/** Who may ask for pre-examination: kept by the centre, changed by what cases bring about. */
export const preExamEntities = defineRegister({
  id: 'pre-exam-entities', name: '预审备案主体名录', keyLabel: '统一社会信用代码',
  fields: {
    name: text('主体名称'), place: optional(region('注册地')), fields: optional(several('技术领域', fields)), filed: optional(day('备案日')),
    points: number('本年度分数'), year: number('计分年度', { whole: true }), suspendedUntil: optional(day('暂停服务至')), refileFrom: optional(day('可重新备案日')), steps: optional(longText('最近一次计分过程')),
  },
  public: ['name', 'place'],
  statuses: { active: '有效', suspended: '暂停服务', cancelled: '已取消备案' }, lapsed: ['suspended', 'cancelled'],
  ownReadable: true, keptBy: ['protection-centre'],
})
export const preExamPoints = defineRegister({
  id: 'pre-exam-points', name: '预审主体扣分台账', keyLabel: '扣分编号',
  fields: {
    subject: text('被扣分主体'), role: choice('身份', { entity: '备案主体', agency: '代理机构' }), reason: text('扣分事由'), points: number('扣分'), left: optional(number('剩余分数')), caseNumber: text('预审件号'),
  },
  public: false, statuses: { counted: '已计', revoked: '异议成立，已撤销' }, ownReadable: true, keptBy: ['protection-centre'],
})
export const preExamReviewers = defineRegister({
  id: 'pre-exam-reviewers', name: '预审员名录', keyLabel: '预审员编号',
  fields: { name: text('姓名'), account: optional(text('系统账号')), fields: several('领域', fields), recused: optional(text('须回避的主体（统一社会信用代码，顿号分隔）')) },
  public: false, statuses: { active: '在岗', away: '离岗' }, keptBy: ['protection-centre'],
})
