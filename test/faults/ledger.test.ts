import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mustBe } from '../../src/kernel/index.ts'
import { act, submit } from '../../src/platform/cases/index.ts'
import { rows } from '../../src/platform/db/index.ts'
import { sealRoots } from '../../src/platform/ledger/index.ts'
import { type FreshDatabase, freshDatabase } from '../db.ts'
import { aHouse, anApplicant, anOfficial } from '../house.ts'

// The command an auditor runs, on cases that were really worked, before and after someone with the database password was at them.

let fresh: FreshDatabase
let cases: { id: string; number: string }[]
beforeAll(async () => {
  fresh = await freshDatabase()
  const house = await aHouse(fresh.db)
  const window = await anOfficial(fresh.db, 'fj.3501', ['handle'])
  cases = []
  for (let i = 0; i < 3; i++) {
    const who = await anApplicant(fresh.db)
    const { id, number } = mustBe(await submit(house, who, 'tennis-club', { who: { name: { name: who.partyName }, place: '350102' }, play: { level: 'old', years: '1,234.56', wish: '周末打球' } }))
    mustBe(await act(house, window, id, { step: 'accept' }))
    cases.push({ id, number })
  }
  await sealRoots(fresh.db)
})
afterAll(() => fresh?.drop())

/** What `bin/zhixing ledger verify` answers and says. */
async function verified(...args: string[]): Promise<{ code: number; out: string }> {
  const child = spawn(resolve('bin/zhixing'), ['ledger', 'verify', ...args], { env: { ...process.env, DATABASE_URL: fresh.url } })
  let out = ''
  child.stdout.on('data', (chunk) => { out += chunk })
  child.stderr.on('data', (chunk) => { out += chunk })
  const [code] = await once(child, 'close')
  return { code, out }
}
/** What someone with the database password does. */
async function tamper(...statements: [string, unknown[]][]): Promise<void> {
  await fresh.pool.query('alter table case_action disable trigger user')
  for (const [statement, values] of statements) expect((await fresh.pool.query(statement, values)).rowCount).toBe(1)
  await fresh.pool.query('alter table case_action enable trigger user')
}

// Every run is a program of its own, started anew; so each looks at several things at once.
describe.skipIf(process.platform === 'win32')('zhixing ledger verify', () => {
  it('finds a ledger nobody touched as it was written, with the root an auditor wrote down', async () => {
    const [seal] = await rows<{ root: string }>(fresh.db, 'select root from ledger_seal')
    const { code, out } = await verified('--root', seal!.root)
    expect([code, out]).toEqual([0, expect.stringMatching(/^办件3件、6步、\d+字节，封存1次，3件的事项已不提供、未重算，用时[\d.]+秒\n最近的根 [0-9a-f]{64}\n全部与写入时一致\n$/)])
  })

  it('names the case, the step and the byte of a changed digit, the case whose head was changed, and the changed seal', async () => {
    const [row] = await rows<{ action: string }>(fresh.db, 'select action from case_action where case_id = $1 and seq = 1', [cases[1]!.id])
    expect(row!.action).toContain('123456')
    const byte = Buffer.byteLength(row!.action.slice(0, row!.action.indexOf('123456'))) + 1
    const digit = (from: string, to: string): [string, unknown[]] => [`update case_action set action = regexp_replace(action, $2, $3) where case_id = $1 and seq = 1`, [cases[1]!.id, from, to]]
    const head: [string, unknown[]] = ['update case_file set head_hash = reverse(head_hash) where id = $1', [cases[2]!.id]]
    const sealed: [string, unknown[]] = ['update ledger_seal_head set head_hash = reverse(head_hash) where case_id = $1', [cases[0]!.id]]
    await tamper(digit('123456', '923456'), head, sealed)
    const { code, out } = await verified()
    expect(code).toBe(1)
    expect(out).toContain(`✗ 办件 ${cases[1]!.number} 第1步：第${byte}字节起被改动，原为“1”，现为“9”\n`)
    expect(out).toContain(`✗ 办件 ${cases[2]!.number}：办件所记的链头与历史的最后一步不符\n`)
    expect(out).toMatch(/✗ .*的封存（第\d+号）的根与其内容不符\n/)
    expect(out).toContain(`✗ 办件 ${cases[0]!.number} 第2步：与`)
    expect(out).toContain('有4处与原来不符')
    await tamper(digit('923456', '123456'), head, sealed)
  })

  it('tells a program the same, also of a root that is not among the seals', async () => {
    const foreign = 'f'.repeat(64)
    await tamper(['update ledger_seal set cases = cases + $1', [1]])
    const { code, out } = await verified('--json', '--root', foreign)
    expect([code, JSON.parse(out).faults]).toEqual([1, [{ seal: expect.any(Number), say: expect.stringContaining('的根与其内容不符') }, { say: expect.stringContaining(`所给的根 ${foreign} 不在封存之中`) }]])
    await tamper(['update ledger_seal set cases = cases - $1', [1]])
    expect((await verified()).code).toBe(0)
  })
})
