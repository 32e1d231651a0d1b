import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, it } from 'vitest'
import { grown, size } from '../../../test/faults/ground/index-feeder.ts'
import { mustBe } from '../../kernel/index.ts'
import { embeddedEngine, type Plan, type SearchEngine, type Source } from './index.ts'

const root = mkdtempSync(join(tmpdir(), 'zhixing-index-'))
const open: SearchEngine[] = []
afterAll(async () => {
  await Promise.all(open.map((engine) => engine.close()))
  rmSync(root, { recursive: true, force: true })
})
let folders = 0
const folder = () => join(root, String(++folders))
const engineOver = (dir: string, source: Source) => { const engine = embeddedEngine(dir, source); open.push(engine); return engine }
const count = async (engine: SearchEngine, query = '') => mustBe(await engine.search({ query, take: 0 }))
/** A plan that is kept, as the database keeps it. */
function planned(plan: Plan = { round: 0, stopped: false }): Pick<Source, 'plan' | 'setPlan'> {
  return { plan: async () => plan, setPlan: async (to) => { plan = to } }
}

it('a process killed while it saves leaves what was saved before, whole', async () => {
  const dir = folder(), library = grown(size, planned({ round: 0, stopped: true })), everything = (await library.changes('', size)).docs.map(({ id }) => id)
  for (const batches of [4, 11]) {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../../test/faults/ground/index-feeder.ts'), dir], { stdio: ['ignore', 'pipe', 'inherit'] })
    let told = ''
    for await (const chunk of child.stdout) {
      told += chunk
      if (told.split('\n').length > batches) break
    }
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    const begun = told.trim().split('\n').map(Number)
    const engine = engineOver(dir, library)
    // It has what it had asked for up to the last save, or a save before that, and nothing by halves.
    const { mark, complete } = await engine.state()
    expect([complete, Number(mark) > 0, Number(mark) <= begun.at(-1)! + 40, Number(mark) % 40]).toEqual([false, true, true, 0])
    const { ids, total, partial } = mustBe(await engine.all({ query: '' }, size))
    expect([total, partial, [...ids].sort()]).toEqual([Number(mark), true, everything.slice(0, Number(mark)).sort()])
    await engine.close()
    // The next process goes on from there.
    if (batches === 11) expect(begun[0]).toBeGreaterThan(0)
  }
}, 60_000)

describe('files that cannot be trusted are made anew from the library', () => {
  const kept = folder()
  const files = () => readdirSync(join(kept, '1/round-0'))
  it('and files that can are used as they are', async () => {
    const engine = engineOver(kept, grown(300))
    expect(await count(engine)).toEqual({ total: 300, hits: [], facets: {} })
    await engine.close()
    const asked: string[] = []
    const again = engineOver(kept, grown(300, { changes: async (mark) => { asked.push(mark); return { docs: [], gone: [], mark, more: false } } }))
    expect(await count(again)).toMatchObject({ total: 300 })
    await again.feed()
    expect(new Set(asked)).toEqual(new Set(['300']))
    await again.close()
  })
  it.each<[string, (dir: string) => void, Partial<Source>?]>([
    ['a letter of the index is another', (dir) => { const file = join(dir, files().find((name) => name.endsWith('.segment'))!), bytes = readFileSync(file); bytes[5000]! ^= 1; writeFileSync(file, bytes) }],
    ['it was kept by another version of the house', (dir) => { const file = join(dir, files().find((name) => name.endsWith('.segment'))!), bytes = readFileSync(file); bytes[4]!--; writeFileSync(file, bytes) }],
    ['a file is gone', (dir) => { rmSync(join(dir, files().find((name) => name.endsWith('.dead'))!)) }],
    ['the database is another', () => {}, { origin: async () => ({ of: 'another', moment: 1 }) }],
  ])('%s', async (_, spoil, of) => {
    const dir = folder()
    cpSync(kept, dir, { recursive: true })
    spoil(join(dir, '1/round-0'))
    const asked: string[] = [], library = grown(300)
    const engine = engineOver(dir, { ...library, ...of, changes: async (mark, most) => { asked.push(mark); return library.changes(mark, most) } })
    expect(await count(engine)).toEqual({ total: 300, hits: [], facets: {} })
    expect(asked[0]).toBe('')
    await engine.close()
  })
  it('the library has other records than the files were made from, as after a backup was restored', async () => {
    const dir = folder(), library = grown(280, planned())
    cpSync(kept, dir, { recursive: true })
    const engine = engineOver(dir, { ...library, changes: async (mark, most) => (mark === '300' ? { docs: [], gone: [], mark, more: false } : library.changes(mark, most)) })
    expect((await count(engine)).total).toBe(300)
    await engine.feed()
    expect(await count(engine)).toEqual({ total: 280, hits: [], facets: {} })
    await engine.close()
  })
})

it('while it is made anew the old one answers; stopped, it goes on from there, also in another life of the process', async () => {
  const dir = folder(), asked: number[] = [], library = grown(3000, planned())
  // From somewhere on the library is slow to tell; but not of what has changed since its end.
  let slowFrom = Infinity
  const told = Promise.withResolvers<void>()
  const source: Source = {
    ...library, changes: async (mark, n) => {
      if (mark !== '3000' && Number(mark) >= slowFrom) await told.promise
      asked.push(Number(mark))
      return library.changes(mark, n)
    },
  }
  const engine = engineOver(dir, source)
  // Nothing yet to answer from but what is being made: the first part is waited for, and the answer says that it is a part.
  expect(await count(engine)).toMatchObject({ total: 2000, partial: true })
  expect(await engine.state()).toMatchObject({ complete: false, rebuilding: { done: 2000, of: 3000, stopped: false } })
  await engine.feed()
  expect(await count(engine)).toEqual({ total: 3000, hits: [], facets: {} })

  slowFrom = 1000
  await engine.rebuild()
  const feeding = engine.feed()
  while ((await engine.state()).rebuilding?.done !== 1000) await new Promise((turn) => { setTimeout(turn, 20) })
  expect(await count(engine)).toEqual({ total: 3000, hits: [], facets: {} })
  await engine.stopRebuild()
  told.resolve()
  await feeding
  const { rebuilding } = await engine.state()
  expect(rebuilding).toMatchObject({ stopped: true, of: 3000 })
  await engine.feed()
  expect((await engine.state()).rebuilding).toMatchObject({ done: rebuilding!.done, stopped: true })
  await engine.close()

  const again = engineOver(dir, source)
  expect(await again.state()).toMatchObject({ complete: true, size: 3000, rebuilding: { done: rebuilding!.done, stopped: true } })
  asked.length = 0
  await again.rebuild()
  await again.feed()
  expect(Math.min(...asked)).toBeGreaterThanOrEqual(1000)
  expect(await again.state()).toEqual({ size: 3000, mark: '3000', bytes: expect.any(Number), complete: true })
  await again.close()
}, 60_000)

it('every process has its own files, and a second one begins with those of the first', async () => {
  const dir = folder(), asked: string[] = [], library = grown(300)
  const first = engineOver(dir, library)
  await count(first)
  const second = engineOver(dir, { ...library, changes: async (mark, most) => { asked.push(mark); return library.changes(mark, most) } })
  expect(await count(second)).toMatchObject({ total: 300 })
  await second.put([{ id: 'own', texts: { title: '另一件' }, keys: {}, days: {} }], '300')
  expect([(await count(first)).total, (await count(second)).total, asked]).toEqual([300, 301, []])
  await Promise.all([first.close(), second.close()])
  expect(readdirSync(dir).sort()).toEqual(['1', '2'])
})

it('a thread that dies is followed by one that has read the files; it never answers as if there were nothing', async () => {
  const threads: Worker[] = []
  const seen = (thread: Worker) => { threads.push(thread) }
  process.on('worker', seen)
  const engine = engineOver(folder(), grown(300))
  expect((await count(engine)).total).toBe(300)
  process.off('worker', seen)
  const asked = count(engine)
  await threads.at(-1)!.terminate()
  await asked.catch(() => {})
  expect(await count(engine).catch(() => count(engine))).toEqual({ total: 300, hits: [], facets: {} })
  await engine.close()
})
