import { createHash, randomUUID } from 'node:crypto'
import { type Day, type Instant, instantFromMs, instantMs, no, type Result, showDay, showInstant, yes } from '../../kernel/index.ts'
import { visibleAmong } from '../cases/index.ts'
import { type Db, rows } from '../db/index.ts'
import { type House, setting, today } from '../house/index.ts'
import type { NoticeKind } from '../notices/index.ts'
import { findWho, type Who } from '../people/index.ts'
import { goesAt, mayGoAt, readChoice } from './choices.ts'
import { type Letter, type MailSettings, sendLetter, type Tried } from './mail.ts'
import { type DueAt, isMoment } from './occasions.ts'
import { retryAfter } from './parameters.ts'
import { stillWaits } from './remind.ts'
import { post, signed, unseal } from './webhook.ts'

/** What lies between the house and the world: where people reach it, its secret, and the way out for mail if there is one. */
export interface Outside { origin: string; secret: string; mail?: MailSettings }

/**
 * Looks at every new notice once, and puts it on the way to those who also want it by mail, for the moment they chose. Notices
 * and ways are written in one transaction, so that none is left out or taken twice.
 */
export async function carry(house: House, outside: Outside, most = 500): Promise<number> {
  return house.db.transaction().execute(async (tx) => {
    const fresh = await rows<{ id: number }>(tx, 'update notice set carried = true where id in (select id from notice where not carried order by id limit $1 for update skip locked) returning id', [most])
    if (!fresh.length || !outside.mail) return 0
    const wanted = await rows<any>(tx, `select n.id as notice_id, n.kind, n.urgent, n.reminder_id, n.demo as is_demo, h.* from notice n
      join reminder_choice h on h.by_mail and h.mail is not null and (h.what = 'all' or n.kind <> 'step') join member m on m.id = h.member_id and m.active
      where n.id = any($1) and (n.recipient = 'member:' || m.id or n.recipient = 'party:' || m.party_id
        or starts_with(n.recipient, 'unit:') and exists (select from appointment a where a.member_id = m.id and a.unit_id = substr(n.recipient, 6) and a.from_day <= $2 and (a.to_day is null or a.to_day >= $2)))`,
    [fresh.map((n) => n.id), today(house)])
    for (const w of wanted) {
      const { at, bundle } = goesAt(readChoice(w), house.now(), w, house.calendar)
      await rows(tx, `insert into delivery (channel, about, notice_id, reminder_id, member_id, kind, urgent, bundle, made_at, next_at, demo)
        values ('mail', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`, [`notice:${w.notice_id}`, w.notice_id, w.reminder_id, w.member_id, w.kind, w.urgent, bundle ?? null, house.now(), at, w.is_demo])
    }
    return wanted.length
  })
}

interface Due { id: number; channel: 'mail' | 'webhook'; about: string; notice_id: number | null; reminder_id: number | null; member_id: string | null; webhook_id: string | null; kind: NoticeKind | 'test'; urgent: boolean; bundle: string | null; tries: number; demo: boolean }

/**
 * Sends what is due. A process takes a message for two minutes, speaks to the outside world with no transaction open, and
 * writes down what became of it. One that dies in between has perhaps sent: the next sends again under the same id, by which
 * the receiver knows it.
 */
export async function sendDue(house: House, outside: Outside, most = 200): Promise<{ sent: number; failed: number }> {
  let sent = 0, failed = 0
  for (let i = 0; i < most; i++) {
    const together = await take(house)
    if (!together.length) break
    const waited = await stillWanted(house, together)
    if (!waited.length) continue
    const tried = waited[0]!.channel === 'mail' ? await byMail(house, outside, waited) : await byWebhook(house, outside, waited[0]!)
    if (tried === undefined) { await finish(house, waited, 'dropped'); continue }
    await writeDown(house, waited, tried)
    if (tried.outcome === 'sent') sent++
    else failed++
  }
  return { sent, failed }
}

/** The next message that is due, with all of the same digest. */
const take = (house: House): Promise<Due[]> => house.db.transaction().execute(async (tx) => {
  // Taking is short; one at a time, so that two processes do not take halves of one digest.
  await rows(tx, 'select pg_advisory_xact_lock(hashtextextended($1, 7))', ['take deliveries'])
  return rows<Due>(tx, `with first as (select id, member_id, bundle from delivery where state = 'waiting' and next_at <= $1 and (leased_until is null or leased_until < now()) order by next_at, id limit 1)
    update delivery d set leased_until = now() + interval '2 minutes', tries = d.tries + 1 from first f
    where d.id = f.id or d.bundle = f.bundle and d.member_id = f.member_id and d.state = 'waiting' and d.next_at <= $1 and (d.leased_until is null or d.leased_until < now())
    returning d.id, d.channel, d.about, d.notice_id, d.reminder_id, d.member_id, d.webhook_id, d.kind, d.urgent, d.bundle, d.tries, d.demo`, [house.now()])
})

/** Leaves out reminders of what has been done since they were put on the way. */
async function stillWanted(house: House, together: Due[]): Promise<Due[]> {
  const reminders = together.flatMap((d) => (d.kind === 'reminder' && d.reminder_id !== null ? [d.reminder_id] : []))
  const over = new Set(reminders.length ? (await rows<{ id: number }>(house.db, `select x.id from reminder x where x.id = any($1) and not ${stillWaits}`, [reminders])).map((x) => x.id) : [])
  const gone = together.filter((d) => d.kind === 'reminder' && d.reminder_id !== null && over.has(d.reminder_id))
  await finish(house, gone, 'dropped')
  return together.filter((d) => !gone.includes(d))
}
async function finish(house: House, of: readonly Due[], state: 'sent' | 'given-up' | 'dropped'): Promise<void> {
  if (of.length) await rows(house.db, 'update delivery set state = $2, done_at = $3, leased_until = null where id = any($1)', [of.map((d) => d.id), state, house.now()])
}

async function writeDown(house: House, of: readonly Due[], tried: Tried): Promise<void> {
  const pauses = retryAfter.on(today(house))
  await house.db.transaction().execute(async (tx) => {
    for (const d of of) {
      await rows(tx, `insert into delivery_try (delivery_id, n, at, outcome, address, answer) select $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5 from delivery_try where delivery_id = $1`, [d.id, house.now(), tried.outcome, tried.address, tried.answer])
      const pause = pauses[d.tries - 1]
      const state = tried.outcome === 'sent' ? 'sent' : tried.outcome === 'refused' || pause === undefined ? 'given-up' : 'waiting'
      const next = state === 'waiting' ? await nextTry(house, tx, d, pause!) : house.now()
      await rows(tx, `update delivery set state = $2, next_at = $3, done_at = case when $2 = 'waiting' then null else $4::timestamptz end, leased_until = null where id = $1`, [d.id, state, next, house.now()])
    }
  })
}
/** A second try keeps to quiet hours like the first. */
async function nextTry(house: House, db: Db, d: Due, minutes: number): Promise<Instant> {
  const at = instantFromMs(instantMs(house.now()) + minutes * 60_000)
  const [choice] = d.member_id ? await rows<any>(db, 'select * from reminder_choice where member_id = $1', [d.member_id]) : []
  return choice ? mayGoAt(readChoice(choice), at, d.urgent, house.calendar) : at
}

interface Line { id: number; kind: NoticeKind; title: string; case_id: string | null; link: string | null; number: string | null; case_title: string | null; item: string | null; drawn: boolean }
const foot = (outside: Outside) => `此信由知行系统自动发出，请勿回复。接收方式可在“我的提醒设置”中更改：${outside.origin}/w/notices/settings`

async function byMail(house: House, outside: Outside, of: readonly Due[]): Promise<Tried | undefined> {
  const who = await findWho(house.db, of[0]!.member_id!, today(house))
  const [to] = await rows<{ mail: string | null }>(house.db, 'select mail from reminder_choice where member_id = $1 and by_mail', [of[0]!.member_id])
  // Whoever has left or changed their mind meanwhile is not written to.
  if (!who || !to?.mail || !outside.mail) return undefined
  const lines = await rows<Line>(house.db, `select n.id, n.kind, n.title, n.case_id, n.link, c.number, c.title as case_title, c.item, exists (select from case_expert e where e.case_id = n.case_id and e.member_id = $2) as drawn
    from notice n left join case_file c on c.id = n.case_id where n.id = any($1) order by n.id`, [of.map((d) => d.notice_id), who.id])
  const visible = await visibleAmong(house, who, lines.flatMap((l) => l.case_id ?? []))
  const mark = of.some((d) => d.demo) ? '【演示】' : ''
  return sendLetter(outside.mail, {
    id: idOf(of), to: to.mail, foot: foot(outside),
    subject: `${mark}【知行】${lines.length === 1 ? lines[0]!.title : `${lines.length}条提醒：${lines[0]!.title}等`}`,
    lines: lines.map((l) => ({ text: [l.title, nameFor(house, l, visible)].filter(Boolean).join('\n'), link: `${outside.origin}${l.case_id && visible.has(l.case_id) ? pageOf(who, l.case_id) : `/w${l.link ?? '/notices'}`}` })),
  })
}
/** A party is at home in the public pages, an office in the workbench. */
export const pageOf = (who: Who, caseId: string): string => (who.partyId && !who.seats.length ? `/my/cases/${caseId}` : `/w/cases/${caseId}`)
/** A mail may lie open anywhere: the title for those who may open the case, the number alone for what is confidential or judged without names. */
const nameFor = (house: House, l: Line, visible: ReadonlySet<string>): string =>
  !l.number ? '' : l.drawn || !visible.has(l.case_id!) || house.items.get(l.item!)?.confidential === 'need-to-know' ? l.number : `${l.case_title}（${l.number}）`
const idOf = (of: readonly Due[]) => `zx-${createHash('sha256').update(of.map((d) => d.id).join(',')).digest('hex').slice(0, 24)}`

interface Hook { id: string; url: string; secret: string; old_secret: string | null; old_until: Instant | null }
/** The hosts of the house's own network that an administrator lets programs be at. */
export const allowedHosts = async (db: Db): Promise<string[]> => (await setting<string[]>(db, 'webhook-hosts')) ?? []

async function byWebhook(house: House, outside: Outside, d: Due): Promise<Tried | undefined> {
  const [hook] = await rows<Hook>(house.db, 'select id, url, secret, old_secret, old_until from webhook where id = $1 and active', [d.webhook_id])
  if (!hook) return undefined
  const body = JSON.stringify({ type: d.kind === 'escalation' ? 'reminder.escalated' : d.kind === 'test' ? 'test' : 'reminder.due', timestamp: house.now(), data: d.reminder_id === null ? { say: '这是知行系统的试发' } : await dataOf(house, outside, d) })
  const secrets = [hook.secret, ...(hook.old_secret && hook.old_until && hook.old_until > house.now() ? [hook.old_secret] : [])].map((s) => unseal(s, outside.secret))
  if (secrets.includes(undefined)) return { outcome: 'refused', address: hook.url, answer: '签名密钥打不开：安装密钥换过或没有恢复；请为该接收方更换密钥' }
  // The receiver compares with its own clock, which no rehearsal has set back.
  return post(hook.url, signed(secrets as string[], `msg_${d.id}`, Math.floor(Date.now() / 1000), body), body, await allowedHosts(house.db))
}

async function dataOf(house: House, outside: Outside, d: Due) {
  const [x] = await rows<{ case_id: string; waits: string; label: string; due: DueAt; rule: string; occasion: number; at: Instant; number: string; title: string; item: string; demo: boolean; to_unit: string | null }>(house.db,
    `select r.case_id, r.waits, r.label, r.due, r.rule, r.occasion, r.at, c.number, c.title, c.item, r.demo, e.to_unit from reminder r join case_file c on c.id = r.case_id
     left join escalation e on e.case_id = r.case_id and e.waits = r.waits and e.label = r.label and e.due = r.due and 'escalate-' || e.level = r.rule where r.id = $1`, [d.reminder_id])
  const unit = x!.waits.startsWith('unit:') ? x!.waits.slice(5).split('/')[0]! : undefined
  const item = house.items.get(x!.item)
  return {
    reminder: d.reminder_id, rule: x!.rule.replace(/-\d+$/, ''), occasion: x!.occasion, case: x!.number, ...(item?.confidential === 'need-to-know' ? {} : { title: x!.title }), item: item?.name ?? x!.item,
    waitsFor: x!.label, due: x!.due, ...(unit ? { unit: { id: unit, name: house.units.name(unit) } } : {}), ...(x!.to_unit ? { escalatedTo: { id: x!.to_unit, name: house.units.name(x!.to_unit) } } : {}),
    link: `${outside.origin}/w/cases/${x!.case_id}`, demo: x!.demo,
    say: `${unit ? house.units.name(unit) : '评审专家'}：办件${x!.number}的“${x!.label}”期限至${isMoment(x!.due) ? showInstant(x!.due) : showDay(x!.due as Day)}`,
  }
}

/** Sends one letter at once and writes it down like any other: the code that confirms an address, or an administrator's trial. */
export async function sendNow(house: House, outside: Outside, who: Pick<Who, 'id' | 'demo'>, kind: 'code' | 'test', letter: Omit<Letter, 'id' | 'foot'>): Promise<Result<{ answer: string }>> {
  if (!outside.mail) return no({ code: 'mail-off', at: 'mail', say: '本系统没有配置邮件服务器，不发邮件；由管理员配置后再试' })
  const [made] = await rows<{ id: number }>(house.db, `insert into delivery (channel, about, member_id, kind, made_at, next_at, leased_until, tries, demo) values ('mail', $1, $2, $3, $4, $4, now() + interval '2 minutes', 1, $5) returning id`,
    [`${kind}:${randomUUID()}`, who.id, kind, house.now(), who.demo])
  const tried = await sendLetter(outside.mail, { ...letter, id: `zx-${kind}-${made!.id}`, foot: foot(outside) })
  await rows(house.db, `insert into delivery_try (delivery_id, n, at, outcome, address, answer) values ($1, 1, $2, $3, $4, $5)`, [made!.id, house.now(), tried.outcome, tried.address, tried.answer])
  await rows(house.db, 'update delivery set state = $2, done_at = $3, leased_until = null where id = $1', [made!.id, tried.outcome === 'sent' ? 'sent' : 'given-up', house.now()])
  return tried.outcome === 'sent' ? yes({ answer: tried.answer }) : no({ code: 'mail-failed', at: 'mail', say: `邮件没有发出：${tried.answer}` })
}

export interface DeliveryView {
  id: number; channel: 'mail' | 'webhook'; kind: string; receiver: string; state: 'waiting' | 'sent' | 'given-up' | 'dropped'; tries: number; madeAt: Instant; nextAt?: Instant; doneAt?: Instant; urgent: boolean; demo: boolean
  log: { n: number; at: Instant; outcome: Tried['outcome']; address: string; answer: string }[]
}
/** What has left the house and what became of it, newest first. It tells how things went, not what they were about. */
export async function deliveries(db: Db, of: { after?: string; limit: number; state?: string; channel?: string }): Promise<{ rows: DeliveryView[]; total: number; next?: string }> {
  const before = of.after && /^\d{1,15}$/.test(of.after) ? Number(of.after) : Number.MAX_SAFE_INTEGER
  const where = '($1::text is null or d.state = $1) and ($2::text is null or d.channel = $2)'
  const values = [of.state ?? null, of.channel ?? null]
  const found = await rows<any>(db, `select d.id, d.channel, d.kind, coalesce(h.name, m.name, '') as receiver, d.state, d.tries, d.made_at, d.next_at, d.done_at, d.urgent, d.demo,
      coalesce((select jsonb_agg(jsonb_build_object('n', t.n, 'at', to_char(t.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'outcome', t.outcome, 'address', t.address, 'answer', t.answer) order by t.n) from delivery_try t where t.delivery_id = d.id), '[]') as log
    from delivery d left join webhook h on h.id = d.webhook_id left join member m on m.id = d.member_id where ${where} and d.id < $3 order by d.id desc limit $4`, [...values, before, of.limit + 1])
  const [counted] = await rows<{ n: number }>(db, `select count(*) as n from delivery d where ${where}`, values)
  const page = found.slice(0, of.limit)
  return {
    total: counted!.n, ...(found.length > of.limit ? { next: String(page.at(-1)!.id) } : {}),
    rows: page.map(({ made_at, next_at, done_at, ...d }) => ({ ...d, madeAt: made_at, ...(d.state === 'waiting' ? { nextAt: next_at } : {}), ...(done_at ? { doneAt: done_at } : {}) })),
  }
}

/** Puts what was given up on the way once more. */
export async function sendAgain(house: House, id: number): Promise<Result<void>> {
  const again = await rows(house.db, `update delivery set state = 'waiting', tries = 0, next_at = $2, done_at = null, leased_until = null where id = $1 and state = 'given-up' and (notice_id is not null or webhook_id is not null) returning 1`, [id, house.now()])
  return again.length ? yes(undefined) : no({ code: 'not-found', say: '没有这条发送记录，或它不是已放弃的' })
}

/** How much of the log is kept; a job calls it every hour. */
export const forgetOldDeliveries = (house: House): Promise<unknown> => rows(house.db, `delete from delivery where state <> 'waiting' and done_at < $1::timestamptz - interval '1 year'`, [house.now()])
