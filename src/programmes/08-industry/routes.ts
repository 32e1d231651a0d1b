import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { answer, answers, DayText, Id, listOf, listQuery, loose, refuse, sendList, signedIn, sliceOf, typed } from '../../http/index.ts'
import { type Day, isNo } from '../../kernel/index.ts'
import type { House } from '../../platform/house/index.ts'
import { type LegalStatus, type PatentType, statusWords, typeWords } from '../../platform/library/index.ts'
import type { PatentQuery } from '../../platform/search/index.ts'
import { ask, behind, csvFigure, drawFigure, linesOf } from './figures.ts'
import { type Kind, kinds, type Module, modules } from './items/navigation-project/parameters.ts'
import { figureKinds, type FigureKind, type FigureOptions, matrixKinds } from './kinds.ts'
import { reportDocx } from './report.ts'
import { holdersView, matrixCell, matrixView, place, putGroup, setThresholds, writeEffects } from './sorting.ts'
import {
  addSeeds, confirmTree, csvOfKept, figureView, judge, keepFigure, keysInChange, keysInFigure, logNoise, logSearch, makeRoom, rerunFigure, roomsOf, roomView, sampleView, takeSample, tickModule, writeTree,
} from './store.ts'

/** What is done in a room, for whoever does it without asking over HTTP. */
export { addSeeds, confirmTree, judge, keepFigure, logNoise, logSearch, makeRoom, matrixCell, place, putGroup, rerunFigure, sampleView, takeSample, tickModule, writeEffects, writeTree }

const keysOf = <K extends string>(of: Record<K, unknown>) => z.enum(Object.keys(of) as [K, ...K[]])
const Word = z.string().min(1).max(200)
const Query = z.object({
  q: z.string().max(2100).default('').describe('检索式'), ipc: z.array(Word).max(50).optional(), applicant: z.array(Word).max(50).optional(), region: z.array(Word).max(50).optional(),
  status: z.array(keysOf<LegalStatus>(statusWords)).max(9).optional(), kind: z.array(keysOf<PatentType>(typeWords)).max(4).optional(), from: DayText.optional(), to: DayText.optional(),
}).describe('检索式和条件，与检索专利相同')
const Rule = z.object({ name: z.string().min(1).max(60), terms: z.array(z.string().max(60)).max(60).default([]), ipc: z.array(z.string().max(20)).max(60).default([]) }).describe('归入的词或分类号开头')
const Options = z.object({
  ipcLevel: z.enum(['section', 'class', 'subclass', 'group', 'symbol']).optional(), ipcOf: z.enum(['main', 'all']).optional(), depth: z.enum(['province', 'city', 'county']).optional(), within: z.string().regex(/^\d{6}$/, '须为6位行政区划代码').optional(),
  by: z.enum(['fields', 'subclass']).optional(), city: z.string().regex(/^\d{6}$/, '须为6位行政区划代码').optional(), techniques: z.array(Rule).max(60).optional(), effects: z.array(Rule).max(60).optional(), chain: z.array(Rule).max(200).optional(),
}).default({}).describe('图表的选项')
const FigureAsk = z.object({ asked: Query, kind: keysOf<FigureKind>(figureKinds).describe('图表'), options: Options })
const At = { line: z.string().max(500).describe('行'), column: z.string().max(120).describe('列'), skip: z.coerce.number().int().min(0).max(1_000_000).default(0), take: z.coerce.number().int().min(1).max(100).default(20) }
const Cell = z.object({ value: z.union([z.string(), z.number()]).nullable(), exact: z.string().optional().describe('精确分数'), opens: z.literal(true).optional().describe('可打开到所计的专利') })
const Table = loose({
  id: z.string(), title: z.string(), definition: z.string().describe('口径'), say: z.string(), steps: z.array(z.string()), columns: z.array(z.object({ id: z.string(), label: z.string(), kind: z.enum(['text', 'count', 'share', 'index']) })),
  lines: z.array(z.object({ id: z.string(), cells: z.array(Cell) })), over: z.number().int().describe('统计的件数'),
})
const Drawn = z.object({ figure: Table, beside: Table.optional().describe('网络的节点'), total: z.number().int(), library: z.string().describe('专利库的版本'), say: z.string().optional(), simplified: z.string().optional().describe('检索式有繁体字时，同时按此检索') })
const Lines = z.object({ total: z.number().int(), hits: z.array(loose({ key: z.string(), number: z.string() })) })
const RoomLine = loose({ id: z.string(), title: z.string(), kind: keysOf<Kind>(kinds), kindLabel: z.string(), owner: z.string(), searchCount: z.number().int(), figureCount: z.number().int() })
const Room = loose({ ...RoomLine.shape, tree: z.array(loose({ no: z.number().int(), name: z.string() })), searches: z.array(loose({ id: z.number().int() })), samples: z.array(loose({ id: z.number().int() })), figures: z.array(loose({ id: z.number().int() })), modules: z.array(loose({ module: z.string(), done: z.boolean() })), may: z.object({ work: z.boolean() }) })
const Kept = loose({ id: z.number().int(), figure: Table, changes: z.array(loose({ name: z.string(), column: z.string() })).nullable().describe('与上一次的差别') })
const Sample = loose({ id: z.number().int(), seed: z.string(), pieces: z.array(loose({ key: z.string(), relevant: z.boolean().nullable() })) })
const csvFile = { description: 'CSV', content: { 'text/csv': { schema: z.string() } } }
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

const MatrixAsk = { kind: z.enum(matrixKinds).describe('功效矩阵、强弱缺矩阵'), search: z.coerce.number().int().min(1).max(2 ** 52).optional().describe('第几号检索；不写则最近一次'), level: z.coerce.number().int().min(1).max(3).default(2).describe('用分解表的第几级') }
const Matrix = z.object({ figure: Table, search: z.number().int(), may: z.object({ work: z.boolean() }) })
const CellOf = loose({ total: z.number().int(), hits: z.array(loose({ key: z.string() })), hand: z.array(loose({ key: z.string(), belongs: z.boolean(), why: z.string(), by: z.string() })).describe('人工归入或移出的') })
const Holders = z.object({ search: z.number().int().nullable(), holders: z.array(loose({ name: z.string(), n: z.number().int(), group: z.string().nullable() })), proposals: z.array(loose({ root: z.string(), names: z.array(z.string()) })).describe('名称开头相同的；只供查证，不自动合并') })

/** Figures over any search, and the rooms of navigation projects; for whoever is signed in. */
export function navigationRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const tags = ['专利导航']
  const dear = { config: { rateLimit: { max: app.limits.dear, timeWindow: 60_000 } } }
  const InRoom = z.object({ room: Id.describe('导航项目室') }), number = z.coerce.number().int().min(1).max(2 ** 52)
  const csv = (reply: FastifyReply, name: string, text: string) => reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`).type('text/csv; charset=utf-8').serializer(String).send(text)

  api.post('/navigation/figures', { ...dear, schema: { summary: '对一次检索作图', description: '图表带口径、计算过程和精确分数；每个数字可再打开到所计的专利。', tags, ...signedIn, body: FigureAsk, response: answers({ 200: Drawn }) } }, async (request, reply) => {
    const { kind, options } = request.body, asked = await ask(house, queryOf(request.body.asked))
    if (isNo(asked)) return refuse(reply, asked.refusals)
    const { figure, beside } = await drawFigure(house, asked.value, kind, options as FigureOptions)
    return reply.send({ figure, ...(beside ? { beside } : {}), total: asked.value.total, library: asked.value.library, ...(asked.value.say ? { say: asked.value.say } : {}), ...(asked.value.simplified ? { simplified: asked.value.simplified } : {}) })
  })
  api.post('/navigation/figures/lines', { ...dear, schema: { summary: '图表中一个数字所计的专利', tags, ...signedIn, body: FigureAsk.extend(At), response: answers({ 200: Lines }) } }, async (request, reply) => {
    const { kind, options, line, column, skip, take } = request.body, asked = await ask(house, queryOf(request.body.asked))
    if (isNo(asked)) return refuse(reply, asked.refusals)
    const keys = await behind(house, asked.value, kind, options as FigureOptions, { line, column })
    return isNo(keys) ? refuse(reply, keys.refusals) : reply.send({ total: keys.value.length, hits: await linesOf(house, keys.value, skip, take) })
  })
  api.post('/navigation/figures/csv', { ...dear, schema: { summary: '图表导出为 CSV', tags, ...signedIn, body: FigureAsk, response: answers({ 200: csvFile }) } }, async (request, reply) => {
    const { kind, options } = request.body, asked = await ask(house, queryOf(request.body.asked))
    return isNo(asked) ? refuse(reply, asked.refusals) : csv(reply, `${figureKinds[kind]}.csv`, await csvFigure(house, asked.value, kind, options as FigureOptions))
  })

  api.get('/navigation/rooms', { schema: { summary: '导航项目室一览', tags, ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(RoomLine) }) } }, async (request, reply) => {
    const found = await roomsOf(house, request.who)
    return sendList(reply, request.query, '导航项目室', async (page) => sliceOf(found, page), [
      { key: 'title', label: '项目', of: (r) => r.title }, { key: 'kind', label: '类别', of: (r) => r.kindLabel }, { key: 'industry', label: '产业或技术', of: (r) => r.industry }, { key: 'owner', label: '单位', of: (r) => r.owner },
      { key: 'case', label: '办件号', of: (r) => r.caseNumber }, { key: 'searches', label: '检索', of: (r) => r.searchCount }, { key: 'figures', label: '图表', of: (r) => r.figureCount }, { key: 'at', label: '建立', of: (r) => r.madeAt },
    ])
  })
  api.post('/navigation/rooms', {
    schema: {
      summary: '建立导航项目室', tags, ...signedIn, response: answers({ 201: Room }),
      body: z.object({ title: z.string().max(80), kind: keysOf<Kind>(kinds), industry: z.string().max(80).default(''), city: z.string().regex(/^\d{6}$/, '须为6位行政区划代码').optional().describe('面向的设区市'), caseId: Id.optional().describe('专利导航项目的办件') }),
    },
  }, async (request, reply) => answer(reply, await makeRoom(house, request.who, request.body as Parameters<typeof makeRoom>[2]), 201))
  const room = { tags, ...signedIn, params: InRoom }, whole = answers({ 200: Room })
  api.get('/navigation/rooms/:room', { schema: { summary: '一个导航项目室', description: '技术分解、检索策略、查全查准、去噪、图表和模块清单。', ...room, response: whole } }, async (request, reply) => answer(reply, await roomView(house, request.who, request.params.room)))
  api.put('/navigation/rooms/:room/tree', {
    schema: { summary: '写技术分解表', description: '整张替换；改动后须重新经专家确认。', ...room, response: whole, body: z.object({ nodes: z.array(z.object({ no: z.number().int().min(1).max(9999), parent: z.number().int().nullable(), name: z.string().max(60), terms: z.array(z.string().max(60)).max(60).default([]), ipc: z.array(z.string().max(20)).max(60).default([]) })).max(300) }) },
  }, async (request, reply) => answer(reply, await writeTree(house, request.who, request.params.room, request.body.nodes)))
  api.post('/navigation/rooms/:room/confirmations', {
    schema: { summary: '登记专家对技术分解表的意见', ...room, response: whole, body: z.object({ expert: z.string().max(40), employer: z.string().max(80), verdict: z.enum(['agreed', 'objected']).describe('同意、有异议'), opinion: z.string().max(1000).default(''), day: DayText }) },
  }, async (request, reply) => answer(reply, await confirmTree(house, request.who, request.params.room, { ...request.body, day: request.body.day as Day })))
  api.post('/navigation/rooms/:room/searches', { ...dear, schema: { summary: '检索并记入策略', ...room, response: whole, body: z.object({ purpose: z.string().max(400), asked: Query }) } },
    async (request, reply) => answer(reply, await logSearch(house, request.who, request.params.room, { purpose: request.body.purpose, asked: queryOf(request.body.asked) })))
  api.post('/navigation/rooms/:room/seeds', { schema: { summary: '登记种子专利', ...room, response: whole, body: z.object({ numbers: z.array(z.string().max(60)).min(1).max(500), source: z.string().max(200) }) } },
    async (request, reply) => answer(reply, await addSeeds(house, request.who, request.params.room, request.body)))
  api.post('/navigation/rooms/:room/samples', { schema: { summary: '抽样', description: '按种子从一次检索的结果中抽取，任何人可用同一种子重抽。', ...room, response: whole, body: z.object({ search: z.number().int(), seed: z.string().min(1).max(100), size: z.number().int().min(1).max(2000) }) } },
    async (request, reply) => answer(reply, await takeSample(house, request.who, request.params.room, request.body)))
  const InSample = InRoom.extend({ sample: number })
  api.get('/navigation/rooms/:room/samples/:sample', { schema: { summary: '一份样本', tags, ...signedIn, params: InSample, response: answers({ 200: Sample }) } }, async (request, reply) => answer(reply, await sampleView(house, request.who, request.params.room, request.params.sample)))
  api.post('/navigation/rooms/:room/samples/:sample/judgements', { schema: { summary: '判断样本中的一件', tags, ...signedIn, params: InSample, response: answers({ 200: Sample }), body: z.object({ key: Id, relevant: z.boolean(), why: z.string().max(400).default('') }) } },
    async (request, reply) => answer(reply, await judge(house, request.who, request.params.room, request.params.sample, request.body)))
  api.post('/navigation/rooms/:room/noise', { schema: { summary: '记去噪', description: '去掉多少由前后两次检索算出。', ...room, response: whole, body: z.object({ what: z.string().max(200), why: z.string().max(1000), before: z.number().int(), after: z.number().int() }) } },
    async (request, reply) => answer(reply, await logNoise(house, request.who, request.params.room, request.body)))
  api.post('/navigation/rooms/:room/modules', { schema: { summary: '登记模块完成情况', ...room, response: whole, body: z.object({ module: keysOf<Module>(modules), done: z.boolean(), note: z.string().max(1000).default('') }) } },
    async (request, reply) => answer(reply, await tickModule(house, request.who, request.params.room, request.body)))
  api.put('/navigation/rooms/:room/effects', { schema: { summary: '写功效词', description: '整张替换。', ...room, response: whole, body: z.object({ effects: z.array(Rule).max(60) }) } },
    async (request, reply) => answer(reply, await writeEffects(house, request.who, request.params.room, request.body.effects)))
  api.get('/navigation/rooms/:room/matrix', { ...dear, schema: { summary: '矩阵，按现在的归类', ...room, querystring: z.object(MatrixAsk), response: answers({ 200: Matrix }) } },
    async (request, reply) => answer(reply, await matrixView(house, request.who, request.params.room, request.query as Parameters<typeof matrixView>[3])))
  api.get('/navigation/rooms/:room/matrix/lines', { ...dear, schema: { summary: '矩阵一格里的专利和人工归类', ...room, querystring: z.object({ ...MatrixAsk, ...At }), response: answers({ 200: CellOf }) } },
    async (request, reply) => answer(reply, await matrixCell(house, request.who, request.params.room, request.query as Parameters<typeof matrixCell>[3])))
  api.post('/navigation/rooms/:room/placings', {
    schema: { summary: '人工归入或移出', description: '只增不改，以最后一次为准；belongs 为空则撤回，仍按词和分类号。', ...room, response: whole, body: z.object({ node: Word, effect: Word.optional(), numbers: z.array(z.string().max(60)).min(1).max(200), belongs: z.boolean().nullable(), why: z.string().max(400) }) },
  }, async (request, reply) => answer(reply, await place(house, request.who, request.params.room, request.body as Parameters<typeof place>[3])))
  api.post('/navigation/rooms/:room/thresholds', {
    schema: { summary: '设定强弱缺的界限', description: '两个界限都不写则恢复参数。', ...room, response: whole, body: z.object({ least: z.number().int().min(1).max(100_000).optional().describe('不足几件为缺'), strong: z.string().regex(/^\d{1,3}(\.\d{1,4})?$/, '写成小数，例如 1.2').optional().describe('相对几倍以上为强'), why: z.string().max(400) }) },
  }, async (request, reply) => answer(reply, await setThresholds(house, request.who, request.params.room, request.body as Parameters<typeof setThresholds>[3])))
  api.get('/navigation/rooms/:room/holders', { ...dear, schema: { summary: '最近一次检索的申请人和名称相像的', ...room, response: answers({ 200: Holders }) } }, async (request, reply) => answer(reply, await holdersView(house, request.who, request.params.room)))
  api.post('/navigation/rooms/:room/groups', { schema: { summary: '把申请人并入集团', description: 'group 为空则各自单列。', ...room, response: whole, body: z.object({ names: z.array(Word).min(1).max(200), group: z.string().max(200).nullable(), why: z.string().max(400) }) } },
    async (request, reply) => answer(reply, await putGroup(house, request.who, request.params.room, request.body)))
  api.post('/navigation/rooms/:room/figures', {
    ...dear, schema: { summary: '作图并保存', description: '连同检索式、日期、专利库版本和算出的数据。', ...room, response: answers({ 201: Kept }), body: z.object({ search: z.number().int(), kind: keysOf<FigureKind>(figureKinds), options: Options, note: z.string().max(1000).default(''), level: z.number().int().min(1).max(3).optional().describe('矩阵用分解表的第几级') }) },
  }, async (request, reply) => answer(reply, await keepFigure(house, request.who, request.params.room, request.body as Parameters<typeof keepFigure>[3]), 201))
  const InFigure = InRoom.extend({ figure: number }), one = { tags, ...signedIn, params: InFigure }
  api.get('/navigation/rooms/:room/figures/:figure', { schema: { summary: '一张保存的图', ...one, response: answers({ 200: Kept }) } }, async (request, reply) => answer(reply, await figureView(house, request.who, request.params.room, request.params.figure)))
  api.post('/navigation/rooms/:room/figures/:figure/rerun', { ...dear, schema: { summary: '重跑', description: '用同一检索式今天再检一次，新图与旧图并列，逐数说明变化。', ...one, response: answers({ 201: Kept }) } }, async (request, reply) => answer(reply, await rerunFigure(house, request.who, request.params.room, request.params.figure), 201))
  api.get('/navigation/rooms/:room/figures/:figure/lines', { schema: { summary: '保存的图中一个数字所计的专利', ...one, querystring: z.object(At), response: answers({ 200: Lines }) } }, async (request, reply) => {
    const { skip, take, ...at } = request.query, keys = await keysInFigure(house, request.who, request.params.room, request.params.figure, at)
    return isNo(keys) ? refuse(reply, keys.refusals) : reply.send({ total: keys.value.length, hits: await linesOf(house, keys.value, skip, take) })
  })
  api.get('/navigation/rooms/:room/figures/:figure/changes/lines', { schema: { summary: '重跑后一个数新进入或不再计入的专利', ...one, querystring: z.object({ ...At, which: z.enum(['came', 'gone']).describe('新进入、不再计入') }), response: answers({ 200: Lines }) } }, async (request, reply) => {
    const { skip, take, ...at } = request.query, keys = await keysInChange(house, request.who, request.params.room, request.params.figure, at)
    return isNo(keys) ? refuse(reply, keys.refusals) : reply.send({ total: keys.value.length, hits: await linesOf(house, keys.value, skip, take) })
  })
  api.get('/navigation/rooms/:room/figures/:figure/csv', { schema: { summary: '保存的图导出为 CSV', ...one, response: answers({ 200: csvFile }) } }, async (request, reply) => {
    const found = await csvOfKept(house, request.who, request.params.room, request.params.figure)
    return isNo(found) ? refuse(reply, found.refusals) : csv(reply, found.value.name, found.value.csv)
  })
  api.get('/navigation/rooms/:room/report', { ...dear, schema: { summary: '报告（Word）', description: '技术分解、检索策略、查全查准、去噪、图表和模块清单。', ...room, response: answers({ 200: { description: '报告', content: { [docx]: { schema: z.string() } } } }) } }, async (request, reply) => {
    const found = await reportDocx(house, request.who, request.params.room)
    if (isNo(found)) return refuse(reply, found.refusals)
    return reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(found.value.name)}`).type(docx).serializer(String).send(found.value.bytes)
  })
}

const queryOf = ({ from, to, ...of }: z.output<typeof Query>): PatentQuery => ({ ...of, ...(from ? { from: from as Day } : {}), ...(to ? { to: to as Day } : {}) })
