import type { Dated } from '../../kernel/index.ts'

/** A legal number of this house: where it belongs, and under which name it is kept. */
export interface Parameter { id: string; dated: Dated<unknown> }

const isDated = (value: unknown): value is Dated<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as Dated<unknown>).versionOn === 'function' && typeof (value as Dated<unknown>).versions === 'function'

/** The parameters a module exports, `item.name` each; those in a plain object or list keep its name in front. */
export function parametersIn(owner: string, module: Readonly<Record<string, unknown>>): Parameter[] {
  return Object.entries(module).flatMap(([name, value]): Parameter[] => {
    const id = `${owner}.${name}`
    if (isDated(value)) return [{ id, dated: value }]
    if (Array.isArray(value)) return parametersIn(id, { ...value })
    const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
    return isPlain ? parametersIn(id, value as Record<string, unknown>) : []
  })
}

/** All of them by id. One exported under two names is kept under the first; two of one id are a bug. */
export function parametersOf(lists: readonly (readonly Parameter[])[]): ReadonlyMap<string, Parameter> {
  const seen = new Set<Dated<unknown>>()
  const all = new Map<string, Parameter>()
  for (const parameter of lists.flat()) {
    if (seen.has(parameter.dated)) continue
    if (all.has(parameter.id)) throw new Error(`two parameters are called ${parameter.id}`)
    seen.add(parameter.dated)
    all.set(parameter.id, parameter)
  }
  return all
}
