import { isDay, no, yes, type Day, type Result } from '../../kernel/index.ts'
import { coverOf, foldLetters } from './letters.ts'
import type { Schema } from './schema.ts'

/** A query, read. Texts are folded; a text without field looks in every text field. */
export type Ask =
  | { is: 'all' }
  | { is: 'text'; term: string; field?: string; beginning: boolean }
  /** `whole` asks for the very value, whatever the field's way of matching. */
  | { is: 'key'; field: string; value: string; whole?: boolean }
  | { is: 'day'; field: string; from: number; to: number }
  | { is: 'and' | 'or'; of: Ask[] }
  | { is: 'not'; of: Ask }

interface Piece { is: 'open' | 'close' | 'field' | 'word' | 'phrase' | 'and' | 'or' | 'not' | 'end'; text: string; at: number }
type Names = Map<string, { is: 'text' | 'key' | 'day'; name: string }>

const longest = 2000, deepest = 40, mostTerms = 100

/** A sentence about the query with the place it is about: thrown inside the reader, a refusal outside. */
class Bad extends Error {
  readonly at: number
  constructor(at: number, say: string) { super(say); this.at = at }
}

/** Reads a query: words side by side or with AND 与, OR 或, NOT 非, brackets, "phrases", field:value, beginnings* and days from..to. */
export function readAsk(query: string, schema: Schema): Result<Ask> {
  if (query.length > longest) return no({ code: 'query', say: `检索式有${query.length}个字，最多${longest}个字，请分成几次检索`, at: String(longest + 1) })
  try {
    return yes(parse(piecesOf(query), namesOf(schema)))
  } catch (bad) {
    if (bad instanceof Bad) return no({ code: 'query', say: `检索式第${bad.at + 1}个字：${bad.message}`, at: String(bad.at + 1) })
    throw bad
  }
}

function namesOf(schema: Schema): Names {
  const names: Names = new Map()
  const add = (is: 'text' | 'key' | 'day', of: readonly { name: string; called: readonly string[] }[]) => {
    for (const field of of) for (const name of [field.name, ...field.called]) names.set(name.toLowerCase(), { is, name: field.name })
  }
  add('text', schema.texts)
  add('key', schema.keys)
  add('day', schema.days)
  return names
}

const operators: Record<string, 'and' | 'or' | 'not'> = { AND: 'and', 与: 'and', OR: 'or', 或: 'or', NOT: 'not', 非: 'not' }

function piecesOf(query: string): Piece[] {
  const pieces: Piece[] = []
  for (let i = 0; i < query.length;) {
    const letter = query[i]!, at = i
    if (/\s/.test(letter)) i++
    else if (letter === '(' || letter === '（') { pieces.push({ is: 'open', text: letter, at }); i++ } else if (letter === ')' || letter === '）') { pieces.push({ is: 'close', text: letter, at }); i++ } else if (/["“”]/.test(letter)) {
      const end = query.slice(i + 1).search(/["“”]/)
      if (end < 0) throw new Bad(at, '引号没有配对，请补上后一个引号')
      pieces.push({ is: 'phrase', text: query.slice(i + 1, i + 1 + end), at })
      i += end + 2
    } else {
      while (i < query.length && !/[\s()（）"“”:：]/.test(query[i]!)) i++
      const text = query.slice(at, i)
      if (i < query.length && /[:：]/.test(query[i]!)) { pieces.push({ is: 'field', text, at }); i++ } else pieces.push({ is: operators[text] ?? 'word', text, at })
    }
  }
  pieces.push({ is: 'end', text: '', at: query.length })
  return pieces
}

function parse(pieces: Piece[], names: Names): Ask {
  let next = 0, depth = 0, terms = 0
  const peek = () => pieces[next]!
  const startsAtom = () => ['open', 'field', 'word', 'phrase', 'not'].includes(peek().is)

  const either = (field?: Piece): Ask => {
    const of = [both(field)]
    while (peek().is === 'or') { next++; of.push(both(field)) }
    return of.length === 1 ? of[0]! : { is: 'or', of }
  }
  const both = (field?: Piece): Ask => {
    const of = [one(field)]
    while (peek().is === 'and' || startsAtom()) {
      if (peek().is === 'and') next++
      of.push(one(field))
    }
    return of.length === 1 ? of[0]! : { is: 'and', of }
  }
  const one = (field?: Piece): Ask => {
    const piece = peek()
    if (++depth > deepest) throw new Bad(piece.at, `括号或“非”套了${deepest}层以上，请写得简单些`)
    try {
      next++
      if (piece.is === 'not') return { is: 'not', of: one(field) }
      if (piece.is === 'open') {
        if (peek().is === 'close') throw new Bad(piece.at, '括号里没有内容')
        const inside = either(field)
        if (peek().is !== 'close') throw new Bad(piece.at, '括号没有配对，请补上后括号')
        next++
        return inside
      }
      if (piece.is === 'field') {
        if (!names.has(piece.text.toLowerCase())) throw new Bad(piece.at, `没有“${piece.text}”这个字段，可用：${[...names.keys()].filter((name) => /[^a-z]/.test(name)).join('、')}`)
        if (!['open', 'word', 'phrase'].includes(peek().is)) throw new Bad(piece.at, `“${piece.text}”后面没有要找的内容`)
        return one(piece)
      }
      if (piece.is === 'word' || piece.is === 'phrase') {
        if (++terms > mostTerms) throw new Bad(piece.at, `检索词超过了${mostTerms}个，请分成几次检索`)
        return leaf(piece, names, field)
      }
      if (piece.is === 'end') throw new Bad(piece.at, '检索式没有写完')
      throw new Bad(piece.at, piece.is === 'close' ? '多了一个后括号' : `“${piece.text}”的前后都要有检索词`)
    } finally { depth-- }
  }

  if (peek().is === 'end') return { is: 'all' }
  const whole = either()
  if (peek().is !== 'end') throw new Bad(peek().at, peek().is === 'close' ? '多了一个后括号' : '这里读不懂')
  return whole
}

/** A symbol of the classification from its class on, asked for by its beginning: A01B*. */
const symbolStart = /^[a-h]\d{2}(?:[a-z](?:\d{1,4}(?:\/\d*)?)?)?\*$/i

function leaf(piece: Piece, names: Names, fieldPiece?: Piece): Ask {
  const field = fieldPiece && names.get(fieldPiece.text.toLowerCase())!
  const text = piece.text.trim()
  if (text === '') throw new Bad(piece.at, '引号里没有内容')
  if (field?.is === 'day') return { is: 'day', field: field.name, ...daysOf(text, piece.at) }
  const starred = piece.is === 'word' && text.endsWith('*')
  const value = foldLetters(starred ? text.slice(0, -1) : text)
  if (piece.is === 'word' && value.includes('*')) throw new Bad(piece.at, `“*”只能写在词的末尾，例如 A01B*；要找星号本身请加引号`)
  if (value === '') throw new Bad(piece.at, '“*”前面要有开头的字')
  if (field?.is === 'key') return { is: 'key', field: field.name, value }
  if (!field && names.get('ipc')?.is === 'key' && piece.is === 'word' && symbolStart.test(text)) return { is: 'key', field: 'ipc', value }
  if (!coverOf(value, () => [], starred)) throw new Bad(piece.at, `“${text}”里没有可以检索的字`)
  return { is: 'text', term: value, field: field?.name, beginning: starred }
}

/** 2020, 2020-05, 2020-05-17, with two of them or one and an open end around `..`. */
function daysOf(text: string, at: number): { from: number; to: number } {
  const parts = foldLetters(text).split('..')
  const range = (part: string): [number, number] => {
    const found = /^([1-9]\d{3})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?$/.exec(part)
    const [, year, month, day] = found ?? []
    const two = (n: string) => n.padStart(2, '0')
    if (!year || (month && (+month < 1 || +month > 12)) || (day && !isDay(`${year}-${two(month!)}-${two(day)}` as Day))) throw new Bad(at, `“${part}”不是日期，请写成 2020、2020-05 或 2020-05-17，起止之间写“..”`)
    return [+year * 10_000 + +(month ?? 0) * 100 + +(day ?? 0), +year * 10_000 + +(month ?? 12) * 100 + +(day ?? 31)]
  }
  if (parts.length > 2 || parts.every((part) => part === '')) throw new Bad(at, '日期的起止之间只写一个“..”，例如 2020..2022-06')
  const from = parts[0] === '' ? 1 : range(parts[0]!)[0]
  const to = parts.at(-1) === '' ? 99_991_231 : range(parts.at(-1)!)[1]
  if (from > to) throw new Bad(at, '起日晚于止日')
  return { from, to }
}
