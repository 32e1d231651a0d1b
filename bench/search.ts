import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSegments, makeIndex, patents, type Doc, type Search, type SearchIndex } from '../src/engines/search/index.ts'
import { mustBe } from '../src/kernel/index.ts'
import { domainDictionary } from '../src/platform/search/index.ts'
import { abstracts } from './abstracts.ts'
import { ground, median, type Line } from './ground.ts'
import { print } from './table.ts'

const frequent = ['电机', '控制器', '固定连接', '壳体', '本实用新型']
const three = [['电机', '支架', '传感器'], ['壳体', '散热片', '节能环保'], ['底座', '转轴', '焊接']]
const phrases = ['壳体与电机固定连接', '底座的一侧设有', '进行加热，结构简单']

/** Our index, SQLite FTS5 and PostgreSQL over the same texts, one after another in one run: what a person waits for. */
export async function run(count = 200_000): Promise<Line[]> {
  const dictionary = domainDictionary()
  const lines: Line[] = []
  const fed = feed(makeIndex(patents, dictionary), count)
  let index = fed.index
  lines.push({ what: `检索：${count} 篇摘要编入索引`, value: `${Math.round(count / fed.seconds)} 篇/秒`, goal: '≥ 5000', met: count / fed.seconds >= 5000 })

  const dir = mkdtempSync(join(tmpdir(), 'zhixing-bench-'))
  try {
    const file = join(dir, 'index')
    writeFileSync(file, index.segmentsToSave()[0]!.bytes())
    const { dead } = index.segmentsToSave()[0]!
    index = makeIndex(patents, dictionary)
    const [ms, loaded] = timed(() => mustBe(loadSegments([{ bytes: readFileSync(file), dead }], patents, dictionary)))
    index = loaded
    global.gc?.()
    const bytes = statSync(file).size
    lines.push({ what: '检索：从文件装入', value: `${ms.toFixed(0)} ms`, goal: '≤ 2000 ms', met: ms <= 2000 })

    const facets = { ipc: 10, applicant: 10, region: 10, status: 10, published: 30 }
    const asked = (search: Omit<Search, 'query'>, queries: string[]) => queries.map((query) => () => mustBe(index.search({ query, ...search })))
    const ranked = times(asked({}, frequent)), counted = times(asked({ facets, take: 0 }, frequent)), all = times(asked({}, three.map((terms) => terms.join(' ')))), exact = times(asked({}, phrases.map((p) => `"${p}"`)))
    const newest = times(asked({ order: 'newest' }, frequent))
    lines.push({ what: '检索：内存（索引各数组，与文件同大）', value: `${(bytes / 2 ** 20).toFixed(0)} MB`, goal: '≤ 600 MB', met: bytes <= 600e6 })

    const sqlite = sqliteOf(count, join(dir, 'fts'))
    const sqliteRanked = times(frequent.map((term) => () => sqlite.ranked(`"${spaced(term)}"`)), 1)
    const sqliteAll = times(three.map((terms) => () => sqlite.ranked(terms.map((t) => `"${spaced(t)}"`).join(' AND '))), 1)
    const sqlitePhrase = times(phrases.map((p) => () => sqlite.ranked(`"${spaced(p.replace('，', ''))}"`)), 1)
    const agree = frequent.every((term) => sqlite.total(`"${spaced(term)}"`) === mustBe(index.search({ query: term, take: 0 })).total)
    sqlite.close()
    const postgres = await postgresOf(count, dictionary.long)
    const pgRanked = await timesOf(frequent.map((term) => () => postgres.ranked([term]))), pgAll = await timesOf(three.map((terms) => () => postgres.ranked(terms)))
    await postgres.end()

    const line = (what: string, of: number[], goal50: number, goal95?: number): Line => {
      const p50 = median(of), p95 = of.toSorted((a, b) => a - b)[Math.floor(of.length * 0.95)]!
      return { what: `检索：${what}`, value: `p50 ${p50.toFixed(2)}，p95 ${p95.toFixed(2)} ms`, goal: `≤ ${goal50}${goal95 ? `，≤ ${goal95}` : ''} ms`, met: p50 <= goal50 && (!goal95 || p95 <= goal95) }
    }
    const against = (what: string, theirs: number[], ours: number[], goal?: number): Line => {
      const ratio = median(theirs) / median(ours)
      return { what: `检索：${what}`, limit: `${median(theirs).toFixed(1)} ms`, value: `${median(ours).toFixed(2)} ms`, ratio, ...(goal ? { goal: `≥ ${goal} 倍`, met: ratio >= goal } : {}) }
    }
    lines.push(
      line('常用词按相关度，命中总数准确', ranked, 5, 20), line('常用词最新在前', newest, 5, 20), line('对全部命中分面（五种）', counted, 15), line('三个词都有', all, 5), line('短语', exact, 15),
      against('常用词对 SQLite FTS5', sqliteRanked, ranked, 20), against('常用词对 PostgreSQL', pgRanked, ranked, 20),
      against('三个词对 SQLite FTS5', sqliteAll, all), against('三个词对 PostgreSQL', pgAll, all), against('短语对 SQLite FTS5', sqlitePhrase, exact),
      { what: '检索：常用词命中数与 SQLite FTS5 逐一相同', value: agree ? '相同' : '不同', goal: '相同', met: agree },
    )
    return lines
  } finally { rmSync(dir, { recursive: true, force: true }) }
}

function timed<T>(act: () => T): [number, T] {
  const from = performance.now(), value = act()
  return [performance.now() - from, value]
}
/** Every question several times in turn, after once for warmth. */
function times(questions: (() => unknown)[], rounds = 25): number[] {
  if (rounds > 1) for (let r = 0; r < 4; r++) for (const ask of questions) ask()
  return Array.from({ length: rounds }, () => questions.map((ask) => timed(ask)[0])).flat()
}
async function timesOf(questions: (() => Promise<unknown>)[]): Promise<number[]> {
  const found: number[] = []
  for (const ask of questions) {
    const from = performance.now()
    await ask()
    found.push(performance.now() - from)
  }
  return found
}

function feed(index: SearchIndex, count: number): { index: SearchIndex; seconds: number } {
  let ms = 0, batch: Doc[] = []
  const flush = () => { ms += timed(() => index.put(batch))[0]; batch = [] }
  for (const doc of abstracts(count, 'bench')) if (batch.push(doc) === 20_000) flush()
  flush()
  ms += timed(() => index.merge())[0]
  return { index, seconds: ms / 1000 }
}

/** Letter by letter for FTS5's own splitting at spaces, so that it finds the same as we do. */
const spaced = (text: string): string => text.split('').join(' ')

function sqliteOf(count: number, file: string) {
  const db = new DatabaseSync(file)
  db.exec(`PRAGMA journal_mode = off; PRAGMA synchronous = off; CREATE VIRTUAL TABLE t USING fts5(title, abstract, tokenize = 'unicode61'); BEGIN`)
  const insert = db.prepare('INSERT INTO t (title, abstract) VALUES (?, ?)')
  for (const { texts } of abstracts(count, 'bench')) insert.run(spaced(texts.title!), spaced(texts.abstract!))
  db.exec('COMMIT')
  const total = db.prepare('SELECT count(*) AS n FROM t WHERE t MATCH ?'), best = db.prepare('SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 3, 1) LIMIT 20')
  const totalOf = (match: string) => Number(total.get(match)!.n)
  return { total: totalOf, ranked: (match: string) => [totalOf(match), best.all(match)], close: () => db.close() }
}

/** PostgreSQL's own full text over the words of the same dictionary and pairs of letters, with its GIN index and its rank. */
async function postgresOf(count: number, long: (text: string) => readonly string[]) {
  const { pool, end } = await ground()
  const pairs = (text: string) => Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)).filter((pair) => /^[一-龥]{2}$/.test(pair))
  await pool.query('CREATE TABLE bench_text (id int, words tsvector)')
  let batch: string[] = [], first = 0, no = 0
  const flush = async () => {
    await pool.query(`INSERT INTO bench_text SELECT $2::int + n, to_tsvector('simple', t) FROM unnest($1::text[]) WITH ORDINALITY AS u (t, n)`, [batch, first])
    batch = []
    first = no
  }
  for (const { texts } of abstracts(count, 'bench')) {
    const text = `${texts.title} ${texts.abstract}`
    no++
    if (batch.push([...pairs(text), ...long(text)].join(' ')) === 5000) await flush()
  }
  await flush()
  await pool.query('CREATE INDEX ON bench_text USING gin (words)')
  await pool.query('VACUUM ANALYZE bench_text')
  const ranked = async (terms: string[]) => {
    const query = terms.join(' & ')
    await pool.query(`SELECT count(*) FROM bench_text WHERE words @@ to_tsquery('simple', $1)`, [query])
    return pool.query(`SELECT id FROM bench_text WHERE words @@ to_tsquery('simple', $1) ORDER BY ts_rank(words, to_tsquery('simple', $1)) DESC LIMIT 20`, [query])
  }
  return { ranked, end }
}

if (import.meta.main) {
  print(await run(Number(process.argv[2] ?? 200_000)))
  console.log(`本进程最大常驻内存 ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB（含生成文本、建索引和对照）`)
}
