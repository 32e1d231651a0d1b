import { createHash } from 'node:crypto'
import { canonical, dayOf, showDay, type Day, type Instant } from '../../kernel/index.ts'
import type { IndicatorDefinition } from '../../service/index.ts'
import { CannotStart, json, rows, type Db } from '../db/index.ts'

/** A wording an indicator has had, since when this installation has used it, and from which day figures go by it; the first has no such day. */
export interface IndicatorWording { version: number; definition: IndicatorDefinition; since: Instant; from?: Day }

/**
 * Keeps every wording of every indicator, so that an old figure can be read beside the words it was made by. What is counted may only
 * change with a new version: a figure of a past year would otherwise say something else than it did.
 */
export async function keepDefinitions(db: Db, definitions: Iterable<IndicatorDefinition>): Promise<void> {
  const all = [...definitions]
  if (!all.length) return
  const kept = await rows<{ id: string; version: number; definition: IndicatorDefinition }>(db, 'select id, version, definition from indicator_version')
  const wrong = all.filter((d) => kept.some((k) => k.id === d.id && k.version === d.version && countedBy(k.definition) !== countedBy(d)))
  if (wrong.length) throw new CannotStart(`指标${wrong.map((d) => `“${d.name}”（${d.id}）`).join('、')}改了算法，版本号还是第${wrong.map((d) => d.version).join('、')}版。历史数值不得随之改写：请把 version 加一，并以 since 写明自哪一天起`)
  const values = all.map((d) => ({ id: d.id, version: d.version, hash: createHash('sha256').update(canonical(d)).digest('hex'), definition: json<unknown>(d) }))
  await db.insertInto('indicator_version').values(values).onConflict((c) => c.doNothing()).execute()
}
const countedBy = ({ kind, from, reported }: IndicatorDefinition) => canonical({ kind, from, reported: reported ?? false })

export async function wordingsOf(db: Db, id: string): Promise<IndicatorWording[]> {
  const kept = await rows<Omit<IndicatorWording, 'from'>>(db, 'select version, definition, since from indicator_version where id = $1 order by version, since', [id])
  return kept.map((w) => (w.version === kept[0]!.version ? w : { ...w, from: w.definition.since ?? dayOf(kept.find((k) => k.version === w.version)!.since) }))
}

/** The definition a figure goes by whose last day this is: the version in force then. `changes` says which versions meet between two days. */
export async function definitionOn(db: Db, definition: IndicatorDefinition, on: Day, from = on): Promise<{ definition: IndicatorDefinition; changes: string[] }> {
  if (definition.version === 1) return { definition, changes: [] }
  const known = await wordingsOf(db, definition.id)
  const then = known.findLast((w) => w.from === undefined || w.from <= on)?.definition ?? definition
  const met = known.filter((w) => w.from !== undefined && w.from > from && w.from <= on)
  return {
    definition: then,
    changes: [...new Map(met.map((w) => [w.version, `第${w.version}版口径自${showDay(w.from!)}起；本数跨版本，按期末的第${then.version}版计算`])).values()],
  }
}
