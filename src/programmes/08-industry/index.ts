/** Task 8, 知识产权与产业融合: navigation projects from the need of an industry to what was done with the answer, and the places that make them. */
import { defineProgramme } from '../../service/index.ts'
import { industryIndicators } from './indicators.ts'
import { navigationProject } from './items/navigation-project/index.ts'
import { navigationAdoptions, navigationBases } from './registers.ts'

export const programme = defineProgramme({
  id: '08-industry', task: '8', name: '知识产权与产业融合', items: [navigationProject], registers: [navigationBases, navigationAdoptions], indicators: industryIndicators,
})
