import { adopt, dispatchList, finishSplits, importList, progressOf, supervisionProgramme } from '../src/supervision/index.ts'
import { mustBe } from '../src/kernel/index.ts'
import { step } from '../src/platform/cases/index.ts'
import { rows } from '../src/platform/db/index.ts'
import { aHouse, anOfficial, fujianUnits } from '../test/house.ts'
import { cpuOf, ground, type Line } from './ground.ts'

const tasks = 300

/** A list of 300 tasks as an office might issue it, for ten cities whose 84 counties and the leading division make 95 units. */
const source = (): string => ['某省2022年知识产权任务清单（300项）', '', ...Array.from({ length: tasks }, (_, i) => [`${i + 1}.第${i + 1}项知识产权工作`, `组织开展第${i + 1}项知识产权保护运用工作。`, '运用处，各地知识产权管理部门'].join('\n'))].join('\n')

/** A long list comes in, is adopted, goes out to 95 units through the cities, and is rolled up; seconds of each, and of the processors, which other work on the machine does not stretch. */
export async function run(): Promise<Line[]> {
  const g = await ground()
  try {
    const house = await aHouse(g.db, { programmes: [supervisionProgramme], at: '2022-01-20T01:00:00.000Z' })
    const group = await anOfficial(g.db, 'fj.group', ['handle'])
    const cities = await Promise.all(house.units.cities.map(async (c) => ({ id: c.id, who: await anOfficial(g.db, c.id, ['handle']), counties: fujianUnits().all.filter((u) => u.parent === c.id) })))
    const lines: Line[] = [], cpu = cpuOf(g.dataDir)
    const timed = async <T>(what: string, work: () => Promise<T>, says: (done: T, seconds: number) => string): Promise<T> => {
      const from = performance.now(), used = cpu(), done = await work(), seconds = (performance.now() - from) / 1000, busy = (cpu() - used) / 1000
      lines.push({ what, value: `${seconds.toFixed(1)} 秒${busy ? `，处理器 ${busy.toFixed(1)} 秒` : ''}${says(done, seconds)}` })
      return done
    }
    const list = await timed(`清单${tasks}项：导入`, async () => mustBe(await importList(house, group, { name: '清单.txt', bytes: Buffer.from(source()) })), (l) => `（${l.actions}项分解任务）`)
    await timed('　采用', async () => {
      await rows(g.db, 'update list_action set confirmed_by = $2, confirmed_name = $3, confirmed_at = $4 where list_id = $1', [list.id, group.id, group.name, house.now()])
      return mustBe(await adopt(house, group, list.id))
    }, () => '')
    const sent = await timed('　交办到省、市', async () => mustBe(await dispatchList(house, group, list.id)), (d, s) => `（${d.opened.length}件，${(d.opened.length / s).toFixed(0)}件/秒）`)
    const whole = (n: number) => Array.from({ length: n }, (_, i) => (Math.floor((10_000 * (i + 1)) / n) - Math.floor((10_000 * i) / n)) / 100)
    await timed('　各市签收并分解', async () => {
      for (const { id, who, counties } of cities.filter((c) => c.counties.length)) for (const { caseId } of sent.opened.filter((o) => o.unit === id)) {
        mustBe(await step(house, who, caseId, { step: 'signIn' }))
        mustBe(await step(house, who, caseId, { step: 'split', input: { parts: counties.map((c, i) => ({ unit: c.id, weight: whole(counties.length)[i]! })) } }))
      }
    }, () => '')
    const split = await timed('　交办到县', () => finishSplits(house), (d, s) => `（${d.opened.length}件，${(d.opened.length / s).toFixed(0)}件/秒）`)
    const progress = await timed('　全部汇总：今天', async () => (await progressOf(house, list.id, '2022-01-20'))!, (p) => `（${p.tasks.length}项任务）`)
    await timed('　全部汇总：过去一天', async () => { house.setClock('2022-03-01'); return progressOf(house, list.id, '2022-02-01') }, () => '')
    const units = new Set(progress.tasks.flatMap((t) => t.actions.flatMap((a) => a.units.flatMap((u) => [...(u.caseId ? [u.unit] : []), ...u.parts.filter((p) => p.caseId).map((p) => p.unit)]))))
    if (units.size !== 95 || sent.refused.length + split.refused.length > 0) throw new Error(`the list reached ${units.size} units, ${sent.refused.length + split.refused.length} refused`)
    return lines
  } finally {
    await g.end()
  }
}
if (import.meta.main) {
  const { print } = await import('./table.ts')
  print(await run())
}
