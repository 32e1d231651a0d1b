import { randomUUID } from 'node:crypto'
import { type Day, dayOf, no, type Result, yes } from '../../kernel/index.ts'
import { visibleAmong } from '../cases/index.ts'
import { rows } from '../db/index.ts'
import type { House } from '../house/index.ts'
import type { Who } from '../people/index.ts'

/** A text that is not published: bound to a case, a unit or a person, whichever need to know it. */
export interface UnpublishedText { id: string; caseId?: string; unitId?: string; memberId?: string; title: string; text: string; why: string; by: string; at: string; until?: Day }

/** Keeps a text apart from the library; it never enters an index, and nobody finds it who is not told its id. */
export async function keepUnpublished(house: House, who: Who, of: Pick<UnpublishedText, 'caseId' | 'unitId' | 'memberId' | 'title' | 'text' | 'why' | 'until'>): Promise<Result<string>> {
  if (!of.caseId && !of.unitId && !of.memberId) return no({ code: 'nobody-needs', say: '请说明哪一件、哪个单位或者哪个人需要看这份文本' })
  if (!of.why.trim()) return no({ code: 'why-missing', at: 'why', say: '请说明为什么需要保存这份未公开的文本' })
  const id = randomUUID()
  await rows(house.db, 'insert into unpublished_text (id, case_id, unit_id, member_id, title, text, why, by_id, at, until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [id, of.caseId ?? null, of.unitId ?? null, of.memberId ?? null, of.title, of.text, of.why, who.id, house.now(), of.until ?? null])
  return yes(id)
}

/** Reads one for a reason. Who asked is written down first, also when they are refused; that there is none is told in the same words. */
export async function readUnpublished(house: House, who: Who, id: string, why: string): Promise<Result<UnpublishedText>> {
  if (!why.trim()) return no({ code: 'why-missing', at: 'why', say: '未公开的文本须说明用途才能查看，查看会留下记录' })
  const [found] = await rows<{ [K in keyof UnpublishedText]: UnpublishedText[K] | null }>(house.db, `select id, case_id as "caseId", unit_id as "unitId", member_id as "memberId", title, text, why, by_id as "by", at, until
    from unpublished_text where id = $1 and (until is null or until >= $2)`, [id, dayOf(house.now())])
  const allowed = found !== undefined && await needsToKnow(house, who, found)
  await rows(house.db, 'insert into unpublished_read (text_id, member_id, name, why, allowed, at) values ($1, $2, $3, $4, $5, $6)', [id, who.id, who.name, why, allowed, house.now()])
  if (!allowed) return no({ code: 'not-found', say: '没有这份文本，或您不需要知道它' })
  return yes(Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null)) as unknown as UnpublishedText)
}

async function needsToKnow(house: House, who: Who, of: { caseId?: string | null; unitId?: string | null; memberId?: string | null }): Promise<boolean> {
  if (of.memberId && of.memberId === who.id) return true
  // The unit itself, not those above it: need to know does not climb.
  if (of.unitId && who.seats.some(({ unit }) => unit === of.unitId)) return true
  return of.caseId ? !who.auditor && (await visibleAmong(house, who, [of.caseId])).has(of.caseId) : false
}

/** Who read what, newest first; for those who watch over it. */
export const unpublishedReads = (house: House, most = 200): Promise<{ id: number; textId: string; memberId: string; name: string; why: string; allowed: boolean; at: string }[]> =>
  rows(house.db, 'select id, text_id as "textId", member_id as "memberId", name, why, allowed, at from unpublished_read order by id desc limit $1', [most])

/** Removes what need not be kept any longer. */
export const dropUnpublished = async (house: House): Promise<number> =>
  (await rows(house.db, 'delete from unpublished_text where until < $1 returning id', [dayOf(house.now())])).length
