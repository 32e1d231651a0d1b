import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { canonical, creditCodeCheck, type Day, patentCheck, type Result, yuan } from '../../src/kernel/index.ts'
import { findKept, openCase, rebuild, step, takeStep } from '../../src/platform/cases/index.ts'
import { rows } from '../../src/platform/db/index.ts'
import { storeFile } from '../../src/platform/documents/index.ts'
import { chainHash, verifyLedger } from '../../src/platform/ledger/index.ts'
import type { Who } from '../../src/platform/people/index.ts'
import { writeEntries } from '../../src/platform/registers/index.ts'
import { programme as quality } from '../../src/programmes/04-filing-quality/index.ts'
import { programme as transfer } from '../../src/programmes/05-transfer/index.ts'
import { programme as finance } from '../../src/programmes/07-finance/index.ts'
import { filing } from '../../src/programmes/07-finance/items/interest-subsidy/examples.ts'
import { type Action, play, replay, type ServiceItem } from '../../src/service/index.ts'
import { tennisProgramme } from '../fixtures/tennis-club/index.ts'
import { type FreshDatabase, freshDatabase } from '../db.ts'
import { aHouse, anApplicant, anOfficial } from '../house.ts'
import { fujian } from '../items.ts'
import { brokenIn } from './whole.ts'

// Many people at once, through several houses over one database as several processes would be: each remembers cases for itself and is
// often behind. Whatever they do in whatever order, chains stay whole, versions rise, caps and quotas hold, numbers have no gap, keys no twin.

let fresh: FreshDatabase
const houses: Awaited<ReturnType<typeof aHouse>>[] = []
const on = (day: Day) => { for (const h of houses) h.setClock(day) }
let windows: Who[], coaches: Who[], leaders: Who[]
beforeAll(async () => {
  fresh = await freshDatabase()
  for (let i = 0; i < 3; i++) houses.push(await aHouse(fresh.db, { programmes: [tennisProgramme, finance, quality, transfer] }))
  windows = [await anOfficial(fresh.db, 'fj.3501', ['handle']), await anOfficial(fresh.db, 'fj.3501', ['handle'])]
  coaches = [await anOfficial(fresh.db, 'fj.use', ['handle']), await anOfficial(fresh.db, 'fj.use', ['handle'])]
  leaders = [await anOfficial(fresh.db, 'fj.use', ['decide']), await anOfficial(fresh.db, 'fj.use', ['decide'])]
})
afterAll(() => fresh?.drop())
const must = <T>(r: Result<T>): T => { if (!r.ok) throw new Error(r.refusals.map((x) => x.say).join('；')); return r.value }
const wish = (name: string) => ({ who: { name: { name }, place: '350102' }, play: { level: 'new', wish: '打球' } })

/** Nothing four times out of five. */
const sometimes = (most: number) => fc.nat((most + 1) * 5 - 1).map((n) => (n <= most ? n : undefined))
const command = fc.record({
  house: fc.nat(2), one: fc.nat(1), lost: sometimes(3), of: fc.nat(4), behind: sometimes(2),
  step: fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom('accept', 'pass', 'confirm', 'report', 'rename', 'ask') },
    { weight: 6, arbitrary: fc.constantFrom('correct', 'resubmit', 'transfer', 'suspend', 'resume', 'object', 'extend', 'nonsense') },
    { weight: 1, arbitrary: fc.constantFrom('reject', 'refuse', 'withdraw', 'leave') },
  ),
})
/** Whose step it usually is; somebody lost tries it from elsewhere. */
const seats = [['accept', 'reject', 'correct', 'transfer', 'suspend', 'resume'], ['ask', 'confirm'], ['pass', 'refuse', 'extend']]
const inputs: Record<string, unknown> = {
  reject: { reason: '材料不全' }, refuse: { reason: '名额已满' }, withdraw: { reason: '改主意' }, correct: { defects: '请写明愿望' }, transfer: { unit: 'fj.3502', reason: '住地在厦门' }, suspend: { reason: 'other', document: '函' },
  resume: {}, report: { games: '三场' }, rename: { name: '新名' }, object: { says: '不同意', name: '某人', contact: '123' }, extend: { reason: '复杂' },
}

it('random steps on the same cases leave every case whole', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.array(command, { minLength: 10, maxLength: 20 }), { minLength: 6, maxLength: 6 }), async (queues) => {
    on('2022-03-01')
    const players = await Promise.all(Array.from({ length: 5 }, () => anApplicant(fresh.db)))
    const ids = await Promise.all(players.map(async (p, i) => must(await openCase(houses[i % 3]!, p, 'tennis-club', wish(p.partyName!))).id))
    const done = new Map<string, number[]>(ids.map((id) => [id, [1]]))
    for (const day of ['2022-03-01', '2022-03-14'] as Day[]) {
      on(day)
      await Promise.all(queues.map(async (queue) => {
        for (const c of queue) {
          const house = houses[c.house]!, id = ids[c.of]!, seat = c.lost ?? seats.findIndex((own) => own.includes(c.step)), who = [windows, coaches, leaders][seat]?.[c.one] ?? players[c.of]!
          const version = Math.max(...done.get(id)!)
          const input = c.step === 'resubmit' ? wish(players[c.of]!.partyName!) : inputs[c.step]
          const answer = await step(house, who, id, { step: c.step, ...(input === undefined ? {} : { input }), ...(c.behind === undefined ? {} : { expect: Math.max(1, version - c.behind) }) })
          if (answer.ok) done.get(id)!.push(answer.value.s.version)
          else expect(answer.refusals.every((r) => /[\u4e00-\u9fff]/.test(r.say))).toBe(true)
        }
      }))
    }
    // Every version was given to exactly one person, and those are all there are.
    for (const [id, versions] of done) {
      expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: versions.length }, (_, i) => i + 1))
      expect((await findKept(houses[0]!, fresh.db, id, true))!.s.version).toBe(versions.length)
    }
    expect(await brokenIn(houses[0]!)).toEqual([])
  }), { numRuns: 6, seed: 20220701, endOnFailure: true })
  const [steps] = await rows<{ n: number; papers: number }>(fresh.db, 'select (select count(*) from case_action)::int as n, (select count(*) from paper)::int as papers')
  expect(steps!.n).toBeGreaterThan(60)
  expect(steps!.papers).toBeGreaterThan(2)
})

it('one key is held by one case, however many hand in at once, and the numbers of those turned away are not lost', async () => {
  on('2022-04-01')
  const twins = await Promise.all(Array.from({ length: 4 }, () => anApplicant(fresh.db, { party: '演示·同名' })))
  for (let round = 0; round < 3; round++) {
    const tries = await Promise.all(Array.from({ length: 12 }, (_, i) => openCase(houses[i % 3]!, twins[i % 4]!, 'tennis-club', wish('演示·同名'))))
    expect(tries.filter((t) => t.ok).length).toBe(1)
    expect(tries.flatMap((t) => (t.ok ? [] : t.refusals.map((r) => r.code)))).toEqual(Array.from({ length: 11 }, () => 'duplicate'))
    const won = tries.findIndex((t) => t.ok), filed = must(tries[won]!)
    // While the first is being withdrawn others try again: the key passes to at most one of them.
    const [, ...again] = await Promise.all([step(houses[0]!, twins[won % 4]!, filed.id, { step: 'withdraw', input: { reason: '改主意' } }), ...twins.map((t, i) => openCase(houses[i % 3]!, t, 'tennis-club', wish('演示·同名')))])
    const passed = again.filter((t) => t.ok)
    expect(passed.length).toBeLessThanOrEqual(1)
    for (const [i, t] of again.entries()) if (t.ok) must(await step(houses[1]!, twins[i]!, (t.value as { id: string }).id, { step: 'withdraw', input: { reason: '改主意' } }))
    expect(await brokenIn(houses[0]!)).toEqual([])
  }
})

it('the cap of one firm holds whatever amounts are approved at the same moment', async () => {
  const bank = await anApplicant(fresh.db, { party: '演示·海峡示例银行福州分行', creditCode: '91350102DEM000073H', region: '350102' })
  const city = windows[0]!, centre = await anOfficial(fresh.db, 'fj.devcentre', ['handle']), payer = await anOfficial(fresh.db, 'fj.use', ['pay'])
  const stored = must(await storeFile(fresh.db, houses[0]!.dataDir, Buffer.from('演示材料'), '材料.txt', bank.id))
  const file = [{ hash: stored.hash, name: '材料.txt', size: stored.size }]
  let firms = 0
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 100_000, max: 12_000_000 }), { minLength: 4, maxLength: 5 }), async (principals) => {
    const body = `91350102DEM9${String(++firms).padStart(5, '0')}`, firm = { name: `演示·并发企业${firms}`, creditCode: body + creditCodeCheck(body) }
    const applicant = await anApplicant(fresh.db, { party: firm.name, creditCode: firm.creditCode, region: '350102' })
    const ids = await Promise.all(principals.map(async (principal, i) => {
      const form = filing({ firm, loans: [{ contract: `C-${firms}-${i}`, principal: yuan(principal), rate: 4.35, from: '2020-03-02', due: '2021-03-02', cover: 'none' }] })
      const house = houses[i % 3]!, raw = { ...form, proof: { ...form.proof, contracts: file, repaid: file, registered: file } }
      on('2022-08-01')
      const { id } = must(await openCase(house, applicant, 'interest-subsidy', raw))
      for (const [who, name, input] of [[bank, 'vouch', { statement: '属实', sealed: file }], [city, 'recommend', { opinion: '推荐' }], [centre, 'accept', undefined], [centre, 'advise', { advice: 'support', opinion: '同意' }], [coaches[0]!, 'pass', { opinion: '同意' }]] as const) {
        must(await takeStep(house, who, id, { step: name, ...(input ? { input } : {}) }))
      }
      return id
    }))
    const sum = async () => Number((await rows<{ sum: string | null }>(fresh.db, `select sum((marks ->> 'approved')::bigint) from case_file where marks ->> 'firm' = $1 and state in ('publicity', 'payable', 'paid')`, [firm.creditCode]))[0]!.sum ?? 0)
    on('2022-08-15')
    // Each is approved by two leaders at once, in two houses; one of the two is told that it has been done.
    const tries = await Promise.all(ids.flatMap((id, i) => leaders.map((l, k) => takeStep(houses[(i + k) % 3]!, l, id, { step: 'approve', input: { opinion: '同意' } }))))
    for (const [i, id] of ids.entries()) expect([id, tries.slice(i * 2, i * 2 + 2).filter((t) => t.ok).length <= 1]).toEqual([id, true])
    // 4.35 % contract rate, half of a rate bounded by the LPR of 3.8 %, times 20 %: 0.76 % a year, as the worked example has it: 5,000,000 → 38,000.00.
    const full = principals.reduce((total, p) => total + Math.floor(p * 100 * 0.0076), 0), cap = yuan(200_000)
    expect(await sum()).toBeLessThanOrEqual(cap)
    expect(Math.abs(await sum() - Math.min(full, cap))).toBeLessThanOrEqual(principals.length)
    on('2022-08-26')
    for (const name of ['confirm', 'pay']) await Promise.all(ids.map((id, i) => takeStep(houses[(i + 1) % 3]!, name === 'pay' ? payer : coaches[1]!, id, { step: name, ...(name === 'pay' ? { input: { voucher: `V${i}`, on: '2022-08-26' } } : {}) })))
    const [paid] = await rows<{ sum: string }>(fresh.db, `select sum((data ->> 'amount')::bigint) from entry where register = 'subsidy-payments' and credit_code = $1`, [firm.creditCode])
    expect(Number(paid!.sum)).toBe(await sum())
    expect(Number(paid!.sum)).toBeLessThanOrEqual(cap)
  }), { numRuns: 3, seed: 20220701, endOnFailure: true })
  expect(await brokenIn(houses[0]!)).toEqual([])
})

it('no grade of the award is given more often than the round has places', async () => {
  const award = houses[0]!.items.get('patent-award') as ServiceItem
  const walk = award.walks.find((w) => w.name === '发明获一等奖，奖金四方分配')!
  const told = { ...walk, steps: walk.steps.slice(0, walk.steps.findIndex((s) => s.step === 'propose')) }
  const { decisions } = play(award, told, fujian)
  const ids: string[] = []
  for (let i = 0; i < 8; i++) {
    const digits = `20181076${String(1_000 + i)}`, number = `${digits}.${patentCheck(digits)}`
    ids.push(await laid(award, decisions.map((d) => JSON.parse(canonical(d.action).replaceAll('201810765432.X', number).replaceAll('patent-award-1', `闽知专奖申〔2022〕${90_000 + i}号`))), walk.facts!.patent, number))
  }
  on('2022-07-04')
  const vote = (grade: string) => ({ grade, members: 15, present: 12, agree: 10, minutes: '逐项票决' })
  const first = await Promise.all(ids.map((id, i) => takeStep(houses[i % 3]!, coaches[i % 2]!, id, { step: 'propose', input: vote('first') })))
  // Three first prizes, ten second ones (the awards of 2023).
  expect(first.filter((t) => t.ok).length).toBe(3)
  expect(first.flatMap((t) => (t.ok ? [] : t.refusals.map((r) => r.code)))).toEqual(Array.from({ length: 5 }, () => 'quota-full'))
  const second = await Promise.all(ids.map((id, i) => takeStep(houses[(i + 1) % 3]!, coaches[(i + 1) % 2]!, id, { step: 'propose', input: vote('second') })))
  expect(second.filter((t) => t.ok).length).toBe(5)
  expect(await rows(fresh.db, `select marks ->> 'grade' as grade, count(*)::int as n from case_file where item = 'patent-award' and state = 'shown' group by 1 order by 1`)).toEqual([{ grade: 'first', n: 3 }, { grade: 'second', n: 5 }])
  for (const id of ids) expect(canonical(await rebuild(houses[0]!, id))).toBe(canonical((await findKept(houses[1]!, fresh.db, id, true))!.s))
  expect((await verifyLedger(fresh.db, houses[0]!)).faults).toEqual([])
})

/** A case as history says it is, put straight into the database with its patent in the status register. */
async function laid(item: ServiceItem, actions: Action[], status: any, number: string): Promise<string> {
  const id = randomUUID(), s = replay(item, actions)
  const hashes: string[] = []
  for (const a of actions) hashes.push(chainHash(hashes.at(-1) ?? '', id, a))
  await fresh.db.transaction().execute(async (tx) => {
    await rows(tx, `insert into case_file (id, number, item, item_version, title, state, place, handler, rule_day, submitted_at, version, head_hash, snapshot, marks, changed_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $10)`, [id, s.number, item.id, item.version, s.title, s.state, s.place, s.handler, s.ruleDay, s.submittedAt, s.version, hashes.at(-1), JSON.stringify(s), JSON.stringify(s.marks)])
    for (const [i, a] of actions.entries()) await rows(tx, 'insert into case_action values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [id, a.seq, a.step, a.at, a.on, a.by.id, canonical(a), hashes[i - 1] ?? '', hashes[i]])
    must(await writeEntries(tx, [{ register: 'patent-status', how: 'add', key: number, from: '2021-12-31', status: status.status, data: status.data }], { by: { id: 't', name: '测试' }, on: '2021-12-31', at: '2021-12-31T01:00:00.000Z' }, houses[0]!.registers))
  })
  return id
}
