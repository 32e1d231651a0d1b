import { type Day, type Fen, yuan } from '../../../../kernel/index.ts'
import type { Example, Walk } from '../../../../service/index.ts'

const fuzhou = { name: '演示·福州闽光示例科技有限公司', creditCode: '91350102DEM000014E' }
const quanzhou = { name: '演示·泉州刺桐示例智能装备有限公司', creditCode: '91350503DEM000022C' }
const ningde = { name: '演示·宁德三都示例新能源材料有限公司', creditCode: '91350902DEM000030D' }
const pingtan = { name: '演示·平潭麒麟示例海洋装备有限公司', creditCode: '91350128DEM000049N' }
const xiamen = { name: '演示·厦门鹭岛示例电子有限公司', creditCode: '91350203DEM000057F' }
const bank = { name: '演示·海峡示例银行福州分行', creditCode: '91350102DEM000073H' }
const invention = '202011141538.6'
/** What each firm of the demonstration holds, and who speaks for it. */
const held: Record<string, { patent: string; contact: string; phone: string }> = {
  [fuzhou.name]: { patent: invention, contact: '演示·闽小光', phone: '0591-00000000' },
  [quanzhou.name]: { patent: '201910456123.9', contact: '演示·蔡刺桐', phone: '0595-00000000' },
  [ningde.name]: { patent: '201911335380.3', contact: '演示·余三都', phone: '0593-00000000' },
  [pingtan.name]: { patent: '201720345678.2', contact: '演示·潘麒麟', phone: '0591-00000001' },
}
const another = '201811223344.3'
export const file = (name: string, mark = 'a') => [{ hash: mark.repeat(64), name, size: 20_480 }]

interface LoanLine { contract: string; principal: Fen; rate: number; from: Day; due: Day; extendedTo?: Day; cover: 'none' | 'insurance' | 'guarantee'; covered?: Fen }
/** A loan of a year that ends in 2021, repaid on the day agreed; `over` changes what the example is about. */
const loan = (contract: string, principal: Fen, over: Partial<LoanLine> = {}): LoanLine =>
  ({ contract, principal, rate: 4.35, from: '2020-03-02', due: '2021-03-02', cover: 'none', ...over })

const of = (firm: { name: string }) => held[firm.name] ?? held[fuzhou.name]!

interface Told { firm?: typeof fuzhou; region?: string; size?: string; loans: LoanLine[]; repayments?: { contract: string; on: Day; amount: Fen }[]; pledges?: { contract: string; patent: string; registration: string; on: Day }[] }
export const filing = ({ firm = fuzhou, region = '350102', size = 'small', loans, repayments, pledges }: Told) => ({
  applicant: { enterprise: firm, region, size, contact: of(firm).contact, phone: of(firm).phone },
  lender: { bank },
  loan: {
    loans,
    repayments: repayments ?? loans.map((l) => ({ contract: l.contract, on: l.due, amount: l.principal })),
    pledges: pledges ?? loans.map((l) => ({ contract: l.contract, patent: of(firm).patent, registration: 'Y2020350000012', on: l.from })),
  },
  proof: {
    contracts: file('借款合同.pdf'), repaid: file('还款凭证.pdf'), registered: file('登记通知书.pdf'), promise: true,
    ...(loans.some((l) => l.cover !== 'none') ? { cover: file('担保合同.pdf') } : {}),
  },
})
const one = (over: Partial<LoanLine> = {}, principal = yuan(5_000_000)) => filing({ loans: [loan('HX-2020-001', principal, over)] })
const covered = (part: number, size = 'small') => filing({
  size, loans: [loan('HX-2020-001', yuan(5_000_000), { cover: 'guarantee', covered: yuan(part) })],
})

export const paidLine = (amount: Fen, over: Record<string, unknown> = {}) =>
  ({
    register: 'subsidy-payments', key: 'interest-subsidy-0', from: '2021-09-01', status: 'paid',
    data: { kind: 'interest-subsidy', amount, loans: [{ bank: bank.creditCode, contract: 'HX-2018-009' }], ...over },
  })
const patentLine = (key: string, status: string, data: Record<string, unknown> = {}) => ({
  register: 'patent-status', key, from: '2020-01-01', status, data,
})
const granted = (amount: Fen, state = 'payable') => ({ caseId: 'other', number: 'TX-9', state, marks: { firm: fuzhou.creditCode, approved: amount } })

const on = '2022-08-01'
export const examples: Example[] = [
  { name: '500万元一年，执行利率4.35%，12月LPR3.8%', on, raw: one(), expect: { computed: { subsidy: yuan(38_000) } } },
  { name: '同一贷款由政策性担保全额覆盖', on, raw: covered(5_000_000), expect: { computed: { subsidy: yuan(95_000) } } },
  { name: '3000万元，超过累计上限', on, raw: one({}, yuan(30_000_000)), expect: { computed: { worked: yuan(228_000), subsidy: yuan(200_000) } } },
  // 200万 × 3.8% × 50% + 300万 × 3.8% × 20% = 38,000 + 22,800
  { name: '担保只覆盖200万元，两部分分别计算', on, raw: covered(2_000_000), expect: { computed: { subsidy: yuan(60_800) } } },
  { name: '中型企业有担保，仍按一般比例', on, raw: covered(5_000_000, 'medium'), expect: { computed: { subsidy: yuan(38_000) } } },
  { name: '执行利率3.5%低于LPR，按执行利率', on, raw: one({ rate: 3.5 }), expect: { computed: { subsidy: yuan(35_000) } } },
  // 500万 × 3.8% × 20% × 244/365 = 25,402.739…
  {
    name: '放款后四个月才登记质押，只算登记以后', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000))],
      pledges: [{ contract: 'HX-2020-001', patent: invention, registration: 'Y2020350000012', on: '2020-07-01' }],
    }),
    expect: { computed: { subsidy: yuan(25_402.73) } },
  },
  // 200万 × 3.8% × 20% × 184/365 = 7,662.465…；300万 × 3.8% × 20% × 1年 = 22,800
  {
    name: '分次归还，各部分按各自占用的天数', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000))],
      repayments: [
        { contract: 'HX-2020-001', on: '2020-09-02', amount: yuan(2_000_000) },
        { contract: 'HX-2020-001', on: '2021-03-02', amount: yuan(3_000_000) },
      ],
    }),
    expect: { computed: { subsidy: yuan(30_462.46) } },
  },
  // 500万 × 3.8% × 20% × 184/365 = 19,156.164…：30 days late are not counted
  {
    name: '逾期一个月还清，逾期天数不计', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000), { from: '2020-09-01', due: '2021-03-04' })],
      repayments: [{ contract: 'HX-2020-001', on: '2021-04-03', amount: yuan(5_000_000) }],
    }),
    expect: { computed: { subsidy: yuan(19_156.16) } },
  },
  {
    name: '半年贷款展期半年，合计一年', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000), { due: '2020-09-02', extendedTo: '2021-03-02' })],
      repayments: [{ contract: 'HX-2020-001', on: '2021-03-02', amount: yuan(5_000_000) }],
    }),
    expect: { computed: { subsidy: yuan(38_000) } },
  },
  { name: '两年期贷款，只贴一年', on, raw: one({ from: '2019-06-01', due: '2021-06-01' }), expect: { computed: { subsidy: yuan(38_000) } } },
  { name: '跨闰年二月的一年仍是一年', on, raw: one({ from: '2020-01-15', due: '2021-01-15' }), expect: { computed: { subsidy: yuan(38_000) } } },
  {
    name: '两笔贷款合计228,000元，共用一个上限', on,
    raw: filing({ loans: [loan('HX-2020-001', yuan(20_000_000)), loan('HX-2020-002', yuan(10_000_000))] }),
    expect: { computed: { worked: yuan(228_000), subsidy: yuan(200_000) } },
  },
  {
    name: '前年已拨15万元，另有3万元已审定待拨', on, raw: one(), facts: { paid: [paidLine(yuan(150_000))], others: [granted(yuan(30_000))] },
    expect: { computed: { worked: yuan(38_000), subsidy: yuan(20_000) } },
  },
  {
    name: '追回的资金腾出余额', on, raw: one(), facts: { paid: [paidLine(yuan(180_000), { recovered: yuan(180_000) })] },
    expect: { computed: { subsidy: yuan(38_000) } },
  },
  {
    name: '在审未审定的其他申请不占余额', on, raw: one(), facts: { others: [granted(yuan(190_000), 'examination')] },
    expect: { computed: { subsidy: yuan(38_000) } },
  },

  {
    name: '厦门企业不在省级补助范围', on, raw: filing({ firm: xiamen, region: '350203', loans: [loan('HX-2020-001', yuan(5_000_000))] }),
    expect: { refusedAt: ['out-of-jurisdiction'] },
  },
  { name: '注册地只选到省', on, raw: filing({ region: '350000', loans: [loan('HX-2020-001', yuan(5_000_000))] }), expect: { refusedAt: ['applicant.region'] } },
  { name: '累计已达20万元', on, raw: one(), facts: { paid: [paidLine(yuan(200_000))] }, expect: { refusedAt: ['room'] } },
  {
    name: '该笔贷款享受过补助', on, raw: one(),
    facts: { paid: [paidLine(yuan(10_000), { loans: [{ bank: bank.creditCode, contract: 'HX-2020-001' }] })] },
    expect: { refusedAt: ['firstAid'] },
  },
  {
    name: '质押专利涉非正常申请', on, raw: one(), facts: { patents: [patentLine(invention, 'valid', { abnormal: 'listed' })] },
    expect: { refusedAt: ['honest'] },
  },
  {
    name: '企业经认定，尚在不予资助的期间', on, raw: one(),
    facts: { consequences: [{ register: 'filing-consequences', key: '演示核查-1 subsidy', from: '2022-05-16', to: '2023-05-09', status: 'inForce', data: { name: fuzhou.name, kind: 'subsidy', filing: '202110000103.8', batch: '演示·2022年第1批', identifiedOn: '2022-05-10', document: '演示处理意见' } }] },
    expect: { refusedAt: ['consequences'] },
  },
  {
    name: '所填登记日与登记簿不符', on, raw: one(), facts: { patents: [patentLine(invention, 'valid', { pledgedOn: '2020-08-01' })] },
    expect: { refusedAt: ['pledged'] },
  },
  {
    name: '还清前专利权已终止', on, raw: one(), facts: { patents: [patentLine(invention, 'ended', { endedOn: '2020-12-01' })] },
    expect: { refusedAt: ['pledged'] },
  },
  {
    name: '还清后才登记质押', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000))],
      pledges: [{ contract: 'HX-2020-001', patent: invention, registration: 'Y2021350000012', on: '2021-04-01' }],
    }),
    expect: { refusedAt: ['aided'] },
  },
  {
    name: '尚未还清', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000))],
      repayments: [{ contract: 'HX-2020-001', on: '2021-03-02', amount: yuan(4_000_000) }],
    }),
    expect: { refusedAt: ['loan.repayments'] },
  },
  { name: '今年还清的，等12月LPR公布', on, raw: one({ from: '2021-03-01', due: '2022-03-01' }), expect: { refusedAt: ['loan.repayments'] } },
  { name: '还款日晚于今日', on: '2021-02-01', raw: one(), expect: { refusedAt: ['loan.repayments', 'loan.repayments'] } },
  {
    name: '还款日早于放款日', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000))],
      repayments: [{ contract: 'HX-2020-001', on: '2020-02-02', amount: yuan(5_000_000) }],
    }),
    expect: { refusedAt: ['loan.repayments'] },
  },
  {
    name: '还本写到另一份合同上', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000))],
      repayments: [{ contract: 'HX-2020-001', on: '2021-03-02', amount: yuan(5_000_000) }, { contract: 'HX-9', on: '2021-03-02', amount: yuan(1) }],
    }),
    expect: { refusedAt: ['loan.repayments'] },
  },
  {
    name: '同一合同填了两行', on, raw: filing({ loans: [loan('HX-2020-001', yuan(5_000_000)), loan('HX-2020-001', yuan(5_000_000))] }),
    expect: { refusedAt: ['loan.loans', 'loan.repayments'] },
  },
  { name: '本金为零', on, raw: one({}, yuan(0)), expect: { refusedAt: ['loan.loans', 'loan.repayments'] } },
  {
    name: '到期日早于放款日', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000), { due: '2020-03-01' })],
      repayments: [{ contract: 'HX-2020-001', on: '2021-03-02', amount: yuan(5_000_000) }],
    }),
    expect: { refusedAt: ['loan.loans'] },
  },
  { name: '担保覆盖额超过本金', on, raw: covered(6_000_000), expect: { refusedAt: ['loan.loans'] } },
  {
    name: '有一笔贷款没有质押专利', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000)), loan('HX-2020-002', yuan(5_000_000))],
      pledges: [{ contract: 'HX-2020-001', patent: invention, registration: 'Y1', on: '2020-03-02' }],
    }),
    expect: { refusedAt: ['loan.pledges'] },
  },
  {
    name: '质押登记日晚于今日', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000))],
      pledges: [{ contract: 'HX-2020-001', patent: invention, registration: 'Y1', on: '2022-09-02' }],
    }),
    expect: { refusedAt: ['loan.pledges'] },
  },
  {
    name: '有担保没有传担保合同', on, raw: { ...covered(5_000_000), proof: { ...covered(5_000_000).proof, cover: [] } },
    expect: { refusedAt: ['proof.cover'] },
  },
  {
    name: '专利号写错一位', on,
    raw: filing({
      loans: [loan('HX-2020-001', yuan(5_000_000))],
      pledges: [{ contract: 'HX-2020-001', patent: '202011141538.7', registration: 'Y1', on: '2020-03-02' }],
    }),
    expect: { refusedAt: ['loan.pledges.0.patent'] },
  },
]

type Steps = Walk['steps']
const submit: Steps = [{ step: 'submit', as: 'applicant' }]
const confirmed: Steps = [
  ...submit,
  { step: 'vouch', as: 'bank', after: 2, input: { statement: '所列贷款、利率、还本日期与本行记录一致，未发现挪用', sealed: file('银行确认函.pdf', 'b') } },
]
const recommended: Steps = [...confirmed, { step: 'recommend', as: 'city', after: 5, input: { opinion: '企业在本市注册，材料齐全，推荐' } }]
const accepted: Steps = [...recommended, { step: 'accept', as: 'centre', after: 2 }]
const examined: Steps = [...accepted, { step: 'advise', as: 'centre', after: 6, input: { advice: 'support', opinion: '合同、凭证、登记通知书相互印证，测算无误' } }]
const passed: Steps = [...examined, { step: 'pass', as: 'examiner', after: 3, input: { opinion: '同意中心意见，报请审定' } }]
const approved: Steps = [...passed, { step: 'approve', as: 'leader', after: 3, input: { opinion: '同意' } }]
const settled: Steps = [...approved, { step: 'confirm', as: 'examiner', after: 9 }]
const paid: Steps = [...settled, { step: 'pay', as: 'payer', after: 8, input: { voucher: '闽财支付-2022-0815', on: '2022-09-05' } }]

const company = filing({ firm: quanzhou, region: '350503', size: 'medium', loans: [
  loan('HX-2020-021', yuan(8_000_000)), loan('HX-2020-022', yuan(3_000_000), { rate: 3.65 }),
], pledges: [
  {
    contract: 'HX-2020-021', patent: held[quanzhou.name]!.patent, registration: 'Y2020350000021', on: '2020-03-05',
  }, { contract: 'HX-2020-022', patent: another, registration: 'Y2020350000022', on: '2020-03-02' }] })
const insured = filing({
  firm: ningde, region: '350902', size: 'small',
  loans: [loan('HX-2020-031', yuan(5_000_000), { cover: 'insurance', covered: yuan(5_000_000) })],
})
/** A plain loan of a year, for a case that somebody has yet to act on. */
const waiting = (firm: typeof fuzhou, region: string, size: string, contract: string, principal: number) => filing({ firm, region, size, loans: [loan(contract, yuan(principal))] })

export const walks: Walk[] = [
  { name: '一笔贷款贴息到账', on: '2022-08-01', raw: one(), ends: 'paid', demo: true, steps: paid },
  { name: '两笔贷款，银行退回更正一次后公示', on: '2022-08-24', raw: company, ends: 'publicity', demo: true, steps: [
    ...submit, {
      step: 'send-back', as: 'bank', after: 1, input: { reason: '合同HX-2020-022的执行利率应为3.65%，请核对' },
    }, { step: 'refile', as: 'applicant', after: 4, input: company }, ...approved.slice(1)] },
  { name: '保证保险全额覆盖，绩效报告后办结', on: '2022-02-28', raw: insured, ends: 'closed', demo: true, steps: [
    ...settled, { step: 'pay', as: 'payer', after: 8, input: { voucher: '闽财支付-2022-0310', on: '2022-04-06' } },
    {
      step: 'account', as: 'applicant', after: 120,
      input: { used: '贴息资金用于缴纳专利年费和续贷利息', sales: '12000000', taxes: '600000', jobs: 6, renewed: 'yes' },
    }, { step: 'close', as: 'examiner', after: 20, input: { rating: 'good', opinion: '质押专利仍在实施，资金效果良好' } }] },
  { name: '不属补助范围，审定不予贴息', on: '2022-08-01', raw: filing({
    firm: pingtan, region: '350128', size: 'micro', loans: [loan('HX-2020-041', yuan(2_000_000))],
  }), ends: 'refused', demo: true, steps: [
    ...accepted, {
      step: 'advise', as: 'centre', after: 5, input: { advice: 'oppose', opinion: '贷款资金用于购买理财产品，不符合用途要求' },
    }, { step: 'pass', as: 'examiner', after: 3, input: { opinion: '建议不予贴息' } },
    { step: 'refuse', as: 'leader', after: 4, input: { reason: '贷款未用于生产经营' } }] },
  { name: '公示期满，等待拨付', on: '2022-08-15', raw: waiting(pingtan, '350128', 'micro', 'HX-2020-042', 1_500_000), ends: 'payable', demo: true, steps: settled },
  { name: '审核完毕，等待审定', on: '2022-08-29', raw: waiting(quanzhou, '350503', 'medium', 'HX-2020-023', 2_000_000), ends: 'decision', demo: true, steps: passed },
  { name: '银行已确认，等待设区市初审', on: '2022-09-13', raw: waiting(fuzhou, '350102', 'small', 'HX-2020-052', 1_000_000), ends: 'city', demo: true, steps: confirmed },
  { name: '刚提交，等待贷款银行确认', on: '2022-09-16', raw: waiting(fuzhou, '350102', 'small', 'HX-2020-053', 2_000_000), ends: 'bank', demo: true, steps: submit },
  {
    name: '银行不予确认', on: '2022-08-01', raw: one(), ends: 'unconfirmed',
    steps: [...submit, { step: 'deny', as: 'bank', after: 3, input: { reason: '本行没有编号HX-2020-001的专利权质押贷款合同' } }],
  },
  {
    name: '设区市不予推荐', on: '2022-08-01', raw: one(), ends: 'refused',
    steps: [...confirmed, { step: 'decline', as: 'cityLeader', after: 5, input: { reason: '企业已迁出本市，注册地与申报不一致' } }],
  },
  { name: '补正金额后重新请银行确认', on: '2022-08-01', raw: one(), ends: 'decision', steps: [
    ...recommended, {
      step: 'correct', as: 'centre', after: 1, input: { defects: '第1笔贷款本金与合同不一致，请更正' },
    }, { step: 'resubmit', as: 'applicant', after: 3, input: one({}, yuan(4_000_000)) },
    { step: 'reconfirm', as: 'centre', after: 1, input: { reason: '本金由500万元更正为400万元' } }, ...passed.slice(1)] },
  {
    name: '银行逾期未确认，企业撤回', on: '2022-08-01', raw: one(), ends: 'withdrawn',
    steps: [
      ...submit, { step: 'lapse-bank', as: 'clock', after: 16 },
      { step: 'withdraw', as: 'applicant', after: 2, input: { reason: '改由另一分行办理' } },
    ],
  },
  {
    name: '企业逾期未更正', on: '2022-08-01', raw: one(), ends: 'withdrawn',
    steps: [...submit, { step: 'send-back', as: 'bank', after: 1, input: { reason: '还款日有误' } }, { step: 'lapse-firm', as: 'clock', after: 40 }],
  },
  { name: '公示异议成立，重审后减额', on: '2022-08-01', raw: one(), ends: 'refused', steps: [
    ...approved, {
      step: 'object', as: 'public', after: 2,
      input: { name: '王某', contact: '0591-11111111', says: '该笔贷款已由市级贴息', evidence: file('市级拨付公告.pdf', 'c') },
    },
    { step: 'answer', as: 'leader', who: '另一位负责人', after: 3, input: { no: 1, answer: 'upheld', why: '经核，2021年已享受市级贴息' } },
    {
      step: 'pass', as: 'examiner', after: 2, input: { opinion: '异议成立，建议不予贴息' },
    }, { step: 'refuse', as: 'leader', after: 1, input: { reason: '同一贷款已享受财政贴息' } }] },
  {
    name: '拨付前发现非正常申请，停止拨付', on: '2022-08-01', raw: one(), ends: 'refused',
    steps: [...settled, { step: 'halt', as: 'leader', after: 3, input: { reason: '质押专利被认定为非正常申请' } }],
  },
  { name: '拨付后查实骗取，全额追回', on: '2022-08-01', raw: one(), ends: 'recovered', steps: [
    ...paid, { step: 'recall', as: 'leader', after: 60, input: { ground: 'false', amount: '38000', reason: '还款凭证系伪造' } },
    { step: 'refund', as: 'payer', after: 20, input: { amount: '38000', voucher: '退库-2022-018', on: '2022-11-20' } }] },
  { name: '部分追回后办结', on: '2022-03-01', raw: one(), ends: 'closed', steps: [
    ...settled, { step: 'pay', as: 'payer', after: 10, input: { voucher: '闽财支付-2022-0310', on: '2022-04-05' } },
    {
      step: 'recall', as: 'leader', after: 60, input: { ground: 'overpaid', amount: '8000', reason: '质押登记晚于放款，多计天数' },
    }, { step: 'refund', as: 'payer', after: 20, input: { amount: '8000', voucher: '退库-2022-007', on: '2022-06-20' } },
    {
      step: 'account', as: 'applicant', after: 60,
      input: { used: '续贷利息', sales: '9000000', taxes: '300000', jobs: 0, renewed: 'no' },
    }, { step: 'close', as: 'examiner', after: 10, input: { rating: 'fair', opinion: '资金已使用完毕' } }] },
]
