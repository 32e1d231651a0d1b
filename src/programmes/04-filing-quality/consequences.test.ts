import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anApplicant, anOfficial } from '../../../test/house.ts'
import { type Day, type Refusal, type Result, yuan } from '../../kernel/index.ts'
import { findKept, openCase, openMany, takeStep } from '../../platform/cases/index.ts'
import { storeFile } from '../../platform/documents/index.ts'
import { rows } from '../../platform/db/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { loadNeeds, writeEntries } from '../../platform/registers/index.ts'
import type { ServiceItem, Told } from '../../service/index.ts'
import { programme as transfer } from '../05-transfer/index.ts'
import { programme as finance } from '../07-finance/index.ts'
import { programme as industry } from '../08-industry/index.ts'
import { programme as protection } from '../11-rapid-protection/index.ts'
import { programme } from './index.ts'

// One identification by the national office, over a real database: four other programmes refuse the firm, saying why, and take it back
// when the identification falls.

const firm = { name: '演示·福州闽光示例科技有限公司', creditCode: '91350102DEM000014E' }
let fresh: FreshDatabase, house: Awaited<ReturnType<typeof aHouse>>
let applicant: Who, province: Who, leader: Who, handler: Who, city: Who
let file: { hash: string; name: string; size: number }
const items = new Map<string, ServiceItem>([programme, transfer, finance, industry, protection].flatMap((p) => p.items.map((i) => [i.id, i] as const)))
const says = (r: Result<unknown>) => (r.ok ? [] : r.refusals.map((x: Refusal) => x.say))
const must = <T>(r: Result<T>): T => { if (!r.ok) throw new Error(says(r).join('；')); return r.value }

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [programme, transfer, finance, industry, protection], at: '2022-06-01' })
  applicant = await anApplicant(fresh.db, { party: firm.name, creditCode: firm.creditCode, region: '350102' })
  province = await anOfficial(fresh.db, 'fj.protection', ['handle'])
  leader = await anOfficial(fresh.db, 'fj.protection', ['decide'])
  city = await anOfficial(fresh.db, 'fj.3501', ['handle'])
  handler = await anOfficial(fresh.db, 'fj.3501.350102', ['handle'])
  const stored = must(await storeFile(fresh.db, house.dataDir, Buffer.from('演示材料\n'), '材料.txt', province.id))
  file = { hash: stored.hash, name: '材料.pdf', size: stored.size }
  await fresh.db.transaction().execute(async (tx) => must(await writeEntries(tx, [
    { register: 'pre-exam-entities', how: 'add', key: firm.creditCode, party: firm, from: '2022-01-10', status: 'active', data: { name: firm.name, points: 100, year: 2022 } },
  ], { by: { id: province.id, name: province.name }, on: '2022-01-10', at: house.now() }, house.registers)))
})
afterAll(() => fresh?.drop())

/** The items’ own sound examples, with a file that is there. */
const withFiles = (raw: unknown): unknown => JSON.parse(JSON.stringify(raw ?? {}), (_, v) => (v && typeof v === 'object' && 'hash' in v ? file : v))
const withNeed = (raw: any) => ({ ...raw, need: { ...raw.need, applicant: firm, place: '350102' } })
const raws: Record<string, unknown> = {}
for (const id of ['patent-award', 'interest-subsidy', 'pre-examination']) raws[id] = items.get(id)!.examples[0]!.raw
raws['navigation-project'] = withNeed(items.get('navigation-project')!.examples[0]!.raw)
raws['pre-examination'] = { ...(raws['pre-examination'] as object), who: { applicant: firm, place: '350102', contact: '演示·闽小光 0591-00000000' } }
const applyFor = async (id: string, on: Day) => { house.setClock(on); return openCase(house, applicant, id, withFiles(raws[id])) }
const step = async (id: string, who: Who, name: string, on: Day, input?: unknown) => { house.setClock(on); return takeStep(house, who, id, { step: name, input: withFiles(input) }) }
const doors = ['patent-award', 'interest-subsidy', 'navigation-project', 'pre-examination']

/** An application of a batch, asked about and reported; the batch names its applicant without a code. */
async function reported(number: string): Promise<string> {
  house.setClock('2022-06-01')
  const [opened] = await openMany(house, province, 'filing-verification', [{ batch: { batch: '2022年第1批', document: '演示来文', due: '2022-06-30' }, filing: { number, applicant: { name: firm.name }, place: '350102' } }], { step: 'issue' })
  const { id } = must(opened!)
  must(await step(id, handler, 'signIn', '2022-06-02'))
  must(await step(id, handler, 'contact', '2022-06-06', { means: 'phone', reached: 'yes', note: '电话' }))
  must(await step(id, handler, 'refuse', '2022-06-07', { note: '明确不撤回' }))
  must(await step(id, city, 'collect', '2022-06-08'))
  must(await step(id, province, 'review', '2022-06-09'))
  must(await step(id, province, 'report', '2022-06-10'))
  return id
}

it('closes the doors of other programmes only on the national office’s word, saying which batch, when and how to appeal, and opens them with it', async () => {
  const id = await reported('202110000101.9')
  // Under verification, refusing, reported: nothing of it bars anybody.
  for (const door of doors) must(await step(must(await applyFor(door, '2022-06-13')).id, applicant, 'withdraw', '2022-06-13', { reason: '另行提交' }))

  expect(says(await step(id, province, 'conclude', '2022-07-29', { result: 'identified', on: '2016-07-20', document: '国家局结论' }))).toEqual(['处理后果的期限自2017年4月1日起才有规定，国家局作出日不得早于这一日，请核对'])
  must(await step(id, province, 'conclude', '2022-07-29', { result: 'identified', on: '2022-07-20', document: '国家局结论' }))
  const impose = { kinds: ['award', 'subsidy', 'pre-exam', 'statistics'], gravity: 'usual', document: '处理意见〔2022〕1号' }
  expect(says(await step(id, leader, 'impose', '2022-08-01', impose))).toEqual(['批次没有写申请人的统一社会信用代码，同名的不一定是同一家：请核实后填写；申请人是自然人的，请勾选'])
  expect(says(await step(id, leader, 'impose', '2022-08-01', { ...impose, creditCode: firm.creditCode, until: '2027-07-20' }))[0]).toContain('最长至2027年7月19日')
  // One day for several consequences is held against each of them: five years for fees are not five for pre-examination, which has two.
  const [two] = says(await step(id, leader, 'impose', '2022-08-01', { ...impose, kinds: ['fee', 'pre-exam'], gravity: 'repeated', creditCode: firm.creditCode, until: '2027-07-19' }))
  expect(two).toContain('自认定之日（2022年7月20日）起，“暂停或取消预审备案”最长至2024年7月19日（')
  expect(two).not.toContain('“不予减缴专利费用”')
  // What it was paid before is named in the paper, so that nobody has to look for it; what was given back is not.
  await fresh.db.transaction().execute(async (tx) => must(await writeEntries(tx, [
    { register: 'subsidy-payments', how: 'add', key: '贴息-1', party: firm, from: '2021-09-01', status: 'part-recovered', data: { kind: 'interest-subsidy', amount: yuan(38_000), recovered: yuan(8_000), voucher: 'x' } },
    { register: 'subsidy-payments', how: 'add', key: '贴息-2', party: firm, from: '2021-09-01', status: 'recovered', data: { kind: 'interest-subsidy', amount: yuan(9_000), recovered: yuan(9_000), voucher: 'y' } },
    // Another firm of the same name, and one nobody has a code of.
    { register: 'subsidy-payments', how: 'add', key: '贴息-3', party: { name: firm.name, creditCode: '91350524DEM000102D' }, from: '2021-09-01', status: 'paid', data: { kind: 'interest-subsidy', amount: yuan(7_000), recovered: yuan(0), voucher: 'z' } },
    { register: 'subsidy-payments', how: 'add', key: '贴息-4', party: { name: firm.name }, from: '2021-09-01', status: 'paid', data: { kind: 'interest-subsidy', amount: yuan(6_000), recovered: yuan(0), voucher: 'w' } },
  ], { by: { id: province.id, name: province.name }, on: '2021-09-01', at: house.now() }, house.registers)))
  must(await step(id, leader, 'impose', '2022-08-01', { ...impose, creditCode: firm.creditCode }))
  const [paper] = await rows<{ text: string }>(fresh.db, `select p::text as text from paper p where case_id = $1 and title = '处理后果告知书'`, [id])
  expect(paper!.text).toContain('尚未追回的：贴息-1拨付的补助30,000.00 元。是否追还')

  // Two years for prizes, one for aid and for pre-examination, from the day of the identification; counting has no end.
  const lines = await rows<{ kind: string; to: string | null; code: string }>(fresh.db, `select data ->> 'kind' as kind, to_day as to, credit_code as code from entry where register = 'filing-consequences' order by 1`)
  expect(lines).toEqual([{ kind: 'award', to: '2024-07-19' }, { kind: 'pre-exam', to: '2023-07-19' }, { kind: 'statistics', to: null }, { kind: 'subsidy', to: '2023-07-19' }].map((l) => ({ ...l, code: firm.creditCode })))
  for (const [door, what, to] of [['patent-award', '不予参评奖项', '2024年7月19日'], ['interest-subsidy', '不予资助奖励、追还已发款项', '2023年7月19日'], ['navigation-project', '不予资助奖励、追还已发款项', '2023年7月19日'], ['pre-examination', '暂停或取消预审备案', '2023年7月19日']] as const) {
    const [said, ...more] = says(await applyFor(door, '2022-08-02'))
    expect(more).toEqual([])
    expect(said).toContain(`申请行为处理后果：${firm.name}的202110000101.9（2022年第1批）于2022年7月20日经国家知识产权局作出认定，依据处理意见〔2022〕1号，自2022年8月1日起${what}，至${to}。`)
    expect(said).toContain('行政复议或者提起行政诉讼')
    expect(said!.endsWith('（《关于规范申请专利行为的办法》（公告第411号））')).toBe(true)
  }
  // What bars nobody any more was still said by the national office: recovering what was paid asks for that.
  const known = await loadNeeds(fresh.db, items.get('interest-subsidy')!, { number: '', answers: { applicant: { enterprise: firm } } } as Told, '2025-01-01', house.registers)
  expect([known.consequences, known.identified].map((l) => l.map((x: { data: { kind: string } }) => x.data.kind).sort())).toEqual([['statistics'], ['award', 'pre-exam', 'statistics', 'subsidy']])
  // A person, found by no code, is nobody's namesake.
  expect((items.get('patent-award')!.needs!.consequences as { party: (c: Told) => unknown }).party({ answers: { award: { applicant: firm }, people: { patentees: [{ name: '演示·林某' }, firm] } } } as unknown as Told)).toEqual([firm, firm])
  // The last day it holds, and the day after.
  expect(says(await applyFor('pre-examination', '2023-07-19')).filter((s) => s.includes('处理后果'))).toHaveLength(1)
  expect(says(await applyFor('pre-examination', '2023-07-20')).filter((s) => s.includes('处理后果'))).toEqual([])

  must(await step(id, leader, 'overturn', '2022-09-20', { document: '复议决定', reason: '认定被撤销' }))
  for (const door of doors) must(await applyFor(door, '2022-09-20'))
  expect((await findKept(house, fresh.db, id))!.s.memo).toMatchObject({ telling: ['use', 'centre', 'city'] })
})
