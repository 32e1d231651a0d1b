import type { Example, Walk } from '../../../../service/index.ts'

const university = { name: '演示·福州大学', creditCode: '12350000DEM000129P' }
const sound = {
  host: { unit: university, kind: 'university', place: '350102', address: '演示·福州市鼓楼区示例路1号图书馆二层', contact: '演示·江学府 0591-00000002' },
  work: { services: ['search', 'consult', 'training'], free: true, hours: '周一至周六 8:30—21:00', staff: 3, room: 120, rules: '首问负责、登记回访、月度统计' },
}
const park = {
  host: { unit: { name: '演示·海峡示例会展有限公司', creditCode: '91350102DEM000081C' }, kind: 'park', place: '350102', address: '演示·福州市鼓楼区示例会展园3号', contact: '演示·方会展 0591-00000003' },
  work: { ...sound.work, services: ['search', 'transfer'], staff: 1, room: 40 },
}
const shoes = { ...park, host: { ...park.host, unit: { name: '演示·晋江五店市示例鞋业有限公司', creditCode: '91350582DEM0000657' }, place: '350582', address: '演示·晋江市示例园', contact: '演示·施五店 0595-00000004' } }
const tea = { ...sound, host: { unit: { name: '演示·福鼎太姥示例白茶专业合作社', creditCode: '93350982DEM00009X3' }, kind: 'association', place: '350982', address: '演示·福鼎市示例茶城', contact: '演示·白太姥 0593-00000005' } }
const otherNode = (type: string) => [{ register: 'service-nodes', key: 'x', status: 'active', data: { type } }]

export const nodeExamples: Example[] = [
  { name: '高校图书馆申请网点', on: '2022-03-01', raw: sound, expect: {} },
  { name: '园区已有工作站，仍可备案网点', on: '2022-03-01', raw: park, facts: { nodes: otherNode('station') }, expect: {} },
  { name: '不提供检索，不是信息服务网点', on: '2022-03-01', raw: { ...sound, work: { ...sound.work, services: ['training'] } }, expect: { refusedAt: ['work.services'] } },
  { name: '没有专职人员', on: '2022-03-01', raw: { ...sound, work: { ...sound.work, staff: 0 } }, expect: { refusedAt: ['work.staff'] } },
  { name: '基础服务收费', on: '2022-03-01', raw: { ...sound, work: { ...sound.work, free: false } }, expect: { refusedAt: ['work.free'] } },
  { name: '本单位是高校国家知识产权信息服务中心', on: '2022-03-01', raw: sound, facts: { nodes: otherNode('university-centre') }, expect: { refusedAt: ['ownProgramme'] } },
  { name: '本单位是TISC', on: '2022-03-01', raw: sound, facts: { nodes: otherNode('tisc') }, expect: { refusedAt: ['ownProgramme'] } },
]

const forwarded: Walk['steps'] = [{ step: 'submit', as: 'applicant' }, { step: 'forward', as: 'city', after: 6, input: { seen: '场所、人员、检索终端与申请一致' } }]
const evaluated = (place: number, staff: number, service: number): Walk['steps'] => [...forwarded, { step: 'score', as: 'centre', after: 7, input: { place, staff, service, opinion: '依据现场核查材料评估' } }]
const filed: Walk['steps'] = [...evaluated(26, 24, 34), { step: 'propose', as: 'clerk', after: 3 }, { step: 'confirm', as: 'leader', after: 8 }]
const reported: Walk['steps'] = [{ step: 'report', as: 'applicant', after: 330, input: { year: 2022, served: 860, clients: 310, reports: 24, trained: 420, summary: '全年开放，按月登记' } }]

export const nodeWalks: Walk[] = [
  { name: '高校网点备案在册', on: '2022-03-01', raw: sound, ends: 'filed', demo: true, steps: filed },
  { name: '补正服务时间后备案', on: '2022-03-07', raw: park, ends: 'filed', demo: true, steps: [
    { step: 'submit', as: 'applicant' }, { step: 'correct', as: 'city', after: 2, input: { defects: '写明开放时间和收费价目' } }, { step: 'resubmit', as: 'applicant', after: 2, input: park },
    { step: 'forward', as: 'city', after: 3, input: { seen: '已补正' } }, ...filed.slice(2)] },
  { name: '评估不合格，不予备案', on: '2022-05-10', raw: shoes, ends: 'refused', demo: true, steps: [...evaluated(12, 18, 16), { step: 'refuse', as: 'leader', after: 4, input: { reason: '评估46分；所在园区未授权其承办' } }] },
  { name: '行业组织的网点正在公示', on: '2022-08-31', raw: tea, ends: 'shown', demo: true, steps: filed.slice(0, -1) },
  { name: '提交年度报告后继续在册', on: '2022-03-01', raw: sound, ends: 'filed', steps: [...filed, ...reported, { step: 'assess', as: 'clerk', after: 10, input: { result: 'good', why: '服务量居全省前列' } }] },
  { name: '责令改进后仍不合格，移出', on: '2022-03-01', raw: sound, ends: 'removed', steps: [
    ...filed, ...reported, { step: 'assess', as: 'clerk', after: 10, input: { result: 'improve', why: '三个月无服务记录' } }, { step: 'remove', as: 'leader', after: 90, input: { cause: 'improve', why: '改进期满仍无服务' } }] },
]
