import { type Day, showDay } from '../../kernel/index.ts'
import type { Action } from '../../service/index.ts'
import { rows } from '../db/index.ts'
import type { House } from '../house/index.ts'
import { type Handlers, type Recipient, writeNotices } from '../notices/index.ts'
import { blinded } from './blind.ts'
import { stateLabel } from './keep.ts'

interface Stepped { caseId: string; seq: number }
interface Found { item: string; number: string; title: string; demo: boolean; version: number; action: string }

/** Who is told of a step: the parties what happened, and whoever is now waited for that it lies with them. */
export const tellOfSteps = (house: House): Handlers => ({
  'case-step': async (tx, p: Stepped, id) => {
    const [c] = await rows<Found>(tx, 'select c.item, c.number, c.title, c.demo, c.version, a.action from case_file c join case_action a on a.case_id = c.id and a.seq = $2 where c.id = $1', [p.caseId, p.seq])
    const item = c && house.items.get(c.item)
    if (!item) return
    const did = JSON.parse(c.action) as Action, label = stateLabel(item, did.to)
    // A later step has its own message; only the last one says for whom the case now waits.
    const isLast = c.version === p.seq
    const waits = isLast ? await rows<{ unit_id: string | null; party_id: string | null; member_id: string | null; label: string; due_on: Day | null }>(tx, 'select unit_id, party_id, member_id, label, due_on from work where case_id = $1', [p.caseId]) : []
    const state = item.states[did.to]
    const day = waits[0]?.due_on
    const when = !day ? '' : state?.kind === 'publicity' ? `，${showDay(day)}起可办` : `，期限至${showDay(day)}`
    const about = { caseId: p.caseId, at: did.at, demo: c.demo }
    // What an office did inside is its own, but that a case was published or is over concerns its parties.
    const outcome = did.internal && did.from !== did.to && (state?.final || state?.kind === 'publicity')
    if (!did.internal || outcome) {
      const parties = await rows<{ party_id: string }>(tx, `select distinct cp.party_id from case_party cp where cp.case_id = $1 and cp.party_id is not null
        and cp.party_id is distinct from (select party_id from member where id = $2)`, [p.caseId, did.by.id])
      const mustAct = (x: { party_id: string }) => waits.some((w) => w.party_id === x.party_id)
      const tell = (to: { party_id: string }[], more: string) => writeNotices(tx, id, { ...about, to: to.map((x): Recipient => ({ party: x.party_id })), title: `${c.number} ${outcome ? label : did.label}`, say: `“${c.title}”${outcome ? '' : `已办理“${did.label}”，`}现处于“${label}”${more}。` })
      await tell(parties.filter((x) => !mustAct(x)), '')
      await tell(parties.filter(mustAct), `，等您办理${when}`)
    }
    // A case that is over waits for nobody.
    if (waits.length === 0) return
    const waiting = (to: Recipient[], title: string) =>
      writeNotices(tx, id, { ...about, to, title: `待办：${label}`, say: `“${title}”（${c.number}）等待办理${when}。` })
    await waiting(waits.flatMap((w): Recipient[] => (w.unit_id ? [{ unit: w.unit_id }] : [])), c.title)
    // Whoever was drawn to judge is not told whose work it is.
    const experts = waits.flatMap((w): Recipient[] => (w.member_id ? [{ member: w.member_id }] : []))
    const names = experts.length ? await rows<{ name: string }>(tx, 'select name from case_party where case_id = $1 order by length(name) desc', [p.caseId]) : []
    await waiting(experts, blinded(c.title, names.map((n) => n.name)))
  },
})
