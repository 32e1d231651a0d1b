import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
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
    const path = join(dir, String(no)), sign = join(path, 'taken-by'), told = randomUUID()
    await mkdir(path, { recursive: true })
    if (held.has(path)) continue
    held.add(path)
    if (!(await take(sign, told).catch((error) => { held.delete(path); throw error }))) {
      held.delete(path)
      continue
    }
    // A touch that fails is made up for by the next; long silence only costs the folder, and then the sign is another's.
    const touch = async () => { const now = new Date(); if (await bears(sign, told)) await utimes(sign, now, now) }
    const timer = setInterval(() => { touch().catch(() => {}) }, beat)
    timer.unref()
    return {
      path,
      others: async () => (await readdir(dir)).map((name) => join(dir, name)).filter((other) => other !== path).sort(),
      release: async () => {
        clearInterval(timer)
        if (await bears(sign, told)) await rm(sign, { force: true })
        held.delete(path)
      },
    }
  }
  throw new Error(`all ${most} folders under ${dir} are taken`)
}

/** Who has a folder. What it is told by is drawn anew each time: numbers of processes come again. */
interface Sign { told?: string; host?: string; pid?: number }

async function take(path: string, told: string): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify({ told, host: hostname(), pid: process.pid } satisfies Sign), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const left = await leftSign(path)
  return left !== undefined && takeOver(path, left.told ?? 'nobody', told)
}

/** Of several processes that see the same sign left, one puts its own in the place of that very sign. Its claim to do so is a sign too, and may itself be left. */
async function takeOver(path: string, left: string, told: string): Promise<boolean> {
  const claim = `${path}.${left}`
  if (!(await take(claim, told))) return false
  if (await bears(path, left)) {
    // A claim that is gone was taken for left, while its process slept.
    await rename(claim, path).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'ENOENT') throw error })
    return bears(path, told)
  }
  await rm(claim, { force: true })
  return false
}

/** Whether the sign is there and that very one. */
async function bears(path: string, told: string): Promise<boolean> {
  const sign = await readSign(path).catch(() => undefined)
  return sign !== undefined && (sign.told ?? 'nobody') === told
}

/** The sign of a process that is gone or has long been silent. */
async function leftSign(path: string): Promise<Sign | undefined> {
  try {
    const sign = await readSign(path), { host, pid } = sign
    // A number of our own that we do not hold is of our life before: in a container everybody is process 1.
    const isGone = host === hostname() && pid !== undefined && (pid === process.pid || !isAlive(pid))
    // Who is silent is gone too: after the machine was started anew its number is somebody else's.
    return isGone || Date.now() - (await stat(path)).mtimeMs > silence ? sign : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function readSign(path: string): Promise<Sign> {
  const text = await readFile(path, 'utf8')
  try { return JSON.parse(text) as Sign } catch { return {} } // begun and never written: long silence tells
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
