import { hash, randomUUID } from 'node:crypto'
import { type Changed, csvOf, drawSample, precision, recall } from '../../engines/navigation/index.ts'
import { canonical, type Day, type Instant, no, type Result, yes } from '../../kernel/index.ts'
import { view, visibleAmong, visibleCase } from '../../platform/cases/index.ts'
import { type Db, rows } from '../../platform/db/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { keyOfNumber, patentsOf } from '../../platform/library/index.ts'
import { isInside, isOfficial, type Who } from '../../platform/people/index.ts'
import { lineOf, type PatentLine, type PatentQuery } from '../../platform/search/index.ts'
import type { Shown } from './figure-thread.ts'
import { ask, type Asked, compareFigures, keptFigure } from './figures.ts'
import { confirmersLeast, type Kind, kinds, mandatory, type Module, modules, precisionLeast, recallLeast, sampleLeast } from './items/navigation-project/parameters.ts'
import { type Effects, effectsOf, type GroupLine, groupsOf, optionsNow, placedOf, type PlacedLine, type ThresholdLine, thresholdsOf } from './judgements.ts'
import { type FigureKind, figureKinds, type FigureOptions } from './kinds.ts'
import { navigationAdoptions } from './registers.ts'

/** A room as lists show it. */
export interface RoomRow { id: string; title: string; kind: Kind; kindLabel: string; industry: string; owner: string; caseNumber: string | null; searchCount: number; figureCount: number; madeBy: string; madeAt: Instant }
export interface Node { no: number; parent: number | null; level: number; name: string; terms: string[]; ipc: string[] }
interface SearchLine { id: number; purpose: string; asked: PatentQuery; day: Day; library: string; total: number; counted: number; by: string; at: Instant; recall: Measured | null }
export interface Measured { hits: number; of: number; from: number; to: number; reached: boolean; steps: string[] }
interface SampleLine { id: number; search: number; seed: string; size: number; judged: number; by: string; at: Instant; steps: string[]; precision: Measured | null }
interface NoiseLine { id: number; what: string; why: string; before: number; after: number; removed: number; added: number; by: string; at: Instant }
interface FigureLine { id: number; search: number; replaces: number | null; kind: FigureKind; title: string; say: string; note: string; day: Day; library: string; by: string; at: Instant }
interface Confirmation { id: number; expert: string; employer: string; verdict: 'agreed' | 'objected'; opinion: string; day: Day; by: string; at: Instant; current: boolean }
export interface ModuleLine { module: Module; label: string; required: boolean; done: boolean; note: string; by: string | null; at: Instant | null; shown: string }
export interface RoomView extends RoomRow {
  city: string | null; caseId: string | null; may: { work: boolean }
  tree: Node[]; confirmations: Confirmation[]; confirmed: { n: number; least: number; enough: boolean }
  searches: SearchLine[]; seeds: { key: string; source: string; by: string; line: PatentLine | null }[]; samples: SampleLine[]; noise: NoiseLine[]; figures: FigureLine[]; modules: ModuleLine[]
  /** What people said beside what the records say; of the sorting by hand the newest, and how much of it there is. */
  effects: Effects; placed: PlacedLine[]; placedCount: number; groups: GroupLine[]; thresholds: ThresholdLine
  adoptions: { document: string; body: string; on: string; how: string; status: string }[]
}
export interface FigureView extends FigureLine { figure: Shown; asked: PatentQuery; newer: number | null; changes: { id: string; name: string; column: string; kind: Changed['kind']; before: string | number | null; now: string | number | null; came: number; gone: number }[] | null }

interface Row { id: string; title: string; kind: Kind; industry: string; city: string | null; case_id: string | null; unit_id: string | null; party_id: string | null; made_name: string; made_at: Instant; tree_hash: string | null }
interface ListRow extends Row { party_name: string | null; search_count: number; figure_count: number; case_number: string | null }
interface SearchRow { id: number; purpose: string; asked: PatentQuery; on_day: Day; library: string; total: number; keys: string[]; by_name: string; at: Instant }
interface FigureRow { id: number; search_id: number; replaces: number | null; kind: FigureKind; options: FigureOptions; note: string; figure: Shown; by_name: string; at: Instant; on_day: Day; library: string; asked: PatentQuery }

export const noSuch = no({ code: 'not-found', say: '没有这个导航项目室，或您无权查看' })
const lookOnly = no({ code: 'not-yours', say: '您可以查看这个项目室，但不能在其中工作' })
/** Offices of the province see every room, a city those of its places; a party its own, and rooms of cases it takes part in. */
const seesByOffice = (house: House, who: Who, room: Pick<Row, 'unit_id'>): boolean =>
  who.auditor || who.admin || who.seats.some(({ unit }) => house.units.get(unit)?.level === 'province' || (room.unit_id !== null && house.units.isWithin(room.unit_id, unit)))
const ownerOf = (house: House, row: ListRow): string => (row.unit_id ? house.units.name(row.unit_id) : row.party_name ?? '')

const listColumns = `r.*, p.name as party_name, c.number as case_number, (select count(*)::int from navigation_search s where s.room_id = r.id) as search_count,
  (select count(*)::int from navigation_figure f where f.room_id = r.id and not exists (select from navigation_figure n where n.replaces = f.id)) as figure_count`
const rowOf = (house: House, row: ListRow): RoomRow => ({
  id: row.id, title: row.title, kind: row.kind, kindLabel: kinds[row.kind], industry: row.industry, owner: ownerOf(house, row), caseNumber: row.case_number, searchCount: row.search_count, figureCount: row.figure_count, madeBy: row.made_name, madeAt: row.made_at,
})

/** Rooms a person may see, the newest first. */
export async function roomsOf(house: House, who: Who): Promise<RoomRow[]> {
  const all = await rows<ListRow>(house.db, `select ${listColumns} from navigation_room r left join party p on p.id = r.party_id left join case_file c on c.id = r.case_id
    where $1 or r.party_id = $2 or exists (select from case_party k where k.case_id = r.case_id and k.party_id = $2) order by r.made_at desc, r.id limit 2000`, [isInside(who), who.partyId ?? null])
  if (!isInside(who)) return all.map((row) => rowOf(house, row))
  const others = all.filter((row) => !seesByOffice(house, who, row)), byCase = isOfficial(who) ? await visibleAmong(house, who, others.flatMap((row) => row.case_id ?? [])) : new Set<string>()
  return all.filter((row) => !others.includes(row) || row.party_id === who.partyId || (row.case_id !== null && byCase.has(row.case_id))).map((row) => rowOf(house, row))
}
/** Offices that see the case of a room, and its parties; never those who judge the work without knowing whose it is. */
async function seesByCase(house: House, who: Who, row: Pick<Row, 'case_id'>): Promise<boolean> {
  if (row.case_id === null) return false
  if (isOfficial(who)) return (await visibleCase(house, who, row.case_id)).ok
  return who.partyId !== undefined && (await rows(house.db, 'select from case_party where case_id = $1 and party_id = $2', [row.case_id, who.partyId])).length > 0
}

export async function makeRoom(house: House, who: Who, of: { title: string; kind: Kind; industry: string; city?: string; caseId?: string }): Promise<Result<RoomView>> {
  const unit = isOfficial(who) ? who.seats[0]!.unit : undefined
  if (!unit && !who.partyId) return no({ code: 'not-allowed', say: '导航项目室由各级知识产权部门和代表单位登录的人员建立' })
  if (!of.title.trim()) return no({ code: 'title-missing', at: 'title', say: '请写明项目名称' })
  if (of.city && !house.units.all.some((u) => u.code === of.city && u.level === 'city')) return no({ code: 'no-such-city', at: 'city', say: '没有这个设区市' })
  if (of.caseId) {
    const seen = await visibleCase(house, who, of.caseId)
    if (!seen.ok) return seen
    const drawn = await view(house, who, of.caseId)
    if (!drawn.ok || drawn.value.item.id !== 'navigation-project') return no({ code: 'other-item', at: 'caseId', say: '只能关联专利导航项目的办件' })
  }
  const id = randomUUID()
  await rows(house.db, 'insert into navigation_room (id, title, kind, industry, city, case_id, unit_id, party_id, made_by, made_name, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
    [id, of.title.trim(), of.kind, of.industry.trim(), of.city ?? null, of.caseId ?? null, unit ?? null, unit ? null : who.partyId, who.id, who.name, house.now()])
  return roomView(house, who, id)
}

export async function seen(house: House, who: Who, id: string): Promise<ListRow | undefined> {
  const [row] = await rows<ListRow>(house.db, `select ${listColumns} from navigation_room r left join party p on p.id = r.party_id left join case_file c on c.id = r.case_id where r.id = $1`, [id])
  if (!row) return undefined
  if (seesByOffice(house, who, row) || (who.partyId !== undefined && row.party_id === who.partyId)) return row
  return (await seesByCase(house, who, row)) ? row : undefined
}
/** Auditors and administrators look on; everyone else who sees a room works in it and signs what they do. */
const mayWork = (who: Who): boolean => isOfficial(who) || who.partyId !== undefined
/** The room of whoever may work in it. */
export async function worked(house: House, who: Who, id: string): Promise<Result<ListRow>> {
  const row = await seen(house, who, id)
  if (!row) return noSuch
  return mayWork(who) ? yes(row) : lookOnly
}

/** One person at a time in a room: what was looked at stays so until it is written down, all of it or nothing. */
export const oneAtATime = <T>(house: House, id: string, work: (tx: Db) => Promise<T>): Promise<T> => house.db.transaction().execute(async (tx) => {
  await rows(tx, 'select from navigation_room where id = $1 for no key update', [id])
  return work(tx)
})

/** Lines of sorting by hand that a room shows at once. */
const mostPlaced = 500

export async function roomView(house: House, who: Who, id: string): Promise<Result<RoomView>> {
  const row = await seen(house, who, id)
  if (!row) return noSuch
  const { db } = house, day = today(house)
  const [tree, confirmations, searches, seeds, samples, noise, figures, effects, placed, groups, thresholds, checked] = await Promise.all([
    rows<Node>(db, 'select no, parent, level, name, terms, ipc from navigation_node where room_id = $1 order by no', [id]),
    rows<Omit<Confirmation, 'current'> & { tree_hash: string }>(db, 'select id, tree_hash, expert, employer, verdict, opinion, on_day as day, by_name as by, at from navigation_confirmation where room_id = $1 order by id desc', [id]),
    rows<SearchRow>(db, 'select id, purpose, asked, on_day, library, total, keys, by_name, at from navigation_search where room_id = $1 order by id desc limit 200', [id]),
    rows<{ key: string; source: string; by: string }>(db, 'select key, source, by_name as by from navigation_seed where room_id = $1 order by at, key', [id]),
    rows<{ id: number; search: number; seed: string; size: number; steps: string[]; by: string; at: Instant; judged: number; relevant: number }>(db, `
      select s.id, s.search_id as search, s.seed, cardinality(s.keys) as size, s.steps, s.by_name as by, s.at, count(j.key)::int as judged, (count(*) filter (where j.relevant))::int as relevant
      from navigation_sample s left join lateral (select distinct on (key) key, relevant from navigation_judgement where sample_id = s.id order by key, id desc) j on true where s.room_id = $1 group by s.id order by s.id desc`, [id]),
    rows<NoiseLine>(db, 'select id, what, why, before_id as before, after_id as after, removed, added, by_name as by, at from navigation_noise where room_id = $1 order by id', [id]),
    figuresOf(db, id), effectsOf(db, id), placedOf(db, id), groupsOf(db, id), thresholdsOf(db, id, day),
    rows<{ module: Module; done: boolean; note: string; by: string; at: Instant }>(db, 'select module, done, note, by_name as by, at from navigation_module where room_id = $1', [id]),
  ])
  const patents = new Map((await patentsOf(db, seeds.map((s) => s.key))).map((p) => [p.key, lineOf(p, '')]))
  const agreed = new Set(confirmations.filter((c) => c.verdict === 'agreed' && c.tree_hash === row.tree_hash).map((c) => `${c.expert} ${c.employer}`)).size, least = confirmersLeast.on(day)
  const searchLines: SearchLine[] = searches.map((s) => ({
    id: s.id, purpose: s.purpose, asked: s.asked, day: s.on_day, library: s.library, total: s.total, counted: s.keys.length, by: s.by_name, at: s.at,
    recall: measured(recall(seeds.map((x) => x.key), new Set(s.keys), recallLeast.on(day))),
  }))
  const sampleLines: SampleLine[] = samples.map(({ relevant, judged, ...s }) => ({ ...s, judged, precision: measured(precision(Array.from({ length: judged }, (_, i) => ({ relevant: i < relevant })), precisionLeast.on(day), sampleLeast.on(day))) }))
  const room: Omit<RoomView, 'modules'> = {
    ...rowOf(house, row), city: row.city, caseId: row.case_id, may: { work: mayWork(who) }, tree, confirmations: confirmations.map(({ tree_hash, ...c }) => ({ ...c, current: tree_hash === row.tree_hash })),
    confirmed: { n: agreed, least, enough: agreed >= least }, searches: searchLines, seeds: seeds.map((s) => ({ ...s, line: patents.get(s.key) ?? null })), samples: sampleLines, noise, figures, effects, placed: placed.slice(0, mostPlaced), placedCount: placed.length, groups, thresholds, adoptions: await adoptionsOf(db, row.case_id),
  }
  return yes({ ...room, modules: checklist(room, checked, day) })
}
const measured = (of: { value: { hits: number; of: number; from: number; to: number; reached: boolean }; steps: string[] } | undefined): Measured | null => {
  if (!of) return null
  const { hits, of: all, from, to, reached } = of.value
  return { hits, of: all, from, to, reached, steps: of.steps }
}

/** What the room itself shows for a module, beside what a person ticks. */
function checklist(room: Omit<RoomView, 'modules'>, checked: readonly { module: Module; done: boolean; note: string; by: string; at: Instant }[], day: Day): ModuleLine[] {
  const required = mandatory.on(day)[room.kind]
  const shown: Partial<Record<Module, string>> = {
    collection: room.searches.length ? `检索策略记录${room.searches.length}条` : '还没有检索记录',
    sampling: [room.searches[0]?.recall?.steps[0] ?? '没有种子专利，查全率未算', room.samples[0]?.precision?.steps[0] ?? '没有抽样判断，查准率未算'].join('；'),
    denoising: room.noise.length ? `去噪记录${room.noise.length}条` : '还没有去噪记录',
    breakdown: room.tree.length ? `三级分解${room.tree.length}个节点，现行分解表由${room.confirmed.n}名专家确认（至少${room.confirmed.least}名）` : '还没有技术分解表',
  }
  const of = new Map(checked.map((c) => [c.module, c]))
  return (Object.keys(modules) as Module[]).filter((m) => required.includes(m) || of.has(m)).map((module) => {
    const c = of.get(module)
    return { module, label: modules[module], required: required.includes(module), done: c?.done ?? false, note: c?.note ?? '', by: c?.by ?? null, at: c?.at ?? null, shown: shown[module] ?? '' }
  })
}

async function adoptionsOf(db: Db, caseId: string | null): Promise<RoomView['adoptions']> {
  if (!caseId) return []
  const found = await rows<{ status: string; from_day: string; data: Record<string, string> }>(db, `select status, from_day, data from entry where register = 'navigation-adoptions' and case_id = $1 order by id`, [caseId])
  return found.map(({ status, from_day, data }) => ({ document: data.document!, body: data.body!, on: from_day, how: data.how!, status: navigationAdoptions.statuses[status]! }))
}

/** The whole tree in place of the one before; a confirmation of the one before no longer stands for it. */
export async function writeTree(house: House, who: Who, id: string, nodes: readonly Omit<Node, 'level'>[]): Promise<Result<RoomView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  const byNo = new Map(nodes.map((n) => [n.no, n]))
  if (byNo.size < nodes.length) return no({ code: 'same-number', at: 'nodes', say: '有两个节点编号相同' })
  const levels = new Map<number, number>()
  const levelOf = (no: number, seenNos: readonly number[] = []): number | undefined => {
    const node = byNo.get(no)
    if (!node || seenNos.includes(no)) return undefined
    const known = levels.get(no) ?? (node.parent === null ? 1 : (levelOf(node.parent, [...seenNos, no]) ?? Number.NaN) + 1)
    levels.set(no, known)
    return known
  }
  for (const node of nodes) {
    const level = levelOf(node.no)
    if (level === undefined || Number.isNaN(level)) return no({ code: 'no-parent', at: 'nodes', say: `“${node.name}”的上级不在分解表中` })
    if (level > 3) return no({ code: 'too-deep', at: 'nodes', say: `“${node.name}”在第${level}级；技术分解表为三级` })
    if (!node.name.trim()) return no({ code: 'name-missing', at: 'nodes', say: '有节点没有名称' })
  }
  const kept = nodes.map((n) => ({ ...n, name: n.name.trim(), level: levels.get(n.no)! }))
  const treeHash = kept.length ? hash('sha256', canonical(kept.map(({ no: nodeNo, parent, name, terms, ipc }) => ({ no: nodeNo, parent, name, terms, ipc }))), 'hex') : null
  await oneAtATime(house, id, async (tx) => {
    await rows(tx, 'delete from navigation_node where room_id = $1', [id])
    for (const n of kept) await rows(tx, 'insert into navigation_node (room_id, no, parent, level, name, terms, ipc) values ($1, $2, $3, $4, $5, $6, $7)', [id, n.no, n.parent, n.level, n.name, n.terms, n.ipc])
    await rows(tx, 'update navigation_room set tree_hash = $2 where id = $1', [id, treeHash])
  })
  return roomView(house, who, id)
}

export async function confirmTree(house: House, who: Who, id: string, of: { expert: string; employer: string; verdict: 'agreed' | 'objected'; opinion: string; day: Day }): Promise<Result<RoomView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  if (!room.value.tree_hash) return no({ code: 'no-tree', say: '还没有技术分解表，无从确认' })
  if (!of.expert.trim() || !of.employer.trim()) return no({ code: 'expert-missing', at: 'expert', say: '请写明专家姓名和单位' })
  if (of.day > today(house)) return no({ code: 'day-ahead', at: 'day', say: '确认日期不得晚于今日' })
  await rows(house.db, 'insert into navigation_confirmation (room_id, tree_hash, expert, employer, verdict, opinion, on_day, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [id, room.value.tree_hash, of.expert.trim(), of.employer.trim(), of.verdict, of.opinion, of.day, who.id, who.name, house.now()])
  return roomView(house, who, id)
}

/** Asks the library and writes down what was asked, when, of which state of it, and all that it found. */
export async function logSearch(house: House, who: Who, id: string, of: { purpose: string; asked: PatentQuery }): Promise<Result<RoomView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  if (!of.purpose.trim()) return no({ code: 'purpose-missing', at: 'purpose', say: '请写明这次检索为什么这样检' })
  const found = await ask(house, of.asked)
  if (!found.ok) return found
  await writeSearch(house, house.db, who, id, of.purpose.trim(), found.value)
  return roomView(house, who, id)
}
async function writeSearch(house: House, db: Db, who: Who, id: string, purpose: string, { query, keys, total, library }: Asked): Promise<number> {
  const [made] = await rows<{ id: number }>(db, 'insert into navigation_search (room_id, purpose, asked, on_day, library, total, keys, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id',
    [id, purpose, JSON.stringify(query), today(house), library, total, keys, who.id, who.name, house.now()])
  return made!.id
}
async function searchIn(house: House, room: string, id: number): Promise<SearchRow | undefined> {
  const [found] = await rows<SearchRow>(house.db, 'select id, purpose, asked, on_day, library, total, keys, by_name, at from navigation_search where room_id = $1 and id = $2', [room, id])
  return found
}
/** A search as figures go over it; the newest where none is named. */
export async function askedIn(house: House, room: string, id?: number): Promise<{ id: number; asked: Asked } | undefined> {
  const newest = id ?? (await rows<{ id: number }>(house.db, 'select id from navigation_search where room_id = $1 order by id desc limit 1', [room]))[0]?.id
  const found = newest === undefined ? undefined : await searchIn(house, room, newest)
  return found && { id: found.id, asked: { query: found.asked, keys: found.keys, total: found.total, library: found.library } }
}
const noSearch = (at: string) => no({ code: 'no-such-search', at, say: '这个项目室没有这次检索' })

/** Seeds by any of their numbers. Those the library does not have cannot test it and are refused, all of them together. */
export async function addSeeds(house: House, who: Who, id: string, of: { numbers: readonly string[]; source: string }): Promise<Result<RoomView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  if (!of.source.trim()) return no({ code: 'source-missing', at: 'source', say: '请写明种子专利由谁、依据什么给出；不得取自本项目自己的检索结果' })
  const keys = await knownKeys(house, of.numbers)
  if (!keys.ok) return keys
  for (const key of keys.value) await rows(house.db, 'insert into navigation_seed (room_id, key, source, by_name, at) values ($1, $2, $3, $4, $5) on conflict do nothing', [id, key, of.source.trim(), who.name, house.now()])
  return roomView(house, who, id)
}

/** Applications by any of their numbers; those the library does not have are refused, all of them together. */
export async function knownKeys(house: House, numbers: readonly string[]): Promise<Result<string[]>> {
  const keys: string[] = [], unknown: string[] = []
  for (const number of new Set(numbers.map((n) => n.trim()).filter(Boolean))) {
    const key = await keyOfNumber(house.db, number)
    if (key) keys.push(key)
    else unknown.push(number)
  }
  if (unknown.length) return no({ code: 'not-in-library', at: 'numbers', say: `专利库里没有：${unknown.slice(0, 20).join('、')}${unknown.length > 20 ? `等${unknown.length}件` : ''}；请核对号码，或先导入` })
  return yes([...new Set(keys)])
}

export async function takeSample(house: House, who: Who, id: string, of: { search: number; seed: string; size: number }): Promise<Result<RoomView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  const search = await searchIn(house, id, of.search)
  if (!search) return noSearch('search')
  if (search.keys.length === 0) return no({ code: 'nothing-found', at: 'search', say: '这次检索没有结果，无从抽样' })
  const drawn = drawSample(search.keys, of.size, of.seed)
  await rows(house.db, 'insert into navigation_sample (room_id, search_id, seed, keys, steps, by_name, at) values ($1, $2, $3, $4, $5, $6, $7)', [id, of.search, of.seed, drawn.value, JSON.stringify(drawn.steps), who.name, house.now()])
  return roomView(house, who, id)
}

export interface SampleView { id: number; room: string; seed: string; steps: string[]; pieces: { key: string; line: PatentLine | null; relevant: boolean | null; why: string; by: string | null }[]; may: { work: boolean } }
export async function sampleView(house: House, who: Who, id: string, sample: number): Promise<Result<SampleView>> {
  const room = await seen(house, who, id)
  const [found] = room ? await rows<{ id: number; seed: string; keys: string[]; steps: string[] }>(house.db, 'select id, seed, keys, steps from navigation_sample where room_id = $1 and id = $2', [id, sample]) : []
  if (!found) return noSuch
  const judged = new Map((await rows<{ key: string; relevant: boolean; why: string; by: string }>(house.db, 'select distinct on (key) key, relevant, why, by_name as by from navigation_judgement where sample_id = $1 order by key, id desc', [sample])).map((j) => [j.key, j]))
  const lines = new Map((await patentsOf(house.db, found.keys)).map((p) => [p.key, lineOf(p, '')]))
  return yes({
    id: found.id, room: id, seed: found.seed, steps: found.steps, may: { work: mayWork(who) },
    pieces: found.keys.map((key) => ({ key, line: lines.get(key) ?? null, relevant: judged.get(key)?.relevant ?? null, why: judged.get(key)?.why ?? '', by: judged.get(key)?.by ?? null })),
  })
}
export async function judge(house: House, who: Who, id: string, sample: number, of: { key: string; relevant: boolean; why: string }): Promise<Result<SampleView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  const [found] = await rows<{ id: number }>(house.db, 'select id from navigation_sample where room_id = $1 and id = $2 and $3 = any(keys)', [id, sample, of.key])
  if (!found) return no({ code: 'not-drawn', at: 'key', say: '这一件不在样本中' })
  await rows(house.db, 'insert into navigation_judgement (sample_id, key, relevant, why, by_name, at) values ($1, $2, $3, $4, $5, $6)', [sample, of.key, of.relevant, of.why, who.name, house.now()])
  return sampleView(house, who, id, sample)
}

/** What was taken out between two searches, and why; the two searches themselves say how much. */
export async function logNoise(house: House, who: Who, id: string, of: { what: string; why: string; before: number; after: number }): Promise<Result<RoomView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  const [before, after] = await Promise.all([searchIn(house, id, of.before), searchIn(house, id, of.after)])
  if (!before || !after) return noSearch(before ? 'after' : 'before')
  if (!of.what.trim() || !of.why.trim()) return no({ code: 'why-missing', at: of.what.trim() ? 'why' : 'what', say: '请写明去掉了什么、依据什么' })
  const had = new Set(before.keys), has = new Set(after.keys)
  await rows(house.db, 'insert into navigation_noise (room_id, what, why, before_id, after_id, removed, added, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [id, of.what.trim(), of.why.trim(), of.before, of.after, before.keys.filter((k) => !has.has(k)).length, after.keys.filter((k) => !had.has(k)).length, who.name, house.now()])
  return roomView(house, who, id)
}

export async function tickModule(house: House, who: Who, id: string, of: { module: Module; done: boolean; note: string }): Promise<Result<RoomView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  await rows(house.db, `insert into navigation_module (room_id, module, done, note, by_name, at) values ($1, $2, $3, $4, $5, $6)
    on conflict (room_id, module) do update set done = excluded.done, note = excluded.note, by_name = excluded.by_name, at = excluded.at`, [id, of.module, of.done, of.note, who.name, house.now()])
  return roomView(house, who, id)
}

const figureColumns = 'f.id, f.search_id, f.replaces, f.kind, f.options, f.note, f.figure, f.by_name, f.at, s.on_day, s.library, s.asked'
async function figuresOf(db: Db, id: string): Promise<FigureLine[]> {
  const found = await rows<Omit<FigureRow, 'figure' | 'options' | 'asked'> & { title: string; say: string }>(db, `select f.id, f.search_id, f.replaces, f.kind, f.note, f.by_name, f.at, s.on_day, s.library, f.figure ->> 'title' as title, f.figure ->> 'say' as say
    from navigation_figure f join navigation_search s on s.id = f.search_id where f.room_id = $1 order by f.id`, [id])
  return found.map(lineOfFigure)
}
const lineOfFigure = (f: Omit<FigureRow, 'figure' | 'options' | 'asked'> & { title: string; say: string }): FigureLine =>
  ({ id: f.id, search: f.search_id, replaces: f.replaces, kind: f.kind, title: f.title, say: f.say, note: f.note, day: f.on_day, library: f.library, by: f.by_name, at: f.at })

/** Computes a figure over a search as it was found then, and keeps it with all it was made from. */
export async function keepFigure(house: House, who: Who, id: string, of: { search: number; kind: FigureKind; options: FigureOptions; note: string; level?: number }): Promise<Result<FigureView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  const search = await searchIn(house, id, of.search)
  if (!search) return noSearch('search')
  const made = await optionsNow(house.db, room.value, of.kind, { ...of.options, ...(of.level === undefined ? {} : { level: of.level }) }, today(house))
  if (!made.ok) return made
  const options = made.value
  const drawn = await keptFigure(house, { query: search.asked, keys: search.keys, total: search.total, library: search.library }, of.kind, options)
  const [kept] = await rows<{ id: number }>(house.db, 'insert into navigation_figure (room_id, search_id, kind, options, note, figure, keys, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id',
    [id, of.search, of.kind, JSON.stringify(options), of.note, drawn.figure, drawn.keys, who.id, who.name, house.now()])
  return figureView(house, who, id, kept!.id)
}

/** Asks the same again today, with what the room's people have said by now; the search is logged, and the new figure stands beside the old one. */
export async function rerunFigure(house: House, who: Who, id: string, figure: number): Promise<Result<FigureView>> {
  const room = await worked(house, who, id)
  if (!room.ok) return room
  const old = await figureRow(house.db, id, figure)
  if (!old) return noSuch
  const [newer] = await rows<{ id: number }>(house.db, 'select id from navigation_figure where replaces = $1', [figure])
  if (newer) return no({ code: 'has-newer', say: '这张图已经重跑过，请从最新的一张重跑' })
  const found = await ask(house, old.asked)
  if (!found.ok) return found
  const options = await optionsNow(house.db, room.value, old.kind, old.options, today(house))
  if (!options.ok) return options
  const drawn = await keptFigure(house, found.value, old.kind, options.value)
  const made = await house.db.transaction().execute(async (tx) => {
    const search = await writeSearch(house, tx, who, id, `重跑图表“${figureKinds[old.kind]}”`, found.value)
    const [row] = await rows<{ id: number }>(tx, `insert into navigation_figure (room_id, search_id, replaces, kind, options, note, figure, keys, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      on conflict (replaces) where replaces is not null do nothing returning id`, [id, search, figure, old.kind, JSON.stringify(options.value), old.note, drawn.figure, drawn.keys, who.id, who.name, house.now()])
    return row?.id
  })
  return made === undefined ? no({ code: 'has-newer', say: '这张图刚由他人重跑，请刷新' }) : figureView(house, who, id, made)
}

async function figureRow(db: Db, id: string, figure: number): Promise<FigureRow | undefined> {
  const [found] = await rows<FigureRow>(db, `select ${figureColumns} from navigation_figure f join navigation_search s on s.id = f.search_id where f.room_id = $1 and f.id = $2`, [id, figure])
  return found
}

export async function figureView(house: House, who: Who, id: string, figure: number): Promise<Result<FigureView>> {
  const room = await seen(house, who, id), found = room ? await figureRow(house.db, id, figure) : undefined
  if (!found) return noSuch
  const [newer] = await rows<{ id: number }>(house.db, 'select id from navigation_figure where replaces = $1', [figure])
  const changed = found.replaces === null ? null : await changedSince(house.db, id, found.replaces, figure)
  return yes({
    ...lineOfFigure({ ...found, title: found.figure.title, say: found.figure.say }), figure: found.figure, asked: found.asked, newer: newer?.id ?? null,
    changes: changed && changed.map(({ came, gone, ...c }) => ({ ...c, came: came.length, gone: gone.length })),
  })
}
async function changedSince(db: Db, id: string, before: number, now: number): Promise<Changed[]> {
  const both = await rows<{ id: number; figure: string; keys: string }>(db, 'select id, figure::text, keys::text from navigation_figure where room_id = $1 and id = any($2)', [id, [before, now]])
  const of = (n: number) => both.find((f) => f.id === n)!
  return compareFigures(of(before), of(now))
}

/** The applications that came into one number since the figure before, or went out of it. */
export async function keysInChange(house: House, who: Who, id: string, figure: number, at: { line: string; column: string; which: 'came' | 'gone' }): Promise<Result<string[]>> {
  const room = await seen(house, who, id), found = room ? await figureRow(house.db, id, figure) : undefined
  if (!found) return noSuch
  const changed = found.replaces === null ? [] : await changedSince(house.db, id, found.replaces, figure)
  const one = changed.find((c) => c.id === at.line && c.column === at.column)
  return one ? yes(one[at.which]) : no({ code: 'no-such-number', at: 'line', say: '图表中没有这个变化' })
}

/** The applications behind one number of a kept figure, as they were then. */
export async function keysInFigure(house: House, who: Who, id: string, figure: number, at: { line: string; column: string }): Promise<Result<string[]>> {
  const room = await seen(house, who, id), found = room ? await figureRow(house.db, id, figure) : undefined
  if (!found) return noSuch
  const line = found.figure.lines.findIndex((l) => l.id === at.line), column = found.figure.columns.findIndex((c) => c.id === at.column)
  const [cell] = await rows<{ keys: string[] | null }>(house.db, 'select keys -> $2::int -> $3::int as keys from navigation_figure where id = $1', [figure, line, column])
  return line >= 0 && column >= 0 && cell?.keys ? yes(cell.keys) : no({ code: 'no-such-number', at: 'line', say: '图表中没有这个数字' })
}

/** A kept figure as a table for other programs. */
export async function csvOfKept(house: House, who: Who, id: string, figure: number): Promise<Result<{ name: string; csv: string }>> {
  const room = await seen(house, who, id), found = room ? await figureRow(house.db, id, figure) : undefined
  return found ? yes({ name: `${found.figure.title}.csv`, csv: csvOf(found.figure) }) : noSuch
}
