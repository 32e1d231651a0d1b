import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/db.ts'
import { aHouse, anOfficial } from '../../../test/house.ts'
import { fujian, handIn, placesOf } from '../../../test/items.ts'
import { type Day, mustBe } from '../../kernel/index.ts'
import { act, openCase, passTime } from '../../platform/cases/index.ts'
import { rows } from '../../platform/db/index.ts'
import { storeFile } from '../../platform/documents/index.ts'
import type { House } from '../../platform/house/index.ts'
import { deliver, noticesFor, readerOf } from '../../platform/notices/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { type Example, play, replay, unsound, type Walk } from '../../service/index.ts'
import { adopt, correct, dispatchAction, loadList, supervisionProgramme } from '../index.ts'
import { type ActionFact, rulesOn, scoresOf, type UnitFacts } from './formula.ts'
import { editionPage, finaliseScores, objectToScore, publishScores, scoreEntry, scoreObjection, scorePublication, scoresPage, simulateScores } from './index.ts'

const says = (r: { ok: boolean; refusals?: { say: string }[] }) => (r.ok ? [] : r.refusals!.map((x) => x.say))

const fact = (more: Partial<ActionFact> = {}): ActionFact => ({
  action: '7.3', task: '7', title: '风险分担机制', caseId: 'c1', role: 'responsible', state: 'working', suspended: false, paused: [], from: '2022-01-01', due: '2022-12-31', dispatchedOn: '2022-03-01', signedOn: '2022-03-03',
  verified: 40, feedback: [{ on: '2022-04-06', through: '2022-03-31' }], returns: 0, ...more,
})
const unit = (name: string, actions: ActionFact[], more: Partial<UnitFacts> = {}): UnitFacts => ({ unit: `fj.${name}`, name, group: '设区市', actions, sheets: [], entries: [], waived: [], ...more })
const asOf: Day = '2022-07-31'
const scored = (units: UnitFacts[], rules = rulesOn(asOf), day: Day = asOf) => scoresOf(units, day, fujian.calendar, rules)

describe('the formula', () => {
  it('is exact: accepted share of what was due, returns, what came in time, late factor', () => {
    // Half-year judged on 31 July: 181 of 365 days. 40 % of that is 0.4 × 365/181 = 146/181; one return leaves nine tenths.
    // Signed in time, first quarter reported in time (by 8 April), second quarter never: two of three.
    const [row] = scored([unit('甲', [fact({ returns: 1 })])])
    expect(row!.actions[0]).toMatchObject({ counted: true, weight: { exact: '1' }, quality: { exact: '657/905', shown: '72.6%' }, timeliness: { exact: '2/3' }, value: { exact: '438/905' } })
    expect(row!.actions[0]!.say).toBe('已核40%，应达49.59%（2022年第二季度末）；退回1次；质量72.6%；按期2/3（未按期：2022年第二季度反馈）')
    expect([row!.total, row!.rank]).toEqual([{ exact: '8760/181', shown: '48.4' }, 1])
  })
  it('takes off for sheets, adds for what is confirmed up to a limit, and a falsehood is nought', () => {
    const [row] = scored([unit('甲', [fact({ verified: 100 }), fact({ action: '7.1', verified: 100 })], {
      sheets: [{ caseId: 's', number: '督1', action: '7.3', colour: 'blue', issuedOn: '2022-05-01' }, { caseId: 's2', number: '督2', action: '7.3', colour: 'red', issuedOn: '2022-06-01' }],
      entries: [...['a', 'b', 'c'].map((n) => ({ caseId: n, number: n, kind: 'praise' as const, what: '表扬', document: '通报' })), { caseId: 'f', number: '认1', kind: 'falsehood', action: '7.3', what: '伪造', document: '认定书' }],
    })])
    // (0 + 2/3) ÷ 2 × 100 + min(5, 2+2+2) − 0.5 − 2 = 33⅓ + 2.5.
    expect([row!.base!.exact, row!.bonus.shown, row!.deduction.shown, row!.total!.exact]).toEqual(['100/3', '5', '2.5', '215/6'])
    expect(row!.actions[0]!.say).toBe('经认定弄虚作假（认1，认定书），本项记零；按期2/3（未按期：2022年第二季度反馈）')
  })
  it('leaves out what stood still, what was ended, what is not yet due to be judged, and what an objection put aside', () => {
    const out = (f: ActionFact, more: Partial<UnitFacts> = {}, day: Day = asOf) => scored([unit('甲', [f], more)], rulesOn(day), day)[0]!
    expect([out(fact({ suspended: true })), out(fact({ state: 'terminated' })), out(fact(), {}, '2022-04-15'), out(fact(), { waived: [{ part: 'action:7.3', caseId: 'o', number: '异1' }] })].map((r) => [r.actions[0]!.say, r.total, r.rank])).toEqual([
      ['经批准暂停，不计入', null, null], ['已终止或转出，不计入', null, null], ['尚未到第一个核查节点，不计入', null, null], ['异议成立（异1），本项不计入', null, null]])
  })
  it('does not count the days on which it stood still, and asks no feedback of them', () => {
    // Paused from 1 March to 30 April, 61 days: 120 of 304 by June; the first quarter ended within.
    const [row] = scored([unit('甲', [fact({ feedback: [{ on: '2022-07-05', through: '2022-06-30' }], paused: [{ from: '2022-03-01', to: '2022-04-30', reason: '等待' }] })])])
    expect(row!.actions[0]!.say).toBe('已核40%，应达39.47%（2022年第二季度末）；质量100%；按期2/2')
  })
  it('counts what was finished late for less, and the longer the less', () => {
    const late = (finishedOn: Day) => scored([unit('甲', [fact({ due: '2022-06-30', state: 'closed', verified: 100, finishedOn, feedback: [{ on: '2022-04-06', through: '2022-03-31' }, { on: '2022-07-05', through: '2022-06-30' }] })])], rulesOn('2022-12-01'), '2022-12-01')[0]!.total!.shown
    expect([late('2022-06-30'), late('2022-07-30'), late('2022-07-31')]).toEqual(['100', '80', '50'])
  })
  it('ranks only who owns an action, groups apart, those of one score alike', () => {
    const ranked = scored([unit('甲', [fact()]), unit('乙', [fact()]), unit('丙', [fact({ verified: 10 })]), unit('丁', [fact({ role: 'cooperate', verified: 100 })]), unit('县', [fact()], { group: '县（市、区）' })])
    expect(Object.fromEntries(ranked.map((r) => [r.name, r.rank]))).toEqual({ 甲: 1, 乙: 1, 丙: 3, 丁: null, 县: 1 })
    expect(ranked.map((r) => r.group)).toEqual(['设区市', '设区市', '设区市', '设区市', '县（市、区）'])
  })
  it('more accepted never lowers a score, and a weight of all twice as great changes nothing', () => fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 }), fc.nat(5), fc.integer({ min: 0, max: 100 }), (shares, at, more) => {
    const of = (s: number[]) => [unit('甲', s.map((verified, i) => fact({ action: `7.${i + 1}`, verified })))]
    const value = (u: UnitFacts[], rules = rulesOn(asOf)) => { const [p, w] = scored(u, rules)[0]!.total!.exact.split('/'); return Number(p) / Number(w ?? 1) }
    const raised = shares.map((s, i) => (i === at % shares.length ? Math.min(100, s + more) : s))
    return value(of(raised)) >= value(of(shares)) && value(of(shares), { ...rulesOn(asOf), weights: [{ of: '全部', weight: 2 }] }) === value(of(shares))
  }), { numRuns: 60 }))
})

describe.each([scoreEntry, scorePublication, scoreObjection])('$name on paper', (item) => {
  it('is sound', () => expect(unsound(item)).toEqual([]))
  it.each(item.examples as Example[])('example: $name', (e) => { const done = handIn(item, e); expect(done.ok ? [] : placesOf(done.refusals)).toEqual(e.expect.refusedAt ?? []) })
  it.each(item.walks as Walk[])('walk: $name', (walk) => {
    const done = play(item, walk, fujian)
    expect(done.refused).toBeUndefined()
    expect(done.snapshot.state).toBe(walk.ends)
    expect(replay(item, done.decisions.map((d) => d.action))).toEqual(done.snapshot)
  })
})

describe('a half year of scores', () => {
  const list = 'fujian-2022'
  let fresh: FreshDatabase
  let house: House & { setClock(at: string): void }
  let group: Who, use: Who, bureau: Who, fuzhou: Who, xiamen: Who, gulou: Who
  const caseOf = async (unitId: string) => (await rows<{ id: string }>(fresh.db, `select id from case_file where marks ->> 'key' = $1`, [`${list}/7.3/${unitId}`]))[0]!.id
  const file = async (who: Who, words: string) => { const f = mustBe(await storeFile(fresh.db, house.dataDir, new TextEncoder().encode(words), '依据.txt', who.id)); return [{ hash: f.hash, name: f.name, size: f.size }] }
  const on = (day: string) => house.setClock(day)
  beforeAll(async () => {
    fresh = await freshDatabase()
    house = await aHouse(fresh.db, { programmes: [supervisionProgramme], at: '2022-02-08T01:00:00.000Z', dataDir: `/tmp/zhixing-scores-test-${process.pid}` })
    ;[group, use, bureau, fuzhou, xiamen, gulou] = await Promise.all([
      anOfficial(fresh.db, 'fj.group', ['handle']), anOfficial(fresh.db, 'fj.use', ['handle']), anOfficial(fresh.db, 'fj', ['decide']), anOfficial(fresh.db, 'fj.3501', ['handle']), anOfficial(fresh.db, 'fj.3502', ['handle']), anOfficial(fresh.db, 'fj.3501.350102', ['handle'])])
    await loadList(house, fileURLToPath(new URL('../../../data/fujian/lists/2022', import.meta.url)))
    for (const no of [1, 2]) mustBe(await correct(house, group, list, `oddities.${no}`, ['fj.3501'], '会议纪要'))
    mustBe(await adopt(house, group, list))
    on('2022-03-01')
    mustBe(await dispatchAction(house, group, { list, action: '7.3', units: ['fj.3501', 'fj.3502'] }))
    for (const who of [fuzhou, xiamen]) {
      const id = await caseOf(who.seats[0]!.unit)
      on('2022-03-02')
      mustBe(await act(house, who, id, { step: 'signIn' }))
      for (const [period, day, share] of [['2022Q1', '2022-04-06', 20], ['2022Q2', '2022-07-05', 50]] as const) {
        on(day)
        mustBe(await act(house, who, id, { step: 'feedback', input: { period, says: '按计划推进', share, evidence: await file(who, `${who.id}${period}`) } }))
        mustBe(await act(house, use, id, { step: 'accept', input: { share, opinion: '属实' } }))
      }
    }
    on('2022-07-25')
    const sheet = mustBe(await openCase(house, use, 'supervision-sheet', {
      sheet: { list, listTitle: '2022年清单', action: '7.3', title: '风险分担机制', unit: 'fj.3502', unitName: '厦门市', issuer: 'use', colour: 'blue', pace: 'ordinary', problem: '协议未签', demand: '签订协议' }, ground: { kind: 'supervision' },
    }, { step: 'draft' }))
    mustBe(await act(house, bureau, sheet.id, { step: 'sign' }))
    on('2022-08-01')
  }, 120_000)
  afterAll(() => fresh.drop())

  it('is worked out from the cases for any past day, and shown as far as one may look', async () => {
    const all = mustBe(await scoresPage(house, group, list, '2022-07-31'))
    // Dispatched on 1 March, due at the year's end: by 30 June 122 of 306 days, 39.87 %. Both have 50 %, everything in time; Xiamen has a blue sheet.
    expect(all.rows.map((r) => [r.name, r.total?.shown, r.rank])).toEqual([['福州市', '100', 1], ['厦门市', '99.5', 2]])
    expect(all.rows[0]!.actions[0]!.say).toBe('已核50%，应达39.87%（2022年第二季度末）；质量100%；按期3/3')
    expect(all.rows[1]!.sheets).toMatchObject([{ colour: 'blue', points: { shown: '0.5' } }])
    expect(mustBe(await scoresPage(house, group, list, '2022-07-22')).rows.map((r) => r.rank)).toEqual([1, 1])
    expect(mustBe(await scoresPage(house, group, list, '2022-04-10')).rows.every((r) => r.total === null)).toBe(true)
    expect(mustBe(await scoresPage(house, xiamen, list)).rows.map((r) => r.name)).toEqual(['厦门市'])
    expect(says(await scoresPage(house, group, list, '2023-01-01'))).toEqual(['截至日不能晚于今天（2022年8月1日）'])
  })

  it('adds what one entered and another confirmed, by the document, never twice', async () => {
    const raw = { entry: { list, listTitle: '2022年清单', unit: 'fj.3502', unitName: '厦门市', kind: 'practice', what: '风险池做法全国推广' }, basis: { document: '国知办〔2022〕1号（示例）', files: await file(use, '推广通知') } }
    const entered = mustBe(await openCase(house, use, 'score-entry', raw, { step: 'enter' }))
    expect(mustBe(await scoresPage(house, group, list)).rows.map((r) => r.total!.shown)).toEqual(['100', '99.5'])
    expect(says(await openCase(house, use, 'score-entry', raw, { step: 'enter' }))).toEqual([expect.stringContaining('同一单位的同一事项、同一依据文件已经录入，不能重复计分')])
    mustBe(await act(house, bureau, entered.id, { step: 'confirm', input: { opinion: '与通知一致' } }))
    expect(mustBe(await scoresPage(house, group, list)).rows.map((r) => [r.name, r.total!.shown, r.rank])).toEqual([['厦门市', '100.5', 1], ['福州市', '100', 2]])
    // The day before it was confirmed does not know of it.
    expect(mustBe(await scoresPage(house, group, list, '2022-07-31')).rows.map((r) => r.total!.shown)).toEqual(['100', '99.5'])
  })

  it('tries a changed number side by side and keeps nothing', async () => {
    const tried = mustBe(await simulateScores(house, use, { list, parameter: 'supervision.sheetDeduction', value: '{"blue":150,"orange":200,"red":400}' }))
    expect([tried.say, tried.rows.map((r) => [r.name, r.before.rank, r.after.rank, r.change])]).toEqual(['1个单位的得分改变，2个单位的名次改变', [['厦门市', 1, 2, '-1'], ['福州市', 2, 1, '0']]])
    expect(says(await simulateScores(house, use, { list, parameter: 'supervision.sheetDeduction', value: '{"blue":150}' }))).toEqual(['“督办单扣分”的取值缺少“orange”'])
    expect(says(await simulateScores(house, xiamen, { list, parameter: 'scores.weights', value: '[]' }))).toEqual(['考评办法的模拟由省级处室办理'])
    expect(await rows(fresh.db, 'select id from dated_value')).toEqual([])
    expect(mustBe(await scoresPage(house, group, list)).rows[0]!.name).toBe('厦门市')
  })

  it('is laid open, objected to, answered, and settled under a hash that nothing changes', async () => {
    expect(says(await publishScores(house, use, { list, asOf: '2022-07-31' }))).toEqual(['考评由领导小组办公室公示'])
    const shown = mustBe(await publishScores(house, group, { list, asOf: '2022-07-31' }))
    expect([shown.edition.state, shown.edition.until, shown.same]).toEqual(['published', '2022-08-08', true])
    // 福州 and 厦门 have a row and are told where it is; 鼓楼 has none.
    await deliver(fresh.db)
    const told = async (who: Who) => (await noticesFor(fresh.db, readerOf(who))).filter((n) => n.link === `/lists/${list}/scores?edition=${shown.edition.caseId}`).map((n) => n.title)
    expect([await told(xiamen), await told(gulou)]).toEqual([[`考评公示：${shown.edition.number}`], []])
    expect(says(await publishScores(house, group, { list, asOf: '2022-07-31' }))).toEqual([expect.stringContaining('这份清单同一截至日的考评已经公示，不能重复公示')])
    const edition = shown.edition.caseId
    // Every office reads what is laid open, its own and others'.
    const seen = mustBe(await editionPage(house, xiamen, list, edition))
    const part = seen.rows.find((r) => r.unit === 'fj.3502')!.sheets[0]!.part
    const objection = { list, edition, unit: 'fj.3502', part, reason: '协议已于7月20日签订' }
    expect(says(await objectToScore(house, gulou, objection))).toEqual(['异议由厦门市自己提出'])
    const raised = mustBe(await objectToScore(house, xiamen, objection))
    expect(says(await objectToScore(house, xiamen, { ...objection, part: 'sheet:x' }))).toEqual(['公示的考评表上没有这个单位的这一分项'])
    on('2022-08-10')
    await passTime(house)
    expect(says(await objectToScore(house, xiamen, { ...objection, part: 'action:7.3' }))).toEqual(['公示期已过或公示已撤回，不能再提异议'])
    expect(says(await finaliseScores(house, bureau, { list, edition }))[0]).toContain('尚有1件异议未答复')
    mustBe(await act(house, group, raised.caseId, { step: 'uphold', input: { reason: '经核对属实' } }))
    const final = mustBe(await finaliseScores(house, bureau, { list, edition }))
    expect([final.edition.state, final.same, final.rows.map((r) => [r.name, r.total!.shown, r.rank])]).toEqual(['final', true, [['福州市', '100', 1], ['厦门市', '100', 1]]])
    await deliver(fresh.db)
    expect(await told(xiamen)).toEqual([`考评定稿：${shown.edition.number}`, `考评公示：${shown.edition.number}`])
    expect(final.objections).toMatchObject([{ unitName: '厦门市', state: 'upheld', answer: '经核对属实' }])
    expect(final.edition.finalHash).toMatch(/^[0-9a-f]{64}$/)
    expect(final.edition.finalHash).not.toBe(final.edition.hash)
    const [result] = await rows<{ number: string; lines: string[] }>(fresh.db, `select number, lines from paper where case_id = $1 and title = '考评结果'`, [edition])
    expect(result!.lines.at(-1)).toBe(`考评全表校验值（SHA-256）：${final.edition.finalHash}`)
    // A table of someone's own making is not shown, whoever laid it open.
    const own = mustBe(await openCase(house, group, 'score-publication', { publication: { list, listTitle: '2022年清单', asOf: '2022-06-30', units: 1, table: await file(group, '{"rows":[]}\n签名') } }, { step: 'publish' }))
    expect(says(await editionPage(house, xiamen, list, own.id))).toEqual(['这次公示所附的全表不是由本系统计算的，不予显示；请撤回后重新公示'])
    // What happens later changes the live table of later days, not this one.
    on('2022-09-01')
    expect(mustBe(await editionPage(house, group, list, edition)).rows).toEqual(final.rows)
  })
})
