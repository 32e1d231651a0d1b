import { no, yes, type Result } from '../../kernel/index.ts'
import type { Schema } from './schema.ts'
import type { Column } from './columns.ts'
import { measured, type Segment } from './segment.ts'
import type { Strings } from './strings.ts'

// Layout of a segment: magic, version, length of the description, nothing; the description (JSON); then the arrays, each
// on a boundary of eight bytes so that they can be used where they lie; at the end a checksum of all before and magic.
// Of its dead, who change while it does not: a bit for each document and a checksum that begins with the segment's name.

const magic = 0x4958_5a58, version = 4, head = 16, tail = 8, stretch = 4 << 20

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array
const kinds = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array } as const
type Kind = keyof typeof kinds
const kindOf = (array: Numbers): Kind => (array instanceof Uint8Array ? 'u8' : array instanceof Uint16Array ? 'u16' : array instanceof Uint32Array ? 'u32' : 'i32')
const up = (n: number): number => Math.ceil(n / 8) * 8

interface Description { name: string; schema: string; words: string; size: number; usual: number; arrays: [Kind, number][] }

/** A segment to be kept: its bytes need writing once under its name, its dead whenever `gone` has grown. */
export interface SegmentToSave {
  name: string
  /** How many of its documents are dead. */
  gone: number
  dead: Uint8Array
  /** In stretches of a few megabytes, so that others may have a turn between them. */
  parts(): Generator<Uint8Array, void>
  bytes(): Uint8Array
}
/** What was kept of a segment. */
export interface SavedSegment { bytes: Uint8Array; dead: Uint8Array }

export function toSave(segment: Segment, schema: Schema, words: string): SegmentToSave {
  const parts = () => partsOf(segment, schema, words)
  return { name: segment.name, gone: segment.gone, dead: deadOf(segment), parts, bytes: () => joined([...parts()]) }
}

function* partsOf(segment: Segment, schema: Schema, words: string): Generator<Uint8Array, void> {
  const arrays = arraysOf(segment)
  const description: Description = { name: segment.name, schema: JSON.stringify(schema), words, size: segment.size, usual: segment.postings.usual, arrays: arrays.map((array) => [kindOf(array), array.length]) }
  const text = new TextEncoder().encode(JSON.stringify(description))
  let sum = 0
  const start = new Uint32Array([magic, version, text.length, 0])
  for (const array of [start, text, ...arrays]) {
    const bytes = padded(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    for (let from = 0; from < bytes.length; from += stretch) {
      const part = bytes.subarray(from, from + stretch)
      sum = checksum(sum, part)
      yield part
    }
  }
  yield new Uint8Array(new Uint32Array([sum, magic]).buffer)
}

function deadOf({ name, dead, size }: Segment): Uint8Array {
  const bytes = new Uint8Array(up(size) / 8 + 4)
  for (let doc = 0; doc < size; doc++) if (dead[doc]) bytes[doc >> 3]! |= 1 << (doc & 7)
  const end = bytes.length - 4
  new DataView(bytes.buffer).setUint32(end, checksum(nameSum(name), padded(bytes.subarray(0, end))))
  return bytes
}
const nameSum = (name: string): number => checksum(0, padded(new TextEncoder().encode(name)))

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) { out.set(part, at); at += part.length }
  return out
}

function padded(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 8 === 0) return bytes
  const out = new Uint8Array(up(bytes.length))
  out.set(bytes)
  return out
}

/** Word by word and stretch by stretch, so that parts of any size give what the whole gives. */
function checksum(sum: number, bytes: Uint8Array): number {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2)
  for (let i = 0; i < words.length; i++) {
    sum = Math.imul(sum ^ words[i]!, 0x9e37_79b1)
    sum ^= sum >>> 15
  }
  return sum >>> 0
}

/** A segment out of what was kept, used where it lies. Another version, schema or dictionary, or a damaged file, is refused: rebuild it. */
export function load({ bytes, dead }: SavedSegment, schema: Schema, words: string): Result<Segment> {
  const bad = (say: string) => no({ code: 'index-file', say })
  const file = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
  if (file.length < head + tail || file.length % 8) return bad('索引文件不完整，需要重建')
  const start = new Uint32Array(file.buffer, file.byteOffset, 4), end = new Uint32Array(file.buffer, file.byteOffset + file.length - tail, 2)
  if (start[0] !== magic || start[1] !== version) return bad('索引文件不是这一版本的，需要重建')
  if (end[1] !== magic || checksum(0, file.subarray(0, file.length - tail)) !== end[0]) return bad('索引文件不完整或已损坏，需要重建')
  const description = JSON.parse(new TextDecoder().decode(file.subarray(head, head + start[2]!))) as Description
  if (description.schema !== JSON.stringify(schema) || description.words !== words) return bad('索引文件的字段或词典与现在的不同，需要重建')
  const { name, size } = description, bits = dead.subarray(0, up(size) / 8)
  if (dead.length !== bits.length + 4 || new DataView(dead.buffer, dead.byteOffset).getUint32(bits.length) !== checksum(nameSum(name), padded(bits))) return bad('索引的删除标记不完整或已损坏，需要重建')
  let at = head + up(start[2]!), next = 0
  const take = <T extends Numbers>(): T => {
    const [kind, length] = description.arrays[next++]!
    const array = new kinds[kind](file.buffer as ArrayBuffer, file.byteOffset + at, length)
    at += up(array.byteLength)
    return array as T
  }
  return yes({ name, size, ...readArrays(schema, description.usual, deadIn(bits, size), take) })
}

function deadIn(bits: Uint8Array, size: number): Uint8Array {
  const dead = new Uint8Array(size)
  for (let doc = 0; doc < size; doc++) dead[doc] = (bits[doc >> 3]! >> (doc & 7)) & 1
  return dead
}

const arraysOf = ({ ids, hashes, hashed, postings, lengths, bodies, keys, facets, days }: Segment): Numbers[] => [
  ...ofStrings(ids), hashes, hashed,
  ...ofStrings(postings.words), postings.counts, postings.starts, postings.lists,
  ...lengths,
  bodies.bytes, bodies.starts, bodies.letters,
  ...[...keys, ...facets].flatMap(({ values, codes, moreDocs, moreCodes }) => [...ofStrings(values), codes, moreDocs, moreCodes]),
  ...days,
]
const ofStrings = ({ letters, starts }: Strings): Numbers[] => [letters, starts]

function readArrays(schema: Schema, usual: number, dead: Uint8Array, take: <T extends Numbers>() => T): Omit<Segment, 'name' | 'size'> {
  // In the order of arraysOf: what stands in braces is read from left to right.
  const strings = (): Strings => ({ letters: take(), starts: take() })
  const column = (): Column => ({ values: strings(), codes: take(), moreDocs: take(), moreCodes: take() })
  return {
    ids: strings(), hashes: take(), hashed: take(),
    postings: { words: strings(), counts: take(), starts: take(), lists: take(), usual },
    ...measured(schema.texts.map(() => take<Uint8Array>()), dead),
    bodies: { bytes: take(), starts: take(), letters: take() },
    keys: schema.keys.map(column),
    facets: schema.keys.filter(({ facetLetters }) => facetLetters).map(column),
    days: schema.days.map(() => take()),
  }
}
