import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { CannotStart } from './cannot-start.ts'

/** A folder of numbered SQL files and the name under which it is remembered. */
export interface MigrationDir {
  name: string
  dir: string
}

/** Applies every `NNNN-name.sql` not yet applied, folder by folder, each in its own transaction; returns how many were new. */
export async function migrate(pool: pg.Pool, dirs: MigrationDir[], log: (line: string) => void): Promise<number> {
  const files = (await Promise.all(dirs.map(filesOf))).flat()
  const client = await pool.connect()
  try {
    // Two processes starting together must not both create a table; the lock goes with the connection if we die.
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(`create table if not exists migration (
      dir text not null, number int not null, name text not null, checksum text not null,
      applied_at timestamptz not null default now(), primary key (dir, number))`)
    const applied = new Map<string, { name: string; checksum: string }>()
    for (const row of (await client.query('select dir, number, name, checksum from migration')).rows) {
      applied.set(`${row.dir}/${row.number}`, row)
    }
    const fresh = files.filter((file) => {
      const before = applied.get(`${file.dir}/${file.number}`)
      if (before && before.checksum !== file.checksum) {
        throw new CannotStart(
          `数据库变更脚本 ${file.dir}/${file.name} 在执行之后又被改过。已执行的脚本不能再改：请恢复原文件，把新的改动另写成下一个编号的脚本`,
        )
      }
      return !before
    })
    for (const file of fresh) await apply(client, file, log)
    return fresh.length
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => {})
    client.release()
  }
}

interface SqlFile {
  dir: string
  number: number
  name: string
  text: string
  checksum: string
}

const lockKey = 0x7a68_7869

async function filesOf({ name: dir, dir: path }: MigrationDir): Promise<SqlFile[]> {
  const names = (await readdir(path)).filter((name) => name.endsWith('.sql')).sort()
  const files = await Promise.all(names.map(async (name) => {
    const number = /^(\d{4})-/.exec(name)?.[1]
    if (!number) throw new CannotStart(`数据库变更脚本 ${dir}/${name} 的文件名应以四位编号加“-”开头，如 0001-${name}`)
    // A checkout on another system may change line ends; that is not a change of the script.
    const text = (await readFile(join(path, name), 'utf8')).replaceAll('\r\n', '\n')
    return { dir, number: Number(number), name, text, checksum: createHash('sha256').update(text).digest('hex') }
  }))
  files.forEach((file, i) => {
    const before = files[i - 1]
    if (before?.number === file.number) throw new CannotStart(`数据库变更脚本 ${dir}/${before.name} 与 ${file.name} 编号相同，请给后一个换成下一个编号`)
  })
  return files
}

async function apply(client: pg.PoolClient, file: SqlFile, log: (line: string) => void): Promise<void> {
  try {
    await client.query('begin')
    await client.query(file.text)
    await client.query('insert into migration (dir, number, name, checksum) values ($1, $2, $3, $4)', [
      file.dir, file.number, file.name, file.checksum,
    ])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    throw new Error(`migration ${file.dir}/${file.name}: ${(cause as Error).message}`, { cause })
  }
  log(`数据库变更 ${file.dir}/${file.name}`)
}
