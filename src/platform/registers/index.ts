/** The registers the province keeps: lines with validity days and every version they have had. */
export { allEntries, entriesOfParty, entryInForce, inForce } from './read.ts'
export { loadNeeds, type Peer } from './needs.ts'
export { writeEntries, type EntrySource, type Registers } from './write.ts'
export { openRegisters } from './open.ts'
export { changeByHand, type ByHand, type Keeper } from './hand.ts'
export { columnsOf, historyOf, pageOfEntries, publicLine, publicLinesOfCase, saidKey, searchPublic, type Column, type EntryFilter, type EntryVersion, type Found, type Page, type PublicLine } from './list.ts'
export type { Line } from './line.ts'
export { scopeOf, seesLine, type Scope } from './scope.ts'
