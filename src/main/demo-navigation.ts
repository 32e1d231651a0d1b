import { type Day, type Instant, instantFromMs, mustBe, type Result } from '../kernel/index.ts'
import { rows } from '../platform/db/index.ts'
import type { House } from '../platform/house/index.ts'
import { keysOfHolder } from '../platform/library/index.ts'
import type { Who } from '../platform/people/index.ts'
import {
  addSeeds, confirmTree, judge, keepFigure, logNoise, logSearch, makeRoom, matrixCell, place, putGroup, rerunFigure, sampleView, takeSample, tickModule, writeEffects, writeTree,
} from '../programmes/08-industry/routes.ts'

// A navigation project under way, played as those who make it would: the result that the city's fund adopted in July is looked at again
// in September. Half of the sample is judged and one of two experts has confirmed, so that there is something left to do.

const title = '演示·宁德市锂电新能源产业专利导航', firms = ['演示·宁德三都示例新能源材料有限公司', '演示·宁德霍童示例动力电池有限公司'] as const
/** 名称：词；下级缩进. A part by itself has no words, those below it have them. */
const tree: [level: 1 | 2 | 3, name: string, terms?: string, ipc?: string][] = [
  [1, '锂离子电池'],
  [2, '材料'], [3, '正极材料', '正极材料 烧结', 'H01M4'], [3, '隔膜和电解质', '隔膜 固态电解质'],
  [2, '电芯和模组'], [3, '电芯', '极耳 集流体 注液', 'H01M10/0525'], [3, '模组和箱体', '模组 电池箱体 汇流排', 'H01M50'],
  [2, '系统'], [3, '热管理', '热管理 液冷板', 'H01M10/613'], [3, '充放电管理', '均衡 储能系统', 'H02J7'],
]
const effects = [['能量密度', '能量密度'], ['循环寿命', '循环寿命'], ['散热', '散热'], ['安全', '热失控 防爆'], ['低温性能', '低温']] as const
const isBattery = /电池|储能|电解质|正极/
const words = (text?: string) => (text ? text.split(' ') : [])
const wide = '电池 或 储能 或 正极材料 或 电解质 或 箱体', clean = `(${wide}) 非 清洗`

export async function playNavigation(at: (moment: Instant) => House, city: Who, university: Who): Promise<void> {
  const by = (time: string) => at(instantFromMs(Date.parse(`2022-09-${time}:00+08:00`)))
  const house = by('16T09:05')
  const [project] = await rows<{ id: string }>(house.db, `select id from case_file where item = 'navigation-project' and title = $1 and demo order by id limit 1`, [title])
  const { id } = mustBe(await makeRoom(house, city, { title: `${title}（2022年9月更新）`, kind: 'industry', industry: '锂离子电池材料与回收', city: '350900', ...(project ? { caseId: project.id } : {}) }))

  mustBe(await writeTree(by('16T09:40'), university, id, tree.map(([level, name, terms, ipc], i) => ({ no: i + 1, parent: level === 1 ? null : tree.slice(0, i).findLastIndex(([above]) => above === level - 1) + 1, name, terms: words(terms), ipc: words(ipc) }))))
  mustBe(await confirmTree(by('16T10:30'), city, id, { expert: '演示·何材料', employer: '演示·闽江示例材料研究院', verdict: 'agreed', opinion: '环节齐全；回收环节专利尚少，建议下次单列', day: '2022-09-16' as Day }))
  const seeds = (await keysOfHolder(house.db, firms[1])).slice(0, 6)
  mustBe(await addSeeds(by('16T10:40'), university, id, { numbers: seeds, source: '演示·何材料从企业产品目录给出' }))

  mustBe(await logSearch(by('16T11:00'), university, id, { purpose: '先按分类号检一遍，作对照', asked: { q: '', ipc: ['H01M', 'H02J'] } }))
  const before = await searched(logSearch(by('16T11:10'), university, id, { purpose: '按三个环节的核心词宽检，求全', asked: { q: wide } }))
  const after = await searched(logSearch(by('16T14:40'), university, id, { purpose: '去掉清洗装置带入的“箱体”', asked: { q: clean } }))
  mustBe(await logNoise(by('16T14:50'), university, id, { what: '果蔬清洗装置', why: '“箱体”带入A23N12的清洗装置，与电池箱体无关；与按分类号的对照逐件核过', before, after }))
  const { samples } = mustBe(await takeSample(by('16T15:00'), university, id, { search: after, seed: '2022-09-15 福建体彩22选5第22251期', size: 24 }))
  const sample = mustBe(await sampleView(house, university, id, samples[0]!.id))
  for (const [i, { key, line }] of sample.pieces.slice(0, 16).entries()) {
    const relevant = line!.type !== 'design'
    mustBe(await judge(by(`16T15:${10 + 2 * i}`), university, id, sample.id, { key, relevant, why: relevant ? '' : '外观设计，不在技术导航范围' }))
  }
  const ranking = mustBe(await keepFigure(by('16T16:10'), university, id, { search: after, kind: 'applicants', options: {}, note: '本市申请人的位置' }))
  mustBe(await keepFigure(by('16T16:15'), university, id, { search: after, kind: 'trend', options: {}, note: '' }))

  mustBe(await putGroup(by('19T09:30'), city, id, { names: firms, group: '演示·宁德三都示例集团', why: '演示：企业年报载明三都公司持有霍童公司60%股权' }))
  mustBe(await rerunFigure(by('19T09:40'), university, id, ranking.id))
  mustBe(await writeEffects(by('19T09:50'), university, id, effects.map(([name, terms]) => ({ name, terms: words(terms), ipc: [] }))))
  // They open a cell, and see one that is missing and one that does not belong.
  const sort = { node: '电芯和模组', effect: '低温性能' }
  const cell = mustBe(await matrixCell(house, university, id, { kind: 'technique-effect', level: 2, line: sort.node, column: sort.effect, skip: 0, take: 100 })), inCell = new Set(cell.hits.map((h) => h.key))
  const lacking = sample.pieces.find((p) => !inCell.has(p.key) && isBattery.test(p.line!.title.text))!
  mustBe(await place(by('19T10:05'), university, id, { ...sort, numbers: [lacking.key], belongs: true, why: '实施例为零下20℃放电，摘要没有写' }))
  mustBe(await place(by('19T10:10'), university, id, { ...sort, numbers: [cell.hits[0]!.key], belongs: false, why: '低温只作为背景提到' }))
  mustBe(await keepFigure(by('19T10:20'), university, id, { search: after, kind: 'technique-effect', options: {}, note: '', level: 2 }))
  mustBe(await keepFigure(by('19T10:30'), university, id, { search: after, kind: 'gaps', options: {}, note: '宁德在各环节的强弱缺', level: 3 }))
  for (const [module, note] of [['need', '任务书第一章'], ['collection', '检索三次，见检索策略'], ['denoising', '去噪一次']] as const) mustBe(await tickModule(by('19T11:00'), university, id, { module, done: true, note }))
}

/** The number under which a search was logged. */
const searched = async (logged: Promise<Result<{ searches: { id: number }[] }>>): Promise<number> => mustBe(await logged).searches[0]!.id
