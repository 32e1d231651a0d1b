import {
  addMonths, addRatio, compareRatio, type Day, daysBetween, decimal, fen, type Fen, type Finding, maxFen, minFen, minRatio, mulRatio, percent, ratio, type Ratio,
  showDay, showPercent, showRatio, showYuan, subRatio, times, yearOf,
} from '../../../../kernel/index.ts'
import { settledOn, type Loan, type SubsidyAnswers } from './form.ts'
import { cap, coveredShare, coveredSizes, dayCount, extensionDays, generalShare, lateRepayment, longestMonths, lprOfDecember } from './parameters.ts'

/** What the firm has had before: paid lines of the register, and what other cases have been granted but not paid. */
export interface Used { paid: Fen; granted: Fen }

/** What the texts leave open and practice settles, as in force on a day. */
export interface Practice { dayCount: 360 | 365; late: 'excluded' | 'refused'; extension: 'counted' | 'excluded' }
export const practiceOn = (on: Day): Practice => ({ dayCount: dayCount.on(on), late: lateRepayment.on(on), extension: extensionDays.on(on) })

/** Σ principal × rate base × share × days ÷ day count over every part of every loan, before the cap. */
export function interestAid(a: SubsidyAnswers, on: Day, practice = practiceOn(on)): Finding<Fen> {
  const loans = a.loan.loans.map((loan) => aidOf(a, loan, on, practice))
  const total = times(fen(1), addRatio(...loans.map((l) => l.value)))
  return { value: total, steps: [...loans.flatMap((l) => l.steps), `测算合计（舍去分以下）：${showYuan(total)}`] }
}

/** The aid within what is left of the firm's cap. */
export function withinCap(a: SubsidyAnswers, on: Day, used: Used): Finding<Fen> {
  const worked = interestAid(a, on)
  const most = cap.on(on)
  const room = maxFen(fen(0), fen(most - used.paid - used.granted))
  const value = minFen(worked.value, room)
  return { value, steps: [...worked.steps,
    `${cap.label} ${showYuan(most)}，依据${cap.source}；已拨付 ${showYuan(used.paid)}，已审定未拨付 ${showYuan(used.granted)}，尚余 ${showYuan(room)}`,
    value < worked.value ? `测算额超过余额，核定 ${showYuan(value)}` : `未超过余额，核定 ${showYuan(value)}`] }
}

/** One loan's aid in fen as an exact fraction: rounding waits for the sum. */
function aidOf(a: SubsidyAnswers, loan: Loan, on: Day, practice: Practice): Finding<Ratio> {
  const settled = settledOn(a, loan.contract)
  const registered = a.loan.pledges.filter((p) => p.contract === loan.contract).map((p) => p.on).sort()[0]!
  const actual = mulRatio(decimal(loan.rate), percent(1))
  const lpr = lprOfDecember.on(`${yearOf(settled)}-12-31`)
  const base = minRatio(lpr, actual)
  const steps = [
    `合同${loan.contract}：本金 ${showYuan(loan.principal)}，${showDay(loan.from)}放款，${showDay(settled)}还清`,
    compareRatio(actual, lpr) < 0
      ? `利率基准：执行利率 ${showPercent(actual, 4)}，低于${yearOf(settled)}年12月1年期LPR ${showPercent(lpr)}，取执行利率`
      : `利率基准：取${yearOf(settled)}年12月1年期LPR ${showPercent(lpr)}（执行利率 ${showPercent(actual, 4)}）`,
  ]
  const agreed = loan.extendedTo && practice.extension === 'counted' ? loan.extendedTo : loan.due
  const latest = loan.extendedTo ?? loan.due
  if (loan.extendedTo) steps.push(`展期至${showDay(loan.extendedTo)}：${extensionDays.show(practice.extension)}`)
  if (settled > latest) {
    steps.push(`还清日晚于约定到期日${showDay(latest)}：${lateRepayment.show(practice.late)}`)
    if (practice.late === 'refused') return { value: ratio(0, 1), steps: [...steps, `合同${loan.contract}贴息 ${showYuan(fen(0))}`] }
  }
  const start = registered > loan.from ? registered : loan.from
  if (start > loan.from) steps.push(`质押登记于${showDay(registered)}，质权自登记时设立，登记前${daysBetween(loan.from, start)}日不贴息`)
  const end = addMonths(start, longestMonths.on(on))

  const small = coveredSizes.on(on).includes(a.applicant.size)
  const covered = loan.cover !== 'none' && small ? ratio(loan.covered!, loan.principal) : ratio(0, 1)
  const share = addRatio(mulRatio(covered, coveredShare.on(on)), mulRatio(subRatio(ratio(1, 1), covered), generalShare.on(on)))
  steps.push(...shareSteps(loan, small, covered, share, on))

  const parts = a.loan.repayments.filter((r) => r.contract === loan.contract).sort((x, y) => (x.on < y.on ? -1 : 1)).map((r) => {
    const until = [r.on, agreed, end].sort()[0]!
    const counted = Math.max(0, daysBetween(start, until))
    const isWhole = counted > 0 && until === addMonths(start, 12)
    // A whole year is one year in leap years and under either day count, so that no loan gets more than a year's aid.
    const year = isWhole ? ratio(1, 1) : minRatio(ratio(counted, practice.dayCount), ratio(1, 1))
    const value = mulRatio(ratio(r.amount, 1), base, share, year)
    const why = until === r.on ? '' : until === end ? `（每笔最长${longestMonths.on(on)}个月）` : '（约定到期日止）'
    steps.push(counted === 0
      ? `${showDay(r.on)}归还 ${showYuan(r.amount)}：没有可贴息的日数`
      : `${showDay(r.on)}归还 ${showYuan(r.amount)}：${showDay(start)}至${showDay(until)}计${counted}日${why}，${showYuan(r.amount)} × ${showPercent(base, 4)} × ${showPercent(share, 4)} × ${isWhole ? '1年' : `${counted}/${practice.dayCount}年`} = ${showYuan(times(fen(1), value))}`)
    return value
  })
  const value = addRatio(...parts)
  return { value, steps: [...steps, `合同${loan.contract}贴息 ${showYuan(times(fen(1), value))}`] }
}

function shareSteps(loan: Loan, small: boolean, covered: Ratio, share: Ratio, on: Day): string[] {
  if (loan.cover === 'none') return [`${generalShare.label} ${showPercent(share)}，依据${generalShare.source}`]
  if (!small) return [`有保证保险或担保，但企业规模不属小微企业，按${generalShare.label} ${showPercent(share)}，依据${generalShare.source}`]
  return [`${coveredShare.label} ${showPercent(coveredShare.on(on))}，覆盖本金 ${showYuan(loan.covered!)}，占 ${showRatio(covered)}；其余按 ${showPercent(generalShare.on(on))}；合 ${showPercent(share, 4)}，依据${coveredShare.source}`]
}
