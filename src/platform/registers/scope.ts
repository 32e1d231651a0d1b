import type { Register } from '../../service/index.ts'
import type { UnitTree, Who } from '../people/index.ts'
import type { Line } from './line.ts'

/**
 * How much of a register a person reads in full: nothing, their own party's lines, or the lines of units; '' is the whole province.
 * Divisions, centres and auditors read all of it, cities and counties their own ground, parties their own lines.
 */
export type Scope = 'nothing' | 'own' | { units: string[] }
export function scopeOf(units: UnitTree, who: Who, register: Register): Scope {
  if (who.auditor || who.seats.some((s) => units.get(s.unit)?.level === 'province')) return { units: [''] }
  if (who.seats.length) return { units: who.seats.map((s) => s.unit) }
  return who.partyId && (register.ownReadable || register.public !== false) ? 'own' : 'nothing'
}

/** Whether a line may be read in full. */
export function seesLine(units: UnitTree, who: Who, register: Register, line: Pick<Line, 'party' | 'unit'>): boolean {
  const scope = scopeOf(units, who, register)
  if (scope === 'nothing') return false
  if (scope === 'own') return line.party !== undefined && (line.party.id === who.partyId || (line.party.creditCode !== undefined && line.party.creditCode === who.creditCode))
  return scope.units.some((u) => u === '' || (line.unit !== undefined && units.isWithin(line.unit, u)))
}
