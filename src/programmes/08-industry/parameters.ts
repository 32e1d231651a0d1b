import { dated, percent, ratio, type Ratio, showPercent, showRatio } from '../../kernel/index.ts'

const custom = '业务惯例，待按正式文件核定'

/** 专利法 lays an application open 18 months after its priority; what was filed later may exist and not be known. */
export const publicationLag = dated('申请公布的期限', '《中华人民共和国专利法》第三十四条', { '1985-04-01': 18 }, { unit: '个月' })
export const lifeWindow = dated('生命周期比较的年数', custom, { '2021-06-01': 3 }, { unit: '年' })
export const lifeSeedling = dated('萌芽期年均申请上限', custom, { '2021-06-01': 10 }, { unit: '件' })
export const lifeChange = dated<Ratio>('生命周期增减幅度', custom, { '2021-06-01': percent(10) }, { show: showPercent })
export const topCitedPart = dated<Ratio>('高被引专利所占比例', custom, { '2021-06-01': percent(10) }, { show: showPercent })
export const gapLeast = dated('强弱缺矩阵“缺”的件数下限', custom, { '2021-06-01': 3 }, { unit: '件' })
export const gapStrong = dated<Ratio>('强弱缺矩阵“强”的相对倍数', custom, { '2021-06-01': ratio(1, 1) }, { show: showRatio })
