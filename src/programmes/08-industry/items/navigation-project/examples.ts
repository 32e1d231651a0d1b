import { expertPanel } from '../../../../engines/panel/index.ts'
import { mustBe, yuan } from '../../../../kernel/index.ts'
import type { Example, Walk } from '../../../../service/index.ts'
import { panelMix } from './parameters.ts'

const university = { name: '演示·福州大学', creditCode: '12350000DEM000129P' }
const agency = { name: '演示·福州榕城示例专利代理事务所（普通合伙）', creditCode: '91350102DEM000137F' }
const ningde = { name: '演示·宁德三都示例新能源材料有限公司', creditCode: '91350902DEM000030D' }
const quanzhou = { name: '演示·泉州刺桐示例智能装备有限公司', creditCode: '91350503DEM000022C' }
const pingtan = { name: '演示·平潭麒麟示例海洋装备有限公司', creditCode: '91350128DEM000049N' }
const shoemaker = { name: '演示·晋江五店市示例鞋业有限公司', creditCode: '91350582DEM0000657' }
const file = (name: string, mark: string) => [{ hash: mark.repeat(64), name, size: 20_480 }]

/** A city's leading trade, the province and the city paying half each. */
const lithium = {
  need: {
    applicant: ningde, place: '350902', contact: '演示·余三都 0593-00000000', title: '演示·宁德市锂电新能源产业专利导航', kind: 'industry', industry: '锂离子电池材料与回收',
    question: '正极材料和电池回收两个环节，本地缺什么、向谁引进，供2022年下半年产业专项资金安排使用', user: '宁德市产业专项资金2022年度第二批安排',
  },
  means: { firms: 12, provincial: yuan(300_000), own: yuan(300_000), proof: file('需求说明和配套承诺.pdf', 'e') },
}
const robot = {
  need: { ...lithium.need, applicant: quanzhou, place: '350503', contact: '演示·蔡刺桐 0595-00000000', title: '演示·协作机器人关节企业专利导航', kind: 'enterprise', industry: '协作机器人', question: '出口机型的关节结构有无侵权风险，怎样布局', user: '本公司2022年研发立项' },
  means: { provincial: yuan(100_000), own: yuan(100_000) },
}
const buoy = {
  need: { ...lithium.need, applicant: pingtan, place: '350128', contact: '演示·潘麒麟 0591-00000009', title: '演示·海上浮标锚固研发导航', kind: 'research', industry: '海洋观测装备', question: '锚固装置的研发方向', user: '本公司研发部' },
  means: { provincial: yuan(80_000), own: yuan(0) },
}
const shoes = { ...robot, need: { ...robot.need, applicant: shoemaker, place: '350582', contact: '演示·施五店 0595-00000004', title: '演示·晋江防滑鞋底企业专利导航', industry: '鞋底材料', question: '新鞋底上市前的侵权风险', user: '本公司产品开发计划' } }

/** The experts of the demonstration, as their register has them. */
const experts = ([
  [1, '演示·何材料', 'technical', '演示·闽江示例材料研究院', { relatives: ['演示·余三都'] }], [2, '演示·许电子', 'technical', '演示·东南示例电子研究院', { tiesKnown: false }],
  [3, '演示·沈机械', 'technical', '演示·武夷示例机械研究院', { formerEmployers: [quanzhou.name] }], [4, '演示·苏学府', 'technical', '演示·福州大学', {}], [5, '演示·罗审查', 'patent', '演示·海峡示例审查协作中心', {}],
  [6, '演示·卢律师', 'patent', agency.name, { agency: agency.name }], [7, '演示·程产业', 'industry', '演示·八闽示例产业联合会', {}], [8, '演示·金评估', 'finance', '演示·鹭江示例资产评估有限公司', {}],
  [9, '演示·戴财务', 'finance', '演示·武夷示例会计师事务所', { tiesKnown: false }],
] as const).map(([n, name, field, employer, more]) => ({ register: 'experts', key: `demo.expert.${n}`, from: '2022-01-01', status: 'active', data: { name, field, employer, tiesKnown: true, ...more } }))
const facts = { experts }

const seed = '2022-04-15 福建体彩22选5第22098期'
/** Who is drawn for the lithium project under the seed; the walks must know, because those drawn score. */
const drawn = (): string[] => mustBe(expertPanel.draw({
  pool: experts.map((e) => ({ id: e.key, ...e.data } as any)), size: 5, seed, mix: panelMix, on: '2022-04-18',
  judged: { names: [ningde.name, university.name], codes: [ningde.creditCode, university.creditCode], people: [] },
})).drawn

type Steps = Walk['steps']
const forwarded: Steps = [{ step: 'submit', as: 'applicant' }, { step: 'forward', as: 'city', after: 4, input: { opinion: '需求真实，使用单位明确，配套经费已落实' } }]
const approved = (provincial: number): Steps => [...forwarded, { step: 'approve', as: 'leader', after: 7, input: { provincial: yuan(provincial), until: '2022-06-30' } }]
const awarded = (provincial: number, contractor: typeof university, fee: number): Steps => [
  ...approved(provincial), { step: 'award', as: 'clerk', after: 18, input: { way: 'tender', contractor, fee: yuan(fee), signed: '2022-02-07', record: '演示招标2022-003' } },
]
const always = ['need', 'collection', 'sampling', 'denoising', 'breakdown']
const industryModules = [...always, 'industry-direction', 'industry-position', 'industry-path']
const firmModules = [...always, 'firm-status', 'firm-technology', 'firm-product', 'firm-risk', 'firm-layout', 'firm-operation']
const briefed = (modules: string[]): Steps => [
  { step: 'fileBrief', as: 'contractor', after: 6, input: { modules, team: '检索、分析、产业各2人', sources: '中国专利、WIPO DOCDB；本地企业名录', scope: '2003年以来的全球专利', plan: '2月开题，4月中期，5月评审' } },
  { step: 'confirmBrief', as: 'clerk', after: 2, input: { opinion: '模块齐全，同意' } },
]
const opened: Steps = [
  { step: 'fileOpening', as: 'contractor', after: 12, input: { breakdown: file('技术分解表.xlsx', '1'), confirmers: 3, firms: 12, seeds: 60, strategy: '分环节以分类号与关键词并列检索，同族合并后去噪' } },
  { step: 'passOpening', as: 'clerk', after: 3, input: { opinion: '分解表经三名产业专家确认，同意开题' } },
]
const sampled = { seeds: 60, seedsFound: 54, sampled: 200, relevant: 182, denoised: '去掉医用电极412件、铅酸电池1,930件', library: '专利库 2022-04-01 版', report: file('中期报告.docx', '2') }
const midway: Steps = [{ step: 'fileMidterm', as: 'contractor', after: 40, input: sampled }, { step: 'passMidterm', as: 'clerk', after: 3, input: { opinion: '查全、查准达到要求' } }]
const panelled = (marks: number[]): Steps => [
  { step: 'draw', as: 'centre', after: 3, input: { seed } },
  ...drawn().map((who, i) => ({ step: 'score', as: 'expert', who, ...(i < 4 ? { after: 1 } : { hours: 2 }), input: { need: marks[i]!, data: marks[i]!, analysis: marks[i]!, advice: marks[i]!, free: true, remark: '依据成果材料独立评分' } })),
  { step: 'tally', as: 'centre', after: 3, input: {} },
]
const handedIn = (modules: string[]): Steps => [{ step: 'fileResult', as: 'contractor', after: 10, input: { modules, answers: '专家意见5条逐条修改，见附表', result: file('成果报告.docx', '3') } }]
const upToReview: Steps = [...awarded(300_000, university, 580_000), ...briefed(industryModules), ...opened, ...midway]
const toPublished: Steps = [
  ...upToReview, ...panelled([86, 82, 88, 79, 84]), ...handedIn(industryModules),
  { step: 'accept', as: 'leader', after: 6, input: { opinion: '模块齐全，专家意见已落实，同意通过验收' } },
  { step: 'publish', as: 'centre', after: 2, input: { range: 'members', address: '知创福建·产业专题库', summary: '正极材料本地强，电池回收缺' } },
]
const adoption = { use: 'budget', document: '演示·宁德市产业专项资金2022年度第二批安排', number: '演示宁知〔2022〕8号', body: '宁德市知识产权局', on: '2022-07-08', amount: yuan(2_000_000), how: '回收环节列为引进重点，安排2项', proof: file('资金安排文件.pdf', '4') }
const adopted: Steps = [...toPublished, { step: 'adopt', as: 'applicant', after: 60, input: adoption }]
const followed: Steps = [
  { step: 'update', as: 'clerk', after: 130, input: { no: 1, now: 'done', found: '两项均已签约' } },
  { step: 'follow', as: 'city', after: 2, input: { found: '采用1项，已落实', outdated: 'partly' } }, { step: 'follow', as: 'city', after: 183, input: { found: '无新的采用', outdated: 'partly' } },
]

const refusedAt = (name: string, at: string, raw: unknown): Example => ({ name, on: '2022-01-10', raw, facts, expect: { refusedAt: [at] } })
export const projectExamples: Example[] = [
  { name: '产业导航，省市各半', on: '2022-01-10', raw: lithium, facts, expect: { computed: { modules: 8 } } },
  { name: '企业导航，不问本地企业数', on: '2022-01-10', raw: robot, facts, expect: { computed: { modules: 11 } } },
  refusedAt('产业导航没有本地企业的数据', 'means.firms', { ...lithium, means: { ...lithium.means, firms: 0 } }),
  refusedAt('市级配套不足1:1', 'means.own', { ...lithium, means: { ...lithium.means, own: yuan(299_999) } }),
  refusedAt('没有说明由谁使用', 'need.user', { ...lithium, need: { ...lithium.need, user: '' } }),
  {
    name: '提出单位经认定，尚在不予资助的期间', on: '2022-01-10', raw: lithium, expect: { refusedAt: ['consequences'] },
    facts: { ...facts, consequences: [{ register: 'filing-consequences', key: '演示核查-1 subsidy', from: '2021-12-01', to: '2022-11-30', status: 'inForce', data: { name: ningde.name, kind: 'subsidy', filing: '202110000103.8', batch: '演示·2021年第3批', identifiedOn: '2021-12-01', document: '演示处理意见' } }] },
  },
]

export const projectWalks: Walk[] = [
  { name: '产业导航验收发布，被专项资金采用', on: '2022-01-10', raw: lithium, facts, ends: 'tracking', demo: true, steps: adopted },
  { name: '企业导航已开题，正在检索分析', on: '2022-01-10', raw: robot, facts, ends: 'midterm', demo: true, steps: [...awarded(100_000, university, 180_000), ...briefed(firmModules), ...opened] },
  { name: '研发导航与已有项目重复，不予立项', on: '2022-03-07', raw: buoy, facts, ends: 'refused', demo: true, steps: [...forwarded, { step: 'refuse', as: 'leader', after: 7, input: { reason: '与2021年已验收的海洋装备导航重复，请直接使用其成果' } }] },
  { name: '鞋底导航补正后待立项', on: '2022-09-05', raw: shoes, facts, ends: 'approval', demo: true, steps: [
    { step: 'submit', as: 'applicant' }, { step: 'correct', as: 'city', after: 2, input: { defects: '写明要规避的目标市场' } }, { step: 'resubmit', as: 'applicant', after: 2, input: shoes }, { step: 'forward', as: 'city', after: 5, input: { opinion: '已补正，同意上报' } }] },
  { name: '跟踪两次后绩效评为优良', on: '2022-01-10', raw: lithium, facts, ends: 'evaluated', steps: [...adopted, ...followed, { step: 'evaluate', as: 'leader', after: 10, input: { grade: 'good', why: '采用并落实' } }] },
  { name: '设区市认为没有使用单位，不予上报', on: '2022-01-10', raw: buoy, facts, ends: 'declined', steps: [{ step: 'submit', as: 'applicant' }, { step: 'decline', as: 'city', after: 3, input: { reason: '没有将采用成果的单位' } }] },
  { name: '承担单位查准抽样达不到，项目终止', on: '2022-01-10', raw: lithium, facts, ends: 'terminated', steps: [...awarded(300_000, agency, 500_000), ...briefed(industryModules), ...opened, { step: 'terminate', as: 'leader', after: 120, input: { why: '逾期未提交中期报告' } }] },
  { name: '评审不合格，修改后仍不通过验收', on: '2022-01-10', raw: lithium, facts, ends: 'failed', steps: [
    ...upToReview, ...panelled([58, 66, 61, 64, 60]), ...handedIn(industryModules.slice(0, -1)),
    { step: 'redo', as: 'clerk', after: 3, input: { why: '没有发展路径' } }, ...handedIn(industryModules), { step: 'fail', as: 'leader', after: 5, input: { reason: '成果评审不合格' } }] },
]
