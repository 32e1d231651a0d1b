/**
 * One text for one value, whatever order its keys were written or stored in: what a hash chain hashes.
 * Properties that are undefined are left out; anything JSON cannot carry faithfully is a bug and throws.
 */
export function canonical(value: unknown): string {
  return write(value, '$')
}

function write(value: unknown, at: string): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string': return JSON.stringify(value)
    case 'boolean': return value ? 'true' : 'false'
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`${at} is ${value}, which JSON cannot carry`)
      return JSON.stringify(value)
    case 'object': return Array.isArray(value) ? writeArray(value, at) : writeObject(value as Record<string, unknown>, at)
    default: throw new Error(`${at} is a ${typeof value}, which JSON cannot carry`)
  }
}

const writeArray = (values: unknown[], at: string): string =>
  `[${Array.from(values, (value, index) => write(value, `${at}[${index}]`)).join(',')}]`

function writeObject(value: Record<string, unknown>, at: string): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new Error(`${at} is not plain data`)
  // sort() without a comparer orders by UTF-16 code unit, the same on every machine and in every locale.
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${write(value[key], `${at}.${key}`)}`).join(',')}}`
}
