/** The patent library: records of applications with their legal events, taken in from files of many formats, and what feeds the search index. */
export * from './types.ts'
export { allEvents, inLifeOrder, ownEvents, standing, termEnd, terms, type Standing } from './standing.ts'
export { changedPatents, changes, citedBy, docOf, eventsOf, eventsOfAll, familyOf, keysOfHolder, patentsOf, readPatent } from './read.ts'
export { ageStatuses, removePatents, savePatents, type Written } from './save.ts'
export { docOfNumber } from './row.ts'
export { citing, dividedFrom, keyOfNumber, movesOf, namesOfSame, recordsOf } from './around.ts'
export { navigationRows, navigationTexts } from './navigation-rows.ts'
