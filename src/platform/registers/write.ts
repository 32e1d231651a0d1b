import { sql } from 'kysely'
import { no, type Day, type Instant, type Refusal, type Result, yes } from '../../kernel/index.ts'
import type { EntryChange, Register } from '../../service/index.ts'
import { json, type Tx } from '../db/index.ts'
import { lineOf, type Line } from './line.ts'
import type { EntryRow } from './schema.ts'

/** The registers of the house by id. */
export type Registers = ReadonlyMap<string, Register>

/** Who or what a change of a register comes from. */
export interface EntrySource {
  by: { id: string; name: string }
  on: Day
  at: Instant
  caseId?: string | undefined
  seq?: number | undefined
  /** The path of the unit the line belongs to, e.g. the place of the case. */
  unit?: string | undefined
  reason?: string | undefined
  demo?: boolean | undefined
}

/**
 * Writes what a decision records. `add` makes a line from its first day; `change` makes a new version of the line in force
 * under the key, or of the newest one if none is in force any more. Nothing is written when any change is refused.
 */
export async function writeEntries(tx: Tx, changes: readonly EntryChange[], source: EntrySource, registers: Registers): Promise<Result<Line[]>> {
  const lines: Line[] = []
  const refusals: Refusal[] = []
  // What was written before a refusal must go, even if the caller only returns the refusal and the transaction commits.
  if (changes.length > 1) await sql`savepoint entries`.execute(tx)
  for (const change of changes) {
    const register = registers.get(change.register)
    if (!register) throw new Error(`no register “${change.register}”`)
    if (change.status !== undefined && !(change.status in register.statuses)) throw new Error(`register “${register.id}” has no status “${change.status}”`)
    const written = change.how === 'add' ? await add(tx, register, change, source) : await alter(tx, register, change, source)
    if (written.ok) lines.push(written.value)
    else refusals.push(...written.refusals)
  }
  if (!refusals.length) return yes(lines)
  if (changes.length > 1) await sql`rollback to savepoint entries`.execute(tx)
  return no(...refusals)
}

async function add(tx: Tx, register: Register, change: EntryChange, source: EntrySource): Promise<Result<Line>> {
  const from = change.from ?? source.on
  if (change.to !== undefined && change.to < from) return no({ code: 'entry-days', at: 'to', say: `“${register.name}”中“${change.key}”的截止日早于起始日` })
  const row = await tx.insertInto('entry').values({
    register: register.id, key: change.key, party_id: change.party?.id ?? null, party_name: change.party?.name ?? null, credit_code: change.party?.creditCode ?? null,
    unit: source.unit ?? null, from_day: from, to_day: change.to ?? null, status: change.status ?? Object.keys(register.statuses)[0] ?? '',
    data: json(change.data ?? {}), case_id: source.caseId ?? null, demo: source.demo ?? false, version: 1,
  }).returningAll().executeTakeFirstOrThrow()
  await keepVersion(tx, row, source)
  return yes(lineOf(row))
}

async function alter(tx: Tx, register: Register, change: EntryChange, source: EntrySource): Promise<Result<Line>> {
  const before = await tx.selectFrom('entry').selectAll().where('register', '=', register.id).where('key', '=', change.key)
    .orderBy((eb) => eb.and([eb('from_day', '<=', source.on), eb.or([eb('to_day', 'is', null), eb('to_day', '>=', source.on)])]), 'desc')
    .orderBy('from_day', 'desc').orderBy('id', 'desc').limit(1).forUpdate().executeTakeFirst()
  if (!before) return no({ code: 'no-entry', at: 'key', say: `“${register.name}”中没有${register.keyLabel}为“${change.key}”的条目，请核对${register.keyLabel}` })
  return alterLine(tx, register, before, change, source)
}

/** A new version of one line whose row is already locked. */
export async function alterLine(tx: Tx, register: Register, before: EntryRow, change: Omit<EntryChange, 'register' | 'key' | 'how'>, source: EntrySource): Promise<Result<Line>> {
  const from = change.from ?? before.from_day
  const to = change.to ?? before.to_day
  if (to !== null && to < from) return no({ code: 'entry-days', at: 'to', say: `“${register.name}”中“${before.key}”的截止日早于起始日` })
  const row = await tx.updateTable('entry').set({
    from_day: from, to_day: to, status: change.status ?? before.status, data: json({ ...before.data, ...change.data }), version: before.version + 1,
    ...(change.party ? { party_id: change.party.id ?? null, party_name: change.party.name, credit_code: change.party.creditCode ?? null } : {}),
  }).where('id', '=', before.id).returningAll().executeTakeFirstOrThrow()
  await keepVersion(tx, row, source)
  return yes(lineOf(row))
}

async function keepVersion(tx: Tx, row: EntryRow, source: EntrySource): Promise<void> {
  await tx.insertInto('entry_change').values({
    entry_id: row.id, version: row.version, on_day: source.on, party_id: row.party_id, party_name: row.party_name, credit_code: row.credit_code, unit: row.unit,
    from_day: row.from_day, to_day: row.to_day, status: row.status, data: json(row.data), case_id: source.caseId ?? null, seq: source.seq ?? null,
    by_id: source.by.id, by_name: source.by.name, reason: source.reason ?? null, at: source.at,
  }).execute()
}
