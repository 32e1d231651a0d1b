import { type Calendar, CalendarEnd, type Day, daysBetween, showDay } from '../kernel/index.ts'
import { feedbackLimit, gapLimits, nearDue, stillFor } from './parameters.ts'
import { type Light, type LightSaid, lightWords } from './types.ts'

/** All that decides the light of one action at one unit on a day. */
export interface Standing {
  /** The state of its case, if it has been dispatched. */
  state?: string
  suspended?: boolean
  dispatchedOn?: Day
  /** What another unit has accepted, in percent. */
  verified?: number
  /** Of a city that has split: what its counties' accepted shares add up to by weight. */
  fromParts?: number
  /** The last day that feedback spoke of. */
  through?: Day
  /** The last day something that moves it happened at this unit, made by the system. */
  moved?: Day
  /** The plan begins on the first day of the list's year and ends when the action is due. */
  from: Day
  due: Day
}

const active = new Set(['working', 'split', 'checking', 'closing', 'dispatched', 'sentBack'])
/** In hundredths of a percent, so that limits are met exactly. */
const hundredths = (share: number) => Math.round(share * 100)
const shown = (share: number) => `${Number(share.toFixed(2))}%`

/** The elapsed share of the plan: days passed, the day itself included, of all days; in percent. */
export function elapsed(from: Day, due: Day, asOf: Day): number {
  const whole = daysBetween(from, due) + 1, passed = daysBetween(from, asOf) + 1
  return whole <= 0 ? 100 : Math.min(100, Math.max(0, (passed * 100) / whole))
}

type Basis = 'none' | 'done' | 'ended' | 'paused' | 'overdue' | 'share' | 'movement'
interface Grade { light: Light; basis: Basis; owed?: { quarter: Day; by: Day }; near?: number }

/** The light alone, without its sentence; looking ahead asks it many times. */
export function gradeOf(s: Standing, asOf: Day, calendar: Calendar): Grade {
  if (s.state === 'closed' || s.state === 'archived') return { light: 'blue', basis: 'done' }
  if (s.state === 'terminated') return { light: 'grey', basis: 'ended' }
  if (s.suspended) return { light: 'grey', basis: 'paused' }
  const isActive = s.state !== undefined && active.has(s.state)
  if (!isActive && !s.moved) return { light: 'grey', basis: 'none' }
  if (isActive && asOf > s.due) return { light: 'red', basis: 'overdue' }
  const share = s.verified ?? s.fromParts
  let light: Light, basis: Basis
  if (share === undefined && s.moved) {
    basis = 'movement'
    light = daysBetween(s.moved, asOf) <= stillFor.on(asOf) ? 'green' : 'yellow'
  } else {
    basis = 'share'
    const limits = gapLimits.on(asOf)
    const whole = daysBetween(s.from, s.due) + 1
    const passed = Math.min(whole, daysBetween(s.from, asOf) + 1)
    // share − passed/whole against the limits, all times whole × 100, so nothing is rounded.
    const gap = hundredths(share ?? 0) * whole - passed * 10_000
    light = gap <= -limits.red * 100 * whole ? 'red' : gap < -limits.yellow * 100 * whole ? 'yellow' : 'green'
  }
  if (!isActive) return { light, basis }
  const left = workdaysLeft(asOf, s.due, calendar)
  const near = left <= nearDue.on(asOf) && (share ?? 0) < 100 ? left : undefined
  if (near !== undefined && light === 'green') light = 'yellow'
  const owed = owedFeedback(s, asOf, calendar)
  if (owed) light = light === 'green' ? 'yellow' : 'red'
  return { light, basis, ...(owed ? { owed } : {}), ...(near === undefined ? {} : { near }) }
}

function workdaysLeft(asOf: Day, due: Day, calendar: Calendar): number {
  try { return calendar.workdaysBetween(asOf, due) } catch (error) {
    if (error instanceof CalendarEnd) return Number.MAX_SAFE_INTEGER
    throw error
  }
}

/** The latest quarter whose feedback was due and has not come. A quarter that ended before the dispatch owes nothing. */
function owedFeedback(s: Standing, asOf: Day, calendar: Calendar): { quarter: Day; by: Day } | undefined {
  for (const quarter of quartersBetween(s.from, s.due).toReversed()) {
    if (quarter >= asOf || !s.dispatchedOn || s.dispatchedOn > quarter) continue
    let by: Day
    try { by = calendar.addWorkdays(quarter, feedbackLimit.on(quarter)) } catch (error) {
      if (error instanceof CalendarEnd) continue
      throw error
    }
    if (asOf <= by) continue
    return s.through && s.through >= quarter ? undefined : { quarter, by }
  }
  return undefined
}
const known = new Map<string, Day[]>()
function quartersBetween(from: Day, due: Day): Day[] {
  const key = `${from}${due}`
  const found = known.get(key)
  if (found) return found
  const ends: Day[] = []
  for (let year = Number(from.slice(0, 4)); year <= Number(due.slice(0, 4)); year++) {
    for (const end of ['03-31', '06-30', '09-30', '12-31']) { const day = `${year}-${end}` as Day; if (day >= from && day <= due) ends.push(day) }
  }
  if (known.size < 500) known.set(key, ends)
  return ends
}
const quarterName = (end: Day) => `${end.slice(0, 4)}年第${'一二三四'[Number(end.slice(5, 7)) / 3 - 1]}季度`

/** The light with the sentence that names its numbers and the one that says what would change it. */
export function lightOf(s: Standing, asOf: Day, calendar: Calendar): LightSaid {
  const g = gradeOf(s, asOf, calendar)
  const said = (say: string, change: string): LightSaid => ({ light: g.light, say: `${lightWords[g.light]}：${say}`, change, ...(g.owed ? { unreported: true as const } : {}) })
  if (g.basis === 'done') return said('已销号', '已办结，不再变化')
  if (g.basis === 'ended') return said('经批准已终止', '已终止，不再变化')
  if (g.basis === 'paused') return said('经批准暂停', '恢复办理后重新亮灯')
  if (g.basis === 'none') return said(s.state === undefined ? '尚未交办，也没有办件推动' : '尚未启动', '交办或有办件推进后亮灯')
  const share = s.verified ?? s.fromParts
  if (g.basis === 'overdue') return said(`完成期限${showDay(s.due)}已过${daysBetween(s.due, asOf)}日，已核进度${shown(share ?? 0)}，尚未销号`, '销号后转蓝')
  const whole = elapsed(s.from, s.due, asOf)
  const extra = `${s.state === undefined ? '；尚未交办' : ''}${g.near === undefined ? '' : `；距完成期限${showDay(s.due)}还有${g.near}个工作日（不多于${nearDue.on(asOf)}个）`}${g.owed ? `；未报：${quarterName(g.owed.quarter)}反馈应于${showDay(g.owed.by)}前提交，降一级` : ''}`
  if (g.basis === 'movement') {
    const days = daysBetween(s.moved!, asOf), most = stillFor.on(asOf)
    const now = g.light === 'green' ? `超过${most}日没有新办件转黄；有经核查的反馈后按进度亮灯` : g.owed ? '补报反馈后升一级' : days > most ? '有新的办件推进即转绿' : '销号后转蓝'
    return said(`没有设定目标值，按办件动静亮灯：最近一次推进在${showDay(s.moved!)}，距今${days}日（以${most}日为限）${extra}`, now)
  }
  const limits = gapLimits.on(asOf), gap = (share ?? 0) - whole
  const word = share === undefined ? '尚无经核查的进度，按0%计' : `${s.verified === undefined ? '各县（市、区）已核进度加权为' : '已核进度'}${shown(share)}`
  const to = (limit: number) => shown(Math.ceil((whole - limit) * 100) / 100)
  const change = g.owed ? '补报反馈后升一级' : g.light === 'green' ? (whole > limits.yellow || whole < 100 ? `已核进度落后序时超过${limits.yellow}个百分点转黄` : '销号后转蓝')
    : g.light === 'yellow' && g.near !== undefined && gap >= -limits.yellow ? '已核进度达到100%或销号后转绿、转蓝' : g.light === 'yellow' ? `已核进度达到${to(limits.yellow)}转绿，落后${limits.red}个百分点转红` : `已核进度高于${to(limits.red)}转黄，达到${to(limits.yellow)}转绿`
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
