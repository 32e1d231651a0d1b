/** The small words every module speaks: results, days and working time, money and ratios, dated values, findings, identifiers. Pure; imports nothing of ours. */
export { allOf, isNo, mustBe, no, yes, type Refusal, type Result } from './result.ts'
export {
  addDays, addMonths, dayFromNumber, dayNumber, dayOf, daysBetween, instantFromMs, instantMs, isDay, isInstant, showDay, showDayFull,
  showInstant, startOfDay, weekday, yearOf, type Day, type Instant, type Interval,
} from './day.ts'
export { CalendarEnd, makeCalendar, type Calendar, type CalendarEdit, type CalendarSource } from './calendar.ts'
export { addFen, capitalYuan, fen, maxFen, minFen, parseYuan, showYuan, splitFen, yuan, type Fen } from './money.ts'
export {
  addRatio, compareRatio, decimal, minRatio, mulRatio, percent, ratio, ratioNumber, showPercent, showRatio, subRatio, times, timesRounded,
  type Ratio, type Rounding,
} from './ratio.ts'
export { dated, withVersions, type Dated, type Version } from './dated.ts'
export { andThen, found, together, type Finding } from './finding.ts'
