import type { Example, Walk } from '../../../../service/index.ts'

const file = (name: string) => ({ hash: 'e'.repeat(64), name, size: 40_960 })
const fuzhou = { name: '演示·福州闽光示例科技有限公司', creditCode: '91350102DEM000014E', region: '350102' }
const quanzhou = { name: '演示·泉州刺桐示例智能装备有限公司', creditCode: '91350503DEM000022C', region: '350503' }
const agency = { name: '演示·福州榕城示例专利代理事务所（普通合伙）', creditCode: '91350102DEM000137F' }

const sound = {
  who: { applicant: quanzhou, place: '350503', contact: '演示·蔡刺桐 0595-00000000' },
  what: { kind: '发明', route: 'national', title: '一种机器人末端夹持装置', symbol: 'B25J15/00', abstract: '以双连杆实现自适应夹持。', papers: [file('申请文件.pdf')] },
  promise: { same: true, answer: true, undisclosed: true },
}
const chip = { ...sound, who: { applicant: fuzhou, place: '350102', agency, contact: '演示·闽小光 0591-00000000' }, what: { ...sound.what, title: '一种低功耗图像识别方法', symbol: 'G06T7/00', abstract: '以稀疏卷积降低功耗。' } }
const model = { ...sound, what: { ...sound.what, kind: '实用新型', title: '一种鞋底上胶机', symbol: 'A43D25/18' } }
const design = { ...sound, what: { ...sound.what, kind: '外观设计', title: '显示终端', symbol: '14-02' } }
const change = (section: keyof typeof sound, more: object) => ({ ...sound, [section]: { ...sound[section], ...more } })

type Company = typeof fuzhou
export const entity = (of: Company, points = 100, more: object = {}, status = 'active') =>
  ({ register: 'pre-exam-entities', key: of.creditCode, party: of, from: '2022-01-10', status, data: { name: of.name, place: of.region, fields: ['machinery', 'electronics'], filed: '2022-01-10', points, year: 2022, ...more } })
export const reviewers = [
  { register: 'pre-exam-reviewers', key: 'YS-01', from: '2022-01-01', status: 'active', data: { name: '演示·吴预审', account: 'demo.protcentre.handler', fields: ['machinery', 'electronics'] } },
  { register: 'pre-exam-reviewers', key: 'YS-02', from: '2022-01-01', status: 'active', data: { name: '演示·郑预审', account: 'demo.protcentre.handler2', fields: ['machinery', 'electronics'] } },
]
export const peer = (n: number, field: string, state = 'reviewing', reviewer = 'YS-01') => ({ caseId: `p${n}`, number: `示例-${n}`, state, marks: { centre: 'fujian', field, reviewer } })
const facts = { entity: entity(quanzhou), reviewers, queue: [], mine: [] }
const fuzhouFacts = { ...facts, entity: entity(fuzhou) }
const busy = (field: string, n: number) => ({ ...facts, queue: Array.from({ length: n }, (_, i) => peer(i, field)) })

const byReviewer = { as: 'reviewer', who: 'demo.protcentre.handler' }
const accept = { step: 'accept', as: 'window', after: 1, input: { complete: true } }
const pass = (after: number) => ({ step: 'pass', ...byReviewer, after, input: { opinion: '未发现明显缺陷，预审合格。' } })
const filing = (on: string, applicationNumber: string, after: number, more: object = {}) => ({ step: 'file', as: 'applicant', after, input: { filedOn: on, applicationNumber, text: 'same', feePaid: on, ...more } })
const imported = (on: string) => ({ on, source: '回传批次示例' })

export const examples: Example[] = [
  { name: '名录内的发明，无人排队', on: '2022-07-04', raw: sound, facts, expect: { computed: { class: { result: 'hit', field: 'machinery', elsewhere: ['中国（泉州）知识产权保护中心'] }, forecast: { ahead: 0, on: '2022-07-07', late: false } } } },
  // Fourteen ahead at three a day: the fifteenth comes out on the fifth working day.
  { name: '前面有14件，第五个工作日出结果', on: '2022-07-04', raw: sound, facts: busy('machinery', 14), expect: { computed: { forecast: { ahead: 14, on: '2022-07-11', late: false } } } },
  { name: '别的领域排队不影响本件', on: '2022-07-04', raw: sound, facts: busy('electronics', 14), expect: { computed: { forecast: { ahead: 0, on: '2022-07-07', late: false } } } },
  { name: '外观设计填洛迦诺分类号', on: '2022-07-04', raw: design, facts, expect: { computed: { class: { result: 'hit', field: 'electronics', elsewhere: [] } } } },
  { name: '分类号不在名录内，告知可咨询的中心', on: '2022-07-04', raw: change('what', { symbol: 'H01M10/0525' }), facts, expect: { refusedAt: ['class'] } },
  { name: '未备案', on: '2022-07-04', raw: sound, facts: { ...facts, entity: undefined }, expect: { refusedAt: ['entity'] } },
  { name: '备案主体暂停服务', on: '2022-07-04', raw: sound, facts: { ...facts, entity: entity(quanzhou, 55, { suspendedUntil: '2022-09-01' }, 'suspended') }, expect: { refusedAt: ['entity'] } },
  { name: '暂停期已过，可以提交', on: '2022-09-02', raw: sound, facts: { ...facts, entity: entity(quanzhou, 55, { suspendedUntil: '2022-09-01' }, 'suspended') }, expect: {} },
  { name: '备案已取消', on: '2022-07-04', raw: sound, facts: { ...facts, entity: entity(quanzhou, 0, {}, 'cancelled') }, expect: { refusedAt: ['entity'] } },
  {
    name: '经认定后尚在暂停预审的期间', on: '2022-07-04', raw: sound, expect: { refusedAt: ['consequences'] },
    facts: { ...facts, consequences: [{ register: 'filing-consequences', key: '演示核查-1 pre-exam', from: '2022-05-16', to: '2023-05-09', status: 'inForce', data: { name: quanzhou.name, kind: 'pre-exam', filing: '202110000103.8', batch: '演示·2022年第1批', identifiedOn: '2022-05-10', document: '演示处理意见' } }] },
  },
  { name: '本月已满十件', on: '2022-07-04', raw: sound, facts: { ...facts, mine: Array.from({ length: 10 }, (_, i) => peer(i, 'machinery', 'passed')) }, expect: { refusedAt: ['cap'] } },
  ...(['pct', 'phase', 'divisional', 'secret', 'dual'] as const).map((route): Example => ({ name: `不收：${route}`, on: '2022-07-04', raw: change('what', { route }), facts, expect: { refusedAt: ['what.route'] } })),
  { name: '发明不能填洛迦诺分类号', on: '2022-07-04', raw: change('what', { symbol: '14-02' }), facts, expect: { refusedAt: ['what.symbol'] } },
  { name: '没有信用代码', on: '2022-07-04', raw: change('who', { applicant: { name: '演示·无码' } }), facts, expect: { refusedAt: ['who.applicant'] } },
  { name: '未作保密承诺', on: '2022-07-04', raw: change('promise', { undisclosed: false }), facts, expect: { refusedAt: ['promise.undisclosed'] } },
]

export const walks: Walk[] = [
  { name: '补正一次后合格，快速标记，授权', on: '2022-07-04', raw: sound, facts, ends: 'granted', demo: true, steps: [
    { step: 'submit', as: 'applicant' }, accept,
    { step: 'correct', ...byReviewer, after: 3, input: { defects: '权利要求2引用关系不清' } },
    { step: 'resubmit', as: 'applicant', after: 3, input: sound },
    pass(2),
    filing('2022-07-14', '202210456789.6', 1),
    { step: 'mark', as: 'manager', after: 4, input: imported('2022-07-18') },
    { step: 'action', as: 'applicant', after: 14, input: { received: '2022-08-01', number: '示例发文1' } },
    { step: 'answer', as: 'applicant', after: 8, input: { on: '2022-08-09' } },
    { step: 'granted', as: 'manager', after: 35, input: { ...imported('2022-09-13'), announcement: 'CN示例B' } },
  ] },
  { name: '预审不合格', on: '2022-07-05', raw: chip, facts: fuzhouFacts, ends: 'unqualified', demo: true, steps: [
    { step: 'submit', as: 'applicant' }, accept, { step: 'fail', ...byReviewer, after: 5, input: { opinion: '与检出文献相比不具备新颖性。' } }] },
  { name: '合格后逾期未提交，失去快速通道', on: '2022-06-20', raw: model, facts, ends: 'lost', demo: true, steps: [
    // Passed 24 June: ten days end on Monday 4 July; one more working day for the number.
    { step: 'submit', as: 'applicant' }, accept, pass(3), { step: 'overdue', as: 'clock', after: 11 }, { step: 'lose', as: 'clock', after: 1 }] },
  { name: '文本不一致、缴费和回传迟延，扣分后被驳回', on: '2022-07-04', raw: chip, facts: fuzhouFacts, ends: 'rejected', steps: [
    { step: 'submit', as: 'applicant' }, accept, pass(3),
    filing('2022-07-11', '202210567890.9', 8, { text: 'differs', feePaid: '2022-07-12' }),
    { step: 'mark', as: 'manager', after: 4, input: imported('2022-07-20') },
    { step: 'rejected', as: 'manager', after: 60, input: imported('2022-09-17') }] },
  { name: '最后一日提交，次日回传', on: '2022-06-20', raw: model, facts, ends: 'granted', steps: [
    { step: 'submit', as: 'applicant' }, accept, pass(3), { step: 'overdue', as: 'clock', after: 11 }, { ...filing('2022-07-04', '202220678901.6', 0) },
    { step: 'mark', as: 'manager', after: 4, input: imported('2022-07-08') }, { step: 'granted', as: 'manager', after: 30, input: { ...imported('2022-08-05'), announcement: 'CN示例U' } }] },
  { name: '逾期未答复审查意见', on: '2022-07-04', raw: sound, facts, ends: 'lost', steps: [
    { step: 'submit', as: 'applicant' }, accept, pass(3), filing('2022-07-11', '202210456789.6', 3),
    { step: 'mark', as: 'manager', after: 4, input: imported('2022-07-15') },
    { step: 'action', as: 'manager', after: 17, input: { received: '2022-08-01', number: '示例发文2' } }, { step: 'silence', as: 'clock', after: 11 }] },
  { name: '标记后无正当理由撤回', on: '2022-07-04', raw: sound, facts, ends: 'dropped', steps: [
    { step: 'submit', as: 'applicant' }, accept, pass(3), filing('2022-07-11', '202210456789.6', 3),
    { step: 'mark', as: 'manager', after: 4, input: imported('2022-07-15') }, { step: 'giveUp', as: 'applicant', after: 5, input: { cause: 'none', reason: '商业考虑' } }] },
  { name: '被认定为非正常申请', on: '2022-07-04', raw: sound, facts, ends: 'lost', steps: [
    { step: 'submit', as: 'applicant' }, accept, pass(3), filing('2022-07-11', '202210456789.6', 3),
    { step: 'abnormal', as: 'manager', after: 10, input: { notice: '示例认定1', on: '2022-07-20' } }] },
  { name: '未获快速标记', on: '2022-07-04', raw: sound, facts, ends: 'lost', steps: [
    { step: 'submit', as: 'applicant' }, accept, pass(3), filing('2022-07-11', '202210456789.6', 3),
    { step: 'unmarked', as: 'manager', after: 4, input: { ...imported('2022-07-15'), reason: '分类号不在批复领域' } }] },
  { name: '提供虚假材料', on: '2022-07-04', raw: sound, facts, ends: 'unqualified', steps: [
    { step: 'submit', as: 'applicant' }, accept, { step: 'falsify', as: 'manager', after: 3, input: { facts: '研发合同系伪造', proof: [file('核查记录.pdf')] } }] },
  { name: '不予受理', on: '2022-07-04', raw: sound, facts, ends: 'unqualified', steps: [
    { step: 'submit', as: 'applicant' }, { step: 'refuse', as: 'window', after: 1, input: { reason: '申请文件缺说明书' } }] },
  { name: '外观设计，预审后授权', on: '2022-09-15', raw: design, facts, ends: 'granted', demo: true, steps: [
    { step: 'submit', as: 'applicant' }, accept, pass(5), filing('2022-09-26', '202230789012.2', 5),
    { step: 'mark', as: 'manager', after: 3, input: imported('2022-09-28') }, { step: 'granted', as: 'manager', after: 29, input: { ...imported('2022-10-25'), announcement: 'CN示例S' } }] },
  { name: '标记后有正当理由撤回', on: '2022-09-08', raw: model, facts, ends: 'dropped', demo: true, steps: [
    { step: 'submit', as: 'applicant' }, accept, pass(7), filing('2022-09-23', '202220678901.6', 7),
    { step: 'mark', as: 'manager', after: 4, input: imported('2022-09-26') }, { step: 'giveUp', as: 'applicant', after: 10, input: { cause: 'sound', reason: '发现在先公开，主动放弃' } }] },
  { name: '预审中撤回', on: '2022-07-04', raw: sound, facts, ends: 'withdrawn', steps: [
    { step: 'submit', as: 'applicant' }, accept, { step: 'withdraw', as: 'applicant', after: 1, input: { reason: '改由普通途径申请' } }] },
]
