import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { House } from '../../platform/house/index.ts'
import {
  actionPage, actOn, adopt, checkReport, compareSource, correct, currentList, decideRole, dispatchAction, evidenceOf, findRun, frontPage, importList, listLists, listProgress, listSheet, publicProgress, rolesView, splitAction, startDispatch, taskPage, timelineOf, unitPage, viewList,
} from '../../supervision/index.ts'
import { answers, DayText, Id, loose, RefusalShape, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'
import { CaseRowShape } from './shapes.ts'

const light = z.enum(['green', 'yellow', 'red', 'grey', 'blue']).describe('灯：绿、黄、红、灰、蓝')
const said = loose({ light, say: z.string().describe('亮灯的理由'), change: z.string().describe('怎样会变') })
const lights = z.record(light, z.number().int())
const head = z.object({ id: z.string(), title: z.string(), year: z.number().int(), status: z.string() })
const ListRowShape = loose({ id: z.string(), title: z.string(), year: z.number().int(), status: z.enum(['review', 'adopted']), tasks: z.number().int(), actions: z.number().int(), open: z.number().int().describe('采用前还要处理的事项数') })
const ListShape = loose({ ...ListRowShape.shape, sections: z.array(loose({})), body: z.array(loose({ id: z.string(), number: z.string(), title: z.string(), actions: z.array(loose({ id: z.string(), pending: z.boolean() })) })), oddities: z.array(loose({})), corrections: z.array(loose({})), blockers: z.array(z.object({ at: z.string(), say: z.string() })) })
const SourceShape = z.object({ text: z.string(), spans: z.array(loose({ from: z.number().int(), to: z.number().int(), kind: z.string(), id: z.string(), read: z.string() })) })
const share = z.object({ share: z.number(), on: z.string() }).nullable()
const UnitShape = loose({ unit: z.string(), name: z.string(), light: said, reported: share.describe('自报'), verified: share.describe('已核'), system: loose({ events: z.number().int(), lines: z.number().int() }).describe('系统生成') })
const ActionShape = loose({ id: z.string(), title: z.string(), light: said, pending: z.boolean().describe('待接入'), units: z.array(UnitShape) })
const TaskShape = loose({ id: z.string(), number: z.string(), title: z.string(), light: said, actions: z.array(ActionShape) })
const ProgressShape = loose({ list: head, asOf: z.string(), elapsed: z.number().describe('序时进度，%'), tasks: z.array(TaskShape), cities: z.array(loose({ unit: z.string(), name: z.string(), light: said })), lights, pending: z.number().int() })
const FrontShape = loose({ list: head.nullable(), asOf: z.string(), say: z.string(), red: z.array(loose({})), next: z.array(loose({})), waits: z.array(loose({ name: z.string(), for: z.string(), n: z.number().int() })).describe('在等谁办什么'), waiting: z.object({ total: z.number().int(), rows: z.array(CaseRowShape) }), tasks: z.array(loose({})), cities: z.array(loose({})), counties: z.array(loose({})), lights, pending: z.number().int() })
const PublicShape = loose({ asOf: z.string(), say: z.string(), actions: z.number().int(), started: z.number().int(), closed: z.number().int(), tasks: z.array(loose({})), cities: z.array(loose({})) })
const EvidenceShape = loose({ totals: z.object({ cases: z.number().int(), events: z.number().int(), lines: z.number().int() }), visible: z.object({ cases: z.number().int() }), cases: z.array(CaseRowShape), events: z.array(loose({})), entries: z.array(loose({})), documents: z.array(loose({})), next: z.string().optional() })
const DispatchedShape = z.object({ opened: z.array(z.object({ action: z.string(), unit: z.string(), caseId: z.string(), number: z.string() })), already: z.number().int(), refused: z.array(RefusalShape.extend({ action: z.string(), unit: z.string() })) })
const RunShape = z.object({
  id: z.string(), list: z.string(), by: z.string(), startedAt: z.string(), total: z.number().int().describe('应交办数'), done: z.number().int().describe('已看过'), opened: z.number().int().describe('新交办'), already: z.number().int().describe('此前已交办'),
  refused: z.array(z.object({ action: z.string(), unit: z.string(), name: z.string(), say: z.string() })).describe('没有交办成的，最多列五十条'), endedAt: z.string().nullable().describe('办完的时间；空为正在办'),
})
const Baseline = z.object({ due: z.string(), units: z.array(z.string()) })
const ActShape = loose({ id: z.string(), kind: z.string(), doc: z.string().describe('批准文件文号'), on: z.string(), before: Baseline.describe('原定'), after: Baseline.describe('调整后'), open: z.boolean().describe('还有办件没有随之变动') })
const ActedShape = z.object({ act: ActShape, refused: z.array(loose({ unit: z.string(), name: z.string(), say: z.string() })).describe('还不能随之变动的办件和原因') })
const RolesShape = z.object({
  asks: z.array(z.object({ task: z.string(), title: z.string(), units: z.array(z.object({ unit: z.string(), name: z.string() })) })).describe('没有写明牵头单位、也没有人确定过的任务'),
  decided: z.array(loose({ kind: z.string(), unit: z.string().nullable(), why: z.string(), by: z.string(), at: z.string() })).describe('谁在何时依据什么确定的，新的在前'), may: z.boolean(),
})

const UnitPageShape = loose({
  list: head, asOf: z.string(), unit: loose({ unit: z.string(), name: z.string(), level: z.string() }), inside: z.boolean().describe('是否在您的查看范围内'), lights, counties: z.array(loose({ unit: z.string(), name: z.string(), light, lights })),
  rows: z.array(loose({ task: z.string(), action: z.string(), title: z.string(), light: said, stateLabel: z.string(), caseId: z.string().nullable(), verified: z.number().nullable().describe('已核，%'), dueOn: z.string() })),
})
const TimelineShape = loose({
  list: head, asOf: z.string(), from: z.string(), to: z.string(),
  rows: z.array(loose({ action: z.string(), title: z.string(), light, dispatchedOn: z.string().nullable(), dueOn: z.string(), firstDue: z.string().nullable().describe('原期限'), stops: z.array(loose({ from: z.string(), to: z.string().nullable() })), marks: z.array(loose({ on: z.string(), kind: z.enum(['dispatch', 'feedback', 'accept', 'return', 'extend', 'adjust', 'sheet', 'close']), say: z.string(), caseId: z.string().nullable(), n: z.number().int() })) })),
})

const ListId = z.object({ id: Id.describe('清单') })
const asOf = { asOf: DayText.optional().describe('截至日，缺省为今日；过去的日子给出当日所知') }
/** Actions are numbered within their list; the list shown first is meant when none is named. */
const ofList = { list: Id.optional().describe('清单，缺省为现行清单') }

/** The task list over HTTP: import and review, dispatch, progress and evidence. */
export function supervisionRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const dear = { rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  const tags = ['清单']
  const named = async (list: string | undefined) => list ?? (await currentList(house))?.id ?? ''

  api.get('/front', {
    config: { access: 'official' },
    schema: { summary: '首页', description: '机关工作人员的首页：一句话、已红、将红、待我办理、全部任务和各市一览。', tags, ...signedIn, querystring: z.object({ ...ofList, ...asOf }), response: answers({ 200: FrontShape }) },
  }, async (request, reply) => reply.send(await frontPage(house, request.who, request.query)))

  api.get('/public/progress', {
    config: { access: 'anyone' },
    schema: { summary: '全省进展', description: '任何人可看；不公开各市红灯。', tags, querystring: z.object(asOf), response: answers({ 200: PublicShape }) },
  }, async (request, reply) => {
    const progress = await publicProgress(house, request.query.asOf)
    return progress ? reply.send(progress) : refuse(reply, [{ code: 'no-such-list', say: '还没有采用的任务清单' }])
  })

  api.get('/lists', {
    config: { access: 'anyone' },
    schema: { summary: '任务清单', description: '已采用的任何人可看，核对中的只给机关工作人员。', tags, querystring: z.object(listQuery), response: answers({ 200: listOf(ListRowShape) }) },
  }, async (request, reply) => {
    const all = await listLists(house, request.who)
    return sendList(reply, request.query, '任务清单', async (page) => sliceOf(all, page), [
      { key: 'title', label: '清单', of: (l) => l.title }, { key: 'year', label: '年份', of: (l) => l.year }, { key: 'docNumber', label: '文号', of: (l) => l.docNumber }, { key: 'status', label: '状态', of: (l) => (l.status === 'adopted' ? '已采用' : '核对中') },
      { key: 'tasks', label: '任务', of: (l) => l.tasks }, { key: 'actions', label: '分解任务', of: (l) => l.actions }, { key: 'importedBy', label: '导入人', of: (l) => l.importedBy }, { key: 'importedAt', label: '导入时间', of: (l) => l.importedAt },
    ])
  })

  api.post('/lists', {
    config: { access: 'official', rateLimit: { max: app.limits.upload, timeWindow: 60_000 } },
    schema: { summary: '导入任务清单', description: '以 multipart/form-data 的 file 字段上传 txt、docx、xlsx 或 html；读出的内容和建议待人核对。', tags, ...signedIn, consumes: ['multipart/form-data'], response: answers({ 201: ListShape }) },
  }, async (request, reply) => {
    if (!request.isMultipart()) return refuse(reply, [{ code: 'media-type', at: 'file', say: '上传文件请用 multipart/form-data' }], 415)
    const part = await request.file()
    if (!part) return refuse(reply, [{ code: 'file-missing', at: 'file', say: '请选择要导入的清单文件' }])
    const bytes = await part.toBuffer()
    return answer(reply, await importList(house, request.who, { name: part.filename, bytes }), 201)
  })

  api.get('/lists/:id', { config: { access: 'anyone' }, schema: { summary: '一份任务清单', description: '任务、分解任务、责任单位、由什么推动；机关工作人员另见疑点和更正。', tags, params: ListId, response: answers({ 200: ListShape }) } },
    async (request, reply) => answer(reply, await viewList(house, request.who, request.params.id)))

  api.get('/lists/:id/source', { config: { access: 'anyone' }, schema: { summary: '原文与读出内容对照', tags, params: ListId, response: answers({ 200: SourceShape }) } },
    async (request, reply) => answer(reply, await compareSource(house, request.who, request.params.id)))

  api.get('/lists/:id/sheet', {
    config: { access: 'anyone', ...dear },
    schema: { summary: '清单的 Excel 工作簿', description: '与原表同列，可原样再导入。', tags, params: ListId, response: answers({ 200: { description: 'Excel 工作簿', content: { 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: z.string() } } } }) },
  }, async (request, reply) => {
    const sheet = await listSheet(house, request.who, request.params.id)
    if (!sheet.ok) return refuse(reply, sheet.refusals)
    return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(sheet.value.name)}`).serializer(String).send(sheet.value.bytes)
  })

  api.get('/lists/:id/actions', {
    config: { access: 'anyone' },
    schema: { summary: '分解任务一览', tags, params: ListId, querystring: z.object(listQuery), response: answers({ 200: listOf(loose({ id: z.string(), title: z.string(), pending: z.boolean() })) }) },
  }, async (request, reply) => {
    const list = await viewList(house, request.who, request.params.id)
    if (!list.ok) return refuse(reply, list.refusals)
    const all = list.value.body.flatMap((t) => t.actions)
    return sendList(reply, request.query, '分解任务', async (page) => sliceOf(all, page), [
      { key: 'id', label: '编号', of: (a) => a.id }, { key: 'title', label: '分解任务', of: (a) => a.title }, { key: 'words', label: '举措原文', of: (a) => a.words.join('；') }, { key: 'units', label: '责任单位', of: (a) => a.units.map((u) => u.name).join('、') },
      { key: 'dueOn', label: '完成期限', of: (a) => a.dueOn }, { key: 'dueSaid', label: '期限说明', of: (a) => a.dueSaid }, { key: 'movedBy', label: '由什么推动', of: (a) => a.movedBy.map((m) => m.say).join('\n') }, { key: 'pending', label: '待接入', of: (a) => a.pending },
    ])
  })

  api.patch('/lists/:id', {
    config: { access: 'official' },
    schema: {
      summary: '更正', description: '一次更正一处并写明理由；改前、改后、何人、为何都留存。', tags, ...signedIn, params: ListId,
      body: z.object({ path: z.string().min(1).max(120).describe('如 tasks.7.title、actions.7.3.units、oddities.1'), value: z.unknown(), why: z.string().max(1000).describe('理由或依据') }), response: answers({ 200: ListShape }),
    },
  }, async (request, reply) => answer(reply, await correct(house, request.who, request.params.id, request.body.path, request.body.value, request.body.why)))

  api.post('/lists/:id/adopt', { config: { access: 'official' }, schema: { summary: '采用清单', description: '还有未处理事项时不予采用，并逐项说明。', tags, ...signedIn, params: ListId, response: answers({ 200: ListShape }) } },
    async (request, reply) => answer(reply, await adopt(house, request.who, request.params.id)))

  api.post('/lists/:id/dispatch', { config: { access: 'official', ...dear }, schema: { summary: '交办整份清单', description: '作为任务进行，每个分解任务、每个责任单位只有一件；进程中断后自动接着办，重复请求只会看到正在进行的一次。', tags, ...signedIn, params: ListId, response: answers({ 200: RunShape }) } },
    async (request, reply) => answer(reply, await startDispatch(house, request.who, request.params.id)))

  api.get('/lists/:id/dispatch', { config: { access: 'official' }, schema: { summary: '整份交办的进度', tags, ...signedIn, params: ListId, response: answers({ 200: RunShape }) } },
    async (request, reply) => answer(reply, await findRun(house, request.who, request.params.id)))

  api.get('/lists/:id/roles', { config: { access: 'official' }, schema: { summary: '任务分工', description: '清单没有写明牵头单位的任务，和由谁确定的分工。', tags, ...signedIn, params: ListId, response: answers({ 200: RolesShape }) } },
    async (request, reply) => answer(reply, await rolesView(house, request.who, request.params.id)))

  api.post('/lists/:id/roles', {
    config: { access: 'official' },
    schema: {
      summary: '确定任务分工', description: '某项任务由谁牵头、全清单由列首位的单位牵头、不设牵头，或某项分解任务由省市双方共同承担；何人依据什么确定的一并留存。', tags, ...signedIn, params: ListId,
      body: z.object({ kind: z.enum(['lead', 'first', 'none', 'sides']).describe('lead 指定牵头；first 列首位的牵头；none 不设牵头；sides 双方共同承担'), task: Id.optional().describe('任务；缺省为整份清单'), action: Id.optional().describe('分解任务，只用于 sides'), unit: Id.optional().describe('牵头单位'), why: z.string().max(1000).describe('由谁、依据什么确定') }),
      response: answers({ 200: RolesShape }),
    },
  }, async (request, reply) => answer(reply, await decideRole(house, request.who, request.params.id, request.body)))

  api.post('/lists/:id/actions/:action/acts', {
    config: { access: 'official' },
    schema: {
      summary: '调整、合并、终止、转下年度', description: '由省局负责人依批准文件办理；原定的期限和责任单位与调整后的并存，各办件随之变动。', tags, ...signedIn, params: ListId.extend({ action: Id }),
      body: z.object({
        kind: z.enum(['adjust', 'merge', 'terminate', 'carry']), doc: z.string().max(60).describe('批准文件文号'), reason: z.string().max(2000), due: DayText.optional().describe('完成期限调整为'), add: z.array(Id).max(100).optional().describe('增加的责任单位'), remove: z.array(Id).max(100).optional().describe('减去的责任单位'),
        into: z.object({ list: Id.optional(), action: Id }).optional().describe('并入或转入的分解任务'),
      }), response: answers({ 200: ActedShape }),
    },
  }, async (request, reply) => {
    const { due, add, remove, into, ...said } = request.body
    return answer(reply, await actOn(house, request.who, { list: request.params.id, action: request.params.action, ...said, ...(due ? { due } : {}), ...(add ? { add } : {}), ...(remove ? { remove } : {}), ...(into ? { into: { action: into.action, ...(into.list ? { list: into.list } : {}) } } : {}) }))
  })

  api.get('/lists/:id/progress', { config: { access: 'official' }, schema: { summary: '清单进展', description: '自报、已核、系统生成分列，互不相加。', tags, ...signedIn, params: ListId, querystring: z.object(asOf), response: answers({ 200: ProgressShape }) } },
    async (request, reply) => answer(reply, await listProgress(house, request.who, request.params.id, request.query.asOf)))

  api.get('/lists/:id/lights', {
    config: { access: 'official', ...dear },
    schema: { summary: '各单位各分解任务的灯', tags, ...signedIn, params: ListId, querystring: z.object({ ...listQuery, ...asOf }), response: answers({ 200: listOf(loose({ action: z.string(), unit: z.string(), light })) }) },
  }, async (request, reply) => {
    const found = await listProgress(house, request.who, request.params.id, request.query.asOf)
    if (!found.ok) return refuse(reply, found.refusals)
    const all = found.value.tasks.flatMap((t) => t.actions.flatMap((a) => a.units.map((u) => ({ action: a.id, title: a.title, unit: u.unit, unitName: u.name, light: u.light.light, say: u.light.say, state: u.stateLabel, reported: u.reported?.share ?? null, verified: u.verified?.share ?? null, events: u.system.events, dueOn: u.dueOn }))))
    return sendList(reply, request.query, '清单进展', async (page) => sliceOf(all, page), [
      { key: 'action', label: '编号', of: (r) => r.action }, { key: 'title', label: '分解任务', of: (r) => r.title }, { key: 'unitName', label: '责任单位', of: (r) => r.unitName }, { key: 'state', label: '状态', of: (r) => r.state }, { key: 'say', label: '灯', of: (r) => r.say },
      { key: 'reported', label: '自报进度%', of: (r) => r.reported }, { key: 'verified', label: '已核进度%', of: (r) => r.verified }, { key: 'events', label: '系统生成环节', of: (r) => r.events }, { key: 'dueOn', label: '完成期限', of: (r) => r.dueOn },
    ])
  })

  api.get('/lists/:id/tasks/:task', { config: { access: 'official' }, schema: { summary: '一项任务的进展', tags, ...signedIn, params: ListId.extend({ task: Id }), querystring: z.object(asOf), response: answers({ 200: TaskShape }) } },
    async (request, reply) => answer(reply, await taskPage(house, request.who, request.params.id, request.params.task, request.query.asOf)))

  api.get('/lists/:id/units/:unit', { config: { access: 'official', ...dear }, schema: { summary: '一个单位承担的全部分解任务', description: '县（市、区）列所在市分给它的份额；不在查看范围内的单位只给灯。', tags, ...signedIn, params: ListId.extend({ unit: Id }), querystring: z.object(asOf), response: answers({ 200: UnitPageShape }) } },
    async (request, reply) => answer(reply, await unitPage(house, request.who, request.params.id, request.params.unit, request.query.asOf)))

  api.get('/lists/:id/timeline', {
    config: { access: 'official', ...dear },
    schema: { summary: '清单全年的时间轴', description: '逐项分解任务的交办、期限、延期、调整、中止、反馈、核查和督办单；不填单位时合并您能查看的各单位。', tags, ...signedIn, params: ListId, querystring: z.object({ ...asOf, unit: Id.optional().describe('责任单位') }), response: answers({ 200: TimelineShape }) },
  }, async (request, reply) => {
    const { unit, asOf: on } = request.query
    return answer(reply, await timelineOf(house, request.who, request.params.id, { ...(unit ? { unit } : {}), ...(on ? { asOf: on } : {}) }))
  })

  api.get('/actions/:action', { config: { access: 'official' }, schema: { summary: '一项分解任务的进展', tags, ...signedIn, params: z.object({ action: Id }), querystring: z.object({ ...ofList, ...asOf }), response: answers({ 200: ActionShape }) } },
    async (request, reply) => answer(reply, await actionPage(house, request.who, await named(request.query.list), request.params.action, request.query.asOf)))

  api.get('/actions/:action/evidence', {
    config: { access: 'official' },
    schema: { summary: '数字由什么构成', description: '办件、事件、名录条目和佐证；只列您能看的，另给总数。', tags, ...signedIn, params: z.object({ action: Id }), querystring: z.object({ ...ofList, ...asOf, unit: Id.optional().describe('责任单位'), cursor: z.string().max(500).optional() }), response: answers({ 200: EvidenceShape }) },
  }, async (request, reply) => {
    const { list, ...of } = request.query
    return answer(reply, await evidenceOf(house, request.who, { list: await named(list), action: request.params.action, ...of }))
  })

  api.post('/actions/:action/dispatch', {
    config: { access: 'official' },
    schema: { summary: '交办一项分解任务', tags, ...signedIn, params: z.object({ action: Id }), body: z.object({ ...ofList, units: z.array(Id).max(200).optional().describe('只交办其中几个单位') }), response: answers({ 200: DispatchedShape }) },
  }, async (request, reply) => {
    const { list, units } = request.body
    return answer(reply, await dispatchAction(house, request.who, { list: await named(list), action: request.params.action, ...(units ? { units } : {}) }))
  })

  api.post('/indicators/:id/reports/:report/verify', {
    config: { access: 'official' },
    schema: {
      summary: '核验一条自报', description: '由指标的负责处室或报送地的主管部门核验；此后这条不再计入自报，核定的数计入已核。', tags: ['指标'], ...signedIn, params: z.object({ id: Id.describe('指标'), report: z.coerce.number().int().min(1).max(2 ** 52).describe('自报记录的编号，见指标依据') }),
      body: z.object({ amount: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().describe('核定的数，金额以分计；不填即与自报相同'), note: z.string().max(500).describe('核验的方式和依据') }), response: answers({ 200: z.object({ id: z.number().int().describe('核定记录的编号') }) }),
    },
  }, async (request, reply) => answer(reply, await checkReport(house, request.who, { indicator: request.params.id, report: request.params.report, note: request.body.note, ...(request.body.amount === undefined ? {} : { amount: request.body.amount }) })))

  api.post('/cases/:id/split', {
    config: { access: 'official' },
    schema: { summary: '把分解任务分到县（市、区）', description: '比重合计须恰为100%，每个县（市、区）随即各得一件。', tags, ...signedIn, params: ListId, body: z.object({ parts: z.array(z.object({ unit: Id, weight: z.number() })).min(1).max(30), expect: z.number().int().optional().describe('所见版本') }), response: answers({ 200: DispatchedShape }) },
  }, async (request, reply) => answer(reply, await splitAction(house, request.who, request.params.id, request.body.parts, request.body.expect)))
}
