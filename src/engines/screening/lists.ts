/**
 * Very many rising lists of numbers that all keep growing, most of them short: each a chain of blocks of bytes, the newest
 * first, in which a number is kept as its distance from the one before, seven bits a byte.
 */
export interface Lists {
  /** Puts a number at the end of a list; it must be greater than all in it. */
  add(list: number, value: number): void
  count(list: number): number
  /** Tells every number of a list, in no promised order. */
  each(list: number, tell: (value: number) => void): void
  parts(): ListsParts
}

/** What lists are made of, so that they can be kept and taken up again. */
export interface ListsParts { chunks: Uint8Array[]; counts: Uint32Array; blocks: Uint32Array; ends: Uint32Array; lasts: Uint32Array }

// A block begins with the address of the one before it (0: none), what its first distance counts from, and its own size.
// Distances are never nothing, so a byte of nothing ends a block.
const head = 12, least = 32, largest = 4096, longest = 5
const chunkBits = 24, chunkSize = 1 << chunkBits, within = chunkSize - 1

export function makeLists(size: number): Lists {
  const zeros = () => new Uint32Array(size)
  return openLists({ chunks: [], counts: zeros(), blocks: zeros(), ends: zeros(), lasts: zeros() })
}

export function openLists({ chunks, counts, blocks, ends, lasts }: ListsParts): Lists {
  const wordsOf = (chunk: Uint8Array) => new Uint32Array(chunk.buffer, chunk.byteOffset, chunk.length >> 2)
  const words = chunks.map(wordsOf)
  /** A chunk that was read back ends with its last block; the next block begins another. */
  let free = chunks.at(-1)?.length ?? 0, room = free
  const place = (bytes: number): number => {
    if (room - free < bytes) {
      // Address 0 is no block.
      free = chunks.length ? 0 : least
      room = chunkSize
      chunks.push(new Uint8Array(chunkSize))
      words.push(wordsOf(chunks.at(-1)!))
    }
    free += bytes
    return (chunks.length - 1) * chunkSize + free - bytes
  }
  return {
    add(list, value) {
      let block = blocks[list]!, end = ends[list]!
      const size = block ? words[block >>> chunkBits]![((block & within) >> 2) + 2]! : 0
      if (block + size - end < longest) {
        const next = Math.min(Math.max(least, size * 2), largest), at = place(next), header = (at & within) >> 2, there = words[at >>> chunkBits]!
        there[header] = block
        there[header + 1] = lasts[list]!
        there[header + 2] = next
        blocks[list] = block = at
        end = at + head
      }
      const bytes = chunks[block >>> chunkBits]!
      let at = end & within, distance = value + 1 - lasts[list]!
      for (; distance > 127; distance >>>= 7) bytes[at++] = (distance & 127) | 128
      bytes[at++] = distance
      ends[list] = end + at - (end & within)
      lasts[list] = value + 1
      counts[list]!++
    },
    count: (list) => counts[list]!,
    each(list, tell) {
      for (let block = blocks[list]!; block;) {
        const bytes = chunks[block >>> chunkBits]!, there = words[block >>> chunkBits]!, header = (block & within) >> 2
        let value = there[header + 1]!
        for (let at = (block & within) + head, until = at - head + there[header + 2]!; at < until;) {
          let byte = bytes[at++]!
          if (byte === 0) break
          let distance = byte & 127
          for (let shift = 7; byte > 127; shift += 7) { byte = bytes[at++]!; distance |= (byte & 127) << shift }
          value += distance
          tell(value - 1)
        }
        block = there[header]!
      }
    },
    parts: () => ({ counts, blocks, ends, lasts, chunks: chunks.map((chunk, k) => (k === chunks.length - 1 ? chunk.subarray(0, free) : chunk)) }),
  }
}
