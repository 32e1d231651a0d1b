/** The working calendar of this installation: the State Council's arrangements with what administrators entered. */
export { builtInCalendar, calendarFromRows, type CalendarRow } from './built-in.ts'
export { daysEntered, enterDays, loadCalendar, removeDay, type CalendarEntry, type EnteredDay } from './store.ts'
export { clockDue } from './cli.ts'
