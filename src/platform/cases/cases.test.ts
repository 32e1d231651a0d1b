import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anApplicant, anOfficial, someone } from '../../../test/house.ts'
import { tennisClub, tennisProgramme } from '../../../test/fixtures/tennis-club/index.ts'
import { dayOf, type Instant, no } from '../../kernel/index.ts'
import { replay } from '../../service/index.ts'
import { enterDays } from '../calendar/index.ts'
import { rows } from '../db/index.ts'
import { verifyPaper } from '../documents/index.ts'
import { verifyLedger } from '../ledger/index.ts'
import { deliver, noticesFor } from '../notices/index.ts'
import { linkParty, visitor, type Who } from '../people/index.ts'
import { act, dueAgain, findKept, historyOf, listCases, passTime, publishedCase, publishedCases, saveDraft, step, submit, tellOfSteps, view, worklist } from './index.ts'

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
    expect(c).toMatchObject({ state: { id: 'intake', label: '受理' }, version: 1, number: expect.stringMatching(/^闽知入会〔2022〕[1-9]\d*号$/), handler: { id: 'fj.3501' } })
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
    const nth = (number: string) => Number(/〕(\d+)号$/.exec(number)![1])
    expect(nth(again.number)).toBe(nth(c.number) + 1)
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
    expect(draft.missing.map((r) => r.at)).toEqual(['play.level', 'play.wish'])
    expect(await saveDraft(house, who, { id: draft.id, item: 'tennis-club', raw: {}, version: 7 })).toMatchObject({ ok: false, refusals: [{ code: 'overtaken' }] })
    must(await submit(house, who, 'tennis-club', wish(who), { draft: draft.id }))
    expect(await saveDraft(house, who, { id: draft.id, item: 'tennis-club', raw: {} })).toMatchObject({ ok: false, refusals: [{ code: 'no-such-draft' }] })
  })
})

async function shown() {
  const { who, c } = await filed()
  must(await act(house, window, c.id, { step: 'accept' }))
  must(await act(house, leader, c.id, { step: 'pass' }))
  return { who, c }
}
const objection = { name: '真名', contact: '0591-1', says: '不符合章程', evidence: [{ hash: 'a'.repeat(64), name: '证据.pdf', size: 1 }] }
/** The evidence has been brought by whoever objects with it. */
async function objects(who: Who, id: string, where = house) {
  await rows(fresh.db, `insert into file (hash, name, size, type, by_id) values ($1, '证据.pdf', 1, 'application/pdf', $2) on conflict do nothing`, ['a'.repeat(64), who.id])
  await rows(fresh.db, `insert into file_upload (hash, by_id, name) values ($1, $2, '证据.pdf') on conflict do nothing`, ['a'.repeat(64), who.id])
  return step(where, who, id, { step: 'object', input: objection })
}

describe('what a refusal tells', () => {
  const missing = no({ code: 'no-such-case', at: 'case', say: '没有这件办件，或您无权查看' })

  it('is nothing at all to whoever may not see the case', async () => {
    const { c } = await filed()
    const stranger = await anApplicant(fresh.db)
    for (const attempt of [{ step: 'accept' }, { step: 'object' }, { step: 'nonsense' }, { step: 'accept', expect: 7 }]) expect(await step(house, stranger, c.id, attempt), JSON.stringify(attempt)).toEqual(missing)
  })

  it('is why an objection was not taken, and nothing else, to whoever objects to a published case', async () => {
    const { c } = await shown()
    const stranger = await anApplicant(fresh.db)
    expect(await step(house, stranger, c.id, { step: 'confirm' })).toEqual(missing)
    const bare = await step(house, stranger, c.id, { step: 'object', input: {} })
    expect(bare.ok ? [] : bare.refusals.map((r) => r.at)).toEqual(['name', 'contact', 'says', 'evidence'])
    expect((await objects(stranger, c.id)).ok).toBe(true)
  })

  it('does not name who objected to anyone but the desks', async () => {
    const { who, c } = await shown()
    const stranger = await anApplicant(fresh.db)
    must(await objects(stranger, c.id))
    const says = async (asking: Who) => { const r = await act(house, asking, c.id, { step: 'confirm', expect: 3 }); return r.ok ? '' : r.refusals[0]!.say }
    expect(await says(who)).toBe('您打开后，他人刚刚办理了一步，本件现处于“公示”；请核对后再办')
    expect(await says(coach)).toBe(`您打开后，${stranger.name}刚刚办理了“提出异议”，本件现处于“公示”；请核对后再办`)
  })

  it('keeps an auditor from acting, also where anyone may', async () => {
    const { c } = await shown()
    const reader = await anApplicant(fresh.db)
    const only = no({ code: 'not-yours', at: 'step', say: '审计人员只查阅办件，不申请也不办理；需要办理的请以其他账号登录' })
    expect(await objects({ ...reader, auditor: true }, c.id)).toEqual(only)
    expect(await submit(house, { ...reader, auditor: true }, 'tennis-club', wish(reader))).toEqual(only)
    expect(must(await view(house, auditor, c.id)).steps).toEqual([])
  })

  it('is not that of an older state which only another process remembers', async () => {
    const other = await aHouse(fresh.db)
    const { c } = await filed()
    await findKept(other, fresh.db, c.id)
    must(await act(house, window, c.id, { step: 'accept' }))
    expect((await step(other, leader, c.id, { step: 'pass' })).ok).toBe(true)
  })
})

it('what is published ends for every process with the publication', async () => {
  const other = await aHouse(fresh.db)
  const { c } = await filed()
  await findKept(other, fresh.db, c.id)
  must(await act(house, window, c.id, { step: 'accept' }))
  must(await act(house, leader, c.id, { step: 'pass' }))
  expect((await publishedCases(other)).map((p) => p.id)).toContain(c.id)
  house.setClock('2022-03-14')
  must(await act(house, coach, c.id, { step: 'confirm' }))
  expect(await publishedCase(other, c.id)).toEqual(no({ code: 'not-published', say: '没有这条公示，或公示已经结束' }))
})

it('time takes its step when the time of the state has passed, not when another limit falls due before', async () => {
  const { c } = await filed('2022-03-01')
  must(await act(house, window, c.id, { step: 'accept' }))
  // The three months of the whole end on 1 June; the answer has until ten in the morning of the day after.
  house.setClock('2022-06-01T02:00:00.000Z')
  must(await act(house, coach, c.id, { step: 'ask' }))
  house.setClock('2022-06-01T20:00:00.000Z')
  await passTime(house)
  expect((await findKept(house, fresh.db, c.id))!.s.state).toBe('asked')
  house.setClock('2022-06-02T02:01:00.000Z')
  await passTime(house)
  expect((await findKept(house, fresh.db, c.id))!.s.state).toBe('review')
})

it('what hurts soonest stands first, whether its limit is in days or in hours', async () => {
  const clerk = await anOfficial(fresh.db, 'fj.3507', ['handle'])
  const [late, soon, later] = [await filed(), await filed(), await filed()]
  for (const [{ c }, day, at] of [[later, '2022-03-09', '2022-03-09T08:00:00Z'], [late, '2022-02-28', null], [soon, '2022-03-01', '2022-03-01T00:30:00Z']] as const) await rows(fresh.db, `update work set unit_id = 'fj.3507', due_on = $2, due_at = $3 where case_id = $1`, [c.id, day, at])
  expect((await worklist(house, clerk)).rows.map((r) => r.id)).toEqual([late.c.id, soon.c.id, later.c.id])
  await rows(fresh.db, `update case_file set due_on = '2022-03-01', due_at = '2022-03-01T00:30:00Z' where id = $1`, [soon.c.id])
  expect((await listCases(house, window, { ids: [soon.c.id], overdue: true })).rows.map((r) => r.overdue)).toEqual([true])
})

it('an official who also belongs to a firm does not put the firm in the place of the applicant', async () => {
  const { rename, ...rest } = tennisClub.states.member!.steps!
  const renamedByOffice = { ...tennisClub, states: { ...tennisClub.states, member: { ...tennisClub.states.member!, steps: { ...rest, rename: { ...rename!, by: 'leader' } } } } }
  const club = await aHouse(fresh.db, { programmes: [{ ...tennisProgramme, items: [renamedByOffice] }] })
  const who = await anApplicant(fresh.db), firm = await anApplicant(fresh.db)
  const c = must(await submit(club, who, 'tennis-club', wish(who)))
  must(await act(club, window, c.id, { step: 'accept' }))
  must(await act(club, leader, c.id, { step: 'pass' }))
  club.setClock('2022-03-14')
  must(await act(club, coach, c.id, { step: 'confirm' }))
  must(await act(club, { ...leader, partyId: firm.partyId! }, c.id, { step: 'rename', input: { name: '新名' } }))
  expect((await findKept(club, fresh.db, c.id))!.s.parties.applicant).toMatchObject({ id: who.partyId, name: '新名' })
})

it('whoever was drawn to judge is not told whose work it is', async () => {
  const expert = await anApplicant(fresh.db)
  const { who, c } = await filed()
  await rows(fresh.db, `insert into work (case_id, n, seat, member_id, label) values ($1, 9, 'expert', $2, '评审打分')`, [c.id, expert.id])
  await deliver(fresh.db, tellOfSteps(house))
  expect((await noticesFor(fresh.db, { memberId: expert.id, units: [] })).map((n) => n.say)).toEqual([`“（匿名）入会”（${c.number}）等待办理，期限至2022年3月8日。`])
  expect((await noticesFor(fresh.db, { memberId: window.id, units: ['fj.3501'] }))[0]!.say).toBe(`“${who.partyName}入会”（${c.number}）等待办理，期限至2022年3月8日。`)
})

it('what is told bears the time at which it happened, however late it is delivered', async () => {
  const { who, c } = await filed()
  house.setClock('2022-03-03')
  must(await act(house, window, c.id, { step: 'accept' }))
  house.setClock('2022-09-20')
  await deliver(fresh.db, tellOfSteps(house))
  const told = await noticesFor(fresh.db, { memberId: who.id, partyId: who.partyId, units: [] })
  expect(told.map((n) => [n.title, dayOf(n.at as Instant)])).toEqual([[`${c.number} 受理`, '2022-03-03']])
  house.setClock('2022-03-01')
})

it('a limit that ran beyond the working calendar is known once the next year has been entered', async () => {
  const far = await aHouse(fresh.db, { at: '2026-12-28T01:00:00.000Z' })
  const who = await anApplicant(fresh.db)
  const c = must(await submit(far, who, 'tennis-club', wish(who)))
  await dueAgain(far)
  const due = async () => (await rows(fresh.db, 'select c.due_on, w.due_on as waits from case_file c join work w on w.case_id = c.id where c.id = $1', [c.id]))[0]
  expect(await due()).toEqual({ due_on: null, waits: null })
  far.calendar = must(await enterDays(fresh.db, { id: 'a', name: '管理员' }, { source: '放假通知', days: [{ day: '2027-01-01', working: false }], completes: 2027 }, house.now()))
  await dueAgain(far)
  // 29, 30 and 31 December, 4 and 5 January.
  expect(await due()).toEqual({ due_on: '2027-01-05', waits: '2027-01-05' })
  expect(await dueAgain(far)).toBe(0)
})

it('a publication comes to the top of the work list on the first day it can be confirmed, or at once when somebody objects', async () => {
  const club = await aHouse(fresh.db, { programmes: [{ ...tennisProgramme, items: [{ ...tennisClub, clocks: {} }] }] })
  const publish = async () => {
    const who = await anApplicant(fresh.db)
    const c = must(await submit(club, who, 'tennis-club', wish(who)))
    must(await act(club, window, c.id, { step: 'accept' }))
    must(await act(club, leader, c.id, { step: 'pass' }))
    return c.id
  }
  const line = async (who: Who, id: string) => (await worklist(club, who, { limit: 1000 })).rows.find((r) => r.id === id)
  club.setClock('2022-03-01')
  // Seven days after the first of March: the 8th is the last, the 9th the first on which one may confirm.
  const id = await publish(), disputed = await publish()
  expect(await line(coach, id)).toMatchObject({ opensOn: '2022-03-09', dueOn: null, overdue: false })
  club.setClock('2022-03-02')
  must(await objects(await anApplicant(fresh.db), disputed, club))
  expect(await line(leader, disputed)).toMatchObject({ opensOn: '2022-03-02', overdue: false })
  club.setClock('2022-03-09')
  must(await act(club, coach, id, { step: 'confirm' }))
})

describe('a paper that is undone', () => {
  /** A member with a card: the case, the number of the card and its code. */
  async function carded(at: string) {
    const { who, c } = await filed(at)
    must(await act(house, window, c.id, { step: 'accept' }))
    must(await act(house, leader, c.id, { step: 'pass' }))
    house.setClock('2022-06-01')
    const mine = must(await act(house, coach, c.id, { step: 'confirm' }))
    return { who, c, card: mine.papers[0]! }
  }
  const undo = (number: string, scope = 'step', reason = '行政复议决定书闽政复〔2022〕5号撤销') => ({ step: 'voidPaper', input: { number, scope, reason } })
  const counted = async (id: string) => (await rows<{ kind: string }>(fresh.db, 'select kind from event e where case_id = $1 and not exists (select from event_void v where v.event_id = e.id) order by id', [id])).map((e) => e.kind)

  it('is void for everyone who checks it; what it brought counts no more and stands on no register, and the history says why', async () => {
    const { who, c, card } = await carded('2022-05-02')
    house.setClock('2022-07-04')
    for (const other of [window, coach, who]) expect(await act(house, other, c.id, undo(card.number))).toMatchObject({ ok: false, refusals: [{ code: 'not-yours', say: '“作废文书”由会长办理' }] })
    expect(await act(house, leader, c.id, undo('闽知网〔2022〕999号'))).toEqual(no({ code: 'no-such-paper', at: 'number', say: '本件没有编号为“闽知网〔2022〕999号”的文书，请照文书上的编号填写' }))
    const after = must(await act(house, leader, c.id, undo(card.number)))
    expect(after).toMatchObject({ state: { id: 'member' }, papers: [{ number: card.number, voided: true, voidReason: '行政复议决定书闽政复〔2022〕5号撤销' }] })
    expect(must(await verifyPaper(fresh.db, card.verifyCode))).toMatchObject({ status: 'void', say: '本文书已于2022年7月4日作废：行政复议决定书闽政复〔2022〕5号撤销' })
    expect(await counted(c.id)).toEqual(['tennis-club.submit', 'tennis-club.accept', 'tennis-club.pass', 'tennis-club.voidPaper'])
    expect(await rows(fresh.db, `select from_day, to_day from entry where register = 'club-members' and case_id = $1`, [c.id])).toEqual([{ from_day: '2022-06-01', to_day: '2022-07-03' }])
    expect(must(await view(house, who, c.id)).history.at(-1)).toMatchObject({ label: '作废文书', from: '在会', to: '在会' })
    expect(await act(house, leader, c.id, undo(card.number))).toEqual(no({ code: 'void-already', at: 'number', say: `${card.number}已经作废` }))
    expect((await verifyLedger(fresh.db, house)).faults.filter((f) => f.caseId === c.id)).toEqual([])
  })

  it('may be the paper alone, and also of a case that is over, which does not end anew', async () => {
    const { who, c, card } = await carded('2022-05-03')
    must(await act(house, who, c.id, { step: 'leave' }))
    house.setClock('2022-07-05')
    must(await act(house, leader, c.id, undo(card.number, 'paper', '姓名误写')))
    expect(await counted(c.id)).toContain('member-joined')
    expect(await rows(fresh.db, 'select closed_on, state from case_file where id = $1', [c.id])).toEqual([{ closed_on: '2022-06-01', state: 'left' }])
  })

  it('is not offered before any paper was issued', async () => {
    const { c } = await filed('2022-05-04')
    expect(must(await view(house, leader, c.id)).steps.map((s) => s.id)).not.toContain('voidPaper')
  })
})

it('a name alone gives nobody the place of a firm that is known by its code', async () => {
  // The example of GB 32100—2015 itself.
  const firm = await anApplicant(fresh.db, { party: '福州同名网球馆', creditCode: '91350100M000100Y43' })
  const named = await linkParty(fresh.db, { name: '福州同名网球馆' }, false)
  expect(named).not.toBe(firm.partyId)
  expect(await linkParty(fresh.db, { name: '福州同名网球馆' }, false)).toBe(named)
  expect(await linkParty(fresh.db, { name: '网球馆', creditCode: '91350100M000100Y43' }, false)).toBe(firm.partyId)
})
