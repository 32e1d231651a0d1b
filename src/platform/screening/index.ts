/** What reads alike in the public library: the near texts of the screening engine, kept in a thread and fed from the library's changes. */
export { closeNear, nearTexts, type NearFound, type NearTexts } from './near.ts'
export { selfCheck, type Alike, type SelfChecked, type Shown } from './self-check.ts'
