import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import ical, { ICalEventTransparency } from 'ical-generator'
import { addDays, type Day, type Instant, no, type Result, yes } from '../../kernel/index.ts'
import { visibleTo } from '../cases/index.ts'
import { rows } from '../db/index.ts'
import { type House, today } from '../house/index.ts'
import { findWho, type Who } from '../people/index.ts'
import { pageOf } from './send.ts'

/** A calendar that a calendar program reads: what waits for one person, or for a unit as far as one of its people may see it. */
export interface FeedView { id: string; unit?: string; unitName?: string; madeAt: Instant; readAt?: Instant }

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')
const noSuch = no({ code: 'not-found', say: '没有这个日历，或它的地址已作废' })
const mostFeeds = 20

export async function feedsOf(house: House, who: Who): Promise<FeedView[]> {
  const found = await rows<{ id: string; unit_id: string | null; made_at: Instant; read_at: Instant | null }>(house.db, 'select id, unit_id, made_at, read_at from feed where member_id = $1 and revoked_at is null order by made_at, id', [who.id])
  return found.map((f) => ({ id: f.id, ...(f.unit_id ? { unit: f.unit_id, unitName: house.units.name(f.unit_id) } : {}), madeAt: f.made_at, ...(f.read_at ? { readAt: f.read_at } : {}) }))
}

/** A new secret address; it is told once and only its hash is kept. */
export async function addFeed(house: House, who: Who, unit?: string): Promise<Result<{ id: string; token: string }>> {
  if (unit && !who.seats.some((s) => s.unit === unit)) return no({ code: 'not-allowed', at: 'unit', say: '只能订阅自己任职单位的日历' })
  if ((await feedsOf(house, who)).length >= mostFeeds) return no({ code: 'too-many', say: `日历地址最多${mostFeeds}个，请先作废不用的` })
  const id = randomUUID(), token = randomBytes(24).toString('base64url')
  await rows(house.db, 'insert into feed (id, token_hash, member_id, unit_id, made_at) values ($1, $2, $3, $4, $5)', [id, hashOf(token), who.id, unit ?? null, house.now()])
  return yes({ id, token })
}

export async function revokeFeed(house: House, who: Who, id: string): Promise<Result<void>> {
  const gone = await rows(house.db, 'update feed set revoked_at = $3 where id = $1 and member_id = $2 and revoked_at is null returning 1', [id, who.id, house.now()])
  return gone.length ? yes(undefined) : noSuch
}

interface Row { case_id: string; seat: string; unit_id: string | null; label: string; due_on: Day | null; due_at: Instant | null; number: string; title: string; item: string; version: number; changed_at: Instant; seen: boolean; drawn: boolean }

/** The calendar behind a secret address, as its owner may see it at this moment. */
export async function readFeed(house: House, token: string, origin: string): Promise<Result<string>> {
  const [feed] = await rows<{ id: string; member_id: string; unit_id: string | null }>(house.db, 'update feed set read_at = $2 where token_hash = $1 and revoked_at is null returning id, member_id, unit_id', [hashOf(token), house.now()])
  const who = feed && await findWho(house.db, feed.member_id, today(house))
  if (!feed || !who || (feed.unit_id && !who.seats.some((s) => s.unit === feed.unit_id))) return noSuch
  const name = feed.unit_id ? `${house.units.name(feed.unit_id)}办件期限` : `${who.name}的办件期限`
  const calendar = ical({ name, prodId: { company: 'zhixing', product: 'due-days', language: 'ZH' }, ttl: 3600 })
  for (const w of await waiting(house, who, feed.unit_id)) {
    // Whoever judges is not told whose work it is, and what only those with a seat may know does not lie in a telephone.
    const name = w.drawn || !w.seen || house.items.get(w.item)?.confidential === 'need-to-know' ? w.number : `${w.title}（${w.number}）`
    calendar.createEvent({
      id: `${createHash('sha256').update([w.case_id, w.seat, w.unit_id ?? '', w.label].join('|')).digest('hex').slice(0, 32)}@zhixing`,
      sequence: w.version, stamp: w.changed_at, lastModified: w.changed_at, summary: `${w.label}到期：${name}`,
      ...(w.due_at ? { start: w.due_at } : { start: midnight(w.due_on!), end: midnight(addDays(w.due_on!, 1)), allDay: true }),
      description: `${house.items.get(w.item)?.name ?? w.item}，等待办理“${w.label}”`, url: `${origin}${pageOf(who, w.case_id)}`, transparency: ICalEventTransparency.TRANSPARENT,
    })
  }
  return yes(calendar.toString())
}

// A day of the office is written as that day, wherever the calendar program stands.
const midnight = (day: Day) => `${day}T00:00:00.000Z`

const most = 2_000
async function waiting(house: House, who: Who, unit: string | null): Promise<Row[]> {
  const pairs = who.seats.flatMap((s) => s.duties.map((duty) => ({ unit: s.unit, duty })))
  const mine = sql<boolean>`((w.unit_id, w.duty) in (select x.unit, x.duty from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as x(unit text, duty text)) or w.party_id = ${who.partyId ?? null} or w.member_id = ${who.id})`
  const which: RawBuilder<boolean> = unit ? sql<boolean>`(w.unit_id = ${unit} and ${visibleTo(house, who)})` : mine
  const found = await sql<Row>`select w.case_id, w.seat, w.unit_id, w.label, w.due_on, w.due_at, c.number, c.title, c.item, c.version, c.changed_at, ${visibleTo(house, who)} as seen,
      exists (select from case_expert e where e.case_id = c.id and e.member_id = ${who.id}) as drawn
    from work w join case_file c on c.id = w.case_id where ${which} and (w.due_on is not null or w.due_at is not null) order by coalesce(w.due_at, w.due_on + interval '1 day'), w.case_id, w.n limit ${most}`.execute(house.db)
  return found.rows
}
