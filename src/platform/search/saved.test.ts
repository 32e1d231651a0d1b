import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { aHouse, anOfficial, someone } from '../../../test/house.ts'
import { type Day, mustBe, no } from '../../kernel/index.ts'
import { rows } from '../db/index.ts'
import { type Patent, removePatents, savePatents } from '../library/index.ts'
import { deliver } from '../notices/index.ts'
import { alertSaved, changeQuery, closeSearch, dropQuery, foundBy, runOf, runSaved, runsOf, savedQueries, saveQuery, searchEngine, searchPatents } from './index.ts'

let fresh: FreshDatabase, house: Awaited<ReturnType<typeof aHouse>>
const dataDir = mkdtempSync(join(tmpdir(), 'zhixing-saved-'))
beforeAll(async () => {
  fresh = await freshDatabase()
  house = await aHouse(fresh.db, { dataDir, at: '2022-09-20' })
  house.setClock('2022-09-20')
})
afterAll(async () => {
  await closeSearch(house)
  await fresh?.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

const aPatent = (no: number, title: string, granted: Day): Patent => ({
  key: `CN2${no}U`, office: 'CN', type: 'utility-model', publications: [{ number: `CN2${no}U`, kind: 'U', day: granted }], granted, title, abstract: `本实用新型公开了${title}，包括壳体。`,
  applicants: [{ name: '演示·甲公司', kind: 'enterprise', region: '350102' }], owners: [], inventors: [], agents: [], ipc: [{ symbol: 'H01M10/0525' }], priorities: [], cites: [], status: 'unknown', flags: [], demo: false,
})
const take = async (patents: Patent[], events: Parameters<typeof savePatents>[3] = {}) => {
  await savePatents(fresh.db, patents, '试', { today: '2022-09-20', ...events })
  await searchEngine(house).feed()
}
const first = aPatent(10000001, '一种锂离子电池', '2020-01-07'), second = aPatent(10000002, '一种电池隔膜', '2020-03-06'), third = aPatent(10000003, '一种电池箱', '2020-05-08'), other = aPatent(10000004, '一种茶叶罐', '2020-07-07')

it('a kept question tells whose it is what has come, gone and changed, once, and earlier findings can be looked back on', async () => {
  await take([first, second, third, other])
  const clerk = await anOfficial(fresh.db, 'fj.3501', ['handle']), colleague = await anOfficial(fresh.db, 'fj.3501', ['inspect']), stranger = await anOfficial(fresh.db, 'fj.3502', ['handle'])
  expect(await saveQuery(house, clerk, { name: '电池', asked: { q: '(电池' }, alerts: 'off' })).toEqual(no({ code: 'query', say: '检索式第1个字：括号没有配对，请补上后括号', at: '1' }))
  expect(await saveQuery(house, clerk, { name: '电池', asked: { q: '电池' }, unit: 'fj.3502', alerts: 'off' })).toMatchObject({ ok: false, refusals: [{ code: 'not-allowed', at: 'unit' }] })
  const kept = mustBe(await saveQuery(house, clerk, { name: '福州电池', asked: { q: '电池', region: ['3501'], status: ['granted', 'ceased'] }, unit: 'fj.3501', alerts: 'daily' }))
  // The next morning at eight.
  expect(kept).toMatchObject({ name: '福州电池', unit: 'fj.3501', alerts: 'daily', nextAt: '2022-09-21T00:00:00.000Z', last: { total: 3, first: true, added: 0, gone: 0, changed: 0 } })
  expect([(await savedQueries(house, colleague)).map(({ id }) => id), await savedQueries(house, stranger)]).toEqual([[kept.id], []])

  const fourth = aPatent(10000005, '一种电池壳', '2022-09-13')
  await take([fourth], { events: [{ key: first.key, kind: 'fee-ceased', day: '2022-08-01', text: '未缴年费专利权终止', source: '试' }] })
  await removePatents(fresh.db, [third.key])
  await searchEngine(house).feed()
  expect(await alertSaved(house)).toEqual({ asked: 0, told: 0 })
  house.setClock('2022-09-21')
  expect(await Promise.all([alertSaved(house), alertSaved(house)]).then((both) => both.reduce((sum, { told }) => sum + told, 0))).toBe(1)
  await deliver(fresh.db)
  expect(await rows(fresh.db, 'select recipient, title, say, link, kind from notice')).toEqual([
    { recipient: 'unit:fj.3501', title: '检索“福州电池”有变化', say: '1件新进入，1件不再符合，1件法律状态有变化，如“一种电池壳”、“一种锂离子电池”。', link: `/library/saved?id=${kept.id}`, kind: 'reminder' },
  ])
  expect(await alertSaved(house)).toEqual({ asked: 0, told: 0 })
  // Nothing has changed since: it is asked, but nobody is told.
  house.setClock('2022-09-22')
  expect(await alertSaved(house)).toEqual({ asked: 1, told: 0 })

  const runs = mustBe(await runsOf(house, colleague, kept.id, { limit: 10 }))
  expect(runs.map(({ total, first, byJob, added, gone, changed }) => [total, first, byJob, added, gone, changed])).toEqual([[3, false, true, 0, 0, 0], [3, false, true, 1, 1, 1], [3, true, false, 0, 0, 0]])
  expect(mustBe(await runOf(house, colleague, kept.id, runs[1]!.id))).toMatchObject({
    added: { total: 1, lines: [{ key: fourth.key, title: { text: '一种电池壳', marks: [[2, 4]] } }] }, gone: { total: 1, lines: [{ key: third.key, known: false }] }, changed: { total: 1, lines: [{ key: first.key, from: '有效', to: '终止' }] },
  })
  const at = async (run: number) => [...mustBe(await foundBy(house, clerk, kept.id, runs[run]!.id))].sort()
  expect([await at(0), await at(2)]).toEqual([
    [[first.key, 'ceased'], [second.key, 'granted'], [fourth.key, 'granted']], [[first.key, 'granted'], [second.key, 'granted'], [third.key, 'granted']],
  ])
  for (const refused of [runSaved(house, stranger, kept.id), changeQuery(house, stranger, kept.id, { name: '我的' }), dropQuery(house, stranger, kept.id), runsOf(house, stranger, kept.id, { limit: 1 }), runOf(house, stranger, kept.id, runs[0]!.id)]) {
    expect(await refused).toEqual(no({ code: 'not-found', say: '没有这个检索，或它不是您和您单位的' }))
  }
  expect(mustBe(await changeQuery(house, colleague, kept.id, { alerts: 'off' })).nextAt).toBeUndefined()
  expect(mustBe(await dropQuery(house, colleague, kept.id))).toEqual({ ok: true })
  expect(await rows(fresh.db, 'select 1 from saved_run')).toEqual([])
})

it('what is not found only because the index is being made is not told as gone', async () => {
  const who = await someone(fresh.db)
  const kept = mustBe(await saveQuery(house, who, { name: '电池', asked: { q: '电池' }, alerts: 'weekly' }))
  // 2022-09-22 was a Thursday.
  expect(kept.nextAt).toBe('2022-09-26T00:00:00.000Z')
  await closeSearch(house)
  rmSync(join(dataDir, 'search'), { recursive: true })
  await rows(fresh.db, `insert into setting (key, value) values ('search-plan', '{"round": 0, "stopped": true}') on conflict (key) do update set value = excluded.value`)
  expect(mustBe(await searchPatents(house, { q: '电池' }))).toMatchObject({ total: 0, say: '检索库正在建立，这里只有已经收进的部分，件数还不完整' })
  expect(await runSaved(house, who, kept.id)).toMatchObject({ ok: false, refusals: [{ code: 'search-partial' }] })
  house.setClock('2022-09-26')
  expect(await alertSaved(house)).toEqual({ asked: 1, told: 0 })
  await searchEngine(house).rebuild()
  await searchEngine(house).feed()
  expect(mustBe(await runSaved(house, who, kept.id))).toMatchObject({ first: false, total: 3, added: { total: 0 }, gone: { total: 0 } })
})

it('a question typed in traditional characters finds what is written in either, shows it, and says how it was read', async () => {
  await take([aPatent(10000006, '一種電池組', '2022-09-14')])
  const found = mustBe(await searchPatents(house, { q: '標題:電池' }, { order: 'newest' }))
  expect([found.total, found.simplified]).toEqual([4, '标题:电池'])
  expect(found.hits.map(({ title }) => title.marks.map(([from, to]) => title.text.slice(from, to)).join())).toEqual(['電池', '电池', '电池', '电池'])
  expect(mustBe(await searchEngine(house).all({ query: '非 電池' }, 10)).ids).toEqual([other.key])
  expect(mustBe(await searchPatents(house, { q: '电池' }))).not.toHaveProperty('simplified')
  expect(await searchPatents(house, { q: '電池 (隔膜' })).toMatchObject({ ok: false, refusals: [{ code: 'query', at: '4' }] })
  await removePatents(fresh.db, ['CN210000006U'])
})
