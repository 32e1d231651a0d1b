import { mkdir, open, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** A folder that no other process of the house writes to. */
export interface Folder { path: string; /** The folders of other processes, which may be read. */ others(): Promise<string[]>; release(): Promise<void> }

const most = 64, beat = 20_000, silence = 90_000
const held = new Set<string>()

/**
 * Takes the first folder under `dir` that is free: 1, 2, 3… Whoever has one says so in it, with machine and process, and
 * again every twenty seconds; it is free when that process is gone or has long been silent. So each process has its own
 * index, and a process that comes back finds the one it left.
 */
export async function takeFolder(dir: string): Promise<Folder> {
  for (let no = 1; no <= most; no++) {
    const path = join(dir, String(no)), sign = join(path, 'taken-by')
    await mkdir(path, { recursive: true })
    if (held.has(path) || !(await take(sign))) continue
    held.add(path)
    // A touch that fails is made up for by the next; long silence only costs the folder.
    const timer = setInterval(() => { const now = new Date(); utimes(sign, now, now).catch(() => {}) }, beat)
    timer.unref()
    return {
      path,
      others: async () => (await readdir(dir)).map((name) => join(dir, name)).filter((other) => other !== path).sort(),
      release: async () => {
        clearInterval(timer)
        await rm(sign, { force: true })
        held.delete(path)
      },
    }
  }
  throw new Error(`all ${most} folders under ${dir} are taken`)
}

async function take(sign: string): Promise<boolean> {
  for (let tries = 0; tries < 2; tries++) {
    try {
      const file = await open(sign, 'wx')
      await file.writeFile(JSON.stringify({ host: hostname(), pid: process.pid }))
      await file.close()
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (!(await isLeft(sign))) return false
      await rm(sign, { force: true })
    }
  }
  return false
}

async function isLeft(sign: string): Promise<boolean> {
  try {
    const { host, pid } = JSON.parse(await readFile(sign, 'utf8') || '{}') as { host?: string; pid?: number }
    // A number of our own that we do not hold is of our life before: in a container everybody is process 1.
    if (host === hostname() && pid !== undefined) return pid === process.pid || !isAlive(pid)
    return Date.now() - (await stat(sign)).mtimeMs > silence
  } catch (error) {
    if (error instanceof SyntaxError) return true
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
