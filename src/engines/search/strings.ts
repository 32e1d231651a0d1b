/** Many strings in one piece, in order where their owner says so; in bytes where all letters fit. */
export interface Strings { letters: Uint16Array | Uint8Array; starts: Uint32Array }

export const stringAt = ({ letters, starts }: Strings, no: number): string => String.fromCharCode.apply(undefined, letters.subarray(starts[no]!, starts[no + 1]!) as unknown as number[])
export const sizeOf = ({ starts }: Strings): number => starts.length - 1

export function stringsOf(of: readonly string[]): Strings {
  const wide = of.some((text) => { for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return true; return false })
  const out = new StringsWriter(of.length, of.reduce((sum, { length }) => sum + length, 0), wide)
  for (const text of of) out.add(text)
  return out.done()
}

/** Strings being written one after another, no more than so many with no more letters than so many. */
export class StringsWriter {
  readonly #letters: Uint16Array | Uint8Array
  readonly #starts: Uint32Array
  #count = 0
  #end = 0
  constructor(count: number, letters: number, wide: boolean) {
    this.#letters = wide ? new Uint16Array(letters) : new Uint8Array(letters)
    this.#starts = new Uint32Array(count + 1)
  }
  get count(): number { return this.#count }
  add(text: string): void {
    for (let i = 0; i < text.length; i++) this.#letters[this.#end++] = text.charCodeAt(i)
    this.#starts[++this.#count] = this.#end
  }
  /** Memory that was never written to takes none: it is not worth a copy. */
  done(): Strings { return { letters: this.#letters.subarray(0, this.#end), starts: this.#starts.subarray(0, this.#count + 1) } }
}
/** Room for all strings of several. */
export const roomFor = (parts: readonly Strings[]): StringsWriter =>
  new StringsWriter(parts.reduce((sum, part) => sum + sizeOf(part), 0), parts.reduce((sum, { letters }) => sum + letters.length, 0), parts.some(({ letters }) => letters instanceof Uint16Array))

/** The first place in ordered strings that is not before this one. */
export function placeIn(strings: Strings, text: string): number {
  return firstPlace(sizeOf(strings), (no) => isBefore(strings, no, text))
}

/** The first number that is not before, where all that are come first. */
export function firstPlace(count: number, before: (no: number) => boolean): number {
  let low = 0, high = count
  while (low < high) {
    const mid = (low + high) >> 1
    if (before(mid)) low = mid + 1
    else high = mid
  }
  return low
}

function isBefore({ letters, starts }: Strings, no: number, text: string): boolean {
  const from = starts[no]!, length = starts[no + 1]! - from
  for (let i = 0; i < length && i < text.length; i++) {
    const gap = letters[from + i]! - text.charCodeAt(i)
    if (gap) return gap < 0
  }
  return length < text.length
}
