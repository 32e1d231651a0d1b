import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { rows } from '../db/index.ts'
import { navigationRows, type Patent, savePatents } from './index.ts'

let fresh: FreshDatabase
beforeAll(async () => { fresh = await freshDatabase() })
afterAll(() => fresh?.drop())

it('navigation counts what the record says, who cites it and how it moved', async () => {
  const { db } = fresh
  const patent = (n: number, of: Partial<Patent>): Patent => ({
    key: `CN10000000${n}A`, office: 'CN', type: 'invention', publications: [{ number: `CN10000000${n}A`, kind: 'A', day: '2016-03-01' }], title: `电池${n}`, applicants: [], owners: [], inventors: [], agents: [],
    ipc: [], priorities: [], cites: [], status: 'unknown', flags: [], demo: false, ...of,
  })
  const firm = { name: '甲公司', kind: 'enterprise' as const, region: '350102', country: 'CN' }
  await savePatents(db, [
    patent(1, { applicants: [firm], inventors: ['张三', '李四'], ipc: [{ symbol: 'H01M10/05' }, { symbol: 'H01M4/13' }], abstract: '一种电极', family: 'F1' }),
    patent(2, { cites: [{ number: 'CN100000001B' }] }),
  ], '试', { events: [{ key: 'CN100000001A', kind: 'transfer', day: '2019-05-06', text: '专利权的转移', from: ['甲公司'], to: ['乙公司'], source: '试' }], today: '2022-01-01' })
  await rows(db, `insert into patent_citation (doc, by_key) values ('CN100000001', 'CN100000002A') on conflict do nothing`)
  expect(await navigationRows(db, ['CN100000002A', 'nothing', 'CN100000001A'])).toEqual(expect.arrayContaining([
    {
      key: 'CN100000001A', published: '2016-03-01', type: 'invention', office: 'CN', applicants: [firm], inventors: ['张三', '李四'], ipc: ['H01M10/05', 'H01M4/13'], status: 'pending', family: 'F1', citedBy: 1, cites: [],
      transfers: [{ from: ['甲公司'], to: ['乙公司'], day: '2019-05-06' }], text: '电池1 一种电极',
    },
    { key: 'CN100000002A', published: '2016-03-01', type: 'invention', office: 'CN', applicants: [], inventors: [], ipc: [], status: 'pending', citedBy: 0, cites: ['CN100000001'], transfers: [], text: '电池2 ' },
  ]))
})
