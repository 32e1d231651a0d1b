import { type Changed, changes, csvOf, type Figure, type NavigationRow } from '../../engines/navigation/index.ts'
import { answering } from '../../platform/threads/index.ts'
import { figureOf, type FigureRules } from './compute.ts'
import type { FigureKind, FigureOptions } from './kinds.ts'

/** A figure of a set of rows. Rows are sent once, as text; the thread keeps the last sets for the next figure of the same search. */
export type FigureQuestion =
  | { want: 'figure' | 'kept' | 'csv' | 'keys'; set: string; texts?: readonly string[]; kind: FigureKind; options: FigureOptions; rules: FigureRules; line?: string; column?: string }
  | { want: 'changes'; before: KeptText; now: KeptText }
/** A figure as it is kept, both parts as JSON text. */
export interface KeptText { figure: string; keys: string }
/** What is shown; for one that is kept, apart from it, the keys behind each cell as JSON text, which nobody reads before a number is opened. */
export interface FigureDrawn { figure: Shown; beside?: Shown; keys?: string }
export type Shown = Omit<Figure, 'lines'> & { lines: { id: string; cells: { value: string | number | null; exact?: string; opens?: true }[] }[] }
export type FigureAnswer = { lacking: true } | { drawn: FigureDrawn } | { csv: string } | { found: string[] | null } | { changed: Changed[] }

/** Rows of as many records as a large search has are kept; texts make the greater part of them. */
const mostKept = 150_000
const sets = new Map<string, NavigationRow[]>()

answering((of: FigureQuestion): FigureAnswer => {
  if (of.want === 'changes') return { changed: changes(whole(of.before), whole(of.now)) }
  const rows = of.texts ? keep(of.set, of.texts.flatMap((text) => JSON.parse(text) as NavigationRow[])) : sets.get(of.set)
  if (!rows) return { lacking: true }
  const { beside, ...figure } = figureOf(rows, of.kind, of.options, of.rules)
  if (of.want === 'csv') return { csv: csvOf(figure) }
  if (of.want === 'keys') {
    const cell = figure.lines.find((line) => line.id === of.line)?.cells[figure.columns.findIndex((c) => c.id === of.column)]
    return { found: cell?.keys ? [...cell.keys] : null }
  }
  return { drawn: { figure: shown(figure), ...(beside ? { beside: shown(beside) } : {}), ...(of.want === 'kept' ? { keys: JSON.stringify(figure.lines.map((line) => line.cells.map((cell) => cell.keys ?? null))) } : {}) } }
})

function keep(set: string, rows: NavigationRow[]): NavigationRow[] {
  sets.delete(set)
  sets.set(set, rows)
  let kept = [...sets.values()].reduce((n, those) => n + those.length, 0)
  for (const [name, those] of sets) {
    if (kept <= mostKept || name === set) break
    sets.delete(name)
    kept -= those.length
  }
  return rows
}

const shown = (figure: Figure): Shown => ({
  ...figure, lines: figure.lines.map((line) => ({ id: line.id, cells: line.cells.map(({ keys, ...cell }) => (keys?.length ? { ...cell, opens: true } : cell)) })),
})

/** A kept figure with its keys back in their cells. */
function whole({ figure, keys }: KeptText): Figure {
  const table = JSON.parse(figure) as Shown, behind = JSON.parse(keys) as (string[] | null)[][]
  return { ...table, lines: table.lines.map((line, i) => ({ ...line, cells: line.cells.map((cell, j) => ({ ...cell, ...(behind[i]?.[j] ? { keys: behind[i][j] } : {}) })) })) }
}
