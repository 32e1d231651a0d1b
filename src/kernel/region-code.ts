import { no, yes, type Result } from './result.ts'

export type RegionLevel = 'province' | 'city' | 'county'

export interface RegionParts { level: RegionLevel; province: string; city?: string; county?: string }

const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
)

/** Reads a GB/T 2260 code, two digits each for province, city and county. Which are in use is for the unit tree to say. */
export function readRegionCode(raw: string): Result<string> {
  const code = raw.normalize('NFKC').replace(/[\s\u200b\ufeff]/g, '')
  const refuse = (kind: string, say: string): Result<string> => no({ code: `region-code-${kind}`, say })
  if (!/^\d{6}$/.test(code)) return refuse('form', `行政区划代码应为6位数字，例如福建省350000，“${raw.trim()}”不是`)
  if (!provinces.has(code.slice(0, 2))) return refuse('province', `行政区划代码“${code}”的前两位“${code.slice(0, 2)}”不是省级代码，福建省为35`)
  if (code.slice(2, 4) === '00' && code.slice(4) !== '00') return refuse('city', `行政区划代码“${code}”有县级码而没有市级码，请核对`)
  return yes(code)
}

export const regionLevel = (code: string): RegionLevel =>
  code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'city' : 'county'

/** The codes of the province, city and county a code lies in, itself included. */
export function regionParts(code: string): RegionParts {
  const level = regionLevel(code)
  const province = `${code.slice(0, 2)}0000`
  if (level === 'province') return { level, province }
  const city = `${code.slice(0, 4)}00`
  return level === 'city' ? { level, province, city } : { level, province, city, county: code }
}

/** A region lies within itself and within its city and province. */
export function isWithin(code: string, ancestor: string): boolean {
  const level = regionLevel(ancestor)
  return code.startsWith(level === 'province' ? ancestor.slice(0, 2) : level === 'city' ? ancestor.slice(0, 4) : ancestor)
}
