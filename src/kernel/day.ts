import type { Calendar } from './calendar.ts'

/** A calendar day, `2022-07-01`. Compares correctly as text. */
export type Day = `${number}-${number}-${number}`

/** A moment in UTC with milliseconds, `2022-07-01T01:30:00.000Z`. Compares correctly as text. */
export type Instant = `${number}-${number}-${number}T${number}:${number}:${string}Z`

/** First and last day, both included. */
export type Interval = readonly [first: Day, last: Day]

/** China keeps one time, eight hours ahead of UTC, the whole year. */
const chinaOffsetMinutes = 480

const lastOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
const daysInMonth = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : lastOfMonth[month - 1]!)

const digit = (text: string, at: number): number => {
  const code = text.charCodeAt(at) - 48
  return code >= 0 && code <= 9 ? code : NaN
}
const twoDigits = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1)
const fourDigits = (text: string): number => twoDigits(text, 0) * 100 + twoDigits(text, 2)

/** Whether the text is a day that exists: 2023-02-29 is not. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string' || text.length !== 10 || text[4] !== '-' || text[7] !== '-') return false
  const year = fourDigits(text)
  const month = twoDigits(text, 5)
  const date = twoDigits(text, 8)
  return year >= 1 && month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month)
}

export function isInstant(text: unknown): text is Instant {
  return typeof text === 'string' && isDay(text.slice(0, 10)) &&
    /^T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/.test(text.slice(10))
}

/** Days since 1970-01-01, by integer arithmetic only. Years are counted from March, so a leap day is a year's last. */
export function dayNumber(day: Day): number {
  const year = fourDigits(day)
  const month = twoDigits(day, 5)
  const date = twoDigits(day, 8)
  const isReal = day.length === 10 && month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month)
  if (!isReal) throw new Error(`not a day: ${day}`)
  return numberOf(year, month, date)
}

function numberOf(year: number, month: number, date: number): number {
  const y = month > 2 ? year : year - 1
  const m = month > 2 ? month - 3 : month + 9
  const century = Math.floor(y / 100)
  return 365 * y + Math.floor(y / 4) - century + Math.floor(century / 4) + Math.floor((153 * m + 2) / 5) + date - 1 - 719_468
}

function partsOf(n: number): [year: number, month: number, date: number] {
  const shifted = n + 719_468
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const leapDays = Math.floor(ofEra / 1_460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096)
  const yearOfEra = Math.floor((ofEra - leapDays) / 365)
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const m = Math.floor((5 * ofYear + 2) / 153)
  const month = m < 10 ? m + 3 : m - 9
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * m + 2) / 5) + 1]
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`)
const dayFrom = (year: number, month: number, date: number): Day => {
  if (!(year >= 1 && year <= 9999)) throw new RangeError(`a day lies between the years 1 and 9999, not in ${year}`)
  return `${year < 1000 ? `${year}`.padStart(4, '0') : year}-${two(month)}-${two(date)}` as Day
}

export const dayFromNumber = (n: number): Day => dayFrom(...partsOf(n))

export const addDays = (day: Day, n: number): Day => dayFromNumber(dayNumber(day) + n)

/** The day with the same number n months on, or that month's last day when it has no such number. */
export function addMonths(day: Day, n: number): Day {
  const [year, month, date] = partsOf(dayNumber(day))
  const months = year * 12 + month - 1 + n
  const toYear = Math.floor(months / 12)
  const toMonth = months - toYear * 12 + 1
  return dayFrom(toYear, toMonth, Math.min(date, daysInMonth(toYear, toMonth)))
}

/** The start day is not counted, the end day is. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from)

export const weekdayOfNumber = (n: number): number => (((n + 4) % 7) + 7) % 7

/** 0 is Sunday, 6 is Saturday. */
export const weekday = (day: Day): number => weekdayOfNumber(dayNumber(day))

export const yearOf = (day: Day): number => fourDigits(day)

/** Milliseconds since 1970 in UTC; `instantFromMs` is its inverse. */
export function instantMs(instant: Instant): number {
  if (!isInstant(instant)) throw new Error(`not an instant: ${instant as string}`)
  const seconds = twoDigits(instant, 11) * 3_600 + twoDigits(instant, 14) * 60 + twoDigits(instant, 17)
  return dayNumber(instant.slice(0, 10) as Day) * 86_400_000 + seconds * 1_000 + digit(instant, 20) * 100 + twoDigits(instant, 21)
}

export function instantFromMs(ms: number): Instant {
  const day = Math.floor(ms / 86_400_000)
  const rest = ms - day * 86_400_000
  const seconds = Math.floor(rest / 1_000)
  const clock = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${dayFromNumber(day)}T${clock}.${`${rest - seconds * 1_000}`.padStart(3, '0')}Z` as Instant
}

/** The day on the office's wall calendar at that moment. */
export const dayOf = (instant: Instant, offsetMinutes = chinaOffsetMinutes): Day =>
  dayFromNumber(Math.floor((instantMs(instant) + offsetMinutes * 60_000) / 86_400_000))

/** The first moment of a day on the office's wall clock. */
export const startOfDay = (day: Day, offsetMinutes = chinaOffsetMinutes): Instant =>
  instantFromMs(dayNumber(day) * 86_400_000 - offsetMinutes * 60_000)

/** 2022年5月7日 */
export function showDay(day: Day): string {
  return `${yearOf(day)}年${twoDigits(day, 5)}月${twoDigits(day, 8)}日`
}

/** 2022年5月7日（周六，调休上班）: the weekday, and why the day is not what its weekday suggests. */
export function showDayFull(day: Day, calendar: Calendar): string {
  const at = weekday(day)
  const week = `周${'日一二三四五六'[at]}`
  if (day < calendar.from || day > calendar.to) return `${showDay(day)}（${week}）`
  const isWeekend = at === 0 || at === 6
  const name = calendar.nameOf(day)
  const remark = calendar.isWorkday(day) ? (isWeekend ? '调休上班' : '') : name ? `${name}放假` : isWeekend ? '' : '放假'
  return `${showDay(day)}（${week}${remark && `，${remark}`}）`
}

/** 2022年5月7日 14:05, China time. */
export function showInstant(instant: Instant, offsetMinutes = chinaOffsetMinutes): string {
  const local = instantFromMs(instantMs(instant) + offsetMinutes * 60_000)
  return `${showDay(local.slice(0, 10) as Day)} ${local.slice(11, 16)}`
}
