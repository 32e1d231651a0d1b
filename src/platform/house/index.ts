/** What this installation consists of: its database, its declarations, its units and its working calendar. */
import type { Calendar, Instant } from '../../kernel/index.ts'
import { dayOf, instantFromMs } from '../../kernel/index.ts'
import type { IndicatorDefinition, Programme, Register, ServiceItem, World } from '../../service/index.ts'
import { unsound } from '../../service/index.ts'
import type { Db } from '../db/index.ts'
import type { UnitTree } from '../people/index.ts'

export interface House {
  db: Db
  programmes: readonly Programme[]
  items: ReadonlyMap<string, ServiceItem>
  registers: ReadonlyMap<string, Register>
  indicators: ReadonlyMap<string, IndicatorDefinition>
  units: UnitTree
  /** Replaced when an administrator edits the calendar. */
  calendar: Calendar
  /** The clock of the machine, unless a rehearsal has set another. */
  now: () => Instant
  /** Where files, keys and the embedded database lie. */
  dataDir: string
}

/** Puts the house together and refuses declarations that are not sound, all of them at once. */
export function makeHouse(of: { db: Db; programmes: readonly Programme[]; units: UnitTree; calendar: Calendar; dataDir: string; now?: () => Instant }): House {
  const items = new Map<string, ServiceItem>(), registers = new Map<string, Register>(), indicators = new Map<string, IndicatorDefinition>()
  const wrong: string[] = []
  for (const p of of.programmes) {
    for (const i of p.items) { if (items.has(i.id)) wrong.push(`two items are called ${i.id}`); items.set(i.id, i) }
    for (const r of p.registers) { if (registers.has(r.id)) wrong.push(`two registers are called ${r.id}`); registers.set(r.id, r) }
    for (const i of p.indicators) { if (indicators.has(i.id)) wrong.push(`two indicators are called ${i.id}`); indicators.set(i.id, i) }
  }
  const series = new Map<string, string>()
  for (const item of items.values()) for (const p of Object.values(item.papers ?? {})) series.set(p.series, p.title)
  const numbered = new Map<string, string>()
  for (const item of items.values()) {
    const other = numbered.get(item.numbered) ?? series.get(item.numbered)
    if (other) wrong.push(`${item.id} numbers its cases under “${item.numbered}”, as does ${other}`)
    numbered.set(item.numbered, item.id)
    wrong.push(...unsound(item, registers.values()).map((w) => `${item.id}: ${w}`))
    for (const r of item.registers ?? []) if (!registers.has(r)) wrong.push(`${item.id} speaks of the register ${r}, which no programme keeps`)
  }
  for (const i of indicators.values()) for (const counted of 'share' in i.from ? [i.from.share, i.from.of] : [i.from]) {
    if ('register' in counted && !registers.has(counted.register)) wrong.push(`the indicator ${i.id} counts the register ${counted.register}, which no programme keeps`)
  }
  if (wrong.length) throw new Error(`declarations are not sound:\n  ${wrong.join('\n  ')}`)
  return { db: of.db, programmes: of.programmes, items, registers, indicators, units: of.units, calendar: of.calendar, dataDir: of.dataDir, now: of.now ?? (() => instantFromMs(Date.now())) }
}

export { dropSetting, saveSetting, setting } from './settings.ts'

export const today = (house: House) => dayOf(house.now())

/** What a decision is told of the world, without the facts that a case asks for. */
export function worldOf(house: House, at: Instant, facts: Record<string, any> = {}): World {
  return { at, today: dayOf(at), calendar: house.calendar, facts, unitOf: house.units.unitOf, office: house.units.office, outside: house.units.outside }
}
