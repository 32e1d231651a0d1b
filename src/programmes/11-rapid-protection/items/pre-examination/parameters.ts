import { dated, type Dated, type Period } from '../../../../kernel/index.ts'
import { days, workdays } from '../../../../service/index.ts'

const custom = '业务惯例，待按正式文件核定'
const limit = (label: string, source: string, period: Period): Dated<Period> => dated(label, source, { '2021-01-01': period })

export const acceptWithin = limit('受理检查期限', custom, workdays(2))
export const reviewWithin = limit('预审期限', '保护中心预审服务公开承诺：约7个工作日（待按正式文件核定）', workdays(7))
export const correctWithin = limit('预审补正期限', custom, workdays(5))
export const rounds = dated('预审补正次数', custom, { '2021-01-01': 2 })
export const fileWithin = limit('正式提交期限', '预审合格后10日内向国家知识产权局正式提交（各保护中心通行规则，待按正式文件核定）', days(10))
export const returnWithin = limit('申请号回传期限', '正式提交后1个工作日内回传申请号（待按正式文件核定）', workdays(1))
export const answerWithin = limit('审查意见答复期限', '快速审查案件收到审查意见通知书后10日内答复（各保护中心通行规则，待按正式文件核定）', days(10))
export const monthlyCap = dated('每主体每月预审件数上限', custom, { '2021-01-01': 10 }, { unit: '件' })

export const fields = { machinery: '机械装备', electronics: '电子信息' } as const
export type FieldName = keyof typeof fields
/** How many cases of a field are concluded in a working day, and how long one takes at the least. */
export const capacity = dated<Record<FieldName, number>>('每工作日预审办结能力', custom, { '2021-01-01': { machinery: 3, electronics: 4 } }, { show: (v) => Object.entries(fields).map(([field, name]) => `${name}${v[field as FieldName]}件`).join('、') })
export const leastReview = dated('单件预审最短工作日数', custom, { '2021-01-01': 3 })

/** A centre's list of classes: `full` is the whole list, `partial` only some of it is known, `unknown` none. */
export interface CentreList { centre: string; name: string; coverage: 'full' | 'partial' | 'unknown'; classes: readonly { symbol: string; field: string }[] }
const coverages = { full: '全部', partial: '已知的部分', unknown: '未载明' } as const
const showClasses = (classes: CentreList['classes']): string =>
  [...Map.groupBy(classes, (c) => c.field)].map(([field, of]) => `${fields[field as FieldName] ?? field} ${of.map((c) => c.symbol).join('、')}`).join('，')
const listed = (field: string, ...symbols: string[]) => symbols.map((symbol) => ({ symbol, field }))
export const whitelist = dated<readonly CentreList[]>('预审分类号名录', '各保护中心服务领域批复；具体分类号为业务惯例，待按正式文件核定', {
  '2021-01-01': [
    {
      centre: 'fujian', name: '中国（福建）知识产权保护中心', coverage: 'full',
      classes: [
        ...listed('machinery', 'A43D', 'B21', 'B23', 'B24', 'B25', 'B29C', 'B60', 'B62D', 'B65G', 'D04B', 'D05B', 'F16', '12-', '15-'),
        ...listed('electronics', 'G01R', 'G06', 'G09G', 'G11C', 'H01L', 'H03', 'H04', 'H05K', '14-'),
      ],
    },
    { centre: 'quanzhou', name: '中国（泉州）知识产权保护中心', coverage: 'partial', classes: listed('智能制造、半导体', 'B25J', 'G05B', 'H01L') },
    { centre: 'ningde', name: '中国（宁德）知识产权保护中心', coverage: 'partial', classes: listed('新能源', 'H01M', 'H02J') },
  ],
}, { show: (centres) => centres.map((c) => `${c.name}（${coverages[c.coverage]}）：${showClasses(c.classes)}`).join('；') })

/** What lowers the score of a filing subject, in points. */
export const deductions = dated('预审主体扣分', '参照泉州等地预审主体管理办法，分值为业务惯例，待按正式文件核定', {
  '2021-01-01': {
    textDiffers: { label: '正式提交文本与预审合格文本不一致', points: 20 },
    lateFiling: { label: '逾期未正式提交', points: 10 },
    feeLate: { label: '未在提交当日缴费', points: 10 },
    numberLate: { label: '未在1个工作日内回传申请号', points: 5 },
    answerLate: { label: '逾期答复审查意见', points: 15 },
    dropped: { label: '快速标记后无正当理由撤回', points: 15 },
    abnormal: { label: '被认定为非正常专利申请', points: 40, suspendMonths: 12 },
    falseMaterial: { label: '提供虚假材料', points: 0, cancels: true },
  } as Record<DeductionCode, Deduction>,
}, { show: (v) => Object.values(v).map((d) => `${d.label}${d.cancels ? '取消备案' : `扣${d.points}分`}${d.suspendMonths ? `并暂停${d.suspendMonths}个月` : ''}`).join('；') })
export type DeductionCode = 'textDiffers' | 'lateFiling' | 'feeLate' | 'numberLate' | 'answerLate' | 'dropped' | 'abnormal' | 'falseMaterial'
export interface Deduction { label: string; points: number; suspendMonths?: number; cancels?: true }
export const yearlyPoints = dated('每自然年初始分', custom, { '2021-01-01': 100 })

/** What a score brings about; the worst that applies is taken. */
export interface Threshold { atMost?: number; below?: number; say: string; measure: 'remind' | 'suspend' | 'cancel'; months?: number }
export const thresholds = dated<readonly Threshold[]>('预审主体分数措施', custom, {
  '2021-01-01': [
    { atMost: 0, say: '0分及以下，取消备案，12个月后方可重新备案', measure: 'cancel', months: 12 },
    { below: 40, say: '不足40分，暂停预审服务6个月', measure: 'suspend', months: 6 },
    { below: 60, say: '不足60分，暂停预审服务3个月', measure: 'suspend', months: 3 },
    { below: 80, say: '不足80分，提醒', measure: 'remind' },
  ],
}, { show: (v) => v.map((t) => t.say).join('；') })
