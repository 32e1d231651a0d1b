import { addDays, addMonths, dated, type Day, showDay } from '../../kernel/index.ts'
import { eventWords, flagWords, statusWords, type LegalEvent, type LegalEventKind, type LegalFlag, type LegalStatus, type Patent, type PatentType } from './types.ts'

/** How a patent stood on a day, and the working. */
export interface Standing { status: LegalStatus; flags: LegalFlag[]; since?: Day; steps: string[] }

const term = (label: string, values: Record<Day, number>) => dated(`${label}专利权期限`, '专利法第四十二条（历次文本，自申请日起计算）', values, { unit: '年' })
export const terms: Partial<Record<PatentType, ReturnType<typeof term>>> = {
  invention: term('发明', { '1985-04-01': 20 }),
  'utility-model': term('实用新型', { '1985-04-01': 8, '1993-01-01': 10 }),
  design: term('外观设计', { '1985-04-01': 8, '1993-01-01': 10, '2021-06-01': 15 }),
}

/**
 * The last day of the term of a right granted in China; of other offices' rights this is not known here. One filed on
 * 6 September 1999 for ten years lasts to 5 September 2009, and holidays do not move that: 专利审查指南第五部分第九章2.1.
 */
export function termEnd({ office, type, application, granted }: Pick<Patent, 'office' | 'type' | 'application' | 'granted'>): Day | undefined {
  const filed = application?.day, years = terms[type]
  return office === 'CN' && granted && filed && years && filed >= '1985-04-01' ? addDays(addMonths(filed, years.on(filed) * 12), -1) : undefined
}

const becomes: Partial<Record<LegalEventKind, LegalStatus>> = {
  publication: 'pending', examination: 'pending', grant: 'granted', refusal: 'refused', 'deemed-withdrawn': 'withdrawn', withdrawn: 'withdrawn',
  'deemed-abandoned': 'abandoned', 'fee-ceased': 'ceased', ceased: 'ceased', expired: 'expired', invalidated: 'invalidated',
}
const begins: Partial<Record<LegalEventKind, LegalFlag>> = { pledge: 'pledged', licence: 'licensed', 'open-licence': 'open-licence', preservation: 'preserved', transfer: 'transferred' }
const ends: Partial<Record<LegalEventKind, LegalFlag>> = { 'pledge-end': 'pledged', 'licence-end': 'licensed', 'open-licence-end': 'open-licence', 'preservation-end': 'preserved' }
/** Of events of one day, the way a life goes. */
const order: readonly LegalEventKind[] = ['publication', 'examination', 'refusal', 'withdrawn', 'deemed-withdrawn', 'deemed-abandoned', 'restored', 'grant', 'transfer', 'fee-ceased', 'ceased', 'expired', 'invalidated']
const rank = (kind: LegalEventKind) => { const at = order.indexOf(kind); return at < 0 ? 8.5 : at }

export const inLifeOrder = (events: readonly LegalEvent[]): LegalEvent[] => events.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : rank(a.kind) - rank(b.kind)))

/** How things stood at the end of a day, by the events up to it. An application keeps what it lost only until it is restored. */
export function standing(events: readonly LegalEvent[], day: Day): Standing {
  let status: LegalStatus = 'unknown', since: Day | undefined, granted = false, invalid = false
  const flags = new Set<LegalFlag>(), steps: string[] = []
  const known = inLifeOrder(events).filter((event) => event.day <= day)
  for (const { kind, day: on, text } of known) {
    const was: LegalStatus = status
    const to = kind === 'restored' ? (granted ? 'granted' : 'pending') : becomes[kind]
    // What was published before still counts after a grant; a loss counts until it is restored; what is void stays so, and only a right runs out.
    const stays = invalid || (to === 'pending' && kind !== 'restored' && status !== 'unknown') || (to === 'expired' && status !== 'granted')
    if (to && !stays) {
      status = to
      if (status !== was) since = on
    }
    granted ||= kind === 'grant'
    invalid ||= kind === 'invalidated'
    if (begins[kind]) flags.add(begins[kind])
    if (ends[kind]) flags.delete(ends[kind])
    const said = text && text !== eventWords[kind] ? `（${text}）` : ''
    steps.push(`${showDay(on)} ${eventWords[kind]}${said}${status !== was ? `：${statusWords[status]}` : ''}`)
  }
  steps.push(known.length ? `${showDay(day)}为${statusWords[status]}${[...flags].map((flag) => `，${flagWords[flag]}`).join('')}` : `截至${showDay(day)}没有已知的法律事件，状态未知`)
  return { status, flags: [...flags], ...(since ? { since } : {}), steps }
}

/** The events that the record itself tells of: its publications, its grant, the end of its term. */
export function ownEvents(patent: Pick<Patent, 'key' | 'office' | 'type' | 'application' | 'publications' | 'granted'>): LegalEvent[] {
  const { key, granted, publications } = patent
  const source = '著录项目'
  const grantedAs = publications.find((p) => p.day !== undefined && p.day === granted)
  const of: LegalEvent[] = publications.flatMap((p) => (p.day && p !== grantedAs ? [{ key, kind: 'publication' as const, day: p.day, text: p.number, source }] : []))
  if (granted) of.push({ key, kind: 'grant', day: granted, text: grantedAs?.number ?? '', source })
  const end = termEnd(patent)
  if (end) of.push({ key, kind: 'expired', day: addDays(end, 1), text: `期限至${showDay(end)}`, source: '专利法第四十二条，专利审查指南第五部分第九章2.1' })
  return of
}

/** What was imported and what the record tells of itself, in order; told by both, it stands once. */
export function allEvents(patent: Parameters<typeof ownEvents>[0], imported: readonly LegalEvent[]): LegalEvent[] {
  const told = new Set(imported.map((event) => `${event.kind} ${event.day}`))
  return inLifeOrder([...imported, ...ownEvents(patent).filter((event) => !told.has(`${event.kind} ${event.day}`))])
}
