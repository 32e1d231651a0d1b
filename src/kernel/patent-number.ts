import { no, yes, type Result } from './result.ts'

export type PatentKind = '发明' | '实用新型' | '外观设计'

export interface PatentNumber {
  /** Twelve digits, or eight before October 2003; without the check digit. */
  number: string
  check: string
  kind: PatentKind
  /** An international application that entered the national phase. */
  pct: boolean
  year: number
  /** 201510163325.6 */
  show: string
}

const kinds: Record<string, { kind: PatentKind; pct: boolean }> = {
  1: { kind: '发明', pct: false }, 2: { kind: '实用新型', pct: false }, 3: { kind: '外观设计', pct: false },
  8: { kind: '发明', pct: true }, 9: { kind: '实用新型', pct: true },
}

/** ZC 0006-2003: the digits times 2 to 9 and again from 2, modulo 11, ten written X. */
export function patentCheck(number: string): string {
  let sum = 0
  for (let i = 0; i < number.length; i++) sum += Number(number[i]) * (2 + (i % 8))
  const rest = sum % 11
  return rest === 10 ? 'X' : `${rest}`
}

/** Reads a Chinese application or patent number: with or without dot, CN or ZL before it, full width, old or new length. */
export function readPatentNumber(raw: string): Result<PatentNumber> {
  const refuse = (code: string, say: string): Result<PatentNumber> => no({ code: `patent-number-${code}`, say })
  const plain = raw.normalize('NFKC').replace(/[\s\u200b\ufeff-]/g, '').replace(/[。·．]/g, '.').replace(/×/g, 'X').toUpperCase()
    .replace(/^(专利申请号|专利号|申请号)?:?/, '').replace(/^(CN|ZL)+\.?/, '')
  if (plain === '') return refuse('empty', '请填写专利申请号，例如 201510163325.6')
  if (/^\d{7,9}[A-CSUY]\d?$/.test(plain)) {
    return refuse('publication', `“${raw.trim()}”像是公开（公告）号，请填写申请号（专利号），例如 201510163325.6`)
  }
  const parsed = /^(\d{12}|\d{8})(?:\.?([\dX]))?$/.exec(plain)
  if (!parsed) {
    const wrong = /[^\dX.]/.exec(plain)
    if (wrong) return refuse('character', `申请号“${raw.trim()}”中的“${wrong[0]}”无法识别，申请号由数字和一位校验位组成，例如 201510163325.6`)
    return refuse('length', `申请号应为12位数字加1位校验位（2003年10月以前为8位加1位），“${raw.trim()}”位数不对`)
  }
  const number = parsed[1]!
  const isOld = number.length === 8
  const year = isOld ? (number >= '85' ? 1900 : 2000) + Number(number.slice(0, 2)) : Number(number.slice(0, 4))
  if (isOld ? year > 2003 : year < 2003 || year > 2099) {
    const era = isOld ? '8位申请号只用于1985年至2003年' : '12位申请号自2003年起使用'
    return refuse('year', `申请号“${raw.trim()}”开头的年份“${isOld ? number.slice(0, 2) : year}”不对：${era}`)
  }
  const at = isOld ? 2 : 4
  const kind = kinds[number[at]!]
  if (!kind) return refuse('kind', `申请号第${at + 1}位“${number[at]}”不是专利种类：1发明、2实用新型、3外观设计、8和9为国际申请`)
  const check = patentCheck(number)
  // The check digit came in with 1989; numbers of the first four years are also written without one.
  if (parsed[2] === undefined && !(isOld && year < 1989)) {
    return refuse('check-missing', `申请号“${raw.trim()}”缺最后一位校验位，请按受理通知书补全`)
  }
  if (parsed[2] !== undefined && parsed[2] !== check) {
    return refuse('check', `申请号“${raw.trim()}”的校验位“${parsed[2]}”与前${number.length}位不符，请逐位核对`)
  }
  return yes({ number, check, ...kind, year, show: `${number}.${check}` })
}

/** A Chinese application number as people write it: 202110000010.1 for CN2021100000101. What is none stays as it is. */
export function showPatentNumber(text: string): string {
  const read = readPatentNumber(text)
  return read.ok ? read.value.show : text
}
