import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { anOffice, type Office, type Person } from '../../../test/http.ts'
import { programmes } from '../../main/programmes.ts'
import { loadList, supervisionProgramme } from '../../supervision/index.ts'
import { supervisionRoutes } from './supervision.ts'

let office: Office
let use: Person, fuzhou: Person, firm: Person
const v1 = '/api/v1'

beforeAll(async () => {
  office = await anOffice({ at: '2022-02-08T01:00:00.000Z', programmes: [...programmes, supervisionProgramme], routes: [supervisionRoutes] })
  await loadList(office.house, fileURLToPath(new URL('../../../data/fujian/lists/2022', import.meta.url)))
  use = await office.person({ seats: [{ unit: 'fj.use', duties: ['handle'] }] })
  fuzhou = await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }] })
  firm = await office.person({})
}, 120_000)
afterAll(() => office.close())

const multipart = (name: string, content: string) => ({ body: Buffer.from(`--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n--b--\r\n`), headers: { 'content-type': 'multipart/form-data; boundary=b' } })

it('a list is corrected, adopted and dispatched over HTTP', async () => {
  expect((await office.visitor('GET', `${v1}/lists/fujian-2022`)).status).toBe(404)
  expect((await office.visitor('GET', `${v1}/public/progress`)).status).toBe(404)
  const refused = await use.asks('POST', `${v1}/lists/fujian-2022/adopt`)
  expect([refused.status, refused.body.errors?.length ?? refused.body.refusals?.length]).toEqual([422, 2])
  for (const [path, value] of [['oddities.1', ['fj.3501']], ['oddities.2', ['fj.3502']]] as const) {
    expect((await use.asks('PATCH', `${v1}/lists/fujian-2022`, { path, value, why: '会议纪要' })).status).toBe(200)
  }
  expect((await use.asks('POST', `${v1}/lists/fujian-2022/adopt`)).body.status).toBe('adopted')
  expect((await fuzhou.asks('POST', `${v1}/actions/7.3/dispatch`, {})).status).toBe(403)
  const sent = await use.asks('POST', `${v1}/actions/7.3/dispatch`, { units: ['fj.3501', 'fj.3502'] })
  expect([sent.status, sent.body.opened.length, sent.body.already]).toEqual([200, 2, 0])
})

it('everyone sees what is theirs', async () => {
  expect((await office.visitor('GET', `${v1}/lists/fujian-2022`)).body.body).toHaveLength(20)
  expect((await office.visitor('GET', `${v1}/public/progress`)).body.actions).toBe(70)
  expect((await office.visitor('GET', `${v1}/lists/fujian-2022/progress`)).status).toBe(401)
  expect((await firm.asks('GET', `${v1}/lists/fujian-2022/progress`)).status).toBe(403)
  expect((await fuzhou.asks('GET', `${v1}/lists/fujian-2022/progress?asOf=2022-02-08`)).body.tasks[6].actions[2].counts.dispatched).toBe(2)
  expect((await fuzhou.asks('GET', `${v1}/lists/fujian-2022/tasks/7`)).body.actions).toHaveLength(3)
  expect((await fuzhou.asks('GET', `${v1}/actions/7.3`)).body.units.find((u: { unit: string }) => u.unit === 'fj.3501').stateLabel).toBe('待签收')
  expect((await use.asks('GET', `${v1}/actions/7.3/evidence`)).body.totals.cases).toBe(2)
  expect((await fuzhou.asks('GET', `${v1}/actions/7.3/evidence`)).body.visible.cases).toBe(1)
  const front = await fuzhou.asks('GET', `${v1}/front`)
  expect([front.status, front.body.waiting.total, front.body.tasks.length]).toEqual([200, 1, 20])
  expect((await firm.asks('GET', `${v1}/front`)).status).toBe(403)
})

it('tables go out and a list comes in', async () => {
  const sheet = await use.asks('GET', `${v1}/lists/fujian-2022/sheet`)
  expect([sheet.status, sheet.bytes.subarray(0, 2).toString()]).toEqual([200, 'PK'])
  expect((await use.asks('GET', `${v1}/lists/fujian-2022/actions?format=csv`)).text.split('\r\n')).toHaveLength(72)
  expect((await use.asks('GET', `${v1}/lists/fujian-2022/lights?format=csv`)).text).toContain('福州市')
  expect((await use.asks('GET', `${v1}/lists/fujian-2022/source`)).body.text).toContain('知识产权')
  const given = multipart('清单.txt', '某省2023年知识产权任务清单\n\n1.加强展会保护\n加强展会知识产权保护。\n保护处\n')
  const imported = await use.asks('POST', `${v1}/lists`, given.body, given.headers)
  expect([imported.status, imported.body.status, imported.body.year]).toEqual([201, 'review', 2023])
  expect((await fuzhou.asks('POST', `${v1}/lists`, given.body, given.headers)).status).toBe(403)
  const empty = multipart('空.txt', '')
  expect((await use.asks('POST', `${v1}/lists`, empty.body, empty.headers)).body.detail ?? '').toContain('文件是空的')
})
