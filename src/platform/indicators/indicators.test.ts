import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { clubMembers } from '../../../test/fixtures/tennis-club/index.ts'
import { addDays, type Day, type Instant } from '../../kernel/index.ts'
import { defineIndicator, type EntryChange, type IndicatorDefinition } from '../../service/index.ts'
import { writeEntries } from '../registers/index.ts'
import { evidence, indicatorTable, indicatorTrend, indicatorValue, keepDefinitions, recordEvents, verifyReport, voidEvent, voidEventsOf, wordingsOf, type Asked, type EventSource } from './index.ts'

let ground: FreshDatabase
beforeAll(async () => { ground = await freshDatabase() })
afterAll(() => ground.drop())
beforeEach(async () => {
  await ground.db.deleteFrom('event').execute()
  await ground.db.deleteFrom('entry').execute()
})

const noon = (day: Day) => `${day}T04:00:00.000Z` as Instant
const happen = (on: Day, kind: string, more: Partial<EventSource> & { amount?: number } = {}) => {
  const { amount, ...of } = more
  return ground.db.transaction().execute(async (tx) => (await recordEvents(tx, [{ kind, ...(amount === undefined ? {} : { amount }) }], { on, at: noon(on), unit: 'fj.3501.350102', caseId: 'c1', seq: 1, ...of }))[0]!)
}
const indicator = (from: IndicatorDefinition['from'], more: Partial<IndicatorDefinition> = {}): IndicatorDefinition =>
  defineIndicator({ id: 'i', name: '入会', definition: '统计期内入会的人数', carries: ['0'], owner: 'club', version: 1, kind: 'flow', unit: '人', direction: 'up', from, ...more })
const year: Asked = { from: '2022-01-01', to: '2022-12-31' }
const figures = async (d: IndicatorDefinition, asked: Partial<Asked> = {}) => (await indicatorValue(ground.db, d, { ...year, ...asked })).value
const joined = indicator({ events: ['joined', 'rejoined'] })
const paid = indicator({ events: ['paid'], sum: true }, { unit: '元' })

describe('a figure', () => {
  it('counts what happened in its days and under its unit, to the last day', async () => {
    await happen('2021-12-31', 'joined')
    await happen('2022-01-01', 'joined')
    await happen('2022-12-31', 'rejoined', { unit: 'fj.3502', demo: true })
    await happen('2022-06-01', 'left')
    await happen('2022-06-01', 'paid', { amount: 3_800_000 })
    await happen('2022-06-02', 'paid', { amount: 9_500_000 })
    expect(await figures(joined)).toEqual({ system: { value: 2, count: 2, demo: 1 } })
    expect(await figures(joined, { unit: 'fj.3501' })).toEqual({ system: { value: 1, count: 1, demo: 0 } })
    expect(await figures(joined, { unit: 'fj.35' })).toEqual({})
    expect(await figures(paid)).toEqual({ system: { value: 13_300_000, count: 2, demo: 0 } })
    expect((await evidence(ground.db, paid, year)).pieces.map((p) => p.amount)).toEqual([9_500_000, 3_800_000])
    expect((await evidence(ground.db, indicator({ events: ['paid'], parties: true }), year)).pieces.map((p) => p.amount)).toEqual([undefined, undefined])
    expect((await figures(indicator({ events: ['joined'] }, { kind: 'stock' }), { to: '2022-06-30' })).system!.value).toBe(2)
  })

  it('keeps what is made, checked and only said apart', async () => {
    await happen('2022-03-01', 'joined')
    await happen('2022-03-01', 'joined', { source: 'reported' })
    await happen('2022-03-01', 'joined', { source: 'verified' })
    await happen('2022-03-01', 'joined', { source: 'verified' })
    const found = await indicatorValue(ground.db, joined, { ...year, unit: 'fj' })
    expect([found.value.system?.value, found.value.verified?.value, found.value.reported?.value]).toEqual([1, 2, 1])
    expect(found.steps).toEqual(['口径（第1版）：统计期内入会的人数', '2022年1月1日至2022年12月31日，fj及所属', '系统生成：由1条记录得出', '已核：由2条记录得出', '自报：由1条记录得出'])
    expect((await indicatorValue(ground.db, paid, year)).steps.at(-1)).toBe('尚无记录')
    expect(Object.keys(await figures({ ...joined, reported: true }))).toEqual(['verified', 'reported'])
  })

  it('counts each party once when it counts parties', async () => {
    for (const party of [{ id: 'p1', name: '甲' }, { id: 'p1', name: '甲' }, { name: '乙' }]) await happen('2022-03-01', 'joined', { party })
    expect((await figures(indicator({ events: ['joined'], parties: true }))).system).toEqual({ value: 2, count: 3, demo: 0 })
  })

  it('of a share says what it is a share of, and nought of nothing is nought', async () => {
    const share = indicator({ share: { events: ['in-time'] }, of: { events: ['closed'] } }, { kind: 'ratio', unit: '%' })
    expect(await figures(share)).toEqual({})
    for (const kind of ['closed', 'closed', 'closed', 'closed', 'in-time', 'in-time', 'in-time']) await happen('2022-03-01', kind)
    expect((await figures(share)).system).toEqual({ value: 0.75, of: { part: 3, whole: 4 }, count: 7, demo: 0 })
    expect((await evidence(ground.db, share, year)).pieces.filter((p) => p.isPart)).toHaveLength(3)
  })

  it('of a past day is what was known at its end', async () => {
    const wrong = await happen('2022-03-01', 'joined')
    await happen('2022-03-05', 'joined', { caseId: 'c2' })
    // Entered in May for a day in March.
    await happen('2022-03-02', 'joined', { at: noon('2022-05-10') })
    await ground.db.transaction().execute((tx) => voidEvent(tx, wrong, { at: noon('2022-04-01'), by: 'm1', reason: '误录' }))
    await ground.db.transaction().execute((tx) => voidEventsOf(tx, { caseId: 'c2' }, { at: '2022-06-30T16:30:00.000Z', by: 'm1', reason: '决定被撤销' }))
    const known = async (asOf?: Day) => (await figures(joined, { asOf })).system?.value
    expect(await Promise.all((['2022-02-28', '2022-03-01', '2022-03-31', '2022-04-01', '2022-05-10', '2022-06-30', '2022-07-01'] as Day[]).map(known))).toEqual([undefined, 1, 2, 1, 2, 2, 1])
    // Half past midnight in China on the first of July was still June in London.
    expect(await known()).toBe(1)
  })

  it('reported again for the same period counts once, and checked no longer counts as reported', async () => {
    const members = indicator({ reported: 'members' }, { kind: 'stock' })
    await happen('2022-03-31', 'members', { source: 'reported', amount: 80 })
    const report = await happen('2022-06-30', 'members', { source: 'reported', amount: 100 })
    await happen('2022-06-30', 'members', { source: 'reported', amount: 7, unit: 'fj.3502' })
    expect(await figures(members)).toEqual({ reported: { value: 107, count: 2, demo: 0 } })
    expect((await figures(members, { asOf: '2022-04-30' })).reported!.value).toBe(80)
    await ground.db.transaction().execute((tx) => verifyReport(tx, report, { amount: 95, at: noon('2022-07-05'), by: 'm2' }))
    expect(await figures(members)).toMatchObject({ verified: { value: 95 } })
    const flow = indicator({ reported: 'visits' })
    for (const [on, amount] of [['2022-01-31', 5], ['2022-02-28', 6], ['2022-02-28', 9]] as const) await happen(on, 'visits', { source: 'reported', amount })
    expect((await figures(flow)).reported!.value).toBe(14)
  })

  it('of a register counts lines in force with the status on the day', async () => {
    const registers = new Map([[clubMembers.id, clubMembers]])
    const write = (on: Day, change: Partial<EntryChange>, unit = 'fj.3501') => ground.db.transaction().execute((tx) =>
      writeEntries(tx, [{ register: 'club-members', key: 'A1', how: 'add', ...change }], { by: { id: 'm', name: 'm' }, on, at: noon(on), caseId: 'c', unit }, registers))
    await write('2022-01-01', {})
    await write('2022-02-01', { key: 'A2' }, 'fj.3502')
    await write('2022-06-01', { how: 'change', status: 'suspended' })
    const active = indicator({ register: 'club-members', status: 'active' }, { kind: 'stock' })
    const on = async (to: Day, asOf?: Day) => (await figures(active, { to, asOf })).system?.value
    expect([await on('2022-01-31'), await on('2022-05-31'), await on('2022-12-31'), await on('2022-12-31', '2022-05-31')]).toEqual([1, 2, 1, 2])
    expect((await indicatorTable(ground.db, active, { ...year, to: '2022-05-31', depth: 2 })).map((r) => [r.unit, r.figures.system!.value])).toEqual([['fj.3501', 1], ['fj.3502', 1]])
    expect((await evidence(ground.db, active, year)).pieces).toMatchObject([{ what: 'entry', note: 'A2', caseId: 'c', source: 'system' }])
  })
})

describe('the evidence', () => {
  it('adds up to the figure for any unit and days, page by page', async () => {
    const days = Array.from({ length: 40 }, (_, i) => addDays('2022-01-01', i * 5))
    await Promise.all(days.map((on, i) => happen(on, i % 3 ? 'paid' : 'joined', { amount: i * 100, unit: ['fj', 'fj.3501', 'fj.3501.350102', 'fj.3502'][i % 4], source: i % 5 ? 'system' : 'reported' })))
    await fc.assert(fc.asyncProperty(fc.constantFrom(undefined, 'fj', 'fj.3501', 'fj.3502'), fc.nat(39), fc.nat(39), fc.constantFrom('system' as const, 'reported' as const), async (unit, a, b, source) => {
      const asked = { unit, from: days[Math.min(a, b)]!, to: days[Math.max(a, b)]! }
      const figure = (await figures(paid, asked))[source]
      let sum = 0
      let count = 0
      for (let after: { on: Day; id: number } | undefined, more = true; more;) {
        const page = await evidence(ground.db, paid, asked, { source, after, limit: 7 })
        expect(page.total).toBe(figure?.count ?? 0)
        for (const piece of page.pieces) { sum += piece.amount!; count++ }
        after = page.next
        more = after !== undefined
      }
      expect([sum, count]).toEqual([figure?.value ?? 0, figure?.count ?? 0])
    }), { numRuns: 25 })
  })

  it('by unit adds up to the whole', async () => {
    for (const unit of ['fj.3501.350102', 'fj.3501.350103', 'fj.3502.350203', 'fj.3501']) await happen('2022-03-01', 'joined', { unit })
    const table = async (depth: number) => (await indicatorTable(ground.db, joined, { ...year, depth })).map((row) => [row.unit, row.figures.system!.value])
    expect(await table(1)).toEqual([['fj', 4]])
    expect(await table(2)).toEqual([['fj.3501', 3], ['fj.3502', 1]])
    expect(await table(3)).toEqual([['fj.3501.350102', 1], ['fj.3501.350103', 1], ['fj.3502.350203', 1]])
  })
})

it('every wording of an indicator is kept once', async () => {
  await keepDefinitions(ground.db, [joined])
  await keepDefinitions(ground.db, [joined, { ...joined, version: 2, definition: '含退会后再入会' }])
  expect((await wordingsOf(ground.db, 'i')).map((w) => [w.version, w.definition.definition])).toEqual([[1, '统计期内入会的人数'], [2, '含退会后再入会']])
})

describe('a change of definition', () => {
  const first = indicator({ events: ['joined'] }, { id: 'changing' })
  const second = { ...first, version: 2, since: '2022-07-01' as Day, definition: '含退会后再入会', from: { events: ['joined', 'rejoined'] } }

  it('never rewrites history: a figure goes by the version of its last day', async () => {
    await keepDefinitions(ground.db, [first])
    await keepDefinitions(ground.db, [second])
    for (const on of ['2022-03-01', '2022-09-01'] as Day[]) for (const kind of ['joined', 'rejoined']) await happen(on, kind)
    const until = async (to: Day, from: Day = '2022-01-01') => (await indicatorValue(ground.db, second, { from, to }))
    expect((await until('2022-06-30')).value.system!.value).toBe(1)
    expect((await until('2022-06-30')).steps[0]).toBe('口径（第1版）：统计期内入会的人数')
    expect((await until('2022-12-31')).value.system!.value).toBe(4)
    expect((await until('2022-12-31')).steps).toContain('第2版口径自2022年7月1日起；本数跨版本，按期末的第2版计算')
    expect((await until('2022-12-31', '2022-07-01')).steps.join()).not.toContain('跨版本')
    expect((await evidence(ground.db, second, { from: '2022-01-01', to: '2022-06-30' })).total).toBe(1)
    expect((await indicatorTrend(ground.db, second, { to: '2022-09-30', months: 7 })).map((m) => [m.month, m.version, m.figures.system?.value])).toEqual([
      ['2022-03', 1, 1], ['2022-04', 1, undefined], ['2022-05', 1, undefined], ['2022-06', 1, undefined], ['2022-07', 2, undefined], ['2022-08', 2, undefined], ['2022-09', 2, 2],
    ])
    expect((await wordingsOf(ground.db, 'changing')).map((w) => [w.version, w.from])).toEqual([[1, undefined], [2, '2022-07-01']])
  })

  it('of what is counted wants a new version', async () => {
    await keepDefinitions(ground.db, [first])
    await expect(keepDefinitions(ground.db, [{ ...first, from: { events: ['left'] } }])).rejects.toThrow('版本号还是第1版')
    await keepDefinitions(ground.db, [{ ...first, definition: '统计期内入会的人数。' }])
  })
})
