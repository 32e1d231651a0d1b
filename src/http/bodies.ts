import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import type { Refusal } from '../kernel/index.ts'

/** What a body may be: JSON in sound UTF-8, not too deep, without characters the database cannot keep. */
export function readBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (!isUtf8(body)) return done(fault('body-not-utf8'), undefined)
    const text = body.toString()
    if (tooDeep(text)) return done(fault('body-too-deep'), undefined)
    // A client that says JSON and sends nothing, as many do on DELETE, means nothing.
    if (text === '') return done(null, undefined)
    if (!mayHoldUnkeepable.test(text)) return parse(request, text, done)
    parse(request, text, (error: Error | null, value?: unknown) => (error ? done(error, undefined) : isKeepable(value) ? done(null, value) : done(fault('body-unkeepable'), undefined)))
  })
  // %00 and broken percent signs in addresses never mean anything.
  app.addHook('onRequest', (request, _reply, done) => {
    done(request.url.includes('%00') || !isDecodable(request.url) ? fault('bad-address') : undefined)
  })
}

/** The refusals a body may meet before any route reads it, by the code of what is thrown. */
export const bodyFaults: Record<string, Refusal> = {
  'body-not-utf8': { code: 'body-not-utf8', say: '请求内容不是有效的 UTF-8 文字，请以 UTF-8 编码重新发送' },
  'body-too-deep': { code: 'body-too-deep', say: '请求内容的括号嵌套超过100层' },
  'bad-address': { code: 'bad-address', say: '请求地址中有无法识别的字符' },
  'body-unkeepable': { code: 'body-unkeepable', say: '请求内容中有无法保存的控制字符（空字符或残缺的字符），请删除后重试' },
}
const fault = (code: string) => Object.assign(new Error(code), { code, statusCode: 400 })
const deepest = 100
const mayHoldUnkeepable = /\\u(?:0000|[dD][89a-fA-F])/

function isKeepable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (Array.isArray(value)) return value.every(isKeepable)
  return typeof value !== 'object' || value === null || Object.entries(value).every(([k, v]) => isKeepable(k) && isKeepable(v))
}

function tooDeep(text: string): boolean {
  let depth = 0, inText = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 0x22) inText = !inText
    else if (c === 0x5c && inText) i++
    else if (!inText && (c === 0x5b || c === 0x7b)) { if (++depth > deepest) return true }
    else if (!inText && (c === 0x5d || c === 0x7d)) depth--
  }
  return false
}

function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true
  try {
    decodeURIComponent(url)
    return true
  } catch {
    return false
  }
}
