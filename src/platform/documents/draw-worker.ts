import { parentPort } from 'node:worker_threads'
import { draw, type ToDraw } from './draw.ts'
import { drawWriting } from './draw-writing.ts'
import type { Writing } from './writing.ts'

/** What the drawing thread answers. */
export interface Drawn { id: number; pdf?: Uint8Array; error?: string }

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const answer = (drawn: Drawn) => parentPort!.postMessage(drawn)
parentPort!.on('message', async ({ id, of }: { id: number; of: ToDraw | { writing: Writing } }) => {
  try {
    answer({ id, pdf: await ('writing' in of ? drawWriting(of.writing) : draw(of)) })
  } catch (error) {
    answer({ id, error: (error as Error).stack ?? String(error) })
  }
})
