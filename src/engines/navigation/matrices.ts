import { compareRatio, fold, ratio, type Ratio, showRatio } from '../../kernel/index.ts'
import { isDomestic } from './holders.ts'
import { counted, type Figure, type Line, type NavigationRow, shared, words } from './types.ts'

/** A technique, an effect or a node of the chain: the words or the classes by which an application belongs to it. */
export interface Rule { name: string; terms?: readonly string[]; ipc?: readonly string[] }

/** Which of the rules an application falls under: any of their words in title or abstract, or any class that begins so. */
export function reader(rules: readonly Rule[]): (row: NavigationRow) => number[] {
  const folded = rules.map((rule) => ({ terms: (rule.terms ?? []).map(folding).filter(Boolean), ipc: (rule.ipc ?? []).map((s) => s.replaceAll(' ', '').toUpperCase()).filter(Boolean) }))
  return (row) => {
    const text = folding(row.text ?? '')
    return folded.flatMap((rule, i) => (rule.terms.some((term) => text.includes(term)) || rule.ipc.some((head) => row.ipc.some((symbol) => symbol.startsWith(head))) ? [i] : []))
  }
}
/** What a person said of one application and one cell, against what words and classes say; without an effect, of a node of the chain. */
export interface Placed { node: string; effect?: string; key: string; belongs: boolean }
export const cellOf = ({ node, effect }: Pick<Placed, 'node' | 'effect'>): string => JSON.stringify(effect === undefined ? [node] : [node, effect])

/** Puts into each cell what people put there and takes out what they took out; says how much of it there is, and what it could not place. */
function byHand(cells: ReadonlyMap<string, string[]>, rows: readonly NavigationRow[], placed: readonly Placed[]): string[] {
  if (placed.length === 0) return []
  const present = new Set(rows.map((row) => row.key))
  let put = 0, taken = 0, off = 0
  for (const p of placed) {
    const keys = cells.get(cellOf(p)), at = keys?.indexOf(p.key) ?? -1
    if (!keys || !present.has(p.key)) off += 1
    else if (p.belongs && at < 0) { keys.push(p.key); put += 1 }
    else if (!p.belongs && at >= 0) { keys.splice(at, 1); taken += 1 }
  }
  return [`人工归类：加入${put}件次，移出${taken}件次${off ? `；另有${off}条所指的专利不在本次检索中或格已不在矩阵中，不计` : ''}`]
}

const folding = (text: string) => fold(text).toLowerCase()

/** Which technique is used to what effect: applications in each crossing, by words and classes and by hand. */
export function techniqueEffect(rows: readonly NavigationRow[], techniques: readonly Rule[], effects: readonly Rule[], placed: readonly Placed[] = []): Figure {
  const rulesOf = reader([...techniques, ...effects]), width = techniques.length
  const crossing = techniques.map(() => effects.map((): string[] => []))
  for (const row of rows) {
    const under = rulesOf(row), effectsHere = under.filter((i) => i >= width)
    for (const t of under) if (t < width) for (const e of effectsHere) crossing[t]![e - width]!.push(row.key)
  }
  const notes = byHand(new Map(techniques.flatMap((t, i) => effects.map((e, j) => [cellOf({ node: t.name, effect: e.name }), crossing[i]![j]!] as const))), rows, placed)
  const empty = techniques.flatMap((t, i) => effects.filter((_, j) => crossing[i]![j]!.length === 0).map((e) => `${t.name}—${e.name}`))
  return {
    id: 'technique-effect', title: '技术功效矩阵',
    definition: '按所给的词或分类号，把每件归入技术手段和功效；标题或摘要中出现任一个词，或有以所给分类号开头的，即归入，人工可加入或移出。同时归入某技术和某功效的，在交叉格计一件；一件可以落入多格。',
    say: empty.length ? `空白交叉${empty.length}格：${empty.slice(0, 5).join('、')}${empty.length > 5 ? '等' : ''}` : '没有空白交叉',
    steps: [`${rows.length}件中落入矩阵的${new Set(crossing.flat(2)).size}件`, ...techniques.map((t) => `${t.name}：${[...(t.terms ?? []), ...(t.ipc ?? [])].join('、')}`), ...effects.map((e) => `${e.name}：${[...(e.terms ?? []), ...(e.ipc ?? [])].join('、')}`)],
    ...(notes.length ? { notes } : {}),
    columns: [{ id: 'technique', label: '技术手段', kind: 'text' }, ...effects.map((e) => ({ id: e.name, label: e.name, kind: 'count' as const }))],
    lines: techniques.map((t, i) => ({ id: t.name, cells: [words(t.name), ...crossing[i]!.map(counted)] })),
    over: rows.length,
  }
}

export interface GapRules {
  /** Applications below which a node is missing at a level. */
  least: number
  /** A level is strong from this relation on: its share of the level above in the node, against its share in the whole chain. */
  strong: Ratio
}
export interface Home { province: { code: string; name: string }; city?: { code: string; name: string } }
export type Strength = 'strong' | 'weak' | 'missing'
export const strengthWords: Record<Strength, string> = { strong: '强', weak: '弱', missing: '缺' }

/** Node of the chain × where the applicants are: what is strong, weak or missing. */
export function gaps(rows: readonly NavigationRow[], chain: readonly Rule[], home: Home, rules: GapRules, placed: readonly Placed[] = []): Figure {
  const nodesOf = reader(chain)
  const within = (head: string) => (row: NavigationRow) => row.applicants[0]?.region?.startsWith(head) ?? false
  const levels = [
    { id: 'global', name: '全球', holds: () => true }, { id: 'national', name: '全国', holds: isDomestic },
    { id: 'province', name: home.province.name, holds: within(home.province.code.slice(0, 2)) },
    ...(home.city ? [{ id: 'city', name: home.city.name, holds: within(home.city.code.slice(0, 4)) }] : []),
  ]
  const inNode = chain.map((): string[] => [])
  for (const row of rows) for (const node of nodesOf(row)) inNode[node]!.push(row.key)
  const notes = byHand(new Map(chain.map((rule, n) => [cellOf({ node: rule.name }), inNode[n]!])), rows, placed)
  const held = levels.map((level) => new Set(rows.filter(level.holds).map((row) => row.key)))
  const keys = inNode.map((those) => levels.map((_, l) => those.filter((key) => held[l]!.has(key))))
  const whole = levels.map((_, l) => chain.reduce((sum, _node, n) => sum + keys[n]![l]!.length, 0))
  const judged = chain.map((_, n) => levels.map((_level, l) => strengthOf(keys[n]!.map((k) => k.length), whole, l, chain.length, rules)))
  const missing = chain.filter((_, n) => judged[n]!.at(-1)!.strength === 'missing').map((rule) => rule.name)
  const lines: Line[] = chain.map((rule, n) => ({
    id: rule.name,
    cells: [words(rule.name), ...levels.flatMap((_, l) => [counted(keys[n]![l]!), { value: strengthWords[judged[n]![l]!.strength], keys: keys[n]![l]! }, ...(l > 0 ? [shared(keys[n]![l]!, keys[n]![l - 1]!.length)] : [])])],
  }))
  return {
    id: 'gaps', title: '产业链强弱缺矩阵',
    definition: `一件按所给的词或分类号归入产业链环节，可归入几个，人工可加入或移出；层级按第一申请人所在地。件数不足${rules.least}件为缺；全国、省、市一级，该环节占上一级的比例不低于全链占上一级比例的${showRatio(rules.strong)}倍为强，全球一级没有上一级，与各环节平均件数比；其余为弱。`,
    say: missing.length ? `${levels.at(-1)!.name}缺：${missing.join('、')}` : `${levels.at(-1)!.name}各环节都不缺`,
    steps: [...levels.map((level, l) => `${level.name}：全链${whole[l]}件次`), ...chain.map((rule, n) => `${rule.name}：${levels.map((level, l) => `${level.name}${keys[n]![l]!.length}件${judged[n]![l]!.why}，${strengthWords[judged[n]![l]!.strength]}`).join('；')}`)],
    ...(notes.length ? { notes } : {}),
    columns: [
      { id: 'node', label: '产业链环节', kind: 'text' },
      ...levels.flatMap((level, l) => [{ id: `${level.id}-n`, label: `${level.name}件数`, kind: 'count' as const }, { id: level.id, label: level.name, kind: 'text' as const }, ...(l > 0 ? [{ id: `${level.id}-share`, label: `占${levels[l - 1]!.name}`, kind: 'share' as const }] : [])]),
    ],
    lines, over: rows.length,
  }
}

/** How strong a level is in one node, from the counts of the node at all levels and of the whole chain. */
export function strengthOf(node: readonly number[], whole: readonly number[], level: number, nodes: number, rules: GapRules): { strength: Strength; why: string } {
  const n = node[level]!
  if (n < rules.least) return { strength: 'missing', why: '' }
  const [here, there] = level === 0 ? [ratio(n, 1), ratio(whole[0]!, nodes)] : [ratio(n, node[level - 1]!), ratio(whole[level]!, whole[level - 1]!)]
  const relation = ratio(here.part * there.whole, here.whole * there.part)
  return { strength: compareRatio(relation, rules.strong) >= 0 ? 'strong' : 'weak', why: `（相对${showRatio(relation)}）` }
}
