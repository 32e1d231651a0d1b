import { describe, expect, test } from 'vitest'
import {
  addDays, addMonths, clockState, clockWarning, dayFromNumber, daysBetween, due, dueHours, mergeIntervals, seeded, showClock,
  type Calendar, type Clock, type Day, type Interval, type Reckoning,
  type Suspension,
} from './index.ts'
import { builtInCalendar } from '../platform/calendar/index.ts'

const calendar = builtInCalendar()

describe('when a period ends', () => {
  // domain-10-20.md §1.3, checked there against chinese-days 1.5.7.
  test.each<[n: number, unit: Reckoning['unit'], from: Day, legal: Day]>([
    [5, 'workday', '2022-04-25', '2022-05-05'],
    [5, 'workday', '2022-05-05', '2022-05-11'],
    [15, 'workday', '2022-09-20', '2022-10-14'],
    [20, 'workday', '2022-12-28', '2023-01-31'],
    [3, 'month', '2022-07-01', '2022-10-08'],
    [3, 'month', '2022-11-30', '2023-02-28'],
  ])('%i %s after %s is %s', (n, unit, from, legal) => {
    expect(due({ from, n, unit }, calendar).legal).toBe(legal)
  })

  test('the target stays where it falls and only the legal date moves to a working day', () => {
    expect(due({ from: '2022-07-01', n: 3, unit: 'month' }, calendar)).toEqual({ target: '2022-10-01', legal: '2022-10-08' })
    expect(due({ from: '2022-07-01', n: 15, unit: 'day' }, calendar)).toEqual({ target: '2022-07-16', legal: '2022-07-18' })
    expect(due({ from: '2022-07-02', n: 0, unit: 'day' }, calendar)).toEqual({ target: '2022-07-02', legal: '2022-07-04' })
  })

  test('suspended days do not count, overlapping ones once, and those before the period not at all', () => {
    const from: Day = '2022-07-01'
    const suspend: Interval[] = [['2022-07-11', '2022-07-20'], ['2022-07-15', '2022-07-25'], ['2022-06-01', '2022-07-01']]
    // 15 days from 11 to 25 July.
    expect(due({ from, n: 20, unit: 'day', suspend }, calendar).target).toBe('2022-08-05')
    expect(due({ from, n: 1, unit: 'month', suspend }, calendar).target).toBe('2022-08-16')
    // 11 of those days are working days: 11-15, 18-22 and 25 July.
    expect(due({ from, n: 10, unit: 'workday', suspend }, calendar).target).toBe('2022-08-01')
    // A suspension beyond the end does not reach it; one that touches the shifted end does.
    expect(due({ from, n: 5, unit: 'day', suspend }, calendar).target).toBe('2022-07-06')
    const touching: Interval[] = [['2022-07-03', '2022-07-04'], ['2022-07-08', '2022-07-08']]
    expect(due({ from, n: 5, unit: 'day', suspend: touching }, calendar).target).toBe('2022-07-09')
  })

  test('intervals merge to the same days in order', () => {
    const untidy: Interval[] = [['2022-07-15', '2022-07-25'], ['2022-07-01', '2022-07-02'], ['2022-07-11', '2022-07-20'],
      ['2022-07-03', '2022-07-03']]
    expect(mergeIntervals(untidy)).toEqual([['2022-07-01', '2022-07-03'], ['2022-07-11', '2022-07-25']])
    expect(() => mergeIntervals([['2022-07-15', '2022-07-14']])).toThrow('cannot end')
  })

  test('walking day by day over the calendar gives the same ends, 120,000 times', () => {
    const random = seeded('clock against a day walk')
    const firstDay = 12_418 // 2004-01-01
    let checked = 0
    for (let i = 0; i < 120_000; i++) {
      const start = firstDay + random.int(7_600)
      const unit = (['workday', 'day', 'month'] as const)[random.int(3)]!
      const n = random.int({ workday: 70, day: 100, month: 5 }[unit])
      const suspend = Array.from({ length: random.int(4) }, (): Interval => {
        const first = start - 20 + random.int(120)
        return [dayFromNumber(first), dayFromNumber(first + random.int(25))]
      })
      const reckoning: Reckoning = { from: dayFromNumber(start), n, unit, suspend }
      const walked = walk(reckoning, calendar)
      const fast = due(reckoning, calendar)
      if (fast.target !== walked.target || fast.legal !== walked.legal) expect({ reckoning, ...fast }).toEqual({ reckoning, ...walked })
      checked++
    }
    expect(checked).toBe(120_000)
  }, 20_000)
})

/** The rule as a clerk with a wall calendar would follow it. */
const nextDay = new Map<Day, Day>()
function walk({ from, n, unit, suspend = [] }: Reckoning, { isWorkday }: Calendar) {
  let left = unit === 'month' ? daysBetween(from, addMonths(from, n)) : n
  const forward = (day: Day): Day => {
    let next = nextDay.get(day)
    if (next === undefined) nextDay.set(day, next = addDays(day, 1))
    return next
  }
  let day = from
  while (left > 0) {
    day = forward(day)
    if (suspend.some(([first, last]) => first <= day && day <= last)) continue
    if (unit !== 'workday' || isWorkday(day)) left--
  }
  const target = day
  while (!isWorkday(day)) day = forward(day)
  return { target, legal: day }
}

describe('hours on the wall clock', () => {
  test('run through the weekend and stop at closing time', () => {
    // Friday 18:00 in Fujian and 48 hours on.
    expect(dueHours('2022-07-01T10:00:00.000Z', 48)).toBe('2022-07-03T10:00:00.000Z')
    expect(dueHours('2022-07-01T10:00:00.000Z', 48, { before: '2022-07-02T09:00:00.000Z' })).toBe('2022-07-02T09:00:00.000Z')
    expect(dueHours('2022-07-01T10:00:00.000Z', 0.5)).toBe('2022-07-01T10:30:00.000Z')
  })

  test('leave out suspended stretches, overlapping ones once', () => {
    const suspend = [['2022-07-01T12:00:00.000Z', '2022-07-01T14:00:00.000Z'], ['2022-07-01T13:00:00.000Z', '2022-07-01T15:00:00.000Z'],
      ['2022-07-01T09:00:00.000Z', '2022-07-01T10:30:00.000Z'], ['2022-07-02T20:00:00.000Z', '2022-07-02T21:00:00.000Z']] as const
    // Half an hour and three hours stand still; the last stretch lies beyond the end.
    expect(dueHours('2022-07-01T10:00:00.000Z', 24, { suspend })).toBe('2022-07-02T13:30:00.000Z')
    expect(dueHours('2022-07-01T10:00:00.000Z', 31, { suspend })).toBe('2022-07-02T21:30:00.000Z')
  })
})

describe('how a clock stands', () => {
  const clock: Clock = { period: { n: 20, unit: 'workday' }, from: '2022-07-01', suspensions: [], today: '2022-07-11' }

  test('a running clock shows both ends and what is left', () => {
    const state = clockState(clock, calendar)
    expect(state).toEqual({ target: '2022-07-29', legal: '2022-07-29', unit: 'workday', total: 20, elapsed: 6, remaining: 14, isOverdue: false })
    expect(showClock(state)).toBe('期限至2022年7月29日，还剩14个工作日')
  })

  test('while it is suspended there is no deadline, only what is left and since when', () => {
    const stopped = { from: '2022-07-06', reason: '司法鉴定' } as const
    const state = clockState({ ...clock, suspensions: [stopped], today: '2022-09-01' }, calendar)
    // 4 and 5 July have passed.
    expect(state).toEqual({
      unit: 'workday', total: 20, elapsed: 2, remaining: 18, isOverdue: false, stoppedSince: stopped.from, reason: stopped.reason,
    })
    expect(showClock(state)).toBe('自2022年7月6日起停止计时（司法鉴定），还剩18个工作日，恢复后接着计算')
    expect(clockWarning(state, '2022-09-01', calendar)).toBe('none')
  })

  test('after the suspension it counts again from the next day', () => {
    const suspensions: Suspension[] = [{ from: '2022-07-06', to: '2022-07-12', reason: '司法鉴定' },
      { from: '2022-07-10', to: '2022-07-13', reason: '公告' }]
    // 6 to 8 and 11 to 13 July: six working days more.
    expect(clockState({ ...clock, suspensions, today: '2022-07-14' }, calendar))
      .toEqual({ target: '2022-08-08', legal: '2022-08-08', unit: 'workday', total: 20, elapsed: 3, remaining: 17, isOverdue: false })
    expect(clockState({ ...clock, suspensions, today: '2022-07-11' }, calendar))
      .toMatchObject({ target: '2022-08-08', elapsed: 2, stoppedSince: '2022-07-06', reason: '司法鉴定' })
  })

  test('months are counted in their days, and an extension lengthens the period', () => {
    const month: Clock = { period: { n: 3, unit: 'month' }, from: '2022-07-01', suspensions: [], today: '2022-10-02' }
    const state = clockState(month, calendar)
    expect(state).toEqual({ target: '2022-10-01', legal: '2022-10-08', unit: 'day', total: 92, elapsed: 93, remaining: -1, isOverdue: false })
    expect(showClock(state)).toBe('期限至2022年10月1日（逢休息日顺延至2022年10月8日），今日到期或处于顺延期内')
    expect(clockState({ ...month, extension: { n: 1, unit: 'month' } }, calendar)).toMatchObject({ target: '2022-11-01', total: 123 })
    expect(clockState({ ...month, extension: { n: 10, unit: 'workday' } }, calendar))
      .toMatchObject({ target: '2022-10-19', unit: 'day', total: 110 })
  })

  test('a clock that ran out before it was stopped stays overdue', () => {
    const state = clockState({ ...clock, suspensions: [{ from: '2022-08-10', reason: '中止' }], today: '2022-08-11' }, calendar)
    expect(state).toMatchObject({ target: '2022-07-29', isOverdue: true, remaining: -9 })
    expect(clockWarning(state, '2022-08-11', calendar)).toBe('overdue')
    expect(showClock(state)).toBe('期限至2022年7月29日，已超期')
  })

  test('it warns at half, at four fifths, three working days before and after the end', () => {
    const warning = (today: Day) => clockWarning(clockState({ ...clock, today }, calendar), today, calendar)
    expect(warning('2022-07-14')).toBe('none')
    expect(warning('2022-07-15')).toBe('half')
    expect(warning('2022-07-22')).toBe('half')
    expect(warning('2022-07-25')).toBe('late')
    expect(warning('2022-07-26')).toBe('soon')
    expect(warning('2022-07-29')).toBe('soon')
    expect(warning('2022-08-01')).toBe('overdue')
  })

  test('past the calendar’s end the clock still says what it knows', () => {
    const say = '工作日历只到2026年12月31日，之后的工作日无从推算；请在“工作日历”中补录2027年的放假调休安排后再试'
    const months = clockState({ period: { n: 3, unit: 'month' }, from: '2026-11-20', suspensions: [], today: '2026-12-20' }, calendar)
    expect(months).toEqual({ target: '2027-02-20', unknown: say, unit: 'day', total: 92, elapsed: 30, remaining: 62, isOverdue: false })
    const workdays = clockState({ ...clock, from: '2026-12-28', today: '2027-01-05' }, calendar)
    expect(workdays).toEqual({ unknown: say, unit: 'workday', total: 20, elapsed: 3, remaining: 17, isOverdue: false })
    expect(showClock(workdays)).toBe(say)
    expect(clockWarning(months, '2027-01-20', calendar)).toBe('none')
  })
})
