/** The way in for programs, and what serves the pages: sign-in, the described interface under /api, answers and refusals in words. */
export { createServer, type Access, type Limits, type Routes, type Serving, tags, usualLimits } from './server.ts'
export { answers, DayText, Id, loose, Ok, signedIn, typed } from './answers.ts'
export { answer, Problem, refuse, statusOf } from './problems.ts'
export { type Cell, type Column, csvCell, listOf, listQuery, sendList, type Slice, sliceOf } from './lists.ts'
export { forgetOldWrites } from './idempotency.ts'
export { keptSecret } from './secret.ts'
export type { Accounts } from './accounts.ts'
export type { SessionView } from './routes/session.ts'
