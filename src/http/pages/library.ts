import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addDays, type Day, fold, isDay, isNo, no, readPatentNumber, type Refusal, type Result, showDay, yes } from '../../kernel/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import {
  applicationShown, aroundPatent, classTitles, eventWords, flagWords, holderWords, type IpcTitle, ipcTitle, keyOfNumber, type LegalEvent, type LegalStatus, movesOf, namesOfSame, numberOf, type Patent, type PatentType,
  readPatent, type Standing, statusWords, termEnd, typeWords, wipoFields,
} from '../../platform/library/index.ts'
import { conditionsOf, type FacetField, inBothScripts, type PatentLine, type PatentQuery, type PatentsFound, placeName, searchEngine, searchPatents } from '../../platform/search/index.ts'
import { type Desk, showNo } from './desk.ts'
import type { HolderPage, IndexBuilding, LibraryAsked, LineSeen, Named, PatentPage, PatentsPage } from './library-model.ts'

/** The patent library as anyone may read it: the search, the record, and what one holder has. */
export function libraryPages(site: FastifyInstance, desk: Desk): void {
  const { house, show } = desk

  site.get<{ Querystring: Record<string, unknown> }>('/patents', async (request, reply) => {
    const asked = readAsked(request.query)
    // A number is a question with one answer.
    const known = looksLikeNumber.test(asked.q) && addressOf(asked) === addressOf({ q: asked.q }) ? await keyOfNumber(house.db, asked.q) : undefined
    if (known) return reply.redirect(recordHref(known), 302)
    const page: PatentsPage = {
      kind: 'patents', asked, lines: [], total: 0, first: (asked.page - 1) * perPage + 1, reach, facets: [], pages: [], places: placesOf(house), examples: examplesOf(asked), chosen: chosenOf(house, asked), orders: ordersOf(asked),
    }
    const query = queryOf(asked)
    const found = isNo(query) ? query : await searchPatents(house, query.value, { order: asked.order, skip: (asked.page - 1) * perPage, take: asked.page * perPage > reach ? 0 : perPage, facets: facetsShown })
    // What is wrong with a question is shown at the question; that nothing can be asked now, instead of it.
    if (isNo(found)) return found.refusals[0]!.code === 'query' ? show(request, reply, { ...page, fault: faultOf(found.refusals) }, 422) : showNo(desk, request, reply, found.refusals)
    const { total, hits, facets, say, simplified } = found.value
    return show(request, reply, {
      ...page, total, facets: facetsOf(asked, facets, await classTitles(house.db, (facets.ipc ?? []).map((f) => f.value))), pages: pagesOf(asked, total), lines: hits.map(seen), ...(say ? { building: await building(house, say) } : {}), ...(simplified ? { simplified } : {}),
      ...(request.who.id && !isWhole(asked) ? { save: `/w/library/saved?keep=${encodeURIComponent(addressOf(asked, { page: 1 }).split('?')[1] ?? '')}` } : {}),
    })
  })

  site.get<{ Params: { key: string }; Querystring: { on?: string } }>('/patents/:key', async (request, reply) => {
    const { key } = request.params
    const patent = await readPatent(house.db, key)
    if (patent && patent.key === key) return show(request, reply, await recordPage(house, patent, dayAsked(house, request.query.on)))
    const known = patent?.key ?? await keyOfNumber(house.db, key)
    return known ? reply.redirect(recordHref(known), 302) : noRecord(request, reply, key)
  })

  site.get<{ Querystring: { name?: unknown } }>('/holders', async (request, reply) => {
    const name = textOf(request.query.name, 200)
    const page = await holderPage(house, name)
    return isNo(page) ? showNo(desk, request, reply, page.refusals) : show(request, reply, page.value)
  })

  const noRecord = (request: FastifyRequest, reply: FastifyReply, key: string) => {
    const number = readPatentNumber(key)
    const wrong = isNo(number) && /check|length|year|kind|character/.test(number.refusals[0]!.code) && /^(CN|ZL)?[\d.X]+$/i.test(key) ? [number.refusals[0]!] : []
    return showNo(desk, request, reply, [{ code: 'not-found', say: `专利库里没有“${key}”。未公开的申请查不到；已公开而库里没有的，可能还没有导入` }, ...wrong])
  }
}

const perPage = 20
const looksLikeNumber = /^(ZL|[A-Z]{2})?\s?\d[\d./X\s]{5,}([A-Z]\d?)?$/i
/** The index leafs no further; whoever wants more narrows the search. */
const reach = 10_000

const textOf = (value: unknown, most: number): string => String((Array.isArray(value) ? value[0] : value) ?? '').normalize('NFC').replace(/\s+/g, ' ').trim().slice(0, most)

/** Filters may be said several times; of names typed into one box, a semicolon parts them. */
const manyOf = (value: unknown, most: number): string[] => [...new Set((Array.isArray(value) ? value : [value]).flatMap((v) => textOf(v, 1000).split(/[;；]/)).map((v) => v.trim()).filter(Boolean))].slice(0, most)

function readAsked(query: Record<string, unknown>): LibraryAsked {
  const q = textOf(query.q, 2100), page = Number(textOf(query.page, 6)), from = textOf(query.from, 10), to = textOf(query.to, 10)
  const many = (name: string) => manyOf(query[name], 20)
  return {
    q, kind: many('kind'), status: many('status'), region: many('region'), ipc: many('ipc').map((i) => i.replaceAll(' ', '').toUpperCase()), applicant: many('applicant'),
    from: edge(from, 'first') ?? from, to: edge(to, 'last') ?? to, order: query.order === 'newest' || query.order === 'rank' ? query.order : usualOrder({ q }), page: Number.isInteger(page) && page > 0 ? page : 1,
  }
}
const usualOrder = ({ q }: Pick<LibraryAsked, 'q'>): LibraryAsked['order'] => (q ? 'rank' : 'newest')

const none: LibraryAsked = { q: '', kind: [], status: [], region: [], ipc: [], applicant: [], from: '', to: '', order: 'newest', page: 1 }
const isWhole = (asked: LibraryAsked): boolean => addressOf({ ...asked, order: usualOrder(asked), page: 1 }) === '/patents'

/** The address of a search, with only what it says; another filter begins at its first page. */
export function addressOf(asked: Partial<LibraryAsked>, change: Partial<LibraryAsked> = {}): string {
  const { q, order, page, ...rest } = { ...none, ...asked, page: 1, ...change }
  const said = new URLSearchParams(q ? { q } : {})
  for (const [name, values] of Object.entries(rest)) for (const value of [values].flat()) if (value) said.append(name, value)
  if (q && order !== usualOrder({ q }) && (asked.order ?? change.order)) said.set('order', order)
  if (page > 1) said.set('page', String(page))
  return said.size ? `/patents?${said}` : '/patents'
}

/** What the address says as a question; a value that means nothing is refused in words. */
function queryOf({ q, kind, status, region, ipc, applicant, from, to }: LibraryAsked): Result<PatentQuery> {
  const first = isDay(from) ? from : undefined, last = isDay(to) ? to : undefined
  const wrong: Refusal[] = [
    ...unknownOf('类型', kind, typeWords), ...unknownOf('法律状态', status, statusWords),
    ...([[from, first], [to, last]] as const).flatMap(([given, read]) => (given && !read ? [{ code: 'query', say: `公开日“${given}”不是日期，请写成 2020、2020-05 或 2020-05-17` }] : [])),
  ]
  if (wrong.length) return no(...wrong as [Refusal])
  return yes({ q, kind: kind as PatentType[], status: status as LegalStatus[], region, ipc, applicant, ...(first ? { from: first } : {}), ...(last ? { to: last } : {}) })
}
const unknownOf = (label: string, values: readonly string[], words: Record<string, string>): Refusal[] =>
  values.filter((v) => !(v in words)).map((v) => ({ code: 'query', say: `没有“${v}”这种${label}，可用：${Object.values(words).join('、')}` }))
/** A day, or the first or last one of a month or year. */
function edge(text: string, which: 'first' | 'last'): Day | undefined {
  const [, year, month] = /^(\d{4})(?:-(\d{2}))?$/.exec(text) ?? []
  if (!year) return isDay(text) ? text : undefined
  const start = `${year}-${month ?? '01'}-01`
  if (!isDay(start)) return undefined
  if (which === 'first') return start
  const next = `${Number(year) + (!month || month === '12' ? 1 : 0)}-${month && month !== '12' ? String(Number(month) + 1).padStart(2, '0') : '01'}-01`
  return isDay(next) ? addDays(next, -1) : undefined
}

const faultOf = (refusals: readonly Refusal[]): NonNullable<PatentsPage['fault']> => {
  const [{ say, at }] = refusals as [Refusal]
  return { say: refusals.length > 1 ? refusals.map((r) => r.say).join('；') : say, ...(at && /^\d+$/.test(at) ? { at: Number(at) } : {}) }
}

async function building(house: House, say: string): Promise<IndexBuilding> {
  const { rebuilding } = await searchEngine(house).state()
  if (!rebuilding) return { say, done: 0, of: 0 }
  const { done, of, perSecond, stopped } = rebuilding
  const minutes = perSecond > 0 ? Math.ceil((of - done) / perSecond / 60) : 0
  return { done, of, say: `${say}。已收进${done.toLocaleString('zh-CN')}件，共${of.toLocaleString('zh-CN')}件${stopped ? '，现已停下' : minutes ? `，约需${minutes}分钟` : ''}` }
}

function ordersOf(asked: LibraryAsked): PatentsPage['orders'] {
  if (!asked.q) return []
  return ([['rank', '最相关的在前'], ['newest', '最近公开的在前']] as const).map(([order, label]) => ({ label, href: addressOf(asked, { order }), current: asked.order === order }))
}

const chosenOf = (house: House, asked: LibraryAsked): PatentsPage['chosen'] => conditionsOf(house, asked as Parameters<typeof conditionsOf>[1])
  .map(({ field, label, value, said }) => ({ label, value: said, href: addressOf(asked, field === 'published' ? { from: '', to: '' } : { [field]: asked[field].filter((v) => v !== value) }) }))

const facetLabels = { kind: '类型', status: '法律状态', published: '公开年', region: '申请人所在地', applicant: '申请人', ipc: '分类' } as const satisfies Partial<Record<FacetField, string>>
type Shown = keyof typeof facetLabels
const facetsShown = Object.keys(facetLabels) as Shown[]

function facetsOf(asked: LibraryAsked, counted: PatentsFound['facets'], titles: ReadonlyMap<string, string>): PatentsPage['facets'] {
  return facetsShown.map((field) => ({ field, label: facetLabels[field], values: valuesOf(asked, field, counted, titles) }))
}
/** Each value with the search that finds exactly as many. */
function valuesOf(asked: LibraryAsked, field: Shown, counted: PatentsFound['facets'], titles: ReadonlyMap<string, string>): PatentsPage['facets'][number]['values'] {
  const values = counted[field] ?? []
  return (field === 'published' ? values.toSorted((a, b) => Number(b.value) - Number(a.value)) : values).map(({ value, label, count }) => { const title = titles.get(value); return { label: title ? `${label} ${shortOf(title)}` : label, ...(title ? { title } : {}), count, ...ways(asked, field, value) } })
}
/** Titles of classes are long sentences; their beginning tells them apart. */
const shortOf = (title: string): string => { const first = title.split(/[；;（(]/)[0]!; return first.length > 14 ? `${first.slice(0, 13)}…` : first }

function ways(asked: LibraryAsked, field: Shown, value: string): { href: string; chosen: boolean } {
  if (field === 'published') {
    const from = `${value}-01-01`, to = `${value}-12-31`, chosen = asked.from === from && asked.to === to
    return { chosen, href: addressOf(asked, chosen ? { from: '', to: '' } : { from: asked.from > from ? asked.from : from, to: asked.to && asked.to < to ? asked.to : to }) }
  }
  const chosen = asked[field].some((v) => (field === 'ipc' || field === 'region' ? v.startsWith(value) : v === value))
  if (chosen) return { chosen, href: addressOf(asked, { [field]: [] }) }
  // Of a field already narrowed, one of its values must hold; that another must hold too is said in the query.
  const also = { ipc: `分类号:${value}`, applicant: `申请人:"${value.replace(/["“”]/g, '')}"` }[field as string]
  if (also && asked[field].length) return { chosen, href: addressOf(asked, { q: asked.q ? `(${asked.q}) ${also}` : also }) }
  return { chosen, href: addressOf(asked, { [field]: [value] }) }
}

function pagesOf(asked: LibraryAsked, total: number): PatentsPage['pages'] {
  const last = Math.ceil(Math.min(total, reach) / perPage), { page } = asked
  const shown = [...new Set([1, page - 2, page - 1, page, page + 1, page + 2, last])].filter((n) => n >= 1 && n <= last).sort((a, b) => a - b)
  const to = (n: number, label = String(n)) => ({ label, href: addressOf(asked, { page: n }), current: false })
  return [
    ...(page > 1 && page <= last ? [to(page - 1, '上一页')] : []),
    ...shown.flatMap((n, i) => [...(i > 0 && shown[i - 1]! < n - 1 ? [{ label: '…', current: false }] : []), n === page ? { label: String(n), current: true } : to(n)]),
    ...(page < last ? [to(page + 1, '下一页')] : []),
  ]
}

const examplesOf = (asked: LibraryAsked): PatentsPage['examples'] => ([
  ['锂电池 隔膜', '两个词都要有，先后不论'],
  ['"锂离子电池"', '引号里的字须连在一起'],
  ['隔膜 或 电解液', '有一个就行；也可写 OR'],
  ['电池 非 铅酸', '有前一个而没有后一个；也可写 NOT'],
  ['(隔膜 或 电解液) 涂布', '括号里的先算'],
  ['标题:机器人', '只在标题里找；还有摘要、权利要求、申请人、发明人、分类号、号码、法律状态、类型、地区'],
  ['申请日:2018..2020-06', '一段日子，两头都算；还有公开日'],
  ['H01M10*', '分类号以它开头的'],
] as const).map(([query, about]) => ({ query, about, href: addressOf({ ...asked, q: query, order: 'rank', page: 1 }) }))

/** Places of the province to choose from; a city stands for all within it. */
function placesOf(house: House): PatentsPage['places'] {
  const { root, cities } = house.units
  const whole = root.code ? [{ value: root.code.slice(0, 2), label: `${root.place}全省` }] : []
  return [...whole, ...cities.flatMap((city) => [
    ...(city.code ? [{ value: city.code.slice(0, 4), label: `${city.place}全市`, group: city.place }] : []),
    ...house.units.childrenOf(city.id).filter((u) => u.level === 'county' && u.code).map((u) => ({ value: u.code!, label: u.place, group: city.place })),
  ])]
}

const seen = ({ key, number, type, title, snippet, applicants, day, status, ipc, demo }: PatentLine): LineSeen => ({
  href: recordHref(key), number, type: typeWords[type], title, applicants: applicants.map((name) => named({ name })), standing: stands(status), demo,
  ...(snippet ? { snippet } : {}), ...(day ? { day } : {}), ...(ipc[0] ? { ipc: { label: ipc[0], href: addressOf({ ipc: [ipc[0]] }) } } : {}),
})

const recordHref = (key: string) => `/patents/${encodeURIComponent(key)}`
const stands = (status: LegalStatus) => ({ value: status, label: statusWords[status] })
const holderHref = (name: string) => `/holders?name=${encodeURIComponent(name)}`
const named = ({ name }: { name: string }): Named => ({ label: name, href: holderHref(name) })

const dayAsked = (house: House, given: string | undefined): Day => { const now = today(house); return given && isDay(given) && given <= now ? given : now }

async function recordPage(house: House, patent: Patent, on: Day): Promise<PatentPage> {
  const now = today(house)
  const [{ events, standing: at, today: current, parent, divisionals, family, cites, citedBy }, classes] = await Promise.all([aroundPatent(house.db, patent, { on, today: now }), classesOf(house.db, patent)])
  const saysOf = (of: Standing, day: Day) => ({ ...stands(of.status), sentence: sentenceOf(patent, of, day) })
  const relative = (how: string) => (p: Patent): PatentPage['family'][number] => ({ number: numberOf(p), title: p.title, how, href: recordHref(p.key), standing: stands(p.status) })
  return {
    kind: 'patent', href: recordHref(patent.key), number: numberOf(patent), type: { value: patent.type, label: typeWords[patent.type] }, title: patent.title, demo: patent.demo, on, today: now,
    standing: { ...saysOf(at, on), flags: at.flags.map((f) => flagWords[f]), steps: at.steps }, ...(on === now ? {} : { now: saysOf(current, now) }),
    lines: dataOf(house, patent, events.filter((e) => e.day <= on), classes), ...(patent.abstract ? { abstract: patent.abstract } : {}), claims: claimsOf(patent.claims),
    events: events.map((e) => eventSeen(patent.key, e, on, now)),
    publications: patent.publications.map(({ number, kind, day }) => ({ number, kind: kindWords[`${patent.office} ${kind}`] ?? `${kind}文本`, ...(day ? { day } : {}) })),
    family: [...(parent ? [relative('母案')(parent)] : []), ...divisionals.map(relative('分案')), ...family.map(relative('同族'))],
    cites: cites.map(({ number, by, patent: p }) => ({ number, ...(by ? { note: by === 'examiner' ? '审查员引用' : '申请人引用' } : {}), ...(p ? { title: p.title, href: recordHref(p.key) } : {}) })),
    citedBy: { total: citedBy.total, rows: citedBy.patents.map((p) => ({ number: numberOf(p), title: p.title, href: recordHref(p.key), ...(p.applicants[0] ? { note: p.applicants[0].name } : {}) })) },
  }
}

const kindWords: Record<string, string> = { 'CN A': '发明专利申请公布', 'CN B': '发明专利授权公告', 'CN C': '发明专利授权公告', 'CN U': '实用新型专利授权公告', 'CN Y': '实用新型专利授权公告', 'CN S': '外观设计专利授权公告', 'CN D': '外观设计专利授权公告' }

/** How a right stands, in a sentence a visitor may read out. */
function sentenceOf(patent: Patent, at: Standing, day: Day): string {
  const published = patent.publications.map((p) => p.day).filter((d) => d !== undefined).sort()[0]
  if (at.status === 'unknown') return published && published > day ? `这一天还没有公开，${showDay(published)}才首次公开。` : `截至${showDay(day)}没有已知的法律事件，状态未知。`
  const end = at.status === 'granted' ? termEnd(patent) : undefined
  return `自${showDay(at.since!)}起${inWords[at.status]}${at.flags.length ? `；${at.flags.map((f) => flagWords[f]).join('、')}` : ''}${end ? `。按时缴纳年费的，期限至${showDay(end)}` : ''}。`
}
const inWords: Record<Exclude<LegalStatus, 'unknown'>, string> = {
  pending: '公开，尚未授权，也没有驳回、撤回的记录', granted: '专利权有效', ceased: '专利权终止', expired: '专利权期限届满', withdrawn: '申请已撤回或视为撤回', refused: '申请被驳回', abandoned: '放弃或视为放弃', invalidated: '专利权被宣告无效，视为自始即不存在',
}

function eventSeen(key: string, e: LegalEvent, on: Day, now: Day): PatentPage['events'][number] {
  const names = (of: string[] = []) => of.map((name) => named({ name }))
  return {
    day: e.day, label: e.day > now ? `${eventWords[e.kind]}（还没有到）` : eventWords[e.kind], text: e.text === eventWords[e.kind] ? '' : e.text, source: e.source, from: names(e.from), to: names(e.to),
    ...(e.day <= now ? { href: `${recordHref(key)}?on=${e.day}#standing` } : {}), isLater: e.day > on,
  }
}

/** Claims as they stand, one by one; a line that does not begin with a number goes on with the claim before it. */
function claimsOf(text: string | undefined): string[] {
  const claims: string[] = []
  for (const line of (text ?? '').split('\n').map((l) => l.trim()).filter(Boolean)) {
    const numbered = /^\d{1,3}\s*[.、．]\s*/.exec(line)
    if (numbered || claims.length === 0 || !/^\d{1,3}\s*[.、．]/.test(text!.trim())) claims.push(line.slice(numbered?.[0].length ?? 0))
    else claims[claims.length - 1] += `\n${line}`
  }
  return claims
}

/** What the symbols mean by the tables that are loaded, and which field of technology the main one is in. */
async function classesOf(db: House['db'], { ipc, type }: Patent): Promise<{ titles: Map<string, IpcTitle>; field?: { name: string; note: string } }> {
  if (type === 'design' || ipc.length === 0) return { titles: new Map() }
  const [titles, fields] = await Promise.all([Promise.all(ipc.slice(0, mostTitles).map(async ({ symbol }) => [symbol, await ipcTitle(db, symbol)] as const)), wipoFields(db)])
  const field = fields?.of(ipc[0]!.symbol)
  return { titles: new Map(titles.flatMap(([symbol, title]) => (title ? [[symbol, title]] : []))), ...(field ? { field: { name: field.name, note: `按主分类号，WIPO 技术领域 ${fields!.version}` } } : {}) }
}
const mostTitles = 12

function dataOf(house: House, patent: Patent, events: readonly LegalEvent[], { titles, field }: Awaited<ReturnType<typeof classesOf>>): PatentPage['lines'] {
  const { application, applicants, owners, inventors, agency, agents, ipc, priorities, granted } = patent
  // A record read before the transfer still names the applicant alone.
  const transferred = events.findLast((e) => e.kind === 'transfer' && e.to?.length)
  const lines: PatentPage['lines'] = [
    { label: '申请号', values: application ? [{ label: applicationShown(patent)! }] : [] },
    { label: '申请日', values: application?.day ? [{ label: showDay(application.day) }] : [] },
    { label: '授权公告日', values: granted ? [{ label: showDay(granted) }] : [] },
    { label: '申请人', values: applicants.map((h) => holderSeen(house, h)) },
    { label: '专利权人', values: owners.length ? owners.map((h) => holderSeen(house, h)) : transferred?.to?.map((name) => ({ ...named({ name }), note: `${showDay(transferred.day)}受让` })) ?? [] },
    { label: patent.type === 'design' ? '设计人' : '发明人', values: inventors.map((name) => ({ label: name, href: addressOf({ q: `发明人:"${name.replace(/["“”]/g, '')}"` }) })) },
    { label: patent.type === 'design' ? '分类号' : '国际专利分类', values: ipc.map(({ symbol, version }) => ({ label: symbol, href: addressOf({ ipc: [symbol] }), ...noted([titles.get(symbol)?.title, titles.get(symbol)?.isOld ? '现行版已无此号' : '', version && `${version}版`]) })) },
    { label: '技术领域', values: field ? [{ label: field.name, note: field.note }] : [] },
    { label: '代理机构', values: agency ? [{ label: agency.name, ...(agents.length ? { note: agents.join('、') } : {}) }] : [] },
    { label: '优先权', values: priorities.map((p) => ({ label: p.number, note: [p.office, p.day && showDay(p.day)].filter(Boolean).join('，') })) },
  ]
  return lines.filter((l) => l.values.length > 0)
}
const noted = (of: readonly (string | undefined)[]): { note?: string } => { const note = of.filter(Boolean).join('，'); return note ? { note } : {} }
function holderSeen(house: House, { name, kind, address, region, country }: Patent['applicants'][number]): Named & { note?: string } {
  return { ...named({ name }), ...noted([holderWords[kind], country !== 'CN' ? country : '', region && placeName(house, region), kind === 'person' ? '' : address]) }
}

async function holderPage(house: House, name: string): Promise<Result<HolderPage>> {
  const names = name ? await namesOfSame(house.db, name) : []
  const asked = { ...none, applicant: names }
  const page: HolderPage = { kind: 'holder', name, about: [], total: 0, all: addressOf(asked), counts: [], newest: [], moves: [], others: [] }
  const found = name ? await searchPatents(house, { q: '', applicant: names }, { take: 10, facets: ['kind', 'status', 'published', 'ipc'] }) : undefined
  if (found && isNo(found)) return found
  const part = found?.value.say ? { building: await building(house, found.value.say) } : {}
  if (!found || found.value.total === 0) return yes({ ...page, ...part, others: await holdersLike(house, name) })
  const { total, hits, facets } = found.value
  const everything = await searchEngine(house).all({ query: '', keys: { applicant: names } }, 10_000)
  const titles = await classTitles(house.db, (facets.ipc ?? []).map((f) => f.value))
  const moves = await movesOf(house.db, isNo(everything) ? [] : everything.value.ids, names, 30)
  const counted = (label: string, field: Shown, most = 100) => ({ label, rows: valuesOf(asked, field, facets, titles).slice(0, most) })
  return yes({
    ...page, ...part, total, about: await aboutHolder(house, names, hits[0]!.key),
    // Under its own name a holder need not be named again.
    newest: hits.map((h) => seen({ ...h, applicants: h.applicants.filter((a) => !names.includes(a)) })),
    counts: [counted('按类型', 'kind'), counted('按法律状态', 'status'), counted('按公开年', 'published'), counted('按分类（前十）', 'ipc', 10)],
    moves: moves.map(({ event, patent }) => ({
      day: event.day, label: eventWords[event.kind], text: event.text === eventWords[event.kind] ? '' : event.text, title: patent.title, href: recordHref(patent.key),
      from: (event.from ?? []).map((n) => named({ name: n })), to: (event.to ?? []).map((n) => named({ name: n })),
    })),
  })
}

/** How many records of the library name this holder. */
export async function patentsHeld(house: House, name: string): Promise<number> {
  const found = await searchPatents(house, { q: '', applicant: await namesOfSame(house.db, name) }, { take: 0 })
  return isNo(found) ? 0 : found.value.total
}

/** Who a holder is, as its latest record says it. */
async function aboutHolder(house: House, names: readonly string[], key: string): Promise<string[]> {
  const patent = await readPatent(house.db, key)
  const own = patent && [...patent.owners, ...patent.applicants].find((h) => names.includes(h.name))
  if (!own) return []
  return [
    ...(own.kind === 'other' ? [] : [holderWords[own.kind]]), ...(own.creditCode ? [`统一社会信用代码 ${own.creditCode}`] : []), ...(own.region ? [placeName(house, own.region)] : []),
    ...(names.length > 1 ? [`另用名称：${names.slice(1).join('、')}`] : []), ...(own.kind === 'person' ? ['同名的人不一定是同一个人'] : []),
  ]
}

/** Holders whose names have these letters, those with most records first; without letters simply those with most. */
async function holdersLike(house: House, name: string): Promise<HolderPage['others']> {
  const plain = name.replace(/["“”]/g, '')
  const found = await searchEngine(house).search({ query: plain ? `申请人:"${plain}"` : '', take: 0, facets: { applicant: plain ? 300 : 30 } })
  if (isNo(found)) return []
  const wanted = [plain, (await inBothScripts(plain)).simplified ?? plain].map((n) => fold(n).toLowerCase())
  return (found.value.facets.applicant ?? []).filter(({ value }) => wanted.some((w) => fold(value).toLowerCase().includes(w))).slice(0, 30).map(({ value, count }) => ({ name: value, count, href: holderHref(value) }))
}
