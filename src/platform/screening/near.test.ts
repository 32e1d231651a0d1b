import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { type Patent, removePatents, savePatents } from '../library/index.ts'
import { nearTexts } from './index.ts'

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
  writeFileSync(join(dataDir, 'near/near.json'), '{')
  const anew = nearTexts({ db, dataDir })
  expect((await anew.find(pump, 2)).compared).toBe(26)
  await anew.close()
})
