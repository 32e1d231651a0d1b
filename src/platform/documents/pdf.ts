import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '../db/index.ts'
import { aside } from '../threads/index.ts'
import type { TableAlone } from './docx.ts'
import type { Drawable } from './draw-worker.ts'
import { moveIn } from './files.ts'
import { snapshotOf } from './issue.ts'
import { installationKey } from './key.ts'
import { proofOf } from './proof.ts'
import type { Chart, Part, Writing } from './writing.ts'

/** Goes up when the drawing changes, so that kept drawings of before are not shown. */
const drawing = 1

/**
 * A paper as A4 PDF, drawn from what was kept at signing. The same paper gives the same bytes on every machine; a drawing once made
 * is kept. `site` is the address the public check page stands under.
 */
export async function paperPdf(db: Db, dataDir: string, id: string, site: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('paper').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  // A record that was altered after signing is not drawn, let alone signed again.
  if (snapshotOf(row) !== row.snapshot) throw new Error(`paper ${row.number} is not as it was when it was signed`)
  const key = await installationKey(dataDir)
  const content = createHash('sha256').update(`${drawing}\n${row.snapshot}\n${row.voided_on ?? ''}\n${site}\n${key.fingerprint}`).digest('hex')
  const kept = join(dataDir, 'papers', content.slice(0, 2), `${content}.pdf`)
  const before = await readFile(kept).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (before) return before
  const pdf = await drawAside({ pdf: { row, proof: proofOf(row, key), fingerprint: key.fingerprint, site } })
  const temporary = join(dataDir, 'papers', 'incoming', randomUUID())
  await mkdir(join(temporary, '..'), { recursive: true })
  await writeFile(temporary, pdf)
  await moveIn(temporary, kept)
  return pdf
}

/** An official writing as PDF; the same writing gives the same bytes. */
export const writingPdf = (writing: Writing): Promise<Buffer> => drawAside({ pdfOf: writing })
/** An official writing as a Word document after GB/T 9704, its charts drawn by Word. */
export const writingDocx = (writing: Writing<Part | Chart>): Promise<Buffer> => drawAside({ docxOf: writing })
/** A table alone under its title as a Word document, laid across. */
export const tableDocx = (table: TableAlone): Promise<Buffer> => drawAside({ docxOfTable: table })

// Laying out Chinese text takes a fifth of a second, a long table seconds.
const draw = aside<Drawable, Uint8Array>(new URL('./draw-worker.ts', import.meta.url))
const drawAside = async (of: Drawable): Promise<Buffer> => Buffer.from(await draw(of))
