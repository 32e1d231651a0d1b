import { isTime } from './deadlines.ts'
import { dense, fold, numeral } from './fold.ts'
import { settle, type Cell, type Columns, type Row } from './grid.ts'
import type { Draft } from './draft.ts'
import { isUnitList, takeRules } from './units.ts'
import { meaningOf, roleOf, type Meaning } from './words.ts'
import type { Range } from './types.ts'

/** A table whose cells were written one under the other, found by its heading words. */
export interface FlatTable {
  columns: Columns
  from: number
  bodyFrom: number
  to: number
  /** Cells apart by blanks instead of line ends. */
  byBlank: boolean
}

interface Line extends Range { words: string }

function linesOf(draft: Draft, from: number, to: number): Line[] {
  const lines: Line[] = []
  let at = from
  while (at < to) {
    let end = draft.text.indexOf('\n', at)
    if (end < 0 || end > to) end = to
    let [a, b] = [at, end]
    while (a < b && /\s/.test(draft.folded[a]!)) a++
    while (b > a && /\s/.test(draft.folded[b - 1]!)) b--
    if (b > a) lines.push({ from: a, to: b, words: draft.folded.slice(a, b) })
    at = end + 1
  }
  return lines
}

/** Heading words (任务清单 / 落实举措 / 责任部门) on lines of their own, or apart by blanks on one line. */
export function findFlatTable(draft: Draft, from: number, to: number): FlatTable | undefined {
  const lines = linesOf(draft, from, Math.min(to, from + 20_000))
  for (let k = 0; k < lines.length; k++) {
    const run: Line[] = []
    const meanings: (Meaning | undefined)[] = []
    for (let j = k; j < lines.length && j < k + 10; j++) {
      const line = lines[j]!
      if (line.words.length > 16) break
      const meaning = meaningOf(line.words)
      if (!meaning && !(run.length >= 2 && line.words.length <= 8 && meaningOf(lines[j + 1]?.words ?? ''))) break
      run.push(line)
      meanings.push(meaning)
    }
    if (isTableHead(meanings)) {
      for (const l of run) takeRules(draft.text.slice(l.from, l.to), draft.rules)
      return { columns: settle({ meanings, words: run.map((l) => dense(l.words)) }), from: run[0]!.from, bodyFrom: run.at(-1)!.to, to, byBlank: false }
    }
    const line = lines[k]!
    const tokens = tokensOf(line, draft)
    for (let t = 0; t < Math.min(tokens.length, 40); t++) {
      const heads: Line[] = []
      for (let u = t; u < tokens.length && u < t + 10 && meaningOf(tokens[u]!.words); u++) heads.push(tokens[u]!)
      const found = heads.map((h) => meaningOf(h.words))
      if (!isTableHead(found)) continue
      return { columns: settle({ meanings: found, words: heads.map((h) => dense(h.words)) }), from: heads[0]!.from, bodyFrom: heads.at(-1)!.to, to, byBlank: true }
    }
  }
  return undefined
}

function isTableHead(meanings: (Meaning | undefined)[]): boolean {
  const known = meanings.filter((m) => m !== undefined)
  return new Set(known).size >= 2 && known.some((m) => roleOf(m!)) && known.some((m) => m === 'title' || m === 'measure' || m === 'target')
}

function tokensOf(line: Line, draft: Draft): Line[] {
  const out: Line[] = []
  const pattern = /\S+/g
  const words = draft.folded.slice(line.from, line.to)
  for (const m of words.matchAll(pattern)) out.push({ from: line.from + m.index, to: line.from + m.index + m[0].length, words: m[0] })
  return out
}

type State = number
const gap = -1e9

/** Assigns each line to a column by what it looks like and by the order of the columns, and gives back rows. */
export function readFlatTable(draft: Draft, table: FlatTable): { rows: Row[] } {
  const { meanings } = table.columns
  const width = meanings.length
  let lines = linesOf(draft, table.bodyFrom, table.to)
  if (table.byBlank) lines = lines.flatMap((l) => cellsOfLine(l, draft))
  const end = endOfTable(lines)
  lines = lines.slice(0, end)
  const SECTION = width
  const states = width + 1
  const hasNumber = meanings.includes('number')
  const firstAt = meanings.findIndex((m) => m === 'title' || m === 'measure')
  let score = new Float64Array(states).fill(gap)
  const back: Int16Array[] = []
  const fresh: Uint8Array[] = []
  for (let k = 0; k < lines.length; k++) {
    const now = new Float64Array(states).fill(gap)
    const from = new Int16Array(states).fill(-1)
    const starts = new Uint8Array(states)
    const looks = look(lines[k]!.words)
    for (let s: State = 0; s < states; s++) {
      const fit = s === SECTION ? sectionFit(looks.words) : cellFit(looks, meanings[s], hasNumber, s === firstAt)
      if (k === 0) { now[s] = fit - (s === SECTION ? 0 : s * 1.5); starts[s] = 1; continue }
      for (let p: State = 0; p < states; p++) {
        if (score[p]! <= gap) continue
        let cost = 0
        let starting = 1
        if (s === SECTION) cost = p === SECTION ? 0.5 : (width - 1 - p) * 1.2
        else if (p === SECTION) cost = s * 1.5
        else if (s === p && !endsCell(lines[k - 1]!.words, meanings[s])) { cost = 0.4; starting = 0 }
        else if (s === p && meanings[s] === 'measure') { cost = 0.2; starting = 0 }
        else if (s === p) { cost = width === 1 ? 0 : 3; starting = 0 }
        else if (s > p) { cost = (s - p - 1) * 1.2 + (meanings[p] === 'number' && p < firstAt && s > firstAt ? 4 : 0); starting = 0 }
        else cost = (width - 1 - p) * 1.2 + s * 1.5 + (s > 0 && hasNumber ? 1 : 0)
        // A cell that breaks off at a comma goes on, whatever the next line looks like.
        const goesOn = s === p && s !== SECTION && /[、,]$/.test(lines[k - 1]!.words)
        const value = score[p]! + (goesOn ? Math.max(fit, 0) : fit) - cost
        if (value > now[s]!) { now[s] = value; from[s] = p; starts[s] = starting }
      }
    }
    back.push(from)
    fresh.push(starts)
    score = now
  }
  const path: State[] = lines.map(() => 0)
  let s = score.indexOf(Math.max(...score))
  for (let k = lines.length - 1; k >= 0; k--) { path[k] = s; s = back[k]![s]! }
  const rows: Row[] = []
  let origin = 0
  let row: Row | undefined
  lines.forEach((line, k) => {
    const at = path[k]!
    if (at === SECTION) {
      const cell: Cell = { from: line.from, to: line.to, text: draft.text.slice(line.from, line.to), origin: ++origin }
      row = undefined
      rows.push(meanings.map(() => cell))
      return
    }
    if (!row || fresh[k]![at] === 1) {
      row = meanings.map(() => ({ from: line.from, to: line.from, text: '', origin: ++origin }))
      rows.push(row)
    }
    const cell = row[at]!
    if (cell.text === '') row[at] = { from: line.from, to: line.to, text: draft.text.slice(line.from, line.to), origin: cell.origin }
    else row[at] = { from: cell.from, to: line.to, text: draft.text.slice(cell.from, line.to), origin: cell.origin }
  })
  return { rows }
}

const begins = /^(?:\d{1,3}[.、](?!\d)|[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十\d]{1,3}[)]|第[一二三四五六七八九十\d]{1,3}[条章节])/

/** Blanks part cells where two stand together, or where what ends before them is whole. */
function cellsOfLine(line: Line, draft: Draft): Line[] {
  const tokens = tokensOf(line, draft)
  const out: Line[] = []
  for (const t of tokens) {
    const last = out.at(-1)
    const between = last ? t.from - last.to : 0
    const isMark = last && (/^(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、]$/.test(last.words))
    const isTab = last && draft.text.slice(last.to, t.from).includes('\t')
    if (last && !isTab && (isMark || (between === 1 && last.words.length > 25 && !/[。;)\]]$/.test(last.words) && !begins.test(t.words) && !begins.test(last.words) && !isUnitList(last.words)))) {
      last.to = t.to
      last.words = draft.folded.slice(last.from, last.to)
    } else out.push({ ...t })
  }
  return out
}

/** Signature, date and notes end the table. */
function endOfTable(lines: Line[]): number {
  for (let k = Math.max(1, lines.length - 8); k < lines.length; k++) {
    if (/^(?:20\d\d年\d{1,2}月\d{1,2}日|注:|备注:|说明:|附件?\d?:|抄送)/.test(lines[k]!.words)) return k
  }
  return lines.length
}

const endsCell = (words: string, meaning: Meaning | undefined): boolean =>
  meaning === 'measure' ? /[。;!]$/.test(words) : meaning !== undefined && roleOf(meaning) ? !/[、,;]$/.test(words) : !/[、,]$/.test(words)

function sectionFit(words: string): number {
  if (words.length > 60 || /[。;]$/.test(words)) return -12
  if (/^(?:[一二三四五六七八九十]{1,3}\s?[、.]|第[一二三四五六七八九十]{1,3}[章节部])/.test(words)) return 7
  if (/^[(][一二三四五六七八九十]{1,3}[)]/.test(words)) return 3
  return -6
}

interface Looks { words: string; marked: boolean; alone: boolean; units: boolean; time: boolean }

const look = (words: string): Looks => ({
  words,
  marked: /^(?:\d{1,3}\s?[.、](?!\d)|[(]\d{1,3}[)]|[(][一二三四五六七八九十]{1,3}[)]|第[一二三四五六七八九十\d]{1,3}[条项])/.test(words),
  alone: /^(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、]?$/.test(words) && (numeral(words.replace(/[.、]/, '')) ?? 999) < 400,
  units: isUnitList(words),
  time: isTime(words),
})

function cellFit({ words, marked, alone, units, time }: Looks, meaning: Meaning | undefined, hasNumber: boolean, isFirst: boolean): number {
  switch (meaning) {
    case 'number': return alone ? 7 : -9
    case 'title': return (alone ? -6 : 0) + (marked && !hasNumber && isFirst ? 6 : 0) + (/[。;]$/.test(words) ? -2.5 : /[,、]$/.test(words) ? -3 : 1) + (words.length <= 45 ? 1 : -1.5) + (units ? -3 : 0) + (time ? -2 : 0)
    case 'measure': return (alone ? -6 : 0) + (marked && isFirst && !hasNumber ? 5 : 0) + (/[。;]$/.test(words) ? 3 : /[,、]$/.test(words) ? 1 : 0) + (words.length > 40 ? 2 : words.length < 12 ? -1 : 0) + (units ? -4 : 0) + (time ? -2 : 0)
    case 'lead': case 'cooperate': case 'responsible': return units ? 4 : /(?:牵头|配合|负责)$/.test(words) ? 2 : /^[-—/无]$/.test(words) ? 1 : /[。]$/.test(words) || words.length > 60 ? -7 : -4
    case 'deadline': return time ? 4.5 : /^[-—/无]$/.test(words) ? 1 : words.length > 30 ? -7 : -4
    case 'scope': return /^(?:全国|全省|全市|全县|全区|各地)$|(?:范围|区域|试验区|地区|省|市)$/.test(words) && words.length < 40 ? 3 : words.length < 15 ? -1 : -5
    case 'person': return /^[\u4e00-\u9fff·、 ]{2,12}$/.test(words) && !units ? 1 : -3
    case 'section': return words.length <= 25 && !/[。]$/.test(words) && !marked && !alone ? 0 : -4
    default: return words.length < 60 && !units && !alone ? 0 : -3
  }
}

/** Lines of one table row each, cells apart by tabs or bars: a table written as text. */
export function barredTable(draft: Draft, from: number, to: number): { rows: Row[]; from: number; to: number } | undefined {
  let run: Row[] = []
  let best: Row[] = []
  let origin = 1_000_000
  let width = 0
  for (const line of rawLines(draft, from, to)) {
    const bar = line.words.trim().startsWith('|') ? '|' : '\t'
    const source = draft.text.slice(line.from, line.to)
    const inner = bar === '|' ? source : source.replace(/\t+$/, '')
    const cells: Row = []
    let at = 0
    for (const part of inner.split(bar)) {
      const lead = part.length - part.trimStart().length
      cells.push({ from: line.from + at + lead, to: line.from + at + lead + part.trim().length, text: part.trim(), origin: ++origin })
      at += part.length + 1
    }
    const row = bar === '|' ? cells.slice(1, /\|\s*$/.test(source) ? -1 : undefined) : cells
    if (row.length >= 2 && row.every((c) => /^:?-{2,}:?$/.test(c.text))) continue
    const isRow = row.length >= 3 && row.filter((c) => c.text !== '').length >= 2
    if (isRow && (run.length === 0 || Math.abs(row.length - width) <= 1)) {
      if (run.length === 0) width = row.length
      while (row.length < width) row.push({ from: line.to, to: line.to, text: '', origin: ++origin })
      run.push(row.slice(0, width))
    } else if (run.length > 0 && line.words.trim() !== '' && row.filter((c) => c.text !== '').length === 1 && line.words.trim().length <= 60) {
      const only = row.find((c) => c.text !== '')!
      run.push(Array.from({ length: width }, () => only))
    } else if (line.words.trim() !== '') {
      if (run.length > best.length) best = run
      run = []
    }
  }
  if (run.length > best.length) best = run
  if (best.length < 2 || !best.slice(0, 4).some((r) => isTableHead(r.map((c) => meaningOf(c.text))))) return undefined
  const cells = best.flat()
  return { rows: best, from: Math.min(...cells.map((c) => c.from)), to: Math.max(...cells.map((c) => c.to)) }
}

function* rawLines(draft: Draft, from: number, to: number): Generator<Line> {
  let at = from
  while (at < to) {
    let end = draft.text.indexOf('\n', at)
    if (end < 0 || end > to) end = to
    yield { from: at, to: end, words: fold(draft.text.slice(at, end)).replace(/^ +/, '') }
    at = end + 1
  }
}
