import { dated, percent, showPercent, showYuan, yuan } from '../../../../kernel/index.ts'
import { days, showPeriod, workdays } from '../../../../service/index.ts'

const rule = '福建省专利权质押融资贴息政策（闽财行〔2021〕9号；闽市监办〔2022〕99号申报通知）'
const custom = '业务惯例，待按正式文件核定'

export const generalShare = dated('一般贴息比例', rule, { '2021-01-01': percent(20) }, { show: showPercent })
/** For the part of the loan that a bond insurance or a policy guarantee covers, and small and micro firms only. */
export const coveredShare = dated('保证保险或者政策性担保覆盖部分贴息比例', rule, { '2021-01-01': percent(50) }, { show: showPercent })
export const sizes = { micro: '微型企业', small: '小型企业', medium: '中型企业', large: '大型企业' } as const
export const coveredSizes = dated('可按覆盖部分比例贴息的企业规模', rule, { '2021-01-01': ['micro', 'small'] as readonly string[] }, { choices: sizes })
export const cap = dated('每户企业累计贴息上限', rule, { '2021-01-01': yuan(200_000) }, { show: showYuan })
export const longestMonths = dated('每笔贷款最长贴息期', rule, { '2021-01-01': 12 }, { unit: '个月' })

/** The rate base of a year is the one-year LPR of its December: the version that begins in that month. */
export const lprOfDecember = dated('12月1年期贷款市场报价利率（LPR）', '全国银行间同业拆借中心每年12月公布（2021年12月3.8%，见2022年贴息申报通知；其他年份待按公布值核定）', {
  '2019-12-20': percent('4.15'), '2020-12-21': percent('3.85'), '2021-12-20': percent('3.8'), '2022-12-20': percent('3.65'),
  '2023-12-20': percent('3.45'), '2024-12-20': percent('3.1'), '2025-12-22': percent('3'),
}, { show: showPercent })

/** The texts name no day count. With either, a whole year counts as one year. */
export const dayCount = dated<360 | 365>('计息天数基准', custom, { '2021-01-01': 365 }, { unit: '天' })
/** `excluded`: days after the agreed end are not counted. `refused`: a loan repaid late gets nothing. */
export const lateRepayment = dated<'excluded' | 'refused'>('逾期还款的处理', custom, { '2021-01-01': 'excluded' }, { show: (v) => (v === 'excluded' ? '逾期天数不贴息' : '逾期还清的贷款不贴息') })
/** `counted`: days of an extension agreed with the bank count like others, within the longest time. */
export const extensionDays = dated<'counted' | 'excluded'>('展期天数的处理', custom, { '2021-01-01': 'counted' }, { show: (v) => (v === 'counted' ? '展期天数计入' : '展期天数不计入') })

const limit = (label: string, period: ReturnType<typeof days>) => dated(label, custom, { '2021-01-01': period }, { show: showPeriod })
export const bankLimit = limit('银行确认期限', workdays(10))
export const amendLimit = limit('企业更正期限', workdays(20))
export const cityLimit = limit('设区市初审期限', workdays(10))
export const intakeLimit = limit('受理期限', workdays(5))
export const reviewLimit = limit('中心审核期限', workdays(20))
export const examinationLimit = limit('运用处审核期限', workdays(10))
export const decisionLimit = limit('审定期限', workdays(10))
export const shownFor = limit('公示期', workdays(5))
export const payLimit = limit('拨付期限', workdays(30))
export const refundLimit = limit('退回资金期限', days(30))
export const correctionLimit = limit('补正期限', workdays(10))
export const promised = limit('自受理至公示前的办理期限', workdays(40))
/** Month and day of the following year by which the firm reports what the money did. */
export const performanceDue = dated('资金绩效报告时间', custom, { '2021-01-01': '03-31' }, { show: (v) => `次年${Number(v.slice(0, 2))}月${Number(v.slice(3))}日前` })
