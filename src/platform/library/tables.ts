import { type Instant, no, type Result, yes } from '../../kernel/index.ts'
import { rows, wholeOrNothing, type Db } from '../db/index.ts'
import { csvRows, separatorOf } from './csv.ts'
import { detect } from './detect.ts'
import { piecesOf, refuseBroken } from './pieces.ts'
import { readIpc } from './record.ts'
import { headOf } from './head.ts'

/** What can be loaded: none of it is part of the product, each comes with its source and stays beside its earlier versions. */
export const tableKinds = {
  ipc: '国际专利分类表', 'wipo-fields': 'WIPO 35个技术领域与 IPC 对照', gbt4754: '国民经济行业分类', industries: '产业与 IPC 参照关系', nice: '商标注册用商品和服务国际分类',
} as const
export type TableKind = keyof typeof tableKinds

export interface TableRow { code: string; parent: string | null; level: number | null; title: string; more: Record<string, string> | null }
export interface LoadedTable { kind: TableKind; name: string; version: string; source: string; rows: number; by: string; at: string }

const columnsOf: Record<TableKind, { code: RegExp; title: RegExp; parent: RegExp }> = {
  ipc: { code: /^(code|symbol|分类号|类号)$/i, title: /^(title|title_zh.*|名称|类名)$/i, parent: /^(parent|上级)$/i },
  'wipo-fields': { code: /^(ipc_code|ipc|分类号)$/i, title: /^(field_zh|领域|field_en|field)$/i, parent: /^(field_number|field_no|领域号)$/i },
  gbt4754: { code: /^(code|代码)$/i, title: /^(name|名称|类别名称)$/i, parent: /^(parent|上级)$/i },
  industries: { code: /^(ipc|ipc_code|分类号|国际专利分类号?)$/i, title: /^(name|industry_name|产业名称|名称)$/i, parent: /^(industry|code|industry_code|产业代码|代码)$/i },
  nice: { code: /^(code|代码)$/i, title: /^(name|名称|商品名称)$/i, parent: /^(group|类似群|class|类别)$/i },
}
const levels: Record<string, number> = { section: 1, class: 2, subclass: 3, main_group: 4, subgroup: 5 }
/** Tables that give a classification symbol a meaning: their symbols are beginnings. */
const byPrefix: ReadonlySet<TableKind> = new Set(['wipo-fields', 'industries'])

/** Loads a table from CSV or JSON lines. The same version again replaces itself; another stands beside it. */
export async function loadTable(db: Db, of: { kind: string; path: string; version: string; source: string; by: string; at?: Instant }): Promise<Result<LoadedTable>> {
  if (!Object.hasOwn(tableKinds, of.kind)) return no({ code: 'table-kind', at: 'kind', say: `没有“${of.kind}”这种表，可载入：${Object.entries(tableKinds).map(([id, name]) => `${id} ${name}`).join('、')}` })
  if (!of.version.trim() || !of.source.trim()) return no({ code: 'table-source', at: 'source', say: '请写明版本和来源：每个数字都要说得出依据哪一版' })
  const kind = of.kind as TableKind
  const read = await readTable(kind, of.path).catch(refuseBroken)
  if (!read.ok) return read
  return wholeOrNothing(db, async (tx) => {
    await rows(tx, 'delete from library_table where kind = $1 and version = $2', [kind, of.version])
    const [made] = await rows<{ id: number; at: string }>(tx, 'insert into library_table (kind, version, source, rows, by_name, at) values ($1, $2, $3, $4, $5, coalesce($6, now())) returning id, at', [kind, of.version, of.source, read.value.length, of.by, of.at ?? null])
    for (let from = 0; from < read.value.length; from += 5_000) {
      await rows(tx, `insert into library_table_row (table_id, code, parent, level, title, more, n) select $1, code, parent, level, title, more, n from json_populate_recordset(null::library_table_row, $2)`,
        [made!.id, JSON.stringify(read.value.slice(from, from + 5_000).map((row, i) => ({ ...row, n: from + i })))])
    }
    return yes({ kind, name: tableKinds[kind], version: of.version, source: of.source, rows: read.value.length, by: of.by, at: made!.at })
  })
}

async function readTable(kind: TableKind, path: string): Promise<Result<TableRow[]>> {
  const file = await headOf(path).catch(() => undefined)
  if (!file) return no({ code: 'file-missing', at: 'file', say: `找不到文件 ${path}` })
  const detected = detect(file.head, path)
  if (!detected.ok) return detected
  const { format, encoding } = detected.value
  if (format !== 'csv' && format !== 'jsonl') return no({ code: 'table-format', at: 'file', say: '分类表请用 CSV 或 JSON 逐行' })
  let text = ''
  for await (const piece of piecesOf(path, encoding, 0, file.packed)) {
    text += piece.text
    if (text.length > 200_000_000) return no({ code: 'table-large', at: 'file', say: '文件超过200 MB，不像分类表' })
  }
  text = text.replace('\ufeff', '')
  let objects: Record<string, unknown>[]
  try {
    objects = format === 'jsonl' ? text.split('\n').filter((l) => l.trim()).map((l) => JSON.parse(l) as Record<string, unknown>) : objectsOf(text)
  } catch {
    return no({ code: 'table-line', at: 'file', say: '有一行不是完整的 JSON 对象' })
  }
  const names = Object.keys(objects[0] ?? {}), { code, title, parent } = columnsOf[kind]
  // Of several titles the Chinese one: the pattern has it first.
  const find = (pattern: RegExp) => names.filter((n) => pattern.test(n)).sort((a, b) => Number(/zh|领域|名称/.test(b)) - Number(/zh|领域|名称/.test(a)))[0]
  const [codeAt, titleAt, parentAt] = [find(code), find(title), names.find((n) => parent.test(n))]
  if (!codeAt || !titleAt) return no({ code: 'table-columns', at: 'file', say: `文件里没有认识的代码列和名称列；现有的列：${names.slice(0, 20).join('、')}` })
  const found = objects.flatMap((object): TableRow[] => {
    const raw = String(object[codeAt] ?? '').trim()
    if (!raw) return []
    const more = Object.fromEntries(Object.entries(object).filter(([n, v]) => n !== codeAt && n !== titleAt && n !== parentAt && n !== 'level' && v !== null && v !== '').map(([n, v]) => [n, String(v)]))
    const level = object.level
    return [{
      code: byPrefix.has(kind) || kind === 'ipc' ? prefixOf(raw) : raw, title: String(object[titleAt] ?? '').trim(), parent: parentAt && object[parentAt] !== null && object[parentAt] !== '' ? String(object[parentAt]) : null,
      level: typeof level === 'string' && levels[level] !== undefined ? levels[level] : Number.isInteger(Number(level)) && level !== undefined && level !== '' ? Number(level) : null, more: Object.keys(more).length ? more : null,
    }]
  })
  return found.length ? yes(found) : no({ code: 'table-empty', at: 'file', say: '文件里没有一行有代码' })
}

function objectsOf(text: string): Record<string, unknown>[] {
  const csv = csvRows(separatorOf(text.slice(0, 20_000)))
  const [head, ...body] = [...csv.push(text), ...csv.end()]
  return body.map(({ cells }) => Object.fromEntries(head!.cells.map((name, i) => [name.trim(), cells[i] ?? ''])))
}

/** A61K   8/%, F21H%, A61K008%: as the beginning of a symbol of ours; a group keeps its stroke, so that 8/ is not 81/. */
function prefixOf(raw: string): string {
  const plain = raw.replace(/%$/, '').trim().toUpperCase()
  const group = /^([A-H]\d{2}[A-Z])\s*0*(\d+)\s*\/$/.exec(plain)
  if (group) return `${group[1]}${group[2]}/`
  return plain.includes('/') ? readIpc(plain)?.symbol ?? plain.replace(/\s/g, '') : plain.replace(/\s/g, '')
}

/** Every version that is loaded, the newest of each kind first. */
export const tables = async (db: Db): Promise<LoadedTable[]> =>
  (await rows<Omit<LoadedTable, 'name'>>(db, 'select kind, version, source, rows, by_name as "by", at from library_table order by kind, version desc, id desc')).map((t) => ({ ...t, name: tableKinds[t.kind] }))

/** A table in the version given, or in the newest. */
async function tableOf(db: Db, kind: TableKind, version?: string): Promise<{ id: number; version: string; source: string } | undefined> {
  const [found] = await rows<{ id: number; version: string; source: string }>(db, 'select id, version, source from library_table where kind = $1 and ($2::text is null or version = $2) order by version desc limit 1', [kind, version ?? null])
  return found
}

export interface IpcTitle { symbol: string; title: string; version: string; source: string; /** It stood in that version and no longer in the newest. */ isOld: boolean; path: { code: string; title: string }[] }

/** What a symbol means, with what it stands under; one that is gone is found in the last version that had it. */
export async function ipcTitle(db: Db, symbol: string): Promise<IpcTitle | undefined> {
  const wanted = readIpc(symbol)?.symbol ?? symbol.toUpperCase().replace(/\s/g, '')
  const codes = [wanted[0]!, wanted.slice(0, 3), wanted.slice(0, 4), ...(wanted.includes('/') ? [`${wanted.split('/')[0]}/00`] : []), wanted].filter((c, i, all) => c && all.indexOf(c) === i)
  const found = await rows<{ code: string; title: string; version: string; source: string; newest: boolean }>(db, `select r.code, r.title, t.version, t.source, t.version = max(t.version) over () as newest
    from library_table t left join library_table_row r on r.table_id = t.id and r.code = any($1) where t.kind = 'ipc' order by t.version desc`, [codes])
  const is = found.find((r) => r.code === wanted)
  if (!is) return undefined
  const path = codes.filter((c) => c !== wanted).flatMap((code) => found.find((r) => r.code === code && r.version === is.version) ?? found.find((r) => r.code === code) ?? [])
  return { symbol: wanted, title: is.title, version: is.version, source: is.source, isOld: !is.newest, path: path.map(({ code, title }) => ({ code, title })) }
}

/** What stands directly below a code; without one, the top. */
export async function tableChildren(db: Db, kind: TableKind, code?: string, version?: string): Promise<{ version: string; source: string; rows: TableRow[] } | undefined> {
  const table = await tableOf(db, kind, version)
  if (!table) return undefined
  const found = await rows<TableRow>(db, `select code, parent, level, title, more from library_table_row where table_id = $1 and parent is not distinct from $2 order by n limit 5000`, [table.id, code ?? null])
  return { version: table.version, source: table.source, rows: found }
}
export const ipcTree = (db: Db, code?: string, version?: string) => tableChildren(db, 'ipc', code, version)

export interface Field { number: string; name: string; sector?: string }
export interface FieldTable { version: string; source: string; of: (symbol: string) => Field | undefined; all: Field[] }

/** WIPO's fields of technology: asks many symbols at once of the loaded concordance; nothing when none is loaded. */
export async function wipoFields(db: Db, version?: string): Promise<FieldTable | undefined> {
  const read = await prefixes(db, 'wipo-fields', version)
  if (!read) return undefined
  const fieldOf = ({ parent, title, more }: TableRow): Field => ({ number: parent ?? '', name: title, ...(more?.Sector_en ? { sector: more.Sector_en } : {}) })
  const all = [...new Map(read.rows.map((row) => [row.parent, fieldOf(row)])).values()].sort((a, b) => Number(a.number) - Number(b.number))
  const byNumber = new Map(all.map((field) => [field.number, field]))
  return { version: read.version, source: read.source, all, of: (symbol) => { const row = read.longest(symbol)[0]; return row && byNumber.get(row.parent ?? '') } }
}
export const fieldOf = async (db: Db, symbol: string): Promise<Field | undefined> => (await wipoFields(db))?.of(symbol)

/** Industries that a symbol belongs to by a loaded map; a symbol may belong to several. */
export async function industries(db: Db, version?: string): Promise<{ version: string; source: string; of: (symbol: string) => { code: string; name: string }[] } | undefined> {
  const read = await prefixes(db, 'industries', version)
  return read && { version: read.version, source: read.source, of: (symbol) => read.longest(symbol).map(({ parent, title }) => ({ code: parent ?? '', name: title })) }
}

async function prefixes(db: Db, kind: TableKind, version?: string) {
  const table = await tableOf(db, kind, version)
  if (!table) return undefined
  const found = await rows<TableRow>(db, 'select code, parent, level, title, more from library_table_row where table_id = $1 order by n', [table.id])
  const byCode = Map.groupBy(found, ({ code }) => code)
  const longest = (symbol: string): TableRow[] => {
    for (let length = symbol.length; length > 0; length--) {
      const rows = byCode.get(symbol.slice(0, length))
      if (rows) return rows
    }
    return []
  }
  return { ...table, rows: found, longest }
}
