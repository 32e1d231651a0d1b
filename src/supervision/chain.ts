import { createHash, randomUUID } from 'node:crypto'
import { type Carrying, type Document, proposeServing, readClauses } from '../engines/tasklist/index.ts'
import { type Day, type Instant, no, type Result, yes } from '../kernel/index.ts'
import { visibleCase } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { readBlocks } from '../platform/documents/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { isInside, type Who } from '../platform/people/index.ts'
import { actionOf, standings } from './progress.ts'
import { findList, keepsLists, type ListHead } from './store.ts'
import type { Light, Mover } from './types.ts'

export const levels = { national: '国家条款', province: '省级条款', plan: '计划条目' } as const
export type Level = keyof typeof levels
export interface ChainDocument { id: string; title: string; level: Level; docNumber: string | null; issuedOn: Day | null; clauses: number; leaves: number; enteredBy: string; enteredAt: Instant; demo: boolean }

/** What a clause asks for is done below it: by another document’s clause, by a task as a whole, or by an action of a list. */
export interface Lower { kind: 'clause' | 'task' | 'action'; in: string; id: string }
export interface LinkSeen extends Lower {
  title: string
  /** The document or list it stands in. */
  inTitle: string
  /** Of a task or action: its light on the day, how many cases carry it out, how many are closed, and its task for the address. */
  light?: Light
  say?: string
  cases?: number
  closed?: number
  task?: string
  why: string
  by: string
  at: Instant
  reasons: string[]
}
export type Coverage = 'uncovered' | 'linked' | 'underway' | 'done' | 'nobody'
export const coverageWords: Record<Coverage, string> = { uncovered: '未落实', linked: '已对应，未交办', underway: '已交办', done: '已办结', nobody: '不需本省落实' }
export interface ClauseSeen {
  id: string; number: string | null; title: string; words: string; parent: string | null; leaf: boolean
  coverage: Coverage | null
  /** Why nobody here has to carry it out. */
  nobody: { why: string; by: string } | null
  links: LinkSeen[]
  /** What probably carries it out; not yet said by anyone. */
  proposals: (Lower & { title: string; inTitle: string; likeness: number; reasons: string[] })[]
}
export interface ChainView {
  document: ChainDocument
  asOf: Day
  clauses: ClauseSeen[]
  counts: Record<Coverage, number>
  /** Whom proposals are looked for in. */
  against: { id: string; title: string; kind: 'list' | 'document' }[]
  may: { link: boolean }
}

const notYours = no({ code: 'not-yours', say: '条款链由机关工作人员查看' })
const keeps = no({ code: 'not-yours', say: '条款链由省局、业务处室或领导小组办公室维护' })
const documentColumns = `d.id, d.title, d.level, d.doc_number as "docNumber", d.issued_on as "issuedOn", (select count(*)::int from chain_clause c where c.document_id = d.id) as clauses,
  (select count(*)::int from chain_clause c where c.document_id = d.id and c.leaf) as leaves, d.entered_name as "enteredBy", d.entered_at as "enteredAt", d.demo`

export async function listDocuments(house: House, who: Who): Promise<Result<{ rows: ChainDocument[]; may: { enter: boolean } }>> {
  if (!isInside(who)) return notYours
  return yes({ rows: await rows<ChainDocument>(house.db, `select ${documentColumns} from chain_document d order by array_position(array['national', 'province', 'plan'], d.level), d.issued_on desc nulls last, d.title`), may: { enter: keepsLists(house, who) } })
}

const mostBytes = 5_000_000, mostClauses = 2_000

/** Takes a document in, as a file or as text, and reads its clauses. */
export async function enterDocument(house: House, who: Who, of: { level: Level; title?: string; docNumber?: string; issuedOn?: Day; file?: { name: string; bytes: Uint8Array }; text?: string }): Promise<Result<ChainDocument>> {
  if (!keepsLists(house, who)) return keeps
  if (of.file && of.file.bytes.length > mostBytes) return no({ code: 'file-too-large', at: 'file', say: `文件不超过${mostBytes / 1_000_000} MB，请只上传条款正文` })
  const blocks: Result<Document> = of.file ? documentOf(of.file.bytes) : yes({ kind: 'text', text: of.text ?? '' })
  if (!blocks.ok) return blocks
  const read = readClauses(blocks.value)
  if (!read.ok) return read
  const { clauses, text } = read.value
  const title = of.title?.trim() || read.value.title
  if (!title) return no({ code: 'title-missing', at: 'title', say: '没有认出文件标题，请填写' })
  if (clauses.length === 0) return no({ code: 'no-clauses', at: 'file', say: '没有认出带编号的条款；条款须有“第一条”“（一）”“1.”一类的编号' })
  if (clauses.length > mostClauses) return no({ code: 'too-many-clauses', at: 'file', say: `读出${clauses.length}条，超过${mostClauses}条的上限，请分部分录入` })
  const id = randomUUID(), hash = createHash('sha256').update(text).digest('hex')
  const kept = await house.db.transaction().execute(async (tx) => {
    const [made] = await rows(tx, `insert into chain_document (id, title, level, doc_number, issued_on, file_name, text_hash, source, entered_by, entered_name, entered_at, demo)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (text_hash) do nothing returning id`,
    [id, title, of.level, of.docNumber?.trim() || read.value.docNumber, of.issuedOn ?? null, of.file?.name ?? '录入', hash, text, who.id, who.name, house.now(), who.demo])
    if (made) {
      await rows(tx, `insert into chain_clause select $1, c.id, c.number, c.title, c.words, c.parent, c.leaf, c."from", c."to", c.sort
        from jsonb_to_recordset($2::jsonb) as c(id text, number text, title text, words text, parent text, leaf boolean, "from" int, "to" int, sort int)`,
      [id, JSON.stringify(clauses.map(({ source, ...c }, sort) => ({ ...c, ...source, sort })))])
    }
    return made !== undefined
  })
  const [found] = await rows<ChainDocument>(house.db, `select ${documentColumns} from chain_document d where ${kept ? 'd.id' : 'd.text_hash'} = $1`, [kept ? id : hash])
  return kept ? yes(found!) : no({ code: 'entered-already', at: 'file', say: `这份文件已经录入：《${found!.title}》` })
}
function documentOf(bytes: Uint8Array): Result<Document> {
  const read = readBlocks(bytes)
  return read.ok ? yes(read.value.document) : read
}

type Verdict = 'linked' | 'not'
interface SaidRow { from_kind: string; from_in: string; from_id: string; to_kind: Lower['kind'] | 'nobody'; to_in: string; to_id: string; verdict: Verdict; why: string; reasons: string[]; by: string; at: Instant }
/** The last word on every pair by the end of a day. */
const saidBy = (house: House, asOf: Day): Promise<SaidRow[]> => rows<SaidRow>(house.db, `select distinct on (from_kind, from_in, from_id, to_kind, to_in, to_id) from_kind, from_in, from_id, to_kind, to_in, to_id, verdict, why, reasons, by_name as by, at
  from chain_said where at < $1::date + 1 order by from_kind, from_in, from_id, to_kind, to_in, to_id, id desc`, [asOf])

interface Known { title: string; light: Light; say: string; cases: number; closed: number; task: string; dispatched: boolean; done: boolean }
/** What is known on a day of the lists that links lead to. */
async function listsKnown(house: House, ids: readonly string[], asOf: Day) {
  const lists = new Map<string, { title: string; tasks: Map<string, { number: string; title: string; actions: string[] }>; actions: Map<string, Known> }>()
  for (const id of ids) {
    const known = await standings(house, id, asOf)
    if (!known) continue
    const actions = new Map(known.actions.map((a) => {
      const p = actionOf(known, a)
      return [a.id, { title: a.title, light: p.light.light, say: p.light.say, cases: p.counts.dispatched, closed: p.counts.closed, task: a.task, dispatched: p.counts.dispatched > 0, done: p.counts.units > 0 && p.counts.closed === p.counts.units }] as const
    }))
    lists.set(id, { title: known.list.title, actions, tasks: new Map(known.tasks.map((t) => [t.id, { number: t.number, title: t.title, actions: known.actions.filter((a) => a.task === t.id).map((a) => a.id) }])) })
  }
  return lists
}

interface ClauseRow { document_id: string; id: string; number: string | null; title: string; words: string; parent: string | null; leaf: boolean }

/** A document clause by clause: what carries each out on that day, what probably does, and what nothing does. */
export async function viewChain(house: House, who: Who, id: string, of: { asOf?: Day; against?: string } = {}): Promise<Result<ChainView>> {
  if (!isInside(who)) return notYours
  const [document] = await rows<ChainDocument>(house.db, `select ${documentColumns} from chain_document d where d.id = $1`, [id])
  if (!document) return no({ code: 'no-such-document', at: 'document', say: '没有这份条款文件' })
  const asOf = of.asOf ?? today(house)
  const [clauses, titles, said, heads] = await Promise.all([
    rows<ClauseRow>(house.db, 'select document_id, id, number, title, words, parent, leaf from chain_clause order by document_id, sort'),
    rows<{ id: string; title: string; level: Level }>(house.db, 'select id, title, level from chain_document'),
    saidBy(house, asOf), rows<ListHead>(house.db, `select id, title, year, status, carried from task_list order by (status = 'adopted') desc, year desc`),
  ])
  const links = said.filter((s) => s.verdict === 'linked')
  // Only lists that a link leads to, and the one proposals are looked for in.
  const below = order.slice(order.indexOf(document.level) + 1)
  const against = [...titles.filter((t) => t.id !== id && below.includes(t.level)).map((t) => ({ id: t.id, title: t.title, kind: 'document' as const })), ...heads.map((h) => ({ id: h.id, title: h.title, kind: 'list' as const }))]
  const wanted = against.find((a) => a.id === of.against) ?? against.find((a) => a.kind === 'list')
  const lists = await listsKnown(house, [...new Set([...links.filter((l) => l.to_kind === 'action' || l.to_kind === 'task').map((l) => l.to_in), ...(wanted?.kind === 'list' ? [wanted.id] : [])])], asOf)
  const clauseOf = new Map(clauses.map((c) => [`${c.document_id} ${c.id}`, c])), titleOf = new Map(titles.map((t) => [t.id, t.title]))
  const from = (inId: string, at: string) => links.filter((l) => l.from_kind === 'clause' && l.from_in === inId && l.from_id === at)
  const seen = (l: SaidRow): LinkSeen[] => {
    const base = { kind: l.to_kind as Lower['kind'], in: l.to_in, id: l.to_id, why: l.why, by: l.by, at: l.at, reasons: l.reasons }
    if (l.to_kind === 'clause') { const c = clauseOf.get(`${l.to_in} ${l.to_id}`); return c ? [{ ...base, title: titled(c), inTitle: titleOf.get(l.to_in)! }] : [] }
    const list = lists.get(l.to_in)
    if (l.to_kind === 'action') { const a = list?.actions.get(l.to_id); return a ? [{ ...base, title: `${l.to_id} ${a.title}`, inTitle: list!.title, light: a.light, say: a.say, cases: a.cases, closed: a.closed, task: a.task }] : [] }
    const t = list?.tasks.get(l.to_id)
    return t ? [{ ...base, title: `${t.number}. ${t.title}`, inTitle: list!.title, task: l.to_id, cases: t.actions.reduce((n, x) => n + list!.actions.get(x)!.cases, 0), closed: t.actions.reduce((n, x) => n + list!.actions.get(x)!.closed, 0) }] : []
  }
  /** The actions that carry a clause out, through whatever documents stand between. */
  const actionsUnder = (inId: string, at: string, depth = 0): Known[] => (depth > 6 ? [] : from(inId, at).flatMap((l) => {
    if (l.to_kind === 'clause') return actionsUnder(l.to_in, l.to_id, depth + 1)
    const list = lists.get(l.to_in)
    return l.to_kind === 'action' ? list?.actions.get(l.to_id) ?? [] : l.to_kind === 'task' ? list?.tasks.get(l.to_id)?.actions.map((x) => list.actions.get(x)!) ?? [] : []
  }))
  const own = clauses.filter((c) => c.document_id === id)
  const parents = new Map(own.map((c) => [c.id, c]))
  const asks = own.filter((c) => c.leaf).map((c): Carrying => ({ id: c.id, title: c.title, words: `${c.parent ? `${parents.get(c.parent)!.title}。` : ''}${c.words}` }))
  const answers: (Carrying & Lower & { label: string })[] = !wanted ? [] : wanted.kind === 'document'
    ? clauses.filter((c) => c.document_id === wanted.id && c.leaf).map((c) => ({ id: c.id, title: c.title, words: c.words, kind: 'clause' as const, in: wanted.id, label: titled(c) }))
    : (await rows<{ id: string; title: string; words: string[] }>(house.db, 'select id, title, words from list_action where list_id = $1 order by sort', [wanted.id])).map((a) => ({ id: a.id, title: a.title, words: a.words.join('；'), kind: 'action' as const, in: wanted.id, label: `${a.id} ${a.title}` }))
  const spoken = new Set(said.filter((s) => s.from_kind === 'clause' && s.from_in === id).map((s) => `${s.from_id} ${s.to_kind} ${s.to_in} ${s.to_id}`))
  const proposed = Map.groupBy(proposeServing(asks, answers), (p) => p.from)
  const shown = own.map((c): ClauseSeen => {
    const out = from(id, c.id), nobody = out.find((l) => l.to_kind === 'nobody'), carried = out.flatMap(seen), reached = actionsUnder(id, c.id)
    const coverage: Coverage | null = !c.leaf ? null : nobody ? 'nobody' : carried.length === 0 ? 'uncovered' : reached.length > 0 && reached.every((a) => a.done) ? 'done' : reached.some((a) => a.dispatched) ? 'underway' : 'linked'
    return {
      id: c.id, number: c.number, title: c.title, words: c.words, parent: c.parent, leaf: c.leaf, coverage, nobody: nobody ? { why: nobody.why, by: nobody.by } : null, links: carried,
      proposals: nobody ? [] : (proposed.get(c.id) ?? []).flatMap((p) => {
        const to = answers.find((x) => x.id === p.to)!
        return spoken.has(`${c.id} ${to.kind} ${to.in} ${to.id}`) ? [] : [{ kind: to.kind, in: to.in, id: to.id, title: to.label, inTitle: wanted!.title, likeness: p.likeness, reasons: p.reasons }]
      }),
    }
  })
  const counts = Object.fromEntries((Object.keys(coverageWords) as Coverage[]).map((k) => [k, shown.filter((c) => c.coverage === k).length])) as Record<Coverage, number>
  return yes({ document, asOf, clauses: shown, counts, against: wanted ? [wanted, ...against.filter((a) => a !== wanted)] : [], may: { link: keepsLists(house, who) } })
}
const order: readonly Level[] = ['national', 'province', 'plan']
const titled = (c: Pick<ClauseRow, 'number' | 'title'>) => `${c.number ? `${c.number} ` : ''}${c.title}`

/** A person says that a clause is carried out by something below it, or not, or that nobody here has to. */
export async function sayLink(house: House, who: Who, document: string, of: { clause: string; to: Lower | 'nobody'; verdict: Verdict; why: string; reasons?: string[] }): Promise<Result<ChainView>> {
  if (!keepsLists(house, who)) return isInside(who) ? keeps : notYours
  const [clause] = await rows<{ leaf: boolean }>(house.db, 'select leaf from chain_clause where document_id = $1 and id = $2', [document, of.clause])
  if (!clause) return no({ code: 'no-such-clause', at: 'clause', say: '没有这一条' })
  if (!of.why.trim()) return no({ code: 'why-missing', at: 'why', say: '请写明认定的理由或依据' })
  const to = of.to === 'nobody' ? { kind: 'nobody' as const, in: '', id: '' } : of.to
  const known = to.kind === 'nobody' || (await rows(house.db, to.kind === 'clause' ? 'select 1 from chain_clause where document_id = $1 and id = $2' : to.kind === 'task' ? 'select 1 from list_task where list_id = $1 and id = $2' : 'select 1 from list_action where list_id = $1 and id = $2', [to.in, to.id])).length > 0
  if (!known) return no({ code: 'no-such-target', at: 'to', say: '没有这项任务或条款，请重新选择' })
  if (to.kind === 'clause' && await leadsBack(house, { in: to.in, id: to.id }, { in: document, id: of.clause })) return no({ code: 'circle', at: 'to', say: '下位条款又对应回本条，请检查方向：上位条款在前，落实它的在后' })
  await say(house, who, { kind: 'clause', in: document, id: of.clause }, to, of)
  return viewChain(house, who, document)
}
const say = (house: House, who: Who, from: { kind: 'clause' | 'task'; in: string; id: string }, to: { kind: string; in: string; id: string }, of: { verdict: Verdict; why: string; reasons?: string[] }) => rows(house.db,
  'insert into chain_said (from_kind, from_in, from_id, to_kind, to_in, to_id, verdict, why, reasons, by_id, by_name, at, demo) values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $13)',
  [from.kind, from.in, from.id, to.kind, to.in, to.id, of.verdict, of.why.trim(), JSON.stringify(of.reasons ?? []), who.id, who.name, house.now(), who.demo])

async function leadsBack(house: House, from: { in: string; id: string }, to: { in: string; id: string }): Promise<boolean> {
  const links = (await saidBy(house, today(house))).filter((s) => s.verdict === 'linked' && s.from_kind === 'clause' && s.to_kind === 'clause')
  const seen = new Set<string>(), todo = [from]
  for (let at = todo.pop(); at; at = todo.pop()) {
    if (at.in === to.in && at.id === to.id) return true
    if (seen.has(`${at.in} ${at.id}`)) continue
    seen.add(`${at.in} ${at.id}`)
    todo.push(...links.filter((l) => l.from_in === at.in && l.from_id === at.id).map((l) => ({ in: l.to_in, id: l.to_id })))
  }
  return false
}

/** A clause above something, with the clauses above it in turn. */
export interface Above { document: string; documentTitle: string; level: Level; clause: string; title: string; demo: boolean; above: Above[] }
export interface ServingAction {
  list: string
  listTitle: string
  task: string
  taskTitle: string
  action: string
  title: string
  above: Above[]
  /** Tasks of other lists that this action serves too, and actions of other lists that serve this one's task. */
  serves: { list: string; listTitle: string; task: string; title: string; why: string }[]
  servedBy: { list: string; listTitle: string; action: string; title: string; why: string }[]
}

/** From the actions of a list upwards: the clauses each carries out, and the other lists it serves. */
export async function chainOfList(house: House, who: Who, listId: string, of: { asOf?: Day; task?: string; action?: string } = {}): Promise<Result<{ rows: ServingAction[]; may: { link: boolean } }>> {
  if (!isInside(who)) return notYours
  const list = await findList(house, who, listId)
  if (!list.ok) return list
  const [actions, tasks, others, above] = await Promise.all([
    rows<{ id: string; title: string; task_id: string; number: string; task_title: string }>(house.db, `select a.id, a.title, a.task_id, t.number, t.title as task_title from list_action a join list_task t on t.list_id = a.list_id and t.id = a.task_id
      where a.list_id = $1 and ($2::text is null or a.task_id = $2) and ($3::text is null or a.id = $3) order by t.sort, a.sort`, [listId, of.task ?? null, of.action ?? null]),
    rows<{ list: string; list_title: string; id: string; number: string; title: string }>(house.db, 'select t.list_id as list, l.title as list_title, t.id, t.number, t.title from list_task t join task_list l on l.id = t.list_id'),
    rows<{ list: string; list_title: string; id: string; title: string }>(house.db, 'select a.list_id as list, l.title as list_title, a.id, a.title from list_action a join task_list l on l.id = a.list_id'),
    aboveOf(house, of.asOf ?? today(house)),
  ])
  const shared = above.links.filter((l) => l.from_kind === 'task' && l.to_kind === 'action')
  return yes({
    may: { link: keepsLists(house, who) },
    rows: actions.map((a): ServingAction => ({
      list: listId, listTitle: list.value.title, task: a.task_id, taskTitle: `${a.number}. ${a.task_title}`, action: a.id, title: a.title,
      above: [...above.of('action', listId, a.id), ...above.of('task', listId, a.task_id)].filter((x, i, all) => all.findIndex((y) => y.document === x.document && y.clause === x.clause) === i),
      serves: shared.filter((s) => s.to_in === listId && s.to_id === a.id).flatMap((s) => { const t = tasks.find((x) => x.list === s.from_in && x.id === s.from_id); return t ? [{ list: t.list, listTitle: t.list_title, task: t.id, title: `${t.number}. ${t.title}`, why: s.why }] : [] }),
      servedBy: shared.filter((s) => s.from_in === listId && s.from_id === a.task_id).flatMap((s) => { const o = others.find((x) => x.list === s.to_in && x.id === s.to_id); return o ? [{ list: o.list, listTitle: o.list_title, action: o.id, title: o.title, why: s.why }] : [] }),
    })),
  })
}

async function aboveOf(house: House, asOf: Day) {
  const [links, clauses] = await Promise.all([
    saidBy(house, asOf).then((all) => all.filter((s) => s.verdict === 'linked')),
    rows<{ document: string; title: string; level: Level; demo: boolean; id: string; number: string | null; clause: string }>(house.db, 'select d.id as document, d.title, d.level, d.demo, c.id, c.number, c.title as clause from chain_clause c join chain_document d on d.id = c.document_id'),
  ])
  const known = new Map(clauses.map((c) => [`${c.document} ${c.id}`, c]))
  const of = (kind: string, inId: string, id: string, depth = 0): Above[] => (depth > 6 ? [] : links.filter((l) => l.from_kind === 'clause' && l.to_kind === kind && l.to_in === inId && l.to_id === id).flatMap((l) => {
    const c = known.get(`${l.from_in} ${l.from_id}`)
    return c ? [{ document: c.document, documentTitle: c.title, level: c.level, clause: c.id, title: titled({ number: c.number, title: c.clause }), demo: c.demo, above: of('clause', c.document, c.id, depth + 1) }] : []
  }))
  return { links, of }
}

/** One action may serve tasks of several lists; it is shown with both. */
export async function shareAction(house: House, who: Who, listId: string, of: { action: string; with: { list: string; task: string }; verdict: Verdict; why: string }): Promise<Result<{ rows: ServingAction[]; may: { link: boolean } }>> {
  if (!keepsLists(house, who)) return isInside(who) ? keeps : notYours
  if (of.with.list === listId) return no({ code: 'same-list', at: 'with', say: '本清单内的任务已经有自己的分解任务，请选另一份清单的任务' })
  if (!of.why.trim()) return no({ code: 'why-missing', at: 'why', say: '请写明认定的理由或依据' })
  const [known] = await rows(house.db, 'select 1 from list_action a, list_task t where a.list_id = $1 and a.id = $2 and t.list_id = $3 and t.id = $4', [listId, of.action, of.with.list, of.with.task])
  if (!known) return no({ code: 'no-such-target', at: 'with', say: '没有这项分解任务或任务，请重新选择' })
  await say(house, who, { kind: 'task', in: of.with.list, id: of.with.task }, { kind: 'action', in: listId, id: of.action }, of)
  return chainOfList(house, who, listId, { action: of.action })
}

/** From a case upwards: the actions it carries out, and the clauses above them. */
export async function chainOfCase(house: House, who: Who, caseId: string): Promise<Result<{ rows: ServingAction[] }>> {
  if (!isInside(who)) return notYours
  const seen = await visibleCase(house, who, caseId)
  if (!seen.ok) return seen
  const [c] = await rows<{ item: string; list: string | null; action: string | null }>(house.db, `select item, marks ->> 'list' as list, marks ->> 'action' as action from case_file where id = $1`, [caseId])
  const moved = c!.list && c!.action ? [{ list_id: c!.list, id: c!.action }] : (await rows<{ list_id: string; id: string; moved_by: Mover[]; carried: boolean }>(house.db,
    `select a.list_id, a.id, a.moved_by, l.carried from list_action a join task_list l on l.id = a.list_id where l.status = 'adopted' order by a.list_id, a.sort`))
    .filter((a) => a.moved_by.some((m) => m.kind === 'item' && m.id === c!.item) || (a.carried && house.items.get(c!.item)!.carries.includes(a.id)))
  const found = await Promise.all(moved.map((m) => chainOfList(house, who, m.list_id, { action: m.id })))
  return yes({ rows: found.flatMap((f) => (f.ok ? f.value.rows : [])) })
}
