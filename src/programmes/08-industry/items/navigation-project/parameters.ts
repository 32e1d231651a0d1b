import { dated, percent, ratio, showPercent, showRatio } from '../../../../kernel/index.ts'
import { months, workdays } from '../../../../service/index.ts'

const custom = '业务惯例，待按正式文件核定'
const standard = 'GB/T 39551-2020《专利导航指南》（2021年6月1日实施）'

/** The part of the standard a project follows. */
export const kinds = {
  region: '区域规划类（GB/T 39551.2）', industry: '产业规划类（GB/T 39551.3）', enterprise: '企业经营类（GB/T 39551.4）',
  research: '研发活动类（GB/T 39551.5）', talent: '人才管理类（GB/T 39551.6）',
} as const
export type Kind = keyof typeof kinds

export const modules = {
  'need': '需求分析', 'collection': '信息采集与处理（检索策略有记录）', 'sampling': '查全率、查准率抽样检验', 'denoising': '去噪记录', 'breakdown': '技术分解表（三级，经产业专家确认）',
  'region-resources': '区域资源和产业现状', 'region-quality': '区域创新质量', 'region-matching': '专利与研发、产业、人才的匹配', 'region-advice': '区域发展建议',
  'industry-direction': '产业发展方向', 'industry-position': '区域产业发展定位', 'industry-path': '产业发展路径',
  'firm-status': '企业发展现状', 'firm-technology': '关键技术', 'firm-product': '产品开发', 'firm-risk': '侵权风险（FTO）', 'firm-layout': '专利布局', 'firm-operation': '专利运营方案',
  'research-prior-art': '现有技术', 'research-risk': '研发风险', 'research-direction': '研发方向',
  'talent-find': '人才发现', 'talent-evaluate': '人才评价', 'talent-risk': '竞业限制和权属风险',
} as const
export type Module = keyof typeof modules
const always: Module[] = ['need', 'collection', 'sampling', 'denoising', 'breakdown']

/** What a result of each kind must contain to be accepted. */
export const mandatory = dated<Record<Kind, readonly Module[]>>('专利导航成果必备模块', `${standard}第2至6部分；模块名称和取舍${custom}`, {
  '2021-06-01': {
    region: [...always, 'region-resources', 'region-quality', 'region-matching', 'region-advice'],
    industry: [...always, 'industry-direction', 'industry-position', 'industry-path'],
    enterprise: [...always, 'firm-status', 'firm-technology', 'firm-product', 'firm-risk', 'firm-layout', 'firm-operation'],
    research: [...always, 'research-prior-art', 'research-risk', 'research-direction'],
    talent: [...always, 'talent-find', 'talent-evaluate', 'talent-risk'],
  },
}, { show: (of) => Object.entries(of).map(([kind, those]) => `${kinds[kind as Kind]}：${those.map((m) => modules[m]).join('、')}`).join('；') })

export const recallLeast = dated('查全率下限', custom, { '2021-06-01': percent(80) }, { show: showPercent })
export const precisionLeast = dated('查准率下限', custom, { '2021-06-01': percent(85) }, { show: showPercent })
export const sampleLeast = dated('查准抽样件数下限', custom, { '2021-06-01': 200 }, { unit: '件' })
export const confirmersLeast = dated('确认技术分解表的产业专家人数下限', custom, { '2021-06-01': 2 }, { unit: '人' })

/** “1＋10”：the city nominates and pays as much as it asks of the province. */
export const cityMatch = dated('市级配套与省级经费之比', `福建省产业专利导航“1+10”做法（2016年起省、市1:1配套）；${custom}`, { '2016-01-01': ratio(1, 1) }, { show: showRatio })
export const panelSize = dated('成果评审专家人数', `不少于5人（${custom}）`, { '2021-06-01': 5 }, { unit: '人' })
export const panelMix = { technical: 1, patent: 1, industry: 1 }
export const passMark = dated('成果评审合格分', custom, { '2021-06-01': 70 }, { unit: '分' })
/** Months after publication in which a result is looked up again. */
export const followAfter = dated<readonly number[]>('应用跟踪', `入库发布后6个月、12个月各一次（${custom}）`, { '2021-06-01': [6, 12] }, { show: (v) => v.map((m) => `${m}个月`).join('、') })

export const needLimit = dated('产业需求核实', custom, { '2021-06-01': workdays(10) })
export const correctionLimit = dated('补正', custom, { '2021-06-01': workdays(10) })
export const approvalLimit = dated('立项审定', custom, { '2021-06-01': workdays(20) })
export const tenderLimit = dated('招标或委托', custom, { '2021-06-01': workdays(45) })
export const briefLimit = dated('任务书', custom, { '2021-06-01': workdays(15) })
export const openingLimit = dated('开题', custom, { '2021-06-01': workdays(30) })
export const midtermLimit = dated('中期', custom, { '2021-06-01': months(4) })
export const reviewLimit = dated('成果评审', custom, { '2021-06-01': workdays(40) })
export const revisionLimit = dated('修改', custom, { '2021-06-01': workdays(20) })
export const acceptanceLimit = dated('验收', custom, { '2021-06-01': workdays(15) })
export const publishingLimit = dated('入库发布', custom, { '2021-06-01': workdays(10) })

export const criteria = {
  need: { label: '需求契合', weight: 20, help: '回应立项时写明的产业需求，用了本地企业的数据' },
  data: { label: '检索与数据', weight: 25, help: '检索策略可复核，查全、查准达到要求，每张图表注明检索式、日期和数据库' },
  analysis: { label: '分析论证', weight: 30, help: '方向、定位、路径环环相扣，强弱缺有依据' },
  advice: { label: '建议可用', weight: 25, help: '建议写到环节、对象和措施，可以被规划、预算、招商采用' },
}

export const uses = {
  plan: '规划、行动方案', policy: '政策文件', budget: '预算、专项资金', project: '研发或产业化立项', investment: '招商引资', talent: '人才引进', layout: '企业专利布局', other: '其他',
} as const
