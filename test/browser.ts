import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Locator, type Page } from 'playwright-core'

/** A real Chromium: the machine's own if it has one, else the one that comes as a package. Chinese renders either way. */
export async function launchBrowser(): Promise<Browser> {
  const env = { ...process.env, FONTCONFIG_FILE: fontsOfOurs() } as Record<string, string>
  const own = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find((path) => path && existsSync(path))
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none', '--lang=zh-CN']
  const timeout = 160_000
  if (own) return chromium.launch({ executablePath: own, args, env, timeout })
  return chromium.launch({ executablePath: await unpacked(), args: [...args, '--disable-gpu', '--no-zygote'], env, timeout })
}

const require = createRequire(import.meta.url)
const me = process.getuid?.() ?? 'me'

/** Unpacks the packed browser once for this user; the package would use one name in the shared folder for everyone. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(dirname(require.resolve('@sparticuz/chromium')), '../package.json'), 'utf8'))
  const home = join(tmpdir(), `zhixing-browser-${me}-${version}`)
  if (!existsSync(home)) {
    const { default: packed } = await import('@sparticuz/chromium')
    packed.setGraphicsMode = false
    const making = mkdtempSync(`${home}-`)
    const before = process.env.TMPDIR
    process.env.TMPDIR = making
    await packed.executablePath()
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    // Somebody beside us may have been quicker; theirs is as good.
    if (existsSync(home)) rmSync(making, { recursive: true })
    else renameSync(making, home)
  }
  return join(home, 'chromium')
}

export interface Window { page: Page; context: BrowserContext; thrown: string[]; close(): Promise<void> }
/**
 * A window of somebody's own. It waits long, because the machine may be slow, and asks for no motion, because what still moves
 * is pressed beside where it stands. What its pages throw fails the test that closes it.
 */
export async function openWindow(browser: Browser, of: BrowserContextOptions = {}): Promise<Window> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...of })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  const thrown: string[] = []
  page.on('pageerror', (error) => thrown.push(String(error)))
  const close = async () => {
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await context.close()
    if (thrown.length) throw new Error(`thrown by a page: ${thrown.join('\n')}`)
  }
  return { page, context, thrown, close }
}

/** Does what leads to another page, and waits until that page is there with its script; a click by itself waits for neither. */
export async function leads(page: Page, act: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()])
}

/** Chooses from a list of the workbench by its words, and waits until the list is folded away, because the next one looks the same. */
export async function choose(box: Locator, words: string): Promise<void> {
  await box.fill(words)
  const option = box.page().locator('.ant-select-dropdown').filter({ visible: true }).locator('.ant-select-item-option').filter({ hasText: words }).first()
  // The list is set to its place again whenever it grows or shrinks; a mouse might press where it was.
  await option.dispatchEvent('click')
  await option.waitFor({ state: 'hidden' })
}

/**
 * What a WCAG A and AA check finds wrong on the page, one sentence each; an empty list is what we want. The page must
 * come from `browser.newContext()`, because the check opens a page of its own beside it.
 */
export async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id}（${help}）：${target.join(' ')}：${failureSummary}`))
}

/** Writes a font configuration that knows the project's own Chinese font beside whatever the machine has. */
function fontsOfOurs(): string {
  const fonts = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'))
  const dir = join(tmpdir(), `zhixing-fonts-${me}`)
  mkdirSync(dir, { recursive: true })
  const file = join(dir, 'fonts.conf')
  const prefer = ['sans-serif', 'serif', 'system-ui', 'monospace'].map((family) =>
    `<match target="pattern"><test name="family"><string>${family}</string></test>` +
    '<edit name="family" mode="append"><string>Noto Sans SC</string></edit></match>').join('\n  ')
  writeFileSync(file, `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir>${fonts}</dir>
  <cachedir>${dir}/cache</cachedir>
  ${prefer}
</fontconfig>
`)
  return file
}
