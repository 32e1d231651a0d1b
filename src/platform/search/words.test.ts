import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeIndex, patents, type Doc } from '../../engines/search/index.ts'
import { mustBe, seeded } from '../../kernel/index.ts'
import { domainDictionary } from './index.ts'
import { abstracts } from '../../../bench/abstracts.ts'

const dictionary = domainDictionary()

it('a word the dictionary gives for itself it gives wherever the word stands', () => {
  expect(dictionary.long('海上风力发电机组的研究生命科学')).toEqual(expect.arrayContaining(['风力发电', '风力发电机', '风力发电机组', '发电机', '发电机组', '研究生', '生命科学']))
  const texts = Array.from(abstracts(30, 'words'), ({ texts }) => texts.abstract!)
  const words = [...new Set(texts.flatMap((text) => dictionary.long(text)))]
  fc.assert(fc.property(fc.constantFrom(...words), fc.constantFrom(...texts), fc.nat(), (word, text, at) => {
    const place = at % text.length
    expect(dictionary.long(text.slice(0, place) + word + text.slice(place))).toContain(word)
  }), { numRuns: 300 })
})

it('the index finds what looking for the letters finds, on texts made up', () => {
  expect(recallOn([...abstracts(1500, 'recall')])).toBe(1)
}, 30_000)

const real = ['../shared/data', '../../shared/data'].map((dir) => `${dir}/cn-patent-abstracts/background.jsonl.gz`).find((file) => existsSync(file))
if (!real) process.stderr.write('没有 ../shared/data/cn-patent-abstracts，真实摘要上的查全率这次没有测\n')
it.skipIf(!real)('the index finds what looking for the letters finds, on real abstracts', () => {
  const rows = gunzipSync(readFileSync(real!)).toString('utf8').trim().split('\n').slice(0, 1500).map((line) => JSON.parse(line) as Record<'id' | 'title' | 'abstract' | 'assignee', string>)
  expect(recallOn(rows.map(({ id, title, abstract, assignee }) => ({ id, texts: { title, abstract }, keys: { applicant: [assignee] }, days: {} })))).toBe(1)
}, 30_000)

/** Of all documents that contain 150 pieces of two to six Chinese letters cut out anywhere, the share that is found; none may be found that lacks them. */
function recallOn(docs: readonly Doc[]): number {
  const index = makeIndex(patents, dictionary)
  index.put(docs)
  const chance = seeded('pieces')
  let found = 0, there = 0
  for (let tries = 0; tries < 150;) {
    const text = docs[chance.int(docs.length)]!.texts.abstract!, at = chance.int(text.length), piece = text.slice(at, at + 2 + chance.int(5))
    if (!/^[一-龥]{2,}$/.test(piece) || /^[与或非]$/.test(piece)) continue
    tries++
    const right = new Set(docs.filter(({ texts }) => texts.title!.includes(piece) || texts.abstract!.includes(piece)).map(({ id }) => id))
    const { hits } = mustBe(index.search({ query: piece, take: docs.length }))
    expect(hits.filter(({ id }) => !right.has(id))).toEqual([])
    found += hits.length
    there += right.size
  }
  return found / there
}
