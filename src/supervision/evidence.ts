import { sql } from 'kysely'
import { type Day, type Instant, isInstant, no, type Result, yes } from '../kernel/index.ts'
import { type CaseRow, filesIn, listCases, visibleAmong, visibleTo } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import type { Who } from '../platform/people/index.ts'
import { seesLine } from '../platform/registers/index.ts'
import { looksInto } from './front.ts'
import { standings } from './progress.ts'
import { findList, unitLabel } from './store.ts'
import type { Evidence } from './types.ts'

const most = 50

/** What the numbers of an action were made from: cases, events, entries and documents, as far as this person may see them, beside how many there are in all. */
export async function evidenceOf(house: House, who: Who, of: { list: string; action: string; unit?: string; asOf?: Day; cursor?: string }): Promise<Result<Evidence>> {
  const list = await findList(house, who, of.list)
  if (!list.ok) return list
  const asOf = of.asOf ?? today(house)
  const known = await standings(house, of.list, asOf, { action: of.action })
  const [action] = known?.actions ?? []
  if (!known || !action) return no({ code: 'no-such-action', at: 'action', say: `清单中没有分解任务“${of.action}”` })
  const at = of.unit === undefined ? undefined : action.at.find((x) => x.unit.unit === of.unit)
  if (of.unit !== undefined && !at) return no({ code: 'not-responsible', at: 'unit', say: `${unitLabel(house, of.unit)}不是“${of.action}”的责任单位` })
  if (of.unit !== undefined && !looksInto(house, who, of.unit)) return no({ code: 'not-yours', at: 'unit', say: `${unitLabel(house, of.unit)}的办理依据由该单位、其上级和省级查看` })
  const items = action.movedBy.flatMap((m) => (m.kind === 'item' && m.id !== 'list-action' ? [m.id] : []))
  const registers = action.movedBy.flatMap((m) => (m.kind === 'register' ? [m.id] : []))
  const place = of.unit !== undefined && house.units.get(of.unit)?.level !== 'province' ? of.unit : undefined
  const inPlace = place ? sql<boolean>`c.place <@ ${place}::ltree` : sql<boolean>`true`
  // The action's own cases belong to its unit, those of the items to the place they happened in.
  const own = sql<boolean>`(c.item = 'list-action' and c.marks ->> 'list' = ${of.list} and c.marks ->> 'action' = ${of.action} and ${of.unit === undefined ? sql`true` : sql`c.handler <@ ${of.unit}::ltree`})`
  const mine = sql<boolean>`(${own} or (c.item = any(${items}::text[]) and ${inPlace} and c.submitted_at >= ${known.from}::date))`
  const then = sql<boolean>`c.submitted_at < ${asOf}::date + 1`
  const seen = house.db.selectFrom('case_file as c').where(mine).where(then).where(visibleTo(house, who))
  const after = of.cursor ? cursorOf(of.cursor) : undefined
  const [all, visible, page] = await Promise.all([
    house.db.selectFrom('case_file as c').where(mine).where(then).select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow(),
    seen.select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow(),
    (after ? seen.where(sql<boolean>`(c.submitted_at, c.id) < (${after.at}::timestamptz, ${after.id})`) : seen).select(['c.id', 'c.submitted_at']).orderBy('c.submitted_at', 'desc').orderBy('c.id', 'desc').limit(most + 1).execute(),
  ])
  const shown = page.slice(0, most), last = shown.at(-1)
  const ids = shown.map((c) => c.id)
  const cases = (await listCases(house, who, { ids, limit: most })).rows
  const [events, entries, documents, heads] = await Promise.all([
    eventsOf(house, ids, asOf), entriesOf(house, who, registers, place, known.from, asOf), documentsOf(house, cases, asOf),
    rows<{ id: string; hash: string; at: Instant }>(house.db, `select distinct on (case_id) case_id as id, hash, at from case_action where case_id = any($1) and on_day <= $2 order by case_id, seq desc`, [ids, asOf]),
  ])
  return yes({
    action: { id: action.id, title: action.title }, asOf, unit: of.unit ?? null,
    totals: { cases: Number(all.n), events: at ? at.system.events : action.system.events, lines: at ? at.system.lines : action.system.lines },
    visible: { cases: Number(visible.n) }, cases, heads, events, entries, documents, ...(page.length > most && last ? { next: Buffer.from(`${last.submitted_at}|${last.id}`).toString('base64url') } : {}),
  })
}

function cursorOf(cursor: string): { at: string; id: string } | undefined {
  const [at, id] = Buffer.from(cursor, 'base64url').toString().split('|')
  return at && id && isInstant(at) ? { at, id } : undefined
}

async function eventsOf(house: House, cases: readonly string[], asOf: Day): Promise<Evidence['events']> {
  const found = await rows<{ id: number; kind: string; on_day: Day; unit: string | null; case_id: string; amount: number | null; source: string; at: Instant; hash: string | null }>(house.db, `select e.id, kind, e.on_day, unit, e.case_id, amount, source, e.at, a.hash
    from event e left join case_action a on a.case_id = e.case_id and a.seq = e.seq
    where e.case_id = any($1) and e.on_day <= $2 and not exists (select from event_void v where v.event_id = e.id and v.at < $2::date + 1) order by e.on_day desc, e.id desc limit 200`, [cases, asOf])
  return found.map((e) => {
    const [item, step] = e.kind.split('.') as [string, string | undefined]
    const of = house.items.get(item)
    const label = Object.values(of?.states ?? {}).flatMap((s) => Object.entries(s.steps ?? {})).find(([id]) => id === step)?.[1].label
    return { id: e.id, kind: e.kind, label: `${of?.name ?? item}${label ? `：${label}` : ''}`, on: e.on_day, unit: e.unit ? unitLabel(house, e.unit) : '', caseId: e.case_id, amount: e.amount, source: e.source, at: e.at, hash: e.hash }
  })
}

/** Lines that came or changed; of a register kept within the office, those this person reads. */
async function entriesOf(house: House, who: Who, registers: readonly string[], place: string | undefined, from: Day, asOf: Day): Promise<Evidence['entries']> {
  const open = registers.filter((id) => house.registers.has(id))
  const found = await rows<{ register: string; key: string; party_name: string | null; unit: string | null; from_day: Day; to_day: Day | null; status: string; case_id: string | null; at: Instant; hash: string | null }>(house.db, `select * from (
      select distinct on (e.id) e.register, e.key, c.party_name, c.unit, c.from_day, c.to_day, c.status, c.case_id, c.on_day, e.id, c.at, a.hash
      from entry_change c join entry e on e.id = c.entry_id left join case_action a on a.case_id = c.case_id and a.seq = c.seq
      where e.register = any($1) and c.on_day between $2 and $3 and ($4::text is null or c.unit = $4 or starts_with(c.unit, $4 || '.')) order by e.id, c.version desc) x order by on_day desc, id desc limit 100`, [open, from, asOf, place ?? null])
  const seen = await visibleAmong(house, who, found.flatMap((e) => e.case_id ?? []))
  return found.filter((e) => { const r = house.registers.get(e.register)!; return r.public !== false || seesLine(house.units, who, r, e.unit ? { unit: e.unit } : {}) }).map((e) => {
    const r = house.registers.get(e.register)!
    return { register: e.register, name: r.name, key: e.key, party: e.party_name, unit: e.unit ? unitLabel(house, e.unit) : '', from: e.from_day, to: e.to_day, status: r.statuses[e.status] ?? e.status, caseId: e.case_id !== null && seen.has(e.case_id) ? e.case_id : null, at: e.at, hash: e.hash }
  })
}

/** Papers issued in the cases shown, and the files brought as proof of feedback. */
async function documentsOf(house: House, cases: readonly CaseRow[], asOf: Day): Promise<Evidence['documents']> {
  const papers = await rows<{ title: string; number: string; on_day: Day; case_id: string; at: Instant; hash: string }>(house.db, `select title, number, p.on_day, p.case_id, a.at, p.snapshot as hash from paper p join case_action a on a.case_id = p.case_id and a.seq = p.seq where p.case_id = any($1) and p.on_day <= $2 order by p.on_day desc limit 100`, [cases.map((c) => c.id), asOf])
  const own = cases.filter((c) => c.item === 'list-action').map((c) => c.id)
  const reports = await rows<{ case_id: string; on_day: Day; at: Instant; action: string }>(house.db, `select case_id, on_day, at, action from case_action where case_id = any($1) and step = 'feedback' and on_day <= $2 order by on_day desc limit 200`, [own, asOf])
  return [
    ...papers.map((p) => ({ kind: 'paper' as const, title: p.title, number: p.number, on: p.on_day, caseId: p.case_id, hash: p.hash, size: null, at: p.at })),
    ...reports.flatMap((r) => filesIn(JSON.parse(r.action).input).map((f) => ({ kind: 'file' as const, title: f.name, number: null, on: r.on_day, caseId: r.case_id, hash: f.hash, size: f.size, at: r.at }))),
  ]
}
