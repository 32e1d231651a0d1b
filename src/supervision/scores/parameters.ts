import { dated, type Day, percent, type Period, type Ratio, showPercent } from '../../kernel/index.ts'
import { workdays } from '../../service/index.ts'

const own = '业务惯例（待按正式文件核定）'
const first: Day = '2020-01-01'

/** 权重: by the number of an action, else of its task, else what is said of all. */
export const weights = dated<readonly { of: string; weight: number }[]>('考评权重', own, { [first]: [{ of: '全部', weight: 1 }] }, { show: (v) => v.map((w) => `${w.of} ${w.weight}`).join('、') })
/** What a part in an action weighs beside the lead's. */
export const roleFactors = dated('考评分工系数', own, { [first]: { lead: 1, responsible: 1, cooperate: 0.5 } }, { show: (v) => `牵头${v.lead}、负责${v.responsible}、配合${v.cooperate}` })
/** 质量: what each return for poor quality takes off. */
export const returnCut = dated<Ratio>('考评退回折减', own, { [first]: percent(10) }, { show: (v) => `每退回一次减${showPercent(v)}` })
/** 时效: what is left of an action finished so many days late, in percent; the last step holds for ever. */
export const lateFactors = dated<readonly { days: number; share: number }[]>('考评逾期系数', own, { [first]: [{ days: 30, share: 80 }, { days: 99_999, share: 50 }] }, { show: (v) => v.map((s, i) => (i === v.length - 1 ? `更久按${s.share}%` : `逾期${s.days}日以内按${s.share}%`)).join('，') })
/** 加分, in hundredths of a point: each kind, and the most that all of a unit's may come to. */
export const bonusPoints = dated('考评加分', own, { [first]: { praise: 200, practice: 100, most: 500 } }, { show: (v) => `国家级表扬加${v.praise / 100}分，可复制推广的做法加${v.practice / 100}分，合计不超过${v.most / 100}分` })
/** 考评结果公示: how long units may object, and within what time they are answered. */
export const objectionPeriod = dated<Period>('考评异议期', own, { [first]: workdays(5) })
export const objectionAnswer = dated<Period>('考评异议答复期限', own, { [first]: workdays(5) })
