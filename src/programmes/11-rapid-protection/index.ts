/** Task 11: the protection centre's fast lane; it examines before filing and decides nothing that is the national office's. */
import { defineProgramme } from '../../service/index.ts'
import { preExamEntitiesActive, preExaminationsConcluded, preExaminationsInTime, preExaminedGranted } from './indicators.ts'
import { preExamination } from './items/pre-examination/index.ts'
import { preExamEntities, preExamPoints, preExamReviewers } from './registers.ts'

export const programme = defineProgramme({
  id: '11-rapid-protection', task: '11', name: '快速协同保护',
  items: [preExamination],
  registers: [preExamEntities, preExamPoints, preExamReviewers],
  indicators: [preExaminationsConcluded, preExaminationsInTime, preExamEntitiesActive, preExaminedGranted],
})
