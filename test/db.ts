import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { openDatabase, type Db } from '../src/platform/db/index.ts'
import { databaseOn } from './ground/database.ts'

export interface FreshDatabase {
  db: Db
  pool: pg.Pool
  url: string
  drop(): Promise<void>
}

/** A database of its own for a test file, with every table and no rows. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = inject('databaseServer')
  const name = `t_${randomBytes(6).toString('hex')}`
  await onServer(server, `create database ${name} template base`)
  const { db, pool, url, close } = await openDatabase({ url: databaseOn(server, name), dataDir: '', log: () => {} })
  const drop = async () => {
    await close()
    await onServer(server, `drop database ${name} with (force)`)
  }
  return { db, pool, url, drop }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
