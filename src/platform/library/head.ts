import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'

/** The beginning of a file as it unpacks, and what it is known again by. */
export const headOf = async (path: string): Promise<{ head: Buffer; packed: boolean; fingerprint: string; size: number }> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0)
    const raw = buffer.subarray(0, bytesRead)
    const packed = raw[0] === 0x1f && raw[1] === 0x8b
    const fingerprint = createHash('sha256').update(raw).digest('base64').slice(0, 22)
    return { head: packed ? await unpackedHead(path) : raw, packed, fingerprint, size: (await stat(path)).size }
  } finally {
    await file.close()
  }
}
async function unpackedHead(path: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  const file = createReadStream(path)
  for await (const part of file.pipe(createGunzip())) {
    parts.push(part as Buffer)
    size += (part as Buffer).length
    if (size >= 65_536) break
  }
  file.destroy()
  return Buffer.concat(parts).subarray(0, 65_536)
}
