import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { hasBrought, openFile } from '../../platform/documents/index.ts'
import { rows } from '../../platform/db/index.ts'
import type { House } from '../../platform/house/index.ts'
import { type AddedValue, confirmValue, type ParameterView, proposeValue, valuesOf, withdrawValue } from '../../platform/parameters/index.ts'
import { isInside, noteAdmin, type Who } from '../../platform/people/index.ts'
import { answers, Id, loose, Ok, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'

const Added = loose({ id: z.number().int(), parameter: z.string(), from: z.string(), shown: z.string(), source: z.string(), documentHash: z.string() })
const Parameter = loose({ id: z.string(), label: z.string(), source: z.string(), asks: z.string(), typed: z.string().optional().describe('结构较长的，现行取值的填写样式'), versions: z.array(loose({ from: z.string(), shown: z.string(), source: z.string() })), waiting: z.array(Added) })
const ValueId = z.object({ id: z.coerce.number().int().min(1).max(2 ** 52) })

/** The legal numbers: anyone reads them; two officials of the province together change them, from a document both have seen. */
export function parameterRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const { parameters } = app.serving

  api.get('/parameters', {
    config: { access: 'anyone' }, schema: { summary: '带日期的法定数值', tags: ['参数'], querystring: z.object({ ...listQuery, q: z.string().max(60).optional() }), response: answers({ 200: listOf(Parameter) }) },
  }, async (request, reply) => {
    const { q } = request.query
    const isOffice = isInside(request.who)
    // What is only proposed, and by whom, is the office's own business until it counts.
    const all = (await valuesOf(house.db, parameters)).filter((p) => !q || p.label.includes(q) || p.id.includes(q))
      .map((p) => (isOffice ? p : { ...p, waiting: [], versions: p.versions.map(({ from, shown, source }) => ({ from, shown, source })) }))
    return sendList<ParameterView>(reply, request.query, '参数', async (page) => sliceOf(all, page), [
      { key: 'id', label: '编号', of: (p) => p.id }, { key: 'label', label: '名称', of: (p) => p.label }, { key: 'now', label: '最新取值', of: (p) => p.versions.at(-1)?.shown }, { key: 'from', label: '自', of: (p) => p.versions.at(-1)?.from }, { key: 'source', label: '依据', of: (p) => p.versions.at(-1)?.source },
    ])
  })

  api.post('/parameters/values', {
    config: { access: 'official' },
    schema: {
      summary: '提出新取值', description: '须附依据文件；经另一人复核后自施行日起适用，旧办件仍按其规则日。', tags: ['参数'], ...signedIn,
      body: z.object({ parameter: z.string().max(200), from: z.string().max(10), value: z.string().max(5000).describe('按参数的 asks 填写'), source: z.string().max(200), documentHash: z.string().max(64).describe('先上传的依据文件') }), response: answers({ 201: Added }),
    },
  }, async (request, reply) => {
    if (!isTrusted(request.who, ['handle', 'decide', 'approve'])) return refuse(reply, notAllowed)
    // A document that somebody else brought is as good as none; everything that is wanting is told together.
    const documentHash = await hasBrought(house.db, request.who.id, request.body.documentHash) ? request.body.documentHash : ''
    const proposed = await proposeValue(house.db, request.who, { ...request.body, documentHash }, parameters, house.now())
    if (proposed.ok) await note(request.who, '提出参数取值', proposed.value)
    return answer(reply, proposed, 201)
  })

  api.post('/parameters/values/:id/confirm', {
    config: { access: 'official' }, schema: { summary: '复核取值', description: '须由提出人以外的人对照依据文件复核。', tags: ['参数'], ...signedIn, params: ValueId, response: answers({ 200: Added }) },
  }, async (request, reply) => {
    if (!isTrusted(request.who, ['decide', 'approve'])) return refuse(reply, notAllowed)
    const confirmed = await confirmValue(house.db, request.who, request.params.id, parameters, house.now())
    if (confirmed.ok) await note(request.who, '复核参数取值', confirmed.value)
    return answer(reply, confirmed)
  })

  api.delete('/parameters/values/:id', {
    config: { access: 'official' }, schema: { summary: '撤回待复核的取值', tags: ['参数'], ...signedIn, params: ValueId, response: answers({ 200: Ok }) },
  }, async (request, reply) => {
    if (!isTrusted(request.who, ['handle', 'decide', 'approve'])) return refuse(reply, notAllowed)
    const gone = await withdrawValue(house.db, request.params.id, house.now())
    if (!gone.ok) return refuse(reply, gone.refusals)
    await noteAdmin(house.db, request.who, house.now(), '撤回参数取值', String(request.params.id))
    return reply.send({ ok: true })
  })

  api.get('/parameters/values/:id/document', {
    config: { access: 'official' },
    schema: { summary: '取值的依据文件', tags: ['参数'], ...signedIn, params: ValueId, response: answers({ 200: { description: '文件', content: { 'application/octet-stream': { schema: z.string() } } } }) },
  }, (request, reply) => document(request.params.id, reply))

  async function document(id: number, reply: FastifyReply): Promise<FastifyReply> {
    const [value] = await rows<{ document_hash: string }>(house.db, 'select document_hash from dated_value where id = $1', [id])
    const file = value && await openFile(house.db, house.dataDir, value.document_hash)
    if (!file) return refuse(reply, [{ code: 'no-such-file', say: '没有这份依据文件' }])
    return reply.type(file.type).header('content-length', file.size).header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`).serializer(String).send(file.stream)
  }

  const note = (who: Who, what: string, value: AddedValue) => noteAdmin(house.db, who, house.now(), what, Id.parse(value.parameter.slice(0, 120)), { from: value.from, value: value.shown, source: value.source })
  const isTrusted = (who: Who, duties: string[]) => who.seats.some((s) => house.units.get(s.unit)?.level === 'province' && s.duties.some((d) => duties.includes(d)))
}

const notAllowed = [{ code: 'not-allowed', say: '法定数值由省级处室的人员提出，由有决定或审批职责的另一人复核' }]
