import { showDay, startOfDay } from '../../kernel/index.ts'
import { pdfmake } from './maker.ts'
import { attachmentLines, numbered, type Part, sheet, signatureIndents, sizes, titleLines, type Writing } from './writing.ts'

const points = (mm: number) => (mm * 72) / 25.4
const inner = { width: points(sheet.width - sheet.left - sheet.right), height: points(sheet.height - sheet.top - sheet.bottom) }
const pitch = inner.height / sheet.lines
/** Noto Sans SC stands 1.448 of its size from line to line. */
const natural = 1.448
const character = inner.width / sheet.characters
/** On the grid: as many characters a line and lines a page as the Word document has. */
const onGrid = (size: number) => ({ fontSize: size, lineHeight: pitch / (size * natural) })
type Margin = [number, number, number, number]

/** A writing as PDF: the same sheet, lines and characters as the Word document, in the one Chinese type that may be embedded. */
export async function drawWriting(w: Writing): Promise<Buffer> {
  const on = new Date(startOfDay(w.on))
  const at = signatureIndents(w.organ, showDay(w.on))
  const listed = attachmentLines(w)
  const margins: Margin = [points(sheet.left), points(sheet.top), points(sheet.right), points(sheet.bottom)]
  return pdfmake.createPdf({
    pageSize: 'A4', pageMargins: margins, language: 'zh-CN',
    defaultStyle: { font: 'Noto', ...onGrid(sizes.三号), characterSpacing: character - sizes.三号 },
    info: { title: w.title, author: w.organ, creator: 'Zhixing', producer: 'Zhixing', creationDate: on, modDate: on },
    ...(w.mark ? { watermark: { text: w.mark, color: '#c00000', opacity: 0.1, bold: true, fontSize: Math.min(72, Math.floor(640 / [...w.mark].length)), angle: -35 } } : {}),
    footer: (page: number) => ({ text: `— ${page} —`, fontSize: sizes.四号, lineHeight: 1, characterSpacing: 0, alignment: page % 2 ? 'right' : 'left', margin: [points(sheet.left) + sizes.四号, points(7), points(sheet.right) + sizes.四号, 0] as Margin }),
    content: [
      ...headOf(w),
      { text: titleLines(w.title).join('\n'), ...onGrid(sizes.二号), bold: true, alignment: 'center', characterSpacing: 0, margin: [0, 0, 0, pitch] as Margin },
      ...(w.to ? [{ text: `${w.to}：` }] : []),
      ...partsOf(w.body),
      ...(listed.length ? [{ text: `附件：${listed[0]!}`, margin: [character * 2, pitch, 0, 0] as Margin }, ...listed.slice(1).map((text) => ({ text, margin: [character * 5, 0, 0, 0] as Margin }))] : []),
      { unbreakable: true, margin: [0, pitch, 0, 0] as Margin, stack: [
        { text: w.organ, alignment: 'right' as const, margin: [0, 0, at.organ * character, 0] as Margin },
        { text: showDay(w.on), alignment: 'right' as const, margin: [0, 0, at.day * character, 0] as Margin },
      ] },
      ...(w.copies?.length ? [{ margin: [0, pitch, 0, 0] as Margin, fontSize: sizes.四号, table: { widths: ['*'], body: [[`抄送：${w.copies.join('，')}。`], [`${w.organ}　${showDay(w.on)}印发`]] }, layout: { hLineWidth: (i: number) => (i === 1 ? 0.7 : 1), vLineWidth: () => 0, paddingLeft: () => sizes.四号, paddingRight: () => sizes.四号 } }] : []),
      ...w.attachments.flatMap((a, i) => [
        { text: `附件${w.attachments.length === 1 ? '' : i + 1}`, bold: true, pageBreak: 'before' as const, pageOrientation: a.wide ? 'landscape' as const : 'portrait' as const },
        { text: titleLines(a.title).join('\n'), ...onGrid(sizes.二号), bold: true, alignment: 'center' as const, characterSpacing: 0, margin: [0, pitch, 0, pitch] as Margin },
        ...partsOf(a.parts),
      ]),
    ],
  }).getBuffer()
}

function headOf(w: Writing) {
  if (!w.head) return []
  const size = Math.min(42, Math.floor(inner.width / [...w.organ].length))
  const { number, signer } = w.head
  return [
    { text: w.organ, fontSize: size, lineHeight: 1, characterSpacing: 0, bold: true, color: '#ff0000', alignment: 'center' as const, margin: [0, points(signer ? 80 : 35), 0, pitch * 2] as Margin },
    signer
      ? { columns: [{ text: number, margin: [character, 0, 0, 0] as Margin }, { text: `签发人：${signer}`, alignment: 'right' as const, margin: [0, 0, character, 0] as Margin }] }
      : { text: number, alignment: 'center' as const },
    { canvas: [{ type: 'line' as const, x1: 0, y1: points(4), x2: inner.width, y2: points(4), lineWidth: 2, lineColor: '#ff0000' }], margin: [0, 0, 0, pitch * 2] as Margin },
  ]
}

const partsOf = (parts: readonly Part[]) =>
  numbered(parts).map((p) => {
    if (p.kind === 'text') return { text: p.text, leadingIndent: character * 2 }
    if (p.kind === 'level') return { text: [{ text: p.heading, bold: p.level === 1 }, p.say ?? ''], leadingIndent: character * 2 }
    if (p.kind === 'caption') return { text: p.text, fontSize: sizes.小四, bold: true, alignment: 'center' as const }
    if (p.kind === 'source') return { text: p.text, fontSize: sizes.五号, lineHeight: 1.2, characterSpacing: 0, margin: [0, 2, 0, 4] as Margin }
    const small = { fontSize: sizes.五号, lineHeight: 1.05, characterSpacing: 0 }
    return {
      margin: [0, 4, 0, 4] as Margin, ...small, layout: { hLineWidth: () => 0.5, vLineWidth: () => 0.5 },
      table: {
        headerRows: 1, widths: widthsOf(p.columns.map((c) => c.width)), dontBreakRows: true,
        body: [
          p.columns.map((c) => ({ text: c.label, bold: true, alignment: 'center' as const })),
          ...p.rows.map((r, n) => (Array.isArray(r) ? r.map((text, i) => ({ text, ...(p.shades?.[n]?.[i] ? { fillColor: `#${p.shades[n][i]}` } : {}), alignment: p.columns[i]?.centred ? 'center' as const : 'left' as const })) : [{ text: r.over, bold: true, colSpan: p.columns.length }, ...p.columns.slice(1).map(() => '')])),
        ],
      },
    }
  })

const widthsOf = (shares: readonly number[]) => { const whole = shares.reduce((a, b) => a + b, 0); return shares.map((s) => `${((s * 100) / whole).toFixed(3)}%`) }
