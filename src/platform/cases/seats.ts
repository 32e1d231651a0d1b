import { CalendarEnd, type Day } from '../../kernel/index.ts'
import { actableFrom, face, nextDue, openSuspension, seatUnit, type ServiceItem, type Snapshot, standingDuties, stateOf, told, type World } from '../../service/index.ts'
import type { House } from '../house/index.ts'
import type { Who } from '../people/index.ts'

/** Every seat a person may act from on a case: desks by appointment, parties by membership, drawn experts, and the public. */
export function seatsOf(house: House, item: ServiceItem, s: Snapshot, who: Who): string[] {
  // Auditors read everything and change nothing, whatever else they are.
  if (!who.id || who.auditor) return []
  const seats: string[] = []
  for (const [name, d] of Object.entries(item.desks)) {
    const unit = seatUnit(d, s, house.units)
    if (unit && who.seats.some((x) => x.unit === unit && x.duties.includes(d.duty))) seats.push(name)
  }
  for (const role of Object.keys(item.parties)) {
    const party = s.parties[role]
    if (party && who.partyId && party.id === who.partyId) seats.push(role)
  }
  if ((s.memo.panel?.drawn as string[] | undefined)?.includes(who.id)) seats.push('expert')
  seats.push('public')
  return seats
}

/** The unit that has a case in hand, as people call it: an item that one office of the province handles alone is that office's, not the bureau's. */
export function handlerName(house: House, item: ServiceItem | undefined, handler: string): string {
  const offices = new Set(Object.values(item?.desks ?? {}).map((d) => (d.at === 'province' ? d.office : '')))
  const [office] = offices
  const own = offices.size === 1 && office && handler === house.units.root.id ? house.units.office(office) : undefined
  return house.units.name(own ?? handler)
}

/** Who is waited for now, one row a seat. Duties of a standing right wait for their party. */
export interface Waiting { seat: string; unit_id: string | null; duty: string | null; party_id: string | null; member_id: string | null; label: string; due_on: Day | null; due_at: string | null }
export function waitingFor(item: ServiceItem, s: Snapshot, world: World, due = nextDue(item, s, world.calendar)): Waiting[] {
  const state = stateOf(item, s.state)
  if (state.final) return []
  if (state.standing) {
    return standingDuties(item, s, told(item, s, world)).flatMap((d) => row(d.of, d.label, d.due, null))
  }
  const day = (due?.legal ?? opens() ?? null) as Day | null, at = due?.at ?? null
  if (openSuspension(s)) return row(Object.keys(item.desks).find((d) => seats().has(d)) ?? '', `${state.label}（中止中）`, null, null)
  if (s.state === 'correction') return row('applicant', '提交补正', day, at)
  const memo = s.memo.panel?.drawn as string[] | undefined
  return [...seats()].flatMap((seat) => {
    if (seat === 'expert') {
      const done = new Set([...(s.memo.sheets ?? []), ...(s.memo.conflicts ?? [])].map((x: { expert: string }) => x.expert))
      return (memo ?? []).filter((id) => !done.has(id)).map((id) => ({ seat, unit_id: null, duty: null, party_id: null, member_id: id, label: '评审打分', due_on: day, due_at: at }))
    }
    return row(seat, state.label, day, at)
  })

  /** Nobody is late with a publication, yet whoever confirms it must see that it has run out. */
  function opens(): Day | undefined {
    if (state.kind !== 'publicity') return undefined
    try {
      return actableFrom(told(item, s, world), state.within!)
    } catch (error) {
      if (error instanceof CalendarEnd) return undefined
      throw error
    }
  }
  /** The seat of the first step that is open, those drawn to score, and whoever a step says is waited for besides. A step nobody need take, like ending a case early, keeps nobody waiting. */
  function seats(): Set<string> {
    const c = told(item, s, world)
    const steps = Object.values(state.steps ?? {}).map((step) => ({ step, by: [step.by as string | string[]].flat().filter((b) => b !== 'public' && b !== 'clock') })).filter(({ by }) => by.length > 0)
    const first = steps.find(({ step }) => holds(() => step.when?.(c) ?? true)) ?? steps.find(({ step }) => typeof step.to === 'string') ?? steps[0]
    const beside = steps.filter(({ step, by }) => by.includes('expert') || (step.waits && holds(() => step.waits!(c))))
    return new Set([...(first?.by ?? []), ...beside.flatMap(({ by }) => by)])
  }
  function row(seat: string, label: string, due_on: Day | null, due_at: string | null): Waiting[] {
    const d = item.desks[seat]
    if (d) {
      const unit = seatUnit(d, s, world)
      return unit ? [{ seat, unit_id: unit, duty: d.duty, party_id: null, member_id: null, label, due_on, due_at }] : []
    }
    const party = s.parties[seat]?.id
    return party ? [{ seat, unit_id: null, duty: null, party_id: party, member_id: null, label, due_on, due_at }] : []
  }
}

/** A condition that looks at what is not known here counts as met: rather one seat too many than nobody. */
function holds(condition: () => boolean | string): boolean {
  try { return condition() === true } catch { return true }
}

/** The columns that lists read, worked out from the folded case. */
export function columnsOf(item: ServiceItem, s: Snapshot, world: World, next = nextDue(item, s, world.calendar)) {
  const state = stateOf(item, s.state)
  const stopped = openSuspension(s)
  const duty = state.standing ? standingDuties(item, s, told(item, s, world))[0] : undefined
  const due = state.final ? undefined : next
  // The state's own time, whatever else falls due before. The day after the last one, 00:00 in China, is when time itself may take a step.
  const own = state.onExpiry && s.clocks.state && !stopped ? face('state', s.clocks.state, s.suspensions, world.calendar) : undefined
  const expires = own?.at ?? (own?.legal ? new Date(Date.parse(`${own.legal}T00:00:00+08:00`) + 86_400_000).toISOString() : null)
  return {
    state: s.state, title: s.title, handler: s.handler, place: s.place,
    due_on: duty?.due ?? due?.legal ?? null, due_at: due?.at ?? null, due_of: duty ? 'party' : due?.of ?? null,
    stopped_since: stopped?.from ?? null, expires_at: expires, standing: state.standing ?? false, published: state.kind === 'publicity',
    closed_on: s.closedOn ?? null, outcome: s.outcome ?? null,
  }
}
