import { type Day, type Instant, instantFromMs, instantMs, showDay, showInstant } from '../../kernel/index.ts'
import { visibleAmong } from '../cases/index.ts'
import { type Db, rows, type Tx } from '../db/index.ts'
import { type House, today } from '../house/index.ts'
import { notify, type Recipient } from '../notices/index.ts'
import { findWho } from '../people/index.ts'
import { type DueAt, horizon, isMoment, lateness, type Occasion, occasionOf, rungsReached, timesAgain } from './occasions.ts'
import { inHours, type Rung } from './parameters.ts'

/** A row of the work list with what is said of its case. */
interface Wait {
  case_id: string; n: number; unit_id: string | null; duty: string | null; party_id: string | null; member_id: string | null; waits: string; label: string; due: DueAt
  number: string; title: string; handler: string; item: string; changed_at: Instant; demo: boolean; drawn: string[]
}
interface Key { case_id: string; waits: string; label: string; due: string; rule: string; occasion: number }

/** Whom a row of `work w` waits for, and until when, as a reminder and an escalation know it. */
export const waitsOf = `case when w.unit_id is not null then 'unit:' || w.unit_id || '/' || coalesce(w.duty, '') when w.party_id is not null then 'party:' || w.party_id else 'member:' || coalesce(w.member_id, '') end`
export const dueOf = `coalesce(to_char(w.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), w.due_on::text)`
/** Whether the wait that a reminder or escalation x was about is still there. */
export const stillWaits = `exists (select from work w where w.case_id = x.case_id and ${waitsOf} = x.waits and w.label = x.label and ${dueOf} = x.due)`

/**
 * Reminds whoever is waited for, by the work rows alone, and tells delays upwards. Each reminder is a line with a key of its
 * own, written in one transaction with the messages that follow from it: two processes and a process killed in between still
 * say it once. A job calls it every minute.
 */
export async function remind(house: House): Promise<{ reminded: number; escalated: number; settled: number }> {
  const settled = await settle(house)
  const turn = await begin(house)
  let reminded = 0, escalated = 0
  let after: [string, number] = ['', 0]
  for (;;) {
    const waits = await soonDue(house, after)
    // Most has been said at an earlier turn; looking once for all spares a transaction each.
    const said = await saidOf(house, waits)
    turn.look(waits.map((w) => w.case_id))
    for (const wait of waits) {
      const occasion = occasionOf(wait.due, wait.changed_at, house.now(), house.calendar)
      if (occasion) {
        const key = { ...keyOf(wait), rule: occasion.rule, occasion: occasion.n }
        if (!said.has(textOf(key)) && await once(house, key, wait.demo, (tx, id) => tellWaiting(turn, tx, id, wait, occasion))) reminded++
      }
      for (const rung of rungsReached(wait.due, house.now(), house.calendar)) {
        if (!said.has(textOf({ ...keyOf(wait), rule: `escalate-${rung.level}`, occasion: 0 })) && await escalate(turn, wait, rung)) escalated++
      }
    }
    const last = waits.at(-1)
    if (waits.length < page) break
    after = [last!.case_id, last!.n]
  }
  return { reminded, escalated: escalated + await again(turn), settled }
}

/** What one turn of the job has looked up, so that it is asked once and not for every case. */
interface Turn {
  house: House
  seated(unit: string, duties: readonly string[]): Promise<string[]>
  leaders(unit: string): Promise<string[]>
  /** Sets the cases that are being looked at. */
  look(cases: readonly string[]): void
  /** Whether someone may open one of them. */
  maySee(member: string, caseId: string): Promise<boolean>
  hasPrograms: boolean
}
async function begin(house: House): Promise<Turn> {
  const on = today(house)
  const seats = new Map<string, Promise<string[]>>()
  const kept = (key: string, ask: () => Promise<string[]>) => seats.get(key) ?? seats.set(key, ask()).get(key)!
  let cases: readonly string[] = []
  let seen = new Map<string, Promise<ReadonlySet<string>>>()
  const visibleTo = async (member: string) => {
    const who = await findWho(house.db, member, on)
    return who ? visibleAmong(house, who, cases) : new Set<string>()
  }
  return {
    house,
    seated: (unit, duties) => kept(`${unit}/${duties.join()}`, () => atSeat(house.db, unit, duties, on)),
    leaders: (unit) => kept(unit, () => leadersOf(house.db, unit, on)),
    look: (of) => { cases = of; seen = new Map() },
    maySee: async (member, caseId) => (await (seen.get(member) ?? seen.set(member, visibleTo(member)).get(member)!)).has(caseId),
    hasPrograms: (await rows(house.db, 'select 1 from webhook where active limit 1')).length > 0,
  }
}
const page = 1000

/** What is due soon or late already and has not been spoken of at this occasion; rows of one case lie together. */
const soonDue = async (house: House, [caseId, n]: [string, number]): Promise<Wait[]> => rows<Wait>(house.db, `
  select w.case_id, w.n, w.unit_id, w.duty, w.party_id, w.member_id, ${waitsOf} as waits, w.label, ${dueOf} as due, c.number, c.title, c.handler::text as handler, c.item, c.changed_at, c.demo,
    array(select e.member_id from case_expert e where e.case_id = w.case_id) as drawn
  from work w join case_file c on c.id = w.case_id
  where (w.due_at <= $1 or w.due_at is null and w.due_on <= $2) and (w.case_id, w.n) > ($3, $4) order by w.case_id, w.n limit ${page}`,
[instantFromMs(instantMs(house.now()) + Math.max(0, ...inHours.before.on(today(house))) * 3_600_000), horizon(today(house)), caseId, n])

const textOf = (k: Key) => [k.case_id, k.waits, k.label, k.due, k.rule, k.occasion].join('|')
const saidOf = async (house: House, of: readonly { case_id: string }[]): Promise<Set<string>> =>
  new Set((await rows<Key>(house.db, 'select case_id, waits, label, due, rule, occasion from reminder where case_id = any($1)', [[...new Set(of.map((w) => w.case_id))]])).map(textOf))

const keyOf = ({ case_id, waits, label, due }: Wait) => ({ case_id, waits, label, due })

/** Does it if nobody has done it: the line and what follows from it are written together. */
async function once(house: House, key: Key, demo: boolean, then: (tx: Tx, id: number) => Promise<void>): Promise<boolean> {
  return house.db.transaction().execute(async (tx) => {
    const [made] = await rows<{ id: number }>(tx, `insert into reminder (case_id, waits, label, due, rule, occasion, at, demo) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`, [key.case_id, key.waits, key.label, key.due, key.rule, key.occasion, house.now(), demo])
    if (!made) return false
    await then(tx, made.id)
    return true
  })
}

/** How a case is called in a reminder: what only those with a seat may know goes by its number. */
const nameOf = (house: House, wait: Pick<Wait, 'item' | 'title' | 'number'>): string =>
  (house.items.get(wait.item)?.confidential === 'need-to-know' ? `办件${wait.number}` : `“${wait.title}”（${wait.number}）`)
const untilWhen = (due: DueAt) => (isMoment(due) ? showInstant(due) : showDay(due))
export const lateWords = (late: number, due: DueAt) => (isMoment(due) ? `${late}小时` : `${late}个工作日`)

async function tellWaiting(turn: Turn, tx: Tx, id: number, wait: Wait, occasion: Occasion): Promise<void> {
  const { house } = turn
  const urgent = isMoment(wait.due)
  const told = { caseId: wait.case_id, at: house.now(), demo: wait.demo, kind: 'reminder' as const, urgent, reminderId: id, title: `${headline(wait.due, occasion, today(house))}：${wait.label}` }
  const say = (name: string, more = '') => `${name}等待办理“${wait.label}”，期限至${untilWhen(wait.due)}。${more}`
  if (wait.party_id) return notify(tx, { ...told, to: [{ party: wait.party_id }], say: say(nameOf(house, wait)) })
  // Whoever was drawn to judge is not told whose work it is.
  const blind = `办件${wait.number}`
  if (wait.member_id) return notify(tx, { ...told, to: [{ member: wait.member_id }], say: say(blind) })
  const seated = await turn.seated(wait.unit_id!, [wait.duty!])
  const open = seated.filter((m) => !wait.drawn.includes(m)), judging = seated.filter((m) => wait.drawn.includes(m))
  if (open.length) await notify(tx, { ...told, to: members(open), say: say(nameOf(house, wait)) })
  if (judging.length) await notify(tx, { ...told, to: members(judging), say: say(blind) })
  if (!seated.length) await notify(tx, { ...told, to: [{ unit: wait.unit_id! }], say: say(`办件${wait.number}`, '本单位现在没有人担任这一席位，请尽快安排。') })
  await toPrograms(turn, tx, id, 'reminder', wait.unit_id!, wait.demo, urgent)
}
const members = (ids: readonly string[]): Recipient[] => ids.map((member) => ({ member }))

function headline(due: DueAt, { rule, left }: Occasion, on: Day): string {
  const unit = isMoment(due) ? '小时' : '个工作日'
  // A limit that ends on a day off is spoken of on the last working day before.
  if (rule === 'at') return isMoment(due) ? '时限已到' : due === on ? '今天到期' : `${showDay(due)}到期`
  return rule === 'before' ? `还有${left}${unit}到期` : `已超${isMoment(due) ? '时' : '期'}${-left}${unit}`
}

/** Everyone with one of these duties at a unit on a day. */
export const atSeat = async (db: Db, unit: string, duties: readonly string[], on: Day): Promise<string[]> =>
  (await rows<{ id: string }>(db, `select distinct m.id from appointment a join member m on m.id = a.member_id where a.unit_id = $1 and a.duties && $2::text[] and m.active
    and a.from_day <= $3 and (a.to_day is null or a.to_day >= $3) order by 1`, [unit, duties, on])).map((m) => m.id)
const leading = ['decide', 'approve']
/** Who leads a unit: those who decide or approve there, and everyone where nobody does, as in the leading group's office. */
export async function leadersOf(db: Db, unit: string, on: Day): Promise<string[]> {
  const leaders = await atSeat(db, unit, leading, on)
  return leaders.length ? leaders : atSeat(db, unit, ['handle', 'inspect', 'pay'], on)
}

/** Opens an escalation at the unit that this rung names, unless the same people are waited for themselves. */
async function escalate(turn: Turn, wait: Wait, { level, to }: { level: number; to: Rung }): Promise<boolean> {
  const { house } = turn
  // A party is held to its limit by the law, not by its superiors; for an expert the office in charge answers.
  const from = wait.unit_id ?? (wait.member_id ? wait.handler : null)
  const unit = from && house.units.get(from)
  if (!unit) return false
  const target = { leader: unit.id, above: unit.parent, group: house.units.office('leading-group') }[to]
  if (!target || (to !== 'leader' && target === unit.id)) return false
  const waited = wait.duty ? await turn.seated(unit.id, [wait.duty]) : []
  const leaders = (await turn.leaders(target)).filter((m) => to !== 'leader' || !waited.includes(m))
  if (!leaders.length) return false
  const urgent = isMoment(wait.due)
  return once(house, { ...keyOf(wait), rule: `escalate-${level}`, occasion: 0 }, wait.demo, async (tx, id) => {
    await rows(tx, `insert into escalation (case_id, waits, label, due, level, to_unit, urgent, at, demo) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
      [wait.case_id, wait.waits, wait.label, wait.due, level, target, urgent, house.now(), wait.demo])
    await tellLeaders(turn, tx, id, { ...wait, to_unit: target, urgent }, leaders)
  })
}

async function tellLeaders(turn: Turn, tx: Tx, reminderId: number, x: Pick<Wait, 'case_id' | 'number' | 'title' | 'item' | 'waits' | 'label' | 'due' | 'demo'> & { to_unit: string; urgent: boolean }, leaders: readonly string[]): Promise<void> {
  const { house } = turn
  const late = lateness(x.due, house.now(), house.calendar)
  for (const leader of leaders) {
    // A leader who may not open the case is told its number, and whom to ask.
    const name = (await turn.maySee(leader, x.case_id)) ? nameOf(house, x) : `办件${x.number}`
    await notify(tx, {
      to: [{ member: leader }], caseId: x.case_id, at: house.now(), demo: x.demo, kind: 'escalation', urgent: x.urgent, reminderId,
      title: `提级提醒：${lateBy(house, x.waits)}超${x.urgent ? '时' : '期'}${lateWords(late, x.due)}`,
      say: `${name}的“${x.label}”期限至${untilWhen(x.due)}，至今未办。请督促，并在“提级提醒”中点“知悉”；未知悉前会再次提醒。`,
    })
  }
  await toPrograms(turn, tx, reminderId, 'escalation', x.to_unit, x.demo, x.urgent)
}
/** Who is late, by name of the unit; an expert stays unnamed. */
export const lateBy = (house: House, waits: string): string => (waits.startsWith('unit:') ? house.units.name(waits.slice(5).split('/')[0]!) : '评审专家')

interface Open { id: number; case_id: string; waits: string; label: string; due: DueAt; level: number; to_unit: string; urgent: boolean; at: Instant; demo: boolean; number: string; title: string; item: string }
/** Says again what nobody has acknowledged yet. */
async function again(turn: Turn): Promise<number> {
  const { house } = turn
  const open = await rows<Open>(house.db, `select x.id, x.case_id, x.waits, x.label, x.due, x.level, x.to_unit, x.urgent, x.at, x.demo, c.number, c.title, c.item from escalation x join case_file c on c.id = x.case_id where x.acknowledged_at is null and x.settled_at is null order by x.id`)
  const said = await saidOf(house, open)
  turn.look([...new Set(open.map((x) => x.case_id))])
  let told = 0
  for (const x of open) {
    const key = { case_id: x.case_id, waits: x.waits, label: x.label, due: x.due, rule: `escalate-${x.level}`, occasion: timesAgain(x.urgent, x.at, house.now(), house.calendar) }
    if (key.occasion === 0 || said.has(textOf(key))) continue
    if (await once(house, key, x.demo, async (tx, id) => tellLeaders(turn, tx, id, x, await turn.leaders(x.to_unit)))) told++
  }
  return told
}

/** What has been done meanwhile, or been given another day, needs nobody's acknowledgement any more. */
async function settle(house: House): Promise<number> {
  return (await rows(house.db, `update escalation x set settled_at = $1 where x.acknowledged_at is null and x.settled_at is null and not ${stillWaits} returning 1`, [house.now()])).length
}

/** Puts a reminder on the way to the programs that are told of this unit. */
async function toPrograms({ house, hasPrograms }: Turn, tx: Tx, reminderId: number, kind: string, unit: string, demo: boolean, urgent: boolean): Promise<void> {
  if (!hasPrograms) return
  await rows(tx, `insert into delivery (channel, about, reminder_id, webhook_id, kind, urgent, made_at, next_at, demo)
    select 'webhook', 'reminder:' || $1::bigint, $1, h.id, $2, $3, $4, $4, $5 from webhook h where h.active and (h.unit_id is null or h.unit_id = $6 or starts_with($6, h.unit_id || '.')) on conflict do nothing`,
  [reminderId, kind, urgent, house.now(), demo, unit])
}
