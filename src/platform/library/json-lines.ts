import type { Mapping } from './mapping.ts'
import { draft, type Draft, type DraftHolder } from './record.ts'
import { tidy } from './xml.ts'

/** A line of JSON as the cells of a row, by the columns of a mapping: lists are joined as they would be in a table. */
export const cellsOfObject = (object: Record<string, unknown>, { columns }: Mapping): string[] => Object.keys(columns).map((name) => plain(object[name]))

const plain = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : Array.isArray(value) ? value.map(plain).filter(Boolean).join('；') : typeof value === 'object' ? plain((value as { name?: unknown }).name ?? Object.values(value)[0]) : String(value)

/** Whether an object is written as this library writes its records. */
export const isOwnShape = (object: Record<string, unknown>): boolean => Array.isArray(object.publications) && typeof object.title === 'string'

/** A record in the library's own shape, checked again as if it were any other. */
export function draftOfOwn(object: Record<string, any>): Draft {
  const of = draft()
  const list = (value: unknown): any[] => (Array.isArray(value) ? value : [])
  const holders = (value: unknown): DraftHolder[] => list(value).flatMap((h) => (typeof h === 'string' ? [{ name: h }] : typeof h?.name === 'string' ? [pick<DraftHolder>(h, ['name', 'kind', 'country', 'creditCode', 'address', 'region'])] : []))
  if (typeof object.office === 'string') of.office = object.office
  const application = typeof object.application === 'string' ? { number: object.application } : object.application
  if (typeof application?.number === 'string') of.application = pick<NonNullable<Draft['application']>>(application, ['number', 'day'])
  of.publications = list(object.publications).flatMap((p) => (typeof p === 'string' ? [{ number: p }] : typeof p?.number === 'string' ? [pick<Draft['publications'][number]>(p, ['number', 'day'])] : []))
  Object.assign(of, pick<Draft>(object, ['granted', 'type', 'title', 'abstract', 'family', 'parent']))
  if (of.title) of.title = tidy(of.title)
  if (of.abstract) of.abstract = tidy(of.abstract)
  of.claims = typeof object.claims === 'string' ? object.claims : list(object.claims).map(plain).join('\n')
  of.applicants = holders(object.applicants)
  of.owners = holders(object.owners)
  of.inventors = list(object.inventors).map(plain)
  of.agents = list(object.agents).map(plain)
  of.ipc = list(object.ipc).map((i) => (typeof i === 'string' ? i : `${i?.symbol ?? ''}${i?.version ? ` (${i.version})` : ''}`))
  of.priorities = list(object.priorities).flatMap((p) => (typeof p?.number === 'string' ? [pick<Draft['priorities'][number]>(p, ['number', 'day', 'office'])] : []))
  of.cites = list(object.cites).flatMap((c) => (typeof c === 'string' ? [{ number: c }] : typeof c?.number === 'string' ? [pick<Draft['cites'][number]>(c, ['number', 'by'])] : []))
  if (typeof object.agency?.name === 'string') {
    of.agency = object.agency.name
    if (typeof object.agency.code === 'string') of.agencyCode = object.agency.code
  }
  return of
}
const pick = <T>(of: Record<string, unknown>, names: readonly (keyof T & string)[]): T => Object.fromEntries(names.flatMap((name) => (typeof of[name] === 'string' && of[name] !== '' ? [[name, of[name]]] : []))) as T
