import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seeded } from '../../kernel/index.ts'
import { type Candidate, deviations, expertPanel, type Judged, whyRecused, usualRules } from './index.ts'

const person = (id: string, field: string, more: Partial<Candidate> = {}): Candidate => ({ id, name: `专家${id}`, field, employer: `单位${id}`, tiesKnown: true, ...more })
const pool: Candidate[] = [
  ...Array.from({ length: 6 }, (_, i) => person(`t${i}`, 'technical')),
  ...Array.from({ length: 2 }, (_, i) => person(`p${i}`, 'patent')),
  ...Array.from({ length: 2 }, (_, i) => person(`i${i}`, 'industry')),
  ...Array.from({ length: 2 }, (_, i) => person(`f${i}`, 'finance')),
]
const judged: Judged = { names: ['闽光科技有限公司'], codes: ['91350102DEM000014E', '201510163325.6'], agency: '榕城代理所', people: ['林小满', '陈大成'] }
const mix = { patent: 1, industry: 1, finance: 1 }
const draw = (of: Partial<Parameters<typeof expertPanel.draw>[0]> = {}) => expertPanel.draw({ pool, size: 5, seed: '2022-09-01 福彩 0715', judged, mix, on: '2022-09-01', ...of })
const mustDraw = (of?: Partial<Parameters<typeof expertPanel.draw>[0]>) => { const d = draw(of); if (!d.ok) throw new Error(JSON.stringify(d)); return d.value }

describe('drawing a panel', () => {
  it('fills every required field and every seat, each person once', () => fc.assert(fc.property(fc.string(), (seed) => {
    const { drawn } = mustDraw({ seed })
    expect(new Set(drawn).size).toBe(5)
    for (const field of ['p', 'i', 'f']) expect(drawn.some((id) => id.startsWith(field))).toBe(true)
  })))
  it('gives the same panel whatever the order of the register', () => fc.assert(fc.property(fc.shuffledSubarray(pool, { minLength: pool.length }), fc.string(), (shuffled, seed) => {
    expect(mustDraw({ pool: shuffled, seed })).toEqual(mustDraw({ seed }))
  })))

  it('can be drawn again by a stranger who has the published record and the description only', () => {
    const published = mustDraw({ pool: [...pool, person('f9', 'finance', { tiesKnown: false }), person('t9', 'technical', { employer: '闽光科技有限公司' })] })
    const fieldOf = (id: string) => ({ t: 'technical', p: 'patent', i: 'industry', f: 'finance' })[id[0]!]!
    const left = published.pool.filter((id) => !published.recused.some((r) => r.id === id)).sort()
    const chance = seeded(published.seed)
    const again = ['finance', 'industry', 'patent'].flatMap((field) => chance.sample(left.filter((id) => fieldOf(id) === field), 1))
    again.push(...chance.sample(left.filter((id) => !again.includes(id)), 2))
    expect(published.drawn).toEqual(again)
    expect(published.recused.map((r) => r.id)).toEqual(['f9', 't9'])
  })

  it('never draws anyone who is or may be tied', () => fc.assert(fc.property(fc.string(), (seed) => {
    const tied = [
      person('x1', 'patent', { tiesKnown: false }), person('x2', 'finance', { employer: '闽光科技有限公司' }), person('x3', 'industry', { relatives: ['林小满'] }),
      person('x4', 'technical', { name: '陈大成' }), person('x5', 'technical', { agency: '榕城代理所' }), person('x6', 'technical', { unsettled: ['闽光科技有限公司'] }),
    ]
    const d = mustDraw({ pool: [...pool, ...tied], seed })
    expect(d.drawn.some((id) => id.startsWith('x'))).toBe(false)
    expect(d.recused.map((r) => r.id)).toEqual(['x1', 'x2', 'x3', 'x4', 'x5', 'x6'])
  })))

  it('draws evenly: over 6,000 seeds nobody is far from an equal share', () => {
    const count = new Map<string, number>()
    for (let i = 0; i < 6000; i++) for (const id of mustDraw({ seed: `种子${i}`, mix: undefined }).drawn) count.set(id, (count.get(id) ?? 0) + 1)
    // 5 of 12 seats: 2,500 each. Chi-square over 11 degrees of freedom stays below 31.3 in 999 of 1,000 fair draws.
    const chi = pool.reduce((sum, p) => sum + ((count.get(p.id) ?? 0) - 2500) ** 2 / 2500, 0)
    expect(chi).toBeLessThan(31.3)
  })

  it('refuses in words and numbers when too few are left', () => {
    expect(draw({ pool: pool.map((p) => (p.id.startsWith('f') ? { ...p, tiesKnown: false } : p)) })).toEqual({ ok: false, refusals: [
      { code: 'too-few-experts', at: 'seed', say: '“财务评估”类专家须至少1名；名单2名，应回避2名，仅余0名。请补充专家，或逐项核实尚未核实的关系后再抽取' }] })
    expect(draw({ pool: pool.slice(0, 4), mix: undefined })).toMatchObject({ ok: false, refusals: [{ say: '须抽取5名专家；名单4名，应回避0名，仅余4名。请补充专家，或逐项核实尚未核实的关系后再抽取' }] })
  })

  it('says why a person is left out', () => {
    const why = (more: Partial<Candidate>, on: '2022-09-01' = '2022-09-01') => whyRecused(usualRules, person('a', 'technical', more), judged, on)
    expect(why({})).toEqual([])
    expect(why({ tiesKnown: undefined })).toEqual(['关系未核实，按有利害关系处理'])
    expect(why({ employer: '闽光科技有限公司 ' })).toEqual(['现任职于本件当事人“闽光科技有限公司 ”'])
    expect(why({ formerEmployers: [{ name: '闽光科技有限公司', until: '2019-09-01' }] })).toEqual(['曾任职于本件当事人“闽光科技有限公司”，2019年9月1日离职，未满3年'])
    expect(why({ formerEmployers: [{ name: '闽光科技有限公司', until: '2019-08-31' }] })).toEqual([])
    expect(why({ formerEmployers: ['闽光科技有限公司'] })).toEqual(['曾任职于本件当事人“闽光科技有限公司”，离职时间未核实'])
    expect(why({ inventorOf: ['201510163325.6'] })).toEqual(['与“201510163325.6”为共同发明人或系其发明人'])
    expect(why({ agency: '榕城代理所' })).toEqual(['任职于本件代理机构“榕城代理所”'])
  })
})

const criteria = { quality: { label: '专利质量', weight: 25 }, ahead: { label: '技术先进性', weight: 25 }, use: { label: '运用及保护', weight: 35 }, future: { label: '社会效益', weight: 15 } }
const sheet = (expert: string, ...[quality, ahead, use, future]: number[]) => ({ expert, remark: '', scores: { quality: quality!, ahead: ahead!, use: use!, future: future! } })
const flat = (expert: string, n: number) => sheet(expert, n, n, n, n)
const tally = (sheets: ReturnType<typeof sheet>[], history: Record<string, number[]> = {}) => expertPanel.tally({ sheets, criteria, history })

describe('summing up the sheets', () => {
  it('weighs each line and trims the highest and the lowest of five', () => {
    // a: 80·25+70·25+90·35+60·15 = 7800 → 78; b 90; c 60; d 81; e 75.5: without 90 and 60 the mean is (78+81+75.5)/3 = 78.1666…
    const t = tally([sheet('a', 80, 70, 90, 60), flat('b', 90), flat('c', 60), flat('d', 81), flat('e', 75.5)])
    expect(t.value).toEqual({ total: 78.17, trimmed: 2, severity: { a: 0, b: 0, c: 0, d: 0, e: 0 }, raw: [
      { expert: 'a', total: 78, corrected: 78 }, { expert: 'b', total: 90, corrected: 90, dropped: true }, { expert: 'c', total: 60, corrected: 60, dropped: true },
      { expert: 'd', total: 81, corrected: 81 }, { expert: 'e', total: 75.5, corrected: 75.5 }] })
    expect(t.steps).toContain('满5份，去掉一个最高分（b，90）和一个最低分（c，60）')
    expect(t.steps.at(-1)).toBe('3份的平均分，只在此处四舍五入到两位小数：78.17')
  })
  it('takes off a lenient hand only with enough earlier panels, and shows the raw score beside it', () => {
    const lenient = [4, 6, 5, 5, 4, 6, 5, 5]
    expect(tally([flat('a', 85), flat('b', 80)], { a: lenient }).value).toMatchObject({ total: 80, severity: { a: 5, b: 0 }, raw: [{ total: 85, corrected: 80 }, { total: 80, corrected: 80 }] })
    const few = tally([flat('a', 85), flat('b', 80)], { a: lenient.slice(1) })
    expect(few.value).toMatchObject({ total: 82.5, severity: { a: 0, b: 0 } })
    expect(few.steps[1]).toContain('此前只有7次评审记录（满8次才校正），不作宽严校正')
  })
  it('keeps every step needed to do the sum again', () => expect(tally([flat('a', 80)]).steps[0]).toBe('权重：专利质量25、技术先进性25、运用及保护35、社会效益15，合计100；每份评分表的总分＝Σ(单项分×权重)÷权重合计'))

  const score = fc.integer({ min: 0, max: 1000 }).map((n) => n / 10)
  const sheets = fc.array(fc.tuple(score, score, score, score), { minLength: 1, maxLength: 9 }).map((all) => all.map((s, i) => sheet(`e${i}`, ...s)))
  const histories = fc.array(fc.array(fc.integer({ min: -150, max: 150 }).map((n) => n / 10), { maxLength: 12 }), { minLength: 9, maxLength: 9 }).map((all) => Object.fromEntries(all.map((h, i) => [`e${i}`, h])))

  it('does not depend on the order of the sheets', () => fc.assert(fc.property(sheets.chain((s) => fc.tuple(fc.constant(s), fc.shuffledSubarray(s, { minLength: s.length }))), histories, ([s, other], h) => {
    expect(tally(other, h)).toEqual(tally(s, h))
  })))
  it('stays between the lowest and the highest corrected sheet', () => fc.assert(fc.property(sheets, histories, (s, h) => {
    const t = tally(s, h).value, all = t.raw.map((r) => Math.min(100, Math.max(0, r.corrected)))
    expect(t.total).toBeGreaterThanOrEqual(Math.min(...all))
    expect(t.total).toBeLessThanOrEqual(Math.max(...all))
  })))
  it('is untouched when an expert with a history turns severe by a constant, here and before', () => fc.assert(fc.property(
    sheets, histories, fc.integer({ min: 0, max: 8 }), fc.integer({ min: -300, max: 300 }).map((n) => n / 10), (s, h, who, k) => {
      const e = `e${who}`
      if ((h[e] ?? []).length < usualRules.enoughHistory) return
      const plus = (n: number) => (Math.round(n * 10) + Math.round(k * 10)) / 10
      const moved = s.map((x) => (x.expert === e ? { ...x, scores: { quality: plus(x.scores.quality), ahead: plus(x.scores.ahead), use: plus(x.scores.use), future: plus(x.scores.future) } } : x))
      expect(tally(moved, { ...h, [e]: h[e]!.map(plus) }).value.total).toBe(tally(s, h).value.total)
    })))
  it('notes how far each stood from the panel, and these cancel out', () => fc.assert(fc.property(fc.array(score, { minLength: 1, maxLength: 9 }), (totals) => {
    const d = Object.values(deviations(totals.map((total, i) => ({ expert: `e${i}`, total }))))
    expect(Math.abs(d.reduce((a, b) => a + b, 0))).toBeLessThanOrEqual(0.005 * totals.length + 1e-9)
  })))
})
