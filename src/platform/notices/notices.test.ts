import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { rows } from '../db/index.ts'
import { deliver, enqueue, markRead, notify, noticesFor, unreadCount, writeNotices, type Reader } from './index.ts'

let ground: FreshDatabase
beforeAll(async () => { ground = await freshDatabase() })
afterAll(() => ground.drop())
beforeEach(async () => {
  await ground.db.deleteFrom('notice').execute()
  await ground.db.deleteFrom('outbox').execute()
})
const at = '2022-07-01T01:00:00.000Z'
const tell = (title: string, ...to: Parameters<typeof notify>[1]['to']) => ground.db.transaction().execute((tx) => notify(tx, { to, title, say: `${title}。`, at, caseId: 'c1' }))
const clerk: Reader = { memberId: 'm1', units: ['fj.3501'] }
const colleague: Reader = { memberId: 'm2', units: ['fj.3501'] }
const firm: Reader = { memberId: 'm3', partyId: 'p1', units: [] }
const titles = async (who: Reader, page = {}) => (await noticesFor(ground.db, who, page)).map((n) => n.title)

it('notices reach one person, everyone of a party and everyone of a unit, and each reads for themselves', async () => {
  await tell('请受理', { unit: 'fj.3501' })
  await tell('已受理', { party: 'p1' }, { member: 'm1' }, { member: 'm1' })
  expect(await deliver(ground.db)).toEqual({ done: 2, failed: 0 })
  expect([await titles(clerk), await titles(colleague), await titles(firm)]).toEqual([['已受理', '请受理'], ['请受理'], ['已受理']])
  const [, first] = await noticesFor(ground.db, clerk)
  await markRead(ground.db, clerk, [first!.id])
  await markRead(ground.db, firm, [first!.id])
  expect([await unreadCount(ground.db, clerk), await unreadCount(ground.db, colleague), await unreadCount(ground.db, firm)]).toEqual([1, 1, 1])
  expect(await titles(clerk, { unread: true })).toEqual(['已受理'])
  await markRead(ground.db, clerk)
  expect(await unreadCount(ground.db, clerk)).toBe(0)
  expect((await noticesFor(ground.db, clerk, { before: (await noticesFor(ground.db, clerk))[0]!.id })).map((n) => [n.title, n.say, n.caseId, n.readAt !== undefined])).toEqual([['请受理', '请受理。', 'c1', true]])
})

it('what a transaction wanted told is told only if it commits', async () => {
  await expect(ground.db.transaction().execute(async (tx) => {
    await notify(tx, { to: [{ member: 'm1' }], title: '不该出现', say: '', at })
    throw new Error('no')
  })).rejects.toThrow('no')
  expect(await deliver(ground.db)).toEqual({ done: 0, failed: 0 })
})

it('eight processes draining at once tell everyone exactly once', async () => {
  for (let i = 0; i < 40; i++) await tell(`第${i}号`, { member: 'm1' }, { unit: 'fj.3501' })
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => deliver(ground.db)))
  expect(outcomes.reduce((sum, o) => sum + o.done, 0)).toBe(40)
  expect((await rows<{ n: number }>(ground.db, 'select count(*) as n from notice'))[0]!.n).toBe(80)
})

it('a message that fails is kept with its error, is tried again later and holds nothing up', async () => {
  await ground.db.transaction().execute((tx) => enqueue(tx, 'odd', { of: 'c1' }))
  await tell('照常', { member: 'm1' })
  let fails = true
  const handlers = { odd: async (tx: Parameters<typeof writeNotices>[0], payload: { of: string }, id: number) => {
    await writeNotices(tx, id, { to: [{ member: 'm1' }], title: `关于${payload.of}`, say: '', at })
    if (fails) throw new Error('对方系统无应答')
  } }
  expect(await deliver(ground.db, handlers)).toEqual({ done: 1, failed: 1 })
  expect(await titles(clerk)).toEqual(['照常'])
  const waiting = await ground.db.selectFrom('outbox').select(['tries', 'error', 'done_at']).where('kind', '=', 'odd').execute()
  expect(waiting).toEqual([{ tries: 1, error: '对方系统无应答', done_at: null }])
  fails = false
  expect(await deliver(ground.db, handlers)).toEqual({ done: 0, failed: 0 })
  await rows(ground.db, "update outbox set next_at = now() where kind = 'odd'")
  expect(await deliver(ground.db, handlers)).toEqual({ done: 1, failed: 0 })
  expect(await titles(clerk)).toEqual(['关于c1', '照常'])
})

it('a kind nobody here knows waits for a process that does', async () => {
  await ground.db.transaction().execute((tx) => enqueue(tx, 'later', {}))
  expect(await deliver(ground.db)).toEqual({ done: 0, failed: 0 })
  expect(await deliver(ground.db, { later: async () => {} })).toEqual({ done: 1, failed: 0 })
})
