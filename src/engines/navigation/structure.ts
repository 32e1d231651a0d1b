import { addRatio, mulRatio, type Ratio, ratio, regionParts, showPercent, subRatio } from '../../kernel/index.ts'
import { counted, exactly, type Figure, groupKeys, inCodeOrder, largestFirst, type Line, type NavigationRow, shared, some, words } from './types.ts'

export type IpcLevel = 'section' | 'class' | 'subclass' | 'group' | 'symbol'
const ipcLevels: Record<IpcLevel, { label: string; of: (symbol: string) => string }> = {
  section: { label: '部', of: (s) => s.slice(0, 1) },
  class: { label: '大类', of: (s) => s.slice(0, 3) },
  subclass: { label: '小类', of: (s) => s.slice(0, 4) },
  group: { label: '大组', of: (s) => { const [head] = s.split('/'); return `${head}/00` } },
  symbol: { label: '分类号', of: (s) => s },
}

/** Applications under each class of the classification, at the depth asked. */
export function ipcStructure(rows: readonly NavigationRow[], level: IpcLevel, of: 'main' | 'all', titleOf: (symbol: string) => string | undefined, most: number): Figure {
  const { label, of: cut } = ipcLevels[level]
  const groups = groupKeys(rows, (row) => (of === 'main' ? row.ipc.slice(0, 1) : row.ipc).map(cut))
  return structure(rows, groups, {
    id: 'ipc', title: `IPC${label}分布`, label, name: (id) => id, beside: { label: '名称', of: (id) => titleOf(id) ?? '' }, most,
    definition: of === 'main' ? `按主分类号的${label}计件，一件一次。` : `按全部分类号的${label}计件，一件在同一${label}下计一次；有多个${label}的各计一次，因此各行相加可大于总件数。`,
  })
}

/** Applications in each field of technology of WIPO's concordance; an application in two fields counts in both. */
export function fieldStructure(rows: readonly NavigationRow[], fieldOf: (symbol: string) => string | undefined, most: number): Figure {
  const known = new Map<string, string | undefined>()
  const groups = groupKeys(rows, (row) => row.ipc.flatMap((symbol) => {
    if (!known.has(symbol)) known.set(symbol, fieldOf(symbol))
    return known.get(symbol) ?? []
  }))
  return structure(rows, groups, {
    id: 'fields', title: '35个技术领域分布', label: '技术领域', name: (id) => id, most,
    definition: '按WIPO《IPC—技术领域对照表》的35个领域，由全部分类号归入；一件在同一领域计一次，跨领域的各计一次。对不上的不列入领域。',
  })
}

const statusWords: Record<string, string> = {
  pending: '审查中', granted: '有效', ceased: '终止', expired: '期满', withdrawn: '撤回', refused: '驳回', abandoned: '放弃', invalidated: '宣告无效', unknown: '未知',
}
const typeWords: Record<string, string> = { 'invention': '发明', 'utility-model': '实用新型', 'design': '外观设计', 'other': '其他' }

/** How the applications stand, by kind of patent. */
export function statusStructure(rows: readonly NavigationRow[]): Figure {
  const types = [...new Set(rows.map((row) => row.type))].sort(inCodeOrder)
  const groups = groupKeys(rows, (row) => [row.status])
  const valid = groups.get('granted')?.length ?? 0
  return {
    id: 'status', title: '法律状态构成', definition: '按检索当日由法律状态事件算出的状态计件，一件一次；再按专利类型分列。有效率＝有效件数÷全部件数。',
    say: rows.length ? `有效${valid}件，占${showPercent(ratio(valid, rows.length))}` : '没有申请', steps: [`共${rows.length}件`, ...largestFirst(groups).map(([id, keys]) => `${statusWords[id] ?? id}${keys.length}件`)],
    columns: [
      { id: 'status', label: '法律状态', kind: 'text' }, { id: 'n', label: '件数', kind: 'count' }, { id: 'share', label: '占比', kind: 'share' },
      ...types.map((type) => ({ id: type, label: typeWords[type] ?? type, kind: 'count' as const })),
    ],
    lines: largestFirst(groups).map(([id, keys]) => ({
      id, cells: [words(statusWords[id] ?? id), counted(keys), shared(keys, rows.length), ...types.map((type) => counted(rows.filter((row) => row.status === id && row.type === type).map((row) => row.key)))],
    })),
    over: rows.length,
  }
}

export type RegionDepth = 'province' | 'city' | 'county'
const depthWords: Record<RegionDepth, string> = { province: '省', city: '市', county: '县' }

/** The place of the first applicant at the depth asked; nothing where the code does not reach so deep. */
export function regionAt(row: NavigationRow, depth: RegionDepth): string | undefined {
  const code = row.applicants[0]?.region
  return code && /^\d{6}$/.test(code) ? regionParts(code)[depth] : undefined
}

/** Applications by the place of their first applicant, within a region when one is named. */
export function regions(rows: readonly NavigationRow[], depth: RegionDepth, within: string | undefined, nameOf: (code: string) => string | undefined, most: number): Figure {
  const those = within ? rows.filter((row) => row.applicants[0]?.region && regionParts(row.applicants[0].region)[within.endsWith('0000') ? 'province' : 'city'] === within) : rows
  const groups = groupKeys(those, (row) => { const at = regionAt(row, depth); return at ? [at] : [] })
  return structure(those, groups, {
    id: 'regions', title: `${within ? nameOf(within) ?? within : '全国'}分${depthWords[depth]}分布`, label: '地区', name: (id) => nameOf(id) ?? id, most,
    definition: `按第一申请人地址所在的${depthWords[depth]}（GB/T 2260）计件，一件一次。地址未拆到${depthWords[depth]}一级的不列入。`,
  })
}

function structure(rows: readonly NavigationRow[], groups: ReadonlyMap<string, string[]>, of: {
  id: string; title: string; definition: string; label: string; name: (id: string) => string; beside?: { label: string; of: (id: string) => string }; most: number
}): Figure {
  const ranked = largestFirst(groups), placed = new Set(ranked.flatMap(([, keys]) => keys)).size
  return {
    id: of.id, title: of.title, definition: of.definition,
    say: ranked[0] ? `最多的是${[of.name(ranked[0][0]), of.beside?.of(ranked[0][0])].filter(Boolean).join(' ')}，${ranked[0][1].length}件，占${showPercent(ratio(ranked[0][1].length, rows.length))}` : '没有可归类的申请',
    steps: [`共${rows.length}件，归入${ranked.length}类`, ...(placed < rows.length ? [`${rows.length - placed}件没有可归的类，不列入，占比的分母仍是全部件数`] : [])],
    columns: [
      { id: 'name', label: of.label, kind: 'text' }, ...(of.beside ? [{ id: 'title', label: of.beside.label, kind: 'text' as const }] : []),
      { id: 'n', label: '件数', kind: 'count' }, { id: 'share', label: '占全部', kind: 'share' },
    ],
    ...some(ranked.map(([id, keys]) => ({ id, cells: [words(of.name(id)), ...(of.beside ? [words(of.beside.of(id))] : []), counted(keys), shared(keys, rows.length)] })), of.most),
    over: rows.length,
  }
}

/** RTA and RSI of one pair; nothing while the region or the technology has no application. */
export function advantageOf(pair: number, region: number, technology: number, all: number): { rta: Ratio; rsi: Ratio } | undefined {
  if (region === 0 || technology === 0) return undefined
  const rta = mulRatio(ratio(pair, region), ratio(all, technology))
  const one = ratio(1, 1), over = subRatio(rta, one), under = addRatio(rta, one)
  return { rta, rsi: ratio(over.part * under.whole, over.whole * under.part) }
}

/**
 * RTA = (P_ij ÷ Σ_j P_ij) ÷ (Σ_i P_ij ÷ ΣΣP), RSI = (RTA − 1) ÷ (RTA + 1), i a region, j a technology. P counts an application once in
 * each technology it belongs to, and the sums are sums over the table, as the formula writes them.
 */
export function advantages(rows: readonly NavigationRow[], of: {
  regionOf: (row: NavigationRow) => string | undefined; technologiesOf: (row: NavigationRow) => readonly string[]; nameOf: (region: string) => string | undefined; most: number
}): Figure {
  const pairs = new Map<string, Map<string, string[]>>()
  const ofRegion = new Map<string, number>(), ofTechnology = new Map<string, number>()
  let all = 0
  for (const row of rows) {
    const region = of.regionOf(row)
    if (!region) continue
    for (const technology of new Set(of.technologiesOf(row))) {
      const line = pairs.get(region) ?? new Map<string, string[]>()
      pairs.set(region, line)
      const keys = line.get(technology)
      if (keys) keys.push(row.key)
      else line.set(technology, [row.key])
      ofRegion.set(region, (ofRegion.get(region) ?? 0) + 1)
      ofTechnology.set(technology, (ofTechnology.get(technology) ?? 0) + 1)
      all += 1
    }
  }
  const bySize = (m: ReadonlyMap<string, number>) => [...m].sort((a, b) => b[1] - a[1] || inCodeOrder(a[0], b[0])).map(([id]) => id)
  const lines: Line[] = bySize(ofRegion).flatMap((region) => bySize(ofTechnology).map((technology) => {
    const keys = pairs.get(region)!.get(technology) ?? []
    const a = advantageOf(keys.length, ofRegion.get(region)!, ofTechnology.get(technology)!, all)!
    return { id: JSON.stringify([region, technology]), cells: [words(of.nameOf(region) ?? region), words(technology), counted(keys), exactly(a.rta, keys), exactly(a.rsi, keys)] }
  }))
  const strong = lines.filter((line) => (line.cells[2]!.value as number) > 0).reduce<Line | undefined>((best, line) => (!best || (line.cells[4]!.value as number) > (best.cells[4]!.value as number) ? line : best), undefined)
  return {
    id: 'advantages', title: '技术相对优势（RTA、RSI）',
    definition: 'RTA＝（该地区该技术件数÷该地区各技术件数合计）÷（该技术各地区件数合计÷全部合计）；RSI＝（RTA−1）÷（RTA＋1），大于0为相对优势。一件属于几个技术的，各计一次。',
    say: strong ? `相对优势最大：${strong.cells[0]!.value} ${strong.cells[1]!.value}，RTA ${strong.cells[3]!.exact}` : '没有可比的地区和技术',
    steps: [`有地区的申请按技术展开共${all}件次，地区${ofRegion.size}个，技术${ofTechnology.size}个`, ...(strong ? [`例：${strong.cells[0]!.value} ${strong.cells[1]!.value}，${strong.cells[2]!.value}件，RTA＝${strong.cells[3]!.exact}，RSI＝${strong.cells[4]!.exact}`] : [])],
    columns: [
      { id: 'region', label: '地区', kind: 'text' }, { id: 'technology', label: '技术', kind: 'text' }, { id: 'n', label: '件数', kind: 'count' },
      { id: 'rta', label: 'RTA', kind: 'index' }, { id: 'rsi', label: 'RSI', kind: 'index' },
    ],
    ...some(lines, of.most), over: rows.length,
  }
}
