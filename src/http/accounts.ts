import { createHmac, timingSafeEqual } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { twoFactor, username } from 'better-auth/plugins'
import { dated, type Day, dayOf, instantFromMs, instantMs, no, type Refusal, type Result, yes } from '../kernel/index.ts'
import { foreignPool, rows } from '../platform/db/index.ts'
import type { House } from '../platform/house/index.ts'
import { parametersIn } from '../platform/parameters/index.ts'
import { findWho, type Who } from '../platform/people/index.ts'

const grading = 'GB/T 22239—2019 身份鉴别“应具有登录失败处理功能”“会话结束”；具体次数和时长为业务惯例（待按正式文件核定）'
const lockAfter = dated('同一账号连续登录失败锁定次数', grading, { '2019-12-01': 5 }, { unit: '次' })
const lockAddressAfter = dated('同一地址连续登录失败锁定次数', grading, { '2019-12-01': 50 }, { unit: '次' })
const lockMinutes = dated('登录锁定时长', grading, { '2019-12-01': 15 }, { unit: '分钟' })
const sessionHours = dated('登录有效时长', grading, { '2019-12-01': 12 }, { unit: '小时' })

/** They may be amended like every other dated value. */
export const signInParameters = parametersIn('sign-in', { lockAfter, lockAddressAfter, lockMinutes, sessionHours })

export interface SignIn { address: string; agent: string; cookie: string }
/** What a sign-in sends back: the cookies to set, and whether a second factor is still wanted. */
export interface SignedIn { cookies: string[]; memberId?: string; needsCode: boolean }

export interface Accounts {
  signIn(of: SignIn & { username: string; password: string }): Promise<Result<SignedIn>>
  /** The second step of a sign-in, or the proof that a new authenticator works. */
  verifyCode(of: SignIn & { code: string }): Promise<Result<SignedIn>>
  signOut(of: SignIn): Promise<string[]>
  enableCode(of: SignIn & { password: string }): Promise<Result<{ uri: string; backupCodes: string[] }>>
  disableCode(of: SignIn & { password: string }): Promise<Result<SignedIn>>
  changePassword(of: SignIn & { password: string; next: string }): Promise<Result<SignedIn>>
  /** Who is signed in by this cookie header; nobody when the session has ended or the account is closed. */
  who(cookie: string | undefined): Promise<Who | undefined>
  /** The same at once, if they were asked after just now. */
  lately(cookie: string): Who | undefined
  /** To be called when what a member may do has changed. */
  forget(memberId?: string): void
  close(): Promise<void>
}

/** Sign-in by better-auth: name and password, an authenticator's code for those who want it, one cookie a session. */
export function makeAccounts(house: House, of: { databaseUrl: string; secret: string; secure: boolean }): Accounts {
  const pool = foreignPool(of.databaseUrl)
  const on = (): Day => dayOf(house.now())
  const auth = makeAuth(pool, of)
  const cookieName = `${of.secure ? '__Secure-' : ''}zx.session_token`
  const key = Buffer.from(of.secret)
  // By the whole signed value, so that a remembered cookie needs no second look at its signature.
  const known = new Map<string, { who: Who; until: number; token: string }>()

  const headers = ({ address, agent, cookie }: SignIn) => new Headers({ 'x-forwarded-for': address, 'user-agent': agent.slice(0, 200), ...(cookie ? { cookie } : {}) })
  const forget = (memberId?: string) => {
    if (memberId === undefined) known.clear()
    else for (const [signed, { who }] of known) if (who.id === memberId) known.delete(signed)
  }
  const answered = async (work: Promise<Response>): Promise<{ response: Response; body: any }> => {
    const response = await work
    return { response, body: await response.json().catch(() => undefined) }
  }

  return {
    forget,
    close: () => pool.end(),

    async signIn({ username, password, ...from }) {
      const name = username.trim().toLowerCase().slice(0, 60)
      const account = `account:${name}`, address = `address:${from.address}`
      const locked = (await attempt(account, lockAfter.on(on()))) ?? (await attempt(address, lockAddressAfter.on(on())))
      if (locked) return no(locked)
      const { response, body } = await answered(auth.api.signInUsername({ body: { username: name, password }, headers: headers(from), asResponse: true }))
      if (!response.ok) {
        if (response.status >= 500) throw new Error(`sign-in answered ${response.status}: ${JSON.stringify(body)}`)
        const [counted] = await rows<{ count: number }>(house.db, 'select count from sign_in_failure where subject = $1', [account])
        const left = lockAfter.on(on()) - (counted?.count ?? 1)
        return no({ code: 'sign-in-wrong', say: `用户名或口令不正确${left > 0 ? `；再错${left}次，账号将锁定${lockMinutes.on(on())}分钟` : `；账号已锁定，请${lockMinutes.on(on())}分钟后再试`}` })
      }
      const memberId: string | undefined = body.user?.id
      if (memberId !== undefined) {
        const who = await findWho(house.db, memberId, on())
        if (!who) {
          await rows(house.db, 'delete from auth_session where token = $1', [body.token])
          return no({ code: 'account-closed', say: '该账号尚未启用或已停用，请联系本单位管理员或系统管理员' })
        }
      }
      await rows(house.db, `delete from sign_in_failure where subject = $1 or since < $2::timestamptz - interval '1 day'`, [account, house.now()])
      await rows(house.db, 'update sign_in_failure set count = count - 1 where subject = $1 and count > 0', [address])
      return yes({ cookies: response.headers.getSetCookie(), needsCode: memberId === undefined, ...(memberId ? { memberId } : {}) })
    },

    async verifyCode({ code, ...from }) {
      const { response, body } = await answered(auth.api.verifyTOTP({ body: { code }, headers: headers(from), asResponse: true }))
      if (response.ok) {
        forget(body.user.id)
        const who = await findWho(house.db, body.user.id, on())
        if (!who) return no({ code: 'account-closed', say: '该账号尚未启用或已停用，请联系本单位管理员或系统管理员' })
        return yes({ cookies: response.headers.getSetCookie(), memberId: who.id, needsCode: false })
      }
      if (response.status >= 500) throw new Error(`the second factor answered ${response.status}: ${JSON.stringify(body)}`)
      return no(codeRefusals[body?.code as string] ?? { code: 'code-wrong', at: 'code', say: '动态口令不正确，请核对手机时间后输入最新的6位数字' })
    },

    async signOut(from) {
      const signed = cookieNamed(from.cookie, cookieName)
      if (signed) known.delete(signed)
      const { response } = await answered(auth.api.signOut({ headers: headers(from), asResponse: true }))
      return response.headers.getSetCookie()
    },

    async enableCode({ password, ...from }) {
      const { response, body } = await answered(auth.api.enableTwoFactor({ body: { password, issuer: '知行' }, headers: headers(from), asResponse: true }))
      if (response.ok) return yes({ uri: body.totpURI, backupCodes: body.backupCodes })
      if (body?.code === 'TOTP_ALREADY_ENABLED') return no({ code: 'code-enabled', say: '动态口令已启用；如需更换手机，请先停用再启用' })
      return no(wrongPassword)
    },

    async disableCode({ password, ...from }) {
      forget()
      const { response } = await answered(auth.api.disableTwoFactor({ body: { password }, headers: headers(from), asResponse: true }))
      return response.ok ? yes({ cookies: response.headers.getSetCookie(), needsCode: false }) : no(wrongPassword)
    },

    async changePassword({ password, next, ...from }) {
      forget()
      const { response } = await answered(auth.api.changePassword({ body: { currentPassword: password, newPassword: next, revokeOtherSessions: true }, headers: headers(from), asResponse: true }))
      return response.ok ? yes({ cookies: response.headers.getSetCookie(), needsCode: false }) : no(wrongPassword)
    },

    lately(cookie) {
      const signed = cookieNamed(cookie, cookieName)
      const remembered = signed ? known.get(signed) : undefined
      return remembered && remembered.until > performance.now() ? remembered.who : undefined
    },

    async who(cookie) {
      const signed = cookie && cookieNamed(cookie, cookieName)
      if (!signed) return undefined
      const now = performance.now()
      const remembered = known.get(signed)
      if (remembered && remembered.until > now) return remembered.who
      const token = remembered?.token ?? tokenOf(signed)
      if (!token) return undefined
      // Asked of the table and not of better-auth, whose own look at a session takes ten times as long; a session that was
      // ended anywhere is gone here after a few seconds, which a cookie that vouches for itself could not promise.
      const [session] = await rows<{ user_id: string }>(house.db, 'select user_id from auth_session where token = $1 and expires_at > now()', [token])
      const who = session && await findWho(house.db, session.user_id, on())
      if (!who) {
        known.delete(signed)
        return undefined
      }
      if (known.size >= 20_000) known.delete(known.keys().next().value!)
      known.set(signed, { who, until: now + rememberedMs, token })
      return who
    },
  }

  /** Counts the attempt before it is made, so that many at once are no way around the limit; success takes it back. */
  async function attempt(subject: string, most: number): Promise<Refusal | undefined> {
    const now = house.now(), minutes = lockMinutes.on(on())
    const until = instantFromMs(instantMs(now) + minutes * 60_000)
    const [counted] = await rows<{ count: number; locked_until: string | null }>(house.db, `
      insert into sign_in_failure as f (subject, count, since) values ($1, 1, $2)
      on conflict (subject) do update set
        count = case when f.locked_until > $2 then f.count when f.locked_until is not null or f.since < $2::timestamptz - make_interval(mins => $5) then 1 else f.count + 1 end,
        since = case when f.locked_until is null and f.since >= $2::timestamptz - make_interval(mins => $5) then f.since else $2 end,
        locked_until = case when f.locked_until > $2 then f.locked_until
          when f.locked_until is null and f.since >= $2::timestamptz - make_interval(mins => $5) and f.count + 1 > $3 then $4::timestamptz end
      returning count, locked_until`, [subject, now, most, until, minutes])
    if (!counted!.locked_until) return undefined
    const at = new Date(Date.parse(counted!.locked_until) + 8 * 3_600_000).toISOString().slice(11, 16)
    return { code: 'sign-in-locked', say: `连续登录失败已达${most}次，为保护账号，请于${at}之后再试；忘记口令请联系管理员重置` }
  }

  /** The token in a cookie, if its signature is ours: base64 of HMAC-SHA256, as better-auth signs. */
  function tokenOf(raw: string): string | undefined {
    const dot = raw.indexOf('.')
    if (dot < 1) return undefined
    const token = raw.slice(0, dot)
    let given: Buffer
    try {
      given = Buffer.from(decodeURIComponent(raw.slice(dot + 1)), 'base64')
    } catch {
      return undefined
    }
    const wanted = createHmac('sha256', key).update(token).digest()
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? token : undefined
  }
}

const rememberedMs = 3_000
const wrongPassword: Refusal = { code: 'password-wrong', at: 'password', say: '当前口令不正确' }
const codeRefusals: Record<string, Refusal> = {
  INVALID_TWO_FACTOR_COOKIE: { code: 'code-expired', say: '验证已过期，请重新输入用户名和口令' },
  TOTP_NOT_ENABLED: { code: 'code-not-enabled', say: '该账号未启用动态口令' },
  ACCOUNT_TEMPORARILY_LOCKED: { code: 'sign-in-locked', say: '动态口令连续错误过多，账号已暂时锁定，请15分钟后再试' },
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: { code: 'code-expired', say: '动态口令错误次数过多，请重新输入用户名和口令' },
}

function cookieNamed(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}

function makeAuth(pool: ReturnType<typeof foreignPool>, { secret, secure }: { secret: string; secure: boolean }) {
  return betterAuth({
    appName: '知行', secret, database: pool,
    // Never reached over HTTP: every door of ours calls it in process. The address only fixes how cookies are named.
    baseURL: secure ? 'https://zhixing.invalid' : 'http://zhixing.invalid',
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 128 },
    session: {
      modelName: 'auth_session', expiresIn: sessionHours.versions().at(-1)!.value * 3600, disableSessionRefresh: true,
      fields: { userId: 'user_id', expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at', ipAddress: 'ip_address', userAgent: 'user_agent' },
    },
    user: { modelName: 'auth_user', fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' } },
    account: {
      modelName: 'auth_account',
      fields: {
        accountId: 'account_id', providerId: 'provider_id', userId: 'user_id', accessToken: 'access_token', refreshToken: 'refresh_token', idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at', refreshTokenExpiresAt: 'refresh_token_expires_at', createdAt: 'created_at', updatedAt: 'updated_at',
      },
    },
    verification: { modelName: 'auth_verification', fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' } },
    advanced: { cookiePrefix: 'zx', useSecureCookies: secure, defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' }, ipAddress: { ipAddressHeaders: ['x-forwarded-for'] } },
    plugins: [
      username({ displayUsername: false, minUsernameLength: 3, maxUsernameLength: 30 }),
      twoFactor({
        issuer: '知行',
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: { modelName: 'auth_two_factor', fields: { backupCodes: 'backup_codes', userId: 'user_id', failedVerificationCount: 'failed_verification_count', lockedUntil: 'locked_until' } },
        },
      }),
    ],
  })
}
