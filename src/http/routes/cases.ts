import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Result } from '../../kernel/index.ts'
import {
  caseRow, type CaseRow, type CaseView, dropDraft, getDraft, type Kept, listCases, listDrafts, publishedCase, publishedCases, saveDraft, step, submit, view, worklist, type WorkRow,
} from '../../platform/cases/index.ts'
import type { House } from '../../platform/house/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { answers, DayText, Id, Ok, signedIn, typed } from '../answers.ts'
import { type Column, listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'
import { BriefShape, CaseRowShape, CaseShape, DraftShape, EventShape, PublishedShape } from './shapes.ts'

const caseColumns: Column<CaseRow>[] = [
  { key: 'number', label: '办件编号', of: (r) => r.number },
  { key: 'itemName', label: '事项', of: (r) => r.itemName },
  { key: 'title', label: '名称', of: (r) => r.title },
  { key: 'party', label: '申请主体', of: (r) => r.party },
  { key: 'place', label: '所在地', of: (r) => r.place },
  { key: 'handler', label: '办理单位', of: (r) => r.handler },
  { key: 'stateLabel', label: '状态', of: (r) => r.stateLabel },
  { key: 'submittedAt', label: '提交时间', of: (r) => r.submittedAt },
  { key: 'dueOn', label: '期限', of: (r) => r.dueAt ?? r.dueOn },
  { key: 'overdue', label: '已超期', of: (r) => r.overdue },
  { key: 'closedOn', label: '办结日', of: (r) => r.closedOn },
  { key: 'outcome', label: '结果', of: (r) => (r.outcome ? outcomes[r.outcome] ?? r.outcome : '') },
  { key: 'demo', label: '演示', of: (r) => r.demo },
]
const outcomes: Record<string, string> = { granted: '准予', refused: '不予', withdrawn: '撤回', settled: '了结', transferred: '移送' }
const workColumns: Column<WorkRow>[] = [{ key: 'waitsFor', label: '待办', of: (r) => r.waitsFor }, { key: 'opensOn', label: '可办之日', of: (r) => r.opensOn }, ...(caseColumns as Column<WorkRow>[])]
const flag = z.enum(['true', 'false']).transform((v) => v === 'true')
const CaseId = z.object({ id: Id.describe('办件') })

/** Cases and what people do with them; drafts before, publications beside. */
export function caseRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const dear = { rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }

  api.get('/cases', {
    config: dear,
    schema: {
      summary: '我能看到的办件', description: '按最近变动排列。主体看自己的，市县看本地的，处室看本处事项的，专家看抽到自己的。', tags: ['办件'], ...signedIn,
      querystring: z.object({
        ...listQuery, item: Id.optional().describe('事项'), state: Id.optional().describe('状态'), q: z.string().max(100).optional().describe('编号、名称或主体中的文字'), unit: Id.optional().describe('单位及其下级'),
        open: flag.optional().describe('true 在办，false 办结'), overdue: flag.optional().describe('只看超期'), outcome: z.enum(['granted', 'refused', 'withdrawn', 'settled', 'transferred']).optional().describe('结果'),
        party: Id.optional().describe('主体'), from: DayText.optional(), to: DayText.optional(),
      }),
      response: answers({ 200: listOf(CaseRowShape) }),
    },
  }, (request, reply) => {
    const { format, cursor, limit, ...filter } = request.query
    return sendList<CaseRow>(reply, { format, cursor, limit }, '办件', (page) => listCases(house, request.who, { ...filter, ...page }), caseColumns)
  })

  api.post('/cases', {
    schema: {
      summary: '提交申请', description: '填报内容与事项的表单一致；有误时一次列出全部问题及其位置。', tags: ['办件'], ...signedIn, headers: preference,
      body: z.object({ item: Id.describe('事项'), answers: z.record(z.string(), z.unknown()).describe('按 GET /items/{id} 的 form 填写'), draft: Id.optional().describe('由此草稿提交，成功后草稿删除'), step: Id.optional().describe('事项有几种开头时选其一') }),
      response: answers({ 200: BriefShape, 201: CaseShape }),
    },
  }, async (request, reply) => {
    const { item, answers: raw, draft, step: by } = request.body
    return drawn(request, reply, await submit(house, request.who, item, raw, { ...(draft ? { draft } : {}), ...(by ? { step: by } : {}) }), 201)
  })

  api.get('/cases/:id', {
    schema: { summary: '一件办件', description: '含各期限、历史、文书和您现在可办理的步骤；asOf 给出某日日终的样子。', tags: ['办件'], ...signedIn, params: CaseId, querystring: z.object({ asOf: DayText.optional() }), response: answers({ 200: CaseShape }) },
  }, async (request, reply) => answer(reply, await view(house, request.who, request.params.id, request.query.asOf ? { until: request.query.asOf } : {})))

  api.get('/cases/:id/row', {
    schema: { summary: '一件办件在列表中的一行', description: '供程序跟踪办理情况，不含历史和可办步骤。', tags: ['办件'], ...signedIn, params: CaseId, response: answers({ 200: CaseRowShape }) },
  }, (request, reply) => row(request.who, request.params.id, reply))

  api.get('/cases/:id/history', {
    schema: { summary: '办件的全部经过', tags: ['办件'], ...signedIn, params: CaseId, querystring: z.object(listQuery), response: answers({ 200: listOf(EventShape) }) },
  }, async (request, reply) => {
    const seen = await view(house, request.who, request.params.id)
    if (!seen.ok) return refuse(reply, seen.refusals)
    const { history, number } = seen.value
    return sendList(reply, request.query, `${number} 经过`, async (page) => sliceOf(history, page), [
      { key: 'seq', label: '序号', of: (e) => e.seq }, { key: 'at', label: '时间', of: (e) => e.at }, { key: 'label', label: '步骤', of: (e) => e.label }, { key: 'as', label: '席位', of: (e) => e.as }, { key: 'by', label: '办理人', of: (e) => e.by },
      { key: 'to', label: '之后状态', of: (e) => e.to }, { key: 'read', label: '内容', of: (e) => e.read.flatMap((s) => s.lines.map((l) => `${l.label}：${l.shown}`)).join('\n') },
    ])
  })

  api.post('/cases/:id/steps/:step', {
    schema: {
      summary: '办理一步', description: 'expect 为您看到的 version；他人先办了会答 409 并说明。', tags: ['办件'], ...signedIn, headers: preference, params: z.object({ id: Id, step: Id }),
      body: z.object({ input: z.unknown().optional().describe('该步骤要填的内容'), expect: z.number().int().min(1).optional() }).nullish(), response: answers({ 200: z.union([CaseShape, BriefShape]) }),
    },
  }, async (request, reply) => {
    const attempt = { step: request.params.step, ...(request.body?.input === undefined ? {} : { input: request.body.input }), ...(request.body?.expect === undefined ? {} : { expect: request.body.expect }) }
    const done = await step(house, request.who, request.params.id, attempt)
    if (!done.ok) return refuse(reply, done.refusals)
    // Programs that only want to know whether it was done are spared the drawing.
    if (wantsLittle(request)) return reply.header('preference-applied', 'return=minimal').send(briefOf(done.value))
    const seen = await view(house, request.who, request.params.id)
    return reply.send(seen.ok ? seen.value : briefOf(done.value))
  })

  api.post('/cases/steps/:step', {
    config: dear,
    schema: {
      summary: '对多件办同一步', description: '只对声明可批量的步骤；逐件办理，各有各的结果。', tags: ['办件'], ...signedIn, params: z.object({ step: Id }),
      body: z.object({ cases: z.array(z.object({ id: Id, expect: z.number().int().min(1).optional() })).min(1).max(100), input: z.unknown().optional() }),
      response: answers({ 200: z.object({ done: z.number().int(), results: z.array(z.object({ id: z.string(), ok: z.boolean(), say: z.string().optional(), version: z.number().int().optional() })) }) }),
    },
  }, (request) => inBulk(house, request.who, request.params.step, request.body))

  api.get('/worklist', {
    schema: { summary: '等我办理的', description: '按期限，先到期的在前。', tags: ['办件'], ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(CaseRowShape) }) },
  }, (request, reply) => sendList<WorkRow>(reply, request.query, '待办', (page) => worklist(house, request.who, page), workColumns))

  draftRoutes(app, house)

  api.get('/published', {
    config: { access: 'anyone' },
    schema: { summary: '正在公示的办件', tags: ['公示'], querystring: z.object(listQuery), response: answers({ 200: listOf(PublishedShape) }) },
  }, async (request, reply) => {
    const all = await publishedCases(house, { limit: 1000 })
    return sendList(reply, request.query, '公示', async (page) => sliceOf(all, page), [
      { key: 'number', label: '办件编号', of: (p) => p.number }, { key: 'itemName', label: '事项', of: (p) => p.itemName }, { key: 'since', label: '公示开始', of: (p) => p.since }, { key: 'until', label: '公示截止', of: (p) => p.until },
      { key: 'shows', label: '公示内容', of: (p) => p.shows.map((s) => `${s.label}：${s.value}`).join('；') },
    ])
  })
  api.get('/published/:id', {
    config: { access: 'anyone' }, schema: { summary: '一条公示', tags: ['公示'], params: CaseId, response: answers({ 200: PublishedShape }) },
  }, async (request, reply) => answer(reply, await publishedCase(house, request.params.id)))

  async function row(who: Who, id: string, reply: FastifyReply): Promise<FastifyReply> {
    const found = await caseRow(house, who, id)
    // The same line is the same object for as long as it stands, and is written out once.
    return found.ok && !app.serving.checkAnswers ? reply.type('application/json; charset=utf-8').send(writtenOnce(found.value)) : answer(reply, found)
  }
  function drawn(request: FastifyRequest, reply: FastifyReply, result: Result<CaseView>, status: number): FastifyReply {
    if (!result.ok) return refuse(reply, result.refusals)
    reply.header('location', `/api/v1/cases/${result.value.id}`)
    if (!wantsLittle(request)) return reply.code(status).send(result.value)
    const { id, number, version, state } = result.value
    return reply.code(200).header('preference-applied', 'return=minimal').send({ id, number, version, state: state.id })
  }
}

/** Each case is looked at and acted on by itself; one that cannot be done leaves the others be. */
async function inBulk(house: House, who: Who, stepId: string, { cases, input }: { cases: { id: string; expect?: number }[]; input?: unknown }) {
  const results: { id: string; ok: boolean; say?: string; version?: number }[] = []
  for (const { id, expect } of cases) {
    const seen = await view(house, who, id)
    const open = seen.ok ? seen.value.steps.find((s) => s.id === stepId) : undefined
    if (!seen.ok) results.push({ id, ok: false, say: seen.refusals[0]!.say })
    else if (!open?.bulk) results.push({ id, ok: false, say: open ? `“${open.label}”须逐件办理` : '本件现在不能办理这一步' })
    else {
      const done = await step(house, who, id, { step: stepId, ...(input === undefined ? {} : { input }), ...(expect === undefined ? {} : { expect }) })
      results.push(done.ok ? { id, ok: true, version: done.value.s.version } : { id, ok: false, say: done.refusals.map((r) => r.say).join('；') })
    }
  }
  return { done: results.filter((r) => r.ok).length, results }
}

const preference = z.object({ prefer: z.string().max(100).optional().describe('return=minimal 时只答编号和状态'), 'idempotency-key': z.string().optional().describe('重复提交只办一次') })
const wantsLittle = ({ headers }: FastifyRequest) => headers.prefer === 'return=minimal'
const briefOf = ({ id, s }: Kept) => ({ id, number: s.number, version: s.version, state: s.state })

function draftRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const DraftId = z.object({ id: Id.describe('草稿') })
  const raw = z.record(z.string(), z.unknown()).describe('已填的内容，可不完整')

  api.get('/drafts', { schema: { summary: '我的草稿', tags: ['草稿'], ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(DraftShape) }) } }, async (request, reply) => {
    const all = await listDrafts(house, request.who)
    return sendList(reply, request.query, '草稿', async (page) => sliceOf(all, page), [
      { key: 'itemName', label: '事项', of: (d) => d.itemName }, { key: 'updatedAt', label: '最近保存', of: (d) => d.updatedAt }, { key: 'missing', label: '待补内容', of: (d) => d.missing.map((m) => m.say).join('；') },
    ])
  })
  api.post('/drafts', { schema: { summary: '存一份草稿', tags: ['草稿'], ...signedIn, body: z.object({ item: Id, raw }), response: answers({ 201: DraftShape }) } },
    async (request, reply) => answer(reply, await saveDraft(house, request.who, request.body), 201))
  api.get('/drafts/:id', { schema: { summary: '一份草稿，附尚缺的内容', tags: ['草稿'], ...signedIn, params: DraftId, response: answers({ 200: DraftShape }) } },
    async (request, reply) => answer(reply, await getDraft(house, request.who, request.params.id)))
  api.put('/drafts/:id', {
    schema: { summary: '改草稿', description: '带上看到的 version；另一窗口改过时会被告知。', tags: ['草稿'], ...signedIn, params: DraftId, body: z.object({ raw, version: z.number().int().min(1).optional() }), response: answers({ 200: DraftShape }) },
  }, async (request, reply) => {
    const known = await getDraft(house, request.who, request.params.id)
    return known.ok ? answer(reply, await saveDraft(house, request.who, { id: request.params.id, item: known.value.item, ...request.body })) : refuse(reply, known.refusals)
  })
  api.delete('/drafts/:id', { schema: { summary: '删草稿', tags: ['草稿'], ...signedIn, params: DraftId, response: answers({ 200: Ok }) } }, async (request, reply) =>
    (await dropDraft(house, request.who, request.params.id) ? reply.send({ ok: true }) : refuse(reply, [{ code: 'no-such-draft', say: '没有这份草稿，或已经提交' }])))
}

const written = new WeakMap<CaseRow, Buffer>()
function writtenOnce(row: CaseRow): Buffer {
  const known = written.get(row)
  if (known) return known
  const bytes = Buffer.from(JSON.stringify(row))
  written.set(row, bytes)
  return bytes
}
