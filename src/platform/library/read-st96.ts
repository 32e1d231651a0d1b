import { kindOfPhrase } from './legal-words.ts'
import { applicationNumber, draft, readDay, type Draft, type DraftHolder } from './record.ts'
import type { Found } from './read-st36.ts'
import type { LegalEvent, PatentType } from './types.ts'
import { all, attribute, child, children, down, textOf, tidy, type XmlNode } from './xml.ts'

/**
 * Element names in capitals: WIPO ST.96, and the Chinese office's standardised full texts. Names are matched without their prefix, one
 * or many of each, at the place the field map names or anywhere within, because deliveries differ.
 */
export const st96Records: ReadonlySet<string> = new Set([
  'PatentDocumentAndRelated', 'PatentPublication', 'PatentGrant', 'PatentApplication', 'PatentRecord', 'ApplicationBody', 'ClaimsDocument', 'SpecificationDocument', 'UtilityModelPublication', 'DesignPublication',
])
export const st96Skipped: ReadonlySet<string> = new Set([
  'Description', 'TechnicalField', 'BackgroundArt', 'Disclosure', 'DrawingsDescription', 'InventionMode', 'DescriptionBag', 'Drawings', 'DrawingBag', 'DrawingFigures', 'AbstractFigure', 'Figures', 'BoundaryData', 'CPCClassificationBag', 'NationalClassification',
])
/** Elements that are one legal event each, in the Chinese legal-status data as this house reads its field names. */
export const legalRecords: ReadonlySet<string> = new Set(['LegalStatus', 'LegalStatusRecord', 'LegalStatusData', 'LegalStatusDetails', 'PatentLegalStatus', 'LegalEvent', 'PRSRecord', 'PatentLegalStatusRecord'])

const types: Record<string, PatentType> = { 10: 'invention', 20: 'utility-model', 30: 'design' }

export function readSt96(node: XmlNode): Found {
  if (node.name === 'ClaimsDocument' || node.name === 'SpecificationDocument') return { draft: partOf(node), events: [] }
  const of = draft()
  const bib = child(node, 'BibliographicData') ?? all(node, 'BibliographicData')[0] ?? node

  for (const reference of children(bib, 'PublicationReference')) of.publications.push(...children(reference, 'DocumentID').slice(0, 1).flatMap(idOf))
  const identified = all(bib, 'PatentPublicationIdentification')[0] ?? all(bib, 'PatentGrantIdentification')[0] ?? all(node, 'PatentPublicationIdentification')[0]
  if (identified && !of.publications.length) of.publications.push(...identification(identified, ['PublicationNumber', 'PatentNumber'], ['PublicationDate', 'GrantDate']))
  // The attributes of the document say the same where the reference is missing.
  const office = attribute(node, 'country'), number = attribute(node, 'docNumber'), kind = attribute(node, 'kind'), day = attribute(node, 'datePublication')
  if (!of.publications.length && number) of.publications.push({ office: office ?? 'CN', number, ...(kind ? { kind } : {}), ...(day ? { day } : {}) })

  const applied = children(bib, 'ApplicationReference').sort((a, b) => Number(attribute(b, 'dataFormat') === 'original') - Number(attribute(a, 'dataFormat') === 'original'))
  const id = applied.flatMap((reference) => children(reference, 'DocumentID').flatMap(idOf))[0]
    ?? all(bib, 'ApplicationIdentification').flatMap((one) => identification(one, ['ApplicationNumberText', 'ApplicationNumber'], ['FilingDate', 'PatentFilingDate']))[0]
  if (id) of.application = { number: id.number, ...(id.office ?? of.publications[0]?.office ? { office: (id.office ?? of.publications[0]?.office)! } : {}), ...(id.day ? { day: id.day } : {}) }
  const type = types[applied.map((reference) => attribute(reference, 'applType')).find(Boolean) ?? '']
  if (type) of.type = type

  of.title = textOf(byLanguage(all(bib, 'InventionTitle'))) || textOf(all(bib, 'DesignTitle')[0])
  const abstract = byLanguage(all(node, 'Abstract'))
  of.abstract = textOf(child(abstract, 'Paragraphs') ?? abstract)
  of.claims = claimsOf(node)

  for (const one of [...all(bib, 'ClassificationIPCR'), ...all(bib, 'IPCRClassification'), ...all(bib, 'IPCClassification')]) of.ipc.push(ipcOf(one))

  const parties = child(bib, 'Parties') ?? child(bib, 'PartyBag') ?? bib
  of.applicants = all(parties, 'Applicant').flatMap(partyOf)
  of.owners = [...all(bib, 'Assignee'), ...all(bib, 'PatentGrantee')].flatMap(partyOf)
  of.inventors = all(parties, 'Inventor').flatMap(partyOf).map(({ name }) => name)
  for (const agent of [...all(parties, 'Agent'), ...all(parties, 'RegisteredPractitioner')]) {
    const agency = child(agent, 'Agency')
    const name = textOf(down(agency, 'AddressBook', 'OrganizationName')) || textOf(all(agency, 'OrganizationName')[0]) || textOf(child(agency, 'Name'))
    if (name) of.agency ??= name
    of.agents.push(...all({ ...agent, within: agent.within.filter((w) => w !== agency) }, 'Name').map((n) => textOf(n)))
  }
  const code = textOf(all(parties, 'CustomerNumber')[0])
  if (code) of.agencyCode = code

  for (const claim of [...all(bib, 'PriorityClaim'), ...all(bib, 'Priority')]) {
    const found = all(claim, 'DocumentID').flatMap(idOf)[0] ?? identification(claim, ['ApplicationNumberText', 'ApplicationNumber', 'DocNumber'], ['FilingDate', 'Date'])[0]
    if (found) of.priorities.push({ number: found.number, ...(found.office ? { office: found.office } : {}), ...(found.day ? { day: found.day } : {}) })
  }
  for (const citation of [...all(child(bib, 'ReferencesCited'), 'Citation'), ...all(bib, 'PatentCitation')]) {
    const cited = all(citation, 'DocumentID').flatMap(idOf)[0] ?? identification(citation, ['PublicationNumber', 'DocumentNumber'], [])[0]
    // Only granted inventions have any, and the examiner put them there.
    if (cited) of.cites.push({ number: cited.number, ...(cited.office ? { office: cited.office } : {}), ...(cited.kind ? { kind: cited.kind } : {}), ...(/ApplicantCit/.test(citation.name) ? { by: 'applicant' as const } : { by: 'examiner' as const }) })
  }
  const parent = all(bib, 'DivisionalApplication')[0] ?? all(bib, 'ParentDocument')[0]
  const parentId = parent && all(parent, 'DocumentID').flatMap(idOf)[0]
  if (parentId) of.parent = `${parentId.office ?? 'CN'}${parentId.number}`
  return { draft: of, events: [] }
}

interface Id { office?: string; number: string; kind?: string; day?: string }
function idOf(id: XmlNode): Id[] {
  const office = textOf(child(id, 'WIPOST3Code')) || textOf(child(id, 'Country')) || textOf(child(id, 'IPOfficeCode'))
  const number = textOf(child(id, 'DocNumber')) || textOf(child(id, 'DocumentNumber')), kind = textOf(child(id, 'Kind')), day = textOf(child(id, 'Date'))
  return number ? [{ number, ...(office ? { office } : {}), ...(kind ? { kind } : {}), ...(day ? { day } : {}) }] : []
}
function identification(node: XmlNode, numbers: readonly string[], days: readonly string[]): Id[] {
  const first = (names: readonly string[]) => names.map((name) => textOf(all(node, name)[0])).find(Boolean)
  const number = first(numbers), office = first(['IPOfficeCode', 'WIPOST3Code']), kind = first(['PatentDocumentKindCode', 'Kind']), day = first(days)
  return number ? [{ number, ...(office ? { office } : {}), ...(kind ? { kind } : {}), ...(day ? { day: day.slice(0, 10) } : {}) }] : []
}

function byLanguage(of: readonly XmlNode[]): XmlNode | undefined {
  const language = (node: XmlNode) => (attribute(node, 'languageCode') ?? attribute(node, 'lang') ?? '').toLowerCase()
  return of.find((n) => language(n) === 'zh') ?? of.find((n) => language(n) === 'en') ?? of[0]
}

function ipcOf(one: XmlNode): string {
  const part = (...names: string[]) => names.map((name) => textOf(child(one, name))).find(Boolean) ?? ''
  const text = part('Text', 'ClassificationText', 'PatentClassificationText')
  if (text) return text
  return `${part('Section')}${part('MainClass', 'Class')}${part('Subclass')} ${part('MainGroup')}/${part('Subgroup') || '00'} ${part('IPCVersionDate', 'ClassificationVersionDate').replaceAll('-', '')}`
}

/** The claims of a document; of a part filed as a document its pages' headings are no claims. */
function claimsOf(node: XmlNode): string {
  const within = byLanguage(all(node, 'Claims')) ?? child(node, 'ClaimSet') ?? child(node, 'ClaimBag') ?? node
  return all(within, 'Claim').map((claim) => {
    const text = tidy(all(claim, 'ClaimText').map((t) => textOf(t)).join(' ')), number = textOf(child(claim, 'ClaimNumber')) || attribute(claim, 'num')
    return text && number && !/^\d|^claim/i.test(text) ? `${Number(number) || number}. ${text}` : text
  }).filter(Boolean).join('\n')
}

function partyOf(node: XmlNode): DraftHolder[] {
  const book = child(node, 'AddressBook') ?? all(node, 'Contact')[0] ?? node
  const named = textOf(child(book, 'OrganizationName')) || textOf(all(book, 'OrganizationStandardName')[0]) || textOf(child(book, 'Name')) || textOf(all(book, 'EntityName')[0])
    || [textOf(all(book, 'LastName')[0]), textOf(all(book, 'FirstName')[0])].filter(Boolean).join(', ') || (book.within.every((w) => typeof w === 'string') ? textOf(book) : '')
  if (!named) return []
  const address = child(book, 'Address') ?? all(book, 'PostalStructuredAddress')[0]
  const part = (...names: string[]) => names.map((name) => textOf(child(address, name))).find(Boolean)
  const [province, city, county, line, country] = [part('Province', 'GeographicRegionName'), part('City', 'CityName'), part('County'), part('Text', 'AddressLineText'), part('CountryCode', 'WIPOST3Code')]
  const creditCode = textOf(child(book, 'CreditCode')) || textOf(child(book, 'UnifiedSocialCreditCode'))
  return [{
    name: named, ...(country ? { country } : {}), ...(creditCode ? { creditCode } : {}), ...(line ? { address: line } : {}), ...(province ? { province } : {}), ...(city ? { city } : {}), ...(county ? { county } : {}),
  }]
}

/** Claims or an abstract filed by themselves: the USPTO's parts, which name their application and nothing more. */
function partOf(node: XmlNode): Draft {
  const of = draft()
  const number = textOf(all(node, 'ApplicationNumber')[0])
  if (number) of.application = { number, office: 'US' }
  if (node.name === 'ClaimsDocument') of.claims = claimsOf(node)
  else if (textOf(child(node, 'DocumentCode')) === 'ABST') of.abstract = all(child(node, 'Specification'), 'P').map((p) => textOf(p)).join(' ').trim()
  return of
}

/** One event of the Chinese legal-status data; nothing when it does not say whose and when. */
export function readLegalStatus(node: XmlNode): { event: LegalEvent } | { say: string } {
  const first = (...names: string[]) => names.map((name) => textOf(all(node, name)[0])).find(Boolean) ?? ''
  const reference = all(node, 'ApplicationReference')[0]
  return legalEventOf({
    number: (reference && all(reference, 'DocumentID').flatMap(idOf)[0]?.number) ?? first('ApplicationNumber', 'ApplNumber', 'AppNumber', 'DocNumber'),
    day: first('LegalStatusDate', 'LegalStatusPublicationDate', 'AnnouncementDate', 'PublicationDate', 'EventDate', 'Date'),
    status: first('LegalStatusName', 'LegalStatusText', 'LegalStatusCategory', 'EventName', 'Status') || (node.within.every((w) => typeof w === 'string') ? textOf(node) : ''),
    detail: first('LegalStatusInformation', 'LegalStatusContent', 'LegalStatusInfo', 'EventText', 'Content', 'Detail'),
  })
}

/** What a line of legal status comes to, whatever file it stood in. */
export function legalEventOf({ number, day: rawDay, status, detail = '', from, to, source = '法律状态数据' }: { number: string; day: string; status: string; detail?: string; from?: string[]; to?: string[]; source?: string }): { event: LegalEvent } | { say: string } {
  const application = applicationNumber(number, undefined), day = readDay(rawDay)
  if (!application.ok) return { say: application.refusals[0]!.say }
  if (!day) return { say: rawDay ? `法律状态公告日“${rawDay.slice(0, 40)}”不是日期` : '没有法律状态公告日' }
  if (!status && !detail) return { say: '没有法律状态' }
  const kind = kindOfPhrase(status || detail, detail)
  const side = (pattern: RegExp) => { const found = pattern.exec(detail)?.[1]; return found ? found.split(/[;；、]/).map((name) => tidy(name)).filter(Boolean) : undefined }
  const before = from ?? (kind === 'transfer' ? side(/变更前(?:权利人|专利权人|申请人)?[:：]?\s*([^,，。\n]+)/) : undefined), after = to ?? (kind === 'transfer' ? side(/变更后(?:权利人|专利权人|申请人)?[:：]?\s*([^,，。\n]+)/) : undefined)
  return { event: { key: application.value.key, kind, day, text: tidy([status, detail].filter((t, i, both) => t && both.indexOf(t) === i).join('：')).slice(0, 2_000), ...(before ? { from: before } : {}), ...(after ? { to: after } : {}), source } }
}
