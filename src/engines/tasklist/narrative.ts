import { deadlinesIn } from './deadlines.ts'
import { addSection, addTask, type Draft } from './draft.ts'
import type { Node } from './outline.ts'
import { bareNames, lastSentence, statementsIn, type Statement } from './statements.ts'
import type { Range } from './types.ts'
import { framing } from './words.ts'
import { dense } from './fold.ts'

interface Reading {
  node: Node
  statements: Statement[]
  /** Where 具体措施： opens a list of measures with units of their own. */
  split: { from: number; to: number } | undefined
  hasUnits: boolean
  deepUnits: boolean
  children: Reading[]
  parent: Reading | undefined
  /** Its place among its siblings. */
  index: number
  /** Units are named somewhere among its children. */
  childUnits: boolean
  /** 总则, 附则: what holds for the whole paper. */
  isRules: boolean
}

const measureLabel = /(?:具体|主要|工作|重点|落实|推进)(?:措施|举措|任务|工作)\s?:\s*/g

/** Reads running text: numbered headings, paragraphs, and who is responsible at their ends. */
export function readNarrative(draft: Draft, root: Node): void {
  const top = survey(draft, root, undefined)
  lift(top)
  const all: Reading[] = []
  const collect = (r: Reading): void => { all.push(r); r.children.forEach(collect) }
  collect(top)
  const nodes = all.filter((r) => r.node.form !== 'root')
  const forms = [...new Set(nodes.map((r) => r.node.form))]
  const anyUnits = all.some((r) => r.hasUnits)
  const isTaskForm = new Map<string, boolean>()
  for (const form of forms) {
    const same = nodes.filter((r) => r.node.form === form)
    isTaskForm.set(form, same.filter((r) => r.hasUnits).length * 2 >= same.filter((r) => !r.deepUnits).length && same.some((r) => r.hasUnits))
  }
  if (!anyUnits && forms.length > 0) {
    const byDepth = [...forms].sort((a, b) => depthOf(nodes, a) - depthOf(nodes, b))
    isTaskForm.set(byDepth[1] ?? byDepth[0]!, true)
  }
  const isSectionForm = (form: string): boolean => {
    const same = nodes.filter((r) => r.node.form === form)
    return same.filter((r) => r.children.length > 0 && r.deepUnits || paragraphs(draft, r).length > 1).length * 2 > same.length ||
      (!anyUnits && isTaskForm.get(form) !== true && same.some((r) => r.children.some((c) => isTaskForm.get(c.node.form))))
  }
  const sectionForms = new Map(forms.map((f) => [f, isSectionForm(f)]))
  const mostlyUnits = new Set(forms.filter((f) => {
    const same = nodes.filter((r) => r.node.form === f)
    return same.filter((r) => r.hasUnits).length * 2 > same.length
  }))
  visitAll(draft, top, { isTaskForm, mostlyUnits, sectionForms, anyUnits })
}

const depthOf = (nodes: Reading[], form: string): number => {
  let r: Reading | undefined = nodes.find((n) => n.node.form === form)
  let depth = 0
  while (r?.parent) { depth++; r = r.parent }
  return depth
}

function survey(draft: Draft, node: Node, parent: Reading | undefined): Reading {
  const { text, folded } = draft
  const r: Reading = { node, statements: [], split: undefined, hasUnits: false, deepUnits: false, children: [], parent, index: 0, childUnits: false, isRules: /^\s*(?:总\s*则|附\s*则)(?=[\s。]|$)/.test(folded.slice(node.words, Math.min(node.ownEnd, node.words + 12))) }
  r.statements = statementsIn(text, folded, node.words, node.ownEnd)
  const named = r.statements.filter((s) => s.said.units.length > 0)
  if (named.length === 0 && node.form !== 'root') {
    const other = bareNames(text, folded, node.words, node.ownEnd) ?? lastSentence(text, folded, node.words, node.ownEnd)
    if (other) { r.statements.push(other); named.push(other) }
  }
  const own = folded.slice(node.words, node.ownEnd)
  if (node.form !== 'root') for (const m of own.matchAll(measureLabel)) {
    const at = node.words + m.index
    if (m.index > 0 && !/[\s。;)\]]$/.test(own.slice(m.index - 1, m.index))) continue
    const after = named.filter((s) => s.from > at).length
    if (after > 0 && named.some((s) => s.to <= at)) { r.split = { from: at, to: at + m[0].length }; break }
  }
  r.hasUnits = named.length > 0
  r.children = node.children.map((c) => survey(draft, c, r))
  r.children.forEach((c, k) => { c.index = k })
  r.deepUnits = r.childUnits = r.children.some((c) => c.hasUnits || c.deepUnits)
  return r
}

/** Where only the last of several measures names units, throughout, the units are those of the heading above. */
function lift(top: Reading): void {
  const groups: Reading[] = []
  const collect = (r: Reading): void => {
    if (r.node.form !== 'root' && !r.hasUnits && r.children.length > 1 && r.children.every((c) => c.children.length === 0)) groups.push(r)
    r.children.forEach(collect)
  }
  collect(top)
  const onlyLast = groups.filter((g) => g.children.at(-1)!.hasUnits && g.children.slice(0, -1).every((c) => !c.hasUnits))
  if (onlyLast.length === 0 || onlyLast.length * 2 <= groups.filter((g) => g.children.some((c) => c.hasUnits)).length) return
  if (onlyLast.length === 1 && groups.length === 1) {
    const rankless = onlyLast[0]!.node.form === 'cn' || onlyLast[0]!.node.form === 'chapter'
    if (rankless) return
  }
  for (const g of onlyLast) {
    const last = g.children.at(-1)!
    g.statements.push(...last.statements)
    last.statements = []
    last.hasUnits = false
    g.hasUnits = true
    g.deepUnits = g.childUnits = false
    for (let up = g.parent; up; up = up.parent) up.deepUnits = up.childUnits = true
  }
}

interface Plan { isTaskForm: Map<string, boolean>; mostlyUnits: Set<string>; sectionForms: Map<string, boolean>; anyUnits: boolean }

function visitAll(draft: Draft, top: Reading, plan: Plan): void {
  const firstSection = draft.section
  if (top.hasUnits) unnumbered(draft, top, draft.section, null, top.node.words)
  for (const child of top.children) visit(draft, child, plan, firstSection, null)
}

function visit(draft: Draft, r: Reading, plan: Plan, section: string | null, parentTask: string | null): void {
  const { node } = r
  const form = node.form
  const several = paragraphs(draft, r)
  const sectional = plan.sectionForms.get(form) === true || form === 'heading'
  const listsParagraphs = r.hasUnits && (form === 'heading' || ((form === 'cn' || form === 'chapter' || form === 'part' || form === 'division') && (several.length > 1 || sectional)))
  const missed = !listsParagraphs && r.hasUnits && several.length > 1 && r.children.length === 0 ? missingAfter(r) : 0
  if (r.hasUnits && !listsParagraphs) {
    if (missed > 0 && several.length === missed + 1) return splitMissing(draft, r, section, parentTask)
    return asTask(draft, r, plan, section, parentTask)
  }
  const title = headingOf(draft, node)
  // Among siblings that are tasks, one whose measures name the units is a task too.
  if (r.deepUnits && !listsParagraphs && plan.mostlyUnits.has(form) && parentTask === null && r.parent?.children.some((c) => c.hasUnits)) return asTask(draft, r, plan, section, parentTask)
  if (r.deepUnits || listsParagraphs || sectional) {
    const id = addSection(draft, node.number, title.text, section, { from: node.from, to: title.to })
    draft.section = id
    if (listsParagraphs) unnumbered(draft, r, id, null, title.to)
    for (const child of r.children) visit(draft, child, plan, id, parentTask)
    return
  }
  if (plan.isTaskForm.get(form) && parentTask === null && !isFrame(r, plan, title.text)) return asTask(draft, r, plan, section, parentTask)
  if (plan.isTaskForm.get(form) && parentTask !== null && !isFrame(r, plan, title.text)) return asTask(draft, r, plan, section, parentTask)
  if (r.parent?.node.form === 'root' && plan.isTaskForm.get(form) !== true) {
    const id = addSection(draft, node.number, title.text, section, { from: node.from, to: title.to })
    draft.section = id
    for (const child of r.children) visit(draft, child, plan, id, parentTask)
  }
}

/** Numbered text that frames the tasks (总体要求, 保障措施) and names no units is not itself a task, unless its numbers run on. */
function isFrame(r: Reading, plan: Plan, title: string): boolean {
  if (/^本(?:若干)?(?:措施|政策|办法|意见|方案|通知|细则|规定|计划|清单)/.test(title)) return true
  if (r.parent && !r.parent.childUnits && r.parent.node.form !== 'root' && r.parent.isRules) return true
  if (!plan.anyUnits) return framing.test(dense(title))
  const siblings = r.parent?.children ?? []
  if (r.parent && r.parent.node.form === 'root') return framing.test(dense(title))
  if (r.parent?.childUnits) return false
  return siblings[0]?.node.value === 1
}

const missingAfter = (r: Reading): number => {
  const siblings = r.parent?.children ?? []
  const next = siblings[r.index + 1]
  if (!next || next.node.form !== r.node.form || next.node.value === null || r.node.value === null) return 0
  return Math.max(0, next.node.value - r.node.value - 1)
}

/** Paragraphs of a node's own text that each end by naming units. */
function paragraphs(draft: Draft, r: Reading): Statement[] {
  const named = r.statements.filter((s) => s.said.units.length > 0)
  if (named.length < 2) return named
  return named.filter((s, k) => {
    const until = named[k + 1]?.from ?? r.node.ownEnd
    const after = draft.folded.slice(s.to, until)
    return k === named.length - 1 || /^[\s。;]*\n/.test(after) || /\n/.test(draft.folded.slice(s.to, Math.min(until, s.to + 3)))
  })
}

function asTask(draft: Draft, r: Reading, plan: Plan, section: string | null, parentTask: string | null): void {
  const { node } = r
  const withTasks = r.children.some((c) => c.hasUnits || c.deepUnits)
  const end = withTasks ? node.ownEnd : node.end
  const own = r.split ? r.split.from : end
  const statements = r.statements.filter((s) => s.from < own)
  const body = bodyOf(draft, node.words, own, statements, isLast(r) && !withTasks && !r.split)
  const opening = withTasks && /^[\s。]*(?:[\u4e00-\u9fff]{2}(?:措施|举措|任务|工作)\s?:?)?\s*$/.test(draft.folded.slice(body.to, node.ownEnd))
  const task = addTask(draft, {
    number: node.number, numberPrinted: printedAt(draft, node), title: body.title, section, parent: parentTask, measures: body.measures,
    said: statements.map((s) => s.said), unitsPrinted: statements.map((s) => s.printed).join(' '), deadlines: deadlinesIn(body.spoken),
    source: { from: node.from, to: body.to }, used: [{ from: node.from, to: r.split ? r.split.to : opening ? node.ownEnd : body.to }],
  })
  if (r.split) unnumbered(draft, { ...r, statements: r.statements.filter((s) => s.from >= r.split!.to) }, section, task.id, r.split.to)
  if (withTasks) for (const child of r.children) visit(draft, child, plan, section, task.id)
}

const printedAt = (draft: Draft, node: Node): string | null => (node.printed === null ? null : draft.text.slice(node.from, node.words).trim())

function splitMissing(draft: Draft, r: Reading, section: string | null, parentTask: string | null): void {
  const { node } = r
  const first = r.statements[0]!
  const body = bodyOf(draft, node.words, first.to, [first], false)
  addTask(draft, {
    number: node.number, numberPrinted: printedAt(draft, node), title: body.title, section, parent: parentTask, measures: body.measures,
    said: [first.said], unitsPrinted: first.printed, deadlines: deadlinesIn(body.spoken), source: { from: node.from, to: first.to },
  })
  unnumbered(draft, { ...r, statements: r.statements.slice(1) }, section, parentTask, first.to)
}

/** Paragraphs without numbers, each ending with its units. */
function unnumbered(draft: Draft, r: Reading, section: string | null, parent: string | null, from: number): void {
  let start = from
  for (const s of r.statements) {
    if (s.said.units.length === 0 || s.from < start) continue
    while (start < s.from && /\s/.test(draft.text[start]!)) start++
    // A letter to someone, or a heading of the document, stands before the first paragraph.
    if (r.node.form === 'root') {
      const words = draft.folded.slice(start, s.from)
      const cut = words.lastIndexOf('\n')
      const before = s.bracketed || cut < 1 ? cut : words.lastIndexOf('\n', cut - 1)
      if (before >= 0 && start === from) start += before + 1
    }
    const body = bodyOf(draft, start, s.to, [s], false)
    if (body.title === '') { draft.rules.push(...s.said.rules); start = s.to; continue }
    addTask(draft, {
      number: null, numberPrinted: null, title: body.title, section, parent, measures: body.measures, said: [s.said], unitsPrinted: s.printed,
      deadlines: deadlinesIn(body.spoken), source: { from: start, to: s.to },
    })
    start = s.to
  }
}

const isLast = (r: Reading): boolean => {
  for (let at: Reading | undefined = r; at?.parent; at = at.parent) if (at.parent.children.at(-1) !== at) return false
  return true
}

interface Body { title: string; measures: string; spoken: string; to: number }

/** Title, measures and the end of a task whose words lie between two places. */
export function bodyOf(draft: Draft, from: number, to: number, statements: Statement[], mayClose: boolean): Body {
  const { text, folded } = draft
  let end = to
  const first = statements[0]
  const last = statements.at(-1)
  const title = titleAt(text, folded, from, first ? first.from : to)
  const afterTitle = first !== undefined && folded.slice(title.bodyFrom, first.from).replace(/[\s。]/g, '') === '' && !title.isClause
  if (last && !afterTitle) {
    // What follows the units on their own line is of the task; what stands below belongs to nobody yet and is seen as remainder.
    end = last.to
    while (end < to && /[。;；]/.test(text[end]!)) end++
    if (last.bracketed && end < to && folded[end] !== '\n') {
      const line = folded.slice(Math.max(0, from - 12), Math.min(folded.length, from + 1500))
      const [start, stop] = [line.lastIndexOf('\n', Math.min(from, 12)), line.indexOf('\n', Math.min(from, 12))]
      const lineEnd = stop >= 0 ? Math.max(0, from - 12) + stop : from + 1500 >= folded.length ? folded.length : -1
      if (start >= 0 && lineEnd > end && lineEnd <= to) end = lineEnd
    }
  } else if (mayClose) end = beforeSignature(folded, from, to)
  const pieces: string[] = []
  let at = title.isClause ? from : title.bodyFrom
  for (const s of statements) {
    if (s.from > at) pieces.push(text.slice(at, s.from))
    at = Math.max(at, s.to)
  }
  if (at < end) pieces.push(text.slice(at, end))
  const measures = pieces.map(tidy).filter((p) => p !== '' && p !== '。').join('\n').replace(/\s*(?:具体|主要|工作)(?:措施|举措|任务)[:：]\s*$/, '')
  return { title: title.text, measures, spoken: `${title.isClause ? '' : title.text + '。'}${measures}`, to: end }
}

const tidy = (text: string): string => text.split('\n').map((l) => l.trim()).filter((l) => l !== '').join('\n')

interface Title { text: string; bodyFrom: number; isClause: boolean }

/** A heading of its own, the sentence that stands in front as one, or the first clause of a measure that has none. */
export function titleAt(text: string, folded: string, from: number, to: number): Title {
  let start = from
  while (start < to && /\s/.test(folded[start]!)) start++
  let lineEnd = folded.indexOf('\n', start)
  if (lineEnd < 0 || lineEnd > to) lineEnd = to
  let depth = 0
  let comma = -1
  let blank = -1
  let stop = -1
  for (let i = start; i < lineEnd; i++) {
    const c = folded[i]!
    if (c === '(' || c === '[' || c === '《' || c === '“') depth++
    else if (c === ')' || c === ']' || c === '》' || c === '”') depth = Math.max(0, depth - 1)
    if (depth > 0 && i - start < 120) continue
    if (c === ',' && comma < 0) comma = i
    if (c === ' ' && blank < 0 && i - start >= 4 && !/[0-9A-Za-z]/.test(folded[i - 1]! + folded[i + 1]!)) blank = i
    if (c === '。' || c === ';' || (c === ':' && i - start >= 4)) { stop = i; break }
  }
  const cut = (at: number): Title => ({ text: text.slice(start, at), bodyFrom: at, isClause: false })
  const hasMore = folded.slice(lineEnd, to).trim() !== ''
  if (blank > 0 && (stop < 0 || blank < stop) && (comma < 0 || blank < comma) && blank - start <= 45 && lineEnd - blank > 12) return cut(blank)
  if (stop < 0) {
    if (hasMore && lineEnd - start <= 100) return cut(lineEnd)
    if (comma > 0) return { text: text.slice(start, comma), bodyFrom: start, isClause: true }
    return { text: text.slice(start, lineEnd).trim(), bodyFrom: hasMore || lineEnd - start <= 60 ? lineEnd : start, isClause: !hasMore && lineEnd - start > 60 }
  }
  if (comma > 0 && comma < stop) return { text: text.slice(start, comma), bodyFrom: start, isClause: true }
  const isWhole = folded.slice(stop + 1, to).trim() === ''
  return { text: text.slice(start, stop), bodyFrom: isWhole ? start : stop + 1, isClause: isWhole }
}

/** The heading of a section: its line, its first sentence, or what stands before a blank where lines are lost. */
function headingOf(draft: Draft, node: Node): Range & { text: string } {
  const { text, folded } = draft
  let from = node.words
  while (from < node.ownEnd && /\s/.test(folded[from]!)) from++
  let to = folded.indexOf('\n', from)
  if (to < 0 || to > node.ownEnd) to = node.ownEnd
  const stop = folded.slice(from, to).indexOf('。')
  if (stop >= 0 && stop < 90) to = from + stop + 1
  if (to - from > 40) {
    const blank = folded.slice(from, to).search(/ /)
    if (blank >= 4 && blank <= 60) to = from + blank
  }
  if (to - from > 120) to = from + Math.max(20, folded.slice(from, from + 120).search(/[,:]/))
  return { from, to, text: text.slice(from, to).trim() }
}

const dateLine = /^\s*(?:20\d\d年\d{1,2}月\d{1,2}日|[二〇零○一]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)\s*$/

/** Where the signature of the document begins, counted from its end. */
function beforeSignature(folded: string, from: number, to: number): number {
  const lines: { from: number; text: string }[] = []
  let at = Math.max(from, to - 600)
  for (const line of folded.slice(at, to).split('\n')) { lines.push({ from: at, text: line.trim() }); at += line.length + 1 }
  for (let k = 1; k < lines.length; k++) {
    if (dateLine.test(lines[k]!.text)) {
      let start = k
      while (start > 1 && (lines[start - 1]!.text === '' || (lines[start - 1]!.text.length <= 30 && !/[。、，,；;]/.test(lines[start - 1]!.text)))) start--
      return lines[start]!.from
    }
    if (/^(?:附件?[:：]|抄送|注[:：]|备注[:：]|\(此件|附表)/.test(lines[k]!.text)) return lines[k]!.from
  }
  return to
}
