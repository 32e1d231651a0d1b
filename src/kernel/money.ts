import { no, yes, type Result } from './result.ts'
import type { Ratio } from './ratio.ts'

/** Money is a whole number of fen, so sums are exact. */
export type Fen = number & { readonly unit: 'fen' }

export function fen(n: number): Fen {
  if (!Number.isSafeInteger(n)) throw new Error(`not whole fen: ${n}`)
  return (n === 0 ? 0 : n) as Fen
}

/** For amounts written in code; what people type goes through parseYuan. */
export function yuan(n: number): Fen {
  const parsed = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(String(n))
  if (!parsed) throw new Error(`not whole fen: ${n} yuan`)
  const amount = Number(parsed[2]) * 100 + Number((parsed[3] ?? '').padEnd(2, '0'))
  return fen(parsed[1] ? -amount : amount)
}

export const addFen = (...amounts: Fen[]): Fen => fen(amounts.reduce((sum, amount) => fen(sum + amount), 0))
export const minFen = (first: Fen, ...more: Fen[]): Fen => fen(Math.min(first, ...more))
export const maxFen = (first: Fen, ...more: Fen[]): Fen => fen(Math.max(first, ...more))

/** Each unit in fen. */
const units: Record<string, bigint> = {
  '': 100n, 百: 10_000n, 千: 100_000n, 万: 1_000_000n, 十万: 10_000_000n, 百万: 100_000_000n, 千万: 1_000_000_000n,
  亿: 10_000_000_000n, 万亿: 100_000_000_000_000n,
}

/** Reads what people write for money: 5,000,000, ５００, 1.25, 50万元, 1亿2000万, ￥3.5万. Never rounds. */
export function parseYuan(text: string): Result<Fen> {
  const refuse = (code: string, say: string): Result<Fen> => no({ code, say })
  const plain = text.normalize('NFKC').replace(/[\s\u200b\ufeff]/g, '')
    .replace(/^(人民币|RMB|CNY|¥)+/i, '').replace(/[元圆][整正]?$/, '')
  if (plain === '') return refuse('money-empty', '请填写金额，例如 500000 或 50万元')
  if (plain.startsWith('-')) return refuse('money-negative', `金额不能为负数：“${text.trim()}”`)
  let rest = plain
  let total = 0n
  let above: bigint | undefined
  while (rest !== '') {
    const piece = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(万亿|[十百千]?万|亿|[百千])?/.exec(rest)
    if (!piece) {
      return refuse('money-unreadable', `读不懂金额“${text.trim()}”，请用数字填写，例如 500000、500,000.00 或 50万元`)
    }
    const unit = units[piece[3] ?? '']!
    if (above !== undefined && unit >= above) {
      return refuse('money-unreadable', `金额“${text.trim()}”的单位次序不对，例如应写 1亿2000万元`)
    }
    const fraction = (piece[2] ?? '').replace(/0+$/, '')
    const scale = 10n ** BigInt(fraction.length)
    const scaled = BigInt(piece[1]!.replaceAll(',', '') + fraction) * unit
    if (scaled % scale !== 0n) return refuse('money-below-fen', `金额最小到分：“${text.trim()}”的小数位太多`)
    total += scaled / scale
    above = unit
    rest = rest.slice(piece[0].length)
  }
  if (total > BigInt(Number.MAX_SAFE_INTEGER)) return refuse('money-too-large', `金额“${text.trim()}”过大，请核对单位是元还是万元`)
  return yes(fen(Number(total)))
}

const wholeAndCents = (amount: Fen): [sign: string, whole: string, cents: string] => {
  const digits = `${Math.abs(amount)}`.padStart(3, '0')
  return [amount < 0 ? '-' : '', digits.slice(0, -2), digits.slice(-2)]
}

/** 38,000.00 元 */
export function showYuan(amount: Fen): string {
  const [sign, whole, cents] = wholeAndCents(amount)
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents} 元`
}

/** 叁万捌仟元整: the form that orders and certificates use, because it is hard to alter. */
export function capitalYuan(amount: Fen): string {
  const [sign, whole, cents] = wholeAndCents(amount)
  const [jiao, fens] = [Number(cents[0]), Number(cents[1])]
  const integer = capitalInteger(whole)
  if (jiao === 0 && fens === 0) return `${sign && '负'}${integer || '零'}元整`
  const head = integer && `${integer}元`
  const jiaoText = jiao > 0 ? `${capitals[jiao]}角` : head && '零'
  return `${sign && '负'}${head}${jiaoText}${fens > 0 ? `${capitals[fens]}分` : '整'}`
}

const capitals = [...'零壹贰叁肆伍陆柒捌玖']

function capitalInteger(digits: string): string {
  const groups: string[] = []
  for (let end = digits.length; end > 0; end -= 4) groups.unshift(digits.slice(Math.max(0, end - 4), end))
  let out = ''
  let owesZero = false
  groups.forEach((group, index) => {
    const power = groups.length - 1 - index
    let any = false
    for (let i = 0; i < group.length; i++) {
      const value = Number(group[i])
      if (value === 0) { owesZero = owesZero || out !== ''; continue }
      out += (owesZero ? '零' : '') + capitals[value] + ['', '拾', '佰', '仟'][group.length - 1 - i]
      owesZero = false
      any = true
    }
    if (any) out += ['', '万', '亿', '万亿'][power]
  })
  return out
}

/**
 * Shares an amount by weights so that the parts add up to it exactly: everyone gets the whole fen of his share,
 * the fen left over go to the largest remainders, the earlier one first where remainders are equal.
 */
export function splitFen(amount: Fen, ratios: readonly (Ratio | number)[]): Fen[] {
  const weights = ratios.map((r) => (typeof r === 'number' ? { part: BigInt(r), whole: 1n } : r))
  if (weights.some((w) => w.part < 0n)) throw new Error('a share cannot be negative')
  const common = weights.reduce((product, w) => product * w.whole, 1n)
  const parts = weights.map((w) => (w.part * common) / w.whole)
  const total = parts.reduce((sum, part) => sum + part, 0n)
  if (total === 0n) throw new Error('shares must add up to more than nothing')
  const size = BigInt(Math.abs(amount))
  const shares = parts.map((part) => (size * part) / total)
  const left = Number(size - shares.reduce((sum, share) => sum + share, 0n))
  const order = parts.map((part, index) => ({ index, remainder: (size * part) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (const { index } of order.slice(0, left)) shares[index]! += 1n
  return shares.map((share) => fen(amount < 0 ? -Number(share) : Number(share)))
}
