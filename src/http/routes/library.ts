import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Day, type Refusal } from '../../kernel/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import {
  aroundPatent, eventWords, flagWords, keyOfNumber, type LegalStatus, movesOf, namesOfSame, type Patent, type PatentType, readPatent, statusWords, typeWords,
} from '../../platform/library/index.ts'
import {
  changeQuery, dropQuery, facetFields, lineOf, type PatentQuery, runOf, runsOf, runSaved, savedQueries, savedQuery, saveQuery, searchEngine, searchPatents,
} from '../../platform/search/index.ts'
import { answers, DayText, Id, loose, Ok, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'

const Status = z.enum(Object.keys(statusWords) as [LegalStatus, ...LegalStatus[]]), Kind = z.enum(Object.keys(typeWords) as [PatentType, ...PatentType[]])
/** One value or several of them, as an address repeats a name. */
const several = <S extends z.ZodType>(one: S) => z.union([one, z.array(one).max(50)]).optional()
const listed = <T>(value: T | readonly T[] | undefined): readonly T[] | undefined => (value === undefined ? undefined : Array.isArray(value) ? value : [value as T])
const Word = z.string().min(1).max(200)

const narrowing = {
  ipc: several(Word).describe('分类号，按开头相配，如 H01M10'), applicant: several(Word).describe('申请人或专利权人全称'), region: several(Word).describe('第一申请人所在地的行政区划代码，按开头相配，如 3501'),
  status: several(Status), kind: several(Kind), from: DayText.optional().describe('首次公开日起'), to: DayText.optional().describe('首次公开日止'),
}
const q = z.string().max(2100).default('').describe('检索式，如 (隔膜 或 电解液) 非 铅酸 标题:电池')
const Marked = z.object({ text: z.string(), marks: z.array(z.tuple([z.number().int(), z.number().int()])).describe('命中处的起止位置') })
const Line = loose({
  key: z.string(), number: z.string(), type: Kind, title: Marked, snippet: Marked.optional(), applicants: z.array(z.string()), day: z.string().optional(), status: Status, statusLabel: z.string(), ipc: z.array(z.string()), demo: z.boolean(),
})
const Counts = z.array(z.object({ value: z.string(), label: z.string(), count: z.number().int() }))
const Found = z.object({ total: z.number().int().describe('全部件数，逐件数出'), hits: z.array(Line), facets: z.partialRecord(z.enum(facetFields), Counts), say: z.string().optional().describe('检索库还不完整时的说明'), simplified: z.string().optional().describe('检索式有繁体字时，同时按此检索') })

const Asked = z.object({ q: z.string().max(2100).default(''), ipc: z.array(Word).max(50).optional(), applicant: z.array(Word).max(50).optional(), region: z.array(Word).max(50).optional(), status: z.array(Status).max(9).optional(), kind: z.array(Kind).max(4).optional(), from: DayText.optional(), to: DayText.optional() })
const Alerts = z.enum(['off', 'daily', 'weekly']).describe('有变化时是否通知：不通知、每天、每周一')
const RunLine = z.object({ id: z.number().int(), at: z.string(), byJob: z.boolean(), first: z.boolean(), total: z.number().int(), added: z.number().int(), gone: z.number().int(), changed: z.number().int() })
const Saved = loose({ id: z.string(), name: z.string(), asked: Asked, unit: z.string().optional(), unitName: z.string().optional(), alerts: Alerts, madeAt: z.string(), last: RunLine.optional(), demo: z.boolean() })
const part = <S extends z.ZodType>(line: S) => z.object({ total: z.number().int(), lines: z.array(line).describe('至多200件') })
const Run = z.object({ id: z.number().int(), at: z.string(), byJob: z.boolean(), first: z.boolean(), total: z.number().int(), added: part(Line), gone: part(Line.extend({ known: z.boolean() })), changed: part(Line.extend({ from: z.string(), to: z.string() })) })
const State = z.object({ size: z.number().int(), mark: z.string(), bytes: z.number().int(), complete: z.boolean(), rebuilding: z.object({ done: z.number().int(), of: z.number().int(), perSecond: z.number().int(), stopped: z.boolean() }).optional(), down: z.string().optional().describe('连不上检索服务时的说明') })

/** The patent library as anyone may search it, the questions that people keep, and the index for those who run the house. */
export function libraryRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const open = { config: { access: 'anyone' as const } }
  const dear = { rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  const tags = ['专利库']

  api.get('/patents', {
    ...open, schema: {
      summary: '检索专利', description: '不登录也可检索已公开的专利。件数是全部件数；检索式读不懂时以 422 说明第几个字有问题。', tags, response: answers({ 200: Found }),
      querystring: z.object({ q, ...narrowing, order: z.enum(['rank', 'newest']).optional(), skip: z.coerce.number().int().min(0).max(9_980).default(0), take: z.coerce.number().int().min(0).max(100).default(20), facets: several(z.enum(facetFields)).describe('要统计的字段') }),
    },
  }, async (request, reply) => {
    const { order, skip, take, facets, ...asked } = request.query
    return answer(reply, await searchPatents(house, queryOf(asked), { ...(order ? { order } : {}), skip, take, facets: listed(facets) ?? [] }))
  })

  api.get('/patents/:key', {
    ...open, schema: {
      summary: '一件专利', description: '著录项目、法律事件、某日的法律状态和算法、母案、分案、同族、引用和被引。按申请号或公开号都可查。', tags, params: z.object({ key: Id }), querystring: z.object({ on: DayText.optional().describe('按哪一天的法律状态，缺省为今天') }),
      response: answers({ 200: loose({ patent: loose({ key: z.string(), title: z.string(), status: Status, demo: z.boolean() }), events: z.array(loose({ kind: z.string(), label: z.string(), day: z.string() })), standing: loose({ status: Status, label: z.string(), steps: z.array(z.string()) }), parent: Line.optional(), divisionals: z.array(Line), family: z.array(Line).describe('母案和分案以外的同族'), cites: z.array(loose({ number: z.string(), record: Line.optional().describe('库里有的') })), citedBy: z.number().int().describe('被引的全部件数'), citing: z.array(Line) }) }),
    },
  }, async (request, reply) => {
    const key = await keyOfNumber(house.db, request.params.key), patent = key === undefined ? undefined : await readPatent(house.db, key)
    if (!patent) return refuse(reply, noPatent)
    const on = (request.query.on as Day | undefined) ?? today(house)
    const { events, standing: { status, flags, since, steps }, parent, divisionals, family, cites, citedBy } = await aroundPatent(house.db, patent, { on, today: today(house) })
    const line = (p: Patent) => lineOf(p, '')
    return reply.send({
      patent, events: events.map((event) => ({ ...event, label: eventWords[event.kind] })),
      standing: { on, status, label: statusWords[status], flags: flags.map((flag) => ({ flag, label: flagWords[flag] })), ...(since ? { since } : {}), steps },
      ...(parent ? { parent: line(parent) } : {}), divisionals: divisionals.map(line), family: family.map(line),
      cites: cites.map(({ patent: p, ...cite }) => ({ ...cite, ...(p ? { record: line(p) } : {}) })), citedBy: citedBy.total, citing: citedBy.patents.map(line),
    })
  })

  api.get('/holders/:name', {
    config: { ...open.config, ...dear }, schema: {
      summary: '一个权利人的专利', description: '按全称；经人核对为同一主体的其他名称一并计入。', tags, params: z.object({ name: z.string().min(1).max(200) }), querystring: z.object({ skip: z.coerce.number().int().min(0).max(9_980).default(0), take: z.coerce.number().int().min(0).max(100).default(20) }),
      response: answers({ 200: Found.extend({ names: z.array(z.string()), moves: z.array(loose({ kind: z.string(), label: z.string(), day: z.string(), key: z.string(), title: z.string() })).describe('转让、许可、质押，最近的在前') }) }),
    },
  }, async (request, reply) => {
    const names = await namesOfSame(house.db, request.params.name)
    const found = await searchPatents(house, { q: '', applicant: names }, { ...request.query, order: 'newest', facets: ['kind', 'status', 'published', 'ipc'] })
    if (!found.ok) return refuse(reply, found.refusals)
    const keys = await searchEngine(house).all({ query: '', keys: { applicant: names } }, 10_000)
    const moves = await movesOf(house.db, keys.ok ? keys.value.ids : [], names, 50)
    return reply.send({ ...found.value, names, moves: moves.map(({ event, patent }) => ({ ...event, label: eventWords[event.kind], title: patent.title })) })
  })

  api.get('/saved-queries', { schema: { summary: '保存的检索', description: '自己的和自己任职单位的。', tags, ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(Saved) }) } }, async (request, reply) => {
    const found = await savedQueries(house, request.who)
    return sendList(reply, request.query, '保存的检索', async (page) => sliceOf(found, page), [
      { key: 'name', label: '名称', of: (s) => s.name }, { key: 'q', label: '检索式', of: (s) => s.asked.q }, { key: 'unit', label: '单位', of: (s) => s.unitName }, { key: 'total', label: '件数', of: (s) => s.last?.total }, { key: 'at', label: '最近运行', of: (s) => s.last?.at },
    ])
  })
  api.post('/saved-queries', { config: dear, schema: { summary: '保存一个检索', description: '存下即运行一次，以后的变化与它相比。', tags, ...signedIn, body: z.object({ name: z.string().max(80), asked: Asked, unit: Id.optional().describe('存为单位的检索'), alerts: Alerts.default('off') }), response: answers({ 201: Saved }) } },
    async (request, reply) => answer(reply, await saveQuery(house, request.who, request.body as Parameters<typeof saveQuery>[2]), 201))
  const ById = z.object({ id: Id })
  api.get('/saved-queries/:id', { schema: { summary: '一个保存的检索', tags, ...signedIn, params: ById, response: answers({ 200: Saved }) } }, async (request, reply) => answer(reply, await savedQuery(house, request.who, request.params.id)))
  api.patch('/saved-queries/:id', { schema: { summary: '改名、改通知', tags, ...signedIn, params: ById, body: z.object({ name: z.string().max(80).optional(), alerts: Alerts.optional() }), response: answers({ 200: Saved }) } },
    async (request, reply) => answer(reply, await changeQuery(house, request.who, request.params.id, request.body as Parameters<typeof changeQuery>[3])))
  api.delete('/saved-queries/:id', { schema: { summary: '删去', description: '连同历次运行。', tags, ...signedIn, params: ById, response: answers({ 200: Ok }) } }, async (request, reply) => answer(reply, await dropQuery(house, request.who, request.params.id)))
  api.post('/saved-queries/:id/runs', { config: dear, schema: { summary: '再运行一次', description: '说明上次以来新进入的、不再符合的和法律状态有变化的。', tags, ...signedIn, params: ById, response: answers({ 201: Run }) } }, async (request, reply) => answer(reply, await runSaved(house, request.who, request.params.id), 201))
  api.get('/saved-queries/:id/runs', { schema: { summary: '历次运行', tags, ...signedIn, params: ById, querystring: z.object(listQuery), response: answers({ 200: listOf(RunLine) }) } }, async (request, reply) => {
    const first = await runsOf(house, request.who, request.params.id, { limit: 1 })
    if (!first.ok) return refuse(reply, first.refusals)
    return sendList(reply, request.query, '历次运行', async ({ cursor, limit }) => {
      const found = await runsOf(house, request.who, request.params.id, { limit, ...(cursor && /^\d{1,15}$/.test(cursor) ? { before: Number(cursor) } : {}) })
      const rows = found.ok ? found.value : []
      return { rows, ...(rows.length === limit ? { next: String(rows.at(-1)!.id) } : {}) }
    }, [{ key: 'at', label: '时间', of: (r) => r.at }, { key: 'total', label: '件数', of: (r) => r.total }, { key: 'added', label: '新进入', of: (r) => r.added }, { key: 'gone', label: '不再符合', of: (r) => r.gone }, { key: 'changed', label: '状态变化', of: (r) => r.changed }])
  })
  api.get('/saved-queries/:id/runs/:run', { schema: { summary: '一次运行', tags, ...signedIn, params: z.object({ id: Id, run: z.coerce.number().int().min(1).max(2 ** 52) }), response: answers({ 200: Run }) } },
    async (request, reply) => answer(reply, await runOf(house, request.who, request.params.id, request.params.run)))

  const admin = { config: { access: 'admin' as const } }
  api.get('/search-index', { ...admin, schema: { summary: '检索库的状态', tags, ...signedIn, response: answers({ 200: State }) } }, async (_request, reply) => reply.send(await searchEngine(house).state()))
  api.post('/search-index/rebuild', { ...admin, schema: { summary: '重建检索库，或接着重建', description: '重建期间原有检索库照常应答。', tags, ...signedIn, response: answers({ 200: State }) } }, async (_request, reply) => {
    await searchEngine(house).rebuild()
    return reply.send(await searchEngine(house).state())
  })
  api.post('/search-index/stop', { ...admin, schema: { summary: '停下重建', description: '已经收进的保留，可接着重建。', tags, ...signedIn, response: answers({ 200: State }) } }, async (_request, reply) => {
    await searchEngine(house).stopRebuild()
    return reply.send(await searchEngine(house).state())
  })
}

const noPatent: Refusal[] = [{ code: 'not-found', say: '专利库里没有这一件。未公开的申请查不到；已公开而库里没有的，可能还没有导入' }]

type Narrowed = { [K in keyof typeof narrowing]?: z.output<(typeof narrowing)[K]> } & { q: string }
function queryOf({ q: query, from, to, ...filters }: Narrowed): PatentQuery {
  const lists = Object.fromEntries(Object.entries(filters).flatMap(([name, value]) => { const values = listed(value as string | string[] | undefined); return values ? [[name, values]] : [] }))
  return { q: query, ...lists, ...(from ? { from: from as Day } : {}), ...(to ? { to: to as Day } : {}) }
}
