/** What a service item is, and what may be done to a case of it. Pure: the server decides with it, the browser draws with it. */
export {
  type Action, type Attempt, builtIn, type Clock, correctionState, type Decision, type Desk, desk, defineService, type Duty, type EntryChange, type Example, type Gate, type Guide,
  type Happening, type Limit, namedDesk, type Need, type Outcome, type Paper, type Running, type ServiceItem, type Settings, type Snapshot, type StandingDuty, type State, type Step, type Told, type Walk,
  withdrawnState, type World,
} from './item.ts'
export {
  type AnswersIn, askedAnew, backLines, choice, confirm, creditCode, day, type Field, type FieldKind, type Fields, type FileRef, files, type Form, form, type From, instant, isAsked, longText, masked, money, number,
  optional, party, type PartyRef, patentNumber, prefilled, readAnswers, readBack, type ReadBack, readFields, readPartly, region, rows, type Section, section, several, text, unit, type ValuesOf,
} from './form.ts'
export { days, hours, months, showPeriod, workdays } from './limits.ts'
export { apply, blank, expired, handlerOf, type KnownPaper, openSteps, type OpenStep, openSuspension, perform, replay, seatUnit, stateOf, stepsOf, targetsOf, told } from './perform.ts'
export { type ClockFace, clockFaces, face, nextDue, standingDuties, standstill } from './clocks.ts'
export { actableFrom, type Objection, objections, openObjections, publicity, publishedOn, publishes } from './publicity.ts'
export { type Candidate, type Conflict, type Criterion, type Drawn, type Judged, type Named, panel, type PanelMethod, type ScoreSheet, type Tally } from './panel.ts'
export { unsound } from './soundness.ts'
export { barredBy, type Consequence, consequenceRegister, consequences } from './consequences.ts'
export { asksKnown, type PartyFact, partyFacts, questions } from './knowledge.ts'
export { momentsOf, play } from './play.ts'
export { type AskedField, describe, describeFields, mainLine } from './describe.ts'
export { type Counted, defineIndicator, defineProgramme, defineRegister, type IndicatorDefinition, type Programme, type Register } from './register.ts'
