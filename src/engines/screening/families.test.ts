import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { familiesOf, templateOf, type Filing } from './index.ts'
import { lettersOf } from './letters.ts'

const fold = (text: string) => String.fromCharCode(...lettersOf(text).codes.filter((code) => code !== 0))
const words = (letters: string, min: number, max: number) => fc.array(fc.constantFrom(...letters), { minLength: min, maxLength: max }).map((l) => l.join(''))
/** A pattern of fixed stretches, and what stands between them in each of several texts: letters the pattern does not have, never alike. */
const made = fc.tuple(fc.array(words('一种装置包括壳体与电机所述连接效率', 8, 20), { minLength: 2, maxLength: 5 }), fc.integer({ min: 3, max: 6 })).chain(([fixed, texts]) =>
  fc.array(fc.array(words('水泵风扇灯具阀门', 0, 5), { minLength: fixed.length - 1, maxLength: fixed.length - 1 }), { minLength: texts, maxLength: texts }).map((gaps) =>
    // Each text has letters of its own in every gap, so that nothing in a gap is common.
    ({ fixed, gaps: gaps.map((of, k) => of.map((gap) => '甲乙丙丁戊己'[k]! + gap.replaceAll(/./g, '子丑寅卯辰巳'[k]!))) })))
const filing = (id: string, text: string, ...people: string[]): Filing => ({ id, text, people })
const one = '本实用新型公开了一种用于水产养殖的增氧装置，包括壳体、电机和叶轮，所述壳体的顶部固定连接有电机，叶轮转动连接于壳体内，结构简单，使用方便。'
const swapped = (thing: string, n: number) => one.replace('水产养殖', thing).replace('叶轮，', `叶轮，所述壳体的厚度为${n}mm，`)
const other = '一种茶叶烘干温度的预测方法，获取历史数据并训练网络模型，根据湿度确定烘干时长，提高了茶叶品质的一致性，减少了人工判断带来的误差。'

describe('the pattern of texts', () => {
  it('is what they share, with what each says in the gaps', () => {
    const { pattern, parts, share } = templateOf([swapped('水产养殖', 3), swapped('污水处理', 14), swapped('实验', 5)])
    expect(pattern).toBe('本实用新型公开了一种用于〔…〕的增氧装置，包括壳体、电机和叶轮，所述壳体的厚度为〔…〕mm，所述壳体的顶部固定连接有电机，叶轮转动连接于壳体内，结构简单，使用方便。')
    expect(parts.flatMap((part) => ('slots' in part ? [part.slots] : []))).toEqual([['水产养殖', '污水处理', '实验'], ['3', '14', '5']])
    expect(share).toBeGreaterThan(0.9)
  })
  it('is the one they were made after', () => {
    fc.assert(fc.property(made, ({ fixed, gaps }) => {
      const texts = gaps.map((of) => fixed.map((words, i) => words + (of[i] ?? '')).join(''))
      const { parts } = templateOf(texts)
      expect(parts).toEqual(fixed.flatMap((same, i) => [{ same }, ...(i < fixed.length - 1 ? [{ slots: gaps.map((of) => of[i]) }] : [])]))
    }))
  })
  it('with what the first says in the gaps is the first text, whatever the texts', () => {
    const text = words('一种装置包括壳，体。A5 ', 0, 40)
    fc.assert(fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const { parts } = templateOf(texts)
      expect(fold(parts.map((part) => ('same' in part ? part.same : part.slots[0])).join(''))).toBe(fold(texts[0]!))
    }))
  })
})

describe('families', () => {
  const days = ['2024-03-04', '2024-03-03', '2024-03-02', '2024-03-01'] as const
  const series = ['水产养殖', '污水处理', '啤酒酿造', '园林景观'].map((thing, i): Filing => ({ ...filing(`f${i}`, swapped(thing, i + 3), '甲公司', `发明人${i}`), day: days[i]! }))

  it('are filings of one pattern by the same people, earliest first, with who stands on them and where they agree', () => {
    const [family, ...more] = familiesOf([...series, filing('x', other, '甲公司'), filing('y', one, '乙公司')])
    expect(more).toEqual([])
    expect(family!.members.map(({ id }) => id)).toEqual(['f3', 'f2', 'f1', 'f0'])
    expect(family!.days).toEqual({ first: '2024-03-01', last: '2024-03-04' })
    expect(family!.people[0]).toEqual({ name: '甲公司', filings: 4 })
    const texts = new Map(series.map(({ id, text }) => [id, text]))
    for (const { id, passages, agreement } of family!.members.slice(1)) {
      expect(agreement).toBeGreaterThan(0.5)
      expect(passages.length).toBeGreaterThan(0)
      for (const { a, b } of passages) expect(texts.get(id)!.slice(...a)).toBe(texts.get('f3')!.slice(...b))
    }
  })
  it('need people in common, themselves or through links', () => {
    const apart = series.map((f, i) => ({ ...f, people: [`人${i}`] }))
    expect(familiesOf(apart)).toEqual([])
    expect(familiesOf(apart, { links: [['人0', '人1'], ['人2', '电话'], ['人1', '电话']] }).map(({ members }) => members.map(({ id }) => id))).toEqual([['f2', 'f1', 'f0']])
  })
  it('are the same whatever the order, hold no filing twice, and none without people shared with another', () => {
    const drawn = fc.array(fc.record({ kind: fc.nat(2), thing: fc.nat(30), people: fc.array(fc.nat(4), { minLength: 1, maxLength: 2 }) }), { maxLength: 25 })
    fc.assert(fc.property(drawn, fc.gen(), (rows, g) => {
      const filings = rows.map(({ kind, thing, people }, i) => filing(`p${i}`, [swapped(`物件${thing}`, thing), other.replace('茶叶', `物料${thing}`), `${thing}`.repeat(40)][kind]!, ...people.map(String)))
      const families = familiesOf(filings)
      const shuffled = filings.map((f) => ({ f, at: g(fc.double, { noNaN: true }) })).sort((x, y) => x.at - y.at).map(({ f }) => f)
      expect(familiesOf(shuffled)).toEqual(families)
      const ids = families.flatMap(({ members }) => members.map(({ id }) => id))
      expect(new Set(ids).size).toBe(ids.length)
      const of = new Map(filings.map((f) => [f.id, f]))
      for (const { members } of families) {
        expect(members.length).toBeGreaterThanOrEqual(3)
        for (const { id } of members) expect(members.some((m) => m.id !== id && of.get(m.id)!.people.some((name) => of.get(id)!.people.includes(name)))).toBe(true)
      }
      // One pattern and one person in common is always enough.
      for (const a of filings) for (const b of filings) {
        if (a.id < b.id && rows[Number(a.id.slice(1))]!.kind < 2 && rows[Number(a.id.slice(1))]!.kind === rows[Number(b.id.slice(1))]!.kind && a.people.some((name) => b.people.includes(name))) {
          const home = (id: string) => families.findIndex(({ members }) => members.some((m) => m.id === id))
          expect(home(a.id)).toBe(home(b.id))
        }
      }
    }), { numRuns: 60 })
  })
})
