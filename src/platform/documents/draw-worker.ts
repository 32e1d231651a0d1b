import { answering } from '../threads/index.ts'
import { draw, type ToDraw } from './draw.ts'
import { layTable, layWriting, type TableAlone } from './docx.ts'
import { drawWriting } from './draw-writing.ts'
import type { Chart, Part, Writing } from './writing.ts'

/** What the drawing thread is asked for: a paper or a writing as PDF, a writing or a table as Word. */
export type Drawable = { pdf: ToDraw } | { pdfOf: Writing } | { docxOf: Writing<Part | Chart> } | { docxOfTable: TableAlone }

answering((of: Drawable): Promise<Uint8Array> => ('pdf' in of ? draw(of.pdf) : 'pdfOf' in of ? drawWriting(of.pdfOf) : 'docxOf' in of ? layWriting(of.docxOf) : layTable(of.docxOfTable)))
