import fc from 'fast-check'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { deadlinesIn } from './deadlines.ts'
import { fold } from './fold.ts'
import { limits, readTaskList, type Document, type TaskList } from './index.ts'
import { readSaid } from './units.ts'

const own = (path: string): URL => new URL(`../../../${path}`, import.meta.url)
const shared = new URL('../../../../shared/data/lists/', import.meta.url)

function read(document: Document | string): TaskList {
  const list = readTaskList(typeof document === 'string' ? { kind: 'text', text: document } : document)
  if (!list.ok) throw new Error(list.refusals[0]!.say)
  return list.value
}

describe('福建省2022年任务清单', () => {
  const source = readFileSync(own('data/fujian/lists/2022/source.txt'), 'utf8')
  const list = read(source)

  it('六个部分、二十项任务，标题与年份', () => {
    expect([list.title, list.year, list.sections.length, list.tasks.length]).toEqual(['2022年福建省推动知识产权高质量发展任务清单', 2022, 6, 20])
    expect(list.tasks.map((t) => list.sections.findIndex((s) => s.id === t.section))).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5])
  })

  it('第7项的单位分三组，原样照录', () => {
    const seventh = list.tasks[6]!
    expect(seventh.units).toEqual([
      { text: '运用处', role: 'responsible', group: 1 }, { text: '商标处', role: 'responsible', group: 1 },
      { text: '发展保护中心', role: 'responsible', group: 2 }, { text: '各地知识产权管理部门', role: 'responsible', group: 3, vague: true },
    ])
    expect(seventh.unitsPrinted).toBe('运用处、商标处，发展保护中心，各地知识产权管理部门')
    expect(seventh.measures).toBe('深入开展知识产权质押融资入园惠企工作，探索推动知识产权证券化，建立完善知识产权质押融资风险分担机制，积极稳妥推进知识产权金融发展。')
    expect(list.text.slice(seventh.source.from, seventh.source.to)).toMatch(/^7\.创新知识产权金融服务[^]*各地知识产权管理部门$/)
  })

  it('发展保护中心从不当作保护中心', () => {
    for (const n of [2, 3, 5, 7]) expect(list.tasks[n - 1]!.units.map((u) => u.text)).not.toContain('保护中心')
    expect(list.tasks[8]!.units.map((u) => u.text)).toEqual(['商标处', '各地知识产权管理部门'])
  })

  it('该由人看的都说出来', () => {
    expect(list.oddities.map(({ at, say }) => `${at}：${say}`)).toEqual([
      '第18项：“各地知识产权管理部门”出现两次',
      '第9项：标题疑似两句连写：“提升地理标志效能｜探索地理标志发展新模式”',
      '第19项：分隔符混用：“保护处、运用处”在本项与其他项的分隔符不同（顿号、逗号并用）',
      '第20项：分隔符混用：“保护处、运用处”在本项与其他项的分隔符不同（顿号、逗号并用）',
      '全文：“发展保护中心”与“保护中心”是两个单位，名称相含，已分别识别',
      '第2项、第16项：“有关地市知识产权管理部门”没有说明是哪些单位，需由人确定',
      '全文：各项任务都没有写明时限、量化目标值',
      '全文：各项任务都没有标明牵头单位',
    ])
  })
})

interface Key {
  title: string
  sections: { id: string; title: string }[]
  tasks: { id: string; number: string | null; title: string; section: string | null; parent: string | null; units: { text: string; role: string; optional?: boolean; role_accept?: string[] }[]; deadlines: string[] }[]
}

// The published documents lie beside the project, not in it.
describe.skipIf(!existsSync(shared))('七份公开清单，与人工答案一致', () => {
  const names = ['fujian-2022', 'guoban-2018-126-tuiguang-qingdan', 'guoban-2020-43-fangguanfu-fengong', 'guofa-2018-38-zimaoqu', 'sanming-2020-12tiao', 'suining-2020-zhongxiaowei', 'tieling-2020-fangkuohao']
  it.each(names)('%s', (name) => {
    const key = JSON.parse(readFileSync(new URL(`${name}/expected.json`, shared), 'utf8')) as Key
    const list = read(readFileSync(new URL(`${name}/source.txt`, shared), 'utf8'))
    const plain = (words: string): string => words.normalize('NFKC').replace(/[\s、，,。．.；;：:（）()〔〕[\]“”"'《》]/g, '')
    expect(plain(list.title)).toBe(plain(key.title))
    expect(list.sections.map((s) => plain(s.title))).toEqual(key.sections.map((s) => plain(s.title)))
    expect(list.tasks.map((t) => t.number)).toEqual(key.tasks.map((t) => t.number))
    key.tasks.forEach((wanted, k) => {
      const got = list.tasks[k]!
      expect(plain(got.title).startsWith(plain(wanted.title)) || plain(wanted.title).startsWith(plain(got.title))).toBe(true)
      expect(list.sections.findIndex((s) => s.id === got.section)).toBe(key.sections.findIndex((s) => s.id === wanted.section))
      expect(list.tasks.findIndex((t) => t.id === got.parent)).toBe(key.tasks.findIndex((t) => t.id === wanted.parent))
      const optional = wanted.units.filter((u) => u.optional).map((u) => u.text)
      expect(got.units.map((u) => u.text).filter((t) => !optional.includes(t))).toEqual(wanted.units.filter((u) => !u.optional).map((u) => u.text))
      for (const u of wanted.units.filter((w) => !w.optional)) expect([u.role, ...(u.role_accept ?? [])]).toContain(got.units.find((g) => g.text === u.text)!.role)
      for (const d of wanted.deadlines) expect(got.deadlines.join(' ')).toContain(d)
      expect(got.deadlines.length).toBe(wanted.deadlines.length)
    })
  })
})

describe('谁来做', () => {
  const said = (words: string): string => readSaid(words).units.map((u) => ({ lead: '*', cooperate: '~', responsible: '' })[u.role] + u.text).join(' ')
  it.each([
    ['财政部牵头，国务院相关部门及各地区按职责分工负责', '*财政部 国务院相关部门 各地区'],
    ['工业和信息化部、文化和旅游部等国务院相关部门', '工业和信息化部 文化和旅游部 国务院相关部门'],
    ['责任单位：省卫生健康委、教育厅，各市、县〔区〕人民政府', '省卫生健康委 教育厅 各市、县〔区〕人民政府'],
    ['牵头单位：A局；配合单位：B局、C局', '*A局 ~B局 ~C局'],
    ['省委宣传部会同省文化和旅游厅、省广电局负责', '省委宣传部 ~省文化和旅游厅 ~省广电局'],
    ['省知识产权局（牵头）、省财政厅', '*省知识产权局 省财政厅'],
    ['各省、自治区、直辖市人民政府，各县（市、区）、市直园区', '各省、自治区、直辖市人民政府 各县（市、区） 市直园区'],
  ])('%s', (words, wanted) => expect(said(words)).toBe(wanted))

  it('省略的前缀记在后面的单位上，名称照原样', () => {
    expect(readSaid('省卫生健康委、教育厅').units[1]).toEqual({ text: '教育厅', role: 'responsible', group: 1, prefix: '省' })
  })
})

describe('什么时候做', () => {
  it.each([
    ['2020年底前开展自查，2021年3月底前开展检查', ['2020年底前', '2021年3月底前']],
    ['2020年5月1日前到期的贷款采取续保续贷措施', []],
    ['应缴社会保险费征收期延长至3月底', []],
    ['至2020年末综合融资成本至少降低0.5个百分点', ['2020年末']],
    ['年内完成整治，12月底前验收', ['年内完成', '12月底前']],
    ['贷款期限在1年内的，三年内不得', []],
    ['2020年9月11日召开电视电话会议', []],
    ['在2020年3月31日前，邮政寄递发票暂免收取邮寄费用', []],
  ])('%s', (words, wanted) => expect(deadlinesIn(words)).toEqual(wanted))
})

describe('什么文字都读得完，一行也不丢', () => {
  const pieces = fc.constantFrom('一、', '（一）', '1.', '２．', '第三条', '①', '责任单位：', '（', '）', '[', '〕', '、', '，', '。', '\n', ' ', '　', '\t', '|', '省知识产权局', '各市、县（区）政府', '牵头', '配合', '6月底前', '2022年',
    '加强保护', '序号', '任务', '措施', '完成时限', '具体措施：', '附件：', '等部门', '及', '列首位的为牵头单位，下同', '<script>alert(1)</script>', "'; DROP TABLE x; --", '\u0000', '\ud800', '🚀')
  const anyText = fc.oneof(fc.string({ maxLength: 300, unit: 'binary' }), fc.array(pieces, { maxLength: 120 }).map((p) => p.join('')))

  it('每一行有内容的文字都在任务、部分、表头或其余文字之中', () => {
    fc.assert(fc.property(anyText, (text) => {
      const list = readTaskList({ kind: 'text', text })
      if (!list.ok) return list.refusals[0]!.code === 'list-empty'
      const { text: plain, tasks, sections, remainder } = list.value
      const held = new Uint8Array(plain.length)
      for (const r of [...tasks.map((t) => t.source), ...sections.map((s) => s.source), ...remainder]) held.fill(1, r.from, r.to)
      let at = 0
      for (const line of plain.split('\n')) {
        const words = fold(line).replace(/[\s()[\]。;,、|]/g, '')
        const isKept = words === '' || held.subarray(at, at + line.length).includes(1) || /序号|任务|措施|责任|时限|牵头|配合|单位/.test(words)
        if (!isKept) return false
        at += line.length + 1
      }
      return true
    }), { numRuns: 400 })
  })

  it('范围都在原文之内，部分与上级都存在', () => {
    fc.assert(fc.property(anyText, (text) => {
      const list = readTaskList({ kind: 'text', text })
      if (!list.ok) return true
      const { tasks, sections, text: plain } = list.value
      return tasks.every((t) => t.source.from <= t.source.to && t.source.to <= plain.length &&
        (t.section === null || sections.some((s) => s.id === t.section)) && (t.parent === null || tasks.some((o) => o.id === t.parent)))
    }), { numRuns: 200 })
  })

  it.each([
    ['括号不闭合', '（责任单位：'.repeat(20_000)],
    ['全是左括号', '（'.repeat(200_000)],
    ['全是编号', '1.'.repeat(100_000)],
    ['全是顿号', '省、'.repeat(100_000)],
    ['一行很长', '加强保护，'.repeat(80_000)],
    ['很多空格', ' '.repeat(300_000) + '责'],
    ['很多标签', '责任单位：省知识产权局 '.repeat(20_000)],
    ['很多方框', '【责任单位】省局'.repeat(20_000)],
    ['很多页码', '— 3 —\n\n'.repeat(40_000)],
    ['很多落款', '一、\n2022年1月1日\n'.repeat(40_000)],
    ['很多行编号', Array.from({ length: 20_000 }, (_, k) => `${k % 300}、加强保护。（省知识产权局）`).join('\n')],
    ['很多表头', '序号\n任务\n措施\n责任单位\n'.repeat(10_000)],
    ['很多日期', '2022年6月底前'.repeat(20_000)],
    ['很多及', '省局及'.repeat(5_000)],
    ['很多引号', '“《（'.repeat(50_000)],
    ['很多制表符', 'a\tb\tc\n'.repeat(30_000)],
  ])('%s：两秒之内', (_, text) => {
    // Seconds of work, not of waiting: a loaded machine must not fail the test.
    const start = process.cpuUsage()
    readTaskList({ kind: 'text', text })
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000)
  })

  it('表头怎样组合都读得完', () => {
    const words = ['序号', '任务', '措施', '目标', '责任单位', '牵头单位', '主要任务及责任单位', '时限', '备注', '领域', '一、甲', '', '问题', '进展情况', '推广范围']
    const cells = fc.array(fc.constantFrom(...words, '市财政局、市税务局', '开展检查。', '6月底前', '1', '注：列首位的为牵头单位'), { minLength: 3, maxLength: 3 })
    fc.assert(fc.property(fc.array(cells, { minLength: 1, maxLength: 6 }), fc.boolean(), (rows, merged) => {
      read({ kind: 'blocks', blocks: [{ kind: 'table', rows: rows.map((r, y) => r.map((t, x) => ({ text: t, origin: merged && x === 0 ? 1000 + (y >> 1) : y * 3 + x }))) }] })
    }), { numRuns: 1500, seed: 7 })
  })

  it('百万行、超长文字、空文件各有一句话', () => {
    expect(readTaskList({ kind: 'text', text: '一\n'.repeat(1_000_000) })).toEqual({ ok: false, refusals: [{ code: 'list-too-many-lines', at: 'file', say: `文件有 1000001 行，超过 ${limits.lines} 行的上限；请只上传清单本身` }] })
    expect(readTaskList({ kind: 'text', text: '字'.repeat(20_000_001) })).toMatchObject({ ok: false, refusals: [{ code: 'list-too-long' }] })
    expect(readTaskList({ kind: 'text', text: ' \n\t ' })).toEqual({ ok: false, refusals: [{ code: 'list-empty', at: 'file', say: '文件里没有文字；如果是扫描件，请先识别成文字再上传' }] })
  })

  it('读不出任务的文字不拒绝，说明没有认出', () => {
    const list = read('今天天气很好。\n我们去公园。')
    expect([list.tasks, list.oddities.at(-1)]).toEqual([[], { at: '全文', say: '没有认出任何任务，请检查文件是否为任务清单，或手工录入' }])
  })
})
