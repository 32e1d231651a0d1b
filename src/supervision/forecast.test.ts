import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/db.ts'
import { aHouse, anApplicant, anOfficial } from '../../test/house.ts'
import { type Day, type Instant, mustBe } from '../kernel/index.ts'
import { act } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { storeFile } from '../platform/documents/index.ts'
import type { House } from '../platform/house/index.ts'
import { recordEvents, setTarget } from '../platform/indicators/index.ts'
import type { Who } from '../platform/people/index.ts'
import { defineIndicator, defineProgramme } from '../service/index.ts'
import { adopt, correct, dispatchAction, indicatorForecast, listForecast, loadList, supervisionProgramme } from './index.ts'

const says = (r: { ok: boolean; refusals?: { say: string }[] }) => (r.ok ? [] : r.refusals!.map((x) => x.say))
const list = 'fujian-2022'
const cities = ['fj.3501', 'fj.3502', 'fj.3503', 'fj.3504', 'fj.3505', 'fj.3506', 'fj.3507', 'fj.3508', 'fj.3509', 'fj.pt']
const granted = defineIndicator({ id: 'granted', name: '贴息笔数', definition: '实际拨付的笔数', carries: ['7.3'], owner: 'use', version: 1, kind: 'flow', unit: '笔', direction: 'up', from: { events: ['subsidy.granted'] } })
/** A third of the year by September, the rest after: 1 1 1 2 2 2 3 4 4 10 15 15. */
const season = [1, 1, 1, 2, 2, 2, 3, 4, 4, 10, 15, 15]

let fresh: FreshDatabase
let house: House & { setClock(at: string): void }
let group: Who, use: Who, fuzhou: Who, firm: Who

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [supervisionProgramme, defineProgramme({ id: 'subsidies', task: '7', name: '贴息', items: [], registers: [], indicators: [granted] })], at: '2022-02-08T01:00:00.000Z', dataDir: `/tmp/zhixing-forecast-test-${process.pid}` })
  ;[group, use, fuzhou, firm] = await Promise.all([anOfficial(fresh.db, 'fj.group', ['handle']), anOfficial(fresh.db, 'fj.use', ['handle']), anOfficial(fresh.db, 'fj.3501', ['handle']), anApplicant(fresh.db)])
  await loadList(house, fileURLToPath(new URL('../../data/fujian/lists/2022', import.meta.url)))
  for (const no of [1, 2]) mustBe(await correct(house, group, list, `oddities.${no}`, ['fj.3501'], '会议纪要'))
  mustBe(await adopt(house, group, list))
  for (let year = 2017; year <= 2022; year++) for (const [m, n] of season.entries()) {
    if (year === 2022 && m > 8) continue
    const on = `${year}-${String(m + 1).padStart(2, '0')}-20` as Day
    // Fuzhou's share grows a little every year.
    for (const [unit, times] of [['fj.3501', year - 2014], ['fj.3502', 3]] as const) {
      await fresh.db.transaction().execute((tx) => recordEvents(tx, Array.from({ length: n * times }, () => ({ kind: 'subsidy.granted', unit })), { on, at: `${on}T04:00:00.000Z` as Instant }))
    }
  }
  house.setClock('2022-03-01')
  mustBe(await dispatchAction(house, group, { list, action: '7.3', units: cities }))
  const doers = await Promise.all(cities.map((c) => (c === 'fj.3501' ? fuzhou : anOfficial(fresh.db, c, ['handle']))))
  for (const [i, who] of doers.entries()) {
    const [{ id } = { id: '' }] = await rows<{ id: string }>(fresh.db, `select id from case_file where marks ->> 'key' = $1`, [`${list}/7.3/${cities[i]}`])
    house.setClock('2022-03-02')
    mustBe(await act(house, who, id, { step: 'signIn' }))
    house.setClock('2022-07-05')
    const file = mustBe(await storeFile(fresh.db, house.dataDir, new TextEncoder().encode(`佐证${i}`), '佐证.txt', who.id))
    const share = i === 0 ? 5 : 50 + i
    mustBe(await act(house, who, id, { step: 'feedback', input: { period: '2022Q2', says: '推进', share, evidence: [{ hash: file.hash, name: file.name, size: file.size }] } }))
    mustBe(await act(house, use, id, { step: 'accept', input: { share, opinion: '属实' } }))
  }
  house.setClock('2022-09-30')
}, 120_000)
afterAll(() => fresh.drop())

it('a figure is carried on by its own season, with the back-test that earned it, and as known on any past day', async () => {
  const province = mustBe(await indicatorForecast(house, use, 'granted', { target: 550 }))
  // By September 20 of 60 parts: 20 × 11 = 220 of some 660.
  expect([province.outlook.now, province.outlook.band, province.outlook.test!.trials, province.history.length]).toEqual([220, 'likely', 4, 69])
  expect(province.outlook.point! > 600 && province.outlook.point! < 700).toBe(true)
  expect(province.outlook.say).toMatch(/^会完成：目标550笔，目前220笔，到2022年12月31日约/)
  const city = mustBe(await indicatorForecast(house, use, 'granted', { unit: 'fj.3501', target: 600 }))
  expect([city.outlook.now, city.outlook.band, city.steps.some((s) => s.includes('另借1个同类'))]).toEqual([160, 'unlikely', true])
  const june = mustBe(await indicatorForecast(house, use, 'granted', { target: 550, asOf: '2022-06-30' }))
  expect([june.outlook.now, june.history.at(-1)]).toEqual([99, { on: '2022-06-30', value: 99 }])
  const untold = mustBe(await indicatorForecast(house, use, 'granted'))
  expect([untold.outlook.band, untold.outlook.say.startsWith('没有设定目标值；')]).toEqual(['unknown', true])
  mustBe(await setTarget(fresh.db, { indicator: 'granted', unit: 'fj', year: 2022, value: 900, basis: '年度计划（示例）' }, use, '2022-09-30T01:00:00.000Z'))
  const set = mustBe(await indicatorForecast(house, use, 'granted'))
  expect([set.target, set.outlook.band, set.steps[1]]).toEqual([900, 'unlikely', '目标900笔，依据年度计划（示例）'])
  expect(says(await indicatorForecast(house, firm, 'granted'))).toEqual(['预测由机关工作人员查看，不对外公开'])
})

it('an action is measured by its own pace and that of its like, those in doubt first', async () => {
  const all = mustBe(await listForecast(house, use, list))
  expect([all.rows.length, all.rows[0]!.unitName, all.rows[0]!.outlook.band]).toEqual([10, '福州市', 'unlikely'])
  expect(all.rows[0]!.outlook.say).toMatch(/^难完成：已核5%，办理时间已过69.9%，按自身与同类速度到2022年12月31日约/)
  expect(all.say).toContain('最没有把握的是福州市“7.3')
  expect(all.figures.map((f) => f.id)).toEqual(['granted'])
  expect(all.test.say).toBe('还没有到期的任务可供回测')
  // Nothing had been accepted by June: too early or too little to say.
  const june = mustBe(await listForecast(house, use, list, { asOf: '2022-04-30' }))
  expect(june.rows.every((r) => r.outlook.band === 'unknown' && r.outlook.say.startsWith('依据不足：已核0%'))).toBe(true)
  // A city looks into itself, not into others.
  expect(mustBe(await listForecast(house, fuzhou, list, { action: '7.3' })).rows.map((r) => r.unitName)).toEqual(['福州市'])
  expect(says(await listForecast(house, firm, list))).toEqual(['预测由机关工作人员查看，不对外公开'])
})
