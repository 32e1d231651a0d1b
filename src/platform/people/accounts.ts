import { randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { dated, no, type Refusal, type Result, yes } from '../../kernel/index.ts'
import { type Db, rows } from '../db/index.ts'

const grading = 'GB/T 22239—2019 身份鉴别“口令应有复杂度要求并定期更换”；具体位数为业务惯例（待按正式文件核定）'
const shortest = dated('口令最短位数', grading, { '2019-12-01': 10 }, { unit: '位' })

export interface NewMember {
  id?: string
  name: string
  username: string
  password: string
  partyId?: string
  partyAdmin?: boolean
  auditor?: boolean
  admin?: boolean
  demo?: boolean
  /** False for an account that an administrator must let in first. */
  active?: boolean
}

/** A person with a name to sign in by; the account and the member share one id. */
export async function createMember(db: Db, of: NewMember): Promise<Result<{ id: string }>> {
  const username = of.username.trim().toLowerCase()
  const refusals = [...nameFaults(of.name), ...usernameFaults(username), ...passwordFaults(of.password, username)]
  if (refusals.length) return no(...refusals)
  const id = of.id ?? randomUUID()
  const hash = await hashed(of.password, of.demo ?? false)
  const made = await rows<{ id: string }>(db, `with m as (
      insert into member (id, name, username, party_id, party_admin, auditor, admin, active, demo) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict (username) do nothing returning id, name, username),
    u as (insert into auth_user (id, name, email, email_verified, username) select id, name, username || '@zhixing.invalid', true, username from m returning id),
    a as (insert into auth_account (id, account_id, provider_id, user_id, password, updated_at) select $10, id, 'credential', id, $11, now() from u)
    select id from m`,
  [id, of.name.trim(), username, of.partyId ?? null, of.partyAdmin ?? false, of.auditor ?? false, of.admin ?? false, of.active ?? true, of.demo ?? false, randomUUID(), hash])
  return made.length ? yes({ id }) : no({ code: 'username-taken', at: 'username', say: `用户名“${username}”已有人使用，请换一个` })
}

/** Gives a member another password and ends every session of theirs. */
export async function setPassword(db: Db, memberId: string, password: string): Promise<Result<void>> {
  const [member] = await rows<{ username: string }>(db, 'select username from member where id = $1', [memberId])
  if (!member) return no({ code: 'not-found', at: 'member', say: '没有这个人员' })
  const refusals = passwordFaults(password, member.username)
  if (refusals.length) return no(...refusals)
  await rows(db, `with gone as (delete from auth_session where user_id = $1) update auth_account set password = $2, updated_at = now() where user_id = $1 and provider_id = 'credential'`,
    [memberId, await hashPassword(password)])
  return yes(undefined)
}

// Demonstration accounts share one printed password; working out its hash once keeps the first start short.
const shared = new Map<string, Promise<string>>()
function hashed(password: string, demo: boolean): Promise<string> {
  if (!demo) return hashPassword(password)
  if (!shared.has(password)) shared.set(password, hashPassword(password))
  return shared.get(password)!
}

function nameFaults(name: string): Refusal[] {
  return name.trim() && name.trim().length <= 60 ? [] : [{ code: 'name-wrong', at: 'name', say: '请填写姓名，最多60字' }]
}
function usernameFaults(username: string): Refusal[] {
  return /^[a-z0-9][a-z0-9_.]{2,29}$/.test(username) ? [] : [{ code: 'username-wrong', at: 'username', say: '用户名须为3至30位小写字母、数字、点或下划线，并以字母或数字开头' }]
}

const tooCommon = ['password', 'passw0rd', 'qwerty', 'admin', 'letmein', 'welcome', 'iloveyou', 'zhixing', 'abc123', '123456', '112233', '000000']

/** Everything wrong with a password, each in a sentence; a strong one has nothing. */
export function passwordFaults(password: string, username: string): Refusal[] {
  const fault = (code: string, say: string): Refusal => ({ code, at: 'password', say })
  const faults: Refusal[] = []
  const least = shortest.versions().at(-1)!.value
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(password)).length
  const lower = password.toLowerCase()
  if (password.length < least) faults.push(fault('password-short', `口令至少${least}位，现有${password.length}位`))
  if (password.length > 128) faults.push(fault('password-long', '口令最多128位'))
  if (kinds < 3) faults.push(fault('password-plain', '口令须含大写字母、小写字母、数字、符号中的三种'))
  if (username && lower.includes(username)) faults.push(fault('password-username', '口令不得包含用户名'))
  if (tooCommon.some((word) => lower.includes(word) && password.length < word.length + 6)) faults.push(fault('password-common', '口令过于常见，容易被猜到，请换一个'))
  if (/(.)\1{3}/.test(password)) faults.push(fault('password-repeats', '口令不得连续四位相同'))
  if (runs(lower)) faults.push(fault('password-runs', '口令不得有五位以上的连号，如 12345、abcde'))
  return faults
}

function runs(text: string): boolean {
  let up = 1, down = 1
  for (let i = 1; i < text.length; i++) {
    const step = text.charCodeAt(i) - text.charCodeAt(i - 1)
    up = step === 1 ? up + 1 : 1
    down = step === -1 ? down + 1 : 1
    if (up >= 5 || down >= 5) return true
  }
  return false
}
