import { numeral } from './fold.ts'

/** The forms a number takes in front of a heading or a task. */
export type Form = 'part' | 'chapter' | 'division' | 'heading' | 'cn' | 'article' | 'named' | 'cnBracket' | 'arabic' | 'decimal' | 'arabicBracket' | 'circle'

export interface Node {
  form: Form | 'root'
  value: number | null
  /** The number without its marks: 一, 12. */
  number: string | null
  printed: string | null
  from: number
  /** Where the words of the node begin, after its number. */
  words: number
  /** Where the next number begins. */
  ownEnd: number
  end: number
  children: Node[]
  parent: Node | null
  atLineStart: boolean
}

interface Mark { form: Form; value: number | null; number: string | null; printed: string; from: number; to: number; atLineStart: boolean; open: boolean }

const rank: Record<Form, number> = {
  part: 0, chapter: 1, division: 2, heading: 2.5, cn: 3, article: 3.4, named: 3.6, cnBracket: 4, arabic: 5, decimal: 6, arabicBracket: 7, circle: 8,
}
const cn = '[一二三四五六七八九十百零〇]{1,5}'
const shapes: [RegExp, Form | ((unit: string) => Form)][] = [
  [new RegExp(`(${cn})\\s{0,2}[、.,](?!\\d(?!\\d{3}年))`, 'y'), 'cn'],
  [new RegExp(`[(]\\s?(${cn})\\s?[)]\\s?[、.:]?`, 'y'), 'cnBracket'],
  // A digit after the point makes it a decimal, unless it begins a date (1．2021年6月底前) or a long number (3.12345热线).
  [/(\d{1,3})\s?[.、](?!\d(?!\d{3}(?:年|[^\d%])|\d?月))/y, 'arabic'],
  [/[(]\s?(\d{1,3})\s?[)]\s?[、.]?/y, 'arabicBracket'],
  [new RegExp(`第\\s?(${cn}|\\d{1,3})\\s?(条|章|节|部分|编|项)\\s?[:、.]?`, 'y'),
    (unit) => (unit === '条' || unit === '项' ? 'article' : unit === '章' ? 'chapter' : unit === '节' ? 'division' : 'part')],
]
/** Forms trusted only at the start of a line. */
const lineShapes: [RegExp, Form][] = [
  [/(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)(?=[.、 ]|[\u4e00-\u9fff“《])[.、 ]?(?!\d)(?![个倍亿万元%])/y, 'decimal'],
  [new RegExp(`(?:重点任务|任务|举措|措施|行动|专项行动|工程|事项)\\s?(${cn}|\\d{1,3})\\s?[:、. ]`, 'y'), 'named'],
  [new RegExp(`(${cn})\\s?[)]\\s?[、.]?`, 'y'), 'cnBracket'],
  [/(\d{1,3})\s?[)]\s?[、.]?/y, 'arabicBracket'],
  [/(\d{1,3})[:](?!\d)/y, 'arabic'],
  [/(\d{1,3}) {1,4}(?=[\u4e00-\u9fff“《])/y, 'arabic'],
  [new RegExp(`(${cn}) {1,4}(?=[\\u4e00-\\u9fff“《])`, 'y'), 'cn'],
]

function special(code: number): { form: Form; value: number } | undefined {
  if (code >= 0x2460 && code <= 0x2473) return { form: 'circle', value: code - 0x245f }
  if (code >= 0x2474 && code <= 0x2487) return { form: 'arabicBracket', value: code - 0x2473 }
  if (code >= 0x2488 && code <= 0x249b) return { form: 'arabic', value: code - 0x2487 }
  if (code >= 0x3220 && code <= 0x3229) return { form: 'cnBracket', value: code - 0x321f }
  return undefined
}

function markAt(folded: string, at: number, atLineStart: boolean, open: boolean): Mark | undefined {
  const code = folded.charCodeAt(at)
  const made = special(code)
  if (made) {
    let to = at + 1
    while (folded[to] === ' ' || folded[to] === '.' || folded[to] === '、') to++
    return { ...made, number: String(made.value), printed: folded[at]!, from: at, to, atLineStart, open }
  }
  const tries = atLineStart ? [...lineShapes.slice(0, 2), ...shapes, ...lineShapes.slice(2)] : shapes
  for (const [shape, form] of tries) {
    shape.lastIndex = at
    const m = shape.exec(folded)
    if (!m) continue
    const number = m[1]!
    const as = typeof form === 'function' ? form(m[2]!) : form
    const value = as === 'decimal' ? Number(number.split('.').at(-1)) : numeral(number)
    if (value === undefined) continue
    let to = at + m[0].length
    while (folded[to] === ' ') to++
    return { form: as, value, number, printed: m[0].trim(), from: at, to, atLineStart, open }
  }
  return undefined
}

/** Signs a number may begin with: 1 anywhere, 2 at the start of a line. */
const begins = new Uint8Array(0x10000)
for (const c of '(第0123456789一二三四五六七八九十百') begins[c.charCodeAt(0)] = 1
for (let code = 0x2460; code <= 0x249b; code++) begins[code] = 1
for (let code = 0x3220; code <= 0x3229; code++) begins[code] = 1
for (const c of '任重举措行专工事') begins[c.charCodeAt(0)] = 2

/** Every place where a number of a heading could stand. */
function candidates(folded: string, from: number, to: number): Mark[] {
  const marks: Mark[] = []
  let lineStart = true
  let previous = '\n'
  for (let i = from; i < to; i++) {
    const c = folded[i]!
    if (c === '\n') { lineStart = true; previous = '\n'; continue }
    if (c === ' ') { if (!lineStart) previous = ' '; continue }
    if (c === '#' && lineStart) continue
    const may = begins[folded.charCodeAt(i)]!
    if (may > 0 && (may === 1 || lineStart) && !/[0-9.第百十〇零]/.test(previous)) {
      const open = !lineStart && !/[\s。;:!?)\]”"…]/.test(previous)
      const mark = markAt(folded, i, lineStart, open)
      if (mark && !(c >= '一' && c > '\u4e00' && /[一二三四五六七八九十]/.test(previous))) {
        marks.push(mark)
        i = mark.to - 1
        previous = ' '
        lineStart = false
        continue
      }
    }
    lineStart = false
    previous = c
  }
  return marks
}

export interface OutlineInput {
  folded: string
  from: number
  to: number
  /** Unnumbered headings known from the document's own styles or layout. */
  headings: { from: number; to: number; level: number }[]
  /** Places (附件 lists, tables of contents, tables) where numbers mean nothing. */
  mute: { from: number; to: number }[]
}

const unitMark = /(?:责任|负责|牵头|配合|主办)(?:单位|部门|处室)?|负责|分工/
const unitLast = /[局厅委部办院署会室处科所站队司团行学府关门位构区心]$/

/** The tree of numbered headings. Numbers inside a line count where line breaks were lost and the count goes on. */
export function outline({ folded, from, to, headings, mute }: OutlineInput): Node {
  const root: Node = { form: 'root', value: null, number: null, printed: null, from, words: from, ownEnd: to, end: to, children: [], parent: null, atLineStart: true }
  const muted = (at: number): boolean => mute.some((m) => at >= m.from && at < m.to)
  let marks = candidates(folded, from, to).filter((m) => !muted(m.from))
  const taken = new Set(marks.filter((m) => m.atLineStart).map((m) => m.from))
  for (const h of headings) {
    if (h.from >= from && h.to <= to && !taken.has(h.from)) marks.push({ form: 'heading', value: null, number: null, printed: '', from: h.from, to: h.from, atLineStart: true, open: false })
  }
  marks = marks.sort((a, b) => a.from - b.from)
  const lost = areBreaksLost(folded, from, to)
  const starts = new Map<Form, Mark[]>()
  for (const m of marks) {
    if (!m.atLineStart) continue
    const same = starts.get(m.form)
    if (same) same.push(m)
    else starts.set(m.form, [m])
  }
  const ranks = ranksOf(marks)

  const last = new Map<Form, number>()
  let stack: { form: Form; value: number | null; at: number }[] = []
  const kept: Mark[] = []
  for (let k = 0; k < marks.length; k++) {
    const m = marks[k]!
    const held = stack.findIndex((s) => s.form === m.form)
    const top = stack.at(-1)
    if (!m.atLineStart) {
      const next = held >= 0 ? stack[held]!.value : null
      const goesOn = held >= 0 ? m.value === (next ?? -9) + 1 : m.value === 1 ? !top || ranks[m.form] > ranks[top.form] : m.value === (last.get(m.form) ?? -9) + 1
      if (!goesOn) continue
      const said = folded.slice(Math.max(top ? top.at : from, m.from - 400), m.from)
      if (m.open) {
        const isHeading = top !== undefined && ranks[top.form] < ranks[m.form] && ranks[top.form] <= 4 && m.from - top.at <= 90 && !/[。;\n]/.test(said)
        const lastLabel = said.lastIndexOf(':')
        const tail = lastLabel >= 0 ? said.slice(lastLabel) : ''
        const afterUnits = unitMark.test(said.slice(Math.max(0, lastLabel - 8), lastLabel)) && !/[。]/.test(tail) && unitLast.test(said.trimEnd())
        if (!lost || !(isHeading || afterUnits)) continue
      } else if (!lost) {
        const before = said.trimEnd()
        const inside = before.slice(-200, -1).replace(/^.*[([](?=[^([]*$)/s, '')
        const afterBracket = /[)\]]$/.test(before) && (unitMark.test(inside) || unitLast.test(inside))
        const [above, below] = around(starts.get(m.form) ?? [], m.from)
        const gap = above?.value === m.value! - 1 && below?.value === m.value! + 1 && /[。;)\]]$/.test(before)
        if (!afterBracket && !gap) continue
      }
    } else if (m.form === 'arabic' || m.form === 'arabicBracket') {
      const before = last.get(m.form)
      if ((m.value ?? 0) > 40 && before === undefined) continue
      if (before !== undefined && (m.value ?? 0) > before + 40) continue
    }
    if (held >= 0) stack = stack.slice(0, held)
    else while (stack.length > 0 && ranks[stack.at(-1)!.form] >= ranks[m.form]) stack.pop()
    stack.push({ form: m.form, value: m.value, at: m.to })
    if (m.value !== null) last.set(m.form, m.value)
    kept.push(m)
  }
  const open: Node[] = [root]
  kept.forEach((m, k) => {
    const node: Node = {
      form: m.form, value: m.value, number: m.number, printed: m.printed === '' ? null : m.printed, from: m.from, words: m.to,
      ownEnd: kept[k + 1]?.from ?? to, end: to, children: [], parent: null, atLineStart: m.atLineStart,
    }
    const held = open.findIndex((o) => o.form === m.form)
    const keep = held >= 0 ? held : open.findIndex((o) => o.form !== 'root' && ranks[o.form] >= ranks[m.form])
    const closing = keep >= 0 ? open.splice(keep) : []
    for (const c of closing) c.end = m.from
    const parent = open.at(-1)!
    node.parent = parent
    parent.children.push(node)
    open.push(node)
  })
  root.ownEnd = kept[0]?.from ?? to
  return root
}

/** The marks before and after a place, in a list sorted by place. */
function around(marks: Mark[], at: number): [Mark | undefined, Mark | undefined] {
  let low = 0
  let high = marks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (marks[middle]!.from < at) low = middle + 1
    else high = middle
  }
  return [marks[low - 1], marks[low]]
}

/** Line breaks are lost where a single line holds most of a long text. */
function areBreaksLost(folded: string, from: number, to: number): boolean {
  let longest = 0
  let start = from
  for (let i = from; i <= to; i++) {
    if (i === to || folded[i] === '\n') { longest = Math.max(longest, i - start); start = i + 1 }
  }
  return (longest > 500 && longest > (to - from) * 0.4) || (longest > 200 && longest > (to - from) * 0.7)
}

/** The usual order of number forms, corrected where a document nests them the other way (1. above （一）). */
function ranksOf(marks: Mark[]): Record<Form, number> {
  const ranks = { ...rank }
  const first = new Map<Form, number>()
  const second = new Map<Form, number>()
  marks.forEach((m, k) => {
    if (!m.atLineStart || m.form === 'heading') return
    if (!first.has(m.form) && m.value === 1) first.set(m.form, k)
    else if (first.has(m.form) && !second.has(m.form) && m.value === 2) second.set(m.form, k)
  })
  for (const [a, at] of first) for (const [b, bt] of first) {
    const then = second.get(a)
    const inner = second.get(b)
    if (a !== b && at < bt && rank[b] < rank[a] && then !== undefined && bt < then) {
      if ((inner !== undefined && inner < then) || !marks.slice(at, bt).some((m) => m.form === b)) ranks[b] = Math.max(ranks[b], ranks[a] + 0.1)
    }
  }
  return ranks
}
