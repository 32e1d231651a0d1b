import type { FastifyInstance, FastifyRequest } from 'fastify'
import { capitalYuan, fen, parseYuan, type Refusal, showYuan } from '../../kernel/index.ts'
import { type House } from '../../platform/house/index.ts'
import { storeFile } from '../../platform/documents/index.ts'
import type { AskedField, FileRef } from '../../service/index.ts'
import { noteFullDisk } from '../problems.ts'
import type { Choice, Fault, Question } from './model.ts'

/** What a form sent: pairs in order, the files already kept, and what was wrong with those that were not. */
export interface Posted { get(name: string): string; all(name: string): string[]; names: string[]; files: Map<string, FileRef[]>; refusals: Refusal[] }

/** Forms come in as browsers send them, and in no other way. */
export function readForms(site: FastifyInstance): void {
  site.removeAllContentTypeParsers()
  site.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, [...new URLSearchParams(body as string)]))
}

// The database keeps neither of these in a text.
const keepable = (text: string): string => text.replaceAll('\0', '').toWellFormed()

export async function readPosted(house: House, request: FastifyRequest, accepts: (path: string) => readonly string[] | undefined = () => undefined): Promise<Posted> {
  const pairs: [string, string][] = []
  const files = new Map<string, FileRef[]>()
  const refusals: Refusal[] = []
  if (request.isMultipart()) {
    for await (const part of request.parts()) {
      if (part.type === 'field') pairs.push([part.fieldname, keepable(String(part.value))])
      else if (!part.filename || !request.who.id) part.file.resume()
      else {
        const stored = await storeFile(house.db, house.dataDir, part.file, part.filename, request.who.id, { accept: accepts(part.fieldname) })
        if (part.file.truncated) refusals.push({ code: 'file-too-large', at: part.fieldname, say: `“${part.filename}”超过50 MB，请压缩或拆分后上传` })
        else if (!stored.ok) {
          noteFullDisk(request, stored.refusals)
          refusals.push(...stored.refusals.map((r) => ({ ...r, at: part.fieldname })))
        }
        else files.set(part.fieldname, [...(files.get(part.fieldname) ?? []), { hash: stored.value.hash, name: stored.value.name, size: stored.value.size }])
      }
    }
  } else for (const [name, value] of (request.body as [string, string][] | undefined) ?? []) pairs.push([name, keepable(value)])
  const all = (name: string) => pairs.filter(([n]) => n === name).map(([, v]) => v)
  return { get: (name) => all(name).at(-1) ?? '', all, names: pairs.map(([n]) => n), files, refusals }
}

/** The answers of a set of questions as a form sent them; what is done to rows and files by a button is done here too. */
export function rawOf(fields: readonly AskedField[], posted: Posted, prefix: string, act = ''): Record<string, unknown> {
  const raw: Record<string, unknown> = {}
  for (const f of fields) {
    const path = prefix ? `${prefix}.${f.name}` : f.name
    const value = rawField(f, posted, path, act)
    if (value !== undefined) raw[f.name] = value
  }
  return raw
}

function rawField(f: AskedField, posted: Posted, path: string, act: string): unknown {
  switch (f.kind) {
    case 'several': return posted.all(path).filter(Boolean)
    case 'confirm': return posted.get(path) === 'on' ? true : undefined
    case 'party': {
      const name = posted.get(`${path}.name`), creditCode = posted.get(`${path}.creditCode`)
      return name || creditCode ? { name, ...(creditCode ? { creditCode } : {}) } : undefined
    }
    case 'files': {
      const kept = posted.all(path).flatMap((text) => readRef(text)).filter((ref) => act !== `unfile:${path}:${ref.hash}`)
      const added = (posted.files.get(path) ?? []).filter((ref) => !kept.some((k) => k.hash === ref.hash))
      return [...kept, ...added]
    }
    case 'rows': {
      const count = Math.min(Number(posted.get(`${path}.rows`)) || 0, mostRows)
      const rows = Array.from({ length: count }, (_, i) => rawOf(f.fields ?? [], posted, `${path}.${i}`, act))
      if (act === `add:${path}`) return [...rows, {}]
      const dropped = new RegExp(`^drop:${path.replaceAll('.', '\\.')}:(\\d+)$`).exec(act)
      if (dropped) return rows.filter((_, i) => i !== Number(dropped[1]))
      // A row left wholly blank is no row; while a row is being worked on, all stay where they are.
      return act ? rows : rows.filter((row) => Object.values(row).some((v) => (Array.isArray(v) ? v.length : v !== '' && v !== undefined)))
    }
    default: return posted.get(path)
  }
}

/** More rows than any form takes; the form itself says how many it wants. */
const mostRows = 300

function readRef(text: string): FileRef[] {
  try {
    const { hash, name, size } = JSON.parse(text)
    return typeof hash === 'string' && typeof name === 'string' && typeof size === 'number' ? [{ hash, name, size }] : []
  } catch {
    return []
  }
}

/** The files a button asks to take away belong to a path; every other act names what to do. */
export const endingsFor = (fields: readonly AskedField[], prefix: string) => (path: string): readonly string[] | undefined => {
  const names = path.slice(prefix ? prefix.length + 1 : 0).split('.').filter((part) => !/^\d+$/.test(part))
  let among: readonly AskedField[] = fields
  let found: AskedField | undefined
  for (const name of names) {
    found = among.find((f) => f.name === name)
    among = found?.fields ?? []
  }
  return found?.accept
}

export interface Asking {
  house: House
  raw: Record<string, any>
  refusals: readonly Refusal[]
  /** Whether a question is put at present; all are when nothing is said. */
  asked?: (path: string) => boolean
  /** How an answer reads back. */
  said?: (path: string, raw: unknown) => string | undefined
}

/** Questions as a page puts them. */
export function questionsOf(fields: readonly AskedField[], prefix: string, of: Asking): Question[] {
  return fields.map((f) => questionOf(f, prefix ? `${prefix}.${f.name}` : f.name, of.raw?.[f.name], of))
}

function questionOf(f: AskedField, path: string, raw: any, of: Asking): Question {
  // What is wrong inside rows stands at the question itself; the rest at the whole.
  const wrong = of.refusals.filter((r) => r.at === path || (f.kind === 'party' || f.kind === 'files') && r.at?.startsWith(`${path}.`))
  // In a row of many the same words would be read again and again.
  const usual = f.help ?? (/\.\d+\./.test(path) ? undefined : usualHelp[f.kind])
  const help = f.prefilled ? [usual, '系统已有的先行填好，请核对'].filter(Boolean).join('；') : usual
  const said = saidOf(f, raw) ?? of.said?.(path, raw)
  const base: Question = {
    path, kind: f.kind, label: f.label, optional: f.optional, hidden: of.asked ? !of.asked(path) : false, value: typeof raw === 'string' ? raw : typeof raw === 'number' ? shownNumber(f, raw) : raw === true ? 'on' : '', chosen: Array.isArray(raw) ? raw.filter((v) => typeof v === 'string') : [],
    ...(help ? { help } : {}), ...(f.unit ? { unit: f.unit } : {}), ...(f.maxLength ? { maxLength: f.maxLength } : {}), ...(said ? { said } : {}), ...(wrong.length ? { error: wrong.map((r) => r.say).join('；') } : {}),
    ...(f.options ? { options: Object.entries(f.options).map(([value, label]) => ({ value, label })) } : {}), ...(f.accept ? { accept: f.accept } : {}),
  }
  if (f.kind === 'party') return { ...base, party: { name: String(raw?.name ?? ''), creditCode: String(raw?.creditCode ?? ''), coded: f.coded ?? false } }
  if (f.kind === 'files') return { ...base, files: Array.isArray(raw) ? raw : [] }
  if (f.kind === 'region') return { ...base, options: placesOf(of.house) }
  if (f.kind === 'unit') return { ...base, options: unitsOf(of.house) }
  if (f.kind === 'instant') return { ...base, value: localInstant(raw) }
  if (f.kind === 'rows') {
    const rows = (Array.isArray(raw) && raw.length ? raw : [{}]).map((row, i) => questionsOf(f.fields ?? [], `${path}.${i}`, { ...of, asked: undefined, raw: typeof row === 'string' ? { [f.fields?.[0]?.name ?? '']: row } : row }))
    const { error } = base
    const within = of.refusals.some((r) => r.at?.startsWith(`${path}.`))
    return { ...base, rows, ...(error || !within ? {} : { error: `“${f.label}”中有需要改的地方，见下` }) }
  }
  return base
}

/** What helps with every question of a kind, unless the declaration says something better. */
const usualHelp: Record<string, string> = {
  money: '以元计，可写 5,000,000 或 500万', patentNumber: '如 ZL 202010123456.7，“ZL”和小数点可写可不写', creditCode: '18位，见营业执照或法人证书',
  instant: '日期和时刻，北京时间', several: '可选多项',
}

/** Amounts kept as whole fen are shown in yuan, as they are typed. */
const shownNumber = (f: AskedField, raw: number): string => (f.kind === 'money' ? (raw / 100).toFixed(2) : String(raw))
const localInstant = (raw: unknown): string => {
  if (typeof raw !== 'string' || !raw) return ''
  return /[zZ]$/.test(raw) ? new Date(Date.parse(raw) + 8 * 3_600_000).toISOString().slice(0, 16) : raw.slice(0, 16)
}

function saidOf(f: AskedField, raw: unknown): string | undefined {
  if (f.kind !== 'money' || raw === undefined || raw === '') return undefined
  const read = readMoney(raw)
  return read === undefined ? undefined : `读作：${read}`
}

/** How an amount that was typed is understood. */
export function readMoney(raw: unknown): string | undefined {
  const read = typeof raw === 'number' && Number.isSafeInteger(raw) ? { ok: true as const, value: fen(raw) } : typeof raw === 'string' ? parseYuan(raw) : undefined
  return read?.ok && read.value >= 0 ? `${showYuan(read.value)}（${capitalYuan(read.value)}）` : undefined
}

const placesBy = new WeakMap<House, Choice[]>()
/** The places of the province, each city with its counties. */
export function placesOf(house: House): Choice[] {
  const known = placesBy.get(house)
  if (known) return known
  const places: Choice[] = house.units.cities.flatMap((city) => [
    ...(city.code ? [{ value: city.code, label: `${city.place}（市本级）`, group: city.place }] : []),
    ...house.units.childrenOf(city.id).filter((u) => u.level === 'county' && u.code).map((u) => ({ value: u.code!, label: u.place, group: city.place })),
  ])
  placesBy.set(house, places)
  return places
}
const levels = { province: '省级', city: '设区市', county: '县（市、区）' }
const unitsOf = (house: House): Choice[] => house.units.all.map((u) => ({ value: u.id, label: u.name, group: levels[u.level] }))

/** What is wrong, each with the place to go to. */
export const faultsOf = (refusals: readonly Refusal[], hrefOf: (at: string) => string | undefined = anchorOf): Fault[] =>
  refusals.map((r) => { const href = r.at ? hrefOf(r.at) : undefined; return { say: r.say, ...(href ? { href } : {}) } })
export const anchorOf = (at: string): string => `#${idOf(at)}`
/** The id of a question on the page. */
export const idOf = (path: string): string => `q-${path.replaceAll('.', '-')}`
