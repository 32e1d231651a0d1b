import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { loadSegments, patents, type Dictionary, type SearchIndex } from '../../engines/search/index.ts'
import { isNo, no, type Result, yes } from '../../kernel/index.ts'
import { keepOnly, readWhole, writeWhole } from '../folders/index.ts'
import type { Origin } from './engine.ts'

/**
 * What the files of a folder hold together. Segments never change once written, their dead are a small file for each number of
 * them, and this list is put in place last, by renaming: whatever moment a process dies at, the list names whole files.
 */
export interface Kept {
  format: 1
  dictionary: string
  origin: Origin
  /** Up to where the library is known. */
  mark: string
  round: number
  /** Everything the library had is in it; otherwise it was being made. */
  complete: boolean
  segments: { name: string; gone: number }[]
  bytes: number
}
const list = 'index.json'
const segmentFile = (name: string) => `${name}.segment`
const deadFile = ({ name, gone }: { name: string; gone: number }) => `${name}.${gone}.dead`

/** Writes what is not there yet, then the list, then takes away what it no longer names. */
export async function keep(folder: string, index: SearchIndex, of: Pick<Kept, 'dictionary' | 'origin' | 'mark' | 'round' | 'complete'>): Promise<Kept> {
  // As of now; what is put in while files are written comes with the next list.
  const segments = index.segmentsToSave()
  await mkdir(folder, { recursive: true })
  const there = new Map((await listed(folder))?.segments.map((segment) => [segment.name, segment.gone]))
  let bytes = 0
  for (const segment of segments) {
    const file = segmentFile(segment.name)
    if (!there.has(segment.name)) await writeWhole(folder, file, segment.parts())
    if (there.get(segment.name) !== segment.gone) await writeWhole(folder, deadFile(segment), [segment.dead])
    bytes += (await stat(join(folder, file))).size + segment.dead.length
  }
  const kept: Kept = { format: 1, ...of, segments: segments.map(({ name, gone }) => ({ name, gone })), bytes }
  await writeWhole(folder, list, [Buffer.from(JSON.stringify(kept))])
  await keepOnly(folder, [list, ...kept.segments.flatMap((segment) => [segmentFile(segment.name), deadFile(segment)])])
  return kept
}

/** The list of a folder; nothing where there is none that can be read. */
export async function listed(folder: string): Promise<Kept | undefined> {
  try {
    const kept = JSON.parse(await readFile(join(folder, list), 'utf8')) as Kept
    return kept.format === 1 ? kept : undefined
  } catch {
    return undefined
  }
}

/** The index a folder holds; a refusal says what is wrong with it. */
export async function readKept(folder: string, dictionary: Dictionary): Promise<Result<{ index: SearchIndex; kept: Kept }>> {
  const kept = await listed(folder)
  if (!kept) return no({ code: 'index-file', say: '没有索引文件，需要重建' })
  const segments = []
  for (const segment of kept.segments) {
    const bytes = await readWhole(folder, segmentFile(segment.name)), dead = await readWhole(folder, deadFile(segment))
    if (!bytes || !dead) return no({ code: 'index-file', say: '索引文件缺了一部分，需要重建' })
    segments.push({ bytes, dead })
  }
  const index = loadSegments(segments, patents, dictionary)
  return isNo(index) ? index : yes({ index: index.value, kept })
}
