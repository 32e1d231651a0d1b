import { gzipSync } from 'node:zlib'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages } from '../../src/http/index.ts'
import { rows } from '../../src/platform/db/index.ts'
import { linkParty } from '../../src/platform/people/index.ts'
import { loadList, supervisionProgramme } from '../../src/supervision/index.ts'
import { axe, launchBrowser, leads, openWindow } from '../browser.ts'
import { tennisProgramme } from '../fixtures/tennis-club/index.ts'
import { anOffice, type Office, password, type Person } from '../http.ts'
import { builtPages } from '../pages.ts'

let office: Office, browser: Browser, built: Awaited<ReturnType<typeof builtPages>>, base: string
/** The case of the one who is a member already. */
let member: string

beforeAll(async () => {
  built = await builtPages()
  office = await anOffice({ pages: pages({ dist: built.dist, demoSince: '2022-03-01T01:00:00.000Z' }), programmes: [tennisProgramme, supervisionProgramme], checkAnswers: false })
  const list = await loadList(office.house, join(import.meta.dirname, '../../data/fujian/lists/2022'))
  await rows(office.fresh.db, `update task_list set status = 'adopted' where id = $1`, [list])
  await office.app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(office.app.server.address() as { port: number }).port}`
  // Everybody has one test, so that a test which fails leaves nothing in the way of another.
  const people: Record<string, Person> = {}
  for (const [username, name] of [['xiaoman', '林小满'], ['jieji', '王截击'], ['shuangda', '陈双打'], ['dixian', '郑底线']] as const) {
    people[username] = await office.person({ username, partyId: await linkParty(office.fresh.db, { name: `演示·${name}` }, true) })
  }
  member = await joins(people.dixian!, '演示·郑底线')
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await office?.close()
  built?.remove()
})

/** From the application to the certificate, without the pages. */
async function joins(person: Person, name: string): Promise<string> {
  const window = await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }] })
  const leader = await office.person({ seats: [{ unit: 'fj.use', duties: ['decide'] }] })
  const reviewer = await office.person({ seats: [{ unit: 'fj.use', duties: ['handle'] }] })
  const sent = await person.asks('POST', '/api/v1/cases', { item: 'tennis-club', answers: { who: { name: { name }, place: '350102' }, play: { level: 'new', wish: '周末打球' } } })
  const { id } = sent.body
  for (const [who, step] of [[window, 'accept'], [leader, 'pass']] as const) expect((await who.asks('POST', `/api/v1/cases/${id}/steps/${step}`, {})).status).toBe(200)
  office.house.setClock('2022-04-20')
  expect((await reviewer.asks('POST', `/api/v1/cases/${id}/steps/confirm`, {})).status).toBe(200)
  return id
}
const opened = (of?: BrowserContextOptions) => openWindow(browser, of)
async function signIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('口令').fill(password)
  await leads(page, () => page.getByRole('main').getByRole('button', { name: '登录' }).click())
}
const press = (page: Page, name: string) => leads(page, () => page.getByRole('button', { name }).click())
const follow = (page: Page, name: string | RegExp) => leads(page, () => page.getByRole('link', { name }).first().click())
const isQuiet = (request: Request) => request.headers().accept === 'application/json'
/** Keeps the answers to quiet saves from the page until they are let go. */
async function holdSaves(page: Page): Promise<() => void> {
  let letGo = () => {}
  const held = new Promise<void>((go) => { letGo = go })
  await page.route('**/drafts/**', async (route) => {
    if (!isQuiet(route.request())) return route.fallback()
    const answer = await route.fetch()
    await held
    await route.fulfill({ response: answer })
  })
  return letGo
}
const photo = { name: '近照.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') }

test('不开脚本：访客看指南，登录，填写，改错，提交，看到办件', async () => {
  const { page, close } = await opened({ javaScriptEnabled: false })
  await page.goto(base)
  await leads(page, () => page.getByRole('navigation', { name: '主要栏目' }).getByRole('link', { name: '办事' }).click())
  await follow(page, '入会申请')
  await press(page, '登录并填写')
  await signIn(page, 'xiaoman')
  await press(page, '开始填写')
  await press(page, '保存并继续')
  // What was forgotten is said on top and leads to its place.
  await page.getByRole('alert').getByRole('link', { name: '请选择“住地”' }).click()
  await page.getByLabel('住地').selectOption({ label: '鼓楼区' })
  await press(page, '保存并继续')
  await page.getByLabel('老手').check()
  await page.getByLabel('愿望').fill('周末打球')
  await press(page, '保存，去核对')
  await page.getByLabel('去年花费').fill('800')
  await press(page, '保存，去核对')
  expect(await page.getByRole('main').innerText()).toContain('800.00 元')
  await press(page, '提交申请')
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('演示·林小满入会')
  expect(await page.getByRole('main').innerText()).toContain('已办理“提交”')
  await close()
})

test('自动保存还在路上时点继续或上传，不会说是另一窗口改过', async () => {
  const { page, close } = await opened()
  await page.goto(`${base}/sign-in`)
  await signIn(page, 'jieji')
  await page.goto(`${base}/items/tennis-club`)
  await press(page, '开始填写')
  const first = page.url()
  const lives = (label: string) => Promise.all([page.waitForRequest(isQuiet), page.getByLabel('住地').selectOption({ label })])
  const saved = await holdSaves(page)
  await lives('鼓楼区')
  await page.getByLabel(/^(选择文件|再加文件)/).first().setInputFiles(photo)
  saved()
  await page.getByRole('listitem').filter({ hasText: '近照.png' }).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  const savedAgain = await holdSaves(page)
  await lives('仓山区')
  await leads(page, async () => {
    await page.getByRole('button', { name: '保存并继续' }).click()
    savedAgain()
  })
  expect(new URL(page.url()).pathname).toMatch(/\/play$/)
  expect(await page.getByRole('alert').count()).toBe(0)
  await page.goto(first)
  expect(await page.getByLabel('住地').inputValue()).toBe('350104')
  await page.getByText('不办了，删除这份草稿').click()
  await press(page, '删除草稿')
  await close()
})

test('开着脚本：问题随答案出现，金额读出来，草稿自己保存，材料带进度上传，只用键盘也行', async () => {
  const { page, close } = await opened()
  await page.goto(`${base}/items/tennis-club`)
  await press(page, '登录并填写')
  await signIn(page, 'shuangda')
  await press(page, '开始填写')
  await page.getByLabel('住地').selectOption({ label: '晋安区' })
  // What is chosen while a file is on its way is still there once it has arrived.
  let arrive = () => {}
  const held = new Promise<void>((go) => { arrive = go })
  await page.route('**/drafts/**', async (route) => {
    if (route.request().postDataBuffer()?.includes('filename=')) await held
    await route.continue()
  })
  await page.getByLabel(/选择文件/).setInputFiles(photo)
  await page.getByText('正在上传1个文件').waitFor()
  await page.getByLabel('住地').selectOption({ label: '鼓楼区' })
  arrive()
  await page.getByText('近照.png').waitFor()
  expect(await page.getByLabel('住地').inputValue()).toBe('350102')
  await press(page, '保存并继续')
  expect(await page.getByLabel('去年花费').isVisible()).toBe(false)
  await page.getByLabel('初学').focus()
  await page.keyboard.press('ArrowDown')
  await page.getByLabel('去年花费').waitFor({ state: 'visible' })
  await page.keyboard.press('Tab')
  await page.keyboard.type('5万')
  await page.getByText('读作：50,000.00 元（伍万元整）').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('每周')
  await page.getByText('已自动保存').waitFor()
  // Gone in the middle of it, with a save still on its way, and come back: it is all still there, once what was sent on leaving has arrived.
  const saved = await holdSaves(page)
  await Promise.all([page.waitForRequest(isQuiet), page.keyboard.type('双打')])
  await page.keyboard.type('，早上')
  await page.goto(`${base}/my`)
  saved()
  await follow(page, '入会申请')
  expect(new URL(page.url()).pathname).toMatch(/\/review$/)
  await expect.poll(async () => { await page.reload(); return page.getByRole('main').innerText() }).toContain('每周双打，早上')
  await leads(page, () => page.getByRole('button', { name: '提交申请' }).press('Enter'))
  expect(new URL(page.url()).pathname).toMatch(/^\/my\/cases\//)
  expect(await page.getByRole('main').innerText()).toContain('演示·陈双打入会')
  await close()
})

test('办成以后：核查页一个大字的回答，证书可验，年度小结在办件页上交', async () => {
  const { page, close } = await opened()
  await page.goto(`${base}/check`)
  await page.getByLabel('名称、代码或编号').fill('演示·郑底线')
  await leads(page, () => page.keyboard.press('Enter'))
  await page.getByText('在名录内：有效').waitFor()
  await page.goto(`${base}/sign-in?to=/my/cases/${member}`)
  await signIn(page, 'dixian')
  await follow(page, '核验')
  await page.getByText('真实有效').waitFor()
  await page.goto(`${base}/my/cases/${member}`)
  await page.getByText('交年度小结').first().click()
  await page.getByLabel('打球场次').fill('十二场')
  await press(page, '交年度小结')
  await page.getByText('已办理“交年度小结”').waitFor()
  await close()
})

test('每个公开页过无障碍检查；360 像素宽不左右滚动；长辈版也不', async () => {
  const addresses = ['/', '/progress', '/progress/7', '/items', '/items/tennis-club', '/published', '/check', '/check?q=演示', '/check?q=没有的', '/verify', '/verify/2345', '/sign-in', '/register', '/help', '/nowhere']
  for (const of of [{ viewport: { width: 1440, height: 900 } }, { viewport: { width: 360, height: 740 } }]) {
    const { page, close } = await opened(of)
    await page.goto(`${base}/sign-in`)
    const found: string[] = []
    for (const address of addresses) {
      await page.goto(base + address)
      // Narrow pages are the same pages; the check is dear, so there it looks at those whose layout changes most.
      if (of.viewport.width > 360 || ['/', '/progress/7'].includes(address)) found.push(...(await axe(page)).map((say) => `${address} ${of.viewport.width}：${say}`))
      found.push(...(await scrollsBy(page, address)))
    }
    await page.goto(`${base}/sign-in`)
    await signIn(page, 'dixian')
    for (const address of ['/my', '/notices']) {
      await page.goto(base + address)
      found.push(...(await axe(page)).map((say) => `${address} ${of.viewport.width}：${say}`), ...(await scrollsBy(page, address)))
    }
    await page.goto(`${base}/my`)
    await follow(page, /郑底线入会/)
    found.push(...(await axe(page)).map((say) => `办件页：${say}`), ...(await scrollsBy(page, '办件页')))
    await page.goto(`${base}/items/tennis-club`)
    await leads(page, () => page.locator('form[action="/apply/tennis-club"] button').click())
    await page.getByLabel('名称或姓名').fill('')
    await press(page, '保存并继续')
    found.push(...(await axe(page)).map((say) => `填写页：${say}`), ...(await scrollsBy(page, '填写页')))
    await press(page, '长辈版')
    expect(await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize))).toBeGreaterThanOrEqual(20)
    found.push(...(await scrollsBy(page, '长辈版')))
    expect(found).toEqual([])
    await close()
  }
})

/** How far the page itself can be pushed sideways; a wide table in its own frame does not count. */
async function scrollsBy(page: Page, address: string): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  return wide > 0 ? [`${address} 左右多出${wide}像素`] : []
}

test('公开页的脚本压缩后不超过 60 KB，且不含 React', () => {
  const dir = join(built.dist, 'web/assets')
  const scripts = readdirSync(dir).filter((name) => name.endsWith('.js')).map((name) => readFileSync(join(dir, name)))
  expect(scripts.length).toBeGreaterThan(0)
  expect(scripts.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0)).toBeLessThanOrEqual(60 * 1024)
  expect(scripts.some((bytes) => bytes.includes('react'))).toBe(false)
})
