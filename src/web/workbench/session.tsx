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
