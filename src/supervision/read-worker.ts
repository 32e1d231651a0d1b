import { readTaskList, type TaskList } from '../engines/tasklist/index.ts'
import { type Result, yes } from '../kernel/index.ts'
import { readBlocks } from '../platform/documents/read-blocks.ts'
import { answering } from '../platform/threads/index.ts'
import { moverProposer, type Offer, proposeSplit } from './propose.ts'
import type { Mover, TaskView } from './types.ts'

export interface ToRead { bytes: Uint8Array; offers: Offer[]; /** More tasks than this are counted and not cut. */ most: number }
/** A list as it stands in a file, and beside each of its tasks how it may be cut and what may move each piece. */
export interface FileRead { list: TaskList; cuts: (TaskView['pieces'][number] & { movers: Mover[] })[][] }

/** Everything about a file that takes time and needs nothing from outside; a long list takes seconds. */
export function readFile({ bytes, offers, most }: ToRead): Result<FileRead> {
  const blocks = readBlocks(bytes)
  if (!blocks.ok) return blocks
  const read = readTaskList(blocks.value.document)
  if (!read.ok) return read
  const list = { ...read.value, oddities: [...blocks.value.oddities, ...read.value.oddities] }
  const movers = moverProposer(offers)
  const parents = new Set(list.tasks.map((t) => t.parent))
  return yes({
    list,
    cuts: list.tasks.length > most ? [] : list.tasks.map((t) => {
      // A task that is only the roof of others asks for nothing itself; one without measures asks for its title.
      const said = t.measures.trim() || (parents.has(t.id) ? '' : t.title)
      return said ? proposeSplit(said).map((p) => ({ ...p, movers: p.action ? movers(p.words) : [] })) : []
    }),
  })
}

answering(readFile)
