import type { ColumnType, Generated } from 'kysely'
import { amend, instantFromMs, isDay, no, showDay, type Day, type Instant, type Refusal, type Result, type Version, yes } from '../../kernel/index.ts'
import { json, type Db } from '../db/index.ts'
import { findFile } from '../documents/index.ts'
import type { Parameter } from './collect.ts'
import { askFor, readStored, readValue, showValue, typedOf, writeValue } from './value.ts'

declare module '../db/schema.ts' {
  interface Schema { dated_value: DatedValueTable }
}
interface DatedValueTable {
  id: Generated<number>
  parameter: string
  from_day: Day
  value: unknown
  source: string
  document_hash: string
  proposed_by: string
  proposed_name: string
  proposed_at: ColumnType<Instant, Instant, never>
  confirmed_by: string | null
  confirmed_name: string | null
  confirmed_at: string | null
  withdrawn_at: string | null
}

type Parameters = ReadonlyMap<string, Parameter>
interface Person { id: string; name: string }

/** A value an official has proposed, or two have put in force. */
export interface AddedValue {
  id: number
  parameter: string
  from: Day
  shown: string
  source: string
  documentHash: string
  proposed: { by: string; name: string; at: Instant }
  confirmed?: { by: string; name: string; at: Instant }
}

/** Proposes a value from a day on. It counts for nothing until another person has confirmed it against the same document. */
export async function proposeValue(db: Db, who: Person, of: { parameter: string; from: string; value: string; source: string; documentHash: string }, parameters: Parameters, at: Instant = instantFromMs(Date.now())): Promise<Result<AddedValue>> {
  const parameter = parameters.get(of.parameter)?.dated
  if (!parameter) return no({ code: 'no-parameter', at: 'parameter', say: '没有这个参数，请刷新后重试' })
  const refusals: Refusal[] = []
  if (!isDay(of.from)) refusals.push({ code: 'answer-wrong', at: 'from', say: '施行日须为真实日期，例如 2022-07-01' })
  const source = of.source?.trim()
  if (!source) refusals.push({ code: 'answer-missing', at: 'source', say: '请填写依据文件的名称和文号' })
  if (!(await findFile(db, of.documentHash ?? ''))) refusals.push({ code: 'answer-missing', at: 'documentHash', say: '请先上传依据文件' })
  const value = readValue(parameter, of.value ?? '')
  if (!value.ok) refusals.push(...value.refusals)
  if (refusals.length || !value.ok) return no(...refusals)
  const made = await db.insertInto('dated_value').values({
    parameter: of.parameter, from_day: of.from as Day, value: json(writeValue(value.value)), source: source!, document_hash: of.documentHash, proposed_by: who.id, proposed_name: who.name, proposed_at: at,
    confirmed_by: null, confirmed_name: null, confirmed_at: null, withdrawn_at: null,
  }).onConflict((c) => c.columns(['parameter', 'from_day']).where('confirmed_at', 'is', null).where('withdrawn_at', 'is', null).doNothing()).returningAll().executeTakeFirst()
  if (!made) return no({ code: 'waiting', at: 'from', say: `“${parameter.label}”自${showDay(of.from as Day)}起的取值已有人提出，正待另一人复核` })
  return yes(addedOf(made, parameters))
}

/** Puts a proposed value in force. The second person must be another one, with the document in view. */
export async function confirmValue(db: Db, who: Person, id: number, parameters: Parameters, at: Instant = instantFromMs(Date.now())): Promise<Result<AddedValue>> {
  const decided = await db.transaction().execute(async (tx): Promise<Result<AddedValue>> => {
    const row = await tx.selectFrom('dated_value').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!row || row.withdrawn_at) return no({ code: 'no-proposal', say: '这一取值已被撤回或不存在' })
    if (row.confirmed_at) return no({ code: 'confirmed-already', say: `这一取值已由${row.confirmed_name}复核` })
    if (row.proposed_by === who.id) return no({ code: 'same-person', say: '取值由您提出，须由另一人对照依据文件复核' })
    const done = await tx.updateTable('dated_value').set({ confirmed_by: who.id, confirmed_name: who.name, confirmed_at: at }).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
    return yes(addedOf(done, parameters))
  })
  if (decided.ok) await applyValues(db, parameters)
  return decided
}

/** Takes back a proposal that nobody has confirmed. A value in force is only replaced, by another value of two persons. */
export async function withdrawValue(db: Db, id: number, at: Instant = instantFromMs(Date.now())): Promise<Result<void>> {
  const done = await db.updateTable('dated_value').set({ withdrawn_at: at }).where('id', '=', id).where('confirmed_at', 'is', null).where('withdrawn_at', 'is', null).returning('id').executeTakeFirst()
  return done ? yes(undefined) : no({ code: 'not-waiting', say: '只能撤回尚待复核的取值；已生效的取值请另提一个同日施行的取值更正' })
}

/** Gives the parameters of this process what two persons have put in force; at the start, and again from time to time when several processes run. */
export async function applyValues(db: Db, parameters: Parameters): Promise<void> {
  const confirmed = await db.selectFrom('dated_value').select(['parameter', 'from_day', 'value', 'source']).where('confirmed_at', 'is not', null).orderBy('confirmed_at').orderBy('id').execute()
  const added = Map.groupBy(confirmed, (row) => row.parameter)
  for (const { id, dated } of parameters.values()) {
    amend(dated, (added.get(id) ?? []).map((row): Version<unknown> => ({ from: row.from_day, value: readStored(row.value), source: row.source })))
  }
}

/** A parameter as the administration reads it: every version in force, and what waits. */
export interface ParameterView {
  id: string
  label: string
  source: string
  asks: string
  /** The latest value as it is typed, where that is longer than a person types anew. */
  typed?: string
  versions: { from: Day; shown: string; source: string; added?: AddedValue }[]
  waiting: AddedValue[]
}

export async function valuesOf(db: Db, parameters: Parameters): Promise<ParameterView[]> {
  const rows = await db.selectFrom('dated_value').selectAll().where('withdrawn_at', 'is', null).orderBy('confirmed_at').orderBy('id').execute()
  const added = Map.groupBy(rows.filter((row) => parameters.has(row.parameter)).map((row) => addedOf(row, parameters)), (value) => value.parameter)
  return [...parameters.values()].map(({ id, dated }) => {
    const mine = added.get(id) ?? [], typed = typedOf(dated, dated.versions().at(-1)!.value)
    return {
      id, label: dated.label, source: dated.source, asks: askFor(dated), ...(typed === undefined ? {} : { typed }),
      versions: dated.versions().map((v) => {
        const by = mine.findLast((value) => value.confirmed && value.from === v.from)
        return { from: v.from, shown: showValue(dated, v.value), source: v.source, ...(by ? { added: by } : {}) }
      }),
      waiting: mine.filter((value) => !value.confirmed),
    }
  })
}

type Row = Omit<DatedValueTable, 'id' | 'proposed_at'> & { id: number; proposed_at: Instant }
const addedOf = (row: Row, parameters: Parameters): AddedValue => ({
  id: row.id, parameter: row.parameter, from: row.from_day, shown: showValue(parameters.get(row.parameter)!.dated, readStored(row.value)), source: row.source, documentHash: row.document_hash,
  proposed: { by: row.proposed_by, name: row.proposed_name, at: row.proposed_at },
  ...(row.confirmed_at ? { confirmed: { by: row.confirmed_by!, name: row.confirmed_name!, at: row.confirmed_at as Instant } } : {}),
})
