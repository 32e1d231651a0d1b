import { describe, expect, test } from 'vitest'
import {
  addDays, addMonths, dayFromNumber, dayNumber, dayOf, daysBetween, instantFromMs, instantMs, isDay, isInstant, showDay, showDayFull,
  showInstant, startOfDay, weekday, type Day,
} from './index.ts'
import { builtInCalendar } from '../platform/calendar/index.ts'

describe('days', () => {
  test('only a day that exists is a day', () => {
    for (const real of ['2022-07-01', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31']) expect(isDay(real), real).toBe(true)
    for (const unreal of ['2023-02-29', '1900-02-29', '2022-13-01', '2022-00-10', '2022-04-31', '2022-4-1', '2022/04/01', '２０２２-04-01', '',
      '2022-07-01 ', 20220701, null]) expect(isDay(unreal), String(unreal)).toBe(false)
  })

  test('day numbers agree with the platform’s own dates over eight centuries', () => {
    for (let n = -150_000; n <= 150_000; n++) {
      const day = new Date(n * 86_400_000).toISOString().slice(0, 10) as Day
      if (dayFromNumber(n) !== day || dayNumber(day) !== n) expect([dayFromNumber(n), dayNumber(day)]).toEqual([day, n])
    }
  })

  test('a number without a day, or a day without a number, is a bug', () => {
    expect(() => dayNumber('2023-02-29')).toThrow('not a day: 2023-02-29')
    expect(() => dayFromNumber(10_000_000)).toThrow(RangeError)
  })

  test('a month on is the same day number or that month’s last day', () => {
    expect(addMonths('2022-07-01', 3)).toBe('2022-10-01')
    expect(addMonths('2022-11-30', 3)).toBe('2023-02-28')
    expect(addMonths('2023-11-30', 3)).toBe('2024-02-29')
    expect(addMonths('2022-01-31', 1)).toBe('2022-02-28')
    expect(addMonths('2022-03-31', -1)).toBe('2022-02-28')
    expect(addMonths('2022-12-15', 13)).toBe('2024-01-15')
    expect(addMonths('2022-01-15', -1)).toBe('2021-12-15')
  })

  test('counting days leaves the first one out', () => {
    expect(daysBetween('2022-02-28', '2022-03-01')).toBe(1)
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
    expect(addDays('2022-12-31', 1)).toBe('2023-01-01')
    expect(addDays('2022-01-01', -1)).toBe('2021-12-31')
    expect(weekday('2022-05-07')).toBe(6)
    expect(weekday('1969-12-28')).toBe(0)
  })

  test('a moment belongs to the day on China’s wall calendar', () => {
    expect(dayOf('2022-07-01T15:59:59.999Z')).toBe('2022-07-01')
    expect(dayOf('2022-07-01T16:00:00.000Z')).toBe('2022-07-02')
    expect(dayOf('2022-12-31T16:00:00.000Z', 0)).toBe('2022-12-31')
    expect(startOfDay('2022-07-02')).toBe('2022-07-01T16:00:00.000Z')
    expect(showInstant('2022-05-07T06:05:09.000Z')).toBe('2022年5月7日 14:05')
    expect(instantFromMs(Date.UTC(2022, 4, 7, 6, 5, 9, 42))).toBe('2022-05-07T06:05:09.042Z')
    expect(instantMs('2022-05-07T06:05:09.042Z')).toBe(Date.UTC(2022, 4, 7, 6, 5, 9, 42))
    expect(isInstant('2022-05-07T24:00:00.000Z')).toBe(false)
    expect(isInstant('2022-02-30T10:00:00.000Z')).toBe(false)
    expect(() => instantMs('2022-05-07T06:05:09Z')).toThrow('not an instant')
  })

  test('a day says why it is not what its weekday suggests', () => {
    const calendar = builtInCalendar()
    expect(showDay('2022-05-07')).toBe('2022年5月7日')
    expect(showDayFull('2022-05-07', calendar)).toBe('2022年5月7日（周六，调休上班）')
    expect(showDayFull('2022-10-05', calendar)).toBe('2022年10月5日（周三，国庆节放假）')
    expect(showDayFull('2022-07-01', calendar)).toBe('2022年7月1日（周五）')
    expect(showDayFull('2022-07-03', calendar)).toBe('2022年7月3日（周日）')
    expect(showDayFull('2031-07-03', calendar)).toBe('2031年7月3日（周四）')
  })
})
