/** Thresholds and weights of the signals, kept with this programme so that an office may set others from a day on. */
import { dated } from '../../kernel/index.ts'
import { behaviourTables as tables, signalParameters, signalWeights } from '../../engines/screening/index.ts'

export const signals = signalParameters
export const weights = signalWeights
export const behaviours = tables

/** How far back figures of a firm may lie behind the day of a run. */
export const figureYears = dated('R5、R6 企业数据的年度不早于', '业务惯例（待按正式文件核定）', { '2020-01-01': 3 }, { unit: '年前' })

/** From how many insured a firm is small, medium and large. Turnover, the other half of the rule, no table of ours has. */
export const firmSizes = dated<readonly number[]>('R5 企业规模（按参保人数近似）', '统计上大中小微型企业划分办法（2017），工业从业人员：微型不足20人、小型20—299人、中型300—999人、大型1000人以上；未计营业收入', { '2017-12-28': [20, 300, 1000] }, { show: (v) => `小型${v[0]}人起、中型${v[1]}人起、大型${v[2]}人起` })
