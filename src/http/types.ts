/** What the interface answers with, for those who draw it. */
export type { CaseEvent, CasePaper, CaseRow, CaseStep, CaseView, Draft, Page, PublishedCase, WorkRow } from '../platform/cases/index.ts'
export type { ActionProgress, ActionUnit, ActionView, CityProgress, Evidence, Front, Light, LightSaid, ListRow, ListView, Mover, OddityView, Progress, SourceView, TaskProgress, TaskView, UnitProgress } from '../supervision/types.ts'
export type { SessionView } from './routes/session.ts'
