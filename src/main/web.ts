import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart } from '../platform/db/index.ts'
import { root } from './settings.ts'
import { progress, type Say } from './progress.ts'

const stamp = join(root, 'dist', 'stamp')

// Everything that ends up in the browser, and what decides how it gets there.
const sources = ['src/web', 'src/programmes', 'src/service', 'src/kernel', 'vite.config.ts', 'package-lock.json', 'tsconfig.json']

/** The pages alone, for those who ship them or test them. */
export async function build(): Promise<number> {
  await buildWebIfStale(progress())
  return 0
}

/** Builds the pages unless the last build was made from the very same sources. */
export async function buildWebIfStale(say: Say, signal?: AbortSignal): Promise<void> {
  const wanted = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  mayWrite()
  say('生成网页（首次启动或网页有改动时需要，约半分钟）')
  const from = performance.now()
  const waiting = setInterval(() => say(`仍在生成网页，已用 ${Math.round((performance.now() - from) / 1000)} 秒`), 5_000)
  try {
    await bundle(signal)
  } finally {
    clearInterval(waiting)
  }
  writeFileSync(stamp, wanted)
  say('网页已生成')
}

// In a process of its own: the bundler's memory is given back before the service starts.
function bundle(signal?: AbortSignal): Promise<void> {
  return new Promise((settle, fail) => {
    const vite = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
      cwd: root, stdio: ['ignore', 'pipe', 'pipe'], signal, env: { ...process.env, NODE_ENV: 'production' },
    })
    let said = ''
    vite.stdout.on('data', (chunk) => { said += chunk })
    vite.stderr.on('data', (chunk) => { said += chunk })
    vite.once('error', fail)
    vite.once('close', (code) => (code === 0 ? settle() : fail(new Error(`the web build ended with ${code}:\n${said}`))))
  })
}

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const name of filesUnder(join(root, source))) hash.update(`${name.slice(root.length)}\0`).update(readFileSync(name)).update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(path: string): string[] {
  if (!existsSync(path)) return []
  const entries = readdirSyncOr(path)
  if (!entries) return [path]
  return entries.filter((entry) => entry.isFile() && !/\.(test\.tsx?|sql)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)).sort()
}

function readdirSyncOr(path: string) {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
  } catch {
    return undefined
  }
}

function mayWrite(): void {
  try {
    mkdirSync(join(root, 'dist'), { recursive: true })
    accessSync(join(root, 'dist'), constants.W_OK)
  } catch (cause) {
    throw new CannotStart(`网页需要重新生成，而当前用户不能写 ${join(root, 'dist')}。请改该目录的权限，或先用能写的用户执行 npm run build`, { cause })
  }
}
