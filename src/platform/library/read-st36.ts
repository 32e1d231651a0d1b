import { kindOfInpadoc } from './legal-words.ts'
import { applicationNumber, draft, readDay, type Draft, type DraftHolder } from './record.ts'
import type { LegalEvent } from './types.ts'
import { all, attribute, child, children, down, textOf, tidy, type XmlNode } from './xml.ts'

/** Element names with hyphens: WIPO ST.36, and what is built on it: the EPO's DOCDB and OPS, the USPTO's files from 2004 on. */
export const st36Records: ReadonlySet<string> = new Set([
  'exchange-document', 'family-member', 'fulltext-document', 'us-patent-grant', 'us-patent-application',
  'patent-document', 'ep-patent-document', 'wo-patent-document', 'cn-patent-document', 'wo-application-body', 'patent-grant', 'patent-application',
])
export const st36Skipped: ReadonlySet<string> = new Set([
  'description', 'drawings', 'search-report-data', 'us-sequence-list-doc', 'us-chemistry', 'us-math', 'classification-national', 'classifications-cpc', 'patent-classifications', 'classification-locarno-text',
  'field-of-search', 'us-field-of-classification-search', 'us-classifications-cpc', 'nplcit', 'ftxt:description', 'designation-of-states', 'nationality', 'dates-of-public-availability', 'copyright', 'amended-claims',
])

/** `lost` says why events that the record tells of cannot be kept. */
export interface Found { draft: Draft; events: LegalEvent[]; lost?: string }

export function readSt36(node: XmlNode): Found {
  const of = draft()
  const bib = child(node, 'bibliographic-data') ?? child(node, 'us-bibliographic-data-grant') ?? child(node, 'us-bibliographic-data-application') ?? down(node, 'SDOBI') ?? node
  const family = attribute(node, 'family-id') ?? attribute(node, 'familyn')
  if (family) of.family = family

  const published = idsOf(children(bib, 'publication-reference'))
  if (published) of.publications.push({ ...published.office ? { office: published.office } : {}, number: published.number, ...published.kind ? { kind: published.kind } : {}, ...published.day ? { day: published.day } : {} })
  else {
    const office = attribute(node, 'country'), number = attribute(node, 'doc-number'), kind = attribute(node, 'kind'), day = attribute(node, 'date-publ')
    if (office && number) of.publications.push({ office, number, ...(kind ? { kind } : {}), ...(day ? { day } : {}) })
  }
  const references = children(bib, 'application-reference')
  const applied = idsOf(references)
  if (applied) of.application = { number: applied.number, ...(applied.office ?? published?.office ? { office: (applied.office ?? published?.office)! } : {}), ...(applied.day ? { day: applied.day } : {}), isWithoutCheck: applied.isDocdb }
  const asked = references.map((r) => attribute(r, 'appl-type')).find(Boolean)
  if (asked === 'design') of.type = 'design'
  else if (asked === 'plant') of.type = 'other'

  const titles = children(bib, 'invention-title')
  of.title = textOf(byLanguage(titles))
  of.abstract = textOf(byLanguage([...children(node, 'abstract'), ...children(bib, 'abstract')]))
  const claims = byLanguage(children(node, 'claims'))
  if (claims) of.claims = claimsOf(claims)

  const ipcr = down(bib, 'classifications-ipcr')
  for (const one of children(ipcr, 'classification-ipcr')) of.ipc.push(ipcOf(one))
  if (!of.ipc.length) {
    const old = child(bib, 'classification-ipc')
    for (const one of children(old, 'main-classification', 'further-classification', 'text')) of.ipc.push(textOf(one))
  }

  const parties = child(bib, 'parties') ?? child(bib, 'us-parties')
  const applicants = children(child(parties, 'applicants') ?? child(parties, 'us-applicants'), 'applicant', 'us-applicant')
  of.applicants = partiesOf(applicants)
  of.inventors = partiesOf(children(child(parties, 'inventors'), 'inventor')).map(({ name }) => name)
  // Before 2013 American applicants were the inventors.
  if (!of.inventors.length) of.inventors = partiesOf(applicants.filter((a) => attribute(a, 'app-type')?.includes('inventor'))).map(({ name }) => name)
  of.owners = partiesOf(children(child(bib, 'assignees') ?? child(parties, 'assignees'), 'assignee'))
  const agents = partiesOf(children(child(parties, 'agents'), 'agent'))
  if (agents[0]) {
    if (agents[0].kind === 'enterprise') of.agency = agents[0].name
    of.agents = agents.filter(({ kind }) => kind !== 'enterprise').map(({ name }) => name)
  }

  for (const claim of [...children(child(bib, 'priority-claims'), 'priority-claim'), ...children(bib, 'priority-claim')]) {
    const id = idsOf([claim]) ?? directId(claim)
    if (id) of.priorities.push({ number: id.number, ...(id.office ? { office: id.office } : {}), ...(id.day ? { day: id.day } : {}) })
  }
  for (const list of [...children(bib, 'references-cited'), ...children(bib, 'us-references-cited')]) for (const citation of children(list, 'citation', 'us-citation')) {
    const id = idsOf(children(citation, 'patcit'))
    if (!id) continue
    const said = `${textOf(child(citation, 'category'))} ${attribute(citation, 'cited-by') ?? ''} ${attribute(citation, 'cited-phase') ?? ''}`
    const by = /applicant/.test(said) ? 'applicant' as const : /examiner|search/.test(said) ? 'examiner' as const : undefined
    of.cites.push({ number: id.number, ...(id.office ? { office: id.office } : {}), ...(id.kind ? { kind: id.kind } : {}), ...(by ? { by } : {}) })
  }
  const division = down(child(bib, 'us-related-documents') ?? child(bib, 'related-documents'), 'division')
  const parent = division && idsOf(all(division, 'parent-doc'))
  if (parent) of.parent = `${parent.office ?? ''}${parent.number}`
  return { draft: of, ...legalEvents(children(node, 'legal'), applied) }
}

interface Id { office?: string; number: string; kind?: string; day?: string; isDocdb: boolean }

/** Of several ways to write one number the one by country, number and kind; its day may stand with another. */
function idsOf(references: readonly XmlNode[]): Id | undefined {
  let best: Id | undefined, rank = 9, day: string | undefined
  for (const reference of references) for (const id of children(reference, 'document-id')) {
    const format = attribute(id, 'document-id-type') ?? attribute(reference, 'data-format') ?? ''
    const read = directId(id)
    if (!read) continue
    day ??= read.day
    const at = format === 'docdb' ? 0 : format === '' ? 1 : format === 'epodoc' ? 2 : 3
    if (at < rank) {
      best = read
      best.isDocdb = format === 'docdb'
      rank = at
    }
  }
  // Without a country the number begins with it.
  if (best && !best.office && rank === 2) best = { ...best, office: best.number.slice(0, 2), number: best.number.slice(2) }
  if (best && day && !best.day) best.day = day
  return best
}
function directId(id: XmlNode): Id | undefined {
  const number = textOf(child(id, 'doc-number')), office = textOf(child(id, 'country')), kind = textOf(child(id, 'kind')), day = textOf(child(id, 'date'))
  if (!number) return undefined
  const read: Id = { number, isDocdb: false }
  if (office) read.office = office
  if (kind) read.kind = kind
  if (day) read.day = day
  return read
}

/** The Chinese one, else the English, else the first. */
function byLanguage(of: readonly XmlNode[]): XmlNode | undefined {
  const language = (node: XmlNode) => (attribute(node, 'lang') ?? '').toLowerCase()
  return of.length < 2 ? of[0] : of.find((n) => language(n) === 'zh') ?? of.find((n) => language(n) === 'en') ?? of[0]
}

function ipcOf(one: XmlNode): string {
  const text = child(one, 'text')
  if (text) return textOf(text)
  const part = (name: string) => textOf(child(one, name))
  const version = textOf(down(one, 'ipc-version-indicator', 'date'))
  return `${part('section')}${part('class')}${part('subclass')}${part('main-group') ? ` ${part('main-group')}/${part('subgroup') || '00'}` : ''} ${version}`
}

/** One claim a line. Where a record numbers them in one text only, as OPS does, its paragraphs are the claims. */
function claimsOf(node: XmlNode): string {
  const claims = children(node, 'claim')
  return (claims.length === 1 ? children(claims[0]!, 'claim-text') : claims).map((claim) => textOf(claim)).filter(Boolean).join('\n') || claims.map(textOf).join('\n')
}

/** Names as they were filed where the record has them; the country often stands only with the normalised one. */
function partiesOf(nodes: readonly XmlNode[]): DraftHolder[] {
  // Most records name everybody once; those of the EPO several times, in several formats.
  if (!nodes.some((node) => node.attributes.includes('data-format'))) {
    const parties: DraftHolder[] = []
    for (const node of nodes) {
      const party = partyOf(node)
      if (party) parties.push(party)
    }
    return parties
  }
  const format = (node: XmlNode) => attribute(node, 'data-format') ?? ''
  const wanted = ['original', 'docdba', 'docdb', '', 'epodoc'].find((f) => nodes.some((node) => format(node) === f))
  const countryOf = new Map(nodes.flatMap((node) => { const country = partyOf(node)?.country; return country ? [[attribute(node, 'sequence') ?? '', country] as const] : [] }))
  return nodes.filter((node) => format(node) === wanted).flatMap((node) => {
    const party = partyOf(node)
    const country = party?.country ?? countryOf.get(attribute(node, 'sequence') ?? '-')
    return party ? [{ ...party, ...(country ? { country } : {}) }] : []
  })
}
function partyOf(node: XmlNode): DraftHolder | undefined {
  const book = child(node, 'addressbook') ?? node
  const named = child(node, 'applicant-name') ?? child(node, 'inventor-name') ?? book
  const org = textOf(child(named, 'orgname') ?? child(named, 'organization-name'))
  const person = [textOf(child(named, 'last-name')), textOf(child(named, 'first-name')), textOf(child(named, 'middle-name'))].filter(Boolean)
  const raw = org || (person.length ? `${person[0]}${person.length > 1 ? `, ${person.slice(1).join(' ')}` : ''}` : textOf(child(named, 'name')))
  if (!raw) return undefined
  // KOSMAN WILHELMUS JACOBUS MARIA [NL]; a comma at the end is DOCDB's mark of a person.
  const last = raw[raw.length - 1]
  const parsed = last === ']' || last === ',' ? /^(.*?),?\s*(?:\[([A-Z]{2})\])?$/.exec(raw)! : [raw, raw]
  const address = child(book, 'address')
  const country = parsed[2] ?? (textOf(down(node, 'residence', 'country')) || textOf(child(address, 'country')))
  const party: DraftHolder = { name: tidy(parsed[1]!) }
  if (!org && person.length) party.kind = 'person'
  if (org && /law|patent|llp|代理|律师/i.test(org)) party.kind = 'enterprise'
  if (country) party.country = country
  if (!address) return party
  const province = textOf(child(address, 'state')) || textOf(child(address, 'province')), city = textOf(child(address, 'city')), line = textOf(child(address, 'text')) || textOf(child(address, 'street')) || textOf(child(address, 'address-1'))
  if (/[\u4e00-\u9fff]/.test(line || province + city)) {
    party.address = line || `${province}${city}`
    if (province) party.province = province
    if (city) party.city = city
  }
  return party
}

/** Events of INPADOC; whose they are, the family member says. */
function legalEvents(nodes: readonly XmlNode[], applied: Id | undefined): Omit<Found, 'draft'> {
  if (!nodes.length) return { events: [] }
  const whose = applied && applicationNumber(applied.number, applied.office, applied.isDocdb)
  const read = nodes.map((legal) => legalEvent(legal, whose?.ok ? whose.value : undefined))
  const lost = read.flatMap((one) => ('say' in one ? [one.say] : []))
  return { events: read.flatMap((one) => ('event' in one ? [one.event] : [])), ...(lost.length ? { lost: `有${lost.length}项法律事件没有收下：${[...new Set(lost)].join('；')}` } : {}) }
}

function legalEvent(legal: XmlNode, whose: { key: string; office: string } | undefined): { event: LegalEvent } | { say: string } {
  const value = (name: string) => textOf(child(legal, name) ?? child(child(legal, 'L500EP'), name))
  const rawDay = value('L007EP'), day = readDay(rawDay), code = (attribute(legal, 'code') ?? value('L008EP')).trim(), description = (attribute(legal, 'desc') ?? '').trim()
  if (!whose) return { say: '没有申请号，不知道是哪一件的' }
  if (!day) return { say: rawDay ? `公告日“${rawDay.slice(0, 40)}”不是日期` : '没有公告日' }
  const country = value('L001EP') || whose.office
  const kind = kindOfInpadoc(country, code, description), owner = value('L509EP'), free = value('L510EP') || value('L505EP')
  return { event: { key: whose.key, kind, day, text: [description || code, free].filter(Boolean).join('：').slice(0, 2_000), ...(kind === 'transfer' && owner ? { to: [owner] } : {}), source: `INPADOC ${country}.${code}` } }
}
