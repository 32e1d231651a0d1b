import { addDays, type Day, no, type Result, showDay, yes } from '../kernel/index.ts'
import { worklist } from '../platform/cases/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { isInside, type Who } from '../platform/people/index.ts'
import { countLights, redOn } from './lights.ts'
import { actionOf, citiesOf, countiesOf, type Known, progressOf, standings, waitsOf } from './progress.ts'
import { currentList, findList, noList, type ListHead } from './store.ts'
import { type ActionProgress, type Front, type Light, lightWords, type Progress, type PublicProgress, type TaskProgress, type UnitProgress } from './types.ts'

/** The whole page of a list on a day, as far as this person may look into each unit. */
export const listProgress = (house: House, who: Who, listId: string, asOf?: Day): Promise<Result<Progress>> => progressFor(house, who, listId, asOf)

async function progressFor(house: House, who: Who, listId: string, asOf?: Day, only?: { task: string }): Promise<Result<Progress>> {
  const list = await findList(house, who, listId)
  if (!list.ok) return list
  if (!isInside(who)) return no({ code: 'not-yours', say: '各单位的进展由机关工作人员查看；全省进展见公开页' })
  const progress = await progressOf(house, listId, asOf ?? today(house), only)
  return progress ? yes({ ...progress, tasks: progress.tasks.map((t) => ({ ...t, actions: t.actions.map((a) => seenBy(house, who, a)) })) }) : noList()
}

/** One task with its actions and units. */
export async function taskPage(house: House, who: Who, listId: string, task: string, asOf?: Day): Promise<Result<TaskProgress & { list: Progress['list']; asOf: Day }>> {
  const all = await progressFor(house, who, listId, asOf, { task })
  if (!all.ok) return all
  const [found] = all.value.tasks
  return found ? yes({ ...found, list: all.value.list, asOf: all.value.asOf }) : no({ code: 'no-such-task', at: 'task', say: `清单中没有第${task}项` })
}

/** One action with its units. */
export async function actionPage(house: House, who: Who, listId: string, action: string, asOf?: Day): Promise<Result<ActionProgress & { words: string[]; movedBy: Known['actions'][number]['movedBy']; awaits: Known['actions'][number]['awaits']; asOf: Day; list: Progress['list'] }>> {
  const list = await findList(house, who, listId)
  if (!list.ok) return list
  if (!isInside(who)) return no({ code: 'not-yours', say: '各单位的进展由机关工作人员查看；全省进展见公开页' })
  const day = asOf ?? today(house)
  const known = await standings(house, listId, day, { action })
  const [a] = known?.actions ?? []
  if (!known || !a) return no({ code: 'no-such-action', at: 'action', say: `清单中没有分解任务“${action}”` })
  return yes({ ...seenBy(house, who, actionOf(known, a)), words: a.words, movedBy: a.movedBy, awaits: a.awaits, asOf: day, list: { id: list.value.id, title: list.value.title, year: list.value.year, status: list.value.status } })
}

/** The province and auditors look into every unit; a place looks into itself, what is below it and the city above it. */
export function looksInto(house: House, who: Who, unit: string): boolean {
  return who.auditor || who.admin || who.seats.some((s) => house.units.get(s.unit)?.level === 'province' || house.units.isWithin(unit, s.unit) || (unit.includes('.') && house.units.isWithin(s.unit, unit)))
}
export function seenBy(house: House, who: Who, a: ActionProgress): ActionProgress {
  const units = a.units.map((u) => (looksInto(house, who, u.unit) ? u : closed(u)))
  return { ...a, units, waits: waitsOf(units) }
}
/** Of a unit that is not one's own only the light is told. */
const closed = ({ unit, name, role, dueOn, light }: UnitProgress): UnitProgress =>
  ({ unit, name, role, dueOn, extended: false, caseId: null, state: null, stateLabel: '', light: { light: light.light, say: lightWords[light.light], change: '' }, reported: null, verified: null, parts: [], system: { events: 0, lines: 0, last: null } })

/** The first page of someone who works here: the day in one sentence, what is red, what turns red next, what waits for them, and all tasks at a glance. */
export async function frontPage(house: House, who: Who, of: { list?: string; asOf?: Day } = {}): Promise<Front> {
  const asOf = of.asOf ?? today(house)
  const named = of.list ? await findList(house, who, of.list) : undefined
  const head: Pick<ListHead, 'id'> | undefined = named?.ok ? named.value : await currentList(house)
  const waiting = await worklist(house, who, { limit: 20 })
  const known = head && (await standings(house, head.id, asOf))
  if (!known) return { list: null, asOf, say: '还没有任务清单，请先导入', elapsed: 0, red: [], next: [], totals: { red: 0, next: 0 }, waiting: { total: waiting.total, rows: waiting.rows }, waits: [], tasks: [], cities: [], counties: [], lights: countLights([]), pending: 0 }
  const actions = known.actions.map((a) => actionOf(known, a))
  const open = isInside(who) ? known.actions.flatMap((a, i) => a.at.map((x, j) => ({ a, x, shown: actions[i]!.units[j]! }))).filter(({ x }) => looksInto(house, who, x.unit.unit)) : []
  const line = ({ a, x, shown }: (typeof open)[number]) => ({ action: a.id, title: a.title, unit: x.unit.unit, unitName: x.unit.name, say: shown.light.say, caseId: shown.caseId })
  const red = open.filter((o) => o.shown.light.light === 'red').sort((p, q) => (p.x.due < q.x.due ? -1 : p.x.due > q.x.due ? 1 : (p.x.standing.verified ?? 0) - (q.x.standing.verified ?? 0)))
  const next = open.flatMap((o) => {
    if (o.shown.light.light !== 'green' && o.shown.light.light !== 'yellow') return []
    const on = redOn(o.x.standing, asOf, house.calendar, addDays)
    return on ? [{ ...line(o), on }] : []
  }).sort((p, q) => (p.on < q.on ? -1 : p.on > q.on ? 1 : 0))
  const tasks = compactTasks(known, actions)
  const lights = countLights(actions.map((a) => a.light.light))
  const pending = actions.filter((a) => a.pending).length
  const { list } = known
  return {
    list: { id: list.id, title: list.title, year: list.year, status: list.status }, asOf, elapsed: elapsedOf(known), lights, pending,
    say: `${showDay(asOf)}，${list.year}年清单${actions.length}项分解任务：${red.length ? `${red.length}处已红，最早到期的是${red[0]!.x.unit.name}“${red[0]!.a.id} ${red[0]!.a.title}”` : '没有滞后的'}${next[0] ? `；下一个将于${dayIn(list.year, next[0].on)}转红的是${next[0].unitName}“${next[0].action} ${next[0].title}”` : ''}`,
    red: red.slice(0, 20).map(line), next: next.slice(0, 10), totals: { red: red.length, next: next.length }, waiting: { total: waiting.total, rows: waiting.rows }, waits: waitsOf(open.map((o) => o.shown)).slice(0, 20), tasks,
    cities: citiesOf(house, actions).map((c) => ({ unit: c.unit, name: c.name, light: c.light.light, lights: c.lights })), counties: countiesOf(actions),
  }
}

/** A day of the list's own year needs no year. */
const dayIn = (year: number, on: Day) => showDay(on).replace(`${year}年`, '')

function elapsedOf(k: Known): number {
  const days = (d: Day) => Date.parse(d) / 86_400_000
  const whole = days(`${k.list.year}-12-31`) - days(k.from) + 1
  return Math.round(Math.min(1, Math.max(0, (days(k.asOf) - days(k.from) + 1) / whole)) * 1000) / 10
}

function compactTasks(k: Known, actions: readonly ActionProgress[]): Front['tasks'] {
  const worst: Light[] = ['red', 'yellow', 'green', 'blue', 'grey']
  const cities = k.house.units.cities
  return k.tasks.map((t) => {
    const own = actions.filter((a) => a.task === t.id)
    const n = countLights(own.map((a) => a.light.light))
    const light = n.blue > 0 && n.grey > 0 && !n.red && !n.yellow && !n.green ? 'grey' : worst.find((l) => n[l]) ?? 'grey'
    return {
      id: t.id, number: t.number, title: t.title, section: t.section, parent: t.parent, light, pending: own.filter((a) => a.pending).length, actions: own.length, closed: n.blue,
      say: `${own.length}项分解任务：${worst.filter((l) => n[l]).map((l) => `${lightWords[l]}${n[l]}`).join('、') || '未拆分'}`,
      cities: cities.map((c) => { const at = countLights(own.flatMap((a) => a.units.filter((u) => u.unit === c.id).map((u) => u.light.light))); return worst.find((l) => at[l]) ?? 'grey' }),
    }
  })
}

/**
 * What anyone may see: the province by task, and of every city how much is on the way and done. A city's red lights are not shown here:
 * criticism in public needs the government's approval（《政府督查工作条例》第二十一条）.
 */
export async function publicProgress(house: House, asOf?: Day): Promise<PublicProgress | undefined> {
  const head = await currentList(house)
  if (!head || head.status !== 'adopted') return undefined
  const day = asOf ?? today(house)
  const known = await standings(house, head.id, day)
  if (!known) return undefined
  const actions = known.actions.map((a) => actionOf(known, a))
  const lights = countLights(actions.map((a) => a.light.light))
  const started = actions.filter((a) => a.light.light !== 'grey').length
  return {
    list: { id: head.id, title: head.title, year: head.year }, asOf: day, elapsed: elapsedOf(known), actions: actions.length, started, closed: lights.blue, pending: actions.filter((a) => a.pending).length,
    say: `截至${showDay(day)}，《${head.title}》${known.tasks.length}项任务分解为${actions.length}项，已启动${started}项，办结${lights.blue}项`,
    sections: known.sections,
    tasks: known.tasks.map((t) => {
      const own = actions.filter((a) => a.task === t.id)
      return {
        id: t.id, number: t.number, title: t.title, section: t.section, actions: own.length, started: own.filter((a) => a.light.light !== 'grey').length, closed: own.filter((a) => a.light.light === 'blue').length,
        system: { events: own.reduce((n, a) => n + a.system.events, 0), lines: own.reduce((n, a) => n + a.system.lines, 0) },
        figures: own.flatMap((a) => a.system.figures.filter((f) => !f.reported && f.value !== null)),
      }
    }),
    cities: house.units.cities.map((c) => {
      const own = actions.flatMap((a) => a.units.filter((u) => u.unit === c.id))
      return { unit: c.id, name: c.place, actions: own.length, started: own.filter((u) => u.light.light !== 'grey').length, closed: own.filter((u) => u.light.light === 'blue').length, events: own.reduce((n, u) => n + u.system.events, 0) }
    }),
  }
}
