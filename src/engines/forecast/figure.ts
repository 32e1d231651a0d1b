import { type Day, type Finding, found, showDay, yearOf } from '../../kernel/index.ts'
import { type BackTest, type Band, bandWords, edges, type History, mean, type MethodScore, type Outlook, quantile, shareOf, sorted, type TestPoint } from './types.ts'
import { at, type Curve, curvesOf, everFell, monthEnds, moved, shareOfYear, total } from './years.ts'

export interface FigureAsked {
  history: History
  today: Day
  /** The day it is due; the year's last day when absent. */
  due?: Day
  target?: number
  /** Whether the target is to be reached or not to be passed. */
  direction?: 'up' | 'down'
  /** The same figure elsewhere: lends its season and its errors while the own history is short. */
  peers?: readonly History[]
  /** How a value of this figure is written. */
  show?: (value: number) => string
}

type Method = 'season' | 'line' | 'lastYear'
const methods: Method[] = ['season', 'line', 'lastYear']
const methodWords: Record<Method, string> = { season: '季节法', line: '直线', lastYear: '同上年' }
/** What the common season weighs beside one year of its own. More would flatten offices that pay once, late in the year. */
const prior = 0.5
/** A trend of yearly totals is followed, less and less each year: no office grows for ever. */
const smoothing = { level: 0.5, trend: 0.3, damping: 0.8 }
/** Fewer forecasts tried than this say nothing about which method is better. */
const enough = 6
const near = 2 / 12 + 1e-9

/** What is known when a forecast is made. */
interface Known { kind: History['kind']; past: readonly Curve[]; common: (t: number) => number; t: number; d: number; done: number }

/** Whether a figure reaches its target by its day, from its own earlier years and how far this one has come. */
export function forecastFigure(asked: FigureAsked): Finding<Outlook> {
  const { history, today, target, direction = 'up', show = plain } = asked
  const due = asked.due ?? (`${yearOf(today)}-12-31` as Day)
  const curves = curvesOf(history, today < due ? today : due)
  const past = curves.filter((c) => c.year < yearOf(due) && c.whole), now = curves.find((c) => c.year === yearOf(due))
  const peers = (asked.peers ?? []).map((p) => curvesOf({ ...p, kind: history.kind }, today).filter((c) => c.year < yearOf(due) && c.whole))
  const tooLittle = (say: string, more: Partial<Outlook> = {}): Finding<Outlook> => found({ band: 'unknown', say: `${bandWords.unknown}：${say}`, ...more }, say)
  if (yearOf(due) > yearOf(today)) return tooLittle(`完成期限${showDay(due)}不在本年度，到该年度再测`)
  if (!now && (history.kind !== 'flow' || shareOfYear(today) > 0.1)) return tooLittle('本年度还没有数据')
  const start = now?.start ?? 0, t = now?.knots.at(-1)!.t ?? 0, d = shareOfYear(due), done = now ? now.knots.at(-1)!.v : 0
  const upTo = (accumulated: number) => start + accumulated
  const grows = history.kind === 'flow' && ![...past, ...peers.flat()].some(everFell)
  const reaches = (value: number) => target === undefined || (direction === 'up' ? value >= target : value <= target)
  const value = upTo(done), reached = `目前${show(value)}`
  const aim = target === undefined ? '' : direction === 'up' ? `目标${show(target)}` : `控制在${show(target)}以内`
  if (target !== undefined && grows && direction === 'up' && value >= target) return found({ band: 'met', say: `${bandWords.met}：${aim}，${reached}`, chance: 1, now: value, point: value, low: value, high: value }, `${reached}，只增不减，已不低于目标`)
  if (target !== undefined && today >= due) {
    const band = reaches(value) ? 'met' as const : 'unlikely' as const
    return found({ band, say: `${bandWords[band]}：期限${showDay(due)}已到，${aim}，当日${show(value)}`, chance: band === 'met' ? 1 : 0, now: value, point: value, low: value, high: value }, `期限已到，按${showDay(due)}的数`)
  }
  const straight = t > 0 ? upTo((done * d) / t) : undefined
  if (!past.some((c) => moved(c) > 0)) {
    return tooLittle(`此前没有一个完整年度的数据，看不出季节${straight === undefined || history.kind !== 'flow' ? '' : `；按直线推算到${showDay(due)}为${show(straight)}，只供参考`}`, { now: value, ...(straight === undefined || history.kind !== 'flow' ? {} : { point: straight, method: methodWords.line }) })
  }
  const common = commonSeason(peers, yearOf(due))
  const trials = [...trialsOf(history.kind, past, peers, d), ...peers.flatMap((p) => trialsOf(history.kind, p, peers, d, true))]
  const test = backTest(trials.filter((x) => !x.lent), trials, show)
  const chosen = test.method
  const point = upTo(predict(chosen, { kind: history.kind, past, common, t, d, done }))
  const errors = errorsFor(trials, chosen, t, past.length)
  const own = `${past.length}个完整年度（${past[0]!.year}${past.length > 1 ? `至${past.at(-1)!.year}` : ''}年）`
  const basis = [
    `${reached}，本年已过${percent(t)}${history.kind === 'flow' ? `，往年此时平均完成全年的${percent(seasonAt(past, common, t))}` : ''}`,
    `依据自身${own}${peers.some((p) => p.length) ? `，另借${peers.filter((p) => p.length).length}个同类的季节和误差` : ''}`, howOf(chosen), ...(test.shown ? [test.shown.say] : []),
  ]
  if (!errors) return found({ band: 'unknown', say: `${bandWords.unknown}：只有${own}，没有可检验的年度，推算到${showDay(due)}为${show(point)}，不给把握`, now: value, point, method: methodWords[chosen] }, ...basis)
  const spread = sizeOf(past) * Math.sqrt(Math.max(0, d - t)) * errors.widen
  const clamp = (v: number) => (grows ? Math.max(v, value) : v)
  const ends = errors.sorted.map((e) => point + spread * e)
  const low = Math.min(point, clamp(quantile(ends, edges[0]))), high = Math.max(point, quantile(ends, edges[1]))
  const range = { now: value, point, low, high, method: methodWords[chosen], ...(test.shown ? { test: test.shown } : {}) }
  const between = `到${showDay(due)}约${show(point)}（80%的把握在${show(low)}至${show(high)}之间）`
  basis.push(`区间取自${errors.sorted.length}次回测误差${errors.widen > 1.25 ? '，因检验年度少而放宽' : ''}：${show(low)}至${show(high)}`)
  if (target === undefined) return found({ band: 'unknown', say: `没有设定目标值；${between}`, ...range }, ...basis)
  const band: Band = reaches(low) && reaches(high) ? 'likely' : !reaches(low) && !reaches(high) ? 'unlikely' : 'risk'
  return found({ band, say: `${bandWords[band]}：${aim}，${reached}，${between}`, chance: shareOf(ends.filter((v) => reaches(clamp(v))).length, ends.length), ...range }, ...basis)
}

/** The season of others as known before a year, or an even year where nobody lends one. */
function commonSeason(peers: readonly (readonly Curve[])[], before: number): (t: number) => number {
  const lent = peers.flat().filter((c) => c.year < before && total(c) > 0)
  return lent.length ? (t) => mean(lent.map((c) => shareIn(c, t))) : (t) => t
}
const shareIn = (c: Curve, t: number): number => Math.min(1, Math.max(0, at(c, t) / total(c)))
/** The share of a year that is usually done by then, drawn toward the common season while the own years are few. */
function seasonAt(past: readonly Curve[], common: (t: number) => number, t: number): number {
  const own = past.filter((c) => total(c) > 0)
  return (own.reduce((sum, c) => sum + shareIn(c, t), 0) + prior * common(t)) / (own.length + prior)
}

/** Yearly totals carried on by a damped trend. */
function expected(past: readonly Curve[]): number {
  let level = total(past[0]!), trend = 0
  for (const c of past.slice(1)) {
    const before = level
    level = smoothing.level * total(c) + (1 - smoothing.level) * (level + smoothing.damping * trend)
    trend = smoothing.trend * (level - before) + (1 - smoothing.trend) * smoothing.damping * trend
  }
  return level + smoothing.damping * trend
}
const sizeOf = (past: readonly Curve[]): number => mean(past.map(moved))

/** What will have come together by the due share of the year. Every method only grows with what is done already. */
function predict(method: Method, k: Known): number {
  const { t, d, done, past } = k
  const lastYear = past.at(-1)!
  if (method === 'line') return t > 0 ? (done * d) / t : expected(past) * d
  if (method === 'lastYear') {
    const then = at(lastYear, t), by = at(lastYear, d)
    return k.kind === 'flow' && then > 0 && by > 0 && then / by > 0.02 ? (done * by) / then : done + by - then
  }
  if (k.kind === 'flow') {
    // Benktander's way with unfinished years: this year's pace counts for as much of the remainder as the season says has been seen of the year.
    const p = seasonAt(past, k.common, t), rest = Math.max(0, seasonAt(past, k.common, d) - p)
    const byPace = p > 0 ? (done / p) * rest : 0, byPast = Math.max(0, expected(past)) * rest
    return done + p * byPace + (1 - p) * byPast
  }
  const usual = (past.reduce((sum, c) => sum + at(c, d) - at(c, t), 0) + prior * expected(past) * (d - t)) / (past.length + prior)
  return done + (1 - t / 2) * usual + (t > 0 ? (done / t) * (d - t) * (t / 2) : 0)
}

const howOf = (method: Method): string => ({
  season: '季节法：往年同期占全年的份额（年度少时向共同曲线靠拢），本年节奏与往年总量的阻尼趋势按已过份额加权',
  line: '直线：按本年已过日子的平均速度', lastYear: '同上年：此时占全年的份额与上年相同',
})[method]

/** One forecast made from an earlier month-end with what was known then. */
interface Trial { year: number; on: Day; t: number; actual: number; start: number; yardstick: number; scale: number; points: Record<Method, number>; lent: boolean }

function trialsOf(kind: History['kind'], curves: readonly Curve[], peers: readonly (readonly Curve[])[], d: number, lent = false): Trial[] {
  return curves.flatMap((c, i) => {
    const past = curves.slice(0, i)
    if (!past.some((p) => moved(p) > 0)) return []
    const common = commonSeason(peers.filter((p) => p !== curves), c.year)
    return monthEnds(c.year).flatMap((on) => {
      const t = shareOfYear(on)
      if (t >= d) return []
      const known: Known = { kind, past, common, t, d, done: at(c, t) }
      return [{
        year: c.year, on, t, actual: at(c, d), start: c.start, yardstick: kind === 'flow' ? at(past.at(-1)!, d) : past.at(-1)!.start + at(past.at(-1)!, d) - c.start, scale: sizeOf(past) * Math.sqrt(d - t), lent,
        points: { season: predict('season', known), line: predict('line', known), lastYear: predict('lastYear', known) },
      }]
    })
  })
}

/** The errors of earlier forecasts made at about this time of year, in parts of what a year usually moves. */
function errorsFor(trials: readonly Trial[], method: Method, t: number, ownYears: number): { sorted: number[]; widen: number } | undefined {
  // Others lend their errors only until there are three tried years of one's own.
  const usable = ownYears > 3 ? trials.filter((x) => !x.lent) : trials
  const close = usable.filter((x) => Math.abs(x.t - t) <= near)
  const from = close.length ? close : usable
  if (!from.length) return undefined
  const tried = new Set(from.map((x) => `${x.lent}${x.year}`)).size
  return { sorted: sorted(from.map((x) => (x.scale > 0 ? (x.actual - x.points[method]) / x.scale : 0))), widen: 1 + 1 / tried }
}

function backTest(own: readonly Trial[], all: readonly Trial[], show: (v: number) => string): { method: Method; shown?: BackTest } {
  const method = better(own.length >= enough ? own : all)
  if (!own.length) return { method }
  const scores = methods.map((m): MethodScore => ({ method: methodWords[m], own: m === 'season', error: errorOf(own, m), hits: mean(own.map((x) => (isRight(x, m) ? 1 : 0))) }))
  const points = own.map((x): { shown: TestPoint; inside?: boolean } => {
    // Only what had been tried before that year may say how wide the range was.
    const before = all.filter((y) => y.year < x.year), m = better(before), e = errorsFor(before, m, x.t, new Set(before.filter((y) => !y.lent).map((y) => y.year)).size + 1)
    const point = x.points[m]
    const shown: TestPoint = { label: `${x.year}年`, on: x.on, point: x.start + point, actual: x.start + x.actual }
    if (!e) return { shown }
    const low = Math.min(point, point + x.scale * e.widen * quantile(e.sorted, edges[0])), high = Math.max(point, point + x.scale * e.widen * quantile(e.sorted, edges[1]))
    return { shown: { ...shown, low: x.start + low, high: x.start + high }, inside: x.actual >= low - 1e-9 && x.actual <= high + 1e-9 }
  })
  const ranged = points.filter((p) => p.inside !== undefined), inside = ranged.filter((p) => p.inside).length
  const best = scores.filter((s) => !s.own).reduce((a, b) => (b.error < a.error ? b : a)), season = scores[0]!
  const years = new Set(own.map((x) => x.year)).size
  const verdict = own.length < enough ? '次数太少，不比较方法' : method === 'season'
    ? `季节法平均误差${show(season.error)}，小于${best.method}的${show(best.error)}` : `季节法平均误差${show(season.error)}，不比${best.method}（${show(best.error)}）好，改用${best.method}`
  return {
    method,
    shown: {
      origins: own.length, trials: years, scores, held: { inside, of: ranged.length }, chosen: methodWords[method], points: points.map((p) => p.shown),
      say: `回测${years}个年度${own.length}次：${verdict}；${ranged.length ? `80%区间实际包住${inside}/${ranged.length}次` : '年度太少，区间无从检验'}`,
    },
  }
}

const errorOf = (of: readonly Trial[], m: Method): number => mean(of.map((x) => Math.abs(x.actual - x.points[m])))
/** Errors of different places are compared as parts of what each usually moves. */
const relative = (of: readonly Trial[], m: Method): number => mean(of.map((x) => (x.scale > 0 ? Math.abs(x.actual - x.points[m]) / x.scale : 0)))
function better(of: readonly Trial[]): Method {
  if (of.length < enough) return 'season'
  const measure = of.some((x) => x.lent) ? relative : errorOf
  return methods.reduce((best, m) => (measure(of, m) < measure(of, best) ? m : best), 'season' as Method)
}
/** A call is right when it says rightly whether the year before would be reached. */
const isRight = (x: Trial, m: Method): boolean => (x.points[m] >= x.yardstick) === (x.actual >= x.yardstick)

const plain = (v: number): string => v.toLocaleString('zh-CN', { maximumFractionDigits: 1 })
const percent = (share: number): string => `${Math.round(share * 100)}%`
