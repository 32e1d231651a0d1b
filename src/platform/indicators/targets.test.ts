import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { anOfficial, fujianUnits } from '../../../test/house.ts'
import type { Instant } from '../../kernel/index.ts'
import { saveUnits, type Who } from '../people/index.ts'
import { against, maySetTarget, readTarget, setTarget, showTarget, targetsOf, type NewTarget } from './index.ts'

let ground: FreshDatabase
beforeAll(async () => { ground = await freshDatabase(); await saveUnits(ground.db, fujianUnits().all as never) })
afterAll(() => ground.drop())

const by = { id: 'm1', name: '陈处长' }
const set = (of: Partial<NewTarget>, at = '2022-01-20T02:00:00.000Z') => setTarget(ground.db, { indicator: 'granted', unit: 'fj.3501', year: 2022, value: 100, basis: '闽知〔2022〕3号', ...of }, by, at as Instant)

it('a changed target keeps the one before, with who, when, on what paper and why', async () => {
  await set({})
  expect(await set({ value: 80, basis: '闽知〔2022〕30号' })).toMatchObject({ ok: false, refusals: [{ at: 'reason', say: '改动已有的目标须写明原因；原目标仍会列出' }] })
  await set({ value: 80, basis: '闽知〔2022〕30号', reason: '省里统一调减' }, '2022-07-01T02:00:00.000Z')
  // The same again, as an import of an export brings it, is not a change.
  await set({ value: 80, basis: '闽知〔2022〕30号' }, '2022-08-01T02:00:00.000Z')
  const [now] = await targetsOf(ground.db, { indicator: 'granted', year: 2022 })
  expect(now).toMatchObject({ value: 80, basis: '闽知〔2022〕30号', reason: '省里统一调减', by, at: '2022-07-01T02:00:00.000Z', before: [{ value: 100, basis: '闽知〔2022〕3号' }] })
  expect(now!.before).toHaveLength(1)
  // On 30 June it was still a hundred.
  expect((await targetsOf(ground.db, { indicator: 'granted', asOf: '2022-06-30' }))[0]).toMatchObject({ value: 100, before: [] })
})

it('two who change it at the same time do not overwrite one another unseen', async () => {
  const first = await set({ unit: 'fj.3502' })
  if (!first.ok) throw new Error()
  const both = await Promise.all([90, 95].map((value) => set({ unit: 'fj.3502', value, reason: '调整', instead: first.value.id })))
  expect(both.map((r) => r.ok).sort()).toEqual([false, true])
  expect(both.find((r) => !r.ok)).toMatchObject({ refusals: [{ code: 'changed-meanwhile' }] })
})

it('the office that answers for it sets it, a city for its counties, and nobody their own', async () => {
  const units = fujianUnits(), of = { owner: 'use' }
  const may = async (unit: string, duties: string[], target: string) => maySetTarget(units, await anOfficial(ground.db, unit, duties) as Who, of, target)
  expect(await Promise.all([
    may('fj.use', ['handle'], 'fj.3501'), may('fj.use', ['decide'], 'fj'), may('fj.protection', ['decide'], 'fj.3501'), may('fj.use', ['inspect'], 'fj.3501'),
    may('fj.3501', ['decide'], 'fj.3501.350102'), may('fj.3501', ['decide'], 'fj.3501'), may('fj.3501', ['decide'], 'fj.3502.350203'), may('fj.3501.350102', ['decide'], 'fj.3501.350102'),
  ])).toEqual([true, true, false, false, true, false, false, false])
})

it('what is written in a cell reads back the same, in yuan, per cent and whole numbers', () => {
  for (const [text, unit, value] of [['1200000.50', '分', 120_000_050], ['85.5', '%', 0.855], ['３２０', '件', 320], ['1,200', '件', 1200], ['85％', '%', 0.85]] as const) {
    expect(readTarget(text, unit)).toEqual({ ok: true, value })
    expect(readTarget(showTarget(value, unit), unit)).toEqual({ ok: true, value })
  }
  for (const [text, unit] of [['-1', '件'], ['一百', '件'], ['1.5', '件'], ['', '分'], ['85.5.1', '%']] as const) expect(readTarget(text, unit).ok).toBe(false)
})

it('a figure is held against its target by the best source alone, and a ceiling has no rate', () => {
  const figure = (value: number) => ({ value, count: 1, demo: 0 })
  expect(against({ direction: 'up' }, { system: figure(40), reported: figure(90) }, 80)).toEqual({ source: 'system', value: 40, rate: 0.5, met: false })
  expect(against({ direction: 'up' }, { reported: figure(90) }, 80)).toEqual({ source: 'reported', value: 90, rate: 1.125, met: true })
  expect(against({ direction: 'down' }, { verified: figure(3) }, 5)).toEqual({ source: 'verified', value: 3, met: true })
  expect(against({ direction: 'up' }, {}, 80)).toBeUndefined()
})
