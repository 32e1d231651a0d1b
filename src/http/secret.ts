import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The installation's secret: given by the environment when several processes share a database, else made once and kept beside the data. */
export async function keptSecret(dataDir: string, given = process.env.ZHIXING_SECRET): Promise<string> {
  if (given) {
    if (given.length < 32) throw Object.assign(new Error('ZHIXING_SECRET 至少32个字符，可用 openssl rand -hex 32 生成'), { name: 'CannotStart' })
    return given
  }
  const path = join(dataDir, 'secret')
  await mkdir(dataDir, { recursive: true })
  // Written only if absent: two processes starting together end with the same one.
  await writeFile(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error })
  return readFile(path, 'utf8')
}
