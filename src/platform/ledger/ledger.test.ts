import { createHash } from 'node:crypto'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anApplicant, anOfficial } from '../../../test/house.ts'
import { canonical, type Instant } from '../../kernel/index.ts'
import { act, submit } from '../cases/index.ts'
import { chainHash, ledgerVerify, sealRoots, verifyLedger } from './index.ts'

let ground: FreshDatabase
beforeAll(async () => { ground = await freshDatabase() })
afterAll(() => ground.drop())

/** Only chains are looked at: what these cases came to belongs to no item. */
const none = new Map()
const step = (seq: number, amount: number) => ({
  seq, step: `step-${seq}`, label: '审定', from: 'a', to: 'b', at: '2022-07-01T01:00:00.000Z', on: '2022-07-01', by: { id: 'm1', name: '演示·林科员' }, as: 'use',
  set: { computed: { subsidy: { value: amount, steps: [`${amount}分`] } } },
})

/** A ledger of cases with so many steps each, written as the case store writes. */
async function write(cases: Record<string, number>, demo = false): Promise<void> {
  for (const [id, steps] of Object.entries(cases)) {
    let head = ''
    await ground.pool.query(`insert into case_file (id, number, item, item_version, title, state, place, handler, rule_day, submitted_at, version, head_hash, snapshot, changed_at, demo)
      values ($1, $2, 'tennis-club', 1, '', 'x', 'fj', 'fj', '2022-07-01', now(), 0, '', '{}', now(), $3) on conflict do nothing`, [id, `网2022-${id}`, demo])
    const { rows: [{ version, head_hash }] } = await ground.pool.query('select version, head_hash from case_file where id = $1', [id])
    head = head_hash
    for (let seq = version + 1; seq <= steps; seq++) {
      const action = step(seq, 3_800_000)
      const hash = chainHash(head, id, action)
      await ground.pool.query('insert into case_action values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [id, seq, action.step, action.at, action.on, 'm1', canonical(action), head, hash])
      head = hash
    }
    await ground.pool.query('update case_file set version = $2, head_hash = $3 where id = $1', [id, steps, head])
  }
}
/** What someone with the database password might do. */
const tamper = async (statement: string, values: unknown[] = []) => {
  await ground.pool.query('alter table case_action disable trigger user')
  await ground.pool.query(statement, values)
  await ground.pool.query('alter table case_action enable trigger user')
}
beforeEach(async () => {
  await tamper('delete from case_action')
  await ground.pool.query('delete from case_file')
  await ground.pool.query('delete from ledger_seal')
})
const says = async (anchored: string[] = []) => (await verifyLedger(ground.db, { items: none, anchored })).faults.map((f) => f.say)
const now = (n: number) => `2022-07-0${n}T00:00:00.000Z` as Instant

it('the hash is SHA-256 over the hash before, the case and the canonical text', () => {
  const expected = createHash('sha256').update('ab\nc1\n{"a":1,"b":"二"}').digest('hex')
  expect(chainHash('ab', 'c1', { b: '二', a: 1, left: undefined })).toBe(expected)
})

it('a ledger nobody touched is found as it was written', async () => {
  await write({ c1: 3, c2: 1, c3: 5 })
  await ground.pool.query("insert into case_file select 'c0', 'n0', item, item_version, title, state, place, handler, party_id, rule_day, submitted_at, due_on, due_at, due_of, stopped_since, expires_at, standing, published, closed_on, outcome, 0, '', snapshot, marks, confidential, demo, changed_at from case_file where id = 'c1'")
  const progress: number[] = []
  const report = await verifyLedger(ground.db, { items: none, onProgress: (p) => progress.push(p.done, p.total) })
  expect(report).toEqual({ cases: 4, actions: 9, bytes: 9 * Buffer.byteLength(canonical(step(1, 3_800_000))), seals: 0, removedDemo: 0, notReplayed: 4, faults: [] })
  expect(progress).toEqual([9, 9])
})

describe('what was changed is named', () => {
  beforeEach(() => write({ c1: 3, c2: 4, c3: 2 }))

  it('to the byte when one digit was changed', async () => {
    const text = canonical(step(2, 3_800_000))
    const byte = Buffer.byteLength(text.slice(0, text.indexOf('3800000'))) + 1
    await tamper("update case_action set action = regexp_replace(action, '3800000', '9800000') where case_id = 'c2' and seq = 2")
    const report = await verifyLedger(ground.db, { items: none })
    expect(report.faults).toEqual([{ caseId: 'c2', number: '网2022-c2', seq: 2, byte, say: `办件 网2022-c2 第2步：第${byte}字节起被改动，原为“3”，现为“9”` }])
  })

  it('to the byte when a nought was added or lost', async () => {
    await tamper("update case_action set action = regexp_replace(action, '3800000', '38000000') where case_id = 'c1' and seq = 1")
    await tamper("update case_action set action = regexp_replace(action, '3800000', '380000') where case_id = 'c3' and seq = 2")
    const [added, lost] = await says()
    expect(added).toMatch(/^办件 网2022-c1 第1步：第\d+字节起被改动，原为“”，现为“0”$/)
    expect(lost).toMatch(/^办件 网2022-c3 第2步：第\d+字节起被改动，原为“0”，现为“”$/)
  })

  it('to the byte when the text is no longer canonical', async () => {
    await tamper("update case_action set action = replace(action, '\"演示·林科员\"', '  \"演示·陈某\"') where case_id = 'c2' and seq = 3")
    const byte = Buffer.byteLength(canonical(step(3, 3_800_000)).split('"演示')[0]!) + 1
    expect(await says()).toEqual([`办件 网2022-c2 第3步：第${byte}字节起被改动`])
  })

  it('to the step when more was changed, or columns beside the text, or a hash', async () => {
    await tamper("update case_action set action = replace(action, '林科员', '陈处长') where case_id = 'c1' and seq = 2")
    await tamper("update case_action set by_id = 'm2' where case_id = 'c2' and seq = 1")
    await tamper("update case_action set prev_hash = repeat('0', 64) where case_id = 'c3' and seq = 2")
    const bytes = Buffer.byteLength(canonical(step(2, 3_800_000)))
    expect(await says()).toEqual([
      `办件 网2022-c1 第2步：内容或散列被改动（全文${bytes}字节）`, '办件 网2022-c2 第1步：列表所用的步骤、日期或经办人与历史正文不符', '办件 网2022-c3 第2步：所记的前一步散列与前一步不符'])
  })

  it('when the case is taken away from over its history, without hiding what was done to another', async () => {
    await ground.pool.query("delete from case_file where id = 'c2'")
    await tamper("delete from case_action where case_id = 'c3' and seq = 2")
    expect(await says()).toEqual(['办件 c2：历史还在，办件本身已被删去', '办件 网2022-c3：历史有1步，办件记为2步，末尾的步骤被删去'])
    expect((await verifyLedger(ground.db, { items: none })).actions).toBe(8)
  })

  it('when steps are taken out of the middle, the end or altogether', async () => {
    await tamper("delete from case_action where case_id = 'c1' and seq = 2")
    await tamper("delete from case_action where case_id = 'c2' and seq = 4")
    await tamper("delete from case_action where case_id = 'c3'")
    expect(await says()).toEqual(['办件 网2022-c1 第3步：应为第2步，其间的步骤被删去或编号被改', '办件 网2022-c2：历史有3步，办件记为4步，末尾的步骤被删去', '办件 网2022-c3：历史有0步，办件记为2步，末尾的步骤被删去'])
  })
})

describe('seals', () => {
  it('carry the seal before and cover what moved since', async () => {
    await write({ c1: 2, c2: 1 })
    const first = (await sealRoots(ground.db, now(1)))!
    expect([first.cases, first.actions, first.prevRoot]).toEqual([2, 3, ''])
    expect(await sealRoots(ground.db, now(2))).toBeUndefined()
    await write({ c2: 3, c3: 1 })
    const second = (await sealRoots(ground.db, now(3)))!
    expect([second.cases, second.actions, second.prevRoot]).toEqual([2, 6, first.root])
    expect(await verifyLedger(ground.db, { items: none, anchored: [first.root] })).toMatchObject({ seals: 2, lastRoot: second.root, faults: [] })
  })

  it('show a history that was rewritten whole, with every hash made to fit', async () => {
    await write({ c1: 2 })
    await sealRoots(ground.db, now(1))
    let head = ''
    for (const seq of [1, 2]) {
      const action = step(seq, 9_900_000)
      const hash = chainHash(head, 'c1', action)
      await tamper('update case_action set action = $1, prev_hash = $2, hash = $3 where seq = $4', [canonical(action), head, hash, seq])
      head = hash
    }
    await ground.pool.query('update case_file set head_hash = $1', [head])
    expect(await says()).toEqual([expect.stringMatching(/^办件 网2022-c1 第2步：与2022年7月1日 08:00的封存（第\d+号）时不同，历史在封存后被整段改写或截短$/)])
  })

  it('show a case that is gone, unless it was a demonstration', async () => {
    await write({ c1: 1 })
    await write({ d1: 2 }, true)
    await sealRoots(ground.db, now(1))
    await tamper('delete from case_action')
    await ground.pool.query('delete from case_file')
    const report = await verifyLedger(ground.db, { items: none })
    expect([report.removedDemo, report.faults.map((f) => f.caseId)]).toEqual([1, ['c1']])
  })

  it('that were themselves rewritten no longer hold the root that was printed', async () => {
    await write({ c1: 1 })
    const printed = (await sealRoots(ground.db, now(1)))!.root
    await ground.pool.query("update ledger_seal_head set head_hash = repeat('0', 64)")
    expect(await says()).toEqual([expect.stringContaining('的根与其内容不符'), expect.stringContaining('历史在封存后被整段改写或截短')])
    await ground.pool.query('delete from ledger_seal')
    await sealRoots(ground.db, now(2))
    expect(await says()).toEqual([])
    expect(await says([printed])).toEqual([`所给的根 ${printed} 不在封存之中：封存被整体改写，或这个根不属于本系统`])
  })
})

it('the command answers 0 for a sound ledger, 1 for a changed one, 2 for a wrong question', async () => {
  let out = ''
  const sink = new Writable({ write(chunk, _, next) { out += chunk; next() } })
  const run = async (...argv: string[]) => { out = ''; return [await ledgerVerify(argv, { db: ground.db, items: none }, { stdout: sink, stderr: sink }), out] as const }
  await write({ c1: 2 })
  const { root } = (await sealRoots(ground.db, now(1)))!
  expect((await run('--root', root))[0]).toBe(0)
  expect(out).toMatch(/^办件1件、2步、\d+字节，封存1次，1件的事项已不提供、未重算，用时[\d.]+秒\n最近的根 [0-9a-f]{64}\n全部与写入时一致\n$/)
  expect((await run('--root', 'x'))[0]).toBe(2)
  await tamper("update case_action set action = regexp_replace(action, '3800000', '3800001') where seq = 1")
  const [code, said] = await run('--json')
  expect([code, JSON.parse(said).faults[0].seq]).toEqual([1, 1])
})

describe('what a case came to', () => {
  let house: Awaited<ReturnType<typeof aHouse>>, id = ''
  beforeEach(async () => {
    house = await aHouse(ground.db)
    const who = await anApplicant(ground.db), window = await anOfficial(ground.db, 'fj.3501', ['handle'])
    const filed = await submit(house, who, 'tennis-club', { who: { name: { name: who.partyName! }, place: '350102' }, play: { level: 'new', wish: '周末打球' } })
    if (!filed.ok || !(await act(house, window, filed.value.id, { step: 'accept' })).ok) throw new Error('the case was not taken in')
    id = filed.value.id
  })
  const found = async () => (await verifyLedger(ground.db, house)).faults.map((f) => f.say.replace(/^办件 \S+：/, ''))

  it('is what its history gives, step by step', async () => {
    expect(await found()).toEqual([])
    expect((await verifyLedger(ground.db, { items: none })).notReplayed).toBe(1)
  })
  it('is named when someone wrote another state, another answer or another outcome beside the history', async () => {
    await ground.pool.query(`update case_file set snapshot = jsonb_set(snapshot::jsonb, '{answers,play,level}', '"old"'), outcome = 'granted' where id = $1`, [id])
    expect(await found()).toEqual(['历史未动，但办件现在所示的填报内容、结果与按历史逐步重算的结果不符'])
    await ground.pool.query(`update case_file set state = 'member' where id = $1`, [id])
    expect(await found()).toEqual(['历史未动，但办件现在所示的填报内容、状态、结果与按历史逐步重算的结果不符'])
  })
})
