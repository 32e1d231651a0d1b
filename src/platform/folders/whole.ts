import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes a file under another name, to the disk, then puts it in its place: what stands under a name is whole, whenever a process dies. */
export async function writeWhole(folder: string, name: string, parts: Iterable<Uint8Array>): Promise<void> {
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
  await settle(folder)
}

/** The names of a folder, to the disk; Windows keeps them by itself and opens no folder. */
export async function settle(folder: string): Promise<void> {
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

/** Takes away every file that is not named: what was replaced, and halves of a process that was killed. */
export async function keepOnly(folder: string, names: Iterable<string>): Promise<void> {
  const named = new Set(names)
  for (const name of await readdir(folder)) if (!named.has(name)) await rm(join(folder, name), { force: true })
}

const stretch = 64 << 20
/** A file of any size in memory of its own, for larger ones than 2 GB cannot be read in one go; nothing where there is no such file. */
export async function readWhole(folder: string, name: string): Promise<Uint8Array | undefined> {
  let file: FileHandle | undefined
  try {
    file = await open(join(folder, name), 'r')
    const bytes = new Uint8Array((await file.stat()).size)
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await file.read(bytes, at, Math.min(stretch, bytes.length - at), at)
      if (!bytesRead) break
      at += bytesRead
    }
    return bytes
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  } finally {
    await file?.close()
  }
}
