/** Finds texts so alike that a person should look at them together, and shows where they agree. */
export { loadNear, makeNear, type Match, type Near } from './near.ts'
export { agreeing, type Passage } from './passages.ts'
export { familiesOf, type Family, type FamilyRule, type Filing, type Member } from './families.ts'
export { templateOf, type Part, type Template } from './template.ts'
export {
  type AddressRecord, type AgencyRecord, type Application, type Behaviour, behavioursOn, behaviourTables, type BehaviourTable, type Evidence, type Excerpt, type Excused, type Firm, type Given, isRoom, type Link, readAll, type Reading, type Rule,
  type Signal, signalFamilies, type SignalFamily, signalParameters, signals, signalWeights, type Standing, standingOf, standings, type Stood,
} from './signals/index.ts'
