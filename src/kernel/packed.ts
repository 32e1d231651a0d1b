import { no, yes, type Result } from './result.ts'

// Layout: magic, version, length of the description, nothing; the description (JSON); then the arrays, each on a boundary of
// eight bytes so that they can be used where they lie; at the end a checksum of all before, and magic again.

export type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array

/** What the bytes are and by which rules they were made. */
export interface PackedAs { magic: number; version: number }

export interface Unpacked {
  about: unknown
  /** The arrays one after another, in the order in which they were packed. */
  next: <T extends Numbers>() => T
}

const kinds = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array, f32: Float32Array } as const
type Kind = keyof typeof kinds
const kindOf = (array: Numbers): Kind => (Object.keys(kinds) as Kind[]).find((kind) => array instanceof kinds[kind])!
const head = 16, tail = 8, stretch = 4 << 20
const up = (n: number): number => Math.ceil(n / 8) * 8

/** Arrays of numbers and what is said about them as bytes, in parts of a few megabytes; large arrays are not copied, so write them before they change. */
export function* pack({ magic, version }: PackedAs, about: unknown, arrays: readonly Numbers[]): Generator<Uint8Array, void> {
  const description = new TextEncoder().encode(JSON.stringify({ about, arrays: arrays.map((array) => [kindOf(array), array.length]) }))
  let sum = 0
  for (const array of [new Uint32Array([magic, version, description.length, 0]), description, ...arrays]) {
    const bytes = padded(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    for (let from = 0; from < bytes.length; from += stretch) {
      const part = bytes.subarray(from, from + stretch)
      sum = checksum(part, sum)
      yield part
    }
  }
  yield new Uint8Array(new Uint32Array([sum, magic]).buffer)
}

/** What was packed, used where it lies. Bytes that are cut off, damaged or made by other rules are refused. */
export function unpack({ magic, version }: PackedAs, bytes: Uint8Array): Result<Unpacked> {
  const bad = (say: string) => no({ code: 'index-file', say })
  const file = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
  if (file.length < head + tail || file.length % 8) return bad('索引文件不完整，需要重建')
  const start = new Uint32Array(file.buffer, file.byteOffset, 4), end = new Uint32Array(file.buffer, file.byteOffset + file.length - tail, 2)
  if (start[0] !== magic || start[1] !== version) return bad('索引文件不是这一版本的，需要重建')
  if (end[1] !== magic || checksum(file.subarray(0, file.length - tail)) !== end[0]) return bad('索引文件不完整或已损坏，需要重建')
  const { about, arrays } = JSON.parse(new TextDecoder().decode(file.subarray(head, head + start[2]!))) as { about: unknown; arrays: [Kind, number][] }
  let at = head + up(start[2]!), which = 0
  return yes({
    about,
    next: <T extends Numbers>(): T => {
      const [kind, length] = arrays[which++]!
      const array = new kinds[kind](file.buffer as ArrayBuffer, file.byteOffset + at, length)
      at += up(array.byteLength)
      return array as T
    },
  })
}

/** A number that tells damaged bytes from whole ones; parts of whole words one after another give what all of them give. */
export function checksum(bytes: Uint8Array, from = 0): number {
  const whole = padded(bytes), aligned = whole.byteOffset % 4 === 0 ? whole : whole.slice()
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2)
  let sum = from
  for (let i = 0; i < words.length; i++) {
    sum = Math.imul(sum ^ words[i]!, 0x9e37_79b1)
    sum ^= sum >>> 15
  }
  return sum >>> 0
}

function padded(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 8 === 0) return bytes
  const out = new Uint8Array(up(bytes.length))
  out.set(bytes)
  return out
}
