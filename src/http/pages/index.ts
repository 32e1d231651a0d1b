/** The pages people open: the public ones drawn on the server, and the shell the workbench starts in. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import compress from '@fastify/compress'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import serveStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '../../kernel/index.ts'
import type { House } from '../../platform/house/index.ts'
import { visitor } from '../../platform/people/index.ts'
import { refusalsOf } from '../problems.ts'
import { comesFromUs } from '../server.ts'
import { makeFrame, plainPage } from './frame.ts'
import { readForms } from './forms.ts'
import { type Desk, sharedProgress } from './desk.ts'
import { accountPages } from './account.ts'
import { applyPages } from './apply.ts'
import { libraryPages } from './library.ts'
import { minePages } from './mine.ts'
import type { ProvinceMap } from './model.ts'
import { openPages } from './open.ts'
import { progressPages } from './progress.ts'
import { selfCheckPages } from './self-check.ts'

/** `dist` holds what the web build made; with a demonstration, pages say so and from when its clock runs. */
export interface PagesOf { dist: string; /** The folder of the installation's own data, which holds its map. */ data?: string; demoSince?: Instant }

export const pages = (of: PagesOf) => async (site: FastifyInstance, house: House): Promise<void> => {
  const frame = await makeFrame(house, { dist: of.dist, demo: of.demoSince !== undefined })
  readForms(site)
  await site.register(compress, { global: true, threshold: 1024, encodings: ['gzip', 'identity'] })
  await site.register(multipart, { limits: { fileSize: 50 * 1024 * 1024, files: 20, parts: 3000, fields: 2980, fieldSize: 200_000 } })
  // Strangers share a measure for each address, as they do for the interface.
  site.addHook('onRoute', (route) => {
    if (Number.isFinite(site.limits.visitor)) route.config = { rateLimit: { max: site.limits.visitor, timeWindow: 60_000, allowList: (request: FastifyRequest) => request.who.id !== '' }, ...route.config }
  })
  await site.register(rateLimit, {
    global: false, keyGenerator: (request) => request.ip,
    errorResponseBuilder: (_request, { ttl }) => Object.assign(new Error(`操作过于频繁，请${Math.ceil(ttl / 1000)}秒后再试`), { statusCode: 429 }),
  })
  const assets = join(of.dist, 'web/assets')
  // The names carry a hash of the content: what was fetched once stays good.
  if (existsSync(assets)) await site.register(serveStatic, { root: assets, prefix: '/assets/', decorateReply: false, immutable: true, maxAge: '365d', index: false })

  site.addHook('onRequest', async (request, reply) => {
    if (request.headers.cookie) request.who = await site.accounts.who(request.headers.cookie) ?? visitor
    if (request.method === 'POST' && !comesFromUs(request)) return refused(request, reply, '不能从别处提交', ['为防止冒用您的登录，表单须从本站页面提交。请回到本站页面重新操作。'], 403)
    return undefined
  })
  site.setErrorHandler((error: Parameters<typeof refusalsOf>[0], request, reply) => {
    const { refusals, status, ref } = refusalsOf(error, request)
    return refused(request, reply, status >= 500 ? '系统出了故障' : '这次没有办成', refusals.map((r) => r.say), status, ref)
  })
  site.setNotFoundHandler((request, reply) => refused(request, reply, '没有这个页面', ['地址可能有误，或者页面已经移走。'], 404))

  const desk: Desk = { house, show: frame.show, refused, accounts: site.accounts, often: site.limits.signIn, demo: of.demoSince !== undefined, map: mapIn(of.data ?? fujian), progress: sharedProgress(house) }
  openPages(site, desk)
  progressPages(site, desk)
  libraryPages(site, desk)
  selfCheckPages(site, desk)
  accountPages(site, desk)
  applyPages(site, desk)
  minePages(site, desk)
  for (const url of ['/w', '/w/*']) site.get(url, (_request, reply) => shell(reply))

  async function refused(request: FastifyRequest, reply: FastifyReply, title: string, says: string[], status: number, ref?: string): Promise<FastifyReply> {
    const ways = [...(/^\/(patents|holders)\b/.test(request.url) ? [{ href: '/patents', label: '回专利检索' }] : []), { href: '/', label: '回首页' }, { href: '/items', label: '看能办哪些事项' }, request.who.id ? { href: '/my', label: '看我的办件' } : { href: '/sign-in', label: '登录' }]
    // Drawing itself may be what failed.
    return frame.show(request, reply, { kind: 'refused', title, says, ways, ...(ref ? { ref } : {}) }, status)
      .catch((error) => { request.log.error({ err: error }, 'a page could not be drawn'); return reply.code(status).type('text/html; charset=utf-8').serializer(String).send(plainPage(title, says.join('；'))) })
  }

  function shell(reply: FastifyReply): FastifyReply {
    const entry = frame.entry('src/web/workbench/main.tsx')
    reply.type('text/html; charset=utf-8').header('cache-control', 'private, no-cache').serializer(String)
    if (!entry) return reply.code(503).send(plainPage('工作台尚未生成', '请先执行 npm run build，再刷新本页。'))
    return reply.send(`<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>知行工作台</title>
<link rel="icon" href="data:image/svg+xml,${icon}">${entry.styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('')}${entry.preload.map((href) => `<link rel="modulepreload" href="${href}">`).join('')}
${entry.scripts.map((src) => `<script type="module" src="${src}"></script>`).join('')}</head>
<body><div id="root"><p style="font:16px/1.6 sans-serif;padding:24px;color:#5b616b">正在打开工作台…</p></div><noscript><p style="font:16px/1.6 sans-serif;padding:24px">工作台需要浏览器脚本。办事页面不需要：<a href="/my">我的办件</a></p></noscript></body></html>`)
  }
}

const fujian = join(import.meta.dirname, '../../../data/fujian')
/** The map of the installation's cities; a province that brings none has none. */
function mapIn(dir: string): ProvinceMap {
  const file = join(dir, 'map-cities.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { note: '', viewBox: '0 0 1 1', cells: [] }
}

const icon = encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="4" fill="#1f4e79"/><path d="M8 9h16M16 9v14M10 16h12M7 23h18" stroke="#fff" stroke-width="2.4" fill="none"/></svg>')
