/** Task 10: disputes over patents settled by the office, from the request to a decision or an agreement. */
import { defineProgramme } from '../../service/index.ts'
import { adjudicationsClosed, adjudicationsInTime, disputesSettled } from './indicators.ts'
import { adjudication } from './items/adjudication/index.ts'
import { adjudicationDecisions } from './registers.ts'

export const programme = defineProgramme({
  id: '10-protection', task: '10', name: '知识产权保护',
  items: [adjudication],
  registers: [adjudicationDecisions],
  indicators: [adjudicationsClosed, adjudicationsInTime, disputesSettled],
})
