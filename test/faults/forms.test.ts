import { describe, expect, it } from 'vitest'
import { programmes } from '../../src/main/programmes.ts'
import { canonical, dayOf } from '../../src/kernel/index.ts'
import { columnsOf, waitingFor } from '../../src/platform/cases/seats.ts'
import { supervisionProgramme } from '../../src/supervision/index.ts'
import { apply, blank, type Attempt, clockFaces, describeFields, expired, momentsOf, openSteps, perform, type ServiceItem, type Snapshot, stepsOf, told, type Walk, type World } from '../../src/service/index.ts'
import { tennisProgramme } from '../fixtures/tennis-club/index.ts'
import { fujian } from '../items.ts'
import { placesIn, trialsOf, withAnswer } from './nasty.ts'

// Whatever is put into whatever question of whatever step: it is taken as plain text or refused in words, and what was taken can be
// kept, drawn and waited for. On paper, so that every question of every item can be tried with everything.

const items = [...programmes, tennisProgramme, supervisionProgramme].flatMap((p) => p.items) as ServiceItem[]

describe.each(items)('$name', (item) => {
  it('takes or refuses in words whatever is put into any question of any step', () => {
    const faults = new Map<string, string>()
    const seen = new Set<string>()
    let tried = 0, taken = 0
    for (const walk of item.walks) {
      let s = blank(item)
      for (const [i, given] of walk.steps.entries()) {
        const { attempt, world } = asGiven(item, walk, i)
        const step = stepsOf(item, s)[given.step]!
        const fields = step.asks === 'form' ? undefined : step.asks ? describeFields(step.asks) : []
        const places = fields ? placesIn(fields, attempt.input) : Object.entries(item.form.sections).flatMap(([name, sec]) => placesIn(describeFields(sec.fields), (attempt.input as any)?.[name], [name]))
        for (const { path, field } of places) {
          const key = `${s.state}/${given.step}/${path.join('.')}`
          if (seen.has(key)) continue
          seen.add(key)
          for (const value of trialsOf(field)) {
            tried++
            const fault = tryOne(item, s, { ...attempt, input: withAnswer(attempt.input, path, value) }, world)
            if (fault === 'taken') taken++
            else if (fault) faults.set(`${given.step} ${path.join('.')}: ${fault}`, `${given.step} ${path.join('.')} = ${shown(value)}: ${fault}`)
          }
        }
        for (const input of [undefined, null, 5, 'x', [], { __proto__: null }, JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')]) {
          const fault = tryOne(item, s, { ...attempt, input }, world)
          if (fault && fault !== 'taken') faults.set(`${given.step}: ${fault}`, `${given.step} = ${shown(input)}: ${fault}`)
        }
        const done = perform(item, s, attempt, world)
        if (!done.ok) break
        s = done.value.next
      }
    }
    expect([...faults.values()].slice(0, 40)).toEqual([])
    expect(tried).toBeGreaterThan(50)
    expect(taken).toBeGreaterThan(5)
    expect(({} as any).polluted).toBeUndefined()
  }, 60_000)
})

function asGiven(item: ServiceItem, walk: Walk, i: number): { attempt: Attempt; world: World } {
  const s = walk.steps[i]!, at = momentsOf(walk)[i]!, who = s.who ?? s.as
  return {
    attempt: { step: s.step, as: [s.as], by: { id: who, name: who }, input: s.input ?? (i === 0 ? walk.raw : undefined), number: `${item.id}-1` },
    world: { ...fujian, at, today: dayOf(at), facts: { ...walk.facts, ...s.facts } },
  }
}

/** Nothing when it was refused as it should be; otherwise what went wrong. */
function tryOne(item: ServiceItem, s: Snapshot, attempt: Attempt, world: World): string | undefined {
  try {
    const done = perform(item, s, attempt, world)
    if (!done.ok) {
      const mute = done.refusals.find((r) => !/[\u4e00-\u9fff]/.test(r.say) || r.say.length > 2_000)
      return mute ? `refused without words: ${mute.say.slice(0, 80)}` : undefined
    }
    const { action, next } = done.value
    const text = canonical(action)
    if (text.includes('\\u0000') || !(JSON.parse(text, (_, v) => { if (typeof v === 'string' && !v.isWellFormed()) throw new Error('half a character was taken'); return v }))) return 'a character was taken that cannot be kept'
    if (canonical(apply(item, s, JSON.parse(text))) !== canonical(next)) return 'the history does not give the same case'
    expired(item, next, world)
    columnsOf(item, next, world)
    waitingFor(item, next, world)
    clockFaces(item, next, world.calendar)
    for (const seat of [...Object.keys(item.desks), ...Object.keys(item.parties)]) openSteps(item, next, [seat], world, { id: seat, name: seat })
    item.states[next.state]?.shows?.(told(item, next, world))
    return 'taken'
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message.slice(0, 160)} ${(error as Error).stack?.split('\n').find((l) => l.includes('/src/'))?.trim().replace(/.*\/src\//, '') ?? ''}`
  }
}
const shown = (value: unknown) => (JSON.stringify(value) ?? 'undefined').slice(0, 80)
