/** An array of numbers with room for `n`, the same one while there is room. */
export function grown<T extends Uint16Array | Uint32Array | Float32Array>(array: T, n: number): T {
  if (n <= array.length) return array
  const larger = new (array.constructor as new (length: number) => T)(Math.max(n, 1024, Math.ceil(array.length * 1.25)))
  larger.set(array)
  return larger
}
