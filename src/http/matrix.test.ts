import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Asking, anOffice, type Office, type Person } from '../../test/http.ts'
import { tennisProgramme } from '../../test/fixtures/tennis-club/index.ts'
import { tellOfSteps } from '../platform/cases/index.ts'
import { rows } from '../platform/db/index.ts'
import { deliver } from '../platform/notices/index.ts'
import { linkParty } from '../platform/people/index.ts'
import { defineIndicator } from '../service/index.ts'
import { programmeRoutes } from '../main/programmes.ts'
import { forecastRoutes, reportRoutes, samplingRoutes, burdenRoutes, chainRoutes, scoreRoutes, supervisionRoutes } from './index.ts'

// Every endpoint × every role × own and other unit's record. The endpoints are read from the served description, so that a
// route added tomorrow is in here tomorrow; who may see what is written down by hand.

const joined = defineIndicator({ id: 'joined', name: '入会申请数', definition: '提交的入会申请', carries: ['0.1'], owner: '网球处', version: 1, kind: 'flow', unit: '件', direction: 'up', from: { events: ['tennis-club.submit'] } })

let office: Office
const roles: Record<string, Asking> = {}
interface Record_ { name: string; seenBy: string[]; marks: string[]; params: Record<string, string> }
const records: Record_[] = []
interface Endpoint { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string; route: any }
let endpoints: Endpoint[] = []

// An administrator keeps the list of firms and accounts; that a firm exists is not yet that it has a case.
const peopleOnly = ['/api/v1/members', '/api/v1/parties']
const firmOf: Record<string, string> = { 福州办件: '甲机密', 厦门办件: '丙厦门' }
const everyone = ['visitor', 'owner', 'rival', 'cityWindow', 'county', 'otherCounty', 'otherCity', 'coach', 'leader', 'otherDivision', 'auditor', 'admin']

beforeAll(async () => {
  office = await anOffice({ routes: [supervisionRoutes, samplingRoutes, chainRoutes, burdenRoutes, reportRoutes, forecastRoutes, scoreRoutes, ...programmeRoutes], programmes: [{ ...tennisProgramme, indicators: [joined] }] })
  const seat = (unit: string, ...duties: string[]) => office.person({ seats: [{ unit, duties }] })
  const owner = await aFirm('甲机密公司'), rival = await aFirm('乙对手公司')
  const cityWindow = await seat('fj.3501', 'handle'), leader = await seat('fj.use', 'decide'), coach = await seat('fj.use', 'handle'), otherCity = await seat('fj.3502', 'handle')
  Object.assign(roles, {
    visitor: office.visitor, owner: owner.asks, rival: rival.asks, cityWindow: cityWindow.asks, county: (await seat('fj.3501.350102', 'inspect')).asks, otherCounty: (await seat('fj.3501.350103', 'inspect')).asks, otherCity: otherCity.asks,
    coach: coach.asks, leader: leader.asks, otherDivision: (await seat('fj.protection', 'handle', 'decide')).asks, auditor: (await office.person({ auditor: true })).asks, admin: (await office.person({ admin: true })).asks,
  })
  expect(Object.keys(roles)).toEqual(everyone)

  // Gulou, Fuzhou: one at intake with a file, one that became a member and was given a card.
  const inFuzhou = ['owner', 'cityWindow', 'county', 'coach', 'leader', 'auditor']
  const file = await upload(owner, '甲机密近照.png')
  const first = await apply(owner, '甲机密公司', '350102', file)
  records.push({ name: '福州办件', seenBy: inFuzhou, marks: [first.id, first.number, '甲机密', file.hash], params: { id: first.id, step: 'accept', hash: file.hash } })
  const loose = await upload(owner, '甲机密草图.png', 'loose')
  records.push({ name: '未入件的文件', seenBy: ['owner'], marks: [loose.hash], params: { hash: loose.hash } })
  const draft = (await owner.asks('POST', '/api/v1/drafts', { item: 'tennis-club', raw: { play: { wish: '甲机密草稿' } } })).body
  records.push({ name: '草稿', seenBy: ['owner'], marks: [draft.id, '甲机密草稿'], params: { id: draft.id } })
  // Siming, Xiamen: of another firm.
  const other = await apply(await aFirm('丙厦门公司'), '丙厦门公司', '350203')
  records.push({ name: '厦门办件', seenBy: ['otherCity', 'coach', 'leader', 'auditor'], marks: [other.id, other.number, '丙厦门'], params: { id: other.id, step: 'accept' } })
  const member = await aFirm('丁会员公司')
  const card = await apply(member, '丁会员公司', '350102')
  for (const [day, asks, step] of [['2022-03-02', cityWindow.asks, 'accept'], ['2022-03-03', leader.asks, 'pass'], ['2022-03-16', coach.asks, 'confirm']] as const) {
    office.house.setClock(day)
    expect((await asks('POST', `/api/v1/cases/${card.id}/steps/${step}`)).status, step).toBe(200)
  }
  const [paper] = (await member.asks('GET', `/api/v1/cases/${card.id}`)).body.papers
  const [entry] = await rows<{ id: number }>(office.fresh.db, `select id from entry where register = 'club-members'`)
  records.push({ name: '证书', seenBy: ['cityWindow', 'county', 'coach', 'leader', 'auditor'], marks: [paper.id], params: { id: paper.id } })
  // Any office of the province reads the whole register; the case behind the line stays with those who see the case.
  records.push({ name: '名录条目', seenBy: ['cityWindow', 'county', 'coach', 'leader', 'otherDivision', 'auditor'], marks: [], params: { register: 'club-members', id: String(entry!.id), key: card.number } })
  await deliver(office.fresh.db, tellOfSteps(office.house))

  const { body } = await office.visitor('GET', '/api/openapi.json')
  endpoints = Object.entries<Record<string, any>>(body.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, route]): Endpoint => ({ method: method.toUpperCase() as Endpoint['method'], path, route })))
  // Leaving comes last, and is one's own affair.
  endpoints = endpoints.filter((e) => !(e.path === '/api/session' && e.method === 'DELETE'))
})
afterAll(() => office?.close())

async function aFirm(name: string): Promise<Person> {
  return office.person({ partyId: await linkParty(office.fresh.db, { name }, true) })
}
async function apply(who: Person, name: string, place: string, photo?: { hash: string; name: string; size: number }): Promise<{ id: string; number: string }> {
  const answer = await who.asks('POST', '/api/v1/cases', { item: 'tennis-club', answers: { who: { name: { name }, place, ...(photo ? { photo: [photo] } : {}) }, play: { level: 'new', wish: '周末打球' } } })
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.body
}
async function upload(who: Person, name: string, extra = ''): Promise<{ hash: string; name: string; size: number }> {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  const body = Buffer.concat([Buffer.from(`--e\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`), png, Buffer.from(extra), Buffer.from('\r\n--e--\r\n')])
  const { hash, size } = (await who.asks('POST', '/api/v1/files', body, { 'content-type': 'multipart/form-data; boundary=e' })).body
  return { hash, name, size }
}

/** A value that a schema would take, as far as it says. */
function sample(schema: any, text: string): unknown {
  if (!schema || typeof schema !== 'object') return text
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.default !== undefined) return schema.default
  const one = schema.anyOf ?? schema.oneOf
  if (one) return sample(one[0], text)
  if (schema.type === 'object') return Object.fromEntries(Object.entries<any>(schema.properties ?? {}).map(([name, s]) => [name, sample(s, text)]))
  if (schema.type === 'array') return [sample(schema.items, text)]
  if (schema.type === 'boolean') return true
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1)
  return schema.maxLength ? text.slice(0, schema.maxLength) : text
}
const nasty = `'; drop table case_file; --<script>alert(1)</script>\${7*7}%00\u202e😀`

function asked({ path, method, route }: Endpoint, params: Record<string, string>, text: string, query: 'few' | 'all' = 'few'): { url: string; body: unknown; headers: Record<string, string> } {
  const find = (route.parameters ?? []).filter((p: any) => p.in === 'query' && (p.required || query === 'all')).map((p: any) => `${p.name}=${encodeURIComponent(String(p.schema?.pattern || p.name === 'from' || p.name === 'to' || p.name === 'asOf' ? '2022-03-01' : sample(p.schema, text)))}`)
  const url = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? (name === 'day' ? '2022-03-01' : name === 'register' ? 'club-members' : /^\d+$/.test(params.id ?? '') ? params.id! : 'x')))
  const content = route.requestBody?.content
  if (content?.['text/csv']) return { url: `${url}?reason=x&dryRun=false`, body: '会员证号,姓名,级别\n1,=1,<b>\n', headers: { 'content-type': 'text/csv' } }
  const body = method === 'GET' || !content?.['application/json'] ? undefined : sample(content['application/json'].schema, text)
  return { url: find.length ? `${url}?${find.join('&')}` : url, body, headers: {} }
}
const about = (e: Endpoint, r: Record_) => [...e.path.matchAll(/\{(\w+)\}/g)].every(([, name]) => r.params[name!] !== undefined) && /\{(?!step\})/.test(e.path)

describe('nobody is shown what is not theirs', () => {
  it('in any list, page, table or file that can be read', async () => {
    const leaks: string[] = [], faults: string[] = []
    const readable = endpoints.filter((e) => e.method === 'GET')
    expect(readable.length).toBeGreaterThan(30)
    for (const e of readable) for (const role of everyone) {
      const forms = [...new Set(['{}', ...records.filter((r) => about(e, r)).map((r) => JSON.stringify(r.params))])]
      for (const params of forms) for (const more of ['', 'format=csv']) {
        const { url } = asked(e, { id: 'x', ...JSON.parse(params) }, '甲')
        const answer = await roles[role]!('GET', `${url}${more ? `${url.includes('?') ? '&' : '?'}${more}` : ''}`)
        if (answer.status >= 500) faults.push(`${role} GET ${url} → ${answer.text}`)
        for (const r of records) {
          if (r.seenBy.includes(role) || !(answer.status < 300)) continue
          // The address itself may be repeated; what comes back may not hold more than was asked with.
          const found = r.marks.filter((mark) => !(role === 'admin' && peopleOnly.includes(e.path) && mark === firmOf[r.name])).find((mark) => answer.text.includes(mark) && !url.includes(encodeURIComponent(mark)))
          if (found) leaks.push(`${role} reads ${found} of ${r.name} by GET ${url}&${more}`)
        }
      }
    }
    expect(faults).toEqual([])
    expect(leaks).toEqual([])
  }, 120_000)

  it('when it is asked for by its own address, and those who may see it do', async () => {
    const wrong: string[] = []
    const direct: [string, string][] = [['福州办件', '/api/v1/cases/{id}'], ['福州办件', '/api/v1/cases/{id}/history'], ['福州办件', '/api/v1/files/{hash}'], ['厦门办件', '/api/v1/cases/{id}'], ['未入件的文件', '/api/v1/files/{hash}'], ['草稿', '/api/v1/drafts/{id}'], ['证书', '/api/v1/papers/{id}'], ['名录条目', '/api/v1/registers/{register}/entries/{id}']]
    for (const [name, path] of direct) {
      const record = records.find((r) => r.name === name)!
      for (const role of everyone) {
        const { status } = await roles[role]!('GET', path.replace(/\{(\w+)\}/g, (_, p) => record.params[p]!))
        const expected = record.seenBy.includes(role) ? 200 : role === 'visitor' ? 401 : 404
        if (status !== expected) wrong.push(`${role} GET ${path} of ${name}: ${status}, not ${expected}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('and nobody changes it', async () => {
    const wrong: string[] = []
    for (const e of endpoints.filter((x) => x.method !== 'GET')) for (const r of records) {
      if (!about(e, r) || r.name === '名录条目') continue
      for (const role of everyone) {
        if (r.seenBy.includes(role)) continue
        const { url, body, headers } = asked(e, r.params, '甲')
        const answer = await roles[role]!(e.method, url, body, headers)
        if (answer.status < 400 || answer.status >= 500) wrong.push(`${role} ${e.method} ${url} → ${answer.status} ${answer.text.slice(0, 200)}`)
        const leak = r.marks.find((mark) => answer.text.includes(mark) && !url.includes(encodeURIComponent(mark)))
        if (leak) wrong.push(`${role} ${e.method} ${url} tells ${leak}`)
      }
    }
    expect(wrong).toEqual([])
    expect(await rows(office.fresh.db, 'select version from case_file where id = any($1)', [records.flatMap((r) => r.name.endsWith('办件') ? [r.params.id] : [])])).toEqual([{ version: 1 }, { version: 1 }])
  })
})

it('a step done to many cases at once is done to none that a person may not see', async () => {
  const hidden = records.filter((r) => r.name.endsWith('办件')).map((r) => ({ id: r.params.id }))
  for (const role of ['rival', 'otherCounty', 'otherDivision', 'admin']) {
    const { body } = await roles[role]!('POST', '/api/v1/cases/steps/accept', { cases: hidden })
    expect(body, role).toEqual({ done: 0, results: hidden.map(({ id }) => ({ id, ok: false, say: '没有这件办件，或您无权查看' })) })
  }
})

describe('whatever is sent', () => {
  it('is answered in words and never with a fault of ours', async () => {
    const faults: string[] = []
    for (const e of endpoints) for (const role of ['visitor', 'owner', 'cityWindow', 'leader', 'auditor', 'admin']) for (const text of ['x', nasty, '9'.repeat(300)]) {
      const { url, body, headers } = asked(e, { id: text === 'x' ? '1' : text, step: text, hash: 'f'.repeat(64), key: text, code: text, ...(text === 'x' ? {} : { register: text }) }, text, 'all')
      const answer = await roles[role]!(e.method, url, body, headers)
      if (answer.status >= 500) faults.push(`${role} ${e.method} ${url} ${JSON.stringify(body)} → ${answer.text}`)
      else if (answer.status >= 400 && !/[\u4e00-\u9fff]/.test(answer.body?.detail ?? '')) faults.push(`${role} ${e.method} ${url} → ${answer.status} without words: ${answer.text.slice(0, 200)}`)
    }
    expect(faults.slice(0, 20)).toEqual([])
  }, 120_000)

  it('by someone not signed in changes nothing but their own registration', async () => {
    const open = endpoints.filter((e) => e.method !== 'GET' && !e.route.security).map((e) => `${e.method} ${e.path}`)
    expect(open.sort()).toEqual(['POST /api/session', 'POST /api/session/code', 'POST /api/v1/registrations', 'POST /api/v1/verify'])
    const wrong: string[] = []
    for (const e of endpoints.filter((x) => x.route.security)) {
      const { url, body, headers } = asked(e, { id: '1' }, 'x')
      const { status } = await office.visitor(e.method, url, body, headers)
      if (status !== 401) wrong.push(`${e.method} ${url} → ${status}`)
    }
    expect(wrong).toEqual([])
  })

  it('to administration is refused to everyone who is no administrator', async () => {
    const wrong: string[] = []
    for (const path of ['/api/v1/members', '/api/v1/parties']) for (const role of everyone.filter((r) => r !== 'admin' && r !== 'visitor')) {
      const { status } = await roles[role]!('GET', path)
      if (status !== 403) wrong.push(`${role} ${path} ${status}`)
    }
    for (const path of ['/api/v1/read-log', '/api/v1/admin-log']) for (const role of everyone.filter((r) => r !== 'auditor' && r !== 'visitor')) {
      const { status } = await roles[role]!('GET', path)
      if (status !== 403) wrong.push(`${role} ${path} ${status}`)
    }
    expect(wrong).toEqual([])
  })
})
