import { foldName, readCreditCode, readPatentNumber } from '../../kernel/index.ts'
import type { UnitTree } from '../../platform/people/index.ts'

/** What the office's columns may be called; what matches none of them is kept under its own heading. */
const columns = {
  number: ['申请号', '专利申请号', '专利号', '申请号/专利号', '申请号(专利号)'],
  title: ['发明名称', '名称', '发明创造名称', '专利名称', '申请名称', '发明(设计)名称'],
  applicant: ['申请人', '申请人名称', '第一申请人', '申请人姓名或名称', '专利申请人'],
  creditCode: ['统一社会信用代码', '信用代码', '申请人统一社会信用代码', '申请人代码'],
  address: ['申请人地址', '地址', '联系地址', '第一申请人地址', '通讯地址'],
  contact: ['联系方式', '联系电话', '电话', '联系人及电话', '手机'],
  agency: ['代理机构', '代理机构名称', '专利代理机构'],
  types: ['类型', '所列类型', '行为类型', '涉嫌类型', '非正常类型', '问题类型'],
} as const
export type Column = keyof typeof columns
export const columnLabels: Record<Column, string> = { number: '申请号', title: '名称', applicant: '申请人', creditCode: '统一社会信用代码', address: '地址', contact: '联系方式', agency: '代理机构', types: '来文所列类型' }
const known = new Map(Object.entries(columns).flatMap(([column, names]) => names.map((n) => [foldName(n), column as Column])))

export interface Oddity { at: Column | 'place' | 'line'; say: string }
export interface SheetLine { line: number; cells: string[]; values: Partial<Record<Column, string>> }
export interface Sheet { headings: string[]; lines: SheetLine[]; taken: Partial<Record<Column, string>>; untaken: string[] }

/** The lines of the first table that has a column of application numbers. Titles above the headings are no lines; everything below them is, sums and notes too. */
export function readSheet(tables: readonly (readonly (readonly string[])[])[]): Sheet | undefined {
  for (const rows of tables) for (const [i, cells] of rows.entries()) {
    const places = new Map<Column, number>()
    for (const [at, cell] of cells.entries()) { const column = known.get(foldName(cell)); if (column && !places.has(column)) places.set(column, at) }
    if (!places.has('number') || places.size < 2) continue
    const lines = rows.slice(i + 1).map((own, k) => ({
      line: i + k + 2, cells: [...own], values: Object.fromEntries([...places].flatMap(([column, at]) => (own[at]?.trim() ? [[column, own[at].trim()]] : []))) as SheetLine['values'],
    })).filter((l) => l.cells.some((c) => c.trim()))
    const used = new Set(places.values())
    return { headings: [...cells], lines, taken: Object.fromEntries([...places].map(([column, at]) => [column, cells[at]!])), untaken: cells.filter((c, at) => c.trim() && !used.has(at)) }
  }
  return undefined
}

/** The fields of a line as they will be used, and everything about it that a person has to look at. */
export interface ReadLine { number?: string; title?: string; applicant?: string; creditCode?: string; address?: string; contact?: string; agency?: string; types?: string; place?: string; unit?: string; oddities: Oddity[] }

export function readLine(values: Partial<Record<Column, string>> & { place?: string }, units: UnitTree): ReadLine {
  const oddities: Oddity[] = []
  const number = readPatentNumber(values.number ?? '')
  if (!number.ok) oddities.push({ at: 'number', say: number.refusals[0]!.say })
  if (!values.applicant) oddities.push({ at: 'applicant', say: '没有写申请人' })
  const code = values.creditCode ? readCreditCode(values.creditCode) : undefined
  if (code && !code.ok) oddities.push({ at: 'creditCode', say: code.refusals[0]!.say })
  const chosen = values.place ? units.unitOf(values.place) : undefined
  const found = chosen ? { place: values.place!, unit: chosen } : placeIn(units, values.address ?? '')
  if ('say' in found) oddities.push({ at: 'place', say: found.say })
  const { title, applicant, address, contact, agency, types } = values
  return {
    ...(number.ok ? { number: number.value.show } : values.number ? { number: values.number } : {}), ...(code?.ok ? { creditCode: code.value } : {}), ...('say' in found ? {} : found),
    ...(title ? { title } : {}), ...(applicant ? { applicant } : {}), ...(address ? { address } : {}), ...(contact ? { contact } : {}), ...(agency && !/^(无|自行申请|自行办理|-+|\/)$/.test(agency) ? { agency } : {}), ...(types ? { types } : {}), oddities,
  }
}

const provinces = ['北京', '天津', '河北', '山西', '内蒙古', '辽宁', '吉林', '黑龙江', '上海', '江苏', '浙江', '安徽', '福建', '江西', '山东', '河南', '湖北', '湖南', '广东', '广西', '海南', '重庆', '四川', '贵州', '云南', '西藏', '陕西', '甘肃', '青海', '宁夏', '新疆', '台湾', '香港', '澳门']
const bare = (place: string) => place.replace(/(综合实验区|[省市县区])$/, '')

/**
 * The place whose unit is to verify, out of an address. A county alone settles it, a city without its county goes to the city, which hands it down;
 * what speaks of two places, of another province or of none is for a person to say.
 */
export function placeIn(units: UnitTree, raw: string): { place: string; unit: string } | { say: string } {
  const address = raw.normalize('NFKC').replace(/\s/g, '')
  if (!address) return { say: '没有地址，请选择核查地' }
  const own = bare(units.root.place || '福建省'), head = address.replace(/^\d{6}/, '').replace(/^(中国|中华人民共和国)/, '')
  const other = provinces.find((p) => p !== own && head.startsWith(p))
  if (other) return { say: `地址在${other}，不在本省，请核对后退回或者另选核查地` }
  const counties = units.all.filter((u) => u.level === 'county' && u.code && u.place && address.includes(u.place))
  const cities = units.cities.filter((u) => u.place && (address.includes(u.place) || head.replace(new RegExp(`^${own}省?`), '').startsWith(bare(u.place))))
  const inCities = cities.length ? counties.filter((c) => cities.some((city) => units.isWithin(c.id, city.id))) : counties
  if (counties.length && !inCities.length) return { say: `地址中的${cities.map((c) => c.place).join('、')}与${counties.map((c) => c.place).join('、')}不在一处，请选择核查地` }
  if (inCities.length > 1) return { say: `地址写到不止一处：${inCities.map((c) => c.place).join('、')}，请选择核查地` }
  if (inCities.length === 1) return { place: inCities[0]!.code!, unit: units.unitOf(inCities[0]!.code!)! }
  if (cities.length > 1) return { say: `地址写到不止一市：${cities.map((c) => c.place).join('、')}，请选择核查地` }
  const [city] = cities
  if (!city) return { say: '地址中看不出是哪个市、县（市、区），请选择核查地' }
  // 平潭 has no code of its own as a city; its one county's leads to it.
  return { place: city.code ?? units.childrenOf(city.id)[0]!.code!, unit: city.id }
}

/** Lines that name one application twice; each points at the other. */
export function repeated(lines: readonly { line: number; number?: string | null }[]): Map<number, string> {
  const first = new Map<string, number>(), odd = new Map<number, string>()
  for (const { line, number } of lines) {
    if (!number) continue
    const before = first.get(number)
    if (before === undefined) first.set(number, line)
    else odd.set(line, `申请号与第${before}行相同，请核对；确属重复的，注明理由后不下发`)
  }
  return odd
}
