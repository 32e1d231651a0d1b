import { useQuery } from '@tanstack/react-query'
import { get } from './api.ts'

export interface UnitBrief { id: string; name: string; short: string; kind: string; level: 'province' | 'city' | 'county'; parent: string | null; office: string; place: string; code: string | null; decides: boolean }

/** The tree of units, asked once. */
export const useUnits = () => useQuery({ queryKey: ['units'], queryFn: () => get<{ rows: UnitBrief[] }>('/api/v1/units?limit=200'), staleTime: 600_000, select: (d) => d.rows })

/** What a unit is called in a list of many: the place, or the short name of an office of the province. */
export const shortName = (units: UnitBrief[] | undefined, id: string | null | undefined): string => {
  const u = units?.find((x) => x.id === id)
  return u ? (u.level === 'province' ? u.short : u.place || u.name) : id ?? ''
}
