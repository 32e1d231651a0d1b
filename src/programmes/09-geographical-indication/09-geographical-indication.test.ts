import { describe, expect, it } from 'vitest'
import type { Day } from '../../kernel/index.ts'
import { clockFaces, perform, standingDuties, told, type Snapshot } from '../../service/index.ts'
import { fujian, handIn, itemTests, onDaysOff, played, worldOn } from '../../../test/items.ts'
import { programme } from './index.ts'
import { examples, filing } from './items/mark-product/examples.ts'
import { markProduct } from './items/mark-product/index.ts'
import { productOn } from './items/mark-product/parameters.ts'
import { giProducts } from './registers.ts'

itemTests(programme)

it.each(programme.items)('$name：演示办件的步骤都在工作日', (item) => expect(onDaysOff(item)).toEqual([]))

const act = (s: Snapshot, step: string, as: string, on: Day, input?: unknown, facts: Record<string, any> = {}, who = as) =>
  perform(markProduct, s, { step, as: [as], by: { id: who, name: who }, input }, worldOn(on, facts))
const says = (done: ReturnType<typeof act>) => (done.ok ? [] : done.refusals.map((r) => r.say))
const went = (done: ReturnType<typeof act>) => { if (!done.ok) throw new Error(says(done).join('；')); return done.value }
const using = played(markProduct, '福鼎白茶核准使用').snapshot
const dutiesOf = (s: Snapshot, on: Day) => standingDuties(markProduct, s, told(markProduct, s, worldOn(on))).map((d) => [d.label, d.due])

describe('the protected area', () => {
  it('holds producers of Xiamen too, for products of Xiamen', () => {
    const own = handIn(markProduct, { on: '2022-04-01', raw: examples.find((e) => e.name === '厦门同安的合作社申请同安凤梨穗龙眼')!.raw })
    expect(own.ok && own.value.next.handler).toBe('fj.3502.350212')
  })
  it('says why a producer outside it cannot use the mark', () => {
    const other = handIn(markProduct, { on: '2022-04-01', raw: filing({ origin: '350981', town: '坦洋村' }) })
    expect(other.ok ? [] : other.refusals.map((r) => r.say)).toEqual(['产地在保护范围内：所填产地不在福鼎白茶的保护范围内（依据：福鼎市；福建省知识产权局〔2020〕1号公告（2020年7月3日，省级核准专用标志使用首批）；标准号和保护范围待按公告核定）；产地在保护范围内的方可使用专用标志（地理标志产品保护公告的保护范围）'])
  })
  it('is the same list in the register anyone may read', () => {
    expect(giProducts.opens!.find((l) => l.key === 'anxi-tieguanyin')).toMatchObject({ from: '2020-07-03', status: 'protected', data: { name: '安溪铁观音', areas: '350524', standard: 'GB/T 19598' } })
    expect(productOn('anxi-tieguanyin', '2022-04-01')!.area).toContain('19个乡镇')
    for (const { key } of giProducts.opens!) for (const area of productOn(key, '2022-04-01')!.areas) expect(fujian.unitOf(area), key).toBeDefined()
  })
})

describe('approval', () => {
  it('has five working days to accept, ten on site, ten in the province', () => {
    // 1 April 2022 is a Friday; Qingming is 3–5 April, with 2 April worked.
    const faces = (n: number) => clockFaces(markProduct, played(markProduct, '福鼎白茶核准使用', n).snapshot, fujian.calendar).map((c) => [c.label, c.limit, c.legal])
    expect(faces(1)).toEqual([['受理', '5个工作日', '2022-04-11']])
    // Accepted on Wednesday 6 April: 7, 8, 11, 12, 13, 14, 15, 18, 19, 20 April.
    expect(faces(2)).toEqual([['现场核查', '10个工作日', '2022-04-20']])
    // Recorded on Wednesday 13 April: 14, 15, 18 to 22, Sunday the 24th worked for May Day, 25, 26 April.
    expect(faces(3)).toEqual([['省级核准期限', '10个工作日', '2022-04-26']])
  })
  it('is not given when the check on site found anything amiss', () => {
    expect(says(act(played(markProduct, '现场核查产地不实，不予核准', 4).snapshot, 'approve', 'leader', '2022-04-15'))).toEqual(['现场核查有不符合项，不能核准'])
  })
  it('is decided by the province, not by the county', () => {
    expect(says(act(played(markProduct, '福鼎白茶核准使用', 4).snapshot, 'approve', 'local', '2022-04-15'))).toEqual(['“同意核准”由商标处负责人办理'])
  })
  it('leaves a certificate, an announcement, and a line found by name, credit code and number', () => {
    const last = played(markProduct, '福鼎白茶核准使用').decisions.at(-1)!
    expect(last.papers.map((p) => [p.title, p.certificate])).toEqual([['核准使用地理标志专用标志公告', false], ['地理标志专用标志使用证书', true]])
    expect(last.entries).toEqual([{ register: 'gi-mark-users', how: 'add', key: '93350982DEM00009X3/fuding-white-tea', party: { name: '演示·福鼎太姥示例白茶专业合作社', creditCode: '93350982DEM00009X3' }, from: '2022-04-29', status: 'using',
      data: { name: '演示·福鼎太姥示例白茶专业合作社', creditCode: '93350982DEM00009X3', number: 'mark-product-1', system: 'product', product: '福鼎白茶', origin: '350982', town: '点头镇', site: '点头镇示例村2号', standard: 'DB35/T 1076-2010' } }])
    expect(programme.registers[0]!.public).toEqual(expect.arrayContaining(['name', 'creditCode', 'number']))
  })
})

describe('the yearly report', () => {
  it('falls due on 31 March, first for the year of approval', () => {
    expect(dutiesOf(using, '2022-05-01')).toEqual([['年度用标报告', '2023-03-31']])
    const reported = played(markProduct, '按期报送两个年度的用标报告')
    expect(dutiesOf(reported.snapshot, '2024-03-01')).toEqual([['年度用标报告', '2025-03-31']])
  })
  it('cannot be handed in before the year is over, nor for another year', () => {
    const report = { year: 2022, quantity: 1, value: '1', labels: 1, promise: true }
    expect(says(act(using, 'report', 'applicant', '2022-12-31', report))).toEqual(['2022年度用标报告自2023年1月1日起报送'])
    expect(says(act(using, 'report', 'applicant', '2023-01-03', { ...report, year: 2021 }))).toEqual(['应报送2022年度的用标报告'])
  })
  it('is the user\'s own word wherever it is counted', () => {
    const { decisions } = played(markProduct, '按期报送两个年度的用标报告')
    expect(decisions.at(-1)!.events).toEqual([
      { kind: 'mark-product.output-value', amount: 410_000_000, party: using.parties.applicant, reported: true },
      { kind: 'mark-product.output-quantity', amount: 18_500, party: using.parties.applicant, reported: true },
    ])
    expect(programme.indicators.filter((i) => i.reported).map((i) => i.name)).toEqual(['用标产品产值（自报）', '用标产品产量（自报）'])
  })
  it('puts a user on the list of abnormal use only when it is late, and lets it off when it has come', () => {
    expect(says(act(using, 'list', 'local', '2023-03-31', { reason: '未报' }))).toEqual(['2022年度用标报告的报送期至2023年3月31日，尚未逾期'])
    const listed = went(act(using, 'list', 'local', '2023-04-01', { reason: '未报' }))
    expect(listed.entries).toEqual([{ register: 'gi-mark-users', how: 'change', key: '93350982DEM00009X3/fuding-white-tea', status: 'abnormal' }])
    expect(says(act(listed.next, 'delist', 'local', '2023-04-02', { reason: '已整改' }))).toEqual(['2022年度用标报告尚未报送'])
  })
})

describe('a change', () => {
  it('to another credit code ends one line, begins another and passes the seat on', () => {
    const done = played(markProduct, '公司合并，变更名称和信用代码')
    const last = done.decisions.at(-1)!
    expect(last.entries.map((e) => [e.how, e.key, e.status, e.to])).toEqual([['change', '93350982DEM00009X3/fuding-white-tea', 'succeeded', '2022-06-13'], ['add', '91350503DEM000022C/fuding-white-tea', 'using', undefined]])
    expect(done.snapshot.parties.applicant).toEqual({ name: '演示·泉州刺桐示例智能装备有限公司', creditCode: '91350503DEM000022C' })
    const stopped = went(act(done.snapshot, 'cancel', 'applicant', '2022-07-01', { reason: '停产' }))
    expect(stopped.entries[0]!.key).toBe('91350503DEM000022C/fuding-white-tea')
  })
  it('is not agreed to when the new holder is a user already', () => {
    const asked = played(markProduct, '公司合并，变更名称和信用代码', 7).snapshot
    expect(says(act(asked, 'agree', 'leader', '2022-06-10', undefined, { successor: { status: 'using' } }))).toEqual(['变更后的主体已是该产品的合法使用人，请由原使用人申请注销'])
  })
  it('cannot take the place of production out of the area', () => {
    const moved = act(using, 'change', 'applicant', '2022-06-01', { origin: '350981', reason: '搬迁', papers: [{ hash: 'f'.repeat(64), name: 'a.pdf', size: 1 }] })
    expect(moved.ok ? [] : moved.refusals.map((r) => r.at)).toEqual(['origin'])
    const same = act(using, 'change', 'applicant', '2022-06-01', { town: '点头镇', reason: '更正', papers: [{ hash: 'f'.repeat(64), name: 'a.pdf', size: 1 }] })
    expect(says(same)).toEqual(['请填写要变更的事项；所填与现登记内容相同'])
  })
})

describe('the end of the right', () => {
  it('comes after an order to rectify that was not obeyed', () => {
    const ordered = played(markProduct, '整改期满仍不合格，停止使用', 7).snapshot
    expect(says(act(ordered, 'stop', 'leader', '2022-06-15', { reason: '不合格' }))).toEqual(['整改期未满且尚无整改不合格的核查结论'])
    expect(says(act(using, 'stop', 'leader', '2022-06-15', { reason: '不合格' }))[0]).toContain('不能办理“停止使用”')
  })
  it('comes after two years without use, not a day before', () => {
    const ordered = played(markProduct, '两年未使用，停止使用', 7).snapshot
    expect(says(act(ordered, 'stop', 'leader', '2024-04-30', { reason: '未使用' }))).toEqual(['自2022年5月1日起未使用专用标志，至2024年5月1日满24个月后方可停止使用'])
    expect(act(ordered, 'stop', 'leader', '2024-05-01', { reason: '未使用' }).ok).toBe(true)
  })
  it('leaves no duty behind and closes the line', () => {
    const done = played(markProduct, '整改期满仍不合格，停止使用')
    expect(dutiesOf(done.snapshot, '2022-08-01')).toEqual([])
    expect(done.decisions.at(-1)!.entries).toEqual([{ register: 'gi-mark-users', how: 'change', key: '93350982DEM00009X3/fuding-white-tea', status: 'stopped', to: done.decisions.at(-1)!.action.on }])
  })
})
