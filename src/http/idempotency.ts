import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Db, rows } from '../platform/db/index.ts'
import type { House } from '../platform/house/index.ts'
import { refuse } from './problems.ts'

declare module 'fastify' {
  interface FastifyRequest { repeatKey: string | undefined }
}

/**
 * A write sent twice with the same `Idempotency-Key` is done once: the second gets the first answer again. Kept for each
 * member apart. A first attempt whose answer was lost is not repeated in the dark; the person is told to look.
 */
export function rememberWrites(app: FastifyInstance, house: House): void {
  app.decorateRequest('repeatKey', undefined)

  // Most writes carry no key; they pass without waiting for anything.
  app.addHook('preHandler', (request, reply, done): unknown => {
    const key = request.headers['idempotency-key']
    return key === undefined || request.method !== 'POST' || !request.who.id ? done() : claim(request, reply, key)
  })
  app.addHook('onSend', (request, reply, payload, done): unknown => (request.repeatKey === undefined ? done(null, payload) : keep(request, reply, request.repeatKey, payload)))

  /** Takes the key for this write, or answers what is known of it. */
  async function claim(request: FastifyRequest, reply: FastifyReply, key: string | string[]): Promise<FastifyReply | undefined> {
    if (typeof key !== 'string' || !/^[\x21-\x7e]{8,128}$/.test(key)) return refuse(reply, [{ code: 'key-wrong', at: 'Idempotency-Key', say: 'Idempotency-Key 须为8至128个可见字符' }], 400)
    const hash = createHash('sha256').update(`${request.url}\n${JSON.stringify(request.body ?? null)}`).digest('hex')
    const [fresh] = await rows(house.db, 'insert into idempotency (member_id, key, request_hash) values ($1, $2, $3) on conflict do nothing returning key', [request.who.id, key, hash])
    if (fresh) {
      request.repeatKey = key
      return undefined
    }
    const [first] = await rows<{ request_hash: string; status: number | null; answer: { type: string; body: string } | null }>(house.db,
      'select request_hash, status, answer from idempotency where member_id = $1 and key = $2', [request.who.id, key])
    if (first && first.request_hash !== hash) return refuse(reply, [{ code: 'key-reused', at: 'Idempotency-Key', say: '这个 Idempotency-Key 已用于另一内容的请求，请换一个' }], 422)
    if (!first?.answer) return refuse(reply, [{ code: 'in-progress', say: '同一请求正在办理或结果未及返回，请稍候查看办理情况，不要重复提交' }])
    return reply.code(first.status!).header('idempotency-replayed', 'true').type(first.answer.type).serializer(String).send(first.answer.body)
  }

  async function keep(request: FastifyRequest, reply: FastifyReply, key: string, payload: unknown): Promise<unknown> {
    const { id } = request.who
    // Our own fault is not an answer; the same key may try again.
    if (reply.statusCode >= 500 || typeof payload !== 'string') await rows(house.db, 'delete from idempotency where member_id = $1 and key = $2', [id, key])
    else {
      await rows(house.db, 'update idempotency set status = $3, answer = $4::jsonb where member_id = $1 and key = $2',
        [id, key, reply.statusCode, JSON.stringify({ type: String(reply.getHeader('content-type') ?? 'application/json'), body: payload })])
    }
    return payload
  }
}

/** Forgets keys older than a week, by the clock they were written with; a job calls it every hour. */
export const forgetOldWrites = (db: Db): Promise<unknown> => rows(db, `delete from idempotency where at < now() - interval '7 days'`)
