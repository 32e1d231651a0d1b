import { addDays, dayFromNumber, dayNumber, showDay, weekdayOfNumber, yearOf, type Day } from './day.ts'

/** What an administrator changed by hand; it wins over the published data. */
export interface CalendarEdit { day: Day; working: boolean; name?: string; source?: string }

export interface CalendarSource {
  from: Day
  to: Day
  /** Days off by name, weekends among them where the holiday covers them. */
  holidays: ReadonlyMap<Day, string>
  /** Weekend days worked to make up for a holiday, by the holiday's name. */
  workdays: ReadonlyMap<Day, string>
  edits?: readonly CalendarEdit[]
}

/** The working days of a stretch of years. Outside the stretch every question throws CalendarEnd. */
export interface Calendar {
  readonly from: Day
  readonly to: Day
  /** Changes whenever any day changes, so that a stored deadline can tell which calendar it was reckoned by. */
  readonly version: string
  isWorkday(day: Day): boolean
  /** The holiday, or what the make-up day makes up for; undefined on an ordinary day. */
  nameOf(day: Day): string | undefined
  /** The n-th working day after the day (before it when n is negative); the day itself is not counted. */
  addWorkdays(day: Day, n: number): Day
  /** Working days after the first and up to the second day. */
  workdaysBetween(from: Day, to: Day): number
  /** The day itself if it is worked, else the next working day. */
  rollForward(day: Day): Day
  /** How many working days the calendar has up to and including a day number; the inverse is nthWorkday. */
  countThrough(dayNumber: number): number
  /** The day number of the calendar's n-th working day, counted from one. */
  nthWorkday(n: number): number
}

/** The calendar does not know that day; the message says what to do. */
export class CalendarEnd extends Error {
  override readonly name = 'CalendarEnd'
}

export function makeCalendar(source: CalendarSource): Calendar {
  const first = dayNumber(source.from)
  const length = dayNumber(source.to) - first + 1
  if (length < 1) throw new Error(`a calendar cannot end (${source.to}) before it begins (${source.from})`)
  const works = new Uint8Array(length)
  const names = new Map<Day, string>()
  for (let i = 0; i < length; i++) works[i] = isWeekend(first + i) ? 0 : 1

  const set = (day: Day, working: boolean, name?: string): void => {
    const i = dayNumber(day) - first
    if (i < 0 || i >= length) return
    works[i] = working ? 1 : 0
    if (name) names.set(day, name)
    else names.delete(day)
  }
  for (const [day, name] of source.holidays) set(day, false, name)
  for (const [day, name] of source.workdays) set(day, true, name)
  for (const edit of source.edits ?? []) set(edit.day, edit.working, edit.name)

  // through[i]: working days before day number first + i. nth[k]: day number of the (k+1)-th working day.
  const through = new Int32Array(length + 1)
  for (let i = 0; i < length; i++) through[i + 1] = through[i]! + works[i]!
  const nth = new Int32Array(through[length]!)
  for (let i = 0; i < length; i++) if (works[i] === 1) nth[through[i]!] = first + i

  const ended = (): never => {
    const missing = yearOf(addDays(source.to, 1))
    throw new CalendarEnd(`工作日历只到${showDay(source.to)}，之后的工作日无从推算；` +
      `请在“工作日历”中补录${missing}年的放假调休安排后再试`)
  }
  const notBegun = (): never => {
    throw new CalendarEnd(`工作日历自${showDay(source.from)}起，之前的工作日无从推算；` +
      `请在“工作日历”中补录更早年份的放假调休安排后再试`)
  }
  // The eve of the first day may be asked: a period that starts there counts only days the calendar knows.
  const countThrough = (n: number): number => {
    const i = n - first + 1
    return i < 0 ? notBegun() : i > length ? ended() : through[i]!
  }
  const nthWorkday = (n: number): number => (n < 1 ? notBegun() : n > nth.length ? ended() : nth[n - 1]!)
  const indexOf = (day: Day): number => {
    const i = dayNumber(day) - first
    return i < 0 ? notBegun() : i >= length ? ended() : i
  }

  return {
    from: source.from,
    to: source.to,
    version: `${source.from}~${source.to}#${fingerprint(works)}`,
    isWorkday: (day) => works[indexOf(day)] === 1,
    nameOf: (day) => { indexOf(day); return names.get(day) },
    addWorkdays(day, n) {
      const start = dayNumber(day)
      if (n > 0) return dayFromNumber(nthWorkday(countThrough(start) + n))
      if (n < 0) return dayFromNumber(nthWorkday(countThrough(start - 1) + n + 1))
      countThrough(start)
      return day
    },
    workdaysBetween: (from, to) => countThrough(dayNumber(to)) - countThrough(dayNumber(from)),
    rollForward(day) {
      const i = indexOf(day)
      return works[i] === 1 ? day : dayFromNumber(nthWorkday(through[i]! + 1))
    },
    countThrough,
    nthWorkday,
  }
}

const isWeekend = (n: number): boolean => weekdayOfNumber(n) % 6 === 0

/** FNV-1a over the days: not a secret, only different when a day is different. */
function fingerprint(works: Uint8Array): string {
  let hash = 0x811c9dc5
  for (const bit of works) hash = Math.imul(hash ^ bit, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
