/** How the house searches: the dictionary of its words for the index of `engines/search`. */
export { domainDictionary } from './words.ts'
