import { randomBytes } from 'node:crypto'
import compress from '@fastify/compress'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { rows } from '../platform/db/index.ts'
import type { House } from '../platform/house/index.ts'
import { isOfficial, visitor, type Who } from '../platform/people/index.ts'
import type { Outside } from '../platform/reminders/index.ts'
import { type Parameter, parametersOf } from '../platform/parameters/index.ts'
import { type Accounts, makeAccounts, signInParameters } from './accounts.ts'
import { readBodies } from './bodies.ts'
import { apiHeaders, pageHeaders, sends } from './headers.ts'
import { rememberWrites } from './idempotency.ts'
import { refuse, whenThrown } from './problems.ts'
import { ownRoutes } from './routes/index.ts'
import { sessionRoutes } from './routes/session.ts'

/** Whom a route is open to. The rows it shows are still chosen by the visibility rule. */
export type Access = 'anyone' | 'member' | 'official' | 'admin'
/** How often, a minute: visitors by address for everything, and everyone for what is dear. */
export interface Limits { visitor: number; signIn: number; dear: number; upload: number }
export const usualLimits: Limits = { visitor: 600, signIn: 30, dear: 60, upload: 120 }

/** Adds an area of the interface; addresses are relative to /api/v1. */
export type Routes = (app: FastifyInstance, house: House) => void | Promise<void>

export interface Serving {
  /** Sign-in keeps connections of its own, with the driver's own types. */
  databaseUrl: string
  /** Signs cookies and seals authenticator secrets; the same for every process of one installation. */
  secret: string
  /** Where people reach it, e.g. https://zhixing.example; cookies are for https only when it says so. */
  origin?: string
  /** What lies between the house and the world, for links and mail; without it no mail is sent. */
  outside?: Outside
  /** The legal numbers that officials may add to; the sign-in's own are among them. */
  parameters?: readonly Parameter[]
  /** Areas that stand above this floor or come later. */
  routes?: readonly Routes[]
  /** The pages: everything outside /api. */
  pages?: (app: FastifyInstance, house: House) => void | Promise<void>
  /** Hashes of the inline scripts the pages carry, as `sha256-…`. */
  scriptHashes?: readonly string[]
  /** What is registered here is marked as demonstration. */
  demo?: boolean
  log?: FastifyBaseLogger
  limits?: Partial<Limits> | false
  trustProxy?: boolean | string
  /** Compares every answer with its description; for tests. */
  checkAnswers?: boolean
}

declare module 'fastify' {
  interface FastifyRequest { who: Who }
  interface FastifyInstance { accounts: Accounts; serving: Omit<Serving, 'parameters'> & { parameters: ReadonlyMap<string, Parameter> }; limits: Limits }
  interface FastifyContextConfig { access?: Access }
}

/** The server, ready to listen: the interface for programs under /api, and whatever pages it is given. */
export async function createServer(house: House, of: Serving): Promise<FastifyInstance> {
  z.config(z.locales.zhCN())
  const secure = of.origin?.startsWith('https://') ?? false
  const limits: Limits = of.limits === false ? { visitor: unlimited, signIn: unlimited, dear: unlimited, upload: unlimited } : { ...usualLimits, ...of.limits }
  const run = randomBytes(2).toString('hex')
  let count = 0
  const app = fastify({
    ...(of.log ? { loggerInstance: of.log } : { logger: false }), logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `${run}-${(++count).toString(36)}`,
    bodyLimit: 1024 * 1024, trustProxy: of.trustProxy ?? false, requestTimeout: 120_000, forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => { whenThrown(error, request, reply as never) },
  })
  const accounts = makeAccounts(house, { databaseUrl: of.databaseUrl, secret: of.secret, secure })
  app.addHook('onClose', () => accounts.close())
  app.decorate('accounts', accounts).decorate('serving', { ...of, parameters: parametersOf([signInParameters, of.parameters ?? []]) }).decorate('limits', limits)
  app.decorateRequest('who')
  app.addHook('onRequest', (request, _reply, done) => { request.who = visitor; done() })
  app.setErrorHandler(whenThrown)
  app.setValidatorCompiler(validatorCompiler)
  // An answer is compared with its description in tests; afterwards writing it out is enough and takes a third of the time.
  app.setSerializerCompiler(of.checkAnswers ? serializerCompiler : () => (value) => JSON.stringify(value))
  readBodies(app)
  if (of.log) {
    app.addHook('onResponse', async (request, reply) => {
      // The address without its query and never a body: what people search for and write is not for logs.
      request.log.info({ ref: request.id, method: request.method, route: request.routeOptions.url ?? '-', status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10, who: request.who.id || undefined }, 'answered')
    })
  }

  app.get('/health', () => ({ ok: true }))
  app.get('/ready', async (_request, reply) => {
    await rows(house.db, 'select 1').catch(() => reply.code(503))
    return { ok: reply.statusCode === 200 }
  })

  await app.register(async (api) => {
    sends(api, apiHeaders)
    api.addHook('onRequest', (request, reply, done): unknown => {
      const { cookie } = request.headers
      const lately = cookie ? accounts.lately(cookie) : visitor
      if (!lately) return identify(request, reply)
      request.who = lately
      return barred(request, reply) ? undefined : done()
    })
    // Said before the limiter, which looks at each route when that is added.
    api.addHook('onRoute', (route) => {
      if (!route.url.startsWith('/api/v1/')) return
      // Those signed in are known by name; strangers share a measure for each address.
      if (limits.visitor !== unlimited) route.config = { rateLimit: { max: limits.visitor, timeWindow: 60_000, allowList: (request: FastifyRequest) => request.who.id !== '' }, ...route.config }
      else route.config = { ...route.config, rateLimit: false }
    })
    await api.register(rateLimit, {
      global: false, keyGenerator: (request) => request.who.id || request.ip, addHeaders: quiet, addHeadersOnExceeding: quiet,
      errorResponseBuilder: (_request, { ttl }) => Object.assign(new Error(`请求过于频繁，请${Math.ceil(ttl / 1000)}秒后再试`), { statusCode: 429 }),
    })
    await api.register(compress, { global: true, threshold: 16_384, encodings: ['gzip', 'identity'] })
    await api.register(multipart, { limits: { fileSize: 50 * 1024 * 1024, files: 1, parts: 10, fields: 8, fieldSize: 10_000 } })
    await api.register(swagger, { openapi: openApi(of), transform: jsonSchemaTransform })
    let described: string | undefined
    api.get('/openapi.json', { schema: { hide: true }, config: { access: 'anyone' } }, (_request, reply) => {
      described ??= JSON.stringify(api.swagger())
      return reply.type('application/json; charset=utf-8').serializer(String).send(described)
    })
    sessionRoutes(api, house)
    await api.register(async (v1) => {
      rememberWrites(v1, house)
      for (const routes of [...ownRoutes, ...(of.routes ?? [])]) await routes(v1, house)
    }, { prefix: '/v1' })
    api.setNotFoundHandler((_request, reply) => { refuse(reply, [{ code: 'not-found', say: '没有这个接口，接口说明见 /api/openapi.json' }]) })
  }, { prefix: '/api' })

  if (of.pages) {
    const { pages } = of
    await app.register(async (site) => {
      sends(site, pageHeaders({ secure, scriptHashes: of.scriptHashes ?? [] }))
      await pages(site, house)
    })
  } else app.setNotFoundHandler((_request, reply) => { refuse(reply, [{ code: 'no-such-page', say: '没有这个页面' }]) })
  return app

  /** Who asks, once a request, when that has to be looked up. */
  async function identify(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    request.who = await accounts.who(request.headers.cookie) ?? visitor
    return barred(request, reply)
  }
  /** Whether they may ask this at all, and whether a write comes from our own pages; if not, they have been told. */
  function barred(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    if (!isSafe.has(request.method) && !comesFromUs(request)) {
      return refuse(reply, [{ code: 'not-same-origin', say: '为防止冒用您的登录，写操作须从本站页面发出；程序调用请加请求头 x-zhixing: 1' }])
    }
    const access = request.is404 ? 'anyone' : request.routeOptions.config.access ?? 'member'
    if (access === 'anyone') return undefined
    if (!request.who.id) return refuse(reply, [{ code: 'sign-in-needed', say: '请先登录' }])
    if (access === 'admin' && !request.who.admin) return refuse(reply, [{ code: 'not-allowed', say: '此处由系统管理员办理' }])
    if (access === 'official' && !isOfficial(request.who) && !request.who.auditor && !request.who.admin) return refuse(reply, [{ code: 'not-allowed', say: '此处由各级知识产权部门的工作人员使用' }])
    return undefined
  }
}

const unlimited = Number.POSITIVE_INFINITY
const isSafe = new Set(['GET', 'HEAD', 'OPTIONS'])
const quiet = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }

/** A form on another site can neither set our header nor hide where it comes from. */
export function comesFromUs({ headers }: FastifyRequest): boolean {
  if (headers['x-zhixing'] !== undefined || headers['sec-fetch-site'] === 'same-origin') return true
  if (headers['sec-fetch-site'] !== undefined || !headers.origin) return false
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host
}

const openApi = (of: Serving) => ({
  openapi: '3.1.0',
  info: {
    title: '知行 接口', version: '1.0.0', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    description: '办事、名录、指标和任务清单的接口。登录用 POST /api/session，之后凭 Cookie；写操作带请求头 x-zhixing: 1，可带 Idempotency-Key 使重复提交只办一次。不予办理时按 RFC 9457 以 application/problem+json 说明全部原因。列表按 cursor 翻页，format=csv 或 xlsx 时给出全部。',
  },
  servers: [{ url: of.origin ?? '/' }],
  tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  components: { securitySchemes: { session: { type: 'apiKey' as const, in: 'cookie' as const, name: `${of.origin?.startsWith('https://') ? '__Secure-' : ''}zx.session_token` } } },
})

/** The areas of the interface, as its description groups them. */
export const tags: Record<string, string> = {
  登录: '登录、退出、动态口令和注册', 事项: '服务事项目录和办事指南', 草稿: '填了一半的申请', 办件: '申请、办理和查询', 公示: '任何人可看的公示', 文件: '材料的上传和下载',
  文书: '文书、证书和真伪核验', 名录: '各类名录', 消息: '站内消息', 提醒: '到期提醒、提级知悉、邮件、日历和向外推送', 指标: '指标和依据', 参数: '带日期的法定数值', 日历: '工作日历', 人员: '人员、单位和主体', 台账: '办件链的完整性', 专利库: '专利的检索、著录、法律状态和保存的检索', 专利导航: '任一检索的图表和导航项目室', 申请质量: '核查批次、筛查和准确率', 清单: '任务清单的分解、派发和进展', 佐证: '佐证的抽查和提示', 条款链: '上级条款与任务、办件', 填报负担: '题目、用时和免填',
}
