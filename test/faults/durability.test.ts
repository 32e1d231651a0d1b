import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programmes } from '../../src/main/programmes.ts'
import { mustBe } from '../../src/kernel/index.ts'
import { openDatabase, rows, type Db } from '../../src/platform/db/index.ts'
import { deliver } from '../../src/platform/notices/index.ts'
import { step, tellOfSteps } from '../../src/platform/cases/index.ts'
import { findWho } from '../../src/platform/people/index.ts'
import { dispatchAction, dispatchList, finishSplits, splitAction, supervisionProgramme, viewList } from '../../src/supervision/index.ts'
import { tennisProgramme } from '../fixtures/tennis-club/index.ts'
import { aHouse, anOfficial } from '../house.ts'
import { brokenIn } from './whole.ts'

// What was answered is kept, and nothing is kept by halves, however the machine goes down. One data directory lives through all of it.

let dir: string
const children: ChildProcess[] = []
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'zhixing-kill-'))
  // As root PostgreSQL runs under an account of its own, which must get in.
  chmodSync(dir, 0o755)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  for (let waited = 0; existsSync(join(dir, 'pg/postmaster.pid')) && waited < 8_000; waited += 50) await pause(50)
  rmSync(dir, { recursive: true, force: true })
})
const pause = (ms: number) => new Promise((settle) => { setTimeout(settle, ms) })
const postmaster = () => Number(readFileSync(join(dir, 'pg/postmaster.pid'), 'utf8').split('\n')[0])

interface Told { case?: string; seq?: number; step?: string; file?: string; size?: number; list?: string; by?: string; done?: number; of?: number }

/** Lets a process work until it has told enough, kills what is to be killed, and hands over everything it had told by then. */
async function killedWhen(work: 'cases' | 'dispatch' | 'counties', enough: (told: Told[]) => boolean, whom: 'process' | 'database' | 'both'): Promise<Told[]> {
  const child = spawn(process.execPath, [resolve('test/faults/ground/worker.ts'), dir, work], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const told: Told[] = []
  let killed = false, said = ''
  child.stderr!.on('data', (chunk) => { said += chunk })
  const closed = once(child, 'close')
  createInterface({ input: child.stdout! }).on('line', (line) => {
    told.push(JSON.parse(line))
    if (killed || !enough(told)) return
    killed = true
    if (whom !== 'process') process.kill(postmaster(), 'SIGKILL')
    // Without its database the process meets the failure before it goes.
    if (whom !== 'database') child.kill('SIGKILL')
    else setTimeout(() => child.kill('SIGKILL'), 500)
  })
  await closed
  if (!killed) throw new Error(`the worker ended by itself: ${said}`)
  return told
}

async function afterwards<T>(look: (db: Db) => Promise<T>): Promise<T> {
  const database = await openDatabase({ dataDir: dir, log: () => {} })
  try {
    return await look(database.db)
  } finally {
    await database.close()
  }
}

/** Everything that was answered, over all kills so far. */
const acknowledged: Told[] = []

describe.skipIf(process.platform === 'win32')('work on cases survives', () => {
  it.each([['kill -9 of the process', 'process'], ['kill -9 of the database under it', 'database'], ['kill -9 of both at once', 'both']] as const)('%s', async (_, whom) => {
    const told = await killedWhen('cases', (t) => t.length >= 150, whom)
    acknowledged.push(...told)
    await afterwards(async (db) => {
      const house = await aHouse(db, { dataDir: dir })
      const kept = new Set((await rows<{ k: string }>(db, `select case_id || '/' || seq || '/' || step as k from case_action`)).map((r) => r.k))
      const steps = acknowledged.filter((t) => t.case)
      expect(steps.length).toBeGreaterThan(100)
      expect(steps.filter((t) => !kept.has(`${t.case}/${t.seq}/${t.step}`))).toEqual([])
      // A step may have been written without its answer getting through, but not more of them than people were asking at once.
      expect(kept.size - steps.length).toBeLessThanOrEqual(4 * 3)
      expect(await brokenIn(house)).toEqual([])

      const files = acknowledged.filter((t) => t.file)
      expect(files.length).toBeGreaterThan(20)
      expect(files.filter((t) => statSync(join(dir, 'files', t.file!.slice(0, 2), t.file!)).size !== t.size)).toEqual([])
      expect((await rows<{ hash: string }>(db, 'select hash from file')).map((f) => f.hash)).toEqual(expect.arrayContaining(files.map((t) => t.file)))

      // Whoever was to be told is told once, however often delivery is begun.
      const waiting = `select count(*)::int as n from outbox where done_at is null`
      expect((await rows<{ n: number }>(db, waiting))[0]!.n).toBeGreaterThan(0)
      while ((await rows<{ n: number }>(db, waiting))[0]!.n) expect((await deliver(db, tellOfSteps(house))).failed).toBe(0)
      expect(await rows(db, `select outbox_id, recipient from notice group by 1, 2 having count(*) > 1`)).toEqual([])
    })
    expect(existsSync(join(dir, 'zhixing.pid'))).toBe(false)
  }, 90_000)

  it('and leaves at most the halves of files that nobody was told of', () => {
    const incoming = join(dir, 'files/incoming')
    expect(existsSync(incoming) ? readdirSync(incoming).length : 0).toBeLessThanOrEqual(4 * 3)
  })
})

describe.skipIf(process.platform === 'win32')('dispatching the list survives', () => {
  it('kill -9 in the middle: asked again, every unit has every action exactly once', async () => {
    const told = await killedWhen('dispatch', (t) => (t.at(-1)!.done ?? 0) >= 100, 'both')
    const { list, by } = told.find((t) => t.list)!
    const { done, of } = told.at(-1)! as { done: number; of: number }
    expect(done).toBeLessThan(of)
    await afterwards(async (db) => {
      const house = await aHouse(db, { dataDir: dir, programmes: [...programmes, supervisionProgramme], at: '2022-02-01T02:00:00.000Z' })
      const group = (await findWho(db, by!, '2022-02-01'))!
      const opened = `select count(*)::int as n from case_file where item = 'list-action'`
      const before = (await rows<{ n: number }>(db, opened))[0]!.n
      expect(before).toBeGreaterThanOrEqual(done)
      expect(before).toBeLessThan(of)
      const again = mustBe(await dispatchList(house, group, list!))
      expect([again.refused, again.already, again.opened.length]).toEqual([[], before, of - before])
      const pairs = mustBe(await viewList(house, group, list!)).body.flatMap((t) => t.actions).flatMap((a) => a.units.map((u) => `${list}/${a.id}/${u.unit}`))
      expect((await rows<{ key: string }>(db, `select marks ->> 'key' as key from case_file where item = 'list-action' order by 1`)).map((r) => r.key)).toEqual(pairs.toSorted())
      expect(mustBe(await dispatchList(house, group, list!)).opened).toEqual([])
      const all = await aHouse(db, { dataDir: dir, programmes: [...programmes, supervisionProgramme, tennisProgramme] })
      expect(await brokenIn(all)).toEqual([])
    })
  }, 120_000)

  it('kill -9 while the cities hand an action on to their counties: gone on with, each of 94 units has it exactly once', async () => {
    const told = await killedWhen('counties', (t) => (t.at(-1)!.done ?? 0) >= 5, 'both')
    const { list, by } = told.find((t) => t.list)!
    await afterwards(async (db) => {
      const house = await aHouse(db, { dataDir: dir, programmes: [...programmes, supervisionProgramme], at: '2022-02-02T02:00:00.000Z' })
      const group = (await findWho(db, by!, '2022-02-02'))!
      // What the city decided last is decided; its counties get theirs from the job, and the other cities go on by hand.
      await finishSplits(house)
      // 平潭 does the work of its one county itself, so nothing is split there.
      const countiesOf = (city: string) => (city === 'fj.pt' ? [] : house.units.childrenOf(city))
      for (const city of house.units.cities) {
        const [mine] = await rows<{ id: string; state: string }>(db, `select id, state from case_file where marks ->> 'key' = $1`, [`${list}/9.4/${city.id}`])
        const counties = countiesOf(city.id), who = await anOfficial(db, city.id, ['handle'])
        if (mine!.state === 'dispatched') mustBe(await step(house, who, mine!.id, { step: 'signIn' }))
        if (mine!.state !== 'split' && counties.length) mustBe(await splitAction(house, who, mine!.id, counties.map((c, i) => ({ unit: c.id, weight: i ? 1 : 100 - (counties.length - 1) }))))
      }
      expect(mustBe(await dispatchAction(house, group, { list: list!, action: '9.4' })).opened).toEqual([])
      expect(await finishSplits(house)).toEqual({ opened: [], already: 0, refused: [] })
      const wanted = ['fj.trademark', ...house.units.cities.flatMap((c) => [c.id, ...countiesOf(c.id).map((k) => k.id)])]
      expect(wanted).toHaveLength(94)
      expect((await rows<{ unit: string }>(db, `select marks ->> 'unit' as unit from case_file where marks ->> 'list' = $1 and marks ->> 'action' = '9.4'`, [list])).map((r) => r.unit).toSorted()).toEqual(wanted.toSorted())
      expect(await brokenIn(await aHouse(db, { dataDir: dir, programmes: [...programmes, supervisionProgramme, tennisProgramme] }))).toEqual([])
    })
  }, 120_000)
})
