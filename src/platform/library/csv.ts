/** A row of a table: its cells, the line it begins on, and whether it could be read. */
interface CsvRow { cells: string[]; line: number; from: number; to: number; broken?: string }

/**
 * Rows out of a table that comes in pieces: quotes with doubled quotes within, any line ends, one separator. A quote that is never closed
 * costs its row and not the rest of the file.
 */
export function csvRows(separator: string, most = 16_000_000) {
  let text = '', base = 0, line = 1, settled = 0
  const comma = separator.charCodeAt(0)

  const push = (piece: string, ended: boolean): CsvRow[] => {
    text += piece
    const rows: CsvRow[] = []
    let at = 0
    while (at < text.length) {
      const row = rowAt(text, at, comma, ended)
      if (!row) {
        if (text.length - at <= most && !ended) break
        // The quote that opened here is not closed: the row ends with its line.
        const end = Math.max(text.indexOf('\n', at), at + 1)
        const stop = end > at ? end : text.length
        rows.push({ cells: [], line, from: base + at, to: base + stop, broken: '引号没有结束' })
        line += 1
        at = stop + 1
        continue
      }
      if (row.cells.length > 1 || row.cells[0] !== '') rows.push({ cells: row.cells, line, from: base + at, to: base + row.end })
      line += 1 + row.breaks
      at = row.next
    }
    text = text.slice(at)
    base += at
    settled = base
    return rows
  }
  return { push: (piece: string) => push(piece, false), end: () => push('', true), get settled() { return settled }, set line(to: number) { line = to }, get line() { return line } }
}

/** One row from a place on, or nothing when its end has not come yet. */
function rowAt(text: string, from: number, comma: number, ended: boolean): { cells: string[]; end: number; next: number; breaks: number } | undefined {
  const cells: string[] = []
  let at = from, breaks = 0
  for (;;) {
    let cell: string
    if (text.charCodeAt(at) === 34) {
      let close = text.indexOf('"', at + 1), doubled = false
      while (close >= 0 && text.charCodeAt(close + 1) === 34) { doubled = true; close = text.indexOf('"', close + 2) }
      if (close < 0 || (close + 1 === text.length && !ended)) return undefined
      cell = text.slice(at + 1, close)
      if (doubled) cell = cell.replaceAll('""', '"')
      for (let i = cell.indexOf('\n'); i >= 0; i = cell.indexOf('\n', i + 1)) breaks++
      at = close + 1
      // Anything between the quote and the separator belongs to the cell: nobody writes it, some programs do.
      const rest = cellEnd(text, at, comma)
      if (rest > at) cell += text.slice(at, rest)
      at = rest
    } else {
      const end = cellEnd(text, at, comma)
      cell = text.slice(at, end)
      at = end
    }
    if (at >= text.length && !ended) return undefined
    cells.push(cell)
    const code = text.charCodeAt(at)
    if (code === comma) { at++; continue }
    if (code === 13 && at + 1 >= text.length && !ended) return undefined
    return { cells, end: at, next: at + (code === 13 && text.charCodeAt(at + 1) === 10 ? 2 : 1), breaks }
  }
}

function cellEnd(text: string, from: number, comma: number): number {
  let at = from
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === comma || code === 10 || code === 13) break
  }
  return at
}

/** The separator of a table: the one of which its first line has most. */
export function separatorOf(head: string): string {
  const first = head.slice(0, 20_000).split(/\r?\n|\r/).find((l) => l.trim()) ?? ''
  const count = (c: string) => first.split(c).length - 1
  return [',', '\t', ';', '|'].reduce((best, c) => (count(c) > count(best) ? c : best))
}
