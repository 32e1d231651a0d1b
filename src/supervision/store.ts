import { type Day, type Instant, no, type Result, showDay, yearOf, yes } from '../kernel/index.ts'
import { type Db, rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { isInside, type Who } from '../platform/people/index.ts'
import type { ActionUnit, ActionView, ActKind, ActView, ListRow, ListView, Mover, OddityView, Role, RolesView, SourceView, TaskView } from './types.ts'

/** A list about to be kept: everything that was read of it, with what is proposed. */
export interface Reading {
  id: string
  title: string
  year: number
  docNumber: string | null
  fileName: string
  fileHash: string
  source: string
  carried: boolean
  sections: { id: string; number: string | null; title: string; parent: string | null; from: number; to: number }[]
  tasks: { id: string; number: string; title: string; section: string | null; parent: string | null; measures: string; unitsPrinted: string; units: { text: string; role: Role }[]; scope: string | null; deadlines: string[]; pieces: TaskView['pieces']; from: number; to: number }[]
  actions: NewAction[]
  actionUnits: NewActionUnit[]
  oddities: { kind: OddityView['kind']; at: string; task?: string; printed?: string; role?: Role; say: string; from?: number; to?: number; blocks: boolean }[]
}
export interface NewAction { id: string; task: string; title: string; words: string[]; due: Day | null; dueSaid: string | null; carrier: string | null; movedBy: Mover[]; awaits: Mover[]; pending: boolean; reasons: string[]; confirmed?: { id: string; name: string } }
export interface NewActionUnit { action: string; unit: string; role: Role; printed: string; basis: ActionUnit['basis']; chosen?: { id: string; name: string; why: string } }

/** Keeps a list; answers false when the same file is kept already. */
export async function keepList(db: Db, of: Reading, by: { id: string; name: string }, at: Instant, demo: boolean): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const made = await rows(tx, `insert into task_list (id, title, year, doc_number, file_name, file_hash, source, status, carried, imported_by, imported_name, imported_at, demo)
      values ($1, $2, $3, $4, $5, $6, $7, 'review', $8, $9, $10, $11, $12) on conflict do nothing returning id`,
    [of.id, of.title, of.year, of.docNumber, of.fileName, of.fileHash, of.source, of.carried, by.id, by.name, at, demo])
    if (!made.length) return false
    await rows(tx, `insert into list_section select $1, s.id, s.number, s.title, s.parent, s."from", s."to", s.sort
      from jsonb_to_recordset($2::jsonb) as s(id text, number text, title text, parent text, "from" int, "to" int, sort int)`, [of.id, JSON.stringify(of.sections.map((s, sort) => ({ ...s, sort })))])
    await rows(tx, `insert into list_task (list_id, id, number, title, section_id, parent, measures, units_printed, units, scope, deadlines, pieces, from_char, to_char, sort)
      select $1, t.id, t.number, t.title, t.section, t.parent, t.measures, t."unitsPrinted", t.units, t.scope, t.deadlines, t.pieces, t."from", t."to", t.sort
      from jsonb_to_recordset($2::jsonb) as t(id text, number text, title text, section text, parent text, measures text, "unitsPrinted" text, units jsonb, scope text, deadlines jsonb, pieces jsonb, "from" int, "to" int, sort int)`,
    [of.id, JSON.stringify(of.tasks.map((t, sort) => ({ ...t, sort })))])
    await addActions(tx, of.id, of.actions, of.actionUnits, at)
    await rows(tx, `insert into list_oddity (list_id, no, kind, at, task_id, printed, role, say, from_char, to_char, blocks)
      select $1, o.no, o.kind, o.at, o.task, o.printed, o.role, o.say, o."from", o."to", o.blocks
      from jsonb_to_recordset($2::jsonb) as o(no int, kind text, at text, task text, printed text, role text, say text, "from" int, "to" int, blocks boolean)`,
    [of.id, JSON.stringify(of.oddities.map((o, i) => ({ ...o, no: i + 1 })))])
    return true
  })
}

export async function addActions(db: Db, list: string, actions: readonly NewAction[], units: readonly NewActionUnit[], at: Instant): Promise<void> {
  await rows(db, `insert into list_action (list_id, id, task_id, title, words, due_on, due_said, carrier, moved_by, awaits, pending, reasons, confirmed_by, confirmed_name, confirmed_at, sort)
    select $1, a.id, a.task, a.title, a.words, a.due, a."dueSaid", a.carrier, a."movedBy", a.awaits, a.pending, a.reasons, a.confirmed ->> 'id', a.confirmed ->> 'name', case when a.confirmed is null then null else $3::timestamptz end, a.sort
    from jsonb_to_recordset($2::jsonb) as a(id text, task text, title text, words jsonb, due date, "dueSaid" text, carrier text, "movedBy" jsonb, awaits jsonb, pending boolean, reasons jsonb, confirmed jsonb, sort int)`,
  [list, JSON.stringify(actions.map((a, sort) => ({ ...a, sort }))), at])
  await addActionUnits(db, list, units)
}

export async function addActionUnits(db: Db, list: string, units: readonly NewActionUnit[]): Promise<void> {
  await rows(db, `insert into list_action_unit (list_id, action_id, unit_id, role, printed, basis, chosen_by, chosen_name, why, sort)
    select $1, u.action, u.unit, u.role, u.printed, u.basis, u.chosen ->> 'id', u.chosen ->> 'name', u.chosen ->> 'why', u.sort + (select coalesce(max(sort) + 1, 0) from list_action_unit k where k.list_id = $1)
    from jsonb_to_recordset($2::jsonb) as u(action text, unit text, role text, printed text, basis text, chosen jsonb, sort int) on conflict do nothing`,
  [list, JSON.stringify(units.map((u, sort) => ({ ...u, sort })))])
}

/** Who keeps the list: the bureau, its divisions and the leading group's office. Centres and places carry it out. */
export const keepsLists = (house: House, who: Who): boolean =>
  who.seats.some((s) => { const u = house.units.get(s.unit); return u?.level === 'province' && u.kind !== 'centre' && s.duties.some((d) => d === 'handle' || d === 'decide') })
/** Who approves acts on the actions of a list: whoever decides for the bureau itself. */
export const approvesActs = (house: House, who: Who): boolean => who.seats.some((s) => s.unit === house.units.root.id && s.duties.includes('decide'))

const listColumns = `l.id, l.title, l.year, l.status, l.doc_number as "docNumber", l.file_name as "fileName", l.imported_name as "importedBy", l.imported_at as "importedAt", l.adopted_name as "adoptedBy", l.adopted_at as "adoptedAt",
  (select count(*) from list_task t where t.list_id = l.id) as tasks, (select count(*) from list_action a where a.list_id = l.id) as actions,
  (select count(*) from list_oddity o where o.list_id = l.id and o.blocks and o.settled_at is null) + (select count(*) from list_action a where a.list_id = l.id and a.confirmed_at is null) as open`

/** The lists this person may open: everyone those in force, officials also those under review. */
export const listLists = (house: House, who: Who): Promise<ListRow[]> =>
  rows<ListRow>(house.db, `select ${listColumns} from task_list l where l.status = 'adopted' or $1 order by l.year desc, l.imported_at desc`, [isInside(who)])

/** The refusal of a day that has not come, for figures are told up to a day. */
export const notYet = (house: House, asOf: Day): Result<never> | undefined =>
  asOf > today(house) ? no({ code: 'as-of-future', at: 'asOf', say: `截至日不能晚于今天（${showDay(today(house))}）` }) : undefined

export const noList = () => no({ code: 'no-such-list', at: 'list', say: '没有这份任务清单，或尚在核对中' })

export async function findList(house: House, who: Who, id: string): Promise<Result<ListRow>> {
  const [found] = await rows<ListRow>(house.db, `select ${listColumns} from task_list l where l.id = $1 and (l.status = 'adopted' or $2)`, [id, isInside(who)])
  return found ? yes(found) : noList()
}

/** The list that pages show when none is named: of those in force this year's, or the last before it, or the next; else the newest under review. */
export async function currentList(house: House): Promise<ListHead | undefined> {
  const [found] = await rows<ListHead>(house.db, `select id, title, year, status, carried from task_list order by (status = 'adopted') desc, (year <= $1) desc, year desc, imported_at desc limit 1`, [yearOf(today(house))])
  return found
}
export interface ListHead { id: string; title: string; year: number; status: 'review' | 'adopted'; carried: boolean }

interface ActionRow { id: string; task_id: string; title: string; words: string[]; due_on: Day | null; due_said: string | null; carrier: string | null; moved_by: Mover[]; awaits: Mover[]; pending: boolean; reasons: string[]; confirmed_name: string | null; units: { unit: string; role: Role; printed: string; basis: ActionUnit['basis']; by: string | null; why: string | null; since: Day | null; until: Day | null; act: string | null }[] }

/** The day an action is due, and the words that say why. */
export const dueOf = (year: number, a: { due_on: Day | null; due_said: string | null }) => ({
  dueOn: a.due_on ?? (`${year}-12-31` as Day), dueSaid: a.due_said ?? (a.due_on ? '' : '清单未写期限，按年末计'), dueWritten: a.due_on !== null,
})

/** The actions of a list as they were at the end of a day: as issued, with what acts and decisions on roles have changed by then. */
export async function actionsOf(house: House, list: { id: string; year: number; carried: boolean }, only?: { action?: string; task?: string }, asOf?: Day): Promise<ActionView[]> {
  const [found, acts, roles] = await Promise.all([
    rows<ActionRow>(house.db, `select a.*, coalesce(u.units, '[]') as units from list_action a join list_task t on t.list_id = a.list_id and t.id = a.task_id
      left join lateral (select jsonb_agg(jsonb_build_object('unit', unit_id, 'role', role, 'printed', printed, 'basis', basis, 'by', chosen_name, 'why', why, 'since', since, 'until', until, 'act', act) order by sort) as units
        from list_action_unit u where u.list_id = a.list_id and u.action_id = a.id) u on true
      where a.list_id = $1 and ($2::text is null or a.id = $2) and ($3::text is null or a.task_id = $3) order by t.sort, a.sort`, [list.id, only?.action ?? null, only?.task ?? null]),
    actsOf(house, list.id, asOf), rolesOf(house, list.id, asOf),
  ])
  return found.map((a) => {
    const movedBy = withCarriers(house, list, a), own = acts.filter((x) => x.action === a.id).map((x) => x.act)
    const units = a.units.filter((u) => asOf === undefined || u.since === null || u.since <= asOf).map((u) => (asOf !== undefined && u.until !== null && u.until > asOf ? { ...u, until: null } : u))
    const due = dueOf(list.year, a), now = own.findLast((x) => x.after.due !== x.before.due), ended = own.find((x) => x.kind !== 'adjust')?.kind as ActionView['ended']
    const lead = leadOf(house, roles, a.task_id, units), sides = roles.findLast((r) => r.kind === 'sides' && r.action === a.id)
    return {
      id: a.id, task: a.task_id, title: a.title, words: a.words, ...due, ...(now ? { dueOn: now.after.due, dueSaid: `经批准调整（${now.doc}）`, firstDue: due.dueOn } : {}),
      carrier: a.carrier, movedBy, reasons: a.reasons, confirmedBy: a.confirmed_name, acts: own, ...(ended ? { ended } : {}), ...(lead ? { lead } : {}), ...(sides ? { sides: { by: sides.by, why: sides.why } } : {}),
      awaits: a.awaits.filter((w) => !movedBy.some((m) => m.kind === w.kind && m.id === w.id)), pending: movedBy.every((m) => m.kind === 'item' && m.id === 'list-action'),
      units: units.map((u) => ({
        unit: u.unit, name: unitLabel(house, u.unit), role: lead?.unit === u.unit ? 'lead' : u.role, printed: u.printed, basis: u.basis, ...(u.by ? { chosenBy: u.by } : {}), ...(u.why ? { why: u.why } : {}),
        ...(u.since ? { since: u.since } : {}), ...(u.until ? { until: u.until } : {}), ...(u.act ? { act: u.act } : {}),
      })),
    }
  })
}

interface ActRow { id: string; action: string; kind: ActKind; doc: string; reason: string; on: Day; by: string; before: ActView['before']; after: ActView['after']; intoList: string | null; intoAction: string | null; intoTitle: string | null; open: boolean }
/** Approved acts on the actions of a list, oldest first. */
export async function actsOf(house: House, list: string, asOf?: Day): Promise<{ action: string; act: ActView }[]> {
  const found = await rows<ActRow>(house.db, `select x.id, x.action_id as action, x.kind, x.doc, x.reason, x.on_day as "on", x.by_name as by, x.before, x.after, x.into_list as "intoList", x.into_action as "intoAction", i.title as "intoTitle", x.done_at is null as open
    from list_act x left join list_action i on i.list_id = x.into_list and i.id = x.into_action where x.list_id = $1 and ($2::date is null or x.on_day <= $2) order by x.at, x.id`, [list, asOf ?? null])
  return found.map(({ action, intoList, intoAction, intoTitle, ...x }) => ({ action, act: { ...x, into: intoList && intoAction ? { list: intoList, action: intoAction, title: intoTitle ?? '' } : null } }))
}

interface RoleRow { task: string | null; action: string | null; kind: RolesView['decided'][number]['kind']; unit: string | null; why: string; by: string; at: Instant; on: Day }
/** What people have said about roles, oldest first. */
export const rolesOf = (house: House, list: string, asOf?: Day): Promise<RoleRow[]> =>
  rows<RoleRow>(house.db, `select task_id as task, action_id as action, kind, unit_id as unit, why, by_name as by, at, at::date as "on" from list_role where list_id = $1 and ($2::date is null or at::date <= $2) order by id`, [list, asOf ?? null])

/** Who leads a task: whom the list names, else whom a person named for the task, else what was decided for the list. */
export function leadOf(house: House, roles: readonly RoleRow[], task: string, units: readonly { unit: string; role: Role }[]): ActionView['lead'] {
  if (units.some((u) => u.role === 'lead')) return undefined
  const said = roles.findLast((r) => r.task === task && r.kind !== 'sides') ?? roles.findLast((r) => r.task === null && r.action === null)
  if (!said) return undefined
  const unit = said.kind === 'first' ? units[0]?.unit ?? null : said.kind === 'lead' ? said.unit : null
  return { unit, name: unit ? unitLabel(house, unit) : '各负其责，不设牵头', of: said.task ? 'task' : 'list', by: said.by, why: said.why, on: said.on }
}

/** What the list names and the house offers, and what the declarations of the house say they carry themselves. */
function withCarriers(house: House, list: { carried: boolean }, a: { id: string; moved_by: Mover[] }): Mover[] {
  const known = a.moved_by.filter((m) => m.kind === 'event' || (m.kind === 'item' ? house.items.has(m.id) : m.kind === 'register' ? house.registers.has(m.id) : house.indicators.has(m.id)))
  if (!list.carried) return known
  const more: Mover[] = [
    ...[...house.items.values()].filter((i) => i.carries.includes(a.id)).map((i) => ({ kind: 'item' as const, id: i.id, say: `${i.name}：办件推进即推进` })),
    ...[...house.indicators.values()].filter((i) => i.carries.includes(a.id)).map((i) => ({ kind: 'indicator' as const, id: i.id, say: `${i.name}：${i.definition}` })),
  ]
  return [...known, ...more.filter((m) => !known.some((k) => k.kind === m.kind && k.id === m.id))]
}

/** A unit as lists print it: the place for a bureau of a place, the short name for an office of the province. */
export function unitLabel(house: House, id: string): string {
  const u = house.units.get(id)
  return !u ? id : u.level === 'province' ? u.short : u.place
}

interface TaskRow { id: string; number: string; title: string; section_id: string | null; parent: string | null; measures: string; units_printed: string; scope: string | null; deadlines: string[]; pieces: TaskView['pieces']; from_char: number; to_char: number }

export async function viewList(house: House, who: Who, id: string): Promise<Result<ListView>> {
  const list = await findList(house, who, id)
  if (!list.ok) return list
  const [head] = await rows<ListHead>(house.db, 'select id, title, year, status, carried from task_list where id = $1', [id])
  const [sections, tasks, actions, oddities, corrections] = await Promise.all([
    rows<ListView['sections'][number]>(house.db, 'select id, number, title, parent from list_section where list_id = $1 order by sort', [id]),
    rows<TaskRow>(house.db, 'select * from list_task where list_id = $1 order by sort', [id]),
    actionsOf(house, head!),
    rows<any>(house.db, 'select * from list_oddity where list_id = $1 order by (blocks and settled_at is null) desc, no', [id]),
    rows<any>(house.db, 'select path, before, after, by_name, at, why from list_correction where list_id = $1 order by id desc', [id]),
  ])
  const may = keepsLists(house, who)
  const official = isInside(who)
  // Who in the office decided what is not for the public.
  const shown = official ? actions : actions.map(({ lead: _lead, sides: _sides, ...a }) => ({ ...a, acts: [], reasons: [], confirmedBy: a.confirmedBy && '已确认', units: a.units.map(({ unit, name, role, printed, basis }) => ({ unit, name, role, printed, basis })) }))
  return yes({
    ...list.value, ...(official ? {} : { importedBy: '', adoptedBy: null }), sections,
    body: tasks.map((t) => ({ id: t.id, number: t.number, title: t.title, section: t.section_id, parent: t.parent, measures: t.measures, unitsPrinted: t.units_printed, scope: t.scope, deadlines: t.deadlines, source: { from: t.from_char, to: t.to_char }, pieces: t.pieces, actions: shown.filter((a) => a.task === t.id) })),
    oddities: oddities.map((o) => ({ no: o.no, kind: o.kind, at: o.at, task: o.task_id, printed: o.printed, say: o.say, source: o.from_char === null ? null : { from: o.from_char, to: o.to_char }, blocks: o.blocks, settledBy: official ? o.settled_name : null, settledAt: o.settled_at, how: official ? o.how : null })),
    corrections: official ? corrections.map((c) => ({ path: c.path, before: c.before, after: c.after, by: c.by_name, at: c.at, why: c.why })) : [],
    blockers: await blockersOf(house.db, id),
    may: { correct: may, adopt: may && list.value.status === 'review', dispatch: may && list.value.status === 'adopted', act: approvesActs(house, who) && list.value.status === 'adopted' },
  })
}

/** What must be settled before a list is adopted. */
export async function blockersOf(db: Db, id: string): Promise<{ at: string; say: string }[]> {
  const open = await rows<{ no: number; at: string; say: string }>(db, 'select no, at, say from list_oddity where list_id = $1 and blocks and settled_at is null order by no', [id])
  const proposed = await rows<{ task: string; n: number; ids: string[] }>(db, 'select task_id as task, count(*) as n, array_agg(id order by sort) as ids from list_action where list_id = $1 and confirmed_at is null group by task_id order by min(sort)', [id])
  const bare = await rows<{ id: string }>(db, `select a.id from list_action a where a.list_id = $1 and not exists (select from list_action_unit u where u.list_id = a.list_id and u.action_id = a.id)
    and not exists (select from list_oddity o where o.list_id = a.list_id and o.task_id = a.task_id and o.blocks and o.settled_at is null)`, [id])
  // A task that only heads others is carried out by them.
  const uncut = await rows<{ id: string; number: string }>(db, `select t.id, t.number from list_task t where t.list_id = $1 and not exists (select from list_action a where a.list_id = t.list_id and a.task_id = t.id)
    and not exists (select from list_task u where u.list_id = t.list_id and u.parent = t.id) order by t.sort`, [id])
  return [
    ...open.map((o) => ({ at: `oddities.${o.no}`, say: `${o.at}：${o.say}` })),
    ...proposed.map((p) => ({ at: `tasks.${p.task}.confirmed`, say: `第${p.task}项的拆分（${p.ids.join('、')}）和推动者还只是建议，请确认或更正` })),
    ...bare.map((a) => ({ at: `actions.${a.id}.units`, say: `${a.id} 没有责任单位` })),
    ...uncut.map((t) => ({ at: `tasks.${t.id}.split`, say: `第${t.number}项没有拆出分解任务` })),
  ]
}

/** The source text with the ranges that what was read came from. */
export async function compareSource(house: House, who: Who, id: string): Promise<Result<SourceView>> {
  const list = await viewList(house, who, id)
  if (!list.ok) return list
  const [{ source } = { source: '' }] = await rows<{ source: string }>(house.db, 'select source from task_list where id = $1', [id])
  const sections = await rows<{ id: string; number: string | null; title: string; from_char: number; to_char: number }>(house.db, 'select * from list_section where list_id = $1 order by sort', [id])
  return yes({
    text: source,
    spans: [
      ...sections.map((s) => ({ from: s.from_char, to: s.to_char, kind: 'section' as const, id: s.id, read: `${s.number ? `${s.number}、` : ''}${s.title}` })),
      ...list.value.body.map((t) => ({ ...t.source, kind: 'task' as const, id: t.id, read: `${t.number}.${t.title}` })),
      ...list.value.oddities.filter((o) => o.source).map((o) => ({ ...o.source!, kind: 'oddity' as const, id: o.task ?? '', read: o.say, oddity: o.no })),
    ].sort((a, b) => a.from - b.from || b.to - a.to),
  })
}
