import { no } from '../../kernel/index.ts'
import type { House } from '../../platform/house/index.ts'
import type { Who } from '../../platform/people/index.ts'

/** Whose lines and runs a person sees: the whole province's (''), or those of their own units and what lies below. */
export function reachOf(house: House, who: Who): string[] {
  const isWhole = who.auditor || who.seats.some((s) => house.units.get(s.unit)?.level === 'province' && ['protection', 'authority', 'leading-group'].includes(s.office))
  return isWhole ? [''] : who.seats.map((s) => s.unit)
}
/** The same as a condition on a column that holds the path of a unit; `at` is where the reach stands among the values. */
export const within = (column: string, at: number): string => `exists (select from unnest($${at}::text[]) as reach(path) where reach.path = '' or ${column} = reach.path or starts_with(${column}, reach.path || '.'))`

const isOf = (who: Who, office: string) => who.seats.some((s) => s.office === office && s.duties.includes('handle'))
/** The division that has the batches takes them in and sends them down. */
export const mayTakeIn = (who: Who): boolean => !who.auditor && isOf(who, 'protection')
/** Whoever handles cases at the division, a centre or a place may look; for whose ground, follows from where they sit. */
export const seatForRuns = (house: House, who: Who): string | undefined =>
  who.auditor ? undefined : who.seats.find((s) => s.duties.includes('handle') && (['protection', 'protection-centre'].includes(s.office) || house.units.get(s.unit)?.level !== 'province'))?.unit

/** Whom a firm insures and what it spends is for the division, the province's centre and the auditor; a place is told of its own firms only. */
export const mayReadTables = (house: House, who: Who): boolean =>
  who.auditor || mayTakeIn(who) || who.seats.some((s) => s.office === 'protection-centre' && s.duties.includes('handle') && house.units.get(s.unit)?.level === 'province')
/** How the codes of the places begin whose lines and runs a person sees. */
export const regionsOf = (house: House, who: Who): string[] => reachOf(house, who).flatMap((path) => (path === '' ? [''] : house.units.get(path)?.code?.replace(/(00)+$/, '') ?? []))

export const notYours = (say: string) => no({ code: 'not-allowed', say })
export const missing = (say: string) => no({ code: 'not-found', say })
