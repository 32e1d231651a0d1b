import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { housePool } from '../db/index.ts'
import { aside } from '../threads/index.ts'
import { headOf } from './head.ts'
import type { Batch, ImportRow, ReadAsked, ReadOn } from './read-import.ts'
import { readingsOf } from './reading.ts'
import { lock, writeBatch, type Sql } from './save.ts'
import { writeMarks } from './trademarks.ts'
import { foldName } from '../../kernel/index.ts'

/** What a thread is asked: to go on with an import until it is done, stopped, or the flag says to leave it for later. */
export interface RunAsked { url: string; id: number; units: ReadAsked['units']; today: ReadAsked['today']; pause?: Int32Array }
export type RunEnd = 'done' | 'stopped' | 'failed' | 'paused' | 'elsewhere' | 'cut'

/** Room for what a batch throws away, so that it need not be tidied up in the middle; and an end to all room, whatever a file holds. */
const memory = { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 600 }
/** Reading a record and writing one out take about as long as PostgreSQL takes to write it: the two are done side by side. */
const reader = aside<ReadAsked | ReadOn, Batch | undefined>(new URL('read-worker.ts', import.meta.url), memory)
/** How many batches are read before they are written. */
const ahead = 2

/** Takes a file in from where the last durable batch ended; every batch saves its records, its rejects and the place in one transaction. */
export async function runImport({ url, id, units, today, pause }: RunAsked): Promise<RunEnd> {
  const pool = housePool(url, 1)
  const client = await pool.connect()
  // Said by whatever is asked next; without a listener it would end the process.
  client.on('error', () => {})
  try {
    // Planned for the rows that will be there, not for the empty tables an import begins with.
    await client.query('set enable_seqscan = off')
    const [held] = (await client.query('select pg_try_advisory_lock(40, $1) as ok', [id])).rows
    if (!held.ok) return 'elsewhere'
    const [row] = (await client.query(`update library_import set state = case state when 'waiting' then 'running' else state end, at = now()
      where id = $1 and state in ('waiting', 'running', 'stopping') returning id, path, size, head, name, source, format, mapping, position, records`, [id])).rows as ImportRow[]
    return row ? await takeIn(client, { row, units, today }, pause) : 'elsewhere'
  } catch (error) {
    if (isCut(error as Error)) return 'cut'
    throw error
  } finally {
    client.release(true)
    await pool.end()
  }
}
/** The database has gone, or has sent us away; everything it has confirmed is there. */
const isCut = ({ code, message }: NodeJS.ErrnoException): boolean => /^(57P0|08|E[A-Z]+$)/.test(code ?? '') || /^(Connection terminated|Client has encountered a connection error)/.test(message)

async function takeIn(client: PoolClient, asked: ReadAsked, pause?: Int32Array): Promise<RunEnd> {
  const sql = sqlOver(client), { row, today } = asked
  let from = performance.now()
  const ended = async (state: 'done' | 'failed', say?: string): Promise<RunEnd> => {
    await client.query(`update library_import set state = $2, say = $3, at = now(), spent_ms = spent_ms + $4 where id = $1`, [row.id, state, say ?? null, Math.round(performance.now() - from)])
    return state
  }
  const known = await headOf(row.path).catch(() => undefined)
  if (!known) return ended('failed', '文件已经不在原处，无法继续')
  if (known.size !== row.size || known.fingerprint !== row.head) return ended('failed', '文件在导入期间被改动过，请作为新的文件重新导入')

  const write = async (batch: Batch): Promise<string> => {
    const { events, names, marks, rejects } = batch
    await client.query(`begin; ${lock}`)
    try {
      const written = await writeBatch(sql, { readings: readingsOf(batch.patents), events, names }, { today, source: row.source, importId: row.id, foldedName: foldName })
      if (marks.length) {
        const of = await writeMarks(sql, marks, { source: row.source, importId: row.id, fold: foldName })
        for (const count of ['added', 'changed', 'same'] as const) written[count] += of[count]
      }
      if (rejects.length) {
        await sql.rows(`insert into library_reject (import_id, n, file, line, why, raw) select $1, * from unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[]) on conflict do nothing`,
          [row.id, ...(['n', 'file', 'line', 'why', 'raw'] as const).map((c) => rejects.map((r) => r[c]))])
      }
      const spent = performance.now()
      const [now] = await sql.rows<{ state: string }>(`update library_import set position = $2, done_bytes = $3, records = records + $4, added = added + $5, changed = changed + $6, same = same + $7,
        events = events + $8, rejected = rejected + $9, spent_ms = spent_ms + $10, at = now(), state = case state when 'stopping' then 'stopped' else state end where id = $1 returning state`,
      [row.id, JSON.stringify(batch.position), batch.read, batch.records, written.added, written.changed, written.same, written.events, rejects.length, Math.round(spent - from)])
      await client.query('commit')
      from = spent
      return now?.state ?? 'stopped'
    } catch (error) {
      // Where the connection is gone there is nothing to take back, and why it went is what counts.
      await client.query('rollback').catch(() => {})
      throw error
    }
  }

  const coming: Promise<Batch | undefined>[] = []
  const ask = (of: ReadAsked | ReadOn) => {
    const batch = reader(of)
    batch.catch(() => {})
    coming.push(batch)
  }
  try {
    ask(asked)
    while (coming.length < ahead) ask('next')
    for (;;) {
      const batch = (await coming.shift())!
      if (!batch.ends) ask('next')
      if (pause && Atomics.load(pause, 0)) return 'paused'
      if ((batch.records || !batch.ends?.say) && await write(batch) === 'stopped') return 'stopped'
      if (batch.ends) return await ended(batch.ends.say === undefined ? 'done' : 'failed', batch.ends.say)
    }
  } finally {
    await reader('leave').catch(() => {})
  }
}

/** PostgreSQL reads a message whole before it looks at it: in parts it is at work while the rest is on its way. */
const message = 65_536
function sqlOver(client: PoolClient): Sql {
  return {
    rows: async (text, values) => (await client.query(text, values as unknown[])).rows,
    copy: (text, lines) => new Promise((settle, fail) => {
      const stream = client.query(copyFrom(text))
      stream.on('finish', settle).on('error', fail)
      for (const piece of lines) for (let at = 0; at < piece.length; at += message) stream.write(piece.subarray(at, at + message))
      stream.end()
    }),
  }
}
