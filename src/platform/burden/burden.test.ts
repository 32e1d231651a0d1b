import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anApplicant } from '../../../test/house.ts'
import { mustBe } from '../../kernel/index.ts'
import { choice, day, defineProgramme, defineRegister, defineService, form, longText, party, patentNumber, prefilled, region, section, text } from '../../service/index.ts'
import { tennisClub, tennisProgramme } from '../../../test/fixtures/tennis-club/index.ts'
import { saveDraft, submit } from '../cases/index.ts'
import { rows } from '../db/index.ts'
import { writeEntries } from '../registers/index.ts'

// A second invented item that asks some of the same and something of a patent.
const patents = defineRegister({ id: 'net-patents', name: '球网专利', keyLabel: '专利号', fields: { title: text('专利名称'), granted: day('授权公告日') }, public: false, statuses: { valid: '有效' } })
const net = defineService({
  ...tennisClub, id: 'net-award', numbered: '网奖', name: '球网奖申报', needs: {}, compute: {}, unique: {},
  form: form({
    who: section('申报人', { name: prefilled({ party: 'name' }, party('姓名')), place: prefilled({ party: 'region' }, region('住地')), reach: prefilled({ party: 'reach' }, text('联系人及电话')) }),
    play: section('专利', { level: choice('水平', { new: '初学', old: '老手' }), patent: patentNumber('专利号'), title: prefilled({ register: 'net-patents', field: 'title', by: 'play.patent' }, text('专利名称')), wish: longText('愿望') }),
  }),
} as any)

let fresh: FreshDatabase
let house: Awaited<ReturnType<typeof aHouse>>
beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [tennisProgramme, defineProgramme({ id: 'net', task: '0', name: '球网', items: [net], registers: [patents], indicators: [] })] })
})
afterAll(() => fresh?.drop())
const fillings = (caseId: string) => rows(fresh.db, 'select unit, asked, prefilled, minutes from filling where case_id = $1 order by seq', [caseId])

describe('what the house fills in', () => {
  it('is the party’s record at once, its own earlier answers, and a line of a register when its key is there', async () => {
    const who = await anApplicant(fresh.db, { party: '演示·林小满', region: '350102' })
    house.setClock('2022-03-01T01:00:00.000Z')
    const first = mustBe(await saveDraft(house, who, { item: 'net-award', raw: {} }))
    expect(first.raw).toEqual({ who: { name: { name: '演示·林小满' }, place: '350102' } })
    await fresh.db.transaction().execute((tx) => writeEntries(tx, [{ register: 'net-patents', how: 'add', key: '201911335380.3', from: '2021-01-01', data: { title: '一种球网', granted: '2021-05-07' } }], { by: { id: 'a', name: '甲' }, on: '2022-01-01', at: '2022-01-01T01:00:00.000Z' }, house.registers))
    const answers = { ...(first.raw as any), who: { ...(first.raw as any).who, reach: '林小满 0591-1' }, play: { level: 'new', patent: 'ZL201911335380.3', wish: '得奖' } }
    const kept = mustBe(await saveDraft(house, who, { id: first.id, item: 'net-award', raw: answers }))
    expect((kept.raw as any).play.title).toBe('一种球网')
    house.setClock('2022-03-01T01:25:00.000Z')
    const filed = mustBe(await submit(house, who, 'net-award', kept.raw, { draft: first.id }))
    // Seven questions; name, place and title had been filled in; 25 minutes lay between.
    expect(await fillings(filed.id)).toEqual([{ unit: 'fj.3501.350102', asked: 7, prefilled: 3, minutes: 25 }])
    // Whoever hands in without a draft leaves blank what the register knows.
    const other = await anApplicant(fresh.db, { party: '演示·赵小寒' })
    const direct = mustBe(await submit(house, other, 'net-award', { who: { name: { name: '演示·赵小寒' }, place: '350102', reach: '赵 1' }, play: { level: 'new', patent: '201911335380.3', wish: '得奖' } }))
    expect(direct.submitted.flatMap((x) => x.lines).find((l) => l.at === 'play.title')!.shown).toBe('一种球网')
    const second = mustBe(await saveDraft(house, who, { item: 'net-award', raw: {} }))
    expect((second.raw as any).who.reach).toBe('林小满 0591-1')
  })
  it('counts only when it is taken over, and without a draft no time is told', async () => {
    const who = await anApplicant(fresh.db, { party: '演示·陈立夏', region: '350102' })
    const draft = mustBe(await saveDraft(house, who, { item: 'tennis-club', raw: {} }))
    const moved = { who: { name: { name: '演示·陈立夏' }, place: '350103' }, play: { level: 'new', wish: '打球' } }
    expect(await fillings(mustBe(await submit(house, who, 'tennis-club', moved, { draft: draft.id })).id)).toEqual([{ unit: 'fj.3501.350103', asked: 5, prefilled: 1, minutes: 1 }])
    const other = await anApplicant(fresh.db, { party: '演示·王立秋' })
    expect(await fillings(mustBe(await submit(house, other, 'tennis-club', { ...moved, who: { ...moved.who, name: { name: '演示·王立秋' } } })).id)).toEqual([{ unit: 'fj.3501.350103', asked: 5, prefilled: 0, minutes: null }])
  })
})
