import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Day, seeded } from '../../kernel/index.ts'
import { forecastFigure, forecastWork, type History, testWork, type Track } from './index.ts'

const ends = (year: number) => Array.from({ length: 12 }, (_, m) => new Date(Date.UTC(year, m + 1, 0)).toISOString().slice(0, 10) as Day)
/** What came in each month, as a history of what had come together since January. */
function monthly(years: Record<number, readonly number[]>, kind: History['kind'] = 'flow'): History {
  let level = 0
  return { kind, points: Object.entries(years).flatMap(([year, of]) => { if (kind === 'flow') level = 0; return of.map((n, m) => ({ on: ends(Number(year))[m]!, value: (level += n) })) }) }
}
/** Two thirds of the year comes in its last quarter, as where an office pays once a year. */
const late = [1, 1, 1, 2, 2, 2, 3, 4, 4, 10, 15, 15]
const times = (n: number) => late.map((x) => x * n)
/** The same with every month half as much again or half as little, as it falls. */
const uneven = (n: number, year: number) => { const chance = seeded(`year ${year}`); return late.map((x) => Math.round(x * n * (0.5 + chance.int(101) / 100))) }

describe('a figure', () => {
  const seasonal = monthly({ ...Object.fromEntries([100, 110, 105, 115, 100, 120, 110, 130, 120, 125].map((n, i) => [2012 + i, uneven(n, 2012 + i)])), 2022: times(120).slice(0, 9) })
  it('follows the season: a third of the year by September is on time where two thirds come after it', () => {
    const { value, steps } = forecastFigure({ history: seasonal, today: '2022-09-30', target: 5000 })
    // Earlier years of about 7,200 had some 2,400 by September; a straight line from there would promise only 3,209.
    expect([value.now, value.band, value.method, value.test!.trials, value.test!.origins]).toEqual([2400, 'likely', '季节法', 9, 99])
    expect(value.point).toBeGreaterThan(6000)
    expect(value.say).toMatch(/^会完成：目标5,000，目前2,400，到2022年12月31日约.*（80%的把握在.*之间）$/)
    expect(steps.join('')).toContain('往年此时平均完成全年的')
    const [season, line, same] = value.test!.scores
    expect([season, line, same].map((s) => s!.method)).toEqual(['季节法', '直线', '同上年'])
    expect(season!.error).toBeLessThan(Math.min(line!.error, same!.error))
  })
  it('is at risk when the target lies in the range, hopeless when it lies above, done when it is reached', () => {
    const band = (target: number) => forecastFigure({ history: seasonal, today: '2022-09-30', target }).value.band
    const { point, high } = forecastFigure({ history: seasonal, today: '2022-09-30', target: 7000 }).value
    expect([band(point!), band(high! + 1), band(2400)]).toEqual(['risk', 'unlikely', 'met'])
  })
  it('says when a plain method is better, and uses it', () => {
    // Every year doubles within itself at an even pace whose size nobody can tell from the year before: only the straight line is right.
    const wild = monthly(Object.fromEntries([5, 90, 12, 300, 40, 7].map((n, i) => [2016 + i, Array(12).fill(n)])).valueOf() as Record<number, number[]>)
    const { value } = forecastFigure({ history: { ...wild, points: [...wild.points, { on: '2022-03-31', value: 60 }] }, today: '2022-03-31', target: 200 })
    expect(value.method).not.toBe('季节法')
    expect(value.test!.say).toMatch(/不比(直线|同上年).*好，改用(直线|同上年)/)
    // A quarter of the year, give or take the unequal months: 240 to 243.
    expect(Math.round(value.point! / 10)).toBe(24)
  })
  it('says when there is too little', () => {
    const first = forecastFigure({ history: monthly({ 2022: [3, 4, 5] }), today: '2022-03-31', target: 50 }).value
    expect([first.band, first.chance, first.low]).toEqual(['unknown', undefined, undefined])
    expect(first.say).toBe('依据不足：此前没有一个完整年度的数据，看不出季节；按直线推算到2022年12月31日为48.7，只供参考')
    expect(forecastFigure({ history: monthly({ 2021: times(1), 2022: [1, 1] }), today: '2022-02-28', target: 50 }).value.say).toContain('没有可检验的年度')
    expect(forecastFigure({ history: { kind: 'flow', points: [] }, today: '2022-06-30', target: 5 }).value.say).toBe('依据不足：本年度还没有数据')
    expect(forecastFigure({ history: seasonal, today: '2022-09-30', due: '2023-03-31', target: 5 }).value.say).toContain('到该年度再测')
  })
  it('borrows season and errors from its like while it is young', () => {
    const young = monthly({ 2021: times(12), 2022: times(12).slice(0, 9) })
    const peers = [9, 11, 14].map((n) => monthly({ 2018: times(n), 2019: times(n + 1), 2020: times(n), 2021: times(n + 1) }))
    const { value, steps } = forecastFigure({ history: young, today: '2022-09-30', target: 600, peers })
    expect([value.band, steps.some((s) => s.includes('另借3个同类'))]).toEqual(['likely', true])
  })
  it('carries a stock on from its level', () => {
    const stock = monthly({ 2017: Array(12).fill(10), 2018: Array(12).fill(10), 2019: Array(12).fill(11), 2020: Array(12).fill(10), 2021: Array(12).fill(10), 2022: Array(6).fill(10) }, 'stock')
    const { value } = forecastFigure({ history: stock, today: '2022-06-30', target: 660 })
    expect(value.now).toBe(672)
    expect(value.point).toBeGreaterThan(725)
    expect(value.point).toBeLessThan(740)
    expect(value.band).toBe('likely')
    expect(forecastFigure({ history: stock, today: '2022-06-30', target: 700, direction: 'down' }).value.band).toBe('unlikely')
  })
  it('answers a day that has come with what was', () => {
    expect(forecastFigure({ history: seasonal, today: '2022-07-31', due: '2022-06-30', target: 1100 }).value.say).toBe('难完成：期限2022年6月30日已到，目标1,100，当日1,080')
  })
})

/** Years of monthly counts with noughts, gaps and, now and then, something taken back. */
const years = fc.record({
  kind: fc.constantFrom<History['kind']>('flow', 'stock', 'ratio'),
  of: fc.array(fc.array(fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 500 }) }, { weight: 1, arbitrary: fc.integer({ min: -50, max: 0 }) }), { minLength: 12, maxLength: 12 }), { minLength: 0, maxLength: 6 }),
  now: fc.array(fc.integer({ min: -5, max: 500 }), { minLength: 0, maxLength: 11 }),
  missing: fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 12 }), target: fc.integer({ min: -10, max: 6000 }), direction: fc.constantFrom<'up' | 'down'>('up', 'down'),
})
type Years = typeof years extends fc.Arbitrary<infer T> ? T : never
const askedOf = (y: Years, scale = 1, more = 0) => {
  const full = monthly(Object.fromEntries([...y.of.map((months, i) => [2022 - y.of.length + i, months] as const), [2022, y.now] as const]), y.kind)
  const points = full.points.filter((p, i) => p.on.endsWith('12-31') || p.on > '2022' || !y.missing.includes(i)).map((p, i, all) => ({ on: p.on, value: scale * (p.value + (i === all.length - 1 && p.on > '2022' ? more : 0)) }))
  return { history: { kind: y.kind, points }, today: (points.at(-1)?.on ?? '2022-01-20') as Day, target: scale * y.target, direction: y.direction }
}

describe('of any figure', () => {
  it('the range holds the point, nothing is undefined, and a chance is a chance', () => fc.assert(fc.property(years, (y) => {
    const { value } = forecastFigure(askedOf(y))
    for (const n of [value.point, value.low, value.high, value.chance, value.now]) if (n !== undefined && !Number.isFinite(n)) return false
    if (value.low !== undefined && !(value.low <= value.point! && value.point! <= value.high!)) return false
    return value.chance === undefined || (value.chance >= 0 && value.chance <= 1)
  }), { numRuns: 400 }))
  it('more done never makes reaching the target less likely', () => fc.assert(fc.property(years, fc.integer({ min: 1, max: 900 }), (y, more) => {
    const up = { ...y, direction: 'up' as const }
    const before = forecastFigure(askedOf(up)).value, after = forecastFigure(askedOf(up, 1, more)).value
    return before.chance === undefined || after.chance! >= before.chance
  }), { numRuns: 400 }))
  it('counting in thousands changes nothing', () => fc.assert(fc.property(years, fc.constantFrom(1000, 0.001), (y, scale) => {
    const a = forecastFigure(askedOf(y)).value, b = forecastFigure(askedOf(y, scale)).value
    // A target on the very edge may fall either way by the last binary digit.
    const edge = [a.low, a.high, a.point].some((v) => v !== undefined && Math.abs(v - y.target) < 1e-6)
    return edge || (a.method === b.method && (a.band === b.band) && (a.point === undefined || Math.abs(b.point! / scale - a.point) < 1e-6 * Math.max(1, Math.abs(a.point))))
  }), { numRuns: 200 }))
})

describe('a task without figures', () => {
  const track = (name: string, more: Partial<Track> = {}): Track => ({ name, from: '2022-01-01', due: '2022-12-31', accepted: [], ...more })
  const brisk = Array.from({ length: 8 }, (_, i) => track(`同类${i}`, { accepted: [{ on: '2022-06-30', share: 60 + i }] }))
  it('will be done at the pace of others and its own, or not', () => {
    const good = forecastWork({ track: track('甲', { accepted: [{ on: '2022-06-28', share: 65 }] }), today: '2022-06-30', similar: brisk }).value
    expect(good.say).toBe('会完成：已核65%，办理时间已过49.6%，按自身与同类速度到2022年12月31日约100%（80%的把握在100%至100%之间）')
    const slow = forecastWork({ track: track('乙', { accepted: [{ on: '2022-06-28', share: 10 }] }), today: '2022-06-30', similar: brisk }).value
    // Seen on 28 June, 179 of 365 days gone: its own 20.4 % a year for that share, the others' 128 % for the rest: 10 + (0.49·20.4 + 0.51·128)·0.51 = 48.3.
    expect(slow.band).toBe('unlikely')
    expect(slow.point!).toBeCloseTo(48.3, 0)
  })
  it('says how few there are to compare with, what is done and what is over', () => {
    expect(forecastWork({ track: track('丙', { accepted: [{ on: '2022-06-28', share: 40 }] }), today: '2022-06-30', similar: brisk.slice(0, 2) }).value.say).toBe('依据不足：已核40%，办理时间已过49.6%；可比的同类任务只有2项，少于5项；按自身速度推算到期约81.6%，只供参考')
    expect(forecastWork({ track: track('丁', { accepted: [{ on: '2022-06-28', share: 100 }] }), today: '2022-06-30', similar: [] }).value.say).toBe('已达到：2022年6月28日经核查完成')
    expect(forecastWork({ track: track('戊', { due: '2022-05-31' }), today: '2022-06-30', similar: brisk }).value.band).toBe('unlikely')
  })
  it('never becomes less likely by more accepted, and its range holds its point', () => fc.assert(fc.property(
    fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 15 }), fc.integer({ min: 1, max: 12 }),
    (a, b, others, month) => {
      const today = ends(2022)[month - 1]!
      const similar = others.map((share, i) => track(`同类${i}`, { accepted: [{ on: '2022-01-20', share }] }))
      const of = (share: number) => forecastWork({ track: track('己', { accepted: [{ on: '2022-01-10', share }] }), today, similar }).value
      const less = of(Math.min(a, b)), more = of(Math.max(a, b))
      const ranged = [less, more].every((o) => o.low === undefined || (o.low <= o.point! && o.point! <= o.high! && o.high! <= 100))
      return ranged && (less.chance === undefined || more.chance! >= less.chance)
    }), { numRuns: 300 }))
  it('tries itself on tasks whose day has come, with what was known then', () => {
    const over = Array.from({ length: 9 }, (_, i) => track(`已到期${i}`, { accepted: ends(2022).map((on, m) => ({ on, share: Math.min(100, Math.round(((m + 1) * (i < 6 ? 9 : 5)))) })) }))
    const test = testWork(over, '2023-01-15')
    expect([test.trials, test.origins, test.scores.map((s) => s.method)]).toEqual([9, 27, ['自身与同类速度', '直线', '同类速度']])
    expect(test.say).toMatch(/^回测9项已到期的任务27次：/)
    expect(testWork(brisk, '2022-06-30').say).toBe('还没有到期的任务可供回测')
  })
})

// Real counts: patent documents that mention pizza, by month of publication in the United States, 1996 to 2014.
const published = new URL('../../../../shared/data/patent-records-en/patentscope-pizza.utf8.csv.gz', import.meta.url)
describe.skipIf(!existsSync(published))('on public counts', () => {
  it('holds about four in five, and where it is no better than a plain way it says so', () => {
    const months = new Map<string, number>()
    for (const line of gunzipSync(readFileSync(published)).toString('utf8').split('\n')) {
      const [, d, m, y] = /^US[^,]*,(\d\d)\.(\d\d)\.(\d{4}),/.exec(line) ?? []
      if (d) months.set(`${y}-${m}`, (months.get(`${y}-${m}`) ?? 0) + 1)
    }
    const history = monthly(Object.fromEntries(Array.from({ length: 19 }, (_, i) => [1996 + i, Array.from({ length: 12 }, (_, m) => months.get(`${1996 + i}-${String(m + 1).padStart(2, '0')}`) ?? 0)])))
    const known = history.points.filter((p) => p.on < '2014-07')
    const { value } = forecastFigure({ history: { kind: 'flow', points: known }, today: '2014-06-30', target: 300 })
    process.stdout.write(`${value.say}\n${value.test!.say}\n`)
    const { inside, of } = value.test!.held
    expect(of).toBeGreaterThan(150)
    expect(inside / of).toBeGreaterThan(0.7)
    expect(inside / of).toBeLessThan(0.95)
    const chosen = value.test!.scores.find((s) => s.method === value.test!.chosen)!
    expect(chosen.error).toBe(Math.min(...value.test!.scores.map((s) => s.error)))
  })
})
