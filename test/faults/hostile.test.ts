import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pages, reportRoutes, supervisionRoutes } from '../../src/http/index.ts'
import { programmes } from '../../src/main/programmes.ts'
import { rows } from '../../src/platform/db/index.ts'
import { linkParty } from '../../src/platform/people/index.ts'
import { describeFields, type ServiceItem, type State } from '../../src/service/index.ts'
import { supervisionProgramme } from '../../src/supervision/index.ts'
import { tennisProgramme } from '../fixtures/tennis-club/index.ts'
import { anOffice, type Answer, type Office, password, type Person } from '../http.ts'
import { builtPages } from '../pages.ts'
import { docxOf, packed, paragraphs, xlsxOf, zipOf } from './ground/packages.ts'
import { nastyTexts, placesIn, withAnswer } from './nasty.ts'

// What people who mean harm, and programs that are broken, send over HTTP: kept and shown as plain text, or refused in words.

const v1 = '/api/v1'
const dist = resolve('dist')
const drawn = existsSync(join(dist, 'server/public.js')) ? { dist, remove: () => {} } : await builtPages()
let office: Office
let player: Person, window: Person, leader: Person, group: Person, stranger: Person

beforeAll(async () => {
  office = await anOffice({ programmes: [...programmes, tennisProgramme, supervisionProgramme], routes: [supervisionRoutes, reportRoutes], pages: pages({ dist: drawn.dist }), checkAnswers: false })
  player = await aFirm('演示·林小满')
  window = await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }] })
  leader = await office.person({ seats: [{ unit: 'fj.use', duties: ['decide'] }] })
  group = await office.person({ seats: [{ unit: 'fj.group', duties: ['handle'] }] })
  stranger = await aFirm('演示·无关公司')
})
afterAll(async () => {
  await office?.close()
  drawn.remove()
})

const aFirm = async (name: string, creditCode?: string) => office.person({ partyId: await linkParty(office.fresh.db, { name, ...(creditCode ? { creditCode } : {}) }, true) })
const firms = new Map<string, Promise<Person>>()
/** Making an account is slow by design: whoever was made is met again. */
const theFirm = (name: string, creditCode?: string) => firms.get(name) ?? firms.set(name, aFirm(name, creditCode)).get(name)!
let actor: Person | undefined
/** One player under ever new names. */
async function named(name: string): Promise<Person> {
  actor ??= await aFirm('演示·百变')
  await rows(office.fresh.db, 'update party set name = $1, folded = $1 where id = (select party_id from member where id = $2)', [name, actor.id])
  office.app.accounts.forget(actor.id)
  return actor
}
const wish = (name: string, words: string) => ({ item: 'tennis-club', answers: { who: { name: { name }, place: '350102' }, play: { level: 'new', wish: words } } })
let players = 0
async function filed(words: string, name = `球员${++players}`) {
  const who = await named(name)
  return { who, answer: await who.asks('POST', `${v1}/cases`, wish(name, words)) }
}
/** Refused by the house and not by an accident, in Chinese, as RFC 9457 says it. */
function refusedInWords(answer: Answer, status?: number) {
  expect([answer.status >= 400 && answer.status < 500, answer.text]).toEqual([true, answer.text])
  if (status) expect(answer.status).toBe(status)
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.body.detail).toMatch(/[\u4e00-\u9fff]/)
}
const multipart = (name: string, bytes: Buffer | string, disposition = `form-data; name="file"; filename="${name}"`): [Buffer, Record<string, string>] => [
  Buffer.concat([Buffer.from(`--frontier\r\nContent-Disposition: ${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`), Buffer.from(bytes), Buffer.from('\r\n--frontier--\r\n')]),
  { 'content-type': 'multipart/form-data; boundary=frontier' }]
const upload = (name: string, bytes: Buffer | string, who = player) => who.asks('POST', `${v1}/files`, ...multipart(name, bytes))
const bringList = (name: string, bytes: Buffer | string) => group.asks('POST', `${v1}/lists`, ...multipart(name, bytes))
/** Seconds of work, not of waiting: a loaded machine must not fail the test. */
async function within<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  const from = process.cpuUsage(), answer = await work(), { user, system } = process.cpuUsage(from)
  expect((user + system) / 1_000_000).toBeLessThan(seconds)
  return answer
}
/** What would run if a page forgot to write it as text. */
const runs = /<script>alert|<img src=x|<svg onload|onerror=alert\(1\)>|"><svg/

describe('whatever is written into the questions of an item', () => {
  it('of every programme is kept as text or refused in words', async () => {
    const [proof] = [await upload('材料.txt', '材料')].map((a) => ({ hash: a.body.hash, name: '材料.txt', size: a.body.size }))
    const faults: string[] = []
    let kept = 0, asked = 0
    for (const item of office.house.items.values() as Iterable<ServiceItem>) {
      const walk = item.walks[0]!
      const start = Object.entries((item.states as Record<string, State>)[item.start]!.steps!).find(([, s]) => s.asks === 'form')!
      office.house.setClock(walk.on)
      for (const [kind, nasty] of Object.entries(nastyTexts)) {
        let answers = withFiles(walk.raw, proof)
        for (const { path, field } of Object.entries(item.form.sections).flatMap(([name, sec]) => placesIn(describeFields(sec.fields), walk.raw?.[name], [name]))) {
          if (field.kind === 'text' || field.kind === 'longText') answers = withAnswer(answers, path, nasty)
        }
        const party = item.parties.applicant?.from?.(walk.raw, {})
        const who = party ? await theFirm(party.name, party.creditCode) : [start[1].by].flat().some((by) => by === 'applicant') ? player : group
        const answer = await who.asks('POST', `${v1}/cases`, { item: item.id, answers })
        asked++
        if (answer.status === 201) {
          kept++
          const seen = await who.asks('GET', `${v1}/cases/${answer.body.id}`)
          if (seen.status !== 200) faults.push(`${item.id} ${kind}: kept and then ${seen.status}`)
          await who.asks('POST', `${v1}/cases/${answer.body.id}/steps/withdraw`, { input: { reason: nasty } })
        } else if (answer.status >= 500 || !/[\u4e00-\u9fff]/.test(answer.body?.detail ?? '')) faults.push(`${item.id} ${kind}: ${answer.status} ${answer.text.slice(0, 300)}`)
      }
    }
    expect(faults).toEqual([])
    expect(asked).toBe(office.house.items.size * Object.keys(nastyTexts).length)
    expect(kept).toBeGreaterThan(20)
  }, 60_000)

  it('is read back word for word, in the case, in lists, in the database, and never runs', async () => {
    office.house.setClock('2022-03-01')
    for (const [kind, nasty] of Object.entries(nastyTexts).filter(([k]) => !['nul', 'halfCharacter', 'rightToLeft', 'header'].includes(k))) {
      const { who, answer } = await filed(nasty, `${nasty.slice(0, 100)} ${kind}`)
      expect([kind, answer.status, answer.text.slice(0, 200)]).toEqual([kind, 201, answer.text.slice(0, 200)])
      const seen = (await who.asks('GET', `${v1}/cases/${answer.body.id}`)).body
      expect(seen.answers.play.wish).toBe(nasty)
      expect(seen.submitted.flatMap((s: any) => s.lines).find((l: any) => l.at === 'play.wish').shown).toBe(nasty)
      expect((await window.asks('GET', `${v1}/cases?q=${encodeURIComponent(nasty.slice(0, 60))}`)).body.rows.map((r: any) => r.id)).toContain(answer.body.id)
      const page = await office.app.inject({ method: 'GET', url: `/my/cases/${answer.body.id}`, headers: { cookie: who.cookie } })
      expect([page.statusCode, runs.test(page.body)]).toEqual([200, false])
    }
    expect((await rows<{ n: number }>(office.fresh.db, 'select count(*)::int as n from case_action'))[0]!.n).toBeGreaterThan(10)
  })

  it('loses what cannot be printed and turns no direction', async () => {
    const { who, answer } = await filed('甲\u202e乙\u2066丙\u2069丁\u0007')
    expect((await who.asks('GET', `${v1}/cases/${answer.body.id}`)).body.answers.play.wish).toBe('甲乙丙丁')
    for (const raw of ['a\\u0000b', 'a\\ud83d b']) {
      const sent = await player.asks('POST', `${v1}/cases`, `{"item":"tennis-club","answers":{"play":{"wish":"${raw}"}}}`, { 'content-type': 'application/json' })
      refusedInWords(sent, 400)
    }
  })

  it('is written as text on every public page', async () => {
    const { who, answer } = await filed(nastyTexts.script!, `${nastyTexts.script}${nastyTexts.attribute}`)
    expect((await window.asks('POST', `${v1}/cases/${answer.body.id}/steps/accept`)).status).toBe(200)
    expect((await leader.asks('POST', `${v1}/cases/${answer.body.id}/steps/pass`)).status).toBe(200)
    const draft = (await who.asks('POST', `${v1}/drafts`, { item: 'tennis-club', raw: { play: { wish: nastyTexts.attribute, level: nastyTexts.script }, [nastyTexts.script!]: nastyTexts } })).body
    const probe = encodeURIComponent(nastyTexts.attribute! + nastyTexts.script!)
    for (const url of ['/', '/published', `/published/${answer.body.id}`, `/items?q=${probe}`, `/check?q=${probe}&register=club-members`, `/check?q=x&register=${probe}`, `/verify?code=${probe}`, `/verify/${probe}`, `/sign-in?to=${probe}`,
      `/items/${probe}`, `/${probe}`, '/my', `/my/cases/${answer.body.id}`, `/drafts/${draft.id}/play`, `/drafts/${draft.id}/who`, `/drafts/${draft.id}/review`, `/my/cases/${probe}`, `/drafts/${probe}`]) {
      const page = await office.app.inject({ method: 'GET', url, headers: { cookie: who.cookie, accept: 'text/html' } })
      expect([url, page.statusCode < 500, runs.exec(page.body)?.[0]]).toEqual([url, true, undefined])
    }
    const shown = await office.app.inject({ method: 'GET', url: `/published/${answer.body.id}` })
    expect(shown.body).toContain('&lt;script&gt;alert(1)')
    for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/\t/evil.example', 'x']) {
      for (const url of ['/look', '/sign-in']) {
        const sent = await office.app.inject({ method: 'POST', url, payload: new URLSearchParams({ to, script: 't', username: player.username, password }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' } })
        expect([to, url, sent.statusCode, sent.headers.location]).toEqual([to, url, 303, url === '/look' ? '/' : '/my'])
      }
    }
  })

  it('cannot reach the built-in properties of things', async () => {
    for (const body of ['{"item":"tennis-club","answers":{"__proto__":{"polluted":1}}}', '{"item":"tennis-club","answers":{"constructor":{"prototype":{"polluted":1}}}}', '{"__proto__":{"item":"x"}}']) {
      refusedInWords(await player.asks('POST', `${v1}/cases`, body, { 'content-type': 'application/json' }), 400)
    }
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf']) {
      refusedInWords(await player.asks('POST', `${v1}/cases`, { item: name, answers: {} }), 404)
      expect((await player.asks('GET', `${v1}/items/${name}`)).status).toBe(404)
      expect((await player.asks('GET', `${v1}/registers/${name}/search?q=a`)).status).toBe(404)
      const { who, answer } = await filed('打球')
      refusedInWords(await window.asks('POST', `${v1}/cases/${answer.body.id}/steps/${name}`, { input: {} }), 409)
      refusedInWords(await who.asks('POST', `${v1}/cases`, { item: 'tennis-club', answers: wish('x', 'y').answers, step: name }))
      refusedInWords(await player.asks('POST', `${v1}/cases`, { ...wish('演示·林小满', '打球'), answers: { who: name, play: { level: name, wish: '打球' } } }), 422)
      expect((await office.app.inject({ method: 'GET', url: `/items/${name}` })).statusCode).toBe(404)
    }
    expect(({} as any).polluted).toBeUndefined()
  })

  it('cannot take the seat of another by naming its party', async () => {
    const other = await aFirm('演示·银行')
    const { who, answer } = await filed('打球')
    const [party] = await rows<{ party_id: string }>(office.fresh.db, 'select party_id from member where id = $1', [other.id])
    const name = '演示·冒名者'
    const mine = await named(name)
    const sent = await mine.asks('POST', `${v1}/cases`, { ...wish(name, '打球'), answers: { who: { name: { name, id: party!.party_id }, place: '350102' }, play: { level: 'new', wish: '打球' } } })
    expect(sent.status).toBe(201)
    expect((await other.asks('GET', `${v1}/cases/${sent.body.id}`)).status).toBe(404)
    for (const url of [`${v1}/cases/${answer.body.id}`, `${v1}/cases/${answer.body.id}/history`]) refusedInWords(await stranger.asks('GET', url), 404)
    expect((await who.asks('GET', `${v1}/cases/${answer.body.id}`)).status).toBe(200)
  })
})

describe('a body', () => {
  const json = { 'content-type': 'application/json' }
  it.each<[string, Buffer | string, Record<string, string>, number]>([
    ['in broken UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), json, 400],
    ['cut off in the middle of a character', Buffer.from('{"item":"网').subarray(0, -1), json, 400],
    ['in broken JSON', '{"item": tennis', json, 400],
    ['in GB 18030', Buffer.from([0x7b, 0x22, 0xb9, 0xe3, 0x22, 0x3a, 0x31, 0x7d]), json, 400],
    ['nested 100,000 deep', '['.repeat(100_000), json, 400],
    ['nested deep in one answer', `{"item":"tennis-club","answers":{"play":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}}`, json, 400],
    ['of two megabytes', JSON.stringify({ item: 'x'.repeat(2_000_000), answers: {} }), json, 413],
    ['of a hundred thousand keys', JSON.stringify({ item: 'tennis-club', answers: Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, 1])) }), json, 422],
    ['that is a bare list', '[]', json, 422],
    ['that is nothing', 'null', json, 422],
    ['that is a number with a million digits', `{"item":"tennis-club","answers":{"play":${'9'.repeat(900_000)}}}`, json, 422],
    ['called plain text', '{"item":"tennis-club"}', { 'content-type': 'text/plain' }, 415],
    ['called XML', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', { 'content-type': 'application/xml' }, 415],
    ['called a form', 'item=tennis-club', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['called a form with files', '--b--', { 'content-type': 'multipart/form-data; boundary=b' }, 422],
    ['with a type that is no type', '{}', { 'content-type': ';;;' }, 415],
    ['in another encoding by name', '{}', { 'content-type': 'application/json; charset=utf-7' }, 422],
  ])('%s is refused in words', async (_, body, headers, status) => {
    const answer = await within(2, () => player.asks('POST', `${v1}/cases`, body, headers))
    refusedInWords(answer)
    expect(answer.status).toBe(status)
  })
  it('from another site is refused', async () => {
    for (const headers of [{ origin: 'https://evil.example', 'x-zhixing': undefined }, { 'sec-fetch-site': 'cross-site', 'x-zhixing': undefined }, { 'x-zhixing': undefined }] as any[]) {
      const answer = await office.app.inject({ method: 'POST', url: `${v1}/cases`, payload: wish('演示·林小满', 'x'), headers: { cookie: player.cookie, ...Object.fromEntries(Object.entries(headers).filter(([, v]) => v)) } as any })
      expect([answer.statusCode, answer.json().refusals[0].code]).toEqual([403, 'not-same-origin'])
    }
  })
})

describe('an address', () => {
  it('with a cursor, limit or filter that makes no sense is answered, never with a fault of ours', async () => {
    const { paths } = (await office.visitor('GET', '/api/openapi.json')).body
    const lists = Object.entries<any>(paths).flatMap(([path, ways]) => (ways.get?.parameters?.some((p: any) => p.in === 'query') ? [{ path, names: ways.get.parameters.filter((p: any) => p.in === 'query').map((p: any) => p.name as string) }] : []))
    expect(lists.length).toBeGreaterThan(20)
    const cursors = ['x', '-1', '0', '999999999999999999', Buffer.from('1|x').toString('base64url'), Buffer.from('2022-01-01|a\0b').toString('base64url'), Buffer.from('99999-01-01|x').toString('base64url'), Buffer.from('2022-02-31T00:00:00Z|x').toString('base64url'),
      Buffer.from([0xff, 0xfe, 0x7c, 0x31]).toString('base64url'), Buffer.from('March 7|x').toString('base64url'), '😀', `'; drop table case_file; --`, 'x'.repeat(500), 'x'.repeat(5_000)]
    const others: Record<string, string[]> = {
      limit: ['-1', '0', '1e9', '999999999999', 'NaN', '1.5', '', ' ', 'x'], unit: ['..', 'fj.', '.fj', 'fj..3501', 'fj.3501', 'x'.repeat(90), '%', '@>', 'a-b', '！'],
      from: ['0001-01-01', '9999-12-31', '2022-02-30', 'x', '-1'], to: ['0001-01-01', '9999-12-31', 'x'], asOf: ['0001-01-01', '1899-12-31', '9999-12-31', 'x'], on: ['0001-01-01', '9999-12-31', 'x'], month: ['0000-00', '9999-99', 'x'], year: ['-1', '0', '99999', 'x'],
      q: ['%', '_', '\\', `'`, '*', '(', 'x'.repeat(100), 'x'.repeat(20_000), '😀'], format: ['xml', 'CSV', ''],
    }
    const faults: string[] = []
    let asked = 0
    for (const { path, names } of lists) {
      const known = path.replaceAll('{register}', 'club-members').replaceAll('{list}', 'x').replaceAll(/\{\w+\}/g, 'x')
      for (const name of names) for (const value of name === 'cursor' ? cursors : others[name] ?? ['x', `' or 1=1 --`, '..', '😀']) for (const who of [leader, player]) {
        const url = `${known.startsWith('/api') ? '' : '/api'}${known}?${name}=${encodeURIComponent(value)}`
        const answer = await who.asks('GET', url)
        asked++
        if (answer.status >= 500) faults.push(`${url} → ${answer.text.slice(0, 200)}`)
        else if (answer.status >= 400 && !/[\u4e00-\u9fff]/.test(answer.body?.detail ?? '')) faults.push(`${url} → ${answer.status} without words`)
      }
    }
    expect([...new Set(faults)].slice(0, 20)).toEqual([])
    expect(asked).toBeGreaterThan(500)
  }, 60_000)
  it('of any length and any shape is answered in words', async () => {
    for (const url of [`${v1}/cases?q=${'x'.repeat(100_000)}`, `${v1}/cases/${'x'.repeat(50_000)}`, `${v1}/cases?${'a=1&'.repeat(20_000)}`, `${v1}/cases?item=a&item=b`, `${v1}/cases?q[]=1&q[a]=2`, `${v1}/cases?limit=1&limit=2`, `${v1}/cases/%00`, `${v1}/cases/%ff%fe`, `${v1}/cases/%`, `${v1}/cases?q=%ED%A0%80`, `${v1}/files/..%2f..%2fetc%2fpasswd`, `${v1}/cases/%2e%2e%2f%2e%2e%2fmembers`]) {
      const answer = await player.asks('GET', url)
      if (answer.status !== 200) refusedInWords(answer)
    }
    for (const url of ['/assets/..%2f..%2fpackage.json', '/assets/../../package.json', '/assets/%2e%2e/%2e%2e/package.json', '/..%2fpackage.json', '/assets//etc/passwd', '/assets/%5c..%5c..%5cpackage.json']) {
      const answer = await office.app.inject({ method: 'GET', url })
      expect([url, answer.statusCode < 500, answer.body.includes('"dependencies"') || answer.body.includes('root:')]).toEqual([url, true, false])
    }
  })
})

describe('a file', () => {
  const left = () => { const dir = join(office.house.dataDir, 'files/incoming'); return existsSync(dir) ? readdirSync(dir) : [] }

  it('of more than 50 MB is refused and leaves nothing', async () => {
    const big = Buffer.alloc(53_000_000, 'x')
    refusedInWords(await within(5, () => upload('大.txt', big)), 413)
    refusedInWords(await within(5, () => bringList('大.txt', big)), 413)
    expect(left()).toEqual([])
  })

  const zeros = deflateRawSync(Buffer.alloc(60_000_000))
  const inner = docxOf(paragraphs('1.加强保护'))
  const huge = (name: string) => ({ name, packed: zeros, size: 60_000_000 })
  const entities = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "哈"><!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:1/x">%p;' +
    Array.from({ length: 30 }, (_, i) => `<!ENTITY e${i} "${(i ? `&e${i - 1};` : '&a;').repeat(10)}">`).join('') + ']>'
  it.each<[string, string, Buffer, { upload?: string; list?: string }]>([
    ['that unpacks to 300 MB and more', '弹.docx', docxOf(huge('word/document.xml'), ...Array.from({ length: 6 }, (_, i) => huge(`word/media/${i}.xml`))), { upload: 'file-bomb', list: 'file-bomb' }],
    ['packed a thousandfold', '紧.docx', docxOf(huge('word/document.xml')), { upload: 'file-bomb', list: 'file-bomb' }],
    ['that says it is small and is not', '谎.docx', docxOf({ name: 'word/document.xml', packed: zeros, size: 100 }), { upload: 'file-bomb', list: 'file-broken' }],
    ['whose entries share their bytes', '叠.docx', (() => { const e = packed('word/document.xml', paragraphs('1.一')); return zipOf([e, ...Array.from({ length: 2_000 }, (_, i) => ({ ...e, name: `word/${i}.xml`, at: 0 }))]) })(), { upload: 'file-bomb' }],
    ['of sixty thousand entries', '多.docx', zipOf(Array.from({ length: 60_000 }, (_, i) => packed(`${i}`, ''))), { upload: 'file-bomb', list: 'file-bomb' }],
    ['with a way out of its folder', '径.zip', zipOf([packed('../../etc/cron.d/x', 'x')]), { upload: 'file-path' }],
    ['cut in half', '半.docx', inner.subarray(0, inner.length / 2), { upload: 'file-broken', list: 'file-broken' }],
    ['that is an end of a package and nothing else', '空.docx', zipOf([]), { upload: 'file-content', list: 'file-kind' }],
    ['whose directory lies beyond its end', '外.docx', (() => { const b = Buffer.from(inner); b.writeUInt32LE(0xfffffff0, b.length - 6); return b })(), { upload: 'file-broken', list: 'file-broken' }],
    ['that is a program called a picture', '图.png', Buffer.from('MZ\x90\0\x03\0\0\0'), { upload: 'file-content' }],
    ['that is a page called a picture', '图.jpg', Buffer.from('<html><script>alert(1)</script></html>'), { upload: 'file-content' }],
    ['that is a program', '木马.exe', Buffer.from('MZ'), { upload: 'file-ending' }],
    ['with nothing in it', '空.txt', Buffer.alloc(0), { upload: 'file-empty', list: 'file-empty' }],
    ['in broken UTF-8', '乱.txt', Buffer.from('1.\u00fd\u00ff\u00fe'.repeat(50), 'latin1'), { upload: 'file-content', list: 'file-encoding' }],
  ])('%s is refused in words', async (_, name, bytes, codes) => {
    if (codes.upload) {
      const answer = await within(5, () => upload(name, bytes))
      refusedInWords(answer)
      expect(answer.body.refusals[0].code).toBe(codes.upload)
    }
    if (codes.list) {
      const answer = await within(5, () => bringList(name, bytes))
      refusedInWords(answer)
      expect(answer.body.refusals[0].code).toBe(codes.list)
    }
    expect(left()).toEqual([])
  })

  it('inside a file inside a file is not opened', async () => {
    let nested = inner
    for (let i = 0; i < 20; i++) nested = docxOf(paragraphs('1.加强保护'), packed('word/embeddings/again.docx', nested))
    expect((await within(2, () => upload('套.docx', nested))).status).toBe(201)
    expect((await within(2, () => bringList('套.docx', nested))).status).toBeLessThan(500)
  })

  it('with entities is read as it stands: nothing is fetched, nothing grows', async () => {
    const answer = await within(2, () => bringList('实体.docx', docxOf(entities + paragraphs('某省2023年知识产权任务清单', '1.加强保护', '加强展会知识产权保护&e29;&x;。', '保护处'))))
    expect(answer.status).toBeLessThan(500)
    expect(answer.text).not.toContain('root:')
    expect(answer.text.length).toBeLessThan(100_000)
    for (const body of [`<!doctype html>${entities}<table><tr><td>1</td><td>加强保护&e29;</td><td>保护处</td></tr></table>`, `<html>${'<div>'.repeat(100_000)}1.加强保护${'</div>'.repeat(100_000)}</html>`, `<table>${'<tr><td rowspan=65000 colspan=65000>1</td>'.repeat(200)}</table>`]) {
      expect((await within(4, () => bringList('网页.html', body))).status).toBeLessThan(500)
    }
  })

  it('of a million rows or lines is refused or read in time, and the house goes on', async () => {
    const row = '<row><c t="inlineStr"><is><t>1.加强保护</t></is></c></row>'
    for (const [name, bytes] of [
      ['百万行.xlsx', xlsxOf(`<worksheet><sheetData>${row.repeat(1_000_000)}</sheetData></worksheet>`)],
      ['十万行.xlsx', xlsxOf(`<worksheet><sheetData>${row.repeat(100_000)}</sheetData></worksheet>`)],
      ['远格.xlsx', xlsxOf('<worksheet><sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>1.加强保护</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>')],
      ['百万行.txt', '加强知识产权保护\n'.repeat(1_000_000)],
      ['百万项.txt', Array.from({ length: 400_000 }, (_, i) => `${i + 1}.加强保护（责任单位：保护处）`).join('\n')],
      ['一行.txt', '（'.repeat(3_000_000)],
      ['空行.txt', '\n'.repeat(5_000_000)],
    ] as const) {
      const answer = await within(6, () => bringList(name, bytes))
      expect([name, answer.status < 500]).toEqual([name, true])
      if (answer.status >= 400) refusedInWords(answer)
    }
    expect((await rows<{ n: number }>(office.fresh.db, 'select count(*)::int as n from list_action'))[0]!.n).toBeLessThan(10_000)
    expect((await office.visitor('GET', `${v1}/items`)).status).toBe(200)
  }, 60_000)

  it('keeps a plain name whatever it was called, and its name writes no header', async () => {
    const called: [string, string][] = [
      ['../../../../etc/passwd.txt', 'passwd.txt'], ['C:\\Windows\\system32\\a.txt', 'a.txt'], ['con.txt', '_con.txt'], ['.htaccess.txt', 'htaccess.txt'], ['a\u202etxt.exe.txt', 'atxt_exe.txt'],
      [`${'长'.repeat(500)}.txt`, `${'长'.repeat(100)}.txt`], ['<script>.txt', '_script_.txt'], ['a;b=c.txt', 'a;b=c.txt'], ['👩‍👩‍👧‍👦.txt', '👩👩👧👦.txt'],
    ]
    for (const [raw, plain] of called) {
      const answer = await player.asks('POST', `${v1}/files`, ...multipart('', `内容 ${raw}`, `form-data; name="file"; filename="${raw.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`))
      expect([raw, answer.status, answer.body.name]).toEqual([raw, 201, plain])
      const back = await player.asks('GET', `${v1}/files/${answer.body.hash}`)
      expect(back.headers['content-disposition']).toBe(`attachment; filename*=UTF-8''${encodeURIComponent(plain)}`)
      expect([back.headers['x-content-type-options'], back.headers['set-cookie']]).toEqual(['nosniff', undefined])
      refusedInWords(await stranger.asks('GET', `${v1}/files/${answer.body.hash}`), 404)
    }
    const split = await player.asks('POST', `${v1}/files`, ...multipart('', '换行', `form-data; name="file"; filename*=UTF-8''a%0d%0aSet-Cookie:%20stolen=1.txt`))
    expect([split.status < 500, split.headers['set-cookie'], /[\r\n]/.test(split.body.name ?? '')]).toEqual([true, undefined, false])
  })

  it('that is not what a form of files says is refused', async () => {
    for (const [body, headers] of [
      [Buffer.from('x'), { 'content-type': 'multipart/form-data' }], [Buffer.from('x'), { 'content-type': 'multipart/form-data; boundary=b' }], [Buffer.from('x'), { 'content-type': `multipart/form-data; boundary=${'b'.repeat(300)}` }], [Buffer.from('--b\r\n\r\n'), { 'content-type': 'multipart/form-data; boundary=b' }],
      [Buffer.from('--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n'), { 'content-type': 'multipart/form-data; boundary=b' }], [Buffer.from('{}'), { 'content-type': 'application/json' }],
      [Buffer.from(`--b\r\nContent-Disposition: form-data; name="__proto__"; filename="a.txt"\r\n\r\nx\r\n--b--\r\n`), { 'content-type': 'multipart/form-data; boundary=b' }],
    ] as const) for (const url of [`${v1}/files`, `${v1}/lists`]) {
      const answer = await within(2, () => group.asks('POST', url, body, headers))
      expect([url, body.toString(), answer.status < 500, answer.text]).toEqual([url, body.toString(), true, answer.text])
      if (answer.status >= 400) refusedInWords(answer)
    }
    expect(left()).toEqual([])
  })

  it('that somebody else brought cannot be tied to a case', async () => {
    const { body } = await upload('机密.png', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'), stranger)
    const name = `球员${++players}`
    const who = await named(name)
    const answer = await who.asks('POST', `${v1}/cases`, { ...wish(name, '打球'), answers: { who: { name: { name }, place: '350102', photo: [{ hash: body.hash, name: '机密.png', size: body.size }] }, play: { level: 'new', wish: '打球' } } })
    expect([answer.status, answer.body.refusals[0].code]).toEqual([422, 'file-not-brought'])
  })
})

describe('a table that goes out', () => {
  it('holds no cell that a spreadsheet would run', async () => {
    const formulas = ['=HYPERLINK("http://evil.example")', '+1+1', '-1+1', '@SUM(1)', '＝1+1', '＋1', '－1', '＠x']
    for (const f of formulas) expect((await filed('打球', f)).answer.status).toBe(201)
    const csv = (await window.asks('GET', `${v1}/cases?format=csv`)).text
    const cells = csv.split('\r\n').flatMap((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)).map((c) => c.replace(/^"|"$/g, ''))
    expect(cells.filter((c) => /^[=+\-@\t\r＝＋－＠]/.test(c))).toEqual([])
    expect(csv).toContain(`'=HYPERLINK`)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load((await window.asks('GET', `${v1}/cases?format=xlsx`)).bytes as never)
    const found: string[] = []
    book.worksheets[0]!.eachRow((row) => row.eachCell((cell) => { if (cell.formula || cell.hyperlink) found.push(cell.address) }))
    expect(found).toEqual([])
  })
})

function withFiles(value: any, proof: any): any {
  if (Array.isArray(value)) return value.map((v) => withFiles(v, proof))
  if (value && typeof value === 'object') return typeof value.hash === 'string' && typeof value.size === 'number' ? proof : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withFiles(v, proof)]))
  return value
}
