import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { rows } from '../db/index.ts'
import { eventsOf, importer, importState, readPatent, rejects, startImport, type Import } from './index.ts'

const data = join(import.meta.dirname, '../../../../shared/data')
const has = existsSync(join(data, 'patent-xml'))
if (!has) console.warn('没有 ../shared/data：真实文件的导入这次没有测')

let fresh: FreshDatabase, folder: string
beforeAll(async () => { fresh = await freshDatabase(); folder = mkdtempSync(join(tmpdir(), 'zhixing-library-')) })
afterAll(async () => { await fresh?.drop(); rmSync(folder, { recursive: true, force: true }) })

export async function take(path: string, of: Partial<Parameters<typeof startImport>[1]> = {}): Promise<Import> {
  const started = await startImport(fresh.db, { path, by: { name: '试' }, ...of })
  if (!started.ok) throw new Error(started.refusals[0]!.say)
  await importer({ db: fresh.db, url: fresh.url, units: [], today: () => '2022-09-20' }).turn()
  return (await importState(fresh.db, started.value.id))!
}

describe.runIf(has)('files as the offices send them', () => {
  it('are all read or refused in words', async () => {
    const seen: Record<string, unknown> = {}
    for (const line of readFileSync(join(data, 'patent-xml/index.csv'), 'utf8').trim().split('\n').slice(1)) {
      const file = line.split(',')[0]!
      if (!/\.(xml|greenbook)$/.test(file)) continue
      const path = join(data, 'patent-xml', file)
      const started = await startImport(fresh.db, { path, by: { name: '试' } })
      if (!started.ok) { seen[file] = started.refusals[0]!.say; continue }
      const done = await take(path)
      seen[file] = [done.state, done.say, done.records, done.added, done.changed, done.same, done.events, done.rejected, (await rejects(fresh.db, done.id)).map((r) => r.why)]
    }
    console.log(seen)
  })
  it('titles', async () => {
    for (const f of ['cn-patent-titles-ipc/dev.csv.gz', 'patent-records-en/patentscope-pizza.utf8.csv.gz', 'patent-records-en/lens-pizza.utf8.csv.gz', 'patent-records-en/ritonavir-families.utf8.csv.gz', 'patent-records-en/patentscope-pizza.raw-cr-mixed-encoding.csv.gz']) {
      const done = await take(join(data, f))
      console.log(f, JSON.stringify(done), (await rejects(fresh.db, done.id, { most: 3 })))
    }
    console.log(JSON.stringify(await readPatent(fresh.db, 'EP99203729'), null, 1), await eventsOf(fresh.db, 'US15919370'))
    console.log((await rows(fresh.db, 'select key, title from patent limit 5')))
  })
})
void gunzipSync
