import { dated, type Day, type Period } from '../kernel/index.ts'
import { days as inDays, months, workdays } from '../service/index.ts'

const own = '业务惯例，待按正式文件核定'
const first: Day = '2020-01-01'
const days = (n: number) => `${n}日`

/** 签收: three working days from the dispatch. */
export const signInLimit = dated<Period>('签收期限', own, { [first]: workdays(3) })
/** 办理: no action of a yearly list runs longer; the day it is due ends it sooner. */
export const workLimit = dated<Period>('分解任务最长办理期', own, { [first]: months(12) })
/** 核查: ten working days from the feedback. */
export const checkLimit = dated<Period>('核查期限', own, { [first]: workdays(10) })

/** Behind the plan by more than the first is yellow, by the second or more is red; in whole percentage points. */
export const gapLimits = dated('亮灯差距', own, { [first]: { yellow: 5, red: 20 } }, { show: (v) => `落后超过${v.yellow}个百分点为黄，落后${v.red}个百分点及以上为红` })
/** Unfinished this near to the day it is due is yellow at best. */
export const nearDue = dated('临期', own, { [first]: 10 }, { unit: '个工作日' })
/** Where events are counted and no target is set: how long nothing may move before the light turns yellow. */
export const stillFor = dated('无动静', own, { [first]: 60 }, { show: days })
/** Feedback is owed for every quarter, this many working days after its end. */
export const feedbackLimit = dated('季度反馈期限', own, { [first]: 5 }, { unit: '个工作日' })

/** 督办单: what comes before what, and how long the unit has to reply. */
export const colourOrder = dated<readonly string[]>('督办单颜色次序', '三明市2017年三色督办做法；全省执行待按正式文件核定', { [first]: ['blue', 'orange', 'red'] }, { show: () => '先蓝、再橙、后红；重要或紧急事项写明理由的除外' })
/** A sheet left unanswered is taken to the next colour, or upwards, within this time. */
export const escalateLimit = dated<Period>('督办单升级期限', own, { [first]: workdays(3) })
/** What a sheet that was issued takes from the score of the unit, in hundredths of a point. */
export const sheetDeduction = dated('督办单扣分', own, { [first]: { blue: 50, orange: 100, red: 200 } }, { show: (v) => `蓝色扣${v.blue / 100}分，橙色扣${v.orange / 100}分，红色扣${v.red / 100}分；撤回的返还` })
export const replyLimit = dated<Period>('督办单回复期限', own, { [first]: workdays(5) })
const article17 = '《政府督查工作条例》第十七条'
export const reviewRequest = dated<Period>('申请复核期限', article17, { '2021-02-01': inDays(30) })
export const reviewDecision = dated<Period>('作出复核决定期限', article17, { '2021-02-01': inDays(30) })

/** 填报负担: a draft left open over night was not filled in all that time; what is longer counts as this much. */
export const formTimeCap = dated('填报用时计算上限', own, { [first]: 240 }, { unit: '分钟' })

/** 佐证核查: how many of all pieces are drawn, and how sure the interval of the result is. */
export const sampleRule = dated<{ percent: number; least: number; most: number }>('佐证抽查数量', own, { [first]: { percent: 10, least: 20, most: 200 } }, { show: (v) => `按${v.percent}%抽取，不少于${v.least}份、不多于${v.most}份，总数不足的全查` })
export const sampleConfidence = dated('佐证抽查置信水平', own, { [first]: 95 }, { unit: '%' })
