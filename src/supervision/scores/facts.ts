import type { Day } from '../../kernel/index.ts'
import { rows } from '../../platform/db/index.ts'
import type { House } from '../../platform/house/index.ts'
import { casesOn } from '../progress.ts'
import { actionsOf, type ListHead, unitLabel } from '../store.ts'
import type { Role } from '../types.ts'
import type { ActionFact, EntryFact, SheetFact, UnitFacts, Waiver } from './formula.ts'
import type { Group } from './types.ts'

interface Did { case_id: string; step: string; on_day: Day; through: Day | null; back: string | null }
interface Then { id: string; number: string; state: string; marks: Record<string, any>; published: string | null }

/** Everything a score of a list is made of, as it was known at the end of a day. `edition` also counts what was upheld against that publication since. */
export async function scoreFacts(house: House, list: ListHead, asOf: Day, edition?: string): Promise<UnitFacts[]> {
  const [actions, cases, did, sheets, entries, objections] = await Promise.all([
    actionsOf(house, list), casesOn(house, list.id, asOf),
    rows<Did>(house.db, `select a.case_id, a.step, a.on_day, a.action::jsonb -> 'set' -> 'marks' ->> 'through' as through, a.action::jsonb -> 'input' ->> 'to' as back from case_action a join case_file c on c.id = a.case_id
      where c.item = 'list-action' and c.marks ->> 'list' = $1 and a.on_day <= $2 order by a.case_id, a.seq`, [list.id, asOf]),
    casesThen(house, 'supervision-sheet', list.id, asOf), casesThen(house, 'score-entry', list.id, asOf), casesThen(house, 'score-objection', list.id, '9999-12-30'),
  ])
  const titles = new Map(actions.map((a) => [a.id, a])), history = Map.groupBy(did, (d) => d.case_id)
  const units = new Map<string, { actions: ActionFact[]; sheets: SheetFact[]; entries: EntryFact[]; waived: Waiver[] }>()
  const of = (unit: string) => units.get(unit) ?? units.set(unit, { actions: [], sheets: [], entries: [], waived: [] }).get(unit)!
  for (const c of cases.values()) {
    const a = titles.get(c.action), own = history.get(c.id) ?? []
    if (!a) continue
    const asked = own.findLast((d) => d.step === 'askClose')
    const closing = c.state === 'closing' || c.state === 'closed' || c.state === 'archived'
    of(c.unit).actions.push({
      action: c.action, task: a.task, title: a.title, caseId: c.id, role: (a.units.find((u) => u.unit === c.unit)?.role ?? 'responsible') as Role, state: c.state, suspended: c.suspended,
      from: c.dispatchedOn > `${list.year}-01-01` ? c.dispatchedOn : `${list.year}-01-01` as Day, due: c.due, dispatchedOn: c.dispatchedOn, paused: c.paused,
      // Sent back to be checked again is not the unit's fault.
      returns: own.filter((d) => d.step === 'return' && d.back !== 'accept' && d.back !== 'close').length,
      // Feedback counts from the day a period was first spoken of, also by saying that nothing changed.
      feedback: own.flatMap((d, i) => (d.through && d.through !== own[i - 1]?.through ? [{ on: d.on_day, through: d.through }] : [])),
      ...(c.signedOn ? { signedOn: c.signedOn } : {}), ...(c.verified === undefined ? {} : { verified: c.verified }), ...(closing && asked ? { finishedOn: asked.on_day } : {}),
    })
  }
  for (const s of sheets) {
    if (!s.marks.issuedOn || s.state === 'recalled') continue
    of(s.marks.unit).sheets.push({ caseId: s.id, number: s.published ?? s.number, action: s.marks.action, colour: s.marks.colour, issuedOn: s.marks.issuedOn })
  }
  for (const e of entries) if (e.state === 'confirmed') of(e.marks.unit).entries.push({ caseId: e.id, number: e.number, kind: e.marks.kind, what: e.marks.what, document: e.marks.document, ...(e.marks.action ? { action: e.marks.action } : {}) })
  for (const o of objections) {
    // An action is judged anew at every edition; a sheet or an entry that was found wrong stays wrong.
    if (o.state !== 'upheld' || (o.marks.publication !== edition && (String(o.marks.part).startsWith('action:') || o.marks.upheldOn > asOf))) continue
    of(o.marks.unit).waived.push({ part: o.marks.part, caseId: o.id, number: o.number })
  }
  return [...units].map(([unit, f]) => ({ unit, name: unitLabel(house, unit), group: groupOf(unit, house), ...f, actions: f.actions.sort((a, b) => a.action.localeCompare(b.action, 'zh', { numeric: true })) }))
}

const groupOf = (unit: string, house: House): Group => {
  const level = house.units.get(unit)?.level
  return level === 'province' ? '省直单位' : level === 'city' ? '设区市' : '县（市、区）'
}

/** The cases of an item for a list as they stood at the end of a day, with the number of the first paper each issued. */
export const casesThen = (house: House, item: string, list: string, asOf: Day): Promise<Then[]> => rows<Then>(house.db, `
  select c.id, c.number, last.action ->> 'to' as state, last.action -> 'set' -> 'marks' as marks, (select p.number from paper p where p.case_id = c.id and p.on_day <= $3 order by p.seq limit 1) as published
  from case_file c cross join lateral (select a.action::jsonb as action from case_action a where a.case_id = c.id and a.on_day <= $3 order by a.seq desc limit 1) last
  where c.item = $1 and c.marks ->> 'list' = $2 order by c.submitted_at, c.id`, [item, list, asOf])
