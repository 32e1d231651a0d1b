import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seeded } from '../kernel/index.ts'
import { drawSample, type Piece, sampleSize } from './sampling-draw.ts'
import { exactInterval } from './sampling-interval.ts'

describe('the exact interval of a share', () => {
  // Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), 857–872, table I, method 5 (Clopper–Pearson).
  for (const [hits, n, from, to] of [[81, 263, 0.2527, 0.3676], [15, 148, 0.0578, 0.1617], [0, 20, 0, 0.1684], [1, 29, 0.0009, 0.1776]] as const) {
    it(`of ${hits} in ${n} is ${from} to ${to}`, () => {
      const found = exactInterval(hits, n)
      expect([Number(found.from.toFixed(4)), Number(found.to.toFixed(4))]).toEqual([from, to])
    })
  }
  it('is turned round when misses are counted instead of hits, and holds what was seen', () => fc.assert(fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
    const hits = Math.round(n * share), own = exactInterval(hits, n), other = exactInterval(n - hits, n)
    expect(own.from).toBeCloseTo(1 - other.to, 9)
    expect(own.from <= hits / n && hits / n <= own.to).toBe(true)
  })))
})

const units = ['fj.3501', 'fj.3502', 'fj.3505'], actions = ['7.1', '12.2']
const frame: Piece[] = Array.from({ length: 60 }, (_, i) => ({ id: `file:c${String(i).padStart(2, '0')}`, source: 'file', unit: units[i % 3]!, action: actions[i % 2]!, caseId: `c${i}`, hash: null, title: `材料${i}`, on: '2022-07-01', at: '2022-07-01T01:00:00.000Z' }))

describe('a sample of evidence', () => {
  it('has a size by rule: ten in a hundred, at least twenty, at most two hundred, never more than there are', () => {
    const rule = { percent: 10, least: 20, most: 200 }
    expect([12, 20, 150, 201, 1999, 5000].map((n) => sampleSize(n, rule))).toEqual([12, 20, 20, 21, 200, 200])
  })
  it('is the same again from the seed and the frame, whatever order the frame comes in', () => fc.assert(fc.property(fc.shuffledSubarray(frame, { minLength: frame.length }), fc.string(), fc.integer({ min: 1, max: 60 }), (shuffled, seed, size) => {
    expect(drawSample(shuffled, ['unit', 'action'], size, seed)).toEqual(drawSample(frame, ['unit', 'action'], size, seed))
  })))
  it('gives every stratum its share to within one piece, and draws nothing twice', () => fc.assert(fc.property(fc.subarray(frame, { minLength: 1 }), fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), (some, seed, share) => {
    const size = Math.max(1, Math.round(some.length * share)), { drawn, strata } = drawSample(some, ['unit', 'action', 'source'], size, seed)
    expect(drawn.length).toBe(size)
    expect(new Set(drawn).size).toBe(size)
    for (const s of strata) expect(Math.abs(s.drawn - (size * s.of) / some.length)).toBeLessThan(1)
  })))
  it('can be drawn by hand from the published steps', () => {
    // Ten of each of six strata and twelve to draw: two of each, nothing left over, so the shuffle of six comes first and gives nothing.
    const chance = seeded('2022-09-21 福彩')
    chance.shuffle([0, 1, 2, 3, 4, 5])
    const byHand = units.flatMap((u) => actions.map((a) => frame.filter((p) => p.unit === u && p.action === a))).sort((a, b) => (`${a[0]!.unit} ${a[0]!.action}` < `${b[0]!.unit} ${b[0]!.action}` ? -1 : 1)).flatMap((own) => chance.sample(own, 2).map((p) => p.id))
    expect(drawSample(frame, ['unit', 'action'], 12, '2022-09-21 福彩').drawn).toEqual(byHand)
  })
  it('favours no piece: over 3,000 seeds each of sixty is drawn about as often', () => {
    const count = new Map<string, number>()
    for (let i = 0; i < 3000; i++) for (const id of drawSample(frame, ['unit'], 20, `种子${i}`).drawn) count.set(id, (count.get(id) ?? 0) + 1)
    // 1,000 expected, standard deviation below 26.
    for (const p of frame) expect(Math.abs(count.get(p.id)! - 1000)).toBeLessThan(130)
  })
})
