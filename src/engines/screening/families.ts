import { seeded, type Day } from '../../kernel/index.ts'
import { lettersOf } from './letters.ts'
import { agreeing, type Passage } from './passages.ts'
import { templateOf, type Template } from './template.ts'

/** A filing as families are looked for; `people` are whatever stands for its applicants and inventors, the same person always written the same. */
export interface Filing { id: string; text: string; people: readonly string[]; day?: Day }

export interface Member {
  id: string
  day?: Day
  /** How far its text agrees with the first of the family, 0 to 1; little where only others lie between the two. */
  agreement: number
  /** Where the two agree: the places in its own text (`a`) and in the first's (`b`). */
  passages: Passage[]
}

/** Filings of one pattern by the same or linked people: a reason to look, with what they share and where each differs. */
export interface Family {
  /** Earliest first; the slots of the template are in this order. */
  members: Member[]
  template: Template
  /** Who stands on how many of the filings, most first. */
  people: { name: string; filings: number }[]
  days?: { first: Day; last: Day }
}

export interface FamilyRule {
  /** Pairs of people who are linked by something other than a filing, such as a telephone number or an address. */
  links?: Iterable<readonly [string, string]>
  /** Filings that make a family. */
  least?: number
  /** Share of the four-letter runs of both texts together that two filings must have in common. */
  agreement?: number
}

const gram = 4
// With two rows a band, texts whose agreement is 0.35 meet in one of 128 bands but for three in a thousand, and strangers,
// whose agreement is about 0.05, in one of thirteen pairs.
const bands = 128, rows = 2

/**
 * Groups filings whose texts agree strongly and which have people in common, directly or through links; what is bound to
 * a member is a member. Candidates come from bands of minimal hashes (Broder 1997), so that ten thousand
 * filings by one university cost no comparison of each with each; every candidate is compared exactly.
 */
export function familiesOf(filings: readonly Filing[], { links = [], least = 3, agreement = 0.35 }: FamilyRule = {}): Family[] {
  // The order in which filings are handed in decides nothing.
  const all = filings.toSorted((x, y) => order(x.day ?? '9999-12-31', y.day ?? '9999-12-31') || order(x.id, y.id))
  const groups = groupsOf(all, links)
  const grams = all.map(({ text }) => gramsOf(text))
  const signs = grams.map(signatureOf)
  const sets = makeSets(all.length)
  for (let band = 0; band < bands; band++) {
    const buckets = new Map<number, number[]>()
    for (const [no, sign] of signs.entries()) {
      if (!sign) continue
      for (const group of groups[no]!) {
        let key = group
        for (let row = 0; row < rows; row++) key = Math.imul(key ^ sign[band * rows + row]!, 0x9e3779b1) ^ (key >>> 15)
        const bucket = buckets.get(key)
        if (!bucket) { buckets.set(key, [no]); continue }
        for (const other of bucket) {
          if (sets.same(no, other) || !meet(groups[no]!, groups[other]!)) continue
          if (agreementOf(grams[no]!, grams[other]!) >= agreement) sets.join(no, other)
        }
        bucket.push(no)
      }
    }
  }
  const members = Map.groupBy(all.keys(), sets.of)
  return [...members.values()].filter((nos) => nos.length >= least).map((nos) => familyOf(nos.map((no) => all[no]!), (k) => agreementOf(grams[nos[k]!]!, grams[nos[0]!]!)))
    .sort((x, y) => y.members.length - x.members.length || order(x.members[0]!.id, y.members[0]!.id))
}

function familyOf(filings: readonly Filing[], agreement: (k: number) => number): Family {
  const first = filings[0]!, people = new Map<string, number>()
  for (const filing of filings) for (const name of new Set(filing.people)) people.set(name, (people.get(name) ?? 0) + 1)
  const days = filings.flatMap(({ day }) => day ?? [])
  return {
    members: filings.map(({ id, text, day }, k) => ({ id, ...(day ? { day } : {}), agreement: agreement(k), passages: k ? agreeing(text, first.text) : [] })),
    template: templateOf(filings.map(({ text }) => text)),
    people: Array.from(people, ([name, count]) => ({ name, filings: count })).sort((x, y) => y.filings - x.filings || order(x.name, y.name)),
    ...(days.length ? { days: { first: days[0]!, last: days.at(-1)! } } : {}),
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const meet = (a: readonly number[], b: readonly number[]): boolean => a.some((group) => b.includes(group))

/** For each filing the groups of linked people that stand on it. */
function groupsOf(filings: readonly Filing[], links: Iterable<readonly [string, string]>): number[][] {
  const numbers = new Map<string, number>()
  const numberOf = (name: string) => numbers.get(name) ?? (numbers.set(name, numbers.size), numbers.size - 1)
  const pairs = Array.from(links, ([a, b]) => [numberOf(a), numberOf(b)] as const)
  const named = filings.map(({ people }) => people.map(numberOf))
  const sets = makeSets(numbers.size)
  for (const [a, b] of pairs) sets.join(a, b)
  return named.map((people) => [...new Set(people.map(sets.of))])
}

/** Union-find, by halving paths. */
function makeSets(n: number) {
  const parent = Int32Array.from({ length: n }, (_, i) => i)
  const of = (no: number): number => {
    while (parent[no] !== no) no = parent[no] = parent[parent[no]!]!
    return no
  }
  return {
    of,
    same: (a: number, b: number) => of(a) === of(b),
    join(a: number, b: number) {
      const x = of(a), y = of(b)
      if (x !== y) parent[Math.max(x, y)] = Math.min(x, y)
    },
  }
}

/** The runs of four letters of a text, each once, rising; punctuation does not part them. */
function gramsOf(text: string): Uint32Array {
  const codes = lettersOf(text).codes.filter((code) => code !== 0)
  const found = new Set<number>()
  for (let i = 0; i + gram <= codes.length; i++) {
    let hash = 0
    for (let k = 0; k < gram; k++) hash = Math.imul(hash ^ codes[i + k]!, 0x9e3779b1) ^ (hash >>> 13)
    found.add((hash ^ (hash >>> 16)) >>> 0)
  }
  return Uint32Array.from(found).sort()
}

/** Dice's coefficient of two rising lists. */
function agreementOf(a: Uint32Array, b: Uint32Array): number {
  let i = 0, j = 0, both = 0
  while (i < a.length && j < b.length) {
    const x = a[i]!, y = b[j]!
    if (x === y) { both++; i++; j++ }
    else if (x < y) i++
    else j++
  }
  return (2 * both) / (a.length + b.length)
}

const random = seeded('bands of minimal hashes')
const factors = Uint32Array.from({ length: bands * rows }, () => random.int(0x100000000) | 1)
const shifts = Uint32Array.from({ length: bands * rows }, () => random.int(0x100000000))

/** The least hash of a text's runs under each of many hash functions; none for a text too short to have a run. */
function signatureOf(grams: Uint32Array): Uint32Array | undefined {
  if (!grams.length) return undefined
  const least = new Uint32Array(bands * rows).fill(0xffff_ffff)
  for (const one of grams) {
    for (let k = 0; k < least.length; k++) {
      const hash = (Math.imul(one, factors[k]!) + shifts[k]!) >>> 0
      if (hash < least[k]!) least[k] = hash
    }
  }
  return least
}
