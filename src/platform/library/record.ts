import { type Day, isDay, no, patentCheck, readCreditCode, readPatentNumber, type Refusal, type Result, yes } from '../../kernel/index.ts'
import { kindOf } from './holder-kind.ts'
import type { Places } from './places.ts'
import type { Holder, HolderKind, Patent, PatentType, Publication } from './types.ts'
import { tidy } from './xml.ts'

/** What a reader of some format found, as it stands in the file; titles and abstracts with single spaces. */
export interface Draft {
  office?: string
  application?: { office?: string; number: string; day?: string; isWithoutCheck?: boolean }
  publications: { office?: string; number: string; kind?: string; day?: string }[]
  granted?: string
  type?: PatentType
  title?: string; abstract?: string; claims?: string
  applicants: DraftHolder[]; owners: DraftHolder[]; inventors: string[]
  agency?: string; agencyCode?: string; agents: string[]
  ipc: string[]
  priorities: { office?: string; number: string; day?: string }[]
  family?: string
  cites: { office?: string; number: string; kind?: string; by?: 'examiner' | 'applicant' }[]
  parent?: string
}
export interface DraftHolder { name: string; kind?: HolderKind; country?: string; creditCode?: string; address?: string; province?: string; city?: string; county?: string; region?: string }
export const draft = (): Draft => ({ publications: [], applicants: [], owners: [], inventors: [], agents: [], ipc: [], priorities: [], cites: [] })

/** A record of the library out of what was found, or everything that is wrong with it. */
export function patentFrom(of: Draft, places: Places, demo = false): Result<Patent> {
  const wrong: Refusal[] = []
  const dayOr = (raw: string | undefined, label: string): Day | undefined => {
    if (!raw) return undefined
    const day = readDay(raw)
    if (!day) wrong.push({ code: 'day', at: label, say: `${label}“${raw.slice(0, 40)}”不是日期` })
    return day
  }
  let application: Patent['application'], key: string | undefined, byNumber: PatentType | undefined, office = of.office
  if (of.application) {
    const day = dayOr(of.application.day, '申请日')
    const read = applicationNumber(of.application.number, of.application.office ?? office, of.application.isWithoutCheck)
    if (!read.ok) wrong.push(...read.refusals)
    else {
      application = { number: read.value.show, ...(day ? { day } : {}) }
      byNumber = read.value.type
      office = read.value.office
      key = read.value.key
    }
  }
  const publications: Publication[] = []
  for (const p of of.publications) {
    const read = publicationNumber(p.number, p.office ?? office, p.kind)
    if (!read.ok) { wrong.push(...read.refusals); continue }
    office ??= read.value.office
    const day = dayOr(p.day, '公开（公告）日')
    const { number, kind } = read.value
    if (!publications.some((known) => known.number === number)) publications.push({ number, kind, ...(day ? { day } : {}) })
  }
  key ??= publications[0]?.number
  if (!key && !wrong.length) wrong.push({ code: 'number', at: '申请号', say: '没有申请号，也没有公开（公告）号，无法确定是哪一件' })
  let granted = dayOr(of.granted, '授权日')
  if (wrong.length) return no(...wrong)
  const grant = publications.find(({ kind, day }) => grants(office!, kind, day))
  granted ??= grant?.day
  const type = of.type ?? byNumber ?? (publications.length ? typeOfKind(office!, publications[0]!.kind) : 'other')
  const parent = of.parent ? applicationNumber(of.parent, office) : undefined
  const patent: Patent = {
    key: key!, office: office!, type, publications, title: of.title ?? '', applicants: holdersOf(of.applicants, places), owners: holdersOf(of.owners, places), inventors: namesOf(of.inventors), agents: namesOf(of.agents),
    ipc: symbolsOf(of.ipc), priorities: prioritiesOf(of.priorities), cites: citesOf(of.cites), status: 'unknown', flags: [], demo,
  }
  if (application) patent.application = application
  if (granted) patent.granted = granted
  if (of.abstract) patent.abstract = of.abstract
  if (of.claims) patent.claims = of.claims
  if (of.agency) patent.agency = agencyOf(of.agency, of.agencyCode)
  if (of.family) patent.family = of.family
  if (parent?.ok) patent.parent = parent.value.key
  return yes(patent)
}

function symbolsOf(of: readonly string[]): Patent['ipc'] {
  const ipc: Patent['ipc'] = []
  for (const raw of of) {
    const one = readIpc(raw)
    if (one && !ipc.some(({ symbol }) => symbol === one.symbol)) ipc.push(one)
  }
  return ipc
}
function prioritiesOf(of: Draft['priorities']): Patent['priorities'] {
  const priorities: Patent['priorities'] = []
  for (const { office, number, day } of of) {
    const on = day ? readDay(day) : undefined
    if (number) priorities.push({ number: tidy(number), ...(on ? { day: on } : {}), ...(office ? { office } : {}) })
  }
  return priorities
}
function citesOf(of: Draft['cites']): Patent['cites'] {
  const cites: Patent['cites'] = []
  for (const { office, number, kind, by } of of) {
    const read = publicationNumber(number, office, kind)
    if (read.ok && !cites.some((known) => known.number === read.value.number)) cites.push(by ? { number: read.value.number, by } : { number: read.value.number })
  }
  return cites
}

const chinese: Record<string, PatentType> = { 发明: 'invention', 实用新型: 'utility-model', 外观设计: 'design' }
/** The fifth digit says the kind; most numbers are read here, and what is odd goes to the kernel, which knows why. */
const byDigit: Record<string, PatentType> = { 1: 'invention', 2: 'utility-model', 3: 'design', 8: 'invention', 9: 'utility-model' }

interface ApplicationNumber { key: string; show: string; office: string; type?: PatentType }

/** An application number of any office; a Chinese one has its check digit, or is given it where the source is known to leave it out. */
export function applicationNumber(raw: string, office: string | undefined, isWithoutCheck = false): Result<ApplicationNumber> {
  const plain = tidy(raw)
  const by = office ?? (/^(ZL|CN)/i.test(plain) ? 'CN' : /^[A-Z]{2}/.exec(plain)?.[0] ?? 'CN')
  if (by === 'CN') {
    // DOCDB leaves the check digit out; the international applications it lists under China keep their own number.
    if (plain.length === 14 && plain[12] === '.' && plain >= '2003' && plain < '21') {
      const number = plain.slice(0, 12), type = byDigit[plain[4]!]
      if (type && /^\d{12}$/.test(number) && patentCheck(number) === plain[13]) return yes({ key: `CN${number}${plain[13]}`, show: plain, office: 'CN', type })
    }
    // CN 201120567554 U: written as DOCDB does, with a kind and without the check digit.
    const bare = /^(?:CN)?\s*(\d{12}|\d{8})\s*([AUSW]?)$/i.exec(plain)
    const read = readPatentNumber(bare && (isWithoutCheck || bare[2]) ? `${bare[1]}.${patentCheck(bare[1]!)}` : plain)
    if (!read.ok) return read
    const { number, check, show, kind } = read.value
    return yes({ key: `CN${number}${check}`, show, office: 'CN', type: chinese[kind]! })
  }
  let number = plain.toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (number.startsWith(by)) number = number.slice(2)
  if (!/\d/.test(number) || number.length > 30) return no({ code: 'application-number', at: '申请号', say: `“${plain.slice(0, 40)}”不是申请号` })
  // The same American number is written with its year by DOCDB and without by the office itself.
  if (by === 'US') number = /^(?:19|20)\d\d(\d{8})$/.exec(number)?.[1] ?? number
  return yes({ key: `${by}${number}`, show: number, office: by })
}

/** A publication number with office and kind, CN104751825B, however the three are written. */
export function publicationNumber(raw: string, office?: string, kind?: string): Result<Publication & { office: string }> {
  if (office === 'CN' && kind && /^\d{7,9}$/.test(raw)) return yes({ number: `CN${raw}${kind}`, kind, office })
  // mxMX/a/2008/013315: PATENTSCOPE puts the office before a number that has it.
  const plain = raw.normalize('NFKC').replace(/[\s.·/,-]/g, '').toUpperCase().replace(/^([A-Z]{2})\1/, '$1')
  const parsed = /^([A-Z]{2})?((?:RE|PP|D|H|T|AI|A|S)?\d{1,16})([A-Z]\d{0,2})?$/.exec(plain)
  // IN00496MUM2008: some offices have letters within; their numbers stay as they are.
  const other = !parsed && /^([A-Z]{2})([A-Z0-9]*\d[A-Z0-9]*)$/.exec(plain.length <= 30 ? plain : '')
  if (other && other[1] !== 'CN') return yes({ number: `${plain}${kind ?? ''}`, kind: kind ?? '', office: other[1]! })
  const by = parsed?.[1] ?? office ?? (parsed && /^\d{7,9}$/.test(parsed[2]!) && parsed[3] ? 'CN' : undefined)
  if (!parsed || !by) return no({ code: 'publication-number', at: '公开号', say: `“${raw.slice(0, 40)}”不是公开（公告）号，应形如 CN104751825A` })
  const of = (kind ?? parsed[3] ?? '').toUpperCase()
  let number = parsed[2]!
  if (by === 'US') {
    // Grants with leading noughts, applications with six digits after the year: the ways of the office and of DOCDB.
    number = /^(?:19|20)\d{2}\d{6}$/.test(number) && of.startsWith('A') ? `${number.slice(0, 4)}0${number.slice(4)}` : number.replace(/^([A-Z]*)0+(?=\d)/, '$1')
  } else if (by === 'WO' && /^\d{2}\d{5,6}$/.test(number)) number = `${number < '7' ? '20' : '19'}${number.slice(0, 2)}${number.slice(2).padStart(6, '0')}`
  return yes({ number: `${by}${number}${of}`, kind: of, office: by })
}

/** Whether a publication of this kind is the grant. */
function grants(office: string, kind: string, day: Day | undefined): boolean {
  if (office === 'CN') return /^[BCUYS]/.test(kind)
  if (office === 'US') return /^(B|S|E|P[234])/.test(kind) || (kind === 'A' && day !== undefined && day < '2001-03-15')
  return /^[BC]\d?$/.test(kind)
}
function typeOfKind(office: string, kind: string): PatentType {
  if (office === 'US') return kind.startsWith('S') ? 'design' : /^P/.test(kind) ? 'other' : 'invention'
  if (/^[UYZ]/.test(kind)) return 'utility-model'
  return office === 'CN' && /^[SD]/.test(kind) ? 'design' : /^[ABCET]/.test(kind) ? 'invention' : 'other'
}

/** G09G 5/10 (2006.01), G09G   5/    10   20060101AFI…, G09G005/10, G09G00510: as G09G5/10 with its version. */
export function readIpc(raw: string): { symbol: string; version?: string } | undefined {
  const parsed = /^\s*([A-HY]\d{2}[A-Z])(?:\s*0*(\d{1,4})\s*\/\s*(\d{2,6})|0{0,2}(\d{1,3})(\d{2,3})\b)?/i.exec(raw)
  if (!parsed) return undefined
  const [group, subgroup] = parsed[4] ? unslashed(parsed[0].trim().slice(4)) : [parsed[2], parsed[3]]
  const symbol = parsed[1]!.toUpperCase() + (group ? `${group}/${subgroup}` : '')
  const version = /\((\d{4}\.\d{2})\)|\b(\d{4})(\d{2})01/.exec(raw.slice(parsed[0].length))
  return { symbol, ...(version ? { version: version[1] ?? `${version[2]}.${version[3]}` } : {}) }
}

/** A61P03118: three digits of the group, then the subgroup. */
const unslashed = (digits: string): [string, string] => [digits.slice(0, 3).replace(/^0+(?=\d)/, ''), digits.slice(3)]

/** 20150408, 2015-04-08, 2015.4.8, 2015/04/08, 2015年4月8日; 08.04.2015 and 08/04/15 have the day first. */
export function readDay(raw: string): Day | undefined {
  if (raw.length === 8) {
    const quick = `${raw.slice(0, 4)}-${raw.slice(4, 6)}-${raw.slice(6)}`
    if (isDay(quick)) return quick
  }
  const text = raw.normalize('NFKC').trim()
  const by = /^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[T ]\S*)?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  const late = by ? undefined : /^(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})$/.exec(text)
  const [year, month, day] = by ? [by[1]!, by[2]!, by[3]!] : late ? [late[3]!.length === 2 ? `${late[3]! < '50' ? '20' : '19'}${late[3]}` : late[3]!, late[2]!, late[1]!] : ['', '', '']
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(written) ? written : undefined
}

function holdersOf(of: readonly DraftHolder[], places: Places): Holder[] {
  const holders: Holder[] = []
  for (const { name: raw, kind, country, creditCode, address, province, city, county, region } of of) {
    const name = tidy(raw)
    if (!name || holders.some((known) => known.name === name)) continue
    const code = creditCode ? readCreditCode(creditCode) : undefined
    const at = address || province ? (address ?? `${province}${city ?? ''}${county ?? ''}`) : undefined
    const place = region ?? (at && (!country || country === 'CN') ? places.regionOf(at, province || city || county ? { province, city, county } : undefined) : undefined)
    const holder: Holder = { name, kind: kind ?? kindOf(name) }
    if (country || place) holder.country = country || 'CN'
    if (code?.ok) holder.creditCode = code.value
    if (address) holder.address = tidy(address)
    if (place) holder.region = place
    holders.push(holder)
  }
  return holders
}
const namesOf = (of: readonly string[]): string[] => {
  const names: string[] = []
  for (const raw of of) {
    const name = tidy(raw)
    if (name && !names.includes(name)) names.push(name)
  }
  return names
}

/** 天津某专利代理事务所(普通合伙) 12107: the code of five digits often stands after the name. */
function agencyOf(raw: string, given?: string): { name: string; code?: string } {
  const parsed = /^(.*?)\s*(\d{5})$/.exec(tidy(raw))
  const code = given && /^\d{5}$/.test(given.trim()) ? given.trim() : parsed?.[2]
  return { name: parsed?.[1] || tidy(raw), ...(code ? { code } : {}) }
}
