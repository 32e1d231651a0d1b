import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { addDays, type Day, type Instant } from '../../kernel/index.ts'
import { defineIndicator, type IndicatorDefinition } from '../../service/index.ts'
import { rows, type Db, type Tx } from '../db/index.ts'
import { adoptEvents, foldEvents, indicatorTable, indicatorValue, recordEvents, rollChecksum, rollOf, voidEvent, type Asked, type SourceKind } from './index.ts'

let ground: FreshDatabase
beforeAll(async () => { ground = await freshDatabase() })
afterAll(() => ground.drop())
beforeEach(async () => {
  await ground.db.deleteFrom('event').execute()
  await foldEvents(ground.db, { anew: true })
})

const kinds = ['joined', 'paid', 'members']
const units = ['fj', 'fj.3501', 'fj.3501.350102', 'fj.3502.350203', undefined]
const sources: SourceKind[] = ['system', 'verified', 'reported']
const day = (i: number) => addDays('2022-01-20', i)
interface Written { kind: number; day: number; unit: number; source: number; amount: number | undefined; demo: boolean; late: number }
const write = async (tx: Tx, w: Written) => (await recordEvents(tx, [{ kind: kinds[w.kind]!, ...(w.amount === undefined ? {} : { amount: w.amount }) }],
  { on: day(w.day), at: `${day(w.day + w.late)}T04:00:00.000Z` as Instant, unit: units[w.unit], source: sources[w.source], demo: w.demo }))[0]!

/** What the events themselves say, counted by the simplest query there is. */
const recount = async (db: Db, from: Day | undefined, to: Day) => Object.fromEntries((await rows<{ cell: string; figures: number[] }>(db, `
  select concat_ws(' ', kind, source, unit) as cell, array[count(*), count(*) filter (where demo), coalesce(sum(amount), 0), (array_agg(coalesce(amount, 0) order by on_day desc, id desc))[1]]::bigint[] as figures
  from event e where on_day between coalesce($1::date, '-infinity') and $2 and not exists (select from event_void v where v.event_id = e.id) group by kind, source, unit`, [from ?? null, to])).map((r) => [r.cell, r.figures]))
const rolled = async (db: Db, from: Day | undefined, to: Day) => {
  const roll = await rollOf(db, { kinds, from, to })
  return roll && Object.fromEntries(roll.lines.flatMap((l) => roll.units.flatMap((unit, at) => (l.n[at] ? [[[l.kind, l.source, ...(unit ? [unit] : [])].join(' '), [l.n[at], l.demo[at], l.amount[at], l.last[at]]]] : []))))
}

const indicator = (from: IndicatorDefinition['from'], more: Partial<IndicatorDefinition> = {}) =>
  defineIndicator({ id: 'i', name: '入会', definition: '入会的人数', carries: [], owner: 'club', version: 1, kind: 'flow', unit: '人', direction: 'up', from, ...more })
const definitions = [
  indicator({ events: ['joined', 'paid', 'joined'] }), indicator({ events: ['paid'], sum: true }, { reported: true }), indicator({ events: ['joined'] }, { kind: 'stock' }),
  indicator({ reported: 'members' }, { kind: 'stock' }), indicator({ reported: 'members' }), indicator({ events: ['joined'], parties: true }),
  indicator({ share: { events: ['joined'] }, of: { events: ['joined', 'members'] } }, { kind: 'ratio' }),
]
const all = async (db: Db, asked: Asked) => Promise.all(definitions.map(async (d) => [(await indicatorValue(db, d, asked)), await indicatorTable(db, d, { ...asked, depth: 2 })]))
/** The same figures by the events themselves: a roll-up that is not made is not asked. */
const byEvents = async (asked: Asked) => {
  let found: unknown
  await expect(ground.db.transaction().execute(async (tx) => {
    await rows(tx, 'update event_roll_state set watermark = null')
    found = await all(tx, asked)
    throw new Error('undone')
  })).rejects.toThrow('undone')
  return found
}

type Deed = { do: 'write' | 'hold'; w: Written[] } | { do: 'void' | 'held-void'; nth: number } | { do: 'fold' | 'release' | 'drop' | 'remove-demo' }
const written: fc.Arbitrary<Written> = fc.record({ kind: fc.nat(2), day: fc.nat(25), unit: fc.nat(4), source: fc.nat(2), amount: fc.option(fc.integer({ min: -5, max: 1000 }), { nil: undefined }), demo: fc.boolean(), late: fc.nat(9) })
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('write' as const, 'hold' as const), w: fc.array(written, { minLength: 1, maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('void' as const, 'held-void' as const), nth: fc.nat(30) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('fold' as const, 'fold' as const, 'release' as const, 'drop' as const, 'remove-demo' as const) }) })

it('after any sequence of writes, late writes, takings back, folds and open transactions the roll-up says what a recount says', async () => {
  await fc.assert(fc.asyncProperty(fc.array(deeds, { minLength: 4, maxLength: 14 }), fc.nat(25), fc.nat(25), fc.constantFrom(undefined, 'fj', 'fj.3501'), fc.option(fc.nat(30), { nil: undefined }), async (sequence, a, b, unit, known) => {
    await ground.db.deleteFrom('event').execute()
    await foldEvents(ground.db)
    // One transaction that stays open while others write and fold.
    let held = await ground.db.startTransaction().execute()
    const ids: number[] = []
    const takeBack = async (tx: Tx, id: number | undefined) => { if (id !== undefined) await voidEvent(tx, id, { at: '2022-02-10T04:00:00.000Z', by: 'm', reason: '误录' }) }
    try {
      for (const d of sequence) {
        if (d.do === 'write') for (const w of d.w) ids.push(await ground.db.transaction().execute((tx) => write(tx, w)))
        if (d.do === 'hold') for (const w of d.w) await write(held, w)
        if (d.do === 'void') await ground.db.transaction().execute((tx) => takeBack(tx, ids.splice(d.nth % (ids.length || 1), 1)[0]))
        if (d.do === 'held-void') await takeBack(held, ids.splice(d.nth % (ids.length || 1), 1)[0])
        if (d.do === 'fold') await foldEvents(ground.db)
        if (d.do === 'release' || d.do === 'drop' || d.do === 'remove-demo') {
          await (d.do === 'drop' ? held.rollback() : held.commit()).execute()
          if (d.do === 'remove-demo') {
            await ground.db.deleteFrom('event').where('demo', '=', true).execute()
            ids.splice(0, ids.length, ...(await rows<{ id: number }>(ground.db, 'select id from event e where not exists (select from event_void v where v.event_id = e.id)')).map((r) => r.id))
            await foldEvents(ground.db)
          }
          held = await ground.db.startTransaction().execute()
        }
        const [from, to] = [day(Math.min(a, b)), day(Math.max(a, b))]
        expect(await rolled(ground.db, from, to)).toEqual(await recount(ground.db, from, to))
        // The open transaction sees its own, and others do not.
        expect(await rolled(held, undefined, to)).toEqual(await recount(held, undefined, to))
      }
      const asked: Asked = { unit, from: day(Math.min(a, b)), to: day(Math.max(a, b)), ...(known === undefined ? {} : { asOf: day(known) }) }
      expect(await all(ground.db, asked)).toEqual(await byEvents(asked))
    } finally {
      await held.rollback().execute().catch(() => {})
    }
    await foldEvents(ground.db)
    const kept = await rollChecksum(ground.db)
    await foldEvents(ground.db, { anew: true })
    expect(await rollChecksum(ground.db)).toBe(kept)
  }), { numRuns: 10 })
}, 30_000)

const some = (n: number) => ground.db.transaction().execute(async (tx) => { for (let i = 0; i < n; i++) await write(tx, { kind: i % 3, day: i % 20, unit: i % 5, source: i % 3, amount: i, demo: false, late: 0 }) })

it('a fold that is cut off in the middle leaves everything as it was', async () => {
  await some(30)
  await foldEvents(ground.db)
  const before = await rollChecksum(ground.db)
  await some(10)
  const other = await ground.pool.connect()
  await other.query('begin')
  // The fold has read and reckoned when it meets this lock.
  await other.query('lock table event_roll in share mode')
  const cut = foldEvents(ground.db).then(() => 'folded', (error: Error) => error.message)
  for (let ended = 0; !ended;) ended = (await other.query(`select count(pg_cancel_backend(pid))::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rows[0].n
  expect(await cut).toContain('canceling statement')
  await other.query('commit')
  other.release()
  expect(await rollChecksum(ground.db)).toBe(before)
  expect(await rolled(ground.db, undefined, '9999-12-31')).toEqual(await recount(ground.db, undefined, '9999-12-31'))
  await foldEvents(ground.db)
  expect(await rolled(ground.db, undefined, '9999-12-31')).toEqual(await recount(ground.db, undefined, '9999-12-31'))
})

it('events that came from another cluster are numbered anew and summed again', async () => {
  await some(12)
  await rows(ground.db, `update event set tx = '900000000000'`)
  await rows(ground.db, `update event_roll_state set watermark = '800000000000', cluster = 1`)
  await adoptEvents(ground.db)
  expect(await rolled(ground.db, undefined, '9999-12-31')).toBeUndefined()
  await foldEvents(ground.db)
  await some(5)
  expect(await rolled(ground.db, undefined, '9999-12-31')).toEqual(await recount(ground.db, undefined, '9999-12-31'))
})
