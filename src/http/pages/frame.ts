import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { showDayFull } from '../../kernel/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { readerOf, unreadCount } from '../../platform/notices/index.ts'
import { isOfficial } from '../../platform/people/index.ts'
import type { Model, Page, Site } from './model.ts'
import { inTraditional } from './traditional.ts'

/** What the bundler wrote down of an entry. */
interface Chunk { file: string; css?: string[]; imports?: string[] }

export interface Frame {
  /** Draws a page for whoever asks and sends it. */
  show: (request: FastifyRequest, reply: FastifyReply, page: Page, status?: number) => Promise<FastifyReply>
  /** The scripts and styles of one door of the browser; nothing when it has not been built. */
  entry: (name: string) => { scripts: string[]; styles: string[]; preload: string[] } | undefined
}

/** Puts the frame around pages: the drawing code as it was built, the look people chose, and who is signed in. */
export async function makeFrame(house: House, of: { dist: string; demo: boolean }): Promise<Frame> {
  const manifestFile = join(of.dist, 'web/.vite/manifest.json')
  const manifest: Record<string, Chunk> = existsSync(manifestFile) ? JSON.parse(readFileSync(manifestFile, 'utf8')) : {}
  const drawing = join(of.dist, 'server/public.js')
  const render: (model: Model) => string = existsSync(drawing) ? (await import(pathToFileURL(drawing).href)).render : notBuilt

  const entry: Frame['entry'] = (name) => {
    const chunk = manifest[name]
    if (!chunk) return undefined
    const all = new Map<string, Chunk>([[name, chunk]])
    for (const [, { imports = [] }] of all) for (const key of imports) if (manifest[key]) all.set(key, manifest[key])
    const chunks = [...all.values()]
    return { scripts: [`/${chunk.file}`], preload: chunks.slice(1).map((c) => `/${c.file}`), styles: chunks.flatMap((c) => c.css ?? []).map((file) => `/${file}`) }
  }
  const own = entry('src/web/public/enhance.ts')

  async function siteOf(request: FastifyRequest): Promise<Site> {
    const { who } = request
    const day = today(house)
    return {
      today: day, todaySaid: showDayFull(day, house.calendar), demo: of.demo, traditional: chose(request, 'script', 't'), large: chose(request, 'size', 'large'), path: pathOf(request),
      assets: { scripts: own?.scripts ?? [], styles: own?.styles ?? [] },
      ...(who.id ? { person: { name: who.name, official: isOfficial(who) || who.admin || who.auditor, unread: await unreadCount(house.db, readerOf(who)), ...(who.partyName ? { party: who.partyName } : {}) } } : {}),
    }
  }

  return {
    entry,
    async show(request, reply, page, status = 200) {
      const site = await siteOf(request)
      const html = render({ site, page })
      // What a person sees of their own business is kept by no cache, not even their own.
      return reply.code(status).header('cache-control', request.who.id ? 'no-store' : 'private, no-cache').type('text/html; charset=utf-8').serializer(String).send(site.traditional ? await inTraditional(html) : html)
    },
  }
}

/** The address that shows this page again: of an answer to a form, that of the page the form was on. */
function pathOf(request: FastifyRequest): string {
  const { referer = '', host } = request.headers
  if (request.method === 'GET') return request.url
  const from = URL.parse(referer)
  return from && from.host === host ? `${from.pathname}${from.search}` : '/'
}

/** Which look the person chose; kept in a cookie for a year. */
export const looks = { script: ['t', 's'], size: ['large', 'usual'] } as const
const chose = (request: FastifyRequest, name: keyof typeof looks, value: string): boolean => (request.headers.cookie ?? '').split(/;\s*/).includes(`zx.${name}=${value}`)

const notBuilt = (): string => plainPage('网页尚未生成', '请先执行 npm run build，再刷新本页。')

/** A page that needs nothing but itself, for when the drawing code is missing or has failed. */
export const plainPage = (title: string, say: string): string =>
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · 知行</title><body style="font:18px/1.7 sans-serif;max-width:36em;margin:4em auto;padding:0 1em;color:#1f2329"><h1>${title}</h1><p>${say}</p><p><a href="/">回首页</a></p></body></html>`
