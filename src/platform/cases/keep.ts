import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { addDays, canonical, type Day, dayOf, type Instant, no, type Refusal, type Result, yes } from '../../kernel/index.ts'
import { type Action, type Attempt, blank, type Decision, expired, handlerOf, type KnownPaper, nextDue, perform, type PartyRef, readPartly, replay, type ServiceItem, type Snapshot, told } from '../../service/index.ts'
import { closeDraft, recordFilling } from '../burden/index.ts'
import { type Db, rows, type Tx, wholeOrNothing } from '../db/index.ts'
import { issuePapers, papersOf, voidPaper } from '../documents/index.ts'
import { type House, saveSetting, setting, worldOf } from '../house/index.ts'
import { recordEvents, voidEventsOf } from '../indicators/index.ts'
import { firstHash, hashOfText } from '../ledger/index.ts'
import { linkParty, type Who } from '../people/index.ts'
import { loadNeeds, writeEntries } from '../registers/index.ts'
import { filesIn } from './files.ts'
import { columnsOf, seatsOf, waitingFor } from './seats.ts'
import { visibleTo } from './visible.ts'

/** A case as it is kept: the folded state with what is needed to add to its chain, and how many are waited for when that is remembered. */
export interface Kept { id: string; item: ServiceItem; s: Snapshot; head: string; demo: boolean; confidential: boolean; waits?: number }

const system = { id: 'system', name: '系统' }
/** What is remembered of cases lately acted on; every write is guarded by version and head, so a stale memory only costs a second look. */
const remembered = new WeakMap<House, Map<string, Kept>>()
const memoryOf = (house: House) => remembered.get(house) ?? remembered.set(house, new Map()).get(house)!
const most = 5_000
function remember(house: House, kept: Kept): void {
  const memory = memoryOf(house)
  memory.delete(kept.id)
  memory.set(kept.id, kept)
  if (memory.size > most) memory.delete(memory.keys().next().value!)
}
export const forget = (house: House) => memoryOf(house).clear()

/** The case at a version that the database has just told: what is remembered may have been overtaken by another process. */
export async function keptAt(house: House, id: string, version: number): Promise<Kept | undefined> {
  const known = await findKept(house, house.db, id)
  return known && known.s.version !== version ? findKept(house, house.db, id, true) : known
}

export async function findKept(house: House, db: Db, id: string, fresh = false): Promise<Kept | undefined> {
  const known = fresh ? undefined : memoryOf(house).get(id)
  if (known) return known
  const [found] = await rows<{ item: string; snapshot: Snapshot; head_hash: string; demo: boolean; confidential: boolean }>(db, 'select item, snapshot, head_hash, demo, confidential from case_file where id = $1', [id])
  if (!found) return undefined
  const item = house.items.get(found.item)
  if (!item) throw new Error(`case ${id} is of the item ${found.item}, which no programme offers`)
  const kept = { id, item, s: found.snapshot, head: found.head_hash, demo: found.demo, confidential: found.confidential }
  remember(house, kept)
  return kept
}

/** What the item asked to know from registers and from its other cases. */
export async function factsFor(house: House, db: Db, item: ServiceItem, s: Snapshot, at: Instant): Promise<Record<string, any>> {
  return item.needs ? loadNeeds(db, item, told(item, s, worldOf(house, at)), dayOf(at), house.registers) : {}
}

/** Opens a case by handing in the form. */
export async function submit(house: House, who: Who, itemId: string, raw: unknown, of: { draft?: string; step?: string } = {}): Promise<Result<Kept>> {
  const item = house.items.get(itemId)
  if (!item) return no({ code: 'no-such-item', say: '没有这个事项' })
  if (who.auditor) return readsOnly
  const at = house.now()
  const start = item.states[item.start]!.steps!
  const stepId = of.step ?? Object.keys(start).find((id) => start[id]!.asks === 'form')!
  const empty: Snapshot = { ...blank(item), parties: who.partyId && 'applicant' in item.parties ? { applicant: ownParty(who) } : {} }
  const seats = [...seatsOf(house, item, opened(house, item, empty, raw, at), who), ...(who.partyId ? ['applicant'] : [])]
  const id = randomUUID()
  const kept = await wholeOrNothing(house.db, async (tx): Promise<Result<Kept>> => {
    const year = Number(dayOf(at).slice(0, 4))
    const facts = await factsFor(house, tx, item, { ...empty, answers: readPartly(item.form, raw) }, at)
    const attempt: Attempt = { step: stepId, by: { id: who.id, name: who.name }, as: seats, input: raw, number: 'pending' }
    const first = perform(item, empty, attempt, worldOf(house, at, facts))
    if (!first.ok) return first
    const stranger = namesAnother(who, item, first.value.next)
    if (stranger) return no(stranger)
    if (first.value.alone) await alone(tx, item.id, first.value.alone)
    // The number is drawn only for a submission that stands; facts are read again once we are alone with the key.
    const [number] = await drawNumbers(house, tx, item, who.demo, year, 1)
    const linked = await linkParties(tx, first.value, who)
    const decided = perform(item, { ...empty, parties: linked }, { ...attempt, number: number! }, worldOf(house, at, first.value.alone ? await factsFor(house, tx, item, { ...empty, answers: first.value.next.answers }, at) : facts))
    if (!decided.ok) return decided
    withParties(decided.value, linked)
    const taken = await claimKeys(house, tx, item, decided.value, id, who)
    if (taken) return no(taken)
    const kept: Kept = { id, item, s: decided.value.next, head: '', demo: who.demo, confidential: item.confidential === 'need-to-know' }
    await writeNew(house, tx, kept, decided.value, facts)
    if (of.draft) await closeDraft(tx, { draft: of.draft, member: who.id, caseId: id, answers: kept.s.answers, at })
    return yes(kept)
  })
  if (kept.ok) remember(house, kept.value)
  return kept
}
/** The next numbers of an item in a year, without gaps once the transaction stands. Demonstrations count by themselves, so that taking them away leaves no gap. */
export async function drawNumbers(house: House, tx: Tx, item: ServiceItem, demo: boolean, year: number, n: number): Promise<string[]> {
  const rehearsed = demo ? '（演示）' : ''
  const [counted] = await rows<{ last: number }>(tx, `insert into case_counter (item, year, last) values ($1, $2, $3) on conflict (item, year) do update set last = case_counter.last + excluded.last returning last`, [`${item.id}${rehearsed}`, year, n])
  return Array.from({ length: n }, (_, i) => `${house.units.organOf(house.units.root.id).word}${item.numbered}${rehearsed}〔${year}〕${counted!.last - n + 1 + i}号`)
}
/** An office may open a case too; where its seats stand follows from the form as far as it can be read. */
export function opened(house: House, item: ServiceItem, empty: Snapshot, raw: unknown, at: Instant): Snapshot {
  const start = Object.values(item.states[item.start]!.steps ?? {})
  if (!start.some((x) => x.asks === 'form' && [x.by].flat().some((b) => b in item.desks))) return empty
  const answers = readPartly(item.form, raw)
  try {
    const placed = { ...empty, answers, place: house.units.unitOf(item.place(answers)) ?? '' }
    return { ...placed, handler: handlerOf(item, told(item, placed, worldOf(house, at))) }
  } catch { return empty } // the place has not been given
}
const ownParty = (who: Who): PartyRef => ({ id: who.partyId!, name: who.partyName ?? who.name, ...(who.creditCode ? { creditCode: who.creditCode } : {}) })

/** Nobody hands in for a firm they do not act for. */
function namesAnother(who: Who, item: ServiceItem, s: Snapshot): Refusal | undefined {
  const applicant = s.parties.applicant
  if (!applicant || !who.partyId || !item.parties.applicant?.from) return undefined
  const same = applicant.creditCode && who.creditCode ? applicant.creditCode === who.creditCode : applicant.name === who.partyName
  return same ? undefined : { code: 'not-your-party', at: 'applicant', say: `申请主体须为您所代表的“${who.partyName ?? who.name}”；代他人申请请以其账号办理` }
}

/** Takes one step on a case. `expect` is the version the person saw; a step taken on an older view is refused and told. */
export async function takeStep(house: House, who: Who | 'clock', caseId: string, attempt: { step: string; input?: unknown; expect?: number; seatsHint?: string[] }): Promise<Result<Kept>> {
  if (who !== 'clock' && who.auditor) return readsOnly
  const by = who === 'clock' ? system : { id: who.id, name: who.name }
  for (let tries = 0; ; tries++) {
    const kept = await findKept(house, house.db, caseId, tries > 0)
    if (!kept) return noSuchCase
    if (attempt.expect !== undefined && attempt.expect !== kept.s.version) {
      if (tries === 0) continue
      return overtaken(house, who, caseId)
    }
    const at = house.now()
    const as = who === 'clock' ? ['clock'] : seatsOf(house, kept.item, kept.s, who)
    const asked: Attempt = { step: attempt.step, by, as, input: attempt.input }
    const facts = { ...await factsFor(house, house.db, kept.item, kept.s, at), ...(attempt.step === 'voidPaper' ? { papers: await papersKnown(house.db, caseId) } : {}) }
    const decided = perform(kept.item, kept.s, asked, worldOf(house, at, facts))
    if (!decided.ok) {
      // A refusal may rest on a memory that another process has overtaken: then it is decided again on the case as it is.
      if (tries === 0 && (await findKept(house, house.db, caseId, true))?.s.version !== kept.s.version) continue
      return decided
    }
    const stored = simple(decided.value)
      ? await append(house, house.db, kept, decided.value, facts)
      : await wholeOrNothing(house.db, async (tx): Promise<Result<Kept> | undefined> => {
        let decision = decided.value
        if (decision.alone) {
          await alone(tx, kept.item.id, decision.alone)
          const again = perform(kept.item, kept.s, asked, worldOf(house, at, await factsFor(house, tx, kept.item, kept.s, at)))
          if (!again.ok) return again
          decision = again.value
        }
        if (decision.action.set.parties) withParties(decision, await linkParties(tx, decision, who === 'clock' ? undefined : who))
        const taken = await claimKeys(house, tx, kept.item, decision, caseId, who)
        if (taken) return no(taken)
        return append(house, tx, kept, decision, facts)
      })
    if (stored) {
      if (stored.ok) remember(house, stored.value)
      return stored
    }
    // Someone was first between our look and our write. With a stated version that is final; without one, look again.
    if (attempt.expect !== undefined || tries > 2) return overtaken(house, who, caseId)
  }
}
const papersKnown = async (db: Db, caseId: string): Promise<KnownPaper[]> => (await papersOf(db, caseId)).map((p) => ({ number: p.number, organ: p.organ, voided: p.voided !== undefined }))
const readsOnly = no({ code: 'not-yours', at: 'step', say: '审计人员只查阅办件，不申请也不办理；需要办理的请以其他账号登录' })
const noSuchCase = no({ code: 'no-such-case', say: '没有这件办件，或您无权查看' })

async function overtaken(house: House, who: Who | 'clock', caseId: string): Promise<Result<never>> {
  const kept = await findKept(house, house.db, caseId, true)
  const [last] = await rows<{ action: string }>(house.db, 'select action from case_action where case_id = $1 order by seq desc limit 1', [caseId])
  if (!kept || !last) return noSuchCase
  const did = JSON.parse(last.action) as Action
  const state = stateLabel(kept.item, kept.s.state)
  return no({ code: 'overtaken', at: 'step', say: `您打开后，${mayBeNamed() ? did.by.name : '他人'}刚刚办理了${maySeeWhat() ? `“${did.label}”` : '一步'}，本件现处于“${state}”；请核对后再办` })

  /** Who objected or judged is known to the desks alone, and an expert knows nobody. */
  function mayBeNamed(): boolean {
    return !seats().includes('expert') && (atDesk() || (!did.internal && seats().some((seat) => seat in kept!.item.parties)))
  }
  function maySeeWhat(): boolean {
    return !did.internal || (atDesk() && !seats().includes('expert'))
  }
  function seats(): string[] { return who === 'clock' ? [] : seatsOf(house, kept!.item, kept!.s, who) }
  function atDesk(): boolean { return seats().some((seat) => seat in kept!.item.desks) }
}

const simple = (d: Decision) => filesIn(d.action.input).length === 0 && !d.papers.length && !d.entries.length && !d.events.some((e) => e.reported) && !d.alone && !d.unique && !d.voids && !d.action.set.parties && !d.action.set.answers && !d.action.set.notes?.panel && !d.next.closedOn

async function alone(tx: Tx, item: string, key: string): Promise<void> {
  await rows(tx, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${item}:${key}`])
}

/** Every party named in the case, linked to a known one; whoever acts as the applicant is the applicant. */
async function linkParties(tx: Tx, { action, next }: Decision, who: Who | undefined): Promise<Record<string, PartyRef>> {
  const linked: Record<string, PartyRef> = {}
  for (const [role, ref] of Object.entries(next.parties)) {
    const id = role === 'applicant' && action.as === 'applicant' && who?.partyId ? who.partyId : await linkParty(tx, ref, who?.demo ?? false)
    linked[role] = { ...ref, id }
  }
  return linked
}
function withParties(decision: Decision, parties: Record<string, PartyRef>): void {
  decision.action.set.parties = parties
  decision.next = { ...decision.next, parties }
}

/** Takes the keys that no two cases may share; those of a case that came to nothing are free again. Whose key it is is told only to those who may see that case. */
async function claimKeys(house: House, tx: Tx, item: ServiceItem, decision: Decision, caseId: string, who: Who | 'clock'): Promise<Refusal | undefined> {
  if (!decision.unique) return undefined
  await rows(tx, 'delete from case_unique where case_id = $1', [caseId])
  // In one order everywhere, so that two cases with the same keys cannot wait for each other.
  for (const [name, keys] of Object.entries(decision.unique)) for (const key of keys.toSorted()) {
    const taken = await rows(tx, 'insert into case_unique (item, name, key, case_id) values ($1, $2, $3, $4) on conflict do nothing returning case_id', [item.id, name, key, caseId])
    if (!taken.length) {
      const other = who === 'clock' ? undefined : await tx.selectFrom('case_file as c').select('c.number').where(visibleTo(house, who))
        .where(sql<boolean>`exists (select 1 from case_unique u where u.case_id = c.id and (u.item, u.name, u.key) = (${item.id}, ${name}, ${key}))`).executeTakeFirst()
      return { code: 'duplicate', at: name, say: `${item.unique![name]!.say}${other ? `（已有办件 ${other.number}）` : ''}` }
    }
  }
  return undefined
}

async function writeNew(house: House, tx: Tx, kept: Kept, d: Decision, facts: Record<string, any>): Promise<void> {
  const { item, s } = kept
  await rows(tx, `insert into case_file (id, number, item, item_version, title, state, place, handler, party_id, rule_day, submitted_at, version, head_hash, snapshot, confidential, demo, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7::ltree, $8::ltree, $9, $10, $11, 0, $12, '{}', $13, $14, $11)`,
  [kept.id, s.number, item.id, item.version, s.title, item.start, s.place, s.handler, s.parties.applicant?.id ?? null, s.ruleDay, d.action.at, firstHash, kept.confidential, kept.demo])
  const stored = await append(house, tx, { ...kept, head: firstHash, s: { ...s, version: 0 } }, d, facts)
  if (!stored?.ok) throw new Error(`the new case ${kept.id} could not be written`)
  Object.assign(kept, stored.value)
}

/** What `zx_append` is told of one decided step: history, columns, who is waited for, events and outbox. */
export function stepRow(house: House, kept: Kept, d: Decision, facts: Record<string, any>) {
  const { item, id } = kept
  const { action } = d
  const world = worldOf(house, action.at, facts)
  const text = canonical(action)
  const hash = hashOfText(kept.head, id, text)
  const due = nextDue(item, d.next, world.calendar)
  const col = columnsOf(item, d.next, world, due)
  const waiting = waitingFor(item, d.next, world, due)
  const party = d.next.parties.applicant?.id ?? null
  const events = d.events.filter((e) => !e.reported).map((e) => ({ kind: e.kind, unit: e.unit ?? d.next.place, party_id: e.party?.id ?? party, amount: e.amount ?? null }))
  return {
    hash, waits: waiting.length,
    values: [id, kept.s.version, kept.head, hash, text, action.step, action.at, action.on, action.by.id,
      col.state, col.title, col.handler, col.place, col.due_on, col.due_at, col.due_of, col.stopped_since, col.expires_at, col.standing, col.published, col.closed_on, col.outcome,
      JSON.stringify(d.next), JSON.stringify(d.next.marks), JSON.stringify(waiting), waiting.length < (kept.waits ?? Infinity),
      `${item.id}.${action.step}`, d.next.handler || d.next.place, party, events.length ? JSON.stringify(events) : null, kept.demo],
  }
}

const appendOne = `select zx_append(${Array.from({ length: 31 }, (_, i) => `$${i + 1}`).join(', ')}) as ok`
/** The history and the folded case go as bytes: the driver would measure a long text and then write it, both letter by letter. */
const asBytes = (value: unknown, i: number) => (i === 4 || i === 22 ? Buffer.from(value as string) : value)

/** Writes one decided step, and the papers and register lines that go with it. Undefined when someone was first. */
async function append(house: House, db: Db, kept: Kept, d: Decision, facts: Record<string, any>): Promise<Result<Kept> | undefined> {
  const { item, id } = kept
  const { action } = d
  const { hash, waits, values } = stepRow(house, kept, d, facts)
  const [done] = await rows<{ ok: boolean }>(db, appendOne, values.map(asBytes))
  if (!done!.ok) return undefined
  if (action.seq === 1 || action.set.parties) {
    await rows(db, 'delete from case_party where case_id = $1', [id])
    await rows(db, `insert into case_party (case_id, role, party_id, name, credit_code) select $1, p.role, p.id, p.name, p."creditCode" from jsonb_to_recordset($2::jsonb) as p(role text, id text, name text, "creditCode" text)`,
      [id, JSON.stringify(Object.entries(d.next.parties).map(([role, p]) => ({ role, ...p })))])
  }
  // What an office opens by another act fills its form in itself.
  if (action.set.answers && !item.openedElsewhere) await recordFilling(db, { caseId: id, seq: action.seq, item, unit: d.next.place, on: action.on, answers: d.next.answers, before: kept.s.answers })
  if (action.set.notes?.panel) {
    const { drawn } = action.set.notes.panel as { drawn: string[] }
    // Whoever was replaced sees the case no longer.
    await rows(db, 'delete from case_expert where case_id = $1 and not member_id = any($2)', [id, drawn])
    await rows(db, 'insert into case_expert (case_id, member_id) select $1, unnest($2::text[]) on conflict do nothing', [id, drawn])
  }
  const held = filesIn(action.input)
  if (held.length) await rows(db, 'insert into case_file_hash (case_id, hash) select $1, unnest($2::text[]) on conflict do nothing', [id, [...new Set(held.map((f) => f.hash))]])
  // What a party says of itself is kept apart from what the system made.
  const said = d.events.filter((e) => e.reported)
  if (said.length) await recordEvents(db as Tx, said, { on: action.on, at: action.at, unit: d.next.place, party: d.next.parties.applicant, caseId: id, seq: action.seq, source: 'reported', by: action.by.id, demo: kept.demo })
  if (d.next.closedOn && d.next.outcome !== 'granted') await rows(db, 'delete from case_unique where case_id = $1', [id])
  if (d.entries.length) {
    const written = await writeEntries(db as Tx, d.entries, { caseId: id, seq: action.seq, on: action.on, at: action.at, by: action.by, unit: d.next.place, demo: kept.demo }, house.registers)
    if (!written.ok) return written
  }
  if (d.voids) await undo(house, db as Tx, kept, action, d.voids)
  if (d.papers.length) await issuePapers(db as Tx, d.papers, { caseId: id, seq: action.seq, on: action.on, signer: action.by, demo: kept.demo, organOf: (organ) => house.units.organOf(house.units.get(organ)?.id ?? house.units.office(organ) ?? house.units.root.id) })
  return yes({ ...kept, s: d.next, head: hash, waits })
}
/** Declares a paper void; undone with it, the step that issued it counts no more, and what it put on a register stands no longer. */
async function undo(house: House, tx: Tx, { id, demo, s }: Kept, action: Action, { number, step, reason }: NonNullable<Decision['voids']>): Promise<void> {
  const paper = (await papersOf(tx, id)).find((p) => p.number === number && !p.voided)
  if (!paper) throw new Error(`the paper ${number} was not there to be declared void`)
  await voidPaper(tx, paper.id, { on: action.on, reason })
  if (!step) return
  await voidEventsOf(tx, { caseId: id, seq: paper.seq! }, { at: action.at, by: action.by.id, reason })
  const lines = await rows<{ register: string; key: string; from_day: Day; to_day: Day | null }>(tx, `select e.register, e.key, e.from_day, e.to_day from entry e
    where exists (select from entry_change c where c.entry_id = e.id and c.version = 1 and c.case_id = $1 and c.seq = $2)`, [id, paper.seq])
  const before = addDays(action.on, -1)
  const ended = lines.filter((l) => l.to_day === null || l.to_day > before).map((l) => ({ register: l.register, key: l.key, how: 'change' as const, to: l.from_day > before ? l.from_day : before }))
  const written = await writeEntries(tx, ended, { caseId: id, seq: action.seq, on: action.on, at: action.at, by: action.by, unit: s.place, reason: `${number}作废：${reason}`, demo }, house.registers)
  if (!written.ok) throw new Error(`the lines that ${number} brought could not be ended: ${JSON.stringify(written.refusals)}`)
}
export const stateLabel = (item: ServiceItem, state: string) => item.states[state]?.label ?? ({ correction: '补正', withdrawn: '已撤回' } as Record<string, string>)[state] ?? state

/** The actions of a case as they were written. */
export async function historyOf(db: Db, caseId: string): Promise<Action[]> {
  return (await rows<{ action: string }>(db, 'select action from case_action where case_id = $1 order by seq', [caseId])).map((r) => JSON.parse(r.action))
}

/** Writes the list columns of a case again from its history; what must be equal already. */
export async function rebuild(house: House, caseId: string): Promise<Snapshot> {
  const s = await house.db.transaction().execute(async (tx) => {
    // Locked, so that no step comes between the history that is read and the columns that are written.
    const [found] = await rows<{ item: string }>(tx, 'select item from case_file where id = $1 for update', [caseId])
    if (!found) throw new Error(`no case ${caseId}`)
    const item = house.items.get(found.item)!, at = house.now()
    const s = replay(item, await historyOf(tx, caseId))
    const world = worldOf(house, at, await factsFor(house, tx, item, s, at))
    const col = columnsOf(item, s, world)
    await rows(tx, `update case_file set snapshot = $2::json, state = $3, due_on = $4, due_at = $5, due_of = $6, stopped_since = $7, expires_at = $8, standing = $9, published = $10, closed_on = $11, outcome = $12 where id = $1`,
      [caseId, JSON.stringify(s), col.state, col.due_on, col.due_at, col.due_of, col.stopped_since, col.expires_at, col.standing, col.published, col.closed_on, col.outcome])
    await rows(tx, `update work w set due_on = x.due_on, due_at = x.due_at from jsonb_to_recordset($2::jsonb) as x(n int, seat text, due_on date, due_at timestamptz) where w.case_id = $1 and w.n = x.n and w.seat = x.seat`,
      [caseId, JSON.stringify(waitingFor(item, s, world).map((w, i) => ({ n: i + 1, ...w })))])
    return s
  })
  memoryOf(house).delete(caseId)
  return s
}

/** Raised whenever due days come to be worked out in another way. */
const dueRule = 2

/** Works out again when every open case is due once the working calendar has changed, or the rule itself: an end beyond the old calendar was not known. A job calls it. */
export async function dueAgain(house: House): Promise<number> {
  const version = `${house.calendar.version}/${dueRule}`
  const before = await setting<string>(house.db, 'due-by-calendar')
  if (before === version) return 0
  // Nothing has been worked out by another calendar yet.
  const open = before === undefined ? [] : await rows<{ id: string }>(house.db, 'select id from case_file where closed_on is null')
  for (const { id } of open) await rebuild(house, id)
  await saveSetting(house.db, 'due-by-calendar', version)
  return open.length
}

/** Takes the steps that the passing of time itself takes; a job calls it every minute. */
export async function passTime(house: House): Promise<number> {
  const late = await rows<{ id: string }>(house.db, 'select id from case_file where expires_at < $1 and closed_on is null order by expires_at limit 500', [house.now()])
  let taken = 0
  const failed: unknown[] = []
  for (const { id } of late) {
    try {
      const kept = await findKept(house, house.db, id, true)
      const step = kept && expired(kept.item, kept.s, worldOf(house, house.now()))
      if (step && (await takeStep(house, 'clock', id, { step, expect: kept.s.version })).ok) taken++
    } catch (error) {
      failed.push(error)
    }
  }
  // One case with a fault must not keep the others waiting; the fault is still told.
  if (failed.length) throw new AggregateError(failed, `time could not act on ${failed.length} of ${late.length} cases`)
  return taken
}
