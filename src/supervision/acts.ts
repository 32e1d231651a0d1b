import { randomUUID } from 'node:crypto'
import { type Day, isDay, no, type Refusal, type Result, showDay, yes } from '../kernel/index.ts'
import { step } from '../platform/cases/index.ts'
import { rows, wholeOrNothing } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { findWho, type Who } from '../platform/people/index.ts'
import { overStates } from './action-item.ts'
import { finishSplits } from './dispatch.ts'
import { actionsOf, addActionUnits, approvesActs, findList, type ListHead, unitLabel } from './store.ts'
import { actWords, type ActionView, type ActKind, type ActView } from './types.ts'

/** An approved act on an action of a list: what it is, the document it rests on, and what it changes. */
export interface ActSaid { list: string; action: string; kind: ActKind; doc: string; reason: string; due?: Day; add?: readonly string[]; remove?: readonly string[]; into?: { list?: string; action: string } }
export interface Acted { act: ActView; /** Cases that could not follow yet, and why. */ refused: (Refusal & { unit: string; name: string })[] }

/** Changes, merges, ends or carries over an action by an approved document. What the list was issued with is kept beside it, and the cases follow. */
export async function actOn(house: House, who: Who, of: ActSaid): Promise<Result<Acted>> {
  const found = await findList(house, who, of.list)
  if (!found.ok) return found
  if (!approvesActs(house, who)) return no({ code: 'not-yours', say: `${actWords[of.kind]}由省局负责人批准` })
  if (found.value.status !== 'adopted') return no({ code: 'not-adopted', at: 'list', say: '清单尚在核对中，可直接更正' })
  if (!of.doc.trim()) return no({ code: 'doc-missing', at: 'doc', say: '请写明批准文件的文号' })
  if (!of.reason.trim()) return no({ code: 'reason-missing', at: 'reason', say: '请写明理由' })
  const id = randomUUID()
  const kept = await wholeOrNothing(house.db, async (tx): Promise<Result<undefined>> => {
    const [list] = await rows<ListHead>(tx, 'select id, title, year, status, carried from task_list where id = $1 for update', [of.list])
    const [action] = await actionsOf({ ...house, db: tx }, list!, { action: of.action })
    if (!action) return no({ code: 'no-such-action', at: 'action', say: `清单中没有分解任务“${of.action}”` })
    if (action.ended) return no({ code: 'action-over', at: 'action', say: `“${action.id}”已经批准${actWords[action.ended]}` })
    const before = { due: action.dueOn, units: action.units.filter((u) => !u.until).map((u) => u.unit) }
    const changed = of.kind === 'adjust' ? adjusted(house, of, action, before.units) : yes(before)
    if (!changed.ok) return changed
    const into = of.kind === 'merge' || of.kind === 'carry' ? await target({ ...house, db: tx }, list!, action, of) : yes(null)
    if (!into.ok) return into
    const on = today(house), doc = of.doc.trim()
    await rows(tx, `insert into list_act (id, list_id, action_id, kind, doc, reason, before, after, into_list, into_action, on_day, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, $10, $11, $12, $13, $14)`,
      [id, of.list, of.action, of.kind, doc, of.reason.trim(), JSON.stringify(before), JSON.stringify(changed.value), into.value?.list ?? null, into.value?.action ?? null, on, who.id, who.name, house.now()])
    if (of.remove?.length) await rows(tx, 'update list_action_unit set until = $4, act = $5 where list_id = $1 and action_id = $2 and unit_id = any($3)', [of.list, of.action, of.remove, on, doc])
    if (of.add?.length) {
      await addActionUnits(tx, of.list, of.add.map((unit) => ({ action: of.action, unit, role: 'responsible', printed: '', basis: 'chosen', chosen: { id: who.id, name: who.name, why: doc } })))
      await rows(tx, 'update list_action_unit set since = $4, until = null, act = $5 where list_id = $1 and action_id = $2 and unit_id = any($3)', [of.list, of.action, of.add, on, doc])
    }
    return yes(undefined)
  })
  if (!kept.ok) return kept
  const refused = await finishActs(house, id)
  const [after] = await actionsOf(house, (await rows<ListHead>(house.db, 'select id, title, year, status, carried from task_list where id = $1', [of.list]))[0]!, { action: of.action })
  return yes({ act: after!.acts.find((a) => a.id === id)!, refused })
}

/** What an adjustment leaves: the day and the units; refused when it changes nothing or cannot be. */
function adjusted(house: House, of: ActSaid, action: ActionView, units: string[]): Result<{ due: Day; units: string[] }> {
  const { due = action.dueOn, add = [], remove = [] } = of
  if (!isDay(due)) return no({ code: 'value-wrong', at: 'due', say: '期限须为真实日期，例如 2022-09-30' })
  if (due === action.dueOn && !add.length && !remove.length) return no({ code: 'no-change', at: 'due', say: '期限和责任单位都没有变动' })
  if (due !== action.dueOn && today(house) > action.dueOn) return no({ code: 'too-late', at: 'due', say: `完成期限${showDay(action.dueOn)}已过，不能以调整代替延期` })
  if (due !== action.dueOn && due < today(house)) return no({ code: 'day-past', at: 'due', say: '调整后的期限不得早于今日' })
  const strange = remove.find((u) => !units.includes(u)), twice = add.find((u) => units.includes(u))
  const unknown = add.find((u) => { const known = house.units.get(u); return !known || known.level === 'county' })
  if (strange) return no({ code: 'not-responsible', at: 'remove', say: `${unitLabel(house, strange)}不是“${action.id}”的责任单位` })
  if (twice) return no({ code: 'responsible-already', at: 'add', say: `${unitLabel(house, twice)}已经是“${action.id}”的责任单位` })
  if (unknown) return no({ code: 'unit-unknown', at: 'add', say: `没有“${unitLabel(house, unknown)}”这个单位，或者它是县（市、区），由所在市分解` })
  const after = [...units.filter((u) => !remove.includes(u)), ...add]
  return after.length ? yes({ due, units: after }) : no({ code: 'nobody-left', at: 'remove', say: '至少要有一个责任单位；不再办理的请用“终止”' })
}

/** The action that goes on with this one: of the same list when merged, of a later list and a task confirmed to go on with its task when carried. */
async function target(house: House, list: ListHead, action: ActionView, of: ActSaid): Promise<Result<{ list: string; action: string }>> {
  const into = { list: of.kind === 'carry' ? of.into?.list ?? '' : list.id, action: of.into?.action ?? '' }
  const [other] = await rows<ListHead>(house.db, 'select id, title, year, status, carried from task_list where id = $1', [into.list])
  const [survivor] = other ? await actionsOf(house, other, { action: into.action }) : []
  if (!other || !survivor) return no({ code: 'no-such-action', at: 'into', say: of.kind === 'carry' ? '请选定下年度清单中的分解任务' : '请选定并入哪一项分解任务' })
  if (survivor.ended) return no({ code: 'action-over', at: 'into', say: `“${survivor.id}”已经批准${actWords[survivor.ended]}，不能再承接` })
  if (of.kind === 'merge') return survivor.id === action.id ? no({ code: 'same-action', at: 'into', say: '不能并入自己' }) : yes(into)
  if (other.year <= list.year) return no({ code: 'not-later', at: 'into', say: `只能转入以后年度的清单；《${other.title}》是${other.year}年的` })
  const [linked] = await rows(house.db, 'select 1 from list_lineage where list_id = $1 and task_id = $2 and from_list = $3 and from_task = $4', [other.id, survivor.task, list.id, action.task])
  return linked ? yes(into) : no({ code: 'not-linked', at: 'into', say: `《${other.title}》第${survivor.task}项还没有确认承接第${action.task}项，请先在清单比较页确认承接关系` })
}

interface OpenAct { id: string; list: string; action: string; kind: ActKind; doc: string; reason: string; before: ActView['before']; after: ActView['after']; intoList: string | null; intoAction: string | null; by: string }
/** Lets the cases follow acts that they have not followed yet; a job calls it, so an act is carried out whole even if the process died in between. */
export async function finishActs(house: House, only?: string): Promise<Acted['refused']> {
  const open = await rows<OpenAct>(house.db, `select id, list_id as list, action_id as action, kind, doc, reason, before, after, into_list as "intoList", into_action as "intoAction", by_id as by from list_act where done_at is null and ($1::text is null or id = $1) order by at`, [only ?? null])
  const refused: Acted['refused'] = []
  for (const act of open) {
    const by = await findWho(house.db, act.by, today(house))
    const cases = await rows<{ id: string; unit: string; due: Day; adjusted: string | null }>(house.db, `select id, marks ->> 'unit' as unit, marks ->> 'due' as due, marks ->> 'adjusted' as adjusted from case_file
      where item = 'list-action' and marks ->> 'list' = $1 and marks ->> 'action' = $2 and not marks ? 'parent' and not state = any($3)`, [act.list, act.action, overStates])
    let stuck = 0
    for (const c of cases) {
      const wanted = stepFor(act, c)
      if (!wanted) continue
      const done = by ? await step(house, by, c.id, wanted) : no({ code: 'nobody', say: '批准人已不在任，请由在任负责人在办件上办理' })
      if (done.ok) continue
      stuck++
      refused.push(...done.refusals.map((r) => ({ ...r, unit: c.unit, name: unitLabel(house, c.unit) })))
    }
    if (!stuck) await rows(house.db, 'update list_act set done_at = $2 where id = $1', [act.id, house.now()])
  }
  if (open.some((a) => a.kind !== 'adjust' || a.before.units.length !== a.after.units.length)) await finishSplits(house)
  return refused
}

/** The step by which a case follows an act; nothing when it has followed or is not touched. */
function stepFor(act: OpenAct, c: { unit: string; due: Day; adjusted: string | null }): { step: string; input: Record<string, unknown> } | undefined {
  const { doc, reason } = act, into = act.intoList === act.list ? act.intoAction : `${act.intoList}/${act.intoAction}`
  if (act.kind !== 'adjust') return { step: act.kind, input: { doc, reason, ...(act.kind === 'terminate' ? {} : { into }) } }
  if (!act.after.units.includes(c.unit)) return { step: 'terminate', input: { doc, reason } }
  return act.after.due !== act.before.due && c.adjusted !== doc && c.due !== act.after.due ? { step: 'adjust', input: { doc, reason, due: act.after.due } } : undefined
}
