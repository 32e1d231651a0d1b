/** Task 5, 促进专利技术转化运用: the provincial patent award, its winners, and the experts who judge. */
import { defineProgramme } from '../../service/index.ts'
import { awardIndicators } from './indicators.ts'
import { patentAward } from './items/patent-award/index.ts'
import { awardWinners, experts, patentStatus } from './registers.ts'

export const programme = defineProgramme({
  id: '05-transfer', task: '5', name: '促进专利技术转化运用', items: [patentAward], registers: [patentStatus, awardWinners, experts], indicators: awardIndicators,
})
