import { deadlinesIn } from './deadlines.ts'
import { fold } from './fold.ts'
import type { Role } from './types.ts'
import { leadFirst, readSaid } from './units.ts'

/** A list as it is kept, to be written out. */
export interface Written {
  title: string
  year: number | null
  docNumber: string | null
  sections: { id: string; number: string | null; title: string; parent: string | null }[]
  tasks: { id: string; number: string | null; title: string; section: string | null; parent: string | null; measures: string; units: { text: string; role: Role }[]; unitsPrinted: string; deadlines: string[]; scope: string | null }[]
}

/** A list as a table: what stands above it, its columns, and its rows, of which a section's runs over all columns. */
export interface LaidOut {
  title: string
  /** Number and year where the title does not say them. */
  under: string[]
  columns: string[]
  rows: ({ section: string; cells?: never } | { cells: string[]; section?: never })[]
}

const leadRule = '（列首位的为牵头单位）'

/** Lays a list out as 任务清单｜落实举措｜责任部门, with further columns only where a deadline, a scope or the task above cannot be read from the words; reading it again gives the same list. */
export function layOut(list: Written): LaidOut {
  const firstLeads = list.tasks.some((t) => t.units.length > 0) && list.tasks.every((t) => t.units.length === 0 || reads(t, true)) && !list.tasks.every((t) => reads(t, false))
  const hasDue = list.tasks.some((t) => !same(t.deadlines, deadlinesIn(`${t.title}。${t.measures}`)))
  const hasScope = list.tasks.some((t) => t.scope)
  const hasParents = list.tasks.some((t) => t.parent !== null)
  const columns = ['任务清单', '落实举措', `责任部门${firstLeads ? leadRule : ''}`, ...(hasDue ? ['完成时限'] : []), ...(hasScope ? ['适用范围'] : []), ...(hasParents ? ['上级任务'] : [])]
  const rows: LaidOut['rows'] = []
  let next = 0
  for (const t of list.tasks) {
    const until = list.sections.findIndex((s) => s.id === t.section)
    for (; next <= until; next++) rows.push({ section: headOf(list, next) })
    rows.push({ cells: [
      headingOf(t), t.measures, cellOf(t, firstLeads),
      ...(hasDue ? [same(t.deadlines, deadlinesIn(`${t.title}。${t.measures}`)) ? '' : t.deadlines.join('；')] : []), ...(hasScope ? [t.scope ?? ''] : []),
      ...(hasParents ? [headingOf(list.tasks.find((above) => above.id === t.parent))] : []),
    ] })
  }
  for (; next < list.sections.length; next++) rows.push({ section: headOf(list, next) })
  const saysYear = /(?:19|20)\d\d/.test(fold(`${list.title}${list.docNumber ?? ''}`))
  return { title: list.title, under: [...(list.docNumber ? [list.docNumber] : []), ...(list.year && !saysYear ? [`（${list.year}年）`] : [])], columns, rows }
}

function headOf(list: Written, at: number): string {
  const s = list.sections[at]!
  if (!s.number) return s.title
  const inside = s.parent !== null
  return /^\d/.test(s.number) ? `${s.number}.${inside ? '' : ' '}${s.title}` : inside ? `（${s.number}）${s.title}` : `${s.number}、${s.title}`
}

const headingOf = (t: Written['tasks'][number] | undefined): string => (t ? `${numberOf(t)}${t.title}` : '')

/** 1.标题 or （一）标题; a blank parts the number from a title that begins with a figure. */
function numberOf({ number, title }: Written['tasks'][number]): string {
  if (number === null) return ''
  return /^\d+$/.test(number) ? `${number}.${/^\d/.test(fold(title)) ? ' ' : ''}` : /^\d/.test(number) ? `${number} ` : `（${number}）`
}

/** Whether the units as printed say by themselves who they are and in what role. */
function reads(t: Written['tasks'][number], firstLeads: boolean): boolean {
  const { units } = readSaid(t.unitsPrinted)
  if (firstLeads) leadFirst(units)
  return units.length === t.units.length && units.every((u, i) => u.text === t.units[i]!.text && u.role === t.units[i]!.role)
}

/** A title alone in its row would be read as a section: the dash says that nobody is named. */
const cellOf = (t: Written['tasks'][number], firstLeads: boolean): string => (reads(t, firstLeads) ? t.unitsPrinted : unitsOf(t.units)) || (t.measures ? '' : '—')

const noted: Record<Role, string> = { lead: '（牵头）', cooperate: '（配合）', responsible: '' }
const unitsOf = (units: Written['tasks'][number]['units']): string => units.map((u) => `${u.text}${noted[u.role]}`).join('、')
const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((x, i) => x === b[i])
