import { type Day, fold } from '../kernel/index.ts'
import type { House } from '../platform/house/index.ts'
import type { Mover, TaskView } from './types.ts'

// What a clause of a measure begins with when it asks for something to be done.
const verbs = ['制定', '修订', '制修订', '组织', '开展', '推进', '推动', '推行', '加强', '加快', '加大', '强化', '健全', '完善', '建立', '建设', '构建', '实施', '落实', '探索', '深入', '深化', '支持', '鼓励', '引导', '指导', '培育', '培养', '发挥', '充分发挥', '拓展', '提升', '提高', '优化', '规范', '严格', '持续', '启动', '适时', '申报', '布局', '举办', '承办', '宣传', '大力', '积极', '编制', '出台', '打造', '打击', '查处', '整治', '设立', '搭建', '扩大', '促进', '做好', '扎实', '抓好', '继续', '进一步', '全面', '统筹', '签署', '争取', '吸引', '引进', '营造', '团结', '防范', '处置', '对', '高质量', '扶持', '巩固', '推广', '试点', '围绕', '按照', '根据', '依托', '面向', '以', '为', '通过', '聚焦', '利用', '结合', '在']
/** A clause that only says by what, for whom or where belongs to what follows it. */
const leadIn = /^(围绕|按照|根据|依托|面向|以|通过|聚焦|利用|结合|在)/
/** What it is all for; nobody is asked for it by itself. */
const purpose = /^(加快推进|合力推进|积极稳妥推进|营造|优化|形成|构建良好|增强|提升便民|全面推进|为.{2,20}提供(有力|坚实)?(支撑|保障))|(强省|强国|强市)建设$|发展环境$|创新生态|良好.{0,8}(生态|氛围|环境)$/

/** Cuts a measure into what can be asked for: a clause that begins to ask is an action, what leads in goes with it, what it is for stands by itself. */
export function proposeSplit(measures: string): TaskView['pieces'] & { asks?: boolean }[] {
  const clauses = measures.match(/[^，。；;]+[，。；;]*|[，。；;]+/g) ?? []
  const pieces: { words: string; asks: boolean; after: string }[] = []
  let lead = ''
  const depth = (s: string) => (s.match(/[（(“《]/g)?.length ?? 0) - (s.match(/[）)”》]/g)?.length ?? 0)
  for (const clause of clauses) {
    const [, words, after] = /^(.*?)([，。；;]*)$/s.exec(lead + clause)!
    lead = ''
    if (depth(words!) > 0 || (leadIn.test(words!.trim()) && !/[，]/.test(words!) && after!.startsWith('，'))) { lead = words! + after!; continue }
    const bare = words!.trim()
    const asks = verbs.some((v) => bare.startsWith(v)) && !(purpose.test(bare) && pieces.length > 0)
    const last = pieces.at(-1)
    // A clause that asks nothing new and is no purpose goes on with the one before it.
    if (!asks && last?.asks && !purpose.test(bare) && !/[。；;]/.test(last.after)) { last.words += last.after + words!; last.after = after!; continue }
    pieces.push({ words: words!, asks, after: after! })
  }
  if (lead) pieces.push({ words: lead, asks: pieces.length === 0, after: '' })
  if (pieces.length > 0 && !pieces.some((p) => p.asks)) pieces[0]!.asks = true
  const cut: TaskView['pieces'] = []
  let k = 0
  const rest = (words: string) => { if (!words) return; const last = cut.at(-1); if (last && !last.action) last.words += words; else cut.push({ words }) }
  for (const p of pieces) {
    if (p.asks) cut.push({ action: String(++k), words: p.words })
    else rest(p.words)
    rest(p.after)
  }
  return cut
}

/** A short name for an action: its words without what leads in and how hard it is to be tried. */
export function proposeTitle(words: string): string {
  const said = words.split('，').find((c) => !leadIn.test(c.trim())) ?? words
  const bare = said.trim().replace(/^((充分|深入|持续|进一步|积极|大力|适时|扎实|全面|加快|继续|不断|切实|认真|严格|探索|推动|推进|组织)(?=..))+/, '')
  return bare.length > 24 ? `${bare.slice(0, 23)}…` : bare
}

const everywhere = /知识产权|福建省?|全省|我省|国家|工作|管理|建设|服务|推进|推动|加强|开展|促进|提升|发展|体系|机制|实施|企业|部门|单位|各地|专项|行动|重点|项目|有关|相关|组织|完善|健全|制度|办法|情况|进行|以及|申请|办理|名录|数量|统计|审核|提交|主体|保护|运用|创造|质量|能力|水平|全面|积极|持续|年度|申报|备案|人员|行政|信息|机构|综合|创新|公共|社会|实力|的|省/g
/** What is left of a text when the words every list uses are taken out. */
const telling = (text: string): string[] => fold(text).split(/[^\p{L}\p{N}]+/u).flatMap((t) => t.replace(everywhere, '|').split('|')).filter((t) => t.length >= 2)

/** The longest of what is told that a text holds too. */
function shared(told: readonly string[], text: string, least: number): string | undefined {
  let best = ''
  for (const run of told) {
    for (let from = 0; from + least <= run.length; from++) {
      for (let to = run.length; to - from >= Math.max(least, best.length + 1); to--) {
        const part = run.slice(from, to)
        if (text.includes(part)) { best = part; break }
      }
    }
  }
  return best || undefined
}

/** Something of the house that may move an action, with the words it is known by. Plain, so that another thread may judge by it. */
export interface Offer { kind: 'item' | 'register' | 'indicator'; id: string; name: string; about: string; carried: string; kindName: string; folded: string }
export function offersOf(house: House, carriedWords: ReadonlyMap<string, string>): Offer[] {
  const carried = (carries: readonly string[]) => fold(carries.map((id) => carriedWords.get(id) ?? '').join(''))
  return [
    ...[...house.items.values()].filter((i) => i.id !== 'list-action').map((i) => ({ kind: 'item' as const, id: i.id, name: i.name, about: fold(`${i.guide.who}${i.guide.gives}`), carried: carried(i.carries), kindName: '事项' })),
    ...[...house.registers.values()].map((r) => ({ kind: 'register' as const, id: r.id, name: r.name, about: fold(r.keyLabel), carried: '', kindName: '名录' })),
    ...[...house.indicators.values()].map((i) => ({ kind: 'indicator' as const, id: i.id, name: i.name, about: fold(i.definition), carried: carried(i.carries), kindName: '指标' })),
  ].map((o) => ({ ...o, folded: fold(o.name) }))
}

/** What may move an action, judged by the words it shares with what the house offers; each with its reason, the strongest first. */
export function moverProposer(offers: readonly Offer[]): (words: string) => Mover[] {
  return (words) => {
    const told = telling(words)
    const found = offers.flatMap((o) => {
      const name = shared(told, o.folded, 2), sung = o.carried ? shared(told, o.carried, 4) : undefined
      const [part, where] = sung && sung.length > (name?.length ?? 0) ? [sung, '举措原文'] : name ? [name, '名称'] : [shared(told, o.about, 3), '说明']
      return part ? [{ part, weight: part.length * (where === '说明' ? 1 : 2), mover: { kind: o.kind, id: o.id, say: `“${part}”见于${o.kindName}“${o.name}”的${where}` } }] : []
    })
    // Two characters that a good part of the house shares tell nothing.
    const often = new Map<string, number>()
    for (const { part } of found) often.set(part, (often.get(part) ?? 0) + 1)
    return found.filter(({ part }) => part.length > 2 || often.get(part)! <= 8).sort((a, b) => b.weight - a.weight).slice(0, 4).map(({ mover }) => mover)
  }
}

/** The day a printed deadline names, when it names one: 6月底前, 2022年9月30日前, 第三季度, 年底前. */
export function deadlineDay(printed: string, year: number): Day | undefined {
  const t = fold(printed).replace(/ /g, '')
  const y = Number(/(\d{4})年/.exec(t)?.[1] ?? year)
  const end = (month: number) => new Date(Date.UTC(y, month, 0)).toISOString().slice(0, 10) as Day
  const on = /(\d{1,2})月(\d{1,2})日/.exec(t)
  if (on) return `${y}-${on[1]!.padStart(2, '0')}-${on[2]!.padStart(2, '0')}` as Day
  const month = /(\d{1,2})月(?:份)?(?:底|末|前|内)?/.exec(t)
  if (month && Number(month[1]) >= 1 && Number(month[1]) <= 12) return end(Number(month[1]))
  const quarter = /(?:第?([一二三四1-4])季度)/.exec(t)
  if (quarter) return end(('一二三四'.indexOf(quarter[1]!) + 1 || Number(quarter[1])) * 3)
  if (/上半年/.test(t)) return end(6)
  if (/年底|年末|年内|年前|全年|下半年/.test(t) || /^\d{4}年$/.test(t)) return end(12)
  return undefined
}
