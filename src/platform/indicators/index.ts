/** Written definitions and the figures they give on any day, from events and lines in force, with what each figure was made from. */
export { recordEvents, verifyReport, voidEvent, voidEventsOf, type EventSource, type SourceKind } from './events.ts'
export { evidence, indicatorTable, indicatorTrend, indicatorValue, sourceWords, type Asked, type Figure, type Figures, type MonthFigure, type Piece } from './figures.ts'
export { adoptEvents, foldEvents, rollChecksum } from './fold.ts'
export { rollOf, unitMatrix, type Roll, type RollAsked, type RollLine, type UnitRow } from './rollup.ts'
export { against, maySetTarget, readTarget, setTarget, showTarget, targetDocument, targetsOf, targetUnit, type Against, type NewTarget, type StandingTarget, type Target } from './targets.ts'
export { definitionOn, keepDefinitions, wordingsOf, type IndicatorWording } from './versions.ts'
