import { expertPanel } from '../../../../engines/panel/index.ts'
import { type Day, mustBe, yuan } from '../../../../kernel/index.ts'
import type { Example, Walk } from '../../../../service/index.ts'
import { panelMix } from './parameters.ts'

const fuzhou = { name: '演示·福州闽光示例科技有限公司', creditCode: '91350102DEM000014E' }
const quanzhou = { name: '演示·泉州刺桐示例智能装备有限公司', creditCode: '91350503DEM000022C' }
const ningde = { name: '演示·宁德三都示例新能源材料有限公司', creditCode: '91350902DEM000030D' }
const xiamen = { name: '演示·厦门鹭岛示例电子有限公司', creditCode: '91350203DEM000057F' }
const pingtan = { name: '演示·平潭麒麟示例海洋装备有限公司', creditCode: '91350128DEM000049N' }
const shoemaker = { name: '演示·晋江五店市示例鞋业有限公司', creditCode: '91350582DEM0000657' }
const university = { name: '演示·福州大学', creditCode: '12350000DEM000129P' }

const year = (y: number, sales: number, profit: number, exports = 0) => ({ year: y, sales: yuan(sales), profit: yuan(profit), exports: yuan(exports) })

const file = (name: string, mark: string) => [{ hash: mark.repeat(64), name, size: 20_480 }]
const consents = file('专利权人同意证明.pdf', 'c'), audit = file('专项审计报告.pdf', 'd')

/** A company and a university hold it together; two people invented it; worked since the middle of 2019. */
export const sound = {
  award: { round: 2022, applicant: fuzhou, place: '350102', contact: '演示·闽小光 0591-00000000', industry: 'materials' },
  patent: { number: '201810765432.X', title: '一种低温固化导电胶及其制备方法', granted: '2020-11-17', open: true },
  people: {
    patentees: [{ ...fuzhou, consent: 'yes' }, { ...university, consent: 'yes' }],
    inventors: [{ name: '演示·闽小光' }, { name: '演示·江学府' }], consents
  },
  use: { since: '2019-06-01', how: '自行实施并许可一家企业使用；2021年维权一次，对方停止侵权', economics: [year(2019, 3_000_000, 400_000), year(2020, 8_000_000, 1_200_000, 900_000), year(2021, 15_000_000, 2_600_000, 2_100_000)], audit },
  shares: { parts: [
    { name: fuzhou.name, role: 'patentee', percent: 40 }, { name: university.name, role: 'patentee', percent: 20 },
    { name: '演示·闽小光', role: 'inventor', percent: 20 }, { name: '演示·江学府', role: 'inventor', percent: 20 }], agreed: true },
}
/** A design of one company, by three people who share alike. */
const design = {
  award: { round: 2022, applicant: quanzhou, place: '350503', contact: '演示·蔡刺桐 0595-00000000', industry: 'equipment', agency: '演示·福州榕城示例专利代理事务所（普通合伙）' },
  patent: { number: '201930123456.0', title: '协作机器人（六轴）', granted: '2019-10-15', open: true },
  people: { patentees: [{ ...quanzhou, consent: 'yes' }], inventors: [{ name: '演示·蔡一' }, { name: '演示·蔡二' }, { name: '演示·蔡三' }], consents },
  use: { since: '2019-01-01', how: '自行实施，产品出口', economics: [year(2019, 5_000_000, 600_000), year(2020, 6_000_000, 700_000), year(2021, 9_000_000, 1_000_000)], audit },
  shares: { parts: [{ name: '演示·蔡一', role: 'inventor', percent: 33.33 }, { name: '演示·蔡二', role: 'inventor', percent: 33.33 }, { name: '演示·蔡三', role: 'inventor', percent: 33.34 }], agreed: true },
}
const single = (applicant: { name: string; creditCode: string }, place: string, number: string, title: string, granted: string) => ({
  ...sound, award: { ...sound.award, applicant, place, contact: '演示 0593-00000000' }, patent: { number, title, granted, open: true },
  people: { patentees: [{ ...applicant, consent: 'yes' }], inventors: [{ name: '演示·发明人' }], consents }, shares: { parts: [{ name: applicant.name, role: 'patentee', percent: 100 }], agreed: true },
})
const battery = single(ningde, '350902', '201911335380.3', '一种锂离子电池正极材料的包覆方法', '2021-03-23')
const buoy = single(pingtan, '350128', '201720345678.2', '一种海上浮标的锚固装置', '2017-12-05')
const sensor = single(xiamen, '350203', '201811456789.6', '一种柔性压力传感器', '2020-09-08')
const sole = single(shoemaker, '350582', '202022345671.5', '一种防滑透气鞋底', '2021-06-15')
const resin = single(university, '350102', '201510163325.6', '一种生物基环氧树脂', '2018-04-10')

/** What the status register says of a patent, as looked up by an office. */
export const statusLine = (raw: { patent: { number: string; title: string; granted: string } }, more: Record<string, unknown> = {}, status = 'valid') => ({
  register: 'patent-status', key: raw.patent.number, from: '2022-05-16', status,
  data: { title: raw.patent.title, granted: raw.patent.granted, annuity: 'paid', invalidation: 'none', dispute: 'none', abnormal: 'no', checkedOn: '2022-05-16', source: '专利登记簿副本', ...more },
})
const expert = (n: number, name: string, field: string, employer: string, more: Record<string, unknown> = {}) => ({
  register: 'experts', key: `demo.expert.${n}`, from: '2022-01-01', status: 'active', data: { name, field, employer, tiesKnown: true, ...more },
})
/** Nine people of the demonstration, two of them with ties nobody has checked. */
export const expertLines = [
  expert(1, '演示·何材料', 'technical', '演示·闽江示例材料研究院', { relatives: ['演示·余三都'] }),
  expert(2, '演示·许电子', 'technical', '演示·东南示例电子研究院', { tiesKnown: false }),
  expert(3, '演示·沈机械', 'technical', '演示·武夷示例机械研究院', { formerEmployers: [quanzhou.name] }),
  expert(4, '演示·苏学府', 'technical', '演示·福州大学'),
  expert(5, '演示·罗审查', 'patent', '演示·海峡示例审查协作中心'),
  expert(6, '演示·卢律师', 'patent', '演示·福州榕城示例专利代理事务所（普通合伙）', { agency: '演示·福州榕城示例专利代理事务所（普通合伙）' }),
  expert(7, '演示·程产业', 'industry', '演示·八闽示例产业联合会'),
  expert(8, '演示·金评估', 'finance', '演示·鹭江示例资产评估有限公司'),
  expert(9, '演示·戴财务', 'finance', '演示·武夷示例会计师事务所', { tiesKnown: false }),
]
const factsOf = (raw: { patent: { number: string; title: string; granted: string } }) => ({ patent: statusLine(raw), experts: expertLines, sameRound: [], scored: [] })

const usual = '2022-06-20 福建体彩22选5第22161期'
/** Who is drawn for a case under the seed; the walks must know, because those drawn score. */
function drawnFor(raw: any, seed: string): string[] {
  return mustBe(expertPanel.draw({
    pool: expertLines.map((e) => ({ id: e.key, ...e.data } as any)), size: 5, seed, mix: panelMix, on: '2022-06-20' as Day,
    judged: {
      names: [raw.award.applicant.name, ...raw.people.patentees.map((p: any) => p.name)], codes: [raw.award.applicant.creditCode, ...raw.people.patentees.map((p: any) => p.creditCode), raw.patent.number],
      ...(raw.award.agency ? { agency: raw.award.agency } : {}), people: raw.people.inventors.map((i: any) => i.name),
    },
  })).drawn
}
type Steps = Walk['steps']
const submitted: Steps = [{ step: 'submit', as: 'applicant' }, { step: 'recommend', as: 'city', after: 7, input: { opinion: '材料属实，权属清楚，同意推荐' } }]
const accepted: Steps = [...submitted, { step: 'accept', as: 'centre', after: 5 }]
const scored = (raw: any, marks: [number, number, number, number, number], second: 'technique' | 'idea' = 'technique', seed = usual): Steps => [
  { step: 'draw', as: 'centre', after: 7, input: { seed } },
  ...drawnFor(raw, seed).map((who, i) => ({ step: 'score', as: 'expert', who, ...(i < 4 ? { after: 1 } : { hours: 2 }), input: { quality: marks[i]!, [second]: marks[i]!, use: marks[i]!, future: marks[i]!, free: true, remark: '依据申报材料独立评分' } })),
  { step: 'tally', as: 'centre', after: 3, input: {} },
]
const vote = { members: 15, present: 12, agree: 10, minutes: '逐项票决' }
const proposed = (grade: string): Steps => [{ step: 'propose', as: 'clerk', after: 8, input: { grade, ...vote } }]
const granted: Steps = [
  { step: 'confirm', as: 'clerk', after: 14 },
  { step: 'grant', as: 'leader', after: 37, input: { document: '闽政文〔2022〕181号', decidedOn: '2022-08-20', basis: '省政府常务会议审定' } },
]
const paid = (raw: { patent: { number: string } }): Steps => [{
  step: 'pay', as: 'finance', after: 20, input: { paidOn: '2022-09-05', voucher: '演示-2022-0905' },
  facts: { won: { register: 'award-winners', key: raw.patent.number, status: 'awarded', data: { case: 'patent-award-1', award: 'provincial', round: 2022 } } },
}]
const objected: Steps = [
  { step: 'object', as: 'public', who: '异议人', after: 2, input: { name: '王某某', contact: '0591-00000001', says: '效益数据含另一专利的产品', evidence: [{ hash: 'b'.repeat(64), name: '说明.pdf', size: 2048 }] } },
  { step: 'answer', as: 'leader', after: 3, input: { no: 1, answer: 'upheld', why: '经核，部分销售额属另一专利' } },
]
const firstPrize = [88, 92, 90, 86, 91] as [number, number, number, number, number]

/** Answers that reach the gates bring what the registers say. */
const handedIn: Example[] = [
  { name: '两家共有的发明，实施当年起计效益', on: '2022-06-01', facts: factsOf(sound), raw: sound, expect: { computed: { kind: '发明', benefit: { sales: yuan(26_000_000), profit: yuan(4_200_000), exports: yuan(3_000_000) } } } },
  { name: '外观设计，三名设计人平分', on: '2022-06-01', facts: factsOf(design), raw: design, expect: { computed: { kind: '外观设计', benefit: { sales: yuan(20_000_000), profit: yuan(2_300_000), exports: yuan(0) } } } },
  { name: '法律状态还没有核录，可以先提交', on: '2022-06-01', facts: { experts: expertLines }, raw: sound, expect: {} },
  { name: '2022年才授权，本届不收', on: '2022-06-01', facts: factsOf(sound), raw: { ...sound, patent: { ...sound.patent, granted: '2022-01-04' } }, expect: { refusedAt: ['patent.granted'] } },
  { name: '上一年度最后一日授权，可以申报', on: '2022-06-01', facts: { ...factsOf(sound), patent: statusLine(sound, { granted: '2021-12-31' }) }, raw: { ...sound, patent: { ...sound.patent, granted: '2021-12-31' } }, expect: {} },
  { name: '共有人没有同意', on: '2022-06-01', facts: factsOf(sound), raw: { ...sound, people: { ...sound.people, patentees: [sound.people.patentees[0], { ...university, consent: 'no' }] } }, expect: { refusedAt: ['people.patentees'] } },
  { name: '申报单位不是专利权人', on: '2022-06-01', facts: factsOf(sound), raw: { ...sound, award: { ...sound.award, applicant: ningde } }, expect: { refusedAt: ['people.patentees'] } },
  { name: '申报年度不是本年度', on: '2022-06-01', facts: factsOf(sound), raw: { ...sound, award: { ...sound.award, round: 2021 }, use: { ...sound.use, economics: [year(2018, 0, 0), year(2019, 3_000_000, 400_000), year(2020, 8_000_000, 1_200_000)], audit } }, expect: { refusedAt: ['award.round'] } },
  { name: '今年才实施', on: '2022-06-01', facts: factsOf(sound), raw: { ...sound, use: { ...sound.use, since: '2022-01-10', economics: [year(2019, 0, 0), year(2020, 0, 0), year(2021, 0, 0)], audit } }, expect: { refusedAt: ['use.since'] } },
  { name: '少一个年度的效益', on: '2022-06-01', facts: factsOf(sound), raw: { ...sound, use: { ...sound.use, economics: [year(2019, 1, 1), year(2020, 1, 1), year(2020, 1, 1)], audit } }, expect: { refusedAt: ['use.economics'] } },
  { name: '实施以前的销售额不能算', on: '2022-06-01', facts: factsOf(sound), raw: { ...sound, use: { ...sound.use, since: '2020-03-01' } }, expect: { refusedAt: ['use.economics'] } },
  { name: '份额合计99%', on: '2022-06-01', facts: factsOf(sound), raw: { ...sound, shares: { parts: [{ ...sound.shares.parts[0], percent: 39 }, ...sound.shares.parts.slice(1)], agreed: true } }, expect: { refusedAt: ['shares.parts'] } },
  { name: '分给了不相干的人', on: '2022-06-01', facts: factsOf(sound), raw: { ...sound, shares: { parts: [...sound.shares.parts.slice(0, 3), { name: '某领导', role: 'inventor', percent: 20 }], agreed: true } }, expect: { refusedAt: ['shares.parts'] } },
  { name: '专利号校验位不对', on: '2022-06-01', facts: factsOf(sound), raw: { ...sound, patent: { ...sound.patent, number: '201810765432.1' } }, expect: { refusedAt: ['patent.number'] } },
]
/** What the register of consequences says of a party. */
const consequence = (kind: string, name: string) => ({
  register: 'filing-consequences', key: `演示核查-1 ${kind}`, from: '2022-05-16', to: '2024-05-15', status: 'inForce', data: { name, kind, filing: '202110000103.8', batch: '演示·2022年第1批', identifiedOn: '2022-05-10', document: '演示处理意见' },
})
const refusedBy = (gate: string, name: string, facts: Record<string, unknown>): Example => ({ name, on: '2022-06-01', raw: sound, facts: { ...factsOf(sound), ...facts }, expect: { refusedAt: [gate] } })
export const awardExamples: Example[] = [
  ...handedIn,
  refusedBy('valid', '专利权已终止', { patent: statusLine(sound, {}, 'ended') }),
  refusedBy('annuity', '欠缴年费', { patent: statusLine(sound, { annuity: 'late' }) }),
  refusedBy('invalidation', '正在无效宣告程序中', { patent: statusLine(sound, { invalidation: 'pending' }) }),
  refusedBy('ownership', '发明人纠纷未了', { patent: statusLine(sound, { dispute: 'pending' }) }),
  refusedBy('normal', '已经国家知识产权局认定', { patent: statusLine(sound, { abnormal: 'listed' }) }),
  refusedBy('consequences', '共有人经认定，尚在不予参评的期间', { consequences: [consequence('award', university.name)] }),
  { name: '认定已被撤销，可以参评', on: '2022-06-01', raw: sound, facts: { ...factsOf(sound), consequences: [{ ...consequence('award', fuzhou.name), status: 'voided' }] }, expect: {} },
  { name: '只是不计入统计的，不影响参评', on: '2022-06-01', raw: sound, facts: { ...factsOf(sound), consequences: [consequence('statistics', fuzhou.name)] }, expect: {} },
  refusedBy('neverWon', '得过中国专利奖', { won: { register: 'award-winners', key: sound.patent.number, status: 'awarded', data: { award: 'national', round: 2021, grade: 'excellence' } } }),
  refusedBy('neverWon', '得过省专利奖，后被撤销', { won: { register: 'award-winners', key: sound.patent.number, status: 'revoked', data: { award: 'provincial', round: 2020, grade: 'third' } } }),
]

export const awardWalks: Walk[] = [
  { name: '发明获一等奖，奖金四方分配', on: '2022-06-01', raw: sound, facts: factsOf(sound), ends: 'awarded', demo: true, steps: [...accepted, ...scored(sound, firstPrize), ...proposed('first'), ...granted, ...paid(sound)] },
  { name: '外观设计补正一次后获三等奖', on: '2022-06-01', raw: design, facts: factsOf(design), ends: 'awarded', demo: true, steps: [
    ...submitted, { step: 'correct', as: 'centre', after: 1, input: { defects: '一、补交六面视图；二、效益数据注明产品型号' } }, { step: 'resubmit', as: 'applicant', after: 1, input: design }, { step: 'accept', as: 'centre', after: 3 },
    ...scored(design, [72, 78, 75, 80, 74], 'idea'), ...proposed('third'), ...granted, ...paid(design)] },
  { name: '设区市认为效益不能归于本专利，不予推荐', on: '2022-06-02', raw: buoy, facts: factsOf(buoy), ends: 'notRecommended', demo: true, steps: [
    { step: 'submit', as: 'applicant' }, { step: 'decline', as: 'city', after: 6, input: { reason: '所报销售额为整机收入，不能归于本专利' } }] },
  { name: '评审得分低于各等级，未获评', on: '2022-06-01', raw: battery, facts: factsOf(battery), ends: 'notProposed', demo: true, steps: [
    ...accepted, ...scored(battery, [58, 66, 61, 64, 60]), { step: 'turnDown', as: 'leader', after: 8, input: { why: 'floor', members: 15, present: 12, agree: 3, minutes: '得分未达三等奖最低分' } }] },
  { name: '厦门的申报正在专家评审，一名专家已评分', on: '2022-08-25', raw: sensor, facts: factsOf(sensor), ends: 'review', demo: true, steps: [...accepted, ...scored(sensor, firstPrize, 'technique', '2022-09-13 演示公开数字第1组').slice(0, 2)] },
  { name: '高校的申报正在公示', on: '2022-08-10', raw: resin, facts: factsOf(resin), ends: 'shown', demo: true, steps: [...accepted, ...scored(resin, [79, 83, 81, 76, 84], 'technique', '2022-08-29 演示公开数字第4组'), ...proposed('second')] },
  { name: '设区市已推荐，等待形式审查', on: '2022-09-07', raw: sole, facts: factsOf(sole), ends: 'formCheck', demo: true, steps: submitted },
  { name: '形式审查不合格，不予受理', on: '2022-06-01', raw: sound, facts: factsOf(sound), ends: 'notAccepted', steps: [...submitted, { step: 'refuse', as: 'leader', after: 3, input: { reason: '所附审计报告与申报专利无关' } }] },
  { name: '公示期间被请求宣告无效，终止参评', on: '2022-06-01', raw: sound, facts: factsOf(sound), ends: 'disqualified', steps: [
    ...accepted, ...scored(sound, firstPrize), ...proposed('first'),
    { step: 'disqualify', as: 'leader', after: 5, input: { reason: '无效宣告请求已受理' }, facts: { patent: statusLine(sound, { invalidation: 'pending' }) } }] },
  { name: '异议成立，由一等奖调为二等奖，重新公示后授奖', on: '2022-06-01', raw: sound, facts: factsOf(sound), ends: 'awarded', steps: [
    ...accepted, ...scored(sound, firstPrize), ...proposed('first'), ...objected, { step: 'regrade', as: 'leader', after: 6, input: { grade: 'second', why: '剔除另一专利的销售额后，以二等奖为宜' } }, ...granted, ...paid(sound)] },
  { name: '异议查实，撤下', on: '2022-06-01', raw: sound, facts: factsOf(sound), ends: 'removed', steps: [
    ...accepted, ...scored(sound, firstPrize), ...proposed('first'), ...objected, { step: 'remove', as: 'leader', after: 6, input: { why: '主要效益与本专利无关' } }] },
  { name: '异议复核维持原等级，省政府未批准', on: '2022-06-01', raw: sound, facts: factsOf(sound), ends: 'declined', steps: [
    ...accepted, ...scored(sound, firstPrize), ...proposed('first'), ...objected, { step: 'maintain', as: 'leader', after: 6, input: { why: '剔除后仍达一等奖条件' } },
    { step: 'confirm', as: 'clerk', after: 12 }, { step: 'notGrant', as: 'leader', after: 30, input: { document: '省政府办公厅复函', reason: '本届一等奖适当从严' } }] },
  { name: '获奖后专利被宣告无效，撤销奖励', on: '2022-06-01', raw: sound, facts: factsOf(sound), ends: 'revoked', steps: [
    ...accepted, ...scored(sound, firstPrize), ...proposed('first'), ...granted, ...paid(sound),
    { step: 'revoke', as: 'leader', after: 90, input: { cause: 'invalidated', document: '闽政文〔2022〕402号', decidedOn: '2022-12-01', recovered: yuan(300_000), why: '无效宣告请求审查决定宣告专利权全部无效，已生效' }, facts: { patent: statusLine(sound, {}, 'invalidated') } }] },
]
