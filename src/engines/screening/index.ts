/** Finds texts so alike that a person should look at them together, and shows where they agree. */
export { makeNear, type Match, type Near } from './near.ts'
export { agreeing, type Passage } from './passages.ts'
