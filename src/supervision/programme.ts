import { defineProgramme } from '../service/index.ts'
import { listAction } from './action-item.ts'
import { scoreEntry, scoreObjection, scorePublication } from './scores/index.ts'
import { supervisionSheet } from './sheet-item.ts'

/** The list itself as a programme: the case of every action, the supervision sheets issued for it, and what its scores are settled with. */
export const supervisionProgramme = defineProgramme({ id: 'supervision', task: '0', name: '任务清单', items: [listAction, supervisionSheet, scoreEntry, scorePublication, scoreObjection], registers: [], indicators: [] })
