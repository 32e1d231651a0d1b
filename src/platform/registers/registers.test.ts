import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { clubMembers, tennisClub } from '../../../test/fixtures/tennis-club/index.ts'
import { addDays, isNo, mustBe, seeded, type Day } from '../../kernel/index.ts'
import { defineRegister, type EntryChange, money, type Register, text, type Told } from '../../service/index.ts'
import { allEntries, changeByHand, entriesOfParty, entryInForce, historyOf, loadNeeds, pageOfEntries, searchPublic, writeEntries } from './index.ts'

const courts = defineRegister({
  id: 'courts', name: '球场名录', keyLabel: '球场编号', public: ['surface'], statuses: { open: '开放', shut: '停用' }, keptBy: ['club-office'],
  fields: { surface: text('地面'), rent: money('租金') },
})
const secrets = defineRegister({ id: 'secrets', name: '内部名册', keyLabel: '编号', public: false, statuses: { on: '在册' }, fields: {} })
const registers: ReadonlyMap<string, Register> = new Map([clubMembers, courts, secrets].map((r) => [r.id, r]))

let ground: FreshDatabase
beforeAll(async () => { ground = await freshDatabase() })
afterAll(() => ground.drop())
beforeEach(async () => { await ground.db.deleteFrom('entry').execute() })

const firm = { id: 'p1', name: '演示·福州甲科技有限公司', creditCode: '91350100M000100Y43' }
const write = (on: Day, ...changes: EntryChange[]) =>
  ground.db.transaction().execute((tx) => writeEntries(tx, changes, { by: { id: 'm1', name: '演示·林科员' }, on, at: `${on}T01:00:00.000Z` as never, caseId: 'c1', seq: 3, unit: 'fj.3501' }, registers))
const join = (key: string, more: Partial<EntryChange> = {}): EntryChange => ({ register: 'club-members', key, how: 'add', party: firm, data: { name: '甲', level: '二级' }, ...more })
const alter = (key: string, more: Partial<EntryChange>): EntryChange => ({ register: 'club-members', key, how: 'change', ...more })

describe('lines in force', () => {
  it('stand from their first to their last day, both included', async () => {
    await write('2022-03-01', join('A1', { from: '2022-03-10', to: '2022-06-30' }))
    const days: Day[] = ['2022-03-09', '2022-03-10', '2022-06-30', '2022-07-01']
    expect(await Promise.all(days.map(async (on) => (await entryInForce(ground.db, 'club-members', 'A1', on))?.status))).toEqual([undefined, 'active', 'active', undefined])
  })

  it('keep their earlier status and data on earlier days', async () => {
    await write('2022-03-01', join('A1'))
    await write('2022-05-01', alter('A1', { status: 'suspended', data: { level: '停赛' } }))
    await write('2022-08-01', alter('A1', { status: 'ended', to: '2022-08-01' }))
    const on = async (day: Day, asOf?: Day) => {
      const line = await entryInForce(ground.db, 'club-members', 'A1', day, asOf)
      return line && [line.status, line.data.level, line.to]
    }
    expect(await on('2022-04-30')).toEqual(['active', '二级', undefined])
    expect(await on('2022-05-01')).toEqual(['suspended', '停赛', undefined])
    expect(await on('2022-08-01')).toEqual(['ended', '停赛', '2022-08-01'])
    expect(await on('2022-08-02')).toBeUndefined()
    // What was known at the end of June was that it stood.
    expect(await on('2022-08-02', '2022-06-30')).toEqual(['suspended', '停赛', undefined])
    expect(await on('2022-04-30', '2022-02-28')).toBeUndefined()
    expect((await historyOf(ground.db, (await allEntries(ground.db, 'club-members', '2022-08-01'))[0]!.id))!.versions.map((v) => [v.version, v.on, v.status, v.by]))
      .toEqual([[3, '2022-08-01', 'ended', '演示·林科员'], [2, '2022-05-01', 'suspended', '演示·林科员'], [1, '2022-03-01', 'active', '演示·林科员']])
  })

  it('entered late count for the days they speak of, but not for what was known then', async () => {
    await write('2024-01-10', join('B1', { from: '2021-01-01' }))
    expect((await entryInForce(ground.db, 'club-members', 'B1', '2022-07-01'))?.key).toBe('B1')
    expect(await entryInForce(ground.db, 'club-members', 'B1', '2022-07-01', '2022-07-01')).toBeUndefined()
  })

  it('ended for days already past no longer stand on those days', async () => {
    await write('2022-01-01', join('C1'))
    await write('2023-05-01', alter('C1', { to: '2022-06-30' }))
    expect((await entryInForce(ground.db, 'club-members', 'C1', '2022-06-30'))?.key).toBe('C1')
    expect(await entryInForce(ground.db, 'club-members', 'C1', '2022-07-01')).toBeUndefined()
    expect((await entryInForce(ground.db, 'club-members', 'C1', '2022-07-01', '2022-12-31'))?.key).toBe('C1')
  })

  it('are the same as a slow walk over all versions finds, whatever was written when', async () => {
    const random = seeded('registers')
    const die = (n: number) => Math.floor(random.next() * n)
    const versions: { on: Day; from: Day; to?: Day; status: string }[][] = []
    for (let i = 0; i < 25; i++) {
      const mine: (typeof versions)[number] = []
      let on = addDays('2022-01-01', die(100))
      const from = addDays(on, die(60) - 30)
      await write(on, join(`W${i}`, { from }))
      mine.push({ on, from, status: 'active' })
      for (let k = die(4); k > 0; k--) {
        on = addDays(on, die(50))
        const to = die(2) ? addDays(mine.at(-1)!.from, die(200)) : mine.at(-1)!.to
        const status = ['active', 'suspended', 'ended'][die(3)]!
        await write(on, alter(`W${i}`, { status, ...(to ? { to } : {}) }))
        mine.push({ on, from, status, ...(to ? { to } : {}) })
      }
      versions.push(mine)
    }
    for (let n = 0; n < 40; n++) {
      const on = addDays('2021-12-01', die(400))
      const asOf = addDays('2021-12-01', die(400))
      const expected = versions.flatMap((mine, i) => {
        const known = mine.filter((v) => v.on <= asOf)
        const then = known.findLast((v) => v.on <= on) ?? known[0]
        if (!then || then.from > on || (then.to && then.to < on)) return []
        return known.slice(known.indexOf(then) + 1).some((v) => v.to && v.to < on) ? [] : [`W${i} ${then.status}`]
      })
      const found = (await allEntries(ground.db, 'club-members', on, asOf)).map((l) => `${l.key} ${l.status}`)
      expect(found.sort()).toEqual(expected.sort())
    }
  })

  it('of a party are found by credit code, by id, or by name', async () => {
    await write('2022-01-01', join('A1'), join('A2', { party: { name: '演示·王某' } }), join('A3', { party: { ...firm, id: undefined } }))
    const keys = async (party: object) => (await entriesOfParty(ground.db, 'club-members', party, '2022-02-01')).map((l) => l.key).sort()
    expect(await keys({ creditCode: firm.creditCode, name: '改了名' })).toEqual(['A1', 'A3'])
    expect(await keys({ id: 'p1' })).toEqual(['A1'])
    expect(await keys({ name: '演示·王某' })).toEqual(['A2'])
    expect(await keys({})).toEqual([])
  })
})

describe('writing', () => {
  it('says which line a change did not find, and writes nothing of the rest', async () => {
    const refused = await ground.db.transaction().execute(async (tx) => {
      const written = await writeEntries(tx, [join('A0'), alter('X9', { status: 'ended' }), join('A1', { from: '2022-05-01', to: '2022-04-01' })], { by: { id: 'm', name: 'm' }, on: '2022-01-01', at: '2022-01-01T00:00:00.000Z' }, registers)
      return written
    })
    expect(refused).toEqual({ ok: false, refusals: [
      { code: 'no-entry', at: 'key', say: '“会员名册”中没有会员证号为“X9”的条目，请核对会员证号' },
      { code: 'entry-days', at: 'to', say: '“会员名册”中“A1”的截止日早于起始日' }] })
    expect((await pageOfEntries(ground.db, clubMembers)).total).toBe(0)
  })

  it('is open by hand only to the offices that keep the register, who say why', async () => {
    const keeper = { id: 'm7', name: '演示·郑管理员', offices: ['club-office'] }
    const at = { on: '2022-07-01' as Day, at: '2022-07-01T01:00:00.000Z' as never }
    const hand = (who: typeof keeper, raw: object) => changeByHand(ground.db, who, { register: 'courts', how: 'add', reason: '', ...raw }, at, registers)
    const said = async (p: ReturnType<typeof hand>) => { const r = await p; return isNo(r) ? r.refusals.map((x) => [x.at, x.say]) : r.value }
    expect(await said(hand({ ...keeper, offices: ['kitchen'] }, {}))).toEqual([[undefined, '“球场名录”不由您所在单位维护']])
    expect(await said(hand(keeper, { register: 'club-members' }))).toEqual([[undefined, '“会员名册”只由办件写入，不能手工修改']])
    expect(await said(hand(keeper, { from: '2022-02-30', status: '?', data: { surface: '草地' } }))).toEqual([
      ['reason', '请填写修改理由'], ['key', '请填写球场编号'], ['from', '起始日须为真实日期，例如 2022-07-01'], ['status', '请选择状态：开放、停用'], ['data.rent', '请填写“租金”']])
    const made = mustBe(await hand(keeper, { key: ' 3号 ', data: { surface: '=cmd|草地', rent: '1,200' }, reason: '新建球场' }))
    expect(made).toMatchObject({ key: '3号', status: 'open', from: '2022-07-01', data: { surface: '=cmd|草地', rent: 120_000 } })
    const shut = { how: 'change', id: made.id, version: 1, status: 'shut', reason: '积水' }
    expect(mustBe(await hand(keeper, shut))).toMatchObject({ status: 'shut', version: 2, data: { rent: 120_000 } })
    expect(await said(hand(keeper, shut))).toEqual([['version', '这一条目刚刚被他人修改，请刷新后核对再改']])
    expect((await historyOf(ground.db, made.id))!.versions.map((v) => v.reason)).toEqual(['积水', '新建球场'])
  })
})

describe('the public check', () => {
  it('finds by key, credit code or part of the name, and shows only what is public', async () => {
    await write('2022-01-01', join('A1'), join('A2', { party: { name: '演示·100%纯果汁厂' } }), { register: 'secrets', key: 'S1', how: 'add', party: firm })
    const found = async (query: string) => (await searchPublic(ground.db, clubMembers, query, '2022-07-01')).lines.map((l) => l.key)
    expect(await found('a1')).toEqual(['A1'])
    expect(await found('91350100m000100y43')).toEqual(['A1'])
    expect(await found('福州甲')).toEqual(['A1'])
    expect(await found('100%纯')).toEqual(['A2'])
    expect(await found('%')).toEqual(['A2'])
    expect(await found("' or 1=1 --")).toEqual([])
    const [line] = (await searchPublic(ground.db, clubMembers, 'A1', '2022-07-01')).lines
    expect(line).toEqual({ key: 'A1', keySaid: 'A1', from: '2022-01-01', status: 'active', statusLabel: '有效', isInForce: true, demo: false, party: firm.name, creditCode: firm.creditCode, shown: [{ label: '姓名', value: '甲' }] })
    expect(await searchPublic(ground.db, secrets, 'S1', '2022-07-01')).toEqual({ lines: [], total: 0 })
  })

  it('pages without losing or repeating a line', async () => {
    await write('2022-01-01', ...Array.from({ length: 7 }, (_, i) => join(`P${i}`)))
    const seen: string[] = []
    for (let before: number | undefined, more = true; more;) {
      const page = await searchPublic(ground.db, clubMembers, '', '2022-07-01', { before, limit: 3 })
      expect(page.total).toBe(7)
      seen.push(...page.lines.map((l) => l.key))
      before = page.next
      more = before !== undefined
    }
    expect(seen).toEqual(['P6', 'P5', 'P4', 'P3', 'P2', 'P1', 'P0'])
  })
})

describe('what a case needs to know', () => {
  it('is a line, several lines, or other cases of the same item', async () => {
    await write('2022-01-01', join('A1'), join('A2'), join('A3', { to: '2022-02-01' }))
    const sameFor = { item: tennisClub.id, item_version: 1, title: '', state: 'review', place: 'fj', handler: 'fj', rule_day: '2022-01-01', submitted_at: '2022-01-01T00:00:00Z', version: 1, head_hash: '', snapshot: '{}', changed_at: '2022-01-01T00:00:00Z' }
    for (const [id, number, marks] of [['k1', 'N1', '{"loan":"L-1"}'], ['k2', 'N2', '{"loan":"L-1"}'], ['k3', 'N3', '{"loan":"L-2"}']]) {
      await ground.pool.query('insert into case_file (id, number, marks, item, item_version, title, state, place, handler, rule_day, submitted_at, version, head_hash, snapshot, changed_at) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)', [id, number, marks, ...Object.values(sameFor)])
    }
    const needs = {
      one: { from: 'register', register: 'club-members', key: () => 'A2' }, none: { from: 'register', register: 'club-members', key: () => 'A3' }, unasked: { from: 'register', register: 'club-members', key: () => undefined },
      mine: { from: 'register', register: 'club-members', party: () => firm }, all: { from: 'register', register: 'club-members', all: true }, same: { from: 'register', register: 'club-members', key: () => 'A1', all: true },
      few: { from: 'register', register: 'club-members', keys: () => ['A2', 'A3', 'A9'] }, empty: { from: 'register', register: 'club-members', keys: () => [] },
      peers: { from: 'peers', mark: 'loan', equals: () => 'L-1' },
    }
    const facts = await loadNeeds(ground.db, { ...tennisClub, needs } as never, { number: 'N2' } as Told, '2022-07-01', registers)
    expect(facts.one).toMatchObject({ register: 'club-members', key: 'A2', party: firm, from: '2022-01-01', status: 'active', data: { level: '二级' }, caseId: 'c1' })
    expect([facts.none, facts.unasked]).toEqual([undefined, undefined])
    expect([facts.mine, facts.all, facts.same].map((lines) => lines.map((l: { key: string }) => l.key).sort())).toEqual([['A1', 'A2'], ['A1', 'A2'], ['A1']])
    expect([facts.few, facts.empty].map((lines) => lines.map((l: { key: string }) => l.key))).toEqual([['A2'], []])
    expect(facts.peers).toEqual([{ caseId: 'k1', number: 'N1', state: 'review', marks: { loan: 'L-1' } }])
  })
})
