import { type RawBuilder, sql } from 'kysely'
import type { Field, ServiceItem, Snapshot } from '../../service/index.ts'
import type { Who } from '../people/index.ts'

/** Whoever was drawn to judge a case reads it without names, whatever else they are. */
export const isDrawn = (s: Snapshot, who: Who): boolean => ((s.memo.panel?.drawn ?? []) as string[]).includes(who.id)

/** The same as a condition on `case_file c`. */
export const drawnFor = (who: Who): RawBuilder<boolean> => sql<boolean>`exists (select 1 from case_expert ce where ce.case_id = c.id and ce.member_id = ${who.id})`

const mask = '（匿名）'

/** The value with every name in it masked, however deep it lies. */
export function blinded<T>(value: T, names: readonly string[]): T {
  if (typeof value === 'string') return names.reduce<string>((text, name) => text.replaceAll(name, mask), value) as T
  if (Array.isArray(value)) return value.map((v) => blinded(v, names)) as T
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, blinded(v, names)])) as T
  return value
}

/** Every name and code by which an answer tells whose work it is; the longest first, so that no half of one is left. */
export function namesBehind(item: ServiceItem, s: Snapshot): string[] {
  const found = new Set<string>()
  const keep = (v: unknown) => { if (typeof v === 'string' && v.trim().length > 1) found.add(v) }
  for (const p of Object.values(s.parties)) { keep(p.name); keep(p.creditCode) }
  for (const [section, { fields }] of Object.entries(item.form.sections)) for (const [name, field] of Object.entries(fields)) collect(name, field, s.answers?.[section]?.[name])
  return [...found].sort((a, b) => b.length - a.length)

  function collect(name: string, field: Field<unknown>, value: any): void {
    if (value === undefined || value === null) return
    if (field.kind === 'rows') for (const row of value) for (const [k, f] of Object.entries(field.fields ?? {})) collect(k, f as Field<unknown>, row[k])
    else if (field.kind === 'party') { keep(value.name); keep(value.creditCode) }
    else if (tellsWho(name, field)) keep(value)
  }
}

/** Answers that would tell an expert whose work it is, or where it comes from. What stands inside a file cannot be masked. */
export function isNaming(item: ServiceItem, at: string): boolean {
  const [section, name] = at.split('.')
  const field = item.form.sections[section!]?.fields[name!]
  return field !== undefined && (tellsWho(name!, field) || Object.entries(field.fields ?? {}).some(([k, f]) => tellsWho(k, f as Field<unknown>)))
}
const tellsWho = (name: string, { kind }: Pick<Field<unknown>, 'kind'>): boolean =>
  kind === 'party' || kind === 'creditCode' || kind === 'region' || kind === 'files' || kind !== 'rows' && /inventor|owner|patentee|name|contact|person|agency|agent/i.test(name)
