import { describe, expect, it } from 'vitest'
import { itemTests, onDaysOff, played, worldOn } from '../../../test/items.ts'
import { perform } from '../../service/index.ts'
import { programme } from './index.ts'
import { filingVerification } from './items/filing-verification/index.ts'

itemTests(programme)

it.each(programme.items)('$name：演示办件的步骤都在工作日', (item) => expect(onDaysOff(item)).toEqual([]))

describe('an application of a batch', () => {
  const at = (walk: string, steps?: number) => played(filingVerification, walk, steps).snapshot
  const act = (s: ReturnType<typeof at>, step: string, as: string, on: string, input?: unknown) => perform(filingVerification, s, { step, as: [as], by: { id: as, name: as }, input }, worldOn(on))
  const say = (r: ReturnType<typeof act>) => (r.ok ? [] : r.refusals.map((x) => x.say))

  it('is nobody’s loss after one call', () => {
    const called = at('三次联系不上，列为失联', 3)
    expect(say(act(called, 'lose', 'handler', '2022-06-09', { note: '…' }))).toEqual(['列为失联前须联系3次以上、用2种以上方式，现有1次'])
    expect(say(act(called, 'leaveOpen', 'handler', '2022-06-09', { note: '…' }))).toEqual(['还没有联系到申请人的记录，请先登记联系'])
    expect(say(act(called, 'findFalse', 'handler', '2022-06-09', { note: '…' }))).toEqual(['须先登记现场核查'])
  })
  it('has until the day the batch names', () => expect(at('主动撤回，汇总复核后上报', 2).clocks.state!.before).toBe('2022-06-30T16:00:00.000Z'))
  it('that was decided against loses every consequence when that falls, and everyone told of one is told', () => {
    const { decisions } = played(filingVerification, '认定后处理，复议撤销认定，后果一并撤销并告知')
    const made = decisions.flatMap((d) => d.entries)
    expect(made.filter((e) => e.how === 'add').map((e) => e.key)).toEqual(made.filter((e) => e.how === 'change' && e.status === 'voided').map((e) => e.key))
    expect(made).toHaveLength(8)
    const overturned = decisions.find((d) => d.action.step === 'overturn')!
    expect([overturned.next.state, overturned.next.memo.telling]).toEqual(['undone', ['use', 'centre', 'city']])
    expect(overturned.papers[0]!.lines[0]).toContain('运用处、保护中心、设区市局')
    expect(act(overturned.next, 'acknowledgeUse', 'use', '2022-09-20', { done: '…' })).toMatchObject({ ok: true, value: { next: { state: 'undone', memo: { telling: ['centre', 'city'] } } } })
  })
  it('is never called anything by the province', () => expect(JSON.stringify(filingVerification.states)).not.toContain('非正常'))
})
