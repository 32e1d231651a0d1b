import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { House } from '../../platform/house/index.ts'
import {
  currentList, drawPieces, evidenceFlags, judgePiece, listSamplings, lockFrame, pieceSources, replaySampling, returnForPiece, rulings, ruleOnPaper, stratifiers, verdicts, viewSampling,
} from '../../supervision/index.ts'
import { answers, DayText, Id, loose, Ok, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'

const keysOf = <T extends Record<string, string>>(of: T) => z.enum(Object.keys(of) as [keyof T & string, ...(keyof T & string)[]])
const Row = loose({ id: z.string(), title: z.string(), from: z.string(), to: z.string(), frame: z.number().int().describe('抽样框份数'), size: z.number().int().describe('抽取份数'), frameHash: z.string().describe('抽样框指纹'), seedFrom: z.string(), seed: z.string().nullable(), judged: z.number().int() })
const share = z.object({ hits: z.number().int(), of: z.number().int(), share: z.number(), from: z.number(), to: z.number() }).describe('占比和置信区间，%')
const View = loose({
  ...Row.shape, strata: z.array(loose({ key: z.string(), of: z.number().int(), drawn: z.number().int() })), pieces: z.array(loose({ id: z.string(), source: z.string(), unit: z.string(), action: z.string(), title: z.string() })),
  result: loose({ say: z.string(), verdicts: z.object({ true: share, partly: share, untrue: share }) }).nullable(),
})
const Flag = loose({ paper: z.string(), name: z.string(), caseId: z.string(), say: z.string(), elsewhere: z.array(loose({ action: z.string(), unit: z.string(), caseId: z.string() })), hidden: z.number().int().describe('您无权查看的处数'), ruling: loose({ verdict: z.string(), reason: z.string() }).nullable() })
const SamplingId = z.object({ sampling: Id.describe('佐证核查') })
const reason = z.string().max(1000)

/** Evidence drawn for checking, and papers that stand for more than one action; all of it for officials. */
export function samplingRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const official = { access: 'official' as const }
  const dear = { ...official, rateLimit: { max: app.limits.dear, timeWindow: 60_000 } }
  const tags = ['佐证']

  api.get('/lists/:id/samplings', {
    config: official, schema: { summary: '佐证核查一览', tags, ...signedIn, params: z.object({ id: Id.describe('清单') }), querystring: z.object(listQuery), response: answers({ 200: listOf(Row, '一页', { may: z.object({ lock: z.boolean() }) }) }) },
  }, async (request, reply) => {
    const found = await listSamplings(house, request.who, request.params.id)
    if (!found.ok) return refuse(reply, found.refusals)
    return sendList(reply, request.query, '佐证核查', async (page) => ({ ...sliceOf(found.value.rows, page), may: found.value.may }), [
      { key: 'title', label: '核查', of: (r) => r.title }, { key: 'from', label: '起', of: (r) => r.from }, { key: 'to', label: '止', of: (r) => r.to }, { key: 'frame', label: '抽样框份数', of: (r) => r.frame }, { key: 'size', label: '抽取份数', of: (r) => r.size }, { key: 'rule', label: '数量规则', of: (r) => r.rule },
      { key: 'frameHash', label: '抽样框指纹', of: (r) => r.frameHash }, { key: 'seedFrom', label: '种子来源', of: (r) => r.seedFrom }, { key: 'seed', label: '种子', of: (r) => r.seed }, { key: 'judged', label: '已判断', of: (r) => r.judged },
    ])
  })

  api.post('/lists/:id/samplings', {
    config: dear,
    schema: {
      summary: '锁定抽样框', description: '先定下从哪些佐证中抽、抽多少、种子从何而来；此后抽样框不再变。', tags, ...signedIn, params: z.object({ id: Id.describe('清单') }),
      body: z.object({
        title: z.string().max(120), from: DayText, to: DayText, sources: z.array(keysOf(pieceSources)).min(1).max(4).describe('佐证材料、办件、名录条目、自报事件'),
        by: z.array(keysOf(stratifiers)).max(3).default(['unit', 'action', 'source']).describe('按什么分层'), seedFrom: z.string().max(200).describe('种子的来处，例如某期开奖号码'),
      }), response: answers({ 201: View }),
    },
  }, async (request, reply) => answer(reply, await lockFrame(house, request.who, request.params.id, request.body), 201))

  api.get('/samplings/:sampling', { config: official, schema: { summary: '一次佐证核查', description: '抽样框、各层份数、抽中的佐证、判断和结果；置信区间为 Clopper–Pearson。', tags, ...signedIn, params: SamplingId, response: answers({ 200: View }) } },
    async (request, reply) => answer(reply, await viewSampling(house, request.who, request.params.sampling)))

  api.get('/samplings/:sampling/pieces', {
    config: official, schema: { summary: '抽中的佐证', tags, ...signedIn, params: SamplingId, querystring: z.object(listQuery), response: answers({ 200: listOf(loose({ id: z.string(), title: z.string() })) }) },
  }, async (request, reply) => {
    const found = await viewSampling(house, request.who, request.params.sampling)
    if (!found.ok) return refuse(reply, found.refusals)
    return sendList(reply, request.query, found.value.title, async (page) => sliceOf(found.value.pieces, page), [
      { key: 'id', label: '编号', of: (p) => p.id }, { key: 'unitName', label: '责任单位', of: (p) => p.unitName }, { key: 'action', label: '分解任务', of: (p) => p.action }, { key: 'source', label: '来源', of: (p) => pieceSources[p.source] }, { key: 'title', label: '佐证', of: (p) => p.title }, { key: 'on', label: '日期', of: (p) => p.on },
      { key: 'hash', label: '内容指纹', of: (p) => p.hash }, { key: 'verdict', label: '判断', of: (p) => (p.judgement ? verdicts[p.judgement.verdict] : '') }, { key: 'reason', label: '理由', of: (p) => p.judgement?.reason }, { key: 'by', label: '判断人', of: (p) => p.judgement?.by }, { key: 'lowered', label: '核减', of: (p) => p.lowered?.say },
    ])
  })

  api.post('/samplings/:sampling/draw', { config: dear, schema: { summary: '抽取', description: '填入种子即抽，只抽一次；同一抽样框和种子任何时候都抽得同样的结果。', tags, ...signedIn, params: SamplingId, body: z.object({ seed: z.string().max(100) }), response: answers({ 200: View }) } },
    async (request, reply) => answer(reply, await drawPieces(house, request.who, request.params.sampling, request.body.seed)))

  api.get('/samplings/:sampling/replay', {
    config: dear,
    schema: { summary: '复核抽取', description: '重算抽样框指纹，用同一种子重抽，与记录比对。', tags, ...signedIn, params: SamplingId, response: answers({ 200: z.object({ frameHash: z.string(), frameSame: z.boolean(), drawnSame: z.boolean(), say: z.string(), steps: z.array(z.string()) }) }) },
  }, async (request, reply) => answer(reply, await replaySampling(house, request.who, request.params.sampling)))

  api.post('/samplings/:sampling/judgements', {
    config: official,
    schema: { summary: '判断一份佐证', description: '属实、部分属实或不实，写明理由；报送单位和核查认可过的人不能判断。后说的算，先说的留存。', tags, ...signedIn, params: SamplingId, body: z.object({ piece: z.string().min(1).max(300), verdict: keysOf(verdicts), reason }), response: answers({ 200: View }) },
  }, async (request, reply) => answer(reply, await judgePiece(house, request.who, request.params.sampling, request.body)))

  api.post('/samplings/:sampling/returns', {
    config: official,
    schema: { summary: '退回核减', description: '对部分属实或不实的佐证，按办件本来的“退回”退给有关环节，理由写明核查结论；已核进度随后由核查单位重新核定。', tags, ...signedIn, params: SamplingId, body: z.object({ piece: z.string().min(1).max(300), to: z.enum(['feedback', 'accept']).default('accept').describe('退回到反馈或核查') }), response: answers({ 200: View }) },
  }, async (request, reply) => answer(reply, await returnForPiece(house, request.who, request.params.sampling, request.body.piece, request.body.to)))

  api.get('/actions/:action/evidence/flags', {
    config: official,
    schema: { summary: '用于不止一处的佐证', description: '内容相同，或文字相同而文件不同的材料；只提示、不认定。重新保存过的图片不识别。', tags, ...signedIn, params: z.object({ action: Id }), querystring: z.object({ list: Id.optional().describe('清单，缺省为现行清单'), unit: Id.optional() }), response: answers({ 200: z.object({ rows: z.array(Flag) }) }) },
  }, async (request, reply) => {
    const { list, unit } = request.query
    const found = await evidenceFlags(house, request.who, { list: list ?? (await currentList(house))?.id ?? '', action: request.params.action, ...(unit ? { unit } : {}) })
    return found.ok ? reply.send({ rows: found.value }) : refuse(reply, found.refusals)
  })

  api.post('/cases/:id/evidence/rulings', {
    config: official,
    schema: { summary: '认定重复使用的佐证', description: '可以共用，或不予采信，写明理由；由核查单位或清单管理单位认定。', tags, ...signedIn, params: z.object({ id: Id }), body: z.object({ paper: z.string().min(1).max(80).describe('内容指纹'), verdict: keysOf(rulings), reason }), response: answers({ 200: Ok }) },
  }, async (request, reply) => answer(reply, await ruleOnPaper(house, request.who, { caseId: request.params.id, ...request.body })))
}
