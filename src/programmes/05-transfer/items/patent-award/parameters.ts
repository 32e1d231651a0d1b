import { dated, type Day, type Fen, ratio, showRatio, showYuan, yuan } from '../../../../kernel/index.ts'
import { workdays } from '../../../../service/index.ts'

export const grades = { special: '特等奖', first: '一等奖', second: '二等奖', third: '三等奖' } as const
export type Grade = keyof typeof grades
/** From the highest down. */
export const gradeOrder = Object.keys(grades) as Grade[]

const custom = '业务惯例，待按正式文件核定'
const call = '福建省专利奖年度申报通知'
const perGrade = <T>(show: (v: T) => string) => ({ show: (v: Record<Grade, T>) => gradeOrder.map((g) => `${grades[g]}${show(v[g])}`).join('、') })

/** Month and day of the year before the round on which the grant must have been announced at the latest. */
export const grantClosing = dated('授权公告截止日（上一年度）', `${call}（2023年度：2022年12月31日以前授权；其他年度${custom}）`, { '2018-01-01': '12-31' })
export const closingOf = (round: number, on: Day): Day => `${round - 1}-${grantClosing.on(on)}` as Day

export const quotas = dated<Record<Grade, number>>(
  '每届授奖数额', '2023年度授奖结果（特等奖1项、一等奖3项、二等奖10项、三等奖30项，闽政文〔2024〕181号）；评奖办法规定的名额待按正式文件核定',
  { '2018-01-01': { special: 1, first: 3, second: 10, third: 30 } }, perGrade((n) => `${n}项`))
export const floors = dated<Record<Grade, number>>(
  '各等级最低得分', custom, { '2018-01-01': { special: 90, first: 85, second: 75, third: 65 } }, perGrade((n) => `${n}分`))
export const prizes = dated<Record<Grade, Fen>>(
  '奖金', '福建省专利奖奖励标准（闽政办〔2018〕58号所载办法；特等奖自2021年起100万元）',
  { '2021-01-01': { special: yuan(1_000_000), first: yuan(300_000), second: yuan(200_000), third: yuan(100_000) } }, perGrade((v) => showYuan(v)))

const voteSource = `评审委员会到会人数、同意票数均不少于三分之二（${custom}）`
export const presentShare = dated('到会人数占应到人数', voteSource, { '2018-01-01': ratio(2, 3) }, { show: showRatio })
export const agreeShare = dated('同意票占到会人数', voteSource, { '2018-01-01': ratio(2, 3) }, { show: showRatio })
export const panelSize = dated('每项评审专家人数', `不少于5人（${custom}）`, { '2018-01-01': 5 }, { unit: '人' })
/** Every panel has someone who examines or argues patents, someone of the trade, and someone of the money. */
export const panelMix = { patent: 1, industry: 1, finance: 1 }

/** A check of the legal status says nothing about the day half a year later. */
export const statusHolds = dated('法律状态核录有效期', custom, { '2018-01-01': 6 }, { unit: '个月' })

export const recommendLimit = dated('设区市推荐', custom, { '2018-01-01': workdays(10) })
export const formCheckLimit = dated('形式审查', custom, { '2018-01-01': workdays(5) })
export const correctionLimit = dated('补正', custom, { '2018-01-01': workdays(10) })
export const reviewLimit = dated('专家评审', custom, { '2018-01-01': workdays(20) })
export const shownFor = dated('公示', `公示5至7个工作日（${custom}）`, { '2018-01-01': workdays(7) })
export const objectionLimit = dated('异议处理', custom, { '2018-01-01': workdays(20) })
export const payLimit = dated('奖金拨付', custom, { '2018-01-01': workdays(30) })

/** Criteria of 中国专利奖, which the province follows: a design is judged by its idea instead of its technique. */
const shared = {
  quality: { label: '专利质量', weight: 25, help: '新颖性、创造性、实用性，文本质量，权利要求保护范围' },
  use: { label: '运用及保护措施和成效', weight: 35, help: '实施、许可、质押、维权；以实施之后、可归于本专利的数据为准' },
  future: { label: '社会效益及发展前景', weight: 15 },
}
export const technicalCriteria = { quality: shared.quality, technique: { label: '技术先进性', weight: 25, help: '原创性、重要性，与现有技术相比的优势' }, use: shared.use, future: shared.future }
export const designCriteria = { quality: shared.quality, idea: { label: '设计要点及理念表达', weight: 25, help: '独特性、美感、功能与形式的结合' }, use: shared.use, future: shared.future }
