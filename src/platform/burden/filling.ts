import { canonical, type Day, type Instant } from '../../kernel/index.ts'
import { type Field, isAsked, questions, type ServiceItem } from '../../service/index.ts'
import { type Db, rows } from '../db/index.ts'
import type { Filled } from './prefill.ts'

const answerAt = (answers: any, at: string): any => at.split('.').reduce((of, name) => of?.[name], answers)

/** How many questions a form put to whoever handed it in: of rows every question of every row. */
export const asked = (item: ServiceItem, answers: any): number => questions(item.form).filter(({ at }) => isAsked(item.form, at, answers)).reduce((sum, { at, field }) => sum + weight(field, answerAt(answers, at)), 0)
const weight = (field: Field<unknown>, answer: any): number => (field.kind === 'rows' ? Math.max(1, (answer ?? []).length) * Object.keys(field.fields ?? {}).length : 1)

/** Writes down that a form was handed in. What was answered before and stands unchanged had not to be filled in again. */
export async function recordFilling(db: Db, of: { caseId: string; seq: number; item: ServiceItem; unit: string; on: Day; answers: any; before?: any }): Promise<void> {
  const kept = of.seq === 1 ? 0 : questions(of.item.form).filter(({ at }) => answerAt(of.before, at) !== undefined && canonical(answerAt(of.before, at)) === canonical(answerAt(of.answers, at) ?? null))
    .reduce((sum, { at, field }) => sum + weight(field, answerAt(of.answers, at)), 0)
  const all = asked(of.item, of.answers)
  await rows(db, 'insert into filling (case_id, seq, item, unit, on_day, asked, prefilled) values ($1, $2, $3, $4, $5, $6, $7)', [of.caseId, of.seq, of.item.id, of.unit, of.on, all, Math.min(kept, all)])
}

/** Takes the draft that became a case away, and keeps how long it was open and how much of what the house filled in was taken over. */
export async function closeDraft(db: Db, of: { draft: string; member: string; caseId: string; answers: any; at: Instant }): Promise<void> {
  const [draft] = await rows<{ opened_at: Instant | null; filled: Filled[] }>(db, 'delete from draft where id = $1 and member_id = $2 returning opened_at, filled', [of.draft, of.member])
  if (!draft) return
  const taken = draft.filled.filter((f) => sameAnswer(f.value, answerAt(of.answers, f.at))).length
  const minutes = draft.opened_at ? Math.max(1, Math.round((Date.parse(of.at) - Date.parse(draft.opened_at)) / 60_000)) : null
  await rows(db, 'update filling set prefilled = least($2, asked), minutes = $3 where case_id = $1 and seq = 1', [of.caseId, taken, minutes])
}
/** A party is itself by code or name; what else the case learnt of it does not make it another. */
function sameAnswer(filled: any, answer: any): boolean {
  if (answer === undefined) return false
  if (filled?.name !== undefined) return (filled.creditCode ?? '') === (answer.creditCode ?? '') && filled.name === answer.name
  return canonical(filled) === canonical(answer)
}
