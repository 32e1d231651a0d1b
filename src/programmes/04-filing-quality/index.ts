/** Task 4, quality of filings: batches of the national office verified, and what looks alike laid side by side for a person; only the national office says what it is. */
import { defineProgramme } from '../../service/index.ts'
import { qualityIndicators } from './indicators.ts'
import { agencyRectification } from './items/agency-rectification/index.ts'
import { filingVerification } from './items/filing-verification/index.ts'
import { filingConsequences, sourceEducation } from './registers.ts'

export const programme = defineProgramme({
  id: '04-filing-quality', task: '4', name: '申请质量', items: [filingVerification, agencyRectification], registers: [filingConsequences, sourceEducation], indicators: qualityIndicators,
})

// What its pages draw.
export type { Excerpt, Standing } from '../../engines/screening/index.ts'
export type { BatchLine, BatchRow, BatchView, LineState, SentDown } from './batches.ts'
export type { Figures, ReadingView, RunRow, RunView, SubjectView } from './runs.ts'
export type { LoadedTable } from './tables.ts'
export { lineColumns, tableKinds } from './table-sheet.ts'
export { outcomes } from './items/filing-verification/parameters.ts'
export { outcomeWords, type Precision } from './precision.ts'
