import { createHash, randomUUID } from 'node:crypto'
import { canonical, type Day, no, type Result, showDay, yes } from '../../kernel/index.ts'
import { rows, type Tx } from '../../platform/db/index.ts'
import { findPaper, issuePapers, linesOf, voidPaper } from '../../platform/documents/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { notify } from '../../platform/notices/index.ts'
import type { Who } from '../../platform/people/index.ts'
import { findList, keepsLists, notYet } from '../store.ts'
import { composeReport } from './compose.ts'
import { reportFile, rowsIn, writingOf } from './files.ts'
import { mostRows } from './parameters.ts'
import { type ReportContent, type ReportFormat, type ReportKind, type ReportRow, type ReportView, reportWords } from './types.ts'

export interface Wanted { list: string; kind: ReportKind; asOf?: Day | undefined; to?: string | undefined; remarks?: readonly string[] | undefined }

/** A report as it would be issued today, without a number and marked as a draft on every page. */
export async function previewReport(house: House, who: Who, wanted: Wanted): Promise<Result<ReportView>> {
  const content = await contentOf(house, who, wanted)
  return content.ok ? yes(shown(content.value, { id: null, number: null, issuedBy: null, on: today(house), paper: null, voided: null, may: { void: false } })) : content
}

async function contentOf(house: House, who: Who, wanted: Wanted): Promise<Result<ReportContent>> {
  const list = await findList(house, who, wanted.list)
  if (!list.ok) return list
  if (!keepsLists(house, who) && !who.auditor && !who.admin) return no({ code: 'not-yours', say: '通报、专报和台账由省局、业务处室或领导小组办公室编制；印发的通报各单位都可查阅' })
  const asOf = wanted.asOf ?? today(house)
  const future = notYet(house, asOf)
  if (future) return future
  const [found] = await rows<{ demo: boolean }>(house.db, `select demo or exists (select from case_file where item = 'list-action' and marks ->> 'list' = l.id and demo)
    or exists (select from member m where m.id = l.adopted_by and m.demo) as demo from task_list l where id = $1`, [wanted.list])
  const { id, title, year, docNumber } = list.value
  const content = await composeReport(house, {
    list: { id, title, year, docNumber }, kind: wanted.kind, asOf, organ: organOf(house, who).name, ...(wanted.to?.trim() ? { to: wanted.to.trim().replace(/[：:]$/, '') } : {}),
    remarks: (wanted.remarks ?? []).map((r) => r.trim()).filter(Boolean), demo: found!.demo || who.demo,
  })
  return content ? yes(content) : no({ code: 'no-such-list', at: 'list', say: '没有这份任务清单，或尚在核对中' })
}

/** In whose name: the organ of the seat that decides, else of any seat in the province, else the bureau. */
const organOf = (house: House, who: Who) => house.units.organOf((signingSeat(house, who) ?? who.seats.find((s) => house.units.get(s.unit)?.level === 'province'))?.unit ?? house.units.root.id)
const signingSeat = (house: House, who: Who) => who.seats.find((s) => { const u = house.units.get(s.unit); return u?.level === 'province' && u.kind !== 'centre' && s.duties.includes('decide') })

/** Issues a report: it is given its number, signed by this person, and kept with every figure it was made of. */
export async function issueReport(house: House, who: Who, wanted: Wanted): Promise<Result<ReportView>> {
  const content = await contentOf(house, who, wanted)
  if (!content.ok) return content
  const c = content.value, word = reportWords[c.kind]
  if (!signingSeat(house, who)) return no({ code: 'not-yours', say: `${word}由省局、业务处室或领导小组办公室的负责人签发` })
  const [list] = await rows<{ status: string }>(house.db, 'select status from task_list where id = $1', [c.list.id])
  if (list!.status !== 'adopted') return no({ code: 'not-adopted', at: 'list', say: '清单尚在核对中，采用后方可印发' })
  const on = today(house), hash = hashOf(c), id = randomUUID()
  const before = await house.db.transaction().execute(async (tx) => {
    // Two who press at once wait here; the second finds what the first has issued.
    await rows(tx, 'select id from task_list where id = $1 for update', [c.list.id])
    const [same] = await rows<{ number: string }>(tx, 'select p.number from report r join paper p on p.id = r.paper_id where r.list_id = $1 and r.content_hash = $2 and p.voided_on is null', [c.list.id, hash])
    if (same) return same.number
    const draft = shown(c, { id, number: null, issuedBy: who.name, on, paper: null, voided: null, may: { void: false } })
    const [paper] = await issuePapers(tx, [{ name: `report-${c.kind}`, title: c.title, series: word, organ: 'report', lines: [...draft.lines, `附件数据校验值（SHA-256）：${hash}`], certificate: false, servedOn: [] }],
      { on, signer: { id: who.id, name: who.name }, organOf: () => organOf(house, who), demo: c.demo })
    await rows(tx, `insert into report (id, list_id, kind, as_of, paper_id, content, content_hash, issued_by, issued_name, issued_at, demo) values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11)`,
      [id, c.list.id, c.kind, c.asOf, paper!.id, JSON.stringify(c), hash, who.id, who.name, house.now(), c.demo])
    if (c.kind === 'circular') await tellUnits(house, tx, { id, list: c.list.id, demo: c.demo }, `印发通报：${paper!.number}`, `${who.name}签发了《${c.title}》（${paper!.number}），截至${showDay(c.asOf)}，请查阅涉及本单位的情况。`)
    return undefined
  })
  return before ? no({ code: 'duplicate', say: `内容相同的${word}已经印发：${before}` }) : openReport(house, who, id)
}

/** A circular concerns every unit that the list asks something of. */
async function tellUnits(house: House, tx: Tx, of: { id: string; list: string; demo: boolean }, title: string, say: string): Promise<void> {
  const to = await rows<{ unit: string }>(tx, 'select distinct unit_id as unit from list_action_unit where list_id = $1 and until is null order by 1', [of.list])
  await notify(tx, { to, link: `/lists/${of.list}/reports?report=${of.id}`, title, say, at: house.now(), demo: of.demo })
}

const mayVoid = (house: House, who: Who, issuedBy: string): boolean =>
  who.id === issuedBy || who.seats.some((s) => s.unit === house.units.office('leading-group') && s.duties.some((d) => d === 'handle' || d === 'decide'))

/** Declares an issued report void. It stays readable as it was, and says so on every page; the units that were sent it are told. */
export async function voidReport(house: House, who: Who, id: string, given: string): Promise<Result<ReportView>> {
  const report = await openReport(house, who, id)
  if (!report.ok) return report
  const { number, title, kind, list, voided, paper, may, demo } = report.value, word = reportWords[kind], reason = given.trim()
  if (voided) return no({ code: 'void-already', say: `${number}已于${showDay(voided.on)}作废：${voided.reason}` })
  if (!may.void) return no({ code: 'not-yours', say: `${word}由签发人或领导小组办公室作废` })
  if (!reason) return no({ code: 'answer-missing', at: 'reason', say: '请写明作废的理由和依据' })
  const first = await house.db.transaction().execute(async (tx) => {
    // The report bears one name of who made it void; a second person comes too late.
    const made = await rows(tx, 'insert into report_void (report_id, by_id, by_name, at) values ($1, $2, $3, $4) on conflict do nothing returning 1', [id, who.id, who.name, house.now()])
    if (!made.length) return false
    await voidPaper(tx, paper!, { on: today(house), reason })
    if (kind === 'circular') await tellUnits(house, tx, { id, list: list.id, demo }, `通报作废：${number}`, `《${title}》（${number}）已由${who.name}作废：${reason}`)
    return true
  })
  return first ? openReport(house, who, id) : no({ code: 'void-already', say: `${number}已由他人作废` })
}

const hashOf = (c: ReportContent): string => createHash('sha256').update(canonical(c)).digest('hex')
const shown = (c: ReportContent, of: Pick<ReportView, 'id' | 'number' | 'issuedBy' | 'on' | 'paper' | 'voided' | 'may'>): ReportView => {
  const view: ReportView = { ...c, ...of, lines: [] }
  return { ...view, lines: linesOf(writingOf(view)) }
}

/** A circular is for every office; briefs and accounts stay with those who keep the list. */
const mayOpen = (house: House, who: Who, kind: ReportKind): boolean => keepsLists(house, who) || who.auditor || who.admin || (kind === 'circular' && who.seats.length > 0)

/** The reports issued of a list, newest first, as far as this person may open them. */
export async function listReports(house: House, who: Who, listId: string): Promise<Result<ReportRow[]>> {
  const list = await findList(house, who, listId)
  if (!list.ok) return list
  const found = await rows<{ id: string; kind: ReportKind; title: string; as_of: Day; number: string; issued_name: string; on_day: Day; issued_at: ReportRow['issuedAt']; demo: boolean; voided_on: Day | null; void_reason: string | null; void_by: string | null }>(house.db,
    `select r.id, r.kind, p.title, r.as_of, p.number, r.issued_name, p.on_day, r.issued_at, r.demo, p.voided_on, p.void_reason, v.by_name as void_by from report r join paper p on p.id = r.paper_id left join report_void v on v.report_id = r.id where r.list_id = $1 order by r.issued_at desc, r.id`, [listId])
  return yes(found.filter((r) => mayOpen(house, who, r.kind)).map((r) => ({
    id: r.id, list: listId, kind: r.kind, title: r.title, asOf: r.as_of, number: r.number, issuedBy: r.issued_name, issuedOn: r.on_day, issuedAt: r.issued_at, demo: r.demo,
    voided: r.voided_on ? { on: r.voided_on, reason: r.void_reason ?? '', by: r.void_by } : null,
  })))
}

/** An issued report as it was issued, whatever has happened since. */
export async function openReport(house: House, who: Who, id: string): Promise<Result<ReportView>> {
  const [found] = await rows<{ kind: ReportKind; content: ReportContent; content_hash: string; paper_id: string; issued_by: string; issued_name: string; void_by: string | null }>(house.db, `select r.kind, r.content, r.content_hash, r.paper_id, r.issued_by, r.issued_name, v.by_name as void_by
    from report r left join report_void v on v.report_id = r.id where r.id = $1`, [id])
  if (!found || !mayOpen(house, who, found.kind)) return no({ code: 'no-such-report', at: 'report', say: '没有这份通报、专报或台账' })
  // A report that was altered after it was signed is not shown as if it were the one that was signed.
  if (hashOf(found.content) !== found.content_hash) throw new Error(`report ${id} is not as it was when it was issued`)
  const paper = await findPaper(house.db, found.paper_id)
  return yes(shown(found.content, {
    id, number: paper!.number, issuedBy: found.issued_name, on: paper!.on, paper: paper!.id, voided: paper!.voided ? { ...paper!.voided, by: found.void_by } : null,
    may: { void: !paper!.voided && mayVoid(house, who, found.issued_by) },
  }))
}

/** A report as a file; a document that would be longer than anyone reads is refused, a workbook never. */
export async function fileOfReport(report: Result<ReportView>, format: ReportFormat): Promise<Result<{ name: string; bytes: Buffer }>> {
  if (!report.ok) return report
  const most = mostRows.on(report.value.asOf), n = rowsIn(report.value)
  if (format !== 'xlsx' && n > most) return no({ code: 'too-many-rows', at: 'format', say: `台账有${n}行，超过文稿上限${most}行，请下载 Excel 工作簿` })
  return yes(await reportFile(report.value, format))
}
