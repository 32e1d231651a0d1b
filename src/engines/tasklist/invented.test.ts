import { describe, expect, it } from 'vitest'
import { dense, fold } from './fold.ts'
import { readTaskList } from './index.ts'
import { invented } from './invented.testing.ts'

const marks = { lead: '*', cooperate: '~', responsible: '' } as const

describe('一份清单怎样排版都读得一样', () => {
  it.each(invented)('$name', ({ document, title, year, sections, tasks }) => {
    const read = readTaskList(document)
    if (!read.ok) throw new Error(read.refusals[0]!.say)
    const list = read.value
    const sectionName = (id: string | null): string | null => list.sections.find((s) => s.id === id)?.title ?? null
    const keyName = (name: string | null): string | null => (name === null ? null : sections.find(([n, t]) => t === name || n === name)?.[1] ?? name)
    expect({
      title: list.title, year: list.year,
      sections: list.sections.map((s) => [s.number, s.title, sectionName(s.parent)]),
      tasks: list.tasks.map((t) => ({
        section: sectionName(t.section), number: t.number, title: t.title, units: t.units.map((u) => marks[u.role] + u.text).join(' '),
        deadlines: t.deadlines, parent: list.tasks.find((o) => o.id === t.parent)?.title ?? null,
      })),
    }).toEqual({
      title: expect.toSatisfy((t: string) => dense(fold(t)).includes(dense(fold(title)))), year,
      sections: sections.map(([n, t, parent]) => [n, t, parent ?? null]),
      tasks: tasks.map(([section, number, t, units, deadlines, parent]) => ({
        section: keyName(section), number, title: t, units, deadlines: (deadlines ?? []).map((d) => expect.stringContaining(d)), parent: parent ?? null,
      })),
    })
  })
})
