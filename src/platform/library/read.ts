import { foldName, type Day } from '../../kernel/index.ts'
import type { Doc } from '../../engines/search/index.ts'
import { rows, type Db } from '../db/index.ts'
import { allEvents } from './standing.ts'
import { docOfNumber, firstDay, isPublished, patentOf, readColumns } from './row.ts'
import { statusWords, typeWords, type LegalEvent, type Patent } from './types.ts'

/** A public record; one that has got another key since is found by its old one too. */
export async function readPatent(db: Db, key: string): Promise<Patent | undefined> {
  const [found] = await patentsOf(db, [key])
  if (found) return found
  const [gone] = await rows<{ became: string | null }>(db, 'select became from patent_gone where key = $1', [key])
  return gone?.became ? (await patentsOf(db, [gone.became]))[0] : undefined
}

/** In the order of the keys; a key of nothing, or of what is not known to be published, is passed over. */
export async function patentsOf(db: Db, keys: readonly string[]): Promise<Patent[]> {
  if (!keys.length) return []
  const found = await rows<Parameters<typeof patentOf>[0]>(db, `select ${readColumns} from patent where key = any($1) and ${isPublished}`, [keys])
  const byKey = new Map((await withParties(db, found)).map((patent) => [patent.key, patent]))
  return keys.flatMap((key) => byKey.get(key) ?? [])
}

/** Imported events and those the record tells of itself, in order. */
export async function eventsOf(db: Db, key: string): Promise<LegalEvent[]> {
  const patent = await readPatent(db, key)
  const imported = await importedEvents(db, [patent?.key ?? key])
  return patent ? allEvents(patent, imported) : imported
}
/** The same for many, by key. */
export async function eventsOfAll(db: Db, patents: readonly Patent[]): Promise<Map<string, LegalEvent[]>> {
  const imported = Map.groupBy(await importedEvents(db, patents.map(({ key }) => key)), ({ key }) => key)
  return new Map(patents.map((patent) => [patent.key, allEvents(patent, imported.get(patent.key) ?? [])]))
}

export const eventColumns = `key, kind, day, text, from_names as "from", to_names as "to", source`
export const eventOf = ({ from, to, ...event }: Omit<LegalEvent, 'from' | 'to'> & { from: string[] | null; to: string[] | null }): LegalEvent => ({ ...event, ...(from ? { from } : {}), ...(to ? { to } : {}) })
const importedEvents = async (db: Db, keys: readonly string[]): Promise<LegalEvent[]> =>
  (await rows<Parameters<typeof eventOf>[0]>(db, `select ${eventColumns} from patent_event where key = any($1) order by key, day, digest`, [keys])).map(eventOf)

/** Other records of the same family, and those of the same parent or their parent. */
export const familyOf = async (db: Db, patent: Patent): Promise<Patent[]> =>
  patentsOf(db, (await rows<{ key: string }>(db, `select key from patent where family = $1 and ${isPublished} and key <> $2 order by filed, key limit 200`, [patent.family ?? null, patent.key])).map(({ key }) => key))

/** By how many known patents any publication of it is cited. */
export async function citedBy(db: Db, patents: readonly Patent[]): Promise<Map<string, number>> {
  const keyOf = new Map(patents.flatMap((p) => p.publications.map(({ number }) => [docOfNumber(number), p.key] as const)))
  const counts = new Map(patents.map((p) => [p.key, 0]))
  const by = new Map<string, Set<string>>()
  for (const { doc, by_key } of await rows<{ doc: string; by_key: string }>(db, 'select doc, by_key from patent_citation where doc = any($1)', [[...keyOf.keys()]])) {
    const key = keyOf.get(doc)!
    by.set(key, (by.get(key) ?? new Set()).add(by_key))
  }
  for (const [key, of] of by) counts.set(key, of.size)
  return counts
}

/** The records whose first applicant has this name, newest filing first; keys for the pages of a portfolio. */
export const keysOfHolder = async (db: Db, name: string, most = 10_000): Promise<string[]> =>
  (await rows<{ key: string }>(db, `select key from patent where holder = $1 and ${isPublished} order by filed desc nulls last, key limit $2`, [foldName(name), most])).map(({ key }) => key)

async function withParties(db: Db, found: Parameters<typeof patentOf>[0][]): Promise<Patent[]> {
  const folded = new Set(found.flatMap(({ record }) => [...record.applicants ?? [], ...record.owners ?? []].map(({ name }) => foldName(name))))
  const links = new Map((await rows<{ folded: string; party_id: string }>(db, `select folded, party_id from holder_name where folded = any($1) and state = 'confirmed'`, [[...folded]])).map((l) => [l.folded, l.party_id]))
  return found.map((row) => patentOf(row, links.size ? ({ name }) => links.get(foldName(name)) : undefined))
}

const dayNumberOf = (day: Day | undefined): number | undefined => (day ? Number(day.replaceAll('-', '')) : undefined)

/** A record as the search index takes it; kinds and states in the words people type. */
export function docOf(patent: Patent): Doc {
  const { application, publications, applicants, owners } = patent
  const region = applicants[0]?.region
  return {
    id: patent.key,
    texts: { title: patent.title, abstract: patent.abstract, claims: patent.claims },
    keys: {
      ipc: patent.ipc.map(({ symbol }) => symbol), applicant: [...new Set([...applicants, ...owners].map(({ name }) => name))], inventor: patent.inventors,
      region: region ? [region] : [], status: [statusWords[patent.status]], kind: [typeWords[patent.type]], number: numbersOf(patent),
    },
    days: { published: dayNumberOf(firstDay(publications)), filed: dayNumberOf(application?.day) },
  }
}

/** The numbers of a record, as its office writes them but without points. */
const numbersOf = ({ key, application, publications }: Patent): string[] => [...new Set([...(application ? [key] : []), ...publications.map(({ number }) => number)])]

/**
 * What has changed since a mark, in the order of the transactions that wrote it, as far as they have ended; '' is the beginning.
 * The mark says where to go on; one from another database starts anew, which only repeats. What is not published counts as gone.
 */
export async function changes(db: Db, mark: string, most: number): Promise<{ docs: Doc[]; gone: string[]; mark: string; more: boolean }> {
  const { patents, ...rest } = await changedPatents(db, mark, most)
  return { docs: patents.map(docOf), ...rest }
}

/** How many records all changes up to now come to; what a transaction under way may still precede is told later. */
export const countPatents = async (db: Db): Promise<number> =>
  (await rows<{ n: number }>(db, `select count(*) as n from patent where tx < pg_snapshot_xmin(pg_current_snapshot()) and ${isPublished}`))[0]!.n

/** The same as records, without the parties they stand for. */
export async function changedPatents(db: Db, mark: string, most: number): Promise<{ patents: Patent[]; gone: string[]; mark: string; more: boolean }> {
  const [here] = await rows<{ cluster: string; until: string }>(db, 'select system_identifier::text as cluster, pg_snapshot_xmin(pg_current_snapshot())::text as until from pg_control_system()')
  const [, cluster, tx, key] = /^(\d+)\.(\d+)\.(.*)$/.exec(mark) ?? []
  const from = cluster === here!.cluster ? { tx: tx!, key: key! } : { tx: '0', key: '' }
  const found = await rows<Parameters<typeof patentOf>[0] & { at: string; shown: boolean }>(db, `select ${readColumns}, p.tx::text as at, ${isPublished} as shown from patent p
    where (p.tx, p.key) > ($1::xid8, $2) and p.tx < $3::xid8 order by p.tx, p.key limit $4`, [from.tx, from.key, here!.until, most])
  const more = found.length === most
  const last = found.at(-1)
  // Gone are told of up to where the records have been read, so that nothing is taken out and put back in the wrong order.
  const until = more ? last!.at : here!.until
  const gone = await rows<{ key: string }>(db, `select g.key from patent_gone g where g.tx >= $1::xid8 and g.tx <= $2::xid8 and not exists (select from patent p where p.key = g.key) order by g.key`, [from.tx, until])
  return { patents: found.filter(({ shown }) => shown).map((row) => patentOf(row)), gone: [...gone.map((g) => g.key), ...found.flatMap(({ key, shown }) => (shown ? [] : [key]))], mark: `${here!.cluster}.${last && more ? `${last.at}.${last.key}` : `${here!.until}.`}`, more }
}
