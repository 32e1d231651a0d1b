import { createHash } from 'node:crypto'
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, lchownSync, readFileSync, statSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { CannotStart } from './cannot-start.ts'

/** Whom the server runs as: nothing to change for an ordinary user, another account when we are root. */
export interface Account {
  uid?: number
  gid?: number
}

/** PostgreSQL refuses to run as root, so root lends it the owner of the data, or an account made for servers. */
export function accountFor(cluster: string, log: (line: string) => void): Account {
  const me = process.getuid?.()
  const owner = existsSync(cluster) ? statSync(cluster) : undefined
  if (me !== 0) {
    if (owner && me !== undefined && owner.uid !== me) {
      throw new CannotStart(`数据目录 ${cluster} 属于另一个用户（编号 ${owner.uid}）。请用原来的用户启动，或先执行 chown -R $(id -u) ${cluster}`)
    }
    return {}
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const found = accountNamed('postgres') ?? accountNamed('_postgres')
  if (found) return found
  log('PostgreSQL 不以 root 运行，新建系统用户 postgres')
  for (const [command, ...args] of [['useradd', '-r', '-U', '-M', 'postgres'], ['adduser', '-S', '-D', '-H', 'postgres']] as const) {
    if (spawnSync(command, args).status === 0) break
  }
  const made = accountNamed('postgres') ?? accountNamed('nobody')
  if (!made) throw new CannotStart('当前是 root，而 PostgreSQL 不能以 root 运行，系统里又建不了用户 postgres。请换普通用户启动，或先建好用户 postgres')
  return made
}

/** Where the cluster lies: under `home`, or, when the account cannot get there (a root home closed to others), a place it can. */
export function placeFor(home: string, account: Account, log: (line: string) => void): string {
  const here = join(home, 'pg')
  if (account.uid === undefined || canReach(home, account)) return here
  const there = join(openPlace(home), 'pg')
  if (existsSync(join(here, 'PG_VERSION')) && !existsSync(there)) {
    cpSync(here, there, { recursive: true, verbatimSymlinks: true })
    giveTo(there, account)
  }
  log(`数据库用户进不了 ${home}，数据库文件放在 ${there}`)
  return there
}

/** A folder of this installation that every account may pass through. */
export function openPlace(home: string): string {
  const name = `zhixing-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`
  // /var/tmp may be swept by age; data belongs where it stays.
  const base = existsSync('/var/lib') ? '/var/lib' : '/var/tmp'
  const place = join(base, name)
  mkdirSync(place, { recursive: true, mode: 0o755 })
  return place
}

export const canReach = (path: string, account: Account): boolean =>
  spawnSync('/bin/sh', ['-c', 'test -r "$0" && test -x "$0"', path], { ...account, cwd: '/' }).status === 0

export function giveTo(path: string, { uid, gid }: Account): void {
  if (uid === undefined || gid === undefined) return
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) lchownSync(join(entry.parentPath, entry.name), uid, gid)
  chownSync(path, uid, gid)
}

function accountNamed(name: string): Account | undefined {
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith(`${name}:`))
  if (line) {
    const [, , uid, gid] = line.split(':')
    return { uid: Number(uid), gid: Number(gid) }
  }
  const ask = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' })
  const [uid, gid] = [ask('-u'), ask('-g')]
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined
}
