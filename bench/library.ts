import { createReadStream, createWriteStream, mkdirSync, rmSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parse } from 'csv-parse'
import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { SaxesParser } from 'saxes'
import { patentCheck } from '../src/kernel/index.ts'
import { importer, importState, startImport } from '../src/platform/library/index.ts'
import { embeddedEngine, librarySource } from '../src/platform/search/index.ts'
import { abstracts } from './abstracts.ts'
import { ground, type Line } from './ground.ts'

const count = Number(process.env.LIBRARY_RECORDS) || 100_000, batch = 1_000

/**
 * From file to durable rows, in microseconds a record: the library's import beside the bare copying of the same rows, which is the
 * limit, and beside what one would write by hand with a well-known parser, keeping only the columns and none of the checks.
 */
export async function run(): Promise<Line[]> {
  const { db, pool, url, dataDir, end } = await ground()
  const folder = join(dataDir, 'bench-library')
  mkdirSync(folder)
  try {
    const xml = join(folder, 'made-up.xml'), csv = join(folder, 'made-up.csv')
    await write(xml, '<?xml version="1.0" encoding="UTF-8"?>\n<patent-data>\n', xmlOf, '</patent-data>\n')
    await write(csv, `${headers.join(',')}\n`, csvOf, '')
    const perRecord = (ms: number) => (ms * 1000) / count
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const from = performance.now()
      await work()
      return perRecord(performance.now() - from)
    }
    const units = [{ place: '福建省', level: 'province' as const, code: '350000' }, ...'福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德'.split(' ').map((place, i) => ({ place: `${place}市`, level: 'city' as const, code: `350${i + 1}00` }))]
    const ours = importer({ db, url, units: units as never, today: () => '2022-09-20' })
    const clear = async () => { for (const table of ['patent', 'patent_number', 'holder_name', 'library_import']) await pool.query(`truncate ${table} cascade`); await pool.query('checkpoint') }
    const imported = async (path: string): Promise<{ took: number; grown: number }> => {
      await clear()
      const before = process.memoryUsage().rss
      let most = before
      const watch = setInterval(() => { most = Math.max(most, process.memoryUsage().rss) }, 50)
      const started = await startImport(db, { path, by: { name: 'bench' }, source: 'bench' })
      if (!started.ok) throw new Error(started.refusals[0]!.say)
      const took = await timed(() => ours.turn())
      clearInterval(watch)
      const done = await importState(db, started.value.id)
      if (done?.state !== 'done' || done.added !== count) throw new Error(`import: ${JSON.stringify(done)}`)
      return { took, grown: (most - before) / 1e6 }
    }
    const again = async (path: string): Promise<number> => {
      const started = await startImport(db, { path, by: { name: 'bench' }, source: 'bench' })
      const took = await timed(() => ours.turn())
      const done = started.ok ? await importState(db, started.value.id) : undefined
      if (done?.same !== count) throw new Error(`again: ${JSON.stringify(done)}`)
      return took
    }
    // Searched while it comes in: the index of an empty library takes up every batch as soon as it is there.
    const searchable = async (path: string): Promise<number> => {
      await clear()
      const engine = embeddedEngine(join(folder, `index of ${path.slice(-3)}`), librarySource(db))
      await engine.feed()
      const started = await startImport(db, { path, by: { name: 'bench' }, source: 'bench' })
      if (!started.ok) throw new Error(started.refusals[0]!.say)
      let size = 0
      const took = await timed(async () => {
        let isComing = true
        const turn = ours.turn().finally(() => { isComing = false })
        while (size < count) {
          const wasComing = isComing
          if (await engine.feed() === 0) {
            if (!wasComing) break
            await pause(10)
          } else ({ size } = await engine.state())
        }
        await turn
      })
      await engine.close()
      if (size !== count) throw new Error(`of ${count} records ${size} can be found`)
      return took
    }
    const client = await pool.connect()
    // The first of each warms up what compiles and what is cached.
    await imported(xml)
    const lines: Line[] = []
    for (const [what, path, goal, peer, peerName] of [['XML', xml, 63, saxesRows, 'saxes + COPY'], ['CSV', csv, 45, csvParseRows, 'csv-parse + COPY']] as const) {
      const own = await imported(path)
      const repeated = await again(path)
      const copied = (await pool.query({ text: 'select key, office, type, filed::text, published::text, granted::text, title, abstract, claims, ipc::text, region, country, holder, family, parent, status, status_day::text, flags::text, term_ends::text, record::text, digest, source from patent', rowMode: 'array' })).rows as (string | null)[][]
      const made = chunked(copied).map((rows) => rows.map(lineOf).join(''))
      const limit = await timed(async () => {
        await pool.query('drop table if exists limit_patent; create table limit_patent (like patent including defaults including indexes)')
        let bytes = 0
        for await (const piece of createReadStream(path, { highWaterMark: 262_144 })) bytes += (piece as Buffer).length
        if (bytes !== statSync(path).size) throw new Error('not all was read')
        for (const text of made) await copy(client, 'limit_patent (key, office, type, filed, published, granted, title, abstract, claims, ipc, region, country, holder, family, parent, status, status_day, flags, term_ends, record, digest, source)', text)
      })
      await pool.query('drop table limit_patent')
      const other = await timed(async () => {
        await pool.query('drop table if exists peer_patent; create table peer_patent (number text primary key, publication text, filed text, published text, title text, abstract text, applicants text, inventors text, ipc text, cites text, address text)')
        await peer(path, client)
      })
      const [{ n }] = (await pool.query('select count(*)::int as n from peer_patent')).rows
      if (n !== count) throw new Error(`${peerName} wrote ${n}`)
      const micro = (value: number) => `${value.toFixed(1)} µs/条`
      lines.push({ what: `${what} 导入，从文件到落盘（${count} 条，${(statSync(path).size / count / 1000).toFixed(1)} KB/条）`, limit: micro(limit), value: micro(own.took), ratio: limit / own.took, goal: `≤ ${goal} µs`, met: own.took <= goal })
      lines.push({ what: `　对照：${peerName}（只取列、不核验）`, value: micro(other), ratio: other / own.took })
      lines.push({ what: '　同一文件再导一次（全部不变）', value: micro(repeated) })
      const fed = await searchable(path)
      lines.push({ what: '　连同喂进检索索引（边导入边可检索）', value: `${(1e6 / fed).toFixed(0)} 条/秒`, goal: '≥ 5000', met: fed <= 200 })
      lines.push({ what: '　导入期间内存增加', value: `${own.grown.toFixed(0)} MB`, goal: '≤ 200 MB', met: own.grown <= 200 })
    }
    client.release()
    return lines
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await end()
  }
}

async function copy(client: PoolClient, into: string, text: string): Promise<void> {
  const stream = client.query(copyFrom(`copy ${into} from stdin`))
  stream.end(Buffer.from(text))
  await once(stream, 'finish')
}
const chunked = <T>(of: T[]): T[][] => Array.from({ length: Math.ceil(of.length / batch) }, (_, i) => of.slice(i * batch, (i + 1) * batch))
const lineOf = (row: readonly (string | null)[]): string => `${row.map((v) => (v === null ? '\\N' : v.replace(/[\\\n\r\t]/g, (c) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[c]!))).join('\t')}\n`

interface MadeUp { application: string; publication: string; kind: string; filed: string; published: string; title: string; abstract: string; applicants: string[]; address: string; inventors: string[]; ipc: string[]; cites: string[]; agency: string }
function* madeUp(): Generator<MadeUp> {
  let n = 0
  for (const { texts, keys, days } of abstracts(count, 'library')) {
    const utility = keys.kind![0] === '实用新型', number = `${String(days.filed).slice(0, 4)}${utility ? 2 : 1}${String(n).padStart(7, '0')}`
    yield {
      application: `${number}.${patentCheck(number)}`, publication: String(100_000_000 + n), kind: utility ? 'U' : 'A', filed: String(days.filed), published: String(days.published), title: texts.title!, abstract: texts.abstract!,
      applicants: [...keys.applicant!], address: `福建省${keys.applicant![0]!.slice(0, 2)}市软件大道${n % 900}号`, inventors: [...keys.inventor!], ipc: [...keys.ipc!],
      cites: n % 2 ? [`CN${100_000_000 + ((n * 7) % count)}A`, `CN${200_000_000 + (n % 5000)}U`] : [], agency: `福州某某专利代理事务所 35${String(n % 300).padStart(3, '0')}`,
    }
    n++
  }
}

async function write(path: string, before: string, of: (m: MadeUp) => string, after: string): Promise<void> {
  const file = createWriteStream(path)
  file.write(before)
  for (const m of madeUp()) if (!file.write(of(m))) await once(file, 'drain')
  file.end(after)
  await once(file, 'finish')
}

const day = (text: string) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
const headers = ['申请号', '申请日', '公开（公告）号', '公开（公告）日', '发明名称', '摘要', '申请人', '申请人地址', '发明人', 'IPC分类号', '引用文献', '代理机构']
const csvOf = (m: MadeUp): string => `${[m.application, day(m.filed), `CN${m.publication}${m.kind}`, day(m.published), m.title, m.abstract, m.applicants.join('; '), m.address, m.inventors.join('; '), m.ipc.join('; '), m.cites.join('; '), m.agency].map((v) => (/[",\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v)).join(',')}\n`

const id = (office: string, number: string, kind: string, date: string) => `<document-id><country>${office}</country><doc-number>${number}</doc-number>${kind ? `<kind>${kind}</kind>` : ''}${date ? `<date>${date}</date>` : ''}</document-id>`
const xmlOf = (m: MadeUp): string => `<patent-document lang="zh" country="CN" doc-number="${m.publication}" kind="${m.kind}" date-publ="${m.published}">
<bibliographic-data>
<publication-reference>${id('CN', m.publication, m.kind, m.published)}</publication-reference>
<application-reference appl-type="${m.kind === 'U' ? 'utility' : 'invention'}">${id('CN', m.application, '', m.filed)}</application-reference>
<classifications-ipcr>${m.ipc.map((symbol, i) => `<classification-ipcr sequence="${i + 1}"><text>${symbol.slice(0, 4)}  ${symbol.slice(4)}        20060101AFI${m.published}BHCN        </text></classification-ipcr>`).join('')}</classifications-ipcr>
<invention-title lang="zh">${m.title}</invention-title>
<references-cited>${m.cites.map((c, i) => `<citation><patcit num="${i + 1}">${id('CN', c.slice(2, -1), c.slice(-1), '')}</patcit><category>cited by examiner</category></citation>`).join('')}</references-cited>
<parties>
<applicants>${m.applicants.map((name, i) => `<applicant sequence="${i + 1}" app-type="applicant" designation="all"><addressbook lang="zh"><orgname>${name}</orgname><address><text>${m.address}</text><country>CN</country></address></addressbook><nationality><country>CN</country></nationality></applicant>`).join('')}</applicants>
<inventors>${m.inventors.map((name, i) => `<inventor sequence="${i + 1}" designation="all"><addressbook lang="zh"><name>${name}</name></addressbook></inventor>`).join('')}</inventors>
<agents><agent sequence="1" rep-type="agent"><addressbook lang="zh"><orgname>${m.agency}</orgname><address><country>CN</country></address></addressbook></agent></agents>
</parties>
</bibliographic-data>
<abstract lang="zh"><p num="1">${m.abstract}</p></abstract>
</patent-document>
`

/** A hand-written reader on saxes: what most would write first. */
async function saxesRows(path: string, client: PoolClient): Promise<void> {
  const parser = new SaxesParser()
  let lines = '', n = 0, row: Record<string, string[]> = {}, text = ''
  const full: string[] = [], open: string[] = []
  parser.on('opentag', ({ name }) => { open.push(name); text = ''; if (name === 'patent-document') row = {} })
  parser.on('text', (t) => { text += t })
  parser.on('closetag', ({ name }) => {
    const where = open.slice(3).join('/')
    if (text) (row[where] ??= []).push(text)
    text = ''
    open.pop()
    if (name !== 'patent-document') return
    const of = (key: string) => row[key]?.join(';') ?? ''
    lines += lineOf([of('application-reference/document-id/doc-number'), of('publication-reference/document-id/doc-number'), of('application-reference/document-id/date'), of('publication-reference/document-id/date'), of('invention-title'), of('p'),
      of('parties/applicants/applicant/addressbook/orgname') || of('applicants/applicant/addressbook/orgname'), of('parties/inventors/inventor/addressbook/name'), of('classifications-ipcr/classification-ipcr/text'), of('references-cited/citation/patcit/document-id/doc-number'), of('parties/applicants/applicant/addressbook/address/text')])
    if (++n % batch === 0) { full.push(lines); lines = '' }
  })
  for await (const piece of createReadStream(path, { highWaterMark: 262_144, encoding: 'utf8' })) {
    parser.write(piece as string)
    for (const text of full.splice(0)) await copy(client, 'peer_patent', text)
  }
  if (lines) await copy(client, 'peer_patent', lines)
}

async function csvParseRows(path: string, client: PoolClient): Promise<void> {
  let lines = '', n = 0
  for await (const row of createReadStream(path, { highWaterMark: 262_144 }).pipe(parse({ from_line: 2 }))) {
    const [application, filed, publication, published, title, abstract, applicants, address, inventors, ipc, cites] = row as string[]
    lines += lineOf([application!, publication!, filed!, published!, title!, abstract!, applicants!, inventors!, ipc!, cites!, address!])
    if (++n % batch === 0) { await copy(client, 'peer_patent', lines); lines = '' }
  }
  if (lines) await copy(client, 'peer_patent', lines)
}
