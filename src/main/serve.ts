import { CannotStart, migrate, openDatabase, type Database } from '../platform/db/index.ts'
import { migrationDirs } from './migrations.ts'
import { mustBeFree, portRefusal } from './port.ts'
import { progress, type Say } from './progress.ts'
import { settings, type Settings } from './settings.ts'
import { buildWebIfStale } from './web.ts'

/** What is put together in `house.ts`: how the database is filled, what answers, and how the person is greeted. */
export interface House {
  /** Each step finds out by itself whether there is anything left to do, for it runs on every start. */
  prepare: { label: string; run(database: Database, say: Say): Promise<void> }[]
  open(database: Database, settings: Settings): Promise<Answering>
  /** Lines printed under the address, such as the demonstration accounts. */
  greeting(database: Database): Promise<string[]>
}

/** A server of Fastify's shape. */
interface Answering {
  listen(at: { host: string; port: number }): Promise<string>
  close(): Promise<unknown>
}

/** Starts everything, says what it is doing meanwhile, and stops everything it started at Ctrl-C. */
export async function serve(house: House): Promise<number> {
  const say = progress()
  const chosen = settings()
  const ending = new AbortController()
  const closing: (() => Promise<unknown>)[] = []
  const asked = new Promise<'asked'>((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        // Asked twice: leave at once; the database's guard sees us go and stops it in good order.
        if (ending.signal.aborted) process.exit(130)
        ending.abort()
        settle('asked')
      })
    }
  })

  leaveWithNpm(() => process.kill(process.pid, 'SIGTERM'))

  const starting = start(house, chosen, say, ending.signal, closing)
  // A start that is being interrupted fails for that reason; only a failure on its own account is told.
  starting.catch(() => {})
  try {
    await Promise.race([starting, asked])
    await asked
  } finally {
    ending.abort()
    if (closing.length) say('正在停止')
    for (const close of closing.toReversed()) await close()
  }
  say('已停止')
  process.exit(0)
}

async function start(house: House, chosen: Settings, say: Say, signal: AbortSignal, closing: (() => Promise<unknown>)[]): Promise<void> {
  const { host, port, databaseUrl, dataDir } = chosen
  await mustBeFree(host, port)
  // The pages are built beside the database's first start: neither needs the other.
  const built = buildWebIfStale(say, signal)
  built.catch(() => {})

  say(databaseUrl ? '连接数据库服务器' : '启动内置数据库')
  const database = await openDatabase({ url: databaseUrl, dataDir, log: say })
  closing.push(() => database.close())
  if (signal.aborted) return
  const applied = await migrate(database.pool, migrationDirs(), say)
  say(applied ? `数据库就绪，执行了 ${applied} 个变更` : '数据库就绪')
  for (const step of house.prepare) {
    if (signal.aborted) return
    say(step.label)
    await step.run(database, say)
  }

  await built
  const server = await house.open(database, chosen)
  closing.push(() => Promise.race([server.close(), patience(5_000)]))
  const address = await server.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
    throw error.code ? new CannotStart(portRefusal(error.code, host, port), { cause: error }) : error
  })
  say(`就绪：${address.replace('127.0.0.1', 'localhost')}`)
  for (const line of await house.greeting(database)) console.log(`          ${line}`)
  console.log('          按 Ctrl-C 停止')
}

/** `kill` on `npm start` ends npm and the shell between us, but the shell does not pass the signal on: notice that it is gone. */
function leaveWithNpm(leave: () => void): void {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    leave()
  }, 500)
  watch.unref()
}

// A visitor's open stream must not keep the office from going home.
const patience = (ms: number): Promise<void> => new Promise((settle) => { setTimeout(settle, ms).unref() })
