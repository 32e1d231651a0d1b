import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mustBe } from '../kernel/index.ts'
import { type FreshDatabase, freshDatabase } from '../../test/db.ts'
import { aHouse, anOfficial } from '../../test/house.ts'
import { fujian, handIn, placesOf, played, worldOn } from '../../test/items.ts'
import { openCase, passTime, step, view, worklist } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { storeFile } from '../platform/documents/index.ts'
import type { House } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import { type Example, perform, play, replay, unsound } from '../service/index.ts'
import { listAction, supervisionProgramme } from './index.ts'
import { supervisionSheet } from './sheet-item.ts'

const says = (r: { ok: boolean; refusals?: { say: string }[] }) => (r.ok ? [] : r.refusals!.map((x) => x.say))
const sample = supervisionSheet.examples[0]!.raw

describe('the supervision sheet on paper', () => {
  it('is sound', () => expect(unsound(supervisionSheet)).toEqual([]))
  it.each(supervisionSheet.examples as Example[])('example: $name', (e) => {
    const done = handIn(supervisionSheet, e)
    expect(done.ok ? [] : placesOf(done.refusals)).toEqual(e.expect.refusedAt ?? [])
  })
  it.each(supervisionSheet.walks)('walk: $name', (walk) => {
    const done = play(supervisionSheet, walk, fujian)
    expect(done.refused).toBeUndefined()
    expect(done.snapshot.state).toBe(walk.ends)
    expect(replay(supervisionSheet, done.decisions.map((d) => d.action))).toEqual(done.snapshot)
  })
  it('gives five working days to reply, counts as issued once, and does not call itself 督查', () => {
    const { decisions, snapshot } = played(supervisionSheet, '签发、签收、回复、退回一次后核查认可', 2)
    // Issued on Monday 11 April 2022: the fifth working day after is Monday 18 April.
    expect(snapshot.marks).toMatchObject({ colour: 'blue', issuedOn: '2022-04-11', replyBy: '2022-04-18' })
    // A blue sheet takes half a point; the event is given back when the sheet is recalled.
    expect(decisions[1]!.events).toEqual([{ kind: 'supervision-sheet.issued', unit: 'fj.3501' }, { kind: 'supervision-sheet.deducted', amount: 50, unit: 'fj.3501' }])
    expect(played(supervisionSheet, '发出后发现有误，撤回', 3).decisions[2]!.events).toEqual([{ kind: 'supervision-sheet.given-back', amount: 50, unit: 'fj.3501' }])
    const [paper] = decisions[1]!.papers
    expect([paper!.title, paper!.series, paper!.lines.join('').includes('督查')]).toEqual(['督办单', '督', false])
    expect(paper!.lines.at(-2)).toBe('请于2022年4月18日前回复办理措施和结果，并附佐证材料。逾期未回复的，可以转为橙色督办。')
  })
  it('names the designation on the paper of a 政府督查', () => {
    const { decisions } = played(supervisionSheet, '政府督查结论经复核维持', 2)
    expect(decisions[1]!.papers[0]!.lines[1]).toMatch(/^根据闽政办〔2022〕00号（示例）的指定，就.*开展政府督查/)
    expect(played(supervisionSheet, '政府督查结论经复核维持', 5).decisions[4]!.papers[0]!.lines.at(-1)).toBe('对本结论有异议的，可以自收到之日起30日内申请复核；复核决定自收到申请之日起30日内作出。')
  })
  it('has a review decided by someone who had no part in the conclusion', () => {
    const { snapshot } = played(supervisionSheet, '政府督查结论经复核维持', 6)
    const attempt = (id: string) => perform(supervisionSheet, snapshot, { step: 'uphold', as: ['leader'], by: { id, name: id }, input: { reason: '维持' } }, worldOn('2022-05-10'))
    expect(says(attempt('leader'))).toEqual(['“维持督查结论”须由未办理过前序环节的人员办理，您已办理过前序环节'])
    expect(attempt('另一位负责人').ok).toBe(true)
  })
})

describe('the supervision sheet in the office', () => {
  let fresh: FreshDatabase
  let house: House & { setClock(at: string): void }
  let use: Who, bureau: Who, fuzhou: Who
  const dir = `/tmp/zhixing-sheet-test-${process.pid}`
  const sheet = (colour: string) => ({ ...sample, sheet: { ...sample.sheet, colour } })
  const draft = (colour: string) => openCase(house, use, 'supervision-sheet', sheet(colour), { step: 'draft' })
  const take = (who: Who, id: string, name: string, input?: unknown) => step(house, who, id, { step: name, input })
  async function proof() {
    const { hash, name, size } = mustBe(await storeFile(fresh.db, dir, new TextEncoder().encode('风险分担协议'), '协议.txt', fuzhou.id))
    return [{ hash, name, size }]
  }

  beforeAll(async () => {
    fresh = await freshDatabase()
    house = await aHouse(fresh.db, { programmes: [supervisionProgramme], at: '2022-03-01', dataDir: dir })
    house.setClock('2022-03-01')
    ;[use, bureau, fuzhou] = await Promise.all([anOfficial(fresh.db, 'fj.use', ['handle']), anOfficial(fresh.db, 'fj', ['decide']), anOfficial(fresh.db, 'fj.3501', ['handle'])])
  })
  afterAll(() => fresh?.drop())

  it('goes from blue, unanswered, to orange, answered and closed', async () => {
    expect(says(await draft('blue'))).toEqual(['福州市没有《2022年福建省推动知识产权高质量发展任务清单》7.3的办件，须先交办才能督办'])
    const action = mustBe(await openCase(house, use, 'list-action', listAction.examples[0]!.raw, { step: 'dispatch' }))
    house.setClock('2022-04-11')
    expect(says(await draft('orange'))).toEqual(['这项任务还没有向该单位发过蓝色督办单，不能直接发橙色督办单；请先发蓝色，或者选“重要或紧急”并写明理由'])
    expect(says(await openCase(house, use, 'supervision-sheet', { ...sample, sheet: { ...sample.sheet, issuer: 'group' } }, { step: 'draft' }))).toEqual(['督办单由督办单位自己拟发，您不在领导小组办公室'])
    const blue = mustBe(await draft('blue'))
    expect(says(await draft('blue'))).toEqual([`这项任务已有一张同色督办单在办，不能重复发出（已有办件 ${blue.s.number}）`])
    expect(says(await take(use, blue.id, 'sign'))).toEqual(['“签发”由签发人办理'])
    mustBe(await take(bureau, blue.id, 'sign'))
    expect((await worklist(house, fuzhou, {})).rows.map((r) => r.title)).toContain('蓝色督办单 · 7.3 建立完善质押融资风险分担机制 · 福州市')
    mustBe(await take(fuzhou, blue.id, 'receive'))
    expect(says(await draft('orange'))).toEqual([`蓝色督办单（${blue.s.number}）尚在办理，回复期限2022年4月18日；未按期回复或者被退回后，方可发橙色督办单`])

    house.setClock('2022-04-19')
    await passTime(house)
    const late = mustBe(await view(house, use, blue.id))
    expect(late.state).toMatchObject({ label: '逾期未回复' })
    expect(says(await take(use, blue.id, 'escalate', { says: '转橙色' }))).toEqual(['蓝色督办单逾期未回复，建议拟发橙色督办单；发出后本单方可转结'])

    const orange = mustBe(await draft('orange'))
    mustBe(await take(bureau, orange.id, 'sign'))
    expect(mustBe(await take(use, blue.id, 'escalate', { says: '已发橙色督办单' })).s).toMatchObject({ state: 'escalated', marks: { colour: 'blue', unmet: true, lapsedOn: '2022-04-19', suggests: 'orange', actionCase: action.s.number } })
    mustBe(await take(fuzhou, orange.id, 'receive'))
    expect(says(await take(fuzhou, orange.id, 'reply', { measures: '已签订' }))).toEqual(['请上传“佐证材料”'])
    mustBe(await take(fuzhou, orange.id, 'reply', { measures: '已签订三份协议', evidence: await proof() }))
    expect(says(await take(fuzhou, orange.id, 'accept', { opinion: '属实' }))).toEqual(['“核查认可”由督办单位办理'])
    expect(mustBe(await take(use, orange.id, 'accept', { opinion: '属实' })).s.state).toBe('closed')

    expect(await rows(fresh.db, `select number, title from paper order by n`)).toEqual([{ number: '闽知督〔2022〕1号', title: '督办单' }, { number: '闽知督〔2022〕2号', title: '督办单' }])
    expect(await rows(fresh.db, `select e.kind, e.unit, c.marks ->> 'colour' as colour from event e join case_file c on c.id = e.case_id where e.kind = 'supervision-sheet.issued' order by e.id`))
      .toEqual(['blue', 'orange'].map((colour) => ({ kind: 'supervision-sheet.issued', unit: 'fj.3501', colour })))
  })
})
