import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { recorded } from '../../../test/fixtures/opensearch-recorded.ts'
import { isNo, mustBe } from '../../kernel/index.ts'
import { embeddedEngine, type Doc, openSearchEngine, type Plan, type SearchEngine, type Source } from './index.ts'

/** A library in memory, whose changes are numbered. */
function aLibrary(docs: readonly Doc[]): Source & { change(docs: readonly Doc[], gone?: readonly string[]): void } {
  let log: { doc?: Doc; gone?: string }[] = docs.map((doc) => ({ doc }))
  let plan: Plan = { round: 0, stopped: false }
  const living = () => new Set(log.flatMap(({ doc }) => (doc ? [doc.id] : [])))
  return {
    change(changed, gone = []) {
      const touched = new Set([...changed.map(({ id }) => id), ...gone])
      // A record has one place, that of its last change; numbers before it stay what they were.
      log = [...log.map((entry) => (touched.has(entry.doc?.id ?? '') ? {} : entry)), ...gone.map((id) => ({ gone: id })), ...changed.map((doc) => ({ doc }))]
    },
    origin: async () => ({ of: 'library', moment: log.length }),
    count: async () => living().size,
    changes: async (mark, most) => {
      const from = Number(mark || 0), found = log.slice(from, from + most)
      return { docs: found.flatMap(({ doc }) => doc ?? []), gone: found.flatMap(({ gone }) => gone ?? []), mark: String(from + found.length), more: from + found.length < log.length }
    },
    plan: async () => plan,
    setPlan: async (to) => { plan = to },
  }
}

const patent = (id: string, title: string, abstract: string, keys: Doc['keys'], published?: number): Doc => ({ id, texts: { title, abstract }, keys: { kind: ['发明'], ...keys }, days: { ...(published ? { published } : {}), filed: 20180601 } })
const library = [
  patent('CN1', '一种锂离子电池隔膜', '本发明公开了一种隔膜，可用于ＬＥＤ灯具的电池。', { ipc: ['H01M50/403'], applicant: ['演示·甲公司'], region: ['350102'], status: ['有效'], inventor: ['张三'], number: ['CN2018100000019', 'CN108000001A'] }, 20200101),
  patent('CN2', '风力发电机叶片', '本发明公开了一种海上风力发电机组的叶片，其电池为备用。', { ipc: ['F03D1/06'], applicant: ['演示·乙公司'], region: ['350203'], status: ['审查中'], inventor: ['李四'] }, 20210315),
  patent('CN3', '一种水产养殖箱', '本发明公开了一种养殖箱，箱体由浮筒托起。', { ipc: ['A01K61/60', 'A01K63/00'], applicant: ['演示·甲公司', '演示·丙公司'], region: ['350102'], status: ['有效'], inventor: ['张三', '王五'] }, 20190707),
  patent('CN4', '固态电池', '', { ipc: ['H01M10/0562'], applicant: ['演示·丙公司'], region: ['350902'], status: ['审查中'], inventor: ['王五'] }),
]

// What any engine answers, whatever is behind it. The order by rank is the engine's own; here one document fits plainly better.
async function keepsTheContract(engine: SearchEngine, source: ReturnType<typeof aLibrary>): Promise<void> {
  const ids = async (query: string, more: object = {}) => mustBe(await engine.search({ query, order: 'newest', ...more })).hits.map(({ id }) => id)
  await engine.feed()
  expect(await engine.state()).toMatchObject({ size: 4, complete: true })

  // Newest first; what has no day comes last. Totals are exact whatever is taken.
  expect(mustBe(await engine.search({ query: '电池', order: 'newest', take: 2 }))).toMatchObject({ total: 3, hits: [{ id: 'CN2' }, { id: 'CN1' }] })
  expect(await ids('电池', { skip: 2 })).toEqual(['CN4'])
  // In the title it counts more than in passing.
  expect(mustBe(await engine.search({ query: '电池', order: 'rank', take: 1 })).hits).toMatchObject([{ id: 'CN4' }])
  expect(await ids('风力发电机组')).toEqual(['CN2'])
  expect(await ids('离子电池隔')).toEqual(['CN1'])
  expect(await ids('LED灯')).toEqual(['CN1'])
  expect(await ids('箱')).toEqual(['CN3'])
  expect(await ids('标题:电池 非 隔膜')).toEqual(['CN4'])
  expect(await ids('发明人:张三 (养殖 或 叶片)')).toEqual(['CN3'])
  expect(await ids('A01K*')).toEqual(['CN3'])
  // With the office and without, with the point and without, from its beginning.
  for (const number of ['ZL201810000001.9', '2018100000019', 'cn108000001']) expect(await ids(`号码:${number}`)).toEqual(['CN1'])
  expect(await ids('公开日:2020..2021-03')).toEqual(['CN2', 'CN1'])
  const counted = mustBe(await engine.search({ query: '', order: 'newest', take: 0, keys: { applicant: ['演示·甲公司'], region: ['3501'] }, days: { published: { from: 20190101 } }, facets: { region: 5, published: 5, ipc: 5 } }))
  expect(counted).toEqual({ total: 2, hits: [], facets: { region: [{ value: '3501', count: 2 }], published: [{ value: '2019', count: 1 }, { value: '2020', count: 1 }], ipc: [{ value: 'A01K', count: 1 }, { value: 'H01M', count: 1 }] } })
  const bad = await engine.search({ query: '电池 (隔膜' })
  expect(isNo(bad) && bad.refusals).toEqual([{ code: 'query', say: '检索式第4个字：括号没有配对，请补上后括号', at: '4' }])
  expect(await engine.all({ query: '发明人:王五' }, 10)).toEqual({ ok: true, value: { total: 2, ids: ['CN3', 'CN4'] } })

  source.change([{ ...library[3]!, texts: { title: '固态钠电池' } }], ['CN2'])
  expect(await engine.feed()).toBe(1)
  expect(await ids('电池')).toEqual(['CN1', 'CN4'])
  expect(await ids('固态电池')).toEqual([])

  await engine.rebuild()
  await engine.feed()
  expect(await engine.state()).toMatchObject({ size: 3, complete: true })
  expect(await ids('电池')).toEqual(['CN1', 'CN4'])
}

const folder = mkdtempSync(join(tmpdir(), 'zhixing-search-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('检索引擎应答一致', () => {
  it('自带的索引', async () => {
    const source = aLibrary(library), engine = embeddedEngine(join(folder, 'contract'), source)
    try { await keepsTheContract(engine, source) } finally { await engine.close() }
  })

  // No OpenSearch server is at hand where this is tested: a small server plays back requests and answers written by hand from
  // the public description of its interface. It proves what is sent and how answers are read, not how a real server behaves.
  it('OpenSearch，按公开接口说明写成的往来记录', async () => {
    const { url, told, left, close } = await playing(recorded)
    const known = ['风力发电机组', '风力发电机', '风力发电', '发电机组', '发电机', '离子电池']
    const dictionary = { name: 'test', long: (text: string) => Array.from(text, (_, at) => known.filter((word) => text.startsWith(word, at))).flat() }
    const source = aLibrary(library), engine = openSearchEngine(url, source, { dictionary, now: () => 1_600_000_000_000 })
    try {
      await keepsTheContract(engine, source).catch((error) => { for (const { came, expected } of told) expect(came).toEqual(expected); throw error })
      expect(left()).toEqual([])
    } finally {
      await engine.close()
      await close()
    }
    const gone = openSearchEngine(url, source, { dictionary })
    expect(await gone.search({ query: '电池' })).toEqual({ ok: false, refusals: [{ code: 'search-down', say: '检索服务（OpenSearch）现在连不上，请稍后再试' }] })
    expect(await gone.state()).toMatchObject({ complete: false, down: '检索服务（OpenSearch）现在连不上，请稍后再试' })
    await gone.close()
  })
})

/** Answers recorded requests in their order; what comes otherwise is refused and told of. */
async function playing(pairs: typeof recorded): Promise<{ url: string; told: { came: unknown; expected: unknown }[]; left: () => string[]; close: () => Promise<void> }> {
  const waiting = [...pairs], told: { came: unknown; expected: unknown }[] = []
  const server: Server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const lines = text.trim() ? text.trim().split('\n').map((line) => JSON.parse(line)) : []
    const { status = 200, answer, ...expected } = waiting.shift() ?? { ask: 'nothing more', answer: {} }
    const came = { ask: `${request.method} ${request.url}`, ...(lines.length ? { body: lines.length > 1 ? lines : lines[0] } : {}) }
    const isRight = isDeepStrictEqual(came, expected)
    if (!isRight) told.push({ came, expected })
    response.writeHead(isRight ? status : 400, { 'content-type': 'application/json' }).end(JSON.stringify(isRight ? answer : {}))
  })
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready) })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told, left: () => waiting.map(({ ask }) => ask),
    close: () => new Promise((closed) => { server.close(() => closed()); server.closeAllConnections() }),
  }
}
