import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNo, mustBe, seeded } from '../../kernel/index.ts'
import { abstracts } from '../../../bench/abstracts.ts'
import { loadSegments, makeIndex, marksOf, patents, readAsk, type Dictionary, type Doc, type SavedSegment, type SearchIndex } from './index.ts'

const known = ['风力发电', '发电机', '力发电机', '电机电']
const dictionary: Dictionary = {
  name: 'test',
  long: (text) => Array.from(text, (_, at) => known.filter((word) => text.startsWith(word, at))).flat(),
}
const fresh = () => makeIndex(patents, dictionary)
const kept = (index: SearchIndex): SavedSegment[] => index.segmentsToSave().map((segment) => ({ bytes: segment.bytes(), dead: segment.dead }))

// What a query means, said a second time and in the plainest way: by looking at every document.
const plain = (text = '') => text.normalize('NFKC').toLowerCase()
const timesIn = (term: string, star: boolean, text?: string): number => {
  const sought = plain(term).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const first = /^[a-z0-9]/.test(plain(term)) ? '(?<![a-z0-9])' : '', last = !star && /[a-z0-9]$/.test(plain(term)) ? '(?![a-z0-9])' : ''
  return [...plain(text).matchAll(new RegExp(`${first}(?=${sought}${last})`, 'g'))].length
}
interface Query { say: string; fits: (doc: Doc) => boolean; terms: Term[] }
/** How often a term stands in title and abstract, and whether a document has what makes it rare. */
interface Term { times: (doc: Doc) => number[]; rare: ((doc: Doc) => boolean)[] }
const fields = ['title', 'abstract'] as const
const stepped = (times: number, f: number) => [[3, 2, 1], [16, 12, 8, 6, 4, 3, 2, 1]][f]!.find((step) => times >= step) ?? 0
/** Pairs of letters, Latin words, words of the dictionary; single letters and beginnings where there is nothing else. */
function rareOf(text: string, star: boolean): ((doc: Doc) => boolean)[] {
  const term = plain(text), has = (word: string, open: boolean) => (doc: Doc) => fields.some((name) => timesIn(word, open, doc.texts[name]) > 0)
  const runs = [...term.matchAll(/[a-z0-9]+|[一-龥]+/g)].map((run) => ({ run: run[0], latin: /^[a-z0-9]/.test(run[0]), last: run.index + run[0].length === term.length }))
  const words = runs.flatMap(({ run, latin, last }) => (latin ? (star && last ? [] : [run]) : Array.from(run.slice(1), (_, i) => run.slice(i, i + 2))))
  if (words.length) return [...words, ...known.filter((word) => term.includes(word))].map((word) => has(word, false))
  const starred = runs.find(({ latin }) => latin)
  return [starred ? has(starred.run, true) : has(runs[0]!.run, false)]
}
/** A beginning is counted word by word: a letter with each that follows it, each Latin word. */
function timesOf(text: string, star: boolean, f: number, body?: string): number {
  const term = plain(text)
  if (!/^[一-龥]$/.test(term) && !(star && /^[a-z0-9]+$/.test(term))) return stepped(timesIn(text, star, body), f)
  const words = [...plain(body).matchAll(/[a-z0-9]+|[一-龥]+/g)].flatMap(([run]) => (/^[a-z0-9]/.test(run) ? [run] : Array.from(run, (_, i) => run.slice(i, i + 2)))).filter((word) => word.startsWith(term))
  return stepped(Object.values(countOf(words)).reduce((sum, n) => sum + stepped(n, f), 0), f)
}
const weights = { title: 3, abstract: 1 }

const letters = fc.array(fc.constantFrom(...'风力发电机电机，aB1。 '), { minLength: 1, maxLength: 12 }).map((l) => l.join(''))
const doc: fc.Arbitrary<Doc> = fc.record({
  id: fc.constantFrom(...'abcdefghijkl'), texts: fc.record({ title: letters, abstract: fc.option(letters, { nil: undefined }) }),
  keys: fc.record({ ipc: fc.subarray(['A01B 1/00', 'A01C3/02', 'B60K1/00']), applicant: fc.subarray(['厦门大学', '福州大学', '厦门电机厂']), region: fc.constantFrom(['350200'], ['350100'], []) }),
  days: fc.record({ published: fc.constantFrom(20200101, 20210517, 20220630, 0) }),
})
const term = fc.tuple(fc.array(fc.constantFrom(...'风力发电机电机，ａB1 '), { minLength: 1, maxLength: 5 }).map((l) => l.join('')), fc.constantFrom(undefined, ['标题', 'title'], ['abstract', 'abstract'] as const), fc.boolean())
  .filter(([text]) => /[^， ]/.test(text) && !/^ | $/.test(text))
  .map(([text, field, quoted]): Query => {
    const star = !quoted && /[ａB1]$/.test(text) && text.length % 2 === 0
    const bare = !quoted && !text.includes(' ')
    const times = (doc: Doc) => fields.map((name, f) => (field && field[1] !== name ? 0 : timesOf(text, star && bare, f, doc.texts[name])))
    return { say: `${field ? `${field[0]}：` : ''}${bare ? text + (star ? '*' : '') : `“${text}”`}`, fits: (doc) => times(doc).some((n) => n > 0), terms: [{ times, rare: rareOf(text, star && bare) }] }
  })
const other = fc.constantFrom<Query>(
  { say: 'ipc:a01b*', fits: (doc) => doc.keys.ipc!.includes('A01B 1/00'), terms: [] },
  { say: 'A01*', fits: (doc) => doc.keys.ipc!.some((symbol) => symbol.startsWith('A01')), terms: [] },
  { say: '申请人:厦门', fits: (doc) => doc.keys.applicant!.some((name) => name.includes('厦门')), terms: [] },
  { say: '地区:3502', fits: (doc) => doc.keys.region!.includes('350200'), terms: [] },
  { say: '公开日:2020..2021-05', fits: (doc) => doc.days.published === 20200101 || doc.days.published === 20210517, terms: [] },
  { say: 'published:2021-05-18..', fits: (doc) => doc.days.published === 20220630, terms: [] },
)
const query = fc.letrec<{ whole: Query }>((tie) => ({
  whole: fc.oneof({ depthSize: 'small', withCrossShrink: true }, term, other,
    fc.tuple(tie('whole'), tie('whole'), fc.constantFrom(' ', ' AND ', ' 与 ')).map(([a, b, and]) => ({ say: `(${a.say})${and}（${b.say}）`, fits: (doc: Doc) => a.fits(doc) && b.fits(doc), terms: [...a.terms, ...b.terms] })),
    fc.tuple(tie('whole'), tie('whole'), fc.constantFrom(' OR ', ' 或 ')).map(([a, b, or]) => ({ say: `(${a.say}${or}${b.say})`, fits: (doc: Doc) => a.fits(doc) || b.fits(doc), terms: [...a.terms, ...b.terms] })),
    fc.tuple(tie('whole'), fc.constantFrom('NOT ', '非 ')).map(([a, not]) => ({ say: `${not}(${a.say})`, fits: (doc: Doc) => !a.fits(doc), terms: [] }))),
})).whole

const change = fc.oneof({ weight: 5, arbitrary: fc.array(doc, { maxLength: 5 }).map((docs) => ({ do: 'put' as const, docs })) },
  fc.array(doc.map(({ id }) => id), { maxLength: 3 }).map((ids) => ({ do: 'remove' as const, ids })), fc.constant({ do: 'reload' as const }), { weight: 2, arbitrary: fc.constantFrom(0, 3, 1000).map((steps) => ({ do: 'join' as const, steps })) })

/** There is time for so many steps. */
const after = (steps: number) => () => steps-- > 0

describe('what the index answers', () => {
  it('is what looking at every document answers, for any query after any changes', () => {
    fc.assert(fc.property(fc.array(change, { maxLength: 30 }), fc.array(query, { minLength: 1, maxLength: 4 }), (changes, queries) => {
      let index = fresh()
      const docs = new Map<string, Doc>()
      for (const step of changes) {
        if (step.do === 'put') { index.put(step.docs); for (const one of step.docs) docs.set(one.id, one) }
        if (step.do === 'remove') expect(index.remove(step.ids)).toBe(step.ids.filter((id) => docs.delete(id)).length)
        if (step.do === 'reload') index = mustBe(loadSegments(kept(index), patents, dictionary))
        if (step.do === 'join') index.join(after(step.steps))
      }
      expect(index.size).toBe(docs.size)
      for (const { say, fits, terms } of queries) {
        const answer = mustBe(index.search({ query: say, facets: { ipc: 9, published: 9 }, take: 50 }))
        const right = [...docs.values()].filter(fits)
        expect([say, answer.total, answer.hits.map(({ id }) => id).sort()]).toEqual([say, right.length, right.map(({ id }) => id).sort()])
        expect(Object.fromEntries(answer.facets.ipc!.map(({ value, count }) => [value, count]))).toEqual(countOf(right.flatMap((doc) => [...new Set(doc.keys.ipc!.map((symbol) => symbol.slice(0, 4)))])))
        expect(Object.fromEntries(answer.facets.published!.map(({ value, count }) => [value, count]))).toEqual(countOf(right.flatMap((doc) => doc.days.published ? [String(doc.days.published).slice(0, 4)] : [])))
        const scoreOf = scorer(terms, [...docs.values()]), scores = new Map(right.map((doc) => [doc.id, scoreOf(doc)]))
        for (const { id, score } of answer.hits) expect(score).toBeCloseTo(scores.get(id)!, 9)
        for (const [at, hit] of answer.hits.entries()) if (at) expect(inOrder(answer.hits[at - 1]!, hit, docs)).toBe(true)
        const newest = mustBe(index.search({ query: say, order: 'newest', skip: 1, take: 4 })).hits.map(({ id }) => id)
        const order = right.toSorted((a, b) => b.days.published! - a.days.published! || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
        expect(newest).toEqual(order.slice(1, 5))
        expect(mustBe(index.all({ query: say }, 3))).toEqual({ total: right.length, ids: order.slice(0, 3) })
      }
    }), { numRuns: 120 })
  }, 30_000)
  it('is that on hundreds of abstracts too, in segments of many sizes with many dead', () => {
    const index = fresh(), docs = new Map<string, Doc>(), chance = seeded('hundreds'), one = <T>(of: readonly T[]): T => of[chance.int(of.length)]!
    const made = [...abstracts(330, 'hundreds')]
    for (let at = 0; at < 300;) {
      // Some come a second time with the words of another.
      const batch = made.slice(at, at += 1 + chance.int(chance.int(2) ? 80 : 4)).concat(docs.size ? [{ ...one(made.slice(300)), id: one([...docs.keys()]) }] : [])
      index.put(batch)
      for (const one of batch) docs.set(one.id, one)
      const gone = Array.from({ length: docs.size > 20 ? 5 : 0 }, () => one([...docs.keys()]))
      index.remove(gone)
      for (const id of gone) docs.delete(id)
      index.join(after(one([0, 2, 1000])))
    }
    const all = [...docs.values()]
    const piece = (): string => {
      const text = one(all).texts[one(fields)]!, at = chance.int(text.length - 1), found = /^[一-龥]{1,6}/.exec(text.slice(at, at + 1 + chance.int(6)))?.[0]
      return found && !/^[与或非]/.test(found) ? found : piece()
    }
    const found = (text: string): Query => {
      const times = (doc: Doc) => fields.map((name, f) => timesOf(text, false, f, doc.texts[name]))
      return { say: `"${text}"`, fits: (doc) => times(doc).some((n) => n > 0), terms: [{ times, rare: rareOf(text, false) }] }
    }
    const asked = (depth: number): Query => {
      const kind = depth ? chance.int(6) : 0
      if (kind < 2) return found(piece())
      const region = one(all).keys.region![0]!
      if (kind === 2) return { say: `地区:${region}`, fits: (doc) => doc.keys.region!.includes(region), terms: [] }
      const a = asked(depth - 1), b = asked(depth - 1)
      if (kind === 3) return { say: `(${a.say} 或 ${b.say})`, fits: (doc) => a.fits(doc) || b.fits(doc), terms: [...a.terms, ...b.terms] }
      return kind === 4 ? { say: `(${a.say} 非 (${b.say}))`, fits: (doc) => a.fits(doc) && !b.fits(doc), terms: a.terms } : { say: `(${a.say} ${b.say})`, fits: (doc) => a.fits(doc) && b.fits(doc), terms: [...a.terms, ...b.terms] }
    }
    for (let n = 0; n < 50; n++) {
      const { say, fits, terms } = asked(2), right = all.filter(fits), scoreOf = scorer(terms, all)
      const answer = mustBe(index.search({ query: say, take: 10, facets: { applicant: 3, number: 500 } }))
      const best = right.map((doc) => ({ id: doc.id, score: scoreOf(doc) })).toSorted((a, b) => (Math.abs(a.score - b.score) > 1e-9 ? b.score - a.score : inOrder({ ...a, score: 0 }, { ...b, score: 0 }, docs) ? -1 : 1)).slice(0, 10)
      expect([say, answer.total, answer.hits.map(({ id }) => id)]).toEqual([say, right.length, best.map(({ id }) => id)])
      const counts = Object.entries(countOf(right.flatMap((doc) => doc.keys.applicant!))).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, 3)
      expect(answer.facets.applicant!.map(({ value, count }) => [value, count])).toEqual(counts)
      expect(answer.facets.number!.length).toBe(Math.min(500, new Set(right.flatMap((doc) => doc.keys.number!)).size))
    }
  }, 30_000)
  it('keeps its answers over joined segments of many sizes', () => {
    const index = fresh()
    for (let n = 0; n < 200; n++) index.put([{ id: `p${n}`, texts: { title: n % 3 ? '发电机' : '电池' }, keys: { applicant: [`甲${n % 2}`] }, days: { published: 20200101 + n % 7 } }])
    expect(mustBe(index.search({ query: '标题:发电', take: 0 })).total).toBe(133)
    expect(mustBe(index.search({ query: '', keys: { applicant: ['甲1'] }, days: { published: { from: 20200102, to: 20200103 } } })).total).toBe(29)
  }, 30_000)
})

const countOf = (values: string[]) => Object.fromEntries(Map.groupBy(values, (value) => value).entries().map(([value, of]) => [value, of.length]))

/** BM25 as the field's textbooks have it, k = 1.2 and b = 0.75, once for each field, weighted; a term is as rare as the rarest of what it is looked up by. */
function scorer(terms: Query['terms'], all: Doc[]): (doc: Doc) => number {
  const rarities = terms.map(({ rare }) => {
    const having = Math.min(...rare.map((has) => all.filter(has).length))
    return Math.log(1 + (all.length - having + 0.5) / (having + 0.5))
  })
  const means = fields.map((name) => all.reduce((total, one) => total + (one.texts[name] ?? '').length, 0) / all.length)
  return (doc) => terms.reduce((sum, { times }, t) => fields.reduce((part, name, f) => {
    const tf = times(doc)[f]!
    return part + (tf ? weights[name] * rarities[t]! * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * (doc.texts[name] ?? '').length / means[f]!)) : 0)
  }, sum), 0)
}
const inOrder = (a: { id: string; score: number }, b: { id: string; score: number }, docs: Map<string, Doc>): boolean => {
  if (a.score !== b.score) return a.score > b.score
  const gap = docs.get(a.id)!.days.published! - docs.get(b.id)!.days.published!
  return gap !== 0 ? gap > 0 : a.id < b.id
}

describe('a query', () => {
  it.each([
    ['电池 AND', '第7个字：检索式没有写完'], ['(电池', '第1个字：括号没有配对'], ['电池)', '第3个字：多了一个后括号'], ['“电池', '第1个字：引号没有配对'], ['颜色:红', '第1个字：没有“颜色”这个字段'],
    ['公开日:2021-13', '“2021-13”不是日期'], ['公开日:2021-02-30', '不是日期'], ['公开日:2022..2021', '起日晚于止日'], ['电*池', '“*”只能写在词的末尾'], ['与 电池', '“与”的前后都要有检索词'], ['，。', '没有可以检索的字'], ['标题:', '后面没有要找的内容'], ['()', '括号里没有内容'],
    ['('.repeat(60), '套了40层以上'], ['电'.repeat(2001), '最多2000个字'], ['电 '.repeat(101), '第201个字：检索词超过了100个'],
  ])('%s is refused with a sentence and its place', (text, say) => {
    const read = readAsk(text, patents)
    expect(isNo(read) && read.refusals[0]!.say).toContain(say)
    expect(isNo(read) && Number(read.refusals[0]!.at)).toBeGreaterThan(0)
  })
  it('of any letters is read or refused, never more', () => {
    const index = fresh()
    index.put([{ id: '1', texts: { title: '电池' }, keys: {}, days: {} }])
    fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom('(', ')', '"', ':', '*', ' ', '与', ' 或 ', 'NOT ', '标题', '公开日:', '..', '2020', '电', 'A01B'), fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 20 }), (pieces) => {
      index.search({ query: pieces.join('') })
    }))
  })
  it('shows where a text has what it asked for', () => {
    const ask = mustBe(readAsk('电机 摘要:led* 非 水', patents)), text = '发电机ＬＥＤs与电机电机、水'
    expect(marksOf(ask, 'abstract', text).map(([from, to]) => text.slice(from, to))).toEqual(['电机ＬＥＤ', '电机电机'])
    expect(marksOf(ask, 'title', text).map(([from, to]) => text.slice(from, to))).toEqual(['电机', '电机电机'])
  })
})

it('a number is found however it is typed, and no other', () => {
  const index = fresh(), doc = (id: string, ...number: string[]): Doc => ({ id, texts: {}, keys: { number }, days: {} })
  index.put([doc('a', 'CN2015101633256', 'CN104751825A'), doc('b', 'CN2015101633257'), doc('c', 'US2015101633', 'USD104751S1'), doc('d', 'WO2015101633A1')])
  index.put([doc('e', '2015101699')])
  for (const [typed, found] of Object.entries({
    '2015101633': 'abcd', '201510163325.6': 'a', 'ZL201510163325.6': 'a', 'zl 2015 10163325.7': 'b', cn2015: 'ab', 'US2015': 'c', 'USD104751': 'c', 'D104751': 'c', '1047518': 'a', '20151016': 'abcde', 'EP2015': '', '.': '',
  })) expect([typed, mustBe(index.search({ query: `号码:"${typed}"` })).hits.map(({ id }) => id).sort().join('')]).toEqual([typed, found])
})

it('letters too many for the short codes are found all the same', () => {
  const index = fresh(), letter = (n: number) => String.fromCharCode(0x3400 + n)
  index.put(Array.from({ length: 60 }, (_, d) => ({ id: `d${d}`, texts: { title: Array.from({ length: 300 }, (_, i) => letter(d * 300 + i)).join('') }, keys: {}, days: {} })))
  for (const n of [0, 127, 4000, 4200, 9000, 17_990]) expect(mustBe(index.search({ query: [0, 1, 2, 3].map((i) => letter(n + i)).join('') })).hits.map(({ id }) => id)).toEqual([`d${Math.floor(n / 300)}`])
})

it('what is kept of a segment stays the same under its name; only its dead are kept again', () => {
  const index = fresh(), doc = (id: string, title: string): Doc => ({ id, texts: { title }, keys: {}, days: {} })
  index.put([doc('1', '电池'), doc('2', '电机')])
  index.put([doc('1', '电池'), doc('2', '电机')])
  const [first, second] = index.segmentsToSave(), bytes = second!.bytes()
  expect([first!.gone, second!.gone, first!.name === second!.name]).toEqual([2, 0, false])
  index.put([doc('2', '电池')])
  const after = index.segmentsToSave()
  expect(after.map(({ gone }) => gone)).toEqual([2, 1, 0])
  expect([after[1]!.name, Buffer.from(bytes).equals(after[1]!.bytes())]).toEqual([second!.name, true])
  expect(mustBe(mustBe(loadSegments(after.map(({ bytes, dead }) => ({ bytes: bytes(), dead })), patents, dictionary)).search({ query: '电池' })).total).toBe(2)
})

it('bytes that are damaged, cut off or of other rules are refused', () => {
  const index = fresh()
  index.put([{ id: '1', texts: { title: '风力发电机' }, keys: { ipc: ['A01B1/00'] }, days: { published: 20200101 } }])
  const [{ bytes, dead }] = kept(index) as [SavedSegment]
  const refused = (of: Partial<SavedSegment>, rules = dictionary) => expect(isNo(loadSegments([{ bytes, dead, ...of }], patents, rules))).toBe(true)
  expect(isNo(loadSegments([{ bytes, dead }], patents, dictionary))).toBe(false)
  refused({}, { ...dictionary, name: 'other' })
  for (let at = 0; at < bytes.length; at++) refused({ bytes: bytes.with(at, bytes[at]! ^ 1) })
  for (let at = 0; at < dead.length; at++) refused({ dead: dead.with(at, dead[at]! ^ 1) })
  for (const end of [0, 8, 16, 64, bytes.length - 8]) refused({ bytes: bytes.subarray(0, end) })
  refused({ dead: dead.subarray(0, 2) })
})
