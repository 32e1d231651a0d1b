import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { mustBe } from '../../kernel/index.ts'
import { proposeServing, readClauses } from './index.ts'
import { sharedPhrases } from './serve.ts'

const read = (text: string) => mustBe(readClauses({ kind: 'text', text })).clauses

describe('a document of clauses', () => {
  it('of a law is read by chapters and articles, each with what it says', () => {
    const found = read('某省知识产权条例\n第一章 总则\n第一条 为了保护知识产权，制定本条例。\n第二条 本省行政区域内适用本条例。\n第二章 促进\n第三条 县级以上人民政府应当支持质押融资。\n政府应当设立风险补偿资金。\n')
    expect(found.map((c) => [c.number, c.title, c.words, c.parent && found.find((p) => p.id === c.parent)!.number, c.leaf])).toEqual([
      ['第一章', '总则', '', null, false], ['第一条', '为了保护知识产权，制定本条例', '', '第一章', true], ['第二条', '本省行政区域内适用本条例', '', '第一章', true],
      ['第二章', '促进', '', null, false], ['第三条', '县级以上人民政府应当支持质押融资', '政府应当设立风险补偿资金。', '第二章', true],
    ])
  })
  it('of the kind 一、（一）1. keeps its own marks and every word stands in one clause', () => {
    const text = readFileSync(new URL('../../../data/fujian/demo/clauses.json', import.meta.url), 'utf8')
    for (const d of JSON.parse(text) as { text: string }[]) {
      const found = read(d.text)
      for (const c of found) expect(d.text.slice(c.source.from, c.source.to)).toContain(c.number!)
      for (const [i, c] of found.entries()) expect(found.every((o, j) => i === j || o.source.to <= c.source.from || o.source.from >= c.source.to)).toBe(true)
      expect(found.filter((c) => c.leaf).length).toBe((d.text.match(/^(（[一二三四五六七]）|\d\.)/gm) ?? []).length)
    }
  })
})

describe('what probably carries a clause out', () => {
  const actions = (JSON.parse(readFileSync(new URL('../../../data/fujian/lists/2022/actions.json', import.meta.url), 'utf8')) as { actions: { id: string; title: string; words: string[] }[] }).actions.map((x) => ({ id: x.id, title: x.title, words: x.words.join('；') }))
  it('shares its own words with it, not only those that all of them share', () => {
    const found = proposeServing([{ id: 'a', title: '健全知识产权质押融资风险分担机制', words: '鼓励各地先行先试。' }, { id: 'b', title: '严格执行政府采购制度', words: '加强预算管理。' }], actions)
    expect(found.map((f) => [f.from, f.to])[0]).toEqual(['a', '7.3'])
    expect(found.some((f) => f.from === 'b')).toBe(false)
    expect(found[0]!.reasons[0]).toContain('“知识产权质押融资风险分担机制”')
  })
  it('is named by the longest runs of words both have, none within another, over no comma', () => {
    expect(sharedPhrases('开展入园惠企活动，完善风险分担机制', '深入开展入园惠企活动、完善风险分担机制建设')).toEqual(['完善风险分担机制', '开展入园惠企活动'])
    expect(sharedPhrases('知识产权', '知识产权保护')).toEqual(['知识产权'])
    expect(sharedPhrases('保护', '知识产权保护')).toEqual([])
  })
})
