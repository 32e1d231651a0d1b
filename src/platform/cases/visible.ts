import { type CompiledQuery, sql, type RawBuilder } from 'kysely'
import { rows } from '../db/index.ts'
import type { House } from '../house/index.ts'
import type { Who } from '../people/index.ts'
import { drawnFor } from './blind.ts'

/**
 * The one answer to “which cases may this person see”, as a condition on `case_file c`. Lists, searches, counts and
 * exports all pass through it. Parties see their own; experts what they were drawn for; cities and counties their
 * subtree; a provincial office the items at which it has a seat; need-to-know cases only parties and those with a seat.
 */
export function visibleTo(house: House, who: Who): RawBuilder<boolean> {
  const ways: RawBuilder<boolean>[] = []
  if (who.auditor) ways.push(sql<boolean>`true`)
  for (const seat of who.seats) {
    const unit = house.units.get(seat.unit)
    if (!unit) continue
    if (unit.level === 'province') {
      const items = itemsSeenBy(house, seat.office)
      if (items.length) ways.push(sql<boolean>`c.item = any(${items}::text[])`)
      // What a division or centre has in hand itself it sees, whatever the item.
      if (unit.parent) ways.push(sql<boolean>`c.handler = ${seat.unit}::ltree`)
    } else {
      // The open rule covers what is not confidential; a confidential case is seen from here only when it lies here.
      ways.push(sql<boolean>`(not c.confidential and (c.place <@ ${seat.unit}::ltree or c.handler <@ ${seat.unit}::ltree))`)
      ways.push(sql<boolean>`(c.confidential and c.handler = ${seat.unit}::ltree)`)
    }
  }
  // Asked last: these look into other tables.
  if (who.partyId) ways.push(sql<boolean>`exists (select 1 from case_party cp where cp.case_id = c.id and cp.party_id = ${who.partyId})`)
  if (who.id) ways.push(drawnFor(who))
  return ways.length ? sql<boolean>`(${sql.join(ways, sql` or `)})` : sql<boolean>`false`
}

/** A provincial office sees the items it has a seat at, also the seat that is taken when the province itself has the case in hand; the leading group's office and the bureau see all that is not confidential. */
function itemsSeenBy(house: House, office: string): string[] {
  return [...house.items.values()].filter((item) => {
    const seated = Object.values(item.desks).some((d) => (d.at === 'province' || d.at === 'handler') && d.office === office)
    return seated || (item.confidential !== 'need-to-know' && (office === 'leading-group' || office === 'authority'))
  }).map((item) => item.id)
}

/** Asks about one case if this person may see it; `select` says what. The question is put into words once for as long as the person is remembered. */
export async function askOfOne<Row>(house: House, who: Who, id: string, select: string): Promise<Row | undefined> {
  const known = questions.get(who) ?? questions.set(who, new Map()).get(who)!
  const question = known.get(select) ?? house.db.selectFrom('case_file as c').where('c.id', '=', wantedId).where(visibleTo(house, who)).select(sql.raw(select).as('found')).compile()
  known.set(select, question)
  const [row] = await rows<{ found: Row }>(house.db, question.sql, question.parameters.map((p) => (p === wantedId ? id : p)))
  return row?.found
}
const questions = new WeakMap<Who, Map<string, CompiledQuery>>()
const wantedId = '\u0000id'
