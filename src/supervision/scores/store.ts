import { createPublicKey, sign, verify } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { canonical, type Day, isNo, mulRatio, no, ratio, type Ratio, type Result, showDay, showPercent, subRatio, yes } from '../../kernel/index.ts'
import { openCase, step } from '../../platform/cases/index.ts'
import { rows } from '../../platform/db/index.ts'
import { installationKey, openFile, storeFile } from '../../platform/documents/index.ts'
import { type House, today } from '../../platform/house/index.ts'
import { notify } from '../../platform/notices/index.ts'
import { readValue, showValue } from '../../platform/parameters/index.ts'
import { isInside, type Who } from '../../platform/people/index.ts'
import type { FileRef } from '../../service/index.ts'
import { looksInto } from '../front.ts'
import { sheetDeduction } from '../parameters.ts'
import { findList, type ListHead, notYet, unitLabel } from '../store.ts'
import { casesThen, scoreFacts } from './facts.ts'
import { formulaOf, type Rules, rulesOn, scoresOf } from './formula.ts'
import { bonusPoints, lateFactors, objectionPeriod, returnCut, roleFactors, weights } from './parameters.ts'
import type { EditionRow, EditionView, Exact, ObjectionRow, ScoreTable, ScoreView, Simulation, UnitScore } from './types.ts'

const ofProvince = (house: House, who: Who, of: (s: Who['seats'][number]) => boolean = () => true): boolean => who.seats.some((s) => house.units.get(s.unit)?.level === 'province' && of(s))
const readsAll = (house: House, who: Who): boolean => who.auditor || who.admin || ofProvince(house, who)
const mayPublish = (house: House, who: Who): boolean => who.seats.some((s) => s.unit === house.units.office('leading-group') && s.duties.includes('handle'))
const maySettle = (house: House, who: Who): boolean => who.seats.some((s) => s.unit === house.units.office('authority') && s.duties.includes('decide'))

/** The list, if its scores are for this person's eyes. */
async function listFor(house: House, who: Who, id: string): Promise<Result<ListHead>> {
  const found = await findList(house, who, id)
  if (!found.ok) return found
  if (!isInside(who)) return no({ code: 'not-yours', say: '考评由机关工作人员查看，不对外公开' })
  if (found.value.status !== 'adopted') return no({ code: 'not-adopted', at: 'list', say: '清单尚在核对中，采用后方有考评' })
  const [head] = await rows<ListHead>(house.db, 'select id, title, year, status, carried from task_list where id = $1', [id])
  return yes(head!)
}

async function tableOf(house: House, list: ListHead, asOf: Day, of: { rules?: Rules; edition?: string } = {}): Promise<ScoreTable> {
  const rules = of.rules ?? rulesOn(asOf)
  return { list: { id: list.id, title: list.title, year: list.year }, asOf, formula: formulaOf(rules), rows: scoresOf(await scoreFacts(house, list, asOf, of.edition), asOf, house.calendar, rules) }
}

/** The scores as they stand on a day, with their raw parts; other units' only after they are published. */
export async function scoresPage(house: House, who: Who, listId: string, asOf: Day = today(house)): Promise<Result<ScoreView>> {
  const list = await listFor(house, who, listId)
  if (!list.ok) return list
  const future = notYet(house, asOf)
  if (future) return future
  const [table, editions, objections, entries] = await Promise.all([tableOf(house, list.value, asOf), editionsOf(house, listId), casesThen(house, 'score-objection', listId, today(house)), casesThen(house, 'score-entry', listId, today(house))])
  const open = editions.find((e) => e.state === 'published')
  return yes({
    ...table, rows: readsAll(house, who) ? table.rows : table.rows.filter((r) => looksInto(house, who, r.unit)), editions,
    waiting: { objections: objections.filter((o) => o.state === 'answering').length, entries: entries.filter((e) => e.state === 'confirming').length },
    may: { publish: mayPublish(house, who), finalise: maySettle(house, who), simulate: readsAll(house, who), object: open ? who.seats.filter((s) => s.duties.includes('handle')).map((s) => s.unit) : [] },
  })
}

async function editionsOf(house: House, listId: string): Promise<EditionRow[]> {
  const found = await casesThen(house, 'score-publication', listId, today(house))
  const papers = await rows<{ case_id: string; id: string }>(house.db, 'select distinct on (case_id) case_id, id from paper where case_id = any($1) order by case_id, seq desc', [found.map((c) => c.id)])
  return found.map((c): EditionRow => ({
    caseId: c.id, number: c.number, asOf: c.marks.asOf, state: c.state as EditionRow['state'], publishedOn: c.marks.publishedOn, until: house.calendar.addWorkdays(c.marks.publishedOn, objectionPeriod.on(c.marks.publishedOn).n),
    hash: c.marks.hash, finalOn: c.marks.finalOn ?? null, finalHash: c.marks.finalHash ?? null, paper: papers.find((p) => p.case_id === c.id)?.id ?? null,
  })).toReversed()
}

/** A table as it was laid open or settled: read from the file its hash names, never worked out anew. */
export async function editionPage(house: House, who: Who, listId: string, caseId: string): Promise<Result<EditionView>> {
  const list = await listFor(house, who, listId)
  if (!list.ok) return list
  const edition = (await editionsOf(house, listId)).find((e) => e.caseId === caseId)
  if (!edition) return no({ code: 'no-such-edition', at: 'edition', say: '没有这次考评公示' })
  const file = await openFile(house.db, house.dataDir, edition.finalHash ?? edition.hash)
  if (!file) throw new Error(`the table ${edition.finalHash ?? edition.hash} of ${edition.number} is gone`)
  const frozen = await readTable(house, await text(file.stream))
  if (!frozen) return no({ code: 'not-worked-out', at: 'edition', say: '这次公示所附的全表不是由本系统计算的，不予显示；请撤回后重新公示' })
  const again = await tableOf(house, list.value, edition.asOf, edition.finalHash ? { edition: edition.number } : {})
  const objections = (await casesThen(house, 'score-objection', listId, today(house))).filter((o) => o.marks.publication === edition.number)
  const said = new Map(frozen.rows.flatMap((r) => partsOf(r).map((p) => [`${r.unit}/${p.part}`, p.say])))
  return yes({
    ...frozen, edition, same: canonical(again.rows) === canonical(frozen.rows),
    objections: objections.map((o): ObjectionRow => ({ caseId: o.id, number: o.number, unit: o.marks.unit, unitName: unitLabel(house, o.marks.unit), part: o.marks.part, say: said.get(`${o.marks.unit}/${o.marks.part}`) ?? o.marks.part, state: o.state as ObjectionRow['state'], answer: o.marks.answer ?? null })),
  })
}

const colours = { blue: '蓝色', orange: '橙色', red: '红色' } as const
/** What a unit may object to in its row, each in words. */
export const partsOf = (r: UnitScore): { part: string; say: string }[] => [
  ...r.actions.map((a) => ({ part: a.part, say: `${a.action} ${a.title}：${a.say}` })),
  ...r.actions.flatMap((a) => (a.falsehood ? [{ part: `falsehood:${a.falsehood.number}`, say: `${a.action} ${a.title}：认定弄虚作假（${a.falsehood.number}）` }] : [])),
  ...r.sheets.map((s) => ({ part: s.part, say: `${s.action}：${colours[s.colour]}督办单${s.number}，扣${s.points.shown}分` })),
]

/** A table as it is kept: one line of data and one that says it was worked out here, so that nobody lays open a table of their own making. */
async function writeTable(house: House, table: ScoreTable): Promise<string> {
  const data = canonical(table)
  return `${data}\n${sign(null, Buffer.from(data), (await installationKey(house.dataDir)).sign).toString('base64url')}\n`
}
async function readTable(house: House, kept: string): Promise<ScoreTable | undefined> {
  const [data = '', signature = ''] = kept.split('\n')
  const { publicPem } = await installationKey(house.dataDir)
  return verify(null, Buffer.from(data), createPublicKey(publicPem), Buffer.from(signature, 'base64url')) ? JSON.parse(data) as ScoreTable : undefined
}

/** Keeps a table as a file and gives what names it. */
async function kept(house: House, who: Who, table: ScoreTable): Promise<Result<FileRef>> {
  const stored = await storeFile(house.db, house.dataDir, new TextEncoder().encode(await writeTable(house, table)), `考评全表 ${table.asOf}.txt`, who.id)
  return stored.ok ? yes({ hash: stored.value.hash, name: stored.value.name, size: stored.value.size }) : stored
}

/** Lays the scores of a day open to the units. */
export async function publishScores(house: House, who: Who, of: { list: string; asOf: Day }): Promise<Result<EditionView>> {
  const list = await listFor(house, who, of.list)
  if (!list.ok) return list
  if (!mayPublish(house, who)) return no({ code: 'not-yours', say: '考评由领导小组办公室公示' })
  const future = notYet(house, of.asOf)
  if (future) return future
  const table = await tableOf(house, list.value, of.asOf)
  const ranked = table.rows.filter((r) => r.rank !== null).length
  if (!ranked) return no({ code: 'nothing-to-rank', at: 'asOf', say: `截至${showDay(of.asOf)}还没有到考评节点的单位，不能公示` })
  const file = await kept(house, who, table)
  if (!file.ok) return file
  const opened = await openCase(house, who, 'score-publication', { publication: { list: of.list, listTitle: list.value.title, asOf: of.asOf, units: ranked, table: [file.value] } }, { step: 'publish' })
  if (!opened.ok) return opened
  const page = await editionPage(house, who, of.list, opened.value.id)
  if (page.ok) await tellUnits(house, page.value, opened.value.demo, '考评公示', `，至${showDay(page.value.edition.until)}可以对本单位的任何一项提出异议`)
  return page
}

/** Every unit that has a row learns where its table is. */
const tellUnits = (house: House, { list, asOf, edition, rows: table }: EditionView, demo: boolean, what: string, more: string): Promise<void> =>
  house.db.transaction().execute((tx) => notify(tx, {
    to: table.map((r) => ({ unit: r.unit })), link: `/lists/${list.id}/scores?edition=${edition.caseId}`, at: house.now(), demo,
    title: `${what}：${edition.number}`, say: `《${list.title}》截至${showDay(asOf)}的${what}${more}。`,
  }))

/** Settles a published table with what was upheld against it; from then on it is only read. */
export async function finaliseScores(house: House, who: Who, of: { list: string; edition: string }): Promise<Result<EditionView>> {
  const list = await listFor(house, who, of.list)
  if (!list.ok) return list
  const edition = (await editionsOf(house, of.list)).find((e) => e.caseId === of.edition)
  if (!edition) return no({ code: 'no-such-edition', at: 'edition', say: '没有这次考评公示' })
  if (!maySettle(house, who)) return no({ code: 'not-yours', say: '考评由省局负责人定稿' })
  const file = await kept(house, who, await tableOf(house, list.value, edition.asOf, { edition: edition.number }))
  if (!file.ok) return file
  const done = await step(house, who, of.edition, { step: 'finalise', input: { table: [file.value] } })
  if (!done.ok) return done
  const page = await editionPage(house, who, of.list, of.edition)
  if (page.ok) await tellUnits(house, page.value, done.value.demo, '考评定稿', '，此后不再改动')
  return page
}

/** A unit objects to one part of its own row while the table is open. */
export async function objectToScore(house: House, who: Who, of: { list: string; edition: string; unit: string; part: string; reason: string; evidence?: FileRef[] | undefined }): Promise<Result<{ caseId: string; number: string }>> {
  const page = await editionPage(house, who, of.list, of.edition)
  if (!page.ok) return page
  const row = page.value.rows.find((r) => r.unit === of.unit)
  const part = row && partsOf(row).find((p) => p.part === of.part)
  if (!row || !part) return no({ code: 'no-such-part', at: 'part', say: '公示的考评表上没有这个单位的这一分项' })
  if (!who.seats.some((s) => s.unit === of.unit && s.duties.includes('handle'))) return no({ code: 'not-yours', say: `异议由${row.name}自己提出` })
  const opened = await openCase(house, who, 'score-objection', {
    objection: { publication: page.value.edition.number, list: of.list, asOf: page.value.edition.asOf, unit: of.unit, unitName: row.name, part: of.part, said: [...part.say].slice(0, 400).join(''), reason: of.reason, ...(of.evidence?.length ? { evidence: of.evidence } : {}) },
  }, { step: 'object' })
  return opened.ok ? yes({ caseId: opened.value.id, number: opened.value.s.number }) : opened
}

/** The numbers of the formula, by the name each is changed under. */
const adjustable = { 'scores.weights': weights, 'scores.roleFactors': roleFactors, 'scores.returnCut': returnCut, 'scores.lateFactors': lateFactors, 'scores.bonusPoints': bonusPoints, 'supervision.sheetDeduction': sheetDeduction } as const

export interface Adjustable { id: string; label: string; /** As it would be typed to propose it. */ typed: string; shown: string; source: string }
export const adjustableOn = (day: Day): Adjustable[] => Object.entries(adjustable).map(([id, d]) => {
  const { value, source } = (d as typeof weights).versionOn(day)
  return { id, label: d.label, typed: id === 'scores.returnCut' ? showPercent(value as never) : JSON.stringify(value), shown: showValue(d as typeof weights, value), source }
})

/** What one number of the formula would do before it is adopted: both tables from the same facts, nothing stored. Adopting it is the change of a parameter by two persons. */
export async function simulateScores(house: House, who: Who, of: { list: string; asOf?: Day | undefined; parameter: string; value: string }): Promise<Result<Simulation>> {
  const list = await listFor(house, who, of.list)
  if (!list.ok) return list
  if (!readsAll(house, who)) return no({ code: 'not-yours', say: '考评办法的模拟由省级处室办理' })
  const asOf = of.asOf ?? today(house)
  const future = notYet(house, asOf)
  if (future) return future
  if (!Object.hasOwn(adjustable, of.parameter)) return no({ code: 'no-parameter', at: 'parameter', say: `可以模拟的只有：${Object.values(adjustable).map((d) => d.label).join('、')}` })
  const parameter = adjustable[of.parameter as keyof typeof adjustable] as typeof weights
  const value = readValue(parameter, of.value)
  if (isNo(value)) return value
  const now = rulesOn(asOf), name = of.parameter.split('.')[1]!
  const facts = await scoreFacts(house, list.value, asOf)
  const [before, after] = [now, { ...now, [name]: value.value } as Rules].map((rules) => scoresOf(facts, asOf, house.calendar, rules)) as [UnitScore[], UnitScore[]]
  const rowsOf = before.map((b): Simulation['rows'][number] => {
    const a = after.find((x) => x.unit === b.unit)!
    return { unit: b.unit, name: b.name, group: b.group, before: { total: b.total, rank: b.rank }, after: { total: a.total, rank: a.rank }, change: difference(b.total, a.total), moved: b.rank === null || a.rank === null ? 0 : b.rank - a.rank }
  })
  const moved = rowsOf.filter((r) => r.moved !== 0).length, changed = rowsOf.filter((r) => r.before.total?.exact !== r.after.total?.exact).length
  return yes({
    parameter: of.parameter, label: parameter.label, now: showValue(parameter, now[name as keyof Rules]), proposed: showValue(parameter, value.value), asOf, rows: rowsOf,
    say: changed ? `${changed}个单位的得分改变，${moved}个单位的名次改变` : '得分和名次都不改变',
  })
}

function difference(before: Exact | null, after: Exact | null): string {
  if (!before || !after) return ''
  const change = subRatio(fraction(after.exact), fraction(before.exact))
  const shown = showPercent(mulRatio(change, ratio(1, 100))).slice(0, -1)
  return change.part > 0n ? `+${shown}` : shown
}
function fraction(exact: string): Ratio {
  const [part, whole] = exact.split('/')
  return ratio(BigInt(part!), BigInt(whole ?? 1))
}
