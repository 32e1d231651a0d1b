/** Many strings in one piece, in order where their owner says so; in bytes where all letters fit. */
export interface Strings { letters: Uint16Array | Uint8Array; starts: Uint32Array }

export const stringAt = ({ letters, starts }: Strings, no: number): string => String.fromCharCode.apply(undefined, letters.subarray(starts[no]!, starts[no + 1]!) as unknown as number[])
export const sizeOf = ({ starts }: Strings): number => starts.length - 1

export function stringsOf(of: readonly string[]): Strings {
  const starts = new Uint32Array(of.length + 1)
  let wide = false
  for (let no = 0; no < of.length; no++) {
    starts[no + 1] = starts[no]! + of[no]!.length
    for (let i = 0; i < of[no]!.length && !wide; i++) wide = of[no]!.charCodeAt(i) > 255
  }
  const letters = new (wide ? Uint16Array : Uint8Array)(starts[of.length]!)
  for (let no = 0; no < of.length; no++) for (let i = 0; i < of[no]!.length; i++) letters[starts[no]! + i] = of[no]!.charCodeAt(i)
  return { letters, starts }
}

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
