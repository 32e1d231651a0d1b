import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readPatentNumber } from '../kernel/index.ts'
import { allEvents, standing } from '../platform/library/index.ts'
import { demoPatents } from './demo-patents.ts'

const { parties } = JSON.parse(readFileSync('data/fujian/demo/people.json', 'utf8'))

it('the demonstration’s patents are whole, public by its day, of every kind of life, and can be taken for nobody’s', () => {
  const { patents, events } = demoPatents(parties)
  expect(demoPatents(parties)).toEqual({ patents, events })
  expect([patents.length >= 300 && patents.length <= 500, new Set(patents.map(({ key }) => key)).size, new Set(patents.flatMap(({ publications }) => publications.map(({ number }) => number))).size])
    .toEqual([true, patents.length, patents.flatMap(({ publications }) => publications).length])
  for (const { office, application, publications, applicants, demo } of patents) {
    expect(demo && applicants.length > 0 && applicants.every(({ name }) => name.startsWith('演示·'))).toBe(true)
    if (office === 'CN') expect(readPatentNumber(application!.number)).toMatchObject({ ok: true })
    expect(publications.length > 0 && publications.every(({ day }) => day! > application!.day! && day! <= '2022-09-16')).toBe(true)
  }
  const keys = new Set(patents.map(({ key }) => key)), eventsOf = Map.groupBy(events, ({ key }) => key)
  expect(events.every(({ key, day }) => keys.has(key) && day <= '2022-09-16')).toBe(true)
  const lives = patents.map((patent) => standing(allEvents(patent, eventsOf.get(patent.key) ?? []), '2022-09-20'))
  for (const status of ['pending', 'granted', 'ceased', 'expired', 'withdrawn', 'refused', 'invalidated']) expect(lives.filter((life) => life.status === status).length, status).toBeGreaterThan(0)
  for (const flag of ['pledged', 'licensed', 'open-licence', 'preserved', 'transferred'] as const) expect(lives.filter(({ flags }) => flags.includes(flag)).length, flag).toBeGreaterThan(0)
  // One series of a single pattern, families abroad, parts divided off, the same on the same day twice.
  const series = patents.filter(({ title }) => /^一种.+用清洗装置$/.test(title))
  expect([series.length, new Set(series.map(({ applicants }) => applicants[0]!.name)).size]).toEqual([24, 1])
  expect(patents.filter(({ family, office }) => family && office !== 'CN').length).toBeGreaterThan(10)
  expect(patents.filter(({ parent }) => parent).length).toBeGreaterThan(5)
  expect(patents.filter((a) => a.type === 'utility-model' && patents.some((b) => b.type === 'invention' && b.title === a.title && b.application!.day === a.application!.day)).length).toBeGreaterThan(5)
})
