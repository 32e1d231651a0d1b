import pg from 'pg'
import { CompiledQuery, Kysely, PostgresDialect, sql, type RawBuilder, type Transaction } from 'kysely'
import type { Result } from '../../kernel/index.ts'
import type { Schema } from './schema.ts'

/** What every function that touches rows is handed: the database, or the transaction it must stay in. */
export type Db = Kysely<Schema>

/** A `Db` that is certainly inside a transaction. */
export type Tx = Transaction<Schema>

/** Runs plain SQL for hot paths: no query building, and a prepared statement from its second run on. Outside a transaction it goes straight to the pool. */
export const rows = async <Row>(db: Db, text: string, values: readonly unknown[] = []): Promise<Row[]> => {
  const straight = poolOf.get(db)
  return (straight ? await straight(text, values as unknown[]) : await db.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows as Row[]
}
const poolOf = new WeakMap<object, (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>>()

/** Does all of it or none: a refusal, or an answer that there is nothing to say, undoes everything done on the way to it. Within a transaction it is a part of that. */
export async function wholeOrNothing<T extends Result<unknown> | undefined>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db as Tx)
  let answer: T | undefined
  const undone = Symbol('undone')
  try {
    return await db.transaction().execute(async (tx) => {
      answer = await work(tx)
      if (!answer?.ok) throw undone
      return answer
    })
  } catch (error) {
    if (error === undone) return answer as T
    throw error
  }
}

/** A value for a json or jsonb column; without it a JavaScript array would be sent as a PostgreSQL array. */
export const json = <T>(value: T): RawBuilder<T> => sql<T>`${JSON.stringify(value)}::jsonb`

/** A pool that reads rows as text, numbers and JSON, never as `Date`. */
export function housePool(url: string, max = 16): pg.Pool {
  const pool = new pg.Pool({ ...common(url), max, types: { getTypeParser } })
  return quietly(pool)
}

/** A pool with the driver's own types, for libraries (sign-in, jobs) that expect `Date` back; the caller ends it. */
export const foreignPool = (url: string, max = 4): pg.Pool => quietly(new pg.Pool({ ...common(url), max }))

export function kyselyOver(pool: pg.Pool): Db {
  const nameOf = statementNames()
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparing(pool, nameOf) as pg.Pool }) })
  poolOf.set(db, (text, values) => {
    const name = values.length ? nameOf(text) : undefined
    return name ? pool.query({ name, text, values }) : pool.query(text, values)
  })
  return db
}

// The office's day is the day in Shanghai: a cast from instant to date must agree with it wherever the server stands.
const common = (url: string): pg.PoolConfig => ({
  connectionString: url,
  application_name: 'zhixing',
  options: '-c timezone=Asia/Shanghai -c idle_in_transaction_session_timeout=60000',
  keepAlive: true,
})

// An idle connection that breaks is replaced by the pool; without a listener it would end the process.
function quietly(pool: pg.Pool): pg.Pool {
  pool.on('error', () => {})
  return pool
}

const { builtins } = pg.types

const int8 = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`int8 ${text} does not fit a JavaScript number`)
  return value
}
const asText = (text: string): string => text
const instant = (text: string): string => (text.endsWith('infinity') ? text : new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString())

// `date` stays 'YYYY-MM-DD', an instant becomes UTC ISO text with milliseconds, exact decimals stay text.
const scalars: Record<number, (text: string) => unknown> = {
  [builtins.INT8]: int8,
  [builtins.DATE]: asText,
  [builtins.TIMESTAMPTZ]: instant,
  [builtins.NUMERIC]: asText,
}

// The declared type of this part of the driver is not what it exports.
const arrayParser = pg.types.arrayParser as unknown as { create<T>(text: string, read: (text: string) => T): { parse(): T[] } }

const arrays: Record<number, (text: string) => unknown> = Object.fromEntries(
  ([[1016, int8], [1182, asText], [1185, instant], [1231, asText]] as const).map(([oid, read]) => [
    oid,
    (text: string) => arrayParser.create<unknown>(text, read).parse(),
  ]),
)

function getTypeParser(oid: number, format?: 'text' | 'binary'): any {
  return (format !== 'binary' && (scalars[oid] ?? arrays[oid])) || pg.types.getTypeParser(oid, format as 'text')
}

const namesKept = 500

/** Gives every statement that comes back a name, so that PostgreSQL parses and plans it once per connection. */
function statementNames(): (text: string) => string | undefined {
  const seen = new Map<string, string | undefined>()
  let named = 0
  return (text) => {
    if (!seen.has(text)) {
      if (seen.size < namesKept) seen.set(text, undefined)
      return undefined
    }
    const name = seen.get(text) ?? `z${named++}`
    seen.set(text, name)
    return name
  }
}

/** The same pool for Kysely, which knows nothing of statement names. */
function preparing(pool: pg.Pool, nameOf: (text: string) => string | undefined) {
  const wrapped = new WeakMap<pg.PoolClient, object>()
  const wrap = (client: pg.PoolClient) => {
    const known = wrapped.get(client)
    if (known) return known
    const made = {
      query: (text: any, values?: any) => {
        const name = typeof text === 'string' && values?.length ? nameOf(text) : undefined
        return name ? client.query({ name, text, values }) : client.query(text, values)
      },
      release: (broken?: any) => client.release(broken),
    }
    wrapped.set(client, made)
    return made
  }
  return { connect: async () => wrap(await pool.connect()), end: async () => {}, options: pool.options }
}

/** The brackets of a number as they are matched, like `fold` in the kernel: nobody types them as they are printed. */
export const foldedIn = (column: RawBuilder<unknown>): RawBuilder<string> => sql<string>`translate(${column}, '〔〕（）【】［］', '()()()()')`
