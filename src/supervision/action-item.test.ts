import { describe, expect, it } from 'vitest'
import { builtInCalendar } from '../platform/calendar/index.ts'
import { play, readAnswers, replay, unsound } from '../service/index.ts'
import { listAction, periodEnd, splitFaults } from './action-item.ts'

const calendar = builtInCalendar()
const known = new Set(['fj.3501', 'fj.3501.350102', 'fj.3501.350104', 'fj.use'])
const unitOf = (r: string) => (known.has(r) ? r : undefined)
const place = { calendar, unitOf, office: (o: string) => (o === 'authority' ? 'fj' : `fj.${o}`), outside: () => undefined }

describe('the item of every action', () => {
  it('is sound', () => expect(unsound(listAction)).toEqual([]))
  for (const e of listAction.examples) it(`example: ${e.name}`, () => {
    const read = readAnswers(listAction.form, e.raw, e.on)
    expect(read.ok ? undefined : read.refusals.map((r) => r.at)).toEqual(e.expect.refusedAt)
  })
  for (const w of listAction.walks) it(`walk: ${w.name}`, () => {
    const played = play(listAction, w, place)
    expect(played.refused).toBeUndefined()
    expect(played.snapshot.state).toBe(w.ends)
    expect(replay(listAction, played.decisions.map((d) => d.action))).toEqual(played.snapshot)
  })
})

describe('a split of a city among its counties', () => {
  const city = { handler: 'fj.3501', unitOf }
  it('adds up to exactly the whole', () => {
    expect(splitFaults(city, [{ unit: 'fj.3501.350102', weight: 33.34 }, { unit: 'fj.3501.350104', weight: 66.66 }])).toEqual([])
    expect(splitFaults(city, [{ unit: 'fj.3501.350102', weight: 33.33 }, { unit: 'fj.3501.350104', weight: 66.66 }]).map((r) => r.say)).toEqual(['各县（市、区）比重合计须为100%，现为99.99%'])
  })
  it('goes to counties of the city only, each once', () => {
    expect(splitFaults(city, [{ unit: 'fj.3502.350203', weight: 50 }, { unit: 'fj.3501.350102', weight: 25 }, { unit: 'fj.3501.350102', weight: 25 }]).map((r) => r.code)).toEqual(['not-yours', 'twice'])
  })
})

it('reads the end of a period of feedback', () => {
  expect(['2022Q1', '2022-q2', '2024-02', '2022Q4', '2022-13', '上半年'].map(periodEnd)).toEqual(['2022-03-31', '2022-06-30', '2024-02-29', '2022-12-31', undefined, undefined])
})
