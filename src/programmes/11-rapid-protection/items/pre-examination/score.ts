import { addMonths, type Day, type Finding, found, showDay, yearOf } from '../../../../kernel/index.ts'
import { type DeductionCode, deductions, thresholds, yearlyPoints } from './parameters.ts'

/** What the register holds of a filing subject's score. */
export interface Scored { points?: number; year?: number; suspendedUntil?: Day }
export interface Standing { points: number; year: number; status: 'active' | 'suspended' | 'cancelled'; suspendedUntil?: Day; refileFrom?: Day }

/** Takes points off a subject's score of the year, and says what follows from what is left. A suspension under way is never cut short. */
export function deduct(before: Scored, codes: readonly DeductionCode[], on: Day, ruleDay: Day): Finding<Standing> {
  const year = yearOf(on), table = deductions.on(ruleDay)
  const fresh = before.year !== year
  const start = fresh ? yearlyPoints.on(ruleDay) : before.points ?? yearlyPoints.on(ruleDay)
  const steps = [fresh ? `${year}年初始${start}分` : `${year}年现有${start}分`, ...codes.map((c) => `${table[c].label}，扣${table[c].points}分`)]
  const points = codes.reduce((left, c) => left - table[c].points, start)
  steps.push(`剩余${points}分`)
  const cancels = codes.some((c) => table[c].cancels)
  const reached = thresholds.on(ruleDay).find((t) => (t.atMost === undefined ? points < t.below! : points <= t.atMost))
  if (reached) steps.push(reached.say)
  if (cancels || reached?.measure === 'cancel') {
    const refileFrom = addMonths(on, thresholds.on(ruleDay).find((t) => t.measure === 'cancel')!.months!)
    return found({ points, year, status: 'cancelled', refileFrom }, ...steps, ...(cancels ? ['提供虚假材料，取消备案'] : []), `${showDay(refileFrom)}后方可重新备案`)
  }
  const months = Math.max(reached?.months ?? 0, ...codes.map((c) => table[c].suspendMonths ?? 0))
  const runs = before.suspendedUntil && before.suspendedUntil >= on ? before.suspendedUntil : undefined
  const until = months > 0 ? [addMonths(on, months), runs].filter((d) => d !== undefined).sort().at(-1) : runs
  if (until) steps.push(`暂停预审服务至${showDay(until)}`)
  return found({ points, year, status: until ? 'suspended' : 'active', ...(until ? { suspendedUntil: until } : {}) }, ...steps)
}
