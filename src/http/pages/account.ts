import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '../../kernel/index.ts'
import { rows } from '../../platform/db/index.ts'
import { registerParty } from '../../platform/people/index.ts'
import type { AskedField } from '../../service/index.ts'
import type { Desk } from './desk.ts'
import { ownPath } from './desk.ts'
import { faultsOf, questionsOf, rawOf, readPosted } from './forms.ts'
import { looks } from './frame.ts'

const from = (request: FastifyRequest) => ({ address: request.ip, agent: request.headers['user-agent'] ?? '', cookie: request.headers.cookie ?? '' })

/** Signing in and out, registering a firm, and the look a person chooses. */
export function accountPages(site: FastifyInstance, desk: Desk): void {
  const { house, accounts, show } = desk
  const often = { config: { rateLimit: Number.isFinite(desk.often) ? { max: desk.often, timeWindow: 60_000 } : false as const } }

  site.get<{ Querystring: { to?: string } }>('/sign-in', async (request, reply) => (request.who.id ? reply.redirect(ownPath(request.query.to, '/my'), 303) : signInPage(request, reply, { to: ownPath(request.query.to, '/my') })))

  site.post('/sign-in', often, async (request, reply) => {
    const posted = await readPosted(house, request)
    const to = ownPath(posted.get('to'), '/my')
    const username = posted.get('username').trim()
    const missing: Refusal[] = [...(username ? [] : [{ code: 'answer-missing', at: 'username', say: '请填写用户名' }]), ...(posted.get('password') ? [] : [{ code: 'answer-missing', at: 'password', say: '请填写口令' }])]
    if (missing.length) return signInPage(request, reply, { to, username, refusals: missing })
    const signed = await accounts.signIn({ ...from(request), username, password: posted.get('password') })
    if (!signed.ok) return signInPage(request, reply, { to, username, refusals: signed.refusals })
    reply.header('set-cookie', signed.value.cookies)
    return reply.redirect(signed.value.needsCode ? `/sign-in/code?to=${encodeURIComponent(to)}` : to, 303)
  })

  site.get<{ Querystring: { to?: string } }>('/sign-in/code', (request, reply) => signInPage(request, reply, { to: ownPath(request.query.to, '/my'), needsCode: true }))
  site.post('/sign-in/code', often, async (request, reply) => {
    const posted = await readPosted(house, request)
    const to = ownPath(posted.get('to'), '/my')
    const signed = await accounts.verifyCode({ ...from(request), code: posted.get('code').normalize('NFKC').replace(/\D/g, '') })
    if (!signed.ok) return signInPage(request, reply, { to, needsCode: true, refusals: signed.refusals })
    return reply.header('set-cookie', signed.value.cookies).redirect(to, 303)
  })

  site.post('/sign-out', async (request, reply) => reply.header('set-cookie', await accounts.signOut(from(request))).redirect('/', 303))

  site.post('/look', async (request, reply) => {
    const posted = await readPosted(house, request)
    const cookies = Object.entries(looks).flatMap(([name, values]) => {
      const value = posted.get(name)
      return (values as readonly string[]).includes(value) ? [`zx.${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`] : []
    })
    return reply.header('set-cookie', cookies).redirect(ownPath(posted.get('to'), '/'), 303)
  })

  site.get('/register', (request, reply) => registerPage(request, reply, {}, []))
  site.post('/register', often, async (request, reply) => {
    const posted = await readPosted(house, request)
    const raw = rawOf(registration, posted, '') as Record<string, string>
    const again = posted.get('again')
    const blank: Refusal[] = registration.filter((f) => !raw[f.name]?.trim()).map((f) => ({ code: 'answer-missing', at: f.name, say: `请填写“${f.label}”` }))
    if (!blank.length && raw.password !== again) blank.push({ code: 'password-again', at: 'again', say: '两次输入的口令不一致' })
    if (!blank.length && !(['enterprise', 'university', 'agency'] as string[]).includes(raw.kind!)) blank.push({ code: 'answer-wrong', at: 'kind', say: '请选择单位类型' })
    if (blank.length) return registerPage(request, reply, raw, blank)
    const { name, username, password, party, creditCode, region } = raw as Record<'name' | 'username' | 'password' | 'party' | 'creditCode' | 'region', string>
    const made = await registerParty(house.db, { name, username, password, party, creditCode: creditCode.normalize('NFKC').replace(/\s/g, '').toUpperCase(), kind: raw.kind as 'enterprise', region }, desk.demo)
    if (!made.ok) return registerPage(request, reply, raw, made.refusals)
    return show(request, reply, { kind: 'register', questions: [], faults: [], done: { active: made.value.active } }, 201)
  })

  function registerPage(request: FastifyRequest, reply: FastifyReply, raw: Record<string, string>, refusals: readonly Refusal[]): Promise<FastifyReply> {
    // Passwords are never sent back to the page.
    const { password: _, ...shown } = raw
    const questions = questionsOf([...registration, passwordAgain], '', { house, raw: shown, refusals })
    return show(request, reply, { kind: 'register', questions, faults: faultsOf(refusals) }, refusals.length ? 422 : 200)
  }

  async function signInPage(request: FastifyRequest, reply: FastifyReply, of: { to: string; username?: string; needsCode?: boolean; refusals?: readonly Refusal[] }): Promise<FastifyReply> {
    const demo = desk.demo ? await demoAccounts() : []
    return show(request, reply, { kind: 'signIn', to: of.to, username: of.username ?? '', needsCode: of.needsCode ?? false, faults: faultsOf(of.refusals ?? []), demo }, of.refusals ? 422 : 200)
  }

  /** The firms and people of the demonstration one may sign in as; their shared password is printed when the program starts. */
  const demoAccounts = () => rows<{ username: string; about: string }>(house.db, `select m.username, coalesce(p.name, u.name, m.name) as about from member m left join party p on p.id = m.party_id
    left join lateral (select u.name from appointment a join unit u on u.id = a.unit_id where a.member_id = m.id limit 1) u on true where m.demo and m.active and m.party_id is not null order by m.username limit 12`)
}

const registration: AskedField[] = [
  { name: 'party', kind: 'text', label: '单位全称', help: '与营业执照或法人证书一致', optional: false, maxLength: 120 },
  { name: 'creditCode', kind: 'creditCode', label: '统一社会信用代码', help: '18位，营业执照上可查', optional: false },
  { name: 'kind', kind: 'choice', label: '单位类型', optional: false, options: { enterprise: '企业、合作社', university: '高等学校、科研院所', agency: '服务机构' } },
  { name: 'region', kind: 'region', label: '注册地', optional: false },
  { name: 'name', kind: 'text', label: '您的姓名', help: '您将是本单位的管理员，可为同事添加账号', optional: false, maxLength: 60 },
  { name: 'username', kind: 'text', label: '用户名', help: '3至30位小写字母、数字、点或下划线', optional: false, maxLength: 30 },
  { name: 'password', kind: 'password', label: '口令', help: '至少10位，含大写字母、小写字母、数字、符号中的三种', optional: false, maxLength: 128 },
]
const passwordAgain: AskedField = { name: 'again', kind: 'password', label: '再输一次口令', optional: false, maxLength: 128 }
