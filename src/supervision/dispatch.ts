import { no, type Refusal, type Result, yes } from '../kernel/index.ts'
import { openCase, step } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { findWho, type Who } from '../platform/people/index.ts'
import type { Snapshot } from '../service/index.ts'
import { actionKey } from './action-item.ts'
import { actionsOf, findList, keepsLists, type ListHead, unitLabel } from './store.ts'
import type { ActionView } from './types.ts'

export interface Dispatched {
  /** Cases opened now. */
  opened: { action: string; unit: string; caseId: string; number: string }[]
  /** Action and unit pairs that had their case before. */
  already: number
  refused: (Refusal & { action: string; unit: string })[]
}
interface Asked { list: string; action: string; units?: readonly string[] }

/** Opens the case of an action at each of its units. What has a case already is left as it is, so it may be asked again at any time. */
export async function dispatchAction(house: House, who: Who, of: Asked): Promise<Result<Dispatched>> {
  const list = await mayDispatch(house, who, of.list)
  if (!list.ok) return list
  const [action] = await actionsOf(house, list.value, { action: of.action })
  if (!action) return no({ code: 'no-such-action', at: 'action', say: `清单中没有分解任务“${of.action}”` })
  const strange = of.units?.find((u) => !action.units.some((x) => x.unit === u))
  if (strange) return no({ code: 'not-responsible', at: 'units', say: `${unitLabel(house, strange)}不是“${action.id}”的责任单位` })
  return yes(await openAll(house, who, list.value, [action], of.units))
}

/** Dispatches every action of the list. Stopped half-way, it goes on where it stopped when asked again. */
export async function dispatchList(house: House, who: Who, listId: string, tell: (done: number, of: number) => void = () => {}): Promise<Result<Dispatched>> {
  const list = await mayDispatch(house, who, listId)
  return list.ok ? yes(await openAll(house, who, list.value, await actionsOf(house, list.value), undefined, tell)) : list
}

async function mayDispatch(house: House, who: Who, listId: string): Promise<Result<ListHead>> {
  const found = await findList(house, who, listId)
  if (!found.ok) return found
  if (!keepsLists(house, who)) return no({ code: 'not-yours', say: '交办由领导小组办公室或业务处室办理' })
  if (found.value.status !== 'adopted') return no({ code: 'not-adopted', at: 'list', say: '清单尚在核对中，采用后方可交办' })
  const [head] = await rows<ListHead>(house.db, 'select id, title, year, status, carried from task_list where id = $1', [listId])
  return yes(head!)
}

async function openAll(house: House, who: Who, list: ListHead, actions: readonly ActionView[], only?: readonly string[], tell: (done: number, of: number) => void = () => {}): Promise<Dispatched> {
  const known = new Set((await rows<{ key: string }>(house.db, `select marks ->> 'key' as key from case_file where item = 'list-action' and marks ->> 'list' = $1`, [list.id])).map((r) => r.key))
  const pairs = actions.flatMap((action) => action.units.filter((u) => !only || only.includes(u.unit)).map((unit) => ({ action, unit })))
  const done: Dispatched = { opened: [], already: 0, refused: [] }
  for (const [i, { action, unit }] of pairs.entries()) {
    tell(i, pairs.length)
    if (known.has(actionKey({ list: list.id, action: action.id, unit: unit.unit }))) { done.already++; continue }
    const opened = await openCase(house, who, 'list-action', {
      task: {
        list: list.id, listTitle: list.title, action: action.id, title: action.title, words: action.words.join('；'), unit: unit.unit, unitName: unit.name, role: unit.role,
        due: action.dueOn, dueSaid: action.dueSaid, checker: checkerOf(house, action, unit.unit),
      },
      part: {},
    }, { step: 'dispatch' })
    if (opened.ok) done.opened.push({ action: action.id, unit: unit.unit, caseId: opened.value.id, number: opened.value.s.number })
    // Someone else dispatched it between our look and our write: it has its one case.
    else if (opened.refusals.some((r) => r.code === 'duplicate')) done.already++
    else done.refused.push(...opened.refusals.map((r) => ({ ...r, action: action.id, unit: unit.unit })))
  }
  tell(pairs.length, pairs.length)
  return done
}

/** Who checks what a unit reports: the division that stands first for the action, or the leading group's office when that is the unit itself. */
function checkerOf(house: House, action: ActionView, unit: string): string {
  const divisions = action.units.map((u) => house.units.get(u.unit)).filter((u) => u?.kind === 'division')
  const lead = action.units.find((u) => u.role === 'lead' && divisions.some((d) => d!.id === u.unit))?.unit ?? divisions[0]?.id
  return lead && lead !== unit ? lead : house.units.office('leading-group')!
}

/** A city hands its action on to its counties; each gets its own case and the shares stay exactly the whole. */
export async function splitAction(house: House, who: Who, caseId: string, parts: readonly { unit: string; weight: number }[], expect?: number): Promise<Result<Dispatched>> {
  const split = await step(house, who, caseId, { step: 'split', input: { parts }, ...(expect === undefined ? {} : { expect }) })
  return split.ok ? yes(await finishSplits(house, caseId)) : split
}

interface SplitCase { id: string; snapshot: Snapshot }
/** Opens the county cases that a split asks for and that are not there yet; a job calls it, so a split is whole even if the process died in between. */
export async function finishSplits(house: House, only?: string): Promise<Dispatched> {
  const found = await rows<SplitCase>(house.db, `select id, snapshot from case_file c where item = 'list-action' and closed_on is null and snapshot -> 'memo' ? 'parts' and ($1::text is null or id = $1)
    and jsonb_array_length(snapshot -> 'memo' -> 'parts') > (select count(*) from case_file k where k.item = 'list-action' and k.marks ->> 'list' = c.marks ->> 'list' and k.marks ->> 'action' = c.marks ->> 'action' and k.handler <@ c.handler and k.id <> c.id)`, [only ?? null])
  const done: Dispatched = { opened: [], already: 0, refused: [] }
  for (const { snapshot: s } of found) {
    const by = await findWho(house.db, s.doneBy.split!, today(house))
    if (!by) continue
    const { task } = s.answers
    for (const part of s.memo.parts as { unit: string; weight: number }[]) {
      const opened = await openCase(house, by, 'list-action', {
        task: { ...task, unit: part.unit, unitName: unitLabel(house, part.unit), due: s.memo.due ?? task.due, checker: s.handler }, part: { weight: part.weight },
      }, { step: 'hand' })
      if (opened.ok) done.opened.push({ action: task.action, unit: part.unit, caseId: opened.value.id, number: opened.value.s.number })
      else if (opened.refusals.some((r) => r.code === 'duplicate')) done.already++
      else done.refused.push(...opened.refusals.map((r) => ({ ...r, action: task.action as string, unit: part.unit })))
    }
  }
  return done
}
