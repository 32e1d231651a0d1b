import { no, type Result, yes } from '../kernel/index.ts'
import { visibleAmong } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import type { House } from '../platform/house/index.ts'
import { verifyReport } from '../platform/indicators/index.ts'
import type { Who } from '../platform/people/index.ts'
import type { IndicatorDefinition } from '../service/index.ts'

interface Reported { id: number; kind: string; unit: string | null; party_id: string | null; party_name: string | null; case_id: string | null; by_id: string | null; amount: number | null }
const unknown = no({ code: 'not-found', at: 'report', say: '没有这条自报记录，或您无权查看' })

/**
 * A figure that a party or a unit reported is checked by someone else: from then on it no longer counts as reported, and what was found
 * counts as verified. By the office that answers for the indicator, and by whoever stands over the place that reported.
 */
export async function checkReport(house: House, who: Who, of: { indicator: string; report: number; amount?: number; note: string }): Promise<Result<{ id: number }>> {
  const indicator = house.indicators.get(of.indicator)
  if (!indicator) return no({ code: 'not-found', at: 'indicator', say: '没有这个指标' })
  if (!of.note.trim()) return no({ code: 'note-missing', at: 'note', say: '请写明核验的方式和依据，例如核对了哪些凭证' })
  return house.db.transaction().execute(async (tx): Promise<Result<{ id: number }>> => {
    // Locked, so that two who check at once do not both count.
    const [report] = await rows<Reported>(tx, `select id, kind, unit, party_id, party_name, case_id, by_id, amount
      from event e where id = $1 and source = 'reported' and kind = any($2) for update`, [of.report, kindsOf(indicator)])
    if (!report || (report.case_id !== null && !(await visibleAmong(house, who, [report.case_id])).has(report.case_id))) return unknown
    if (!mayCheck(house, who, indicator, report)) return no({ code: 'not-yours', say: '自报数由指标的负责处室或者报送地的主管部门核验，不由报送单位自己核验' })
    if (report.by_id === who.id) return no({ code: 'not-oneself', say: '这条自报由您报送，须由他人核验' })
    // Asked once the lock is ours: what was asked along with it would be as of before we waited for it.
    const [undone] = await rows(tx, 'select 1 from event_void where event_id = $1', [report.id])
    if (undone) return no({ code: 'overtaken', at: 'report', say: '这条自报已经核验或者撤回，请刷新后查看' })
    return yes({ id: await verifyReport(tx, report.id, { at: house.now(), by: who.id, note: of.note.trim(), ...(of.amount === undefined ? {} : { amount: of.amount }) }) })
  })
}

const kindsOf = ({ from }: IndicatorDefinition): string[] =>
  ('share' in from ? [from.share, from.of] : [from]).flatMap((side) => ('events' in side ? [...side.events] : 'reported' in side ? [side.reported] : []))

function mayCheck(house: House, who: Who, indicator: IndicatorDefinition, report: Reported): boolean {
  // What a unit says of itself is checked by another; what a firm says, by the place it is in as well.
  const ownWord = report.party_id === null && report.party_name === null
  return who.seats.some((s) => s.duties.some((d) => d !== 'pay' && d !== 'approve') && !(ownWord && s.unit === report.unit)
    && (s.office === indicator.owner || (report.unit !== null && house.units.isWithin(report.unit, s.unit))))
}
