/** The task list itself: imported and corrected, dispatched unit by unit, its progress and lights, and what every number was made from. */
import './schema.ts'
export { actionKey, listAction } from './action-item.ts'
export { checkReport } from './check-report.ts'
export { type Acted, actOn, type ActSaid, finishActs } from './acts.ts'
export { adopt, correct } from './correct.ts'
export { type Dispatched, dispatchAction, dispatchList, finishSplits, splitAction } from './dispatch.ts'
export { evidenceOf } from './evidence.ts'
export { type EvidenceFlag, evidenceFlags, readEvidenceTexts, type Ruling, rulings, ruleOnPaper } from './evidence-flags.ts'
export { type PieceSource, pieceSources, type Stratifier, stratifiers } from './sampling-draw.ts'
export { type DrawnPiece, drawPieces, judgePiece, listSamplings, lockFrame, replaySampling, returnForPiece, type SamplingRow, type SamplingView, type Verdict, verdicts, viewSampling } from './sampling.ts'
export { type Burden, type BurdenLine, burdenLines, burdenOf, type FormFilled, formsBehind } from './burden.ts'
export {
  type Above, chainOfCase, chainOfList, type ChainDocument, type ChainView, type ClauseSeen, type Coverage, coverageWords, enterDocument, type Level, levels, listDocuments, sayLink, type ServingAction, shareAction, viewChain,
} from './chain.ts'
export { actionPage, frontPage, listProgress, publicProgress, taskPage } from './front.ts'
export { importList } from './import.ts'
export { lightOf, type Standing } from './lights.ts'
export { loadList } from './load.ts'
export { progressOf } from './progress.ts'
export { decideRole, type RoleSaid, rolesView } from './roles.ts'
export { findRun, finishRuns, startDispatch } from './runs.ts'
export { type Timeline, type TimelineKind, type TimelineMark, type TimelineRow, timelineOf } from './timeline.ts'
export { type UnitPage, unitPage, type UnitRow } from './unit.ts'
export { supervisionProgramme } from './programme.ts'
export { listDocx, listSheet } from './sheet.ts'
export { compareSource, currentList, findList, keepsLists, listLists, type ListHead, viewList } from './store.ts'
export {
  type ActionProgress, type ActionUnit, type ActionView, type ActKind, type ActView, actWords, type CaseLink, type CityProgress, type CorrectionView, type Evidence, type Front, type Light, type LightSaid, lightWords, type ListRow, type ListView, type Mover,
  type OddityView, type PartProgress, type PlaceLight, type Progress, type PublicProgress, type Role, type RoleDecided, roleWords, type RolesView, type RunView, type SheetSeen, type SideProgress, type SourceView, type SystemFigure, type SystemMade, type TaskProgress, type TaskView, type UnitProgress,
} from './types.ts'
export { fileOfReport, issueReport, listReports, openReport, previewReport, voidReport, type Wanted } from './reports/store.ts'
export { type Figure, type ReportFormat, type ReportKind, type ReportRow, type ReportView, reportWords, sourceWords } from './reports/types.ts'
export { compareLists, confirmLineage, correctMatch, type HistoryLine, type ListComparison, taskHistory } from './compare.ts'
export type { BackTest, Band, Outlook } from '../engines/forecast/index.ts'
export { type ActionOutlook, type FigureOutlook, indicatorForecast, listForecast, type ListForecast } from './forecast.ts'
export {
  type ActionPart, type Adjustable, adjustableOn, type BonusPart, editionPage, type EditionRow, type EditionView, type Exact, finaliseScores, type Group, type ObjectionRow, objectToScore, publishScores, type ScoreView, scoresPage,
  type SheetPart, simulateScores, type Simulation, type UnitScore,
} from './scores/index.ts'
