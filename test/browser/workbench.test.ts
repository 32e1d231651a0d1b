import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver } from '../../src/platform/notices/index.ts'
import { remind } from '../../src/platform/reminders/index.ts'
import { axe, choose, launchBrowser, openWindow, type Window } from '../browser.ts'
import { aDemonstration } from '../demonstration.ts'
import { password } from '../http.ts'

let office: Awaited<ReturnType<typeof aDemonstration>>, browser: Browser
beforeAll(async () => { [office, browser] = await Promise.all([aDemonstration(), launchBrowser()]) })
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

interface Desk extends Window { go(path: string): Promise<void> }
/** Someone signed in, in a window of their own. */
async function at(username: string, path = '/', size = { width: 1440, height: 900 }): Promise<Desk> {
  const window = await openWindow(browser, { timezoneId: 'America/New_York', viewport: size }), { page } = window
  const signedIn = await window.context.request.post(`${office.base}/api/session`, { data: { username, password }, headers: { 'x-zhixing': '1' } })
  expect(signedIn.status(), username).toBe(200)
  const go = async (to: string) => { await page.goto(`${office.base}/w${to}`); await settled(page) }
  await go(path)
  return { ...window, go }
}
/** The page has its heading and nothing of it is still on the way. */
async function settled(page: Page): Promise<void> {
  await main(page).getByRole('heading').first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.locator('[aria-busy=true], .ant-skeleton').filter({ visible: true }).first().waitFor({ state: 'hidden' })
}
/** What it says, once it has come to say so. */
const says = async (where: Locator, what: RegExp) => { await expect.poll(() => where.innerText()).toMatch(what) }
const hasFocus = async (where: Locator) => { await expect.poll(() => where.evaluate((one) => one === document.activeElement)).toBe(true) }
const main = (page: Page) => page.locator('#main')
/** No page is wider than the window; wide tables scroll in their own frame. */
const isTooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)

test('处室登录，从总览到任务、分解任务，直到数字背后的办件', async () => {
  const { page, close } = await openWindow(browser)
  await page.goto(`${office.base}/w`)
  await page.getByLabel('用户名').fill('demo.use.handler')
  await page.getByLabel('口令').fill(password)
  await page.getByRole('main').getByRole('button', { name: '登录' }).click()
  await page.getByRole('heading', { level: 1, name: /2022年9月20日，2022年清单70项分解任务/ }).waitFor()
  await settled(page)
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(900)
  expect(await axe(page)).toEqual([])

  await page.getByRole('link', { name: '创新知识产权金融服务' }).click()
  await page.getByRole('heading', { level: 1, name: '7. 创新知识产权金融服务' }).waitFor()
  await page.locator('.measures').getByRole('button', { name: '7.1' }).click()
  const chosen = page.getByRole('heading', { name: '7.1 质押融资入园惠企' })
  await chosen.waitFor()
  await main(page).getByText(/数字由\d+件办件、\d+件事件、\d+条名录得出/).waitFor()
  await page.getByRole('link', { name: '专利权质押融资贴息金额 133,000.00元' }).waitFor()
  const evidence = page.locator('section', { has: page.getByRole('heading', { name: '佐证' }) })
  await evidence.getByRole('link', { name: /贴息申请/ }).first().click()
  await main(page).getByText('现处于').waitFor()
  await settled(page)
  expect(await axe(page)).toEqual([])
  await close()
})

test('市局反馈，处室核查认可，清单上的数字和灯随之变动', async () => {
  const before = await at('demo.trademark.handler', '/lists/fujian-2022/tasks/9?action=9.4')
  const putian = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('link', { name: '莆田市', exact: true }) })
  await says(putian(before.page), /滞后\s*办理中\s*–\s*–/)

  const city = await at('demo.putian.handler', '/work')
  await city.page.getByRole('link', { name: /9\.4 .*莆田市/ }).click()
  await city.page.getByRole('button', { name: '反馈', exact: true }).click()
  const drawer = city.page.getByRole('dialog')
  await drawer.getByLabel('反馈期间').fill('2022Q2')
  await drawer.getByLabel('进展情况').fill('二季度核准用标3件，监督检查2次')
  await drawer.getByLabel('自报完成进度').fill('80')
  await drawer.getByRole('button', { name: '反馈', exact: true }).click()
  await drawer.getByText('自报进度80%高于已核进度0%，请附佐证材料').waitFor()
  // Two files at once, and what is typed while they are on their way: nothing pushes another out.
  let arrive = () => {}
  const held = new Promise<void>((go) => { arrive = go })
  await city.page.route('**/api/v1/files', async (route) => { await held; await route.continue() })
  await drawer.locator('input[type=file]').setInputFiles(['检查记录', '培训签到'].map((name) => ({ name: `${name}.txt`, mimeType: 'text/plain', buffer: Buffer.from(`二季度${name}\n`) })))
  await drawer.getByLabel('进展情况').fill('二季度核准用标3件，监督检查2次，培训1场')
  arrive()
  for (const name of ['检查记录.txt', '培训签到.txt']) await drawer.getByText(name).waitFor()
  expect(await drawer.getByLabel('进展情况').inputValue()).toBe('二季度核准用标3件，监督检查2次，培训1场')
  await drawer.getByRole('button', { name: /反馈$/ }).click()
  await main(city.page).getByText('现处于“待核查”').waitFor()
  await city.close()

  await before.page.reload()
  await settled(before.page)
  await says(putian(before.page), /滞后\s*待核查\s*80%\s*–/)
  await putian(before.page).getByRole('link', { name: '莆田市', exact: true }).click()
  await before.page.getByRole('button', { name: '核查认可' }).click()
  const check = before.page.getByRole('dialog')
  await check.getByLabel('核定完成进度').fill('80')
  await check.getByLabel('核查意见').fill('佐证材料与进度相符')
  await check.getByRole('button', { name: '核查认可' }).click()
  await main(before.page).getByText('现处于“办理中”').waitFor()
  await before.go('/lists/fujian-2022/tasks/9?action=9.4')
  await says(putian(before.page), /正常\s*办理中\s*80%\s*80%/)
  await before.close()
})

test('两个窗口同办一件，后办的被告知情况已变', async () => {
  const first = await at('demo.nanping.handler', '/work')
  await first.page.getByRole('link', { name: /12\.2 .*南平市/ }).click()
  await main(first.page).getByText('现处于').waitFor()
  await first.page.getByRole('button', { name: '签收' }).waitFor()
  const second = await first.context.newPage()
  await second.goto(first.page.url())
  await second.getByRole('button', { name: '签收' }).click()
  await first.page.getByRole('button', { name: '签收' }).click()
  await first.page.getByRole('dialog').getByRole('button', { name: '签收' }).click()
  await main(first.page).getByText('现处于“办理中”').waitFor()
  await second.getByRole('dialog').getByRole('button', { name: '签收' }).click()
  const told = second.getByRole('dialog').getByRole('alert')
  await told.waitFor()
  expect(await told.innerText()).toBe('您打开后，演示·陈南平刚刚办理了“签收”，本件现处于“办理中”；请核对后再办')
  await main(second).getByText('现处于“办理中”').waitFor()
  await first.close()
})

test('专家不知是谁的项目，只按材料评分', async () => {
  const expert = await at('demo.expert.5')
  const { page } = expert
  await page.getByRole('link', { name: '一种柔性压力传感器' }).waitFor()
  expect(await main(page).innerText()).not.toContain('厦门')
  expect(await axe(page)).toEqual([])
  await page.getByRole('link', { name: '一种柔性压力传感器' }).click()
  await main(page).getByText('匿名评审，不显示当事人').waitFor()
  expect(await main(page).innerText()).not.toContain('鹭岛')
  await page.getByRole('button', { name: '提交评分' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('checkbox', { name: '与本件各方无利害关系' }).waitFor()
  for (const box of await sheet.getByRole('spinbutton').all()) await box.fill('85')
  await sheet.getByRole('checkbox', { name: '与本件各方无利害关系' }).check()
  for (const box of await sheet.locator('textarea').all()) await box.fill('权利要求清楚，实施效果有据')
  expect(await axe(page)).toEqual([])
  await sheet.getByRole('button', { name: '提交评分' }).click()
  await sheet.waitFor({ state: 'hidden' })
  await expert.go('/work')
  await page.getByText('现在没有等您办理的事').waitFor()
  await expert.close()
})

test('审计什么都能看，什么都不能办；可以核对台账', async () => {
  const auditor = await at('demo.auditor', '/cases')
  const { page } = auditor
  await page.getByRole('row').nth(1).click()
  await main(page).getByText('此时没有由您办理的步骤').waitFor()
  await settled(page)
  expect(await main(page).getByRole('button').count()).toBe(0)
  await auditor.go('/lists/fujian-2022/review')
  expect(await main(page).getByRole('button', { name: /更正|采用|交办|已核对|改名称/ }).count()).toBe(0)
  await auditor.go('/registers/experts')
  expect(await main(page).getByRole('button', { name: /增加|导入/ }).count()).toBe(0)
  await auditor.go('/admin/ledger')
  await page.getByRole('button', { name: '核对全部办件' }).click()
  await page.getByText(/全部相符：\d+件办件、\d+个步骤/).waitFor()
  await auditor.close()
})

test('待办只用键盘：上下移动，回车打开', async () => {
  const { page, close } = await at('demo.use.handler', '/work')
  const rows = page.locator('tr[tabindex="0"]')
  await rows.first().waitFor()
  for (let i = 0; i < 40 && !(await rows.first().evaluate((row) => row === document.activeElement)); i++) await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await hasFocus(rows.nth(1))
  const title = await rows.nth(1).getByRole('link').innerText()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  await close()
})

test('几件一起签收；作废一份文书，凭验证码查到作废和理由', async () => {
  const city = await at('demo.longyan.handler', '/work', { width: 360, height: 740 })
  const waiting = city.page.locator('table.rows tbody tr').filter({ hasText: '待签收' })
  await waiting.first().waitFor()
  const n = await waiting.count()
  expect([n > 0, await isTooWide(city.page), await axe(city.page)]).toEqual([true, false, []])
  await city.page.getByRole('button', { name: `选定可办“签收”的${n}件` }).click()
  await city.page.getByRole('button', { name: `签收（${n}件）` }).click()
  await city.page.getByRole('dialog').getByRole('button', { name: /^签\s*收$/ }).click()
  await city.page.getByText(`已签收${n}件`).waitFor()
  await waiting.first().waitFor({ state: 'detached' })
  await city.close()

  const leader = await at('demo.use.leader', '/cases?item=interest-subsidy&open=false')
  await leader.page.getByRole('row').filter({ hasText: '办结' }).first().getByRole('link').first().click()
  const papers = leader.page.locator('section', { has: leader.page.getByRole('heading', { name: '文书' }) })
  const one = papers.getByRole('listitem').last()
  await one.getByRole('button', { name: /^作废/ }).click()
  const drawer = leader.page.getByRole('dialog')
  await drawer.getByText('只作废这份文书，它所依据的办理不变').click()
  await drawer.getByLabel('作废的理由和依据').fill('演示：文书日期误写')
  await drawer.getByRole('button', { name: '作废文书' }).click()
  await one.getByText('已作废：演示：文书日期误写').waitFor()
  await drawer.waitFor({ state: 'hidden' })
  await leader.page.getByText('作废文书', { exact: true }).first().waitFor()
  await settled(leader.page)
  expect(await axe(leader.page)).toEqual([])
  const { papers: seen } = await (await leader.context.request.get(leader.page.url().replace('/w/', '/api/v1/'))).json()
  const voided = seen.find((p: { voided: boolean }) => p.voided)
  await leader.page.goto(`${office.base}/verify/${voided.verifyCode}`)
  expect(await leader.page.getByRole('main').innerText()).toContain('演示：文书日期误写')
  await leader.close()
})

test('法定数值由两人改：一人提出并附文件，另一人复核', async () => {
  const named = '同一账号连续登录失败锁定次数'
  const one = await at('demo.use.handler', '/admin/parameters')
  await one.page.getByLabel('查找法定数值').fill(named)
  await one.page.getByRole('button', { name: /^提出新取值/ }).click()
  const drawer = one.page.getByRole('dialog')
  await drawer.getByRole('button', { name: '提出', exact: true }).click()
  await drawer.getByText('请先上传依据文件').waitFor()
  await drawer.getByLabel('新取值').fill('6')
  await drawer.getByLabel('施行日').fill('2022-10-01')
  await drawer.getByLabel('依据', { exact: true }).fill('演示通知〔2022〕1号')
  await drawer.locator('input[type=file]').setInputFiles({ name: '通知.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') })
  await drawer.getByText('通知.png').waitFor()
  await drawer.getByRole('button', { name: /提出$/ }).click()
  await one.page.getByText('由您提出，须另一人复核').waitFor()
  expect(await one.page.getByRole('button', { name: '对照文件复核无误' }).count()).toBe(0)
  await one.close()

  const other = await at('demo.use.leader', '/admin/parameters')
  await other.page.getByRole('button', { name: '对照文件复核无误' }).click()
  await other.page.getByLabel('查找法定数值').fill(named)
  await main(other.page).getByText('2022年10月1日起改为6').waitFor()
  await other.close()
})

const official = ['/', '/work', '/cases', '/lists', '/lists/fujian-2022/review', '/lists/fujian-2022/tasks/9?action=9.4', '/lists/fujian-2022/map', '/lists/fujian-2022/timeline?task=9', '/lists/fujian-2022/units/fj.3501', '/indicators', '/indicators/interest-subsidy-amount', '/indicators/targets', '/registers', '/registers/gi-mark-users', '/notices', '/admin', '/admin/account', '/admin/units', '/admin/calendar', '/admin/parameters', '/admin/ledger']
const rooms: [string, string, string[]][] = [['处室', 'demo.use.handler', official], ['审计', 'demo.auditor', ['/admin/logs']], ['管理员', 'demo.administrator', ['/', '/admin/people', '/admin/parties']]]

test.each(rooms)('%s的每一页都通过无障碍检查', async (_name, username, paths) => {
  const { page, go, close } = await at(username, paths[0])
  const faults: string[] = []
  for (const path of paths) {
    await go(path)
    faults.push(...(await axe(page)).map((f) => `${path}：${f}`))
  }
  expect(faults).toEqual([])
  await close()
})

test.each(rooms)('%s的每一页在手机上都不必左右拖动', async (_name, username, paths) => {
  const { page, go, close } = await at(username, paths[0], { width: 360, height: 740 })
  const wide: string[] = []
  for (const path of paths) {
    await go(path)
    if (await isTooWide(page)) wide.push(path)
  }
  expect(wide).toEqual([])
  await go(paths[0]!)
  expect(await axe(page)).toEqual([])
  await close()
})

test('繁體只换看的字，不动填的字', async () => {
  const { page, go, close } = await at('demo.use.handler', '/cases')
  await page.getByLabel('查找办件').fill('专利权')
  await page.getByRole('button', { name: '繁體' }).click()
  await page.getByRole('link', { name: '總覽' }).waitFor()
  expect(await page.locator('.filters input').first().inputValue()).toBe('专利权')
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hant')
  await go('/lists/fujian-2022/tasks/7')
  await page.getByRole('heading', { name: '7. 創新知識產權金融服務' }).waitFor()
  await page.getByRole('button', { name: '简体' }).click()
  await page.getByRole('heading', { name: '7. 创新知识产权金融服务' }).waitFor()
  await close()
})

test('任务与单位一览、印发通报、两份清单比较', async () => {
  const { page, context, go, close } = await at('demo.use.leader')
  const list = await (await context.request.get(`${office.base}/api/v1/lists/fujian-2022/source`)).json() as { text: string }
  const text = list.text.replaceAll('2022', '2023').replaceAll('创新知识产权金融服务', '创新知识产权金融和保险服务')
  const brought = await context.request.post(`${office.base}/api/v1/lists`, { headers: { 'x-zhixing': '1', 'idempotency-key': crypto.randomUUID() }, multipart: { file: { name: '2023.txt', mimeType: 'text/plain', buffer: Buffer.from(text) } } })
  const { id } = await brought.json() as { id: string }

  await page.getByRole('link', { name: '任务与单位' }).click()
  await page.getByRole('heading', { level: 1, name: '879处，70项分解任务，15个责任单位' }).waitFor()
  await page.getByRole('button', { name: /^■? ?滞后/ }).click()
  await page.waitForURL(/light=red/)
  expect(await axe(page)).toEqual([])
  await go('/lists/fujian-2022/matrix?task=1&city=fj.3501')
  const lit = page.locator('table.matrix td a')
  await lit.first().focus()
  await page.keyboard.press('ArrowDown')
  await hasFocus(lit.nth(1))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /1\.2 .*福州市/ }).waitFor()

  await go('/lists/fujian-2022/reports?kind=circular')
  await main(page).getByText('清单共20项任务，拆成70项分解任务，落到责任单位879处').waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: '印发', exact: true }).click()
  await page.getByRole('dialog').getByText(/不能再改/).waitFor()
  await page.getByRole('button', { name: '印发通报' }).click()
  await page.getByRole('row', { name: /推进情况的通报/ }).getByRole('link', { name: /PDF$/ }).waitFor()
  const voids = page.getByRole('button', { name: '作废', exact: true })
  await voids.click()
  const asks = page.getByRole('dialog', { name: /^作废/ })
  await asks.waitFor()
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.activeElement?.textContent?.replace(/\s/g, '') === '作废')
  await voids.click()
  await asks.getByLabel('作废的理由和依据').fill('附表有误，另行印发')
  expect(await axe(page)).toEqual([])
  await asks.getByRole('button', { name: /作\s?废/ }).click()
  await page.getByRole('row', { name: /已作废.*附表有误，另行印发/ }).waitFor()

  await go(`/lists/fujian-2022/compare/${id}?kind=changed`)
  await expect.poll(() => main(page).locator('ins').filter({ hasText: '和保险' }).count()).toBe(1)
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: '更正对应：创新知识产权金融服务' }).click()
  const drawer = page.getByRole('dialog')
  await choose(drawer.getByLabel('后一份中对应的任务'), '没有对应')
  await drawer.getByLabel('理由或依据').fill('范围扩大，作新任务')
  await drawer.getByRole('button', { name: '认定' }).click()
  await page.getByRole('button', { name: '取消 1' }).waitFor()
  await main(page).getByText('前一份第7项没有对应：范围扩大，作新任务').waitFor()

  await page.setViewportSize({ width: 360, height: 740 })
  const wide: string[] = []
  for (const path of ['/lists/fujian-2022/matrix', '/lists/fujian-2022/reports', `/lists/fujian-2022/compare/${id}`]) {
    await go(path)
    if (await isTooWide(page)) wide.push(path)
  }
  expect(wide).toEqual([])
  await close()
})

test('超期的事告知到负责人，写明处理、点知悉后不再出现；期限可订到日历', async () => {
  await remind(office.house)
  await deliver(office.house.db)
  const { page, context, go, close } = await at('demo.group.handler', '/work')
  const raised = page.locator('section', { has: page.getByRole('heading', { name: /^提级提醒/ }) })
  const one = raised.getByRole('listitem').filter({ hasText: '闽侯县市场监督管理局“待签收”超期150个工作日' })
  await one.waitFor()
  expect(await axe(page)).toEqual([])
  await one.getByLabel(/怎样处理$/).fill('已电话督促')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await one.waitFor({ state: 'detached' })
  await go('/notices?escalations=all')
  await raised.getByText(/王统筹知悉于2022年9月20日 .*：已电话督促/).waitFor()
  await main(page).getByText('提级提醒：闽侯县市场监督管理局超期150个工作日').waitFor()
  expect(await axe(page)).toEqual([])

  await page.getByRole('link', { name: '提醒设置' }).click()
  await main(page).getByText('演示环境没有配置邮件服务器：不会有任何邮件发出本机。').waitFor()
  await page.getByRole('button', { name: '生成地址' }).click()
  const address = new URL(await main(page).locator('.hash').innerText())
  const calendar = await context.request.get(`${office.base}${address.pathname}`)
  expect([calendar.status(), (await calendar.text()).startsWith('BEGIN:VCALENDAR')]).toEqual([200, true])
  expect(await axe(page)).toEqual([])
  await close()

  const admin = await at('demo.administrator', '/admin/sending', { width: 360, height: 740 })
  await main(admin.page).getByText('演示环境：没有配置对外发送，不会有任何内容发出本机。').waitFor()
  expect([await isTooWide(admin.page), await axe(admin.page)]).toEqual([false, []])
  await admin.close()
})

test('佐证核查、重复材料、条款链、填报负担', async () => {
  const use = await at('demo.use.leader', '/lists/fujian-2022/sampling')
  await use.page.getByRole('link', { name: '演示：上半年佐证抽查' }).click()
  await use.page.getByRole('heading', { level: 2, name: '结果' }).waitFor()
  await says(main(use.page), /抽20份，已判断\d+份：属实\d+份、部分属实1份、不实1份；不实的比例.*95%置信区间/)
  await use.page.getByRole('button', { name: '复核抽取' }).click()
  await use.page.getByText(/复核一致：抽样框指纹相同，用同一种子重抽得到同样的20份/).waitFor()
  const open = Number(/未判断 (\d+)/.exec((await use.page.getByRole('button', { name: /^未判断/ }).textContent())!)![1])
  await use.page.getByRole('button', { name: /^未判断/ }).click()
  await use.page.getByRole('button', { name: /^判\s*断$/ }).first().click()
  await use.page.getByRole('dialog').getByText('属实', { exact: true }).click()
  await use.page.getByLabel('核对了什么、依据什么').fill('演示：看过原件')
  await use.page.getByRole('button', { name: /^记\s*下$/ }).click()
  await use.page.getByRole('button', { name: `未判断 ${open - 1}` }).waitFor()

  // The same minutes stand for two actions of Quanzhou; the division that checks says that they may.
  await use.go('/lists/fujian-2022/tasks/7?action=7.1')
  const note = use.page.getByRole('note', { name: '用于不止一处的佐证' })
  await note.getByText(/同一份材料还用于泉州市 7\.3/).waitFor()
  await note.getByRole('button', { name: /^认\s*定$/ }).click()
  await use.page.getByRole('dialog').getByText('可以共用', { exact: true }).click()
  await use.page.getByLabel('理由').fill('演示：一次会议议定两件事')
  await use.page.getByRole('dialog').getByRole('button', { name: /^认\s*定$/ }).click()
  await note.getByText('✓ 可以共用：演示：一次会议议定两件事').waitFor()

  // A clause nobody carries out, until a likely action is confirmed.
  await use.go('/lists/fujian-2022/chain')
  await use.page.getByRole('button', { name: '■ 未落实 3' }).click()
  await settled(use.page)
  expect(await axe(use.page)).toEqual([])
  await use.page.getByRole('button', { name: /^对应：（五） 健全电子商务和展会知识产权保护机制与12\.3/ }).click()
  await use.page.getByLabel('理由或依据').fill('演示：职责一致')
  await use.page.getByRole('dialog').getByRole('button', { name: /^认\s*定$/ }).click()
  await use.page.getByRole('button', { name: '■ 未落实 2' }).waitFor()
  await use.go('/lists/fujian-2022/chain?way=up&only=with')
  await use.page.getByRole('link', { name: '12.3 电子商务领域保护' }).waitFor()

  await use.go('/burden')
  await use.page.getByRole('heading', { level: 2, name: '各单位' }).waitFor()
  await says(main(use.page), /共问[\d,]+题，其中系统填好、原样采用\d+题/)
  await expect.poll(() => main(use.page).textContent()).toContain('申报年度：申报哪一年度由申报单位选定')
  await use.close()

  const small = await at('demo.quanzhou.handler', '/burden', { width: 360, height: 740 })
  for (const path of ['/lists/fujian-2022/sampling', '/lists/fujian-2022/chain', '/lists/fujian-2022/tasks/7/history', '/burden']) {
    await small.go(path)
    expect(await isTooWide(small.page), path).toBe(false)
  }
  expect(await axe(small.page)).toEqual([])
  await small.close()
})

test('领导从总览到地图、单位、时间轴和会议模式；县里的菜单只有自己用得着的', async () => {
  const { page, go, close } = await at('demo.use.leader')
  await page.getByRole('heading', { name: /^在等谁/ }).waitFor()
  await page.getByRole('group', { name: '福建省各市进展示意图' }).getByRole('link', { name: /^福州市/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /^福州市：承担70项分解任务，/ }).waitFor()
  await settled(page)
  await page.getByRole('button', { name: /滞后 \d/ }).click()
  await page.waitForURL(/units\/fj\.3501\?light=red/)
  const late = Number((await page.getByRole('button', { name: /滞后 \d/ }).innerText()).match(/\d+/)![0])
  await expect.poll(() => main(page).locator('.unit-rows tbody tr').count()).toBe(late)

  await page.getByRole('navigation', { name: '清单导航' }).getByRole('link', { name: '时间轴' }).click()
  await page.getByRole('heading', { level: 1, name: '70项分解任务的2022年' }).waitFor()
  const marks = page.locator('.tl-track > a')
  await marks.first().focus()
  await page.keyboard.press('ArrowRight')
  await hasFocus(marks.nth(1))
  await page.keyboard.press('ArrowDown')
  await says(page.locator('li:has(.tl-track > a:focus) .tl-name'), /1\.2/)

  await go('/?meeting=1')
  // It listens to the arrows from the moment it has the focus.
  await hasFocus(page.getByRole('region', { name: /^会议模式/ }))
  await page.keyboard.press('ArrowRight')
  await page.getByRole('heading', { level: 1, name: /^已红/ }).waitFor()
  await page.waitForURL(/meeting=2/)
  expect(await axe(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: /^待我办/ }).waitFor()

  // On paper there is no menu, and a colour is a word.
  await go('/lists/fujian-2022/matrix?light=red')
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('navigation').filter({ visible: true }).count()).toBe(0)
  expect(await page.locator('table.matrix td.hit a').first().evaluate((a) => getComputedStyle(a, '::after').content)).toBe('"红"')
  await close()

  const county = await at('demo.gulou.handler', '/lists/fujian-2022/units/fj.3501.350102')
  const menu = (name: string) => county.page.getByRole('navigation', { name }).getByRole('link').allInnerTexts()
  await expect.poll(() => menu('主导航')).toEqual(['总览', '待办', '办件', '清单', '名录', '专利', '申请质量'])
  await expect.poll(() => menu('清单导航')).toEqual(['清单原文', '时间轴', '本单位'])
  // Of another city a county is told the lights, and nothing of how it goes about it.
  const other = await (await county.context.request.get(`${office.base}/api/v1/lists/fujian-2022/units/fj.3502`)).json() as { inside: boolean; rows: { caseId: string | null; verified: number | null; stateLabel: string }[] }
  expect(other.inside).toBe(false)
  expect(other.rows.every((r) => r.caseId === null && r.verified === null && r.stateLabel === '')).toBe(true)
  expect((await county.context.request.get(`${office.base}/api/v1/lists/fujian-2022/timeline?unit=fj.3502`)).status()).toBe(403)
  await county.close()
})
