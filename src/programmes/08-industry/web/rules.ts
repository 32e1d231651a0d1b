import type { Rule } from '../kinds.ts'

/** Rules as people type them, one a line: 正极：正极、阴极材料、H01M4. What reads like a class is one. */
export function readRules(text: string): Rule[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', rest = ''] = /^\s*([^：:]+)[：:]?(.*)$/.exec(line) ?? []
    const words = (rest.trim() ? rest : name).split(/[、，,；;]/).map((w) => w.trim()).filter(Boolean)
    return name.trim() ? [{ name: name.trim(), terms: words.filter((w) => !isClass.test(w)), ipc: words.filter((w) => isClass.test(w)) }] : []
  })
}
const isClass = /^[A-H]\d{2}[A-Z]?\s?[\d/]*$/i

export interface TreeLine { no: number; parent: number | null; name: string; terms: string[]; ipc: string[] }
/** A tree as people type it: one node a line, deeper by two spaces (or one that is two wide). */
export function readTree(text: string): TreeLine[] {
  const above: { depth: number; no: number }[] = []
  let no = 0
  return text.split('\n').flatMap((line): TreeLine[] => {
    const [rule] = readRules(line)
    if (!rule) return []
    const depth = [.../^\s*/.exec(line)![0]].reduce((wide, c) => wide + (c === '　' || c === '\t' ? 2 : 1), 0)
    while (above.length && above.at(-1)!.depth >= depth) above.pop()
    no += 1
    const parent = above.at(-1)?.no ?? null
    above.push({ depth, no })
    return [{ no, parent, name: rule.name, terms: /[：:]/.test(line) ? [...rule.terms ?? []] : [], ipc: [...rule.ipc ?? []] }]
  })
}
export const writeTree = (tree: readonly (TreeLine & { level: number })[]): string =>
  tree.map((n) => `${'  '.repeat(n.level - 1)}${n.name}${n.terms.length + n.ipc.length ? `：${[...n.terms, ...n.ipc].join('、')}` : ''}`).join('\n')
export const writeRules = (rules: readonly Rule[]): string => rules.map((r) => `${r.name}：${[...r.terms ?? [], ...r.ipc ?? []].join('、')}`).join('\n')
