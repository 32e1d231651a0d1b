import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { createServer, type Serving } from '../src/http/index.ts'
import { mustBe, type Day } from '../src/kernel/index.ts'
import { appoint, createMember, type NewMember } from '../src/platform/people/index.ts'
import { closeNear } from '../src/platform/screening/index.ts'
import { closeSearch } from '../src/platform/search/index.ts'
import type { Programme } from '../src/service/index.ts'
import { freshDatabase, type FreshDatabase } from './db.ts'
import { aHouse } from './house.ts'

export const password = 'Kk7-bamboo-river'

export interface Office {
  fresh: FreshDatabase
  house: Awaited<ReturnType<typeof aHouse>>
  app: FastifyInstance
  /** Someone with an account, signed in: asks as a page of ours would. */
  person(of?: Partial<NewMember> & { seats?: { unit: string; duties: string[] }[] }): Promise<Person>
  visitor: Asking
  /** Someone who has an account already. */
  signIn(username: string, password: string): Promise<Asking>
  close(): Promise<void>
}
export interface Answer { status: number; body: any; text: string; bytes: Buffer; headers: Record<string, any>; cookies: string[] }
export type Asking = (method: InjectOptions['method'], url: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
export interface Person { id: string; username: string; cookie: string; asks: Asking }

/** A whole office over a fresh database: house, server, people who sign in by the front door. */
export async function anOffice(of: Partial<Serving> & { at?: string; programmes?: readonly Programme[] } = {}): Promise<Office> {
  const { at, programmes, ...serving } = of
  const fresh = await freshDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'zhixing-http-'))
  const house = await aHouse(fresh.db, { at, programmes, dataDir })
  const app = await createServer(house, { databaseUrl: fresh.url, secret: 'a secret of at least thirty-two letters', checkAnswers: true, limits: false, ...serving })
  let count = 0
  const asking = (cookie?: () => string): Asking => async (method, url, body, headers = {}) => {
    const raw = Buffer.isBuffer(body) || typeof body === 'string'
    const response = await app.inject({
      method, url, headers: { 'x-zhixing': '1', ...(cookie?.() ? { cookie: cookie() } : {}), ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { payload: raw ? body as Buffer : JSON.stringify(body) }),
    } as InjectOptions)
    const type = String(response.headers['content-type'] ?? '')
    return {
      status: response.statusCode, text: response.body, bytes: response.rawPayload, headers: response.headers, cookies: ([] as string[]).concat(response.headers['set-cookie'] ?? []),
      body: type.includes('json') && response.body ? JSON.parse(response.body) : undefined,
    }
  }
  const visitor = asking()
  const person: Office['person'] = async ({ seats = [], ...member } = {}) => {
    const username = member.username ?? `person${++count}`
    const { id } = mustBe(await createMember(fresh.db, { name: `某${count}`, password, demo: true, ...member, username }))
    for (const seat of seats) mustBe(await appoint(fresh.db, { member: id, unit: seat.unit, duties: seat.duties as never, from: '2020-01-01' as Day, basis: '测试任命' }))
    const cookie = await cookieFor(username, member.password ?? password)
    return { id, username, cookie, asks: asking(() => cookie) }
  }
  const cookieFor = async (username: string, secret: string) => {
    const signed = await visitor('POST', '/api/session', { username, password: secret })
    if (signed.status !== 200) throw new Error(signed.text)
    return cookieOf(signed)
  }
  return {
    fresh, house, app, person, visitor,
    signIn: async (username, secret) => { const cookie = await cookieFor(username, secret); return asking(() => cookie) },
    close: async () => {
      await app.close()
      await Promise.all([closeSearch(house), closeNear(house)])
      await fresh.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export const cookieOf = (answer: Answer): string => answer.cookies.filter((c) => !/max-age=0/i.test(c)).map((c) => c.split(';')[0]).join('; ')
