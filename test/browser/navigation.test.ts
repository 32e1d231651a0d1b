import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages } from '../../src/http/index.ts'
import { type DemoParty, demoPatents } from '../../src/main/demo-patents.ts'
import { programmeRoutes, programmes } from '../../src/main/programmes.ts'
import { buildWebIfStale } from '../../src/main/web.ts'
import { type Patent, savePatents } from '../../src/platform/library/index.ts'
import { searchEngine } from '../../src/platform/search/index.ts'
import { axe, choose, launchBrowser, leads, openWindow } from '../browser.ts'
import { anOffice, type Office, password } from '../http.ts'

// A navigation project as those who make it work: the tree, the search, a figure that opens, and the same figure after the library grew.

let office: Office, browser: Browser, base = ''
let patents: Patent[]

beforeAll(async () => {
  await buildWebIfStale(() => {})
  ;[office, browser] = await Promise.all([anOffice({ at: '2022-09-20T01:00:00.000Z', programmes, routes: programmeRoutes, pages: pages({ dist: resolve('dist'), data: resolve('data/fujian') }) }), launchBrowser()])
  const { parties } = JSON.parse(readFileSync(resolve('data/fujian/demo/people.json'), 'utf8')) as { parties: DemoParty[] }
  ;({ patents } = demoPatents(parties))
  await savePatents(office.fresh.db, patents.slice(1), '演示', { today: '2022-09-20' })
  await searchEngine(office.house).feed()
  await office.app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(office.app.server.address() as { port: number }).port}`
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

test('建立项目室，写分解表，检索，作图；数字点开就是那么多件；库里添了专利，重跑说出变化', async () => {
  const { username } = await office.person({ seats: [{ unit: 'fj.3509', duties: ['handle'] }] })
  const { page, close } = await openWindow(browser)
  await page.goto(`${base}/sign-in?to=${encodeURIComponent('/w/navigation/rooms')}`)
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('口令').fill(password)
  await leads(page, () => page.getByRole('main').getByRole('button', { name: '登录' }).click())
  await page.getByRole('button', { name: '建立项目室' }).click()
  await page.getByLabel('项目名称').fill('演示导航')
  await page.getByRole('button', { name: '建立', exact: true }).click()
  await page.waitForURL(/\/navigation\/rooms\/[0-9a-f-]+$/)
  await page.getByRole('heading', { name: '演示导航' }).waitFor()

  await page.getByRole('textbox', { name: '节点' }).fill('产业\n  装置：装置\n  方法：方法')
  await page.getByRole('button', { name: '保存分解表' }).click()
  await page.getByRole('cell', { name: '装置' }).first().waitFor()

  const menu = page.getByRole('navigation', { name: '项目室' })
  await menu.getByRole('link', { name: '检索策略' }).click()
  await page.getByLabel('为什么这样检').fill('全部')
  await page.getByRole('button', { name: '检索并记入' }).click()
  await page.getByRole('cell', { name: `${patents.length - 1}`, exact: true }).waitFor()

  await menu.getByRole('link', { name: '图表' }).click()
  await choose(page.getByRole('combobox', { name: '图表' }), '法律状态')
  await page.getByRole('button', { name: '作图并保存' }).click()
  await page.getByRole('heading', { name: '法律状态构成' }).waitFor()
  const valid = page.getByRole('row', { name: /^有效/ }).getByRole('button').first(), shown = (await valid.textContent())!
  await valid.click()
  await page.getByRole('dialog').getByText(`共${shown}件`).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })

  // What words cannot tell is sorted by hand, with a reason: one out of the cell, and the cell has one less.
  await menu.getByRole('link', { name: '矩阵归类' }).click()
  await page.getByRole('textbox', { name: '功效' }).fill('清洗：清洗')
  await page.getByRole('button', { name: '保存功效词' }).click()
  const cell = page.getByRole('button', { name: /^装置\s清洗：\d+件$/ }), inCell = Number(await cell.textContent())
  await cell.click()
  await page.getByRole('dialog').getByRole('heading', { name: `本格${inCell}件` }).waitFor()
  await page.getByLabel('理由').fill('只是用途')
  await page.getByRole('dialog').getByRole('button', { name: '移出', exact: true }).first().click()
  await page.getByRole('dialog').getByRole('heading', { name: `本格${inCell - 1}件` }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: `装置 清洗：${inCell - 1}件`, exact: true }).waitFor()
  expect(await axe(page)).toEqual([])
  await menu.getByRole('link', { name: '图表' }).click()
  await page.getByRole('link', { name: '法律状态构成' }).click()
  await page.getByRole('heading', { name: '法律状态构成' }).waitFor()

  await savePatents(office.fresh.db, patents.slice(0, 1), '演示', { today: '2022-09-20' })
  await searchEngine(office.house).feed()
  await page.getByRole('button', { name: '重跑' }).click()
  await page.getByText(/与重跑前相比，\d+个数有变化/).waitFor()
  const changed = page.getByRole('region', { name: '重跑前后的变化' }).getByRole('row').filter({ has: page.getByRole('cell', { name: '件数', exact: true }) })
  const [, , before, now, came, gone] = await changed.getByRole('cell').allTextContents()
  expect([Number(now), came, gone]).toEqual([Number(before) + 1, '1', '0'])
  await close()
})
