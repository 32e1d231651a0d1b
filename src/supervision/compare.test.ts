import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHouse, anOfficial } from '../../test/house.ts'
import { type FreshDatabase, freshDatabase } from '../../test/db.ts'
import { mustBe } from '../kernel/index.ts'
import type { House } from '../platform/house/index.ts'
import { visitor, type Who } from '../platform/people/index.ts'
import { compareLists, confirmLineage, correctMatch, importList, supervisionProgramme, taskHistory } from './index.ts'

let fresh: FreshDatabase
let house: House & { setClock(at: string): void }
let group: Who, fuzhou: Who
const ids: Record<number, string> = {}
const says = (r: { ok: boolean; refusals?: { say: string }[] }) => (r.ok ? [] : r.refusals!.map((x) => x.say))
const text = (year: number, tasks: [string, string, string][]) => `某省${year}年知识产权重点任务清单\n\n${tasks.map(([title, words, units], i) => `${i + 1}.${title}\n${words}\n${units}\n`).join('\n')}`

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [supervisionProgramme], at: '2023-02-01T01:00:00.000Z' })
  ;[group, fuzhou] = await Promise.all([anOfficial(fresh.db, 'fj.group', ['handle']), anOfficial(fresh.db, 'fj.3501', ['handle'])])
  const fair: [string, string, string] = ['加强展会保护', '进驻重点展会，设立投诉站。', '保护处']
  for (const [year, tasks] of [
    [2021, [fair, ['做好宣传周', '组织知识产权宣传周活动。', '商标处']]],
    [2022, [fair, ['规范专利申请行为', '严格规范专利商标申请行为。', '保护处'], ['做好宣传周', '组织知识产权宣传周活动。', '商标处']]],
    [2023, [['做好宣传周', '组织知识产权宣传周和进校园活动。', '商标处'], ['加强展会和电商保护', '进驻重点展会，设立投诉站。', '保护处'], ['建设登记平台', '出台数据知识产权登记办法。', '运用处']]],
  ] as [number, [string, string, string][]][]) ids[year] = mustBe(await importList(house, group, { name: `${year}.txt`, bytes: Buffer.from(text(year, tasks)) })).id
}, 60_000)
afterAll(() => fresh.drop())

describe('两年的清单', () => {
  it('一比就知道保留、改动、取消、新增', async () => {
    const c = mustBe(await compareLists(house, fuzhou, ids[2022]!, ids[2023]!))
    expect(c.counts).toEqual({ kept: 0, changed: 2, dropped: 1, added: 1 })
    expect(c.pairs.map((p) => [p.before.title, p.after.title])).toEqual([['加强展会保护', '加强展会和电商保护'], ['做好宣传周', '做好宣传周']])
    expect(c.pairs[1]!.changes.measures!.filter((p) => p.kind !== 'same')).toEqual([{ kind: 'new', words: expect.stringContaining('进') }])
    expect([c.dropped[0]!.task.title, c.added[0]!.task.title, c.may.correct]).toEqual(['规范专利申请行为', '建设登记平台', false])
    expect(says(await compareLists(house, visitor, ids[2022]!, ids[2023]!))).toHaveLength(1)
    expect(says(await compareLists(house, group, ids[2022]!, ids[2022]!))).toEqual(['请选两份不同的清单比较'])
  })
  it('人的更正留名留理由，后说的算', async () => {
    const [a, b] = [ids[2022]!, ids[2023]!]
    expect(says(await correctMatch(house, fuzhou, a, b, { before: '2', after: '3', why: '承接' }))).toEqual(['对应关系由省局、业务处室或领导小组办公室认定'])
    expect(says(await correctMatch(house, group, a, b, { before: '2', after: '3', why: ' ' }))).toEqual(['请写明认定的理由或依据'])
    expect(says(await correctMatch(house, group, a, b, { before: '9', after: '3', why: '承接' }))).toEqual(['前一份清单中没有这项任务'])
    const linked = mustBe(await correctMatch(house, group, a, b, { before: '2', after: '3', why: '会议纪要第五条' }))
    expect(linked.counts).toEqual({ kept: 0, changed: 3, dropped: 0, added: 0 })
    expect(linked.pairs[1]).toMatchObject({ byPerson: true, reasons: expect.arrayContaining(['由人认定：会议纪要第五条']) })
    const parted = mustBe(await correctMatch(house, group, a, b, { before: '2', after: null, why: '不是一回事' }))
    expect([parted.counts, parted.corrections.map((x) => [x.why, x.by])]).toEqual([{ kept: 0, changed: 2, dropped: 1, added: 1 }, [['会议纪要第五条', group.name], ['不是一回事', group.name]]])
  })
  it('确认承接后，一项任务的历年情况可以一路查回', async () => {
    expect(says(await confirmLineage(house, fuzhou, ids[2021]!, ids[2022]!))).toEqual(['承接关系由省局、业务处室或领导小组办公室确认'])
    expect(says(await confirmLineage(house, group, ids[2023]!, ids[2022]!))[0]).toContain('请由较早的清单承接到较晚的清单')
    mustBe(await confirmLineage(house, group, ids[2021]!, ids[2022]!))
    const confirmed = mustBe(await confirmLineage(house, group, ids[2022]!, ids[2023]!))
    expect(confirmed.pairs.every((p) => p.confirmed)).toBe(true)
    expect(mustBe(await taskHistory(house, fuzhou, ids[2023]!, '2')).map((h) => [h.list.year, h.task.number, h.task.title, h.how, h.asOf, h.light])).toEqual([
      [2022, '1', '加强展会保护', 'changed', '2022-12-31', 'grey'], [2021, '1', '加强展会保护', 'kept', '2021-12-31', 'grey'],
    ])
    expect(mustBe(await taskHistory(house, group, ids[2023]!, '3'))).toEqual([])
    expect(says(await taskHistory(house, group, ids[2023]!, '8'))).toEqual(['清单中没有第8项'])
  })
})
