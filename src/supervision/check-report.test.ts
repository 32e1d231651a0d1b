import { afterAll, beforeAll, expect, it } from 'vitest'
import { tennisProgramme } from '../../test/fixtures/tennis-club/index.ts'
import { type FreshDatabase, freshDatabase } from '../../test/db.ts'
import { aHouse, anOfficial } from '../../test/house.ts'
import { rows } from '../platform/db/index.ts'
import { indicatorValue, recordEvents } from '../platform/indicators/index.ts'
import type { Who } from '../platform/people/index.ts'
import { defineIndicator } from '../service/index.ts'
import { checkReport } from './index.ts'

const output = defineIndicator({ id: 'output', name: '产值（自报）', definition: '企业年报所填产值', carries: ['0.1'], owner: 'trademark', version: 1, kind: 'flow', unit: '分', direction: 'up', reported: true, from: { events: ['club.output'], sum: true } })
let fresh: FreshDatabase
let house: Awaited<ReturnType<typeof aHouse>>
let owner: Who, city: Who
const asked = { from: '2022-01-01', to: '2022-12-31' } as const
const year = async () => (await indicatorValue(fresh.db, output, asked)).value
/** What a firm in Gulou, or the city itself, says of itself. */
const reported = async (amount: number, of: { party?: string; unit?: string; by?: string } = {}) => fresh.db.transaction().execute(async (tx) =>
  (await recordEvents(tx, [{ kind: 'club.output', amount }], { on: '2022-03-01', at: house.now(), unit: of.unit ?? 'fj.3501.350102', source: 'reported', ...(of.party ? { party: { name: of.party } } : {}), ...(of.by ? { by: of.by } : {}) }))[0]!)
const says = async (who: Who, report: number, more: { amount?: number; note?: string } = {}) => {
  const r = await checkReport(house, who, { indicator: 'output', report, note: '核对了审计报告', ...more })
  return r.ok ? 'checked' : r.refusals.map((x) => x.say).join()
}
beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [{ ...tennisProgramme, indicators: [output] }] })
  owner = await anOfficial(fresh.db, 'fj.trademark', ['handle'])
  city = await anOfficial(fresh.db, 'fj.3501', ['handle'])
})
afterAll(() => fresh?.drop())

it('a reported figure that was checked counts as verified with what was found, and as reported no more', async () => {
  const first = await reported(500_000, { party: '甲茶厂' }), second = await reported(100_000, { party: '乙茶厂' })
  expect(await year()).toEqual({ reported: { value: 600_000, count: 2, demo: 0 } })
  expect(await says(owner, first, { note: ' ' })).toBe('请写明核验的方式和依据，例如核对了哪些凭证')
  expect(await says(owner, first, { amount: 480_000 })).toBe('checked')
  expect(await year()).toEqual({ reported: { value: 100_000, count: 1, demo: 0 }, verified: { value: 480_000, count: 1, demo: 0 } })
  // As it stands, when nothing else was found.
  expect(await says(city, second)).toBe('checked')
  expect(await year()).toEqual({ verified: { value: 580_000, count: 2, demo: 0 } })
  expect(await says(city, first)).toBe('这条自报已经核验或者撤回，请刷新后查看')
})

it('nobody checks their own word, nor what lies outside their place', async () => {
  const other = await anOfficial(fresh.db, 'fj.3502', ['handle']), division = await anOfficial(fresh.db, 'fj.use', ['handle']), payer = await anOfficial(fresh.db, 'fj.trademark', ['pay'])
  const firm = await reported(1, { party: '丙茶厂' }), own = await reported(2, { unit: 'fj.3501' }), mine = await reported(3, { party: '丁茶厂', by: city.id })
  for (const who of [other, division, payer]) expect(await says(who, firm)).toBe('自报数由指标的负责处室或者报送地的主管部门核验，不由报送单位自己核验')
  expect(await says(city, own)).toBe('自报数由指标的负责处室或者报送地的主管部门核验，不由报送单位自己核验')
  expect(await says(city, mine)).toBe('这条自报由您报送，须由他人核验')
  expect(await says(owner, own)).toBe('checked')
  expect(await says(owner, 999_999)).toBe('没有这条自报记录，或您无权查看')
})

it('of many who check at once one is counted', async () => {
  const report = await reported(7, { party: '戊茶厂' })
  const answers = await Promise.all(Array.from({ length: 6 }, () => says(owner, report)))
  expect(answers.filter((a) => a === 'checked')).toHaveLength(1)
  expect(await rows(fresh.db, 'select id from event where checks = $1', [report])).toHaveLength(1)
})
