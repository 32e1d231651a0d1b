import { no, yes, type Result } from '../../kernel/index.ts'
import type { Schema } from './schema.ts'
import { stringAt, stringsOf, type Column, type Postings, type Segment, type Strings } from './segment.ts'

// Layout: magic, version, checksum of what follows the first 16 bytes, length of the description; the description
// (JSON); then the arrays, each on a boundary of eight bytes so that they can be used where they lie.

const magic = 0x4958_5a58, version = 1, head = 16

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array
const kinds = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array } as const
type Kind = keyof typeof kinds
const kindOf = (array: Numbers): Kind => (array instanceof Uint8Array ? 'u8' : array instanceof Uint16Array ? 'u16' : array instanceof Uint32Array ? 'u32' : 'i32')
const up = (n: number): number => Math.ceil(n / 8) * 8

interface Description { schema: string; words: string; sizes: number[]; arrays: [Kind, number][] }

/** Segments as bytes in parts to be written one after another; none is a copy of an array but the last few. */
export function save(segments: readonly Segment[], schema: Schema, words: string): Uint8Array[] {
  const arrays = segments.flatMap(arraysOf)
  const description: Description = { schema: JSON.stringify(schema), words, sizes: segments.map(({ size }) => size), arrays: arrays.map((array) => [kindOf(array), array.length]) }
  const text = new TextEncoder().encode(JSON.stringify(description))
  const parts = [padded(text), ...arrays.map((array) => padded(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)))]
  const start = new Uint32Array([magic, version, parts.reduce(checksum, 0), text.length])
  return [new Uint8Array(start.buffer), ...parts]
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

/** Segments out of bytes, used where they lie. Another version, schema or dictionary, or a damaged file, is refused: rebuild it. */
export function load(bytes: Uint8Array, schema: Schema, words: string): Result<Segment[]> {
  const bad = (say: string) => no({ code: 'index-file', say })
  const file = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
  if (file.length < head || file.length % 8) return bad('索引文件不完整，需要重建')
  const start = new Uint32Array(file.buffer, file.byteOffset, 4)
  if (start[0] !== magic || start[1] !== version) return bad('索引文件不是这一版本的，需要重建')
  if (checksum(0, file.subarray(head)) !== start[2]) return bad('索引文件已损坏，需要重建')
  const description = JSON.parse(new TextDecoder().decode(file.subarray(head, head + start[3]!))) as Description
  if (description.schema !== JSON.stringify(schema) || description.words !== words) return bad('索引文件的字段或词典与现在的不同，需要重建')
  let at = head + up(start[3]!), next = 0
  const take = <T extends Numbers>(): T => {
    const [kind, length] = description.arrays[next++]!
    const array = new kinds[kind](file.buffer as ArrayBuffer, file.byteOffset + at, length)
    at += up(array.byteLength)
    return array as T
  }
  return yes(description.sizes.map((size) => segmentOf(size, schema, take)))
}

const arraysOf = (segment: Segment): Numbers[] => [
  ...ofStrings(segment.ids), segment.hashes, segment.hashed, segment.dead,
  ...segment.texts.flatMap(({ words, counts, starts, lists, lengths }) => [...ofStrings(words), counts, starts, lists, lengths]),
  segment.bodies.bytes, segment.bodies.starts, segment.bodies.letters,
  ...[...segment.keys, ...segment.facets].flatMap(({ values, starts, codes }) => [...ofStrings(stringsOf(values)), starts, codes]),
  ...segment.days,
]
const ofStrings = ({ letters, starts }: Strings): Numbers[] => [letters, starts]

function segmentOf(size: number, schema: Schema, take: <T extends Numbers>() => T): Segment {
  // In the order of arraysOf: what stands in braces is read from left to right.
  const strings = (): Strings => ({ letters: take(), starts: take() })
  const postings = (): Postings => ({ words: strings(), counts: take(), starts: take(), lists: take(), lengths: take() })
  const column = (): Column => {
    const values = strings()
    return { values: Array.from({ length: values.starts.length - 1 }, (_, no) => stringAt(values, no)), starts: take(), codes: take() }
  }
  return {
    size, ids: strings(), hashes: take(), hashed: take(), dead: take(),
    texts: schema.texts.map(postings),
    bodies: { bytes: take(), starts: take(), letters: take() },
    keys: schema.keys.map(column),
    facets: schema.keys.filter(({ facetLetters }) => facetLetters).map(column),
    days: schema.days.map(() => take()),
  }
}
