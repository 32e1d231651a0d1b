import { createHash } from 'node:crypto'
import type { Pool } from 'pg'

/** How many work at once, on a case each. */
export const clients = 8

const tables = `create table hand_case (id text primary key, state text not null, version int not null, head text not null, due_on date, unit text not null);
  create table hand_action (case_id text, seq int, at timestamptz, by_id text, body text, prev text, hash text, primary key (case_id, seq));
  create table hand_work (case_id text primary key, unit text, due_on date); create index on hand_work (unit, due_on);
  create table hand_outbox (id bigserial primary key, payload jsonb, at timestamptz);
  create table hand_seat (member_id text, unit text, primary key (member_id, unit)); insert into hand_seat values ('u1', 'fj.3501')`

const statement = {
  name: 'hand', text: `with c as (
      update hand_case set state = $3, version = version + 1, head = $4, due_on = $5 where id = $1 and state = $2 and version = $6 and head = $7 and due_on >= $8::date
        and exists (select 1 from hand_seat s where s.member_id = $9 and s.unit = hand_case.unit) returning id, version, unit, due_on),
    a as (insert into hand_action select id, version, $10::timestamptz, $9, $11, $7, $4 from c),
    w as (insert into hand_work select id, unit, due_on from c on conflict (case_id) do update set due_on = excluded.due_on, unit = excluded.unit),
    o as (insert into hand_outbox (payload, at) select jsonb_build_object('case', id, 'step', $3::text), $10::timestamptz from c)
    select version from c`,
}
const reading = { name: 'hand-read', text: 'select * from hand_case c where id = $1 and exists (select 1 from hand_seat s where s.member_id = $2 and s.unit = c.unit)' }

/**
 * The limit: a case's step as one hand-written statement that locks the row, guards state, version, authority and deadline,
 * and keeps a chained audit row, a work-list row and an outbox row, in one durable transaction; and one read by key and authority.
 * Each of the cases h0, h1, … is worked on by one client alone.
 */
export async function handWritten(pool: Pool) {
  await pool.query(tables)
  for (let i = 0; i < clients; i++) await pool.query('insert into hand_case values ($1, $2, 1, $3, $4, $5)', [`h${i}`, 'ping', '', '2022-03-29', 'fj.3501'])
  const hands = new Map(Array.from({ length: clients }, (_, n) => [`h${n}`, { version: 1, head: '', state: 'ping' }]))
  return {
    async step(id: string, note: string): Promise<{ version: number; state: string }> {
      const h = hands.get(id)!, to = h.state === 'ping' ? 'pong' : 'ping'
      const body = JSON.stringify({ case: id, from: h.state, to, by: 'u1', at: '2022-03-01T01:00:00.000Z', note })
      const hash = createHash('sha256').update(`${h.head}\n${body}`).digest('hex')
      const { rowCount } = await pool.query({ ...statement, values: [id, h.state, to, hash, '2022-03-29', h.version, h.head, '2022-03-01', 'u1', '2022-03-01T01:00:00.000Z', body] })
      if (rowCount !== 1) throw new Error(`the hand-written statement on ${id} was refused`)
      hands.set(id, { version: h.version + 1, head: hash, state: to })
      return { version: h.version + 1, state: to }
    },
    read: async (id: string): Promise<unknown> => (await pool.query({ ...reading, values: [id, 'u1'] })).rows[0],
  }
}
