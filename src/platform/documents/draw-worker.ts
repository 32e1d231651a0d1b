import { parentPort } from 'node:worker_threads'
import { draw, type ToDraw } from './draw.ts'
import { layTable, layWriting, type TableAlone } from './docx.ts'
import { drawWriting } from './draw-writing.ts'
import type { Writing } from './writing.ts'

/** What the drawing thread is asked for: a paper or a writing as PDF, a writing or a table as Word. */
export type Drawable = { pdf: ToDraw } | { pdfOf: Writing } | { docxOf: Writing } | { docxOfTable: TableAlone }
/** What it answers. */
export interface Drawn { id: number; bytes?: Uint8Array; error?: string }

const drawnOf = (of: Drawable): Promise<Buffer> => ('pdf' in of ? draw(of.pdf) : 'pdfOf' in of ? drawWriting(of.pdfOf) : 'docxOf' in of ? layWriting(of.docxOf) : layTable(of.docxOfTable))

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const answer = (drawn: Drawn) => parentPort!.postMessage(drawn)
parentPort!.on('message', async ({ id, of }: { id: number; of: Drawable }) => {
  try {
    answer({ id, bytes: await drawnOf(of) })
  } catch (error) {
    answer({ id, error: (error as Error).stack ?? String(error) })
  }
})
