import type { Answer, Doc, Search } from '../../engines/search/index.ts'
import type { Result } from '../../kernel/index.ts'
import type { Read } from './scripts.ts'

/** What the house searches with: an index of its own, or OpenSearch. Both are fed the same documents and answer alike. */
export interface SearchEngine {
  /** Every process has an index of its own and feeds it; otherwise one process feeds for all. */
  readonly own: boolean
  search(of: Search): Promise<Result<Found>>
  /** Keys of all hits, newest first, at most so many; the total is exact. */
  all(of: Asked, most: number): Promise<Result<Everything>>
  /** Adds documents in place of those with the same ids; the mark says up to where the library is then known. */
  put(docs: readonly Doc[], mark: string): Promise<void>
  remove(ids: readonly string[]): Promise<void>
  state(): Promise<EngineState>
  /** Takes in what has changed in the library, and works on at a rebuild that is wanted; answers how many documents that were. A job calls it. */
  feed(): Promise<number>
  /** Wants the index made anew from the library, or gone on with where that was stopped; what there is goes on answering meanwhile. */
  rebuild(): Promise<void>
  stopRebuild(): Promise<void>
  close(): Promise<void>
}

export type Asked = Pick<Search, 'query' | 'keys' | 'days'>

/** An answer from an index that is not complete says so: what it counts is only a part. */
export interface Found extends Answer {
  partial?: true
  /** How the query was asked, where it was typed in traditional characters. */
  read?: Read
}
export interface Everything { total: number; ids: string[]; partial?: true; read?: Read }

export interface EngineState {
  size: number
  mark: string
  /** On disk, as far as the engine knows. */
  bytes: number
  /** Nothing is missing from what it answers. */
  complete: boolean
  rebuilding?: Rebuilding
  /** It cannot be reached, said in words. */
  down?: string
}
export interface Rebuilding { done: number; of: number; perSecond: number; stopped: boolean }

/** Where documents come from: the changes of the library in their order, each with a mark to go on from. */
export interface Source {
  /** Which database the marks belong to, and a number that only grows in it; marks of another, or of a later moment, mean nothing. */
  origin(): Promise<Origin>
  count(): Promise<number>
  changes(mark: string, most: number): Promise<Changes>
  /** What is wanted of every process: an index of at least this round, and whether the making of it is stopped. */
  plan(): Promise<Plan>
  setPlan(plan: Plan): Promise<void>
}
export interface Origin { of: string; moment: number }
export interface Changes { docs: Doc[]; gone: string[]; mark: string; more: boolean }
export interface Plan { round: number; stopped: boolean }
