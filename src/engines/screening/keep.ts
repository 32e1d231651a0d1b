import { no, yes, type Result } from '../../kernel/index.ts'

// Layout: magic, version, checksum of what follows the first 16 bytes, length of the description; the description (JSON),
// then the arrays, each on a boundary of eight bytes so that they can be used where they lie.
const magic = 0x4e58_5a58, version = 1, head = 16

export type Numbers = Uint8Array | Uint16Array | Uint32Array | Float32Array
const kinds = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array } as const
type Kind = keyof typeof kinds
const kindOf = (array: Numbers): Kind => (array instanceof Uint8Array ? 'u8' : array instanceof Uint16Array ? 'u16' : array instanceof Uint32Array ? 'u32' : 'f32')
const up = (n: number): number => Math.ceil(n / 8) * 8

/** Arrays of numbers with a description as bytes, in parts to be written one after another; large arrays are not copied. */
export function writeParts(about: unknown, arrays: readonly Numbers[]): Uint8Array[] {
  const text = new TextEncoder().encode(JSON.stringify({ about, arrays: arrays.map((array) => [kindOf(array), array.length]) }))
  const parts = [text, ...arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength))]
    .flatMap((bytes) => (bytes.length % 8 ? [bytes, new Uint8Array(up(bytes.length) - bytes.length)] : [bytes])).filter(({ length }) => length)
  const start = new Uint32Array([magic, version, checksum(parts), text.length])
  return [new Uint8Array(start.buffer), ...parts]
}

/** The description and the arrays again, used where they lie. What is damaged or of another version is refused. */
export function readParts(bytes: Uint8Array): Result<{ about: unknown; arrays: Numbers[] }> {
  const bad = (say: string) => no({ code: 'index-file', say })
  const file = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
  if (file.length < head || file.length % 8) return bad('比对索引文件不完整，需要重建')
  const [sign, is, sum, length] = new Uint32Array(file.buffer, file.byteOffset, 4)
  if (sign !== magic || is !== version) return bad('比对索引文件不是这一版本的，需要重建')
  if (checksum([file.subarray(head)]) !== sum) return bad('比对索引文件已损坏，需要重建')
  const { about, arrays } = JSON.parse(new TextDecoder().decode(file.subarray(head, head + length!))) as { about: unknown; arrays: [Kind, number][] }
  let at = head + up(length!)
  return yes({
    about, arrays: arrays.map(([kind, size]) => {
      const array = new kinds[kind](file.buffer as ArrayBuffer, file.byteOffset + at, size)
      at += up(array.byteLength)
      return array
    }),
  })
}

/** Byte by byte whatever the parts, and four at a time where they allow it. */
function checksum(parts: readonly Uint8Array[]): number {
  let sum = 0, held = 0, holds = 0
  const mix = (word: number) => {
    sum = Math.imul(sum ^ word, 0x9e37_79b1)
    sum ^= sum >>> 15
  }
  for (const bytes of parts) {
    let i = 0
    if (holds === 0 && bytes.byteOffset % 4 === 0) {
      const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
      for (let k = 0; k < words.length; k++) mix(words[k]!)
      i = words.length * 4
    }
    for (; i < bytes.length; i++) {
      held |= bytes[i]! << (8 * holds)
      if (++holds === 4) { mix(held); held = holds = 0 }
    }
  }
  return sum >>> 0
}
