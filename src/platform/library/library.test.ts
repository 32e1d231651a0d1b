import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/db.ts'
import { rows } from '../db/index.ts'
import { aHouse, anApplicant, anOfficial } from '../../../test/house.ts'
import { addDays, type Day } from '../../kernel/index.ts'
import { aroundPatent, changes, citedBy, confirmLink, eventsOf, followCitations, keepUnpublished, type LegalEvent, linkProposals, numberOf, type Patent, readPatent, readUnpublished, removePatents, savePatents, standing, termEnd, unpublishedReads } from './index.ts'
import { placesOf } from './places.ts'
import { packer, patentIn, readingsOf } from './reading.ts'
import { statusOf } from './row.ts'
import { allEvents } from './standing.ts'

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
  expect(await savePatents(db, [], '试', { events, today: '2021-06-01' })).toMatchObject({ events: 4 })
  expect(await readPatent(db, granted.key)).toMatchObject({ status: 'ceased', statusDay: '2021-04-08', flags: ['pledged'] })
  expect(await savePatents(db, [], '试', { events, today: '2021-06-01' })).toMatchObject({ events: 0 })
  const life = await eventsOf(db, granted.key)
  expect(life.map(({ kind }) => kind)).toEqual(['publication', 'grant', 'pledge', 'fee-ceased', 'restored', 'pledge-end', 'expired'])
  const on = (day: LegalEvent['day']) => { const { status, flags } = standing(life, day); return [status, ...flags] }
  expect((['2015-06-30', '2015-07-01', '2018-10-09', '2021-04-08', '2021-11-02', '2022-01-05', '2035-04-07', '2035-04-08'] as const).map(on)).toEqual([
    ['unknown'], ['pending'], ['granted'], ['ceased', 'pledged'], ['granted', 'pledged'], ['granted'], ['granted'], ['expired'],
  ])
  // The example of 专利审查指南第五部分第九章2.1.
  expect(termEnd({ office: 'CN', type: 'utility-model', application: { number: '', day: '1999-09-06' }, granted: '2000-06-01' })).toBe('2009-09-05')
  expect(standing(life, '2021-05-01').steps).toEqual(['2015年7月1日 公开（CN104751825A）：审查中', '2018年10月9日 授权（CN104751825B）：有效', '2019年3月1日 质押登记', '2021年4月8日 未缴年费终止（未缴年费专利权终止）：终止', '2021年5月1日为终止，质押中'])
})

it('what feeds an index hears of changes in the order they were made and of what is gone', async () => {
  const { db } = fresh
  const { mark } = await changes(db, '', 10)
  expect(await changes(db, mark, 10)).toMatchObject({ docs: [], gone: [] })
  const many = Array.from({ length: 25 }, (_, i): Patent => ({ ...published, key: `CN1${String(i).padStart(8, '0')}A`, publications: [{ number: `CN1${String(i).padStart(8, '0')}A`, kind: 'A', day: '2020-01-01' }] }))
  await savePatents(db, many, '试')
  await removePatents(db, [many[3]!.key])
  const from = async (start: string) => {
    const seen: string[] = [], gone: string[] = []
    for (let at = start, more = true; more;) {
      const next = await changes(db, at, 10)
      seen.push(...next.docs.map(({ id }) => id))
      gone.push(...next.gone)
      ;({ mark: at, more } = next)
    }
    return { seen, gone }
  }
  const { seen, gone } = await from(mark), kept = many.filter((_, i) => i !== 3).map(({ key }) => key)
  expect(seen).toEqual(kept)
  expect(new Set(gone)).toEqual(new Set([many[3]!.key]))
  // Transactions are numbers: the hundredth comes after the ninety-ninth, wherever a part ends between them.
  await rows(db, `update patent set tx = case when key < $1 then '100'::xid8 else '99' end where key = any($2)`, [many[12]!.key, kept])
  expect((await from('')).seen.slice(0, kept.length)).toEqual([...kept.slice(11), ...kept.slice(0, 11)])
})

it('of a record of which nothing but itself is known, the status said quickly is the one worked out', () => {
  const day = fc.option(fc.integer({ min: 0, max: 15_000 }).map((n) => addDays('1985-04-01', n)), { nil: undefined })
  fc.assert(fc.property(day, day, day, day, fc.constantFrom('CN', 'US'), fc.constantFrom('invention', 'utility-model', 'design'), (filed, shown, granted, today, office, type) => {
    const patent: Patent = { ...published, office, type: type as Patent['type'], application: { number: '1', ...(filed ? { day: filed } : {}) }, publications: shown ? [{ number: 'CN1A', kind: 'A', day: shown }] : [], ...(granted ? { granted } : {}) }
    const on: Day = today ?? '2022-09-20', { steps: _steps, ...whole } = standing(allEvents(patent, []), on)
    // A right that ends before it begins, or is published after it has run out, is a mistake of the record that no status follows from.
    fc.pre(!filed || ((!granted || granted > filed) && (!shown || shown > filed)) && (!granted || !shown || shown <= granted))
    fc.pre(!filed || !granted || granted < addDays(filed, 2_800))
    expect(statusOf(patent, [], on)).toEqual(whole)
  }), { numRuns: 300 })
})

it('a record that was written out to be copied is read back as it was', () => {
  const text = fc.oneof(fc.string({ minLength: 1, unit: 'grapheme' }), fc.array(fc.constantFrom('\\', 'N', '\t', '\n', '\r', '"', '{', '}', ',', '法', '𠮷'), { minLength: 1 }).map((of) => of.join(''))).map((of) => of.replaceAll('\0', ''))
    .filter((of) => of !== '')
  const one = fc.record({ title: text, abstract: text, claims: text, inventors: fc.array(text), family: text, granted: fc.constantFrom<Day>('2018-10-09') }, { requiredKeys: ['title'] })
  fc.assert(fc.property(fc.array(one, { minLength: 1 }), (of) => {
    const patents = of.map((some, n): Patent => ({ ...granted, ...some, key: `CN${n}`, applicants: [{ ...company, name: some.title }], ipc: [{ symbol: some.family ?? 'A01B1/00' }] }))
    const packed = packer({ today: '2022-09-20', source: 't\t', importId: 1, foldedName: (name) => name })
    for (const patent of patents) packed.add([patent])
    expect(readingsOf(packed.take()).map(patentIn)).toEqual(patents)
  }), { numRuns: 100 })
})

it('a name is a party only once a person has said so', async () => {
  const { db } = fresh
  const who = await anApplicant(db, { party: '天津某显示技术有限公司' })
  expect((await readPatent(db, granted.key))!.applicants[0]).not.toHaveProperty('party')
  const [proposal] = await linkProposals(db)
  expect(proposal).toMatchObject({ name: company.name, party: { id: who.partyId } })
  const of = { folded: proposal!.folded, party: who.partyId!, by: 'x', at: '2022-03-01T01:00:00.000Z' as const }
  expect(await confirmLink(db, { ...of, party: 'another', is: true })).toMatchObject({ ok: false })
  expect(await confirmLink(db, { ...of, is: true })).toEqual({ ok: true, value: undefined })
  expect((await readPatent(db, granted.key))!.applicants[0]).toMatchObject({ party: who.partyId })
  expect(await confirmLink(db, { ...of, is: false })).toMatchObject({ ok: false, refusals: [{ say: '“天津某显示技术有限公司”的对应已由他人核过' }] })
  expect(await linkProposals(db)).toEqual([])
})

it('citations are counted by the publication cited, and follow the records', async () => {
  const { db } = fresh
  const citing = (n: number, cites: string[]): Patent => ({ ...published, key: `CN90000000${n}A`, publications: [{ number: `CN90000000${n}A`, kind: 'A', day: '2020-01-01' }], cites: cites.map((number) => ({ number })) })
  await savePatents(db, [citing(1, ['CN104751825B']), citing(2, ['CN104751825A', 'CN104751825B', 'US1B2']), citing(3, [])], '试')
  await followCitations(db)
  const cited = (await readPatent(db, granted.key))!
  expect((await citedBy(db, [cited])).get(cited.key)).toBe(2)
  await savePatents(db, [{ ...citing(1, ['US1B2']), title: '改了' }], '试')
  await removePatents(db, ['CN900000002A'])
  await followCitations(db)
  expect((await citedBy(db, [cited])).get(cited.key)).toBe(0)
})

it('a text that is not published is for whom it is needed by, every reading is written down, and it is no change of the library', async () => {
  const house = await aHouse(fresh.db), { db } = fresh
  const [one, other, above] = [await anOfficial(db, 'fj.3501', ['handle']), await anOfficial(db, 'fj.3502', ['handle']), await anOfficial(db, 'fj.protection', ['decide'])]
  const { mark } = await changes(db, '', 1_000)
  const kept = await keepUnpublished(house, one, { unitId: 'fj.3501', title: '未公开', text: '一种还没有公开的方法', why: '预审' })
  const id = kept.ok ? kept.value : ''
  expect(await readUnpublished(house, one, id, '核查')).toMatchObject({ ok: true, value: { text: '一种还没有公开的方法' } })
  for (const who of [other, above]) expect(await readUnpublished(house, who, id, '看看')).toEqual(await readUnpublished(house, who, 'no-such', '看看'))
  expect(await readUnpublished(house, one, id, ' ')).toMatchObject({ ok: false })
  expect((await unpublishedReads(house)).map((r) => [r.memberId, r.textId === id, r.allowed]).reverse()).toEqual([[one.id, true, true], ...[other, above].flatMap((w) => [[w.id, true, false], [w.id, false, false]])])
  expect(await changes(db, mark, 1_000)).toMatchObject({ docs: [], gone: [] })
})

it('an address says its province, and of the own province its city and county', () => {
  const at = (address: string, parts = {}) => placesOf([{ place: '福建省', level: 'province', code: '350000' }, { place: '福州市', level: 'city', code: '350100' }, { place: '鼓楼区', level: 'county', code: '350102' }, { place: '泉州市', level: 'city', code: '350500' }, { place: '安溪县', level: 'county', code: '350524' }]).regionOf(address, parts)
  expect([
    at('350001 福建省福州市鼓楼区软件大道1号'), at('福建省安溪县某村'), at('福州市某路'), at('福建省泉州市鼓楼区'), at('江苏省南京市鼓楼区某路'), at('天津市滨海新区', { province: '天津市', city: '市辖区', county: '滨海新区' }), at('某路1号', { province: '福建省', city: '福州市', county: '鼓楼区' }), at('没有地名'),
  ]).toEqual(['350102', '350524', '350100', '350500', '320000', '120000', '350102', undefined])
})

it('around a record stand its life, its relatives each once, and what it cites and is cited by', async () => {
  const { db } = fresh
  const of = (n: number, rest: Partial<Patent> = {}): Patent => ({ ...published, key: `CN80000000${n}A`, publications: [{ number: `CN80000000${n}A`, kind: 'A', day: '2020-01-01' }], family: 'F8', ...rest })
  const own = of(1, { parent: 'CN800000002A', cites: [{ number: 'CN800000009A', by: 'examiner' }, { number: 'US1B2' }] })
  await savePatents(db, [own, of(2), of(3, { parent: own.key }), of(4), of(9, { family: 'F9' }), of(5, { family: 'F5', cites: [{ number: 'CN800000001B' }] })], '试', { events: [{ key: own.key, kind: 'examination', day: '2020-06-01', text: '', source: '试' }, { key: own.key, kind: 'expired', day: '2040-01-02', text: '', source: '试' }] })
  await followCitations(db)
  const around = await aroundPatent(db, (await readPatent(db, own.key))!, { on: '2020-01-31', today: '2022-09-20' }), keys = (patents: Patent[]) => patents.map(({ key }) => key)
  // It is not in force: that it would run out is not told.
  expect([around.events.map(({ kind }) => kind), around.standing.steps.length, around.today.steps.length]).toEqual([['publication', 'examination'], 2, 3])
  expect([around.parent?.key, keys(around.divisionals), keys(around.family)]).toEqual(['CN800000002A', ['CN800000003A'], ['CN800000004A']])
  expect(around.cites.map(({ number, by, patent }) => [number, by, patent?.key])).toEqual([['CN800000009A', 'examiner', 'CN800000009A'], ['US1B2', undefined, undefined]])
  expect([around.citedBy.total, keys(around.citedBy.patents)]).toEqual([1, ['CN800000005A']])
})

it('a record is known by its last publication, else by its application as people write it', () => {
  expect([granted, { ...granted, publications: [] }, { ...granted, publications: [], application: { number: '2015101633256' } }, { ...granted, office: 'US', publications: [], application: { number: '201510163325' } }, { ...published, publications: [] }].map((p) => numberOf(p as Patent)))
    .toEqual(['CN104751825B', '201510163325.6', '201510163325.6', '201510163325', 'CN104751825A'])
})
