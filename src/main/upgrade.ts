import { migrate, openDatabase } from '../platform/db/index.ts'
import { migrationDirs } from './migrations.ts'
import { progress } from './progress.ts'
import { settings } from './settings.ts'

/** Brings the database to this version and stops. */
export async function upgrade(): Promise<number> {
  const say = progress()
  const { databaseUrl, dataDir } = settings()
  const { pool, close } = await openDatabase({ url: databaseUrl, dataDir, log: say, join: true })
  try {
    const applied = await migrate(pool, migrationDirs(), say)
    say(applied ? `执行了 ${applied} 个数据库变更` : '数据库已是最新')
    return 0
  } finally {
    await close()
  }
}
