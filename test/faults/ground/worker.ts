// A house of its own that works as fast as it can and says after each answer what it was told, until somebody kills it.
import { join } from 'node:path'
import { migrationDirs } from '../../../src/main/migrations.ts'
import { programmes } from '../../../src/main/programmes.ts'
import { act, step, submit } from '../../../src/platform/cases/index.ts'
import { migrate, openDatabase, rows } from '../../../src/platform/db/index.ts'
import { storeFile } from '../../../src/platform/documents/index.ts'
import { adopt, correct, dispatchAction, dispatchList, finishSplits, loadList, supervisionProgramme } from '../../../src/supervision/index.ts'
import { mustBe } from '../../../src/kernel/index.ts'
import { aHouse, anApplicant, anOfficial } from '../../house.ts'

const [dataDir, work] = process.argv.slice(2) as [string, 'cases' | 'dispatch' | 'counties']
const { db, pool } = await openDatabase({ dataDir, log: () => {} })
await migrate(pool, migrationDirs(), () => {})
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const say = (told: object) => { process.stdout.write(`${JSON.stringify(told)}\n`) }
await (work === 'cases' ? Promise.all([1, 2, 3, 4].map(casesWithoutEnd)) : work === 'dispatch' ? dispatch() : toCounties())

/** One person's cases, again and again: refused, withdrawn, or granted with paper and register line and left. Everyone remembers apart. */
async function casesWithoutEnd(n: number): Promise<void> {
  const house = await aHouse(db, { dataDir })
  const who = await anApplicant(db)
  const window = await anOfficial(db, 'fj.3501', ['handle']), coach = await anOfficial(db, 'fj.use', ['handle']), leader = await anOfficial(db, 'fj.use', ['decide'])
  for (let i = 0; ; i++) {
    house.setClock('2022-03-01')
    const bytes = Buffer.concat([png, Buffer.from(`${process.pid} ${n} ${i}`)])
    const photo = mustBe(await storeFile(db, dataDir, bytes, '近照.png', who.id))
    say({ file: photo.hash, size: bytes.length })
    const filed = mustBe(await submit(house, who, 'tennis-club', { who: { name: { name: who.partyName }, place: '350102', photo: [photo] }, play: { level: 'new', wish: `第${i}次` } }))
    const take = async (by: typeof who, step: string, input?: unknown) => { const c = mustBe(await act(house, by, filed.id, { step, input })); say({ case: filed.id, seq: c.version, step }) }
    say({ case: filed.id, seq: 1, step: 'submit' })
    if (i % 3 === 0) { await take(who, 'withdraw', { reason: '改主意' }); continue }
    if (i % 3 === 1) { await take(window, 'reject', { reason: '材料不全' }); continue }
    await take(window, 'accept')
    await take(leader, 'pass')
    house.setClock('2022-03-14')
    await take(coach, 'confirm')
    await take(who, 'report', { games: '十二场' })
    await take(who, 'leave')
  }
}

/** The province's list, adopted and then dispatched to every unit. */
async function dispatch(): Promise<void> {
  const house = await aHouse(db, { dataDir, programmes: [...programmes, supervisionProgramme], at: '2022-02-01T01:00:00.000Z' })
  const id = await loadList(house, join(import.meta.dirname, '../../../data/fujian/lists/2022'))
  const group = await anOfficial(db, 'fj.group', ['handle'])
  for (const { no } of await rows<{ no: number }>(db, `select no from list_oddity where list_id = $1 and kind = 'which-units' and settled_at is null order by no`, [id])) {
    mustBe(await correct(house, group, id, `oddities.${no}`, ['fj.3501'], '测试：会议议定'))
  }
  mustBe(await adopt(house, group, id))
  say({ list: id, by: group.id })
  mustBe(await dispatchList(house, group, id, (done, of) => say({ done, of })))
}

/** One action of the list that is in force, through the ten cities to their 84 counties: with its division 95 units. */
async function toCounties(): Promise<void> {
  const house = await aHouse(db, { dataDir, programmes: [...programmes, supervisionProgramme], at: '2022-02-02T01:00:00.000Z' })
  const group = await anOfficial(db, 'fj.group', ['handle'])
  const list = 'fujian-2022', action = '9.4'
  mustBe(await dispatchAction(house, group, { list, action }))
  say({ list, by: group.id })
  let done = 0
  for (const city of house.units.cities) {
    const counties = house.units.childrenOf(city.id), who = await anOfficial(db, city.id, ['handle'])
    const [mine] = await rows<{ id: string }>(db, `select id from case_file where marks ->> 'key' = $1`, [`${list}/${action}/${city.id}`])
    mustBe(await step(house, who, mine!.id, { step: 'signIn' }))
    if (!counties.length) continue
    const shares = counties.map((c, i) => ({ unit: c.id, weight: i ? 1 : 100 - (counties.length - 1) }))
    const split = mustBe(await step(house, who, mine!.id, { step: 'split', input: { parts: shares } }))
    // Told between what the city decided and what its counties get: this is where the process dies.
    say({ done: ++done, case: split.id })
    await finishSplits(house, split.id)
  }
}
