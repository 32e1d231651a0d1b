/** 考评: the published formula, what each score is made of on any day, its publication with objections, and what a changed weight would do. */
export { scoreEntry } from './entry-item.ts'
export { scoreObjection } from './objection-item.ts'
export { scorePublication } from './publication-item.ts'
export { type Adjustable, adjustableOn, editionPage, finaliseScores, objectToScore, partsOf, publishScores, scoresPage, simulateScores } from './store.ts'
export type { ActionPart, BonusPart, EditionRow, EditionView, Exact, Group, ObjectionRow, ScoreTable, ScoreView, SheetPart, Simulation, UnitScore } from './types.ts'
