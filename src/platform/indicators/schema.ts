import type { ColumnType, Generated } from 'kysely'
import type { Day } from '../../kernel/index.ts'

declare module '../db/schema.ts' {
  interface Schema {
    event: EventTable
    event_void: EventVoidTable
    indicator_version: IndicatorVersionTable
  }
}

interface EventTable {
  id: Generated<number>
  kind: string
  on_day: Day
  at: string
  unit: string | null
  party_id: string | null
  party_name: string | null
  case_id: string | null
  seq: number | null
  amount: number | null
  action_id: string | null
  note: string | null
  source: 'system' | 'verified' | 'reported'
  checks: number | null
  by_id: string | null
  demo: boolean
  /** The transaction that wrote it: what the roll-up goes by. */
  tx: ColumnType<string, never, never>
}
interface EventVoidTable { event_id: number; at: string; by_id: string; reason: string; tx: ColumnType<string, never, never> }
interface IndicatorVersionTable { id: string; version: number; hash: string; definition: unknown; since: ColumnType<string, never, never> }
