import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages } from '../../src/http/index.ts'
import { buildWebIfStale } from '../../src/main/web.ts'
import { type DemoParty, demoPatents } from '../../src/main/demo-patents.ts'
import { tellOfSteps } from '../../src/platform/cases/index.ts'
import { importerOf, type LegalEvent, type Patent, savePatents } from '../../src/platform/library/index.ts'
import { deliver } from '../../src/platform/notices/index.ts'
import { alertSaved, searchEngine } from '../../src/platform/search/index.ts'
import { axe, launchBrowser, leads, openWindow } from '../browser.ts'
import { anOffice, type Office, password } from '../http.ts'

// The patent library as a visitor reads it, and as an official keeps asking it and brings data in.

let office: Office, browser: Browser, base = ''
let patents: Patent[], events: LegalEvent[]

beforeAll(async () => {
  await buildWebIfStale(() => {})
  ;[office, browser] = await Promise.all([anOffice({ at: '2022-09-20T01:00:00.000Z', pages: pages({ dist: resolve('dist'), data: resolve('data/fujian') }) }), launchBrowser()])
  const { parties } = JSON.parse(readFileSync(resolve('data/fujian/demo/people.json'), 'utf8')) as { parties: DemoParty[] }
  ;({ patents, events } = demoPatents(parties))
  await savePatents(office.fresh.db, patents, '演示', { events, today: '2022-09-20' })
  await office.app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(office.app.server.address() as { port: number }).port}`
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

/** How many hits the page of a search says it has. */
const totalOf = async (page: Page): Promise<number> => Number((await page.locator('.found-head b.number').textContent())!.replaceAll(',', ''))
const totalAt = async (href: string): Promise<number> => Number(/<b class="number">([\d,]+)</.exec(await (await fetch(base + href)).text())![1]!.replaceAll(',', ''))
/** Every way with its count on a page: what it leads to has exactly as many. */
async function countsHold(page: Page, links: string, count: (link: string) => number): Promise<number> {
  const ways = await page.locator(links).evaluateAll((all) => all.map((a) => ({ href: a.getAttribute('href')!, text: `${a.textContent} ${a.nextElementSibling?.textContent ?? ''}` })))
  for (const { href, text } of ways) expect([text, await totalAt(href)]).toEqual([text, count(text)])
  return ways.length
}
const lastNumber = (text: string) => Number(/([\d,]+)\s*$/.exec(text)![1]!.replaceAll(',', ''))

test('访客不用脚本：检索、缩小、打开一件、看过去某一天、看持有人，每个数字点开就是那么多件', async () => {
  const { page, close } = await openWindow(browser, { javaScriptEnabled: false })
  await page.goto(base)
  await leads(page, () => page.getByRole('navigation', { name: '主要栏目' }).getByRole('link', { name: '专利' }).click())
  expect(await totalOf(page)).toBe(patents.length)
  await page.getByLabel('名称、摘要、权利要求里的词，或者号码').fill('电池')
  await leads(page, () => page.getByRole('button', { name: '检索', exact: true }).click())
  // Counted on the texts themselves, not by the index.
  const having = patents.filter((p) => [p.title, p.abstract, p.claims].some((text) => text?.includes('电池')))
  expect(await totalOf(page)).toBe(having.length)
  expect(await page.locator('.hits mark').first().textContent()).toBe('电池')
  expect(await countsHold(page, '.facets section:nth-of-type(-n+4) li > a', lastNumber)).toBeGreaterThan(8)

  await page.locator('.facets').getByRole('link', { name: '有效', exact: true }).click()
  await page.waitForURL(/status=granted/)
  expect(await page.locator('.hits .stands').evaluateAll((all) => [...new Set(all.map((s) => s.textContent!.trim()))])).toEqual(['● 有效'])
  await page.getByRole('link', { name: /去掉条件：法律状态/ }).click()
  await page.waitForURL((url) => !url.search.includes('status'))
  expect(await totalOf(page)).toBe(having.length)

  await page.getByLabel('名称、摘要、权利要求里的词，或者号码').fill(patents[0]!.publications[0]!.number)
  await page.getByRole('button', { name: '检索', exact: true }).click()
  await page.waitForURL(`**/patents/${patents[0]!.key}`)

  // One that ceased: in force the day before, and still so told.
  const ceased = events.find((e) => e.kind === 'fee-ceased' && !events.some((f) => f.key === e.key && f.kind === 'restored'))!
  await page.goto(`${base}/patents/${ceased.key.replace(/^CN(\d+)(\w)$/, '$1.$2')}`)
  await page.waitForURL(`**/patents/${ceased.key}`)
  expect(await page.locator('#standing .big').textContent()).toContain('终止')
  const before = new Date(Date.parse(ceased.day) - 86_400_000).toISOString().slice(0, 10)
  await page.getByLabel('看哪一天的状态').fill(before)
  await leads(page, () => page.getByRole('button', { name: '查看' }).click())
  expect(await page.locator('#standing .big').textContent()).toContain('有效')
  expect(await page.locator('#standing').getByText('今天：终止').count()).toBe(1)
  expect(await page.locator('.events .later').first().textContent()).toContain('未缴年费终止')

  await page.goto(`${base}/holders?name=${encodeURIComponent('演示·宁德三都示例新能源材料有限公司')}`)
  expect(await countsHold(page, '.three td a, .lead a', lastNumberOfHolder)).toBeGreaterThan(6)

  await page.goto(`${base}/patents?q=${encodeURIComponent('(电池 与 隔膜')}`)
  expect(await page.getByRole('alert').textContent()).toContain('检索式第1个字：括号没有配对')
  expect(await page.locator('.bad-query mark').textContent()).toBe('(')
  await close()
})
const lastNumberOfHolder = (text: string) => Number(/([\d,]+)/.exec(text)![1]!.replaceAll(',', ''))

test('专利库各公开页过无障碍检查，360 像素宽不左右滚动', async () => {
  const { page, close } = await openWindow(browser, { viewport: { width: 360, height: 740 } })
  const found: string[] = []
  for (const address of ['/patents?q=电池&region=3509', '/patents?q=(电池', `/patents/${patents[0]!.key}?on=2019-05-01`, `/holders?name=${encodeURIComponent(patents[0]!.applicants[0]!.name)}`]) {
    await page.goto(base + address)
    found.push(...(await axe(page)).map((say) => `${address}：${say}`))
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) found.push(`${address} 左右多出${wide}像素`)
  }
  expect(found).toEqual([])
  await close()
})

test('工作人员保存一次检索，库里有变化时得到提醒，并能回看历次', async () => {
  const official = await office.person({ username: 'library.use', name: '张检索', seats: [{ unit: 'fj.use', duties: ['handle'] }] })
  const { page, context, close } = await openWindow(browser)
  expect((await context.request.post(`${base}/api/session`, { data: { username: official.username, password }, headers: { 'x-zhixing': '1' } })).status()).toBe(200)
  await page.goto(`${base}/patents?q=${encodeURIComponent('电池')}&region=3509`)
  const total = await totalOf(page)
  await page.getByRole('link', { name: '保存这次检索，有变化提醒我' }).click()
  await page.waitForURL('**/w/library/saved?keep=*')
  await page.getByText(`现在有 ${total} 件`).waitFor()
  await page.getByLabel('名称').fill('宁德的电池')
  await page.getByRole('button', { name: /^保\s*存$/ }).click()
  await page.waitForURL('**/w/library/saved?id=*')
  await page.getByText('初次保存，以后的变化').waitFor()

  const model = patents.find((p) => p.applicants[0]?.region === '350902' && p.publications.length === 1 && p.office === 'CN')!
  const [fresh]: Patent[] = [{ ...model, key: 'CN109999999A', application: undefined, publications: [{ number: 'CN109999999A', kind: 'A', day: '2022-09-23' }], title: '一种不用电的电池', cites: [] } as unknown as Patent]
  await savePatents(office.fresh.db, [fresh!], '演示', { today: '2022-09-26' })
  await searchEngine(office.house).feed()
  office.house.setClock('2022-09-26')
  expect(await alertSaved(office.house)).toEqual({ asked: 1, told: 1 })
  await deliver(office.fresh.db, tellOfSteps(office.house))
  await page.goto(`${base}/w/notices`)
  await page.getByRole('link', { name: '检索“宁德的电池”有变化' }).click()
  await page.getByRole('heading', { name: /最近一次的变化/ }).waitFor()
  await page.getByRole('heading', { name: '新进入1件' }).waitFor()
  await page.getByRole('link', { name: '一种不用电的电池' }).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('region', { name: '历次运行' }).getByRole('link').last().click()
  await page.getByText('初次保存，以后的变化').waitFor()
  expect(await page.getByText(`当时共${total}件`).count()).toBe(1)
  await close()
})

test('工作人员导入一个表格：核对各列，看进度，没有收下的逐条写明；同一文件再来，记得列的对应，没有变化的不动', async () => {
  const official = await office.person({ username: 'library.import', name: '李导入', seats: [{ unit: 'fj.use', duties: ['handle'] }] })
  const { page, context, close } = await openWindow(browser)
  expect((await context.request.post(`${base}/api/session`, { data: { username: official.username, password }, headers: { 'x-zhixing': '1' } })).status()).toBe(200)
  const imports = importerOf(office.house, office.fresh.url)
  // 201510163325.6 is a number with its right check digit; with 7 it is none.
  const rows = ['申请号,公开号,公开日,专利名称,申请人,办公室备注,权利人编码', '201510163325.6,CN104751825A,2015-07-01,一种显示驱动装置,演示·某某示例公司,甲,一', '201510163325.7,CN104751826A,2015-07-01,校验位错的,演示·某某示例公司,乙,二', ',,2016-07-01,没有号码的,演示·某某示例公司,丙,三']
  const choose = async (name: string) => {
    await page.goto(`${base}/w/library/imports`)
    await page.getByLabel('选择文件').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${rows.join('\r\n')}\r\n`) })
    await page.waitForURL('**/library/imports?upload=*')
    await page.getByRole('heading', { name, level: 1 }).waitFor()
  }
  const count = async (label: string) => (await page.locator('dl.facts dt', { hasText: label }).locator('xpath=following-sibling::dd[1]').textContent())!

  await choose('某库导出1.csv')
  await page.getByText('2列还没有对应，导入时略去：办公室备注、权利人编码').waitFor()
  await page.getByLabel('“办公室备注”导入为').selectOption({ label: '摘要' })
  await page.getByText('1列还没有对应，导入时略去：权利人编码').waitFor()
  await page.getByRole('button', { name: '开始导入' }).click()
  await page.waitForURL('**/library/imports?id=*')
  await imports.turn()
  await page.getByText('✓ 已完成').waitFor()
  await page.getByRole('row', { name: /第3行.*校验位“7”与前12位不符/ }).waitFor()
  await page.getByRole('row', { name: /第4行.*没有申请号，也没有公开（公告）号/ }).waitFor()
  expect([await count('新增'), await count('没有收下')]).toEqual(['1件', '2条'])
  expect(await axe(page)).toEqual([])
  const csv = await (await context.request.get(base + (await page.getByRole('link', { name: '全部下载（CSV）' }).getAttribute('href'))!)).text()
  expect(csv).toContain('校验位错的')

  await choose('某库导出2.csv')
  await page.getByText('的对应填好，核对后开始导入').waitFor()
  expect(await page.getByLabel('“办公室备注”导入为').locator('option:checked').textContent()).toBe('摘要')
  await page.getByRole('button', { name: '开始导入' }).click()
  await page.waitForURL('**/library/imports?id=*')
  await imports.turn()
  await page.getByText('✓ 已完成').waitFor()
  expect([await count('新增'), await count('没有变化')]).toEqual(['0件', '1件（库里已有，内容相同，未动）'])

  await searchEngine(office.house).feed()
  await page.goto(`${base}/patents/201510163325.6`)
  await page.getByRole('heading', { name: '一种显示驱动装置' }).waitFor()
  expect(await page.locator('#abstract-title + p').textContent()).toBe('甲')
  await close()
})
