import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase, migrate } from '../../src/platform/db/index.ts'
import { migrationDirs } from '../../src/main/migrations.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server all tests share; `base` on it is the migrated template. */
    databaseServer: string
  }
}

/** One server for the whole run, with a template that already has every table. TEST_DATABASE_URL uses a server at hand. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Open to others, because as root PostgreSQL's own account must get in.
  const dataDir = mkdtempSync(join(tmpdir(), 'zhixing-test-'))
  if (process.platform !== 'win32') chmodSync(dataDir, 0o755)
  const server = await openDatabase({ url: process.env.TEST_DATABASE_URL, dataDir, log: () => {} })
  await server.pool.query('drop database if exists base with (force)')
  await server.pool.query('create database base')
  const base = await openDatabase({ url: databaseOn(server.url, 'base'), dataDir, log: () => {} })
  await migrate(base.pool, migrationDirs(), () => {})
  await base.close()
  project.provide('databaseServer', server.url)
  return async () => {
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

export function databaseOn(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
