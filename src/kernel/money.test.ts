import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addFen, addRatio, capitalYuan, compareRatio, decimal, fen, minFen, minRatio, mulRatio, parseYuan, percent, ratio, showPercent, showRatio,
  showYuan, splitFen, subRatio, times, timesRounded, yuan, type Fen, type Ratio,
} from './index.ts'

const amounts = fc.integer({ min: 0, max: 10 ** 13 }).map(fen)
const ratios = fc.tuple(fc.bigInt(-(10n ** 9n), 10n ** 9n), fc.bigInt(1n, 10n ** 9n)).map(([part, whole]): Ratio => ratio(part, whole))

describe('money is whole fen', () => {
  test('reads what people write', () => {
    for (const [text, amount] of [
      ['5,000,000', 500_000_000], ['５００', 50_000], ['1.25', 125], ['50万元', 50_000_000], ['3亿', 30_000_000_000], ['￥3.5万', 3_500_000],
      ['1亿2000万元', 12_000_000_000], ['人民币 38,000.00 元整', 3_800_000], ['0.01', 1], ['0', 0], ['1.5000万', 1_500_000], ['２００，０００．５０', 20_000_050],
      ['3千万', 3_000_000_000], ['0.000001亿', 10_000],
    ] as const) expect(parseYuan(text), text).toEqual({ ok: true, value: amount })
  })

  test('refuses what it would have to guess or round', () => {
    const say = (text: string) => { const read = parseYuan(text); return read.ok ? read.value : read.refusals[0]!.say }
    expect(say(' ')).toBe('请填写金额，例如 500000 或 50万元')
    expect(say('-5')).toBe('金额不能为负数：“-5”')
    expect(say('1.005')).toBe('金额最小到分：“1.005”的小数位太多')
    expect(say('1,00')).toContain('读不懂金额“1,00”')
    expect(say('五十万')).toContain('读不懂金额“五十万”')
    expect(say('1e5')).toContain('读不懂金额')
    expect(say('2000万1亿')).toContain('单位次序不对')
    expect(say('100000万亿')).toContain('过大')
    expect(say(`${'9'.repeat(400)}`)).toContain('过大')
  })

  test('what is shown reads back as the same amount', () => {
    fc.assert(fc.property(amounts, (amount) => { expect(parseYuan(showYuan(amount))).toEqual({ ok: true, value: amount }) }))
  })

  test('shows as people and orders write it', () => {
    expect(showYuan(yuan(38_000))).toBe('38,000.00 元')
    expect(showYuan(fen(-5))).toBe('-0.05 元')
    expect(showYuan(fen(123_456_789))).toBe('1,234,567.89 元')
    for (const [amount, text] of [
      [yuan(0), '零元整'], [yuan(38_000), '叁万捌仟元整'], [yuan(200_000), '贰拾万元整'], [yuan(1_680.32), '壹仟陆佰捌拾元叁角贰分'],
      [yuan(107_000.53), '壹拾万零柒仟元伍角叁分'], [yuan(16_409.02), '壹万陆仟肆佰零玖元零贰分'], [yuan(325.04), '叁佰贰拾伍元零肆分'],
      [yuan(6_007.14), '陆仟零柒元壹角肆分'], [yuan(0.5), '伍角整'], [yuan(0.03), '叁分'], [yuan(100_000_001), '壹亿零壹元整'],
      [yuan(10_0500_0000), '壹拾亿零伍佰万元整'], [fen(-100), '负壹元整'],
    ] as const) expect(capitalYuan(amount)).toBe(text)
  })

  test('half a fen, or more than a number can hold, is a bug', () => {
    expect(() => fen(0.5)).toThrow('not whole fen')
    expect(() => yuan(0.005)).toThrow('not whole fen')
    expect(() => addFen(fen(Number.MAX_SAFE_INTEGER), fen(1))).toThrow('not whole fen')
    expect(yuan(1.13)).toBe(113)
    expect(addFen(yuan(0.1), yuan(0.2))).toBe(30)
    expect(minFen(yuan(228_000), yuan(200_000))).toBe(20_000_000)
  })
})

describe('shares', () => {
  test('the Zhongshan pool bears a loss of a million 54:26:16:4', () => {
    expect(splitFen(yuan(1_000_000), [54, 26, 16, 4])).toEqual([yuan(540_000), yuan(260_000), yuan(160_000), yuan(40_000)])
  })

  test('the fen left over go to the largest remainders, the earlier first', () => {
    expect(splitFen(fen(100), [1, 1, 1])).toEqual([34, 33, 33])
    expect(splitFen(fen(-100), [1, 1, 1])).toEqual([-34, -33, -33])
    expect(splitFen(fen(10), [ratio(1, 2), ratio(1, 3), ratio(1, 6)])).toEqual([5, 3, 2])
    expect(splitFen(fen(5), [0, 1])).toEqual([0, 5])
    expect(() => splitFen(fen(5), [0, 0])).toThrow('more than nothing')
    expect(() => splitFen(fen(5), [2, -1])).toThrow('negative')
  })

  test('add up to the whole and are each within a fen of their due', () => {
    fc.assert(fc.property(fc.integer({ min: -(10 ** 13), max: 10 ** 13 }).map(fen),
      fc.array(fc.nat(10_000), { minLength: 1, maxLength: 12 }).filter((weights) => weights.some((w) => w > 0)), (amount, weights) => {
        const shares = splitFen(amount, weights)
        expect(addFen(...shares)).toBe(amount)
        const total = BigInt(weights.reduce((sum, w) => sum + w, 0))
        shares.forEach((share, i) => {
          const off = BigInt(share) * total - BigInt(amount) * BigInt(weights[i]!)
          expect(off < total && off > -total).toBe(true)
        })
      }))
  })
})

describe('ratios are exact', () => {
  // domain-1-9.md §7.3: 20 % of the lower of loan rate and December LPR for a year, 50 % with guarantee or insurance, capped.
  test('the interest subsidy’s worked checks come out to the fen', () => {
    const base = minRatio(percent('4.35'), percent('3.8'))
    const cap = yuan(200_000)
    const subsidy = (loan: Fen, share: Ratio) => times(loan, base, share, ratio(360, 360))
    expect(subsidy(yuan(5_000_000), percent(20))).toBe(yuan(38_000))
    expect(subsidy(yuan(5_000_000), percent(50))).toBe(yuan(95_000))
    expect(subsidy(yuan(30_000_000), percent(20))).toBe(yuan(228_000))
    expect(minFen(subsidy(yuan(30_000_000), percent(20)), cap)).toBe(cap)
  })

  test('decimals are read as written', () => {
    expect(percent('4.35')).toEqual({ part: 87n, whole: 2000n })
    expect(percent(4.35)).toEqual(percent('4.35'))
    expect(decimal(0.1)).toEqual(ratio(1, 10))
    expect(decimal('1e-7')).toEqual(ratio(1, 10_000_000))
    expect(decimal(-2.50)).toEqual(ratio(-5, 2))
    expect(decimal(1e21)).toEqual({ part: 10n ** 21n, whole: 1n })
    expect(() => decimal('4,35')).toThrow('not a decimal number')
    expect(() => ratio(1, 0)).toThrow('positive whole')
    expect(showPercent(percent('4.35'))).toBe('4.35%')
    expect(showPercent(ratio(2, 3))).toBe('66.67%')
    expect(showPercent(ratio(-1, 8), 1)).toBe('-12.5%')
    expect(showPercent(percent(20), 0)).toBe('20%')
    expect(showRatio(ratio(4, 6))).toBe('2/3')
    expect(showRatio(ratio(4, 2))).toBe('2')
  })

  test('rounding happens once and goes the way it is told', () => {
    const half = ratio(1, 2)
    expect([1, 3, 5, -1, -3].map((n) => timesRounded(fen(n), [half], 'half-up'))).toEqual([1, 2, 3, -1, -2])
    expect([1, 3, 5, -1, -3].map((n) => timesRounded(fen(n), [half], 'half-even'))).toEqual([0, 2, 2, 0, -2])
    expect([1, 3, 5, -1, -3].map((n) => timesRounded(fen(n), [half], 'down'))).toEqual([0, 1, 2, 0, -1])
    expect(times(fen(100), ratio(1, 3), ratio(3, 1))).toBe(100)
  })

  test('they obey the laws of arithmetic', () => {
    fc.assert(fc.property(ratios, ratios, ratios, (a, b, c) => {
      expect(addRatio(a, b)).toEqual(addRatio(b, a))
      expect(mulRatio(a, addRatio(b, c))).toEqual(addRatio(mulRatio(a, b), mulRatio(a, c)))
      expect(subRatio(addRatio(a, b), b)).toEqual(a)
      expect(compareRatio(a, b)).toBe(-compareRatio(b, a) + 0)
      if (compareRatio(a, b) <= 0 && compareRatio(b, c) <= 0) expect(compareRatio(a, c)).toBeLessThanOrEqual(0)
    }))
  })

  test('a share of an amount never exceeds it, and the order of the factors does not matter', () => {
    fc.assert(fc.property(amounts, fc.nat(1000), fc.nat(1000), (amount, a, b) => {
      const [x, y] = [ratio(a, 1000), ratio(b, 1000)]
      expect(times(amount, x, y)).toBe(times(amount, y, x))
      expect(times(amount, x)).toBeLessThanOrEqual(amount)
      const lost = subRatio(mulRatio(ratio(amount, 1), x), ratio(times(amount, x), 1))
      expect(lost.part >= 0n && lost.part < lost.whole).toBe(true)
    }))
  })
})
