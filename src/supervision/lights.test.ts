import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day } from '../kernel/index.ts'
import { builtInCalendar } from '../platform/calendar/index.ts'
import { elapsed, gradeOf, lightOf, redOn, type Standing, worstOf } from './lights.ts'

const calendar = builtInCalendar()
const year = { from: '2022-01-01', due: '2022-12-31' } as const
const light = (s: Partial<Standing>, on: Day) => lightOf({ ...year, state: 'working', dispatchedOn: '2022-02-01', through: '2022-12-31', ...s }, on, calendar)

describe('a light, worked by hand', () => {
  // 30 June is day 181 of 365: 49.589 % of the plan.
  it('is green five points behind or less', () => {
    expect(elapsed('2022-01-01', '2022-12-31', '2022-06-30')).toBeCloseTo((181 / 365) * 100, 10)
    // 49.589 − 44.59 = 4.999; 49.589 − 44.58 = 5.009.
    expect(light({ verified: 44.59 }, '2022-06-30').light).toBe('green')
    expect(light({ verified: 44.58 }, '2022-06-30').light).toBe('yellow')
  })
  it('is red twenty points behind or more', () => {
    // 49.589 − 29.59 = 19.999; 49.589 − 29.58 = 20.009.
    expect(light({ verified: 29.59 }, '2022-06-30').light).toBe('yellow')
    expect(light({ verified: 29.58 }, '2022-06-30').light).toBe('red')
  })
  it('meets its limits exactly where the plan is a whole number of percent', () => {
    // 14 March is day 73 of 365: exactly 20 %.
    expect([light({ verified: 15 }, '2022-03-14').light, light({ verified: 14.99 }, '2022-03-14').light]).toEqual(['green', 'yellow'])
    expect([light({ verified: 0.01 }, '2022-03-14').light, light({ verified: 0 }, '2022-03-14').light]).toEqual(['yellow', 'red'])
  })
  it('explains itself with its numbers and what would change it', () => {
    expect(light({ verified: 30 }, '2022-06-30')).toEqual({ light: 'yellow', say: '黄：截至2022年6月30日序时进度49.59%，已核进度30%，落后19.59个百分点', change: '已核进度达到44.59%转绿，落后20个百分点转红' })
    expect(light({}, '2022-01-20')).toEqual({ light: 'yellow', say: '黄：截至2022年1月20日序时进度5.48%，尚无经核查的进度，按0%计，落后5.48个百分点', change: '已核进度达到0.48%转绿，落后20个百分点转红' })
  })
  it('is yellow at best in the last ten working days, red when overdue, blue when closed, grey when paused', () => {
    // Working days from 20 December to Saturday the 31st: 20 to 23 and 26 to 30 without the first day, so the 16th has ten left.
    expect(calendar.workdaysBetween('2022-12-16', '2022-12-31')).toBe(10)
    expect(light({ verified: 99 }, '2022-12-15').light).toBe('green')
    expect(light({ verified: 99 }, '2022-12-16')).toMatchObject({ light: 'yellow', say: expect.stringContaining('距完成期限2022年12月31日还有10个工作日') })
    expect(light({ verified: 100 }, '2022-12-16').light).toBe('green')
    expect(light({ verified: 99 }, '2023-01-02')).toMatchObject({ light: 'red', say: '红：完成期限2022年12月31日已过2日，已核进度99%，尚未销号' })
    expect(light({ state: 'closed' }, '2023-01-02')).toMatchObject({ light: 'blue' })
    expect(light({ suspended: true }, '2023-01-02')).toMatchObject({ light: 'grey', say: '灰：经批准暂停' })
    expect(lightOf(year, '2022-06-30', calendar)).toMatchObject({ light: 'grey', say: '灰：尚未交办，也没有办件推动' })
  })
  it('is one grade worse while feedback is owed', () => {
    // The quarter ends on 30 June; five working days after it is Thursday 7 July.
    expect(calendar.addWorkdays('2022-06-30', 5)).toBe('2022-07-07')
    expect(light({ verified: 50, through: '2022-03-31' }, '2022-07-07')).toMatchObject({ light: 'green' })
    expect(light({ verified: 50, through: '2022-03-31' }, '2022-07-08')).toMatchObject({ light: 'yellow', unreported: true, say: expect.stringContaining('未报：2022年第二季度反馈应于2022年7月7日前提交，降一级') })
    expect(light({ verified: 50, through: '2022-06-30' }, '2022-07-08')).toMatchObject({ light: 'green' })
    expect(light({ verified: 35, through: '2022-03-31' }, '2022-07-08').light).toBe('red')
    expect(light({ verified: 50, through: undefined, dispatchedOn: '2022-07-01' }, '2022-07-08').unreported).toBeUndefined()
  })
  it('is lifted by one grade where the system lately made something of it', () => {
    // Sixty days after 1 May is 30 June.
    expect(light({ moved: '2022-05-01' }, '2022-06-30')).toMatchObject({ light: 'yellow', say: '黄：截至2022年6月30日序时进度49.59%，尚无经核查的进度，按0%计，落后49.59个百分点；2022年5月1日有办件推进，距今60日（以60日为限），升一级' })
    expect(light({ moved: '2022-05-01' }, '2022-07-01').light).toBe('red')
    expect([light({ moved: '2022-05-01', verified: 10 }, '2022-06-30').light, light({ moved: '2022-05-01', verified: 35 }, '2022-06-30').light]).toEqual(['yellow', 'green'])
    expect(lightOf({ ...year, moved: '2022-06-01' }, '2022-06-30', calendar)).toMatchObject({ light: 'green', say: '绿：尚未交办，按办件动静亮灯：最近一次推进在2022年6月1日，距今29日（以60日为限）' })
  })
  it('leaves the days to sign in, however late in the year the action came', () => {
    // Tuesday 1 November 2022 and three working days: Friday the 4th.
    const s: Standing = { ...year, state: 'dispatched', dispatchedOn: '2022-11-01' }
    expect(lightOf(s, '2022-11-01', calendar)).toMatchObject({ light: 'green', say: '绿：2022年11月1日交办，签收期限2022年11月4日，还有3个工作日；签收期内不计差距' })
    expect([lightOf(s, '2022-11-04', calendar).light, lightOf(s, '2022-11-05', calendar).light]).toEqual(['green', 'red'])
    const late = lightOf({ ...s, from: '2022-11-01' }, '2022-11-05', calendar)
    // 5 of 61 days have passed: 8.2 % of a plan that began with the dispatch.
    expect([late.light, late.say]).toEqual(['yellow', '黄：截至2022年11月5日序时进度8.2%，尚无经核查的进度，按0%计，落后8.2个百分点；应于2022年11月4日前签收，尚未签收'])
  })
  it('counts no day on which it stood still with approval', () => {
    // 70 days of 2022 from 6 July to 13 September: due 11 March 2023; on 20 September 263 − 70 = 193 of 365 days have passed.
    const paused = [{ from: '2022-07-06', to: '2022-09-13', reason: '等待国家验收' }] as const
    const after: Partial<Standing> = { due: '2023-03-11', paused, verified: 50 }
    expect(light(after, '2022-09-20')).toMatchObject({ light: 'green', say: '绿：截至2022年9月20日序时进度52.88%，已核进度50%，落后2.88个百分点；中止的70日不计' })
    expect(light({ verified: 50 }, '2022-09-20').light).toBe('red')
    expect(light({ suspended: true, paused: [{ from: '2022-07-06', reason: '等待国家验收' }] }, '2022-09-13').say).toBe('灰：经批准自2022年7月6日起中止（等待国家验收），至2022年9月13日共70日，不计入办理时间')
    // The second quarter ended before it began, the third while the case was going again.
    expect(light({ ...after, through: '2022-06-30', paused: [{ ...paused[0], to: '2022-10-08' }] }, '2022-11-30').unreported).toBeUndefined()
  })
  it('knows the day it will turn red if nothing happens', () => {
    const s: Standing = { ...year, state: 'working', dispatchedOn: '2022-02-01', through: '2022-12-31', verified: 30 }
    // 50 % of 365 days is day 182.5, so day 183, 2 July, is the first that is 20 points ahead of 30 %.
    expect(redOn(s, '2022-04-01', calendar, addDays)).toBe('2022-07-02')
    expect([gradeOf(s, '2022-07-01', calendar).light, gradeOf(s, '2022-07-02', calendar).light]).toEqual(['yellow', 'red'])
    expect(redOn({ ...s, verified: 100 }, '2022-04-01', calendar, addDays)).toBe('2023-01-01')
  })
})

describe('over all standings', () => {
  const dayOf2022 = fc.integer({ min: 0, max: 364 }).map((n) => addDays('2022-01-01', n))
  const share = fc.integer({ min: 0, max: 10_000 }).map((n) => n / 100)
  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
  const quarter = fc.constantFrom<Day>('2022-03-31', '2022-06-30', '2022-09-30', '2022-12-31')
  const aStanding = fc.record({
    state: fc.constantFrom('dispatched', 'working', 'split', 'checking', 'closing', 'sentBack'), dispatchedOn: dayOf2022, verified: maybe(share), fromParts: maybe(share), through: maybe(quarter), moved: maybe(dayOf2022),
    late: fc.boolean(), due: fc.constantFrom<Day>('2022-06-30', '2022-12-31', '2023-03-31'), stop: maybe(fc.tuple(dayOf2022, fc.integer({ min: 0, max: 90 }))),
  }).map(({ late, stop, ...s }): Standing => {
    const from = late ? s.dispatchedOn : '2022-01-01' as const, paused = stop && stop[0] >= from ? [{ from: stop[0], to: addDays(stop[0], stop[1]), reason: '等待国家验收' }] : []
    return { ...s, from, due: addDays(s.due < from ? '2023-03-31' : s.due, stop && paused.length ? stop[1] + 1 : 0), paused }
  })
  /** Nothing is known of a day before it happened. */
  const lastFact = (s: Standing) => [s.dispatchedOn!, s.moved ?? s.from, s.paused?.[0]?.to ?? s.from].toSorted().at(-1)!
  const rank = { red: 3, yellow: 2, green: 1, blue: 0, grey: 0 }

  it('more accepted evidence never makes a light worse', () => {
    fc.assert(fc.property(aStanding, maybe(share), maybe(share), maybe(quarter), maybe(fc.integer({ min: 0, max: 200 })), fc.integer({ min: 0, max: 200 }), (s, verified, fromParts, through, moved, later) => {
      const asOf = addDays(lastFact(s), later)
      const more = <T extends number | Day>(was: T | undefined, is: T | undefined) => (was === undefined ? is : is === undefined || is < was ? was : is)
      const grown: Standing = { ...s, verified: more(s.verified, verified), fromParts: more(s.fromParts, fromParts), through: more(s.through, through), moved: more(s.moved, moved === undefined || moved > later ? undefined : addDays(asOf, -moved)) }
      expect(rank[gradeOf(grown, asOf, calendar).light]).toBeLessThanOrEqual(rank[gradeOf(s, asOf, calendar).light])
    }), { numRuns: 2_000 })
  })
  it('no day that passes makes a light better by itself', () => {
    fc.assert(fc.property(aStanding, fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }), (s, later, more) => {
      const asOf = addDays(lastFact(s), later)
      expect(rank[gradeOf(s, addDays(asOf, more), calendar).light]).toBeGreaterThanOrEqual(rank[gradeOf(s, asOf, calendar).light])
    }), { numRuns: 2_000 })
  })
  it('the sentence names the light it explains and a number', () => {
    fc.assert(fc.property(aStanding, fc.integer({ min: 0, max: 200 }), (s, later) => {
      const asOf = addDays(lastFact(s), later), said = lightOf(s, asOf, calendar)
      expect(said.light).toBe(gradeOf(s, asOf, calendar).light)
      expect(said.say).toMatch(/^[绿黄红]：.*\d/)
    }), { numRuns: 300 })
  })
})

it('takes the worst of several and names who is at fault', () => {
  expect(worstOf([{ name: '福州市', light: 'green' }, { name: '漳州市', light: 'red' }, { name: '厦门市', light: 'grey' }, { name: '泉州市', light: 'blue' }], '责任单位'))
    .toEqual({ light: 'red', say: '红：4个责任单位中红1、绿1、蓝1、灰1，以最差者为准（漳州市）', change: '漳州市转好后改变' })
  expect(worstOf([{ name: '福州市', light: 'blue' }, { name: '厦门市', light: 'grey' }], '责任单位').light).toBe('grey')
  expect(worstOf([{ name: '福州市', light: 'blue' }], '责任单位').light).toBe('blue')
})
