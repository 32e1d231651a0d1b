/** Talks to the interface under /api. A refusal comes back as words with their places, never as a bare number. */
export interface Refusal { code: string; say: string; at?: string }
export class Refused extends Error {
  readonly status: number
  readonly refusals: Refusal[]
  readonly ref?: string
  constructor(status: number, refusals: Refusal[], ref?: string) {
    super(refusals.map((r) => r.say).join('；'))
    this.status = status
    this.refusals = refusals
    this.ref = ref
  }
}

export async function ask<T>(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<T> {
  const sent = body instanceof FormData || body instanceof Blob ? { body } : body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  let answer: Response
  try {
    answer = await fetch(path, { method, credentials: 'same-origin', ...sent, headers: { ...('headers' in sent ? sent.headers : {}), 'x-zhixing': '1', ...more } })
  } catch {
    throw new Refused(0, [{ code: 'unreachable', say: '连不上服务器，请检查网络后再试；您填写的内容还在本页' }])
  }
  if (answer.status === 204) return undefined as T
  const text = await answer.text()
  const read = text && /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined
  if (answer.ok) return read as T
  throw new Refused(answer.status, read?.refusals?.length ? read.refusals : [{ code: 'failed', say: read?.detail ?? '服务器没有办成这件事，请稍后再试' }], read?.ref)
}

export const get = <T>(path: string) => ask<T>('GET', path)
export const put = <T>(path: string, body?: unknown) => ask<T>('PUT', path, body)
export const patch = <T>(path: string, body?: unknown) => ask<T>('PATCH', path, body)
export const remove = <T>(path: string) => ask<T>('DELETE', path)
/** A write that may be sent twice and happens once. */
export const post = <T>(path: string, body?: unknown) => ask<T>('POST', path, body, { 'idempotency-key': crypto.randomUUID() })
/** Sends a file as it is. */
export const send = <T>(path: string, body: Blob, type: string) => ask<T>('POST', path, body, { 'content-type': type })
