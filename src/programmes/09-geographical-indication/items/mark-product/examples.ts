import type { Day } from '../../../../kernel/index.ts'
import type { Example, Walk } from '../../../../service/index.ts'

const fuding = { name: '演示·福鼎太姥示例白茶专业合作社', creditCode: '93350982DEM00009X3' }
const anxi = { name: '演示·安溪西坪示例茶业有限公司', creditCode: '91350524DEM000102D' }
const xiamen = { name: '演示·厦门同安示例果业专业合作社', creditCode: '93350212DEM0001106' }
const gushan = { name: '演示·福州鼓山示例茶业有限公司', creditCode: '91350102DEM000145A' }
const diantou = { name: '演示·福鼎点头示例茶业专业合作社', creditCode: '93350982DEM0001534' }
const merged = { name: '演示·泉州刺桐示例智能装备有限公司', creditCode: '91350503DEM000022C' }
const file = (name: string, mark = 'd') => [{ hash: mark.repeat(64), name, size: 20_480 }]

interface Told { who?: typeof fuding; contact?: string; method?: string; kind?: string; product?: string; origin?: string; town?: string; standard?: string; tested?: Day; proved?: Day; result?: string; output?: number }
export const filing = ({
  who = fuding, contact = '演示·白太姥', method = '福鼎大毫茶，萎凋、干燥', kind = 'cooperative', product = 'fuding-white-tea', origin = '350982', town = '点头镇',
  standard = 'DB35/T 1076-2010', tested = '2022-03-10', proved = '2022-03-15', result = 'pass', output = 20_000,
}: Told = {}) => ({
  applicant: { producer: who, kind, address: `${town}示例路1号`, contact, phone: '0593-00000000' },
  product: { product, origin, town, site: `${town}示例村2号`, method, standard, output },
  origin: { issuer: '县（市、区）政府指定的产地证明机构（示例）', number: 'CD-2022-031', on: proved, paper: file('产地证明.pdf') },
  report: { laboratory: '示例检验检测中心', number: 'JY-2022-118', on: tested, result, paper: file('检验报告.pdf') },
  proof: { quality: file('质量管控制度.pdf'), promise: true },
})
const tieguanyin: Told = { who: anxi, contact: '演示·王西坪', method: '铁观音品种，做青、炒青、包揉、烘干', kind: 'enterprise', product: 'anxi-tieguanyin', origin: '350524', town: '西坪镇', standard: 'GB/T 19598-2006' }
const longan: Told = { who: xiamen, contact: '演示·叶同安', method: '凤梨穗品种，鲜果', product: 'tongan-longan', origin: '350212', town: '莲花镇', standard: 'Q/TA 0001S-2021', output: 8_000 }
const jasmine: Told = { who: gushan, contact: '演示·林茉莉', method: '茉莉鲜花窨制，通花、起花、烘干', kind: 'enterprise', product: 'fuzhou-jasmine-tea', origin: '350102', town: '鼓山示例片区', standard: 'Q/EX 0001S-2021', output: 12_000 }
const inForce = {
  register: 'gi-mark-users', key: '93350982DEM00009X3/fuding-white-tea', from: '2020-07-03', status: 'using',
  data: { number: '福建省知识产权局〔2020〕1号' },
}

const on = '2022-04-01'
export const examples: Example[] = [
  { name: '福鼎合作社申请福鼎白茶', on, raw: filing(), expect: {} },
  { name: '安溪企业申请安溪铁观音', on, raw: filing(tieguanyin), expect: {} },
  { name: '厦门同安的合作社申请同安凤梨穗龙眼', on, raw: filing(longan), expect: {} },
  {
    name: '市级公告的产品，市内各县都在范围内', on,
    raw: filing({ product: 'fuzhou-jasmine-tea', origin: '350102', town: '鼓东街道', standard: 'Q/EX 0001S-2021' }), expect: {},
  },
  { name: '标准号用全角和空格书写', on, raw: filing({ ...tieguanyin, standard: 'ＧＢ/Ｔ　19598—2006' }), expect: {} },
  { name: '检验报告恰满十二个月', on, raw: filing({ tested: '2021-04-01' }), expect: {} },
  { name: '停止使用后重新申请', on, raw: filing(), facts: { user: { ...inForce, status: 'stopped' } }, expect: {} },
  { name: '厦门的企业申请福鼎白茶，产地不在保护范围', on, raw: filing({ who: xiamen, origin: '350212', town: '莲花镇' }), expect: { refusedAt: ['inArea'] } },
  { name: '在安溪生产的不能用福鼎白茶的标志', on, raw: filing({ who: anxi, origin: '350524', town: '西坪镇' }), expect: { refusedAt: ['inArea'] } },
  { name: '产地在省外', on, raw: filing({ origin: '330702' }), expect: { refusedAt: ['place-unknown'] } },
  { name: '已是该产品的合法使用人', on, raw: filing(), facts: { user: inForce }, expect: { refusedAt: ['notUser'] } },
  { name: '检验报告过期', on, raw: filing({ tested: '2021-03-31' }), expect: { refusedAt: ['report.on'] } },
  { name: '检验报告日期在将来', on, raw: filing({ tested: '2022-04-02' }), expect: { refusedAt: ['report.on'] } },
  { name: '检验不合格', on, raw: filing({ result: 'fail' }), expect: { refusedAt: ['report.result'] } },
  { name: '产地证明日期在将来', on, raw: filing({ proved: '2022-04-02' }), expect: { refusedAt: ['origin.on'] } },
  { name: '标准与产品不符', on, raw: filing({ standard: 'GB/T 22291-2017' }), expect: { refusedAt: ['product.standard'] } },
  { name: '不在名录的产品', on, raw: filing({ product: 'unknown' }), expect: { refusedAt: ['product.product'] } },
  { name: '没有统一社会信用代码', on, raw: filing({ who: { name: '某茶农' } as typeof fuding }), expect: { refusedAt: ['applicant.producer'] } },
]

type Steps = Walk['steps']
const submit: Steps = [{ step: 'submit', as: 'applicant' }]
const site = (day: Day, over: Record<string, string> = {}) => ({
  on: day, inspectors: '演示·陈某、演示·林某', inArea: 'yes', asStandard: 'yes', truthful: 'yes', opinion: '产地、生产场所和工艺与申报一致',
  photos: file('现场照片.jpg', 'e'), ...over,
})
const until = (inspected: Day, over: Record<string, string> = {}): Steps => [
  ...submit, { step: 'accept', as: 'window', after: 5 },
  { step: 'inspect', as: 'inspector', after: 7, input: site(inspected, over) },
]
const proposed = (inspected: Day): Steps => [...until(inspected), { step: 'propose', as: 'examiner', after: 2, input: { opinion: '材料齐全，核查合格，报请核准' } }]
const approved = (inspected: Day): Steps => [...proposed(inspected), { step: 'approve', as: 'leader', after: 3 }]
/** Handed in on 1 April 2022, announced on 29 April. */
const using: Steps = [...approved('2022-04-12'), { step: 'confirm', as: 'examiner', after: 11 }]
const reportOf = (year: number, over: Record<string, unknown> = {}) => ({
  year, quantity: 18_500, value: '3700000', labels: 40_000, farmers: 120, promise: true, ...over,
})
const papers = file('证明.pdf', 'f')
const order = (ground: string, over: Record<string, unknown> = {}) => ({
  step: 'order', as: 'local', after: 30, input: { ground, facts: '抽样检验水分不合格，限期整改', ...over },
})

export const walks: Walk[] = [
  { name: '福鼎白茶核准使用', on: '2022-04-01', raw: filing(), ends: 'using', demo: true, steps: using },
  { name: '安溪铁观音补正后公示', on: '2022-08-29', raw: filing({
    ...tieguanyin, tested: '2022-08-10', proved: '2022-08-15',
  }), ends: 'publicity', demo: true, steps: [
    ...submit, { step: 'correct', as: 'window', after: 2, input: { defects: '产地证明未写明乡镇，请补正' } }, {
      step: 'resubmit', as: 'applicant', after: 2, input: filing({ ...tieguanyin, tested: '2022-08-10', proved: '2022-09-01' }),
    }, ...approved('2022-09-13').slice(1)] },
  { name: '厦门同安的产品核准后接受抽查', on: '2022-05-27', raw: filing({
    ...longan, tested: '2022-05-20', proved: '2022-05-25',
  }), ends: 'using', demo: true, steps: [
    ...approved('2022-06-07'), { step: 'confirm', as: 'examiner', after: 11 }, {
      step: 'check', as: 'inspector', after: 60,
      input: { on: '2022-08-22', way: 'random', result: 'fine', record: '专用标志图样和信用代码标注规范' },
    }] },
  { name: '现场核查产地不实，不予核准', on: '2022-04-01', raw: filing(tieguanyin), ends: 'refused', demo: true, steps: [
    ...until('2022-04-12', { inArea: 'no', opinion: '实际生产场所不在保护范围内' }), {
      step: 'propose', as: 'examiner', after: 2, input: { opinion: '产地不实，建议不予核准' },
    }, { step: 'refuse', as: 'leader', after: 3, input: { reason: '经现场核查，产地不在保护范围内' } }] },
  { name: '福州茉莉花茶已受理，等待现场核查', on: '2022-09-09', raw: filing({ ...jasmine, tested: '2022-08-20', proved: '2022-08-25' }), ends: 'onsite', demo: true, steps: [...submit, { step: 'accept', as: 'window', after: 5 }] },
  { name: '福鼎另一家合作社核查合格，等待核准决定', on: '2022-09-02', raw: filing({ who: diantou, contact: '演示·方点头', tested: '2022-08-10', proved: '2022-08-15' }), ends: 'decision', demo: true, steps: proposed('2022-09-13') },
  {
    name: '材料不属本事项，不予受理', on: '2022-04-01', raw: filing(), ends: 'refused',
    steps: [...submit, { step: 'reject', as: 'local', after: 3, input: { reason: '申请的是证明商标的使用许可，请向商标注册人申请' } }],
  },
  { name: '县局不便核查，移送市局', on: '2022-04-01', raw: filing(), ends: 'review', steps: [
    ...submit, { step: 'accept', as: 'window', after: 3 }, {
      step: 'transfer', as: 'inspector', after: 1, input: { unit: 'fj.3509', reason: '核查人员与申请人有利害关系，请市局核查' },
    }, { step: 'inspect', as: 'inspector', after: 5, input: site('2022-04-09') }] },
  { name: '补充核查后核准', on: '2022-04-01', raw: filing(), ends: 'publicity', steps: [
    ...until('2022-04-12'), {
      step: 'back', as: 'examiner', after: 2, input: { reason: '请补拍生产场所照片' },
    }, {
      step: 'inspect', as: 'inspector', after: 3, input: site('2022-04-15'),
    }, ...proposed('2022-04-15').slice(3), { step: 'approve', as: 'leader', after: 2 }] },
  { name: '按期报送两个年度的用标报告', on: '2022-04-01', raw: filing(), ends: 'using', steps: [
    ...using, { step: 'report', as: 'applicant', after: 300, input: reportOf(2022) }, {
      step: 'report', as: 'applicant', after: 365, input: reportOf(2023, { value: '4100000' }),
    }] },
  {
    name: '逾期未报列入异常名录', on: '2022-04-01', raw: filing(), ends: 'abnormal',
    steps: [...using, { step: 'list', as: 'local', after: 345, input: { reason: '经催报仍未报送' } }],
  },
  { name: '补报后移出异常名录', on: '2022-04-01', raw: filing(), ends: 'using', steps: [
    ...using, {
      step: 'list', as: 'local', after: 345, input: { reason: '经催报仍未报送' },
    }, { step: 'report', as: 'applicant', after: 10, input: reportOf(2022) }, { step: 'delist', as: 'local', after: 2, input: { reason: '已补报' } }] },
  { name: '公司合并，变更名称和信用代码', on: '2022-04-01', raw: filing(), ends: 'using', steps: [
    ...using, {
      step: 'change', as: 'applicant', after: 40,
      input: { name: merged.name, creditCode: merged.creditCode, reason: '吸收合并', papers },
    }, { step: 'agree', as: 'leader', after: 5 }] },
  { name: '生产场所搬到镇内新址', on: '2022-04-01', raw: filing(), ends: 'using', steps: [
    ...using, {
      step: 'change', as: 'applicant', after: 40, input: { town: '管阳镇', site: '管阳镇示例村9号', reason: '扩建', papers },
    }, { step: 'agree', as: 'leader', after: 5 }] },
  { name: '变更材料不足，不予变更', on: '2022-04-01', raw: filing(), ends: 'using', steps: [
    ...using, {
      step: 'change', as: 'applicant', after: 40, input: { name: '演示·新名称合作社', reason: '更名', papers },
    }, { step: 'disagree', as: 'leader', after: 5, input: { reason: '未提交登记机关的变更证明' } }] },
  { name: '整改合格继续使用', on: '2022-04-01', raw: filing(), ends: 'using', steps: [
    ...using, order('label'), {
      step: 'rectify', as: 'applicant', after: 20, input: { done: '已更换包装，补标信用代码', papers },
    }, { step: 'verify', as: 'inspector', after: 5, input: { result: 'pass', record: '整改到位' } }] },
  { name: '整改不合格，暂停使用', on: '2022-04-01', raw: filing(), ends: 'paused', steps: [
    ...using, order('standard'), { step: 'rectify', as: 'applicant', after: 20, input: { done: '已更换设备', papers } }, {
      step: 'verify', as: 'inspector', after: 5, input: { result: 'fail', record: '复检仍不合格' },
    }, { step: 'pause', as: 'leader', after: 3, input: { reason: '连续两批检验不合格' } }] },
  { name: '暂停后复查合格，恢复使用', on: '2022-04-01', raw: filing(), ends: 'using', steps: [
    ...using, order('standard'), { step: 'pause', as: 'leader', after: 3, input: { reason: '检验不合格，先行暂停' } }, {
      step: 'rectify', as: 'applicant', after: 30, input: { done: '已更换设备', papers },
    },
    {
      step: 'recheck', as: 'inspector', after: 5, input: { result: 'pass', record: '复检合格' },
    }, { step: 'reinstate', as: 'leader', after: 2, input: { reason: '复查合格' } }] },
  { name: '整改期满仍不合格，停止使用', on: '2022-04-01', raw: filing(), ends: 'stopped', steps: [
    ...using, order('standard'), {
      step: 'verify', as: 'inspector', after: 65, input: { result: 'fail', record: '逾期未整改' },
    }, { step: 'stop', as: 'leader', after: 3, input: { reason: '未按标准组织生产，逾期未整改' } }] },
  { name: '两年未使用，停止使用', on: '2022-04-01', raw: filing(), ends: 'stopped', steps: [
    ...using, order('unused', { after: 0, unusedSince: '2022-05-01', facts: '自2022年5月起未在产品上使用专用标志' }), {
      step: 'stop', as: 'leader', after: 710, input: { reason: '责令整改后仍未使用，已满两年' },
    }] },
  {
    name: '主动注销', on: '2022-04-01', raw: filing(), ends: 'cancelled',
    steps: [...using, { step: 'cancel', as: 'applicant', after: 100, input: { reason: '不再生产福鼎白茶' } }],
  },
  {
    name: '主体吊销，依职权注销', on: '2022-04-01', raw: filing(), ends: 'cancelled',
    steps: [...using, { step: 'strike', as: 'leader', after: 100, input: { ground: 'dissolved', reason: '营业执照已被吊销' } }],
  },
]
