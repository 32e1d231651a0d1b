import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anApplicant, anOfficial } from '../../../test/house.ts'
import { type Day, mustBe } from '../../kernel/index.ts'
import { findKept, openCase, takeStep, view } from '../../platform/cases/index.ts'
import { rows } from '../../platform/db/index.ts'
import { storeFile } from '../../platform/documents/index.ts'
import { indicatorValue } from '../../platform/indicators/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { searchPublic } from '../../platform/registers/index.ts'
import { verified } from '../../http/verified.ts'
import { programme } from './index.ts'
import { filing } from './items/mark-product/examples.ts'
import { giMarkUsers } from './registers.ts'

// One user of the mark over a real database: approved, found by anyone, reporting, merged into another firm.

const grower = { name: '演示·福鼎太姥示例白茶专业合作社', creditCode: '93350982DEM00009X3' }
const heir = { name: '演示·泉州刺桐示例智能装备有限公司', creditCode: '91350503DEM000022C' }
let fresh: FreshDatabase
let house: Awaited<ReturnType<typeof aHouse>>
let applicant: Who, successor: Who, window: Who, inspector: Who, examiner: Who, leader: Who
let file: { hash: string; name: string; size: number }[]
let id: string

const step = async (who: Who, name: string, on: Day, input?: unknown) => { house.setClock(on); return mustBe(await takeStep(house, who, id, { step: name, input })) }
const withFiles = (raw: ReturnType<typeof filing>) => ({ ...raw, origin: { ...raw.origin, paper: file }, report: { ...raw.report, paper: file }, proof: { ...raw.proof, quality: file } })

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [programme] })
  applicant = await anApplicant(fresh.db, { party: grower.name, creditCode: grower.creditCode, region: '350982' })
  successor = await anApplicant(fresh.db, { party: heir.name, creditCode: heir.creditCode, region: '350503' })
  window = await anOfficial(fresh.db, 'fj.3509.350982', ['handle'])
  inspector = await anOfficial(fresh.db, 'fj.3509.350982', ['inspect'])
  examiner = await anOfficial(fresh.db, 'fj.trademark', ['handle'])
  leader = await anOfficial(fresh.db, 'fj.trademark', ['decide'])
  file = [{ ...mustBe(await storeFile(fresh.db, house.dataDir, Buffer.from('演示材料\n'), '材料.txt', applicant.id)), name: '材料.txt' }].map(({ hash, name, size }) => ({ hash, name, size }))
  house.setClock('2022-04-01')
  id = mustBe(await openCase(house, applicant, 'mark-product', withFiles(filing()))).id
  await step(window, 'accept', '2022-04-06')
  await step(inspector, 'inspect', '2022-04-11', { on: '2022-04-10', inspectors: '陈某、林某', inArea: 'yes', asStandard: 'yes', truthful: 'yes', opinion: '一致', photos: file })
  await step(examiner, 'propose', '2022-04-12', { opinion: '同意' })
  await step(leader, 'approve', '2022-04-13')
  await step(examiner, 'confirm', '2022-04-25')
})
afterAll(() => fresh?.drop())

it('is found by anyone by name, credit code or number, and shows nothing that is not public', async () => {
  const { number } = (await findKept(house, fresh.db, id))!.s
  const certificate = (await rows<{ number: string }>(fresh.db, 'select number from paper where case_id = $1 and certificate', [id]))[0]!.number
  for (const asked of ['太姥', grower.creditCode, number, number.replace('〔2022〕', '[2022]'), number.replace('〔2022〕', '（2022）'), '福鼎白茶', certificate, certificate.replace('〔2022〕', '[2022]')]) {
    const found = await searchPublic(fresh.db, giMarkUsers, asked, '2022-05-01')
    expect(found.lines.map((l) => l.keySaid), asked).toEqual([`${grower.creditCode}（福鼎白茶）`])
  }
  expect((await searchPublic(fresh.db, giMarkUsers, '太姥', '2022-04-24')).lines.map((l) => l.isInForce)).toEqual([false])
  expect((await searchPublic(fresh.db, giMarkUsers, number.slice(0, -1), '2022-05-01')).lines).toEqual([])
})

it('has papers of the county under the county\'s number, and of the province under the province\'s', async () => {
  const { papers } = mustBe(await view(house, applicant, id))
  const numbers = Object.fromEntries(papers.map((p) => [p.title, p.number]))
  expect(numbers['地理标志专用标志使用证书']).toBe('闽知地标〔2022〕1号')
  expect(numbers['受理通知书']).toBe(`${house.units.organOf('fj.3509.350982').word}地标受〔2022〕1号`)
  expect(numbers['受理通知书']).not.toContain('闽知')
})

it('reports what stays its own word in the figures', async () => {
  await step(applicant, 'report', '2023-02-01', { year: 2022, quantity: 18_500, value: '3700000', labels: 40_000, promise: true })
  expect(await rows(fresh.db, `select kind, amount::int, source from event where case_id = $1 and kind like 'mark-product.output%' order by kind`, [id])).toEqual([
    { kind: 'mark-product.output-quantity', amount: 18_500, source: 'reported' }, { kind: 'mark-product.output-value', amount: 370_000_000, source: 'reported' }])
  const value = programme.indicators.find((i) => i.id === 'gi-mark-output-value')!
  expect(Object.keys((await indicatorValue(fresh.db, value, { from: '2023-01-01', to: '2023-12-31' })).value)).toEqual(['reported'])
})

it('passes to the firm it was merged into, whose people act for it from then on', async () => {
  await step(applicant, 'change', '2023-03-01', { name: heir.name, creditCode: heir.creditCode, reason: '吸收合并', papers: file })
  await step(leader, 'agree', '2023-03-02')
  expect((await searchPublic(fresh.db, giMarkUsers, heir.creditCode, '2023-03-03')).lines.map((l) => [l.statusLabel, l.isInForce])).toEqual([['使用中', true]])
  house.setClock('2023-03-10')
  expect((await takeStep(house, applicant, id, { step: 'cancel', input: { reason: '停产' } })).ok).toBe(false)
  const code = (await rows<{ verify_code: string }>(fresh.db, `select verify_code from paper where case_id = $1 and certificate order by n desc limit 1`, [id]))[0]!.verify_code
  expect(mustBe(await verified(house, code)).standing).toEqual([{ register: '地理标志专用标志合法使用人名录', say: `使用中（${heir.name}）`, isInForce: true }])
  await step(successor, 'cancel', '2023-03-10', { reason: '停产' })
  house.setClock('2023-03-11')
  // The certificate is still a true paper, but what it gave has ended.
  expect(mustBe(await verified(house, code))).toMatchObject({ status: 'valid', standing: [{ say: `已注销（${heir.name}）`, isInForce: false }] })
  expect((await findKept(house, fresh.db, id, true))!.s.state).toBe('cancelled')
  expect((await searchPublic(fresh.db, giMarkUsers, heir.creditCode, '2023-03-11')).lines.map((l) => [l.statusLabel, l.isInForce])).toEqual([['已注销', false]])
})

it('may be asked for again once it was given up', async () => {
  house.setClock('2023-04-03')
  const raw = filing({ tested: '2023-03-20', proved: '2023-03-21' })
  expect((await openCase(house, applicant, 'mark-product', withFiles(raw))).ok).toBe(true)
})
