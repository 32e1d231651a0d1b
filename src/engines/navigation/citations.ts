import { compareRatio, mulRatio, ratio, type Ratio, showRatio } from '../../kernel/index.ts'
import { counted, exactly, type Figure, groupKeys, holderSpellings, inCodeOrder, type NavigationRow, numbered, shared, some, words } from './types.ts'

/** The applications most cited by others. */
export function citationLeaders(rows: readonly NavigationRow[], most: number): Figure {
  const ranked = rows.filter((row) => row.citedBy > 0).sort(byCitations)
  return {
    id: 'citations', title: '高被引专利', definition: '按库内被引次数（引用它的申请件数）从多到少；同次数的按申请号。被引次数随时间积累，新近申请天然偏少。',
    say: ranked[0] ? `被引最多的一件被引${ranked[0].citedBy}次` : '没有被引记录', steps: [`${rows.length}件中被引过的${ranked.length}件`],
    columns: [
      { id: 'key', label: '申请', kind: 'text' }, { id: 'holder', label: '第一申请人', kind: 'text' }, { id: 'filed', label: '申请日', kind: 'text' },
      { id: 'cited', label: '被引次数', kind: 'index' }, { id: 'n', label: '件', kind: 'count' },
    ],
    ...some(ranked.map((row) => ({ id: row.key, cells: [words(row.key), words(row.applicants[0]?.name ?? ''), words(row.filed ?? ''), numbered(row.citedBy), counted([row.key])] })), most),
    over: rows.length,
  }
}
const byCitations = (a: NavigationRow, b: NavigationRow) => b.citedBy - a.citedBy || inCodeOrder(a.key, b.key)

/** The most cited part of the applications; whoever is cited as often as the last of them belongs to it too. */
export function topCited(rows: readonly NavigationRow[], part: Ratio): NavigationRow[] {
  const cited = rows.filter((row) => row.citedBy > 0).sort(byCitations)
  const wanted = Number((BigInt(rows.length) * part.part + part.whole - 1n) / part.whole)
  const least = cited[Math.min(wanted, cited.length) - 1]?.citedBy
  return least === undefined ? [] : cited.filter((row) => row.citedBy >= least)
}

/** 专利控制力: a holder's share of the most cited, weighted by how many offices its families reach against the average. */
export function control(rows: readonly NavigationRow[], part: Ratio, most: number): Figure {
  const name = holderSpellings(rows), top = topCited(rows, part)
  const reach = new Map<string, Set<string>>()
  for (const row of rows) reach.set(row.family ?? row.key, (reach.get(row.family ?? row.key) ?? new Set<string>()).add(row.office))
  const width = (row: NavigationRow) => reach.get(row.family ?? row.key)!.size
  const byKey = new Map(top.map((row) => [row.key, row]))
  const widths = (keys: readonly string[]) => keys.reduce((sum, key) => sum + width(byKey.get(key)!), 0)
  const all = top.reduce((sum, row) => sum + width(row), 0)
  const lines = [...groupKeys(top, (row) => row.applicants.map((a) => name(a.name)))].map(([id, keys]) => {
    const share = ratio(keys.length, top.length), wide = mulRatio(ratio(widths(keys), keys.length), ratio(top.length, all))
    return { id, keys, share, wide, power: mulRatio(share, wide) }
  }).sort((a, b) => compareRatio(b.power, a.power) || inCodeOrder(a.id, b.id))
  return {
    id: 'control', title: '专利控制力',
    definition: `高被引专利为被引次数居前${showRatio(mulRatio(part, ratio(100, 1)))}%的（与最后一件同次数的一并计入，从未被引的不计）。控制力＝该申请人占高被引专利的比例×（其高被引专利的平均同族局数÷全部高被引专利的平均同族局数）。只看本次检索到的同族。`,
    say: lines[0] ? `控制力最强的是${lines[0].id}，${showRatio(lines[0].power)}` : '没有被引记录，无法计算',
    steps: [`高被引专利${top.length}件，同族局数合计${all}`, ...lines.slice(0, 3).map((line) => `${line.id}：${line.keys.length}÷${top.length}×（${widths(line.keys)}/${line.keys.length}）÷（${all}/${top.length}）＝${showRatio(line.power)}`)],
    columns: [
      { id: 'name', label: '申请人', kind: 'text' }, { id: 'n', label: '高被引专利', kind: 'count' }, { id: 'share', label: '占高被引', kind: 'share' },
      { id: 'width', label: '同族局数（相对平均）', kind: 'index' }, { id: 'power', label: '控制力', kind: 'index' },
    ],
    ...some(lines.map((line) => ({ id: line.id, cells: [words(line.id), counted(line.keys), shared(line.keys, top.length), exactly(line.wide, line.keys), exactly(line.power, line.keys)] })), most),
    over: rows.length,
  }
}
