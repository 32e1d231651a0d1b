/** Folders of files that processes keep for themselves: no two write to one, and a killed one leaves nothing by halves. */
export { takeFolder, type Folder } from './take.ts'
export { keepOnly, readWhole, settle, writeWhole } from './whole.ts'
