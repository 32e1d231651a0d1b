import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anOfficial } from '../../../test/house.ts'
import { creditCodeCheck, patentCheck, type Refusal, type Result } from '../../kernel/index.ts'
import { rows } from '../../platform/db/index.ts'
import type { House } from '../../platform/house/index.ts'
import { type Patent, savePatents } from '../../platform/library/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { nearTexts } from '../../platform/screening/index.ts'
import { programme as transfer } from '../05-transfer/index.ts'
import { programme as finance } from '../07-finance/index.ts'
import { takeIn } from './batches.ts'
import { programme } from './index.ts'
import { screen, viewSubject } from './runs.ts'
import { foldAddress, readTable } from './table-sheet.ts'
import { listTables, loadDescriptions, loadTable, tableLines, takeBack, viewTable } from './tables.ts'
import { keepTotals } from './totals.ts'

// The data that signals R4, R5, R13 and R14 wait for, from the file an office brings to the finding with its evidence.

let house: House, fresh: FreshDatabase, province: Who, fuzhou: Who, xiamen: Who
const dataDir = mkdtempSync(join(tmpdir(), 'zhixing-tables-'))
beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [programme, transfer, finance], at: '2022-09-20T01:00:00.000Z', dataDir })
  province = await anOfficial(fresh.db, 'fj.protection', ['handle'])
  fuzhou = await anOfficial(fresh.db, 'fj.3501', ['handle'])
  xiamen = await anOfficial(fresh.db, 'fj.3502', ['handle'])
})
afterAll(async () => { await nearTexts(house).close(); await fresh?.drop(); rmSync(dataDir, { recursive: true, force: true }) })

const says = (r: Result<unknown>) => (r.ok ? [] : r.refusals.map((x: Refusal) => x.say))
const must = <T>(r: Result<T>): T => { if (!r.ok) throw new Error(says(r).join('；')); return r.value }
const codeOf = (n: number) => { const body = `91350100MA${String(n).padStart(7, '0')}`; return `${body}${creditCodeCheck(body)}` }
const numberOf = (n: number) => { const digits = `2022100${String(n).padStart(5, '0')}`; return `${digits}.${patentCheck(digits)}` }
const keyOf = (n: number) => `CN${numberOf(n).replace('.', '')}`
const patent = (n: number, applicant: string, of: Partial<Patent> = {}, holder: object = {}): Patent => ({
  key: keyOf(n), office: 'CN', type: 'invention', application: { number: numberOf(n), day: '2022-03-01' }, publications: [{ number: `CN1150${String(n).padStart(5, '0')}A`, kind: 'A', day: '2022-08-01' }], title: `演示装置${n}`, owners: [],
  applicants: [{ name: applicant, kind: 'enterprise', region: '350203', ...holder }], inventors: ['演示·张一'], agents: [], ipc: [{ symbol: 'F16M11/04' }], priorities: [], cites: [], status: 'pending', flags: [], demo: false, ...of,
})
const bytes = (text: string) => new TextEncoder().encode(text)
const brought = { source: '省人社厅参保数据（演示）', day: '2022-03-31' }
const readingOf = async (about: string, rule: string, who = province) => {
  const run = must(await screen(house, who, { title: about, kind: 'party', about })), subject = must(await viewSubject(house, who, run.id, 1))
  return { ...subject.readings.find((r) => r.rule === rule)!, compared: run.compared.join('；'), standing: subject.standing }
}

it('R5: figures of firms are loaded, say what was not taken, feed the signal and can be taken back', async () => {
  // Twelve filings by two researchers, 60,000 yuan: 6 each, 5,000 yuan a filing. Forty firms of the same size and industry filed one each with ten researchers.
  const mine = '演示·鞋架公司', others = Array.from({ length: 40 }, (_, i) => `演示·同行${i}公司`)
  await savePatents(fresh.db, [...Array.from({ length: 12 }, (_, i) => patent(100 + i, mine)), ...others.map((o, i) => patent(200 + i, o))], 'test')
  expect(await readingOf(mine, 'R5')).toMatchObject({ outcome: 'blind', compared: expect.stringContaining('没有载入企业研发和参保数据') })

  const head = '统一社会信用代码,企业名称,年度,参保人数,研发人员,研发投入（万元）,行业代码,联系人', lines = [`${codeOf(1)},${mine},2021,25,2,6,C35,某某`, ...others.map((o, i) => `${codeOf(100 + i)},${o},2021,30,10,100,3521,`)]
  const odd = ['91350100MA0000001X,错码公司,2021,1,,,,', `${codeOf(2)},无数公司,2021,,,,,`, `${codeOf(3)},多研公司,2021,3,5,,,`, `${codeOf(1)},${mine},2021,26,2,6,C35,`]
  const file = bytes(`\ufeff${[head, ...lines, ...odd].join('\r\n')}`)
  expect(says(await loadTable(house, fuzhou, { ...brought, kind: 'firms', fileName: '参保.csv', bytes: file }))).toEqual(['数据表由保护处经办人载入'])
  expect(says(await loadTable(house, province, { source: ' ', day: '2022-12-31', kind: 'firms', fileName: '参保.csv', bytes: bytes('企业,人数\n甲,1\n') }))).toEqual([
    expect.stringContaining('请写明来源'), '数据的截至日不得晚于今日', '没有认出表头：表头须有“统一社会信用代码”“年度”两列，并有“参保人数”“研发人员”“研发投入”中的一列'])
  const table = must(await loadTable(house, province, { ...brought, kind: 'firms', fileName: '参保.csv', bytes: file }))
  expect(table).toMatchObject({ rows: 41, by: province.name, day: '2022-03-31', untaken: ['联系人'], backBy: null })
  expect(table.refused.map((r) => r.at)).toEqual(['第43行', '第44行', '第45行', '第46行'])
  expect(table.refused.map((r) => r.say).slice(1)).toEqual(['参保人数、研发人员、研发投入都没有填', '研发人员5人多于参保（从业）人员3人，请核对', '与第2行是同一企业同一年度，只取前一行'])
  expect(says(await loadTable(house, province, { ...brought, kind: 'firms', fileName: '又一次.csv', bytes: file }))).toEqual(['这份文件已经载入；要换一种读法，请先撤回原来的'])
  expect(must(await tableLines(house, province, table.id)).lines[0]).toMatchObject({ creditCode: codeOf(1), insured: 25, researchers: 2, spend: 6_000_000 })

  const seen = await readingOf(mine, 'R5')
  expect(seen).toMatchObject({ outcome: 'seen', say: '近12个月申请12件，研发人员2人，每人6件；每件研发投入5,000.00 元，超出同组企业' })
  expect(seen.evidence[0]!.records).toHaveLength(12)
  expect(seen.steps.join('；')).toContain('企业数据：2021年度，省人社厅参保数据（演示），截至2022年3月31日（按名称对应）')
  expect(seen.steps.join('；')).toContain('小型企业，行业大类35（40家）第99百分位为每人0.1件')
  expect(JSON.stringify(seen)).not.toContain('非正常')
  // What firms of the province insure and spend is not for every county: a place has the figures of its own firms, and no reasons that quote others.
  expect(await readingOf(mine, 'R5', xiamen)).toMatchObject({ outcome: 'seen' })
  expect(await readingOf(mine, 'R5', fuzhou)).toMatchObject({ outcome: 'blind', compared: expect.stringContaining('1个主体中0个有数据；1个不在您的辖区，不用') })
  expect(says(await tableLines(house, fuzhou, table.id))[0]).toContain('数据表的内容只供保护处')
  expect((await listTables(house, fuzhou))[0]!.refused).toEqual([{ at: '第43行' }, { at: '第44行' }, { at: '第45行' }, { at: '第46行' }])
  expect(must(await viewTable(house, province, table.id)).refused[2]!.say).toContain('研发人员5人')

  expect(says(await takeBack(house, fuzhou, table.id, '错'))).toHaveLength(1)
  expect(must(await takeBack(house, province, table.id, '人社厅更正了数据'))).toMatchObject({ backBy: province.name, backWhy: '人社厅更正了数据' })
  expect(says(await takeBack(house, province, table.id, '再来'))[0]).toContain('已由')
  expect(await readingOf(mine, 'R5')).toMatchObject({ outcome: 'blind' })
  // Figures of 2018 say nothing of 2022, and one name with two codes is two firms.
  const head2 = '统一社会信用代码,企业名称,年度,参保人数,研发人员,研发投入（万元）', stale = must(await loadTable(house, province, { ...brought, kind: 'firms', fileName: '旧.csv', bytes: bytes(`${head2}\n${codeOf(1)},${mine},2018,25,2,6\n`) }))
  expect((await readingOf(mine, 'R5')).compared).toContain('1个主体中0个有数据；1个只有2019年以前的数据，过旧不用')
  must(await takeBack(house, province, stale.id, '试载'))
  const twins = must(await loadTable(house, province, { ...brought, kind: 'firms', fileName: '同名.csv', bytes: bytes(`${head2}\n${codeOf(1)},${mine},2021,25,2,6\n${codeOf(2)},${mine},2021,300,90,900\n`) }))
  expect((await readingOf(mine, 'R5')).compared).toContain('1个主体中0个有数据；1个名称对应多家企业，不用')
  must(await takeBack(house, province, twins.id, '试载'))
  // Of more than five hundred lines not taken the first are told one by one, and all are counted.
  const many = must(await loadTable(house, province, { ...brought, kind: 'firms', fileName: '多错.csv', bytes: bytes(`${head2}\n${codeOf(1)},${mine},2021,25,2,6\n${Array.from({ length: 3_000 }, () => '错码,某,2021,1,,').join('\n')}`) }))
  expect([many.rows, many.refused.length, many.refusedRows]).toEqual([1, 501, 3_000])
  must(await takeBack(house, province, many.id, '试载'))
  // What stood there without researchers is judged by all who are insured, and says so.
  must(await loadTable(house, province, { ...brought, kind: 'firms', fileName: '只有参保.csv', bytes: bytes(['信用代码,企业名称,年度,参保人数,研发费用', ...lines.map((l) => { const [code, name, year, insured, , spend] = l.split(','); return [code, name, year, insured, Number(spend) * 10_000].join(',') })].join('\n')) }))
  expect(await readingOf(mine, 'R5')).toMatchObject({ outcome: 'seen', say: expect.stringContaining('参保人员25人，每人0.48件'), steps: expect.arrayContaining([expect.stringContaining('以参保人数代')]) })
})

it('R14: a register of buildings is loaded from Excel; room 602 of five floors is seen, an incubator is not, and a shared room is', async () => {
  const book = new ExcelJS.Workbook(), sheet = book.addWorksheet('楼宇')
  for (const line of [['楼宇登记（演示）'], ['地址', '总层数', '用途', '孵化器名称'], ['福建省厦门市思明区示例路8号', 5, '办公', ''], ['厦门市思明区示例路9号', 20, '商业', '演示众创空间'], ['路', 3, '', '']]) sheet.addRow(line)
  const at = (address: string) => ({ address })
  const sharing = Array.from({ length: 5 }, (_, i) => `演示·同室${i}公司`), hosted = Array.from({ length: 6 }, (_, i) => `演示·入驻${i}公司`)
  await savePatents(fresh.db, [
    patent(300, '演示·六楼公司', {}, at('361000 福建省厦门市思明区示例路8号602室')), patent(301, '演示·五楼公司', {}, at('厦门市思明区示例路8号502室')), patent(302, '演示·八十八号公司', {}, at('厦门市思明区示例路88号902室')),
    ...sharing.map((s, i) => patent(310 + i, s, {}, at('厦门市湖里区示例大道1号301室'))), ...hosted.map((s, i) => patent(320 + i, s, {}, at('厦门市思明区示例路9号701室'))),
  ], 'test')
  await keepTotals(house)
  expect(await readingOf('演示·八十八号公司', 'R14')).toMatchObject({ outcome: 'none', gaps: ['1个地址没有楼宇或道路登记可对'] })
  const table = must(await loadTable(house, province, { kind: 'places', source: '市自然资源局楼盘表（演示）', day: '2022-06-30', fileName: '楼宇.xlsx', bytes: new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer) }))
  expect(table).toMatchObject({ rows: 2, refused: [{ at: '第5行', say: '地址过短，无从比对' }] })
  const six = await readingOf('演示·六楼公司', 'R14')
  expect(six).toMatchObject({ outcome: 'seen', strength: 0.5 })
  expect(six.evidence[0]!.say).toBe('“361000 福建省厦门市思明区示例路8号602室”写有第6层，而登记该楼共5层（市自然资源局楼盘表（演示），截至2022年6月30日，登记为“福建省厦门市思明区示例路8号”）')
  expect(six.evidence[0]!.records).toEqual([keyOf(300)])
  expect(await readingOf('演示·五楼公司', 'R14')).toMatchObject({ outcome: 'none', gaps: [] })
  // 8号 is not the beginning of 88号.
  expect((await readingOf('演示·八十八号公司', 'R14')).gaps).toHaveLength(1)
  const shared = await readingOf('演示·同室0公司', 'R14')
  expect(shared.evidence[0]!.say).toContain('同一房间在专利库中见于5个申请人')
  expect([...shared.evidence[0]!.records].sort()).toEqual(sharing.map((_, i) => keyOf(310 + i)).sort())
  expect(await readingOf('演示·入驻0公司', 'R14')).toMatchObject({ outcome: 'none', excused: [{ why: expect.stringContaining('演示众创空间') }] })
  must(await takeBack(house, province, table.id, '试载'))
  expect((await readingOf('演示·入驻0公司', 'R14')).outcome).toBe('seen')
})

it('R13: totals of agencies come from the library and the batches themselves', async () => {
  // One agency files 100 and has 30 listed, the others 900 and 20: a mean of 5 %, 30 % is six times that.
  const busy = '演示·福州榕城示例专利代理事务所（普通合伙）', calm = '演示·八闽示例专利代理有限公司'
  const by = (name: string, from: number, n: number) => Array.from({ length: n }, (_, i) => patent(from + i, `演示·客户${(from + i) % 50}公司`, { agency: { name, code: '35200' }, agents: [i % 2 ? '演示·赵师' : '演示·钱师'] }))
  await savePatents(fresh.db, [...by(busy, 1_000, 100), ...by(calm, 2_000, 900)], 'test')
  await keepTotals(house)
  expect((await readingOf('演示·客户0公司', 'R13')).say).toContain('全省没有列入核查批次的代理申请')
  const batch = async (name: string, numbers: number[], agency: string) => {
    const book = new ExcelJS.Workbook(), sheet = book.addWorksheet('名单')
    sheet.addRow(['申请号', '发明名称', '申请人', '地址', '代理机构'])
    for (const n of numbers) sheet.addRow([numberOf(n), '演示', `演示·客户${n % 50}公司`, '福建省厦门市思明区示例路1号', agency])
    return must(await takeIn(house, province, { name, document: '演示来文', due: '2022-10-31', fileName: '名单.xlsx', bytes: new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer) }))
  }
  const range = (from: number, n: number) => Array.from({ length: n }, (_, i) => from + i)
  // The same agency under its name with the code behind it, as some lists have it; ten of its listed stand in both batches and count once.
  await batch('2022年第1批', range(1_000, 20), `${busy} 35200`)
  await batch('2022年第2批', [...range(1_010, 20)], busy)
  await batch('2022年第3批', range(2_000, 20), calm)
  const seen = await readingOf('演示·客户0公司', 'R13')
  expect(seen.outcome).toBe('seen')
  expect(seen.evidence[0]!.numbers).toEqual([{ label: '代理（件）', value: 100 }, { label: '列入（件）', value: 30 }, { label: '倍数', value: 6 }])
  expect(seen.evidence[0]!.say).toBe(`${busy}代理100件，列入核查30件，见于2个批次；代理师中演示·赵师在2022年署名最多，50件`)
  // 100 and 900 by these two; the other filings of the library have no agency.
  expect(seen.steps.join('；')).toContain('全省均值＝50÷1000＝0.05')
  expect(seen.evidence[0]!.records).toEqual([keyOf(1_000), keyOf(1_050)])
})

describe('R4: descriptions are brought where a format carries them', () => {
  const data = '试验结果为12.5、13.7、18.2、22.9、31.4、40.8、55.1、60.3、71.6。'
  const xml = (n: number, description: string) => `<business:PatentDocumentAndRelated xmlns:business="u1" xmlns:base="u2" country="CN" docNumber="1150${String(n).padStart(5, '0')}" kind="A" datePublication="20220801"><business:BibliographicData>
    <business:ApplicationReference applType="10"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>${numberOf(n)}</base:DocNumber><base:Date>20220301</base:Date></base:DocumentID></business:ApplicationReference></business:BibliographicData>
    ${description && `<business:Description><business:TechnicalField><base:Paragraphs>日用化工</base:Paragraphs></business:TechnicalField><business:InventionMode><base:Paragraphs>${description}</base:Paragraphs></business:InventionMode></business:Description>`}</business:PatentDocumentAndRelated>`
  const load = (fileName: string, text: string, of = province) => { const path = join(dataDir, fileName); writeFileSync(path, text); return loadDescriptions(house, of, { source: '国家局标准化全文（演示）', day: '2022-08-31', fileName, path }) }
  it('one column of data under different subjects is shown passage by passage, and a record without one says so', async () => {
    await savePatents(fresh.db, [patent(400, '演示·日化公司', { title: '一种洗发水', ipc: [{ symbol: 'A61K8/00' }] }), patent(401, '演示·日化公司', { title: '一种面霜', ipc: [{ symbol: 'C11D1/00' }] }), patent(402, '演示·日化公司', { title: '一种瓶盖' })], 'test')
    expect(await readingOf('演示·日化公司', 'R4')).toMatchObject({ outcome: 'blind', compared: expect.stringContaining('没有载入说明书') })
    const table = must(await load('全文.xml', `<list>${xml(400, data)}${xml(401, `另一实施例。${data}`)}${xml(402, '')}</list>`))
    expect(table).toMatchObject({ kind: 'descriptions', rows: 2, refused: [{ say: `${keyOf(402)}没有说明书` }] })
    const seen = await readingOf('演示·日化公司', 'R4')
    expect(seen).toMatchObject({ outcome: 'seen', gaps: ['3件中1件没有说明书文本（未公开或未入库），未公开文本无法比对'], compared: expect.stringContaining('3件申请中2件有载入的说明书') })
    const [a, b] = seen.evidence[0]!.texts!
    expect([a, b].map((t) => [t.part, t.marks.map(([from, to]) => t.text.slice(from, to)).join('').includes('12.5、13.7、18.2')])).toEqual([['description', true], ['description', true]])
    must(await takeBack(house, province, table.id, '试载'))
    expect(await rows(fresh.db, 'select 1 from screening_description')).toEqual([])
  })
  it('tables and JSON lines carry them too; what has no column of them is refused in words', async () => {
    expect(must(await load('说明书.csv', `申请号,说明书\n${numberOf(400)},"${data}\n第二段"\n201.1,坏\n`))).toMatchObject({ rows: 1, refused: [{ at: '第4行' }] })
    // A record known by its publication only is found under its application.
    expect(must(await load('说明书.jsonl', `{"公开号":"CN115000401A","说明书":"${data}"}\n不是\n`))).toMatchObject({ rows: 1, refused: [{ at: '第2行', say: '不是完整的 JSON 对象' }] })
    expect((await rows<{ key: string }>(fresh.db, 'select key from screening_description order by key')).map((r) => r.key)).toEqual([keyOf(400), keyOf(401)])
    expect(says(await load('没有.csv', '申请号,摘要\n1,2\n'))).toEqual(['表头须有“申请号”或“公开号”一列，和“说明书”一列'])
    expect((await readingOf('演示·日化公司', 'R4')).outcome).toBe('seen')
    expect((await listTables(house, fuzhou)).length).toBe(9)
    expect(says(await load('又.csv', '申请号,说明书\n1,2\n', fuzhou))).toEqual(['数据表由保护处经办人载入'])
  })
})

it('addresses are compared without what makes no difference', () => {
  expect(['361000福建省厦门市 思明区８号', '中国福建厦门市思明区8号', '厦门市思明区8号'].map((a) => foldAddress(a, '福建省'))).toEqual(Array(3).fill('厦门市思明区8号'))
  expect(readTable('firms', [{ line: 1, cells: ['统一社会信用代码', '年度', '研发投入(千元)'] }, { line: 2, cells: [codeOf(9), '2021年', '1,234.5'] }], '福建省')).toMatchObject({ rows: [{ year: 2021, spend: 123_450_000, insured: null }] })
})
