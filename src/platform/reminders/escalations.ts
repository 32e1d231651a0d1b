import { type Instant, no, type Result, yes } from '../../kernel/index.ts'
import { visibleAmong } from '../cases/index.ts'
import { rows } from '../db/index.ts'
import { type House, today } from '../house/index.ts'
import type { Who } from '../people/index.ts'
import { type DueAt, lateness } from './occasions.ts'
import { lateBy, lateWords, leadersOf } from './remind.ts'

/** A delay that was told upwards, as one of those sees it who may acknowledge it. */
export interface Escalation {
  id: number; number: string; /** Absent where this person may not open the case. */ caseId?: string; title?: string
  label: string; lateBy: string; due: DueAt; late: string; toUnit: string; level: number; urgent: boolean; at: Instant; demo: boolean
  state: 'open' | 'acknowledged' | 'settled'; acknowledgedAt?: Instant; acknowledgedBy?: string; note?: string; settledAt?: Instant
}

interface Row { id: number; case_id: string; waits: string; label: string; due: DueAt; level: number; to_unit: string; urgent: boolean; at: Instant; demo: boolean; number: string; title: string; item: string; acknowledged_at: Instant | null; acknowledged_name: string | null; note: string | null; settled_at: Instant | null }
const columns = 'x.id, x.case_id, x.waits, x.label, x.due, x.level, x.to_unit, x.urgent, x.at, x.demo, c.number, c.title, c.item, x.acknowledged_at, x.acknowledged_name, x.note, x.settled_at'

/** The units whose escalations this person answers: where they lead today. */
async function ledBy(house: House, who: Who): Promise<string[]> {
  const led: string[] = []
  for (const { unit } of who.seats) if ((await leadersOf(house.db, unit, today(house))).includes(who.id)) led.push(unit)
  return led
}

/** What was told upwards to this person: what waits for their acknowledgement, or all of it, newest first. */
export async function escalationsFor(house: House, who: Who, of: { open?: boolean; before?: number; limit?: number } = {}): Promise<Escalation[]> {
  const led = await ledBy(house, who)
  if (!led.length) return []
  const found = await rows<Row>(house.db, `select ${columns} from escalation x join case_file c on c.id = x.case_id
    where x.to_unit = any($1) and ($2 = false or x.acknowledged_at is null and x.settled_at is null) and x.id < $3 order by x.id desc limit $4`, [led, of.open ?? false, of.before ?? Number.MAX_SAFE_INTEGER, of.limit ?? 50])
  return shown(house, who, found)
}

async function shown(house: House, who: Who, found: Row[]): Promise<Escalation[]> {
  const visible = await visibleAmong(house, who, found.map((x) => x.case_id))
  return found.map((x) => ({
    id: x.id, number: x.number, ...(visible.has(x.case_id) ? { caseId: x.case_id, ...(house.items.get(x.item)?.confidential ? {} : { title: x.title }) } : {}),
    label: x.label, lateBy: lateBy(house, x.waits), due: x.due, late: lateWords(lateness(x.due, x.settled_at ?? house.now(), house.calendar), x.due),
    toUnit: house.units.name(x.to_unit), level: x.level, urgent: x.urgent, at: x.at, demo: x.demo,
    state: x.acknowledged_at ? 'acknowledged' : x.settled_at ? 'settled' : 'open',
    ...(x.acknowledged_at ? { acknowledgedAt: x.acknowledged_at, acknowledgedBy: x.acknowledged_name ?? '' } : {}), ...(x.note ? { note: x.note } : {}), ...(x.settled_at ? { settledAt: x.settled_at } : {}),
  }))
}

/** 知悉: someone who leads the unit says they know, once for all who lead it; it is not repeated any more. */
export async function acknowledge(house: House, who: Who, id: number, note?: string): Promise<Result<Escalation>> {
  const led = who.auditor ? [] : await ledBy(house, who)
  const gone = no({ code: 'not-found', say: '没有这条提级提醒，或它不由您知悉' })
  const [known] = led.length ? await rows<Row>(house.db, `select ${columns} from escalation x join case_file c on c.id = x.case_id where x.id = $1 and x.to_unit = any($2)`, [id, led]) : []
  if (!known) return gone
  const [done] = await rows<{ acknowledged_at: Instant }>(house.db, `update escalation set acknowledged_at = $2, acknowledged_by = $3, acknowledged_name = $4, note = $5
    where id = $1 and acknowledged_at is null and settled_at is null returning acknowledged_at`, [id, house.now(), who.id, who.name, note?.trim() || null])
  if (!done) {
    const [now] = await rows<{ acknowledged_name: string | null }>(house.db, 'select acknowledged_name from escalation where id = $1', [id])
    return no({ code: 'overtaken', say: now?.acknowledged_name ? `${now.acknowledged_name}已经知悉` : '这件事已经办了或改了期限，不需要再知悉' })
  }
  return yes((await shown(house, who, [{ ...known, acknowledged_at: done.acknowledged_at, acknowledged_name: who.name, note: note?.trim() || null }]))[0]!)
}
