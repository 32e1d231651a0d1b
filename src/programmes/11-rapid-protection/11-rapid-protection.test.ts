import { describe, expect, it } from 'vitest'
import { fujian, itemTests, played, worldOn } from '../../../test/items.ts'
import { clockFaces, expired, perform, type Snapshot } from '../../service/index.ts'
import { programme } from './index.ts'
import { entity, peer, reviewers } from './items/pre-examination/examples.ts'
import { preExamination } from './items/pre-examination/index.ts'
import { assign, classify, forecast } from './items/pre-examination/queue.ts'
import { deduct } from './items/pre-examination/score.ts'

itemTests(programme)

const quanzhou = { name: '演示·泉州刺桐示例智能装备有限公司', creditCode: '91350503DEM000022C', region: '350503' }
const facts = { entity: entity(quanzhou), reviewers, queue: [], mine: [] }
const act = (s: Snapshot, step: string, as: string, day: string, input?: any, more: { who?: string; facts?: object } = {}) =>
  perform(preExamination, s, { step, as: [as], by: { id: more.who ?? as, name: more.who ?? as }, input }, worldOn(day, { ...facts, ...more.facts }))
const went = (...of: Parameters<typeof act>) => {
  const done = act(...of)
  if (!done.ok) throw new Error(done.refusals.map((r) => r.say).join('；'))
  return done.value
}
const says = (done: ReturnType<typeof act>) => (done.ok ? [] : done.refusals.map((r) => r.say))
const clock = (s: Snapshot, name: string) => clockFaces(preExamination, s, fujian.calendar).find((c) => c.name === name)
const granted = '补正一次后合格，快速标记，授权', overdue = '合格后逾期未提交，失去快速通道', whoReviews = { who: 'demo.protcentre.handler' }
const entriesOf = (name: string) => played(preExamination, name).decisions.flatMap((d) => d.entries)

describe('the two clocks', () => {
  it('gives the centre seven working days from acceptance', () => expect(clock(played(preExamination, granted, 2).snapshot, 'review')).toMatchObject({ of: 'office', target: '2022-07-14' }))
  it('counts no day the applicant spends correcting', () => {
    // Sent back on Friday 8 July, answered on Monday 11 July: one working day more, Friday 15 July.
    expect(clock(played(preExamination, granted, 3).snapshot, 'state')).toMatchObject({ of: 'party' })
    expect(clock(played(preExamination, granted, 3).snapshot, 'review')).toMatchObject({ stoppedSince: '2022-07-08' })
    expect(clock(played(preExamination, granted, 4).snapshot, 'review')).toMatchObject({ target: '2022-07-15' })
  })
  it('gives the applicant ten days to file, moved to a working day', () =>
    // Passed on Wednesday 13 July: the tenth day is Saturday 23 July.
    expect(clock(played(preExamination, granted, 5).snapshot, 'state')).toMatchObject({ of: 'party', target: '2022-07-23', legal: '2022-07-25' }))
  it('gives ten days to answer, from the day the action came', () => expect(clock(played(preExamination, granted, 8).snapshot, 'state')).toMatchObject({ startedOn: '2022-08-01', target: '2022-08-11' }))
  it('takes the lane away only after the number could have been returned', () => {
    const passed = played(preExamination, overdue, 3).snapshot, returning = played(preExamination, overdue, 4).snapshot
    expect([expired(preExamination, passed, worldOn('2022-07-04')), expired(preExamination, passed, worldOn('2022-07-05'))]).toEqual([undefined, 'overdue'])
    expect([expired(preExamination, returning, worldOn('2022-07-05')), expired(preExamination, returning, worldOn('2022-07-06'))]).toEqual([undefined, 'lose'])
    const filed = (filedOn: string) => says(act(returning, 'file', 'applicant', '2022-07-05', { filedOn, applicationNumber: '202220678901.6', text: 'same', feePaid: filedOn }))
    expect(filed('2022-07-04')).toEqual([])
    expect(filed('2022-07-05')).toEqual(['正式提交已超过期限（2022年7月4日），本件不再进入快速通道'])
  })
  it('sends back for correction twice at the most', () => {
    const again = went(went(played(preExamination, granted, 4).snapshot, 'correct', 'reviewer', '2022-07-12', { defects: '再补' }).next, 'resubmit', 'applicant', '2022-07-12', preExamination.walks[0]!.raw).next
    expect(says(act(again, 'correct', 'reviewer', '2022-07-13', { defects: '三补' }))).toEqual(['本件已退回补正2次，按规定不得再次退回，请作出决定'])
  })
  it('counts a result as in time only when it was', () => {
    const kinds = (day: string) => went(played(preExamination, granted, 4).snapshot, 'pass', 'reviewer', day, { opinion: '合格' }, whoReviews).events.map((e) => e.kind)
    expect(kinds('2022-07-15')).toEqual(['pre-examination.concluded', 'pre-examination.concluded-in-time'])
    expect(kinds('2022-07-18')).toEqual(['pre-examination.concluded'])
  })
})

describe('the class', () => {
  const lists = [
    { centre: 'a', name: '甲中心', coverage: 'full' as const, classes: [{ symbol: 'B25', field: '装备' }, { symbol: 'H01L21/00', field: '半导体' }] },
    { centre: 'b', name: '乙中心', coverage: 'partial' as const, classes: [{ symbol: 'H01M', field: '新能源' }] },
    { centre: 'c', name: '丙中心', coverage: 'unknown' as const, classes: [] },
  ]
  it.each([['B25J9/16', 'a', 'hit'], ['H01L21/00', 'a', 'hit'], ['H01L21/02', 'a', 'miss'], ['H01M10/05', 'a', 'miss'], ['H01M10/05', 'b', 'partial-hit'], ['B25J9/16', 'b', 'partial-miss'], ['B25J9/16', 'c', 'unknown'], ['B25J9/16', 'd', 'unknown']])(
    '%s at %s is a %s', (symbol, centre, result) => expect(classify(symbol, centre, lists).value.result).toBe(result))
  it('says who else may take it', () => expect(classify('H01M10/05', 'a', lists)).toEqual({ value: { result: 'miss', elsewhere: ['乙中心'] }, steps: ['H01M10/05不在甲中心完整名录内', '可向乙中心咨询'] }))
})

describe('the queue', () => {
  const of = (ahead: number, perDay = 3) => forecast({ peers: Array.from({ length: ahead }, (_, i) => peer(i, 'machinery')), field: 'machinery', perDay, least: 3, promised: '2022-07-15', today: '2022-07-04', calendar: fujian.calendar }).value
  it.each([[0, '2022-07-07', false], [8, '2022-07-07', false], [9, '2022-07-08', false], [26, '2022-07-15', false], [27, '2022-07-18', true]])('with %i ahead ends on %s', (ahead, on, late) => expect(of(ahead)).toEqual({ ahead, on, late }))
  it('counts neither those who are through nor those correcting', () =>
    expect(forecast({ peers: [peer(1, 'machinery', 'passed'), peer(2, 'machinery', 'correction'), peer(3, 'electronics'), peer(4, 'machinery', 'acceptance')], field: 'machinery', perDay: 3, least: 1, promised: '2022-07-15', today: '2022-07-04', calendar: fujian.calendar }).value.ahead).toBe(1))
  it('is told to the applicant with its working', () => {
    const submitted = played(preExamination, granted, 1)
    expect(submitted.decisions[0]!.papers.map((p) => p.title)).toEqual(['预审请求回执'])
    expect(submitted.snapshot.computed.forecast!.steps).toEqual(['同领域（机械装备）在您之前待预审0件，每工作日办结3件', '轮到本件约需1个工作日（⌈1÷3⌉），单件最短3个工作日，取3个工作日', '自2022年7月4日起算，预计2022年7月7日出结果，不晚于承诺日2022年7月15日'])
  })
  it('gives a case to the least loaded of those who may, never by a wish', () => {
    const given = (peers: object[], recused?: string) => assign({ reviewers: reviewers.map((r) => (r.key === 'YS-02' && recused ? { ...r, data: { ...r.data, recused } } : r)), peers: peers as any, field: 'machinery', applicant: quanzhou.creditCode }).value?.key
    expect(given([])).toBe('YS-01')
    expect(given([peer(1, 'machinery'), peer(2, 'machinery')])).toBe('YS-02')
    expect(given([peer(1, 'machinery')], quanzhou.creditCode)).toBe('YS-01')
    expect(given([peer(1, 'machinery', 'passed')])).toBe('YS-01')
    expect(says(act(played(preExamination, granted, 1).snapshot, 'accept', 'window', '2022-07-05', { complete: true }, { facts: { reviewers: [] } }))).toEqual(['本领域没有可以承办的预审员（已回避或者离岗），请先在预审员名录中补充'])
  })
  it('lets only the one it was given to conclude', () =>
    expect(says(act(played(preExamination, granted, 4).snapshot, 'pass', 'reviewer', '2022-07-13', { opinion: '合格' }, { who: '演示·郑预审' }))).toEqual(['本件已分配给演示·吴预审，由其办理']))
})

describe('the score', () => {
  const left = (points: number, on = '2022-07-04') => deduct({ points: points + 10, year: 2022 }, ['lateFiling'], on as any, on as any).value
  it.each([
    [80, 'active', undefined], [79, 'active', undefined], [60, 'active', undefined], [59, 'suspended', '2022-10-04'], [40, 'suspended', '2022-10-04'], [39, 'suspended', '2023-01-04'], [1, 'suspended', '2023-01-04'],
  ])('with %i points left is %s', (points, status, until) => expect(left(points)).toEqual({ points, year: 2022, status, ...(until ? { suspendedUntil: until } : {}) }))
  it('cancels at nought, for twelve months', () => expect(left(0)).toEqual({ points: 0, year: 2022, status: 'cancelled', refileFrom: '2023-07-04' }))
  it('starts again at a hundred every calendar year', () => expect(deduct({ points: 45, year: 2022 }, ['numberLate'], '2023-01-05', '2023-01-05').value).toEqual({ points: 95, year: 2023, status: 'active' }))
  it('never shortens a suspension that runs', () => expect(deduct({ points: 65, year: 2022, suspendedUntil: '2023-05-01' }, ['lateFiling'], '2022-07-04', '2022-07-04').value.suspendedUntil).toBe('2023-05-01'))
  it('takes 20, 10 and 5 for another text, a late fee and a late number, and half from the agency', () => {
    const entries = entriesOf('文本不一致、缴费和回传迟延，扣分后被驳回')
    expect(entries[0]).toMatchObject({ register: 'pre-exam-entities', how: 'change', status: 'active', data: { points: 65, year: 2022, steps: '2022年现有100分\n正式提交文本与预审合格文本不一致，扣20分\n未在提交当日缴费，扣10分\n未在1个工作日内回传申请号，扣5分\n剩余65分\n不足80分，提醒' } })
    expect(entries.filter((e) => e.register === 'pre-exam-points').map((e) => [e.data!.role, e.data!.points])).toEqual([['entity', 20], ['entity', 10], ['entity', 5], ['agency', 10], ['agency', 5], ['agency', 2.5]])
  })
  it.each([[overdue, 90, 'active'], ['逾期未答复审查意见', 85, 'active'], ['标记后无正当理由撤回', 85, 'active'], ['提供虚假材料', 100, 'cancelled']])('%s: %i', (walk, points, status) => expect(entriesOf(walk)[0]).toMatchObject({ status, data: { points } }))
  it('takes 40 and twelve months for an abnormal application', () => expect(entriesOf('被认定为非正常申请')[0]).toMatchObject({ status: 'suspended', data: { points: 60, suspendedUntil: '2023-07-21' } }))
  it('costs nothing to pass and file in time', () => expect(entriesOf(granted)).toEqual([]))
})

describe('what a result is and is not', () => {
  it('never says that a patent was granted by the centre', () => {
    for (const walk of preExamination.walks) for (const paper of played(preExamination, walk.name).decisions.flatMap((d) => d.papers)) {
      if (paper.name === 'passNotice' || paper.name === 'failNotice') expect(paper.lines).toContain('预审结论不是专利授权决定；是否授予专利权由国家知识产权局依法审查决定。')
    }
    expect(Object.values(preExamination.states as Record<string, any>).flatMap((s) => Object.values(s.steps ?? {}) as any[]).some((s) => s.decides)).toBe(false)
    expect(Object.values(preExamination.states as Record<string, any>).map((s) => s.outcome)).not.toContain('granted')
  })
  it('shows the title of an unpublished invention neither in lists nor on papers', () => {
    const { snapshot, decisions } = played(preExamination, granted)
    expect(preExamination.confidential).toBe('need-to-know')
    expect(JSON.stringify([snapshot.title, snapshot.marks, decisions.flatMap((d) => [d.papers, d.entries, d.events])])).not.toContain('机器人末端夹持装置')
  })
  it('takes an application number of the right kind only', () =>
    expect(says(act(played(preExamination, granted, 5).snapshot, 'file', 'applicant', '2022-07-15', { filedOn: '2022-07-14', applicationNumber: '202220678901.6', text: 'same', feePaid: '2022-07-14' }))).toEqual(['申请号属于实用新型，本件预审的是发明']))
})
