import { countValues, type Column } from './columns.ts'
import type { Found } from './find.ts'
import { countYears } from './passes.ts'
import { sizeOf, stringAt } from './strings.ts'
import type { Schema } from './schema.ts'

export type Facets = Record<string, { value: string; count: number }[]>
type Names = (no: number) => string

/** Counts the values of fields over all that was found; day fields by year. */
export function makeFacets(schema: Schema): (found: readonly Found[], wanted: Record<string, number>) => Facets {
  const cut = schema.keys.filter(({ facetLetters }) => facetLetters)
  const numberings = new Map<string, Numbering>()
  return (found, wanted) => Object.fromEntries(Object.entries(wanted).map(([name, top]) => {
    const day = schema.days.findIndex((field) => field.name === name)
    if (day >= 0) return [name, mostOf(yearsOf(found, day), String, top)]
    const key = schema.keys.findIndex((field) => field.name === name), short = cut.findIndex((field) => field.name === name)
    const columns = found.map(({ segment }) => (short >= 0 ? segment.facets[short]! : segment.keys[key]!)), counts = found.map(({ docs }, s) => countValues(columns[s]!, docs))
    if (found.length === 1) return [name, mostOf(counts[0]!, (no) => stringAt(columns[0]!.values, no), top)]
    let numbering = numberings.get(name)
    if (!numbering) numberings.set(name, numbering = new Numbering())
    return [name, mostOf(numbering.sumsOf(columns, counts), numbering.nameOf, top)]
  }))
}

/** Numbers for values that are the same in all segments, so that counts are added without looking at letters. */
class Numbering {
  readonly #names: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #known = new WeakMap<Column, Uint32Array>()
  readonly nameOf: Names = (no) => this.#names[no]!
  sumsOf(columns: readonly Column[], counts: readonly Uint32Array[]): Uint32Array {
    const numbers = columns.map((column) => this.#numbersOf(column)), sums = new Uint32Array(this.#names.length)
    for (let s = 0; s < counts.length; s++) for (let no = 0; no < counts[s]!.length; no++) sums[numbers[s]![no]!]! += counts[s]![no]!
    return sums
  }
  #numbersOf(column: Column): Uint32Array {
    let known = this.#known.get(column)
    if (!known) this.#known.set(column, known = Uint32Array.from({ length: sizeOf(column.values) }, (_, no) => this.#numberOf(stringAt(column.values, no))))
    return known
  }
  #numberOf(name: string): number {
    let no = this.#numbers.get(name)
    if (no === undefined) {
      this.#numbers.set(name, no = this.#names.length)
      this.#names.push(name)
    }
    return no
  }
}

/** The most frequent values; the many others are never put in order. */
function mostOf(counts: Uint32Array, nameOf: Names, top: number): { value: string; count: number }[] {
  if (top < 1) return []
  let best: number[] = [], least = 1, room = 2 * top + 64
  const cut = () => {
    best.sort((a, b) => counts[b]! - counts[a]!)
    least = Math.max(1, counts[best[top - 1]!] ?? 1)
    best = best.filter((no) => counts[no]! >= least)
    room = Math.max(room, 2 * best.length)
  }
  for (let no = 0; no < counts.length; no++) if (counts[no]! >= least && best.push(no) === room) cut()
  return best.map((no) => ({ value: nameOf(no), count: counts[no]! })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, top)
}

function yearsOf(found: readonly Found[], day: number): Uint32Array {
  const counts = new Uint32Array(10_000)
  for (const { segment, docs } of found) countYears(docs, segment.days[day]!, counts)
  counts[0] = 0
  return counts
}
