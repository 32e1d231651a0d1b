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

/** Counts a folded term in packed texts without unpacking them; its Latin ends must be ends of words, unless a beginning was asked for. */
export function makeCounter(term: string, beginning: boolean, packed: Packed, joins: (code: number) => boolean): (no: number) => number {
  const { bytes, starts, letters } = packed
  const rankOf = (code: number): number => {
    const rank = letters.indexOf(code)
    return rank < 0 ? unranked : rank
  }
  const sought = new Uint8Array(term.length * 4)
  let length = 0
  for (let i = 0; i < term.length; i++) length = put(sought, length, term.charCodeAt(i), rankOf(term.charCodeAt(i)))
  const first = joins(term.charCodeAt(0)), last = !beginning && joins(term.charCodeAt(term.length - 1))
  // How far to go on after each byte below the end of the term: a stretch as long as the term is passed where its byte is not in it.
  const ahead = new Uint8Array(256).fill(length)
  for (let k = 0; k < length - 1; k++) ahead[sought[k]!] = length - 1 - k
  const tail = sought[length - 1]!
  const joinsBefore = (i: number): boolean => {
    while (bytes[--i]! >= follows) continue
    return joins(codeAt(bytes, i, letters))
  }
  return (no) => {
    const start = starts[no]!, end = starts[no + 1]!
    let found = 0
    for (let at = start + length - 1; at < end; at += ahead[bytes[at]!]!) {
      if (bytes[at] !== tail) continue
      const i = at - length + 1
      let k = 0
      while (k < length - 1 && bytes[i + k] === sought[k]) k++
      if (k === length - 1 && !(first && i > start && joinsBefore(i)) && !(last && at + 1 < end && joins(codeAt(bytes, at + 1, letters)))) found++
    }
    return found
  }
}
