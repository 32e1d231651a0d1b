import { describe, expect, it } from 'vitest'
import type { Instant } from '../../kernel/index.ts'
import { fujian, itemTests, played } from '../../../test/items.ts'
import { blank, clockFaces, expired, perform, type Snapshot, stepsOf, type World } from '../../service/index.ts'
import { programme } from './index.ts'
import { fair, sound } from './items/fair-complaint/examples.ts'
import { fairComplaint } from './items/fair-complaint/index.ts'

itemTests(programme)

/** A moment on the wall clock in China. */
const at = (local: string): Instant => new Date(`${local}:00+08:00`).toISOString() as Instant
const world = (local: string, closes = '2022-09-11T17:00', more: object = {}): World => ({
  ...fujian, at: at(local), today: local.slice(0, 10) as any, facts: { exhibition: fair(5, { closes: at(closes) }), history: [], same: [], ...more } })
const act = (s: Snapshot, step: string, as: string, w: World, input?: any) => perform(fairComplaint, s, { step, as: [as], by: { id: as, name: as }, input, number: '展-1' }, w)
const went = (...of: Parameters<typeof act>) => {
  const done = act(...of)
  if (!done.ok) throw new Error(done.refusals.map((r) => r.say).join('；'))
  return done.value
}
const says = (done: ReturnType<typeof act>) => (done.ok ? [] : done.refusals.map((r) => r.say))
const clock = (s: Snapshot, name: string) => clockFaces(fairComplaint, s, fujian.calendar).find((c) => c.name === name)
const filed = (local: string, closes?: string, more: object = {}) => went(blank(fairComplaint), 'submit', 'applicant', world(local, closes), { ...sound, fair: { ...sound.fair, ...more } }).next
const silent = '跨周末投诉，参展商24小时不作陈述，主办方遮盖', barred = '连续两届被认定侵权，下届禁展', offsite = '闭幕在先，陈述期未满，转场外移送'

describe('the hours of a complaint', () => {
  it.each([
    // Received, closing, due: 24 hours on the wall clock, or four hours before closing if that comes first. 9 September 2022 is a Friday.
    ['2022-09-09T17:00', '2022-09-11T17:00', '2022-09-10T17:00'],
    ['2022-09-09T17:00', '2022-09-10T16:00', '2022-09-10T12:00'],
    ['2022-09-09T17:00', '2022-09-10T21:00', '2022-09-10T17:00'],
    ['2022-09-09T17:00', '2022-09-10T20:59', '2022-09-10T16:59'],
    ['2022-09-10T10:00', '2022-09-13T17:00', '2022-09-11T10:00'],
    // Received in the last four hours, it has the 24 hours of any other and is handled outside.
    ['2022-09-11T14:00', '2022-09-11T17:00', '2022-09-12T14:00'],
  ])('received %s, closing %s: due %s', (received, closes, due) => expect(clock(filed(received, closes), 'answer')).toMatchObject({ of: 'office', at: at(due) }))
  it('run from the hour a paper complaint came in, not from its record', () =>
    expect(clock(filed('2022-09-10T09:00', undefined, { received: '2022-09-09T17:00' }), 'answer')).toMatchObject({ at: at('2022-09-10T17:00') }))
  it('are the exhibitor’s own after service', () => {
    const served = played(fairComplaint, silent, 3).snapshot
    expect(clock(served, 'state')).toMatchObject({ of: 'party', at: at('2022-09-10T19:00') })
    expect(clock(served, 'answer')).toMatchObject({ done: '2022-09-09' })
    expect([expired(fairComplaint, served, world('2022-09-10T19:00')), expired(fairComplaint, served, world('2022-09-10T19:01'))]).toEqual([undefined, 'expire'])
  })
  it('end four hours before closing for the exhibitor too, and then nobody is held silent', () => {
    const served = played(fairComplaint, offsite, 3).snapshot
    expect(clock(served, 'state')).toMatchObject({ at: at('2022-09-11T13:00') })
    const over = went(served, 'expire', 'clock', world('2022-09-11T13:01')).next
    expect([over.state, over.memo.cause]).toEqual(['offsite', undefined])
  })
  it('count an answer as in time only when it was', () => {
    const accepted = went(filed('2022-09-09T17:00'), 'accept', 'station', world('2022-09-09T18:00'), { valid: true }).next
    const kinds = (local: string) => went(accepted, 'serve', 'station', world(local), { at: local, way: 'hand', receiver: '甲' }).events.map((e) => e.kind)
    expect(kinds('2022-09-10T17:00')).toEqual(['fair-complaint.answered', 'fair-complaint.answered-in-time'])
    expect(kinds('2022-09-10T17:01')).toEqual(['fair-complaint.answered'])
  })
  it('cannot be stopped', () => expect(Object.keys(stepsOf(fairComplaint, filed('2022-09-09T17:00')))).toEqual(['accept', 'reject', 'convert', 'withdraw']))
})

describe('outside the fair', () => {
  it('a case goes only when on-site handling is over', () => {
    const intake = filed('2022-09-11T10:00')
    expect(says(act(intake, 'convert', 'station', world('2022-09-11T12:59'), { reason: '闭幕' }))).toEqual(['现场处理截至2022年9月11日 13:00，此前应在现场处理'])
    expect(act(intake, 'convert', 'station', world('2022-09-11T13:00'), { reason: '闭幕' }).ok).toBe(true)
  })
  it('a case takes its evidence along, each file by name, size and hash', () => {
    const letter = played(fairComplaint, offsite, 5).decisions[4]!.papers[0]!
    expect(letter.title).toBe('展会投诉移送函')
    expect(letter.lines.slice(-3)).toEqual(['证据包：', `1. 专利证书.pdf，51200字节，SHA-256 ${'d'.repeat(64)}`, `2. 展位照片.jpg，51200字节，SHA-256 ${'b'.repeat(64)}`])
  })
  it('a case takes the exhibitor’s evidence along as well', () =>
    expect(played(fairComplaint, '现场难以判断，移送', 6).decisions[5]!.papers[0]!.lines.at(-1)).toBe(`3. 设计底稿.pdf，51200字节，SHA-256 ${'e'.repeat(64)}`))
})

describe('judgement and record', () => {
  it('says that an opinion is not an administrative decision, and nobody here decides', () => {
    const opinion = played(fairComplaint, barred, 5).decisions[4]!.papers[0]!
    expect(opinion.lines.at(-1)).toBe('本意见供展会期间处理投诉使用，不是行政决定，不影响当事人依法请求行政处理或者提起诉讼。')
    expect(Object.values(fairComplaint.desks).map((d) => d.duty)).not.toContain('decide')
  })
  it('follows a judgement that already stands', () =>
    expect(says(act(played(fairComplaint, barred, 4).snapshot, 'opine', 'station', world('2022-09-08T17:00'), { opinion: 'unlikely', effective: 'yes', experts: '甲', reasons: '略' }))).toEqual(['已有生效文书认定侵权的，应按“侵权可能性大”处理']))
  it('keeps a finding of an exhibitor, but not its silence', () => {
    const kept = (name: string) => played(fairComplaint, name).decisions.flatMap((d) => d.entries).filter((e) => e.register === 'fair-findings').map((e) => e.data!.cause)
    expect([kept(barred), kept('参展商承认'), kept(silent), kept('判断侵权可能性小，投诉不成立')]).toEqual([['judged'], ['admitted'], [], []])
  })
  it('bars from the next session after two running, and not before', () => {
    const bars = played(fairComplaint, barred).decisions.flatMap((d) => d.entries).filter((e) => e.register === 'fair-bars')
    expect(bars).toMatchObject([{ key: '91350582DEM0000657|演示·海峡示例博览会|6', data: { session: 6, because: '连续2届被认定侵权' } }])
    const over = played(fairComplaint, barred, 7).snapshot
    const line = (session: number, more: object = {}) => ({ status: 'kept', data: { series: '演示·海峡示例博览会', session, ...more } })
    const bar = (...history: object[]) => says(act(over, 'bar', 'station', world('2022-09-13T09:00', undefined, { history }), { note: '禁' }))
    expect(bar(line(4))).toEqual([])
    for (const history of [[], [line(3)], [line(4, { series: '别的展会' })], [{ ...line(4), status: 'revoked' }]]) expect(bar(...history)).toEqual(['该参展商未连续2届被认定侵权，不能禁展'])
    expect(says(act(over, 'report', 'station', world('2022-09-13T09:00', undefined, { history: [line(4)] }), { summary: '略', complaints: 1 }))).toEqual(['该参展商已连续两届被认定侵权，请先通知主办方下届禁展'])
  })
  it('is summed up within ten working days after closing, by the calendar', () => {
    // Closed on Sunday 11 September; the 12th is Mid-Autumn. Ten working days: 13 to 16, 19 to 23, and 26 September.
    expect(clock(played(fairComplaint, '现场调解', 5).snapshot, 'state')).toMatchObject({ startedOn: '2022-09-11', target: '2022-09-26' })
    expect(says(act(played(fairComplaint, '现场调解', 5).snapshot, 'report', 'station', world('2022-09-11T16:59'), { summary: '略', complaints: 1 }))).toEqual(['展会于2022年9月11日 17:00闭幕，闭幕后总结'])
  })
  it('names the organiser from the register of exhibitions', () => expect(filed('2022-09-09T17:00').parties.organiser).toEqual({ name: '演示·海峡示例会展有限公司', creditCode: '91350102DEM000081C' }))
})
