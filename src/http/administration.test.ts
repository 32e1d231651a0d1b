import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineRegister, choice, number, optional, text } from '../service/index.ts'
import { clubMembers, tennisProgramme } from '../../test/fixtures/tennis-club/index.ts'
import { anOffice, type Asking, cookieOf, type Office, password, type Person } from '../../test/http.ts'
import { rows } from '../platform/db/index.ts'

const courts = defineRegister({
  id: 'courts', name: '球场名录', keyLabel: '球场编号', fields: { place: text('位置'), ground: choice('地面', { clay: '红土', hard: '硬地' }), seats: optional(number('座位', { whole: true })) },
  public: ['place'], statuses: { open: '开放', closed: '关闭' }, keptBy: ['use'],
})

let office: Office
let admin: Person, auditor: Person, keeper: Person, leader: Person, city: Person
beforeAll(async () => {
  office = await anOffice({ programmes: [{ ...tennisProgramme, registers: [clubMembers, courts] }], demo: true })
  admin = await office.person({ name: '管理员', admin: true })
  auditor = await office.person({ auditor: true })
  keeper = await office.person({ name: '名录员', seats: [{ unit: 'fj.use', duties: ['handle'] }] })
  leader = await office.person({ name: '处长', seats: [{ unit: 'fj.use', duties: ['decide'] }] })
  city = await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }] })
})
afterAll(() => office?.close())

// The example of GB 32100—2015 itself; the other code is a demonstration party’s.
const registration = { party: '福州某网球馆', creditCode: '91350100M000100Y43', region: '350102', name: '馆长', username: 'courtkeeper', password }

describe('a firm', () => {
  it('registers itself by its credit code, and its first member adds the others', async () => {
    expect(await office.visitor('POST', '/api/v1/registrations', { ...registration, creditCode: '91350100M000100Y44', password: '123' })).toMatchObject({ status: 422, body: { refusals: [{ at: 'creditCode' }] } })
    expect(await office.visitor('POST', '/api/v1/registrations', registration)).toMatchObject({ status: 201, body: { active: true } })
    expect(await office.visitor('POST', '/api/v1/registrations', { ...registration, username: 'second' })).toMatchObject({ status: 422, body: { refusals: [{ code: 'party-registered' }] } })
    const cookie = { cookie: cookieOf(await office.visitor('POST', '/api/session', { username: 'courtkeeper', password })) }
    expect((await office.visitor('GET', '/api/session', undefined, cookie)).body.who).toMatchObject({ partyName: '福州某网球馆', partyAdmin: true, demo: true })
    const added = await office.visitor('POST', '/api/v1/party/members', { name: '店员', username: 'clerk', password }, cookie)
    expect(added.status).toBe(201)
    const clerk = { cookie: cookieOf(await office.visitor('POST', '/api/session', { username: 'clerk', password })) }
    expect((await office.visitor('POST', '/api/v1/party/members', { name: '他人', username: 'third', password }, clerk)).status).toBe(403)
    expect((await office.visitor('GET', '/api/v1/party/members', undefined, cookie)).body.rows.map((m: any) => m.username)).toEqual(['clerk', 'courtkeeper'])
    expect((await office.visitor('PATCH', `/api/v1/party/members/${added.body.id}`, { active: false }, cookie)).status).toBe(200)
    expect((await office.visitor('GET', '/api/session', undefined, clerk)).body.who).toBeNull()
    // What the firm closed it opens again; what an administrator closed stays closed, whatever the firm does with it meanwhile.
    const toClerk = (asks: Asking, to: { active: boolean }, at = 'party/members') => asks('PATCH', `/api/v1/${at}/${added.body.id}`, to)
    const boss: Asking = (method, url, body) => office.visitor(method, url, body, cookie)
    expect((await toClerk(boss, { active: true })).status).toBe(200)
    expect((await toClerk(admin.asks, { active: false }, 'members')).status).toBe(200)
    expect((await toClerk(boss, { active: false })).status).toBe(200)
    expect(await toClerk(boss, { active: true })).toMatchObject({ status: 403, body: { refusals: [{ code: 'closed-by-administrator', say: '这个账号由系统管理员停用或尚待核实，须由系统管理员启用' }] } })
    expect((await office.visitor('POST', '/api/session', { username: 'clerk', password })).status).toBe(403)
    expect((await toClerk(admin.asks, { active: true }, 'members')).status).toBe(200)
  })

  it('that cases already name is not handed to whoever asks first', async () => {
    const player = await office.person({ partyId: (await rows<{ id: string }>(office.fresh.db, `insert into party (id, kind, name, folded, credit_code) values ('named', 'enterprise', '被请求人公司', '被请求人公司', '91350503DEM000022C') returning id`))[0]!.id })
    const filed = await player.asks('POST', '/api/v1/cases', { item: 'tennis-club', answers: { who: { name: { name: '被请求人公司' }, place: '350102' }, play: { level: 'new', wish: '打球' } } })
    expect(filed.status).toBe(201)
    await rows(office.fresh.db, `update member set party_id = null where id = $1`, [player.id])
    const asks = { ...registration, party: '被请求人公司', creditCode: '91350503DEM000022C', username: 'claimer' }
    expect(await office.visitor('POST', '/api/v1/registrations', { ...asks, party: '另一名称' })).toMatchObject({ status: 422, body: { refusals: [{ code: 'party-name' }] } })
    const claimed = await office.visitor('POST', '/api/v1/registrations', asks)
    expect(claimed).toMatchObject({ status: 201, body: { active: false } })
    expect(await office.visitor('POST', '/api/session', { username: 'claimer', password })).toMatchObject({ status: 403, body: { refusals: [{ code: 'account-closed' }] } })
    expect((await admin.asks('PATCH', `/api/v1/members/${claimed.body.id}`, { active: true })).status).toBe(200)
    expect((await office.visitor('POST', '/api/session', { username: 'claimer', password })).status).toBe(200)
  })
})

describe('an administrator', () => {
  it('seats no auditor, and makes nobody who is seated an auditor', async () => {
    const made = (await admin.asks('POST', '/api/v1/members', { name: '审计员', username: 'auditor.two', password, auditor: true })).body.id
    const seat = { unit: 'fj.use', duties: ['handle'], from: '2022-01-01', basis: '闽知人〔2022〕3号' }
    expect(await admin.asks('POST', `/api/v1/members/${made}/appointments`, seat)).toMatchObject({ status: 422, body: { detail: '审计人员只查阅、不办理，不能任职；改任办理工作的，请先取消其审计身份' } })
    expect((await admin.asks('PATCH', `/api/v1/members/${made}`, { auditor: false })).status).toBe(200)
    expect((await admin.asks('POST', `/api/v1/members/${made}/appointments`, seat)).status).toBe(201)
    expect(await admin.asks('PATCH', `/api/v1/members/${made}`, { auditor: true })).toMatchObject({ status: 422, body: { detail: '审计人员只查阅、不办理；请先结束其全部任职' } })
  })

  it('makes an account, seats it with a basis, and every act is there for the auditor', async () => {
    const made = await admin.asks('POST', '/api/v1/members', { name: '新人', username: 'newcomer', password })
    expect(made.status).toBe(201)
    const { id } = made.body
    expect(await admin.asks('POST', `/api/v1/members/${id}/appointments`, { unit: 'fj.protcentre', duties: ['decide'], from: '2022-01-01', basis: '闽知人〔2022〕3号' })).toMatchObject({ status: 422, body: { refusals: [{ code: 'centre-decides' }] } })
    expect(await admin.asks('POST', `/api/v1/members/${id}/appointments`, { unit: 'fj.use', duties: ['handle'], from: '2022-01-01', basis: ' ' })).toMatchObject({ status: 422, body: { refusals: [{ code: 'basis-missing' }] } })
    const cookie = { cookie: cookieOf(await office.visitor('POST', '/api/session', { username: 'newcomer', password })) }
    expect((await office.visitor('GET', '/api/session', undefined, cookie)).body.seats).toEqual([])
    expect((await admin.asks('POST', `/api/v1/members/${id}/appointments`, { unit: 'fj.use', duties: ['handle'], from: '2022-01-01', basis: '闽知人〔2022〕3号' })).status).toBe(201)
    expect((await office.visitor('GET', '/api/session', undefined, cookie)).body.seats).toMatchObject([{ unit: 'fj.use' }])
    const [seat] = (await admin.asks('GET', '/api/v1/members?q=newcomer')).body.rows[0].seats
    expect((await admin.asks('POST', `/api/v1/appointments/${seat.id}/end`, { on: '2022-02-28' })).status).toBe(200)
    expect((await office.visitor('GET', '/api/session', undefined, cookie)).body.seats).toEqual([])
    expect((await auditor.asks('GET', `/api/v1/admin-log?about=${id}`)).body.rows.map((a: any) => [a.by, a.what])).toEqual([['管理员', '结束任职'], ['管理员', '任职'], ['管理员', '添加人员']])
    expect((await admin.asks('POST', `/api/v1/members/${id}/password`, { password: 'weak' })).status).toBe(422)
    expect((await admin.asks('POST', `/api/v1/members/${id}/password`, { password: 'Quiet-Harbour-9' })).status).toBe(200)
    expect((await office.visitor('GET', '/api/session', undefined, cookie)).body.who).toBeNull()
  })
  it('cannot lock the last administrator out', async () => {
    expect(await admin.asks('PATCH', `/api/v1/members/${admin.id}`, { active: false })).toMatchObject({ status: 422, body: { refusals: [{ code: 'last-admin' }] } })
  })
  it('enters the days of a notice, and limits follow them', async () => {
    expect((await office.visitor('GET', '/api/v1/calendar?from=2022-03-04&to=2022-03-07')).body.days.map((d: any) => d.working)).toEqual([true, false, false, true])
    expect((await keeper.asks('POST', '/api/v1/calendar', { source: 'x', days: [] })).status).toBe(403)
    expect((await admin.asks('POST', '/api/v1/calendar', { source: '国办发明电〔2022〕演示号', days: [{ day: '2022-03-05', working: true, name: '调休' }] })).status).toBe(200)
    expect((await office.visitor('GET', '/api/v1/calendar?from=2022-03-05&to=2022-03-05')).body.days).toEqual([{ day: '2022-03-05', working: true }])
    expect((await admin.asks('DELETE', '/api/v1/calendar/2022-03-05')).status).toBe(200)
    expect((await office.visitor('GET', '/api/v1/calendar?from=2022-03-05&to=2022-03-05')).body.days).toEqual([{ day: '2022-03-05', working: false }])
    expect((await office.visitor('GET', '/api/v1/calendar?from=1900-01-01&to=1900-01-02')).status).toBe(422)
  })
})

describe('a register', () => {
  it('is kept by hand by its office, and what was exported comes back in', async () => {
    const line = { how: 'add', key: 'C-1', data: { place: '=鼓楼', ground: 'clay', seats: '1,200' }, from: '2022-01-01', status: 'open', reason: '建账' }
    expect((await city.asks('POST', '/api/v1/registers/courts/entries', line)).status).toBe(422)
    expect((await keeper.asks('POST', '/api/v1/registers/courts/entries', line)).status).toBe(200)
    const csv = (await keeper.asks('GET', '/api/v1/registers/courts/entries?format=csv')).text
    expect(csv).toContain("C-1,,,'=鼓楼,红土,")
    const table = csv.replace('C-1', 'C-2')
    const load = (who: Person, body: string, dryRun: boolean) => who.asks('POST', `/api/v1/registers/courts/import?dryRun=${dryRun}&reason=${encodeURIComponent('并账')}`, body, { 'content-type': 'text/csv' })
    expect((await load(city, table, true)).status).toBe(403)
    expect((await load(keeper, table, true)).body).toEqual({ rows: 1, written: 0, problems: [] })
    expect((await load(keeper, table, false)).body).toEqual({ rows: 1, written: 1, problems: [] })
    const { rows: lines } = (await keeper.asks('GET', '/api/v1/registers/courts/entries')).body
    expect(lines.map((l: any) => [l.key, l.data])).toEqual([['C-2', { place: '=鼓楼', ground: 'clay', seats: 1200 }], ['C-1', { place: '=鼓楼', ground: 'clay', seats: 1200 }]])
    expect((await load(keeper, '球场编号,位置,地面\nC-3,台江,木地\n,仓山,硬地\n', false)).body).toMatchObject({ rows: 2, written: 0, problems: [{ line: 2, say: expect.stringContaining('地面') }, { line: 3, say: '请填写球场编号' }] })
    for (const trial of [true, false]) expect((await load(keeper, '球场编号,位置,地面,起始日,截止日\nC-4,台江,红土,2022-01-01,\nC-5,仓山,硬地,2022-05-01,2022-04-30\n', trial)).body).toEqual({ rows: 2, written: 0, problems: [{ line: 3, say: '“球场名录”中“C-5”的截止日早于起始日' }] })
    expect((await keeper.asks('GET', '/api/v1/registers/courts/entries')).body.total).toBe(2)
    // Whoever sits in two places reads the lines of both.
    for (const [key, unit] of [['D-1', 'fj.3501.350102'], ['D-2', 'fj.3502'], ['D-3', 'fj.3503']]) expect((await keeper.asks('POST', '/api/v1/registers/courts/entries', { ...line, key, unit })).status).toBe(200)
    const both = await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }, { unit: 'fj.3502', duties: ['handle'] }] })
    const keysFor = async (query = '') => (await both.asks('GET', `/api/v1/registers/courts/entries${query}`)).body.rows?.map((l: any) => l.key)
    expect(await keysFor()).toEqual(['D-2', 'D-1'])
    expect(await keysFor('?unit=fj.3501.350102')).toEqual(['D-1'])
    expect(await keysFor('?unit=fj.3503')).toBeUndefined()
    expect(await load(keeper, '名称\nx\n', true)).toMatchObject({ status: 422, body: { refusals: [{ code: 'columns-missing' }] } })
    expect((await load(keeper, '球场编号,位置,地面\n"C-3,台江\n', true)).status).toBe(422)
    expect((await office.visitor('GET', '/api/v1/registers/courts/search?q=C-1')).body).toMatchObject({ total: 1, rows: [{ key: 'C-1', shown: [{ label: '位置', value: '=鼓楼' }] }] })
    expect((await office.visitor('GET', '/api/v1/registers/courts/keys/C-1')).body.isInForce).toBe(true)
    expect((await keeper.asks('GET', `/api/v1/registers/courts/entries/${lines[0].id}`)).body.versions).toMatchObject([{ version: 1, by: '名录员', reason: '并账' }])
  })
})

describe('a legal number', () => {
  it('is changed by two persons from a document, and then holds', async () => {
    const edge = { 'content-type': 'multipart/form-data; boundary=e' }
    const file = (await keeper.asks('POST', '/api/v1/files', '--e\r\nContent-Disposition: form-data; name="file"; filename="通知.txt"\r\n\r\n登录失败三次锁定\r\n--e--\r\n', edge)).body
    const known = (await office.visitor('GET', '/api/v1/parameters')).body.rows.find((p: any) => p.id === 'sign-in.lockAfter')
    expect(known).toMatchObject({ label: '同一账号连续登录失败锁定次数', versions: [{ from: '2019-12-01', shown: '5 次' }], waiting: [] })
    const wanted = { parameter: 'sign-in.lockAfter', from: '2022-02-01', value: '3', source: '闽知办〔2022〕1号', documentHash: file.hash }
    expect((await city.asks('POST', '/api/v1/parameters/values', wanted)).status).toBe(403)
    const proposed = await keeper.asks('POST', '/api/v1/parameters/values', wanted)
    expect(proposed.status).toBe(201)
    expect((await keeper.asks('POST', `/api/v1/parameters/values/${proposed.body.id}/confirm`)).status).toBe(403)
    expect((await leader.asks('GET', `/api/v1/parameters/values/${proposed.body.id}/document`)).text).toBe('登录失败三次锁定')
    expect((await leader.asks('POST', `/api/v1/parameters/values/${proposed.body.id}/confirm`)).status).toBe(200)
    expect((await office.visitor('POST', '/api/session', { username: 'whoever', password: 'x' })).body.detail).toBe('用户名或口令不正确；再错2次，账号将锁定15分钟')
  })
})

it('the ledger is walked for the auditor and its seals are there for anyone', async () => {
  expect((await auditor.asks('POST', '/api/v1/ledger/verify')).body).toMatchObject({ faults: [] })
  expect((await admin.asks('POST', '/api/v1/ledger/verify')).status).toBe(403)
  expect((await office.visitor('GET', '/api/v1/ledger/seals')).status).toBe(200)
})
