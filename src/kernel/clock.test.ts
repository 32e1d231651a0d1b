import { describe, expect, test } from 'vitest'
import { addDays, addMonths, dayFromNumber, daysBetween, due, dueHours, seeded, type Calendar, type Day, type Interval, type Reckoning } from './index.ts'
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

  test('a suspension cannot end before it starts', () => {
    expect(() => due({ from: '2022-07-01', n: 5, unit: 'day', suspend: [['2022-07-15', '2022-07-14']] }, calendar)).toThrow('cannot end')
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
