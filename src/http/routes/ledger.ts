import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { House } from '../../platform/house/index.ts'
import { type LedgerReport, verifyLedger } from '../../platform/ledger/index.ts'
import { rows } from '../../platform/db/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { answers, loose, signedIn, typed } from '../answers.ts'
import { listOf, listQuery, sendList } from '../lists.ts'
import { refuse } from '../problems.ts'

interface SealLine { id: number; at: string; cases: number; actions: number; root: string; prevRoot: string }

/** The seals anyone may note down, and the walk that finds what was changed. */
export function ledgerRoutes(app: FastifyInstance, house: House): void {
  const api = typed(app)
  let walking: Promise<LedgerReport> | undefined

  api.get('/ledger/seals', {
    config: { access: 'anyone' },
    schema: { summary: '封存的根', description: '任何人可抄存，日后据此核对台账未被改动。', tags: ['台账'], querystring: z.object(listQuery), response: answers({ 200: listOf(z.object({ id: z.number(), at: z.string(), cases: z.number(), actions: z.number(), root: z.string(), prevRoot: z.string() })) }) },
  }, (request, reply) => sendList<SealLine>(reply, request.query, '封存的根', async ({ cursor, limit }) => {
    const found = await rows<SealLine>(house.db, 'select id, at, cases, actions, root, prev_root as "prevRoot" from ledger_seal where id < $1 order by id desc limit $2', [cursor && /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.MAX_SAFE_INTEGER, limit + 1])
    const page = found.slice(0, limit)
    return { rows: page, ...(found.length > limit ? { next: String(page.at(-1)!.id) } : {}) }
  }, [{ key: 'id', label: '序号', of: (s) => s.id }, { key: 'at', label: '时间', of: (s) => s.at }, { key: 'cases', label: '办件数', of: (s) => s.cases }, { key: 'actions', label: '步骤数', of: (s) => s.actions }, { key: 'root', label: '根', of: (s) => s.root }, { key: 'prevRoot', label: '前根', of: (s) => s.prevRoot }]))

  api.post('/ledger/verify', {
    config: { rateLimit: { max: app.limits.dear, timeWindow: 60_000 } },
    schema: { summary: '核对全部台账', description: '由审计人员发起；逐链核对，指出第一处改动。', tags: ['台账'], ...signedIn, response: answers({ 200: loose({ cases: z.number(), actions: z.number(), seals: z.number(), faults: z.array(loose({ say: z.string() })) }) }) },
  }, (request, reply) => walked(request.who, reply))

  async function walked(who: Who, reply: FastifyReply): Promise<FastifyReply> {
    if (!who.auditor) return refuse(reply, [{ code: 'not-allowed', say: '由审计人员发起核对' }])
    // Whoever asks while a walk is under way waits for the same one.
    walking ??= verifyLedger(house.db, { items: house.items }).finally(() => { walking = undefined })
    return reply.send(await walking)
  }
}
