import { createHash, randomInt } from 'node:crypto'
import { addDays, type Calendar, type Day, dayOf, type Instant, instantFromMs, instantMs, no, type Result, startOfDay, weekday, yes } from '../../kernel/index.ts'
import { type Db, rows } from '../db/index.ts'
import { reckon } from './occasions.ts'

/** How someone wants to be reached beside the application, where everything can be read anyway. */
export interface Choice {
  byMail: boolean
  /** What comes by mail: reminders and escalations, or also every other notice. */
  what: 'reminders' | 'all'
  digest: 'at-once' | 'daily' | 'weekly'
  digestHour: number
  /** 1 is Monday. */
  digestWeekday: number
  /** Hours of the wall clock between which nothing is sent; over midnight when from is later than to. */
  quietFrom?: number
  quietTo?: number
  /** Where an hour clock runs, quiet hours and holidays do not hold it back. */
  urgentAnyway: boolean
}
export interface ChoiceView extends Choice { /** The address whose owner has confirmed it. */ mail?: string; /** An address that waits for its code. */ mailWanted?: string }

const usual: Choice = { byMail: false, what: 'reminders', digest: 'at-once', digestHour: 9, digestWeekday: 1, urgentAnyway: true }
interface Row { by_mail: boolean; mail: string | null; mail_wanted: string | null; what: Choice['what']; digest: Choice['digest']; digest_hour: number; digest_weekday: number; quiet_from: number | null; quiet_to: number | null; urgent_anyway: boolean }
export const readChoice = (r: Row): ChoiceView => ({
  byMail: r.by_mail, what: r.what, digest: r.digest, digestHour: r.digest_hour, digestWeekday: r.digest_weekday, urgentAnyway: r.urgent_anyway,
  ...(r.quiet_from === null || r.quiet_to === null ? {} : { quietFrom: r.quiet_from, quietTo: r.quiet_to }), ...(r.mail ? { mail: r.mail } : {}), ...(r.mail_wanted ? { mailWanted: r.mail_wanted } : {}),
})

export async function choiceOf(db: Db, memberId: string): Promise<ChoiceView> {
  const [found] = await rows<Row>(db, 'select * from reminder_choice where member_id = $1', [memberId])
  return found ? readChoice(found) : usual
}

export async function saveChoice(db: Db, memberId: string, to: Choice): Promise<Result<ChoiceView>> {
  const quiet = to.quietFrom !== undefined && to.quietTo !== undefined
  if ((to.quietFrom === undefined) !== (to.quietTo === undefined)) return no({ code: 'quiet-half', at: 'quietTo', say: '静默时段须同时写明起止' })
  if (quiet && to.quietFrom === to.quietTo) return no({ code: 'quiet-all', at: 'quietTo', say: '静默时段的起止不能相同' })
  if (quiet && to.digest !== 'at-once' && isQuiet(to, to.digestHour)) return no({ code: 'digest-quiet', at: 'digestHour', say: '汇总的时刻在静默时段内，请改其中一个' })
  if (to.byMail && !(await choiceOf(db, memberId)).mail) return no({ code: 'mail-missing', at: 'mail', say: '请先填写并确认接收提醒的邮箱' })
  await rows(db, `insert into reminder_choice (member_id, by_mail, what, digest, digest_hour, digest_weekday, quiet_from, quiet_to, urgent_anyway) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (member_id) do update set by_mail = excluded.by_mail, what = excluded.what, digest = excluded.digest, digest_hour = excluded.digest_hour, digest_weekday = excluded.digest_weekday,
      quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, urgent_anyway = excluded.urgent_anyway`,
  [memberId, to.byMail, to.what, to.digest, to.digestHour, to.digestWeekday, quiet ? to.quietFrom : null, quiet ? to.quietTo : null, to.urgentAnyway])
  return yes(await choiceOf(db, memberId))
}

const codeMinutes = 15
const codeTries = 5
const hashed = (memberId: string, code: string) => createHash('sha256').update(`${memberId}:${code}`).digest('hex')

/** Remembers an address someone wants and answers the code that must be read there; asked again within a minute it is refused. */
export async function wantAddress(db: Db, memberId: string, mail: string, now: Instant): Promise<Result<{ code: string }>> {
  const address = mail.trim()
  if (address.length > 120 || !/^[^\s@<>,;:"()\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(address)) return no({ code: 'mail-wrong', at: 'mail', say: '邮箱地址不完整，应形如 name@example.cn' })
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const until = instantFromMs(instantMs(now) + codeMinutes * 60_000), lately = instantFromMs(instantMs(now) + (codeMinutes - 1) * 60_000)
  const [kept] = await rows(db, `insert into reminder_choice as r (member_id, mail_wanted, mail_code, mail_code_until) values ($1, $2, $3, $4)
    on conflict (member_id) do update set mail_wanted = excluded.mail_wanted, mail_code = excluded.mail_code, mail_code_until = excluded.mail_code_until, mail_code_tries = 0
    where r.mail_code_until is null or r.mail_code_until <= $5 returning 1`, [memberId, address, hashed(memberId, code), until, lately])
  return kept ? yes({ code }) : no({ code: 'too-often', at: 'mail', say: '验证码刚发过，请一分钟后再试' })
}

/** The code that was read at the address makes it the one that is used. */
export async function confirmAddress(db: Db, memberId: string, code: string, now: Instant): Promise<Result<ChoiceView>> {
  const [tried] = await rows<{ mail_code: string; mail_code_until: Instant; mail_code_tries: number }>(db,
    'update reminder_choice set mail_code_tries = mail_code_tries + 1 where member_id = $1 and mail_code is not null returning mail_code, mail_code_until, mail_code_tries', [memberId])
  if (!tried || tried.mail_code_until < now || tried.mail_code_tries > codeTries) return no({ code: 'code-over', at: 'code', say: '验证码已过期或试错过多，请重新发送' })
  if (tried.mail_code !== hashed(memberId, code.trim())) return no({ code: 'mail-code-wrong', at: 'code', say: '验证码不对，请核对邮件中的6位数字' })
  await rows(db, 'update reminder_choice set mail = mail_wanted, mail_confirmed_at = $2, mail_wanted = null, mail_code = null, mail_code_until = null, by_mail = true where member_id = $1', [memberId, now])
  return yes(await choiceOf(db, memberId))
}

/** Nothing goes to this address any more. */
export async function dropAddress(db: Db, memberId: string): Promise<ChoiceView> {
  await rows(db, 'update reminder_choice set by_mail = false, mail = null, mail_confirmed_at = null, mail_wanted = null, mail_code = null, mail_code_until = null where member_id = $1', [memberId])
  return choiceOf(db, memberId)
}

const hour = 3_600_000
const hourAt = (at: Instant) => new Date(instantMs(at) + 8 * hour).getUTCHours()
const isQuiet = ({ quietFrom, quietTo }: Choice, h: number): boolean =>
  quietFrom !== undefined && quietTo !== undefined && (quietFrom < quietTo ? h >= quietFrom && h < quietTo : h >= quietFrom || h < quietTo)

/** The first moment from now at which a mail may go: outside quiet hours and on a working day, unless it is urgent and may. */
export function mayGoAt(choice: Choice, now: Instant, urgent: boolean, calendar: Calendar): Instant {
  if (urgent && choice.urgentAnyway) return now
  let at = now
  const waits = () => isQuiet(choice, hourAt(at)) || (!urgent && !reckon(calendar, (c) => c.isWorkday(dayOf(at))))
  while (waits()) at = instantFromMs((Math.floor(instantMs(at) / hour) + 1) * hour)
  return at
}

/** When a message goes to someone, and with which others. An escalation and what is urgent do not wait for a digest. */
export function goesAt(choice: Choice, now: Instant, of: { urgent: boolean; kind: string }, calendar: Calendar): { at: Instant; bundle?: string } {
  if (choice.digest === 'at-once' || of.urgent || of.kind === 'escalation') return { at: mayGoAt(choice, now, of.urgent, calendar) }
  const isDay = (day: Day) => choice.digest === 'daily' || weekday(day) === choice.digestWeekday % 7
  for (let day = dayOf(now); ; day = addDays(day, 1)) {
    // A digest that falls on a day off comes on the next working day.
    const working = reckon(calendar, (c) => c.rollForward(day))
    const at = instantFromMs(instantMs(startOfDay(working)) + choice.digestHour * hour)
    if (isDay(day) && at > now) return { at, bundle: `${choice.digest}:${working}T${choice.digestHour}` }
  }
}
