import type { Day, Instant } from '../../kernel/index.ts'
import type { Snapshot } from '../../service/index.ts'

/** A case as lists read it. */
export interface CaseFileRow {
  id: string; number: string; item: string; item_version: number; title: string; state: string; place: string; handler: string; party_id: string | null; rule_day: Day; submitted_at: Instant
  due_on: Day | null; due_at: Instant | null; due_of: string | null; stopped_since: Day | null; expires_at: Instant | null; standing: boolean; published: boolean; closed_on: Day | null; outcome: string | null
  version: number; head_hash: string; snapshot: Snapshot; marks: Record<string, string | number | boolean>; confidential: boolean; demo: boolean; changed_at: Instant
}
declare module '../db/schema.ts' {
  interface Schema {
    case_file: CaseFileRow
    case_file_hash: { case_id: string; hash: string }
    draft: { id: string; item: string; member_id: string; raw: unknown; filled?: unknown; version?: number; opened_at?: Instant; updated_at?: Instant }
    party: { id: string; kind: string; name: string; credit_code: string | null; region: string | null; demo: boolean }
  }
}
