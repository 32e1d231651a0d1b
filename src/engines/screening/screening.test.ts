import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mustBe, seeded } from '../../kernel/index.ts'
import { agreeing, loadNear, makeNear } from './index.ts'
import { lettersOf } from './letters.ts'
import { makeLists } from './lists.ts'
import { makeStore } from './store.ts'

const fold = (text: string) => String.fromCharCode(...lettersOf(text).codes).replaceAll('\0', '，')
const chinese = fc.array(fc.constantFrom(...'一种装置包括壳体与电机，所述。ＡA5％㎏ 的'), { maxLength: 60 }).map((l) => l.join(''))

describe('letters', () => {
  it('do not know width, case, spaces or punctuation, and lead back to the text', () => {
    expect(fold('　一种ＬＥＤ灯，其Power为5㎏。')).toBe('一种led灯，其power为5kg')
    const { codes, at } = lettersOf('（壳体）')
    expect([codes.length, ...at]).toEqual([2, 1, 2])
    expect(lettersOf('，。 ').codes).toHaveLength(0)
  })
  it('come out of the store as they went in, rare ones too', () => {
    fc.assert(fc.property(fc.array(fc.oneof(chinese, fc.string({ unit: 'grapheme' })), { maxLength: 20 }), fc.nat(20), (texts, seen) => {
      const folded = texts.map((t) => lettersOf(t).codes.slice())
      const store = makeStore(folded.slice(0, seen))
      for (const codes of folded) store.add(codes)
      expect(folded.map((_, no) => [...store.read(no)])).toEqual(folded.map((codes) => [...codes]))
    }), { numRuns: 40 })
  }, 60_000)
})

describe('lists', () => {
  it('hold what was put into each, however far apart', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(5), fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 1 << 22 }))), { maxLength: 400 }), (steps) => {
      const lists = makeLists(6), plain: number[][] = Array.from({ length: 6 }, () => [])
      let value = -1
      for (const [list, step] of steps) {
        value += step
        lists.add(list, value)
        plain[list]!.push(value)
      }
      for (const [list, values] of plain.entries()) {
        const told: number[] = []
        lists.each(list, (one) => told.push(one))
        expect(told.sort((a, b) => a - b)).toEqual(values)
        expect(lists.count(list)).toBe(values.length)
      }
    }), { numRuns: 40 })
  }, 60_000)
})

describe('passages', () => {
  it('are what both texts say, with the place in each', () => {
    const found = agreeing('本发明公开了一种水泵，包括壳体和电机，效率高。', '一种 水泵，包括壳体和电机；成本低')
    expect(found).toEqual([{ a: [6, 18], b: [0, 13], text: '一种水泵，包括壳体和电机' }])
  })
  it('agree letter by letter and never overlap', () => {
    fc.assert(fc.property(chinese, chinese, (a, b) => {
      const found = agreeing(a, b, 4)
      for (const [k, p] of found.entries()) {
        expect(fold(a.slice(...p.a))).toBe(fold(b.slice(...p.b)))
        expect(p.text).toBe(a.slice(...p.a))
        if (k) expect(found[k - 1]!.a[1]).toBeLessThanOrEqual(p.a[0])
      }
      const others = found.map((p) => p.b).sort((x, y) => x[0] - y[0])
      for (const [k, p] of others.entries()) if (k) expect(others[k - 1]![1]).toBeLessThanOrEqual(p[0])
    }))
  })
  it('of a text with itself are the whole text', () => {
    fc.assert(fc.property(chinese.filter((t) => lettersOf(t).codes.length >= 6), (t) => {
      expect(agreeing(t, t, 6).map((p) => fold(p.text)).join('，')).toBe(fold(t))
    }))
  })
  it('of one syllable said a hundred thousand times are found without comparing every one with every other', () => {
    const from = process.cpuUsage()
    agreeing('泵'.repeat(100_000), '泵'.repeat(100_000))
    expect(process.cpuUsage(from).user).toBeLessThan(5_000_000)
  })
})

describe('near texts', () => {
  const random = seeded('near')
  const words = Array.from({ length: 400 }, () => String.fromCharCode(0x4e00 + random.int(3000), 0x4e00 + random.int(3000)))
  const text = () => Array.from({ length: 60 }, () => words[Math.floor(random.next() ** 2 * words.length)]!).join('').replace(/(.{12})/g, '$1，')
  const library = (n: number) => Array.from({ length: n }, (_, i) => ({ id: `d${i}`, text: text() }))
  const reworded = (t: string) => t.split('，').filter((_, i) => i % 4).reverse().join('，')

  it('are found whatever their order, with clauses left out, among few and among many', async () => {
    for (const size of [300, 4500]) {
      const texts = library(size)
      const near = await makeNear(texts)
      for (const no of [0, 17, size - 1]) {
        const [best, next] = near.find(reworded(texts[no]!.text), 2)
        expect([best!.id, best!.text]).toEqual([`d${no}`, fold(texts[no]!.text)])
        expect(best!.score).toBeGreaterThan(next!.score + 0.2)
      }
    }
  }, 60_000)
  it('of one pattern do not hide one another', async () => {
    const pattern = text()
    const family = Array.from({ length: 15 }, (_, i) => ({ id: `f${i}`, text: pattern.replaceAll('，', `${i}，`) }))
    const near = await makeNear([...library(300), ...family])
    const found = near.find(pattern, 15)
    expect(found.map((m) => m.id).sort()).toEqual(family.map((f) => f.id).sort())
    for (const match of found) expect(match.score).toBeGreaterThan(0.3)
  }, 60_000)
  it('come and go one by one, and stay when the index is kept and taken up again', async () => {
    const size = 300
    const texts = library(size), near = await makeNear(texts.slice(0, size / 2))
    for (const { id, text } of texts.slice(size / 2)) near.put(id, text)
    const late = texts.at(-1)!, early = texts[3]!, other = text()
    near.put(early.id, other)
    expect([near.remove('d5'), near.remove('d5'), near.size, near.has('d5')]).toEqual([true, false, size - 1, false])
    const again = mustBe(loadNear(Buffer.concat([...near.save()])))
    for (const index of [near, again]) {
      expect(index.find(reworded(late.text), 1)[0]!.id).toBe(late.id)
      expect(index.find(reworded(other), 1)[0]!.id).toBe(early.id)
      expect(index.find(early.text, 1)[0]?.likeness ?? 0).toBeLessThan(0.6)
      expect(index.find(texts[5]!.text, 3).map(({ id }) => id)).not.toContain('d5')
      index.put('new', texts[5]!.text)
      expect(index.find(reworded(texts[5]!.text), 1)[0]!.id).toBe('new')
    }
    const bytes = Buffer.concat([...near.save()])
    bytes[bytes.length >> 1]! ^= 1
    expect(loadNear(bytes)).toMatchObject({ ok: false, refusals: [{ code: 'index-file' }] })
    expect(loadNear(bytes.subarray(0, 40)).ok).toBe(false)
  }, 60_000)
  it('replaced again and again are still found, each once, as they now stand', async () => {
    const texts = library(90), near = await makeNear(texts)
    for (let round = 0; round < 55; round++) for (const one of texts) near.put(one.id, one.text = one.text.slice(4) + words[round]! + words[random.int(400)]!)
    expect(near.size).toBe(90)
    for (const { id, text } of texts.slice(0, 20)) {
      const found = near.find(text.slice(20), 20)
      expect(found[0]).toMatchObject({ id, text: fold(text) })
      expect(new Set(found.map((match) => match.id)).size).toBe(found.length)
    }
  }, 60_000)
  it('of nothing are none', async () => {
    expect((await makeNear([])).find('一种水泵', 3)).toEqual([])
    expect((await makeNear(library(5))).find('，。', 3)).toEqual([])
  })
})
