import { addMonths, showDay } from '../../../kernel/index.ts'
import { signalParameters as p } from './parameters.ts'
import { blind, by, none, seen, shownOf, strengthTimes, undatedGap } from './read.ts'
import type { Excused, Signal } from './types.ts'

export const quickFlip: Signal = {
  rule: 'R10', label: '申请后短期内转让或变更发明人', family: 'transaction', behaviours: [7],
  look(given) {
    const { day } = given, assigned = p.assignedMonths.on(day), changed = p.inventorChangeMonths.on(day), least = p.flips.on(day)
    const known = given.filings.filter((f) => f.filed && (f.assignments || f.inventorChanges))
    if (!known.length) return blind(this, '权属变动和发明人变更记录')
    const excused: Excused[] = []
    const flips = known.flatMap((f) => [
      ...(f.assignments ?? []).filter((a) => a.on >= f.filed! && a.on <= addMonths(f.filed!, assigned)).flatMap((a) => {
        if (a.within) { excused.push({ records: [f.key], why: a.within }); return [] }
        return [{ f, say: `${f.key}于${showDay(f.filed!)}申请，${showDay(a.on)}由${a.from.join('、')}转给${a.to.join('、')}` }]
      }),
      ...(f.inventorChanges ?? []).filter((on) => on >= f.filed! && on <= addMonths(f.filed!, changed)).map((on) => ({ f, say: `${f.key}于${showDay(f.filed!)}申请，${showDay(on)}变更发明人` })),
    ])
    const said = { steps: [by(p.assignedMonths, day), by(p.inventorChangeMonths, day), by(p.flips, day)], excused, gaps: [...undatedGap(given.filings), ...(known.length < given.filings.length ? [`${given.filings.length - known.length}件没有权属变动记录`] : [])] }
    if (flips.length < least) return none(this, { ...said, say: `短期内转让或变更发明人${flips.length}次，未达门槛` })
    return seen(this, strengthTimes(flips.length, least, day), { ...said, say: `申请后短期内转让或变更发明人${flips.length}次`, evidence: shownOf(flips, ({ f, say }) => ({ say, records: [f.key] })) })
  },
}
