import type { Example, Walk } from '../../../../service/index.ts'

const file = (name: string, mark = 'f') => ({ hash: mark.repeat(64), name, size: 51_200 })
const owner = { name: '演示·福州闽光示例科技有限公司', creditCode: '91350102DEM000014E', region: '350102' }
const exhibitor = { name: '演示·晋江五店市示例鞋业有限公司', creditCode: '91350582DEM0000657', region: '350582' }

/** The fair of the worked cases: Thursday 8 to Sunday 11 September 2022, over Mid-Autumn; it closes at 17:00. */
export const fair = (session = 5, more: object = {}) => ({
  register: 'exhibitions', key: `YS-HX-0${session}`, from: '2022-08-01', status: 'stationed',
  data: {
    name: `演示·第${session}届海峡示例博览会`, series: '演示·海峡示例博览会', session, place: '350102', venue: '示例会展中心', opens: '2022-09-08', closes: '2022-09-11T09:00:00.000Z',
    organiser: '演示·海峡示例会展有限公司', organiserCode: '91350102DEM000081C', exhibitors: 320, ...more,
  },
})
const found = (session: number) => ({
  register: 'fair-findings', key: `演示记录-${session}`, party: exhibitor, from: '2021-09-10', status: 'kept',
  data: { respondent: exhibitor.name, exhibition: `YS-HX-0${session}`, series: '演示·海峡示例博览会', session, right: '202130345678.4', cause: 'judged' },
})
const facts = { exhibition: fair(), history: [], same: [] }

export const sound = {
  fair: { exhibition: 'YS-HX-05', place: '350102', booth: 'A3-18' },
  parties: { applicant: owner, standing: 'owner', respondent: exhibitor },
  right: { kind: 'design', number: '202130345678.4', proof: [file('专利证书和登记簿副本.pdf', 'a')] },
  complaint: { goods: '台式护眼灯', facts: '展品外观与专利图片整体视觉效果无实质性差异。', evidence: [file('展位照片.jpg', 'b')], truth: true },
}
const change = (section: keyof typeof sound, more: object) => ({ ...sound, [section]: { ...sound[section], ...more } })
const mark = { ...sound, fair: { ...sound.fair, booth: 'B1-02' }, right: { kind: 'trademark', number: '12345678', proof: [file('商标注册证.pdf', 'c')] } }
const patent = { ...sound, fair: { ...sound.fair, booth: 'C2-07' }, right: { kind: 'patent', number: '202020234567.6', proof: [file('专利证书.pdf', 'd')] } }
const shoeFair = {
  ...fair(), key: 'YS-MN-02', from: '2022-09-01',
  data: { ...fair().data, name: '演示·第2届闽南示例鞋业展', series: '演示·闽南示例鞋业展', session: 2, place: '350582', venue: '示例展览城', opens: '2022-09-19', closes: '2022-09-21T09:00:00.000Z', exhibitors: 150 },
}
const shoes = {
  ...sound, fair: { exhibition: 'YS-MN-02', place: '350582', booth: 'D-21' },
  parties: { applicant: { name: '演示·泉州刺桐示例智能装备有限公司', creditCode: '91350503DEM000022C', region: '350503' }, standing: 'owner', respondent: exhibitor },
  right: { kind: 'patent', number: '201810123456.5', proof: [file('专利证书.pdf', 'd')] }, complaint: { ...sound.complaint, goods: '鞋底上胶机' },
}
const before = { caseId: 'x', number: '演示-上届-3', state: 'covered', outcome: 'granted', marks: { series: '演示·海峡示例博览会', session: 4, result: 'covered' } }

const accept = { step: 'accept', as: 'station', hours: 1, input: { valid: true } }
const serve = (at: string, hours = 1) => ({ step: 'serve', as: 'station', hours, input: { at, way: 'hand', receiver: '展位负责人' } })
const denies = { step: 'state', as: 'respondent', hours: 3, input: { position: 'deny', statement: '系自行设计，公开在先。', evidence: [file('设计底稿.pdf', 'e')] } }
const opine = (opinion: string, more: object = {}) => ({ step: 'opine', as: 'station', hours: 3, input: { opinion, effective: 'no', experts: '执法人员甲、技术专家乙、律师丙', reasons: '逐项比对整体视觉效果。', ...more } })
const request = { step: 'request', as: 'station', hours: 1 }
const cover = (at: string) => ({ step: 'cover', as: 'organiser', hours: 1, input: { measure: 'cover', at, photos: [file('遮盖照片.jpg')] } })
const report = (after: number) => ({ step: 'report', as: 'station', after, input: { summary: '处理及时，建议主办方加强展前审查。', complaints: 4 } })

export const examples: Example[] = [
  { name: '展会上投诉外观设计侵权', on: '2022-09-09', raw: sound, facts, expect: {} },
  { name: '工作站代录前一日收到的书面投诉', on: '2022-09-09', raw: change('fair', { received: '2022-09-08T17:00' }), facts, expect: {} },
  { name: '收到时刻晚于现在', on: '2022-09-09', raw: change('fair', { received: '2022-09-09T23:00' }), facts, expect: { refusedAt: ['fair.received'] } },
  { name: '名录中没有这个展会', on: '2022-09-09', raw: sound, facts: { ...facts, exhibition: undefined }, expect: { refusedAt: ['exhibition'] } },
  { name: '举办地不符', on: '2022-09-09', raw: change('fair', { place: '350203' }), facts, expect: { refusedAt: ['exhibition'] } },
  { name: '展会尚未开幕', on: '2022-09-07', raw: sound, facts, expect: { refusedAt: ['exhibition'] } },
  { name: '展会已经闭幕', on: '2022-09-12', raw: sound, facts, expect: { refusedAt: ['exhibition'] } },
  { name: '上届投诉过而没有后续法律程序', on: '2022-09-09', raw: sound, facts: { ...facts, same: [before] }, expect: { refusedAt: ['repeat'] } },
  { name: '上届投诉过，已提交起诉证明', on: '2022-09-09', raw: change('complaint', { followUp: [file('受理案件通知书.pdf')] }), facts: { ...facts, same: [before] }, expect: {} },
  { name: '更早一届的投诉不要求证明', on: '2022-09-09', raw: sound, facts: { ...facts, same: [{ ...before, marks: { ...before.marks, session: 3 } }] }, expect: {} },
  { name: '专利号校验位不符', on: '2022-09-09', raw: change('right', { number: '202130345678.1' }), facts, expect: { refusedAt: ['right.number'] } },
  { name: '专利种类与权利类型不符', on: '2022-09-09', raw: change('right', { kind: 'patent' }), facts, expect: { refusedAt: ['right.kind'] } },
  { name: '没有权利有效证明', on: '2022-09-09', raw: change('right', { proof: [] }), facts, expect: { refusedAt: ['right.proof'] } },
  { name: '投诉自己', on: '2022-09-09', raw: change('parties', { respondent: owner }), facts, expect: { refusedAt: ['parties.respondent'] } },
]

export const walks: Walk[] = [
  { name: '跨周末投诉，参展商24小时不作陈述，主办方遮盖', on: '2022-09-09', time: '17:00', raw: sound, facts, ends: 'covered', demo: true, steps: [
    { step: 'submit', as: 'applicant' }, accept, serve('2022-09-09T19:00'), { step: 'expire', as: 'clock', hours: 24.5 }, request, cover('2022-09-10T21:00'), report(12)] },
  { name: '现场调解', on: '2022-09-08', time: '10:00', raw: mark, facts, ends: 'mediated', demo: true, steps: [
    { step: 'submit', as: 'applicant' }, accept, serve('2022-09-08T12:00'), denies,
    { step: 'settle', as: 'station', hours: 2, input: { terms: '被投诉人撤下展品，双方另签许可合同。', compensation: '20000', signed: true } }, report(6)] },
  { name: '闭幕在先，陈述期未满，转场外移送', on: '2022-09-11', time: '09:00', raw: patent, facts, ends: 'transferred', demo: true, steps: [
    { step: 'submit', as: 'applicant' }, accept, serve('2022-09-11T11:00'), { step: 'expire', as: 'clock', hours: 3 },
    { step: 'transfer', as: 'station', hours: 1, input: { way: 'adjudication', organ: '泉州市市场监督管理局（知识产权局）', note: '展会闭幕，请按专利侵权纠纷处理。' } }, report(4)] },
  { name: '县级市展会，参展商答辩后判断', on: '2022-09-20', time: '08:20', raw: shoes, facts: { ...facts, exhibition: shoeFair }, ends: 'covered', demo: true, steps: [
    { step: 'submit', as: 'applicant' }, { ...accept, hours: 0.4 }, serve('2022-09-20T09:10', 0.5), denies, opine('likely'), request, cover('2022-09-20T17:00'), report(6)] },
  { name: '连续两届被认定侵权，下届禁展', on: '2022-09-08', time: '10:00', raw: sound, facts: { ...facts, history: [found(4)] }, ends: 'covered', steps: [
    { step: 'submit', as: 'applicant' }, accept, serve('2022-09-08T12:00'), denies, opine('likely'), request, cover('2022-09-08T19:30'),
    { step: 'bar', as: 'station', after: 5, input: { note: '请主办方拒绝其参加下届' } }, report(1)] },
  { name: '参展商承认', on: '2022-09-08', time: '10:00', raw: sound, facts, ends: 'covered', steps: [
    { step: 'submit', as: 'applicant' }, accept, serve('2022-09-08T12:00'), { ...denies, input: { position: 'admit', statement: '愿意撤展。' } }, request, cover('2022-09-08T16:30'), report(6)] },
  { name: '判断侵权可能性小，投诉不成立', on: '2022-09-08', time: '10:00', raw: sound, facts, ends: 'unfounded', steps: [
    { step: 'submit', as: 'applicant' }, accept, serve('2022-09-08T12:00'), denies, opine('unlikely'), report(6)] },
  { name: '现场难以判断，移送', on: '2022-09-08', time: '10:00', raw: patent, facts, ends: 'transferred', steps: [
    { step: 'submit', as: 'applicant' }, accept, serve('2022-09-08T12:00'), denies, opine('unclear'),
    { step: 'transfer', as: 'station', hours: 2, input: { way: 'court', organ: '福州市中级人民法院', note: '需技术鉴定。' } }, report(6)] },
  { name: '闭幕前四小时以后收到，受理后转场外', on: '2022-09-11', time: '14:00', raw: patent, facts, ends: 'transferred', steps: [
    { step: 'submit', as: 'applicant' }, { step: 'convert', as: 'station', hours: 1, input: { reason: '闭幕在即' } },
    { step: 'transfer', as: 'station', hours: 1, input: { way: 'enforcement', organ: '福州市市场监督管理局', note: '请依法处理。' } }, report(4)] },
  { name: '不予受理', on: '2022-09-08', time: '10:00', raw: sound, facts, ends: 'rejected', steps: [
    { step: 'submit', as: 'station' }, { step: 'reject', as: 'station', hours: 2, input: { reason: '专利权已终止' } }] },
]
