import { sql } from 'kysely'
import { json, rows, type Db, type Tx } from '../db/index.ts'

/** Who is told: one person, everyone of a party, or everyone appointed at a unit. */
export type Recipient = { member: string } | { party: string } | { unit: string }
/** What happened, that something is due, or that someone below is late. */
export type NoticeKind = 'step' | 'reminder' | 'escalation'
export interface Told {
  to: Recipient[]
  caseId?: string | undefined
  /** The page of the workbench it leads to, where that is not a case. */
  link?: string | undefined
  title: string
  say: string
  at: string
  demo?: boolean | undefined
  kind?: NoticeKind
  /** An hour clock runs: nights and holidays do not put it off. */
  urgent?: boolean
  /** The reminder it comes from. */
  reminderId?: number
}

/** What a waiting message is given to. It runs in its own transaction and must do its work through that alone. */
export type Handlers = Readonly<Record<string, (tx: Tx, payload: any, id: number) => Promise<void>>>

/** Says what is to be done once this transaction has committed. */
export async function enqueue(tx: Tx, kind: string, payload: unknown): Promise<void> {
  await tx.insertInto('outbox').values({ kind, payload: json(payload), done_at: null, error: null }).execute()
}

export const notify = (tx: Tx, told: Told): Promise<void> => enqueue(tx, 'notice', told)

/** Writes notices at once, for a handler that works out who is to be told. Doing it twice writes them once. */
export async function writeNotices(tx: Tx, outboxId: number, told: Told): Promise<void> {
  const recipients = [...new Set(told.to.map(recipientKey))]
  if (!recipients.length) return
  await tx.insertInto('notice').values(recipients.map((recipient) => ({
    outbox_id: outboxId, recipient, case_id: told.caseId ?? null, title: told.title, say: told.say, at: told.at, demo: told.demo ?? false,
    kind: told.kind ?? 'step', urgent: told.urgent ?? false, reminder_id: told.reminderId ?? null, link: told.link ?? null,
  }))).onConflict((c) => c.columns(['outbox_id', 'recipient']).doNothing()).execute()
}

export const recipientKey = (to: Recipient): string => ('member' in to ? `member:${to.member}` : 'party' in to ? `party:${to.party}` : `unit:${to.unit}`)

const longestWait = 60

/**
 * Does what waits, each message in a transaction of its own, so that it is done exactly once however many processes drain and
 * whenever one of them dies. A message that fails is tried again later, with the error kept; it never holds up the others.
 */
export async function deliver(db: Db, handlers: Handlers = {}, most = 1000): Promise<{ done: number; failed: number }> {
  const all: Handlers = { notice: (tx, told, id) => writeNotices(tx, id, told), ...handlers }
  let done = 0
  let failed = 0
  while (done + failed < most) {
    const outcome = await db.transaction().execute(async (tx) => {
      const [message] = await rows<{ id: number; kind: string; payload: any }>(tx, `select id, kind, payload from outbox
        where done_at is null and next_at <= now() and kind = any($1) order by next_at, id limit 1 for update skip locked`, [Object.keys(all)])
      if (!message) return undefined
      await sql`savepoint message`.execute(tx)
      try {
        await all[message.kind]!(tx, message.payload, message.id)
        await rows(tx, 'update outbox set done_at = now(), error = null where id = $1', [message.id])
        return true
      } catch (error) {
        await sql`rollback to savepoint message`.execute(tx)
        await rows(tx, `update outbox set tries = tries + 1, error = $2, next_at = now() + least(power(2, tries), ${longestWait}) * interval '1 minute' where id = $1`,
          [message.id, error instanceof Error ? error.message : String(error)])
        return false
      }
    })
    if (outcome === undefined) break
    if (outcome) done++
    else failed++
  }
  return { done, failed }
}
