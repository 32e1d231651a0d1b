import { type Calendar, type Day, dayOf, type Instant, type Refusal } from '../kernel/index.ts'
import { apply, blank, perform } from './perform.ts'
import type { Decision, ServiceItem, Snapshot, Walk, World } from './item.ts'

/** The moments at which the steps of a walk happen. */
export function momentsOf(walk: Walk): Instant[] {
  let at = Date.parse(`${walk.on}T${walk.time ?? '09:00'}:00+08:00`)
  return walk.steps.map((s, i) => {
    if (i > 0 || s.after || s.hours) at += (s.after ?? 0) * 86_400_000 + (s.hours ?? 0) * 3_600_000 + (s.after || s.hours ? 0 : 60_000)
    return new Date(at).toISOString() as Instant
  })
}

/** Plays a worked case on paper: no database, every seat filled by a person of that seat's name unless the walk names another. */
export function play(item: ServiceItem, walk: Walk, world: Pick<World, 'unitOf' | 'office' | 'outside'> & { calendar: Calendar }): { snapshot: Snapshot; decisions: Decision[]; refused?: { step: string; refusals: Refusal[] } } {
  let snapshot = blank(item)
  const decisions: Decision[] = []
  const moments = momentsOf(walk)
  for (const [i, s] of walk.steps.entries()) {
    const at = moments[i]!
    const who = s.who ?? s.as
    const decided = perform(item, snapshot, { step: s.step, as: [s.as], by: { id: who, name: who }, input: s.input ?? (i === 0 ? walk.raw : undefined), number: `${item.id}-1` },
      { ...world, at, today: dayOf(at) as Day, facts: { ...walk.facts, ...s.facts } })
    if (!decided.ok) return { snapshot, decisions, refused: { step: s.step, refusals: decided.refusals } }
    snapshot = apply(item, snapshot, decided.value.action)
    decisions.push(decided.value)
  }
  return { snapshot, decisions }
}
