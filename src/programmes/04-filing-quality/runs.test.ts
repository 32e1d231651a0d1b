import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anOfficial } from '../../../test/house.ts'
import { rows } from '../../platform/db/index.ts'
import type { House } from '../../platform/house/index.ts'
import { type Patent, savePatents } from '../../platform/library/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { nearTexts } from '../../platform/screening/index.ts'
import { programme as transfer } from '../05-transfer/index.ts'
import { programme as finance } from '../07-finance/index.ts'
import { programme } from './index.ts'
import { wilson } from '../../kernel/index.ts'
import { precisionOf } from './precision.ts'
import { judgeHit, listRuns, screen, screeningFigures, viewSubject } from './runs.ts'

let house: House, fresh: FreshDatabase, province: Who, fuzhou: Who, xiamen: Who
const dataDir = mkdtempSync(join(tmpdir(), 'zhixing-runs-'))
beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [programme, transfer, finance], at: '2022-09-20T01:00:00.000Z', dataDir })
  province = await anOfficial(fresh.db, 'fj.protection', ['handle'])
  fuzhou = await anOfficial(fresh.db, 'fj.3501', ['handle'])
  xiamen = await anOfficial(fresh.db, 'fj.3502', ['handle'])
})
afterAll(async () => { await nearTexts(house).close(); await fresh?.drop(); rmSync(dataDir, { recursive: true, force: true }) })

const claims = '1. 一种支架，其特征在于，包括不锈钢立柱，立柱高度为120mm，立柱顶端设有3个卡槽，卡槽内设有橡胶垫，立柱底端设有底盘，底盘上设有螺孔。'
const patent = (n: number, of: Partial<Patent>): Patent => ({
  key: `CN2021100000${n}00`, office: 'CN', type: 'invention', application: { number: `2021100000${n}0.0`, day: '2021-11-01' }, publications: [{ number: `CN1149900${n}A`, kind: 'A', day: '2022-05-01' }], title: `演示支架${n}`, abstract: `一种支架，包括立柱和底盘，立柱顶端设有卡槽，底盘上设有螺孔，编号${n}。`, claims, owners: [],
  applicants: [{ name: '演示·甲公司', kind: 'enterprise' }], inventors: ['演示·张一'], agents: [], ipc: [{ symbol: 'F16M11/04' }], priorities: [], cites: [], status: 'pending', flags: [], demo: false, ...of,
})

it('a run keeps what was seen, says what could not be, and counts what people found of it', async () => {
  await savePatents(fresh.db, [
    ...[10, 11, 12, 13, 14, 15].map((n) => patent(n, {})), patent(20, { application: { number: '201910000020.0', day: '2019-01-01' }, applicants: [{ name: '演示·乙公司', kind: 'enterprise' }], claims: claims.replace('120mm', '90mm').replace('不锈钢', '铝合金') }),
  ], 'test')
  const done = await screen(house, fuzhou, { title: '甲公司', kind: 'party', about: '演示·甲公司', firm: { staff: 12 } })
  if (!done.ok) throw new Error(JSON.stringify(done.refusals))
  expect(done.value).toMatchObject({ filings: 6, subjects: 1, rows: [{ name: '演示·甲公司', filings: 6, standing: 'attention' }] })
  expect(done.value.compared.join()).toContain('缺数据')
  const seen = await viewSubject(house, fuzhou, done.value.id, 1)
  if (!seen.ok) throw new Error(JSON.stringify(seen.refusals))
  const of = (rule: string) => seen.value.readings.find((r) => r.rule === rule)!
  expect([of('R1').outcome, of('R3').outcome, of('R5').outcome, of('R12').outcome]).toEqual(['seen', 'seen', 'blind', 'none'])
  // All of it is text, one family: however high the score, no lead.
  expect(seen.value.families).toEqual(['text'])
  expect(of('R3').evidence[0]!.texts!.map((t) => t.key)).toEqual([patent(10, {}).key, patent(20, {}).key])
  expect(of('R1').behaviours[0]!.version).toContain('411')
  expect(JSON.stringify(seen.value)).not.toContain('非正常')

  // Seen by the city that looked and by the province, by no other city.
  expect((await listRuns(house, province)).length).toBe(1)
  expect(await listRuns(house, xiamen)).toEqual([])
  expect(await viewSubject(house, xiamen, done.value.id, 1)).toMatchObject({ ok: false })
  expect(await judgeHit(house, fuzhou, done.value.id, 1, { rule: 'R12', outcome: 'excluded', reason: 'x' })).toMatchObject({ ok: false, refusals: [{ code: 'no-hit' }] })
  await judgeHit(house, fuzhou, done.value.id, 1, { rule: 'R1', outcome: 'confirmed', reason: '六件仅编号不同' })
  const judged = await judgeHit(house, province, done.value.id, 1, { rule: 'R1', outcome: 'excluded', reason: '申请人说明系同一产品的改进，材料属实' })
  expect(judged.ok && judged.value.readings.find((r) => r.rule === 'R1')!.outcomes.map((o) => o.outcome)).toEqual(['confirmed', 'excluded'])
  const figures = await screeningFigures(house, province)
  expect(figures.all.find((r) => r.rule === 'R1')).toMatchObject({ hits: 1, judged: 1, confirmed: 0, excluded: 1, precision: 0, reversed: 1, firstConfirmed: 1, reversal: 1 })
  expect(figures.months.map((m) => m.month)).toEqual(['2022-09'])
  expect(await screen(house, fuzhou, { title: '没有', kind: 'party', about: '没有这家公司' })).toMatchObject({ ok: false, refusals: [{ code: 'nothing-found' }] })
  expect(await rows(fresh.db, 'select 1 from screening_run')).toHaveLength(1)
})

it('precision is of what was judged, with its interval', () => {
  // Wilson at 95 % for 8 of 10, as tables give it: 0.490 to 0.943.
  expect(Object.values(wilson(8, 10, 0.95)).map((x) => x.toFixed(3))).toEqual(['0.490', '0.943'])
  const [all] = precisionOf([{ rule: 'R1', month: '2022-09', said: ['confirmed'] }, { rule: 'R2', month: '2022-09', said: ['doubtful'] }, { rule: 'R2', month: '2022-09', said: [] }])
  expect(all).toMatchObject({ hits: 3, judged: 2, precision: 1, doubtful: 1, reversal: 0 })
})
