declare module '../db/schema.ts' {
  interface Schema {
    ledger_seal: SealRow
    ledger_seal_head: SealHeadRow
  }
}

import type { Generated } from 'kysely'

export interface SealRow { id: Generated<number>; at: string; cases: number; actions: number; root: string; prev_root: string }
export interface SealHeadRow { seal_id: number; case_id: string; seq: number; head_hash: string; demo: boolean }
