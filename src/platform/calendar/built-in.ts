import { readFileSync } from 'node:fs'
import { makeCalendar, type Calendar, type CalendarEdit, type Day } from '../../kernel/index.ts'

const file = new URL('../../../data/calendar/chinese-days-2004-2026.json', import.meta.url)
const first: Day = '2004-01-01'
const last: Day = '2026-12-31'

/** A line of the working calendar that an administrator entered, with the notice it was taken from. */
export interface CalendarRow extends CalendarEdit { source: string }

type Published = Record<'holidays' | 'workdays', Map<Day, string>>
let published: Published | undefined
let builtIn: Calendar | undefined

/** The State Council's arrangements as released with the product, 2004 to 2026. */
export const builtInCalendar = (): Calendar => (builtIn ??= calendarFromRows([]))

/**
 * The released calendar with what administrators entered; later rows win over earlier ones and over the release.
 * `through` is the last day whose arrangements have been entered completely: rows alone cannot say that a year is whole.
 */
export function calendarFromRows(rows: readonly CalendarRow[], through: Day = last): Calendar {
  published ??= readPublished()
  return makeCalendar({ ...published, from: first, to: through > last ? through : last, edits: rows })
}

function readPublished(): Published {
  const { holidays, workdays } = JSON.parse(readFileSync(file, 'utf8')) as Record<'holidays' | 'workdays', Record<Day, string>>
  return { holidays: named(holidays), workdays: named(workdays) }
}

/** The file writes "Tomb-sweeping Day,清明,1"; people read 清明节. */
const named = (days: Record<Day, string>): Map<Day, string> =>
  new Map(Object.entries(days).map(([day, text]) => {
    const name = text.split(',')[1]!
    return [day as Day, /^(清明|端午|中秋)$/.test(name) ? `${name}节` : name]
  }))
