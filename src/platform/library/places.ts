import type { Unit } from '../people/index.ts'

/** Where an address lies, as far as it says: the GB/T 2260 code of the county, the city, or the province. */
export interface Places { regionOf(address: string, parts?: Parts): string | undefined }
interface Parts { province?: string | undefined; city?: string | undefined; county?: string | undefined }

/** Short names of the provinces and the first two digits of their codes in GB/T 2260. */
export const provinces: Readonly<Record<string, string>> = {
  北京: '11', 天津: '12', 河北: '13', 山西: '14', 内蒙古: '15', 辽宁: '21', 吉林: '22', 黑龙江: '23', 上海: '31', 江苏: '32', 浙江: '33', 安徽: '34', 福建: '35', 江西: '36',
  山东: '37', 河南: '41', 湖北: '42', 湖南: '43', 广东: '44', 广西: '45', 海南: '46', 重庆: '50', 四川: '51', 贵州: '52', 云南: '53', 西藏: '54', 陕西: '61', 甘肃: '62', 青海: '63',
  宁夏: '64', 新疆: '65', 台湾: '71', 香港: '81', 澳门: '82',
}
const provinceNames = new Map(Object.entries(provinces).map(([name, code]) => [code, name]))
/** The short name of the province a code lies in. */
export const provinceOf = (code: string): string | undefined => provinceNames.get(code.slice(0, 2))
const bare = (name: string): string => name.replace(/(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|综合实验区|省|市|县|区)$/, '')

/** Places of the own province are known down to the county, by the units of the house; of others the province is. */
export function placesOf(units: readonly Pick<Unit, 'place' | 'code' | 'level'>[]): Places {
  const own = units.flatMap(({ place, code, level }) => (place && code ? [{ place, code, level, short: bare(place) }] : []))
  const home = own.find(({ level }) => level === 'province')
  const cities = own.filter(({ level }) => level === 'city'), counties = own.filter(({ level }) => level === 'county')
  const known = new Map<string, string | undefined>()

  const within = (text: string, parts: Parts): string | undefined => {
    const city = cities.find(({ place, short }) => parts.city === place || text.includes(place) || parts.city === short || text.startsWith(short))
    const rest = city && text.includes(city.short) ? text.slice(text.indexOf(city.short) + city.short.length) : text
    // A county of a name that another city's county has too counts only in its city: 鼓楼区 is in many.
    const county = counties.find(({ place, code }) => (parts.county === place || rest.includes(place)) && (!city || code.slice(0, 4) === city.code.slice(0, 4)))
    return county?.code ?? city?.code
  }
  const find = (text: string, { province, city, county }: Parts): string | undefined => {
    const said = (province ?? text).replace(/^\d{6}\s*/, '').replace(/^(中国|中华人民共和国)/, '')
    const code = provinces[said.slice(0, 2)] ?? provinces[said.slice(0, 3)]
    const inside = text.replace(/^\d{6}\s*/, '').replace(/^(中国|中华人民共和国)/, '').replace(/^福建省?/, '')
    if (home && (code === home.code.slice(0, 2) || (!code && cities.some(({ place }) => said.startsWith(place))))) {
      return within(inside, { city, county }) ?? home.code
    }
    return code ? `${code}0000` : undefined
  }
  return {
    regionOf(address, parts = {}) {
      const key = parts.province || parts.city || parts.county ? `${parts.province ?? ''}|${parts.city ?? ''}|${parts.county ?? ''}|${address}` : address
      if (known.has(key)) return known.get(key)
      if (known.size >= 20_000) known.clear()
      const code = find(address, parts)
      // A copy: what is remembered must not hold the piece of the file it was cut from.
      known.set(Buffer.from(key).toString(), code)
      return code
    },
  }
}
