import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { rows } from '../../platform/db/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import {
  type AdminAct, adminLog, appoint, changeMember, createMember, endAppointment, listMembers, listParties, type MemberLine, noteAdmin, type PartyLine, type Reading, readings, registerParty, setPassword,
} from '../../platform/people/index.ts'
import { answers, DayText, Id, loose, Ok, signedIn, typed } from '../answers.ts'
import { type Column, listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'

const Member = loose({ id: z.string(), name: z.string(), username: z.string(), active: z.boolean(), seats: z.array(z.unknown()) })
const Made = z.object({ id: z.string() })
const memberColumns: Column<MemberLine>[] = [
  { key: 'username', label: '用户名', of: (m) => m.username }, { key: 'name', label: '姓名', of: (m) => m.name }, { key: 'party', label: '所属主体', of: (m) => m.partyName },
  { key: 'seats', label: '任职', of: (m) => m.seats.filter((s) => !s.to).map((s) => `${s.unitName}（${s.duties.map((d) => dutyWords[d] ?? d).join('、')}）`).join('；') },
  { key: 'admin', label: '系统管理员', of: (m) => m.admin }, { key: 'auditor', label: '审计', of: (m) => m.auditor }, { key: 'active', label: '启用', of: (m) => m.active }, { key: 'demo', label: '演示', of: (m) => m.demo },
]
const dutyWords: Record<string, string> = { handle: '办理', inspect: '核查', decide: '决定', pay: '拨付', approve: '审批' }
const NewAccount = { name: z.string().min(1).max(60).describe('姓名'), username: z.string().min(1).max(60).describe('用户名'), password: z.string().min(1).max(200).describe('初始口令') }

/** People, units and parties: registration, what a party does for its own members, and administration, every act of which is noted. */
export function peopleRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const signIn = { rateLimit: { max: app.limits.signIn, timeWindow: 60_000, keyGenerator: (r: FastifyRequest) => r.ip } }
  const note = (request: FastifyRequest, what: string, about: string, detail?: Record<string, unknown>) => noteAdmin(house.db, request.who, house.now(), what, about, detail)
  const paged = (q: { cursor?: string; limit: number }) => ({ limit: q.limit, ...(q.cursor ? { after: q.cursor } : {}) })

  api.post('/registrations', {
    config: { access: 'anyone', ...(Number.isFinite(app.limits.signIn) ? signIn : {}) },
    schema: {
      summary: '单位注册', description: '以统一社会信用代码注册，首个账号即单位管理员。已有办件提及的单位，须管理员核实后启用。', tags: ['登录'],
      body: z.object({ party: z.string().min(1).max(120).describe('单位全称'), creditCode: z.string().min(1).max(40), kind: z.enum(['enterprise', 'university', 'agency']).default('enterprise'), region: z.string().regex(/^\d{6}$/, '须为6位行政区划代码'), ...NewAccount }),
      response: answers({ 201: z.object({ id: z.string(), active: z.boolean().describe('false 时等待核实') }) }),
    },
  }, async (request, reply) => answer(reply, await registerParty(house.db, request.body, app.serving.demo ?? false), 201))

  api.get('/units', {
    config: { access: 'anyone' },
    schema: { summary: '单位和地区', tags: ['人员'], querystring: z.object({ ...listQuery, limit: listQuery.limit.default(200), parent: Id.optional().describe('只看下级') }), response: answers({ 200: listOf(loose({ id: z.string(), name: z.string(), level: z.string() })) }) },
  }, (request, reply) => {
    const { parent } = request.query
    const all = parent ? house.units.childrenOf(parent) : house.units.all
    return sendList(reply, request.query, '单位', async (page) => sliceOf(all.map((u) => ({ id: u.id, name: u.name, short: u.short, kind: u.kind, level: u.level, parent: u.parent, office: u.office, place: u.place, code: u.code ?? null, decides: u.decides })), page), [
      { key: 'id', label: '编号', of: (u) => u.id }, { key: 'name', label: '名称', of: (u) => u.name }, { key: 'level', label: '层级', of: (u) => u.level }, { key: 'code', label: '区划代码', of: (u) => u.code }, { key: 'parent', label: '上级', of: (u) => u.parent },
    ])
  })

  api.get('/party/members', { schema: { summary: '本单位的账号', tags: ['人员'], ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(Member) }) } }, async (request, reply) => {
    if (!request.who.partyId) return refuse(reply, [{ code: 'not-allowed', say: '您的账号不属于任何主体' }])
    const party = request.who.partyId
    return sendList<MemberLine>(reply, request.query, '本单位账号', (page) => listMembers(house.db, { party, ...paged(page) }), memberColumns)
  })
  api.post('/party/members', { schema: { summary: '为本单位添加账号', tags: ['人员'], ...signedIn, body: z.object(NewAccount), response: answers({ 201: Made }) } }, async (request, reply) => {
    if (!(await isPartyAdmin(request))) return refuse(reply, [{ code: 'not-allowed', say: '由本单位的管理员添加账号' }])
    return answer(reply, await createMember(house.db, { ...request.body, partyId: request.who.partyId!, demo: request.who.demo }), 201)
  })
  api.patch('/party/members/:id', {
    schema: { summary: '停用、启用或改名本单位的账号', tags: ['人员'], ...signedIn, params: z.object({ id: Id }), body: z.object({ name: z.string().min(1).max(60).optional(), active: z.boolean().optional(), partyAdmin: z.boolean().optional() }), response: answers({ 200: Ok }) },
  }, async (request, reply) => {
    const { id } = request.params
    const [same] = await rows(house.db, 'select 1 from member where id = $1 and party_id = $2', [id, request.who.partyId ?? ''])
    if (!same || !(await isPartyAdmin(request))) return refuse(reply, [{ code: 'not-found', say: '没有这个账号，或您不能管理它' }])
    if (id === request.who.id && (request.body.active === false || request.body.partyAdmin === false)) return refuse(reply, [{ code: 'not-oneself', say: '不能停用自己或取消自己的管理员身份' }])
    return done(reply, await changeMember(house.db, id, request.body, today(house), 'party'), id)
  })

  adminRoutes()
  auditRoutes()

  function adminRoutes(): void {
    const admin = { access: 'admin' as const }
    api.get('/members', {
      config: admin, schema: { summary: '人员', tags: ['人员'], ...signedIn, querystring: z.object({ ...listQuery, q: z.string().max(60).optional(), unit: Id.optional(), party: Id.optional() }), response: answers({ 200: listOf(Member) }) },
    }, (request, reply) => {
      const { q, unit, party } = request.query
      return sendList<MemberLine>(reply, request.query, '人员', (page) => listMembers(house.db, { q, unit, party, ...paged(page) }), memberColumns)
    })
    api.post('/members', {
      config: admin,
      schema: { summary: '添加人员', tags: ['人员'], ...signedIn, body: z.object({ ...NewAccount, partyId: Id.optional(), auditor: z.boolean().optional(), admin: z.boolean().optional() }), response: answers({ 201: Made }) },
    }, async (request, reply) => {
      if (request.body.partyId && !(await rows(house.db, 'select 1 from party where id = $1', [request.body.partyId])).length) return refuse(reply, [{ code: 'party-unknown', at: 'partyId', say: '没有这个主体' }])
      const made = await createMember(house.db, request.body)
      if (made.ok) await note(request, '添加人员', made.value.id, { username: request.body.username, admin: request.body.admin ?? false, auditor: request.body.auditor ?? false })
      return answer(reply, made, 201)
    })
    api.patch('/members/:id', {
      config: admin,
      schema: {
        summary: '改人员', description: '停用的账号立即退出登录。', tags: ['人员'], ...signedIn, params: z.object({ id: Id }),
        body: z.object({ name: z.string().min(1).max(60).optional(), active: z.boolean().optional(), auditor: z.boolean().optional(), admin: z.boolean().optional(), partyAdmin: z.boolean().optional() }), response: answers({ 200: Ok }),
      },
    }, async (request, reply) => {
      const changed = await changeMember(house.db, request.params.id, request.body, today(house))
      if (changed.ok) await note(request, '修改人员', request.params.id, request.body)
      return done(reply, changed, request.params.id)
    })
    api.post('/members/:id/password', {
      config: admin, schema: { summary: '重置口令', tags: ['人员'], ...signedIn, params: z.object({ id: Id }), body: z.object({ password: z.string().min(1).max(200) }), response: answers({ 200: Ok }) },
    }, async (request, reply) => {
      const set = await setPassword(house.db, request.params.id, request.body.password)
      if (set.ok) await note(request, '重置口令', request.params.id)
      return done(reply, set, request.params.id)
    })
    api.post('/members/:id/appointments', {
      config: admin,
      schema: {
        summary: '任职', description: '从某日起在某单位任职，须写明依据。中心不授予“决定”。', tags: ['人员'], ...signedIn, params: z.object({ id: Id }),
        body: z.object({ unit: Id, duties: z.array(z.enum(['handle', 'inspect', 'decide', 'pay', 'approve'])).min(1).max(5), from: DayText, to: DayText.optional(), basis: z.string().max(200) }), response: answers({ 201: Ok }),
      },
    }, async (request, reply) => {
      if (!(await rows(house.db, 'select 1 from member where id = $1', [request.params.id])).length) return refuse(reply, [{ code: 'not-found', say: '没有这个人员' }])
      if (request.body.to && request.body.to < request.body.from) return refuse(reply, [{ code: 'day-before', at: 'to', say: '截止日不得早于起始日' }])
      const made = await appoint(house.db, { member: request.params.id, ...request.body, duties: [...new Set(request.body.duties)] })
      if (made.ok) await note(request, '任职', request.params.id, request.body)
      return done(reply, made, request.params.id, 201)
    })
    api.post('/appointments/:id/end', {
      config: admin, schema: { summary: '结束任职', tags: ['人员'], ...signedIn, params: z.object({ id: z.coerce.number().int().min(1).max(2 ** 52) }), body: z.object({ on: DayText.optional().describe('最后一日，默认今日') }), response: answers({ 200: Ok }) },
    }, async (request, reply) => {
      const on = request.body.on ?? today(house)
      const ended = await endAppointment(house.db, request.params.id, on)
      if (!ended.ok) return refuse(reply, ended.refusals)
      await note(request, '结束任职', ended.value.member, { appointment: request.params.id, on })
      return done(reply, { ok: true, value: undefined }, ended.value.member)
    })
    api.get('/parties', {
      config: admin, schema: { summary: '主体', tags: ['人员'], ...signedIn, querystring: z.object({ ...listQuery, q: z.string().max(60).optional().describe('名称或信用代码') }), response: answers({ 200: listOf(loose({ id: z.string(), name: z.string() })) }) },
    }, (request, reply) => sendList<PartyLine>(reply, request.query, '主体', (page) => listParties(house.db, { q: request.query.q, ...paged(page) }), [
      { key: 'name', label: '名称', of: (p) => p.name }, { key: 'creditCode', label: '统一社会信用代码', of: (p) => p.creditCode }, { key: 'kind', label: '类别', of: (p) => p.kind }, { key: 'region', label: '地区', of: (p) => p.region }, { key: 'members', label: '账号数', of: (p) => p.members },
    ]))
  }

  /** What was read and what administrators did is for auditors; an administrator does not review their own acts. */
  function auditRoutes(): void {
    const forAuditors = [{ code: 'not-allowed', say: '由审计人员查阅' }]
    api.get('/read-log', {
      schema: { summary: '查阅记录', tags: ['台账'], ...signedIn, querystring: z.object({ ...listQuery, case: Id.optional(), member: Id.optional() }), response: answers({ 200: listOf(loose({ id: z.number(), at: z.string(), number: z.string(), name: z.string(), what: z.string() })) }) },
    }, (request, reply) => {
      if (!request.who.auditor) return refuse(reply, forAuditors)
      const { case: caseId, member } = request.query
      return sendList<Reading>(reply, request.query, '查阅记录', (page) => readings(house.db, { caseId, member, ...paged(page) }), [
        { key: 'at', label: '时间', of: (r) => r.at }, { key: 'number', label: '办件编号', of: (r) => r.number }, { key: 'name', label: '查阅人', of: (r) => r.name }, { key: 'what', label: '内容', of: (r) => r.what },
      ])
    })
    api.get('/admin-log', {
      schema: { summary: '管理操作记录', tags: ['台账'], ...signedIn, querystring: z.object({ ...listQuery, about: Id.optional().describe('对谁') }), response: answers({ 200: listOf(loose({ id: z.number(), at: z.string(), by: z.string(), what: z.string() })) }) },
    }, (request, reply) => {
      if (!request.who.auditor) return refuse(reply, forAuditors)
      return sendList<AdminAct>(reply, request.query, '管理操作记录', (page) => adminLog(house.db, { about: request.query.about, ...paged(page) }), [
        { key: 'at', label: '时间', of: (a) => a.at }, { key: 'by', label: '操作人', of: (a) => a.by }, { key: 'what', label: '操作', of: (a) => a.what }, { key: 'about', label: '对象', of: (a) => a.about }, { key: 'detail', label: '内容', of: (a) => JSON.stringify(a.detail) },
      ])
    })
  }

  async function isPartyAdmin({ who }: FastifyRequest): Promise<boolean> {
    return Boolean(who.partyId) && (await rows(house.db, 'select 1 from member where id = $1 and party_admin', [who.id])).length > 0
  }
  function done(reply: FastifyReply, result: Parameters<typeof answer>[1], memberId: string, status = 200): FastifyReply {
    app.accounts.forget(memberId)
    return result.ok ? reply.code(status).send({ ok: true }) : refuse(reply, result.refusals)
  }
}
