import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createServer, pages, burdenRoutes, chainRoutes, forecastRoutes, reportRoutes, samplingRoutes, scoreRoutes, supervisionRoutes } from '../src/http/index.ts'
import { demoClock, loadDemo, type Demo } from '../src/main/demo.ts'
import { loadParameters } from '../src/main/parameters.ts'
import { programmes } from '../src/main/programmes.ts'
import { buildWebIfStale } from '../src/main/web.ts'
import { builtInCalendar } from '../src/platform/calendar/index.ts'
import { makeHouse, type House } from '../src/platform/house/index.ts'
import { keepDefinitions } from '../src/platform/indicators/index.ts'
import { sealRoots } from '../src/platform/ledger/index.ts'
import { makeUnitTree, saveUnits } from '../src/platform/people/index.ts'
import { openRegisters } from '../src/platform/registers/index.ts'
import { closeNear } from '../src/platform/screening/index.ts'
import { closeSearch } from '../src/platform/search/index.ts'
import { loadList, supervisionProgramme } from '../src/supervision/index.ts'
import { freshDatabase } from './db.ts'
import { password } from './http.ts'

const root = resolve(import.meta.dirname, '..')
const data = join(root, 'data/fujian')
const read = (name: string) => JSON.parse(readFileSync(join(data, name), 'utf8'))

/** The whole house as it is started for a demonstration, with its pages, people, cases and clock; on a port of its own. */
export async function aDemonstration(): Promise<{ base: string; house: House; close(): Promise<void> }> {
  await buildWebIfStale(() => {})
  const fresh = await freshDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'zhixing-demo-'))
  const clock: { demo?: Demo } = {}
  const units = read('units.json')
  await saveUnits(fresh.db, units)
  const house = makeHouse({
    db: fresh.db, programmes: [...programmes, supervisionProgramme], dataDir, units: makeUnitTree(units, read('jurisdictions.json'), read('open-sets.json')), calendar: builtInCalendar(),
    now: () => (clock.demo ? demoClock(clock.demo)() : new Date().toISOString()) as ReturnType<House['now']>,
  })
  await openRegisters(fresh.db, house.registers, house.now())
  await keepDefinitions(fresh.db, [...house.indicators.values()])
  const list = await loadList(house, join(data, 'lists/2022'))
  process.env.ZHIXING_DEMO_PASSWORD = password
  const demo = await loadDemo(house, data, list, () => {})
  clock.demo = demo
  await sealRoots(fresh.db)
  const app = await createServer(house, {
    databaseUrl: fresh.url, secret: 'a secret of at least thirty-two letters', parameters: [...(await loadParameters()).values()], demo: true, limits: false,
    routes: [supervisionRoutes, samplingRoutes, chainRoutes, burdenRoutes, reportRoutes, forecastRoutes, scoreRoutes], pages: pages({ dist: join(root, 'dist'), data, demoSince: demo.until }),
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    base: `http://127.0.0.1:${(app.server.address() as { port: number }).port}`, house,
    close: async () => {
      await app.close()
      await Promise.all([closeSearch(house), closeNear(house)])
      await fresh.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
