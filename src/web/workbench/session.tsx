import { createContext, useContext } from 'react'
import type { SessionView } from '../../http/index.ts'

/** Who is signed in, and the day it is for the office; the machine's own date is never asked. */
export interface Here { session: SessionView; today: string; demo: boolean }
const HereContext = createContext<Here | undefined>(undefined)
export const HereProvider = HereContext.Provider
export function useHere(): Here {
  const here = useContext(HereContext)
  if (!here) throw new Error('a page was drawn outside the workbench')
  return here
}
export const isOfficial = (here: Here) => here.session.seats.length > 0

/** How high someone sits: what the menu offers follows it. An auditor looks as far as the province does. */
export const levelOf = (here: Here): 'province' | 'city' | 'county' | 'outside' => {
  const seats = here.session.seats
  if (here.session.who?.auditor || seats.some((s) => s.level === 'province')) return 'province'
  return seats.some((s) => s.level === 'city') ? 'city' : seats.length ? 'county' : 'outside'
}
