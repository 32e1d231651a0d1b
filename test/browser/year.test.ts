import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages, reportRoutes, supervisionRoutes } from '../../src/http/index.ts'
import { buildWebIfStale } from '../../src/main/web.ts'
import { mustBe } from '../../src/kernel/index.ts'
import { tellOfSteps } from '../../src/platform/cases/index.ts'
import { rows } from '../../src/platform/db/index.ts'
import { deliver } from '../../src/platform/notices/index.ts'
import { findWho } from '../../src/platform/people/index.ts'
import { adopt, correct, finishSplits, importList, progressOf, supervisionProgramme } from '../../src/supervision/index.ts'
import { axe, choose, launchBrowser, openWindow, type Window } from '../browser.ts'
import { anOffice, type Office, password, type Person } from '../http.ts'

// A year of one action as the office lives it, through the pages and by the house's own clock; and the same year looked back on.

let office: Office, browser: Browser, base = '', list = ''
const people: Record<string, Person> = {}
const source = ['某省2022年知识产权任务清单', '', '1.创新知识产权金融服务', '深入开展质押融资入园惠企工作。', '运用处，福州市知识产权局'].join('\n')

beforeAll(async () => {
  await buildWebIfStale(() => {})
  ;[office, browser] = await Promise.all([
    anOffice({ at: '2022-01-20T01:00:00.000Z', programmes: [supervisionProgramme], routes: [supervisionRoutes, reportRoutes], pages: pages({ dist: resolve('dist'), data: resolve('data/fujian') }), demo: false }),
    launchBrowser(),
  ])
  for (const [name, unit, ...duties] of [['group', 'fj.group', 'handle'], ['use', 'fj.use', 'handle'], ['leader', 'fj', 'decide'], ['fuzhou', 'fj.3501', 'handle'], ['gulou', 'fj.3501.350102', 'handle'], ['cangshan', 'fj.3501.350104', 'handle']] as const) {
    people[name] = await office.person({ username: `year.${name}`, name: `某${name}`, demo: false, seats: [{ unit, duties: [...duties] }] })
  }
  const group = (await findWho(office.fresh.db, people.group!.id, '2022-01-20'))!
  const read = mustBe(await importList(office.house, group, { name: '清单.txt', bytes: Buffer.from(source) }))
  list = read.id
  mustBe(await correct(office.house, group, list, 'tasks.1.confirmed', true, '核对无误'))
  mustBe(await adopt(office.house, group, list))
  await office.app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(office.app.server.address() as { port: number }).port}`
})
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

const desks = new Map<string, Window>()
/** Somebody at their desk on a day, in a window that stays theirs; what the page throws fails the test. */
async function at(day: string, name: string, path: string, look: (page: Page) => Promise<void>): Promise<void> {
  office.house.setClock(day)
  const desk = desks.get(name) ?? await sitDown(name)
  desks.set(name, desk)
  await desk.page.goto(`${base}/w${path}`, { waitUntil: 'domcontentloaded' })
  await look(desk.page)
  expect(desk.thrown).toEqual([])
}
async function sitDown(name: string): Promise<Window> {
  const window = await openWindow(browser, { timezoneId: 'America/New_York' })
  const signedIn = await window.context.request.post(`${base}/api/session`, { data: { username: people[name]!.username, password }, headers: { 'x-zhixing': '1' } })
  expect(signedIn.status(), name).toBe(200)
  return window
}
/** A step at the page of a case: the button, the questions of the drawer, and the state it leads to. */
async function step(page: Page, label: string, state: string, answers: (drawer: ReturnType<Page['getByRole']>) => Promise<void> = async () => {}): Promise<void> {
  await page.getByRole('button', { name: label, exact: true }).click()
  const drawer = page.getByRole('dialog')
  await answers(drawer)
  await drawer.getByRole('button', { name: new RegExp(`${label}$`) }).last().click()
  await page.locator('#main').getByText(`现处于“${state}”`).waitFor()
  await drawer.waitFor({ state: 'hidden' })
}
/** The same step without its page. */
async function quietly(day: string, name: string, id: string, step: string, input?: unknown): Promise<void> {
  office.house.setClock(day)
  const answer = await people[name]!.asks('POST', `/api/v1/cases/${id}/steps/${step}`, { input })
  expect([answer.status, answer.body?.detail], `${day} ${step}`).toEqual([200, undefined])
}
const caseOf = async (unit: string) => (await rows<{ id: string }>(office.fresh.db, `select id from case_file where marks ->> 'key' = $1`, [`${list}/1.1/${unit}`]))[0]!.id
const evidence = async (drawer: ReturnType<Page['getByRole']>, name: string) => {
  await drawer.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(`${name}的内容\n`) })
  await drawer.getByText(name).waitFor()
}
const report = (page: Page, share: string, file: string, says: string, state = '待核查') => step(page, '汇总反馈', state, async (drawer) => {
  await drawer.getByLabel('进展情况').fill(says)
  await drawer.getByLabel('自报完成进度').fill(share)
  await evidence(drawer, file)
})
const check = (page: Page, share: string, state: string) => step(page, '核查认可', state, async (drawer) => {
  await drawer.getByLabel('核定完成进度').fill(share)
  await drawer.getByLabel('核查意见').fill('佐证属实')
})
const task = (asOf?: string) => `/lists/${list}/tasks/1?action=1.1${asOf ? `&asOf=${asOf}` : ''}`
/** The row of Fuzhou as the task page shows it, with its light's sentence. */
async function rowOf(page: Page): Promise<string[]> {
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: '福州市', exact: true }) })
  return [(await row.innerText()).replace(/督办\s*$/, '').replace(/\s+/g, ' ').trim(), (await row.getByRole('img').first().getAttribute('aria-label'))!]
}

test('一项任务的一年：交办、分解、反馈、退回、延期、橙色督办、佐证、核查、销号；回看六月三十日，与当日所记一致', async () => {
  await at('2022-01-20', 'group', `/lists/${list}/dispatch`, async (page) => {
    await page.getByText('还没有整份交办过').waitFor()
    await page.getByRole('button', { name: '开始交办' }).click()
    await page.getByRole('dialog').getByRole('button', { name: /^交\s*办$/ }).click()
    await page.getByText('已办完：新交办2处，此前已交办0处').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await axe(page)).toEqual([])
  })

  const fuzhou = await caseOf('fj.3501')
  await at('2022-01-21', 'fuzhou', '/work', async (page) => {
    await page.getByRole('link', { name: /1\.1 .*福州市/ }).click()
    await step(page, '签收', '办理中')
    await step(page, '分解到县', '县级办理中', async (drawer) => {
      await drawer.getByRole('button', { name: '增加一行' }).click()
      for (const [i, [county, weight]] of ([['鼓楼区', '60'], ['仓山区', '40']] as const).entries()) {
        await choose(drawer.getByLabel('县（市、区）').nth(i), county)
        await drawer.getByLabel('比重').nth(i).fill(weight)
      }
    })
  })
  await finishSplits(office.house)
  const [gulou, cangshan] = [await caseOf('fj.3501.350102'), await caseOf('fj.3501.350104')]
  for (const [name, id] of [['gulou', gulou], ['cangshan', cangshan]] as const) await quietly('2022-01-24', name, id, 'signIn')

  // The first quarter: a county reports, the city reports and is returned once, and what it sends again goes straight back.
  await at('2022-04-02', 'gulou', `/cases/${gulou}`, (page) => step(page, '反馈', '待核查', async (drawer) => {
    await drawer.getByLabel('进展情况').fill('入园对接会一场')
    await drawer.getByLabel('自报完成进度').fill('50')
    await evidence(drawer, '鼓楼签到表.txt')
  }))
  await quietly('2022-04-06', 'fuzhou', gulou, 'accept', { share: 50, opinion: '属实' })
  await at('2022-04-07', 'fuzhou', `/cases/${fuzhou}`, (page) => report(page, '40', '一季度台账.txt', '对接会两场，登记质押三笔'))
  await at('2022-04-08', 'use', `/cases/${fuzhou}`, (page) => step(page, '退回', '县级办理中', async (drawer) => {
    await drawer.getByLabel('反馈', { exact: true }).check()
    await drawer.getByLabel('退回理由').fill('台账没有盖章')
  }))
  await at('2022-04-11', 'fuzhou', `/cases/${fuzhou}`, (page) => report(page, '40', '盖章台账.txt', '补交盖章台账'))
  await at('2022-04-12', 'use', `/cases/${fuzhou}`, (page) => check(page, '35', '县级办理中'))

  // What was true on 30 June, kept on that day.
  await office.house.setClock('2022-06-30')
  const then = await progressOf(office.house, list, '2022-06-30')
  let shown: string[] = []
  await at('2022-06-30', 'use', task(), async (page) => {
    shown = await rowOf(page)
    await page.getByRole('row').filter({ has: page.getByRole('link', { name: '福州市', exact: true }) }).getByRole('button').first().click()
    await page.getByRole('table', { name: '县（市、区）' }).getByRole('row', { name: /鼓楼区 60% .*办理中 50%/ }).waitFor()
    expect(await axe(page)).toEqual([])
  })
  expect(shown[0]).toMatch(/^福州市 .*县级办理中 40% 35%$/)

  // The second quarter: nothing changed in Cangshan, one step; the city reports again.
  await quietly('2022-07-01', 'cangshan', cangshan, 'feedback', { period: '2022Q1', says: '尚未开始', share: 0 })
  await quietly('2022-07-01', 'fuzhou', cangshan, 'accept', { share: 0, opinion: '属实' })
  await at('2022-07-04', 'cangshan', `/cases/${cangshan}`, (page) => step(page, '本期无变化', '办理中'))
  await at('2022-07-06', 'fuzhou', `/cases/${fuzhou}`, (page) => report(page, '55', '二季度台账.txt', '对接会四场'))
  await quietly('2022-07-08', 'use', fuzhou, 'accept', { share: 50, opinion: '属实' })

  // An orange sheet, urgent with its reason; issued by a leader, answered, checked.
  await at('2022-10-10', 'use', `/open/supervision-sheet?${new URLSearchParams({
    'sheet.list': list, 'sheet.listTitle': '某省2022年知识产权任务清单', 'sheet.action': '1.1', 'sheet.title': '质押融资入园惠企', 'sheet.unit': 'fj.3501', 'sheet.unitName': '福州市', 'sheet.issuer': 'use',
    'sheet.colour': 'orange', 'sheet.pace': 'urgent', 'sheet.urgency': '国家督导组下月到访', 'sheet.problem': '三季度没有反馈', 'sheet.demand': '补报三季度进展', 'ground.kind': 'supervision',
  })}`, async (page) => {
    await page.getByRole('button', { name: /^提\s*交$/ }).click()
    await page.getByRole('heading', { level: 1, name: /橙色督办单/ }).waitFor()
  })
  const [sheet] = await rows<{ id: string }>(office.fresh.db, `select id from case_file where item = 'supervision-sheet'`)
  await at('2022-10-10', 'leader', `/cases/${sheet!.id}`, (page) => step(page, '签发', '待签收'))
  await quietly('2022-10-11', 'fuzhou', sheet!.id, 'receive')
  await at('2022-10-12', 'fuzhou', `/cases/${sheet!.id}`, (page) => step(page, '回复', '待核查', async (drawer) => {
    await drawer.getByLabel('办理措施和结果').fill('已补报三季度进展')
    await evidence(drawer, '三季度进展.txt')
  }))
  await quietly('2022-10-13', 'use', sheet!.id, 'accept', { opinion: '已补报' })
  expect(await rows(office.fresh.db, `select kind, amount, unit from event where kind like 'supervision-sheet.deducted'`)).toEqual([{ kind: 'supervision-sheet.deducted', amount: 100, unit: 'fj.3501' }])

  // Extended before it is due, then done, checked, closed and filed.
  await at('2022-12-01', 'fuzhou', `/cases/${fuzhou}`, (page) => step(page, '申请延期', '县级办理中', async (drawer) => {
    await drawer.getByLabel('延至').fill('2023-03-31')
    await drawer.getByLabel('延期理由').fill('两笔贷款跨年发放')
  }))
  await at('2022-12-05', 'leader', `/cases/${fuzhou}`, (page) => step(page, '批准延期', '县级办理中', async (drawer) => {
    await drawer.getByLabel('批准延至').fill('2023-02-28')
    await drawer.getByLabel('批复意见').fill('同意延至二月底')
  }))
  for (const [name, id] of [['gulou', gulou], ['cangshan', cangshan]] as const) {
    const { body: file } = await people[name]!.asks('POST', '/api/v1/files', Buffer.from(`--b\r\nContent-Disposition: form-data; name="file"; filename="年终.txt"\r\nContent-Type: text/plain\r\n\r\n${name}\r\n--b--\r\n`), { 'content-type': 'multipart/form-data; boundary=b' })
    await quietly('2023-01-06', name, id, 'feedback', { period: '2022Q4', says: '完成', share: 100, evidence: [{ hash: file.hash, name: file.name, size: file.size }] })
    await quietly('2023-01-09', 'fuzhou', id, 'accept', { share: 100, opinion: '属实' })
    await quietly('2023-01-10', name, id, 'askClose', { says: '完成' })
    await quietly('2023-01-11', 'fuzhou', id, 'close', { opinion: '同意' })
  }
  await at('2023-02-01', 'fuzhou', `/cases/${fuzhou}`, async (page) => {
    await report(page, '100', '年度总结.txt', '全年入园十场，登记质押二十笔')
  })
  await at('2023-02-03', 'use', `/cases/${fuzhou}`, (page) => check(page, '100', '县级办理中'))
  await quietly('2023-02-06', 'fuzhou', fuzhou, 'askClose', { says: '全年完成' })
  await at('2023-02-07', 'use', `/cases/${fuzhou}`, async (page) => {
    await step(page, '销号', '已销号', (drawer) => drawer.getByLabel('销号意见').fill('同意销号'))
    await step(page, '归档', '已归档')
  })

  // Looked back on: the whole list as it was recorded on 30 June, and the row as it was drawn that day.
  expect(await progressOf(office.house, list, '2022-06-30')).toEqual(then)
  await at('2023-02-08', 'use', task('2022-06-30'), async (page) => { expect(await rowOf(page)).toEqual(shown) })
  await at('2023-02-08', 'use', task(), async (page) => {
    expect((await rowOf(page))[0]).toMatch(/^福州市.*橙色督办单.*办结.*已归档 100% 100%$/)
    await page.getByRole('row').filter({ has: page.getByRole('link', { name: '福州市', exact: true }) }).getByRole('button').first().click()
    await page.getByText('完成期限原定2022年12月31日，现为2023年2月28日（经批准延期）').waitFor()
    await page.getByText('佐证').first().waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false)
  })
  await deliver(office.fresh.db, tellOfSteps(office.house), 10_000)
})
