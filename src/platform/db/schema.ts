/**
 * The tables of the database, one line each. A folder that keeps rows adds its own lines where it declares them, so that
 * this file need not know the folders above it:
 *
 *   declare module '../db/schema.ts' { interface Schema { notice: NoticeRow } }
 */
export interface Schema {
  migration: MigrationRow
}

interface MigrationRow {
  dir: string
  number: number
  name: string
  checksum: string
  applied_at: string
}
