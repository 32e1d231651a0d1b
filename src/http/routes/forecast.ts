import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { House } from '../../platform/house/index.ts'
import { indicatorForecast, listForecast } from '../../supervision/index.ts'
import { answers, DayText, Id, loose, signedIn, typed } from '../answers.ts'
import { answer } from '../problems.ts'

const band = z.enum(['met', 'likely', 'risk', 'unlikely', 'unknown']).describe('已达到、会完成、有风险、难完成、依据不足')
const TestShape = loose({
  origins: z.number().int().describe('回测次数'), trials: z.number().int(), scores: z.array(z.object({ method: z.string(), own: z.boolean(), error: z.number().describe('平均绝对误差'), hits: z.number().describe('判断正确的比例') })),
  held: z.object({ inside: z.number().int(), of: z.number().int() }).describe('80%区间实际包住的次数'), chosen: z.string(), say: z.string(), points: z.array(loose({})),
})
const OutlookShape = loose({ band, say: z.string().describe('一句话的理由'), chance: z.number().optional(), point: z.number().optional(), low: z.number().optional(), high: z.number().optional(), method: z.string().optional(), test: TestShape.optional() })
const FigureShape = loose({ id: z.string(), name: z.string(), unit: z.string(), asOf: z.string(), due: z.string(), target: z.number().nullable(), history: z.array(z.object({ on: z.string(), value: z.number() })), outlook: OutlookShape, steps: z.array(z.string()) })
const ListForecastShape = loose({
  asOf: z.string(), say: z.string(), counts: z.record(band, z.number().int()), figures: z.array(FigureShape), test: TestShape,
  rows: z.array(loose({ action: z.string(), unit: z.string(), unitName: z.string(), caseId: z.string(), dueOn: z.string(), outlook: OutlookShape, steps: z.array(z.string()) })),
})

/** Whether it will be done: actions and indicators, with the range, the reason and the back-test; for officials. */
export function forecastRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const dear = { access: 'official' as const, rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  const asOf = { asOf: DayText.optional().describe('截至日，缺省为今日；过去的日子按当日所知') }

  api.get('/lists/:id/forecast', {
    config: dear,
    schema: { summary: '清单能否按期完成', description: '按已核进度、已过时间和同类任务的速度推算；附回测。没有足够依据时如实说明。', tags: ['清单'], ...signedIn, params: z.object({ id: Id.describe('清单') }), querystring: z.object({ ...asOf, action: Id.optional().describe('只看一项分解任务') }), response: answers({ 200: ListForecastShape }) },
  }, async (request, reply) => answer(reply, await listForecast(house, request.who, request.params.id, request.query)))

  api.get('/indicators/:id/forecast', {
    config: dear,
    schema: {
      summary: '指标到期能否达到', description: '按往年逐月进度、阻尼趋势和本年节奏推算，区间取自回测误差；不优于直线或同上年的，改用后者并说明。', tags: ['指标'], ...signedIn, params: z.object({ id: Id.describe('指标') }),
      querystring: z.object({ ...asOf, unit: Id.optional().describe('单位及其下级'), due: DayText.optional().describe('完成期限，缺省为年末'), target: z.coerce.number().min(-1e15).max(1e15).optional().describe('目标值，不保存') }), response: answers({ 200: FigureShape }),
    },
  }, async (request, reply) => answer(reply, await indicatorForecast(house, request.who, request.params.id, request.query)))
}
