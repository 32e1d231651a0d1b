import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { House } from '../../platform/house/index.ts'
import { burdenLines, burdenOf, formsBehind } from '../../supervision/index.ts'
import { answers, Id, loose, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'
import { CaseRowShape } from './shapes.ts'

const counts = {
  forms: z.number().int().describe('整份表单'), asked: z.number().int().describe('表单题目'), prefilled: z.number().int().describe('系统先行填好、原样采用的题目'), answers: z.number().int().describe('单项办理'), questions: z.number().int().describe('单项办理的题目'),
  unchanged: z.number().int().describe('本期无变化'), spared: z.number().int().describe('因本期无变化免填的题目'), timed: z.number().int().describe('有用时记录的表单'), minutes: z.number().int().describe('其用时合计'),
}
const Line = z.object({ unit: z.string(), name: z.string(), month: z.string(), ...counts })
const Shape = loose({ from: z.string(), to: z.string(), months: z.array(z.object({ month: z.string(), ...counts })), units: z.array(Line), total: z.object(counts), measured: z.string(), items: z.array(loose({ id: z.string(), name: z.string(), asks: z.number().int(), prefilled: z.number().int() })) })
const Form = loose({ caseId: z.string(), case: CaseRowShape, on: z.string(), asked: z.number().int(), prefilled: z.number().int(), minutes: z.number().int().nullable() })
const month = z.string().max(7).optional()
const asked = { from: month.describe('起始月份，如 2022-01；缺省为当年1月'), to: month.describe('截止月份，缺省为本月'), unit: Id.optional().describe('只看一个单位及其下级') }

/** What forms and reports cost people; for officials. */
export function burdenRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const dear = { access: 'official' as const, rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  const tags = ['填报负担']

  api.get('/burden', { config: dear, schema: { summary: '填报负担', description: '题目、用时和免填，按单位和月份；另列各事项问什么、系统填什么、为何仍问。', tags, ...signedIn, querystring: z.object(asked), response: answers({ 200: Shape }) } },
    async (request, reply) => answer(reply, await burdenOf(house, request.who, request.query)))

  api.get('/burden/lines', { config: dear, schema: { summary: '填报负担明细表', tags, ...signedIn, querystring: z.object({ ...listQuery, ...asked }), response: answers({ 200: listOf(Line) }) } }, async (request, reply) => {
    const found = await burdenLines(house, request.who, request.query)
    if (!found.ok) return refuse(reply, found.refusals)
    return sendList(reply, request.query, '填报负担', async (page) => sliceOf(found.value, page), [
      { key: 'month', label: '月份', of: (l) => l.month }, { key: 'name', label: '单位', of: (l) => l.name }, { key: 'forms', label: '表单份数', of: (l) => l.forms }, { key: 'asked', label: '表单题目', of: (l) => l.asked }, { key: 'prefilled', label: '系统填好', of: (l) => l.prefilled }, { key: 'answers', label: '单项办理', of: (l) => l.answers },
      { key: 'questions', label: '单项题目', of: (l) => l.questions }, { key: 'unchanged', label: '本期无变化', of: (l) => l.unchanged }, { key: 'spared', label: '免填题目', of: (l) => l.spared }, { key: 'timed', label: '有用时的表单', of: (l) => l.timed }, { key: 'minutes', label: '用时合计（分钟）', of: (l) => l.minutes },
    ])
  })

  api.get('/burden/forms', { config: dear, schema: { summary: '数字由哪些表单得出', description: '只列您能查看的办件，另给总数。', tags, ...signedIn, querystring: z.object({ ...listQuery, ...asked }), response: answers({ 200: listOf(Form, '一页', { all: z.number().int().describe('全部份数') }) }) } }, async (request, reply) => {
    const found = await formsBehind(house, request.who, request.query)
    if (!found.ok) return refuse(reply, found.refusals)
    return sendList(reply, request.query, '填报的表单', async (page) => ({ ...sliceOf(found.value.rows, page), all: found.value.all }), [
      { key: 'number', label: '办件编号', of: (f) => f.case.number }, { key: 'item', label: '事项', of: (f) => f.case.itemName }, { key: 'on', label: '日期', of: (f) => f.on }, { key: 'asked', label: '题目', of: (f) => f.asked }, { key: 'prefilled', label: '系统填好', of: (f) => f.prefilled }, { key: 'minutes', label: '用时（分钟）', of: (f) => f.minutes },
    ])
  })
}
