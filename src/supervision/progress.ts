import type { Day } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { indicatorValue } from '../platform/indicators/index.ts'
import type { ServiceItem } from '../service/index.ts'
import { actionKey } from './action-item.ts'
import { countLights, elapsed, lightOf, type Standing, worstOf } from './lights.ts'
import { actionsOf, type ListHead, unitLabel } from './store.ts'
import type { ActionProgress, ActionView, CityProgress, Progress, SystemFigure, SystemMade, TaskProgress, UnitProgress } from './types.ts'

/** How far every action stands on a day, as it was known that day: what units said, what was verified, and what the system made, each by itself; all of the list, or one task. */
export async function progressOf(house: House, listId: string, asOf: Day, only?: { task: string }): Promise<Progress | undefined> {
  const known = await standings(house, listId, asOf, only)
  return known && drawn(known)
}

/** Everything the pages of a list are drawn from, read by a handful of grouped queries. */
export interface Known {
  house: House
  list: ListHead
  asOf: Day
  from: Day
  sections: { id: string; number: string | null; title: string }[]
  tasks: { id: string; number: string; title: string; section: string | null }[]
  actions: (ActionView & { system: SystemMade; at: { unit: ActionView['units'][number]; standing: Standing; case?: CaseThen; system: UnitProgress['system']; parts: UnitProgress['parts']; due: Day }[] })[]
}

export async function standings(house: House, listId: string, asOf: Day, only?: { action?: string; task?: string }): Promise<Known | undefined> {
  const [list] = await rows<ListHead>(house.db, 'select id, title, year, status, carried from task_list where id = $1', [listId])
  if (!list) return undefined
  const from = `${list.year}-01-01` as Day
  const [sections, tasks, actions, cases, moved] = await Promise.all([
    rows<Known['sections'][number]>(house.db, 'select id, number, title from list_section where list_id = $1 order by sort', [listId]),
    rows<Known['tasks'][number]>(house.db, 'select id, number, title, section_id as section from list_task where list_id = $1 and ($2::text is null or id = $2) order by sort', [listId, only?.task ?? null]),
    actionsOf(house, list, only), casesOn(house, listId, asOf), movementOf(house, from, asOf),
  ])
  const figures = await figuresOf(house, actions, from, asOf)
  const counties = new Map<string, CaseThen[]>()
  for (const c of cases.values()) {
    if (c.unit.split('.').length !== 3) continue
    const of = actionKey({ list: listId, action: c.action, unit: c.unit.split('.').slice(0, 2).join('.') })
    counties.set(of, [...(counties.get(of) ?? []), c])
  }
  return {
    house, list, asOf, from, sections, tasks,
    actions: actions.map((a) => {
      const whole = moved.of(a, undefined)
      return {
        ...a, system: { ...whole, figures: a.movedBy.flatMap((m) => (m.kind === 'indicator' && figures.has(m.id) ? [figures.get(m.id)!] : [])) },
        at: a.units.map((unit) => {
          const key = actionKey({ list: listId, action: a.id, unit: unit.unit })
          const c = cases.get(key), system = moved.of(a, unit.unit), parts = partsOf(house, c, counties.get(key) ?? [])
          const due = c?.due ?? a.dueOn
          const standing: Standing = {
            from, due, ...(c ? { state: c.state, suspended: c.suspended, dispatchedOn: c.dispatchedOn } : {}), ...(c?.verified === undefined ? {} : { verified: c.verified }),
            ...(parts.some((p) => p.verified !== null) ? { fromParts: parts.reduce((sum, p) => sum + Math.round(p.weight * 100) * (p.verified ?? 0), 0) / 10_000 } : {}),
            ...(c?.through ? { through: c.through } : {}), ...(system.last ? { moved: system.last } : {}),
          }
          return { unit, standing, system, parts, due, ...(c ? { case: c } : {}) }
        }),
      }
    }),
  }
}

function drawn(k: Known): Progress {
  const { house, list, asOf, from } = k
  const actions = k.actions.map((a) => actionOf(k, a))
  const tasks = k.tasks.map((t): TaskProgress => {
    const own = actions.filter((a) => a.task === t.id)
    return { ...t, light: worstOf(own.map((a) => ({ name: a.id, light: a.light.light })), '分解任务'), lights: countLights(own.map((a) => a.light.light)), pending: own.filter((a) => a.pending).length, actions: own }
  })
  return {
    list: { id: list.id, title: list.title, year: list.year, status: list.status }, asOf, elapsed: Number(elapsed(from, `${list.year}-12-31`, asOf).toFixed(1)),
    sections: k.sections.map((s) => ({ ...s, light: worstOf(tasks.filter((t) => t.section === s.id).map((t) => ({ name: `第${t.number}项`, light: t.light.light })), '任务') })),
    tasks, cities: citiesOf(house, actions), lights: countLights(actions.map((a) => a.light.light)), pending: actions.filter((a) => a.pending).length,
  }
}

export function actionOf(k: Known, a: Known['actions'][number]): ActionProgress {
  const units = a.at.map((x): UnitProgress => {
    const { state, label } = x.case ? { state: x.case.state, label: labelOf(k.house, x.case) } : { state: null, label: '未交办' }
    return {
      unit: x.unit.unit, name: x.unit.name, role: x.unit.role, caseId: x.case?.id ?? null, state, stateLabel: label, light: lightOf(x.standing, k.asOf, k.house.calendar), system: x.system,
      reported: x.case?.reported === undefined ? null : { share: x.case.reported, on: x.case.reportedOn! }, verified: x.case?.verified === undefined ? null : { share: x.case.verified, on: x.case.verifiedOn! },
      parts: x.parts, dueOn: x.due, extended: x.case?.extended ?? false,
    }
  })
  const lit = units.filter((u) => u.state !== 'terminated')
  return {
    id: a.id, task: a.task, title: a.title, pending: a.pending, dueOn: a.dueOn, dueSaid: a.dueSaid, system: a.system, units,
    light: units.length && !lit.length ? units[0]!.light : worstOf(lit.map((u) => ({ name: u.name, light: u.light.light })), '责任单位'),
    counts: {
      units: units.length, dispatched: units.filter((u) => u.caseId).length, signed: a.at.filter((x) => x.case?.signedOn).length, reported: units.filter((u) => u.reported).length,
      verified: units.filter((u) => u.verified).length, closed: units.filter((u) => u.state === 'closed' || u.state === 'archived').length,
    },
  }
}

export function citiesOf(house: House, actions: readonly ActionProgress[]): CityProgress[] {
  return house.units.cities.map((city) => {
    const own = actions.flatMap((a) => a.units.filter((u) => u.unit === city.id && u.state !== 'terminated').map((u) => ({ name: a.id, light: u.light.light })))
    return { unit: city.id, name: city.place, light: worstOf(own, '分解任务'), lights: countLights(own.map((o) => o.light)) }
  })
}

function labelOf(house: House, c: CaseThen): string {
  const label = house.items.get('list-action')!.states[c.state]?.label ?? c.state
  return c.suspended ? `${label}（暂停）` : label
}

/** The case of an action at a unit, as it was at the end of a day. */
export interface CaseThen {
  id: string; key: string; action: string; unit: string; state: string; suspended: boolean; due: Day; dispatchedOn: Day; signedOn?: Day; weight?: number
  reported?: number; reportedOn?: Day; through?: Day; verified?: number; verifiedOn?: Day; extended: boolean; parts: { unit: string; weight: number }[]
}
type Marks = Record<string, any>

/**
 * The cases of a list as they were at the end of a day. Every action of a case carries the marks that the whole case had after it, so the
 * last action by that day says what replaying all of them would.
 */
export async function casesOn(house: House, listId: string, asOf: Day): Promise<Map<string, CaseThen>> {
  const found = asOf >= today(house)
    ? await rows<{ id: string; state: string; marks: Marks; suspended: boolean }>(house.db, `select id, state, marks, stopped_since is not null as suspended from case_file where item = 'list-action' and marks ->> 'list' = $1`, [listId])
    : await rows<{ id: string; state: string; marks: Marks; suspended: boolean }>(house.db, `
      select c.id, last.action ->> 'to' as state, last.action -> 'set' -> 'marks' as marks,
        c.snapshot -> 'doneOn' ? 'suspend' and (select count(*) filter (where step = 'suspend') > count(*) filter (where step = 'resume') from case_action a where a.case_id = c.id and a.on_day <= $2) as suspended
      from case_file c cross join lateral (select a.action::jsonb as action from case_action a where a.case_id = c.id and a.on_day <= $2 order by a.seq desc limit 1) last
      where c.item = 'list-action' and c.marks ->> 'list' = $1 and c.submitted_at < $2::date + 1`, [listId, asOf])
  return new Map(found.map(({ id, state, marks: m, suspended }) => [m.key as string, {
    id, key: m.key, action: m.action, unit: m.unit, state, suspended, due: m.due, dispatchedOn: m.dispatchedOn, signedOn: m.signedOn, weight: m.weight, reported: m.reported, reportedOn: m.reportedOn, through: m.through,
    verified: m.verified, verifiedOn: m.verifiedOn, extended: m.extended === true, parts: Object.entries(m).flatMap(([k, weight]) => (k.startsWith('part:') ? [{ unit: k.slice(5), weight: weight as number }] : [])),
  }]))
}

function partsOf(house: House, city: CaseThen | undefined, counties: readonly CaseThen[]): UnitProgress['parts'] {
  return (city?.parts ?? []).map((p) => {
    const c = counties.find((x) => x.unit === p.unit)
    return { ...p, name: unitLabel(house, p.unit), verified: c?.verified ?? null, stateLabel: c ? labelOf(house, c) : '待交办' }
  })
}

interface Moved { events: number; lines: number; last: Day | null }
const still: Moved = { events: 0, lines: 0, last: null }
const together = (a: Moved, b: Moved): Moved => ({ events: a.events + b.events, lines: a.lines + b.lines, last: !a.last || (b.last && b.last > a.last) ? b.last : a.last })

/** What the cases of every item and the lines of every register did in the year, by the city where the case belongs, whoever handled it, and for the whole province. */
async function movementOf(house: House, from: Day, asOf: Day) {
  const items = [...house.items.values()].filter((i) => i.id !== 'list-action')
  // Only the steps of cases are counted here: what a step emits beside is for indicators, and would count the same thing twice.
  const kinds = items.flatMap((i) => [...new Set(Object.values(i.states).flatMap((s) => Object.keys(s.steps ?? {})))].map((step) => `${i.id}.${step}`))
  const [events, lines] = await Promise.all([
    rows<{ of: string; city: string; n: number; last: Day }>(house.db, `select split_part(e.kind, '.', 1) as of, subpath(c.place, 0, least(2, nlevel(c.place)))::text as city, count(*) as n, max(e.on_day) as last
      from event e join case_file c on c.id = e.case_id where e.kind = any($1) and e.on_day between $2 and $3 and e.source = 'system' and not exists (select from event_void v where v.event_id = e.id and v.at < $3::date + 1) group by 1, 2`, [kinds, from, asOf]),
    rows<{ of: string; city: string; n: number; last: Day }>(house.db, `select e.register as of, array_to_string((string_to_array(c.unit, '.'))[1:2], '.') as city, count(*) as n, max(c.on_day) as last
      from entry_change c join entry e on e.id = c.entry_id where c.on_day between $1 and $2 group by 1, 2`, [from, asOf]),
  ])
  const known = new Map<string, Map<string, Moved>>()
  const put = (key: string, city: string, m: Moved) => {
    const at = known.get(key) ?? known.set(key, new Map()).get(key)!
    for (const place of city === '' ? [''] : ['', city]) at.set(place, together(at.get(place) ?? still, m))
  }
  for (const e of events) put(`item:${e.of}`, e.city ?? '', { events: e.n, lines: 0, last: e.last })
  for (const l of lines) put(`register:${l.of}`, l.city ?? '', { events: 0, lines: l.n, last: l.last })
  const seats = new Map(items.map((i) => [i.id, new Set(Object.values(i.desks).filter((d) => d.at === 'province').map((d) => d.office))]))
  const writers = new Map([...house.registers.values()].map((r) => [r.id, new Set([...(r.keptBy ?? []), ...items.filter((i: ServiceItem) => i.registers?.includes(r.id)).flatMap((i) => [...seats.get(i.id)!])])]))
  return {
    /** For a city what happened within it; for an office of the province the whole of what it has a seat in; for no unit all of it. */
    of(a: ActionView, unit: string | undefined): Moved {
      const u = unit === undefined ? undefined : house.units.get(unit)
      return a.movedBy.reduce<Moved>((sum, m) => {
        const at = m.kind === 'item' || m.kind === 'register' ? known.get(`${m.kind}:${m.id}`) : undefined
        if (!at) return sum
        if (u?.level === 'province' && !(m.kind === 'item' ? seats.get(m.id) : writers.get(m.id))?.has(u.office)) return sum
        return together(sum, at.get(u && u.level !== 'province' ? u.id : '') ?? still)
      }, still)
    },
  }
}

/** The figures of the indicators that speak for any of the actions; system-made and self-reported never in one. */
async function figuresOf(house: House, actions: readonly ActionView[], from: Day, asOf: Day): Promise<Map<string, SystemFigure>> {
  const ids = new Set(actions.flatMap((a) => a.movedBy.filter((m) => m.kind === 'indicator').map((m) => m.id)))
  const worked = await Promise.all([...ids].flatMap((id) => {
    const d = house.indicators.get(id)
    if (!d) return []
    return [indicatorValue(house.db, d, { from, to: asOf, asOf }).then(({ value }): [string, SystemFigure] => {
      const reported = d.reported ?? 'reported' in d.from
      return [id, { id, name: d.name, value: (reported ? value.reported : value.system)?.value ?? null, unit: d.unit, kind: d.kind, definition: d.definition, reported }]
    })]
  }))
  return new Map(worked)
}
