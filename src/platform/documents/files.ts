import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { no, type Result, yes } from '../../kernel/index.ts'
import type { FileRef } from '../../service/index.ts'
import type { Db } from '../db/index.ts'
import { settle } from '../folders/index.ts'
import { cleanName, isImage, mayEnd, typeByContent } from './file-kind.ts'

/** A file as it is kept: the same bytes have the same hash, whatever they were called. */
export interface StoredFile extends FileRef { type: string }
export interface FileLimits {
  maxBytes?: number
  /** Endings the question takes; all known ones otherwise. */
  accept?: readonly string[]
}

const mostBytes = 50_000_000
const mostImageBytes = 20_000_000
const fullDisk = new Set(['ENOSPC', 'EDQUOT'])

/**
 * Takes a file in: counted and hashed while it is written beside its place, looked at by content, and moved into place whole.
 * What is refused leaves nothing behind.
 */
export async function storeFile(db: Db, dataDir: string, from: Readable | Uint8Array, rawName: string, by: string, limits: FileLimits = {}): Promise<Result<StoredFile>> {
  const name = cleanName(rawName)
  const ending = mayEnd(name, limits.accept)
  if (!ending.ok) {
    if (from instanceof Readable) from.resume()
    return ending
  }
  const most = Math.min(limits.maxBytes ?? mostBytes, isImage(name) ? mostImageBytes : Infinity)
  const temporary = join(dataDir, 'files', 'incoming', randomUUID())
  try {
    await mkdir(dirname(temporary), { recursive: true })
    const written = await write(from, temporary, most)
    if (!written.ok) return written
    const { hash, size } = written.value
    if (size === 0) return no({ code: 'file-empty', say: `“${name}”是空文件，请检查后重新上传` })
    const type = await typeByContent(temporary, name)
    if (!type.ok) return type
    await moveIn(temporary, pathOf(dataDir, hash))
    await db.insertInto('file').values({ hash, name, size, type: type.value, by_id: by }).onConflict((c) => c.column('hash').doNothing()).execute()
    await db.insertInto('file_upload').values({ hash, by_id: by, name }).onConflict((c) => c.doNothing()).execute()
    return yes({ hash, name, size, type: type.value })
  } catch (error) {
    if (!fullDisk.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    return no({ code: 'disk-full', say: `服务器的存储空间已满，“${name}”没有保存；请稍后再试，并告诉管理员` })
  } finally {
    await unlink(temporary).catch(() => {})
  }
}

async function write(from: Readable | Uint8Array, path: string, most: number): Promise<Result<{ hash: string; size: number }>> {
  const hash = createHash('sha256')
  let size = 0
  const target = await open(path, 'wx', 0o640)
  try {
    for await (const chunk of from instanceof Readable ? from : [from]) {
      size += (chunk as Buffer).length
      if (size > most) return no({ code: 'file-too-large', say: `文件超过${Math.round(most / 1_000_000)} MB的上限；请压缩图片、拆分文件或降低扫描分辨率后再上传` })
      hash.update(chunk as Buffer)
      // All of it: a single write to a disk that fills up takes a part and reports no fault.
      await target.writeFile(chunk as Buffer)
    }
    await target.sync()
  } finally {
    await target.close()
  }
  return yes({ hash: hash.digest('hex'), size })
}

/** Into place whole or not at all; the folder is flushed too, so that the name survives a crash. */
export async function moveIn(temporary: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await rename(temporary, path)
  await settle(dirname(path))
}

/** Halves that a killed process left behind are taken away once nobody can be writing them any more. */
export async function sweepHalves(dataDir: string, now = Date.now()): Promise<number> {
  let swept = 0
  for (const folder of [join(dataDir, 'files', 'incoming'), join(dataDir, 'papers', 'incoming')]) {
    for (const name of await readdir(folder).catch((): string[] => [])) {
      const path = join(folder, name)
      // Every piece that arrives touches the file, and no upload pauses for a day.
      const written = await stat(path).catch(() => undefined)
      if (!written?.isFile() || now - written.mtimeMs < 86_400_000) continue
      await unlink(path).then(() => swept++, () => {})
    }
  }
  return swept
}

const pathOf = (dataDir: string, hash: string): string => join(dataDir, 'files', hash.slice(0, 2), hash)

export interface OpenedFile extends StoredFile { stream: Readable }

/** A file to be read; nothing when it was never stored, and a bug when its bytes are gone. */
export async function openFile(db: Db, dataDir: string, hash: string): Promise<OpenedFile | undefined> {
  const file = await findFile(db, hash)
  if (!file) return undefined
  const path = pathOf(dataDir, hash)
  const { size } = await stat(path)
  if (size !== file.size) throw new Error(`file ${hash} has ${size} bytes, not ${file.size}`)
  return { ...file, stream: createReadStream(path) }
}

export async function findFile(db: Db, hash: string): Promise<StoredFile | undefined> {
  if (!/^[0-9a-f]{64}$/.test(hash)) return undefined
  return db.selectFrom('file').select(['hash', 'name', 'size', 'type']).where('hash', '=', hash).executeTakeFirst()
}

/** What a person has brought, newest first, under the names they gave. */
export const filesOf = (db: Db, by: string, limit = 100): Promise<(StoredFile & { at: string })[]> =>
  db.selectFrom('file_upload as u').innerJoin('file as f', 'f.hash', 'u.hash').select(['f.hash', 'u.name', 'f.size', 'f.type', 'u.at'])
    .where('u.by_id', '=', by).orderBy('u.at', 'desc').orderBy('f.hash').limit(limit).execute()

/** Whether a person brought this file themselves and may attach it. */
export const hasBrought = async (db: Db, by: string, hash: string): Promise<boolean> =>
  (await db.selectFrom('file_upload').select('hash').where('by_id', '=', by).where('hash', '=', hash).executeTakeFirst()) !== undefined
