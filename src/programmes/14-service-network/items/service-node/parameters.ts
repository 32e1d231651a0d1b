import { dated } from '../../../../kernel/index.ts'
import { workdays } from '../../../../service/index.ts'

const custom = '业务惯例，待按正式文件核定'

export const checkLimit = dated('设区市核查', custom, { '2020-01-01': workdays(10) })
export const correctionLimit = dated('补正', custom, { '2020-01-01': workdays(10) })
export const evaluationLimit = dated('省级评估', custom, { '2020-01-01': workdays(20) })
export const shownFor = dated('公示', `公示5个工作日（${custom}）`, { '2020-01-01': workdays(5) })
/** Points out of 100 from which the province may put a node forward. */
export const passMark = dated('评估合格分', custom, { '2020-01-01': 70 }, { unit: '分' })

/** Who may host a node. TISCs and university centres are not asked: they have their own programmes. */
export const hosts = { university: '高等学校', institute: '科研院所', library: '公共图书馆', science: '科技情报机构', association: '行业组织', park: '产业园区' } as const
export const services = { search: '专利、商标检索', consult: '知识产权咨询', training: '培训宣传', analysis: '专利导航与分析', transfer: '转化对接', protection: '维权援助' } as const
