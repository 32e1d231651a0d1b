import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Asking } from './http.ts'
import { people, theWholeOffice } from './whole-office.ts'
import { rows } from '../src/platform/db/index.ts'

// Every kind of person who comes here, the whole demonstration, and what each may see of it. What is expected is worked out
// here from the rules in words and from the plainest columns of the tables, never by asking the rule under test.

interface Fact { id: string; number: string; item: string; title: string; place: string; handler: string; published: boolean; parties: { id: string; name: string; code: string | null; role: string }[]; drawn: string[]; names: string[] }
interface Role { asks: Asking; username?: string; unit?: string; duties: string[]; party?: string; auditor?: true }

let office: Awaited<ReturnType<typeof theWholeOffice>>
let facts: Fact[]
const roles: Record<string, Role> = {}
/** Whose account plays which role. */
const cast: Record<string, string> = {
  '本件企业（福州）': 'demo.company.fuzhou', '另一企业（泉州）': 'demo.company.quanzhou', 宁德企业: 'demo.company.ningde', 高校: 'demo.university', '银行（第二方）': 'demo.bank', '被请求人（第二方）': 'demo.respondent',
  '代理机构（只是整改的一方）': 'demo.agency', 厦门企业: 'demo.company.xiamen', 安溪企业: 'demo.producer.anxi', 福鼎合作社: 'demo.producer.fuding',
  鼓楼区局: 'demo.gulou.handler', 晋江市局: 'demo.jinjiang.leader', 福鼎市局: 'demo.fuding.handler', 同安区局: 'demo.tongan.handler', 福州市局: 'demo.fuzhou.handler', 泉州市局负责人: 'demo.quanzhou.leader', 南平市局: 'demo.nanping.handler', 厦门市局: 'demo.xiamen.handler', 平潭: 'demo.pingtan.handler',
  运用处: 'demo.use.handler', 运用处资金: 'demo.use.finance', 保护处: 'demo.protection.leader', 商标处: 'demo.trademark.handler', 发展保护中心: 'demo.devcentre.handler', 保护中心: 'demo.protcentre.handler', 领导小组办公室: 'demo.group.handler', 省局: 'demo.bureau.leader',
  '专家（被抽中）': 'demo.expert.8', '专家（另一组）': 'demo.expert.3', '专家（未被抽中）': 'demo.expert.2', 审计: 'demo.auditor', '管理员（无席位）': 'demo.administrator',
}
/** Which offices of the province carry which item out. 保护中心 helps adjudication with technical inquiry; 预审 is its alone. */
const carriers: Record<string, string[]> = {
  'interest-subsidy': ['fj.use', 'fj.devcentre'], 'patent-award': ['fj.use', 'fj.devcentre'], 'service-node': ['fj.use', 'fj.devcentre'], 'navigation-project': ['fj.use', 'fj.devcentre'], 'mark-product': ['fj.trademark'],
  'filing-verification': ['fj.protection', 'fj.use', 'fj.protcentre'], 'agency-rectification': [], adjudication: ['fj.protection', 'fj.protcentre'], 'fair-complaint': ['fj.protection'], 'pre-examination': ['fj.protcentre'], 'list-action': ['fj.group', 'fj.use', 'fj.protection', 'fj.trademark'], 'supervision-sheet': ['fj.group', 'fj.use', 'fj.protection', 'fj.trademark'],
}
const isNeedToKnow = (c: Fact) => c.item === 'pre-examination'
const lies = (at: string, within: string) => at === within || at.startsWith(`${within}.`)
const isProvincial = (unit: string) => !/^fj\.(\d|pt)/.test(unit)

/** The rule in words: divisions their programmes, cities and counties their subtree, parties their own, experts what they were drawn for; unpublished inventions only their parties, the centre and the audit. */
function sees(who: Role, c: Fact): boolean {
  if (who.auditor) return true
  if (who.party && c.parties.some((p) => p.id === who.party)) return true
  if (who.username && c.drawn.includes(who.username)) return true
  if (!who.unit) return false
  if (carriers[c.item]!.includes(who.unit)) return true
  if (isNeedToKnow(c)) return false
  if (who.unit === 'fj' || who.unit === 'fj.group') return true
  if (isProvincial(who.unit)) return c.handler === who.unit
  return lies(c.place, who.unit) || lies(c.handler, who.unit)
}
const isBlind = (who: Role, c: Fact) => who.username !== undefined && c.drawn.includes(who.username)
const seenBy = (who: Role) => facts.filter((c) => sees(who, c))
/** One case of every item in every state beside a handful of the many cases of the list. */
const tried = () => [...facts.filter((c) => c.item !== 'list-action'), ...facts.filter((c) => c.item === 'list-action').filter((_, i) => i % 30 === 0)]

beforeAll(async () => {
  office = await theWholeOffice()
  const { fresh: { db }, demo } = office
  const found = await rows<Omit<Fact, 'drawn' | 'names'> & { history: string[]; answers: any }>(db, `select c.id, c.number, c.item, c.title, c.place::text, c.handler::text, c.published, c.snapshot -> 'answers' as answers,
    coalesce((select json_agg(json_build_object('id', p.party_id, 'name', p.name, 'code', p.credit_code, 'role', p.role)) from case_party p where p.case_id = c.id), '[]') as parties,
    (select json_agg(a.action order by a.seq) from case_action a where a.case_id = c.id) as history from case_file c order by c.number`)
  facts = found.map(({ history, answers, ...c }) => ({
    ...c, drawn: history.map((a) => JSON.parse(a)).reduce<string[]>((drawn, a) => a.set.notes?.panel?.drawn ?? drawn, []),
    names: [...c.parties.flatMap((p) => [p.name, p.code!]), ...[...(answers.people?.patentees ?? []), ...(answers.people?.inventors ?? [])].flatMap((p) => [p.name, p.creditCode]), answers.award?.agency, answers.award?.contact, answers.need?.contact].filter((n) => n !== undefined && n !== null),
  }))
  roles.访客 = { asks: office.visitor, duties: [] }
  for (const [role, username] of Object.entries(cast)) {
    const { unit, party, duties, kind } = people.find((p) => p.username === username)!
    roles[role] = { asks: await office.signIn(username, demo.password), username, duties, ...(kind === 'official' ? { unit: unit! } : {}), ...(party ? { party } : {}), ...(kind === 'auditor' ? { auditor: true as const } : {}) }
  }
}, 120_000)
afterAll(() => office?.close())

/** Every page of a list, put together. */
async function whole(asks: Asking, url: string, limit = 200): Promise<{ rows: any[]; total: number | undefined; status: number }> {
  const all: any[] = []
  for (let cursor = '', more = true; more;) {
    const { status, body } = await asks('GET', `${url}${url.includes('?') ? '&' : '?'}limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`)
    if (status !== 200) return { rows: [], total: undefined, status }
    all.push(...body.rows)
    if (body.total !== undefined && !body.next) return { rows: all, total: body.total, status }
    cursor = encodeURIComponent(body.next ?? '')
    more = Boolean(body.next)
  }
  return { rows: all, total: undefined, status: 200 }
}
async function sheetColumn(bytes: Buffer, column: number): Promise<string[]> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes as never)
  const cells: string[] = []
  book.worksheets[0]!.eachRow((row, n) => { if (n > 1) cells.push(String(row.getCell(column).value ?? '')) })
  return cells
}
const csvColumn = (text: string): string[] => text.replace(/^\ufeff/, '').split('\r\n').slice(1).filter(Boolean).map((line) => line.split(',')[0]!)
const sorted = (of: readonly string[]) => [...of].sort()
const eachRole = (look: (name: string, who: Role) => Promise<void>) => async () => { for (const [name, who] of Object.entries(roles)) await look(name, who) }
/** One of each kind, where asking everyone would only take longer. */
const kinds = ['访客', '本件企业（福州）', '被请求人（第二方）', '代理机构（只是整改的一方）', '鼓楼区局', '福州市局', '泉州市局负责人', '运用处', '保护处', '发展保护中心', '保护中心', '领导小组办公室', '省局', '专家（被抽中）', '管理员（无席位）']
const eachKind = (look: (name: string, who: Role) => Promise<void>) => async () => { for (const name of kinds) await look(name, roles[name]!) }

it('the demonstration is rich enough to tell roles apart', () => {
  expect(new Set(facts.map((c) => c.item))).toEqual(new Set(Object.keys(carriers)))
  const counts = Object.fromEntries(Object.entries(roles).map(([name, who]) => [name, seenBy(who).length]))
  expect(counts).toMatchObject({ 访客: 0, '专家（未被抽中）': 0, '管理员（无席位）': 0, 审计: facts.length })
  for (const name of ['本件企业（福州）', '银行（第二方）', '被请求人（第二方）', '专家（被抽中）', '专家（另一组）', '鼓楼区局', '厦门市局', '保护处', '保护中心']) expect(counts[name], name).toBeGreaterThan(0)
})

describe('办件', () => {
  it('in the list, its total, its table and its spreadsheet are those a person may see, no more and no fewer', eachRole(async (name, who) => {
    const { rows: found, total, status } = await whole(who.asks, '/api/v1/cases')
    if (!who.username) return expect([name, status]).toEqual([name, 401])
    const expected = sorted(seenBy(who).map((c) => c.number))
    expect([name, sorted(found.map((r) => r.number)), total]).toEqual([name, expected, expected.length])
    const paged = await whole(who.asks, '/api/v1/cases?item=patent-award', 2)
    expect([name, paged.rows.length, paged.total]).toEqual([name, ...[0, 0].map(() => seenBy(who).filter((c) => c.item === 'patent-award').length)])
    expect([name, sorted(csvColumn((await who.asks('GET', '/api/v1/cases?format=csv')).text))]).toEqual([name, expected])
    expect([name, sorted(await sheetColumn((await who.asks('GET', '/api/v1/cases?format=xlsx')).bytes, 1))]).toEqual([name, expected])
  }))

  it('are opened by their own address by those who may see them; to others they do not exist', eachRole(async (name, who) => {
    const wrong: string[] = []
    const ways = kinds.includes(name) ? ['', '/row', '/history', '/history?format=csv', '?asOf=2022-09-01'] : ['']
    for (const c of tried()) for (const way of ways) {
      const url = `/api/v1/cases/${c.id}${way}`
      const { status, text } = await who.asks('GET', url)
      const expected = !who.username ? 401 : sees(who, c) ? 200 : 404
      if (status !== expected) wrong.push(`${url} of ${c.number}: ${status}, not ${expected}: ${text.slice(0, 100)}`)
    }
    expect([name, wrong]).toEqual([name, []])
  }), 60_000)

  it('are not found out by searching, filtering or counting', eachRole(async (name, who) => {
    if (!who.username) return
    const firm = people.find((p) => p.username === 'demo.company.fuzhou')!.party!
    for (const [query, mine] of [
      [`q=${encodeURIComponent('闽光')}`, (c: Fact) => !isBlind(who, c) && (c.title.includes('闽光') || c.parties.some((p) => p.role === 'applicant' && p.name.includes('闽光')))],
      [`party=${firm}`, (c: Fact) => !isBlind(who, c) && c.parties.some((p) => p.id === firm)],
      ['unit=fj.3505', (c: Fact) => !isBlind(who, c) && (lies(c.place, 'fj.3505') || lies(c.handler, 'fj.3505'))],
    ] as const) {
      const { rows: found, total } = await whole(who.asks, `/api/v1/cases?${query}`)
      const expected = sorted(seenBy(who).filter(mine).map((c) => c.number))
      expect([name, query, sorted(found.map((r) => r.number)), total]).toEqual([name, query, expected, expected.length])
    }
  }))

  it('wait only for those they lie with, and the count is the list', eachRole(async (name, who) => {
    if (!who.username) return
    const { rows: waiting, total } = await whole(who.asks, '/api/v1/worklist')
    const lying = await rows<{ case_id: string }>(office.fresh.db, `select case_id from work w where (w.unit_id = $1 and w.duty = any($2)) or w.party_id = $3 or w.member_id = $4`, [who.unit ?? '', who.duties, who.party ?? '', who.username])
    expect([name, sorted(waiting.map((w) => w.id)), total]).toEqual([name, sorted(lying.map((w) => w.case_id)), lying.length])
    const seen = new Set(seenBy(who).map((c) => c.id))
    expect([name, waiting.filter((w) => !seen.has(w.id)).map((w) => w.number)]).toEqual([name, []])
  }))

  it('come with every file and paper to the offices, to a party only with what is its own', eachRole(async (name, who) => {
    const issued = await rows<{ id: string; case_id: string; certificate: boolean; served_on: string[]; title: string }>(office.fresh.db, 'select id, case_id, certificate, served_on, title from paper where case_id is not null')
    const wrong: string[] = []
    for (const p of issued) {
      const c = facts.find((x) => x.id === p.case_id)!
      const served = c.parties.some((x) => x.id === who.party && (p.certificate || p.served_on.includes('all') || p.served_on.includes(x.role)))
      const may = sees(who, c) && !isBlind(who, c) && (who.unit !== undefined || who.auditor === true || served)
      // Drawing a page takes long; those who may are tried on the view's own list of papers.
      if (may) continue
      const { status } = await who.asks('GET', `/api/v1/papers/${p.id}`)
      if (status !== (who.username ? 404 : 401)) wrong.push(`${p.title} of ${c.number}: ${status}`)
    }
    for (const c of tried().filter((x) => sees(who, x))) {
      const { body } = await who.asks('GET', `/api/v1/cases/${c.id}`)
      const expected = issued.filter((p) => p.case_id === c.id && !isBlind(who, c) && (who.unit || who.auditor || c.parties.some((x) => x.id === who.party && (p.certificate || p.served_on.includes('all') || p.served_on.includes(x.role)))))
      if (body.papers.length !== expected.length) wrong.push(`${c.number} lists ${body.papers.length} papers, not ${expected.length}`)
    }
    expect([name, wrong]).toEqual([name, []])
  }), 60_000)

  it('keep what an office wrote for itself within the office', async () => {
    for (const name of ['本件企业（福州）', '另一企业（泉州）', '宁德企业', '高校', '银行（第二方）', '被请求人（第二方）', '安溪企业']) {
      const who = roles[name]!
      for (const c of seenBy(who)) {
        const history = (await rows<{ action: string }>(office.fresh.db, `select action from case_action where case_id = $1`, [c.id])).map((r) => JSON.parse(r.action))
        const inner = history.filter((a) => a.internal && a.by.id !== who.username)
        const open = JSON.stringify(history.filter((a) => !a.internal))
        const said = inner.flatMap((a) => Object.values(a.input ?? {}).filter((v): v is string => typeof v === 'string' && v.length > 6 && /[\u4e00-\u9fff]/.test(v) && !open.includes(v)))
        const { text, body } = await who.asks('GET', `/api/v1/cases/${c.id}`)
        expect([name, c.number, said.filter((s) => text.includes(s))]).toEqual([name, c.number, []])
        expect(body.history.filter((e: any) => inner.some((a) => a.seq === e.seq) && (e.by || e.read.length))).toEqual([])
      }
    }
  })
})

describe('盲评', () => {
  it('shows an expert no name of anyone behind the work, in whatever they open, also of an earlier day', async () => {
    for (const name of ['专家（被抽中）', '专家（另一组）']) {
      const who = roles[name]!
      for (const c of seenBy(who)) {
        const early = (await rows<{ on_day: string }>(office.fresh.db, 'select on_day from case_action where case_id = $1 order by seq limit 1', [c.id]))[0]!.on_day
        for (const url of [`/api/v1/cases/${c.id}`, `/api/v1/cases/${c.id}?asOf=${early}`, `/api/v1/cases/${c.id}/row`, `/api/v1/cases/${c.id}/history`, `/api/v1/cases/${c.id}/history?format=csv`, '/api/v1/cases', '/api/v1/cases?format=csv', '/api/v1/worklist', '/api/v1/worklist?format=csv', '/api/v1/notices', '/api/v1/notices?format=csv']) {
          const { status, text } = await who.asks('GET', url)
          expect([name, url, status, c.names.filter((n) => text.includes(n))]).toEqual([name, url, 200, []])
        }
        const { body } = await who.asks('GET', `/api/v1/cases/${c.id}`)
        expect([body.blind, body.parties, body.papers, body.place, body.handler.name]).toEqual([true, [], [], '', ''])
        // What is to be judged is there.
        expect(JSON.stringify(body.submitted)).toContain(c.item === 'patent-award' ? '实施与保护情况' : '要回答的问题')
      }
    }
  })

  it('tells the offices, and nobody else, who was drawn, who stayed out and how the sheets were summed', async () => {
    const names = new Map((await rows<{ id: string; name: string }>(office.fresh.db, 'select id, name from member')).map((m) => [m.id, m.name]))
    const judged = facts.filter((x) => x.drawn.length > 0)
    expect(judged.length).toBeGreaterThan(2)
    for (const c of judged) {
      const { body } = await roles.发展保护中心!.asks('GET', `/api/v1/cases/${c.id}`)
      expect(sorted(body.panel.drawn.map((e: any) => e.name))).toEqual(sorted(c.drawn.map((id) => names.get(id)!)))
      expect(JSON.stringify(body.panel)).not.toContain('demo.expert.1：')
      for (const who of Object.values(roles).filter((r) => r.username && (r.party || isBlind(r, c)) && sees(r, c))) expect((await who.asks('GET', `/api/v1/cases/${c.id}`)).body.panel).toBeUndefined()
    }
  })

  it('ends for an expert who was replaced: the case is theirs no longer', async () => {
    const c = facts.find((x) => x.item === 'patent-award' && x.drawn.includes('demo.expert.3') && x.place.startsWith('fj.3502'))!
    const { asks } = roles.发展保护中心!
    const done = await asks('POST', `/api/v1/cases/${c.id}/steps/replace`, { input: { expert: 'demo.expert.3', seed: '20220920', reason: '出差在外' } })
    expect(done.status, done.text).toBe(200)
    expect((await roles['专家（另一组）']!.asks('GET', `/api/v1/cases/${c.id}`)).status).toBe(404)
  })
})

describe('预审（未公开的发明创造）', () => {
  it('is named nowhere to anyone but its party, the centre and the audit', async () => {
    const { body: api } = await office.visitor('GET', '/api/openapi.json')
    const addresses = Object.entries<any>(api.paths).filter(([path, m]) => m.get && !path.includes('{id}') && !path.includes('{hash}')).map(([path]) => path)
    const lists = [...addresses.filter((p) => !p.includes('{')), ...[...office.house.registers.keys()].flatMap((r) => [`/api/v1/registers/${r}/entries`, `/api/v1/registers/${r}/search?q=${encodeURIComponent('演示')}`]),
      ...[...office.house.indicators.keys()].map((i) => `/api/v1/indicators/${i}/evidence?from=2022-01-01&to=2022-12-31`), ...['11.1', '11.2', '11.3', '12.1'].map((a) => `/api/v1/actions/${a}/evidence`)]
    const inventions = await rows<{ id: string; number: string; invention: string; abstract: string }>(office.fresh.db, `select id, number, snapshot #>> '{answers,what,title}' as invention, snapshot #>> '{answers,what,abstract}' as abstract from case_file where item = 'pre-examination'`)
    const leaks: string[] = []
    for (const name of kinds) for (const url of lists) for (const more of ['', 'format=csv']) {
      const who = roles[name]!
      const { status, text } = await who.asks('GET', `${url}${more ? `${url.includes('?') ? '&' : '?'}${more}` : ''}`)
      if (status >= 500) leaks.push(`${name} GET ${url}: ${text}`)
      for (const x of inventions) {
        if (sees(who, facts.find((c) => c.id === x.id)!)) continue
        // The ledger of points names the case it speaks of, by number only, to those who read that ledger.
        const marks = [x.id, x.invention, x.abstract, ...(url.includes('/pre-exam-points/') ? [] : [x.number])]
        for (const mark of marks) if (text.includes(mark)) leaks.push(`${name} reads ${mark} by GET ${url} ${more}`)
      }
    }
    expect(leaks).toEqual([])
  }, 120_000)

  it('leaves a line in the read log for every reading, the audit’s own included; the log is the audit’s', async () => {
    const c = facts.find((x) => x.item === 'pre-examination' && x.parties[0]!.id === 'demo-company-quanzhou')!
    const log = async () => (await whole(roles.审计!.asks, `/api/v1/read-log?case=${c.id}`)).rows.filter((r) => r.caseId === c.id)
    const before = (await log()).length
    for (const name of ['另一企业（泉州）', '保护中心', '审计', '泉州市局负责人']) await roles[name]!.asks('GET', `/api/v1/cases/${c.id}`)
    const lines = (await log()).slice(0, (await log()).length - before)
    expect(sorted(lines.map((l) => `${l.name} ${l.what}`))).toEqual(sorted(['演示·蔡刺桐 查阅保密办件', '演示·吴预审 查阅保密办件', '演示·严审计 查阅保密办件']))
    for (const [name, who] of Object.entries(roles)) if (!who.auditor) expect([name, (await who.asks('GET', '/api/v1/read-log')).status]).toEqual([name, who.username ? 403 : 401])
  })
})

it('电话等个人信息：当事人和经办席位看全文并留查阅记录，旁观的单位看到的是掩码', async () => {
  const c = facts.find((x) => x.item === 'interest-subsidy' && x.place.startsWith('fj.3501'))!
  const phone = (await rows<{ phone: string }>(office.fresh.db, `select snapshot #>> '{answers,applicant,phone}' as phone from case_file where id = $1`, [c.id]))[0]!.phone
  expect(phone.length).toBeGreaterThan(5)
  const count = async (member: string) => (await rows(office.fresh.db, 'select 1 from read_log where case_id = $1 and member_id = $2', [c.id, member])).length
  const full: string[] = []
  for (const [name, who] of Object.entries(roles)) {
    if (!sees(who, c)) continue
    const before = await count(who.username!)
    const { text } = await who.asks('GET', `/api/v1/cases/${c.id}`)
    if (!text.includes(phone)) continue
    full.push(name)
    // Those who act for a party read their own; an office that reads is written down.
    if (who.unit) expect([name, (await count(who.username!)) - before]).toEqual([name, 1])
  }
  expect(sorted(full)).toEqual(sorted(['本件企业（福州）', '银行（第二方）', '福州市局', '运用处', '运用处资金', '发展保护中心']))
})

describe('公示', () => {
  it('shows everyone the same limited fields and nothing else of the case', eachRole(async (name, who) => {
    const { body } = await who.asks('GET', '/api/v1/published')
    const labels: Record<string, string[]> = {
      'interest-subsidy': ['企业名称', '贷款银行', '拟贴息金额'], 'patent-award': ['专利', '申报单位', '专利权人', '发明人（设计人）', '拟授等级'],
    }
    expect([name, sorted(body.rows.map((p: any) => p.id)), body.total]).toEqual([name, sorted(facts.filter((c) => c.published).map((c) => c.id)), facts.filter((c) => c.published).length])
    for (const p of body.rows) {
      expect(Object.keys(p).sort()).toEqual(['demo', 'id', 'item', 'itemName', 'number', 'shows', 'since', 'until'])
      if (labels[p.item]) expect([p.item, p.shows.map((s: any) => s.label)]).toEqual([p.item, labels[p.item]])
    }
  }))

  it('can be objected to by a stranger, who is told that it was done and shown nothing more', async () => {
    const open = (await office.visitor('GET', '/api/v1/published')).body.rows.find((p: any) => p.until >= '2022-09-20')
    const c = facts.find((x) => x.id === open.id)!
    const { asks } = roles['代理机构（只是整改的一方）']!
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
    const body = Buffer.concat([Buffer.from('--e\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'), png, Buffer.from('\r\n--e--\r\n')])
    const file = (await asks('POST', '/api/v1/files', body, { 'content-type': 'multipart/form-data; boundary=e' })).body
    const done = await asks('POST', `/api/v1/cases/${c.id}/steps/object`, { input: { name: '演示·卢代理', contact: '0591-1', says: '所报情况与实际不符，请核查流水', evidence: [{ hash: file.hash, name: 'a.png', size: file.size }] } })
    expect([done.status, Object.keys(done.body).sort()]).toEqual([200, ['id', 'number', 'state', 'version']])
    expect((await asks('GET', `/api/v1/cases/${c.id}`)).status).toBe(404)
    // The applicant learns that there is an objection, not who raised it or in what words.
    const owner = Object.values(roles).find((r) => r.party && c.parties.some((p) => p.id === r.party && p.role === 'applicant'))!
    const { text } = await owner.asks('GET', `/api/v1/cases/${c.id}`)
    expect(['卢代理', '请核查流水', '0591-1'].filter((s) => text.includes(s))).toEqual([])
  })
})

describe('名录', () => {
  it('are read in full by the province and the audit, by a place for its own ground, by a party for its own lines', async () => {
    const all = await rows<{ register: string; id: number; unit: string | null; party_id: string | null; from_day: string; to_day: string | null }>(office.fresh.db, 'select register, id, unit, party_id, from_day, to_day from entry')
    for (const register of office.house.registers.values()) for (const [name, who] of Object.entries(roles)) {
      const { rows: found, total, status } = await whole(who.asks, `/api/v1/registers/${register.id}/entries`)
      const lines = all.filter((e) => e.register === register.id)
      const inForce = (e: (typeof all)[number]) => e.from_day <= '2022-09-20' && (e.to_day === null || e.to_day >= '2022-09-20')
      const expected = who.auditor || (who.unit && isProvincial(who.unit)) ? lines : who.unit ? lines.filter((e) => e.unit && lies(e.unit, who.unit!))
        : who.party && (register.public !== false || register.ownReadable) ? lines.filter((e) => e.party_id === who.party && inForce(e)) : undefined
      if (!expected) { expect([name, register.id, status]).toEqual([name, register.id, who.username ? 404 : 401]); continue }
      expect([name, register.id, found.map((e) => e.id).sort((a, b) => a - b), total]).toEqual([name, register.id, expected.map((e) => e.id).sort((a, b) => a - b), expected.length])
      const csv = csvColumn((await who.asks('GET', `/api/v1/registers/${register.id}/entries?format=csv`)).text)
      expect([name, register.id, csv.length]).toEqual([name, register.id, expected.length])
    }
  }, 60_000)

  it('tell the public their public fields only, and of the others nothing, not even that they exist', async () => {
    const { body: catalogue } = await office.visitor('GET', '/api/v1/registers')
    const certificates = [...office.house.items.values()].flatMap((i) => Object.values(i.papers ?? {})).filter((p) => p.certificate).map((p) => `${p.title}编号`)
    for (const register of office.house.registers.values()) {
      const { status, body } = await office.visitor('GET', `/api/v1/registers/${register.id}/search?q=${encodeURIComponent('演示')}`)
      expect([register.id, status]).toEqual([register.id, register.public === false ? 404 : 200])
      const listed = catalogue.rows.find((r: any) => r.id === register.id)
      if (register.public === false) { expect(listed).toBeUndefined(); continue }
      const open = register.public.map((f) => register.fields[f]!.label)
      expect(listed.fields.map((f: any) => f.label).sort()).toEqual([...open].sort())
      for (const line of body.rows) expect([register.id, line.shown.map((s: any) => s.label).filter((l: string) => !open.includes(l) && !certificates.includes(l)), Object.keys(line).filter((k) => ['data', 'unit', 'caseId', 'id'].includes(k))]).toEqual([register.id, [], []])
    }
  })
})

describe('清单', () => {
  const inside = (who: Role) => who.unit !== undefined || who.auditor || who.username === 'demo.administrator'

  it('with its lights is for those who work here; the public sees how much is on the way, and no light of any city', eachKind(async (name, who) => {
    const { list } = office
    for (const url of ['/api/v1/front', `/api/v1/lists/${list}/progress`, `/api/v1/lists/${list}/lights`, `/api/v1/lists/${list}/lights?format=csv`, `/api/v1/lists/${list}/tasks/7`, '/api/v1/actions/7.1', '/api/v1/actions/7.1/evidence', '/api/v1/indicators/subsidy-amount/evidence']) {
      const { status } = await who.asks('GET', url)
      if (!url.includes('indicators')) expect([name, url, status]).toEqual([name, url, !who.username ? 401 : inside(who) ? 200 : 403])
      else expect([name, url, status === 200 || status === 404]).toEqual([name, url, Boolean(inside(who))])
    }
    const open = await who.asks('GET', '/api/v1/public/progress')
    expect([name, open.status, /"light"|"red"|"yellow"|红灯|滞后/.test(open.text), open.body.cities.length]).toEqual([name, 200, false, 10])
  }))

  it('tells a place of its own ground, what lies above and below it, and of others the light alone', eachKind(async (name, who) => {
    if (!inside(who)) return
    const { body } = await who.asks('GET', `/api/v1/lists/${office.list}/progress`)
    const open = (unit: string) => !who.unit || isProvincial(who.unit) || lies(unit, who.unit) || (unit.includes('.') && lies(who.unit, unit))
    const wrong: string[] = []
    for (const t of body.tasks) for (const a of t.actions) for (const u of a.units) {
      if (open(u.unit)) continue
      if (u.caseId || u.reported || u.verified || u.state || u.parts.length || u.system.events || /\d/.test(u.light.say)) wrong.push(`${a.id} at ${u.name}: ${JSON.stringify(u)}`)
    }
    expect([name, wrong]).toEqual([name, []])
    const { rows: lights } = await whole(who.asks, `/api/v1/lists/${office.list}/lights`)
    expect([name, lights.filter((l) => !open(l.unit) && (l.reported !== null || l.verified !== null || l.state)).length]).toEqual([name, 0])
    const front = (await who.asks('GET', '/api/v1/front')).body
    expect([name, [...front.red, ...front.next].filter((r: any) => !open(r.unit)), front.waiting.total]).toEqual([name, [], (await whole(who.asks, '/api/v1/worklist')).total])
  }))

  it('opens behind every number only the cases, lines and papers that this person may see', eachKind(async (name, who) => {
    if (!inside(who)) return
    for (const action of ['5.1', '7.1', '9.4', '10.3', '11.2', '12.2', '14.1', '20.1', '20.2']) {
      const { status, body } = await who.asks('GET', `/api/v1/actions/${action}/evidence`)
      expect([name, action, status]).toEqual([name, action, 200])
      const seen = new Set(seenBy(who).map((c) => c.id))
      expect([name, action, body.cases.filter((c: any) => !seen.has(c.id)), [...body.events, ...body.documents].filter((e: any) => !seen.has(e.caseId))]).toEqual([name, action, [], []])
      if (!body.next) expect([name, action, body.visible.cases]).toEqual([name, action, body.cases.length])
      // Registers that are not public stay with those who read them.
      const inner = body.entries.filter((e: any) => office.house.registers.get(e.register)!.public === false)
      if (!who.auditor && !(who.unit && isProvincial(who.unit))) expect([name, action, inner]).toEqual([name, action, []])
    }
    const strange = who.unit && !isProvincial(who.unit) && who.unit !== 'fj.3507'
    if (strange) expect([name, (await who.asks('GET', '/api/v1/actions/7.1/evidence?unit=fj.3507')).status]).toEqual([name, 403])
  }))

  it('and behind every indicator', eachKind(async (name, who) => {
    if (!inside(who)) return
    const seen = new Map(facts.map((c) => [c.id, sees(who, c)]))
    for (const indicator of office.house.indicators.keys()) {
      const { rows: pieces, total, status } = await whole(who.asks, `/api/v1/indicators/${indicator}/evidence?from=2022-01-01&to=2022-12-31`)
      expect([name, indicator, status, total]).toEqual([name, indicator, 200, pieces.length])
      expect([name, indicator, pieces.filter((p) => p.caseId && !seen.get(p.caseId))]).toEqual([name, indicator, []])
    }
  }), 60_000)
})

describe('消息、草稿和文件', () => {
  it('notices speak only of cases their reader may see', eachRole(async (name, who) => {
    if (!who.username) return
    const { rows: notices } = await whole(who.asks, '/api/v1/notices')
    const hidden = facts.filter((c) => !sees(who, c))
    expect([name, notices.filter((n) => hidden.some((c) => c.id === n.caseId || n.title.includes(c.number) || n.say.includes(c.number))).map((n) => n.say)]).toEqual([name, []])
  }))

  it('drafts and uploads are one’s own, not even a colleague’s', async () => {
    const { asks } = roles['本件企业（福州）']!
    const draft = (await asks('POST', '/api/v1/drafts', { item: 'interest-subsidy', raw: { applicant: { contact: '只给自己看的草稿' } } })).body
    const colleague = await office.person({ partyId: 'demo-company-fuzhou' })
    for (const [name, who] of [...Object.entries(roles), ['同事', { asks: colleague.asks, username: 'x' }] as const]) {
      const mine = name === '本件企业（福州）'
      expect([name, (await who.asks('GET', `/api/v1/drafts/${draft.id}`)).status]).toEqual([name, mine ? 200 : who.username ? 404 : 401])
      const { text } = await who.asks('GET', '/api/v1/drafts')
      expect([name, text.includes('只给自己看的草稿')]).toEqual([name, mine])
    }
  })

  it('the paper that demonstration cases hand in is had by whoever sees one of them, and by no one else', eachRole(async (name, who) => {
    const [file] = await rows<{ hash: string }>(office.fresh.db, 'select hash from case_file_hash limit 1')
    const holding = new Set((await rows<{ case_id: string }>(office.fresh.db, 'select case_id from case_file_hash where hash = $1', [file!.hash])).map((r) => r.case_id))
    // Whoever judges without names opens no file.
    const may = facts.some((c) => holding.has(c.id) && sees(who, c) && !isBlind(who, c))
    expect([name, (await who.asks('GET', `/api/v1/files/${file!.hash}`)).status]).toEqual([name, !who.username ? 401 : may ? 200 : 404])
  }))
})

describe('导航项目室', () => {
  it('of the demonstration is half done: a sample part judged, one of two experts, a figure run again, an adoption', async () => {
    const [line, ...more] = (await roles.运用处!.asks('GET', '/api/v1/navigation/rooms')).body.rows
    const room = (await roles.运用处!.asks('GET', `/api/v1/navigation/rooms/${line.id}`)).body
    expect([more, room.title, room.confirmed]).toEqual([[], '演示·宁德市锂电新能源产业专利导航（2022年9月更新）', { n: 1, least: 2, enough: false }])
    expect(room.samples.map((s: any) => s.judged > 0 && s.judged < s.size)).toEqual([true])
    expect([room.noise.length, room.groups.length, room.placedCount, room.adoptions.map((a: any) => a.status)]).toEqual([1, 1, 2, ['在用']])
    const again = room.figures.find((f: any) => f.replaces !== null)
    expect((await roles.运用处!.asks('GET', `/api/v1/navigation/rooms/${line.id}/figures/${again.id}`)).body.changes.length).toBeGreaterThan(0)
  })
  it('is for the province, its own city and the parties of its case; not for those who judge the work without knowing whose it is', eachRole(async (name, who) => {
    if (!who.username) return
    const [{ id }] = (await roles.运用处!.asks('GET', '/api/v1/navigation/rooms')).body.rows, [{ case_id: caseId }] = await rows<{ case_id: string }>(office.fresh.db, 'select case_id from navigation_room') as [{ case_id: string }]
    const project = facts.find((c) => c.id === caseId)!
    const isTheirs = who.auditor || name === '管理员（无席位）' || Boolean(who.unit && (/^fj(\.[a-z]+)?$/.test(who.unit) && who.unit !== 'fj.pt' || who.unit === 'fj.3509' || sees(who, project))) || Boolean(who.party && project.parties.some((p) => p.id === who.party))
    expect([name, (await who.asks('GET', `/api/v1/navigation/rooms/${id}`)).status]).toEqual([name, isTheirs ? 200 : 404])
  }))
})
