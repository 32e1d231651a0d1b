import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { maySeePaper, nameOfFile } from '../../platform/cases/index.ts'
import { filesOf, findPaper, openFile, paperPdf, storeFile, verifyOffline, installationKey } from '../../platform/documents/index.ts'
import type { House } from '../../platform/house/index.ts'
import { answers, Id, loose, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList, sliceOf } from '../lists.ts'
import { answer, refuse } from '../problems.ts'
import { verified } from '../verified.ts'
import { FileShape, PaperShape } from './shapes.ts'

const bytes = (description: string, type = 'application/octet-stream') => ({ description, content: { [type]: { schema: z.string().describe('文件内容') } } })
const Verified = loose({ paper: PaperShape, status: z.enum(['valid', 'void']), say: z.string(), standing: z.array(z.object({ register: z.string(), say: z.string(), isInForce: z.boolean() })).describe('证书所载资格在名录里的现状') })

/** Files people bring and papers the offices issue. */
export function fileRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)

  api.post('/files', {
    config: { rateLimit: { max: app.limits.upload, timeWindow: 60_000 } },
    schema: {
      summary: '上传一个文件', description: '以 multipart/form-data 的 file 字段上传，最大50 MB。类型以内容为准；答回的 hash、name、size 填入表单。', tags: ['文件'], ...signedIn, consumes: ['multipart/form-data'], response: answers({ 201: FileShape }),
    },
  }, async (request, reply) => {
    if (!request.isMultipart()) return refuse(reply, [{ code: 'media-type', at: 'file', say: '上传文件请用 multipart/form-data' }], 415)
    const part = await request.file()
    if (!part) return refuse(reply, [{ code: 'file-missing', at: 'file', say: '请选择要上传的文件' }])
    const stored = await storeFile(house.db, house.dataDir, part.file, part.filename, request.who.id)
    // A stream cut off at the limit is a whole file to whoever reads it.
    if (part.file.truncated) return refuse(reply, [{ code: 'file-too-large', at: 'file', say: '文件超过50 MB，请压缩或拆分后上传' }])
    return stored.ok ? reply.code(201).send(stored.value) : refuse(reply, stored.refusals.map((r) => ({ at: 'file', ...r })))
  })

  api.get('/files', { schema: { summary: '我上传的文件', tags: ['文件'], ...signedIn, querystring: z.object(listQuery), response: answers({ 200: listOf(FileShape) }) } }, async (request, reply) => {
    const all = await filesOf(house.db, request.who.id, 1000)
    return sendList(reply, request.query, '我的文件', async (page) => sliceOf(all, page), [
      { key: 'name', label: '文件名', of: (f) => f.name }, { key: 'size', label: '大小（字节）', of: (f) => f.size }, { key: 'type', label: '类型', of: (f) => f.type }, { key: 'at', label: '上传时间', of: (f) => f.at }, { key: 'hash', label: '内容指纹', of: (f) => f.hash },
    ])
  })

  api.get('/files/:hash', {
    schema: { summary: '下载文件', description: '只给能看到所在办件的人，和上传者本人。文件名按所在办件的写法；同一文件在几件里叫法不同的，用 case 说明是哪一件。', tags: ['文件'], ...signedIn, params: z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/, '须为64位内容指纹') }), querystring: z.object({ case: Id.optional().describe('办件') }), response: answers({ 200: bytes('文件') }) },
  }, async (request, reply) => {
    const { hash } = request.params
    const name = await nameOfFile(house, request.who, hash, request.query.case)
    const file = name ? await openFile(house.db, house.dataDir, hash) : undefined
    if (!name || !file) return refuse(reply, [{ code: 'no-such-file', say: '没有这个文件，或您无权查看' }])
    return reply.type(file.type).header('content-length', file.size).header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`).serializer(String).send(file.stream)
  })

  api.get('/papers/:id', {
    schema: { summary: '文书或证书', tags: ['文书'], ...signedIn, params: z.object({ id: Id }), response: answers({ 200: bytes('PDF', 'application/pdf') }) },
  }, async (request, reply) => {
    const paper = await findPaper(house.db, request.params.id)
    const pdf = paper && await maySeePaper(house, request.who, paper) ? await paperPdf(house.db, house.dataDir, request.params.id, siteOf(app, request)) : undefined
    if (!paper || !pdf) return refuse(reply, [{ code: 'no-such-paper', say: '没有这份文书，或您无权查看' }])
    return reply.type('application/pdf').header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(`${paper.number} ${paper.title}.pdf`)}`).serializer(String).send(pdf)
  })

  api.get('/verify/:code', {
    config: { access: 'anyone' }, schema: { summary: '按核验码查文书真伪', tags: ['文书'], params: z.object({ code: z.string().min(4).max(40) }), response: answers({ 200: Verified }) },
  }, async (request, reply) => answer(reply, await verified(house, request.params.code)))

  api.post('/verify', {
    config: { access: 'anyone' },
    schema: { summary: '核验离线二维码的内容', description: '不查数据库，只凭签名。', tags: ['文书'], body: z.object({ proof: z.string().min(10).max(5000) }), response: answers({ 200: loose({ title: z.string(), number: z.string() }) }) },
  }, async (request, reply) => answer(reply, verifyOffline(request.body.proof, (await installationKey(house.dataDir)).publicPem)))
}

const siteOf = (app: FastifyInstance, request: { protocol: string; host: string }) => app.serving.origin ?? `${request.protocol}://${request.host}`
