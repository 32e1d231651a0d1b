import type { Ask } from './ask.ts'
import { keepWanted, wantedIn } from './columns.ts'
import { borrowDocs, partOfDocs, roomForDocs, zeros } from './desk.ts'
import { coverOf, joins, type Cover, type LongWords } from './letters.ts'
import { Sought } from './pack.ts'
import { addAll, addListed, keepBetween, keepFitting, keepLiving, listFitting, listLiving, mark, stepsInto } from './passes.ts'
import { denseOf, findWord, keepListed, readList, spreadList } from './postings.ts'
import { placeIn, sizeOf, stringAt } from './strings.ts'
import type { Times } from './times.ts'
import type { Schema } from './schema.ts'
import type { Segment } from './segment.ts'

type TextAsk = Extract<Ask, { is: 'text' }>

/** The rules that all segments share. */
export interface Rules { schema: Schema; times: Times; long: LongWords }

/** A term of a query, the same for all segments. */
interface Term { ask: TextAsk; cover: Cover; fields: number[]; /** Which bytes of times have it in one of the fields. */ fits: Uint8Array }

/** A query made ready for the segments. */
export interface Plan { ask: Ask; terms: Map<TextAsk, Term>; /** The terms that a hit is ranked by: those not excluded. */ ranking: TextAsk[] }

/** What a query found in one segment: its living documents in order, and the terms they are ranked by. */
export interface Found { segment: Segment; docs: Uint32Array; leaves: Leaf[] }

export function planOf(ask: Ask, { schema, times, long }: Rules): Plan {
  const textsOf = (part: Ask, all: boolean): TextAsk[] => {
    if (part.is === 'text') return [part]
    if (part.is === 'not') return all ? textsOf(part.of, all) : []
    return part.is === 'and' || part.is === 'or' ? part.of.flatMap((one) => textsOf(one, all)) : []
  }
  const terms = textsOf(ask, true).map((text): [TextAsk, Term] => {
    const field = schema.texts.findIndex(({ name }) => name === text.field)
    // A term without letters is refused when it is read.
    const cover = coverOf(text.term, long, text.beginning)!
    return [text, field < 0 ? { ask: text, cover, fields: [...schema.texts.keys()], fits: anyTimes } : { ask: text, cover, fields: [field], fits: times.fits[field]! }]
  })
  return { ask, terms: new Map(terms), ranking: textsOf(ask, false) }
}

/** The living documents of a segment that a query asks for. */
export function findIn(segment: Segment, { ask, terms, ranking }: Plan, rules: Rules): Found {
  const leaves = new Map([...terms].map(([text, term]) => [text, new Leaf(segment, term, rules)]))
  /** Those of some documents, or of all, that an ask fits. */
  const find = (part: Ask, within?: Uint32Array): Uint32Array => {
    switch (part.is) {
      case 'all': return within ?? living(segment)
      case 'text': return together([part], within)
      case 'and': return together(part.of, within)
      case 'or': return part.of.length === 1 ? find(part.of[0]!, within) : anyOf(part.of, within)
      case 'not': return without(segment, within ?? living(segment), find(part.of, within))
      case 'key': {
        const at = rules.schema.keys.findIndex(({ name }) => name === part.field), column = segment.keys[at]!
        return keepWanted(column, wantedIn(column, part.value, part.whole ? 'whole' : rules.schema.keys[at]!.match), within ?? living(segment))
      }
      case 'day': return between(within ?? living(segment), segment.days[rules.schema.days.findIndex(({ name }) => name === part.field)]!, part.from, part.to)
    }
  }
  /** First by lists, the shortest first; then by values; texts are looked at last, when few are left; what is excluded is taken from the rest. */
  const together = (of: readonly Ask[], within?: Uint32Array): Uint32Array => {
    const texts = of.flatMap((part) => (part.is === 'text' ? [leaves.get(part)!] : []))
    let docs = narrow(texts, within)
    const go = (...kinds: Ask['is'][]) => { for (const part of of) if (kinds.includes(part.is) && docs?.length !== 0) docs = find(part, docs) }
    go('all', 'key', 'day')
    for (const leaf of texts) docs = leaf.look(docs!)
    go('and', 'or')
    go('not')
    return docs ?? living(segment)
  }
  /** One after another, so that many need no more memory than one. */
  const anyOf = (of: readonly Ask[], within?: Uint32Array): Uint32Array => {
    const marks = zeros(segment.size)
    for (const part of of) {
      const giveBack = borrowDocs()
      mark(find(part, within), marks)
      giveBack()
    }
    return listed(segment, marks, anyTimes)
  }
  return { segment, docs: find(ask), leaves: ranking.map((text) => leaves.get(text)!) }
}

/** Documents that have all the words the terms are looked up by, as far as reading lists costs less than looking at texts. */
function narrow(leaves: readonly Leaf[], within?: Uint32Array): Uint32Array | undefined {
  let docs = within
  const lists = leaves.flatMap((leaf) => leaf.lists.map((list) => ({ leaf, list }))).sort((a, b) => a.list.count - b.list.count)
  for (const { leaf, list } of lists) {
    if (docs?.length === 0) break
    if (!docs) docs = list.docs(leaf.exact ? leaf.fits : anyTimes)
    else if (leaf.exact) docs = filter(docs, leaf.exactTimes(), leaf.fits)
    else if (list.count <= docs.length * 16) docs = list.keep(docs)
  }
  return docs
}

/** What one word, or all words with one beginning, lead to in a segment. */
interface List {
  /** How many documents, living or dead; of a beginning, at most. */
  count: number
  /** Its living documents, of those times. */
  docs(fits: Uint8Array): Uint32Array
  /** Those of some documents that it has. */
  keep(docs: Uint32Array): Uint32Array
  /** The times of every document. */
  times(): Uint8Array
  /** How many living documents. */
  having(): number
}

/** A term in one segment. */
export class Leaf {
  readonly exact: boolean
  readonly fits: Uint8Array
  readonly fields: number[]
  readonly lists: List[]
  readonly #segment: Segment
  readonly #term: Term
  readonly #rules: Rules
  /** The times of each document: of all where a list tells, else of those looked at. */
  #times?: Uint8Array
  #looked?: Uint8Array
  constructor(segment: Segment, term: Term, rules: Rules) {
    this.#segment = segment
    this.#term = term
    this.#rules = rules
    this.fits = term.fits
    this.fields = term.fields
    this.exact = term.cover.exact
    this.lists = 'words' in term.cover ? term.cover.words.map((word) => wordList(segment, word)) : [startList(segment, term.cover, rules.times)]
  }
  /** The times of every document, of a term that its list tells all about. */
  exactTimes(): Uint8Array { return this.#times ??= this.lists[0]!.times() }
  /** Those documents in whose texts it stands. */
  look(docs: Uint32Array): Uint32Array {
    if (this.exact || docs.length === 0) return docs
    const { bodies, size } = this.#segment, { ask, fields } = this.#term
    const times = this.#times ??= zeros(size), looked = this.#looked ??= zeros(size)
    const fresh = filter(docs, looked, noTimes)
    mark(fresh, looked)
    // The term stands nowhere but where the rarest word that leads to it does, and no more often.
    const rarest = this.lists.reduce((least, list) => (list.count < least.count ? list : least))
    new Sought(ask.term, ask.beginning, bodies, joins).lookInto(fresh, rarest.times(), fields, this.#rules.times, times)
    return filter(docs, times, anyTimes)
  }
  /** The times of these documents, and perhaps of others. */
  timesOf(docs: Uint32Array): Uint8Array {
    if (this.exact) return this.exactTimes()
    const looked = this.#looked
    this.look(narrow([this], looked ? filter(docs, looked, noTimes) : docs)!)
    return this.#times ?? zeros(this.#segment.size)
  }
}

const anyTimes = Uint8Array.from({ length: 256 }, (_, byte) => (byte ? 1 : 0)), noTimes = anyTimes.map((fits) => 1 - fits)

function wordList(segment: Segment, word: string): List {
  const { postings, size, gone, dead } = segment, no = findWord(postings, word)
  if (no < 0) return { count: 0, docs: () => new Uint32Array(0), keep: () => new Uint32Array(0), times: () => zeros(size), having: () => 0 }
  const dense = denseOf(postings, no, size), count = postings.counts[no]!
  return {
    count,
    docs: (fits) => {
      if (dense) return listed(segment, dense, fits)
      const { docs, times } = readList(postings, no), out = roomForDocs(docs.length)
      return partOfDocs(out, keepLiving(docs, times, fits, dead, out))
    },
    keep: (docs) => (dense ? filter(docs, dense, anyTimes) : keepListed(postings, no, docs)),
    times: () => dense ?? spreadList(postings, no, zeros(size)),
    having: () => (gone === 0 ? count : once(segment, no, () => (dense ? listed(segment, dense, anyTimes) : filter(readList(postings, no).docs, dead, noTimes)).length)),
  }
}

const counted = new WeakMap<Segment, { gone: number; counts: Map<number, number> }>()
/** What was counted for a word, until more documents die. */
function once(segment: Segment, no: number, count: () => number): number {
  let known = counted.get(segment)
  if (known?.gone !== segment.gone) counted.set(segment, known = { gone: segment.gone, counts: new Map() })
  const found = known.counts.get(no) ?? count()
  known.counts.set(no, found)
  return found
}

function startList(segment: Segment, { start, longest }: Extract<Cover, { start: string }>, times: Times): List {
  const { postings, size } = segment, numbers: number[] = []
  for (let no = placeIn(postings.words, start); no < sizeOf(postings.words); no++) {
    const word = stringAt(postings.words, no)
    if (!word.startsWith(start)) break
    if (word.length <= longest) numbers.push(no)
  }
  let known: Uint8Array | undefined
  const all = () => (known ??= sumOf(segment, numbers, times))
  return {
    count: Math.min(size, numbers.reduce((sum, no) => sum + postings.counts[no]!, 0)),
    docs: (fits) => listed(segment, all(), fits),
    keep: (docs) => filter(docs, all(), anyTimes),
    times: all,
    having: () => listed(segment, all(), anyTimes).length,
  }
}

/** The times of several words together. */
function sumOf({ postings, size, letters }: Segment, numbers: readonly number[], { units, stepOf, counts }: Times): Uint8Array {
  const out = zeros(size), fields = [...units.keys()].filter((f) => letters[f])
  const sums = fields.map(() => roomForDocs(size).fill(0))
  for (const no of numbers) {
    const dense = denseOf(postings, no, size), list = dense ? undefined : readList(postings, no)
    for (let s = 0; s < fields.length; s++) {
      const sum = sums[s]!, of = counts[fields[s]!]!
      if (list) addListed(list.docs, list.times, of, sum)
      else addAll(dense!, of, sum)
    }
  }
  for (const [s, f] of fields.entries()) stepsInto(sums[s]!, stepOf[f]!, units[f]!, out)
  return out
}

/** The living documents whose byte fits. */
function listed({ dead, gone, size }: Segment, bytes: Uint8Array, fits: Uint8Array): Uint32Array {
  const out = roomForDocs(size)
  return partOfDocs(out, gone ? listLiving(bytes, fits, dead, out) : listFitting(bytes, fits, out))
}
/** Those of some documents whose byte fits. */
function filter(docs: Uint32Array, bytes: Uint8Array, fits: Uint8Array): Uint32Array {
  const out = roomForDocs(docs.length)
  return partOfDocs(out, keepFitting(docs, bytes, fits, out))
}
function between(docs: Uint32Array, days: Int32Array, from: number, to: number): Uint32Array {
  const out = roomForDocs(docs.length)
  return partOfDocs(out, keepBetween(docs, days, from, to, out))
}

const livingOf = new WeakMap<Segment, { gone: number; docs: Uint32Array }>()
function living(segment: Segment): Uint32Array {
  let known = livingOf.get(segment)
  if (known?.gone !== segment.gone) livingOf.set(segment, known = { gone: segment.gone, docs: listed(segment, segment.dead, noTimes).slice() })
  return known.docs
}

function without(segment: Segment, docs: Uint32Array, gone: Uint32Array): Uint32Array {
  const marks = zeros(segment.size)
  mark(gone, marks)
  return filter(docs, marks, noTimes)
}
