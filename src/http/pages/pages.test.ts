import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOffice, cookieOf, type Office, password, type Person } from '../../../test/http.ts'
import { builtPages } from '../../../test/pages.ts'
import { linkParty } from '../../platform/people/index.ts'
import { pages } from './index.ts'

let office: Office
let applicant: Person
let built: Awaited<ReturnType<typeof builtPages>>

beforeAll(async () => {
  built = await builtPages()
  office = await anOffice({ pages: pages({ dist: built.dist }) })
  const partyId = await linkParty(office.fresh.db, { name: '演示·林小满' }, true)
  applicant = await office.person({ username: 'xiaoman', partyId })
})
afterAll(async () => {
  await office?.close()
  built?.remove()
})

/** What a browser without scripts sends: a form's pairs, with the cookie and where it comes from. */
async function sends(url: string, pairs: Record<string, string> | [string, string][], by?: Person, headers: Record<string, string> = {}) {
  const answer = await office.app.inject({
    method: 'POST', url, payload: new URLSearchParams(pairs).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...(by ? { cookie: by.cookie } : {}), ...headers },
  })
  return { status: answer.statusCode, text: answer.body, to: String(answer.headers.location ?? ''), headers: answer.headers, cookies: ([] as string[]).concat(answer.headers['set-cookie'] ?? []) }
}
/** A page as a person opens it. */
async function opens(url: string, by?: Person, cookie = '') {
  const answer = await office.app.inject({ method: 'GET', url, headers: { cookie: [by?.cookie, cookie].filter(Boolean).join('; '), accept: 'text/html' } })
  return { status: answer.statusCode, text: answer.body, to: String(answer.headers.location ?? ''), headers: answer.headers }
}
const words = (html: string): string => html.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

test('访客打开每一个公开页，都是写好的整页，没有内嵌脚本', async () => {
  for (const [url, says] of [['/', '福建省知识产权任务与办事'], ['/items', '入会申请'], ['/items/tennis-club', '愿意打球的人'], ['/progress', '任务清单尚未发布'], ['/published', '现在没有公示'], ['/check', '会员名册'], ['/verify', '验证码'], ['/sign-in', '口令'], ['/register', '统一社会信用代码'], ['/help', '无障碍说明']] as const) {
    const page = await opens(url)
    expect([url, page.status, words(page.text).includes(says)]).toEqual([url, 200, true])
    expect(page.text.startsWith('<!doctype html><html lang="zh-CN">')).toBe(true)
    expect(page.text).not.toMatch(/<script(?![^>]* src=)[^>]*>/)
    expect(page.headers['content-security-policy']).toContain("script-src 'self'")
  }
})

test('不用脚本，从指南到登录、逐屏填写、核对、提交，再看到办件', async () => {
  expect((await opens('/my')).to).toBe('/sign-in?to=%2Fmy')
  expect((await sends('/apply/tennis-club', {})).to).toBe('/sign-in?to=%2Fapply%2Ftennis-club')
  const signed = await sends('/sign-in', { username: 'xiaoman', password, to: '/apply/tennis-club' })
  expect([signed.status, signed.to]).toEqual([303, '/apply/tennis-club'])
  const me: Person = { ...applicant, cookie: cookieOf({ cookies: signed.cookies } as never) }

  const begun = await sends('/apply/tennis-club', {}, me)
  expect(begun.to).toMatch(/^\/drafts\/[0-9a-f-]{36}$/)
  const draft = begun.to
  expect((await opens(draft, me)).to).toBe(`${draft}/who`)
  const first = await opens(`${draft}/who`, me)
  expect(first.text).toContain('name="who.name.name" value="演示·林小满"')
  expect(first.text).toContain('<optgroup label="福州市">')
  expect(first.text).toMatch(/enctype="multipart\/form-data"/i)

  const unsaid = await sends(`${draft}/who`, { 'who.name.name': '演示·林小满', 'who.place': '', act: 'next' }, me)
  expect(unsaid.status).toBe(422)
  expect(words(unsaid.text)).toContain('有1处需要处理 请选择“住地”')
  expect(unsaid.text).toContain('href="#q-who-place"')
  expect(unsaid.text).toMatch(/<select id="q-who-place"[^>]*aria-invalid="true"/)

  expect((await sends(`${draft}/who`, { 'who.name.name': '演示·林小满', 'who.place': '350102', act: 'next' }, me)).to).toBe(`${draft}/play`)
  const second = await opens(`${draft}/play`, me)
  expect(second.text).toMatch(/data-path="play.years" hidden=""/)

  // An old hand is asked one thing more, and only then.
  const asked = await sends(`${draft}/play`, { 'play.level': 'old', 'play.years': '', 'play.wish': '踢足球', act: 'next' }, me)
  expect(words(asked.text)).toContain('请填写“去年花费”')
  expect(asked.text).not.toMatch(/data-path="play.years" hidden/)
  const money = await sends(`${draft}/play`, { 'play.level': 'old', 'play.years': '1,200.50', 'play.wish': '踢足球', act: 'next' }, me)
  expect(words(money.text)).toContain('本会只打网球')
  expect(words(money.text)).toContain('读作：1,200.50 元（壹仟贰佰元伍角整）')
  expect((await sends(`${draft}/play`, { 'play.level': 'old', 'play.years': '1,200.50', 'play.wish': '周末打球', act: 'next' }, me)).to).toBe(`${draft}/review`)

  const review = words((await opens(`${draft}/review`, me)).text)
  for (const said of ['演示·林小满', '鼓楼区', '老手', '1,200.50 元', '周末打球']) expect(review).toContain(said)
  const done = await sends(`${draft}/submit`, {}, me)
  expect(done.to).toMatch(/^\/my\/cases\/[0-9a-f-]{36}\?done=submit$/)
  const page = words((await opens(done.to, me)).text)
  for (const said of ['已办理“提交”', '林小满入会', '闽知入会（演示）〔2022〕1号', '福州市市场监督管理局（知识产权局）', '至 2022年3月8日', '（您）']) expect(page).toContain(said)
  expect(words((await opens('/my', me)).text)).toContain('林小满入会')

  const again = await sends(`${draft}/submit`, {}, me)
  expect([again.status, words(again.text).includes('这份草稿已经不在')]).toEqual([404, true])
  const other = await office.person({})
  expect((await opens(done.to, other)).status).toBe(404)
})

test('上传材料不用脚本：整张表单分段送来，文件列在题下，可移除', async () => {
  const { to: draft } = await sends('/apply/tennis-club', {}, applicant)
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  const sendFile = (name: string, bytes: Buffer) => {
    const form = new FormData()
    form.append('who.name.name', '演示·林小满')
    form.append('who.place', '350102')
    form.append('who.photo', new File([new Uint8Array(bytes)], name))
    form.append('act', 'upload:who.photo')
    return office.app.inject({ method: 'POST', url: `${draft}/who`, payload: form as never, headers: { cookie: applicant.cookie, 'sec-fetch-site': 'same-origin' } })
  }
  const sent = await sendFile('近照.png', png)
  expect([sent.statusCode, sent.headers.location]).toEqual([303, `${draft}/who#q-who-photo`])
  const page = (await opens(`${draft}/who`, applicant)).text
  const kept = /name="who.photo" value="(\{[^"]+\})"/.exec(page)![1]!.replaceAll('&quot;', '"')
  expect(JSON.parse(kept)).toMatchObject({ name: '近照.png', size: png.length })
  const refused = await sendFile('病毒.exe', Buffer.from('MZ'))
  expect(refused.statusCode).toBe(422)
  const { hash } = JSON.parse(kept)
  await sends(`${draft}/who`, [['who.name.name', '演示·林小满'], ['who.place', '350102'], ['who.photo', kept], ['act', `unfile:who.photo:${hash}`]], applicant)
  expect((await opens(`${draft}/who`, applicant)).text).not.toContain(hash)
  expect((await sends(`${draft}/drop`, {}, applicant)).to).toBe('/my?done=dropped')
})

test('有脚本时静静保存：回答本屏哪些题要问、金额怎样读；另一窗口改过会被告知', async () => {
  const { to: draft } = await sends('/apply/tennis-club', {}, applicant)
  const json = { accept: 'application/json' }
  const kept = await sends(`${draft}/play`, { version: '1', 'play.level': 'old', 'play.years': '5万', 'play.wish': '' }, applicant, json)
  expect(JSON.parse(kept.text)).toMatchObject({ version: 2, asked: { 'play.level': true, 'play.years': true, 'play.wish': true }, said: { 'play.years': '读作：50,000.00 元（伍万元整）' } })
  const late = await sends(`${draft}/play`, { version: '1', 'play.level': 'new' }, applicant, json)
  expect([late.status, JSON.parse(late.text).say]).toEqual([409, '这份草稿已在另一窗口改过，请刷新后再填'])
  expect((await sends(`${draft}/play`, { version: '2' }, undefined, json)).status).toBe(401)
  await sends(`${draft}/drop`, {}, applicant)
})

test('补正：退回后打开原来的内容，改好再提交', async () => {
  const window = await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }] })
  const mine = await applicant.asks('GET', '/api/v1/cases')
  const { id, version } = mine.body.rows[0]
  expect((await window.asks('POST', `/api/v1/cases/${id}/steps/correct`, { input: { defects: '请写明愿望' }, expect: version })).status).toBe(200)
  const page = await opens(`/my/cases/${id}`, applicant)
  expect(words(page.text)).toContain('打开填写')
  const { to: draft } = await sends(`/my/cases/${id}/amend/resubmit`, {}, applicant)
  expect((await sends(`/my/cases/${id}/amend/resubmit`, {}, applicant)).to).toBe(draft)
  // What was asked for stands beside the answers on every screen of the draft.
  for (const screen of ['play', 'review']) expect(words((await opens(`${draft}/${screen}`, applicant)).text)).toContain('退回补正 需补正的全部内容 请写明愿望')
  expect((await opens(`${draft}/play`, applicant)).text).toContain('周末打球')
  await sends(`${draft}/play`, { 'play.level': 'new', 'play.wish': '每周六下午双打', act: 'next' }, applicant)
  const stale = await sends(`${draft}/submit`, { version: '1' }, applicant)
  expect([stale.status, words(stale.text).includes('这份草稿刚才在另一窗口改过')]).toEqual([422, true])
  const read = /name="version" value="(\d+)"/.exec(stale.text)![1]!
  expect((await sends(`${draft}/submit`, { version: read }, applicant)).to).toBe(`/my/cases/${id}?done=resubmit`)
  expect(words((await opens(`/my/cases/${id}`, applicant)).text)).toContain('每周六下午双打')
})

test('填进来的脚本原样显示成文字', async () => {
  const { to: draft } = await sends('/apply/tennis-club', {}, applicant)
  const evil = '</textarea><script>alert(1)</script><img src=x onerror=alert(2)>'
  await sends(`${draft}/play`, { 'play.level': 'new', 'play.wish': evil, act: 'later' }, applicant)
  for (const page of [await opens(`${draft}/play`, applicant), await opens(`${draft}/review`, applicant), await opens(`/check?q=${encodeURIComponent(evil)}`), await opens(`/items?q=${encodeURIComponent(evil)}`), await opens(`/sign-in?to=${encodeURIComponent(`/"${evil}`)}`)]) {
    expect(page.text).not.toContain('<script>alert')
    expect(page.text).not.toContain('<img src=x')
  }
  await sends(`${draft}/drop`, {}, applicant)
})

test('繁體和长辈版由 Cookie 记住；表单里填的字不变', async () => {
  const chosen = await sends('/look', { script: 't', to: '/items' })
  expect([chosen.to, chosen.cookies[0]]).toEqual(['/items', 'zx.script=t; Path=/; Max-Age=31536000; SameSite=Lax'])
  const page = (await opens('/check?q=%E5%8F%91%E5%B1%95', undefined, 'zx.script=t; zx.size=large')).text
  expect(page).toContain('<html lang="zh-Hant" class="large">')
  expect(words(page)).toContain('名錄和專用標誌核查')
  expect(page).toContain('value="发展"')
  expect((await sends('/look', { script: 'x', to: '//evil.example/' })).to).toBe('/')
})

test('从别的网站提交的表单不办，页面写明原因', async () => {
  const forged = await sends('/apply/tennis-club', {}, applicant, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })
  expect([forged.status, words(forged.text).includes('表单须从本站页面提交')]).toEqual([403, true])
})

test('登录后只回本站', async () => {
  for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) expect((await sends('/sign-in', { username: 'xiaoman', password, to })).to).toBe('/my')
})

test('拒绝页说清缘由和去处：没有的页面、事项、办件，错误的口令，过大的表单', async () => {
  const lost = await opens('/nowhere')
  expect([lost.status, words(lost.text).includes('没有这个页面'), lost.text.includes('href="/items"')]).toEqual([404, true, true])
  expect((await opens('/items/none')).status).toBe(404)
  expect((await opens(`/my/cases/00000000-0000-0000-0000-000000000000`, applicant)).status).toBe(404)
  expect((await opens('/drafts/none/who', applicant)).status).toBe(404)
  const wrong = await sends('/sign-in', { username: 'xiaoman', password: 'wrong' })
  expect([wrong.status, words(wrong.text).includes('用户名或口令不正确')]).toEqual([422, true])
  expect(wrong.text).not.toContain('value="wrong"')
  const large = await sends('/look', { script: 't'.repeat(1_100_000) })
  expect([large.status, words(large.text).includes('超过1 MB')]).toEqual([413, true])
})

test('单位注册后即可登录；口令不回显', async () => {
  const given = { party: '演示·示例网球用品有限公司', creditCode: '91350100M000100Y43', kind: 'enterprise', region: '350102', name: '陈某', username: 'chen.mou', password: 'Bamboo-river-7', again: 'Bamboo-river-8' }
  const differs = await sends('/register', given)
  expect([differs.status, words(differs.text).includes('两次输入的口令不一致'), differs.text.includes('Bamboo-river')]).toEqual([422, true, false])
  const made = await sends('/register', { ...given, again: given.password })
  expect([made.status, words(made.text).includes('账号可以使用了')]).toEqual([201, true])
  expect((await sends('/sign-in', { username: 'chen.mou', password: given.password })).to).toBe('/my')
  expect(words((await sends('/register', { ...given, username: 'chen.two', again: given.password })).text)).toContain('该单位已经注册')
})

test('公示页谁都能看，登录后可提异议；名录可查', async () => {
  const { body } = await applicant.asks('GET', '/api/v1/cases')
  const { id } = body.rows[0]
  const window = await office.person({ seats: [{ unit: 'fj.3501', duties: ['handle'] }] })
  const leader = await office.person({ seats: [{ unit: 'fj.use', duties: ['decide'] }] })
  const reviewer = await office.person({ seats: [{ unit: 'fj.use', duties: ['handle'] }] })
  expect((await window.asks('POST', `/api/v1/cases/${id}/steps/accept`, {})).status).toBe(200)
  expect((await leader.asks('POST', `/api/v1/cases/${id}/steps/pass`, {})).status).toBe(200)
  expect(words((await opens('/published')).text)).toContain('入会申请：演示·林小满')
  const page = await opens(`/published/${id}`)
  expect(words(page.text)).toContain('登录后提出异议')
  const neighbour = await office.person({})
  const empty = await sends(`/published/${id}/object`, {}, neighbour)
  expect([empty.status, empty.text.includes('id="q-says"')]).toEqual([422, true])
  expect(words(empty.text)).toContain('请填写“异议内容和理由”')
  office.house.setClock('2022-04-20')
  const confirmed = await reviewer.asks('POST', `/api/v1/cases/${id}/steps/confirm`, {})
  expect(confirmed.status, confirmed.text).toBe(200)
  const found = words((await opens(`/check?q=${encodeURIComponent('演示·林小满')}`)).text)
  expect(found).toContain('在名录内：有效')
  const { verifyCode } = confirmed.body.papers[0]
  expect(words((await opens(`/verify/${verifyCode}`)).text)).toContain('真实有效')
  expect(words((await opens('/verify/2345-6789')).text)).toContain('没有核验通过')

  // A standing right: the yearly report is a small form on the case.
  const own = await opens(`/my/cases/${id}`, applicant)
  expect(own.text).toContain('name="report.games"')
  expect(words(own.text)).toContain('年度小结')
  const bare = await sends(`/my/cases/${id}/steps/report`, { 'report.games': '' }, applicant)
  expect([bare.status, bare.text.includes('href="#q-report-games"')]).toEqual([422, true])
  expect((await sends(`/my/cases/${id}/steps/report`, { 'report.games': '十二场' }, applicant)).to).toBe(`/my/cases/${id}?done=report`)
})

test('工作台没有生成时说明怎样生成', async () => {
  const page = await opens('/w/cases')
  expect([page.status, page.text.includes('npm run build')]).toEqual([503, true])
})

test('同一地址的访客过于频繁时，页面请他稍候', async () => {
  const busy = await anOffice({ pages: pages({ dist: built.dist }), limits: { visitor: 3 } })
  const seen = []
  for (let i = 0; i < 4; i++) seen.push(await busy.app.inject({ method: 'GET', url: '/check?q=a' }))
  expect(seen.map((s) => s.statusCode)).toEqual([200, 200, 200, 429])
  expect(words(seen[3]!.body)).toContain('操作过于频繁')
  await busy.close()
})

test('表单以外的内容不收', async () => {
  const sent = await office.app.inject({ method: 'POST', url: '/look', payload: '{"script":"t"}', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } })
  expect(sent.statusCode).toBe(415)
})

test('登录不会绕回登录页；答复表单的页面换字体后回到表单所在的页', async () => {
  expect((await sends('/sign-in', { username: 'xiaoman', password, to: '/sign-in?to=/my' })).to).toBe('/my')
  const wrong = await sends('/sign-in', { username: 'xiaoman', password: '', to: '/items' }, undefined, { host: 'zhixing.example', referer: 'http://zhixing.example/sign-in?to=/items' })
  expect(wrong.text).toContain('name="to" value="/sign-in?to=/items"')
})
