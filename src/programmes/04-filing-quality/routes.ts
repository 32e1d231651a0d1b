import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { signalFamilies, signals, standings } from '../../engines/screening/index.ts'
import { answer, answers, DayText, Id, listOf, listQuery, loose, refuse, sendList, signedIn, sliceOf, typed } from '../../http/index.ts'
import { decimal, type Fen, times, yuan } from '../../kernel/index.ts'
import type { House } from '../../platform/house/index.ts'
import { dropUpload, keepUpload } from '../../platform/library/index.ts'
import { batchReport } from './batch-report.ts'
import { type BatchLine, linesOf, lineStates, listBatches, sendDown, settleLine, takeIn, viewBatch } from './batches.ts'
import { outcomeWords } from './precision.ts'
import { mayTakeIn } from './reach.ts'
import { judgeHit, listRuns, screen, screeningFigures, viewRun, viewSubject } from './runs.ts'
import { lineColumns, tableKinds } from './table-sheet.ts'
import { listTables, loadDescriptions, type LoadedTable, loadTable, type TableLine, tableLines, takeBack, viewTable } from './tables.ts'

// The demonstration takes a batch in too; the door of the programme stays free of what no browser can load.
export { takeIn } from './batches.ts'
export { loadDescriptions, loadTable } from './tables.ts'
export { keepTotals } from './totals.ts'

const keysOf = <T extends Record<string, unknown>>(of: T) => z.enum(Object.keys(of) as [keyof T & string, ...(keyof T & string)[]])
const Batch = loose({ id: z.string(), name: z.string(), document: z.string(), due: z.string(), lines: z.number().int(), odd: z.number().int().describe('待核对的行'), sent: z.number().int().describe('已下发的行') })
const Count = loose({ id: z.string(), label: z.string(), count: z.number().int(), definition: z.string(), shares: z.array(z.object({ of: z.string().describe('分母'), count: z.number().int(), percent: z.string() })) })
const BatchShape = loose({ ...Batch.shape, counts: z.array(Count), untaken: z.array(z.string()).describe('没有采用的列') })
const Line = loose({ line: z.number().int(), state: keysOf(lineStates), number: z.string().nullable(), applicant: z.string().nullable(), placeName: z.string(), oddities: z.array(z.object({ at: z.string(), say: z.string() })), caseId: z.string().nullable() })
const Run = loose({ id: z.string(), title: z.string(), kind: z.enum(['party', 'batch', 'query']), about: z.string(), ruleDay: z.string(), filings: z.number().int(), subjects: z.number().int(), leads: z.number().int() })
const Subject = loose({ no: z.number().int(), name: z.string(), standing: keysOf(standings), score: z.number(), families: z.array(keysOf(signalFamilies)), filings: z.number().int() })
const RunShape = loose({ ...Run.shape, compared: z.array(z.string()).describe('比对了什么、不能知道什么'), rows: z.array(Subject) })
const SubjectShape = loose({ ...Subject.shape, readings: z.array(loose({ rule: z.string(), label: z.string(), outcome: z.enum(['seen', 'none', 'blind']), say: z.string(), steps: z.array(z.string()) })), working: z.array(z.string()) })
const Rate = loose({ rule: z.string(), hits: z.number().int(), judged: z.number().int(), precision: z.number().nullable(), reversal: z.number().nullable() })
const Table = loose({
  id: z.string(), kind: keysOf(tableKinds), name: z.string(), source: z.string(), day: z.string().describe('数据截至日'), fileName: z.string(), rows: z.number().int(), refused: z.array(z.object({ at: z.string(), say: z.string().optional(), more: z.number().int().optional() })).describe('没有收下的行和原因；原因只给可以看内容的人，未逐行列出的写有多少行'), refusedRows: z.number().int().describe('没有收下的行数'),
  by: z.string(), at: z.string(), backBy: z.string().nullable().describe('撤回人'), backWhy: z.string().nullable(),
})
const TableId = z.object({ id: Id.describe('数据表') })
const BatchId = z.object({ id: Id.describe('批次') })
const RunId = z.object({ id: Id.describe('筛查') })
const SubjectId = z.object({ id: Id.describe('筛查'), no: z.coerce.number().int().min(1).max(100_000).describe('主体序号') })

/** Batches of applications to verify, and looks at how subjects file; all of it for officials. */
export function routes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const official = { access: 'official' as const }
  const dear = { ...official, rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  const tags = ['申请质量']

  api.get('/filing-batches', { config: official, schema: { summary: '核查批次', tags, ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(Batch) }) } }, async (request, reply) => {
    const found = await listBatches(house, request.who)
    return sendList(reply, request.query, '核查批次', async (page) => sliceOf(found, page), [
      { key: 'name', label: '批次', of: (b) => b.name }, { key: 'document', label: '来文', of: (b) => b.document }, { key: 'due', label: '核查期限', of: (b) => b.due }, { key: 'lines', label: '行数', of: (b) => b.lines }, { key: 'odd', label: '待核对', of: (b) => b.odd }, { key: 'sent', label: '已下发', of: (b) => b.sent }, { key: 'by', label: '导入人', of: (b) => b.by },
    ])
  })

  api.post('/filing-batches', {
    config: dear,
    schema: {
      summary: '导入核查批次', description: '以 multipart/form-data 的 file 字段上传 xlsx。列名从宽识别，认不得的列照存；有疑点的行列出待核对，一行也不丢。', tags, ...signedIn, consumes: ['multipart/form-data'],
      querystring: z.object({ name: z.string().max(60), document: z.string().max(120), due: DayText }), response: answers({ 201: BatchShape }),
    },
  }, async (request, reply) => {
    if (!request.isMultipart()) return refuse(reply, [{ code: 'media-type', at: 'file', say: '上传文件请用 multipart/form-data' }], 415)
    const part = await request.file({ limits: { fileSize: 10 * 1024 * 1024 } })
    if (!part) return refuse(reply, [{ code: 'file-missing', at: 'file', say: '请选择核查名单' }])
    const bytes = await part.toBuffer().catch(() => undefined)
    if (!bytes) return refuse(reply, [{ code: 'file-too-large', at: 'file', say: '文件超过10 MB，请分次导入' }])
    return answer(reply, await takeIn(house, request.who, { ...request.query, fileName: part.filename, bytes }), 201)
  })

  api.get('/filing-batches/:id', { config: official, schema: { summary: '一个核查批次', description: '各项计数写明计什么、占比写明分母；各地只见本辖区的。', tags, ...signedIn, params: BatchId, response: answers({ 200: BatchShape }) } },
    async (request, reply) => answer(reply, await viewBatch(house, request.who, request.params.id)))

  api.get('/filing-batches/:id/lines', {
    config: official, schema: { summary: '批次的名单', tags, ...signedIn, params: BatchId, querystring: z.object({ ...listQuery, state: keysOf(lineStates).optional(), unit: Id.optional().describe('核查单位及其下级') }), response: answers({ 200: listOf(Line) }) },
  }, async (request, reply) => {
    const { state, unit } = request.query
    const found = await linesOf(house, request.who, request.params.id, { ...(state ? { state } : {}), ...(unit ? { unit } : {}) })
    if (!found.ok) return refuse(reply, found.refusals)
    return sendList<BatchLine>(reply, request.query, '核查名单', async (page) => sliceOf(found.value, page), [
      { key: 'line', label: '行', of: (l) => l.line }, { key: 'state', label: '状态', of: (l) => lineStates[l.state] }, { key: 'number', label: '申请号', of: (l) => l.number }, { key: 'title', label: '名称', of: (l) => l.title }, { key: 'applicant', label: '申请人', of: (l) => l.applicant },
      { key: 'address', label: '地址', of: (l) => l.address }, { key: 'agency', label: '代理机构', of: (l) => l.agency }, { key: 'place', label: '核查地', of: (l) => l.placeName }, { key: 'oddities', label: '疑点', of: (l) => l.leftOut ?? l.oddities.map((o) => o.say).join('；') },
    ])
  })

  api.patch('/filing-batches/:id/lines/:line', {
    config: official,
    schema: {
      summary: '核对名单的一行', description: '改正申请号、申请人或核查地，或者注明理由后不下发；原来的写法留存。', tags, ...signedIn, params: z.object({ id: Id, line: z.coerce.number().int().min(1).max(1_000_000) }),
      body: z.object({ number: z.string().max(60).optional(), applicant: z.string().max(120).optional(), creditCode: z.string().max(30).optional(), title: z.string().max(300).optional(), place: z.string().max(40).optional().describe('区划代码'), leaveOut: z.boolean().optional().describe('不下发'), reason: z.string().max(500) }), response: answers({ 200: Line }),
    },
  }, async (request, reply) => answer(reply, await settleLine(house, request.who, request.params.id, request.params.line, request.body)))

  api.post('/filing-batches/:id/send', { config: dear, schema: { summary: '下发', description: '为没有疑点的每一行立一个办件；有疑点的留待核对，可以再次下发。', tags, ...signedIn, params: BatchId, response: answers({ 200: z.object({ sent: z.number().int(), refused: z.array(z.object({ line: z.number().int(), say: z.string() })), left: z.number().int() }) }) } },
    async (request, reply) => answer(reply, await sendDown(house, request.who, request.params.id)))

  api.get('/filing-batches/:id/report', {
    config: dear, schema: { summary: '核查情况统计表', tags, ...signedIn, params: BatchId, querystring: z.object({ format: z.enum(['docx', 'xlsx']).default('docx') }), response: answers({ 200: { description: '文件', content: { 'application/octet-stream': { schema: z.string() } } } }) },
  }, async (request, reply) => {
    const made = await batchReport(house, request.who, request.params.id, request.query.format)
    if (!made.ok) return refuse(reply, made.refusals)
    return reply.type(request.query.format === 'docx' ? 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(made.value.name)}`).serializer(String).send(made.value.bytes)
  })

  api.get('/screenings', { config: official, schema: { summary: '筛查', tags, ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(Run) }) } }, async (request, reply) => {
    const found = await listRuns(house, request.who)
    return sendList(reply, request.query, '筛查', async (page) => sliceOf(found, page), [
      { key: 'title', label: '筛查', of: (r) => r.title }, { key: 'about', label: '对象', of: (r) => r.about }, { key: 'ruleDay', label: '日期', of: (r) => r.ruleDay }, { key: 'subjects', label: '主体', of: (r) => r.subjects }, { key: 'filings', label: '申请', of: (r) => r.filings }, { key: 'leads', label: '疑似线索', of: (r) => r.leads }, { key: 'attention', label: '关注', of: (r) => r.attention }, { key: 'hints', label: '提示', of: (r) => r.hints },
    ])
  })

  api.post('/screenings', {
    config: dear,
    schema: {
      summary: '筛查', description: '看一个申请人、一个批次或者一个检索式命中的申请人。结果只有提示、关注、疑似线索，供人工核对；认定由国家知识产权局作出。', tags, ...signedIn,
      body: z.object({
        title: z.string().max(120), kind: z.enum(['party', 'batch', 'query']), about: z.string().max(300).describe('申请人名称、批次或检索式'),
        firm: z.object({ staff: z.number().int().min(0).max(10_000_000), researchers: z.number().int().min(0).max(10_000_000), spend: z.string().max(20).regex(/^\d{1,12}(\.\d{1,2})?$/, '须为金额（元）') }).partial().optional().describe('只看一个申请人时可以填写，不填的有关信号注明缺数据'),
      }), response: answers({ 201: RunShape }),
    },
  }, async (request, reply) => {
    const { firm, ...of } = request.body
    return answer(reply, await screen(house, request.who, { ...of, ...(firm ? { firm: { ...(firm.staff === undefined ? {} : { staff: firm.staff }), ...(firm.researchers === undefined ? {} : { researchers: firm.researchers }), ...(firm.spend === undefined ? {} : { spend: fenOf(firm.spend) }) } } : {}) }), 201)
  })

  api.get('/screenings/figures', { config: official, schema: { summary: '筛查的准确情况', description: '命中经人工核对的结果：准确率＝确认÷（确认＋排除），存疑不计；撤改率＝先确认后改的÷先确认的。', tags, ...signedIn, response: answers({ 200: z.object({ all: z.array(Rate), months: z.array(z.object({ month: z.string(), rows: z.array(Rate) })), recall: loose({ on: z.string(), by: z.string(), rows: z.array(loose({ kind: z.string(), recall: z.number() })) }).describe('相近文本按改法的召回，在已知答案的文本上所测') }) }) } },
    async (request, reply) => reply.send(await screeningFigures(house, request.who)))

  api.get('/screenings/signals', { config: official, schema: { summary: '信号', tags, ...signedIn, response: answers({ 200: z.object({ rows: z.array(z.object({ rule: z.string(), label: z.string(), family: keysOf(signalFamilies) })) }) }) } },
    (_request, reply) => reply.send({ rows: signals.map(({ rule, label, family }) => ({ rule, label, family })) }))

  api.get('/screening-tables', { config: official, schema: { summary: '筛查用的数据表', description: '企业研发和参保数据、楼宇和集中登记地址、说明书全文；已撤回的也列出。', tags, ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(Table) }) } }, async (request, reply) => {
    const found = await listTables(house, request.who)
    return sendList<LoadedTable>(reply, request.query, '筛查数据表', async (page) => sliceOf(found, page), [
      { key: 'name', label: '数据', of: (t) => t.name }, { key: 'source', label: '来源', of: (t) => t.source }, { key: 'day', label: '截至日', of: (t) => t.day }, { key: 'rows', label: '收下', of: (t) => t.rows }, { key: 'refused', label: '没有收下', of: (t) => t.refusedRows }, { key: 'by', label: '载入人', of: (t) => t.by }, { key: 'backBy', label: '撤回人', of: (t) => t.backBy },
    ])
  })

  api.post('/screening-tables', {
    config: dear,
    schema: {
      summary: '载入数据表', description: '以 multipart/form-data 的 file 字段上传：企业数据和楼宇为 CSV 或 XLSX，说明书为全文 XML、压缩包、CSV 或 JSON 逐行。没有收下的行说明原因，其余照收。', tags, ...signedIn, consumes: ['multipart/form-data'],
      querystring: z.object({ kind: keysOf(tableKinds), source: z.string().max(200).describe('来源'), day: DayText.describe('数据截至日') }), response: answers({ 201: Table }),
    },
  }, async (request, reply) => {
    if (!mayTakeIn(request.who)) return refuse(reply, [{ code: 'not-allowed', say: '数据表由保护处经办人载入' }])
    if (!request.isMultipart()) return refuse(reply, [{ code: 'media-type', at: 'file', say: '上传文件请用 multipart/form-data' }], 415)
    const { kind, ...of } = request.query, part = await request.file({ limits: { fileSize: mostBytes[kind] * 1024 * 1024 } })
    if (!part) return refuse(reply, [{ code: 'file-missing', at: 'file', say: '请选择文件' }])
    const path = await keepUpload(house.dataDir, part.file)
    try {
      if (part.file.truncated) return refuse(reply, [{ code: 'file-too-large', at: 'file', say: `文件超过${mostBytes[kind]} MB，请分次载入` }])
      const brought = { ...of, fileName: part.filename }
      return answer(reply, kind === 'descriptions' ? await loadDescriptions(house, request.who, { ...brought, path }) : await loadTable(house, request.who, { ...brought, kind, bytes: await readFile(path) }), 201)
    } finally {
      await dropUpload(path)
    }
  })

  api.get('/screening-tables/:id', { config: official, schema: { summary: '一份数据表', tags, ...signedIn, params: TableId, response: answers({ 200: Table }) } },
    async (request, reply) => answer(reply, await viewTable(house, request.who, request.params.id)))

  api.get('/screening-tables/:id/lines', { config: official, schema: { summary: '数据表的内容', description: '最多列出5000行。', tags, ...signedIn, params: TableId, querystring: z.object(listQuery), response: answers({ 200: listOf(loose({})) }) } }, async (request, reply) => {
    const found = await tableLines(house, request.who, request.params.id)
    if (!found.ok) return refuse(reply, found.refusals)
    const { table, lines } = found.value
    return sendList<TableLine>(reply, request.query, table.name, async (page) => sliceOf(lines, page), lineColumns[table.kind].map(({ key, label, show }) => ({ key, label, of: (l) => { const value = l[key] ?? null; return value === null || !show ? value : show(value) } })))
  })

  api.post('/screening-tables/:id/take-back', {
    config: official, schema: { summary: '撤回数据表', description: '以后的筛查不再使用，已作的筛查不变；撤回人和理由留存。', tags, ...signedIn, params: TableId, body: z.object({ reason: z.string().max(500) }), response: answers({ 200: Table }) },
  }, async (request, reply) => answer(reply, await takeBack(house, request.who, request.params.id, request.body.reason)))

  api.get('/screenings/:id', { config: official, schema: { summary: '一次筛查', tags, ...signedIn, params: RunId, response: answers({ 200: RunShape }) } }, async (request, reply) => answer(reply, await viewRun(house, request.who, request.params.id)))
  api.get('/screenings/:id/subjects/:no', { config: official, schema: { summary: '一个主体的信号和证据', tags, ...signedIn, params: SubjectId, response: answers({ 200: SubjectShape }) } },
    async (request, reply) => answer(reply, await viewSubject(house, request.who, request.params.id, request.params.no)))
  api.post('/screenings/:id/subjects/:no/outcomes', {
    config: official,
    schema: { summary: '记录核对结果', description: '确认线索、排除或存疑，写明理由；后说的算，先说的留存。', tags, ...signedIn, params: SubjectId, body: z.object({ rule: z.string().max(10), outcome: keysOf(outcomeWords), reason: z.string().max(1000) }), response: answers({ 200: SubjectShape }) },
  }, async (request, reply) => answer(reply, await judgeHit(house, request.who, request.params.id, request.params.no, request.body)))
}

/** Descriptions are read from disk as they come; the rest are small enough to be held. */
const mostBytes = { firms: 20, places: 20, descriptions: 200 } as const

const fenOf = (text: string): Fen => times(yuan(1), decimal(text))
