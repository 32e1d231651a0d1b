import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Line, median, ownFolder } from './ground.ts'

const rounds = 3
const root = resolve(import.meta.dirname, '..')

/** The product as people start it, with a folder of its own; resolves at its first answer, the public front page. */
export async function started(dataDir: string): Promise<{ ms: number; url: string; stop(): Promise<void> }> {
  const port = await freePort(), url = `http://127.0.0.1:${port}`
  const from = performance.now()
  const server = spawn(process.execPath, [join(root, 'src/main.ts'), 'serve'], { cwd: root, env: { ...process.env, DATABASE_URL: '', PORT: String(port), ZHIXING_DATA: dataDir }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = '', ended = false
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => { said += chunk })
  const end = new Promise<void>((settle) => { server.once('exit', () => { ended = true; settle() }) })
  while (!(await answers(url))) {
    if (ended) throw new Error(`the server ended before it answered:\n${said}`)
    await sleep(10)
  }
  return { ms: performance.now() - from, url, stop: async () => { server.kill('SIGTERM'); await end } }
}

const answers = (url: string): Promise<boolean> => new Promise((settle) => {
  get(url, (response) => { response.resume(); response.once('end', () => settle(response.statusCode === 200)) }).once('error', () => settle(false))
})
const freePort = (): Promise<number> => new Promise((settle) => {
  const probe = createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address() as { port: number }; probe.close(() => settle(port)) })
})

/** From the command to the first answer: on an empty folder, and again on the same one. The pages have been built before. */
export async function run(): Promise<Line[]> {
  const first: number[] = [], second: number[] = []
  for (let r = 0; r < rounds; r++) {
    const dataDir = ownFolder()
    try {
      for (const times of [first, second]) {
        const server = await started(dataDir)
        times.push(server.ms)
        await server.stop()
      }
    } finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
  }
  const line = (what: string, times: number[], goal?: number): Line => ({ what, value: `${(median(times) / 1000).toFixed(2)} 秒`, ...(goal ? { goal: `≤ ${goal} 秒`, met: median(times) <= goal * 1000 } : {}) })
  return [line('首次启动到首次应答（空目录，网页已生成）', first), line('再次启动到首次应答', second, 3)]
}

if (import.meta.main) {
  const { print } = await import('./table.ts')
  print(await run())
}
