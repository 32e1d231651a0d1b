import ExcelJS from 'exceljs'
import { creditCodeCheck, mustBe, patentCheck } from '../kernel/index.ts'
import type { House } from '../platform/house/index.ts'
import { keysOfHolder, patentsOf } from '../platform/library/index.ts'
import type { Who } from '../platform/people/index.ts'
import { loadTable, takeIn } from '../programmes/04-filing-quality/routes.ts'

/** A batch of the demonstration: some of the made-up series, some of others that nobody can read yet, and lines that want a person. Sending it down is left to whoever looks. */
export async function playFiling(house: House, who: Who): Promise<void> {
  const series = '演示·三明沙溪示例科技服务有限公司', address = '福建省三明市示例路8号602室', agency = '演示·福州榕城示例专利代理事务所（普通合伙）'
  const known = await patentsOf(house.db, (await keysOfHolder(house.db, series)).slice(0, 8))
  const numberOf = (serial: number): string => { const digits = `20221${9_990_000 + serial}`; return `${digits}.${patentCheck(digits)}` }
  const others = [['演示·晋江五店市示例鞋业有限公司', '福建省泉州市晋江市示例路1号'], ['演示·福州闽光示例科技有限公司', '福州市鼓楼区示例路3号'], ['演示·平潭麒麟示例海洋装备有限公司', '平潭综合实验区示例路5号']] as const
  const right = numberOf(30), wrong = `${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}`
  const book = new ExcelJS.Workbook(), sheet = book.addWorksheet('名单')
  const lines = [
    ...known.map((p) => [p.application!.number.replace(/^CN/, ''), p.title, series, address, '0598-00000009', agency, '']),
    ...others.map(([name, at], i) => [numberOf(i), `演示·一种装置${i + 1}`, name, at, '', '', '']),
    [wrong, '演示·校验位抄错的一件', others[0][0], others[0][1], '', '', '原件不清'], [numberOf(31), '演示·地址不明的一件', '演示·某示例经营部', '示例路12号', '', '', ''],
  ]
  sheet.addRow(['演示·2022年第2批核查名单'])
  sheet.addRow(['序号', '申请号', '发明名称', '申请人名称', '申请人地址', '联系电话', '代理机构', '备注'])
  for (const [i, cells] of lines.entries()) sheet.addRow([i + 1, ...cells])
  sheet.addRow(['合计', '', '', '', '', '', '', `${lines.length}件`])
  mustBe(await takeIn(house, who, { name: '演示·2022年第2批', document: '演示来文（2022年第2批核查名单）', due: '2022-10-14', fileName: '演示名单.xlsx', bytes: new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer) }))

  // What some of the signals wait for: a house of five floors, an incubator, and what firms of one size spend.
  const bytes = (lines: (string | number)[][]) => new TextEncoder().encode(lines.map((l) => l.join(',')).join('\n'))
  mustBe(await loadTable(house, who, { kind: 'places', source: '演示楼盘表', day: '2022-06-30', fileName: '演示楼宇.csv', bytes: bytes([['地址', '层数', '用途', '集中登记场所'], ['福建省三明市示例路8号', 5, '办公', ''], ['福州市鼓楼区示例路3号', 18, '商业', '演示众创空间']]) }))
  const codeOf = (n: number) => { const body = `91350400DEM${String(900_000 + n)}`; return `${body}${creditCodeCheck(body)}` }
  mustBe(await loadTable(house, who, { kind: 'firms', source: '演示参保和研发统计', day: '2022-03-31', fileName: '演示企业.csv', bytes: bytes([
    ['统一社会信用代码', '企业名称', '年度', '参保人数', '研发人员', '研发投入（万元）'], [codeOf(0), series, 2021, 22, 1, 3], ...Array.from({ length: 36 }, (_, i) => [codeOf(i + 1), `演示·同规模企业${i + 1}`, 2021, 20 + i * 3, 3 + (i % 7), 20 + i * 5]),
  ]) }))
}
