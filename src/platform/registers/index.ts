/** The registers the province keeps: lines with validity days and every version they have had. */
export { allEntries, entriesOfParty, entryInForce } from './read.ts'
export { loadNeeds, type Peer } from './needs.ts'
export { writeEntries, type EntrySource, type Registers } from './write.ts'
export type { Line } from './line.ts'
