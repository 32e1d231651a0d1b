import { rows, type Db } from '../db/index.ts'
import { unitsOf, type Who } from '../people/index.ts'
import type { NoticeKind } from './outbox.ts'

/** Someone who reads notices: their own, those of the party they act for, those of the units they are appointed at. */
export interface Reader { memberId: string; partyId?: string | undefined; units: readonly string[] }
export interface Notice { id: number; caseId?: string; link?: string; title: string; say: string; at: string; readAt?: string; demo: boolean; kind: NoticeKind }

export const readerOf = (who: Who): Reader => ({ memberId: who.id, partyId: who.partyId, units: unitsOf(who) })

const keysOf = (who: Reader): string[] =>
  [`member:${who.memberId}`, ...(who.partyId ? [`party:${who.partyId}`] : []), ...who.units.map((unit) => `unit:${unit}`)]

/** A person's notices, newest first; `before` is the id the page before ended with. */
export async function noticesFor(db: Db, who: Reader, page: { before?: number; limit?: number; unread?: boolean } = {}): Promise<Notice[]> {
  const found = await rows<{ id: number; case_id: string | null; link: string | null; title: string; say: string; at: string; read_at: string | null; demo: boolean; kind: NoticeKind }>(db,
    `select n.id, n.case_id, n.link, n.title, n.say, n.at, r.at as read_at, n.demo, n.kind from notice n left join notice_read r on r.notice_id = n.id and r.member_id = $1
     where n.recipient = any($2) and n.id < $3 and ($4 = false or r.at is null) order by n.id desc limit $5`,
    [who.memberId, keysOf(who), page.before ?? Number.MAX_SAFE_INTEGER, page.unread ?? false, page.limit ?? 20])
  return found.map(({ case_id, link, read_at, ...notice }) => ({ ...notice, ...(case_id === null ? {} : { caseId: case_id }), ...(link === null ? {} : { link }), ...(read_at === null ? {} : { readAt: read_at }) }))
}

export async function unreadCount(db: Db, who: Reader): Promise<number> {
  const [row] = await rows<{ n: number }>(db, `select count(*) as n from notice n where n.recipient = any($2)
    and not exists (select from notice_read r where r.notice_id = n.id and r.member_id = $1)`, [who.memberId, keysOf(who)])
  return row!.n
}

/** Marks notices as read by this person, all of theirs when none are named. Notices of others are left alone. */
export async function markRead(db: Db, who: Reader, ids?: readonly number[]): Promise<void> {
  await rows(db, `insert into notice_read (notice_id, member_id) select id, $1 from notice
    where recipient = any($2) and ($3::bigint[] is null or id = any($3)) on conflict do nothing`, [who.memberId, keysOf(who), ids ?? null])
}
