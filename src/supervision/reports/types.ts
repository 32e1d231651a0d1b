import type { Day, Instant } from '../../kernel/index.ts'
import type { Part } from '../../platform/documents/index.ts'
import type { Light } from '../types.ts'

export type ReportKind = 'circular' | 'brief' | 'account'
export const reportWords: Record<ReportKind, string> = { circular: '通报', brief: '专报', account: '台账' }

/** Where a figure comes from; the three are never added together. */
export type Source = 'system' | 'verified' | 'reported'
export const sourceWords: Record<Source, string> = { system: '系统生成', verified: '已核', reported: '自报' }

/** A number of a report with all that is needed to defend it. */
export interface Figure { id: string; name: string; value: number | null; unit: string; source: Source; definition: string; asOf: Day }

/** An action at a unit, as a line of the account. */
export interface Place {
  action: string; title: string; unit: string; role: string; dueOn: Day; state: string; light: Light; say: string
  verified: { share: number; on: Day } | null
  reported: { share: number; on: Day } | null
  system: { events: number; lines: number; last: Day | null }
}
export interface CityLine { unit: string; name: string; actions: number; lights: Record<Light, number>; red: string[] }

/** All a report is made of; kept when it is issued, and drawn from when it is opened again. */
export interface ReportContent {
  kind: ReportKind
  list: { id: string; title: string; year: number; docNumber: string | null }
  asOf: Day
  title: string
  organ: string
  to: string | null
  body: Part[]
  figures: Figure[]
  cities: CityLine[]
  places: Place[]
  demo: boolean
}

export interface ReportRow { id: string; list: string; kind: ReportKind; title: string; asOf: Day; number: string; issuedBy: string; issuedOn: Day; issuedAt: Instant; demo: boolean; voided: Voided | null }
export interface Voided { on: Day; reason: string; by: string | null }
/** A report as it may be looked at: issued when it has a number, else a draft. */
export interface ReportView extends ReportContent { id: string | null; number: string | null; issuedBy: string | null; on: Day; lines: string[]; paper: string | null; voided: Voided | null; /** What this person may do with it. */ may: { void: boolean } }
export type ReportFormat = 'docx' | 'xlsx' | 'pdf'
