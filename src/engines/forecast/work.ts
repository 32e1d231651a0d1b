import { addDays, type Day, daysBetween, type Finding, found, showDay } from '../../kernel/index.ts'
import { type BackTest, type Band, bandWords, edges, mean, type MethodScore, type Outlook, quantile, shareOf, sorted, type TestPoint } from './types.ts'

/** A task without figures: what share of it others have accepted, and when. */
export interface Track {
  name: string
  from: Day
  due: Day
  /** In percent, as accepted on that day. */
  accepted: readonly { on: Day; share: number }[]
  doneOn?: Day
}
export interface WorkAsked { track: Track; today: Day; similar: readonly Track[]; weigh?: Weighing }

/** Whose speed counts for the rest of the way: one's own as far as the time has run, one's own alone, that of others alone. */
type Weighing = 'mixed' | 'own' | 'others'
const words: Record<Weighing, string> = { mixed: '自身与同类速度', own: '直线', others: '同类速度' }
const ways: Weighing[] = ['mixed', 'own', 'others']
/** With fewer to compare with, a share of them would say more than is known. */
const fewest = 5
/** Until this much of the time has run, nothing accepted yet is no sign. */
const early = 0.25
/** Work goes on unseen between reports: a quarter, its feedback and its checking. Only then does silence count as standing still. */
const unseenDays = 115
const enough = 6

/** Whether a task will be done by its day: elapsed time against accepted share, and the speed of similar tasks. */
export function forecastWork({ track, today, similar, weigh = 'mixed' }: WorkAsked): Finding<Outlook> {
  const share = shareOn(track, today), gone = elapsed(track, today)
  if (isDone(track, today)) return found({ band: 'met', say: `${bandWords.met}：${showDay(doneOn(track)!)}经核查完成`, chance: 1, now: 100, point: 100, low: 100, high: 100 }, '已完成')
  const stands = `已核${percent(share)}，办理时间已过${percent(gone * 100)}`
  if (today > track.due) return found({ band: 'unlikely', say: `${bandWords.unlikely}：期限${showDay(track.due)}已过，${stands}`, chance: 0, now: share, point: share, low: share, high: share }, stands)
  const since = elapsed(track, seenOn(track, today))
  const speeds = sorted(similar.flatMap((s) => speedOf(s, today) ?? []))
  if (speeds.length < fewest) {
    const line = gone >= early && share > 0 ? Math.min(100, share / since) : undefined
    return found({ band: 'unknown', say: `${bandWords.unknown}：${stands}；可比的同类任务只有${speeds.length}项，少于${fewest}项${line === undefined ? '' : `；按自身速度推算到期约${percent(line)}，只供参考`}`, now: share, ...(line === undefined ? {} : { point: line, method: words.own }) }, stands, `可比的同类任务${speeds.length}项`)
  }
  const own = weigh === 'own' ? 1 : weigh === 'others' ? 0 : since, usual = quantile(speeds, 0.5)
  const centre = own * (share / Math.max(since, 1e-9)) + (1 - own) * usual
  // What is expected leans on the own pace; how far it may go astray is seen from how unlike the others are.
  const pace = speeds.map((v) => Math.max(0, centre + v - usual))
  const rest = 1 - since, end = (v: number) => Math.min(100, share + v * rest)
  const [low, point, high] = [edges[0], 0.5, edges[1]].map((q) => end(quantile(pace, q))) as [number, number, number]
  const needed = (100 - share) / Math.max(rest, 1e-9)
  const band: Band = low >= 100 ? 'likely' : high < 100 ? 'unlikely' : 'risk'
  return found({
    band, chance: shareOf(pace.filter((v) => v >= needed).length, pace.length), now: share, point, low, high, method: words[weigh],
    say: `${bandWords[band]}：${stands}，按${words[weigh]}到${showDay(track.due)}约${percent(point)}（80%的把握在${percent(low)}至${percent(high)}之间）`,
  }, stands, `${speeds.length}项同类任务的速度（走完全程时间可核的进度）居中为${percent(usual)}；自身${since > 0 ? percent(share / since) : '尚无'}，占${percent(own * 100)}的分量`, `要在期限前完成，余下的速度须达到${percent(needed)}`)
}

/** The share that had been accepted by a day. */
export const shareOn = (t: Track, on: Day): number => t.accepted.filter((a) => a.on <= on).reduce((latest, a) => (a.on >= latest.on ? a : latest), { on: '0001-01-01' as Day, share: 0 }).share
const elapsed = (t: Track, on: Day): number => Math.min(1, Math.max(0, (daysBetween(t.from, on) + 1) / Math.max(1, daysBetween(t.from, t.due) + 1)))
const doneOn = (t: Track): Day | undefined => t.accepted.reduce<Day | undefined>((first, a) => (a.share >= 100 && (!first || a.on < first) ? a.on : first), t.doneOn)
const isDone = (t: Track, today: Day): boolean => { const on = doneOn(t); return on !== undefined && on <= today }

/** Percent over the whole length of the plan, as far as it is known; nothing while it is early and nothing has been accepted. */
function speedOf(t: Track, today: Day): number | undefined {
  if (t.from > today) return undefined
  const on = doneOn(t)
  if (on && on <= today) return 100 / Math.max(0.05, elapsed(t, on))
  const share = shareOn(t, today)
  return share === 0 && elapsed(t, today) < early ? undefined : share / Math.max(0.05, elapsed(t, seenOn(t, today)))
}
/** The day that the accepted share is taken to speak of. */
function seenOn(t: Track, today: Day): Day {
  const last = t.accepted.reduce<Day>((day, a) => (a.on <= today && a.on > day ? a.on : day), t.from), long = addDays(today, -unseenDays)
  return last > long ? last : long > t.from ? long : t.from
}

/** Every task whose day has come, forecast again from a quarter, half and three quarters of its time with what was known then. `similarTo` says which others it is compared with. */
export function testWork(tracks: readonly Track[], today: Day, similarTo: (t: Track) => readonly Track[] = (t) => tracks.filter((o) => o !== t)): BackTest {
  const ended = tracks.filter((t) => t.due <= today || isDone(t, today))
  const tried = ended.flatMap((t) => [0.25, 0.5, 0.75].flatMap((u) => {
    const on = dayAt(t, u)
    if (on > today || isDone(t, on)) return []
    const others = similarTo(t)
    const actual = isDone(t, t.due) ? 100 : shareOn(t, t.due)
    const by = (weigh: Weighing) => forecastWork({ track: t, today: on, similar: others, weigh }).value
    const made = { mixed: by('mixed'), own: by('own'), others: by('others') }
    return made.mixed.low === undefined ? [] : [{ t, on, actual, made }]
  }))
  const scores = ways.map((w): MethodScore => ({
    method: words[w], own: w === 'mixed', error: mean(tried.map((x) => Math.abs(x.made[w].point! - x.actual))), hits: mean(tried.map((x) => ((x.made[w].point! >= 100) === (x.actual >= 100) ? 1 : 0))),
  }))
  const best = tried.length < enough ? 0 : scores.reduce((b, s, i) => (s.error < scores[b]!.error ? i : b), 0)
  const inside = tried.filter((x) => x.actual >= x.made.mixed.low! && x.actual <= x.made.mixed.high!).length
  const peer = scores.slice(1).reduce((a, b) => (b.error < a.error ? b : a))
  return {
    origins: tried.length, trials: new Set(tried.map((x) => x.t)).size, scores, held: { inside, of: tried.length }, chosen: words[ways[best]!],
    points: tried.map((x): TestPoint => ({ label: x.t.name, on: x.on, point: x.made.mixed.point!, low: x.made.mixed.low!, high: x.made.mixed.high!, actual: x.actual })),
    say: !tried.length ? '还没有到期的任务可供回测' : `回测${new Set(tried.map((x) => x.t)).size}项已到期的任务${tried.length}次：${tried.length < enough ? '次数太少，不比较方法' : best === 0 ? `平均误差${points(scores[0]!.error)}，小于${peer.method}的${points(peer.error)}` : `平均误差${points(scores[0]!.error)}，不比${peer.method}（${points(peer.error)}）好，改用${peer.method}`}；80%区间实际包住${inside}/${tried.length}次`,
  }
}
/** The weighing that a back-test found best. */
export const weighingOf = (test: BackTest): Weighing => ways.find((w) => words[w] === test.chosen) ?? 'mixed'

const dayAt = (t: Track, share: number): Day => addDays(t.from, Math.round(daysBetween(t.from, t.due) * share))
const percent = (n: number): string => `${Number(n.toFixed(1))}%`
const points = (n: number): string => `${Number(n.toFixed(1))}个百分点`
