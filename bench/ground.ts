import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, openDatabase } from '../src/platform/db/index.ts'
import { migrationDirs } from '../src/main/migrations.ts'

/** A folder for a house of its own, to be thrown away with its database in it. */
export function ownFolder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhixing-bench-'))
  // The account of the database passes through: otherwise its files would lie elsewhere, and stay.
  chmodSync(dataDir, 0o755)
  return dataDir
}

/** An embedded server of its own with every table, thrown away afterwards. */
export async function ground() {
  const dataDir = ownFolder()
  const database = await openDatabase({ dataDir, log: () => {} })
  await migrate(database.pool, migrationDirs(), () => {})
  return { ...database, dataDir, end: async () => { await database.close(); rmSync(dataDir, { recursive: true, force: true }) } }
}

/** One line of the table that everything measured ends up in; `met` is missing where nothing was promised. */
export interface Line { what: string; limit?: string; value: string; ratio?: number; goal?: string; met?: boolean }

export const median = (of: number[]): number => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)]!

/** What several clients, each doing one thing after another, got done over a stretch of seconds, and the processor time it took. */
export interface Pace { rate: number; cpu: number }
export type Once = (client: number) => Promise<void>

/** Runs contenders in short turns after one another, so that whatever else the machine does falls on all of them alike. */
export async function race<Name extends string>(contenders: Record<Name, Once>, of: { clients: number; turns: number; seconds: number; cpu?: (() => number) | undefined }): Promise<Record<Name, Pace>> {
  const names = Object.keys(contenders) as Name[]
  const sums = new Map(names.map((name) => [name, { done: 0, ms: 0, cpu: 0 }]))
  for (let turn = 0; turn < of.turns; turn++) {
    for (const name of turn % 2 ? names.toReversed() : names) {
      const sum = sums.get(name)!, cpu = of.cpu?.() ?? 0, from = performance.now(), until = from + of.seconds * 1000
      await Promise.all(Array.from({ length: of.clients }, async (_, client) => { while (performance.now() < until) { await contenders[name](client); sum.done++ } }))
      sum.ms += performance.now() - from
      sum.cpu += (of.cpu?.() ?? 0) - cpu
    }
  }
  return Object.fromEntries(names.map((name) => [name, { rate: sums.get(name)!.done / (sums.get(name)!.ms / 1000), cpu: sums.get(name)!.cpu / sums.get(name)!.done }])) as Record<Name, Pace>
}

/** Several rounds after a warm-up long enough for the compiler to have finished with both. */
export async function rounds(contenders: Record<'hand' | 'ours', Once>, of: { clients: number; cpu?: () => number }): Promise<Record<'hand' | 'ours', Pace>[]> {
  await race(contenders, { clients: of.clients, turns: 4, seconds: 1 })
  const found: Record<'hand' | 'ours', Pace>[] = []
  for (let r = 0; r < 3; r++) found.push(await race(contenders, { ...of, turns: 6, seconds: 0.5 }))
  return found
}

/** The rounds of a race as a line: medians, the ratio of rates, and the processor time of each where it was taken. */
export function paced(what: string, found: readonly Record<'hand' | 'ours', Pace>[], goal: number): Line[] {
  const of = (name: 'hand' | 'ours', figure: keyof Pace) => median(found.map((r) => r[name][figure]))
  const ratio = median(found.map((r) => r.ours.rate / r.hand.rate))
  const pace = (name: 'hand' | 'ours') => `${of(name, 'rate').toFixed(0)}/秒`
  const micro = (name: 'hand' | 'ours') => `${(of(name, 'cpu') * 1000).toFixed(0)} µs`
  return [
    { what, limit: pace('hand'), value: pace('ours'), ratio, goal: `≥ ${goal.toFixed(2)}`, met: ratio >= goal },
    ...(of('hand', 'cpu') ? [{ what: '　同上，每次所用处理器时间', limit: micro('hand'), value: micro('ours'), ratio: median(found.map((r) => r.hand.cpu / r.ours.cpu)) }] : []),
  ]
}

/** Milliseconds of processor time that this process and the database's have used; the steadier measure on a busy machine. Linux only. */
export function cpuOf(dataDir: string): () => number {
  if (process.platform !== 'linux') return () => 0
  const postmaster = readFileSync(join(dataDir, 'pg.port'), 'utf8').trim()
  const all = () => readdirSync('/proc').filter((n) => /^\d+$/.test(n))
  const stat = (pid: string) => { try { return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ') } catch { return undefined } }
  const line = (pid: string) => { try { return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0') } catch { return [] } }
  const head = all().find((pid) => line(pid).includes(postmaster) && line(pid)[0]!.includes('postgres'))
  return () => {
    const { user, system } = process.cpuUsage()
    const database = head ? all().map(stat).filter((s) => s?.[1] === head).reduce((sum, s) => sum + Number(s![11]) + Number(s![12]), 0) * 10 : 0
    return (user + system) / 1000 + database
  }
}
