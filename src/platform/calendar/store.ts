import type { ColumnType } from 'kysely'
import { isDay, no, yearOf, yes, type Calendar, type Day, type Instant, type Refusal, type Result } from '../../kernel/index.ts'
import type { Db } from '../db/index.ts'
import { calendarFromRows, type CalendarRow } from './built-in.ts'

declare module '../db/schema.ts' {
  interface Schema {
    calendar_day: CalendarDayTable
    calendar_year: CalendarYearTable
  }
}
interface Kept { by_id: string; by_name: string; source: string; at: ColumnType<string, string | undefined, string> }
interface CalendarDayTable extends Kept { day: Day; working: boolean; name: string | null }
interface CalendarYearTable extends Kept { year: number }

/** A day as it was entered, with who entered it from which notice. */
export interface EnteredDay extends CalendarRow { by: string; at: string }

/** The working calendar as it stands: the release with everything entered since. */
export async function loadCalendar(db: Db): Promise<Calendar> {
  const entered = await daysEntered(db)
  const years = new Set((await db.selectFrom('calendar_year').select('year').execute()).map((row) => row.year))
  const released = calendarFromRows([])
  // The calendar reaches as far as years follow each other without a gap.
  let last = yearOf(released.to)
  while (years.has(last + 1)) last++
  return calendarFromRows(entered, `${last}-12-31` as Day)
}

export const daysEntered = async (db: Db): Promise<EnteredDay[]> =>
  (await db.selectFrom('calendar_day').selectAll().orderBy('day').execute())
    .map((row) => ({ day: row.day, working: row.working, source: row.source, by: row.by_name, at: row.at, ...(row.name === null ? {} : { name: row.name }) }))

export interface CalendarEntry {
  /** The notice the days are taken from. */
  source: string
  days: readonly { day: string; working: boolean; name?: string }[]
  /** The year whose arrangements are complete with these days. */
  completes?: number
}

/** Enters days from a notice; a day entered again takes the new value. All or none. Whoever holds a calendar loads it again afterwards. */
export async function enterDays(db: Db, who: { id: string; name: string }, entry: CalendarEntry, at: Instant): Promise<Result<Calendar>> {
  const source = entry.source?.trim()
  const refusals: Refusal[] = source ? [] : [{ code: 'answer-missing', at: 'source', say: '请填写依据的放假通知名称和文号' }]
  const seen = new Set<string>()
  entry.days.forEach(({ day }, i) => {
    if (!isDay(day)) refusals.push({ code: 'answer-wrong', at: `days.${i}.day`, say: `“${day}”不是真实日期` })
    else if (seen.has(day)) refusals.push({ code: 'answer-wrong', at: `days.${i}.day`, say: `${day}出现两次` })
    seen.add(day)
  })
  const calendar = await loadCalendar(db)
  const next = yearOf(calendar.to) + 1
  if (entry.completes !== undefined && entry.completes !== next) refusals.push({ code: 'year-order', at: 'completes', say: `工作日历现至${next - 1}年，须先补齐${next}年，才能补录以后年份` })
  if (entry.completes === next && !entry.days.some((d) => d.day.startsWith(`${next}-`))) refusals.push({ code: 'year-empty', at: 'days', say: `请一并录入${next}年的放假和调休日，只报“已补齐”而没有日期会使期限算错` })
  if (!entry.days.length && entry.completes === undefined) refusals.push({ code: 'answer-missing', at: 'days', say: '请至少录入一天' })
  if (refusals.length) return no(...refusals)
  await db.transaction().execute(async (tx) => {
    const kept = { source: source!, by_id: who.id, by_name: who.name, at }
    for (const { day, working, name } of entry.days) {
      const row = { working, name: name?.trim() || null, ...kept }
      await tx.insertInto('calendar_day').values({ day: day as Day, ...row }).onConflict((c) => c.column('day').doUpdateSet(row)).execute()
    }
    if (entry.completes !== undefined) await tx.insertInto('calendar_year').values({ year: entry.completes, ...kept }).onConflict((c) => c.doNothing()).execute()
  })
  return yes(await loadCalendar(db))
}

/** Takes an entered day back, so that the release holds again. */
export async function removeDay(db: Db, day: Day): Promise<Calendar> {
  await db.deleteFrom('calendar_day').where('day', '=', day).execute()
  return loadCalendar(db)
}
