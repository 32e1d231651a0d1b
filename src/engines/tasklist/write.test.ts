import { describe, expect, it } from 'vitest'
import { mustBe } from '../../kernel/index.ts'
import { readTaskList } from './index.ts'
import { invented } from './invented.testing.ts'
import type { Block, Document, TableCell, TaskList } from './types.ts'
import { layOut, type Written } from './write.ts'

const written = (l: TaskList): Written => ({
  title: l.title, year: l.year, docNumber: l.docNumber, sections: l.sections.map(({ id, number, title, parent }) => ({ id, number, title, parent })),
  tasks: l.tasks.map(({ id, number, title, section, parent, measures, units, unitsPrinted, deadlines, scope }) => ({ id, number, title, section, parent, measures, units: units.map(({ text, role }) => ({ text, role })), unitsPrinted, deadlines, scope })),
})
/** The table as blocks: a section's row is one cell over all columns. */
function asDocument(of: Written): Document {
  const laid = layOut(of)
  let origin = 0
  const rows: TableCell[][] = [laid.columns.map((text) => ({ text, origin: ++origin })), ...laid.rows.map((r) => {
    if (r.section === undefined) return r.cells.map((text) => ({ text, origin: ++origin }))
    const cell = { text: r.section, origin: ++origin }
    return laid.columns.map(() => cell)
  })]
  const blocks: Block[] = [{ kind: 'paragraph', text: laid.title, heading: 0 }, ...laid.under.map((text) => ({ kind: 'paragraph' as const, text })), { kind: 'table', rows }]
  return { kind: 'blocks', blocks }
}
/** What a list says, without how its units were set. */
const says = (w: Written) => ({ ...w, tasks: w.tasks.map((t) => ({ ...t, unitsPrinted: '' })) })

describe('怎样排版的清单，写成三栏表再读都一样', () => {
  it.each(invented)('$name', ({ document }) => {
    const before = written(mustBe(readTaskList(document)))
    expect(says(written(mustBe(readTaskList(asDocument(before)))))).toEqual(says(before))
  })
})
