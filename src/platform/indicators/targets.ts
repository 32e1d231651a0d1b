import { no, parseYuan, type Day, type Instant, type Refusal, type Result, yes } from '../../kernel/index.ts'
import type { IndicatorDefinition } from '../../service/index.ts'
import { rows, wholeOrNothing, type Db } from '../db/index.ts'
import type { UnitTree, Who } from '../people/index.ts'
import type { Figures } from './figures.ts'
import type { SourceKind } from './events.ts'

/** What a unit was to reach in a year, as it was set at one time. Money in fen, a share as a part of one; without a value it was taken back. */
export interface Target {
  id: number
  indicator: string
  unit: string
  year: number
  value: number | null
  /** The paper that set it: its name and number. */
  basis: string
  documentHash?: string
  reason?: string
  by: { id: string; name: string }
  at: Instant
}
/** The target that stands, and what stood before it, newest first. */
export interface StandingTarget extends Target { before: Target[] }
export interface NewTarget { indicator: string; unit: string; year: number; value: number | null; basis: string; documentHash?: string | undefined; reason?: string | undefined; instead?: number | undefined }

/** The office that answers for an indicator sets targets for everyone, a city for its counties; nobody sets their own. */
export function maySetTarget(units: UnitTree, who: Who, definition: Pick<IndicatorDefinition, 'owner'>, unit: string): boolean {
  return who.seats.some((s) => s.duties.some((d) => d !== 'inspect') && ((units.get(s.unit)?.level === 'province' && s.office === definition.owner)
    || (units.get(s.unit)?.level === 'city' && unit !== s.unit && units.isWithin(unit, s.unit))))
}

/** Sets a target, or changes the one that stands, which then needs a reason; the same again changes nothing. */
export async function setTarget(db: Db, of: NewTarget, by: { id: string; name: string }, at: Instant): Promise<Result<Target>> {
  const wrong: Refusal[] = []
  const basis = of.basis.trim(), reason = of.reason?.trim() || undefined
  if (!basis) wrong.push({ code: 'answer-missing', at: 'basis', say: '请写明依据的文件名称和文号' })
  if (!Number.isInteger(of.year) || of.year < 2000 || of.year > 2100) wrong.push({ code: 'year', at: 'year', say: '年度应为四位年份，例如 2022' })
  if (wrong.length) return { ok: false, refusals: wrong as [Refusal, ...Refusal[]] }
  return wholeOrNothing(db, async (tx): Promise<Result<Target>> => {
    await rows(tx, 'select pg_advisory_xact_lock(hashtextextended($1, 32))', [`${of.indicator} ${of.unit} ${of.year}`])
    const [standing] = await targetsOf(tx, of)
    if (of.instead !== undefined && of.instead !== (standing?.id ?? 0)) return no({ code: 'changed-meanwhile', say: `目标刚由${standing?.by.name ?? '他人'}改过，请看过现在的目标再改` })
    if (!standing && of.value === null) return no({ code: 'answer-missing', at: 'value', say: '请填写目标' })
    if (standing && standing.value === of.value && standing.basis === basis && (!of.documentHash || standing.documentHash === of.documentHash)) return yes(standing)
    if (standing && standing.value !== of.value && !reason) return no({ code: 'answer-missing', at: 'reason', say: '改动已有的目标须写明原因；原目标仍会列出' })
    const [made] = await rows<{ id: number }>(tx, `insert into indicator_target (indicator, unit, year, value, basis, document_hash, reason, by_id, by_name, at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`, [of.indicator, of.unit, of.year, of.value, basis, of.documentHash ?? null, reason ?? null, by.id, by.name, at])
    const { instead: _instead, ...said } = of
    return yes({ ...said, id: made!.id, basis, by, at, ...(of.documentHash ? { documentHash: of.documentHash } : {}), ...(reason ? { reason } : {}) } as Target)
  })
}

/** The targets that stand, by indicator, year and unit, with their earlier baselines; as they were known at the end of a day if one is given. */
export async function targetsOf(db: Db, of: { indicator?: string; unit?: string; year?: number; asOf?: Day | undefined }): Promise<StandingTarget[]> {
  const found = await rows<TargetRow>(db, `select * from indicator_target where ($1::text is null or indicator = $1) and ($2::text is null or unit = $2) and ($3::int is null or year = $3)
    and ($4::date is null or at < $4::date + 1) order by indicator, year, unit, id desc`, [of.indicator ?? null, of.unit ?? null, of.year ?? null, of.asOf ?? null])
  return [...Map.groupBy(found.map(targetOf), (t) => `${t.indicator} ${t.year} ${t.unit}`).values()].map(([now, ...before]) => ({ ...now!, before }))
}

/** The hash of the paper that came with a target. */
export const targetDocument = async (db: Db, id: number): Promise<string | undefined> =>
  (await rows<{ document_hash: string | null }>(db, 'select document_hash from indicator_target where id = $1', [id]))[0]?.document_hash ?? undefined

interface TargetRow { id: number; indicator: string; unit: string; year: number; value: string | null; basis: string; document_hash: string | null; reason: string | null; by_id: string; by_name: string; at: Instant }
const targetOf = (r: TargetRow): Target => ({
  id: r.id, indicator: r.indicator, unit: r.unit, year: r.year, value: r.value === null ? null : Number(r.value), basis: r.basis, by: { id: r.by_id, name: r.by_name }, at: r.at,
  ...(r.document_hash === null ? {} : { documentHash: r.document_hash }), ...(r.reason === null ? {} : { reason: r.reason }),
})

/** How a figure stands to its target. A figure that should be low has a ceiling and no rate of completion. */
export interface Against { source: SourceKind; value: number; rate?: number; met: boolean }

/** What is compared with a target: what the system made, else what was checked, else what was only said; never their sum. */
export function against(definition: Pick<IndicatorDefinition, 'direction'>, figures: Figures, target: number): Against | undefined {
  const source = (['system', 'verified', 'reported'] as const).find((s) => figures[s])
  if (!source) return undefined
  const { value } = figures[source]!
  return definition.direction === 'down' ? { source, value, met: value <= target } : { source, value, met: value >= target, ...(target === 0 ? {} : { rate: value / target }) }
}

/** A target as it is written in a cell, and back: yuan for money, per cent for a share, else a whole number. */
export function showTarget(value: number, unit: string): string {
  if (unit === '分') return (value / 100).toFixed(2)
  return unit === '%' ? String(Number((value * 100).toFixed(6))) : String(value)
}
export const targetUnit = (unit: string): string => (unit === '分' ? '元' : unit)
export function readTarget(text: string, unit: string): Result<number> {
  const plain = text.normalize('NFKC').replaceAll(',', '').trim()
  if (unit === '分') {
    const fen = parseYuan(plain)
    return fen.ok && fen.value >= 0 ? yes(fen.value) : no({ code: 'number', at: 'value', say: '目标应为不小于零的金额，以元计，例如 1200000 或 1200000.50' })
  }
  if (unit === '%') {
    const share = /^\d{1,4}(\.\d{1,4})?%?$/.test(plain) ? Number(plain.replace('%', '')) : undefined
    return share === undefined ? no({ code: 'number', at: 'value', say: '目标应为百分数，例如 85 或 85.5' }) : yes(Number((share / 100).toFixed(8)))
  }
  return /^\d{1,15}(\.0+)?$/.test(plain) ? yes(Math.trunc(Number(plain))) : no({ code: 'number', at: 'value', say: `目标应为不小于零的整数，以${unit}计` })
}
