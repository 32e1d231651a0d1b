import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Unzip, UnzipInflate } from 'fflate'
import { no, type Result } from '../../kernel/index.ts'

/** Text of a file in pieces; a piece begins at a whole character, so that places in it are places in the file. */
export interface Piece { text: string; byte: number }

/** What is cut from a piece keeps all of it until it is let go, so pieces are small; what is read at once is more. */
const chunk = 32 * 1024, block = 8 * chunk

/** Reads from a byte on; of a packed file that is the byte of what it holds, from its beginning. */
export async function* piecesOf(path: string, encoding: string, from = 0, packed = false): AsyncGenerator<Piece & { read: number }> {
  if (encoding !== 'utf-8') {
    const decoder = new TextDecoder(encoding), { stream, bytesRead } = streamed(path, from, packed)
    for await (const bytes of stream) yield { text: plain(decoder.decode(bytes as Buffer, { stream: true })), byte: 0, read: bytesRead() }
    yield { text: plain(decoder.decode()), byte: 0, read: bytesRead() }
    return
  }
  // Of a character that is cut, the beginning waits for its end.
  let room = Buffer.alloc(chunk + 4), kept = 0, byte = from
  const text = (length: number): Piece => {
    const end = wholeEnd(room, length), piece = { text: plain(room.toString('utf8', 0, end)), byte }
    room.copy(room, 0, end, length)
    kept = length - end
    byte += end
    return piece
  }
  if (packed) {
    const { stream, bytesRead } = streamed(path, 0, true)
    for await (const bytes of stream) {
      if (kept + (bytes as Buffer).length > room.length) room = Buffer.concat([room], kept + (bytes as Buffer).length)
      yield { ...text(kept + (bytes as Buffer).copy(room, kept)), read: bytesRead() }
    }
    if (kept) yield { text: plain(room.toString('utf8', 0, kept)), byte, read: bytesRead() }
    return
  }
  // The same room for all, and the next block is read meanwhile: a stream makes new room for each piece and asks the system for each.
  const file = await open(path)
  let ahead = Buffer.alloc(block), now = Buffer.alloc(block), at = from
  try {
    for (let next = file.read(ahead, 0, block, at); ;) {
      const { bytesRead } = await next
      if (!bytesRead) break;
      [now, ahead] = [ahead, now]
      next = file.read(ahead, 0, block, at + bytesRead)
      next.catch(() => {})
      for (let done = 0; done < bytesRead; done += chunk) {
        const length = now.copy(room, kept, done, Math.min(done + chunk, bytesRead))
        at += length
        yield { ...text(kept + length), read: at }
      }
    }
  } finally {
    await file.close()
  }
  if (kept) yield { text: plain(room.toString('utf8', 0, kept)), byte, read: at }
}

function streamed(path: string, from: number, packed: boolean): { stream: Readable; bytesRead: () => number } {
  const file = createReadStream(path, { start: from, highWaterMark: chunk })
  const stream: Readable = packed ? file.pipe(createGunzip({ chunkSize: chunk })) : file
  if (packed) file.on('error', (error) => stream.destroy(error))
  return { stream, bytesRead: () => from + file.bytesRead }
}

/** No text of a database may have the character nought; a space takes its place, so that places stay where they are. */
export const plain = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', ' ') : text)

/** Where the last whole character ends. */
function wholeEnd(bytes: Buffer, length: number): number {
  for (let back = 1; back <= Math.min(4, length); back++) {
    const byte = bytes[length - back]!
    if (byte < 0x80) return length
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? length - back : length
  }
  return length
}

/** A piece of one of the files in a package; `last` ends it. Packages within a package are opened once. */
interface PackedPiece { entry: number; name: string; bytes: Uint8Array; last: boolean; read: number }

const mostRatio = 200, ratioFrom = 500_000_000
class PackageBomb extends Error {}
/** Why a package cannot be read, in words; any other error is none of its own. Codes of zlib begin with Z_, those of fflate are numbers. */
export function sayBroken(error: unknown): string | undefined {
  if (error instanceof PackageBomb) return '压缩包展开后过大，为保护系统不予读取'
  const { code } = error as { code?: unknown }
  return typeof code === 'number' || String(code).startsWith('Z_') ? '压缩包已损坏或不完整，无法读取' : undefined
}
/** The same as a refusal; every other error goes on. */
export function refuseBroken(error: unknown): Result<never> {
  const say = sayBroken(error)
  if (say === undefined) throw error
  return no({ code: 'file-broken', at: 'file', say })
}

/** The files of a package that are wanted, one after another, unpacked as they are read and never as a whole. */
export async function* packedPieces(path: string, wanted: (name: string, entry: number) => boolean): AsyncGenerator<PackedPiece> {
  const file = createReadStream(path, { highWaterMark: 16 * 1024 })
  let entry = 0, unpacked = 0
  const queue: PackedPiece[] = []
  const open = (depth: number): Unzip => {
    const unzip = new Unzip((inner) => {
      const name = plain(inner.name), isPackage = /\.zip$/i.test(name) && depth === 0
      const at = isPackage ? -1 : entry++
      if (!isPackage && !wanted(name, at)) return
      const within = isPackage ? open(depth + 1) : undefined
      inner.ondata = (error, bytes, last) => {
        if (error) throw error
        unpacked += bytes.length
        if (unpacked > ratioFrom && unpacked > file.bytesRead * mostRatio) throw new PackageBomb()
        if (within) within.push(bytes, last)
        else queue.push({ entry: at, name, bytes, last, read: file.bytesRead })
      }
      inner.start()
    })
    unzip.register(UnzipInflate)
    return unzip
  }
  const unzip = open(0)
  for await (const bytes of file) {
    unzip.push(bytes as Buffer)
    yield* queue.splice(0)
  }
  unzip.push(new Uint8Array(0), true)
  yield* queue.splice(0)
}
