import type { Day } from '../../kernel/index.ts'

/**
 * An official writing（公文）as plain data: what it says, part by part. How it stands on paper is GB/T 9704-2012 《党政机关公文格式》,
 * known to `writingDocx` and `writingPdf` alone.
 */
export interface Writing<P = Part> {
  title: string
  /** Who signs, by its full name. */
  organ: string
  on: Day
  /** The red head; only a writing that has been given its number bears one. A writing to superiors names who signs it off beside the number. */
  head?: { number: string; signer?: string }
  /** 主送机关, without its colon. */
  to?: string
  body: P[]
  attachments: { title: string; parts: P[]; /** Laid across, for wide tables. */ wide?: boolean }[]
  /** 抄送机关. */
  copies?: string[]
  /** Said on every page: 演示, 预览稿. */
  mark?: string
}

export type Part =
  | { kind: 'text'; text: string }
  /** A heading; what is said with it goes on in the same paragraph. Its number is counted: 一、（一）1.（1）. */
  | { kind: 'level'; level: Level; heading: string; say?: string }
  /** `shades` are grounds of single cells, row by row, as six hexadecimal digits. */
  | { kind: 'table'; columns: Column[]; rows: Row[]; shades?: readonly (readonly (string | undefined)[])[] }
  /** The title of a figure or a table, in the middle. */
  | { kind: 'caption'; text: string }
  /** What a figure rests on, in small type under it. */
  | { kind: 'source'; text: string }
/** A drawing of numbers. Word keeps it as a chart whose numbers can be edited; a PDF has no such thing, so only a Word document takes it. */
export interface Chart { kind: 'chart'; /** For those who cannot see it. */ say: string; draws: Drawing }
export type Drawing =
  | { as: 'bars'; label: string; bars: readonly { name: string; value: number }[] }
  | { as: 'lines'; names: readonly string[]; series: readonly { label: string; values: readonly number[] }[] }
  | { as: 'path'; across: string; up: string; points: readonly { name: string; x: number; y: number }[] }
export type Level = 1 | 2 | 3 | 4
/** Widths are shares of the page. */
export interface Column { label: string; width: number; centred?: boolean }
/** A row of cells, or words that run over all columns. */
export type Row = string[] | { over: string }

/** The sheet in millimetres: 天头37 订口28, and a body of 156 × 225 that holds 22 lines of 28 characters. */
export const sheet = { width: 210, height: 297, top: 37, bottom: 35, left: 28, right: 26, lines: 22, characters: 28 }
/** Sizes by their Chinese names, in points. */
export const sizes = { 二号: 22, 三号: 16, 四号: 14, 小四: 12, 五号: 10.5 }

const ones = '零一二三四五六七八九'
/** 12 → 十二, as far as headings are counted. */
export function chineseNumber(n: number): string {
  if (n < 10) return ones[n]!
  if (n < 100) return `${n < 20 ? '' : ones[Math.floor(n / 10)]}十${n % 10 ? ones[n % 10] : ''}`
  return `${ones[Math.floor(n / 100)]}百${n % 100 === 0 ? '' : n % 100 < 10 ? `零${ones[n % 10]}` : n % 100 < 20 ? `一${chineseNumber(n % 100)}` : chineseNumber(n % 100)}`
}

const marks: Record<Level, (n: number) => string> = { 1: (n) => `${chineseNumber(n)}、`, 2: (n) => `（${chineseNumber(n)}）`, 3: (n) => `${n}.`, 4: (n) => `（${n}）` }

/** The parts with the numbers of their headings written out; a heading starts the count below it anew. */
export function numbered<P extends Part | Chart>(parts: readonly P[]): P[] {
  const counts = [0, 0, 0, 0]
  return parts.map((p) => {
    if (p.kind !== 'level') return p
    counts.fill(0, p.level)
    return { ...p, heading: `${marks[p.level](++counts[p.level - 1]!)}${p.heading}` }
  })
}

/** 附件：1.…, or no number when there is only one. */
export const attachmentLines = (w: Writing<unknown>): string[] => w.attachments.map((a, i) => (w.attachments.length === 1 ? a.title : `${i + 1}.${a.title}`))

/** What the whole writing says, line by line, without its tables. */
export const linesOf = (w: Writing): string[] => [
  ...(w.to ? [`${w.to}：`] : []),
  ...numbered(w.body).flatMap((p) => (p.kind === 'text' ? [p.text] : p.kind === 'level' ? [`${p.heading}${p.say ?? ''}`] : [])),
  ...(w.attachments.length ? [`附件：${attachmentLines(w).join('；')}`] : []),
]

/** How wide a text is in characters; figures and Latin letters take half. */
const charactersOf = (text: string): number => [...text].reduce((n, c) => n + (c.charCodeAt(0) < 0x80 ? 0.5 : 1), 0)

/**
 * How far from the right, in characters, the name and the day stand without a seal: the name two, the day beginning two to the right of
 * where the name begins; a day that is longer than the name ends two from the right and the name moves with it（7.3.5.2）.
 */
export function signatureIndents(organ: string, day: string): { organ: number; day: number } {
  const n = charactersOf(organ), d = charactersOf(day)
  return d > n ? { organ: 4 + d - n, day: 2 } : { organ: 2, day: Math.max(0, n - d) }
}

const segments = new Intl.Segmenter('zh', { granularity: 'word' })
const never = /^[，。、；：！？）》」』”’…—]/

/** A title over as many lines as it needs, of about the same length and never broken within a word（7.3.1：回行时词意完整、排列对称）. */
export function titleLines(title: string, most = Math.floor((sheet.width - sheet.left - sheet.right) * 72 / 25.4 / sizes.二号)): string[] {
  const whole = charactersOf(title)
  if (whole <= most) return [title]
  const wanted = whole / Math.ceil(whole / most)
  const lines = ['']
  for (const { segment } of segments.segment(title)) {
    const now = lines.at(-1)!, longer = charactersOf(now) + charactersOf(segment)
    const isOver = longer > most || (longer > wanted + charactersOf(segment) / 2 && charactersOf(now) > 0)
    // What opens goes on with what follows it, what closes with what stands before.
    if (isOver && now && !never.test(segment) && !/[《（“‘]$/.test(now)) lines.push(segment)
    else lines[lines.length - 1] += segment
  }
  return lines
}
