import type { ColumnType, Generated } from 'kysely'

declare module '../db/schema.ts' {
  interface Schema {
    outbox: OutboxTable
    notice: NoticeTable
    notice_read: NoticeReadTable
  }
}

interface OutboxTable {
  id: Generated<number>
  kind: string
  payload: any
  at: ColumnType<string, string | undefined, never>
  next_at: ColumnType<string, string | undefined, string>
  done_at: string | null
  tries: ColumnType<number, number | undefined, number>
  error: string | null
}
interface NoticeTable {
  id: Generated<number>; outbox_id: number; recipient: string; case_id: string | null; title: string; say: string; at: string; demo: boolean
  kind: ColumnType<string, string | undefined>; urgent: ColumnType<boolean, boolean | undefined>; reminder_id: ColumnType<number | null, number | null | undefined>; link: ColumnType<string | null, string | null | undefined>
}
interface NoticeReadTable { notice_id: number; member_id: string; at: ColumnType<string, string | undefined, never> }
