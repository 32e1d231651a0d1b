import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHouse, anOfficial } from '../../test/house.ts'
import { type FreshDatabase, freshDatabase } from '../../test/db.ts'
import { readTaskList } from '../engines/tasklist/index.ts'
import { mustBe } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import { readBlocks } from '../platform/documents/index.ts'
import type { House } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import { adopt, correct, importList, listDocx, listSheet, supervisionProgramme } from './index.ts'

const shared = new URL('../../../shared/data/lists/', import.meta.url)
const own = new URL('../../data/fujian/lists/2022/source.txt', import.meta.url)
const names = ['guoban-2018-126-tuiguang-qingdan', 'guoban-2020-43-fangguanfu-fengong', 'guofa-2018-38-zimaoqu', 'sanming-2020-12tiao', 'suining-2020-zhongxiaowei', 'tieling-2020-fangkuohao']

let fresh: FreshDatabase
let house: House
let group: Who

beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { programmes: [supervisionProgramme], at: '2022-02-01T01:00:00.000Z' })
  group = await anOfficial(fresh.db, 'fj.group', ['handle'])
}, 60_000)
afterAll(() => fresh.drop())

/** All that a list says, as it is kept. */
async function kept(id: string) {
  const [list] = await rows(fresh.db, 'select title, year, doc_number from task_list where id = $1', [id])
  return {
    list, sections: await rows(fresh.db, 'select id, number, title, parent from list_section where list_id = $1 order by sort', [id]),
    tasks: await rows(fresh.db, 'select id, number, title, section_id, parent, measures, units, units_printed, deadlines, scope from list_task where list_id = $1 order by sort', [id]),
  }
}
/** Units of two columns go out in one, each with its role beside it: then the cell reads differently and says the same. */
async function comesBack(bytes: Uint8Array, name: string, of: { unitsInOneColumn?: true } = {}) {
  const bare = (k: any) => (of.unitsInOneColumn ? { ...k, tasks: k.tasks.map((t: any) => ({ ...t, units_printed: null })) } : k)
  const first = mustBe(await importList(house, group, { name: `${name}.txt`, bytes }))
  const before = await kept(first.id)
  expect(before.tasks.length).toBeGreaterThan(0)
  for (const write of [listDocx, listSheet]) {
    const file = mustBe(await write(house, group, first.id))
    const second = mustBe(await importList(house, group, file))
    expect(second.id).not.toBe(first.id)
    expect(bare(await kept(second.id))).toEqual(bare(before))
  }
}

describe('清单导出为 Word 和 Excel 再导入，一字不差', () => {
  it('福建2022', () => comesBack(readFileSync(own), 'fujian-2022'), 60_000)
  for (const name of names) {
    const source = new URL(`${name}/source.txt`, shared)
    it.skipIf(!existsSync(source))(`${name}（公开文件放在项目之外，没有时略过）`, () => comesBack(readFileSync(source), name), 60_000)
  }
  it('分栏的牵头、配合并为一栏，角色写在单位名后；期限另成一栏', () => comesBack(Buffer.from(`某省2023年知识产权重点工作分工方案

一、强化保护

序号	工作任务	具体举措	牵头单位	配合单位	完成时限
1	加强展会保护	进驻重点展会，设立投诉站。	省知识产权局	省商务厅、省会展局	2023年6月底前
2	2023年专项行动	开展专项行动。	省市场监管局	省公安厅	全年
`), 'made', { unitsInOneColumn: true }), 60_000)
  it('两级的分工：导入留下上下级，改过标题、采用和导出都不丢', async () => {
    const file = { name: '两级.txt', bytes: Buffer.from(`某省2024年优化营商环境重点任务分工方案

一、把减税降费落到实处

（一）加强收费监管。做好涉企收费监管。（市场监管局牵头）
1．开展涉企收费专项治理。组织检查并公布结果。（市场监管局负责）
2．清理不合理附加费用。公布收费清单。（银保监局负责）
（二）便利企业融资。改进考核办法。（人民银行牵头）
1．完善绩效评价。督促商业银行让利。（财政厅负责）
`) }
    const above = (tasks: { id: string; title: string; parent: string | null }[]) => tasks.map((t) => [t.title, tasks.find((x) => x.id === t.parent)?.title ?? null])
    const list = mustBe(await importList(house, group, file))
    expect(above(list.body)).toEqual([
      ['加强收费监管', null], ['开展涉企收费专项治理', '加强收费监管'], ['清理不合理附加费用', '加强收费监管'], ['便利企业融资', null], ['完善绩效评价', '便利企业融资'],
    ])
    const [first, , third, fourth] = list.body.map((t) => t.id)
    expect(above(mustBe(await correct(house, group, list.id, `tasks.${third}.parent`, null, '自成一项')).body)[2]).toEqual(['清理不合理附加费用', null])
    expect(await correct(house, group, list.id, `tasks.${third}.parent`, fourth, '排在后面')).toMatchObject({ ok: false, refusals: [{ code: 'parent-wrong' }] })
    mustBe(await correct(house, group, list.id, `tasks.${third}.parent`, first, '照原文'))
    const renamed = mustBe(await correct(house, group, list.id, `tasks.${list.body[0]!.id}.title`, '加强涉企收费监管', '照文件全称'))
    for (const o of renamed.oddities.filter((x) => x.blocks)) mustBe(await correct(house, group, list.id, `oddities.${o.no}`, ['fj.3501'], '会议纪要'))
    for (const t of renamed.body) mustBe(await correct(house, group, list.id, `tasks.${t.id}.confirmed`, true, '核对无误'))
    const adopted = mustBe(await adopt(house, group, list.id))
    expect(above(adopted.body)[1]).toEqual(['开展涉企收费专项治理', '加强涉企收费监管'])
    for (const write of [listDocx, listSheet]) {
      const again = mustBe(await importList(house, group, mustBe(await write(house, group, list.id))))
      expect(above(again.body)).toEqual(above(adopted.body))
    }
  }, 20_000)
  it('改过的标题照改过的出去', async () => {
    const list = mustBe(await importList(house, group, { name: '一.txt', bytes: Buffer.from('某市2024年知识产权任务清单\n\n1.加强展会保护\n加强展会知识产权保护。\n保护处\n') }))
    mustBe(await correct(house, group, list.id, 'tasks.1.title', '加强展会和电商保护', '笔误'))
    const { document } = mustBe(readBlocks(mustBe(await listDocx(house, group, list.id)).bytes))
    expect(mustBe(readTaskList(document)).tasks.map((t) => t.title)).toEqual(['加强展会和电商保护'])
  })
  it('以序号和标记开头的文字不成为公式', async () => {
    const list = mustBe(await importList(house, group, { name: '二.txt', bytes: Buffer.from('某市2025年知识产权任务清单\n\n1.加强展会保护\n=SUM(A1:A9)加强保护。\n保护处\n') }))
    const { document } = mustBe(readBlocks(mustBe(await listSheet(house, group, list.id)).bytes))
    expect(mustBe(readTaskList(document)).tasks.map((t) => t.measures)).toEqual(['=SUM(A1:A9)加强保护。'])
  })
})
