import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages } from '../../src/http/index.ts'
import { addPeople, type Cast, castOf, layFacts, peopleOf } from '../../src/main/demo.ts'
import { programmes } from '../../src/main/programmes.ts'
import { buildWebIfStale } from '../../src/main/web.ts'
import { findKept, passTime, view } from '../../src/platform/cases/index.ts'
import { openRegisters } from '../../src/platform/registers/index.ts'
import { type AskedField, describeFields, momentsOf, type ServiceItem, stepsOf, type Walk } from '../../src/service/index.ts'
import { supervisionProgramme } from '../../src/supervision/index.ts'
import { choose, launchBrowser, leads, openWindow, type Window } from '../browser.ts'
import { anOffice, type Office, password } from '../http.ts'
import { installation } from '../whole-office.ts'

// Six items as people do them: the applicant fills in the form, each office takes its steps at the workbench, parties and experts
// theirs, all by what stands on the page. Only the clock belongs to the test.

let office: Office, browser: Browser, base: string, cast: Cast
const seats = new Map<string, Window>()

beforeAll(async () => {
  await buildWebIfStale(() => {})
  office = await anOffice({
    at: '2022-03-01', programmes: [...programmes, supervisionProgramme], checkAnswers: false, demo: true,
    pages: pages({ dist: resolve('dist'), data: installation, demoSince: '2022-03-01T01:00:00.000Z' }),
  })
  const { house } = office
  await openRegisters(office.fresh.db, house.registers, house.now())
  const { parties, people } = peopleOf(installation)
  await addPeople(house, parties, people, password)
  cast = await castOf(house, people)
  await office.app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(office.app.server.address() as { port: number }).port}`
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

/** The window of someone who has signed in by the page; each keeps theirs. */
async function windowOf(username: string): Promise<Page> {
  const known = seats.get(username)
  if (known) return known.page
  const window = await openWindow(browser, { viewport: { width: 1280, height: 900 } })
  const { page } = window
  await page.goto(`${base}/sign-in`)
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('口令').fill(password)
  await leads(page, () => page.getByRole('main').getByRole('button', { name: '登录' }).click())
  seats.set(username, window)
  return page
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
/** A question by its whole name, whether or not it may stay unanswered. */
const named = (label: string) => new RegExp(`^\\s*${escaped(label)}\\s*(（可不填）|（选填）)?\\s*$`)
const inYuan = (fen: number) => (fen / 100).toFixed(2)
const local = (at: string) => (/Z$/.test(at) ? new Date(Date.parse(at) + 8 * 3_600_000).toISOString() : at).slice(0, 16)
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
const papersFor = (f: AskedField, value: { name: string }[]) => value.map(({ name }, i) => {
  const stem = `${name.replace(/\.\w+$/, '')}${i || ''}`
  return !f.accept || f.accept.includes('pdf') ? { name: `${stem}.pdf`, mimeType: 'application/pdf', buffer: pdf } : { name: `${stem}.png`, mimeType: 'image/png', buffer: png }
})
const placeOf = (code: string) => { const { units } = office.house; const unit = units.get(units.unitOf(code)!)!; return unit.level === 'city' ? `${unit.place}（市本级）` : unit.place }

/** Answers questions on the public pages. */
async function answer(scope: Locator, fields: readonly AskedField[], values: any, isDraft = false): Promise<void> {
  for (const f of fields) {
    const v = values?.[f.name]
    if (v === undefined || v === '' || v === false || (Array.isArray(v) && !v.length)) continue
    const group = scope.getByRole('group', { name: named(f.label) }).first()
    const line = scope.getByLabel(named(f.label)).first()
    switch (f.kind) {
      case 'choice':
        if (Object.keys(f.options!).length > 8) await line.selectOption({ label: f.options![v]! })
        else await group.getByLabel(f.options![v]!, { exact: true }).check()
        break
      case 'several': for (const one of v) await group.getByLabel(f.options![one]!, { exact: true }).check(); break
      case 'confirm': await scope.getByLabel(f.label).check(); break
      case 'party':
        await group.getByLabel('名称或姓名').fill(v.name)
        if (v.creditCode) await group.getByLabel(/^统一社会信用代码/).fill(v.creditCode)
        break
      case 'region': await line.selectOption({ label: placeOf(v) }); break
      case 'unit': await line.selectOption({ label: office.house.units.name(v) }); break
      case 'files':
        await group.getByLabel(/^(选择文件|再加文件)/).setInputFiles(papersFor(f, v))
        // A draft takes files at once; a step takes them with its other answers.
        if (isDraft) await group.getByRole('listitem').nth(v.length - 1).waitFor()
        break
      case 'rows':
        for (let n = 1; n < v.length; n++) {
          if (await group.getByRole('group', { name: `${f.label} 第${n + 1}行`, exact: true }).count()) continue
          await leads(scope.page(), () => group.getByRole('button', { name: '再加一行' }).click())
        }
        for (const [i, row] of v.entries()) await answer(group.getByRole('group', { name: `${f.label} 第${i + 1}行`, exact: true }), f.fields!, row, isDraft)
        break
      default: await line.fill(f.kind === 'money' ? inYuan(v) : f.kind === 'instant' ? local(v) : String(v))
    }
  }
}

/** Answers questions in the drawer of the workbench. */
async function fill(drawer: Locator, fields: readonly AskedField[], values: any): Promise<void> {
  let files = 0
  for (const f of fields) {
    const v = values?.[f.name]
    if (f.kind === 'files') {
      if (v?.length) {
        await drawer.locator('input[type=file]').nth(files).setInputFiles(papersFor(f, v))
        for (const { name } of papersFor(f, v)) await drawer.getByText(name).waitFor()
      }
      files++
      continue
    }
    if (v === undefined || v === '' || v === false) continue
    const line = drawer.getByLabel(named(f.label)).first()
    switch (f.kind) {
      case 'choice':
        if (Object.keys(f.options!).length <= 5) await drawer.getByRole('radiogroup', { name: named(f.label) }).getByRole('radio', { name: f.options![v]!, exact: true }).check()
        else await choose(line, f.options![v]!)
        break
      case 'several': for (const one of v) await drawer.getByRole('group', { name: named(f.label) }).getByRole('checkbox', { name: f.options![one]!, exact: true }).check(); break
      case 'confirm': await drawer.getByRole('checkbox', { name: f.label, exact: true }).check(); break
      case 'party':
        await drawer.getByLabel(`${f.label}名称`).fill(v.name)
        if (v.creditCode) await drawer.getByLabel(`${f.label}统一社会信用代码`).fill(v.creditCode)
        break
      case 'region': await choose(line, office.house.units.get(office.house.units.unitOf(v)!)!.place); break
      case 'unit': await choose(line, office.house.units.name(v)); break
      case 'rows':
        for (let n = 1; n < v.length; n++) await drawer.getByRole('button', { name: '增加一行' }).click()
        for (const [i, row] of v.entries()) await fill(drawer.getByRole('group', { name: new RegExp(`^第${i + 1}行`) }), f.fields!, row)
        break
      default: await line.fill(f.kind === 'money' ? inYuan(v) : f.kind === 'instant' ? local(v) : String(v))
    }
  }
}

/** Goes on to the next page, or says what the page says is wrong. */
async function onwards(page: Page, button: string): Promise<void> {
  await leads(page, () => page.getByRole('main').getByRole('button', { name: button }).click())
  const faults = page.getByRole('alert')
  if (await faults.count()) throw new Error(`${button}: ${await faults.first().innerText()}`)
}

/** From the catalogue through every screen of the form to the case. */
async function apply(page: Page, item: ServiceItem, raw: any): Promise<string> {
  await page.goto(`${base}/items`)
  await leads(page, () => page.getByRole('main').getByRole('link', { name: item.name, exact: true }).click())
  await leads(page, () => page.getByRole('button', { name: '开始填写' }).first().click())
  const sections = Object.entries(item.form.sections)
  for (const [i, [name, section]] of sections.entries()) {
    await page.getByRole('heading', { level: 1, name: section.title }).waitFor()
    await answer(page.locator('#ask'), describeFields(section.fields), raw[name], true)
    await onwards(page, i === sections.length - 1 ? '保存，去核对' : '保存并继续')
  }
  await onwards(page, '提交申请')
  expect(new URL(page.url()).pathname).toMatch(/^\/my\/cases\//)
  return new URL(page.url()).pathname.split('/').at(-1)!
}

/** A party's step on the page of its case. */
async function stepInPublic(page: Page, id: string, step: { label: string; asks?: unknown }, fields: readonly AskedField[], input: any): Promise<void> {
  await page.goto(`${base}/my/cases/${id}`)
  const box = page.locator('.step').filter({ hasText: step.label }).first()
  if (step.asks === 'form') {
    await leads(page, () => box.getByRole('button', { name: '打开填写' }).click())
    return onwards(page, step.label)
  }
  await box.locator('summary').click()
  await answer(box.locator('form'), fields, input)
  await leads(page, () => box.getByRole('button', { name: step.label, exact: true }).click())
  const faults = page.getByRole('alert')
  if (await faults.count()) throw new Error(`${step.label}: ${await faults.first().innerText()}`)
  await page.getByText(`已办理“${step.label}”`).first().waitFor()
}

/** An office's or an expert's step at the workbench. */
async function stepAtDesk(page: Page, id: string, step: { label: string; asks?: unknown }, fields: readonly AskedField[], input: any): Promise<void> {
  await page.goto(`${base}/w/cases/${id}`)
  // A button of two Chinese characters is drawn with a space between them.
  const button = new RegExp(`^${[...step.label].map(escaped).join('\\s*')}$`)
  await page.locator('#main').getByRole('button', { name: button }).click()
  const drawer = page.getByRole('dialog')
  await drawer.waitFor()
  await fill(drawer, fields, input)
  const [answer] = await Promise.all([
    page.waitForResponse((r) => r.request().method() === 'POST' && r.url().includes(`/cases/${id}/steps/`)),
    drawer.getByRole('button', { name: button }).click(),
  ])
  if (!answer.ok()) throw new Error(`${step.label}: ${await answer.text()}`)
  await drawer.waitFor({ state: 'hidden' })
}

async function play(item: ServiceItem, walk: Walk): Promise<string> {
  const moments = momentsOf(walk)
  await layFacts(cast, item, walk.facts ?? {}, walk.on)
  let id = ''
  for (const [i, s] of walk.steps.entries()) {
    office.house.setClock(moments[i]!)
    if (i === 0) {
      const applicant = item.parties.applicant!.from!(walk.raw, {})!
      id = await apply(await windowOf((await cast.ofParty(applicant.creditCode, applicant.name))!.username), item, walk.raw)
      continue
    }
    const kept = (await findKept(office.house, office.fresh.db, id, true))!
    if (s.as === 'clock') { await passTime(office.house); continue }
    const able = (await cast.ofSeat(s.as, kept)).sort((a, b) => Number(b.id === s.who) - Number(a.id === s.who))
    let who = able[0]
    for (const w of able) {
      const seen = await view(office.house, w, id)
      if (seen.ok && seen.value.steps.some((x) => x.id === s.step && !x.blocked)) { who = w; break }
    }
    const step = stepsOf(kept.item, kept.s)[s.step]!
    const fields = step.asks && step.asks !== 'form' ? describeFields(step.asks) : []
    await (s.as in item.parties ? stepInPublic : stepAtDesk)(await windowOf(who!.username), id, step, fields, s.input)
  }
  expect((await findKept(office.house, office.fresh.db, id, true))!.s.state).toBe(walk.ends)
  return id
}

const shots = process.env.SHOTS
/** What the applicant and an office see at the end. */
async function ended(item: ServiceItem, walk: Walk, id: string, deskOf: string): Promise<{ mine: Page; desk: Page }> {
  const applicant = item.parties.applicant!.from!(walk.raw, {})!
  const mine = await windowOf((await cast.ofParty(applicant.creditCode, applicant.name))!.username), desk = await windowOf(deskOf)
  await mine.goto(`${base}/my/cases/${id}`)
  await desk.goto(`${base}/w/cases/${id}`)
  const label = item.states[walk.ends]!.label
  expect(await mine.getByRole('main').innerText()).toContain(label)
  await desk.locator('#main').getByText(`现处于“${label}”`).waitFor()
  if (shots) {
    mkdirSync(shots, { recursive: true })
    await mine.screenshot({ path: join(shots, `${item.id}-public.png`), fullPage: true })
    await desk.screenshot({ path: join(shots, `${item.id}-desk.png`), fullPage: true })
  }
  return { mine, desk }
}

const journeys: [item: string, walk: string, desk: string][] = [
  ['interest-subsidy', '一笔贷款贴息到账', 'demo.use.leader'],
  ['patent-award', '发明获一等奖，奖金四方分配', 'demo.use.leader'],
  ['mark-product', '福鼎白茶核准使用', 'demo.trademark.leader'],
  ['adjudication', '认定侵权，催告后履行', 'demo.protection.leader'],
  ['pre-examination', '补正一次后合格，快速标记，授权', 'demo.protcentre.handler'],
  ['fair-complaint', '跨周末投诉，参展商24小时不作陈述，主办方遮盖', 'demo.fuzhou.handler'],
]
test.each(journeys)('%s：%s，从填报到办成都在页面上', async (itemId, name, deskOf) => {
  for (const { thrown } of seats.values()) thrown.length = 0
  const item = office.house.items.get(itemId)!
  const walk = item.walks.find((w) => w.name === name)!
  const id = await play(item, walk)
  await ended(item, walk, id, deskOf)
  expect([...seats].flatMap(([who, { thrown }]) => thrown.map((error) => `${who}: ${error}`))).toEqual([])
})
