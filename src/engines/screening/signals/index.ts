/** Signals R1–R14: what may be worth a person's look in how a subject files, each with its evidence and working, and what they come to together. */
import type { Finding } from '../../../kernel/index.ts'
import { breadth, burst, capacityGap, inventorLoad } from './capacity.ts'
import { addressCheck, agencyShare, linkCluster } from './network.ts'
import { clonedData, narrowClaim, nearDuplicate, priorCopy, titleSwap, withdrawRefile } from './text.ts'
import { quickFlip } from './transaction.ts'
import type { Given, Reading, Signal } from './types.ts'

export { isRoom } from './network.ts'
export { type Behaviour, behavioursOn, behaviourTables, type BehaviourTable } from './behaviours.ts'
export { signalParameters, signalWeights } from './parameters.ts'
export { type Standing, standingOf, standings, type Stood } from './standing.ts'
export { type AddressRecord, type AgencyRecord, type Application, type Evidence, type Excerpt, type Excused, type Firm, type Given, type Link, type Reading, type Rule, type Signal, signalFamilies, type SignalFamily } from './types.ts'

export const signals: readonly Signal[] = [nearDuplicate, titleSwap, priorCopy, clonedData, capacityGap, breadth, inventorLoad, burst, linkCluster, quickFlip, withdrawRefile, narrowClaim, agencyShare, addressCheck]

/** Every signal's reading of a subject. */
export const readAll = (given: Given): Finding<Reading>[] => signals.map((s) => s.look(given))
