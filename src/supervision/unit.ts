import { type Day, no, type Result, yes } from '../kernel/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { isInside, type Who } from '../platform/people/index.ts'
import { looksInto, seenBy } from './front.ts'
import { countLights } from './lights.ts'
import { actionOf, countiesOf, standings } from './progress.ts'
import { findList, unitLabel } from './store.ts'
import type { Light, PlaceLight, Progress, Role, SheetSeen, UnitProgress, Waited } from './types.ts'

/** Everything one unit carries of a list; of a county, the shares its city gave it. */
export interface UnitPage {
  list: Progress['list']
  asOf: Day
  unit: { unit: string; name: string; level: 'province' | 'city' | 'county'; parent: { unit: string; name: string } | null; code: string | null }
  /** Whether this person looks into it, or is only told its lights. */
  inside: boolean
  lights: Record<Light, number>
  rows: UnitRow[]
  counties: PlaceLight[]
}
export interface UnitRow {
  task: string; taskTitle: string; action: string; title: string
  /** A province's or city's part in it; a county has a weight instead. */
  role: Role | null; weight: number | null
  light: UnitProgress['light']; stateLabel: string; caseId: string | null
  reported: UnitProgress['reported']; verified: number | null
  dueOn: Day; firstDue: Day | null; extended: boolean
  period: UnitProgress['period'] | null; waits: Waited | null; paused: UnitProgress['paused'] | null; sheets: SheetSeen[]
}

export async function unitPage(house: House, who: Who, listId: string, unitId: string, asOf?: Day): Promise<Result<UnitPage>> {
  const found = await findList(house, who, listId)
  if (!found.ok) return found
  if (!isInside(who)) return no({ code: 'not-yours', say: '各单位的进展由机关工作人员查看；全省进展见公开页' })
  const unit = house.units.get(unitId)
  if (!unit) return no({ code: 'no-such-unit', at: 'unit', say: `没有“${unitId}”这个单位` })
  const day = asOf ?? today(house)
  const known = (await standings(house, listId, day))!
  const titles = new Map(known.tasks.map((t) => [t.id, t]))
  const whole = known.actions.map((a) => actionOf(known, a))
  const inside = looksInto(house, who, unitId)
  const rows = whole.flatMap((a): UnitRow[] => {
    const of = { task: titles.get(a.task)?.number ?? a.task, taskTitle: titles.get(a.task)?.title ?? '', action: a.id, title: a.title }
    const own = seenBy(house, who, a).units.find((u) => u.unit === unitId)
    if (own) {
      return [{
        ...of, role: own.role, weight: null, light: own.light, stateLabel: own.stateLabel, caseId: own.caseId, reported: own.reported, verified: own.verified?.share ?? null, dueOn: own.dueOn, firstDue: own.firstDue ?? null,
        extended: own.extended, period: own.period ?? null, waits: own.waits ?? null, paused: own.paused ?? null, sheets: own.sheets ?? [],
      }]
    }
    const part = unit.level === 'county' ? a.units.find((u) => u.unit === unit.parent)?.parts.find((p) => p.unit === unitId) : undefined
    if (!part) return []
    const shown = inside ? part : { ...part, stateLabel: '', caseId: null, verified: null, say: '' }
    return [{
      ...of, role: null, weight: inside ? part.weight : null, light: { light: part.light, say: shown.say, change: '' }, stateLabel: shown.stateLabel, caseId: shown.caseId, reported: null, verified: shown.verified, dueOn: part.dueOn, firstDue: null,
      extended: false, period: null, waits: null, paused: null, sheets: [],
    }]
  })
  const parent = unit.level === 'county' ? house.units.get(unit.parent ?? '') : undefined
  return yes({
    list: { id: found.value.id, title: found.value.title, year: found.value.year, status: found.value.status }, asOf: day, inside, rows, lights: countLights(rows.map((r) => r.light.light)),
    unit: { unit: unit.id, name: unit.level === 'province' ? unitLabel(house, unit.id) : unit.place ?? unit.name, level: unit.level, parent: parent ? { unit: parent.id, name: parent.place ?? parent.name } : null, code: unit.code ?? null },
    counties: unit.level === 'city' ? countiesOf(whole, unit.id) : [],
  })
}
