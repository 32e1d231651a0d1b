import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anOfficial } from '../../../test/house.ts'
import { fujian } from '../../../test/items.ts'
import { patentCheck } from '../../kernel/index.ts'
import { rows } from '../../platform/db/index.ts'
import type { House } from '../../platform/house/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { placeIn, readSheet } from './batch-sheet.ts'
import { batchReport } from './batch-report.ts'
import { linesOf, listBatches, sendDown, settleLine, takeIn, viewBatch } from './batches.ts'
import { type Counted, countTable } from './counts.ts'
import { programme as transfer } from '../05-transfer/index.ts'
import { programme as finance } from '../07-finance/index.ts'
import { programme } from './index.ts'

describe('the counts of Xiamen’s second batch of 2021', () => {
  // 890 applications, 882 of them inventions or utility models, 37 agencies, 51 filed by the applicants themselves; 884 verified, 605 withdrawn,
  // 230 appealed, 20 reports of agencies. What became of the other 49 of the 884 the report does not say.
  const filings: Counted[] = Array.from({ length: 890 }, (_, i) => ({
    ...(i < 605 ? { outcome: 'retracted' } : i < 835 ? { outcome: 'appealed' } : i < 884 ? { outcome: 'unexplained' } : {}), kind: i < 882 ? '发明' : '外观设计', ...(i < 51 ? {} : { agency: `机构${i % 37}` }),
  }))
  const table = new Map(countTable(filings, { rectified: 20 }).map((r) => [r.id, r]))
  it('names every denominator', () => {
    expect(table.get('retracted')!.shares.map((s) => `${s.of} ${s.count} ${s.percent}`)).toEqual(['完成核查 884 68.4%', '下发 890 68.0%'])
    expect(table.get('verified')!.shares[0]!.percent).toBe('99.3%')
    expect(['issued', 'kinds', 'agencies', 'self', 'rectified'].map((id) => table.get(id)!.count)).toEqual([890, 882, 37, 51, 20])
  })
  it('leaves nothing over: the 49 are a state of their own', () => {
    const n = (id: string) => table.get(id)!.count
    expect([n('unexplained'), n('open')]).toEqual([49, 6])
    expect(n('retracted') + n('appealed') + n('lost') + n('false-address') + n('refusing') + n('unexplained')).toBe(n('verified'))
    expect(n('verified') + n('elsewhere') + n('open')).toBe(n('issued'))
  })
})

let house: House, fresh: FreshDatabase, province: Who, fuzhou: Who, xiamen: Who
beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [programme, transfer, finance], at: '2022-06-06T01:00:00.000Z', dataDir: `/tmp/zhixing-batches-${process.pid}` })
  province = await anOfficial(fresh.db, 'fj.protection', ['handle'])
  fuzhou = await anOfficial(fresh.db, 'fj.3501', ['handle'])
  xiamen = await anOfficial(fresh.db, 'fj.3502', ['handle'])
})
afterAll(() => fresh?.drop())

it('an address is split to city and county, and what is not clear is asked', () => {
  const at = (address: string) => { const found = placeIn(house.units, address); return 'say' in found ? found.say : found.unit }
  expect(['福建省厦门市思明区示例路1号', '361000 福建厦门思明区示例路', '晋江市示例镇', '福州市示例路9号', '福建省平潭综合实验区示例路', '福建省平潭县示例镇'].map(at))
    .toEqual(['fj.3502.350203', 'fj.3502.350203', 'fj.3505.350582', 'fj.3501', 'fj.pt', 'fj.pt'])
  expect(at('广东省深圳市南山区')).toContain('地址在广东')
  expect(at('福建省厦门市晋江市示例路')).toContain('不在一处')
  expect(at('厦门市思明区和湖里区')).toContain('不止一处：思明区、湖里区')
  expect(at('示例路1号')).toContain('看不出')
  expect(fujian.unitOf('350203')).toBe('fj.3502.350203')
})

const numbered = (n: number) => { const digits = `2021100000${String(n).padStart(2, '0')}`; return `${digits}.${patentCheck(digits)}` }
async function sheetOf(lines: (string | number)[][]): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook(), sheet = book.addWorksheet('名单')
  sheet.addRow(['2022年第1批核查名单'])
  sheet.addRow(['序号', '申请号', '发明名称', '申请人名称', '申请人地址', '联系电话', '代理机构', '备注'])
  for (const l of lines) sheet.addRow(l)
  return new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer)
}

it('a batch is taken in line by line, settled, sent down, seen by place, and reported', async () => {
  const bytes = await sheetOf([
    [1, numbered(1), '演示一', '演示甲公司', '福建省厦门市思明区示例路1号', '0592-1', '演示代理', ''], [2, numbered(2).replace('.', ''), '演示二', '演示乙公司', '福州市鼓楼区示例路2号', '', '无', ''],
    [3, '202110000003.0', '演示三', '演示丙公司', '福建省厦门市湖里区示例路', '', '', '校验位抄错'], [4, numbered(4), '演示四', '演示丁公司', '示例路4号', '', '', ''], [5, numbered(1), '演示一', '演示甲公司', '福建省厦门市思明区示例路1号', '', '', '又一行'], ['合计', '', '', '', '', '', '', '5件'],
  ])
  const of = { name: '2022年第1批', document: '演示来文', due: '2022-06-09', fileName: '名单.xlsx', bytes }
  expect(await takeIn(house, fuzhou, of)).toMatchObject({ ok: false, refusals: [{ code: 'not-allowed' }] })
  const taken = await takeIn(house, province, of)
  if (!taken.ok) throw new Error(JSON.stringify(taken.refusals))
  const { id } = taken.value
  expect(taken.value).toMatchObject({ lines: 6, odd: 4, sent: 0, untaken: ['序号', '备注'] })
  expect(await takeIn(house, province, of)).toMatchObject({ ok: false, refusals: [{ code: 'duplicate' }] })

  const lines = async (who: Who) => { const found = await linesOf(house, who, id); return found.ok ? found.value : [] }
  const all = await lines(province)
  expect(all.map((l) => [l.state, l.oddities.map((o) => o.at).join()])).toEqual([['ready', ''], ['ready', ''], ['odd', 'number'], ['odd', 'place'], ['odd', 'line'], ['odd', 'number,applicant,place']])
  expect(all[2]!.cells.find((c) => c.heading === '备注')!.text).toBe('校验位抄错')
  const [, , third, fourth, fifth, sums] = all.map((l) => l.line) as [number, number, number, number, number, number]
  const settle = (line: number, more: object) => settleLine(house, province, id, line, { reason: '核对来文原件', ...more })
  expect(await settleLine(house, fuzhou, id, third, { number: numbered(3), reason: 'x' })).toMatchObject({ ok: false })
  expect(await settle(third, { number: numbered(3) })).toMatchObject({ ok: true, value: { state: 'ready', settled: [{ was: { number: '202110000003.0' } }] } })
  expect(await settle(fourth, { place: '350206' })).toMatchObject({ ok: true, value: { state: 'ready', placeName: '厦门市湖里区' } })
  expect(await settle(fifth, { leaveOut: true, reason: '与第一行是同一件' })).toMatchObject({ ok: true, value: { state: 'left' } })

  expect(await sendDown(house, fuzhou, id)).toMatchObject({ ok: false })
  expect(await sendDown(house, province, id)).toEqual({ ok: true, value: { sent: 4, refused: [], left: 1 } })
  expect(await sendDown(house, province, id)).toEqual({ ok: true, value: { sent: 0, refused: [], left: 1 } })
  expect(await settle(sums, { leaveOut: true, reason: '合计行' })).toMatchObject({ ok: true })
  const cases = await rows<{ handler: string; state: string }>(fresh.db, `select handler, state from case_file where item = 'filing-verification' order by number`)
  expect(cases).toEqual(['fj.3502.350203', 'fj.3501.350102', 'fj.3502.350206', 'fj.3502.350206'].map((handler) => ({ handler, state: 'issued' })))

  // Each city sees its own lines and counts its own.
  expect((await lines(fuzhou)).map((l) => l.applicant)).toEqual(['演示乙公司'])
  expect((await lines(xiamen)).map((l) => l.applicant)).toEqual(['演示甲公司', '演示丙公司', '演示丁公司', '演示甲公司'])
  expect((await listBatches(house, fuzhou))[0]).toMatchObject({ lines: 1, sent: 1 })
  const seen = await viewBatch(house, xiamen, id)
  expect(seen.ok && seen.value.counts.find((c) => c.id === 'issued')!.count).toBe(3)
  const report = await batchReport(house, province, id, 'xlsx')
  if (!report.ok) throw new Error('no report')
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(report.value.bytes as never)
  expect(book.getWorksheet('统计')!.getCell('B4').value).toBe(4)
  expect(book.getWorksheet('名单')!.rowCount).toBe(8)
  // The file that goes up reads as a list again.
  expect(readSheet([[['行', '申请号', '名称', '申请人'], ['2', numbered(1), '演示一', '演示甲公司']]])!.lines).toHaveLength(1)
})
