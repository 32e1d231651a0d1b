import { sql } from 'kysely'
import { fold, type Day, type Instant } from '../../kernel/index.ts'
import type { Register } from '../../service/index.ts'
import { type Db, foldedIn } from '../db/index.ts'
import { lineOf, type Line } from './line.ts'
import type { EntryRow } from './schema.ts'

export interface Page { before?: number | undefined; limit?: number | undefined }
export interface Found<T> { lines: T[]; total: number; next?: number }

/** What anyone may read of a line. */
export interface PublicLine {
  key: string
  /** The key in words, where it is not what people know. */
  keySaid: string
  party?: string
  creditCode?: string
  from: Day
  to?: Day
  status: string
  statusLabel: string
  /** Whether the line is in force on the day asked and may be relied on; its status may still be one of trouble. */
  isInForce: boolean
  shown: { label: string; value: string }[]
  demo: boolean
}

/** Looks a register up as the public may: by key, by credit code, or by a part of the name. Nothing is found in a register that is not public. */
export async function searchPublic(db: Db, register: Register, text: string, on: Day, page: Page = {}): Promise<Found<PublicLine>> {
  if (register.public === false) return { lines: [], total: 0 }
  const found = await pageOfEntries(db, register, { text, ...page })
  const cases = found.lines.flatMap((l) => l.caseId ?? [])
  const papers = cases.length ? (await sql<{ case_id: string; title: string; number: string }>`select case_id, title, number from paper where certificate and voided_on is null and case_id = any(${cases}) order by at`.execute(db)).rows : []
  const certificates = (line: Line) => papers.filter((p) => p.case_id === line.caseId).map((p) => ({ label: `${p.title}编号`, value: p.number }))
  return { ...found, lines: found.lines.map((line) => { const l = publicLine(register, line, on); return { ...l, shown: [...l.shown, ...certificates(line)] } }) }
}

export const publicLine = (register: Register, line: Line, on: Day): PublicLine => ({
  key: line.key, keySaid: saidKey(register, line), from: line.from, status: line.status, statusLabel: register.statuses[line.status] ?? line.status, demo: line.demo,
  isInForce: line.from <= on && (line.to === undefined || line.to >= on) && !register.lapsed?.includes(line.status),
  ...(line.party ? { party: line.party.name } : {}), ...(line.party?.creditCode ? { creditCode: line.party.creditCode } : {}), ...(line.to ? { to: line.to } : {}),
  shown: (register.public || []).flatMap((name) => shownField(register, line, name)),
})

/** The public lines that a case has written, as they stand on a day. */
export async function publicLinesOfCase(db: Db, registers: ReadonlyMap<string, Register>, caseId: string, on: Day): Promise<(PublicLine & { registerName: string })[]> {
  const { rows } = await sql<EntryRow>`select * from entry where case_id = ${caseId} order by id desc`.execute(db)
  return rows.flatMap((row) => {
    const register = registers.get(row.register)
    return register && register.public !== false ? [{ ...publicLine(register, lineOf(row), on), registerName: register.name }] : []
  })
}

export const saidKey = (register: Register, line: Pick<Line, 'key' | 'data'>): string => register.keySaid?.(line.key, line.data) ?? line.key

function shownField(register: Register, line: Line, name: string): { label: string; value: string }[] {
  const field = register.fields[name]
  const value = line.data[name]
  return field && value !== undefined && value !== null ? [{ label: field.label, value: field.show(value) }] : []
}

export interface EntryFilter extends Page { text?: string; status?: string; /** Of these units and what lies below them. */ units?: readonly string[] }

/** Lines as they stand now, newest first, with the exact total. */
export async function pageOfEntries(db: Db, register: Register, { text = '', status, units, before, limit = 20 }: EntryFilter = {}): Promise<Found<Line>> {
  const wanted = fold(text)
  // A key or a credit code that fits exactly is what was meant; only otherwise is the text a part of a name.
  const exact = sql`(e.key = ${wanted} or e.credit_code = ${wanted.toUpperCase()})`
  const like = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`
  const named = wanted.toLowerCase()
  const foundBy = sql.join([sql`false`, ...(register.foundBy ?? []).map((field) => sql`lower(${foldedIn(sql`e.data ->> ${field}`)}) = ${named}`)], sql` or `)
  // Whoever holds a certificate in hand types the number that stands on it.
  const certified = sql`exists (select 1 from paper p where p.case_id = e.case_id and p.certificate and p.voided_on is null and lower(${foldedIn(sql`p.number`)}) = ${named})`
  const isExact = wanted !== '' && (await sql`select from entry e where e.register = ${register.id} and ${exact} limit 1`.execute(db)).rows.length > 0
  const where = sql`e.register = ${register.id}
    ${!wanted ? sql`` : isExact ? sql`and ${exact}` : sql`and (e.party_name ilike ${like} or e.key ilike ${like} or ${foundBy} or ${certified})`}
    ${status ? sql`and e.status = ${status}` : sql``}
    ${units ? sql`and (${sql.join(units.map((u) => sql`e.unit = ${u} or starts_with(e.unit, ${`${u}.`})`), sql` or `)})` : sql``}`
  const { rows } = await sql<EntryRow>`select e.* from entry e where ${where} ${before ? sql`and e.id < ${before}` : sql``} order by e.id desc limit ${limit + 1}`.execute(db)
  const counted = await sql<{ n: number }>`select count(*) as n from entry e where ${where}`.execute(db)
  const lines = rows.slice(0, limit).map(lineOf)
  return { lines, total: counted.rows[0]!.n, ...(rows.length > limit ? { next: lines.at(-1)!.id } : {}) }
}

/** One line with every version it has had, newest first. */
export interface EntryVersion { version: number; on: Day; status: string; from: Day; to?: Day; data: Record<string, any>; by: string; reason?: string; caseId?: string; seq?: number; at: Instant }
export async function historyOf(db: Db, id: number): Promise<{ line: Line; versions: EntryVersion[] } | undefined> {
  const row = await db.selectFrom('entry').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const changes = await db.selectFrom('entry_change').selectAll().where('entry_id', '=', id).orderBy('version', 'desc').execute()
  return {
    line: lineOf(row),
    versions: changes.map((c) => ({
      version: c.version, on: c.on_day, status: c.status, from: c.from_day, data: c.data, by: c.by_name, at: c.at as Instant,
      ...(c.to_day === null ? {} : { to: c.to_day }), ...(c.reason === null ? {} : { reason: c.reason }), ...(c.case_id === null ? {} : { caseId: c.case_id }), ...(c.seq === null ? {} : { seq: c.seq }),
    })),
  }
}

/** A column of a register in lists and exports; the same order everywhere. */
export interface Column { name: string; title: string; of: (line: Line) => string }
export function columnsOf(register: Register, audience: 'office' | 'public'): Column[] {
  const fields = Object.keys(register.fields).filter((name) => audience === 'office' || (register.public || []).includes(name))
  return [
    { name: 'key', title: register.keyLabel, of: (l) => l.key },
    { name: 'party', title: '主体', of: (l) => l.party?.name ?? '' },
    { name: 'creditCode', title: '统一社会信用代码', of: (l) => l.party?.creditCode ?? '' },
    ...fields.map((name) => ({ name, title: register.fields[name]!.label, of: (l: Line) => shownField(register, l, name)[0]?.value ?? '' })),
    { name: 'status', title: '状态', of: (l) => register.statuses[l.status] ?? l.status },
    { name: 'from', title: '起始日', of: (l) => l.from },
    { name: 'to', title: '截止日', of: (l) => l.to ?? '' },
    { name: 'demo', title: '备注', of: (l) => (l.demo ? '演示' : '') },
  ]
}
