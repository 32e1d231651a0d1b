import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day, seeded, yuan } from '../../../kernel/index.ts'
import { deviationOf } from './capacity.ts'
import { type AddressRecord, type Application, behavioursOn, type Given, readAll, type Reading, type Rule, signals, standingOf } from './index.ts'
import { alikePairs, jaccard } from './likeness.ts'
import { floorOf, isRoom } from './network.ts'
import { featureOverlap } from './text.ts'

const day: Day = '2022-09-20'
let count = 0
const filing = (of: Partial<Application> = {}): Application => ({ key: `CN${++count}`, type: 'invention', filed: '2022-03-01', title: '一种水泵', applicants: ['演示甲公司'], inventors: ['演示·张一'], ipc: ['F04D1/00'], ...of })
const given = (of: Partial<Given>): Given => ({ day, subject: '演示甲公司', filings: [], ...of })
const read = (rule: Rule, of: Partial<Given>) => signals.find((s) => s.rule === rule)!.look(given(of))
const pump = '1. 一种水泵，其特征在于，包括壳体、叶轮和电机，叶轮安装在壳体内，电机的输出轴穿过壳体与叶轮连接，壳体底部设有进水口，壳体侧面设有出水口。'
const lamp = '1. 一种台灯，其特征在于，包括底座和灯罩，底座上设有调节旋钮，灯罩通过万向软管与底座连接，灯罩内设有发光二极管灯板。'

describe('texts of one subject', () => {
  const three = [filing({ claims: pump }), filing({ claims: pump.replace('，', '，，') }), filing({ claims: pump.replace('底部', '下部') })]
  it('that read alike make a group of three, with the words marked in both', () => {
    const { value } = read('R1', { filings: [...three, filing({ claims: lamp, title: '一种台灯' })] })
    expect(value.outcome).toBe('seen')
    expect(value.evidence[0]!.records).toEqual(three.map((f) => f.key))
    const [a, b] = value.evidence[1]!.texts!
    for (const t of [a, b]) expect(t.marks.map(([from, to]) => t.text.slice(from, to)).join('')).toContain('叶轮安装在壳体内')
  })
  it('make no group of two, and none two years and a day apart', () => {
    expect(read('R1', { filings: three.slice(0, 2) }).value.outcome).toBe('none')
    expect(read('R1', { filings: three.map((f, i) => ({ ...f, filed: (['2020-01-01', '2022-01-01', '2024-01-02'] as const)[i]! })) }).value.outcome).toBe('none')
  })
  it('that were made to one pattern are a series, though no two of them are four fifths alike', () => {
    const made = ['果蔬', '茶叶', '竹笋', '菌菇', '海带', '紫菜', '花生', '莲子'].map((use, i) => filing({ type: 'utility-model', title: `一种${use}用清洗装置`, claims: `1.一种${use}用清洗装置，其特征在于，包括箱体、清洗槽和喷淋管，所述喷淋管的间距为${10 + i}mm。\n2.根据权利要求1所述的${use}用清洗装置，其特征在于，所述箱体的底部安装有排水阀。` }))
    const { value } = read('R1', { filings: made })
    expect(value).toMatchObject({ outcome: 'seen', strength: 0.8, say: '1个系列共8件套用同一样板，最大的8件' })
    expect(value.evidence[0]!.say).toContain('〔…〕用清洗装置，其特征在于')
    expect(read('R1', { filings: made.slice(0, 4) }).value.outcome).toBe('none')
  })
  it('that are a divisional, a same-day pair, a design series or claim priority are left out, saying why', () => {
    const first = filing({ claims: pump })
    const excused = [
      [first, filing({ claims: pump, parent: first.key })], [first, filing({ claims: pump, type: 'utility-model' })],
      [first, filing({ claims: pump, priorities: [first.key], filed: '2022-08-01' })], [filing({ claims: pump, type: 'design' }), filing({ claims: pump, type: 'design', filed: '2022-03-20' })],
    ]
    expect(excused.map((pair) => read('R2', { filings: pair.map((f, i) => ({ ...f, title: i ? '一种净水设备' : '智能泵' })) }).value).map((r) => [r.outcome, r.excused[0]!.why.slice(0, 8)])).toEqual([
      ['none', '分案申请与原申请'], ['none', '同一申请人同日就'], ['none', '后一件要求前一件'], ['none', '同一申请人的外观']])
    // A day later, or another applicant, is no pair of article 9.
    expect(read('R2', { filings: [{ ...first, title: '智能泵' }, filing({ claims: pump, type: 'utility-model', filed: '2022-03-02', title: '一种净水设备' })] }).value.outcome).toBe('seen')
  })
  it('that nobody can read are neither good nor bad', () => {
    expect(read('R1', { filings: [filing(), filing()] }).value).toMatchObject({ outcome: 'blind', strength: 0 })
    expect(read('R1', { filings: [filing({ claims: pump }), filing()] }).value).toMatchObject({ outcome: 'none', gaps: ['2件中1件没有权利要求文本（未公开或未入库），未公开文本无法比对'] })
  })
  it('come again after a withdrawal', () => {
    const old = filing({ claims: pump, withdrawn: { on: '2021-06-01', batch: '2021年第2批' }, filed: '2021-01-01' })
    expect(read('R11', { filings: [old, filing({ claims: pump })] }).value.outcome).toBe('seen')
    expect(read('R11', { filings: [old, filing({ claims: pump, filed: '2021-05-31' })] }).value.outcome).toBe('none')
  })
  it('claim too much at once: over 800 letters, or over fifteen features of a utility model, shown as it reads', () => {
    const claim = (features: number) => `1. 一种支架，${Array.from({ length: features - 1 }, (_, i) => `部件${i}`).join('，')}。`
    const of = (claims: string, type: Application['type']) => read('R12', { filings: [filing({ claims, type })] }).value
    expect([of(claim(15), 'utility-model'), of(claim(16), 'utility-model'), of(claim(16), 'invention'), of(`1. ${'长'.repeat(800)}`, 'invention'), of(`1. ${'长'.repeat(801)}`, 'invention')].map((r) => r.outcome)).toEqual(['none', 'seen', 'none', 'none', 'seen'])
    expect(of(claim(16), 'utility-model').evidence[0]!.text).toMatchObject({ part: 'claims', text: claim(16).slice(3) })
  })
  it('with one column of data under different subjects', () => {
    const data = '试验结果为12.5、13.7、18.2、22.9、31.4、40.8、55.1、60.3、71.6。', parts = '如图1、2、3、4、5、6、7、8、9、10所示。'
    const two = (text: string, ipc = 'A61K8/00') => [filing({ title: '一种洗发水', ipc: ['C11D1/00'], description: text }), filing({ title: '一种面霜', ipc: [ipc], description: `另一实施例。${text}` })]
    expect(read('R4', { filings: two(data) }).value.evidence[0]!.numbers).toEqual([{ label: '相同数值', value: '12.5 13.7 18.2 22.9 31.4 40.8 55.1 60.3' }])
    expect(read('R4', { filings: two(parts) }).value.outcome).toBe('none')
  })
  it('at the length of descriptions are compared by a sample and then exactly', () => {
    const random = seeded('descriptions'), words = (n: number) => Array.from({ length: n }, () => String.fromCharCode(0x4e00 + random.int(3_000))).join('')
    const one = words(20_000), others = Array.from({ length: 24 }, () => words(20_000))
    // Two hundred letters of twenty thousand changed at one place: (20000−4−204)÷(20000−4+204) = 0.98 of the runs agree.
    const copies = [one, `${one.slice(0, 9_000)}${words(200)}${one.slice(9_200)}`, `${one.slice(0, 3_000)}${words(200)}${one.slice(3_200)}`]
    const { value } = read('R1', { filings: [...copies, ...others].map((description, i) => filing({ description, title: `演示${i}` })) })
    expect(value.evidence[0]!.records).toHaveLength(3)
    expect(value.evidence.flatMap((e) => e.numbers ?? []).filter((n) => n.label === '重合度').map((n) => n.value)).toEqual([0.98, 0.98, 0.96])
  })
  it('whose first claim is another’s but for numbers and material', () => {
    const theirs = '1. 一种支架，其特征在于，包括不锈钢立柱，立柱高度为120mm，立柱顶端设有3个卡槽，卡槽内设有橡胶垫，立柱底端设有底盘，底盘上设有螺孔'
    const ours = theirs.replace('不锈钢', '铝合金').replace('120mm', '150mm').replace('橡胶', '硅胶')
    expect(featureOverlap(ours, theirs).overlap).toBe(1)
    const { value } = read('R3', { filings: [filing({ claims: ours })], nearby: [filing({ claims: theirs, applicants: ['乙公司'], filed: '2019-01-01' })] })
    expect(value.evidence[0]!.say).toContain('“立柱高度为120mm”改为“立柱高度为150mm”')
    expect(read('R3', { filings: [filing({ claims: ours })], nearby: [filing({ claims: theirs, filed: '2019-01-01' })] }).value.outcome).toBe('none')
    expect(read('R3', { filings: [filing({ claims: ours })] }).value.outcome).toBe('blind')
  })
})

describe('capacity', () => {
  const ratios = Array.from({ length: 100 }, (_, i) => (i + 1) / 100)
  const firm = { researchers: 2, spend: yuan(60_000), group: { name: '小型通用设备制造企业', per: 'researchers' as const, ratios }, staff: 15 }
  const twelve = Array.from({ length: 12 }, () => filing())
  it('is short when both more is filed than ninety-nine in a hundred and little is spent on each', () => {
    // 12 filings by 2 researchers: 6 each against 0.99; 60,000 yuan over 12 is 5,000 each.
    expect(read('R5', { filings: twelve, firm }).value).toMatchObject({ outcome: 'seen', say: expect.stringContaining('每人6件；每件研发投入5,000.00 元') })
    expect(read('R5', { filings: twelve, firm: { ...firm, spend: yuan(120_000) } }).value.outcome).toBe('none')
  })
  it('is not judged without the number of researchers', () => expect(read('R5', { filings: twelve, firm: { ...firm, researchers: undefined as never } }).value).toMatchObject({ outcome: 'blind', say: '缺数据，未作判断：研发人员数' }))
  it('is broad when a small firm files in six subclasses alike: log₂6 is 2.58 bits', () => {
    const six = ['A01B', 'B01D', 'C02F', 'D01F', 'E04B', 'F04D'].flatMap((c) => [filing({ ipc: [`${c}1/00`] }), filing({ ipc: [`${c}3/00`] })])
    expect(read('R6', { filings: six, firm }).value.evidence[0]!.numbers).toContainEqual({ label: '分散度（比特）', value: 2.58 })
    expect(read('R6', { filings: six, firm: { ...firm, staff: 21 } }).value.outcome).toBe('none')
    expect(read('R6', { filings: six }).value.outcome).toBe('blind')
    expect(read('R6', { filings: six, firm: { industries: ['货币金融服务'] }, classesOf: { 货币金融服务: ['G06Q'] } }).value.outcome).toBe('seen')
  })
  it('of one inventor is overdrawn at eight a month, not at seven', () => {
    const of = (n: number) => read('R7', { filings: Array.from({ length: n }, () => filing()) }).value
    expect([of(7).outcome, of(8).outcome]).toEqual(['none', 'seen'])
  })
  it('jumps when a week stands out from the weeks before', () => {
    const weekly = Array.from({ length: 60 }, (_, i) => filing({ filed: addDays('2021-06-07', 7 * i) }))
    expect(read('R8', { filings: weekly }).value.outcome).toBe('none')
    // One a week, spread at least one: eleven more in a week is eleven off.
    expect(deviationOf(Array.from({ length: 30 }, () => 1), 12).z).toBe(11)
    expect(read('R8', { filings: [...weekly, ...Array.from({ length: 8 }, () => filing({ filed: '2022-07-06' }))] }).value.outcome).toBe('seen')
    expect(read('R8', { filings: weekly.slice(-10) }).value.outcome).toBe('blind')
  })
})

describe('who stands behind', () => {
  it('five names and thirty filings with one telephone, but not with the telephone of their agency', () => {
    const names = ['甲', '乙', '丙', '丁', '戊'].map((n) => `演示${n}公司`)
    const filings = names.flatMap((n) => Array.from({ length: 6 }, () => filing({ applicants: [n] })))
    const links = names.map((applicant) => ({ applicant, by: 'phone' as const, value: '0592-0000001' }))
    expect(read('R9', { filings, links }).value).toMatchObject({ outcome: 'seen', say: '5个名义申请人有相同的联系信息，申请合计30件' })
    expect(read('R9', { filings: filings.slice(1), links }).value.outcome).toBe('none')
    expect(read('R9', { filings, links: links.map((l) => ({ ...l, ofAgency: true as const })) }).value.outcome).toBe('none')
  })
  it('a street number is a whole campus: forty filings of a university and four teachers at it are no group', () => {
    const university = '演示大学', names = [university, ...['甲', '乙', '丙', '丁'].map((n) => `演示·${n}老师`)], campus = '福州市闽侯县示例大道88号'
    const of = (n: number, applicant: string) => Array.from({ length: n }, () => filing({ applicants: [applicant] }))
    const at = (value: string) => names.map((applicant) => ({ applicant, by: 'address' as const, value }))
    const all = [...of(36, university), ...names.slice(1).flatMap((n) => of(1, n))]
    expect([read('R9', { filings: all, links: at(campus) }), read('R9', { filings: all, links: at(`${campus}602室`) }), read('R9', { filings: of(40, university), links: at(`${campus}602室`) })].map((r) => r.value.outcome)).toEqual(['none', 'seen', 'none'])
  })
  it('a room has a number of its own', () => {
    expect(['示例路8号602室', '示例大厦B座1203Ａ 室', '示例路8号301号房', '示例路8号602房', '8栋3室'].map(isRoom)).toEqual(Array(5).fill(true))
    expect(['科技大厦5层', '示例大学化学实验室', '8栋3单元', '示例路8号6楼', '示例路88号', '示例小区室', '示例路5号房地产公司', '示例路8号室内设计公司'].map(isRoom)).toEqual(Array(8).fill(false))
  })
  it('an agency three times as often in batches as the province', () => {
    const agencies = [{ agency: '演示代理', filed: 100, listed: 30, batches: 2 }, { agency: '其他', filed: 900, listed: 20, batches: 2 }]
    // 50 of 1000 in the province, 30 of 100 here: six times.
    expect(read('R13', { filings: [filing({ agency: '演示代理' })], agencies }).value.evidence[0]!.numbers).toContainEqual({ label: '倍数', value: 6 })
  })
  it('an incubator is no link between those who register there, and no fault of theirs', () => {
    const names = ['甲', '乙', '丙', '丁', '戊'].map((n) => `演示${n}公司`), text = '厦门市思明区示例路9号701室', filings = names.flatMap((n) => Array.from({ length: 6 }, () => filing({ applicants: [n] })))
    const links = names.map((applicant) => ({ applicant, by: 'address' as const, value: text }))
    expect([links, links.map((l) => ({ ...l, hosted: true as const }))].map((l) => read('R9', { filings, links: l }).value.outcome)).toEqual(['seen', 'none'])
    const shared = { applicants: names, filings: ['CN1'] }
    expect([{ text, shared }, { text, shared, hosted: '演示众创空间' }, { text: '厦门市思明区示例路9号', shared }, { text, shared: { ...shared, applicants: names.slice(1) } }].map((a) => read('R14', { addresses: [a] }).value.outcome)).toEqual(['seen', 'none', 'blind', 'none'])
  })
  it('room 602 of a house of five floors', () => {
    expect(['示例路8号602室', '示例大厦B座1203室', '示例路8号6楼', '示例路602号'].map(floorOf)).toEqual([6, 12, 6, undefined])
    const at = (floors?: number): AddressRecord => ({ text: '厦门市思明区示例路8号602室', ...(floors ? { building: { floors, use: 'business' } } : {}) })
    expect([at(5), at(6), at()].map((a) => read('R14', { addresses: [a] }).value.outcome)).toEqual(['seen', 'none', 'blind'])
  })
  it('three applications passed on within half a year, a merger not counted', () => {
    const flip = (within?: string) => filing({ assignments: [{ on: '2022-08-31', from: ['演示甲公司'], to: ['演示乙公司'], ...(within ? { within } : {}) }] })
    expect(read('R10', { filings: [flip(), flip(), flip()] }).value.outcome).toBe('seen')
    expect(read('R10', { filings: [flip(), flip(), flip('企业合并')] }).value).toMatchObject({ outcome: 'none', excused: [{ why: '企业合并' }] })
  })
})

describe('all of it together', () => {
  const reading = fc.record({
    rule: fc.constantFrom(...signals.map((s) => s.rule)), family: fc.constantFrom('text' as const, 'capacity' as const, 'network' as const, 'transaction' as const),
    outcome: fc.constantFrom('seen' as const, 'none' as const, 'blind' as const), strength: fc.double({ min: 0.5, max: 1, noNaN: true }),
  }).map((r): Reading => ({ ...r, say: '', evidence: [], excused: [], gaps: [] }))
  const stood = (of: Reading[]) => standingOf(of, day).value
  it('is never a lead from one family, however much it says', () => fc.assert(fc.property(fc.array(reading), (of) => {
    const one = stood(of.map((r) => ({ ...r, family: 'text' })))
    expect(one.standing).not.toBe('lead')
    if (stood(of).standing === 'lead') expect(stood(of).families.length).toBeGreaterThanOrEqual(2)
  })))
  it('only grows with what is seen, does not know the order, and what is blind counts neither way', () => fc.assert(fc.property(fc.array(reading), reading, (of, more) => {
    const before = stood(of)
    expect(stood([...of, { ...more, outcome: 'seen' }]).score).toBeGreaterThanOrEqual(before.score)
    expect(stood([...of, { ...more, outcome: 'blind' }]).score).toBe(before.score)
    expect(stood([...of].reverse()).score).toBeCloseTo(before.score, 3)
  })))
  it('is 1−Π(1−p·w), worked by hand', () => {
    // R1 at 1 with weight 0.6, R10 at 0.5 with weight 0.6: 1 − 0.4 × 0.7 = 0.72, from two families.
    const of = [{ rule: 'R1', family: 'text', strength: 1 }, { rule: 'R10', family: 'transaction', strength: 0.5 }].map((r) => ({ ...r, outcome: 'seen', say: '', evidence: [], excused: [], gaps: [] }) as unknown as Reading)
    expect(stood(of)).toMatchObject({ score: 0.72, standing: 'lead', families: ['text', 'transaction'] })
    expect(stood(of.slice(0, 1))).toMatchObject({ score: 0.6, standing: 'attention' })
  })
  it('never says what only the national office may say', () => {
    const filings = Array.from({ length: 6 }, () => pump).map((claims) => filing({ claims, assignments: [{ on: '2022-04-01', from: ['a'], to: ['b'] }] }))
    const found = readAll(given({ filings })), all = JSON.stringify([found, standingOf(found.map((f) => f.value), day), signals.map((s) => behavioursOn('2022-09-20', s.behaviours)), signals.map((s) => behavioursOn('2024-01-20', s.behaviours))])
    expect(standingOf(found.map((f) => f.value), day).value.standing).toBe('lead')
    expect(all).not.toContain('非正常')
    for (const f of found) expect(f.steps.length).toBeGreaterThan(0)
  })
  it('names behaviours by the rules of the day', () => {
    expect(behavioursOn('2024-01-19', [3]).map((b) => `${b.version.slice(-4)} ${b.mark}`)).toEqual(['411号 ③'])
    expect(behavioursOn('2024-01-20', [3, 8]).map((b) => b.mark)).toEqual(['⑤', '⑧'])
  })
})

it('the quick way to all alike pairs finds exactly what comparing all with all does', () => {
  const sets = fc.array(fc.uniqueArray(fc.constantFrom(...'甲乙丙丁戊己庚辛壬癸'), { maxLength: 10 }).map((l) => new Set(l)), { maxLength: 12 })
  fc.assert(fc.property(sets, fc.constantFrom(0.3, 0.5, 0.8, 0.9, 1), (of, least) => {
    const slow = of.flatMap((a, i) => of.slice(i + 1).flatMap((b, j) => (jaccard(a, b) >= least ? [`${i} ${i + 1 + j}`] : [])))
    expect(alikePairs(of, least).map((x) => `${x.a} ${x.b}`)).toEqual(slow)
  }))
})
