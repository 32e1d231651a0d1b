import { choice, confirm, day, defineRegister, longText, money, number, optional, rows, text } from '../../service/index.ts'
import { grades } from './items/patent-award/parameters.ts'
import { roles } from './items/patent-award/split.ts'

/** The legal status of patents as last looked up in the national register, line by line, by whom and when. */
export const patentStatus = defineRegister({
  id: 'patent-status', name: '专利法律状态核录', keyLabel: '专利号',
  fields: {
    title: text('专利名称'),
    granted: day('授权公告日'),
    annuity: choice('年费', { paid: '已缴清', late: '欠缴年费或滞纳金' }),
    invalidation: choice('无效宣告程序', { none: '无', pending: '审理中' }),
    dispute: choice('权属、发明人纠纷', { none: '无', pending: '有' }),
    abnormal: choice('非正常专利申请', { no: '否', listed: '经国家知识产权局认定' }),
    pledgedOn: optional(day('质押登记日')), endedOn: optional(day('专利权终止日')),
    checkedOn: day('核录日'),
    source: optional(text('核录来源', { help: '如专利登记簿副本、国家知识产权局公布公告' })),
  },
  public: false, statuses: { valid: '有效', expired: '期限届满', ended: '权利终止', invalidated: '宣告无效' }, keptBy: ['use', 'protection'],
})

export const awardWinners = defineRegister({
  id: 'award-winners', name: '专利奖获奖名录', keyLabel: '专利号',
  fields: {
    title: text('专利名称'), unit: text('获奖单位'), award: choice('奖项', { provincial: '福建省专利奖', national: '中国专利奖' }), round: number('年度', { whole: true }),
    grade: choice('等级', { ...grades, gold: '金奖', silver: '银奖', excellence: '优秀奖' }), document: text('授奖决定文号'), prize: optional(money('奖金')),
    split: optional(rows('奖金分配', { name: text('姓名或名称'), role: choice('身份', roles), amount: money('金额') })),
    case: optional(text('办件编号')), note: optional(longText('备注')),
  },
  public: ['title', 'unit', 'award', 'round', 'grade', 'document'], statuses: { awarded: '获奖', revoked: '已撤销' }, lapsed: ['revoked'], keptBy: ['use'],
})

/** Whoever may be drawn to judge, with the ties the draw has to know. What is not ticked as checked keeps a person out. */
export const experts = defineRegister({
  id: 'experts', name: '专家库', keyLabel: '专家编号',
  fields: {
    name: text('姓名', { maxLength: 40 }),
    field: choice('评审类别', { technical: '技术', patent: '专利审查或法律', industry: '产业', finance: '财务评估' }),
    title: optional(text('职称或职务')), specialities: optional(longText('专长')), ipc: optional(text('熟悉的国际专利分类', { help: '如 C08、H01M' })),
    employer: text('现工作单位'), agency: optional(text('所在代理机构')),
    formerEmployers: optional(rows('近三年曾任职单位', { name: text('单位'), until: optional(day('离职日')) })),
    relatives: optional(rows('近亲属', { name: text('姓名') })),
    inventorOf: optional(rows('本人发明及共同发明人', { name: text('专利号或姓名') })),
    unsettled: optional(rows('关系尚未核实的单位', { name: text('单位') })),
    tiesKnown: optional(confirm('利害关系已逐项核实', { help: '未确认的，抽取时一律按有利害关系回避' })),
  },
  public: false, statuses: { active: '在库', paused: '暂停' }, keptBy: ['development-centre'],
})
