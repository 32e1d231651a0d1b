import { describe, expect, it } from 'vitest'
import { builtInCalendar } from '../platform/calendar/index.ts'
import { play, readAnswers, replay, unsound } from '../service/index.ts'
import { listAction, splitFaults } from './action-item.ts'
import { openPeriod, readPeriod } from './periods.ts'

const calendar = builtInCalendar()
const known = new Set(['fj.3501', 'fj.3501.350102', 'fj.3501.350104', 'fj.use', 'fj.group'])
const unitOf = (r: string) => (known.has(r) ? r : r === '350100' ? 'fj.3501' : undefined)
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

describe('a period of feedback', () => {
  it('is a quarter or a month', () => {
    expect(['2022Q1', '2022-q2', '2024-02', '2022Q4', '2022-13', '上半年'].map((p) => readPeriod(p)?.to)).toEqual(['2022-03-31', '2022-06-30', '2024-02-29', '2022-12-31', undefined, undefined])
    expect(readPeriod('2022Q3')).toEqual({ name: '2022Q3', from: '2022-07-01', to: '2022-09-30' })
  })
  it('that is open is the one just over until it is reported, then the one that runs', () => {
    const s = { from: '2022-01-20', due: '2022-12-31', dispatchedOn: '2022-01-20' } as const
    expect(openPeriod(s, '2022-02-01')?.name).toBe('2022Q1')
    expect(openPeriod(s, '2022-04-06')?.name).toBe('2022Q1')
    expect(openPeriod({ ...s, through: '2022-03-31' }, '2022-04-06')?.name).toBe('2022Q2')
    expect(openPeriod({ ...s, through: '2022-06-30' }, '2022-04-06')).toBeUndefined()
    // Nothing is asked of a quarter that ended while the action stood still.
    expect(openPeriod({ ...s, through: '2022-03-31', paused: [{ from: '2022-05-01', to: '2022-07-10' }] }, '2022-07-20')?.name).toBe('2022Q3')
  })
})
