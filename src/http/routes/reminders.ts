import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { House } from '../../platform/house/index.ts'
import { noteAdmin } from '../../platform/people/index.ts'
import {
  acknowledge, addFeed, addWebhook, allowedHosts, allowHosts, changeWebhook, type ChoiceView, choiceOf, confirmAddress, deliveries, type DeliveryView, dropAddress, type Escalation, escalationsFor, feedsOf, mailHost, type Outside,
  readFeed, renewSecret, revokeFeed, saveChoice, sendAgain, sendNow, tryWebhook, wantAddress, webhooksOf,
} from '../../platform/reminders/index.ts'
import { answers, Id, loose, Ok, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList } from '../lists.ts'
import { answer, refuse } from '../problems.ts'

/** How a person is reached, and whether mail leaves this house at all. */
export interface ReachView extends ChoiceView { mailOn: boolean }

const Hour = z.number().int().min(0).max(23)
const Choice = {
  byMail: z.boolean(), what: z.enum(['reminders', 'all']).describe('只要到期和提级提醒，或也要办理消息'), digest: z.enum(['at-once', 'daily', 'weekly']).describe('即时、每日汇总、每周汇总'),
  digestHour: Hour, digestWeekday: z.number().int().min(1).max(7).describe('1为周一'), quietFrom: Hour.optional(), quietTo: Hour.optional(), urgentAnyway: z.boolean().describe('小时计时限的，静默时段和休息日也发'),
}
const Reach = z.object({ ...Choice, mail: z.string().optional(), mailWanted: z.string().optional().describe('等待验证的邮箱'), mailOn: z.boolean().describe('本系统是否配置了邮件服务器') })
const EscalationShape = loose({ id: z.number().int(), number: z.string(), label: z.string(), lateBy: z.string(), due: z.string(), late: z.string(), state: z.enum(['open', 'acknowledged', 'settled']), at: z.string() })
const Feed = loose({ id: z.string(), madeAt: z.string() })
const Hook = loose({ id: z.string(), name: z.string(), url: z.string(), unitName: z.string(), active: z.boolean() })
const Delivery = loose({ id: z.number().int(), channel: z.string(), kind: z.string(), receiver: z.string(), state: z.string(), log: z.array(loose({ n: z.number(), at: z.string(), outcome: z.string(), answer: z.string() })) })
const RowId = z.coerce.number().int().min(1).max(2 ** 52)
const states: Record<DeliveryView['state'], string> = { waiting: '待发', sent: '已送达', 'given-up': '已放弃', dropped: '不再需要' }
const outcomes = { sent: '送达', refused: '对方拒绝', failed: '未成' }

/** How reminders reach people and programs outside the application, and what was told upwards to be acknowledged. */
export function reminderRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const outside: Outside = app.serving.outside ?? { origin: app.serving.origin ?? 'http://localhost', secret: app.serving.secret }
  const reach = (choice: ChoiceView): ReachView => ({ ...choice, mailOn: outside.mail !== undefined })
  const mine = { tags: ['提醒'], ...signedIn }

  api.get('/reminders/choice', { schema: { summary: '我的提醒设置', ...mine, response: answers({ 200: Reach }) } }, (request) => choiceOf(house.db, request.who.id).then(reach))
  api.put('/reminders/choice', { schema: { summary: '更改我的提醒设置', ...mine, body: z.object(Choice), response: answers({ 200: Reach }) } }, async (request, reply) => {
    const saved = await saveChoice(house.db, request.who.id, request.body)
    return saved.ok ? reply.send(reach(saved.value)) : refuse(reply, saved.refusals)
  })
  api.post('/reminders/mail', { schema: { summary: '登记接收提醒的邮箱', description: '向该邮箱发出6位验证码，确认后启用。', ...mine, body: z.object({ mail: z.string().min(1).max(120) }), response: answers({ 200: Ok }) } }, async (request, reply) => {
    if (!outside.mail) return refuse(reply, mailOff)
    const wanted = await wantAddress(house.db, request.who.id, request.body.mail, house.now())
    if (!wanted.ok) return refuse(reply, wanted.refusals)
    const sent = await sendNow(house, outside, request.who, 'code', { to: request.body.mail.trim(), subject: '【知行】邮箱验证码', lines: [{ text: `验证码：${wanted.value.code}` }, { text: '15分钟内在“我的提醒设置”中填写有效。不是您本人登记的，请不必理会。' }] })
    return sent.ok ? reply.send({ ok: true }) : refuse(reply, sent.refusals)
  })
  api.post('/reminders/mail/confirm', { schema: { summary: '以验证码确认邮箱', ...mine, body: z.object({ code: z.string().min(1).max(20) }), response: answers({ 200: Reach }) } }, async (request, reply) => {
    const confirmed = await confirmAddress(house.db, request.who.id, request.body.code, house.now())
    return confirmed.ok ? reply.send(reach(confirmed.value)) : refuse(reply, confirmed.refusals)
  })
  api.delete('/reminders/mail', { schema: { summary: '不再向邮箱发送', ...mine, response: answers({ 200: Reach }) } }, (request) => dropAddress(house.db, request.who.id).then(reach))

  api.get('/escalations', {
    schema: { summary: '提级提醒', description: '下级或本单位超期、告知到我的事项；open 时只列待知悉的。', ...mine, querystring: z.object({ ...listQuery, open: z.enum(['true', 'false']).optional() }), response: answers({ 200: listOf(EscalationShape) }) },
  }, (request, reply) => sendList<Escalation>(reply, request.query, '提级提醒', async ({ cursor, limit }) => {
    const found = await escalationsFor(house, request.who, { open: request.query.open === 'true', limit: limit + 1, ...(cursor && /^\d{1,15}$/.test(cursor) ? { before: Number(cursor) } : {}) })
    const page = found.slice(0, limit)
    return { rows: page, ...(found.length > limit ? { next: String(page.at(-1)!.id) } : {}) }
  }, [
    { key: 'at', label: '时间', of: (x) => x.at }, { key: 'number', label: '办件编号', of: (x) => x.number }, { key: 'lateBy', label: '超期单位', of: (x) => x.lateBy }, { key: 'label', label: '环节', of: (x) => x.label }, { key: 'due', label: '期限', of: (x) => x.due },
    { key: 'late', label: '超期', of: (x) => x.late }, { key: 'acknowledgedBy', label: '知悉人', of: (x) => x.acknowledgedBy }, { key: 'acknowledgedAt', label: '知悉时间', of: (x) => x.acknowledgedAt }, { key: 'note', label: '处理', of: (x) => x.note },
  ]))
  api.post('/escalations/:id/acknowledge', {
    schema: { summary: '知悉', ...mine, params: z.object({ id: RowId }), body: z.object({ note: z.string().max(500).optional().describe('怎样处理') }).nullish(), response: answers({ 200: EscalationShape }) },
  }, async (request, reply) => answer(reply, await acknowledge(house, request.who, request.params.id, request.body?.note)))

  api.get('/feeds', { schema: { summary: '我的日历地址', ...mine, response: answers({ 200: z.object({ rows: z.array(Feed) }) }) } }, (request) => feedsOf(house, request.who).then((rows) => ({ rows })))
  api.post('/feeds', {
    schema: { summary: '生成日历地址', description: '地址只在此时给出一次，凭地址即可读，请勿外传；可随时作废。', ...mine, body: z.object({ unit: Id.optional().describe('任职单位；不写为本人') }).nullish(), response: answers({ 201: z.object({ id: z.string(), url: z.string() }) }) },
  }, async (request, reply) => {
    const made = await addFeed(house, request.who, request.body?.unit)
    return made.ok ? reply.code(201).send({ id: made.value.id, url: `${outside.origin}/api/v1/calendars/${made.value.token}.ics` }) : refuse(reply, made.refusals)
  })
  api.delete('/feeds/:id', { schema: { summary: '作废日历地址', ...mine, params: z.object({ id: Id }), response: answers({ 200: Ok }) } }, async (request, reply) => {
    const gone = await revokeFeed(house, request.who, request.params.id)
    return gone.ok ? reply.send({ ok: true }) : refuse(reply, gone.refusals)
  })
  api.get('/calendars/:token', {
    config: { access: 'anyone' },
    schema: { summary: '期限日历', description: 'iCalendar（RFC 5545），凭私密地址读取，只含地址主人此刻可见的。', tags: ['提醒'], params: z.object({ token: z.string().min(1).max(120) }), response: answers({ 200: { description: '日历', content: { 'text/calendar': { schema: z.string() } } } }) },
  }, async (request, reply) => {
    const read = await readFeed(house, request.params.token.replace(/\.ics$/, ''), outside.origin)
    return read.ok ? reply.type('text/calendar; charset=utf-8').serializer(String).send(read.value) : refuse(reply, read.refusals)
  })

  adminRoutes()

  function adminRoutes(): void {
    const admin = { access: 'admin' as const }
    const note = (request: FastifyRequest, what: string, detail: Record<string, unknown> = {}) => noteAdmin(house.db, request.who, house.now(), what, 'reminders', detail)
    api.get('/deliveries', {
      schema: { summary: '发送记录', description: '邮件和推送的每次发送及结果，不含办件内容；由管理员和审计人员查看。', ...mine, querystring: z.object({ ...listQuery, state: z.enum(['waiting', 'sent', 'given-up', 'dropped']).optional(), channel: z.enum(['mail', 'webhook']).optional() }), response: answers({ 200: listOf(Delivery) }) },
    }, (request, reply) => {
      if (!request.who.admin && !request.who.auditor) return refuse(reply, [{ code: 'not-allowed', say: '由管理员和审计人员查看' }])
      const { state, channel } = request.query
      return sendList<DeliveryView>(reply, request.query, '发送记录', ({ cursor, limit }) => deliveries(house.db, { limit, state, channel, ...(cursor ? { after: cursor } : {}) }), [
        { key: 'madeAt', label: '时间', of: (d) => d.madeAt }, { key: 'channel', label: '方式', of: (d) => (d.channel === 'mail' ? '邮件' : '推送') }, { key: 'receiver', label: '接收方', of: (d) => d.receiver }, { key: 'state', label: '结果', of: (d) => states[d.state] },
        { key: 'log', label: '经过', of: (d) => d.log.map((t) => `${t.at} ${outcomes[t.outcome]} ${t.answer}`).join('；') },
      ])
    })
    api.post('/deliveries/:id/again', { config: admin, schema: { summary: '重新发送已放弃的', ...mine, params: z.object({ id: RowId }), response: answers({ 200: Ok }) } }, async (request, reply) => {
      const again = await sendAgain(house, request.params.id)
      return again.ok ? reply.send({ ok: true }) : refuse(reply, again.refusals)
    })
    api.get('/outgoing', {
      config: admin, schema: { summary: '对外发送的配置', ...mine, response: answers({ 200: z.object({ mail: z.object({ server: z.string(), from: z.string() }).optional(), hosts: z.array(z.string()).describe('允许推送的内网主机'), webhooks: z.array(Hook) }) }) },
    }, async () => ({ ...(outside.mail ? { mail: { server: mailHost(outside.mail) ?? '', from: outside.mail.from } } : {}), hosts: await allowedHosts(house.db), webhooks: await webhooksOf(house) }))
    api.post('/outgoing/mail', { config: admin, schema: { summary: '试发一封邮件', ...mine, body: z.object({ to: z.string().min(3).max(120) }), response: answers({ 200: z.object({ answer: z.string() }) }) } }, async (request, reply) => {
      const sent = await sendNow(house, outside, request.who, 'test', { to: request.body.to, subject: '【知行】试发', lines: [{ text: '这是知行系统的试发邮件，收到即配置可用。' }] })
      await note(request, '试发邮件')
      return answer(reply, sent)
    })
    api.put('/outgoing/hosts', { config: admin, schema: { summary: '允许推送的内网主机', ...mine, body: z.object({ hosts: z.array(z.string().max(253)).max(50) }), response: answers({ 200: z.object({ hosts: z.array(z.string()) }) }) } }, async (request, reply) => {
      const set = await allowHosts(house.db, request.body.hosts)
      if (!set.ok) return refuse(reply, set.refusals)
      await note(request, '允许推送的内网主机', { hosts: set.value })
      return reply.send({ hosts: set.value })
    })
    api.post('/webhooks', {
      config: admin, schema: { summary: '添加推送接收方', description: '密钥只在此时给出一次。', ...mine, body: z.object({ name: z.string().min(1).max(60), url: z.string().min(1).max(500), unit: Id.optional().describe('只推送该单位及其下级；不写为全部') }), response: answers({ 201: z.object({ id: z.string(), secret: z.string() }) }) },
    }, async (request, reply) => {
      const made = await addWebhook(house, outside.secret, request.who, request.body)
      if (made.ok) await note(request, '添加推送接收方', { name: request.body.name, url: request.body.url, unit: request.body.unit ?? '全部单位' })
      return answer(reply, made, 201)
    })
    api.patch('/webhooks/:id', { config: admin, schema: { summary: '改推送接收方', ...mine, params: z.object({ id: Id }), body: z.object({ name: z.string().min(1).max(60).optional(), url: z.string().min(1).max(500).optional(), active: z.boolean().optional() }), response: answers({ 200: Ok }) } }, async (request, reply) => {
      const changed = await changeWebhook(house, request.params.id, request.body)
      if (!changed.ok) return refuse(reply, changed.refusals)
      await note(request, '修改推送接收方', { webhook: request.params.id, ...request.body })
      return reply.send({ ok: true })
    })
    api.post('/webhooks/:id/secret', { config: admin, schema: { summary: '更换密钥', description: '旧密钥在一段时间内同时有效。', ...mine, params: z.object({ id: Id }), response: answers({ 200: z.object({ secret: z.string(), oldUntil: z.string() }) }) } }, async (request, reply) => {
      const renewed = await renewSecret(house, outside.secret, request.params.id)
      if (renewed.ok) await note(request, '更换推送密钥', { webhook: request.params.id })
      return answer(reply, renewed)
    })
    api.post('/webhooks/:id/test', { config: admin, schema: { summary: '试推送', ...mine, params: z.object({ id: Id }), response: answers({ 200: Ok }) } }, async (request, reply) => {
      const tried = await tryWebhook(house, request.params.id)
      return tried.ok ? reply.send({ ok: true }) : refuse(reply, tried.refusals)
    })
  }
}
const mailOff = [{ code: 'mail-off', at: 'mail', say: '本系统没有配置邮件服务器，不发邮件' }]
