import { no, yes, type Result } from './result.ts'

/** GB 32100-2015: digits and capital letters without I, O, S, V, Z, which are easily misread. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const lookAlikes: Record<string, string> = { I: '1', O: '0', S: '5', V: 'U', Z: '2' }

/** GB 32100-2015 第5.1条 and its amendment of 2018: the registering authority is one of these. */
const authorities = '123456789ANY'

/** The check character that belongs to the first seventeen: weights are the powers of 3 modulo 31. */
export function creditCodeCheck(body17: string): string {
  if (body17.length < 17) throw new Error(`a credit code's body has 17 characters, not ${body17.length}`)
  let sum = 0
  let weight = 1
  for (let i = 0; i < 17; i++) {
    const value = alphabet.indexOf(body17[i]!)
    if (value < 0) throw new Error(`${body17[i]} cannot stand in a credit code`)
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return alphabet[(31 - (sum % 31)) % 31]!
}

/** Reads a unified social credit code in any width or case, with or without spaces, to its eighteen characters. */
export function readCreditCode(raw: string): Result<string> {
  const code = raw.normalize('NFKC').replace(/[\s\u200b\ufeff-]/g, '').toUpperCase()
  const refuse = (kind: string, say: string): Result<string> => no({ code: `credit-code-${kind}`, say })
  if (code === '') return refuse('empty', '请填写18位统一社会信用代码')
  if (code.length !== 18) {
    const old = /^\d{15}$/.test(code) ? '（15位的是旧注册号，请填写营业执照上换发后的18位代码）' : ''
    return refuse('length', `统一社会信用代码应为18位，现为${[...code].length}位${old}`)
  }
  for (let i = 0; i < 18; i++) {
    const character = code[i]!
    if (alphabet.includes(character)) continue
    const meant = lookAlikes[character]
    return refuse('character', `第${i + 1}位“${character}”不会出现在统一社会信用代码中${meant ? `，是否应为“${meant}”` : '，请核对'}`)
  }
  if (!authorities.includes(code[0]!)) return refuse('authority', `第1位“${code[0]}”不是登记管理部门代码，请核对`)
  for (let i = 2; i < 8; i++) {
    if (code[i]! > '9') return refuse('region', `第${i + 1}位“${code[i]}”应为数字：第3至8位是登记机关行政区划码`)
  }
  const check = creditCodeCheck(code)
  if (code[17] !== check) return refuse('check', `第18位校验码“${code[17]}”与前17位不符，请逐位核对是否有错字或前后颠倒`)
  return yes(code)
}
