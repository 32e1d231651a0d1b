import type { NavigationRow } from '../../engines/navigation/index.ts'
import { rows, type Db } from '../db/index.ts'
import { wipoFields } from './tables.ts'

const atOnce = 5_000

/**
 * Records as navigation counts them, in pieces of JSON text as the database wrote them, so that a hundred thousand can be handed to a
 * thread without being read here. A key of nothing is passed over. Texts are title and abstract, only when asked for.
 */
export async function* navigationTexts(db: Db, keys: readonly string[], withTexts: boolean): AsyncGenerator<string> {
  for (let at = 0; at < keys.length; at += atOnce) {
    const [found] = await rows<{ lines: string | null }>(db, select, [keys.slice(at, at + atOnce), withTexts])
    if (found?.lines) yield found.lines
  }
}

export async function navigationRows(db: Db, keys: readonly string[]): Promise<NavigationRow[]> {
  const found: NavigationRow[] = []
  for await (const text of navigationTexts(db, keys, true)) found.push(...JSON.parse(text) as NavigationRow[])
  return found
}

/** What the loaded tables say of the symbols of some records: the field of each symbol, and the title of each and of what it stands under. */
export interface Classes { fields?: { from: string; of: Record<string, string> }; titles: Record<string, string> }

export async function classesOf(db: Db, keys: readonly string[]): Promise<Classes> {
  const symbols = (await rows<{ symbol: string }>(db, 'select distinct unnest(ipc) as symbol from patent where key = any($1)', [keys])).map((r) => r.symbol)
  const heads = [...new Set(symbols.flatMap((s) => [s.slice(0, 1), s.slice(0, 3), s.slice(0, 4), `${s.split('/')[0]}/00`, s]))]
  const [table, titles] = await Promise.all([wipoFields(db), rows<{ code: string; title: string }>(db, `
    select code, title from library_table_row where code = any($1) and table_id = (select id from library_table where kind = 'ipc' order by version desc limit 1)`, [heads])])
  return {
    titles: Object.fromEntries(titles.map(({ code, title }) => [code, title])),
    ...(table ? { fields: { from: `${table.source}，${table.version}`, of: Object.fromEntries(symbols.flatMap((s) => { const field = table.of(s); return field ? [[s, field.name]] : [] })) } } : {}),
  }
}

/** Which state of the library it is: the last transaction that wrote to it. The same number is the same content. */
export async function libraryVersion(db: Db): Promise<string> {
  const [last] = await rows<{ tx: string | null }>(db, `select greatest((select tx from patent order by tx desc limit 1), (select tx from patent_gone order by tx desc limit 1))::text as tx`)
  return last?.tx ?? '0'
}

// Citations are of publications and counted by the application that cites; a publication is known by its number without kind.
const select = `
  with wanted as (select key from unnest($1::text[]) as key),
    cited as (select n.key, count(distinct c.by_key)::int as times from patent_number n join patent_citation c on c.doc = n.doc where n.key = any($1) group by n.key),
    cites as (select by_key as key, json_agg(doc) as docs from patent_citation where by_key = any($1) group by by_key),
    moved as (select key, json_agg(json_build_object('from', coalesce(from_names, '{}'), 'to', coalesce(to_names, '{}'), 'day', day) order by day) as moves
      from patent_event where key = any($1) and kind = 'transfer' group by key)
  select json_agg(json_strip_nulls(json_build_object(
    'key', p.key, 'filed', p.filed, 'published', p.published, 'granted', p.granted, 'type', p.type, 'office', p.office, 'applicants', coalesce(p.record -> 'applicants', '[]'),
    'inventors', coalesce(p.record -> 'inventors', '[]'), 'ipc', p.ipc, 'status', p.status, 'family', p.family, 'citedBy', coalesce(cited.times, 0), 'cites', coalesce(cites.docs, '[]'),
    'transfers', coalesce(moved.moves, '[]'), 'text', case when $2 then p.title || ' ' || coalesce(p.abstract, '') end)))::text as lines
  from wanted join patent p using (key) left join cited using (key) left join cites using (key) left join moved using (key)`
