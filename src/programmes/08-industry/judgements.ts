import { type Group, type Placed, type Rule } from '../../engines/navigation/index.ts'
import { type Day, type Instant, no, type Result, showRatio, yes } from '../../kernel/index.ts'
import { type Db, rows } from '../../platform/db/index.ts'
import { countsHolders, type FigureKind, type FigureOptions, isMatrix, type Thresholds } from './kinds.ts'
import { gapLeast, gapStrong } from './parameters.ts'

/** What people of a project said beside what the records say: as it stands, each with who, when and why. */
export interface PlacedLine { node: string; effect: string | null; key: string; belongs: boolean; why: string; by: string; at: Instant }
export interface GroupLine { name: string; of: { name: string; why: string; by: string; at: Instant }[] }
export interface ThresholdLine { least: number; strong: string; own: { why: string; by: string; day: Day } | null }
export interface Effects { rules: Rule[]; by: string | null; at: Instant | null }
export interface TreeNode { no: number; parent: number | null; level: number; name: string; terms: readonly string[]; ipc: readonly string[] }

export async function effectsOf(db: Db, room: string): Promise<Effects> {
  const found = await rows<{ name: string; terms: string[]; ipc: string[]; by: string; at: Instant }>(db, 'select name, terms, ipc, by_name as by, at from navigation_effect where room_id = $1 order by no', [room])
  return { rules: found.map(({ name, terms, ipc }) => ({ name, terms, ipc })), by: found[0]?.by ?? null, at: found[0]?.at ?? null }
}
/** The last word on each application and cell; where it was taken back, none. */
export async function placedOf(db: Db, room: string): Promise<PlacedLine[]> {
  return rows<PlacedLine>(db, `select node, effect, key, belongs, why, by_name as by, at from (
    select distinct on (node, effect, key) * from navigation_placing where room_id = $1 order by node, effect, key, id desc) said where belongs is not null order by id desc`, [room])
}
export async function groupsOf(db: Db, room: string): Promise<GroupLine[]> {
  const found = await rows<{ name: string; group_name: string; why: string; by: string; at: Instant }>(db, `select name, group_name, why, by_name as by, at from (
    select distinct on (folded) * from navigation_group where room_id = $1 order by folded, id desc) said where group_name is not null order by id`, [room])
  return [...Map.groupBy(found, (g) => g.group_name)].map(([name, of]) => ({ name, of: of.map(({ name: member, why, by, at }) => ({ name: member, why, by, at })) }))
}
export async function thresholdsOf(db: Db, room: string, today: Day): Promise<ThresholdLine> {
  const [own] = await rows<{ least: number | null; strong: string | null; why: string; by: string; day: Day }>(db, 'select least, strong, why, by_name as by, on_day as day from navigation_threshold where room_id = $1 order by id desc limit 1', [room])
  return own && own.least !== null && own.strong !== null
    ? { least: own.least, strong: own.strong, own: { why: own.why, by: own.by, day: own.day } }
    : { least: gapLeast.on(today), strong: showRatio(gapStrong.on(today)), own: null }
}

/** The tree at one level as rules: a node stands for its own words and classes and for those below it; nodes of one name are told apart by what they stand under. */
export function chainOf(tree: readonly TreeNode[], level: number): Rule[] {
  const below = (of: number): TreeNode[] => tree.filter((n) => n.parent === of).flatMap((n) => [n, ...below(n.no)])
  const those = tree.filter((n) => n.level === level)
  return those.map((n) => ({
    name: those.some((other) => other !== n && other.name === n.name) ? `${tree.find((p) => p.no === n.parent)?.name ?? n.no}—${n.name}` : n.name,
    terms: [...new Set([n, ...below(n.no)].flatMap((x) => x.terms))], ipc: [...new Set([n, ...below(n.no)].flatMap((x) => x.ipc))],
  }))
}

/**
 * What a figure of a room is made with today: its tree, its effects, its list of groups, what was sorted by hand and its thresholds, all
 * written into the figure. Rules that were given with the figure itself stay as given.
 */
export async function optionsNow(db: Db, room: { id: string; city: string | null }, kind: FigureKind, given: FigureOptions, today: Day): Promise<Result<FigureOptions>> {
  const { groups: _, placed: __, thresholds: ___, ...asked } = given
  if (countsHolders(kind)) {
    const groups = (await groupsOf(db, room.id)).map(({ name, of }): Group => ({ name, of: of.map((line) => line.name) }))
    return yes(groups.length ? { ...asked, groups } : asked)
  }
  if (!isMatrix(kind)) return yes(asked)
  const level = asked.level ?? (asked.chain ?? asked.techniques ? undefined : 2)
  const rules = level === undefined ? undefined : chainOf(await rows<TreeNode>(db, 'select no, parent, level, name, terms, ipc from navigation_node where room_id = $1 order by no', [room.id]), level)
  if (rules?.length === 0) return no({ code: 'no-chain', at: 'level', say: '技术分解表还没有这一级的节点，先写分解表' })
  const placed = (await placedOf(db, room.id)).filter((p) => (kind === 'gaps' ? p.effect === null : p.effect !== null)).map((p): Placed => ({ node: p.node, key: p.key, belongs: p.belongs, ...(p.effect === null ? {} : { effect: p.effect }) }))
  const both = { ...asked, ...(level === undefined ? {} : { level }), ...(placed.length ? { placed } : {}) }
  if (kind === 'gaps') {
    const { least, strong, own } = await thresholdsOf(db, room.id, today)
    const thresholds: Thresholds | undefined = own ? { least, strong, ...own } : undefined
    return yes({ ...both, ...(rules ? { chain: rules } : {}), ...(rules && room.city ? { city: room.city } : {}), ...(thresholds ? { thresholds } : {}) })
  }
  const effects = rules ? (await effectsOf(db, room.id)).rules : asked.effects ?? []
  if (effects.length === 0) return no({ code: 'no-effects', at: 'kind', say: '还没有功效词，先在“矩阵归类”里写功效词' })
  return yes({ ...both, ...(rules ? { techniques: rules } : {}), effects })
}
