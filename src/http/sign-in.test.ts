import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anOffice, cookieOf, type Office, password } from '../../test/http.ts'
import { rows } from '../platform/db/index.ts'
import { appoint, createMember, passwordFaults } from '../platform/people/index.ts'

let office: Office
beforeAll(async () => { office = await anOffice() })
afterAll(() => office?.close())

/** RFC 6238 with SHA-1, 30 seconds, six digits, over the secret in an otpauth address. */
function codeFor(uri: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...new URL(uri).searchParams.get('secret')!.replace(/=+$/, '')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((b) => parseInt(b, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  return String((hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

describe('signing in', () => {
  it('answers who came in, where they sit, and sets one cookie no script can read', async () => {
    const { id } = await office.person({ username: 'window', name: '陈窗口', seats: [{ unit: 'fj.3501', duties: ['handle'] }] })
    const signed = await office.visitor('POST', '/api/session', { username: ' Window ', password })
    expect(signed).toMatchObject({ status: 200, body: { who: { id, name: '陈窗口', username: 'window', admin: false }, seats: [{ unit: 'fj.3501', unitName: expect.stringContaining('福州'), duties: ['handle'] }], codeEnabled: false } })
    expect(signed.cookies).toHaveLength(1)
    expect(signed.cookies[0]).toMatch(/^zx\.session_token=[^;]+;.*HttpOnly/i)
    expect(signed.cookies[0]).toMatch(/SameSite=Lax/i)
    expect(signed.cookies[0]).not.toMatch(/Secure/)
  })

  it('is over for everyone who holds the cookie as soon as the person signs out', async () => {
    const { asks, id } = await office.person()
    expect((await asks('GET', '/api/session')).body.who.id).toBe(id)
    const out = await asks('DELETE', '/api/session')
    expect(out).toMatchObject({ status: 200, body: { who: null, seats: [] } })
    expect((await asks('GET', '/api/session')).body.who).toBeNull()
  })

  it('takes no cookie that was not signed here', async () => {
    const { cookie } = await office.person()
    const token = decodeURIComponent(cookie.split('=')[1]!).split('.')[0]
    for (const forged of [`zx.session_token=${token}`, `zx.session_token=${token}.${'A'.repeat(43)}%3D`, 'zx.session_token=%E0%A4%A', 'zx.session_token=.', 'zx.session_token']) {
      const answer = await office.app.inject({ url: '/api/session', headers: { cookie: forged } })
      expect(answer.json().who, forged).toBeNull()
    }
  })

  it('does not tell a wrong password from an unknown name, and locks the account after five', async () => {
    await office.person({ username: 'careful' })
    const known = await office.visitor('POST', '/api/session', { username: 'careful', password: 'not-it' })
    const unknown = await office.visitor('POST', '/api/session', { username: 'nobody-here', password: 'not-it' })
    expect([known.status, known.body.detail]).toEqual([401, '用户名或口令不正确；再错4次，账号将锁定15分钟'])
    expect([unknown.status, unknown.body.detail]).toEqual([401, '用户名或口令不正确；再错4次，账号将锁定15分钟'])
    for (let i = 0; i < 4; i++) await office.visitor('POST', '/api/session', { username: 'careful', password: 'not-it' })
    office.house.setClock('2022-03-01T01:05:00.000Z')
    const locked = await office.visitor('POST', '/api/session', { username: 'careful', password })
    expect(locked).toMatchObject({ status: 423, body: { refusals: [{ code: 'sign-in-locked' }], detail: expect.stringMatching(/^连续登录失败已达5次，为保护账号，请于09:20之后再试/) } })
    office.house.setClock('2022-03-01T01:21:00.000Z')
    expect((await office.visitor('POST', '/api/session', { username: 'careful', password })).status).toBe(200)
  })

  it('locks an address that tries many names', async () => {
    office.house.setClock('2022-03-02T01:00:00.000Z')
    const from = (n: number) => office.app.inject({ method: 'POST', url: '/api/session', remoteAddress: '203.0.113.9', headers: { 'x-zhixing': '1' }, payload: { username: `guess${n}`, password: 'x' } })
    const first = await from(0)
    expect(first.statusCode).toBe(401)
    await rows(office.fresh.db, `update sign_in_failure set count = 50 where subject = 'address:203.0.113.9'`)
    expect((await from(1)).json().refusals[0]).toMatchObject({ code: 'sign-in-locked', say: expect.stringContaining('50次') })
    expect((await office.visitor('POST', '/api/session', { username: 'somebody', password: 'x' })).status).toBe(401)
  })

  it('lets nobody in whose account is closed, and ends what they had open', async () => {
    const { id, username, asks } = await office.person()
    await rows(office.fresh.db, 'update member set active = false where id = $1', [id])
    office.app.accounts.forget(id)
    expect((await asks('GET', '/api/session')).body.who).toBeNull()
    expect(await office.visitor('POST', '/api/session', { username, password })).toMatchObject({ status: 403, body: { refusals: [{ code: 'account-closed' }] } })
  })

  it('knows a new appointment at once when told, and within seconds when not', async () => {
    const { id, asks } = await office.person()
    expect((await asks('GET', '/api/session')).body.seats).toEqual([])
    await appoint(office.fresh.db, { member: id, unit: 'fj.use', duties: ['decide'], from: '2020-01-01', basis: '闽知人〔2022〕1号' })
    office.app.accounts.forget(id)
    expect((await asks('GET', '/api/session')).body.seats).toMatchObject([{ unit: 'fj.use', duties: ['decide'] }])
  })

  it('asks for the code of an authenticator once one has been set up', async () => {
    const { username, asks } = await office.person()
    expect((await asks('POST', '/api/session/totp', { password: 'wrong' })).status).toBe(422)
    const enabled = await asks('POST', '/api/session/totp', { password })
    expect(enabled).toMatchObject({ status: 200, body: { uri: expect.stringMatching(/^otpauth:\/\/totp\//), backupCodes: expect.any(Array) } })
    const confirmed = await asks('POST', '/api/session/code', { code: codeFor(enabled.body.uri) })
    expect(confirmed).toMatchObject({ status: 200, body: { codeEnabled: true } })

    const half = await office.visitor('POST', '/api/session', { username, password })
    expect(half.body).toEqual({ needsCode: true })
    expect(half.cookies.some((c) => c.startsWith('zx.session_token=') && !/max-age=0/i.test(c))).toBe(false)
    const waiting = { cookie: cookieOf(half) }
    expect((await office.visitor('GET', '/api/session', undefined, waiting)).body.who).toBeNull()
    expect((await office.visitor('POST', '/api/session/code', { code: '000000' }, waiting)).status).toBe(401)
    const whole = await office.visitor('POST', '/api/session/code', { code: codeFor(enabled.body.uri) }, waiting)
    expect(whole).toMatchObject({ status: 200, body: { who: { username } } })

    const off = await office.visitor('DELETE', '/api/session/totp', { password }, { cookie: cookieOf(whole) })
    expect(off).toMatchObject({ status: 200, body: { codeEnabled: false } })
    expect((await office.visitor('POST', '/api/session', { username, password })).body.who.username).toBe(username)
  })

  it('lets a person change the password and ends their other sessions', async () => {
    const { username, asks } = await office.person()
    const other = cookieOf(await office.visitor('POST', '/api/session', { username, password }))
    expect((await asks('POST', '/api/session/password', { password, next: 'abc' })).body.refusals.map((r: any) => r.code)).toContain('password-short')
    expect((await asks('POST', '/api/session/password', { password: 'wrong', next: 'Quiet-Harbour-9' })).body.refusals).toEqual([{ code: 'password-wrong', at: 'password', say: '当前口令不正确' }])
    expect((await asks('POST', '/api/session/password', { password, next: 'Quiet-Harbour-9' })).status).toBe(200)
    expect((await office.visitor('GET', '/api/session', undefined, { cookie: other })).body.who).toBeNull()
    expect((await office.visitor('POST', '/api/session', { username, password: 'Quiet-Harbour-9' })).status).toBe(200)
  })
})

describe('a password', () => {
  it.each([
    ['Kk7-bamboo-river', []],
    ['short1A', ['password-short']],
    ['onlylowercaseletters', ['password-plain']],
    ['Fuzhou.window.2022', ['password-username']],
    ['Password123', ['password-common']],
    ['Aaaaa-bcde-71', ['password-repeats']],
    ['Harbour-12345', ['password-runs']],
    ['Harbour-edcba9', ['password-runs']],
  ])('%s', (given, faults) => {
    expect(passwordFaults(given, 'window').map((f) => f.code)).toEqual(faults)
  })
  it('is refused with everything that is wrong with it at once', async () => {
    const made = await createMember(office.fresh.db, { name: '', username: '窗口', password: 'aaaa' })
    expect(made.ok ? [] : made.refusals.map((r) => r.code)).toEqual(['name-wrong', 'username-wrong', 'password-short', 'password-plain', 'password-repeats'])
  })
})

describe('a write', () => {
  it('is done only for our own pages or for programs that say so', async () => {
    const { cookie } = await office.person()
    const send = (headers: Record<string, string>) => office.app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie, host: 'zhixing.test', ...headers } }).then((r) => r.statusCode)
    expect(await send({})).toBe(403)
    expect(await send({ origin: 'https://evil.test' })).toBe(403)
    expect(await send({ 'sec-fetch-site': 'cross-site', origin: 'http://zhixing.test' })).toBe(403)
    expect(await send({ 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(await send({ origin: 'null' })).toBe(403)
    expect(await send({ origin: 'http://zhixing.test' })).toBe(200)
  })
  it('has its cookie kept to https when the installation is reached by https', async () => {
    const safe = await anOffice({ origin: 'https://zhixing.example' })
    try {
      const { cookie, asks } = await safe.person()
      expect(cookie).toMatch(/^__Secure-zx\.session_token=/)
      expect((await asks('GET', '/api/session')).body.who).not.toBeNull()
    } finally {
      await safe.close()
    }
  })
})
