import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import pino from 'pino'
import { burdenRoutes, chainRoutes, createServer, forecastRoutes, forgetOldWrites, keptSecret, pages, reportRoutes, samplingRoutes, scoreRoutes, supervisionRoutes } from '../http/index.ts'
import { dayOf, showDay } from '../kernel/index.ts'
import { loadCalendar } from '../platform/calendar/index.ts'
import { dueAgain, passTime, tellOfSteps } from '../platform/cases/index.ts'
import type { Database } from '../platform/db/index.ts'
import { type House as Built, makeHouse, setting } from '../platform/house/index.ts'
import { sweepHalves } from '../platform/documents/index.ts'
import { startJobs } from '../platform/jobs/index.ts'
import { sealRoots } from '../platform/ledger/index.ts'
import { adoptEvents, foldEvents, keepDefinitions } from '../platform/indicators/index.ts'
import { ageStatuses, dropOldUploads, dropUnpublished, followCitations, importerOf } from '../platform/library/index.ts'
import { deliver } from '../platform/notices/index.ts'
import { carry, forgetOldDeliveries, type Outside, remind, sendDue } from '../platform/reminders/index.ts'
import { applyValues } from '../platform/parameters/index.ts'
import { makeUnitTree, saveUnits } from '../platform/people/index.ts'
import { openRegisters } from '../platform/registers/index.ts'
import { closeNear } from '../platform/screening/index.ts'
import { alertSaved, closeSearch, openSearchFor, searchEngine } from '../platform/search/index.ts'
import { finishActs, finishRuns, finishSplits, loadList, readEvidenceTexts, supervisionProgramme } from '../supervision/index.ts'
import { clearDemo, type Demo, demoClock, isHalfLoaded, loadDemo } from './demo.ts'
import { loadParameters } from './parameters.ts'
import { keepTotals } from '../programmes/04-filing-quality/routes.ts'
import { programmeRoutes, programmes } from './programmes.ts'
import type { House } from './serve.ts'
import { root, settings, type Settings } from './settings.ts'

/** Which installation this is: the folder under data/ that holds its units, its list and its map. */
const installation = () => join(root, 'data', process.env.ZHIXING_PROVINCE || 'fujian')
const read = (name: string) => JSON.parse(readFileSync(join(installation(), name), 'utf8'))

let built: Built | undefined
let demo: Demo | undefined
let listId = ''

/** The house over an open database; the same one for every step of the start. */
export async function assemble(database: Database): Promise<Built> {
  built ??= makeHouse({
    db: database.db, programmes: [...programmes, supervisionProgramme], dataDir: settings().dataDir,
    units: makeUnitTree(read('units.json'), read('jurisdictions.json'), read('open-sets.json')),
    calendar: await loadCalendar(database.db), now: () => (clock ? clock() : new Date().toISOString()) as ReturnType<Built['now']>,
  })
  return built
}
let clock: (() => string) | undefined

export const house: House = {
  prepare: [
    { label: '载入单位', run: async ({ db }) => saveUnits(db, read('units.json')) },
    { label: '核对参数、名录和指标口径', run: async (database) => {
      await applyValues(database.db, await loadParameters())
      const { registers, indicators, now } = await assemble(database)
      await openRegisters(database.db, registers, now())
      await keepDefinitions(database.db, [...indicators.values()])
      await adoptEvents(database.db)
    } },
    { label: '查看上次演示装载', run: async (database, say) => {
      const house = await assemble(database)
      if (!(await isHalfLoaded(house))) return
      await clearDemo(house)
      say('上次装载演示数据时中断，已清除，将重新装载')
    } },
    { label: '载入任务清单', run: async (database) => { listId = await loadList(await assemble(database), join(installation(), 'lists/2022')) } },
    { label: '准备演示数据', run: async (database, say) => {
      if (process.env.ZHIXING_DEMO === 'no' || (await setting(database.db, 'no-demo'))) return
      demo = await loadDemo(await assemble(database), installation(), listId, say)
      clock = demoClock(demo)
    } },
  ],

  async open(database: Database, { dataDir, origin, mail, openSearch }: Settings) {
    const house = await assemble(database)
    if (openSearch) openSearchFor(house, openSearch)
    const log = pino({ level: process.env.LOG_LEVEL || 'warn' })
    const parameters = await loadParameters()
    const swept = await sweepHalves(dataDir)
    if (swept) log.warn({ swept }, 'halves of uploads that a killed process had left were removed')
    const secret = await keptSecret(dataDir)
    const outside: Outside = { origin, secret, ...(mail ? { mail } : {}) }
    const app = await createServer(house, {
      databaseUrl: database.url, secret, outside, log, parameters: [...parameters.values()],
      ...(process.env.ZHIXING_ORIGIN ? { origin: process.env.ZHIXING_ORIGIN } : {}), ...(demo ? { demo: true } : {}),
      routes: [supervisionRoutes, samplingRoutes, chainRoutes, burdenRoutes, reportRoutes, forecastRoutes, scoreRoutes, ...programmeRoutes], pages: pages({ dist: join(root, 'dist'), data: installation(), ...(demo ? { demoSince: demo.until } : {}) }), trustProxy: process.env.TRUST_PROXY === 'yes',
    })
    const handlers = tellOfSteps(house)
    const search = searchEngine(house)
    const readCalendar = async () => {
      const calendar = await loadCalendar(database.db)
      if (calendar.version !== house.calendar.version) house.calendar = calendar
    }
    const imports = importerOf(house, database.url)
    const stop = startJobs(database.db, [
      { name: 'deliver', everySeconds: 2, run: () => deliver(database.db, handlers) },
      { name: 'remind', everySeconds: 60, run: () => remind(house) },
      { name: 'carry', everySeconds: 5, run: () => carry(house, outside) },
      { name: 'send', everySeconds: 5, run: () => sendDue(house, outside) },
      { name: 'old-deliveries', everySeconds: 3600, run: () => forgetOldDeliveries(house) },
      { name: 'pass-time', everySeconds: 20, run: () => passTime(house) },
      { name: 'dispatches', everySeconds: 10, run: () => finishRuns(house) },
      { name: 'acts', everySeconds: 30, run: () => finishActs(house) },
      { name: 'splits', everySeconds: 30, run: () => finishSplits(house) },
      { name: 'evidence-texts', everySeconds: 60, run: () => readEvidenceTexts(house) },
      { name: 'fold-events', everySeconds: 5, run: () => foldEvents(database.db) },
      { name: 'parameters', everySeconds: 60, everywhere: true, run: () => applyValues(database.db, parameters) },
      { name: 'calendar', everySeconds: 60, everywhere: true, run: readCalendar },
      { name: 'due-days', everySeconds: 60, run: async () => {
        // Never by a calendar that another process knows to be old.
        await readCalendar()
        await dueAgain(house)
      } },
      { name: 'search', everySeconds: 2, ...(search.own ? { everywhere: true } : {}), run: () => search.feed() },
      { name: 'alerts', everySeconds: 60, run: () => alertSaved(house) },
      { name: 'imports', everySeconds: 2, run: () => imports.turn() },
      { name: 'citations', everySeconds: 30, run: () => followCitations(database.db) },
      { name: 'patent-statuses', everySeconds: 3600, run: () => ageStatuses(database.db, dayOf(house.now())) },
      { name: 'library-keeping', everySeconds: 3600, run: async () => { await dropOldUploads(database.db); await dropUnpublished(house) } },
      { name: 'filing-totals', everySeconds: 3600, run: async () => { await keepTotals(house) } },
      { name: 'old-writes', everySeconds: 3600, run: () => forgetOldWrites(database.db) },
      { name: 'seal', everySeconds: 3600, run: () => sealRoots(database.db) },
    ], (job, error) => log.error({ job, err: error }, 'a job failed'))
    // A rebuild under way stops at its next step; what it has done is kept.
    app.addHook('onClose', async () => { imports.pause(); await Promise.all([closeSearch(house), closeNear(house), stop()]) })
    return { listen: (at) => app.listen(at), close: () => app.close() }
  },

  async greeting() {
    if (!demo) return ['没有演示数据；首个管理员用 bin/zhixing admin add 用户名 姓名 建立']
    return [
      `演示环境，演练时钟自${showDay(dayOf(demo.until))}起走；全部演示账号口令：${demo.password}`,
      '运用处 demo.use.handler、demo.use.leader　福州市局 demo.fuzhou.handler　鼓楼区局 demo.gulou.handler',
      '企业 demo.company.fuzhou　银行 demo.bank　专家 demo.expert.5　审计 demo.auditor　管理员 demo.administrator',
      '移除全部演示数据：bin/zhixing demo remove',
    ]
  },
}
