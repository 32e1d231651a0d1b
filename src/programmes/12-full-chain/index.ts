/** Task 12: protection along the whole chain, here complaints at a fair, by the hour. */
import { defineProgramme } from '../../service/index.ts'
import { fairComplaintsAnswered, fairComplaintsInTime, fairsStationed } from './indicators.ts'
import { fairComplaint } from './items/fair-complaint/index.ts'
import { exhibitions, fairBars, fairFindings } from './registers.ts'

export const programme = defineProgramme({
  id: '12-full-chain', task: '12', name: '知识产权全链条保护',
  items: [fairComplaint],
  registers: [exhibitions, fairFindings, fairBars],
  indicators: [fairComplaintsAnswered, fairComplaintsInTime, fairsStationed],
})
