import { afterAll, beforeAll, expect, it } from 'vitest'
import { anOffice, type Office } from '../../../test/http.ts'
import { importerOf } from '../../platform/library/index.ts'

let office: Office
beforeAll(async () => { office = await anOffice() })
afterAll(() => office?.close())

it('a file is sent, looked at, taken in, and what was not taken is told with its line', async () => {
  const { asks } = await office.person({ seats: [{ unit: 'fj.protection', duties: ['handle'] }] }), city = (await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }] })).asks
  const table = '申请号,发明名称,谁\n201510163325.6,亮度调节方法,张三\n201510163325.7,错的,\n'
  const send = (who: typeof asks, content: string) => who('POST', '/api/v1/library/uploads?name=%E7%AC%AC1%E6%89%B9.csv', content, { 'content-type': 'application/octet-stream' })
  expect((await send(city, table)).status).toBe(403)
  expect((await send(asks, '')).body.detail).toBe('这是空文件，请检查后重新上传')
  const { status, body: { upload } } = await send(asks, table)
  expect(status).toBe(201)
  const looked = (await asks('GET', `/api/v1/library/uploads/${upload}`)).body
  expect(looked).toMatchObject({ name: '第1批.csv', formatName: '表格（CSV）', headers: ['申请号', '发明名称', '谁'], unknown: ['谁'], sample: [['201510163325.6', '亮度调节方法', '张三'], ['201510163325.7', '错的', '']], mapping: { what: 'patents', columns: { 申请号: 'application', 发明名称: 'title' } } })
  expect(looked.fields).toContainEqual({ value: 'inventors', label: '发明人' })
  const wrong = await asks('POST', '/api/v1/library/imports', { upload, source: '试', mapping: { what: 'patents', columns: { 发明名称: 'title' } } })
  expect([wrong.status, wrong.body.detail]).toEqual([422, '专利表须有申请号列，或者公开（公告）号列'])
  const started = await asks('POST', '/api/v1/library/imports', { upload, source: '试', mapping: { what: 'patents', columns: { ...looked.mapping.columns, 谁: 'inventors' } } })
  expect([started.status, started.body.stateName]).toEqual([201, '等待'])
  await importerOf(office.house, office.fresh.url).turn()
  const { id } = started.body
  expect((await asks('GET', `/api/v1/library/imports/${id}`)).body).toMatchObject({ state: 'done', stateName: '已完成', records: 2, added: 1, rejected: 1, source: '试' })
  expect((await asks('GET', `/api/v1/library/imports/${id}/rejects`)).body.rows).toEqual([{ n: 2, file: null, line: 3, why: '申请号“201510163325.7”的校验位“7”与前12位不符，请逐位核对', raw: '201510163325.7 | 错的 | ' }])
  expect((await asks('GET', `/api/v1/library/imports/${id}/rejects?format=csv`)).text).toContain('"3","申请号“201510163325.7”')
  expect((await asks('GET', '/api/v1/library/mappings')).body.rows).toMatchObject([{ source: '试', mapping: { columns: { 谁: 'inventors' } } }])
  expect((await city('GET', '/api/v1/library/imports')).status).toBe(403)
  expect((await asks('POST', `/api/v1/library/imports/${id}/resume`)).body.detail).toBe('这次导入已经完成，不必继续')
})
