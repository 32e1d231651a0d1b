import { readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { build } from '../src/main/web.ts'
import { launchBrowser } from '../test/browser.ts'
import { type Line, median, ownFolder } from './ground.ts'
import { started } from './start.ts'

const web = resolve(import.meta.dirname, '../dist/web')
const looks = 5, rounds = 3

/** Script and styles that a door of the browser loads before anything is asked for, compressed. */
function weigh(entry: string): { script: number; styles: number } {
  const manifest = JSON.parse(readFileSync(join(web, '.vite/manifest.json'), 'utf8')) as Record<string, { file: string; name?: string; isEntry?: boolean; imports?: string[]; css?: string[] }>
  const files = new Set<string>()
  const take = (key: string): void => {
    const chunk = manifest[key]!
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    for (const css of chunk.css ?? []) files.add(css)
    for (const next of chunk.imports ?? []) take(next)
  }
  take(Object.keys(manifest).find((key) => manifest[key]!.isEntry && manifest[key]!.name === entry)!)
  const sum = (of: string) => [...files].filter((file) => file.endsWith(of)).reduce((total, file) => total + gzipSync(readFileSync(join(web, file)), { level: 9 }).length, 0)
  return { script: sum('.js'), styles: sum('.css') }
}

/** When the largest content of a page stood, with the page's scripts or without them; each look in a context of its own. */
async function paint(browser: Browser, url: string, scripts: boolean): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    // Both ways pass through the same gate, so that the gate costs both the same.
    await page.route('**/*.js', (route) => (scripts ? route.continue() : route.abort()))
    await page.goto(url, { waitUntil: 'networkidle' })
    return await page.evaluate(() => new Promise<number>((settle) => {
      new PerformanceObserver((list) => settle(list.getEntries().at(-1)!.startTime)).observe({ type: 'largest-contentful-paint', buffered: true })
    }))
  } finally {
    await context.close()
  }
}

/** What the pages weigh, and when the public front page shows its largest content beside the same page without scripts. */
export async function run(): Promise<Line[]> {
  await build()
  const kb = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`
  const workbench = weigh('workbench'), open = weigh('public')
  const lines: Line[] = [
    { what: '公众页脚本（gzip）', value: kb(open.script), goal: '≤ 60 KB', met: open.script <= 60 * 1024 },
    { what: '工作台首次装载：脚本和样式（gzip）', value: kb(workbench.script + workbench.styles), goal: '≤ 400 KB', met: workbench.script + workbench.styles <= 400 * 1024 },
  ]
  const dataDir = ownFolder()
  const server = await started(dataDir), browser = await launchBrowser()
  try {
    await paint(browser, server.url, true)
    const pairs: { bare: number; full: number }[] = []
    for (let r = 0; r < rounds; r++) {
      const bare: number[] = [], full: number[] = []
      for (let n = 0; n < looks; n++) {
        bare.push(await paint(browser, server.url, false))
        full.push(await paint(browser, server.url, true))
      }
      pairs.push({ bare: median(bare), full: median(full) })
    }
    const ratio = median(pairs.map((p) => p.full / p.bare))
    lines.push({ what: '公众首页最大内容显示（对无脚本的同一页）', limit: `${median(pairs.map((p) => p.bare)).toFixed(0)} ms`, value: `${median(pairs.map((p) => p.full)).toFixed(0)} ms`, ratio, goal: '≤ 1.50', met: ratio <= 1.5 })
  } finally {
    await browser.close()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return lines
}

if (import.meta.main) {
  const { print } = await import('./table.ts')
  print(await run())
}
