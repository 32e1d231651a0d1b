import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'

const cannotStart = (say: string) => Object.assign(new Error(say), { name: 'CannotStart' })

/** The installation's secret: given by the environment when several processes share a database, else made once and kept beside the data. */
export async function keptSecret(dataDir: string, given = process.env.ZHIXING_SECRET): Promise<string> {
  if (given) {
    if (given.length < 32) throw cannotStart('ZHIXING_SECRET 至少32个字符，可用 openssl rand -hex 32 生成')
    return given
  }
  const path = join(dataDir, 'secret')
  const secret = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return make(path)
    throw error
  })
  if (secret.length < 64) throw cannotStart(`密钥文件 ${path} 不完整。删除它后重新启动即另生成一份，所有人须重新登录`)
  return secret
}

/** Written whole beside its place and linked in: of two processes starting together the first wins, and neither ever reads a part. */
async function make(path: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true })
  const temporary = `${path}.${randomUUID()}`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(randomBytes(32).toString('hex'))
    await file.sync()
  } finally {
    await file.close()
  }
  await link(temporary, path).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error })
  await unlink(temporary)
  return readFile(path, 'utf8')
}
