/** Task 4, quality of filings: what looks alike is laid side by side for a person; only the national office says what it is. */
export { screenPairs } from './cli.ts'
