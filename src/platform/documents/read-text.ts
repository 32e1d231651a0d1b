import { aside } from '../threads/index.ts'
import { readBlocks } from './read-blocks.ts'
import { pdfText } from './read-pdf.ts'

/** More than this is not read for its text. */
const mostBytes = 8_000_000

/** The words of a document without its looks, from text, Word, Excel, web pages and PDF; nothing where there are none to be read: a picture, a scan, something locked. */
export function plainText(bytes: Uint8Array): string | undefined {
  if (bytes.length > mostBytes) return undefined
  if (String.fromCharCode(...bytes.subarray(0, 5)) === '%PDF-') return pdfText(bytes)
  const read = readBlocks(bytes)
  if (!read.ok) return undefined
  const { document } = read.value
  if (document.kind === 'text') return document.text
  return document.blocks.map((b) => ('rows' in b ? b.rows.map((row) => row.map((c) => c.text).join(' ')).join('\n') : b.text)).join('\n')
}

/** The same in a thread of its own. */
export const wordsOf = aside<Uint8Array, string | undefined>(new URL('./text-worker.ts', import.meta.url))
