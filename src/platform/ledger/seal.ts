import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { instantFromMs, type Instant } from '../../kernel/index.ts'
import { rows, type Db } from '../db/index.ts'

/** A root over the heads that moved since the root before, which it carries. */
export interface Seal { id: number; at: Instant; cases: number; actions: number; root: string; prevRoot: string }

export interface Head { case_id: string; seq: number; head_hash: string; demo: boolean }

/** The root of a seal: what it is about and the head of every case in it, ordered by id, after the root before. */
export function rootOf(of: { prevRoot: string; at: string; cases: number; actions: number }, heads: readonly Head[]): string {
  const lines = [...heads].sort((a, b) => (a.case_id < b.case_id ? -1 : 1)).map((h) => `${h.case_id} ${h.seq} ${h.head_hash}${h.demo ? ' demo' : ''}`)
  return createHash('sha256').update([of.prevRoot, of.at, of.cases, of.actions, ...lines].join('\n')).digest('hex')
}

/** Seals the heads of all cases that moved since the last seal; nothing when none did. One process seals at a time. */
export function sealRoots(db: Db, now: Instant = instantFromMs(Date.now())): Promise<Seal | undefined> {
  return db.transaction().execute(async (tx) => {
    await sql`lock table ledger_seal in exclusive mode`.execute(tx)
    const heads = await rows<Head & { sealed: number }>(tx, `select c.id as case_id, c.version as seq, c.head_hash, c.demo, coalesce(h.seq, 0) as sealed from case_file c
      left join lateral (select seq from ledger_seal_head where case_id = c.id order by seal_id desc limit 1) h on true
      where c.version > coalesce(h.seq, 0)`)
    if (!heads.length) return undefined
    const last = await tx.selectFrom('ledger_seal').select(['root', 'actions']).orderBy('id', 'desc').limit(1).executeTakeFirst()
    const of = { prevRoot: last?.root ?? '', at: now, cases: heads.length, actions: (last?.actions ?? 0) + heads.reduce((sum, h) => sum + h.seq - h.sealed, 0) }
    const root = rootOf(of, heads)
    const seal = await tx.insertInto('ledger_seal').values({ at: now, cases: of.cases, actions: of.actions, root, prev_root: of.prevRoot }).returning('id').executeTakeFirstOrThrow()
    await rows(tx, 'insert into ledger_seal_head (seal_id, case_id, seq, head_hash, demo) select $1, * from unnest($2::text[], $3::int[], $4::text[], $5::boolean[])',
      [seal.id, heads.map((h) => h.case_id), heads.map((h) => h.seq), heads.map((h) => h.head_hash), heads.map((h) => h.demo)])
    return { id: seal.id, ...of, root }
  })
}
