import { answering } from '../threads/index.ts'
import { runImport, type RunAsked, type RunEnd } from './run-import.ts'

answering<RunAsked, RunEnd>(runImport)
