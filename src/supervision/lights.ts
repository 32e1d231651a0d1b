import { type Calendar, CalendarEnd, type Day, daysBetween, showDay } from '../kernel/index.ts'
import { standstill } from '../service/index.ts'
import { gapLimits, nearDue, signInLimit, stillFor } from './parameters.ts'
import { owedFeedback, type Period, showPeriodName } from './periods.ts'
import { type Light, type LightSaid, lightWords } from './types.ts'

/** All that decides the light of one action at one unit on a day. */
export interface Standing {
  /** The state of its case, if it has been dispatched. */
  state?: string
  suspended?: boolean
  dispatchedOn?: Day
  /** When it stood still with approval, and why in words; days that do not count. */
  paused?: readonly { from: Day; to?: Day; reason: string }[]
  /** The day it was closed or otherwise came to its end, and how in words. */
  endedOn?: Day
  ended?: string
  /** What another unit has accepted, in percent. */
  verified?: number
  /** Of a city that has split: what its counties' accepted shares add up to by weight. */
  fromParts?: number
  /** The last day that feedback spoke of. */
  through?: Day
  /** The last day something that moves it happened at this unit, made by the system. */
  moved?: Day
  /** The plan begins on the first day of the list's year, or when the action was dispatched later, and ends when it is due. */
  from: Day
  due: Day
}

const active = new Set(['working', 'split', 'checking', 'closing', 'dispatched', 'sentBack'])
/** Ways to end without having been done: it weighs nothing in what it belonged to. */
export const givenUp: ReadonlySet<string> = new Set(['terminated', 'merged', 'carried'])
/** In hundredths of a percent, so that limits are met exactly. */
const hundredths = (share: number) => Math.round(share * 100)
const shown = (share: number) => `${Number(share.toFixed(2))}%`
/** What is accepted of the unit itself or of its counties, whichever is more: evidence never counts for less by more of it. */
const shareOf = (s: Standing): number | undefined => (s.verified === undefined ? s.fromParts : Math.max(s.verified, s.fromParts ?? 0))

/** The elapsed share of the plan: days passed, the day itself included, of all days; in percent. */
export function elapsed(from: Day, due: Day, asOf: Day): number {
  const { whole, passed } = span({ from, due }, asOf)
  return whole <= 0 ? 100 : Math.min(100, Math.max(0, (passed * 100) / whole))
}
/** Days of the plan and days passed of it, without those on which it stood still. */
export function span(s: Pick<Standing, 'from' | 'due' | 'paused'>, asOf: Day): { whole: number; passed: number } {
  const stops = (s.paused ?? []).filter((p) => p.to !== undefined)
  const until = (day: Day) => daysBetween(s.from, day) + 1 - standstill(stops.filter((p) => p.from <= day).map((p) => (p.to! > day ? { ...p, to: day } : p)), s.from)
  const whole = until(s.due)
  return { whole, passed: Math.min(whole, until(asOf)) }
}

type Basis = 'none' | 'done' | 'ended' | 'paused' | 'overdue' | 'signing' | 'share' | 'movement'
interface Grade { light: Light; basis: Basis; owed?: { quarter: Period; by: Day }; near?: number; unsigned?: Day; lifted?: true }
const worse: Partial<Record<Light, Light>> = { green: 'yellow', yellow: 'red' }, better: Partial<Record<Light, Light>> = { red: 'yellow', yellow: 'green' }

/**
 * The light alone, without its sentence; looking ahead asks it many times. More accepted evidence never makes it worse, and no day that passes makes it
 * better by itself: each part below only grows worse with the day and better with the share, with what the system made, and with feedback given.
 */
export function gradeOf(s: Standing, asOf: Day, calendar: Calendar): Grade {
  if (s.state === 'closed' || s.state === 'archived') return { light: 'blue', basis: 'done' }
  if (s.state !== undefined && givenUp.has(s.state)) return { light: 'grey', basis: 'ended' }
  if (s.suspended) return { light: 'grey', basis: 'paused' }
  const isActive = s.state !== undefined && active.has(s.state)
  if (!isActive && !s.moved) return { light: 'grey', basis: 'none' }
  if (isActive && asOf > s.due) return { light: 'red', basis: 'overdue' }
  const isMoving = s.moved !== undefined && daysBetween(s.moved, asOf) <= stillFor.on(asOf)
  // Nobody was asked yet: what the system made speaks for itself.
  if (!isActive && shareOf(s) === undefined) return { light: isMoving ? 'green' : 'yellow', basis: 'movement' }
  const signBy = s.state === 'dispatched' && s.dispatchedOn ? workdaysAfter(s.dispatchedOn, signInLimit.on(s.dispatchedOn).n, calendar) : undefined
  if (signBy && asOf <= signBy) return { light: 'green', basis: 'signing' }

  const limits = gapLimits.on(asOf), { whole, passed } = span(s, asOf)
  // share − passed/whole against the limits, all times whole × 100, so nothing is rounded.
  const gap = hundredths(shareOf(s) ?? 0) * whole - passed * 10_000
  let light: Light = gap <= -limits.red * 100 * whole ? 'red' : gap < -limits.yellow * 100 * whole ? 'yellow' : 'green'
  const lifted = isMoving && light !== 'green'
  if (lifted) light = better[light]!
  if (!isActive) return { light, basis: 'share', ...(lifted ? { lifted: true } : {}) }
  const left = workdaysLeft(asOf, s.due, calendar)
  const near = left <= nearDue.on(asOf) && (shareOf(s) ?? 0) < 100 ? left : undefined
  if ((near !== undefined || signBy) && light === 'green') light = 'yellow'
  const owed = owedFeedback(s, asOf, calendar)
  if (owed) light = worse[light] ?? light
  return { light, basis: 'share', ...(lifted ? { lifted: true } : {}), ...(owed ? { owed } : {}), ...(near === undefined ? {} : { near }), ...(signBy ? { unsigned: signBy } : {}) }
}

function workdaysLeft(asOf: Day, due: Day, calendar: Calendar): number {
  try { return calendar.workdaysBetween(asOf, due) } catch (error) {
    if (error instanceof CalendarEnd) return Number.MAX_SAFE_INTEGER
    throw error
  }
}
function workdaysAfter(day: Day, n: number, calendar: Calendar): Day | undefined {
  try { return calendar.addWorkdays(day, n) } catch (error) {
    if (error instanceof CalendarEnd) return undefined
    throw error
  }
}

/** The light with the sentence that names its numbers and the one that says what would change it. */
export function lightOf(s: Standing, asOf: Day, calendar: Calendar): LightSaid {
  const g = gradeOf(s, asOf, calendar)
  const said = (say: string, change: string): LightSaid => ({ light: g.light, say: `${lightWords[g.light]}：${say}`, change, ...(g.owed ? { unreported: true as const } : {}) })
  const share = shareOf(s), on = s.endedOn ? `${showDay(s.endedOn)}` : ''
  if (g.basis === 'done') return said(`${on}已销号${share === undefined ? '' : `，已核进度${shown(share)}`}`, '已办结，不再变化')
  if (g.basis === 'ended') return said(`${on}${s.ended ?? '经批准已终止'}`, '到此为止，不再变化')
  if (g.basis === 'paused') {
    const open = s.paused?.findLast((p) => p.to === undefined)
    return said(open ? `经批准自${showDay(open.from)}起中止（${open.reason}），至${showDay(asOf)}共${daysBetween(open.from, asOf) + 1}日，不计入办理时间` : '经批准暂停', '恢复办理后重新亮灯，期限顺延')
  }
  if (g.basis === 'none') return said(s.state === undefined ? '尚未交办，也没有办件推动' : '尚未启动', '交办或有办件推进后亮灯')
  if (g.basis === 'overdue') return said(`完成期限${showDay(s.due)}已过${daysBetween(s.due, asOf)}日，已核进度${shown(share ?? 0)}，尚未销号`, '销号后转蓝')
  const most = stillFor.on(asOf), still = s.moved ? daysBetween(s.moved, asOf) : 0
  if (g.basis === 'movement') {
    return said(`尚未交办，按办件动静亮灯：最近一次推进在${showDay(s.moved!)}，距今${still}日（以${most}日为限）`, g.light === 'green' ? `超过${most}日没有新办件转黄；交办后按进度亮灯` : '有新的办件推进即转绿')
  }
  if (g.basis === 'signing') {
    const by = workdaysAfter(s.dispatchedOn!, signInLimit.on(s.dispatchedOn!).n, calendar)!
    return said(`${showDay(s.dispatchedOn!)}交办，签收期限${showDay(by)}，还有${calendar.workdaysBetween(asOf, by)}个工作日；签收期内不计差距`, `${showDay(by)}后仍未签收，转黄或转红`)
  }
  const limits = gapLimits.on(asOf), { whole: days, passed } = span(s, asOf)
  const whole = days <= 0 ? 100 : Math.max(0, (passed * 100) / days), gap = (share ?? 0) - whole
  const rested = standstill((s.paused ?? []), s.from)
  const word = share === undefined ? '尚无经核查的进度，按0%计' : `${s.verified === undefined || s.verified < share ? '各县（市、区）已核进度加权为' : '已核进度'}${shown(share)}`
  const extra = `${s.state === undefined ? '；尚未交办' : ''}${rested ? `；中止的${rested}日不计` : ''}${g.lifted ? `；${showDay(s.moved!)}有办件推进，距今${still}日（以${most}日为限），升一级` : ''}${g.unsigned ? `；应于${showDay(g.unsigned)}前签收，尚未签收` : ''}${g.near === undefined ? '' : `；距完成期限${showDay(s.due)}还有${g.near}个工作日（不多于${nearDue.on(asOf)}个）`}${g.owed ? `；未报：${showPeriodName(g.owed.quarter)}反馈应于${showDay(g.owed.by)}前提交，降一级` : ''}`
  const to = (limit: number) => shown(Math.ceil((whole - limit) * 100) / 100)
  const change = g.owed ? '补报反馈后升一级' : g.light === 'green' ? (whole > limits.yellow || whole < 100 ? `已核进度落后序时超过${limits.yellow}个百分点转黄` : '销号后转蓝')
    : g.unsigned && gap >= -limits.yellow ? '签收后转绿' : g.light === 'yellow' && g.near !== undefined && gap >= -limits.yellow ? '已核进度达到100%或销号后转绿、转蓝'
      : g.light === 'yellow' ? `已核进度达到${to(limits.yellow)}转绿，落后${limits.red}个百分点转红` : `已核进度高于${to(limits.red)}转黄，达到${to(limits.yellow)}转绿`
  return said(`截至${showDay(asOf)}序时进度${shown(whole)}，${word}，${gap < 0 ? `落后${shown(-gap).replace('%', '')}` : `超前${shown(gap).replace('%', '')}`}个百分点${extra}`, change)
}

/** The first day after `asOf` on which the light turns red if nothing happens, up to the day after it is due. */
export function redOn(s: Standing, asOf: Day, calendar: Calendar, addDays: (day: Day, n: number) => Day): Day | undefined {
  let low = 0, high = daysBetween(asOf, s.due) + 1
  if (high <= 0 || gradeOf(s, addDays(asOf, high), calendar).light !== 'red') return undefined
  // A light left alone only grows worse, so the day can be found by halving.
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (gradeOf(s, addDays(asOf, middle), calendar).light === 'red') high = middle
    else low = middle
  }
  return addDays(asOf, high)
}

const badness: Record<Light, number> = { red: 4, yellow: 3, green: 2, blue: 1, grey: 0 }
export const countLights = (lights: readonly Light[]): Record<Light, number> => {
  const n: Record<Light, number> = { red: 0, yellow: 0, green: 0, grey: 0, blue: 0 }
  for (const l of lights) n[l]++
  return n
}

/** Worst of several, with a sentence that counts them and names those at fault. Grey weighs nothing beside a lit one; all done is blue only when none is left grey. */
export function worstOf(of: readonly { name: string; light: Light }[], what: string): LightSaid {
  if (!of.length) return { light: 'grey', say: `${lightWords.grey}：没有${what}`, change: `确定${what}后亮灯` }
  const n = countLights(of.map((o) => o.light))
  const worst = of.reduce<Light>((w, o) => (badness[o.light] > badness[w] ? o.light : w), 'grey')
  const light: Light = worst === 'blue' && n.grey > 0 ? 'grey' : worst
  const counted = (['red', 'yellow', 'green', 'blue', 'grey'] as const).filter((l) => n[l]).map((l) => `${lightWords[l]}${n[l]}`).join('、')
  const guilty = of.filter((o) => o.light === light).map((o) => o.name)
  const named = light === 'red' || light === 'yellow' ? `，以最差者为准（${guilty.slice(0, 3).join('、')}${guilty.length > 3 ? `等${guilty.length}个` : ''}）` : ''
  const change = light === 'red' || light === 'yellow' ? `${guilty.slice(0, 3).join('、')}${guilty.length > 3 ? '等' : ''}转好后改变` : light === 'green' ? '其中任一转黄、转红即改变' : light === 'blue' ? '已全部办结' : '交办或有办件推进后亮灯'
  return { light, say: `${lightWords[light]}：${of.length}个${what}中${counted}${named}`, change }
}
