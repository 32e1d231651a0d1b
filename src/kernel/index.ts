/** The small words every module speaks: results, days and clocks, money and ratios, dated values, findings, identifiers. */
export { isNo, mustBe, no, yes, type Refusal, type Result } from './result.ts'
export {
  addDays, addMonths, dayFromNumber, dayNumber, dayOf, daysBetween, instantFromMs, instantMs, isDay, isInstant, showDay,
  showDayFull, showInstant, startOfDay, weekday, yearOf, type Day, type Instant, type Interval,
} from './day.ts'
export { CalendarEnd, makeCalendar, type Calendar, type CalendarEdit, type CalendarSource } from './calendar.ts'
export { addFen, capitalYuan, fen, maxFen, minFen, parseYuan, showYuan, splitFen, yuan, type Fen } from './money.ts'
export {
  addRatio, compareRatio, decimal, minRatio, mulRatio, percent, ratio, ratioNumber, showPercent, showRatio, subRatio,
  times, timesRounded, type Ratio, type Rounding,
} from './ratio.ts'
export { amend, dated, type Dated, type Version } from './dated.ts'
export { found, together, type Finding } from './finding.ts'
export { due, dueHours, type Due, type Period, type PeriodUnit, type Reckoning } from './clock.ts'
export { creditCodeCheck, readCreditCode } from './credit-code.ts'
export { patentCheck, readPatentNumber, showPatentNumber, type PatentKind, type PatentNumber } from './patent-number.ts'
export { isWithin, readRegionCode, regionLevel, regionParts, type RegionLevel, type RegionParts } from './region-code.ts'
export { birthdayOf, identityCheck, maskIdentity, readIdentityNumber } from './identity-number.ts'
export { displayWidth, fold, foldName } from './fold.ts'
export { canonical } from './canonical.ts'
export { csvCell, disarmed } from './csv.ts'
export { wilson, type Confidence } from './wilson.ts'
export { seeded, type Random } from './random.ts'
export { checksum, pack, unpack, type Numbers, type PackedAs, type Unpacked } from './packed.ts'
export { traditionalWords } from './traditional.ts'
