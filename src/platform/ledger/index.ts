/** The ledger proves itself: one hash chain a case, sealed roots over all heads, and a walk that finds what was changed. */
export { chainHash, firstHash, hashOfText } from './chain.ts'
export { sealRoots, type Seal } from './seal.ts'
export { verifyLedger, type Fault, type LedgerReport, type Progress } from './verify.ts'
export { ledgerVerify } from './cli.ts'
