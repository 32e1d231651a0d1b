import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type Day, dayOf, type Instant, isDay, no, type Refusal, type Result, showDay, yes } from '../../kernel/index.ts'
import { type Db, rows, wholeOrNothing } from '../../platform/db/index.ts'
import { readBlocks } from '../../platform/documents/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { csvRows, type Description, descriptionsIn, separatorOf } from '../../platform/library/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { mayReadTables, mayTakeIn, missing, notYours } from './reach.ts'
import { readTable, type SheetKind, type TableKind, tableKinds } from './table-sheet.ts'

/** A table that was loaded: what it is, of which day and on whose word, who loaded it, and whether it was taken back. */
export interface LoadedTable {
  id: string; kind: TableKind; name: string; source: string; day: Day; fileName: string; rows: number
  /** What was not taken, and why; the reason quotes the table and is left out for whoever may not read it. `more` stands for so many not told one by one. */
  refused: { at: string; say?: string; more?: number }[]; refusedRows: number; taken: { column: string; heading: string }[]; untaken: string[]
  by: string; at: string; backBy: string | null; backAt: Instant | null; backWhy: string | null; demo: boolean
}
const mostRows = 200_000, mostTold = 500

/** What is said of a table by whoever brings it; it speaks of its day and says on whose word. */
interface Brought { source: string; day: string; fileName: string }
type By = Who | { name: string }
function wrongWith(house: House, by: By, of: Brought): Refusal[] {
  const source = of.source.trim(), wrong: Refusal[] = []
  if ('seats' in by && !mayTakeIn(by)) return [{ code: 'not-allowed', say: '数据表由保护处经办人载入' }]
  if (!source || source.length > 200) wrong.push({ code: 'answer-missing', at: 'source', say: '请写明来源，如“省人社厅参保数据，闽人社函〔2022〕1号”，最多200字：每个数字都要说得出依据' })
  if (!isDay(of.day)) wrong.push({ code: 'answer-wrong', at: 'day', say: '请填写数据截至哪一日' })
  else if (of.day > today(house)) wrong.push({ code: 'answer-wrong', at: 'day', say: '数据的截至日不得晚于今日' })
  return wrong
}

/** Takes in figures of firms or a register of buildings, as a CSV in any Chinese encoding or an Excel sheet. */
export async function loadTable(house: House, by: By, of: Brought & { kind: SheetKind; bytes: Uint8Array }): Promise<Result<LoadedTable>> {
  const refusals = wrongWith(house, by, of), grid = gridOf(of.bytes)
  if (!grid.ok) refusals.push(...grid.refusals)
  const read = grid.ok ? readTable(of.kind, grid.value, house.units.root.place) : undefined
  if (typeof read === 'string') refusals.push({ code: 'columns-missing', at: 'file', say: `没有认出表头：${read}` })
  else if (read && !read.rows.length) refusals.push({ code: 'table-empty', at: 'file', say: read.refused.length ? `没有一行可用，例如第${read.refused[0]!.line}行：${read.refused[0]!.say}` : '只有表头，没有数据' })
  else if (read && read.rows.length > mostRows) refusals.push({ code: 'too-large', at: 'file', say: `表有${read.rows.length}行，一次最多${mostRows}行，请分次载入` })
  if (refusals.length || !read || typeof read === 'string') return no(...refusals)
  return wholeOrNothing(house.db, async (tx) => {
    const id = await keep(tx, house, by, { ...of, ...read, hash: createHash('sha256').update(of.bytes).digest('hex'), refused: read.refused.map(({ line, say }) => ({ at: `第${line}行`, say })) })
    if (!id) return twice
    const table = of.kind === 'firms' ? 'screening_firm' : 'screening_place'
    for (let at = 0; at < read.rows.length; at += 5_000) await rows(tx, `insert into ${table} select r.* from json_populate_recordset(null::${table}, $1) r`, [JSON.stringify(read.rows.slice(at, at + 5_000).map((r) => ({ ...r, table_id: id })))])
    return yes((await find(tx, id, demoOf(by)))!)
  })
}

/** Takes in descriptions out of a file on disk, of any format that carries them; one that carries none for a record says so of it. */
export async function loadDescriptions(house: House, by: By, of: Brought & { path: string }): Promise<Result<LoadedTable>> {
  const wrong = wrongWith(house, by, of)
  if (wrong.length) return no(...wrong)
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(of.path)) hash.update(bytes as Buffer)
  return wholeOrNothing(house.db, async (tx) => {
    const id = await keep(tx, house, by, { ...of, kind: 'descriptions', hash: hash.digest('hex'), rows: [], refused: [], taken: [], untaken: [] })
    if (!id) return twice
    const refused: LoadedTable['refused'] = []
    let some: Description[] = []
    const write = async () => {
      // A record that knows itself by a publication only is looked up: the library may know its application.
      await rows(tx, `insert into screening_description (table_id, key, text) select distinct on (key) $1, key, text from (
        select coalesce((select n.key from patent_number n where n.doc = any(array(select json_array_elements_text(d.docs))) order by n.doc limit 1), d.key) as key, d.text from json_to_recordset($2) as d(key text, docs json, text text)) known
        order by key, length(text) desc on conflict (table_id, key) do update set text = excluded.text`, [id, JSON.stringify(some)])
      some = []
    }
    for await (const one of descriptionsIn(of.path, of.fileName)) {
      if (!one.ok) return one
      if ('say' in one.value) refused.push(one.value)
      else if (some.push({ ...one.value, text: one.value.text.replaceAll('\0', '').toWellFormed() }) >= 100) await write()
    }
    await write()
    const [n] = await rows<{ n: number }>(tx, 'select count(*)::int as n from screening_description where table_id = $1', [id])
    if (!n!.n) return no({ code: 'table-empty', at: 'file', say: refused.length ? `没有一件说明书可用，例如${refused[0]!.at}：${refused[0]!.say}` : '文件里没有认识的专利记录；说明书可用全文 XML（WIPO ST.36、ST.96、中国标准化全文）、压缩包、CSV 或 JSON 逐行' })
    await rows(tx, 'update screening_table set rows = $2, refused = $3::jsonb where id = $1', [id, n!.n, JSON.stringify(toldOf(refused))])
    return yes((await find(tx, id, demoOf(by)))!)
  })
}

const twice = no({ code: 'duplicate', at: 'file', say: '这份文件已经载入；要换一种读法，请先撤回原来的' })
const demoOf = (by: By): boolean => 'seats' in by && by.demo
async function keep(tx: Db, house: House, by: By, of: Brought & { kind: TableKind; hash: string; rows: readonly unknown[] } & Pick<LoadedTable, 'refused' | 'taken' | 'untaken'>): Promise<string | undefined> {
  const [made] = await rows<{ id: string }>(tx, `insert into screening_table (id, kind, name, source, day, file_name, file_hash, rows, refused, taken, untaken, by_id, by_name, at, demo)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb, $11::jsonb, $12, $13, $14, $15) on conflict do nothing returning id`,
  [randomUUID(), of.kind, tableKinds[of.kind], of.source.trim(), of.day, of.fileName.slice(0, 200), of.hash, of.rows.length, JSON.stringify(toldOf(of.refused)), JSON.stringify(of.taken), JSON.stringify(of.untaken), 'id' in by ? by.id : 'command', by.name, house.now(), demoOf(by)])
  return made?.id
}
const toldOf = (refused: LoadedTable['refused']) => (refused.length > mostTold ? [...refused.slice(0, mostTold), { at: refused[mostTold]!.at, say: `自此还有${refused.length - mostTold}行没有收下，未逐行列出`, more: refused.length - mostTold }] : refused)

const unread: Record<string, string> = {
  'file-too-large': '文件过大，请分次载入', 'list-too-long': '表的行数过多：Excel 最多20000行，请分次载入或另存为 CSV', 'file-bomb': '文件的压缩内容异常大，为保护系统不予接收；请另存为 CSV', 'file-kind': '不是 CSV 或 XLSX 表格；其他格式（包括 PDF 和旧版 xls）请另存为其中一种',
}
/** The first sheet or the text of a file, row by row. */
function gridOf(bytes: Uint8Array): Result<{ cells: string[]; line: number }[]> {
  const file = readBlocks(bytes)
  // Whoever reads files speaks of lists of tasks; of a table it is said in its own words.
  if (!file.ok) return no(...file.refusals.map((r) => ({ ...r, say: unread[r.code] ?? r.say })))
  const { document } = file.value
  if (document.kind === 'text') {
    const csv = csvRows(separatorOf(document.text.slice(0, 20_000)))
    return yes([...csv.push(document.text.replace('\ufeff', '')), ...csv.end()].map(({ cells, line }) => ({ cells, line })))
  }
  const table = document.blocks.find((b) => b.kind === 'table')
  return table?.kind === 'table' ? yes(table.rows.map((r, i) => ({ cells: r.map((c) => c.text), line: i + 1 }))) : no({ code: 'columns-missing', at: 'file', say: '文件里没有表格' })
}

const tableSql = `select id, kind, name, source, day, file_name as "fileName", rows, refused, (select coalesce(sum(coalesce((r ->> 'more')::int, 1)), 0)::int from jsonb_array_elements(refused) r) as "refusedRows", taken, untaken, by_name as by, at, back_name as "backBy", back_at as "backAt", back_why as "backWhy", demo from screening_table`
const find = async (db: Db, id: string, demo: boolean): Promise<LoadedTable | undefined> => (await rows<LoadedTable>(db, `${tableSql} where id = $1 and demo = $2`, [id, demo]))[0]

/** Every table that was ever loaded, those taken back too, the newest first. */
export const listTables = async (house: House, who: Who): Promise<LoadedTable[]> => (await rows<LoadedTable>(house.db, `${tableSql} where demo = $1 order by at desc, id limit 500`, [who.demo])).map(toldTo(house, who))
export async function viewTable(house: House, who: Who, id: string): Promise<Result<LoadedTable>> {
  const table = await find(house.db, id, who.demo)
  return table ? yes(toldTo(house, who)(table)) : missing('没有这份数据表')
}
const toldTo = (house: House, who: Who) => (table: LoadedTable): LoadedTable => (mayReadTables(house, who) ? table : { ...table, refused: table.refused.map(({ at, more }) => ({ at, ...(more ? { more } : {}) })) })

/** The lines of a table, so that a figure opens down to the line it stands in. */
export async function tableLines(house: House, who: Who, id: string): Promise<Result<{ table: LoadedTable; lines: TableLine[] }>> {
  if (!mayReadTables(house, who)) return notYours('数据表的内容只供保护处、省保护中心的经办人和审计查看；市县的筛查只用本辖区企业的数据')
  const table = await find(house.db, id, who.demo)
  if (!table) return missing('没有这份数据表')
  return yes({ table, lines: await rows<TableLine>(house.db, `${lineSql[table.kind]} limit ${mostLines}`, [id]) })
}
export type TableLine = Record<string, string | number | null>
const mostLines = 5_000
const lineSql: Record<TableKind, string> = {
  firms: `select line, credit_code as "creditCode", name, year, insured, researchers, spend, industry from screening_firm where table_id = $1 order by line`,
  places: 'select line, address, floors, use, hosts from screening_place where table_id = $1 order by line',
  descriptions: 'select d.key, p.title, length(d.text) as letters from screening_description d left join patent p on p.key = d.key where d.table_id = $1 order by d.key',
}

/** Takes a table back: its lines are gone and count in no later run, that it was there stays. Runs done before keep what was seen. */
export async function takeBack(house: House, who: Who, id: string, why: string): Promise<Result<LoadedTable>> {
  if (!mayTakeIn(who)) return notYours('数据表由保护处经办人撤回')
  if (!why.trim() || why.length > 500) return no({ code: 'answer-missing', at: 'reason', say: '请写明为什么撤回，最多500字' })
  const done = await house.db.transaction().execute(async (tx) => {
    const [back] = await rows(tx, 'update screening_table set back_name = $3, back_at = $4, back_why = $5 where id = $1 and demo = $2 and back_at is null returning id', [id, who.demo, who.name, house.now(), why.trim()])
    if (back) for (const table of ['screening_firm', 'screening_place', 'screening_description']) await rows(tx, `delete from ${table} where table_id = $1`, [id])
    return back !== undefined
  })
  const table = await find(house.db, id, who.demo)
  if (!table) return missing('没有这份数据表')
  return done ? yes(table) : no({ code: 'back-already', say: `这份数据表已由${table.backBy}于${showDay(dayOf(table.backAt!))}撤回` })
}
