/** What filling in forms costs people, and what the house fills in so that they need not. */
export { fillKnown, type Filled } from './prefill.ts'
export { closeDraft, recordFilling } from './filling.ts'
