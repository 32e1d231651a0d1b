import type { Day, Instant } from '../../kernel/index.ts'
import type { Happening } from '../../service/index.ts'
import type { Tx } from '../db/index.ts'

/** Made by the system from a case, checked by an official, or only said by a unit. The three are never added up. */
export type SourceKind = 'system' | 'verified' | 'reported'

/** What events of one moment have in common. */
export interface EventSource {
  on: Day
  at: Instant
  /** The path of the unit they count for, unless an event names its own. */
  unit?: string | undefined
  party?: { id?: string; name: string } | undefined
  caseId?: string | undefined
  seq?: number | undefined
  actionId?: string | undefined
  note?: string | undefined
  source?: SourceKind | undefined
  by?: string | undefined
  demo?: boolean | undefined
}

/** Writes what can be counted of a moment; returns the ids in order. */
export async function recordEvents(tx: Tx, happenings: readonly Happening[], of: EventSource): Promise<number[]> {
  if (!happenings.length) return []
  const made = await tx.insertInto('event').values(happenings.map((h) => {
    if (h.amount !== undefined && !Number.isSafeInteger(h.amount)) throw new Error(`event “${h.kind}” has the amount ${h.amount}, which is not whole`)
    const party = h.party ?? of.party
    return {
      kind: h.kind, on_day: of.on, at: of.at, unit: h.unit ?? of.unit ?? null, party_id: party?.id ?? null, party_name: party?.name ?? null,
      case_id: of.caseId ?? null, seq: of.seq ?? null, amount: h.amount ?? null, action_id: of.actionId ?? null, note: of.note ?? null,
      source: of.source ?? 'system', checks: null, by_id: of.by ?? null, demo: of.demo ?? false,
    }
  })).returning('id').execute()
  return made.map((row) => row.id)
}

/** Takes an event back: from that moment it no longer counts, while figures of days before keep it. */
export async function voidEvent(tx: Tx, id: number, of: { at: Instant; by: string; reason: string }): Promise<void> {
  await tx.insertInto('event_void').values({ event_id: id, at: of.at, by_id: of.by, reason: of.reason }).onConflict((c) => c.doNothing()).execute()
}

/** Takes back every event of a case, or of one step of it. */
export async function voidEventsOf(tx: Tx, which: { caseId: string; seq?: number }, of: { at: Instant; by: string; reason: string }): Promise<void> {
  let found = tx.selectFrom('event').select('id').where('case_id', '=', which.caseId)
  if (which.seq !== undefined) found = found.where('seq', '=', which.seq)
  for (const { id } of await found.execute()) await voidEvent(tx, id, of)
}

/** An official has checked a reported figure: the report no longer counts as reported, the figure found counts as verified. */
export async function verifyReport(tx: Tx, id: number, found: { amount?: number; at: Instant; by: string; note?: string }): Promise<number> {
  const report = await tx.selectFrom('event').selectAll().where('id', '=', id).where('source', '=', 'reported').executeTakeFirstOrThrow()
  await voidEvent(tx, id, { at: found.at, by: found.by, reason: '已核验' })
  const { id: _id, tx: _tx, ...same } = report
  const made = await tx.insertInto('event').values({ ...same, source: 'verified', checks: id, at: found.at, by_id: found.by, amount: found.amount ?? report.amount, note: found.note ?? report.note }).returning('id').executeTakeFirstOrThrow()
  return made.id
}
