/** Task 20, 人才培养: who is qualified to do what, and until when. */
import { defineProgramme } from '../../service/index.ts'
import { talentIndicators } from './indicators.ts'
import { adjudicators } from './registers.ts'

export const programme = defineProgramme({ id: '20-talent', task: '20', name: '人才培养', items: [], registers: [adjudicators], indicators: talentIndicators })
