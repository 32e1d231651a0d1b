import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { mustBe } from '../../kernel/index.ts'
import { assign, type Comparable, compareTasks, wordDifference } from './compare.ts'
import { readTaskList } from './index.ts'

const task = (id: string, title: string, measures: string, units = '保护处', number: string | null = id): Comparable => ({ id, number, title, measures, deadlines: [], units: units.split('、').map((text) => ({ text, role: 'responsible' as const })) })
const list2022 = mustBe(readTaskList({ kind: 'text', text: readFileSync(new URL('../../../data/fujian/lists/2022/source.txt', import.meta.url), 'utf8') })).tasks

describe('今年与明年', () => {
  const before = [
    task('1', '加强展会保护', '进驻重点展会，设立投诉站。'),
    task('2', '创新知识产权金融服务', '深入开展质押融资入园惠企工作，建立风险分担机制。', '运用处、商标处'),
    task('3', '规范专利申请行为', '严格规范专利商标申请行为。'),
    task('4', '做好宣传周', '组织知识产权宣传周活动。', '商标处'),
  ]
  const after = [
    task('1', '创新知识产权金融服务', '深入开展质押融资入园惠企工作，健全风险补偿机制。', '运用处、发展保护中心'),
    task('2', '加强展会保护', '进驻重点展会，设立投诉站。'),
    task('3', '建设数据知识产权登记平台', '出台登记办法，上线登记系统。', '运用处'),
    task('4', '做好宣传周', '组织知识产权宣传周活动。', '商标处'),
  ]
  const compared = compareTasks(before, after)

  it('保留、改动、取消、新增各归其类，编号不同也认得', () => {
    expect(compared.pairs.map((p) => [p.kind, p.before, p.after])).toEqual([['kept', '1', '2'], ['changed', '2', '1'], ['kept', '4', '4']])
    expect([compared.dropped.map((x) => x.id), compared.added.map((x) => x.id)]).toEqual([['3'], ['3']])
  })
  it('同号不同事不配对，说得出为什么', () => {
    expect(compared.dropped[0]).toEqual({ id: '3', byPerson: false })
    expect(compared.pairs[0]!.reasons).toEqual(['标题相同', '举措相同', '编号由1变为2'])
    expect(compared.pairs[2]!.reasons).toEqual(['标题相同', '举措相同', '编号相同（4）'])
  })
  it('改动逐词列出，单位增减分明', () => {
    const changed = compared.pairs[1]!
    expect(changed.changes.measures!.filter((p) => p.kind !== 'same').map((p) => [p.kind, p.words])).toEqual([['gone', '建立'], ['new', '健全'], ['gone', '分担'], ['new', '补偿']])
    expect(changed.changes.units).toEqual([{ kind: 'gone', text: '商标处', before: 'responsible' }, { kind: 'new', text: '发展保护中心', after: 'responsible' }])
    expect(changed.changes.title).toBeUndefined()
  })
  it('人的认定在先，后说的算', () => {
    const why = '领导小组会议：登记平台承接规范申请'
    const linked = compareTasks(before, after, [{ before: '3', after: '3', why }])
    expect(linked.pairs.map((p) => [p.before, p.after, p.byPerson])).toContainEqual(['3', '3', true])
    expect(linked.pairs.find((p) => p.before === '3')!.reasons[0]).toBe(`由人认定：${why}`)
    const parted = compareTasks(before, after, [{ before: '3', after: '3', why }, { before: '3', after: null, why: '不是一回事' }, { before: '4', after: null, why: '不再开展' }])
    expect(parted.dropped).toMatchObject([{ id: '3', byPerson: true, why: '不是一回事' }, { id: '4', byPerson: true, why: '不再开展' }])
    expect(parted.added.map((x) => x.id)).toEqual(['3', '4'])
    const moved = compareTasks(before, after, [{ before: '1', after: '3', why: '甲' }, { before: '2', after: '3', why: '乙' }])
    expect(moved.pairs.map((p) => [p.before, p.after])).toEqual([['1', '2'], ['2', '3'], ['4', '4']])
  })
  it('同一份清单与自己相比，一项不动；去掉一项、改一个单位，只有这两处', () => {
    const own = compareTasks(list2022, list2022)
    expect([own.pairs.length, own.pairs.every((p) => p.kind === 'kept' && p.before === p.after), own.dropped, own.added]).toEqual([20, true, [], []])
    const next = list2022.filter((t) => t.number !== '9').map((t, i) => ({ ...t, number: String(i + 1), ...(t.number === '7' ? { units: t.units.slice(1) } : {}) }))
    const changed = compareTasks(list2022, next)
    expect(changed.pairs.every((p) => p.before === p.after)).toBe(true)
    expect(changed.pairs.filter((p) => p.kind === 'changed').map((p) => p.changes)).toEqual([{ units: [{ kind: 'gone', text: '运用处', before: 'responsible' }] }])
    expect([changed.dropped.map((x) => x.id), changed.added]).toEqual([['t9'], []])
  })
})

describe('任何两份清单', () => {
  const some = fc.array(fc.record({ title: fc.array(fc.constantFrom('保护', '运用', '展会', '宣传', '金融', '专利', '商标', '服务'), { minLength: 1, maxLength: 4 }), words: fc.array(fc.constantFrom('加强', '建立', '机制', '开展', '活动', '规范', '推进'), { maxLength: 5 }) }), { maxLength: 9 })
    .map((ts) => ts.map((t, i) => task(String(i + 1), t.title.join(''), t.words.join(''))))
  it('每项至多配一项，不多不少', () => {
    fc.assert(fc.property(some, some, (a, b) => {
      const c = compareTasks(a, b)
      const lefts = [...c.pairs.map((p) => p.before), ...c.dropped.map((x) => x.id)].sort(), rights = [...c.pairs.map((p) => p.after), ...c.added.map((x) => x.id)].sort()
      expect(lefts).toEqual(a.map((t) => t.id).sort())
      expect(rights).toEqual(b.map((t) => t.id).sort())
    }), { numRuns: 200 })
  })
  it('配得最好：与逐一穷举的最大值相同', () => {
    const edges = fc.array(fc.array(fc.record({ to: fc.integer({ min: 0, max: 4 }), gain: fc.integer({ min: 1, max: 20 }).map((n) => n / 20) }), { maxLength: 5 }).map((es) => es.filter((e, i) => es.findIndex((o) => o.to === e.to) === i)), { maxLength: 6 })
    fc.assert(fc.property(edges, (gains) => {
      const best = (i: number, used: number): number => (i === gains.length ? 0 : Math.max(best(i + 1, used), ...gains[i]!.filter((e) => !(used & (1 << e.to))).map((e) => e.gain + best(i + 1, used | (1 << e.to)))))
      const match = assign(gains, 5)
      const total = match.reduce((n, j, i) => n + (j < 0 ? 0 : gains[i]!.find((e) => e.to === j)!.gain), 0)
      const taken = match.filter((j) => j >= 0)
      expect(new Set(taken).size).toBe(taken.length)
      expect(total).toBeCloseTo(best(0, 0), 9)
    }), { numRuns: 500 })
  })
  it('逐词之差还原得出两边的原文', () => {
    const text = fc.array(fc.constantFrom('建立', '健全', '知识产权', '质押', '融资', '，', '。', '机制', '风险', '2022年', ' ', 'a'), { maxLength: 30 }).map((w) => w.join(''))
    fc.assert(fc.property(text, text, (a, b) => {
      const pieces = wordDifference(a, b)
      expect(pieces.filter((p) => p.kind !== 'new').map((p) => p.words).join('')).toBe(a)
      expect(pieces.filter((p) => p.kind !== 'gone').map((p) => p.words).join('')).toBe(b)
    }), { numRuns: 500 })
  })
  it('两千项对两千项，十秒之内；四千字的举措也逐词比', () => {
    const many = (year: number) => Array.from({ length: 2000 }, (_, i) => task(String(i + 1), `第${i * 7 % 2000}类${'甲乙丙丁戊己庚辛'[i % 8]}事项${i}`, `推进知识产权保护和运用工作第${i}号行动，${year}年完成${i * 13 % 997}件。`))
    const start = process.cpuUsage()
    const c = compareTasks(many(2022), many(2023))
    expect(c.pairs.filter((p) => p.before === p.after).length).toBe(2000)
    wordDifference('建立风险分担机制，'.repeat(450), '健全风险补偿机制，'.repeat(450))
    expect(process.cpuUsage(start).user).toBeLessThan(10_000_000)
  }, 30_000)
})
