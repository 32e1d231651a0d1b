import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** The data directory is ours until `release`. */
export interface Held {
  home: string
  release(): void
}

/** Takes the data directory for this process, or names the live process that has it. */
export function holdDirectory(home: string): Held | { by: number } {
  const file = join(home, 'zhixing.pid')
  const mine = JSON.stringify({ pid: process.pid, born: bornAt(process.pid) })
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      writeFileSync(file, mine, { flag: 'wx' })
      return { home, release: () => { if (readOr(file) === mine) rmSync(file, { force: true }) } }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = parse(readOr(file))
    if (holder && isAlive(holder.pid) && bornAt(holder.pid) === holder.born) return { by: holder.pid }
    rmSync(file, { force: true })
  }
  throw new Error(`${file} is being taken by several processes at once`)
}

/** Whether a process of that number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

// Process numbers are used again, in containers at once; a number with its birth is not.
function bornAt(pid: number): string {
  if (process.platform === 'win32') return ''
  if (process.platform !== 'linux') return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  const stat = readOr(`/proc/${pid}/stat`)
  return `${readOr('/proc/sys/kernel/random/boot_id').trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`
}

function parse(text: string): { pid: number; born: string } | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
