/**
 * One text for one value, whatever order its keys were written or stored in: what a hash chain hashes.
 * Properties that are undefined are left out; anything JSON cannot carry faithfully is a bug and throws.
 */
export function canonical(value: unknown): string {
  return write(value, () => '$')
}

/** Where in the whole a value stands; put into words only when something is wrong with it. */
type At = () => string

function write(value: unknown, at: At): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string': return quoted(value)
    case 'boolean': return value ? 'true' : 'false'
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`${at()} is ${value}, which JSON cannot carry`)
      return JSON.stringify(value)
    case 'object': return Array.isArray(value) ? writeArray(value, at) : writeObject(value as Record<string, unknown>, at)
    default: throw new Error(`${at()} is a ${typeof value}, which JSON cannot carry`)
  }
}

const writeArray = (values: unknown[], at: At): string =>
  `[${Array.from(values, (value, index) => write(value, () => `${at()}[${index}]`)).join(',')}]`

function writeObject(value: Record<string, unknown>, at: At): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new Error(`${at()} is not plain data`)
  let text = ''
  // sort() without a comparer orders by UTF-16 code unit, the same on every machine and in every locale.
  for (const key of Object.keys(value).sort()) {
    if (value[key] !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${write(value[key], () => `${at()}.${key}`)}`
  }
  return `{${text}}`
}

// Most text has nothing to escape, and asking that is cheaper than escaping.
const toEscape = /[\u0000-\u001f"\\\ud800-\udfff]/
const quoted = (text: string): string => (toEscape.test(text) ? JSON.stringify(text) : `"${text}"`)
