import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, type Day, fen, yuan } from '../../kernel/index.ts'
import { perform, readAnswers, type Snapshot } from '../../service/index.ts'
import { handIn, itemTests, onDaysOff, placesOf, played, worldOn } from '../../../test/items.ts'
import { programme } from './index.ts'
import { examples, filing, paidLine } from './items/interest-subsidy/examples.ts'
import { subsidyForm } from './items/interest-subsidy/form.ts'
import { interestSubsidy } from './items/interest-subsidy/index.ts'
import { cap } from './items/interest-subsidy/parameters.ts'
import { interestAid, practiceOn, withinCap } from './items/interest-subsidy/subsidy.ts'

itemTests(programme)

it.each(programme.items)('$name：演示办件的步骤都在工作日', (item) => expect(onDaysOff(item)).toEqual([]))

const rawOf = (name: string) => examples.find((e) => e.name === name)!.raw
const answersOf = (raw: unknown) => {
  const read = readAnswers(subsidyForm, raw, '2022-08-01')
  if (!read.ok) throw new Error(read.refusals.map((r) => r.say).join('；'))
  return read.value
}
const act = (s: Snapshot, step: string, as: string, on: Day, input?: unknown, facts: Record<string, any> = {}, who = as) =>
  perform(interestSubsidy, s, { step, as: [as], by: { id: who, name: who }, input }, worldOn(on, facts))
const says = (done: ReturnType<typeof act>) => (done.ok ? [] : done.refusals.map((r) => r.say))

describe('the sum', () => {
  it('shows every figure a reviewer needs to redo it', () => {
    expect(withinCap(answersOf(rawOf('500万元一年，执行利率4.35%，12月LPR3.8%')), '2022-08-01', { paid: fen(0), granted: fen(0) }).steps).toEqual([
      '合同HX-2020-001：本金 5,000,000.00 元，2020年3月2日放款，2021年3月2日还清',
      '利率基准：取2021年12月1年期LPR 3.8%（执行利率 4.35%）',
      '一般贴息比例 20%，依据福建省专利权质押融资贴息政策（闽财行〔2021〕9号；闽市监办〔2022〕99号申报通知）',
      '2021年3月2日归还 5,000,000.00 元：2020年3月2日至2021年3月2日计365日，5,000,000.00 元 × 3.8% × 20% × 1年 = 38,000.00 元',
      '合同HX-2020-001贴息 38,000.00 元',
      '测算合计（舍去分以下）：38,000.00 元',
      '每户企业累计贴息上限 200,000.00 元，依据福建省专利权质押融资贴息政策（闽财行〔2021〕9号；闽市监办〔2022〕99号申报通知）；已拨付 0.00 元，已审定未拨付 0.00 元，尚余 200,000.00 元',
      '未超过余额，核定 38,000.00 元',
    ])
  })
  const practice = practiceOn('2022-08-01')
  it('follows the day count in force, and a whole year is a year under both', () => {
    const half = answersOf(filing({ loans: [{ contract: 'A', principal: yuan(5_000_000), rate: 4.35, from: '2020-09-01', due: '2021-03-04', cover: 'none' }] }))
    // 5,000,000 × 3.8 % × 20 % × 184 days over 365, and over 360: 19,156.164… and 19,422.222…
    expect(interestAid(half, '2022-08-01', practice).value).toBe(yuan(19_156.16))
    expect(interestAid(half, '2022-08-01', { ...practice, dayCount: 360 }).value).toBe(yuan(19_422.22))
    const year = answersOf(rawOf('500万元一年，执行利率4.35%，12月LPR3.8%'))
    expect(interestAid(year, '2022-08-01', { ...practice, dayCount: 360 }).value).toBe(yuan(38_000))
  })
  it('follows the practice in force for late repayment and extension', () => {
    const late = answersOf(rawOf('逾期一个月还清，逾期天数不计'))
    expect(interestAid(late, '2022-08-01', { ...practice, late: 'refused' }).value).toBe(0)
    // Only the half year first agreed: 5,000,000 × 3.8 % × 20 % × 184/365.
    expect(interestAid(answersOf(rawOf('半年贷款展期半年，合计一年')), '2022-08-01', { ...practice, extension: 'excluded' }).value).toBe(yuan(19_156.16))
  })
  it('does not depend on how a repayment is cut into rows, and never exceeds a year at half the base', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 50_000_000_00 }), fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 200 }), fc.boolean(), (principal, length, cut, late, covered) => {
      const to = '2021-12-31' as Day, from = addDays(to, -length)
      const loan = { contract: 'A', principal: fen(principal), rate: 4.35, from, due: to, cover: covered ? 'guarantee' as const : 'none' as const, ...(covered ? { covered: fen(principal) } : {}) }
      const pledges = [{ contract: 'A', patent: '202011141538.6', registration: 'Y1', on: addDays(from, late) }]
      const first = Math.max(1, Math.floor(principal * cut / 100))
      const parts = [first, principal - first].filter((x) => x > 0).map((x) => ({ contract: 'A', on: to, amount: fen(x) }))
      const whole = interestAid(answersOf(filing({ loans: [loan], pledges })), '2022-08-01').value
      expect(interestAid(answersOf(filing({ loans: [loan], pledges, repayments: parts })), '2022-08-01').value).toBe(whole)
      // The same sum in whole numbers: principal × 38/1000 × (20 or 50)/100 × days/365, a year at most, nothing before the pledge.
      const days = Math.max(0, Math.min(365, daysBetween(addDays(from, late), to)))
      const expected = (BigInt(principal) * 38n * (covered ? 50n : 20n) * BigInt(days)) / (1000n * 100n * 365n)
      expect(whole).toBe(Number(expected))
    }), { numRuns: 300 })
  })
})

describe('the cap of 200,000 yuan a firm', () => {
  const big = rawOf('3000万元，超过累计上限')
  const decision = played(interestSubsidy, '一笔贷款贴息到账', 6).snapshot
  const rival = (approved: number, state = 'publicity') => ({ others: [{ caseId: 'x', number: 'x-2', state, marks: { firm: '91350102DEM000014E', approved } }] })

  it('is what a case gets that asks for more', () => {
    const done = handIn(interestSubsidy, { on: '2022-08-01', raw: big })
    expect(done.ok && done.value.next.computed.subsidy!.value).toBe(yuan(200_000))
    expect(cap.on('2022-08-01')).toBe(yuan(200_000))
  })
  it('is worked out again at approval, when another case of the firm has been approved meanwhile', () => {
    const done = act(decision, 'approve', 'leader', '2022-08-21', { opinion: '同意' }, rival(yuan(190_000)))
    expect(done.ok && done.value.next.memo.approved).toBe(yuan(10_000))
    expect(done.ok && done.value.events).toEqual([{ kind: 'interest-subsidy.approved', amount: yuan(10_000), party: decision.parties.applicant }])
  })
  it('refuses approval when nothing is left', () => {
    const done = act(decision, 'approve', 'leader', '2022-08-21', { opinion: '同意' }, { ...rival(yuan(50_000)), paid: [paidLine(yuan(150_000))] })
    expect(says(done)).toEqual(['累计上限：贵企业已拨付 150,000.00 元，已审定待拨付 50,000.00 元，达到每户累计上限 200,000.00 元（福建省专利权质押融资贴息政策（闽财行〔2021〕9号；闽市监办〔2022〕99号申报通知））'])
  })
  it('lets two cases of one firm be approved only one after the other, and different firms at once', () => {
    const done = act(decision, 'approve', 'leader', '2022-08-21', { opinion: '同意' })
    expect(done.ok && done.value.alone).toBe('interest-subsidy:91350102DEM000014E')
  })
  it('does not count the other cases of the firm that are only under review', () => {
    const done = act(decision, 'approve', 'leader', '2022-08-21', { opinion: '同意' }, rival(yuan(190_000), 'decision'))
    expect(done.ok && done.value.next.memo.approved).toBe(yuan(38_000))
  })
})

describe('a case', () => {
  it('holds every loan it names against a second application', () => {
    const done = handIn(interestSubsidy, { on: '2022-08-01', raw: rawOf('两笔贷款合计228,000元，共用一个上限') })
    expect(done.ok && done.value.unique).toEqual({ loan: ['91350102DEM000073H/HX-2020-001', '91350102DEM000073H/HX-2020-002'] })
  })
  it('says to a firm in Xiamen where to go', () => {
    const done = handIn(interestSubsidy, { on: '2022-08-01', raw: rawOf('厦门企业不在省级补助范围') })
    expect(done.ok ? [] : done.refusals.map((r) => r.say)).toEqual(['厦门市是计划单列市，省级补助不含厦门市；请向厦门市知识产权局咨询市级政策。'])
  })
  it('is confirmed by the bank it names, not by the office', () => {
    expect(says(act(played(interestSubsidy, '一笔贷款贴息到账', 1).snapshot, 'vouch', 'city', '2022-08-02', {}))).toEqual(['“确认”由贷款银行办理'])
    expect(played(interestSubsidy, '一笔贷款贴息到账', 1).snapshot.parties.bank).toEqual({ name: '演示·海峡示例银行福州分行', creditCode: '91350102DEM000073H' })
  })
  it('needs the bank again when the loan was changed in correction', () => {
    const changed = played(interestSubsidy, '补正金额后重新请银行确认', 5).snapshot
    expect(changed.state).toBe('intake')
    expect(says(act(changed, 'accept', 'centre', '2022-08-12'))).toEqual(['企业补正后贷款事项有变动，请先“退银行重新确认”'])
  })
  it('goes back to the firm when the bank is silent', () => {
    const waiting = played(interestSubsidy, '一笔贷款贴息到账', 1).snapshot
    expect(waiting.clocks.state).toMatchObject({ label: '银行确认', of: 'party', period: { n: 10, unit: 'workday' } })
  })
  it('is not decided by the centre', () => {
    const centreSteps = Object.values(interestSubsidy.states).flatMap((s) => Object.values(s.steps ?? {})).filter((s) => ([] as string[]).concat(s.by as string[]).includes('centre'))
    expect(centreSteps.length).toBeGreaterThan(0)
    expect(centreSteps.some((s) => s.decides)).toBe(false)
  })
  it('is not approved by whoever put it forward', () => {
    const decision = played(interestSubsidy, '一笔贷款贴息到账', 6).snapshot
    expect(says(act(decision, 'approve', 'leader', '2022-08-21', { opinion: '同意' }, {}, 'examiner'))).toEqual(['“同意贴息”须由未办理过前序环节的人员办理，您已办理过前序环节'])
  })
  it('may be paid only after five working days of publicity', () => {
    const shown = played(interestSubsidy, '一笔贷款贴息到账', 7).snapshot
    // Published on Monday 22 August 2022: the fifth working day after it is Monday 29 August.
    expect(shown.memo.publishedOn).toBe('2022-08-22')
    expect(says(act(shown, 'confirm', 'examiner', '2022-08-29'))).toEqual(['公示至2022年8月29日，期满后方可办理'])
    expect(act(shown, 'confirm', 'examiner', '2022-08-30').ok).toBe(true)
  })
  it('is stopped at payment when a patent turned out to be abnormal', () => {
    const payable = played(interestSubsidy, '一笔贷款贴息到账', 8).snapshot
    const done = act(payable, 'pay', 'payer', '2022-09-09', { voucher: 'A', on: '2022-09-09' }, { patents: [{ key: '202011141538.6', status: 'valid', data: { abnormal: 'listed' } }] })
    expect(done.ok ? [] : placesOf(done.refusals)).toEqual(['honest'])
  })
  it('leaves one line in the ledger and one amount among the events', () => {
    const { decisions } = played(interestSubsidy, '一笔贷款贴息到账')
    expect(decisions.at(-1)!.entries).toEqual([{ register: 'subsidy-payments', how: 'add', key: 'interest-subsidy-1', party: { name: '演示·福州闽光示例科技有限公司', creditCode: '91350102DEM000014E' }, from: '2022-09-05', status: 'paid',
      data: { kind: 'interest-subsidy', amount: yuan(38_000), recovered: 0, voucher: '闽财支付-2022-0815', loans: [{ bank: '91350102DEM000073H', contract: 'HX-2020-001' }] } }])
    expect(decisions.at(-1)!.events).toEqual([{ kind: 'interest-subsidy.granted', amount: yuan(38_000), party: { name: '演示·福州闽光示例科技有限公司', creditCode: '91350102DEM000014E' } }])
    expect(decisions.at(-1)!.papers.map((p) => [p.title, p.lines[1]])).toEqual([['贴息资金拨付通知书', '专利权质押融资贴息 38,000.00 元（大写：叁万捌仟元整）已于2022年9月5日拨付，支付凭证号闽财支付-2022-0815。']])
  })
  it('cannot give back more than was paid, and part of it leaves the rest in place', () => {
    const { snapshot: recovering } = played(interestSubsidy, '部分追回后办结', 10)
    expect(recovering.state).toBe('recovering')
    expect(says(act(recovering, 'refund', 'payer', '2022-06-21', { amount: '9000', voucher: 'B', on: '2022-06-20' }))).toEqual(['退回金额须大于零，且不超过 8,000.00 元'])
    const half = act(recovering, 'refund', 'payer', '2022-06-21', { amount: '3000', voucher: 'B', on: '2022-06-20' })
    expect(half.ok && [half.value.next.state, half.value.next.memo.recalled, half.value.entries[0]!.status]).toEqual(['recovering', yuan(5_000), 'part-recovered'])
    const { decisions } = played(interestSubsidy, '拨付后查实骗取，全额追回')
    expect(decisions.at(-1)!.entries).toEqual([{ register: 'subsidy-payments', how: 'change', key: 'interest-subsidy-1', status: 'recovered', data: { recovered: yuan(38_000) } }])
  })
})
