import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase, rows } from './index.ts'
import { isAlive } from './hold.ts'

let dir: string
let children: ChildProcess[] = []
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'zhixing-embedded-'))
  chmodSync(dir, 0o755)
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  await gone(serverOf(dir))
  rmSync(dir, { recursive: true, force: true })
})

const open = (join = false) => openDatabase({ dataDir: dir, log: () => {}, join })
const serverOf = (home: string) => existsSync(`${home}/pg/postmaster.pid`) ? Number(readFileSync(`${home}/pg/postmaster.pid`, 'utf8').split('\n')[0]) : 0
const written = async (database: Awaited<ReturnType<typeof open>>) =>
  (await rows<{ n: number }>(database.db, 'select n from written order by n')).map(({ n }) => n)

async function gone(pid: number): Promise<void> {
  if (!pid) return
  for (let waited = 0; isAlive(pid) && waited < 10_000; waited += 20) await new Promise((settle) => { setTimeout(settle, 20) })
}

/** Starts a process that writes, and hands over the numbers it was told are kept once there are enough of them. */
async function writer(enough: number): Promise<{ child: ChildProcess; acknowledged: number[] }> {
  const child = spawn(process.execPath, [resolve('test/ground/writer.ts'), dir], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const acknowledged: number[] = []
  await new Promise<void>((settle) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      acknowledged.push(Number(line))
      if (acknowledged.length === enough) settle()
    })
  })
  return { child, acknowledged }
}

test('程序被 kill -9，数据库随之停下，已答复的一条不少', async () => {
  const { child, acknowledged } = await writer(200)
  const server = serverOf(dir)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await gone(server)
  expect(isAlive(server)).toBe(false)
  const database = await open()
  expect(await written(database)).toEqual(expect.arrayContaining(acknowledged))
  await database.close()
})

test.skipIf(process.platform === 'win32')('程序和数据库一起被 kill -9，再启动时已答复的一条不少', async () => {
  const { child, acknowledged } = await writer(200)
  process.kill(serverOf(dir), 'SIGKILL')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const database = await open()
  expect(await written(database)).toEqual(expect.arrayContaining(acknowledged))
  await database.close()
})

test('活着的进程占着数据目录，说出是哪个进程、怎么办；短命令可以共用', async () => {
  const { child } = await writer(1)
  await expect(open()).rejects.toThrow(`数据目录 ${dir} 正由另一个知行进程（进程号 ${child.pid}）使用。请先停止它`)
  const sharing = await open(true)
  expect((await written(sharing)).length).toBeGreaterThan(0)
  await sharing.close()
  expect(isAlive(serverOf(dir))).toBe(true)
})

test('关闭以后没有留下进程，口令只有本人能读', async () => {
  const database = await open()
  const server = serverOf(dir)
  await database.close()
  expect(isAlive(server)).toBe(false)
  expect(existsSync(join(dir, 'zhixing.pid'))).toBe(false)
  if (process.platform !== 'win32') expect(statSync(join(dir, 'pg.password')).mode & 0o777).toBe(0o600)
})

test('数据目录的路径上是个文件，说明怎么办', async () => {
  writeFileSync(join(dir, 'file'), '')
  await expect(openDatabase({ dataDir: join(dir, 'file', 'var'), log: () => {} })).rejects.toThrow('请移走该文件，或用 ZHIXING_DATA 指定另一个目录')
})

test('连不上指定的服务器，不露出口令', async () => {
  const refused = openDatabase({ url: 'postgres://who:secret@127.0.0.1:1/none', dataDir: dir, log: () => {} })
  await expect(refused).rejects.toThrow('连不上数据库 127.0.0.1:1/none')
  await expect(refused).rejects.not.toThrow('secret')
})
