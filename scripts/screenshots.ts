// Takes the pictures in docs/screenshots from a running product: a fresh demonstration, people signed in, two sizes.
// `npm run screenshots`, or `npm run screenshots front case` for some of them.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { APIRequestContext, Browser } from 'playwright-core'
import { launchBrowser } from '../test/browser.ts'
import { withPalette } from './png.ts'

interface Shot {
  name: string
  /** Who is signed in; nobody on pages for everyone. */
  as?: string
  /** Where to go, or how to find out. */
  at: string | ((ask: Ask) => Promise<string>)
}
/** Asks the interface as whoever is signed in; with a body it writes. */
type Ask = (path: string, body?: unknown) => Promise<any>

const list = async (ask: Ask): Promise<string> => (await ask('/api/v1/lists')).rows[0].id
const caseOf = (item: string, step?: string) => async (ask: Ask): Promise<string> => {
  const { rows } = await ask(`/api/v1/cases?item=${item}&limit=50`)
  const found = (step && rows.find((c: { state: string }) => c.state === step)) || rows[0]
  if (!found) throw new Error(`the demonstration shows no case of ${item}`)
  return `/w/cases/${found.id}`
}

const shots: Shot[] = [
  { name: 'front', at: '/' },
  { name: 'progress', at: '/progress' },
  { name: 'public-task', at: '/progress/7' },
  { name: 'items', at: '/items' },
  { name: 'guide', at: '/items/interest-subsidy' },
  { name: 'check', at: `/check?q=${encodeURIComponent('白茶')}` },
  { name: 'patents', at: `/patents?q=${encodeURIComponent('茶叶')}` },
  { name: 'patent', at: '/patents/CN199900106B' },
  { name: 'sign-in', at: '/sign-in' },
  { name: 'mine', as: 'demo.company.fuzhou', at: '/my' },
  { name: 'apply', as: 'demo.company.fuzhou', at: async (ask) => `/drafts/${(await ask('/api/v1/drafts', { item: 'interest-subsidy', raw: {} })).id}` },
  { name: 'overview', as: 'demo.bureau.leader', at: '/w' },
  { name: 'task', as: 'demo.use.leader', at: async (ask) => `/w/lists/${await list(ask)}/tasks/7` },
  { name: 'case', as: 'demo.use.leader', at: caseOf('interest-subsidy', 'publicity') },
  { name: 'work', as: 'demo.use.handler', at: '/w/work' },
  { name: 'review', as: 'demo.group.handler', at: async (ask) => `/w/lists/${await list(ask)}/review` },
  { name: 'indicators', as: 'demo.use.leader', at: '/w/indicators' },
  { name: 'registers', as: 'demo.trademark.handler', at: '/w/registers/gi-mark-users' },
  { name: 'navigation', as: 'demo.use.handler', at: `/w/navigation?q=${encodeURIComponent('茶叶')}` },
  { name: 'quality', as: 'demo.protection.handler', at: '/w/quality' },
  { name: 'imports', as: 'demo.administrator', at: '/w/library/imports' },
  { name: 'admin', as: 'demo.administrator', at: '/w/admin/people' },
]
const sizes = [{ width: 1440, height: 900, scale: 1 }, { width: 360, height: 740, scale: 2 }]
const root = resolve(import.meta.dirname, '..'), into = join(root, 'docs/screenshots')
const password = 'Yanshi-Paizhao-22'
// Writes from programs say so, as forms of other sites cannot.
const ours = { 'x-zhixing': '1' }

const dataDir = mkdtempSync(join(tmpdir(), 'zhixing-screenshots-'))
const port = await freePort()
const origin = `http://localhost:${port}`
const served = spawn(process.execPath, [join(root, 'src/main.ts'), 'serve'], {
  cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ZHIXING_DATA: dataDir, ZHIXING_DEMO_PASSWORD: password, ZHIXING_DEMO: '', DATABASE_URL: '', PORT: String(port) },
})
const ended = new Promise<void>((settle) => { served.once('close', () => settle()) })
try {
  await ready()
  const browser = await launchBrowser()
  try {
    mkdirSync(into, { recursive: true })
    const wanted = process.argv.slice(2)
    for (const shot of shots) if (wanted.length === 0 || wanted.includes(shot.name)) await take(browser, shot).catch((error: Error) => {
      console.error(`${shot.name}: ${error.message}`)
      process.exitCode = 1
    })
  } finally {
    await browser.close()
  }
} finally {
  served.kill('SIGINT')
  await ended
  rmSync(dataDir, { recursive: true, force: true })
}

async function take(browser: Browser, { name, as, at }: Shot): Promise<void> {
  for (const { width, height, scale } of sizes) {
    const context = await browser.newContext({ baseURL: origin, viewport: { width, height }, deviceScaleFactor: scale, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
    try {
      if (as) await signIn(context.request, as)
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('response', (response) => { if (response.status() >= 400) faults.push(`${response.status()} ${new URL(response.url()).pathname}`) })
      const address = typeof at === 'string' ? at : await at(async (path, body) => (await (body ? context.request.post(path, { headers: ours, data: body }) : context.request.get(path))).json())
      await page.goto(address, { waitUntil: 'networkidle' })
      await page.waitForFunction(() => !document.querySelector('.ant-skeleton, .ant-spin-spinning'), undefined, { timeout: 15_000 }).catch(() => faults.push('still loading after 15 seconds'))
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (wide > 0) faults.push(`${wide} pixels wider than the screen`)
      const picture = withPalette(await page.screenshot())
      writeFileSync(join(into, `${name}-${width}.png`), picture)
      console.log(`${name}-${width}.png  ${Math.round(picture.length / 1024)} KB${faults.length ? `  ${[...new Set(faults)].join('; ')}` : ''}`)
    } finally {
      await context.close()
    }
  }
}

async function signIn(request: APIRequestContext, username: string): Promise<void> {
  const answer = await request.post('/api/session', { headers: ours, data: { username, password } })
  if (!answer.ok()) throw new Error(`${username} could not sign in: ${await answer.text()}`)
}

/** Follows what the start says until it is ready, or fails with its last words. */
function ready(): Promise<void> {
  return new Promise((settle, fail) => {
    let said = ''
    served.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('就绪：')) settle()
    })
    served.once('close', () => fail(new Error(`the service ended before it was ready:\n${said}`)))
  })
}

function freePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const probe = createServer().once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => settle(port))
    })
  })
}
