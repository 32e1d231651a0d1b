import { hash } from 'node:crypto'
import type { Day } from '../../kernel/index.ts'
import { rows, type Db } from '../db/index.ts'
import { arrayText, copyText, jsonText } from './copy-text.ts'
import { eventColumns, eventOf } from './read.ts'
import { nameFolding, type HolderName } from './names.ts'
import { linesOf, packer, patentIn, readingOf, readingsOf, type Reading } from './reading.ts'
import { columns, docOfNumber, joined, patentOf, readColumns, rowOf, statusOf, type PatentRow, type RowContext } from './row.ts'
import type { LegalEvent, Patent } from './types.ts'

export interface Written { added: number; changed: number; same: number; events: number }

/** How rows are reached: the house's database, or a connection of its own that can also take rows by COPY. */
export interface Sql {
  rows: <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>
  copy?: (text: string, lines: readonly Uint8Array[]) => Promise<void>
}

/** What is written together: records, the events of these or others, and the applicants not met before. */
interface Incoming { readings: readonly Reading[]; events: readonly LegalEvent[]; names: readonly HolderName[] }

/** Takes records in, in one transaction: new ones are added, what is known is joined, what comes again unchanged is left alone. */
export async function savePatents(db: Db, patents: readonly Patent[], source: string, { events = [], today }: { events?: readonly LegalEvent[]; today?: Day } = {}): Promise<Written> {
  return db.transaction().execute(async (tx) => {
    await rows(tx, lock)
    const [{ day }] = await rows<{ day: Day }>(tx, 'select current_date as day') as [{ day: Day }]
    const names = nameFolding(), context: RowContext = { today: today ?? day, source, importId: null, foldedName: names.fold }
    const packed = packer(context)
    packed.add(patents)
    return writeBatch({ rows: (text, values) => rows(tx, text, values) }, { readings: readingsOf(packed.take()), events, names: names.fresh(patents) }, context)
  })
}

/** Takes a record out of the library; what feeds on it is told. */
export async function removePatents(db: Db, keys: readonly string[]): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const gone = await rows<{ key: string }>(tx, 'delete from patent where key = any($1) returning key', [keys])
    const of = [gone.map(({ key }) => key)]
    await rows(tx, 'insert into patent_gone (key) select unnest($1::text[]) on conflict (key) do update set became = null, tx = pg_current_xact_id()', of)
    for (const table of ['patent_number', 'patent_event']) await rows(tx, `delete from ${table} where key = any($1)`, of)
    return gone.length
  })
}

/** One writer at a time: two readings of one application must meet. Held to the end of the transaction. */
export const lock = `select pg_advisory_xact_lock(hashtextextended('patent', 40))`

/** All that is asked before anything is written, at once: each question more is a wait for the other side. */
const question = `select 'number' as "is", doc as of, key as say from patent_number where doc = any($1) union all select 'record', key, digest from patent where key = any($2)
  union all select 'gone', key, null from patent_gone where key = any($2) union all select 'events', '', null where exists (select from patent_event)`
interface Known { is: 'number' | 'record' | 'gone' | 'events'; of: string; say: string }

/** Writes what was read. It is called within a transaction that holds the lock, and leaves its end to the caller, who may save more with it. */
export async function writeBatch(sql: Sql, { readings: incoming, events, names }: Incoming, context: RowContext): Promise<Written> {
  const asked = new Set(incoming.map(({ key }) => key))
  const looked = incoming.length ? await sql.rows<Known>(question, [arrayText([...new Set(incoming.flatMap(({ docs }) => docs))]), arrayText([...asked])]) : []
  const { readings, moved, numbers } = met(incoming, new Map(looked.flatMap((l) => (l.is === 'number' ? [[l.of, l.say]] : []))), context)
  const keys = [...readings.keys()]
  // Readings that turned out to be of other records than their own numbers say.
  const others = [...keys, ...moved.keys()].filter((key) => !asked.has(key))
  if (others.length) looked.push(...await sql.rows<Known>(question, ['{}', arrayText(others)]))
  const known = new Map(looked.flatMap((l) => (l.is === 'record' ? [[l.of, l.say]] : [])))
  const came = await writeEvents(sql, events), touched = new Set(came)
  const eventsOf = events.length || looked.some((l) => l.is === 'events') ? await eventsFor(sql, [...keys, ...touched]) : new Map<string, LegalEvent[]>()
  const made = (patent: Patent): PatentRow => rowOf(patent, eventsOf.get(patent.key) ?? [], context)

  const fresh: Reading[] = [], again: Reading[] = []
  let same = 0
  for (const reading of readings.values()) {
    if (known.get(reading.key) === reading.digest) same++
    else if (known.has(reading.key) || moved.size) again.push(reading)
    else fresh.push(eventsOf.has(reading.key) ? remade(reading, made) : reading)
  }
  const changed: PatentRow[] = []
  if (again.length) {
    const cameFrom = Map.groupBy([...moved], ([, to]) => to)
    const wanted = again.flatMap(({ key }) => [key, ...(cameFrom.get(key) ?? []).map(([from]) => from)])
    const stored = new Map((await sql.rows<Parameters<typeof patentOf>[0]>(`select ${readColumns} from patent where key = any($1)`, [wanted])).map((row) => [row.key, patentOf(row)]))
    for (const reading of again) {
      const { key } = reading
      let patent = patentIn(reading)
      for (const of of [...(cameFrom.get(key) ?? []).map(([from]) => from), key]) {
        const was = stored.get(of)
        if (was) patent = joined(was, patent)
      }
      const row = made(patent)
      if (known.get(key) === row.digest) same++
      else if (known.has(key)) changed.push(row)
      else fresh.push(readingOf(patent, row))
    }
  }
  if (moved.size) await move(sql, moved)
  if (sql.copy && fresh.length) await sql.copy(`copy patent (${columns.join(', ')}) from stdin`, linesOf(fresh))
  await upsert(sql, sql.copy ? changed : [...fresh.map((reading) => made(patentIn(reading))), ...changed])
  const back = looked.flatMap((l) => (l.is === 'gone' && readings.has(l.of) ? [l.of] : []))
  if (back.length) await sql.rows('delete from patent_gone where key = any($1)', [back])
  if (numbers.length && sql.copy) await sql.copy('copy patent_number (doc, key) from stdin', [Buffer.from(copyText(numbers, ['doc', 'key']))])
  else if (numbers.length) await sql.rows('insert into patent_number (doc, key) select * from unnest($1::text[], $2::text[])', [numbers.map((n) => n.doc), numbers.map((n) => n.key)])
  await keepNames(sql, names)
  const written = new Set([...fresh, ...changed].map(({ key }) => key))
  await restate(sql, [...touched].filter((key) => !written.has(key)), eventsOf, context.today)
  return { added: fresh.length, changed: changed.length, same, events: came.length }
}

function remade(reading: Reading, made: (patent: Patent) => PatentRow): Reading {
  const patent = patentIn(reading)
  return readingOf(patent, made(patent))
}

/**
 * Brings readings of one application together: those of one batch, and those whose record is known by a publication number only.
 * `moved` are records that have found their application number.
 */
function met(incoming: readonly Reading[], keyOf: Map<string, string>, context: RowContext) {
  const readings = new Map<string, Reading>(), moved = new Map<string, string>(), fresh = new Map<string, string>()
  const of = (patent: Patent): Reading => readingOf(patent, rowOf(patent, [], context))
  const together = (was: Reading, now: Reading): Reading => of(joined(patentIn(was), patentIn(now)))
  for (const given of incoming) {
    let reading = given
    for (const doc of given.docs) {
      const other = keyOf.get(doc)
      if (other === undefined || other === reading.key) continue
      if (!given.isNumbered) {
        reading = of({ ...patentIn(reading), key: other })
        break
      }
      if (docOfNumber(other) !== doc) continue
      // Known so far by this publication only.
      const earlier = readings.get(other)
      readings.delete(other)
      if (earlier) reading = together(earlier, reading)
      moved.set(other, reading.key)
      for (const [known, key] of keyOf) if (key === other) { keyOf.set(known, reading.key); if (fresh.has(known)) fresh.set(known, reading.key) }
    }
    const before = readings.get(reading.key)
    readings.set(reading.key, before ? together(before, reading) : reading)
    for (const doc of given.docs) if (!keyOf.has(doc)) { keyOf.set(doc, reading.key); fresh.set(doc, reading.key) }
  }
  return { readings, moved, numbers: [...fresh].map(([doc, key]) => ({ doc, key })) }
}

async function move(sql: Sql, moved: ReadonlyMap<string, string>): Promise<void> {
  const of = [[...moved.keys()], [...moved.values()]]
  const gone = await sql.rows<{ key: string }>('delete from patent where key = any($1) returning key', [of[0]])
  const was = new Set(gone.map(({ key }) => key))
  await sql.rows(`insert into patent_gone (key, became) select * from unnest($1::text[], $2::text[]) on conflict (key) do update set became = excluded.became, tx = pg_current_xact_id()`,
    [of[0]!.filter((key) => was.has(key)), of[0]!.flatMap((key, i) => (was.has(key) ? [of[1]![i]!] : []))])
  const onTo = 'from unnest($1::text[], $2::text[]) m (old, new)'
  await sql.rows(`update patent_number n set key = m.new ${onTo} where n.key = m.old`, of)
  await sql.rows(`insert into patent_event (key, digest, day, kind, text, from_names, to_names, source) select m.new, e.digest, e.day, e.kind, e.text, e.from_names, e.to_names, e.source
    ${onTo} join patent_event e on e.key = m.old on conflict do nothing`, of)
  await sql.rows('delete from patent_event where key = any($1)', [of[0]])
}

const kept = columns.filter((c) => c !== 'key')
const upsertText = `insert into patent (${columns.join(', ')}) select ${columns.join(', ')} from json_populate_recordset(null::patent, $1)
  on conflict (key) do update set ${kept.map((c) => `${c} = excluded.${c}`).join(', ')}, at = now(), tx = pg_current_xact_id()`
async function upsert(sql: Sql, rows: readonly PatentRow[]): Promise<void> {
  if (rows.length) await sql.rows(upsertText, [jsonText(rows.map((row) => ({ ...row, record: JSON.parse(row.record) as unknown })))])
}

/** Adds events that are not known yet and says whose they are. */
async function writeEvents(sql: Sql, events: readonly LegalEvent[]): Promise<string[]> {
  if (!events.length) return []
  const lines = events.map(({ key, day, kind, text, from, to, source }) => ({
    key, day, kind, text, from_names: from ?? null, to_names: to ?? null, source, digest: hash('sha256', JSON.stringify([day, kind, text, from ?? [], to ?? []]), 'base64').slice(0, 16),
  }))
  const added = await sql.rows<{ key: string }>(`insert into patent_event (key, digest, day, kind, text, from_names, to_names, source)
    select key, digest, day, kind, text, from_names, to_names, source from json_populate_recordset(null::patent_event, $1) on conflict do nothing returning key`, [jsonText(lines)])
  return added.map(({ key }) => key)
}

async function eventsFor(sql: Sql, keys: readonly string[]): Promise<Map<string, LegalEvent[]>> {
  if (!keys.length) return new Map()
  return Map.groupBy((await sql.rows<Parameters<typeof eventOf>[0]>(`select ${eventColumns} from patent_event where key = any($1) order by key, day, digest`, [keys])).map(eventOf), ({ key }) => key)
}

/** Works the status out anew where only events have come. */
async function restate(sql: Sql, keys: readonly string[], eventsOf: ReadonlyMap<string, LegalEvent[]>, today: Day): Promise<void> {
  if (!keys.length) return
  const stored = (await sql.rows<Parameters<typeof patentOf>[0]>(`select ${readColumns} from patent where key = any($1)`, [keys])).map((row) => patentOf(row))
  const lines = stored.flatMap((patent) => {
    const { status, flags, since } = statusOf(patent, eventsOf.get(patent.key) ?? [], today)
    const isSame = status === patent.status && since === patent.statusDay && `${flags}` === `${patent.flags}`
    return isSame ? [] : [{ key: patent.key, status, status_day: since ?? null, flags }]
  })
  if (lines.length) await sql.rows(`update patent p set status = l.status, status_day = l.status_day, flags = l.flags, at = now(), tx = pg_current_xact_id()
    from json_populate_recordset(null::patent, $1) l where p.key = l.key`, [JSON.stringify(lines)])
}

/** Brings the statuses up to a day: terms that have run out since they were written. */
export async function ageStatuses(db: Db, today: Day): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const sql: Sql = { rows: (text, values) => rows(tx, text, values) }
    const due = await rows<{ key: string }>(tx, `select key from patent where status = 'granted' and term_ends < $1 limit 20000`, [today])
    const keys = due.map(({ key }) => key)
    await restate(sql, keys, await eventsFor(sql, keys), today)
    return keys.length
  })
}

/** A credit code says who it is; a name alone waits for a person to say so. */
async function keepNames(sql: Sql, names: readonly HolderName[]): Promise<void> {
  if (!names.length) return
  const byFolded = new Map<string, HolderName>()
  for (const name of names) if (name.code !== null || !byFolded.has(name.folded)) byFolded.set(name.folded, name)
  const of = [...byFolded.values()]
  await sql.rows(`insert into holder_name (folded, name, kind, credit_code, party_id, state)
    select n.folded, n.name, n.kind, n.code, p.id, case when p.id is null then 'open' else 'confirmed' end
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) n (folded, name, kind, code) left join party p on p.credit_code = n.code
    on conflict (folded) do update set credit_code = excluded.credit_code, party_id = excluded.party_id, state = excluded.state
      where holder_name.credit_code is null and excluded.credit_code is not null and holder_name.state = 'open'`,
  [of.map((n) => n.folded), of.map((n) => n.name), of.map((n) => n.kind), of.map((n) => n.code)])
}
