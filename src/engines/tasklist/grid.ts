import { deadlinesIn, deadlinesOf, isTime } from './deadlines.ts'
import { addSection, addTask, type Draft } from './draft.ts'
import { dense, fold, numeral } from './fold.ts'
import { bodyOf } from './narrative.ts'
import { statementsIn } from './statements.ts'
import type { Range } from './types.ts'
import { isUnitList, readSaid, takeRules, type Said } from './units.ts'
import { meaningOf, roleOf, type Meaning } from './words.ts'

export interface Cell extends Range { text: string; origin: number }
export type Row = Cell[]

export interface Columns {
  meanings: (Meaning | undefined)[]
  words: string[]
}

/** Rows across the whole table above its heading row that head a section: 一、创造高地. */
export const sectionsAbove = (rows: Row[]): Row[] =>
  rows.filter((r) => r.length > 1 && r[0]!.text.length <= 60 && sectionMark.test(fold(r[0]!.text.trim())) && r.every((c) => c.origin === r[0]!.origin || c.text.trim() === ''))

/** Where the heading rows of a table are, and what its columns mean. */
export function findColumns(rows: Row[], draft: Draft | undefined): { at: number; height: number; columns: Columns } | undefined {
  for (let at = 0; at < Math.min(rows.length, 12); at++) {
    const row = rows[at]!
    const known = meaningsOf(row)
    if (!isHeading(row, known)) continue
    const below = rows[at + 1]
    const shared = below && row.some((c, i) => below[i]?.origin === c.origin && dense(c.text) !== '')
    const under = below && meaningsOf(below)
    const height = below && under && (shared || row.some((c, i) => i > 0 && c.origin === row[i - 1]!.origin)) && below.every((c, i) => c.origin === row[i]?.origin || dense(c.text) === '' || under[i] !== undefined) ? 2 : 1
    const meanings = known.map((m, i) => (height === 2 ? under![i] ?? m : m))
    const words = row.map((c, i) => dense(height === 2 && dense(below![i]?.text ?? '') !== '' ? below![i]!.text : c.text))
    if (draft) for (const c of [...row, ...(height === 2 ? below! : [])]) takeRules(c.text, draft.rules)
    const columns = settle({ meanings, words })
    if (columns.meanings.some((m) => m === 'title' || m === 'measure')) return { at, height, columns }
  }
  return undefined
}

const meaningsOf = (row: Row): (Meaning | undefined)[] => row.map((c) => meaningOf(c.text))

function isHeading(row: Row, known: (Meaning | undefined)[]): boolean {
  if (known.every((m) => m === undefined)) return false
  const distinct = new Set(row.filter((c, i) => known[i] !== undefined && c).map((c) => c.origin)).size
  const filled = new Set(row.filter((c) => dense(c.text) !== '').map((c) => c.origin)).size
  return distinct >= 2 && distinct * 2 > filled && known.some((m) => m === 'title' || m === 'measure' || (m !== undefined && roleOf(m)))
}

/** Two columns may bear names of one kind: the first of 重点任务 | 工作任务 is what is to be done, the second how. */
export function settle({ meanings, words }: Columns): Columns {
  const out = [...meanings]
  const titles = out.flatMap((m, i) => (m === 'title' ? [i] : []))
  const measures = out.flatMap((m, i) => (m === 'measure' ? [i] : []))
  if (titles.length >= 2) {
    if (measures.length === 0) { out[titles.at(-1)!] = 'measure'; for (const i of titles.slice(0, -2)) out[i] = 'section' }
    else for (const i of titles.slice(0, -1)) out[i] = 'section'
  }
  if (titles.length === 0 && measures.length >= 2) out[measures[0]!] = 'title'
  if (titles.length === 0 && measures.length === 1 && out.includes('target') && out.indexOf('target') < measures[0]!) {
    const at = out.indexOf('target')
    if (/目标/.test(words[at]!)) out[at] = 'title'
  }
  if (titles.length === 0 && measures.length === 0) {
    const free = [undefined, 'target', 'section', 'note'].map((m) => out.indexOf(m as Meaning)).find((i) => i >= 0)
    if (free !== undefined) out[free] = 'title'
  }
  return { meanings: out, words }
}

/** What the columns of a table without any heading row hold, judged by their cells. */
export function guessColumns(rows: Row[]): Columns | undefined {
  const width = rows[0]?.length ?? 0
  if (width < 2 || rows.length < 2) return undefined
  const share = (i: number, test: (words: string) => boolean): number => {
    const cells = rows.map((r) => r[i]?.text.trim() ?? '').filter((t) => t !== '')
    return cells.length === 0 ? 0 : cells.filter(test).length / cells.length
  }
  const meanings: (Meaning | undefined)[] = []
  for (let i = 0; i < width; i++) {
    meanings[i] = share(i, (t) => /^[\d一二三四五六七八九十]{1,3}[.、．]?$/.test(t)) > 0.7 ? 'number'
      : share(i, isUnitList) > 0.6 ? 'responsible' : share(i, isTime) > 0.6 ? 'deadline' : undefined
  }
  if (!meanings.includes('responsible')) return undefined
  const long = meanings.map((m, i) => (m ? 0 : rows.reduce((sum, r) => sum + (r[i]?.text.length ?? 0), 0)))
  const open = meanings.flatMap((m, i) => (m ? [] : [i]))
  if (open.length === 0) return undefined
  const longest = open.reduce((a, b) => (long[b]! > long[a]! ? b : a))
  meanings[longest] = 'measure'
  const before = open.filter((i) => i < longest)
  if (before.length > 0) meanings[before.at(-1)!] = 'title'
  return { meanings, words: meanings.map(() => '') }
}

const sectionMark = /^(?:第[一二三四五六七八九十百\d]{1,4}[章节部分]{1,2}|[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十]{1,3}[)]|[IVX]{1,4}[、.])\s*/
const numberMark = /^(?:\d{1,3}\s?[.、](?!\d)|\d{1,2}\.\d{1,2}[.、 ]?|[(]\s?(?:\d{1,3}|[一二三四五六七八九十]{1,4})\s?[)][、.]?|[一二三四五六七八九十]{1,4}\s?[、.]|第[一二三四五六七八九十百\d]{1,4}[条项][:、.]?|\d{1,3}(?=\s+[\u4e00-\u9fff]))\s*/

const originText = (cell: Cell | undefined): string => (cell ? cell.text.trim() : '')

/** Reads the body rows of a table whose columns are known. */
export function readRows(draft: Draft, rows: Row[], columns: Columns, fromText: boolean): void {
  const at = (meaning: Meaning): number => columns.meanings.indexOf(meaning)
  const [numberAt, sectionAt] = [at('number'), at('section')]
  // A title merged over rows that each bear a number is a section, and so are its neighbours.
  const headsRows = sectionAt < 0 && numberAt >= 0 && at('title') >= 0 && at('measure') >= 0 && rows.some((r, k) => {
    const above = rows[k - 1]
    const [a, b] = [above?.[at('title')], r[at('title')]!]
    return above && a!.origin === b.origin && new Set(r.map((c) => c.origin)).size > 1 && above[numberAt]!.origin !== r[numberAt]!.origin && r[numberAt]!.text.trim() !== '' && above[numberAt]!.text.trim() !== ''
  })
  if (headsRows) {
    const meanings = columns.meanings.map((m) => (m === 'title' ? 'section' as const : m === 'measure' ? 'title' as const : m))
    return readRows(draft, rows, { ...columns, meanings }, fromText)
  }
  const titleAt = at('title') >= 0 ? at('title') : at('measure')
  const measureAt = at('title') >= 0 ? at('measure') : -1
  const parentAt = at('parent')
  const unitAts = columns.meanings.flatMap((m, i) => (m && roleOf(m) ? [i] : []))
  let sectionOrigin: number | undefined
  let outer = draft.section
  let inSection = draft.section
  const levels: { rank: number; id: string }[] = []
  /** The last task that reads so, for rows that name what they stand under. */
  const readAs = new Map<string, string>()
  let group: Row[] = []

  const flush = (): void => {
    if (group.length > 0) readGroup(group)
    group = []
  }
  for (const row of rows) {
    const filled = row.filter((c) => c.text.trim() !== '')
    if (filled.length === 0) continue
    const origins = new Set(filled.map((c) => c.origin))
    const only = filled[0]!.text.trim()
    const isWide = origins.size === 1
    if (isHeading(row, meaningsOf(row))) { for (const c of filled) draft.used.push(c); continue }
    if (isWide && isHeadRow(only, filled, row, fromText)) {
      flush()
      const folded = fold(only)
      const mark = sectionMark.exec(folded) ?? numberMark.exec(folded)
      const rank = /^第.*[章部]/.test(folded) ? 0 : /^[一二三四五六七八九十]/.test(folded) ? 1 : /^[(]/.test(folded) ? 2 : mark ? 3 : 1
      while (levels.length > 0 && levels.at(-1)!.rank >= rank) levels.pop()
      const parent = levels.at(-1)?.id ?? null
      const number = mark ? bare(mark[0]) : null
      inSection = addSection(draft, number, mark ? only.slice(mark[0].length) : only, parent, filled[0]!)
      draft.section = outer = inSection
      levels.push({ rank, id: inSection })
      sectionOrigin = undefined
      continue
    }
    if (isWide && /^(?:注|备注|说明|填表说明)\s?[:：.]/.test(only)) { takeRules(only, draft.rules); continue }
    const section = sectionAt >= 0 ? row[sectionAt]! : undefined
    if (section && section.origin !== sectionOrigin && section.text.trim() !== '') {
      flush()
      sectionOrigin = section.origin
      const known = draft.sections.at(-1)
      if (!known || dense(known.title) !== dense(section.text.replace(/^\s+/, ''))) {
        const words = section.text.trim()
        const mark = sectionMark.exec(fold(words)) ?? numberMark.exec(fold(words))
        inSection = addSection(draft, mark ? bare(mark[0]) : null, (mark ? words.slice(mark[0].length) : words).replace(/\s+/g, ''), outer, section)
        draft.section = inSection
      }
    }
    const title = row[titleAt]
    const previous = group[0]?.[titleAt]
    const goesOn = group.length > 0 && title !== undefined && (title.text.trim() === '' || title.origin === previous?.origin) && measureAt >= 0
    if (!goesOn) flush()
    group.push(row)
  }
  flush()

  function isHeadRow(words: string, filled: Row, row: Row, lines: boolean): boolean {
    if (lines) return true
    const folded = fold(words)
    if (/^(?:注|备注|说明|填表说明)\s?[:.]/.test(folded) || words.length > 80) return false
    if (filled.length === 1 && row.length > 1 && !sectionMark.test(folded) && /[。]$/.test(folded)) return false
    if (filled.length > 1 || sectionMark.test(folded)) return true
    const column = row.indexOf(filled[0]!)
    return column <= Math.max(0, titleAt) && column !== measureAt && !/^\d{1,3}[.、]?$/.test(folded) && !isUnitList(words)
  }

  function readGroup(rowsOf: Row[]): void {
    const first = rowsOf[0]!
    if (rowsOf.length === 1) return oneTask(rowsOf, null)
    const unitsOf = (row: Row): string => unitAts.map((i) => dense(originText(row[i]))).join('|')
    const distinct = new Set(rowsOf.map(unitsOf).filter((u) => u.replace(/\|/g, '') !== ''))
    if (distinct.size <= 1 || unitAts.every((i) => new Set(rowsOf.map((r) => r[i]!.origin)).size === 1)) return oneTask(rowsOf, null)
    const parent = heading(first)
    for (const row of rowsOf) oneTask([row], parent, measureAt)
  }

  function heading(row: Row): string {
    const { number, printed, words } = numberOf(row, titleAt)
    return addTask(draft, {
      number, numberPrinted: printed, title: words.replace(/\s*\n\s*/g, ''), section: inSection, parent: null, measures: '', said: [], unitsPrinted: '', deadlines: [],
      source: row[titleAt]!, used: numberAt >= 0 ? [row[titleAt]!, row[numberAt]!] : [row[titleAt]!],
    }).id
  }

  function numberOf(row: Row, column: number): { number: string | null; printed: string | null; words: string; cut: number } {
    const own = row[column]?.text ?? ''
    const lead = own.length - own.trimStart().length
    const words = own.trim()
    const mark = numberMark.exec(fold(words))
    const cell = numberAt >= 0 && column === titleAt ? originText(row[numberAt]) : ''
    if (cell !== '') {
      const same = mark && (bare(mark[0]) === bare(fold(cell)) || /^\d/.test(mark[0]))
      return { number: bare(fold(cell)), printed: cell, words: same ? words.slice(mark[0].length) : words, cut: lead + (same ? mark[0].length : 0) }
    }
    return mark ? { number: bare(mark[0]), printed: mark[0].trim(), words: words.slice(mark[0].length), cut: lead + mark[0].length } : { number: null, printed: null, words, cut: lead }
  }

  function oneTask(rowsOf: Row[], parent: string | null, column = titleAt): void {
    const first = rowsOf[0]!
    const head = first[column]!
    const own = numberOf(first, column)
    const numbered = parent === null && column !== titleAt && numberAt >= 0 ? { number: bare(fold(originText(first[numberAt]))), printed: originText(first[numberAt]) } : own
    const inline = head.text.trim() === '' ? [] : statementsIn(draft.text, draft.folded, head.from + own.cut, head.to)
    const hasMeasure = measureAt >= 0 && column === titleAt
    let title: string
    let measures: string
    if (hasMeasure) {
      title = own.words.replace(/\s*\n\s*/g, '')
      measures = distinctTexts(rowsOf.map((r) => r[measureAt]!)).join('\n')
      if (title === '' && measures !== '') title = measures.split(/[，,。；;\n]/)[0]!
    } else {
      const body = bodyOf(draft, head.from + own.cut, head.to, inline, false)
      title = body.title
      measures = rowsOf.length > 1 ? distinctTexts(rowsOf.map((r) => r[column]!)).join('\n') : body.measures
    }
    const said: Said[] = []
    const printed: string[] = []
    const dues: string[] = []
    let isDueColumn = false
    columns.meanings.forEach((meaning, i) => {
      if (!meaning) return
      const role = roleOf(meaning)
      const seen = new Set<number>()
      for (const row of rowsOf) {
        const cell = row[i]
        if (!cell || seen.has(cell.origin) || isBlank(cell.text)) continue
        seen.add(cell.origin)
        if (role) {
          if (printed.includes(`${i}:${dense(cell.text)}`)) continue
          printed.push(`${i}:${dense(cell.text)}`)
          said.push(readSaid(unwrap(cell.text), role))
        } else if (meaning === 'deadline') { isDueColumn = true; dues.push(...deadlinesOf(cell.text)) }
        else if (meaning === 'scope') said.push({ units: [], deadlines: [], scope: cell.text.trim(), rules: [], unread: [], isMarked: false })
      }
    })
    if (said.every((s) => s.units.length === 0)) {
      for (const s of inline) said.push(s.said)
      if (hasMeasure) for (const row of rowsOf) {
        const cell = row[measureAt]!
        if (cell.text.trim() === '') continue
        const inner = statementsIn(draft.text, draft.folded, cell.from, cell.to)
        for (const s of inner) said.push(s.said)
        for (const s of inner) measures = measures.replace(s.printed, '').replace(/[（(\[〔【]\s*[)）\]〕】]/, '')
      }
    }
    const cells = rowsOf.flat().filter((c) => c.text !== '')
    const froms = cells.filter((c) => c.from >= head.from || rowsOf.length === 1).map((c) => c.from)
    const under = parentAt >= 0 ? readAs.get(dense(originText(first[parentAt]))) ?? parent : parent
    const task = addTask(draft, {
      number: numbered.number === '' ? null : numbered.number, numberPrinted: numbered.printed, title, section: inSection, parent: under, measures,
      said, unitsPrinted: unitAts.map((i) => originText(first[i])).filter((t) => t !== '').join(' '),
      deadlines: isDueColumn && dues.length > 0 ? dues : deadlinesIn(`${title}。${measures}`),
      source: { from: Math.min(...froms, head.from), to: Math.max(...cells.map((c) => c.to)) }, used: cells,
    })
    readAs.set(dense(`${task.numberPrinted ?? ''}${task.title}`), task.id)
  }
}

const isBlank = (words: string): boolean => /^[\s\-—–/\\无]*$/.test(words)

const distinctTexts = (cells: Cell[]): string[] => {
  const seen = new Set<number>()
  return cells.filter((c) => !seen.has(c.origin) && seen.add(c.origin) && c.text.trim() !== '').map((c) => c.text.split('\n').map((l) => l.trim()).filter(Boolean).join('\n'))
}

/** Names may stand in brackets even in a cell of their own. */
function unwrap(words: string): string {
  const text = words.trim()
  const folded = fold(text)
  if (/^[(\[]/.test(folded) && /[)\]]$/.test(folded) && !/[)\]]/.test(folded.slice(1, -1))) return text.slice(1, -1)
  return text
}

/** The number without its marks: （一）→ 一, 1. → 1, 第三条 → 三. */
export function bare(mark: string): string {
  const words = fold(mark).replace(/[\s()、.:]|^第|[条项章节]$|部分$/g, (c, i: number, all: string) => (c === '.' && /\d/.test(all[i - 1] ?? '') && /\d/.test(all[i + 1] ?? '') ? c : ''))
  return numeral(words) === undefined && !/^\d+(\.\d+)+$/.test(words) ? words.replace(/^第|[条项章节]$/g, '') : words
}
