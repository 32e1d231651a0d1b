import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { House } from '../../platform/house/index.ts'
import { type Above, chainOfCase, chainOfList, type ClauseSeen, coverageWords, enterDocument, levels, listDocuments, sayLink, shareAction, viewChain } from '../../supervision/index.ts'
import { answers, DayText, Id, loose, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'

const level = z.enum(['national', 'province', 'plan']).describe('国家条款、省级条款、计划条目')
const DocumentShape = loose({ id: z.string(), title: z.string(), level, clauses: z.number().int(), leaves: z.number().int().describe('须落实的条款') })
const coverage = z.enum(['uncovered', 'linked', 'underway', 'done', 'nobody']).describe('未落实、已对应未交办、已交办、已办结、不需本省落实')
const Clause = loose({ id: z.string(), number: z.string().nullable(), title: z.string(), leaf: z.boolean(), coverage: coverage.nullable(), links: z.array(loose({ kind: z.string(), in: z.string(), id: z.string(), title: z.string() })), proposals: z.array(loose({ id: z.string(), likeness: z.number(), reasons: z.array(z.string()) })) })
const View = loose({ document: DocumentShape, asOf: z.string(), clauses: z.array(Clause), counts: z.record(coverage, z.number().int()) })
const Serving = loose({ list: z.string(), task: z.string(), action: z.string(), title: z.string(), above: z.array(loose({ document: z.string(), clause: z.string(), title: z.string() })), serves: z.array(loose({ list: z.string(), task: z.string() })), servedBy: z.array(loose({ list: z.string(), action: z.string() })) })
const DocumentId = z.object({ document: Id.describe('条款文件') })
const why = z.string().max(1000).describe('理由或依据')
const verdict = z.enum(['linked', 'not']).describe('对应、不对应；后说的算，先说的留存')

/** From a clause down to the cases that carry it out, and from them up again; for officials. */
export function chainRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const official = { access: 'official' as const }
  const dear = { ...official, rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  const upload = { ...official, rateLimit: { max: app.limits.upload, timeWindow: 60_000 } }
  const tags = ['条款链']

  api.get('/chain/documents', { config: official, schema: { summary: '条款文件', tags, ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(DocumentShape, '一页', { may: z.object({ enter: z.boolean() }) }) }) } }, async (request, reply) => {
    const found = await listDocuments(house, request.who)
    if (!found.ok) return refuse(reply, found.refusals)
    return sendList(reply, request.query, '条款文件', async (page) => ({ ...sliceOf(found.value.rows, page), may: found.value.may }), [
      { key: 'title', label: '文件', of: (d) => d.title }, { key: 'level', label: '层级', of: (d) => levels[d.level] }, { key: 'docNumber', label: '文号', of: (d) => d.docNumber }, { key: 'issuedOn', label: '印发日', of: (d) => d.issuedOn }, { key: 'leaves', label: '须落实的条款', of: (d) => d.leaves },
    ])
  })

  const head = { level, title: z.string().max(200).optional().describe('缺省为文件自己的标题'), docNumber: z.string().max(60).optional(), issuedOn: DayText.optional() }
  api.post('/chain/documents', {
    config: upload, schema: { summary: '录入条款文件', description: '直接粘贴正文；按编号读成条款。', tags, ...signedIn, body: z.object({ ...head, text: z.string().min(1).max(500_000) }), response: answers({ 201: DocumentShape }) },
  }, async (request, reply) => answer(reply, await enterDocument(house, request.who, request.body), 201))

  api.post('/chain/documents/file', {
    config: upload,
    schema: { summary: '导入条款文件', description: '以 multipart/form-data 的 file 字段上传 txt、docx、xlsx 或 html；按编号读成条款。', tags, ...signedIn, consumes: ['multipart/form-data'], querystring: z.object(head), response: answers({ 201: DocumentShape }) },
  }, async (request, reply) => {
    if (!request.isMultipart()) return refuse(reply, [{ code: 'media-type', at: 'file', say: '上传文件请用 multipart/form-data' }], 415)
    const part = await request.file()
    if (!part) return refuse(reply, [{ code: 'file-missing', at: 'file', say: '请选择要导入的条款文件' }])
    return answer(reply, await enterDocument(house, request.who, { ...request.query, file: { name: part.filename, bytes: await part.toBuffer() } }), 201)
  })

  const seen = { asOf: DayText.optional().describe('截至日，缺省为今日'), against: Id.optional().describe('在哪份清单或文件里找可能的对应，缺省为现行清单') }
  api.get('/chain/documents/:document', { config: dear, schema: { summary: '一份文件逐条看落实', description: '每条由什么落实、可能由什么落实、还没有谁落实；过去的日子按当日的认定。', tags, ...signedIn, params: DocumentId, querystring: z.object(seen), response: answers({ 200: View }) } },
    async (request, reply) => answer(reply, await viewChain(house, request.who, request.params.document, request.query)))

  api.get('/chain/documents/:document/clauses', {
    config: dear, schema: { summary: '条款落实表', tags, ...signedIn, params: DocumentId, querystring: z.object({ ...listQuery, ...seen, only: coverage.optional() }), response: answers({ 200: listOf(Clause) }) },
  }, async (request, reply) => {
    const found = await viewChain(house, request.who, request.params.document, request.query)
    if (!found.ok) return refuse(reply, found.refusals)
    const { clauses, document } = found.value, { only } = request.query
    const leaves = clauses.filter((c) => c.leaf && (!only || c.coverage === only))
    const parents = new Map(clauses.map((c) => [c.id, c]))
    const path = (c: ClauseSeen): string => `${c.parent ? `${path(parents.get(c.parent)!)} › ` : ''}${c.number ? `${c.number} ` : ''}${c.title}`
    return sendList<ClauseSeen>(reply, request.query, `${document.title}条款落实`, async (page) => sliceOf(leaves, page), [
      { key: 'path', label: '条款', of: path }, { key: 'words', label: '正文', of: (c) => c.words }, { key: 'coverage', label: '落实情况', of: (c) => coverageWords[c.coverage!] }, { key: 'nobody', label: '不需落实的理由', of: (c) => c.nobody?.why },
      { key: 'links', label: '由什么落实', of: (c) => c.links.map((l) => `《${l.inTitle}》${l.title}`).join('；') }, { key: 'cases', label: '办件', of: (c) => c.links.reduce((n, l) => n + (l.cases ?? 0), 0) }, { key: 'closed', label: '已销号', of: (c) => c.links.reduce((n, l) => n + (l.closed ?? 0), 0) },
      { key: 'why', label: '认定理由', of: (c) => c.links.map((l) => `${l.by}：${l.why}`).join('；') }, { key: 'proposals', label: '可能的对应（未认定）', of: (c) => c.proposals.map((p) => `${p.title}（${Math.round(p.likeness * 100)}%）`).join('；') },
    ])
  })

  api.post('/chain/documents/:document/links', {
    config: dear,
    schema: {
      summary: '认定一条由什么落实', tags, ...signedIn, params: DocumentId,
      body: z.object({ clause: Id, to: z.union([z.object({ kind: z.enum(['clause', 'task', 'action']), in: Id.describe('清单或条款文件'), id: Id }), z.literal('nobody').describe('不需本省落实')]), verdict, why, reasons: z.array(z.string().max(300)).max(5).optional().describe('系统提示的依据') }),
      response: answers({ 200: View }),
    },
  }, async (request, reply) => answer(reply, await sayLink(house, request.who, request.params.document, request.body)))

  const ListId = z.object({ id: Id.describe('清单') })
  const upward = (above: Above[]): string => above.map((a) => `《${a.documentTitle}》${a.title}${a.above.length ? ` ← ${upward(a.above)}` : ''}`).join('；')
  api.get('/lists/:id/chain', {
    config: dear, schema: { summary: '分解任务向上对应的条款', description: '每项分解任务落实哪些条款，还为哪些清单所用。', tags, ...signedIn, params: ListId, querystring: z.object({ ...listQuery, asOf: seen.asOf, task: Id.optional(), action: Id.optional() }), response: answers({ 200: listOf(Serving, '一页', { may: z.object({ link: z.boolean() }) }) }) },
  }, async (request, reply) => {
    const found = await chainOfList(house, request.who, request.params.id, request.query)
    if (!found.ok) return refuse(reply, found.refusals)
    return sendList(reply, request.query, '分解任务对应条款', async (page) => ({ ...sliceOf(found.value.rows, page), may: found.value.may }), [
      { key: 'task', label: '任务', of: (r) => r.taskTitle }, { key: 'action', label: '编号', of: (r) => r.action }, { key: 'title', label: '分解任务', of: (r) => r.title }, { key: 'above', label: '落实的条款', of: (r) => upward(r.above) },
      { key: 'serves', label: '同时落实', of: (r) => r.serves.map((s) => `《${s.listTitle}》${s.title}`).join('；') }, { key: 'servedBy', label: '由其他清单的任务落实', of: (r) => r.servedBy.map((s) => `《${s.listTitle}》${s.action} ${s.title}`).join('；') },
    ])
  })

  api.post('/lists/:id/chain/shared', {
    config: dear, schema: { summary: '认定一项分解任务同时落实另一份清单的任务', tags, ...signedIn, params: ListId, body: z.object({ action: Id, with: z.object({ list: Id, task: Id }), verdict, why }), response: answers({ 200: z.object({ rows: z.array(Serving), may: z.object({ link: z.boolean() }) }) }) },
  }, async (request, reply) => answer(reply, await shareAction(house, request.who, request.params.id, request.body)))

  api.get('/cases/:id/chain', { config: official, schema: { summary: '一件办件向上对应的任务和条款', tags, ...signedIn, params: ListId, response: answers({ 200: z.object({ rows: z.array(Serving) }) }) } },
    async (request, reply) => answer(reply, await chainOfCase(house, request.who, request.params.id)))
}
