import { type Dated, dated } from '../../../kernel/index.ts'
import type { Rule } from './types.ts'

// The figures are those of the design of the rules; none stands in a published text yet.
const design = '筛查规则设计值（业务惯例，待按正式文件核定）'
const since = '2020-01-01'
const number = (label: string, value: number, unit?: string): Dated<number> => dated(label, design, { [since]: value }, unit ? { unit } : {})

/** Every threshold of the signals, so that an office may set another from a day on. */
export const signalParameters = {
  duplicateClaims: number('R1、R2、R11 权利要求重合度', 0.8),
  duplicateDescription: number('R1 说明书（没有权利要求的，摘要）重合度', 0.9),
  duplicateMonths: number('R1 申请日相距', 24, '个月'),
  duplicateSize: number('R1 成组件数', 3, '件'),
  seriesSize: number('R1 同一样板的件数', 5, '件'),
  seriesAgreement: number('R1 同一样板的文本一致程度', 0.5),
  seriesShare: number('R1 样板占文本的比例', 0.6),
  shingle: number('R1、R2、R11 比对片段长度', 5, '字'),
  titleLikeness: number('R2、R4 名称相似度低于', 0.3),
  featureOverlap: number('R3 权利要求1特征重合率', 0.85),
  clonedRun: number('R4 相同数值连续个数', 8, '个'),
  groupPercentile: number('R5 同规模同行业百分位', 99),
  groupLeast: number('R5 同组企业不少于', 30, '家'),
  spendPerFiling: number('R5 每件研发投入低于', 10_000, '元'),
  breadthStaff: number('R6 从业人员不多于', 20, '人'),
  breadthBits: number('R6 技术领域分散度', 2.5, '比特'),
  breadthFilings: number('R6 申请不少于', 10, '件'),
  inventorMonth: number('R7 一人一月申请', 8, '件'),
  inventorApplicants: number('R7 一人一年涉及申请人', 5, '个'),
  burstDeviation: number('R8 周申请量偏离', 4),
  burstWeeks: number('R8 往期', 104, '周'),
  burstLeastWeeks: number('R8 往期至少', 26, '周'),
  clusterFilings: number('R9 关联申请总量', 30, '件'),
  clusterApplicants: number('R9 名义申请人', 5, '个'),
  assignedMonths: number('R10 申请后转让', 6, '个月'),
  inventorChangeMonths: number('R10 申请后变更发明人', 3, '个月'),
  flips: number('R10 次数', 3, '次'),
  claimLetters: number('R12 权利要求1字数', 800, '字'),
  claimFeatures: number('R12 实用新型权利要求1特征', 15, '个'),
  agencyTimes: number('R13 为全省均值的倍数', 3, '倍'),
  agencyFilings: number('R13 代理件数不少于', 20, '件'),
  agencyYears: number('R13 统计的申请年度（含本年）', 3, '个年度'),
  sharedApplicants: number('R14 同一房间的申请人', 5, '个'),
  pairDays: number('同日申请对：申请日相差', 0, '日'),
  seriesDays: number('外观设计系列：申请日相差不超过', 30, '日'),
  fullAt: number('达到门槛的几倍时强度为1', 2, '倍'),
  attention: number('列为“关注”的综合分', 0.4),
  lead: number('列为“疑似线索”的综合分', 0.6),
  leadFamilies: number('列为“疑似线索”的独立信号族', 2, '族'),
}

/** How far each signal may be relied on. To be set anew, month by month, from what people found. */
export const signalWeights: Record<Rule, Dated<number>> = {
  R1: number('R1 权重', 0.6), R2: number('R2 权重', 0.6), R3: number('R3 权重', 0.6), R4: number('R4 权重', 0.7), R5: number('R5 权重', 0.5), R6: number('R6 权重', 0.4), R7: number('R7 权重', 0.5),
  R8: number('R8 权重', 0.3), R9: number('R9 权重', 0.6), R10: number('R10 权重', 0.6), R11: number('R11 权重', 0.7), R12: number('R12 权重', 0.2), R13: number('R13 权重', 0.4), R14: number('R14 权重', 0.5),
}
