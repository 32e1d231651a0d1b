/** Cases as they are kept: opening one, taking a step, seeing it, and the lists of those who work on them. */
import { no, type Refusal, type Result, yes } from '../../kernel/index.ts'
import { fillKnown } from '../burden/index.ts'
import type { House } from '../house/index.ts'
import type { Who } from '../people/index.ts'
import './schema.ts'
import * as keep from './keep.ts'
import { filesIn } from './files.ts'
import { publishedCase } from './lists.ts'
import { drawn, type CaseView, maySeeFile, visibleCase } from './view.ts'

export { filesIn } from './files.ts'
export { maySeeFile, maySeePaper, nameOfFile, view, visibleCase, type CaseEvent, type CasePanel, type CasePaper, type CaseStep, type CaseView } from './view.ts'
export { caseRow, catalogue, type CaseFilter, type CaseRow, listCases, type Page, publishedCase, publishedCases, type PublishedCase, visibleAmong, worklist, type WorkRow } from './lists.ts'
export { type Draft, dropDraft, getDraft, listDrafts, saveDraft } from './drafts.ts'
export { dueAgain, findKept, forget, historyOf, type Kept, passTime, rebuild, takeStep } from './keep.ts'
export { openMany } from './many.ts'
export { visibleTo } from './visible.ts'
export { seatsOf } from './seats.ts'
export { tellOfSteps } from './tell.ts'

/** Opens a case by handing in the form, and shows it as its applicant sees it. */
export async function submit(house: House, who: Who, itemId: string, raw: unknown, of: { draft?: string; step?: string } = {}): Promise<Result<CaseView>> {
  const foreign = await filesOfOthers(house, who, raw)
  if (foreign.length) return no(...foreign)
  const item = house.items.get(itemId)
  // What a register knows under an answered key need not be typed, draft or none.
  const whole = item && raw && typeof raw === 'object' && !Array.isArray(raw) ? (await fillKnown(house, who, item, raw as Record<string, unknown>, false)).raw : raw
  const kept = await keep.submit(house, who, itemId, whole, of)
  return kept.ok ? yes(await drawn(house, who, kept.value)) : kept
}
/** Opens a case without drawing it; for programs that open many. */
export const openCase = (house: House, who: Who, itemId: string, raw: unknown, of: { draft?: string; step?: string } = {}): Promise<Result<keep.Kept>> => keep.submit(house, who, itemId, raw, of)
/** Takes one step on a case this person may see, and shows the case after it. */
export async function act(house: House, who: Who, caseId: string, attempt: { step: string; input?: unknown; expect?: number }): Promise<Result<CaseView>> {
  const seen = await visibleCase(house, who, caseId)
  if (!seen.ok) return seen
  const stepped = await step(house, who, caseId, attempt)
  return stepped.ok ? yes(await drawn(house, who, stepped.value)) : stepped
}
/** The same step without drawing the case: for bulk acts, for programs that want only the outcome, and for whoever objects to what is published without seeing the rest. */
export async function step(house: House, who: Who, caseId: string, attempt: { step: string; input?: unknown; expect?: number }): Promise<Result<keep.Kept>> {
  const foreign = await filesOfOthers(house, who, attempt.input)
  if (foreign.length) return no(...foreign)
  // Whoever holds a seat may act. A refusal tells of the case: it is for those who see the case, and for those who object to a published one.
  const taken = await keep.takeStep(house, who, caseId, attempt)
  if (taken.ok) return taken
  const seen = await visibleCase(house, who, caseId)
  if (seen.ok) return taken
  const mayObject = taken.refusals.every((r) => r.code !== 'not-yours' && r.code !== 'step-not-open') && (await publishedCase(house, caseId)).ok
  return mayObject ? taken : seen
}

/** A case opens its files to all who see it: nobody brings into one what is not theirs to see. */
async function filesOfOthers(house: House, who: Who, given: unknown): Promise<Refusal[]> {
  const refusals: Refusal[] = []
  for (const file of filesIn(given)) {
    if (!(await maySeeFile(house, who, file.hash))) refusals.push({ code: 'file-not-brought', at: 'files', say: `没有找到您上传的“${file.name}”，请重新上传` })
  }
  return refusals
}
