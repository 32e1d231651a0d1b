import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Refusal, Result } from '../kernel/index.ts'
import { bodyFaults } from './bodies.ts'

/** A no, as RFC 9457 says it, with every reason in words. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  refusals: Refusal[]
  /** Leads to the log; only for our own faults. */
  ref?: string
}
export const Problem = z.object({
  type: z.string().describe('原因的代号，形如 urn:zhixing:not-yours'), title: z.string(), status: z.number().int(), detail: z.string().describe('给人看的一句话'), instance: z.string(),
  refusals: z.array(z.object({ code: z.string(), say: z.string(), at: z.string().optional() })).describe('全部原因，各有位置'),
  ref: z.string().optional().describe('系统故障的编号，可据此查日志'),
})

const titles: Record<number, string> = {
  400: '请求有误', 401: '请先登录', 403: '不能办理', 404: '没有找到', 405: '不支持的操作', 406: '没有所要的格式', 409: '情况已变', 413: '内容过大', 415: '不收这种内容',
  422: '内容需要修改', 423: '暂时锁定', 429: '请求过于频繁', 500: '系统故障', 503: '暂不可用', 507: '存储已满',
}

/** The status that each kind of refusal answers with; what is not named here is something the person can correct. */
const statuses: Record<string, number> = {
  'sign-in-needed': 401, 'sign-in-wrong': 401, 'code-expired': 401, 'code-wrong': 401,
  'not-yours': 403, 'not-same-origin': 403, 'account-closed': 403, 'not-your-party': 403, 'not-allowed': 403, 'closed-by-administrator': 403,
  'no-such-case': 404, 'no-such-item': 404, 'no-such-draft': 404, 'no-such-file': 404, 'no-such-paper': 404, 'no-such-page': 404, 'not-published': 404, 'not-found': 404,
  'step-not-open': 409, 'step-closed': 409, overtaken: 409, duplicate: 409, 'in-progress': 409, 'username-taken': 409,
  'too-large': 413, 'file-too-large': 413, 'file-kind': 415, 'sign-in-locked': 423, 'too-often': 429, 'search-down': 503, 'disk-full': 507,
}
export const statusOf = (refusals: readonly Refusal[]): number => statuses[refusals[0]?.code ?? ''] ?? (/^(no-such-|unknown-)/.test(refusals[0]?.code ?? '') ? 404 : 422)

/** A refusal for want of space is nobody's mistake but ours: whoever runs the house must hear of it. */
export function noteFullDisk({ log, method, routeOptions }: FastifyRequest, refusals: readonly Refusal[]): void {
  if (refusals.some((r) => r.code === 'disk-full')) log.error({ method, route: routeOptions.url }, 'the disk is full; what was sent could not be kept')
}

export function refuse(reply: FastifyReply, refusals: readonly Refusal[], status = statusOf(refusals), ref?: string): FastifyReply {
  noteFullDisk(reply.request, refusals)
  const problem: Problem = {
    type: `urn:zhixing:${refusals[0]?.code ?? 'problem'}`, title: titles[status] ?? '请求有误', status, detail: refusals.map((r) => r.say).join('；'),
    instance: reply.request.url.split('?')[0]!, refusals: [...refusals], ...(ref ? { ref } : {}),
  }
  // Written out here: a problem must not depend on the serializer of the route that failed.
  return reply.code(status).header('content-type', 'application/problem+json; charset=utf-8').serializer(String).send(JSON.stringify(problem))
}

/** Sends what a door answered: the value, or the refusals with their status. */
export function answer<T>(reply: FastifyReply, result: Result<T>, status = 200): FastifyReply {
  return result.ok ? reply.code(status).send(result.value ?? {}) : refuse(reply, result.refusals)
}

const words: Record<string, Refusal> = {
  ...bodyFaults,
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'body-unreadable', say: '请求内容不是有效的 JSON，请检查引号、逗号和括号' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'body-unreadable', say: '请求没有内容；没有内容时请不要声明 application/json' },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'too-large', say: '请求内容超过1 MB；附件请先作为文件上传' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'media-type', say: '请求内容须为 application/json' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: 'body-unreadable', say: '请求内容的长度与声明不符，请重试' },
  FST_REQ_FILE_TOO_LARGE: { code: 'file-too-large', at: 'file', say: '文件超过50 MB，请压缩或拆分后上传' },
  FST_FILES_LIMIT: { code: 'too-many-files', at: 'file', say: '一次只上传一个文件' },
  FST_PARTS_LIMIT: { code: 'too-many-files', at: 'file', say: '一次只上传一个文件' },
  FST_INVALID_MULTIPART_CONTENT_TYPE: { code: 'media-type', say: '上传文件请用 multipart/form-data' },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'not-found', say: '没有这个页面或接口' },
  FST_ERR_BAD_URL: { code: 'bad-address', say: '请求地址有误' },
}

const brokenForm = /^(Unexpected end of multipart data|Multipart: Boundary not found|\w+ terminated early due to unexpected end|The needle cannot|Unsupported Content-Type)/

interface Flaw { instancePath: string; message?: string; params?: { origin?: unknown; minimum?: unknown } }

// What is left blank is asked for; a schema's “string >= 1” is no sentence for a person.
const isBlank = ({ params }: Flaw): boolean => params?.origin === 'string' && params.minimum === 1

/** The one place where what was thrown becomes refusals: known ones in words, our own faults with a number into the log. */
export function refusalsOf(error: FastifyError & { validation?: Flaw[] }, request: FastifyRequest): { refusals: Refusal[]; status: number; ref?: string } {
  if (error.validation) {
    const where = error.validationContext ?? ''
    return { status: 422, refusals: error.validation.slice(0, 50).map((flaw) => ({
      code: 'field-wrong', at: flaw.instancePath.replace(/^\//, '').replaceAll('/', '.') || where, say: isBlank(flaw) ? '请填写此项' : `${nameOf(flaw.instancePath, where)}${flaw.message ?? '不符合要求'}`,
    })) }
  }
  // The reader of forms with files says in its own words, without a code, that a form breaks off or is none.
  if (brokenForm.test(error.message)) return { refusals: [{ code: 'body-unreadable', say: '上传的内容不完整或格式有误，请重新上传' }], status: 400 }
  const known = words[error.code]
  if (known) return { refusals: [known], status: error.statusCode ?? 400 }
  if (error.statusCode === 429) return { refusals: [{ code: 'too-often', say: error.message }], status: 429 }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) return { refusals: [{ code: 'bad-request', say: '请求有误，请核对后重试' }], status: error.statusCode }
  request.log.error({ ref: request.id, err: error, method: request.method, route: request.routeOptions.url }, 'failed')
  return { refusals: [{ code: 'our-fault', say: `系统出了故障，已记录。请稍后再试；仍不成功时请把编号 ${request.id} 告诉管理员` }], status: 500, ref: String(request.id) }
}
export function whenThrown(error: FastifyError & { validation?: Flaw[] }, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { refusals, status, ref } = refusalsOf(error, request)
  return refuse(reply, refusals, status, ref)
}
const nameOf = (path: string, where: string) => { const name = path.split('/').filter(Boolean).join('.') || (where === 'body' ? '请求内容' : where); return `“${name}”` }
