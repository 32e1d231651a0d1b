import { hash } from 'node:crypto'
import { addDays, type Day } from '../../kernel/index.ts'
import { jsonText } from './copy-text.ts'
import { allEvents, standing, termEnd, type Standing } from './standing.ts'
import type { Holder, LegalEvent, LegalFlag, LegalStatus, Patent, PatentType } from './types.ts'

/** What of a patent has no column of its own. */
type Rest = Pick<Patent, 'application' | 'publications' | 'applicants' | 'owners' | 'inventors' | 'agency' | 'agents' | 'ipc' | 'priorities' | 'cites'>

/** A patent as its row holds it, in the order of `columns`. */
export interface PatentRow {
  key: string; office: string; type: PatentType; filed: Day | null; published: Day | null; granted: Day | null
  title: string; abstract: string | null; claims: string | null; ipc: string[]; region: string | null; country: string | null; holder: string | null
  family: string | null; parent: string | null; status: LegalStatus; status_day: Day | null; flags: LegalFlag[]; term_ends: Day | null
  /** As JSON text. */
  record: string; digest: string; source: string; import_id: number | null; demo: boolean
}

export const columns = [
  'key', 'office', 'type', 'filed', 'published', 'granted', 'title', 'abstract', 'claims', 'ipc', 'region', 'country', 'holder',
  'family', 'parent', 'status', 'status_day', 'flags', 'term_ends', 'record', 'digest', 'source', 'import_id', 'demo',
] as const satisfies readonly (keyof PatentRow)[]
/** What is read back to make a patent again. */
export const readColumns = columns.filter((c) => !['published', 'region', 'country', 'holder', 'filed', 'term_ends', 'source', 'import_id'].includes(c)).join(', ')

/** In SQL: the row shows that it was published. What does not is kept until it does, and is found by nobody. */
export const isPublished = `(published is not null or granted is not null or json_array_length(record -> 'publications') > 0)`

/** Where a name of an applicant is looked up and compared. */
export interface RowContext { today: Day; source: string; importId: number | null; foldedName: (name: string) => string }

/** A patent ready to be written: what was read, and what follows from it and from its events. */
export function rowOf(patent: Patent, events: readonly LegalEvent[], { today, source, importId, foldedName }: RowContext): PatentRow {
  const { status, flags, since } = statusOf(patent, events, today)
  const first = patent.applicants[0]
  const { key, office, type, title, application, publications, granted, demo } = patent
  const record = jsonText(restOf(patent))
  return {
    key, office, type, title, demo, source, import_id: importId, status, flags, status_day: since ?? null, record, digest: digestOf(patent, record),
    filed: application?.day ?? null, published: firstDay(publications) ?? null, granted: granted ?? null, term_ends: termEnd(patent) ?? null,
    abstract: patent.abstract ?? null, claims: patent.claims ?? null, ipc: patent.ipc.map(({ symbol }) => symbol),
    region: first?.region ?? null, country: first?.country ?? null, holder: first ? foldedName(first.name) : null, family: patent.family ?? null, parent: patent.parent ?? null,
  }
}

export function statusOf(patent: Patent, events: readonly LegalEvent[], today: Day): Pick<Standing, 'status' | 'flags' | 'since'> {
  if (events.length) return standing(allEvents(patent, events), today)
  // Of most records no more is known than themselves; said here without the words, which an import of millions does not need.
  const { granted } = patent, published = firstDay(patent.publications), end = granted && termEnd(patent)
  if (granted && granted <= today) return end && end < today ? { status: 'expired', flags: [], since: addDays(end, 1) } : { status: 'granted', flags: [], since: granted }
  return published && published <= today ? { status: 'pending', flags: [], since: published } : { status: 'unknown', flags: [] }
}

export const firstDay = (publications: readonly { day?: Day }[]): Day | undefined => {
  let first: Day | undefined
  for (const { day } of publications) if (day && (!first || day < first)) first = day
  return first
}

/** Empty parts are left out, so that two ways of saying nothing are one. */
function restOf({ application, publications, applicants, owners, inventors, agency, agents, ipc, priorities, cites }: Patent): Rest {
  const rest: Partial<Rest> = {}
  if (application) rest.application = application
  rest.publications = publications
  rest.applicants = applicants
  if (owners.length) rest.owners = owners
  if (inventors.length) rest.inventors = inventors
  if (agency) rest.agency = agency
  if (agents.length) rest.agents = agents
  if (ipc.length) rest.ipc = ipc
  if (priorities.length) rest.priorities = priorities
  if (cites.length) rest.cites = cites
  return rest as Rest
}

/** Of everything that was read; what is worked out from it and from events is not part of it. */
const digestOf = (p: Patent, record: string): string =>
  hash('sha256', `${p.type}\n${p.title}\n${p.abstract ?? ''}\n${p.claims ?? ''}\n${p.granted ?? ''}\n${p.family ?? ''}\n${p.parent ?? ''}\n${p.demo}\n${record}`, 'base64').slice(0, 22)

export type Stored = Pick<PatentRow, 'key' | 'office' | 'type' | 'granted' | 'title' | 'abstract' | 'claims' | 'family' | 'parent' | 'status' | 'status_day' | 'flags' | 'demo'> & { record: Partial<Rest>; digest: string }

export function patentOf(row: Stored, partyOf?: (holder: Holder) => string | undefined): Patent {
  const { record } = row
  const linked = (holders: Holder[] = []): Holder[] => (partyOf ? holders.map((h) => { const party = partyOf(h); return party ? { ...h, party } : h }) : holders)
  return {
    key: row.key, office: row.office, type: row.type, ...(record.application ? { application: record.application } : {}), publications: record.publications ?? [],
    ...(row.granted ? { granted: row.granted } : {}), title: row.title, ...(row.abstract !== null ? { abstract: row.abstract } : {}), ...(row.claims !== null ? { claims: row.claims } : {}),
    applicants: linked(record.applicants), owners: linked(record.owners), inventors: record.inventors ?? [], ...(record.agency ? { agency: record.agency } : {}), agents: record.agents ?? [],
    ipc: record.ipc ?? [], priorities: record.priorities ?? [], ...(row.family ? { family: row.family } : {}), cites: record.cites ?? [], ...(row.parent ? { parent: row.parent } : {}),
    status: row.status, ...(row.status_day ? { statusDay: row.status_day } : {}), flags: row.flags, demo: row.demo,
  }
}

/** CN104751825B and CN104751825A are publications of one document number, CN104751825. */
export const docOfNumber = (number: string): string => /^([A-Z]{2}(?:D|PP|RE|T|H)?\d[\d/]*)(?:[A-Z]\d?)?$/.exec(number)?.[1] ?? number

/**
 * Two readings of one application as one: the later publication, or of the same one the later reading, says what it knows, and the
 * other fills what it leaves open.
 */
export function joined(was: Patent, now: Patent): Patent {
  const later = lastDay(now) >= lastDay(was)
  const [a, b] = later ? [now, was] : [was, now]
  const publications = [...new Map([...b.publications, ...a.publications].map((p) => [p.number, p])).values()]
    .sort((x, y) => ((x.day ?? '9') < (y.day ?? '9') ? -1 : (x.day ?? '9') > (y.day ?? '9') ? 1 : x.number < y.number ? -1 : 1))
  const either = <K extends keyof Patent>(name: K) => (a[name] !== undefined && a[name] !== '' ? a[name] : b[name])
  const longer = <K extends 'applicants' | 'owners' | 'inventors' | 'agents' | 'ipc' | 'priorities' | 'cites'>(name: K): Patent[K] => (a[name].length ? a[name] : b[name])
  const application = a.application && b.application ? { ...b.application, ...a.application } : a.application ?? b.application
  const optional = Object.fromEntries((['granted', 'abstract', 'claims', 'agency', 'family', 'parent'] as const).flatMap((name) => (either(name) === undefined ? [] : [[name, either(name)]])))
  return {
    key: was.application || !now.application ? was.key : now.key, office: a.office, type: a.type === 'other' ? b.type : a.type, ...(application ? { application } : {}), publications, title: either('title') ?? '',
    applicants: longer('applicants'), owners: longer('owners'), inventors: longer('inventors'), agents: longer('agents'), ipc: longer('ipc'), priorities: longer('priorities'), cites: longer('cites'),
    ...optional, status: was.status, ...(was.statusDay ? { statusDay: was.statusDay } : {}), flags: was.flags, demo: was.demo && now.demo,
  }
}
const lastDay = ({ publications }: Patent): string => publications.reduce((last, { day }) => (day && day > last ? day : last), '')
