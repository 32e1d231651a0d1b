import { foldLetters } from './letters.ts'
import { partOfDocs, roomForDocs, zeros } from './desk.ts'
import { countCodes, countMore, keepMarked, mark, markMore } from './passes.ts'
import { restAfter } from './postings.ts'
import type { KeyField } from './schema.ts'
import { firstPlace, roomFor, sizeOf, stringAt, stringsOf, type Strings } from './strings.ts'

/** A column of values: for each document the number of its first, and apart from them the others, by their documents. */
export interface Column {
  /** In the order of their forms. */
  values: Strings
  /** Of a document that has none: one more than there are. */
  codes: Uint32Array
  moreDocs: Uint32Array
  moreCodes: Uint32Array
}

/** A value as it is compared: folded, without spaces. */
export const keyForm = (value: string): string => foldLetters(value).replaceAll(' ', '')

export function columnOf(rows: readonly (readonly string[])[]): Column {
  const known = new Map<string, number>(), sets = rows.map((row) => [...new Set(row)])
  for (const row of sets) for (const value of row) known.set(value, 0)
  const values = [...known.keys()].map((value) => ({ value, form: keyForm(value) })).sort((a, b) => inOrder(a.form, a.value, b.form, b.value)).map(({ value }) => value)
  for (const [no, value] of values.entries()) known.set(value, no)
  const out = new ColumnWriter(rows.length, values.length, sets.reduce((sum, row) => sum + row.length, 0))
  for (const [doc, row] of sets.entries()) for (const value of row) out.add(doc, known.get(value)!)
  return out.done(stringsOf(values))
}

const inOrder = (form: string, value: string, otherForm: string, other: string): number => (form < otherForm ? -1 : form > otherForm ? 1 : value < other ? -1 : value > other ? 1 : 0)

class ColumnWriter {
  readonly #none: number
  readonly #codes: Uint32Array
  readonly #moreDocs: Uint32Array
  readonly #moreCodes: Uint32Array
  #more = 0
  constructor(size: number, none: number, most: number) {
    this.#none = none
    this.#codes = new Uint32Array(size).fill(none)
    this.#moreDocs = new Uint32Array(most)
    this.#moreCodes = new Uint32Array(most)
  }
  add(doc: number, code: number): void {
    if (this.#codes[doc] === this.#none) this.#codes[doc] = code
    else {
      this.#moreDocs[this.#more] = doc
      this.#moreCodes[this.#more++] = code
    }
  }
  done(values: Strings): Column { return { values, codes: this.#codes, moreDocs: this.#moreDocs.slice(0, this.#more), moreCodes: this.#moreCodes.slice(0, this.#more) } }
}

/** A number as it is compared. */
export const numberForm = (value: string): string => keyForm(value).replaceAll('.', '').replace(/^zl(?=\d)/, 'cn')

/** A byte for each value, 1 where it is this one, begins with it, or has it in it, compared by their forms; and 0 for having none. */
export function wantedIn({ values }: Column, value: string, match: KeyField['match']): Uint8Array {
  if (match === 'number') return numbered(values, numberForm(value))
  const sought = keyForm(value)
  if (match === 'part') return having(values, sought)
  const marks = zeros(sizeOf(values) + 1)
  markFrom(values, sought, (form) => (match === 'start' ? form.startsWith(sought) : form === sought), marks)
  return marks
}

/** Marks the values from a form on that still fit: they stand together. */
function markFrom(values: Strings, form: string, fits: (form: string) => boolean, marks: Uint8Array): void {
  const formOf = (no: number) => keyForm(stringAt(values, no)), size = sizeOf(values)
  marks.fill(1, firstPlace(size, (no) => formOf(no) < form), firstPlace(size, (no) => formOf(no) < form || fits(formOf(no))))
}

/** Numbers by their beginning, with the letters of any office before it or none. */
function numbered(values: Strings, sought: string): Uint8Array {
  const size = sizeOf(values), marks = zeros(size + 1)
  if (!sought) return marks
  const markStart = (start: string) => markFrom(values, start, (form) => form.startsWith(start), marks)
  const officeOf = (no: number) => keyForm(stringAt(values, no)).slice(0, 2)
  markStart(sought)
  for (let no = 0; no < size;) {
    const office = officeOf(no)
    markStart(office + sought)
    no = firstPlace(size, (other) => officeOf(other) <= office)
  }
  return marks
}

const folded = Uint16Array.from({ length: 65_536 }, (_, code) => { const form = keyForm(String.fromCharCode(code)); return form ? form.charCodeAt(0) : 0 })

/** Letter by letter over all values at once: a string for each would cost more than the looking. */
function having({ letters, starts }: Strings, sought: string): Uint8Array {
  const each = zeros(starts.length), head = sought.charCodeAt(0)
  for (let no = 0; no < starts.length - 1; no++) {
    const end = starts[no + 1]!
    for (let at = starts[no]!; at < end && !each[no]; at++) {
      if (folded[letters[at]!] !== head) continue
      let i = at + 1, k = 1
      for (; i < end && k < sought.length; i++) {
        const letter = folded[letters[i]!]!
        if (letter === 0) continue
        if (letter !== sought.charCodeAt(k)) break
        k++
      }
      if (k === sought.length) each[no] = 1
    }
  }
  return each
}

/** Those of some documents that have a value marked 1. */
export function keepWanted({ codes, moreDocs, moreCodes }: Column, marks: Uint8Array, docs: Uint32Array): Uint32Array {
  const out = roomForDocs(docs.length), also = zeros(codes.length)
  markMore(moreDocs, moreCodes, marks, also)
  return partOfDocs(out, keepMarked(docs, codes, marks, also, out))
}

/** How many of these documents have each value. */
export function countValues({ values, codes, moreDocs, moreCodes }: Column, docs: Uint32Array): Uint32Array {
  const counts = new Uint32Array(sizeOf(values) + 1)
  countCodes(docs, codes, counts)
  if (moreDocs.length) {
    const marks = zeros(codes.length)
    mark(docs, marks)
    countMore(moreDocs, moreCodes, marks, counts)
  }
  return counts.subarray(0, -1)
}

/** The columns of several segments as one; `places` says where each document goes, or -1. */
export function* mergeColumns(parts: readonly Column[], places: readonly Int32Array[], size: number): Generator<void, Column> {
  const numbers: Uint32Array[] = []
  for (const [p, { values, codes, moreDocs, moreCodes }] of parts.entries()) {
    // 1 for a value that somebody living has; its number later.
    const used = new Uint32Array(sizeOf(values) + 1), to = places[p]!
    for (let doc = 0; doc < codes.length; doc++) if (to[doc]! >= 0) used[codes[doc]!] = 1
    for (let i = 0; i < moreDocs.length; i++) if (to[moreDocs[i]!]! >= 0) used[moreCodes[i]!] = 1
    used[sizeOf(values)] = 0
    numbers.push(used)
    yield
  }
  const values = roomFor(parts.map((part) => part.values))
  const next = parts.map(() => -1), heads: ({ value: string; form: string } | undefined)[] = parts.map(() => undefined)
  const advance = (p: number) => {
    const { values } = parts[p]!, used = numbers[p]!
    do next[p]!++; while (next[p]! < sizeOf(values) && !used[next[p]!])
    const value = next[p]! < sizeOf(values) ? stringAt(values, next[p]!) : undefined
    heads[p] = value === undefined ? undefined : { value, form: keyForm(value) }
  }
  for (const p of parts.keys()) advance(p)
  for (;;) {
    let least: { value: string; form: string } | undefined
    for (const head of heads) if (head && (!least || inOrder(head.form, head.value, least.form, least.value) < 0)) least = head
    if (!least) break
    for (const p of parts.keys()) {
      if (heads[p]?.value !== least.value) continue
      numbers[p]![next[p]!] = values.count
      advance(p)
    }
    values.add(least.value)
    if (values.count % 4096 === 0) yield
  }
  const out = new ColumnWriter(size, values.count, parts.reduce((sum, { codes, moreCodes }) => sum + moreCodes.length + codes.length, 0))
  for (const [p, { values: own, codes, moreDocs, moreCodes }] of parts.entries()) {
    const to = places[p]!, numbersOf = numbers[p]!, none = sizeOf(own)
    for (let doc = 0, more = 0; doc < to.length; doc++) {
      const place = to[doc]!
      if (place >= 0 && codes[doc] !== none) out.add(place, numbersOf[codes[doc]!]!)
      for (; moreDocs[more] === doc; more++) if (place >= 0) out.add(place, numbersOf[moreCodes[more]!]!)
      if (doc % restAfter === 0) yield
    }
  }
  return out.done(values.done())
}
