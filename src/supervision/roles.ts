import { no, type Result, yes } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import type { House } from '../platform/house/index.ts'
import { isInside, type Who } from '../platform/people/index.ts'
import { actionsOf, findList, keepsLists, leadOf, type ListHead, rolesOf, unitLabel } from './store.ts'
import type { RolesView } from './types.ts'

/** What a person says of roles: who leads a task, that the first named leads throughout, that nobody does, or that two sides owe an action. */
export interface RoleSaid { kind: RolesView['decided'][number]['kind']; task?: string; action?: string; unit?: string; why: string }

/** Tasks for which several units stand and none leads, each asked once, and what has been decided, by whom and why. */
export async function rolesView(house: House, who: Who, listId: string): Promise<Result<RolesView>> {
  const list = await findList(house, who, listId)
  if (!list.ok) return list
  if (!isInside(who)) return no({ code: 'not-yours', say: '任务分工由机关工作人员查看' })
  const [head] = await rows<ListHead>(house.db, 'select id, title, year, status, carried from task_list where id = $1', [listId])
  const [tasks, actions, said] = await Promise.all([
    rows<{ id: string; title: string }>(house.db, 'select id, title from list_task where list_id = $1 order by sort', [listId]), actionsOf(house, head!), rolesOf(house, listId),
  ])
  return yes({
    may: keepsLists(house, who),
    asks: tasks.flatMap((t) => {
      const units = [...new Map(actions.filter((a) => a.task === t.id).flatMap((a) => a.units.filter((u) => !u.until)).map((u) => [u.unit, u])).values()]
      return units.length < 2 || units.some((u) => u.role === 'lead') || leadOf(house, said, t.id, units) ? [] : [{ task: t.id, title: t.title, units: units.map((u) => ({ unit: u.unit, name: u.name })) }]
    }),
    decided: said.toReversed().map((r) => ({ task: r.task, action: r.action, kind: r.kind, unit: r.unit, name: r.unit ? unitLabel(house, r.unit) : '', why: r.why, by: r.by, at: r.at })),
  })
}

export async function decideRole(house: House, who: Who, listId: string, of: RoleSaid): Promise<Result<RolesView>> {
  const list = await findList(house, who, listId)
  if (!list.ok) return list
  if (!keepsLists(house, who)) return no({ code: 'not-yours', say: '任务分工由省局、业务处室或领导小组办公室确定' })
  if (!of.why.trim()) return no({ code: 'why-missing', at: 'why', say: '请写明由谁、依据什么确定' })
  if (of.kind === 'sides' ? !of.action : of.kind === 'lead' && !(of.task && of.unit)) return no({ code: 'what-missing', at: of.kind === 'sides' ? 'action' : 'unit', say: of.kind === 'sides' ? '请指明由双方共同承担的分解任务' : '请指明是哪一项任务、由哪个单位牵头' })
  const units = await rows<{ unit: string }>(house.db, `select distinct u.unit_id as unit from list_action_unit u join list_action a on a.list_id = u.list_id and a.id = u.action_id
    where u.list_id = $1 and ($2::text is null or a.task_id = $2) and ($3::text is null or a.id = $3) and u.until is null`, [listId, of.task ?? null, of.action ?? null])
  if (!units.length) return no({ code: 'no-such-task', at: of.action ? 'action' : 'task', say: '清单中没有这项任务' })
  if (of.kind === 'lead' && !units.some((u) => u.unit === of.unit)) return no({ code: 'not-responsible', at: 'unit', say: `${unitLabel(house, of.unit!)}不是这项任务的责任单位，不能由其牵头` })
  if (of.kind === 'sides' && new Set(units.map((u) => house.units.get(u.unit)?.level === 'province')).size < 2) return no({ code: 'one-side', at: 'action', say: '双方共同承担的任务须既有省级单位、又有市级单位' })
  await rows(house.db, 'insert into list_role (list_id, task_id, action_id, kind, unit_id, why, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [listId, of.kind === 'sides' ? null : of.task ?? null, of.kind === 'sides' ? of.action : null, of.kind, of.kind === 'lead' ? of.unit : null, of.why.trim(), who.id, who.name, house.now()])
  return rolesView(house, who, listId)
}
