import { Agent, get } from 'node:http'
import { DuckDBInstance } from '@duckdb/node-api'
import { createServer } from '../src/http/index.ts'
import { foldEvents, rollChecksum } from '../src/platform/indicators/index.ts'
import { defineIndicator, defineProgramme } from '../src/service/index.ts'
import { aHouse, fujianUnits } from '../test/house.ts'
import { cpuOf, ground, type Line, median } from './ground.ts'

const places = fujianUnits().all.filter((u) => u.place).map((u) => u.id)
const kinds = Array.from({ length: 20 }, (_, k) => `task-${k + 1}.done`)
const programme = defineProgramme({
  id: '00-roll', task: '0', name: '测速', items: [], registers: [], indicators: kinds.map((kind, k) => defineIndicator({
    id: `task-${k + 1}`, name: `任务${k + 1}`, definition: '测速用', carries: [], owner: 'use', version: 1, kind: 'flow', unit: '分', direction: 'up', from: { events: [kind], sum: true },
  })),
})

/** Twenty tasks by ninety-five units over ten million events: from the roll-up at the interface, and by everything one would try first. */
export async function run(events = 10_000_000): Promise<Line[]> {
  const g = await ground()
  try {
    const house = await aHouse(g.db, { programmes: [programme], at: '2022-12-31T04:00:00.000Z' })
    const one = async (text: string) => Object.values((await g.pool.query(text)).rows[0] as object)[0] as number
    say(`装入 ${events} 个事件`)
    await load(g.pool, events)
    say('汇总')
    const built = await timed(() => foldEvents(g.db, { anew: true }))
    const checksum = await rollChecksum(g.db)
    await g.pool.query('vacuum analyze event_roll')

    say('对照：GROUP BY、DuckDB、触发器表')
    const grouped = 'select kind, unit, source, count(*), sum(amount), max(id) from plain_event group by 1, 2, 3'
    const byGroup = median(await times(3, () => g.pool.query(grouped)))
    const byDuck = await duck(events)
    await withTrigger(g.pool)
    const byTrigger = median(await times(60, () => g.pool.query('select kind, unit, source, n, amount, last from kept')))

    say('写入')
    const writes = await race(g.pool, cpuOf(g.dataDir))
    await foldEvents(g.db)

    say('接口')
    const app = await createServer(house, { databaseUrl: g.url, secret: 'a secret of at least thirty-two letters', limits: false })
    const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
    // What is read must count what was written a moment ago, and nothing but it.
    const count = async () => ((await read(port, '')).rows as { count: number[] }[]).reduce((sum, row) => sum + row.count[0]!, 0)
    await g.pool.query(insert('event', 300))
    if (await count() !== await one('select count(*) from event')) throw new Error('the roll-up is stale')
    const asked = { all: '', range: 'from=2020-03-05&to=2022-09-17', month: 'from=2022-03-01&to=2022-03-31' }
    const measured: Record<keyof typeof asked, number[]> = { all: [], range: [], month: [] }
    // As in an office: somebody writes all the while, and the job folds.
    const writing = setInterval(() => void g.pool.query(insert('event', 1)), 50), folding = setInterval(() => void foldEvents(g.db), 5000)
    for (let i = 0; i < 1000; i++) for (const name of Object.keys(asked) as (keyof typeof asked)[]) measured[name].push(await timed(() => read(port, asked[name], false)))
    clearInterval(writing)
    clearInterval(folding)
    const cpu = cpuOf(g.dataDir), used = cpu()
    for (let i = 0; i < 200; i++) await read(port, asked.all, false)
    const perRead = (cpu() - used) / 200
    const first: number[] = []
    for (let i = 0; i < 40; i++) {
      await g.pool.query(insert('event', 1))
      await foldEvents(g.db)
      first.push(await timed(() => read(port, asked.all, false)))
    }
    const [exact] = (await g.pool.query(`select count(*)::int as n, sum(amount)::bigint as amount from event where on_day between '2020-03-05' and '2022-09-17'`)).rows
    const said = await read(port, asked.range) as { rows: { count: number[]; amount: number[] }[] }
    const sum = (of: 'count' | 'amount') => said.rows.reduce((total, row) => total + row[of][0]!, 0)
    if (sum('count') !== exact.n || sum('amount') !== exact.amount) throw new Error('the roll-up is wrong')
    await app.close()

    say('重建')
    await foldEvents(g.db)
    const folded = await rollChecksum(g.db)
    const again = await timed(() => foldEvents(g.db, { anew: true }))
    const same = await rollChecksum(g.db) === folded && checksum !== folded

    const p50 = (of: number[]) => median(of.slice(50))
    const ms = (x: number) => (x < 1000 ? `${x.toFixed(1)} ms` : `${(x / 1000).toFixed(1)} s`)
    return [
      { what: `20×95 汇总，${events / 10_000}万事件，全部时间（接口，p50）`, limit: `GROUP BY ${ms(byGroup)}`, value: ms(p50(measured.all)), goal: '≤ 5 ms', met: p50(measured.all) <= 5 },
      ...(perRead ? [{ what: '　同上，所用处理器时间，含发问的一方', value: ms(perRead) }] : []),
      { what: '　同上，30个月的任意起止日', limit: `DuckDB ${ms(byDuck)}`, value: ms(p50(measured.range)), goal: '≤ 15 ms', met: p50(measured.range) <= 15 },
      { what: '　同上，全部时间，刚并入汇总后的第一次', value: ms(median(first)) },
      { what: '　同上，一个月', limit: `触发器表 ${ms(byTrigger)}`, value: ms(p50(measured.month)), goal: '≤ 15 ms', met: p50(measured.month) <= 15 },
      ...(['batch', 'single'] as const).flatMap((how): Line[] => {
        const plain = median(writes[how].plain), ours = median(writes[how].ours), cpu = writes.cpu[how]
        return [
          { what: how === 'batch' ? '写事件，每笔一千条' : '写事件，每笔一条（8 个并发）', limit: ms(plain), value: ms(ours), ratio: ours / plain, goal: '≤ 1.25', met: ours / plain <= 1.25 },
          ...(cpu.plain ? [{ what: '　同上，所用处理器时间', limit: ms(cpu.plain), value: ms(cpu.ours), ratio: cpu.ours / cpu.plain }] : []),
          { what: '　同上，行触发器', limit: ms(plain), value: ms(median(writes[how].trigger)), ratio: median(writes[how].trigger) / plain },
        ]
      }),
      { what: '从事件重建汇总', value: ms(Math.min(built, again)), goal: '校验和一致', met: same },
    ]
  } finally {
    await g.end()
  }
}

type Pool = Awaited<ReturnType<typeof ground>>['pool']
const say = (line: string) => process.stderr.write(`　${line}\n`)
const timed = async (what: () => Promise<unknown>): Promise<number> => { const from = performance.now(); await what(); return performance.now() - from }
const times = async (n: number, what: () => Promise<unknown>): Promise<number[]> => { const found: number[] = []; for (let i = 0; i < n; i++) found.push(await timed(what)); return found }

// The same made-up events in both languages: three years with quiet weekends, few busy units and many quiet ones, three sources, amounts on most.
function madeUp(div: string): string {
  const pick = (salt: number, of: number) => `((((g + ${salt}) * 2654435761) % 4294967296) ${div} 4096 % ${of})`
  return `(${pick(11, 20)})::int as k, ((${pick(23, 95)} * ${pick(37, 96)}) ${div} 95)::int as u, (${pick(41, 1096)})::int as d, (${pick(53, 10)})::int as s, case when ${pick(61, 4)} > 0 then ${pick(71, 1_000_000)} end as amount`
}
const columns = 'kind, on_day, at, unit, party_id, case_id, seq, amount, source, demo'
const list = (of: readonly string[]) => `(array[${of.map((x) => `'${x}'`).join(',')}])`
const made = (from: number, to: number, days = 1096) => `select ${list(kinds)}[k + 1], day, day + interval '9 hours' + (g % 28800)::int * interval '1 second', ${list(places)}[u + 1], 'p' || g % 200000, case when s < 8 then 'c' || g / 8 end,
    case when s < 8 then (g % 8)::int end, amount, case when s < 8 then 'system' when s = 8 then 'verified' else 'reported' end, false
  from (select *, date '2020-01-01' + ${1096 - days} + d % ${days} - case when extract(isodow from date '2020-01-01' + ${1096 - days} + d % ${days}) > 5 and g % 4 > 0 and d > 1 then 2 else 0 end as day from (select g, ${madeUp('/')} from generate_series(${from}::bigint, ${to}::bigint) g) x) y`
const indexes = (table: string) => [`on ${table} (kind, on_day) include (unit, amount, source)`, `on ${table} (case_id, seq) where case_id is not null`, `on ${table} (action_id, on_day) where action_id is not null`]

async function load(pool: Pool, events: number): Promise<void> {
  await pool.query('drop index event_kind; drop index event_case; drop index event_action; drop index event_tx')
  for (let from = 1; from <= events; from += 500_000) await pool.query(`insert into event (${columns}) ${made(from, Math.min(events, from + 499_999))}`)
  const [, ...rest] = (await pool.query(`select column_name as c from information_schema.columns where table_name = 'event' and column_name <> 'tx' order by ordinal_position`)).rows.map((r) => r.c as string)
  // The table as it would be without a roll-up.
  await pool.query(`create table plain_event as select id, ${rest} from event`)
  await pool.query(`alter table plain_event alter id set not null, alter id add generated always as identity (start with ${events + 1}), add primary key (id), alter demo set default false`)
  for (const table of ['event', 'plain_event']) for (const index of indexes(table)) await pool.query(`create index ${index}`)
  await pool.query('create index event_tx on event (tx)')
  await pool.query('vacuum analyze event')
  await pool.query('vacuum analyze plain_event')
  await pool.query('checkpoint')
}

/** The same question over the same events in the database made for such questions. */
async function duck(events: number): Promise<number> {
  const db = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await db.connect()
  await connection.run(`create table event as select g as id, 'task-' || (k + 1) || '.done' as kind, 'u' || u as unit, case when s < 8 then 'system' when s = 8 then 'verified' else 'reported' end as source, date '2020-01-01' + d as on_day, amount
    from (select g, ${madeUp('//')} from generate_series(1::bigint, ${events}::bigint) t(g)) x`)
  const found = await times(5, () => connection.runAndReadAll('select kind, unit, source, count(*), sum(amount), arg_max(amount, id) from event group by 1, 2, 3'))
  connection.closeSync()
  return median(found)
}

/** What one would write first: a table of sums that a trigger keeps, row by row. */
async function withTrigger(pool: Pool): Promise<void> {
  await pool.query(`create table kept (kind text, unit text collate "C", source text, n bigint, amount bigint, last bigint, primary key (kind, unit, source)) with (fillfactor = 70)`)
  await pool.query('insert into kept select kind, unit, source, count(*), sum(amount), max(amount) from plain_event group by 1, 2, 3')
  await pool.query(`create function keep() returns trigger language plpgsql as $$ begin
    insert into kept values (new.kind, new.unit, new.source, 1, coalesce(new.amount, 0), new.amount) on conflict (kind, unit, source) do update set n = kept.n + 1, amount = kept.amount + excluded.amount, last = coalesce(excluded.last, kept.last);
    return null; end $$`)
  await pool.query('create trigger keep after insert on plain_event for each row execute function keep()')
  await pool.query('alter table plain_event disable trigger keep')
  await pool.query('vacuum analyze kept')
}

let next = 2_000_000_000
const insert = (table: string, n: number) => { next += n; return `insert into ${table} (${columns}) ${made(next - n, next - 1, 30)}` }
const contenders = ['plain', 'ours', 'trigger'] as const
type Writes = Record<(typeof contenders)[number], number[]>

/** The three ways to write, in short turns after one another, so that whatever else the machine does falls on all alike. */
async function race(pool: Pool, cpu: () => number): Promise<{ batch: Writes; single: Writes; cpu: Record<'batch' | 'single', Record<(typeof contenders)[number], number>> }> {
  const none = (): Writes => ({ plain: [], ours: [], trigger: [] }), nought = () => ({ plain: 0, ours: 0, trigger: 0 })
  const found = { batch: none(), single: none(), cpu: { batch: nought(), single: nought() } }
  for (let turn = 0; turn < 16; turn++) {
    for (const who of turn % 2 ? contenders.toReversed() : contenders) {
      await pool.query(`alter table plain_event ${who === 'trigger' ? 'enable' : 'disable'} trigger keep`)
      const table = who === 'ours' ? 'event' : 'plain_event'
      const ways = { batch: () => times(8, () => pool.query(insert(table, 1000))), single: async () => (await Promise.all(Array.from({ length: 8 }, () => times(40, () => pool.query(insert(table, 1)))))).flat() }
      for (const how of ['batch', 'single'] as const) {
        const from = cpu(), took = await ways[how]()
        // The first turns warm up all three.
        if (turn < 4) continue
        found[how][who].push(...took)
        found.cpu[how][who] += (cpu() - from) / 12 / took.length
      }
    }
  }
  await pool.query('alter table plain_event disable trigger keep')
  return found
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const read = (port: number, asked: string, parse = true): Promise<any> => new Promise((settle, fail) => {
  get({ port, host: '127.0.0.1', agent, path: `/api/v1/indicators/matrix?${asked}` }, (answer) => {
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      if (answer.statusCode !== 200) return fail(new Error(Buffer.concat(chunks).toString().slice(0, 500)))
      settle(parse ? JSON.parse(Buffer.concat(chunks).toString()) : undefined)
    })
  }).on('error', fail)
})

if (import.meta.main) {
  const { print } = await import('./table.ts')
  print(await run(Number(process.argv[2] ?? 10_000_000)))
}
