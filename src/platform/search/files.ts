import { mkdir, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { loadSegments, patents, type Dictionary, type SearchIndex } from '../../engines/search/index.ts'
import { isNo, no, type Result, yes } from '../../kernel/index.ts'
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
    if (!there.has(segment.name)) await write(folder, segmentFile(segment.name), segment.parts())
    if (there.get(segment.name) !== segment.gone) await write(folder, deadFile(segment), [segment.dead])
    bytes += (await sizeOf(folder, segmentFile(segment.name))) + segment.dead.length
  }
  const kept: Kept = { format: 1, ...of, segments: segments.map(({ name, gone }) => ({ name, gone })), bytes }
  await settle(folder)
  await write(folder, list, [Buffer.from(JSON.stringify(kept))])
  await settle(folder)
  const named = new Set([list, ...kept.segments.flatMap((segment) => [segmentFile(segment.name), deadFile(segment)])])
  for (const name of await readdir(folder)) if (!named.has(name)) await rm(join(folder, name), { force: true })
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
  try {
    const segments = []
    for (const segment of kept.segments) segments.push({ bytes: await read(join(folder, segmentFile(segment.name))), dead: await read(join(folder, deadFile(segment))) })
    const index = loadSegments(segments, patents, dictionary)
    return isNo(index) ? index : yes({ index: index.value, kept })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EISDIR') throw error
    return no({ code: 'index-file', say: '索引文件缺了一部分，需要重建' })
  }
}

/** Under another name, to the disk, then in its place: what stands under a name is whole. */
async function write(folder: string, name: string, parts: Iterable<Uint8Array>): Promise<void> {
  const half = join(folder, `${name}.half`)
  try {
    const file = await open(half, 'w')
    try {
      for (const part of parts) await file.writeFile(part)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(half, join(folder, name))
  } catch (error) {
    // A full disk is not to be kept full by what did not fit.
    await rm(half, { force: true })
    throw error
  }
}

/** The names of a folder, to the disk; Windows keeps them by itself and opens no folder. */
async function settle(folder: string): Promise<void> {
  let dir: FileHandle | undefined
  try {
    dir = await open(folder, 'r')
    await dir.sync()
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EINVAL', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    await dir?.close()
  }
}

const stretch = 64 << 20
/** A file of any size into memory of its own: larger ones than 2 GB cannot be read in one go. */
async function read(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const bytes = new Uint8Array((await file.stat()).size)
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await file.read(bytes, at, Math.min(stretch, bytes.length - at), at)
      if (!bytesRead) break
      at += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

async function sizeOf(folder: string, name: string): Promise<number> {
  const file = await open(join(folder, name), 'r')
  try { return (await file.stat()).size } finally { await file.close() }
}
