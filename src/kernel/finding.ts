/** A computed value that can say how it was reached. */
export interface Finding<T> { value: T; steps: string[] }

export const found = <T>(value: T, ...steps: string[]): Finding<T> => ({ value, steps })

/** Goes on from a finding, keeping the working so far. */
export function andThen<A, B>(finding: Finding<A>, next: (value: A) => Finding<B>): Finding<B> {
  const then = next(finding.value)
  return { value: then.value, steps: [...finding.steps, ...then.steps] }
}

/** Several findings as one; their workings follow each other in the order given. */
export const together = <T>(findings: readonly Finding<T>[]): Finding<T[]> =>
  ({ value: findings.map((finding) => finding.value), steps: findings.flatMap((finding) => finding.steps) })
