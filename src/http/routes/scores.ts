import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type House, today } from '../../platform/house/index.ts'
import { isInside } from '../../platform/people/index.ts'
import { adjustableOn, editionPage, finaliseScores, objectToScore, publishScores, scoresPage, simulateScores, type UnitScore } from '../../supervision/index.ts'
import { answers, DayText, Id, loose, signedIn, typed } from '../answers.ts'
import { type Column, listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'

const exact = z.object({ shown: z.string().describe('两位小数'), exact: z.string().describe('精确分数') })
const group = z.enum(['设区市', '县（市、区）', '省直单位'])
const RowShape = loose({
  unit: z.string(), name: z.string(), group, rank: z.number().int().nullable().describe('同组名次，同分同名次；没有牵头或负责的任务不排名'), counted: z.number().int(), base: exact.nullable(), bonus: exact, deduction: exact, total: exact.nullable(),
  actions: z.array(loose({ part: z.string(), action: z.string(), caseId: z.string(), counted: z.boolean(), say: z.string(), steps: z.array(z.string()) })), bonuses: z.array(loose({})), sheets: z.array(loose({})), steps: z.array(z.string()),
})
const EditionShape = loose({ caseId: z.string(), number: z.string(), asOf: z.string(), state: z.enum(['published', 'deciding', 'final', 'recalled']), publishedOn: z.string(), until: z.string(), hash: z.string().describe('公示全表的 SHA-256'), finalHash: z.string().nullable() })
const table = { asOf: z.string(), formula: z.array(z.string()).describe('公布的办法'), rows: z.array(RowShape) }
const ScoresShape = loose({ ...table, editions: z.array(EditionShape), waiting: loose({}), may: loose({ publish: z.boolean(), finalise: z.boolean(), simulate: z.boolean() }) })
const EditionViewShape = loose({ ...table, edition: EditionShape, objections: z.array(loose({ caseId: z.string(), number: z.string(), state: z.string() })), same: z.boolean().describe('今天按同一日期重算是否一致') })
const side = z.object({ total: exact.nullable(), rank: z.number().int().nullable() })
const SimulationShape = loose({ parameter: z.string(), label: z.string(), now: z.string(), proposed: z.string(), say: z.string(), rows: z.array(loose({ unit: z.string(), name: z.string(), before: side, after: side, change: z.string(), moved: z.number().int() })) })

const ListId = z.object({ id: Id.describe('清单') })
const EditionId = ListId.extend({ edition: Id.describe('公示') })
const columns: Column<UnitScore>[] = [
  { key: 'group', label: '分组', of: (r) => r.group }, { key: 'rank', label: '名次', of: (r) => r.rank }, { key: 'name', label: '单位', of: (r) => r.name }, { key: 'total', label: '得分', of: (r) => r.total?.shown }, { key: 'base', label: '基础分', of: (r) => r.base?.shown },
  { key: 'bonus', label: '加分', of: (r) => r.bonus.shown }, { key: 'deduction', label: '扣分', of: (r) => r.deduction.shown }, { key: 'counted', label: '计入的任务', of: (r) => r.counted }, { key: 'exact', label: '得分（精确）', of: (r) => r.total?.exact },
  { key: 'actions', label: '任务分项', of: (r) => r.actions.map((a) => `${a.action} ${a.title}：${a.counted ? `权重${a.weight.shown}，质量${a.quality!.shown}，时效${a.timeliness!.shown}；` : ''}${a.say}`).join('\n') },
  { key: 'bonuses', label: '加分事项', of: (r) => r.bonuses.map((b) => `${b.what}（${b.document}）加${b.points.shown}${b.waived ? '，不计' : ''}`).join('\n') }, { key: 'sheets', label: '督办单', of: (r) => r.sheets.map((s) => `${s.number}（${s.action}）扣${s.points.shown}${s.waived ? '，异议成立，不计' : ''}`).join('\n') },
]

/** 考评 over HTTP: live scores of any day, what was laid open and settled, objections, and trying a changed number. Nothing of it is public. */
export function scoreRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const dear = { access: 'official' as const, rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  const tags = ['清单']
  const day = { asOf: DayText.optional().describe('截至日，缺省为今日；过去的日子按当日所知') }
  const { format: as } = listQuery, format = { format: as }

  api.get('/lists/:id/scores', {
    config: dear,
    schema: { summary: '考评', description: '省级和审计看全部；各单位在公示前只看自己和所属。csv、xlsx 给出全部分项。', tags, ...signedIn, params: ListId, querystring: z.object({ ...format, ...day }), response: answers({ 200: { description: '考评', content: { ...listOf(RowShape).content, 'application/json': { schema: ScoresShape } } } }) },
  }, async (request, reply) => {
    const page = await scoresPage(house, request.who, request.params.id, request.query.asOf)
    if (!page.ok || request.query.format === 'json') return answer(reply, page)
    return sendList<UnitScore>(reply, { ...request.query, limit: 200 }, `考评 ${page.value.asOf}`, async (of) => sliceOf(page.value.rows, of), columns)
  })

  api.get('/lists/:id/scores/editions/:edition', {
    config: dear,
    schema: { summary: '一次公示或定稿的考评', description: '从校验值指明的全表读出，不重新计算；另说明今天重算是否一致。', tags, ...signedIn, params: EditionId, querystring: z.object(format), response: answers({ 200: { description: '考评', content: { ...listOf(RowShape).content, 'application/json': { schema: EditionViewShape } } } }) },
  }, async (request, reply) => {
    const page = await editionPage(house, request.who, request.params.id, request.params.edition)
    if (!page.ok || request.query.format === 'json') return answer(reply, page)
    return sendList<UnitScore>(reply, { ...request.query, limit: 200 }, `考评 ${page.value.asOf} ${page.value.edition.number}`, async (of) => sliceOf(page.value.rows, of), columns)
  })

  api.post('/lists/:id/scores/editions', {
    config: dear, schema: { summary: '向参评单位公示考评', description: '由领导小组办公室办理；全表存档，以校验值指认。', tags, ...signedIn, params: ListId, body: z.object({ asOf: DayText }), response: answers({ 201: EditionViewShape }) },
  }, async (request, reply) => answer(reply, await publishScores(house, request.who, { list: request.params.id, asOf: request.body.asOf }), 201))

  api.post('/lists/:id/scores/editions/:edition/objections', {
    config: dear,
    schema: {
      summary: '对一个分项提出异议', description: '公示期内由本单位提出，逐件说明理由答复。', tags, ...signedIn, params: EditionId,
      body: z.object({ unit: Id, part: z.string().min(1).max(120).describe('分项，如 action:7.3、sheet:文号'), reason: z.string().max(4000), evidence: z.array(z.object({ hash: z.string().length(64), name: z.string().max(200), size: z.number().int() })).max(20).optional() }), response: answers({ 201: z.object({ caseId: z.string(), number: z.string() }) }),
    },
  }, async (request, reply) => answer(reply, await objectToScore(house, request.who, { list: request.params.id, edition: request.params.edition, ...request.body }), 201))

  api.post('/lists/:id/scores/editions/:edition/finalise', {
    config: dear, schema: { summary: '考评定稿', description: '异议均已答复后由省局负责人办理；定稿后不再改动。', tags, ...signedIn, params: EditionId, response: answers({ 200: EditionViewShape }) },
  }, async (request, reply) => answer(reply, await finaliseScores(house, request.who, { list: request.params.id, edition: request.params.edition })))

  api.get('/scores/adjustable', {
    config: { access: 'official' },
    schema: { summary: '考评办法中可以改动的数', tags, ...signedIn, querystring: z.object(day), response: answers({ 200: z.object({ rows: z.array(loose({ id: z.string(), label: z.string(), typed: z.string().describe('照此填写'), shown: z.string(), source: z.string() })) }) }) },
  }, async (request, reply) => {
    if (!isInside(request.who)) return refuse(reply, [{ code: 'not-yours', say: '考评由机关工作人员查看，不对外公开' }])
    return reply.send({ rows: adjustableOn(request.query.asOf ?? today(house)) })
  })

  api.post('/lists/:id/scores/simulate', {
    config: dear,
    schema: { summary: '改动一个数会怎样', description: '同一批事实按现行和拟议取值各算一遍，逐单位比较；不保存。采用须另按参数变更由两人办理。', tags, ...signedIn, params: ListId, body: z.object({ ...day, parameter: z.string().max(60), value: z.string().max(5000).describe('按参数的填写方式') }), response: answers({ 200: SimulationShape }) },
  }, async (request, reply) => answer(reply, await simulateScores(house, request.who, { list: request.params.id, ...request.body })))
}
