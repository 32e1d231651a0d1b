import { createHash } from 'node:crypto'
import { canonical, type Instant } from '../../kernel/index.ts'
import type { IndicatorDefinition } from '../../service/index.ts'
import { json, type Db } from '../db/index.ts'

/** A wording an indicator has had, and since when this installation has used it. */
export interface IndicatorWording { version: number; definition: IndicatorDefinition; since: Instant }

/** Keeps every wording of every indicator, so that an old figure can be read beside the words it was made by. */
export async function keepDefinitions(db: Db, definitions: Iterable<IndicatorDefinition>): Promise<void> {
  const values = [...definitions].map((d) => ({ id: d.id, version: d.version, hash: createHash('sha256').update(canonical(d)).digest('hex'), definition: json<unknown>(d) }))
  if (values.length) await db.insertInto('indicator_version').values(values).onConflict((c) => c.doNothing()).execute()
}

export const wordingsOf = async (db: Db, id: string): Promise<IndicatorWording[]> =>
  (await db.selectFrom('indicator_version').select(['version', 'definition', 'since']).where('id', '=', id).orderBy('since').orderBy('version').execute()) as IndicatorWording[]
