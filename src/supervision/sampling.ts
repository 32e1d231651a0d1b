import { createHash, randomUUID } from 'node:crypto'
import { canonical, type Day, type Instant, isDay, no, type Result, yes } from '../kernel/index.ts'
import { filesIn, findKept, seatsOf, step, visibleAmong } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { isInside, type Who } from '../platform/people/index.ts'
import { looksInto } from './front.ts'
import { sampleConfidence, sampleRule } from './parameters.ts'
import { drawSample, type Piece, pieceSources, type PieceSource, sampleSize, type Stratifier, stratifiers, type Stratum } from './sampling-draw.ts'
import { exactInterval } from './sampling-interval.ts'
import { actionsOf, findList, keepsLists, type ListHead, unitLabel } from './store.ts'

export const verdicts = { true: '属实', partly: '部分属实', untrue: '不实' } as const
export type Verdict = keyof typeof verdicts

export interface SamplingRow {
  id: string; title: string; from: Day; to: Day; frame: number; size: number; frameHash: string; rule: string; seedFrom: string; lockedBy: string; lockedAt: Instant
  seed: string | null; drawnBy: string | null; drawnAt: Instant | null; judged: number; demo: boolean
}
export interface Judgement { verdict: Verdict; reason: string; by: string; at: Instant }
export interface DrawnPiece extends Piece {
  unitName: string
  /** Whether this person sees what is behind it. */
  open: boolean
  judgement: Judgement | null
  /** What became of the verified share since a piece was found untrue. */
  lowered: { was: number | null; now: number | null; returned: boolean; say: string } | null
  may: { judge: boolean; lower: boolean }
}
export interface Share { hits: number; of: number; share: number; from: number; to: number }
export interface SamplingView extends SamplingRow {
  strata: (Stratum & { name: string })[]
  stratifiers: Stratifier[]
  pieces: DrawnPiece[]
  steps: string[]
  /** Of the pieces judged so far; nothing before the first. */
  result: { judged: number; of: number; confidence: number; verdicts: Record<Verdict, Share>; say: string } | null
  may: { draw: boolean; judge: boolean }
}

const fixed = (frame: readonly Piece[]): string => createHash('sha256').update(canonical(frame)).digest('hex')
const notOurs = no({ code: 'not-yours', say: '佐证核查由省局、业务处室或领导小组办公室组织' })
const columns = `s.id, s.title, s.from_day as "from", s.to_day as "to", jsonb_array_length(s.frame) as frame, s.size, s.frame_hash as "frameHash", s.rule, s.seed_from as "seedFrom", s.locked_name as "lockedBy", s.locked_at as "lockedAt",
  s.seed, s.drawn_name as "drawnBy", s.drawn_at as "drawnAt", s.demo, (select count(distinct piece) from sampling_judgement j where j.sampling_id = s.id) as judged`

export async function listSamplings(house: House, who: Who, listId: string): Promise<Result<{ rows: SamplingRow[]; may: { lock: boolean } }>> {
  const list = await findList(house, who, listId)
  if (!list.ok) return list
  if (!isInside(who)) return no({ code: 'not-yours', say: '佐证核查由机关工作人员查看' })
  return yes({ rows: await rows<SamplingRow>(house.db, `select ${columns} from sampling s where s.list_id = $1 order by s.locked_at desc, s.id`, [listId]), may: { lock: keepsLists(house, who) } })
}

export interface Locking { title: string; from: Day; to: Day; sources: PieceSource[]; by: Stratifier[]; seedFrom: string }

/** Fixes what will be drawn from, how many, and where the seed will come from, before any seed is known. */
export async function lockFrame(house: House, who: Who, listId: string, of: Locking): Promise<Result<SamplingView>> {
  const list = await findList(house, who, listId)
  if (!list.ok) return list
  if (!keepsLists(house, who)) return notOurs
  if (!of.title.trim()) return no({ code: 'title-missing', at: 'title', say: '请给这次核查起一个名称' })
  if (!of.seedFrom.trim()) return no({ code: 'seed-from-missing', at: 'seedFrom', say: '请写明种子从何而来，例如“2022年9月21日福彩15选5第22254期开奖号码”；先写来处，开奖后再填号码' })
  if (!isDay(of.from) || !isDay(of.to) || of.from > of.to) return no({ code: 'days-wrong', at: 'from', say: '起始日不得晚于截止日' })
  if (of.to > today(house)) return no({ code: 'days-ahead', at: 'to', say: '截止日不得晚于今日' })
  const frame = await frameOf(house, listId, of)
  if (frame.length === 0) return no({ code: 'frame-empty', at: 'sources', say: '这段时间没有这些来源的佐证，请调整起止日期或来源' })
  if (frame.length > mostPieces) return no({ code: 'frame-large', at: 'from', say: `这段时间有${frame.length}份佐证，超过一次${mostPieces}份的上限；请缩短时间或减少来源` })
  const on = today(house), rule = sampleRule.on(on), id = randomUUID()
  await rows(house.db, `insert into sampling (id, list_id, title, from_day, to_day, strata, frame, frame_hash, rule, size, seed_from, locked_by, locked_name, locked_at, demo)
    values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10, $11, $12, $13, $14, $15)`,
  [id, listId, of.title.trim(), of.from, of.to, JSON.stringify(of.by), JSON.stringify(frame), fixed(frame), `${sampleRule.show(rule)}（${sampleRule.source}）`, sampleSize(frame.length, rule), of.seedFrom.trim(), who.id, who.name, house.now(), who.demo])
  return viewSampling(house, who, id)
}
const mostPieces = 50_000

/** Draws with a seed that was not known when the frame was fixed; once. */
export async function drawPieces(house: House, who: Who, id: string, seed: string): Promise<Result<SamplingView>> {
  const found = await viewSampling(house, who, id)
  if (!found.ok) return found
  if (!keepsLists(house, who)) return notOurs
  if (!seed.trim()) return no({ code: 'seed-missing', at: 'seed', say: `请填写种子：${found.value.seedFrom}` })
  const { frame, strata } = await stored(house, id)
  const { drawn } = drawSample(frame, strata, found.value.size, seed.trim())
  const [done] = await rows(house.db, 'update sampling set seed = $2, drawn = $3::jsonb, drawn_by = $4, drawn_name = $5, drawn_at = $6 where id = $1 and seed is null returning id', [id, seed.trim(), JSON.stringify(drawn), who.id, who.name, house.now()])
  return done ? viewSampling(house, who, id) : no({ code: 'drawn-already', at: 'seed', say: '这次核查已经抽取过，不能重抽；需要另抽的，请另行锁定抽样框' })
}

/** Draws again from what was fixed and compares: the same seed and frame give the same pieces, or someone has changed something. */
export async function replaySampling(house: House, who: Who, id: string): Promise<Result<{ frameHash: string; frameSame: boolean; drawnSame: boolean; say: string; steps: string[] }>> {
  const found = await viewSampling(house, who, id)
  if (!found.ok) return found
  if (found.value.seed === null) return no({ code: 'not-drawn', say: '尚未抽取，无从复核' })
  const { frame, strata, drawn } = await stored(house, id)
  const again = drawSample(frame, strata, found.value.size, found.value.seed)
  const frameHash = fixed(frame), frameSame = frameHash === found.value.frameHash, drawnSame = canonical(again.drawn) === canonical(drawn)
  return yes({ frameHash, frameSame, drawnSame, steps: again.steps, say: frameSame && drawnSame ? `复核一致：抽样框指纹相同，用同一种子重抽得到同样的${again.drawn.length}份` : `复核不一致：${frameSame ? '' : '抽样框与锁定时不同；'}${drawnSame ? '' : '重抽结果与记录不同；'}请停止使用并报告管理员` })
}

/** What a person found of one piece. It may be judged again; the last word counts and the earlier ones stay. */
export async function judgePiece(house: House, who: Who, id: string, of: { piece: string; verdict: Verdict; reason: string }): Promise<Result<SamplingView>> {
  const found = await viewSampling(house, who, id)
  if (!found.ok) return found
  if (!keepsLists(house, who)) return notOurs
  const piece = found.value.pieces.find((p) => p.id === of.piece)
  if (!piece) return no({ code: 'not-drawn', at: 'piece', say: '这份佐证没有被抽中' })
  if (!of.reason.trim()) return no({ code: 'reason-missing', at: 'reason', say: '请写明核对了什么、依据什么作出判断' })
  const barred = await whyBarred(house, who, piece)
  if (barred) return no({ code: 'not-impartial', at: 'piece', say: barred })
  await rows(house.db, 'insert into sampling_judgement (sampling_id, piece, verdict, reason, verified, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [id, of.piece, of.verdict, of.reason.trim(), await verifiedOf(house, piece), who.id, who.name, house.now()])
  return viewSampling(house, who, id)
}

/** Whoever reports, or has accepted the report, does not judge what was drawn of it. */
async function whyBarred(house: House, who: Who, piece: Piece): Promise<string | undefined> {
  if (who.seats.some((s) => s.unit === piece.unit)) return `这份佐证由${unitLabel(house, piece.unit)}报送，请由其他单位的人员判断`
  const kept = piece.caseId ? await findKept(house, house.db, piece.caseId) : undefined
  return kept?.s.doneBy.accept === who.id ? '您核查认可过这件办件的反馈，请由其他人员判断' : undefined
}

/** Whether a case is returned by this person: its checker alone. */
async function checks(house: House, who: Who, piece: Piece): Promise<boolean> {
  const kept = piece.caseId ? await findKept(house, house.db, piece.caseId) : undefined
  return kept !== undefined && seatsOf(house, kept.item, kept.s, who).includes('checker')
}

async function verifiedOf(house: House, piece: Piece): Promise<number | null> {
  if (!piece.caseId) return null
  const [found] = await rows<{ verified: number | null }>(house.db, `select (marks ->> 'verified')::float8 as verified from case_file where id = $1 and item = 'list-action'`, [piece.caseId])
  return found?.verified ?? null
}

/**
 * What an untrue piece leads to: the case is returned by the step its checker has, with the finding as its reason, so that the unit is told
 * and the share is verified anew. Nothing is lowered behind anyone's back.
 */
export async function returnForPiece(house: House, who: Who, id: string, pieceId: string, to: string): Promise<Result<SamplingView>> {
  const found = await viewSampling(house, who, id)
  if (!found.ok) return found
  const piece = found.value.pieces.find((p) => p.id === pieceId)
  if (!piece) return no({ code: 'not-drawn', at: 'piece', say: '这份佐证没有被抽中' })
  if (!piece.judgement || piece.judgement.verdict === 'true') return no({ code: 'not-untrue', at: 'piece', say: '判断为部分属实或不实的，方可退回核减' })
  if (!piece.caseId || !piece.may.lower) return no({ code: 'not-returnable', at: 'piece', say: piece.lowered?.returned ? '已经退回，待重新核定' : '这件办件现在不能由您退回；请由其核查单位办理“退回”' })
  const { verdict, reason } = piece.judgement
  const done = await step(house, who, piece.caseId, { step: 'return', input: { to, reason: `佐证核查“${found.value.title}”抽中“${piece.title}”，判断为${verdicts[verdict]}：${reason}。请据实重新办理，已核进度相应核减。` } })
  return done.ok ? viewSampling(house, who, id) : done
}

async function stored(house: House, id: string): Promise<{ list: string; frame: Piece[]; strata: Stratifier[]; drawn: string[] | null }> {
  const [found] = await rows<{ list_id: string; frame: Piece[]; strata: Stratifier[]; drawn: string[] | null }>(house.db, 'select list_id, frame, strata, drawn from sampling where id = $1', [id])
  return { list: found!.list_id, frame: found!.frame, strata: found!.strata, drawn: found!.drawn }
}

export async function viewSampling(house: House, who: Who, id: string): Promise<Result<SamplingView>> {
  const missing = no({ code: 'no-such-sampling', at: 'sampling', say: '没有这次佐证核查' })
  const [head] = isInside(who) ? await rows<SamplingRow>(house.db, `select ${columns} from sampling s where s.id = $1`, [id]) : []
  if (!head) return missing
  const { frame, strata, drawn } = await stored(house, id)
  const again = head.seed === null ? undefined : drawSample(frame, strata, head.size, head.seed)
  const chosen = new Set(drawn ?? [])
  const own = frame.filter((p) => chosen.has(p.id) && looksInto(house, who, p.unit)).sort((a, b) => (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : a.action < b.action ? -1 : a.action > b.action ? 1 : a.title < b.title ? -1 : 1))
  const ids = [...new Set(own.flatMap((p) => p.caseId ?? []))]
  const [seen, said, cases, returns] = await Promise.all([
    visibleAmong(house, who, ids),
    rows<{ piece: string; verdict: Verdict; reason: string; verified: number | null; by: string; at: Instant }>(house.db, 'select distinct on (piece) piece, verdict, reason, verified::float8 as verified, by_name as by, at from sampling_judgement where sampling_id = $1 order by piece, id desc', [id]),
    rows<{ id: string; item: string; state: string; verified: number | null }>(house.db, `select id, item, state, (marks ->> 'verified')::float8 as verified from case_file where id = any($1)`, [ids]),
    rows<{ case_id: string; at: Instant }>(house.db, `select case_id, max(at) as at from case_action where case_id = any($1) and step = 'return' group by case_id`, [ids]),
  ])
  const judged = new Map(said.map((s) => [s.piece, s])), byCase = new Map(cases.map((c) => [c.id, c])), backAt = new Map(returns.map((r) => [r.case_id, r.at]))
  const keeps = keepsLists(house, who)
  const pieces = await Promise.all(own.map(async (p): Promise<DrawnPiece> => {
    const j = judged.get(p.id), c = p.caseId ? byCase.get(p.caseId) : undefined
    const wrong = j !== undefined && j.verdict !== 'true' && c?.item === 'list-action'
    const isReturned = wrong && (backAt.get(p.caseId!) ?? '') >= j.at
    const isLowered = wrong && j.verified !== null && c.verified !== null && c.verified < j.verified
    const open = p.caseId === null || seen.has(p.caseId)
    return {
      ...p, title: open ? p.title : '您无权查看的办件', unitName: unitLabel(house, p.unit), caseId: open ? p.caseId : null, open, judgement: j ? { verdict: j.verdict, reason: j.reason, by: j.by, at: j.at } : null,
      lowered: !wrong ? null : { was: j.verified, now: c.verified, returned: isReturned, say: isLowered ? `已核进度由${j.verified}%核减为${c.verified}%` : isReturned ? '已退回，待重新核定' : j.verified === null ? '尚未核定进度，请在核查时据此认定' : '待核查单位退回核减' },
      may: { judge: keeps && open && head.seed !== null && !(await whyBarred(house, who, p)), lower: open && wrong && !isReturned && !isLowered && ['working', 'split', 'closing', 'closed'].includes(c.state) && await checks(house, who, p) },
    }
  }))
  return yes({
    ...head, stratifiers: strata, pieces, steps: again?.steps ?? [],
    strata: (again?.strata ?? []).map((s) => ({ ...s, name: nameOf(house, strata, s.key) })),
    result: resultOf(said.filter((s) => chosen.has(s.piece)).map((s) => s.verdict), head.size, frame.length, sampleConfidence.on(today(house))),
    may: { draw: keeps && head.seed === null, judge: keeps && head.seed !== null },
  })
}

const nameOf = (house: House, by: readonly Stratifier[], key: string): string => key.split(' ').map((part, i) => {
  const of = (Object.keys(stratifiers) as Stratifier[]).filter((s) => by.includes(s))[i]
  return of === 'unit' ? unitLabel(house, part) : of === 'source' ? pieceSources[part as PieceSource] ?? part : part
}).join(' · ')

function resultOf(said: readonly Verdict[], of: number, frame: number, confidence: number): SamplingView['result'] {
  if (said.length === 0) return null
  const share = (v: Verdict): Share => {
    const hits = said.filter((s) => s === v).length, { from, to } = exactInterval(hits, said.length, confidence / 100)
    const percent = (n: number) => Math.round(n * 10_000) / 100
    return { hits, of: said.length, share: percent(hits / said.length), from: percent(from), to: percent(to) }
  }
  const found = { true: share('true'), partly: share('partly'), untrue: share('untrue') }
  return {
    judged: said.length, of, confidence, verdicts: found,
    say: `抽${of}份，已判断${said.length}份：属实${found.true.hits}份、部分属实${found.partly.hits}份、不实${found.untrue.hits}份；不实的比例${found.untrue.share}%，${confidence}%置信区间${found.untrue.from}%至${found.untrue.to}%（Clopper–Pearson，按简单随机抽样计，未因抽样框只有${frame}份而收窄）${said.length < of ? '；尚有未判断的，区间会变' : ''}`,
  }
}

/** Everything that proves something of the list in these days, from these sources, in the order of its ids. */
async function frameOf(house: House, listId: string, of: Pick<Locking, 'from' | 'to' | 'sources'>): Promise<Piece[]> {
  const [list] = await rows<ListHead>(house.db, 'select id, title, year, status, carried from task_list where id = $1', [listId])
  const actions = await actionsOf(house, list!)
  const found: Piece[] = []
  const days = [of.from, of.to]
  if (of.sources.includes('file')) {
    const told = await rows<{ case_id: string; seq: number; on_day: Day; at: Instant; action: string; marks: { action: string; unit: string } }>(house.db, `select a.case_id, a.seq, a.on_day, a.at, a.action, c.marks from case_action a join case_file c on c.id = a.case_id
      where c.item = 'list-action' and c.marks ->> 'list' = $1 and a.step = 'feedback' and a.on_day between $2 and $3`, [listId, ...days])
    for (const t of told) for (const f of filesIn(JSON.parse(t.action).input)) found.push({ id: `file:${t.case_id}:${t.seq}:${f.hash}`, source: 'file', unit: t.marks.unit, action: t.marks.action, caseId: t.case_id, hash: f.hash, title: f.name, on: t.on_day, at: t.at })
  }
  // A case or a line that moves several actions stands once, with the first of them.
  const firstFor = (kind: string) => { const known = new Map<string, string>(); for (const a of actions) for (const m of a.movedBy) if (m.kind === kind && m.id !== 'list-action' && !known.has(m.id)) known.set(m.id, a.id); return known }
  if (of.sources.includes('case')) {
    const items = firstFor('item')
    const cases = await rows<{ id: string; item: string; title: string; unit: string; on_day: Day; at: Instant; head_hash: string }>(house.db, `select id, item, title, place::text as unit, submitted_at::date as on_day, submitted_at as at, head_hash from case_file
      where item = any($1) and not confidential and submitted_at::date between $2 and $3`, [[...items.keys()], ...days])
    for (const c of cases) found.push({ id: `case:${c.id}`, source: 'case', unit: cityOf(c.unit), action: items.get(c.item)!, caseId: c.id, hash: c.head_hash, title: c.title, on: c.on_day, at: c.at })
  }
  if (of.sources.includes('entry')) {
    const registers = firstFor('register')
    const lines = await rows<{ id: number; register: string; key: string; unit: string | null; case_id: string | null; on_day: Day; at: Instant }>(house.db, `select e.id, e.register, e.key, c.unit, c.case_id, c.on_day, c.at from entry e join entry_change c on c.entry_id = e.id and c.version = 1
      where e.register = any($1) and c.on_day between $2 and $3`, [[...registers.keys()], ...days])
    for (const l of lines) found.push({ id: `entry:${l.id}`, source: 'entry', unit: l.unit ? cityOf(l.unit) : house.units.root.id, action: registers.get(l.register)!, caseId: l.case_id, hash: null, title: `${house.registers.get(l.register)?.name ?? l.register} ${l.key}`, on: l.on_day, at: l.at })
  }
  if (of.sources.includes('event')) {
    const own = new Set(actions.map((a) => a.id))
    const events = await rows<{ id: number; action_id: string; unit: string | null; on_day: Day; at: Instant; note: string | null; kind: string }>(house.db, `select id, action_id, unit, on_day, at, note, kind from event
      where action_id = any($1) and source = 'reported' and on_day between $2 and $3`, [[...own], ...days])
    for (const e of events) found.push({ id: `event:${e.id}`, source: 'event', unit: e.unit ?? house.units.root.id, action: e.action_id, caseId: null, hash: null, title: e.note ?? e.kind, on: e.on_day, at: e.at })
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}
const cityOf = (unit: string): string => unit.split('.').slice(0, 2).join('.')
