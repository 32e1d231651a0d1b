import type { ColumnType } from 'kysely'
import type { Day } from '../../kernel/index.ts'

declare module '../db/schema.ts' {
  interface Schema {
    file: FileTable
    file_upload: FileUploadTable
    numbering: NumberingTable
    paper: PaperTable
  }
}

interface FileTable { hash: string; name: string; size: number; type: string; by_id: string; at: ColumnType<string, string | undefined, never> }
interface FileUploadTable { hash: string; by_id: string; name: string; at: ColumnType<string, string | undefined, never> }
interface NumberingTable { organ: string; year: number; series: string; last: number }
interface PaperTable {
  id: string
  case_id: string | null
  seq: number | null
  name: string
  title: string
  organ: string
  organ_name: string
  year: number
  series: string
  n: number
  number: string
  on_day: Day
  signer_id: string
  signer_name: string
  lines: string[]
  certificate: boolean
  served_on: string[]
  verify_code: string
  snapshot: string
  demo: boolean
  voided_on: Day | null
  void_reason: string | null
  at: ColumnType<string, never, never>
}
/** A row of `paper` as it is read. */
export type PaperRow = Omit<PaperTable, 'at'> & { at: string }
