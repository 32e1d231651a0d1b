import { afterAll, beforeAll, expect, it } from 'vitest'
import { anOffice, type Office, type Person } from '../../../test/http.ts'
import { deliver } from '../../platform/notices/index.ts'
import { linkParty } from '../../platform/people/index.ts'
import { remind } from '../../platform/reminders/index.ts'

let office: Office
let window: Person, head: Person, admin: Person, auditor: Person, firm: Person
const v1 = '/api/v1'
beforeAll(async () => {
  office = await anOffice({ at: '2022-09-20T01:00:00.000Z', outside: { origin: 'https://zhixing.example', secret: 'a secret of at least thirty-two letters' } })
  window = await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }] })
  head = await office.person({ seats: [{ unit: 'fj.3501', duties: ['decide'] }] })
  admin = await office.person({ admin: true })
  auditor = await office.person({ auditor: true })
  firm = await office.person({ partyId: await linkParty(office.fresh.db, { name: '演示·林小满' }, true) })
})
afterAll(() => office?.close())

it('a delay is acknowledged over HTTP, by whoever leads and nobody else', async () => {
  expect((await firm.asks('POST', `${v1}/cases`, { item: 'tennis-club', answers: { who: { name: { name: '演示·林小满' }, place: '350102' }, play: { level: 'new', wish: '打球' } } })).status).toBe(201)
  office.house.setClock('2022-09-30')
  await remind(office.house)
  await deliver(office.fresh.db)
  expect((await window.asks('GET', `${v1}/notices`)).body.rows.map((n: { title: string; kind: string }) => [n.title, n.kind])).toEqual([['已超期3个工作日：受理', 'reminder']])
  const { body } = await head.asks('GET', `${v1}/escalations?open=true`)
  expect(body.rows).toMatchObject([{ title: '演示·林小满入会', late: '3个工作日', state: 'open' }])
  const { id } = body.rows[0]
  expect((await window.asks('POST', `${v1}/escalations/${id}/acknowledge`, {})).status).toBe(404)
  const known = await head.asks('POST', `${v1}/escalations/${id}/acknowledge`, { note: '已催办' })
  expect([known.status, known.body.state, known.body.acknowledgedAt, known.body.note]).toEqual([200, 'acknowledged', '2022-09-30T01:00:00.000Z', '已催办'])
  expect((await head.asks('GET', `${v1}/escalations?open=true`)).body.rows).toEqual([])
  expect((await head.asks('GET', `${v1}/escalations?format=csv`)).text).toContain('已催办')
})

it('a calendar is read by its secret address alone, and by nobody once it is taken back', async () => {
  const made = await window.asks('POST', `${v1}/feeds`, {})
  expect([made.status, made.body.url]).toEqual([201, expect.stringMatching(/^https:\/\/zhixing\.example\/api\/v1\/calendars\/[\w-]{32}\.ics$/)])
  const address = new URL(made.body.url).pathname
  const read = await office.visitor('GET', address)
  expect([read.status, read.headers['content-type'], read.text.includes('SUMMARY:受理到期：演示·林小满入会')]).toEqual([200, 'text/calendar; charset=utf-8', true])
  expect((await head.asks('DELETE', `${v1}/feeds/${made.body.id}`)).status).toBe(404)
  expect((await window.asks('DELETE', `${v1}/feeds/${made.body.id}`)).status).toBe(200)
  expect([(await office.visitor('GET', address)).status, (await window.asks('GET', `${v1}/feeds`)).body.rows]).toEqual([404, []])
})

it('where no mail server is configured nothing is promised', async () => {
  const mine = await window.asks('GET', `${v1}/reminders/choice`)
  expect(mine.body).toEqual({ byMail: false, what: 'reminders', digest: 'at-once', digestHour: 9, digestWeekday: 1, urgentAnyway: true, mailOn: false })
  expect((await window.asks('POST', `${v1}/reminders/mail`, { mail: 'a@example.cn' })).body.detail).toBe('本系统没有配置邮件服务器，不发邮件')
  const { mailOn: _, ...choice } = mine.body
  expect((await window.asks('PUT', `${v1}/reminders/choice`, { ...choice, digest: 'daily', digestHour: 21, quietFrom: 20, quietTo: 8 })).body.detail).toBe('汇总的时刻在静默时段内，请改其中一个')
  expect((await window.asks('PUT', `${v1}/reminders/choice`, { ...choice, quietFrom: 20, quietTo: 8 })).body).toMatchObject({ quietFrom: 20, quietTo: 8 })
})

it('receivers and what was sent to them are the administrator’s; the auditor looks, a secret is told once', async () => {
  expect((await window.asks('GET', `${v1}/outgoing`)).status).toBe(403)
  expect((await admin.asks('PUT', `${v1}/outgoing/hosts`, { hosts: ['gateway.internal'] })).body).toEqual({ hosts: ['gateway.internal'] })
  const made = await admin.asks('POST', `${v1}/webhooks`, { name: '市局网关', url: 'http://gateway.internal/hook', unit: 'fj.3501' })
  expect([made.status, made.body.secret.startsWith('whsec_')]).toEqual([201, true])
  const out = await admin.asks('GET', `${v1}/outgoing`)
  expect(out.body).toMatchObject({ hosts: ['gateway.internal'], webhooks: [{ name: '市局网关', unitName: '福州市市场监督管理局（知识产权局）', active: true }] })
  expect(out.text).not.toContain(made.body.secret.slice(6))
  const renewed = await admin.asks('POST', `${v1}/webhooks/${made.body.id}/secret`)
  expect([renewed.status, renewed.body.oldUntil]).toEqual([200, '2022-10-03T01:00:00.000Z'])
  expect((await admin.asks('POST', `${v1}/webhooks/${made.body.id}/test`)).status).toBe(200)
  expect((await auditor.asks('GET', `${v1}/deliveries`)).body.rows).toMatchObject([{ channel: 'webhook', kind: 'test', receiver: '市局网关', state: 'waiting', log: [] }])
  expect((await window.asks('GET', `${v1}/deliveries`)).status).toBe(403)
  expect((await auditor.asks('GET', `${v1}/admin-log?about=reminders`)).body.rows.map((a: { what: string }) => a.what)).toEqual(['更换推送密钥', '添加推送接收方', '允许推送的内网主机'])
})
