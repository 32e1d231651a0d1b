import {
  AlignmentType, BorderStyle, Document, DocumentGridType, Footer, Header, type IParagraphOptions, type IRunOptions, LineRuleType, Packer, PageNumber, PageOrientation, Paragraph, SectionType, ShadingType, Table, TableCell,
  TableLayoutType, TableRow, TextRun, VerticalAlignTable, WidthType,
} from 'docx'
import { ChartRun, type ChartRunOptions } from 'docx/charts'
import { showDay } from '../../kernel/index.ts'
import { attachmentLines, type Chart, numbered, type Part, sheet, signatureIndents, sizes, titleLines, type Writing } from './writing.ts'

const twips = (mm: number) => Math.round((mm * 1440) / 25.4)
const page = { width: twips(sheet.width), height: twips(sheet.height), top: twips(sheet.top), right: twips(sheet.right), bottom: twips(sheet.bottom), left: twips(sheet.left) }
const inner = { width: page.width - page.left - page.right, height: page.height - page.top - page.bottom }
/** Cut down, never up: with one twip more the twenty-second line would fall off the page. */
const line = Math.floor(inner.height / sheet.lines)
/** What a character of 三号 gives up so that twenty-eight fit, in 4096ths of a point. */
const charSpace = Math.round((inner.width / sheet.characters / 20 - sizes.三号) * 4096)
/** One character of the body, in twips. */
const character = inner.width / sheet.characters

const font = (name: string) => ({ ascii: name, hAnsi: name, eastAsia: name, cs: name, hint: 'eastAsia' })
/** Named as Word on an office machine knows them; where one is missing Word takes another, the layout stays. */
const fonts = { body: font('仿宋_GB2312'), title: font('方正小标宋简体'), level1: font('黑体'), level2: font('楷体_GB2312'), number: font('宋体') }
const levelFonts = { 1: fonts.level1, 2: fonts.level2, 3: fonts.body, 4: fonts.body }
const half = (points: number) => Math.round(points * 2)

/** XML knows no control characters; Word would refuse the whole file for one. */
const legal = (text: string) => text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
const run = (text: string, of: Partial<IRunOptions> = {}) => new TextRun({ text: legal(text), font: fonts.body, size: half(sizes.三号), ...of })
const small = { line: 300, lineRule: LineRuleType.EXACT, before: 60, after: 60 }
const spacing = { line, lineRule: LineRuleType.EXACT, before: 0, after: 0 }
const paragraph = (children: TextRun[], of: Partial<IParagraphOptions> = {}) => new Paragraph({ spacing, ...of, children })
const blank = () => paragraph([])
const twoIn = { firstLine: Math.round(character * 2), firstLineChars: 200 }

/** A writing as a Word document, laid out after GB/T 9704. */
export async function layWriting(w: Writing<Part | Chart>): Promise<Buffer> {
  return pack(w.title, w.organ, [
    section(w, [...headOf(w), ...titleOf(titleLines(w.title)), blank(), ...bodyOf(w), ...closing(w)]),
    ...w.attachments.map((a, i) => section(w, [
      paragraph([run(`附件${w.attachments.length === 1 ? '' : i + 1}`, { font: fonts.level1 })]), blank(), ...titleOf(titleLines(a.title)), blank(), ...partsOf(a.parts, a.wide ?? false),
    ], a.wide)),
  ])
}

/** A table alone under its title, for what is a list and not a letter. */
export interface TableAlone { title: string; under: readonly string[]; organ: string; table: Extract<Part, { kind: 'table' }>; mark?: string }
export const layTable = (of: TableAlone): Promise<Buffer> =>
  pack(of.title, of.organ, [section(of, [...titleOf([of.title]), ...of.under.map((text) => paragraph([run(text)], { alignment: AlignmentType.CENTER })), blank(), tableOf(of.table, true)], true)])

function pack(title: string, organ: string, sections: ReturnType<typeof section>[]): Promise<Buffer> {
  return Packer.toBuffer(new Document({
    title: legal(title), creator: legal(organ), evenAndOddHeaderAndFooters: true, sections,
    styles: {
      default: { document: { run: { font: fonts.body, size: half(sizes.三号), language: { eastAsia: 'zh-CN', value: 'zh-CN' } }, paragraph: { spacing } } },
      paragraphStyles: [{ id: 'Title', name: 'Title', basedOn: 'Normal', next: 'Normal', quickFormat: true, run: { font: fonts.title, size: half(sizes.二号) }, paragraph: { alignment: AlignmentType.CENTER, spacing } }],
    },
  }))
}

function section(w: Pick<Writing<Part | Chart>, 'mark'>, children: (Paragraph | Table)[], wide = false) {
  const mark = w.mark ? new Header({ children: [new Paragraph({ alignment: AlignmentType.RIGHT, children: [run(w.mark, { font: fonts.level1, size: half(sizes.四号), color: 'C00000' })] })] }) : undefined
  // 一字线 on both sides, 7 mm below the body; odd pages one character from the right, even pages one from the left.
  const foot = (isEven: boolean) => new Footer({ children: [new Paragraph({
    alignment: isEven ? AlignmentType.LEFT : AlignmentType.RIGHT, indent: isEven ? { left: sizes.四号 * 20 } : { right: sizes.四号 * 20 },
    children: [new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], font: fonts.number, size: half(sizes.四号) })],
  })] })
  return {
    properties: {
      type: SectionType.NEXT_PAGE,
      page: {
        size: { width: page.width, height: page.height, orientation: wide ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT },
        margin: { top: page.top, right: page.right, bottom: page.bottom, left: page.left, header: twips(15), footer: twips(sheet.bottom - 7) - sizes.四号 * 20 },
      },
      grid: { type: DocumentGridType.LINES_AND_CHARS, linePitch: line, charSpace },
    },
    ...(mark ? { headers: { default: mark, even: mark } } : {}), footers: { default: foot(false), even: foot(true) }, children,
  }
}

/** The organ's name in red, the number two lines below it, and the red line 4 mm under the number. */
function headOf(w: Writing<Part | Chart>): Paragraph[] {
  if (!w.head) return []
  const size = Math.min(42, Math.floor(inner.width / 20 / [...w.organ].length))
  const rule = { bottom: { style: BorderStyle.SINGLE, color: 'FF0000', size: 16, space: 11 } }
  const number = w.head.signer
    // To superiors: the number one character from the left, who signs it off one from the right.
    ? paragraph([run(`${w.head.number}\t签发人：`), run(w.head.signer, { font: fonts.level2 })], { border: rule, indent: { left: Math.round(character) }, tabStops: [{ type: 'right', position: inner.width - Math.round(character) }] })
    : paragraph([run(w.head.number)], { border: rule, alignment: AlignmentType.CENTER })
  return [
    new Paragraph({ alignment: AlignmentType.CENTER, spacing: { before: twips(w.head.signer ? 80 : 35), after: 0 }, children: [run(w.organ, { font: fonts.title, size: half(size), color: 'FF0000' })] }),
    blank(), blank(), number, blank(), blank(),
  ]
}

const titleOf = (lines: readonly string[]) => [new Paragraph({ style: 'Title', children: lines.map((text, i) => new TextRun(i ? { text: legal(text), break: 1 } : { text: legal(text) })) })]

function bodyOf(w: Writing<Part | Chart>): (Paragraph | Table)[] {
  return [...(w.to ? [paragraph([run(`${w.to}：`)])] : []), ...partsOf(w.body, false)]
}

const partsOf = (parts: readonly (Part | Chart)[], wide: boolean): (Paragraph | Table)[] =>
  numbered(parts).map((p) => {
    if (p.kind === 'table') return tableOf(p, wide)
    if (p.kind === 'chart') return new Paragraph({ keepNext: true, alignment: AlignmentType.CENTER, children: [chartOf(p)] })
    if (p.kind === 'caption') return paragraph([run(p.text, { font: fonts.level1, size: half(sizes.小四) })], { alignment: AlignmentType.CENTER, keepNext: true })
    if (p.kind === 'source') return new Paragraph({ spacing: small, children: [run(p.text, { size: half(sizes.五号), color: '454B54' })] })
    if (p.kind === 'text') return paragraph([run(p.text)], { indent: twoIn })
    return paragraph([run(p.heading, { font: levelFonts[p.level] }), ...(p.say ? [run(p.say)] : [])], { indent: twoIn, outlineLevel: p.level - 1, ...(p.say ? {} : { keepNext: true }) })
  })

/** What stands after the body: the attachments, the name and the day, and at the foot who receives copies. */
function closing(w: Writing<Part | Chart>): (Paragraph | Table)[] {
  const listed = attachmentLines(w)
  const at = signatureIndents(w.organ, showDay(w.on))
  const right = (characters: number) => ({ alignment: AlignmentType.RIGHT, indent: { right: Math.round(character * characters) }, keepLines: true })
  return [
    ...(listed.length ? [blank(), ...listed.map((text, i) => paragraph([run(`${i === 0 ? '附件：' : ''}${text}`)], { indent: i === 0 ? { left: Math.round(character * 5), hanging: Math.round(character * 3) } : { left: Math.round(character * 5) } }))] : []),
    blank(), paragraph([run(w.organ)], { ...right(at.organ), keepNext: true }), paragraph([run(showDay(w.on))], right(at.day)),
    ...(w.copies?.length ? [blank(), copies(w)] : []),
  ]
}

/** 版记: 四号, between a thick and a thick line with a thin one between, one character in on both sides. */
function copies(w: Writing<Part | Chart>): Table {
  const none = { style: BorderStyle.NONE, size: 0 }, thick = { style: BorderStyle.SINGLE, size: 8 }, thin = { style: BorderStyle.SINGLE, size: 6 }
  const row = (text: string, top: typeof thick, bottom: typeof thick) => new TableRow({ children: [new TableCell({
    borders: { left: none, right: none, top, bottom }, children: [paragraph([run(text, { size: half(sizes.四号) })], { indent: { left: sizes.四号 * 20, right: sizes.四号 * 20 } })],
  })] })
  return new Table({ width: { size: inner.width, type: WidthType.DXA }, layout: TableLayoutType.FIXED, columnWidths: [inner.width], rows: [row(`抄送：${w.copies!.join('，')}。`, thick, thin), row(`${w.organ}　${showDay(w.on)}印发`, thin, thick)] })
}

const chartFont = { name: '宋体', color: '1F2329' }, quietLines = { color: 'D9D5CB', width: 0.5 }
const colours = ['1F4E79', '2E7D32', '8F5600', '6B4C9A', '0F766E', 'B3261E', '5B616B']
const axis = { font: { ...chartFont, size: 9 } }
/** Long names stand in full in the table beside. */
const shortened = (name: string, most = 16) => ([...name].length > most ? `${[...name].slice(0, most).join('')}…` : name)
const whole = (values: readonly number[]) => values.every(Number.isInteger)

function chartOf({ draws, say }: Chart): ChartRun {
  const size = (height: number) => ({ width: Math.floor((inner.width / 1440) * 96), height })
  const shared = { font: chartFont, chartArea: { border: 'none' as const }, altText: { name: legal(say).slice(0, 60), description: legal(say) } }
  const option = ((): ChartRunOptions => {
    if (draws.as === 'bars') {
      const values = draws.bars.map((b) => b.value), numberFormat = whole(values) ? '#,##0' : '0.000'
      return {
        ...shared, type: 'bar', categories: draws.bars.map((b) => legal(shortened(b.name))), series: [{ name: legal(draws.label), values, color: colours[0]! }], legend: false, gapWidth: 40, transformation: size(48 + 24 * draws.bars.length),
        categoryAxis: { ...axis, reverseOrder: true }, valueAxis: { ...axis, numberFormat, minimum: Math.min(0, ...values), ...(whole(values) ? { interval: steps(Math.max(...values, 1)) } : {}) }, dataLabels: { value: true, numberFormat, font: { ...chartFont, size: 9 } },
      }
    }
    if (draws.as === 'lines') return {
      ...shared, type: 'line', categories: draws.names.map(legal), markers: { shape: 'circle', size: 5 }, legend: { position: 'top', font: { ...chartFont, size: 9 } }, transformation: size(270), categoryAxis: axis, valueAxis: { ...axis, minimum: 0, numberFormat: '#,##0' },
      series: draws.series.map((of, i) => ({ name: legal(of.label), values: of.values, color: colours[i % colours.length]!, line: { width: 1.5 } })),
    }
    return {
      ...shared, type: 'scatter', lines: 'straight', markers: { shape: 'circle', size: 6 }, legend: false, transformation: size(300),
      xAxis: { ...axis, title: { text: legal(draws.across), font: { ...chartFont, size: 9 } }, minimum: least(draws.points.map((p) => p.x)), numberFormat: '#,##0', gridlines: false }, yAxis: { ...axis, title: { text: legal(draws.up), font: { ...chartFont, size: 9 } }, minimum: least(draws.points.map((p) => p.y)), numberFormat: '#,##0' },
      series: [{ name: legal(draws.up), color: colours[0]!, line: { width: 1.25 }, points: draws.points.map(({ x, y }) => ({ x, y })), pointLabels: draws.points.map((p) => ({ text: legal(p.name), font: { ...chartFont, size: 8 } })) }],
    }
  })()
  return new ChartRun({ ...option, plotArea: { border: quietLines } })
}
/** Where an axis of a path begins: at nothing, unless all lies far from it. */
const least = (values: readonly number[]): number => { const low = Math.min(...values), high = Math.max(...values); return low > high / 2 ? Math.floor(low - (high - low) / 4) : 0 }
/** Whole steps of an axis of counts, ten of them or fewer. */
const steps = (most: number): number => { const ten = 10 ** Math.max(0, Math.ceil(Math.log10(most)) - 1); return [1, 2, 5, 10].map((n) => n * ten).find((n) => most / n <= 10)! }

function tableOf(table: Extract<Part, { kind: 'table' }>, wide: boolean): Table {
  const width = wide ? page.height - page.left - page.right : inner.width
  const whole = table.columns.reduce((n, c) => n + c.width, 0)
  const widths = table.columns.map((c) => Math.floor((width * c.width) / whole))
  const cell = (text: string, of: { at: number; span?: number; bold?: boolean; centred?: boolean; shade?: string | undefined }) => new TableCell({
    ...(of.shade ? { shading: { type: ShadingType.CLEAR, color: 'auto', fill: of.shade } } : {}), width: { size: of.span ? width : widths[of.at]!, type: WidthType.DXA }, verticalAlign: VerticalAlignTable.CENTER, margins: { left: 80, right: 80, top: 40, bottom: 40 }, ...(of.span ? { columnSpan: of.span } : {}),
    // A table of shades is a drawing and stays on one page with its title.
    children: text.split('\n').map((words) => new Paragraph({ ...(table.shades ? { keepNext: true } : {}), spacing: { line: 320, lineRule: LineRuleType.EXACT }, alignment: of.centred ? AlignmentType.CENTER : AlignmentType.LEFT, children: [run(words, { size: half(sizes.小四), ...(of.bold ? { font: fonts.level1 } : {}) })] })),
  })
  return new Table({
    width: { size: width, type: WidthType.DXA }, layout: TableLayoutType.FIXED, columnWidths: widths,
    rows: [
      new TableRow({ tableHeader: true, cantSplit: true, children: table.columns.map((c, at) => cell(c.label, { at, bold: true, centred: true })) }),
      ...table.rows.map((r, n) => new TableRow({ cantSplit: true, children: Array.isArray(r) ? r.map((text, at) => cell(text, { at, centred: table.columns[at]?.centred ?? false, shade: table.shades?.[n]?.[at] })) : [cell(r.over, { at: 0, span: table.columns.length, bold: true })] })),
    ],
  })
}
