import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addRatio, compareRatio, type Day, mulRatio, percent, type Ratio, ratio, ratioNumber, wilson } from '../../kernel/index.ts'
import {
  abroad, advantageOf, advantages, applicants, changes, citationLeaders, coApplicants, concentration, control, csvOf, drawSample, type Figure, fieldStructure, gaps, inventorTeams,
  ipcStructure, lastWholeYear, lifeCycle, type NavigationRow, origins, precision, recall, regions, sharedRoots, stageOf, statusStructure, techniqueEffect, transfers, trend, underGroups,
} from './index.ts'

const row = (key: string, of: Partial<NavigationRow> = {}): NavigationRow => ({
  key, type: 'invention', office: 'CN', applicants: [], inventors: [], ipc: [], status: 'granted', citedBy: 0, cites: [], transfers: [], ...of,
})
const firm = (name: string, region?: string, country?: string) => ({ name, kind: 'enterprise', ...(region ? { region } : {}), ...(country ? { country } : {}) })
const jia = firm('甲（福州）公司', '350102', 'CN'), yi = { ...firm('乙大学', '350203'), kind: 'university' }, acme = firm('Acme', undefined, 'US'), bing = firm('丙厂', '330100', 'CN')
/** Six applications small enough to count on paper; K5 writes 甲's name with other brackets and a space. */
const six: NavigationRow[] = [
  row('K1', { filed: '2016-03-01', granted: '2018-01-05', applicants: [jia], inventors: ['张三', '李四'], ipc: ['G06F3/01'], citedBy: 5, family: 'F1', text: '触控屏的手势识别，降低功耗' }),
  row('K2', { filed: '2016-05-01', applicants: [jia, yi], inventors: ['张三', '王五'], ipc: ['G06F3/01', 'H04L9/00'], citedBy: 3, text: '加密手势' }),
  row('K3', { filed: '2017-01-09', applicants: [yi], inventors: ['王五', '赵六'], ipc: ['H04L9/00'], status: 'pending', text: '加密装置，提高安全性' }),
  row('K4', { filed: '2017-02-01', applicants: [acme], inventors: ['Smith'], ipc: ['A23F3/06'], citedBy: 3, family: 'F4' }),
  row('K5', { filed: '2017-03-01', office: 'US', applicants: [{ ...jia, name: '甲(福州) 公司' }], inventors: ['李四', '张三'], ipc: ['G06F3/01'], citedBy: 1, family: 'F1' }),
  row('K6', { filed: '2018-06-01', applicants: [bing], ipc: ['A23F3/06'], status: 'ceased', transfers: [{ from: ['丙厂'], to: ['甲（福州）公司'], day: '2020-01-02' }] }),
]
const cells = (figure: Figure) => figure.lines.map((line) => line.cells.map((c) => c.exact ?? c.value))
const keysAt = (figure: Figure, id: string, column: string) => figure.lines.find((l) => l.id === id)?.cells[figure.columns.findIndex((c) => c.id === column)]?.keys

describe('who files', () => {
  it('counts each applicant once an application, however the name is written', () => {
    const figure = applicants(six, 10)
    expect(cells(figure)).toEqual([['甲(福州) 公司', '企业', 3, '1/2', 3], ['乙大学', '高校', 2, '1/3', 1], ['Acme', '企业', 1, '1/6', 1], ['丙厂', '企业', 1, '1/6', 0]])
    expect(keysAt(figure, '甲(福州) 公司', 'n')).toEqual(['K1', 'K2', 'K5'])
    expect(applicants(six, 1)).toMatchObject({ more: 3 })
  })
  it('gives CR_n without counting a joint application twice, and HHI with it split', () => {
    // 甲 1+½+1, 乙 ½+1, Acme 1, 丙 1 of 6: (6.25 + 2.25 + 1 + 1) ÷ 36 = 10.5/36 = 7/24.
    const figure = concentration(six)
    expect(cells(figure).map(([id, , value]) => [id, value])).toEqual([['CR1', '1/2'], ['CR3', '5/6'], ['HHI', '7/24']])
  })
  it('tells those from abroad, those at home who protect abroad, and rights that moved', () => {
    expect(cells(origins(six, (c) => c, 10))).toEqual([['CN', 5, '5/6'], ['US', 1, '1/6']])
    // Families at home: F1 (CN and US), K2, K3, K6: one of four is protected abroad; it is 甲's.
    expect(abroad(six, 10).say).toBe('25%的族有海外布局（1/4族）')
    expect(cells(abroad(six, 1))).toEqual([['甲(福州) 公司', 2, 1, '1/2', 3]])
    expect(cells(transfers(six, 10))).toEqual([['丙厂', '甲（福州）公司', 1, '2020-01-02']])
  })
  it('ties those who work together into circles; one name at two firms is two people', () => {
    expect(cells(coApplicants(six, 10).ties)).toEqual([['乙大学', '甲(福州) 公司', 1, 1]])
    const { ties, circles, largest } = inventorTeams(six, 10)
    expect(cells(ties).map((c) => c.slice(0, 3))).toEqual([['张三（甲(福州) 公司）', '李四（甲(福州) 公司）', 2], ['张三（甲(福州) 公司）', '王五（甲(福州) 公司）', 1], ['王五（乙大学）', '赵六（乙大学）', 1]])
    expect([circles, largest]).toEqual([2, 3])
  })
})

describe('subsidiaries under their group', () => {
  const group = [{ name: '甲集团', of: ['甲(福州)公司', '丙厂'] }]
  it('counts a group as one applicant, once an application, and says so', () => {
    const { rows, note } = underGroups(six, group)
    expect(note).toBe('按合并名单计申请人：甲集团（丙厂、甲(福州) 公司、甲（福州）公司）')
    // 甲 K1, K2 with 乙, K5; 丙 K6: the group has four of six, 3½ of them its own; (12.25 + 2.25 + 1) ÷ 36 = 31/72.
    expect(cells(applicants(rows, 10)).map((c) => [c[0], c[2]])).toEqual([['甲集团', 4], ['乙大学', 2], ['Acme', 1]])
    expect(cells(concentration(rows)).map(([id, , value]) => [id, value])).toEqual([['CR1', '2/3'], ['CR3', '1'], ['HHI', '31/72']])
    expect(cells(coApplicants(rows, 10).ties)).toEqual([['乙大学', '甲集团', 1, 1]])
    // Two of one group do not work together, they are one.
    expect(coApplicants(underGroups(six, [{ name: '甲集团', of: ['甲(福州)公司', '乙大学'] }]).rows, 10).ties.lines).toEqual([])
    expect(underGroups(six, [{ name: '无关', of: ['不在其中'] }])).toEqual({ rows: six })
  })
  it('proposes those whose names begin alike without place and legal form, and nobody else', () => {
    expect(sharedRoots(['宁德某某能源科技有限公司', '某某能源（上海）有限公司', '厦门某某储能股份有限公司', '中国甲集团有限公司', '中国乙公司', '福州市乙丙机械有限公司', '丁厂'], ['宁德', '厦门', '福州', '上海']))
      .toEqual([{ root: '某某', names: ['厦门某某储能股份有限公司', '宁德某某能源科技有限公司', '某某能源（上海）有限公司'] }])
  })
})

describe('what it is about', () => {
  it('goes by classes, fields, places and legal status', () => {
    expect(cells(ipcStructure(six, 'subclass', 'all', () => undefined, 10))).toEqual([['G06F', '', 3, '1/2'], ['A23F', '', 2, '1/3'], ['H04L', '', 2, '1/3']])
    expect(cells(ipcStructure(six, 'group', 'main', (s) => (s === 'G06F3/00' ? '输入装置' : undefined), 1))).toEqual([['G06F3/00', '输入装置', 3, '1/2']])
    expect(cells(fieldStructure(six, (s) => (s.startsWith('H04L') ? '数字通信' : s.startsWith('G06F') ? '计算机技术' : undefined), 10))).toEqual([['计算机技术', 3, '1/2'], ['数字通信', 2, '1/3']])
    expect(cells(regions(six, 'city', '350000', (c) => ({ 350100: '福州市', 350200: '厦门市' })[c], 10))).toEqual([['福州市', 3, '3/4'], ['厦门市', 1, '1/4']])
    expect(cells(statusStructure(six))).toEqual([['有效', 4, '2/3', 4], ['终止', 1, '1/6', 1], ['审查中', 1, '1/6', 1]])
  })
  it('follows the formula of RTA and RSI', () => {
    // X: a 10, b 30; Y: a 20, b 40. RTA(X,a) = (10/40) ÷ (30/100) = 5/6, RSI = (−1/6) ÷ (11/6) = −1/11.
    expect(advantageOf(10, 40, 30, 100)).toEqual({ rta: ratio(5, 6), rsi: { part: -1n, whole: 11n } })
    expect(advantageOf(0, 0, 30, 100)).toBeUndefined()
    const many = [['X', 'a', 10], ['X', 'b', 30], ['Y', 'a', 20], ['Y', 'b', 40]] as const
    const rows = many.flatMap(([region, technology, n]) => Array.from({ length: n }, (_, i) => row(`${region}${technology}${i}`, { ipc: [technology], applicants: [firm(region, region)] })))
    const figure = advantages(rows, { regionOf: (r) => r.applicants[0]!.region, technologiesOf: (r) => r.ipc, nameOf: () => undefined, most: 10 })
    // (40/60) ÷ (70/100) = 20/21; (30/40) ÷ (70/100) = 15/14; (20/60) ÷ (30/100) = 10/9.
    expect(cells(figure)).toEqual([['Y', 'b', 40, '20/21', '-1/41'], ['Y', 'a', 20, '10/9', '1/19'], ['X', 'b', 30, '15/14', '1/29'], ['X', 'a', 10, '5/6', '-1/11']])
  })
  it('crosses techniques with effects by the words given', () => {
    const figure = techniqueEffect(six, [{ name: '手势', terms: ['手势'] }, { name: '加密', terms: ['加密'], ipc: ['h04l 9'] }], [{ name: '省电', terms: ['功耗'] }, { name: '安全', terms: ['安全性'] }])
    expect(cells(figure)).toEqual([['手势', 1, 0], ['加密', 0, 1]])
    expect(figure.say).toBe('空白交叉2格：手势—安全、加密—省电')
  })
  it('says of each node of the chain where it is strong, weak or missing', () => {
    // Chain: 整机 8 in the world, 6 at home, 4 in Fujian, 1 in Fuzhou; 材料 4, 4, 1, 1; sums 12, 10, 5, 2.
    // 整机: world 8 ÷ 6 ≥ 1; home (6/8) ÷ (10/12) = 9/10; Fujian (4/6) ÷ (5/10) = 4/3; 材料: world 4 ÷ 6; home 1 ÷ (10/12) = 6/5.
    const of = (node: string, places: (string | undefined)[]) => places.map((region, i) => row(`${node}${i}`, { ipc: [node], applicants: [firm('x', region, region ? undefined : 'US')] }))
    const rows = [...of('B60L', [undefined, undefined, '110000', '110000', '350100', '350200', '350203', '350500']), ...of('H01M', ['350102', '330000', '330000', '330000'])]
    const figure = gaps(rows, [{ name: '整机', ipc: ['B60L'] }, { name: '材料', ipc: ['H01M'] }], { province: { code: '350000', name: '福建' }, city: { code: '350100', name: '福州' } }, { least: 2, strong: ratio(1, 1) })
    expect(cells(figure)).toEqual([['整机', 8, '强', 6, '弱', '3/4', 4, '强', '2/3', 1, '缺', '1/4'], ['材料', 4, '弱', 4, '强', '1', 1, '缺', '1/4', 1, '缺', '1']])
    expect(figure.say).toBe('福州缺：整机、材料')
  })
  it('finds who holds what all others cite', () => {
    expect(citationLeaders(six, 2)).toMatchObject({ more: 2, lines: [{ id: 'K1' }, { id: 'K2' }] })
    // The top third of six is two: K1 with 5, K2 with 3, and K4 too, cited as often as K2. Families reach 2, 1 and 1 offices.
    // 甲: 2/3 × (3/2) ÷ (4/3) = 3/4; 乙 and Acme: 1/3 × 1 ÷ (4/3) = 1/4.
    expect(cells(control(six, ratio(1, 3), 10)).map((c) => [c[0], c.at(-1)])).toEqual([['甲(福州) 公司', '3/4'], ['Acme', '1/4'], ['乙大学', '1/4']])
  })
})

describe('how it develops', () => {
  const rules = { lag: 18, window: 2, seedling: 5, change: percent(10) }
  const years = (filed: number[], holders: number[]) => filed.map((n, i) => ({ year: 2010 + i, filed: n, holders: holders[i]! }))
  it.each([
    ['unknown', [5, 5, 5], [3, 3, 3]], ['seedling', [1, 2, 2, 3], [1, 1, 2, 2]], ['growth', [10, 10, 11, 11], [10, 10, 11, 11]], ['maturity', [10, 10, 12, 12], [10, 10, 10, 10]],
    ['decline', [10, 10, 9, 9], [10, 10, 9, 9]], ['recovery', [30, 30, 20, 20, 25, 25], [20, 20, 10, 10, 15, 15]], ['growth', [0, 0, 9, 9], [0, 0, 4, 4]],
  ] as const)('%s: 申请 %j，申请人 %j', (stage, filed, holders) => expect(stageOf(years([...filed], [...holders]), rules).stage).toBe(stage))
  it('leaves out years whose filings do not all lie open yet', () => {
    expect([lastWholeYear('2026-06-30', 18), lastWholeYear('2026-07-01', 18), lastWholeYear('2026-12-31', 18)]).toEqual([2023, 2024, 2024])
    expect(cells(trend(six, '2019-06-30', rules))).toEqual([['2016', 2, 2, 0, 0, '是'], ['2017', 3, 3, 0, 0, '未公开完'], ['2018', 1, 1, 0, 1, '未公开完']])
    expect(lifeCycle(six, '2019-06-30', rules)).toMatchObject({ stage: 'unknown', lines: [{ id: '2016' }] })
  })
})

describe('sorting by hand', () => {
  const techniques = [{ name: '手势', terms: ['手势'] }, { name: '加密', ipc: ['H04L'] }], effects = [{ name: '省电', terms: ['功耗'] }, { name: '安全', terms: ['安全', '加密'] }]
  it('puts into a cell and takes out of it; what is not in the search is not counted, and said', () => {
    expect(cells(techniqueEffect(six, techniques, effects))).toEqual([['手势', 1, 1], ['加密', 0, 2]])
    const placed = [
      { node: '手势', effect: '省电', key: 'K5', belongs: true }, { node: '加密', effect: '安全', key: 'K2', belongs: false }, { node: '加密', effect: '安全', key: 'K3', belongs: true },
      { node: '手势', effect: '省电', key: 'X9', belongs: true }, { node: '以前的节点', effect: '省电', key: 'K1', belongs: true },
    ]
    const figure = techniqueEffect(six, techniques, effects, placed)
    expect([cells(figure), keysAt(figure, '手势', '省电'), keysAt(figure, '加密', '安全')]).toEqual([[['手势', 2, 1], ['加密', 0, 1]], ['K1', 'K5'], ['K3']])
    expect([figure.notes, figure.steps[0]]).toEqual([['人工归类：加入1件次，移出1件次；另有2条所指的专利不在本次检索中或格已不在矩阵中，不计'], '6件中落入矩阵的4件'])
  })
  it('changes the verdict of a node with its counts, and the comparison says so', () => {
    const chain = [{ name: '触控', ipc: ['G06F'] }, { name: '茶', ipc: ['A23F'] }], home = { province: { code: '350000', name: '福建省' } }, rules = { least: 1, strong: ratio(1, 1) }
    const before = gaps(six, chain, home, rules), now = gaps(six, chain, home, rules, [{ node: '茶', key: 'K3', belongs: true }])
    // 茶: K4 of Acme, K6 of 丙 in 杭州, nothing in the province before 乙's K3 is put there.
    expect([before, now].map((f) => [keysAt(f, '茶', 'province-n'), f.lines[1]!.cells[f.columns.findIndex((c) => c.id === 'province')]!.value])).toEqual([[[], '缺'], [['K3'], '弱']])
    expect(keysAt(now, '茶', 'province')).toEqual(['K3'])
    expect(changes(before, now).filter((c) => c.column === '福建省').map((c) => [c.name, c.before, c.now])).toEqual([['茶', '缺', '弱']])
  })
})

describe('whether the search can be relied on', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  it.each([[81, 263, 0.2553, 0.3662], [15, 148, 0.0624, 0.1605], [0, 20, 0, 0.1611], [1, 29, 0.0061, 0.1718]])('%i of %i lies between %f and %f', (hits, of, from, to) => {
    const found = wilson(hits, of, 0.95)
    expect([found.from.toFixed(4), found.to.toFixed(4)]).toEqual([from.toFixed(4), to.toFixed(4)])
  })
  it('ends where the share seen is just z deviations away', () => fc.assert(fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (of, raw) => {
    const hits = raw % (of + 1), p = hits / of, found = wilson(hits, of, 0.95)
    for (const end of [found.from, found.to]) if (end > 0 && end < 1) expect(Math.abs(p - end)).toBeCloseTo(1.959963984540054 * Math.sqrt((end * (1 - end)) / of), 9)
    expect(found.from <= p && p <= found.to).toBe(true)
  })))
  it('computes recall on the seeds and precision on what was judged', () => {
    expect(recall(['a', 'b', 'c', 'd', 'd', 'x'], new Set(['a', 'b', 'c', 'd', 'e']), percent(80))).toMatchObject({ value: { hits: 4, of: 5, missed: ['x'], reached: true } })
    expect(recall([], new Set(), percent(80))).toBeUndefined()
    const judged = Array.from({ length: 200 }, (_, i) => ({ key: `${i}`, relevant: i < 169 }))
    expect(precision(judged, percent(85), 200)).toMatchObject({ value: { hits: 169, of: 200, enough: true, reached: false } })
    expect(precision(judged.slice(0, 100), percent(85), 200)).toMatchObject({ value: { hits: 100, enough: false, reached: false } })
  })
  it('draws the same sample for anyone with the seed, whatever the order', () => fc.assert(fc.property(fc.uniqueArray(fc.string()), fc.nat(30), fc.string(), (keys, size, seed) => {
    const drawn = drawSample(keys, size, seed).value
    expect(drawSample([...keys].reverse(), size, seed).value).toEqual(drawn)
    expect(new Set(drawn).size).toBe(Math.min(size, keys.length))
    expect(drawn.every((key) => keys.includes(key))).toBe(true)
  })))
})

describe('for any rows', () => {
  const holder = fc.constantFrom(jia, yi, acme, bing, firm('丁', '350300'))
  const anyRow = fc.record({ applicants: fc.array(holder, { maxLength: 3 }), inventors: fc.array(fc.constantFrom('张', '王', '李', '赵', '钱', '孙'), { maxLength: 3 }), ipc: fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 3 }), citedBy: fc.nat(5), year: fc.integer({ min: 2010, max: 2020 }) })
  const anyRows = fc.array(anyRow, { maxLength: 25 }).map((those) => those.map(({ year, ...of }, i) => row(`K${i}`, { ...of, filed: `${year}-05-05` as Day })))
  const all = (rows: NavigationRow[]): Figure[] => [
    trend(rows, '2022-01-01', { lag: 18 }), applicants(rows, 99), concentration(rows), origins(rows, (c) => c, 99), abroad(rows, 99), transfers(rows, 99), ipcStructure(rows, 'section', 'all', () => undefined, 99),
    statusStructure(rows), regions(rows, 'city', undefined, () => undefined, 99), coApplicants(rows, 99).ties, coApplicants(rows, 99).nodes, inventorTeams(rows, 99).ties, citationLeaders(rows, 99), control(rows, percent(10), 99),
    advantages(rows, { regionOf: (r) => r.applicants[0]?.region, technologiesOf: (r) => r.ipc, nameOf: () => undefined, most: 99 }),
  ]
  const unordered = (figure: Figure) => ({ ...figure, lines: figure.lines.map((l) => ({ ...l, cells: l.cells.map((c) => ({ ...c, ...(c.keys ? { keys: [...c.keys].sort() } : {}) })) })) })

  it('their order changes nothing, every count is its keys, and keeping it as JSON loses nothing', () => fc.assert(fc.property(anyRows, (rows) => {
    const figures = all(rows)
    expect(all([...rows].reverse()).map(unordered)).toEqual(figures.map(unordered))
    for (const figure of figures) {
      expect(JSON.parse(JSON.stringify(figure))).toEqual(figure)
      expect(changes(figure, figure)).toEqual([])
      for (const line of figure.lines) {
        expect(line.cells.length).toBe(figure.columns.length)
        for (const [i, c] of figure.columns.entries()) if (c.kind === 'count') expect(line.cells[i]!.keys?.length).toBe(line.cells[i]!.value)
      }
    }
  }), { numRuns: 60 }))
  it('concentration lies between even shares and one hand, and grows with n', () => fc.assert(fc.property(anyRows.filter((rows) => rows.some((r) => r.applicants.length > 0)), (rows) => {
    const figure = concentration(rows, [1, 2, 3, 4, 5]), people = new Set(rows.flatMap((r) => r.applicants.map((a) => a.name))).size
    const [part, whole = 1] = figure.lines.at(-1)!.cells[2]!.exact!.split('/').map(Number)
    expect(compareRatio(ratio(part!, whole), ratio(1, people))).toBeGreaterThanOrEqual(0)
    expect(compareRatio(ratio(part!, whole), ratio(1, 1))).toBeLessThanOrEqual(0)
    const shares = figure.lines.slice(0, -1).map((l) => l.cells[2]!.value as number)
    expect([...shares].sort((a, b) => a - b)).toEqual(shares)
    if (shares.length === people) expect(shares.at(-1)).toBe(1)
  })))
  it('a group has the applications any of its members takes part in, and nobody else gains or loses one', () => fc.assert(fc.property(anyRows, fc.uniqueArray(holder, { selector: (h) => h.name }), (rows, those) => {
    const names = new Set(those.map((h) => h.name)), merged = applicants(underGroups(rows, [{ name: '某集团', of: [...names] }]).rows, 99)
    expect(keysAt(merged, '某集团', 'n') ?? []).toEqual(rows.filter((r) => r.applicants.some((a) => names.has(a.name))).map((r) => r.key))
    const others = (figure: Figure) => figure.lines.filter((l) => l.id !== '某集团' && !names.has(l.id)).map((l) => [l.id, l.cells[2]!.keys])
    expect(others(merged)).toEqual(others(applicants(rows, 99)))
  }), { numRuns: 60 }))
  it('RTA weighted by the size of the technologies is one in every region', () => fc.assert(fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 4 }), (table) => {
    const total = (ns: number[]) => ns.reduce((a, b) => a + b, 0)
    const columns = [0, 1, 2].map((j) => total(table.map((line) => line[j]!))), all = total(columns)
    for (const line of table) {
      const weighted: Ratio[] = line.map((p, j) => mulRatio(advantageOf(p, total(line), columns[j]!, all)!.rta, ratio(columns[j]!, all)))
      expect(ratioNumber(addRatio(...weighted))).toBe(1)
      for (const [j, p] of line.entries()) expect(Math.abs(ratioNumber(advantageOf(p, total(line), columns[j]!, all)!.rsi))).toBeLessThan(1)
    }
  })))
  it('circles are what walking from tie to tie reaches', () => fc.assert(fc.property(anyRows, (rows) => {
    const { ties, circles } = coApplicants(rows, 999)
    const pairs = ties.lines.map((l) => [l.cells[0]!.value, l.cells[1]!.value] as [string, string])
    const left = new Set(pairs.flat())
    let walked = 0
    while (left.size > 0) {
      const queue = [[...left][0]!]
      walked += 1
      for (let at = queue.pop(); at !== undefined; at = queue.pop()) if (left.delete(at)) queue.push(...pairs.filter((p) => p.includes(at!)).flat())
    }
    expect(circles).toBe(walked)
  })))
  it('shows what came, what went and what it did to each number', () => {
    const before = applicants(six, 10), now = applicants([...six.filter((r) => r.key !== 'K6'), row('K7', { applicants: [yi] })], 10)
    expect(changes(before, now).map((c) => [c.name, c.column, c.before, c.now, c.came, c.gone])).toEqual([
      ['乙大学', '申请量', 2, 3, ['K7'], []], ['乙大学', '占全部', 1 / 3, 1 / 2, ['K7'], []], ['乙大学', '其中有效', 1, 2, ['K7'], []],
      ['丙厂', '申请量', 1, null, [], ['K6']], ['丙厂', '占全部', 1 / 6, null, [], ['K6']], ['丙厂', '其中有效', 0, null, [], []],
    ])
  })
  it('writes a table that a spreadsheet does not run', () => {
    const text = csvOf(applicants([row('K1', { applicants: [firm('=1+1'), firm('甲,"乙"')] })], 10))
    expect(text.split('\r\n').slice(0, 3)).toEqual(['\ufeff申请人,类型,申请量,占全部,占全部（分数）,其中有效', '\'=1+1,企业,1,1,1,1', '"甲,""乙""",企业,1,1,1,1'])
  })
})
