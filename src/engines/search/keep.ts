import { checksum, no, type Numbers, pack, type Result, unpack, yes } from '../../kernel/index.ts'
import type { Schema } from './schema.ts'
import type { Column } from './columns.ts'
import { measured, type Segment } from './segment.ts'
import type { Strings } from './strings.ts'

// A segment never changes but for its dead, which are kept apart: a bit for each document and a checksum that begins with the
// segment's name.

const as = { magic: 0x4958_5a58, version: 5 }

interface About { name: string; schema: string; words: string; size: number; usual: number }

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

function partsOf(segment: Segment, schema: Schema, words: string): Generator<Uint8Array, void> {
  const { name, size, postings } = segment
  return pack(as, { name, schema: JSON.stringify(schema), words, size, usual: postings.usual } satisfies About, arraysOf(segment))
}

function deadOf({ name, dead, size }: Segment): Uint8Array {
  const bytes = new Uint8Array(bitBytes(size) + 4)
  for (let doc = 0; doc < size; doc++) if (dead[doc]) bytes[doc >> 3]! |= 1 << (doc & 7)
  const end = bytes.length - 4
  new DataView(bytes.buffer).setUint32(end, deadSum(name, bytes.subarray(0, end)))
  return bytes
}
const bitBytes = (size: number): number => Math.ceil(size / 8)
const deadSum = (name: string, bits: Uint8Array): number => checksum(bits, checksum(new TextEncoder().encode(name)))

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) { out.set(part, at); at += part.length }
  return out
}

/** A segment out of what was kept, used where it lies. Another version, schema or dictionary, or a damaged file, is refused: rebuild it. */
export function load({ bytes, dead }: SavedSegment, schema: Schema, words: string): Result<Segment> {
  const read = unpack(as, bytes)
  if (!read.ok) return read
  const { next } = read.value, { name, size, usual, ...rules } = read.value.about as About
  const bad = (say: string) => no({ code: 'index-file', say })
  if (rules.schema !== JSON.stringify(schema) || rules.words !== words) return bad('索引文件的字段或词典与现在的不同，需要重建')
  const bits = dead.subarray(0, bitBytes(size))
  if (dead.length !== bits.length + 4 || new DataView(dead.buffer, dead.byteOffset).getUint32(bits.length) !== deadSum(name, bits)) return bad('索引的删除标记不完整或已损坏，需要重建')
  return yes({ name, size, ...readArrays(schema, usual, deadIn(bits, size), next) })
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
