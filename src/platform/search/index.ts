/** How the house searches the patent library: an engine kept in files of its own or in OpenSearch, what it shows of a text, and queries that are saved and asked again. */
export type { Answer, Doc, Search } from '../../engines/search/index.ts'
export { domainDictionary } from './words.ts'
export { inBothScripts, type Read } from './scripts.ts'
export type { Asked, Changes, EngineState, Everything, Found, Origin, Plan, Rebuilding, SearchEngine, Source } from './engine.ts'
export { embeddedEngine } from './embedded.ts'
export { openSearchEngine } from './opensearch.ts'
export { librarySource } from './source.ts'
export { closeSearch, openSearchFor, searchEngine } from './house.ts'
export { bestPassage, shownIn, type Marked } from './snippet.ts'
export { type Condition, conditionsOf, placeName } from './conditions.ts'
export { facetFields, lineOf, partialWords, searchOf, searchPatents, type FacetField, type PatentLine, type PatentQuery, type PatentsFound } from './patents.ts'
export {
  alertSaved, changeQuery, dropQuery, foundBy, mostSeen, runOf, runsOf, runSaved, savedQueries, savedQuery, saveQuery, type Alerts, type QueryRunLine, type QueryRunPart, type QueryRun, type SavedQuery,
} from './saved.ts'
