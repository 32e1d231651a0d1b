import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Result } from '../../kernel/index.ts'
import { rows } from '../../platform/db/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { findWho, passwordFaults, visitor, type Who } from '../../platform/people/index.ts'
import type { SignedIn } from '../accounts.ts'
import { answers, signedIn, typed } from '../answers.ts'
import { refuse } from '../problems.ts'

/** Who is signed in, as pages and programs are told. */
export interface SessionView {
  who: { id: string; name: string; username: string; partyId?: string; partyName?: string; creditCode?: string; auditor: boolean; admin: boolean; partyAdmin: boolean; demo: boolean } | null
  seats: { unit: string; unitName: string; office: string; level: 'province' | 'city' | 'county'; duties: string[] }[]
  /** Whether the authenticator's code is asked at sign-in. */
  codeEnabled: boolean
  /** The header that writes carry. */
  csrf: { header: string; value: string }
  /** The office's day; pages never ask the machine they run on. */
  today: string
  /** Whether this installation shows a demonstration. */
  demo: boolean
}
const Session = z.object({
  who: z.object({
    id: z.string(), name: z.string(), username: z.string(), partyId: z.string().optional(), partyName: z.string().optional(), creditCode: z.string().optional(),
    auditor: z.boolean(), admin: z.boolean(), partyAdmin: z.boolean(), demo: z.boolean(),
  }).nullable(),
  seats: z.array(z.object({ unit: z.string(), unitName: z.string(), office: z.string(), level: z.enum(['province', 'city', 'county']), duties: z.array(z.string()) })),
  codeEnabled: z.boolean(),
  csrf: z.object({ header: z.string(), value: z.string() }),
  today: z.string().describe('办公日历的今日'),
  demo: z.boolean().describe('演示环境'),
})
const Password = z.string().min(1).max(200)
const needsCode = z.object({ needsCode: z.literal(true).describe('还须提交动态口令：POST /api/session/code') })

export function sessionRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const { accounts } = app
  const often = { rateLimit: Number.isFinite(app.limits.signIn) ? { max: app.limits.signIn, timeWindow: 60_000, keyGenerator: (r: FastifyRequest) => r.ip } : false as const }

  api.get('/session', { config: { access: 'anyone' }, schema: { summary: '当前登录的人和席位', tags: ['登录'], response: answers({ 200: Session }) } }, (request) => session(request.who))

  api.post('/session', {
    config: { access: 'anyone', ...often },
    schema: {
      summary: '登录', description: '连续失败达到规定次数即暂时锁定账号。启用动态口令的账号先得到 needsCode，再提交口令完成登录。', tags: ['登录'],
      body: z.object({ username: z.string().min(1).max(60), password: Password }), response: answers({ 200: z.union([Session, needsCode]) }),
    },
  }, async (request, reply) => begun(request, reply, await accounts.signIn({ ...from(request), ...request.body })))

  api.post('/session/code', {
    config: { access: 'anyone', ...often },
    schema: { summary: '以动态口令完成登录，或确认新启用的动态口令', tags: ['登录'], body: z.object({ code: z.string().regex(/^\d{6}$/, '须为6位数字') }), response: answers({ 200: Session }) },
  }, async (request, reply) => begun(request, reply, await accounts.verifyCode({ ...from(request), ...request.body })))

  api.delete('/session', { config: { access: 'anyone' }, schema: { summary: '退出', tags: ['登录'], response: answers({ 200: Session }) } }, async (request, reply) => {
    const cookies = await accounts.signOut(from(request))
    return reply.header('set-cookie', cookies).send(await session(visitor))
  })

  api.post('/session/totp', {
    config: often,
    schema: {
      summary: '启用动态口令', description: '用手机验证器扫描 uri，再以 POST /api/session/code 提交一次口令即生效；备用码请妥善保存。', tags: ['登录'], ...signedIn,
      body: z.object({ password: Password }), response: answers({ 200: z.object({ uri: z.string(), backupCodes: z.array(z.string()) }) }),
    },
  }, async (request, reply) => {
    const enabled = await accounts.enableCode({ ...from(request), ...request.body })
    return enabled.ok ? reply.send(enabled.value) : refuse(reply, enabled.refusals)
  })

  api.delete('/session/totp', {
    config: often, schema: { summary: '停用动态口令', tags: ['登录'], ...signedIn, body: z.object({ password: Password }), response: answers({ 200: Session }) },
  }, async (request, reply) => begun(request, reply, await accounts.disableCode({ ...from(request), ...request.body }), request.who.id))

  api.post('/session/password', {
    config: often,
    schema: { summary: '修改自己的口令', description: '其他设备上的登录随即失效。', tags: ['登录'], ...signedIn, body: z.object({ password: Password, next: Password }), response: answers({ 200: Session }) },
  }, async (request, reply) => {
    const faults = passwordFaults(request.body.next, request.who.username)
    if (faults.length) return refuse(reply, faults.map((f) => ({ ...f, at: 'next' })))
    return begun(request, reply, await accounts.changePassword({ ...from(request), ...request.body }), request.who.id)
  })

  const session = (who: Who) => sessionOf(house, who, app.serving.demo ?? false)

  async function begun(_request: FastifyRequest, reply: FastifyReply, result: Result<SignedIn>, memberId?: string): Promise<FastifyReply> {
    if (!result.ok) return refuse(reply, result.refusals)
    reply.header('set-cookie', result.value.cookies)
    if (result.value.needsCode && memberId === undefined) return reply.send({ needsCode: true })
    const who = await findWho(house.db, result.value.memberId ?? memberId!, today(house))
    return who ? reply.send(await session(who)) : refuse(reply, [{ code: 'account-closed', say: '该账号已停用' }])
  }
}

const from = (request: FastifyRequest) => ({ address: request.ip, agent: request.headers['user-agent'] ?? '', cookie: request.headers.cookie ?? '' })

export async function sessionOf(house: House, who: Who, demo: boolean): Promise<SessionView> {
  const always = { csrf: { header: 'x-zhixing', value: '1' }, today: today(house), demo }
  if (!who.id) return { who: null, seats: [], codeEnabled: false, ...always }
  const [more] = await rows<{ party_admin: boolean; code: boolean | null }>(house.db, 'select m.party_admin, u.two_factor_enabled as code from member m left join auth_user u on u.id = m.id where m.id = $1', [who.id])
  const { seats, ...person } = who
  return {
    who: { ...person, partyAdmin: more?.party_admin ?? false }, codeEnabled: more?.code ?? false, ...always,
    seats: seats.map((s) => ({ unit: s.unit, unitName: house.units.name(s.unit), office: s.office, level: house.units.get(s.unit)?.level ?? 'province', duties: s.duties })),
  }
}
