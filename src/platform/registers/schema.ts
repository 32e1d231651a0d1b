import type { ColumnType, Generated } from 'kysely'
import type { Day } from '../../kernel/index.ts'

declare module '../db/schema.ts' {
  interface Schema {
    entry: EntryTable
    entry_change: EntryChangeTable
  }
}

interface Validity {
  party_id: string | null
  party_name: string | null
  credit_code: string | null
  unit: string | null
  from_day: Day
  to_day: Day | null
  status: string
  data: Record<string, unknown>
  case_id: string | null
  version: number
}
interface EntryTable extends Validity {
  id: Generated<number>
  register: string
  key: string
  demo: boolean
  created_at: ColumnType<string, never, never>
}
interface EntryChangeTable extends Validity {
  entry_id: number
  on_day: Day
  seq: number | null
  by_id: string
  by_name: string
  reason: string | null
  at: string
}
/** A row of `entry` as it is read. */
export interface EntryRow extends Validity { id: number; register: string; key: string; demo: boolean }
