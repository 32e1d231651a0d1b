import { answering } from '../threads/index.ts'
import { batchesOf, type Batch, type ReadAsked, type ReadOn } from './read-import.ts'

/** The file at hand. */
let batches: AsyncGenerator<Batch, void> | undefined
answering<ReadAsked | ReadOn, Batch | undefined>(async (asked) => {
  if (asked === 'next') return (await batches?.next())?.value ?? undefined
  const before = batches, now = batches = asked === 'leave' ? undefined : batchesOf(asked)
  await before?.return()
  return (await now?.next())?.value ?? undefined
}, (batch) => [batch!.patents.lines.buffer])
