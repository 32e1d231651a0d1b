import type { Day } from '../../kernel/index.ts'
import type { PartyRef } from '../../service/index.ts'
import type { EntryRow } from './schema.ts'

/** A line of a register as declarations and pages read it. */
export interface Line {
  id: number
  register: string
  key: string
  /** The key in words, told where lines are drawn. */
  keySaid?: string
  party?: PartyRef
  unit?: string
  from: Day
  to?: Day
  status: string
  data: Record<string, any>
  caseId?: string
  version: number
  demo: boolean
}

export const lineOf = (row: EntryRow): Line => ({
  id: row.id, register: row.register, key: row.key, from: row.from_day, status: row.status, data: row.data, version: row.version, demo: row.demo,
  ...(row.party_name === null ? {} : { party: { name: row.party_name, ...(row.party_id === null ? {} : { id: row.party_id }), ...(row.credit_code === null ? {} : { creditCode: row.credit_code }) } }),
  ...(row.unit === null ? {} : { unit: row.unit }), ...(row.to_day === null ? {} : { to: row.to_day }), ...(row.case_id === null ? {} : { caseId: row.case_id }),
})
