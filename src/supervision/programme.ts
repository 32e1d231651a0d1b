import { defineProgramme } from '../service/index.ts'
import { listAction } from './action-item.ts'
import { supervisionSheet } from './sheet-item.ts'

/** The list itself as a programme: the case of every action, and the supervision sheets issued for it. */
export const supervisionProgramme = defineProgramme({ id: 'supervision', task: '0', name: '任务清单', items: [listAction, supervisionSheet], registers: [], indicators: [] })
