import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { anOffice, type Office, type Person } from '../../../test/http.ts'
import { followCitations, loadTable, navigationRows, type Patent, savePatents } from '../../platform/library/index.ts'
import { programmes } from '../../main/programmes.ts'
import { linkParty } from '../../platform/people/index.ts'
import { closeSearch, searchEngine } from '../../platform/search/index.ts'
import { navigationRoutes } from './routes.ts'

let office: Office, city: Person, otherCity: Person, firm: Person, province: Person
beforeAll(async () => {
  office = await anOffice({ at: '2022-09-20T01:00:00.000Z', programmes, routes: [navigationRoutes] })
  city = await office.person({ seats: [{ unit: 'fj.3509', duties: ['handle'] }] })
  otherCity = await office.person({ seats: [{ unit: 'fj.3502', duties: ['handle'] }] })
  province = await office.person({ seats: [{ unit: 'fj.use', duties: ['handle'] }] })
  firm = await office.person({ partyId: await linkParty(office.fresh.db, { name: '某导航服务公司' }, true) })
  await add([[1, '2015', '甲公司', '350902', 'H01M4/13', '锂电池正极'], [2, '2016', '甲公司', '350902', 'H01M4/13', '锂电池正极包覆'], [3, '2016', '乙大学', '350203', 'H01M10/54', '锂电池回收'], [4, '2017', 'Acme', undefined, 'H01M10/54', '锂电池回收装置'], [5, '2017', '丙公司', '350102', 'A23F3/06', '乌龙茶']])
})
afterAll(async () => {
  await closeSearch(office.house)
  await office.close()
})

type Made = [n: number, year: string, name: string, region: string | undefined, ipc: string, title: string]
const key = (n: number) => `CN20201000000${n}`
async function add(made: Made[]): Promise<void> {
  const { db } = office.fresh
  await savePatents(db, made.map(([n, year, name, region, symbol, title]): Patent => ({
    key: key(n), office: 'CN', type: 'invention', application: { number: key(n).slice(2), day: `${year}-05-05` as never }, publications: [{ number: `CN11000000${n}A`, kind: 'A', day: `${year}-11-01` as never }], title, abstract: `一种${title}的方法`,
    applicants: [{ name, kind: 'enterprise', ...(region ? { region, country: 'CN' } : { country: 'US' }) }], owners: [], inventors: ['张三', '李四'], agents: [], ipc: [{ symbol }], priorities: [], cites: [], status: 'unknown', flags: [], demo: false,
  })), '试', { today: '2022-09-20' as never })
  await searchEngine(office.house).feed()
}
const api = '/api/v1/navigation'
const said = (answer: { status: number; text: string; body: any }, status = 200) => { if (answer.status !== status) throw new Error(answer.text); return answer.body }
const cellsOf = (figure: any): unknown[][] => figure.lines.map((l: any) => l.cells.map((c: any) => c.exact ?? c.value))

it('any search can be drawn, and each number opens to what it counts', async () => {
  const asked = { q: '锂电池' }
  const drawn = said(await firm.asks('POST', `${api}/figures`, { asked, kind: 'applicants' }))
  expect(drawn).toMatchObject({ total: 4, figure: { over: 4 } })
  expect(cellsOf(drawn.figure)[0]).toEqual(['甲公司', '企业', 2, '1/2', 0])
  const lines = said(await firm.asks('POST', `${api}/figures/lines`, { asked, kind: 'applicants', line: '甲公司', column: 'n' }))
  expect([lines.total, lines.hits.map((h: any) => h.key).sort()]).toEqual([2, [key(1), key(2)]])
  expect((await firm.asks('POST', `${api}/figures/csv`, { asked, kind: 'applicants' })).text).toContain('甲公司,企业,2,0.5,1/2,0')
  expect((await firm.asks('POST', `${api}/figures`, { asked: { q: '(锂' }, kind: 'trend' })).status).toBe(422)
  const gaps = said(await firm.asks('POST', `${api}/figures`, { asked, kind: 'gaps', options: { city: '350900', chain: [{ name: '正极', ipc: ['H01M4'] }, { name: '回收', terms: ['回收'] }] } }))
  expect(cellsOf(gaps.figure).map((c) => [c[0], c[1], c[3], c[6], c[9]])).toEqual([['正极', 2, 2, 2, 2], ['回收', 2, 1, 1, 0]])
})

it('fields of technology come from the table that is loaded, and without one the figure says so', async () => {
  const fields = () => firm.asks('POST', `${api}/figures`, { asked: { q: '锂电池' }, kind: 'fields' }).then((a) => said(a).figure)
  expect((await fields()).say).toBe('还没有载入WIPO技术领域对照表，不能归入领域；由管理员在专利库载入后即可')
  const path = join(office.house.dataDir, 'fields.csv')
  await writeFile(path, 'field_number,field_zh,ipc_code\n1,电机、电气装置、电能,H01M%\n18,食品化学,A23F%\n')
  expect(await loadTable(office.fresh.db, { kind: 'wipo-fields', path, version: '2024', source: 'WIPO 试', by: '某' })).toMatchObject({ ok: true })
  const figure = await fields()
  expect([cellsOf(figure), figure.steps.at(-1)]).toEqual([[['电机、电气装置、电能', 4, '1']], '技术领域对照表：WIPO 试，2024'])
})

it('a room keeps how it was searched, how well, and figures that can be run again', async () => {
  const made = said(await city.asks('POST', `${api}/rooms`, { title: '宁德锂电导航', kind: 'industry', industry: '锂电', city: '350900' }), 201)
  const room = `${api}/rooms/${made.id}`, post = (path: string, body: unknown, status = 200) => city.asks('POST', `${room}/${path}`, body).then((a) => said(a, status))
  // The tree, and two experts on it; a change after that wants them again.
  const nodes = [{ no: 1, parent: null, name: '锂电池' }, { no: 2, parent: 1, name: '正极', ipc: ['H01M4'] }, { no: 3, parent: 1, name: '回收', terms: ['回收'] }]
  expect(said(await city.asks('PUT', `${room}/tree`, { nodes })).tree.map((n: any) => n.level)).toEqual([1, 2, 2])
  expect((await city.asks('PUT', `${room}/tree`, { nodes: [...nodes, { no: 4, parent: 9, name: '隔膜' }] })).body.refusals[0].say).toBe('“隔膜”的上级不在分解表中')
  const expert = { employer: '某研究院', verdict: 'agreed', opinion: '齐全', day: '2022-09-19' }
  await post('confirmations', { ...expert, expert: '何某' })
  expect((await post('confirmations', { ...expert, expert: '许某' })).confirmed).toEqual({ n: 2, least: 2, enough: true })
  // Searches; seeds found elsewhere; the first search misses one of three.
  await post('searches', { purpose: '只按分类号', asked: { q: '', ipc: ['H01M4'] } })
  await post('searches', { purpose: '加上回收', asked: { q: '锂电池' } })
  const withSeeds = await post('seeds', { numbers: [key(1), 'CN110000003A', key(2)], source: '专家提供' })
  const [wide, narrow] = withSeeds.searches
  expect([wide.total, wide.recall.hits, narrow.total, narrow.recall.hits, narrow.recall.reached]).toEqual([4, 3, 2, 2, false])
  expect((await city.asks('POST', `${room}/seeds`, { numbers: ['CN999999999A'], source: '试' })).body.detail).toContain('专利库里没有：CN999999999A')
  // A sample by seed, judged; the last word counts.
  const [sample] = (await post('samples', { search: wide.id, seed: '20220920', size: 200 })).samples
  expect(sample.size).toBe(4)
  for (const n of [1, 2, 3, 4]) await post(`samples/${sample.id}/judgements`, { key: key(n), relevant: n < 4 })
  const judged = await post(`samples/${sample.id}/judgements`, { key: key(1), relevant: false, why: '医用' })
  expect(judged.pieces.map((p: any) => [p.key, p.relevant]).sort()).toEqual([[key(1), false], [key(2), true], [key(3), true], [key(4), false]])
  const noise = await post('noise', { what: '去掉回收', why: '另行导航', before: wide.id, after: narrow.id })
  expect(noise.noise).toMatchObject([{ removed: 2, added: 0 }])
  expect(noise.samples[0].precision).toMatchObject({ hits: 2, of: 4, reached: false })
  // A figure keeps its data; run again after the library grew, it says what changed.
  const kept = await post('figures', { search: wide.id, kind: 'gaps', note: '定位' }, 201)
  expect(kept).toMatchObject({ changes: null, figure: { title: '产业链强弱缺矩阵' } })
  await add([[6, '2018', '丁公司', '350902', 'H01M10/54', '锂电池回收线']])
  const again = await post(`figures/${kept.id}/rerun`, {}, 201)
  expect(again.changes.filter((c: any) => c.column === '宁德市件数')).toEqual([{ id: '回收', name: '回收', column: '宁德市件数', kind: 'count', before: 0, now: 1, came: 1, gone: 0 }])
  expect(said(await city.asks('GET', `${room}/figures/${again.id}/lines?line=${encodeURIComponent('回收')}&column=city-n`)).hits.map((h: any) => h.key)).toEqual([key(6)])
  expect((await city.asks('POST', `${room}/figures/${kept.id}/rerun`, {})).body.detail).toContain('已经重跑过')
  expect((await city.asks('GET', `${room}/figures/${kept.id}/csv`)).text).toContain('正极,2,')
  // By hand: one into a cell, another out; the limits of the project; both printed with the figure and run again by their newest word.
  expect((await city.asks('POST', `${room}/figures`, { search: wide.id, kind: 'technique-effect' })).body.detail).toContain('还没有功效词')
  expect((await city.asks('PUT', `${room}/effects`, { effects: [{ name: '甲', terms: ['一'] }, { name: '甲', terms: ['二'] }] })).body.detail).toContain('两个功效都叫“甲”')
  said(await city.asks('PUT', `${room}/effects`, { effects: [{ name: '包覆', terms: ['包覆'] }, { name: '拆解', terms: ['拆解'] }] }))
  const cell = (column: string) => city.asks('GET', `${room}/matrix/lines?kind=technique-effect&line=${encodeURIComponent('正极')}&column=${encodeURIComponent(column)}`).then((a) => said(a))
  expect([(await cell('包覆')).total, (await cell('拆解')).total]).toEqual([1, 0])
  const sort = { node: '正极', numbers: [key(2)] }
  expect((await city.asks('POST', `${room}/placings`, { ...sort, effect: '包覆', belongs: false, why: ' ' })).body.detail).toContain('为什么')
  await post('placings', { ...sort, effect: '包覆', belongs: false, why: '只是背景' })
  await post('placings', { ...sort, effect: '拆解', belongs: true, why: '实施例2' })
  expect(await cell('拆解')).toMatchObject({ total: 1, hits: [{ key: key(2) }], hand: [{ key: key(2), belongs: true, why: '实施例2' }] })
  const sorted = await post('figures', { search: wide.id, kind: 'technique-effect', level: 2 }, 201)
  expect([cellsOf(sorted.figure), sorted.figure.notes]).toEqual([[['正极', 0, 1], ['回收', 0, 0]], ['人工归类：加入1件次，移出1件次']])
  await post('placings', { ...sort, effect: '拆解', belongs: null, why: '再看仍不是' })
  const taken = await post(`figures/${sorted.id}/rerun`, {}, 201)
  expect(taken.changes.map((c: any) => [c.name, c.column, c.before, c.now, c.gone])).toEqual([['正极', '拆解', 1, 0, 1]])
  expect(said(await city.asks('GET', `${room}/figures/${taken.id}/changes/lines?line=${encodeURIComponent('正极')}&column=${encodeURIComponent('拆解')}&which=gone`)).hits.map((h: any) => h.key)).toEqual([key(2)])
  expect((await post('thresholds', { least: 1, strong: '1.5', why: '样本小' })).thresholds).toMatchObject({ least: 1, strong: '1.5', own: { why: '样本小' } })
  const limits = await post(`figures/${again.id}/rerun`, {}, 201)
  expect([limits.figure.notes[0], limits.changes.filter((c: any) => c.column === '宁德市').map((c: any) => [c.name, c.before, c.now])]).toEqual([expect.stringMatching(/^界限由本项目设定：不足1件为缺，相对1.5倍以上为强。理由：样本小/), [['正极', '缺', '弱'], ['回收', '缺', '弱']]])
  expect((await post('thresholds', { why: '恢复' })).thresholds).toMatchObject({ least: 3, strong: '1', own: null })
  // Applicants under a group, with the grounds; a name that looks alike is no ground, so nothing is put together before.
  const ranked = await post('figures', { search: wide.id, kind: 'applicants' }, 201)
  expect(ranked.figure.lines.map((l: any) => l.id)).toEqual(['甲公司', 'Acme', '乙大学'])
  expect((await city.asks('POST', `${room}/groups`, { names: ['甲公司'], group: '甲集团', why: '' })).body.detail).toContain('名称相像不是依据')
  await post('groups', { names: ['甲公司', 'Acme'], group: '甲集团', why: '年报' })
  expect((await city.asks('POST', `${room}/groups`, { names: ['甲集团'], group: '更大集团', why: '年报' })).body.detail).toContain('请先把它们改并入')
  const merged = await post(`figures/${ranked.id}/rerun`, {}, 201)
  expect([cellsOf(merged.figure)[0]!.slice(0, 3), merged.figure.notes]).toEqual([['甲集团', '企业', 3], ['按合并名单计申请人：甲集团（Acme、甲公司）']])
  expect((await post('groups', { names: ['Acme'], group: null, why: '已出售' })).groups).toMatchObject([{ name: '甲集团', of: [{ name: '甲公司', why: '年报' }] }])
  // The report draws its figures: the applicants as a chart of Word with the counts in it, the matrices as tables of shades.
  const report = await city.asks('GET', `${room}/report`)
  const parts = unzipSync(report.bytes), text = (name: string) => strFromU8(parts[name]!)
  expect([report.status, Object.keys(parts).filter((name) => /charts\/chart\d+\.xml$/.test(name)).length]).toEqual([200, 1])
  expect([...text('word/charts/chart1.xml').matchAll(/<c:v>([^<]*)<\/c:v>/g)].map((m) => m[1])).toEqual(expect.arrayContaining(['甲集团', '乙大学', '3', '1']))
  const drawn = text('word/document.xml')
  // 弱 has the middle ground of its scale.
  expect([drawn.includes('w:fill="f5e9cf"'), /图\d　技术功效矩阵/.test(drawn), drawn.includes('按合并名单计申请人：甲集团')]).toEqual([true, true, true])
  // The log is only added to; others do not see it, the province does.
  expect(said(await city.asks('PUT', `${room}/tree`, { nodes: nodes.slice(0, 2) })).confirmed).toMatchObject({ n: 0, enough: false })
  await expect(office.fresh.db.updateTable('navigation_search' as never).set({ purpose: '改' } as never).execute()).rejects.toThrow('only added to')
  expect([(await otherCity.asks('GET', room)).status, (await firm.asks('GET', room)).status, (await province.asks('GET', room)).status]).toEqual([404, 404, 200])
  expect([said(await otherCity.asks('GET', `${api}/rooms`)).rows, said(await province.asks('GET', `${api}/rooms`)).rows.length]).toEqual([[], 1])
})

it('people of a room write at once without harm, and a wide matrix is printed in tables that fit the page', async () => {
  const made = said(await city.asks('POST', `${api}/rooms`, { title: '宽矩阵', kind: 'industry', industry: '锂电' }), 201), room = `${api}/rooms/${made.id}`
  const search = said(await city.asks('POST', `${room}/searches`, { purpose: '宁德的发明', asked: { q: '锂电池', kind: ['invention'], region: ['350900'], from: '2015-01-01', to: '2019-12-31' } })).searches[0].id
  const both = (asks: (() => Promise<{ status: number }>)[]) => Promise.all(asks.map((ask) => ask())).then((answers) => answers.map((a) => a.status).sort())
  const effects = (name: string, n: number) => Array.from({ length: n }, (_, i) => ({ name: `${name}${i}`, terms: [`${name}${i}`] }))
  const written = ['甲', '乙', '丙', '丁'].map((name) => effects(name, 19))
  expect(await both(written.map((of) => () => city.asks('PUT', `${room}/effects`, { effects: of })))).toEqual([200, 200, 200, 200])
  const kept = said(await city.asks('GET', room)).effects.rules.map((e: any) => e.name)
  expect(written.map((of) => of.map((e) => e.name))).toContainEqual(kept)
  const trees = ['甲', '乙', '丙'].map((name) => [{ no: 1, parent: null, name: '锂电池' }, { no: 2, parent: 1, name, ipc: ['H01M4'] }])
  expect(await both(trees.map((nodes) => () => city.asks('PUT', `${room}/tree`, { nodes })))).toEqual([200, 200, 200])
  // A group cannot become part of another while it takes in its own.
  expect(await both([['丑', '子'], ['寅', '丑'], ['卯', '寅']].map(([name, group]) => () => city.asks('POST', `${room}/groups`, { names: [name], group, why: '年报' })))).not.toEqual([200, 200, 200])
  said(await city.asks('POST', `${room}/figures`, { search, kind: 'technique-effect', level: 2 }), 201)
  const parts = unzipSync((await city.asks('GET', `${room}/report`)).bytes), drawn = strFromU8(parts['word/document.xml']!)
  expect([...drawn.matchAll(/技术功效矩阵（第(\d+)至(\d+)列，共19列）/g)].map((m) => `${m[1]}—${m[2]}`)).toEqual(['1—7', '8—14', '15—19'])
  for (const name of kept) expect(drawn.split(`>${name}<`).length).toBeGreaterThan(2)
  expect(drawn).toContain('锂电池；类型：发明；申请人所在地：宁德市；公开日：2015年1月1日至2019年12月31日')
})

it('navigation counts what the record says, who cites it and how it moved', async () => {
  const { db } = office.fresh
  await savePatents(db, [{
    key: 'CN300000001A', office: 'CN', type: 'invention', publications: [{ number: 'CN300000001A', kind: 'A', day: '2016-03-01' }], title: '引用者', applicants: [], owners: [], inventors: [], agents: [], ipc: [], priorities: [],
    cites: [{ number: 'CN110000001B' }], status: 'unknown', flags: [], demo: false,
  }], '试', { events: [{ key: key(1), kind: 'transfer', day: '2019-05-06', text: '专利权的转移', from: ['甲公司'], to: ['乙公司'], source: '试' }], today: '2022-01-01' })
  // Who cites whom is followed a moment later; a figure drawn in between is drawn anew.
  const cited = () => firm.asks('POST', `${api}/figures`, { asked: { q: '锂电池' }, kind: 'citations' }).then((a) => said(a).figure.say)
  await searchEngine(office.house).feed()
  expect(await cited()).toBe('没有被引记录')
  await followCitations(db)
  expect(await cited()).toBe('被引最多的一件被引1次')
  // Typed in traditional characters it is the same search, and the answer says how it was read.
  expect(said(await firm.asks('POST', `${api}/figures`, { asked: { q: '鋰電池' }, kind: 'citations' }))).toMatchObject({ simplified: '锂电池', figure: { say: '被引最多的一件被引1次' } })
  expect(await navigationRows(db, ['nothing', key(1)])).toEqual([{
    key: key(1), filed: '2015-05-05', published: '2015-11-01', type: 'invention', office: 'CN', applicants: [{ name: '甲公司', kind: 'enterprise', region: '350902', country: 'CN' }], inventors: ['张三', '李四'], ipc: ['H01M4/13'],
    status: 'pending', citedBy: 1, cites: [], transfers: [{ from: ['甲公司'], to: ['乙公司'], day: '2019-05-06' }], text: '锂电池正极 一种锂电池正极的方法',
  }])
})
