import type pg from 'pg'
import { CannotStart } from './cannot-start.ts'
import { startEmbedded, type Embedded } from './embedded.ts'
import { housePool, kyselyOver, type Db } from './query.ts'

export { CannotStart }

export interface OpenDatabase {
  /** A PostgreSQL server to use; without it one is started under `dataDir`. */
  url?: string | undefined
  /** The folder for everything this installation keeps, usually `var`. */
  dataDir: string
  log: (line: string) => void
  /** For short commands: use the server of a running zhixing on the same folder instead of refusing. */
  join?: boolean
}

export interface Database {
  db: Db
  pool: pg.Pool
  url: string
  embedded: boolean
  /** Ends the connections and stops the server if this process started it. */
  close(): Promise<void>
}

/** Opens the database, starting the embedded server when no URL is given; throws `CannotStart` in words. */
export async function openDatabase({ url, dataDir, log, join = false }: OpenDatabase): Promise<Database> {
  const embedded: Embedded | undefined = url ? undefined : await startEmbedded({ dataDir, log, join })
  const address = url ?? embedded!.url
  const pool = housePool(address)
  let closing: Promise<void> | undefined
  const close = () => (closing ??= pool.end().then(() => embedded?.stop()))
  try {
    await fitForUse(pool, address)
  } catch (error) {
    await close()
    throw error
  }
  return { db: kyselyOver(pool), pool, url: address, embedded: !url, close }
}

async function fitForUse(pool: pg.Pool, url: string): Promise<void> {
  const shown = withoutPassword(url)
  const { rows } = await pool.query(`select current_setting('server_version_num')::int as version,
    current_setting('server_encoding') as encoding,
    exists (select 1 from pg_collation where collname = 'zh-x-icu') as chinese`).catch((cause) => {
    throw new CannotStart(`连不上数据库 ${shown}：${cause.message || cause.code}。请检查 DATABASE_URL 的地址、用户名、密码和库名，以及数据库是否已启动`)
  })
  const [{ version, encoding, chinese }] = rows
  if (version < 150000) throw new CannotStart(`数据库 ${shown} 的版本过低，需要 PostgreSQL 15 或更高版本`)
  if (encoding !== 'UTF8') throw new CannotStart(`数据库 ${shown} 的编码是 ${encoding}，需要 UTF8；请新建编码为 UTF8 的库`)
  if (!chinese) throw new CannotStart(`数据库 ${shown} 没有中文排序规则 zh-x-icu，请使用带 ICU 的 PostgreSQL`)
}

function withoutPassword(url: string): string {
  try {
    const { host, pathname } = new URL(url)
    return host + pathname
  } catch {
    throw new CannotStart('DATABASE_URL 不是有效的地址，应形如 postgres://用户:密码@主机:5432/库名')
  }
}
