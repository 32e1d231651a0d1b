import { rows } from '../../src/platform/db/index.ts'
import { type House, worldOf } from '../../src/platform/house/index.ts'
import { historyOf } from '../../src/platform/cases/index.ts'
import { waitingFor } from '../../src/platform/cases/seats.ts'
import { verifyLedger } from '../../src/platform/ledger/index.ts'
import { canonical } from '../../src/kernel/index.ts'
import { replay, type Snapshot } from '../../src/service/index.ts'

/**
 * What does not hold together in a database of cases, in sentences; empty when everything does. Chains, folded states, columns, events,
 * messages, work lists, numbers, papers and keys are each held against the history, never against one another's word.
 */
export async function brokenIn(house: House): Promise<string[]> {
  const { db } = house
  const broken = (await verifyLedger(db, house)).faults.map((f) => f.say)
  const cases = await rows<{ id: string; item: string; number: string; version: number; state: string; closed_on: string | null; snapshot: Snapshot }>(db, 'select id, item, number, version, state, closed_on, snapshot from case_file order by id')
  for (const c of cases) {
    const history = await historyOf(db, c.id)
    if (history.some((a, i) => a.seq !== i + 1) || history.length !== c.version) broken.push(`${c.number}: version ${c.version}, steps ${history.map((a) => a.seq).join(' ')}`)
    const folded = replay(house.items.get(c.item)!, history)
    if (canonical(folded) !== canonical(c.snapshot)) broken.push(`${c.number}: the snapshot is not what its history gives`)
    // Who is waited for follows from the last step at the moment it was taken.
    const waits = waitingFor(house.items.get(c.item)!, folded, worldOf(house, history.at(-1)!.at)).map((w) => [w.seat, w.unit_id, w.party_id, w.member_id, w.label, w.due_on].join(' '))
    const written = (await rows<any>(db, 'select seat, unit_id, party_id, member_id, label, due_on from work where case_id = $1', [c.id])).map((w) => [w.seat, w.unit_id, w.party_id, w.member_id, w.label, w.due_on].join(' '))
    if (waits.toSorted().join('\n') !== written.toSorted().join('\n')) broken.push(`${c.number} in ${c.state}: waits for ${waits.join(', ')}, the work lists say ${written.join(', ')}`)
    if (folded.state !== c.state || (folded.closedOn ?? null) !== c.closed_on) broken.push(`${c.number}: the list says ${c.state}, history ${folded.state}`)
  }
  const sentences: Record<string, string> = {
    'an action without its case': `select a.case_id as x from case_action a left join case_file c on c.id = a.case_id where c.id is null`,
    'an action without its one event': `select a.case_id || '/' || a.seq as x from case_action a join case_file c on c.id = a.case_id
      where (select count(*) from event e where e.case_id = a.case_id and e.seq = a.seq and e.kind = c.item || '.' || a.step) <> 1`,
    'an event without its action': `select e.id::text as x from event e left join case_action a on a.case_id = e.case_id and a.seq = e.seq where e.case_id is not null and a.seq is null`,
    'an action without its one message': `select a.case_id || '/' || a.seq as x from case_action a
      where (select count(*) from outbox o where o.kind = 'case-step' and o.payload ->> 'caseId' = a.case_id and (o.payload ->> 'seq')::int = a.seq) <> 1`,
    'a message of a step that was not taken': `select o.id::text as x from outbox o left join case_action a on a.case_id = o.payload ->> 'caseId' and a.seq = (o.payload ->> 'seq')::int
      where o.kind = 'case-step' and a.seq is null`,
    'a closed case that somebody waits for': 'select c.number as x from case_file c join work w on w.case_id = c.id where c.closed_on is not null',
    'a paper of a step that was not taken': `select p.number as x from paper p left join case_action a on a.case_id = p.case_id and a.seq = p.seq where p.case_id is not null and a.seq is null`,
    'a register line of a case that is not there': `select e.key as x from entry e left join case_file c on c.id = e.case_id where e.case_id is not null and c.id is null`,
    'a line of a register without its versions': `select e.id::text as x from entry e where e.version <> (select count(*) from entry_change v where v.entry_id = e.id)`,
    'a gap in the numbers of papers': `select n.organ || ' ' || n.series || ' ' || n.year as x from numbering n
      where n.last <> (select count(*) from paper p where (p.organ, p.year, p.series) = (n.organ, n.year, n.series))
         or n.last <> (select max(p.n) from paper p where (p.organ, p.year, p.series) = (n.organ, n.year, n.series))`,
    'papers that nobody numbered': 'select p.number as x from paper p left join numbering n using (organ, year, series) where n.last is null',
    'a gap in the numbers of cases': `select k.item || ' ' || k.year as x from case_counter k
      where k.last <> (select count(*) from case_file c where c.item || case when c.demo then '（演示）' else '' end = k.item and c.number like '%〔' || k.year || '〕%')`,
    'a key held for a case that is not there': 'select u.key as x from case_unique u left join case_file c on c.id = u.case_id where c.id is null',
    'a case whose party is not written': `select c.number as x from case_file c where c.party_id is not null and not exists (select 1 from case_party p where p.case_id = c.id and p.party_id = c.party_id)`,
  }
  for (const [what, query] of Object.entries(sentences)) for (const { x } of await rows<{ x: string }>(db, query)) broken.push(`${what}: ${x}`)
  return broken
}
