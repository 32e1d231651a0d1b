import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anApplicant, anOfficial, someone } from '../../../test/house.ts'
import { tennisClub } from '../../../test/fixtures/tennis-club/index.ts'
import { no } from '../../kernel/index.ts'
import { replay } from '../../service/index.ts'
import { rows } from '../db/index.ts'
import { visitor, type Who } from '../people/index.ts'
import { act, findKept, historyOf, listCases, passTime, publishedCases, saveDraft, step, submit, view, worklist } from './index.ts'

let fresh: FreshDatabase
let house: Awaited<ReturnType<typeof aHouse>>
let window: Who, coach: Who, leader: Who, otherCity: Who, auditor: Who
const wish = (who: Who, place = '350102') => ({ who: { name: { name: who.partyName! }, place }, play: { level: 'new', wish: '周末打球' } })
const must = <T>(r: { ok: true; value: T } | { ok: false; refusals: unknown }): T => { if (!r.ok) throw new Error(JSON.stringify(r.refusals)); return r.value }

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db)
  window = await anOfficial(fresh.db, 'fj.3501', ['handle'])
  coach = await anOfficial(fresh.db, 'fj.use', ['handle'])
  leader = await anOfficial(fresh.db, 'fj.use', ['decide'])
  otherCity = await anOfficial(fresh.db, 'fj.3502', ['handle'])
  auditor = await someone(fresh.db, { auditor: true })
})
afterAll(() => fresh?.drop())

async function filed(at = '2022-03-01') {
  house.setClock(at)
  const who = await anApplicant(fresh.db)
  return { who, c: must(await submit(house, who, 'tennis-club', wish(who))) }
}

describe('a case that is kept', () => {
  it('goes from the form to a member card, with number, register line, clock and notice', async () => {
    const { who, c } = await filed()
    expect(c).toMatchObject({ state: { id: 'intake', label: '受理' }, version: 1, number: expect.stringMatching(/^TENNIS-CLUB-2022-\d{5}$/), handler: { id: 'fj.3501' } })
    house.setClock('2022-03-02')
    must(await act(house, window, c.id, { step: 'accept' }))
    house.setClock('2022-03-05')
    must(await act(house, leader, c.id, { step: 'pass' }))
    expect((await publishedCases(house)).find((p) => p.id === c.id)).toMatchObject({ since: '2022-03-05', until: '2022-03-12', shows: [{ label: '姓名', value: who.partyName }] })
    expect(await act(house, coach, c.id, { step: 'confirm' })).toEqual(no({ code: 'step-closed', at: 'step', say: '公示至2022年3月12日，期满后方可办理' }))
    house.setClock('2022-03-14')
    must(await act(house, coach, c.id, { step: 'confirm' }))
    const mine = must(await view(house, who, c.id))
    expect(mine.papers).toMatchObject([{ title: '会员证', number: '闽知网〔2022〕1号', certificate: true }])
    expect(mine.duties).toEqual([{ label: '年度小结', due: '2023-03-31', of: '申请人' }])
    expect((await rows(fresh.db, `select key, status from entry where register = 'club-members' and case_id = $1`, [c.id]))).toEqual([{ key: c.number, status: 'active' }])
    expect((await rows<{ kind: string }>(fresh.db, `select kind from event where case_id = $1 order by id`, [c.id])).map((e) => e.kind)).toEqual(['tennis-club.submit', 'tennis-club.accept', 'tennis-club.pass', 'tennis-club.confirm', 'member-joined'])
    const kept = await findKept(house, fresh.db, c.id, true)
    expect(replay(tennisClub, await historyOf(fresh.db, c.id))).toEqual(kept!.s)
  })

  it('is worked on by whoever sits at the seat, and by nobody else', async () => {
    const { c } = await filed()
    expect(await act(house, leader, c.id, { step: 'accept' })).toEqual(no({ code: 'not-yours', at: 'step', say: '“受理”由受理窗口办理' }))
    expect(await act(house, otherCity, c.id, { step: 'accept' })).toEqual(no({ code: 'no-such-case', at: 'case', say: '没有这件办件，或您无权查看' }))
    expect((await worklist(house, window)).rows.some((r) => r.id === c.id)).toBe(true)
    expect((await worklist(house, otherCity)).rows).toEqual([])
  })

  it('is seen by its party, its city, its division and the auditor, and looks missing to everyone else', async () => {
    const { who, c } = await filed()
    const stranger = await anApplicant(fresh.db)
    const county = await anOfficial(fresh.db, 'fj.3501.350102', ['inspect']), otherCounty = await anOfficial(fresh.db, 'fj.3501.350103', ['inspect'])
    for (const [person, sees] of [[who, true], [window, true], [coach, true], [auditor, true], [county, true], [otherCounty, false], [otherCity, false], [stranger, false], [visitor, false]] as const) {
      expect((await view(house, person, c.id)).ok, person.name).toBe(sees)
      expect((await listCases(house, person, { ids: [c.id] })).total, person.name).toBe(sees ? 1 : 0)
    }
  })

  it('lets one of two people win and tells the other', async () => {
    const { c } = await filed()
    const second = await anOfficial(fresh.db, 'fj.3501', ['handle'])
    const both = await Promise.all([act(house, window, c.id, { step: 'accept', expect: 1 }), act(house, second, c.id, { step: 'reject', input: { reason: '材料不全' }, expect: 1 })])
    expect(both.filter((r) => r.ok).length).toBe(1)
    const lost = both.find((r) => !r.ok)!
    expect(lost.ok ? '' : lost.refusals[0]!.say).toMatch(/刚刚办理了“(受理|不予受理)”/)
    expect((await historyOf(fresh.db, c.id)).length).toBe(2)
  })

  it('does not take the same person twice, but does once the first came to nothing', async () => {
    const { who, c } = await filed()
    expect(await submit(house, who, 'tennis-club', wish(who))).toMatchObject({ ok: false, refusals: [{ code: 'duplicate', say: `您已有在办或有效的入会申请，不能重复提交（已有办件 ${c.number}）` }] })
    must(await act(house, who, c.id, { step: 'withdraw', input: { reason: '改主意' } }))
    const again = must(await submit(house, who, 'tennis-club', wish(who)))
    expect(Number(again.number.slice(-5))).toBe(Number(c.number.slice(-5)) + 1)
  })

  it('does not hand in for someone else', async () => {
    const who = await anApplicant(fresh.db), other = await anApplicant(fresh.db)
    expect(await submit(house, who, 'tennis-club', wish(other))).toMatchObject({ ok: false, refusals: [{ code: 'not-your-party' }] })
  })

  it('is moved by time alone when an answer does not come', async () => {
    const { c } = await filed('2022-03-01')
    must(await act(house, window, c.id, { step: 'accept' }))
    house.setClock('2022-03-04T09:00:00.000Z')
    must(await act(house, coach, c.id, { step: 'ask' }))
    house.setClock('2022-03-05T08:59:00.000Z')
    await passTime(house)
    expect((await findKept(house, fresh.db, c.id))!.s.state).toBe('asked')
    house.setClock('2022-03-05T09:01:00.000Z')
    await passTime(house)
    expect((await findKept(house, fresh.db, c.id))!.s.state).toBe('review')
  })

  it('keeps its history: the database refuses to change or drop a line of it', async () => {
    const { c } = await filed()
    await expect(rows(fresh.db, 'update case_action set step = $2 where case_id = $1', [c.id, 'x'])).rejects.toThrow('only added to')
    await expect(rows(fresh.db, 'delete from case_action where case_id = $1', [c.id])).rejects.toThrow('only added to')
  })

  it('hands over to another unit, which then sees and holds it', async () => {
    const { c } = await filed()
    must(await act(house, window, c.id, { step: 'transfer', input: { unit: 'fj.3502', reason: '住地在厦门' } }))
    expect((await worklist(house, otherCity)).rows.map((r) => r.id)).toContain(c.id)
    must(await act(house, otherCity, c.id, { step: 'accept' }))
  })

  it('takes many steps at once without losing or doubling one', async () => {
    const { c } = await filed()
    must(await act(house, window, c.id, { step: 'accept' }))
    const tries = await Promise.all(Array.from({ length: 20 }, () => step(house, coach, c.id, { step: 'ask' })))
    expect(tries.filter((t) => t.ok).length).toBe(1)
  })

  it('waits as a draft until it is handed in', async () => {
    const who = await anApplicant(fresh.db)
    const draft = must(await saveDraft(house, who, { item: 'tennis-club', raw: { who: { place: '350102' } } }))
    expect(draft.missing.map((r) => r.at)).toEqual(['who.name', 'play.level', 'play.wish'])
    expect(await saveDraft(house, who, { id: draft.id, item: 'tennis-club', raw: {}, version: 7 })).toMatchObject({ ok: false, refusals: [{ code: 'overtaken' }] })
    must(await submit(house, who, 'tennis-club', wish(who), { draft: draft.id }))
    expect(await saveDraft(house, who, { id: draft.id, item: 'tennis-club', raw: {} })).toMatchObject({ ok: false, refusals: [{ code: 'no-such-draft' }] })
  })
})
