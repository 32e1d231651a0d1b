/** Reads any government task list (任务清单、分工方案、措施) into sections, tasks, units with roles and deadlines, and says what is odd about it. */
export { readTaskList, limits } from './read.ts'
export { looksLikeUnit, isVague, meaningOf, type Meaning } from './words.ts'
export { readSaid, isUnitList, type Said } from './units.ts'
export { type Alone, type Comparable, compareTasks, type Comparison, enough, type Pair, type Piece, type Pinned, type UnitChange, wordDifference } from './compare.ts'
export { deadlinesIn } from './deadlines.ts'
export { type LaidOut, layOut, type Written } from './write.ts'
export type { Block, Document, Oddity, Paragraph, Range, Remainder, Role, Rule, Section, Table, TableCell, Task, TaskList, Unit } from './types.ts'
