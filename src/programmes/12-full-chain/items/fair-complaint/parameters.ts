import { dated, type Instant, instantFromMs, instantMs } from '../../../../kernel/index.ts'
import { hours, workdays } from '../../../../service/index.ts'

const guide = '《展会知识产权保护指引》（2022年7月20日）；《展会知识产权保护办法》（2006年）'
const custom = '业务惯例，待按正式文件核定'

export const answerWithin = dated('投诉答复期限', `${guide}：24小时内，按钟表时间计算，含夜间和周末`, { '2006-03-01': hours(24) })
export const stateWithin = dated('被投诉人陈述期限', `${guide}：24小时内未作答复且无正当理由的，主办方可以撤展、遮盖`, { '2006-03-01': hours(24) })
export const judgeWithin = dated('判断期限', custom, { '2006-03-01': hours(24) })
export const coverWithin = dated('主办方采取措施期限', custom, { '2006-03-01': hours(4) })
/** On-site handling must be over so many hours before the fair closes, or it goes on outside. */
export const beforeClosing = dated('闭幕前停止现场处理的小时数', custom, { '2006-03-01': 4 })
export const reportWithin = dated('展后总结期限', custom, { '2006-03-01': workdays(10) })
/** 《展会知识产权保护办法》（2006年，业务惯例，待按正式文件核定）: found infringing at two sessions running bars from the next. */
export const runningFindings = dated('连续认定侵权禁展的届数', '《展会知识产权保护办法》（2006年）；待按条文核定', { '2006-03-01': 2 })

export const cutoff = (closes: Instant, n: number): Instant => instantFromMs(instantMs(closes) - n * 3_600_000)
