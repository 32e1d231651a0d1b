import type { Oddity, Range, Role, Rule, Section, Task, Unit } from './types.ts'
import type { Said } from './units.ts'

/** A reading in the making: what is found is added here, in the order of the document. */
export interface Draft {
  text: string
  folded: string
  sections: Section[]
  tasks: Task[]
  oddities: Oddity[]
  rules: Rule[]
  /** Text that has found its place. */
  used: Range[]
  /** Sections of tables and of text around them share one line of succession. */
  section: string | null
  lineAt: (at: number) => number
}

export function newDraft(text: string, folded: string): Draft {
  const starts = [0]
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  const lineAt = (at: number): number => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= at) low = middle + 1
      else high = middle
    }
    return low
  }
  return { text, folded, sections: [], tasks: [], oddities: [], rules: [], used: [], section: null, lineAt }
}

export function addSection(draft: Draft, number: string | null, title: string, parent: string | null, source: Range): string {
  const id = `s${draft.sections.length + 1}`
  draft.sections.push({ id, number, title: title.trim().replace(/[。：:；;]+$/, ''), parent, source: { from: source.from, to: source.to } })
  draft.used.push(source)
  return id
}

export interface Found {
  number: string | null
  numberPrinted: string | null
  title: string
  section: string | null
  parent: string | null
  measures: string
  said: Said[]
  unitsPrinted: string
  deadlines: string[]
  source: Range
  used?: Range[]
}

export function addTask(draft: Draft, found: Found): Task {
  const units: Unit[] = []
  for (const said of found.said) {
    const groups = units.at(-1)?.group ?? 0
    units.push(...said.units.map((u) => ({ ...u, group: u.group + groups })))
    draft.rules.push(...said.rules.filter((r) => !draft.rules.some((known) => known.say === r.say)))
  }
  const scope = found.said.find((s) => s.scope)?.scope ?? null
  const task: Task = {
    id: `t${draft.tasks.length + 1}`, number: found.number, numberPrinted: found.numberPrinted, title: found.title.trim(), section: found.section, parent: found.parent,
    measures: found.measures, units, unitsPrinted: found.unitsPrinted, deadlines: [...new Set([...found.said.flatMap((s) => s.deadlines), ...found.deadlines])], scope,
    source: { from: found.source.from, to: found.source.to, fromLine: draft.lineAt(found.source.from), toLine: draft.lineAt(Math.max(found.source.from, found.source.to - 1)) },
  }
  draft.tasks.push(task)
  draft.used.push(...(found.used ?? [found.source]))
  for (const said of found.said) for (const words of said.unread) {
    draft.oddities.push({ at: nameOf(task, draft.tasks), say: `责任单位处的“${words.slice(0, 40)}”不像单位名称，请核对`, source: found.source })
  }
  return task
}

/** How a person would point at a task: 第18项, 第（五）项, 第（五）项之2. */
export function nameOf(task: Task, tasks: Task[]): string {
  const own = (t: Task): string => t.numberPrinted === null || t.number === null ? `“${t.title.slice(0, 16)}”`
    : /^\d+$/.test(t.number) ? `第${t.number}项` : /^[(（]/.test(t.numberPrinted) ? `第（${t.number}）项` : `第${t.number}项`
  if (task.parent === null) return own(task)
  const parent = tasks.find((t) => t.id === task.parent)
  return parent ? `${own(parent)}之${task.number ?? `“${task.title.slice(0, 12)}”`}` : own(task)
}

export const rolesOf = (units: Unit[]): Set<Role> => new Set(units.map((u) => u.role))
