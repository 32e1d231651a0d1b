import { type Result, yes } from '../kernel/index.ts'
import { caseOfPaper, type Verified, verifyPaper } from '../platform/documents/index.ts'
import { type House, today } from '../platform/house/index.ts'
import { publicLinesOfCase } from '../platform/registers/index.ts'

/** Where what a certificate gave stands today: the paper may be true and the right have ended. */
export interface Standing { register: string; say: string; isInForce: boolean }
export type VerifiedNow = Verified & { standing: Standing[] }

/** A paper checked by its code; a certificate together with the lines of public registers that its case has written. */
export async function verified(house: House, code: string): Promise<Result<VerifiedNow>> {
  const found = await verifyPaper(house.db, code)
  if (!found.ok) return found
  const caseId = found.value.paper.certificate ? await caseOfPaper(house.db, code) : undefined
  const lines = caseId ? await publicLinesOfCase(house.db, house.registers, caseId, today(house)) : []
  // A right that passed on lives in its newest line.
  const standing = [...Map.groupBy(lines, (l) => l.registerName).values()].flatMap((of) => { const now = of.filter((l) => l.isInForce); return now.length ? now : of.slice(0, 1) })
  return yes({ ...found.value, standing: standing.map((l) => ({ register: l.registerName, say: `${l.statusLabel}${l.party ? `（${l.party}）` : ''}`, isInForce: l.isInForce })) })
}
