import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import ExcelJS from 'exceljs'
import { anOffice, type Office, type Person } from '../../test/http.ts'
import { linkParty } from '../platform/people/index.ts'

let office: Office
let club: Person, window: Person, leader: Person, otherCity: Person
const wish = { who: { name: { name: '演示·林小满' }, place: '350102' }, play: { level: 'new', wish: '周末打球' } }

beforeAll(async () => {
  office = await anOffice()
  club = await aPlayer('演示·林小满')
  window = await office.person({ name: '陈窗口', seats: [{ unit: 'fj.3501', duties: ['handle'] }] })
  leader = await office.person({ seats: [{ unit: 'fj.use', duties: ['decide'] }] })
  otherCity = await office.person({ seats: [{ unit: 'fj.3502', duties: ['handle'] }] })
})
afterAll(() => office?.close())

const aPlayer = async (name: string) => office.person({ partyId: await linkParty(office.fresh.db, { name }, true) })
let players = 0
async function filed() {
  const name = `球员${++players}`
  const who = await aPlayer(name)
  const answer = await who.asks('POST', '/api/v1/cases', { item: 'tennis-club', answers: { ...wish, who: { ...wish.who, name: { name } } } })
  if (answer.status !== 201) throw new Error(answer.text)
  return { who, id: answer.body.id as string, name, answer }
}

describe('a case over HTTP', () => {
  it('goes from the form to the next desk, each seeing what is theirs', async () => {
    const { who, id, answer } = await filed()
    expect(answer.headers.location).toBe(`/api/v1/cases/${id}`)
    expect(answer.body).toMatchObject({ state: { id: 'intake' }, version: 1 })
    expect((await window.asks('GET', '/api/v1/worklist')).body.rows.map((r: any) => r.id)).toContain(id)
    expect((await otherCity.asks('GET', `/api/v1/cases/${id}`)).status).toBe(404)
    const accepted = await window.asks('POST', `/api/v1/cases/${id}/steps/accept`, { expect: 1 })
    expect(accepted).toMatchObject({ status: 200, body: { state: { id: 'review' }, version: 2 } })
    expect((await who.asks('GET', `/api/v1/cases/${id}/history`)).body).toMatchObject({ total: 2, rows: [{ step: 'submit' }, { step: 'accept', by: '陈窗口' }] })
    const passed = await leader.asks('POST', `/api/v1/cases/${id}/steps/pass`, undefined, { prefer: 'return=minimal' })
    expect(passed).toMatchObject({ status: 200, body: { id, version: 3, state: 'shown' } })
    expect(Object.keys(passed.body)).toEqual(['id', 'number', 'version', 'state'])
    expect((await office.visitor('GET', `/api/v1/published/${id}`)).body.shows).toEqual([{ label: '姓名', value: expect.stringMatching(/^球员/) }])
  })

  it('refuses in words, with a status a program can read', async () => {
    const { id } = await filed()
    const wrong = await club.asks('POST', '/api/v1/cases', { item: 'tennis-club', answers: { who: { place: '350102' }, play: { level: 'pro' } } })
    expect(wrong.status).toBe(422)
    expect(wrong.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(wrong.body).toMatchObject({ type: 'urn:zhixing:answer-missing', title: '内容需要修改', status: 422, instance: '/api/v1/cases' })
    expect(wrong.body.refusals.map((r: any) => r.at)).toEqual(['who.name', 'play.level', 'play.wish'])
    expect(await leader.asks('POST', `/api/v1/cases/${id}/steps/accept`)).toMatchObject({ status: 403, body: { detail: '“受理”由受理窗口办理' } })
    expect(await window.asks('POST', `/api/v1/cases/${id}/steps/pass`)).toMatchObject({ status: 409, body: { refusals: [{ code: 'step-not-open' }] } })
    expect(await otherCity.asks('POST', `/api/v1/cases/${id}/steps/accept`)).toMatchObject({ status: 404, body: { detail: '没有这件办件，或您无权查看' } })
    expect(await club.asks('POST', '/api/v1/cases', { item: 'no-such', answers: {} })).toMatchObject({ status: 404 })
    expect(await office.visitor('GET', `/api/v1/cases/${id}`)).toMatchObject({ status: 401, body: { detail: '请先登录' } })
  })

  it('lets one of two win and tells the other', async () => {
    const { id } = await filed()
    expect((await window.asks('POST', `/api/v1/cases/${id}/steps/accept`, { expect: 1 })).status).toBe(200)
    expect(await window.asks('POST', `/api/v1/cases/${id}/steps/reject`, { expect: 1, input: { reason: '材料不全' } })).toMatchObject({ status: 409, body: { detail: expect.stringContaining('陈窗口刚刚办理了“受理”') } })
  })

  it('is opened once, however often the same submission arrives', async () => {
    const who = await aPlayer('再三提交')
    const body = { item: 'tennis-club', answers: { ...wish, who: { ...wish.who, name: { name: '再三提交' } } } }
    const key = { 'idempotency-key': 'form-0001' }
    const first = await who.asks('POST', '/api/v1/cases', body, key)
    const again = await who.asks('POST', '/api/v1/cases', body, key)
    expect([first.status, again.status, again.headers['idempotency-replayed']]).toEqual([201, 201, 'true'])
    expect(again.text).toBe(first.text)
    expect(await who.asks('POST', '/api/v1/cases', { ...body, item: 'other' }, key)).toMatchObject({ status: 422, body: { refusals: [{ code: 'key-reused' }] } })
    expect((await club.asks('POST', '/api/v1/drafts', { item: 'tennis-club', raw: {} }, key)).status).toBe(201)
    expect((await who.asks('GET', '/api/v1/cases')).body.total).toBe(1)
    expect((await who.asks('POST', '/api/v1/cases', body, { 'idempotency-key': 'short' })).status).toBe(400)
  })

  it('is opened once when the same submission arrives twice at the same moment', async () => {
    const who = await aPlayer('同时提交')
    const body = { item: 'tennis-club', answers: { ...wish, who: { ...wish.who, name: { name: '同时提交' } } } }
    const both = await Promise.all([1, 2].map(() => who.asks('POST', '/api/v1/cases', body, { 'idempotency-key': 'same-moment' })))
    // The later one gets the first answer, or is told to wait for it.
    expect([[201, 201], [201, 409]]).toContainEqual(both.map((b) => b.status).sort())
    expect((await who.asks('GET', '/api/v1/cases')).body.total).toBe(1)
  })
})

describe('a list', () => {
  it('is read page by page without losing or repeating a line', async () => {
    for (let i = 0; i < 5; i++) await filed()
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = (await window.asks('GET', `/api/v1/cases?limit=2${cursor ? `&cursor=${cursor}` : ''}`)).body
      seen.push(...page.rows.map((r: any) => r.id))
      cursor = page.next
      if (!cursor) expect(seen.length).toBe(page.total)
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('comes whole as CSV and as a spreadsheet, with the same columns, and no cell can run', async () => {
    const who = await aPlayer('=HYPERLINK("http://x")')
    await who.asks('POST', '/api/v1/cases', { item: 'tennis-club', answers: { ...wish, who: { ...wish.who, name: { name: '=HYPERLINK("http://x")' } } } })
    const csv = await who.asks('GET', '/api/v1/cases?format=csv')
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect([...csv.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const [head, line] = csv.text.replace('\ufeff', '').split('\r\n')
    expect(head).toBe('办件编号,事项,名称,申请主体,所在地,办理单位,状态,提交时间,期限,已超期,办结日,结果,演示')
    expect(line).toContain(`"'=HYPERLINK(""http://x"")"`)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load((await who.asks('GET', '/api/v1/cases?format=xlsx')).bytes as never)
    const sheet = book.worksheets[0]!
    expect((sheet.getRow(1).values as string[]).slice(1).join(',')).toBe(head)
    expect(sheet.getRow(2).getCell(4).value).toBe('=HYPERLINK("http://x")')
    expect(sheet.getRow(2).getCell(4).type).toBe(ExcelJS.ValueType.String)
  })
})

describe('what comes in', () => {
  const raw = (body: Buffer | string, type = 'application/json') => club.asks('POST', '/api/v1/drafts', body, { 'content-type': type })
  it.each([
    ['broken JSON', '{"item": ', 400, 'body-unreadable'],
    ['broken UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, 'body-not-utf8'],
    ['a zero character', '{"item":"tennis-club","raw":{"a":"\\u0000"}}', 400, 'body-unkeepable'],
    ['half a character', '{"item":"tennis-club","raw":{"a":"\\ud800"}}', 400, 'body-unkeepable'],
    ['a tower of brackets', '['.repeat(100_000), 400, 'body-too-deep'],
    ['a prototype', '{"item":"tennis-club","raw":{"__proto__":{"admin":true}}}', 400, 'body-unreadable'],
    ['two megabytes', `{"item":"${'x'.repeat(2_000_000)}"}`, 413, 'too-large'],
    ['nothing asked for', '{}', 422, 'field-wrong'],
  ])('%s gets a clear refusal', async (_, body, status, code) => {
    const answer = await raw(body)
    expect([answer.status, answer.body?.refusals?.[0]?.code]).toEqual([status, code])
    expect(answer.body.detail).toMatch(/[\u4e00-\u9fff]/)
  })
  it('of another kind than JSON is not taken', async () => {
    expect((await raw('a=1', 'application/x-www-form-urlencoded')).status).toBe(415)
    expect((await raw('<a/>', 'text/xml')).status).toBe(415)
  })
  it.each(['/api/v1/cases?q=%00', '/api/v1/cases?q=%E0%A4', '/api/v1/cases/%00', '/api/v1/%', '/api/v1/cases?cursor=zzzz', `/api/v1/cases?q=${encodeURIComponent("'; drop table case_file; --")}`, '/api/v1/cases?unit=a;b',
    `/api/v1/cases/${encodeURIComponent("' or 1=1 --")}`, '/api/v1/cases?limit=0', '/api/v1/cases?from=2022-02-30', '/api/v1/cases?format=exe', `/api/v1/cases/${'x'.repeat(300)}`, '/api/v1/cases?cursor=MjAyMi0wMS0wMXw', `/api/v1/cases?cursor=${Buffer.from('99999999|x').toString('base64url')}`])('%s is answered, never a fault of ours', async (url) => {
    const answer = await club.asks('GET', url)
    expect(answer.status, answer.text).toBeLessThan(500)
    if (answer.status !== 200) expect(answer.headers['content-type']).toContain('application/problem+json')
  })
})

describe('files', () => {
  const form = (name: string, content: Buffer) => {
    const edge = 'edge0123456789'
    return { body: Buffer.concat([Buffer.from(`--${edge}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`), content, Buffer.from(`\r\n--${edge}--\r\n`)]), headers: { 'content-type': `multipart/form-data; boundary=${edge}` } }
  }
  const upload = (who: Person, name: string, content: Buffer) => { const f = form(name, content); return who.asks('POST', '/api/v1/files', f.body, f.headers) }
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

  it('are taken in, and read by those who see the case they belong to', async () => {
    const name = `有照片${++players}`
    const who = await aPlayer(name)
    const stored = await upload(who, '近照.png', png)
    expect(stored).toMatchObject({ status: 201, body: { name: '近照.png', size: png.length, type: 'image/png' } })
    const { hash, size } = stored.body
    expect((await window.asks('GET', `/api/v1/files/${hash}`)).status).toBe(404)
    const c = await who.asks('POST', '/api/v1/cases', { item: 'tennis-club', answers: { ...wish, who: { ...wish.who, name: { name }, photo: [{ hash, name: '近照.png', size }] } } })
    expect(c.status).toBe(201)
    const got = await window.asks('GET', `/api/v1/files/${hash}`)
    expect([got.status, got.headers['content-type'], got.bytes.equals(png), got.headers['content-disposition']]).toEqual([200, 'image/png', true, `attachment; filename*=UTF-8''${encodeURIComponent('近照.png')}`])
    expect((await otherCity.asks('GET', `/api/v1/files/${hash}`)).status).toBe(404)
    expect((await office.visitor('GET', `/api/v1/files/${hash}`)).status).toBe(401)
  })

  it('are called what the case calls them, though someone brought the same bytes before under another name', async () => {
    const name = `改名${++players}`
    const who = await aPlayer(name)
    const { hash, size } = (await upload(who, '我的照片.png', png)).body
    const c = await who.asks('POST', '/api/v1/cases', { item: 'tennis-club', answers: { ...wish, who: { ...wish.who, name: { name }, photo: [{ hash, name: '我的照片.png', size }] } } })
    for (const reader of [who, window]) {
      const got = await reader.asks('GET', `/api/v1/files/${hash}?case=${c.body.id}`)
      expect([got.status, got.headers['content-disposition']]).toEqual([200, `attachment; filename*=UTF-8''${encodeURIComponent('我的照片.png')}`])
    }
    // A case that is not theirs to see names nothing to a stranger; what is their own keeps their own name.
    const other = await aPlayer(`旁人${++players}`)
    expect((await other.asks('GET', `/api/v1/files/${hash}?case=${c.body.id}`)).status).toBe(404)
    await upload(other, '旁人的.png', png)
    expect((await other.asks('GET', `/api/v1/files/${hash}?case=${c.body.id}`)).headers['content-disposition']).toBe(`attachment; filename*=UTF-8''${encodeURIComponent('旁人的.png')}`)
  })

  it('of others cannot be had by naming them in a case of one’s own', async () => {
    const secret = await upload(club, '秘密.png', Buffer.concat([png, Buffer.from('secret')]))
    const name = `窥探者${++players}`
    const spy = await aPlayer(name)
    const c = await spy.asks('POST', '/api/v1/cases', { item: 'tennis-club', answers: { ...wish, who: { ...wish.who, name: { name }, photo: [{ hash: secret.body.hash, name: 'a.png', size: secret.body.size }] } } })
    expect(c).toMatchObject({ status: 422, body: { refusals: [{ code: 'file-not-brought' }] } })
    expect((await spy.asks('GET', `/api/v1/files/${secret.body.hash}`)).status).toBe(404)
  })

  it('that are too large, empty, disguised or missing are refused in words', async () => {
    expect(await upload(club, '大.pdf', Buffer.alloc(51 * 1024 * 1024, 1))).toMatchObject({ status: 413 })
    expect(await upload(club, '空.pdf', Buffer.alloc(0))).toMatchObject({ status: 422 })
    expect((await upload(club, '照片.pdf', png)).status).toBeGreaterThanOrEqual(400)
    expect((await upload(club, '../../etc/passwd', png)).status).toBeGreaterThanOrEqual(400)
    expect((await upload(club, '程序.exe', Buffer.from('MZ'))).status).toBeGreaterThanOrEqual(400)
    expect((await club.asks('POST', '/api/v1/files', {})).status).toBe(415)
    expect((await club.asks('POST', '/api/v1/files', Buffer.from('--x--\r\n'), { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(422)
  })
})

describe('the description of the interface', () => {
  it('is OpenAPI 3.1 and says of every route what it is for, what it takes and what it answers', async () => {
    const { body } = await office.visitor('GET', '/api/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    for (const [path, methods] of Object.entries<Record<string, any>>(body.paths)) {
      for (const [method, route] of Object.entries(methods)) {
        const name = `${method} ${path}`
        expect(route.summary, name).toMatch(/[\u4e00-\u9fff]/)
        expect(route.tags?.length, name).toBe(1)
        expect(Object.keys(route.responses).some((s) => /^2/.test(s)), name).toBe(true)
        expect(route.responses['4XX']?.content['application/problem+json'].schema.properties.refusals, name).toBeDefined()
        for (const param of path.matchAll(/\{(\w+)\}/g)) expect(route.parameters?.map((p: any) => p.name), name).toContain(param[1])
      }
    }
  })
  it('is what there is: nothing else answers', async () => {
    expect(await office.visitor('GET', '/api/v1/nothing')).toMatchObject({ status: 404, body: { refusals: [{ code: 'not-found' }] } })
    expect((await office.visitor('GET', '/api/v1/cases/x/y/z')).status).toBe(404)
  })
})

it('answers carry headers that keep them from being run, framed or cached', async () => {
  const { headers } = await office.visitor('GET', '/api/session')
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining("frame-ancestors 'none'"), 'cache-control': 'no-store' })
  expect(headers['strict-transport-security']).toBeUndefined()
})

it('a fault of ours shows a number that leads to the log', async () => {
  const lines: string[] = []
  const { pino } = await import('pino')
  const broken = await anOffice({ checkAnswers: false, log: pino({ level: 'info' }, { write: (line) => { lines.push(line) } }) as never, routes: [(app) => { app.get('/broken', { config: { access: 'anyone' } }, () => { throw new Error('演示·断线') }) }] })
  try {
    const answer = await broken.visitor('GET', '/api/v1/broken?q=350102199001011234')
    expect(answer).toMatchObject({ status: 500, body: { ref: expect.any(String), detail: expect.stringContaining(answer.body.ref) } })
    expect(answer.text).not.toContain('断线')
    expect(lines.some((l) => l.includes(answer.body.ref) && l.includes('断线'))).toBe(true)
    expect(lines.join('')).not.toContain('350102199001011234')
  } finally {
    await broken.close()
  }
})
