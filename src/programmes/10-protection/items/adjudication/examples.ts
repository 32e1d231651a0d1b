import type { Example, Walk } from '../../../../service/index.ts'

const file = (name: string) => ({ hash: 'd'.repeat(64), name, size: 20_480 })
const owner = { name: '演示·泉州刺桐示例智能装备有限公司', creditCode: '91350503DEM000022C', region: '350503' }
const maker = { name: '演示·晋江五店市示例鞋业有限公司', creditCode: '91350582DEM0000657', region: '350582' }

const sound = {
  parties: { applicant: owner, standing: 'owner', agent: '演示·卢代理', respondent: maker, address: '晋江市示例工业区1号' },
  right: { patent: '201810123456.5', title: '一种鞋底自动上胶装置', granted: '2020-06-12', fees: 'paid', claims: '权利要求1、3' },
  dispute: {
    acts: ['make', 'sell'], connection: 'respondent', place: '350582', scope: 'major', facts: '被请求人制造、销售的上胶机落入权利要求1、3的保护范围。',
    evidence: [{ name: '产品购买公证书', source: '公证处', proof: '（2022）示证字第101号' }, { name: '专利登记簿副本', source: '国家知识产权局' }], files: [file('证据.pdf')],
  },
  request: { relief: ['stop', 'destroy'], mediation: 'yes', sued: 'no', arbitration: 'no' },
}
const inCity = { ...sound, dispute: { ...sound.dispute, scope: 'ordinary' } }
const model = { ...sound, right: { patent: '202020234567.6', title: '一种可拆卸防水鞋面', granted: '2020-11-20', fees: 'paid', claims: '权利要求1', report: [file('评价报告.pdf')] } }
const design = { ...sound, right: { patent: '202130345678.4', title: '鞋（轻风）', granted: '2021-09-03', fees: 'paid', claims: '外观设计图片所示', report: [file('评价报告.pdf')] } }
const change = (section: keyof typeof sound, more: object) => ({ ...sound, [section]: { ...sound[section], ...more } })

/** Those of the register whom the worked cases appoint; the certificate of one has run out. */
export const demoAdjudicators = [
  ['FJCJ-001', '演示·张保护', '2024-12-31'], ['FJCJ-002', '演示·林裁一', '2024-12-31'], ['FJCJ-003', '演示·陈裁二', '2024-12-31'],
  ['FJCJ-004', '演示·王裁三', '2024-12-31'], ['FJCJ-005', '演示·黄裁四', '2024-12-31'], ['FJCJ-006', '演示·到期者', '2022-03-31'],
  ['FJCJ-007', '演示·吴裁五', '2026-12-31'], ['FJCJ-008', '演示·郑裁六', '2026-12-31'], ['FJCJ-009', '演示·周裁七', '2026-12-31'],
].map(([key, name, certificateTo]) => ({
  register: 'adjudicators', how: 'add' as const, key: key!, from: '2021-01-01' as const, status: 'active',
  data: { name: name!, unit: '演示·福建省知识产权局', field: '机械', appointed: '2021-01-01', certificateTo: certificateTo! },
}))
const facts = { adjudicators: demoAdjudicators, samePatent: [] }
const three = { handlers: [{ certificate: 'FJCJ-001' }, { certificate: 'FJCJ-002' }, { certificate: 'FJCJ-003' }] }
const served = (date: string, way = 'direct') => ({ way, date, receipt: '前台签收，回证第1号', ...(way === 'electronic' ? { consent: true } : {}) })
const decisionServed = (day: string, way = 'direct') => ({ ...served(day, way), applicantReceived: day })
const defence = { statement: '被控产品缺少权利要求1的“双向刮胶”特征，不落入保护范围。', invalidation: 'no' }
const hearing = (on: string) => ({ on, time: '上午9时', place: '第一审理庭', mode: 'room' })
const votes = (finding: string, against = 0) => ({ finding, votesFor: 3 - against, votesAgainst: against, record: '逐一比对技术特征，合议结论如上。', ...(against ? { minority: '认为特征等同不成立。' } : {}) })
const drafted = (order: string) => ({ facts: '请求人系专利权人；被控产品由被请求人制造、销售。', reasons: '经比对技术特征，认定如主文。', order })
const stopOrder = '责令被请求人立即停止制造、销售被控产品，销毁专用模具。'
const noOrder = '被控产品未落入涉案专利权的保护范围。'
const reviewer = { as: 'reviewer', who: 'demo.protection.handler2' }

/** From the deliberation to the service of the decision, as every decided case goes. */
const decided = (finding: string, order: string, deliveredOn: string, against = 0): Walk['steps'] => [
  { step: 'deliberate', as: 'handler', after: 5, input: votes(finding, against) },
  { step: 'draft', as: 'handler', after: 5, input: drafted(order) },
  { step: 'clear', ...reviewer, after: 3, input: { opinion: '事实清楚，程序合法。' } },
  { step: 'sign', as: 'leader', after: 4 },
  { step: 'deliver', as: 'handler', after: 2, input: decisionServed(deliveredOn) },
]

export const examples: Example[] = [
  { name: '发明专利侵权，请求停止侵权', on: '2022-03-01', raw: sound, facts, expect: { computed: { related: [] } } },
  { name: '同一专利另有在办案件，提示合并处理', on: '2022-03-01', raw: sound, facts: { ...facts, samePatent: [{ caseId: 'x', number: '示例2022-7', state: 'examining', marks: {} }] }, expect: { computed: { related: ['示例2022-7'] } } },
  { name: '已向人民法院起诉的，不予受理', on: '2022-03-01', raw: change('request', { sued: 'yes' }), expect: { refusedAt: ['request.sued'] } },
  { name: '约定仲裁的，不予受理', on: '2022-03-01', raw: change('request', { arbitration: 'yes' }), expect: { refusedAt: ['request.arbitration'] } },
  { name: '不能请求裁决赔偿', on: '2022-03-01', raw: change('request', { relief: ['compensation'] }), expect: { refusedAt: ['request.relief'] } },
  { name: '专利权已终止', on: '2022-03-01', raw: change('right', { fees: 'lapsed' }), expect: { refusedAt: ['right.fees'] } },
  { name: '授权公告以前提出', on: '2020-06-11', raw: sound, expect: { refusedAt: ['right.granted'] } },
  { name: '与本件无利害关系', on: '2022-03-01', raw: change('parties', { standing: 'other' }), expect: { refusedAt: ['parties.standing'] } },
  { name: '请求人与被请求人是同一主体', on: '2022-03-01', raw: change('parties', { respondent: owner }), expect: { refusedAt: ['parties.respondent'] } },
  { name: '专利号校验位不符', on: '2022-03-01', raw: change('right', { patent: '201810123456.1' }), expect: { refusedAt: ['right.patent'] } },
  { name: '没有证据', on: '2022-03-01', raw: change('dispute', { evidence: [] }), expect: { refusedAt: ['dispute.evidence'] } },
]

export const walks: Walk[] = [
  { name: '认定侵权，催告后履行', on: '2022-03-01', raw: sound, facts, ends: 'infringed', demo: true, steps: [
    { step: 'submit', as: 'applicant' },
    { step: 'accept', as: 'handler', after: 3, input: three },
    { step: 'serve', as: 'handler', after: 4, input: served('2022-03-08') },
    { step: 'defend', as: 'respondent', after: 10, input: defence },
    { step: 'forward', as: 'handler', after: 3, input: served('2022-03-21') },
    { step: 'investigate', as: 'handler', after: 2, input: { powers: ['ask', 'site', 'product'], on: '2022-03-23', place: '晋江市示例工业区1号', officers: 2, record: '现场提取样机一台，拍照固定。' } },
    { step: 'opine', as: 'centre', after: 1, input: { investigator: '演示·沈机械', field: '制鞋机械', recusal: true, opinion: '被控产品具备权利要求1全部技术特征。' } },
    { step: 'notify', as: 'handler', after: 1, input: hearing('2022-04-01') },
    { step: 'hear', as: 'handler', after: 7, input: { attended: 'both', record: '双方就技术特征比对发表意见。' } },
    ...decided('infringed', stopOrder, '2022-04-20', 1),
    { step: 'publish', as: 'handler', after: 5, input: { redacted: true } },
    { step: 'stand', as: 'clock', after: 11 },
    { step: 'urge', as: 'handler', after: 4, input: served('2022-05-10') },
    { step: 'performed', as: 'handler', after: 8, input: { note: '已停止制造、销售并销毁模具。' } },
    { step: 'archive', as: 'handler', after: 5, input: { volume: '2022-裁-001', pages: 126 } },
  ] },
  { name: '公告送达，被请求人缺席，不构成侵权', on: '2022-04-06', raw: model, facts, ends: 'notInfringed', demo: true, steps: [
    { step: 'submit', as: 'applicant' },
    { step: 'accept', as: 'handler', after: 2, input: three },
    { step: 'serve', as: 'handler', after: 3, input: served('2022-04-11', 'notice') },
    { step: 'deemed', as: 'clock', after: 31 },
    { step: 'silence', as: 'clock', after: 15 },
    { step: 'notify', as: 'handler', after: 3, input: hearing('2022-06-09') },
    { step: 'hear', as: 'handler', after: 10, input: { attended: 'applicant-only', record: '被请求人经公告通知未到庭，缺席审理。' } },
    ...decided('notInfringed', noOrder, '2022-06-28'),
    { step: 'publish', as: 'handler', after: 3, input: { redacted: true } },
    { step: 'stand', as: 'clock', after: 13 },
    { step: 'performed', as: 'handler', after: 2, input: { note: '无须履行。' } },
    { step: 'archive', as: 'handler', after: 2, input: { volume: '2022-裁-002', pages: 80 } },
  ] },
  { name: '审理中调解结案', on: '2022-05-09', raw: design, facts, ends: 'mediated', demo: true, steps: [
    { step: 'submit', as: 'applicant' },
    { step: 'accept', as: 'handler', after: 2, input: three },
    { step: 'serve', as: 'handler', after: 2, input: served('2022-05-13', 'electronic') },
    { step: 'defend', as: 'respondent', after: 7, input: { ...defence, statement: '愿意调解。' } },
    { step: 'forward', as: 'handler', after: 3, input: served('2022-05-23') },
    { step: 'mediate', as: 'handler', after: 3, input: { applicantAgrees: true, respondentAgrees: true, scope: '停止销售和赔偿数额' } },
    { step: 'agree', as: 'handler', after: 6, input: { terms: '被请求人停止销售库存，支付赔偿金三十万元。', compensation: '300000', performBy: '2022-07-31', signed: true } },
    { step: 'archive', as: 'handler', after: 5, input: { volume: '2022-裁-003', pages: 40 } },
  ] },
  { name: '无效宣告受理而中止，恢复后驳回，法院维持', on: '2022-06-01', raw: sound, facts, ends: 'dismissed', demo: true, steps: [
    { step: 'submit', as: 'applicant' },
    { step: 'accept', as: 'handler', after: 1, input: three },
    { step: 'serve', as: 'handler', after: 4, input: served('2022-06-06') },
    { step: 'defend', as: 'respondent', after: 10, input: { ...defence, invalidation: 'accepted' } },
    { step: 'forward', as: 'handler', after: 1, input: served('2022-06-17') },
    { step: 'suspend', as: 'leader', after: 3, input: { reason: 'invalidation', from: '2022-06-20', note: '无效宣告请求已受理', files: [file('无效宣告受理通知书.pdf')] } },
    { step: 'resume', as: 'leader', after: 90, input: { to: '2022-09-17', reason: '专利权部分无效，依法恢复' } },
    { step: 'written', as: 'handler', after: 2, input: { reason: '权利要求已被宣告无效，事实清楚。' } },
    ...decided('dismissed', '驳回请求人的请求。', '2022-10-09'),
    { step: 'publish', as: 'handler', after: 5, input: { redacted: true } },
    { step: 'sue', as: 'handler', after: 5, input: { by: 'applicant', court: '福州市中级人民法院', number: '（2022）示行初1号', on: '2022-10-18' } },
    { step: 'upheld', as: 'handler', after: 60, input: { number: '（2022）示行初1号', on: '2022-12-10' } },
    { step: 'performed', as: 'handler', after: 2, input: { note: '无须履行。' } },
    { step: 'archive', as: 'handler', after: 2, input: { volume: '2022-裁-004', pages: 150 } },
  ] },
  { name: '裁决被法院撤销', on: '2022-03-01', raw: inCity, facts, ends: 'annulled', steps: [
    { step: 'submit', as: 'applicant' },
    { step: 'accept', as: 'handler', after: 1, input: three },
    { step: 'serve', as: 'handler', after: 1, input: served('2022-03-03', 'mail') },
    { step: 'silence', as: 'clock', after: 16 },
    { step: 'written', as: 'handler', after: 2, input: { reason: '事实清楚。' } },
    ...decided('infringed', stopOrder, '2022-04-09'),
    { step: 'publish', as: 'handler', after: 1, input: { redacted: true } },
    { step: 'sue', as: 'handler', after: 5, input: { by: 'respondent', court: '福州市中级人民法院', number: '（2022）示行初2号', on: '2022-04-15' } },
    { step: 'overturned', as: 'handler', after: 90, input: { number: '（2022）示行初2号', on: '2022-07-10', redo: 'no' } },
  ] },
  { name: '调解不成，责令重作后申请强制执行', on: '2022-03-01', raw: sound, facts, ends: 'infringed', steps: [
    { step: 'submit', as: 'applicant' },
    { step: 'correct', as: 'handler', after: 1, input: { defects: '请补充授权委托书' } },
    { step: 'resubmit', as: 'applicant', after: 3, input: sound },
    { step: 'accept', as: 'handler', after: 1, input: three },
    { step: 'serve', as: 'handler', after: 1, input: served('2022-03-07', 'leave') },
    { step: 'silence', as: 'clock', after: 16 },
    { step: 'notify', as: 'handler', after: 3, input: hearing('2022-04-01') },
    { step: 'mediate', as: 'handler', after: 1, input: { applicantAgrees: true, respondentAgrees: true, scope: '赔偿' } },
    { step: 'fail', as: 'handler', after: 2, input: { reason: '数额分歧过大' } },
    { step: 'notify', as: 'handler', after: 1, input: hearing('2022-04-06') },
    { step: 'postpone', as: 'handler', after: 1, input: hearing('2022-04-08') },
    { step: 'hear', as: 'handler', after: 8, input: { attended: 'both', record: '双方到庭。' } },
    { step: 'deliberate', as: 'handler', after: 3, input: votes('infringed') },
    { step: 'draft', as: 'handler', after: 1, input: drafted(stopOrder) },
    { step: 'remand', ...reviewer, after: 1, input: { opinion: '请补充比对理由' } },
    { step: 'draft', as: 'handler', after: 1, input: drafted(stopOrder) },
    { step: 'clear', ...reviewer, after: 1, input: { opinion: '同意' } },
    { step: 'redeliberate', as: 'leader', after: 1, input: { reason: '请就第三项再议' } },
    ...decided('infringed', stopOrder, '2022-05-05'),
    { step: 'sue', as: 'handler', after: 5, input: { by: 'respondent', court: '福州市中级人民法院', number: '（2022）示行初3号', on: '2022-05-10' } },
    { step: 'overturned', as: 'handler', after: 60, input: { number: '（2022）示行初3号', on: '2022-07-08', redo: 'yes' } },
    ...decided('infringed', stopOrder, '2022-07-28'),
    { step: 'stand', as: 'clock', after: 16 },
    { step: 'publish', as: 'handler', after: 1, input: { redacted: true } },
    { step: 'urge', as: 'handler', after: 3, input: served('2022-08-17') },
    { step: 'apply', as: 'leader', after: 13, input: { court: '福州市中级人民法院' } },
    { step: 'enforced', as: 'handler', after: 60, input: { result: '执行完毕', number: '（2022）示执1号' } },
    { step: 'archive', as: 'handler', after: 2, input: { volume: '2022-裁-006', pages: 230 } },
  ] },
  { name: '设区市办理，口头审理后裁决', on: '2022-08-22', raw: { ...model, dispute: inCity.dispute }, facts, ends: 'notInfringed', demo: true, steps: [
    { step: 'submit', as: 'applicant' },
    { step: 'accept', as: 'handler', after: 2, input: { handlers: [{ certificate: 'FJCJ-002' }, { certificate: 'FJCJ-003' }, { certificate: 'FJCJ-004' }] } },
    { step: 'serve', as: 'handler', after: 2, input: served('2022-08-26') },
    { step: 'defend', as: 'respondent', after: 11, input: defence },
    { step: 'forward', as: 'handler', after: 2, input: served('2022-09-08', 'mail') },
    { step: 'notify', as: 'handler', after: 7, input: hearing('2022-09-27') },
    { step: 'hear', as: 'handler', after: 12, input: { attended: 'both', record: '双方到庭。' } },
    ...decided('notInfringed', noOrder, '2022-10-16'),
    { step: 'publish', as: 'handler', after: 1, input: { redacted: true } },
    { step: 'stand', as: 'clock', after: 15 },
    { step: 'performed', as: 'handler', after: 2, input: { note: '无须履行。' } },
    { step: 'archive', as: 'handler', after: 2, input: { volume: '2022-裁-007', pages: 96 } },
  ] },
  { name: '请求人无故缺席，按撤回处理', on: '2022-03-01', raw: sound, facts, ends: 'withdrawn', steps: [
    { step: 'submit', as: 'applicant' },
    { step: 'accept', as: 'handler', after: 1, input: three },
    { step: 'serve', as: 'handler', after: 1, input: served('2022-03-03') },
    { step: 'defend', as: 'handler', after: 5, input: defence },
    { step: 'forward', as: 'handler', after: 1, input: served('2022-03-09') },
    { step: 'notify', as: 'handler', after: 1, input: hearing('2022-03-18') },
    { step: 'absent', as: 'leader', after: 8, input: { reason: '经电话和书面通知未到庭，未说明理由', notified: true } },
  ] },
  { name: '不予立案', on: '2022-03-01', raw: inCity, facts, ends: 'declined', steps: [
    { step: 'submit', as: 'applicant' }, { step: 'decline', as: 'leader', after: 3, input: { reason: '没有明确的被控产品' } }] },
  { name: '移送有管辖权的机关', on: '2022-03-01', raw: inCity, facts, ends: 'referred', steps: [
    { step: 'submit', as: 'applicant' }, { step: 'refer', as: 'leader', after: 2, input: { organ: '国家知识产权局', reason: '属于在全国有重大影响的专利侵权纠纷' } }] },
]
