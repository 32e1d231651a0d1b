import { type Given, readAll, type Reading, standingOf, type Stood } from '../../engines/screening/index.ts'
import { amend, type Finding, type Version } from '../../kernel/index.ts'
import { answering } from '../../platform/threads/index.ts'
import * as parameters from './parameters.ts'

/** Thresholds as officials have set them: the thread has its own copy of the declarations and knows nothing of what was added while the house runs. */
export type Set = Record<string, Record<string, readonly Version<any>[]>>
export interface Question { given: Given; set: Set }
export interface Answer { readings: Finding<Reading>[]; stood: Finding<Stood> }

answering<Question, Answer>(({ given, set }) => {
  for (const [group, of] of Object.entries(set)) for (const [name, versions] of Object.entries(of)) amend((parameters as unknown as Record<string, Record<string, never>>)[group]![name]!, versions)
  const readings = readAll(given)
  return { readings, stood: standingOf(readings.map((r) => r.value), given.day) }
})
