import { type Cell, type Column, type Figure, inCodeOrder } from './types.ts'

/** What a line came to before and comes to now; a line that is only on one side has nothing on the other. */
export interface Changed { id: string; name: string; column: string; kind: Column['kind']; before: Cell['value']; now: Cell['value']; came: string[]; gone: string[] }

/** Every number and every verdict of a figure that is not what it was when it was kept, with the applications that came and went. */
export function changes(before: Figure, now: Figure): Changed[] {
  const old = new Map(before.lines.map((line) => [line.id, line])), next = new Map(now.lines.map((line) => [line.id, line]))
  const columns = new Map([...before.columns, ...now.columns].map((c) => [c.id, c.kind]))
  const cellOf = (figure: Figure, line: Figure['lines'][number] | undefined, column: string): Cell | undefined => line?.cells[figure.columns.findIndex((c) => c.id === column)]
  return [...new Set([...now.lines.map((l) => l.id), ...before.lines.map((l) => l.id)])].flatMap((id) => [...columns].flatMap(([column, kind]) => {
    const was = cellOf(before, old.get(id), column), is = cellOf(now, next.get(id), column)
    // A word counts as changed when the line had another before; that a line came or went, its numbers say.
    if (kind === 'text' && (!was || !is || was.value === is.value)) return []
    const had = new Set(was?.keys), has = new Set(is?.keys)
    const came = [...has].filter((key) => !had.has(key)).sort(inCodeOrder), gone = [...had].filter((key) => !has.has(key)).sort(inCodeOrder)
    if ((was?.value ?? null) === (is?.value ?? null) && came.length === 0 && gone.length === 0) return []
    const name = (next.get(id) ?? old.get(id))!.cells.filter((c): c is Cell & { value: string } => typeof c.value === 'string').map((c) => c.value)[0] ?? id
    return [{ id, name, column: [...now.columns, ...before.columns].find((c) => c.id === column)!.label, kind, before: was?.value ?? null, now: is?.value ?? null, came, gone }]
  }))
}
