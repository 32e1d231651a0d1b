import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { anOffice, type Office, type Person } from '../../../test/http.ts'
import { programmes } from '../../main/programmes.ts'
import { loadList, supervisionProgramme } from '../../supervision/index.ts'
import { reportRoutes } from './reports.ts'
import { supervisionRoutes } from './supervision.ts'

let office: Office
let leader: Person, fuzhou: Person, firm: Person
const list = '/api/v1/lists/fujian-2022'

beforeAll(async () => {
  office = await anOffice({ at: '2022-02-08T01:00:00.000Z', programmes: [...programmes, supervisionProgramme], routes: [supervisionRoutes, reportRoutes] })
  await loadList(office.house, fileURLToPath(new URL('../../../data/fujian/lists/2022', import.meta.url)))
  leader = await office.person({ seats: [{ unit: 'fj', duties: ['handle', 'decide'] }] })
  fuzhou = await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }] })
  firm = await office.person({})
  for (const [path, value] of [['oddities.1', ['fj.3501']], ['oddities.2', ['fj.3502']]] as const) await leader.asks('PATCH', list, { path, value, why: '会议纪要' })
}, 120_000)
afterAll(() => office.close())

it('公众和企业看不到任何一处', async () => {
  for (const path of ['/reports/preview', '/reports', '/export.docx', '/export.xlsx', '/compare/other', '/tasks/7/history']) {
    expect((await office.visitor('GET', `${list}${path}`)).status, path).toBe(401)
    expect((await firm.asks('GET', `${list}${path}`)).status, path).toBe(403)
  }
  for (const path of ['/reports', '/compare/other/matches', '/compare/other/confirm']) expect((await office.visitor('POST', `${list}${path}`, {})).status, path).toBe(401)
})

it('先预览，采用后印发，印发的通报各单位可查、可下载', async () => {
  const preview = await leader.asks('GET', `${list}/reports/preview?kind=circular`)
  expect([preview.status, preview.body.number, preview.body.figures.find((f: { id: string }) => f.id === 'actions').value, preview.body.demo]).toEqual([200, null, 70, true])
  expect((await fuzhou.asks('GET', `${list}/reports/preview`)).status).toBe(403)
  expect((await leader.asks('POST', `${list}/reports`, { kind: 'circular' })).body.detail).toBe('清单尚在核对中，采用后方可印发')
  expect((await leader.asks('POST', `${list}/adopt`)).status).toBe(200)
  const issued = await leader.asks('POST', `${list}/reports`, { kind: 'circular', remarks: ['请按期反馈。'] })
  // People of these tests are demonstrations, and demonstrations count in series of their own.
  expect([issued.status, issued.body.number]).toEqual([201, '闽知通报（演示）〔2022〕1号'])
  expect((await leader.asks('POST', `${list}/reports`, { kind: 'circular', remarks: ['请按期反馈。'] })).status).toBe(409)
  expect((await leader.asks('POST', `${list}/reports`, { kind: 'poem' })).status).toBe(422)
  const rows = (await fuzhou.asks('GET', `${list}/reports`)).body.rows
  expect(rows.map((r: { number: string }) => r.number)).toEqual(['闽知通报（演示）〔2022〕1号'])
  const opened = await fuzhou.asks('GET', `/api/v1/reports/${rows[0].id}`)
  expect(opened.body.lines).toEqual(issued.body.lines)
  for (const [format, start] of [['docx', 'PK'], ['xlsx', 'PK'], ['pdf', '%P']] as const) {
    const file = await fuzhou.asks('GET', `/api/v1/reports/${rows[0].id}/file?format=${format}`)
    expect([file.status, file.bytes.subarray(0, 2).toString(), decodeURIComponent(file.headers['content-disposition'])]).toEqual([200, start, expect.stringContaining(`推进情况的通报.${format}`)])
  }
  expect((await fuzhou.asks('GET', '/api/v1/reports/nothing')).status).toBe(404)
})

it('清单导出后再导入，与原清单相比一项不动；改动的由人认定和确认', async () => {
  for (const ending of ['docx', 'xlsx']) {
    const file = await fuzhou.asks('GET', `${list}/export.${ending}`)
    expect([file.status, file.bytes.subarray(0, 2).toString()]).toEqual([200, 'PK'])
    const body = Buffer.concat([Buffer.from(`--b\r\nContent-Disposition: form-data; name="file"; filename="a.${ending}"\r\n\r\n`), file.bytes, Buffer.from('\r\n--b--\r\n')])
    const imported = await leader.asks('POST', '/api/v1/lists', body, { 'content-type': 'multipart/form-data; boundary=b' })
    expect(imported.status, imported.text).toBe(201)
    const compared = await fuzhou.asks('GET', `${list}/compare/${imported.body.id}`)
    expect([compared.status, compared.body.counts]).toEqual([200, { kept: 20, changed: 0, dropped: 0, added: 0 }])
    expect((await fuzhou.asks('POST', `${list}/compare/${imported.body.id}/matches`, { before: '1', after: null, why: '另行' })).status).toBe(403)
    expect((await leader.asks('POST', `${list}/compare/${imported.body.id}/matches`, { before: '1', after: null, why: '另行部署' })).body.counts).toEqual({ kept: 19, changed: 0, dropped: 1, added: 1 })
    expect((await leader.asks('POST', `${list}/compare/${imported.body.id}/confirm`)).body.pairs.every((p: { confirmed: boolean }) => p.confirmed)).toBe(true)
    expect((await fuzhou.asks('GET', `/api/v1/lists/${imported.body.id}/tasks/7/history`)).body.rows.map((r: { task: { title: string } }) => r.task.title)).toEqual(['创新知识产权金融服务'])
    expect((await fuzhou.asks('GET', `/api/v1/lists/${imported.body.id}/tasks/1/history`)).body.rows).toEqual([])
  }
})
