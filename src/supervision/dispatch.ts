import { type Day, no, type Refusal, type Result, yes } from '../kernel/index.ts'
import { openMany, step, takeStep } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { notify } from '../platform/notices/index.ts'
import { findWho, type Who } from '../platform/people/index.ts'
import type { Snapshot } from '../service/index.ts'
import { actionKey, overStates, type Part } from './action-item.ts'
import { actionsOf, findList, keepsLists, type ListHead, unitLabel } from './store.ts'
import { actWords, type ActionView } from './types.ts'

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
  if (action.ended) return no({ code: 'action-over', at: 'action', say: `“${action.id}”已经批准${actWords[action.ended]}，不再交办` })
  const strange = of.units?.find((u) => !action.units.some((x) => x.unit === u && !x.until))
  if (strange) return no({ code: 'not-responsible', at: 'units', say: `${unitLabel(house, strange)}不是“${action.id}”的责任单位` })
  return yes(await openAll(house, who, list.value, [action], of.units))
}

/** Dispatches every action of the list. Stopped half-way, it goes on where it stopped when asked again. */
export async function dispatchList(house: House, who: Who, listId: string, tell: Telling = () => {}): Promise<Result<Dispatched>> {
  const list = await mayDispatch(house, who, listId)
  return list.ok ? yes(await openAll(house, who, list.value, await actionsOf(house, list.value), undefined, tell)) : list
}
/** Told after every chunk: how many pairs have been looked at, of how many, and what came of them so far. */
export type Telling = (done: number, of: number, sofar: Dispatched) => unknown

export async function mayDispatch(house: House, who: Who, listId: string): Promise<Result<ListHead>> {
  const found = await findList(house, who, listId)
  if (!found.ok) return found
  if (!keepsLists(house, who)) return no({ code: 'not-yours', say: '交办由领导小组办公室或业务处室办理' })
  if (found.value.status !== 'adopted') return no({ code: 'not-adopted', at: 'list', say: '清单尚在核对中，采用后方可交办' })
  const [head] = await rows<ListHead>(house.db, 'select id, title, year, status, carried from task_list where id = $1', [listId])
  return yes(head!)
}

/** So many cases go into one transaction: enough that the round trips do not count, few enough that a kill loses little and others are not kept waiting. */
const chunk = 100

async function openAll(house: House, who: Who, list: ListHead, actions: readonly ActionView[], only?: readonly string[], tell: Telling = () => {}): Promise<Dispatched> {
  const [known, carried] = await Promise.all([casesKnown(house, list.id), carriedInto(house, list.id)])
  const pairs = actions.filter((a) => !a.ended).flatMap((action) => action.units.filter((u) => !u.until && (!only || only.includes(u.unit))).map((unit) => ({ action, unit })))
  const isKnown = ({ action, unit }: (typeof pairs)[number]) => { const on = known.get(actionKey({ list: list.id, action: action.id, unit: unit.unit })); return on !== undefined && (!unit.since || on >= unit.since) }
  const todo = pairs.filter((p) => !isKnown(p)), issuer = issuerOf(house, who)
  const done: Dispatched = { opened: [], already: pairs.length - todo.length, refused: [] }
  for (let i = 0; i < todo.length; i += chunk) {
    await tell(done.already + i, pairs.length, done)
    const part = todo.slice(i, i + chunk)
    const answers = await openMany(house, who, 'list-action', part.map(({ action, unit }) => ({
      task: {
        list: list.id, listTitle: list.title, action: action.id, title: action.title, words: action.words.join('；'), unit: unit.unit, unitName: unit.name, role: unit.role,
        due: action.dueOn, dueSaid: action.dueSaid, checker: checkerOf(house, action, unit.unit), issuer, continues: carried.get(`${action.id}/${unit.unit}`),
      },
      part: {},
    })), { step: 'dispatch', alike: () => '' })
    for (const [k, opened] of answers.entries()) note(done, part[k]!.action.id, part[k]!.unit.unit, opened)
  }
  await tell(pairs.length, pairs.length, done)
  return done
}

function note(done: Dispatched, action: string, unit: string, opened: Awaited<ReturnType<typeof openMany>>[number]): void {
  if (opened.ok) done.opened.push({ action, unit, caseId: opened.value.id, number: opened.value.s.number })
  // Someone else dispatched it between our look and our write: it has its one case.
  else if (opened.refusals.some((r) => r.code === 'duplicate')) done.already++
  else done.refused.push(...opened.refusals.map((r) => ({ ...r, action, unit })))
}

/** The day on which each action and unit last got its case. */
async function casesKnown(house: House, list: string): Promise<Map<string, Day>> {
  const found = await rows<{ key: string; on: Day }>(house.db, `select marks ->> 'key' as key, max(submitted_at::date) as "on" from case_file where item = 'list-action' and marks ->> 'list' = $1 group by 1`, [list])
  return new Map(found.map((r) => [r.key, r.on]))
}

/** Of actions that go on with those of an earlier list: the numbers of the earlier cases, by action and unit. */
async function carriedInto(house: House, list: string): Promise<Map<string, string>> {
  const found = await rows<{ key: string; number: string }>(house.db, `select x.into_action || '/' || (c.marks ->> 'unit') as key, c.number from list_act x
    join case_file c on c.item = 'list-action' and c.marks ->> 'list' = x.list_id and c.marks ->> 'action' = x.action_id where x.kind = 'carry' and x.into_list = $1`, [list])
  return new Map(found.map((r) => [r.key, r.number]))
}

/** The office that dispatches, to which a case is sent back. */
const issuerOf = (house: House, who: Who): string | undefined =>
  ['leading-group', 'use', 'protection', 'trademark'].map((o) => house.units.office(o)).find((unit) => who.seats.some((s) => s.unit === unit && s.duties.includes('handle')))

/** Who checks what a unit reports: the division that leads the action or stands first for it, or the leading group's office when that is the unit itself. */
function checkerOf(house: House, action: ActionView, unit: string): string {
  const divisions = action.units.filter((u) => !u.until).map((u) => house.units.get(u.unit)).filter((u) => u?.kind === 'division')
  const lead = action.units.find((u) => u.role === 'lead' && divisions.some((d) => d!.id === u.unit))?.unit ?? divisions[0]?.id
  return lead && lead !== unit ? lead : house.units.office('leading-group')!
}

/** A city hands its action on to its counties; each gets its own case and the shares stay exactly the whole. */
export async function splitAction(house: House, who: Who, caseId: string, parts: readonly Part[], expect?: number): Promise<Result<Dispatched>> {
  const split = await step(house, who, caseId, { step: 'split', input: { parts }, ...(expect === undefined ? {} : { expect }) })
  return split.ok ? yes(await finishSplits(house, caseId)) : split
}

/** A county for which its city's split and the cases there are not of one mind. */
interface Amiss { parent: string; unit: string; wanted: number | null; id: string | null; weight: number | null; isOpen: boolean }
interface CityCase { id: string; state: string; snapshot: Snapshot }
/**
 * Makes the cases of counties what their city's split says: opens those that are missing, lets the shares follow a new split, and takes back what the
 * city no longer has or has split otherwise. A job calls it, so a split is whole even if the process died in between. What cannot be opened is
 * written into the city's case and told, once, to the city and to whoever checks it; it goes on when someone of the city takes it up again.
 */
export async function finishSplits(house: House, only?: string): Promise<Dispatched> {
  // A county's case that was ended by an act of its own stays ended; one that was only taken back may be given out again.
  const amiss = await rows<Amiss>(house.db, `with city as (select id, closed_on, marks from case_file where item = 'list-action' and not marks ? 'parent' and ($1::text is null or id = $1)),
    want as (select c.marks ->> 'key' as parent, substring(p.key from 6) as unit, p.value::text::float as wanted from city c, jsonb_each(c.marks) p where c.closed_on is null and p.key like 'part:%'),
    have as (select distinct on (1, 2) k.marks ->> 'parent' as parent, k.marks ->> 'unit' as unit, k.id, (k.marks ->> 'weight')::float as weight, k.closed_on is null as "isOpen", k.state = 'terminated' and not k.marks ? 'endedBy' as released
      from case_file k where k.item = 'list-action' and k.marks ? 'parent' and ($1::text is null or k.marks @> (select jsonb_build_object('parent', marks ->> 'key') from city)) order by 1, 2, k.submitted_at desc)
    select parent, unit, wanted, have.id, weight, coalesce("isOpen", false) as "isOpen" from want full join have using (parent, unit)
    where (wanted is not null and (have.id is null or released or ("isOpen" and weight <> wanted))) or (wanted is null and "isOpen") order by parent, unit`, [only ?? null])
  const done: Dispatched = { opened: [], already: 0, refused: [] }
  if (!amiss.length) return done
  const cities = new Map((await rows<CityCase>(house.db, `select id, state, snapshot from case_file where item = 'list-action' and not marks ? 'parent' and marks ->> 'key' = any($1)`, [[...new Set(amiss.map((a) => a.parent))]])).map((c) => [c.snapshot.marks.key as string, c]))
  for (const { parent, unit, id, wanted, isOpen } of amiss) {
    if (!id || !isOpen) continue
    const state = cities.get(parent)!.state
    if (wanted !== null) await takeStep(house, 'clock', id, { step: 'reshare', input: { weight: wanted } })
    else await takeStep(house, 'clock', id, { step: 'release', input: { reason: overStates.includes(state) ? `市里的这项任务${house.items.get('list-action')!.states[state]!.label}` : `市里重新分解，${unitLabel(house, unit)}不再承担` } })
  }
  const missing = amiss.filter((a) => a.wanted !== null && !a.isOpen && !cities.get(a.parent)!.snapshot.memo.halted)
  const byPerson = Map.groupBy(missing, (m) => { const { memo, doneBy } = cities.get(m.parent)!.snapshot; return (memo.splitBy ?? doneBy.resplit ?? doneBy.split!) as string })
  for (const [person, theirs] of byPerson) {
    const by = await findWho(house.db, person, today(house)), before = done.refused.length
    for (let i = 0; i < theirs.length; i += chunk) {
      if (!by) break
      const part = theirs.slice(i, i + chunk), tasks = part.map((m) => cities.get(m.parent)!.snapshot)
      const answers = await openMany(house, by, 'list-action', part.map((m, k) => ({
        task: { ...tasks[k]!.answers.task, unit: m.unit, unitName: unitLabel(house, m.unit), due: tasks[k]!.marks.due, checker: tasks[k]!.handler, issuer: tasks[k]!.handler, continues: undefined }, part: { weight: m.wanted },
      })), { step: 'hand', alike: (_, k) => part[k]!.parent })
      for (const [k, opened] of answers.entries()) note(done, tasks[k]!.answers.task.action, part[k]!.unit, opened)
    }
    for (const parent of new Set(theirs.map((m) => m.parent))) {
      const { id, snapshot } = cities.get(parent)!, task = snapshot.answers.task
      const refused = done.refused.slice(before).filter((r) => r.action === task.action && theirs.some((m) => m.parent === parent && m.unit === r.unit))
      if (!by) await halt(house, id, snapshot, '分解人的账号已停用')
      else if (refused.length) await halt(house, id, snapshot, refused.some((r) => r.code === 'not-yours') ? `分解人${by.name}已不在任` : [...new Set(refused.map((r) => `${unitLabel(house, r.unit)}：${r.say}`))].join('；'))
    }
  }
  return done
}

/** A split that does not come to its end is not tried for ever in silence. */
async function halt(house: House, caseId: string, s: Snapshot, why: string): Promise<void> {
  const halted = await takeStep(house, 'clock', caseId, { step: 'halt', input: { why }, expect: s.version })
  if (!halted.ok) return
  await house.db.transaction().execute((tx) => notify(tx, {
    to: [{ unit: s.answers.task.checker }, { unit: s.handler }], caseId, at: house.now(), demo: halted.value.demo, title: `分解未办完：${s.title}`,
    say: `“${s.title}”分解到县没有办完：${why}。请${house.units.name(s.handler)}的在任人员打开办件，办理“接着分解”。`,
  }))
}
