import { type Day, foldName, type Ratio, ratio, ratioNumber, showRatio } from '../../kernel/index.ts'

/** One application as navigation counts it; the library keeps the whole record under `key`. */
export interface NavigationRow {
  key: string
  filed?: Day
  published?: Day
  granted?: Day
  type: string
  office: string
  applicants: readonly NavigationHolder[]
  inventors: readonly string[]
  /** Symbols of the classification, the main one first. */
  ipc: readonly string[]
  status: string
  family?: string
  citedBy: number
  cites: readonly string[]
  transfers: readonly { from: readonly string[]; to: readonly string[]; day: Day }[]
  /** Title and abstract, where figures read words. */
  text?: string
}
/** `region` is a code of GB/T 2260, `country` the two letters of WIPO ST.3; without either nothing is known. */
export interface NavigationHolder { name: string; kind: string; region?: string; country?: string }

/** A table that a chart is drawn from: each number opens to the applications it counts. */
export interface Figure {
  id: string
  title: string
  /** 口径: what is counted, by which day, once or several times. */
  definition: string
  /** What it comes to, in one sentence. */
  say: string
  /** The working, as a reviewer would write it. */
  steps: readonly string[]
  /** What people added to what the records say, and a reader must know beside the numbers. */
  notes?: readonly string[]
  columns: readonly Column[]
  lines: readonly Line[]
  /** Applications it was computed over. */
  over: number
  /** Lines that exist beyond those shown. */
  more?: number
}
export interface Column { id: string; label: string; kind: 'text' | 'count' | 'share' | 'index' }
export interface Line { id: string; cells: readonly Cell[] }
/** `exact` is the fraction behind a rounded number; `keys` are the applications a count stands for. */
export interface Cell { value: string | number | null; exact?: string; keys?: readonly string[] }

export const words = (value: string): Cell => ({ value })
export const counted = (keys: readonly string[]): Cell => ({ value: keys.length, keys })
/** A number that no application stands behind one by one, as applicants or inventors. */
export const numbered = (value: number): Cell => ({ value })
export const exactly = (of: Ratio | undefined, keys?: readonly string[]): Cell =>
  of ? { value: ratioNumber(of), exact: showRatio(of), ...(keys ? { keys } : {}) } : { value: null }
export const shared = (part: readonly string[], whole: number): Cell => exactly(whole > 0 ? ratio(part.length, whole) : undefined, part)

/** Applications under each of the names they go by, every application once a name. */
export function groupKeys(rows: readonly NavigationRow[], namesOf: (row: NavigationRow) => Iterable<string>): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const row of rows) {
    for (const name of new Set(namesOf(row))) {
      const keys = groups.get(name)
      if (keys) keys.push(row.key)
      else groups.set(name, [row.key])
    }
  }
  return groups
}

export const inCodeOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
/** The largest first; equals by name, so that the same rows in another order give the same table. */
export const largestFirst = (groups: ReadonlyMap<string, readonly string[]>): [string, readonly string[]][] =>
  [...groups].sort((a, b) => b[1].length - a[1].length || inCodeOrder(a[0], b[0]))

/**
 * Names that fold to the same are one holder, shown in its first spelling in code order. A subsidiary is another holder, until a person
 * says in a list of groups to whom it belongs.
 */
export function holderSpellings(rows: readonly NavigationRow[]): (name: string) => string {
  const foldedOf = new Map<string, string>(), shown = new Map<string, string>()
  for (const row of rows) {
    for (const { name } of row.applicants) {
      if (foldedOf.has(name)) continue
      const folded = foldName(name), known = shown.get(folded)
      foldedOf.set(name, folded)
      if (known === undefined || name < known) shown.set(folded, name)
    }
  }
  return (name) => shown.get(foldedOf.get(name)!)!
}
export const some = <T>(lines: readonly T[], most: number): { lines: readonly T[]; more?: number } =>
  lines.length > most ? { lines: lines.slice(0, most), more: lines.length - most } : { lines }
