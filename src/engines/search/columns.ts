import { foldLetters } from './letters.ts'
import { partOfDocs, roomForDocs } from './desk.ts'
import { restAfter } from './postings.ts'
import { firstPlace, sizeOf, stringAt, stringsOf, type Strings } from './strings.ts'

/** A column of values. Where no document has several, that of document `d` is number codes[d]; else they are numbers codes[starts[d]] to codes[starts[d + 1] - 1]. */
export interface Column {
  /** In the order of their forms. */
  values: Strings
  /** Empty where no document has several. */
  starts: Uint32Array
  /** Of a document that has none: one more than there are. */
  codes: Uint32Array
}

/** A value as it is compared: folded, without spaces. */
export const keyForm = (value: string): string => foldLetters(value).replaceAll(' ', '')

export function columnOf(rows: readonly (readonly string[])[]): Column {
  const known = new Map<string, number>(), sets = rows.map((row) => [...new Set(row)])
  for (const row of sets) for (const value of row) known.set(value, 0)
  const values = [...known.keys()].map((value) => ({ value, form: keyForm(value) })).sort((a, b) => inOrder(a.form, a.value, b.form, b.value)).map(({ value }) => value)
  for (const [no, value] of values.entries()) known.set(value, no)
  const starts = new Uint32Array(rows.length + 1)
  for (let doc = 0; doc < rows.length; doc++) starts[doc + 1] = starts[doc]! + sets[doc]!.length
  const codes = new Uint32Array(starts[rows.length]!)
  for (let doc = 0; doc < rows.length; doc++) for (const [i, value] of sets[doc]!.entries()) codes[starts[doc]! + i] = known.get(value)!
  return narrowed({ values: stringsOf(values), starts, codes })
}

const inOrder = (form: string, value: string, otherForm: string, other: string): number => (form < otherForm ? -1 : form > otherForm ? 1 : value < other ? -1 : value > other ? 1 : 0)

/** Without the places, where no document has several. */
function narrowed({ values, starts, codes }: Column): Column {
  const size = starts.length - 1
  for (let doc = 0; doc < size; doc++) if (starts[doc + 1]! - starts[doc]! > 1) return { values, starts, codes }
  const none = sizeOf(values)
  return { values, starts: new Uint32Array(0), codes: Uint32Array.from({ length: size }, (_, doc) => (starts[doc + 1]! > starts[doc]! ? codes[starts[doc]!]! : none)) }
}

/** The numbers of the values that fit: a stretch of them, or a byte for each and for having none. */
export type Wanted = { from: number; to: number } | { each: Uint8Array }

/** Values that are this one, that begin with it, or that have it in them; they are compared by their forms. */
export function wantedIn({ values }: Column, value: string, match: 'whole' | 'start' | 'part'): Wanted {
  const sought = keyForm(value)
  if (match === 'part') return { each: having(values, sought) }
  const from = firstPlace(sizeOf(values), (no) => keyForm(stringAt(values, no)) < sought)
  return { from, to: firstPlace(sizeOf(values), (no) => { const form = keyForm(stringAt(values, no)); return form < sought || (match === 'start' ? form.startsWith(sought) : form === sought) }) }
}

const folded = Uint16Array.from({ length: 65_536 }, (_, code) => { const form = keyForm(String.fromCharCode(code)); return form ? form.charCodeAt(0) : 0 })

/** Letter by letter over all values at once: a string for each would cost more than the looking. */
function having({ letters, starts }: Strings, sought: string): Uint8Array {
  const each = new Uint8Array(starts.length), head = sought.charCodeAt(0)
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

/** Those of some documents that have a value that fits. */
export function keepWanted({ starts, codes }: Column, wanted: Wanted, docs: Uint32Array): Uint32Array {
  const out = roomForDocs(docs.length)
  let kept = 0
  if ('each' in wanted) {
    const { each } = wanted
    for (let k = 0; k < docs.length; k++) {
      const doc = docs[k]!
      let fits = 0
      if (starts.length === 0) fits = each[codes[doc]!]!
      else for (let i = starts[doc]!, end = starts[doc + 1]!; i < end; i++) fits |= each[codes[i]!]!
      out[kept] = doc
      kept += fits
    }
  } else {
    const { from } = wanted, span = wanted.to - from
    for (let k = 0; k < docs.length; k++) {
      const doc = docs[k]!
      let fits = 0
      if (starts.length === 0) fits = (codes[doc]! - from) >>> 0 < span ? 1 : 0
      else for (let i = starts[doc]!, end = starts[doc + 1]!; i < end; i++) fits |= (codes[i]! - from) >>> 0 < span ? 1 : 0
      out[kept] = doc
      kept += fits
    }
  }
  return partOfDocs(out, kept)
}

/** How many of these documents have each value. */
export function countValues({ values, starts, codes }: Column, docs: Uint32Array): Uint32Array {
  const counts = new Uint32Array(sizeOf(values) + 1)
  if (starts.length === 0) for (let d = 0; d < docs.length; d++) counts[codes[docs[d]!]!]!++
  else for (let d = 0; d < docs.length; d++) for (let i = starts[docs[d]!]!, end = starts[docs[d]! + 1]!; i < end; i++) counts[codes[i]!]!++
  return counts.subarray(0, -1)
}

/** The columns of several segments as one; `places` says where each document goes, or -1. */
export function* mergeColumns(parts: readonly Column[], places: readonly Int32Array[], size: number): Generator<void, Column> {
  const numbers: Uint32Array[] = []
  for (const [p, { values, starts, codes }] of parts.entries()) {
    // 1 for a value that somebody living has; its number later.
    const used = new Uint32Array(sizeOf(values) + 1)
    for (let doc = 0; doc < places[p]!.length; doc++) {
      if (places[p]![doc]! < 0) continue
      if (starts.length === 0) used[codes[doc]!] = 1
      else for (let i = starts[doc]!; i < starts[doc + 1]!; i++) used[codes[i]!] = 1
    }
    used[sizeOf(values)] = 0
    numbers.push(used)
    yield
  }
  const values: string[] = []
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
      numbers[p]![next[p]!] = values.length
      advance(p)
    }
    values.push(least.value)
    if (values.length % 4096 === 0) yield
  }
  const starts = new Uint32Array(size + 1), codes = new Uint32Array(parts.reduce((sum, part) => sum + part.codes.length, 0))
  let end = 0
  for (const [p, part] of parts.entries()) {
    const to = places[p]!, numbersOf = numbers[p]!, none = sizeOf(part.values)
    for (let doc = 0; doc < to.length; doc++) {
      const place = to[doc]!
      if (place < 0) continue
      if (part.starts.length === 0) { if (part.codes[doc]! !== none) codes[end++] = numbersOf[part.codes[doc]!]! } else for (let i = part.starts[doc]!; i < part.starts[doc + 1]!; i++) codes[end++] = numbersOf[part.codes[i]!]!
      starts[place + 1] = end
      if (place % restAfter === 0) yield
    }
  }
  return narrowed({ values: stringsOf(values), starts, codes: codes.slice(0, end) })
}
