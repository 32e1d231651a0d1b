import { afterAll, beforeAll, expect, it } from 'vitest'
import { tennisProgramme } from '../../../test/fixtures/tennis-club/index.ts'
import { anOffice, type Office, type Person } from '../../../test/http.ts'
import type { Day, Instant } from '../../kernel/index.ts'
import { foldEvents, recordEvents } from '../../platform/indicators/index.ts'
import { defineIndicator } from '../../service/index.ts'

const joined = defineIndicator({ id: 'joined', name: '入会数', definition: '当期入会的人数', carries: ['0.1'], owner: 'use', version: 1, kind: 'flow', unit: '人', direction: 'up', from: { events: ['tennis-club.confirm'] } })
const dues = defineIndicator({ id: 'dues', name: '会费', definition: '当期收到的会费', carries: ['0.1'], owner: 'use', version: 1, kind: 'flow', unit: '分', direction: 'up', from: { events: ['dues'], sum: true } })

let office: Office, setter: Person, city: Person, other: Person
beforeAll(async () => {
  office = await anOffice({ at: '2022-09-20T01:00:00.000Z', programmes: [{ ...tennisProgramme, indicators: [joined, dues] }] })
  setter = await office.person({ name: '陈处长', seats: [{ unit: 'fj.use', duties: ['decide'] }] })
  city = await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }] })
  other = await office.person({ seats: [{ unit: 'fj.protection', duties: ['decide'] }] })
  await office.fresh.db.transaction().execute(async (tx) => {
    for (const [unit, n] of [['fj.3501.350102', 3], ['fj.3501', 1], ['fj.3502.350203', 6]] as const) {
      for (let i = 0; i < n; i++) await recordEvents(tx, [{ kind: 'tennis-club.confirm' }, { kind: 'dues', amount: 120_050 }], { on: `2022-0${i + 1}-15` as Day, at: `2022-0${i + 1}-15T04:00:00.000Z` as Instant, unit })
    }
  })
  await foldEvents(office.fresh.db)
})
afterAll(() => office.close())

const api = '/api/v1/indicators'
const target = { unit: 'fj.3501', year: 2022, value: '8', basis: '闽知〔2022〕3号' }
const file = (name: string, bytes: Buffer | string) => [Buffer.concat([Buffer.from(`--e\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`), Buffer.from(bytes), Buffer.from('\r\n--e--\r\n')]), { 'content-type': 'multipart/form-data; boundary=e' }] as const

it('a city is compared with its own target, and a changed target is seen beside the first', async () => {
  expect((await other.asks('POST', `${api}/joined/targets`, target)).body.refusals[0].say).toBe('福州市的“入会数”目标由知识产权运用促进处设定，县（市、区）的也可以由所在设区市设定')
  expect((await city.asks('POST', `${api}/joined/targets`, target)).status).toBe(403)
  expect((await city.asks('POST', `${api}/joined/targets`, { ...target, unit: 'fj.3501.350102', value: '2' })).status).toBe(200)
  const { body: first } = await setter.asks('POST', `${api}/joined/targets`, { ...target, instead: 0 })
  expect((await setter.asks('POST', `${api}/joined/targets`, { ...target, value: '5', basis: '闽知〔2022〕30号' })).body.refusals[0].at).toBe('reason')
  expect((await setter.asks('POST', `${api}/joined/targets`, { ...target, value: '5', basis: '闽知〔2022〕30号', reason: '调减', instead: first.id })).status).toBe(200)
  const { rows } = (await setter.asks('GET', `${api}/joined/compare`)).body
  expect(rows).toHaveLength(11)
  expect(rows.find((r: any) => r.unit === 'fj.3501')).toMatchObject({ figures: { system: { value: 4 } }, target: { value: 5, by: { name: '陈处长' }, before: [{ value: 8 }] }, against: { source: 'system', rate: 0.8, met: false }, maySet: true })
  expect(rows.find((r: any) => r.unit === 'fj.3502')).toMatchObject({ figures: { system: { value: 6 } } })
  // Three months are not held against a year.
  expect((await setter.asks('GET', `${api}/joined/compare?from=2022-02-01`)).body.rows.find((r: any) => r.unit === 'fj.3501').against).toBeUndefined()
  expect((await setter.asks('GET', `${api}/joined/compare?unit=fj.3501`)).body.rows.find((r: any) => r.unit === 'fj.3501.350102')).toMatchObject({ against: { rate: 1.5, met: true } })
})

it('months, formula and the whole matrix come from the same events', async () => {
  const { months } = (await office.visitor('GET', `${api}/joined/trend?to=2022-06-30&months=6&unit=fj.3502`)).body
  expect(months.map((m: any) => [m.month, m.figures.system?.value])).toEqual([1, 2, 3, 4, 5, 6].map((m) => [`2022-0${m}`, 1]))
  expect((await office.visitor('GET', `${api}/joined`)).body).toMatchObject({ formula: '“入会申请·公示期满无异议成立”的件数', madeFrom: '办件的办理记录', newest: 1, figures: { system: { value: 10 } } })
  const { units, rows } = (await office.visitor('GET', `${api}/matrix?from=2022-02-01`)).body
  const at = (unit: string) => units.findIndex((u: any) => u.unit === unit)
  const row = rows.find((r: any) => r.indicator === 'dues')
  expect(['fj', 'fj.3501', 'fj.3501.350102', 'fj.3502'].map((u) => [row.count[at(u)], row.amount[at(u)]])).toEqual([[7, 840_350], [2, 240_100], [2, 240_100], [5, 600_250]])
})

it.each(['csv', 'xlsx'])('targets go out as %s and come back in unchanged, and a filled cell is a new target', async (format) => {
  const exported = (await setter.asks('GET', `${api}/targets?year=2022&blank=true&format=${format}`)).bytes
  const send = (bytes: Buffer | string, dryRun: boolean, who = setter) => who.asks('POST', `${api}/targets/import?dryRun=${dryRun}`, ...file(`目标.${format}`, bytes))
  expect((await send(exported, false)).body).toMatchObject({ changed: 0, same: format === 'csv' ? 2 : 3, problems: [] })
  if (format === 'xlsx') return
  const filled = exported.toString().replace('dues,会费,fj.3502,厦门市,2022,,元,,', 'dues,会费,fj.3502,厦门市,2022,"1,200,000.50",元,闽知〔2022〕3号,').replace(',5,人,闽知〔2022〕30号', ',7,人,闽知〔2022〕31号')
  expect((await send(filled, true)).body).toMatchObject({ changed: 1, problems: [{ say: '改动已有的目标须写明原因；原目标仍会列出' }] })
  expect((await send(filled.replace(',7,人', ',5,人').replace('31号', '30号'), false)).body).toMatchObject({ changed: 1, same: 2, problems: [] })
  expect((await setter.asks('GET', `${api}/targets?indicator=dues`)).body.rows[0].target).toMatchObject({ unit: 'fj.3502', value: 120_000_050 })
  expect((await send(filled, true, other)).body.problems.length).toBeGreaterThan(0)
  expect((await send('单位,目标\n福州市,1\n', true)).body.refusals[0].say).toBe('缺少列：指标编号、单位编号、年度、依据；列名须与导出的一致，可先导出再填写')
})
