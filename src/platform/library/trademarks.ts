import { hash } from 'node:crypto'
import { type Day, no, type Refusal, type Result, yes } from '../../kernel/index.ts'
import { rows, type Db } from '../db/index.ts'
import { jsonText } from './copy-text.ts'
import { dayOfCell, markFields, type Mapping } from './mapping.ts'
import type { Places } from './places.ts'
import { readDay } from './record.ts'
import type { Sql } from './save.ts'
import { tidy } from './xml.ts'

/** A mark in one class of the Nice classification; the edition says by which its goods were named. */
export interface Trademark {
  number: string; class: number; edition?: string; name: string; holders: string[]; region?: string
  filed?: Day; registered?: Day; validUntil?: Day; status: string; goods: string[]; kind: string; demo: boolean
}

/** Rows of a table of marks by a mapping; a row that names several classes is as many marks. */
export function markReader(headers: readonly string[], { columns }: Mapping, places: Places) {
  const where = Object.fromEntries(Object.keys(markFields).map((f) => [f, headers.findIndex((h) => columns[h] === f)])) as Record<keyof typeof markFields, number>
  return (cells: readonly string[]): Result<Trademark[]> => {
    const cell = (field: keyof typeof markFields): string => tidy(cells[where[field]] ?? '')
    const wrong: Refusal[] = []
    const dayOr = (field: 'filed' | 'registered' | 'validUntil'): Day | undefined => {
      const raw = dayOfCell(cell(field))
      const day = raw ? readDay(raw) : undefined
      if (raw && !day) wrong.push({ code: 'day', at: field, say: `${markFields[field].label}“${raw.slice(0, 40)}”不是日期` })
      return day
    }
    const number = cell('number').normalize('NFKC').toUpperCase().replace(/\s/g, '')
    if (!/^[A-Z]{0,2}\d{1,12}[A-Z]?$/.test(number)) wrong.push({ code: 'mark-number', at: 'number', say: number ? `“${number.slice(0, 40)}”不是商标注册号` : '没有商标注册号' })
    const classes = cell('class').split(/[^\d]+/).filter(Boolean).map(Number)
    if (!classes.length || classes.some((c) => c < 1 || c > 45)) wrong.push({ code: 'mark-class', at: 'class', say: `国际分类应为1至45类，“${cell('class').slice(0, 40)}”不是` })
    const [filed, registered, validUntil] = [dayOr('filed'), dayOr('registered'), dayOr('validUntil')]
    if (wrong.length) return no(...wrong)
    const region = cell('address') ? places.regionOf(cell('address')) : undefined
    return yes([...new Set(classes)].map((of) => ({
      number, class: of, ...(cell('edition') ? { edition: cell('edition') } : {}), name: cell('name'), holders: cell('holders').split(/[;；|、]/).map((h) => h.trim()).filter(Boolean), ...(region ? { region } : {}),
      ...(filed ? { filed } : {}), ...(registered ? { registered } : {}), ...(validUntil ? { validUntil } : {}), status: cell('status'), goods: cell('goods').split(/[;；]/).map((g) => g.trim()).filter(Boolean), kind: cell('kind'), demo: false,
    })))
  }
}

/** Writes marks; one that comes again unchanged is left alone. */
export async function writeMarks(sql: Sql, marks: readonly Trademark[], { source, importId, fold }: { source: string; importId: number | null; fold: (name: string) => string }): Promise<{ added: number; changed: number; same: number }> {
  const lines = new Map(marks.map((m) => [`${m.number} ${m.class}`, {
    number: m.number, class: m.class, edition: m.edition ?? null, name: m.name, holders: m.holders, holder: m.holders[0] ? fold(m.holders[0]) : null, region: m.region ?? null, filed: m.filed ?? null, registered: m.registered ?? null,
    valid_until: m.validUntil ?? null, status: m.status, goods: m.goods, kind: m.kind, digest: hash('sha256', JSON.stringify(m), 'base64').slice(0, 22), source, import_id: importId, demo: m.demo,
  }]))
  const columns = ['number', 'class', 'edition', 'name', 'holders', 'holder', 'region', 'filed', 'registered', 'valid_until', 'status', 'goods', 'kind', 'digest', 'source', 'import_id', 'demo']
  const written = await sql.rows<{ fresh: boolean }>(`insert into trademark (${columns.join(', ')}) select ${columns.join(', ')} from json_populate_recordset(null::trademark, $1)
    on conflict (number, class) do update set ${columns.slice(2).map((c) => `${c} = excluded.${c}`).join(', ')}, at = now(), tx = pg_current_xact_id() where trademark.digest <> excluded.digest
    returning xmax = 0 as fresh`, [jsonText([...lines.values()])])
  const added = written.filter(({ fresh }) => fresh).length
  return { added, changed: written.length - added, same: lines.size - written.length }
}

/** Marks of a holder by its folded name, or of a number. */
export const trademarksOf = async (db: Db, of: { holder: string } | { number: string }, most = 500): Promise<Trademark[]> =>
  (await rows<{ [K in keyof Trademark]: Trademark[K] | null }>(db, `select number, class, edition, name, holders, region, filed, registered, valid_until as "validUntil", status, goods, kind, demo from trademark
    where ${'holder' in of ? 'holder' : 'number'} = $1 order by registered desc nulls last, number, class limit $2`, ['holder' in of ? of.holder : of.number, most]))
    .map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Trademark)
