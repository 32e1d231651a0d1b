import { no, type Refusal, type Result, yes } from '../../kernel/index.ts'
import { rows, type Db } from '../db/index.ts'
import { legalEventOf } from './read-st96.ts'
import { draft, readDay, type Draft } from './record.ts'
import type { LegalEvent, PatentType } from './types.ts'
import { tidy } from './xml.ts'

/** What a column may mean, as people choose it on the page, and the names under which exports have it. */
export const fields = {
  application: { label: '申请号', called: /^(专利)?申请号$|^申请（?专利）?号|^专利号$|^application (number|no)/i },
  filed: { label: '申请日', called: /^申请日(期)?$|^(application|filing) date$/i },
  publication: { label: '公开（公告）号', called: /^公开[（(]?公告[）)]?号|^公开号|^publication (number|no|numbers?)$|^publication_numbers?$/i },
  kind: { label: '文献种类代码', called: /^文献(种类|类型)|^kind( code)?$/i },
  published: { label: '公开（公告）日', called: /^公开[（(]?公告[）)]?日|^公开日|^publication date$/i },
  grantNumber: { label: '授权公告号', called: /^(授权)?公告号|^grant(ed)?( patent)? number$/i },
  granted: { label: '授权公告日', called: /^授权(公告)?日|^公告日|^grant date$/i },
  title: { label: '发明名称', called: /^(专利)?(发明)?(名称|标题)(\(中文\)|（中文）)?$|^title(_zh)?( \(chinese\))?$|^标题/i },
  abstract: { label: '摘要', called: /^摘要|^abstract/i },
  claims: { label: '权利要求', called: /^(全部)?权利要求书?$|^claims?$/i },
  applicants: { label: '申请人', called: /^(当前|原始)?申请(\(专利权\)|（专利权）)?人(名称)?$|^申请人|^applicants?$|^assignee$/i },
  owners: { label: '专利权人', called: /^(当前)?(专利)?权利?人$|^专利权人|^owners?$/i },
  creditCode: { label: '第一申请人统一社会信用代码', called: /统一社会信用代码|信用代码|^credit ?code/i },
  inventors: { label: '发明人', called: /^(发明|设计)[（(]?(设计)?[）)]?人|^发明人|^inventors?$/i },
  agency: { label: '代理机构', called: /^(专利)?代理机构(名称)?$|^agency$/i },
  agencyCode: { label: '代理机构代码', called: /^代理机构代码|^机构代码/i },
  agents: { label: '代理人', called: /^代理(人|师)|^专利代理师|^agents?$/i },
  ipc: { label: 'IPC 分类号', called: /^ipc|^(主)?分类号|^国际(专利)?分类|^ipcr?( classes)?$/i },
  address: { label: '申请人地址', called: /^(申请人|专利权人)?地址$|^申请人地址|^address$/i },
  province: { label: '省', called: /^(申请人)?(国省|省|省份|所在省)(代码)?$|^province$/i },
  city: { label: '市', called: /^(申请人)?(市|地市|所在市|城市)$|^city$/i },
  county: { label: '县', called: /^(申请人)?(县|区县|县区|所在县)$|^county$/i },
  region: { label: '行政区划代码', called: /^行政区划(代码)?$|^region$/i },
  country: { label: '申请人国别', called: /^(申请人)?国别$|^applicant country$/i },
  office: { label: '受理局', called: /^(受理局|公开国别|公开国家|国家\/?地区)$|^jurisdiction$|^office$/i },
  type: { label: '专利类型', called: /^(专利)?类型$|^专利种类$|^申请类型$/i },
  priorities: { label: '优先权', called: /^优先权(号)?$|^priority (data|numbers?|document)$/i },
  family: { label: '同族号', called: /^(简单|inpadoc|docdb)?同族(号|编号)$|^family( id)?$/i },
  cites: { label: '引用文献', called: /^引(用|证)(文献|专利)|^cites?$|^cited patents$/i },
  parent: { label: '母案申请号', called: /^(分案)?(母案|原案|原)申请号$|^parent$/i },
  status: { label: '法律状态', called: /^法律状态$|^法律事件$|^legal (status|event)$/i },
  statusDay: { label: '法律状态公告日', called: /^法律状态(公告|更新|生效)?日(期)?$|^(事件|公告)日期$|^legal status date$/i },
  statusDetail: { label: '法律状态信息', called: /^法律状态(信息|内容|详情)|^事件内容$/i },
  statusFrom: { label: '变更前权利人', called: /^变更前|^转让人$|^出质人$/ },
  statusTo: { label: '变更后权利人', called: /^变更后|^受让人$|^质权人$/ },
} as const satisfies Record<string, { label: string; called: RegExp }>

/** The same for trade marks. */
export const markFields = {
  number: { label: '注册号', called: /^(商标)?(注册号|申请号|申请\/注册号|编号)|^(registration|serial) (number|no)/i },
  class: { label: '国际分类', called: /^(商标)?(国际分类|类别|尼斯分类|类号|国际类别)$|^(nice )?class(es)?$/i },
  edition: { label: '尼斯分类版本', called: /版本|^edition$/i },
  name: { label: '商标名称', called: /^商标(名称|名)$|^mark( name)?$/i },
  holders: { label: '注册人', called: /^(商标)?(注册人|申请人|权利人)(名称)?$|^(owner|holder|applicant)s?$/i },
  address: { label: '注册人地址', called: /地址$|^address$/i },
  filed: { label: '申请日', called: /^申请日(期)?$|^(filing|application) date$/i },
  registered: { label: '注册日', called: /^(注册|核准)(公告)?日(期)?$|^registration date$/i },
  validUntil: { label: '专用权届满日', called: /届满|截止|有效期(至|止)|^expiry/i },
  status: { label: '状态', called: /状态$|^status$/i },
  goods: { label: '商品和服务', called: /商品|^goods/i },
  kind: { label: '商标类型', called: /^商标类型$|^mark type$/i },
} as const satisfies Record<string, { label: string; called: RegExp }>

export type What = 'patents' | 'trademarks'
/** Which column means what; a column without a meaning is left out. */
export interface Mapping { what: What; columns: Record<string, string> }

const clean = (header: string) => header.normalize('NFKC').replace(/[\s\ufeff\u200b*]+/g, ' ').trim()

/** The meaning of each column as its name suggests; those that suggest none are listed, so that nothing is dropped in silence. */
export function proposeMapping(headers: readonly string[], what?: What): { mapping: Mapping; unknown: string[] } {
  const names = headers.map(clean)
  const isMarks = what ? what === 'trademarks' : names.some((n) => /商标/.test(n)) || (names.some((n) => markFields.class.called.test(n)) && !names.some((n) => fields.title.called.test(n)))
  const known: Record<string, { called: RegExp }> = isMarks ? markFields : fields
  const columns: Record<string, string> = {}
  const taken = new Set<string>()
  headers.forEach((header, i) => {
    const name = names[i]!
    const field = Object.entries(known).find(([id, { called }]) => !taken.has(id) && called.test(name))?.[0]
    if (!field || header === '') return
    columns[header] = field
    taken.add(field)
  })
  return { mapping: { what: isMarks ? 'trademarks' : 'patents', columns }, unknown: headers.filter((h) => h !== '' && !columns[h]) }
}

/** What must be there for a row to be a record. */
export function checkMapping({ what, columns }: Mapping): Result<void> {
  const wrong: Refusal[] = []
  const known: Record<string, unknown> = what === 'trademarks' ? markFields : fields
  for (const [header, field] of Object.entries(columns)) if (!Object.hasOwn(known, field)) wrong.push({ code: 'mapping-field', at: header, say: `“${header}”列对应的“${field}”不是可选的字段` })
  const has = (field: string) => Object.values(columns).includes(field)
  if (what === 'trademarks' && !(has('number') && has('class'))) wrong.push({ code: 'mapping-key', say: '商标表须有注册号列和国际分类列' })
  if (what === 'patents' && !has('application') && !has('publication') && !has('grantNumber')) wrong.push({ code: 'mapping-key', say: '专利表须有申请号列，或者公开（公告）号列' })
  return wrong.length ? no(...wrong) : yes(undefined)
}

export async function rememberMapping(db: Db, source: string, mapping: Mapping, by: string): Promise<Result<void>> {
  const checked = checkMapping(mapping)
  if (!checked.ok) return checked
  await rows(db, `insert into library_mapping (source, mapping, by_name) values ($1, $2, $3)
    on conflict (source) do update set mapping = excluded.mapping, by_name = excluded.by_name, at = now()`, [source, JSON.stringify(mapping), by])
  return yes(undefined)
}
export const mappings = (db: Db): Promise<{ source: string; mapping: Mapping; by: string; at: string }[]> =>
  rows(db, 'select source, mapping, by_name as "by", at from library_mapping order by source')

/** What was remembered for the source as far as its columns are there, and for new columns what their names suggest. */
export async function mappingFor(db: Db, source: string, headers: readonly string[]): Promise<{ mapping: Mapping; unknown: string[]; remembered: boolean }> {
  const [known] = await rows<{ mapping: Mapping }>(db, 'select mapping from library_mapping where source = $1', [source])
  const proposed = proposeMapping(headers, known?.mapping.what)
  if (!known) return { ...proposed, remembered: false }
  const kept = Object.fromEntries(Object.entries(known.mapping.columns).filter(([header]) => headers.includes(header)))
  if (!Object.keys(kept).length) return { ...proposed, remembered: false }
  return { mapping: { what: known.mapping.what, columns: kept }, unknown: headers.filter((h) => h !== '' && !kept[h]), remembered: true }
}

const types: Record<string, PatentType> = { 发明: 'invention', 发明专利: 'invention', 发明申请: 'invention', 发明公开: 'invention', 发明授权: 'invention', 实用新型: 'utility-model', 外观设计: 'design', 外观: 'design' }
const empty = /^(na|n\/a|null|--?|无|\s*)$/i
const many = (text: string): string[] => text.split(/\s*[;；|\n]\s*|\s*、\s*/).filter((t) => t && !empty.test(t))

/** Reads rows by a mapping; what a row says of legal status is an event, what it says of the patent a record. */
export function rowReader(headers: readonly string[], { columns }: Mapping) {
  const at = new Map<string, number>()
  headers.forEach((header, i) => { const field = columns[header]; if (field && !at.has(field)) at.set(field, i) })
  // One look at each cell by its place: this runs for every row of the file.
  const where = Object.fromEntries(Object.keys(fields).map((f) => [f, at.get(f) ?? -1])) as Record<keyof typeof fields, number>
  const isEvents = where.status >= 0 && where.statusDay >= 0
  const hasRecord = where.title >= 0 || where.publication >= 0 || where.grantNumber >= 0 || where.abstract >= 0 || where.claims >= 0
  return (cells: readonly string[]): { draft?: Draft; event?: { event: LegalEvent } | { say: string } } => {
    const cell = (field: keyof typeof fields): string => {
      const i = where[field]
      const value = i < 0 ? undefined : cells[i]
      return value === undefined || value === '' || (value.length < 5 && empty.test(value)) ? '' : value
    }
    const application = cell('application')
    const read: { draft?: Draft; event?: { event: LegalEvent } | { say: string } } = {}
    if (hasRecord || !isEvents) {
      const of = draft()
      const office = cell('office')
      if (/^[A-Z]{2}$/.test(office)) of.office = office
      if (application) of.application = { number: application, ...(cell('filed') ? { day: dayOfCell(cell('filed')) } : {}) }
      const publication = cell('publication'), kind = cell('kind')
      if (publication) many(publication).forEach((number, i) => of.publications.push({ number, ...(of.office ? { office: of.office } : {}), ...(kind && i === 0 ? { kind } : {}), ...(cell('published') && i === 0 ? { day: dayOfCell(cell('published')) } : {}) }))
      const grant = cell('grantNumber')
      if (grant) of.publications.push({ number: grant, ...(of.office ? { office: of.office } : {}), ...(cell('granted') ? { day: dayOfCell(cell('granted')) } : {}) })
      if (cell('granted')) of.granted = dayOfCell(cell('granted'))
      of.title = tidy(cell('title'))
      of.abstract = tidy(cell('abstract'))
      of.claims = cell('claims')
      const type = types[cell('type')]
      if (type) of.type = type
      const first = { country: cell('country'), creditCode: cell('creditCode'), address: cell('address'), province: cell('province'), city: cell('city'), county: cell('county'), region: cell('region') }
      of.applicants = many(cell('applicants')).map((raw, i) => {
        const tagged = /^(.*?)\s*\[([A-Z]{2})\]$/.exec(raw)
        const known = i === 0 ? Object.fromEntries(Object.entries(first).filter(([, v]) => v)) : {}
        return { name: tagged ? tagged[1]! : raw, ...(tagged ? { country: tagged[2]! } : {}), ...known }
      })
      of.owners = many(cell('owners')).map((name) => ({ name }))
      of.inventors = many(cell('inventors'))
      if (cell('agency')) of.agency = cell('agency')
      if (cell('agencyCode')) of.agencyCode = cell('agencyCode')
      of.agents = many(cell('agents'))
      of.ipc = cell('ipc').split(/[;；|,\n]/)
      of.priorities = many(cell('priorities')).map(priorityOf)
      if (cell('family')) of.family = cell('family')
      of.cites = many(cell('cites')).map((number) => ({ number }))
      if (cell('parent')) of.parent = cell('parent')
      read.draft = of
    }
    if (isEvents && (cell('status') || cell('statusDay') || !hasRecord)) {
      const from = many(cell('statusFrom')), to = many(cell('statusTo'))
      read.event = legalEventOf({ number: application, day: dayOfCell(cell('statusDay')), status: cell('status'), detail: cell('statusDetail'), ...(from.length ? { from } : {}), ...(to.length ? { to } : {}) })
    }
    return read
  }
}

/** 13/112,026 20.05.2011 US: number, day, office, in the order PATENTSCOPE writes them; or a number alone. */
function priorityOf(raw: string): Draft['priorities'][number] {
  const parsed = /^(\S+)\s+(\S+)\s+([A-Z]{2})$/.exec(raw.trim())
  const day = parsed && readDay(parsed[2]!)
  return parsed && day ? { number: parsed[1]!, day, office: parsed[3]! } : { number: raw.trim() }
}

/** Days come from spreadsheets as counts since 1899-12-30 too. */
export function dayOfCell(value: string): string {
  if (!/^\d{5}(\.\d+)?$/.test(value)) return value
  return new Date(Date.UTC(1899, 11, 30) + Math.floor(Number(value)) * 86_400_000).toISOString().slice(0, 10)
}
