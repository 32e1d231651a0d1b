import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, openDatabase } from '../src/platform/db/index.ts'
import { migrationDirs } from '../src/main/migrations.ts'

/** An embedded server of its own with every table, thrown away afterwards. */
export async function ground() {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhixing-bench-'))
  const database = await openDatabase({ dataDir, log: () => {} })
  await migrate(database.pool, migrationDirs(), () => {})
  return { ...database, dataDir, end: async () => { await database.close(); rmSync(dataDir, { recursive: true, force: true }) } }
}

export const median = (of: number[]): number => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)]!

/** Operations a second of several clients, each doing one after another, over a stretch of seconds. */
export async function rate(clients: number, seconds: number, once: (client: number, n: number) => Promise<void>): Promise<number> {
  const until = performance.now() + seconds * 1000
  let done = 0
  const from = performance.now()
  await Promise.all(Array.from({ length: clients }, async (_, client) => { for (let n = 0; performance.now() < until; n++) { await once(client, n); done++ } }))
  return done / ((performance.now() - from) / 1000)
}
