import {
  type Day, type Fen, fen, type Instant, isDay, no, parseYuan, readCreditCode, readPatentNumber, readRegionCode,
  type Refusal, type Result, showDay, showInstant, showYuan, yes, yuan,
} from '../kernel/index.ts'
import type { PartyFact } from './knowledge.ts'

export type FieldKind =
  | 'text' | 'longText' | 'number' | 'money' | 'day' | 'instant' | 'choice' | 'several' | 'confirm'
  | 'party' | 'region' | 'unit' | 'patentNumber' | 'creditCode' | 'files' | 'rows'

/** A party named in an answer; the platform links it to a known party by credit code. */
export interface PartyRef { id?: string; name: string; creditCode?: string; region?: string }
/** A stored file: its content hash, the name it came with, and its size in bytes. */
export interface FileRef { hash: string; name: string; size: number }

/** Everything the platform needs to know about one kind of answer: how it is asked, read and shown. */
export interface Field<T> {
  kind: FieldKind
  label: string
  help?: string
  optional?: true
  options?: Record<string, string>
  unit?: string
  maxLength?: number
  /** File endings that are taken, e.g. `pdf`. */
  accept?: string[]
  /** A party that must be named with its credit code. */
  coded?: true
  /** The questions of one row of a repeating answer, and how many rows there may be. */
  fields?: Fields
  most?: number
  /** Shown masked to everyone but those who handle the case; reading it in full is logged. */
  masked?: true
  /** The house keeps the answer and fills it in; whoever answers only looks it over. */
  from?: From
  /** Why it is asked although the house may keep it. */
  anew?: string
  parse(raw: unknown): Result<T>
  show(value: T): string
}
export type Fields = Record<string, Field<any>>
/** Where the house finds an answer: what it keeps of the party that asks, or a field of the line whose key was answered before, as `section.field`. */
export type From = { party: PartyFact } | { register: string; field: string; by: string }
export interface Section { title: string; fields: Fields }
type Value<F> = F extends Field<infer T> ? T : never
export type ValuesOf<F> = { [K in keyof F]: Value<F[K]> }
export type AnswersOf<S> = { [K in keyof S]: S[K] extends { fields: infer F } ? ValuesOf<F> : never }
type PathOf<S> = { [K in keyof S & string]: S[K] extends { fields: infer F } ? `${K}.${keyof F & string}` : never }[keyof S & string]

interface Extra { help?: string; optional?: true }
// What is not written is not “filled in”: options are chosen, papers handed in, promises ticked.
const verbs: { [K in FieldKind]?: string } = { choice: '选择', several: '选择', region: '选择', unit: '选择', files: '上传', confirm: '确认' }
const missing = (kind: FieldKind, label: string) => no({ code: 'answer-missing', say: `请${verbs[kind] ?? '填写'}“${label}”` })
const wrong = (say: string) => no({ code: 'answer-wrong', say })
const isBlank = (raw: unknown) => raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '') || (Array.isArray(raw) && raw.length === 0)

function field<T>(kind: FieldKind, label: string, parse: (raw: unknown) => Result<T>, show: (v: T) => string, more: Partial<Field<T>> = {}): Field<T> {
  return { kind, label, ...more, parse: (raw) => (isBlank(raw) ? missing(kind, label) : parse(raw)), show }
}

// Control characters break printing and logs, turned directions mislead, half a character cannot be kept: never part of an answer.
const clean = (raw: string) => raw.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u202a-\u202e\u2066-\u2069\ufeff\p{Surrogate}]/gu, '').trim()
/** A number or code as it was sent; nothing that is not one line of text can be one. */
const asCode = (raw: unknown): string => (typeof raw === 'string' && raw.length <= 60 ? raw : typeof raw === 'number' ? String(raw) : '')
const asText = (label: string, most: number) => (raw: unknown): Result<string> => {
  if (typeof raw !== 'string') return wrong(`“${label}”须为文字`)
  const text = clean(raw)
  if (!text) return missing('text', label)
  return text.length > most ? wrong(`“${label}”最多${most}字，现有${text.length}字`) : yes(text)
}

export const text = (label: string, more: Extra & { maxLength?: number } = {}): Field<string> =>
  field('text', label, asText(label, more.maxLength ?? 200), (v) => v, { maxLength: 200, ...more })
export const longText = (label: string, more: Extra & { maxLength?: number } = {}): Field<string> =>
  field('longText', label, asText(label, more.maxLength ?? 4000), (v) => v, { maxLength: 4000, ...more })

/** A number; one whose label says it is a year is written 2022, not 2,022. */
export const number = (label: string, more: Extra & { unit?: string; min?: number; max?: number; whole?: boolean } = {}): Field<number> =>
  field('number', label, (raw) => {
    const n = typeof raw === 'number' ? raw : typeof raw === 'string' ? Number(raw.normalize('NFKC').replace(/,/g, '').trim()) : NaN
    if (!Number.isFinite(n)) return wrong(`“${label}”须为数字`)
    if (more.whole && !Number.isSafeInteger(n)) return wrong(`“${label}”须为整数`)
    if (more.min !== undefined && n < more.min) return wrong(`“${label}”不得小于${more.min}${more.unit ?? ''}`)
    if (more.max !== undefined && n > more.max) return wrong(`“${label}”不得大于${more.max}${more.unit ?? ''}`)
    return yes(n)
  }, (v) => `${label.endsWith('年度') ? v : v.toLocaleString('zh-CN')}${more.unit ?? ''}`, { help: more.help, optional: more.optional, unit: more.unit })

/** More than a province's budget is a slip of the pen; sums of amounts below it stay exact. */
const mostMoney = yuan(100_000_000_000)

/** An amount, asked in yuan, kept in whole fen. A number is taken as fen, a text as what a person typed in yuan. */
export const money = (label: string, more: Extra = {}): Field<Fen> =>
  field('money', label, (raw) => {
    const read = typeof raw === 'number' ? (Number.isSafeInteger(raw) ? yes(fen(raw)) : wrong(`“${label}”须为整分金额`))
      : typeof raw === 'string' ? parseYuan(raw) : wrong(`“${label}”须为金额`)
    if (!read.ok) return wrong(`“${label}”须为金额（元），例如 5,000,000 或 500万`)
    if (read.value < 0) return wrong(`“${label}”不得为负`)
    return read.value > mostMoney ? wrong(`“${label}”超过${showYuan(mostMoney)}，请核对金额单位是否为元`) : read
  }, showYuan, { unit: '元', ...more })

// A year outside these is a slip of the pen, and nothing can be counted from it.
const isOurs = (at: string) => at >= '1900' && at < '2101'
const notOurs = (label: string) => `“${label}”须在1900年至2100年之间，请核对年份`

export const day = (label: string, more: Extra = {}): Field<Day> =>
  field('day', label, (raw) => {
    const found = typeof raw === 'string' ? raw.normalize('NFKC').trim().replace(/^(\d{4})[年/.](\d{1,2})[月/.](\d{1,2})日?$/, (_, y, m, d) => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`) : ''
    if (!isDay(found)) return wrong(`“${label}”须为真实日期，例如 2022-07-01`)
    return isOurs(found) ? yes(found) : wrong(notOurs(label))
  }, showDay, more)

/** A moment, to the minute; kept as an instant. */
export const instant = (label: string, more: Extra = {}): Field<Instant> =>
  field('instant', label, (raw) => {
    const at = typeof raw === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(raw) ? new Date(/[zZ]|[+-]\d\d:\d\d$/.test(raw) ? raw : `${raw}+08:00`) : undefined
    if (!at || Number.isNaN(at.getTime())) return wrong(`“${label}”须为日期和时刻，例如 2022-09-08T17:00`)
    return isOurs(at.toISOString()) ? yes(at.toISOString() as Instant) : wrong(notOurs(label))
  }, showInstant, more)

export const choice = <const O extends Record<string, string>>(label: string, options: O, more: Extra = {}): Field<keyof O & string> =>
  field('choice', label, (raw) => (typeof raw === 'string' && Object.hasOwn(options, raw) ? yes(raw as keyof O & string) : wrong(`请选择“${label}”：${Object.values(options).join('、')}`)),
    (v) => options[v] ?? v, { options, ...more })

export const several = <const O extends Record<string, string>>(label: string, options: O, more: Extra = {}): Field<(keyof O & string)[]> =>
  field('several', label, (raw) => {
    const chosen = Array.isArray(raw) ? raw : [raw]
    return chosen.every((c) => typeof c === 'string' && Object.hasOwn(options, c)) ? yes([...new Set(chosen as (keyof O & string)[])]) : wrong(`“${label}”只能从所列选项中选择`)
  }, (v) => v.map((c) => options[c]).join('、'), { options, ...more })

/** A promise the person must tick; `false` counts as no answer. */
export const confirm = (label: string, more: Extra = {}): Field<true> =>
  field('confirm', label, (raw) => (raw === true || raw === 'true' || raw === 'on' ? yes(true as const) : wrong(`请确认：${label}`)), () => '已确认', more)

export const party = (label: string, more: Extra & { creditCode?: 'required' } = {}): Field<PartyRef> =>
  field('party', label, (raw) => {
    const given = raw as Partial<PartyRef>
    if (typeof given !== 'object' || typeof given.name !== 'string' || !clean(given.name)) return wrong(`请写明“${label}”的名称`)
    if (clean(given.name).length > 120) return wrong(`“${label}”的名称最多120字`)
    const ref: PartyRef = { name: clean(given.name) }
    if (given.creditCode) {
      const code = readCreditCode(asCode(given.creditCode))
      if (!code.ok) return wrong(`“${label}”：${code.refusals[0]!.say}`)
      ref.creditCode = code.value
    } else if (more.creditCode === 'required') return wrong(`请写明“${label}”的统一社会信用代码`)
    // Which known party is meant follows from name and code alone: an id from outside could lend one party's seat to another.
    if (typeof given.region === 'string' && readRegionCode(given.region).ok) ref.region = given.region
    return yes(ref)
  }, (v) => (v.creditCode ? `${v.name}（${v.creditCode}）` : v.name), { help: more.help, optional: more.optional, ...(more.creditCode ? { coded: true as const } : {}) })

/** A place by its GB/T 2260 code. */
export const region = (label: string, more: Extra = {}): Field<string> =>
  field('region', label, (raw) => {
    const read = readRegionCode(asCode(raw))
    return read.ok ? yes(asCode(raw).normalize('NFKC').trim()) : wrong(`请选择“${label}”`)
  }, (v) => v, more)
/** A unit of the unit tree, by its path. */
export const unit = (label: string, more: Extra = {}): Field<string> =>
  field('unit', label, (raw) => (typeof raw === 'string' && raw.length <= 80 && /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/.test(raw) ? yes(raw) : wrong(`请选择“${label}”`)), (v) => v, more)

export const patentNumber = (label: string, more: Extra = {}): Field<string> =>
  field('patentNumber', label, (raw) => {
    const read = readPatentNumber(asCode(raw))
    return read.ok ? yes(read.value.show) : wrong(`“${label}”：${read.refusals[0]!.say}`)
  }, (v) => v, more)
export const creditCode = (label: string, more: Extra = {}): Field<string> =>
  field('creditCode', label, (raw) => {
    const read = readCreditCode(asCode(raw))
    return read.ok ? read : wrong(`“${label}”：${read.refusals[0]!.say}`)
  }, (v) => v, more)

const takenFiles = ['pdf', 'png', 'jpg', 'jpeg', 'docx', 'xlsx', 'txt', 'zip', 'ofd', 'mp4']
export const files = (label: string, more: Extra & { accept?: string[]; most?: number } = {}): Field<FileRef[]> =>
  field('files', label, (raw) => {
    if (!Array.isArray(raw)) return wrong(`请上传“${label}”`)
    const most = more.most ?? 20
    if (raw.length > most) return wrong(`“${label}”最多${most}份，现有${raw.length}份`)
    const refs: FileRef[] = []
    for (const one of raw as Partial<FileRef>[]) {
      if (typeof one?.hash !== 'string' || !/^[0-9a-f]{64}$/.test(one.hash) || typeof one.name !== 'string' || !Number.isSafeInteger(one.size)) return wrong(`“${label}”中有未上传完成的文件，请重新上传`)
      const ending = one.name.split('.').at(-1)!.toLowerCase()
      if (!(more.accept ?? takenFiles).includes(ending)) return wrong(`“${label}”不收 .${ending} 文件；可收：${(more.accept ?? takenFiles).join('、')}`)
      refs.push({ hash: one.hash, name: clean(clean(one.name).slice(0, 200)), size: one.size! })
    }
    return yes(refs)
  }, (v) => v.map((f) => f.name).join('、'), { accept: takenFiles, most: 20, ...more })

/** An answer of several rows, each with the same questions. A bare text stands for a row that answers the first of them. */
export const rows = <const F extends Fields>(label: string, fields: F, more: Extra & { least?: number; most?: number } = {}): Field<ValuesOf<F>[]> =>
  field('rows', label, (raw) => {
    if (!Array.isArray(raw)) return wrong(`请填写“${label}”`)
    const least = more.least ?? 1, most = more.most ?? 100
    if (raw.length < least) return wrong(`“${label}”至少${least}行`)
    if (raw.length > most) return wrong(`“${label}”最多${most}行，现有${raw.length}行`)
    const refusals: Refusal[] = []
    const read = raw.map((row, i) => {
      const one = readFields(fields, wholeRow(fields, row))
      if (!one.ok) refusals.push(...one.refusals.map((r) => ({ ...r, at: `${i}.${r.at}`, say: `“${label}”第${i + 1}行：${r.say}` })))
      return one.ok ? one.value : undefined
    })
    return refusals.length ? no(...refusals) : yes(read as ValuesOf<F>[])
  }, (v) => v.map((row) => wholeRow(fields, row) as ValuesOf<F>)
    .map((row, i) => `${i + 1}. ${Object.entries(fields).filter(([k]) => row[k] !== undefined).map(([k, f]) => `${f.label}：${f.show(row[k])}`).join('；')}`).join('\n'),
  { fields, help: more.help, optional: more.optional, most: more.most ?? 100 })

const wholeRow = (fields: Fields, row: unknown): unknown => (typeof row === 'string' ? { [Object.keys(fields)[0]!]: row } : row)

/** The same question, but it may stay unanswered. */
export const optional = <T>(of: Field<T>): Field<T | undefined> =>
  ({ ...of, optional: true, parse: (raw: unknown) => (isBlank(raw) ? yes(undefined) : of.parse(raw)), show: (v: T | undefined) => (v === undefined ? '未填' : of.show(v)) }) as Field<T | undefined>
/** The same question; the answer is shown masked to those who do not handle the case. */
export const masked = <T>(of: Field<T>): Field<T> => ({ ...of, masked: true })

/** The same question, filled in by the house with what it keeps. */
export const prefilled = <T>(from: From, of: Field<T>): Field<T> => ({ ...of, from })
/** The same question, asked although the house may keep the answer; why is shown to whoever watches the burden of forms. */
export const askedAnew = <T>(why: string, of: Field<T>): Field<T> => ({ ...of, anew: why })

export const section = <const F extends Fields>(title: string, fields: F) => ({ title, fields })

export interface Asking<A, P> { at: P; when: (a: A) => boolean }
/** A rule over several answers. `ok` also gets the day on which the answers are handed in. */
export interface Check<A, P> { at: P; ok: (a: A, on: Day) => boolean; say: string | ((a: A, on: Day) => string) }
export interface Form<A = any, P extends string = any> {
  sections: Record<string, Section>
  /** Questions asked only sometimes. A question not listed is always asked. */
  asks: Asking<A, P>[]
  checks: Check<A, P>[]
}
/** The typed answers of a form: `AnswersIn<typeof subsidyForm>`. */
export type AnswersIn<F> = F extends Form<infer A, any> ? A : never

export function form<const S extends Record<string, Section>>(
  sections: S,
  rules: { asks?: Asking<AnswersOf<S>, PathOf<S>>[]; checks?: Check<AnswersOf<S>, PathOf<S>>[] } = {},
): Form<AnswersOf<S>, PathOf<S>> {
  return { sections, asks: rules.asks ?? [], checks: rules.checks ?? [] }
}

/** Reads a flat set of questions, saying everything that is wrong at once, each with its place. */
export function readFields<F extends Fields>(fields: F, raw: unknown): Result<ValuesOf<F>> {
  const given = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  const refusals: Refusal[] = []
  const values: Record<string, unknown> = {}
  for (const [name, one] of Object.entries(fields)) {
    const read = one.parse(given[name])
    if (read.ok) { if (read.value !== undefined) values[name] = read.value }
    else refusals.push(...read.refusals.map((r) => ({ ...r, at: r.at ? `${name}.${r.at}` : name })))
  }
  return refusals.length ? no(...refusals) : yes(values as ValuesOf<F>)
}

/** Whether a question is put, given what has been answered so far. The page hides and the server ignores by this one answer. */
export function isAsked(of: Form, path: string, answers: unknown): boolean {
  const rule = of.asks.find((q) => q.at === path)
  if (!rule) return true
  try { return rule.when(answers) } catch { return false } // an answer the rule looks at has not been given yet
}

/** Whatever of the answers can be read already, for asking the next question. */
export function readPartly(of: Form, raw: any): any {
  const answers: any = {}
  for (const [s, { fields }] of Object.entries(of.sections)) {
    answers[s] = {}
    for (const [f, one] of Object.entries(fields)) {
      const read = one.parse(raw?.[s]?.[f])
      if (read.ok && read.value !== undefined) answers[s][f] = read.value
    }
  }
  return answers
}

/** Reads what a person sent into typed answers, or says everything that is wrong at once. */
export function readAnswers<A>(of: Form<A>, raw: any, on: Day): Result<A> {
  const refusals: Refusal[] = []
  const answers = readPartly(of, raw)
  for (const [s, { fields }] of Object.entries(of.sections)) for (const [f, one] of Object.entries(fields)) {
    const path = `${s}.${f}`
    if (!isAsked(of, path, answers)) { delete answers[s][f]; continue }
    if (f in answers[s]) continue
    const read = one.parse(raw?.[s]?.[f])
    if (!read.ok) refusals.push(...read.refusals.map((r) => ({ ...r, at: r.at ? `${path}.${r.at}` : path })))
  }
  if (refusals.length === 0) {
    for (const c of of.checks) if (!c.ok(answers, on)) refusals.push({ code: 'check-failed', say: typeof c.say === 'string' ? c.say : c.say(answers, on), at: c.at })
  }
  return refusals.length ? no(...refusals) : yes(answers)
}

/** Questions and answers as they were read, for keeping with the submission. `place` is a region code or a unit, which the reader is told by name. */
export interface ReadBack { title: string; lines: { at: string; label: string; shown: string; masked?: true; files?: FileRef[]; place?: string }[] }
export function readBack(of: Form, answers: any): ReadBack[] {
  return Object.entries(of.sections).map(([s, { title, fields }]) => ({ title, lines: backLines(fields, answers[s] ?? {}, s) })).filter((s) => s.lines.length > 0)
}
export function backLines(fields: Fields, values: Record<string, any>, prefix: string): ReadBack['lines'] {
  return Object.entries(fields).filter(([f]) => values[f] !== undefined).map(([f, one]) => ({
    at: prefix ? `${prefix}.${f}` : f, label: one.label, shown: one.show(values[f]),
    ...(one.masked ? { masked: true as const } : {}), ...(one.kind === 'files' ? { files: values[f] as FileRef[] } : {}),
    ...(one.kind === 'region' || one.kind === 'unit' ? { place: String(values[f]) } : {}),
  }))
}
