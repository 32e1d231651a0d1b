/** A computed value that can say how it was reached. */
export interface Finding<T> { value: T; steps: string[] }

export const found = <T>(value: T, ...steps: string[]): Finding<T> => ({ value, steps })

/** Several findings as one; their workings follow each other in the order given. */
export const together = <T>(findings: readonly Finding<T>[]): Finding<T[]> =>
  ({ value: findings.map((finding) => finding.value), steps: findings.flatMap((finding) => finding.steps) })
