import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Result } from '../../kernel/index.ts'
import type { House } from '../../platform/house/index.ts'
import {
  compareLists, confirmLineage, correctMatch, fileOfReport, issueReport, listDocx, listReports, listSheet, openReport, previewReport, taskHistory, voidReport,
} from '../../supervision/index.ts'
import { answers, DayText, Id, loose, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'

const kind = z.enum(['circular', 'brief', 'account']).describe('通报、专报、台账')
const format = z.enum(['docx', 'xlsx', 'pdf'])
const types = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', pdf: 'application/pdf',
} as const
const file = (of: readonly (keyof typeof types)[], description = '文件') => ({ description, content: Object.fromEntries(of.map((f) => [types[f], { schema: z.string() }])) })

const FigureShape = z.object({ id: z.string(), name: z.string(), value: z.number().nullable(), unit: z.string(), source: z.enum(['system', 'verified', 'reported']).describe('系统生成、已核、自报'), definition: z.string().describe('口径'), asOf: z.string() })
const ReportShape = loose({
  id: z.string().nullable(), number: z.string().nullable().describe('印发时给的文号，预览没有'), kind, title: z.string(), organ: z.string(), asOf: z.string(), on: z.string(), lines: z.array(z.string()).describe('正文'),
  figures: z.array(FigureShape), cities: z.array(loose({ unit: z.string(), name: z.string() })), places: z.array(loose({ action: z.string(), unit: z.string() })), demo: z.boolean(),
  voided: z.object({ on: z.string(), reason: z.string(), by: z.string().nullable() }).nullable().describe('作废'), may: z.object({ void: z.boolean() }),
})
const ReportRowShape = loose({ id: z.string(), kind, title: z.string(), asOf: z.string(), number: z.string(), issuedBy: z.string(), issuedOn: z.string(), demo: z.boolean() })
const TaskHead = z.object({ id: z.string(), number: z.string(), title: z.string() })
const ComparisonShape = loose({
  counts: z.object({ kept: z.number().int(), changed: z.number().int(), dropped: z.number().int(), added: z.number().int() }).describe('保留、改动、取消、新增'),
  pairs: z.array(loose({ kind: z.enum(['kept', 'changed']), before: TaskHead, after: TaskHead, likeness: z.number().describe('相近程度，0到1'), reasons: z.array(z.string()), byPerson: z.boolean(), confirmed: z.boolean().describe('承接关系已由人确认'), changes: loose({}).describe('逐词的改动；单位的增减和角色变化') })),
  dropped: z.array(loose({ task: TaskHead })), added: z.array(loose({ task: TaskHead })), corrections: z.array(loose({ why: z.string() })), may: z.object({ correct: z.boolean() }),
})

const ListId = z.object({ id: Id.describe('清单') })
const Two = ListId.extend({ other: Id.describe('后一份清单') })
const wanted = { kind: kind.default('circular'), asOf: DayText.optional().describe('截至日，缺省为今日；过去的日子按当日所知') }

/** Reports of a list, the list itself as a file, and two lists side by side; all of it for officials. */
export function reportRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const official = { access: 'official' as const }
  const dear = { ...official, rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  const tags = ['清单']
  const send = (reply: FastifyReply, made: Result<{ name: string; bytes: Buffer }>, as: keyof typeof types) =>
    made.ok ? reply.type(types[as]).header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(made.value.name)}`).serializer(String).send(made.value.bytes) : refuse(reply, made.refusals)

  api.get('/lists/:id/reports/preview', {
    config: dear,
    schema: {
      summary: '预览通报、专报或台账', description: '没有文号，各页标明未印发；每个数字带口径、来源和截至日。', tags, ...signedIn, params: ListId,
      querystring: z.object({ ...wanted, to: z.string().max(200).optional().describe('主送机关'), format: z.enum(['json', 'docx', 'xlsx', 'pdf']).default('json') }),
      response: answers({ 200: { ...file(['docx', 'xlsx', 'pdf'], '预览'), content: { 'application/json': { schema: ReportShape }, ...file(['docx', 'xlsx', 'pdf']).content } } }),
    },
  }, async (request, reply) => {
    const { format: as, ...rest } = request.query
    const report = await previewReport(house, request.who, { list: request.params.id, ...rest })
    return as === 'json' ? answer(reply, report) : send(reply, await fileOfReport(report, as), as)
  })

  api.post('/lists/:id/reports', {
    config: dear,
    schema: {
      summary: '印发通报、专报或台账', description: '由负责人签发，同一机关同一年度连续编号；连同全部数字存档，以后照原样打开。内容相同的不重复印发。', tags, ...signedIn, params: ListId,
      body: z.object({ ...wanted, kind, to: z.string().max(200).optional().describe('主送机关'), remarks: z.array(z.string().max(2000)).max(20).optional().describe('工作要求，逐段') }), response: answers({ 201: ReportShape }),
    },
  }, async (request, reply) => answer(reply, await issueReport(house, request.who, { list: request.params.id, ...request.body }), 201))

  api.get('/lists/:id/reports', {
    config: official,
    schema: { summary: '已印发的通报、专报和台账', description: '通报各单位可查；专报和台账只给编制单位和审计。', tags, ...signedIn, params: ListId, querystring: z.object(listQuery), response: answers({ 200: listOf(ReportRowShape) }) },
  }, async (request, reply) => {
    const found = await listReports(house, request.who, request.params.id)
    if (!found.ok) return refuse(reply, found.refusals)
    return sendList(reply, request.query, '通报、专报和台账', async (page) => sliceOf(found.value, page), [
      { key: 'number', label: '文号', of: (r) => r.number }, { key: 'title', label: '标题', of: (r) => r.title }, { key: 'asOf', label: '截至日', of: (r) => r.asOf }, { key: 'issuedOn', label: '印发日', of: (r) => r.issuedOn }, { key: 'issuedBy', label: '签发人', of: (r) => r.issuedBy },
      { key: 'voided', label: '作废', of: (r) => r.voided?.reason ?? '' },
    ])
  })

  const ReportId = z.object({ report: Id.describe('通报、专报或台账') })
  api.get('/reports/:report', { config: official, schema: { summary: '一份已印发的通报、专报或台账', description: '与印发时一字不差。', tags, ...signedIn, params: ReportId, response: answers({ 200: ReportShape }) } },
    async (request, reply) => answer(reply, await openReport(house, request.who, request.params.report)))

  api.post('/reports/:report/void', {
    config: official,
    schema: {
      summary: '作废一份通报、专报或台账', description: '由签发人或领导小组办公室作废，写明理由；原文仍可打开，各页标明已作废。通报作废的，各责任单位收到通知。', tags, ...signedIn, params: ReportId,
      body: z.object({ reason: z.string().min(1).max(1000).describe('作废的理由和依据') }), response: answers({ 200: ReportShape }),
    },
  }, async (request, reply) => answer(reply, await voidReport(house, request.who, request.params.report, request.body.reason)))

  api.get('/reports/:report/file', {
    config: dear,
    schema: { summary: '下载 Word、Excel 或 PDF', description: 'Word 按 GB/T 9704 排版；PDF 版面相同，字体为可嵌入的思源黑体。', tags, ...signedIn, params: ReportId, querystring: z.object({ format: format.default('docx') }), response: answers({ 200: file(['docx', 'xlsx', 'pdf']) }) },
  }, async (request, reply) => send(reply, await fileOfReport(await openReport(house, request.who, request.params.report), request.query.format), request.query.format))

  api.get('/lists/:id/export.docx', { config: dear, schema: { summary: '清单导出为 Word', description: '与原表同列，可原样再导入。', tags, ...signedIn, params: ListId, response: answers({ 200: file(['docx']) }) } },
    async (request, reply) => send(reply, await listDocx(house, request.who, request.params.id), 'docx'))
  api.get('/lists/:id/export.xlsx', { config: dear, schema: { summary: '清单导出为 Excel', description: '与原表同列，可原样再导入。', tags, ...signedIn, params: ListId, response: answers({ 200: file(['xlsx']) }) } },
    async (request, reply) => send(reply, await listSheet(house, request.who, request.params.id), 'xlsx'))

  api.get('/lists/:id/compare/:other', { config: dear, schema: { summary: '两份清单逐项比较', description: '保留、改动（逐词）、取消、新增，各有理由；人的认定优先。', tags, ...signedIn, params: Two, response: answers({ 200: ComparisonShape }) } },
    async (request, reply) => answer(reply, await compareLists(house, request.who, request.params.id, request.params.other)))

  const task = z.string().min(1).max(120).nullable()
  api.post('/lists/:id/compare/:other/matches', {
    config: dear,
    schema: {
      summary: '认定两项任务的对应关系', description: '两项都给，认定为同一任务；只给一项，认定它没有对应。后说的算，先说的留存。', tags, ...signedIn, params: Two,
      body: z.object({ before: task.describe('前一份清单的任务'), after: task.describe('后一份清单的任务'), why: z.string().max(1000).describe('理由或依据') }), response: answers({ 200: ComparisonShape }),
    },
  }, async (request, reply) => answer(reply, await correctMatch(house, request.who, request.params.id, request.params.other, request.body)))

  api.post('/lists/:id/compare/:other/confirm', { config: dear, schema: { summary: '确认承接关系', description: '按现在的对应把后一份清单的任务接到前一份，历年情况由此可查。', tags, ...signedIn, params: Two, response: answers({ 200: ComparisonShape }) } },
    async (request, reply) => answer(reply, await confirmLineage(house, request.who, request.params.id, request.params.other)))

  api.get('/lists/:id/tasks/:task/history', {
    config: dear,
    schema: { summary: '一项任务的历年情况', description: '沿已确认的承接关系查回，给出各年年末的灯。', tags, ...signedIn, params: ListId.extend({ task: Id }), response: answers({ 200: z.object({ rows: z.array(loose({ how: z.enum(['kept', 'changed']), task: TaskHead, asOf: z.string(), say: z.string() })) }) }) },
  }, async (request, reply) => {
    const found = await taskHistory(house, request.who, request.params.id, request.params.task)
    return found.ok ? reply.send({ rows: found.value }) : refuse(reply, found.refusals)
  })
}
