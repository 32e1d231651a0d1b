import { sql } from 'kysely'
import { type Day, type Finding, type Instant, maskIdentity, no, type Result, showDay, yes } from '../../kernel/index.ts'
import {
  type Action, type AskedField, type ClockFace, clockFaces, type Conflict, describeFields, type Drawn, mainLine, objections, openSteps, openSuspension, type ReadBack, readBack, replay, type ScoreSheet,
  type ServiceItem, type Snapshot, standingDuties, stateOf, type Tally, told,
} from '../../service/index.ts'
import { rows } from '../db/index.ts'
import { paperOf, type PaperRow } from '../documents/index.ts'
import { type House, worldOf } from '../house/index.ts'
import { isOfficial, type Who } from '../people/index.ts'
import { filesIn } from './files.ts'
import { factsFor, historyOf, type Kept, keptAt } from './keep.ts'
import { handlerName, seatsOf } from './seats.ts'
import { askOfOne, visibleTo } from './visible.ts'
import { blinded, drawnFor, isDrawn, isNaming, namesBehind } from './blind.ts'

export interface CaseStep { id: string; label: string; as: string; seat: string; asks: 'form' | AskedField[] | null; danger?: string; blocked?: string; bulk: boolean; decides: boolean }
export interface CaseEvent { seq: number; at: Instant; on: Day; step: string; label: string; by: string; as: string; from: string; to: string; read: ReadBack[]; hidden: boolean }
export interface CasePaper { id: string; title: string; number: string; on: Day; certificate: boolean; voided: boolean; voidReason?: string; verifyCode: string }

export interface CasePanel {
  seed: string
  drawn: { id: string; name: string; at: 'scored' | 'recused' | 'waiting'; total?: number; corrected?: number; dropped?: boolean }[]
  out: { name: string; why: string }[]
  how: string[]
  total?: number
  working: string[]
}

/** Everything a page needs to draw a case for one person: what it is, where it stands, on whose clock, and what may be done now. */
export interface CaseView {
  id: string
  number: string
  item: { id: string; name: string; carries: readonly string[]; basis: string }
  title: string
  state: { id: string; label: string; kind?: string; final: boolean; standing: boolean }
  line: { id: string; label: string; at: 'done' | 'now' | 'ahead' }[]
  outcome?: string
  version: number
  parties: { role: string; label: string; name: string; creditCode?: string; mine: boolean }[]
  place: string
  handler: { id: string; name: string }
  ruleDay: Day
  submittedAt: Instant
  clocks: ClockFace[]
  stopped?: { since: Day; reason: string }
  duties: { label: string; due: Day; of: string }[]
  waiting: { who: string; label: string; due?: Day }[]
  submitted: ReadBack[]
  answers?: unknown
  computed: { name: string; finding: Finding<unknown> }[]
  history: CaseEvent[]
  papers: CasePaper[]
  /** Who was drawn to judge, who had to stay out, and how the sheets were summed; for offices only. */
  panel?: CasePanel
  objections: { no: number; on: Day; says: string; name?: string; answer?: string; why?: string }[]
  steps: CaseStep[]
  seats: string[]
  demo: boolean
  confidential: boolean
  /** The case as an expert sees it: without names. */
  blind: boolean
}

export async function view(house: House, who: Who, caseId: string, of: { until?: Day } = {}): Promise<Result<CaseView>> {
  if (!isCaseId(caseId) || !who.id) return hidden
  const parts = await askOfOne<Parts>(house, who, caseId, partsOf)
  if (!parts) return hidden
  const kept = await keptAt(house, caseId, parts.version)
  return kept ? yes(await drawnFrom(house, who, kept, parts, of.until)) : hidden
}
const hidden = no({ code: 'no-such-case', at: 'case', say: '没有这件办件，或您无权查看' })
const isCaseId = (id: string) => /^[0-9a-f-]{36}$/.test(id)

/** What a page shows of a case beside its folded state, read in one look. */
interface Parts { version: number; history: Action[]; waiting: WaitingRow[]; papers: PaperRow[] }
interface WaitingRow { unit_id: string | null; party_id: string | null; member_id: string | null; seat: string; label: string; due_on: Day | null }
const partsOf = `json_build_object('version', c.version,
  'history', (select coalesce(json_agg(a.action::json order by a.seq), '[]') from case_action a where a.case_id = c.id),
  'waiting', (select coalesce(json_agg(json_build_object('seat', w.seat, 'unit_id', w.unit_id, 'party_id', w.party_id, 'member_id', w.member_id, 'label', w.label, 'due_on', w.due_on) order by w.n), '[]') from work w where w.case_id = c.id),
  'papers', (select coalesce(json_agg(p.* order by p.seq, p.at, p.number), '[]') from paper p where p.case_id = c.id))`

/** The case, if this person may see it. A stranger is told the same as for a case that does not exist. */
export async function visibleCase(house: House, who: Who, caseId: string): Promise<Result<Kept>> {
  if (!who.id || !isCaseId(caseId)) return hidden
  const version = await askOfOne<number>(house, who, caseId, 'c.version')
  const kept = version === undefined ? undefined : await keptAt(house, caseId, version)
  return kept ? yes(kept) : hidden
}

/** Draws a case whose visibility has been settled. */
export async function drawn(house: House, who: Who, kept: Kept): Promise<CaseView> {
  const [row] = await rows<{ found: Parts }>(house.db, `select ${partsOf} as found from case_file c where c.id = $1`, [kept.id])
  return drawnFrom(house, who, kept, row!.found)
}

async function drawnFrom(house: House, who: Who, kept: Kept, { history: all, waiting, papers: issued }: Parts, until?: Day): Promise<CaseView> {
  const { item, demo, confidential, id } = kept
  const at = house.now()
  const history = until ? all.filter((a) => a.on <= until) : all
  const s = until ? replay(item, history) : kept.s
  // Who someone is to the case is settled by the case as it is, also when an earlier day of it is looked at.
  const seats = seatsOf(house, item, kept.s, who)
  const expert = isDrawn(kept.s, who)
  const office = !expert && (isOfficial(who) || who.auditor)
  const mine = Object.keys(item.parties).filter((role) => seats.includes(role))
  // In full to its parties and to those who handle it; whoever only looks on reads it masked.
  const handles = !expert && Object.keys(item.desks).some((d) => seats.includes(d))
  if (confidential || (handles && hasMasked(item))) await rows(house.db, 'insert into read_log (case_id, member_id, what, at) values ($1, $2, $3, $4)', [id, who.id, confidential ? '查阅保密办件' : '查阅办件', at])
  const facts = await factsFor(house, house.db, item, s, at)
  const world = worldOf(house, at, facts)
  const state = stateOf(item, s.state)
  const steps = until ? [] : openSteps(item, s, seats, world, { id: who.id, name: who.name })
  const papers = issued.map(paperOf)
  const memoSeen = told(item, s, world)
  const whole: CaseView = {
    id, number: s.number, item: { id: item.id, name: item.name, carries: item.carries, basis: item.basis }, title: s.title,
    state: { id: s.state, label: state.label, ...(state.kind ? { kind: state.kind } : {}), final: state.final ?? false, standing: state.standing ?? false },
    line: lineOf(item, s), ...(s.outcome ? { outcome: s.outcome } : {}), version: s.version,
    parties: expert ? [] : rolesOf(item, s).map(([role, p]) => ({ role, label: item.parties[role]?.label ?? role, name: p.name, ...(p.creditCode ? { creditCode: p.creditCode } : {}), mine: mine.includes(role) })),
    place: expert ? '' : house.units.get(s.place)?.place ?? s.place, handler: expert ? { id: '', name: '' } : { id: s.handler, name: handlerName(house, item, s.handler) }, ruleDay: s.ruleDay, submittedAt: s.submittedAt!,
    clocks: clockFaces(item, s, house.calendar), ...(openSuspension(s) ? { stopped: { since: openSuspension(s)!.from, reason: item.suspension?.reasons[openSuspension(s)!.reason] ?? openSuspension(s)!.reason } } : {}),
    duties: standingDuties(item, s, memoSeen).map((d) => ({ label: d.label, due: d.due, of: item.parties[d.of]?.label ?? item.desks[d.of]?.label ?? d.of })),
    waiting: until || expert ? [] : waiting.map((w) => ({ who: w.unit_id ? `${house.units.name(w.unit_id)}${item.desks[w.seat] ? ` · ${item.desks[w.seat]!.label}` : ''}` : w.member_id ? '评审专家' : item.parties[w.seat]?.label ?? w.seat, label: w.label, ...(w.due_on ? { due: w.due_on } : {}) })),
    submitted: readBack(item.form, s.answers).map((sec) => ({ ...sec, lines: sec.lines.filter((l) => !expert || !isNaming(item, l.at)).map((l) => ({ ...l, shown: shownTo(l) })) })),
    ...(mine.includes('applicant') ? { answers: s.answers } : {}),
    computed: expert ? [] : inOrder(Object.keys(item.compute ?? {}), s.computed).map(([name, finding]) => ({ name, finding })),
    history: history.map((a) => event(a)),
    papers: papers.filter((p) => isServed(p, { expert, office, mine }))
      .map((p) => ({ id: p.id, title: p.title, number: p.number, on: p.on, certificate: p.certificate, voided: p.voided !== undefined, ...(p.voided ? { voidReason: p.voided.reason } : {}), verifyCode: p.verifyCode })),
    ...(office && s.memo.panel ? { panel: await panelOf(house, s) } : {}),
    objections: objections(s.memo).map((o) => ({ no: o.no, on: o.on, says: office ? o.says : '', ...(office ? { name: o.name } : {}), ...(o.answer ? { answer: o.answer } : {}), ...(o.why ? { why: o.why } : {}) })),
    steps: steps.map((o) => ({ id: o.id, label: o.label, as: o.as, seat: item.desks[o.as]?.label ?? item.parties[o.as]?.label ?? '', asks: o.step.asks === 'form' ? 'form' : o.step.asks ? describeFields(o.step.asks) : null, ...(o.step.danger ? { danger: o.step.danger } : {}), ...(o.blocked ? { blocked: o.blocked } : {}), bulk: o.step.bulk ?? false, decides: o.step.decides ?? false })),
    seats, demo, confidential, blind: expert,
  }
  return expert ? blinded(whole, namesBehind(item, s)) : whole

  /** An identity number is masked for strangers to the case; a place or unit is told by its name. */
  function shownTo(l: ReadBack['lines'][number]): string {
    if (l.place) return placeName(house, l.place)
    return l.masked && !handles && !mine.length ? maskIdentity(l.shown) : l.shown
  }

  function event(a: Action): CaseEvent {
    const hidden = Boolean(a.internal) && !office && a.by.id !== who.id
    const label = (name: string) => stateOf(item, name).label
    return {
      seq: a.seq, at: a.at, on: a.on, step: hidden ? 'internal' : a.step, label: hidden ? '内部办理' : a.label, by: expert || hidden ? '' : a.by.name,
      // Which of the office's steps it was, and whose, is not told either.
      as: hidden && !item.desks[a.as] ? '办理单位' : item.desks[a.as]?.label ?? item.parties[a.as]?.label ?? ({ public: '公众', expert: '评审专家', clock: '期限届满' } as Record<string, string>)[a.as] ?? a.as,
      from: label(a.from), to: label(a.to), hidden,
      read: hidden || expert || (a.read && a.step !== 'submit' && a.as === 'expert' && a.by.id !== who.id && !office) ? [] : (a.read ?? []).map((sec) => ({ ...sec, lines: sec.lines.map((l) => ({ ...l, shown: shownTo(l) })) })),
    }
  }
}

/** The panel in words: people by their names, also within the working. */
async function panelOf(house: House, { memo }: Snapshot): Promise<CasePanel> {
  const panel = memo.panel as Drawn, tally = memo.tally as Finding<Tally> | undefined
  const sheets = (memo.sheets ?? []) as ScoreSheet[], conflicts = (memo.conflicts ?? []) as Conflict[]
  const ids = [...new Set([...panel.pool, ...panel.drawn, ...conflicts.map((x) => x.expert)])].sort((a, b) => b.length - a.length)
  const known = new Map((await rows<{ id: string; name: string }>(house.db, 'select id, name from member where id = any($1)', [ids])).map((m) => [m.id, m.name]))
  const nameOf = (id: string) => known.get(id) ?? id
  const inWords = (line: string) => ids.reduce((text, id) => text.replaceAll(id, nameOf(id)), line)
  const tied = new Set(conflicts.map((x) => x.expert))
  return {
    seed: panel.seed, how: (panel.steps ?? []).map(inWords), working: (tally?.steps ?? []).map(inWords), ...(tally ? { total: tally.value.total } : {}),
    out: [...panel.recused.map((r) => ({ name: r.name, why: r.why })), ...conflicts.map((x) => ({ name: nameOf(x.expert), why: `${showDay(x.on)}申请回避：${x.remark}` }))],
    drawn: panel.drawn.map((id) => {
      const { expert: _, ...sums } = tally?.value.raw.find((r) => r.expert === id) ?? { expert: id }
      return { id, name: nameOf(id), at: sheets.some((x) => x.expert === id) ? 'scored' as const : tied.has(id) ? 'recused' as const : 'waiting' as const, ...sums }
    }),
  }
}

/** 福州市鼓楼区 for a code, the unit's name for a path. */
function placeName(house: House, at: string): string {
  const id = /^\d{6}$/.test(at) ? house.units.unitOf(at) : at
  const unit = id ? house.units.get(id) : undefined
  if (!unit) return at
  if (!/^\d{6}$/.test(at)) return unit.name
  const above = unit.level === 'county' ? house.units.get(unit.parent!) : undefined
  return `${above?.place ?? ''}${unit.place}`
}

/** As declared; a snapshot that was kept has lost the order. */
function inOrder<V>(names: readonly string[], of: Record<string, V>): [string, V][] {
  return Object.entries(of).sort(([a], [b]) => place(a) - place(b))
  function place(name: string): number { const at = names.indexOf(name); return at < 0 ? names.length : at }
}
const rolesOf = (item: ServiceItem, s: Snapshot) => inOrder(Object.keys(item.parties), s.parties)

const hasMasked = (item: ServiceItem) => Object.values(item.form.sections).some((sec) => Object.values(sec.fields).some((f) => f.masked))
function lineOf(item: ServiceItem, s: Snapshot): CaseView['line'] {
  const main = mainLine(item)
  const now = main.findIndex((m) => m.name === s.state)
  if (now < 0) {
    // Off the main line: what was passed stays, then the place where the case stands.
    const passed = main.filter((m) => m.name === item.start || Object.entries(item.states[m.name]?.steps ?? {}).some(([id]) => s.doneOn[id]))
    return [...passed.map((m) => ({ id: m.name, label: m.label, at: 'done' as const })), { id: s.state, label: stateOf(item, s.state).label, at: 'now' as const }]
  }
  return main.map((m, i) => ({ id: m.name, label: m.label, at: i < now ? 'done' as const : i === now ? 'now' as const : 'ahead' as const }))
}

/** Papers are for the offices and for the parties they were served on; a certificate is for every party. */
const isServed = (p: { certificate: boolean; servedOn: readonly string[] }, { expert, office, mine }: { expert: boolean; office: boolean; mine: readonly string[] }) =>
  !expert && (office || (mine.length > 0 && (p.certificate || p.servedOn.includes('all') || mine.some((role) => p.servedOn.includes(role)))))

/** Whether a paper of a case may be opened: seeing the case is not yet being served with everything in it. */
export async function maySeePaper(house: House, who: Who, paper: { caseId?: string; certificate: boolean; servedOn: readonly string[] }): Promise<boolean> {
  const seen = paper.caseId ? await visibleCase(house, who, paper.caseId) : undefined
  if (!seen?.ok) return false
  const { item, s, id, confidential } = seen.value
  const expert = isDrawn(s, who)
  const seats = seatsOf(house, item, s, who)
  const served = isServed(paper, { expert, office: !expert && (isOfficial(who) || who.auditor), mine: Object.keys(item.parties).filter((role) => seats.includes(role)) })
  if (served && confidential) await rows(house.db, 'insert into read_log (case_id, member_id, what, at) values ($1, $2, $3, $4)', [id, who.id, '查阅保密办件的文书', house.now()])
  return served
}

/** What a file is called to this person: as the case has it, or as they brought it themselves. Nothing when it is not theirs to see. */
export async function nameOfFile(house: House, who: Who, hash: string, caseId?: string): Promise<string | undefined> {
  const inCase = async (id: string): Promise<string | undefined> => {
    const seen = await visibleCase(house, who, id)
    if (!seen.ok) return undefined
    // Whoever judges without names opens no file: what stands inside it cannot be masked.
    return isDrawn(seen.value.s, who) ? undefined : (await historyOf(house.db, id)).flatMap((a) => filesIn(a.input)).findLast((f) => f.hash === hash)?.name
  }
  const named = caseId ? await inCase(caseId) : undefined
  if (named) return named
  const [own] = await rows<{ name: string }>(house.db, 'select name from file_upload where hash = $1 and by_id = $2 order by at desc limit 1', [hash, who.id])
  if (own) return own.name
  const [held] = await house.db.selectFrom('case_file as c').innerJoin('case_file_hash as h', 'h.case_id', 'c.id').select('c.id').where('h.hash', '=', hash).where(visibleTo(house, who)).where(sql<boolean>`not ${drawnFor(who)}`).orderBy('c.submitted_at', 'desc').limit(1).execute()
  return held && inCase(held.id)
}

/** Whether a file belongs to a case this person sees; own uploads are seen too. */
export async function maySeeFile(house: House, who: Who, hash: string): Promise<boolean> {
  const [own] = await rows(house.db, 'select 1 from file_upload where hash = $1 and by_id = $2', [hash, who.id])
  if (own) return true
  const held = await house.db.selectFrom('case_file as c').innerJoin('case_file_hash as h', 'h.case_id', 'c.id').select('c.id').where('h.hash', '=', hash).where(visibleTo(house, who)).where(sql<boolean>`not ${drawnFor(who)}`).limit(1).execute()
  return held.length > 0
}
