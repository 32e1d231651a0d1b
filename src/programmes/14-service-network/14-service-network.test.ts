import { describe, expect, it } from 'vitest'
import { itemTests, onDaysOff, played, worldOn } from '../../../test/items.ts'
import { perform, standingDuties, told } from '../../service/index.ts'
import { programme } from './index.ts'
import { serviceNode } from './items/service-node/index.ts'

itemTests(programme)

it.each(programme.items)('$name：演示办件的步骤都在工作日', (item) => expect(onDaysOff(item)).toEqual([]))

describe('a node', () => {
  const at = (steps?: number) => played(serviceNode, '高校网点备案在册', steps).snapshot
  const act = (s: ReturnType<typeof at>, step: string, as: string, day: string, input?: unknown) => perform(serviceNode, s, { step, as: [as], by: { id: as, name: as }, input }, worldOn(day))
  const say = (r: ReturnType<typeof act>) => (r.ok ? [] : r.refusals.map((x) => x.say))

  it('is put forward only once the centre has scored it, and not below the mark', () => {
    expect(say(act(at(2), 'propose', 'clerk', '2022-03-10'))).toEqual(['发展保护中心尚未提交评估意见'])
    const low = act(at(2), 'score', 'centre', '2022-03-10', { place: 20, staff: 20, service: 29, opinion: '…' })
    expect(low.ok && say(act(low.value.next, 'propose', 'clerk', '2022-03-11'))).toEqual(['评估69分，低于合格分70分，不能拟同意'])
  })
  it('owes its report by the end of the first quarter of the next year', () =>
    expect(standingDuties(serviceNode, at(), told(serviceNode, at(), worldOn('2022-06-01'))).map((d) => d.due)).toEqual(['2023-03-31']))
  it('reports on a year only when it is over, and on the year that is due', () => {
    const report = (year: number, day: string) => say(act(at(), 'report', 'applicant', day, { year, served: 1, clients: 1, reports: 1, trained: 1, summary: '…' }))
    expect(report(2022, '2022-12-31')).toEqual(['2022年度结束后再提交'])
    expect(report(2023, '2024-01-05')).toEqual(['应提交2022年度的报告'])
    expect(report(2022, '2023-01-03')).toEqual([])
  })
  it('is removed for silence only after the day has passed', () => {
    const remove = (day: string) => say(act(at(), 'remove', 'leader', day, { cause: 'silent', why: '…' }))
    expect(remove('2023-03-31')).toEqual(['年度报告尚未到期，不能以此移出'])
    expect(remove('2023-04-01')).toEqual([])
  })
  it('is entered in the register and counted', () => {
    const last = played(serviceNode, '高校网点备案在册').decisions.at(-1)!
    expect(last.entries).toMatchObject([{ register: 'service-nodes', how: 'add', status: 'active', data: { type: 'node', host: 'university' } }])
    expect(last.events.map((e) => e.kind)).toEqual(['service-node.filed'])
  })
})
