import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { selfCheck } from '../../platform/screening/index.ts'
import type { Desk } from './desk.ts'
import { readPosted } from './forms.ts'
import type { Fault } from './model.ts'

const least = 30, mostAbstract = 4000, mostClaims = 20_000

/** The check before filing, for anyone: a text is compared with the public library, shown what reads alike, and forgotten. */
export function selfCheckPages(site: FastifyInstance, desk: Desk): void {
  const { house, show } = desk
  // Neither the browser nor anything on the way keeps the page that holds the text.
  const unkept = async (_request: FastifyRequest, reply: FastifyReply, payload: unknown) => { reply.header('cache-control', 'no-store'); return payload }
  const often = { rateLimit: Number.isFinite(desk.often) ? { max: Math.min(desk.often, 20), timeWindow: 60_000 } : false as const }

  site.get('/self-check', (request, reply) => show(request, reply, { kind: 'selfCheck', abstract: '', claims: '', faults: [] }))

  site.post('/self-check', { config: often, onSend: unkept, bodyLimit: 256 * 1024 }, async (request, reply) => {
    const posted = await readPosted(house, request)
    const abstract = posted.get('abstract').trim(), claims = posted.get('claims').trim()
    const page = { kind: 'selfCheck' as const, abstract, claims }
    const faults = faultsOf(abstract, claims)
    if (faults.length) return show(request, reply, { ...page, faults }, 422)
    return show(request, reply, { ...page, faults: [], checked: await selfCheck(house, { abstract, ...(claims ? { claims } : {}) }) })
  })
}

function faultsOf(abstract: string, claims: string): Fault[] {
  const letters = abstract.replace(/\s/g, '').length
  return [
    ...(letters < least ? [{ href: '#q-abstract', say: abstract ? `摘要至少${least}字才能比对，现有${letters}字` : '请填写摘要' }] : abstract.length > mostAbstract ? [{ href: '#q-abstract', say: `摘要最多${mostAbstract}字，现有${abstract.length}字` }] : []),
    ...(claims.length > mostClaims ? [{ href: '#q-claims', say: `权利要求最多${mostClaims}字，现有${claims.length}字` }] : []),
  ]
}
