import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { loadSegments, makeIndex, patents, type Dictionary, type Doc, type Search, type SearchIndex } from '../src/engines/search/index.ts'
import { mustBe } from '../src/kernel/index.ts'
import { domainDictionary } from '../src/platform/search/index.ts'
import { abstracts } from './abstracts.ts'
import { ground, median, type Line } from './ground.ts'
import { print } from './table.ts'

const frequent = ['电机', '控制器', '固定连接', '壳体', '本实用新型']
const three = [['电机', '支架', '传感器'], ['壳体', '散热片', '节能环保'], ['底座', '转轴', '焊接']]
const phrases = ['壳体与电机固定连接', '底座的一侧设有', '进行加热，结构简单']

const facets = { ipc: 10, applicant: 10, region: 10, status: 10, published: 30 }

/** Our index, SQLite FTS5 and PostgreSQL over the same texts, one after another in one run: what a person waits for. */
export async function run(count = 200_000): Promise<Line[]> {
  const dictionary = domainDictionary()
  const lines: Line[] = []
  const dir = mkdtempSync(join(tmpdir(), 'zhixing-bench-'))
  try {
    const fed = feed(makeIndex(patents, dictionary), count)
    lines.push({ what: `检索：${count} 篇摘要编入索引`, value: `${Math.round(count / fed.seconds)} 篇/秒`, goal: '≥ 5000', met: count / fed.seconds >= 5000 })
    const saved = keep(fed.index, dir)
    const [ms, index] = timed(() => loaded(dir, dictionary))
    lines.push({ what: `检索：从文件装入（${saved.segments} 段）`, value: `${ms.toFixed(0)} ms`, goal: '≤ 2000 ms', met: ms <= 2000 })
    const [empty, rss] = execFileSync(process.execPath, [import.meta.filename, 'rss', dir], { encoding: 'utf8' }).split(' ').map(Number) as [number, number]
    lines.push({ what: '检索：内存（索引各数组，与文件同大）', value: `${(saved.bytes / 1e6).toFixed(0)} MB`, goal: '≤ 600 MB', met: saved.bytes <= 600e6 }, { what: '　装入词典和索引并检索过的进程，常驻内存比空进程多', value: `${((rss - empty) / 1e6).toFixed(0)} MB（共 ${(rss / 1e6).toFixed(0)} MB）`, goal: '≤ 600 MB', met: rss - empty <= 600e6 })

    const asked = (search: Omit<Search, 'query'>, queries: string[]) => queries.map((query) => () => mustBe(index.search({ query, ...search })))
    const ranked = times(asked({}, frequent)), counted = times(asked({ facets, take: 0 }, frequent)), all = times(asked({}, three.map((terms) => terms.join(' ')))), exact = times(asked({}, phrases.map((p) => `"${p}"`)))
    const newest = times(asked({ order: 'newest' }, frequent))

    const sqlite = sqliteOf(count, join(dir, 'fts'))
    const sqliteRanked = times(frequent.map((term) => () => sqlite.ranked(`"${spaced(term)}"`)), 1)
    const sqliteAll = times(three.map((terms) => () => sqlite.ranked(terms.map((t) => `"${spaced(t)}"`).join(' AND '))), 1)
    const sqlitePhrase = times(phrases.map((p) => () => sqlite.ranked(`"${spaced(p.replace('，', ''))}"`)), 1)
    const agree = frequent.every((term) => sqlite.total(`"${spaced(term)}"`) === mustBe(index.search({ query: term, take: 0 })).total)
    sqlite.close()
    const postgres = await postgresOf(count, dictionary.long)
    const pgRanked = await timesOf(frequent.map((term) => () => postgres.ranked([term]))), pgAll = await timesOf(three.map((terms) => () => postgres.ranked(terms)))
    await postgres.end()

    const at95 = (of: number[]) => of.toSorted((a, b) => a - b)[Math.floor(of.length * 0.95)]!
    const line = (what: string, of: number[], goal50: number, goal95?: number): Line => {
      const p50 = median(of), p95 = at95(of)
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
    const busy = await crowd(index)
    lines.push({ what: '检索：20 人同时在查，每秒加入 500 篇（同一线程）', value: `加入 ${busy.added.toFixed(0)} 篇/秒，应答 ${busy.answered.toFixed(0)} 次/秒，p50 ${median(busy.times).toFixed(1)}，p95 ${at95(busy.times).toFixed(1)} ms`, goal: '≥ 495 篇/秒', met: busy.added >= 495 })
    return lines
  } finally { rmSync(dir, { recursive: true, force: true }) }
}

/** Segment by segment, as the house keeps it. */
function keep(index: SearchIndex, dir: string): { segments: number; bytes: number } {
  const segments = index.segmentsToSave()
  for (const [no, segment] of segments.entries()) {
    writeFileSync(join(dir, `${no}.dead`), segment.dead)
    for (const part of segment.parts()) appendFileSync(join(dir, `${no}.segment`), part)
  }
  return { segments: segments.length, bytes: segments.reduce((sum, _, no) => sum + statSync(join(dir, `${no}.segment`)).size, 0) }
}
function loaded(dir: string, dictionary: Dictionary): SearchIndex {
  const count = readdirSync(dir).filter((name) => name.endsWith('.segment')).length
  return mustBe(loadSegments(Array.from({ length: count }, (_, no) => ({ bytes: readFileSync(join(dir, `${no}.segment`)), dead: readFileSync(join(dir, `${no}.dead`)) })), patents, dictionary))
}

/** Twenty people, each asking again a fifth of a second after the last answer, while a hundred documents come every fifth of a second. */
async function crowd(index: SearchIndex, seconds = 20): Promise<{ added: number; answered: number; times: number[] }> {
  const questions: Search[] = [...frequent.map((query) => ({ query })), ...frequent.map((query) => ({ query, facets })), ...three.map((terms) => ({ query: terms.join(' ') })), ...phrases.map((p) => ({ query: `"${p}"` }))]
  const from = performance.now(), until = from + seconds * 1000, found: number[] = []
  const person = async (no: number) => {
    for (let due = from + no * 10, turn = no; due < until; due = performance.now() + 200, turn++) {
      await sleep(Math.max(0, due - performance.now()))
      mustBe(index.search(questions[turn % questions.length]!))
      // From when it should have been asked: who waits for others waits too.
      found.push(performance.now() - due)
    }
  }
  const joinUp = async () => { while (joinFor(index, 10)) await setImmediate() }
  const feeder = async (): Promise<number> => {
    const more = abstracts(Infinity, 'more')
    let joining = Promise.resolve(), added = 0
    for (let due = from; due < until; due += 200) {
      await sleep(Math.max(0, due - performance.now()))
      const batch = Array.from({ length: 100 }, () => { const doc = more.next().value as Doc; return { ...doc, id: `${doc.id}+` } })
      index.put(batch)
      added += batch.length
      joining = joining.then(joinUp)
    }
    return added / ((performance.now() - from) / 1000)
  }
  const [added] = await Promise.all([feeder(), ...Array.from({ length: 20 }, (_, no) => person(no))])
  return { added, answered: found.length / seconds, times: found }
}

function joinFor(index: SearchIndex, ms: number): boolean {
  const until = performance.now() + ms
  return index.join(() => performance.now() < until)
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

/** In batches with the joins that go with them, as the house feeds it. */
function feed(index: SearchIndex, count: number): { index: SearchIndex; seconds: number } {
  let ms = 0, batch: Doc[] = []
  const flush = () => {
    ms += timed(() => {
      index.put(batch)
      while (joinFor(index, 1000)) continue
    })[0]
    batch = []
  }
  for (const doc of abstracts(count, 'bench')) if (batch.push(doc) === 5000) flush()
  if (batch.length) flush()
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

if (import.meta.main && process.argv[2] === 'rss') {
  const empty = process.memoryUsage.rss(), index = loaded(process.argv[3]!, domainDictionary())
  for (const query of frequent) mustBe(index.search({ query, facets }))
  console.log(empty, process.memoryUsage.rss())
} else if (import.meta.main) print(await run(Number(process.argv[2] ?? 200_000)))
