import { createHash } from 'node:crypto'
import { aHouse, anApplicant, anOfficial } from '../test/house.ts'
import { step, submit } from '../src/platform/cases/index.ts'
import { cpuOf, ground, type Line, paced, rounds } from './ground.ts'
import { pingProgramme } from './ping.ts'

const clients = 8

/** Case transitions in process, beside one hand-written guarded statement that keeps the same rows, in the same run. */
export async function run(): Promise<Line[]> {
  const g = await ground()
  try {
    const house = await aHouse(g.db, { programmes: [pingProgramme] })
    const who = await anOfficial(g.db, 'fj.3501', ['handle'])
    const ids: string[] = []
    for (let i = 0; i < clients; i++) {
      const applicant = await anApplicant(g.db)
      const made = await submit(house, applicant, 'ping', { who: { name: { name: applicant.partyName }, place: '350102', note: '测速' } })
      if (!made.ok) throw new Error(JSON.stringify(made.refusals))
      ids.push(made.value.id)
    }
    await g.pool.query(`create table hand_case (id text primary key, state text not null, version int not null, head text not null, due_on date, unit text not null);
      create table hand_action (case_id text, seq int, at timestamptz, by_id text, body text, prev text, hash text, primary key (case_id, seq));
      create table hand_work (case_id text primary key, unit text, due_on date); create index on hand_work (unit, due_on);
      create table hand_outbox (id bigserial primary key, payload jsonb, at timestamptz);
      create table hand_seat (member_id text, unit text, primary key (member_id, unit)); insert into hand_seat values ('u1', 'fj.3501')`)
    for (let i = 0; i < clients; i++) await g.pool.query('insert into hand_case values ($1, $2, 1, $3, $4, $5)', [`h${i}`, 'ping', '', '2022-03-29', 'fj.3501'])
    const statement = {
      name: 'hand', text: `with c as (
          update hand_case set state = $3, version = version + 1, head = $4, due_on = $5 where id = $1 and state = $2 and version = $6 and head = $7 and due_on >= $8::date
            and exists (select 1 from hand_seat s where s.member_id = $9 and s.unit = hand_case.unit) returning id, version, unit, due_on),
        a as (insert into hand_action select id, version, $10::timestamptz, $9, $11, $7, $4 from c),
        w as (insert into hand_work select id, unit, due_on from c on conflict (case_id) do update set due_on = excluded.due_on, unit = excluded.unit),
        o as (insert into hand_outbox (payload, at) select jsonb_build_object('case', id, 'step', $3::text), $10::timestamptz from c)
        select version from c`,
    }
    const hands = Array.from({ length: clients }, () => ({ version: 1, head: '', state: 'ping' }))
    const byHand = async (client: number) => {
      const h = hands[client]!, to = h.state === 'ping' ? 'pong' : 'ping'
      const body = JSON.stringify({ case: `h${client}`, from: h.state, to, by: 'u1', at: '2022-03-01T01:00:00.000Z', note: '同意，请右席办理' })
      const hash = createHash('sha256').update(`${h.head}\n${body}`).digest('hex')
      const done = await g.pool.query({ ...statement, values: [`h${client}`, h.state, to, hash, '2022-03-29', h.version, h.head, '2022-03-01', 'u1', '2022-03-01T01:00:00.000Z', body] })
      if (done.rowCount !== 1) throw new Error('the hand-written statement was refused')
      hands[client] = { version: h.version + 1, head: hash, state: to }
    }
    const next = ids.map(() => 'over')
    const ours = async (client: number) => {
      const done = await step(house, who, ids[client]!, { step: next[client]!, input: { note: '同意，请右席办理' } })
      if (!done.ok) throw new Error(JSON.stringify(done.refusals))
      next[client] = next[client] === 'over' ? 'back' : 'over'
    }
    return paced('办件流转（进程内，每步一次持久事务）', await rounds({ hand: byHand, ours }, { clients, cpu: cpuOf(g.dataDir) }), 0.65)
  } finally {
    await g.end()
  }
}
if (import.meta.main) {
  const { print } = await import('./table.ts')
  print(await run())
}
