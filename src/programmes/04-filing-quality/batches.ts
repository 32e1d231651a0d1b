import { createHash, randomUUID } from 'node:crypto'
import { type Day, isDay, no, type Refusal, type Result, showDay, yes } from '../../kernel/index.ts'
import { openMany, visibleTo } from '../../platform/cases/index.ts'
import { type Db, json, rows } from '../../platform/db/index.ts'
import { readBlocks } from '../../platform/documents/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { type Column, columnLabels, type Oddity, readLine, readSheet, repeated } from './batch-sheet.ts'
import { type Counted, type CountRow, countTable } from './counts.ts'
import { mayTakeIn, missing, notYours, reachOf, within } from './reach.ts'

export interface BatchRow { id: string; name: string; document: string; due: Day; fileName: string; by: string; at: string; lines: number; odd: number; sent: number; left: number; demo: boolean }
export interface BatchView extends BatchRow { taken: { column: string; heading: string }[]; untaken: string[]; counts: CountRow[]; may: { send: boolean; settle: boolean } }
export type LineState = 'odd' | 'ready' | 'sent' | 'left'
export const lineStates: Record<LineState, string> = { odd: '待核对', ready: '可下发', sent: '已下发', left: '不下发' }
export interface BatchLine {
  line: number; state: LineState; number: string | null; title: string | null; applicant: string | null; creditCode: string | null; address: string | null; agency: string | null; types: string | null; place: string | null; placeName: string; unit: string | null
  contact: string | null; oddities: Oddity[]; leftOut: string | null; caseId: string | null; outcome: string | null; cells: { heading: string; text: string }[]; settled: { by: string; at: string; reason: string; was: Record<string, unknown> }[]
}

const most = 20_000
/** Takes in a batch as it came. Every printed line is kept; what is odd about one is said with it. */
export async function takeIn(house: House, who: Who, of: { name: string; document: string; due: string; fileName: string; bytes: Uint8Array }): Promise<Result<BatchView>> {
  if (!mayTakeIn(who)) return notYours('核查批次由保护处经办人导入')
  const refusals: Refusal[] = []
  const name = of.name.trim(), document = of.document.trim()
  if (!name || name.length > 60) refusals.push({ code: 'answer-missing', at: 'name', say: '请填写批次名称，如“2021年第2批”，最多60字' })
  if (!document || document.length > 120) refusals.push({ code: 'answer-missing', at: 'document', say: '请填写来文，最多120字' })
  if (!isDay(of.due)) refusals.push({ code: 'answer-wrong', at: 'due', say: '请填写批次载明的核查期限' })
  else if (of.due < today(house)) refusals.push({ code: 'answer-wrong', at: 'due', say: `核查期限${showDay(of.due)}已经过去，请核对` })
  const file = readBlocks(of.bytes)
  if (!file.ok) refusals.push(...file.refusals.map((r) => ({ ...r, say: r.say.replace('任务清单', '核查名单').replace('清单本身', '名单本身') })))
  const sheet = file.ok && file.value.document.kind === 'blocks' ? readSheet(file.value.document.blocks.flatMap((b) => (b.kind === 'table' ? [b.rows.map((r) => r.map((c) => c.text))] : []))) : undefined
  if (file.ok && !sheet) refusals.push({ code: 'columns-missing', at: 'file', say: '没有找到名单表：表头须有“申请号”一列，并有申请人、地址等列' })
  if (sheet && !sheet.lines.length) refusals.push({ code: 'list-empty', at: 'file', say: '名单只有表头，没有申请' })
  if (sheet && sheet.lines.length > most) refusals.push({ code: 'too-large', at: 'file', say: `名单有${sheet.lines.length}行，一次最多${most}行` })
  if (refusals.length || !sheet) return no(...refusals)
  const read = sheet.lines.map((l) => ({ ...l, read: readLine(l.values, house.units) }))
  const twice = repeated(read.map((l) => ({ line: l.line, number: l.read.number })))
  const id = randomUUID()
  const kept = await house.db.transaction().execute(async (tx) => {
    const [made] = await rows<{ id: string }>(tx, `insert into filing_batch (id, name, document, due, file_name, file_hash, headings, by_id, by_name, at, demo) values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11) on conflict (name) do nothing returning id`,
      [id, name, document, of.due, of.fileName.slice(0, 200), createHash('sha256').update(of.bytes).digest('hex'), JSON.stringify(sheet.headings), who.id, who.name, house.now(), who.demo])
    if (!made) return false
    await rows(tx, `insert into filing_batch_line (batch_id, line, cells, number, title, applicant, credit_code, address, contact, agency, types, place, unit, oddities)
      select $1, l.line, l.cells, l.number, l.title, l.applicant, l."creditCode", l.address, l.contact, l.agency, l.types, l.place, l.unit, l.oddities
      from jsonb_to_recordset($2::jsonb) as l(line int, cells jsonb, number text, title text, applicant text, "creditCode" text, address text, contact text, agency text, types text, place text, unit text, oddities jsonb)`,
    [id, JSON.stringify(read.map((l) => ({ line: l.line, cells: l.cells, ...l.read, oddities: withTwin(l.read.oddities, twice.get(l.line)) })))])
    return true
  })
  return kept ? viewBatch(house, who, id) : no({ code: 'duplicate', at: 'name', say: `已有批次“${name}”；同一批次请在原批次中核对，另一批次请换名` })
}
const withTwin = (oddities: readonly Oddity[], say: string | undefined): Oddity[] => [...oddities, ...(say ? [{ at: 'line' as const, say }] : [])]

const stateSql = `case when l.case_id is not null then 'sent' when l.left_out is not null then 'left' when l.oddities <> '[]' then 'odd' else 'ready' end`
const batchSql = `select b.id, b.name, b.document, b.due, b.file_name as "fileName", b.by_name as by, b.at, b.demo,
  (select count(*)::int from filing_batch_line l where l.batch_id = b.id and ${within('coalesce(l.unit, \'?\')', 1)}) as lines,
  (select count(*)::int from filing_batch_line l where l.batch_id = b.id and ${stateSql} = 'odd' and ${within('coalesce(l.unit, \'?\')', 1)}) as odd,
  (select count(*)::int from filing_batch_line l where l.batch_id = b.id and l.case_id is not null and ${within('coalesce(l.unit, \'?\')', 1)}) as sent,
  (select count(*)::int from filing_batch_line l where l.batch_id = b.id and ${stateSql} = 'left' and ${within('coalesce(l.unit, \'?\')', 1)}) as left from filing_batch b`

/** The batches in which someone has a line to see. */
export const listBatches = async (house: House, who: Who): Promise<BatchRow[]> =>
  (await rows<BatchRow>(house.db, `${batchSql} order by b.at desc, b.id limit 500`, [reachOf(house, who)])).filter((b) => b.lines > 0 || mayTakeIn(who))

async function findBatch(house: House, who: Who, id: string): Promise<BatchRow | undefined> {
  const [found] = await rows<BatchRow>(house.db, `${batchSql} where b.id = $2`, [reachOf(house, who), id])
  return found && (found.lines > 0 || mayTakeIn(who)) ? found : undefined
}
const headingsOf = async (db: Db, id: string): Promise<string[]> => (await rows<{ headings: string[] }>(db, 'select headings from filing_batch where id = $1', [id]))[0]!.headings
const noBatch = missing('没有这个批次，或者其中没有您辖区的申请')

export async function viewBatch(house: House, who: Who, id: string): Promise<Result<BatchView>> {
  const batch = await findBatch(house, who, id)
  if (!batch) return noBatch
  const headings = await headingsOf(house.db, id), sheet = readSheet([[headings, headings]])
  return yes({
    ...batch, taken: Object.entries(sheet?.taken ?? {}).map(([column, heading]) => ({ column: columnLabels[column as Column], heading: heading! })), untaken: sheet?.untaken ?? [],
    counts: await countsOf(house, who, batch), may: { send: mayTakeIn(who), settle: mayTakeIn(who) },
  })
}

/** The counts of what this person may see of a batch; a city counts its own. */
async function countsOf(house: House, who: Who, batch: BatchRow): Promise<CountRow[]> {
  const of = (item: string) => house.db.selectFrom('case_file as c').where('c.item', '=', item).where(visibleTo(house, who)).where((eb) => eb('c.marks', '@>', json({ batch: batch.name })))
  const [filings, rectified] = await Promise.all([
    of('filing-verification').select('c.marks').execute(), of('agency-rectification').select('c.marks').execute(),
  ])
  return countTable(filings.map((f) => f.marks as unknown as Counted), { rectified: rectified.filter((r) => (r.marks as Record<string, unknown>).reported === true).length, unsent: batch.lines - batch.sent - batch.left })
}

interface LineRow extends Omit<BatchLine, 'cells' | 'placeName'> { cells: string[] }
const lineSql = `select l.line, ${stateSql} as state, l.number, l.title, l.applicant, l.credit_code as "creditCode", l.address, l.contact, l.agency, l.types, l.place, l.unit, l.oddities, l.left_out as "leftOut", l.case_id as "caseId", (select c.marks ->> 'outcome' from case_file c where c.id = l.case_id) as outcome, l.cells, l.settled from filing_batch_line l`

export async function linesOf(house: House, who: Who, id: string, of: { state?: LineState; unit?: string; line?: number } = {}): Promise<Result<BatchLine[]>> {
  const batch = await findBatch(house, who, id)
  if (!batch) return noBatch
  const headings = await headingsOf(house.db, id)
  const found = await rows<LineRow>(house.db, `${lineSql} where l.batch_id = $2 and ${within('coalesce(l.unit, \'?\')', 1)} and ($3::text is null or ${stateSql} = $3) and ($4::text is null or l.unit = $4 or starts_with(l.unit, $4 || '.')) and ($5::int is null or l.line = $5) order by l.line`,
    [reachOf(house, who), id, of.state ?? null, of.unit ?? null, of.line ?? null])
  return yes(found.map((l) => ({ ...l, placeName: l.unit ? placeName(house, l.unit) : '', cells: headings.map((heading, i) => ({ heading, text: l.cells[i] ?? '' })).filter((c) => c.heading || c.text) })))
}
const placeName = (house: House, unit: string): string => { const u = house.units.get(unit), above = u?.level === 'county' && u.parent ? house.units.get(u.parent) : undefined; return `${above?.place ?? ''}${u?.place || u?.name || ''}` }

/** What a person says of a line that is odd: what it should read, where it belongs, or that it is none. What it was before stays with it. */
export interface Settling { number?: string; applicant?: string; creditCode?: string; title?: string; place?: string; leaveOut?: boolean; keepTwice?: boolean; reason: string }

export async function settleLine(house: House, who: Who, id: string, line: number, of: Settling): Promise<Result<BatchLine>> {
  if (!mayTakeIn(who)) return notYours('名单由保护处经办人核对')
  if (!of.reason.trim()) return no({ code: 'answer-missing', at: 'reason', say: '请写明依据什么这样改' })
  if (of.place && !house.units.unitOf(of.place)) return no({ code: 'answer-wrong', at: 'place', say: '请选择本省的核查地' })
  const done = await house.db.transaction().execute(async (tx): Promise<Result<true>> => {
    const [l] = await rows<LineRow>(tx, `${lineSql} where l.batch_id = $1 and l.line = $2 for update`, [id, line])
    if (!l) return missing('没有这一行')
    if (l.caseId) return no({ code: 'sent-before', say: '这一行已经下发；此后的变更在办件中办理' })
    const was = { number: l.number, applicant: l.applicant, creditCode: l.creditCode, title: l.title, place: l.place, leftOut: l.leftOut }
    const text = (v: string | null, other: string | undefined) => (other !== undefined ? other.trim() || undefined : v ?? undefined)
    const values = { number: text(l.number, of.number), applicant: text(l.applicant, of.applicant), creditCode: text(l.creditCode, of.creditCode), title: text(l.title, of.title), address: l.address ?? undefined, contact: l.contact ?? undefined, agency: l.agency ?? undefined, types: l.types ?? undefined, place: of.place ?? l.place ?? undefined }
    const read = readLine(Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)), house.units)
    await rows(tx, `update filing_batch_line set number = $3, applicant = $4, credit_code = $5, title = $6, place = $7, unit = $8, oddities = $9::jsonb, left_out = $10, settled = settled || $11::jsonb where batch_id = $1 and line = $2`,
      [id, line, read.number ?? null, read.applicant ?? null, read.creditCode ?? null, read.title ?? null, read.place ?? null, read.unit ?? null, JSON.stringify(read.oddities), of.leaveOut ? of.reason.trim() : null, JSON.stringify([{ by: who.name, at: house.now(), reason: of.reason.trim(), was }])])
    await markTwins(tx, id)
    return yes(true)
  })
  if (!done.ok) return done
  const after = await linesOf(house, who, id, { line })
  return after.ok && after.value[0] ? yes(after.value[0]) : missing('没有这一行')
}

/** Which lines name an application that another line of the batch names; lines put aside do not count. */
async function markTwins(tx: Db, id: string): Promise<void> {
  const all = await rows<{ line: number; number: string | null; oddities: Oddity[] }>(tx, 'select line, number, oddities from filing_batch_line where batch_id = $1 and left_out is null order by line', [id])
  const twice = repeated(all)
  const changed = all.map((l) => ({ line: l.line, before: l.oddities, oddities: withTwin(l.oddities.filter((o) => o.at !== 'line'), twice.get(l.line)) })).filter((l) => JSON.stringify(l.before) !== JSON.stringify(l.oddities))
  if (changed.length) await rows(tx, 'update filing_batch_line l set oddities = c.oddities from jsonb_to_recordset($2::jsonb) as c(line int, oddities jsonb) where l.batch_id = $1 and l.line = c.line', [id, JSON.stringify(changed)])
}

const atOnce = 200
export interface SentDown { sent: number; refused: { line: number; say: string }[]; left: number }

/** Opens one case for every line that is ready. A line whose case could not be opened stays and says why; lines that are odd wait for a person. */
export async function sendDown(house: House, who: Who, id: string): Promise<Result<SentDown>> {
  if (!mayTakeIn(who)) return notYours('由保护处经办人下发')
  const batch = await findBatch(house, who, id)
  if (!batch) return noBatch
  if (batch.due < today(house)) return no({ code: 'too-late', at: 'due', say: `核查期限${showDay(batch.due)}已过，不能再下发` })
  const ready = await rows<LineRow>(house.db, `${lineSql} where l.batch_id = $1 and ${stateSql} = 'ready' order by l.line`, [id])
  const done: SentDown = { sent: 0, refused: [], left: 0 }
  for (let at = 0; at < ready.length; at += atOnce) {
    const some = ready.slice(at, at + atOnce)
    const opened = await openMany(house, who, 'filing-verification', some.map((l) => answersOf(batch, l)), { step: 'issue' })
    const sent: { line: number; caseId: string }[] = []
    for (const [i, one] of opened.entries()) {
      const { line, number } = some[i]!
      if (one.ok) sent.push({ line, caseId: one.value.id })
      else {
        // Sent before, and the note of it lost with a process that died in between.
        const [known] = one.refusals.some((r) => r.code === 'duplicate') ? await rows<{ id: string }>(house.db, `select id from case_file where item = 'filing-verification' and marks @> $1::jsonb`, [JSON.stringify({ batch: batch.name, filing: number })]) : []
        if (known) sent.push({ line, caseId: known.id })
        else done.refused.push({ line, say: one.refusals.map((r) => r.say).join('；') })
      }
    }
    await rows(house.db, 'update filing_batch_line l set case_id = s."caseId" from jsonb_to_recordset($2::jsonb) as s(line int, "caseId" text) where l.batch_id = $1 and l.line = s.line', [id, JSON.stringify(sent)])
    done.sent += sent.length
  }
  const [rest] = await rows<{ n: number }>(house.db, `select count(*)::int as n from filing_batch_line l where l.batch_id = $1 and ${stateSql} = 'odd'`, [id])
  return yes({ ...done, left: rest!.n })
}

const answersOf = (batch: BatchRow, l: LineRow) => ({
  batch: { batch: batch.name, document: batch.document, due: batch.due },
  filing: {
    number: l.number, title: l.title ?? undefined, applicant: { name: l.applicant, ...(l.creditCode ? { creditCode: l.creditCode } : {}) }, address: l.address ?? undefined, place: l.place, contact: l.contact ?? undefined, agency: l.agency ?? undefined, types: l.types ?? undefined,
  },
})
