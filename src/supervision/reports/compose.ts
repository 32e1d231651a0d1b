import { addDays, type Day, showDay } from '../../kernel/index.ts'
import type { Part } from '../../platform/documents/index.ts'
import type { House } from '../../platform/house/index.ts'
import { redOn } from '../lights.ts'
import { actionOf, type Known, progressOf, standings } from '../progress.ts'
import { type Light, lightWords, type Progress } from '../types.ts'
import { citiesOf, figuresOf, placesOf, sayFigure, sayLights, showShare, written } from './figures.ts'
import { aheadFor, mostNamed } from './parameters.ts'
import { type CityLine, type Figure, type Place, type ReportContent, type ReportKind, sourceWords } from './types.ts'

export interface Asked {
  list: { id: string; title: string; year: number; docNumber: string | null }
  kind: ReportKind
  asOf: Day
  organ: string
  /** 主送机关; a circular goes to everyone responsible when none is named. */
  to?: string
  /** What the person who writes it asks for, paragraph by paragraph; nothing is asked for in their stead. */
  remarks: readonly string[]
  demo: boolean
}

/** All that a report of a list says on a day; undefined when there is no such list. */
export async function composeReport(house: House, asked: Asked): Promise<ReportContent | undefined> {
  const progress = await progressOf(house, asked.list.id, asked.asOf)
  if (!progress) return undefined
  const content = { ...asked, figures: figuresOf(progress), cities: citiesOf(progress), places: placesOf(progress) }
  const known = asked.kind === 'brief' ? await standings(house, asked.list.id, asked.asOf) : undefined
  const { remarks, to, ...kept } = content
  return {
    ...kept, title: titleOf(asked), to: asked.kind === 'circular' ? to ?? '各责任单位' : to ?? null,
    body: [...bodies[asked.kind](progress, content, known), ...(remarks.length ? [{ kind: 'level', level: 1, heading: '工作要求' } as const, ...remarks.map((text): Part => ({ kind: 'text', text }))] : [])],
  }
}

const titleOf = ({ list, kind, asOf }: Asked): string =>
  kind === 'account' ? `《${list.title}》台账（截至${showDay(asOf)}）` : `关于《${list.title}》推进情况的${kind === 'circular' ? '通报' : '专报'}`

type Content = Asked & { figures: Figure[]; cities: CityLine[]; places: Place[] }
const bodies: Record<ReportKind, (p: Progress, c: Content, k: Known | undefined) => Part[]> = { circular, brief, account }

const text = (words: string): Part => ({ kind: 'text', text: words })
const one = (heading: string): Part => ({ kind: 'level', level: 1, heading })

function circular(p: Progress, c: Content): Part[] {
  return [
    text(`现将《${c.list.title}》${c.list.docNumber ? `（${c.list.docNumber}）` : ''}截至${showDay(c.asOf)}的推进情况通报如下。`),
    one('总体情况'), ...overall(c),
    one('各项任务情况'), ...tasksOf(p),
    one('各市情况'), text('各市按行政区划顺序排列，不分先后；灯数按该市承担的分解任务统计。'), ...citiesSaid(c),
    one('已亮红灯的事项'), ...redOnes(c),
  ]
}

function brief(_: Progress, c: Content, k: Known | undefined): Part[] {
  return [
    text(`现将《${c.list.title}》${c.list.docNumber ? `（${c.list.docNumber}）` : ''}截至${showDay(c.asOf)}的推进情况报告如下。`),
    one('基本情况'), ...overall(c),
    one('已亮红灯的事项及原因'), ...redOnes(c),
    one('即将转红的事项'), ...ahead(c, k!),
    one('正在等谁'), ...waitedFor(c),
  ]
}

function account(_: Progress, c: Content): Part[] {
  return [
    text(`本台账列出《${c.list.title}》截至${showDay(c.asOf)}每项分解任务在每个责任单位的办理情况，按清单顺序和责任单位印发顺序排列。已核进度、自报进度和系统生成的数据分列，互不相加。`),
    ...overall(c),
  ]
}

/** The whole in three paragraphs: what there is, its lights, and what was dispatched; each number is one of the figures. */
function overall(c: Content): Part[] {
  const f = (id: string) => written(c.figures, id)
  const indicators = c.figures.filter((x) => x.id.startsWith('indicator-') && x.value !== null)
  return [
    text(`清单共${f('tasks')}任务，拆成${f('actions')}分解任务，落到责任单位${f('places')}。按时间计，序时进度为${f('elapsed')}。`),
    text(`分解任务中，红灯${f('light-red')}、黄灯${f('light-yellow')}、绿灯${f('light-green')}、已办结${f('light-blue')}、未启动${f('light-grey')}。其中待接入${f('pending')}，除自身办件外尚无业务数据推动，已分别计入上列各灯。`),
    text(`已交办${f('dispatched')}，签收${f('signed')}，应报未报${f('unreported')}（${sourceWords.system}）；有经核查进度的${f('verified')}，已销号${f('closed')}（${sourceWords.verified}）；提交过自报进度的${f('reported')}（${sourceWords.reported}）。三类数据来源不同，不相加。`),
    ...(['system', 'reported'] as const).flatMap((source) => {
      const of = indicators.filter((x) => x.source === source)
      return of.length ? [text(`指标（${sourceWords[source]}）：${of.map((x) => `${x.name}${sayFigure(x)}`).join('，')}。口径见附件。`)] : []
    }),
  ]
}

function citiesSaid(c: Content): Part[] {
  const idle = c.cities.filter((x) => x.actions === 0)
  return [
    ...c.cities.filter((x) => x.actions > 0).map((x) => text(`${x.name}承担${x.actions}项：${sayLights(x.lights)}。${x.red.length ? `亮红灯的是${x.red.join('、')}。` : ''}`)),
    ...(idle.length ? [text(`${idle.map((x) => x.name).join('、')}不承担本清单的分解任务。`)] : []),
  ]
}

function tasksOf(p: Progress): Part[] {
  const ofTask = (t: Progress['tasks'][number]): string => `${t.light.say}${t.pending ? `；待接入${t.pending}项` : ''}。`
  const grouped = p.sections.map((s) => ({ s, tasks: p.tasks.filter((t) => t.section === s.id) })).filter((g) => g.tasks.length > 0)
  const loose = p.tasks.filter((t) => !p.sections.some((s) => s.id === t.section))
  return [
    ...loose.map((t): Part => ({ kind: 'level', level: 2, heading: `${t.title}（第${t.number}项）。`, say: ofTask(t) })),
    ...grouped.flatMap(({ s, tasks }): Part[] => [{ kind: 'level', level: 2, heading: s.title }, ...tasks.map((t): Part => ({ kind: 'level', level: 3, heading: `${t.title}（第${t.number}项）。`, say: ofTask(t) }))]),
  ]
}

/** What is red, in the order of the list, each with the sentence of its light. */
function redOnes(c: Content): Part[] {
  const red = c.places.filter((x) => x.light === 'red'), most = mostNamed.on(c.asOf)
  if (!red.length) return [text(`截至${showDay(c.asOf)}没有亮红灯的事项。`)]
  return [
    ...(red.length > most ? [text(`共${red.length}处，按清单顺序列出前${most}处，其余见台账。`)] : []),
    ...red.slice(0, most).map((x): Part => ({ kind: 'level', level: 2, heading: `${x.action} ${x.title}（${x.unit}）。`, say: `${x.say}。` })),
  ]
}

/** What turns red by itself within the days one warns of, the nearest first. */
function ahead(c: Content, k: Known): Part[] {
  const days = aheadFor.on(c.asOf), until = addDays(c.asOf, days), most = mostNamed.on(c.asOf)
  const found = k.actions.flatMap((a) => {
    const shown = actionOf(k, a)
    return a.at.flatMap((x, i) => {
      const light: Light = shown.units[i]!.light.light
      const on = light === 'green' || light === 'yellow' ? redOn(x.standing, c.asOf, k.house.calendar, addDays) : undefined
      return on && on <= until ? [{ on, words: `${a.id} ${a.title}（${x.unit.name}）`, light, change: shown.units[i]!.light.change }] : []
    })
  }).sort((p, q) => (p.on < q.on ? -1 : p.on > q.on ? 1 : 0))
  if (!found.length) return [text(`${days}日内没有不办理即转红的事项。`)]
  return [
    text(`没有新的进展，${days}日内转红的有${found.length}处${found.length > most ? `，列出最近的${most}处` : ''}。`),
    ...found.slice(0, most).map((x): Part => ({ kind: 'level', level: 2, heading: `${x.words}。`, say: `现为${lightWords[x.light]}灯，${showDay(x.on)}转红；${x.change}。` })),
  ]
}

const waiting: Record<string, string> = { 待签收: '责任单位签收', 已退回交办: '交办单位重新交办', 待核查: '核查单位核查', 待销号: '核查单位销号' }

/** Who is waited for: the places that cannot go on until somebody has acted. */
function waitedFor(c: Content): Part[] {
  const groups = Object.entries(waiting).map(([state, who]) => ({ who, at: c.places.filter((x) => x.state === state) })).filter((g) => g.at.length)
  if (!groups.length) return [text('没有停在签收、核查、销号环节的事项。')]
  return groups.map((g): Part => ({ kind: 'level', level: 2, heading: `等${g.who}${g.at.length}处。`, say: `${g.at.slice(0, 10).map((x) => `${x.unit}（${x.action}）`).join('、')}${g.at.length > 10 ? '等' : ''}。` }))
}

/** The figures with their definitions, as the attachment every report carries. */
export const definitionsTable = (figures: readonly Figure[]): Part => ({
  kind: 'table',
  columns: [{ label: '指标', width: 18 }, { label: '数值', width: 12, centred: true }, { label: '来源', width: 14, centred: true }, { label: '口径', width: 40 }, { label: '截至日', width: 16, centred: true }],
  rows: figures.map((f) => [f.name, sayFigure(f), sourceWords[f.source], f.definition, f.asOf]),
})

export const placeColumns = ['编号', '分解任务', '责任单位', '角色', '完成期限', '状态', '灯', '亮灯理由', '已核进度', '自报进度', '系统生成'] as const
export const placeCells = (x: Place): string[] => [
  x.action, x.title, x.unit, x.role, x.dueOn, x.state, lightWords[x.light], x.say.replace(/^.：/, ''), showShare(x.verified), showShare(x.reported), x.system.last ? `环节${x.system.events}\n名录行${x.system.lines}\n${x.system.last}` : '',
]
export const placesTable = (places: readonly Place[]): Part => ({
  kind: 'table', columns: placeColumns.map((label, i) => ({ label, width: [6, 18, 11, 6, 14, 9, 5, 30, 14, 14, 14][i]!, centred: [0, 3, 4, 5, 6].includes(i) })), rows: places.map(placeCells),
})
