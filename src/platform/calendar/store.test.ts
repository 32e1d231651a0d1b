import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { isNo, mustBe } from '../../kernel/index.ts'
import { daysEntered, enterDays, loadCalendar, removeDay, type CalendarEntry } from './index.ts'

let ground: FreshDatabase
beforeAll(async () => { ground = await freshDatabase() })
afterAll(() => ground.drop())
const who = { id: 'm1', name: '演示·郑管理员' }
const enter = (entry: CalendarEntry) => enterDays(ground.db, who, entry, '2022-06-01T01:00:00.000Z')
const said = async (entry: CalendarEntry) => { const r = await enter(entry); return isNo(r) ? r.refusals.map((x) => x.say) : [] }

it('a day entered wins over the release until it is taken back', async () => {
  // 省政府因台风停工的日子 is what such an edit is for; 2022-07-01 was an ordinary Friday.
  expect((await loadCalendar(ground.db)).isWorkday('2022-07-01')).toBe(true)
  const changed = mustBe(await enter({ source: '防汛办通知', days: [{ day: '2022-07-01', working: false, name: '台风停工' }] }))
  expect([changed.isWorkday('2022-07-01'), changed.nameOf('2022-07-01'), changed.addWorkdays('2022-06-30', 1)]).toEqual([false, '台风停工', '2022-07-04'])
  expect(await daysEntered(ground.db)).toMatchObject([{ day: '2022-07-01', working: false, source: '防汛办通知', by: '演示·郑管理员' }])
  mustBe(await enter({ source: '更正', days: [{ day: '2022-07-01', working: true }] }))
  expect((await loadCalendar(ground.db)).isWorkday('2022-07-01')).toBe(true)
  await removeDay(ground.db, '2022-07-01')
  expect(await daysEntered(ground.db)).toEqual([])
})

it('a year is added whole and in order, from a named notice', async () => {
  expect(await said({ source: ' ', days: [{ day: '2027-02-30', working: false }], completes: 2028 })).toEqual(['请填写依据的放假通知名称和文号', '“2027-02-30”不是真实日期', '工作日历现至2026年，须先补齐2027年，才能补录以后年份'])
  expect(await said({ source: '国办通知', days: [], completes: 2027 })).toEqual(['请一并录入2027年的放假和调休日，只报“已补齐”而没有日期会使期限算错'])
  const calendar = mustBe(await enter({ source: '国办发明电〔2026〕1号（示例）', days: [{ day: '2027-01-01', working: false, name: '元旦' }], completes: 2027 }))
  expect(calendar.to).toBe('2027-12-31')
  // Friday the first is off, the weekend follows.
  expect(calendar.addWorkdays('2026-12-31', 1)).toBe('2027-01-04')
})
