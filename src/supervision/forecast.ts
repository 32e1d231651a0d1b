import { type BackTest, type Band, bandWords, forecastFigure, forecastWork, type History, type Outlook, testWork, type Track, weighingOf } from '../engines/forecast/index.ts'
import { addDays, type Day, dayOf, no, type Result, showDay, yearOf, yes } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { type Figures, indicatorTable, indicatorValue, targetsOf, wordingsOf } from '../platform/indicators/index.ts'
import { isInside, type Who } from '../platform/people/index.ts'
import type { IndicatorDefinition } from '../service/index.ts'
import { looksInto } from './front.ts'
import { type CaseThen, casesOn } from './progress.ts'
import { actionsOf, findList, type ListHead, notYet, unitLabel } from './store.ts'

/** Whether one action at one unit will be done by its day. */
export interface ActionOutlook { action: string; title: string; task: string; unit: string; unitName: string; caseId: string; dueOn: Day; outlook: Outlook; steps: string[] }
export interface FigureOutlook { id: string; name: string; unit: string; kind: IndicatorDefinition['kind']; definition: string; source: 'system' | 'verified' | 'reported'; asOf: Day; due: Day; target: number | null; history: { on: Day; value: number }[]; outlook: Outlook; steps: string[] }
export interface ListForecast {
  list: { id: string; title: string; year: number }
  asOf: Day
  /** The day in one sentence. */
  say: string
  counts: Record<Band, number>
  /** Those that are in doubt first. */
  rows: ActionOutlook[]
  figures: FigureOutlook[]
  /** How often forecasts like these would have been right before. */
  test: BackTest
}

/** Earlier lists lend their tasks for comparison as far back as this. */
const yearsBack = 4
/** So many of its like say how fast such a task goes; more only take time. */
const mostSimilar = 60
const mostTried = 200
const enoughAlike = 8

interface Placed { c: CaseThen; track: Track; list: string; task: string; title: string }

/** Every action of a list at every unit this person looks into, and every figure that speaks for it; all of the list, or one action. */
export async function listForecast(house: House, who: Who, listId: string, of: { asOf?: Day | undefined; action?: string | undefined } = {}): Promise<Result<ListForecast>> {
  const found = await findList(house, who, listId)
  if (!found.ok) return found
  if (!isInside(who)) return no({ code: 'not-yours', say: '预测由机关工作人员查看，不对外公开' })
  const asOf = of.asOf ?? today(house)
  const future = notYet(house, asOf)
  if (future) return future
  const lists = await rows<ListHead>(house.db, `select id, title, year, status, carried from task_list where id = $1 or (status = 'adopted' and year < $2 and year >= $3) order by year desc, id`, [listId, found.value.year, found.value.year - yearsBack])
  const placed = (await Promise.all(lists.map((l) => tracksOf(house, l, asOf)))).flat()
  const similar = likeness(placed)
  const test = testWork(placed.filter((p) => p.track.due <= asOf || p.c.state === 'closed' || p.c.state === 'archived').slice(0, mostTried).map((p) => p.track), asOf, similar)
  const weigh = weighingOf(test)
  const open = placed.filter((p) => p.list === listId && (!of.action || p.c.action === of.action) && p.c.state !== 'terminated' && looksInto(house, who, p.c.unit))
  const outlooks = open.map((p): ActionOutlook => {
    const { value, steps } = p.c.suspended ? paused : forecastWork({ track: p.track, today: asOf, similar: similar(p.track), weigh })
    return { action: p.c.action, title: p.title, task: p.task, unit: p.c.unit, unitName: unitLabel(house, p.c.unit), caseId: p.c.id, dueOn: p.c.due, outlook: value, steps }
  }).sort((a, b) => order.indexOf(a.outlook.band) - order.indexOf(b.outlook.band) || (a.outlook.chance ?? 1) - (b.outlook.chance ?? 1) || (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0))
  const counts = Object.fromEntries(order.map((b) => [b, outlooks.filter((o) => o.outlook.band === b).length])) as Record<Band, number>
  const own = lists.find((l) => l.id === listId)!
  const actions = await actionsOf(house, own, of.action ? { action: of.action } : undefined)
  const ids = new Set(actions.flatMap((a) => a.movedBy.flatMap((m) => (m.kind === 'indicator' ? [m.id] : []))))
  const figures: FigureOutlook[] = []
  // One after another: a figure asks for some forty months at once already.
  for (const id of ids) {
    const d = house.indicators.get(id)
    if (d) figures.push(await figureOutlook(house, d, { asOf, due: `${own.year}-12-31` as Day }))
  }
  const doubt = outlooks.filter((o) => o.outlook.band === 'unlikely' || o.outlook.band === 'risk')[0]
  return yes({
    list: { id: own.id, title: own.title, year: own.year }, asOf, counts, rows: outlooks, figures, test,
    say: `截至${showDay(asOf)}，${outlooks.length}处中${order.filter((b) => counts[b]).map((b) => `${bandWords[b]}${counts[b]}`).join('、') || '还没有交办的任务'}${doubt ? `；最没有把握的是${doubt.unitName}“${doubt.action} ${doubt.title}”` : ''}`,
  })
}
const order: Band[] = ['unlikely', 'risk', 'unknown', 'likely', 'met']
const paused = { value: { band: 'unknown', say: '依据不足：经批准暂停，恢复后再测' } as Outlook, steps: ['经批准暂停，不计办理时间'] }

/** The accepted shares of every case of a list, as known at the end of a day. */
async function tracksOf(house: House, list: ListHead, asOf: Day): Promise<Placed[]> {
  const [cases, accepted, actions] = await Promise.all([
    casesOn(house, list.id, asOf),
    rows<{ case_id: string; on_day: Day; share: number; state: string }>(house.db, `select case_id, on_day, share, state from (
        select a.case_id, a.on_day, a.seq, (a.action::jsonb -> 'set' -> 'marks' ->> 'verified')::float8 as share, a.action::jsonb ->> 'to' as state from case_action a join case_file c on c.id = a.case_id
        where c.item = 'list-action' and c.marks ->> 'list' = $1 and a.on_day <= $2 and a.step in ('accept', 'close')) x where share is not null order by case_id, seq`, [list.id, asOf]),
    rows<{ id: string; task: string; title: string }>(house.db, 'select id, task_id as task, title from list_action where list_id = $1', [list.id]),
  ])
  const shares = Map.groupBy(accepted, (a) => a.case_id), named = new Map(actions.map((a) => [a.id, a]))
  return [...cases.values()].map((c): Placed => {
    const own = shares.get(c.id) ?? [], of = named.get(c.action), closed = own.find((a) => a.state === 'closed')?.on_day
    return {
      c, list: list.id, task: of?.task ?? '', title: of?.title ?? c.action,
      track: { name: `${list.year}年 ${c.action} ${unitLabel(house, c.unit)}`, from: c.dispatchedOn, due: c.due, accepted: own.map((a) => ({ on: a.on_day, share: a.share })), ...(closed ? { doneOn: closed } : {}) },
    }
  })
}

/** Those most like a task: the same action at other units, else its task, else all. */
function likeness(placed: readonly Placed[]): (t: Track) => readonly Track[] {
  const where = new Map(placed.map((p) => [p.track, p]))
  const byAction = Map.groupBy(placed, (p) => `${p.list}/${p.c.action}`), byTask = Map.groupBy(placed, (p) => `${p.list}/${p.task}`)
  return (t) => {
    const p = where.get(t)!
    const others = (of: readonly Placed[] | undefined) => (of ?? []).filter((o) => o !== p).slice(0, mostSimilar).map((o) => o.track)
    for (const near of [byAction.get(`${p.list}/${p.c.action}`), byTask.get(`${p.list}/${p.task}`)]) if ((near?.length ?? 0) > enoughAlike) return others(near)
    return others(placed)
  }
}

/** Whether an indicator reaches a figure by its day, from its own months and, for a place, those of its like. */
export async function indicatorForecast(house: House, who: Who, id: string, of: { unit?: string | undefined; asOf?: Day | undefined; due?: Day | undefined; target?: number | undefined } = {}): Promise<Result<FigureOutlook>> {
  const d = house.indicators.get(id)
  if (!d) return no({ code: 'not-found', say: '没有这个指标' })
  if (!isInside(who)) return no({ code: 'not-yours', say: '预测由机关工作人员查看，不对外公开' })
  const asOf = of.asOf ?? today(house), due = of.due ?? (`${yearOf(asOf)}-12-31` as Day)
  const future = notYet(house, asOf)
  if (future) return future
  if (of.unit !== undefined && !house.units.get(of.unit)) return no({ code: 'no-such-unit', at: 'unit', say: `没有“${of.unit}”这个单位` })
  return yes(await figureOutlook(house, d, { asOf, due, ...(of.unit ? { unit: of.unit } : {}), ...(of.target === undefined ? {} : { target: of.target }) }))
}

async function figureOutlook(house: House, d: IndicatorDefinition, of: { asOf: Day; due: Day; unit?: string; target?: number }): Promise<FigureOutlook> {
  const [{ own, peers, source }, [set], wordings] = await Promise.all([
    monthsOf(house, d, of), targetsOf(house.db, { indicator: d.id, unit: of.unit ?? house.units.root.id, year: yearOf(of.due), asOf: of.asOf }), wordingsOf(house.db, d.id),
  ])
  const target = of.target ?? set?.value ?? undefined
  // Every month keeps the wording it was counted by; the reader is told where that changed.
  const reworded = wordings.filter((w) => own.points[0] && dayOf(w.since) > own.points[0].on && dayOf(w.since) <= of.asOf).map((w) => `口径自${showDay(dayOf(w.since))}起为第${w.version}版，此前各月按当时口径`)
  const { value, steps } = forecastFigure({
    history: own, today: of.asOf, due: of.due, direction: d.direction, peers, show: (v) => shown(v, d.unit), ...(target === undefined ? {} : { target }),
  })
  return { id: d.id, name: d.name, unit: d.unit, kind: d.kind, definition: d.definition, source, asOf: of.asOf, due: of.due, target: target ?? null, history: [...own.points], outlook: value, steps: [`口径（第${d.version}版）：${d.definition}`, ...reworded, ...(set && of.target === undefined && set.value !== null ? [`目标${shown(set.value, d.unit)}，依据${set.basis}`] : []), ...steps] }
}

/** What had come together by the end of each month, of one source, as known on a day: back to the first year without any. */
async function monthsOf(house: House, d: IndicatorDefinition, of: { asOf: Day; unit?: string }): Promise<{ own: History; peers: History[]; source: FigureOutlook['source'] }> {
  const depth = of.unit?.split('.').length ?? 1
  const read = async (to: Day): Promise<Map<string, Figures>> => {
    const asked = { from: `${yearOf(to)}-01-01` as Day, to, asOf: of.asOf }
    // A place is compared with its like, so one question asks for all of them.
    if (of.unit && depth > 1) return new Map((await indicatorTable(house.db, d, { ...asked, depth })).map((r) => [r.unit, r.figures]))
    return new Map([[of.unit ?? '', (await indicatorValue(house.db, d, { ...asked, ...(of.unit ? { unit: of.unit } : {}) })).value]])
  }
  const months: { on: Day; at: Map<string, Figures> }[] = []
  for (let year = yearOf(of.asOf); year > yearOf(of.asOf) - 6; year--) {
    const last = year === yearOf(of.asOf) ? of.asOf : (`${year}-12-31` as Day)
    const end = await read(last)
    if (year < yearOf(of.asOf) && ![...end.values()].some((f) => Object.keys(f).length)) break
    const before = Array.from({ length: 12 }, (_, m) => addDays(m === 11 ? (`${year + 1}-01-01` as Day) : (`${year}-${String(m + 2).padStart(2, '0')}-01` as Day), -1)).filter((on) => on < last)
    months.unshift(...await Promise.all(before.map(async (on) => ({ on, at: await read(on) }))), { on: last, at: end })
  }
  const key = of.unit ?? ''
  const kinds = new Set(months.flatMap((m) => Object.keys(m.at.get(key) ?? {})))
  const source = (d.reported || 'reported' in d.from ? (['verified', 'reported'] as const) : (['system', 'verified', 'reported'] as const)).find((s) => kinds.has(s)) ?? (d.reported ? 'reported' : 'system')
  const historyOf = (unit: string): History => {
    const known = months.map((m) => ({ on: m.on, value: m.at.get(unit)?.[source]?.value }))
    const first = known.findIndex((p) => p.value !== undefined)
    // Before the first record there was nothing to know; after it, a month in which nothing came adds nought to a flow.
    return { kind: d.kind, points: known.flatMap((p) => (first !== -1 && yearOf(p.on) >= yearOf(known[first]!.on) && (p.value !== undefined || d.kind === 'flow') ? [{ on: p.on, value: p.value ?? 0 }] : [])) }
  }
  const others = [...new Set(months.flatMap((m) => [...m.at.keys()]))].filter((u) => u !== key)
  return { own: historyOf(key), peers: others.map(historyOf), source }
}

/** Money is kept in fen and shares as parts of one; people read yuan and percent. */
const shown = (v: number, unit: string): string => unit === '分' ? `${(v / 100).toLocaleString('zh-CN', { maximumFractionDigits: 0 })}元` : unit === '%' ? `${(v * 100).toFixed(1)}%` : `${v.toLocaleString('zh-CN', { maximumFractionDigits: 1 })}${unit}`
