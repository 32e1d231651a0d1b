import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Serving, burdenRoutes, chainRoutes, reportRoutes, samplingRoutes, supervisionRoutes } from '../src/http/index.ts'
import { type Demo, loadDemo } from '../src/main/demo.ts'
import { loadParameters } from '../src/main/parameters.ts'
import { programmeRoutes, programmes } from '../src/main/programmes.ts'
import { tellOfSteps } from '../src/platform/cases/index.ts'
import { keepDefinitions } from '../src/platform/indicators/index.ts'
import { deliver } from '../src/platform/notices/index.ts'
import { applyValues } from '../src/platform/parameters/index.ts'
import { openRegisters } from '../src/platform/registers/index.ts'
import { loadList, supervisionProgramme } from '../src/supervision/index.ts'
import { anOffice, type Office } from './http.ts'

export const installation = resolve('data/fujian')
/** The day the demonstration stands on when it is first shown. */
export const shownOn = '2022-09-20T01:30:00.000Z'
export interface DemoPerson { username: string; name: string; kind: string; unit?: string; party?: string; duties: string[] }
export const people: DemoPerson[] = JSON.parse(readFileSync(join(installation, 'demo/people.json'), 'utf8')).people

/** The office as visitors are shown it: every programme, the 2022 list and all that the demonstration plays, without its pages. */
export async function theWholeOffice(of: Partial<Serving> = {}): Promise<Office & { demo: Demo; list: string }> {
  const office = await anOffice({ at: shownOn, programmes: [...programmes, supervisionProgramme], routes: [supervisionRoutes, samplingRoutes, chainRoutes, burdenRoutes, reportRoutes, ...programmeRoutes], demo: true, ...of })
  const { house, fresh: { db } } = office
  await applyValues(db, await loadParameters())
  await openRegisters(db, house.registers, house.now())
  await keepDefinitions(db, [...house.indicators.values()])
  const list = await loadList(house, join(installation, 'lists/2022'))
  const demo = await loadDemo(house, installation, list, () => {})
  await deliver(db, tellOfSteps(house), 100_000)
  return { ...office, demo, list }
}
