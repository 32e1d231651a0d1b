import { randomBytes } from 'node:crypto'
import { migrate, openDatabase, type Database } from '../platform/db/index.ts'
import { dropSetting } from '../platform/house/index.ts'
import { ledgerVerify } from '../platform/ledger/index.ts'
import { createMember } from '../platform/people/index.ts'
import { removeDemo } from './demo.ts'
import { assemble } from './house.ts'
import { migrationDirs } from './migrations.ts'
import { progress } from './progress.ts'
import { settings } from './settings.ts'

/** Does one thing with the database and stops; beside a running service it uses the same server. */
export async function withDatabase(work: (database: Database) => Promise<number>): Promise<number> {
  const { databaseUrl, dataDir } = settings()
  const database = await openDatabase({ url: databaseUrl, dataDir, log: () => {}, join: true })
  try {
    await migrate(database.pool, migrationDirs(), () => {})
    return await work(database)
  } finally {
    await database.close()
  }
}

export const verifyLedger = (argv: string[]) => withDatabase(async (database) => ledgerVerify(argv, await assemble(database)))

/** Takes everything marked 演示 away. A service that is running shows nothing of it any more, but keeps the rehearsal clock until it is started again. */
export const demoRemove = () => withDatabase(async (database) => {
  const gone = await removeDemo(await assemble(database))
  progress()(`已移除演示办件${gone.cases}件、演示人员${gone.people}人；重新启动后生效`)
  return 0
})

/** Lets the next start load the demonstration again. */
export const demoAdd = () => withDatabase(async ({ db }) => {
  await dropSetting(db, 'no-demo')
  progress()('下次启动时将装载演示数据')
  return 0
})

/** The first administrator of an installation without demonstration: a password is made and shown once. */
export const adminAdd = ([username, name]: string[]) => withDatabase(async ({ db }) => {
  if (!username || !name) { console.error('用法：zhixing admin add 用户名 姓名'); return 2 }
  const password = `Zx-${randomBytes(9).toString('base64url')}1a`
  const made = await createMember(db, { username, name, password, admin: true })
  if (!made.ok) { console.error(made.refusals.map((r) => r.say).join('\n')); return 1 }
  console.log(`管理员“${name}”已建立，用户名 ${username}，初始口令 ${password}（只显示这一次，登录后请修改）`)
  return 0
})
