import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anApplicant, anOfficial } from '../../../test/house.ts'
import { type Instant, mustBe, no } from '../../kernel/index.ts'
import { builtInCalendar } from '../calendar/index.ts'
import { step, submit } from '../cases/index.ts'
import { rows } from '../db/index.ts'
import { deliver, noticesFor, readerOf } from '../notices/index.ts'
import type { Who } from '../people/index.ts'
import { acknowledge, escalationsFor, remind } from './index.ts'
import { goesAt, mayGoAt } from './choices.ts'
import { occasionOf, rungsReached } from './occasions.ts'

const calendar = builtInCalendar()
/** A moment on the office's wall clock. */
const at = (day: string, time = '09:00') => new Date(`${day}T${time}:00+08:00`).toISOString() as Instant

describe('when a reminder is up', () => {
  // 2022: 1–7 October are holidays, 8 and 9 October (Saturday, Sunday) are worked; 30 September is a Friday.
  const told = at('2022-09-01')
  it.each([
    ['2022-10-10', at('2022-09-29'), undefined],
    ['2022-10-10', at('2022-09-30'), { rule: 'before', n: 3, left: 3 }],
    ['2022-10-10', at('2022-10-04'), undefined],
    ['2022-10-10', at('2022-10-08'), { rule: 'before', n: 3, left: 2 }],
    ['2022-10-10', at('2022-10-09'), { rule: 'before', n: 1, left: 1 }],
    ['2022-10-10', at('2022-10-10', '07:59'), undefined],
    ['2022-10-10', at('2022-10-10'), { rule: 'at', n: 0, left: 0 }],
    ['2022-10-10', at('2022-10-11'), { rule: 'overdue', n: 1, left: -1 }],
    ['2022-10-10', at('2022-10-13'), { rule: 'overdue', n: 1, left: -3 }],
    ['2022-10-10', at('2022-10-14'), { rule: 'overdue', n: 2, left: -4 }],
    ['2022-10-10', at('2022-10-15'), undefined],
    // A limit that ends on a day off is spoken of on the last working day before.
    ['2022-10-03', at('2022-09-30'), { rule: 'at', n: 0, left: 0 }],
    ['2022-10-03', at('2022-10-08'), { rule: 'overdue', n: 1, left: -1 }],
  ] as const)('a limit to %s, asked at %s', (due, now, expected) => {
    expect(occasionOf(due, told, now, calendar)).toEqual(expected)
  })
  it('an hour clock is spoken of by night and on a holiday', () => {
    const due = at('2022-10-03', '02:00')
    expect(occasionOf(due, told, at('2022-10-02', '21:59'), calendar)).toBeUndefined()
    expect(occasionOf(due, told, at('2022-10-02', '22:00'), calendar)).toEqual({ rule: 'before', n: 4, left: 4 })
    expect(occasionOf(due, told, at('2022-10-03', '01:30'), calendar)).toEqual({ rule: 'before', n: 1, left: 1 })
    expect(occasionOf(due, told, at('2022-10-03', '02:00'), calendar)).toEqual({ rule: 'at', n: 0, left: 0 })
    expect(occasionOf(due, told, at('2022-10-03', '06:10'), calendar)).toEqual({ rule: 'overdue', n: 1, left: -4 })
    expect(rungsReached(due, at('2022-10-03', '06:10'), calendar)).toEqual([{ level: 1, to: 'leader' }, { level: 2, to: 'above' }])
  })
  it('whoever was told of the case that day is not told again', () => {
    expect(occasionOf('2022-10-10', at('2022-09-30', '08:30'), at('2022-09-30', '17:00'), calendar)).toBeUndefined()
    expect(occasionOf('2022-10-10', at('2022-09-30'), at('2022-10-08'), calendar)).toBeUndefined()
    expect(occasionOf('2022-10-10', at('2022-09-30'), at('2022-10-09'), calendar)).toMatchObject({ rule: 'before', n: 1 })
  })
  it('delays climb by working days', () => {
    expect(rungsReached('2022-09-27', at('2022-09-29'), calendar)).toEqual([])
    expect(rungsReached('2022-09-27', at('2022-09-30'), calendar)).toEqual([{ level: 1, to: 'leader' }])
    expect(rungsReached('2022-09-27', at('2022-10-07'), calendar)).toEqual([])
    expect(rungsReached('2022-09-27', at('2022-10-09'), calendar).map((r) => r.to)).toEqual(['leader', 'above'])
    expect(rungsReached('2022-09-27', at('2022-10-14'), calendar).map((r) => r.to)).toEqual(['leader', 'above', 'group'])
  })
  it('beyond the calendar’s end an ordinary week will do', () => {
    expect(occasionOf('2027-03-08', told, at('2027-03-05'), calendar)).toEqual({ rule: 'before', n: 1, left: 1 })
    expect(occasionOf('2027-03-08', told, at('2027-03-06'), calendar)).toBeUndefined()
  })
})

describe('when a mail goes', () => {
  const usual = { byMail: true, what: 'reminders', digest: 'at-once', digestHour: 9, digestWeekday: 1, urgentAnyway: true } as const
  const quiet = { ...usual, quietFrom: 20, quietTo: 8 }
  it('quiet hours and holidays put it off, an hour clock does not', () => {
    expect(mayGoAt(quiet, at('2022-09-28', '21:15'), false, calendar)).toBe(at('2022-09-29', '08:00'))
    expect(mayGoAt(quiet, at('2022-09-30', '21:15'), false, calendar)).toBe(at('2022-10-08', '08:00'))
    expect(mayGoAt(quiet, at('2022-10-01', '21:15'), true, calendar)).toBe(at('2022-10-01', '21:15'))
    expect(mayGoAt({ ...quiet, urgentAnyway: false }, at('2022-10-01', '21:15'), true, calendar)).toBe(at('2022-10-02', '08:00'))
  })
  it('digests come at their hour, on the next working day where theirs is free; an escalation does not wait', () => {
    const step = { urgent: false, kind: 'reminder' }
    expect(goesAt({ ...usual, digest: 'daily' }, at('2022-09-29', '10:00'), step, calendar)).toEqual({ at: at('2022-09-30'), bundle: 'daily:2022-09-30T9' })
    expect(goesAt({ ...usual, digest: 'daily' }, at('2022-09-30', '10:00'), step, calendar)).toEqual({ at: at('2022-10-08'), bundle: 'daily:2022-10-08T9' })
    expect(goesAt({ ...usual, digest: 'weekly' }, at('2022-09-29', '10:00'), step, calendar)).toEqual({ at: at('2022-10-08'), bundle: 'weekly:2022-10-08T9' })
    expect(goesAt({ ...usual, digest: 'weekly' }, at('2022-09-20', '10:00'), step, calendar)).toEqual({ at: at('2022-09-26'), bundle: 'weekly:2022-09-26T9' })
    expect(goesAt({ ...usual, digest: 'weekly' }, at('2022-09-20', '10:00'), { ...step, kind: 'escalation' }, calendar)).toEqual({ at: at('2022-09-20', '10:00') })
  })
})

describe('reminders of cases', () => {
  let fresh: FreshDatabase
  let houses: Awaited<ReturnType<typeof aHouse>>[]
  let window: Who, idle: Who, head: Who, bureau: Who, group: Who
  const clock = (to: Instant) => { for (const h of houses) h.setClock(to) }
  beforeAll(async () => {
    fresh = await freshDatabase()
    houses = [await aHouse(fresh.db), await aHouse(fresh.db)]
    window = await anOfficial(fresh.db, 'fj.3501', ['handle'])
    idle = await anOfficial(fresh.db, 'fj.3501', ['pay'])
    head = await anOfficial(fresh.db, 'fj.3501', ['decide'])
    bureau = await anOfficial(fresh.db, 'fj', ['decide'])
    group = await anOfficial(fresh.db, 'fj.group', ['handle'])
  })
  afterAll(() => fresh?.drop())
  beforeEach(async () => {
    for (const t of ['case_file', 'case_unique', 'notice', 'outbox', 'work']) await rows(fresh.db, `delete from ${t}`)
  })
  async function filed(day: string) {
    clock(at(day))
    const who = await anApplicant(fresh.db)
    return mustBe(await submit(houses[0]!, who, 'tennis-club', { who: { name: { name: who.partyName! }, place: '350102' }, play: { level: 'new', wish: '打球' } }))
  }
  const told = async (who: Who) => (await noticesFor(fresh.db, readerOf(who), { limit: 100 })).filter((n) => n.kind !== 'step').map((n) => n.title).toReversed()
  const round = async (now: Instant) => { clock(now); await remind(houses[0]!); await deliver(fresh.db) }

  it('go to those at the seat that is waited for, once each, until it is done; and to nobody else', async () => {
    // Submitted on Tuesday 20 September, to be accepted within five working days: 27 September.
    const c = await filed('2022-09-20')
    for (const day of ['2022-09-21', '2022-09-22', '2022-09-23', '2022-09-24', '2022-09-26', '2022-09-27', '2022-09-28']) for (const time of ['07:00', '09:00', '09:01', '16:00']) await round(at(day, time))
    expect(await told(window)).toEqual(['还有3个工作日到期：受理', '还有1个工作日到期：受理', '今天到期：受理', '已超期1个工作日：受理'])
    expect([await told(idle), await told(head), await told(bureau)]).toEqual([[], [], []])
    const [last] = await noticesFor(fresh.db, readerOf(window))
    expect([last!.say, last!.caseId]).toEqual([`“${c.title}”（${c.number}）等待办理“受理”，期限至2022年9月27日。`, c.id])
    mustBe(await step(houses[0]!, window, c.id, { step: 'accept' }))
    await round(at('2022-10-10'))
    expect((await told(window)).length).toBe(4)
  })

  it('delays climb to those who lead, the unit above and the leading group’s office, and are repeated until one of them says they know', async () => {
    const c = await filed('2022-09-20')
    await round(at('2022-09-29'))
    expect(await escalationsFor(houses[0]!, head, { open: true })).toEqual([])
    await round(at('2022-09-30'))
    expect(await told(head)).toEqual(['提级提醒：福州市市场监督管理局（知识产权局）超期3个工作日'])
    expect(await told(bureau)).toEqual([])
    // A holiday says nothing; the next working day repeats.
    await round(at('2022-10-05'))
    expect((await told(head)).length).toBe(1)
    await round(at('2022-10-08'))
    expect(await told(head)).toEqual(['提级提醒：福州市市场监督管理局（知识产权局）超期3个工作日', '提级提醒：福州市市场监督管理局（知识产权局）超期4个工作日'])
    const [open] = await escalationsFor(houses[0]!, head, { open: true })
    expect(open).toMatchObject({ caseId: c.id, title: c.title, label: '受理', due: '2022-09-27', late: '4个工作日', level: 1, state: 'open', lateBy: '福州市市场监督管理局（知识产权局）' })
    expect(await acknowledge(houses[0]!, window, open!.id)).toEqual(no({ code: 'not-found', say: '没有这条提级提醒，或它不由您知悉' }))
    const known = mustBe(await acknowledge(houses[0]!, head, open!.id, '已当面督促'))
    expect(known).toMatchObject({ state: 'acknowledged', acknowledgedAt: at('2022-10-08'), acknowledgedBy: head.name, note: '已当面督促' })
    expect(await acknowledge(houses[1]!, head, open!.id)).toEqual(no({ code: 'overtaken', say: `${head.name}已经知悉` }))
    await round(at('2022-10-09'))
    expect((await told(head)).length).toBe(2)
    expect([(await told(bureau)).length, (await told(group)).length]).toEqual([1, 0])
    await round(at('2022-10-14'))
    expect(await told(group)).toEqual(['提级提醒：福州市市场监督管理局（知识产权局）超期10个工作日'])
    // Once it is done nobody need say anything any more.
    mustBe(await step(houses[0]!, window, c.id, { step: 'accept' }))
    await round(at('2022-10-17'))
    expect(await escalationsFor(houses[0]!, bureau, { open: true })).toEqual([])
    expect((await escalationsFor(houses[0]!, bureau)).map((x) => [x.state, x.settledAt])).toEqual([['settled', at('2022-10-17')]])
  })

  it('what is suspended reminds nobody; where an hour clock runs, a Sunday night is as good as any', async () => {
    const c = await filed('2022-09-20')
    await filed('2022-09-20')
    // No item of the club runs by the hour at the window; the work row alone says what is due.
    await rows(fresh.db, `update work set due_on = null, due_at = $2 where case_id <> $1`, [c.id, at('2022-10-02', '23:00')])
    mustBe(await step(houses[0]!, window, c.id, { step: 'suspend', input: { reason: 'other', from: '2022-09-20', note: '等函', files: [] } }))
    await round(at('2022-09-30'))
    expect(await told(window)).toEqual([])
    await round(at('2022-10-02', '22:30'))
    expect(await told(window)).toEqual(['还有1小时到期：受理'])
  })

  it('two processes at once, over and over, tell everyone once', async () => {
    for (let i = 0; i < 25; i++) await filed('2022-09-20')
    clock(at('2022-09-30'))
    const made = await Promise.all([...houses, ...houses, ...houses].map((h) => remind(h)))
    expect(made.reduce((sum, m) => sum + m.reminded, 0)).toBe(25)
    expect(made.reduce((sum, m) => sum + m.escalated, 0)).toBe(25)
    await Promise.all([deliver(fresh.db), deliver(fresh.db)])
    expect(await rows(fresh.db, `select recipient, count(*) as n from notice where kind <> 'step' group by 1 order by 1`)).toEqual([window, head].map((m) => ({ recipient: `member:${m.id}`, n: 25 })).toSorted((a, b) => (a.recipient < b.recipient ? -1 : 1)))
  })
})
