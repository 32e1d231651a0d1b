import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anApplicant, anOfficial } from '../../../test/house.ts'
import { storeFile } from '../../platform/documents/index.ts'
import { findKept, openCase, takeStep, view } from '../../platform/cases/index.ts'
import { rows } from '../../platform/db/index.ts'
import { entriesOfParty } from '../../platform/registers/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { addDays, type Day, type Refusal, type Result, yuan } from '../../kernel/index.ts'
import { programme as quality } from '../04-filing-quality/index.ts'
import { programme as transfer } from '../05-transfer/index.ts'
import { programme } from './index.ts'
import { filing } from './items/interest-subsidy/examples.ts'

// The cap over a real database: two cases of one firm, approved at the same moment by two leaders.

const firm = { name: '演示·福州闽光示例科技有限公司', creditCode: '91350102DEM000014E' }
let fresh: FreshDatabase
let house: Awaited<ReturnType<typeof aHouse>>
let applicant: Who, bank: Who, city: Who, centre: Who, examiner: Who, leader: Who, secondLeader: Who, payer: Who
let file: { hash: string; name: string; size: number }[]

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [programme, quality, transfer] })
  applicant = await anApplicant(fresh.db, { party: firm.name, creditCode: firm.creditCode, region: '350102' })
  bank = await anApplicant(fresh.db, { party: '演示·海峡示例银行福州分行', creditCode: '91350102DEM000073H', region: '350102' })
  city = await anOfficial(fresh.db, 'fj.3501', ['handle'])
  centre = await anOfficial(fresh.db, 'fj.devcentre', ['handle'])
  examiner = await anOfficial(fresh.db, 'fj.use', ['handle'])
  leader = await anOfficial(fresh.db, 'fj.use', ['decide'])
  secondLeader = await anOfficial(fresh.db, 'fj.use', ['decide'])
  payer = await anOfficial(fresh.db, 'fj.use', ['pay'])
  const stored = await storeFile(fresh.db, house.dataDir, Buffer.from('演示材料\n'), '材料.txt', applicant.id)
  if (!stored.ok) throw new Error(stored.refusals[0]!.say)
  file = [{ hash: stored.value.hash, name: '材料.txt', size: stored.value.size }]
})
afterAll(() => fresh?.drop())

const sayings = (r: { refusals: Refusal[] }) => r.refusals.map((x) => x.say).join('；')
const must = <T>(r: Result<T>): T => { if (!r.ok) throw new Error(sayings(r)); return r.value }
const raw = (contract: string, principal: number, of: { name: string; creditCode: string } = firm) => {
  const form = filing({ firm: of, loans: [{ contract, principal: yuan(principal), rate: 4.35, from: '2020-03-02', due: '2021-03-02', cover: 'none' }] })
  return { ...form, proof: { ...form.proof, contracts: file, repaid: file, registered: file } }
}
const step = async (id: string, who: Who, name: string, on: Day, input?: unknown) => { house.setClock(on); return must(await takeStep(house, who, id, { step: name, input })) }

async function toDecision(contract: string, principal: number, on: Day): Promise<string> {
  house.setClock(on)
  const { id } = must(await openCase(house, applicant, 'interest-subsidy', raw(contract, principal)))
  await step(id, bank, 'vouch', addDays(on, 1), { statement: '属实', sealed: file })
  await step(id, city, 'recommend', addDays(on, 2), { opinion: '推荐' })
  await step(id, centre, 'accept', addDays(on, 3))
  await step(id, centre, 'advise', addDays(on, 4), { advice: 'support', opinion: '同意' })
  await step(id, examiner, 'pass', addDays(on, 5), { opinion: '同意' })
  return id
}

it('keeps the firm within 200,000 yuan when two of its cases are approved at once, and pays what was approved', async () => {
  // 20,000,000 yuan for a year give 152,000 each; together they would be 304,000.
  const ids = [await toDecision('R-1', 20_000_000, '2022-08-01'), await toDecision('R-2', 20_000_000, '2022-08-01')]
  house.setClock('2022-08-15')
  const both = await Promise.all(ids.map((id, i) => takeStep(house, i ? secondLeader : leader, id, { step: 'approve', input: { opinion: '同意' } })))
  expect(both.map((b) => b.ok)).toEqual([true, true])
  expect(both.map((b) => must(b).s.memo.approved as number).sort((a, b) => a - b)).toEqual([yuan(48_000), yuan(152_000)])

  const third = await toDecision('R-3', 1_000_000, '2022-08-16').catch((error: Error) => error.message)
  expect(third).toContain('累计上限：贵企业已拨付 0.00 元，已审定待拨付 200,000.00 元，达到每户累计上限 200,000.00 元')

  for (const id of ids) {
    await step(id, examiner, 'confirm', '2022-08-25')
    await step(id, payer, 'pay', '2022-08-30', { voucher: `闽财-${id.slice(0, 4)}`, on: '2022-08-30' })
  }
  const lines = await entriesOfParty(fresh.db, 'subsidy-payments', firm, '2022-09-01')
  expect(lines.map((l) => l.data.amount).sort((a, b) => a - b)).toEqual([yuan(48_000), yuan(152_000)])
  expect((await rows<{ sum: string }>(fresh.db, `select sum(amount) from event where kind = 'interest-subsidy.granted'`))[0]!.sum).toBe('20000000')
  expect((await findKept(house, fresh.db, ids[0]!, true))!.s.state).toBe('paid')
})

it('refuses the same loan a second time, also in another case of the same firm', async () => {
  house.setClock('2022-09-10')
  const again = await openCase(house, applicant, 'interest-subsidy', raw('R-1', 1_000_000))
  expect(again.ok ? '' : sayings(again)).toContain('合同R-1已享受过财政补助')
})

it('tells whose case holds a loan only to those who may see that case, and does not tell a firm what the office did inside', async () => {
  house.setClock('2022-09-12')
  const [one, other] = [{ name: '演示·宁德三都示例新能源材料有限公司', creditCode: '91350902DEM000030D' }, { name: '演示·泉州刺桐示例智能装备有限公司', creditCode: '91350503DEM000022C' }]
  const first = await anApplicant(fresh.db, { party: one.name, creditCode: one.creditCode, region: '350102' })
  const second = await anApplicant(fresh.db, { party: other.name, creditCode: other.creditCode, region: '350102' })
  const [stored] = [await storeFile(fresh.db, house.dataDir, Buffer.from('演示材料\n'), '材料.txt', first.id), await storeFile(fresh.db, house.dataDir, Buffer.from('演示材料\n'), '材料.txt', second.id)]
  must(stored)
  const { id, s: { number } } = must(await openCase(house, first, 'interest-subsidy', raw('S-1', 1_000_000, one)))
  const refusals = await Promise.all([openCase(house, first, 'interest-subsidy', raw('S-1', 1_000_000, one)), openCase(house, second, 'interest-subsidy', raw('S-1', 1_000_000, other))])
  expect(refusals.map((r) => (r.ok ? '' : sayings(r)))).toEqual([
    `该银行同一合同编号的贷款已有在办或已享受的贴息申请，不能重复申请（已有办件 ${number}）`, '该银行同一合同编号的贷款已有在办或已享受的贴息申请，不能重复申请'])

  await step(id, bank, 'vouch', '2022-09-13', { statement: '属实', sealed: file })
  await step(id, city, 'recommend', '2022-09-14', { opinion: '推荐' })
  await step(id, centre, 'accept', '2022-09-15')
  await step(id, centre, 'advise', '2022-09-16', { advice: 'oppose', opinion: '不符合' })
  const read = async (who: Who) => must(await view(house, who, id)).history.at(-1)!
  expect(await read(first)).toMatchObject({ label: '内部办理', step: 'internal', by: '', read: [], hidden: true, as: '发展保护中心' })
  expect(await read(examiner)).toMatchObject({ label: '提出审核意见', step: 'advise', by: centre.name, hidden: false })
})
