import { abstracts } from '../../../bench/abstracts.ts'
import { embeddedEngine, type Source } from '../../../src/platform/search/index.ts'

// A process that makes an index and saves it after every few documents, until it is killed: what it has done it tells first.

export const size = 2000

/** So many documents of one seed, as a library that only grew. */
export function grown(size: number, of: Partial<Source> = {}): Source {
  const docs = [...abstracts(size, 'feeder')]
  return {
    origin: async () => ({ of: 'feeder', moment: 1 }), count: async () => docs.length, plan: async () => ({ round: 0, stopped: false }), setPlan: async () => {},
    changes: async (mark, most) => {
      const from = Number(mark || 0), found = docs.slice(from, from + most)
      return { docs: found, gone: [], mark: String(from + found.length), more: from + found.length < docs.length }
    },
    ...of,
  }
}

if (import.meta.main) {
  const library = grown(size)
  const source: Source = { ...library, changes: async (mark) => { process.stdout.write(`${mark}\n`); return library.changes(mark, 40) } }
  await embeddedEngine(process.argv[2]!, source, { saveEvery: 0 }).feed()
}
