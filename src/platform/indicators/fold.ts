import type { Day } from '../../kernel/index.ts'
import { rows, type Db, type Tx } from '../db/index.ts'

/**
 * Takes into the roll-up what finished transactions have written since the last time; answers how many days were summed, or nothing when
 * another process is at it. Every day that something was written for, taken back or removed is counted anew from its events, so that
 * doing it twice, or stopping half-way, changes nothing. Writers and readers are never waited for, nor made to wait. `anew` sums every event again.
 */
export async function foldEvents(db: Db, { anew = false } = {}): Promise<number | undefined> {
  return db.transaction().execute(async (tx) => {
    const [state] = await rows<{ from: string | null }>(tx, `select watermark::text as "from" from event_roll_state for update ${anew ? '' : 'skip locked'}`)
    if (!state) return undefined
    // Asked once the row is ours: whatever has a smaller number has ended, and every later statement sees what it left.
    const [{ until }] = await rows<{ until: string }>(tx, 'select pg_snapshot_xmin(pg_current_snapshot())::text as until') as [{ until: string }]
    if (anew || state.from === null) return sumAll(tx, until)
    const window = [state.from, until]
    const gone = await rows<{ kind: string; day: Day }>(tx, 'with g as (delete from event_roll_gone returning kind, day) select distinct kind, day from g')
    const written = await rows<{ kind: string; day: Day; latest: string }>(tx, `select kind, on_day as day, max(at) as latest from (
        select kind, on_day, at from event where tx >= $1::xid8 and tx < $2::xid8
        union all select e.kind, e.on_day, v.at from event_void v join event e on e.id = v.event_id where v.tx >= $1::xid8 and v.tx < $2::xid8) t group by 1, 2`, window)
    const touched = new Map<string, Set<Day>>()
    for (const { kind, day } of [...gone, ...written]) touched.set(kind, (touched.get(kind) ?? new Set()).add(day))
    if (!touched.size) return 0
    await nameUnits(tx, 'select distinct unit from event where tx >= $1::xid8 and tx < $2::xid8', window)
    let days = 0
    for (const [kind, of] of touched) days += await sumDays(tx, kind, until, [...of].sort())
    const latest = written.map((w) => w.latest).sort().at(-1) ?? '-infinity'
    await rows(tx, 'update event_roll_state set watermark = $1::xid8, latest = greatest(latest, $2::timestamptz)', [until, latest])
    return days
  })
}

/** What the whole roll-up says in one word: the same after any way of getting there. */
export async function rollChecksum(db: Db): Promise<string> {
  const [sum] = await rows<{ sum: string }>(db, `select encode(sha256(convert_to(coalesce(string_agg(md5(r::text), '' order by kind, source, day), ''), 'UTF8')), 'hex') as sum from event_roll r`)
  return sum!.sum
}

/**
 * A dump that was read into another cluster brings transaction numbers that mean nothing there. They are given anew, once, and the
 * roll-up is forgotten, so that the next fold makes it again.
 */
export async function adoptEvents(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const moved = await rows(tx, `update event_roll_state set cluster = c.system_identifier, watermark = null from pg_control_system() c where cluster <> c.system_identifier returning 1`)
    if (!moved.length) return
    for (const table of ['event', 'event_void']) await rows(tx, `update ${table} set tx = pg_current_xact_id() where tx > pg_current_xact_id()`)
  })
}

async function sumAll(tx: Tx, until: string): Promise<number> {
  await rows(tx, `select set_config('work_mem', '64MB', true)`)
  await rows(tx, 'delete from event_roll')
  await rows(tx, 'delete from event_roll_gone')
  await nameUnits(tx, 'select distinct unit from event where tx < $1::xid8', [until])
  let days = 0
  for (const { kind } of await rows<{ kind: string }>(tx, 'select distinct kind from event where tx < $1::xid8 order by 1', [until])) days += await sumDays(tx, kind, until)
  await rows(tx, `update event_roll_state set watermark = $1::xid8,
    latest = greatest((select max(at) from event where tx < $1::xid8), (select max(at) from event_void where tx < $1::xid8), '-infinity')`, [until])
  return days
}

/** Every unit gets its place in the arrays when it first appears, and keeps it. */
const nameUnits = (tx: Tx, units: string, values: string[]) => rows(tx, `insert into event_roll_unit
  select (select coalesce(max(at), -1) from event_roll_unit) + row_number() over (order by unit), unit
  from (select distinct coalesce(unit, '') collate "C" as unit from (${units}) u) named where not exists (select from event_roll_unit k where k.unit = named.unit)`, values)

const measures = ['n', 'demo', 'amount', 'last', 'last_id', 'last_on'] as const
type Sums = Record<(typeof measures)[number], number[]>
type Stored = Sums & { day: Day }
/** What one unit did on one day: its place, how many, of them demonstration, the sum, and the newest's amount and number. */
type Own = [at: number, n: number, demo: number, amount: number, last: number, id: number]

/** Counts days of a kind anew, all of them unless they are named, and carries what has changed into every later day. */
async function sumDays(tx: Tx, kind: string, until: string, days?: Day[]): Promise<number> {
  // “not at or above”, because “below” would tempt the planner to read the index of transactions from its beginning.
  const counted = await rows<{ source: string; day: Day; own: Own[] }>(tx, `
    select source, on_day as day, json_agg(json_build_array(u.at, c.n, c.demo, c.amount, c.last, c.id) order by u.at) as own
    from (select source, on_day, coalesce(unit, '') as unit, count(*) as n, count(*) filter (where demo) as demo, coalesce(sum(amount), 0) as amount, max(id) as id,
        coalesce((array_agg(amount order by id desc))[1], 0) as last
      from event e where kind = $1 and not tx >= $2::xid8 ${days ? 'and on_day = any($3)' : ''}
        and not exists (select from event_void v where v.event_id = e.id and v.tx < $2::xid8) group by 1, 2, 3) c
    join event_roll_unit u using (unit) group by 1, 2 order by 2`, days ? [kind, until, days] : [kind, until])
  const known = days ? await rows<{ source: string }>(tx, 'select distinct source from event_roll where kind = $1', [kind]) : []
  const touched = days && new Set(days)
  for (const source of new Set([...counted, ...known].map((c) => c.source))) {
    const own = new Map(counted.filter((c) => c.source === source).map((c) => [c.day, c.own]))
    const stored = days ? await rows<Stored>(tx, `select day, ${measures} from event_roll where kind = $1 and source = $2
      and day >= coalesce((select max(day) from event_roll where kind = $1 and source = $2 and day < $3), $3) order by day`, [kind, source, days[0]]) : []
    const { write, drop } = carried(stored, own, touched ?? new Set(own.keys()))
    if (drop.length) await rows(tx, 'delete from event_roll where kind = $1 and source = $2 and day = any($3)', [kind, source, drop])
    for (let i = 0; i < write.length; i += 200) {
      const some = write.slice(i, i + 200)
      await rows(tx, `insert into event_roll (kind, source, day, ${measures})
        select $1, $2, x.* from unnest($3::date[], ${measures.map((_, m) => `$${m + 4}::json[]`)}) x
        on conflict (kind, source, day) do update set ${measures.map((m) => `${m} = excluded.${m}`)}`,
        [kind, source, some.map((s) => s.day), ...measures.map((m) => some.map((s) => JSON.stringify(trimmed(s[m]))))])
    }
  }
  return touched?.size ?? new Set(counted.map((c) => c.day)).size
}

/** The rows from the first touched day on, as they must be now; the stored ones begin with the day before it, if there is one. */
function carried(stored: readonly Stored[], own: ReadonlyMap<Day, Own[]>, touched: ReadonlySet<Day>): { write: Stored[]; drop: Day[] } {
  const write: Stored[] = [], drop: Day[] = []
  const was = new Map(stored.map((s) => [s.day, s]))
  let before: Sums = nothing, beforeWas: Sums = nothing
  for (const day of [...new Set([...was.keys(), ...own.keys()])].sort()) {
    const row = was.get(day)
    const now = touched.has(day) ? own.has(day) && plus(before, own.get(day)!, day) : moved(row!, before, beforeWas, day)
    if (!now) drop.push(day)
    else {
      if (now !== row) write.push({ ...now, day })
      before = now
    }
    beforeWas = row ?? beforeWas
  }
  return { write, drop }
}

const nothing: Sums = { n: [], demo: [], amount: [], last: [], last_id: [], last_on: [] }
const writtenDay = (day: Day): number => Number(day.replaceAll('-', ''))

function plus(before: Sums, own: readonly Own[], day: Day): Sums {
  const sums = longEnough(before, Math.max(before.n.length, ...own.map(([at]) => at + 1)))
  for (const [at, n, demo, amount, last, id] of own) {
    sums.n[at]! += n
    sums.demo[at]! += demo
    sums.amount[at]! += amount
    if (!Number.isSafeInteger(sums.amount[at])) throw new Error('a sum of amounts does not fit a JavaScript number')
    sums.last[at] = last
    sums.last_id[at] = id
    sums.last_on[at] = writtenDay(day)
  }
  return sums
}

/** A day that was not touched itself, on the ground of what the days before it have become. */
function moved(row: Stored, before: Sums, beforeWas: Sums, day: Day): Sums {
  if (before === beforeWas) return row
  const sums = longEnough(row, Math.max(row.n.length, before.n.length))
  for (let at = 0; at < sums.n.length; at++) {
    for (const m of ['n', 'demo', 'amount'] as const) sums[m][at]! += (before[m][at] ?? 0) - (beforeWas[m][at] ?? 0)
    if (sums.last_on[at] !== writtenDay(day)) for (const m of ['last', 'last_id', 'last_on'] as const) sums[m][at] = before[m][at] ?? 0
  }
  return sums
}

const longEnough = (of: Sums, length: number): Sums =>
  Object.fromEntries(measures.map((m) => [m, [...of[m], ...Array<number>(Math.max(0, length - of[m].length)).fill(0)]])) as Sums
/** Noughts at the end are not written, so that every way to the same sums writes the same row. */
const trimmed = (of: number[]): number[] => of.slice(0, of.findLastIndex((x) => x !== 0) + 1)
