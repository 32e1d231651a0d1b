/** An answer that may be refused for a reason the person can act on. A bug throws instead. */
export type Result<T> = { ok: true; value: T } | { ok: false; refusals: Refusal[] }

/** One reason for a no: a code for programs, a sentence for people, and the place it is about. */
export interface Refusal { code: string; say: string; at?: string }

export const yes = <T>(value: T): Result<T> => ({ ok: true, value })
export const no = (...refusals: Refusal[]): Result<never> => ({ ok: false, refusals })

export const isNo = <T>(result: Result<T>): result is { ok: false; refusals: Refusal[] } => !result.ok

/** The value, when a refusal here could only be a bug: a constant in code, a row the database has already checked. */
export function mustBe<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Error(result.refusals.map((refusal) => refusal.say).join('；'))
}
