import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { amend, canonical, dated, displayWidth, fold, foldName, found, isNo, mustBe, no, percent, seeded, showPercent, together, yes } from './index.ts'

describe('results', () => {
  const refusal = { code: 'x', say: '不行', at: 'loan.to' }
  test('one refuses or is right', () => {
    expect(no(refusal)).toEqual({ ok: false, refusals: [refusal] })
    expect([isNo(no(refusal)), isNo(yes(1))]).toEqual([true, false])
    expect(mustBe(yes(3))).toBe(3)
    expect(() => mustBe(no(refusal))).toThrow('不行')
  })
})

describe('dated parameters', () => {
  const rate = dated('贴息比例', '示例办法', { '2022-07-01': percent(50), '2021-01-01': percent(30) }, { show: showPercent })

  test('a rule changes on its day and old cases keep theirs', () => {
    expect(rate.show(rate.on('2022-06-30'))).toBe('30%')
    expect(rate.show(rate.on('2022-07-01'))).toBe('50%')
    expect(rate.versions().map((version) => version.from)).toEqual(['2021-01-01', '2022-07-01'])
    expect(() => rate.on('2020-12-31')).toThrow('“贴息比例”自2021年1月1日起才有规定，2020年12月31日没有可用的取值（示例办法）')
    expect(() => dated('空', '无', {})).toThrow('没有任何取值')
  })

  test('versions added at run time join in with their own source, in place of those added before', () => {
    amend(rate, [{ from: '2023-01-01', value: percent(40), source: '闽市监〔2023〕1号' }, { from: '2022-07-01', value: percent(45), source: '更正通知' }])
    expect((['2021-06-01', '2022-08-01', '2023-08-01'] as const).map((day) => rate.show(rate.on(day)))).toEqual(['30%', '45%', '40%'])
    expect(rate.versionOn('2023-08-01').source).toBe('闽市监〔2023〕1号')
    expect(rate.versionOn('2021-08-01').source).toBe('示例办法')
    amend(rate, [])
    expect(rate.show(rate.on('2023-08-01'))).toBe('50%')
    expect(dated('受理时限', '示例', { '2021-01-01': 5 }, { unit: '个工作日' }).show(5)).toBe('5 个工作日')
  })
})

test('findings keep their working in order', () => {
  expect(together([found(5, '二', '加三', '得五'), found(1, '一')])).toEqual({ value: [5, 1], steps: ['二', '加三', '得五', '一'] })
})

describe('text as it is matched', () => {
  test('width, brackets, dashes and spaces do not matter', () => {
    expect(fold('　各市、县〔区〕  人民政府\n')).toBe('各市、县(区) 人民政府')
    expect(fold('【附件】ＡＢＣ１２－３—４―５')).toBe('(附件)ABC12-3-4-5')
    expect(fold('“知识产权”\u200b‘保护’')).toBe('"知识产权"\'保护\'')
    expect(foldName('福建（福州） 某某 科技ＬＴＤ')).toBe(foldName('福建(福州)某某科技ltd'))
    expect(foldName('知识产权发展保护中心')).not.toBe(foldName('知识产权保护中心'))
  })

  test('folding twice changes nothing', () => {
    expect(fold('e\u200d\u0301')).toBe('é')
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => { expect(fold(fold(text))).toBe(fold(text)) }), { numRuns: 2000 })
  })

  test('a Chinese character takes two columns', () => {
    expect(displayWidth('知行 Zhixing（1）')).toBe(4 + 1 + 7 + 2 + 1 + 2)
    expect(displayWidth('𠮷e\u0301')).toBe(3)
  })
})

describe('canonical text', () => {
  test('is the same whatever the order of keys', () => {
    expect(canonical({ b: [1, { z: null, y: undefined }], a: '知\n', '10': true, '9': -0 }))
      .toBe('{"10":true,"9":0,"a":"知\\n","b":[1,{"z":null}]}')
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const stored = JSON.parse(JSON.stringify(value, (_, inner: unknown) => inner && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).reverse()) : inner)) as unknown
      expect(canonical(stored)).toBe(canonical(value))
      expect(canonical(JSON.parse(canonical(value)))).toBe(canonical(value))
    }))
  })

  test('refuses what JSON would silently change', () => {
    for (const [value, words] of [[{ a: NaN }, '$.a is NaN'], [[undefined], '$[0] is a undefined'], [{ a: { b: 1n } }, '$.a.b is a bigint'],
      [new Date(0), '$ is not plain data'], [new Map(), '$ is not plain data']] as const) expect(() => canonical(value)).toThrow(words)
  })
})

describe('seeded chance', () => {
  // Reckoned by a second implementation of xmur3 and sfc32 in another language.
  test('draws the same for ever', () => {
    const seed = '抽取专家 2022-07-01'
    const random = seeded(seed)
    expect(Array.from({ length: 12 }, () => random.int(6) + 1)).toEqual([5, 1, 6, 1, 3, 5, 3, 1, 3, 4, 4, 2])
    expect(seeded(seed).next()).toBe(0.6923326447258592)
    expect(seeded(seed).sample([...'甲乙丙丁戊己庚'], 3)).toEqual(['庚', '乙', '己'])
    expect(seeded('另一颗').next()).not.toBe(seeded(seed).next())
  })

  test('a sample is of different items and every item is as likely as another', () => {
    const random = seeded('fair')
    const items = [...'甲乙丙丁戊']
    const drawn = new Map<string, number>()
    for (let i = 0; i < 20_000; i++) {
      const sample = random.sample(items, 2)
      expect(new Set(sample).size).toBe(2)
      for (const item of sample) drawn.set(item, (drawn.get(item) ?? 0) + 1)
    }
    // 8,000 each is expected; five standard deviations are about 350.
    for (const item of items) expect(Math.abs(drawn.get(item)! - 8_000)).toBeLessThan(350)
    expect(items).toEqual([...'甲乙丙丁戊'])
    expect(random.shuffle(items).toSorted()).toEqual(items.toSorted())
    expect(() => random.sample(items, 6)).toThrow('cannot draw 6 of 5')
    expect(() => random.int(0)).toThrow('int needs')
  })
})
