import { decimal, type Fen, foldName, readCreditCode, showPatentNumber, showYuan, times, yuan } from '../../kernel/index.ts'

/** What an office may bring so that more can be looked at. */
export const tableKinds = { firms: '企业研发和参保数据', places: '楼宇和集中登记地址', descriptions: '说明书全文' } as const
export type TableKind = keyof typeof tableKinds
/** Those that come as rows and columns. */
export type SheetKind = Exclude<TableKind, 'descriptions'>

interface Column { label: string; called: RegExp }
const firmColumns = {
  creditCode: { label: '统一社会信用代码', called: /统一社会信用代码|^信用代码/ }, name: { label: '企业名称', called: /^(企业|单位|主体|申请人)?(名称|全称)$/ }, year: { label: '年度', called: /^(统计|所属)?(年度|年份)$/ },
  insured: { label: '参保（从业）人数', called: /^(年末|年均|平均)?(参保|社保|从业|职工|员工|缴纳社保|参加社会保险)(人数|人员|人员数|人员数量)?$/ }, researchers: { label: '研发人员', called: /^(研发|研究开发|r&d|科技活动)(人员|人数|人员数|人员数量)$/i },
  spend: { label: '研发投入', called: /^(研发|研究开发|r&d)(投入|费用|经费|支出|经费支出|费用支出)/i }, industry: { label: '行业代码', called: /^(国民经济)?行业(代码|分类代码|类别代码)?$/ },
} as const satisfies Record<string, Column>
const placeColumns = {
  address: { label: '地址', called: /^(楼宇|楼栋|登记|注册|房屋)?地址$/ }, floors: { label: '层数', called: /^(地上)?(总)?层数$/ }, use: { label: '用途', called: /^(登记|规划|房屋)?用途$/ }, hosts: { label: '集中登记场所', called: /^(集中登记场所|场所名称|孵化器|孵化器名称|场所类型)$/ },
} as const satisfies Record<string, Column>
const columnsOf: Record<SheetKind, Record<string, Column>> = { firms: firmColumns, places: placeColumns }
const needed: Record<SheetKind, { all: string[]; any: string[]; say: string }> = {
  firms: { all: ['creditCode', 'year'], any: ['insured', 'researchers', 'spend'], say: '表头须有“统一社会信用代码”“年度”两列，并有“参保人数”“研发人员”“研发投入”中的一列' },
  places: { all: ['address'], any: ['floors', 'use', 'hosts'], say: '表头须有“地址”一列，并有“层数”“用途”“集中登记场所”中的一列' },
}

export interface FirmRow { line: number; credit_code: string; name: string | null; folded: string | null; year: number; insured: number | null; researchers: number | null; spend: Fen | null; industry: string | null }
export interface PlaceRow { line: number; address: string; folded: string; floors: number | null; use: PlaceUse | null; hosts: string | null }
const placeUses = { residential: '住宅', business: '商业办公', medical: '医疗', other: '其他' } as const
export type PlaceUse = keyof typeof placeUses
export interface ReadTable { rows: (FirmRow | PlaceRow)[]; refused: { line: number; say: string }[]; taken: { column: string; heading: string }[]; untaken: string[] }

const bare = (heading: string) => heading.normalize('NFKC').replace(/\s/g, '').replace(/\(.*?\)$/, '')

/** The lines under the first row that has the columns, or why there is none. A line that cannot be read is told of, and the rest is taken. */
export function readTable(kind: SheetKind, lines: readonly { cells: readonly string[]; line: number }[], province: string): ReadTable | string {
  for (const [i, { cells }] of lines.slice(0, 30).entries()) {
    const at: Record<string, number> = {}
    for (const [n, cell] of cells.entries()) { const id = Object.entries(columnsOf[kind]).find(([name, c]) => !(name in at) && c.called.test(bare(cell)))?.[0]; if (id) at[id] = n }
    if (!needed[kind].all.every((c) => c in at) || !needed[kind].any.some((c) => c in at)) continue
    const read = kind === 'firms' ? firmReader(cells[at.spend ?? -1] ?? '') : placeReader(province), refused: ReadTable['refused'] = [], rows = new Map<string, FirmRow | PlaceRow>()
    for (const { cells: own, line } of lines.slice(i + 1)) {
      if (!own.some((c) => c.trim())) continue
      const row = read(line, (name) => own[at[name] ?? -1]?.trim() ?? '')
      const key = typeof row === 'string' ? '' : 'credit_code' in row ? `${row.credit_code} ${row.year}` : row.folded, before = rows.get(key)
      if (typeof row === 'string') refused.push({ line, say: row })
      else if (before) refused.push({ line, say: `与第${before.line}行是同一${kind === 'firms' ? '企业同一年度' : '地址'}，只取前一行` })
      else rows.set(key, row)
    }
    const used = new Set(Object.values(at))
    return { rows: [...rows.values()], refused, taken: Object.entries(at).map(([c, n]) => ({ column: columnsOf[kind][c]!.label, heading: cells[n]!.trim() })), untaken: cells.filter((c, n) => c.trim() && !used.has(n)).map((c) => c.trim()) }
  }
  return needed[kind].say
}

const blank = /^(无|-+|\/|不详|未知)?$/
const whole = (text: string): number | undefined => { const plain = text.normalize('NFKC').replace(/,/g, '').replace(/人$/, ''); return /^\d{1,8}(\.0+)?$/.test(plain) ? Number(plain) : undefined }

/** Spending is read in the unit that its heading names; in yuan where it names none. */
function firmReader(spendHeading: string) {
  const each = /亿/.test(spendHeading) ? yuan(100_000_000) : /万/.test(spendHeading) ? yuan(10_000) : /千/.test(spendHeading) ? yuan(1_000) : yuan(1)
  return (line: number, cell: (name: string) => string): FirmRow | string => {
    const code = readCreditCode(cell('creditCode')), year = whole(cell('year').replace(/年度?$/, ''))
    if (!code.ok) return code.refusals[0]!.say
    if (year === undefined || year < 1990 || year > 2100) return `年度“${cell('year')}”须为四位年份`
    const count = (name: 'insured' | 'researchers') => (blank.test(cell(name)) ? null : whole(cell(name))), insured = count('insured'), researchers = count('researchers')
    if (insured === undefined) return `参保（从业）人数“${cell('insured')}”须为整数`
    if (researchers === undefined) return `研发人员“${cell('researchers')}”须为整数`
    const amount = cell('spend').normalize('NFKC').replace(/,/g, '')
    if (!blank.test(amount) && !/^\d{1,12}(\.\d{1,6})?$/.test(amount)) return `研发投入“${cell('spend')}”须为金额`
    if (Number(amount) * each > 1e15) return `研发投入“${cell('spend')}”过大，请核对单位是元还是万元`
    const spend = blank.test(amount) ? null : times(each, decimal(amount))
    if (insured === null && researchers === null && spend === null) return '参保人数、研发人员、研发投入都没有填'
    if (insured !== null && researchers !== null && researchers > insured) return `研发人员${researchers}人多于参保（从业）人员${insured}人，请核对`
    const industry = cell('industry').toUpperCase().replace(/\s/g, '')
    if (industry && !/^[A-T]?\d{0,4}$/.test(industry)) return `行业代码“${industry}”须按国民经济行业分类填写，如 C35、3521`
    const name = cell('name') || null
    return { line, credit_code: code.value, name, folded: name && foldName(name), year, insured, researchers, spend, industry: industry || null }
  }
}

const uses: readonly (readonly [RegExp, PlaceUse])[] = [[/住宅|居住|公寓|宿舍/, 'residential'], [/医/, 'medical'], [/商|办公|写字楼|工业|厂房|科研/, 'business']]
const placeReader = (province: string) => (line: number, cell: (name: string) => string): PlaceRow | string => {
  const address = cell('address'), folded = foldAddress(address, province), floors = blank.test(cell('floors')) ? null : whole(cell('floors').replace(/层$/, ''))
  if (folded.length < 4) return '地址过短，无从比对'
  if (floors === undefined || floors === 0 || (floors ?? 0) > 200) return `层数“${cell('floors')}”须为1至200的整数`
  const said = cell('use'), use = blank.test(said) ? null : uses.find(([pattern]) => pattern.test(said))?.[1] ?? 'other', hosts = blank.test(cell('hosts')) ? null : cell('hosts')
  return floors === null && !use && !hosts ? '层数、用途、集中登记场所都没有填' : { line, address, folded, floors, use, hosts }
}

/** An address as it is compared: full width, gaps, a postal code, the country and the own province make no difference. */
export const foldAddress = (text: string, province: string): string => text.normalize('NFKC').replace(/\s/g, '').replace(unsaid(province), '')
/** The same for the database, which reads the pattern as JavaScript does. */
export const unsaid = (province: string): RegExp => new RegExp(`^([0-9]{6})?(中国|中华人民共和国)?(${province.replace(/[省市]$/, '')}[省市]?)?`)

/** How the lines of each kind are drawn and exported. */
export const lineColumns: Record<TableKind, { key: string; label: string; show?: (value: string | number) => string }[]> = {
  firms: [{ key: 'line', label: '行' }, { key: 'creditCode', label: '统一社会信用代码' }, { key: 'name', label: '企业名称' }, { key: 'year', label: '年度' }, { key: 'insured', label: '参保（从业）人数' }, { key: 'researchers', label: '研发人员' }, { key: 'spend', label: '研发投入', show: (v) => showYuan(v as Fen) }, { key: 'industry', label: '行业代码' }],
  places: [{ key: 'line', label: '行' }, { key: 'address', label: '地址' }, { key: 'floors', label: '层数' }, { key: 'use', label: '用途', show: (v) => placeUses[v as PlaceUse] }, { key: 'hosts', label: '集中登记场所' }],
  descriptions: [{ key: 'key', label: '申请', show: (v) => showPatentNumber(String(v)) }, { key: 'title', label: '名称' }, { key: 'letters', label: '说明书字数' }],
}
