import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Day, dayOf, type Instant } from '../src/kernel/index.ts'
import { builtInCalendar } from '../src/platform/calendar/index.ts'
import { makeUnitTree } from '../src/platform/people/index.ts'
import { blank, type Decision, type Example, expired, momentsOf, perform, play, replay, type Programme, type ServiceItem, type Snapshot, type State, unsound, type Walk, type World } from '../src/service/index.ts'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../data/fujian/${name}`, import.meta.url), 'utf8'))
const units = makeUnitTree(read('units.json'), read('jurisdictions.json'), read('open-sets.json'))
/** Fujian on paper: its units, jurisdictions and calendar, without a database. */
export const fujian = { calendar: builtInCalendar(), unitOf: units.unitOf, office: units.office, outside: units.outside }
export const worldOn = (day: string, facts: Record<string, any> = {}): World => ({ ...fujian, at: `${day}T01:00:00.000Z` as Instant, today: day as Day, facts })

/** The example's answers handed in on its day, with what the world knows then. */
export function handIn(item: ServiceItem, e: Pick<Example, 'on' | 'raw' | 'facts'>) {
  const [step, { by }] = Object.entries((item.states as Record<string, State>)[item.start]!.steps!).find(([, s]) => s.asks === 'form')!
  return perform(item, blank(item), { step, as: [by].flat() as string[], by: { id: 'applicant', name: 'applicant' }, input: e.raw, number: `${item.id}-1` }, worldOn(e.on, e.facts))
}
/** Where a refusal lies: a question, a gate, or what the refusal itself is called. */
export const placesOf = (refusals: readonly { at?: string; code: string }[]) => refusals.map((r) => r.at ?? r.code)

/** A case as its worked example left it after so many steps; all of them when no number is given. */
export function played(item: ServiceItem, name: string, steps?: number): { snapshot: Snapshot; decisions: Decision[] } {
  const walk = item.walks.find((w) => w.name === name)
  if (!walk) throw new Error(`no walk is called ${name}: ${item.walks.map((w) => w.name).join(', ')}`)
  const done = play(item, { ...walk, steps: steps === undefined ? walk.steps : walk.steps.slice(0, steps) }, fujian)
  if (done.refused) throw new Error(`${name}: ${done.refused.step}: ${done.refused.refusals.map((r) => r.say).join('；')}`)
  return done
}

/** Steps of the demonstration that somebody would have taken on a day off. */
export const onDaysOff = (item: ServiceItem): string[] => item.walks.filter((w) => w.demo).flatMap((w) => {
  const moments = momentsOf(w)
  return w.steps.flatMap((s, i) => (s.as === 'clock' || s.as === 'public' || fujian.calendar.isWorkday(dayOf(moments[i]!)) ? [] : [`${w.name}: ${s.step} ${dayOf(moments[i]!)}`]))
})

/** What every programme's declarations must keep: they are sound, examples give what they say, walks end where they say. */
export function itemTests(programme: Programme): void {
  const registers = new Set(programme.registers.map((r) => r.id))
  describe.each(programme.items)('$name', (item) => {
    it('declares nothing that is wrong', () => expect(unsound(item)).toEqual([]))
    it('shows at least three worked cases', () => expect(item.walks.filter((w) => w.demo).length).toBeGreaterThanOrEqual(3))
    it('calls every example and walk by its own name', () => {
      for (const named of [[...item.examples], [...item.walks]] as { name: string }[][]) expect(new Set(named.map((n) => n.name)).size).toBe(named.length)
    })
    it.each(item.examples as Example[])('example: $name', (e) => {
      const done = handIn(item, e)
      expect(done.ok ? [] : placesOf(done.refusals)).toEqual(e.expect.refusedAt ?? [])
      if (!done.ok) return
      for (const [name, value] of Object.entries(e.expect.computed ?? {})) expect({ [name]: done.value.next.computed[name]?.value }).toEqual({ [name]: value })
      for (const finding of Object.values(done.value.next.computed)) expect(finding.steps.length).toBeGreaterThan(0)
    })
    it.each(item.walks as Walk[])('walk: $name', (walk) => {
      const done = play(item, walk, fujian)
      expect(done.refused).toBeUndefined()
      expect(done.snapshot.state).toBe(walk.ends)
      expect(replay(item, done.decisions.map((d) => d.action))).toEqual(done.snapshot)
      expect(JSON.parse(JSON.stringify(done.snapshot))).toEqual(done.snapshot)
    })
    it('lets time take a step only once it has run out', () => {
      for (const walk of item.walks) for (const [i, step] of walk.steps.entries()) {
        if (step.as !== 'clock') continue
        const { snapshot } = play(item, { ...walk, steps: walk.steps.slice(0, i) }, fujian), at = momentsOf(walk)[i]!
        expect([walk.name, expired(item, snapshot, { calendar: fujian.calendar, today: dayOf(at), at })]).toEqual([walk.name, step.step])
      }
    })
    it('writes only to registers it names', () => {
      for (const walk of item.walks) for (const d of play(item, walk, fujian).decisions) for (const e of d.entries) expect(item.registers).toContain(e.register)
    })
    it('writes lines with statuses and data the register knows', () => {
      for (const walk of item.walks) for (const e of play(item, walk, fujian).decisions.flatMap((d) => d.entries).filter((x) => registers.has(x.register))) {
        const register = programme.registers.find((r) => r.id === e.register)!
        if (e.status) expect(Object.keys(register.statuses)).toContain(e.status)
        for (const field of Object.keys(e.data ?? {})) expect(Object.keys(register.fields)).toContain(field)
      }
    })
  })
}
