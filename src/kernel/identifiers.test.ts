import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  birthdayOf, creditCodeCheck, isWithin, maskIdentity, readCreditCode, readIdentityNumber, readPatentNumber, readRegionCode, regionLevel, showPatentNumber,
  regionParts, type Result,
} from './index.ts'

const say = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusals.map((refusal) => refusal.say).join())

describe('unified social credit code', () => {
  // From python-stdnum's published examples.
  const valid = ['121200004013590816', '911522010783762860', '91152201078377449P', '9115220107837941X1', '91310115MA1K3BTP2B',
    '91110000600037341L', '92340621MA2UK3CE6L']

  test('real codes are read in any width and case, with or without spaces', () => {
    for (const code of valid) {
      expect(readCreditCode(code)).toEqual({ ok: true, value: code })
      expect(creditCodeCheck(code)).toBe(code[17])
    }
    expect(readCreditCode(' 9111 0000 6000 37341l ')).toEqual({ ok: true, value: '91110000600037341L' })
    expect(readCreditCode('９１１１００００６０００３７３４１Ｌ')).toEqual({ ok: true, value: '91110000600037341L' })
  })

  test('a refusal says which character is wrong and what it may have been', () => {
    expect(say(readCreditCode('12345'))).toBe('统一社会信用代码应为18位，现为5位')
    expect(say(readCreditCode('350100123456789'))).toContain('15位的是旧注册号')
    expect(say(readCreditCode(''))).toBe('请填写18位统一社会信用代码')
    expect(say(readCreditCode('A1110000600037341L'))).toBe('第18位校验码“L”与前17位不符，请逐位核对是否有错字或前后颠倒')
    expect(say(readCreditCode('9111000060003IOZSV'))).toBe('第14位“I”不会出现在统一社会信用代码中，是否应为“1”')
    expect(say(readCreditCode('9111000060003734中L'))).toContain('第17位“中”不会出现')
    expect(say(readCreditCode('91110000600037341N'))).toContain('第18位校验码“N”与前17位不符')
    expect(say(readCreditCode('81A10000600037341L'))).toContain('第3位“A”应为数字')
    expect(say(readCreditCode('B1110000600037341L'))).toContain('第1位“B”不是登记管理部门代码')
  })

  test('one wrong character or two neighbours swapped never pass', () => {
    const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']
    fc.assert(fc.property(fc.constantFrom(...valid), fc.nat(17), fc.constantFrom(...alphabet), (code, at, character) => {
      const changed = code.slice(0, at) + character + code.slice(at + 1)
      expect(readCreditCode(changed).ok).toBe(changed === code)
      const swapped = at < 17 ? code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2) : code
      expect(readCreditCode(swapped).ok).toBe(swapped === code)
    }))
  })

  const vectors = new URL('../../../shared/data/uscc-vectors/uscc.csv', import.meta.url)
  // The 205 collected codes are not part of the project, as their file has another licence.
  test.skipIf(!existsSync(vectors))('agrees with 205 collected codes, where they are at hand', () => {
    const rows = readFileSync(vectors, 'utf8').trim().split(/\r?\n/).slice(1).map((line) => line.split(','))
    expect(rows).toHaveLength(205)
    for (const [code, expected] of rows) expect(readCreditCode(code!).ok, code).toBe(expected === 'valid')
  })
})

describe('patent application number', () => {
  // cnipa-formats: published numbers and altered ones; 200310102344.5 is the example of ZC 0006-2003.
  test.each([
    ['201510163325.6', '201510163325.6'], ['2026104796018', '202610479601.8'], ['202510331337.9', '202510331337.9'],
    ['2015101633256', '201510163325.6'], ['200310102344.5', '200310102344.5'],
    ['CN201510163325.6', '201510163325.6'], ['ZL 2015 1 0163325.6', '201510163325.6'], ['ｚｌ２０１５１０１６３３２５．６', '201510163325.6'],
    ['专利号：ZL201510163325。6', '201510163325.6'], ['85100007.x', '85100007.X'], ['981010415', '98101041.5'], ['85100002', '85100002.9'],
  ])('%s is read as %s', (raw, show) => {
    expect(readPatentNumber(raw)).toMatchObject({ ok: true, value: { show, number: show.slice(0, -2), check: show.at(-1) } })
  })

  test('a key is shown as people write it, and whatever is no Chinese application number as it is', () => {
    expect(['CN2015101633256', 'CN850100007X', 'CN85100007X', 'CN104751825A', 'US15919370', '2015101633257'].map(showPatentNumber)).toEqual(['201510163325.6', 'CN850100007X', '85100007.X', 'CN104751825A', 'US15919370', '2015101633257'])
  })

  test('the number tells year, kind and whether it came by the treaty', () => {
    const read = (raw: string) => { const result = readPatentNumber(raw); return result.ok && result.value }
    expect(read('201510163325.6'))
      .toEqual({ number: '201510163325', check: '6', kind: '发明', pct: false, year: 2015, show: '201510163325.6' })
    expect(read('202230123456.2')).toMatchObject({ kind: '外观设计', pct: false, year: 2022 })
    expect(read('201880012345.5')).toMatchObject({ kind: '发明', pct: true })
    expect(read('99812345.5')).toMatchObject({ kind: '发明', pct: true, year: 1999 })
    expect(read('02112345.4')).toMatchObject({ kind: '发明', year: 2002 })
  })

  test.each([
    ['201510163325.7', '申请号“201510163325.7”的校验位“7”与前12位不符，请逐位核对'],
    ['201510613325.6', '申请号“201510613325.6”的校验位“6”与前12位不符，请逐位核对'],
    ['20151016332', '申请号应为12位数字加1位校验位（2003年10月以前为8位加1位），“20151016332”位数不对'],
    ['201510163325', '申请号“201510163325”缺最后一位校验位，请按受理通知书补全'],
    ['98101041', '申请号“98101041”缺最后一位校验位，请按受理通知书补全'],
    ['CN104767219A', '“CN104767219A”像是公开（公告）号，请填写申请号（专利号），例如 201510163325.6'],
    ['201540163325.6', '申请号第5位“4”不是专利种类：1发明、2实用新型、3外观设计、8和9为国际申请'],
    ['199910163325.6', '申请号“199910163325.6”开头的年份“1999”不对：12位申请号自2003年起使用'],
    ['04100001.3', '申请号“04100001.3”开头的年份“04”不对：8位申请号只用于1985年至2003年'],
    ['20151016332O.6', '申请号“20151016332O.6”中的“O”无法识别，申请号由数字和一位校验位组成，例如 201510163325.6'],
    ['', '请填写专利申请号，例如 201510163325.6'],
  ])('%s is refused in words', (raw, words) => {
    expect(say(readPatentNumber(raw))).toBe(words)
  })
})

describe('region code', () => {
  test('says its level and what it lies in', () => {
    expect(readRegionCode('３５０１２８')).toEqual({ ok: true, value: '350128' })
    expect([regionLevel('350000'), regionLevel('350100'), regionLevel('350128')]).toEqual(['province', 'city', 'county'])
    expect(regionParts('350128')).toEqual({ level: 'county', province: '350000', city: '350100', county: '350128' })
    expect(regionParts('350000')).toEqual({ level: 'province', province: '350000' })
    expect(isWithin('350128', '350000')).toBe(true)
    expect(isWithin('350128', '350100')).toBe(true)
    expect(isWithin('350128', '350128')).toBe(true)
    expect(isWithin('350128', '350200')).toBe(false)
    expect(isWithin('350100', '350128')).toBe(false)
    expect(isWithin('350000', '350100')).toBe(false)
  })

  test('refuses what is no code', () => {
    expect(say(readRegionCode('3501'))).toBe('行政区划代码应为6位数字，例如福建省350000，“3501”不是')
    expect(say(readRegionCode('990000'))).toBe('行政区划代码“990000”的前两位“99”不是省级代码，福建省为35')
    expect(say(readRegionCode('350028'))).toBe('行政区划代码“350028”有县级码而没有市级码，请核对')
  })
})

describe('identity number', () => {
  // The two examples printed in GB 11643-1999.
  test('the standard’s own examples pass', () => {
    expect(readIdentityNumber('11010519491231002x')).toEqual({ ok: true, value: '11010519491231002X' })
    expect(readIdentityNumber('440524188001010014')).toEqual({ ok: true, value: '440524188001010014' })
    expect(birthdayOf('11010519491231002X')).toBe('1949-12-31')
  })

  test('a refusal helps without repeating the number', () => {
    expect(say(readIdentityNumber('110105194912310021'))).toBe('公民身份号码的校验位与前17位不符，请逐位核对')
    expect(say(readIdentityNumber('11010519490231002X'))).toBe('公民身份号码第7至14位不是一个真实的出生日期，请核对')
    expect(say(readIdentityNumber('99010519491231002X'))).toBe('公民身份号码前6位不是行政区划代码，请核对')
    expect(say(readIdentityNumber('1101051949123100X2'))).toBe('公民身份号码第17位应为数字')
    expect(say(readIdentityNumber('11010519491231002Y'))).toBe('公民身份号码第18位应为数字或X')
    expect(say(readIdentityNumber('110105491231002'))).toBe('15位的是第一代身份证号码，请填写18位公民身份号码')
    expect(say(readIdentityNumber('1101'))).toBe('公民身份号码应为18位，现为4位')
  })

  test('is masked to its ends', () => {
    expect(maskIdentity('11010519491231002X')).toBe('1101**********002X')
    expect(maskIdentity('E12345678')).toBe('E1*****78')
    expect(maskIdentity('AB123')).toBe('A****')
    expect(maskIdentity('7')).toBe('*')
    expect(maskIdentity('')).toBe('')
  })
})
