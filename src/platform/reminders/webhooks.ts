import { randomUUID } from 'node:crypto'
import { type Instant, instantFromMs, instantMs, no, type Result, yes } from '../../kernel/index.ts'
import { type Db, rows } from '../db/index.ts'
import { type House, saveSetting, today } from '../house/index.ts'
import type { Who } from '../people/index.ts'
import { oldSecretHours } from './parameters.ts'
import { allowedHosts } from './send.ts'
import { newSecret, readTarget, seal } from './webhook.ts'

/** A program that is told of a unit's reminders; its secrets are shown once, when they are made. */
export interface WebhookView { id: string; name: string; url: string; unit?: string; unitName: string; active: boolean; madeAt: Instant; /** Until when the secret before still signs. */ oldUntil?: Instant; sent: number; givenUp: number }
interface Row { id: string; name: string; url: string; unit_id: string | null; active: boolean; made_at: Instant; old_until: Instant | null; sent: number; given_up: number }

export async function webhooksOf(house: House): Promise<WebhookView[]> {
  const found = await rows<Row>(house.db, `select h.id, h.name, h.url, h.unit_id, h.active, h.made_at, h.old_until,
    (select count(*) from delivery d where d.webhook_id = h.id and d.state = 'sent') as sent, (select count(*) from delivery d where d.webhook_id = h.id and d.state = 'given-up') as given_up from webhook h order by h.made_at, h.id`)
  return found.map((h) => ({
    id: h.id, name: h.name, url: h.url, ...(h.unit_id ? { unit: h.unit_id } : {}), unitName: h.unit_id ? house.units.name(h.unit_id) : '全部单位', active: h.active, madeAt: h.made_at,
    ...(h.old_until && h.old_until > house.now() ? { oldUntil: h.old_until } : {}), sent: h.sent, givenUp: h.given_up,
  }))
}

export async function addWebhook(house: House, secret: string, who: Who, of: { name: string; url: string; unit?: string }): Promise<Result<{ id: string; secret: string }>> {
  if (!of.name.trim()) return no({ code: 'name-wrong', at: 'name', say: '请填写接收方的名称' })
  if (of.unit && !house.units.get(of.unit)) return no({ code: 'unit-unknown', at: 'unit', say: '没有这个单位' })
  const target = readTarget(of.url.trim(), await allowedHosts(house.db))
  if (!target.ok) return target
  const id = randomUUID(), made = newSecret()
  await rows(house.db, 'insert into webhook (id, name, url, unit_id, secret, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)', [id, of.name.trim(), target.value.href, of.unit ?? null, seal(made, secret), who.id, house.now()])
  return yes({ id, secret: made })
}

export async function changeWebhook(house: House, id: string, to: { name?: string; url?: string; active?: boolean }): Promise<Result<void>> {
  const target = to.url === undefined ? undefined : readTarget(to.url.trim(), await allowedHosts(house.db))
  if (target && !target.ok) return target
  const changed = await rows(house.db, 'update webhook set name = coalesce($2, name), url = coalesce($3, url), active = coalesce($4, active) where id = $1 returning 1', [id, to.name?.trim() || null, target?.value.href ?? null, to.active ?? null])
  return changed.length ? yes(undefined) : noSuch
}
const noSuch = no({ code: 'not-found', say: '没有这个接收方' })

/** A new secret; the one before goes on signing beside it, so that the receiver can change over in its own time. */
export async function renewSecret(house: House, secret: string, id: string): Promise<Result<{ secret: string; oldUntil: Instant }>> {
  const made = newSecret(), oldUntil = instantFromMs(instantMs(house.now()) + oldSecretHours.on(today(house)) * 3_600_000)
  const changed = await rows(house.db, 'update webhook set old_secret = secret, old_until = $3, secret = $2 where id = $1 returning 1', [id, seal(made, secret), oldUntil])
  return changed.length ? yes({ secret: made, oldUntil }) : noSuch
}

/** Puts a trial message on the way to a program. */
export async function tryWebhook(house: House, id: string): Promise<Result<void>> {
  const made = await rows(house.db, `insert into delivery (channel, about, webhook_id, kind, made_at, next_at) select 'webhook', 'test:' || $2::text, h.id, 'test', $3, $3 from webhook h where h.id = $1 and h.active returning 1`, [id, randomUUID(), house.now()])
  return made.length ? yes(undefined) : noSuch
}

export async function allowHosts(db: Db, hosts: readonly string[]): Promise<Result<string[]>> {
  const given = [...new Set(hosts.map((h) => h.trim().toLowerCase()).filter(Boolean))]
  const odd = given.filter((h) => h.length > 253 || !/^[a-z0-9.:-]+$/.test(h))
  if (odd.length) return no({ code: 'host-wrong', at: 'hosts', say: `“${odd[0]}”不是主机名或IP地址；只写主机，不写 http:// 和端口` })
  await saveSetting(db, 'webhook-hosts', given)
  return yes(given)
}
