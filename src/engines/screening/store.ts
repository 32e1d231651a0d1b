import { grown } from './grown.ts'

/** Many folded texts in little room: the letters seen most often take one byte, the others two, and three the rare rest. */
export interface Store {
  readonly size: number
  add(codes: Uint16Array): void
  /** The codes of a text; they stand in a buffer that the next call writes over. */
  read(no: number): Uint16Array
  parts(): StoreParts
}

/** What a store is made of, so that it can be kept and taken up again. */
export interface StoreParts { letters: Uint16Array; chunks: Uint8Array[]; starts: Uint32Array; lengths: Uint32Array }

const chunkBits = 24, chunkSize = 1 << chunkBits
const oneByte = 200, twoBytes = 55, ranked = oneByte + twoBytes * 256

/** A store whose short codes go to the letters that are most frequent in a few texts of the kind; letters met later follow. */
export function makeStore(sample: Iterable<Uint16Array>): Store {
  const seen = new Uint32Array(65_536)
  for (const codes of sample) for (const code of codes) seen[code]!++
  const letters = Array.from(seen.keys()).filter((c) => seen[c]! > 0).sort((a, b) => seen[b]! - seen[a]!)
  return openStore({ letters: Uint16Array.from(letters.slice(0, ranked)), chunks: [], starts: new Uint32Array(0), lengths: new Uint32Array(0) })
}

export function openStore({ letters, chunks, starts, lengths }: StoreParts): Store {
  const rankOf = new Uint16Array(65_536).fill(0xffff), codeOf = new Uint16Array(ranked)
  let known = 0, size = starts.length
  const learn = (code: number): number => {
    if (known === ranked) return 0xffff
    codeOf[known] = code
    return rankOf[code] = known++
  }
  for (const code of letters) learn(code)

  let end = chunks.at(-1)?.length ?? 0, room = end
  let out = new Uint16Array(1024)
  /** A chunk that was read back ends with its last text; the next text begins another. */
  const chunkFor = (bytes: number): Uint8Array => {
    if (room - end < bytes) {
      if (bytes > chunkSize) throw new Error(`a text of ${bytes} bytes is too long to be compared`)
      chunks.push(new Uint8Array(chunkSize))
      room = chunkSize
      end = 0
    }
    return chunks.at(-1)!
  }
  return {
    get size() { return size },
    add(codes) {
      const chunk = chunkFor(codes.length * 3)
      starts = grown(starts, size + 1)
      lengths = grown(lengths, size + 1)
      const from = end
      starts[size] = (chunks.length - 1) * chunkSize + from
      for (const code of codes) {
        let rank = rankOf[code]!
        if (rank === 0xffff) rank = learn(code)
        if (rank < oneByte) chunk[end++] = rank
        else if (rank !== 0xffff) {
          chunk[end++] = oneByte + ((rank - oneByte) >> 8)
          chunk[end++] = (rank - oneByte) & 0xff
        } else {
          chunk[end++] = 255
          chunk[end++] = code >> 8
          chunk[end++] = code & 0xff
        }
      }
      lengths[size++] = end - from
    },
    read(no) {
      const start = starts[no]!, length = lengths[no]!, bytes = chunks[start >>> chunkBits]!
      if (out.length < length) out = new Uint16Array(length * 2)
      let n = 0
      for (let i = start & (chunkSize - 1), until = i + length; i < until;) {
        const byte = bytes[i++]!
        if (byte < oneByte) out[n++] = codeOf[byte]!
        else if (byte < 255) out[n++] = codeOf[oneByte + ((byte - oneByte) << 8) + bytes[i++]!]!
        else { out[n++] = (bytes[i]! << 8) | bytes[i + 1]!; i += 2 }
      }
      return out.subarray(0, n)
    },
    parts: () => ({
      letters: codeOf.subarray(0, known), starts: starts.subarray(0, size), lengths: lengths.subarray(0, size),
      chunks: chunks.map((chunk, k) => (k === chunks.length - 1 ? chunk.subarray(0, end) : chunk)),
    }),
  }
}
