import { hash } from 'node:crypto'
import { canonical } from '../../kernel/index.ts'

/** What the first action of a case carries as the hash before it. */
export const firstHash = ''

/** The hash of an action in the chain of its case: SHA-256 over the hash before, the case and the action's canonical text. */
export const chainHash = (prevHash: string, caseId: string, action: unknown): string => hashOfText(prevHash, caseId, canonical(action))

/** The same over the text as it is stored. Each part ends with a line feed, which neither a hash nor an id can contain. */
export const hashOfText = (prevHash: string, caseId: string, text: string): string =>
  hash('sha256', `${prevHash}\n${caseId}\n${text}`)
