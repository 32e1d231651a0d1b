/** Work that recurs while the house is open: each job is done by one process at a time, whichever gets to it first, unless every process does it for itself. */
import { rows, type Db } from '../db/index.ts'

export interface Job {
  name: string
  everySeconds: number
  run: () => Promise<unknown>
  /** It brings what this process remembers up to date, so that no other can do it instead. */
  everywhere?: true
}

/**
 * Starts the jobs and answers how to stop them. A job never overlaps itself: before each run the process takes the job's
 * advisory lock and leaves the run to another that holds it. A failure is told and the job goes on at its next turn.
 */
export function startJobs(db: Db, jobs: readonly Job[], failed: (job: string, error: unknown) => void): () => Promise<void> {
  let stopped = false
  const running = new Set<Promise<unknown>>()
  const timers = new Set<NodeJS.Timeout>()
  const turn = async (job: Job): Promise<unknown> => {
    if (job.everywhere) return job.run()
    return db.connection().execute(async (one) => {
      const [got] = await rows<{ ok: boolean }>(one, 'select pg_try_advisory_lock(hashtextextended($1, 7)) as ok', [job.name])
      if (!got!.ok) return
      try { await job.run() } finally { await rows(one, 'select pg_advisory_unlock(hashtextextended($1, 7))', [job.name]) }
    })
  }
  const plan = (job: Job, seconds: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      const done: Promise<unknown> = turn(job).catch((error) => { if (!stopped) failed(job.name, error) }).finally(() => {
        running.delete(done)
        if (!stopped) plan(job, job.everySeconds)
      })
      running.add(done)
    }, seconds * 1000)
    timers.add(timer)
  }
  // Staggered, so that opening the house is not one heap of work.
  jobs.forEach((job, i) => plan(job, Math.min(job.everySeconds, 1 + i * 0.5)))
  return async () => {
    stopped = true
    for (const timer of timers) clearTimeout(timer)
    await Promise.all(running)
  }
}
