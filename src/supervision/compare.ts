import { type Alone, compareTasks, type Comparison, type Pair } from '../engines/tasklist/index.ts'
import { type Day, no, type Result, yes } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { isInside, type Who } from '../platform/people/index.ts'
import { progressOf } from './progress.ts'
import { findList, keepsLists } from './store.ts'
import type { Light, Role } from './types.ts'

interface TaskHead { id: string; number: string; title: string }
/** Two lists side by side; each pair and each that stands alone names its tasks. */
export interface ListComparison {
  before: { id: string; title: string; year: number }
  after: { id: string; title: string; year: number }
  counts: { kept: number; changed: number; dropped: number; added: number }
  pairs: (Omit<Pair, 'before' | 'after'> & { before: TaskHead; after: TaskHead; confirmed: boolean })[]
  dropped: (Omit<Alone, 'id' | 'nearest'> & { task: TaskHead; nearest?: { task: TaskHead; likeness: number } })[]
  added: (Omit<Alone, 'id' | 'nearest'> & { task: TaskHead; nearest?: { task: TaskHead; likeness: number } })[]
  /** What people have said against the first matching, oldest first. */
  corrections: { before: string | null; after: string | null; why: string; by: string; at: string }[]
  may: { correct: boolean }
}

type Stored = TaskHead & { measures: string; units: { text: string; role: Role }[]; deadlines: string[] }
const tasksOf = (house: House, list: string) => rows<Stored>(house.db, 'select id, number, title, measures, units, deadlines from list_task where list_id = $1 order by sort', [list])

const strange = (side: 'before' | 'after') => no({ code: 'no-such-task', at: side, say: `${side === 'before' ? '前一份' : '后一份'}清单中没有这项任务` })

interface Read { comparison: ListComparison; engine: Comparison }
async function read(house: House, who: Who, beforeId: string, afterId: string): Promise<Result<Read>> {
  if (beforeId === afterId) return no({ code: 'same-list', at: 'other', say: '请选两份不同的清单比较' })
  const [before, after] = await Promise.all([findList(house, who, beforeId), findList(house, who, afterId)])
  if (!before.ok) return before
  if (!after.ok) return after
  if (!isInside(who)) return no({ code: 'not-yours', say: '清单比较由机关工作人员查看' })
  const [was, is, said, links] = await Promise.all([
    tasksOf(house, beforeId), tasksOf(house, afterId),
    rows<{ before: string | null; after: string | null; why: string; by: string; at: string }>(house.db, 'select before_task as before, after_task as after, why, by_name as by, at from list_match where before_list = $1 and after_list = $2 order by id', [beforeId, afterId]),
    rows<{ task_id: string; from_task: string }>(house.db, 'select task_id, from_task from list_lineage where list_id = $1 and from_list = $2', [afterId, beforeId]),
  ])
  const engine = compareTasks(was, is, said)
  const head = (of: readonly Stored[]) => { const known = new Map(of.map(({ id, number, title }) => [id, { id, number, title }])); return (id: string) => known.get(id)! }
  const old = head(was), fresh = head(is)
  const linked = new Set(links.map((l) => `${l.from_task}\n${l.task_id}`))
  const alone = (own: typeof old, other: typeof old) => ({ id, nearest, ...rest }: Alone) => ({ ...rest, task: own(id), ...(nearest ? { nearest: { task: other(nearest.id), likeness: nearest.likeness } } : {}) })
  const side = (l: { id: string; title: string; year: number }) => ({ id: l.id, title: l.title, year: l.year })
  return yes({ engine, comparison: {
    before: side(before.value), after: side(after.value),
    counts: { kept: engine.pairs.filter((p) => p.kind === 'kept').length, changed: engine.pairs.filter((p) => p.kind === 'changed').length, dropped: engine.dropped.length, added: engine.added.length },
    pairs: engine.pairs.map((p) => ({ ...p, before: old(p.before), after: fresh(p.after), confirmed: linked.has(`${p.before}\n${p.after}`) })),
    dropped: engine.dropped.map(alone(old, fresh)), added: engine.added.map(alone(fresh, old)), corrections: said, may: { correct: keepsLists(house, who) },
  } })
}

/** Two lists task by task: what is kept, what changed and how, what was dropped, what is new. */
export async function compareLists(house: House, who: Who, before: string, after: string): Promise<Result<ListComparison>> {
  const found = await read(house, who, before, after)
  return found.ok ? yes(found.value.comparison) : found
}

/** A person says which two tasks are one, or that a task has no counterpart; what was said before is kept beside it. */
export async function correctMatch(house: House, who: Who, before: string, after: string, of: { before: string | null; after: string | null; why: string }): Promise<Result<ListComparison>> {
  const found = await read(house, who, before, after)
  if (!found.ok) return found
  if (!keepsLists(house, who)) return no({ code: 'not-yours', say: '对应关系由省局、业务处室或领导小组办公室认定' })
  if (of.before === null && of.after === null) return no({ code: 'nothing-said', at: 'before', say: '请至少指明一项任务' })
  if (!of.why.trim()) return no({ code: 'why-missing', at: 'why', say: '请写明认定的理由或依据' })
  const { pairs, dropped, added } = found.value.engine
  if (of.before !== null && ![...pairs.map((p) => p.before), ...dropped.map((x) => x.id)].includes(of.before)) return strange('before')
  if (of.after !== null && ![...pairs.map((p) => p.after), ...added.map((x) => x.id)].includes(of.after)) return strange('after')
  await rows(house.db, 'insert into list_match (before_list, after_list, before_task, after_task, why, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8)', [before, after, of.before, of.after, of.why.trim(), who.id, who.name, house.now()])
  return compareLists(house, who, before, after)
}

/** Confirms the pairs as they stand: each task of the later list is linked to the one it goes on with, and its history can be followed back. */
export async function confirmLineage(house: House, who: Who, before: string, after: string): Promise<Result<ListComparison>> {
  const found = await read(house, who, before, after)
  if (!found.ok) return found
  if (!keepsLists(house, who)) return no({ code: 'not-yours', say: '承接关系由省局、业务处室或领导小组办公室确认' })
  const { comparison: c, engine } = found.value
  if (c.before.year > c.after.year) return no({ code: 'wrong-way', at: 'other', say: `请由较早的清单承接到较晚的清单：《${c.before.title}》晚于《${c.after.title}》` })
  await house.db.transaction().execute(async (tx) => {
    await rows(tx, 'select id from task_list where id = $1 for update', [after])
    await rows(tx, 'delete from list_lineage where list_id = $1 and from_list = $2', [after, before])
    await rows(tx, `insert into list_lineage (list_id, task_id, from_list, from_task, how, reasons, by_id, by_name, at)
      select $1, p.after, $2, p.before, p.kind, p.reasons, $4, $5, $6 from jsonb_to_recordset($3::jsonb) as p(before text, after text, kind text, reasons jsonb)`,
    [after, before, JSON.stringify(engine.pairs.map(({ before: b, after: a, kind, reasons }) => ({ before: b, after: a, kind, reasons }))), who.id, who.name, house.now()])
  })
  return compareLists(house, who, before, after)
}

export interface HistoryLine { list: { id: string; title: string; year: number }; task: TaskHead; how: 'kept' | 'changed'; reasons: string[]; asOf: Day; light: Light; say: string; lights: Record<Light, number> }

/** What a task was in earlier lists, newest first, with how it stood at the end of each list's year or stands today. */
export async function taskHistory(house: House, who: Who, listId: string, task: string): Promise<Result<HistoryLine[]>> {
  const list = await findList(house, who, listId)
  if (!list.ok) return list
  if (!isInside(who)) return no({ code: 'not-yours', say: '任务的历年情况由机关工作人员查看' })
  const [known] = await rows(house.db, 'select id from list_task where list_id = $1 and id = $2', [listId, task])
  if (!known) return no({ code: 'no-such-task', at: 'task', say: `清单中没有第${task}项` })
  const found = await rows<{ id: string; title: string; year: number; task: string; number: string; task_title: string; how: 'kept' | 'changed'; reasons: string[] }>(house.db, `
    with recursive back(list_id, task_id, how, reasons, depth) as (
      select from_list, from_task, how, reasons, 1 from list_lineage where list_id = $1 and task_id = $2
      union all
      select l.from_list, l.from_task, l.how, l.reasons, b.depth + 1 from back b join list_lineage l on l.list_id = b.list_id and l.task_id = b.task_id where b.depth < 50
    )
    select distinct on (t.list_id, t.id) k.id, k.title, k.year, t.id as task, t.number, t.title as task_title, b.how, b.reasons, b.depth from back b join task_list k on k.id = b.list_id join list_task t on t.list_id = b.list_id and t.id = b.task_id
    order by t.list_id, t.id, b.depth`, [listId, task])
  const lines: HistoryLine[] = []
  for (const f of found.sort((a, b) => b.year - a.year)) {
    const end = `${f.year}-12-31` as Day, asOf = end < today(house) ? end : today(house)
    const then = (await progressOf(house, f.id, asOf, { task: f.task }))!.tasks[0]!
    lines.push({ list: { id: f.id, title: f.title, year: f.year }, task: { id: f.task, number: f.number, title: f.task_title }, how: f.how, reasons: f.reasons, asOf, light: then.light.light, say: then.light.say, lights: then.lights })
  }
  return yes(lines)
}
