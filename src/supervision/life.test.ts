import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHouse, anOfficial } from '../../test/house.ts'
import { type FreshDatabase, freshDatabase } from '../../test/db.ts'
import { mustBe } from '../kernel/index.ts'
import { act, openCase, openMany, view } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { storeFile } from '../platform/documents/index.ts'
import type { House } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import { listAction, splitFaults } from './action-item.ts'
import { actOn, adopt, confirmLineage, correct, decideRole, dispatchAction, dispatchList, evidenceOf, findRun, finishRuns, finishSplits, importList, progressOf, rolesView, splitAction, startDispatch, supervisionProgramme, viewList } from './index.ts'

let fresh: FreshDatabase
let house: House & { setClock(at: string): void }
let group: Who, use: Who, bureau: Who, fuzhou: Who, xiamen: Who, quanzhou: Who
let list: string, nextYear: string
const says = (r: { ok: boolean; refusals?: { say: string }[] }) => (r.ok ? [] : r.refusals!.map((x) => x.say))
const source = (year: number, more: string[] = []) => [`某省${year}年知识产权任务清单`, '', '1.知识产权金融', '推进质押融资入园惠企，建立风险分担机制。', '运用处，福州市、厦门市知识产权局', '2.强市共建', '签署共建知识产权强市合作备忘录。', '运用处，泉州市知识产权局', '3.国家保护中心', '加快建设保护中心并通过国家验收。', '运用处，福州市知识产权局', ...more].join('\n')
const doc = '闽知领〔2022〕5号'

const on = (day: string) => { house.setClock(day); return house }
const caseOf = async (action: string, unit: string, of = list) => (await rows<{ id: string }>(fresh.db, `select id from case_file where marks ->> 'key' = $1 order by submitted_at desc`, [`${of}/${action}/${unit}`]))[0]!.id
let proofs = 0
async function report(id: string, who: Who, day: string, share: number, period?: string) {
  const { hash, name, size } = mustBe(await storeFile(fresh.db, house.dataDir, Buffer.from(`佐证${++proofs}`), '佐证.txt', who.id))
  return act(on(day), who, id, { step: 'feedback', input: { ...(period ? { period } : {}), says: '按计划推进', share, evidence: [{ hash, name, size }] } })
}
const take = (id: string, who: Who, day: string, step: string, input?: unknown) => act(on(day), who, id, { step, input })
const at = async (day: string, action: string, unit: string, of = list) => (await progressOf(house, of, day as never))!.tasks.flatMap((t) => t.actions).find((a) => a.id === action)!.units.find((u) => u.unit === unit)!
const action = async (day: string, id: string, of = list) => (await progressOf(house, of, day as never))!.tasks.flatMap((t) => t.actions).find((a) => a.id === id)!

async function inForce(text: string): Promise<string> {
  const read = mustBe(await importList(house, group, { name: '清单.txt', bytes: Buffer.from(text) }))
  for (const t of read.body) mustBe(await correct(house, group, read.id, `tasks.${t.id}.confirmed`, true, '核对无误'))
  return mustBe(await adopt(house, group, read.id)).id
}

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [supervisionProgramme], at: '2022-01-20T01:00:00.000Z', dataDir: '/tmp/zx-life-test' })
  ;[group, use, bureau, fuzhou, xiamen, quanzhou] = await Promise.all([
    anOfficial(fresh.db, 'fj.group', ['handle']), anOfficial(fresh.db, 'fj.use', ['handle']), anOfficial(fresh.db, 'fj', ['decide']), anOfficial(fresh.db, 'fj.3501', ['handle', 'decide']), anOfficial(fresh.db, 'fj.3502', ['handle']), anOfficial(fresh.db, 'fj.3505', ['handle']),
  ])
  list = await inForce(source(2022))
}, 60_000)
afterAll(() => fresh.drop())

describe('roles', () => {
  it('are asked once where the list names no lead, and who decided is kept', async () => {
    expect(mustBe(await rolesView(house, group, list)).asks.map((a) => [a.task, a.units.map((u) => u.name)])).toEqual([['1', ['运用处', '福州市', '厦门市']], ['2', ['运用处', '泉州市']], ['3', ['运用处', '福州市']]])
    expect(says(await decideRole(house, fuzhou, list, { kind: 'first', why: '惯例' }))).toEqual(['任务分工由省局、业务处室或领导小组办公室确定'])
    expect(says(await decideRole(house, group, list, { kind: 'lead', task: '1', unit: 'fj.3505', why: '会议' }))).toEqual(['泉州市不是这项任务的责任单位，不能由其牵头'])
    mustBe(await decideRole(house, group, list, { kind: 'lead', task: '3', unit: 'fj.3501', why: '1月18日会议议定' }))
    expect(mustBe(await decideRole(house, group, list, { kind: 'first', why: '列首位的为牵头单位' })).asks).toEqual([])
    const actions = mustBe(await viewList(house, group, list)).body.flatMap((t) => t.actions)
    expect(actions.map((a) => [a.id, a.units.find((u) => u.role === 'lead')?.name, a.lead?.of, a.lead?.why])).toEqual([
      ['1.1', '运用处', 'list', '列首位的为牵头单位'], ['1.2', '运用处', 'list', '列首位的为牵头单位'], ['2.1', '运用处', 'list', '列首位的为牵头单位'], ['3.1', '福州市', 'task', '1月18日会议议定'],
    ])
  })
  it('of a memorandum are two sides, and both must be done', async () => {
    expect(says(await decideRole(house, group, list, { kind: 'sides', why: '备忘录' }))).toEqual(['请指明由双方共同承担的分解任务'])
    mustBe(await decideRole(house, group, list, { kind: 'sides', action: '2.1', why: '备忘录由省局与市政府共同签署' }))
  })
})

describe('dispatch of the whole list', () => {
  it('is a job that is watched, finished by another process, and done once', async () => {
    expect(says(await findRun(house, group, list))).toEqual(['这份清单还没有整份交办过'])
    // Begun by a process that died before its first chunk.
    await rows(fresh.db, 'insert into list_run (id, list_id, by_id, by_name, started_at, total) values ($1, $2, $3, $4, $5, 0)', ['r1', list, group.id, group.name, house.now()])
    await finishRuns(house)
    // 3 units for 1.1 and for 1.2, 2 for 2.1 and for 3.1.
    expect(mustBe(await findRun(house, group, list))).toMatchObject({ id: 'r1', total: 10, done: 10, opened: 10, already: 0, refused: [], endedAt: house.now() })
    expect(mustBe(await startDispatch(house, group, list))).toMatchObject({ total: 10, done: 10, opened: 0, already: 10 })
    expect(says(await startDispatch(house, xiamen, list))).toEqual(['交办由领导小组办公室或业务处室办理'])
  })
  it('leaves nobody red while days remain to sign in, and says who is waited for', async () => {
    const a = await action('2022-01-20', '1.1')
    expect(a.units.map((u) => u.light.light)).toEqual(['green', 'green', 'green'])
    expect(a.waits).toEqual([{ unit: 'fj.use', name: '运用处', for: '签收', n: 1 }, { unit: 'fj.3501', name: '福州市', for: '签收', n: 1 }, { unit: 'fj.3502', name: '厦门市', for: '签收', n: 1 }])
    for (const [who, unit] of [[fuzhou, 'fj.3501'], [xiamen, 'fj.3502'], [use, 'fj.use']] as const) for (const id of ['1.1', '1.2']) mustBe(await take(await caseOf(id, unit), who, '2022-01-21', 'signIn'))
  })
})

describe('feedback by period', () => {
  it('is for the open quarter when none is named, and an unchanged quarter is one step that keeps the figure', async () => {
    const id = await caseOf('1.1', 'fj.3502')
    expect(says(await take(id, xiamen, '2022-04-02', 'noChange'))).toEqual(['还没有反馈过，没有可以沿用的数字，请办理“反馈”'])
    expect((await at('2022-04-02', '1.1', 'fj.3502')).period).toEqual({ name: '2022Q1', by: '2022-04-08' })
    mustBe(await report(id, xiamen, '2022-04-02', 40))
    mustBe(await take(id, use, '2022-04-06', 'accept', { share: 40, opinion: '属实' }))
    expect(says(await take(id, xiamen, '2022-06-20', 'noChange'))).toEqual(['2022Q2至2022年6月30日止，期满后方可报“本期无变化”'])
    mustBe(await take(id, xiamen, '2022-07-01', 'noChange'))
    expect(says(await take(id, xiamen, '2022-07-01', 'noChange'))).toEqual(['2022Q3至2022年9月30日止，期满后方可报“本期无变化”'])
    const u = await at('2022-07-20', '1.1', 'fj.3502')
    expect([u.reported, u.verified, u.unchanged, u.light.unreported]).toEqual([{ share: 40, on: '2022-04-02' }, { share: 40, on: '2022-04-06' }, { n: 1, period: '2022Q2' }, undefined])
    expect((await action('2022-07-20', '1.1')).counts).toMatchObject({ reported: 1, unchanged: 1 })
  })
})

describe('a return', () => {
  it('goes to any earlier step and comes straight back to whoever returned it', async () => {
    const id = await caseOf('1.1', 'fj.3501')
    mustBe(await report(id, fuzhou, '2022-06-01', 100, '2022Q2'))
    mustBe(await take(id, use, '2022-06-02', 'accept', { share: 100, opinion: '属实' }))
    mustBe(await take(id, fuzhou, '2022-06-03', 'askClose', { says: '完成' }))
    expect(says(await take(id, use, '2022-06-06', 'return', { to: 'split', reason: '比重' }))).toEqual(['本任务没有分解到县，不能退回到“分解”'])
    // From closing back to the check, from the check back to the report: each goes to where it was returned from.
    mustBe(await take(id, use, '2022-06-06', 'return', { to: 'accept', reason: '第三份协议没有盖章' }))
    mustBe(await take(id, use, '2022-06-07', 'return', { to: 'feedback', reason: '请补盖章页' }))
    expect((await at('2022-06-07', '1.1', 'fj.3501'))).toMatchObject({ stateLabel: '退回（反馈）', returned: '反馈', waits: { name: '福州市', for: '重新反馈' } })
    expect(says(await take(id, fuzhou, '2022-06-08', 'askClose', { says: '完成' }))).toEqual(['本件已退回到“反馈”（请补盖章页），请先重新办理“反馈”'])
    expect(mustBe(await report(id, fuzhou, '2022-06-08', 100, '2022Q2')).state.label).toBe('待核查')
    expect(mustBe(await take(id, use, '2022-06-09', 'accept', { share: 100, opinion: '已补' })).state.label).toBe('待销号')
    expect(mustBe(await take(id, use, '2022-06-10', 'return', { to: 'dispatch', reason: '漏写配合单位' })).waiting.map((w) => w.who)).toEqual(['福建省知识产权工作领导小组办公室 · 交办单位'])
    expect(mustBe(await take(id, group, '2022-06-10', 'resend', { answer: '已补写' })).state.label).toBe('待销号')
    expect(mustBe(await take(id, use, '2022-06-13', 'close', { opinion: '同意' })).state.label).toBe('已销号')
    expect(mustBe(await take(id, use, '2022-06-14', 'return', { to: 'askClose', reason: '没有写明金额' })).state.label).toBe('办理中')
    expect(mustBe(await take(id, fuzhou, '2022-06-15', 'askClose', { says: '完成，三百万元' })).state.label).toBe('已销号')
    expect((await at('2022-06-15', '1.1', 'fj.3501')).light).toMatchObject({ light: 'blue', say: '蓝：2022年6月13日已销号，已核进度100%' })
  })
})

describe('a split', () => {
  it('split anew opens what is missing, takes back what is gone, and keeps the first shares in sight', async () => {
    const id = await caseOf('1.2', 'fj.3501')
    mustBe(await splitAction(on('2022-02-01'), fuzhou, id, [{ unit: 'fj.3501.350102', weight: 60 }, { unit: 'fj.3501.350104', weight: 40 }]))
    mustBe(await take(id, fuzhou, '2022-03-01', 'resplit', { doc: '榕知〔2022〕3号', reason: '机构改革', parts: [{ unit: 'fj.3501.350102', weight: 45.5 }, { unit: 'fj.3501.350121', weight: 54.5 }] }))
    expect((await finishSplits(house)).opened.map((o) => o.unit)).toEqual(['fj.3501.350121'])
    expect(await finishSplits(house)).toEqual({ opened: [], already: 0, refused: [] })
    expect(await rows(fresh.db, `select marks ->> 'unit' as unit, state, marks -> 'weight' as weight, marks -> 'firstWeight' as first from case_file where marks ->> 'parent' = $1 order by 1`, [`${list}/1.2/fj.3501`])).toEqual([
      { unit: 'fj.3501.350102', state: 'dispatched', weight: 45.5, first: 60 }, { unit: 'fj.3501.350104', state: 'terminated', weight: 40, first: null }, { unit: 'fj.3501.350121', state: 'dispatched', weight: 54.5, first: null },
    ])
    const { parts } = await at('2022-03-01', '1.2', 'fj.3501')
    expect(parts.map((p) => [p.name, p.weight, p.firstWeight, p.stateLabel, p.light])).toEqual([['鼓楼区', 45.5, 60, '待签收', 'yellow'], ['闽侯县', 54.5, undefined, '待签收', 'green']])
    expect((await at('2022-02-20', '1.2', 'fj.3501')).parts.map((p) => p.weight)).toEqual([60, 40])
  })
  it('is whole for any weights in hundredths that add up, and for no others', () => {
    const city = { handler: 'fj.3501', unitOf: (r: string) => r }
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 12 })
    fc.assert(fc.property(cuts, fc.integer({ min: -3, max: 3 }), (at, off) => {
      const ends = [0, ...at.toSorted((a, b) => a - b), 10_000]
      const parts = ends.slice(1).map((end, i) => ({ unit: `fj.3501.35010${i}`, weight: (end - ends[i]! + (i === 0 ? off : 0)) / 100 }))
      fc.pre(parts.every((p) => p.weight > 0))
      expect(splitFaults(city, parts).map((f) => f.code)).toEqual(off === 0 ? [] : ['not-whole'])
    }))
  })
})

describe('an approved act', () => {
  it('names its document, and keeps the first day and the first units beside the new', async () => {
    expect(says(await actOn(on('2022-05-10'), use, { list, action: '1.2', kind: 'adjust', doc, reason: '提前', due: '2022-10-31' }))).toEqual(['调整由省局负责人批准'])
    expect(says(await actOn(house, bureau, { list, action: '1.2', kind: 'adjust', doc: ' ', reason: '提前', due: '2022-10-31' }))).toEqual(['请写明批准文件的文号'])
    const { act: a, refused } = mustBe(await actOn(house, bureau, { list, action: '1.2', kind: 'adjust', doc, reason: '提前完成，增加泉州', due: '2022-10-31', add: ['fj.3505'], remove: ['fj.3502'] }))
    expect([a.before, a.after, a.open, refused]).toEqual([{ due: '2022-12-31', units: ['fj.use', 'fj.3501', 'fj.3502'] }, { due: '2022-10-31', units: ['fj.use', 'fj.3501', 'fj.3505'] }, false, []])
    const now = await action('2022-05-10', '1.2')
    expect([now.dueOn, now.firstDue, now.acts.map((x) => x.doc), now.units.map((u) => [u.name, u.stateLabel, u.dueOn, u.firstDue])]).toEqual(['2022-10-31', '2022-12-31', [doc], [
      ['运用处', '办理中', '2022-10-31', '2022-12-31'], ['福州市', '县级办理中', '2022-10-31', '2022-12-31'], ['厦门市', '已终止', '2022-12-31', undefined], ['泉州市', '未交办', '2022-10-31', undefined],
    ]])
    const then = await action('2022-05-09', '1.2')
    expect([then.dueOn, then.firstDue, then.units.map((u) => u.name)]).toEqual(['2022-12-31', undefined, ['运用处', '福州市', '厦门市']])
    expect(mustBe(await dispatchAction(house, group, { list, action: '1.2' })).opened.map((o) => o.unit)).toEqual(['fj.3505'])
    expect(says(await actOn(on('2022-11-01'), bureau, { list, action: '1.2', kind: 'adjust', doc, reason: '推迟', due: '2022-12-31' }))).toEqual(['完成期限2022年10月31日已过，不能以调整代替延期'])
  })
  it('merges into a surviving action; evidence stays where it was given, and what the counties had goes with it', async () => {
    expect(says(await actOn(on('2022-10-10'), bureau, { list, action: '1.2', kind: 'merge', doc, reason: '合并', into: { action: '1.2' } }))).toEqual(['不能并入自己'])
    mustBe(await actOn(house, bureau, { list, action: '1.2', kind: 'merge', doc: '闽知领〔2022〕9号', reason: '与1.1合并推进', into: { action: '1.1' } }))
    const merged = await action('2022-10-10', '1.2'), survivor = await action('2022-10-10', '1.1')
    expect([merged.ended, merged.light.light, merged.units[0]!.light.say]).toEqual(['merge', 'grey', '灰：2022年10月10日闽知领〔2022〕9号批准并入1.1'])
    expect(survivor.mergedFrom).toEqual([{ action: '1.2', title: merged.title, doc: '闽知领〔2022〕9号' }])
    expect(await rows(fresh.db, `select distinct state from case_file where marks ->> 'parent' = $1`, [`${list}/1.2/fj.3501`])).toEqual([{ state: 'terminated' }])
    expect(mustBe(await evidenceOf(house, use, { list, action: '1.2' })).totals.cases).toBeGreaterThan(3)
    expect(says(await dispatchAction(house, group, { list, action: '1.2' }))).toEqual(['“1.2”已经批准合并，不再交办'])
  })
  it('carries into next year only what was confirmed to go on, and the two point at each other', async () => {
    nextYear = await inForce(source(2023))
    const carry = () => actOn(on('2023-01-12'), bureau, { list, action: '3.1', kind: 'carry', doc: '闽知领〔2023〕1号', reason: '国家验收排期在2023年', into: { list: nextYear, action: '3.1' } })
    expect(says(await carry())).toEqual(['《某省2023年知识产权任务清单》第3项还没有确认承接第3项，请先在清单比较页确认承接关系'])
    mustBe(await confirmLineage(house, group, list, nextYear))
    mustBe(await carry())
    const before = await caseOf('3.1', 'fj.3501')
    mustBe(await dispatchAction(house, group, { list: nextYear, action: '3.1' }))
    const old = await action('2023-01-12', '3.1'), fresh23 = await action('2023-01-12', '3.1', nextYear)
    const after = await caseOf('3.1', 'fj.3501', nextYear)
    expect([old.continuedBy, old.units.find((u) => u.unit === 'fj.3501')!.next, old.units[1]!.stateLabel]).toEqual([{ list: nextYear, action: '3.1', title: old.title }, { list: nextYear, action: '3.1', caseId: after }, '已转下年度'])
    expect([fresh23.continues, fresh23.units.find((u) => u.unit === 'fj.3501')!.previous]).toEqual([[{ list, action: '3.1', title: old.title }], { list, action: '3.1', caseId: before }])
    expect(mustBe(await view(house, fuzhou, after)).submitted[0]!.lines.find((l) => l.label === '承接上年办件')?.shown).toBe(mustBe(await view(house, fuzhou, before)).number)
  })
})

describe('standing still for a third party', () => {
  it('counts no delay, dated and with its reason, and moves the last day on', async () => {
    const id = await caseOf('1.1', 'fj.use')
    mustBe(await take(id, bureau, '2022-07-06', 'suspend', { reason: 'acceptance', from: '2022-07-06', note: '国家局排期在九月' }))
    expect(await at('2022-07-06', '1.1', 'fj.use')).toMatchObject({ stateLabel: '中止', waits: { name: '第三方', for: '等待国家验收' }, light: { light: 'grey' } })
    const resumed = mustBe(await take(id, bureau, '2022-09-13', 'resume', { to: '2022-09-13', reason: '已通过' }))
    // 26 July days, 31 of August, 13 of September: 70 days after 31 December 2022.
    expect(resumed.clocks.find((c) => c.label === '完成期限')!.legal).toBe('2023-03-11')
    expect(await at('2022-09-20', '1.1', 'fj.use')).toMatchObject({ dueOn: '2023-03-11', firstDue: '2022-12-31', paused: [{ from: '2022-07-06', to: '2022-09-13', reason: '等待国家验收' }] })
  })
})

describe('both sides of a memorandum', () => {
  it('have their own case and light, and the action is done when both are', async () => {
    for (const [who, unit, checker] of [[use, 'fj.use', group], [quanzhou, 'fj.3505', use]] as const) {
      const id = await caseOf('2.1', unit)
      mustBe(await take(id, who, '2022-01-21', 'signIn'))
      if (unit === 'fj.3505') expect((await action('2022-01-22', '2.1')).sides!.map((s) => [s.name, s.units, s.closed])).toEqual([['省级一方', ['fj.use'], true], ['市级一方', ['fj.3505'], false]])
      mustBe(await report(id, who, '2022-01-22', 100))
      mustBe(await take(id, checker, '2022-01-22', 'accept', { share: 100, opinion: '属实' }))
      mustBe(await take(id, who, '2022-01-22', 'askClose', { says: '已签署' }))
      mustBe(await take(id, checker, '2022-01-22', 'close', { opinion: '同意' }))
      const a = await action('2022-01-22', '2.1')
      expect([a.light.light, a.light.say]).toEqual(unit === 'fj.use' ? ['green', '绿：两方共同承担，双方都销号才算办结；省级一方已销号，市级一方绿'] : ['blue', '蓝：两方共同承担，双方都销号才算办结；省级一方已销号，市级一方已销号'])
    }
  })
})

it('numbers of cases have no gap, whatever is opened, refused or opened twice, one by one or many at once', async () => {
  const sample = listAction.examples[0]!.raw, units = ['fj.3501', 'fj.3502', 'fj.3503', 'fj.3504', 'fj.3505']
  const raw = (n: number, unit: string, good: boolean) => ({ ...sample, task: { ...sample.task, list: 'numbers', action: `${n}`, unit, due: good ? '2022-12-31' : '' } })
  const one = fc.record({ n: fc.integer({ min: 1, max: 4 }), unit: fc.constantFrom(...units), good: fc.boolean() })
  on('2021-03-01')
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 6 })), { maxLength: 5 }), async (steps) => {
    await Promise.all(steps.map((s) => (Array.isArray(s) ? openMany(house, group, 'list-action', s.map((x) => raw(x.n, x.unit, x.good)), { step: 'dispatch' }) : openCase(house, group, 'list-action', raw(s.n, s.unit, s.good), { step: 'dispatch' }))))
    const numbers = (await rows<{ n: number }>(fresh.db, `select substring(number from '〔2021〕(\\d+)号')::int as n from case_file where item = 'list-action' and number like '%〔2021〕%' order by 1`)).map((r) => r.n)
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  }), { numRuns: 8 })
  const keys = (await rows<{ key: string }>(fresh.db, `select marks ->> 'key' as key from case_file where marks ->> 'list' = 'numbers'`)).map((r) => r.key)
  expect(new Set(keys).size).toBe(keys.length)
})
it('a list dispatched whole again opens nothing twice', async () => {
  expect(mustBe(await dispatchList(on('2022-11-01'), group, list)).opened).toEqual([])
})
