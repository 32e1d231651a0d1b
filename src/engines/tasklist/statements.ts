import { brackets, fold } from './fold.ts'
import type { Range, Role } from './types.ts'
import { isUnitList, readSaid, type Said } from './units.ts'
import { deadlinesOf } from './deadlines.ts'
import { isLabel, labelMeaning, labelsIn, looksLikeUnit, roleOf, spacedLabel } from './words.ts'

/** A place in running text that says who is responsible, with what it says. */
export interface Statement extends Range {
  said: Said
  printed: string
  bracketed: boolean
}

/** All statements between two places of the text, in order. */
export function statementsIn(text: string, folded: string, from: number, to: number): Statement[] {
  const found: Statement[] = []
  const pairs = brackets(folded, from, to)
  for (const { open, close } of pairs) {
    const inner = text.slice(open + 1, close)
    if (inner.length < 2 || inner.length > 1500) continue
    const said = inBracket(inner, folded.slice(open + 1, close), folded.slice(Math.max(from, open - 3), open), folded.slice(close + 1, Math.min(to, close + 4)))
    if (said) found.push({ from: open, to: Math.min(close + 1, to), said, printed: inner.trim(), bracketed: true })
  }
  found.push(...labelled(text, folded, from, to, pairs))
  found.sort((a, b) => a.from - b.from)
  const joined: Statement[] = []
  for (const one of found) {
    const last = joined.at(-1)
    if (last && /^[\s。;]*$/.test(folded.slice(last.to, one.from))) merge(last, one.said, one.printed, one.to)
    else joined.push(one)
  }
  return joined
}

function inBracket(source: string, foldedSource: string, before: string, after: string): Said | undefined {
  // Lines end anywhere inside a bracket, except before a label.
  const isBroken = foldedSource.includes('\n')
  const inner = isBroken ? source.replace(/[ \u3000]*\n[ \u3000]*(?![^\n:：]{2,8}[:：])/g, '') : source
  const folded = isBroken ? fold(inner) : foldedSource
  const label = labelsIn(folded).find((m) => /^\s*$|[,;。、\s]$/.test(folded.slice(0, m.index)))
  const meaning = label && labelMeaning(label.word)
  if (label && meaning && (roleOf(meaning) || meaning === 'deadline' || meaning === 'scope')) return readSaid(inner)
  if (folded.includes(':') && spacedLabel.test(folded)) return readSaid(inner.replace(/\s/g, ''))
  if (isLabel(folded) || /[。“《]/.test(inner) || inner.length > 600) return undefined
  const said = readSaid(inner)
  if (said.units.length === 0 || said.unread.length > 0) return undefined
  if (said.isMarked) return said
  // Without a label, （街道） after 乡镇 is a remark; names of organs at the end of a line, or after a full stop, are not.
  if (/[。;!?]\s*$/.test(before)) return said
  return /^\s*(?:\n|$|。)/.test(after) && said.units.every((u) => organ.test(u.text)) ? said : undefined
}

const organ = /(?:局|厅|委|部|办|院|署|处|科|室|政府|人行|海关|分行|支行|公司|部门|管委会|中心|支队|总队|税务)$/

/** 责任单位：… without brackets: to the end of its line, or, where lines are lost, as far as names go. */
function labelled(text: string, folded: string, from: number, to: number, pairs: { open: number; close: number }[]): Statement[] {
  const found: Statement[] = []
  const own = folded.slice(from, to)
  const spaced = own.includes(':') ? spacedLabel.exec(own) : null
  const marks = labelsIn(own).map((m) => ({ at: from + m.index, word: m.word, end: from + m.end }))
  if (spaced && !marks.some((m) => m.at === from + spaced.index)) marks.push({ at: from + spaced.index, word: spaced[1]!, end: from + spaced.index + spaced[0].length })
  marks.sort((a, b) => a.at - b.at)
  let done = from
  let pair = 0
  let lineEnd = -1
  for (let k = 0; k < marks.length; k++) {
    const m = marks[k]!
    while (pair < pairs.length && pairs[pair]!.close < m.at) pair++
    const around = pairs[pair]
    if (m.at < done || (around && m.at > around.open && m.at < around.close)) continue
    if (m.at > from && folded[m.at] !== '[' && !/[\n\s。;,)\]”]/.test(folded[m.at - 1]!)) continue
    if (folded[m.end - 1] === ' ' && !looksLikeUnit(/^[^\s、,;。(]{2,24}/.exec(folded.slice(m.end, m.end + 24))?.[0] ?? '')) continue
    const meaning = labelMeaning(m.word)
    const role: Role | undefined = meaning && roleOf(meaning)
    if (!meaning || meaning === 'target' || meaning === 'note' || meaning === 'measure') continue
    const nextLabel = marks[k + 1]
    if (lineEnd < m.end) lineEnd = folded.indexOf('\n', m.end)
    if (lineEnd < 0 || lineEnd > to) lineEnd = to
    const until = nextLabel && nextLabel.at >= m.end ? Math.min(to, nextLabel.at) : to
    let end = Math.min(lineEnd, until)
    if (role) end = namesEnd(folded, m.end, end, until)
    else {
      const stop = folded.slice(m.end, end).search(/[。]|;\s*$/)
      if (stop >= 0) end = m.end + stop + 1
    }
    const value = text.slice(m.end, end)
    const said: Said = role ? readSaid(value, role)
      : { units: [], deadlines: meaning === 'deadline' ? deadlinesOf(value) : [], scope: meaning === 'scope' ? value.trim().replace(/[。；;]$/, '') : null, rules: [], unread: [], isMarked: false }
    if (role) said.isMarked = true
    const before = found.at(-1)
    const printed = text.slice(m.at, end).trim()
    if (before && folded.slice(before.to, m.at).trim() === '') merge(before, said, printed, end)
    else found.push({ from: m.at, to: end, said, printed, bracketed: false })
    done = end
  }
  return found
}

function merge(into: Statement, said: Said, printed: string, to: number): void {
  const groups = into.said.units.at(-1)?.group ?? 0
  into.said.units.push(...said.units.map((u) => ({ ...u, group: u.group + groups })))
  into.said.deadlines.push(...said.deadlines)
  into.said.scope ??= said.scope
  into.said.rules.push(...said.rules)
  into.said.unread.push(...said.unread)
  into.said.isMarked ||= said.isMarked
  into.printed += ' ' + printed
  into.to = to
}

/** Names end with their sentence, at a blank after which no name follows, or at the end of a line that does not break inside a row of names. */
function namesEnd(folded: string, from: number, lineEnd: number, to: number): number {
  let depth = 0
  let pieceFrom = from
  let end = lineEnd
  for (let i = from; i <= to; i++) {
    const c = i < to ? folded[i] : '\n'
    if (c === '(' || c === '[') depth++
    else if (c === ')' || c === ']') { if (depth === 0) return i; depth-- }
    if (depth > 0 && c !== '\n') continue
    if (c === '。') return i + 1
    if (c === ' ' && i > pieceFrom && i < lineEnd) {
      const rest = folded.slice(i, i + 200).match(/^\s+([^\s、,;。()]*(?:[(\[][^()\[\]]*[)\]][^\s、,;。()]*)?)/)
      const piece = folded.slice(pieceFrom, i).trim()
      if (looksLikeUnit(piece) && rest && rest[1] !== '' && !looksLikeUnit(rest[1]!) && !/(?:牵头|负责|配合|参与|协办)$/.test(rest[1]!)) return i
    }
    if (c === '、' || c === ',' || c === ';' || c === ' ') pieceFrom = i + 1
    if (c === '\n') {
      end = i
      depth = 0
      // The row of names runs on where the line ends with a separator, or the next line is names and nothing else.
      const line = folded.slice(pieceFrom, i).trim()
      const nextEnd = folded.indexOf('\n', i + 1)
      const next = folded.slice(i + 1, nextEnd < 0 || nextEnd > to ? to : nextEnd)
      if (i >= to) return i
      if (line === '' && next.trim() !== '' && next.length < 200 && isUnitList(next)) { pieceFrom = i + 1; continue }
      if (line !== '' && /^[^。:]{1,120}$/.test(next.trim()) && !/^\s*(?:\d|[一二三四五六七八九十]+、|[(])/.test(next) && isUnitList(next) && !looksLikeHeading(next)) { pieceFrom = i + 1; continue }
      return i
    }
  }
  return end
}

const looksLikeHeading = (line: string): boolean => !/[、,;]/.test(line) && line.trim().length > 12

/** Where a sign last stands between two places, or -1; never looks further back. */
const lastOf = (folded: string, sign: string, from: number, to: number): number => {
  const at = folded.slice(from, Math.max(from, to)).lastIndexOf(sign)
  return at < 0 ? -1 : from + at
}

/** A last line that is nothing but names, without any label. */
export function bareNames(text: string, folded: string, from: number, to: number): Statement | undefined {
  let end = to
  while (end > from && /\s/.test(folded[end - 1]!)) end--
  let start = lastOf(folded, '\n', from, end) + 1
  if (start <= from) {
    const stop = Math.max(lastOf(folded, '。', from, end - 1), lastOf(folded, ' ', from, end))
    if (stop <= from) return undefined
    start = folded[stop] === '。' || /[。]\s*$/.test(folded.slice(from, stop)) ? stop + 1 : -1
    if (start < 0) return undefined
  }
  const words = text.slice(start, end)
  if (words.length > 500 || /[。！？“《].|[%：]/.test(words)) return undefined
  const said = readSaid(words)
  if (said.units.length === 0 || said.unread.length > 0 || (!said.isMarked && !isUnitList(words))) return undefined
  if (said.units.length === 1 && !/[、,]/.test(fold(words)) && !/(?:局|厅|委|部|办|院|处|中心|部门|政府|会|科|室)$/.test(said.units[0]!.text)) return undefined
  // Names may be wrapped over several lines.
  for (;;) {
    const above = lastOf(folded, '\n', from, start - 1) + 1
    if (above <= from || above >= start) break
    const line = text.slice(above, start - 1)
    if (!/[、,]\s*$/.test(fold(line)) || !isUnitList(line)) break
    start = above
  }
  const whole = text.slice(start, end)
  return { from: start, to: end, said: start + words.length === end ? said : readSaid(whole), printed: whole.trim(), bracketed: false }
}

/** 由甲牵头，乙配合。 as the last sentence, where nothing else names a unit. */
export function lastSentence(text: string, folded: string, from: number, to: number): Statement | undefined {
  let end = to
  while (end > from && /[\s。]/.test(folded[end - 1]!)) end--
  const start = Math.max(lastOf(folded, '。', from, end), lastOf(folded, '\n', from, end), from - 1) + 1
  const words = text.slice(start, end)
  if (words.length > 200 || !/(?:牵头|负责|配合|落实)$/.test(words.trim())) return undefined
  const said = readSaid(words.trim())
  return said.isMarked && said.units.length > 0 && said.unread.length === 0 ? { from: start, to, said, printed: words.trim(), bracketed: false } : undefined
}
