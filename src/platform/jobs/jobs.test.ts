import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { type Job, startJobs } from './index.ts'

let fresh: FreshDatabase
beforeAll(async () => { fresh = await freshDatabase() })
afterAll(() => fresh?.drop())

it('one process does a job at a time, but each reads for itself what it remembers', async () => {
  const done: string[] = []
  let free = () => {}
  const held = new Promise<void>((resolve) => { free = resolve })
  const jobsOf = (name: string): Job[] => [
    { name: 'count', everySeconds: 0.05, run: async () => { done.push(`${name} counts`); await held } },
    { name: 'remember', everySeconds: 0.05, everywhere: true, run: async () => { done.push(`${name} remembers`); await held } },
  ]
  const stops = ['one', 'two'].map((name) => startJobs(fresh.db, jobsOf(name), (_job, error) => { throw error }))
  await pause(1_500)
  expect(done.filter((d) => d.endsWith('counts'))).toHaveLength(1)
  expect(done.filter((d) => d.endsWith('remembers')).toSorted()).toEqual(['one remembers', 'two remembers'])
  free()
  await Promise.all(stops.map((stop) => stop()))
})
