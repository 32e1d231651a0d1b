import { strFromU8, unzipSync } from 'fflate'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHouse, anOfficial, someone } from '../../../test/house.ts'
import { type FreshDatabase, freshDatabase } from '../../../test/db.ts'
import { mustBe } from '../../kernel/index.ts'
import { act } from '../../platform/cases/index.ts'
import { rows } from '../../platform/db/index.ts'
import { storeFile } from '../../platform/documents/index.ts'
import type { House } from '../../platform/house/index.ts'
import { deliver, noticesFor, readerOf } from '../../platform/notices/index.ts'
import { visitor, type Who } from '../../platform/people/index.ts'
import { figuresOf, sayFigure } from './figures.ts'
import { adopt, correct, dispatchAction, fileOfReport, importList, issueReport, listReports, openReport, previewReport, progressOf, type ReportView, supervisionProgramme, voidReport } from '../index.ts'

// Three tasks at four places. On 1 July 2022 182 of 365 days have passed: 49.9%.
const source = `某省2022年知识产权重点任务清单

一、强化保护

1.加强展会保护
加强展会知识产权保护。
保护处

2.规范申请行为
规范专利申请行为。
福州市、厦门市

二、营造氛围

3.做好宣传周
开展知识产权宣传周活动。
商标处
`
let fresh: FreshDatabase
let house: House & { setClock(at: string): void }
let group: Who, leader: Who, fuzhou: Who, xiamen: Who, protection: Who, centre: Who, auditor: Who
let list = ''
const says = (r: { ok: boolean; refusals?: { say: string }[] }) => (r.ok ? [] : r.refusals!.map((x) => x.say))
const on = (day: string) => { house.setClock(day); return house }
const caseOf = async (action: string, unit: string) => (await rows<{ id: string }>(fresh.db, `select id from case_file where marks ->> 'key' = $1`, [`${list}/${action}/${unit}`]))[0]!.id
async function report(who: Who, action: string, unit: string, share: number) {
  const file = mustBe(await storeFile(fresh.db, house.dataDir, new TextEncoder().encode(`佐证 ${action} ${unit}`), '佐证.txt', who.id))
  mustBe(await act(on('2022-06-29'), who, await caseOf(action, unit), { step: 'feedback', input: { period: '2022Q2', says: '按计划推进', share, evidence: [{ hash: file.hash, name: file.name, size: file.size }] } }))
}

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [supervisionProgramme], at: '2022-02-08T01:00:00.000Z', dataDir: '/tmp/zx-reports-test' })
  ;[group, leader, fuzhou, xiamen, protection, centre] = await Promise.all([
    anOfficial(fresh.db, 'fj.group', ['handle']), anOfficial(fresh.db, 'fj', ['handle', 'decide']), anOfficial(fresh.db, 'fj.3501', ['handle']), anOfficial(fresh.db, 'fj.3502', ['handle']), anOfficial(fresh.db, 'fj.protection', ['handle']), anOfficial(fresh.db, 'fj.protcentre', ['handle', 'decide']),
  ])
  auditor = await someone(fresh.db, { auditor: true })
  const read = mustBe(await importList(house, group, { name: '清单.txt', bytes: Buffer.from(source) }))
  list = read.id
  for (const t of read.body) mustBe(await correct(house, group, list, `tasks.${t.id}.confirmed`, true, '核对无误'))
  mustBe(await adopt(house, group, list))
  for (const action of ['1.1', '2.1']) mustBe(await dispatchAction(house, group, { list, action }))
  for (const [who, action, unit] of [[protection, '1.1', 'fj.protection'], [fuzhou, '2.1', 'fj.3501'], [xiamen, '2.1', 'fj.3502']] as const) mustBe(await act(on('2022-02-09'), who, await caseOf(action, unit), { step: 'signIn' }))
  await report(fuzhou, '2.1', 'fj.3501', 60)
  await report(xiamen, '2.1', 'fj.3502', 50)
  mustBe(await act(on('2022-06-30'), group, await caseOf('2.1', 'fj.3501'), { step: 'accept', input: { share: 55, opinion: '五成半属实' } }))
  on('2022-07-01')
}, 120_000)
afterAll(() => fresh.drop())

const value = (r: ReportView, id: string) => r.figures.find((f) => f.id === id)!.value

describe('数字', () => {
  it('等于按清单手算的数，每个都有口径、来源和截至日', async () => {
    const r = mustBe(await previewReport(house, group, { list, kind: 'circular' }))
    expect(Object.fromEntries(r.figures.map((f) => [f.id, f.value]))).toEqual({
      tasks: 3, actions: 3, places: 4, elapsed: 49.9, 'light-green': 0, 'light-yellow': 0, 'light-red': 2, 'light-blue': 0, 'light-grey': 1, pending: 3,
      dispatched: 3, signed: 3, reported: 2, verified: 1, closed: 0, unreported: 1,
    })
    for (const f of r.figures) expect([f.definition.length > 5, f.asOf, ['system', 'verified', 'reported'].includes(f.source)]).toEqual([true, '2022-07-01', true])
    expect(r.figures.filter((f) => f.source === 'reported').map((f) => f.id)).toEqual(['reported'])
    expect(r.figures.filter((f) => f.source === 'verified').map((f) => f.id)).toEqual(['verified', 'closed'])
  })
  it('与进展页同出一源', async () => {
    const [r, p] = [mustBe(await previewReport(house, group, { list, kind: 'account' })), (await progressOf(house, list, '2022-07-01'))!]
    expect([value(r, 'light-red'), value(r, 'light-grey'), value(r, 'pending')]).toEqual([p.lights.red, p.lights.grey, p.pending])
    expect(r.places.map((x) => x.say)).toEqual(p.tasks.flatMap((t) => t.actions.flatMap((a) => a.units.map((u) => u.light.say))))
  })
  it('过去的日子按当日所知', async () => {
    const r = mustBe(await previewReport(house, group, { list, kind: 'account', asOf: '2022-03-01' }))
    expect([value(r, 'reported'), value(r, 'verified'), value(r, 'dispatched'), value(r, 'elapsed')]).toEqual([0, 0, 3, 16.4])
    expect(says(await previewReport(house, group, { list, kind: 'account', asOf: '2022-07-02' }))).toEqual(['截至日不能晚于今天（2022年7月1日）'])
  })
})

describe('指标', () => {
  it('金额读作元，比率读作百分数，自报的标自报', async () => {
    const p = (await progressOf(house, list, '2022-07-01'))!
    const made = (id: string, value: number | null, unit: string, reported: boolean) => ({ id, name: id, value, unit, kind: 'flow' as const, definition: '当期登记之和', reported })
    const with3 = { ...p, tasks: p.tasks.map((t, i) => (i ? t : { ...t, actions: t.actions.map((a) => ({ ...a, system: { ...a.system, figures: [made('贴息额', 13_300_027, '分', false), made('按时率', 0.985, '%', true), made('无源', null, '件', false)] } })) })) }
    expect(figuresOf(with3).slice(-3).map((f) => [f.name, sayFigure(f), f.source])).toEqual([['贴息额', '133,000.27元', 'system'], ['按时率', '98.5%', 'reported'], ['无源', '无数', 'system']])
  })
})

describe('文字', () => {
  it('通报依灯成句，各市按行政区划顺序，不排名', async () => {
    const r = mustBe(await previewReport(house, leader, { list, kind: 'circular', remarks: ['请各责任单位于7月15日前补报。'] }))
    expect(r.lines).toEqual([
      '各责任单位：',
      '现将《某省2022年知识产权重点任务清单》截至2022年7月1日的推进情况通报如下。',
      '一、总体情况',
      '清单共3项任务，拆成3项分解任务，落到责任单位4处。按时间计，序时进度为49.9%。',
      '分解任务中，红灯2项、黄灯0项、绿灯0项、已办结0项、未启动1项。其中待接入3项，除自身办件外尚无业务数据推动，已分别计入上列各灯。',
      '已交办3处，签收3处，应报未报1处（系统生成）；有经核查进度的1处，已销号0处（已核）；提交过自报进度的2处（自报）。三类数据来源不同，不相加。',
      '二、各项任务情况',
      '（一）强化保护',
      '1.加强展会保护（第1项）。红：1个分解任务中红1，以最差者为准（1.1）；待接入1项。',
      '2.规范申请行为（第2项）。红：1个分解任务中红1，以最差者为准（2.1）；待接入1项。',
      '（二）营造氛围',
      '1.做好宣传周（第3项）。灰：1个分解任务中灰1；待接入1项。',
      '三、各市情况',
      '各市按行政区划顺序排列，不分先后；灯数按该市承担的分解任务统计。',
      '福州市承担1项：红0、黄0、绿1、已办结0、未启动0。',
      '厦门市承担1项：红1、黄0、绿0、已办结0、未启动0。亮红灯的是2.1。',
      '莆田市、三明市、泉州市、漳州市、南平市、龙岩市、宁德市、平潭综合实验区不承担本清单的分解任务。',
      '四、已亮红灯的事项',
      // Dispatched on 8 February: 144 of 327 days are 44.04%; the first quarter's feedback was due five working days after 31 March, with Qingming on 4 and 5 April (2 April worked): 8 April.
      expect.stringMatching(/^（一）1\.1 .*（保护处）。红：截至2022年7月1日序时进度44\.04%，尚无经核查的进度，按0%计，落后44\.04个百分点；未报：2022年第一季度反馈应于2022年4月8日前提交，降一级。$/),
      expect.stringMatching(/^（二）2\.1 .*（厦门市）。红：截至2022年7月1日序时进度44\.04%，尚无经核查的进度，按0%计，落后44\.04个百分点。$/),
      '五、工作要求',
      '请各责任单位于7月15日前补报。',
      '附件：指标数值、来源和口径',
    ])
    expect([r.title, r.number, r.organ]).toEqual(['关于《某省2022年知识产权重点任务清单》推进情况的通报', null, '福建省知识产权局（省市场监督管理局）'])
  })
  it('专报说清哪些已红、哪些将红、在等谁', async () => {
    const { lines } = mustBe(await previewReport(house, leader, { list, kind: 'brief', to: '省领导小组：' }))
    expect(lines[0]).toBe('省领导小组：')
    expect(lines).toContain('三、即将转红的事项')
    expect(lines).toContain('30日内没有不办理即转红的事项。')
    expect(lines).toContain('（一）等核查单位核查1处。厦门市（2.1）。')
    // Behind by twenty points from 55%: when 75% of the plan has passed, 246 of the 327 days from 8 February, which is 11 October; a hundred days away on 1 July and three weeks on 17 September.
    on('2022-09-17')
    const later = mustBe(await previewReport(house, leader, { list, kind: 'brief', asOf: '2022-09-17' }))
    expect(later.lines.find((l) => l.includes('转红；'))).toMatch(/^（一）2\.1 .*（福州市）。现为黄灯，2022年10月11日转红；/)
    on('2022-07-01')
  })
})

describe('印发', () => {
  it('由负责人签发，机关和年度内连续编号；一经印发，再有进展也照原样打开', async () => {
    expect(says(await issueReport(house, group, { list, kind: 'circular' }))).toEqual(['通报由省局、业务处室或领导小组办公室的负责人签发'])
    expect(says(await issueReport(house, centre, { list, kind: 'circular' }))).toHaveLength(1)
    expect(says(await previewReport(house, fuzhou, { list, kind: 'circular' }))).toHaveLength(1)
    expect(says(await previewReport(house, visitor, { list, kind: 'circular' }))).toHaveLength(1)
    const [one, again] = await Promise.all([issueReport(house, leader, { list, kind: 'circular' }), issueReport(house, leader, { list, kind: 'circular' })])
    const [issued] = [one, again].filter((r) => r.ok)
    expect([one, again].filter((r) => !r.ok).map(says)).toEqual([['内容相同的通报已经印发：闽知通报〔2022〕1号']])
    const first = mustBe(issued!)
    expect([first.number, first.issuedBy, first.on]).toEqual(['闽知通报〔2022〕1号', leader.name, '2022-07-01'])
    const second = mustBe(await issueReport(house, leader, { list, kind: 'circular', remarks: ['另行要求。'] }))
    const brief = mustBe(await issueReport(house, leader, { list, kind: 'brief' }))
    expect([second.number, brief.number]).toEqual(['闽知通报〔2022〕2号', '闽知专报〔2022〕1号'])
    const { id } = first
    mustBe(await act(on('2022-07-04'), group, await caseOf('2.1', 'fj.3502'), { step: 'accept', input: { share: 50, opinion: '属实' } }))
    expect(value(mustBe(await previewReport(house, leader, { list, kind: 'circular' })), 'verified')).toBe(2)
    expect(mustBe(await openReport(house, leader, id!))).toEqual(first)
    expect((await rows<{ lines: string[] }>(fresh.db, 'select lines from paper where id = $1', [first.paper]))[0]!.lines.slice(0, -1)).toEqual(first.lines)
  })
  it('通报各单位可查，专报只给编制单位；公众都看不到', async () => {
    expect(mustBe(await listReports(house, leader, list)).map((r) => r.number).sort()).toEqual(['闽知专报〔2022〕1号', '闽知通报〔2022〕1号', '闽知通报〔2022〕2号'])
    expect(mustBe(await listReports(house, fuzhou, list)).map((r) => r.kind)).toEqual(['circular', 'circular'])
    expect(mustBe(await listReports(house, auditor, list))).toHaveLength(3)
    expect(mustBe(await listReports(house, visitor, list))).toEqual([])
    const brief = mustBe(await listReports(house, leader, list)).find((r) => r.kind === 'brief')!
    expect(says(await openReport(house, fuzhou, brief.id))).toEqual(['没有这份通报、专报或台账'])
  })
  it('改动过的存档不再出示，数据库也不许改', async () => {
    await expect(rows(fresh.db, `update report set as_of = '2022-01-01'`)).rejects.toThrow('only added to')
    await expect(rows(fresh.db, 'delete from report')).rejects.toThrow('only added to')
  })
  it('通报印发即告知每个责任单位，附链接；专报不告知', async () => {
    await deliver(fresh.db)
    const told = async (who: Who) => (await noticesFor(fresh.db, readerOf(who))).filter((n) => n.title.startsWith('印发通报')).map((n) => [n.title, n.link])
    const [second, first] = mustBe(await listReports(house, fuzhou, list))
    const expected = [second, first].map((r) => [`印发通报：${r!.number}`, `/lists/${list}/reports?report=${r!.id}`])
    // The list asks 保护处, 福州, 厦门 and 商标处; the centre has no task in it.
    for (const who of [protection, fuzhou, xiamen]) expect((await told(who)).sort()).toEqual(expected.toSorted())
    expect(await told(centre)).toEqual([])
  })
  it('由签发人或领导小组办公室写明理由作废，各页标明，告知各单位，不能再次作废', async () => {
    const [row] = mustBe(await listReports(house, leader, list)).filter((r) => r.number === '闽知通报〔2022〕2号')
    on('2022-07-05')
    expect(says(await voidReport(house, protection, row!.id, '要求有误'))).toEqual(['通报由签发人或领导小组办公室作废'])
    expect(says(await voidReport(house, group, row!.id, '  '))).toEqual(['请写明作废的理由和依据'])
    expect([mustBe(await openReport(house, leader, row!.id)).may.void, mustBe(await openReport(house, fuzhou, row!.id)).may.void]).toEqual([true, false])
    const [one, again] = await Promise.all([voidReport(house, group, row!.id, '要求有误'), voidReport(house, leader, row!.id, '要求有误')])
    expect([one.ok, again.ok].sort()).toEqual([false, true])
    const opened = mustBe(await openReport(house, fuzhou, row!.id))
    expect(opened.voided).toEqual({ on: '2022-07-05', reason: '要求有误', by: one.ok ? group.name : leader.name })
    const file = mustBe(await fileOfReport(await openReport(house, leader, row!.id), 'docx'))
    expect(strFromU8(unzipSync(file.bytes)['word/header1.xml']!)).toContain('已作废')
    await deliver(fresh.db)
    expect((await noticesFor(fresh.db, readerOf(xiamen)))[0]).toMatchObject({ title: '通报作废：闽知通报〔2022〕2号', link: `/lists/${list}/reports?report=${row!.id}` })
    await expect(rows(fresh.db, 'delete from report_void')).rejects.toThrow('only added to')
  })
})

describe('文件', () => {
  const draft = () => previewReport(house, leader, { list, kind: 'account', asOf: '2022-07-01' })
  const xmlOf = (bytes: Uint8Array) => strFromU8(unzipSync(bytes)['word/document.xml']!)
  it('预览稿没有红头和文号，印发的有；专报另有签发人', async () => {
    const plain = mustBe(await fileOfReport(await draft(), 'docx'))
    expect(xmlOf(plain.bytes)).not.toContain('〔2022〕')
    expect(strFromU8(unzipSync(plain.bytes)['word/header1.xml']!)).toContain('预览稿，未印发')
    const issued = mustBe(await listReports(house, leader, list))
    const brief = mustBe(await fileOfReport(await openReport(house, leader, issued.find((r) => r.kind === 'brief')!.id), 'docx'))
    expect(brief.name).toBe('闽知专报〔2022〕1号 关于《某省2022年知识产权重点任务清单》推进情况的专报.docx')
    const xml = xmlOf(brief.bytes)
    for (const words of ['闽知专报〔2022〕1号', '签发人：', leader.name, 'FF0000']) expect(xml).toContain(words)
    expect(unzipSync(brief.bytes)['word/header1.xml']).toBeUndefined()
  })
  it('台账横排，三类来源分栏；Excel 里数字仍是数字', async () => {
    const view = await draft()
    expect(xmlOf(mustBe(await fileOfReport(view, 'docx')).bytes)).toContain('w:orient="landscape"')
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(mustBe(await fileOfReport(view, 'xlsx')).bytes as never)
    expect(book.worksheets.map((s) => s.name)).toEqual(['指标和口径', '分解任务台账', '各市（按行政区划顺序）'])
    const [figures, places] = book.worksheets
    expect(figures!.getRow(3).values).toEqual([undefined, '指标', '数值', '单位', '来源', '口径', '截至日'])
    expect(figures!.getRow(5).values).toMatchObject({ 1: '分解任务', 2: 3, 3: '项', 4: '系统生成', 6: '2022-07-01' })
    const fuzhouRow = places!.getSheetValues().find((r) => Array.isArray(r) && r[3] === '福州市') as unknown[]
    expect(fuzhouRow.slice(9, 13)).toEqual([55, '2022-06-30', 60, '2022-06-29'])
  })
  it('PDF 与 Word 同一版面', async () => {
    const pdf = mustBe(await fileOfReport(await previewReport(house, leader, { list, kind: 'circular' }), 'pdf'))
    expect([pdf.name.endsWith('.pdf'), pdf.bytes.subarray(0, 5).toString()]).toEqual([true, '%PDF-'])
  })
})

describe('演示', () => {
  it('演示人员印发的各页标明、另行编号，移除演示数据时一并移除', async () => {
    const actor = await someone(fresh.db, { demo: true, seats: [{ unit: 'fj', duties: ['handle', 'decide'], from: '2020-01-01' }] })
    const issued = mustBe(await issueReport(house, actor, { list, kind: 'account' }))
    expect([issued.number, issued.demo]).toEqual(['闽知台账（演示）〔2022〕1号', true])
    const docx = unzipSync(mustBe(await fileOfReport(await openReport(house, leader, issued.id!), 'docx')).bytes)
    expect(strFromU8(docx['word/header1.xml']!)).toContain('演示数据')
    await fresh.db.transaction().execute(async (tx) => {
      await rows(tx, `select set_config('zhixing.removing_demo', 'yes', true)`)
      await rows(tx, 'delete from paper where demo')
    })
    expect(mustBe(await listReports(house, leader, list)).map((r) => r.demo)).toEqual([false, false, false])
    expect(mustBe(await issueReport(house, leader, { list, kind: 'account' })).number).toBe('闽知台账〔2022〕1号')
  })
})
