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
  it('follows what moves where events are counted and no target is set', () => {
    // Sixty days after 1 May is 30 June.
    expect(light({ moved: '2022-05-01' }, '2022-06-30')).toMatchObject({ light: 'green', say: '绿：没有设定目标值，按办件动静亮灯：最近一次推进在2022年5月1日，距今60日（以60日为限）' })
    expect(light({ moved: '2022-05-01' }, '2022-07-01').light).toBe('yellow')
    expect(light({ moved: '2022-05-01', verified: 10 }, '2022-06-30').light).toBe('red')
    expect(lightOf({ ...year, moved: '2022-06-01' }, '2022-06-30', calendar).light).toBe('green')
  })
  it('knows the day it will turn red if nothing happens', () => {
    const s: Standing = { ...year, state: 'working', dispatchedOn: '2022-02-01', through: '2022-12-31', verified: 30 }
    // 50 % of 365 days is day 182.5, so day 183, 2 July, is the first that is 20 points ahead of 30 %.
    expect(redOn(s, '2022-04-01', calendar, addDays)).toBe('2022-07-02')
    expect([gradeOf(s, '2022-07-01', calendar).light, gradeOf(s, '2022-07-02', calendar).light]).toEqual(['yellow', 'red'])
    expect(redOn({ ...s, verified: 100 }, '2022-04-01', calendar, addDays)).toBe('2023-01-01')
  })
})

it('takes the worst of several and names who is at fault', () => {
  expect(worstOf([{ name: '福州市', light: 'green' }, { name: '漳州市', light: 'red' }, { name: '厦门市', light: 'grey' }, { name: '泉州市', light: 'blue' }], '责任单位'))
    .toEqual({ light: 'red', say: '红：4个责任单位中红1、绿1、蓝1、灰1，以最差者为准（漳州市）', change: '漳州市转好后改变' })
  expect(worstOf([{ name: '福州市', light: 'blue' }, { name: '厦门市', light: 'grey' }], '责任单位').light).toBe('grey')
  expect(worstOf([{ name: '福州市', light: 'blue' }], '责任单位').light).toBe('blue')
})
