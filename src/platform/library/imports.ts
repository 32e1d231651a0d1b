import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { dayOf, type Day, disarmed, type Instant, no, type Result, yes } from '../../kernel/index.ts'
import { rows, type Db } from '../db/index.ts'
import type { House } from '../house/index.ts'
import type { Unit } from '../people/index.ts'
import { aside } from '../threads/index.ts'
import { csvRows, separatorOf } from './csv.ts'
import { detect, formats, type Format } from './detect.ts'
import { isOwnShape } from './json-lines.ts'
import { checkMapping, mappingFor, type Mapping } from './mapping.ts'
import { headOf } from './head.ts'
import { refuseBroken } from './pieces.ts'
import type { RunAsked, RunEnd } from './run-import.ts'
import { sheetRows } from './sheet.ts'

export type ImportState = 'waiting' | 'running' | 'stopping' | 'stopped' | 'done' | 'failed'
export const importWords: Record<ImportState, string> = { waiting: '等待', running: '导入中', stopping: '正在停止', stopped: '已停止', done: '已完成', failed: '未能完成' }

/** An import as it stands. */
export interface Import {
  id: number; name: string; source: string; format: Format; formatName: string; mapping: Mapping | null; state: ImportState; say: string | null
  size: number; doneBytes: number; records: number; added: number; changed: number; same: number; events: number; rejected: number; spentMs: number
  /** Records a second over all its time at work. */
  perSecond: number
  by: string; madeAt: string; at: string
}
const columns = `id, name, source, format, mapping, state, say, size, done_bytes as "doneBytes", records, added, changed, same, events, rejected, spent_ms as "spentMs", by_name as "by", made_at as "madeAt", at`
const importOf = (row: Omit<Import, 'perSecond' | 'formatName'>): Import => ({ ...row, formatName: formats[row.format], perSecond: row.spentMs > 0 ? Math.round((row.records * 1000) / row.spentMs) : 0 })

export interface NewImport { path: string; name?: string; source?: string; format?: Format; mapping?: Mapping; own?: boolean; by: { id?: string; name: string }; /** By the clock of the house; the database's own where there is none. */ at?: Instant }

/**
 * Puts a file on the list of what is taken in; its format is found by its beginning, its columns by what was remembered for the source.
 * The same file that is still on its way is not put there twice: it goes on.
 */
export async function startImport(db: Db, of: NewImport): Promise<Result<Import>> {
  const looked = await lookAt(db, of)
  if (!looked.ok) return looked
  const { format, mapping, head, size, source } = looked.value
  if (mapping && format !== 'jsonl') {
    const checked = checkMapping(mapping)
    if (!checked.ok) return checked
  }
  const [again] = await rows<{ id: number }>(db, `update library_import set state = 'waiting', say = null, at = now() where path = $1 and size = $2 and head = $3 and state in ('waiting', 'running', 'stopping', 'stopped', 'failed') and mapping::text is not distinct from $4::json::text returning id`,
    [of.path, size, head, mapping ? JSON.stringify(mapping) : null])
  if (again) return yes((await importState(db, again.id))!)
  const [made] = await rows<{ id: number }>(db, `insert into library_import (name, path, size, head, own, source, format, mapping, by_id, by_name, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11, now())) returning id`,
    [of.name ?? basename(of.path), of.path, size, head, of.own ?? false, source, format, mapping ? JSON.stringify(mapping) : null, of.by.id ?? null, of.by.name, of.at ?? null])
  return yes((await importState(db, made!.id))!)
}

export interface Looked { format: Format; formatName: string; source: string; headers: string[]; mapping: Mapping | null; unknown: string[]; remembered: boolean; sample: string[][] }

/** What a file is and how its columns would be read, with its first rows: what the page of columns shows before anything is taken in. */
export async function lookAt(db: Db, { path, name = basename(path), source = name.replace(/[\d_.-]+/g, ' ').trim() || name, format: given, mapping }: Omit<NewImport, 'by'>): Promise<Result<Looked & { head: string; size: number }>> {
  const file = await headOf(path).catch(() => undefined)
  if (!file) return no({ code: 'file-missing', say: `找不到文件 ${path}` })
  const detected = detect(file.head, name)
  if (!detected.ok) return detected
  const { encoding } = detected.value, format = given ?? detected.value.format
  const base = { format, formatName: formats[format], source, head: file.fingerprint, size: file.size }
  if (format === 'xml' || format === 'zip') return yes({ ...base, headers: [], mapping: null, unknown: [], remembered: false, sample: [] })
  const first = await firstRows(path, format, new TextDecoder(encoding).decode(file.head, { stream: true })).catch(refuseBroken)
  if (!first.ok) return first
  const [headers = [], ...sample] = first.value
  if (mapping) return yes({ ...base, headers, mapping, unknown: headers.filter((h) => h !== '' && !mapping.columns[h]), remembered: false, sample })
  return yes({ ...base, headers, sample, ...await mappingFor(db, source, headers) })
}

async function firstRows(path: string, format: Format, head: string): Promise<Result<string[][]>> {
  if (format === 'xlsx') {
    for await (const step of sheetRows(path)) {
      if (!step.ok) return step
      const some = step.value.map(({ cells }) => cells).filter((cells) => cells.some((c) => c !== '')).slice(0, 6)
      if (some.length) return yes(some)
    }
    return no({ code: 'sheet-empty', say: '表格里没有内容' })
  }
  if (format === 'csv') {
    const csv = csvRows(separatorOf(head))
    const found = [...csv.push(head.replace('\ufeff', '')), ...(head.length < 20_000 ? csv.end() : [])].slice(0, 6).map(({ cells }) => cells.map((c) => c.trim()))
    return found[0]?.some(Boolean) ? yes(found) : no({ code: 'table-empty', say: '表格的第一行不是列名' })
  }
  const line = head.replace('\ufeff', '').split('\n').find((l) => l.trim()) ?? ''
  try {
    const object = JSON.parse(line) as Record<string, unknown>
    return yes(isOwnShape(object) ? [[]] : [Object.keys(object)])
  } catch {
    return no({ code: 'json-line', say: '第一行不是完整的 JSON 对象；JSON 逐行的文件一行一条记录' })
  }
}

export async function importState(db: Db, id: number): Promise<Import | undefined> {
  const [found] = await rows<Parameters<typeof importOf>[0]>(db, `select ${columns} from library_import where id = $1`, [id])
  return found && importOf(found)
}
export const importList = async (db: Db, most = 200): Promise<Import[]> =>
  (await rows<Parameters<typeof importOf>[0]>(db, `select ${columns} from library_import order by id desc limit $1`, [most])).map(importOf)

/** Asks it to stop; it does so when the batch at hand is written, and can go on later. */
export async function stopImport(db: Db, id: number): Promise<Result<Import>> {
  const stopped = await rows(db, `update library_import set state = case state when 'waiting' then 'stopped' else 'stopping' end, at = now() where id = $1 and state in ('waiting', 'running') returning id`, [id])
  const now = await importState(db, id)
  if (!now) return no({ code: 'not-found', say: '没有这次导入' })
  return stopped.length || now.state === 'stopping' ? yes(now) : no({ code: 'not-running', say: `这次导入${importWords[now.state]}，不能停止` })
}
export async function resumeImport(db: Db, id: number): Promise<Result<Import>> {
  const resumed = await rows(db, `update library_import set state = 'waiting', say = null, at = now() where id = $1 and state in ('stopped', 'failed', 'stopping') returning id`, [id])
  const now = await importState(db, id)
  if (!now) return no({ code: 'not-found', say: '没有这次导入' })
  return resumed.length || now.state === 'waiting' || now.state === 'running' ? yes(now) : no({ code: 'already-done', say: '这次导入已经完成，不必继续' })
}

export interface Rejected { n: number; file: string | null; line: number | null; why: string; raw: string }
/** What was not taken, in the order of the file, a page at a time. */
export const rejects = (db: Db, id: number, { after = 0, most = 1000 }: { after?: number; most?: number } = {}): Promise<Rejected[]> =>
  rows(db, 'select n, file, line, why, raw from library_reject where import_id = $1 and n > $2 order by n limit $3', [id, after, most])
/** The same as a table, in pieces. */
export async function* rejectsCsv(db: Db, id: number): AsyncGenerator<string> {
  const quoted = (value: unknown) => `"${disarmed(String(value ?? '')).replaceAll('"', '""')}"`
  yield '\ufeff序号,文件,行,原因,原文\r\n'
  for (let after = 0; ;) {
    const page = await rejects(db, id, { after })
    if (!page.length) return
    yield page.map((r) => `${[r.n, r.file, r.line, r.why, r.raw].map(quoted).join(',')}\r\n`).join('')
    after = page.at(-1)!.n
  }
}

/** Keeps a file that was sent until it has been taken in. */
export async function keepUpload(dataDir: string, from: Readable): Promise<string> {
  const folder = join(dataDir, 'library', 'incoming'), path = join(folder, randomUUID())
  await mkdir(folder, { recursive: true })
  try {
    await pipeline(from, createWriteStream(path, { mode: 0o640 }))
  } catch (error) {
    await unlink(path).catch(() => {})
    throw error
  }
  return path
}
/** What was sent and nobody went on with for a day. */
export async function dropOldUploads(db: Db): Promise<number> {
  const old = await rows<{ path: string }>(db, `delete from library_upload where at < now() - interval '1 day' returning path`)
  for (const { path } of old) await dropUpload(path)
  return old.length
}
export const dropUpload = (path: string): Promise<void> => unlink(path).catch(() => {})

export interface Importer {
  /** Goes on with everything that waits or was interrupted, one after another, or with one alone; answers how many it dealt with. */
  turn(only?: number): Promise<number>
  /** Lets what is under way end with its batch, to be gone on with later. */
  pause(): void
}

/** The thread that writes throws little away; and an end to all room, whatever a file holds. */
const memory = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 600 }

/** Takes files in, in threads of their own with a connection of their own. */
export function importer(of: { db: Db; url: string; units: readonly Unit[]; today: () => Day }): Importer {
  const run = aside<RunAsked, RunEnd>(new URL('import-worker.ts', import.meta.url), memory)
  const pause = new Int32Array(new SharedArrayBuffer(4))
  const units = of.units.map(({ place, level, code }) => ({ place, level, ...(code ? { code } : {}) }))
  return {
    pause: () => { Atomics.store(pause, 0, 1) },
    async turn(only) {
      let done = 0
      for (const { id } of await rows<{ id: number }>(of.db, `select id from library_import where state in ('waiting', 'running', 'stopping') and ($1::bigint is null or id = $1) order by id`, [only ?? null])) {
        if (Atomics.load(pause, 0)) break
        let end: RunEnd
        try {
          end = await run({ url: of.url, id, units, today: of.today(), pause })
        } catch (error) {
          await rows(of.db, `update library_import set state = 'failed', say = $2, at = now() where id = $1`, [id, '导入时出了意外的错误，已停在最后写入的地方；排除原因后可以继续'])
          throw error
        }
        if (end === 'cut') await rows(of.db, `update library_import set state = 'failed', say = $2, at = now() where id = $1`, [id, '与数据库的连接断了，已停在最后写入的地方；数据库恢复后可以继续'])
        if (end !== 'elsewhere') done++
        if (end === 'done') await dropOwn(of.db, id)
      }
      return done
    },
  }
}
export const importerOf = (house: House, url: string): Importer => importer({ db: house.db, url, units: house.units.all, today: () => dayOf(house.now()) })

async function dropOwn(db: Db, id: number): Promise<void> {
  const [own] = await rows<{ path: string }>(db, 'select path from library_import where id = $1 and own', [id])
  if (own) await dropUpload(own.path)
}
