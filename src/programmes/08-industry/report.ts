import { type Day, dayOf, type Result, showDay, yes } from '../../kernel/index.ts'
import { type Chart, type Part, type Writing, writingDocx } from '../../platform/documents/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { conditionsOf, type PatentQuery } from '../../platform/search/index.ts'
import { drawn, personOf, shadeOf } from './drawn.ts'
import type { Shown } from './figure-thread.ts'
import type { FigureKind } from './kinds.ts'
import { figureView, type FigureView, type RoomView, roomView } from './store.ts'

/** Lines of a figure that a printed report shows; the CSV of each figure has them all. */
const printed = 20
const most = 9
/** Ties drawn as bars, for Word draws no network. */
const drawnTies = 15

/** What the room holds as a Word document: how it was searched, how well, and each figure with its definition, search, day and library. */
export async function reportDocx(house: House, who: Who, id: string): Promise<Result<{ name: string; bytes: Buffer }>> {
  const room = await roomView(house, who, id)
  if (!room.ok) return room
  const newest = room.value.figures.filter((f) => !room.value.figures.some((n) => n.replaces === f.id))
  const figures: FigureView[] = []
  for (const { id: figure } of newest) {
    const found = await figureView(house, who, id, figure)
    if (!found.ok) return found
    figures.push(found.value)
  }
  return yes({ name: `${room.value.title}.docx`, bytes: await writingDocx(writing(house, room.value, figures)) })
}

const text = (said: string): Part => ({ kind: 'text', text: said })
const head = (heading: string, level: 1 | 2 = 1): Part => ({ kind: 'level', level, heading })
const table = (columns: [label: string, width: number, centred?: 'centred'][], lines: string[][]): Part => ({ kind: 'table', columns: columns.map(([label, width, centred]) => ({ label, width, ...(centred ? { centred: true } : {}) })), rows: lines })

function writing(house: House, room: RoomView, figures: readonly FigureView[]): Writing<Part | Chart> {
  const latest = room.searches[0], sample = room.samples.find((s) => s.precision)
  return {
    title: `${room.title}报告`, organ: room.owner, on: today(house), mark: '工作稿', attachments: [],
    body: [
      head('概况'), text(`类别：${room.kindLabel}。面向：${room.industry}。${room.caseNumber ? `办件号：${room.caseNumber}。` : ''}`),
      head('技术分解'), ...(room.tree.length ? [table([['级', 1, 'centred'], ['节点', 4], ['检索词', 5], ['分类号', 4]], room.tree.map((n) => [`${n.level}`, `${'　'.repeat(n.level - 1)}${n.name}`, n.terms.join('、'), n.ipc.join('、')]))] : [text('尚无技术分解表。')]),
      text(`现行分解表经${room.confirmed.n}名产业专家确认（至少${room.confirmed.least}名）。`),
      ...room.confirmations.filter((c) => c.current).map((c) => text(`${showDay(c.day)} ${c.employer} ${c.expert}：${c.verdict === 'agreed' ? '同意' : '有异议'}。${c.opinion}`)),
      head('检索策略'), ...(room.searches.length ? [table([['日期', 3], ['检索式和条件', 6], ['用途', 4], ['件数', 2, 'centred'], ['专利库', 4]], room.searches.toReversed().map((s) => [showDay(s.day), asWords(house, s.asked), s.purpose, `${s.total}`, s.library]))] : [text('尚无检索记录。')]),
      head('查全查准'), text(latest?.recall ? latest.recall.steps.join('；') : '没有种子专利，查全率未算。'), text(sample?.precision ? [...sample.steps, ...sample.precision.steps].join('；') : '没有抽样判断，查准率未算。'),
      head('去噪'), ...(room.noise.length ? room.noise.map((n) => text(`${n.what}：${n.why}。去掉${n.removed}件${n.added ? `，另增${n.added}件` : ''}。`)) : [text('尚无去噪记录。')]),
      ...(room.groups.length ? [head('申请人合并'), text('下列申请人按所属集团合并计数；影响到的图表各有说明。'), table([['集团', 4], ['申请人', 5], ['依据', 5], ['登记', 3]], room.groups.flatMap((g) => g.of.map((line) => [g.name, line.name, line.why, `${line.by} ${showDay(dayOf(line.at))}`])))] : []),
      ...(room.effects.rules.length ? [head('功效词'), table([['功效', 3], ['检索词', 6], ['分类号', 3]], room.effects.rules.map((e) => [e.name, (e.terms ?? []).join('、'), (e.ipc ?? []).join('、')]))] : []),
      ...(room.placed.length ? [head('人工归类'), table([['格', 4], ['专利', 4], ['归类', 2], ['理由', 5], ['登记', 3]], room.placed.map((p) => [[p.node, p.effect].filter(Boolean).join('—'), p.key, p.belongs ? '归入' : '移出', p.why, `${p.by} ${showDay(dayOf(p.at))}`])),
        ...(room.placedCount > room.placed.length ? [text(`共${room.placedCount}条，表中为最近${room.placed.length}条。`)] : [])] : []),
      head('图表'), ...(figures.length ? figures.flatMap((figure, i) => figureParts(house, figure, i + 1)) : [text('尚无图表。')]),
      head('模块清单'), table([['模块', 5], ['完成', 2, 'centred'], ['说明', 7]], room.modules.map((m) => [`${m.label}${m.required ? '' : '（选做）'}`, m.done ? '是' : '否', [m.note, m.shown].filter(Boolean).join('；')])),
      ...(room.adoptions.length ? [head('采用'), table([['文件、预算或项目', 5], ['作出单位', 3], ['日期', 3], ['采用的结论', 5]], room.adoptions.map((a) => [a.document, a.body, showDay(a.on as Day), a.how]))] : []),
    ],
  }
}

function figureParts(house: House, { kind, figure, note, asked, day, library, search }: FigureView, no: number): (Part | Chart)[] {
  // Nine columns fit the page; shares go first, for the counts beside them say the same.
  // The verdicts of the matrix of gaps stand in its drawing.
  const fitting = figure.columns.map((c, i) => ({ ...c, i })).filter((c) => (kind === 'gaps' ? c.kind !== 'text' || c.i === 0 : figure.columns.length <= most || c.kind !== 'share')).slice(0, most)
  const isNarrowed = kind !== 'gaps' && fitting.length < figure.columns.length
  const source: Part = { kind: 'source', text: `检索：第${search}号，${asWords(house, asked)}；${showDay(day)}；专利库${library}；统计${figure.over}件。` }
  const drawings = drawingsOf(kind, figure), isDrawn = drawings.length > 0
  return [
    head(figure.title, 2), text(figure.say), ...(note ? [text(note)] : []),
    ...drawings.flatMap(({ drawing, said }) => [drawing, { kind: 'caption' as const, text: `图${no}　${figure.title}${said}` }]), ...(isDrawn ? [source] : []),
    // The matrix of counts is its own table.
    ...(kind === 'technique-effect' && isDrawn ? [] : [
      table(fitting.map((c) => (c.kind === 'text' ? [c.label, c.i === 0 ? 4 : 3] : [c.label, 2, 'centred'])), figure.lines.slice(0, printed).map((line) => fitting.map(({ i }) => shownCell(figure, line.cells[i]!, i)))),
      ...(figure.lines.length > printed || figure.more || isNarrowed ? [text(`表中为前${Math.min(printed, figure.lines.length)}行${isNarrowed ? `、${fitting.length}列` : ''}，其余见CSV。`)] : []),
    ]),
    ...(figure.notes ?? []).map((said) => text(`说明：${said}。`)), text(`口径：${figure.definition}`), ...(isDrawn ? [] : [source]),
  ]
}

/** A figure as Word draws it: a chart with its numbers in it, or as many tables of shades as its columns need; each with what its caption says besides. */
function drawingsOf(kind: FigureKind, figure: Shown): { drawing: Part | Chart; said: string }[] {
  if (figure.lines.length === 0) return []
  const of = drawn[kind](figure), chart = (draws: Chart['draws'], said = '') => [{ drawing: { kind: 'chart' as const, say: `${figure.title}：${figure.say}`, draws }, said }]
  if (of.as === 'ties') return chart({ as: 'bars', label: '合作件数', bars: of.ties.slice(0, drawnTies).map((t) => ({ name: `${personOf(t.a)}—${personOf(t.b)}`, value: t.n })) })
  // A year that is not whole yet bears a mark, and the caption says what it means.
  if (of.as === 'lines') return chart({ ...of, names: of.names.map((name, i) => (of.open !== undefined && i >= of.open ? `${name}*` : name)) }, of.open === undefined ? '' : '（*尚未公开完）')
  if (of.as !== 'matrix') return chart(of)
  const corner = kind === 'advantages' ? '技术＼地区' : kind === 'gaps' ? '环节＼层级' : '技术＼功效', wide = of.across.length
  const tables = Math.ceil(wide / most), columns = Math.ceil(wide / tables)
  return Array.from({ length: tables }, (_, n) => {
    const from = n * columns, across = of.across.slice(from, from + columns), cells = of.cells.map((row) => row.slice(from, from + columns))
    return {
      drawing: {
        // Columns of the last table stay as wide as those of the others.
        kind: 'table', columns: [{ label: corner, width: 4 + 2 * (columns - across.length) }, ...across.map((label) => ({ label, width: 2, centred: true }))], rows: of.down.map((label, y) => [label, ...cells[y]!.map((c) => c.said)]),
        shades: cells.map((row) => [undefined, ...row.map(({ tone }) => shadeOf(of.scale, of.range, tone))]),
      },
      said: tables > 1 ? `（第${from + 1}至${from + across.length}列，共${wide}列）` : '',
    }
  })
}

const shownCell = (figure: Shown, cell: Shown['lines'][number]['cells'][number], column: number): string => {
  if (cell.value === null) return ''
  if (typeof cell.value === 'string') return cell.value
  return figure.columns[column]!.kind === 'share' ? `${Number((cell.value * 100).toFixed(2))}%` : Number.isInteger(cell.value) ? `${cell.value}` : cell.value.toFixed(4)
}

/** A search in words: its query and what narrows it. */
function asWords(house: House, asked: PatentQuery): string {
  const said = Map.groupBy(conditionsOf(house, asked), ({ label }) => label)
  return [asked.q || '（全部）', ...[...said].map(([label, of]) => `${label}：${of.map((c) => c.said).join('、')}`)].join('；')
}
