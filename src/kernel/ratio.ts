import { fen, type Fen } from './money.ts'

/** An exact fraction, so that a chain of shares and rates is rounded once, at the end. */
export interface Ratio { readonly part: bigint; readonly whole: bigint }

/** How the one rounding at the end goes; each way is symmetric about zero. */
export type Rounding = 'down' | 'half-up' | 'half-even'

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))

/** In lowest terms with a positive whole, so that equal ratios look equal. */
export function ratio(part: number | bigint, whole: number | bigint): Ratio {
  if (whole <= 0) throw new Error(`a ratio needs a positive whole, not ${whole}`)
  return lowest(BigInt(part), BigInt(whole))
}

function lowest(part: bigint, whole: bigint): Ratio {
  const common = gcd(part < 0n ? -part : part, whole)
  return { part: part / common, whole: whole / common }
}

/** Reads a decimal exactly as written: decimal('0.1') is one tenth, and so is decimal(0.1). */
export function decimal(n: string | number): Ratio {
  const parsed = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(String(n).trim())
  if (!parsed) throw new Error(`not a decimal number: ${n}`)
  const fraction = parsed[3] ?? ''
  const exponent = Number(parsed[4] ?? 0) - fraction.length
  const digits = BigInt(parsed[1] + parsed[2]! + fraction)
  return exponent >= 0 ? lowest(digits * 10n ** BigInt(exponent), 1n) : lowest(digits, 10n ** BigInt(-exponent))
}

/** percent('4.35') is 4.35 %, exactly. */
export function percent(n: string | number): Ratio {
  const exact = decimal(n)
  return lowest(exact.part, exact.whole * 100n)
}

export const addRatio = (...terms: Ratio[]): Ratio =>
  terms.reduce((sum, r) => lowest(sum.part * r.whole + r.part * sum.whole, sum.whole * r.whole), zero)
export const subRatio = (a: Ratio, b: Ratio): Ratio => lowest(a.part * b.whole - b.part * a.whole, a.whole * b.whole)
export const mulRatio = (...factors: Ratio[]): Ratio =>
  factors.reduce((product, r) => lowest(product.part * r.part, product.whole * r.whole), one)
export const minRatio = (a: Ratio, b: Ratio): Ratio => (compareRatio(a, b) <= 0 ? a : b)

/** Negative, zero or positive, as a sort wants it. */
export function compareRatio(a: Ratio, b: Ratio): -1 | 0 | 1 {
  const difference = a.part * b.whole - b.part * a.whole
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

const zero: Ratio = { part: 0n, whole: 1n }
const one: Ratio = { part: 1n, whole: 1n }

/** The amount times every ratio, dropping the part below one fen. */
export const times = (amount: Fen, ...ratios: Ratio[]): Fen => timesRounded(amount, ratios, 'down')

/** The amount times every ratio, rounded once to the fen, the way that is said. */
export function timesRounded(amount: Fen, ratios: readonly Ratio[], rounding: Rounding): Fen {
  const part = ratios.reduce((n, r) => n * r.part, BigInt(amount))
  const whole = ratios.reduce((n, r) => n * r.whole, 1n)
  return fen(Number(divide(part, whole, rounding)))
}

function divide(part: bigint, whole: bigint, rounding: Rounding): bigint {
  const size = part < 0n ? -part : part
  const down = size / whole
  const twice = (size % whole) * 2n
  const goesUp: Record<Rounding, boolean> = {
    'down': false,
    'half-up': twice >= whole,
    'half-even': twice > whole || (twice === whole && down % 2n === 1n),
  }
  const rounded = goesUp[rounding] ? down + 1n : down
  return part < 0n ? -rounded : rounded
}

/** As a decimal with so many places, rounded half up, without trailing zeros. */
function showDecimal(r: Ratio, places: number): string {
  const scaled = divide(r.part * 10n ** BigInt(places), r.whole, 'half-up')
  const digits = `${scaled < 0n ? -scaled : scaled}`.padStart(places + 1, '0')
  const fraction = places > 0 ? digits.slice(-places).replace(/0+$/, '') : ''
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, digits.length - places)}${fraction && `.${fraction}`}`
}

/** 4.35% */
export const showPercent = (r: Ratio, places = 2): string => `${showDecimal({ part: r.part * 100n, whole: r.whole }, places)}%`

/** 2/3, or a whole number as it is. */
export const showRatio = (r: Ratio): string => (r.whole === 1n ? `${r.part}` : `${r.part}/${r.whole}`)

/** For charts and scores that end in floating point anyway; never for money. */
export const ratioNumber = (r: Ratio): number => Number(r.part) / Number(r.whole)
