import type { Day } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { indicatorValue } from '../platform/indicators/index.ts'
import type { ServiceItem } from '../service/index.ts'
import { actionKey, readStops, suspensionReasons } from './action-item.ts'
import { countLights, elapsed, givenUp, lightOf, type Standing, worstOf } from './lights.ts'
import { feedbackDue, openPeriod, owedFeedback, showPeriodName } from './periods.ts'
import { actionsOf, type ListHead, unitLabel } from './store.ts'
import {
  type ActionProgress, type ActionView, type CaseLink, type CityProgress, lightWords, type PartProgress, type PlaceLight, type Progress, type SheetSeen, type SideProgress, type SystemFigure, type SystemMade, type TaskProgress,
  type UnitProgress, type Waited,
} from './types.ts'

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
  tasks: { id: string; number: string; title: string; section: string | null; parent: string | null }[]
  actions: (ActionView & { system: SystemMade; at: At[] } & Pick<ActionProgress, 'mergedFrom' | 'continues' | 'continuedBy'>)[]
}
interface At { unit: ActionView['units'][number]; standing: Standing; case?: CaseThen; system: UnitProgress['system']; parts: PartProgress[]; due: Day; sheets?: SheetSeen[]; previous?: CaseLink; next?: CaseLink }

export async function standings(house: House, listId: string, asOf: Day, only?: { action?: string; task?: string }): Promise<Known | undefined> {
  const [list] = await rows<ListHead>(house.db, 'select id, title, year, status, carried from task_list where id = $1', [listId])
  if (!list) return undefined
  const from = `${list.year}-01-01` as Day
  const [sections, tasks, actions, cases, moved, sheets, links] = await Promise.all([
    rows<Known['sections'][number]>(house.db, 'select id, number, title from list_section where list_id = $1 order by sort', [listId]),
    rows<Known['tasks'][number]>(house.db, 'select id, number, title, section_id as section, parent from list_task where list_id = $1 and ($2::text is null or id = $2) order by sort', [listId, only?.task ?? null]),
    actionsOf(house, list, only, asOf), casesOn(house, listId, asOf), movementOf(house, from, asOf), sheetsOn(house, listId, asOf), linksOf(house, listId, asOf),
  ])
  const figures = await figuresOf(house, actions, from, asOf)
  const counties = new Map<string, CaseThen[]>()
  for (const c of cases.values()) {
    if (c.unit.split('.').length !== 3) continue
    const of = actionKey({ list: listId, action: c.action, unit: c.unit.split('.').slice(0, 2).join('.') })
    const known = counties.get(of)
    if (known) known.push(c)
    else counties.set(of, [c])
  }
  return {
    house, list, asOf, from, sections, tasks,
    actions: actions.map((a) => {
      const whole = moved.of(a, undefined)
      return {
        ...a, ...links.ofAction(a.id), system: { ...whole, figures: a.movedBy.flatMap((m) => (m.kind === 'indicator' && figures.has(m.id) ? [figures.get(m.id)!] : [])) },
        at: a.units.flatMap((unit): At[] => {
          const key = actionKey({ list: listId, action: a.id, unit: unit.unit })
          const c = cases.get(key), system = moved.of(a, unit.unit), parts = partsOf(house, c, counties.get(key) ?? [], from, asOf)
          // Taken out by an act before it was ever asked: it is nobody's any more.
          if (!c && (unit.until || a.ended)) return a.ended && !unit.until ? [{ unit, system, parts, due: a.dueOn, standing: { from, due: a.dueOn, state: 'terminated', ended: '经批准不再办理' } }] : []
          const due = c?.due ?? a.dueOn, standing = standingOf(house, c, from, due)
          if (parts.some((p) => p.verified !== null)) standing.fromParts = parts.reduce((sum, p) => sum + Math.round(p.weight * 100) * (p.verified ?? 0), 0) / 10_000
          if (system.last) standing.moved = system.last
          const seen = sheets.get(key), { previous, next } = links.ofCase(key)
          return [{ unit, standing, system, parts, due, ...(c ? { case: c } : {}), ...(seen ? { sheets: seen } : {}), ...(previous ? { previous } : {}), ...(next ? { next } : {}) }]
        }),
      }
    }),
  }
}

/** What decides the light of a case. A plan that reached the unit late in the year begins the day it reached it. */
function standingOf(house: House, c: CaseThen | undefined, from: Day, due: Day): Standing {
  if (!c) return { from, due }
  return {
    from: c.dispatchedOn > from ? c.dispatchedOn : from, due, state: c.state, suspended: c.suspended, dispatchedOn: c.dispatchedOn, ...(c.verified === undefined ? {} : { verified: c.verified }), ...(c.through ? { through: c.through } : {}),
    ...(c.paused.length ? { paused: c.paused } : {}), ...(c.endedOn ? { endedOn: c.endedOn, ended: endedAs(house, c) } : {}),
  }
}
function endedAs(house: House, c: CaseThen): string {
  const by = c.endedBy ? `${c.endedBy}批准` : '已'
  return c.state === 'merged' ? `${by}并入${c.into}` : c.state === 'carried' ? `${by}转下年度，由${c.into}承接` : c.endedBy ? `${by}终止` : labelOf(house, c)
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
  const units = a.at.map((x) => unitOf(k, x))
  const lit = units.filter((u) => !givenUp.has(u.state ?? ''))
  const sides = a.sides ? sidesOf(k, lit) : undefined
  return {
    id: a.id, task: a.task, title: a.title, pending: a.pending, dueOn: a.dueOn, dueSaid: a.dueSaid, ...(a.firstDue ? { firstDue: a.firstDue } : {}), ...(a.ended ? { ended: a.ended } : {}), system: a.system, units, acts: a.acts,
    ...(a.lead ? { lead: a.lead } : {}), ...(sides ? { sides } : {}), ...(a.mergedFrom ? { mergedFrom: a.mergedFrom } : {}), ...(a.continues ? { continues: a.continues } : {}), ...(a.continuedBy ? { continuedBy: a.continuedBy } : {}),
    waits: waitsOf(lit),
    light: units.length && !lit.length ? units[0]!.light : sides ? bothSides(sides) : worstOf(lit.map((u) => ({ name: u.name, light: u.light.light })), '责任单位'),
    counts: {
      units: units.length, dispatched: units.filter((u) => u.caseId).length, signed: a.at.filter((x) => x.case?.signedOn).length, reported: units.filter((u) => u.reported).length,
      verified: units.filter((u) => u.verified).length, closed: units.filter((u) => u.state === 'closed' || u.state === 'archived').length, unchanged: a.at.filter((x) => x.case?.unchangedFor && isLastReport(x.case)).length,
    },
  }
}
/** Who is waited for over several units, the one with most first. */
export function waitsOf(units: readonly UnitProgress[]): ActionProgress['waits'] {
  const waits = new Map<string, ActionProgress['waits'][number]>()
  for (const { waits: w } of units) if (w) { const key = `${w.unit}/${w.for}`; waits.set(key, { unit: w.unit, name: w.name, for: w.for, n: (waits.get(key)?.n ?? 0) + 1 }) }
  return [...waits.values()].sort((p, q) => q.n - p.n)
}
const isLastReport = (c: CaseThen) => !c.reportedFor || c.unchangedFor! > c.reportedFor

function unitOf(k: Known, x: At): UnitProgress {
  const c = x.case, { house, asOf } = k
  const reporting = c && { from: x.standing.from, due: x.due, dispatchedOn: c.dispatchedOn, ...(c.through ? { through: c.through } : {}), paused: c.paused }
  const open = reporting && (c.state === 'working' || c.state === 'split') && !c.suspended ? openPeriod(reporting, asOf) : undefined
  const waits = waitedFor(k, x)
  return {
    unit: x.unit.unit, name: x.unit.name, role: x.unit.role, caseId: c?.id ?? null, state: c?.state ?? null, stateLabel: c ? labelOf(house, c) : x.standing.state ? '不再办理' : '未交办', light: lightOf(x.standing, asOf, house.calendar), system: x.system,
    reported: c?.reported === undefined ? null : { share: c.reported, on: c.reportedOn! }, verified: c?.verified === undefined ? null : { share: c.verified, on: c.verifiedOn! },
    parts: x.parts, dueOn: x.due, extended: c?.extended ?? false,
    ...(c && c.firstDue !== x.due ? { firstDue: c.firstDue } : {}), ...(waits ? { waits } : {}), ...(c?.unchanged ? { unchanged: { n: c.unchanged, period: c.unchangedFor! } } : {}),
    ...(open ? { period: { name: open.name, by: feedbackDue(open, house.calendar) ?? null } } : {}), ...(c?.returned ? { returned: c.returned } : {}), ...(c?.paused.length ? { paused: c.paused } : {}),
    ...(x.sheets ? { sheets: x.sheets } : {}), ...(x.previous ? { previous: x.previous } : {}), ...(x.next ? { next: x.next } : {}),
  }
}

/** Who has to do the next thing, and what it is. */
function waitedFor(k: Known, x: At): Waited | undefined {
  const { house } = k, c = x.case, self = { unit: x.unit.unit, name: x.unit.name }
  const at = (unit: string, what: string): Waited => ({ unit, name: unitLabel(house, unit), for: what })
  if (!c) return undefined
  if (c.suspended) return { unit: '', name: '第三方', for: c.paused.at(-1)?.reason ?? '中止' }
  if (c.asked && ['working', 'split', 'checking', 'closing'].includes(c.state)) return at(x.unit.unit.split('.').slice(0, -1).join('.'), '批复延期')
  if (c.returned) return c.state === 'sentBack' ? at(c.issuer ?? c.checker, '重新交办') : c.state === 'checking' || c.state === 'closing' ? at(c.checker, `重新${c.returned}`) : { ...self, for: `重新${c.returned}` }
  if (c.state === 'dispatched') return { ...self, for: '签收' }
  if (c.state === 'sentBack') return at(c.issuer ?? c.checker, '重新交办')
  if (c.state === 'checking') return at(c.checker, '核查')
  if (c.state === 'closing') return at(c.checker, '销号')
  const owed = c.state === 'working' || c.state === 'split' ? owedFeedback({ from: x.standing.from, due: x.due, dispatchedOn: c.dispatchedOn, ...(c.through ? { through: c.through } : {}), paused: c.paused }, k.asOf, house.calendar) : undefined
  return owed ? { ...self, for: `补报${showPeriodName(owed.quarter)}反馈` } : undefined
}

/** An action that two sides owe: each side's light by itself, and done only when both are. */
function sidesOf(k: Known, units: readonly UnitProgress[]): SideProgress[] {
  return (['province', 'city'] as const).map((side): SideProgress => {
    const own = units.filter((u) => (k.house.units.get(u.unit)?.level === 'province') === (side === 'province'))
    return { side, name: side === 'province' ? '省级一方' : '市级一方', units: own.map((u) => u.unit), light: worstOf(own.map((u) => ({ name: u.name, light: u.light.light })), '责任单位'), closed: own.length > 0 && own.every((u) => u.light.light === 'blue') }
  })
}
function bothSides(sides: readonly SideProgress[]) {
  const both = worstOf(sides.map((s) => ({ name: s.name, light: s.light.light })), '方')
  return { ...both, say: `${lightWords[both.light]}：两方共同承担，双方都销号才算办结；${sides.map((s) => `${s.name}${s.closed ? '已销号' : lightWords[s.light.light]}`).join('，')}` }
}

export function citiesOf(house: House, actions: readonly ActionProgress[]): CityProgress[] {
  return house.units.cities.map((city) => {
    const own = actions.flatMap((a) => a.units.filter((u) => u.unit === city.id && !givenUp.has(u.state ?? '')).map((u) => ({ name: a.id, light: u.light.light })))
    return { unit: city.id, name: city.place, light: worstOf(own, '分解任务'), lights: countLights(own.map((o) => o.light)) }
  })
}

/** The counties that carry a share of any of the actions, each with its worst light. */
export function countiesOf(actions: readonly ActionProgress[], within?: string): PlaceLight[] {
  const parts = actions.flatMap((a) => a.units.filter((u) => !within || u.unit === within).flatMap((u) => u.parts.map((p) => ({ ...p, action: a.id }))))
  return [...Map.groupBy(parts, (p) => p.unit)].map(([unit, of]) => ({
    unit, name: of[0]!.name, light: worstOf(of.map((p) => ({ name: p.action, light: p.light })), '分解任务').light, lights: countLights(of.map((p) => p.light)),
  })).sort((a, b) => (a.unit < b.unit ? -1 : 1))
}

function labelOf(house: House, c: Pick<CaseThen, 'state' | 'suspended' | 'returned'>): string {
  const label = house.items.get('list-action')!.states[c.state]?.label ?? c.state
  return c.suspended ? '中止' : c.returned && c.state !== 'sentBack' ? `退回（${c.returned}）` : label
}

/** The case of an action at a unit, as it was at the end of a day. */
export interface CaseThen {
  id: string; key: string; action: string; unit: string; state: string; suspended: boolean; due: Day; firstDue: Day; dispatchedOn: Day; signedOn?: Day; weight?: number; checker: string; issuer?: string
  reported?: number; reportedOn?: Day; reportedFor?: string; through?: Day; verified?: number; verifiedOn?: Day; extended: boolean; asked?: Day; returned?: string; unchanged?: number; unchangedFor?: string
  paused: { from: Day; to?: Day; reason: string }[]; endedOn?: Day; endedBy?: string; into?: string; parts: { unit: string; weight: number; firstWeight?: number }[]
}
type Marks = Record<string, any>
interface Then { id: string; number: string; state: string; marks: Marks; suspended: boolean }

/**
 * The cases of an item for a list as they were at the end of a day, the oldest first: what was ended and given out anew counts as it is now. Every action of a case carries the marks that the whole case had after it, so the
 * last action by that day says what replaying all of them would.
 */
const casesThen = (house: House, item: string, listId: string, asOf: Day): Promise<Then[]> => asOf >= today(house)
  ? rows<Then>(house.db, `select id, number, state, marks, stopped_since is not null as suspended from case_file where item = $2 and marks ->> 'list' = $1 order by submitted_at, id`, [listId, item])
  : rows<Then>(house.db, `
    select c.id, c.number, last.action ->> 'to' as state, last.action -> 'set' -> 'marks' as marks,
      c.snapshot -> 'doneOn' -> 'suspend' is not null and (select count(*) filter (where step = 'suspend') > count(*) filter (where step = 'resume') from case_action a where a.case_id = c.id and a.on_day <= $2) as suspended
    from case_file c cross join lateral (select a.action::jsonb as action from case_action a where a.case_id = c.id and a.on_day <= $2 order by a.seq desc limit 1) last
    where c.item = $3 and c.marks ->> 'list' = $1 and c.submitted_at < $2::date + 1 order by c.submitted_at, c.id`, [listId, asOf, item])

export async function casesOn(house: House, listId: string, asOf: Day): Promise<Map<string, CaseThen>> {
  const found = await casesThen(house, 'list-action', listId, asOf)
  return new Map(found.map(({ id, state, marks: m, suspended }) => [m.key as string, {
    id, key: m.key, action: m.action, unit: m.unit, state, suspended, due: m.due, firstDue: m.firstDue ?? m.due, dispatchedOn: m.dispatchedOn, signedOn: m.signedOn, weight: m.weight, checker: m.checker, issuer: m.issuer,
    reported: m.reported, reportedOn: m.reportedOn, reportedFor: m.reportedFor, through: m.through, verified: m.verified, verifiedOn: m.verifiedOn, extended: m.extended === true, asked: m.asked, returned: m.returned,
    unchanged: m.unchanged, unchangedFor: m.unchangedFor, paused: readStops(m.paused).map((s) => ({ ...s, reason: (suspensionReasons as Record<string, string>)[s.reason] ?? s.reason })),
    endedOn: m.endedOn ?? m.closedOn, endedBy: m.endedBy, into: m.into,
    parts: Object.entries(m).flatMap(([k, weight]) => (k.startsWith('part:') ? [{ unit: k.slice(5), weight: weight as number, ...(m[`first:${k.slice(5)}`] === undefined ? {} : { firstWeight: m[`first:${k.slice(5)}`] as number }) }] : [])),
  }]))
}

/** Supervision sheets in force on a day, by the action and unit they are about. */
async function sheetsOn(house: House, listId: string, asOf: Day): Promise<Map<string, SheetSeen[]>> {
  const states = house.items.get('supervision-sheet')?.states ?? {}
  const found = (await casesThen(house, 'supervision-sheet', listId, asOf)).filter((s) => s.marks.issuedOn && s.state !== 'recalled').sort((a, b) => (a.marks.issuedOn < b.marks.issuedOn ? -1 : 1))
  return Map.groupBy(found.map((s) => ({ key: s.marks.key as string, caseId: s.id, number: s.number, colour: s.marks.colour as SheetSeen['colour'], issuedOn: s.marks.issuedOn as Day, replyBy: s.marks.replyBy as Day, stateLabel: states[s.state]?.label ?? s.state })), (s) => s.key)
}

function partsOf(house: House, city: CaseThen | undefined, counties: readonly CaseThen[], from: Day, asOf: Day): PartProgress[] {
  return (city?.parts ?? []).map((p) => {
    const c = counties.find((x) => x.unit === p.unit)
    const due = c?.due ?? city!.due, { light, say } = lightOf(standingOf(house, c, from, due), asOf, house.calendar)
    return { ...p, name: unitLabel(house, p.unit), verified: c?.verified ?? null, stateLabel: c ? labelOf(house, c) : '待交办', caseId: c?.id ?? null, light, say, dueOn: due }
  })
}

/** What goes on from one action to another: merged within the list, or carried into next year's; of actions, and of their cases unit by unit. */
async function linksOf(house: House, listId: string, asOf: Day) {
  interface Link { kind: 'merge' | 'carry'; list: string; action: string; title: string; toList: string; toAction: string; toTitle: string; doc: string }
  const links = await rows<Link>(house.db, `select x.kind, x.list_id as list, x.action_id as action, a.title, x.into_list as "toList", x.into_action as "toAction", i.title as "toTitle", x.doc
    from list_act x join list_action a on a.list_id = x.list_id and a.id = x.action_id join list_action i on i.list_id = x.into_list and i.id = x.into_action
    where x.kind in ('merge', 'carry') and (x.list_id = $1 or x.into_list = $1) and x.on_day <= $2 order by x.at`, [listId, asOf])
  const carried = links.filter((l) => l.kind === 'carry')
  const others = carried.map((l) => (l.list === listId ? { list: l.toList, action: l.toAction } : { list: l.list, action: l.action }))
  const cases = others.length ? await rows<{ id: string; list: string; action: string; unit: string }>(house.db, `select id, marks ->> 'list' as list, marks ->> 'action' as action, marks ->> 'unit' as unit from case_file
    where item = 'list-action' and marks ->> 'list' = any($1) and submitted_at < $2::date + 1`, [[...new Set(others.map((o) => o.list))], asOf]) : []
  const idOf = new Map(cases.map((c) => [actionKey(c), c.id]))
  const linked = (list: string, action: string, unit: string): CaseLink | undefined => { const caseId = idOf.get(actionKey({ list, action, unit })); return caseId ? { list, action, caseId } : undefined }
  return {
    ofAction(id: string): Pick<ActionProgress, 'mergedFrom' | 'continues' | 'continuedBy'> {
      const merged = links.filter((l) => l.kind === 'merge' && l.toAction === id), before = carried.filter((l) => l.toList === listId && l.toAction === id), after = carried.find((l) => l.list === listId && l.action === id)
      return {
        ...(merged.length ? { mergedFrom: merged.map((l) => ({ action: l.action, title: l.title, doc: l.doc })) } : {}),
        ...(before.length ? { continues: before.map((l) => ({ list: l.list, action: l.action, title: l.title })) } : {}), ...(after ? { continuedBy: { list: after.toList, action: after.toAction, title: after.toTitle } } : {}),
      }
    },
    ofCase(key: string): { previous?: CaseLink; next?: CaseLink } {
      if (!carried.length) return {}
      const [, action, unit] = key.split('/') as [string, string, string]
      const before = carried.find((l) => l.toList === listId && l.toAction === action), after = carried.find((l) => l.list === listId && l.action === action)
      const previous = before && linked(before.list, before.action, unit), next = after && linked(after.toList, after.toAction, unit)
      return { ...(previous ? { previous } : {}), ...(next ? { next } : {}) }
    },
  }
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
