import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { type Patent, removePatents, savePatents } from '../library/index.ts'
import { closeNear, nearTexts } from './index.ts'

let fresh: FreshDatabase
const dataDir = mkdtempSync(join(tmpdir(), 'zhixing-near-'))
beforeAll(async () => { fresh = await freshDatabase() })
afterAll(async () => { await fresh?.drop(); rmSync(dataDir, { recursive: true, force: true }) })

const patent = (n: number, abstract: string): Patent => ({
  key: `CN2021100000${String(n).padStart(2, '0')}0`, office: 'CN', type: 'invention', publications: [{ number: `CN1149900${String(n).padStart(2, '0')}A`, kind: 'A', day: '2022-05-01' }], title: `装置${n}`, abstract, applicants: [], owners: [], inventors: [], agents: [], ipc: [], priorities: [], cites: [], status: 'pending', flags: [], demo: false,
})
// What is rare says something only among more than a few.
const others = [...'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏'].map((c, i, all) => patent(10 + i, `一种${c}${all[(i + 5) % all.length]}器，其中${all[(i + 11) % all.length]}件与${c}座相连，${all[(i + 17) % all.length]}槽设于${c}座之内。`))
const pump = '本发明公开了一种水泵，包括壳体、叶轮和电机，叶轮安装在壳体内，电机的输出轴穿过壳体与叶轮连接。', lamp = '本发明公开了一种台灯，底座上设有调节旋钮，灯罩通过万向软管与底座连接，灯罩内设有灯板。'

it('the library is compared as it stands, what changed and what went included, and is found again after a restart', async () => {
  const { db } = fresh, near = nearTexts({ db, dataDir })
  await savePatents(db, [patent(1, pump), patent(2, lamp), ...others], 'test')
  expect(await near.find(pump.replace('水泵', '抽水泵'), 1)).toMatchObject({ compared: 26, partial: false, matches: [{ id: patent(1, '').key }] })
  await savePatents(db, [patent(3, pump.replace('壳体', '外壳'))], 'test')
  await removePatents(db, [patent(2, '').key])
  await near.feed()
  expect((await near.find(lamp, 3)).compared).toBe(26)
  await near.close()
  // Kept files are taken up; damaged ones are made anew.
  const again = nearTexts({ db, dataDir })
  expect((await again.find(pump, 2)).matches.map((m) => m.id).sort()).toEqual([patent(1, '').key, patent(3, '').key])
  await again.close()
  writeFileSync(join(dataDir, 'near/1/index/near.json'), '{')
  const anew = nearTexts({ db, dataDir })
  expect((await anew.find(pump, 2)).compared).toBe(26)
  await anew.close()
})

it('two processes over one folder of data never write to the same files, and a house that stops leaves whole ones and no thread', async () => {
  const { db } = fresh, left: Promise<unknown>[] = []
  const seen = (thread: Worker) => { left.push(once(thread, 'exit')) }
  process.on('worker', seen)
  // To the near texts another connection is another process.
  const one = { db, dataDir }, two = { db: db.withTables() as typeof db, dataDir }
  const alike = (house: typeof one) => nearTexts(house).find(pump, 2).then(({ compared, matches }) => [compared, matches.map((m) => m.id).sort()])
  const expected = [26, [patent(1, '').key, patent(3, '').key]]
  expect(await Promise.all([alike(one), alike(two)])).toEqual([expected, expected])
  expect(readdirSync(join(dataDir, 'near')).sort()).toEqual(['1', '2'])
  expect(existsSync(join(dataDir, 'near/2/taken-by'))).toBe(true)
  await savePatents(db, [patent(4, pump.replace('电机', '马达'))], 'test')
  await Promise.all([nearTexts(one).feed(), nearTexts(two).feed()])
  const asked = nearTexts(two)
  await Promise.all([closeNear(one), closeNear(two)])
  process.off('worker', seen)
  await Promise.all(left)
  expect(left).toHaveLength(2)
  await expect(asked.find(pump, 2)).rejects.toThrow('the near texts are closed')
  expect(['1', '2'].map((no) => readdirSync(join(dataDir, 'near', no), { recursive: true }).length)).toEqual([3, 3])
  // Whoever finds no files of its own begins with those of another.
  rmSync(join(dataDir, 'near/2'), { recursive: true })
  const first = nearTexts(one), second = nearTexts(two)
  expect([await first.feed(), await second.feed()]).toEqual([0, 0])
  expect((await second.find(pump, 3)).compared).toBe(27)
  await Promise.all([first.close(), second.close()])
})
