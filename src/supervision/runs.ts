import { randomUUID } from 'node:crypto'
import { no, type Result, yes } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { findWho, type Who } from '../platform/people/index.ts'
import { dispatchList, type Dispatched, mayDispatch } from './dispatch.ts'
import { unitLabel } from './store.ts'
import type { RunView } from './types.ts'

const columns = `id, list_id as list, by_name as by, started_at as "startedAt", total, done, opened, already, refused, ended_at as "endedAt"`
/** Refusals beyond this many say the same again. */
const mostRefused = 50

/** Begins to dispatch a whole list and answers as soon as it is under way; short ones are done by then. What goes on already is watched, not begun again. */
export async function startDispatch(house: House, who: Who, list: string, patience = 1_500): Promise<Result<RunView>> {
  const may = await mayDispatch(house, who, list)
  if (!may.ok) return may
  const [going] = await rows<{ id: string }>(house.db, 'select id from list_run where list_id = $1 and ended_at is null order by started_at limit 1', [list])
  const id = going?.id ?? randomUUID()
  if (!going) await rows(house.db, 'insert into list_run (id, list_id, by_id, by_name, started_at, total) values ($1, $2, $3, $4, $5, 0)', [id, list, who.id, who.name, house.now()])
  const work = goOn(house, id)
  await Promise.race([work, new Promise((settle) => { setTimeout(settle, patience).unref() })])
  // What fails after the answer is taken up again by the job.
  work.catch(() => {})
  return findRun(house, who, list, id)
}

/** How a dispatch of a list stands. */
export async function findRun(house: House, who: Who, list: string, id?: string): Promise<Result<RunView>> {
  const may = await mayDispatch(house, who, list)
  if (!may.ok) return may
  const [run] = await rows<RunView>(house.db, `select ${columns} from list_run where list_id = $1 and ($2::text is null or id = $2) order by started_at desc limit 1`, [list, id ?? null])
  return run ? yes(run) : no({ code: 'no-such-run', at: 'run', say: '这份清单还没有整份交办过' })
}

/** Goes on with dispatches that a process left unfinished; a job calls it. */
export async function finishRuns(house: House): Promise<void> {
  for (const { id } of await rows<{ id: string }>(house.db, 'select id from list_run where ended_at is null order by started_at')) await goOn(house, id)
}

/** One process at a time; another that is asked meanwhile leaves it to the first. */
async function goOn(house: House, id: string): Promise<void> {
  await house.db.connection().execute(async (one) => {
    const [got] = await rows<{ ok: boolean }>(one, 'select pg_try_advisory_lock(hashtextextended($1, 8)) as ok', [id])
    if (!got!.ok) return
    try { await run(house, id) } finally { await rows(one, 'select pg_advisory_unlock(hashtextextended($1, 8))', [id]) }
  })
}

async function run(house: House, id: string): Promise<void> {
  const [found] = await rows<{ list: string; by: string; opened: number }>(house.db, 'select list_id as list, by_id as by, opened from list_run where id = $1 and ended_at is null', [id])
  if (!found) return
  const who = await findWho(house.db, found.by, today(house))
  const keep = (done: number, total: number, d: Dispatched) => rows(house.db, 'update list_run set done = $2, total = $3, opened = $4, already = $5, refused = $6::jsonb where id = $1',
    // What an earlier process opened for this same dispatch is found as there already.
    [id, done, total, found.opened + d.opened.length, Math.max(0, d.already - found.opened), JSON.stringify(d.refused.slice(0, mostRefused).map((r) => ({ action: r.action, unit: r.unit, name: unitLabel(house, r.unit), say: r.say })))])
  const done = who ? await dispatchList(house, who, found.list, keep) : no({ code: 'nobody', say: '发起交办的人已不在任，请由在任人员重新交办' })
  const refused = done.ok ? undefined : JSON.stringify(done.refusals.map((r) => ({ action: '', unit: '', name: '', say: r.say })))
  await rows(house.db, 'update list_run set ended_at = $2, refused = coalesce($3::jsonb, refused) where id = $1', [id, house.now(), refused ?? null])
}
