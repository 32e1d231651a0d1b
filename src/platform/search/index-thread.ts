import { setImmediate as turn } from 'node:timers/promises'
import { isNo, type Result, yes } from '../../kernel/index.ts'
import { makeIndex, patents, type Answer, type Dictionary, type Doc, type Search, type SearchIndex } from '../../engines/search/index.ts'
import { answering } from '../threads/index.ts'
import type { Asked, Origin } from './engine.ts'
import { keep, readKept, type Kept } from './files.ts'
import { domainDictionary } from './words.ts'

/** What the thread of an index is asked. It holds one index; questions come between the steps of longer work. */
export type Question =
  | { do: 'open'; from?: string }
  | { do: 'search'; of: Search }
  | { do: 'all'; of: Asked; most: number }
  | { do: 'put'; docs: readonly Doc[]; step: number }
  | { do: 'remove'; ids: readonly string[] }
  | { do: 'save'; to: string; origin: Origin; mark: string; round: number; complete: boolean }
  | { do: 'size' }
export type Reply = { opened: Result<Kept | undefined> } | { answer: Result<Answer> } | { ids: Result<{ total: number; joined: Uint8Array<ArrayBuffer> }> } | { done: true } | { kept: Kept } | { size: number }

let index: SearchIndex | undefined
let dictionary: Dictionary | undefined
let joining: Promise<void> | undefined

const joinMs = 15

answering<Question, Reply>(async (asked) => {
  if (asked.do === 'open') return { opened: await opened(asked.from) }
  // A thread started in place of one that died knows nothing, and must not answer as if there were nothing.
  if (!index || !dictionary) throw new Error('the index is not open')
  switch (asked.do) {
    case 'search': return { answer: index.search(asked.of) }
    case 'all': {
      const found = index.all(asked.of, asked.most)
      return { ids: isNo(found) ? found : yes({ total: found.value.total, joined: new TextEncoder().encode(found.value.ids.join('\n')) }) }
    }
    case 'put': {
      for (let at = 0; at < asked.docs.length; at += asked.step) {
        if (at) await turn()
        index.put(asked.docs.slice(at, at + asked.step))
      }
      joining ??= joinUp(index)
      return { done: true }
    }
    case 'remove': {
      index.remove(asked.ids)
      return { done: true }
    }
    case 'save': {
      const { to, do: _, ...of } = asked
      return { kept: await keep(to, index, { dictionary: dictionary.name, ...of }) }
    }
    case 'size': return { size: index.size }
  }
}, (reply) => ('ids' in reply && reply.ids.ok ? [reply.ids.value.joined.buffer] : []))

async function opened(from: string | undefined): Promise<Result<Kept | undefined>> {
  dictionary ??= domainDictionary()
  const read = from === undefined ? undefined : await readKept(from, dictionary)
  if (read && isNo(read)) return read
  index = read?.value.index ?? makeIndex(patents, dictionary)
  return yes(read?.value.kept)
}

/** Joins small segments a few milliseconds at a time, so that whoever asks meanwhile hardly waits. */
async function joinUp(of: SearchIndex): Promise<void> {
  const part = () => {
    const until = performance.now() + joinMs
    return of.join(() => performance.now() < until)
  }
  while (part()) await turn()
  joining = undefined
}
