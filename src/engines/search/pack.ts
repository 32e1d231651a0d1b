import type { Times } from './times.ts'

/**
 * Folded texts in little room: the letters seen most often take one byte, the others two, the rare rest four. Bytes from
 * 192 on only ever follow another, so that bytes found anywhere are letters found.
 */
export interface Packed {
  bytes: Uint8Array
  /** Where each text begins, and the end of the last. */
  starts: Uint32Array
  /** The letters by their rank. */
  letters: Uint16Array
}

const oneByte = 128, follows = 192, rare = 191, unranked = oneByte + 63 * 64

/** Packs texts. */
export function pack(texts: readonly string[]): Packed {
  const seen = new Uint32Array(65_536)
  for (const text of texts) for (let i = 0; i < text.length; i++) seen[text.charCodeAt(i)]!++
  const { letters, ranks, room } = ranked(seen)
  const starts = new Uint32Array(texts.length + 1), bytes = new Uint8Array(room)
  for (let no = 0, at = 0; no < texts.length; no++) {
    const text = texts[no]!
    for (let i = 0; i < text.length; i++) at = put(bytes, at, text.charCodeAt(i), ranks[text.charCodeAt(i)]!)
    starts[no + 1] = at
  }
  return { bytes, starts, letters }
}

/** Packs texts of several packs into one, `each` of whose rows is so many texts; rests between stretches. */
export function* mergePacked(parts: readonly Packed[], from: Uint16Array, rows: Uint32Array, each: number): Generator<void, Packed> {
  const seen = new Uint32Array(65_536)
  const walk = function* (take: (part: Packed, no: number, row: number) => void) {
    for (let row = 0; row < rows.length; row++) {
      for (let k = 0; k < each; k++) take(parts[from[row]!]!, rows[row]! * each + k, row * each + k)
      if (row % 4096 === 4095) yield
    }
  }
  yield* walk(({ bytes, starts, letters }, no) => {
    for (let i = starts[no]!, end = starts[no + 1]!; i < end; i += widthOf(bytes[i]!)) seen[codeAt(bytes, i, letters)]!++
  })
  const { letters, ranks, room } = ranked(seen)
  const starts = new Uint32Array(rows.length * each + 1), out = new Uint8Array(room)
  let at = 0
  yield* walk((part, no, to) => {
    for (let i = part.starts[no]!, end = part.starts[no + 1]!; i < end; i += widthOf(part.bytes[i]!)) {
      const code = codeAt(part.bytes, i, part.letters)
      at = put(out, at, code, ranks[code]!)
    }
    starts[to + 1] = at
  })
  return { bytes: out, starts, letters }
}

/** Letters by how often they were seen, the rank of each (0 to 65,535; the rare are beyond `unranked`), and the bytes all of them take. */
function ranked(seen: Uint32Array): { letters: Uint16Array; ranks: Uint16Array; room: number } {
  const met: number[] = []
  for (let code = 0; code < seen.length; code++) if (seen[code]) met.push(code)
  met.sort((a, b) => seen[b]! - seen[a]! || a - b)
  const ranks = new Uint16Array(65_536)
  let room = 0
  for (const [rank, code] of met.entries()) {
    ranks[code] = rank
    room += seen[code]! * (rank < oneByte ? 1 : rank < unranked ? 2 : 4)
  }
  return { letters: Uint16Array.from(met.slice(0, unranked)), ranks, room }
}

function put(bytes: Uint8Array, at: number, code: number, rank: number): number {
  if (rank < oneByte) bytes[at++] = rank
  else if (rank < unranked) {
    bytes[at++] = oneByte + ((rank - oneByte) >> 6)
    bytes[at++] = follows | ((rank - oneByte) & 63)
  } else {
    bytes[at++] = rare
    bytes[at++] = follows | (code >> 12)
    bytes[at++] = follows | ((code >> 6) & 63)
    bytes[at++] = follows | (code & 63)
  }
  return at
}

const widthOf = (lead: number): number => (lead < oneByte ? 1 : lead < rare ? 2 : 4)
function codeAt(bytes: Uint8Array, i: number, letters: Uint16Array): number {
  const byte = bytes[i]!
  if (byte < oneByte) return letters[byte]!
  return byte < rare ? letters[oneByte + ((byte - oneByte) << 6) + (bytes[i + 1]! & 63)]! : ((bytes[i + 1]! & 63) << 12) | ((bytes[i + 2]! & 63) << 6) | (bytes[i + 3]! & 63)
}

const batch = 256
/** What was brought, so that the fetching is not thought idle. */
let brought = 0

/** A folded term to be looked for in packed texts without unpacking them; the texts of a document stand together. */
export class Sought {
  readonly #packed: Packed
  readonly #joins: (code: number) => boolean
  readonly #sought: Uint8Array
  /** How far to go on after each byte below the end of the term: where a byte is not in it, past the whole of it. */
  readonly #ahead: Uint8Array
  /** Whether its ends must be ends of Latin words. */
  readonly #first: boolean
  readonly #last: boolean
  constructor(term: string, beginning: boolean, packed: Packed, joins: (code: number) => boolean) {
    const rankOf = (code: number): number => {
      const rank = packed.letters.indexOf(code)
      return rank < 0 ? unranked : rank
    }
    const room = new Uint8Array(term.length * 4)
    let length = 0
    for (let i = 0; i < term.length; i++) length = put(room, length, term.charCodeAt(i), rankOf(term.charCodeAt(i)))
    this.#packed = packed
    this.#joins = joins
    this.#sought = room.subarray(0, length)
    this.#ahead = new Uint8Array(256).fill(Math.min(255, length))
    for (let k = Math.max(0, length - 256); k < length - 1; k++) this.#ahead[room[k]!] = length - 1 - k
    this.#first = joins(term.charCodeAt(0))
    this.#last = !beginning && joins(term.charCodeAt(term.length - 1))
  }
  /**
   * Writes the times of each of these documents, in some of its fields. `known` are the times of a word that stands
   * wherever the term does: where it is not the term is not looked for, and where it stands once, no further than once.
   */
  lookInto(docs: Uint32Array, known: Uint8Array, fields: readonly number[], times: Times, out: Uint8Array): void {
    for (let from = 0; from < docs.length; from += batch) this.#lookIntoBatch(docs.subarray(from, from + batch), known, fields, times, out)
  }
  #lookIntoBatch(docs: Uint32Array, known: Uint8Array, fields: readonly number[], { units, stepOf, fits, first, once }: Times, out: Uint8Array): void {
    const each = units.length
    brought += this.#bring(docs, known, first, each) & 1
    for (let d = 0; d < docs.length; d++) {
      const doc = docs[d]!, hint = known[doc]!
      let byte = 0
      for (let k = 0; k < fields.length; k++) {
        const f = fields[k]!
        if (fits[f]![hint]) byte += units[f]! * stepOf[f]![this.#timesIn(doc * each + f, once[hint]!)]!
      }
      out[doc] = byte
    }
  }
  /** Documents far apart are far away: memory brings the beginnings of many in the time of one if it is told of them before they are needed. */
  #bring(docs: Uint32Array, known: Uint8Array, first: Uint8Array, each: number): number {
    const { bytes, starts } = this.#packed, most = bytes.length - 129
    let sum = 0
    if (most >= 0) {
      for (let d = 0; d < docs.length; d++) {
        const doc = docs[d]!, start = Math.min(most, starts[doc * each + first[known[doc]!]!]!)
        sum += bytes[start]! + bytes[start + 64]! + bytes[start + 128]!
      }
    }
    return sum
  }
  /** How often it stands in a text: counted up to 255, or only whether it does. */
  #timesIn(text: number, once: number): number {
    const { bytes, starts } = this.#packed, sought = this.#sought, ahead = this.#ahead, start = starts[text]!, end = starts[text + 1]!
    let times = 0
    for (let at = placeOf(bytes, start + sought.length - 1, end, sought, ahead); at < end; at = placeOf(bytes, at + ahead[bytes[at]!]!, end, sought, ahead)) {
      if (!this.#isWhole(start, at - sought.length + 1, at + 1, end)) continue
      times++
      if (once || times === 255) break
    }
    return times
  }
  /** Whether what stands between two bytes of a text is no part of a longer Latin word. */
  #isWhole(start: number, from: number, to: number, end: number): boolean {
    const { bytes, letters } = this.#packed
    if (this.#last && to < end && this.#joins(codeAt(bytes, to, letters))) return false
    if (!this.#first || from === start) return true
    let before = from - 1
    while (bytes[before]! >= follows) before--
    return !this.#joins(codeAt(bytes, before, letters))
  }
}

/** Where the bytes sought end next, from one byte on. Short and often called, so that it stays compiled. */
function placeOf(bytes: Uint8Array, from: number, end: number, sought: Uint8Array, ahead: Uint8Array): number {
  const before = sought.length - 1, tail = sought[before]!
  let at = from
  for (; at < end; at += ahead[bytes[at]!]!) {
    if (bytes[at] !== tail) continue
    let k = before - 1
    while (k >= 0 && bytes[at - before + k] === sought[k]) k--
    if (k < 0) return at
  }
  return at
}
