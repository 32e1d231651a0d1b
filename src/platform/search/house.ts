import { join } from 'node:path'
import { type Result, yes } from '../../kernel/index.ts'
import type { House } from '../house/index.ts'
import { embeddedEngine } from './embedded.ts'
import type { SearchEngine } from './engine.ts'
import { openSearchEngine } from './opensearch.ts'
import { inBothScripts, type Read } from './scripts.ts'
import { librarySource } from './source.ts'

type Place = Pick<House, 'db' | 'dataDir'>
// By the database: a rehearsal's house is the same house with another clock.
const engines = new WeakMap<object, SearchEngine>()

/** The engine of a house, started when it is first asked for. */
export function searchEngine({ db, dataDir }: Place): SearchEngine {
  const known = engines.get(db)
  if (known) return known
  const made = inScripts(embeddedEngine(join(dataDir, 'search'), librarySource(db)))
  engines.set(db, made)
  return made
}

/** Has a house searched by an OpenSearch server, before its first question. */
export function openSearchFor({ db }: Place, url: string): void {
  void engines.get(db)?.close()
  engines.set(db, inScripts(openSearchEngine(url, librarySource(db))))
}

/** Ends the engine of a house, if it was started; its files are as of now. */
export async function closeSearch({ db }: Place): Promise<void> {
  const engine = engines.get(db)
  engines.delete(db)
  await engine?.close()
}

/** Whatever either engine is asked, it looks for in simplified and in traditional characters, and says so. */
function inScripts(engine: SearchEngine): SearchEngine {
  async function inBoth<Answer extends object>(query: string, ask: (query: string) => Promise<Result<Answer>>): Promise<Result<Answer & { read?: Read }>> {
    const read = await inBothScripts(query), found = await ask(read.query)
    return found.ok && read.simplified !== undefined ? yes({ ...found.value, read }) : found
  }
  return {
    ...engine,
    search: (of) => inBoth(of.query, (query) => engine.search({ ...of, query })),
    all: (of, most) => inBoth(of.query, (query) => engine.all({ ...of, query }, most)),
  }
}
