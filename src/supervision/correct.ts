import { type Day, isDay, no, type Result, yes } from '../kernel/index.ts'
import { json, rows, type Tx, wholeOrNothing } from '../platform/db/index.ts'
import type { House } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import { proposed } from './import.ts'
import { moverProposer, offersOf } from './propose.ts'
import { addActions, addActionUnits, blockersOf, findList, keepsLists, type ListHead, type NewActionUnit, unitLabel, viewList } from './store.ts'
import type { ListView, Mover, Role, TaskView } from './types.ts'

interface Correcting { house: House; tx: Tx; list: ListHead; who: Who; why: string }
/** What was there before and what is there now, for the record. */
type Changed = Result<{ before: unknown; after: unknown }>

/**
 * Changes one thing that was read or proposed, and keeps what it was, who changed it and why. Paths: `title`, `year`, `sections.ID.title`,
 * `tasks.ID.title`, `tasks.ID.parent`, `tasks.ID.split`, `tasks.ID.confirmed`, `actions.ID.title|due|movedBy|awaits|units|confirmed`, `oddities.NO`.
 */
export async function correct(house: House, who: Who, listId: string, path: string, value: unknown, why: string): Promise<Result<ListView>> {
  const found = await findList(house, who, listId)
  if (!found.ok) return found
  if (!keepsLists(house, who)) return no({ code: 'not-yours', say: '任务清单由省局、业务处室或领导小组办公室更正' })
  if (!why.trim()) return no({ code: 'why-missing', at: 'why', say: '请写明更正的理由或依据' })
  const corrected = await wholeOrNothing(house.db, async (tx): Promise<Changed> => {
    const [list] = await rows<ListHead>(tx, 'select id, title, year, status, carried from task_list where id = $1 for update', [listId])
    const changed = await change({ house, tx, list: list!, who, why: why.trim() }, path, value)
    if (changed.ok) {
      await rows(tx, 'insert into list_correction (list_id, path, before, after, by_id, by_name, at, why) values ($1, $2, $3::jsonb, $4::jsonb, $5, $6, $7, $8)',
        [listId, path, JSON.stringify(changed.value.before ?? null), JSON.stringify(changed.value.after ?? null), who.id, who.name, house.now(), why.trim()])
    }
    return changed
  })
  return corrected.ok ? viewList(house, who, listId) : corrected
}

function change(c: Correcting, path: string, value: unknown): Promise<Changed> {
  const [kind, id, name] = path.split(/\.(?=[A-Za-z]+$)|(?<=^(?:sections|tasks|actions|oddities))\./)
  if (path === 'title' || path === 'year') return ofList(c, path, value)
  if (kind === 'sections' && id && name === 'title') return rename(c, 'list_section', id, value)
  if (kind === 'tasks' && id && name === 'title') return rename(c, 'list_task', id, value)
  if (kind === 'tasks' && id && name === 'parent') return below(c, id, value)
  if (kind === 'tasks' && id && name === 'split') return split(c, id, value)
  if (kind === 'tasks' && id && name === 'confirmed') return confirm(c, 'task_id', id, value)
  if (kind === 'actions' && id && name === 'title') return rename(c, 'list_action', id, value)
  if (kind === 'actions' && id && name === 'confirmed') return confirm(c, 'id', id, value)
  if (kind === 'actions' && id && name === 'due') return dueDay(c, id, value)
  if (kind === 'actions' && id && (name === 'movedBy' || name === 'awaits')) return movers(c, id, name, value)
  if (kind === 'actions' && id && name === 'units') return units(c, id, value)
  if (kind === 'oddities' && id && /^\d+$/.test(id)) return settle(c, Number(id), value)
  return Promise.resolve(no({ code: 'path-unknown', at: 'path', say: `没有可更正的项目“${path}”` }))
}

const missing = (what: string) => no({ code: 'not-found', at: 'path', say: `清单中没有${what}` })
const adopted = (what: string) => no({ code: 'adopted', at: 'path', say: `清单已经采用并可能已交办，${what}不能再改；确需调整的，请终止原办件后另行交办` })

async function ofList({ tx, list }: Correcting, path: 'title' | 'year', value: unknown): Promise<Changed> {
  const isGood = path === 'title' ? typeof value === 'string' && value.trim().length > 0 && value.length <= 200 : Number.isInteger(value) && Number(value) >= 2000 && Number(value) <= 2100
  if (!isGood) return no({ code: 'value-wrong', at: 'value', say: path === 'title' ? '请写明清单名称，最多200字' : '年份须为四位数字' })
  await rows(tx, `update task_list set ${path} = $2 where id = $1`, [list.id, value])
  return yes({ before: list[path], after: value })
}

async function rename({ tx, list }: Correcting, table: 'list_section' | 'list_task' | 'list_action', id: string, value: unknown): Promise<Changed> {
  if (typeof value !== 'string' || !value.trim() || value.length > 300) return no({ code: 'value-wrong', at: 'value', say: '请写明名称，最多300字' })
  const [before] = await rows<{ title: string }>(tx, `select title from ${table} where list_id = $1 and id = $2`, [list.id, id])
  if (!before) return missing(`“${id}”`)
  await rows(tx, `update ${table} set title = $3 where list_id = $1 and id = $2`, [list.id, id, value.trim()])
  return yes({ before: before.title, after: value.trim() })
}

/** Puts a task, with whatever stands below it, below one that is printed before it, or with nothing on the first level. */
async function below({ tx, list }: Correcting, id: string, value: unknown): Promise<Changed> {
  if (list.status === 'adopted') return adopted('任务的上下级')
  if (value !== null && typeof value !== 'string') return no({ code: 'value-wrong', at: 'value', say: '请选定上级任务；没有上级的请填空' })
  const tasks = await rows<{ id: string; parent: string | null }>(tx, 'select id, parent from list_task where list_id = $1 order by sort', [list.id])
  const own = tasks.findIndex((t) => t.id === id), to = tasks.findIndex((t) => t.id === value)
  if (own < 0) return missing(`第${id}项`)
  // What is printed before a task cannot stand below it, so that no ring can come of this.
  if (value !== null && (to < 0 || to >= own)) return no({ code: 'parent-wrong', at: 'value', say: `上级任务须是本清单中排在第${id}项之前的任务` })
  await rows(tx, 'update list_task set parent = $3 where list_id = $1 and id = $2', [list.id, id, value])
  return yes({ before: tasks[own]!.parent, after: value })
}

async function confirm({ tx, list, who, house }: Correcting, column: 'task_id' | 'id', id: string, value: unknown): Promise<Changed> {
  if (value !== true) return no({ code: 'value-wrong', at: 'value', say: '确认请填 true；不同意的，请更正拆分或推动者' })
  const done = await rows<{ id: string }>(tx, `update list_action set confirmed_by = $3, confirmed_name = $4, confirmed_at = $5 where list_id = $1 and ${column} = $2 and confirmed_at is null returning id`, [list.id, id, who.id, who.name, house.now()])
  return done.length ? yes({ before: '建议', after: done.map((a) => a.id) }) : missing(`待确认的“${id}”`)
}

async function dueDay({ tx, list }: Correcting, id: string, value: unknown): Promise<Changed> {
  if (value !== null && !isDay(value)) return no({ code: 'value-wrong', at: 'value', say: '期限须为真实日期，例如 2022-09-30；不写期限请填空' })
  const [before] = await rows<{ due_on: Day | null }>(tx, 'select due_on from list_action where list_id = $1 and id = $2', [list.id, id])
  if (!before) return missing(`分解任务“${id}”`)
  await rows(tx, 'update list_action set due_on = $3, due_said = $4 where list_id = $1 and id = $2', [list.id, id, value, value === null ? null : '由人确定'])
  return yes({ before: before.due_on, after: value })
}

async function movers({ tx, list, house }: Correcting, id: string, name: 'movedBy' | 'awaits', value: unknown): Promise<Changed> {
  const given = (Array.isArray(value) ? value : [undefined]) as Partial<Mover>[]
  const isGood = given.every((m) => m && ['item', 'register', 'indicator', 'event'].includes(m.kind!) && typeof m.id === 'string' && /^[\w.-]{1,60}$/.test(m.id) && typeof m.say === 'string' && m.say.trim() && m.say.length <= 200)
  if (!isGood) return no({ code: 'value-wrong', at: 'value', say: '推动者须为事项、名录、指标或事件，并写明理由' })
  const unknown = name === 'movedBy' ? given.filter((m) => (m.kind === 'item' ? !house.items.has(m.id!) : m.kind === 'register' ? !house.registers.has(m.id!) : m.kind === 'indicator' && !house.indicators.has(m.id!))) : []
  if (unknown.length) return no({ code: 'mover-unknown', at: 'value', say: `系统中没有${unknown.map((m) => `“${m.id}”`).join('、')}；尚未接入的请写入“待接入”` })
  const column = name === 'movedBy' ? 'moved_by' : 'awaits'
  const [before] = await rows<{ was: Mover[] }>(tx, `select ${column} as was from list_action where list_id = $1 and id = $2`, [list.id, id])
  if (!before) return missing(`分解任务“${id}”`)
  const after = given.map((m) => ({ kind: m.kind, id: m.id, say: m.say!.trim() }))
  await tx.updateTable('list_action').set({ [column]: json(after) }).where('list_id', '=', list.id).where('id', '=', id).execute()
  return yes({ before: before.was, after })
}

/** Units as a person names them: a path, or a path with its role. */
function readUnits(house: House, value: unknown, role: Role): Result<{ unit: string; role: Role }[]> {
  const wrong = no({ code: 'value-wrong', at: 'value', say: '请选定一个或几个单位' })
  if (!Array.isArray(value) || value.length > 200) return wrong
  const read: { unit: string; role: Role }[] = []
  for (const v of value as (string | { unit?: string; role?: Role })[]) {
    const unit = typeof v === 'string' ? v : v?.unit, as = (typeof v === 'object' && v?.role) || role
    if (typeof unit !== 'string' || !['lead', 'cooperate', 'responsible'].includes(as)) return wrong
    const known = house.units.get(unit)
    if (!known) return no({ code: 'unit-unknown', at: 'value', say: `没有“${unit}”这个单位` })
    if (known.level === 'county') return no({ code: 'county', at: 'value', say: `${known.name}的任务由所在市分解，请选定所在市` })
    if (!read.some((r) => r.unit === unit)) read.push({ unit, role: as })
  }
  return yes(read)
}

async function units(c: Correcting, id: string, value: unknown): Promise<Changed> {
  const { tx, list, house, who, why } = c
  if (list.status === 'adopted') return adopted('责任单位')
  const read = readUnits(house, value, 'responsible')
  if (!read.ok) return read
  const [known] = await rows(tx, 'select id from list_action where list_id = $1 and id = $2', [list.id, id])
  if (!known) return missing(`分解任务“${id}”`)
  const before = await rows<{ unit: string; role: Role; printed: string; basis: NewActionUnit['basis'] }>(tx, 'delete from list_action_unit where list_id = $1 and action_id = $2 returning unit_id as unit, role, printed, basis', [list.id, id])
  await addActionUnits(tx, list.id, read.value.map((u): NewActionUnit => {
    const was = before.find((b) => b.unit === u.unit)
    return { action: id, ...u, printed: was?.printed ?? '', basis: was?.basis === 'chosen' || !was ? 'chosen' : was.basis, ...(was && was.basis !== 'chosen' ? {} : { chosen: { id: who.id, name: who.name, why } }) }
  }))
  return yes({ before: before.map((b) => b.unit), after: read.value.map((u) => u.unit) })
}

/** Answers a question of the reading: which units an open set means, or that an oddity has been looked at. */
async function settle(c: Correcting, no_: number, value: unknown): Promise<Changed> {
  const { tx, list, house, who, why } = c
  const [o] = await rows<{ kind: string; task_id: string | null; printed: string | null; role: Role | null; how: string | null; settled_at: string | null }>(tx, 'select kind, task_id, printed, role, how, settled_at from list_oddity where list_id = $1 and no = $2', [list.id, no_])
  if (!o) return missing(`第${no_}号疑点`)
  let how = why
  let after: unknown = '已阅'
  if (o.kind !== 'reading') {
    if (list.status === 'adopted') return adopted('责任单位')
    if (value === null && o.kind === 'unknown-unit') return no({ code: 'value-wrong', at: 'value', say: `请选定“${o.printed}”是哪个单位，或勾选“不由本系统派发”` })
    const read = readUnits(house, value, o.role ?? 'responsible')
    if (!read.ok) return read
    if (o.kind === 'which-units' && read.value.length === 0) return no({ code: 'units-missing', at: 'value', say: `“${o.printed}”指哪些单位，请至少选定一个` })
    await rows(tx, `delete from list_action_unit u using list_action a where u.list_id = $1 and a.list_id = $1 and a.id = u.action_id and a.task_id = $2 and u.basis = 'chosen' and u.printed = $3`, [list.id, o.task_id, o.printed])
    const actions = await rows<{ id: string }>(tx, 'select id from list_action where list_id = $1 and task_id = $2', [list.id, o.task_id])
    await addActionUnits(tx, list.id, actions.flatMap((a) => read.value.map((u): NewActionUnit => ({ action: a.id, ...u, printed: o.printed!, basis: 'chosen', chosen: { id: who.id, name: who.name, why } }))))
    after = read.value.map((u) => u.unit)
    how = `${read.value.map((u) => unitLabel(house, u.unit)).join('、') || '不由本系统派发'}：${why}`
  }
  await rows(tx, 'update list_oddity set settled_by = $3, settled_name = $4, settled_at = $5, how = $6 where list_id = $1 and no = $2', [list.id, no_, who.id, who.name, house.now(), how])
  return yes({ before: o.settled_at ? o.how : null, after })
}

/** Cuts a task's measure anew. Every character must be there; the new actions want confirming. */
async function split(c: Correcting, id: string, value: unknown): Promise<Changed> {
  const { tx, list, house } = c
  if (list.status === 'adopted') return adopted('拆分')
  const [task] = await rows<{ title: string; measures: string; pieces: TaskView['pieces']; deadlines: string[] }>(tx, 'select title, measures, pieces, deadlines from list_task where list_id = $1 and id = $2', [list.id, id])
  if (!task) return missing(`第${id}项`)
  const given = (Array.isArray(value) ? value : []) as { words?: string; action?: unknown; title?: string }[]
  if (given.length === 0 || given.length > 60 || !given.every((p) => typeof p?.words === 'string' && p.words.length > 0 && (p.title === undefined || typeof p.title === 'string'))) return no({ code: 'value-wrong', at: 'value', say: '拆分须为若干段原文' })
  const whole = (s: string) => s.replace(/\s/g, '')
  if (whole(given.map((p) => p.words).join('')) !== whole(task.measures || task.title)) return no({ code: 'words-lost', at: 'value', say: '各段连起来须与举措原文完全一致，不能增删文字' })
  if (!given.some((p) => p.action)) return no({ code: 'no-action', at: 'value', say: '至少要有一段是分解任务' })
  const carried = new Map((await rows<{ id: string; words: string[] }>(tx, 'select a.id, a.words from list_action a join task_list l on l.id = a.list_id where l.carried and l.id <> $1', [list.id])).map((a) => [a.id, a.words.join('')]))
  const kept = await rows<{ unit: string; role: Role; printed: string; basis: NewActionUnit['basis']; by: string | null; name: string | null; why: string | null }>(tx, `select * from (select distinct on (u.unit_id) u.unit_id as unit, u.role, u.printed, u.basis, u.chosen_by as by, u.chosen_name as name, u.why, u.sort
    from list_action_unit u join list_action a on a.list_id = u.list_id and a.id = u.action_id where u.list_id = $1 and a.task_id = $2 order by u.unit_id, u.sort) x order by sort`, [list.id, id])
  await rows(tx, 'delete from list_action where list_id = $1 and task_id = $2', [list.id, id])
  let k = 0
  const pieces = given.map((p) => (p.action ? { action: `${id}.${++k}`, words: p.words! } : { words: p.words! }))
  const alone = pieces.filter((p) => p.action).length === 1
  const propose = moverProposer(offersOf(house, carried))
  const made = pieces.flatMap((p, i) => (p.action ? [proposed(propose(p.words), { id: p.action, task: id, words: p.words, title: given[i]!.title?.trim() || undefined, deadlines: task.deadlines, year: list.year, alone })] : []))
  await addActions(tx, list.id, made, made.flatMap((a) => kept.map((u): NewActionUnit => ({ action: a.id, unit: u.unit, role: u.role, printed: u.printed, basis: u.basis, ...(u.by ? { chosen: { id: u.by, name: u.name!, why: u.why! } } : {}) }))), house.now())
  await tx.updateTable('list_task').set({ pieces: json(pieces) }).where('list_id', '=', list.id).where('id', '=', id).execute()
  return yes({ before: task.pieces, after: pieces })
}

/** Puts a list in force. Refuses while anything is open and says what. */
export async function adopt(house: House, who: Who, listId: string): Promise<Result<ListView>> {
  const found = await findList(house, who, listId)
  if (!found.ok) return found
  if (!keepsLists(house, who)) return no({ code: 'not-yours', say: '任务清单由省局、业务处室或领导小组办公室采用' })
  const adopted = await wholeOrNothing(house.db, async (tx): Promise<Result<undefined>> => {
    // Nothing is corrected while it is looked through.
    const [list] = await rows<{ status: string; by: string }>(tx, 'select status, adopted_name as by from task_list where id = $1 for update', [listId])
    if (list!.status === 'adopted') return no({ code: 'adopted-already', say: `这份清单已由${list!.by}采用` })
    const open = await blockersOf(tx, listId)
    if (open.length) return no(...open.map((o) => ({ code: 'still-open', at: o.at, say: o.say })))
    await rows(tx, `update task_list set status = 'adopted', adopted_by = $2, adopted_name = $3, adopted_at = $4 where id = $1`, [listId, who.id, who.name, house.now()])
    return yes(undefined)
  })
  return adopted.ok ? viewList(house, who, listId) : adopted
}
