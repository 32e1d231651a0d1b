/** Many folded texts in little room: the letters seen most often take one byte, the others two, and four the rare rest. */
export interface Store {
  readonly size: number
  add(codes: Uint16Array): void
  /** The codes of a text; they stand in a buffer that the next call writes over. */
  read(no: number): Uint16Array
}

const chunkSize = 1 << 24
const oneByte = 200, twoBytes = 55

/** A store whose short codes go to the letters that are most frequent in a few texts of the kind. */
export function makeStore(sample: Iterable<Uint16Array>): Store {
  const seen = new Uint32Array(65_536)
  for (const codes of sample) for (const code of codes) seen[code]!++
  const ranked = Array.from(seen.keys()).filter((c) => seen[c]! > 0).sort((a, b) => seen[b]! - seen[a]!)
  const rankOf = new Uint16Array(65_536).fill(0xffff)
  const codeOf = Uint16Array.from(ranked.slice(0, oneByte + twoBytes * 256))
  for (const [rank, code] of codeOf.entries()) rankOf[code] = rank

  const chunks: Uint8Array[] = []
  const starts = { chunk: [] as number[], at: [] as number[] }
  let chunk = new Uint8Array(0), end = 0, longest = 0
  let out = new Uint16Array(1024)
  const ends: number[] = []
  return {
    get size() { return ends.length },
    add(codes) {
      if (chunk.length - end < codes.length * 4) {
        chunk = new Uint8Array(Math.max(chunkSize, codes.length * 4))
        chunks.push(chunk)
        end = 0
      }
      starts.chunk.push(chunks.length - 1)
      starts.at.push(end)
      for (const code of codes) {
        const rank = rankOf[code]!
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
      ends.push(end)
      longest = Math.max(longest, codes.length)
    },
    read(no) {
      if (out.length < longest) out = new Uint16Array(longest)
      const bytes = chunks[starts.chunk[no]!]!
      let n = 0
      for (let i = starts.at[no]!; i < ends[no]!;) {
        const byte = bytes[i++]!
        if (byte < oneByte) out[n++] = codeOf[byte]!
        else if (byte < 255) out[n++] = codeOf[oneByte + ((byte - oneByte) << 8) + bytes[i++]!]!
        else { out[n++] = (bytes[i]! << 8) | bytes[i + 1]!; i += 2 }
      }
      return out.subarray(0, n)
    },
  }
}
