import { type Day, no, type Result, yes } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { isInside, type Who } from '../platform/people/index.ts'
import { looksInto } from './front.ts'
import { actionOf, standings } from './progress.ts'
import { findList, unitLabel } from './store.ts'
import { actWords, type Light, type Progress } from './types.ts'

/** The year of a list, action by action: when it was given out, what was done about it, when it stood still, and when it is due. */
export interface Timeline {
  list: Progress['list']
  asOf: Day
  from: Day
  to: Day
  unit: { unit: string; name: string } | null
  rows: TimelineRow[]
}
export interface TimelineRow {
  task: string; action: string; title: string; light: Light; say: string
  /** The first day any of the units was given it; null while nobody was. */
  dispatchedOn: Day | null
  dueOn: Day
  /** The day it was due when it was issued, where an extension or an act has moved it. */
  firstDue: Day | null
  endedOn: Day | null
  stops: { from: Day; to: Day | null; say: string }[]
  marks: TimelineMark[]
}
export type TimelineKind = 'dispatch' | 'feedback' | 'accept' | 'return' | 'extend' | 'adjust' | 'sheet' | 'close'
export interface TimelineMark { on: Day; kind: TimelineKind; say: string; /** The case, where it is one. */ caseId: string | null; n: number }

/** What the steps of a case are called on the line; what is not here is not worth a mark. */
const kindOf: Record<string, TimelineKind> = { dispatch: 'dispatch', hand: 'dispatch', resend: 'dispatch', feedback: 'feedback', noChange: 'feedback', accept: 'accept', return: 'return', sendBack: 'return', approveExtension: 'extend', adjust: 'adjust', close: 'close' }
const sheetWords = { blue: '蓝色', orange: '橙色', red: '红色' } as const

export async function timelineOf(house: House, who: Who, listId: string, of: { unit?: string; asOf?: Day } = {}): Promise<Result<Timeline>> {
  const found = await findList(house, who, listId)
  if (!found.ok) return found
  if (!isInside(who)) return no({ code: 'not-yours', say: '各单位的进展由机关工作人员查看；全省进展见公开页' })
  const unit = of.unit === undefined ? undefined : house.units.get(of.unit)
  if (of.unit !== undefined && !unit) return no({ code: 'no-such-unit', at: 'unit', say: `没有“${of.unit}”这个单位` })
  if (unit && !looksInto(house, who, unit.id)) return no({ code: 'not-yours', at: 'unit', say: `${unitLabel(house, unit.id)}的办理过程由该单位及其上级查看` })
  const asOf = of.asOf ?? today(house)
  const [known, steps] = await Promise.all([standings(house, listId, asOf), rows<Step>(house.db, `select a.case_id, a.step, a.on_day, c.marks ->> 'action' as action, c.marks ->> 'unit' as unit from case_action a join case_file c on c.id = a.case_id
    where c.item = 'list-action' and c.marks ->> 'list' = $1 and a.on_day <= $2 and a.step = any($3) order by a.on_day, a.case_id, a.seq`, [listId, asOf, Object.keys(kindOf)])])
  const isMine = (u: string) => (unit ? u === unit.id : u.split('.').length < 3 && looksInto(house, who, u))
  const taken = Map.groupBy(steps.filter((s) => isMine(s.unit)), (s) => s.action)
  const label = house.items.get('list-action')!
  // A step has one word on the line, whichever state it was taken in: that of the first that offers it.
  const word = new Map(Object.values(label.states).toReversed().flatMap((s) => Object.entries(s.steps ?? {}).map(([id, step]) => [id, step.label])))
  const lines = known!.actions.flatMap((a): TimelineRow[] => {
    const shown = actionOf(known!, a)
    const county = unit?.level === 'county' ? shown.units.flatMap((u) => u.parts).find((p) => p.unit === unit.id) : undefined
    const units = shown.units.filter((u) => isMine(u.unit))
    if (!units.length && !county) return []
    const own = taken.get(a.id) ?? []
    const marks = [...Map.groupBy(own, (s) => `${s.on_day} ${kindOf[s.step]}`).values()].map((same): TimelineMark => {
      const names = [...new Set(same.map((s) => unitLabel(house, s.unit)))], [first] = same as [Step]
      return { on: first.on_day, kind: kindOf[first.step]!, say: `${names.slice(0, 4).join('、')}${names.length > 4 ? `等${names.length}个单位` : ''}${word.get(first.step) ?? ''}`, caseId: new Set(same.map((s) => s.case_id)).size === 1 ? first.case_id : null, n: same.length }
    })
    for (const u of units) for (const s of u.sheets ?? []) marks.push({ on: s.issuedOn, kind: 'sheet', say: `${u.name}：${sheetWords[s.colour]}督办单${s.number}，${s.stateLabel}`, caseId: s.caseId, n: 1 })
    for (const act of a.acts) marks.push({ on: act.on, kind: 'adjust', say: `${actWords[act.kind]}（${act.doc}）`, caseId: null, n: 1 })
    const one = unit ? units[0] : undefined, light = county ? { light: county.light, say: county.say } : one?.light ?? shown.light
    const dueOn = county?.dueOn ?? one?.dueOn ?? shown.dueOn, first = one?.firstDue ?? (unit ? undefined : shown.firstDue)
    const began = own.find((s) => kindOf[s.step] === 'dispatch')?.on_day, closed = shown.light.light === 'blue' || one?.light.light === 'blue' || county?.light === 'blue'
    return [{
      task: a.task, action: a.id, title: a.title, light: light.light, say: light.say, dispatchedOn: began ?? null, dueOn, firstDue: first && first !== dueOn ? first : null,
      endedOn: closed ? own.findLast((s) => s.step === 'close')?.on_day ?? null : null,
      stops: units.flatMap((u) => (u.paused ?? []).map((p) => ({ from: p.from, to: p.to ?? null, say: `${u.name}中止：${p.reason}` }))),
      marks: marks.sort((p, q) => (p.on < q.on ? -1 : p.on > q.on ? 1 : 0)),
    }]
  })
  const { list } = known!
  return yes({ list: { id: list.id, title: list.title, year: list.year, status: list.status }, asOf, from: `${list.year}-01-01` as Day, to: `${list.year}-12-31` as Day, unit: unit ? { unit: unit.id, name: unitLabel(house, unit.id) } : null, rows: lines })
}
interface Step { case_id: string; step: string; on_day: Day; action: string; unit: string }
