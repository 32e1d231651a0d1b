import { showDay, type Day } from './day.ts'

/** A value from a day on, with the text it comes from. */
export interface Version<T> { from: Day; value: T; source: string }

/** A number the law changes: its value on a day, with the text it comes from. */
export interface Dated<T> {
  readonly label: string
  readonly source: string
  readonly unit?: string
  /** The words a value, or each of a list of them, may be, and how each reads. */
  readonly choices?: Choices
  on(day: Day): T
  /** The version in force on a day, with its own source. */
  versionOn(day: Day): Version<T>
  versions(): readonly Version<T>[]
  /** The value as people read it. */
  show(value: T): string
}

type Choices = Readonly<Record<string, string>>
interface Options<T> { unit?: string; choices?: Choices; show?: (value: T) => string }

export function dated<T>(label: string, source: string, values: { readonly [from: Day]: T }, options: Options<T> = {}): Dated<T> {
  const versions = Object.entries(values).map(([from, value]) => ({ from: from as Day, value: value as T, source }))
  return build(label, source, versions, options)
}

/**
 * Gives a parameter the versions officials have added, in place of those given before, so that every declaration that holds it
 * reckons with them. Decisions already made are kept in the history of their cases and do not change.
 */
export function amend<T>(parameter: Dated<T>, added: readonly Version<T>[]): void {
  const take = takers.get(parameter)
  if (!take) throw new Error(`“${parameter.label}” was not made by dated()`)
  take(added)
}
const takers = new WeakMap<Dated<any>, (added: readonly Version<any>[]) => void>()

function inOrder<T>(given: readonly Version<T>[]): readonly Version<T>[] {
  return Object.freeze([...new Map(given.map((version) => [version.from, version])).values()].sort((a, b) => (a.from < b.from ? -1 : 1)))
}

function build<T>(label: string, source: string, given: readonly Version<T>[], options: Options<T>): Dated<T> {
  let versions = inOrder(given)
  if (versions.length === 0) throw new Error(`“${label}”没有任何取值（${source}）`)
  const versionOn = (day: Day): Version<T> => {
    const version = versions.findLast((candidate) => candidate.from <= day)
    if (version) return version
    throw new Error(`“${label}”自${showDay(versions[0]!.from)}起才有规定，${showDay(day)}没有可用的取值（${source}）`)
  }
  const { choices } = options
  const show = options.show ?? (choices ? (value: T) => [value].flat().map((one) => choices[String(one)] ?? String(one)).join('、') : (value: T) => `${String(value)}${options.unit ? ` ${options.unit}` : ''}`)
  const parameter: Dated<T> = { label, source, unit: options.unit, ...(choices ? { choices } : {}), on: (day) => versionOn(day).value, versionOn, versions: () => versions, show }
  takers.set(parameter, (added) => { versions = inOrder([...given, ...added]) })
  return parameter
}
