import { type Result, yes } from '../../kernel/index.ts'
import { fold } from './fold.ts'
import { outline, type Node } from './outline.ts'
import { readTaskList } from './read.ts'
import type { Document, Range } from './types.ts'

/** A numbered piece of a document, with what it says itself and what it stands under. */
export interface Clause { id: string; number: string | null; title: string; words: string; parent: string | null; leaf: boolean; source: Range }
export interface ClauseDocument { title: string; docNumber: string | null; clauses: Clause[]; text: string }

/** A heading is a clause's first sentence or line, cut where it is longer than a line is wide. */
const longestTitle = 60

/**
 * Reads a document of sections and articles into its clauses. A table of tasks is read as a list is, and every task is a clause; anything
 * else by its numbers, whatever they look like.
 */
export function readClauses(document: Document): Result<ClauseDocument> {
  const list = readTaskList(document)
  if (!list.ok) return list
  const { title, docNumber, text, tasks, sections } = list.value
  const inTable = document.kind === 'blocks' && document.blocks.some((b) => b.kind === 'table') && tasks.length > 0
  if (inTable) {
    return yes({ title, docNumber, text, clauses: [
      ...sections.map((s): Clause => ({ id: s.id, number: s.number, title: s.title, words: '', parent: s.parent, leaf: !tasks.some((t) => t.section === s.id) && !sections.some((o) => o.parent === s.id), source: s.source })),
      ...tasks.map((t): Clause => ({ id: t.id, number: t.number, title: t.title, words: t.measures, parent: t.parent ?? t.section, leaf: !tasks.some((o) => o.parent === t.id), source: t.source })),
    ].sort((a, b) => a.source.from - b.source.from) })
  }
  const clauses: Clause[] = []
  const walk = (node: Node, parent: string | null): void => {
    for (const child of node.children) {
      const id = `c${clauses.length + 1}`
      const said = text.slice(child.words, child.ownEnd).trim()
      const first = /^[^。；\n]*[。；]?/.exec(said)![0].trim()
      clauses.push({
        id, number: child.printed === null ? null : text.slice(child.from, child.words).replace(/[\s、.．：:]+$/, ''), title: first.length > longestTitle ? `${first.slice(0, longestTitle)}…` : first.replace(/[。；]$/, ''),
        words: said.slice(first.length > longestTitle ? 0 : first.length).trim(), parent, leaf: child.children.length === 0, source: { from: child.from, to: child.ownEnd },
      })
      walk(child, id)
    }
  }
  walk(outline({ folded: fold(text), from: 0, to: text.length, headings: [], mute: [] }), null)
  return yes({ title, docNumber, text, clauses })
}
