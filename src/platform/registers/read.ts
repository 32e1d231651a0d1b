import type { Day } from '../../kernel/index.ts'
import { sql, type RawBuilder } from 'kysely'
import type { PartyRef } from '../../service/index.ts'
import type { Db } from '../db/index.ts'
import { lineOf, type Line } from './line.ts'
import type { EntryRow } from './schema.ts'

/** The line in force under a key on a day; the newest when several are. `asOf` looks only at what had been written by then. */
export const entryInForce = async (db: Db, register: string, key: string, on: Day, asOf?: Day): Promise<Line | undefined> =>
  (await linesInForce(db, register, on, { key, asOf }))[0]

/** A party's lines in force on a day, found by credit code, else by its id, else by its name. */
export const entriesOfParty = (db: Db, register: string, party: Partial<PartyRef>, on: Day, asOf?: Day): Promise<Line[]> =>
  linesInForce(db, register, on, { party, asOf })

/** Every line in force on a day. */
export const allEntries = (db: Db, register: string, on: Day, asOf?: Day): Promise<Line[]> => linesInForce(db, register, on, { asOf })

interface Wanted { key?: string; keys?: readonly string[]; party?: Partial<PartyRef> | readonly Partial<PartyRef>[] | undefined; asOf?: Day | undefined; /** Those whose time is over too. */ ended?: true }

export async function linesInForce(db: Db, register: string, on: Day, { key, keys, party, asOf, ended }: Wanted): Promise<Line[]> {
  const wanted = key !== undefined ? sql`and e.key = ${key}` : keys ? sql`and e.key = any(${[...keys]}::text[])` : party ? sql`and (${sql.join([party].flat().map(ofParty), sql` or `)})` : sql``
  const { rows } = await sql<EntryRow>`${inForce(register, on, asOf ?? farDay, wanted, ended)} order by f.from_day desc, f.id desc`.execute(db)
  return rows.map(lineOf)
}

export const farDay: Day = '9999-12-31'

function ofParty(party: Partial<PartyRef>): RawBuilder<unknown> {
  if (party.creditCode) return sql`e.credit_code = ${party.creditCode}`
  if (party.id) return sql`e.party_id = ${party.id}`
  if (party.name) return sql`e.party_name = ${party.name}`
  return sql`false`
}

/**
 * Lines in force on a day, as known by the end of another. A line's version of a day is the last one made by then; a line that was
 * entered only later shows as it was first entered. An end set later for a day already past counts back, because it says the line
 * should not have stood.
 */
export const inForce = (register: string, on: Day, asOf: Day, wanted: RawBuilder<unknown> = sql``, ended = false): RawBuilder<EntryRow> => sql<EntryRow>`
  select f.* from (
    select distinct on (e.id) e.id, e.register, e.key, e.demo, c.party_id, c.party_name, c.credit_code, c.unit, c.from_day, c.to_day, c.status, c.data, e.case_id, c.version
    from entry e join entry_change c on c.entry_id = e.id
    where e.register = ${register} and c.on_day <= ${asOf} ${wanted}
    order by e.id, (c.on_day <= ${on}) desc, case when c.on_day <= ${on} then c.version else -c.version end desc
  ) f
  where f.from_day <= ${on} ${ended ? sql`` : sql`and (f.to_day is null or f.to_day >= ${on}) and not exists (
    select from entry_change later where later.entry_id = f.id and later.version > f.version and later.on_day <= ${asOf} and later.to_day < ${on})`}`
