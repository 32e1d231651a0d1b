import { type Ratio, ratio, showPercent, showRatio } from '../../kernel/index.ts'
import { counted, exactly, type Figure, groupKeys, holderSpellings, inCodeOrder, largestFirst, type NavigationRow, numbered, shared, some, words } from './types.ts'

const kindWords: Record<string, string> = { enterprise: '企业', university: '高校', institute: '科研院所', person: '个人', other: '其他' }

/** Who files, the largest first. */
export function applicants(rows: readonly NavigationRow[], most: number): Figure {
  const name = holderSpellings(rows)
  const groups = groupKeys(rows, (row) => row.applicants.map((a) => name(a.name)))
  const kinds = new Map(rows.flatMap((row) => row.applicants.map((a) => [name(a.name), a.kind] as const)))
  const granted = new Set(rows.filter((row) => row.status === 'granted').map((row) => row.key))
  const ranked = largestFirst(groups)
  return {
    id: 'applicants', title: '申请人排名',
    definition: '按申请人名称（全半角、括号、空格不同视为同一名称）计件；共同申请的，每个申请人各计一件，因此各行相加可大于总件数。母子公司只按合并名单合并。',
    say: ranked[0] ? `申请人${ranked.length}个，最多的是${ranked[0][0]}，${ranked[0][1].length}件` : '没有申请人',
    steps: [`${rows.length}件申请，申请人${ranked.length}个`],
    columns: [
      { id: 'name', label: '申请人', kind: 'text' }, { id: 'kind', label: '类型', kind: 'text' }, { id: 'n', label: '申请量', kind: 'count' },
      { id: 'share', label: '占全部', kind: 'share' }, { id: 'valid', label: '其中有效', kind: 'count' },
    ],
    ...some(ranked.map(([id, keys]) => ({
      id, cells: [words(id), words(kindWords[kinds.get(id)!] ?? '其他'), counted(keys), shared(keys, rows.length), counted(keys.filter((key) => granted.has(key)))],
    })), most),
    over: rows.length,
  }
}

/**
 * How much lies in few hands. CR_n is the share of applications in which one of the n largest takes part, each counted once;
 * for HHI each application is split evenly among its applicants, so that the shares add up to one.
 */
export function concentration(rows: readonly NavigationRow[], sizes: readonly number[] = [1, 3, 5, 10]): Figure {
  const name = holderSpellings(rows)
  const those = rows.map((row) => ({ key: row.key, holders: [...new Set(row.applicants.map((a) => name(a.name)))] })).filter((row) => row.holders.length > 0)
  const ranked = largestFirst(groupKeys(rows, (row) => row.applicants.map((a) => name(a.name))))
  const lines = sizes.filter((n) => n <= ranked.length).map((n) => {
    const top = new Set(ranked.slice(0, n).map(([id]) => id))
    const keys = those.filter((row) => row.holders.some((h) => top.has(h))).map((row) => row.key)
    return { id: `CR${n}`, cells: [words(`CR${n}`), words(`前${n}名申请人参与的申请`), shared(keys, those.length)] }
  })
  const hhi = those.length > 0 ? herfindahl(those.map((row) => row.holders)) : undefined
  const largest = lines.at(-1)
  return {
    id: 'concentration', title: '集中度',
    definition: 'CR_n＝前n名申请人参与的申请件数（一件只计一次）÷有申请人的全部件数；名次按申请量，相同的按名称。HHI＝各申请人份额的平方和，共同申请的一件在申请人之间平分，份额合计为1。',
    say: hhi && largest ? `${largest.id}为${showPercent(ratio(largest.cells[2]!.keys!.length, those.length))}，HHI为${(Number(hhi.part) / Number(hhi.whole)).toFixed(4)}` : '没有申请人',
    steps: [
      `有申请人的${those.length}件，申请人${ranked.length}个${rows.length > those.length ? `；${rows.length - those.length}件没有申请人，不计` : ''}`,
      ...lines.map((line) => `${line.id}＝${line.cells[2]!.keys!.length}÷${those.length}`), ...(hhi ? [`HHI＝${showRatio(hhi)}`] : []),
    ],
    columns: [{ id: 'measure', label: '指标', kind: 'text' }, { id: 'of', label: '含义', kind: 'text' }, { id: 'value', label: '数值', kind: 'index' }],
    lines: [...lines, ...(hhi ? [{ id: 'HHI', cells: [words('HHI'), words('赫芬达尔指数，1为一家独占'), exactly(hhi)] }] : [])],
    over: rows.length,
  }
}

/** Every share has the same whole, so the squares are added as whole numbers and divided once. */
function herfindahl(holdersOf: readonly (readonly string[])[]): Ratio {
  const common = [...new Set(holdersOf.map((h) => h.length))].reduce((l, n) => (l * BigInt(n)) / gcd(l, BigInt(n)), 1n)
  const parts = new Map<string, bigint>()
  for (const holders of holdersOf) for (const h of holders) parts.set(h, (parts.get(h) ?? 0n) + common / BigInt(holders.length))
  const whole = common * BigInt(holdersOf.length)
  let squares = 0n
  for (const part of parts.values()) squares += part * part
  return ratio(squares, whole * whole)
}
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))

/** Where the first applicant sits: at home, in another country, unknown. */
export function origins(rows: readonly NavigationRow[], countryName: (code: string) => string, most: number): Figure {
  const groups = groupKeys(rows, (row) => [countryOf(row) ?? 'unknown'])
  const known = rows.length - (groups.get('unknown')?.length ?? 0)
  const foreign = rows.filter(isForeign).map((row) => row.key)
  return {
    id: 'origins', title: '申请人来源国家和地区（国外占比）',
    definition: '按第一申请人的国家或地区计件；没有国别的单列，不计入分母。国外占比＝第一申请人不在中国的件数÷有国别的件数；港澳台各自单列，不计作国外。',
    say: known ? `国外占${showPercent(ratio(foreign.length, known))}（${foreign.length}/${known}件）` : '没有国别数据',
    steps: [`${rows.length}件中有国别的${known}件`, `国外${foreign.length}件`],
    columns: [{ id: 'country', label: '国家或地区', kind: 'text' }, { id: 'n', label: '申请量', kind: 'count' }, { id: 'share', label: '占有国别的', kind: 'share' }],
    ...some([
      ...largestFirst(groups).filter(([id]) => id !== 'unknown').map(([id, keys]) => ({ id, cells: [words(countryName(id)), counted(keys), shared(keys, known)] })),
      ...(groups.has('unknown') ? [{ id: 'unknown', cells: [words('没有国别'), counted(groups.get('unknown')!), { value: null }] }] : []),
    ], most),
    over: rows.length,
  }
}
/** Hong Kong, Macao and Taiwan have letters of their own in ST.3 and are no foreign countries. */
const home = new Set(['CN', 'HK', 'MO', 'TW'])
/** Whoever has a code of GB/T 2260 sits in China, also where the record names no country. */
const countryOf = (row: NavigationRow): string | undefined => row.applicants[0]?.country ?? (row.applicants[0]?.region ? 'CN' : undefined)
const isForeign = (row: NavigationRow): boolean => { const c = countryOf(row); return c !== undefined && !home.has(c) }
export const isDomestic = (row: NavigationRow): boolean => { const c = countryOf(row); return c !== undefined && home.has(c) }

/** What applicants at home protect abroad: of their families, those with a member at another office. */
export function abroad(rows: readonly NavigationRow[], most: number): Figure {
  const name = holderSpellings(rows), domestic = rows.filter(isDomestic)
  const keys = groupKeys(domestic, (row) => [row.family ?? row.key])
  const offices = new Map<string, Set<string>>(), holder = new Map<string, string>()
  for (const row of domestic) {
    const family = row.family ?? row.key
    offices.set(family, (offices.get(family) ?? new Set<string>()).add(row.office))
    if (!holder.has(family)) holder.set(family, name(row.applicants[0]!.name))
  }
  const outside = (family: string) => [...offices.get(family)!].some((office) => office !== 'CN')
  const families = [...offices.keys()], gone = families.filter(outside)
  const by = new Map<string, { all: string[]; gone: string[] }>()
  for (const family of families) {
    const of = by.get(holder.get(family)!) ?? { all: [], gone: [] }
    by.set(holder.get(family)!, of)
    of.all.push(family)
    if (outside(family)) of.gone.push(family)
  }
  const keysOf = (of: readonly string[]) => of.flatMap((family) => keys.get(family)!)
  return {
    id: 'abroad', title: '国内申请人的海外布局',
    definition: '第一申请人在国内的专利族（没有族号的，一件算一族）中，有一件在中国以外的局（含PCT）提出的，占全部族的比例。只看本次检索到的成员；族归其第一件的第一申请人。',
    say: families.length ? `${showPercent(ratio(gone.length, families.length))}的族有海外布局（${gone.length}/${families.length}族）` : '没有国内申请人的专利族',
    steps: [`国内申请人的专利族${families.length}个`, `其中有海外成员的${gone.length}个`],
    columns: [
      { id: 'name', label: '申请人', kind: 'text' }, { id: 'families', label: '专利族', kind: 'index' },
      { id: 'abroad', label: '有海外成员的族', kind: 'index' }, { id: 'share', label: '占比', kind: 'share' }, { id: 'n', label: '件数', kind: 'count' },
    ],
    ...some([...by].sort((a, b) => b[1].gone.length - a[1].gone.length || b[1].all.length - a[1].all.length || inCodeOrder(a[0], b[0])).map(([id, of]) => ({
      id, cells: [words(id), numbered(of.all.length), numbered(of.gone.length), exactly(ratio(of.gone.length, of.all.length), keysOf(of.gone)), counted(keysOf(of.all))],
    })), most),
    over: rows.length,
  }
}

/** Rights that changed hands: from whom to whom. */
export function transfers(rows: readonly NavigationRow[], most: number): Figure {
  const pairs = new Map<string, { from: string; to: string; keys: Set<string>; last: string }>()
  const moved = new Set<string>()
  for (const row of rows) {
    for (const transfer of row.transfers) {
      for (const from of transfer.from) for (const to of transfer.to) {
        if (transfer.from.includes(to)) continue
        const id = JSON.stringify([from, to])
        const pair = pairs.get(id) ?? { from, to, keys: new Set<string>(), last: transfer.day }
        pairs.set(id, pair)
        pair.keys.add(row.key)
        if (transfer.day > pair.last) pair.last = transfer.day
        moved.add(row.key)
      }
    }
  }
  const ranked = [...pairs].sort((a, b) => b[1].keys.size - a[1].keys.size || inCodeOrder(a[0], b[0]))
  return {
    id: 'transfers', title: '转让流向',
    definition: '按法律状态中的权利转移，从每个转让人到每个新加入的受让人各计一次；同一件在两者之间多次往来计一件。变更前后都在的权利人不计。',
    say: moved.size ? `${moved.size}件发生过转让，占${showPercent(ratio(moved.size, rows.length))}` : '没有转让记录',
    steps: [`${rows.length}件中${moved.size}件有转让`, `流向${ranked.length}条`],
    columns: [{ id: 'from', label: '转让人', kind: 'text' }, { id: 'to', label: '受让人', kind: 'text' }, { id: 'n', label: '件数', kind: 'count' }, { id: 'last', label: '最近一次', kind: 'text' }],
    ...some(ranked.map(([id, pair]) => ({ id, cells: [words(pair.from), words(pair.to), counted([...pair.keys]), words(pair.last)] })), most),
    over: rows.length,
  }
}
