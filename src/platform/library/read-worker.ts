import { answering } from '../threads/index.ts'
import { batchesOf, type Batch, type ReadAsked } from './read-import.ts'

/** The next batch of the file at hand; a file that is named is begun with. */
let batches: AsyncGenerator<Batch, void> | undefined
answering<ReadAsked | 'next', Batch | undefined>(async (asked) => {
  if (asked !== 'next') batches = batchesOf(asked)
  return (await batches!.next()).value ?? undefined
}, (batch) => [batch!.patents.lines.buffer])
