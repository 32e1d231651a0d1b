import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { rows } from '../../platform/db/index.ts'
import type { House } from '../../platform/house/index.ts'
import {
  confirmLink, dropUpload, fields, type Import, importList, importState, importWords, keepUpload, linkProposals, loadTable, lookAt, type Looked, mappings, markFields, rejects, rejectsCsv, rememberMapping, reopenLink, resumeImport, startImport,
  stopImport, tableChildren, tableKinds, tables,
} from '../../platform/library/index.ts'
import { noteAdmin, type Who } from '../../platform/people/index.ts'
import { answers, Id, loose, Ok, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'

/** An import with its state in words. */
export type ImportView = Import & { stateName: string }
/** A file that was sent, before anything of it is taken in. */
export type ImportLooked = Omit<Looked, never> & { upload: string; name: string; size: number; fields: { value: string; label: string }[] }

const mostBytes = 8 * 1024 ** 3
const view = (i: Import): ImportView => ({ ...i, stateName: importWords[i.state] })
const fieldsOf = (what: 'patents' | 'trademarks' | undefined) => Object.entries(what === 'trademarks' ? markFields : fields).map(([value, { label }]) => ({ value, label }))

const ImportShape = loose({ id: z.number().int(), name: z.string(), state: z.string(), stateName: z.string(), records: z.number().int(), added: z.number().int(), changed: z.number().int(), same: z.number().int(), rejected: z.number().int(), perSecond: z.number() })
const MappingShape = z.object({ what: z.enum(['patents', 'trademarks']), columns: z.record(z.string().max(300), z.string().max(40)) })
const ImportId = z.object({ id: z.coerce.number().int().min(1).max(2 ** 52) })
const UploadId = z.object({ upload: z.string().max(300) })
const RejectShape = z.object({ n: z.number().int(), file: z.string().nullable(), line: z.number().int().nullable(), why: z.string(), raw: z.string() })
const TableShape = loose({ kind: z.string(), name: z.string(), version: z.string(), source: z.string(), rows: z.number().int() })
const notAllowed = [{ code: 'not-allowed', say: '专利库的数据由省级处室的经办人员或系统管理员导入' }]

/** What goes into the patent library: files that are taken in, what their columns mean, tables, and whose names are whose. */
export function libraryImportRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  const { db } = house
  const mayImport = (who: Who) => who.admin || who.seats.some((s) => house.units.get(s.unit)?.level === 'province' && s.duties.some((d) => d === 'handle' || d === 'decide' || d === 'approve'))

  // Files of any size go straight to the disk: nothing of them is kept in memory. Only here, so that other addresses refuse such bodies.
  void app.register((sent, _of, done) => {
    sent.addContentTypeParser('application/octet-stream', { bodyLimit: mostBytes }, (_request, payload, parsed) => parsed(null, payload))
    typed(sent).post('/library/uploads', {
      bodyLimit: mostBytes,
      config: { access: 'official', rateLimit: { max: app.limits.upload, timeWindow: 60_000 } },
      schema: { summary: '上传要导入的文件', description: '内容原样放在请求体里（application/octet-stream），最大8 GB；一日内不开始导入即删除。', tags: ['专利库'], ...signedIn, querystring: z.object({ name: z.string().min(1).max(255).describe('文件名') }), response: answers({ 201: z.object({ upload: z.string(), size: z.number().int() }) }) },
    }, async (request, reply) => {
      const body: unknown = request.body
      if (!mayImport(request.who)) {
        if (body instanceof Readable) body.resume()
        return refuse(reply, notAllowed)
      }
      if (!(body instanceof Readable)) return refuse(reply, [{ code: 'file-missing', at: 'file', say: '请把文件内容放在请求体里，类型为 application/octet-stream' }])
      const path = await keepUpload(house.dataDir, body)
      const { size } = await stat(path)
      const upload = randomUUID()
      if (size === 0) {
        await dropUpload(path)
        return refuse(reply, [{ code: 'file-empty', at: 'file', say: '这是空文件，请检查后重新上传' }])
      }
      await rows(db, 'insert into library_upload (id, name, path, size, by_id) values ($1, $2, $3, $4, $5)', [upload, request.query.name, path, size, request.who.id])
      return reply.code(201).send({ upload, size })
    })
    done()
  })
  const uploadOf = async (id: string, who: Who) => (await rows<{ id: string; name: string; path: string; size: number }>(db, 'select id, name, path, size from library_upload where id = $1 and by_id = $2', [id, who.id]))[0]

  api.get('/library/uploads/:upload', {
    config: { access: 'official' },
    schema: { summary: '看一个已上传的文件会怎样读', description: '格式由内容认出；表格给出列名、前几行，以及按来源记住的或按列名建议的对应。', tags: ['专利库'], ...signedIn, params: UploadId, querystring: z.object({ source: z.string().max(120).optional() }), response: answers({ 200: loose({ upload: z.string(), name: z.string(), format: z.string(), headers: z.array(z.string()), mapping: MappingShape.nullable(), fields: z.array(z.object({ value: z.string(), label: z.string() })) }) }) },
  }, async (request, reply) => {
    if (!mayImport(request.who)) return refuse(reply, notAllowed)
    const upload = await uploadOf(request.params.upload, request.who)
    if (!upload) return refuse(reply, [{ code: 'no-such-file', say: '没有这个文件，或它已经开始导入，请到导入列表查看' }])
    const looked = await lookAt(db, { path: upload.path, name: upload.name, ...(request.query.source ? { source: request.query.source } : {}) })
    if (!looked.ok) return refuse(reply, looked.refusals)
    const { head: _head, ...shown } = looked.value
    return reply.send({ ...shown, upload: upload.id, name: upload.name, size: upload.size, fields: fieldsOf(shown.mapping?.what) } satisfies ImportLooked)
  })

  api.get('/library/imports', { config: { access: 'official' }, schema: { summary: '历次导入', tags: ['专利库'], ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(ImportShape) }) } }, async (request, reply) => {
    if (!mayImport(request.who)) return refuse(reply, notAllowed)
    const all = (await importList(db, 2_000)).map(view)
    return sendList<ImportView>(reply, request.query, '历次导入', async (page) => sliceOf(all, page), [
      { key: 'id', label: '编号', of: (i) => i.id }, { key: 'name', label: '文件', of: (i) => i.name }, { key: 'source', label: '来源', of: (i) => i.source }, { key: 'format', label: '格式', of: (i) => i.formatName }, { key: 'state', label: '状态', of: (i) => i.stateName }, { key: 'say', label: '说明', of: (i) => i.say },
      { key: 'records', label: '读到', of: (i) => i.records }, { key: 'added', label: '新增', of: (i) => i.added }, { key: 'changed', label: '更新', of: (i) => i.changed }, { key: 'same', label: '没有变化', of: (i) => i.same }, { key: 'events', label: '法律事件', of: (i) => i.events }, { key: 'rejected', label: '没有收下', of: (i) => i.rejected },
      { key: 'perSecond', label: '每秒条数', of: (i) => i.perSecond }, { key: 'by', label: '导入人', of: (i) => i.by }, { key: 'madeAt', label: '时间', of: (i) => i.madeAt },
    ])
  })

  api.post('/library/imports', {
    config: { access: 'official' },
    schema: { summary: '开始导入', description: '列的对应随来源记住，下次自动填好。同一件合到一条记录，没有变化的不动。', tags: ['专利库'], ...signedIn, body: z.object({ upload: z.string().max(300), source: z.string().max(120).optional(), mapping: MappingShape.nullable().optional() }), response: answers({ 201: ImportShape }) },
  }, async (request, reply) => {
    if (!mayImport(request.who)) return refuse(reply, notAllowed)
    const { body, who } = request
    const upload = await uploadOf(body.upload, who)
    if (!upload) return refuse(reply, [{ code: 'no-such-file', at: 'upload', say: '没有这个文件，或它已经开始导入，请到导入列表查看' }])
    const source = body.source?.trim()
    const started = await startImport(db, { path: upload.path, name: upload.name, own: true, by: { id: who.id, name: who.name }, at: house.now(), ...(source ? { source } : {}), ...(body.mapping ? { mapping: body.mapping } : {}) })
    if (!started.ok) return refuse(reply, started.refusals)
    if (body.mapping) await rememberMapping(db, started.value.source, body.mapping, who.name)
    await rows(db, 'delete from library_upload where id = $1', [upload.id])
    await noteAdmin(db, who, house.now(), '导入专利库', String(started.value.id), { name: upload.name, size: upload.size })
    return reply.code(201).send(view(started.value))
  })

  api.get('/library/imports/:id', { config: { access: 'official' }, schema: { summary: '一次导入的进度', tags: ['专利库'], ...signedIn, params: ImportId, response: answers({ 200: ImportShape }) } }, async (request, reply) => {
    if (!mayImport(request.who)) return refuse(reply, notAllowed)
    const found = await importState(db, request.params.id)
    return found ? reply.send(view(found)) : refuse(reply, [{ code: 'not-found', say: '没有这次导入' }])
  })
  for (const [what, summary, description, act] of [
    ['stop', '停下', '写完手头的一批就停，之后可以从停下的地方继续。', stopImport], ['resume', '继续', '从最后写入的地方继续。', resumeImport],
  ] as const) {
    api.post(`/library/imports/:id/${what}`, { config: { access: 'official' }, schema: { summary: `${summary}一次导入`, description, tags: ['专利库'], ...signedIn, params: ImportId, response: answers({ 200: ImportShape }) } }, async (request, reply) => {
      if (!mayImport(request.who)) return refuse(reply, notAllowed)
      const done = await act(db, request.params.id)
      return done.ok ? reply.send(view(done.value)) : refuse(reply, done.refusals)
    })
  }
  api.get('/library/imports/:id/rejects', {
    config: { access: 'official' }, schema: { summary: '没有收下的记录', description: '每条带序号、行、原因和原文；csv 给出全部。', tags: ['专利库'], ...signedIn, params: ImportId, querystring: z.object({ ...listQuery, cursor: z.string().regex(/^\d{1,15}$/, '须为上一页给出的 next').optional() }), response: answers({ 200: listOf(RejectShape) }) },
  }, async (request, reply) => {
    if (!mayImport(request.who)) return refuse(reply, notAllowed)
    const found = await importState(db, request.params.id)
    if (!found) return refuse(reply, [{ code: 'not-found', say: '没有这次导入' }])
    const { format, cursor, limit } = request.query
    if (format === 'csv') {
      return reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${found.name} 没有收下的记录.csv`)}`).serializer(String).send(Readable.from(rejectsCsv(db, found.id)))
    }
    return sendList(reply, { format, limit, ...(cursor ? { cursor } : {}) }, '没有收下的记录', async (page) => {
      const some = await rejects(db, found.id, { after: Number(page.cursor ?? 0), most: page.limit + 1 })
      const of = some.slice(0, page.limit)
      return { rows: of, total: found.rejected, ...(some.length > page.limit ? { next: String(of.at(-1)!.n) } : {}) }
    }, [{ key: 'n', label: '序号', of: (r) => r.n }, { key: 'file', label: '文件', of: (r) => r.file }, { key: 'line', label: '行', of: (r) => r.line }, { key: 'why', label: '原因', of: (r) => r.why }, { key: 'raw', label: '原文', of: (r) => r.raw }])
  })

  api.get('/library/mappings', { config: { access: 'official' }, schema: { summary: '记住的列的对应', tags: ['专利库'], ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(loose({ source: z.string(), mapping: MappingShape })) }) } }, async (request, reply) => {
    if (!mayImport(request.who)) return refuse(reply, notAllowed)
    const all = await mappings(db)
    return sendList<(typeof all)[number]>(reply, request.query, '列的对应', async (page) => sliceOf(all, page), [
      { key: 'source', label: '来源', of: (m) => m.source }, { key: 'columns', label: '列', of: (m) => Object.entries(m.mapping.columns).map(([h, f]) => `${h}→${f}`).join('；') }, { key: 'by', label: '记录人', of: (m) => m.by }, { key: 'at', label: '时间', of: (m) => m.at },
    ])
  })
  api.put('/library/mappings', { config: { access: 'official' }, schema: { summary: '记住一个来源的列的对应', tags: ['专利库'], ...signedIn, body: z.object({ source: z.string().min(1).max(120), mapping: MappingShape }), response: answers({ 200: Ok }) } }, async (request, reply) => {
    if (!mayImport(request.who)) return refuse(reply, notAllowed)
    const kept = await rememberMapping(db, request.body.source, request.body.mapping, request.who.name)
    return kept.ok ? reply.send({ ok: true }) : refuse(reply, kept.refusals)
  })

  api.get('/library/tables', { config: { access: 'anyone' }, schema: { summary: '已载入的分类表', description: '各版本及其来源。', tags: ['专利库'], querystring: z.object(listQuery), response: answers({ 200: listOf(TableShape) }) } }, async (request, reply) => {
    const all = await tables(db)
    return sendList<(typeof all)[number]>(reply, request.query, '分类表', async (page) => sliceOf(all, page), [{ key: 'name', label: '表', of: (t) => t.name }, { key: 'version', label: '版本', of: (t) => t.version }, { key: 'source', label: '来源', of: (t) => t.source }, { key: 'rows', label: '行数', of: (t) => t.rows }, { key: 'at', label: '载入时间', of: (t) => t.at }])
  })
  api.get('/library/tables/:kind', {
    config: { access: 'anyone' }, schema: { summary: '分类表中某一项的下级', tags: ['专利库'], params: z.object({ kind: z.string().max(300) }), querystring: z.object({ code: z.string().max(40).optional(), version: z.string().max(60).optional() }), response: answers({ 200: z.object({ version: z.string(), source: z.string(), rows: z.array(loose({ code: z.string(), title: z.string() })) }) }) },
  }, async (request, reply) => {
    const { kind } = request.params
    const found = Object.hasOwn(tableKinds, kind) ? await tableChildren(db, kind as keyof typeof tableKinds, request.query.code, request.query.version) : undefined
    return found ? reply.send(found) : refuse(reply, [{ code: 'not-found', say: '没有载入这种分类表' }])
  })
  api.post('/library/tables', {
    config: { access: 'official' }, schema: { summary: '载入一版分类表', description: '文件先上传；同一版本再载入即替换，不同版本并存，旧类号仍可查。', tags: ['专利库'], ...signedIn, body: z.object({ upload: z.string().max(300), kind: z.string().max(40), version: z.string().max(60), source: z.string().max(300) }), response: answers({ 201: TableShape }) },
  }, async (request, reply) => {
    if (!mayImport(request.who)) return refuse(reply, notAllowed)
    const upload = await uploadOf(request.body.upload, request.who)
    if (!upload) return refuse(reply, [{ code: 'no-such-file', at: 'upload', say: '没有这个文件，请先上传' }])
    const loaded = await loadTable(db, { ...request.body, path: upload.path, by: request.who.name, at: house.now() })
    if (!loaded.ok) return refuse(reply, loaded.refusals)
    await rows(db, 'delete from library_upload where id = $1', [upload.id])
    await dropUpload(upload.path)
    await noteAdmin(db, request.who, house.now(), '载入分类表', `${loaded.value.kind} ${loaded.value.version}`, { source: loaded.value.source, rows: loaded.value.rows })
    return reply.code(201).send(loaded.value)
  })

  api.get('/library/links', { config: { access: 'official' }, schema: { summary: '待核的申请人与主体的对应', description: '名称相同而没有信用代码的，由人核过才算同一主体。', tags: ['专利库'], ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(loose({ folded: z.string(), name: z.string(), party: loose({ id: z.string(), name: z.string() }) })) }) } }, async (request, reply) => {
    if (!mayImport(request.who)) return refuse(reply, notAllowed)
    return sendList(reply, request.query, '待核的对应', async (page) => {
      const some = await linkProposals(db, { ...(page.cursor ? { after: page.cursor } : {}), most: page.limit + 1 })
      const of = some.slice(0, page.limit)
      return { rows: of, ...(some.length > page.limit ? { next: of.at(-1)!.folded } : {}) }
    }, [{ key: 'name', label: '申请人', of: (l) => l.name }, { key: 'patents', label: '件数', of: (l) => l.patents }, { key: 'party', label: '主体', of: (l) => l.party.name }, { key: 'creditCode', label: '统一社会信用代码', of: (l) => l.party.creditCode }])
  })
  api.post('/library/links', { config: { access: 'official' }, schema: { summary: '核定一条对应', tags: ['专利库'], ...signedIn, body: z.object({ folded: z.string().max(300), party: Id, is: z.boolean().describe('是否同一主体') }), response: answers({ 200: Ok }) } }, async (request, reply) => {
    if (!mayImport(request.who)) return refuse(reply, notAllowed)
    const done = await confirmLink(db, { ...request.body, by: request.who.id, at: house.now() })
    if (!done.ok) return refuse(reply, done.refusals)
    await noteAdmin(db, request.who, house.now(), request.body.is ? '核定申请人即主体' : '核定申请人非主体', request.body.party, { name: request.body.folded })
    return reply.send({ ok: true })
  })
  api.post('/library/links/reopen', { config: { access: 'official' }, schema: { summary: '重新核一条对应', tags: ['专利库'], ...signedIn, body: z.object({ folded: z.string().max(300) }), response: answers({ 200: Ok }) } }, async (request, reply) => {
    if (!mayImport(request.who)) return refuse(reply, notAllowed)
    const done = await reopenLink(db, request.body.folded, request.who.id, house.now())
    return done.ok ? answer(reply, { ok: true, value: { ok: true } }) : refuse(reply, done.refusals)
  })
}
