import { describe, expect, it } from 'vitest'
import { clausesOf, edits, nearDuplicate } from '../bench/edits.ts'
import { inventions } from '../bench/inventions.ts'
import { seeded } from '../src/kernel/index.ts'

const texts = [...inventions(60, 'edits')].map(({ text }) => text)
const change = (kind: string, text: string, seed = 'a') => edits.find((edit) => edit.kind === kind)!.change(text, texts.slice(0, 3), seeded(seed))
const plain = (text: string) => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '')
const letters = (text: string) => [...plain(text)].sort().join('')

describe('what is planted to be found', () => {
  it('is drawn by its seed alone', () => {
    for (const { kind } of edits) expect(change(kind, texts[5]!)).toBe(change(kind, texts[5]!))
    expect(nearDuplicate(texts[5]!, texts.slice(0, 3), seeded('b'))).not.toBe(texts[5])
  })
  it('differs from its source as its kind says and no further', () => {
    for (const text of texts.slice(3)) {
      expect(plain(change('格式', text)!.replaceAll(/ （[０-９]+）/g, ''))).toBe(plain(text))
      expect(letters(change('语序', text)!)).toBe(letters(text))
      const numbered = change('数字', text)
      if (numbered === undefined) expect(text).not.toMatch(/\d/)
      else {
        expect(numbered.replaceAll(/\d+(\.\d+)?/g, '0')).toBe(text.replaceAll(/\d+(\.\d+)?/g, '0'))
        const before = text.match(/\d+(\.\d+)?/g)!
        for (const [i, now] of numbered.match(/\d+(\.\d+)?/g)!.entries()) expect(now).not.toBe(before[i])
      }
      const own = new Set(clausesOf(text).map(plain)), shared = (kind: string) => clausesOf(change(kind, text)!).filter((clause) => own.has(plain(clause))).length
      const all = clausesOf(text).length
      expect(shared('删特征')).toBe(Math.max(2, Math.round(all * 0.4)))
      expect(shared('插入')).toBeGreaterThanOrEqual(all)
      expect(shared('拼接')).toBeGreaterThanOrEqual(Math.ceil(all / 2))
      expect(change('同义词', text)).not.toBe(text)
      expect(change('换主题', text)).not.toBe(text)
    }
  })
})
