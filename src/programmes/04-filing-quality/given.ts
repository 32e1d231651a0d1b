import type { Application, Given, Link } from '../../engines/screening/index.ts'
import { foldName, no, readPatentNumber, type Result, yes } from '../../kernel/index.ts'
import { rows } from '../../platform/db/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { eventsOfAll, keysOfHolder, type LegalEvent, type Patent, patentsOf } from '../../platform/library/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { nearTexts } from '../../platform/screening/index.ts'
import { savedQuery, searchEngine, searchOf } from '../../platform/search/index.ts'
import { linesOf } from './batches.ts'
import { descriptionsSaid, firmsOf, type Located, placesOf, type Typed } from './known.ts'
import { mayReadTables, regionsOf } from './reach.ts'
import { agencyName, agencyTotals } from './totals.ts'

export type RunKind = 'party' | 'batch' | 'query'
/** What a run looks at, subject by subject, and in words what that covers and what it does not. */
export interface Gathered { subjects: Given[]; filings: number; compared: string[]; about: string; batch?: string }

const mostSubjects = 200, mostOfOne = 500, mostFilings = 5000, mostNear = 60

/** Everything that is known of the subjects a person wants looked at: public records, and the lines of a batch that person may see. */
export async function gather(house: House, who: Who, of: { kind: RunKind; about: string; firm?: Typed }): Promise<Result<Gathered>> {
  const found = of.kind === 'batch' ? await ofBatch(house, who, of.about) : of.kind === 'party' ? await ofParty(house, of.about) : await ofQuery(house, who, of.about)
  if (!found.ok) return found
  const { all, about, batch, extra, note } = found.value
  const groups = [...Map.groupBy(all.filter((f) => f.applicants.length), (f) => foldName(f.applicants[0]!)).values()].sort((a, b) => b.length - a.length)
  if (!groups.length) return no({ code: 'nothing-found', at: 'about', say: of.kind === 'party' ? `专利库中没有“${of.about}”为第一申请人的公开专利；未公开的申请无法筛查` : '没有找到可筛查的申请' })
  const taken = groups.slice(0, mostSubjects), compared = [...note]
  const gone = await withdrawnBy(house, taken.map((g) => g[0]!.applicants[0]!))
  if (groups.length > taken.length) compared.push(`申请人共${groups.length}个，按件数取前${taken.length}个`)
  const near = await nearbyOf(house, taken)
  compared.push(near.say)
  const day = today(house), around = taken.length > 1 ? all : undefined
  const names = taken.map((group) => foldName(group[0]!.applicants[0]!))
  const own = new Set(mayReadTables(house, who) ? names : [...extra.listed, ...await namesWithin(house, who, names)])
  const firms = await firmsOf(house, names.map((folded) => ({ folded, codes: extra.codes.get(folded) ?? [], told: own.has(folded) })), day, who.demo, taken.length === 1 ? of.firm : undefined)
  const places = await placesOf(house, extra.addresses, who.demo), agencies = await agencyTotals(house, who.demo)
  const subjects = taken.map((group): Given => {
    const names = new Set(group.flatMap((f) => f.applicants.map(foldName))), placed = places.of(names), links = [...linksAbout(extra.links, names), ...placed.links], firm = firms.of.get(foldName(group[0]!.applicants[0]!))
    return {
      day, subject: group[0]!.applicants[0]!, filings: group.slice(0, mostOfOne).map((f) => (gone.has(f.key) ? { ...f, withdrawn: gone.get(f.key)! } : f)), ...(near.of.has(group) ? { nearby: near.of.get(group)! } : {}),
      // Only what shares a name of an inventor or a contact with the subject is about it.
      ...(around ? { around: around.filter((f) => !names.has(foldName(f.applicants[0] ?? ''))) } : {}), ...(links.length ? { links } : {}), ...(placed.addresses.length ? { addresses: placed.addresses } : {}),
      ...(firm ? { firm } : {}), agencies: agencies.of(group.flatMap((f) => f.agency ?? [])),
    }
  })
  compared.push('只比对公开的和批次所附的文本；未公开的申请（自申请日起十八个月内）没有文本可比', await descriptionsSaid(house, [...new Set(taken.flat().map((f) => f.key))], who.demo), firms.say, agencies.say, places.say)
  return yes({ subjects, filings: new Set(taken.flat().map((f) => f.key)).size, compared, about, ...(batch ? { batch } : {}) })
}

/** Those whose patents name a place of the person who looks. */
const namesWithin = async (house: House, who: Who, names: readonly string[]): Promise<string[]> =>
  (await rows<{ holder: string }>(house.db, 'select distinct holder from patent where holder = any($1) and region like any($2)', [names, regionsOf(house, who).map((r) => `${r}%`)])).map((r) => r.holder)

/** What is known of applicants beside their filings; credit codes by folded name, and who stands in the lines of a batch this person may see. */
interface Extra { links: Link[]; addresses: Located[]; codes: Map<string, string[]>; listed: ReadonlySet<string> }
interface Source { all: Application[]; about: string; batch?: string; extra: Extra; note: string[] }

async function ofParty(house: House, name: string): Promise<Result<Source>> {
  const patents = await patentsOf(house.db, await keysOfHolder(house.db, name, mostOfOne))
  return yes({ all: await applicationsOf(house, patents), about: name.trim(), extra: contactsOf(patents), note: [`“${name.trim()}”为第一申请人的公开专利${patents.length}件`] })
}

/** A query as typed, or one that was saved, by its id. */
async function ofQuery(house: House, who: Who, query: string): Promise<Result<Source>> {
  const saved = await savedQuery(house, who, query)
  const asked = searchOf(saved.ok ? saved.value.asked : { q: query }), said = saved.ok ? saved.value.name : query.trim()
  if (!asked.ok) return asked
  const found = await searchEngine(house).all(asked.value, mostFilings)
  if (!found.ok) return found
  const patents = await patentsOf(house.db, found.value.ids)
  return yes({
    all: await applicationsOf(house, patents), about: said, extra: contactsOf(patents),
    note: [`检索式“${said}”命中${found.value.total}件${found.value.total > patents.length ? `，取最新的${patents.length}件` : ''}${found.value.partial ? '；检索库正在建立，件数还不完整' : ''}`],
  })
}

async function ofBatch(house: House, who: Who, id: string): Promise<Result<Source>> {
  const lines = await linesOf(house, who, id)
  if (!lines.ok) return lines
  const known = lines.value.filter((l) => l.applicant && l.number && !l.leftOut)
  const keys = known.flatMap((l) => { const read = readPatentNumber(l.number!); return read.ok ? [`CN${read.value.number}${read.value.check}`] : [] })
  const holders = [...new Set(known.map((l) => foldName(l.applicant!)))].slice(0, mostSubjects)
  const more = (await Promise.all(holders.map((h) => keysOfHolder(house.db, h, 100)))).flat()
  const patents = await patentsOf(house.db, [...new Set([...keys, ...more])].slice(0, mostFilings)), published = new Set(patents.map((p) => p.key))
  const unpublished = known.flatMap((l): Application[] => {
    const key = keyOf(l.number!)
    return published.has(key) ? [] : [{ key, type: typeOf(l.number!), title: l.title ?? l.number!, applicants: [l.applicant!], inventors: [], ipc: [], ...(l.agency ? { agency: agencyName(l.agency) } : {}) }]
  })
  const addresses = known.flatMap((l) => (l.address ? [{ applicant: l.applicant!, text: l.address, filings: [keyOf(l.number!)] }] : []))
  const links = known.flatMap((l): Link[] => (l.contact ? [{ applicant: l.applicant!, by: 'phone', value: l.contact }] : [])), codes = contactsOf(patents).codes
  for (const l of known) if (l.creditCode) codes.set(foldName(l.applicant!), [...new Set([...codes.get(foldName(l.applicant!)) ?? [], l.creditCode])])
  const about = await rows<{ name: string }>(house.db, 'select name from filing_batch where id = $1', [id])
  return yes({
    all: [...await applicationsOf(house, patents), ...unpublished], about: about[0]!.name, batch: id, extra: { links, addresses: [...contactsOf(patents).addresses, ...addresses], codes, listed: new Set(known.map((l) => foldName(l.applicant!))) },
    note: [`批次中您可看的申请${known.length}件，其中${known.length - unpublished.length}件已公开；另有这些申请人的公开专利${patents.length - (known.length - unpublished.length)}件`],
  })
}
/** What applicants have withdrawn in the verification of any batch, by the key of the application. */
async function withdrawnBy(house: House, applicants: readonly string[]): Promise<Map<string, NonNullable<Application['withdrawn']>>> {
  const found = await rows<{ filing: string; on: Given['day'] | null; batch: string }>(house.db, `select marks ->> 'filing' as filing, snapshot #>> '{memo,outcomeOn}' as "on", marks ->> 'batch' as batch from case_file
    where item = 'filing-verification' and marks @> '{"outcome": "retracted"}' and snapshot #>> '{answers,filing,applicant,name}' = any($1)`, [applicants])
  return new Map(found.flatMap((g) => (g.on ? [[keyOf(g.filing), { on: g.on, batch: g.batch }] as const] : [])))
}
const keyOf = (number: string): string => { const read = readPatentNumber(number); return read.ok ? `CN${read.value.number}${read.value.check}` : number }
const typeOf = (number: string): Application['type'] => { const read = readPatentNumber(number); return !read.ok ? 'other' : read.value.kind === '发明' ? 'invention' : read.value.kind === '实用新型' ? 'utility-model' : 'design' }

function contactsOf(patents: readonly Patent[]): Extra {
  const addresses = new Map<string, { applicant: string; text: string; filings: string[] }>(), codes = new Map<string, string[]>()
  for (const p of patents) for (const { name, address, creditCode } of p.applicants) {
    const folded = foldName(name), known = codes.get(folded) ?? [], id = `${folded} ${address}`, at = addresses.get(id)
    if (at) at.filings.push(p.key)
    else if (address) addresses.set(id, { applicant: name, text: address, filings: [p.key] })
    if (creditCode && !known.includes(creditCode)) codes.set(folded, [...known, creditCode])
  }
  return { links: [], addresses: [...addresses.values()], codes, listed: new Set() }
}
/** The contacts of the subject, and of whoever has one of them too. */
function linksAbout(links: readonly Link[], names: ReadonlySet<string>): Link[] {
  const own = new Set(links.filter((l) => names.has(foldName(l.applicant))).map((l) => `${l.by} ${foldName(l.value)}`))
  return links.filter((l) => own.has(`${l.by} ${foldName(l.value)}`))
}

async function applicationsOf(house: House, patents: readonly Patent[]): Promise<Application[]> {
  const events = await eventsOfAll(house.db, patents), digitsOf = (number: string) => number.toUpperCase().replace(/^CN|[^0-9X]/g, '')
  const keyByNumber = new Map(patents.flatMap((p) => (p.application ? [[digitsOf(p.application.number), p.key] as const] : [])))
  return patents.map((p) => applicationOf(p, events.get(p.key) ?? [], (n) => keyByNumber.get(digitsOf(n)) ?? n))
}

function applicationOf(p: Patent, events: readonly LegalEvent[], keyByNumber: (number: string) => string): Application {
  const moved = events.filter((e) => e.kind === 'transfer')
  return {
    key: p.key, type: p.type, title: p.title, applicants: p.applicants.map((a) => a.name), inventors: p.inventors, ipc: p.ipc.map((i) => i.symbol), assignments: moved.map((e) => ({ on: e.day, from: e.from ?? [], to: e.to ?? [] })),
    ...(p.application?.day ? { filed: p.application.day } : {}), ...(p.abstract ? { abstract: p.abstract } : {}), ...(p.claims ? { claims: p.claims } : {}), ...(p.agency ? { agency: p.agency.name } : {}), ...(p.parent ? { parent: p.parent } : {}),
    ...(p.priorities.length ? { priorities: p.priorities.map((x) => keyByNumber(x.number)) } : {}),
  }
}

/** Earlier documents of others that read like the newest filings of each subject, as many as can be asked for in one run. */
async function nearbyOf(house: House, groups: readonly Application[][]): Promise<{ of: Map<Application[], Application[]>; say: string }> {
  const of = new Map<Application[], Application[]>(), each = Math.max(1, Math.floor(mostNear / groups.length))
  let asked = 0, compared = 0, partial = false
  for (const group of groups) {
    const texts = group.filter((f) => f.abstract).slice(0, each)
    if (!texts.length || asked >= mostNear) continue
    const keys = new Set<string>(), own = new Set(group.map((f) => f.key))
    for (const f of texts) {
      const found = await nearTexts(house).find(f.abstract!, 8)
      asked++
      compared = found.compared
      partial ||= found.partial
      for (const m of found.matches) if (!own.has(m.id)) keys.add(m.id)
    }
    of.set(group, await applicationsOf(house, await patentsOf(house.db, [...keys])))
  }
  return { of, say: asked ? `取${asked}件的摘要与专利库${compared}件摘要相比，查他人在先文献${partial ? '；专利库尚在装载，可能有遗漏' : ''}` : '没有摘要可与他人在先文献相比' }
}
