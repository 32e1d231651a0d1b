import { describe, expect, it } from 'vitest'
import { fujian, itemTests, played, worldOn } from '../../../test/items.ts'
import { clockFaces, expired, perform, type Snapshot } from '../../service/index.ts'
import { programme } from './index.ts'
import { adjudication } from './items/adjudication/index.ts'
import { demoAdjudicators } from './items/adjudication/examples.ts'

itemTests(programme)

const facts = { adjudicators: demoAdjudicators, samePatent: [] }
const act = (s: Snapshot, step: string, as: string, day: string, input?: any, who = as) =>
  perform(adjudication, s, { step, as: [as], by: { id: who, name: who }, input }, worldOn(day, facts))
const went = (s: Snapshot, step: string, as: string, day: string, input?: any) => {
  const done = act(s, step, as, day, input)
  if (!done.ok) throw new Error(done.refusals.map((r) => r.say).join('；'))
  return done.value
}
const says = (done: ReturnType<typeof act>) => (done.ok ? [] : done.refusals.map((r) => r.say))
const clock = (s: Snapshot, name: string) => clockFaces(adjudication, s, fujian.calendar).find((c) => c.name === name)
const panelOf = (...certificates: string[]) => ({ handlers: certificates.map((certificate) => ({ certificate })) })
const three = panelOf('FJCJ-001', 'FJCJ-002', 'FJCJ-003')
const infringed = '认定侵权，催告后履行', noticed = '公告送达，被请求人缺席，不构成侵权', stopped = '无效宣告受理而中止，恢复后驳回，法院维持'
const intakeOn = (day: string): Snapshot => {
  const walk = adjudication.walks.find((w) => w.name === infringed)!
  const done = perform(adjudication, played(adjudication, infringed, 0).snapshot, { step: 'submit', as: ['applicant'], by: { id: 'a', name: 'a' }, input: walk.raw, number: 'T-1' }, worldOn(day, facts))
  if (!done.ok) throw new Error('not submitted')
  return done.value.next
}

describe('the clock of the office', () => {
  it('ends three months on, moved over National Day to the make-up Saturday', () => {
    // 2022-07-01 and three months: raw 1 October, rolled to Saturday 8 October, a make-up workday (worked figure of the domain dossier).
    expect(clock(went(intakeOn('2022-07-01'), 'accept', 'handler', '2022-07-01', three).next, 'decide')).toMatchObject({ target: '2022-10-01', legal: '2022-10-08' })
  })
  it('leaves out thirty days of service by public notice', () => {
    // Filed 8 April, raw end 8 July; 12 April to 11 May do not count: 7 August, a Sunday.
    expect(clock(played(adjudication, noticed, 4).snapshot, 'decide')).toMatchObject({ target: '2022-08-07', legal: '2022-08-08' })
  })
  it('stands still while the case is suspended and goes on for the days suspended', () => {
    expect(clock(played(adjudication, stopped, 6).snapshot, 'decide')).toMatchObject({ stoppedSince: '2022-06-20' })
    // Filed 2 June, raw end 2 September; 20 June to 17 September are ninety days: 1 December.
    expect(clock(played(adjudication, stopped, 7).snapshot, 'decide')).toMatchObject({ target: '2022-12-01' })
  })
  it('is extended by a month once under the rules of 2015 and twice under those of 2025', () => {
    const more = { clock: 'decide', reason: '案情复杂' }
    const old = went(went(intakeOn('2022-07-01'), 'accept', 'handler', '2022-07-01', three).next, 'extend', 'leader', '2022-09-01', more).next
    expect(clock(old, 'decide')).toMatchObject({ target: '2022-11-01' })
    expect(says(act(old, 'extend', 'leader', '2022-09-02', more))).toEqual(['“办案期限”已延长1次，不得再延'])
    const once = went(went(intakeOn('2025-03-03'), 'accept', 'handler', '2025-03-03', panelOf('FJCJ-007', 'FJCJ-008', 'FJCJ-009')).next, 'extend', 'leader', '2025-04-01', more).next
    const twice = went(once, 'extend', 'leader', '2025-04-02', more).next
    expect(clock(twice, 'decide')).toMatchObject({ target: '2025-08-03' })
    expect(says(act(twice, 'extend', 'leader', '2025-04-03', more))).toEqual(['“办案期限”已延长2次，不得再延'])
  })
  it('is not extended once it has passed', () =>
    expect(says(act(went(intakeOn('2022-07-01'), 'accept', 'handler', '2022-07-01', three).next, 'extend', 'leader', '2022-10-09', { clock: 'decide', reason: '复杂' }))).toEqual(['“办案期限”已于2022年10月8日届满，延期须在届满前批准']))
  it('counts a decision as in time only when it was', () => {
    const kinds = (name: string) => played(adjudication, name).decisions.flatMap((d) => d.events).map((e) => e.kind)
    expect(kinds(infringed)).toEqual(['adjudication.closed', 'adjudication.closed-in-time'])
    const late = act(played(adjudication, infringed, 12).snapshot, 'sign', 'leader', '2022-06-07')
    expect(late.ok && late.value.events.map((e) => e.kind)).toEqual(['adjudication.closed'])
  })
})

describe('the clock of the respondent', () => {
  it('runs fifteen days from the receipt, not from its record, and apart from the office', () => {
    const served = went(played(adjudication, infringed, 2).snapshot, 'serve', 'handler', '2022-03-10', { way: 'mail', date: '2022-03-08', receipt: '回执' }).next
    expect(clock(served, 'state')).toMatchObject({ of: 'party', startedOn: '2022-03-08', target: '2022-03-23' })
    expect(clock(served, 'decide')).toMatchObject({ of: 'office', target: '2022-06-04', legal: '2022-06-06' })
    expect(expired(adjudication, served, worldOn('2022-03-23'))).toBeUndefined()
    expect(expired(adjudication, served, worldOn('2022-03-24'))).toBe('silence')
  })
  it('runs from the thirtieth day of a public notice', () => expect(clock(played(adjudication, noticed, 4).snapshot, 'state')).toMatchObject({ startedOn: '2022-05-11', target: '2022-05-26' }))
  it('cannot be started by electronic service without consent', () =>
    expect(says(act(played(adjudication, infringed, 2).snapshot, 'serve', 'handler', '2022-03-08', { way: 'electronic', date: '2022-03-08', receipt: '系统回执' }))).toEqual(['电子送达须经受送达人书面确认；未确认的，请改用其他方式送达']))
  it('cannot begin before the case was filed', () =>
    expect(says(act(played(adjudication, infringed, 2).snapshot, 'serve', 'handler', '2022-03-08', { way: 'mail', date: '2022-03-03', receipt: '回执' }))).toEqual(['送达日不得早于文书作出之日（2022年3月4日）']))
})

describe('who may handle and decide', () => {
  const intake = intakeOn('2022-04-06')
  it.each([
    ['an even number', panelOf('FJCJ-001', 'FJCJ-002'), ['承办人员须为3名或者3名以上单数，现为2名']],
    ['four', panelOf('FJCJ-001', 'FJCJ-002', 'FJCJ-003', 'FJCJ-004'), ['承办人员须为3名或者3名以上单数，现为4名']],
    ['one twice', panelOf('FJCJ-001', 'FJCJ-001', 'FJCJ-002'), ['证号“FJCJ-001”重复']],
    ['somebody not appointed', panelOf('FJCJ-001', 'FJCJ-002', 'XX-9'), ['证号“XX-9”不在行政裁决人员名录中或者已暂停办案，不能指派']],
    ['an expired certificate', panelOf('FJCJ-001', 'FJCJ-002', 'FJCJ-006'), ['演示·到期者的证件（FJCJ-006）已于2022年3月31日到期，不能指派；请换发证件或者改派他人']],
  ])('refuses %s', (_, input, why) => expect(says(act(intake, 'accept', 'handler', '2022-04-07', input))).toEqual(why))
  it('takes five', () => expect(act(intake, 'accept', 'handler', '2022-04-07', panelOf('FJCJ-001', 'FJCJ-002', 'FJCJ-003', 'FJCJ-004', 'FJCJ-005')).ok).toBe(true))
  it('takes the same certificate on its last day', () => expect(act(intakeOn('2022-03-30'), 'accept', 'handler', '2022-03-31', panelOf('FJCJ-001', 'FJCJ-002', 'FJCJ-006')).ok).toBe(true))
  it('lies with the city, or with the province for cases across cities', () => {
    expect(intake.handler).toBe('fj')
    expect(played(adjudication, '不予立案', 1).snapshot.handler).toBe('fj.3505')
  })
  it('is refused to a county', () => {
    const moved = went(intake, 'transfer', 'handler', '2022-04-07', { unit: 'fj.3505.350582', reason: '属地' }).next
    expect(says(act(moved, 'accept', 'handler', '2022-04-07', three))).toEqual(['管辖和权限：县级管理部门没有专利侵权纠纷的裁决权限，请移送有管辖权的部门（专利法实施细则）'])
  })
  it('never offers seizure', () => {
    const asked = Object.values(adjudication.states as Record<string, any>).flatMap((s) => Object.values(s.steps ?? {}) as any[]).map((s) => JSON.stringify([s.label, s.asks])).join()
    expect(asked).not.toMatch(/查封|扣押|复制合同/)
  })
  it('keeps legal review from the panel and from those who drafted', () => {
    const review = played(adjudication, infringed, 11).snapshot
    expect(says(act(review, 'clear', 'reviewer', '2022-04-14', { opinion: '可' }, 'handler'))).toEqual(['“审核通过”须由未办理过前序环节的人员办理，您已办理过前序环节'])
    expect(says(act(review, 'clear', 'reviewer', '2022-04-14', { opinion: '可' }, '演示·林裁一'))).toEqual(['法制审核须由合议组以外的人员办理'])
  })
  it('needs a majority of the whole panel', () => {
    const vote = (votesFor: number, votesAgainst: number) => says(act(played(adjudication, infringed, 9).snapshot, 'deliberate', 'handler', '2022-04-06', { finding: 'infringed', votesFor, votesAgainst, record: '合议' }))
    expect(vote(1, 2)).toEqual(['合议结论须由过半数赞成'])
    expect(vote(2, 0)).toEqual(['合议组共3人，赞成与反对合计应为3人，现为2人'])
  })
  it('never orders compensation', () => {
    const drafting = played(adjudication, infringed, 10).snapshot
    for (const order of ['赔偿请求人30万元。', '责令停止侵权，并支付请求人五十万元。']) {
      expect(act(drafting, 'draft', 'handler', '2022-04-11', { facts: '略', reasons: '略', order })).toMatchObject({ ok: false, refusals: [{ code: 'no-compensation', at: 'order' }] })
    }
    const settled = played(adjudication, '审理中调解结案').decisions.flatMap((d) => d.events).find((e) => e.kind === 'adjudication.settled')
    expect(settled?.amount).toBe(30_000_000)
  })
})

describe('hearing and after', () => {
  it('is announced three working days before, by the calendar', () => {
    // Friday 1 April 2022: Saturday the 2nd is worked, 3 to 5 April are Qingming; the third working day is the 7th.
    const examining = played(adjudication, infringed, 7).snapshot
    const at = (on: string) => says(act(examining, 'notify', 'handler', '2022-04-01', { on, time: '9时', place: '一庭', mode: 'room' }))
    expect(at('2022-04-06')).toEqual(['口头审理须至少提前3个工作日通知，今日通知的，最早为2022年4月7日'])
    expect(at('2022-04-07')).toEqual([])
    expect(at('2022-04-09')).toEqual(['2022年4月9日不是工作日，请另择日期'])
  })
  it('needs the notice of acceptance to suspend for invalidation', () =>
    expect(says(act(played(adjudication, stopped, 5).snapshot, 'suspend', 'leader', '2022-06-20', { reason: 'invalidation', from: '2022-06-20', note: '无效' }))).toEqual(['以无效宣告请求为由中止的，请附国家知识产权局的受理通知书；理由明显不成立的可以不中止']))
  it('issues the papers of suspension to both sides', () =>
    expect(played(adjudication, stopped, 7).decisions.slice(-2).map((d) => d.papers.map((p) => [p.title, p.organ, p.servedOn]))).toEqual([[['中止通知书', 'fj', ['applicant', 'respondent']]], [['恢复处理通知书', 'fj', ['applicant', 'respondent']]]]))
  it('is enforced only after ten days of urging and within three months after the time to sue', () => {
    const urged = played(adjudication, infringed, 17).snapshot
    const apply = (day: string) => says(act(urged, 'apply', 'leader', day, { court: '福州中院' }))
    expect(apply('2022-05-20')).toEqual(['催告期至2022年5月20日，期满仍未履行的方可申请强制执行'])
    expect(apply('2022-08-05')).toEqual([])
    expect(apply('2022-08-06')).toEqual(['申请强制执行的期限（3个月）已于2022年8月5日届满'])
  })
  it('is not archived before the decision is public', () => {
    const walk = adjudication.walks.find((w) => w.name === infringed)!
    const archiving = went(went(went(played(adjudication, infringed, 14).snapshot, 'stand', 'clock', '2022-05-06').next, 'urge', 'handler', '2022-05-10', walk.steps[16]!.input).next, 'performed', 'handler', '2022-05-18', { note: '已履行' }).next
    expect(says(act(archiving, 'archive', 'handler', '2022-05-20', { volume: '1', pages: 1 }))).toEqual(['裁决书尚未公开，公开后方可归档'])
    // 20 working days from signing on 18 April 2022, with 30 April to 4 May off, Sunday 24 April and Saturday 7 May worked: 17 May.
    expect(clock(played(adjudication, infringed, 14).snapshot, 'publication')).toMatchObject({ target: '2022-05-17' })
  })
})
