import { no, yes, type Result } from '../../kernel/index.ts'
import { oddities } from './checks.ts'
import { addSection, newDraft, type Draft } from './draft.ts'
import { cleanText, dense, fold } from './fold.ts'
import { bare, findColumns, guessColumns, readRows, sectionsAbove, type Cell, type Columns, type Row } from './grid.ts'
import { readHead } from './head.ts'
import { barredTable, findFlatTable, readFlatTable } from './lines.ts'
import { readNarrative } from './narrative.ts'
import { outline } from './outline.ts'
import type { Document, Range, Remainder, TaskList } from './types.ts'
import { isUnitList, leadFirst, leadMarked, takeRules } from './units.ts'
import { meaningOf } from './words.ts'

/** A task list has a few pages; what is far larger is something else, or an attack. */
export const limits = { characters: 2_000_000, lines: 20_000 }

interface Heading extends Range { level: number }

type Segment = ({ kind: 'text' } & Range) | ({ kind: 'table'; rows: Row[] } & Range)

interface Laid { text: string; segments: Segment[]; headings: Heading[]; hinted: string | undefined }

/** Reads a government task list of any layout: its sections, tasks, units with roles, deadlines, and what is odd about it. */
export function readTaskList(document: Document): Result<TaskList> {
  const size = document.kind === 'text' ? document.text.length : sizeOf(document.blocks)
  if (size > limits.characters) return no({ code: 'list-too-long', at: 'file', say: `文件文字超过 ${limits.characters / 10_000} 万字，不像一份任务清单；请只上传清单本身` })
  const laid = document.kind === 'text' ? layText(document.text) : layBlocks(document.blocks)
  let count = 1
  for (let i = laid.text.indexOf('\n'); i >= 0; i = laid.text.indexOf('\n', i + 1)) count++
  if (count > limits.lines) return no({ code: 'list-too-many-lines', at: 'file', say: `文件有 ${count} 行，超过 ${limits.lines} 行的上限；请只上传清单本身` })
  if (laid.text.trim() === '') return no({ code: 'list-empty', at: 'file', say: '文件里没有文字；如果是扫描件，请先识别成文字再上传' })

  const draft = newDraft(laid.text, fold(laid.text))
  const segments = document.kind === 'text' ? withBarredTables(draft, laid.segments) : laid.segments
  const tables = new Map<Segment, { columns: Columns; body: Row[]; headFrom: number }>()
  let columns: Columns | undefined
  for (const s of segments) {
    if (s.kind !== 'table') continue
    const found = findColumns(s.rows, draft)
    if (found) {
      columns = found.columns
      const head = s.rows.slice(found.at, found.at + found.height).flat()
      for (const c of head) draft.used.push(c)
      tables.set(s, { columns, body: [...sectionsAbove(s.rows.slice(0, found.at)), ...s.rows.slice(found.at + found.height)], headFrom: Math.min(...head.map((c) => c.from)) })
    } else if (columns && columns.meanings.length === s.rows[0]?.length) tables.set(s, { columns, body: s.rows, headFrom: s.from })
    else {
      const guessed = guessColumns(s.rows)
      if (guessed) tables.set(s, { columns: guessed, body: s.rows, headFrom: s.from })
    }
  }
  let headEnd = laid.text.length
  const reads = regions(segments, tables)
  for (const [k, r] of reads.entries()) {
    const table = r.segment && tables.get(r.segment)
    if (table) {
      headEnd = Math.min(headEnd, table.headFrom)
      readRows(draft, table.body, table.columns, false)
    } else headEnd = Math.min(headEnd, readText(draft, r, laid, reads[k + 1]?.segment !== undefined, tables.size > 0))
  }
  for (const s of [...draft.sections, ...draft.tasks]) headEnd = Math.min(headEnd, s.source.from)
  let head = readHead(laid.text.slice(0, headEnd), laid.text, laid.hinted)
  // The name of a sheet may stand above the name of the list.
  const firstTable = [...tables.values()][0]
  if (head.title === '' && firstTable && firstTable.headFrom > headEnd) head = readHead(laid.text.slice(0, firstTable.headFrom), laid.text, laid.hinted)

  const remainder = leftOver(draft, headEnd)
  for (const r of remainder) {
    if (r.text.length < 4000) for (const line of r.text.split('\n')) if (/牵头|主办/.test(line) && /首位|第一|最前|首个|排名|列前|首家|[*★☆※▲]/.test(line)) takeRules(line.replace(/^\s*(?:注|备注|说明)\s*[:：]/, ''), draft.rules)
  }
  draft.rules = draft.rules.filter((r, k) => draft.rules.findIndex((o) => o.kind === r.kind && o.say === r.say) === k)
  if (draft.rules.some((r) => r.kind === 'first-leads')) for (const t of draft.tasks) leadFirst(t.units)
  if (draft.rules.some((r) => r.kind === 'marked-leads')) for (const t of draft.tasks) leadMarked(t.units, t.unitsPrinted)
  if (head.title === '') draft.oddities.unshift({ at: '全文', say: '没有认出文件标题' })
  const lastTask = draft.tasks.at(-1)
  for (const r of remainder) {
    if (lastTask && r.from >= headEnd && r.from < lastTask.source.from) {
      draft.oddities.push({ at: `第${draft.lineAt(r.from)}行`, say: `这段文字没有归入任何任务：“${r.text.replace(/\s+/g, ' ').slice(0, 40)}”`, source: { from: r.from, to: r.to } })
    }
  }
  return yes({
    title: head.title, year: head.year, docNumber: head.docNumber, sections: draft.sections, tasks: draft.tasks,
    oddities: oddities(draft), rules: draft.rules, remainder, text: laid.text,
  })
}

const sizeOf = (blocks: readonly { kind: string }[]): number => {
  let size = 0
  for (const b of blocks as Extract<Document, { kind: 'blocks' }>['blocks']) {
    if (b.kind === 'paragraph') size += b.text.length + 1
    else for (const row of b.rows) for (const cell of row) size += cell.text.length + 1
  }
  return size
}

function layText(source: string): Laid {
  const text = cleanText(source)
  return { text, segments: [{ kind: 'text', from: 0, to: text.length }], headings: [], hinted: undefined }
}

/** Writes blocks as plain text, a merged cell once, and remembers where everything stands. */
function layBlocks(blocks: Extract<Document, { kind: 'blocks' }>['blocks']): Laid {
  const parts: string[] = []
  let at = 0
  const write = (words: string): Range => {
    parts.push(words)
    at += words.length
    return { from: at - words.length, to: at }
  }
  const segments: Segment[] = []
  const headings: Heading[] = []
  const titles: string[] = []
  let origin = 0
  for (const block of blocks) {
    if (block.kind === 'paragraph') {
      const place = write(cleanText(block.text))
      write('\n')
      const last = segments.at(-1)
      if (last?.kind === 'text') last.to = at
      else segments.push({ kind: 'text', from: place.from, to: at })
      if (block.text.trim() !== '') {
        if (block.heading === 0) titles.push(cleanText(block.text).replace(/\s*\n\s*/g, ''))
        else if (block.heading !== undefined && block.text.length <= 60) headings.push({ ...place, level: block.heading })
      }
      continue
    }
    const from = at
    const known = new Map<number, Cell>()
    const rows = block.rows.map((row) => {
      const made = row.map((cell, k) => {
        const held = cell.origin === undefined ? undefined : known.get(cell.origin)
        if (held) return held
        if (k > 0) write('\t')
        const words = cleanText(cell.text)
        const made: Cell = { ...write(words), text: words, origin: ++origin }
        if (cell.origin !== undefined) known.set(cell.origin, made)
        return made
      })
      write('\n')
      return made
    })
    segments.push({ kind: 'table', rows, from, to: at })
  }
  // A page has one h1, its title; sections then stand below it.
  const first = headings.filter((h) => h.level === 1)
  if (titles.length === 0 && first.length === 1 && headings[0] === first[0]) {
    const [h] = headings.splice(0, 1)
    const words = parts.join('').slice(h!.from, h!.to).trim()
    if (/^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(第\d])/.test(words) && !/^20\d\d/.test(words)) headings.unshift(h!)
    else titles.push(words)
  }
  return { text: parts.join(''), segments, headings, hinted: titles.length > 0 ? titles.join('') : undefined }
}

function withBarredTables(draft: Draft, segments: Segment[]): Segment[] {
  return segments.flatMap((s): Segment[] => {
    if (s.kind !== 'text' || !(draft.text.includes('\t') || draft.text.includes('|'))) return [s]
    const table = barredTable(draft, s.from, s.to)
    if (!table) return [s]
    return [{ kind: 'text', from: s.from, to: table.from }, { kind: 'table', ...table }, { kind: 'text', from: table.to, to: s.to }]
  })
}

interface Region extends Range { segment: Segment | undefined }

/** Text between read tables; a table nobody can read counts as text. */
function regions(segments: Segment[], tables: Map<Segment, unknown>): Region[] {
  const out: Region[] = []
  for (const s of segments) {
    const last = out.at(-1)
    if (tables.has(s)) out.push({ from: s.from, to: s.to, segment: s })
    else if (last && !last.segment) last.to = s.to
    else out.push({ from: s.from, to: s.to, segment: undefined })
  }
  return out
}

/** Reads one stretch of text and says where its body begins. */
function readText(draft: Draft, region: Range, laid: Laid, beforeTable: boolean, hasTables: boolean): number {
  const { from, to } = region
  if (draft.folded.slice(from, to).trim() === '') return Infinity
  const flat = hasTables ? undefined : findFlatTable(draft, from, to)
  if (flat) {
    const made = readFlatTable(draft, flat)
    draft.used.push({ from: flat.from, to: flat.bodyFrom })
    readRows(draft, made.rows, flat.columns, true)
    return flat.from
  }
  if (hasTables && !/(?:责任|牵头|负责|配合)(?:单位|部门)?\s?[:)\]]|(?:牵头|负责)[)\]。]/.test(draft.folded.slice(from, to))) {
    if (beforeTable) headingsBefore(draft, region, laid)
    return Infinity
  }
  const start = afterLetter(draft.folded, from, to)
  const headings = [...laid.headings.filter((h) => h.from >= start && h.to <= to), ...plainHeadings(draft, start, to)]
  const root = outline({ folded: draft.folded, from: start, to, headings, mute: muted(draft, start, to) })
  const known = [draft.sections.length, draft.tasks.length]
  readNarrative(draft, root)
  const first = [draft.sections[known[0]!], draft.tasks[known[1]!]].filter((s) => s !== undefined).map((s) => s.source.from)
  if (beforeTable) headingsBefore(draft, region, laid)
  return Math.min(root.children[0]?.from ?? Infinity, ...first)
}

/** Numbered requests of the covering letter are not the list: where its count begins again below the signature, the list begins there. */
function afterLetter(folded: string, from: number, to: number): number {
  const signed = /\n[ ]*(?:20\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|[二〇零○一]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)[ ]*(?=\n)/g
  const counted = /\n[ ]*一[、.]/
  const letter = folded.slice(from, Math.min(to, from + 12_000))
  const first = letter.search(counted)
  if (first < 0) return from
  signed.lastIndex = first
  const end = signed.exec(letter)
  if (!end || /(?:单位|部门)\s?:|(?:负责|牵头|配合)[)\]]/.test(letter.slice(first, end.index))) return from
  const below = from + end.index + end[0].length
  return counted.test(folded.slice(below, Math.min(to, below + 12_000))) ? below : from
}

/** Headings on the lines right above a table are sections; a caption or the title is not. */
function headingsBefore(draft: Draft, region: Range, laid: Laid): void {
  const lines: Range[] = []
  let at = region.from
  for (const line of draft.text.slice(region.from, region.to).split('\n')) {
    if (line.trim() !== '') lines.push({ from: at, to: at + line.length })
    at += line.length + 1
  }
  const found: { number: string | null; title: string; rank: number; range: Range }[] = []
  for (let k = lines.length - 1; k >= Math.max(0, lines.length - 3); k--) {
    const range = lines[k]!
    const words = draft.folded.slice(range.from, range.to).trim()
    if (words.length > 60 || /[。;]$/.test(words) || draft.used.some((u) => u.from <= range.from && u.to >= range.to)) break
    const mark = /^(?:第[一二三四五六七八九十\d]{1,3}(?:章|节|部分|编)|[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十]{1,3}[)])\s*/.exec(words)
    const hinted = laid.headings.some((h) => h.from === range.from)
    const caption = /^(?:附件|附表|表\s?\d|单位|填报|(?:20\d\d年))|(?:清单|分工|分工表|任务表|一览表|方案|计划|台账|通知|表)(?:[(].*[)])?$/.test(words)
    if (!mark && (!(hinted || (k > 0 || draft.tasks.length > 0)) || caption || words.length > 30 || (!hinted && k !== lines.length - 1) || /[,:]/.test(words))) break
    if (!mark && draft.tasks.length === 0 && !hinted && draft.sections.length === 0 && k < 2) break
    const title = draft.text.slice(range.from, range.to).trim()
    const rank = !mark ? 1 : mark[0].startsWith('(') ? 2 : mark[0].startsWith('第') ? 0 : 1
    if (found.some((f) => f.rank <= rank)) break
    found.push({ number: mark ? bare(mark[0]) : null, title: mark ? title.slice(mark[0].length) : title, rank, range })
  }
  for (const f of found.reverse()) {
    let parent: string | null = null
    if (f.rank === 2) parent = draft.sections.findLast((s) => s.parent === null && s.number !== null)?.id ?? null
    draft.section = addSection(draft, f.number, f.title, parent, f.range)
  }
}

const startsNumber = /^(?:\d{1,3}\s?[.、]|[(]?[一二三四五六七八九十]{1,3}[)、]|[(]\d{1,3}[)]|第[一二三四五六七八九十\d]{1,3}[条项])/

/** Short lines between tasks that head what follows, though they bear no number and no style. */
function plainHeadings(draft: Draft, from: number, to: number): Heading[] {
  const lines: (Range & { words: string })[] = []
  let at = from
  for (const line of draft.folded.slice(from, to).split('\n')) {
    const lead = line.length - line.trimStart().length
    if (line.trim() !== '') lines.push({ from: at + lead, to: at + lead + line.trim().length, words: line.trim() })
    at += line.length + 1
  }
  const found: (Heading & { line: number })[] = []
  let first: (Heading & { line: number }) | undefined
  for (let k = 0; k + 1 < lines.length; k++) {
    const { words } = lines[k]!
    if (words.length < 4 || words.length > 30 || !startsNumber.test(lines[k + 1]!.words) || startsNumber.test(words)) continue
    if (/[。;:,、!?)\]]/.test(words) || /^(?:附|第|注)/.test(words) || /\d{4}年\d+月/.test(words) || isUnitList(words) || meaningOf(words)) continue
    const heading = { from: lines[k]!.from, to: lines[k]!.to, level: 1, line: k }
    const before = lines[k - 1]?.words
    if (before !== undefined && (/[。;)\]]$/.test(before) || isUnitList(before)) && startsNumber.test(lines.slice(0, k).findLast((l) => startsNumber.test(l.words))?.words ?? '')) found.push(heading)
    else if (!first && k > 0) first = heading
  }
  return first && found.length > 0 && first.line < found[0]!.line ? [first, ...found] : found
}

/** Numbers in a table of contents or in the list of annexes head nothing. */
function muted(draft: Draft, from: number, to: number): Range[] {
  const out: Range[] = []
  let at = from
  let inAnnex = false
  for (const line of draft.folded.slice(from, to).split('\n')) {
    const words = line.trim()
    const range = { from: at, to: at + line.length + 1 }
    if (/^附件?\s?:\s?\S/.test(words) && words.length < 120) { inAnnex = true; out.push(range) }
    else if (inAnnex && /^\d{1,2}\s?[.、]/.test(words) && words.length < 80 && !/[。]/.test(words)) out.push(range)
    else if (words !== '') {
      inAnnex = false
      if (words.length < 100 && /(?:\.{3,}|…{2,}|·{3,}|-{4,})\s?\d{1,3}$/.test(words)) out.push(range)
    }
    at += line.length + 1
  }
  return out
}

/** What no section and no task has taken. */
function leftOver(draft: Draft, headEnd: number): Remainder[] {
  const taken = [...draft.used].sort((a, b) => a.from - b.from)
  const out: Remainder[] = []
  const put = (from: number, to: number): void => {
    if (from < headEnd && to > headEnd) { put(from, headEnd); put(headEnd, to); return }
    const text = draft.text.slice(from, to)
    if (dense(text).replace(/[()\[\]。;,、|]/g, '') !== '') out.push({ from, to, text: text.trim() })
  }
  let at = 0
  for (const u of taken) {
    if (u.from > at) put(at, u.from)
    at = Math.max(at, u.to)
  }
  if (at < draft.text.length) put(at, draft.text.length)
  return out
}
