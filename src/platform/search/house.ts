import { join } from 'node:path'
import type { House } from '../house/index.ts'
import { embeddedEngine } from './embedded.ts'
import type { SearchEngine } from './engine.ts'
import { openSearchEngine } from './opensearch.ts'
import { librarySource } from './source.ts'

type Place = Pick<House, 'db' | 'dataDir'>
// By the database: a rehearsal's house is the same house with another clock.
const engines = new WeakMap<object, SearchEngine>()

/** The engine of a house, started when it is first asked for. */
export function searchEngine({ db, dataDir }: Place): SearchEngine {
  const known = engines.get(db)
  if (known) return known
  const made = embeddedEngine(join(dataDir, 'search'), librarySource(db))
  engines.set(db, made)
  return made
}

/** Has a house searched by an OpenSearch server, before its first question. */
export function openSearchFor({ db }: Place, url: string): void {
  void engines.get(db)?.close()
  engines.set(db, openSearchEngine(url, librarySource(db)))
}

/** Ends the engine of a house, if it was started; its files are as of now. */
export async function closeSearch({ db }: Place): Promise<void> {
  const engine = engines.get(db)
  engines.delete(db)
  await engine?.close()
}
