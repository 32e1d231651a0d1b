import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Unzip, UnzipInflate } from 'fflate'

/** Text of a file in pieces; a piece begins at a whole character, so that places in it are places in the file. */
export interface Piece { text: string; byte: number }

/** Small enough that what is written meanwhile is never kept waiting for long. */
const chunk = 32 * 1024

/** Reads from a byte on; of a packed file that is the byte of what it holds, from its beginning. */
export async function* piecesOf(path: string, encoding: string, from = 0, packed = false): AsyncGenerator<Piece & { read: number }> {
  const file = createReadStream(path, { start: packed ? 0 : from, highWaterMark: chunk })
  const stream: Readable = packed ? file.pipe(createGunzip({ chunkSize: chunk })) : file
  if (packed) file.on('error', (error) => stream.destroy(error))
  if (encoding !== 'utf-8') {
    const decoder = new TextDecoder(encoding)
    for await (const bytes of stream) yield { text: decoder.decode(bytes as Buffer, { stream: true }), byte: 0, read: file.bytesRead }
    yield { text: decoder.decode(), byte: 0, read: file.bytesRead }
    return
  }
  let rest = Buffer.alloc(0), byte = from
  for await (const bytes of stream) {
    const all = rest.length ? Buffer.concat([rest, bytes as Buffer]) : bytes as Buffer
    const end = wholeEnd(all)
    yield { text: all.toString('utf8', 0, end), byte, read: (packed ? 0 : from) + file.bytesRead }
    byte += end
    rest = Buffer.from(all.subarray(end))
  }
  if (rest.length) yield { text: rest.toString('utf8'), byte, read: (packed ? 0 : from) + file.bytesRead }
}

/** Where the last whole character ends. */
function wholeEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** A piece of one of the files in a package; `last` ends it. Packages within a package are opened once. */
export interface PackedPiece { entry: number; name: string; bytes: Uint8Array; last: boolean; read: number }

const mostRatio = 200, ratioFrom = 500_000_000
export class PackageBomb extends Error {}

/** The files of a package that are wanted, one after another, unpacked as they are read and never as a whole. */
export async function* packedPieces(path: string, wanted: (name: string, entry: number) => boolean): AsyncGenerator<PackedPiece> {
  const file = createReadStream(path, { highWaterMark: 16 * 1024 })
  let entry = 0, unpacked = 0
  const queue: PackedPiece[] = []
  const open = (depth: number): Unzip => {
    const unzip = new Unzip((inner) => {
      const name = inner.name, isPackage = /\.zip$/i.test(name) && depth === 0
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
