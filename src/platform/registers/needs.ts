import type { Day } from '../../kernel/index.ts'
import type { Need, ServiceItem, Told } from '../../service/index.ts'
import { rows, type Db } from '../db/index.ts'
import { linesInForce } from './read.ts'
import type { Registers } from './write.ts'

/** Another case, as a declaration may know it. */
export interface Peer { caseId: string; number: string; state: string; outcome?: string; marks: Record<string, string | number | boolean> }

/** What the item said it must know, as it stands: lines of registers in force today, and other cases. */
export async function loadNeeds(db: Db, item: ServiceItem, told: Told, today: Day, registers: Registers): Promise<Record<string, any>> {
  const facts: Record<string, any> = {}
  // One after another: inside a transaction there is one connection anyway.
  for (const [name, need] of Object.entries(item.needs ?? {})) {
    facts[name] = need.from === 'register' ? await linesFor(db, need, told, today, registers) : await peersFor(db, item, need, told)
  }
  return facts
}

async function linesFor(db: Db, need: Extract<Need, { from: 'register' }>, told: Told, today: Day, registers: Registers) {
  if (!registers.has(need.register)) throw new Error(`no register “${need.register}”`)
  const several = need.all || need.party || need.keys
  const key = need.key?.(told)
  const keys = need.keys?.(told)
  const party = need.party && [need.party(told) ?? []].flat()
  if ((need.key && key === undefined) || party?.length === 0 || keys?.length === 0) return several ? [] : undefined
  const lines = await linesInForce(db, need.register, today, { ...(key === undefined ? {} : { key }), ...(keys ? { keys } : {}), party, ...(need.ended ? { ended: true } : {}) })
  return several ? lines : lines[0]
}

interface PeerRow { id: string; number: string; state: string; outcome: string | null; marks: Peer['marks'] }

async function peersFor(db: Db, item: ServiceItem, need: Extract<Need, { from: 'peers' }>, told: Told): Promise<Peer[]> {
  const equals = need.equals(told)
  if (equals === undefined) return []
  const found = await rows<PeerRow>(db, `select id, number, state, outcome, marks from case_file
    where item = $1 and marks @> jsonb_build_object($2::text, $3::text) and number <> $4 and version > 0 order by submitted_at, id`, [need.item ?? item.id, need.mark, equals, told.number])
  return found.map(({ id, number, state, outcome, marks }) => ({ caseId: id, number, state, marks, ...(outcome === null ? {} : { outcome }) }))
}
