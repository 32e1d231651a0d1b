import { answering } from '../threads/index.ts'
import { plainText } from './read-text.ts'

answering((bytes: Uint8Array) => plainText(bytes))
