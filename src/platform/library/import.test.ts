import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { setTimeout as pause } from 'node:timers/promises'
import ExcelJS from 'exceljs'
import { zipSync, strToU8 } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { patentCheck } from '../../kernel/index.ts'
import { rows } from '../db/index.ts'
import { changes, countPatents, descriptionsIn, type Import, importer, importState, ipcTitle, loadTable, type Patent, readIpc, readPatent, rejects, rememberMapping, resumeImport, startImport, stopImport, eventsOf, trademarksOf, wipoFields, lookAt } from './index.ts'
import { patentOf, readColumns } from './row.ts'
import { lock } from './save.ts'

const data = join(import.meta.dirname, '../../../../shared/data')
const has = existsSync(join(data, 'patent-xml'))
if (!has) process.stderr.write('没有 ../shared/data：各局真实文件的导入这次没有测\n')

let fresh: FreshDatabase, folder: string
beforeAll(async () => { fresh = await freshDatabase(); folder = mkdtempSync(join(tmpdir(), 'zhixing-library-')) })
afterAll(async () => { await fresh?.drop(); if (folder) rmSync(folder, { recursive: true, force: true }) })

const units = [{ place: '福建省', level: 'province', code: '350000' }, { place: '福州市', level: 'city', code: '350100' }, { place: '鼓楼区', level: 'county', code: '350102' }] as never
let one: ReturnType<typeof importer>
const ours = () => (one ??= importer({ db: fresh.db, url: fresh.url, units, today: () => '2022-09-20' }))
const state = async (id: number) => (await importState(fresh.db, id))!
async function take(path: string, of: Partial<Parameters<typeof startImport>[1]> = {}): Promise<Import> {
  const started = await startImport(fresh.db, { path, by: { name: '试' }, ...of })
  if (!started.ok) throw new Error(started.refusals[0]!.say)
  await ours().turn()
  return state(started.value.id)
}
const written = (name: string, content: string | Uint8Array): string => { const path = join(folder, name); writeFileSync(path, content); return path }
const counts = ({ state: s, records, added, changed, same, events, rejected }: Import) => [s, records, added, changed, same, events, rejected]
const clear = () => rows(fresh.db, 'truncate patent, patent_number, patent_event, patent_gone, library_import cascade')
/** A record as it is kept, whether the public may see it or not. */
const held = async (key: string) => { const [row] = await rows<Parameters<typeof patentOf>[0]>(fresh.db, `select ${readColumns} from patent where key = $1`, [key]); return row && patentOf(row) }
const numberOf = (n: number) => { const bare = `20191${String(n).padStart(7, '0')}`; return `${bare}.${patentCheck(bare)}` }

describe.runIf(has)('files as the offices send them', () => {
  const xml = (name: string) => join(data, 'patent-xml', name)
  const expected = (name: string) => JSON.parse(readFileSync(xml(`epo-ops/expected-${name}.json`), 'utf8'))

  it('the EPO’s bibliographic data come to what others read in them', async () => {
    expect(counts(await take(xml('epo-ops/published-full_cycle_example.xml')))).toEqual(['done', 2, 1, 0, 0, 0, 0])
    // The expected parse is named after another example; these two publications are what it is of.
    const documents = expected('published-biblio_example_3').documents as any[]
    const is = (await readPatent(fresh.db, 'EP99203729'))!
    expect(is.publications.map(({ number, day }) => [number, day])).toEqual(documents.map((d) => [d.publication_number, d.publication_reference_docdb.date]))
    expect([is.title, is.abstract, is.family, is.application]).toEqual([documents[0].title, documents[0].abstract, documents[0].family_id, { number: documents[0].application_reference_docdb.number, day: documents[0].application_reference_epodoc.date }])
    expect([is.applicants.map((a) => [a.name, a.country]), is.inventors]).toEqual([[[documents[1].applicants_original[0], 'NL']], documents[1].inventors_original])
    const cited = new Map(documents.flatMap((d) => d.citations.map((c: any) => [`${c.docdb.country}${c.docdb.number}${c.docdb.kind}`, c.cited_by])))
    expect(is.cites.length).toBeGreaterThan(0)
    for (const { number, by } of is.cites) expect([number, by]).toEqual([number, cited.get(number)])
    const last = documents.at(-1)
    expect(is.ipc.map(({ symbol }) => symbol)).toEqual([...new Set(last.intl_class.map((raw: string) => readIpc(raw)!.symbol))])
    expect(is.priorities.map(({ office, number, day }) => [`${office}${number}`, day])).toEqual([[last.priority_claims[0].number, last.priority_claims[0].date]])
    expect(is.status).toBe('granted')
  })

  it('families and legal events likewise', async () => {
    expect((await take(xml('epo-ops/family-family_input.xml'))).rejected).toBe(0)
    for (const member of expected('family-family_convert').family_members) {
      const [found] = await rows<{ family: string; day: string }>(fresh.db, `select p.family, (select e->>'day' from json_array_elements(p.record->'publications') e where e->>'number' = $1) as day from patent p join patent_number n on n.key = p.key
        where n.doc = $2`, [member.publication_number, member.publication_number.replace(/[A-Z]\d?$/, '')])
      expect([member.publication_number, found]).toEqual([member.publication_number, { family: member.family_id, day: member.publication_reference[0].date }])
    }
    const events = expected('legal-example_3_convert').events as any[]
    expect(counts(await take(xml('epo-ops/legal-example_3.xml')))).toEqual(['done', 1, 1, 0, 0, events.length, 0])
    const got = (await eventsOf(fresh.db, 'US15919370')).filter(({ source }) => source.startsWith('INPADOC'))
    const order = (a: string[], b: string[]) => (a.join() < b.join() ? -1 : 1)
    expect(got.map((e) => [e.source.slice(8), e.day, e.text.split('：')[0]!]).sort(order)).toEqual(events.map((e) => [e.event_code, e.event_date, e.event_description]).sort(order))
    expect(got.filter((e) => e.kind === 'transfer').flatMap((e) => e.to ?? []).sort()).toEqual(events.filter((e) => e.event_code === 'US.AS').map((e) => e.new_owner_name).sort())
  })

  it('every other one is read, or refused with what to do instead', async () => {
    const seen: Record<string, string> = {}
    for (const line of readFileSync(xml('index.csv'), 'utf8').trim().split('\n').slice(1)) {
      const file = line.split(',')[0]!
      if (!/^uspto\//.test(file)) continue
      const started = await startImport(fresh.db, { path: xml(file), by: { name: '试' } })
      seen[file.slice(6)] = started.ok ? String(started.value.id) : started.refusals[0]!.say.split('，')[0]!
    }
    await ours().turn()
    for (const [file, id] of Object.entries(seen)) if (/^\d+$/.test(id)) { const now = await state(Number(id)); seen[file] = `${now.state} ${now.records} ${now.rejected}` }
    expect(Object.fromEntries(Object.entries(seen).filter(([, said]) => said !== 'done 1 0'))).toEqual({
      'pap-US20010000044A1.xml': '这是美国专利商标局2001—2004年的公开文本格式（PAP）', 'sgml-USD435854S1.xml': '这是美国专利商标局2001—2004年的 SGML 格式（PATDOC）', 'sgml-US06336130.xml': '这是美国专利商标局2001—2004年的 SGML 格式（PATDOC）',
      'greenbook-US03937375.greenbook': '这是美国专利商标局1976—2001年的 Green Book 定长文本格式', 'cpcScheme-cpc-scheme-A01L.xml': '这是分类表', 'cpcMaster-cpcMaster.xml': '这是分类表',
    })
    expect(await readPatent(fresh.db, 'US13648029')).toMatchObject({
      title: 'Managing mid-dialog session initiation protocol (SIP) messages', granted: '2015-01-06', publications: [{ number: 'US8930553B2', kind: 'B2', day: '2015-01-06' }], ipc: [{ symbol: 'G06F15/16', version: '2006.01' }], type: 'invention',
    })
    expect((await readPatent(fresh.db, 'US13648029'))!.cites.slice(3, 5)).toEqual([{ number: 'US20070140112A1', by: 'applicant' }, { number: 'US20070220302A1', by: 'examiner' }])
    // Claims, abstract and specification filed apart are parts of one application.
    const parts = (await held('US13962724'))!
    expect([/hitch|Abstract/.test(parts.abstract ?? ''), (parts.claims?.split('\n').length ?? 0) > 10]).toEqual([true, true])
    // Bulk files are many documents one after another.
    const many = ['xml2014-US08930553.xml', 'xml2006-US07272630B2.xml', 'xml2004-US06859910.xml'].map((f) => readFileSync(xml(`uspto/${f}`), 'utf8')).join('\n')
    expect(counts(await take(written('bulk.xml', many)))).toEqual(['done', 3, 0, 0, 3, 0, 0])
  })

  it('messy tables give their records, and each that is not taken has its line and its reason', async () => {
    expect(counts(await take(join(data, 'cn-patent-titles-ipc/dev.csv.gz')))).toEqual(['done', 4918, 4918, 0, 0, 0, 0])
    // As it was found: returns alone between the lines, broken letters, packed.
    const raw = await take(join(data, 'patent-records-en/patentscope-pizza.raw-cr-mixed-encoding.csv.gz'))
    expect([raw.records, raw.rejected]).toEqual([10_000, 0])
    for (const file of ['ritonavir-families', 'lens-pizza']) {
      const done = await take(join(data, `patent-records-en/${file}.utf8.csv.gz`))
      expect((await rejects(fresh.db, done.id)).map((r) => r.why)).toEqual([])
    }
  })

  it('application numbers are taken with the right check digit only', async () => {
    const vectors = readFileSync(join(data, 'cnipa-formats/application-number-vectors.csv'), 'utf8').trim().split('\n').slice(1).map((l) => l.split(','))
    const done = await take(written('numbers.csv', `申请号,发明名称\n${vectors.map(([number], i) => `${number},第${i}件`).join('\n')}\n`))
    expect(done.rejected).toBe(vectors.filter(([, is]) => is === 'invalid').length)
    expect((await rejects(fresh.db, done.id)).map((r) => [r.raw.split(' | ')[0], r.line])).toEqual(vectors.flatMap(([number, is], i) => (is === 'invalid' ? [[number, i + 2]] : [])))
    expect((await rejects(fresh.db, done.id)).map((r) => r.why)).toEqual([
      '申请号“201510163325.7”的校验位“7”与前12位不符，请逐位核对', '申请号“201510613325.6”的校验位“6”与前12位不符，请逐位核对', '申请号应为12位数字加1位校验位（2003年10月以前为8位加1位），“20151016332”位数不对',
    ])
  })

  it('classifications are loaded with their source, and old symbols stay known', async () => {
    const load = (kind: string, file: string, version: string) => loadTable(fresh.db, { kind, path: file, version, source: '测试用数据', by: '试' })
    const ipc = gunzipSync(readFileSync(join(data, 'ipc-scheme/ipc-2026.01-zh.jsonl.gz'))).toString().split('\n', 400).join('\n')
    expect(await load('ipc', written('ipc.jsonl', ipc), '2026.01')).toMatchObject({ ok: true, value: { rows: 400 } })
    await load('ipc', written('ipc-2023.csv', 'code,level,title,parent\nH,section,电学,\nH01,class,基本电气元件,H\nH01L,subclass,半导体器件,H01\nH01L21/02,subgroup,半导体器件的制造,H01L\n'), '2023.01')
    expect(await ipcTitle(fresh.db, 'A01B 1/02')).toEqual({ symbol: 'A01B1/02', title: '锹；铲', version: '2026.01', source: '测试用数据', isOld: false, path: expect.arrayContaining([{ code: 'A', title: '人类生活必需' }, { code: 'A01B1/00', title: '手动工具（草坪修整机入A01G3/06）' }]) })
    expect(await ipcTitle(fresh.db, 'H01L21/02')).toMatchObject({ title: '半导体器件的制造', version: '2023.01', isOld: true })
    expect(await load('wipo-fields', join(data, 'ipc-scheme/wipo-ipc-technology-concordance.csv'), '2019')).toMatchObject({ ok: true, value: { rows: 764 } })
    const fields = (await wipoFields(fresh.db))!
    expect(fields.all).toHaveLength(35)
    expect(['A61K8/02', 'A61K9/00', 'F21H1/00', 'H10B1/00'].map((symbol) => fields.of(symbol)?.name)).toEqual(['Organic fine chemistry', 'Pharmaceuticals', 'Electrical machinery, apparatus, energy', undefined])
    expect(await load('gbt4754', join(data, 'gbt4754-2017/industries.csv'), '2017')).toMatchObject({ ok: true, value: { rows: 1971 } })
    expect(await load('colours', 'x', '1')).toMatchObject({ ok: false, refusals: [{ say: expect.stringContaining('没有“colours”这种表') }] })
  }, 30_000)
})

/** A document as the field map of the Chinese standardised texts describes it; prefixes and nesting vary as they are said to. */
const chineseXml = (prefix: string, number: string, kind: string, day: string, flat = false) => `<?xml version="1.0" encoding="UTF-8"?>
<business:PatentDocumentAndRelated xmlns:business="u1" xmlns:base="u2" country="CN" docNumber="${number}" kind="${kind}" datePublication="${day}" xsdVersion="V2.2.1" lang="zh">
<business:BibliographicData lang="zh" country="CN">
<${prefix}PublicationReference dataFormat="standard"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>${number}</base:DocNumber><base:Kind>${kind}</base:Kind><base:Date>${day}</base:Date></base:DocumentID></${prefix}PublicationReference>
<business:ApplicationReference applType="10" dataFormat="original"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>201510163325.6</base:DocNumber><base:Date>20150408</base:Date></base:DocumentID></business:ApplicationReference>
<business:ClassificationIPCRDetails><business:ClassificationIPCR sequence="1"><base:IPCVersionDate>20060101</base:IPCVersionDate><base:Section>G</base:Section><base:MainClass>09</base:MainClass><base:Subclass>G</base:Subclass><base:MainGroup>5</base:MainGroup><base:Subgroup>10</base:Subgroup>${flat ? '' : '<base:Text>G09G 5/10 (2006.01)</base:Text>'}</business:ClassificationIPCR></business:ClassificationIPCRDetails>
<business:InventionTitle lang="zh">一种显示<base:Sub>2</base:Sub>亮度的调节方法</business:InventionTitle>
<business:Parties><business:ApplicantDetails><business:Applicant sequence="1"><base:AddressBook><base:Name>福州某某显示技术有限公司</base:Name><base:Address><base:Province>福建省</base:Province><base:City>福州市</base:City><base:County>鼓楼区</base:County><base:PostCode>350001</base:PostCode><base:Text>福建省福州市鼓楼区软件大道1号</base:Text></base:Address></base:AddressBook></business:Applicant></business:ApplicantDetails>
${flat ? '<business:Inventor><base:Name>张三</base:Name></business:Inventor><business:Inventor><base:Name>李四</base:Name></business:Inventor>' : '<business:InventorDetails><business:Inventor><base:AddressBook><base:Name>张三</base:Name></base:AddressBook></business:Inventor><business:Inventor><base:AddressBook><base:Name>李四</base:Name></base:AddressBook></business:Inventor></business:InventorDetails>'}
<business:AgentDetails><business:Agent><business:Agency><base:AddressBook><base:OrganizationName>天津某某专利代理有限公司 12107</base:OrganizationName></base:AddressBook></business:Agency><base:AddressBook><base:Name>王五</base:Name></base:AddressBook></business:Agent><base:CustomerNumber>12107</base:CustomerNumber></business:AgentDetails></business:Parties>
${kind === 'B' ? '<business:ReferencesCited><business:Citation><base:ApplicationCitation><business:PublicationReference><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>203232659</base:DocNumber><base:Kind>U</base:Kind><base:Date>20131009</base:Date></base:DocumentID></business:PublicationReference></base:ApplicationCitation></business:Citation></business:ReferencesCited>' : ''}
</business:BibliographicData>
<business:Abstract><base:Paragraphs>一种 &lt;亮度&gt; 调节方法。</base:Paragraphs></business:Abstract>
<business:Claims><business:Claim num="1"><business:ClaimText>1.一种调节方法，其特征在于。</business:ClaimText></business:Claim><business:Claim num="2"><business:ClaimText>2.根据权利要求1所述的方法。</business:ClaimText></business:Claim></business:Claims>
<business:Description><business:TechnicalField><base:Paragraphs>技术领域</base:Paragraphs></business:TechnicalField></business:Description>
</business:PatentDocumentAndRelated>`
const chineseRecord: Partial<Patent> = {
  key: 'CN2015101633256', type: 'invention', application: { number: '201510163325.6', day: '2015-04-08' }, granted: '2018-10-09', title: '一种显示2亮度的调节方法', abstract: '一种 <亮度> 调节方法。', claims: '1.一种调节方法，其特征在于。\n2.根据权利要求1所述的方法。',
  publications: [{ number: 'CN104751825A', kind: 'A', day: '2015-07-01' }, { number: 'CN104751825B', kind: 'B', day: '2018-10-09' }], inventors: ['张三', '李四'], agency: { name: '天津某某专利代理有限公司', code: '12107' }, agents: ['王五'], ipc: [{ symbol: 'G09G5/10', version: '2006.01' }],
  applicants: [{ name: '福州某某显示技术有限公司', kind: 'enterprise', country: 'CN', address: '福建省福州市鼓楼区软件大道1号', region: '350102' }], cites: [{ number: 'CN203232659U', by: 'examiner' }],
}

it('the Chinese standardised texts, one in a package or many, whatever their prefixes', async () => {
  await clear()
  const a = strToU8(chineseXml('business:', '104751825', 'A', '20150701', true)), b = strToU8(chineseXml('pd:', '104751825', 'B', '20181009'))
  const inner = zipSync({ 'CN1.XML': b, '201510163325.JPG': new Uint8Array(50_000) })
  const done = await take(written('delivery.zip', zipSync({ 'a/CN2.xml': a, 'b/one.zip': inner, 'c/broken.xml': strToU8('<a><PatentDocumentAndRelated>'), 'd/bomb.xml': strToU8('<!DOCTYPE l [<!ENTITY a "ha">]><l/>') })))
  expect(counts(done)).toEqual(['done', 4, 1, 0, 0, 0, 2])
  expect((await rejects(fresh.db, done.id)).map((r) => [r.file, r.why])).toEqual([['c/broken.xml', '文件在这条记录中间就结束了，可能没有传完'], ['d/bomb.xml', '文件自行定义了实体，可能被用来耗尽内存或读取别的文件，为保护系统不予读取']])
  expect(await readPatent(fresh.db, 'CN2015101633256')).toMatchObject(chineseRecord)
})

it('legal events come as a table or as XML, before their patent or after, once', async () => {
  await clear()
  const table = written('legal.csv', Buffer.from('\ufeff申请号,法律状态公告日,法律状态,法律状态信息\r\n201510163325.6,2019.03.01,专利权质押合同登记的生效、变更及注销,专利权质押合同登记的生效\r\n201510163325.6,2020-05-06,专利申请权、专利权的转移,"变更前权利人:甲公司,变更后权利人:乙公司"\r\n201510163325.6,2021-04-08,未缴年费专利权终止,\r\n201510163325.6,二月,恢复权利,\r\n'))
  const done = await take(table)
  expect(counts(done)).toEqual(['done', 4, 0, 0, 0, 3, 1])
  expect((await rejects(fresh.db, done.id)).map((r) => [r.line, r.why])).toEqual([[5, '法律状态公告日“二月”不是日期']])
  await take(written('b.xml', chineseXml('business:', '104751825', 'B', '20181009')))
  expect(await readPatent(fresh.db, 'CN2015101633256')).toMatchObject({ status: 'ceased', statusDay: '2021-04-08', flags: ['pledged', 'transferred'] })
  expect(counts(await take(written('legal.xml', '<PRS><LegalStatus><ApplicationNumber>201510163325.6</ApplicationNumber><LegalStatusDate>20210901</LegalStatusDate><LegalStatusName>恢复权利</LegalStatusName></LegalStatus></PRS>')))).toEqual(['done', 1, 0, 0, 0, 1, 0])
  expect((await eventsOf(fresh.db, 'CN2015101633256')).map(({ kind, from, to }) => [kind, from?.[0], to?.[0]])).toEqual([['grant', undefined, undefined], ['pledge', undefined, undefined], ['transfer', '甲公司', '乙公司'], ['fee-ceased', undefined, undefined], ['restored', undefined, undefined], ['expired', undefined, undefined]])
  expect(await readPatent(fresh.db, 'CN2015101633256')).toMatchObject({ status: 'granted', statusDay: '2021-09-01' })
})

it('events of INPADOC that are nobody’s or of no day are told of, and their record is taken', async () => {
  await clear()
  const member = (number: string, applied: string, legal: string) => `<family-member><bibliographic-data><publication-reference><document-id document-id-type="docdb"><country>CN</country><doc-number>${number}</doc-number><kind>A</kind><date>20150701</date></document-id></publication-reference>${applied}</bibliographic-data>${legal}</family-member>`
  const legal = (code: string, day: string) => `<legal code="${code}" desc="x"><L001EP>CN</L001EP>${day && `<L007EP>${day}</L007EP>`}</legal>`
  const applied = '<application-reference><document-id document-id-type="docdb"><country>CN</country><doc-number>201510163325</doc-number><kind>A</kind></document-id></application-reference>'
  const done = await take(written('family.xml', `<family>${member('104751825', applied, legal('PB01', '2015-07-01') + legal('GR01', '') + legal('CF01', '二月'))}${member('104751826', '', legal('PB01', '2015-07-01') + legal('GR01', '2018-10-09'))}</family>`))
  expect(counts(done)).toEqual(['done', 2, 2, 0, 0, 1, 2])
  expect((await rejects(fresh.db, done.id)).map((r) => r.why)).toEqual(['有2项法律事件没有收下：没有公告日；公告日“二月”不是日期', '有2项法律事件没有收下：没有申请号，不知道是哪一件的'])
  expect((await eventsOf(fresh.db, 'CN2015101633256')).map(({ kind, day, source }) => [kind, day, source])).toEqual([['publication', '2015-07-01', 'INPADOC CN.PB01']])
  expect(await held('CN104751826A')).toMatchObject({ publications: [{ number: 'CN104751826A' }] })
})

it('a package that is cut short says so, whoever reads it; its names are such as a database takes', async () => {
  await clear()
  const record = (n: number) => `<patent-document country="CN" doc-number="${100_000_000 + n}" kind="A" date-publ="20200101"><bibliographic-data><application-reference><document-id><country>CN</country><doc-number>${numberOf(n)}</doc-number></document-id></application-reference></bibliographic-data><description><p>${'内容'.repeat(n)}</p></description></patent-document>`
  const described = async (name: string) => {
    const said: unknown[] = []
    for await (const one of descriptionsIn(join(folder, name), name)) said.push(!one.ok ? one.refusals[0]!.say : 'say' in one.value ? [one.value.at, one.value.say] : one.value.key)
    return said
  }
  const zip = zipSync({ 'a.xml': strToU8(record(1)), 'b.xml': strToU8(Array.from({ length: 3_000 }, (_, n) => `<x>${Math.imul(n, 2_654_435_761)}</x>`).join('')) })
  const half = await take(written('half.zip', zip.slice(0, zip.length / 2)))
  expect([half.state, half.say]).toEqual(['failed', '压缩包已损坏或不完整，无法读取'])
  expect((await described('half.zip')).at(-1)).toBe('压缩包已损坏或不完整，无法读取')
  const book = new ExcelJS.Workbook()
  book.addWorksheet('一').addRows(Array.from({ length: 300 }, (_, n) => [numberOf(n), `名称${n}`]))
  const sheet = new Uint8Array(await book.xlsx.writeBuffer())
  expect(await lookAt(fresh.db, { path: written('half.xlsx', sheet.slice(0, sheet.length / 2)) })).toMatchObject({ ok: false, refusals: [{ say: '压缩包已损坏或不完整，无法读取' }] })
  const done = await take(written('named.zip', zipSync({ 'x.xml': strToU8(record(2)), 'y\0.xml': strToU8('<a><patent-document>') })))
  expect([counts(done), (await rejects(fresh.db, done.id)).map((r) => r.file)]).toEqual([['done', 2, 1, 0, 0, 0, 1], ['y .xml']])
  expect(await described('named.zip')).toEqual([`CN${numberOf(2).replace('.', '')}`, ['y .xml', '文件在这条记录中间就结束了，可能没有传完']])
})

/** Who has an import in hand. */
const heldBy = `select pid from pg_locks where locktype = 'advisory' and classid = 40 and objid = $1 and database = (select oid from pg_database where datname = current_database())`
/** Lets an import write its first batch, and no other before what is answered is called: whoever writes has the lock, and it goes to whoever asked first. */
async function heldAfterBatch(begin: () => void): Promise<() => Promise<unknown>> {
  const before = await fresh.db.startTransaction().execute(), after = await fresh.db.startTransaction().execute()
  const waiting = async (n: number) => { while ((await rows(fresh.db, `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`)).length < n) await pause(10) }
  await rows(before, lock)
  begin()
  await waiting(1)
  const got = rows(after, lock)
  await waiting(2)
  await before.commit().execute()
  await got
  return () => after.commit().execute()
}

it('a killed import goes on where the last durable batch ended, and nothing is there twice', async () => {
  await clear()
  const lines = Array.from({ length: 12_000 }, (_, n) => (n % 1_000 === 7 ? `20191000000${n}.0,错的,2020-01-01,` : `${numberOf(n)},"名称${n}，带""引号""和\n换行",2020-01-01,${'说明'.repeat(40)}`))
  const path = written('many.csv', `申请号,发明名称,申请日,摘要\n${lines.join('\n')}\n`)
  const started = await startImport(fresh.db, { path, by: { name: '试' } })
  const { id } = started.ok ? started.value : { id: 0 }
  const code = `import(${JSON.stringify(join(import.meta.dirname, 'run-import.ts'))}).then((m) => m.runImport(${JSON.stringify({ url: fresh.url, id, units: [], today: '2022-09-20' })}))`
  let child!: ChildProcess
  const letOn = await heldAfterBatch(() => { child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' }) })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
  const half = await state(id)
  expect([half.state, half.records > 0 && half.records < lines.length, half.records === half.added + half.rejected]).toEqual(['running', true, true])
  await letOn()
  // The database finds out for itself that nobody is there any more.
  while ((await rows(fresh.db, heldBy, [id])).length) await pause(10)
  await ours().turn()
  expect(counts(await state(id))).toEqual(['done', 12_000, 11_988, 0, 0, 0, 12])
  expect((await rejects(fresh.db, id)).map(({ n, line }) => [n, line])).toEqual(lines.flatMap((l, i) => (l.includes('错的') ? [[i + 1, 2 + i + lines.slice(0, i).filter((x) => !x.includes('错的')).length]] : [])))
  // The same file again changes nothing, and is not even written.
  const [before] = await rows(fresh.db, 'select max(tx::text::bigint) as tx, count(*) as n from patent')
  expect(counts(await take(path))).toEqual(['done', 12_000, 0, 0, 11_988, 0, 12])
  expect(await rows(fresh.db, 'select max(tx::text::bigint) as tx, count(*) as n from patent')).toEqual([before])
  expect((await held(`CN${numberOf(10_345).replace('.', '')}`))!.title).toBe('名称10345，带"引号"和 换行')
}, 60_000)

it('an import that the database sends away says so and goes on later; a character that no text may have harms nobody', async () => {
  await clear()
  const path = written('nought.csv', `申请号,发明名称,申请人,发明人\n${Array.from({ length: 9_000 }, (_, n) => `${numberOf(n)},名称\0${n},第${n}个很长很长的名字\0有限公司,张\0三；李\\u0000四`).join('\n')}\n`)
  const started = await startImport(fresh.db, { path, by: { name: '试' } })
  const { id } = started.ok ? started.value : { id: 0 }
  let turn!: Promise<number>
  const letOn = await heldAfterBatch(() => { turn = ours().turn() })
  await rows(fresh.db, `select pg_terminate_backend(pid) from (${heldBy}) held`, [id])
  await turn
  await letOn()
  const half = await state(id)
  expect([half.state, half.say, half.added, half.records > 0]).toEqual(['failed', '与数据库的连接断了，已停在最后写入的地方；数据库恢复后可以继续', half.records, true])
  expect((await resumeImport(fresh.db, id)).ok).toBe(true)
  await ours().turn()
  expect(counts(await state(id))).toEqual(['done', 9_000, 9_000, 0, 0, 0, 0])
  expect(await held(`CN${numberOf(8_999).replace('.', '')}`)).toMatchObject({ title: '名称 8999', applicants: [{ name: '第8999个很长很长的名字 有限公司' }], inventors: ['张 三', '李\\u0000四'] })
  expect(counts(await take(written('nought.jsonl', `{"申请号":"${numberOf(1)}","发明名称":"甲\\u0000乙\\ud800","申请人":"丙\\u0000有限公司"}\n`)))).toEqual(['done', 1, 0, 1, 0, 0, 0])
  expect(await held(`CN${numberOf(1).replace('.', '')}`)).toMatchObject({ title: '甲 乙\ufffd', applicants: [{ name: '丙 有限公司' }] })
})

it('an import of XML stops when asked and goes on from there', async () => {
  await clear()
  const of = (n: number) => `<patent-document country="CN" doc-number="${100_000_000 + n}" kind="A" date-publ="20200101"><bibliographic-data><application-reference><document-id><country>CN</country><doc-number>${numberOf(n)}</doc-number></document-id></application-reference><invention-title>名称${n}</invention-title></bibliographic-data><abstract><p>${'说明𠮷'.repeat(30)}</p></abstract></patent-document>`
  const path = written('many.xml', `<a><b>${Array.from({ length: 5_000 }, (_, n) => of(n)).join('\n')}</b></a>`)
  const started = await startImport(fresh.db, { path, by: { name: '试' } })
  const { id } = started.ok ? started.value : { id: 0 }
  let turn!: Promise<number>
  const letOn = await heldAfterBatch(() => { turn = ours().turn() })
  await stopImport(fresh.db, id)
  await letOn()
  await turn
  const half = await state(id)
  expect([half.state, half.added, half.records < 5_000]).toEqual(['stopped', half.records, true])
  expect((await resumeImport(fresh.db, id)).ok).toBe(true)
  await ours().turn()
  expect(counts(await state(id))).toEqual(['done', 5_000, 5_000, 0, 0, 0, 0])
  expect(await stopImport(fresh.db, id)).toMatchObject({ ok: false, refusals: [{ say: '这次导入已完成，不能停止' }] })
}, 60_000)

it('columns are proposed by their names, remembered for their source, and read in the encodings of the office', async () => {
  await clear()
  // 申请号,发明名称,申请人,会方 / 201510163325.6,亮度调节方法,福州某某有限公司,开心 in GB 18030
  const gb = Buffer.from('c9eac7ebbac52cb7a2c3f7c3fbb3c62cc9eac7ebc8cb2cbbe1b7bd0a3230313531303136333332352e362cc1c1b6c8b5f7bddab7bdb7a82cb8a3d6ddc4b3c4b3d3d0cfdeb9abcbbe2cbfaad0c40a', 'hex')
  const path = written('2022年第1批.csv', gb)
  expect(await lookAt(fresh.db, { path })).toMatchObject({ ok: true, value: { headers: ['申请号', '发明名称', '申请人', '会方'], mapping: { columns: { 申请号: 'application', 发明名称: 'title', 申请人: 'applicants' } }, unknown: ['会方'], remembered: false, source: '年第 批 csv' } })
  await rememberMapping(fresh.db, '年第 批 csv', { what: 'patents', columns: { 申请号: 'application', 发明名称: 'title', 申请人: 'applicants', 会方: 'inventors' } }, '试')
  expect(await lookAt(fresh.db, { path: written('2022年第2批.csv', gb) })).toMatchObject({ ok: true, value: { remembered: true, unknown: [] } })
  await take(path)
  // Nothing in the file shows that it was published: it is kept, and nobody finds it.
  expect(await readPatent(fresh.db, 'CN2015101633256')).toBeUndefined()
  expect(await changes(fresh.db, '', 10)).toMatchObject({ docs: [], gone: ['CN2015101633256'] })
  expect(await countPatents(fresh.db)).toBe(0)
  expect(await held('CN2015101633256')).toMatchObject({ title: '亮度调节方法', applicants: [{ name: '福州某某有限公司' }], inventors: ['开心'] })
  expect(await startImport(fresh.db, { path: written('x.csv', '名称,电话\n甲,1\n'), by: { name: '试' } })).toMatchObject({ ok: false, refusals: [{ say: '专利表须有申请号列，或者公开（公告）号列' }] })
  // A workbook counts days; lines of JSON come as our own records or as rows.
  const book = new ExcelJS.Workbook(), sheet = book.addWorksheet('一')
  sheet.addRows([['专利号', '申请日', '专利名称', '发明人'], ['ZL201510163325.6', new Date('2015-04-08T00:00:00Z'), '来自表格', '张三；李四']])
  await take(written('t.xlsx', new Uint8Array(await book.xlsx.writeBuffer())))
  expect(await held('CN2015101633256')).toMatchObject({ application: { day: '2015-04-08' }, title: '来自表格', inventors: ['张三', '李四'] })
  const { key: _key, ...own } = (await held('CN2015101633256'))!
  const done = await take(written('t.jsonl', `${JSON.stringify({ ...own, title: '来自逐行' })}\n{"申请号":"201510163325.6","IPC":["G09G5/10"],"名称":"再来"}\n[1]\n`))
  expect([counts(done), (await rejects(fresh.db, done.id)).map((r) => [r.line, r.why])]).toEqual([['done', 3, 0, 1, 0, 0, 2], [[2, '专利表须有申请号列，或者公开（公告）号列'], [3, '这一行不是 JSON 对象']]])
})

it('trade marks stand in their classes, with the edition their goods were named by', async () => {
  const path = written('marks.csv', '注册号,国际分类,商标名称,注册人,注册人地址,注册日,尼斯分类版本,商品/服务\n12345678,30;35,安溪某某,安溪县某某协会,福建省福州市鼓楼区1号,2015-04-07,NCL10-2015,茶;茶饮料\n1234,46,错类,甲,,,,\n')
  const done = await take(path)
  expect([counts(done), done.mapping?.what, (await rejects(fresh.db, done.id))[0]?.why]).toEqual([['done', 2, 2, 0, 0, 0, 1], 'trademarks', '国际分类应为1至45类，“46”不是'])
  expect(await trademarksOf(fresh.db, { number: '12345678' })).toEqual([30, 35].map((of) => ({ number: '12345678', class: of, edition: 'NCL10-2015', name: '安溪某某', holders: ['安溪县某某协会'], region: '350102', registered: '2015-04-07', status: '', goods: ['茶', '茶饮料'], kind: '', demo: false })))
  expect(counts(await take(path))).toEqual(['done', 2, 0, 0, 2, 0, 1])
})
