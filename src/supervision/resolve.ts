import type { House } from '../platform/house/index.ts'
import type { NewActionUnit, Reading } from './store.ts'
import type { Role } from './types.ts'

/** The units of a row: those it names, those an open set expands to, and what a person must decide. */
export function resolveUnits(house: House, task: { id: string; at: string; units: readonly { text: string; role: Role; prefix?: string }[]; from: number; to: number }) {
  const units: Omit<NewActionUnit, 'action'>[] = []
  const asks: Reading['oddities'] = []
  const add = (unit: string, role: Role, printed: string, basis: NewActionUnit['basis']) => {
    if (!units.some((u) => u.unit === unit)) units.push({ unit, role, printed, basis })
  }
  for (const { text, role, prefix } of task.units) {
    const found = house.units.resolve(text) ?? (prefix ? house.units.resolve(`${prefix}${text}`) : undefined)
    const ask = (kind: 'which-units' | 'unknown-unit', say: string) => {
      if (!asks.some((a) => a.printed === text)) asks.push({ kind, at: task.at, task: task.id, printed: text, role, say, from: task.from, to: task.to, blocks: true })
    }
    if (!found) ask('unknown-unit', `“${text}”不在单位表中：请指出是哪个单位，或说明不由本系统派发`)
    else if ('unit' in found) add(found.unit.id, role, text, 'named')
    else if (found.open.expands === 'all-cities') for (const city of house.units.cities) add(city.id, role, text, 'expanded')
    else ask('which-units', `“${text}”${found.open.say}`)
  }
  return { units, asks }
}
