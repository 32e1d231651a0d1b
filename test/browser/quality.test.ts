import { resolve } from 'node:path'
import ExcelJS from 'exceljs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages } from '../../src/http/index.ts'
import { patentCheck } from '../../src/kernel/index.ts'
import { buildWebIfStale } from '../../src/main/web.ts'
import { rows } from '../../src/platform/db/index.ts'
import { type Patent, savePatents } from '../../src/platform/library/index.ts'
import { programme } from '../../src/programmes/04-filing-quality/index.ts'
import { routes } from '../../src/programmes/04-filing-quality/routes.ts'
import { programme as transfer } from '../../src/programmes/05-transfer/index.ts'
import { programme as finance } from '../../src/programmes/07-finance/index.ts'
import { axe, choose, launchBrowser, leads, openWindow } from '../browser.ts'
import { anOffice, type Office, password } from '../http.ts'

// Quality of filings: a batch from the file to the counties and to a look at whom it names, and the check anyone makes before filing.

let office: Office, browser: Browser, base = ''
const numbered = (n: number) => { const digits = `20212100000${n}`; return `${digits}.${patentCheck(digits)}` }
const words = (use: string, n: number) => `本实用新型公开了一种${use}用清洗装置，包括箱体、清洗槽和喷淋管，清洗槽设于箱体内，喷淋管固定连接在清洗槽上方，间距为${n}mm，箱体底部安装有排水阀。`
const series = ['果蔬', '茶叶', '竹笋', '菌菇', '海带', '紫菜'].map((use, i): Patent => ({
  key: `CN${numbered(i + 1).replace('.', '')}`, office: 'CN', type: 'utility-model', application: { number: numbered(i + 1), day: '2021-03-08' }, publications: [{ number: `CN21490000${i}U`, kind: 'U', day: '2021-11-02' }], title: `一种${use}用清洗装置`, abstract: words(use, 10 + i),
  claims: `1.一种${use}用清洗装置，其特征在于，包括箱体、清洗槽和喷淋管，所述喷淋管的间距为${10 + i}mm，所述箱体的底部安装有排水阀。`, applicants: [{ name: '演示·清洗公司', kind: 'enterprise', region: '350206', address: '福建省厦门市湖里区示例路8号602室' }], owners: [], inventors: ['演示·张一'], agents: [], ipc: [{ symbol: 'A23N12/02' }], priorities: [], cites: [], status: 'granted', flags: [], demo: true,
}))

beforeAll(async () => {
  await buildWebIfStale(() => {})
  ;[office, browser] = await Promise.all([anOffice({ at: '2022-09-20T01:00:00.000Z', programmes: [programme, transfer, finance], routes: [routes], pages: pages({ dist: resolve('dist'), data: resolve('data/fujian') }) }), launchBrowser()])
  await savePatents(office.fresh.db, series, '演示')
  await office.app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(office.app.server.address() as { port: number }).port}`
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

async function aBatch(): Promise<Buffer> {
  const book = new ExcelJS.Workbook(), sheet = book.addWorksheet('名单')
  sheet.addRow(['申请号', '名称', '申请人', '申请人地址', '备注'])
  for (const p of series) sheet.addRow([p.application!.number, p.title, '演示·清洗公司', '福建省厦门市湖里区示例路1号', ''])
  sheet.addRow([numbered(9), '演示·地址不明', '演示·某公司', '示例路4号', '来文不清'])
  return Buffer.from(await book.xlsx.writeBuffer())
}

test('保护处导入批次、核对一行、下发，筛查批次，看到样板系列和证据，记下核对结果', async () => {
  const person = await office.person({ seats: [{ unit: 'fj.protection', duties: ['handle'] }] })
  const { page, close } = await openWindow(browser)
  await page.goto(`${base}/sign-in?to=/w/quality`)
  await page.getByLabel('用户名').fill(person.username)
  await page.getByLabel('口令', { exact: true }).fill(password)
  await leads(page, () => page.getByRole('button', { name: '登录' }).click())
  await page.getByRole('button', { name: '导入批次' }).click()
  await page.getByLabel('批次名称').fill('2022年第2批')
  await page.getByLabel('来文').fill('演示来文')
  await page.getByLabel('核查期限').fill('2022-09-30')
  await page.getByLabel('名单', { exact: true }).setInputFiles({ name: '名单.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: await aBatch() })
  await page.locator('.ant-drawer-footer').getByRole('button', { name: /^导\s*入$/ }).click()
  await page.waitForURL(/\/quality\/batches\//)
  await page.getByText('地址中看不出是哪个市').waitFor()
  await page.getByRole('button', { name: '核对第8行' }).click()
  await choose(page.getByRole('combobox', { name: '核查地' }), '厦门市思明区')
  await page.getByLabel('依据什么改').fill('电话核实')
  await page.locator('.ant-drawer-footer').getByRole('button', { name: /^记\s*下$/ }).click()
  await page.locator('.ant-drawer-footer').waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: /^下\s*发$/ }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: /^下\s*发$/ }).click()
  await page.getByText('已下发7件').waitFor()
  expect(await rows(office.fresh.db, `select handler, count(*)::int as n from case_file group by 1 order by 1`)).toEqual([{ handler: 'fj.3502.350203', n: 1 }, { handler: 'fj.3502.350206', n: 6 }])

  await page.getByRole('link', { name: '筛查本批次' }).click()
  await page.waitForURL(/new=run/)
  await page.locator('.ant-drawer-footer').getByRole('button', { name: /^开\s*始$/ }).click()
  await page.waitForURL(/\/quality\/screenings\//)
  await page.getByRole('link', { name: '演示·清洗公司' }).click()
  await page.getByText(/1个系列共6件套用同一样板/).first().waitFor()
  expect(await page.locator('.beside').first().locator('mark').count()).toBeGreaterThan(1)
  // One family, however high the score: no lead, and never the word of the national office.
  expect(await page.locator('main').textContent()).not.toMatch(/■ 疑似线索|非正常/)
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: '记录核对结果：R1' }).click()
  await page.getByRole('radio', { name: '确认线索' }).check()
  await page.getByLabel('核对了什么、依据什么').fill('逐件只换用途')
  await page.locator('.ant-drawer-footer').getByRole('button', { name: /^记\s*下$/ }).click()
  await page.locator('.ant-drawer-footer').waitFor({ state: 'hidden' })
  await page.getByRole('link', { name: '申请质量', exact: true }).first().click()
  await page.getByRole('cell', { name: /R1 内容近似/ }).waitFor()

  // A register of buildings is brought: the room on the sixth of five floors is seen, opens to its line, and the register is taken back.
  await page.getByRole('button', { name: '载入数据表' }).click()
  await page.getByRole('radio', { name: '楼宇和集中登记地址' }).check()
  await page.getByLabel('来源').fill('楼盘表（演示）')
  await page.getByLabel('数据截至').fill('2022-06-30')
  await page.getByLabel('文件', { exact: true }).setInputFiles({ name: '楼宇.csv', mimeType: 'text/csv', buffer: Buffer.from('地址,层数\n厦门市湖里区示例路8号,5\n短,1\n') })
  await page.locator('.ant-drawer-footer').getByRole('button', { name: /^载\s*入$/ }).click()
  await page.getByText('已载入1行，1处没有收下').waitFor()
  await page.locator('.ant-drawer-footer').waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: '新的筛查' }).click()
  await page.getByLabel('申请人名称').fill('演示·清洗公司')
  await page.locator('.ant-drawer-footer').getByRole('button', { name: /^开\s*始$/ }).click()
  await page.waitForURL(/\/quality\/screenings\//)
  await page.getByRole('link', { name: '演示·清洗公司' }).click()
  await page.getByText('写有第6层，而登记该楼共5层').waitFor()
  await page.getByRole('link', { name: '申请质量', exact: true }).first().click()
  await page.setViewportSize({ width: 360, height: 780 })
  await page.getByRole('link', { name: '楼宇和集中登记地址' }).click()
  await page.getByRole('cell', { name: '厦门市湖里区示例路8号' }).waitFor()
  await page.getByText('没有收下的1处和原因').click()
  await page.getByText('第3行：地址过短').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: /^撤\s*回$/ }).click()
  await page.getByLabel('为什么撤回').fill('试载')
  await page.locator('.ant-drawer-footer').getByRole('button', { name: /^撤\s*回$/ }).click()
  await page.getByText('撤回后内容已经删除').waitFor()
  await close()
})

test('访客不登录，提交前自查；填的文字哪里也没有留下', async () => {
  const { page, close } = await openWindow(browser, { viewport: { width: 360, height: 780 } })
  await page.goto(`${base}/self-check`)
  await leads(page, () => page.getByRole('button', { name: '比对' }).click())
  expect(await page.getByRole('alert').textContent()).toContain('请填写摘要')
  const own = words('独此一件的山药', 31)
  await page.getByLabel('摘要', { exact: true }).fill(own)
  await leads(page, () => page.getByRole('button', { name: '比对' }).click())
  await page.getByRole('heading', { name: /件读起来相近/ }).waitFor()
  expect(await page.locator('.alike mark').count()).toBeGreaterThan(1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  expect(await axe(page)).toEqual([])
  const answer = await fetch(`${base}/self-check`, { method: 'POST', body: new URLSearchParams({ abstract: own }), headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-zhixing': '1' } })
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const tables = await rows<{ name: string }>(office.fresh.db, `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`)
  for (const { name } of tables) expect([name, await rows(office.fresh.db, `select 1 from ${name} t where t::text like '%独此一件的山药%' limit 1`)]).toEqual([name, []])
  await close()
})
