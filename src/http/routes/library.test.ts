import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { anOffice, type Office } from '../../../test/http.ts'
import { loadDemoPatents } from '../../main/demo-patents.ts'
import { searchEngine } from '../../platform/search/index.ts'

let office: Office
beforeAll(async () => {
  office = await anOffice({ at: '2022-09-20T01:30:00.000Z', limits: { visitor: 10, signIn: 30, dear: 60, upload: 60 } })
  const { parties } = JSON.parse(readFileSync('data/fujian/demo/people.json', 'utf8'))
  await loadDemoPatents(office.fresh.db, parties, '2022-09-20')
})
afterAll(() => office?.close())

it('a visitor searches, reads a record and what a holder has, is told where a query is wrong, and is held back when asking too often', async () => {
  const ask = (path: string) => office.visitor('GET', `/api/v1${path}`)
  const found = await ask(`/patents?q=${encodeURIComponent('清洗装置 状态:有效')}&kind=utility-model&facets=region&facets=status&facets=published&take=2&order=newest`)
  // The demonstration has one series of twenty-four, filed in Sanming within a fortnight.
  expect([found.status, found.body.facets.region, found.body.hits.length, found.body.total <= 24]).toEqual([200, [{ value: '3504', label: '三明市', count: found.body.total }], 2, true])
  const [{ key, title, number, ipc, applicants, statusLabel, demo }] = found.body.hits
  expect([title.text.slice(title.marks[0][0], title.marks[0][1]), number.slice(-1), ipc, applicants, statusLabel, demo]).toEqual(['清洗装置', 'U', ['A23N12/02'], ['演示·三明沙溪示例科技服务有限公司'], '有效', true])
  const both = await ask('/patents?status=granted&status=ceased&region=3501&from=2015-01-01&to=2015-12-31&facets=kind')
  expect(both.body.facets.kind.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(both.body.total)

  const wrong = await ask(`/patents?q=${encodeURIComponent('电池 (隔膜')}`)
  expect([wrong.status, wrong.body.refusals]).toEqual([422, [{ code: 'query', say: '检索式第4个字：括号没有配对，请补上后括号', at: '4' }]])
  expect((await ask('/patents?from=2020-02-01&to=2020-01-01')).body.refusals[0].say).toBe('公开日的起日晚于止日，请对调')
  expect((await ask('/patents?from=2020-02-30')).status).toBe(422)

  const record = await ask(`/patents/${number}`)
  expect([record.status, record.body.patent.key, record.body.standing.status, record.body.standing.steps.at(-1), record.body.events.map((e: { kind: string }) => e.kind).includes('grant')]).toEqual([200, key, 'granted', '2022年9月20日为有效', true])
  // Before its grant the same record stood otherwise.
  expect((await ask(`/patents/${key}?on=2021-03-01`)).body.standing.status).toBe('unknown')
  expect((await ask('/patents/CN1')).body.detail).toBe('专利库里没有这一件。未公开的申请查不到；已公开而库里没有的，可能还没有导入')
  const holder = await ask(`/holders/${encodeURIComponent('演示·三明沙溪示例科技服务有限公司')}?take=1`)
  expect([holder.body.total, holder.body.names, holder.body.hits.length]).toEqual([24, ['演示·三明沙溪示例科技服务有限公司'], 1])
  const statuses = []
  for (let i = 0; i < 8; i++) statuses.push((await ask('/patents?take=0')).status)
  expect(statuses).toContain(429)
  expect(statuses.indexOf(429)).toBeGreaterThan(0)
})

it('a question is kept, asked again and looked back on; the index is looked after by the administrator alone', async () => {
  const clerk = await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }] }), other = await office.person(), admin = await office.person({ admin: true })
  expect((await clerk.asks('POST', '/api/v1/saved-queries', { name: '清洗', asked: { q: '清洗 或' } })).body.refusals).toMatchObject([{ code: 'query', at: '5' }])
  const kept = await clerk.asks('POST', '/api/v1/saved-queries', { name: '清洗', asked: { q: '清洗装置', region: ['3504'] }, alerts: 'weekly' })
  expect([kept.status, kept.body.last.total, kept.body.last.first]).toEqual([201, 24, true])
  const at = `/api/v1/saved-queries/${kept.body.id}`
  const run = await clerk.asks('POST', `${at}/runs`)
  expect([run.status, run.body.added, run.body.total]).toEqual([201, { total: 0, lines: [] }, 24])
  const runs = await clerk.asks('GET', `${at}/runs?limit=1`)
  expect([runs.body.rows.length, (await clerk.asks('GET', `${at}/runs?limit=1&cursor=${runs.body.next}`)).body.rows[0].first, (await clerk.asks('GET', `${at}/runs/${run.body.id}`)).body]).toEqual([1, true, run.body])
  for (const [method, path] of [['GET', at], ['POST', `${at}/runs`], ['GET', `${at}/runs`], ['DELETE', at]] as const) expect((await other.asks(method, path)).status, path).toBe(404)
  expect((await clerk.asks('PATCH', at, { name: '清洗设备', alerts: 'off' })).body).toMatchObject({ name: '清洗设备', alerts: 'off' })
  expect((await clerk.asks('GET', '/api/v1/saved-queries?format=csv')).text).toContain('清洗设备')
  expect((await clerk.asks('DELETE', at)).status).toBe(200)

  expect((await clerk.asks('POST', '/api/v1/search-index/rebuild')).status).toBe(403)
  expect((await admin.asks('GET', '/api/v1/search-index')).body).toMatchObject({ complete: true, size: expect.any(Number) })
  expect((await admin.asks('POST', '/api/v1/search-index/rebuild')).body.rebuilding).toMatchObject({ done: 0, stopped: false })
  expect((await admin.asks('POST', '/api/v1/search-index/stop')).body.rebuilding).toMatchObject({ stopped: true })
  await admin.asks('POST', '/api/v1/search-index/rebuild')
  await searchEngine(office.house).feed()
  expect((await admin.asks('GET', '/api/v1/search-index')).body.rebuilding).toBeUndefined()
})
