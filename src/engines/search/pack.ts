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

// Counting is done on one table that is cleared letter by letter, so that a batch of ten documents costs ten documents.
const seen = new Float64Array(65_536)

/** Packs so many texts, each asked for twice: once to count letters, once to write. */
export function pack(count: number, textOf: (no: number) => string): Packed {
  const met: number[] = []
  for (let no = 0; no < count; no++) {
    const text = textOf(no)
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (seen[code] === 0) met.push(code)
      seen[code]!++
    }
  }
  met.sort((a, b) => seen[b]! - seen[a]! || a - b)
  const letters = Uint16Array.from(met.slice(0, unranked))
  let room = 0
  for (const [rank, code] of met.entries()) {
    room += seen[code]! * (rank < oneByte ? 1 : rank < unranked ? 2 : 4)
    seen[code] = 0
  }
  const ranks = ranksOf(letters)
  const starts = new Uint32Array(count + 1)
  const bytes = new Uint8Array(room)
  for (let no = 0, at = 0; no < count; no++) {
    const text = textOf(no)
    for (let i = 0; i < text.length; i++) at = put(bytes, at, text.charCodeAt(i), ranks)
    starts[no + 1] = at
  }
  return { bytes, starts, letters }
}

const ranksKnown = new WeakMap<Uint16Array, Map<number, number>>()
function ranksOf(letters: Uint16Array): Map<number, number> {
  let ranks = ranksKnown.get(letters)
  if (!ranks) ranksKnown.set(letters, ranks = new Map(Array.from(letters, (code, rank) => [code, rank])))
  return ranks
}

function put(bytes: Uint8Array, at: number, code: number, ranks: Map<number, number>): number {
  const rank = ranks.get(code)
  if (rank === undefined) {
    bytes[at++] = rare
    bytes[at++] = follows | (code >> 12)
    bytes[at++] = follows | ((code >> 6) & 63)
    bytes[at++] = follows | (code & 63)
  } else if (rank < oneByte) bytes[at++] = rank
  else {
    bytes[at++] = oneByte + ((rank - oneByte) >> 6)
    bytes[at++] = follows | ((rank - oneByte) & 63)
  }
  return at
}

/** Text number `no` again. */
export function unpack({ bytes, starts, letters }: Packed, no: number): string {
  let text = ''
  for (let i = starts[no]!; i < starts[no + 1]!;) {
    const byte = bytes[i]!
    text += String.fromCharCode(codeAt(bytes, i, letters))
    i += widthOf(byte)
  }
  return text
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
  const ranks = ranksOf(letters)
  const sought = new Uint8Array(term.length * 4)
  let length = 0
  for (let i = 0; i < term.length; i++) length = put(sought, length, term.charCodeAt(i), ranks)
  const first = joins(term.charCodeAt(0)), last = !beginning && joins(term.charCodeAt(term.length - 1))
  const head = sought[0]!
  const joinsBefore = (i: number): boolean => {
    while (bytes[--i]! >= follows) continue
    return joins(codeAt(bytes, i, letters))
  }
  return (no) => {
    const start = starts[no]!, end = starts[no + 1]!
    let found = 0
    for (let i = start, until = end - length; i <= until; i++) {
      if (bytes[i] !== head) continue
      let k = 1
      while (k < length && bytes[i + k] === sought[k]) k++
      if (k === length && !(first && i > start && joinsBefore(i)) && !(last && i + length < end && joins(codeAt(bytes, i + length, letters)))) found++
    }
    return found
  }
}
