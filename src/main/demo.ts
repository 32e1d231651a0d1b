import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dayOf, type Day, foldName, type Instant, instantFromMs, type Refusal, type Result } from '../kernel/index.ts'
import { findKept, openCase, passTime, saveDraft, seatsOf, takeStep } from '../platform/cases/index.ts'
import { rows, type Tx } from '../platform/db/index.ts'
import { storeFile } from '../platform/documents/index.ts'
import { dropSetting, type House, saveSetting, setting } from '../platform/house/index.ts'
import { foldEvents, readTarget, setTarget } from '../platform/indicators/index.ts'
import { appoint, createMember, findWho, linkParty, type Who } from '../platform/people/index.ts'
import { entryInForce, writeEntries } from '../platform/registers/index.ts'
import { searchEngine } from '../platform/search/index.ts'
import { type EntryChange, type FileRef, momentsOf, type ServiceItem, stepsOf, type Walk } from '../service/index.ts'
import { playFiling } from './demo-filing.ts'
import { playInspection } from './demo-inspection.ts'
import { playList } from './demo-list.ts'
import { playNavigation } from './demo-navigation.ts'
import { loadDemoPatents, removeDemoPatents } from './demo-patents.ts'
import type { Say } from './progress.ts'

/** The installation's demonstration: people, cases and a clock set back into the year of the list; all of it marked 演示. */
export interface Demo { password: string; until: Instant; startedAt: Instant }
interface DemoParty { id: string; kind: string; name: string; creditCode?: string; region?: string; size?: string }
interface DemoPerson { username: string; name: string; kind: 'official' | 'member' | 'expert' | 'auditor' | 'administrator'; title?: string; unit?: string; party?: string; duties: Who['seats'][number]['duties']; expert?: Record<string, unknown> & { specialities?: string[]; ipc?: string[] } }

/** The day on which the demonstration stands when it is first shown; from then on its clock runs like any other. */
const showsOn = Date.parse('2022-09-20T09:30:00+08:00')
const basis = '演示任命'

export async function loadDemo(house: House, dataDir: string, listId: string, say: Say): Promise<Demo> {
  const known = await setting<Demo>(house.db, 'demo')
  if (known) return known
  const { parties, people } = peopleOf(dataDir)
  const password = process.env.ZHIXING_DEMO_PASSWORD || `Yanshi-${randomBytes(4).toString('hex')}`
  await addPeople(house, parties, people, password)
  const cast = await castOf(house, people)
  // The index's thread starts while others are still at work.
  const searching = searchEngine(house).state()
  const played = await playAll(house, cast, say)
  say('正在交办演示任务')
  // In the rehearsal's calendar the list came in before it was adopted, not today.
  await rows(house.db, `update task_list set imported_at = '2022-01-17T09:30:00+08:00' where id = $1 and adopted_at is null`, [listId])
  const listCast = { at: cast.at, officials: cast.officials, paper: (about: string, by: Who) => demoFile(house, about.replace(/fj\.[\w.]+/, (id) => { const u = house.units.get(id)!; return u.level === 'province' ? u.short : u.place }), by.id) }
  await playList(listCast, listId)
  await playInspection(listCast, listId, dataDir)
  await setTargets(house, people, dataDir)
  const patents = await loadDemoPatents(house.db, parties, dayOf(instantFromMs(showsOn)))
  await searching
  const found = searchEngine(house).feed()
  await playFiling(cast.at(instantFromMs(Date.parse('2022-09-19T15:00:00+08:00'))), cast.officials.find((w) => w.id === 'demo.protection.handler')!)
  await found
  await playNavigation(cast.at, cast.officials.find((w) => w.id === 'demo.ningde.handler')!, (await cast.ofParty(undefined, '演示·福州大学'))!)
  // Told in the order in which it happened, not in which it was played.
  await rows(house.db, `update outbox set next_at = coalesce((payload ->> 'at')::timestamptz, at) where done_at is null`)
  say(`演示办件 ${played} 件、演示专利 ${patents} 件和清单办理记录已就绪`)
  const demo: Demo = { password, until: instantFromMs(showsOn), startedAt: instantFromMs(Date.now()) }
  await saveSetting(house.db, 'demo', demo)
  return demo
}

/** What units are to reach this year, one of it changed in summer. */
async function setTargets(house: House, people: DemoPerson[], dataDir: string): Promise<void> {
  const sheets = JSON.parse(readFileSync(join(dataDir, 'demo/targets.json'), 'utf8')) as { indicator: string; by: string; at: string; basis: string; reason?: string; targets: Record<string, string> }[]
  for (const { indicator, by, at, targets, ...of } of sheets) {
    const definition = house.indicators.get(indicator), person = people.find((p) => p.username === by)!
    if (!definition) continue
    for (const [unit, value] of Object.entries(targets)) must(await setTarget(house.db, { ...of, indicator, unit, year: 2022, value: must(readTarget(value, definition.unit)) }, { id: person.username, name: person.name }, instantFromMs(Date.parse(at))))
  }
}

/** A clock that reads the demonstration's day and goes on at the usual pace. */
export const demoClock = (demo: Demo) => () => instantFromMs(Date.now() - Date.parse(demo.startedAt) + Date.parse(demo.until))

export const peopleOf = (dataDir: string) => JSON.parse(readFileSync(join(dataDir, 'demo/people.json'), 'utf8')) as { parties: DemoParty[]; people: DemoPerson[] }

/** The parties and people of the demonstration, with accounts and seats. */
export async function addPeople(house: House, parties: DemoParty[], people: DemoPerson[], password: string): Promise<void> {
  for (const p of parties) {
    await rows(house.db, `insert into party (id, kind, name, folded, credit_code, region, facts, demo) values ($1, $2, $3, $4, $5, $6, $7::jsonb, true) on conflict do nothing`,
      [p.id, p.kind, p.name, foldName(p.name), p.creditCode ?? null, p.region ?? null, JSON.stringify(p.size ? { size: p.size } : {})])
  }
  const by = { id: 'demo', name: '演示装载' }
  for (const p of people) {
    const made = await createMember(house.db, {
      id: p.username, name: p.name, username: p.username, password, demo: true, partyAdmin: p.kind === 'member',
      ...(p.party ? { partyId: p.party } : {}), auditor: p.kind === 'auditor', admin: p.kind === 'administrator',
    })
    if (!made.ok && !made.refusals.some((r) => r.code === 'username-taken')) throw new Error(`${p.username}: ${sayAll(made.refusals)}`)
    if (p.kind === 'official') must(await appoint(house.db, { member: p.username, unit: p.unit!, duties: p.duties, from: '2020-01-01', basis, demo: true }))
    if (p.kind === 'expert' && house.registers.has('experts')) {
      await house.db.transaction().execute(async (tx) => must(await writeEntries(tx, [{ register: 'experts', how: 'add', key: p.username, from: '2020-01-01', data: { name: p.name, ...p.expert, specialities: p.expert?.specialities?.join('、'), ipc: p.expert?.ipc?.join('、') || undefined } }], { by, on: '2020-01-01', at: '2020-01-01T01:00:00.000Z', demo: true }, house.registers)))
    }
  }
}

/** Who acts in a demonstration, and the clock they act by. */
export interface Cast { house: House; at(moment: Instant): House; officials: Who[]; ofParty(code: string | undefined, name: string): Promise<Who | undefined>; ofSeat(seat: string, kept: NonNullable<Awaited<ReturnType<typeof findKept>>>): Promise<Who[]> }

export async function castOf(house: House, people: DemoPerson[]): Promise<Cast> {
  const all = (await Promise.all(people.map((p) => findWho(house.db, p.username, '2022-01-01')))).filter((w): w is Who => w !== undefined)
  let now = house.now()
  // One rehearsal house for all walks, so that what it remembers of cases stays true; only its clock is set.
  const rehearsal: House = { ...house, now: () => now }
  return {
    house: rehearsal, officials: all.filter((w) => w.seats.length > 0),
    at: (moment) => { now = moment; return rehearsal },
    ofParty: async (code, name) => all.find((w) => w.partyId && (code ? w.creditCode === code : w.partyName === name)),
    ofSeat: async (seat, kept) => all.filter((w) => seatsOf(rehearsal, kept.item, kept.s, w).includes(seat)),
  }
}

async function playAll(house: House, cast: Cast, say: Say): Promise<number> {
  const walks = [...house.items.values()].flatMap((item) => item.walks.filter((w) => w.demo).map((walk) => ({ item, walk })))
  const proof = await demoFile(house)
  let played = 0
  for (const { item, walk } of walks.sort((a, b) => (a.walk.on < b.walk.on ? -1 : 1))) {
    const { stopped } = await playOne(cast, item, walk, proof, showsOn)
    if (stopped) throw new Error(`the demonstration of “${item.name}”, ${walk.name}, stopped at ${stopped}`)
    if (++played % 5 === 0) say(`正在办理演示办件 ${played}/${walks.length}`)
  }
  return played
}

/** Plays a walk with real people through the front door, as far as a moment if one is given. Answers its case, and where it stopped if it did. */
export async function playOne(cast: Cast, item: ServiceItem, walk: Walk, proof: FileRef, until = Infinity): Promise<{ id?: string; stopped?: string }> {
  const moments = momentsOf(walk)
  await layFacts(cast, item, walk.facts ?? {}, walk.on)
  let id: string | undefined
  for (const [i, s] of walk.steps.entries()) {
    const moment = moments[i]!
    if (Date.parse(moment) > until) break
    const house = cast.at(moment)
    if (s.facts) await layFacts(cast, item, s.facts, dayOf(moment), true)
    const input = withProof(s.input ?? (i === 0 ? walk.raw : undefined), proof)
    const answer = id === undefined ? await open(cast, house, item, s, input) : await step(cast, house, id, s, input)
    if (!answer.ok) return { ...(id ? { id } : {}), stopped: `${s.step} (${s.as}): ${sayAll(answer.refusals)}` }
    id = answer.value.id
  }
  return id ? { id } : {}
}

async function open(cast: Cast, house: House, item: ServiceItem, s: Walk['steps'][number], input: any) {
  if (s.as === 'applicant') {
    const named = item.parties.applicant?.from?.(input, {})
    const who = await cast.ofParty(named?.creditCode, named?.name ?? '')
    if (!who) throw new Error(`nobody in the demonstration acts for ${named?.name}`)
    // They sat down to it a while before; what the house keeps was filled in for them.
    const handedIn = house.now()
    const draft = must(await saveDraft(cast.at(instantFromMs(Date.parse(handedIn) - (12 + JSON.stringify(input).length % 40) * 60_000)), who, { item: item.id, raw: {} }))
    cast.at(handedIn)
    return openCase(house, who, item.id, input, { step: s.step, draft: draft.id })
  }
  // Whose seat it is follows from the answers; whoever does not hold it is told so, and a colleague elsewhere hands it in.
  const able = cast.officials.filter((w) => w.seats.some((x) => x.duties.includes(item.desks[s.as]!.duty))).sort((a, b) => Number(b.id === s.who) - Number(a.id === s.who))
  let last: Awaited<ReturnType<typeof openCase>> = { ok: false, refusals: [{ code: 'nobody', say: `没有演示人员担任“${s.as}”` }] }
  for (const who of able) {
    last = await openCase(house, who, item.id, input, { step: s.step })
    if (last.ok || !last.refusals.some((r) => r.code === 'not-yours')) return last
  }
  return last
}

async function step(cast: Cast, house: House, id: string, s: Walk['steps'][number], input: any) {
  const kept = (await findKept(house, house.db, id, true))!
  if (s.as === 'clock') {
    await passTime(house)
    const after = (await findKept(house, house.db, id, true))!
    return after.s.doneOn[s.step] ? { ok: true as const, value: after } : takeStep(house, 'clock', id, { step: s.step })
  }
  const able = s.as === 'public' ? [(await cast.ofParty(undefined, '演示·福州大学')) ?? cast.officials[0]!] : await cast.ofSeat(s.as, kept)
  if (!able.length) return { ok: false as const, refusals: [{ code: 'nobody', say: `没有演示人员担任“${stepsOf(kept.item, kept.s)[s.step]?.label ?? s.step}”的“${s.as}”` }] }
  // A walk may name who does it; a step may be barred to whoever did another, and then a colleague does it.
  if (s.who) able.sort((a, b) => Number(b.id === s.who) - Number(a.id === s.who))
  let last: Awaited<ReturnType<typeof takeStep>> | undefined
  for (const who of able) {
    last = await takeStep(house, who, id, { step: s.step, input })
    if (last.ok || !last.refusals.some((r) => r.code === 'step-closed')) return last
  }
  return last!
}

/** What a walk takes for granted in the registers is laid there first, marked as demonstration; what it learns on the way changes the line that stands. */
export async function layFacts(cast: Cast, item: ServiceItem, facts: Record<string, any>, on: Day, learnt = false): Promise<void> {
  for (const [name, need] of Object.entries(item.needs ?? {})) {
    if (need.from !== 'register') continue
    for (const line of [facts[name]].flat().filter((l) => l?.key && !l.caseId) as (EntryChange & { from?: Day })[]) {
      const standing = await entryInForce(cast.house.db, need.register, line.key, on)
      // What the case itself wrote is not learnt from outside.
      if (standing && (!learnt || standing.caseId)) continue
      const from = standing ? on : line.from ?? '2021-01-01'
      const change: EntryChange = {
        register: need.register, how: standing ? 'change' : 'add', key: line.key, data: line.data ?? {}, ...(standing ? {} : { from }),
        ...(line.to ? { to: line.to } : {}), ...(line.status ? { status: line.status } : {}),
      }
      await cast.house.db.transaction().execute(async (tx: Tx) => {
        const party = line.party && !standing ? { ...line.party, id: await linkParty(tx, line.party, true) } : undefined
        must(await writeEntries(tx, [{ ...change, ...(party ? { party } : {}) }], { by: { id: 'demo', name: '演示装载' }, on: from, at: `${from}T01:00:00.000Z`, demo: true, reason: '演示数据' }, cast.house.registers))
      })
    }
  }
}

/** A real file that stands for the papers a demonstration case hands in; evidence of the list has one for each action and unit. */
export async function demoFile(house: House, about = '材料', by = 'demo'): Promise<FileRef> {
  const name = `演示${about}.txt`
  const stored = must(await storeFile(house.db, house.dataDir, Buffer.from(`演示${about}：本文件为演示环境自动生成，不是真实材料。\n`), name, by))
  return { hash: stored.hash, name, size: stored.size }
}
function withProof(value: any, proof: { hash: string; size: number }): any {
  if (Array.isArray(value)) return value.map((v) => withProof(v, proof))
  if (value && typeof value === 'object') {
    if (typeof value.hash === 'string' && typeof value.size === 'number') return { hash: proof.hash, name: value.name, size: proof.size }
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withProof(v, proof)]))
  }
  return value
}

/** Whether a demonstration was begun and not finished: the process was stopped while it loaded. */
export async function isHalfLoaded(house: House): Promise<boolean> {
  if (await setting<Demo>(house.db, 'demo')) return false
  return (await rows(house.db, 'select 1 from member where demo limit 1')).length > 0
}

/** Takes everything marked 演示 away for good. */
export async function removeDemo(house: House): Promise<{ cases: number; people: number }> {
  const gone = await clearDemo(house)
  await saveSetting(house.db, 'no-demo', true)
  return gone
}

/** Takes everything marked 演示 away again, in one transaction; what is real stays as it is. */
export async function clearDemo(house: House): Promise<{ cases: number; people: number }> {
  await removeDemoPatents(house.db)
  const gone = await house.db.transaction().execute(async (tx) => {
    await rows(tx, `select set_config('zhixing.removing_demo', 'yes', true)`)
    // A service that is still running takes no step and opens no case in between, which would leave half of it behind.
    await rows(tx, 'lock table case_file in share row exclusive mode')
    const cases = await rows<{ id: string }>(tx, 'select id from case_file where demo')
    const ids = cases.map((c) => c.id)
    for (const table of ['case_action', 'work', 'case_unique', 'event', 'paper', 'notice', 'read_log']) await rows(tx, `delete from ${table} where case_id = any($1)`, [ids])
    for (const table of ['event', 'paper', 'notice', 'entry']) await rows(tx, `delete from ${table} where demo`)
    await rows(tx, 'delete from case_file where demo')
    // Demonstration papers and cases count in series of their own.
    await rows(tx, `delete from numbering where series like '%（演示）'`)
    await rows(tx, `delete from case_counter where item like '%（演示）'`)
    const people = await rows<{ id: string }>(tx, 'select id from member where demo')
    // A list that the demonstration adopted goes back to how it was issued; the next start loads it afresh.
    await rows(tx, 'delete from task_list where demo or adopted_by = any($1) or id in (select list_id from list_correction where by_id = any($1))', [people.map((p) => p.id)])
    for (const table of ['sampling', 'chain_said', 'chain_document', 'screening_run', 'screening_table', 'filing_batch']) await rows(tx, `delete from ${table} where demo`)
    await rows(tx, 'delete from indicator_target where by_id = any($1)', [people.map((p) => p.id)])
    await rows(tx, 'delete from auth_user where id = any($1)', [people.map((p) => p.id)])
    await rows(tx, 'delete from member where demo')
    await rows(tx, 'delete from party p where demo and not exists (select 1 from case_party c where c.party_id = p.id) and not exists (select 1 from member m where m.party_id = p.id)')
    return { cases: cases.length, people: people.length }
  })
  await dropSetting(house.db, 'demo')
  await foldEvents(house.db)
  return gone
}

const sayAll = (refusals: Refusal[]) => refusals.map((r) => (r.at ? `${r.at}：${r.say}` : r.say)).join('；')
function must<T>(r: Result<T>): T { if (!r.ok) throw new Error(sayAll(r.refusals)); return r.value }
