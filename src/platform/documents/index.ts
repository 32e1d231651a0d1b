/** Files by content and issued papers: gapless numbers, PDF on demand, and checks anyone can make, with or without this system. */
export { filesOf, findFile, hasBrought, openFile, storeFile, type FileLimits, type OpenedFile, type StoredFile } from './files.ts'
export { cleanName, endingsTaken } from './file-kind.ts'
export { findPaper, issuePapers, paperOf, papersOf, voidPaper, type IssuedPaper, type Issuing, type Organ } from './issue.ts'
export { paperPdf } from './pdf.ts'
export { linesHashOf, verifyOffline, verifyPaper, type Proven, type Verified } from './proof.ts'
export { fingerprintOf, installationKey, type InstallationKey } from './key.ts'
export { readBlocks, type ReadFile } from './read-blocks.ts'
export type { PaperRow } from './schema.ts'
