import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { rows } from '../db/index.ts'
import { changes, eventsOf, type LegalEvent, type Patent, readPatent, removePatents, savePatents, standing } from './index.ts'

let fresh: FreshDatabase
beforeAll(async () => { fresh = await freshDatabase() })
afterAll(() => fresh?.drop())

const company = { name: '天津某显示技术有限公司', kind: 'enterprise' as const, region: '120000' }
const open = { office: 'CN', type: 'invention' as const, title: '一种亮度调节方法', applicants: [company], owners: [], inventors: ['张三'], agents: [], ipc: [{ symbol: 'G09G5/10', version: '2006.01' }], priorities: [], cites: [], status: 'unknown' as const, flags: [], demo: false }
const published: Patent = { ...open, key: 'CN104751825A', publications: [{ number: 'CN104751825A', kind: 'A', day: '2015-07-01' }], abstract: '公开一种\t亮度\\调节方法\n。' }
const granted: Patent = { ...open, key: 'CN2015101633256', application: { number: '201510163325.6', day: '2015-04-08' }, granted: '2018-10-09', publications: [{ number: 'CN104751825B', kind: 'B', day: '2018-10-09' }], title: '亮度调节方法', claims: '1.一种方法。\n2.根据权利要求1所述的方法。' }
const event = (kind: LegalEvent['kind'], day: LegalEvent['day'], text: string): LegalEvent => ({ key: granted.key, kind, day, text, source: '试' })

it('publications of one application are one record, whichever comes first, and a repetition changes nothing', async () => {
  const { db } = fresh
  expect(await savePatents(db, [published], '试')).toEqual({ added: 1, changed: 0, same: 0, events: 0 })
  expect(await savePatents(db, [granted], '试')).toEqual({ added: 1, changed: 0, same: 0, events: 0 })
  const record = await readPatent(db, granted.key)
  expect(record).toMatchObject({ key: 'CN2015101633256', title: '亮度调节方法', abstract: published.abstract, granted: '2018-10-09', status: 'granted' })
  expect(record!.publications.map(({ number }) => number)).toEqual(['CN104751825A', 'CN104751825B'])
  // Who kept the old key still finds it.
  expect(await readPatent(db, published.key)).toEqual(record)
  const [before] = await rows<{ tx: string }>(db, 'select tx::text from patent')
  expect(await savePatents(db, [published, granted], '试')).toEqual({ added: 0, changed: 0, same: 1, events: 0 })
  expect(await rows(db, 'select tx::text from patent')).toEqual([before])
  const [first, all] = [await changes(db, '', 10), await rows(db, 'select doc, key from patent_number')]
  expect(first).toMatchObject({ docs: [{ id: granted.key, days: { published: 20150701, filed: 20150408 } }], gone: [published.key], more: false })
  expect(all).toEqual([{ doc: 'CN104751825', key: granted.key }])
})

it('a status is known for every day, follows its events, and runs out with the term', async () => {
  const { db } = fresh
  const events = [event('pledge', '2019-03-01', '质押登记'), event('fee-ceased', '2021-04-08', '未缴年费专利权终止'), event('restored', '2021-11-02', '恢复权利'), event('pledge-end', '2022-01-05', '质押注销')]
  expect(await savePatents(db, [], '试', { events, today: '2021-06-01' })).toMatchObject({ events: 1 })
  expect(await readPatent(db, granted.key)).toMatchObject({ status: 'ceased', statusDay: '2021-04-08', flags: ['pledged'] })
  expect(await savePatents(db, [], '试', { events, today: '2021-06-01' })).toMatchObject({ events: 0 })
  const life = await eventsOf(db, granted.key)
  expect(life.map(({ kind }) => kind)).toEqual(['publication', 'grant', 'pledge', 'fee-ceased', 'restored', 'pledge-end', 'expired'])
  const on = (day: LegalEvent['day']) => { const { status, flags } = standing(life, day); return [status, ...flags] }
  expect((['2015-06-30', '2015-07-01', '2018-10-09', '2021-04-08', '2021-11-02', '2022-01-05', '2035-04-08', '2035-04-09'] as const).map(on)).toEqual([
    ['unknown'], ['pending'], ['granted'], ['ceased', 'pledged'], ['granted', 'pledged'], ['granted'], ['granted'], ['expired'],
  ])
  expect(standing(life, '2021-05-01').steps).toEqual(['2015年7月1日 公开（CN104751825A）：审查中', '2018年10月9日 授权（CN104751825B）：有效', '2019年3月1日 质押登记', '2021年4月8日 未缴年费终止（未缴年费专利权终止）：终止', '2021年5月1日为终止，质押中'])
})

it('what feeds an index hears of changes in the order they were made and of what is gone', async () => {
  const { db } = fresh
  const { mark } = await changes(db, '', 10)
  expect(await changes(db, mark, 10)).toMatchObject({ docs: [], gone: [] })
  const many = Array.from({ length: 25 }, (_, i): Patent => ({ ...published, key: `CN1${String(i).padStart(8, '0')}A`, publications: [{ number: `CN1${String(i).padStart(8, '0')}A`, kind: 'A', day: '2020-01-01' }] }))
  await savePatents(db, many, '试')
  await removePatents(db, [many[3]!.key])
  const seen: string[] = [], gone: string[] = []
  for (let at = mark, more = true; more;) {
    const next = await changes(db, at, 10)
    seen.push(...next.docs.map(({ id }) => id))
    gone.push(...next.gone)
    ;({ mark: at, more } = next)
  }
  expect(seen).toEqual(many.filter((_, i) => i !== 3).map(({ key }) => key))
  expect(new Set(gone)).toEqual(new Set([many[3]!.key]))
})
