/**
 * One text for one value, whatever order its keys were written or stored in: what a hash chain hashes.
 * Properties that are undefined are left out; anything JSON cannot carry faithfully is a bug and throws.
 */
export function canonical(value: unknown): string {
  return write(value) ?? refuse(value, '$')
}

/** The text, or nothing where something cannot be carried: where that stands is looked for only then. */
function write(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string': return quoted(value)
    case 'boolean': return value ? 'true' : 'false'
    case 'number': return Number.isFinite(value) ? JSON.stringify(value) : undefined
    case 'object': return value === null ? 'null' : Array.isArray(value) ? writeArray(value) : writeObject(value as Record<string, unknown>)
    default: return undefined
  }
}

function writeArray(values: unknown[]): string | undefined {
  let text = ''
  for (let i = 0; i < values.length; i++) {
    const one = write(values[i])
    if (one === undefined) return undefined
    text += i === 0 ? one : `,${one}`
  }
  return `[${text}]`
}

function writeObject(value: Record<string, unknown>): string | undefined {
  if (!isPlain(value)) return undefined
  let text = ''
  // sort() without a comparer orders by UTF-16 code unit, the same on every machine and in every locale.
  for (const key of Object.keys(value).sort()) {
    const held = value[key]
    if (held === undefined) continue
    const one = write(held)
    if (one === undefined) return undefined
    text += `${text === '' ? '' : ','}${quoted(key)}:${one}`
  }
  return `{${text}}`
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Throws at the first thing JSON cannot carry, saying where it stands. */
function refuse(value: unknown, at: string): never {
  if (typeof value === 'number') throw new Error(`${at} is ${value}, which JSON cannot carry`)
  if (typeof value !== 'object' || value === null) throw new Error(`${at} is a ${typeof value}, which JSON cannot carry`)
  if (!Array.isArray(value) && !isPlain(value)) throw new Error(`${at} is not plain data`)
  const parts: [string, unknown][] = Array.isArray(value)
    ? Array.from(value, (one, i) => [`${at}[${i}]`, one]) : Object.keys(value).sort().map((key) => [`${at}.${key}`, (value as Record<string, unknown>)[key]])
  for (const [place, one] of parts) if ((Array.isArray(value) || one !== undefined) && write(one) === undefined) refuse(one, place)
  throw new Error(`${at} cannot be carried by JSON`)
}

// Most text has nothing to escape, and asking that is cheaper than escaping.
const toEscape = /[\u0000-\u001f"\\\ud800-\udfff]/
const quoted = (text: string): string => (toEscape.test(text) ? JSON.stringify(text) : `"${text}"`)
