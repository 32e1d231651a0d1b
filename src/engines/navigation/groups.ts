import { foldName } from '../../kernel/index.ts'
import { inCodeOrder, type NavigationHolder, type NavigationRow } from './types.ts'

/** 合并名单: a group, and the applicants that a person found to belong to it. */
export interface Group { name: string; of: readonly string[] }

/**
 * The applications with each applicant of a group under the group's name, a group once an application, and what a reader must be told
 * of it; nothing is told where none of the applications is touched.
 */
export function underGroups(rows: readonly NavigationRow[], groups: readonly Group[]): { rows: readonly NavigationRow[]; note?: string } {
  const groupOf = new Map(groups.flatMap((g) => g.of.map((name) => [foldName(name), g.name] as const)))
  const folded = new Map<string, string | undefined>(), touched = new Map<string, Set<string>>()
  const groupNamed = (name: string): string | undefined => {
    if (!folded.has(name)) folded.set(name, groupOf.get(foldName(name)))
    return folded.get(name)
  }
  const under = rows.map((row) => {
    if (!row.applicants.some((a) => groupNamed(a.name))) return row
    const applicants = new Map<string, NavigationHolder>()
    for (const a of row.applicants) {
      const group = groupNamed(a.name)
      if (group) touched.set(group, (touched.get(group) ?? new Set()).add(a.name))
      if (!applicants.has(group ?? a.name)) applicants.set(group ?? a.name, group ? { ...a, name: group } : a)
    }
    return { ...row, applicants: [...applicants.values()] }
  })
  if (touched.size === 0) return { rows }
  const said = [...touched].sort(([a], [b]) => inCodeOrder(a, b)).map(([group, names]) => `${group}（${[...names].sort(inCodeOrder).join('、')}）`)
  return { rows: under, note: `按合并名单计申请人：${said.join('；')}` }
}

/** Firms whose names begin alike once place and legal form are taken off: for a person to look into, never a reason by itself. */
export interface Proposal { root: string; names: string[] }

const forms = /(?:集团|控股|股份|有限|责任|总|分|子)*公司$|集团$/
/** Openings that say what kind of thing it is, not whose. */
const common = new Set(['中国', '中华', '全国', '国家'])

export function sharedRoots(names: readonly string[], places: readonly string[]): Proposal[] {
  const longestFirst = [...new Set(places)].filter((p) => p.length > 1).sort((a, b) => b.length - a.length || inCodeOrder(a, b))
  const coreOf = (name: string): string => {
    let core = name.normalize('NFKC').replace(/\([^)]*\)|\s/g, '').replace(/^[^·]{1,8}·/, '').replace(forms, '')
    for (let place: string | undefined; (place = longestFirst.find((p) => core.startsWith(p)));) core = core.slice(place.length).replace(/^[省市区县]/, '')
    return core
  }
  const cores = [...new Map(names.map((name) => [foldName(name), name])).values()].map((name) => ({ name, core: coreOf(name) })).filter(({ core }) => [...core].length >= 2)
  const alike = Map.groupBy(cores, ({ core }) => [...core].slice(0, 2).join(''))
  return [...alike].filter(([head, those]) => those.length > 1 && !common.has(head)).map(([, those]) => ({ root: openingOf(those.map(({ core }) => core)), names: those.map(({ name }) => name).sort(inCodeOrder) }))
    .sort((a, b) => b.names.length - a.names.length || inCodeOrder(a.root, b.root))
}
const openingOf = (texts: readonly string[]): string => {
  const first = texts[0]!
  let n = first.length
  while (!texts.every((t) => t.startsWith(first.slice(0, n)))) n -= 1
  return first.slice(0, n)
}
