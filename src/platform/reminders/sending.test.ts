import { createHmac } from 'node:crypto'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import ICAL from 'ical.js'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anApplicant, anOfficial, someone } from '../../../test/house.ts'
import { tennisClub, tennisProgramme } from '../../../test/fixtures/tennis-club/index.ts'
import { type Day, type Instant, mustBe, no } from '../../kernel/index.ts'
import { step, submit } from '../cases/index.ts'
import { rows } from '../db/index.ts'
import { deliver, notify } from '../notices/index.ts'
import type { Who } from '../people/index.ts'
import {
  addFeed, addWebhook, allowHosts, carry, changeWebhook, confirmAddress, deliveries, type Outside, readFeed, remind, renewSecret, revokeFeed, saveChoice, sendAgain, sendDue, sendNow, tryWebhook, wantAddress, webhooksOf,
} from './index.ts'
import { post, readTarget } from './webhook.ts'

const at = (day: string, time = '09:00') => new Date(`${day}T${time}:00+08:00`).toISOString() as Instant
const secretTennis = { ...tennisClub, id: 'secret-tennis', name: '保密入会', numbered: '密会', confidential: 'need-to-know' as const }

let fresh: FreshDatabase, house: Awaited<ReturnType<typeof aHouse>>, outside: Outside
let window: Who
const letters: { to: string; from: string; raw: string }[] = []
let refusing: { code: number; say: string } | undefined
const mail = new SMTPServer({
  authOptional: true, disabledCommands: ['STARTTLS'], logger: false,
  onRcptTo: (_address, _session, done) => (refusing ? done(Object.assign(new Error(refusing.say), { responseCode: refusing.code })) : done()),
  onData: (stream, session, done) => {
    const parts: Buffer[] = []
    stream.on('data', (part) => parts.push(part)).on('end', () => {
      letters.push({ to: session.envelope.rcptTo[0]!.address, from: (session.envelope.mailFrom as { address: string }).address, raw: Buffer.concat(parts).toString() })
      done()
    })
  },
})
const posts: { headers: IncomingMessage['headers']; body: string }[] = []
let answering: { status: number; headers?: Record<string, string> } = { status: 204 }
let receiver: Server
const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [{ ...tennisProgramme, items: [tennisClub, secretTennis] }] })
  window = await anOfficial(fresh.db, 'fj.3501', ['handle'])
  mail.listen(0, '127.0.0.1')
  await once(mail.server, 'listening')
  receiver = createServer((request, reply) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part) => { body += part }).on('end', () => {
      posts.push({ headers: request.headers, body })
      reply.writeHead(answering.status, answering.headers).end('x'.repeat(100))
    })
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  outside = { origin: 'https://zhixing.example', secret: 'a secret of at least thirty-two letters', mail: { url: `smtp://127.0.0.1:${port(mail.server)}`, from: '知行 <zhixing@example.gov.cn>' } }
})
afterAll(async () => {
  receiver?.close()
  await new Promise<void>((done) => { mail.close(() => done()) })
  await fresh?.drop()
})
beforeEach(async () => {
  for (const t of ['case_file', 'work', 'notice', 'outbox', 'delivery', 'webhook', 'reminder_choice', 'feed']) await rows(fresh.db, `delete from ${t}`)
  letters.length = posts.length = 0
  refusing = undefined
  answering = { status: 204 }
})

async function filed(day = '2022-09-20', item = 'tennis-club') {
  house.setClock(at(day))
  const who = await anApplicant(fresh.db)
  return { who, c: mustBe(await submit(house, who, item, { who: { name: { name: who.partyName! }, place: '350102' }, play: { level: 'new', wish: '打球' } })) }
}
async function address(who: Who, to = 'window@example.gov.cn') {
  const { code } = mustBe(await wantAddress(fresh.db, who.id, to, house.now()))
  return mustBe(await confirmAddress(fresh.db, who.id, code, house.now()))
}
const round = async (now: Instant) => {
  house.setClock(now)
  await remind(house)
  await deliver(fresh.db)
  await carry(house, outside)
  return sendDue(house, outside)
}
/** The text of a part, read back as a mail program would. */
const read = (raw: string, type: string) => {
  const part = raw.split(new RegExp(`Content-Type: ${type}`))[1]!
  const [head, ...body] = part.split('\r\n\r\n')
  const text = body.join('\r\n\r\n').split(/\r\n--/)[0]!
  return /base64/.test(head!) ? Buffer.from(text, 'base64').toString() : /quoted-printable/.test(head!) ? Buffer.from(text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, h) => String.fromCharCode(Number.parseInt(h, 16))), 'latin1').toString() : text
}
const header = (raw: string, name: string) => {
  const [line] = new RegExp(`^${name}: (.*(?:\\r\\n\\s.*)*)`, 'm').exec(raw) ?? ['']
  return line!.slice(name.length + 2).replace(/\r\n\s+/g, ' ').replace(/=\?UTF-8\?([QB])\?(.*?)\?=\s*/gi, (_, how, text) => (how.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : Buffer.from(text.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/g, (_x: string, h: string) => String.fromCharCode(Number.parseInt(h, 16))), 'latin1')).toString())
}

describe('by mail', () => {
  it('an address is used once its owner has read the code sent there', async () => {
    house.setClock(at('2022-09-20'))
    expect(await saveChoice(fresh.db, window.id, { byMail: true, what: 'reminders', digest: 'at-once', digestHour: 9, digestWeekday: 1, urgentAnyway: true })).toEqual(no({ code: 'mail-missing', at: 'mail', say: '请先填写并确认接收提醒的邮箱' }))
    expect(await wantAddress(fresh.db, window.id, 'nobody', house.now())).toEqual(no({ code: 'mail-wrong', at: 'mail', say: '邮箱地址不完整，应形如 name@example.cn' }))
    const { code } = mustBe(await wantAddress(fresh.db, window.id, 'a@example.cn', house.now()))
    expect(await wantAddress(fresh.db, window.id, 'b@example.cn', house.now())).toEqual(no({ code: 'too-often', at: 'mail', say: '验证码刚发过，请一分钟后再试' }))
    const wrong = code === '000000' ? '000001' : '000000'
    for (let i = 0; i < 5; i++) expect(await confirmAddress(fresh.db, window.id, wrong, house.now())).toEqual(no({ code: 'mail-code-wrong', at: 'code', say: '验证码不对，请核对邮件中的6位数字' }))
    expect(await confirmAddress(fresh.db, window.id, code, house.now())).toEqual(no({ code: 'code-over', at: 'code', say: '验证码已过期或试错过多，请重新发送' }))
    house.setClock(at('2022-09-20', '09:02'))
    expect(await address(window)).toMatchObject({ byMail: true, mail: 'window@example.gov.cn' })
    expect(await sendNow(house, outside, window, 'code', { to: 'a@example.cn', subject: '验证码', lines: [{ text: '验证码 123456' }] })).toMatchObject({ ok: true })
    expect(letters.map((l) => l.to)).toEqual(['a@example.cn'])
    expect(await sendNow(house, { ...outside, mail: undefined } as never, window, 'test', { to: 'a@example.cn', subject: 'x', lines: [] })).toMatchObject({ ok: false, refusals: [{ code: 'mail-off' }] })
  })

  it('a reminder is plain text and HTML in Chinese, with title and link and no more; what is confidential goes by its number', async () => {
    const { c } = await filed()
    const hidden = await filed('2022-09-20', 'secret-tennis')
    await address(window)
    expect(await round(at('2022-09-22'))).toEqual({ sent: 2, failed: 0 })
    const [open, secret] = letters.toSorted((a, b) => Number(read(a.raw, 'text/plain').includes(hidden.c.number)) - Number(read(b.raw, 'text/plain').includes(hidden.c.number)))
    expect([open!.to, open!.from, header(open!.raw, 'Subject')]).toEqual(['window@example.gov.cn', 'zhixing@example.gov.cn', '【知行】还有3个工作日到期：受理'])
    expect(read(open!.raw, 'text/plain').replace(/\r\n/g, '\n').trim()).toBe(`还有3个工作日到期：受理\n${c.title}（${c.number}）\nhttps://zhixing.example/w/cases/${c.id}\n\n此信由知行系统自动发出，请勿回复。接收方式可在“我的提醒设置”中更改：https://zhixing.example/w/notices/settings`)
    expect(read(open!.raw, 'text/html')).toContain(`<a href="https://zhixing.example/w/cases/${c.id}">`)
    expect(header(open!.raw, 'Auto-Submitted')).toBe('auto-generated')
    expect(read(secret!.raw, 'text/plain')).toContain(hidden.c.number)
    expect(secret!.raw + read(secret!.raw, 'text/plain') + read(secret!.raw, 'text/html') + header(secret!.raw, 'Subject')).not.toContain(hidden.who.partyName)
    expect(await round(at('2022-09-22', '10:00'))).toEqual({ sent: 0, failed: 0 })
    expect((await deliveries(fresh.db, { limit: 10 })).rows.map((d) => [d.state, d.receiver, d.log.map((t) => [t.outcome, t.answer.slice(0, 3)])])).toEqual([['sent', window.name, [['sent', '250']]], ['sent', window.name, [['sent', '250']]]])
  })

  it('a daily digest gathers, and leaves out what has been done by then', async () => {
    const cases = [await filed(), await filed(), await filed()]
    await address(window)
    mustBe(await saveChoice(fresh.db, window.id, { byMail: true, what: 'reminders', digest: 'daily', digestHour: 17, digestWeekday: 1, urgentAnyway: true }))
    expect(await round(at('2022-09-22'))).toEqual({ sent: 0, failed: 0 })
    mustBe(await step(house, window, cases[0]!.c.id, { step: 'accept' }))
    expect(await round(at('2022-09-22', '17:00'))).toEqual({ sent: 1, failed: 0 })
    expect(header(letters[0]!.raw, 'Subject')).toBe('【知行】2条提醒：还有3个工作日到期：受理等')
    expect(cases.map(({ c }) => read(letters[0]!.raw, 'text/plain').includes(c.number))).toEqual([false, true, true])
    expect((await deliveries(fresh.db, { limit: 10 })).rows.map((d) => d.state).toSorted()).toEqual(['dropped', 'sent', 'sent'])
  })

  it('a refusal for good is given up, a passing one is tried again with longer and longer pauses, and each try is written down', async () => {
    await filed()
    await address(window)
    refusing = { code: 550, say: '5.1.1 no such user' }
    expect(await round(at('2022-09-22'))).toEqual({ sent: 0, failed: 1 })
    const [gone] = (await deliveries(fresh.db, { limit: 10 })).rows
    expect([gone!.state, gone!.log.map((t) => [t.outcome, /550/.test(t.answer)])]).toEqual(['given-up', [['refused', true]]])
    refusing = { code: 451, say: '4.7.1 try later' }
    mustBe(await sendAgain(house, gone!.id))
    const tried: string[] = []
    for (const minute of [0, 0.9, 1, 5.9, 6, 35.9, 36, 155.9, 156, 635.9, 636, 5000]) {
      const now = new Date(Date.parse(at('2022-09-22', '09:00')) + minute * 60_000).toISOString() as Instant
      house.setClock(now)
      if ((await sendDue(house, outside)).failed) tried.push(String(minute))
    }
    // 1, 5, 30, 120 and 480 minutes after the try before.
    expect(tried).toEqual(['0', '1', '6', '36', '156', '636'])
    const [over] = (await deliveries(fresh.db, { limit: 10 })).rows
    expect([over!.state, over!.log.length]).toEqual(['given-up', 7])
    refusing = undefined
    mustBe(await sendAgain(house, gone!.id))
    expect(await sendDue(house, outside)).toEqual({ sent: 1, failed: 0 })
  })

  it('processes that carry and send at once write to everyone once; a process that died lets another take over', async () => {
    for (let i = 0; i < 12; i++) await filed()
    await address(window)
    house.setClock(at('2022-09-22'))
    await remind(house)
    await deliver(fresh.db)
    await Promise.all([carry(house, outside), carry(house, outside), carry(house, outside)])
    await rows(fresh.db, `update delivery set leased_until = now() + interval '1 minute' where id = (select min(id) from delivery)`)
    await Promise.all([sendDue(house, outside), sendDue(house, outside), sendDue(house, outside)])
    expect(letters.length).toBe(11)
    await rows(fresh.db, `update delivery set leased_until = now() - interval '1 second' where leased_until is not null`)
    await sendDue(house, outside)
    expect([letters.length, new Set(letters.map((l) => header(l.raw, 'Message-ID'))).size]).toEqual([12, 12])
  })
})

describe('by webhook', () => {
  const admin = { id: '' } as Who
  beforeAll(async () => { admin.id = (await someone(fresh.db, { admin: true })).id })
  const add = async (unit?: string) => mustBe(await addWebhook(house, outside.secret, admin, { name: '市局网关', url: `http://127.0.0.1:${port(receiver)}/hook`, ...(unit ? { unit } : {}) }))
  /** As a receiver checks it, written from the Standard Webhooks text. */
  const verifies = (p: (typeof posts)[number], secret: string) => {
    const expected = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(`${p.headers['webhook-id']}.${p.headers['webhook-timestamp']}.${p.body}`).digest('base64')
    return String(p.headers['webhook-signature']).split(' ').includes(`v1,${expected}`)
  }

  it('addresses inside the house are refused unless the administrator allows the host', async () => {
    await allowHosts(fresh.db, [])
    for (const url of ['http://example.com/x', 'https://127.0.0.1/x', 'https://2130706433/x', 'https://[::1]/x', 'https://[::ffff:10.0.0.1]/x', 'https://10.1.2.3/x', 'https://169.254.169.254/latest', 'https://user:pass@example.com/', 'ftp://example.com/', 'x']) expect(readTarget(url, []).ok, url).toBe(false)
    expect(readTarget('https://gateway.example.cn/hook', []).ok).toBe(true)
    expect(await addWebhook(house, outside.secret, admin, { name: '内网', url: 'https://127.0.0.1/x' })).toEqual(no({ code: 'webhook-url', at: 'url', say: '“127.0.0.1”是本机或内网地址，未列入允许名单，不发送；确需发送的，由管理员先把主机加入允许名单' }))
    // A name that leads inside is caught when connecting, whatever was said before.
    mustBe(await addWebhook(house, outside.secret, admin, { name: '名字', url: `https://localhost:${port(receiver)}/` }).then(async (made) => { mustBe(await tryWebhook(house, mustBe(made).id)); return made }))
    await sendDue(house, outside)
    expect((await deliveries(fresh.db, { limit: 1 })).rows[0]).toMatchObject({ state: 'given-up', log: [{ outcome: 'refused', answer: expect.stringContaining('“localhost”是本机或内网地址') }] })
    expect(await allowHosts(fresh.db, ['http://x'])).toMatchObject({ ok: false })
    expect(mustBe(await allowHosts(fresh.db, ['127.0.0.1']))).toEqual(['127.0.0.1'])
  })

  it('a unit’s program is told of the unit’s reminders, signed; with two secrets in force either verifies', async () => {
    const { id, secret } = await add('fj.3501')
    await addWebhook(house, outside.secret, admin, { name: '别处', url: `http://127.0.0.1:${port(receiver)}/other`, unit: 'fj.3502' })
    expect(JSON.stringify(await rows(fresh.db, 'select secret from webhook'))).not.toContain(secret.slice(6))
    const { c } = await filed()
    const hidden = await filed('2022-09-20', 'secret-tennis')
    expect(await round(at('2022-09-22'))).toEqual({ sent: 2, failed: 0 })
    expect(posts.map((p) => verifies(p, secret))).toEqual([true, true])
    // The example that receivers are given does what it says.
    const { verify } = await import(`data:text/javascript,${encodeURIComponent(/```js\n([\s\S]*?)```/.exec(readFileSync('docs/operating-reminders.md', 'utf8'))![1]!)}`)
    expect([verify(posts[0]!.headers, posts[0]!.body, secret), verify(posts[0]!.headers, `${posts[0]!.body} `, secret), verify(posts[0]!.headers, posts[0]!.body, secret, Date.now() / 1000 + 400)]).toEqual([true, false, false])
    expect(Math.abs(Number(posts[0]!.headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(30)
    const told = posts.map((p) => JSON.parse(p.body)).find((p) => p.data.case === c.number)
    expect(told).toMatchObject({ type: 'reminder.due', timestamp: at('2022-09-22'), data: { rule: 'before', occasion: 3, title: c.title, waitsFor: '受理', due: '2022-09-27', unit: { id: 'fj.3501' }, link: `https://zhixing.example/w/cases/${c.id}` } })
    const secretly = posts.find((p) => p.body.includes(hidden.c.number))!
    expect(secretly.body).not.toContain(hidden.who.partyName)
    const renewed = mustBe(await renewSecret(house, outside.secret, id))
    mustBe(await tryWebhook(house, id))
    await sendDue(house, outside)
    const both = posts.at(-1)!
    expect([verifies(both, secret), verifies(both, renewed.secret), JSON.parse(both.body).type]).toEqual([true, true, 'test'])
    house.setClock(new Date(Date.parse(renewed.oldUntil) + 1000).toISOString())
    mustBe(await tryWebhook(house, id))
    await sendDue(house, outside)
    expect([verifies(posts.at(-1)!, secret), verifies(posts.at(-1)!, renewed.secret)]).toEqual([false, true])
    expect(new Set(posts.map((p) => p.headers['webhook-id'])).size).toBe(4)
    mustBe(await tryWebhook(house, id))
    await sendDue(house, { ...outside, secret: 'another secret of thirty-two letters' })
    expect((await deliveries(fresh.db, { limit: 1 })).rows[0]).toMatchObject({ state: 'given-up', log: [{ answer: '签名密钥打不开：安装密钥换过或没有恢复；请为该接收方更换密钥' }] })
  })

  const hasOpenssl = spawnSync('openssl', ['version']).status === 0
  it.skipIf(!hasOpenssl)('over TLS the receiver’s certificate is checked: an unknown one is not spoken to, one of the house’s own authority is', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'zhixing-tls-'))
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
    expect(spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert]).status).toBe(0)
    const heard: string[] = []
    const secure = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, reply) => { heard.push(request.method!); reply.writeHead(202).end() }).listen(0, 'localhost')
    await once(secure, 'listening')
    const url = `https://localhost:${port(secure)}/hook`
    const known = getCACertificates('default')
    try {
      expect(await post(url, {}, '{}', [])).toMatchObject({ outcome: 'refused' })
      expect(await post(url, {}, '{}', ['localhost'])).toMatchObject({ outcome: 'failed', answer: expect.stringContaining('certificate') })
      setDefaultCACertificates([...known, readFileSync(cert, 'utf8')])
      expect(await post(url, {}, '{}', ['localhost'])).toEqual({ outcome: 'sent', address: url, answer: 'HTTP 202' })
      expect(heard).toEqual(['POST'])
    } finally {
      setDefaultCACertificates(known)
      secure.close()
      rmSync(dir, { recursive: true })
    }
  })

  it('no redirect is followed, a fault is tried again under the same id, and who is switched off is left alone', async () => {
    const { id } = await add()
    await filed()
    answering = { status: 302, headers: { location: 'http://127.0.0.1:1/' } }
    expect(await round(at('2022-09-22'))).toEqual({ sent: 0, failed: 1 })
    answering = { status: 500 }
    expect(await round(at('2022-09-22', '09:01'))).toEqual({ sent: 0, failed: 1 })
    answering = { status: 200 }
    expect(await round(at('2022-09-22', '09:06'))).toEqual({ sent: 1, failed: 0 })
    expect(new Set(posts.map((p) => p.headers['webhook-id'])).size).toBe(1)
    expect((await deliveries(fresh.db, { limit: 1 })).rows[0]!.log.map((t) => [t.outcome, t.answer.slice(0, 8)])).toEqual([['failed', 'HTTP 302'], ['failed', 'HTTP 500'], ['sent', 'HTTP 200']])
    mustBe(await changeWebhook(house, id, { active: false }))
    await round(at('2022-09-26'))
    expect([posts.length, (await webhooksOf(house)).map((h) => [h.active, h.sent])]).toEqual([3, [[false, 1]]])
  })
})

describe('as a calendar', () => {
  const events = (text: string) => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((c) => new ICAL.Event(c))

  it('another’s parser reads it: days for days, moments for moments, and no line is longer than 75 octets', async () => {
    const { c } = await filed()
    const late = await filed()
    await rows(fresh.db, 'update work set due_on = null, due_at = $2 where case_id = $1', [late.c.id, at('2022-09-25', '14:30')])
    const { token } = mustBe(await addFeed(house, window))
    const text = mustBe(await readFeed(house, token, outside.origin))
    expect(text.endsWith('END:VCALENDAR\r\n') || text.endsWith('END:VCALENDAR')).toBe(true)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(text.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([])
    const [timed, allDay] = events(text)
    expect([allDay!.startDate.isDate, allDay!.startDate.toString(), allDay!.endDate.toString(), allDay!.summary]).toEqual([true, '2022-09-27', '2022-09-28', `受理到期：${c.title}（${c.number}）`])
    expect([timed!.startDate.isDate, timed!.startDate.toJSDate().toISOString()]).toEqual([false, at('2022-09-25', '14:30')])
    expect(allDay!.component.getFirstPropertyValue('dtstamp')!.toString()).toBe('2022-09-20T01:00:00Z')
    // The event keeps its name while the case moves on, and its sequence rises.
    mustBe(await step(house, window, c.id, { step: 'suspend', input: { reason: 'other', from: '2022-09-20', note: '等函', files: [] } }))
    expect(events(mustBe(await readFeed(house, token, outside.origin))).length).toBe(1)
    house.setClock(at('2022-09-22'))
    mustBe(await step(house, window, c.id, { step: 'resume', input: { to: '2022-09-21', reason: '已回函' } }))
    const again = events(mustBe(await readFeed(house, token, outside.origin))).find((e) => e.uid === allDay!.uid)!
    expect([again.sequence > allDay!.sequence, again.startDate.toString() > '2022-09-27']).toEqual([true, true])
  })

  it('shows only what its owner may see when it is read, by number alone what is confidential, and nothing once revoked', async () => {
    const hidden = await filed('2022-09-20', 'secret-tennis')
    await filed()
    const stranger = await anOfficial(fresh.db, 'fj.3502', ['handle'])
    const temp = await anOfficial(fresh.db, 'fj.3501', ['inspect'], { to: '2022-09-23' as Day })
    expect(await addFeed(house, stranger, 'fj.3501')).toEqual(no({ code: 'not-allowed', at: 'unit', say: '只能订阅自己任职单位的日历' }))
    const mine = mustBe(await addFeed(house, window)), ofUnit = mustBe(await addFeed(house, temp, 'fj.3501')), theirs = mustBe(await addFeed(house, stranger)), own = mustBe(await addFeed(house, hidden.who))
    const read = async (token: string) => readFeed(house, token, outside.origin)
    expect(events(mustBe(await read(mine.token))).length).toBe(2)
    expect(mustBe(await read(mine.token))).not.toContain(hidden.who.partyName!.slice(0, 8))
    expect([events(mustBe(await read(ofUnit.token))).length, events(mustBe(await read(theirs.token))).length, events(mustBe(await read(own.token))).length]).toEqual([2, 0, 0])
    house.setClock(at('2022-09-24'))
    expect(await read(ofUnit.token)).toEqual(no({ code: 'not-found', say: '没有这个日历，或它的地址已作废' }))
    mustBe(await revokeFeed(house, window, mine.id))
    expect((await read(mine.token)).ok).toBe(false)
    expect((await read('x')).ok).toBe(false)
  })
})

it('kill -9 in the middle: every wait has its reminder once, and nobody is told twice', async () => {
  const many = 30
  for (let i = 0; i < many; i++) await filed()
  const another = async (looks: number) => {
    const child = spawn(process.execPath, [resolve('test/faults/ground/reminding.ts'), fresh.url, at('2022-09-22'), String(looks)], { stdio: ['ignore', 'ignore', 'inherit'] })
    const [code, signal] = await once(child, 'close')
    return signal ?? code
  }
  // Two at once; one dies on the way, the other does what is left.
  expect(await Promise.all([another(61), another(0)])).toEqual(['SIGKILL', 0])
  expect(await rows(fresh.db, `select count(*) as n, count(distinct case_id) as cases from reminder`)).toEqual([{ n: many, cases: many }])
  expect(await rows(fresh.db, `select count(*) as n, count(distinct case_id) as cases from notice where kind = 'reminder'`)).toEqual([{ n: many, cases: many }])
})

it('what a transaction did not tell is not carried', async () => {
  await address(window)
  await expect(fresh.db.transaction().execute(async (tx) => {
    await notify(tx, { to: [{ member: window.id }], title: 'x', say: '', at: house.now(), kind: 'reminder' })
    throw new Error('no')
  })).rejects.toThrow('no')
  await deliver(fresh.db)
  expect(await carry(house, outside)).toBe(0)
})
