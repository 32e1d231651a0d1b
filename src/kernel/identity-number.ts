import { isDay, type Day } from './day.ts'
import { readRegionCode } from './region-code.ts'
import { no, yes, type Result } from './result.ts'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** GB 11643-1999: the last character follows from the first seventeen, ISO 7064 MOD 11-2. */
export const identityCheck = (body17: string): string =>
  '10X98765432'[weights.reduce((sum, weight, i) => sum + weight * Number(body17[i]), 0) % 11]!

/** Reads a resident identity number in any width, with or without spaces. Refusals never repeat the number. */
export function readIdentityNumber(raw: string): Result<string> {
  const id = raw.normalize('NFKC').replace(/[\s\u200b\ufeff-]/g, '').toUpperCase()
  const refuse = (code: string, say: string): Result<string> => no({ code: `identity-number-${code}`, say })
  if (id === '') return refuse('empty', '请填写18位公民身份号码')
  if (/^\d{15}$/.test(id)) return refuse('old', '15位的是第一代身份证号码，请填写18位公民身份号码')
  if (id.length !== 18) return refuse('length', `公民身份号码应为18位，现为${[...id].length}位`)
  const wrong = /^\d*/.exec(id)![0].length
  if (wrong < 17 || !/[\dX]/.test(id[17]!)) return refuse('character', `公民身份号码第${wrong + 1}位应为数字${wrong === 17 ? '或X' : ''}`)
  if (!readRegionCode(id.slice(0, 6)).ok) return refuse('region', '公民身份号码前6位不是行政区划代码，请核对')
  if (!isDay(`${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`)) {
    return refuse('birthday', '公民身份号码第7至14位不是一个真实的出生日期，请核对')
  }
  if (id[17] !== identityCheck(id)) return refuse('check', '公民身份号码的校验位与前17位不符，请逐位核对')
  return yes(id)
}

/** The birthday an identity number that has been read carries. */
export const birthdayOf = (id: string): Day => `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}` as Day

/** 3501**********1234: enough to tell two people of one case apart, not enough to use. Short papers keep only their ends. */
export function maskIdentity(idNumber: string): string {
  const [head, tail] = idNumber.length >= 15 ? [4, 4] : idNumber.length >= 8 ? [2, 2] : [Math.min(1, idNumber.length - 1), 0]
  const hidden = Math.max(0, idNumber.length - Math.max(0, head) - tail)
  return idNumber.slice(0, Math.max(0, head)) + '*'.repeat(hidden) + (tail > 0 ? idNumber.slice(-tail) : '')
}
